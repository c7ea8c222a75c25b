//! One column into several and several into one: `separate()`, `extract()`, `unite()`, `separate_rows()`.

use super::columns::{chosen, chosen_dots, code_of, column_of, converted, data_of, perl, rebuilt, texts};
use crate::base::regex::Matcher;
use crate::rlang::conditions::error;
use raglan_engine::eval::{Args, Builtin, Eval, fail, lazy};
use raglan_engine::value::frame::Table;
use raglan_engine::value::{Strings, Value, as_character, as_integer};

pub(super) const FUNCTIONS: &[Builtin] = &[
    lazy(
        "separate(data, col, into, sep = \"[^[:alnum:]]+\", remove = TRUE, convert = FALSE, extra = \"warn\", \
         fill = \"warn\", ...)",
        separate,
    ),
    lazy(
        "extract(data, col, into, regex = \"([[:alnum:]]+)\", remove = TRUE, convert = FALSE, ...)",
        extract,
    ),
    lazy("unite(data, col, ..., sep = \"_\", remove = TRUE, na.rm = FALSE)", unite),
    lazy("separate_rows(data, ..., sep = \"[^[:alnum:].]+\", convert = FALSE)", separate_rows),
    lazy(
        "separate_wider_delim(data, cols, delim, ..., names = NULL, names_sep = NULL, \
         names_repair = \"check_unique\", too_few = \"error\", too_many = \"error\", cols_remove = TRUE)",
        wider_delim,
    ),
    lazy("separate_longer_delim(data, cols, delim, ...)", longer_delim),
];

/// What is done with too many and too few pieces.
#[derive(Clone)]
pub struct Rules<'a> {
    extra: String,
    fill: String,
    verb: &'a str,
}

impl<'a> Rules<'a> {
    /// Both are warned of.
    pub fn warning(verb: &'a str) -> Self {
        Self { extra: "warn".into(), fill: "warn".into(), verb }
    }
}

/// A message in lines of the console's width.
pub fn wrapped(message: &str) -> String {
    let mut out = String::new();
    let mut used = 0;
    for word in message.split(' ') {
        let width = word.chars().count();
        if used > 0 && used + 1 + width > 79 {
            out.push('\n');
            used = 0;
        } else if used > 0 {
            out.push(' ');
            used += 1;
        }
        out.push_str(word);
        used += width;
    }
    out
}

/// Texts cut into named columns, by an expression or at positions.
pub fn separated(
    args: &mut Args,
    column: &Value,
    into: &[Option<String>],
    sep: &Value,
    rules: Rules,
) -> Eval<Vec<(String, Value)>> {
    let text = texts(args, column)?;
    let rows = match sep {
        Value::Integer(_) | Value::Double(_) => {
            cut_at(&text, &as_integer(sep, &mut Vec::new())?, into.len())?
        }
        Value::Character(v) if v.data.len() == 1 => {
            let pattern = perl(v.data.get(0).unwrap_or("NA"))?;
            let limit = if rules.extra == "merge" { into.len() } else { usize::MAX };
            let mut pieces = Vec::with_capacity(text.len());
            for one in text.iter() {
                pieces.push(one.map(|t| split(t, &pattern, limit)).transpose()?);
            }
            fitted(args, pieces, into.len(), &rules)?
        }
        _ => {
            let message = "`sep` must be a string or numeric vector.";
            return Err(error(args.session, rules.verb, message));
        }
    };
    Ok(named_columns(into, &rows))
}

/// Columns from rows, those without a name left out.
fn named_columns(into: &[Option<String>], rows: &[Vec<Option<String>>]) -> Vec<(String, Value)> {
    let column = |k: usize| Value::texts(rows.iter().map(|r| r.get(k).and_then(Option::as_deref)));
    into.iter().enumerate().filter_map(|(k, n)| n.as_ref().map(|n| (n.clone(), column(k)))).collect()
}

fn cut_at(text: &Strings, at: &[i32], n: usize) -> Eval<Vec<Vec<Option<String>>>> {
    if at.len() + 1 != n {
        return fail("If `sep` is an integer vector, it must be one shorter than `into`".to_string());
    }
    let row = |text: Option<&str>| {
        let Some(text) = text else { return vec![None; n] };
        let chars: Vec<char> = text.chars().collect();
        let count = chars.len() as i32;
        let place = |p: i32| (if p >= 0 { p.min(count) } else { (count + p).max(0) }) as usize;
        let mut ends: Vec<usize> = at.iter().map(|&p| place(p)).collect();
        ends.push(chars.len());
        let mut from = 0;
        let mut out = Vec::with_capacity(n);
        for end in ends {
            out.push(Some(chars[from.min(end)..end].iter().collect()));
            from = end;
        }
        out
    };
    Ok(text.iter().map(row).collect())
}

