//! Upper and lower case, characters one for another.

use super::map_texts;
use raglan_engine::eval::{Args, Eval, fail};

/// Character by character, so that lengths stay.
fn upper(text: &str) -> String {
    text.chars().map(|c| single(c, c.to_uppercase())).collect()
}

fn lower(text: &str) -> String {
    text.chars().map(|c| single(c, c.to_lowercase())).collect()
}

/// The other case where it is one character, else the character itself.
fn single(c: char, mut other: impl Iterator<Item = char>) -> char {
    match (other.next(), other.next()) {
        (Some(o), None) => o,
        _ => c,
    }
}

pub(super) fn toupper(args: &mut Args) -> Eval {
    map_texts(args, "x", upper)
}

pub(super) fn tolower(args: &mut Args) -> Eval {
    map_texts(args, "x", lower)
}

pub(super) fn casefold(args: &mut Args) -> Eval {
    if args.flag("upper")? { map_texts(args, "x", upper) } else { map_texts(args, "x", lower) }
}

/// Characters of a specification, ranges like `a-e` written out.
fn expand(text: &str) -> Eval<Vec<char>> {
    let chars: Vec<char> = text.chars().collect();
    let mut out = Vec::new();
    let mut i = 0;
    while i < chars.len() {
        if i + 2 < chars.len() && chars[i + 1] == '-' {
            if chars[i] > chars[i + 2] {
                return fail(format!("decreasing range specification ('{}-{}')", chars[i], chars[i + 2]));
            }
            out.extend(chars[i]..=chars[i + 2]);
            i += 3;
        } else {
            out.push(chars[i]);
            i += 1;
        }
    }
    Ok(out)
}

pub(super) fn chartr(args: &mut Args) -> Eval {
    let (old, new) = (expand(&args.string("old")?)?, expand(&args.string("new")?)?);
    if old.len() > new.len() {
        return fail("'old' is longer than 'new'");
    }
    // The last of several entries for a character counts.
    let one = |c: char| old.iter().rposition(|o| *o == c).map_or(c, |k| new[k]);
    map_texts(args, "x", |text| text.chars().map(one).collect())
}
