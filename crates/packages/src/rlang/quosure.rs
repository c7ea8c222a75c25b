//! Quosures: code with the environment it belongs to, captured from arguments and injected into other code.
//!
//! [`capture`] takes an argument's promise apart, [`capture_dots`] those of `...`; both run the injection
//! operators `!!`, `!!!` and `{{ }}`. As an R value a quosure is a one-sided formula of class `quosure`.

use raglan_engine::eval::{Args, Eval, Session, fail};
use raglan_engine::value::{Argument, Call, Environment, Failure, Symbol, Value, deparse_line, known};
use std::rc::Rc;

/// Code and where its variables are looked up.
#[derive(Clone)]
pub struct Quosure {
    /// The name it was given.
    pub name: Option<String>,
    /// The code.
    pub expression: Value,
    /// The environment.
    pub environment: Environment,
}

impl Quosure {
    /// A quosure without a name.
    pub fn new(expression: Value, environment: Environment) -> Self {
        Self { name: None, expression, environment }
    }

    /// The R value.
    pub fn value(&self) -> Value {
        Value::call(known::TILDE, [self.expression.clone()])
            .with_attribute(known::CLASS, Value::strings(["quosure", "formula"]))
            .with_attribute(known::ENVIRONMENT, Value::Environment(self.environment.clone()))
    }

    /// The quosure an R value is, if it is one.
    pub fn from_value(value: &Value) -> Option<Self> {
        let Value::Language(call) = value else { return None };
        if !value.has_class("quosure") {
            return None;
        }
        let Some(Value::Environment(environment)) = value.attribute(known::ENVIRONMENT) else { return None };
        Some(Self::new(call.arguments.first()?.value.clone(), environment))
    }

    /// Its name, or one made of its code.
    pub fn label(&self) -> String {
        self.name.clone().unwrap_or_else(|| as_label(&self.expression))
    }

    /// The code with quosures in it replaced by their code.
    pub fn squashed(&self) -> Value {
        squash(&self.expression)
    }
}

/// Replaces quosures in code by their code.
pub fn squash(expression: &Value) -> Value {
    if let Some(quosure) = Quosure::from_value(expression) {
        return squash(&quosure.expression);
    }
    let Value::Language(call) = expression else { return expression.clone() };
    let mut out = (**call).clone();
    out.function = squash(&out.function);
    for argument in &mut out.arguments {
        argument.value = squash(&argument.value);
    }
    Value::Language(Rc::new(out))
}

/// Whether code holds a quosure.
pub fn holds_quosure(expression: &Value) -> bool {
    let Value::Language(call) = expression else { return false };
    expression.has_class("quosure") || holds_quosure(&call.function) || call.values().any(holds_quosure)
}

/// Operators between two operands, whose labels are shortened on both sides.
const INFIX: &[&str] = &[
    "+", "-", "*", "/", "^", "==", "!=", "<", ">", "<=", ">=", "&", "|", "&&", "||", ":", "%in%", "%%",
    "%/%", "%>%", "|>", "~", "$", "=", "<-",
];

/// Code as a short label: whole when it fits on a line, else with its arguments left out.
pub fn as_label(expression: &Value) -> String {
    let expression = squash(expression);
    match &expression {
        Value::Symbol(s) => return s.as_str().into(),
        Value::Character(v) if v.data.len() == 1 => {
            return v.data.get(0).map_or("NA_character_".into(), raglan_engine::value::quote_string);
        }
        Value::Missing => return "<empty>".into(),
        Value::Language(_) => {}
        Value::Null => return "NULL".into(),
        Value::Closure(_) | Value::Primitive(_) => return "<fn>".into(),
        _ if expression.is_object() || expression.len() != 1 => return type_sum_label(&expression),
        _ => {}
    }
    let text = deparse_line(&expression);
    if text.chars().count() <= 60 && !text.contains('\n') && !holds_block(&expression) {
        return text;
    }
    shortened(&expression)
}

