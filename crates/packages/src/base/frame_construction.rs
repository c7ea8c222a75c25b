//! Data frames from vectors, matrices, lists and tables: `data.frame`, `as.data.frame`, `expand.grid`.

use super::frame_subscripts::{kept_row_names, row_count, row_names, take_rows};
use super::names::{syntactic_name, unique_names};
use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail, generic, lazy, lazy_method, method};
use raglan_engine::value::frame::{compact_rows, names_of};
use raglan_engine::value::{Argument, Strings, Symbol, Value, as_integer, as_list, deparse_line, known};
use std::collections::BTreeSet;

pub(super) const FUNCTIONS: &[Builtin] = &[
    lazy(
        "data.frame(..., row.names = NULL, check.rows = FALSE, check.names = TRUE, fix.empty.names = TRUE, \
         stringsAsFactors = FALSE)",
        data_frame,
    ),
    generic("as.data.frame(x, row.names = NULL, optional = FALSE, ...)"),
    method("as.data.frame.default(x, row.names = NULL, optional = FALSE, ...)", refuse),
    method("as.data.frame.data.frame(x, row.names = NULL, ...)", keep_frame),
    method(
        "as.data.frame.list(x, row.names = NULL, optional = FALSE, ..., cut.names = FALSE, col.names = NULL, \
         fix.empty.names = TRUE, new.names = FALSE, check.names = !optional, stringsAsFactors = FALSE)",
        list_frame,
    ),
    method(
        "as.data.frame.matrix(x, row.names = NULL, optional = FALSE, make.names = TRUE, ..., \
         stringsAsFactors = FALSE)",
        matrix_frame,
    ),
    lazy_method("as.data.frame.array(x, row.names = NULL, optional = FALSE, ...)", array_frame),
    method(
        "as.data.frame.table(x, row.names = NULL, ..., responseName = \"Freq\", stringsAsFactors = TRUE, \
         sep = \"\", base = list(LETTERS))",
        table_frame,
    ),
    lazy_method("as.data.frame.AsIs(x, row.names = NULL, optional = FALSE, ..., nm)", vector_frame),
    lazy_method("as.data.frame.model.matrix(x, row.names = NULL, optional = FALSE, ..., nm)", vector_frame),
    lazy_method(
        "as.data.frame.character(x, row.names = NULL, optional = FALSE, ..., nm, stringsAsFactors = FALSE)",
        vector_frame,
    ),
    lazy("as.data.frame.vector(x, row.names = NULL, optional = FALSE, ..., nm)", vector_frame),
    lazy_method("as.data.frame.numeric(x, row.names = NULL, optional = FALSE, ..., nm)", vector_frame),
    lazy_method("as.data.frame.integer(x, row.names = NULL, optional = FALSE, ..., nm)", vector_frame),
    lazy_method("as.data.frame.logical(x, row.names = NULL, optional = FALSE, ..., nm)", vector_frame),
    lazy_method("as.data.frame.complex(x, row.names = NULL, optional = FALSE, ..., nm)", vector_frame),
    lazy_method("as.data.frame.raw(x, row.names = NULL, optional = FALSE, ..., nm)", vector_frame),
    lazy_method("as.data.frame.factor(x, row.names = NULL, optional = FALSE, ..., nm)", vector_frame),
    lazy_method("as.data.frame.ordered(x, row.names = NULL, optional = FALSE, ..., nm)", vector_frame),
    lazy_method("as.data.frame.Date(x, row.names = NULL, optional = FALSE, ..., nm)", vector_frame),
    lazy_method("as.data.frame.POSIXct(x, row.names = NULL, optional = FALSE, ..., nm)", vector_frame),
    lazy_method("as.data.frame.POSIXlt(x, row.names = NULL, optional = FALSE, ..., nm)", vector_frame),
    lazy_method("as.data.frame.difftime(x, row.names = NULL, optional = FALSE, ..., nm)", vector_frame),
    lazy_method("as.data.frame.noquote(x, row.names = NULL, optional = FALSE, ..., nm)", vector_frame),
    lazy_method(
        "as.data.frame.numeric_version(x, row.names = NULL, optional = FALSE, ..., nm)",
        vector_frame,
    ),
    builtin("I(x)", as_is),
    method("`[.AsIs`(x, ...)", as_is_part),
];

