//! Data frames: every column formatted on its own, then printed as a matrix of texts.

use super::cells::{label, reals};
use super::factor::labels;
use super::{Grid, Style};
use raglan_engine::eval::{Args, Eval, Session, fail};
use raglan_engine::value::{
    Argument, Environment, NA_INTEGER, Strings, Text, Value, as_character, double_to_string, known,
};
use std::rc::Rc;

/// The texts of a column, `None` for NA of strings, factors and dates.
///
/// What has a class of its own is formatted by its `format()` method.
pub fn format_column(
    session: &mut Session,
    env: &Environment,
    column: &Value,
    style: &Style,
) -> Eval<Vec<Text>> {
    if column.is_factor() {
        return Ok(texts(&labels(column)));
    }
    if column.is_object() && !column.has_class("AsIs") {
        let digits = Argument::named("digits", Value::integer(style.digits));
        let formatted = session.call_named("format", vec![Argument::new(column.clone()), digits], env)?;
        return Ok(texts(&as_character(&formatted)?));
    }
    Ok(match column {
        Value::Character(v) => texts(&v.data),
        Value::List(v) => {
            let mut out = Vec::with_capacity(v.data.len());
            for item in v.data.iter() {
                out.push(Some(Rc::from(item_text(session, env, item, style)?)));
            }
            out
        }
        Value::Double(v) => {
            let plain = Style { na: None, ..style.clone() };
            reals(&v.data, &plain).into_iter().map(|t| Some(Rc::from(t))).collect()
        }
        other => {
            let plain = Style { na: None, ..style.clone() };
            match super::cells(other, 0..other.len(), &plain) {
                Some(cells) => cells.into_iter().map(|t| Some(Rc::from(t))).collect(),
                None => {
                    return fail(format!(
                        "a column of type '{}' cannot be printed",
                        raglan_engine::value::type_name(other)
                    ));
                }
            }
        }
    })
}

fn texts(strings: &Strings) -> Vec<Text> {
    (0..strings.len()).map(|i| strings.text(i)).collect()
}

/// An element of a list column: its elements after each other.
pub fn item_text(session: &mut Session, env: &Environment, item: &Value, style: &Style) -> Eval<String> {
    if item.is_factor() {
        let parts: Vec<String> = labels(item).iter().map(|l| l.unwrap_or("NA").to_string()).collect();
        return Ok(parts.join(", "));
    }
    if item.is_object() && item.is_atomic() {
        let formatted = session.call_named("format", vec![Argument::new(item.clone())], env)?;
        let parts: Vec<String> =
            as_character(&formatted)?.iter().map(|l| l.unwrap_or("NA").to_string()).collect();
        return Ok(parts.join(", "));
    }
    Ok(match item {
        Value::Null => "NULL".into(),
        Value::List(v) => {
            let mut parts = Vec::new();
            for item in v.data.iter() {
                parts.push(item_text(session, env, item, style)?);
            }
            parts.join(", ")
        }
        Value::Double(v) => {
            let plain = Style { na: None, ..style.clone() };
            reals(&v.data, &plain).iter().map(|t| t.trim_start()).collect::<Vec<_>>().join(", ")
        }
        Value::Symbol(s) => s.as_str().into(),
        Value::Language(_) | Value::Closure(_) | Value::Primitive(_) => {
            raglan_engine::value::deparse_line(item).lines().next().unwrap_or_default().into()
        }
        Value::Environment(_) => "<environment>".into(),
        other => {
            let parts: Vec<String> =
                as_character(other)?.iter().map(|l| l.unwrap_or("NA").to_string()).collect();
            parts.join(", ")
        }
    })
}

/// The row names of a data frame as texts.
pub fn row_labels(frame: &Value) -> Vec<String> {
    match frame.attributes().get(known::ROW_NAMES) {
        Some(Value::Integer(v)) if v.data.len() == 2 && v.data[0] == NA_INTEGER => {
            (1..=v.data[1].unsigned_abs()).map(|i| i.to_string()).collect()
        }
        Some(Value::Integer(v)) => v.data.iter().map(ToString::to_string).collect(),
        Some(Value::Double(v)) => v.data.iter().map(|&x| double_to_string(x)).collect(),
        Some(Value::Character(v)) => v.data.iter().map(label).collect(),
        _ => Vec::new(),
    }
}

