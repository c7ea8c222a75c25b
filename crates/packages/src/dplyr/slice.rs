//! `slice()` and its relatives, `count()` and `tally()`, `bind_rows()` and `bind_cols()`.

use super::evaluation::Evaluator;
use super::filter::rows_of;
use super::grouping::{Grouping, frame_argument};
use super::mutate::grouping_for;
use crate::rlang::conditions::error;
use crate::rlang::quosure::{Quosure, capture, capture_dots};
use raglan_engine::eval::{Args, Builtin, Eval, fail, lazy};
use raglan_engine::value::frame::{Table, bind_tables, byte_order, ranks, recycle_to, size};
use raglan_engine::value::{Value, as_integer};

pub(super) const FUNCTIONS: &[Builtin] = &[
    lazy("slice(.data, ..., .by = NULL, .preserve = FALSE)", slice),
    lazy("slice_head(.data, ..., n, prop, by = NULL)", |a| ends(a, true)),
    lazy("slice_tail(.data, ..., n, prop, by = NULL)", |a| ends(a, false)),
    lazy("slice_min(.data, order_by, ..., n, prop, by = NULL, with_ties = TRUE, na_rm = FALSE)", |a| {
        extremes(a, false)
    }),
    lazy("slice_max(.data, order_by, ..., n, prop, by = NULL, with_ties = TRUE, na_rm = FALSE)", |a| {
        extremes(a, true)
    }),
    lazy("bind_rows(..., .id = NULL)", bind_rows),
    lazy("bind_cols(..., .name_repair = \"unique\")", bind_cols),
];

fn slice(args: &mut Args) -> Eval {
    let data = args.value(".data")?;
    frame_argument(args.session, &data, "slice")?;
    args.refuse_unless_default(&[".preserve"])?;
    let grouping = grouping_for(args, &data, "slice", ".by")?;
    let quosures = capture_dots(args)?;
    let mut evaluator = Evaluator::new(args.session, "slice", Table::of(&data), grouping.clone())?;
    let mut at = Vec::new();
    for group in 0..grouping.len() {
        let rows = grouping.rows[group].clone();
        let mut wanted: Vec<i32> = Vec::new();
        for quosure in &quosures {
            let value = evaluator.evaluate(args.session, quosure, group)?;
            wanted.extend(as_integer(&value, &mut Vec::new())?.iter());
        }
        if wanted.iter().any(|&i| i < 0) {
            if wanted.iter().any(|&i| i > 0) {
                return Err(error(args.session, "slice", "Can't mix positive and negative indices."));
            }
            let kept = (0..rows.len()).filter(|&k| !wanted.contains(&-(k as i32 + 1)));
            at.extend(kept.map(|k| rows[k]));
        } else {
            let inside = wanted.iter().filter(|&&i| i > 0 && i as usize <= rows.len());
            at.extend(inside.map(|&i| rows[i as usize - 1]));
        }
    }
    rows_of(&data, &grouping, &at)
}

/// How many rows of a group are asked for.
fn amount(args: &mut Args, rows: usize) -> Eval<usize> {
    let counted = !args.is_missing("n");
    if counted && !args.is_missing("prop") {
        return fail("Must supply `n` or `prop`, but not both.");
    }
    if !counted && args.is_missing("prop") {
        return Ok(1.min(rows));
    }
    let x = if counted { args.number("n")? } else { args.number("prop")? * rows as f64 };
    let x = if x < 0.0 { rows as f64 + if counted { x } else { x.ceil() } } else { x.floor() };
    Ok(if x.is_finite() { (x.max(0.0) as usize).min(rows) } else { rows })
}

fn refuse_unnamed(args: &mut Args) -> Eval<()> {
    let verb = args.name();
    if let Some(argument) = args.raw_dots().first() {
        let text = match &argument.value {
            Value::Promise(p) => raglan_engine::value::deparse_line(&p.expression()),
            value => raglan_engine::value::deparse_line(value),
        };
        return Err(error(
            args.session,
            &verb,
            &format!("`n` must be explicitly named.\nℹ Did you mean `{verb}(n = {text})`?"),
        ));
    }
    Ok(())
}

fn ends(args: &mut Args, head: bool) -> Eval {
    let data = args.value(".data")?;
    let verb = args.name();
    frame_argument(args.session, &data, &verb)?;
    refuse_unnamed(args)?;
    let grouping = grouping_for(args, &data, &verb, "by")?;
    let mut at = Vec::new();
    for rows in &grouping.rows {
        let n = amount(args, rows.len())?;
        at.extend(if head { rows[..n].to_vec() } else { rows[rows.len() - n..].to_vec() });
    }
    rows_of(&data, &grouping, &at)
}

