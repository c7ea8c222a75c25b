//! Parse errors as R's `parse(text = )` words them.

use crate::text::{Diagnostic, Span};

/// The message of an error about `text`, which is called `name` (`<text>` for R's `parse(text = )`).
///
/// An unexpected token is shown under the lines that lead to it; anything else only gets its place.
pub fn parse_message(text: &str, name: &str, error: &Diagnostic) -> String {
    let Span { start, end } = error.span;
    let unexpected = error.message.starts_with("unexpected ");
    let line_end = text.len() <= start || text[start..].starts_with('\n');
    let (line, column) = if unexpected && line_end {
        // The end of a line, and of the text, is before the first character of the next line.
        let before = text[..start.min(text.len())].trim_end_matches('\n');
        (
            text[..start].matches('\n').count()
                + 1
                + usize::from(!text[..start].ends_with('\n') || before.is_empty()),
            0,
        )
    } else {
        let head = &text[..start];
        (head.matches('\n').count() + 1, columns(head.rsplit('\n').next().unwrap_or(head)) + 1)
    };
    if !unexpected {
        return format!("{} ({name}:{line}:{column})", error.message);
    }
    let shown = text[..end.min(text.len())].trim_end_matches(['\n', '\r']);
    let lines: Vec<&str> = shown.split('\n').collect();
    let from = lines.len().saturating_sub(2);
    let mut out = format!("{name}:{line}:{column}: {}\n", error.message);
    for (i, content) in lines.iter().enumerate().skip(from) {
        out.push_str(&format!("{}: {}\n", i + 1, expanded(content)));
    }
    // R puts the caret under the start of the token when two lines are shown, one further for one line.
    let gutter = lines.len().to_string().len() + if lines.len() > 1 { 1 } else { 2 };
    out.push_str(&" ".repeat(gutter + column));
    out.push('^');
    out
}

/// The width of the start of a line, tabs going to multiples of eight.
fn columns(head: &str) -> usize {
    head.chars().fold(0, |at, c| if c == '\t' { (at / 8 + 1) * 8 } else { at + 1 })
}

/// A line with its tabs as blanks.
fn expanded(line: &str) -> String {
    let mut out = String::new();
    let mut at = 0;
    for c in line.trim_end_matches('\r').chars() {
        let next = if c == '\t' { (at / 8 + 1) * 8 } else { at + 1 };
        if c == '\t' {
            out.push_str(&" ".repeat(next - at))
        } else {
            out.push(c)
        }
        at = next;
    }
    out
}