/// The columns of a data frame as labels and texts; matrices and data frames in it give several.
fn columns(
    session: &mut Session,
    env: &Environment,
    frame: &Value,
    rows: usize,
    style: &Style,
) -> Eval<Vec<(String, Vec<Text>)>> {
    let Value::List(list) = frame else { return fail("not a data frame") };
    let names = frame.names();
    let mut out = Vec::new();
    for (j, column) in list.data.iter().enumerate() {
        let name = label(names.as_ref().map_or(Some(""), |n| n.get(j)));
        if column.is_data_frame() {
            for (inner, texts) in columns(session, env, column, rows, style)? {
                out.push((format!("{name}.{inner}"), texts));
            }
            continue;
        }
        match column.dim().as_deref() {
            Some(&[n, columns]) => {
                let names = column.dimnames().and_then(|mut d| if d.len() == 2 { d.remove(1) } else { None });
                let bare = if column.has_class("AsIs") || !column.is_object() {
                    column.clone().stripped()
                } else {
                    column.clone()
                };
                // A matrix has one format for all of its columns.
                let texts = format_column(session, env, &bare, style)?;
                for k in 0..columns {
                    let inner = names.as_ref().map_or_else(|| (k + 1).to_string(), |n| label(n.get(k)));
                    let cells = texts[k * n..(k * n + n)].iter().take(rows).cloned().collect();
                    out.push((format!("{name}.{inner}"), cells));
                }
            }
            _ => {
                let shown =
                    if column.len() > rows { head(session, env, column, rows)? } else { column.clone() };
                out.push((name, format_column(session, env, &shown, style)?));
            }
        }
    }
    Ok(out)
}

/// The first elements of a column, with its class.
fn head(session: &mut Session, env: &Environment, column: &Value, n: usize) -> Eval {
    let positions: Vec<usize> = (0..n).collect();
    if !column.is_object() {
        return Ok(column.gather(&positions));
    }
    let index = Value::integers((1..=n as i32).collect::<Vec<_>>());
    session.call_named("[", vec![Argument::new(column.clone()), Argument::new(index)], env)
}

/// A data frame's cells and labels as they are printed; `rows` of them.
pub fn frame_grid(
    session: &mut Session,
    env: &Environment,
    frame: &Value,
    rows: usize,
    style: &Style,
) -> Eval<Grid> {
    let formatted = columns(session, env, frame, rows, style)?;
    let mut labels = row_labels(frame);
    labels.truncate(rows);
    let cell = |text: &Text| super::text(text.as_deref(), style);
    Ok(Grid {
        rows,
        row_labels: Some(labels),
        column_labels: Some(formatted.iter().map(|(name, _)| name.clone()).collect()),
        columns: formatted.iter().map(|(_, texts)| texts.iter().map(cell).collect()).collect(),
        row_title: None,
        column_title: None,
        left: !style.right,
    })
}

pub(super) fn print_data_frame(args: &mut Args) -> Eval {
    let frame = args.value("x")?;
    let mut style = Style::of(args.session);
    if args.optional("digits")?.is_some() {
        style.digits = i32::try_from(args.whole("digits")?).unwrap_or(7);
    }
    style.quote = args.flag("quote")?;
    style.right = args.flag("right")?;
    if args.optional("max")?.is_some() {
        style.max = args.count("max")?;
    }
    for argument in args.dots()? {
        match argument.name.map(|n| n.as_str()) {
            Some("na.print") => {
                style.na = Some(as_character(&argument.value)?.get(0).unwrap_or("NA").to_string());
            }
            Some("print.gap") => {
                let gap = raglan_engine::value::as_double(&argument.value, &mut Vec::new())?;
                style.gap = gap.first().map_or(1, |g| *g as usize);
            }
            Some(name) => return fail(format!("argument '{name}' of print.data.frame is not implemented")),
            None => {}
        }
    }
    let rows = row_labels(&frame).len();
    let Value::List(list) = &frame else { return fail("not a data frame") };
    if list.data.is_empty() {
        let word = if rows == 1 { "row" } else { "rows" };
        args.session.write(&format!("data frame with 0 columns and {rows} {word}\n"));
        return args.invisible(frame);
    }
    if rows == 0 {
        let names = Value::from(frame.names().unwrap_or_else(|| Vec::new().into()));
        let text = super::print_vector(&names, None, &Style::of(args.session).unquoted()).unwrap_or_default();
        args.session.write(&text);
        args.session.write("<0 rows> (or 0-length row.names)\n");
        return args.invisible(frame);
    }
    let fit = style.max / list.data.len();
    let shown = if fit < rows { fit } else { rows };
    let env = args.env.clone();
    let mut grid = frame_grid(args.session, &env, &frame, shown, &style)?;
    match args.value("row.names")? {
        Value::Logical(v) if v.data.first() == Some(&Some(false)) => {
            grid.row_labels = Some(vec![String::new(); shown]);
        }
        Value::Character(v) => grid.row_labels = Some(v.data.iter().take(shown).map(label).collect()),
        _ => {}
    }
    let text = grid.layout(&style);
    args.session.write(&text);
    if shown < rows {
        let left = rows - shown;
        let text = format!(" [ reached 'max' / getOption(\"max.print\") -- omitted {left} rows ]\n");
        args.session.write(&text);
    }
    args.invisible(frame)
}
