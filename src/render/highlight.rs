//! R code coloured by kind of word, as spans for HTML.

use super::escape;

/// The kinds of word that are shown differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Spaces, names, brackets.
    Plain,
    /// `# …`
    Comment,
    /// A string, raw ones too.
    String,
    /// A number.
    Number,
    /// `if`, `function`, …
    Keyword,
    /// `TRUE`, `NULL`, `NA`, …
    Constant,
    /// A name that is called.
    Function,
    /// A name before `=` in a call.
    Argument,
    /// An operator.
    Operator,
}

impl Kind {
    fn class(self) -> Option<&'static str> {
        match self {
            Kind::Plain => None,
            Kind::Comment => Some("co"),
            Kind::String => Some("st"),
            Kind::Number => Some("nu"),
            Kind::Keyword => Some("kw"),
            Kind::Constant => Some("cn"),
            Kind::Function => Some("fu"),
            Kind::Argument => Some("at"),
            Kind::Operator => Some("op"),
        }
    }
}

/// R code as HTML; other languages are only escaped.
pub(super) fn html(code: &str, language: &str) -> String {
    if !matches!(language, "r" | "R") {
        return escape::text(code);
    }
    let mut out = String::new();
    for (kind, word) in words(code) {
        match kind.class() {
            Some(class) => out.push_str(&format!("<span class=\"{class}\">{}</span>", escape::text(word))),
            None => out.push_str(&escape::text(word)),
        }
    }
    out
}

/// The words of R code in order; together they are the code.
pub(super) fn words(code: &str) -> Vec<(Kind, &str)> {
    let mut words: Vec<(Kind, &str)> = Vec::new();
    let (mut rest, mut depth) = (code, 0_usize);
    while let Some(c) = rest.chars().next() {
        let (kind, length) = word(rest, c, depth);
        match c {
            '(' | '[' if kind == Kind::Plain => depth += 1,
            ')' | ']' if kind == Kind::Plain => depth = depth.saturating_sub(1),
            _ => {}
        }
        let (text, after) = rest.split_at(length);
        words.push((kind, text));
        rest = after;
    }
    words
}

const KEYWORDS: &[&str] =
    &["if", "else", "repeat", "while", "function", "for", "in", "next", "break", "return"];
const CONSTANTS: &[&str] = &[
    "TRUE",
    "FALSE",
    "NULL",
    "Inf",
    "NaN",
    "NA",
    "NA_integer_",
    "NA_real_",
    "NA_character_",
    "NA_complex_",
    "T",
    "F",
];

fn word(rest: &str, c: char, depth: usize) -> (Kind, usize) {
    let until = |stop: fn(char) -> bool| rest.find(stop).unwrap_or(rest.len());
    match c {
        '#' => (Kind::Comment, until(|c| c == '\n')),
        '"' | '\'' => (Kind::String, quoted(rest, c)),
        '`' => (Kind::Plain, quoted(rest, c)),
        'r' | 'R' if raw_string(rest).is_some() => (Kind::String, raw_string(rest).unwrap_or(1)),
        _ if c.is_ascii_digit() || (c == '.' && rest[1..].starts_with(|c: char| c.is_ascii_digit())) => {
            (Kind::Number, number(rest))
        }
        _ if c.is_alphabetic() || c == '.' => {
            let length = until(|c| !(c.is_alphanumeric() || matches!(c, '.' | '_')));
            (name(&rest[..length], &rest[length..], depth), length)
        }
        '%' => match rest[1..].find(['%', '\n']) {
            Some(end) if rest[1 + end..].starts_with('%') => (Kind::Operator, end + 2),
            _ => (Kind::Operator, 1),
        },
        '+' | '-' | '*' | '/' | '^' | '<' | '>' | '=' | '!' | '&' | '|' | '~' | '?' | ':' | '@' | '$'
        | '\\' => (Kind::Operator, until(|c| !"+-*/^<>=!&|~?:@$\\".contains(c))),
        _ if c.is_whitespace() => (Kind::Plain, until(|c| !c.is_whitespace())),
        _ => (Kind::Plain, c.len_utf8()),
    }
}

fn name(name: &str, after: &str, depth: usize) -> Kind {
    let next = after.trim_start_matches([' ', '\t']);
    if KEYWORDS.contains(&name) {
        Kind::Keyword
    } else if CONSTANTS.contains(&name) {
        Kind::Constant
    } else if next.starts_with('(') {
        Kind::Function
    } else if depth > 0 && next.starts_with('=') && !next.starts_with("==") {
        Kind::Argument
    } else {
        Kind::Plain
    }
}

fn quoted(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (i, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if c == quote => return i + 1,
            _ => {}
        }
    }
    rest.len()
}

/// Length of a string such as `r"---(text)---"`.
fn raw_string(rest: &str) -> Option<usize> {
    let quote = rest[1..].chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let inner = &rest[2..];
    let dashes = inner.len() - inner.trim_start_matches('-').len();
    let close = match inner[dashes..].chars().next()? {
        '(' => ')',
        '[' => ']',
        '{' => '}',
        _ => return None,
    };
    let end = format!("{close}{}{quote}", "-".repeat(dashes));
    Some(rest.find(&end).map_or(rest.len(), |i| i + end.len()))
}

fn number(rest: &str) -> usize {
    let hex = rest.starts_with("0x") || rest.starts_with("0X");
    let mut previous = ' ';
    for (i, c) in rest.char_indices() {
        let exponent = matches!(previous, 'e' | 'E' | 'p' | 'P') && (!hex || matches!(previous, 'p' | 'P'));
        let part = c.is_ascii_hexdigit() && (hex || c.is_ascii_digit() || matches!(c, 'e' | 'E'))
            || matches!(c, '.' | 'L' | 'i' | 'x' | 'X' | 'p' | 'P')
            || (matches!(c, '+' | '-') && exponent);
        if !part {
            return i;
        }
        previous = c;
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_make_up_the_code() {
        let code = "df %>% filter(x == 1e-5, y = \"a\\\"b\") # é\nf <- \\(x) r\"(raw)\" + `a b` - .5L %% 2 % \u{1F600}";
        let words = words(code);
        assert_eq!(words.iter().map(|w| w.1).collect::<String>(), code);
        for expected in [
            (Kind::Operator, "%>%"),
            (Kind::Function, "filter"),
            (Kind::Number, "1e-5"),
            (Kind::Argument, "y"),
            (Kind::String, "\"a\\\"b\""),
            (Kind::Comment, "# é"),
            (Kind::String, "r\"(raw)\""),
            (Kind::Number, ".5L"),
        ] {
            assert!(words.contains(&expected), "{expected:?} in {words:?}");
        }
    }
}
