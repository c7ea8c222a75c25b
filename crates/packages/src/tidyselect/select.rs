//! The selection language: from code to positions of columns.

use crate::rlang::conditions::{condition, error};
use crate::rlang::quosure::{Quosure, as_label};
use crate::rlang::{as_function, friendly_type};
use crate::tibble::enumerated;
use raglan_engine::eval::{Eval, Session};
use raglan_engine::value::frame::Table;
use raglan_engine::value::{Argument, Environment, Symbol, Value, as_character, as_integer, known};

/// The names helpers choose from while a selection is evaluated.
#[derive(Default)]
pub struct Choices(pub Vec<Vec<String>>);

/// A chosen column: its position and, when it is renamed, its new name.
pub type Choice = (usize, Option<String>);

/// What a selection is made from and for.
struct Scope<'a> {
    table: &'a Table,
    verb: &'a str,
    action: &'a str,
}

/// The columns `quosures` choose, as in `c(...)`; `action` is the verb of the messages (`select`, `rename`).
pub fn select(
    session: &mut Session,
    quosures: &[Quosure],
    table: &Table,
    verb: &str,
    action: &str,
) -> Eval<Vec<Choice>> {
    session.state::<Choices>().0.push(table.names.clone());
    let scope = Scope { table, verb, action };
    let parts: Vec<(Option<String>, Value, Environment)> =
        quosures.iter().map(|q| (q.name.clone(), q.expression.clone(), q.environment.clone())).collect();
    let result = scope.all_of_them(session, &parts);
    session.state::<Choices>().0.pop();
    result
}

