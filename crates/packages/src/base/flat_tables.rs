//! Flat tables: a table of many extents as a matrix whose rows and columns are combinations of levels.

use super::groups::{data_scope, formula_environment, summands};
use super::margins::{extents_of, projection, sum_onto};
use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail, generic, lazy_method, method};
use raglan_engine::value::{
    Argument, Strings, Symbol, Value, as_character, as_list, as_logical, deparse_line, known,
};

pub(super) const FUNCTIONS: &[Builtin] = &[
    generic("ftable(x, ...)"),
    lazy_method("ftable.default(..., exclude = c(NA, NaN), row.vars = NULL, col.vars = NULL)", flatten),
    lazy_method("ftable.formula(formula, data = NULL, subset, na.action, ...)", flatten_formula),
    method("as.table.ftable(x, ...)", |a| {
        let x = a.value("x")?;
        unflatten(&x)
    }),
    method(
        "format.ftable(x, quote = TRUE, digits = getOption(\"digits\"), \
         method = c(\"non.compact\", \"row.compact\", \"col.compact\", \"compact\"), lsep = \" | \", \
         justify = c(\"left\", \"right\"), ...)",
        format_flat,
    ),
    method("print.ftable(x, digits = getOption(\"digits\"), ...)", |a| show(a, false)),
    builtin(
        "write.ftable(x, file = \"\", quote = TRUE, append = FALSE, digits = getOption(\"digits\"), sep = \" \", ...)",
        |a| show(a, true),
    ),
    method("as.matrix.ftable(x, sep = \"_\", ...)", as_matrix),
    method("as.data.frame.ftable(x, ...)", |a| {
        let table = unflatten(&a.value("x")?)?;
        let mut arguments = vec![Argument::new(table)];
        arguments.extend(a.dots()?);
        a.apply_named("as.data.frame", arguments)
    }),
];

const ROWS: &str = "row.vars";
const COLUMNS: &str = "col.vars";

/// The table that is to be made flat.
fn source(args: &mut Args) -> Eval {
    let values = args.dots()?;
    if let [only] = values.as_slice() {
        if only.value.has_class("ftable") {
            return unflatten(&only.value);
        }
        if only.value.dim().is_some_and(|d| d.len() > 1) && !only.value.is_data_frame() {
            return Ok(only.value.clone());
        }
    }
    if values.is_empty() {
        return fail("nothing to tabulate");
    }
    let mut arguments = args.raw_dots().to_vec();
    if args.raw("exclude").is_some() {
        arguments.push(Argument::named("exclude", args.value("exclude")?));
    }
    args.apply_named("table", arguments)
}

fn flatten(args: &mut Args) -> Eval {
    let x = source(args)?;
    let count = x.dim().map_or(0, |d| d.len());
    let wanted = |args: &mut Args, name: &str| match args.value(name)? {
        Value::Null => Ok::<_, Box<raglan_engine::eval::Signal>>(None),
        given => Ok(Some(extents_of(&x, &given)?)),
    };
    let (rows, columns) = (wanted(args, ROWS)?, wanted(args, COLUMNS)?);
    let rest = |taken: &[usize]| (0..count).filter(|k| !taken.contains(k)).collect::<Vec<_>>();
    let (rows, columns) = match (rows, columns) {
        (None, None) => ((0..count.saturating_sub(1)).collect(), vec![count.saturating_sub(1)]),
        (Some(rows), None) => {
            let others = rest(&rows);
            (rows, others)
        }
        (None, Some(columns)) => (rest(&columns), columns),
        (Some(rows), Some(columns)) => (rows, columns),
    };
    flat(&x, &rows, &columns)
}

