//! `[`, `[[`, `$` of tibbles: always a tibble from `[`, no partial names, a warning for unknown columns.

use crate::rlang::conditions::{condition, error};
use raglan_engine::eval::{Args, Builtin, Eval, fail, method};
use raglan_engine::value::frame::{Table, names_of, recycle_to, row_count, size, take_rows};
use raglan_engine::value::{Index, Value, deparse_line, known, positions};

pub(super) const FUNCTIONS: &[Builtin] = &[
    method("`$.tbl_df`(x, name)", dollar),
    method("`[[.tbl_df`(x, i, j, ..., exact = TRUE)", element),
    method("`[.tbl_df`(x, i, j, ..., drop = FALSE)", subset),
    method("`$<-.tbl_df`(x, name, value)", assign_dollar),
    method("`[[<-.tbl_df`(x, i, j, ..., value)", assign_element),
    method("as.data.frame.tbl_df(x, row.names = NULL, optional = FALSE, ...)", |a| {
        let x = a.value("x")?;
        let mut x = x.with_class(&["data.frame"]);
        x.set_attribute(known::GROUPS, Value::Null);
        Ok(x)
    }),
];

fn name_argument(args: &mut Args, argument: &str) -> Eval<String> {
    match args.value(argument)? {
        Value::Symbol(s) => Ok(s.as_str().into()),
        Value::Character(v) if v.data.len() == 1 => Ok(v.data.get(0).unwrap_or("NA").into()),
        other => fail(format!("invalid subscript type '{}'", raglan_engine::value::type_name(&other))),
    }
}

fn dollar(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let name = name_argument(args, "name")?;
    match x.part(&name) {
        Some(value) => Ok(value),
        None => {
            let text = format!("Unknown or uninitialised column: `{name}`.");
            args.session.warn_condition(condition(&text, None, &["rlang_warning", "warning"]))?;
            Ok(Value::Null)
        }
    }
}

fn element(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    if !args.is_missing("j") {
        let j = args.value("j")?;
        let i = args.value("i")?;
        let column = raglan_engine::value::element(&without_class(&x), &j, true)?;
        let at = positions(&i, size(&column), None)?;
        return Ok(raglan_engine::value::frame::take(&column, &at.at));
    }
    let i = args.value("i")?;
    match &i {
        Value::Character(v) if v.data.len() == 1 => {
            Ok(x.part(v.data.get(0).unwrap_or("NA")).unwrap_or_default())
        }
        _ => Ok(raglan_engine::value::element(&without_class(&x), &i, true)?),
    }
}

/// The list under a data frame.
fn without_class(x: &Value) -> Value {
    x.clone().with_attributes(x.attributes().only(|n| n == known::NAMES))
}

/// How many subscripts stand between the brackets.
fn subscripts(args: &Args) -> usize {
    let named = |n: Option<raglan_engine::value::Symbol>, name: &str| n.is_some_and(|n| n.as_str() == name);
    args.call
        .arguments
        .iter()
        .filter(|a| !named(a.name, "drop") && !named(a.name, "exact"))
        .count()
        .saturating_sub(1)
}

/// Positions of columns, with the tidyverse's refusals.
fn columns_at(args: &mut Args, x: &Value, subscript: &Value) -> Eval<Vec<usize>> {
    let names = names_of(x);
    let index = positions(subscript, names.len(), x.names().as_ref())?;
    if let Some(missing) = index.added.first() {
        let call = deparse_line(&Value::Language(args.call.clone()));
        let list: Vec<String> = index.added.iter().map(|n| format!("`{n}`")).collect();
        let message = if list.len() == 1 {
            format!("Can't subset columns that don't exist.\n✖ Column `{missing}` doesn't exist.")
        } else {
            format!(
                "Can't subset columns that don't exist.\n✖ Columns {} don't exist.",
                super::enumerated(&list, "and")
            )
        };
        let condition = condition(
            &message,
            Some(Value::symbol(&call)),
            &["vctrs_error_subscript_oob", "rlang_error", "error"],
        );
        return Err(args.session.raise_condition(condition));
    }
    if let Some(&bad) = index.at.iter().find(|&&i| i >= names.len()) {
        let message = format!(
            "Can't subset columns past the end.\nℹ Location {} doesn't exist.\nℹ There {} only {} column{}.",
            if bad == Index::NA { "NA".into() } else { (bad + 1).to_string() },
            if names.len() == 1 { "is" } else { "are" },
            names.len(),
            if names.len() == 1 { "" } else { "s" }
        );
        return Err(error(args.session, "[", &message));
    }
    Ok(index.at)
}