/// The pieces between matches, at most `limit`.
pub fn split(text: &str, pattern: &Matcher, limit: usize) -> Eval<Vec<String>> {
    let mut out = Vec::new();
    let (mut from, mut search) = (0, 0);
    while out.len() + 1 < limit {
        let Some((start, end)) = pattern.find(text, search)?.and_then(|f| f[0]) else { break };
        if start == end {
            let Some(c) = text[end..].chars().next() else { break };
            search = end + c.len_utf8();
            continue;
        }
        out.push(text[from..start].to_string());
        from = end;
        search = end;
    }
    out.push(text[from..].to_string());
    Ok(out)
}

/// Rows of exactly `n` pieces; NA where there was NA.
fn fitted(
    args: &mut Args,
    pieces: Vec<Option<Vec<String>>>,
    n: usize,
    rules: &Rules,
) -> Eval<Vec<Vec<Option<String>>>> {
    let (mut big, mut small) = (Vec::new(), Vec::new());
    let mut out = Vec::with_capacity(pieces.len());
    for (i, row) in pieces.into_iter().enumerate() {
        let Some(row) = row else {
            out.push(vec![None; n]);
            continue;
        };
        let mut row: Vec<Option<String>> = row.into_iter().map(Some).collect();
        if row.len() > n {
            big.push(i + 1);
            row.truncate(n);
        } else if row.len() < n {
            small.push(i + 1);
            let lack = n - row.len();
            let at = if rules.fill == "left" { 0 } else { row.len() };
            row.splice(at..at, vec![None; lack]);
        }
        out.push(row);
    }
    let tell = |args: &mut Args, what: &str, rows: &[usize]| -> Eval<()> {
        if rows.is_empty() {
            return Ok(());
        }
        let mut list: Vec<String> = rows.iter().take(20).map(usize::to_string).collect();
        if rows.len() > 20 {
            list.push("...".into());
        }
        let message = format!("Expected {n} pieces. {what} in {} rows [{}].", rows.len(), list.join(", "));
        args.session.warn(&wrapped(&message), None)
    };
    if rules.extra == "warn" {
        tell(args, "Additional pieces discarded", &big)?;
    }
    if rules.fill == "warn" {
        tell(args, "Missing pieces filled with `NA`", &small)?;
    }
    Ok(out)
}

/// Names for new columns; NA leaves one out.
fn names_for(args: &mut Args, verb: &str) -> Eval<Vec<Option<String>>> {
    match args.value("into")? {
        value @ Value::Character(_) => {
            Ok(as_character(&value)?.iter().map(|n| n.map(str::to_string)).collect())
        }
        Value::Logical(l) if l.data.iter().all(Option::is_none) => Ok(vec![None; l.data.len()]),
        other => {
            let what = crate::rlang::friendly_type(&other);
            Err(error(args.session, verb, &format!("`into` must be a character vector, not {what}.")))
        }
    }
}

/// New columns behind a column, which goes unless it is kept.
fn beside(table: &Table, at: usize, new: Vec<(String, Value)>, remove: bool) -> Table {
    let mut out = Table { rows: table.rows, ..Table::default() };
    let taken = |name: &String| new.iter().any(|(n, _)| n == name);
    for (i, name) in table.names.iter().enumerate() {
        let is_it = i == at;
        if !(is_it && remove) && !taken(name) {
            out.names.push(name.clone());
            out.columns.push(table.columns[i].clone());
        }
        if is_it {
            for (name, column) in &new {
                out.names.push(name.clone());
                out.columns.push(column.clone());
            }
        }
    }
    out
}

fn separate(args: &mut Args) -> Eval {
    const VERB: &str = "separate";
    args.refuse_dots()?;
    let (data, table) = data_of(args, "data", VERB)?;
    let at = column_of(args, "col", &table, VERB)?;
    let into = names_for(args, VERB)?;
    let (extra, fill) = (args.string("extra")?, args.string("fill")?);
    if !["warn", "drop", "merge"].contains(&extra.as_str()) {
        return fail(format!("argument 'extra = \"{extra}\"' of `separate` is not implemented"));
    }
    if !["warn", "left", "right"].contains(&fill.as_str()) {
        return fail(format!("argument 'fill = \"{fill}\"' of `separate` is not implemented"));
    }
    let sep = args.value("sep")?;
    let mut new = separated(args, &table.columns[at], &into, &sep, Rules { extra, fill, verb: VERB })?;
    finish(args, &data, &table, at, &mut new)
}

