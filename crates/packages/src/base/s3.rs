//! S3: `UseMethod`, `NextMethod`, registration and listing of methods.

use raglan_engine::eval::{Args, Builtin, Eval, Session, Signal, builtin, fail, lazy, special};
use raglan_engine::value::{Argument, Call, Environment, Symbol, Value, implicit_class};
use std::rc::Rc;

pub(super) const FUNCTIONS: &[Builtin] = &[
    special("UseMethod(generic, object)", use_method),
    lazy("NextMethod(generic = NULL, object = NULL, ...)", next_method),
    builtin("registerS3method(genname, class, method, envir = NULL)", register),
    builtin(".S3method(generic, class, method)", dot_s3_method),
    builtin("getS3method(f, class, optional = FALSE, envir = NULL)", get_method),
    builtin(".class2(x)", |a| Ok(Value::strings(implicit_class(&a.value("x")?)))),
    builtin("getAnywhere(x)", |_| fail("`getAnywhere` is not implemented")),
];

fn use_method(session: &mut Session, call: &Rc<Call>, env: &Environment) -> Eval {
    let Some(first) = call.arguments.first() else { return fail("'generic' is missing") };
    let generic = match session.eval(&first.value, env)? {
        Value::Character(v) if v.data.len() == 1 => v.data.get(0).unwrap_or("NA").to_string(),
        _ => return fail("'generic' argument must be a character string"),
    };
    let Some(context) = session.context_of(env) else {
        return fail("UseMethod called from outside a function");
    };
    let (outer, caller) = (Rc::clone(&context.call), context.caller.clone());
    let arguments: Vec<Argument> = context.arguments.to_vec();
    let formals = match &context.function {
        Value::Closure(f) => f.formals.clone(),
        _ => Rc::from(Vec::new()),
    };
    let object = match call.arguments.get(1) {
        Some(argument) => session.eval(&argument.value, env)?,
        None => match formals.first() {
            Some(formal) => match env.get(formal.name) {
                Some(Value::Dots(dots)) => match dots.first() {
                    Some(dot) => session.force(dot.value.clone())?,
                    None => Value::Null,
                },
                Some(Value::Missing) | None => Value::Null,
                Some(value) => session.force(value)?,
            },
            None => Value::Null,
        },
    };
    // Methods are looked for where the generic is called, then where it is defined.
    let scope = if session.has_method_near(&generic, &object, &caller) { caller } else { env.clone() };
    let result = session.use_method(&generic, &object, &outer, arguments, &scope);
    let value = result?;
    Err(Box::new(Signal::Return(env.clone(), value)))
}

fn next_method(args: &mut Args) -> Eval {
    let env = args.env.clone();
    let extra = args.raw_dots().to_vec();
    args.session.next_method(&env, extra)
}

fn register(args: &mut Args) -> Eval {
    let generic = args.string("genname")?;
    let class = args.string("class")?;
    let function = args.function("method")?;
    args.session.register_method(&generic, &class, function);
    args.invisible(Value::Null)
}

fn dot_s3_method(args: &mut Args) -> Eval {
    let generic = args.string("generic")?;
    let class = args.string("class")?;
    let function = if args.is_missing("method") {
        let env = args.env.clone();
        args.session.find_function(Symbol::new(&format!("{generic}.{class}")), &env)?
    } else {
        args.function("method")?
    };
    args.session.register_method(&generic, &class, function.clone());
    args.invisible(function)
}

fn get_method(args: &mut Args) -> Eval {
    let generic = args.string("f")?;
    let class = args.string("class")?;
    let env = args.env.clone();
    match args.session.find_method(&generic, &class, &env) {
        Some(function) => Ok(function),
        None if args.flag("optional")? => Ok(Value::Null),
        None => fail(format!("S3 method '{generic}.{class}' not found")),
    }
}
