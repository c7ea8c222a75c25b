//! Making tibbles: `tibble()`, `as_tibble()`, `tribble()`, `lst()`, `enframe()`.

use super::names::{repair, repair_argument};
use crate::rlang::conditions::error;
use crate::rlang::mask;
use crate::rlang::quosure::{Quosure, as_label, capture_dots};
use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail, generic, lazy, method};
use raglan_engine::value::frame::{Table, concatenate, names_of, recycle_to, row_count, row_names, size};
use raglan_engine::value::{Strings, Symbol, Type, Value, known};

pub(super) const FUNCTIONS: &[Builtin] = &[
    lazy(
        "tibble(..., .rows = NULL, .name_repair = c(\"check_unique\", \"unique\", \"universal\", \"minimal\"))",
        tibble,
    ),
    lazy(
        "data_frame(..., .rows = NULL, .name_repair = c(\"check_unique\", \"unique\", \"universal\", \"minimal\"))",
        tibble,
    ),
    lazy(
        "tibble_row(..., .name_repair = c(\"check_unique\", \"unique\", \"universal\", \"minimal\"))",
        tibble_row,
    ),
    lazy("tribble(...)", tribble),
    lazy("lst(...)", lst),
    generic("as_tibble(x, ..., .rows = NULL, .name_repair = NULL, rownames = NULL)"),
    generic("as_data_frame(x, ...)"),
    method("as_data_frame.default(x, ...)", |a| {
        let x = a.value("x")?;
        a.apply_named("as_tibble", vec![raglan_engine::value::Argument::new(x)])
    }),
    method(
        "as_tibble.data.frame(x, ..., .rows = NULL, .name_repair = c(\"check_unique\", \"unique\", \
         \"universal\", \"minimal\"), rownames = NULL)",
        from_frame,
    ),
    method(
        "as_tibble.list(x, ..., .rows = NULL, .name_repair = c(\"check_unique\", \"unique\", \
         \"universal\", \"minimal\"))",
        from_list,
    ),
    method("as_tibble.matrix(x, ..., .name_repair = NULL, rownames = NULL)", from_matrix),
    method("as_tibble.table(x, ..., .name_repair = \"check_unique\", n = \"n\")", from_table),
    method("as_tibble.NULL(x, ...)", |_| Ok(Table::default().tibble())),
    method(
        "as_tibble.default(x, ..., .name_repair = c(\"check_unique\", \"unique\", \"universal\", \"minimal\"))",
        from_vector,
    ),
    builtin(
        "as_tibble_row(x, .name_repair = c(\"check_unique\", \"unique\", \"universal\", \"minimal\"))",
        |a| {
            let x = a.value("x")?;
            let items = raglan_engine::value::as_list(&x).to_vec();
            let names = repair_argument(a, names_of(&x), "as_tibble_row")?;
            Ok(Table { names, columns: items, rows: 1 }.tibble())
        },
    ),
    builtin("as_tibble_col(x, column_name = \"value\")", |a| {
        let x = a.value("x")?;
        let rows = size(&x);
        Ok(Table { names: vec![a.string("column_name")?], columns: vec![x], rows }.tibble())
    }),
    builtin("new_tibble(x, ..., nrow = NULL, class = NULL)", new_tibble),
    builtin("enframe(x, name = \"name\", value = \"value\")", enframe),
    builtin("deframe(x)", deframe),
    builtin("is_tibble(x)", |a| Ok(Value::logical(super::is_tibble(&a.value("x")?)))),
];

