//! Whether and how often strings hold a pattern.

use super::pattern::patterns;
use super::{at, common, texts};
use raglan_engine::eval::{Args, Builtin, Eval, builtin};
use raglan_engine::value::{NA_INTEGER, Strings, Value};

pub(super) const FUNCTIONS: &[Builtin] = &[
    builtin("str_detect(string, pattern, negate = FALSE)", |a| hits(a, None).map(Value::logicals)),
    builtin("str_starts(string, pattern, negate = FALSE)", |a| {
        hits(a, Some(("^(?:", ")"))).map(Value::logicals)
    }),
    builtin("str_ends(string, pattern, negate = FALSE)", |a| {
        hits(a, Some(("(?:", ")$"))).map(Value::logicals)
    }),
    builtin("str_which(string, pattern, negate = FALSE)", which),
    builtin("str_subset(string, pattern, negate = FALSE)", subset),
    builtin("str_count(string, pattern = \"\")", count),
    builtin("str_like(string, pattern, ignore_case = TRUE)", like),
];

fn hits(args: &mut Args, wrap: Option<(&str, &str)>) -> Eval<Vec<Option<bool>>> {
    let string = texts(args, "string")?;
    let negate = args.flag("negate")?;
    let given = args.value("pattern")?;
    let patterns = patterns(args, &given, false, wrap)?;
    let n = common(args, &[("string", string.len()), ("pattern", patterns.len())])?;
    let mut out = Vec::with_capacity(n);
    for i in 0..n {
        let text = string.get(at(i, string.len()));
        out.push(match (text, &patterns[at(i, patterns.len())]) {
            (Some(text), Some(pattern)) => Some(pattern.is_match(text)? != negate),
            _ => None,
        });
    }
    Ok(out)
}

fn which(args: &mut Args) -> Eval {
    let hits = hits(args, None)?;
    let at: Vec<i32> = (0..hits.len()).filter(|&i| hits[i] == Some(true)).map(|i| i as i32 + 1).collect();
    Ok(Value::integers(at))
}

fn subset(args: &mut Args) -> Eval {
    let hits = hits(args, None)?;
    let string = texts(args, "string")?;
    let kept: Strings =
        (0..hits.len()).filter(|&i| hits[i] == Some(true)).map(|i| string.get(at(i, string.len()))).collect();
    Ok(kept.into())
}

fn count(args: &mut Args) -> Eval {
    let string = texts(args, "string")?;
    let given = args.value("pattern")?;
    let patterns = patterns(args, &given, true, None)?;
    let n = common(args, &[("string", string.len()), ("pattern", patterns.len())])?;
    let mut out = Vec::with_capacity(n);
    for i in 0..n {
        let text = string.get(at(i, string.len()));
        out.push(match (text, &patterns[at(i, patterns.len())]) {
            (Some(text), Some(pattern)) => pattern.all(text)?.len() as i32,
            _ => NA_INTEGER,
        });
    }
    Ok(Value::integers(out))
}

/// SQL's `LIKE`: `%` is any text, `_` any character.
fn like(args: &mut Args) -> Eval {
    let string = texts(args, "string")?;
    let given = texts(args, "pattern")?;
    let ignore = args.flag("ignore_case")?;
    let n = common(args, &[("string", string.len()), ("pattern", given.len())])?;
    let mut out = Vec::with_capacity(n);
    for i in 0..n {
        let (text, pattern) = (string.get(at(i, string.len())), given.get(at(i, given.len())));
        out.push(match (text, pattern) {
            (Some(text), Some(pattern)) if ignore => {
                Some(matches(&text.to_lowercase(), &pattern.to_lowercase()))
            }
            (Some(text), Some(pattern)) => Some(matches(text, pattern)),
            _ => None,
        });
    }
    Ok(Value::logicals(out))
}

fn matches(text: &str, pattern: &str) -> bool {
    let mut rest = pattern.chars();
    match rest.next() {
        None => text.is_empty(),
        Some('%') => {
            let tail = rest.as_str();
            let mut ends = text.char_indices().map(|c| c.0).chain(std::iter::once(text.len()));
            ends.any(|at| matches(&text[at..], tail))
        }
        Some(c) => {
            let (wanted, any) = match c {
                '\\' => (rest.next().unwrap_or('\\'), false),
                c => (c, c == '_'),
            };
            let mut left = text.chars();
            left.next().is_some_and(|t| any || t == wanted) && matches(left.as_str(), rest.as_str())
        }
    }
}
