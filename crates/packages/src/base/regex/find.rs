//! `grep()`, `regexpr()` and their kin, `strsplit()`.

use super::matcher::{Found, Matcher, characters, matcher};
use raglan_engine::eval::{Args, Eval, fail};
use raglan_engine::value::{Failure, NA_INTEGER, Strings, Symbol, Value, known};
use std::rc::Rc;

/// The texts of an argument, whatever its class.
fn texts(args: &mut Args, name: &str) -> Eval<Strings> {
    let value = args.value(name)?;
    super::super::strings::texts_of(args, &value)
}

/// The pattern, `None` for NA.
fn pattern(args: &mut Args) -> Eval<Option<(String, Rc<Matcher>)>> {
    let given = args.strings("pattern")?;
    if given.is_empty() {
        return fail("invalid 'pattern' argument");
    }
    if given.len() > 1 {
        args.warn("argument 'pattern' has length > 1 and only the first element will be used")?;
    }
    match given.get(0).map(str::to_string) {
        None => Ok(None),
        Some(text) => {
            let matcher = matcher(args, &text)?;
            Ok(Some((text, matcher)))
        }
    }
}

pub(super) fn grepl(args: &mut Args) -> Eval {
    let x = texts(args, "x")?;
    let Some((_, matcher)) = pattern(args)? else {
        return Ok(Value::logicals(vec![None; x.len()]));
    };
    let mut out = Vec::with_capacity(x.len());
    for text in x.iter() {
        out.push(Some(match text {
            Some(text) => matcher.is_match(text)?,
            None => false,
        }));
    }
    Ok(Value::logicals(out))
}

pub(super) fn grep(args: &mut Args) -> Eval {
    let value = args.value("x")?;
    let x = texts(args, "x")?;
    let invert = args.flag("invert")?;
    let wanted = args.flag("value")?;
    let names = value.names();
    let Some((_, matcher)) = pattern(args)? else {
        let out = Value::integers(vec![NA_INTEGER; x.len()]);
        return Ok(if wanted { Value::texts(vec![None::<&str>; x.len()]) } else { out });
    };
    let mut hits = Vec::new();
    for (i, text) in x.iter().enumerate() {
        let hit = match text {
            Some(text) => matcher.is_match(text)?,
            None => false,
        };
        if hit != invert {
            hits.push(i);
        }
    }
    let out = if wanted {
        Value::from(hits.iter().map(|&i| x.get(i)).collect::<Strings>())
    } else {
        Value::integers(hits.iter().map(|&i| i as i32 + 1).collect::<Vec<_>>())
    };
    Ok(match names {
        Some(names) => {
            let kept: Strings = hits.iter().map(|&i| names.get(i)).collect();
            out.with_attribute(known::NAMES, kept.into())
        }
        None => out,
    })
}

/// Start (from one) and length in characters; -1 for none.
fn place(text: &str, span: Option<(usize, usize)>) -> (i32, i32) {
    match span {
        None => (-1, -1),
        Some((start, end)) => {
            let first = characters(text, start);
            (first as i32 + 1, (characters(text, end) - first) as i32)
        }
    }
}

/// Positions with the attributes `regexpr()` gives them.
fn positions(starts: Vec<i32>, lengths: Vec<i32>, ascii: bool) -> Value {
    let out = Value::integers(starts).with_attribute(Symbol::new("match.length"), Value::integers(lengths));
    if !ascii {
        return out;
    }
    out.with_attribute(Symbol::new("index.type"), Value::string("chars"))
        .with_attribute(Symbol::new("useBytes"), Value::logical(true))
}

/// Whether R matches bytes, which it says in the result.
fn is_ascii(x: &Strings, pattern: &str) -> bool {
    pattern.is_ascii() && x.iter().flatten().all(str::is_ascii)
}

/// The groups of matches as matrices: starts, lengths, names.
fn captures(out: Value, matches: &[(i32, Vec<(i32, i32)>)], names: &[String]) -> Value {
    if names.is_empty() {
        return out;
    }
    let rows = matches.len();
    let table = |pick: fn(&(i32, i32)) -> i32| {
        let mut data = Vec::with_capacity(rows * names.len());
        for k in 0..names.len() {
            data.extend(matches.iter().map(|(_, groups)| groups.get(k).map_or(-1, pick)));
        }
        Value::integers(data)
            .with_attribute(known::DIM, Value::integers(vec![rows as i32, names.len() as i32]))
            .with_attribute(known::DIMNAMES, Value::list(vec![Value::Null, Value::strings(names)]))
    };
    out.with_attribute(Symbol::new("capture.start"), table(|g| g.0))
        .with_attribute(Symbol::new("capture.length"), table(|g| g.1))
        .with_attribute(Symbol::new("capture.names"), Value::strings(names))
}

