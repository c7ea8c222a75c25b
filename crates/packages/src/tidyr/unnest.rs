//! Lists and tables within a table taken out: `unnest()`, `unchop()`, `unnest_longer()`, `unnest_wider()`.

use super::columns::{as_tibble_like, chosen, column_of, data_of, rebuilt};
use super::nest::spread_out;
use crate::rlang::conditions::error;
use raglan_engine::eval::{Args, Builtin, Eval, lazy};
use raglan_engine::value::frame::{NO_ROW, Table, concatenate, names_of, size, take};
use raglan_engine::value::{Value, known};

pub(super) const FUNCTIONS: &[Builtin] = &[
    lazy(
        "unnest(data, cols, ..., keep_empty = FALSE, ptype = NULL, names_sep = NULL, \
         names_repair = \"check_unique\")",
        unnest,
    ),
    lazy("unchop(data, cols, ..., keep_empty = FALSE, ptype = NULL)", unchop),
    lazy(
        "unnest_longer(data, col, values_to = NULL, indices_to = NULL, indices_include = NULL, \
         keep_empty = FALSE, names_repair = \"check_unique\", simplify = TRUE, ptype = NULL, transform = NULL)",
        longer,
    ),
    lazy(
        "unnest_wider(data, col, names_sep = NULL, simplify = TRUE, strict = FALSE, \
         names_repair = \"check_unique\", ptype = NULL, transform = NULL)",
        wider,
    ),
];

/// The elements of a column: of a list its elements, else its rows.
fn elements(column: &Value) -> Vec<Value> {
    match column {
        Value::List(v) if !column.is_data_frame() => v.data.to_vec(),
        other => (0..size(other)).map(|i| take(other, &[i])).collect(),
    }
}

/// An element that is no vector of its own stays in a list.
fn as_part(element: &Value) -> Value {
    match element {
        v if v.is_vector() || matches!(v, Value::Null) => v.clone(),
        other => Value::list(vec![other.clone()]),
    }
}

/// The table with some columns taken out of their lists, the rows repeated to fit.
fn unchopped(args: &mut Args, table: &Table, at: &[usize], keep: bool, verb: &str) -> Eval<Table> {
    let columns: Vec<Vec<Value>> =
        at.iter().map(|&i| elements(&table.columns[i]).iter().map(as_part).collect()).collect();
    let mut rows = Vec::new();
    // For each new row its place in the concatenated elements of each column.
    let mut places: Vec<Vec<usize>> = vec![Vec::new(); at.len()];
    let mut offsets = vec![0usize; at.len()];
    for i in 0..table.rows {
        let present: Vec<usize> =
            columns.iter().filter(|c| !matches!(c[i], Value::Null)).map(|c| size(&c[i])).collect();
        let mut n = present.iter().copied().find(|&s| s != 1).unwrap_or(usize::from(!present.is_empty()));
        if let Some(bad) = present.iter().find(|&&s| s != n && s != 1) {
            let message = format!("In row {}, can't recycle input of size {n} to size {bad}.", i + 1);
            return Err(error(args.session, verb, &message));
        }
        let empty = n == 0;
        if empty && keep {
            n = 1;
        }
        rows.extend(vec![i; n]);
        for (k, column) in columns.iter().enumerate() {
            let own = size(&column[i]);
            let place = |j: usize| match own {
                0 => NO_ROW,
                1 => offsets[k],
                _ => offsets[k] + j,
            };
            places[k].extend((0..n).map(place));
            offsets[k] += own;
        }
    }
    let mut out = table.take(&rows);
    for (k, &i) in at.iter().enumerate() {
        let name = &table.names[i];
        let given: Vec<usize> = (0..table.rows).filter(|&r| !matches!(columns[k][r], Value::Null)).collect();
        let parts: Vec<Value> = given.iter().map(|&r| bare(&columns[k][r])).collect();
        let mut all = concatenate(&parts, &|j| format!("`{name}[[{}]]`", given[j] + 1))
            .map_err(|e| error(args.session, verb, &e.message))?;
        if matches!(all, Value::Null) {
            all = match table.columns[i].attribute(raglan_engine::value::Symbol::new("ptype")) {
                Some(example) => example,
                None => Value::logicals(Vec::new()),
            };
        }
        out.columns[i] = take(&all, &places[k]);
    }
    Ok(out)
}

