//! YAML as R's yaml package reads it, each value with its place in the source.
//!
//! R keeps YAML 1.1's words: `yes`, `no`, `on`, `off`, `y` and `n` are logical, a number with an exponent
//! needs a point and a signed exponent, and `!r` or `!expr` marks R code.

use crate::text::{Diagnostic, Excerpt, Span};
use saphyr_parser::{Event, Parser, ScalarStyle, Span as Marks, Tag};
use std::collections::BTreeMap;

/// A value and where it stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Yaml {
    /// What it is.
    pub kind: Kind,
    /// Its bytes in the source.
    pub span: Span,
}

/// The kinds of value.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Kind {
    /// Nothing, `~` or `null`.
    #[default]
    Null,
    /// `true`, `yes`, `on`, …
    Logical(bool),
    /// A whole number.
    Integer(i64),
    /// A number with a point, `.inf`, `.nan`.
    Double(f64),
    /// Any other scalar.
    String(String),
    /// R code, marked `!r` or `!expr`.
    Code(String),
    /// A list.
    Sequence(Vec<Yaml>),
    /// Keys and values in order.
    Mapping(Vec<Entry>),
}

/// A key and its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Where the key stands.
    pub span: Span,
    /// The value.
    pub value: Yaml,
}

impl Yaml {
    /// The value under `key`, when this is a mapping that has it.
    pub fn get(&self, key: &str) -> Option<&Yaml> {
        self.entries().iter().find(|e| e.key == key).map(|e| &e.value)
    }

    /// The entries of a mapping; none for anything else.
    pub fn entries(&self) -> &[Entry] {
        match &self.kind {
            Kind::Mapping(entries) => entries,
            _ => &[],
        }
    }

    /// The text of a string.
    pub fn as_str(&self) -> Option<&str> {
        match &self.kind {
            Kind::String(s) => Some(s),
            _ => None,
        }
    }

    /// The value of a logical.
    pub fn as_bool(&self) -> Option<bool> {
        match self.kind {
            Kind::Logical(b) => Some(b),
            _ => None,
        }
    }

    /// Number of values in it, itself included.
    fn size(&self) -> usize {
        match &self.kind {
            Kind::Sequence(items) => 1 + items.iter().map(Yaml::size).sum::<usize>(),
            Kind::Mapping(entries) => 1 + entries.iter().map(|e| e.value.size()).sum::<usize>(),
            _ => 1,
        }
    }

    /// The same as JSON; code becomes its text, and what JSON has no number for a string.
    pub fn to_json(&self) -> serde_json::Value {
        use serde_json::Value as Json;
        match &self.kind {
            Kind::Null => Json::Null,
            Kind::Logical(b) => Json::from(*b),
            Kind::Integer(i) => Json::from(*i),
            Kind::Double(x) if x.is_finite() => Json::from(*x),
            Kind::Double(x) if x.is_nan() => Json::from("NaN"),
            Kind::Double(x) => Json::from(if *x > 0.0 { "Inf" } else { "-Inf" }),
            Kind::String(s) | Kind::Code(s) => Json::from(s.as_str()),
            Kind::Sequence(items) => Json::Array(items.iter().map(Yaml::to_json).collect()),
            Kind::Mapping(entries) => {
                Json::Object(entries.iter().map(|e| (e.key.clone(), e.value.to_json())).collect())
            }
        }
    }
}

/// Reads the one document in `excerpt`; a fault ends the reading and gives what was read before it.
pub fn parse(excerpt: &Excerpt, diagnostics: &mut Vec<Diagnostic>) -> Yaml {
    let mut reader = Reader::new(excerpt);
    let value = reader.document();
    diagnostics.append(&mut reader.faults);
    value
}

struct Reader<'a> {
    excerpt: &'a Excerpt,
    /// Byte of every character, since the parser counts characters.
    bytes: Vec<usize>,
    events: Vec<(Event<'a>, Marks)>,
    next: usize,
    anchors: BTreeMap<usize, Yaml>,
    /// Values copied by aliases so far.
    copied: usize,
    faults: Vec<Diagnostic>,
}

/// How deep values may nest; a page needs far less and the stack has an end.
const DEPTH: usize = 64;

/// How many values aliases may copy.
const COPIES: usize = 10_000;

