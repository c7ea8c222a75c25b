//! White space around and within strings, and lines of text.

use super::{at, common, refuse, texts};
use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail};
use raglan_engine::value::Value;
use unicode_width::UnicodeWidthStr;

pub(super) const FUNCTIONS: &[Builtin] = &[
    builtin("str_trim(string, side = c(\"both\", \"left\", \"right\"))", trim),
    builtin("str_squish(string)", |a| {
        let string = texts(a, "string")?;
        let one = |s: &str| s.split_whitespace().collect::<Vec<_>>().join(" ");
        Ok(Value::texts(string.iter().map(|s| s.map(one))))
    }),
    builtin(
        "str_pad(string, width, side = c(\"left\", \"right\", \"both\"), pad = \" \", use_width = TRUE)",
        pad,
    ),
    builtin("str_wrap(string, width = 80, indent = 0, exdent = 0, whitespace_only = TRUE)", wrap),
];

fn trim(args: &mut Args) -> Eval {
    let side = args.choice("side")?;
    let string = texts(args, "string")?;
    let one = |s: &str| {
        match side.as_str() {
            "left" => s.trim_start(),
            "right" => s.trim_end(),
            _ => s.trim(),
        }
        .to_string()
    };
    Ok(Value::texts(string.iter().map(|s| s.map(one))))
}

fn pad(args: &mut Args) -> Eval {
    let string = texts(args, "string")?;
    let width = args.integers("width")?;
    let side = args.choice("side")?;
    let fill = texts(args, "pad")?;
    let by_width = args.flag("use_width")?;
    let n = common(args, &[("string", string.len()), ("width", width.len()), ("pad", fill.len())])?;
    let mut out: Vec<Option<String>> = Vec::with_capacity(n);
    for i in 0..n {
        let (text, fill) = (string.get(at(i, string.len())), fill.get(at(i, fill.len())));
        let wanted = width[at(i, width.len())];
        let (Some(text), Some(fill)) = (text, fill) else {
            out.push(None);
            continue;
        };
        if (if by_width { fill.width() } else { fill.chars().count() }) != 1 {
            return Err(refuse(args, "each string in `pad` should consist of code points of total width 1"));
        }
        if wanted == raglan_engine::value::NA_INTEGER {
            out.push(None);
            continue;
        }
        let have = if by_width { text.width() } else { text.chars().count() };
        let short = (wanted.max(0) as usize).saturating_sub(have);
        let (left, right) = match side.as_str() {
            "left" => (short, 0),
            "right" => (0, short),
            _ => (short / 2, short - short / 2),
        };
        out.push(Some(format!("{}{text}{}", fill.repeat(left), fill.repeat(right))));
    }
    Ok(Value::texts(out))
}

fn wrap(args: &mut Args) -> Eval {
    let string = texts(args, "string")?;
    let width = args.number("width")?;
    let (indent, exdent) = (args.count("indent")?, args.count("exdent")?);
    if !args.flag("whitespace_only")? {
        return fail("argument 'whitespace_only' of `str_wrap` is not implemented");
    }
    let width = if width < 1.0 { 1 } else { width as usize };
    let one = |text: &str| {
        let words: Vec<&str> = text.split_whitespace().collect();
        let lines = lines(&words, width, indent, exdent);
        let pad = |k: usize| " ".repeat(if k == 0 { indent } else { exdent });
        let lines: Vec<String> =
            lines.iter().enumerate().map(|(k, l)| format!("{}{}", pad(k), l.join(" "))).collect();
        lines.join("\n")
    };
    Ok(Value::texts(string.iter().map(|s| s.map(one))))
}

/// Words in lines so that the squares of what the lines but the last lack add up to the least (Knuth and
/// Plass 1981).
fn lines<'a>(words: &[&'a str], width: usize, indent: usize, exdent: usize) -> Vec<Vec<&'a str>> {
    let n = words.len();
    let widths: Vec<usize> = words.iter().map(|w| w.width()).collect();
    // The least cost of the words from each on, and where the line that starts there ends.
    let mut cost = vec![(0.0f64, n); n + 1];
    for start in (0..n).rev() {
        let mut used = if start == 0 { indent } else { exdent };
        let mut best = (f64::INFINITY, start + 1);
        for end in start + 1..=n {
            used += widths[end - 1] + usize::from(end > start + 1);
            if used > width && end > start + 1 {
                break;
            }
            let lack = width as f64 - used as f64;
            let own = if end == n { 0.0 } else { lack * lack };
            let total = own + cost[end].0;
            if total < best.0 {
                best = (total, end);
            }
        }
        cost[start] = best;
    }
    let mut out = Vec::new();
    let mut start = 0;
    while start < n {
        let end = cost[start].1;
        out.push(words[start..end].to_vec());
        start = end;
    }
    out
}
