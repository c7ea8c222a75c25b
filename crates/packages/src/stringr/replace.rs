//! Matches replaced or removed.

use super::pattern::{Pattern, described, patterns};
use super::{at, common, refuse, texts};
use crate::base::regex::{Found, Matcher};
use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail};
use raglan_engine::value::{Argument, Strings, Value, as_character, known};

pub(super) const FUNCTIONS: &[Builtin] = &[
    builtin("str_replace(string, pattern, replacement)", |a| replace(a, false)),
    builtin("str_replace_all(string, pattern, replacement)", |a| replace(a, true)),
    builtin("str_remove(string, pattern)", |a| remove(a, false)),
    builtin("str_remove_all(string, pattern)", |a| remove(a, true)),
    builtin("str_replace_na(string, replacement = \"NA\")", |a| {
        let string = texts(a, "string")?;
        let replacement = a.string("replacement")?;
        Ok(Value::strings(string.iter().map(|s| s.unwrap_or(&replacement).to_string())))
    }),
];

/// Part of a replacement.
enum Piece {
    Text(String),
    Group(usize),
}

/// A replacement cut at its references `\1`; of a fixed pattern it is taken as it is.
fn pieces(text: &str, plain: bool) -> Vec<Piece> {
    if plain {
        return vec![Piece::Text(text.to_string())];
    }
    let mut out = Vec::new();
    let mut run = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        let next = if c == '\\' { chars.next() } else { Some(c) };
        match next {
            Some(d @ '0'..='9') if c == '\\' => {
                out.push(Piece::Text(std::mem::take(&mut run)));
                out.push(Piece::Group(d as usize - '0' as usize));
            }
            Some(c) => run.push(c),
            None => run.push('\\'),
        }
    }
    out.push(Piece::Text(run));
    out
}

fn matches(pattern: &Pattern, text: &str, all: bool) -> Eval<Vec<Found>> {
    Ok(if all { pattern.all(text)? } else { pattern.first(text)?.into_iter().collect() })
}

/// A text with each match replaced by what `new` writes for it.
fn rewritten(text: &str, found: &[Found], mut new: impl FnMut(usize, &Found, &mut String)) -> String {
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for (k, found) in found.iter().enumerate() {
        let Some((start, end)) = found[0] else { continue };
        out.push_str(&text[from..start]);
        new(k, found, &mut out);
        from = end;
    }
    out.push_str(&text[from..]);
    out
}

fn is_plain(pattern: &Pattern) -> bool {
    matches!(pattern, Pattern::Match(m) if matches!(**m, Matcher::Fixed(_)))
}

fn replaced(
    string: &Strings,
    patterns: &[Option<Pattern>],
    replacements: &Strings,
    n: usize,
    all: bool,
) -> Eval<Strings> {
    let mut out: Vec<Option<String>> = Vec::with_capacity(n);
    let single = match (patterns, replacements.len()) {
        ([Some(p)], 1) => replacements.get(0).map(|r| pieces(r, is_plain(p))),
        _ => None,
    };
    for i in 0..n {
        let pattern = &patterns[at(i, patterns.len())];
        let (Some(text), Some(pattern)) = (string.get(at(i, string.len())), pattern) else {
            out.push(None);
            continue;
        };
        let found = matches(pattern, text, all)?;
        let Some(new) = replacements.get(at(i, replacements.len())) else {
            out.push(if found.is_empty() { Some(text.to_string()) } else { None });
            continue;
        };
        let own;
        let pieces = match &single {
            Some(pieces) => pieces,
            None => {
                own = pieces(new, is_plain(pattern));
                &own
            }
        };
        out.push(Some(rewritten(text, &found, |_, found, out| {
            for piece in pieces {
                match piece {
                    Piece::Text(plain) => out.push_str(plain),
                    Piece::Group(k) => {
                        if let Some(Some((start, end))) = found.get(*k) {
                            out.push_str(&text[*start..*end]);
                        }
                    }
                }
            }
        })));
    }
    Ok(out.into_iter().collect())
}

