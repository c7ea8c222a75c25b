//! The project's own report, run on the data it ships, against its committed Markdown.
//!
//! The code, the printed text and the number of figures were compared with what R and knitr make of the same
//! report when the golden was recorded; `GOLDEN_UPDATE=1` rewrites it.

use raglan::document;
use raglan::knit::{self, Settings};
use raglan::render;
use raglan::text::Source;
use std::fs;
use std::path::PathBuf;

fn knitted() -> String {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/reports"));
    let text = fs::read_to_string(folder.join("seed_variability.md")).expect("the report is there");
    let source = Source::new("seed_variability.md", text);
    let (document, faults) = document::parse(&source);
    assert!(faults.is_empty(), "the report has faults: {faults:?}");
    let settings = Settings { directory: folder, ..Settings::default() };
    match knit::knit(&source, &document, &settings, &mut |_| {}) {
        Ok(run) => render::markdown(&run.record),
        Err(faults) => panic!("{}", faults.iter().map(|f| f.render(&source)).collect::<String>()),
    }
}

#[test]
fn the_report_prints_what_it_printed() {
    let work = || {
        let golden = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/goldens/seed_variability.md");
        let text = knitted();
        assert_eq!(text, knitted(), "two runs differ");
        if std::env::var("GOLDEN_UPDATE").is_ok() {
            fs::write(golden, &text).expect("the golden can be written");
        }
        let expected = fs::read_to_string(golden).unwrap_or_default();
        assert!(text == expected, "the report prints something else:\n{text}");
    };
    let thread = std::thread::Builder::new().stack_size(1 << 30).spawn(work).expect("a thread starts");
    if let Err(fault) = thread.join() {
        std::panic::resume_unwind(fault);
    }
}
