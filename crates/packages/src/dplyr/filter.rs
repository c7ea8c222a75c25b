//! `filter()`, `arrange()`, `distinct()`: choosing and ordering rows.

use super::evaluation::{Evaluator, with_warnings};
use super::grouping::{Grouping, Kind, frame_argument};
use super::mutate::{grouping_for, new_columns};
use crate::rlang::conditions::error;
use crate::rlang::friendly_type;
use crate::rlang::quosure::{Quosure, as_label, capture_dots};
use raglan_engine::eval::{Args, Builtin, Eval, Session, lazy};
use raglan_engine::value::frame::{Table, byte_order, distinct_codes, ranks, size, take_rows};
use raglan_engine::value::{Value, known};

pub(super) const FUNCTIONS: &[Builtin] = &[
    lazy("filter(.data, ..., .by = NULL, .preserve = FALSE)", filter),
    lazy("arrange(.data, ..., .by_group = FALSE, .locale = NULL)", arrange),
    lazy("distinct(.data, ..., .keep_all = FALSE)", distinct),
];

/// Rows of a data frame, its groups renewed.
pub fn rows_of(data: &Value, grouping: &Grouping, at: &[usize]) -> Eval {
    let out = take_rows(data, at);
    regrouped(out, grouping, data)
}

/// The groups of a data frame whose rows changed.
pub fn regrouped(out: Value, grouping: &Grouping, template: &Value) -> Eval {
    if grouping.temporary {
        return Ok(out);
    }
    let table = Table::of(&out);
    Ok(match grouping.kind {
        Kind::None => out,
        Kind::Rowwise => Grouping::rowwise(&table, grouping.vars.clone()).apply(table, template),
        Kind::Grouped => Grouping::by(&table, &grouping.vars, grouping.drop, true)?.apply(table, template),
    })
}

fn refuse_named(session: &mut Session, quosures: &[Quosure]) -> Eval<()> {
    for quosure in quosures {
        let Some(name) = &quosure.name else { continue };
        if matches!(quosure.expression, Value::Logical(_)) {
            continue;
        }
        let message = format!(
            "We detected a named input.\nℹ This usually means that you've used `=` instead of `==`.\nℹ Did you mean `{name} == \
             {}`?",
            as_label(&quosure.expression)
        );
        return Err(error(session, "filter", &message));
    }
    Ok(())
}

fn filter(args: &mut Args) -> Eval {
    let data = args.value(".data")?;
    frame_argument(args.session, &data, "filter")?;
    let grouping = grouping_for(args, &data, "filter", ".by")?;
    let preserve = args.flag(".preserve")?;
    let quosures = capture_dots(args)?;
    refuse_named(args.session, &quosures)?;
    let table = Table::of(&data);
    let kept =
        with_warnings(args.session, "filter", |session| kept_rows(session, &table, &grouping, &quosures))?;
    let at: Vec<usize> = (0..table.rows).filter(|&i| kept[i]).collect();
    if preserve && grouping.kind == Kind::Grouped && !grouping.temporary {
        let mut new = vec![usize::MAX; table.rows];
        for (k, &i) in at.iter().enumerate() {
            new[i] = k;
        }
        let mut same = grouping.clone();
        for rows in &mut same.rows {
            *rows = rows.iter().map(|&i| new[i]).filter(|&i| i != usize::MAX).collect();
        }
        return Ok(same.apply(Table::of(&take_rows(&data, &at)), &data));
    }
    rows_of(&data, &grouping, &at)
}

fn kept_rows(
    session: &mut Session,
    table: &Table,
    grouping: &Grouping,
    quosures: &[Quosure],
) -> Eval<Vec<bool>> {
    let mut evaluator = Evaluator::new(session, "filter", table.clone(), grouping.clone())?;
    let mut kept = vec![true; table.rows];
    for (k, quosure) in quosures.iter().enumerate() {
        for group in 0..grouping.len() {
            let value = evaluator.evaluate(session, quosure, group)?;
            let rows = &grouping.rows[group];
            let columns: Vec<Value> =
                if value.is_data_frame() { Table::of(&value).columns } else { vec![value] };
            for column in columns {
                let column = if column.dim().is_some_and(|d| d.len() == 2 && d[1] == 1) {
                    column.stripped()
                } else {
                    column
                };
                let Value::Logical(flags) = &column else {
                    let cause = format!(
                        "Caused by error:\n! `..{}` must be a logical vector, not {}.",
                        k + 1,
                        friendly_type(&column)
                    );
                    return Err(evaluator.failure(session, quosure, group, &cause));
                };
                let n = size(&column);
                if n != rows.len() && n != 1 {
                    let wanted = if rows.len() == 1 { "1".into() } else { format!("{} or 1", rows.len()) };
                    let cause =
                        format!("Caused by error:\n! `..{}` must be of size {wanted}, not size {n}.", k + 1);
                    return Err(evaluator.failure(session, quosure, group, &cause));
                }
                for (i, &row) in rows.iter().enumerate() {
                    kept[row] &= flags.data[if n == 1 { 0 } else { i }] == Some(true);
                }
            }
        }
    }
    Ok(kept)
}

