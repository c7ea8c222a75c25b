//! A self-contained page: changes by class, texts and figures side by side. Works without script.

use super::super::change::{Change, Class, Comparison, Kind};
use super::super::text::{Run, runs};
use super::terminal::title;
use super::{because, has_texts, whereabouts};
use crate::results::{Block, Figure, Output, Record};
use minijinja::{Environment, context};
use serde::Serialize;

const TEMPLATE: &str = include_str!("../../../templates/diff.html");

/// A class of changes on the page.
#[derive(Serialize)]
struct Group {
    class: &'static str,
    title: &'static str,
    changes: Vec<Row>,
}

/// A change on the page.
#[derive(Serialize)]
struct Row {
    section: String,
    place: String,
    summary: String,
    because: String,
    /// Old and new text, marked where they differ; HTML.
    old: Option<String>,
    new: Option<String>,
    code: bool,
    /// Old and new drawing as addresses.
    figures: Option<(String, String)>,
}

/// The comparison as a page; the records give the figures.
pub fn html(comparison: &Comparison, old: &Record, new: &Record) -> Result<String, String> {
    let mut shown: Vec<String> = Vec::new();
    let groups: Vec<Group> = Class::CHANGES
        .into_iter()
        .map(|class| Group {
            class: class.word(),
            title: title(class),
            changes: comparison
                .changes
                .iter()
                .filter(|c| c.class == class)
                .map(|change| row(comparison, change, old, new, &mut shown))
                .collect(),
        })
        .filter(|group| !group.changes.is_empty())
        .collect();
    let causes: Vec<String> = comparison.causes.iter().map(super::super::Cause::words).collect();
    let mut environment = Environment::new();
    environment.add_template("diff.html", TEMPLATE).map_err(|e| e.to_string())?;
    let template = environment.get_template("diff.html").map_err(|e| e.to_string())?;
    let name = new.meta.get("title").and_then(|t| t.as_str()).unwrap_or(&comparison.new.path);
    template
        .render(context! {
            name,
            comparison => minijinja::value::Serde(comparison),
            tally => comparison.tally(),
            causes,
            groups => minijinja::value::Serde(&groups),
        })
        .map_err(|e| e.to_string())
}

fn row(comparison: &Comparison, change: &Change, old: &Record, new: &Record, shown: &mut Vec<String>) -> Row {
    let texts = has_texts(change);
    let marked = match (&change.old, &change.new) {
        (Some(a), Some(b)) if texts => {
            let (a, b) = side_by_side(a, b);
            (Some(a), Some(b))
        }
        (a, b) if texts => (a.as_deref().map(escaped), b.as_deref().map(escaped)),
        _ => (None, None),
    };
    Row {
        section: change.place.section.clone(),
        place: whereabouts(change),
        summary: change.summary.clone(),
        because: because(comparison, change),
        old: marked.0,
        new: marked.1,
        code: !matches!(change.kind, Kind::Prose | Kind::Inline),
        figures: drawings(change, old, new, shown),
    }
}

/// The old and new drawing a change is about, once for each figure.
fn drawings(
    change: &Change,
    old: &Record,
    new: &Record,
    shown: &mut Vec<String>,
) -> Option<(String, String)> {
    let step = change.place.path.iter().find(|step| step.starts_with("figure"))?;
    let at = step.strip_prefix("figure ").and_then(|n| n.parse::<usize>().ok()).unwrap_or(1) - 1;
    let key = format!("{} {at}", change.place.chunk);
    if shown.contains(&key) {
        return None;
    }
    let after = figure(new, &change.place.chunk, at)?;
    // A renamed chunk's figure is found by what it is called in the old version.
    let before = figure(old, &change.place.chunk, at).or_else(|| same_name(old, after))?;
    shown.push(key);
    Some((address(&before.svg), address(&after.svg)))
}

fn figures(record: &Record) -> impl Iterator<Item = (&str, &Figure)> {
    record.blocks.iter().flat_map(|block| match block {
        Block::Chunk(chunk) => chunk
            .outputs
            .iter()
            .filter_map(|o| if let Output::Figure(f) = o { Some((chunk.label.as_str(), f)) } else { None })
            .collect::<Vec<_>>(),
        Block::Prose(_) => Vec::new(),
    })
}

fn figure<'r>(record: &'r Record, chunk: &str, at: usize) -> Option<&'r Figure> {
    figures(record).filter(|(label, _)| *label == chunk).nth(at).map(|(_, f)| f)
}

fn same_name<'r>(record: &'r Record, like: &Figure) -> Option<&'r Figure> {
    figures(record).map(|(_, f)| f).find(|f| f.caption == like.caption && like.caption.is_some())
}

/// A drawing as the address of an image, so that names within two drawings do not meet.
fn address(svg: &str) -> String {
    let mut out = String::from("data:image/svg+xml,");
    for byte in svg.bytes() {
        match byte {
            b'%' | b'#' | b'"' | b'<' | b'>' | b'\n' | b'\r' | b'&' | 0x80.. => {
                out.push_str(&format!("%{byte:02X}"));
            }
            _ => out.push(byte as char),
        }
    }
    out
}

/// Two texts, each with the words marked that the other has not; HTML.
fn side_by_side(old: &str, new: &str) -> (String, String) {
    let (mut a, mut b) = (String::new(), String::new());
    for run in runs(old, new) {
        match run {
            Run::Same(t) => {
                a.push_str(&escaped(&t));
                b.push_str(&escaped(&t));
            }
            Run::Old(t) => a.push_str(&format!("<del>{}</del>", escaped(&t))),
            Run::New(t) => b.push_str(&format!("<ins>{}</ins>", escaped(&t))),
        }
    }
    (a, b)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
