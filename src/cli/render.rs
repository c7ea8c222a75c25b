//! `raglan render`: read a report, run it, write it.

use super::output::Outputs;
use super::progress::Bar;
use super::{Outcome, diff};
use crate::document::{self, Document};
use crate::graphics::fonts::{Face, opentype};
use crate::knit::{self, Settings};
use crate::render::{self, Options};
use crate::results::{Block, Output, Record};
use crate::text::{Diagnostic, Severity, Source};
use clap::{Args, ValueEnum};
use std::fs;
use std::path::{Path, PathBuf};

/// Arguments of `raglan render`.
#[derive(Args)]
pub(super) struct Arguments {
    /// Reports (.Rmd, .md, .qmd), or records of earlier runs (.json)
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    /// Formats to write; by default HTML and PDF, and Markdown when the front matter says `keep_md`
    #[arg(long, value_delimiter = ',', value_name = "FORMAT")]
    to: Vec<Format>,
    /// Folder to write to; by default `_output` beside the report
    #[arg(long, value_name = "DIR")]
    output_dir: Option<PathBuf>,
    /// Value of a parameter of the report
    #[arg(short = 'P', value_name = "NAME=VALUE", value_parser = parameter)]
    parameters: Vec<(String, String)>,
    /// Template of the page (.html) or of the PDF (.typ) instead of the built-in one
    #[arg(long, value_name = "FILE")]
    template: Vec<PathBuf>,
    /// Show errors in their place and run the chunks after them
    #[arg(long)]
    keep_going: bool,
    /// Compare with the record beside the report (NAME.json); exit code 1 when more changed than `raglan.toml`
    /// allows
    #[arg(long)]
    check: bool,
    /// Say nothing but errors and warnings
    #[arg(long)]
    quiet: bool,
}

/// A format of output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
enum Format {
    /// A self-contained page
    Html,
    /// A PDF
    Pdf,
    /// Markdown, and the figures as SVG files
    Md,
    /// The record of results
    Json,
}

pub(super) fn parameter(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() => Ok((name.trim().to_string(), value.to_string())),
        _ => Err("write it as NAME=VALUE".into()),
    }
}

/// Renders every input and gives the worst outcome.
pub(super) fn render(arguments: &Arguments) -> Outcome {
    let templates = match Templates::read(&arguments.template) {
        Ok(templates) => templates,
        Err(message) => return unusable(&message),
    };
    if !cfg!(feature = "pdf") && arguments.to.contains(&Format::Pdf) {
        return unusable("this raglan was built without PDF output; build it with the feature `pdf`");
    }
    arguments.inputs.iter().map(|input| report(input, arguments, &templates)).max().unwrap_or(Outcome::Done)
}

pub(super) fn unusable(message: &str) -> Outcome {
    eprintln!("error: {message}");
    Outcome::Unusable
}

/// Templates given on the command line.
#[derive(Default)]
struct Templates {
    html: Option<String>,
    typst: Option<String>,
}

impl Templates {
    fn read(paths: &[PathBuf]) -> Result<Self, String> {
        let mut templates = Self::default();
        for path in paths {
            let text = fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
            match path.extension().and_then(|e| e.to_str()) {
                Some("html") => templates.html = Some(text),
                Some("typ") => templates.typst = Some(text),
                _ => return Err(format!("{}: a template ends in .html or .typ", path.display())),
            }
        }
        Ok(templates)
    }
}

