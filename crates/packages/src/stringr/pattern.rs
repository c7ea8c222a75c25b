//! Patterns of stringr: `regex()`, `fixed()`, `boundary()` and plain strings, and where they match.

use super::refuse;
use super::unicode::{Flags, translate};
use crate::base::regex::{Found, Matcher, Span};
use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail};
use raglan_engine::value::{Failure, Symbol, Value, as_character, as_logical};
use std::collections::BTreeMap;
use std::rc::Rc;

pub(super) const FUNCTIONS: &[Builtin] = &[
    builtin(
        "regex(pattern, ignore_case = FALSE, multiline = FALSE, comments = FALSE, dotall = FALSE, ...)",
        regex_function,
    ),
    builtin("fixed(pattern, ignore_case = FALSE)", fixed),
    builtin("coll(pattern, ignore_case = FALSE, locale = \"en\", ...)", |_| {
        fail("patterns by collation, `coll()`, are not implemented")
    }),
    builtin(
        "boundary(type = c(\"character\", \"line_break\", \"sentence\", \"word\"), skip_word_none = NA, ...)",
        boundary,
    ),
    builtin("str_escape(string)", |a| {
        let string = super::texts(a, "string")?;
        let special = |c: char| ".^$\\|*+?{}[]()".contains(c);
        let one = |s: &str| {
            s.chars().fold(String::new(), |mut out, c| {
                if special(c) {
                    out.push('\\');
                }
                out.push(c);
                out
            })
        };
        Ok(Value::texts(string.iter().map(|s| s.map(one))))
    }),
];

/// How strings are looked into.
#[derive(Clone)]
pub enum Pattern {
    /// By an expression or a text.
    Match(Rc<Matcher>),
    /// By a text in any case, both brought to lower case.
    Characters,
    /// By words.
    Words,
}

/// Expressions compiled before.
#[derive(Default)]
struct Compiled(BTreeMap<(Flags, String), Rc<Matcher>>);

fn marked(pattern: Value, kind: &str, options: Vec<(&str, Value)>) -> Value {
    pattern.stripped().with_attribute(Symbol::new("options"), Value::named_list(options)).with_class(&[
        kind,
        "stringr_pattern",
        "character",
    ])
}

fn plain_pattern(args: &mut Args) -> Eval {
    let value = args.value("pattern")?;
    Ok(Value::from(as_character(&value)?))
}

fn regex_function(args: &mut Args) -> Eval {
    args.refuse_dots()?;
    let options = vec![
        ("case_insensitive", Value::logical(args.flag("ignore_case")?)),
        ("comments", Value::logical(args.flag("comments")?)),
        ("dotall", Value::logical(args.flag("dotall")?)),
        ("multiline", Value::logical(args.flag("multiline")?)),
    ];
    Ok(marked(plain_pattern(args)?, "stringr_regex", options))
}

fn fixed(args: &mut Args) -> Eval {
    let options = vec![("case_insensitive", Value::logical(args.flag("ignore_case")?))];
    Ok(marked(plain_pattern(args)?, "stringr_fixed", options))
}

fn boundary(args: &mut Args) -> Eval {
    args.refuse_dots()?;
    args.refuse_unless_default(&["skip_word_none"])?;
    let kind = args.choice("type")?;
    if !matches!(kind.as_str(), "character" | "word") {
        return fail(format!("boundaries of type \"{kind}\" are not implemented"));
    }
    let skip = Value::logical(kind == "word");
    let options = vec![("type", Value::string(&kind)), ("skip_word_none", skip)];
    Ok(marked(Value::texts([None::<&str>]), "stringr_boundary", options))
}

fn option(value: &Value, name: &str) -> Eval<bool> {
    let options = value.attribute(Symbol::new("options")).unwrap_or_default();
    match options.part(name) {
        Some(flag) => Ok(as_logical(&flag)?.first().copied().flatten() == Some(true)),
        None => Ok(false),
    }
}

/// The patterns of an argument, `None` for NA. `empty` says whether `""` stands for all characters; where
/// it does not it is an error. `wrap` changes the expression, to anchor it.
pub fn patterns(
    args: &mut Args,
    value: &Value,
    empty: bool,
    wrap: Option<(&str, &str)>,
) -> Eval<Vec<Option<Pattern>>> {
    if value.has_class("stringr_boundary") {
        let options = value.attribute(Symbol::new("options")).unwrap_or_default();
        let kind = options.part("type").map(|v| as_character(&v)).transpose()?;
        let words = kind.is_some_and(|k| k.get(0) == Some("word"));
        return Ok(vec![Some(if words { Pattern::Words } else { Pattern::Characters })]);
    }
    if !matches!(value, Value::Character(_)) && !value.is_factor() {
        let all_missing = matches!(value, Value::Logical(l) if l.data.iter().all(Option::is_none));
        if !all_missing {
            return Err(refuse(args, &format!("`pattern` must be a string, not {}.", described(value))));
        }
    }
    let fixed = value.has_class("stringr_fixed");
    let flags = Flags {
        ignore_case: option(value, "case_insensitive")?,
        multiline: option(value, "multiline")?,
        comments: option(value, "comments")?,
        dotall: option(value, "dotall")?,
    };
    let strings = crate::base::strings::texts_of(args, &value.clone().stripped())?;
    let mut out = Vec::with_capacity(strings.len());
    for text in strings.iter() {
        out.push(match text {
            None => None,
            Some("") if empty => Some(Pattern::Characters),
            Some("") => {
                return Err(refuse(args, "`pattern` can't be the empty string (`\"\"`)."));
            }
            Some(text) if fixed && !flags.ignore_case && wrap.is_none() => {
                Some(Pattern::Match(Rc::new(Matcher::Fixed(text.to_string()))))
            }
            Some(text) => {
                let code = if fixed { regex::escape(text) } else { text.to_string() };
                let code = wrap.map_or(code.clone(), |(a, b)| format!("{a}{code}{b}"));
                Some(Pattern::Match(compiled(args, &code, flags)?))
            }
        });
    }
    Ok(out)
}

