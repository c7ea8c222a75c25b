//! Compiled patterns and where they match.

use super::translate::{Dialect, translate};
use fancy_regex::Regex;
use raglan_engine::eval::{Args, Eval, fail};
use raglan_engine::value::Failure;
use std::collections::BTreeMap;
use std::rc::Rc;

/// Bytes of a match or a group.
pub type Span = (usize, usize);

/// A pattern ready to be looked for.
pub enum Matcher {
    /// The text itself.
    Fixed(String),
    /// A regular expression.
    Pattern(Regex),
}

/// A match: the whole first, then the groups.
pub type Found = Vec<Option<Span>>;

/// Compiled patterns by dialect, case and text.
#[derive(Default)]
struct Compiled(BTreeMap<(Dialect, bool, String), Rc<Matcher>>);

/// More patterns than this are forgotten.
const KEPT: usize = 500;

impl Matcher {
    /// The first match at or after a byte.
    pub fn find(&self, text: &str, from: usize) -> Result<Option<Found>, Failure> {
        match self {
            Self::Fixed(pattern) => Ok(text[from..]
                .find(pattern.as_str())
                .map(|at| vec![Some((from + at, from + at + pattern.len()))])),
            Self::Pattern(regex) => {
                let found = regex.captures_from_pos(text, from).map_err(|e| Failure::new(e.to_string()))?;
                Ok(found.map(|c| c.iter().map(|m| m.map(|m| (m.start(), m.end()))).collect()))
            }
        }
    }

    /// Whether it matches anywhere.
    pub fn is_match(&self, text: &str) -> Result<bool, Failure> {
        match self {
            Self::Fixed(pattern) => Ok(text.contains(pattern.as_str())),
            Self::Pattern(regex) => regex.is_match(text).map_err(|e| Failure::new(e.to_string())),
        }
    }

    /// Names of the groups, `""` for those without.
    pub fn group_names(&self) -> Vec<String> {
        match self {
            Self::Fixed(_) => Vec::new(),
            Self::Pattern(regex) => {
                regex.capture_names().skip(1).map(|n| n.unwrap_or("").to_string()).collect()
            }
        }
    }
}

/// The pattern the arguments `fixed`, `perl` and `ignore.case` make of a text.
pub fn matcher(args: &mut Args, pattern: &str) -> Eval<Rc<Matcher>> {
    let fixed = args.flag("fixed")?;
    let perl = args.flag("perl")?;
    let ignore_case = args.flag("ignore.case")?;
    if fixed {
        if ignore_case {
            args.warn("argument 'ignore.case = TRUE' will be ignored")?;
        }
        if perl {
            args.warn("argument 'perl = TRUE' will be ignored")?;
        }
        return Ok(Rc::new(Matcher::Fixed(pattern.to_string())));
    }
    compiled(args, pattern, if perl { Dialect::Perl } else { Dialect::Extended }, ignore_case)
}

/// A regular expression, compiled at most once.
pub fn compiled(args: &mut Args, pattern: &str, dialect: Dialect, ignore_case: bool) -> Eval<Rc<Matcher>> {
    let key = (dialect, ignore_case, pattern.to_string());
    if let Some(known) = args.session.state::<Compiled>().0.get(&key) {
        return Ok(Rc::clone(known));
    }
    let text = match translate(pattern, dialect, ignore_case) {
        Ok(text) => text,
        Err(reason) => return refuse(args, pattern, dialect, reason),
    };
    let regex = match Regex::new(&text) {
        Ok(regex) => regex,
        Err(_) => return refuse(args, pattern, dialect, "Invalid regexp"),
    };
    let matcher = Rc::new(Matcher::Pattern(regex));
    let known = &mut args.session.state::<Compiled>().0;
    if known.len() >= KEPT {
        known.clear();
    }
    known.insert(key, Rc::clone(&matcher));
    Ok(matcher)
}

/// R warns with the reason, then fails.
fn refuse<T>(args: &mut Args, pattern: &str, dialect: Dialect, reason: &str) -> Eval<T> {
    if dialect == Dialect::Perl {
        args.warn(&format!("PCRE pattern compilation error\n\t'{reason}'\n\tat ''\n"))?;
        return fail(format!("invalid regular expression '{pattern}'"));
    }
    args.warn(&format!("TRE pattern compilation error '{reason}'"))?;
    fail(format!("invalid regular expression '{pattern}', reason '{reason}'"))
}

/// Characters before a byte.
pub fn characters(text: &str, at: usize) -> usize {
    if text.is_ascii() { at } else { text[..at].chars().count() }
}
