//! Tables and matrices: rows aligned by what names them, cells compared column by column.

use super::align::{self, Pair, in_order, sequence};
use super::change::{Change, Changes, Class, Kind, Place};
use super::numbers::{self, INTERVALS};
use super::values::{self, element, is_numeric, length};
use crate::results::{Column, Data, Field};
use std::collections::BTreeMap;

/// Above this many changed cells a column is spoken of as a whole.
const FEW: usize = 6;

/// A table with a name for every row.
struct Grid<'d> {
    rows: Vec<String>,
    columns: Vec<(&'d str, Cells<'d>)>,
}

enum Cells<'d> {
    Column(&'d Column),
    /// A column of a matrix, from this element on.
    Part(&'d Column, usize),
    Other(&'d Data),
}

impl Cells<'_> {
    fn number(&self, i: usize) -> Option<Option<f64>> {
        match self {
            Self::Column(c) => is_numeric(c).then(|| c.numbers.get(i).copied().flatten()),
            Self::Part(c, from) => is_numeric(c).then(|| c.numbers.get(from + i).copied().flatten()),
            Self::Other(_) => None,
        }
    }

    fn text(&self, i: usize) -> String {
        match self {
            Self::Column(c) => element(c, i).unwrap_or_else(|| "NA".into()),
            Self::Part(c, from) => element(c, from + i).unwrap_or_else(|| "NA".into()),
            Self::Other(Data::Object { fields, .. }) => {
                fields.get(i).map_or_else(|| "NULL".into(), |f| values::noun(&f.value))
            }
            Self::Other(data) => values::noun(data),
        }
    }
}

/// Compares two matrices, rows and columns by their names.
pub(super) fn matrices(old: &Column, new: &Column, place: &Place, changes: &mut Changes) {
    let (a, b) = (matrix(old), matrix(new));
    let named = |c: &Column| c.dimnames.first().is_some_and(|n| !n.is_empty());
    let pairs = if named(old) && named(new) {
        by_name(&a.rows, &b.rows)
    } else {
        by_position(a.rows.len(), b.rows.len())
    };
    grids(&a, &b, &pairs, Rows::Terms, place, changes);
}

fn matrix(column: &Column) -> Grid<'_> {
    let (rows, columns) = (column.dim[0], column.dim[1]);
    let names = |k: usize| column.dimnames.get(k).filter(|n| !n.is_empty());
    Grid {
        rows: (0..rows)
            .map(|i| names(0).and_then(|n| n.get(i)).cloned().unwrap_or_else(|| format!("[{}]", i + 1)))
            .collect(),
        columns: (0..columns)
            .map(|j| {
                let name =
                    names(1).and_then(|n| n.get(j)).map_or(COLUMNS[j.min(COLUMNS.len() - 1)], String::as_str);
                (name, Cells::Part(column, j * rows))
            })
            .collect(),
    }
}

/// Names of columns that have none.
const COLUMNS: &[&str] = &[
    "[,1]", "[,2]", "[,3]", "[,4]", "[,5]", "[,6]", "[,7]", "[,8]", "[,9]", "[,10]", "[,11]", "[,12]", "[,…]",
];

/// Compares two data frames.
pub(super) fn frames(old: &Data, new: &Data, place: &Place, changes: &mut Changes) {
    let (
        Data::Table { columns: a, rows: m, groups: g, .. },
        Data::Table { columns: b, rows: n, groups: h, .. },
    ) = (old, new)
    else {
        return;
    };
    let keys = keys(a, b, g, h, *m, *n);
    let label = |columns: &[Field], rows: usize| -> Vec<String> {
        if keys.is_empty() {
            return (1..=rows).map(|i| format!("row {i}")).collect();
        }
        (0..rows).map(|i| row_name(columns, &keys, i)).collect()
    };
    let grid = |columns, rows| Grid { rows: label(columns, rows), columns: cells(columns) };
    let (x, y) = (grid(a, *m), grid(b, *n));
    let pairs = if keys.is_empty() { by_content(&x, &y) } else { by_name(&x.rows, &y.rows) };
    for key in &keys {
        factor_levels(a, b, key, place, changes);
    }
    grids(&x, &y, &pairs, Rows::Keyed(!keys.is_empty()), place, changes);
}

