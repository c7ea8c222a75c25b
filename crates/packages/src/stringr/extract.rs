//! The parts of strings that match.

use super::pattern::{Pattern, patterns};
use super::{at, common, texts};
use crate::base::regex::Found;
use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail};
use raglan_engine::value::{Strings, Value, known};

pub(super) const FUNCTIONS: &[Builtin] = &[
    builtin("str_extract(string, pattern, group = NULL)", extract),
    builtin("str_extract_all(string, pattern, simplify = FALSE)", extract_all),
    builtin("str_match(string, pattern)", match_groups),
    builtin("str_match_all(string, pattern)", match_all),
];

fn part<'a>(text: &'a str, found: &Found, group: usize) -> Option<&'a str> {
    found.get(group).copied().flatten().map(|(start, end)| &text[start..end])
}

/// Texts and patterns of the two first arguments, and how many results.
fn inputs(args: &mut Args, empty: bool) -> Eval<(Strings, Vec<Option<Pattern>>, usize)> {
    let string = texts(args, "string")?;
    let given = args.value("pattern")?;
    let patterns = patterns(args, &given, empty, None)?;
    let n = common(args, &[("string", string.len()), ("pattern", patterns.len())])?;
    Ok((string, patterns, n))
}

fn extract(args: &mut Args) -> Eval {
    let group = match args.optional("group")? {
        None => 0,
        Some(v) if v.len() == 1 => args.count("group")?,
        Some(_) => return fail("several values of argument 'group' of `str_extract` are not implemented"),
    };
    let (string, patterns, n) = inputs(args, true)?;
    let groups = patterns.iter().flatten().map(|p| p.group_names().len()).max().unwrap_or(0);
    if group > groups {
        return Err(super::refuse(args, "`group` must be the number of a group of `pattern`."));
    }
    let mut out = Vec::with_capacity(n);
    for i in 0..n {
        out.push(match (string.get(at(i, string.len())), &patterns[at(i, patterns.len())]) {
            (Some(text), Some(pattern)) => pattern.first(text)?.and_then(|f| part(text, &f, group)),
            _ => None,
        });
    }
    Ok(Value::texts(out))
}

/// Rows of different lengths as a character matrix, filled with a text or NA.
pub fn matrix<S: AsRef<str> + Clone>(rows: &[Vec<Option<S>>], columns: usize, fill: Option<&str>) -> Value {
    let mut data: Vec<Option<&str>> = Vec::with_capacity(rows.len() * columns);
    for k in 0..columns {
        data.extend(rows.iter().map(|r| match r.get(k) {
            Some(text) => text.as_ref().map(AsRef::as_ref),
            None => fill,
        }));
    }
    Value::texts(data).with_attribute(known::DIM, Value::integers(vec![rows.len() as i32, columns as i32]))
}

fn extract_all(args: &mut Args) -> Eval {
    let simplify = args.flag("simplify")?;
    let (string, patterns, n) = inputs(args, true)?;
    let mut rows: Vec<Vec<Option<&str>>> = Vec::with_capacity(n);
    for i in 0..n {
        rows.push(match (string.get(at(i, string.len())), &patterns[at(i, patterns.len())]) {
            (Some(text), Some(pattern)) => pattern.all(text)?.iter().map(|f| part(text, f, 0)).collect(),
            _ => vec![None],
        });
    }
    if simplify {
        let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
        return Ok(matrix(&rows, columns, Some("")));
    }
    Ok(Value::list(rows.into_iter().map(Value::texts).collect::<Vec<_>>()))
}

/// The whole match and its groups; names of the groups where the pattern has them.
fn table(rows: &[Vec<Option<&str>>], names: &[String]) -> Value {
    let out = matrix(rows, names.len() + 1, None);
    if names.iter().all(String::is_empty) {
        return out;
    }
    let all = std::iter::once("").chain(names.iter().map(String::as_str));
    out.with_attribute(known::DIMNAMES, Value::list(vec![Value::Null, Value::strings(all)]))
}

fn row<'a>(text: &'a str, found: &Found, groups: usize) -> Vec<Option<&'a str>> {
    (0..=groups).map(|k| part(text, found, k)).collect()
}

fn group_names(args: &mut Args, patterns: &[Option<Pattern>]) -> Eval<Vec<String>> {
    let mut names = Vec::new();
    for pattern in patterns.iter().flatten() {
        if !matches!(pattern, Pattern::Match(_)) {
            let name = args.name();
            return fail(format!("`{name}()` needs a regular expression"));
        }
        let own = pattern.group_names();
        if own.len() > names.len() {
            names = own;
        }
    }
    Ok(names)
}

fn match_groups(args: &mut Args) -> Eval {
    let (string, patterns, n) = inputs(args, false)?;
    let names = group_names(args, &patterns)?;
    let mut rows = Vec::with_capacity(n);
    for i in 0..n {
        let found = match (string.get(at(i, string.len())), &patterns[at(i, patterns.len())]) {
            (Some(text), Some(pattern)) => pattern.first(text)?.map(|f| row(text, &f, names.len())),
            _ => None,
        };
        rows.push(found.unwrap_or_else(|| vec![None; names.len() + 1]));
    }
    Ok(table(&rows, &names))
}

fn match_all(args: &mut Args) -> Eval {
    let (string, patterns, n) = inputs(args, false)?;
    let names = group_names(args, &patterns)?;
    let mut out = Vec::with_capacity(n);
    for i in 0..n {
        let rows = match (string.get(at(i, string.len())), &patterns[at(i, patterns.len())]) {
            (Some(text), Some(pattern)) => {
                pattern.all(text)?.iter().map(|f| row(text, f, names.len())).collect()
            }
            _ => vec![vec![None; names.len() + 1]],
        };
        out.push(table(&rows, &names));
    }
    Ok(Value::list(out))
}
