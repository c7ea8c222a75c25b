//! What code inside a verb may ask: `n()`, `cur_group()`, `pick()`, `across()`.

use super::evaluation::{Frame, Frames, Slice, keep_warning, slice_column};
use super::grouping::Kind;
use crate::rlang::as_function;
use crate::rlang::conditions::{Shown, caused_by, condition, error};
use crate::rlang::quosure::{Quosure, capture, capture_dots};
use crate::tidyselect;
use raglan_engine::eval::{Args, Builtin, Eval, Session, builtin, fail, lazy, private};
use raglan_engine::value::frame::{Table, concatenate, names_of, recycle_to, size};
use raglan_engine::value::{Argument, Symbol, Value, as_logical};

pub(super) const FUNCTIONS: &[Builtin] = &[
    private(".slice_column(x)", |a| match a.value("x")? {
        Value::External(slice) => match slice.downcast_ref::<Slice>() {
            Some(slice) => Ok(slice_column(slice)),
            None => fail("not a column"),
        },
        _ => fail("not a column"),
    }),
    private(".keep_warning(cnd)", |a| {
        let warning = a.value("cnd")?;
        keep_warning(a.session, &warning)
    }),
    builtin("n()", |a| {
        let frame = current(a, "n")?;
        Ok(Value::count(frame.grouping.rows[frame.group].len()))
    }),
    builtin("cur_group_id()", |a| Ok(Value::count(current(a, "cur_group_id")?.group + 1))),
    builtin("cur_group_rows()", |a| {
        let frame = current(a, "cur_group_rows")?;
        Ok(Value::integers(
            frame.grouping.rows[frame.group].iter().map(|&i| i as i32 + 1).collect::<Vec<_>>(),
        ))
    }),
    builtin("cur_group()", |a| {
        let frame = current(a, "cur_group")?;
        Ok(frame.grouping.keys.take(&[frame.group]).tibble())
    }),
    builtin("cur_column()", |a| match current(a, "cur_column")?.column {
        Some(column) => Ok(Value::string(&column)),
        None => Err(error(a.session, "cur_column", "Must only be used inside `across()`.")),
    }),
    builtin("cur_data()", |a| cur_data(a, false)),
    builtin("cur_data_all()", |a| cur_data(a, true)),
    lazy("pick(...)", pick),
    lazy("across(.cols, .fns = NULL, ..., .names = NULL, .unpack = FALSE)", across),
    lazy("if_any(.cols, .fns = NULL, ..., .names = NULL)", |a| any_or_all(a, false)),
    lazy("if_all(.cols, .fns = NULL, ..., .names = NULL)", |a| any_or_all(a, true)),
    lazy("c_across(cols = everything())", c_across),
];

fn current(args: &mut Args, name: &str) -> Eval<Frame> {
    match args.session.state::<Frames>().0.last() {
        Some(frame) => Ok(frame.clone()),
        None => Err(error(
            args.session,
            name,
            "Must only be used inside data-masking verbs like `mutate()`, `filter()`, and `group_by()`.",
        )),
    }
}

/// The columns of the group in hand; grouping columns only when `all`.
fn current_table(session: &mut Session, frame: &Frame, all: bool) -> Eval<Table> {
    let mut table = Table { rows: frame.grouping.rows[frame.group].len(), ..Table::default() };
    for name in &frame.names {
        if !all && frame.grouping.vars.contains(name) {
            continue;
        }
        if let Some(value) = frame.mask.get(Symbol::new(name)) {
            let value = session.force(value)?;
            let value = if frame.grouping.kind == Kind::Rowwise
                && (size(&value) != 1 || matches!(value, Value::List(_)) && !value.is_data_frame())
            {
                Value::list(vec![value])
            } else {
                value
            };
            table.names.push(name.clone());
            table.columns.push(recycle_to(&value, table.rows));
        }
    }
    Ok(table)
}

fn cur_data(args: &mut Args, all: bool) -> Eval {
    let name = if all { "cur_data_all" } else { "cur_data" };
    let frame = current(args, name)?;
    if args.session.state::<Shown>().first_time(name) {
        let message = format!("`{name}()` was deprecated in dplyr 1.1.0.\nℹ Please use `pick()` instead.");
        let class = ["lifecycle_warning_deprecated", "rlang_warning", "warning"];
        args.session.warn_condition(condition(&message, None, &class))?;
    }
    Ok(current_table(args.session, &frame, all)?.tibble())
}

fn pick(args: &mut Args) -> Eval {
    let frame = current(args, "pick")?;
    let quosures = capture_dots(args)?;
    if quosures.is_empty() {
        return Err(error(args.session, "pick", "Must supply at least one input to `pick()`."));
    }
    let table = current_table(args.session, &frame, false)?;
    let chosen = tidyselect::select(args.session, &quosures, &table, "pick", "select")?;
    Ok(renamed(&table, &chosen).tibble())
}

fn renamed(table: &Table, chosen: &[tidyselect::Choice]) -> Table {
    let at: Vec<usize> = chosen.iter().map(|(i, _)| *i).collect();
    let mut out = table.select(&at);
    for (k, (_, name)) in chosen.iter().enumerate() {
        if let Some(name) = name {
            out.names[k].clone_from(name);
        }
    }
    out
}

/// The columns `.cols` chooses in the group in hand.
fn chosen_columns(args: &mut Args, argument: &str, verb: &str) -> Eval<(Frame, Table)> {
    let frame = current(args, verb)?;
    let table = current_table(args.session, &frame, false)?;
    let env = args.env.clone();
    let quosure = match args.raw(argument) {
        Some(raw) => capture(args.session, &raw, &env)?,
        None => Quosure::new(Value::call("everything", []), env),
    };
    let chosen = tidyselect::select(args.session, &[quosure], &table, verb, "select")?;
    Ok((frame, renamed(&table, &chosen)))
}

