//! `read_csv` and kin.

use super::guess::{self, Type};
use super::table::{Dialect, Table, split, text_of};
use raglan_engine::eval::{Args, Builtin, Eval, builtin, condition, fail};
use raglan_engine::value::{Argument, Symbol, Value, as_character, known};

pub(super) const FUNCTIONS: &[Builtin] = &[
    builtin(
        "read_csv(file, col_names = TRUE, col_types = NULL, col_select = NULL, id = NULL, locale = NULL, na = c(\"\", \"NA\"), quoted_na = TRUE, quote = \"\\\"\", comment = \"\", trim_ws = TRUE, skip = 0, n_max = Inf, guess_max = 1000, name_repair = \"unique\", num_threads = 1, progress = FALSE, show_col_types = NULL, skip_empty_rows = TRUE, lazy = FALSE)",
        |a| read(a, b','),
    ),
    builtin(
        "read_tsv(file, col_names = TRUE, col_types = NULL, col_select = NULL, id = NULL, locale = NULL, na = c(\"\", \"NA\"), quoted_na = TRUE, quote = \"\\\"\", comment = \"\", trim_ws = TRUE, skip = 0, n_max = Inf, guess_max = 1000, name_repair = \"unique\", num_threads = 1, progress = FALSE, show_col_types = NULL, skip_empty_rows = TRUE, lazy = FALSE)",
        |a| read(a, b'\t'),
    ),
    builtin(
        "read_delim(file, delim = NULL, quote = \"\\\"\", escape_backslash = FALSE, escape_double = TRUE, col_names = TRUE, col_types = NULL, col_select = NULL, id = NULL, locale = NULL, na = c(\"\", \"NA\"), quoted_na = TRUE, comment = \"\", trim_ws = FALSE, skip = 0, n_max = Inf, guess_max = 1000, name_repair = \"unique\", num_threads = 1, progress = FALSE, show_col_types = NULL, skip_empty_rows = TRUE, lazy = FALSE)",
        read_delim,
    ),
    builtin(
        "read_lines(file, skip = 0, skip_empty_rows = FALSE, n_max = Inf, locale = NULL, na = character(), lazy = FALSE, num_threads = 1, progress = FALSE)",
        read_lines,
    ),
    builtin("read_file(file, locale = NULL)", read_file),
    builtin("spec(x)", |a| Ok(a.value("x")?.attribute(Symbol::new("spec")).unwrap_or(Value::Null))),
    raglan_engine::eval::method("print.col_spec(x, ...)", print_spec),
];

/// The text of the `file` argument: paths, or literal data in `I()` or with line ends.
fn texts(args: &mut Args) -> Eval<Vec<(String, String)>> {
    let file = args.value("file")?;
    let literal = file.has_class("AsIs");
    let paths = as_character(&file)?;
    if literal || (paths.len() == 1 && paths.get(0).is_some_and(|p| p.contains('\n'))) {
        let text = paths.iter().flatten().collect::<Vec<_>>().join("\n");
        return Ok(vec![("literal data".into(), text)]);
    }
    let mut out = Vec::new();
    for path in paths.iter().flatten() {
        out.push((path.to_string(), text_of(args.session, path)?));
    }
    Ok(out)
}

fn read_delim(args: &mut Args) -> Eval {
    args.refuse_unless_default(&["escape_double"])?;
    let delimiter = match args.value("delim")? {
        Value::Null => {
            let inputs = texts(args)?;
            let line = inputs.first().and_then(|(_, t)| t.lines().next()).unwrap_or_default().to_string();
            let count = |c: &char| line.matches(*c).count();
            let best =
                [',', '\t', ' ', '|', ':', ';'].into_iter().max_by_key(|c| count(c)).filter(|c| count(c) > 0);
            match best {
                Some(c) => c as u8,
                None => {
                    return fail(
                        "Could not guess the delimiter.\n\nUse `vroom(delim =)` to specify one explicitly.",
                    );
                }
            }
        }
        value => match as_character(&value)?.get(0).map(str::as_bytes) {
            Some([byte]) => *byte,
            _ => return fail("`delim` must be a single character"),
        },
    };
    read(args, delimiter)
}

/// Refuses a locale that would be read differently.
fn plain_locale(args: &mut Args) -> Eval<()> {
    let Some(locale) = args.optional("locale")? else { return Ok(()) };
    for (part, usual) in [("decimal_mark", "."), ("encoding", "UTF-8"), ("tz", "UTC")] {
        let given = locale.part(part).map(|v| as_character(&v)).transpose()?;
        if let Some(other) = given.as_ref().and_then(|v| v.get(0)).filter(|v| *v != usual) {
            return fail(format!("`{part} = \"{other}\"` of a locale is not implemented"));
        }
    }
    Ok(())
}