/// One argument of `data.frame`: the columns it gives.
#[derive(Default)]
pub(super) struct Component {
    pub(super) columns: Vec<Value>,
    /// Names the columns bring; none for a vector or a matrix without column names.
    pub(super) names: Option<Vec<String>>,
    pub(super) rows: usize,
    pub(super) labels: Option<Value>,
}

/// The part of a list frame that its user sees as a plain list.
fn frame_component(frame: &Value) -> Component {
    Component {
        columns: as_list(frame).into_vec(),
        names: Some(names_of(frame)),
        rows: row_count(frame),
        labels: kept_row_names(frame),
    }
}

/// Labels that can be row names: all there and all different.
fn usable(labels: Option<Strings>) -> Option<Value> {
    let labels = labels?;
    let mut seen = BTreeSet::new();
    labels.iter().all(|l| l.is_some_and(|l| seen.insert(l.to_string()))).then(|| Value::from(labels.clone()))
}

/// The columns of a matrix as vectors.
fn matrix_columns(x: &Value, rows: usize, columns: usize) -> Vec<Value> {
    let plain = x.clone().stripped();
    (0..columns).map(|j| plain.gather(&(j * rows..(j + 1) * rows).collect::<Vec<_>>())).collect()
}

fn to_factor(args: &mut Args, column: Value, wanted: bool) -> Eval {
    match column {
        Value::Character(_) if wanted && !column.is_object() => {
            args.apply_named("factor", vec![Argument::new(column)])
        }
        column => Ok(column),
    }
}

/// A vector as the only column, its names as labels of the rows.
fn vector_component(args: &mut Args, x: Value, strings_as_factors: bool) -> Eval<Component> {
    let x = if x.has_class("POSIXlt") { args.apply_named("as.POSIXct", vec![Argument::new(x)])? } else { x };
    let (rows, labels) = match x.dim().filter(|d| d.len() > 1) {
        Some(dim) => (dim[0], x.dimnames().and_then(|d| d[0].clone())),
        None => (x.len(), x.names()),
    };
    let keeps_names = matches!(x, Value::List(_));
    let labels = if keeps_names { None } else { usable(labels) };
    let mut x = x;
    if x.dim().is_none_or(|d| d.len() == 1) {
        let kept = x.attributes().only(|n| !matches!(n, known::NAMES | known::DIM | known::DIMNAMES));
        x = x.with_attributes(kept);
    }
    let x = to_factor(args, x, strings_as_factors)?;
    Ok(Component { columns: vec![x], names: None, rows, labels })
}

