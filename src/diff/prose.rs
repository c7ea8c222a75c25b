//! What was written: paragraphs word by word, and the values within sentences.

use super::align::{self, Pair};
use super::change::{Change, Changes, Class, Kind, Place};
use super::outline::{Outline, Paragraph};
use super::text::{Run, runs, short};
use super::{numbers, values};
use crate::results::Data;

/// Compares the paragraphs of two reports.
pub(super) fn compare(old: &Outline, new: &Outline, chunks: &[Pair], changes: &mut Changes) {
    let (a, b) = (masks(old), masks(new));
    let pairs = pairs(&a, &b);
    let moved = align::moved(&pairs);
    for (pair, moved) in pairs.iter().zip(moved) {
        match (pair.old, pair.new) {
            (Some(i), Some(j)) => {
                let (was, is) = (&old.paragraphs[i], &new.paragraphs[j]);
                let place = Place::chunk(&is.section, "");
                if a[i] != b[j] {
                    let change =
                        Change::new(Class::Format, Kind::Prose, &place, reworded(&was.text, &is.text));
                    changes.push(change.between(&was.text, &is.text));
                }
                if moved && !follows(was, is, chunks) {
                    let words = format!("paragraph stands elsewhere: {}", short(&is.text, 60));
                    changes.push(Change::new(Class::Format, Kind::Moved, &place, words));
                }
                inline(was, is, &place, changes);
            }
            (Some(i), None) => {
                let was = &old.paragraphs[i];
                let words = format!("paragraph gone: {}", short(&was.text, 60));
                let change = Change::new(Class::Format, Kind::Prose, &Place::chunk(&was.section, ""), words);
                changes.push(change.before(&was.text));
            }
            (None, Some(j)) => {
                let is = &new.paragraphs[j];
                let words = format!("new paragraph: {}", short(&is.text, 60));
                let change = Change::new(Class::Format, Kind::Prose, &Place::chunk(&is.section, ""), words);
                changes.push(change.now(&is.text));
            }
            (None, None) => {}
        }
    }
}

/// Pairs the paragraphs by their texts, whatever the values in them.
pub(super) fn pairs(old: &[String], new: &[String]) -> Vec<Pair> {
    let old: Vec<&str> = old.iter().map(String::as_str).collect();
    let new: Vec<&str> = new.iter().map(String::as_str).collect();
    align::texts(&old, &new)
}

/// The paragraphs' texts with a mark in place of each inline value.
pub(super) fn masks(outline: &Outline) -> Vec<String> {
    outline.paragraphs.iter().map(masked).collect()
}

/// Whether a paragraph that changed its place among paragraphs went with the chunk before it.
fn follows(was: &Paragraph, is: &Paragraph, chunks: &[Pair]) -> bool {
    was.after > 0 && is.after > 0 && chunks.contains(&Pair::both(was.after - 1, is.after - 1))
}

/// The text with a mark in place of each inline value.
fn masked(paragraph: &Paragraph) -> String {
    let mut text = String::new();
    let mut at = 0;
    for (range, _) in &paragraph.inline {
        text.push_str(&paragraph.text[at..range.start]);
        text.push('\u{fffc}');
        at = range.end;
    }
    text.push_str(&paragraph.text[at..]);
    text
}

/// The changed words of a paragraph.
fn reworded(old: &str, new: &str) -> String {
    let said: Vec<String> = runs(old, new)
        .into_iter()
        .filter_map(|run| match run {
            Run::Old(t) => Some(format!("−{}", short(&t, 50))),
            Run::New(t) => Some(format!("+{}", short(&t, 50))),
            Run::Same(_) => None,
        })
        .collect();
    let more = if said.len() > 4 { " …" } else { "" };
    format!("reworded: {}{more}", said[..said.len().min(4)].join(" "))
}

/// Compares inline values: by their code, else by position.
fn inline(old: &Paragraph, new: &Paragraph, place: &Place, changes: &mut Changes) {
    for (k, (range, value)) in new.inline.iter().enumerate() {
        let same = |i: usize| old.inline.get(i).filter(|(_, o)| o.code == value.code);
        let found =
            same(k).or_else(|| old.inline.iter().find(|(_, o)| o.code == value.code)).or(old.inline.get(k));
        let Some((was_range, was)) = found else { continue };
        let sentences = (sentence(&old.text, was_range.start), sentence(&new.text, range.start));
        let place = place.within(format!("`{}`", short(&value.code, 40)));
        let number = |data: &Data| match data {
            Data::Vector(c) if c.numbers.len() == 1 && values::is_numeric(c) => Some(c.numbers[0]),
            _ => None,
        };
        let change = match (number(&was.value), number(&value.value)) {
            (Some(a), Some(b)) => numbers::change("", a, b, &place, changes).map(|mut change| {
                change.kind = if change.kind == Kind::Value { Kind::Inline } else { change.kind };
                if was.text != value.text {
                    change.summary = format!("{} (printed {} → {})", change.summary, was.text, value.text);
                }
                change
            }),
            _ => None,
        };
        let change = change.or_else(|| {
            let same = was.value == value.value && number(&value.value).is_some();
            let class = if same { Class::Format } else { Class::Material };
            let words = format!("{} → {}", short(&was.text, 40), short(&value.text, 40));
            (was.text != value.text).then(|| Change::new(class, Kind::Inline, &place, words))
        });
        if let Some(change) = change {
            changes.push(change.between(&sentences.0, &sentences.1));
        }
    }
}

/// The sentence around a byte of a text.
fn sentence(text: &str, at: usize) -> String {
    let ends = |part: &str| part.match_indices(['.', '!', '?']).map(|(i, _)| i).collect::<Vec<usize>>();
    let stop = |i: &usize| text[i + 1..].chars().next().is_none_or(char::is_whitespace);
    let start = ends(&text[..at]).into_iter().rfind(stop).map_or(0, |i| i + 1);
    let end = ends(&text[at..]).into_iter().map(|i| i + at).find(|i| stop(i)).map_or(text.len(), |i| i + 1);
    text[start..end].split_whitespace().collect::<Vec<_>>().join(" ")
}