fn byte(args: &mut Args, name: &str) -> Eval<Option<u8>> {
    match args.string(name)?.as_bytes() {
        [] => Ok(None),
        [byte] => Ok(Some(*byte)),
        _ => fail(format!("`{name}` must be a single character")),
    }
}

fn dialect(args: &mut Args, delimiter: u8, header: bool) -> Eval<Dialect> {
    let limit = args.number("n_max")?;
    let escape_backslash = args.has("escape_backslash") && args.flag("escape_backslash")?;
    Ok(Dialect {
        delimiter,
        quote: byte(args, "quote")?,
        escape_backslash,
        comment: byte(args, "comment")?,
        trim: args.flag("trim_ws")?,
        skip: args.count("skip")?,
        limit: limit.is_finite().then_some(limit as usize),
        header,
    })
}

fn read(args: &mut Args, delimiter: u8) -> Eval {
    args.refuse_unless_default(&["quoted_na", "col_select", "skip_empty_rows"])?;
    plain_locale(args)?;
    let names = args.value("col_names")?;
    let header = matches!(&names, Value::Logical(v) if v.data.first() == Some(&Some(true)));
    let dialect = dialect(args, delimiter, header)?;
    let na: Vec<String> = args.strings("na")?.iter().flatten().map(str::to_string).collect();
    let limit = args.number("guess_max")? as usize;
    let inputs = texts(args)?;
    let mut whole: Option<Table> = None;
    let mut sources: Vec<(String, usize)> = Vec::new();
    for (path, text) in &inputs {
        let table = split(text, &dialect)?;
        sources.push((path.clone(), table.columns.first().map_or(0, Vec::len)));
        match &mut whole {
            None => whole = Some(table),
            Some(all) => {
                if all.columns.len() != table.columns.len() {
                    return fail(format!("Files must all have {} columns", all.columns.len()));
                }
                for (column, more) in all.columns.iter_mut().zip(table.columns) {
                    column.extend(more);
                }
            }
        }
    }
    let Some(table) = whole else { return fail("no file to read") };
    let titles = titles(args, &names, &table)?;
    let types = types(args, &titles, &table, &na, limit)?;
    let (mut columns, mut unfit) = (Vec::new(), table.ragged);
    let mut troubles: Vec<Trouble> = Vec::new();
    for ((title, of), fields) in titles.iter().zip(&types).zip(&table.columns) {
        if *of == Type::Skip {
            continue;
        }
        let (mut value, mut bad) = guess::column(fields, of, &na);
        if let Type::Formatted(kind, format) = of {
            let reader = args.session.from_namespace("readr", ".by_format", true)?;
            let before = value.clone();
            let arguments = [value, Value::string(kind), Value::string(format)];
            value = args.apply(&reader, arguments.into_iter().map(Argument::new).collect())?;
            let missing = raglan_engine::value::frame::is_missing_at;
            bad = (0..fields.len()).any(|i| missing(&value, i) && !missing(&before, i));
        }
        if bad {
            let missing = |i: &usize| raglan_engine::value::frame::is_missing_at(&value, *i);
            let unread = (0..fields.len()).filter(missing).filter(|&i| !na.contains(&fields[i]));
            let expected = match of {
                Type::Double => "a double",
                Type::Integer => "an integer",
                Type::Number => "a number",
                Type::Logical => "1/0/T/F/TRUE/FALSE",
                Type::Date => "date in ISO8601",
                Type::Datetime => "date in ISO8601",
                Type::Time => "time in ISO8601",
                Type::Factor(..) => "value in level set",
                Type::Formatted(_, format) => format.as_str(),
                _ => "",
            };
            let first = 1 + dialect.skip + usize::from(dialect.header);
            troubles.extend(unread.map(|i| Trouble {
                row: i + first,
                column: columns.len() + 1,
                expected: expected.to_string(),
                actual: fields[i].clone(),
            }));
        }
        unfit |= bad;
        columns.push((title.clone(), value));
    }
    let rows = table.columns.first().map_or(0, Vec::len);
    if let Some(id) = args.optional("id")? {
        let name = as_character(&id)?.get(0).unwrap_or("id").to_string();
        let paths = sources.iter().flat_map(|(path, n)| std::iter::repeat_n(path.clone(), *n));
        columns.insert(0, (name, Value::strings(paths.collect::<Vec<_>>())));
    }
    announce(args, &titles, &types, rows, delimiter)?;
    if unfit {
        args.session.warn(
            "One or more parsing issues, call `problems()` on your data frame for details,\ne.g.:\n  dat <- vroom(...)\n  problems(dat)",
            None,
        )?;
    }
    let collectors = titles.iter().zip(&types).map(|(t, of)| (t.clone(), collector(of))).collect();
    let spec = guess::specification(collectors, collector(&Type::Guess));
    let spec = spec.with_part("delim", Value::string(&(delimiter as char).to_string()));
    let row_names =
        Value::integers(vec![raglan_engine::value::NA_INTEGER, -i32::try_from(rows).unwrap_or(i32::MAX)]);
    let frame = Value::named_list(columns)
        .with_attribute(known::ROW_NAMES, row_names)
        .with_attribute(Symbol::new("spec"), spec);
    let frame = match inputs.as_slice() {
        _ if !unfit => frame,
        [(path, _)] if !table.ragged => {
            let path = if path == "literal data" { String::new() } else { path.clone() };
            frame.with_attribute(Symbol::new("problems"), listed(&troubles, &path))
        }
        _ => frame.with_attribute(Symbol::new("problems"), Value::string("unlisted")),
    };
    Ok(frame.with_class(&["spec_tbl_df", "tbl_df", "tbl", "data.frame"]))
}