fn replace(args: &mut Args, all: bool) -> Eval {
    let string = texts(args, "string")?;
    let given = args.value("pattern")?;
    if all && given.names().is_some() && args.is_missing("replacement") {
        return in_turn(args, string, &given);
    }
    let replacement = args.value("replacement")?;
    if replacement.is_function() || replacement.has_class("formula") {
        return by_function(args, &string, &given, replacement, all);
    }
    let missing = matches!(&replacement, Value::Logical(l) if l.data.iter().all(Option::is_none));
    if !matches!(replacement, Value::Character(_)) && !missing {
        let what = described(&replacement);
        return Err(refuse(args, &format!("`replacement` must be a character vector, not {what}.")));
    }
    let replacements = as_character(&replacement)?;
    let patterns = patterns(args, &given, false, None)?;
    let sizes = [("string", string.len()), ("pattern", patterns.len()), ("replacement", replacements.len())];
    let n = common(args, &sizes)?;
    Ok(replaced(&string, &patterns, &replacements, n, all)?.into())
}

/// Patterns and replacements of a named vector, one after the other.
fn in_turn(args: &mut Args, string: Strings, given: &Value) -> Eval {
    let names = given.names().unwrap_or_else(|| Strings::from(Vec::new()));
    let values = as_character(given)?;
    let mut out = string;
    for (name, value) in names.iter().zip(values.iter()) {
        let mut pattern = Value::texts([name]);
        for kept in [known::CLASS, raglan_engine::value::Symbol::new("options")] {
            if let Some(attribute) = given.attribute(kept) {
                pattern.set_attribute(kept, attribute);
            }
        }
        let patterns = patterns(args, &pattern, false, None)?;
        let new: Strings = [value].into_iter().collect();
        out = replaced(&out, &patterns, &new, out.len(), true)?;
    }
    Ok(out.into())
}

/// Each match replaced by what a function makes of all the matches in its string.
fn by_function(args: &mut Args, string: &Strings, given: &Value, function: Value, all: bool) -> Eval {
    let function = if function.is_function() {
        function
    } else {
        args.apply_named("as_mapper", vec![Argument::new(function)])?
    };
    let patterns = patterns(args, given, false, None)?;
    let n = common(args, &[("string", string.len()), ("pattern", patterns.len())])?;
    let mut out: Vec<Option<String>> = Vec::with_capacity(n);
    for i in 0..n {
        let pattern = &patterns[at(i, patterns.len())];
        let (Some(text), Some(pattern)) = (string.get(at(i, string.len())), pattern) else {
            out.push(None);
            continue;
        };
        let found = matches(pattern, text, all)?;
        if found.is_empty() {
            out.push(Some(text.to_string()));
            continue;
        }
        let old = found.iter().map(|f| f[0].map_or("", |(start, end)| &text[start..end]));
        let new = args.apply(&function, vec![Argument::new(Value::strings(old))])?;
        let Value::Character(new) = &new else {
            return fail(format!(
                "`replacement` function must return a character vector, not {}.",
                described(&new)
            ));
        };
        if new.data.len() != found.len() {
            return fail("`replacement` function must return a vector as long as its input");
        }
        out.push(Some(rewritten(text, &found, |k, _, out| {
            out.push_str(new.data.get(k).unwrap_or("NA"));
        })));
    }
    Ok(Value::texts(out))
}

fn remove(args: &mut Args, all: bool) -> Eval {
    let string = texts(args, "string")?;
    let given = args.value("pattern")?;
    let patterns = patterns(args, &given, false, None)?;
    let n = common(args, &[("string", string.len()), ("pattern", patterns.len())])?;
    let nothing: Strings = [Some("")].into_iter().collect();
    Ok(replaced(&string, &patterns, &nothing, n, all)?.into())
}
