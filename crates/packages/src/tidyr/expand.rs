//! All combinations of values: `expand()`, `complete()`, `crossing()`, `expand_grid()`, `uncount()`.

use super::columns::{cast, code_of, data_of, group_names, rebuilt};
use crate::rlang::conditions::error;
use crate::rlang::mask;
use crate::rlang::quosure::{Quosure, capture_dots};
use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail, lazy};
use raglan_engine::value::frame::{
    NO_ROW, Table, column_codes, concatenate, distinct_codes, is_missing_at, ranks, size, take,
};
use raglan_engine::value::{Value, collate, known};

pub(super) const FUNCTIONS: &[Builtin] = &[
    lazy("expand(data, ..., .name_repair = \"check_unique\")", expand),
    lazy("complete(data, ..., fill = list(), explicit = TRUE)", complete),
    lazy("crossing(..., .name_repair = \"check_unique\")", |a| combinations(a, true)),
    lazy("expand_grid(..., .name_repair = \"check_unique\")", |a| combinations(a, false)),
    lazy("nesting(..., .name_repair = \"check_unique\")", nesting),
    lazy("uncount(data, weights, ..., .remove = TRUE, .id = NULL)", uncount),
    builtin("full_seq(x, period, tol = 1e-06)", full_seq),
];

/// A table of values each row of which is combined with those of others.
type Part = Table;

/// The rows of a table in the order of its columns, NA last.
fn row_order(table: &Table) -> Eval<Vec<usize>> {
    let mut keys = Vec::new();
    for column in &table.columns {
        match column {
            Value::List(_) => {}
            column => keys.push(ranks(column, collate)?),
        }
    }
    let mut order: Vec<usize> = (0..table.rows).collect();
    order.sort_by_key(|&i| keys.iter().map(|k| (k[i].is_none(), k[i])).collect::<Vec<_>>());
    Ok(order)
}

/// Distinct rows in order.
fn sorted_distinct(table: &Table) -> Eval<Table> {
    let codes = distinct_codes(&table.columns, table.rows);
    let unique = table.take(&codes.first);
    let order = row_order(&unique)?;
    Ok(unique.take(&order))
}

/// The distinct values of a column in order; of a factor all levels.
fn sorted_values(column: &Value) -> Eval<Value> {
    if column.is_factor() {
        let n = column.attribute(known::LEVELS).map_or(0, |l| l.len());
        let mut codes: Vec<i32> = (1..=n as i32).collect();
        if (0..column.len()).any(|i| is_missing_at(column, i)) {
            codes.push(raglan_engine::value::NA_INTEGER);
        }
        let mut out = Value::integers(codes).with_attributes(column.attributes().clone());
        out.set_attribute(known::NAMES, Value::Null);
        return Ok(out);
    }
    let table = Table { names: vec![String::new()], columns: vec![column.clone()], rows: size(column) };
    Ok(sorted_distinct(&table)?.columns.remove(0))
}

/// What each quosure gives in a mask, as parts; `distinct` takes each value once and in order.
fn parts(args: &mut Args, quosures: &[Quosure], data: Option<&Value>, distinct: bool) -> Eval<Vec<Part>> {
    let mask = match data {
        Some(data) => mask::mask_of(args.session, data)?,
        None => mask::new_mask(args.session),
    };
    let mut out = Vec::new();
    for quosure in quosures {
        let mut value = mask::evaluate(args.session, quosure, &mask)?;
        if matches!(value, Value::Null) {
            continue;
        }
        if value.is_data_frame() && quosure.name.is_none() {
            let table = Table::of(&value);
            out.push(if distinct { sorted_distinct(&table)? } else { table });
            continue;
        }
        if !value.is_data_frame() {
            value.set_attribute(known::NAMES, Value::Null);
        }
        let name = quosure.label();
        mask.set(name.as_str(), value.clone());
        let value = if distinct && !value.is_data_frame() { sorted_values(&value)? } else { value };
        let rows = size(&value);
        out.push(Table { names: vec![name], columns: vec![value], rows });
    }
    Ok(out)
}

/// Each row of each part with each of the others, the first varying slowest.
fn grid(parts: Vec<Part>) -> Table {
    let total: usize = parts.iter().map(|p| p.rows).product();
    let total = if parts.is_empty() { 1 } else { total };
    let mut out = Table { rows: total, ..Table::default() };
    let mut after = total;
    for part in parts {
        after = after.checked_div(part.rows).unwrap_or(0);
        let at: Vec<usize> = (0..total).map(|i| (i / after.max(1)) % part.rows.max(1)).collect();
        let taken = part.take(&at);
        out.names.extend(taken.names);
        out.columns.extend(taken.columns);
    }
    out
}

