//! Why results can have changed: code, data, parameters, engine, and which results each can reach.

use super::align::Pair;
use super::change::{Cause, Change, Kind};
use super::outline::Outline;
use super::text::same_code;
use crate::results::{Chunk, File, Record};
use serde_json::Value as Json;
use std::collections::BTreeSet;

/// The causes, and the chunks each stands in.
pub(super) struct Causes {
    /// The causes.
    pub list: Vec<Cause>,
}

/// Finds what changed that results can depend on.
pub(super) fn find(old: &Record, new: &Record, before: &Outline, after: &Outline, chunks: &[Pair]) -> Causes {
    let mut list = Vec::new();
    for pair in chunks {
        let (label, how) = match (pair.old, pair.new) {
            (Some(i), Some(j)) => {
                if same_code(&before.chunks[i].code, &after.chunks[j].code) {
                    continue;
                }
                (&after.chunks[j].label, "edited")
            }
            (None, Some(j)) => (&after.chunks[j].label, "added"),
            (Some(i), None) => (&before.chunks[i].label, "removed"),
            (None, None) => continue,
        };
        list.push(Cause::Code { chunk: label.clone(), how: how.to_string() });
    }
    files(&old.inputs, &new.inputs, &mut list);
    for (name, value) in &new.params {
        match old.params.get(name) {
            Some(was) if was == value => {}
            was => list.push(parameter(name, was, Some(value))),
        }
    }
    for (name, value) in old.params.iter().filter(|(name, _)| !new.params.contains_key(*name)) {
        list.push(parameter(name, Some(value), None));
    }
    if old.engine != new.engine {
        list.push(Cause::Engine { old: old.engine.clone(), new: new.engine.clone() });
    }
    Causes { list }
}

fn parameter(name: &str, old: Option<&Json>, new: Option<&Json>) -> Cause {
    let show = |value: Option<&Json>| value.map_or_else(|| "nothing".to_string(), Json::to_string);
    Cause::Parameter { name: name.to_string(), old: show(old), new: show(new) }
}

/// Files by path, then by content: one with the same content under another path only moved.
fn files(old: &[File], new: &[File], list: &mut Vec<Cause>) {
    let moved = |file: &File, others: &[File]| {
        others.iter().any(|o| o.sha256 == file.sha256 && o.bytes == file.bytes)
    };
    for file in new {
        let how = match old.iter().find(|o| o.path == file.path) {
            Some(was) if was.sha256 == file.sha256 => continue,
            Some(was) => difference(was, file),
            None if moved(file, old) => continue,
            None => "added".to_string(),
        };
        list.push(Cause::Data { path: file.path.clone(), how });
    }
    for file in old.iter().filter(|f| new.iter().all(|n| n.path != f.path) && !moved(f, new)) {
        list.push(Cause::Data { path: file.path.clone(), how: "no longer read".to_string() });
    }
}

/// How two versions of a file differ, by the shape the record keeps of tables.
fn difference(old: &File, new: &File) -> String {
    let (Some(a), Some(b)) = (&old.table, &new.table) else {
        return format!("changed ({} → {} bytes)", old.bytes, new.bytes);
    };
    let mut said = Vec::new();
    match b.rows as i64 - a.rows as i64 {
        0 => {}
        k if k > 0 => said.push(format!("{k} rows added")),
        k => said.push(format!("{} rows removed", -k)),
    }
    let names = |t: &crate::results::Shape| t.columns.iter().map(|c| c.name.clone()).collect::<BTreeSet<_>>();
    let (x, y) = (names(a), names(b));
    let mut columns = |verb: &str, list: Vec<&String>| {
        if !list.is_empty() {
            let list: Vec<&str> = list.into_iter().map(String::as_str).collect();
            said.push(format!("columns {verb}: {}", list.join(", ")));
        }
    };
    columns("added", y.difference(&x).collect());
    columns("removed", x.difference(&y).collect());
    let changed: Vec<&String> = b
        .columns
        .iter()
        .filter(|c| a.columns.iter().any(|o| o.name == c.name && o.sha256 != c.sha256))
        .map(|c| &c.name)
        .collect();
    columns("changed", changed);
    if said.is_empty() {
        "changed, in form only".to_string()
    } else {
        format!("changed: {}", said.join("; "))
    }
}

