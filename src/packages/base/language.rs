//! Control flow, assignment, quoting, calls and environments.

use crate::eval::{self, Args, Builtin, Eval, Session, builtin, fail, special};
use crate::value::{Argument, Call, Environment, Symbol, Value};
use std::rc::Rc;

pub(super) const FUNCTIONS: &[Builtin] = &[
    special("`{`(...)", eval::block),
    special("`(`(x)", eval::parenthesis),
    special("`if`(cond, expr, otherwise)", eval::if_),
    special("`for`(var, seq, expr)", eval::for_),
    special("`while`(cond, expr)", eval::while_),
    special("`repeat`(expr)", eval::repeat),
    special("`break`()", eval::break_),
    special("`next`()", eval::next),
    special("`return`(value)", eval::return_),
    special("`function`(formals, body)", eval::function),
    special("`<-`(x, value)", eval::assign_operator),
    special("`=`(x, value)", eval::assign_operator),
    special("`<<-`(x, value)", eval::super_assign),
    special("`&&`(x, y)", eval::and),
    special("`||`(x, y)", eval::or),
    special("quote(expr)", quote),
    special("missing(x)", missing),
    special("`::`(pkg, name)", |s, c, _| namespace(s, c, false)),
    special("`:::`(pkg, name)", |s, c, _| namespace(s, c, true)),
    builtin("invisible(x = NULL)", invisible),
];

fn quote(session: &mut Session, call: &Rc<Call>, _: &Environment) -> Eval {
    session.visible = true;
    match call.arguments.as_slice() {
        [argument] => Ok(argument.value.clone()),
        all => fail(format!("{} arguments passed to 'quote' which requires 1", all.len())),
    }
}

fn missing(session: &mut Session, call: &Rc<Call>, env: &Environment) -> Eval {
    session.visible = true;
    let name = match call.arguments.first().map(|a| &a.value) {
        Some(Value::Symbol(name)) => *name,
        Some(Value::Character(v)) if v.data.len() == 1 => Symbol::new(v.data.get(0).unwrap_or("NA")),
        _ => return fail("invalid use of 'missing'"),
    };
    if !env.has(name) {
        return fail("'missing' can only be used for arguments");
    }
    Ok(Value::logical(eval::is_missing_argument(name, env)))
}

fn namespace(session: &mut Session, call: &Rc<Call>, inside: bool) -> Eval {
    let text = |a: Option<&Argument>| match a.map(|a| &a.value) {
        Some(Value::Symbol(s)) => Some(s.as_str().to_string()),
        Some(Value::Character(v)) => v.data.get(0).map(str::to_string),
        _ => None,
    };
    session.visible = true;
    match (text(call.arguments.first()), text(call.arguments.get(1))) {
        (Some(package), Some(name)) => session.from_namespace(&package, &name, inside),
        _ => fail("invalid use of '::'"),
    }
}

fn invisible(args: &mut Args) -> Eval {
    let value = args.value("x")?;
    args.invisible(value)
}