impl Scope<'_> {
    /// `c(...)`: the union in order, what is negated taken out.
    fn all_of_them(
        &self,
        session: &mut Session,
        parts: &[(Option<String>, Value, Environment)],
    ) -> Eval<Vec<Choice>> {
        let mut out: Vec<Choice> = Vec::new();
        for (k, (name, code, environment)) in parts.iter().enumerate() {
            let (code, environment) = match Quosure::from_value(code) {
                Some(quosure) => (quosure.expression, quosure.environment),
                None => (code.clone(), environment.clone()),
            };
            if let Some(operand) = negative(&code) {
                let removed = self.evaluate(session, &operand, &environment)?;
                if k == 0 {
                    out = (0..self.table.names.len()).map(|i| (i, None)).collect();
                }
                out.retain(|(i, _)| !removed.iter().any(|(j, _)| i == j));
                continue;
            }
            let chosen = self.evaluate(session, &code, &environment)?;
            let several = chosen.len() > 1;
            for (n, (at, own)) in chosen.into_iter().enumerate() {
                let label = match (name, own) {
                    (Some(name), None) if several => Some(format!("{name}{}", n + 1)),
                    (Some(name), Some(own)) => Some(format!("{name}{own}")),
                    (Some(name), None) => Some(name.clone()),
                    (None, own) => own,
                };
                match out.iter_mut().find(|(i, _)| *i == at) {
                    Some(old) => {
                        if old.1.is_none() {
                            old.1 = label;
                        }
                    }
                    None => out.push((at, label)),
                }
            }
        }
        Ok(out)
    }

    fn complement(&self, chosen: &[Choice]) -> Vec<Choice> {
        let free = |i: &usize| !chosen.iter().any(|(j, _)| i == j);
        (0..self.table.names.len()).filter(free).map(|i| (i, None)).collect()
    }

    fn evaluate(&self, session: &mut Session, code: &Value, environment: &Environment) -> Eval<Vec<Choice>> {
        if let Some(quosure) = Quosure::from_value(code) {
            return self.evaluate(session, &quosure.expression, &quosure.environment);
        }
        match code {
            Value::Symbol(name) => self.variable(session, *name, environment),
            Value::Language(call) => {
                let name = call.name().map_or("", Symbol::as_str);
                let arguments: Vec<Value> = call.values().cloned().collect();
                match (name, arguments.as_slice()) {
                    ("(", [inner]) => self.evaluate(session, inner, environment),
                    ("-" | "!", [inner]) => {
                        let chosen = self.evaluate(session, inner, environment)?;
                        Ok(self.complement(&chosen))
                    }
                    (":", [a, b]) => self.range(session, a, b, environment),
                    ("&" | "&&", [a, b]) => {
                        let left = self.evaluate(session, a, environment)?;
                        let right = self.evaluate(session, b, environment)?;
                        Ok(left.into_iter().filter(|(i, _)| right.iter().any(|(j, _)| i == j)).collect())
                    }
                    ("|" | "||", [a, b]) => {
                        let parts = [a, b].map(|v| (None, v.clone(), environment.clone()));
                        self.all_of_them(session, &parts)
                    }
                    ("c", _) => {
                        let parts: Vec<(Option<String>, Value, Environment)> = call
                            .arguments
                            .iter()
                            .map(|a| {
                                (a.name.map(|n| n.as_str().to_string()), a.value.clone(), environment.clone())
                            })
                            .collect();
                        self.all_of_them(session, &parts)
                    }
                    ("where", [predicate]) => {
                        let function = session.eval(predicate, environment)?;
                        self.where_true(session, &function, environment)
                    }
                    ("$" | "[[", [Value::Symbol(known::DOT_DATA), index]) => {
                        let value = match (name, index) {
                            ("$", Value::Symbol(s)) => Value::string(s.as_str()),
                            (_, code) => session.eval(code, environment)?,
                        };
                        self.value(session, &value, environment, code)
                    }
                    _ => self.helper(session, code, environment),
                }
            }
            constant => self.value(session, constant, environment, code),
        }
    }

    fn variable(&self, session: &mut Session, name: Symbol, environment: &Environment) -> Eval<Vec<Choice>> {
        if let Some(i) = self.table.position(name.as_str()) {
            return Ok(vec![(i, None)]);
        }
        let found = environment.find(name);
        match found {
            Some(Value::Missing) | None => Err(self.unknown(session, &[name.as_str().to_string()])),
            Some(value) => {
                let value = session.force(value)?;
                if value.is_function() || !value.is_vector() {
                    if value.is_function() && self.action == "select" && name.as_str().starts_with("is") {
                        return self.where_true(session, &value, environment);
                    }
                    return Err(self.unknown(session, &[name.as_str().to_string()]));
                }
                let message = format!(
                    "Using an external vector in selections was deprecated in tidyselect 1.1.0.\nℹ Please use `all_of()` or \
                     `any_of()` instead.\n  # Was:\n  data %>% select({name})\n\n  # Now:\n  data %>% select(all_of({name}))\n\nSee \
                     <https://tidyselect.r-lib.org/reference/faq-external-vector.html>."
                );
                crate::rlang::conditions::deprecated(session, "tidyselect external vector", &message)?;
                self.value(session, &value, environment, &Value::Symbol(name))
            }
        }
    }

    /// Anything else is evaluated where it was written, the helpers in sight.
    fn helper(&self, session: &mut Session, code: &Value, environment: &Environment) -> Eval<Vec<Choice>> {
        let scope = Environment::new(environment);
        let helpers = session.namespace("tidyselect")?;
        for name in helpers.names() {
            if let Some(function) = helpers.get(name) {
                scope.set(name, function);
            }
        }
        let outcome = session.catching(&["error".to_string()], |s| s.eval(code, &scope))?;
        match outcome {
            Ok(value) => self.value(session, &value, environment, code),
            Err((_, cause)) => {
                let message = format!(
                    "ℹ In argument: `{}`.\n{}",
                    as_label(code),
                    crate::rlang::conditions::caused_by("error", &cause)
                );
                Err(error(session, self.verb, &message))
            }
        }
    }

    fn range(
        &self,
        session: &mut Session,
        a: &Value,
        b: &Value,
        environment: &Environment,
    ) -> Eval<Vec<Choice>> {
        let mut ends = [0usize; 2];
        for (end, code) in ends.iter_mut().zip([a, b]) {
            *end = match self.evaluate(session, code, environment)?.first() {
                Some((i, _)) => *i,
                None => return Err(error(session, self.verb, "The ends of a range must be columns.")),
            };
        }
        let [from, to] = ends;
        Ok(if from <= to {
            (from..=to).map(|i| (i, None)).collect()
        } else {
            (to..=from).rev().map(|i| (i, None)).collect()
        })
    }

    fn where_true(
        &self,
        session: &mut Session,
        function: &Value,
        environment: &Environment,
    ) -> Eval<Vec<Choice>> {
        let function = as_function(session, function, environment)?;
        let mut out = Vec::new();
        for (i, column) in self.table.columns.iter().enumerate() {
            let answer = session.call(&function, vec![Argument::new(column.clone())], environment)?;
            match &answer {
                Value::Logical(v) if v.data.len() == 1 && v.data[0].is_some() => {
                    if v.data[0] == Some(true) {
                        out.push((i, None));
                    }
                }
                other => {
                    let message = format!(
                        "ℹ In argument: `where()`.\nCaused by error in `where()`:\n! Predicate must return `TRUE` or `FALSE`, not \
                         {}.",
                        friendly_type(other)
                    );
                    return Err(error(session, self.verb, &message));
                }
            }
        }
        Ok(out)
    }

    /// Positions, names, or a predicate.
    fn value(
        &self,
        session: &mut Session,
        value: &Value,
        environment: &Environment,
        code: &Value,
    ) -> Eval<Vec<Choice>> {
        if value.is_function() || value.has_class("formula") {
            return self.where_true(session, value, environment);
        }
        let own = value.names();
        let label =
            |k: usize| own.as_ref().and_then(|n| n.get(k)).filter(|n| !n.is_empty()).map(str::to_string);
        match value {
            Value::Null => Ok(Vec::new()),
            Value::Character(_) | Value::Integer(_)
                if matches!(value, Value::Character(_)) || value.is_factor() =>
            {
                let texts = as_character(&raglan_engine::value::frame::factor_text(value)?)?;
                let missing: Vec<String> = texts
                    .iter()
                    .map(|t| t.unwrap_or("NA").to_string())
                    .filter(|t| self.table.position(t).is_none())
                    .collect();
                if !missing.is_empty() {
                    return Err(self.unknown(session, &missing));
                }
                let place = |t: Option<&str>| self.table.position(t.unwrap_or("NA"));
                Ok(texts.iter().enumerate().filter_map(|(k, t)| place(t).map(|i| (i, label(k)))).collect())
            }
            Value::Integer(_) | Value::Double(_) => {
                let at = as_integer(value, &mut Vec::new())?;
                let n = self.table.names.len();
                if let Some(&bad) = at.iter().find(|i| i.unsigned_abs() as usize > n) {
                    return Err(self.past_end(session, bad.unsigned_abs() as usize));
                }
                if at.iter().any(|&i| i < 0) {
                    let removed: Vec<Choice> =
                        at.iter().map(|i| (i.unsigned_abs() as usize - 1, None)).collect();
                    return Ok(self.complement(&removed));
                }
                Ok(at
                    .iter()
                    .enumerate()
                    .filter(|(_, i)| **i > 0)
                    .map(|(k, &i)| (i as usize - 1, label(k)))
                    .collect())
            }
            other => {
                let message = format!(
                    "Can't {} columns with `{}`.\n✖ `{}` must be numeric or character, not {}.",
                    self.action,
                    as_label(code),
                    as_label(code),
                    friendly_type(other)
                );
                Err(error(session, self.verb, &message))
            }
        }
    }

    fn past_end(&self, session: &mut Session, at: usize) -> Box<raglan_engine::eval::Signal> {
        let n = self.table.names.len();
        let message = format!(
            "Can't {} columns past the end.\nℹ Location {at} doesn't exist.\nℹ There {} only {n} column{}.",
            self.action,
            if n == 1 { "is" } else { "are" },
            if n == 1 { "" } else { "s" }
        );
        error(session, self.verb, &message)
    }

    fn unknown(&self, session: &mut Session, names: &[String]) -> Box<raglan_engine::eval::Signal> {
        let list: Vec<String> = names.iter().map(|n| format!("`{n}`")).collect();
        let what = if list.len() == 1 {
            format!("Column {} doesn't exist.", list[0])
        } else {
            format!("Columns {} don't exist.", enumerated(&list, "and"))
        };
        let message = format!("Can't {} columns that don't exist.\n✖ {what}", self.action);
        let call = Some(Value::call(self.verb, []));
        let class = ["vctrs_error_subscript_oob", "vctrs_error_subscript", "rlang_error", "error"];
        session.raise_condition(condition(&message, call, &class))
    }
}

/// The operand of a leading minus.
fn negative(code: &Value) -> Option<Value> {
    let call = code.as_call().filter(|c| c.calls(known::MINUS))?;
    match call.arguments.as_slice() {
        [argument] => Some(argument.value.clone()),
        _ => None,
    }
}