fn type_sum_label(value: &Value) -> String {
    let kind = match value {
        _ if value.has_class("tbl_df") => "tibble",
        _ if value.is_data_frame() => "df",
        _ if value.is_factor() => "fct",
        Value::Logical(_) => "lgl",
        Value::Integer(_) => "int",
        Value::Double(_) => "dbl",
        Value::Character(_) => "chr",
        Value::List(_) => "list",
        _ => raglan_engine::value::type_name(value),
    };
    if matches!(value, Value::Environment(_)) {
        return "<environment>".into();
    }
    format!("<{kind}>")
}

fn holds_block(expression: &Value) -> bool {
    let Value::Language(call) = expression else { return false };
    call.calls(known::BRACE) || call.calls(known::FUNCTION) || call.values().any(holds_block)
}

fn shortened(expression: &Value) -> String {
    let Value::Language(call) = expression else { return deparse_line(expression) };
    let Some(name) = call.name().map(Symbol::as_str) else { return "<call>".into() };
    if name == "{" {
        return "{ ... }".into();
    }
    if name == "function" {
        let text = deparse_line(expression);
        let head = text.find(')').map_or("function(...)", |i| &text[..=i]);
        return format!("{head} ...");
    }
    if INFIX.contains(&name)
        && let [a, b] = call.arguments.as_slice()
    {
        let side = |v: &Value| {
            let text = deparse_line(v);
            if matches!(v, Value::Language(_)) && (text.chars().count() > 20 || text.contains('\n')) {
                "...".to_string()
            } else {
                text
            }
        };
        let gap = if matches!(name, "$" | ":" | "^") { "" } else { " " };
        return format!("{}{gap}{name}{gap}{}", side(&a.value), side(&b.value));
    }
    format!("{name}(...)")
}

/// The promise of an argument as code and environment.
pub fn capture(session: &mut Session, argument: &Value, caller: &Environment) -> Eval<Quosure> {
    let (expression, environment) = uncover(argument, caller);
    let expression = inject(session, &expression, &environment)?;
    Ok(match Quosure::from_value(&expression) {
        Some(quosure) => quosure,
        None => Quosure::new(expression, environment),
    })
}

/// The code and environment of a promise; a kept one and a constant stand for themselves.
fn uncover(argument: &Value, caller: &Environment) -> (Value, Environment) {
    match argument {
        Value::Promise(promise) => match promise.environment() {
            Some(environment) => (promise.expression(), environment),
            None => {
                let value = promise.value().unwrap_or(Value::Null);
                let code = match value {
                    Value::Symbol(_) | Value::Language(_) if !value.has_class("quosure") => {
                        Value::call(known::QUOTE, [value])
                    }
                    value => value,
                };
                (code, caller.clone())
            }
        },
        value => (value.clone(), caller.clone()),
    }
}

/// All that `...` took, with `!!!` spread and names made by `:=`.
pub fn capture_dots(args: &mut Args) -> Eval<Vec<Quosure>> {
    let dots = args.raw_dots().to_vec();
    let caller = args.env.clone();
    capture_all(args.session, &dots, &caller)
}

/// Captures a list of arguments.
pub fn capture_all(session: &mut Session, dots: &[Argument], caller: &Environment) -> Eval<Vec<Quosure>> {
    let mut out = Vec::with_capacity(dots.len());
    for argument in dots {
        if matches!(argument.value, Value::Missing) {
            continue;
        }
        let name = argument.name.map(|n| n.as_str().to_string()).filter(|n| !n.is_empty());
        let (code, environment) = uncover(&argument.value, caller);
        if let Some(operand) = splice_operand(&code) {
            let values = evaluate_operand(session, &operand, &environment)?;
            out.extend(spread(&values, &environment));
            continue;
        }
        let (name, code) = match walrus(&code) {
            Some((left, right)) => (Some(injected_name(session, &left, &environment)?), right),
            None => (name, code),
        };
        let expression = inject(session, &code, &environment)?;
        let mut quosure = match Quosure::from_value(&expression) {
            Some(quosure) => quosure,
            None => Quosure::new(expression, environment),
        };
        quosure.name = name;
        out.push(quosure);
    }
    Ok(out)
}

