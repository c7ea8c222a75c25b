//! A report run: [`knit`] takes its parts in order and records what each shows.
//!
//! [`Runner`] holds the session and runs code as knitr does; [`options`] reads what a chunk asks for, and
//! [`Machine`] is the world the code sees.

mod chunk;
mod machine;
mod options;
mod params;
mod prose;
mod runner;
mod shape;
mod values;
pub mod words;

pub use machine::Machine;
pub use runner::{Fault, Runner, Step};
pub use shape::describe_files;

use crate::document::{Document, Part};
use crate::packages::base::random::Unseeded;
use crate::results::{self, Block, Record};
use crate::text::{Diagnostic, Source, Span};
use sha2::{Digest, Sha256};
use std::path::PathBuf;

/// What a report is run with.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Parameters that replace those of the front matter, as the command line gives them.
    pub params: Vec<(String, String)>,
    /// Whether chunks after one that failed still run.
    pub keep_going: bool,
    /// The folder the chunks' relative paths begin in: that of the report.
    pub directory: PathBuf,
}

/// How far a run is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The chunk about to run, from zero; `of` when all have.
    pub at: usize,
    /// Number of chunks.
    pub of: usize,
    /// Label of the chunk, empty at the end.
    pub label: String,
}

/// A report that was run.
#[derive(Clone, Debug)]
pub struct Knitted {
    /// What it shows.
    pub record: Record,
    /// What failed on the way; without `keep_going` there is none.
    pub failures: Vec<Diagnostic>,
    /// What is worth saying though nothing failed.
    pub warnings: Vec<Diagnostic>,
}

/// Runs a report. The first failure ends it, unless the settings say to keep going.
pub fn knit(
    source: &Source,
    document: &Document,
    settings: &Settings,
    progress: &mut dyn FnMut(Progress),
) -> Result<Knitted, Vec<Diagnostic>> {
    let start = |message: String| vec![Diagnostic::error(Span::default(), message)];
    let mut runner = Runner::new(&settings.directory).map_err(start)?;
    let params = params::set(&mut runner, document, &settings.params)?;
    let of = document.parts.iter().filter(|p| matches!(p, Part::Chunk(_))).count();
    let mut failures = Vec::new();
    let mut warnings = Vec::new();
    let mut blocks = Vec::new();
    let (front, meta) = prose::front(&mut runner, document, &mut failures);
    stop(&failures, settings)?;
    params::figure_size(&mut runner, &meta);
    let mut at = 0;
    for part in &document.parts {
        match part {
            Part::Prose(text) => blocks.push(Block::Prose(prose::prose(&mut runner, text, &mut failures))),
            Part::Chunk(code) => {
                progress(Progress { at, of, label: code.label.clone() });
                at += 1;
                let run = chunk::chunk(&mut runner, code, settings.keep_going, &mut failures, &mut warnings);
                blocks.push(Block::Chunk(run));
            }
        }
        stop(&failures, settings)?;
    }
    progress(Progress { at: of, of, label: String::new() });
    let inputs = runner.session.host.inputs();
    let inputs = inputs
        .into_iter()
        .map(|(path, sha256, bytes)| results::File { path, sha256, bytes, table: None })
        .collect();
    let unseeded = runner.session.state::<Unseeded>().0;
    let record = Record {
        version: results::VERSION,
        engine: format!("raglan {}", env!("CARGO_PKG_VERSION")),
        source: file(source.name(), source.text().as_bytes()),
        front,
        meta,
        params,
        inputs,
        seed: unseeded.then(|| runner.session.host.seed()),
        blocks,
    };
    Ok(Knitted { record, failures, warnings })
}

/// Ends the run at the first failure unless it is to go on.
fn stop(failures: &[Diagnostic], settings: &Settings) -> Result<(), Vec<Diagnostic>> {
    if failures.is_empty() || settings.keep_going { Ok(()) } else { Err(failures.to_vec()) }
}

/// A file as the record names it: the last part of its path, so that the record does not depend on where
/// the report lies.
fn file(path: &str, bytes: &[u8]) -> results::File {
    let sha256 = Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect();
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    results::File { path: name.to_string(), sha256, bytes: bytes.len() as u64, table: None }
}
