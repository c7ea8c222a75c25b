//! Aesthetic mappings: `aes()`, their names and labels, and their evaluation among the columns of the data.

use super::frame::Column;
use super::values;
use raglan_engine::eval::{Args, Builtin, Eval, Session, fail, lazy};
use raglan_engine::value::{Argument, Call, Environment, Symbol, Value, known};
use std::rc::Rc;

pub(super) const FUNCTIONS: &[Builtin] = &[
    lazy("aes(x, y, ...)", aes),
    lazy("vars(...)", vars),
    lazy("after_stat(x)", |_| fail("`after_stat()` can only be used inside `aes()`")),
    lazy("after_scale(x)", |_| fail("`after_scale()` is not implemented")),
    lazy("stage(start = NULL, after_stat = NULL, after_scale = NULL)", |_| {
        fail("`stage()` is not implemented")
    }),
];

/// ggplot2's name of an aesthetic.
pub fn standard(name: &str) -> String {
    match name {
        "color" => "colour",
        "pch" => "shape",
        "cex" => "size",
        "lty" => "linetype",
        "lwd" => "linewidth",
        "srt" => "angle",
        "vjust" => "vjust",
        "hjust" => "hjust",
        "min" => "ymin",
        "max" => "ymax",
        "fg" => "colour",
        "bg" => "fill",
        other => return other.replace("color", "colour"),
    }
    .into()
}

fn aes(args: &mut Args) -> Eval {
    let mut pairs: Vec<(String, Value)> = Vec::new();
    for name in ["x", "y"] {
        if let Some(given) = args.raw(name) {
            let value = capture(args.session, given, args.env)?;
            pairs.push((name.into(), value));
        }
    }
    for argument in args.raw_dots().to_vec() {
        let Some(name) = argument.name else {
            return fail("Aesthetics must be named: only `x` and `y` go without");
        };
        let value = capture(args.session, argument.value, args.env)?;
        values::put(&mut pairs, &standard(name.as_str()), value);
    }
    Ok(Value::named_list(pairs).with_class(&["uneval"]))
}

fn vars(args: &mut Args) -> Eval {
    let mut pairs = Vec::new();
    for argument in args.raw_dots().to_vec() {
        let value = capture(args.session, argument.value, args.env)?;
        pairs.push((argument.name.map_or(String::new(), |n| n.as_str().to_string()), value));
    }
    Ok(Value::named_list(pairs).with_class(&["quosures", "list"]))
}

/// An argument as a quosure; constants stay as they are. `!!x` and `{{ x }}` are put in.
pub fn capture(session: &mut Session, given: Value, env: &Environment) -> Eval {
    let (expression, place) = match &given {
        Value::Promise(p) => {
            let place = p.environment().unwrap_or_else(|| env.clone());
            (p.expression(), place)
        }
        other => (other.clone(), env.clone()),
    };
    let expression = splice(session, &expression, &place)?;
    if expression.has_class("quosure") {
        return Ok(expression);
    }
    Ok(match expression {
        Value::Symbol(_) | Value::Language(_) => values::quosure(expression, &place),
        constant => constant,
    })
}

fn splice(session: &mut Session, code: &Value, env: &Environment) -> Eval {
    let Value::Language(call) = code else { return Ok(code.clone()) };
    if let Some(inner) = doubled(call, known::NOT) {
        return session.eval(&inner, env);
    }
    if let Some(Value::Symbol(name)) = doubled(call, known::BRACE) {
        return Ok(match env.get(name) {
            Some(Value::Promise(p)) => {
                let code = p.expression();
                match (&code, p.environment()) {
                    (Value::Symbol(_) | Value::Language(_), Some(place)) => values::quosure(code, &place),
                    _ => code,
                }
            }
            Some(other) => other,
            None => return fail(format!("object '{name}' not found")),
        });
    }
    let mut changed = false;
    let mut new = Call::clone(call);
    for argument in &mut new.arguments {
        let value = splice(session, &argument.value, env)?;
        let value = values::expression(&value);
        changed |= matches!((&argument.value, &value), (Value::Language(a), Value::Language(b)) if !Rc::ptr_eq(a, b))
            || !matches!(argument.value, Value::Language(_)) != !matches!(value, Value::Language(_));
        argument.value = value;
    }
    Ok(if changed { Value::Language(Rc::new(new)) } else { code.clone() })
}

/// `x` of `!!x` or `{{ x }}`.
fn doubled(call: &Call, name: Symbol) -> Option<Value> {
    if !call.calls(name) || call.arguments.len() != 1 {
        return None;
    }
    let inner = call.arguments[0].value.as_call()?;
    (inner.calls(name) && inner.arguments.len() == 1).then(|| inner.arguments[0].value.clone())
}