/// Columns evaluated one after the other, each seeing those before.
pub fn evaluate_columns(args: &mut Args, quosures: &[Quosure]) -> Eval<(Table, bool)> {
    let mask = mask::new_mask(args.session);
    let mut out = Table::default();
    let mut sized = false;
    let verb = args.name();
    let mut owner = String::new();
    for quosure in quosures {
        let value = mask::evaluate(args.session, quosure, &mask)?;
        if matches!(value, Value::Null) {
            continue;
        }
        if !value.is_vector() {
            let message = format!(
                "All columns in a tibble must be vectors.\n✖ Column `{}` is {}.",
                quosure.label(),
                crate::rlang::friendly_type(&value)
            );
            return Err(error(args.session, &verb, &message));
        }
        let n = size(&value);
        let value = if !sized || out.rows == n {
            (out.rows, sized) = if sized { (out.rows, true) } else { (n, !quosures.is_empty()) };
            if owner.is_empty() {
                owner = quosure.label();
            }
            value
        } else if n == 1 {
            recycle_to(&value, out.rows)
        } else if out.rows == 1 {
            for (name, column) in out.names.iter().zip(&mut out.columns) {
                *column = recycle_to(column, n);
                mask.set(name.as_str(), column.clone());
            }
            out.rows = n;
            owner = quosure.label();
            value
        } else {
            let message = format!(
                "Tibble columns must have compatible sizes.\n• Size {}: Existing data.\n• Size {n}: Column `{}`.\nℹ Only \
                 values of size one are recycled.",
                out.rows,
                quosure.label()
            );
            return Err(error(args.session, &verb, &message));
        };
        let value = bare_names(value);
        if quosure.name.is_none() && value.is_data_frame() {
            let inner = Table::of(&value);
            for (name, column) in inner.names.iter().zip(inner.columns) {
                mask.set(name.as_str(), column.clone());
                out.names.push(name.clone());
                out.columns.push(column);
            }
        } else {
            let name = quosure.label();
            mask.set(name.as_str(), value.clone());
            out.names.push(name);
            out.columns.push(value);
        }
    }
    Ok((out, sized))
}

/// Row names of inner data frames go; names of vectors stay, as in the tidyverse.
fn bare_names(value: Value) -> Value {
    if !value.is_data_frame() || row_names(&value).is_none() {
        return value;
    }
    let rows = row_count(&value);
    value.with_attribute(known::ROW_NAMES, raglan_engine::value::frame::compact_rows(rows))
}

fn rows_argument(args: &mut Args, table: &mut Table, sized: bool) -> Eval<()> {
    let Some(_) = args.optional(".rows")? else { return Ok(()) };
    let n = args.count(".rows")?;
    if sized && table.rows != n {
        if table.rows != 1 {
            let verb = args.name();
            let message = format!(
                "Tibble columns must have compatible sizes.\n• Size {n}: Requested with `.rows`.\n• Size {}: Existing data.\nℹ \
                 Only values of size one are recycled.",
                table.rows
            );
            return Err(error(args.session, &verb, &message));
        }
        for column in &mut table.columns {
            *column = recycle_to(column, n);
        }
    }
    table.rows = n;
    Ok(())
}

fn tibble(args: &mut Args) -> Eval {
    let quosures = capture_dots(args)?;
    let (mut table, sized) = evaluate_columns(args, &quosures)?;
    rows_argument(args, &mut table, sized)?;
    table.names = repair_argument(args, table.names, "tibble")?;
    Ok(table.tibble())
}

fn tibble_row(args: &mut Args) -> Eval {
    let quosures = capture_dots(args)?;
    let (mut table, _) = evaluate_columns(args, &quosures)?;
    if table.rows > 1 {
        return Err(error(args.session, "tibble_row", "All vectors must be size one."));
    }
    table.rows = 1;
    table.names = repair_argument(args, table.names, "tibble_row")?;
    Ok(table.tibble())
}

fn lst(args: &mut Args) -> Eval {
    let quosures = capture_dots(args)?;
    let mask = mask::new_mask(args.session);
    let mut items = Vec::new();
    for quosure in &quosures {
        let value = mask::evaluate(args.session, quosure, &mask)?;
        let name = quosure.label();
        mask.set(name.as_str(), value.clone());
        items.push((name, value));
    }
    Ok(Value::named_list(items))
}

