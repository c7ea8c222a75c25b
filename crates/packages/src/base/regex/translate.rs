//! R's regular expressions in the words of the engine that runs them.
//!
//! R has two kinds: POSIX extended ones with the additions of TRE, and Perl's. They differ in what stands
//! inside brackets, in what `.` and `\w` match, and in word boundaries.

/// Whose regular expressions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dialect {
    /// `perl = FALSE`
    Extended,
    /// `perl = TRUE`
    Perl,
}

/// Why a pattern is none, in R's words.
pub type Reason = &'static str;

/// The pattern for the engine.
pub fn translate(pattern: &str, dialect: Dialect, ignore_case: bool) -> Result<String, Reason> {
    let mut flags = String::new();
    if ignore_case {
        flags.push('i');
    }
    // In POSIX a dot matches line ends too.
    if dialect == Dialect::Extended {
        flags.push('s');
    }
    let mut out = if flags.is_empty() { String::new() } else { format!("(?{flags})") };
    let chars: Vec<char> = pattern.chars().collect();
    let mut i = 0;
    let mut depth = 0usize;
    // Whether something stands before that a repetition can apply to.
    let mut operand = false;
    while i < chars.len() {
        match chars[i] {
            '\\' => {
                i = escape(&chars, i, dialect, &mut out)?;
                operand = true;
                continue;
            }
            '[' => {
                i = bracket(&chars, i, dialect, &mut out)?;
                operand = true;
                continue;
            }
            '(' => {
                depth += 1;
                out.push('(');
                operand = false;
                if dialect == Dialect::Perl && chars.get(i + 1) == Some(&'?') {
                    let (text, next) = group(&chars, i + 1, &mut depth);
                    out.push_str(&text);
                    i = next;
                    continue;
                }
                if dialect == Dialect::Extended && chars.get(i + 1) == Some(&'?') {
                    let (text, next) = group(&chars, i + 1, &mut depth);
                    out.push_str(&text);
                    i = next;
                    continue;
                }
            }
            ')' => {
                if depth == 0 {
                    if dialect == Dialect::Perl {
                        return Err("unmatched closing parenthesis");
                    }
                    // An unopened parenthesis is itself.
                    out.push_str("\\)");
                } else {
                    depth -= 1;
                    out.push(')');
                }
                operand = true;
            }
            '|' => {
                out.push('|');
                operand = false;
            }
            '*' | '+' | '?' if !operand => {
                if dialect == Dialect::Perl {
                    return Err("quantifier does not follow a repeatable item");
                }
                // A repetition of nothing.
                if chars[i] == '*' {
                    out.push_str("\\*");
                    operand = true;
                } else {
                    return Err("Invalid regexp");
                }
            }
            '{' => {
                i = interval(&chars, i, dialect, operand, &mut out)?;
                continue;
            }
            '}' => {
                out.push_str("\\}");
                operand = true;
            }
            '^' => {
                out.push('^');
                operand = false;
            }
            c => {
                out.push(c);
                operand = true;
            }
        }
        i += 1;
    }
    if depth > 0 {
        return Err(if dialect == Dialect::Perl { "missing closing parenthesis" } else { "Missing ')'" });
    }
    Ok(out)
}

/// What follows `(`: a kind of group like `?:`, or flags. Gives its text and where the pattern goes on.
fn group(chars: &[char], start: usize, depth: &mut usize) -> (String, usize) {
    let mut i = start + 1;
    let mut text = String::from("?");
    match chars.get(i) {
        Some('#') => {
            // A comment is left out with its parentheses.
            while i < chars.len() && chars[i] != ')' {
                i += 1;
            }
            *depth -= 1;
            return ("?:)".into(), i + 1);
        }
        Some('P') if chars.get(i + 1) == Some(&'<') => {
            text.push_str("P<");
            i += 2;
        }
        Some('\'') => {
            // A name in quotes.
            text.push_str("P<");
            i += 1;
            while i < chars.len() && chars[i] != '\'' {
                text.push(chars[i]);
                i += 1;
            }
            text.push('>');
            return (text, i + 1);
        }
        _ => {}
    }
    while let Some(&c) = chars.get(i) {
        match c {
            ':' | '=' | '!' | '>' => {
                text.push(c);
                return (text, i + 1);
            }
            ')' => {
                *depth -= 1;
                text.push(')');
                return (text, i + 1);
            }
            c => {
                text.push(c);
                i += 1;
                if c == '<' && !matches!(chars.get(i), Some('=' | '!')) {
                    continue;
                }
            }
        }
    }
    (text, i)
}

