//! Values behind printed results, compared at full precision.

use super::align::{self, Pair};
use super::change::{Change, Changes, Class, Kind, Place};
use super::numbers::{self, Difference};
use super::tables;
use super::text::short;
use crate::results::{Column, Data, Field};

/// Above this many elements a vector is spoken of as a whole.
const FEW: usize = 12;

/// Compares two values.
pub(super) fn compare(old: &Data, new: &Data, place: &Place, changes: &mut Changes) {
    match (old, new) {
        (Data::Null, Data::Null) => {}
        (Data::Vector(a), Data::Vector(b)) => vectors(a, b, place, changes),
        (Data::Table { .. }, Data::Table { .. }) => tables::frames(old, new, place, changes),
        (Data::Object { class: a, fields: x }, Data::Object { class: b, fields: y }) => {
            if a != b {
                changed_class(a, b, place, changes);
            }
            fields(x, y, place, changes);
        }
        (Data::Code { text: a }, Data::Code { text: b }) => {
            if a != b {
                let words = format!("{} → {}", short(a, 60), short(b, 60));
                changes.push(Change::new(Class::Format, Kind::Code, place, words).between(a, b));
            }
        }
        _ => {
            let (a, b) = (noun(old), noun(new));
            let words = format!("was {a}, is {b}");
            changes.push(Change::new(Class::Material, Kind::Value, place, words).between(&a, &b));
        }
    }
}

fn changed_class(old: &[String], new: &[String], place: &Place, changes: &mut Changes) {
    let (a, b) = (old.join(", "), new.join(", "));
    let words = format!("its class was {a}, is {b}");
    changes.push(Change::new(Class::Material, Kind::Value, place, words).between(&a, &b));
}

/// What a value is, in words.
pub(super) fn noun(value: &Data) -> String {
    match value {
        Data::Null => "nothing".into(),
        Data::Vector(c) if c.dim.len() == 2 => format!("a {} × {} matrix", c.dim[0], c.dim[1]),
        Data::Vector(c) => match (length(c), c.strings.first(), c.numbers.first()) {
            (1, Some(text), _) => short(text.as_deref().unwrap_or("NA"), 40),
            (1, _, Some(number)) => numbers::shown(*number),
            (n, ..) => format!("{n} values"),
        },
        Data::Table { rows, columns, .. } => format!("a table of {rows} × {}", columns.len()),
        Data::Object { class, .. } => {
            format!("an object of class {}", class.first().map_or("list", |c| c.as_str()))
        }
        Data::Code { text } => short(text, 60),
    }
}

/// Parts of models that only follow from their other parts.
const DERIVED: &[&str] =
    &["aliased", "cov.unscaled", "cov.scaled", "terms", "qr", "effects", "assign", "model", "xlevels", "df"];

/// Compares the parts of two objects: by name, those without one by position.
pub(super) fn fields(old: &[Field], new: &[Field], place: &Place, changes: &mut Changes) {
    let partner: Vec<Option<usize>> = new
        .iter()
        .enumerate()
        .map(|(j, field)| {
            if field.name.is_empty() {
                (j < old.len() && old[j].name.is_empty()).then_some(j)
            } else {
                old.iter().position(|f| f.name == field.name)
            }
        })
        .collect();
    let before = changes.len();
    let mut pairs = align::in_order(&partner, old.len());
    let derived = |pair: &Pair| pair.new.is_some_and(|j| DERIVED.contains(&new[j].name.as_str()));
    pairs.sort_by_key(derived);
    for pair in pairs {
        if derived(&pair) && changes.len() > before {
            break;
        }
        let (i, j) = (pair.old, pair.new);
        let name = |field: &Field, at: usize| {
            if field.name.is_empty() { format!("[[{}]]", at + 1) } else { field.name.clone() }
        };
        match (i, j) {
            (Some(i), Some(j)) => {
                compare(&old[i].value, &new[j].value, &place.within(name(&new[j], j)), changes)
            }
            (Some(i), None) => {
                let words = format!("gone: {}", noun(&old[i].value));
                changes.push(Change::new(
                    Class::Material,
                    Kind::Removed,
                    &place.within(name(&old[i], i)),
                    words,
                ));
            }
            (None, Some(j)) => {
                let words = format!("new: {}", noun(&new[j].value));
                changes.push(Change::new(
                    Class::Material,
                    Kind::Added,
                    &place.within(name(&new[j], j)),
                    words,
                ));
            }
            (None, None) => {}
        }
    }
}

