//! Figures, compared by what they show: layers and their points, scales, labels, panels.

use super::align::{self, Pair, sequence};
use super::change::{Change, Changes, Class, Kind, Place};
use super::numbers::{self, Difference};
use super::tables::between;
use super::values::{self, element, is_numeric, length};
use crate::results::{Column, Data, Field, Figure};

/// What a figure shows, in words that stay when its data change.
pub(super) fn signature(figure: &Figure) -> String {
    let mut words = vec![figure.caption.clone().unwrap_or_default()];
    words.extend(layers(&figure.data).iter().map(|l| name(l)));
    words.push(part(&figure.data, "labels").map(plain).unwrap_or_default());
    words.join(" ")
}

/// Compares two figures.
pub(super) fn compare(old: &Figure, new: &Figure, place: &Place, changes: &mut Changes) {
    if old.caption != new.caption {
        let (a, b) = (old.caption.clone().unwrap_or_default(), new.caption.clone().unwrap_or_default());
        let change = Change::new(Class::Format, Kind::Prose, &place.within("caption"), "caption differs");
        changes.push(change.between(&a, &b));
    }
    let before = changes.len();
    let (a, b) = (layers(&old.data), layers(&new.data));
    let moved_points = compare_layers(&a, &b, place, changes);
    rest(&old.data, &new.data, moved_points, place, changes);
    let untold = changes.len() == before;
    if untold && (old.width, old.height) != (new.width, new.height) {
        let words = format!("drawn {} × {} in, was {} × {} in", new.width, new.height, old.width, old.height);
        changes.push(Change::new(Class::Format, Kind::Figure, place, words));
    } else if untold && old.svg != new.svg {
        let known = old.data != Data::Null && new.data != Data::Null;
        let class = if known { Class::Format } else { Class::Material };
        let words = if known { "drawn differently, from the same data" } else { "drawn differently" };
        changes.push(Change::new(class, Kind::Figure, place, words));
    }
}

fn part<'d>(data: &'d Data, name: &str) -> Option<&'d Data> {
    match data {
        Data::Object { fields, .. } => fields.iter().find(|f| f.name == name).map(|f| &f.value),
        _ => None,
    }
}

fn layers(data: &Data) -> Vec<&Data> {
    match part(data, "layers") {
        Some(Data::Object { fields, .. }) => fields.iter().map(|f| &f.value).collect(),
        _ => Vec::new(),
    }
}

/// A layer's geom, stat and mapping.
fn name(layer: &Data) -> String {
    ["geom", "stat", "mapping"].iter().filter_map(|n| part(layer, n)).map(plain).collect::<Vec<_>>().join(" ")
}

/// The words within a value.
fn plain(data: &Data) -> String {
    match data {
        Data::Vector(c) => (0..length(c)).filter_map(|i| element(c, i)).collect::<Vec<_>>().join(" "),
        Data::Code { text } => text.clone(),
        Data::Object { fields, .. } => fields
            .iter()
            .map(|f: &Field| format!("{} {}", f.name, plain(&f.value)))
            .collect::<Vec<_>>()
            .join(" "),
        _ => String::new(),
    }
}

/// The aesthetics of a mapping.
fn names_of(mapping: &Data) -> Vec<String> {
    match mapping {
        Data::Object { fields, .. } => fields.iter().map(|f| f.name.clone()).collect(),
        _ => Vec::new(),
    }
}

/// Compares the layers; says whether any point moved, came or went.
fn compare_layers(old: &[&Data], new: &[&Data], place: &Place, changes: &mut Changes) -> bool {
    let names = |list: &[&Data]| list.iter().map(|l| name(l)).collect::<Vec<String>>();
    let (a, b) = (names(old), names(new));
    let x: Vec<&str> = a.iter().map(String::as_str).collect();
    let y: Vec<&str> = b.iter().map(String::as_str).collect();
    let before = changes.len();
    for pair in align::texts(&x, &y) {
        let step = |layer: &Data, k: usize| {
            let geom = part(layer, "geom").map(plain).unwrap_or_default();
            let stem = if geom.is_empty() { "layer".to_string() } else { format!("geom_{geom}") };
            place.within(format!("{stem} (layer {})", k + 1))
        };
        match (pair.old, pair.new) {
            (Some(i), Some(j)) => {
                let place = step(new[j], j);
                if a[i] != b[j] {
                    let words = "shows other variables";
                    changes.push(
                        Change::new(Class::Material, Kind::Figure, &place, words).between(&a[i], &b[j]),
                    );
                }
                let mapped = part(new[j], "mapping").map(names_of).unwrap_or_default();
                points(part(old[i], "data"), part(new[j], "data"), &mapped, &place, changes);
            }
            (Some(i), None) => {
                let change = Change::new(Class::Material, Kind::Removed, &step(old[i], i), "layer is gone");
                changes.push(change);
            }
            (None, Some(j)) => {
                let change = Change::new(Class::Material, Kind::Added, &step(new[j], j), "layer appears");
                changes.push(change);
            }
            (None, None) => {}
        }
    }
    changes.len() > before
}

