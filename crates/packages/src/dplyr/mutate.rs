//! `mutate()` and `transmute()`: new columns from old ones, group by group.

use super::evaluation::{Evaluator, assemble, with_warnings};
use super::grouping::{Grouping, Kind, frame_argument};
use crate::rlang::conditions::error;
use crate::rlang::friendly_type;
use crate::rlang::quosure::{Quosure, capture, capture_dots};
use crate::tidyselect;
use raglan_engine::eval::{Args, Builtin, Eval, Session, fail, lazy};
use raglan_engine::value::frame::{Table, recycle_to, row_names, size};
use raglan_engine::value::{Value, known};

pub(super) const FUNCTIONS: &[Builtin] = &[
    lazy(
        "mutate(.data, ..., .by = NULL, .keep = c(\"all\", \"used\", \"unused\", \"none\"), .before = NULL, .after = NULL)",
        mutate,
    ),
    lazy("transmute(.data, ...)", transmute),
];

/// The groups of a verb: those of the data, or those `.by` asks for.
pub fn grouping_for(args: &mut Args, data: &Value, verb: &str, argument: &str) -> Eval<Grouping> {
    let Some(by) = args.raw(argument) else { return Ok(Grouping::of(data)) };
    let env = args.env.clone();
    let quosure = capture(args.session, &by, &env)?;
    if matches!(quosure.expression, Value::Null) {
        return Ok(Grouping::of(data));
    }
    if data.has_class("grouped_df") || data.has_class("rowwise_df") {
        let kind = if data.has_class("grouped_df") { "grouped" } else { "rowwise" };
        let message = format!("Can't supply `{argument}` when `.data` is a {kind} data frame.");
        return Err(error(args.session, verb, &message));
    }
    let table = Table::of(data);
    let chosen = tidyselect::select(args.session, &[quosure], &table, verb, "select")?;
    let vars: Vec<String> = chosen.iter().map(|(i, _)| table.names[*i].clone()).collect();
    let mut grouping = Grouping::by(&table, &vars, true, false)?;
    grouping.temporary = true;
    Ok(grouping)
}

/// What `mutate()` made: the new values by name, NULL for a column taken out.
pub struct Made {
    /// Columns in the order they were made.
    pub columns: Vec<(String, Option<Value>)>,
}

/// Evaluates the arguments of `mutate()` and its like.
pub fn new_columns(
    session: &mut Session,
    verb: &str,
    data: &Value,
    grouping: &Grouping,
    quosures: &[Quosure],
) -> Eval<Made> {
    let table = Table::of(data);
    let rows = table.rows;
    let mut evaluator = Evaluator::new(session, verb, table, grouping.clone())?;
    let mut made = Made { columns: Vec::new() };
    for quosure in quosures {
        if let Some(name) = &quosure.name
            && grouping.kind == Kind::Grouped
            && grouping.vars.contains(name)
        {
            let cause = format!("Caused by error:\n! `{name}` is a grouping variable and can't be modified.");
            return Err(evaluator.failure(session, quosure, 0, &cause));
        }
        let mut pieces = Vec::with_capacity(grouping.len());
        for group in 0..grouping.len() {
            let value = evaluator.evaluate(session, quosure, group)?;
            if !matches!(value, Value::Null) && !value.is_vector() {
                let name = quosure.label();
                let cause =
                    format!("Caused by error:\n! `{name}` must be a vector, not {}.", friendly_type(&value));
                return Err(evaluator.failure(session, quosure, group, &cause));
            }
            let n = size(&value);
            if n != grouping.rows[group].len() && n != 1 && !matches!(value, Value::Null) {
                return Err(evaluator.wrong_size(session, quosure, group, n));
            }
            let list =
                grouping.kind == Kind::Rowwise && matches!(value, Value::List(_)) && !value.is_object();
            pieces.push(if list { value.stripped() } else { value });
        }
        let nulls = pieces.iter().filter(|p| matches!(p, Value::Null)).count();
        if nulls > 0 && nulls == pieces.len() {
            if let Some(name) = &quosure.name {
                evaluator.remove_column(name);
                made.columns.retain(|(n, _)| n != name);
                made.columns.push((name.clone(), None));
            }
            continue;
        }
        if nulls > 0 {
            let name = quosure.label();
            let group = pieces.iter().position(|p| matches!(p, Value::Null)).unwrap_or(0);
            let cause = format!(
                "Caused by error:\n! `{name}` must return compatible vectors across groups.\n✖ Can't combine NULL and non NULL \
                 results."
            );
            return Err(evaluator.failure(session, quosure, group, &cause));
        }
        let column = if pieces.is_empty() {
            empty_result(session, &mut evaluator, quosure)?
        } else {
            assemble(grouping, &pieces, rows)?
        };
        let mut put = |name: &str, column: Value, evaluator: &mut Evaluator| {
            evaluator.add_column(name, &column);
            made.columns.retain(|(n, _)| n != name);
            made.columns.push((name.to_string(), Some(column)));
        };
        if quosure.name.is_none() && column.is_data_frame() {
            let inner = Table::of(&column);
            for (name, part) in inner.names.iter().zip(inner.columns) {
                put(name, part, &mut evaluator);
            }
        } else {
            put(&quosure.label(), column, &mut evaluator);
        }
    }
    Ok(made)
}