/// Whether a mapping waits for the statistics: `after_stat(x)`, `stat(x)` or `..x..`.
pub fn is_after_stat(value: &Value) -> bool {
    contains(&values::expression(value), &|v| match v {
        Value::Language(call) => call.name().is_some_and(|n| ["after_stat", "stat"].contains(&n.as_str())),
        Value::Symbol(name) => dotted(*name).is_some(),
        _ => false,
    })
}

/// What is not implemented among the ways to delay a mapping.
pub fn refuse_stages(value: &Value) -> Eval<()> {
    for name in ["stage", "after_scale"] {
        let found = contains(&values::expression(value), &|v| match v {
            Value::Language(call) => call.name().is_some_and(|n| n.as_str() == name),
            _ => false,
        });
        if found {
            return fail(format!("`{name}()` is not implemented"));
        }
    }
    Ok(())
}

fn dotted(name: Symbol) -> Option<&'static str> {
    let inner = name.as_str().strip_prefix("..")?.strip_suffix("..")?;
    (!inner.is_empty()).then_some(inner)
}

fn contains(code: &Value, test: &dyn Fn(&Value) -> bool) -> bool {
    test(code) || matches!(code, Value::Language(call) if call.values().any(|v| contains(v, test)))
}

/// The code of a delayed mapping without its mark.
pub fn strip_after_stat(code: &Value) -> Value {
    match code {
        Value::Symbol(name) => dotted(*name).map_or_else(|| code.clone(), Value::symbol),
        Value::Language(call) => {
            if call.name().is_some_and(|n| ["after_stat", "stat"].contains(&n.as_str()))
                && let [argument] = call.arguments.as_slice()
            {
                return strip_after_stat(&argument.value);
            }
            let mut new = Call::clone(call);
            for argument in &mut new.arguments {
                argument.value = strip_after_stat(&argument.value);
            }
            Value::Language(Rc::new(new))
        }
        other => other.clone(),
    }
}

/// What a mapping is called on an axis or legend.
pub fn label(aesthetic: &str, value: &Value) -> String {
    let code = strip_after_stat(&values::expression(value));
    match &code {
        Value::Symbol(name) => name.as_str().to_string(),
        Value::Language(call) => {
            if (call.calls(known::DOLLAR) || call.calls(known::BRACKET2))
                && matches!(call.arguments.first(), Some(a) if matches!(a.value, Value::Symbol(known::DOT_DATA)))
                && let Some(last) = call.arguments.get(1)
            {
                return match &last.value {
                    Value::Symbol(name) => name.as_str().to_string(),
                    Value::Character(v) => v.data.get(0).unwrap_or("NA").to_string(),
                    other => raglan_engine::value::deparse_line(other),
                };
            }
            raglan_engine::value::deparse_line(&code)
        }
        Value::Null => aesthetic.into(),
        _ => aesthetic.into(),
    }
}

/// Evaluates a mapping where the columns of the data are variables.
pub fn evaluate(session: &mut Session, mapping: &Value, data: &Value, delayed: bool) -> Eval {
    let env = match mapping {
        Value::Language(call) => match call.attributes.get(known::ENVIRONMENT) {
            Some(Value::Environment(e)) => e.clone(),
            _ => session.global.clone(),
        },
        constant => return Ok(constant.clone()),
    };
    let mut code = values::expression(mapping);
    if delayed {
        code = strip_after_stat(&code);
    }
    let mask = Environment::new(&env);
    for (name, column) in values::entries(data) {
        if !name.is_empty() {
            mask.set(Symbol::new(&name), column);
        }
    }
    mask.set(known::DOT_DATA, data.clone().with_class(&["rlang_data_pronoun"]));
    mask.set(known::DOT_ENV, Value::Environment(env));
    let value = session.eval(&code, &mask)?;
    if value.is_function() {
        return fail("Aesthetics are not valid data columns");
    }
    Ok(value)
}

/// A value as a column; matrices of one column are vectors.
pub fn column(value: &Value) -> Eval<Column> {
    if value.dim().is_some_and(|d| d.len() == 2 && d[1] == 1) {
        return Column::of(&value.clone().stripped());
    }
    Column::of(value)
}

/// Arguments as a list with names.
pub fn named(arguments: Vec<Argument>) -> Vec<(String, Value)> {
    arguments
        .into_iter()
        .map(|a| (a.name.map_or(String::new(), |n| n.as_str().to_string()), a.value))
        .collect()
}