/// Positions a point has, in the order in which a reader looks.
const POSITIONS: &[&str] =
    &["x", "y", "xmin", "xmax", "ymin", "ymax", "xend", "yend", "xintercept", "yintercept"];

/// Compares the points of a layer: added, removed, moved and by how much, and shown otherwise.
fn points(old: Option<&Data>, new: Option<&Data>, mapped: &[String], place: &Place, changes: &mut Changes) {
    let (Some(Data::Table { columns: a, rows: m, .. }), Some(Data::Table { columns: b, rows: n, .. })) =
        (old, new)
    else {
        if let (Some(a), Some(b)) = (old, new) {
            values::compare(a, b, place, changes);
        }
        return;
    };
    let rows = |columns: &[Field], count: usize| -> Vec<Vec<String>> {
        let vectors: Vec<&Column> = columns.iter().filter_map(vector).collect();
        (0..count).map(|i| vectors.iter().map(|c| exact(c, i)).collect()).collect()
    };
    let pairs = nearest_by_x(between(&sequence(&rows(a, *m), &rows(b, *n))), a, b);
    let mut tally = Tally::default();
    for pair in &pairs {
        match (pair.old, pair.new) {
            (Some(i), Some(j)) => tally.both(a, i, b, j, place, changes),
            (Some(_), None) => tally.removed += 1,
            (None, Some(_)) => tally.added += 1,
            (None, None) => {}
        }
    }
    tally.report(*n, mapped, place, changes);
}

fn vector(field: &Field) -> Option<&Column> {
    match &field.value {
        Data::Vector(c) => Some(c),
        _ => None,
    }
}

/// An element with every bit of it.
fn exact(column: &Column, i: usize) -> String {
    match column.numbers.get(i) {
        Some(Some(x)) if column.levels.is_empty() => format!("{:x}", x.to_bits()),
        _ => element(column, i).unwrap_or_default(),
    }
}

/// Where one version has more points than the other, those at the same `x` (panel and group) are the same point.
fn nearest_by_x(pairs: Vec<Pair>, old: &[Field], new: &[Field]) -> Vec<Pair> {
    let column =
        |fields: &'_ [Field], name: &str| fields.iter().find(|f| f.name == name).and_then(vector).cloned();
    let place = |fields: &[Field], i: usize| -> Vec<String> {
        ["PANEL", "group", "x"].iter().filter_map(|n| Some(exact(&column(fields, n)?, i))).collect()
    };
    let open: Vec<&Pair> = pairs.iter().filter(|p| p.old.is_none() || p.new.is_none()).collect();
    if open.is_empty() || open.len() > 2000 {
        return pairs;
    }
    // Only pairs that were joined for want of better, and the single ones beside them, are open to change.
    let mut olds: Vec<(Vec<String>, usize)> = Vec::new();
    let mut news: Vec<(Vec<String>, usize)> = Vec::new();
    let mut kept = Vec::new();
    for pair in pairs {
        match (pair.old, pair.new) {
            (Some(i), Some(j)) if same_row(old, i, new, j) => kept.push(pair),
            (i, j) => {
                olds.extend(i.map(|i| (place(old, i), i)));
                news.extend(j.map(|j| (place(new, j), j)));
            }
        }
    }
    for (at, j) in news {
        match olds.iter().position(|(other, _)| *other == at) {
            Some(k) => kept.push(Pair::both(olds.remove(k).1, j)),
            None => kept.push(Pair { old: None, new: Some(j) }),
        }
    }
    kept.extend(olds.into_iter().map(|(_, i)| Pair { old: Some(i), new: None }));
    kept
}

fn same_row(old: &[Field], i: usize, new: &[Field], j: usize) -> bool {
    old.iter()
        .filter_map(|f| Some((vector(f)?, new.iter().find(|g| g.name == f.name).and_then(vector)?)))
        .all(|(a, b)| exact(a, i) == exact(b, j))
}

/// What happened to the points of a layer.
#[derive(Default)]
struct Tally {
    added: usize,
    removed: usize,
    moved: usize,
    restyled: Vec<String>,
    noise: usize,
    /// Largest distance along each position.
    by: Vec<(String, f64)>,
    relative: f64,
}