fn combinations(args: &mut Args, distinct: bool) -> Eval {
    let quosures = capture_dots(args)?;
    let verb = if distinct { "crossing" } else { "expand_grid" };
    let parts = parts(args, &quosures, None, distinct)?;
    let mut out = grid(parts);
    let rule = args.value(".name_repair")?;
    out.names = crate::tibble::names::repair(args.session, out.names, &rule, verb)?;
    Ok(out.tibble())
}

fn nesting(args: &mut Args) -> Eval {
    let quosures = capture_dots(args)?;
    let (mut table, _) = crate::tibble::evaluate_columns(args, &quosures)?;
    let rule = args.value(".name_repair")?;
    table.names = crate::tibble::names::repair(args.session, table.names, &rule, "nesting")?;
    Ok(sorted_distinct(&table)?.tibble())
}

/// The rows of each group of grouped data, or all of them.
fn groups_of(table: &Table, groups: &[String]) -> Eval<Vec<Vec<usize>>> {
    let at: Vec<usize> = groups.iter().filter_map(|g| table.position(g)).collect();
    if at.is_empty() {
        return Ok(vec![(0..table.rows).collect()]);
    }
    let keys = table.select(&at);
    let codes = distinct_codes(&keys.columns, keys.rows);
    let order = row_order(&keys.take(&codes.first))?;
    let rows = |c: usize| (0..table.rows).filter(|&i| codes.codes[i] as usize == c).collect();
    Ok(order.into_iter().map(rows).collect())
}

/// The combinations within each group, behind the groups' own columns.
fn expanded(args: &mut Args, table: &Table, groups: &[String], quosures: &[Quosure]) -> Eval<Table> {
    let at: Vec<usize> = groups.iter().filter_map(|g| table.position(g)).collect();
    let mut all: Vec<Table> = Vec::new();
    for rows in groups_of(table, groups)? {
        let own = table.take(&rows);
        let parts = parts(args, quosures, Some(&own.clone().tibble()), true)?;
        let full = grid(parts);
        let mut with = own.select(&at).take(&vec![0; full.rows]);
        with.names.extend(full.names);
        with.columns.extend(full.columns);
        with.rows = full.rows;
        all.push(with);
    }
    stacked(all)
}

fn stacked(mut tables: Vec<Table>) -> Eval<Table> {
    if tables.len() == 1 {
        return Ok(tables.remove(0));
    }
    let Some(first) = tables.first() else { return Ok(Table::default()) };
    let names = first.names.clone();
    let rows = tables.iter().map(|t| t.rows).sum();
    let mut columns = Vec::with_capacity(names.len());
    for (k, name) in names.iter().enumerate() {
        let parts: Vec<Value> = tables.iter().map(|t| t.columns[k].clone()).collect();
        columns.push(concatenate(&parts, &|_| format!("`{name}`"))?);
    }
    Ok(Table { names, columns, rows })
}

fn expand(args: &mut Args) -> Eval {
    let (data, table) = data_of(args, "data", "expand")?;
    let quosures = capture_dots(args)?;
    let mut out = expanded(args, &table, &group_names(&data), &quosures)?;
    let rule = args.value(".name_repair")?;
    out.names = crate::tibble::names::repair(args.session, out.names, &rule, "expand")?;
    super::columns::as_tibble_like(out, &data)
}

/// The rows of the data for each combination, those without any as NA, then those no combination has.
fn complete(args: &mut Args) -> Eval {
    const VERB: &str = "complete";
    let (data, table) = data_of(args, "data", VERB)?;
    let quosures = capture_dots(args)?;
    let full = expanded(args, &table, &group_names(&data), &quosures)?;
    if full.names.is_empty() {
        return Ok(data);
    }
    let mut keys = Vec::with_capacity(full.names.len());
    for (name, column) in full.names.iter().zip(&full.columns) {
        let own = table.get(name);
        let own = own.cloned().unwrap_or_else(|| Value::logicals(vec![None; table.rows]));
        keys.push(concatenate(&[column.clone(), own], &|_| format!("`{name}`"))?);
    }
    let codes = distinct_codes(&keys, full.rows + table.rows);
    let mut members = vec![Vec::new(); codes.first.len()];
    for i in 0..table.rows {
        members[codes.codes[full.rows + i] as usize].push(i);
    }
    // Pairs of a place in the keys and a row of the data.
    let (mut key_rows, mut data_rows) = (Vec::new(), Vec::new());
    let mut used = vec![false; table.rows];
    for k in 0..full.rows {
        let found = &members[codes.codes[k] as usize];
        if found.is_empty() {
            key_rows.push(k);
            data_rows.push(NO_ROW);
        }
        for &i in found {
            key_rows.push(k);
            data_rows.push(i);
            used[i] = true;
        }
    }
    for i in (0..table.rows).filter(|&i| !used[i]) {
        key_rows.push(full.rows + i);
        data_rows.push(i);
    }
    let mut out = Table { rows: key_rows.len(), ..Table::default() };
    for (name, key) in full.names.iter().zip(&keys) {
        out.names.push(name.clone());
        out.columns.push(take(key, &key_rows));
    }
    for (name, column) in table.names.iter().zip(&table.columns) {
        if !full.names.contains(name) {
            out.names.push(name.clone());
            out.columns.push(take(column, &data_rows));
        }
    }
    filled(args, &mut out, &data_rows)?;
    rebuilt(out, &data)
}

