//! Printing tibbles: header, as many columns as fit, footer.

use super::pillar::{Pillar, least_title, pillars, ticked};
use super::types::{type_sum, with_marks};
use raglan_engine::eval::{Args, Builtin, Eval, Session, builtin, generic, method};
use raglan_engine::value::format::display_width;
use raglan_engine::value::frame::{Table, row_count, row_names, take_rows};
use raglan_engine::value::{Argument, Value, as_character, known};

pub(super) const FUNCTIONS: &[Builtin] = &[
    method(
        "print.tbl(x, width = NULL, ..., n = NULL, max_extra_cols = NULL, max_footer_lines = NULL)",
        print,
    ),
    method(
        "format.tbl(x, width = NULL, ..., n = NULL, max_extra_cols = NULL, max_footer_lines = NULL)",
        |a| Ok(Value::strings(lines_of(a)?)),
    ),
    generic("tbl_sum(x, ...)"),
    method("tbl_sum.default(x, ...)", |a| {
        let x = a.value("x")?;
        Ok(Value::strings([shape(&x)]).with_names(["A tibble"]))
    }),
    builtin("type_sum(x)", |a| Ok(Value::string(&type_sum(&a.value("x")?)))),
    builtin("obj_sum(x)", |a| {
        let x = a.value("x")?;
        Ok(Value::string(&super::types::object_sum(&x).0))
    }),
    builtin("num(x, ..., sigfig = NULL, digits = NULL, label = NULL, scale = NULL, notation = NULL)", |a| {
        let name = a.name();
        raglan_engine::eval::fail(format!("`{name}()` is not implemented"))
    }),
];

/// Rows and columns of a data frame: `32 × 11`.
pub fn shape(x: &Value) -> String {
    format!("{} × {}", with_marks(row_count(x)), with_marks(x.len()))
}

/// What is printed, and how much of it.
struct Settings {
    width: usize,
    rows: usize,
    extra: usize,
    footer: Option<usize>,
}

fn settings(args: &mut Args, total: usize) -> Eval<Settings> {
    let size = |args: &mut Args, name: &str| -> Eval<Option<usize>> {
        match args.optional(name)? {
            None => Ok(None),
            Some(_) => {
                let x = args.number(name)?;
                Ok(Some(if x.is_finite() { x.max(0.0) as usize } else { usize::MAX / 4 }))
            }
        }
    };
    let option = |args: &Args, name: &str, default: usize| -> usize {
        match args.session.options.get(&format!("pillar.{name}")) {
            Some(Value::Double(v)) if v.data.first().is_some_and(|x| x.is_infinite()) => usize::MAX / 4,
            Some(_) => args.session.option_number(&format!("pillar.{name}"), default as i64).max(0) as usize,
            None => default,
        }
    };
    let width = match size(args, "width")? {
        Some(width) => width,
        None => {
            let default = args.session.option_number("width", 80).max(0) as usize;
            option(args, "width", default)
        }
    };
    let rows = match size(args, "n")? {
        Some(n) => n,
        None if total > option(args, "print_max", 20) => option(args, "print_min", 10),
        None => total,
    };
    let extra = match size(args, "max_extra_cols")? {
        Some(n) => n,
        None => option(args, "max_extra_cols", 100),
    };
    let footer = match size(args, "max_footer_lines")? {
        Some(n) => Some(n),
        None => Some(option(args, "max_footer_lines", 7)),
    };
    Ok(Settings { width, rows: rows.min(total), extra, footer })
}

fn print(args: &mut Args) -> Eval {
    let text = lines_of(args)?.join("\n") + "\n";
    args.session.write(&text);
    let x = args.value("x")?;
    args.invisible(x)
}

fn lines_of(args: &mut Args) -> Eval<Vec<String>> {
    let x = args.value("x")?;
    let total = row_count(&x);
    let settings = settings(args, total)?;
    let mut lines = header(args.session, &x)?;
    let head: Vec<usize> = (0..settings.rows).collect();
    let shown = take_rows(&x, &head);
    let names = row_names(&x).map(|_| ());
    let (body, footer) = layout(args.session, &shown, total, &settings, names.is_some())?;
    lines.extend(body);
    let footer: Vec<String> = match settings.footer {
        Some(most) if footer.len() > most => {
            let mut kept = footer[..most].to_vec();
            if let Some(last) = kept.last_mut() {
                last.push('…');
            }
            kept
        }
        _ => footer,
    };
    lines.extend(footer);
    Ok(lines)
}

fn header(session: &mut Session, x: &Value) -> Eval<Vec<String>> {
    let generic = session.from_namespace("tibble", "tbl_sum", false)?;
    let global = session.global.clone();
    let summary = session.call(&generic, vec![Argument::new(x.clone())], &global)?;
    let texts = as_character(&summary)?;
    let names = summary.names();
    // The labels stand in a column, as far as there are several.
    let width = raglan_engine::value::frame::names_of(&summary)
        .iter()
        .map(|n| display_width(n) + 1)
        .max()
        .unwrap_or(0);
    Ok(texts
        .iter()
        .enumerate()
        .map(|(i, text)| {
            let text = text.unwrap_or("NA");
            match names.as_ref().and_then(|n| n.get(i)).filter(|n| !n.is_empty()) {
                Some(name) if text.is_empty() => format!("# {:<width$}", format!("{name}:")),
                Some(name) => format!("# {:<width$} {text}", format!("{name}:")),
                None => format!("# {text}"),
            }
        })
        .collect())
}