fn factor_levels(old: &[Field], new: &[Field], name: &str, place: &Place, changes: &mut Changes) {
    let find = |columns: &[Field]| match &columns.iter().find(|f| f.name == name)?.value {
        Data::Vector(c) => Some(c.clone()),
        _ => None,
    };
    if let (Some(a), Some(b)) = (find(old), find(new)) {
        let used = |c: &Column| (0..length(c)).filter_map(|i| element(c, i)).collect::<Vec<_>>();
        // A category with rows is told with its rows.
        let (mut a, mut b) = (a, b);
        let (in_a, in_b) = (used(&a), used(&b));
        a.levels.retain(|l| !in_a.contains(l) || in_b.contains(l));
        b.levels.retain(|l| !in_b.contains(l) || in_a.contains(l));
        values::levels(&a, &b, &place.within(name), changes);
    }
}

fn cells(columns: &[Field]) -> Vec<(&str, Cells<'_>)> {
    columns
        .iter()
        .map(|f| match &f.value {
            Data::Vector(c) if c.dim.is_empty() => (f.name.as_str(), Cells::Column(c)),
            other => (f.name.as_str(), Cells::Other(other)),
        })
        .collect()
}

fn row_name(columns: &[Field], keys: &[String], i: usize) -> String {
    let parts: Vec<String> = keys
        .iter()
        .filter_map(|key| match &columns.iter().find(|f| &f.name == key)?.value {
            Data::Vector(c) => Some(element(c, i).unwrap_or_else(|| "NA".into())),
            _ => None,
        })
        .collect();
    parts.join(" · ")
}

/// The columns that name the rows of both tables: text, categories and dates, then grouping columns and whole
/// numbers as far as they are needed; none when even these leave rows alike.
fn keys(old: &[Field], new: &[Field], g: &[String], h: &[String], m: usize, n: usize) -> Vec<String> {
    let both = |f: &&Field| new.iter().any(|o| o.name == f.name);
    let column = |f: &Field| match &f.value {
        Data::Vector(c) if c.dim.is_empty() => Some(c.clone()),
        _ => None,
    };
    let kind = |f: &Field| {
        let c = column(f)?;
        let grouped = g.contains(&f.name) && h.contains(&f.name);
        let whole = c.numbers.iter().flatten().all(|x| x.fract() == 0.0);
        match c.of.as_str() {
            "character" | "factor" | "ordered" | "Date" => Some(0),
            _ if grouped => Some(1),
            "integer" => Some(2),
            "double" if whole && !numbers::is_count(&f.name) => Some(3),
            _ => None,
        }
    };
    let mut candidates: Vec<(u8, &Field)> =
        old.iter().filter(both).filter_map(|f| Some((kind(f)?, f))).collect();
    candidates.sort_by_key(|(rank, _)| *rank);
    let unique = |columns: &[Field], keys: &[String], rows: usize| {
        let mut names: Vec<String> = (0..rows).map(|i| row_name(columns, keys, i)).collect();
        names.sort();
        names.windows(2).all(|w| w[0] != w[1])
    };
    let mut keys: Vec<String> = Vec::new();
    for (rank, field) in candidates {
        if rank > 0 && !keys.is_empty() && unique(old, &keys, m) && unique(new, &keys, n) {
            break;
        }
        keys.push(field.name.clone());
    }
    if !keys.is_empty() && unique(old, &keys, m) && unique(new, &keys, n) { keys } else { Vec::new() }
}

fn by_name(old: &[String], new: &[String]) -> Vec<Pair> {
    let at: BTreeMap<&String, usize> = old.iter().enumerate().map(|(i, name)| (name, i)).collect();
    let partner: Vec<Option<usize>> = new.iter().map(|name| at.get(name).copied()).collect();
    in_order(&partner, old.len())
}

fn by_position(m: usize, n: usize) -> Vec<Pair> {
    let partner: Vec<Option<usize>> = (0..n).map(|j| (j < m).then_some(j)).collect();
    in_order(&partner, m)
}

/// Pairs rows that agree in every cell, and what lies between two such rows in order.
fn by_content(old: &Grid, new: &Grid) -> Vec<Pair> {
    let rows = |grid: &Grid| -> Vec<String> {
        (0..grid.rows.len())
            .map(|i| grid.columns.iter().map(|(_, c)| c.text(i)).collect::<Vec<_>>().join("\u{1f}"))
            .collect()
    };
    between(&sequence(&rows(old), &rows(new)))
}

