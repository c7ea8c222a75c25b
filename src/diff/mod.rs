//! What changed between two versions of a report, by meaning.
//!
//! [`diff`] takes two [`Record`]s and a [`Policy`] and gives a [`Comparison`]: the [`Cause`]s (code, data,
//! parameters, engine) and the [`Change`]s, each with its [`Class`] and the causes it can depend on. Nothing is
//! rendered or run here. The files: [`outline`] takes a record apart into sections, paragraphs and chunks,
//! [`align`] pairs things that are the same, [`values`] compares what was printed at full precision, [`figures`]
//! what was drawn, [`prose`] what was written, [`causes`] finds reasons, [`report`] says it all.
//!
//! ```
//! use raglan::diff::{Policy, diff};
//! # let record: raglan::results::Record = serde_json::from_str(
//! #     r#"{"version":1,"engine":"raglan 0","source":{"path":"a.md","sha256":"","bytes":0},
//! #         "meta":{},"params":{},"inputs":[],"blocks":[]}"#).expect("it is a record");
//! assert!(diff(&record, &record, &Policy::default()).changes.is_empty());
//! ```

pub mod align;
mod causes;
mod change;
mod figures;
mod numbers;
mod outline;
mod outputs;
mod policy;
mod prose;
pub mod report;
mod tables;
mod text;
mod values;

pub use change::{Cause, Change, Class, Comparison, Kind, Place, Side};
pub use policy::Policy;

use crate::results::{Chunk, Record};
use align::Pair;
use change::Changes;
use outline::Outline;

/// Compares two records of a report.
pub fn diff(old: &Record, new: &Record, policy: &Policy) -> Comparison {
    let (before, after) = (Outline::of(old), Outline::of(new));
    let chunks = align::chunks(&before.chunks, &after.chunks);
    let mut changes = Changes::new(policy);
    compare_chunks(&before, &after, &chunks, &mut changes);
    prose::compare(&before, &after, &chunks, &mut changes);
    let causes = causes::find(old, new, &before, &after, &chunks);
    let mut found = changes.finish();
    causes.attach(&mut found, &before, &after, &chunks);
    Comparison::new(old, new, causes.list, found)
}

/// Whether two records have a chunk or a paragraph in common, as versions of one report have.
pub fn are_related(old: &Record, new: &Record) -> bool {
    let (before, after) = (Outline::of(old), Outline::of(new));
    let nothing = |outline: &Outline| outline.chunks.is_empty() && outline.paragraphs.is_empty();
    let shared = |pairs: Vec<Pair>| pairs.iter().any(|p| p.old.is_some() && p.new.is_some());
    nothing(&before)
        || nothing(&after)
        || shared(align::chunks(&before.chunks, &after.chunks))
        || shared(prose::pairs(&prose::masks(&before), &prose::masks(&after)))
}

/// Compares the chunks that belong together, and names those that stand alone or moved.
fn compare_chunks(before: &Outline, after: &Outline, chunks: &[Pair], changes: &mut Changes) {
    let moved = align::moved(chunks);
    for (pair, moved) in chunks.iter().zip(moved) {
        match (pair.old, pair.new) {
            (Some(i), Some(j)) => {
                let (old, new) = (before.chunks[i], after.chunks[j]);
                let place = Place::chunk(&after.sections[j], &new.label);
                if old.label != new.label {
                    let words = format!("chunk '{}' is now called '{}'", old.label, new.label);
                    changes.push(
                        Change::new(Class::Format, Kind::Renamed, &place, words)
                            .between(&old.label, &new.label),
                    );
                }
                if moved {
                    let words = format!("chunk '{}' stands elsewhere in the report", new.label);
                    changes.push(Change::new(Class::Format, Kind::Moved, &place, words));
                }
                if old.code != new.code && !text::same_code(&old.code, &new.code) {
                    let words = format!("code of chunk '{}' edited", new.label);
                    changes.push(
                        Change::new(Class::Format, Kind::Code, &place, words).between(&old.code, &new.code),
                    );
                }
                outputs::compare(old, new, &place, changes);
            }
            (None, Some(j)) => alone(after.chunks[j], &after.sections[j], Kind::Added, changes),
            (Some(i), None) => alone(before.chunks[i], &before.sections[i], Kind::Removed, changes),
            (None, None) => {}
        }
    }
}

/// A chunk that only one version has.
fn alone(chunk: &Chunk, section: &str, kind: Kind, changes: &mut Changes) {
    let shown = chunk.outputs.iter().filter(|o| !matches!(o, crate::results::Output::Source(_))).count();
    let class = if shown > 0 { Class::Material } else { Class::Format };
    let verb = if kind == Kind::Added { "added" } else { "removed" };
    let what = if shown == 1 { "1 result".to_string() } else { format!("{shown} results") };
    let words = format!("chunk '{}' {verb}, with {what}", chunk.label);
    let change = Change::new(class, kind, &Place::chunk(section, &chunk.label), words);
    changes.push(if kind == Kind::Added { change.now(&chunk.code) } else { change.before(&chunk.code) });
    for output in &chunk.outputs {
        outputs::alone(output, kind, &Place::chunk(section, &chunk.label), changes);
    }
}
