//! Strings cut at their matches.

use super::extract::matrix;
use super::pattern::{Pattern, patterns};
use super::{at, common, refuse, texts};
use raglan_engine::eval::{Args, Builtin, Eval, builtin};
use raglan_engine::value::{NA_INTEGER, Strings, Value};

pub(super) const FUNCTIONS: &[Builtin] = &[
    builtin("str_split(string, pattern, n = Inf, simplify = FALSE)", split),
    builtin("str_split_fixed(string, pattern, n)", split_fixed),
    builtin("str_split_1(string, pattern)", split_one),
    builtin("str_split_i(string, pattern, i)", split_i),
    builtin("word(string, start = 1L, end = start, sep = stringr::fixed(\" \"))", word),
];

/// The pieces of a text, at most `n`; what is left stays in the last.
fn cut(text: &str, pattern: &Pattern, n: usize) -> Eval<Vec<String>> {
    let found = pattern.all(text)?;
    if !matches!(pattern, Pattern::Match(_)) {
        let mut out: Vec<String> =
            found.iter().filter_map(|f| f[0].map(|(a, b)| text[a..b].to_string())).collect();
        if out.len() > n {
            let start = found[n - 1][0].map_or(0, |s| s.0);
            out.truncate(n - 1);
            out.push(text[start..].to_string());
        }
        return Ok(out);
    }
    let mut out = Vec::new();
    let mut from = 0;
    for (start, end) in found.iter().filter_map(|f| f[0]) {
        if out.len() + 1 >= n {
            break;
        }
        // Before the first character and behind the last an empty match cuts nothing off.
        if start == end && (start == 0 || start == text.len()) {
            continue;
        }
        out.push(text[from..start].to_string());
        from = end;
    }
    out.push(text[from..].to_string());
    Ok(out)
}

fn pieces(args: &mut Args, n: usize) -> Eval<Vec<Vec<Option<String>>>> {
    let string = texts(args, "string")?;
    let given = args.value("pattern")?;
    let patterns = patterns(args, &given, true, None)?;
    let size = common(args, &[("string", string.len()), ("pattern", patterns.len())])?;
    let mut out = Vec::with_capacity(size);
    for i in 0..size {
        out.push(match (string.get(at(i, string.len())), &patterns[at(i, patterns.len())]) {
            (Some(text), Some(pattern)) => cut(text, pattern, n)?.into_iter().map(Some).collect(),
            _ => vec![None],
        });
    }
    Ok(out)
}

fn limit(args: &mut Args) -> Eval<usize> {
    let n = args.number("n")?;
    if !(n >= 1.0) {
        return Err(refuse(
            args,
            &format!(
                "`n` must be a number larger than or equal to 1, not the number {}.",
                raglan_engine::value::double_to_string(n)
            ),
        ));
    }
    Ok(if n.is_infinite() { usize::MAX } else { n as usize })
}

fn split(args: &mut Args) -> Eval {
    let n = limit(args)?;
    let rows = pieces(args, n)?;
    if args.flag("simplify")? {
        let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
        let columns = if n == usize::MAX { columns } else { n };
        return Ok(matrix(&rows, columns, Some("")));
    }
    Ok(Value::list(rows.into_iter().map(Value::texts).collect::<Vec<_>>()))
}

fn split_fixed(args: &mut Args) -> Eval {
    let n = limit(args)?;
    let rows = pieces(args, n)?;
    let columns = if n == usize::MAX { rows.iter().map(Vec::len).max().unwrap_or(0) } else { n };
    Ok(matrix(&rows, columns, Some("")))
}

fn split_one(args: &mut Args) -> Eval {
    let value = args.value("string")?;
    if value.len() != 1 || !matches!(value, Value::Character(_)) {
        let what = super::pattern::described(&value);
        return Err(refuse(args, &format!("`string` must be a single string, not {what}.")));
    }
    let mut rows = pieces(args, usize::MAX)?;
    Ok(Value::texts(rows.swap_remove(0)))
}

fn split_i(args: &mut Args) -> Eval {
    let i = args.whole("i")?;
    if i == 0 {
        return Err(refuse(args, "`i` must not be 0."));
    }
    let rows = pieces(args, usize::MAX)?;
    let pick = |row: Vec<Option<String>>| {
        let k = if i > 0 { i - 1 } else { row.len() as i64 + i };
        usize::try_from(k).ok().and_then(|k| row.get(k).cloned().flatten())
    };
    Ok(Value::texts(rows.into_iter().map(pick)))
}

/// Words from `start` to `end`, with what stands between them; negative ones count from the last.
fn word(args: &mut Args) -> Eval {
    let string = texts(args, "string")?;
    let start = args.integers("start")?;
    let end = args.integers("end")?;
    let given = args.value("sep")?;
    let patterns = patterns(args, &given, false, None)?;
    let sizes = [("string", string.len()), ("start", start.len()), ("end", end.len())];
    let n = common(args, &sizes)?;
    let mut out: Vec<Option<String>> = Vec::with_capacity(n);
    for i in 0..n {
        let (text, pattern) = (string.get(at(i, string.len())), &patterns[at(i, patterns.len())]);
        let (Some(text), Some(pattern)) = (text, pattern) else {
            out.push(None);
            continue;
        };
        let found: Vec<_> = pattern.all(text)?.iter().filter_map(|f| f[0]).collect();
        let count = found.len() as i32 + 1;
        let place = |k: i32| match k {
            NA_INTEGER => None,
            k if k < 0 => Some(k + count).filter(|k| *k >= 0),
            k => Some(k - 1).filter(|k| (0..count).contains(k)),
        };
        let (from, to) = (place(start[at(i, start.len())]), place(end[at(i, end.len())]));
        out.push(match (from, to) {
            (Some(from), Some(to)) => {
                let a = if from == 0 { 0 } else { found[from as usize - 1].1 };
                let b = found.get(to as usize).map_or(text.len(), |s| s.0);
                Some(text.get(a..b).unwrap_or("").to_string())
            }
            _ => None,
        });
    }
    Ok(out.into_iter().collect::<Strings>().into())
}