fn component(args: &mut Args, value: Value, strings_as_factors: bool) -> Eval<Component> {
    if value.is_data_frame() {
        let mut out = frame_component(&value);
        if strings_as_factors {
            for column in &mut out.columns {
                *column = to_factor(args, std::mem::take(column), true)?;
            }
        }
        return Ok(out);
    }
    let matrix = value.dim().filter(|d| d.len() == 2);
    match (&value, value.is_object(), matrix) {
        (Value::Null, ..) => Ok(Component { names: Some(Vec::new()), ..Component::default() }),
        (Value::List(_), false, None) => {
            let names = value.names();
            let parts: Vec<Part> = as_list(&value)
                .iter()
                .enumerate()
                .map(|(i, item)| Part {
                    name: names.as_ref().and_then(|n| n.get(i)).filter(|n| !n.is_empty()).map(str::to_string),
                    code: item.clone(),
                    value: item.clone(),
                })
                .collect();
            let settings = Settings { check_names: false, fix_empty: true, strings_as_factors };
            assemble(args, parts, &settings)
        }
        (v, false, Some(dim)) if v.is_atomic() || matches!(v, Value::List(_)) => {
            let names = value.dimnames();
            let mut columns = Vec::with_capacity(dim[1]);
            for column in matrix_columns(&value, dim[0], dim[1]) {
                columns.push(to_factor(args, column, strings_as_factors)?);
            }
            let own = names.as_ref().and_then(|d| d[1].clone());
            let own = own.map(|n| n.iter().map(|s| s.unwrap_or("NA").to_string()).collect());
            Ok(Component {
                columns,
                names: own,
                rows: dim[0],
                labels: usable(names.and_then(|d| d[0].clone())),
            })
        }
        (v, false, None) if v.is_atomic() && v.dim().is_none_or(|d| d.len() == 1) => {
            vector_component(args, value, strings_as_factors)
        }
        _ if simple_class(&value) => vector_component(args, value, strings_as_factors),
        _ => {
            let optional = Argument::named("optional", Value::logical(true));
            let frame = args.apply_named("as.data.frame", vec![Argument::new(value.clone()), optional])?;
            let mut out = frame_component(&frame);
            if value.dim().is_none() && !matches!(value, Value::List(_)) {
                out.names = None;
            }
            Ok(out)
        }
    }
}

/// Classes whose vectors are columns as they are.
fn simple_class(value: &Value) -> bool {
    let simple = ["factor", "Date", "POSIXct", "POSIXlt", "difftime", "AsIs", "noquote", "model.matrix"];
    simple.iter().any(|c| value.has_class(c)) && !value.is_data_frame()
}

struct Part {
    name: Option<String>,
    code: Value,
    value: Value,
}

struct Settings {
    check_names: bool,
    fix_empty: bool,
    strings_as_factors: bool,
}

/// What the columns of one argument are called.
fn column_labels(part: &Part, component: &Component, fix_empty: bool) -> Vec<String> {
    let count = component.columns.len();
    let numbers = |prefix: &str| (1..=count).map(|k| format!("{prefix}{k}")).collect::<Vec<_>>();
    if count == 1 {
        if let Some(names) = component.names.as_ref().filter(|n| !n[0].is_empty()) {
            return names.clone();
        }
        if let Some(name) = &part.name {
            return vec![name.clone()];
        }
        if !fix_empty {
            return vec![String::new()];
        }
        // `I()` is seen through.
        let code = match (&part.code, part.value.has_class("AsIs")) {
            (Value::Language(call), true) if call.calls(Symbol::new("I")) => call.values().next().cloned(),
            _ => None,
        };
        return vec![deparse_line(&code.unwrap_or_else(|| part.code.clone()))];
    }
    match (&component.names, &part.name) {
        (Some(names), Some(name)) => names.iter().map(|n| format!("{name}.{n}")).collect(),
        (Some(names), None) => names.clone(),
        (None, Some(name)) => numbers(&format!("{name}.")),
        (None, None) => numbers("X"),
    }
}

