//! The report as one Markdown text: prose as it is, chunks as a format writes them.
//!
//! Blank lines follow knitr. A fenced block stands between blank lines, never more than one before it;
//! figures and as-is text stand exactly where they are put; a chunk begins with at most one blank line and
//! ends without any; every line of a chunk carries the chunk's prefix; parts are joined by line ends.

use crate::results::{Block, Chunk, Record};

/// What a format writes for outputs of a chunk.
pub(super) enum Piece {
    /// A block that stands between blank lines.
    Block(String),
    /// Text taken as it is.
    Text(String),
}

/// The report's text, chunks written by `write`.
pub(super) fn assemble<'a>(record: &'a Record, mut write: impl FnMut(&'a Chunk) -> Vec<Piece>) -> String {
    let mut parts = Vec::new();
    for block in &record.blocks {
        match block {
            Block::Prose(prose) => parts.push(prose.markdown.clone()),
            Block::Chunk(chunk) if !chunk.include => parts.push(String::new()),
            Block::Chunk(chunk) => parts.push(chunk_text(&chunk.prefix, write(chunk))),
        }
    }
    parts.join("\n")
}

fn chunk_text(prefix: &str, pieces: Vec<Piece>) -> String {
    let mut text = String::new();
    for piece in pieces {
        match piece {
            Piece::Block(block) => {
                text.truncate(text.trim_end_matches('\n').len());
                text.push_str("\n\n");
                text.push_str(&block);
                text.push_str("\n\n");
            }
            Piece::Text(written) => {
                if written.starts_with('`') {
                    text.truncate(text.trim_end_matches('\n').len());
                    text.push_str("\n\n");
                }
                text.push_str(&written);
            }
        }
    }
    let body = text.trim_start_matches('\n');
    let body = if body.len() < text.len() { &text[text.len() - body.len() - 1..] } else { body };
    let body = body.trim_end_matches('\n');
    if prefix.is_empty() || body.is_empty() {
        return body.to_string();
    }
    body.split('\n').map(|line| format!("{prefix}{line}")).collect::<Vec<_>>().join("\n")
}

/// Backticks enough to fence `text`: three, or one more than the longest run that begins a line.
pub(super) fn fence(text: &str) -> String {
    let longest = text
        .lines()
        .map(|line| {
            let line = line.trim_start();
            line.len() - line.trim_start_matches('`').len()
        })
        .max()
        .unwrap_or(0);
    "`".repeat(if longest >= 3 { longest + 1 } else { 3 })
}