impl<'a> Reader<'a> {
    fn new(excerpt: &'a Excerpt) -> Self {
        let text = excerpt.text();
        let bytes = text.char_indices().map(|(i, _)| i).chain([text.len()]).collect();
        let mut reader = Self {
            excerpt,
            bytes,
            events: Vec::new(),
            next: 0,
            anchors: BTreeMap::new(),
            copied: 0,
            faults: Vec::new(),
        };
        for event in Parser::new_from_str(text) {
            match event {
                Ok(event) => reader.events.push(event),
                Err(fault) => {
                    let at = reader.byte(fault.marker().index());
                    let span = excerpt.span(Span::new(at, (at + 1).min(text.len()).max(at)));
                    reader.faults.push(Diagnostic::error(span, format!("not valid YAML: {}", fault.info())));
                    break;
                }
            }
        }
        reader
    }

    fn byte(&self, character: usize) -> usize {
        self.bytes.get(character).or(self.bytes.last()).copied().unwrap_or(0)
    }

    fn span(&self, marks: Marks) -> Span {
        let (start, end) = (self.byte(marks.start.index()), self.byte(marks.end.index()));
        let text = self.excerpt.text();
        let end = start + text[start..end.max(start)].trim_end().len();
        self.excerpt.span(Span::new(start, end))
    }

    fn document(&mut self) -> Yaml {
        while let Some((event, _)) = self.events.get(self.next) {
            match event {
                Event::StreamStart | Event::DocumentStart(_) | Event::Nothing => self.next += 1,
                Event::StreamEnd | Event::DocumentEnd => break,
                _ => return self.value(0),
            }
        }
        Yaml::default()
    }

    fn value(&mut self, depth: usize) -> Yaml {
        let Some((event, marks)) = self.events.get(self.next).cloned() else { return Yaml::default() };
        self.next += 1;
        let span = self.span(marks);
        if depth > DEPTH {
            self.faults.push(Diagnostic::error(span, format!("YAML nested more than {DEPTH} deep")));
            self.next = self.events.len();
            return Yaml::default();
        }
        let (anchor, kind) = match event {
            Event::Scalar(text, style, anchor, tag) => {
                (anchor, scalar(&text, style, tag.as_deref().map(|t: &Tag| t.suffix.as_str())))
            }
            Event::SequenceStart(anchor, _) => (anchor, self.sequence(depth)),
            Event::MappingStart(anchor, _) => (anchor, self.mapping(depth)),
            Event::Alias(anchor) => return self.alias(anchor, span),
            _ => return Yaml::default(),
        };
        let value = Yaml { kind, span };
        if anchor > 0 {
            self.anchors.insert(anchor, value.clone());
        }
        value
    }

    /// A copy of an anchored value, as long as copies of copies do not grow beyond measure.
    fn alias(&mut self, anchor: usize, span: Span) -> Yaml {
        let Some(value) = self.anchors.get(&anchor).cloned() else { return Yaml::default() };
        self.copied += value.size();
        if self.copied > COPIES {
            self.faults.push(Diagnostic::error(span, "YAML aliases that grow beyond measure"));
            self.next = self.events.len();
            return Yaml::default();
        }
        value
    }

    fn ended(&mut self, end: &Event<'_>) -> bool {
        match self.events.get(self.next) {
            Some((event, _)) if event == end => {
                self.next += 1;
                true
            }
            Some(_) => false,
            None => true,
        }
    }

    fn sequence(&mut self, depth: usize) -> Kind {
        let mut items = Vec::new();
        while !self.ended(&Event::SequenceEnd) {
            items.push(self.value(depth + 1));
        }
        Kind::Sequence(items)
    }

    fn mapping(&mut self, depth: usize) -> Kind {
        let mut entries: Vec<Entry> = Vec::new();
        while !self.ended(&Event::MappingEnd) {
            let key_as_written = match self.events.get(self.next) {
                Some((Event::Scalar(text, ..), _)) => Some(text.to_string()),
                _ => None,
            };
            let key = self.value(depth + 1);
            let value = self.value(depth + 1);
            let Some(name) = key_as_written else {
                self.faults.push(Diagnostic::error(key.span, "a YAML key must be one word or string"));
                continue;
            };
            if entries.iter().any(|e| e.key == name) {
                self.faults.push(Diagnostic::error(key.span, format!("duplicate map key: '{name}'")));
                continue;
            }
            entries.push(Entry { key: name, span: key.span, value });
        }
        Kind::Mapping(entries)
    }
}