/// Without names; those of a table are its columns'.
fn bare(value: &Value) -> Value {
    if value.is_data_frame() {
        return value.clone();
    }
    let mut out = value.clone();
    out.set_attribute(known::NAMES, Value::Null);
    out
}

fn unnest(args: &mut Args) -> Eval {
    const VERB: &str = "unnest";
    args.refuse_dots()?;
    args.refuse_unless_default(&["ptype"])?;
    let (data, table) = data_of(args, "data", VERB)?;
    let at = match chosen(args, "cols", &table, VERB)? {
        Some(at) => at,
        None => {
            let is_list = |c: &Value| matches!(c, Value::List(_)) && !c.is_data_frame();
            let at: Vec<usize> = (0..table.names.len()).filter(|&i| is_list(&table.columns[i])).collect();
            let names: Vec<&str> = at.iter().map(|&i| table.names[i].as_str()).collect();
            let message = format!(
                "`cols` is now required when using `unnest()`.\nℹ Please use `cols = c({})`.",
                names.join(", ")
            );
            args.session.warn(&message, None)?;
            at
        }
    };
    let keep = args.flag("keep_empty")?;
    let sep = match args.optional("names_sep")? {
        Some(_) => Some(args.string("names_sep")?),
        None => None,
    };
    let long = unchopped(args, &table, &at, keep, VERB)?;
    let out = spread_out(long, &at, sep.as_deref());
    let rule = args.value("names_repair")?;
    if matches!(&rule, Value::Character(r) if r.data.get(0) == Some("check_unique")) {
        refuse_repeated(args, &table, &at, &out)?;
    }
    let names = crate::tibble::names::repair(args.session, out.names.clone(), &rule, VERB)?;
    as_tibble_like(Table { names, ..out }, &data)
}

/// Names that the tables taken out share with the other columns.
fn refuse_repeated(args: &mut Args, table: &Table, at: &[usize], out: &Table) -> Eval<()> {
    let mut lines = Vec::new();
    for (i, name) in table.names.iter().enumerate() {
        if at.contains(&i) || out.names.iter().filter(|n| *n == name).count() < 2 {
            continue;
        }
        let owner = at.iter().find(|&&k| {
            elements(&table.columns[k]).iter().any(|e| e.is_data_frame() && names_of(e).contains(name))
        });
        if let Some(&owner) = owner {
            lines.push(format!("  ℹ `{name}`, from `{}`.", table.names[owner]));
        }
    }
    if lines.is_empty() {
        return Ok(());
    }
    let message = format!(
        "Can't duplicate names between the affected columns and the original data.\n✖ These names are duplicated:\n{}\nℹ Use \
         `names_sep` to disambiguate using the column name.\nℹ Or use `names_repair` to specify a repair strategy.",
        lines.join("\n")
    );
    Err(error(args.session, "unnest", &message))
}

fn unchop(args: &mut Args) -> Eval {
    args.refuse_dots()?;
    args.refuse_unless_default(&["ptype"])?;
    let (data, table) = data_of(args, "data", "unchop")?;
    let at = chosen(args, "cols", &table, "unchop")?.unwrap_or_default();
    let keep = args.flag("keep_empty")?;
    let out = unchopped(args, &table, &at, keep, "unchop")?;
    rebuilt(out, &data)
}

/// A list of single elements of one type as a vector of that type.
fn simplified(column: Value) -> Value {
    let Value::List(list) = &column else { return column };
    if column.is_data_frame() || list.data.iter().all(|v| matches!(v, Value::Null)) {
        return column;
    }
    let single = |v: &Value| {
        matches!(v, Value::Null) || (v.is_vector() && size(v) == 1 && !matches!(v, Value::List(_)))
    };
    if !list.data.iter().all(single) {
        return column;
    }
    let parts: Vec<Value> = list.data.iter().filter(|v| !matches!(v, Value::Null)).map(bare).collect();
    let Ok(all) = concatenate(&parts, &|_| String::new()) else { return column };
    let mut next = 0;
    let mut at = Vec::with_capacity(list.data.len());
    for item in list.data.iter() {
        if matches!(item, Value::Null) {
            at.push(NO_ROW);
        } else {
            at.push(next);
            next += 1;
        }
    }
    take(&all, &at)
}

