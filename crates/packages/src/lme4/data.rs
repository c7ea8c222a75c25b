//! The data sets of the package.

use raglan_engine::eval::Session;
use raglan_engine::value::{NA_INTEGER, Value, known};

/// The names of the data sets.
pub(super) const NAMES: &[&str] = &[
    "Dyestuff",
    "Dyestuff2",
    "Pastes",
    "Penicillin",
    "VerbAgg",
    "cake",
    "cbpp",
    "grouseticks",
    "sleepstudy",
];

/// A data set by name.
pub(super) fn data(_: &mut Session, name: &str) -> Option<Value> {
    Some(match name {
        "Dyestuff" => frame(include_str!("data/Dyestuff.csv"), "fd"),
        "Dyestuff2" => frame(include_str!("data/Dyestuff2.csv"), "fd"),
        "Pastes" => frame(include_str!("data/Pastes.csv"), "dfff"),
        "Penicillin" => frame(include_str!("data/Penicillin.csv"), "dff"),
        "VerbAgg" => verbal_aggression(include_str!("data/VerbAgg.txt")),
        "cake" => frame(include_str!("data/cake.csv"), "ffoid"),
        "cbpp" => frame(include_str!("data/cbpp.csv"), "fddf"),
        "grouseticks" => frame(include_str!("data/grouseticks.csv"), "fdfdfsd"),
        "sleepstudy" => frame(include_str!("data/sleepstudy.csv"), "ddf"),
        _ => return None,
    })
}

/// A data frame from comma-separated text. `kinds` has a letter for each column: `d` and `i` are numbers, `f`
/// factors with levels in order of appearance, `s` with sorted levels, `o` ordered ones.
pub(crate) fn frame(text: &str, kinds: &str) -> Value {
    let mut lines = text.lines();
    let names: Vec<&str> = lines.next().unwrap_or("").split(',').collect();
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split(',').collect()).collect();
    let columns = kinds.chars().enumerate().map(|(j, kind)| {
        let cells: Vec<&str> = rows.iter().map(|row| row.get(j).copied().unwrap_or("")).collect();
        column(&cells, kind)
    });
    data_frame(names.into_iter().zip(columns).collect(), rows.len())
}

fn data_frame(columns: Vec<(&str, Value)>, rows: usize) -> Value {
    Value::named_list(columns)
        .with_attribute(known::ROW_NAMES, Value::integers(vec![NA_INTEGER, -(rows as i32)]))
        .with_class(&["data.frame"])
}

fn column(cells: &[&str], kind: char) -> Value {
    match kind {
        'd' => Value::doubles(cells.iter().map(|c| c.parse::<f64>().unwrap_or(f64::NAN)).collect::<Vec<_>>()),
        'i' => Value::integers(cells.iter().map(|c| c.parse().unwrap_or(NA_INTEGER)).collect::<Vec<_>>()),
        _ => {
            let mut levels: Vec<&str> = Vec::new();
            for cell in cells {
                if !levels.contains(cell) {
                    levels.push(cell);
                }
            }
            if kind == 's' {
                levels.sort_by(|a, b| match (a.parse::<f64>(), b.parse::<f64>()) {
                    (Ok(a), Ok(b)) => a.total_cmp(&b),
                    _ => a.cmp(b),
                });
            }
            factor(cells, &levels, kind == 'o')
        }
    }
}

fn factor(cells: &[&str], levels: &[&str], ordered: bool) -> Value {
    let code = |cell: &&str| levels.iter().position(|l| l == cell).map_or(NA_INTEGER, |k| k as i32 + 1);
    let class: &[&str] = if ordered { &["ordered", "factor"] } else { &["factor"] };
    Value::integers(cells.iter().map(code).collect::<Vec<_>>())
        .with_attribute(known::LEVELS, Value::strings(levels))
        .with_class(class)
}

/// Item responses: a line with the persons' scores, one with their sexes, then one line of answers by all
/// persons for each item.
fn verbal_aggression(text: &str) -> Value {
    let mut lines = text.lines();
    let scores: Vec<i32> =
        lines.next().unwrap_or("").split(',').map(|c| c.parse().unwrap_or(NA_INTEGER)).collect();
    let sexes: Vec<&str> = lines.next().unwrap_or("").split("").filter(|c| !c.is_empty()).collect();
    let answers: Vec<&str> = lines.collect();
    let (persons, items) = (scores.len(), answers.len());
    let behaviours = ["curse", "scold", "shout"];
    let names: Vec<String> = (0..items)
        .map(|k| {
            let behaviour = ["Curse", "Scold", "Shout"][k % 3];
            // One item is spelled differently in the published data.
            let mode = match k {
                9 => "want",
                _ if k < items / 2 => "Want",
                _ => "Do",
            };
            format!("S{}{mode}{behaviour}", k / 3 % 4 + 1)
        })
        .collect();
    let each = |f: &dyn Fn(usize) -> &'static str| -> Vec<&'static str> {
        (0..items * persons).map(|row| f(row / persons)).collect()
    };
    let given: Vec<&str> = answers
        .iter()
        .flat_map(|line| line.chars())
        .map(|c| match c {
            'n' => "no",
            'p' => "perhaps",
            _ => "yes",
        })
        .collect();
    let ids: Vec<String> = (1..=persons).map(|k| k.to_string()).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let item: Vec<&str> = (0..items * persons).map(|row| names[row / persons].as_str()).collect();
    let levels: Vec<&str> = names.iter().map(String::as_str).collect();
    let agreed: Vec<&str> = given.iter().map(|a| if *a == "no" { "N" } else { "Y" }).collect();
    let columns = vec![
        ("Anger", Value::integers(scores.repeat(items))),
        ("Gender", factor(&sexes.repeat(items), &["F", "M"], false)),
        ("item", factor(&item, &levels, false)),
        ("resp", factor(&given, &["no", "perhaps", "yes"], true)),
        ("id", factor(&ids.repeat(items), &ids, false)),
        ("btype", factor(&each(&|k| behaviours[k % 3]), &behaviours, false)),
        ("situ", factor(&each(&|k| if k / 3 % 4 < 2 { "other" } else { "self" }), &["other", "self"], false)),
        ("mode", factor(&each(&|k| if k < 12 { "want" } else { "do" }), &["want", "do"], false)),
        ("r2", factor(&agreed, &["N", "Y"], false)),
    ];
    data_frame(columns, items * persons)
}
