//! The reference document: its code, run on its data, prints what R printed. Needs the reference data and does
//! nothing without them.

use raglan::document;
use raglan::knit::{self, Settings};
use raglan::render;
use raglan::text::Source;
use std::fs;
use std::path::PathBuf;

const START: &str = "```{r include=FALSE}\nlibrary(tidyverse)\nlibrary(lme4)\nlibrary(viridis)\nlibrary(ggridges)\n\
    library(lmerTest)\nlibrary(ggrepel)\nlibrary(vroom)\nlibrary(ggeffects)\n```\n\n```{r include=FALSE}\n\
    csv_files <- list.files(\"attention_summaries\", pattern = \"csv\", full.names = TRUE)\n\
    df_pythia_models <- csv_files %>%\n  map(~ read_csv(.)) %>%\n  bind_rows() %>%\n\
    \x20 mutate(model = sub(\"^EleutherAI/\", \"\", mpath)) %>%\n  filter(Layer > 0)\n```\n";

/// A block of code and what stands below it.
#[derive(Default)]
struct Block {
    code: String,
    outputs: Vec<String>,
    figures: usize,
}

/// The blocks of a knitted document.
fn blocks(markdown: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut lines = markdown.lines();
    while let Some(line) = lines.next() {
        let figure = line.starts_with("![") || line.contains("<img ");
        if let Some(info) = line.strip_prefix("```") {
            let body: Vec<&str> = lines.by_ref().take_while(|l| l.trim_end() != "```").collect();
            let body = body.join("\n");
            match (info.trim().is_empty(), blocks.last_mut()) {
                (true, Some(block)) => block.outputs.push(body),
                (true, None) => {}
                (false, _) => blocks.push(Block { code: body, ..Block::default() }),
            }
        } else if let (true, Some(block)) = (figure, blocks.last_mut()) {
            block.figures += 1;
        }
    }
    blocks
}

/// Whether two outputs agree, but for what numerical derivatives and zero variances leave open: degrees of freedom
/// to 1e-6, variances below 1e-15.
fn agree(ours: &str, theirs: &str) -> bool {
    if ours == theirs || !theirs.contains("Satterthwaite") {
        return ours == theirs;
    }
    let (a, b): (Vec<&str>, Vec<&str>) =
        (ours.split_whitespace().collect(), theirs.split_whitespace().collect());
    let close = |(x, y): (&&str, &&str)| {
        x == y
            || x.parse::<f64>().ok().zip(y.parse::<f64>().ok()).is_some_and(|(p, q)| {
                let decimals = x.split_once('.').map_or(0, |(_, d)| d.len());
                let tiny = p.abs() < 1e-9 && q.abs() < 1e-9;
                tiny || (decimals == 5 && p > 100.0 && (p - q).abs() <= 1e-6 * p)
            })
    };
    a.len() == b.len() && a.iter().zip(&b).all(close)
}

#[test]
fn the_reference_document_is_reproduced() {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared"));
    let data = folder.join("pythia");
    let Ok(reference) = fs::read_to_string(folder.join("seed/seed_variability_attention_anon.md")) else {
        return;
    };
    if !data.join("attention_summaries").is_dir() {
        return;
    }
    let work = move || {
        let expected = blocks(&reference);
        let chunks: Vec<String> = expected.iter().map(|b| format!("```{{r}}\n{}\n```\n", b.code)).collect();
        let source = Source::new("reference.Rmd".to_string(), format!("{START}\n{}", chunks.join("\n")));
        let (document, faults) = document::parse(&source);
        assert!(faults.is_empty(), "{faults:?}");
        let settings = Settings { directory: data, ..Settings::default() };
        let run = knit::knit(&source, &document, &settings, &mut |_| {});
        let run = run.unwrap_or_else(|faults| panic!("{}", faults[0].render(&source)));
        let found = blocks(&render::markdown(&run.record));
        assert_eq!(found.len(), expected.len(), "blocks of code");
        let mut wrong = Vec::new();
        for (ours, theirs) in found.iter().zip(&expected) {
            assert_eq!(ours.code, theirs.code);
            let same = ours.outputs.len() == theirs.outputs.len()
                && ours.outputs.iter().zip(&theirs.outputs).all(|(a, b)| agree(a, b));
            if !same || ours.figures != theirs.figures {
                wrong.push(format!("{}\n---\n{}", theirs.outputs.join("\n"), ours.outputs.join("\n")));
            }
        }
        assert!(wrong.is_empty(), "{} blocks differ:\n{}", wrong.len(), wrong.join("\n=====\n"));
    };
    let thread = std::thread::Builder::new().stack_size(1 << 30).spawn(work).expect("a thread starts");
    if let Err(fault) = thread.join() {
        std::panic::resume_unwind(fault);
    }
}