fn longer(args: &mut Args) -> Eval {
    const VERB: &str = "unnest_longer";
    args.refuse_unless_default(&["ptype", "transform"])?;
    let (data, table) = data_of(args, "data", VERB)?;
    let at = column_of(args, "col", &table, VERB)?;
    let name = table.names[at].clone();
    let items = elements(&table.columns[at]);
    let keep = args.flag("keep_empty")?;
    let named = items.iter().any(|e| e.names().is_some() && !e.is_data_frame());
    let values_to = match args.optional("values_to")? {
        Some(_) => args.string("values_to")?,
        None => name.clone(),
    };
    let index = match args.optional("indices_to")? {
        Some(_) => Some(args.string("indices_to")?),
        None => None,
    };
    let include = match args.optional("indices_include")? {
        Some(_) => args.flag("indices_include")?,
        None => named || index.is_some(),
    };
    let mut out = unchopped(args, &table, &[at], keep, VERB)?;
    if args.flag("simplify")? {
        out.columns[at] = simplified(std::mem::take(&mut out.columns[at]));
    }
    out.names[at] = values_to;
    if include {
        let index = index.unwrap_or_else(|| format!("{name}_id"));
        let (mut texts, mut numbers): (Vec<Option<String>>, Vec<i32>) = (Vec::new(), Vec::new());
        for item in &items {
            let names = item.names();
            let n = size(item);
            for j in 0..n {
                texts.push(Some(names.as_ref().and_then(|l| l.get(j)).unwrap_or("").to_string()));
                numbers.push(j as i32 + 1);
            }
            if n == 0 && keep {
                texts.push(None);
                numbers.push(raglan_engine::value::NA_INTEGER);
            }
        }
        out.names.insert(at + 1, index);
        out.columns.insert(at + 1, if named { Value::texts(texts) } else { Value::integers(numbers) });
    }
    let rule = args.value("names_repair")?;
    out.names = crate::tibble::names::repair(args.session, out.names, &rule, VERB)?;
    as_tibble_like(out, &data)
}

fn wider(args: &mut Args) -> Eval {
    const VERB: &str = "unnest_wider";
    args.refuse_unless_default(&["ptype", "transform", "strict"])?;
    let (data, table) = data_of(args, "data", VERB)?;
    let at = column_of(args, "col", &table, VERB)?;
    let name = table.names[at].clone();
    let sep = match args.optional("names_sep")? {
        Some(_) => Some(args.string("names_sep")?),
        None => None,
    };
    let simplify = args.flag("simplify")?;
    let items = elements(&table.columns[at]);
    let mut wide: Vec<(String, Vec<Value>)> = Vec::new();
    for (i, item) in items.iter().enumerate() {
        let names = names_of(item);
        for (j, own) in names.iter().enumerate() {
            let label = match (&sep, own.is_empty()) {
                (Some(sep), true) => format!("{name}{sep}{}", j + 1),
                (Some(sep), false) => format!("{name}{sep}{own}"),
                (None, false) => own.clone(),
                (None, true) => {
                    let message = "Can't unnest elements with missing names.\nℹ Supply `names_sep` to generate automatic names.";
                    return Err(error(args.session, VERB, message));
                }
            };
            let k = wide.iter().position(|w| w.0 == label).unwrap_or_else(|| {
                wide.push((label.clone(), vec![Value::Null; items.len()]));
                wide.len() - 1
            });
            wide[k].1[i] = match item {
                Value::List(v) => v.data[j].clone(),
                other => bare(&take(other, &[j])),
            };
        }
    }
    let mut out = Table { rows: table.rows, ..Table::default() };
    for (i, own) in table.names.iter().enumerate() {
        if i != at {
            out.names.push(own.clone());
            out.columns.push(table.columns[i].clone());
            continue;
        }
        for (label, values) in std::mem::take(&mut wide) {
            out.names.push(label);
            let column = Value::list(values);
            out.columns.push(if simplify { simplified(column) } else { column });
        }
    }
    let rule = args.value("names_repair")?;
    out.names = crate::tibble::names::repair(args.session, out.names, &rule, VERB)?;
    as_tibble_like(out, &data)
}