/// Pairs what was dropped and added at one place with each other, in order.
pub(super) fn between(pairs: &[Pair]) -> Vec<Pair> {
    let mut out = Vec::with_capacity(pairs.len());
    let (mut dropped, mut added): (Vec<usize>, Vec<usize>) = (Vec::new(), Vec::new());
    let end = Pair::both(usize::MAX, usize::MAX);
    for pair in pairs.iter().chain([&end]) {
        match (pair.old, pair.new) {
            (Some(i), None) => dropped.push(i),
            (None, Some(j)) => added.push(j),
            _ => {
                let shared = dropped.len().min(added.len());
                out.extend((0..shared).map(|k| Pair::both(dropped[k], added[k])));
                out.extend(dropped[shared..].iter().map(|i| Pair { old: Some(*i), new: None }));
                out.extend(added[shared..].iter().map(|j| Pair { old: None, new: Some(*j) }));
                (dropped, added) = (Vec::new(), Vec::new());
                if pair != &end {
                    out.push(*pair);
                }
            }
        }
    }
    out
}

/// What the rows are.
#[derive(Clone, Copy, PartialEq)]
enum Rows {
    /// Terms of a model, rows of a matrix.
    Terms,
    /// Rows of a table, with or without columns that name them.
    Keyed(bool),
}

fn grids(old: &Grid, new: &Grid, pairs: &[Pair], kind: Rows, place: &Place, changes: &mut Changes) {
    for pair in pairs {
        match (pair.old, pair.new) {
            (Some(i), None) => row(old, i, new, Kind::Removed, kind, place, changes),
            (None, Some(j)) => row(new, j, old, Kind::Added, kind, place, changes),
            _ => {}
        }
    }
    if kind != Rows::Keyed(false) {
        order(new, pairs, place, changes);
    }
    let partner: Vec<Option<usize>> =
        new.columns.iter().map(|(name, _)| old.columns.iter().position(|(o, _)| o == name)).collect();
    for Pair { old: i, new: j } in in_order(&partner, old.columns.len()) {
        match (i, j) {
            (Some(i), Some(j)) => column(old, i, new, j, pairs, place, changes),
            (Some(i), None) => {
                let words = "column drops out".to_string();
                changes.push(Change::new(
                    Class::Material,
                    Kind::Removed,
                    &place.within(old.columns[i].0),
                    words,
                ));
            }
            (None, Some(j)) => {
                let words = "column appears".to_string();
                changes.push(Change::new(
                    Class::Material,
                    Kind::Added,
                    &place.within(new.columns[j].0),
                    words,
                ));
            }
            (None, None) => {}
        }
    }
    intervals(old, new, pairs, place, changes);
    best(old, new, place, changes);
}

/// A row that only one version has.
fn row(grid: &Grid, i: usize, other: &Grid, kind: Kind, rows: Rows, place: &Place, changes: &mut Changes) {
    let verb = if kind == Kind::Added { "appears" } else { "drops out" };
    let name = &grid.rows[i];
    let content: Vec<String> =
        grid.columns.iter().map(|(n, c)| format!("{n} {}", c.text(i))).take(8).collect();
    let content = content.join(", ");
    // A value of a text column that the other version has nowhere.
    let category = grid.columns.iter().find(|(column, cells)| {
        let text = matches!(cells, Cells::Column(c) if !is_numeric(c) && c.of != "logical");
        let theirs = other.columns.iter().find(|(o, _)| o == column);
        text && theirs.is_some_and(|(_, c)| (0..other.rows.len()).all(|k| c.text(k) != cells.text(i)))
    });
    let (class, kind, words) = match (rows, category) {
        (Rows::Terms, _) => (Class::Qualitative, Kind::Term, format!("term {verb}")),
        (Rows::Keyed(true), Some((column, cells))) => {
            let words = format!("row {verb}, and with it the category {} of {column}", cells.text(i));
            (Class::Qualitative, Kind::Category, words)
        }
        _ => (Class::Material, kind, format!("row {verb}")),
    };
    let change = Change::new(class, kind, &place.within(name.clone()), words);
    changes.push(if verb == "appears" { change.now(&content) } else { change.before(&content) });
}

/// Whether rows that both versions have stand in another order.
fn order(new: &Grid, pairs: &[Pair], place: &Place, changes: &mut Changes) {
    let moved: Vec<&str> = align::moved(pairs)
        .into_iter()
        .zip(pairs)
        .filter_map(|(moved, pair)| if moved { pair.new.map(|j| new.rows[j].as_str()) } else { None })
        .collect();
    if !moved.is_empty() {
        let more = if moved.len() > 3 { format!(" and {} more", moved.len() - 3) } else { String::new() };
        let words =
            format!("rows stand in another order: {}{more} moved", moved[..moved.len().min(3)].join(", "));
        changes.push(Change::new(Class::Qualitative, Kind::Order, place, words));
    }
}