/// The type of a column of a data frame without groups, from code run on no rows.
fn empty_result(session: &mut Session, evaluator: &mut Evaluator, quosure: &Quosure) -> Eval {
    let mut whole = Evaluator::new(session, &evaluator.verb, evaluator.table.clone(), Grouping::none(0))?;
    let value = whole.evaluate(session, quosure, 0)?;
    Ok(raglan_engine::value::frame::take(&value, &[]))
}

fn mutate(args: &mut Args) -> Eval {
    let data = args.value(".data")?;
    frame_argument(args.session, &data, "mutate")?;
    let keep = args.choice(".keep")?;
    let grouping = grouping_for(args, &data, "mutate", ".by")?;
    let quosures = capture_dots(args)?;
    let made = with_warnings(args.session, "mutate", |session| {
        new_columns(session, "mutate", &data, &grouping, &quosures)
    })?;
    let old = Table::of(&data);
    let mut table = old.clone();
    for (name, column) in &made.columns {
        match column {
            Some(column) => table.set(name, column.clone()),
            None => table.remove(name),
        }
    }
    let fresh: Vec<String> = table.names.iter().filter(|n| old.position(n).is_none()).cloned().collect();
    table = placed(args, table, &fresh, "mutate")?;
    if keep != "all" {
        let used = |name: &String| quosures.iter().any(|q| super::mentions_column(&q.expression, name));
        let made_now = |name: &String| made.columns.iter().any(|(n, _)| n == name);
        let kept: Vec<usize> = (0..table.names.len())
            .filter(|&i| {
                let name = &table.names[i];
                made_now(name)
                    || grouping.vars.contains(name)
                    || match keep.as_str() {
                        "used" => used(name),
                        "unused" => !used(name),
                        _ => false,
                    }
            })
            .collect();
        table = table.select(&kept);
    }
    finish(&data, grouping, table)
}

/// The data frame with new columns, its groups and row names kept.
pub fn finish(data: &Value, grouping: Grouping, table: Table) -> Eval {
    let lost = grouping.vars.iter().any(|v| table.position(v).is_none());
    let mut out = if lost && !grouping.temporary {
        let vars: Vec<String> =
            grouping.vars.iter().filter(|v| table.position(v).is_some()).cloned().collect();
        match grouping.kind {
            Kind::Rowwise => Grouping::rowwise(&table, vars).apply(table, data),
            _ => {
                let again = Grouping::by(&table, &vars, grouping.drop, true)?;
                again.apply(table, data)
            }
        }
    } else {
        table.like(data)
    };
    if let Some(names) = row_names(data) {
        out.set_attribute(known::ROW_NAMES, Value::from(names));
    }
    Ok(out)
}

/// New columns moved to where `.before` or `.after` says.
fn placed(args: &mut Args, table: Table, fresh: &[String], verb: &str) -> Eval<Table> {
    let mut anchor = None;
    for (argument, after) in [(".before", false), (".after", true)] {
        let Some(raw) = args.raw(argument) else { continue };
        let env = args.env.clone();
        let quosure = capture(args.session, &raw, &env)?;
        if matches!(quosure.expression, Value::Null) {
            continue;
        }
        if anchor.is_some() {
            return Err(error(args.session, verb, "Can't supply both `.before` and `.after`."));
        }
        let chosen = tidyselect::select(args.session, &[quosure], &table, verb, "select")?;
        let places = chosen.iter().map(|(i, _)| *i);
        let place = if after { places.max() } else { places.min() };
        anchor = place.map(|i| (i, after));
    }
    let Some((at, after)) = anchor else { return Ok(table) };
    let moved: Vec<usize> = fresh.iter().filter_map(|n| table.position(n)).collect();
    Ok(table.select(&super::columns::moved_order(table.names.len(), &moved, at, after)))
}

fn transmute(args: &mut Args) -> Eval {
    let data = args.value(".data")?;
    frame_argument(args.session, &data, "transmute")?;
    let grouping = Grouping::of(&data);
    let quosures = capture_dots(args)?;
    let made = with_warnings(args.session, "transmute", |session| {
        new_columns(session, "transmute", &data, &grouping, &quosures)
    })?;
    let old = Table::of(&data);
    let mut table = Table { rows: old.rows, ..Table::default() };
    for var in &grouping.vars {
        if let Some(column) = old.get(var) {
            table.set(var, column.clone());
        }
    }
    for (name, column) in made.columns {
        match column {
            Some(column) => table.set(&name, recycle_to(&column, old.rows)),
            None => table.remove(&name),
        }
    }
    if table.rows != old.rows {
        return fail("columns of different sizes");
    }
    finish(&data, grouping, table)
}
