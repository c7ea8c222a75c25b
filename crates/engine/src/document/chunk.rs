//! Chunks and the prose between them.

use super::header::{self, Header};
use super::{Chunk, ChunkOption, Lines, OptionValue, Part, Prose, inline, yaml};
use crate::text::{Diagnostic, Excerpt, Span};
use std::collections::BTreeMap;

/// Reads the body of a report line by line.
pub(super) struct Reader<'a> {
    lines: &'a Lines<'a>,
    diagnostics: &'a mut Vec<Diagnostic>,
    /// Labels seen and the lines of their chunks, from one.
    labels: BTreeMap<String, usize>,
    unnamed: usize,
}

/// The first line of a chunk.
struct Opening<'a> {
    prefix: &'a str,
    ticks: usize,
    engine: &'a str,
    engine_at: usize,
    /// Bytes of the options in the line.
    options: Span,
}

impl<'a> Reader<'a> {
    pub(super) fn new(lines: &'a Lines<'a>, diagnostics: &'a mut Vec<Diagnostic>) -> Self {
        Self { lines, diagnostics, labels: BTreeMap::new(), unnamed: 0 }
    }

    /// Everything from line `at` on.
    pub(super) fn parts(&mut self, mut at: usize) -> Vec<Part> {
        let mut parts = Vec::new();
        let mut begin = at;
        while at < self.lines.len() {
            let Some(opening) = opening(self.lines.text(at)) else {
                at += 1;
                continue;
            };
            if begin < at {
                parts.push(self.prose(begin, at));
            }
            let end = self.closing(at, opening.ticks);
            parts.push(Part::Chunk(self.chunk(&opening, at, end)));
            at = (end + 1).min(self.lines.len());
            begin = at;
        }
        if begin < at {
            parts.push(self.prose(begin, at));
        }
        parts
    }

    fn prose(&self, from: usize, to: usize) -> Part {
        let text = self.lines.excerpt(from, to);
        let inline = inline::find(&text);
        Part::Prose(Prose { span: self.lines.span(from, to), text, inline })
    }

    /// The line that closes the chunk opened on line `open`; a chunk that is never closed ends with the
    /// report and is a fault.
    fn closing(&mut self, open: usize, ticks: usize) -> usize {
        let found = (open + 1..self.lines.len()).find(|&l| {
            let line = self.lines.text(l).trim_start_matches(['\t', ' ', '>']).trim_end();
            line.len() == ticks && line.bytes().all(|b| b == b'`')
        });
        found.unwrap_or_else(|| {
            let message = format!("this chunk is never closed with {}", "`".repeat(ticks));
            self.diagnostics.push(Diagnostic::error(self.lines.span(open, open + 1), message));
            self.lines.len()
        })
    }

    fn chunk(&mut self, opening: &Opening<'_>, open: usize, close: usize) -> Chunk {
        let header_span = self.lines.span(open, open + 1);
        let first = self.lines.excerpt(open, open + 1);
        let mut header = header::read(&first, opening.options, self.diagnostics);
        let mut code = Excerpt::new(header_span.end);
        let body = self.option_lines(opening.prefix, open + 1, close, &mut header);
        for &(line, at) in &self.lines.lines[body..close] {
            let skip = shared(line, opening.prefix);
            code.push_line(&line[skip..], at + skip);
        }
        let (label, label_span) = self.label(header.label, open);
        let engine_at = header_span.start + opening.engine_at;
        Chunk {
            span: self.lines.span(open, (close + 1).min(self.lines.len())),
            header: header_span,
            prefix: opening.prefix.to_string(),
            engine: opening.engine.to_lowercase(),
            engine_span: Span::new(engine_at, engine_at + opening.engine.len()),
            label,
            label_span,
            options: header.options,
            code,
        }
    }

