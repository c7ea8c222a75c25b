//! Messages about a place in a source.

use super::{Source, Span};

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// The work goes on.
    Warning,
    /// The work cannot be done.
    Error,
}

/// A message about a range of a source, with hints on what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// Where.
    pub span: Span,
    /// What.
    pub message: String,
    /// What to do about it, one sentence each.
    pub hints: Vec<String>,
}

impl Diagnostic {
    /// An error at `span`.
    pub fn error(span: Span, message: impl Into<String>) -> Self {
        Self { severity: Severity::Error, span, message: message.into(), hints: Vec::new() }
    }

    /// A warning at `span`.
    pub fn warning(span: Span, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(span, message) }
    }

    /// The same with one more hint.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// `file:line:column: error: message`, the line itself with the range marked, and the hints.
    pub fn render(&self, source: &Source) -> String {
        let place = source.place(self.span.start);
        let word = match self.severity {
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
        let line = source.line(place.line);
        let end = source.place(self.span.end);
        let width = if end.line == place.line {
            end.column.saturating_sub(place.column).max(1)
        } else {
            line.chars().count().saturating_sub(place.column - 1).max(1)
        };
        let gutter = place.line.to_string();
        let blank = " ".repeat(gutter.len());
        let indent = " ".repeat(place.column - 1);
        let marks = "^".repeat(width);
        let mut out = format!(
            "{}:{}:{}: {word}: {}\n{blank} |\n{gutter} | {line}\n{blank} | {indent}{marks}\n",
            source.name(),
            place.line,
            place.column,
            self.message
        );
        for hint in &self.hints {
            out.push_str(&format!("{blank} = hint: {hint}\n"));
        }
        out
    }
}