fn finish(args: &mut Args, data: &Value, table: &Table, at: usize, new: &mut Vec<(String, Value)>) -> Eval {
    if args.flag("convert")? {
        for (_, column) in new.iter_mut() {
            *column = converted(column)?;
        }
    }
    let remove = args.flag("remove")?;
    let out = beside(table, at, std::mem::take(new), remove);
    rebuilt(out, data)
}

/// The groups of an expression as named columns.
pub fn extracted(
    args: &mut Args,
    column: &Value,
    into: &[Option<String>],
    pattern: &str,
    verb: &str,
) -> Eval<Vec<(String, Value)>> {
    let text = texts(args, column)?;
    let matcher = perl(pattern)?;
    let groups = matcher.group_names().len();
    if groups != into.len() {
        let message = format!("`regex` should define {} groups; {groups} found.", into.len());
        return Err(error(args.session, verb, &message));
    }
    let mut rows = Vec::with_capacity(text.len());
    for one in text.iter() {
        let found = match one {
            Some(one) => matcher.find(one, 0)?.map(|f| (one, f)),
            None => None,
        };
        rows.push(match found {
            Some((one, found)) => {
                // A group that takes no part is empty text.
                (1..=groups)
                    .map(|k| Some(found[k].map_or(String::new(), |(a, b)| one[a..b].to_string())))
                    .collect()
            }
            None => vec![None; groups],
        });
    }
    Ok(named_columns(into, &rows))
}

fn extract(args: &mut Args) -> Eval {
    const VERB: &str = "extract";
    args.refuse_dots()?;
    let (data, table) = data_of(args, "data", VERB)?;
    let at = column_of(args, "col", &table, VERB)?;
    let into = names_for(args, VERB)?;
    let pattern = args.string("regex")?;
    let mut new = extracted(args, &table.columns[at], &into, &pattern, VERB)?;
    finish(args, &data, &table, at, &mut new)
}

fn unite(args: &mut Args) -> Eval {
    const VERB: &str = "unite";
    let (data, table) = data_of(args, "data", VERB)?;
    let Some(code) = code_of(args, "col")? else {
        return Err(error(args.session, VERB, "`col` is absent but must be supplied."));
    };
    let name = match code.squashed() {
        Value::Symbol(s) => s.as_str().to_string(),
        Value::Character(v) => v.data.get(0).unwrap_or("NA").to_string(),
        _ => return fail("`col` must be a name or a string"),
    };
    let at = chosen_dots(args, &table, VERB)?.unwrap_or_else(|| (0..table.names.len()).collect());
    let (sep, drop) = (args.string("sep")?, args.flag("na.rm")?);
    let mut parts = Vec::new();
    for &i in &at {
        parts.push(texts(args, &table.columns[i])?);
    }
    let one = |i: usize| {
        let each = parts.iter().map(|p| p.get(i));
        let each: Vec<&str> =
            if drop { each.flatten().collect() } else { each.map(|t| t.unwrap_or("NA")).collect() };
        each.join(&sep)
    };
    let united = Value::strings((0..table.rows).map(one));
    let remove = args.flag("remove")?;
    let first = at.iter().min().copied().unwrap_or(0);
    let mut out = Table { rows: table.rows, ..Table::default() };
    for (i, own) in table.names.iter().enumerate() {
        if i == first {
            out.names.push(name.clone());
            out.columns.push(united.clone());
        }
        if !(remove && at.contains(&i)) && *own != name {
            out.names.push(own.clone());
            out.columns.push(table.columns[i].clone());
        }
    }
    rebuilt(out, &data)
}

