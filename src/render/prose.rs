//! Markdown as events, and the headings in it.

use super::heading::{Heading, Numbering};
use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, TextMergeStream};
use std::collections::BTreeMap;

/// The Markdown of a report: CommonMark with tables, footnotes, task lists, definition lists, strikethrough,
/// sub- and superscripts, math, heading attributes and smart punctuation.
pub(super) fn events(markdown: &str) -> Vec<Event<'_>> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_SMART_PUNCTUATION
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_MATH
        | Options::ENABLE_GFM
        | Options::ENABLE_DEFINITION_LIST;
    let mut found = Vec::new();
    let mut code = 0_usize;
    for event in TextMergeStream::new(Parser::new_ext(markdown, options)) {
        match event {
            Event::Start(Tag::CodeBlock(_)) => code += 1,
            Event::End(TagEnd::CodeBlock) => code = code.saturating_sub(1),
            Event::Text(text) if code == 0 && text.contains(['^', '~']) => {
                scripts(&text, &mut found);
                continue;
            }
            _ => {}
        }
        found.push(event);
    }
    found
}

/// Text with pandoc's sub- and superscripts, `H~2~O` and `x^2^`, which hold no space; the parser's own want
/// spaces around them.
fn scripts(text: &str, found: &mut Vec<Event<'_>>) {
    let mut rest = text;
    let mut plain = String::new();
    while let Some(open) = rest.find(['^', '~']) {
        let mark = &rest[open..=open];
        let inside = rest[open + 1..].split(mark).next().unwrap_or_default();
        let closed = rest[open + 1 + inside.len()..].starts_with(mark);
        if !closed || inside.is_empty() || inside.contains(char::is_whitespace) {
            plain.push_str(&rest[..=open]);
            rest = &rest[open + 1..];
            continue;
        }
        plain.push_str(&rest[..open]);
        if !plain.is_empty() {
            found.push(Event::Text(std::mem::take(&mut plain).into()));
        }
        let (start, end) = if mark == "^" {
            (Tag::Superscript, TagEnd::Superscript)
        } else {
            (Tag::Subscript, TagEnd::Subscript)
        };
        found.push(Event::Start(start));
        found.push(Event::Text(inside.to_string().into()));
        found.push(Event::End(end));
        rest = &rest[open + inside.len() + 2..];
    }
    plain.push_str(rest);
    if !plain.is_empty() {
        found.push(Event::Text(plain.into()));
    }
}

/// Footnotes in the order they are first referred to, and the events without them.
pub(super) struct Notes<'a> {
    /// Everything but the footnotes.
    pub body: Vec<Event<'a>>,
    /// Names and contents; their place in the list is their number less one.
    pub notes: Vec<(String, Vec<Event<'a>>)>,
}

/// Takes the footnotes out of a report.
pub(super) fn notes(events: Vec<Event<'_>>) -> Notes<'_> {
    let mut body = Vec::new();
    let mut defined: BTreeMap<String, Vec<Event<'_>>> = BTreeMap::new();
    let mut open: Option<(String, Vec<Event<'_>>)> = None;
    for event in events {
        match (event, &mut open) {
            (Event::Start(Tag::FootnoteDefinition(name)), _) => open = Some((name.to_string(), Vec::new())),
            (Event::End(TagEnd::FootnoteDefinition), _) => defined.extend(open.take()),
            (event, Some((_, inside))) => inside.push(event),
            (event, None) => body.push(event),
        }
    }
    let mut notes: Vec<(String, Vec<Event<'_>>)> = Vec::new();
    let mut names = references(&body);
    let mut at = 0;
    // A note may refer to further notes.
    while let Some(name) = names.get(at).cloned() {
        at += 1;
        let Some(content) = defined.remove(&name) else { continue };
        names.extend(references(&content));
        notes.push((name, content));
    }
    Notes { body, notes }
}

fn references(events: &[Event<'_>]) -> Vec<String> {
    events
        .iter()
        .filter_map(|event| match event {
            Event::FootnoteReference(name) => Some(name.to_string()),
            _ => None,
        })
        .collect()
}

/// The plain text of events.
pub(super) fn plain(events: &[Event<'_>]) -> String {
    let mut out = String::new();
    for event in events {
        match event {
            Event::Text(t) | Event::Code(t) | Event::InlineMath(t) | Event::DisplayMath(t) => out.push_str(t),
            Event::SoftBreak | Event::HardBreak => out.push(' '),
            _ => {}
        }
    }
    out
}

/// The number of a heading level.
pub(super) fn level(level: HeadingLevel) -> usize {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

/// The headings in order. A heading with class `unnumbered` or `-` has no number.
pub(super) fn headings(events: &[Event<'_>], numbered: bool) -> Vec<Heading> {
    let mut numbering = Numbering::default();
    numbering.top = events
        .iter()
        .filter_map(|e| match e {
            Event::Start(Tag::Heading { level: l, .. }) => Some(level(*l)),
            _ => None,
        })
        .min()
        .unwrap_or(1);
    let mut found = Vec::new();
    for (i, event) in events.iter().enumerate() {
        let Event::Start(Tag::Heading { level: l, id, classes, .. }) = event else { continue };
        let inside = &events[i + 1..];
        let end =
            inside.iter().position(|e| matches!(e, Event::End(TagEnd::Heading(_)))).unwrap_or(inside.len());
        let text = plain(&inside[..end]);
        let bare = classes.iter().any(|c| matches!(c.as_ref(), "unnumbered" | "-"));
        let number = (numbered && !bare).then(|| numbering.number(level(*l)));
        let id = numbering.id(&text, id.as_deref());
        found.push(Heading { level: level(*l), id, text, number });
    }
    found
}

/// A single line of Markdown as events, without the paragraph around it.
pub(super) fn inline(markdown: &str) -> Vec<Event<'_>> {
    events(markdown)
        .into_iter()
        .filter(|e| !matches!(e, Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph)))
        .collect()
}

/// The language of a fenced block: its first word.
pub(super) fn language<'a>(info: &'a CowStr<'_>) -> &'a str {
    let info = info.trim();
    match info.strip_prefix('{').and_then(|i| i.strip_suffix('}')) {
        // Attributes such as `{.r .numberLines}`; the first class is the language.
        Some(attributes) if !attributes.starts_with('=') => {
            attributes.split_whitespace().find_map(|w| w.strip_prefix('.')).unwrap_or_default()
        }
        _ => info
            .split([' ', ',', '{'])
            .find(|w| !w.is_empty())
            .filter(|_| !info.starts_with('{'))
            .unwrap_or(info),
    }
}