/// All columns side by side, each recycled to the longest.
fn assemble(args: &mut Args, parts: Vec<Part>, settings: &Settings) -> Eval<Component> {
    let mut out = Component { names: Some(Vec::new()), ..Component::default() };
    let mut names: Vec<String> = Vec::new();
    let mut sizes: Vec<usize> = Vec::new();
    let mut labels = None;
    let count = parts.len();
    for part in parts {
        let component = component(args, part.value.clone(), settings.strings_as_factors)?;
        names.extend(column_labels(&part, &component, settings.fix_empty));
        if labels.is_none() && component.rows > 0 {
            labels = component.labels.map(|l| (component.rows, l));
        }
        // What has neither rows nor columns still has a number of rows beside others.
        let repeated = if component.columns.is_empty() { 1 } else { component.columns.len() };
        let alone = component.columns.is_empty() && component.rows == 0 && count == 1;
        if !alone {
            sizes.extend(std::iter::repeat_n(component.rows, repeated));
        }
        if component.columns.is_empty() {
            sizes.pop();
            out.rows = out.rows.max(component.rows);
            if component.rows == 0 && matches!(part.value, Value::Null) && count > 1 {
                sizes.push(0);
                out.columns.push(Value::Null);
                names.push(String::new());
            }
        }
        out.columns.extend(component.columns);
    }
    let rows = sizes.iter().copied().max().unwrap_or(0).max(out.rows);
    for (column, &size) in out.columns.iter_mut().zip(&sizes) {
        if size == rows {
            continue;
        }
        if size == 0
            || rows % size != 0
            || column.dim().is_some_and(|d| d.len() > 1)
            || column.is_data_frame()
        {
            let mut different: Vec<String> = Vec::new();
            for size in sizes.iter().map(usize::to_string) {
                if !different.contains(&size) {
                    different.push(size);
                }
            }
            return fail(format!("arguments imply differing number of rows: {}", different.join(", ")));
        }
        let at: Vec<usize> = (0..rows).map(|i| i % size).collect();
        *column = take_rows(args, column, &at)?;
    }
    if out.columns.iter().any(|c| matches!(c, Value::Null)) {
        let kept: Vec<bool> = out.columns.iter().map(|c| !matches!(c, Value::Null)).collect();
        let mut flags = kept.iter();
        out.columns.retain(|_| flags.next().copied().unwrap_or(true));
        let mut flags = kept.iter();
        names.retain(|_| flags.next().copied().unwrap_or(true));
    }
    if settings.check_names {
        // A name that was to be left empty stays empty.
        let empty = |n: &String| n.is_empty() && !settings.fix_empty;
        let one = |n: &String| if empty(n) { String::new() } else { syntactic_name(n) };
        let syntactic: Vec<String> = names.iter().map(one).collect();
        names = if names.iter().any(empty) { syntactic } else { unique_names(&syntactic, ".") };
    }
    out.names = Some(names);
    out.rows = rows;
    out.labels = labels.filter(|(n, _)| *n == rows).map(|(_, l)| l);
    Ok(out)
}

/// A frame of columns with labels for the rows.
pub(super) fn frame_of(component: Component, labels: Value) -> Value {
    Value::list(component.columns)
        .with_names(component.names.unwrap_or_default())
        .with_class(&["data.frame"])
        .with_attribute(known::ROW_NAMES, labels)
}

fn data_frame(args: &mut Args) -> Eval {
    let raw = args.raw_dots().to_vec();
    let values = args.dots()?;
    let part = |(dot, value): (&Argument, Argument)| Part {
        name: dot.name.map(|n| n.as_str().to_string()).filter(|n| !n.is_empty()),
        code: match &dot.value {
            Value::Promise(p) => p.expression(),
            other => other.clone(),
        },
        value: value.value,
    };
    let parts: Vec<Part> = raw.iter().zip(values).map(part).collect();
    let settings = Settings {
        check_names: args.flag("check.names")?,
        fix_empty: args.flag("fix.empty.names")?,
        strings_as_factors: args.flag("stringsAsFactors")?,
    };
    if args.flag("check.rows")? {
        check_rows(&parts)?;
    }
    let out = assemble(args, parts, &settings)?;
    let given = if args.raw("row.names").is_some() { Some(args.value("row.names")?) } else { None };
    labelled(args, out, given)
}

/// Refuses frames whose row names differ.
fn check_rows(parts: &[Part]) -> Eval<()> {
    let mut first: Option<Strings> = None;
    for (i, part) in parts.iter().enumerate() {
        if part.value.is_data_frame() && kept_row_names(&part.value).is_some() {
            let names = row_names(&part.value);
            if first.as_ref().is_some_and(|f| !f.iter().eq(names.iter())) {
                return fail(format!("mismatch of row names in arguments of 'data.frame', item {}", i + 1));
            }
            first = Some(names);
        }
    }
    Ok(())
}

