//! Parts of strings by position, and their lengths.

use super::{at, common, refuse, texts};
use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail};
use raglan_engine::value::{NA_INTEGER, Store, Value};
use unicode_width::UnicodeWidthStr;

pub(super) const FUNCTIONS: &[Builtin] = &[
    builtin("str_length(string)", |a| measure(a, |s| s.chars().count())),
    builtin("str_width(string)", |a| measure(a, UnicodeWidthStr::width)),
    builtin("str_sub(string, start = 1L, end = -1L)", sub),
    builtin("`str_sub<-`(string, start = 1L, end = -1L, omit_na = FALSE, value)", assign_sub),
    builtin(
        "str_trunc(string, width, side = c(\"right\", \"left\", \"center\"), ellipsis = \"...\")",
        truncate,
    ),
];

fn measure(args: &mut Args, of: fn(&str) -> usize) -> Eval {
    let string = texts(args, "string")?;
    Ok(Value::integers(string.iter().map(|s| s.map_or(NA_INTEGER, |s| of(s) as i32)).collect::<Vec<_>>()))
}

/// Starts and ends: two arguments, or the columns of a matrix.
fn limits(args: &mut Args) -> Eval<(Store<i32>, Store<i32>)> {
    let start = args.value("start")?;
    let all = args.integers("start")?;
    if let Some(dim) = start.dim().filter(|d| d.len() == 2 && d[1] == 2) {
        let (a, b) = all.split_at(dim[0]);
        return Ok((a.iter().copied().collect(), b.iter().copied().collect()));
    }
    Ok((all, args.integers("end")?))
}

/// Characters from `start` to `end` as a range from zero; negative ones count from the last.
fn range(count: usize, start: i32, end: i32) -> (usize, usize) {
    let n = count as i64;
    let (start, end) = (i64::from(start), i64::from(end));
    let from = if start < 0 { (n + start).max(0) } else { (start - 1).max(0) };
    let to = if end < 0 { n + end + 1 } else { end.min(n) };
    let to = to.clamp(0, n);
    (from.min(n) as usize, to.max(from.min(n)) as usize)
}

fn sub(args: &mut Args) -> Eval {
    let string = texts(args, "string")?;
    let (start, end) = limits(args)?;
    let n = common(args, &[("string", string.len()), ("start", start.len()), ("end", end.len())])?;
    let mut out: Vec<Option<String>> = Vec::with_capacity(n);
    for i in 0..n {
        let (a, b) = (start[at(i, start.len())], end[at(i, end.len())]);
        out.push(match string.get(at(i, string.len())) {
            Some(text) if a != NA_INTEGER && b != NA_INTEGER => {
                let (from, to) = range(text.chars().count(), a, b);
                Some(text.chars().skip(from).take(to - from).collect())
            }
            _ => None,
        });
    }
    Ok(Value::texts(out))
}

fn assign_sub(args: &mut Args) -> Eval {
    let string = texts(args, "string")?;
    let (start, end) = limits(args)?;
    let value = texts(args, "value")?;
    let omit = args.flag("omit_na")?;
    let sizes =
        [("string", string.len()), ("start", start.len()), ("end", end.len()), ("value", value.len())];
    let n = common(args, &sizes)?;
    let mut out: Vec<Option<String>> = Vec::with_capacity(n);
    for i in 0..n {
        let (a, b) = (start[at(i, start.len())], end[at(i, end.len())]);
        let old = string.get(at(i, string.len()));
        out.push(match (old, value.get(at(i, value.len()))) {
            (Some(text), Some(new)) if a != NA_INTEGER && b != NA_INTEGER => {
                let (from, to) = range(text.chars().count(), a, b);
                let head: String = text.chars().take(from).collect();
                let tail: String = text.chars().skip(to).collect();
                Some(format!("{head}{new}{tail}"))
            }
            (old, _) if omit => old.map(str::to_string),
            _ => None,
        });
    }
    Ok(Value::texts(out))
}

fn truncate(args: &mut Args) -> Eval {
    let string = texts(args, "string")?;
    let width = args.count("width")?;
    let side = args.choice("side")?;
    let ellipsis = args.string("ellipsis")?;
    let mark = ellipsis.chars().count();
    if width < mark {
        return Err(refuse(args, &format!("`width` ({width}) is shorter than `ellipsis` ({mark}).")));
    }
    let keep = width - mark;
    let one = |text: &str| {
        let chars: Vec<char> = text.chars().collect();
        if chars.len() <= width {
            return text.to_string();
        }
        let (left, right) = match side.as_str() {
            "right" => (keep, 0),
            "left" => (0, keep),
            _ => (keep.div_ceil(2), keep / 2),
        };
        let head: String = chars[..left].iter().collect();
        let tail: String = chars[chars.len() - right..].iter().collect();
        format!("{head}{ellipsis}{tail}")
    };
    if string.is_empty() && width == 0 {
        return fail("`width` must not be 0");
    }
    Ok(Value::texts(string.iter().map(|s| s.map(one))))
}