/// The elements of what `!!!` was given.
fn spread(values: &Value, environment: &Environment) -> Vec<Quosure> {
    let items = spread_items(values);
    let one = |(name, value): (Option<String>, Value)| {
        let mut quosure =
            Quosure::from_value(&value).unwrap_or_else(|| Quosure::new(value, environment.clone()));
        quosure.name = name;
        quosure
    };
    items.into_iter().map(one).collect()
}

fn spread_items(values: &Value) -> Vec<(Option<String>, Value)> {
    let names = values.names();
    let items = match values {
        Value::Null => Vec::new(),
        Value::Language(_) | Value::Symbol(_) => vec![values.clone()],
        Value::List(v) | Value::Expression(v) => v.data.to_vec(),
        atomic => {
            (0..atomic.len()).map(|i| raglan_engine::value::frame::take(&atomic.clone(), &[i])).collect()
        }
    };
    items
        .into_iter()
        .enumerate()
        .map(|(i, value)| {
            let name = names.as_ref().and_then(|n| n.get(i)).filter(|n| !n.is_empty());
            let mut value = value;
            if name.is_some() && value.is_atomic() && !matches!(values, Value::List(_)) {
                value.set_attribute(known::NAMES, Value::Null);
            }
            (name.map(str::to_string), value)
        })
        .collect()
}

/// The sides of `name := value`.
fn walrus(code: &Value) -> Option<(Value, Value)> {
    let call = code.as_call().filter(|c| c.calls(known::WALRUS))?;
    match call.arguments.as_slice() {
        [a, b] => Some((a.value.clone(), b.value.clone())),
        _ => None,
    }
}

/// The left side of `:=` as a name.
fn injected_name(session: &mut Session, left: &Value, environment: &Environment) -> Eval<String> {
    let value = match left {
        Value::Character(v) if v.data.len() == 1 => {
            return glue_name(session, v.data.get(0).unwrap_or("NA"), environment);
        }
        other => inject(session, other, environment)?,
    };
    match &value {
        Value::Symbol(s) => Ok(s.as_str().into()),
        Value::Character(v) if v.data.len() == 1 => Ok(v.data.get(0).unwrap_or("NA").into()),
        other => match Quosure::from_value(other) {
            Some(quosure) => Ok(as_label(&quosure.expression)),
            None => fail("The LHS of `:=` must be a string, not a call."),
        },
    }
}

/// A name with `{code}` and `{{ argument }}` in it.
pub fn glue_name(session: &mut Session, template: &str, environment: &Environment) -> Eval<String> {
    let mut out = String::new();
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        out.push_str(&rest[..open]);
        let tail = &rest[open..];
        if let Some(inner) = tail.strip_prefix("{{") {
            let Some(close) = inner.find("}}") else { return fail("Expecting '}' in a name") };
            let name = inner[..close].trim();
            let quosure = enquo(session, Symbol::new(name), environment)?;
            out.push_str(&as_label(&quosure.expression));
            rest = &inner[close + 2..];
        } else {
            let Some(close) = tail.find('}') else { return fail("Expecting '}' in a name") };
            let code = crate::rlang::parse_one(&tail[1..close])?;
            let value = session.eval(&code, environment)?;
            let text =
                raglan_engine::value::as_character(&raglan_engine::value::frame::factor_text(&value)?)?;
            out.push_str(text.get(0).unwrap_or("NA"));
            rest = &tail[close + 1..];
        }
    }
    out.push_str(rest);
    Ok(out)
}

