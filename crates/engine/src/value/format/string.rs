//! Strings in columns: display width, escapes, padding.

use unicode_width::UnicodeWidthChar;

/// Columns a string takes: two for wide East Asian characters and emoji, none for combining ones.
pub fn display_width(text: &str) -> usize {
    if text.is_ascii() {
        return text.bytes().filter(|b| !b.is_ascii_control()).count();
    }
    text.chars().map(char_width).sum()
}

/// Columns of one character, as R counts them.
fn char_width(c: char) -> usize {
    match c {
        // R does not let these vanish.
        '\u{AD}' | '\u{2028}' | '\u{2029}' => 1,
        _ => c.width().unwrap_or(0),
    }
}

/// How a text stands in its column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Blanks after it.
    Left,
    /// Blanks before it.
    Right,
    /// Blanks around it, the odd one after it.
    Centre,
    /// No blanks.
    None,
}

/// The text with blanks up to `width` columns.
pub fn pad(text: &str, width: usize, align: Align) -> String {
    let missing = width.saturating_sub(display_width(text));
    let before = match align {
        Align::Left => 0,
        Align::Right => missing,
        Align::Centre => missing / 2,
        Align::None => return text.to_string(),
    };
    format!("{}{text}{}", " ".repeat(before), " ".repeat(missing - before))
}

/// The text as `print()` shows it: escapes for what cannot be shown, and `quote` around it if there is one.
pub fn escape(text: &str, quote: Option<char>) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.extend(quote);
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            '\x07' => out.push_str("\\a"),
            '\x08' => out.push_str("\\b"),
            '\x0c' => out.push_str("\\f"),
            '\x0b' => out.push_str("\\v"),
            '\\' => out.push_str("\\\\"),
            c if Some(c) == quote => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_ascii_control() => out.push_str(&format!("\\{:03o}", c as u32)),
            c if is_printable(c) => out.push(c),
            c if (c as u32) < 0x10000 => out.push_str(&format!("\\u{:04x}", c as u32)),
            c => out.push_str(&format!("\\U{{{:06x}}}", c as u32)),
        }
    }
    out.extend(quote);
    out
}

/// Control characters, line and paragraph separators and non-characters cannot be shown.
fn is_printable(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{2028}' | '\u{2029}') && (c as u32) & 0xFFFE != 0xFFFE
}