/// `{n,m}`, or a brace that is itself.
fn interval(
    chars: &[char],
    start: usize,
    dialect: Dialect,
    operand: bool,
    out: &mut String,
) -> Result<usize, Reason> {
    let end = chars[start..].iter().position(|c| *c == '}').map(|n| start + n);
    let body: Option<String> = end.map(|end| chars[start + 1..end].iter().collect());
    let valid = body.as_deref().is_some_and(|b| {
        let mut parts = b.splitn(2, ',');
        let digits = |p: Option<&str>| p.is_none_or(|p| p.bytes().all(|b| b.is_ascii_digit()));
        let (a, b2) = (parts.next(), parts.next());
        digits(a) && digits(b2) && !(a == Some("") && b2.is_none())
    });
    match (body, end) {
        (Some(body), Some(end)) if valid && operand => {
            if dialect == Dialect::Perl && body.starts_with(',') {
                out.push_str("\\{");
                return Ok(start + 1);
            }
            let body = if body.starts_with(',') { format!("0{body}") } else { body };
            out.push_str(&format!("{{{body}}}"));
            Ok(end + 1)
        }
        _ if dialect == Dialect::Perl => {
            out.push_str("\\{");
            Ok(start + 1)
        }
        (None, _) => Err("Missing '}'"),
        _ => Err("Invalid contents of {}"),
    }
}

/// A backslash outside of brackets.
fn escape(chars: &[char], i: usize, dialect: Dialect, out: &mut String) -> Result<usize, Reason> {
    let Some(&c) = chars.get(i + 1) else {
        return Err(if dialect == Dialect::Perl { "\\ at end of pattern" } else { "Trailing backslash" });
    };
    let next = i + 2;
    match (c, dialect) {
        ('<', Dialect::Extended) => out.push_str(r"\b(?=\w)"),
        ('>', Dialect::Extended) => out.push_str(r"\b(?<=\w)"),
        ('w', Dialect::Perl) => out.push_str("[A-Za-z0-9_]"),
        ('W', Dialect::Perl) => out.push_str("[^A-Za-z0-9_]"),
        ('d', Dialect::Perl) => out.push_str("[0-9]"),
        ('D', Dialect::Perl) => out.push_str("[^0-9]"),
        ('s', Dialect::Perl) => out.push_str(r"[ \t\n\r\f\x0B]"),
        ('S', Dialect::Perl) => out.push_str(r"[^ \t\n\r\f\x0B]"),
        ('h', Dialect::Perl) => out.push_str(r"[ \t\u{A0}]"),
        ('R', Dialect::Perl) => out.push_str(r"(?:\r\n|[\n\x0B\f\r])"),
        ('Z', Dialect::Perl) => out.push_str(r"(?=\n?\z)"),
        ('Q', _) => {
            let rest: String = chars[next..].iter().collect();
            let (literal, used) = match rest.find("\\E") {
                Some(at) => (rest[..at].to_string(), rest[..at].chars().count() + 2),
                None => (rest.clone(), rest.chars().count()),
            };
            out.push_str(&regex::escape(&literal));
            return Ok(next + used);
        }
        ('w' | 'W' | 'd' | 'D' | 's' | 'S' | 'b' | 'B', _) => {
            out.push('\\');
            out.push(c);
        }
        ('t' | 'n' | 'r' | 'f' | 'a', _) => {
            out.push('\\');
            out.push(c);
        }
        ('e', _) => out.push_str(r"\x1B"),
        ('1'..='9', _) => {
            out.push('\\');
            out.push(c);
        }
        ('x', _) => {
            out.push_str("\\x");
        }
        ('A' | 'z' | 'K' | 'G' | 'k' | 'p' | 'P' | 'X' | 'N', Dialect::Perl) => {
            out.push('\\');
            out.push(c);
        }
        (c, _) if c.is_ascii_alphanumeric() => out.push(c),
        (c, _) => out.push_str(&regex::escape(&c.to_string())),
    }
    Ok(next)
}

