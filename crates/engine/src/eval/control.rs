//! Control flow, as functions of the call itself.

use super::{Eval, Session, Signal, fail};
use crate::value::{
    Attributes, Call, Closure, Environment, Formal, Logical, NA_INTEGER, Symbol, Value, Vector, as_logical,
    known,
};
use std::rc::Rc;

fn argument(call: &Call, i: usize) -> &Value {
    call.arguments.get(i).map_or(&Value::Null, |a| &a.value)
}

/// `{`
pub fn block(session: &mut Session, call: &Rc<Call>, env: &Environment) -> Eval {
    session.visible = true;
    let mut last = Value::Null;
    for argument in &call.arguments {
        last = session.eval(&argument.value, env)?;
    }
    Ok(last)
}

/// `(`
pub fn parenthesis(session: &mut Session, call: &Rc<Call>, env: &Environment) -> Eval {
    let value = session.eval(argument(call, 0), env)?;
    session.visible = true;
    Ok(value)
}

/// A condition as R's `if` and `while` take it.
fn truth(session: &mut Session, code: &Value, env: &Environment) -> Eval<bool> {
    let value = session.eval(code, env)?;
    if let Value::Logical(v) = &value
        && let [Some(x)] = v.data[..]
    {
        return Ok(x);
    }
    if value.len() > 1 {
        return fail("the condition has length > 1");
    }
    let flag: Option<Logical> = match &value {
        _ if value.is_atomic() => as_logical(&value)?.first().copied(),
        Value::Null => None,
        _ => return fail("argument is not interpretable as logical"),
    };
    match flag {
        Some(Some(x)) => Ok(x),
        None => fail("argument is of length zero"),
        Some(None) if matches!(value, Value::Logical(_) | Value::Integer(_) | Value::Double(_)) => {
            fail("missing value where TRUE/FALSE needed")
        }
        Some(None) if matches!(&value, Value::Character(v) if v.data.get(0).is_none()) => {
            fail("missing value where TRUE/FALSE needed")
        }
        Some(None) => fail("argument is not interpretable as logical"),
    }
}

/// `if`
pub fn if_(session: &mut Session, call: &Rc<Call>, env: &Environment) -> Eval {
    let yes = truth(session, argument(call, 0), env).map_err(|s| session.attach_call(s, call))?;
    if yes {
        return session.eval(argument(call, 1), env);
    }
    match call.arguments.get(2) {
        Some(otherwise) => session.eval(&otherwise.value, env),
        None => {
            session.visible = false;
            Ok(Value::Null)
        }
    }
}

/// Whether a loop goes on after its body ended so.
fn goes_on(result: Eval) -> Eval<bool> {
    match result {
        Ok(_) => Ok(true),
        Err(signal) => match *signal {
            Signal::Next => Ok(true),
            Signal::Break => Ok(false),
            other => Err(Box::new(other)),
        },
    }
}

/// `while`
pub fn while_(session: &mut Session, call: &Rc<Call>, env: &Environment) -> Eval {
    while truth(session, argument(call, 0), env).map_err(|s| session.attach_call(s, call))? {
        session.step()?;
        if !goes_on(session.eval(argument(call, 1), env))? {
            break;
        }
    }
    session.visible = false;
    Ok(Value::Null)
}

/// `repeat`
pub fn repeat(session: &mut Session, call: &Rc<Call>, env: &Environment) -> Eval {
    loop {
        session.step()?;
        if !goes_on(session.eval(argument(call, 0), env))? {
            break;
        }
    }
    session.visible = false;
    Ok(Value::Null)
}

/// `for`
pub fn for_(session: &mut Session, call: &Rc<Call>, env: &Environment) -> Eval {
    let Value::Symbol(name) = argument(call, 0) else { return fail("non-symbol loop variable") };
    let sequence = argument(call, 1);
    let body = argument(call, 2);
    if let Some((from, to)) = range(session, sequence, env)? {
        let mut i = from;
        loop {
            env.set(*name, Value::integer(i));
            session.step()?;
            if !goes_on(session.eval(body, env))? || i == to {
                break;
            }
            i += if to >= from { 1 } else { -1 };
        }
        session.visible = false;
        return Ok(Value::Null);
    }
    let values = session.eval(sequence, env)?;
    if !values.is_vector() && !matches!(values, Value::Null | Value::Language(_)) {
        return fail("invalid for() loop sequence").map_err(|s| session.attach_call(s, call));
    }
    let factor = values.is_factor();
    for i in 0..values.len() {
        let item = match &values {
            Value::List(v) | Value::Expression(v) => v.data[i].clone(),
            Value::Language(_) => crate::value::as_list(&values)[i].clone(),
            Value::Integer(v) if factor => {
                let levels = values.attributes().get(known::LEVELS);
                match levels {
                    Some(Value::Character(l)) if v.data[i] != NA_INTEGER => {
                        Value::text(l.data.text(v.data[i] as usize - 1))
                    }
                    _ => Value::text(None),
                }
            }
            Value::Integer(v) => Value::integer(v.data[i]),
            Value::Double(v) => Value::double(v.data[i]),
            other => other.gather(&[i]),
        };
        env.set(*name, item);
        session.step()?;
        if !goes_on(session.eval(body, env))? {
            break;
        }
    }
    session.visible = false;
    Ok(Value::Null)
}