fn compiled(args: &mut Args, pattern: &str, flags: Flags) -> Eval<Rc<Matcher>> {
    let key = (flags, pattern.to_string());
    if let Some(known) = args.session.state::<Compiled>().0.get(&key) {
        return Ok(Rc::clone(known));
    }
    let regex = match fancy_regex::Regex::new(&translate(pattern, flags)) {
        Ok(regex) => regex,
        Err(e) => return Err(refuse(args, &format!("Invalid regular expression `{pattern}`: {e}."))),
    };
    let matcher = Rc::new(Matcher::Pattern(regex));
    let known = &mut args.session.state::<Compiled>().0;
    if known.len() >= 500 {
        known.clear();
    }
    known.insert(key, Rc::clone(&matcher));
    Ok(matcher)
}

/// What a value is, in a sentence.
pub fn described(value: &Value) -> String {
    let number = |x: f64| format!("the number {}", raglan_engine::value::double_to_string(x));
    match value {
        Value::Null => "`NULL`".into(),
        Value::Double(v) if v.data.len() == 1 => number(v.data[0]),
        Value::Integer(v) if v.data.len() == 1 => number(f64::from(v.data[0])),
        Value::Double(_) => "a double vector".into(),
        Value::Integer(_) => "an integer vector".into(),
        Value::Logical(v) if v.data.len() == 1 => match v.data[0] {
            Some(true) => "`TRUE`".into(),
            Some(false) => "`FALSE`".into(),
            None => "`NA`".into(),
        },
        Value::Logical(_) => "a logical vector".into(),
        Value::Character(v) if v.data.len() == 1 => {
            v.data.get(0).map_or("a character `NA`".into(), |s| format!("the string \"{s}\""))
        }
        Value::Character(_) => "a character vector".into(),
        Value::List(_) => "a list".into(),
        Value::Closure(_) => "a function".into(),
        _ => format!("a {}", raglan_engine::value::type_name(value)),
    }
}

impl Pattern {
    /// Whether it occurs.
    pub fn is_match(&self, text: &str) -> Result<bool, Failure> {
        match self {
            Self::Match(m) => m.is_match(text),
            Self::Characters => Ok(!text.is_empty()),
            Self::Words => Ok(!words(text).is_empty()),
        }
    }

    /// The first place where it occurs.
    pub fn first(&self, text: &str) -> Result<Option<Found>, Failure> {
        match self {
            Self::Match(m) => m.find(text, 0),
            _ => Ok(self.all(text)?.into_iter().next()),
        }
    }

    /// All places where it occurs, none within another.
    pub fn all(&self, text: &str) -> Result<Vec<Found>, Failure> {
        let Self::Match(matcher) = self else {
            let spans = if matches!(self, Self::Words) { words(text) } else { characters(text) };
            return Ok(spans.into_iter().map(|s| vec![Some(s)]).collect());
        };
        let mut out = Vec::new();
        let mut from = 0;
        while from <= text.len() {
            let Some(found) = matcher.find(text, from)? else { break };
            let Some((start, end)) = found[0] else { break };
            out.push(found);
            from = end;
            if start == end {
                match text[end..].chars().next() {
                    Some(c) => from += c.len_utf8(),
                    None => break,
                }
            }
        }
        Ok(out)
    }

    /// Names of the groups, `""` for those without.
    pub fn group_names(&self) -> Vec<String> {
        match self {
            Self::Match(m) => m.group_names(),
            _ => Vec::new(),
        }
    }
}

/// Characters with the marks that combine with them.
fn characters(text: &str) -> Vec<Span> {
    let mut out: Vec<Span> = Vec::new();
    for (start, c) in text.char_indices() {
        let end = start + c.len_utf8();
        let combines = matches!(c, '\u{300}'..='\u{36F}' | '\u{200D}' | '\u{FE00}'..='\u{FE0F}');
        match out.last_mut() {
            Some(last) if combines => last.1 = end,
            _ => out.push((start, end)),
        }
    }
    out
}

/// Runs of letters and digits; apostrophes, dots and such between letters or digits belong to the word.
fn words(text: &str) -> Vec<Span> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let mut out: Vec<Span> = Vec::new();
    let mut start = None;
    for (k, &(at, c)) in chars.iter().enumerate() {
        let (before, after) = (k.checked_sub(1).map(|p| chars[p].1), chars.get(k + 1).map(|n| n.1));
        let both = |test: fn(char) -> bool| before.is_some_and(test) && after.is_some_and(test);
        let joins = match c {
            '\'' | '\u{2019}' | '.' => both(char::is_alphabetic) || both(char::is_numeric),
            ':' | '\u{B7}' => both(char::is_alphabetic),
            ',' | ';' => both(char::is_numeric),
            _ => false,
        };
        if c.is_alphanumeric() || c == '_' || joins {
            start.get_or_insert(at);
        } else if let Some(from) = start.take() {
            out.push((from, at));
        }
    }
    if let Some(from) = start {
        out.push((from, text.len()));
    }
    out
}