fn tribble(args: &mut Args) -> Eval {
    let dots = args.dots()?;
    let header = |v: &Value| match v.as_call() {
        Some(call) if call.calls(known::TILDE) && call.arguments.len() == 1 => {
            Some(as_label(&call.arguments[0].value))
        }
        _ => None,
    };
    let names: Vec<String> = dots.iter().map_while(|d| header(&d.value)).collect();
    if names.is_empty() {
        return Err(error(
            args.session,
            "tribble",
            "Must specify at least one column using the `~name` syntax.",
        ));
    }
    let cells: Vec<Value> = dots[names.len()..].iter().map(|d| d.value.clone()).collect();
    let k = names.len();
    if !cells.len().is_multiple_of(k) {
        let message = format!(
            "Data must be rectangular.\n• Found {k} columns.\n• Found {} cells.\nℹ {} is not an integer multiple of {k}.",
            cells.len(),
            cells.len()
        );
        return Err(error(args.session, "tribble", &message));
    }
    let rows = cells.len() / k;
    let mut columns = Vec::with_capacity(k);
    for j in 0..k {
        let parts: Vec<Value> = (0..rows).map(|i| cells[i * k + j].clone()).collect();
        let simple = parts.iter().all(|p| p.is_atomic() && p.len() == 1);
        columns.push(if simple && !parts.is_empty() {
            concatenate(&parts, &|i| format!("`..{}`", i + 1))?
        } else if parts.is_empty() {
            Value::empty(Type::Logical)
        } else {
            Value::list(parts)
        });
    }
    Ok(Table { names, columns, rows }.tibble())
}

fn from_frame(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let mut table = Table::of(&x);
    table.names = repair_argument(args, table.names, "as_tibble")?;
    if let Some(column) = args.optional("rownames")? {
        let texts = row_names(&x).map_or_else(
            || Value::strings((1..=table.rows).map(|i| i.to_string())),
            |names: Strings| Value::from(names),
        );
        if let Value::Character(v) = &column
            && let Some(name) = v.data.get(0)
        {
            table.names.insert(0, name.to_string());
            table.columns.insert(0, texts);
        }
    }
    rows_argument(args, &mut table, true)?;
    Ok(table.tibble())
}

fn from_list(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let names = names_of(&x);
    let items = raglan_engine::value::as_list(&x.clone().stripped()).to_vec();
    let mut table = Table::default();
    let kept: Vec<usize> = (0..items.len()).filter(|&i| !matches!(items[i], Value::Null)).collect();
    let rows =
        kept.iter().map(|&i| size(&items[i])).find(|&n| n != 1).unwrap_or(usize::from(!kept.is_empty()));
    for i in kept {
        let n = size(&items[i]);
        if n != rows && n != 1 {
            let message = format!(
                "Tibble columns must have compatible sizes.\n• Size {rows}: Existing data.\n• Size {n}: Column `{}`.\nℹ Only \
                 values of size one are recycled.",
                if names[i].is_empty() { (i + 1).to_string() } else { names[i].clone() }
            );
            return Err(error(args.session, "as_tibble", &message));
        }
        table.names.push(names[i].clone());
        table.columns.push(recycle_to(&items[i], rows));
    }
    table.rows = rows;
    table.names = repair_argument(args, table.names, "as_tibble")?;
    rows_argument(args, &mut table, true)?;
    Ok(table.tibble())
}

fn from_matrix(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let dim = x.dim().unwrap_or_default();
    let [rows, columns] = dim[..] else { return fail("`x` must be a matrix") };
    let dimnames = x.dimnames().unwrap_or_default();
    let names = dimnames.get(1).cloned().flatten();
    let texts: Vec<String> = match &names {
        Some(names) => names.iter().map(|n| n.unwrap_or("NA").to_string()).collect(),
        None => vec![String::new(); columns],
    };
    let rule = args.value(".name_repair")?;
    let texts = match rule {
        Value::Null if names.is_none() => (1..=columns).map(|j| format!("V{j}")).collect(),
        Value::Null => repair(args.session, texts, &Value::string("check_unique"), "as_tibble")?,
        rule => repair(args.session, texts, &rule, "as_tibble")?,
    };
    let column = |j: usize| x.gather(&(j * rows..(j + 1) * rows).collect::<Vec<_>>());
    let mut table = Table { names: texts, columns: (0..columns).map(column).collect(), rows };
    if let Some(wanted) = args.optional("rownames")?
        && let Value::Character(v) = &wanted
        && let Some(name) = v.data.get(0)
    {
        let texts = dimnames
            .first()
            .cloned()
            .flatten()
            .map_or_else(|| Value::strings((1..=rows).map(|i| i.to_string())), Value::from);
        table.names.insert(0, name.to_string());
        table.columns.insert(0, texts);
    }
    Ok(table.tibble())
}