/// Number of elements.
pub(super) fn length(column: &Column) -> usize {
    column.numbers.len().max(column.strings.len())
}

/// An element in words, as a cell of a table shows it.
pub(super) fn element(column: &Column, i: usize) -> Option<String> {
    if let Some(text) = column.strings.get(i) {
        return text.clone();
    }
    let x = (*column.numbers.get(i)?)?;
    Some(match column.of.as_str() {
        "factor" | "ordered" => column.levels.get((x as usize).wrapping_sub(1))?.clone(),
        "logical" => if x == 0.0 { "FALSE" } else { "TRUE" }.to_string(),
        "Date" => date(x),
        _ => numbers::shown(Some(x)),
    })
}

/// A date of the proleptic Gregorian calendar from days since 1970 (Hinnant's civil_from_days).
fn date(days: f64) -> String {
    let z = days.floor() as i64 + 719_468;
    let era = z.div_euclid(146_097);
    let day_of_era = z.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

/// Whether the elements are measured rather than named.
pub(super) fn is_numeric(column: &Column) -> bool {
    column.strings.is_empty() && !matches!(column.of.as_str(), "factor" | "ordered" | "character" | "logical")
}

fn vectors(old: &Column, new: &Column, place: &Place, changes: &mut Changes) {
    if old.dim.len() == 2 && new.dim.len() == 2 {
        return tables::matrices(old, new, place, changes);
    }
    if old.of != new.of && is_numeric(old) != is_numeric(new) {
        changed_class(std::slice::from_ref(&old.of), std::slice::from_ref(&new.of), place, changes);
    }
    levels(old, new, place, changes);
    let (m, n) = (length(old), length(new));
    let named =
        distinct(&old.names) && distinct(&new.names) && !old.names.is_empty() && !new.names.is_empty();
    if named && m.max(n) <= 4 * FEW && (m == n || !is_observation(place)) {
        let partner: Vec<Option<usize>> =
            new.names.iter().map(|name| old.names.iter().position(|o| o == name)).collect();
        return elements(old, new, &align::in_order(&partner, m), place, changes);
    }
    if m == n {
        let pairs: Vec<Pair> = (0..n).map(|i| Pair::both(i, i)).collect();
        if n <= FEW {
            elements(old, new, &pairs, place, changes)
        } else {
            whole(old, new, &pairs, place, changes)
        }
        return;
    }
    let words = format!("{m} → {n} values");
    let (class, kind) =
        if is_observation(place) { (Class::Qualitative, Kind::Count) } else { (Class::Material, Kind::Term) };
    let list = |c: &Column| {
        let all: Vec<String> = (0..length(c)).map(|i| element(c, i).unwrap_or_else(|| "NA".into())).collect();
        short(&all.join(", "), 120)
    };
    changes.push(Change::new(class, kind, place, words).between(&list(old), &list(new)));
}

/// Whether a part has one value for each observation of a model.
fn is_observation(place: &Place) -> bool {
    let part = place.path.last().map(String::as_str);
    matches!(part, Some("residuals" | "fitted.values" | "fitted" | "y" | "weights" | "resid"))
}

/// Whether every name stands once.
fn distinct(names: &[String]) -> bool {
    let mut sorted: Vec<&String> = names.iter().collect();
    sorted.sort();
    sorted.windows(2).all(|w| w[0] != w[1])
}

/// Categories a factor gained or lost.
pub(super) fn levels(old: &Column, new: &Column, place: &Place, changes: &mut Changes) {
    let missing = |a: &Column, b: &Column| -> Vec<String> {
        a.levels.iter().filter(|l| !b.levels.contains(l)).cloned().collect()
    };
    for (verb, list) in [("lost", missing(old, new)), ("gained", missing(new, old))] {
        if !list.is_empty() {
            let noun = if list.len() == 1 { "category" } else { "categories" };
            let words = format!("{verb} the {noun} {}", list.join(", "));
            changes.push(Change::new(Class::Qualitative, Kind::Category, place, words));
        }
    }
}

/// One change for every element that differs.
fn elements(old: &Column, new: &Column, pairs: &[Pair], place: &Place, changes: &mut Changes) {
    let single = pairs.len() == 1 && old.names.is_empty() && new.names.is_empty();
    for pair in pairs {
        let step = |c: &Column, i: usize| match c.names.get(i) {
            Some(name) if !name.is_empty() => name.clone(),
            _ if single => String::new(),
            _ => format!("[{}]", i + 1),
        };
        match (pair.old, pair.new) {
            (Some(i), Some(j)) => one(old, i, new, j, &place.within(step(new, j)), changes),
            (Some(i), None) => {
                let was = element(old, i).unwrap_or_else(|| "NA".into());
                let words = format!("drops out, was {was}");
                changes.push(
                    Change::new(Class::Qualitative, Kind::Term, &place.within(step(old, i)), words)
                        .before(&was),
                );
            }
            (None, Some(j)) => {
                let is = element(new, j).unwrap_or_else(|| "NA".into());
                let words = format!("appears, is {is}");
                changes.push(
                    Change::new(Class::Qualitative, Kind::Term, &place.within(step(new, j)), words).now(&is),
                );
            }
            (None, None) => {}
        }
    }
}

fn one(old: &Column, i: usize, new: &Column, j: usize, place: &Place, changes: &mut Changes) {
    if is_numeric(old) && is_numeric(new) {
        let statistic = place.path.last().cloned().unwrap_or_default();
        let number = |c: &Column, i: usize| c.numbers.get(i).copied().flatten();
        return numbers::compare(&statistic, number(old, i), number(new, j), place, changes);
    }
    let (a, b) = (element(old, i), element(new, j));
    if a != b {
        let (a, b) = (a.unwrap_or_else(|| "NA".into()), b.unwrap_or_else(|| "NA".into()));
        let fit =
            matches!(place.path.last().map(String::as_str), Some("singular" | "converged" | "mgcv.conv"));
        let (class, kind) =
            if fit { (Class::Qualitative, Kind::Fit) } else { (Class::Material, Kind::Value) };
        changes.push(
            Change::new(class, kind, place, format!("{} → {}", short(&a, 60), short(&b, 60))).between(&a, &b),
        );
    }
}

/// One change for a long vector.
fn whole(old: &Column, new: &Column, pairs: &[Pair], place: &Place, changes: &mut Changes) {
    let mut differ = 0;
    let mut worst: Option<(Difference, usize)> = None;
    let tolerance = changes.policy.tolerance_at(place);
    for pair in pairs {
        let (Some(i), Some(j)) = (pair.old, pair.new) else { continue };
        let difference = if is_numeric(old) && is_numeric(new) {
            Difference::of(old.numbers[i], new.numbers[j], tolerance, changes.policy.absolute)
        } else if element(old, i) == element(new, j) {
            Difference::None
        } else {
            Difference::Material(f64::INFINITY)
        };
        if difference != Difference::None {
            differ += 1;
            if worst.is_none_or(|(w, _)| difference.relative() > w.relative()) {
                worst = Some((difference, j));
            }
        }
    }
    if let Some((difference, j)) = worst {
        let shown = |c: &Column| element(c, j).unwrap_or_else(|| "NA".into());
        let words = format!(
            "{differ} of {} values differ, most at {}: {} → {}",
            pairs.len(),
            new.names.get(j).cloned().unwrap_or_else(|| format!("[{}]", j + 1)),
            shown(old),
            shown(new)
        );
        changes.push(Change::new(difference.class(), Kind::Value, place, words).by(difference.relative()));
    }
}
