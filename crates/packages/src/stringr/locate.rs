//! Where strings hold a pattern.

use super::pattern::patterns;
use super::{at, common, texts};
use crate::base::regex::Found;
use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail};
use raglan_engine::value::{NA_INTEGER, Value, known};

pub(super) const FUNCTIONS: &[Builtin] = &[
    builtin("str_locate(string, pattern)", locate),
    builtin("str_locate_all(string, pattern)", locate_all),
    builtin("invert_match(loc)", invert),
];

/// Starts and ends as the matrix stringr gives.
fn matrix(places: &[(i32, i32)]) -> Value {
    let data: Vec<i32> = places.iter().map(|p| p.0).chain(places.iter().map(|p| p.1)).collect();
    Value::integers(data)
        .with_attribute(known::DIM, Value::integers(vec![places.len() as i32, 2]))
        .with_attribute(known::DIMNAMES, Value::list(vec![Value::Null, Value::strings(["start", "end"])]))
}

fn place(text: &str, found: &Found) -> (i32, i32) {
    let Some((start, end)) = found[0] else { return (NA_INTEGER, NA_INTEGER) };
    let first = text[..start].chars().count();
    (first as i32 + 1, (first + text[start..end].chars().count()) as i32)
}

fn locate(args: &mut Args) -> Eval {
    let string = texts(args, "string")?;
    let given = args.value("pattern")?;
    let patterns = patterns(args, &given, true, None)?;
    let n = common(args, &[("string", string.len()), ("pattern", patterns.len())])?;
    let mut out = Vec::with_capacity(n);
    for i in 0..n {
        let found = match (string.get(at(i, string.len())), &patterns[at(i, patterns.len())]) {
            (Some(text), Some(pattern)) => pattern.first(text)?.map(|f| place(text, &f)),
            _ => None,
        };
        out.push(found.unwrap_or((NA_INTEGER, NA_INTEGER)));
    }
    Ok(matrix(&out))
}

fn locate_all(args: &mut Args) -> Eval {
    let string = texts(args, "string")?;
    let given = args.value("pattern")?;
    let patterns = patterns(args, &given, true, None)?;
    let n = common(args, &[("string", string.len()), ("pattern", patterns.len())])?;
    let mut out = Vec::with_capacity(n);
    for i in 0..n {
        out.push(match (string.get(at(i, string.len())), &patterns[at(i, patterns.len())]) {
            (Some(text), Some(pattern)) => {
                matrix(&pattern.all(text)?.iter().map(|f| place(text, f)).collect::<Vec<_>>())
            }
            _ => matrix(&[(NA_INTEGER, NA_INTEGER)]),
        });
    }
    Ok(Value::list(out))
}

/// The places between matches, the last to the end of the string.
fn invert(args: &mut Args) -> Eval {
    let value = args.value("loc")?;
    let data = args.integers("loc")?;
    if value.dim().is_none_or(|d| d.len() != 2 || d[1] != 2) {
        return fail("`loc` must be a matrix of starts and ends");
    }
    let n = data.len() / 2;
    let starts = std::iter::once(0).chain(data[n..].iter().map(|e| e + 1));
    let ends = data[..n].iter().map(|s| s - 1).chain(std::iter::once(-1));
    let places: Vec<(i32, i32)> = starts.zip(ends).collect();
    let names = Value::list(vec![Value::strings(["", "end"]).clone(), Value::strings(["start", "end"])]);
    let out = matrix(&places);
    Ok(if n == 1 { out.with_attribute(known::DIMNAMES, names) } else { out })
}