/// Gives the rows their names: those asked for, a column's values, or those a component brought.
fn labelled(args: &mut Args, mut out: Component, given: Option<Value>) -> Eval {
    let rows = out.rows;
    let labels = match given {
        None => out.labels.take(),
        Some(Value::Null) => None,
        Some(names) if names.len() == 1 && rows != 1 && !out.columns.is_empty() => {
            let own = out.names.get_or_insert_default();
            let at = match &names {
                Value::Character(v) => own.iter().position(|n| Some(n.as_str()) == v.data.get(0)),
                other => {
                    as_integer(other, &mut Vec::new())?.first().and_then(|&k| usize::try_from(k - 1).ok())
                }
            };
            let Some(at) = at.filter(|&k| k < out.columns.len()) else {
                return fail("row names supplied are of the wrong length");
            };
            own.remove(at);
            let column = out.columns.remove(at);
            Some(args.apply_named("as.character", vec![Argument::new(column)])?)
        }
        Some(names) => {
            if names.len() != rows && !out.columns.is_empty() {
                return fail("row names supplied are of the wrong length");
            }
            Some(names)
        }
    };
    let labels = match labels {
        None => compact_rows(rows),
        Some(labels @ Value::Integer(_)) if !labels.is_object() => {
            super::attributes::compact_row_names(labels)
        }
        Some(labels) => {
            let text = args.apply_named("as.character", vec![Argument::new(labels)])?;
            text.stripped()
        }
    };
    check_labels(&labels)?;
    Ok(frame_of(out, labels))
}

fn check_labels(labels: &Value) -> Eval<()> {
    let Value::Character(v) = labels else { return Ok(()) };
    let mut seen = BTreeSet::new();
    let mut twice: Vec<String> = Vec::new();
    for label in v.data.iter() {
        let Some(label) = label else { return fail("row names contain missing values") };
        if !seen.insert(label) && !twice.iter().any(|t| t == label) {
            twice.push(label.to_string());
        }
    }
    if twice.is_empty() { Ok(()) } else { fail(format!("duplicate row.names: {}", twice.join(", "))) }
}

fn refuse(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    if matches!(x, Value::Null) {
        return Ok(frame_of(Component::default(), compact_rows(0)));
    }
    let class = raglan_engine::value::class_vector(&x);
    let quoted: Vec<String> = class.iter().map(|c| format!("\"{c}\"")).collect();
    let shown = if quoted.len() == 1 { quoted[0].clone() } else { format!("c({})", quoted.join(", ")) };
    let shown = args.apply_named("sQuote", vec![Argument::new(Value::string(&shown))])?;
    let shown = raglan_engine::value::as_character(&shown)?.get(0).unwrap_or_default().to_string();
    fail(format!("cannot coerce class {shown} to a data.frame"))
}

/// The row names given, or what there is.
fn chosen_labels(args: &mut Args, rows: usize, own: Option<Value>) -> Eval {
    let given = args.value("row.names")?;
    match given {
        Value::Null => Ok(own.unwrap_or_else(|| compact_rows(rows))),
        given if given.len() != rows => fail(format!(
            "invalid 'row.names', length {} for a data frame with {rows} row{}",
            given.len(),
            if rows == 1 { "" } else { "s" }
        )),
        Value::Integer(_) => Ok(super::attributes::compact_row_names(given)),
        other => Ok(args.apply_named("as.character", vec![Argument::new(other)])?.stripped()),
    }
}

fn keep_frame(args: &mut Args) -> Eval {
    let mut x = args.value("x")?;
    if let Some(class) = x.class_attribute() {
        let from = class.iter().position(|c| c == Some("data.frame")).unwrap_or(0);
        let kept: Vec<Option<&str>> = class.iter().skip(from).collect();
        x.set_attribute(known::CLASS, Value::texts(kept));
    }
    if !matches!(args.value("row.names")?, Value::Null) {
        let rows = row_count(&x);
        let labels = chosen_labels(args, rows, None)?;
        x.set_attribute(known::ROW_NAMES, labels);
    }
    Ok(x)
}