fn subset(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let count = subscripts(args);
    let mut out = x.clone();
    let (rows, columns) = if count <= 1 { (None, Some("i")) } else { (Some("i"), Some("j")) };
    if let Some(argument) = columns
        && !args.is_missing(argument)
    {
        let subscript = args.value(argument)?;
        if let (1, Value::Logical(v)) = (count, &subscript)
            && v.attributes.get(known::DIM).is_some()
        {
            return fail("subsetting a tibble by a matrix is not implemented");
        }
        let at = columns_at(args, &x, &subscript)?;
        out = Table::of(&out).select(&at).like(&x);
    }
    if let Some(argument) = rows
        && !args.is_missing(argument)
    {
        let subscript = args.value(argument)?;
        let n = row_count(&x);
        let names = raglan_engine::value::frame::row_names(&x);
        let subscript = raglan_engine::value::frame::factor_text(&subscript)?;
        let mut index = positions(&subscript, n, names.as_ref())?;
        for at in &mut index.at {
            if *at >= n {
                *at = raglan_engine::value::frame::NO_ROW;
            }
        }
        out = take_rows(&out, &index.at);
    }
    let drop = args.flag("drop")? && count > 1;
    if drop && out.len() == 1 {
        return Ok(Table::of(&out).columns.remove(0));
    }
    Ok(out)
}

/// Puts a column in, recycled, or takes it out.
fn with_column(args: &mut Args, x: &Value, name: &str, value: Value, verb: &str) -> Eval {
    let mut table = Table::of(x);
    if matches!(value, Value::Null) {
        table.remove(name);
    } else {
        let n = size(&value);
        if n != table.rows && n != 1 && !table.columns.is_empty() {
            let plural = |n: usize| if n == 1 { "row" } else { "rows" };
            let message = format!(
                "Assigned data `value` must be compatible with existing data.\n✖ Existing data has {} {}.\n✖ Assigned data has \
                 {n} {}.\nℹ Only vectors of size 1 are recycled.",
                table.rows,
                plural(table.rows),
                plural(n)
            );
            return Err(error(args.session, verb, &message));
        }
        let value = recycle_to(&value, table.rows);
        table.set(name, value);
    }
    let mut out = table.like(x);
    if let Some(names) = raglan_engine::value::frame::row_names(x) {
        out.set_attribute(known::ROW_NAMES, Value::from(names));
    }
    Ok(out)
}

fn assign_dollar(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let name = name_argument(args, "name")?;
    let value = args.value("value")?;
    with_column(args, &x, &name, value, "$<-")
}

fn assign_element(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    if !args.is_missing("j") {
        return fail("`[[<-` with two subscripts on a tibble is not implemented");
    }
    let name = match args.value("i")? {
        Value::Character(v) if v.data.len() == 1 => v.data.get(0).unwrap_or("NA").to_string(),
        other => {
            let at = positions(&other, x.len(), None)?;
            match at.at.first().and_then(|&i| names_of(&x).get(i).cloned()) {
                Some(name) => name,
                None => return fail("Can't assign to columns beyond the end."),
            }
        }
    };
    let value = args.value("value")?;
    with_column(args, &x, &name, value, "[[<-")
}
