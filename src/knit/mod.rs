//! A report run: [`knit`] takes its parts in order and records what each shows.
//!
//! Chunks and inline code are not run yet. A report that has none is recorded as it stands; for any other
//! the first piece of code is named as what cannot be done.

mod machine;
mod runner;
pub mod words;

pub use machine::Machine;
pub use runner::{Fault, Runner, Step};

use crate::document::{Document, Inline, Part};
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
}

/// Runs a report. The first failure ends it, unless the settings say to keep going.
pub fn knit(
    source: &Source,
    document: &Document,
    settings: &Settings,
    progress: &mut dyn FnMut(Progress),
) -> Result<Knitted, Vec<Diagnostic>> {
    if let Some((span, what)) = first_code(document) {
        let message = format!("{what} cannot be run: this version of raglan has no R engine yet");
        return Err(vec![Diagnostic::error(span, message)]);
    }
    if let Some((name, _)) = settings.params.first() {
        let message =
            format!("the parameter '{name}' cannot be used: this version of raglan has no R engine yet");
        return Err(vec![Diagnostic::error(Span::default(), message)]);
    }
    progress(Progress { at: 0, of: 0, label: String::new() });
    let blocks = document
        .parts
        .iter()
        .filter_map(|part| match part {
            Part::Prose(prose) => Some(Block::Prose(results::Prose {
                span: prose.span,
                markdown: prose.text.text().to_string(),
                inline: Vec::new(),
            })),
            Part::Chunk(_) => None,
        })
        .collect();
    let front = document.front.as_ref();
    let meta = front.map(|f| f.value.to_json()).and_then(|v| v.as_object().cloned()).unwrap_or_default();
    let record = Record {
        version: results::VERSION,
        engine: format!("raglan {}", env!("CARGO_PKG_VERSION")),
        source: file(source.name(), source.text().as_bytes()),
        front: front.map(|f| f.text.text().to_string()).unwrap_or_default(),
        meta,
        params: serde_json::Map::new(),
        inputs: Vec::new(),
        blocks,
    };
    Ok(Knitted { record, failures: Vec::new() })
}

/// The first chunk or inline code of a report.
fn first_code(document: &Document) -> Option<(Span, String)> {
    let inline = |code: &[Inline]| code.first().map(|i| (i.span, "inline code".to_string()));
    document.front.as_ref().and_then(|f| inline(&f.inline)).or_else(|| {
        document.parts.iter().find_map(|part| match part {
            Part::Prose(prose) => inline(&prose.inline),
            Part::Chunk(chunk) => Some((chunk.header, format!("the chunk '{}'", chunk.label))),
        })
    })
}

/// A file as the record names it: the last part of its path, so that the record does not depend on where
/// the report lies.
fn file(path: &str, bytes: &[u8]) -> results::File {
    let sha256 = Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect();
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    results::File { path: name.to_string(), sha256, bytes: bytes.len() as u64 }
}
