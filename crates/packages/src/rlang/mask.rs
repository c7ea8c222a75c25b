//! Data masks: code evaluated where columns are variables.
//!
//! A mask is an environment whose frame holds the columns. For every quosure it is hung into the quosure's own
//! environment, so that what is no column is found there; `.data` and `.env` name one side or the other.

use super::quosure::{Quosure, holds_quosure};
use raglan_engine::eval::{Args, Builtin, Eval, Session, fail, method};
use raglan_engine::value::{Environment, Failure, Promise, Symbol, Value, known};
use std::rc::Rc;

pub(super) const FUNCTIONS: &[Builtin] = &[
    method("`$.rlang_data_pronoun`(x, name)", from_data),
    method("`[[.rlang_data_pronoun`(x, i)", from_data_element),
    method("`$.rlang_ctxt_pronoun`(x, name)", from_context),
    method("`[[.rlang_ctxt_pronoun`(x, i)", from_context_element),
    method("names.rlang_data_pronoun(x)", data_names),
];

/// Makes a mask without columns.
pub fn new_mask(session: &Session) -> Environment {
    let mask = Environment::new(&session.base);
    let pronoun = Environment::root();
    pronoun.set(Symbol::new(".top"), Value::Environment(mask.clone()));
    pronoun.set_attribute(known::CLASS, Value::strings(["rlang_data_pronoun"]));
    mask.set(known::DOT_DATA, Value::Environment(pronoun));
    mask
}

/// Evaluates a quosure in a mask.
pub fn evaluate(session: &mut Session, quosure: &Quosure, mask: &Environment) -> Eval {
    evaluate_in(session, &quosure.expression, &quosure.environment, mask)
}

fn evaluate_in(
    session: &mut Session,
    expression: &Value,
    environment: &Environment,
    mask: &Environment,
) -> Eval {
    if !matches!(expression, Value::Symbol(_) | Value::Language(_)) {
        return Ok(expression.clone());
    }
    let before = mask.parent();
    // A mask evaluated inside itself already sees what it needs.
    if !hangs_below(environment, mask) {
        mask.set_parent(Some(environment.clone()));
    }
    let bottom = Environment::new(mask);
    if mentions(expression, known::DOT_ENV) {
        bottom.set(known::DOT_ENV, context_pronoun(environment));
    }
    let result = if holds_quosure(expression) {
        let code = with_promises(expression, mask);
        session.eval(&code, &bottom)
    } else {
        session.eval(expression, &bottom)
    };
    // Functions and formulas made by the code go on seeing what it saw; only a mask in use gets its place back.
    if before.as_ref().is_none_or(|b| !b.same(&session.base)) {
        mask.set_parent(before);
    }
    result
}

fn hangs_below(environment: &Environment, mask: &Environment) -> bool {
    let mut scope = Some(environment.clone());
    while let Some(e) = scope {
        if e.same(mask) {
            return true;
        }
        scope = e.parent();
    }
    false
}

fn context_pronoun(environment: &Environment) -> Value {
    let pronoun = Environment::new(environment);
    pronoun.set_attribute(known::CLASS, Value::strings(["rlang_ctxt_pronoun"]));
    Value::Environment(pronoun)
}

/// Whether code names a symbol.
pub fn mentions(code: &Value, name: Symbol) -> bool {
    match code {
        Value::Symbol(s) => *s == name,
        Value::Language(call) => mentions(&call.function, name) || call.values().any(|v| mentions(v, name)),
        _ => false,
    }
}

/// Code whose quosures are promises in masks of their own.
fn with_promises(code: &Value, mask: &Environment) -> Value {
    if let Some(quosure) = Quosure::from_value(code) {
        let own = copy(mask, &quosure.environment);
        if mentions(&quosure.expression, known::DOT_ENV) {
            own.set(known::DOT_ENV, context_pronoun(&quosure.environment));
        }
        let expression = with_promises(&quosure.expression, &own);
        return match expression {
            Value::Symbol(_) | Value::Language(_) => Value::Promise(Promise::new(expression, own)),
            constant => constant,
        };
    }
    let Value::Language(call) = code else { return code.clone() };
    let mut out = (**call).clone();
    out.function = with_promises(&out.function, mask);
    for argument in &mut out.arguments {
        argument.value = with_promises(&argument.value, mask);
    }
    Value::Language(Rc::new(out))
}

/// The same columns inside another environment.
fn copy(mask: &Environment, environment: &Environment) -> Environment {
    let own = Environment::new(environment);
    for name in mask.names() {
        if let Some(value) = mask.get(name) {
            own.set(name, value);
        }
    }
    own
}

/// A mask of the columns of a list or data frame, for `eval_tidy`.
pub fn mask_of(session: &Session, data: &Value) -> Eval<Environment> {
    let mask = new_mask(session);
    match data {
        Value::Null => {}
        Value::List(list) => {
            for (name, value) in raglan_engine::value::frame::names_of(data).iter().zip(list.data.iter()) {
                if !name.is_empty() {
                    mask.set(name.as_str(), value.clone());
                }
            }
        }
        Value::Environment(e) => {
            for name in e.names() {
                if let Some(value) = e.get(name) {
                    mask.set(name, value);
                }
            }
        }
        _ => return fail("`data` must be NULL, a data frame, a list or an environment"),
    }
    Ok(mask)
}

fn subscript_text(args: &mut Args, argument: &str) -> Eval<Symbol> {
    match args.value(argument)? {
        Value::Symbol(s) => Ok(s),
        Value::Character(v) if v.data.len() == 1 => Ok(Symbol::new(v.data.get(0).unwrap_or("NA"))),
        _ => fail("Must subset the data pronoun with a string."),
    }
}

fn column(args: &mut Args, name: Symbol) -> Eval {
    let Value::Environment(pronoun) = args.value("x")? else { return fail("not a data pronoun") };
    let top = pronoun.get(Symbol::new(".top"));
    let value = match top {
        Some(Value::Environment(mask)) => mask.get(name),
        _ => None,
    };
    match value {
        Some(value) if name != known::DOT_DATA => args.session.force(value),
        _ => Err(Failure::new(format!("Column `{name}` not found in `.data`."))
            .class("rlang_error_data_pronoun_not_found")
            .class("rlang_error")
            .into()),
    }
}

fn from_data(args: &mut Args) -> Eval {
    let name = subscript_text(args, "name")?;
    column(args, name)
}

fn from_data_element(args: &mut Args) -> Eval {
    let name = subscript_text(args, "i")?;
    column(args, name)
}

fn context(args: &mut Args, name: Symbol) -> Eval {
    let Value::Environment(pronoun) = args.value("x")? else { return fail("not a context pronoun") };
    args.session.variable(name, &pronoun)
}

fn from_context(args: &mut Args) -> Eval {
    let name = subscript_text(args, "name")?;
    context(args, name)
}

fn from_context_element(args: &mut Args) -> Eval {
    let name = subscript_text(args, "i")?;
    context(args, name)
}

fn data_names(args: &mut Args) -> Eval {
    let Value::Environment(pronoun) = args.value("x")? else { return fail("not a data pronoun") };
    let names = match pronoun.get(Symbol::new(".top")) {
        Some(Value::Environment(mask)) => mask.names(),
        _ => Vec::new(),
    };
    Ok(Value::strings(names.iter().filter(|n| **n != known::DOT_DATA).map(|n| n.as_str())))
}