/// One input from reading to writing.
fn report(input: &Path, arguments: &Arguments, templates: &Templates) -> Outcome {
    let text = match fs::read(input).map(String::from_utf8) {
        Ok(Ok(text)) => text,
        Ok(Err(_)) => return unusable(&format!("{}: not UTF-8 text", input.display())),
        Err(fault) => return unusable(&format!("{}: {fault}", input.display())),
    };
    let source = Source::new(input.display().to_string(), text);
    let extension = input.extension().and_then(|e| e.to_str()).unwrap_or_default().to_lowercase();
    let run = match extension.as_str() {
        "rmd" | "md" | "qmd" | "rmarkdown" | "markdown" => run(&source, input, arguments),
        "json" => record(&source),
        _ => return unusable(&format!("{}: a report ends in .Rmd, .md or .qmd", input.display())),
    };
    let (mut record, failures) = match run {
        Ok(run) => run,
        Err(outcome) => return outcome,
    };
    if extension != "json" && (arguments.check || arguments.to.contains(&Format::Json)) {
        knit::describe_files(&mut record, input.parent().unwrap_or(Path::new("")));
    }
    if let Err(message) = write(&record, input, arguments, templates) {
        return unusable(&format!("{}: {message}", input.display()));
    }
    let checked = if arguments.check { diff::check(&record, input) } else { Outcome::Done };
    if failures.is_empty() {
        return checked;
    }
    for failure in &failures {
        eprint!("{}", failure.render(&source));
    }
    let chunks = if failures.len() == 1 { "one place" } else { "several places" };
    eprintln!("{}: failed in {chunks} ({}), written with the errors shown", source.name(), failures.len());
    checked.max(Outcome::Failed)
}

pub(super) type Run = Result<(Record, Vec<Diagnostic>), Outcome>;

/// Reads a report and runs it.
fn run(source: &Source, input: &Path, arguments: &Arguments) -> Run {
    run_with(source, input, &arguments.parameters, arguments.keep_going, arguments.quiet)
}

/// Reads a report and runs it with these parameters.
pub(super) fn run_with(
    source: &Source,
    input: &Path,
    parameters: &[(String, String)],
    keep_going: bool,
    quiet: bool,
) -> Run {
    let (document, diagnostics) = document::parse(source);
    for diagnostic in &diagnostics {
        eprint!("{}", diagnostic.render(source));
    }
    if diagnostics.iter().any(|d| d.severity == Severity::Error) {
        return Err(Outcome::Unusable);
    }
    let settings = Settings {
        params: parameters
            .iter()
            .map(|(name, value)| (name.clone(), seen_from(input, name, value)))
            .collect(),
        keep_going,
        directory: input.parent().map(Path::to_path_buf).unwrap_or_default(),
    };
    knitted(source, &document, &settings, quiet)
}

/// A path given for a parameter, as the report sees it: R Markdown reads it from the report's folder. One that
/// exists only from the working folder is taken from there, and said so.
fn seen_from(input: &Path, name: &str, value: &str) -> String {
    let folder = input.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let path = Path::new(value);
    if !value.contains(std::path::is_separator) || path.is_absolute() || folder.join(path).exists() {
        return value.to_string();
    }
    let (Ok(folder), Ok(found)) = (folder.canonicalize(), path.canonicalize()) else {
        return value.to_string();
    };
    let shared = folder.components().zip(found.components()).take_while(|(a, b)| a == b).count();
    let up = folder.components().skip(shared).map(|_| "..".into());
    let down = found.components().skip(shared).map(|c| c.as_os_str().to_string_lossy().into_owned());
    let relative = up.chain(down).collect::<Vec<String>>().join("/");
    eprintln!(
        "note: nothing is at {value} beside the report: '{name}' is {relative}, seen from the working folder"
    );
    relative
}

fn knitted(source: &Source, document: &Document, settings: &Settings, quiet: bool) -> Run {
    let bar = Bar::new(source.name(), quiet);
    let knitted = knit::knit(source, document, settings, &mut |progress| bar.show(&progress));
    bar.clear();
    match knitted {
        Ok(knitted) => {
            for warning in &knitted.warnings {
                eprint!("{}", warning.render(source));
            }
            Ok((knitted.record, knitted.failures))
        }
        Err(faults) => {
            for fault in &faults {
                eprint!("{}", fault.render(source));
            }
            Err(Outcome::Failed)
        }
    }
}

/// Reads the record of an earlier run.
fn record(source: &Source) -> Run {
    match read_record(source.text()) {
        Ok(record) => Ok((record, Vec::new())),
        Err(message) => Err(unusable(&format!("{}: {message}", source.name()))),
    }
}