fn list_frame(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let mut names = x.names();
    if let Some(given) = args.optional("col.names")? {
        names = Some(raglan_engine::value::as_character(&given)?);
    }
    let part = |(i, item): (usize, &Value)| Part {
        name: names.as_ref().and_then(|n| n.get(i)).filter(|n| !n.is_empty()).map(str::to_string),
        code: item.clone(),
        value: item.clone(),
    };
    let parts: Vec<Part> = as_list(&x).iter().enumerate().map(part).collect();
    let settings = Settings {
        check_names: args.flag("check.names")?,
        fix_empty: args.flag("fix.empty.names")?,
        strings_as_factors: args.flag("stringsAsFactors")?,
    };
    args.refuse_unless_default(&["cut.names"])?;
    let out = assemble(args, parts, &settings)?;
    let given = args.optional("row.names")?;
    labelled(args, out, given)
}

fn vector_frame(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let optional = args.flag("optional")?;
    let name = match args.raw("nm") {
        Some(_) => args.string("nm")?,
        None => deparse_line(&args.expression("x")),
    };
    let strings_as_factors = args.has("stringsAsFactors") && args.flag("stringsAsFactors")?;
    let mut out = vector_component(args, x, strings_as_factors)?;
    let (rows, labels) = (out.rows, out.labels.take());
    let labels = chosen_labels(args, rows, labels)?;
    out.names = Some(vec![name]);
    let frame = frame_of(out, labels);
    Ok(if optional { frame.with_attribute(known::NAMES, Value::Null) } else { frame })
}

fn matrix_frame(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let dim = x.dim().filter(|d| d.len() == 2).unwrap_or_else(|| vec![x.len(), 1]);
    let optional = args.flag("optional")?;
    let strings_as_factors = args.flag("stringsAsFactors")?;
    let mut columns = Vec::with_capacity(dim[1]);
    for column in matrix_columns(&x, dim[0], dim[1]) {
        columns.push(to_factor(args, column, strings_as_factors)?);
    }
    let dimnames = x.dimnames().unwrap_or_default();
    let own = dimnames.first().cloned().flatten().map(|labels| {
        let texts: Vec<String> = labels.iter().map(|l| l.unwrap_or("NA").to_string()).collect();
        Value::strings(unique_names(&texts, "."))
    });
    let labels = chosen_labels(args, dim[0], own)?;
    let names = dimnames.get(1).cloned().flatten();
    let bare = optional && names.is_none();
    let names: Vec<String> = match names {
        Some(names) => names.iter().map(|n| n.unwrap_or("NA").to_string()).collect(),
        None => (1..=dim[1]).map(|k| format!("V{k}")).collect(),
    };
    let out = Component { columns, names: Some(names), rows: dim[0], labels: None };
    let frame = frame_of(out, labels);
    Ok(if bare { frame.with_attribute(known::NAMES, Value::Null) } else { frame })
}

fn array_frame(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let dim = x.dim().unwrap_or_default();
    if dim.len() == 1 {
        return vector_frame_of(args, x);
    }
    let others: usize = dim[1..].iter().product();
    let labels = x.dimnames().unwrap_or_default();
    let columns: Vec<String> = (0..others)
        .map(|column| {
            let mut rest = column;
            let mut parts = Vec::new();
            for (k, extent) in dim.iter().enumerate().skip(1) {
                let level = rest % extent;
                let label = labels.get(k).and_then(Option::as_ref).and_then(|l| l.get(level));
                parts.push(label.map_or_else(|| (level + 1).to_string(), str::to_string));
                rest /= extent;
            }
            parts.join(".")
        })
        .collect();
    let named = labels.iter().any(Option::is_some);
    let columns = if named { Value::strings(columns) } else { Value::Null };
    let rows = labels.first().cloned().flatten().map_or(Value::Null, Value::from);
    let mut matrix = x.stripped();
    matrix.set_attribute(known::DIM, Value::integers(vec![dim[0] as i32, others as i32]));
    matrix.set_attribute(known::DIMNAMES, Value::list(vec![rows, columns]));
    let mut arguments = vec![Argument::new(matrix)];
    for name in ["row.names", "optional"] {
        arguments.push(Argument::named(name, args.value(name)?));
    }
    args.apply_named("as.data.frame", arguments)
}

