//! Reading the parts of R lists that plots, layers, scales and themes are made of.

use raglan_engine::eval::{Eval, Session, fail};
use raglan_engine::value::{Argument, Call, Symbol, Value, as_character, as_double, as_logical, known};
use std::rc::Rc;

/// `waiver()`: to be computed.
pub fn waiver() -> Value {
    Value::list(Vec::new()).with_class(&["waiver"])
}

/// Whether a value is `waiver()`.
pub fn is_waiver(value: &Value) -> bool {
    value.has_class("waiver")
}

/// A part that is a string.
pub fn text(object: &Value, name: &str) -> Option<String> {
    texts(object, name).into_iter().next()
}

/// A part that is strings.
pub fn texts(object: &Value, name: &str) -> Vec<String> {
    match object.part(name) {
        Some(v @ Value::Character(_)) => as_character(&v)
            .map(|s| s.iter().map(|s| s.unwrap_or("NA").to_string()).collect())
            .unwrap_or_default(),
        _ => Vec::new(),
    }
}

/// A part that is a number.
pub fn number(object: &Value, name: &str) -> Option<f64> {
    numbers(object, name).first().copied()
}

/// A part that is numbers.
pub fn numbers(object: &Value, name: &str) -> Vec<f64> {
    match object.part(name) {
        Some(v @ (Value::Integer(_) | Value::Double(_) | Value::Logical(_))) => {
            as_double(&v, &mut Vec::new()).map(|x| x.to_vec()).unwrap_or_default()
        }
        _ => Vec::new(),
    }
}

/// A part that is TRUE or FALSE.
pub fn flag(object: &Value, name: &str) -> Option<bool> {
    match object.part(name) {
        Some(v @ Value::Logical(_)) => as_logical(&v).ok()?.first().copied().flatten(),
        _ => None,
    }
}

/// Names and items of a list.
pub fn entries(object: &Value) -> Vec<(String, Value)> {
    let Value::List(list) = object else { return Vec::new() };
    let names = object.names();
    let name = |i: usize| names.as_ref().and_then(|n| n.get(i)).unwrap_or("").to_string();
    list.data.iter().enumerate().map(|(i, v)| (name(i), v.clone())).collect()
}

/// Sets or replaces an item of pairs.
pub fn put(pairs: &mut Vec<(String, Value)>, name: &str, value: Value) {
    match pairs.iter_mut().find(|(n, _)| n == name) {
        Some((_, slot)) => *slot = value,
        None => pairs.push((name.into(), value)),
    }
}

/// A part of an R list replaced even by NULL, which stays as an item.
pub fn with(object: Value, name: &str, value: Value) -> Value {
    let mut pairs = entries(&object);
    put(&mut pairs, name, value);
    let attributes = object.attributes().clone();
    let mut list = Value::named_list(pairs);
    for (key, value) in attributes.iter() {
        if key != known::NAMES {
            list.set_attribute(key, value.clone());
        }
    }
    list
}

/// Calls a function, or a formula as purrr reads it, with a value.
pub fn call(session: &mut Session, function: &Value, value: Value) -> Eval {
    let env = session.global.clone();
    if let Value::Language(formula) = function {
        return lambda(session, formula, value);
    }
    session.call(function, vec![Argument::new(value)], &env)
}

/// `~ .x + 1` called with a value.
fn lambda(session: &mut Session, formula: &Rc<Call>, value: Value) -> Eval {
    let Some(body) = formula.arguments.last().map(|a| a.value.clone()) else {
        return fail("Can't convert an empty formula to a function");
    };
    let outer = match formula.attributes.get(known::ENVIRONMENT) {
        Some(Value::Environment(e)) => e.clone(),
        _ => session.global.clone(),
    };
    let scope = raglan_engine::value::Environment::new(&outer);
    for name in [".x", ".", "..1"] {
        scope.set(Symbol::new(name), value.clone());
    }
    session.eval(&body, &scope)
}

/// A quoted expression with the place to evaluate it in, as rlang represents it.
pub fn quosure(expression: Value, environment: &raglan_engine::value::Environment) -> Value {
    let mut call = Call::new(known::TILDE, vec![Argument::new(expression)]);
    call.attributes.set(known::CLASS, Value::strings(["quosure", "formula"]));
    call.attributes.set(known::ENVIRONMENT, Value::Environment(environment.clone()));
    Value::Language(Rc::new(call))
}

/// The expression of a quosure; any other value is its own.
pub fn expression(value: &Value) -> Value {
    match value {
        Value::Language(call) if value.has_class("quosure") => {
            call.arguments.last().map(|a| a.value.clone()).unwrap_or_default()
        }
        other => other.clone(),
    }
}