/// The functions of `.fns` with their names.
fn functions(args: &mut Args) -> Eval<Option<(Vec<(String, Value)>, bool)>> {
    let Some(value) = args.optional(".fns")? else { return Ok(None) };
    let env = args.env.clone();
    if let Value::List(list) = &value {
        let names = names_of(&value);
        let mut out = Vec::new();
        for (k, item) in list.data.iter().enumerate() {
            let name = if names[k].is_empty() { (k + 1).to_string() } else { names[k].clone() };
            out.push((name, as_function(args.session, item, &env)?));
        }
        return Ok(Some((out, true)));
    }
    let function = as_function(args.session, &value, &env)?;
    Ok(Some((vec![("1".into(), function)], false)))
}

fn output_name(args: &mut Args, template: &str, column: &str, function: &str) -> Eval<String> {
    let plain = template
        .replace("{.col}", column)
        .replace("{.fn}", function)
        .replace("{col}", column)
        .replace("{fn}", function);
    if !plain.contains('{') {
        return Ok(plain);
    }
    let scope = raglan_engine::value::Environment::new(args.env);
    scope.set(".col", Value::string(column));
    scope.set(".fn", Value::string(function));
    crate::rlang::quosure::glue_name(args.session, template, &scope)
}

fn across(args: &mut Args) -> Eval {
    let (frame, table) = chosen_columns(args, ".cols", "across")?;
    args.refuse_unless_default(&[".unpack"])?;
    let Some((functions, several)) = functions(args)? else {
        let template = args.optional(".names")?;
        if let Some(template) = template {
            let template =
                raglan_engine::value::as_character(&template)?.get(0).unwrap_or("{.col}").to_string();
            let mut out = table.clone();
            for (k, name) in table.names.iter().enumerate() {
                out.names[k] = output_name(args, &template, name, "1")?;
            }
            return Ok(out.tibble());
        }
        return Ok(table.tibble());
    };
    let template = match args.optional(".names")? {
        Some(template) => {
            raglan_engine::value::as_character(&template)?.get(0).unwrap_or("{.col}").to_string()
        }
        None if several => "{.col}_{.fn}".into(),
        None => "{.col}".into(),
    };
    let more = args.dots()?;
    let mut out = Table::default();
    let mut sizes = Vec::new();
    for (name, column) in table.names.iter().zip(&table.columns) {
        for (label, function) in &functions {
            let value = call_on(args, &frame, name, column, function, &more)?;
            sizes.push(size(&value));
            out.names.push(output_name(args, &template, name, label)?);
            out.columns.push(value);
        }
    }
    let rows = sizes.iter().copied().find(|&n| n != 1).unwrap_or(1);
    let rows = if out.columns.is_empty() { table.rows } else { rows };
    for column in &mut out.columns {
        if matches!(column, Value::Null) {
            return fail("a function given to `across()` must return a vector");
        }
        *column = recycle_to(column, rows);
    }
    out.rows = rows;
    Ok(out.tibble())
}

/// Calls a function on a column, which `cur_column()` then names.
fn call_on(
    args: &mut Args,
    frame: &Frame,
    name: &str,
    column: &Value,
    function: &Value,
    more: &[Argument],
) -> Eval {
    let mut inner = frame.clone();
    inner.column = Some(name.to_string());
    args.session.state::<Frames>().0.push(inner);
    let depth = args.session.state::<Frames>().0.len();
    let mut arguments = vec![Argument::new(column.clone())];
    arguments.extend(more.iter().cloned());
    let env = args.env.clone();
    let outcome = args.session.catching(&["error".to_string()], |s| s.call(function, arguments, &env));
    args.session.state::<Frames>().0.truncate(depth - 1);
    match outcome? {
        Ok(value) => Ok(value),
        Err((_, cause)) => {
            let message = format!("Can't compute column `{name}`.\n{}", caused_by("error", &cause));
            Err(error(args.session, "across", &message))
        }
    }
}

fn any_or_all(args: &mut Args, all: bool) -> Eval {
    let verb = if all { "if_all" } else { "if_any" };
    let (frame, table) = chosen_columns(args, ".cols", verb)?;
    let functions = functions(args)?;
    let more = args.dots()?;
    let mut out: Vec<Option<bool>> = vec![Some(all); table.rows];
    for (name, column) in table.names.iter().zip(&table.columns) {
        let values = match &functions {
            None => vec![column.clone()],
            Some((list, _)) => {
                let mut values = Vec::new();
                for (_, function) in list {
                    values.push(call_on(args, &frame, name, column, function, &more)?);
                }
                values
            }
        };
        for value in values {
            let flags = as_logical(&value)?;
            for (i, slot) in out.iter_mut().enumerate() {
                let flag = flags.get(if flags.len() == 1 { 0 } else { i }).copied().flatten();
                *slot = match (all, *slot, flag) {
                    (true, Some(false), _) | (true, _, Some(false)) => Some(false),
                    (false, Some(true), _) | (false, _, Some(true)) => Some(true),
                    (_, None, _) | (_, _, None) => None,
                    (_, slot, _) => slot,
                };
            }
        }
    }
    Ok(Value::logicals(out))
}

fn c_across(args: &mut Args) -> Eval {
    let (_, table) = chosen_columns(args, "cols", "c_across")?;
    Ok(concatenate(&table.columns, &|i| format!("`{}`", table.names.get(i).map_or("", String::as_str)))?)
}