/// A field that does not fit the type of its column.
struct Trouble {
    row: usize,
    column: usize,
    expected: String,
    actual: String,
}

/// The fields that did not fit as `problems()` shows them.
fn listed(troubles: &[Trouble], path: &str) -> Value {
    let count = |f: fn(&Trouble) -> usize| {
        Value::integers(troubles.iter().map(|t| i32::try_from(f(t)).unwrap_or(i32::MAX)).collect::<Vec<_>>())
    };
    let table = raglan_engine::value::frame::Table {
        names: ["row", "col", "expected", "actual", "file"].map(str::to_string).to_vec(),
        columns: vec![
            count(|t| t.row),
            count(|t| t.column),
            Value::strings(troubles.iter().map(|t| t.expected.as_str())),
            Value::strings(troubles.iter().map(|t| t.actual.as_str())),
            Value::strings(troubles.iter().map(|_| path)),
        ],
        rows: troubles.len(),
    };
    table.tibble()
}

fn collector(of: &Type) -> Value {
    let class = format!("collector_{}", of.name());
    let fields = match of {
        Type::Formatted(_, format) => Value::named_list([("format", Value::string(format))]),
        Type::Date | Type::Datetime | Type::Time => Value::named_list([("format", Value::string(""))]),
        _ => Value::list(Vec::new()),
    };
    fields.with_class(&[&class, "collector"])
}

/// The names of the columns, made unique.
fn titles(args: &mut Args, names: &Value, table: &Table) -> Eval<Vec<String>> {
    let titles: Vec<String> = match (names, &table.header) {
        (_, Some(header)) => header.clone(),
        (Value::Character(v), None) => {
            let mut all: Vec<String> = v.data.iter().map(|s| s.unwrap_or("NA").to_string()).collect();
            for k in all.len()..table.columns.len() {
                all.push(format!("X{}", k + 1));
            }
            all
        }
        _ => (1..=table.columns.len()).map(|k| format!("X{k}")).collect(),
    };
    match args.value("name_repair")? {
        Value::Character(v) => match v.data.get(0) {
            Some("minimal") => Ok(titles),
            Some("unique") => unique(args, titles),
            other => {
                fail(format!("argument 'name_repair = \"{}\"' is not implemented", other.unwrap_or("NA")))
            }
        },
        _ => fail("a function as 'name_repair' is not implemented"),
    }
}

fn unique(args: &mut Args, titles: Vec<String>) -> Eval<Vec<String>> {
    let mut said = String::new();
    let repeated = |t: &String| t.is_empty() || titles.iter().filter(|o| *o == t).count() > 1;
    let mut out = Vec::with_capacity(titles.len());
    for (k, title) in titles.iter().enumerate() {
        if repeated(title) {
            let new = format!("{title}...{}", k + 1);
            said.push_str(&format!("\n\u{2022} `{title}` -> `{new}`"));
            out.push(new);
        } else {
            out.push(title.clone());
        }
    }
    if !said.is_empty() {
        args.session.message(&format!("New names:{said}"))?;
    }
    Ok(out)
}

fn types(args: &mut Args, titles: &[String], table: &Table, na: &[String], limit: usize) -> Eval<Vec<Type>> {
    let guessed = |k: usize| guess::guess(&table.columns[k], na, limit);
    let given = args.value("col_types")?;
    let mut types: Vec<Type> = match &given {
        Value::Null => vec![Type::Guess; titles.len()],
        Value::Character(v) => {
            let letters: Vec<char> = v.data.get(0).unwrap_or_default().chars().collect();
            if letters.len() > titles.len() {
                return fail("Too many column types");
            }
            let mut out = Vec::new();
            for letter in letters {
                match Type::of_letter(letter) {
                    Some(of) => out.push(of),
                    None => return fail(format!("Unknown shortcut: {letter}")),
                }
            }
            out.resize(titles.len(), Type::Guess);
            out
        }
        spec => {
            let default = spec.part("default").map_or(Ok(Type::Guess), |d| Type::of_collector(&d))?;
            let columns = spec.part("cols").unwrap_or_else(|| spec.clone());
            let mut out = Vec::new();
            for title in titles {
                out.push(columns.part(title).map_or(Ok(default.clone()), |c| Type::of_collector(&c))?);
            }
            out
        }
    };
    for (k, of) in types.iter_mut().enumerate() {
        if *of == Type::Guess {
            *of = guessed(k);
        }
    }
    Ok(types)
}

