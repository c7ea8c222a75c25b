//! The front matter.

use super::{Front, Lines, inline, yaml};
use crate::text::Diagnostic;

/// Reads the front matter at the top, when the first line that is not blank is `---`, and moves `at` to
/// the line after it. Without a closing `---` or `...` the line is a rule of Markdown.
pub(super) fn read(lines: &Lines<'_>, at: &mut usize, diagnostics: &mut Vec<Diagnostic>) -> Option<Front> {
    let open = (0..lines.len()).find(|&l| !lines.text(l).trim().is_empty())?;
    if lines.text(open).trim_end() != "---" || lines.text(open + 1).trim().is_empty() {
        return None;
    }
    let close = (open + 1..lines.len()).find(|&l| matches!(lines.text(l).trim_end(), "---" | "..."))?;
    let text = lines.excerpt(open, close + 1);
    let value = yaml::parse(&lines.excerpt(open + 1, close), diagnostics);
    let inline = inline::find(&text);
    *at = close + 1;
    Some(Front { span: lines.span(open, close + 1), text, inline, value })
}
