//! Rows, columns and row names added and taken away.

use super::make::evaluate_columns;
use crate::rlang::conditions::error;
use crate::rlang::quosure::capture_dots;
use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail, lazy};
use raglan_engine::value::frame::{
    Table, bind_tables, compact_rows, recycle_to, row_count, row_names, take_rows, texts,
};
use raglan_engine::value::{Value, known};

pub(super) const FUNCTIONS: &[Builtin] = &[
    lazy("add_row(.data, ..., .before = NULL, .after = NULL)", add_row),
    lazy("add_case(.data, ..., .before = NULL, .after = NULL)", add_row),
    lazy(
        "add_column(.data, ..., .before = NULL, .after = NULL, .name_repair = c(\"check_unique\", \"unique\", \
         \"universal\", \"minimal\"))",
        add_column,
    ),
    builtin("rownames_to_column(.data, var = \"rowname\")", rownames_to_column),
    builtin("column_to_rownames(.data, var = \"rowname\")", column_to_rownames),
    builtin("rowid_to_column(.data, var = \"rowid\")", rowid_to_column),
    builtin("has_rownames(.data)", |a| {
        let data = a.value(".data")?;
        Ok(Value::logical(data.is_data_frame() && row_names(&data).is_some()))
    }),
    builtin("remove_rownames(.data)", |a| {
        let data = a.value(".data")?;
        let rows = row_count(&data);
        Ok(data.with_attribute(known::ROW_NAMES, compact_rows(rows)))
    }),
];

/// Where something is put, counted from zero: behind `.after`, before `.before`, else at the end.
fn place(args: &mut Args, count: usize, names: Option<&[String]>) -> Eval<usize> {
    for (argument, shift) in [(".before", 0), (".after", 1)] {
        let Some(value) = args.optional(argument)? else { continue };
        if let (Value::Character(v), Some(names)) = (&value, names) {
            let name = v.data.get(0).unwrap_or("NA");
            return match names.iter().position(|n| n == name) {
                Some(i) => Ok(i + shift),
                None => fail(format!("Column `{name}` does not exist")),
            };
        }
        let at = args.number(argument)?;
        let at = if argument == ".before" { at - 1.0 } else { at };
        return Ok((at.max(0.0) as usize).min(count));
    }
    Ok(count)
}

fn add_row(args: &mut Args) -> Eval {
    let data = args.value(".data")?;
    let quosures = capture_dots(args)?;
    let (mut new, _) = evaluate_columns(args, &quosures)?;
    if quosures.is_empty() {
        new.rows = 1;
    }
    let table = Table::of(&data);
    let extra: Vec<String> =
        new.names.iter().filter(|n| table.position(n).is_none()).map(|n| format!("`{n}`")).collect();
    if !extra.is_empty() {
        let message = format!(
            "New rows can't add columns.\n✖ Can't find column{} {} in `.data`.",
            if extra.len() == 1 { "" } else { "s" },
            super::enumerated(&extra, "and")
        );
        return Err(error(args.session, "add_row", &message));
    }
    let at = place(args, table.rows, None)?;
    let all: Vec<usize> = (0..table.rows).collect();
    let parts = [take_rows(&data, &all[..at]), new.tibble(), take_rows(&data, &all[at..])];
    let bound = bind_tables(&parts, &|i| format!("..{}", i + 1))?;
    Ok(Table::of(&bound).like(&data))
}

fn add_column(args: &mut Args) -> Eval {
    let data = args.value(".data")?;
    let quosures = capture_dots(args)?;
    let (new, sized) = evaluate_columns(args, &quosures)?;
    let mut table = Table::of(&data);
    if sized && new.rows != table.rows && new.rows != 1 {
        let message = format!(
            "New columns must be compatible with `.data`.\n✖ New column{} {} {} row{}.\nℹ `.data` has {} row{}.",
            if new.names.len() == 1 { "" } else { "s" },
            if new.names.len() == 1 { "has" } else { "have" },
            new.rows,
            if new.rows == 1 { "" } else { "s" },
            table.rows,
            if table.rows == 1 { "" } else { "s" },
        );
        return Err(error(args.session, "add_column", &message));
    }
    let at = place(args, table.names.len(), Some(&table.names.clone()))?;
    for (k, (name, column)) in new.names.iter().zip(&new.columns).enumerate() {
        table.names.insert(at + k, name.clone());
        table.columns.insert(at + k, recycle_to(column, table.rows));
    }
    table.names = super::names::repair_argument(args, table.names, "add_column")?;
    Ok(keep_row_names(table.like(&data), &data))
}

fn keep_row_names(mut out: Value, data: &Value) -> Value {
    if let Some(names) = row_names(data) {
        out.set_attribute(known::ROW_NAMES, Value::from(names));
    }
    out
}

fn refuse_existing(args: &mut Args, table: &Table, name: &str, verb: &str) -> Eval<()> {
    if table.position(name).is_some() {
        let message =
            format!("Column name `{name}` must not be duplicated.\nUse `.name_repair` to specify repair.");
        return Err(error(args.session, verb, &message));
    }
    Ok(())
}

fn rownames_to_column(args: &mut Args) -> Eval {
    let data = args.value(".data")?;
    if !data.is_data_frame() {
        return fail("is.data.frame(.data) is not TRUE");
    }
    let name = args.string("var")?;
    let mut table = Table::of(&data);
    refuse_existing(args, &table, &name, "rownames_to_column")?;
    let column = match row_names(&data) {
        Some(names) => Value::from(names),
        None => Value::strings((1..=table.rows).map(|i| i.to_string())),
    };
    table.names.insert(0, name);
    table.columns.insert(0, column);
    Ok(table.like(&data))
}

fn column_to_rownames(args: &mut Args) -> Eval {
    let data = args.value(".data")?;
    let name = args.string("var")?;
    if row_names(&data).is_some() {
        return Err(error(
            args.session,
            "column_to_rownames",
            "`.data` must be a data frame without row names.",
        ));
    }
    let mut table = Table::of(&data);
    let Some(column) = table.get(&name).cloned() else {
        return Err(error(
            args.session,
            "column_to_rownames",
            &format!("Can't find column `{name}` in `.data`."),
        ));
    };
    table.remove(&name);
    let names = texts(&column)?;
    Ok(table.data_frame().with_attribute(known::ROW_NAMES, Value::from(names)))
}

fn rowid_to_column(args: &mut Args) -> Eval {
    let data = args.value(".data")?;
    let name = args.string("var")?;
    let mut table = Table::of(&data);
    refuse_existing(args, &table, &name, "rowid_to_column")?;
    table.columns.insert(0, Value::integers((1..=table.rows as i32).collect::<Vec<_>>()));
    table.names.insert(0, name);
    Ok(table.like(&data))
}