/// Where the groups of a match are; those that took no part are -1.
fn groups(text: &str, found: &Found) -> Vec<(i32, i32)> {
    found.iter().skip(1).map(|span| place(text, *span)).collect()
}

pub(super) fn regexpr(args: &mut Args) -> Eval {
    let x = texts(args, "text")?;
    let perl = args.flag("perl")? && !args.flag("fixed")?;
    let Some((source, matcher)) = pattern(args)? else { return fail("regular expression is invalid") };
    let ascii = is_ascii(&x, &source);
    let (mut starts, mut lengths, mut matches) = (Vec::new(), Vec::new(), Vec::new());
    for text in x.iter() {
        let (start, length, inner) = match text {
            None => (NA_INTEGER, NA_INTEGER, Vec::new()),
            Some(text) => match matcher.find(text, 0)? {
                None => (-1, -1, Vec::new()),
                Some(found) => {
                    let (start, length) = place(text, found[0]);
                    (start, length, groups(text, &found))
                }
            },
        };
        starts.push(start);
        lengths.push(length);
        matches.push((start, inner));
    }
    let out = positions(starts, lengths, ascii);
    Ok(if perl { captures(out, &matches, &matcher.group_names()) } else { out })
}

/// All matches in a text, none overlapping.
pub(crate) fn all_matches(matcher: &Matcher, text: &str) -> Result<Vec<Found>, Failure> {
    let mut out = Vec::new();
    let mut from = 0;
    while from <= text.len() {
        let Some(found) = matcher.find(text, from)? else { break };
        let Some((start, end)) = found[0] else { break };
        if start == end {
            if start == text.len() && !text.is_empty() {
                break;
            }
            from = end + text[end..].chars().next().map_or(1, char::len_utf8);
        } else {
            from = end;
        }
        out.push(found);
        if from >= text.len() {
            break;
        }
    }
    Ok(out)
}

pub(super) fn gregexpr(args: &mut Args) -> Eval {
    let x = texts(args, "text")?;
    let perl = args.flag("perl")? && !args.flag("fixed")?;
    let Some((source, matcher)) = pattern(args)? else { return fail("regular expression is invalid") };
    let ascii = is_ascii(&x, &source);
    let mut out = Vec::with_capacity(x.len());
    for text in x.iter() {
        let Some(text) = text else {
            let na = vec![NA_INTEGER];
            out.push(
                Value::integers(na.clone()).with_attribute(Symbol::new("match.length"), Value::integers(na)),
            );
            continue;
        };
        let found = all_matches(&matcher, text)?;
        let mut rows: Vec<(i32, Vec<(i32, i32)>)> = Vec::new();
        let (mut starts, mut lengths) = (Vec::new(), Vec::new());
        for found in &found {
            let (start, length) = place(text, found[0]);
            starts.push(start);
            lengths.push(length);
            rows.push((start, groups(text, found)));
        }
        if found.is_empty() {
            starts.push(-1);
            lengths.push(-1);
            rows.push((-1, Vec::new()));
        }
        let value = positions(starts, lengths, ascii);
        out.push(if perl { captures(value, &rows, &matcher.group_names()) } else { value });
    }
    Ok(Value::list(out))
}

/// A match with its groups as one vector of positions.
fn exec(text: &str, found: Option<&Found>, ascii: bool) -> Value {
    let places: Vec<(i32, i32)> = match found {
        None => vec![(-1, -1)],
        Some(found) => found
            .iter()
            .map(|span| match span {
                Some(_) => place(text, *span),
                // A group without part in the match is empty.
                None => (0, 0),
            })
            .collect(),
    };
    positions(places.iter().map(|p| p.0).collect(), places.iter().map(|p| p.1).collect(), ascii)
}

