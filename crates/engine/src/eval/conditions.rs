//! Conditions: errors, warnings, messages and their handlers.

use super::{Eval, Event, Session, Signal};
use crate::value::{Argument, Environment, Failure, Value};

/// A handler or restart in force.
#[derive(Clone)]
pub struct Handler {
    /// Condition class, or the restart's name.
    pub class: String,
    /// What it does.
    pub action: Action,
}

/// What a handler does.
#[derive(Clone)]
pub enum Action {
    /// Calls a function where the condition was signalled; the number is its `withCallingHandlers`'.
    Call(Value, u64),
    /// Unwinds to the `tryCatch` of this number; the second is its place among the handlers there.
    Exit(u64, usize),
    /// A restart: unwinds to the `withRestarts` of this number.
    Restart(u64, usize),
}

/// A condition object.
pub fn condition(message: &str, call: Option<Value>, class: &[&str]) -> Value {
    let mut all: Vec<&str> = class.to_vec();
    if !all.contains(&"condition") {
        all.push("condition");
    }
    Value::named_list([("message", Value::string(message)), ("call", call.unwrap_or(Value::Null))])
        .with_class(&all)
}

/// The message of a condition object.
pub fn condition_message(condition: &Value) -> String {
    match condition.part("message") {
        Some(Value::Character(v)) => v.data.get(0).unwrap_or("NA").to_string(),
        _ => String::new(),
    }
}

impl Session {
    /// Signals an error: runs the handlers and says how to unwind.
    pub fn raise(&mut self, failure: Failure, call: Option<Value>) -> Box<Signal> {
        let mut class: Vec<&str> =
            failure.class.iter().map(String::as_str).filter(|c| !c.is_empty()).collect();
        if class.is_empty() {
            class.push("simpleError");
        }
        class.push("error");
        let condition = condition(&failure.message, call, &class);
        self.raise_condition(condition)
    }

    /// Signals an error condition: runs the handlers and says how to unwind.
    pub fn raise_condition(&mut self, condition: Value) -> Box<Signal> {
        match self.signal(&condition) {
            Err(signal) => signal,
            Ok(()) => Box::new(Signal::Error(condition)),
        }
    }

    /// Offers a condition to the handlers, the innermost first. An exiting one unwinds; calling ones return.
    pub fn signal(&mut self, condition: &Value) -> Eval<()> {
        let Some(classes) = condition.class_attribute() else { return Ok(()) };
        let saved = self.handlers.clone();
        for i in (0..saved.len()).rev() {
            let handler = &saved[i];
            if !classes.iter().any(|c| c == Some(handler.class.as_str())) {
                continue;
            }
            match &handler.action {
                Action::Restart(..) => {}
                Action::Exit(target, place) => {
                    return Err(Signal::Unwind(
                        *target,
                        vec![Value::integer(i32::try_from(*place).unwrap_or(0)), condition.clone()],
                    )
                    .into());
                }
                Action::Call(function, block) => {
                    // While it runs only the handlers outside its own are in force, restarts all.
                    let mine = |h: &Handler| matches!(h.action, Action::Call(_, b) if b == *block);
                    let start = saved.iter().position(mine).unwrap_or(i);
                    let function = function.clone();
                    let restarts = saved[start..].iter().filter(|h| matches!(h.action, Action::Restart(..)));
                    self.handlers = saved[..start].iter().chain(restarts).cloned().collect();
                    let global = self.global.clone();
                    let result = self.call(&function, vec![Argument::new(condition.clone())], &global);
                    self.handlers.clone_from(&saved);
                    result?;
                }
            }
        }
        Ok(())
    }

    /// Warns; the handlers may muffle it, else it is shown.
    pub fn warn(&mut self, message: &str, call: Option<Value>) -> Eval<()> {
        self.warn_condition(condition(message, call, &["simpleWarning", "warning"]))
    }

    /// Signals a warning condition and shows it when nobody muffles it.
    pub fn warn_condition(&mut self, condition: Value) -> Eval<()> {
        if self.option_number("warn", 0) >= 2 {
            let message = format!("(converted from warning) {}", condition_message(&condition));
            let call = condition.part("call").filter(|c| !matches!(c, Value::Null));
            return Err(self.raise(Failure::new(message), call));
        }
        if !self.signal_with_restart(&condition, "muffleWarning")? && self.option_number("warn", 0) >= 0 {
            self.output.show(Event::Warning(condition));
        }
        Ok(())
    }

