//! Data frames as matrices and as operands: `as.matrix`, `data.matrix`, group members, missing values.

use super::frame_subscripts::{kept_row_names, row_count, row_names};
use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail, generic, method};
use raglan_engine::value::frame::{is_missing_at, names_of};
use raglan_engine::value::{Argument, Strings, Value, as_list, combine, known};

pub(super) const FUNCTIONS: &[Builtin] = &[
    generic("as.matrix(x, ...)"),
    method("as.matrix.default(x, ...)", plain_matrix),
    method("as.matrix.data.frame(x, rownames.force = NA, ...)", frame_matrix),
    builtin("data.matrix(frame, rownames.force = NA)", data_matrix),
    method("t.data.frame(x)", |a| {
        let x = a.value("x")?;
        let matrix = a.apply_named("as.matrix", vec![Argument::new(x)])?;
        a.apply_named("t", vec![Argument::new(matrix)])
    }),
    method("is.na.data.frame(x)", missing_cells),
    generic("`is.na<-`(x, value)"),
    method("`is.na<-.default`(x, value)", set_missing),
    method("Ops.data.frame(e1, e2)", operate),
    method("Math.data.frame(x, ...)", transform_cells),
    method("Summary.data.frame(..., na.rm = FALSE)", summarise_cells),
];

fn plain_matrix(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    if x.dim().is_some_and(|d| d.len() == 2) {
        return Ok(x);
    }
    let n = x.len() as i32;
    let names = x.names();
    let plain = if x.is_factor() { super::types::factor_texts(&x)? } else { x };
    let mut out = plain.stripped().with_attribute(known::DIM, Value::integers(vec![n, 1]));
    if let Some(names) = names {
        out.set_attribute(known::DIMNAMES, Value::list(vec![names.into(), Value::Null]));
    }
    Ok(out)
}

/// Labels of the rows for a matrix: those somebody gave, or all when asked for.
fn matrix_labels(args: &mut Args, x: &Value) -> Eval {
    let force = args.logicals("rownames.force")?.first().copied().flatten();
    let wanted = force.unwrap_or_else(|| kept_row_names(x).is_some());
    Ok(if wanted { row_names(x).into() } else { Value::Null })
}

/// Columns of a frame, matrices among them one by one, with their names.
fn flat_columns(args: &mut Args, x: &Value) -> Eval<Vec<(String, Value)>> {
    let mut out = Vec::new();
    let rows = row_count(x);
    for (name, column) in names_of(x).into_iter().zip(as_list(x).into_vec()) {
        let column = if column.is_data_frame() {
            args.apply_named("as.matrix", vec![Argument::new(column)])?
        } else {
            column
        };
        match column.dim().filter(|d| d.len() == 2) {
            None => out.push((name, column)),
            Some(dim) => {
                let own = column.dimnames().and_then(|d| d[1].clone());
                let plain = column.clone().stripped();
                for j in 0..dim[1] {
                    let label = own.as_ref().and_then(|n| n.get(j));
                    let label = label.map_or_else(|| (j + 1).to_string(), str::to_string);
                    let cells: Vec<usize> = (j * rows..(j + 1) * rows).collect();
                    out.push((format!("{name}.{label}"), plain.gather(&cells)));
                }
            }
        }
    }
    Ok(out)
}

fn is_number(column: &Value) -> bool {
    let kind = matches!(column, Value::Integer(_) | Value::Double(_) | Value::Logical(_) | Value::Complex(_));
    kind && (!column.is_object() || column.has_class("difftime") || column.has_class("AsIs"))
}

fn matrix_of(parts: Vec<Value>, rows: usize, labels: Value, names: Vec<String>) -> Eval {
    let columns = names.len() as i32;
    let parts: Vec<Argument> = parts.into_iter().map(Argument::new).collect();
    let data = match combine(&parts, false, false)? {
        Value::Null => Value::logicals(Vec::new()),
        data => data,
    };
    let names = if names.is_empty() { Value::Null } else { Value::strings(names) };
    let out = data.with_attribute(known::DIM, Value::integers(vec![rows as i32, columns]));
    Ok(if matches!((&labels, &names), (Value::Null, Value::Null)) {
        out
    } else {
        out.with_attribute(known::DIMNAMES, Value::list(vec![labels, names]))
    })
}