/// Replaces NA by what `fill` has for its column: all of them, or with `explicit = FALSE` only the new ones.
fn filled(args: &mut Args, out: &mut Table, data_rows: &[usize]) -> Eval<()> {
    let fill = args.value("fill")?;
    let explicit = args.flag("explicit")?;
    let Value::List(values) = &fill else { return fail("`fill` must be a list") };
    for (name, value) in raglan_engine::value::frame::names_of(&fill).iter().zip(values.data.iter()) {
        let Some(k) = out.position(name) else { continue };
        let column = out.columns[k].clone();
        let names = (format!("`fill${name}`"), format!("`data${name}`"));
        let new = cast(args, value, &column, (&names.0, &names.1), "complete")?;
        let both = concatenate(&[column.clone(), new], &|_| String::new())?;
        let gap = |i: usize| is_missing_at(&column, i) && (explicit || data_rows[i] == NO_ROW);
        let at: Vec<usize> = (0..out.rows).map(|i| if gap(i) { out.rows } else { i }).collect();
        out.columns[k] = take(&both, &at);
    }
    Ok(())
}

fn uncount(args: &mut Args) -> Eval {
    const VERB: &str = "uncount";
    args.refuse_dots()?;
    let (data, table) = data_of(args, "data", VERB)?;
    let Some(code) = code_of(args, "weights")? else {
        return Err(error(args.session, VERB, "`weights` is absent but must be supplied."));
    };
    let mask = mask::mask_of(args.session, &data)?;
    let weights = mask::evaluate(args.session, &code, &mask)?;
    let weights = raglan_engine::value::as_integer(&weights, &mut Vec::new())?;
    if weights.iter().any(|&w| w < 0) {
        return Err(error(args.session, VERB, "`weights` must be a vector of positive numbers."));
    }
    if weights.len() != table.rows && weights.len() != 1 {
        let message = format!("Can't recycle `weights` (size {}) to size {}.", weights.len(), table.rows);
        return Err(error(args.session, VERB, &message));
    }
    let times = |i: usize| weights[if weights.len() == 1 { 0 } else { i }] as usize;
    let rows: Vec<usize> = (0..table.rows).flat_map(|i| vec![i; times(i)]).collect();
    let mut out = table.take(&rows);
    if args.flag(".remove")?
        && let Value::Symbol(name) = code.squashed()
        && table.position(name.as_str()).is_some()
    {
        out.remove(name.as_str());
    }
    if args.optional(".id")?.is_some() {
        let name = args.string(".id")?;
        let ids: Vec<i32> = (0..table.rows).flat_map(|i| 1..=times(i) as i32).collect();
        out.set(&name, Value::integers(ids));
    }
    rebuilt(out, &data)
}

fn full_seq(args: &mut Args) -> Eval {
    let value = args.value("x")?;
    if value.is_object() {
        return fail("`full_seq()` of values with a class is not implemented");
    }
    let x = args.doubles("x")?;
    let (period, tol) = (args.number("period")?, args.number("tol")?);
    let from = x.iter().copied().filter(|v| !v.is_nan()).fold(f64::INFINITY, f64::min);
    let to = x.iter().copied().filter(|v| !v.is_nan()).fold(f64::NEG_INFINITY, f64::max);
    let off = |v: f64| {
        let rest = (v - from).rem_euclid(period);
        rest > tol && period - rest > tol
    };
    if x.iter().any(|&v| off(v)) {
        return Err(error(args.session, "full_seq", "`x` is not a regular sequence."));
    }
    let steps = ((to - from) / period + tol).floor() as usize;
    let out: Vec<f64> = (0..=steps).map(|k| from + k as f64 * period).collect();
    Ok(if column_codes(&value).codes.is_empty() { Value::doubles(Vec::new()) } else { Value::doubles(out) })
}