/// Compares a column over the rows that both versions have.
fn column(old: &Grid, i: usize, new: &Grid, j: usize, pairs: &[Pair], place: &Place, changes: &mut Changes) {
    let (name, a) = &old.columns[i];
    let b = &new.columns[j].1;
    let mut found: Vec<Change> = Vec::new();
    let mut compared = 0;
    for pair in pairs {
        let (Some(r), Some(s)) = (pair.old, pair.new) else { continue };
        compared += 1;
        let cell = place.within(new.rows[s].clone()).within(*name);
        match (a.number(r), b.number(s)) {
            (Some(x), Some(y)) => found.extend(numbers::change(name, x, y, &cell, changes)),
            _ => {
                let (x, y) = (a.text(r), b.text(s));
                if x != y {
                    let words = format!("{x} → {y}");
                    found.push(Change::new(Class::Material, Kind::Value, &cell, words).between(&x, &y));
                }
            }
        }
    }
    let (telling, plain): (Vec<Change>, Vec<Change>) =
        found.into_iter().partition(|c| c.class == Class::Qualitative);
    for class in [Class::Material, Class::Noise] {
        let of_class: Vec<&Change> = plain.iter().filter(|c| c.class == class).collect();
        if of_class.len() <= FEW {
            of_class.into_iter().for_each(|c| changes.push(c.clone()));
        } else {
            let size = |c: &Change| c.relative.unwrap_or(f64::INFINITY);
            let most = of_class.iter().max_by(|a, b| size(a).total_cmp(&size(b)));
            if let Some(most) = most {
                let at = most.place.path.iter().rev().nth(1).cloned().unwrap_or_default();
                let words =
                    format!("{} of {compared} values differ, most at {at}: {}", of_class.len(), most.summary);
                let mut change = Change::new(class, Kind::Value, &place.within(*name), words);
                change.relative = most.relative;
                changes.push(change);
            }
        }
    }
    telling.into_iter().for_each(|c| changes.push(c));
}

/// Intervals that start or stop covering zero.
fn intervals(old: &Grid, new: &Grid, pairs: &[Pair], place: &Place, changes: &mut Changes) {
    let ends = |grid: &Grid, row: usize, (low, high): (&str, &str)| {
        let at = |name: &str| grid.columns.iter().find(|(n, _)| *n == name)?.1.number(row)?;
        Some((at(low)?, at(high)?))
    };
    for pair in pairs {
        let (Some(r), Some(s)) = (pair.old, pair.new) else { continue };
        for names in INTERVALS {
            let (Some(before), Some(after)) = (ends(old, r, *names), ends(new, s, *names)) else { continue };
            let covers = |(low, high): (f64, f64)| low <= 0.0 && 0.0 <= high;
            if covers(before) != covers(after) {
                let show =
                    |(low, high)| format!("[{}, {}]", numbers::shown(Some(low)), numbers::shown(Some(high)));
                let verb = if covers(after) { "starts to cover" } else { "no longer covers" };
                let words = format!("interval {verb} zero: {} → {}", show(before), show(after));
                let place = place.within(new.rows[s].clone());
                changes.push(
                    Change::new(Class::Qualitative, Kind::Interval, &place, words)
                        .between(&show(before), &show(after)),
                );
            }
        }
    }
}

/// Another row has the smallest AIC or BIC.
fn best(old: &Grid, new: &Grid, place: &Place, changes: &mut Changes) {
    for criterion in ["AIC", "BIC"] {
        let least = |grid: &Grid| {
            let cells = &grid.columns.iter().find(|(n, _)| *n == criterion)?.1;
            let values: Vec<(usize, f64)> =
                (0..grid.rows.len()).filter_map(|i| Some((i, cells.number(i)??))).collect();
            let least = values.iter().min_by(|a, b| a.1.total_cmp(&b.1))?;
            (values.len() > 1).then(|| grid.rows[least.0].clone())
        };
        if let (Some(a), Some(b)) = (least(old), least(new))
            && a != b
        {
            let words = format!("the best by {criterion} was {a}, is {b}");
            changes.push(
                Change::new(Class::Qualitative, Kind::Best, &place.within(criterion), words).between(&a, &b),
            );
        }
    }
}