/// The columns that fit and the lines about what is not shown.
fn layout(
    session: &mut Session,
    shown: &Value,
    total: usize,
    settings: &Settings,
    starred: bool,
) -> Eval<(Vec<String>, Vec<String>)> {
    let table = Table::of(shown);
    let titles = least_title(session);
    let rows = settings.rows;
    let number_width = rows.to_string().len();
    let room = settings.width.saturating_sub(number_width);
    let mut columns: Vec<Pillar> = Vec::new();
    let mut used = 0;
    let mut fitted = 0;
    if total > 0 {
        for (name, column) in table.names.iter().zip(&table.columns) {
            let parts = pillars(session, name, column)?;
            let need: usize = parts.iter().map(|p| p.least_width(titles) + 1).sum();
            if used + need > room {
                break;
            }
            used += need;
            columns.extend(parts);
            fitted += 1;
        }
    }
    let mut lines = vec![String::new(); if columns.is_empty() { 0 } else { rows + 2 }];
    let mut reserve: usize = columns.iter().map(|p| p.least_width(titles) + 1).sum();
    let mut left = room;
    let mut notes: Vec<String> = Vec::new();
    for pillar in &columns {
        reserve -= pillar.least_width(titles) + 1;
        let width = pillar.width().min(left.saturating_sub(reserve + 1));
        left = left.saturating_sub(width + 1);
        let mut mark = String::new();
        if pillar.is_abbreviated(width) {
            notes.push(pillar.title.clone());
            mark = superscript(notes.len());
        }
        for (line, cell) in lines.iter_mut().zip(pillar.lines(width, &mark)) {
            line.push(' ');
            line.push_str(&cell);
        }
    }
    for (i, line) in lines.iter_mut().enumerate() {
        let number = match i {
            0 => String::new(),
            1 => {
                if starred {
                    "*".into()
                } else {
                    String::new()
                }
            }
            i => (i - 1).to_string(),
        };
        let column =
            if i == 1 { format!("{number:<number_width$}") } else { format!("{number:>number_width$}") };
        line.insert_str(0, &column);
    }
    let footer = footer(&table, fitted, total, settings, &notes);
    Ok((lines, footer))
}

fn superscript(n: usize) -> String {
    const DIGITS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    n.to_string().bytes().map(|b| DIGITS[usize::from(b - b'0')]).collect()
}

fn footer(table: &Table, fitted: usize, total: usize, settings: &Settings, notes: &[String]) -> Vec<String> {
    let mut lines = Vec::new();
    let plural = |n: usize, one: &str| if n == 1 { one.to_string() } else { format!("{one}s") };
    if total > settings.rows {
        let more = total - settings.rows;
        lines.push(format!("# ℹ {} more {}", with_marks(more), plural(more, "row")));
    }
    let hidden = table.names.len() - fitted;
    if hidden > 0 {
        let what = if total == 0 {
            plural(hidden, "variable")
        } else {
            format!("more {}", plural(hidden, "variable"))
        };
        let mut words: Vec<String> = table.names[fitted..]
            .iter()
            .zip(&table.columns[fitted..])
            .take(settings.extra)
            .map(|(name, column)| format!("{}\u{a0}<{}>", ticked(name), type_sum(column)))
            .collect();
        if hidden > settings.extra {
            words.push("…".into());
        }
        let mut text = format!("{} {what}", with_marks(hidden));
        if !words.is_empty() {
            text = format!("{text}: {}", words.join(", "));
        }
        lines.extend(wrapped(&text, settings.width));
    }
    if !notes.is_empty() {
        let names: Vec<String> =
            notes.iter().enumerate().map(|(i, n)| format!("{}\u{200b}{n}", superscript(i + 1))).collect();
        let text = format!("abbreviated {}: {}", plural(notes.len(), "name"), names.join(", "));
        lines.extend(wrapped(&text, settings.width));
    }
    lines
}

/// A line of the footer broken between words that belong together.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::from("# ℹ");
    let mut empty = true;
    for word in text.split(' ') {
        if !empty && display_width(&line) + 1 + display_width(word) > width {
            lines.push(std::mem::replace(&mut line, "#  ".into()));
        }
        line.push(' ');
        line.push_str(word);
        empty = false;
    }
    lines.push(line);
    lines.iter().map(|l| l.replace('\u{a0}', " ")).collect()
}

/// Whether a value is a tibble.
pub fn is_tibble(value: &Value) -> bool {
    matches!(value, Value::List(_))
        && matches!(value.attributes().get(known::CLASS), Some(Value::Character(c)) if c.data.iter().any(|c| c == Some("tbl_df")))
}
