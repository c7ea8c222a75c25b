//! Assignment, also to parts: `x <- v`, `names(x)[2] <- v`.

use super::{Eval, Kind, Session, fail};
use crate::value::{
    Argument, Call, Environment, Failure, Symbol, Value, assign_element, assign_vector, known,
};
use std::rc::Rc;

/// `<-` and `=`
pub fn assign_operator(session: &mut Session, call: &Rc<Call>, env: &Environment) -> Eval {
    let [target, code] = call.arguments.as_slice() else { return fail("invalid assignment") };
    let value = session.eval(&code.value, env)?;
    assign(session, &target.value, value.clone(), env, false).map_err(|s| session.attach_call(s, call))?;
    session.visible = false;
    Ok(value)
}

/// `<<-`
pub fn super_assign(session: &mut Session, call: &Rc<Call>, env: &Environment) -> Eval {
    let [target, code] = call.arguments.as_slice() else { return fail("invalid assignment") };
    let value = session.eval(&code.value, env)?;
    assign(session, &target.value, value.clone(), env, true).map_err(|s| session.attach_call(s, call))?;
    session.visible = false;
    Ok(value)
}

/// Assigns a value to a variable or a part of one.
pub fn assign(
    session: &mut Session,
    target: &Value,
    value: Value,
    env: &Environment,
    outer: bool,
) -> Eval<()> {
    match target {
        Value::Symbol(name) => set_variable(session, *name, value, env, outer),
        Value::Character(v) if v.data.len() == 1 => {
            set_variable(session, Symbol::new(v.data.get(0).unwrap_or("NA")), value, env, outer)
        }
        Value::Language(call) => assign_part(session, call, value, env, outer),
        Value::Missing | Value::Null => fail("invalid (NULL) left side of assignment"),
        _ => fail("invalid (do_set) left-hand side to assignment"),
    }
}

/// The environment `<<-` assigns in: where the variable is found outside, else the global one.
fn owner(session: &Session, name: Symbol, env: &Environment, outer: bool) -> Environment {
    if !outer {
        return env.clone();
    }
    let found = env.parent().and_then(|p| p.find_with_owner(name));
    found.map_or_else(|| session.global.clone(), |(_, owner)| owner)
}

fn set_variable(
    session: &mut Session,
    name: Symbol,
    value: Value,
    env: &Environment,
    outer: bool,
) -> Eval<()> {
    let scope = owner(session, name, env, outer);
    if scope.is_binding_locked(name) {
        return fail(format!("cannot change value of locked binding for '{name}'"));
    }
    if scope.is_active(name) {
        if let Some(function) = scope.get(name) {
            session.call(&function, vec![Argument::new(value)], env)?;
        }
        return Ok(());
    }
    if scope.is_locked() && !scope.has(name) {
        return fail(
            format!("cannot add binding of '{name}' to the base namespace")
                .replace("base namespace", "environment"),
        );
    }
    scope.set(name, value);
    Ok(())
}

/// `f(target, ...) <- value`: gets the target, calls `f<-` on it, assigns the result to the target.
fn assign_part(
    session: &mut Session,
    call: &Rc<Call>,
    value: Value,
    env: &Environment,
    outer: bool,
) -> Eval<()> {
    let Some(inner) = call.arguments.first().map(|a| a.value.clone()) else {
        return fail("invalid (NULL) left side of assignment");
    };
    let name = match &call.function {
        Value::Symbol(name) => *name,
        Value::Language(path) if path.calls(known::COLON2) || path.calls(known::COLON3) => {
            return assign_through_namespace(session, call, path, &inner, value, env, outer);
        }
        _ => return fail("invalid function in complex assignment"),
    };
    if let Value::Symbol(variable) = inner {
        return assign_variable_part(session, name, variable, call, value, env, outer);
    }
    let old = get_target(session, &inner, env, outer)?;
    let new = replace(session, name, old, call, value, env)?;
    assign(session, &inner, new, env, outer)
}