/// The ends of a loop over `a:b` in whole numbers, so that no vector need be made.
fn range(session: &mut Session, code: &Value, env: &Environment) -> Eval<Option<(i32, i32)>> {
    let Value::Language(call) = code else { return Ok(None) };
    if !call.calls(known::COLON) || call.arguments.len() != 2 {
        return Ok(None);
    }
    let simple = |v: &Value| matches!(v, Value::Integer(_) | Value::Double(_) | Value::Symbol(_));
    if !call.values().all(simple) || env.find(known::COLON).is_none_or(|f| !matches!(f, Value::Primitive(_)))
    {
        return Ok(None);
    }
    let mut ends = [0i32; 2];
    for (end, code) in ends.iter_mut().zip(call.values()) {
        *end = match session.eval(code, env)? {
            Value::Integer(v) if v.attributes.is_empty() && v.data.len() == 1 && v.data[0] != NA_INTEGER => {
                v.data[0]
            }
            Value::Double(v)
                if v.attributes.is_empty()
                    && v.data.len() == 1
                    && v.data[0].fract() == 0.0
                    && v.data[0].abs() < 2_147_483_647.0 =>
            {
                v.data[0] as i32
            }
            _ => return Ok(None),
        };
    }
    Ok(Some((ends[0], ends[1])))
}

/// `break`
pub fn break_(_: &mut Session, _: &Rc<Call>, _: &Environment) -> Eval {
    Err(Signal::Break.into())
}

/// `next`
pub fn next(_: &mut Session, _: &Rc<Call>, _: &Environment) -> Eval {
    Err(Signal::Next.into())
}

/// `return`
pub fn return_(session: &mut Session, call: &Rc<Call>, env: &Environment) -> Eval {
    let value = match call.arguments.as_slice() {
        [] => {
            session.visible = true;
            Value::Null
        }
        [argument] => match &argument.value {
            Value::Missing => Value::Null,
            code => session.eval(code, env)?,
        },
        _ => return fail("multi-argument returns are not permitted"),
    };
    // Inside `local` or `eval` the frame is an environment no function owns.
    let mut target = env.clone();
    while session.context_of(&target).is_none() {
        match target.parent() {
            Some(parent) if !parent.same(&session.global) => target = parent,
            _ => return Err(Signal::Return(env.clone(), value).into()),
        }
    }
    Err(Signal::Return(target, value).into())
}

/// `function`
pub fn function(session: &mut Session, call: &Rc<Call>, env: &Environment) -> Eval {
    session.visible = true;
    let formals: Vec<Formal> = match argument(call, 0) {
        Value::Null => Vec::new(),
        list @ Value::List(items) => {
            let names = list.names();
            let name = |i: usize| Symbol::new(names.as_ref().and_then(|n| n.get(i)).unwrap_or(""));
            items.data.iter().enumerate().map(|(i, v)| Formal { name: name(i), default: v.clone() }).collect()
        }
        _ => return fail("invalid formal argument list for \"function\""),
    };
    let source = match argument(call, 2) {
        Value::Character(v) => v.data.text(0).filter(|s| !s.is_empty()),
        _ => None,
    };
    let closure = Closure {
        formals: formals.into(),
        body: argument(call, 1).clone(),
        environment: env.clone(),
        source,
        attributes: Attributes::default(),
    };
    Ok(Value::Closure(Rc::new(closure)))
}

/// One side of `&&` or `||`.
fn side(session: &mut Session, call: &Rc<Call>, i: usize, env: &Environment) -> Eval<Logical> {
    let symbol = call.name().unwrap_or(known::AND2);
    let value = session.eval(argument(call, i), env)?;
    if let Value::Logical(v) = &value
        && let [x] = v.data[..]
    {
        return Ok(x);
    }
    let which = if i == 0 { 'x' } else { 'y' };
    let failure = if value.len() > 1 {
        format!("'length = {}' in coercion to 'logical(1)'", value.len())
    } else if value.is_empty() && (value.is_atomic() || matches!(value, Value::Null)) {
        format!("invalid '{which}' argument of length 0 in 'x {symbol} y'")
    } else if value.is_atomic() && !matches!(value, Value::Character(_)) {
        return Ok(as_logical(&value)?.first().copied().flatten());
    } else {
        format!("invalid '{which}' type in 'x {symbol} y'")
    };
    fail(failure).map_err(|s| session.attach_call(s, call))
}

/// `&&`
pub fn and(session: &mut Session, call: &Rc<Call>, env: &Environment) -> Eval {
    let x = side(session, call, 0, env)?;
    let answer = if x == Some(false) {
        Some(false)
    } else {
        match (x, side(session, call, 1, env)?) {
            (_, Some(false)) => Some(false),
            (Some(true), Some(true)) => Some(true),
            _ => None,
        }
    };
    session.visible = true;
    Ok(Value::Logical(Vector::new(vec![answer])))
}

/// `||`
pub fn or(session: &mut Session, call: &Rc<Call>, env: &Environment) -> Eval {
    let x = side(session, call, 0, env)?;
    let answer = if x == Some(true) {
        Some(true)
    } else {
        match (x, side(session, call, 1, env)?) {
            (_, Some(true)) => Some(true),
            (Some(false), Some(false)) => Some(false),
            _ => None,
        }
    };
    session.visible = true;
    Ok(Value::Logical(Vector::new(vec![answer])))
}