/// Lays out an array with some extents down and some across, the last of each changing fastest.
fn flat(x: &Value, rows: &[usize], columns: &[usize]) -> Eval {
    if rows.iter().any(|k| columns.contains(k)) {
        return fail("'row.vars' and 'col.vars' must not overlap");
    }
    let order: Vec<usize> = rows.iter().rev().chain(columns.iter().rev()).copied().collect();
    let plain = x.clone().with_attribute(known::CLASS, Value::Null);
    let dim = x.dim().unwrap_or_default();
    let data = if order.len() < dim.len() {
        sum_onto(&plain, &order)?.stripped()
    } else {
        let mut at = vec![0; x.len()];
        projection(&dim, &order).into_iter().enumerate().for_each(|(cell, place)| at[place] = cell);
        x.gather(&at)
    };
    let extent = |at: &[usize]| at.iter().map(|&k| dim[k] as i32).product::<i32>();
    let names = labelled(x, &dim);
    Ok(data
        .with_attribute(known::DIM, Value::integers(vec![extent(rows), extent(columns)]))
        .with_attribute(Symbol::new(ROWS), super::margins::picked(&names, rows))
        .with_attribute(Symbol::new(COLUMNS), super::margins::picked(&names, columns))
        .with_class(&["ftable"]))
}

/// Dimnames, letters where there are none.
fn labelled(x: &Value, dim: &[usize]) -> Value {
    let given = x.dimnames().unwrap_or_default();
    let label = |k: usize| given.get(k).cloned().flatten().unwrap_or_else(|| super::tables::letters(dim[k]));
    let out = Value::list((0..dim.len()).map(|k| label(k).into()).collect::<Vec<_>>());
    match x.attributes().get(known::DIMNAMES).and_then(Value::names) {
        Some(titles) => out.with_attribute(known::NAMES, titles.into()),
        None => out,
    }
}

fn flatten_formula(args: &mut Args) -> Eval {
    let formula = args.value("formula")?;
    let Value::Language(call) = &formula else { return fail("'formula' missing or incorrect") };
    let [left, right] = call.arguments.as_slice() else { return fail("'formula' missing or incorrect") };
    let data = args.value("data")?;
    if args.raw("na.action").is_some() {
        return fail("argument 'na.action' of `ftable` is not implemented");
    }
    let data = if data.has_class("ftable") { unflatten(&data)? } else { data };
    let titles = match data.dim().filter(|_| !data.is_data_frame()) {
        Some(_) => data.attributes().get(known::DIMNAMES).and_then(Value::names),
        None => data.names(),
    };
    let side = |code: &Value| summands(code).iter().map(deparse_line).collect::<Vec<_>>();
    let (columns, rows) = (side(&left.value), side(&right.value));
    let dots = |own: Vec<String>, other: &[String]| match own.as_slice() {
        [dot] if dot == "." => titles
            .iter()
            .flat_map(Strings::iter)
            .flatten()
            .map(str::to_string)
            .filter(|t| !other.contains(t))
            .collect(),
        _ => own,
    };
    let rows = dots(rows, &columns);
    let columns = dots(columns, &rows);
    if data.dim().is_some() && !data.is_data_frame() {
        let at = |names: &[String]| extents_of(&data, &Value::strings(names));
        return match (at(&rows), at(&columns)) {
            (Ok(rows), Ok(columns)) => flat(&data, &rows, &columns),
            _ => fail("incorrect variable names in formula"),
        };
    }
    let scope = data_scope(args, &data, formula_environment(&formula).as_ref());
    let mut variables = Vec::new();
    for code in summands(&right.value).into_iter().chain(summands(&left.value)) {
        variables.push(args.session.eval(&code, &scope)?);
    }
    if args.raw("subset").is_some() {
        let flags = args.session.eval(&args.expression("subset"), &scope)?;
        let flags = as_logical(&flags)?;
        let keep: Vec<usize> = (0..flags.len()).filter(|&i| flags[i] == Some(true)).collect();
        for variable in &mut variables {
            *variable = super::splitting::part(args, variable, &keep)?;
        }
    }
    let (down, across) = (rows.len(), columns.len());
    let list = Value::list(variables).with_names(rows.into_iter().chain(columns));
    let table = args.apply_named("table", vec![Argument::new(list)])?;
    flat(&table, &(0..down).collect::<Vec<_>>(), &(down..down + across).collect::<Vec<_>>())
}

/// The variables down or across: titles and labels.
struct Side {
    titles: Vec<String>,
    labels: Vec<Strings>,
}

