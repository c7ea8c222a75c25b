//! Inline code, in prose and front matter.

use super::{Runner, values, words};
use crate::document::{Document, Inline, Prose};
use crate::results;
use crate::syntax;
use crate::text::{Diagnostic, Span};
use crate::value::{Argument, Value, as_character, lower};
use serde_json::{Map, Value as Json};

/// Runs the inline code of a prose part.
pub(super) fn prose(runner: &mut Runner, prose: &Prose, failures: &mut Vec<Diagnostic>) -> results::Prose {
    let (markdown, inline) = replace(runner, prose.text.text(), &prose.inline, failures);
    results::Prose { span: prose.span, markdown, inline }
}

/// The text with inline code replaced by its values.
fn replace(
    runner: &mut Runner,
    text: &str,
    code: &[Inline],
    failures: &mut Vec<Diagnostic>,
) -> (String, Vec<results::Inline>) {
    let mut out = String::with_capacity(text.len());
    let mut inline = Vec::new();
    let mut from = 0;
    for piece in code {
        out.push_str(&text[from..piece.at.start]);
        from = piece.at.end;
        let (shown, value) = match evaluate(runner, piece) {
            Ok(found) => found,
            Err(fault) => {
                let shown = format!("`{}`", fault.message);
                failures.push(fault);
                (shown, Value::Null)
            }
        };
        let start = out.len();
        out.push_str(&shown);
        inline.push(results::Inline {
            span: piece.span,
            at: Span::new(start, out.len()),
            code: piece.code.clone(),
            text: shown,
            value: values::data(&value),
        });
    }
    out.push_str(&text[from..]);
    (out, inline)
}

/// The value of inline code and how it stands in the text.
fn evaluate(runner: &mut Runner, piece: &Inline) -> Result<(String, Value), Diagnostic> {
    let (nodes, faults) = syntax::parse(&piece.code);
    if let Some(fault) = faults.first() {
        let span = fault.span.shifted(piece.code_span.start);
        return Err(Diagnostic::error(span, fault.message.clone()));
    }
    let mut value = Value::Null;
    let fail = |condition: Value| Diagnostic::error(piece.code_span, words::error(&condition));
    for node in &nodes {
        value = runner.session.run(&lower(node, &piece.code)).map_err(fail)?;
    }
    let visible = runner.session.visible;
    let text = text(runner, &value).map_err(fail)?;
    // What inline code prints on the way is not part of the document, as in knitr.
    runner.session.output.take();
    Ok((if visible { text } else { String::new() }, value))
}

fn text(runner: &mut Runner, value: &Value) -> Result<String, Value> {
    let digits = i32::try_from(runner.session.option_number("digits", 7)).unwrap_or(7);
    if let (Value::Double(v), false) = (value, value.is_object()) {
        return Ok(v.data.iter().map(|&x| values::inline_number(x, digits)).collect::<Vec<_>>().join(", "));
    }
    let global = runner.session.global.clone();
    let plain = if value.is_object() {
        let result = runner.session.call_named("as.character", vec![Argument::new(value.clone())], &global);
        runner.session.settle(result)?
    } else {
        value.clone()
    };
    let strings = match (&plain, as_character(&plain)) {
        (_, Ok(strings)) => strings,
        (other, Err(_)) => {
            let result =
                runner.session.call_named("as.character", vec![Argument::new(other.clone())], &global);
            let text = runner.session.settle(result)?;
            as_character(&text).unwrap_or_else(|_| Vec::new().into())
        }
    };
    Ok(strings.iter().map(|s| s.unwrap_or("NA")).collect::<Vec<_>>().join(", "))
}

/// The front matter with its inline code replaced: its text, and its keys and values.
pub(super) fn front(
    runner: &mut Runner,
    document: &Document,
    failures: &mut Vec<Diagnostic>,
) -> (String, Map<String, Json>) {
    let Some(front) = &document.front else { return (String::new(), Map::new()) };
    let (text, inline) = replace(runner, front.text.text(), &front.inline, failures);
    let mut meta = front.value.to_json().as_object().cloned().unwrap_or_default();
    for (piece, value) in front.inline.iter().zip(&inline) {
        let written = &front.text.text()[piece.at.start..piece.at.end];
        for entry in meta.values_mut() {
            substitute(entry, written, &value.text);
        }
    }
    (text, meta)
}

fn substitute(json: &mut Json, written: &str, value: &str) {
    match json {
        Json::String(text) if text.contains(written) => *text = text.replace(written, value),
        Json::Array(items) => items.iter_mut().for_each(|j| substitute(j, written, value)),
        Json::Object(map) => map.values_mut().for_each(|j| substitute(j, written, value)),
        _ => {}
    }
}