fn from_table(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let dim = x.dim().unwrap_or_else(|| vec![x.len()]);
    let Some(Value::List(dimnames)) = x.attributes().get(known::DIMNAMES).cloned() else {
        return fail("a table needs dimnames");
    };
    let heads = Value::List(dimnames.clone());
    let heads = names_of(&heads);
    let total: usize = dim.iter().product();
    let mut table = Table { rows: total, ..Table::default() };
    let mut step = 1;
    for (k, extent) in dim.iter().enumerate() {
        let labels = &dimnames.data[k];
        let at: Vec<usize> = (0..total).map(|i| i / step % extent).collect();
        step *= extent;
        let head = if heads[k].is_empty() { format!("Var{}", k + 1) } else { heads[k].clone() };
        table.names.push(head);
        table.columns.push(labels.gather(&at));
    }
    table.names.push(args.string("n")?);
    table.columns.push(x.stripped());
    Ok(table.tibble())
}

fn from_vector(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    if !x.is_vector() {
        let message = format!(
            "All columns in a tibble must be vectors.\n✖ Column `value` is {}.",
            crate::rlang::friendly_type(&x)
        );
        return Err(error(args.session, "as_tibble", &message));
    }
    let rows = size(&x);
    let mut x = x;
    x.set_attribute(known::NAMES, Value::Null);
    Ok(Table { names: vec!["value".into()], columns: vec![x], rows }.tibble())
}

fn new_tibble(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let mut table = Table::of(&x);
    if args.optional("nrow")?.is_some() {
        table.rows = args.count("nrow")?;
    }
    let mut class: Vec<String> = match args.optional("class")? {
        Some(class) => {
            raglan_engine::value::as_character(&class)?.iter().flatten().map(str::to_string).collect()
        }
        None => Vec::new(),
    };
    class.retain(|c| !matches!(c.as_str(), "tbl_df" | "tbl" | "data.frame"));
    class.extend(["tbl_df", "tbl", "data.frame"].map(str::to_string));
    let mut out = table.tibble().with_attribute(known::CLASS, Value::strings(&class));
    for argument in args.dots()? {
        if let Some(name) = argument.name {
            out.set_attribute(name, argument.value);
        }
    }
    Ok(out)
}

fn enframe(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let rows = x.len();
    let mut table = Table { rows, ..Table::default() };
    if let Some(name) = args.optional("name")? {
        table.names.push(raglan_engine::value::as_character(&name)?.get(0).unwrap_or("name").to_string());
        table.columns.push(match x.names() {
            Some(names) => Value::from(names),
            None => Value::integers((1..=rows as i32).collect::<Vec<_>>()),
        });
    }
    let mut value = if matches!(x, Value::Null) { Value::empty(Type::Logical) } else { x };
    value.set_attribute(known::NAMES, Value::Null);
    table.names.push(args.string("value")?);
    table.columns.push(value);
    Ok(table.tibble())
}

fn deframe(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let table = Table::of(&x);
    match table.columns.as_slice() {
        [] => fail("`x` must be a one- or two-column data frame in `deframe()`."),
        [one] => Ok(one.clone()),
        [names, value, ..] => {
            let texts = raglan_engine::value::frame::texts(names)?;
            Ok(value.clone().with_attribute(Symbol::new("names"), Value::from(texts)))
        }
    }
}
