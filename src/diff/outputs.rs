//! What two runs of a chunk showed: printed text with its values, conditions, figures.

use super::align::{self, Pair};
use super::change::{Change, Changes, Class, Kind, Place};
use super::numbers::Difference;
use super::text::{Run, runs, short, tokens};
use super::{figures, values};
use crate::results::{Chunk, Figure, Output, Text};

/// Compares the outputs of a chunk, kind by kind.
pub(super) fn compare(old: &Chunk, new: &Chunk, place: &Place, changes: &mut Changes) {
    let (a, b) = (printed(old), printed(new));
    let several = a.len().max(b.len()) > 1;
    for pair in pairs(&a, &b) {
        let step = |k: usize| if several { place.within(format!("output {}", k + 1)) } else { place.clone() };
        match (pair.old, pair.new) {
            (Some(i), Some(j)) => text(a[i], b[j], &step(j), changes),
            (Some(i), None) => lone(a[i], Kind::Removed, &step(i), changes),
            (None, Some(j)) => lone(b[j], Kind::Added, &step(j), changes),
            (None, None) => {}
        }
    }
    for kind in [Condition::Error, Condition::Warning, Condition::Message] {
        conditions(kind, &kind.of(old), &kind.of(new), place, changes);
    }
    drawings(old, new, place, changes);
}

/// Tells of an output of a chunk that only one version has, where it matters by itself.
pub(super) fn alone(output: &Output, kind: Kind, place: &Place, changes: &mut Changes) {
    let verb = if kind == Kind::Added { "appears" } else { "goes" };
    match output {
        Output::Error(t) => {
            changes.push(condition("error", verb, &t.text, Class::Qualitative, Kind::Condition, place))
        }
        Output::Warning(t) => {
            changes.push(condition("warning", verb, &t.text, Class::Qualitative, Kind::Condition, place));
        }
        _ => {}
    }
}

fn printed(chunk: &Chunk) -> Vec<&Text> {
    chunk
        .outputs
        .iter()
        .filter_map(|o| match o {
            Output::Text(t) | Output::Asis(t) => Some(t),
            _ => None,
        })
        .collect()
}

fn pairs(a: &[&Text], b: &[&Text]) -> Vec<Pair> {
    if a.len() == b.len() {
        return (0..a.len()).map(|i| Pair::both(i, i)).collect();
    }
    let x: Vec<&str> = a.iter().map(|t| t.text.as_str()).collect();
    let y: Vec<&str> = b.iter().map(|t| t.text.as_str()).collect();
    align::texts(&x, &y)
}

fn lone(output: &Text, kind: Kind, place: &Place, changes: &mut Changes) {
    let verb = if kind == Kind::Added { "appears" } else { "is gone" };
    let change = Change::new(Class::Material, kind, place, format!("a printed result {verb}"));
    changes.push(if kind == Kind::Added { change.now(&output.text) } else { change.before(&output.text) });
}

/// Compares the values behind two texts, and the texts themselves where these say nothing.
fn text(old: &Text, new: &Text, place: &Place, changes: &mut Changes) {
    let before = changes.len();
    let several = old.values.len().max(new.values.len()) > 1;
    for k in 0..old.values.len().max(new.values.len()) {
        let place = if several { place.within(format!("value {}", k + 1)) } else { place.clone() };
        let none = crate::results::Data::Null;
        let (a, b) = (old.values.get(k).unwrap_or(&none), new.values.get(k).unwrap_or(&none));
        values::compare(a, b, &place, changes);
    }
    if changes.len() == before && old.text != new.text {
        let known = !old.values.is_empty() && !new.values.is_empty();
        wording(&old.text, &new.text, known, place, changes);
    }
}

/// Compares two printed texts word by word. When the values behind them agree (`known`), only the print differs.
fn wording(old: &str, new: &str, known: bool, place: &Place, changes: &mut Changes) {
    let bare = |text: &'_ str| -> Vec<String> {
        tokens(text).into_iter().filter(|t| !t.trim().is_empty()).map(str::to_string).collect()
    };
    let (a, b) = (bare(old), bare(new));
    let number = |t: &String| t.parse::<f64>().ok();
    let paired = a.len() == b.len()
        && a.iter().zip(&b).all(|(x, y)| x == y || (number(x).is_some() && number(y).is_some()));
    if paired {
        let differ: Vec<(&String, &String)> = a.iter().zip(&b).filter(|(x, y)| !same_print(x, y)).collect();
        if differ.is_empty() {
            let change = Change::new(Class::Format, Kind::Text, place, "printed in another format");
            return changes.push(change.between(old, new));
        }
        let sizes = differ.iter().map(|(x, y)| Difference::of(number(x), number(y), 0.0, 0.0).relative());
        let listed: Vec<String> = differ.iter().take(4).map(|(x, y)| format!("{x} → {y}")).collect();
        let more = if differ.len() > 4 { format!(" and {} more", differ.len() - 4) } else { String::new() };
        let change = Change::new(Class::Material, Kind::Text, place, format!("{}{more}", listed.join(", ")));
        return changes.push(change.between(old, new).by(sizes.fold(0.0, f64::max)));
    }
    let class = if known { Class::Format } else { Class::Material };
    let words: Vec<String> = runs(old, new)
        .into_iter()
        .filter_map(|run| match run {
            Run::Old(t) if !t.trim().is_empty() => Some(format!("−{}", short(&t, 40))),
            Run::New(t) if !t.trim().is_empty() => Some(format!("+{}", short(&t, 40))),
            _ => None,
        })
        .take(4)
        .collect();
    let change = Change::new(class, Kind::Text, place, format!("text differs: {}", words.join(" ")));
    changes.push(change.between(old, new));
}