/// The sort keys: code, and whether it goes down.
fn sort_key(quosure: &Quosure) -> (Quosure, bool) {
    if let Value::Language(call) = &quosure.expression {
        let name = match &call.function {
            Value::Symbol(s) => Some(*s),
            Value::Language(inner) if inner.calls(known::COLON2) => {
                match inner.arguments.get(1).map(|a| &a.value) {
                    Some(Value::Symbol(s)) => Some(*s),
                    _ => None,
                }
            }
            _ => None,
        };
        if name.is_some_and(|n| n.as_str() == "desc")
            && let [argument] = call.arguments.as_slice()
        {
            let inner = Quosure { expression: argument.value.clone(), ..quosure.clone() };
            return (inner, true);
        }
    }
    (quosure.clone(), false)
}

fn arrange(args: &mut Args) -> Eval {
    let data = args.value(".data")?;
    frame_argument(args.session, &data, "arrange")?;
    let quosures = capture_dots(args)?;
    let by_group = args.flag(".by_group")?;
    let order: fn(&str, &str) -> std::cmp::Ordering = match args.optional(".locale")? {
        None => byte_order,
        Some(Value::Character(v)) if v.data.get(0) == Some("C") => byte_order,
        Some(Value::Character(v)) if v.data.get(0).is_some_and(|l| l.starts_with("en")) => {
            raglan_engine::value::collate
        }
        Some(_) => {
            return raglan_engine::eval::fail(
                "argument '.locale' of `arrange` is implemented for \"C\" and \"en\" only",
            );
        }
    };
    let grouping = Grouping::of(&data);
    let table = Table::of(&data);
    let mut keys: Vec<(Value, bool)> = Vec::new();
    if by_group {
        keys.extend(grouping.vars.iter().filter_map(|v| table.get(v).cloned()).map(|c| (c, false)));
    }
    let whole = Grouping::none(table.rows);
    let mut evaluator = Evaluator::new(args.session, "arrange", table.clone(), whole)?;
    for (k, quosure) in quosures.iter().enumerate() {
        let (mut inner, down) = sort_key(quosure);
        inner.name = Some(format!("..{}", k + 1));
        let value = with_warnings(args.session, "arrange", |session| evaluator.evaluate(session, &inner, 0))?;
        let n = size(&value);
        if n != table.rows && n != 1 {
            let cause =
                format!("Caused by error:\n! `..{}` must be size {} or 1, not {n}.", k + 1, table.rows);
            return Err(evaluator.failure(args.session, &inner, 0, &cause));
        }
        if value.is_data_frame() {
            keys.extend(Table::of(&value).columns.into_iter().map(|c| (c, down)));
        } else if n == table.rows {
            keys.push((value, down));
        }
    }
    let at = sorted(&keys, table.rows, order)?;
    rows_of(&data, &grouping, &at)
}

/// Rows in the order of keys, NA last whichever way a key goes.
pub fn sorted(
    keys: &[(Value, bool)],
    rows: usize,
    order: fn(&str, &str) -> std::cmp::Ordering,
) -> Eval<Vec<usize>> {
    let mut places: Vec<Vec<u32>> = Vec::with_capacity(keys.len());
    for (key, down) in keys {
        let turned = |p: Option<u32>| match p {
            None => u32::MAX,
            Some(p) if *down => u32::MAX - 1 - p,
            Some(p) => p,
        };
        places.push(ranks(key, order)?.into_iter().map(turned).collect());
    }
    let mut at: Vec<usize> = (0..rows).collect();
    at.sort_by(|&a, &b| {
        places.iter().map(|p| p[a].cmp(&p[b])).find(|o| o.is_ne()).unwrap_or(std::cmp::Ordering::Equal)
    });
    Ok(at)
}

fn distinct(args: &mut Args) -> Eval {
    let data = args.value(".data")?;
    frame_argument(args.session, &data, "distinct")?;
    let keep_all = args.flag(".keep_all")?;
    let quosures = capture_dots(args)?;
    let grouping = Grouping::of(&data);
    let mut table = Table::of(&data);
    let mut names: Vec<String> = Vec::new();
    if quosures.is_empty() {
        names = table.names.clone();
    } else {
        for quosure in &quosures {
            if let (None, Value::Symbol(s)) = (&quosure.name, &quosure.expression)
                && table.position(s.as_str()).is_none()
            {
                let message = format!("Must use existing variables.\n✖ `{s}` not found in `.data`.");
                return Err(error(args.session, "distinct", &message));
            }
        }
        let made = with_warnings(args.session, "distinct", |session| {
            new_columns(session, "distinct", &data, &grouping, &quosures)
        })?;
        names.extend(grouping.vars.iter().cloned());
        for (name, column) in made.columns {
            if let Some(column) = column {
                table.set(&name, column);
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        // Columns that were there keep their order only when nothing else says otherwise.
        names.dedup();
    }
    let columns: Vec<Value> = names.iter().filter_map(|n| table.get(n).cloned()).collect();
    let codes = distinct_codes(&columns, table.rows);
    let shown = if keep_all {
        table
    } else {
        let at: Vec<usize> = names.iter().filter_map(|n| table.position(n)).collect();
        table.select(&at)
    };
    let first = if names.is_empty() && shown.rows > 0 { vec![0] } else { codes.first };
    let mut out = shown.take(&first).like(&data);
    if let Some(titles) = raglan_engine::value::frame::row_names(&data).filter(|_| !data.has_class("tbl_df"))
    {
        let kept = first.iter().map(|&i| titles.get(i));
        out.set_attribute(raglan_engine::value::known::ROW_NAMES, Value::texts(kept));
    }
    regrouped(out, &grouping, &data)
}