/// A record from its JSON; the error says what is wrong with it.
pub(super) fn read_record(text: &str) -> Result<Record, String> {
    match serde_json::from_str::<Record>(text) {
        Ok(record) if record.version <= crate::results::VERSION => Ok(record),
        Ok(record) => Err(format!(
            "a record of version {}, from a newer raglan; this one reads up to version {}",
            record.version,
            crate::results::VERSION
        )),
        Err(fault) if fault.is_eof() => Err(format!("the record ends too early: {fault}")),
        Err(fault) => Err(format!("not a record of results: {fault}")),
    }
}

/// Writes every format asked for, all or none.
fn write(record: &Record, input: &Path, arguments: &Arguments, templates: &Templates) -> Result<(), String> {
    let beside = input.parent().unwrap_or(Path::new(""));
    let folder = arguments.output_dir.clone().unwrap_or_else(|| beside.join("_output"));
    let read = |path: &str| fs::read(beside.join(path)).ok();
    let mut outputs: Vec<(&str, Vec<u8>)> = Vec::new();
    let fonts = Face::ALL.into_iter().map(opentype).collect();
    let mut options = Options { read: Some(&read), fonts, ..Options::default() };
    let formats = formats(record, arguments);
    for format in &formats {
        match format {
            Format::Html => {
                options.template.clone_from(&templates.html);
                let page = render::html(record, &options).map_err(|e| e.to_string())?;
                warn(record, "HTML", &page.warnings);
                outputs.push(("html", page.text.into_bytes()));
            }
            Format::Pdf => {
                options.template.clone_from(&templates.typst);
                outputs.push(("pdf", pdf(record, &options)?));
            }
            Format::Md => outputs.push(("md", render::markdown(record).into_bytes())),
            Format::Json => outputs.push(("json", render::json(record).into_bytes())),
        }
    }
    let written =
        save(record, &folder, &outputs, formats.contains(&Format::Md)).map_err(|e| e.to_string())?;
    if !arguments.quiet {
        for path in written {
            println!("{}", path.display());
        }
    }
    Ok(())
}

fn save(
    record: &Record,
    folder: &Path,
    outputs: &[(&str, Vec<u8>)],
    figures: bool,
) -> std::io::Result<Vec<PathBuf>> {
    let mut files = Outputs::new(folder)?;
    for (extension, bytes) in outputs {
        files.file(&format!("{}.{extension}", record.stem()), bytes)?;
    }
    let drawings = if figures { drawings(record) } else { Vec::new() };
    if !drawings.is_empty() {
        files.folder(&format!("{}_files", record.stem()), &drawings)?;
    }
    files.publish()
}

/// The figures, by their paths in the folder of the report's files.
fn drawings(record: &Record) -> Vec<(String, &[u8])> {
    let chunks = record.blocks.iter().filter_map(|block| match block {
        Block::Chunk(chunk) => Some(&chunk.outputs),
        Block::Prose(_) => None,
    });
    chunks
        .flatten()
        .filter_map(|output| match output {
            Output::Figure(figure) => {
                Some((format!("figure-html/{}.svg", figure.name), figure.svg.as_bytes()))
            }
            _ => None,
        })
        .collect()
}

/// The formats to write, each once.
fn formats(record: &Record, arguments: &Arguments) -> Vec<Format> {
    let mut formats = arguments.to.clone();
    if formats.is_empty() {
        formats.push(Format::Html);
        if cfg!(feature = "pdf") {
            formats.push(Format::Pdf);
        }
        if render::keeps_markdown(record) {
            formats.push(Format::Md);
        }
    }
    formats.sort_unstable();
    formats.dedup();
    formats
}

fn warn(record: &Record, format: &str, warnings: &[String]) {
    for warning in warnings {
        eprintln!("{}: warning: {format}: {warning}", record.source.path);
    }
}

#[cfg(feature = "pdf")]
fn pdf(record: &Record, options: &Options<'_>) -> Result<Vec<u8>, String> {
    let pdf = render::pdf(record, options).map_err(|e| e.to_string())?;
    warn(record, "PDF", &pdf.warnings);
    Ok(pdf.bytes)
}

#[cfg(not(feature = "pdf"))]
fn pdf(_: &Record, _: &Options<'_>) -> Result<Vec<u8>, String> {
    Err("this raglan was built without PDF output".into())
}