impl Tally {
    fn both(&mut self, a: &[Field], i: usize, b: &[Field], j: usize, place: &Place, changes: &Changes) {
        let (mut moved, mut noise) = (false, false);
        for field in b {
            let (Some(y), Some(x)) =
                (vector(field), a.iter().find(|f| f.name == field.name).and_then(vector))
            else {
                continue;
            };
            if exact(x, i) == exact(y, j) {
                continue;
            }
            let position = POSITIONS.contains(&field.name.as_str());
            if position && is_numeric(x) && is_numeric(y) {
                let (p, q) = (x.numbers.get(i).copied().flatten(), y.numbers.get(j).copied().flatten());
                let policy = changes.policy;
                match Difference::of(p, q, policy.tolerance_at(place), policy.absolute) {
                    Difference::None => {}
                    Difference::Noise(r) => {
                        noise = true;
                        self.relative = self.relative.max(r);
                    }
                    Difference::Material(r) => {
                        moved = true;
                        self.relative = self.relative.max(r);
                        let distance = p.zip(q).map_or(f64::INFINITY, |(p, q)| (p - q).abs());
                        match self.by.iter_mut().find(|(n, _)| *n == field.name) {
                            Some((_, most)) => *most = most.max(distance),
                            None => self.by.push((field.name.clone(), distance)),
                        }
                    }
                }
            } else if !matches!(field.name.as_str(), "PANEL" | "group")
                && !self.restyled.contains(&field.name)
            {
                self.restyled.push(field.name.clone());
            }
        }
        self.moved += usize::from(moved);
        self.noise += usize::from(noise && !moved);
    }

    fn report(self, n: usize, mapped: &[String], place: &Place, changes: &mut Changes) {
        let mut said = Vec::new();
        let points = |k: usize| if k == 1 { "1 point".to_string() } else { format!("{k} points") };
        if self.added > 0 {
            said.push(format!("{} added", points(self.added)));
        }
        if self.removed > 0 {
            said.push(format!("{} removed", points(self.removed)));
        }
        if self.moved > 0 {
            let mut by = self.by;
            by.sort_by_key(|(name, _)| POSITIONS.iter().position(|p| p == name));
            let far: Vec<String> =
                by.iter().map(|(name, d)| format!("{} in {name}", numbers::shown(Some(*d)))).collect();
            said.push(format!("{} of {n} moved, by up to {}", points(self.moved), far.join(", ")));
        }
        if !said.is_empty() {
            let change = Change::new(Class::Material, Kind::Figure, place, said.join("; "));
            changes.push(change.by(self.relative));
        } else if self.noise > 0 {
            let words = format!("{} moved within tolerance", points(self.noise));
            changes.push(Change::new(Class::Noise, Kind::Figure, place, words).by(self.relative));
        }
        if !self.restyled.is_empty() && said.is_empty() {
            // Where a variable is shown as colour or size, another colour is another value.
            let shown = self.restyled.iter().any(|name| mapped.contains(name));
            let class = if shown { Class::Material } else { Class::Format };
            let words = format!("drawn with another {}", self.restyled.join(", "));
            changes.push(Change::new(class, Kind::Figure, place, words));
        }
    }
}

/// Compares what is not a layer. Scales and panels that follow moved points are not told again.
fn rest(old: &Data, new: &Data, moved: bool, place: &Place, changes: &mut Changes) {
    let (Data::Object { fields: a, .. }, Data::Object { fields: b, .. }) = (old, new) else {
        if std::mem::discriminant(old) != std::mem::discriminant(new) {
            changes.push(Change::new(Class::Material, Kind::Figure, place, "is another kind of figure"));
        }
        return;
    };
    for field in b.iter().filter(|f| f.name != "layers") {
        let Some(was) = a.iter().find(|f| f.name == field.name) else {
            let words = format!("{} appear", field.name);
            changes.push(Change::new(Class::Format, Kind::Figure, place, words));
            continue;
        };
        let class = match field.name.as_str() {
            "labels" | "theme" | "title" | "subtitle" | "caption" | "xlab" | "ylab" | "main" => Class::Format,
            _ if moved => continue,
            _ => Class::Material,
        };
        let mut inner = Changes::new(changes.policy);
        values::compare(&was.value, &field.value, &place.within(field.name.clone()), &mut inner);
        for mut change in inner.finish() {
            // A label is words however it differs.
            change.class = change.class.min(class);
            change.kind = Kind::Figure;
            changes.push(change);
        }
    }
}