impl Causes {
    /// Names for each change the causes it can depend on.
    pub fn attach(&self, changes: &mut [Change], before: &Outline, after: &Outline, chunks: &[Pair]) {
        let reach: Vec<BTreeSet<&str>> =
            self.list.iter().map(|cause| self.reach(cause, before, after, chunks)).collect();
        for change in changes {
            if matches!(change.kind, Kind::Code | Kind::Renamed | Kind::Moved | Kind::Prose) {
                continue;
            }
            let result = |k: &usize| match change.kind {
                // A value in a sentence: its code reads what chunks write.
                Kind::Inline | Kind::Sign if change.place.chunk.is_empty() => {
                    self.reaches_inline(&self.list[*k], &reach[*k], change, after)
                }
                _ => reach[*k].contains(change.place.chunk.as_str()),
            };
            change.causes = (0..self.list.len()).filter(result).collect();
        }
    }

    /// Labels of the chunks whose results can depend on a cause.
    fn reach<'o>(
        &self,
        cause: &Cause,
        before: &Outline<'o>,
        after: &Outline<'o>,
        pairs: &[Pair],
    ) -> BTreeSet<&'o str> {
        let mut labels = BTreeSet::new();
        for outline in [before, after] {
            let start = |chunk: &Chunk| match cause {
                Cause::Code { chunk: label, .. } => same_chunk(label, chunk, before, after, pairs),
                Cause::Data { path, .. } => chunk.files.iter().any(|f| f == path),
                Cause::Parameter { name, .. } => {
                    let read = chunk.reads.iter().any(|r| r == "params");
                    read && (mentions(&chunk.code, name) || !chunk.code.contains("params$"))
                }
                Cause::Engine { .. } => true,
            };
            let mut tainted: BTreeSet<&str> = BTreeSet::new();
            let mut everything = false;
            for chunk in &outline.chunks {
                let own = start(chunk);
                if own || everything || chunk.reads.iter().any(|r| tainted.contains(r.as_str())) {
                    labels.insert(chunk.label.as_str());
                    tainted.extend(chunk.writes.iter().map(String::as_str));
                } else {
                    // A variable written anew from what did not change is clean again.
                    chunk.writes.iter().for_each(|w| {
                        tainted.remove(w.as_str());
                    });
                }
                everything |= own && matches!(cause, Cause::Code { .. }) && sets_the_scene(&chunk.code);
            }
        }
        labels
    }

    fn reaches_inline(
        &self,
        cause: &Cause,
        reach: &BTreeSet<&str>,
        change: &Change,
        after: &Outline,
    ) -> bool {
        let code =
            change.place.path.iter().find(|p| p.starts_with('`')).map(String::as_str).unwrap_or_default();
        let written = after
            .chunks
            .iter()
            .filter(|c| reach.contains(c.label.as_str()))
            .any(|c| c.writes.iter().any(|w| mentions(code, w)));
        let direct = match cause {
            Cause::Parameter { name, .. } => code.contains("params") && mentions(code, name),
            Cause::Engine { .. } => true,
            _ => false,
        };
        written || direct
    }
}

/// Whether a chunk of either version is the one a label of the answer names.
fn same_chunk(label: &str, chunk: &Chunk, before: &Outline, after: &Outline, pairs: &[Pair]) -> bool {
    chunk.label == label
        || pairs.iter().any(|p| match (p.old, p.new) {
            (Some(i), Some(j)) => after.chunks[j].label == label && std::ptr::eq(before.chunks[i], chunk),
            _ => false,
        })
}

/// Whether code attaches packages, sets options or the seed, or defines what every later chunk may use.
fn sets_the_scene(code: &str) -> bool {
    ["library(", "require(", "source(", "set.seed(", "options(", "theme_set(", "opts_chunk", "attach("]
        .iter()
        .any(|call| code.contains(call))
}

/// Whether code holds a name as a whole word.
fn mentions(code: &str, name: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
    code.match_indices(name)
        .any(|(at, _)| !code[..at].ends_with(part) && !code[at + name.len()..].starts_with(part))
}