/// Says what was read, unless types were given or `show_col_types` is FALSE.
fn announce(args: &mut Args, titles: &[String], types: &[Type], rows: usize, delimiter: u8) -> Eval<()> {
    let show = match args.value("show_col_types")? {
        Value::Null => {
            matches!(args.value("col_types")?, Value::Null)
                && !matches!(args.session.option("readr.show_col_types"), Value::Logical(v) if v.data[0] == Some(false))
        }
        _ => args.flag("show_col_types")?,
    };
    if !show {
        return Ok(());
    }
    const ORDER: &[&str] = &["chr", "fct", "int", "dbl", "num", "lgl", "date", "dttm", "time"];
    let mut groups: Vec<(&str, Vec<&str>)> = Vec::new();
    for short in ORDER {
        let members: Vec<&str> = titles
            .iter()
            .zip(types)
            .filter(|(_, of)| of.short() == *short)
            .map(|(t, _)| t.as_str())
            .collect();
        if !members.is_empty() {
            groups.push((short, members));
        }
    }
    let label = groups.iter().map(|(s, _)| s.len()).max().unwrap_or(0);
    let count = groups.iter().map(|(_, m)| m.len().to_string().len()).max().unwrap_or(0);
    let width = usize::try_from(args.session.option_number("width", 80)).unwrap_or(80);
    let rule = "\u{2500}".repeat(width.saturating_sub(24));
    let shown = match delimiter {
        b'\t' => "\\t".to_string(),
        other => (other as char).to_string(),
    };
    let skipped = types.iter().filter(|t| **t == Type::Skip).count();
    let mut text = format!("Rows: {rows} Columns: {}\n", titles.len() - skipped);
    text.push_str(&format!("\u{2500}\u{2500} Column specification {rule}\nDelimiter: \"{shown}\"\n"));
    for (short, members) in groups {
        let open = format!("({})", members.len());
        let head = format!("{short:<label$} {open:>w$}: ", w = count + 2);
        let list = members.join(", ");
        let room = width.saturating_sub(1).saturating_sub(head.chars().count());
        let list = if list.chars().count() > room {
            format!("{}...", list.chars().take(room.saturating_sub(3)).collect::<String>())
        } else {
            list
        };
        text.push_str(&format!("{head}{list}\n"));
    }
    text.push_str("\n\u{2139} Use `spec()` to retrieve the full column specification for this data.\n");
    text.push_str(
        "\u{2139} Specify the column types or set `show_col_types = FALSE` to quiet this message.\n",
    );
    args.session.message_condition(condition(&text, None, &["vroom_dim_message", "rlang_message", "message"]))
}

fn read_lines(args: &mut Args) -> Eval {
    args.refuse_unless_default(&["locale", "na", "skip_empty_rows"])?;
    let skip = args.count("skip")?;
    let limit = args.number("n_max")?;
    let mut lines = Vec::new();
    for (_, text) in texts(args)? {
        lines.extend(text.lines().skip(skip).map(str::to_string));
    }
    if limit.is_finite() {
        lines.truncate(limit as usize);
    }
    Ok(Value::strings(lines))
}

fn read_file(args: &mut Args) -> Eval {
    args.refuse_unless_default(&["locale"])?;
    let text: String = texts(args)?.into_iter().map(|(_, t)| t).collect();
    Ok(Value::string(&text))
}

fn print_spec(args: &mut Args) -> Eval {
    let spec = args.value("x")?;
    let columns = spec.part("cols").unwrap_or(Value::Null);
    let names = columns.names();
    let items = raglan_engine::value::as_list(&columns);
    let mut lines = Vec::new();
    for (k, item) in items.iter().enumerate() {
        let class = item.class_attribute();
        let of = class
            .as_ref()
            .and_then(|c| c.get(0))
            .and_then(|c| c.strip_prefix("collector_"))
            .unwrap_or("guess");
        let inner = if matches!(of, "date" | "datetime" | "time") { "format = \"\"" } else { "" };
        let name = names.as_ref().and_then(|n| n.get(k)).unwrap_or_default();
        let name =
            if raglan_engine::value::is_syntactic(name) { name.to_string() } else { format!("`{name}`") };
        lines.push(format!("  {name} = col_{of}({inner})"));
    }
    args.session.write(&format!("cols(\n{}\n)\n", lines.join(",\n")));
    args.invisible(spec)
}