/// Each row as often as its texts have pieces.
fn lengthened(
    args: &mut Args,
    data: &Value,
    table: &Table,
    at: &[usize],
    pattern: &Matcher,
    convert: bool,
    verb: &str,
) -> Eval {
    let mut pieces: Vec<Vec<Vec<Option<String>>>> = Vec::new();
    for &i in at {
        let text = texts(args, &table.columns[i])?;
        let mut own = Vec::with_capacity(text.len());
        for one in text.iter() {
            own.push(match one {
                Some(one) => split(one, pattern, usize::MAX)?.into_iter().map(Some).collect(),
                None => vec![None],
            });
        }
        pieces.push(own);
    }
    let mut rows = Vec::new();
    let mut flat: Vec<Vec<Option<String>>> = vec![Vec::new(); at.len()];
    for i in 0..table.rows {
        let n = pieces.iter().map(|p| p[i].len()).max().unwrap_or(1);
        if let Some(bad) = pieces.iter().find(|p| p[i].len() != n && p[i].len() != 1) {
            let message =
                format!("In row {}, can't recycle input of size {} to size {n}.", i + 1, bad[i].len());
            return Err(error(args.session, verb, &message));
        }
        rows.extend(vec![i; n]);
        for (k, own) in pieces.iter().enumerate() {
            flat[k].extend((0..n).map(|j| own[i][if own[i].len() == 1 { 0 } else { j }].clone()));
        }
    }
    let mut out = table.take(&rows);
    for (k, own) in flat.into_iter().enumerate() {
        let mut column = Value::texts(own);
        if convert {
            column = converted(&column)?;
        }
        out.columns[at[k]] = column;
    }
    rebuilt(out, data)
}

fn separate_rows(args: &mut Args) -> Eval {
    let (data, table) = data_of(args, "data", "separate_rows")?;
    let at = chosen_dots(args, &table, "separate_rows")?.unwrap_or_default();
    let pattern = perl(&args.string("sep")?)?;
    let convert = args.flag("convert")?;
    lengthened(args, &data, &table, &at, &pattern, convert, "separate_rows")
}

fn longer_delim(args: &mut Args) -> Eval {
    args.refuse_dots()?;
    let (data, table) = data_of(args, "data", "separate_longer_delim")?;
    let at = chosen(args, "cols", &table, "separate_longer_delim")?.unwrap_or_default();
    let delim = Matcher::Fixed(args.string("delim")?);
    lengthened(args, &data, &table, &at, &delim, false, "separate_longer_delim")
}

/// How many pieces are too few or too many, as the error says.
fn refuse_pieces(args: &mut Args, n: usize, name: &str, count: usize, few: bool) -> Eval {
    let (word, argument) = if few { ("short", "too_few") } else { ("long", "too_many") };
    let (values, were) = if count == 1 { ("value", "was") } else { ("values", "were") };
    let others = if few { "\"align_start\"/\"align_end\"" } else { "\"drop\"/\"merge\"" };
    let message = format!(
        "Expected {n} pieces in each element of `{name}`.\n! {count} {values} {were} too {word}.\nℹ Use \
         `{argument} = \"debug\"` to diagnose the problem.\nℹ Use `{argument} = {others}` to silence this message."
    );
    Err(error(args.session, "separate_wider_delim", &message))
}

fn wider_delim(args: &mut Args) -> Eval {
    const VERB: &str = "separate_wider_delim";
    args.refuse_dots()?;
    args.refuse_unless_default(&["names_sep", "names_repair"])?;
    let (data, table) = data_of(args, "data", VERB)?;
    let at = column_of(args, "cols", &table, VERB)?;
    let delim = Matcher::Fixed(args.string("delim")?);
    let given = args.value("names")?;
    let into: Vec<Option<String>> = as_character(&given)?.iter().map(|n| n.map(str::to_string)).collect();
    let n = into.len();
    let (few, many) = (args.string("too_few")?, args.string("too_many")?);
    if n == 0 || few == "debug" || many == "debug" {
        return fail("`separate_wider_delim()` without `names` or with \"debug\" is not implemented");
    }
    let name = table.names[at].clone();
    let text = texts(args, &table.columns[at])?;
    let limit = if many == "merge" { n } else { usize::MAX };
    let mut rows = Vec::with_capacity(text.len());
    let (mut short, mut long) = (0, 0);
    for one in text.iter() {
        let Some(one) = one else {
            rows.push(vec![None; n]);
            continue;
        };
        let mut row: Vec<Option<String>> = split(one, &delim, limit)?.into_iter().map(Some).collect();
        if row.len() < n {
            short += 1;
            let place = if few == "align_end" { 0 } else { row.len() };
            let lack = n - row.len();
            row.splice(place..place, vec![None; lack]);
        } else if row.len() > n {
            long += 1;
            row.truncate(n);
        }
        rows.push(row);
    }
    if short > 0 && few == "error" {
        return refuse_pieces(args, n, &name, short, true);
    }
    if long > 0 && many == "error" {
        return refuse_pieces(args, n, &name, long, false);
    }
    let remove = args.flag("cols_remove")?;
    let out = beside(&table, at, named_columns(&into, &rows), remove);
    rebuilt(out, &data)
}