/// `enquo(name)` in the frame of a function.
pub fn enquo(session: &mut Session, name: Symbol, frame: &Environment) -> Eval<Quosure> {
    let Some((value, _)) = frame.find_with_owner(name) else {
        return Err(Failure::new(format!("object '{name}' not found")).into());
    };
    capture(session, &value, frame)
}

/// The operand of `!!!`.
fn splice_operand(code: &Value) -> Option<Value> {
    let one = negated(code)?;
    let two = negated(&one)?;
    negated(&two)
}

fn negated(code: &Value) -> Option<Value> {
    let call = code.as_call().filter(|c| c.calls(known::NOT))?;
    match call.arguments.as_slice() {
        [argument] => Some(argument.value.clone()),
        _ => None,
    }
}

/// The name inside `{{ name }}`.
fn embraced(code: &Value) -> Option<Symbol> {
    let outer = code.as_call().filter(|c| c.calls(known::BRACE))?;
    let [argument] = outer.arguments.as_slice() else { return None };
    let inner = argument.value.as_call().filter(|c| c.calls(known::BRACE))?;
    match inner.arguments.as_slice() {
        [Argument { value: Value::Symbol(name), .. }] => Some(*name),
        _ => None,
    }
}

fn evaluate_operand(session: &mut Session, operand: &Value, environment: &Environment) -> Eval {
    if let Some(name) = embraced(operand) {
        return Ok(enquo(session, name, environment)?.value());
    }
    session.eval(operand, environment)
}

/// Whether `!!a op b` means `(!!a) op b`.
fn binds_looser(name: &str) -> bool {
    matches!(name, "+" | "-" | "*" | "/" | ":" | "<" | ">" | "<=" | ">=" | "==" | "!=")
        || (name.starts_with('%') && name.ends_with('%') && name.len() > 1)
}

/// Code with `!!`, `!!!` and `{{ }}` carried out.
pub fn inject(session: &mut Session, code: &Value, environment: &Environment) -> Eval {
    let Value::Language(call) = code else { return Ok(code.clone()) };
    if code.has_class("quosure") || !mentions_injection(code) {
        return Ok(code.clone());
    }
    if let Some(name) = embraced(code) {
        return Ok(enquo(session, name, environment)?.value());
    }
    if let Some(operand) = negated(code).and_then(|c| negated(&c)) {
        return unquote(session, &operand, environment);
    }
    let mut out = Call { arguments: Vec::with_capacity(call.arguments.len()), ..(**call).clone() };
    out.function = inject(session, &call.function, environment)?;
    for argument in &call.arguments {
        if let Some(operand) = splice_operand(&argument.value) {
            let values = evaluate_operand(session, &operand, environment)?;
            for (name, value) in spread_items(&values) {
                out.arguments.push(Argument { name: name.map(|n| Symbol::new(&n)), value });
            }
            continue;
        }
        let value = inject(session, &argument.value, environment)?;
        out.arguments.push(Argument { name: argument.name, value });
    }
    Ok(Value::Language(Rc::new(out)))
}

fn unquote(session: &mut Session, operand: &Value, environment: &Environment) -> Eval {
    if let Value::Language(call) = operand
        && call.arguments.len() == 2
        && call.name().is_some_and(|n| binds_looser(n.as_str()))
    {
        let mut out = (**call).clone();
        out.arguments[0].value = unquote(session, &call.arguments[0].value, environment)?;
        out.arguments[1].value = inject(session, &call.arguments[1].value, environment)?;
        return Ok(Value::Language(Rc::new(out)));
    }
    evaluate_operand(session, operand, environment)
}

fn mentions_injection(code: &Value) -> bool {
    let Value::Language(call) = code else { return false };
    embraced(code).is_some()
        || negated(code).is_some_and(|c| negated(&c).is_some())
        || mentions_injection(&call.function)
        || call.values().any(mentions_injection)
}