    /// Signals a message condition and shows it when nobody muffles it.
    pub fn message_condition(&mut self, condition: Value) -> Eval<()> {
        if !self.signal_with_restart(&condition, "muffleMessage")? {
            self.output.show(Event::Message(condition_message(&condition)));
        }
        Ok(())
    }

    /// Shows a message, its newline added.
    pub fn message(&mut self, text: &str) -> Eval<()> {
        self.message_condition(condition(&format!("{text}\n"), None, &["simpleMessage", "message"]))
    }

    /// Signals with a restart in force; whether the restart was invoked.
    pub fn signal_with_restart(&mut self, condition: &Value, restart: &str) -> Eval<bool> {
        let target = self.fresh();
        self.handlers.push(Handler { class: restart.into(), action: Action::Restart(target, 0) });
        let depth = self.handlers.len();
        let (contexts, level) = (self.contexts.len(), self.depth);
        let result = self.signal(condition);
        self.handlers.truncate(depth - 1);
        match result {
            Ok(()) => Ok(false),
            Err(signal) => match *signal {
                Signal::Unwind(id, _) if id == target => {
                    self.contexts.truncate(contexts);
                    self.depth = level;
                    Ok(true)
                }
                other => Err(Box::new(other)),
            },
        }
    }

    /// Unwinds to a restart in force.
    pub fn invoke_restart(&mut self, name: &str, values: Vec<Value>) -> Box<Signal> {
        let found = self.handlers.iter().rev().find_map(|h| match h.action {
            Action::Restart(target, place) if h.class == name => Some((target, place)),
            _ => None,
        });
        match found {
            Some((target, place)) => {
                let mut all = vec![Value::integer(i32::try_from(place).unwrap_or(0))];
                all.extend(values);
                Box::new(Signal::Unwind(target, all))
            }
            None => Failure::new(format!("no 'restart' '{name}' found")).into(),
        }
    }

    /// Shows the warnings an operation on values collected, as coming from `call`.
    pub fn warn_all(&mut self, warnings: Vec<String>, call: Option<&Value>) -> Eval<()> {
        for warning in warnings {
            self.warn(&warning, call.cloned())?;
        }
        Ok(())
    }

    /// Evaluates with handlers in force that unwind to here. Gives the value, or the place of the handler
    /// that took a condition and the condition.
    pub fn catching(
        &mut self,
        classes: &[String],
        run: impl FnOnce(&mut Self) -> Eval,
    ) -> Eval<Result<Value, (usize, Value)>> {
        let target = self.fresh();
        let saved = self.handlers.len();
        for (place, class) in classes.iter().enumerate().rev() {
            self.handlers.push(Handler { class: class.clone(), action: Action::Exit(target, place) });
        }
        let (contexts, depth, captures) = (self.contexts.len(), self.depth, self.output.capture_depth());
        let mut result = run(self);
        if let Err(signal) = result {
            // An error from code outside any function call has not met the handlers yet.
            result = Err(match *signal {
                Signal::Failure(failure) => self.raise(failure, None),
                other => Box::new(other),
            });
        }
        self.handlers.truncate(saved);
        match result {
            Ok(value) => Ok(Ok(value)),
            Err(signal) => match *signal {
                Signal::Unwind(id, mut values) if id == target => {
                    self.contexts.truncate(contexts);
                    self.depth = depth;
                    self.output.end_captures_to(captures);
                    let condition = values.pop().unwrap_or(Value::Null);
                    let place = match values.pop() {
                        Some(Value::Integer(v)) => usize::try_from(v.data[0]).unwrap_or(0),
                        _ => 0,
                    };
                    Ok(Err((place, condition)))
                }
                other => Err(Box::new(other)),
            },
        }
    }

    /// The names of the restarts in force, the innermost first.
    pub fn restarts(&self) -> Vec<String> {
        let name = |h: &Handler| matches!(h.action, Action::Restart(..)).then(|| h.class.clone());
        self.handlers.iter().rev().filter_map(name).collect()
    }

    /// The call of the function whose frame is `environment`, as messages name it.
    pub fn call_of(&self, environment: &Environment) -> Option<Value> {
        self.context_of(environment).map(|c| Value::Language(c.call.clone()))
    }
}

/// The call a condition holds, if any.
pub fn condition_call(condition: &Value) -> Option<Value> {
    condition.part("call").filter(|c| !matches!(c, Value::Null))
}
