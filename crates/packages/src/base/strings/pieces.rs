//! Beginnings and ends, whitespace, numbers in other bases.

use super::kept;
use raglan_engine::eval::{Args, Eval, fail};
use raglan_engine::value::{Argument, NA_INTEGER, Strings, Value};

fn compare_ends(args: &mut Args, other: &str, test: impl Fn(&str, &str) -> bool) -> Eval {
    let (Value::Character(x), Value::Character(y)) = (args.value("x")?, args.value(other)?) else {
        return fail("non-character object(s)");
    };
    if x.data.is_empty() || y.data.is_empty() {
        return Ok(Value::logicals(Vec::new()));
    }
    let n = x.data.len().max(y.data.len());
    let at = |v: &Strings, i: usize| v.get(i % v.len()).map(str::to_string);
    let out: Vec<Option<bool>> = (0..n).map(|i| Some(test(&at(&x.data, i)?, &at(&y.data, i)?))).collect();
    Ok(Value::logicals(out))
}

pub(super) fn starts_with(args: &mut Args) -> Eval {
    compare_ends(args, "prefix", |x, y| x.starts_with(y))
}

pub(super) fn ends_with(args: &mut Args) -> Eval {
    compare_ends(args, "suffix", |x, y| x.ends_with(y))
}

pub(super) fn strtoi(args: &mut Args) -> Eval {
    let x = args.strings("x")?;
    let base = args.whole("base")?;
    if !(base == 0 || (2..=36).contains(&base)) {
        return fail("invalid 'base' argument");
    }
    let out: Vec<i32> =
        x.iter().map(|s| s.and_then(|s| parse(s, base as u32)).unwrap_or(NA_INTEGER)).collect();
    Ok(Value::integers(out))
}

/// A whole number as C's `strtol` reads it; all of the text must be used.
fn parse(text: &str, base: u32) -> Option<i32> {
    let text = text.trim_start();
    let (negative, digits) = match text.as_bytes().first() {
        Some(b'-') => (true, &text[1..]),
        Some(b'+') => (false, &text[1..]),
        _ => (false, text),
    };
    let hex = digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X"));
    let (digits, base) = match (base, hex) {
        (0 | 16, Some(rest)) => (rest, 16),
        (0, None) if digits.len() > 1 && digits.starts_with('0') => (&digits[1..], 8),
        (0, None) => (digits, 10),
        (base, _) => (digits, base),
    };
    let value = i64::from_str_radix(digits, base).ok().filter(|_| !digits.starts_with(['+', '-']))?;
    let value = i32::try_from(if negative { -value } else { value }).ok()?;
    (value != NA_INTEGER).then_some(value)
}

pub(super) fn trimws(args: &mut Args) -> Eval {
    let value = args.value("x")?;
    let which = args.choice("which")?;
    let white = args.string("whitespace")?;
    if white == "[ \t\r\n]" {
        let x = args.strings("x")?;
        let blank = |c: char| matches!(c, ' ' | '\t' | '\r' | '\n');
        let one = |s: &str| {
            let s = if which == "right" { s } else { s.trim_start_matches(blank) };
            let s = if which == "left" { s } else { s.trim_end_matches(blank) };
            s.to_string()
        };
        let out: Strings = x.iter().map(|s| s.map(one)).collect();
        return Ok(Value::from(out).with_attributes(kept(&value)));
    }
    let mut out = value;
    for (side, pattern) in [("left", format!("^{white}+")), ("right", format!("{white}+$"))] {
        if which == side || which == "both" {
            let arguments = vec![
                Argument::named("pattern", Value::string(&pattern)),
                Argument::named("replacement", Value::string("")),
                Argument::named("x", out),
            ];
            out = args.apply_named("sub", arguments)?;
        }
    }
    Ok(out)
}
