//! The options of a chunk's first line: a label and `name = expression` pairs separated by commas.

use super::{ChunkOption, OptionValue};
use crate::text::{Diagnostic, Excerpt, Span, nearest};

/// What a list of options says.
#[derive(Debug, Default)]
pub(super) struct Header {
    /// The label, when one is given.
    pub label: Option<(String, Span)>,
    /// The other options.
    pub options: Vec<ChunkOption>,
}

/// Reads the options in the bytes `range` of `excerpt`.
pub(super) fn read(excerpt: &Excerpt, range: Span, diagnostics: &mut Vec<Diagnostic>) -> Header {
    let text = excerpt.text();
    let mut header = Header::default();
    for item in split(text, range, diagnostics, excerpt) {
        let written = &text[item.start..item.end];
        let code = written.trim();
        if code.is_empty() {
            continue;
        }
        let start = item.start + (written.len() - written.trim_start().len());
        let span = excerpt.span(Span::new(start, start + code.len()));
        match assignment(code) {
            Some((name, value)) => {
                let name_span = excerpt.span(Span::new(start, start + name.len()));
                let value_start = start + (code.len() - value.len());
                let value_span = excerpt.span(Span::new(value_start, value_start + value.len()));
                if value.is_empty() {
                    let message = format!("the chunk option `{}` has no value", unquote(name));
                    diagnostics.push(Diagnostic::error(name_span, message));
                } else if unquote(name) == "label" {
                    set_label(&mut header, unquote(value), value_span, diagnostics);
                } else {
                    let value = OptionValue::Code(value.to_string(), value_span);
                    header.options.push(ChunkOption { name: unquote(name).into(), span: name_span, value });
                }
            }
            None => set_label(&mut header, unquote(code), span, diagnostics),
        }
    }
    header
}

fn set_label(header: &mut Header, label: &str, span: Span, diagnostics: &mut Vec<Diagnostic>) {
    if let Some((first, _)) = &header.label {
        let message = format!("'{label}' is neither the label (that is '{first}') nor `name = value`");
        let mut fault = Diagnostic::error(span, message);
        if let Some(name) = nearest(label, ["echo", "include", "eval", "message", "warning", "error"]) {
            fault = fault.hint(format!("did you mean `{name} = TRUE`?"));
        }
        diagnostics.push(fault);
    } else {
        header.label = Some((label.to_string(), span));
    }
}

/// Ranges between the commas that stand outside strings and brackets.
fn split(text: &str, range: Span, diagnostics: &mut Vec<Diagnostic>, excerpt: &Excerpt) -> Vec<Span> {
    let mut items = Vec::new();
    let mut open: Vec<(char, usize)> = Vec::new();
    let mut quote: Option<(char, usize)> = None;
    let (mut begin, mut escaped) = (range.start, false);
    for (i, c) in text[range.start..range.end].char_indices().map(|(i, c)| (range.start + i, c)) {
        match (quote, c) {
            (Some(_), _) if escaped => escaped = false,
            (Some((q, _)), '\\') if q != '`' => escaped = true,
            (Some((q, _)), _) if c == q => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'' | '`') => quote = Some((c, i)),
            (None, '(' | '[' | '{') => open.push((c, i)),
            (None, ')' | ']' | '}') => {
                open.pop();
            }
            (None, ',') if open.is_empty() => {
                items.push(Span::new(begin, i));
                begin = i + 1;
            }
            _ => {}
        }
    }
    items.push(Span::new(begin, range.end));
    if let Some((what, at)) = quote.or(open.pop()) {
        let span = excerpt.span(Span::new(at, at + what.len_utf8()));
        diagnostics
            .push(Diagnostic::error(span, format!("this `{what}` in the chunk options is never closed")));
    }
    items
}

/// Splits `name = value`; the name is letters, digits, `.`, `_` and `-`, or stands in quotes.
fn assignment(code: &str) -> Option<(&str, &str)> {
    let (before, after) = code.split_once('=')?;
    let name = before.trim_end();
    let plain = |n: &str| {
        !n.is_empty()
            && n.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-'))
            && n.starts_with(|c: char| c.is_alphabetic() || c == '.')
    };
    let ok = plain(name) || (unquote(name) != name && !unquote(name).contains(['"', '\'', '`']));
    if ok && !after.starts_with('=') { Some((name, after.trim())) } else { None }
}

/// The inside of a quoted word; any other text as it is. Backticks are kept, as knitr keeps them in labels.
fn unquote(text: &str) -> &str {
    ['"', '\''].into_iter().find_map(|q| text.strip_prefix(q)?.strip_suffix(q)).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, label: Option<&str>, options: &[(&str, &str)]) {
        let mut excerpt = Excerpt::new(0);
        excerpt.push(text, 0);
        let mut diagnostics = Vec::new();
        let header = read(&excerpt, Span::new(0, text.len()), &mut diagnostics);
        assert_eq!(diagnostics, [], "{text}");
        assert_eq!(header.label.as_ref().map(|l| l.0.as_str()), label, "{text}");
        let found: Vec<_> = header
            .options
            .iter()
            .map(|o| match &o.value {
                OptionValue::Code(code, span) => {
                    assert_eq!(&text[span.start..span.end], code);
                    (o.name.as_str(), code.as_str())
                }
                OptionValue::Yaml(_) => unreachable!("headers hold code"),
            })
            .collect();
        assert_eq!(found, options, "{text}");
    }

    /// Labels as knitr 1.42 reports them.
    #[test]
    fn labels_and_options() {
        check(" lab el", Some("lab el"), &[]);
        check(", lab", Some("lab"), &[]);
        check(" 'lab'", Some("lab"), &[]);
        check(" label=foo", Some("foo"), &[]);
        check(" label=\"foo\"", Some("foo"), &[]);
        check(" 1", Some("1"), &[]);
        check(" a,, echo=1", Some("a"), &[("echo", "1")]);
        check(" echo=FALSE, lab", Some("lab"), &[("echo", "FALSE")]);
        check(" `a b`", Some("`a b`"), &[]);
        check(
            " a, echo=c(1, 2), fig.cap='x, \\'y', eval = a == b",
            Some("a"),
            &[("echo", "c(1, 2)"), ("fig.cap", "'x, \\'y'"), ("eval", "a == b")],
        );
        check("", None, &[]);
    }

    #[test]
    fn faults() {
        for text in [" a, b", " a, echo=", " a, fig.cap=\"x"] {
            let mut excerpt = Excerpt::new(0);
            excerpt.push(text, 0);
            let mut diagnostics = Vec::new();
            read(&excerpt, Span::new(0, text.len()), &mut diagnostics);
            assert_eq!(diagnostics.len(), 1, "{text}");
        }
    }
}