fn assign_through_namespace(
    session: &mut Session,
    call: &Rc<Call>,
    path: &Call,
    inner: &Value,
    value: Value,
    env: &Environment,
    outer: bool,
) -> Eval<()> {
    let text = |v: Option<&Argument>| match v.map(|a| &a.value) {
        Some(Value::Symbol(s)) => s.as_str().to_string(),
        Some(Value::Character(s)) => s.data.get(0).unwrap_or_default().to_string(),
        _ => String::new(),
    };
    let (package, name) = (text(path.arguments.first()), text(path.arguments.get(1)));
    let function = session.from_namespace(&package, &format!("{name}<-"), path.calls(known::COLON3))?;
    let old = get_target(session, inner, env, outer)?;
    let mut arguments = vec![Argument::new(old)];
    arguments.extend(session.evaluate_subscripts(&call.arguments[1..], env)?);
    arguments.push(Argument::named(known::VALUE, value));
    let new = session.call(&function, arguments, env)?;
    assign(session, inner, new, env, outer)
}

/// The current value of what is assigned to.
fn get_target(session: &mut Session, target: &Value, env: &Environment, outer: bool) -> Eval {
    match target {
        Value::Symbol(name) => {
            let scope = if outer { env.parent().unwrap_or_else(|| env.clone()) } else { env.clone() };
            session.variable(*name, &scope)
        }
        Value::Null => fail("invalid (NULL) left side of assignment"),
        Value::Language(call) => {
            let Some(inner) = call.arguments.first() else { return fail("invalid assignment target") };
            let object = get_target(session, &inner.value, env, outer)?;
            let mut arguments = vec![Argument::new(quote(object))];
            arguments.extend(call.arguments[1..].iter().cloned());
            session.eval(&Value::Language(Call::of(call.function.clone(), arguments).into()), env)
        }
        _ => fail("target of assignment expands to non-language object"),
    }
}

fn quote(value: Value) -> Value {
    match value {
        Value::Symbol(_) | Value::Language(_) => Value::call(known::QUOTE, [value]),
        other => other,
    }
}

/// `f(x, ...) <- value` for a variable `x`, which is taken out of its environment meanwhile so that a
/// replacement written in Rust can change it in place.
fn assign_variable_part(
    session: &mut Session,
    name: Symbol,
    variable: Symbol,
    call: &Rc<Call>,
    value: Value,
    env: &Environment,
    outer: bool,
) -> Eval<()> {
    let scope = owner(session, variable, env, outer);
    if scope.is_binding_locked(variable) {
        return fail(format!("cannot change value of locked binding for '{variable}'"));
    }
    let simple = matches!(name, known::BRACKET | known::BRACKET2 | known::DOLLAR);
    if simple && !scope.is_active(variable) {
        let subscripts = subscripts(session, name, call, env)?;
        let current = scope.get(variable);
        let plain = current
            .as_ref()
            .is_some_and(|v| !v.is_object() && !matches!(v, Value::Promise(_) | Value::Missing));
        if plain && is_builtin(session, name, env) {
            drop(current);
            let mut changed = scope.take(variable).unwrap_or_default();
            let mut warnings = Vec::new();
            let result = replace_plain(name, &mut changed, &subscripts, value, &mut warnings);
            scope.set(variable, changed);
            result?;
            let code = Value::Language(Rc::clone(call));
            return session.warn_all(warnings, Some(&code));
        }
        let old = match current {
            Some(value) => session.force(value)?,
            None => session.variable(variable, env)?,
        };
        let mut arguments = vec![Argument::new(old)];
        arguments.extend(subscripts);
        arguments.push(Argument::named(known::VALUE, value));
        let new = call_replacement(session, name, arguments, call, env)?;
        return set_variable(session, variable, new, env, outer);
    }
    let old = session.variable(variable, &if outer { scope.clone() } else { env.clone() })?;
    let new = replace(session, name, old, call, value, env)?;
    set_variable(session, variable, new, env, outer)
}

fn is_builtin(session: &Session, name: Symbol, env: &Environment) -> bool {
    let replacement = Symbol::new(&format!("{name}<-"));
    env.search(replacement, |v| {
        Some(matches!(v, Value::Primitive(p) if matches!(session.row(*p).kind, Kind::Eager(_))))
    })
    .unwrap_or(false)
}

