//! `select()`, `rename()`, `relocate()`, `pull()`: choosing, naming and ordering columns.

use super::grouping::{Grouping, frame_argument};
use super::mutate::finish;
use crate::rlang::conditions::{condition, error};
use crate::rlang::quosure::{Quosure, capture, capture_dots};
use crate::rlang::{as_function, mask};
use crate::tidyselect::{self, Choice};
use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail, lazy};
use raglan_engine::value::frame::{Table, row_names, texts};
use raglan_engine::value::{Argument, Value, as_character, known};

pub(super) const FUNCTIONS: &[Builtin] = &[
    lazy("select(.data, ...)", select),
    lazy("rename(.data, ...)", rename),
    lazy("rename_with(.data, .fn, .cols = everything(), ...)", rename_with),
    lazy("relocate(.data, ..., .before = NULL, .after = NULL)", relocate),
    lazy("pull(.data, var = -1, name = NULL, ...)", pull),
    builtin("collapse(x, ...)", |args| match args.value("x")? {
        table if table.is_data_frame() => Ok(table),
        _ => fail("`collapse` of anything but a data frame is not implemented"),
    }),
];

/// The data frame with chosen columns, its groups following their names.
pub fn with_columns(data: &Value, table: Table, old_to_new: &[(String, String)]) -> Eval {
    let mut grouping = Grouping::of(data);
    let renamed = |name: &String| {
        old_to_new.iter().find(|(old, _)| old == name).map_or_else(|| name.clone(), |(_, new)| new.clone())
    };
    let changed = grouping.vars.iter().any(|v| renamed(v) != *v);
    if changed {
        grouping.vars = grouping.vars.iter().map(renamed).collect();
        grouping.keys.names = grouping.keys.names.iter().map(renamed).collect();
        let out = grouping.apply(table, data);
        return Ok(match row_names(data) {
            Some(names) => out.with_attribute(known::ROW_NAMES, Value::from(names)),
            None => out,
        });
    }
    finish(data, grouping, table)
}

fn select(args: &mut Args) -> Eval {
    let data = args.value(".data")?;
    frame_argument(args.session, &data, "select")?;
    let quosures = capture_dots(args)?;
    let table = Table::of(&data);
    let mut chosen = tidyselect::select(args.session, &quosures, &table, "select", "select")?;
    let vars = Grouping::of(&data).vars;
    let missing: Vec<usize> = vars
        .iter()
        .filter_map(|v| table.position(v))
        .filter(|i| !chosen.iter().any(|(j, _)| i == j))
        .collect();
    if !missing.is_empty() {
        let list: Vec<String> = missing.iter().map(|&i| format!("`{}`", table.names[i])).collect();
        let text = format!("Adding missing grouping variables: {}\n", list.join(", "));
        args.session.message_condition(condition(&text, None, &["rlang_message", "message"]))?;
        let added: Vec<Choice> = missing.into_iter().map(|i| (i, None)).collect();
        chosen.splice(0..0, added);
    }
    let at: Vec<usize> = chosen.iter().map(|(i, _)| *i).collect();
    let mut out = table.select(&at);
    let mut renamed = Vec::new();
    for (k, (i, name)) in chosen.iter().enumerate() {
        if let Some(name) = name {
            renamed.push((table.names[*i].clone(), name.clone()));
            out.names[k].clone_from(name);
        }
    }
    refuse_duplicates(args, &out.names, "select")?;
    with_columns(&data, out, &renamed)
}

fn refuse_duplicates(args: &mut Args, names: &[String], verb: &str) -> Eval<()> {
    for (i, name) in names.iter().enumerate() {
        if let Some(first) = names[..i].iter().position(|n| n == name) {
            let message = format!(
                "Names must be unique.\n✖ These names are duplicated:\n  * \"{name}\" at locations {} and {}.",
                first + 1,
                i + 1
            );
            return Err(error(args.session, verb, &message));
        }
    }
    Ok(())
}

fn rename(args: &mut Args) -> Eval {
    let data = args.value(".data")?;
    frame_argument(args.session, &data, "rename")?;
    let quosures = capture_dots(args)?;
    let table = Table::of(&data);
    let chosen = tidyselect::select(args.session, &quosures, &table, "rename", "rename")?;
    let mut out = table.clone();
    let mut renamed = Vec::new();
    for (i, name) in chosen {
        match name {
            Some(name) => {
                renamed.push((table.names[i].clone(), name.clone()));
                out.names[i] = name;
            }
            None => return Err(error(args.session, "rename", "All renaming inputs must be named.")),
        }
    }
    refuse_duplicates(args, &out.names, "rename")?;
    with_columns(&data, out, &renamed)
}

fn rename_with(args: &mut Args) -> Eval {
    let data = args.value(".data")?;
    frame_argument(args.session, &data, "rename_with")?;
    let env = args.env.clone();
    let function = args.value(".fn")?;
    let function = as_function(args.session, &function, &env)?;
    let table = Table::of(&data);
    let cols = match args.raw(".cols") {
        Some(raw) => capture(args.session, &raw, &env)?,
        None => Quosure::new(Value::call("everything", []), env.clone()),
    };
    let chosen = tidyselect::select(args.session, &[cols], &table, "rename_with", "select")?;
    let old: Vec<String> = chosen.iter().map(|(i, _)| table.names[*i].clone()).collect();
    let mut arguments = vec![Argument::new(Value::strings(&old))];
    arguments.extend(args.dots()?);
    let new = args.apply(&function, arguments)?;
    let new = as_character(&new)?;
    if new.len() != old.len() {
        let message = format!("`.fn` must return a vector of length {}, not {}.", old.len(), new.len());
        return Err(error(args.session, "rename_with", &message));
    }
    let mut out = table.clone();
    let mut renamed = Vec::new();
    for (k, (i, _)) in chosen.iter().enumerate() {
        let name = new.get(k).unwrap_or("NA").to_string();
        renamed.push((table.names[*i].clone(), name.clone()));
        out.names[*i] = name;
    }
    refuse_duplicates(args, &out.names, "rename_with")?;
    with_columns(&data, out, &renamed)
}