impl Side {
    fn of(x: &Value, name: &str) -> Eval<Self> {
        let list = x.attributes().get(Symbol::new(name)).cloned().unwrap_or_default();
        let titles = raglan_engine::value::frame::names_of(&list);
        let mut labels = Vec::new();
        for item in as_list(&list).iter() {
            labels.push(as_character(item)?);
        }
        Ok(Self { titles, labels })
    }

    fn size(&self) -> usize {
        self.labels.iter().map(Strings::len).product()
    }

    /// The label of variable `k` in combination `i`, when it is the first to show it.
    fn label(&self, k: usize, i: usize) -> Option<&str> {
        let run: usize = self.labels[k + 1..].iter().map(Strings::len).product();
        let run = run.max(1);
        i.is_multiple_of(run).then(|| self.labels[k].get(i / run % self.labels[k].len()).unwrap_or("NA"))
    }
}

/// The array a flat table was made of.
fn unflatten(x: &Value) -> Eval {
    let (rows, columns) = (Side::of(x, ROWS)?, Side::of(x, COLUMNS)?);
    let extents = |side: &Side| side.labels.iter().map(Strings::len).collect::<Vec<_>>();
    let (down, across) = (extents(&rows), extents(&columns));
    // In the flat table the last variable of each side changes fastest.
    let shape: Vec<usize> = down.iter().rev().chain(across.iter().rev()).copied().collect();
    let order: Vec<usize> = (0..down.len()).rev().chain((down.len()..shape.len()).rev()).collect();
    let mut at = vec![0; x.len()];
    projection(&shape, &order).into_iter().enumerate().for_each(|(cell, place)| at[place] = cell);
    let dim: Vec<i32> = down.iter().chain(&across).map(|&d| d as i32).collect();
    let labels: Vec<Value> = rows.labels.into_iter().chain(columns.labels).map(Value::from).collect();
    let titles = rows.titles.into_iter().chain(columns.titles);
    let labels = Value::list(labels).with_names(titles);
    Ok(x.gather(&at)
        .with_attribute(known::DIM, Value::integers(dim))
        .with_attribute(known::DIMNAMES, labels)
        .with_class(&["table"]))
}

/// The cells of the text of a flat table, and how many columns on the left are labels.
fn text_cells(
    args: &mut Args,
    x: &Value,
    quote: bool,
    digits: Value,
    layout: &str,
    separator: &str,
) -> Eval<(Vec<Vec<String>>, usize)> {
    let (rows, columns) = (Side::of(x, ROWS)?, Side::of(x, COLUMNS)?);
    let (nr, nc) = (rows.titles.len(), columns.titles.len());
    let quoted = |s: &str| if quote { format!("\"{s}\"") } else { s.to_string() };
    let numbers = args.apply_named(
        "format",
        vec![Argument::new(x.clone().stripped()), Argument::named("digits", digits)],
    )?;
    let numbers = as_character(&numbers)?;
    let (row_merged, column_merged) = match layout {
        "row.compact" => (true, false),
        "col.compact" => (false, true),
        "compact" => (true, true),
        _ => (false, false),
    };
    // The titles of the columns stand in a column of their own, or above the last row variable.
    let left = nr + usize::from(!column_merged || nr == 0);
    let mut lines: Vec<Vec<String>> = Vec::new();
    for k in 0..nc {
        let mut line = vec![String::new(); left];
        line[left - 1] = quoted(&columns.titles[k]);
        line.extend((0..columns.size()).map(|i| columns.label(k, i).map(quoted).unwrap_or_default()));
        lines.push(line);
    }
    if row_merged && nc > 0 {
        let last = &mut lines[nc - 1];
        for (k, title) in rows.titles.iter().enumerate() {
            let joined = column_merged && k + 1 == nr;
            last[k] = if joined {
                quoted(&format!("{title}{separator}{}", columns.titles[nc - 1]))
            } else {
                quoted(title)
            };
        }
    } else {
        let mut line: Vec<String> = rows.titles.iter().map(|t| quoted(t)).collect();
        line.resize(left + columns.size(), String::new());
        lines.push(line);
    }
    let down = rows.size();
    for i in 0..down {
        let mut line: Vec<String> =
            (0..nr).map(|k| rows.label(k, i).map(quoted).unwrap_or_default()).collect();
        line.resize(left, String::new());
        line.extend((0..columns.size()).map(|j| numbers.get(i + j * down).unwrap_or("NA").to_string()));
        lines.push(line);
    }
    Ok((lines, left))
}