    fn label(&mut self, given: Option<(String, Span)>, open: usize) -> (String, Option<Span>) {
        let Some((label, span)) = given else {
            self.unnamed += 1;
            return (format!("unnamed-chunk-{}", self.unnamed), None);
        };
        if let Some(line) = self.labels.get(&label) {
            let fault = Diagnostic::error(span, format!("duplicate chunk label '{label}'"));
            self.diagnostics.push(fault.hint(format!("it has been used for the chunk on line {line}")));
        } else {
            self.labels.insert(label.clone(), open + 1);
        }
        (label, Some(span))
    }

    /// Reads the `#|` lines at the top of a chunk and gives the line after them.
    fn option_lines(&mut self, prefix: &str, from: usize, close: usize, header: &mut Header) -> usize {
        let mut text = Excerpt::new(self.lines.span(from, from).start);
        let mut line = from;
        while line < close {
            let (whole, at) = self.lines.lines[line];
            let skip = shared(whole, prefix);
            let Some(option) = whole[skip..].strip_prefix("#|") else { break };
            let option = option.strip_prefix(' ').unwrap_or(option);
            text.push_line(option, at + whole.len() - option.len());
            line += 1;
        }
        if line == from {
            return from;
        }
        // The older spelling has a header's options in the comment.
        let is_yaml = text.text().lines().next().is_some_and(|l| {
            l.split_once(':').is_some_and(|(key, rest)| {
                !key.contains([' ', '=', ',']) && (rest.is_empty() || rest.starts_with([' ', '\t']))
            })
        });
        let (label, options) = if is_yaml { self.yaml_options(&text) } else { self.listed_options(&text) };
        header.options.extend(options);
        if let Some(label) = label {
            header.label = Some(label);
        }
        line
    }

    fn yaml_options(&mut self, text: &Excerpt) -> (Option<(String, Span)>, Vec<ChunkOption>) {
        let value = yaml::parse(text, self.diagnostics);
        let (mut label, mut options) = (None, Vec::new());
        for entry in value.entries() {
            if entry.key == "label" {
                let name = match &entry.value.kind {
                    yaml::Kind::String(s) => s.clone(),
                    other => yaml::Yaml { kind: other.clone(), ..Default::default() }.to_json().to_string(),
                };
                label = Some((name, entry.value.span));
            } else {
                options.push(ChunkOption {
                    name: entry.key.clone(),
                    span: entry.span,
                    value: OptionValue::Yaml(entry.value.clone()),
                });
            }
        }
        (label, options)
    }

    fn listed_options(&mut self, text: &Excerpt) -> (Option<(String, Span)>, Vec<ChunkOption>) {
        let header = header::read(text, Span::new(0, text.text().len()), self.diagnostics);
        (header.label, header.options)
    }
}

/// Reads a line such as `` ```{r label, echo=FALSE} ``.
fn opening(line: &str) -> Option<Opening<'_>> {
    let rest = line.trim_start_matches(['\t', ' ', '>']);
    let prefix = &line[..line.len() - rest.len()];
    let ticks = rest.len() - rest.trim_start_matches('`').len();
    let inner = rest[ticks..].trim();
    if ticks < 3 || !inner.ends_with('}') {
        return None;
    }
    let inner = &inner.strip_prefix('{')?[..inner.len() - 2];
    let length = inner.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(inner.len());
    let (engine, options) = inner.split_at(length);
    if engine.is_empty()
        || !(options.is_empty()
            || options.trim_start_matches(' ').starts_with(',')
            || options.starts_with(' '))
    {
        return None;
    }
    let engine_at = line.find('{')? + 1;
    let begin = engine_at + length;
    Some(Opening { prefix, ticks, engine, engine_at, options: Span::new(begin, begin + options.len()) })
}

/// How many bytes of `line` repeat the chunk's prefix; a quoted blank line may lack its last spaces.
fn shared(line: &str, prefix: &str) -> usize {
    line.bytes().zip(prefix.bytes()).take_while(|(a, b)| a == b).count()
}
