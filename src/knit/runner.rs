//! Running code as knitr does: [`Runner::run`] gives one [`Step`] for every group of source lines.

use super::machine::Machine;
use crate::eval::{Event, Session};
use crate::packages;
use crate::syntax;
use crate::text::{Diagnostic, Span};
use crate::value::{Value, lower};
use std::path::Path;

/// Lines of code that were run together and what they showed.
pub struct Step {
    /// The lines as written, blank ones before them included, without a last newline.
    pub source: String,
    /// The bytes of the lines in the code.
    pub span: Span,
    /// What was shown, in order.
    pub events: Vec<Event>,
    /// The error that ended it, with its place in the code.
    pub error: Option<Fault>,
}

/// An error in the code.
pub enum Fault {
    /// The code cannot be read.
    Syntax(Diagnostic),
    /// An expression failed with a condition.
    Condition(Value, Span),
}

/// A session that code is run in, chunk after chunk.
pub struct Runner {
    /// The session.
    pub session: Session,
}

impl Runner {
    /// A new session whose relative paths begin in `directory`.
    pub fn new(directory: &Path) -> Result<Self, String> {
        let machine = Machine::new(directory);
        let session = Session::new(Box::new(machine), packages::PACKAGES, packages::ATTACHED);
        match session {
            Ok(mut session) => {
                packages::set_options(&mut session);
                Ok(Self { session })
            }
            Err(signal) => Err(match *signal {
                crate::eval::Signal::Failure(failure) => failure.message,
                crate::eval::Signal::Error(condition) => crate::eval::condition_message(&condition),
                _ => "the packages cannot be loaded".into(),
            }),
        }
    }

    /// Runs code, printing what is visible. An error ends it unless `keep_going`.
    pub fn run(&mut self, code: &str, keep_going: bool) -> Vec<Step> {
        let (nodes, diagnostics) = syntax::parse(code);
        let mut steps: Vec<Step> = Vec::new();
        let mut line_start = 0;
        let mut index = 0;
        while index < nodes.len() {
            let first = index;
            let mut end = line_end(code, nodes[index].span.end);
            while index + 1 < nodes.len() && nodes[index + 1].span.start < end {
                index += 1;
                end = line_end(code, nodes[index].span.end);
            }
            index += 1;
            let mut step = Step {
                source: code[line_start..end].to_string(),
                span: Span::new(line_start, end),
                events: Vec::new(),
                error: None,
            };
            for node in &nodes[first..index] {
                let expression = lower(node, code);
                let result = self.show(&expression);
                step.events.extend(self.session.output.take());
                if let Err(condition) = result {
                    let span = place(&condition, node.span, code);
                    step.error = Some(Fault::Condition(condition, span));
                    break;
                }
            }
            let failed = step.error.is_some();
            steps.push(step);
            if failed && !keep_going {
                return steps;
            }
            line_start = (end + 1).min(code.len());
        }
        let rest = &code[line_start.min(code.len())..];
        if let Some(diagnostic) = diagnostics.into_iter().next() {
            steps.push(Step {
                source: rest.to_string(),
                span: Span::new(line_start, code.len()),
                events: Vec::new(),
                error: Some(Fault::Syntax(diagnostic)),
            });
        } else if !rest.trim().is_empty() {
            steps.push(Step {
                source: rest.to_string(),
                span: Span::new(line_start, code.len()),
                events: Vec::new(),
                error: None,
            });
        }
        steps
    }

    /// Evaluates at the top and prints what is visible, noting the value behind the text.
    fn show(&mut self, expression: &Value) -> Result<(), Value> {
        let value = self.session.run(expression)?;
        if !self.session.visible {
            return Ok(());
        }
        let before = self.session.output.events.len();
        let result = self.session.print(&value);
        self.session.settle(result.map(|()| Value::Null))?;
        let events = &self.session.output.events;
        if events.len() > before && !matches!(events.last(), Some(Event::Printed(_))) {
            self.session.output.show(Event::Printed(value));
        }
        Ok(())
    }
}

/// The end of the line that holds the byte before `at`.
fn line_end(code: &str, at: usize) -> usize {
    code[at..].find('\n').map_or(code.len(), |i| at + i)
}

/// The narrowest place known for an error: its call when that stands in the expression, else the expression.
fn place(condition: &Value, expression: Span, code: &str) -> Span {
    let Some(Value::Language(call)) = crate::eval::condition_call(condition) else { return expression };
    let (Some(span), Some(name)) = (call.span, call.name()) else { return expression };
    let inside = span.start >= expression.start && span.end <= expression.end;
    let named = code.get(span.start..span.end).is_some_and(|text| text.contains(name.as_str()));
    if inside && named { span } else { expression }
}