/// A bracket expression.
fn bracket(chars: &[char], start: usize, dialect: Dialect, out: &mut String) -> Result<usize, Reason> {
    let missing =
        if dialect == Dialect::Perl { "missing terminating ] for character class" } else { "Missing ']'" };
    let mut i = start + 1;
    out.push('[');
    if chars.get(i) == Some(&'^') {
        out.push('^');
        i += 1;
    }
    let mut first = true;
    loop {
        let Some(&c) = chars.get(i) else { return Err(missing) };
        match c {
            ']' if !first => {
                out.push(']');
                return Ok(i + 1);
            }
            '[' if matches!(chars.get(i + 1), Some(':' | '.' | '=')) => {
                let kind = chars[i + 1];
                let close =
                    (i + 2..chars.len().saturating_sub(1)).find(|&k| chars[k] == kind && chars[k + 1] == ']');
                let Some(close) = close else {
                    out.push_str("\\[");
                    i += 1;
                    first = false;
                    continue;
                };
                let name: String = chars[i + 2..close].iter().collect();
                if kind == ':' {
                    out.push_str(class(&name, dialect)?);
                } else {
                    out.push_str(&regex::escape(&name));
                }
                i = close + 1;
            }
            '\\' if dialect == Dialect::Perl => {
                let Some(&n) = chars.get(i + 1) else { return Err(missing) };
                match n {
                    'w' => out.push_str("A-Za-z0-9_"),
                    'd' => out.push_str("0-9"),
                    's' => out.push_str(r" \t\n\r\f\x0B"),
                    'h' => out.push_str(r" \t\u{A0}"),
                    'W' => out.push_str("[^A-Za-z0-9_]"),
                    'D' => out.push_str("[^0-9]"),
                    'S' => out.push_str(r"[^ \t\n\r\f\x0B]"),
                    'b' => out.push_str(r"\x08"),
                    'n' | 't' | 'r' | 'f' | 'x' | 'p' | 'P' | 'a' => {
                        out.push('\\');
                        out.push(n);
                    }
                    n if n.is_ascii_alphanumeric() => out.push(n),
                    n => {
                        out.push('\\');
                        out.push(n);
                    }
                }
                i += 1;
            }
            // Inside brackets these are themselves in R, but not for the engine.
            '\\' | '[' | ']' | '&' | '~' => {
                out.push('\\');
                out.push(c);
            }
            '-' if first || chars.get(i + 1) == Some(&']') => out.push_str("\\-"),
            '-' if chars.get(i + 1) == Some(&'-') => out.push_str("\\-"),
            '^' => out.push_str("\\^"),
            c => out.push(c),
        }
        i += 1;
        first = false;
    }
}

/// A named class inside brackets.
fn class(name: &str, dialect: Dialect) -> Result<&'static str, Reason> {
    if dialect == Dialect::Perl {
        return Ok(match name {
            "alpha" => "A-Za-z",
            "alnum" => "A-Za-z0-9",
            "upper" => "A-Z",
            "lower" => "a-z",
            "digit" => "0-9",
            "space" => r" \t\n\r\f\x0B",
            "blank" => r" \t",
            "punct" => r##"!"\#$%\&'()*+,\-./:;<=>?@\[\\\]\^_`{|}\~"##,
            "xdigit" => "0-9A-Fa-f",
            "cntrl" => r"\x00-\x1F\x7F",
            "graph" => r"\x21-\x7E",
            "print" => r"\x20-\x7E",
            "word" => "A-Za-z0-9_",
            _ => return Err("unknown POSIX class name"),
        });
    }
    Ok(match name {
        "alpha" => r"\p{Alphabetic}",
        "alnum" => r"\p{Alphabetic}\p{Nd}",
        "upper" => r"\p{Lu}",
        "lower" => r"\p{Ll}",
        "digit" => "0-9",
        "space" => r"\s",
        "blank" => r" \t",
        "punct" => r"\p{P}\p{S}",
        "xdigit" => "0-9A-Fa-f",
        "cntrl" => r"\p{Cc}",
        "graph" => r"\p{L}\p{M}\p{N}\p{P}\p{S}",
        "print" => r"\p{L}\p{M}\p{N}\p{P}\p{S} ",
        _ => return Err("Invalid character class name"),
    })
}