/// A vector that is an array of one extent.
fn vector_frame_of(args: &mut Args, x: Value) -> Eval {
    let name = deparse_line(&args.expression("x"));
    let mut out = vector_component(args, x, false)?;
    let (rows, labels) = (out.rows, out.labels.take());
    let labels = chosen_labels(args, rows, labels)?;
    out.names = Some(vec![name]);
    Ok(frame_of(out, labels))
}

/// One row for each cell of a table: its levels and its count.
fn table_frame(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let response = args.string("responseName")?;
    args.refuse_unless_default(&["sep", "base"])?;
    let factors = args.flag("stringsAsFactors")?;
    let mut out = cells_frame(&x, factors);
    let values = x.stripped();
    out.names.get_or_insert_default().push(response);
    out.columns.push(values);
    let rows = out.rows;
    let labels = chosen_labels(args, rows, None)?;
    Ok(frame_of(out, labels))
}

/// The levels of every cell of an array, a column for each extent.
pub(super) fn cells_frame(x: &Value, factors: bool) -> Component {
    let dim = x.dim().unwrap_or_else(|| vec![x.len()]);
    let labels = x.dimnames().unwrap_or_default();
    let titles = x.attributes().get(known::DIMNAMES).and_then(Value::names);
    let rows: usize = dim.iter().product();
    let mut columns = Vec::new();
    let mut names = Vec::new();
    let mut stride = 1;
    for (k, &extent) in dim.iter().enumerate() {
        let levels = labels.get(k).cloned().flatten().unwrap_or_else(|| super::tables::letters(extent));
        let level = |i: usize| i / stride % extent;
        columns.push(if factors {
            let codes = Value::integers((0..rows).map(|i| level(i) as i32 + 1).collect::<Vec<_>>());
            codes.with_attribute(known::LEVELS, levels.into()).with_class(&["factor"])
        } else {
            Value::from((0..rows).map(|i| levels.get(level(i))).collect::<Strings>())
        });
        let title = titles.as_ref().and_then(|t| t.get(k)).filter(|t| !t.is_empty());
        names.push(title.map_or_else(|| format!("Var{}", k + 1), str::to_string));
        stride *= extent;
    }
    Component { columns, names: Some(names), rows, labels: None }
}

fn as_is(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    if x.has_class("AsIs") {
        return Ok(x);
    }
    let mut class = vec!["AsIs".to_string()];
    if let Some(own) = x.class_attribute() {
        class.extend(own.iter().flatten().map(str::to_string));
    }
    Ok(x.with_attribute(known::CLASS, Value::strings(class)))
}

/// A part stays as it is.
fn as_is_part(args: &mut Args) -> Eval {
    let mut x = args.value("x")?;
    let class = x.attribute(known::CLASS).unwrap_or_default();
    let rest: Vec<String> = x
        .class_attribute()
        .iter()
        .flat_map(|c| c.iter().flatten().map(str::to_string).collect::<Vec<_>>())
        .filter(|c| c != "AsIs")
        .collect();
    x.set_attribute(known::CLASS, if rest.is_empty() { Value::Null } else { Value::strings(rest) });
    let mut arguments = vec![Argument::new(x)];
    arguments.extend(args.raw_dots().iter().cloned());
    let out = args.apply_named("[", arguments)?;
    Ok(out.with_attribute(known::CLASS, class))
}