/// Makes the cells of each column equally wide.
fn pad(lines: &mut [Vec<String>], left: usize, justify: (&str, &str)) {
    let count = lines.first().map_or(0, Vec::len);
    for j in 0..count {
        let width =
            lines.iter().map(|l| raglan_engine::value::format::display_width(&l[j])).max().unwrap_or(0);
        let side = if j < left { justify.0 } else { justify.1 };
        for line in lines.iter_mut() {
            let gap = width - raglan_engine::value::format::display_width(&line[j]);
            line[j] = match side {
                "right" => format!("{}{}", " ".repeat(gap), line[j]),
                "centre" => format!("{}{}{}", " ".repeat(gap / 2), line[j], " ".repeat(gap - gap / 2)),
                _ => format!("{}{}", line[j], " ".repeat(gap)),
            };
        }
    }
}

fn format_flat(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let (quote, digits) = (args.flag("quote")?, args.value("digits")?);
    let (layout, separator) = (args.choice("method")?, args.string("lsep")?);
    let justify = args.strings("justify")?;
    let sides = (justify.get(0).unwrap_or("left"), justify.get(1).unwrap_or("right"));
    let (mut lines, left) = text_cells(args, &x, quote, digits, &layout, &separator)?;
    pad(&mut lines, left, sides);
    let (n, p) = (lines.len(), lines.first().map_or(0, Vec::len));
    let cells = (0..n * p).map(|k| lines[k % n][k / n].as_str());
    Ok(Value::strings(cells).with_attribute(known::DIM, Value::integers(vec![n as i32, p as i32])))
}

/// Prints or writes the text of a flat table.
fn show(args: &mut Args, write: bool) -> Eval {
    let x = args.value("x")?;
    let digits = args.value("digits")?;
    let quote = write && args.flag("quote")?;
    let gap = if write { args.string("sep")? } else { " ".to_string() };
    let (mut layout, mut separator) = ("non.compact".to_string(), " | ".to_string());
    for dot in args.dots()? {
        let text = as_character(&dot.value)?.get(0).unwrap_or_default().to_string();
        match dot.name.map(Symbol::as_str) {
            Some("method") => layout = text,
            Some("lsep") => separator = text,
            Some("quote") => {}
            _ => return fail("unused argument in the call that shows a flat table"),
        }
    }
    let (mut lines, left) = text_cells(args, &x, quote, digits, &layout, &separator)?;
    pad(&mut lines, left, ("left", "right"));
    let text: String = lines.iter().map(|line| line.join(&gap) + "\n").collect();
    if write && !args.is_missing("file") {
        let file = args.value("file")?;
        let append = args.value("append")?;
        let arguments = vec![
            Argument::new(Value::string(&text)),
            Argument::named("file", file),
            Argument::named("sep", Value::string("")),
            Argument::named("append", append),
        ];
        args.apply_named("cat", arguments)?;
    } else {
        args.session.write(&text);
    }
    args.invisible(x)
}

/// A matrix whose row and column names join the labels.
fn as_matrix(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let separator = args.string("sep")?;
    let names = |side: &Side| {
        let one = |i: usize| {
            let mut rest = i;
            let mut parts: Vec<&str> = Vec::new();
            for labels in side.labels.iter().rev() {
                parts.push(labels.get(rest % labels.len()).unwrap_or("NA"));
                rest /= labels.len();
            }
            parts.reverse();
            parts.join(&separator)
        };
        Value::strings((0..side.size()).map(one))
    };
    let (rows, columns) = (Side::of(&x, ROWS)?, Side::of(&x, COLUMNS)?);
    let titles = [rows.titles.join(&separator), columns.titles.join(&separator)];
    let mut dimnames = Value::list(vec![names(&rows), names(&columns)]);
    if titles.iter().any(|t| !t.is_empty()) {
        dimnames = dimnames.with_names(titles);
    }
    let dim = x.attribute(known::DIM).unwrap_or_default();
    Ok(x.stripped().with_attribute(known::DIM, dim).with_attribute(known::DIMNAMES, dimnames))
}