fn scalar(text: &str, style: ScalarStyle, tag: Option<&str>) -> Kind {
    match tag {
        Some("r" | "expr") => return Kind::Code(text.to_string()),
        Some("str") => return Kind::String(text.to_string()),
        _ => {}
    }
    if style != ScalarStyle::Plain {
        return Kind::String(text.to_string());
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Kind::Null,
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => {
            Kind::Logical(true)
        }
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => {
            Kind::Logical(false)
        }
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => Kind::Double(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => Kind::Double(f64::NEG_INFINITY),
        ".nan" | ".NaN" | ".NAN" => Kind::Double(f64::NAN),
        _ => number(text).unwrap_or_else(|| Kind::String(text.to_string())),
    }
}

/// A number as R's yaml package recognises it: decimal, octal with a leading zero, hexadecimal, or with a
/// point, in which case a signed exponent may follow.
fn number(text: &str) -> Option<Kind> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let whole =
        |digits: &str, radix| i64::from_str_radix(digits, radix).ok().map(|i| Kind::Integer(sign * i));
    if let Some(hex) = digits.strip_prefix("0x").filter(|h| h.bytes().all(|b| b.is_ascii_hexdigit())) {
        return whole(hex, 16);
    }
    if digits.bytes().all(|b| b.is_ascii_digit()) {
        let octal = digits.len() > 1 && digits.starts_with('0') && digits.bytes().all(|b| b < b'8');
        return whole(digits, if octal { 8 } else { 10 });
    }
    let (before, after) = digits.split_once('.')?;
    let (fraction, exponent) = after.split_once(['e', 'E']).map_or((after, None), |(f, e)| (f, Some(e)));
    let numeral = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    let exponent_ok =
        exponent.is_none_or(|e| e.strip_prefix(['-', '+']).is_some_and(|e| !e.is_empty() && numeral(e)));
    let ok =
        numeral(before) && numeral(fraction) && !(before.is_empty() && fraction.is_empty()) && exponent_ok;
    if ok { text.parse().ok().map(Kind::Double) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Yaml, Vec<Diagnostic>) {
        let mut excerpt = Excerpt::new(0);
        excerpt.push(text, 0);
        let mut diagnostics = Vec::new();
        let value = parse(&excerpt, &mut diagnostics);
        (value, diagnostics)
    }

    /// Recorded with R's yaml 2.3.7.
    #[test]
    fn scalars_are_read_as_r_reads_them() {
        let string = |s: &str| Kind::String(s.into());
        for (text, expected) in [
            ("y", Kind::Logical(true)),
            ("off", Kind::Logical(false)),
            ("~", Kind::Null),
            ("0x1F", Kind::Integer(31)),
            ("012", Kind::Integer(10)),
            ("0o12", string("0o12")),
            ("1_000", string("1_000")),
            ("1e3", string("1e3")),
            ("1.", Kind::Double(1.0)),
            (".5", Kind::Double(0.5)),
            ("1.5e-3", Kind::Double(0.0015)),
            ("-1", Kind::Integer(-1)),
            ("'1'", string("1")),
            ("NA", string("NA")),
            ("T", string("T")),
            ("2025-01-01", string("2025-01-01")),
            ("!r 1+1", Kind::Code("1+1".into())),
            ("!!str 1", string("1")),
        ] {
            let (value, diagnostics) = read(&format!("k: {text}"));
            assert_eq!(diagnostics, [], "{text}");
            assert_eq!(value.get("k").map(|v| &v.kind), Some(&expected), "{text}");
        }
    }

    #[test]
    fn values_know_their_place() {
        let text = "é: [1, two]\nb: {c: yes}\n";
        let (value, _) = read(text);
        let two = match &value.get("é").expect("a list").kind {
            Kind::Sequence(items) => items[1].span,
            _ => Span::default(),
        };
        assert_eq!(&text[two.start..two.end], "two");
        let b = &value.entries()[1];
        assert_eq!(&text[b.span.start..b.span.end], "b");
        assert_eq!(b.value.get("c").and_then(Yaml::as_bool), Some(true));
    }

    #[test]
    fn faults_have_a_place() {
        let (_, diagnostics) = read("a: b: c\n");
        assert_eq!(diagnostics.len(), 1);
        let (_, diagnostics) = read("a: 1\na: 2\n");
        assert_eq!(diagnostics[0].span, Span::new(5, 6));
        let mut bomb = "a0: &a0 [x, x]\n".to_string();
        for i in 1..30 {
            bomb.push_str(&format!("a{i}: &a{i} [*a{0}, *a{0}]\n", i - 1));
        }
        assert_eq!(read(&bomb).1.len(), 1);
    }
}
