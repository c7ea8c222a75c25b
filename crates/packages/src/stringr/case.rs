//! Upper and lower case as Unicode has them.

use super::texts;
use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail};
use raglan_engine::value::Value;

pub(super) const FUNCTIONS: &[Builtin] = &[
    builtin("str_to_upper(string, locale = \"en\")", |a| map(a, |s| s.to_uppercase())),
    builtin("str_to_lower(string, locale = \"en\")", |a| map(a, |s| s.to_lowercase())),
    builtin("str_to_title(string, locale = \"en\")", |a| map(a, title)),
    builtin("str_to_sentence(string, locale = \"en\")", |a| map(a, sentence)),
];

fn map(args: &mut Args, change: fn(&str) -> String) -> Eval {
    let locale = args.string("locale")?;
    // These languages have rules of their own.
    if ["tr", "az", "lt", "nl", "el"].iter().any(|l| locale.starts_with(l)) {
        return fail(format!("case in the locale \"{locale}\" is not implemented"));
    }
    let string = texts(args, "string")?;
    Ok(Value::texts(string.iter().map(|s| s.map(change))))
}

/// The first letter of each word in upper case, the others in lower.
fn title(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut inside = false;
    for (k, &c) in chars.iter().enumerate() {
        let joins = matches!(c, '\'' | '\u{2019}' | '.')
            && inside
            && chars.get(k + 1).is_some_and(|n| n.is_alphabetic());
        if c.is_alphanumeric() || c == '_' {
            if inside {
                out.extend(c.to_lowercase())
            } else {
                out.extend(c.to_uppercase())
            }
            inside = true;
        } else {
            out.push(c);
            inside = joins;
        }
    }
    out
}

fn sentence(text: &str) -> String {
    let mut started = false;
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if !started && c.is_alphanumeric() {
            out.extend(c.to_uppercase());
            started = true;
        } else {
            out.extend(c.to_lowercase());
        }
    }
    out
}