/// Whether two printed numbers can be the same number: they agree at the precision of the coarser one.
fn same_print(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    let (Ok(x), Ok(y)) = (a.parse::<f64>(), b.parse::<f64>()) else { return false };
    let unit = |text: &str| {
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let decimals = mantissa.split_once('.').map_or(0, |(_, d)| d.len() as i32);
        10f64.powi(exponent.parse::<i32>().unwrap_or(0) - decimals)
    };
    (x - y).abs() <= 0.5 * unit(a).max(unit(b)) * (1.0 + 1e-9)
}

#[derive(Clone, Copy)]
enum Condition {
    Error,
    Warning,
    Message,
}

impl Condition {
    fn of(self, chunk: &Chunk) -> Vec<&str> {
        chunk
            .outputs
            .iter()
            .filter_map(|o| match (self, o) {
                (Self::Error, Output::Error(t))
                | (Self::Warning, Output::Warning(t))
                | (Self::Message, Output::Message(t)) => Some(t.text.as_str()),
                _ => None,
            })
            .collect()
    }

    fn noun(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Message => "message",
        }
    }
}

fn conditions(which: Condition, old: &[&str], new: &[&str], place: &Place, changes: &mut Changes) {
    for pair in align::texts(old, new) {
        let (verb, text) = match (pair.old, pair.new) {
            (Some(i), Some(j)) if old[i] == new[j] => continue,
            (Some(i), Some(j)) => {
                let words = format!("{} differs: {}", which.noun(), short(new[j], 80));
                let change = Change::new(Class::Material, Kind::Condition, place, words);
                changes.push(change.between(old[i], new[j]));
                continue;
            }
            (Some(i), None) => ("goes", old[i]),
            (None, Some(j)) => ("appears", new[j]),
            (None, None) => continue,
        };
        let fit = ["singular", "converge"].iter().any(|word| text.contains(word));
        let class = match which {
            Condition::Message if !fit => Class::Material,
            _ => Class::Qualitative,
        };
        let kind = if fit { Kind::Fit } else { Kind::Condition };
        changes.push(condition(which.noun(), verb, text, class, kind, place));
    }
}

fn condition(noun: &str, verb: &str, text: &str, class: Class, kind: Kind, place: &Place) -> Change {
    let change = Change::new(class, kind, place, format!("{noun} {verb}: {}", short(text, 80)));
    if verb == "goes" { change.before(text) } else { change.now(text) }
}

fn figures_of(chunk: &Chunk) -> Vec<&Figure> {
    chunk.outputs.iter().filter_map(|o| if let Output::Figure(f) = o { Some(f) } else { None }).collect()
}

fn drawings(old: &Chunk, new: &Chunk, place: &Place, changes: &mut Changes) {
    let (a, b) = (figures_of(old), figures_of(new));
    let pairs = if a.len() == b.len() {
        (0..a.len()).map(|i| Pair::both(i, i)).collect()
    } else {
        let signs = |list: &[&Figure]| list.iter().map(|f| figures::signature(f)).collect::<Vec<String>>();
        let (x, y) = (signs(&a), signs(&b));
        let x: Vec<&str> = x.iter().map(String::as_str).collect();
        let y: Vec<&str> = y.iter().map(String::as_str).collect();
        align::texts(&x, &y)
    };
    let several = a.len().max(b.len()) > 1;
    for pair in pairs {
        let step =
            |k: usize| place.within(if several { format!("figure {}", k + 1) } else { "figure".into() });
        match (pair.old, pair.new) {
            (Some(i), Some(j)) => figures::compare(a[i], b[j], &step(j), changes),
            (Some(i), None) => {
                changes.push(Change::new(Class::Material, Kind::Removed, &step(i), "a figure is gone"));
            }
            (None, Some(j)) => {
                changes.push(Change::new(Class::Material, Kind::Added, &step(j), "a figure appears"));
            }
            (None, None) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::same_print;

    #[test]
    fn prints_of_one_number_agree() {
        assert!(same_print("0.1235", "0.12"));
        assert!(same_print("1e-04", "0.0001"));
        assert!(!same_print("0.13", "0.12"));
        assert!(!same_print("4", "5"));
    }
}
