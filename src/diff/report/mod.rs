//! The answer for people: a terminal, a pull request, a page.

mod html;
mod markdown;
mod terminal;

pub use html::html;
pub use markdown::markdown;
pub use terminal::terminal;

use super::change::{Change, Comparison, Kind};

/// The causes of a change in words.
fn because(comparison: &Comparison, change: &Change) -> String {
    let words: Vec<String> =
        change.causes.iter().filter_map(|k| comparison.causes.get(*k)).map(super::Cause::words).collect();
    match words.len() {
        0 => String::new(),
        1..=3 => words.join("; "),
        n => format!("{}; and {} more", words[..2].join("; "), n - 2),
    }
}

/// Where a change is, shortly: chunk or section, then the steps into the result.
fn whereabouts(change: &Change) -> String {
    let place = &change.place;
    let top = if place.chunk.is_empty() { place.section.as_str() } else { place.chunk.as_str() };
    let steps = place.steps();
    match (top.is_empty(), steps.is_empty()) {
        (true, true) => "report".to_string(),
        (false, true) => top.to_string(),
        (true, false) => steps,
        (false, false) => format!("{top} › {steps}"),
    }
}

/// Whether the old and new text of a change are worth showing in full.
fn has_texts(change: &Change) -> bool {
    matches!(change.kind, Kind::Prose | Kind::Inline | Kind::Code | Kind::Text | Kind::Condition)
        || (change.place.chunk.is_empty() && change.old.is_some())
}
