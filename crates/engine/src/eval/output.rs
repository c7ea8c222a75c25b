//! What evaluation shows.

use crate::value::Value;
use std::rc::Rc;

/// Something shown, in order.
#[derive(Clone)]
pub enum Event {
    /// Printed text.
    Text(String),
    /// A message, with its last newline.
    Message(String),
    /// A warning condition.
    Warning(Value),
    /// A value that was printed, recorded behind its text.
    Printed(Value),
    /// A page drawn by a graphics package, opaque to the engine.
    Drawing(Rc<dyn std::any::Any>),
    /// Text to be taken into the document as it is.
    Asis(String),
}

/// Where shown things go: to the innermost capture, else to the list of events.
#[derive(Default)]
pub struct Output {
    captures: Vec<String>,
    /// Whether a value is being printed, and what is printed below belongs to it.
    printing: bool,
    /// What was shown and not yet taken.
    pub events: Vec<Event>,
}

impl Output {
    /// Prints text.
    pub fn write(&mut self, text: &str) {
        if let Some(capture) = self.captures.last_mut() {
            capture.push_str(text);
            return;
        }
        // Values noted between two texts stand behind both.
        let last = self.events.iter_mut().rev().find(|e| !matches!(e, Event::Printed(_)));
        if let Some(Event::Text(last)) = last {
            last.push_str(text);
            return;
        }
        self.events.push(Event::Text(text.into()));
    }

    /// Shows something that is no text.
    pub fn show(&mut self, event: Event) {
        self.events.push(event);
    }

    /// Begins to print a value, unless another is being printed or text is kept back.
    pub fn begin_printing(&mut self) -> bool {
        let begins = !self.printing && self.captures.is_empty();
        self.printing |= begins;
        begins
    }

    /// Ends printing and notes the value behind the text, if there was any.
    pub fn end_printing(&mut self, value: Value) {
        self.printing = false;
        let last = self.events.iter().rev().find(|e| !matches!(e, Event::Printed(_)));
        if matches!(last, Some(Event::Text(_))) {
            self.events.push(Event::Printed(value));
        }
    }

    /// Starts keeping printed text back.
    pub fn begin_capture(&mut self) {
        self.captures.push(String::new());
    }

    /// Ends the innermost capture and returns its text.
    pub fn end_capture(&mut self) -> String {
        self.captures.pop().unwrap_or_default()
    }

    /// Whether text is being kept back.
    pub fn is_captured(&self) -> bool {
        !self.captures.is_empty()
    }

    /// How many captures are open.
    pub fn capture_depth(&self) -> usize {
        self.captures.len()
    }

    /// Drops the captures opened since there were `depth`.
    pub fn end_captures_to(&mut self, depth: usize) {
        self.captures.truncate(depth);
    }

    /// Takes what was shown so far.
    pub fn take(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.events)
    }
}