/// Positions with some moved before or after another.
pub fn moved_order(n: usize, moved: &[usize], anchor: usize, after: bool) -> Vec<usize> {
    let rest: Vec<usize> = (0..n).filter(|i| !moved.contains(i)).collect();
    let at = if after {
        rest.iter().filter(|&&i| i <= anchor).count()
    } else {
        rest.iter().filter(|&&i| i < anchor).count()
    };
    let mut out = rest[..at].to_vec();
    out.extend(moved);
    out.extend(&rest[at..]);
    out
}

fn relocate(args: &mut Args) -> Eval {
    let data = args.value(".data")?;
    frame_argument(args.session, &data, "relocate")?;
    let quosures = capture_dots(args)?;
    let table = Table::of(&data);
    let chosen = tidyselect::select(args.session, &quosures, &table, "relocate", "relocate")?;
    let mut anchor: Option<(usize, bool)> = None;
    let env = args.env.clone();
    for (argument, after) in [(".before", false), (".after", true)] {
        let Some(raw) = args.raw(argument) else { continue };
        let quosure = capture(args.session, &raw, &env)?;
        if matches!(quosure.expression, Value::Null) {
            continue;
        }
        if anchor.is_some() {
            return Err(error(args.session, "relocate", "Can't supply both `.before` and `.after`."));
        }
        let places = tidyselect::select(args.session, &[quosure], &table, "relocate", "select")?;
        let places = places.iter().map(|(i, _)| *i);
        anchor = if after { places.max() } else { places.min() }.map(|i| (i, after));
    }
    let (at, after) = anchor.unwrap_or((0, false));
    let mut moved: Vec<usize> = chosen.iter().map(|(i, _)| *i).collect();
    // The anchor may be among those moved; the others then stand around it.
    moved.dedup();
    let order = moved_order(table.names.len(), &moved, at, after);
    let mut out = table.select(&order);
    let mut renamed = Vec::new();
    for (i, name) in &chosen {
        if let Some(name) = name {
            renamed.push((table.names[*i].clone(), name.clone()));
            if let Some(k) = order.iter().position(|j| j == i) {
                out.names[k].clone_from(name);
            }
        }
    }
    with_columns(&data, out, &renamed)
}

fn pull_one(args: &mut Args, table: &Table, argument: &str) -> Eval<Option<Value>> {
    let env = args.env.clone();
    let quosure = match args.raw(argument) {
        Some(raw) => capture(args.session, &raw, &env)?,
        None if argument == "var" => Quosure::new(Value::integer(-1), env),
        None => return Ok(None),
    };
    if matches!(quosure.expression, Value::Null) {
        return Ok(None);
    }
    // Names of columns stand for their positions.
    let scope = mask::new_mask(args.session);
    for (i, name) in table.names.iter().enumerate() {
        scope.set(name.as_str(), Value::integer(i as i32 + 1));
    }
    let outcome = args.session.catching(&["error".to_string()], |s| mask::evaluate(s, &quosure, &scope))?;
    let value = match outcome {
        Ok(value) => value,
        Err((_, cause)) => {
            let text = crate::rlang::conditions::caused_by("error", &cause);
            return Err(error(args.session, "pull", &text));
        }
    };
    let n = table.names.len() as i64;
    let at = match &value {
        Value::Character(v) if v.data.len() == 1 => {
            let name = v.data.get(0).unwrap_or("NA");
            match table.position(name) {
                Some(i) => i as i64 + 1,
                None => {
                    let message =
                        format!("Can't extract columns that don't exist.\n✖ Column `{name}` doesn't exist.");
                    return Err(error(args.session, "pull", &message));
                }
            }
        }
        Value::Integer(v) if v.data.len() == 1 => i64::from(v.data[0]),
        Value::Double(v) if v.data.len() == 1 => v.data[0] as i64,
        _ => {
            let message =
                format!("Can't extract column with `{argument}`.\n✖ Subscript must be numeric or character.");
            return Err(error(args.session, "pull", &message));
        }
    };
    let at = if at < 0 { n + at + 1 } else { at };
    if at < 1 || at > n {
        let message = format!(
            "Can't extract columns past the end.\nℹ Location {at} doesn't exist.\nℹ There {} only {n} column{}.",
            if n == 1 { "is" } else { "are" },
            if n == 1 { "" } else { "s" }
        );
        return Err(error(args.session, "pull", &message));
    }
    Ok(Some(table.columns[at as usize - 1].clone()))
}

fn pull(args: &mut Args) -> Eval {
    let data = args.value(".data")?;
    frame_argument(args.session, &data, "pull")?;
    let table = Table::of(&data);
    let value = pull_one(args, &table, "var")?.unwrap_or_default();
    match pull_one(args, &table, "name")? {
        None => Ok(value),
        Some(names) => Ok(value.with_attribute(known::NAMES, Value::from(texts(&names)?))),
    }
}