/// The evaluated subscripts of `x[...]`, `x[[...]]` or `x$name`.
fn subscripts(
    session: &mut Session,
    name: Symbol,
    call: &Rc<Call>,
    env: &Environment,
) -> Eval<Vec<Argument>> {
    if name == known::DOLLAR {
        return Ok(call.arguments[1..]
            .iter()
            .map(|a| Argument { name: None, value: dollar_name(&a.value) })
            .collect());
    }
    session.evaluate_subscripts(&call.arguments[1..], env)
}

/// What stands after `$` as a string.
pub fn dollar_name(code: &Value) -> Value {
    match code {
        Value::Symbol(s) => Value::string(s.as_str()),
        other => other.clone(),
    }
}

fn replace_plain(
    name: Symbol,
    x: &mut Value,
    subscripts: &[Argument],
    value: Value,
    warnings: &mut Vec<String>,
) -> Result<(), Failure> {
    let at: Vec<Value> =
        subscripts.iter().filter(|a| a.name != Some(known::EXACT)).map(|a| a.value.clone()).collect();
    match name {
        known::BRACKET => assign_vector(x, &at, &value, warnings),
        known::BRACKET2 if at.len() == 1 => assign_element(x, &at[0], value, warnings),
        known::BRACKET2 => {
            let list = matches!(x, Value::List(_));
            if value.len() != 1 && !list {
                return Err(Failure::new("more elements supplied than there are to replace"));
            }
            let wrapped = if list { Value::list(vec![value]) } else { value };
            assign_vector(x, &at, &wrapped, warnings)
        }
        _ => assign_dollar(x, &at[0], value, warnings),
    }
}

/// `x$name <- value` by R's default rules.
pub fn assign_dollar(
    x: &mut Value,
    name: &Value,
    value: Value,
    warnings: &mut Vec<String>,
) -> Result<(), Failure> {
    if matches!(x, Value::Null) || (x.is_atomic() && x.is_empty()) {
        *x = Value::list(Vec::new());
    } else if x.is_atomic() {
        warnings.push("Coercing LHS to a list".into());
        *x = crate::value::as_type(x, crate::value::Type::List, warnings)?;
    } else if !matches!(x, Value::List(_) | Value::Expression(_) | Value::Environment(_) | Value::Language(_))
    {
        return Err(Failure::new("invalid type/length ($<-) in vector allocation"));
    }
    assign_element(x, name, value, warnings)
}

/// Calls `name<-` on an old value with the rest of the call's arguments.
fn replace(
    session: &mut Session,
    name: Symbol,
    old: Value,
    call: &Rc<Call>,
    value: Value,
    env: &Environment,
) -> Eval {
    let mut arguments = vec![Argument::new(old)];
    if matches!(name, known::DOLLAR | known::AT) {
        arguments.extend(
            call.arguments[1..].iter().map(|a| Argument { name: None, value: dollar_name(&a.value) }),
        );
    } else if matches!(name, known::BRACKET | known::BRACKET2) {
        arguments.extend(session.evaluate_subscripts(&call.arguments[1..], env)?);
    } else {
        arguments.extend(session.promise_arguments(&call.arguments[1..], env)?);
    }
    arguments.push(Argument::named(known::VALUE, value));
    call_replacement(session, name, arguments, call, env)
}

fn call_replacement(
    session: &mut Session,
    name: Symbol,
    arguments: Vec<Argument>,
    call: &Rc<Call>,
    env: &Environment,
) -> Eval {
    let replacement = Symbol::new(&format!("{name}<-"));
    let function = session.find_function(replacement, env)?;
    // Functions written in R see the object as `*tmp*`, as R shows it in error messages.
    let mut shown = vec![Argument::new(Value::Symbol(known::TMP))];
    shown.extend(call.arguments.iter().skip(1).cloned());
    // The value is shown as such where it is a vector.
    let value = arguments.last().map(|a| a.value.clone()).filter(|v| v.is_vector());
    shown.push(Argument::named(known::VALUE, value.unwrap_or_else(|| Value::symbol("value"))));
    let shown = Rc::new(Call::of(Value::Symbol(replacement), shown));
    session.call_as(&function, arguments, env, &shown)
}
