//! Lengths and parts of strings.

use super::{kept, rc, shape};
use raglan_engine::eval::{Args, Eval, fail};
use raglan_engine::value::format::display_width;
use raglan_engine::value::{NA_INTEGER, Store, Strings, Text, Value};

pub(super) fn nchar(args: &mut Args) -> Eval {
    let value = args.value("x")?;
    if value.is_factor() {
        return fail("'nchar()' requires a character vector");
    }
    let kind = args.string("type")?;
    let kind =
        ["bytes", "chars", "width"].into_iter().find(|k| !kind.is_empty() && k.starts_with(kind.as_str()));
    let Some(kind) = kind else { return fail("invalid 'type' argument") };
    let keep = args.logicals("keepNA")?.first().copied().flatten();
    let keep = keep.unwrap_or(kind != "width");
    // Dates and other classed numbers count as the numbers they are.
    let numeric = value.is_object() && matches!(value, Value::Integer(_) | Value::Double(_));
    let plain = if numeric { value.clone().stripped() } else { value.clone() };
    let x = super::texts_of(args, &plain)?;
    let out: Vec<i32> = x
        .iter()
        .map(|s| match s {
            None if keep => NA_INTEGER,
            None => 2,
            Some(s) => match kind {
                "bytes" => s.len() as i32,
                "chars" => s.chars().count() as i32,
                _ => display_width(s) as i32,
            },
        })
        .collect();
    Ok(Value::integers(out).with_attributes(shape(&value)))
}

pub(super) fn nzchar(args: &mut Args) -> Eval {
    let value = args.value("x")?;
    if value.is_factor() {
        return fail("'nzchar()' requires a character vector");
    }
    let keep = args.logicals("keepNA")?.first().copied().flatten().unwrap_or(false);
    let x = super::texts_of(args, &value)?;
    let out: Vec<Option<bool>> =
        x.iter().map(|s| s.map_or(if keep { None } else { Some(true) }, |s| Some(!s.is_empty()))).collect();
    Ok(Value::logicals(out).with_attributes(shape(&value)))
}

/// The byte range of characters `start..=stop`, counted from one.
fn range_of(text: &str, start: i32, stop: i32) -> std::ops::Range<usize> {
    let start = start.max(1) as usize - 1;
    let stop = stop.max(0) as usize;
    if stop <= start {
        return 0..0;
    }
    if text.is_ascii() {
        return start.min(text.len())..stop.min(text.len());
    }
    let at = |k: usize| text.char_indices().nth(k).map_or(text.len(), |(i, _)| i);
    at(start)..at(stop)
}

fn part(text: Option<&str>, start: i32, stop: i32) -> Text {
    if start == NA_INTEGER || stop == NA_INTEGER {
        return None;
    }
    text.and_then(|t| rc(&t[range_of(t, start, stop)]))
}

fn bounds(args: &mut Args, start: &str, stop: &str) -> Eval<(Store<i32>, Store<i32>)> {
    let (first, last) = (args.integers(start)?, args.integers(stop)?);
    if first.is_empty() || last.is_empty() {
        return fail("invalid substring arguments");
    }
    Ok((first, last))
}

pub(super) fn substr(args: &mut Args) -> Eval {
    let value = args.value("x")?;
    let x = args.strings("x")?;
    if x.is_empty() {
        return Ok(Value::strings(Vec::<String>::new()));
    }
    let (first, last) = bounds(args, "start", "stop")?;
    let cut = |i: usize| part(x.get(i), first[i % first.len()], last[i % last.len()]);
    let out: Vec<Text> = (0..x.len()).map(cut).collect();
    Ok(Value::from(Strings::from(out)).with_attributes(kept(&value)))
}

pub(super) fn substring(args: &mut Args) -> Eval {
    let value = args.value("text")?;
    let x = args.strings("text")?;
    let (first, last) = (args.integers("first")?, args.integers("last")?);
    if x.is_empty() || first.is_empty() || last.is_empty() {
        return Ok(Value::strings(Vec::<String>::new()));
    }
    let n = x.len().max(first.len()).max(last.len());
    let cut = |i: usize| part(x.get(i % x.len()), first[i % first.len()], last[i % last.len()]);
    let out: Vec<Text> = (0..n).map(cut).collect();
    let out = Value::from(Strings::from(out));
    Ok(if n == x.len() { out.with_attributes(kept(&value)) } else { out })
}

pub(super) fn assign_substr(args: &mut Args) -> Eval {
    assign(args, "x", "start", "stop")
}

pub(super) fn assign_substring(args: &mut Args) -> Eval {
    assign(args, "text", "first", "last")
}

fn assign(args: &mut Args, x: &str, first: &str, last: &str) -> Eval {
    let value = args.value(x)?;
    let Value::Character(vector) = &value else {
        return fail("replacing substrings in a non-character object");
    };
    let (first, last) = bounds(args, first, last)?;
    let Value::Character(new) = args.value("value")? else { return fail("invalid value") };
    if new.data.is_empty() {
        return fail("invalid value");
    }
    let one = |i: usize| -> Text {
        let (start, stop) = (first[i % first.len()], last[i % last.len()]);
        let (text, new) = (vector.data.get(i)?, new.data.get(i % new.data.len())?);
        if start == NA_INTEGER || stop == NA_INTEGER {
            return None;
        }
        let start = start.max(1);
        let count = new.chars().count() as i32;
        let range = range_of(text, start, stop.min(start.saturating_add(count).saturating_sub(1)));
        if range.is_empty() {
            return rc(text);
        }
        let taken = text[range.clone()].chars().count();
        let new: String = new.chars().take(taken).collect();
        rc(&format!("{}{new}{}", &text[..range.start], &text[range.end..]))
    };
    let out: Vec<Text> = (0..vector.data.len()).map(one).collect();
    Ok(Value::from(Strings::from(out)).with_attributes(value.attributes().clone()))
}

/// The longest beginning that takes at most `width` columns.
pub(crate) fn trim_to(text: &str, width: usize) -> &str {
    let mut used = 0;
    for (i, c) in text.char_indices() {
        used += display_width(c.encode_utf8(&mut [0; 4]));
        if used > width {
            return &text[..i];
        }
    }
    text
}

pub(super) fn strtrim(args: &mut Args) -> Eval {
    let value = args.value("x")?;
    let x = args.strings("x")?;
    let width = args.integers("width")?;
    if x.is_empty() {
        return Ok(Value::strings(Vec::<String>::new()));
    }
    if width.is_empty() || width.len() > x.len() || width.iter().any(|&w| w < 0) {
        return fail("invalid 'width' argument");
    }
    let one = |i: usize| x.get(i).map(|t| trim_to(t, width[i % width.len()] as usize).to_string());
    let out: Vec<Option<String>> = (0..x.len()).map(one).collect();
    Ok(Value::texts(out).with_attributes(kept(&value)))
}
