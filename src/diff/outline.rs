//! A record taken apart: its chunks and paragraphs in order, each with the headings above it.

use crate::results::{Block, Chunk, Inline, Record};

/// Chunks and paragraphs of a record.
pub(super) struct Outline<'r> {
    /// The chunks in order.
    pub chunks: Vec<&'r Chunk>,
    /// The section of each chunk.
    pub sections: Vec<String>,
    /// Headings and paragraphs in order.
    pub paragraphs: Vec<Paragraph<'r>>,
}

/// A paragraph or heading of the prose.
pub(super) struct Paragraph<'r> {
    /// Its text with the inline values in it.
    pub text: String,
    /// Its inline values and the bytes of `text` each takes.
    pub inline: Vec<(std::ops::Range<usize>, &'r Inline)>,
    /// The headings above it.
    pub section: String,
    /// How many chunks stand before it.
    pub after: usize,
}

impl<'r> Outline<'r> {
    /// Takes a record apart.
    pub fn of(record: &'r Record) -> Self {
        let mut outline = Self { chunks: Vec::new(), sections: Vec::new(), paragraphs: Vec::new() };
        let mut headings: Vec<(usize, String)> = Vec::new();
        for block in &record.blocks {
            match block {
                Block::Chunk(chunk) => {
                    outline.chunks.push(chunk);
                    outline.sections.push(path(&headings));
                }
                Block::Prose(prose) => {
                    for range in paragraphs(&prose.markdown) {
                        let text = prose.markdown[range.clone()].to_string();
                        if let Some(heading) = heading(&text) {
                            headings.retain(|(level, _)| *level < heading.0);
                            headings.push(heading);
                        }
                        let inline = prose
                            .inline
                            .iter()
                            .filter(|i| range.start <= i.at.start && i.at.end <= range.end)
                            .map(|i| (i.at.start - range.start..i.at.end - range.start, i))
                            .collect();
                        let (section, after) = (path(&headings), outline.chunks.len());
                        outline.paragraphs.push(Paragraph { text, inline, section, after });
                    }
                }
            }
        }
        outline
    }
}

fn path(headings: &[(usize, String)]) -> String {
    headings.iter().map(|(_, title)| title.as_str()).collect::<Vec<_>>().join(" › ")
}

/// Level and title of an ATX heading.
fn heading(text: &str) -> Option<(usize, String)> {
    let level = text.chars().take_while(|c| *c == '#').count();
    let rest = &text[level..];
    if level == 0 || level > 6 || !rest.starts_with(' ') || text.contains('\n') {
        return None;
    }
    let title = rest.trim().trim_end_matches('#').trim();
    let title = title.split(" {").next().unwrap_or(title);
    Some((level, title.to_string()))
}

/// The byte ranges of the paragraphs of a text: runs of lines without an empty one; a heading stands alone.
fn paragraphs(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut found = Vec::new();
    let mut start: Option<usize> = None;
    let mut at = 0;
    let mut end = 0;
    for line in text.split_inclusive('\n') {
        let bare = line.trim();
        let alone = heading(bare).is_some();
        if (bare.is_empty() || alone)
            && let Some(from) = start.take()
        {
            found.push(from..end);
        }
        if alone {
            found.push(at..at + line.trim_end().len());
        } else if !bare.is_empty() {
            start.get_or_insert(at);
            end = at + line.trim_end().len();
        }
        at += line.len();
    }
    if let Some(from) = start {
        found.push(from..end);
    }
    found
}
