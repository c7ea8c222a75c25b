//! The magrittr package: pipes.
//!
//! `x %>% f(y)` evaluates `f(., y)` where `.` is a promise of `x`, so that the function sees `.` in its call
//! and what is never used is never evaluated.

use raglan_engine::eval::{Builtin, Eval, Package, Session, builtin, fail, special};
use raglan_engine::value::{
    Argument, Attributes, Call, Closure, Environment, Formal, Promise, Symbol, Value, known,
};
use std::rc::Rc;

/// The magrittr package.
pub const PACKAGE: Package = Package {
    name: "magrittr",
    version: "2.0.3",
    functions: &[FUNCTIONS],
    code: &[("aliases.R", include_str!("aliases.R"))],
    depends: &[],
    reexports: &[],
    greeting: None,
    data: |_, _| None,
    data_names: &[],
};

const FUNCTIONS: &[Builtin] = &[
    special("`%>%`(lhs, rhs)", pipe),
    special("`%!>%`(lhs, rhs)", pipe),
    special("`%<>%`(lhs, rhs)", pipe),
    special("`%T>%`(lhs, rhs)", pipe),
    special("`%$%`(lhs, rhs)", pipe),
    builtin("freduce(value, function_list)", |a| {
        let mut value = a.value("value")?;
        for function in a.items("function_list")?.iter() {
            value = a.apply(function, vec![Argument::new(value)])?;
        }
        Ok(value)
    }),
];

/// How one step of a pipe passes its value on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Plain,
    Eager,
    Tee,
    Expose,
    Assign,
}

fn kind_of(name: Symbol) -> Option<Kind> {
    Some(match name.as_str() {
        "%>%" => Kind::Plain,
        "%!>%" => Kind::Eager,
        "%T>%" => Kind::Tee,
        "%$%" => Kind::Expose,
        "%<>%" => Kind::Assign,
        _ => return None,
    })
}

/// The pipe: its steps are taken apart first, as the leftmost decides whether it is a function.
fn pipe(session: &mut Session, call: &Rc<Call>, env: &Environment) -> Eval {
    let mut steps: Vec<(Kind, Value)> = Vec::new();
    let mut start = Value::Language(Rc::clone(call));
    while let Value::Language(inner) = &start
        && let Some(kind) = inner.name().and_then(kind_of)
        && let [lhs, rhs] = inner.arguments.as_slice()
    {
        steps.push((kind, rhs.value.clone()));
        let next = lhs.value.clone();
        start = next;
    }
    if steps.is_empty() {
        return fail("a pipe has two sides");
    }
    steps.reverse();
    if matches!(start, Value::Symbol(known::DOT)) {
        return Ok(sequence(&steps, env));
    }
    let assigned = steps[0].0 == Kind::Assign;
    let value = run(session, &start, &steps, env)?;
    if !assigned {
        return Ok(value);
    }
    let target = Value::call(known::ASSIGN, [start, quoted(value)]);
    session.eval(&target, env)?;
    session.visible = false;
    Ok(Value::Null)
}

fn quoted(value: Value) -> Value {
    match value {
        Value::Symbol(_) | Value::Language(_) => Value::call(known::QUOTE, [value]),
        value => value,
    }
}

/// Runs the steps; each one's `.` is a promise of the one before.
fn run(session: &mut Session, start: &Value, steps: &[(Kind, Value)], env: &Environment) -> Eval {
    let mut before = promise(start, env);
    for (k, (kind, rhs)) in steps.iter().enumerate() {
        let scope = Environment::new(env);
        scope.set(known::DOT, before.clone());
        let code = step_code(session, *kind, rhs, &scope)?;
        if *kind == Kind::Eager {
            session.force(before)?;
        }
        if k + 1 == steps.len() {
            return session.eval(&code, &scope);
        }
        before = promise(&code, &scope);
    }
    session.force(before)
}

fn promise(code: &Value, env: &Environment) -> Value {
    match code {
        Value::Symbol(_) | Value::Language(_) => Value::Promise(Promise::new(code.clone(), env.clone())),
        constant => constant.clone(),
    }
}

/// The code of a step, with `.` put in as its first argument unless it stands among the arguments.
fn step_code(session: &mut Session, kind: Kind, rhs: &Value, scope: &Environment) -> Eval {
    let dot = || Value::Symbol(known::DOT);
    if kind == Kind::Expose {
        return Ok(Value::call("with", [dot(), rhs.clone()]));
    }
    let code = match rhs {
        Value::Language(call) if call.calls(known::PAREN) => {
            let function = session.eval(rhs, scope)?;
            Value::Language(Rc::new(Call::of(function, vec![Argument::new(dot())])))
        }
        Value::Language(call) if call.calls(known::BRACE) => rhs.clone(),
        Value::Language(call)
            if call.calls(known::COLON2) || call.calls(known::COLON3) || call.calls(known::DOLLAR) =>
        {
            if call.calls(known::DOLLAR) && mentions_dot(rhs) {
                rhs.clone()
            } else {
                Value::Language(Rc::new(Call::of(rhs.clone(), vec![Argument::new(dot())])))
            }
        }
        Value::Language(call) if call.calls(known::FUNCTION) => {
            return fail("Anonymous functions must be parenthesized");
        }
        Value::Language(call) => {
            if call.values().any(|v| matches!(v, Value::Symbol(known::DOT))) {
                rhs.clone()
            } else {
                let mut with = (**call).clone();
                with.arguments.insert(0, Argument::new(dot()));
                Value::Language(Rc::new(with))
            }
        }
        Value::Symbol(_) | Value::Closure(_) | Value::Primitive(_) => {
            Value::Language(Rc::new(Call::of(rhs.clone(), vec![Argument::new(dot())])))
        }
        Value::Character(v) if v.data.len() == 1 => Value::call(v.data.get(0).unwrap_or("NA"), [dot()]),
        _ => return fail("RHS of a pipe must be a function or call"),
    };
    if kind == Kind::Tee {
        return Ok(Value::call(known::BRACE, [code, dot()]));
    }
    Ok(code)
}

fn mentions_dot(code: &Value) -> bool {
    match code {
        Value::Symbol(s) => *s == known::DOT,
        Value::Language(call) => call.values().any(mentions_dot),
        _ => false,
    }
}

/// `. %>% f` is a function of what it starts from.
fn sequence(steps: &[(Kind, Value)], env: &Environment) -> Value {
    let mut body = Value::symbol("value");
    for (kind, rhs) in steps {
        let name = match kind {
            Kind::Plain | Kind::Assign => "%>%",
            Kind::Eager => "%!>%",
            Kind::Tee => "%T>%",
            Kind::Expose => "%$%",
        };
        body = Value::call(name, [body, rhs.clone()]);
    }
    let formals = vec![Formal { name: Symbol::new("value"), default: Value::Missing }];
    let closure = Closure {
        formals: formals.into(),
        body,
        environment: env.clone(),
        source: None,
        attributes: Attributes::default().with(known::CLASS, Value::strings(["fseq", "function"])),
    };
    Value::Closure(Rc::new(closure))
}
