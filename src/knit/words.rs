//! Conditions in knitr's words.

use crate::eval::{condition_call, condition_message};
use crate::value::{Value, deparse};
use unicode_width::UnicodeWidthStr;

/// `Error in f(): …`; not wrapped, as knitr leaves errors.
pub fn error(condition: &Value) -> String {
    if condition.has_class("rlang_error") {
        return bulleted(condition);
    }
    said("Error", condition)
}

/// An error of the tidyverse: the call on its own line, then the message with its bullets.
fn bulleted(condition: &Value) -> String {
    let message = condition_message(condition);
    let head = match condition_call(condition) {
        Some(Value::Language(call)) => match call.name() {
            Some(name) => format!("Error in `{name}()`:"),
            None => "Error:".to_string(),
        },
        Some(Value::Symbol(text)) => format!("Error in `{text}`:"),
        _ => "Error:".to_string(),
    };
    let marked = ["ℹ ", "✖ ", "! ", "• ", "Caused by "].iter().any(|m| message.starts_with(m));
    format!("{head}\n{}{message}", if marked { "" } else { "! " })
}

/// `Warning in f(): …`
pub fn warning(condition: &Value) -> String {
    wrap(&said("Warning", condition))
}

fn said(kind: &str, condition: &Value) -> String {
    let message = condition_message(condition);
    let call = condition_call(condition).map(|c| first_line(&c));
    // knitr evaluates code by `eval()` itself; only that of a model frame's variables is worth naming.
    let hidden = |c: &str| c.is_empty() || (c.starts_with("eval(") && !c.starts_with("eval(predvars"));
    match call.filter(|c| !hidden(c)) {
        Some(call) => format!("{kind} in {call}: {message}"),
        None => format!("{kind}: {message}"),
    }
}

/// A call as far as it fits on a line of code.
fn first_line(call: &Value) -> String {
    let lines = deparse(call, 60);
    match lines.as_slice() {
        [] => String::new(),
        [only] => only.clone(),
        [first, ..] => format!("{} ", first.trim_end()),
    }
}

/// A message without the newlines at its end.
pub fn message(text: &str) -> String {
    wrap(text.trim_end_matches('\n'))
}

/// Breaks a text of one line as `strwrap` does at a width of 80; longer texts stay as they are.
fn wrap(text: &str) -> String {
    if text.contains('\n') {
        return text.to_string();
    }
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split([' ', '\t']).filter(|w| !w.is_empty()) {
        let gap = usize::from(!line.is_empty());
        if !line.is_empty() && line.width() + gap + word.width() >= 80 {
            lines.push(std::mem::take(&mut line));
            line.push_str(word);
        } else {
            line.push_str(&" ".repeat(gap));
            line.push_str(word);
        }
    }
    lines.push(line);
    lines.join("\n")
}
