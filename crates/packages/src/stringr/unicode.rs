//! Regular expressions of ICU, the library behind stringr, in the words of the engine that runs them.

/// What a pattern's options ask of the engine.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Flags {
    /// Letters match in both cases.
    pub ignore_case: bool,
    /// `^` and `$` match at lines.
    pub multiline: bool,
    /// White space and comments are left out.
    pub comments: bool,
    /// A dot matches line ends.
    pub dotall: bool,
}

/// The pattern for the engine.
pub fn translate(pattern: &str, flags: Flags) -> String {
    let mut out = String::new();
    let set = [(flags.ignore_case, 'i'), (flags.multiline, 'm'), (flags.comments, 'x'), (flags.dotall, 's')];
    let set: String = set.iter().filter(|f| f.0).map(|f| f.1).collect();
    if !set.is_empty() {
        out.push_str(&format!("(?{set})"));
    }
    let chars: Vec<char> = pattern.chars().collect();
    let mut i = 0;
    let mut depth = 0usize;
    while i < chars.len() {
        match chars[i] {
            '\\' => i = escape(&chars, i, depth > 0, &mut out),
            '[' if depth > 0 && chars.get(i + 1) == Some(&':') => i = class(&chars, i, &mut out),
            '[' => {
                depth += 1;
                out.push('[');
                i += 1;
                if chars.get(i) == Some(&'^') {
                    out.push('^');
                    i += 1;
                }
                if chars.get(i) == Some(&']') {
                    out.push_str("\\]");
                    i += 1;
                }
            }
            ']' if depth > 0 => {
                depth -= 1;
                out.push(']');
                i += 1;
            }
            // Only with "multiline" does `$` match at every line end; else before one last line end too.
            '$' if depth == 0 && !flags.multiline => {
                out.push_str(r"(?=\r?\n?\z)");
                i += 1;
            }
            '~' | '&' | '-' if depth > 0 && chars.get(i + 1) == Some(&chars[i]) && chars[i] == '~' => {
                out.push_str("\\~");
                i += 1;
            }
            c => {
                out.push(c);
                i += 1;
            }
        }
    }
    out
}

/// A backslash and what it escapes; gives where the pattern goes on.
fn escape(chars: &[char], i: usize, inside: bool, out: &mut String) -> usize {
    let Some(&c) = chars.get(i + 1) else {
        out.push('\\');
        return i + 1;
    };
    match c {
        'Q' => {
            let rest: String = chars[i + 2..].iter().collect();
            let (literal, used) = match rest.find("\\E") {
                Some(at) => (&rest[..at], rest[..at].chars().count() + 2),
                None => (rest.as_str(), rest.chars().count()),
            };
            out.push_str(&regex::escape(literal));
            return i + 2 + used;
        }
        'h' if inside => out.push_str(r"\t\p{Zs}"),
        'h' => out.push_str(r"[\t\p{Zs}]"),
        'H' if !inside => out.push_str(r"[^\t\p{Zs}]"),
        'R' if !inside => out.push_str(r"(?:\r\n|[\n\x0B\f\r\u{85}\u{2028}\u{2029}])"),
        'Z' if !inside => out.push_str(r"(?=\r?\n?\z)"),
        'X' if !inside => out.push_str(r"(?:\P{M}\p{M}*)"),
        'e' => out.push_str(r"\x1B"),
        'u' | 'U' => {
            let width = if c == 'u' { 4 } else { 8 };
            let digits: String = chars[i + 2..].iter().take(width).collect();
            out.push_str(&format!("\\x{{{digits}}}"));
            return i + 2 + digits.chars().count();
        }
        c if c.is_ascii_alphanumeric() => {
            out.push('\\');
            out.push(c);
        }
        c => out.push_str(&regex::escape(&c.to_string())),
    }
    i + 2
}

/// A named class inside brackets, of all of Unicode.
fn class(chars: &[char], i: usize, out: &mut String) -> usize {
    let close = (i + 2..chars.len().saturating_sub(1)).find(|&k| chars[k] == ':' && chars[k + 1] == ']');
    let Some(close) = close else {
        out.push_str("\\[");
        return i + 1;
    };
    let name: String = chars[i + 2..close].iter().collect();
    let (name, not) = match name.strip_prefix('^') {
        Some(rest) => (rest.to_string(), true),
        None => (name, false),
    };
    let inside = match name.as_str() {
        "alpha" => r"\p{Alphabetic}",
        "alnum" => r"\p{Alphabetic}\p{Nd}",
        "upper" => r"\p{Uppercase}",
        "lower" => r"\p{Lowercase}",
        "digit" => r"\p{Nd}",
        "space" => r"\s",
        "blank" => r"\t\p{Zs}",
        "punct" => r"\p{P}",
        "xdigit" => r"0-9A-Fa-f",
        "cntrl" => r"\p{Cc}",
        "word" => r"\w",
        "graph" => r"\p{L}\p{M}\p{N}\p{P}\p{S}",
        "print" => r"\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}",
        other => {
            out.push_str(&format!("[:{other}:]"));
            return close + 2;
        }
    };
    out.push_str(&if not { format!("[^{inside}]") } else { format!("[{inside}]") });
    close + 2
}
