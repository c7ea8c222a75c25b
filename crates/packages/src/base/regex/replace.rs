//! `sub()` and `gsub()`.

use super::matcher::{Found, Matcher, matcher};
use raglan_engine::eval::{Args, Eval, fail};
use raglan_engine::value::{Attributes, Failure, Strings, Value};

pub(super) fn sub(args: &mut Args) -> Eval {
    replace(args, false)
}

pub(super) fn gsub(args: &mut Args) -> Eval {
    replace(args, true)
}

/// Part of a replacement.
enum Piece {
    Text(String),
    Group(usize),
    Upper,
    Lower,
    AsIs,
}

/// A replacement cut at its back references; case changes are Perl's only.
fn pieces(text: &str, perl: bool) -> Vec<Piece> {
    let mut out = Vec::new();
    let mut plain = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            plain.push(c);
            continue;
        }
        let piece = match chars.next() {
            Some(d @ '0'..='9') => Piece::Group(d as usize - '0' as usize),
            Some('U') if perl => Piece::Upper,
            Some('L') if perl => Piece::Lower,
            Some('E') if perl => Piece::AsIs,
            Some(c) => {
                plain.push(c);
                continue;
            }
            None => continue,
        };
        if !plain.is_empty() {
            out.push(Piece::Text(std::mem::take(&mut plain)));
        }
        out.push(piece);
    }
    if !plain.is_empty() {
        out.push(Piece::Text(plain));
    }
    out
}

fn fill(out: &mut String, pieces: &[Piece], text: &str, found: &Found) {
    let mut case: Option<bool> = None;
    for piece in pieces {
        match piece {
            Piece::Text(plain) => out.push_str(plain),
            Piece::Group(k) => {
                if let Some(Some((start, end))) = found.get(*k) {
                    let group = &text[*start..*end];
                    match case {
                        Some(true) => out.push_str(&group.to_uppercase()),
                        Some(false) => out.push_str(&group.to_lowercase()),
                        None => out.push_str(group),
                    }
                }
            }
            Piece::Upper => case = Some(true),
            Piece::Lower => case = Some(false),
            Piece::AsIs => case = None,
        }
    }
}

fn replace(args: &mut Args, all: bool) -> Eval {
    let value = args.value("x")?;
    let texts = if value.is_object() || !matches!(value, Value::Character(_)) {
        super::super::strings::texts_of(args, &value)?
    } else {
        args.strings("x")?
    };
    let attributes = match &value {
        Value::Character(_) => value.attributes().clone(),
        _ => Attributes::default(),
    };
    let patterns = args.strings("pattern")?;
    let replacements = args.strings("replacement")?;
    for (name, given) in [("pattern", &patterns), ("replacement", &replacements)] {
        if given.is_empty() {
            return fail(format!("invalid '{name}' argument"));
        }
        if given.len() > 1 {
            args.warn(&format!("argument '{name}' has length > 1 and only the first element will be used"))?;
        }
    }
    let Some(pattern) = patterns.get(0).map(str::to_string) else {
        let out: Strings = texts.iter().map(|_| None::<&str>).collect();
        return Ok(Value::from(out).with_attributes(attributes));
    };
    let matcher = matcher(args, &pattern)?;
    let fixed = matches!(*matcher, Matcher::Fixed(_));
    if fixed && pattern.is_empty() {
        return fail("zero-length pattern");
    }
    let replacement = replacements.get(0).map(str::to_string);
    let perl = args.flag("perl")?;
    let pieces = match &replacement {
        Some(text) if fixed => vec![Piece::Text(text.clone())],
        Some(text) => pieces(text, perl),
        None => Vec::new(),
    };
    let mut out = Vec::with_capacity(texts.len());
    for text in texts.iter() {
        out.push(match text {
            None => None,
            Some(text) if replacement.is_none() => {
                if matcher.is_match(text)? {
                    None
                } else {
                    Some(text.to_string())
                }
            }
            Some(text) => Some(replaced(&matcher, text, &pieces, all, pattern.is_empty())?),
        });
    }
    Ok(Value::texts(out).with_attributes(attributes))
}

/// One text with its matches replaced.
fn replaced(
    matcher: &Matcher,
    text: &str,
    pieces: &[Piece],
    all: bool,
    nothing: bool,
) -> Result<String, Failure> {
    let mut out = String::new();
    let mut from = 0;
    let mut last_end = None;
    while let Some(found) = matcher.find(text, from)? {
        let Some((start, end)) = found[0] else { break };
        let empty = start == end;
        // An empty pattern does not match behind the last character.
        if nothing && start == text.len() && !text.is_empty() {
            break;
        }
        out.push_str(&text[from..start]);
        if !(empty && last_end == Some(start)) {
            fill(&mut out, pieces, text, &found);
        }
        from = end;
        last_end = Some(end);
        if !all {
            break;
        }
        if empty {
            let Some(c) = text[end..].chars().next() else { break };
            out.push(c);
            from += c.len_utf8();
        }
    }
    out.push_str(&text[from.min(text.len())..]);
    Ok(out)
}