/// One type for all cells: numbers if all are, lists if one is, else text.
fn frame_matrix(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let rows = row_count(&x);
    let labels = matrix_labels(args, &x)?;
    let columns = flat_columns(args, &x)?;
    let lists = columns.iter().any(|(_, c)| matches!(c, Value::List(_)) && !c.has_class("POSIXlt"));
    let numbers = columns.iter().all(|(_, c)| is_number(c));
    let mut parts = Vec::with_capacity(columns.len());
    let mut names = Vec::with_capacity(columns.len());
    for (name, column) in columns {
        names.push(name);
        parts.push(if lists {
            let items = args.apply_named("as.list", vec![Argument::new(column)])?;
            items.stripped()
        } else if numbers {
            column.stripped()
        } else {
            cell_texts(args, column)?
        });
    }
    matrix_of(parts, rows, labels, names)
}

/// The cells of a column as text: numbers formatted alike, missing ones missing.
fn cell_texts(args: &mut Args, column: Value) -> Eval {
    match &column {
        Value::Character(_) => return Ok(column.stripped()),
        Value::Logical(_) if !column.is_object() => {
            return args.apply_named("as.character", vec![Argument::new(column)]);
        }
        _ if column.is_factor() => return super::types::factor_texts(&column),
        _ => {}
    }
    let missing = args.apply_named("is.na", vec![Argument::new(column.clone())])?;
    let missing = raglan_engine::value::as_logical(&missing)?;
    let text = args.apply_named("format", vec![Argument::new(column)])?;
    let text = raglan_engine::value::as_character(&text)?;
    let cell = |i: usize| if missing.get(i) == Some(&Some(true)) { None } else { text.get(i) };
    Ok(Value::from((0..text.len()).map(cell).collect::<Strings>()))
}

fn data_matrix(args: &mut Args) -> Eval {
    let x = args.value("frame")?;
    if !x.is_data_frame() {
        return args.apply_named("as.matrix", vec![Argument::new(x)]);
    }
    let rows = row_count(&x);
    let labels = matrix_labels(args, &x)?;
    let mut parts = Vec::new();
    let mut names = Vec::new();
    for (name, column) in flat_columns(args, &x)? {
        names.push(name);
        let column = match column {
            Value::Character(_) => args.apply_named("factor", vec![Argument::new(column)])?,
            other => other,
        };
        parts.push(match column.stripped() {
            logical @ Value::Logical(_) => args.apply_named("as.integer", vec![Argument::new(logical)])?,
            number => number,
        });
    }
    matrix_of(parts, rows, labels, names)
}

fn missing_cells(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let rows = row_count(&x);
    let labels: Value = if kept_row_names(&x).is_none() { Value::Null } else { row_names(&x).into() };
    let mut parts = Vec::new();
    let mut names = Vec::new();
    for (name, column) in flat_columns(args, &x)? {
        names.push(name);
        parts.push(match column.is_object() {
            true => args.apply_named("is.na", vec![Argument::new(column)])?.stripped(),
            false => Value::logicals((0..rows).map(|i| Some(is_missing_at(&column, i))).collect::<Vec<_>>()),
        });
    }
    matrix_of(parts, rows, labels, names)
}

fn set_missing(args: &mut Args) -> Eval {
    let (x, value) = (args.value("x")?, args.value("value")?);
    let na = Argument::named(known::VALUE, Value::logicals(vec![None]));
    args.apply_named("[<-", vec![Argument::new(x), Argument::new(value), na])
}

fn generic_name(args: &Args) -> String {
    args.method.as_ref().map_or_else(|| args.name(), |m| m.generic.clone())
}