fn extremes(args: &mut Args, largest: bool) -> Eval {
    let data = args.value(".data")?;
    let verb = if largest { "slice_max" } else { "slice_min" };
    frame_argument(args.session, &data, verb)?;
    refuse_unnamed(args)?;
    let Some(raw) = args.raw("order_by") else {
        return Err(error(args.session, verb, "`order_by` is absent but must be supplied."));
    };
    let env = args.env.clone();
    let quosure = capture(args.session, &raw, &env)?;
    let grouping = grouping_for(args, &data, verb, "by")?;
    let (ties, na_rm) = (args.flag("with_ties")?, args.flag("na_rm")?);
    let mut evaluator = Evaluator::new(args.session, verb, Table::of(&data), grouping.clone())?;
    let mut at = Vec::new();
    for group in 0..grouping.len() {
        let rows = grouping.rows[group].clone();
        let value = evaluator.evaluate(args.session, &Quosure::clone(&quosure), group)?;
        if size(&value) != rows.len() && size(&value) != 1 {
            return Err(evaluator.wrong_size(args.session, &quosure, group, size(&value)));
        }
        let value = recycle_to(&value, rows.len());
        let places = ranks(&value, byte_order)?;
        let key = |k: &usize| match places[*k] {
            None => u32::MAX,
            Some(p) if largest => u32::MAX - 1 - p,
            Some(p) => p,
        };
        let mut order: Vec<usize> = (0..rows.len()).filter(|&k| !na_rm || places[k].is_some()).collect();
        order.sort_by_key(key);
        let n = amount(args, rows.len())?.min(order.len());
        let mut kept = n;
        if ties && n > 0 {
            let last = key(&order[n - 1]);
            kept = order.iter().take_while(|k| key(k) <= last).count();
        }
        at.extend(order[..kept].iter().map(|&k| rows[k]));
    }
    rows_of(&data, &grouping, &at)
}

/// The data frames among arguments, lists taken apart, with their names.
fn frames(args: &mut Args) -> Eval<Vec<(String, Value)>> {
    let mut out = Vec::new();
    for argument in crate::rlang::list2(args)? {
        let name = argument.name.map_or(String::new(), |n| n.as_str().to_string());
        match &argument.value {
            Value::Null => {}
            Value::List(list) if !argument.value.is_object() || argument.value.has_class("list") => {
                let names = raglan_engine::value::frame::names_of(&argument.value);
                let inner = list.data.iter().all(|v| v.is_data_frame() || matches!(v, Value::Null));
                if inner {
                    out.extend(
                        names
                            .into_iter()
                            .zip(list.data.iter().cloned())
                            .filter(|(_, v)| !matches!(v, Value::Null)),
                    );
                } else {
                    out.push((name, Table::of(&argument.value).tibble()));
                }
            }
            value if value.is_data_frame() => out.push((name, value.clone())),
            value if value.is_atomic() && value.names().is_some() => {
                let columns = (0..value.len()).map(|i| value.gather(&[i])).collect();
                let names = raglan_engine::value::frame::names_of(value);
                out.push((name, Table { names, columns, rows: 1 }.tibble()));
            }
            _ => {
                let place = out.len() + 1;
                let message = format!("Argument {place} must be a data frame or a named atomic vector.");
                return Err(error(args.session, "bind_rows", &message));
            }
        }
    }
    Ok(out)
}

fn bind_rows(args: &mut Args) -> Eval {
    let parts = frames(args)?;
    let id = match args.optional(".id")? {
        Some(_) => Some(args.string(".id")?),
        None => None,
    };
    let values: Vec<Value> = parts.iter().map(|(_, v)| super::grouping::ungrouped(v)).collect();
    if values.is_empty() {
        return Ok(Table::default().tibble());
    }
    let out = match bind_tables(&values, &|i| format!("..{}", i + 1)) {
        Ok(out) => out,
        Err(failure) => return Err(error(args.session, "bind_rows", &failure.message)),
    };
    let mut table = Table::of(&out);
    if let Some(id) = id {
        let named = parts.iter().any(|(n, _)| !n.is_empty());
        let mut labels = Vec::with_capacity(table.rows);
        for (k, (name, value)) in parts.iter().enumerate() {
            let label = if named { name.clone() } else { (k + 1).to_string() };
            labels.extend(vec![label; raglan_engine::value::frame::row_count(value)]);
        }
        table.names.insert(0, id);
        table.columns.insert(0, Value::strings(labels));
    }
    let template = parts[0].1.clone();
    if template.has_class("grouped_df") {
        let grouping = Grouping::of(&template);
        return Ok(Grouping::by(&table, &grouping.vars, grouping.drop, true)?.apply(table, &template));
    }
    Ok(table.like(&super::plain(&template)))
}

fn bind_cols(args: &mut Args) -> Eval {
    let mut table = Table::default();
    let mut template = None;
    // Bare lists stand for their elements.
    let mut given = Vec::new();
    for argument in crate::rlang::list2(args)? {
        if matches!(argument.value, Value::List(_)) && !argument.value.is_object() {
            let inner = crate::rlang::argument_items(&argument.value);
            given.extend(inner);
        } else {
            given.push(argument);
        }
    }
    for (k, argument) in given.into_iter().enumerate() {
        let value = argument.value;
        if matches!(value, Value::Null) {
            continue;
        }
        let (names, columns, rows) = if value.is_data_frame() {
            let inner = Table::of(&value);
            template.get_or_insert_with(|| super::plain(&super::grouping::ungrouped(&value)));
            (inner.names, inner.columns, inner.rows)
        } else {
            let rows = size(&value);
            (vec![argument.name.map_or(String::new(), |n| n.as_str().to_string())], vec![value], rows)
        };
        if k > 0 && rows != table.rows && rows != 1 && table.rows != 1 {
            let message =
                format!("Can't recycle `..1` (size {}) to match `..{}` (size {rows}).", table.rows, k + 1);
            return Err(error(args.session, "bind_cols", &message));
        }
        table.rows = if k == 0 || table.rows == 1 { rows } else { table.rows };
        table.names.extend(names);
        table.columns.extend(columns);
    }
    let rule = args.value(".name_repair")?;
    table.names = crate::tibble::names::repair(args.session, table.names, &rule, "bind_cols")?;
    for column in &mut table.columns {
        *column = recycle_to(column, table.rows);
    }
    Ok(match template {
        Some(template) => table.like(&template),
        None => table.tibble(),
    })
}