pub(super) fn regexec(args: &mut Args) -> Eval {
    let x = texts(args, "text")?;
    let Some((source, matcher)) = pattern(args)? else { return fail("regular expression is invalid") };
    let ascii = is_ascii(&x, &source);
    let mut out = Vec::with_capacity(x.len());
    for text in x.iter() {
        let Some(text) = text else {
            let na = vec![NA_INTEGER];
            out.push(
                Value::integers(na.clone()).with_attribute(Symbol::new("match.length"), Value::integers(na)),
            );
            continue;
        };
        let found = matcher.find(text, 0)?;
        out.push(exec(text, found.as_ref(), ascii));
    }
    Ok(Value::list(out))
}

pub(super) fn gregexec(args: &mut Args) -> Eval {
    let x = texts(args, "text")?;
    let Some((source, matcher)) = pattern(args)? else { return fail("regular expression is invalid") };
    let ascii = is_ascii(&x, &source);
    let mut out = Vec::with_capacity(x.len());
    for text in x.iter() {
        let text = text.unwrap_or("NA");
        let found = all_matches(&matcher, text)?;
        if found.is_empty() {
            out.push(exec(text, None, ascii));
            continue;
        }
        let rows = found[0].len() as i32;
        let dim = Value::integers(vec![rows, found.len() as i32]);
        let places: Vec<(i32, i32)> = found
            .iter()
            .flat_map(|f| f.iter().map(|span| span.map_or((0, 0), |s| place(text, Some(s)))))
            .collect();
        let starts = Value::integers(places.iter().map(|p| p.0).collect::<Vec<_>>());
        let lengths = Value::integers(places.iter().map(|p| p.1).collect::<Vec<_>>());
        let lengths = lengths.with_attribute(known::DIM, dim.clone());
        let value =
            starts.with_attribute(known::DIM, dim).with_attribute(Symbol::new("match.length"), lengths);
        out.push(if ascii {
            value
                .with_attribute(Symbol::new("useBytes"), Value::logical(true))
                .with_attribute(Symbol::new("index.type"), Value::string("chars"))
        } else {
            value
        });
    }
    Ok(Value::list(out))
}

pub(super) fn strsplit(args: &mut Args) -> Eval {
    let value = args.value("x")?;
    let Value::Character(x) = &value else { return fail("non-character argument") };
    let split = args.value("split")?;
    let split = match &split {
        Value::Null => [String::new()].iter().map(|s| Some(s.clone())).collect::<Strings>(),
        Value::Character(v) if v.data.is_empty() => vec![Some(String::new())].into_iter().collect(),
        _ => args.strings("split")?,
    };
    let mut out = Vec::with_capacity(x.data.len());
    for (i, text) in x.data.iter().enumerate() {
        let by = split.get(i % split.len()).map(str::to_string);
        out.push(match (text, by) {
            (None, _) => Value::texts([None::<&str>]),
            (Some(_), None) => Value::texts([None::<&str>]),
            (Some(text), Some(by)) if by.is_empty() => Value::strings(text.chars().map(|c| c.to_string())),
            (Some(text), Some(by)) => {
                let matcher = split_matcher(args, &by)?;
                Value::strings(split_text(&matcher, text)?)
            }
        });
    }
    let out = Value::list(out);
    Ok(match value.attributes().get(known::NAMES) {
        Some(names) => out.with_attribute(known::NAMES, names.clone()),
        None => out,
    })
}

fn split_matcher(args: &mut Args, by: &str) -> Eval<Rc<Matcher>> {
    use super::translate::Dialect;
    if args.flag("fixed")? {
        return Ok(Rc::new(Matcher::Fixed(by.to_string())));
    }
    let dialect = if args.flag("perl")? { Dialect::Perl } else { Dialect::Extended };
    super::matcher::compiled(args, by, dialect, false)
}

/// The parts between matches; an empty match takes one character, nothing stands behind the last match.
pub(crate) fn split_text(matcher: &Matcher, text: &str) -> Result<Vec<String>, Failure> {
    let mut out = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        // Every search begins afresh, so that `^` matches at the start of what is left.
        let Some(found) = matcher.find(rest, 0)? else { break };
        let Some((start, end)) = found[0] else { break };
        if end == 0 {
            let c = rest.chars().next().map_or(1, char::len_utf8);
            out.push(rest[..c].to_string());
            rest = &rest[c..];
        } else {
            out.push(rest[..start].to_string());
            rest = &rest[end..];
        }
    }
    if !rest.is_empty() {
        out.push(rest.to_string());
    }
    Ok(out)
}