/// The other operand for each column: column by column, item by item, or cell by cell.
fn operands(args: &mut Args, name: &str, other: &Value, rows: usize, columns: usize) -> Eval<Vec<Value>> {
    if other.is_data_frame() {
        if other.len() != columns || row_count(other) != rows {
            let quoted = args.apply_named("sQuote", vec![Argument::new(Value::string(name))])?;
            let quoted = raglan_engine::value::as_character(&quoted)?;
            let quoted = quoted.get(0).unwrap_or(name);
            return fail(format!("{quoted} only defined for equally-sized data frames"));
        }
        return Ok(as_list(other).into_vec());
    }
    if let Value::List(list) = other {
        if list.data.is_empty() {
            return fail("list of length 0 not meaningful");
        }
        return Ok((0..columns).map(|j| list.data[j % list.data.len()].clone()).collect());
    }
    if other.dim().is_some_and(|d| d.len() == 2 && d != [rows, columns]) {
        return fail("dims of data frame and matrix do not match");
    }
    let n = other.len();
    if n == 1 || other.is_object() && n <= 1 {
        return Ok(vec![other.clone(); columns]);
    }
    if n == 0 {
        return Ok(vec![other.clone(); columns]);
    }
    let kept = other.attributes().only(|k| matches!(k, known::CLASS | known::LEVELS));
    let cells = |j: usize| (0..rows).map(|i| (j * rows + i) % n).collect::<Vec<_>>();
    Ok((0..columns).map(|j| other.gather(&cells(j)).with_attributes(kept.clone())).collect())
}

fn operate(args: &mut Args) -> Eval {
    let name = generic_name(args);
    let first = args.value("e1")?;
    let second = if args.is_missing("e2") { None } else { Some(args.value("e2")?) };
    let template = match &second {
        Some(second) if !first.is_data_frame() => second.clone(),
        _ => first.clone(),
    };
    let (rows, columns) = (row_count(&template), template.len());
    let lefts = operands(args, &name, &first, rows, columns)?;
    let rights = match &second {
        Some(second) => Some(operands(args, &name, second, rows, columns)?),
        None => None,
    };
    let mut results = Vec::with_capacity(columns);
    for (j, left) in lefts.into_iter().enumerate() {
        let mut arguments = vec![Argument::new(left)];
        if let Some(rights) = &rights {
            arguments.push(Argument::new(rights[j].clone()));
        }
        results.push(args.apply_named(&name, arguments)?);
    }
    if matches!(name.as_str(), "+" | "-" | "*" | "/" | "^" | "%%" | "%/%") {
        let kept =
            template.attributes().only(|n| matches!(n, known::NAMES | known::CLASS | known::ROW_NAMES));
        return Ok(Value::list(results).with_attributes(kept));
    }
    let labels: Value =
        if kept_row_names(&template).is_none() { Value::Null } else { row_names(&template).into() };
    let parts = results.into_iter().map(Value::stripped).collect();
    matrix_of(parts, rows, labels, names_of(&template))
}

fn transform_cells(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let name = generic_name(args);
    let columns = as_list(&x);
    let bad: Vec<String> =
        names_of(&x).into_iter().zip(columns.iter()).filter(|(_, c)| !is_number(c)).map(|(n, _)| n).collect();
    if !bad.is_empty() {
        return fail(format!("non-numeric-alike variable(s) in data frame: {}", bad.join(", ")));
    }
    let dots = args.raw_dots().to_vec();
    let mut results = Vec::with_capacity(columns.len());
    for column in columns.iter() {
        let mut arguments = vec![Argument::new(column.clone())];
        arguments.extend(dots.iter().cloned());
        results.push(args.apply_named(&name, arguments)?);
    }
    Ok(Value::list(results).with_attributes(x.attributes().clone()))
}

fn summarise_cells(args: &mut Args) -> Eval {
    let name = generic_name(args);
    let mut arguments = Vec::new();
    for dot in args.dots()? {
        if !dot.value.is_data_frame() {
            arguments.push(dot);
            continue;
        }
        for column in as_list(&dot.value).iter() {
            if !is_number(column) {
                return fail("only defined on a data frame with all numeric-alike variables");
            }
            arguments.push(Argument::new(column.clone().stripped()));
        }
    }
    arguments.push(Argument::named("na.rm", args.value("na.rm")?));
    args.apply_named(&name, arguments)
}
