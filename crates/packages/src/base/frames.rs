//! The call stack, functions as data, environments.

use raglan_engine::eval::{self, Args, Builtin, Eval, Session, builtin, fail, lazy};
use raglan_engine::value::{
    Argument, Attributes, Call, Closure, Environment, Formal, Primitive, Promise, Symbol, Value, Vector,
    is_primitive, known,
};
use std::rc::Rc;

pub(super) const FUNCTIONS: &[Builtin] = &[
    builtin("sys.call(which = 0)", sys_call),
    builtin("sys.function(which = 0)", sys_function),
    builtin("sys.calls()", sys_calls),
    builtin("sys.frames()", sys_frames),
    builtin("sys.frame(which = 0)", sys_frame),
    builtin("sys.nframe()", |a| Ok(Value::count(a.session.context_index(a.env).map_or(0, |k| k + 1)))),
    builtin("sys.parent(n = 1)", sys_parent),
    builtin("parent.frame(n = 1)", parent_frame_),
    builtin("match.call(definition = NULL, call = NULL, expand.dots = TRUE, envir = NULL)", match_call),
    lazy("match.arg(arg, choices, several.ok = FALSE)", match_arg),
    builtin("match.fun(FUN, descend = TRUE)", |a| a.function("FUN")),
    builtin("nargs()", nargs),
    builtin("do.call(what, args, quote = FALSE, envir = NULL)", do_call),
    lazy("Recall(...)", recall),
    builtin("environment(fun = NULL)", environment),
    builtin("`environment<-`(fun, value)", set_environment),
    builtin("new.env(hash = TRUE, parent = NULL, size = 29L)", new_env),
    builtin("globalenv()", |a| Ok(Value::Environment(a.session.global.clone()))),
    builtin("baseenv()", |a| Ok(Value::Environment(a.session.base.clone()))),
    builtin("emptyenv()", |a| Ok(Value::Environment(a.session.empty()))),
    builtin("topenv(envir = NULL)", |a| Ok(Value::Environment(a.session.global.clone()))),
    builtin("parent.env(env)", parent_env),
    builtin("`parent.env<-`(env, value)", set_parent_env),
    builtin("as.environment(x)", as_environment),
    builtin("list2env(x, envir = NULL, parent = NULL)", list2env),
    builtin("is.environment(x)", |a| Ok(Value::logical(matches!(a.value("x")?, Value::Environment(_))))),
    builtin("environmentName(env)", environment_name),
    builtin("assign(x, value, pos = -1, envir = NULL, inherits = FALSE, immediate = TRUE)", assign),
    builtin("get(x, pos = -1L, envir = NULL, mode = \"any\", inherits = TRUE)", |a| get(a, None)),
    builtin("get0(x, envir = NULL, mode = \"any\", inherits = TRUE, ifnotfound = NULL)", |a| {
        let otherwise = a.value("ifnotfound")?;
        get(a, Some(otherwise))
    }),
    builtin("mget(x, envir = NULL, mode = \"any\", ifnotfound = NULL, inherits = FALSE)", mget),
    builtin("exists(x, where = -1, envir = NULL, frame = NULL, mode = \"any\", inherits = TRUE)", exists),
    lazy("rm(..., list = character(), envir = NULL, inherits = FALSE)", remove),
    lazy("remove(..., list = character(), envir = NULL, inherits = FALSE)", remove),
    builtin("ls(name = NULL, pos = -1L, envir = NULL, all.names = FALSE, pattern = NULL, sorted = TRUE)", ls),
    builtin(
        "objects(name = NULL, pos = -1L, envir = NULL, all.names = FALSE, pattern = NULL, sorted = TRUE)",
        ls,
    ),
    builtin("lockBinding(sym, env)", |a| lock_binding(a, true)),
    builtin("unlockBinding(sym, env)", |a| lock_binding(a, false)),
    builtin("bindingIsLocked(sym, env)", binding_is_locked),
    builtin("lockEnvironment(env, bindings = FALSE)", lock_environment),
    builtin("environmentIsLocked(env)", |a| Ok(Value::logical(a.environment("env")?.is_locked()))),
    builtin("makeActiveBinding(sym, fun, env)", make_active),
    lazy("delayedAssign(x, value, eval.env = NULL, assign.env = NULL)", delayed_assign),
    builtin("formals(fun = NULL, envir = NULL)", formals),
    builtin("`formals<-`(fun, envir = NULL, value)", set_formals),
    builtin("formalArgs(def)", formal_args),
    builtin("body(fun = NULL)", body),
    builtin("`body<-`(fun, envir = NULL, value)", set_body),
    builtin("args(name)", |a| a.function("name")),
    builtin("as.function(x, ...)", as_function),
    builtin("is.function(x)", |a| Ok(Value::logical(a.value("x")?.is_function()))),
    builtin("is.primitive(x)", |a| Ok(Value::logical(matches!(a.value("x")?, Value::Primitive(_))))),
    builtin("...length()", dots_length),
    builtin("...names()", dots_names),
    builtin("...elt(n)", dots_element),
];

/// The frame a number stands for: from the top when positive, from the current frame when not.
pub(super) fn frame_number(session: &Session, which: i32, env: &Environment) -> Eval<Environment> {
    let current = session.context_index(env).map_or(0, |k| k as i64 + 1);
    let number = if which > 0 { i64::from(which) } else { current + i64::from(which) };
    match usize::try_from(number) {
        Ok(0) => Ok(session.global.clone()),
        Ok(n) if n <= session.contexts.len() => Ok(session.contexts[n - 1].environment.clone()),
        _ => fail("not that many frames on the stack"),
    }
}

/// The environment a function's caller evaluates in, `n` calls up.
pub(super) fn parent_frame(session: &Session, env: &Environment, n: usize) -> Environment {
    let mut at = env.clone();
    for _ in 0..n {
        match session.context_of(&at) {
            Some(context) => at = context.caller.clone(),
            None => {
                // Code evaluated in an environment of its own belongs to the function around it.
                let mut scope = at.parent();
                loop {
                    match scope {
                        Some(e) if session.context_of(&e).is_some() => {
                            at = session
                                .context_of(&e)
                                .map_or_else(|| session.global.clone(), |c| c.caller.clone());
                            break;
                        }
                        Some(e) => scope = e.parent(),
                        None => return session.global.clone(),
                    }
                }
            }
        }
    }
    at
}

fn context_at(args: &mut Args) -> Eval<Option<usize>> {
    let which = args.whole("which")?;
    let current = args.session.context_index(args.env).map_or(0, |k| k as i64 + 1);
    let number = if which > 0 { which } else { current + which };
    match usize::try_from(number) {
        Ok(0) => Ok(None),
        Ok(n) if n <= args.session.contexts.len() => Ok(Some(n - 1)),
        _ => fail("not that many frames on the stack"),
    }
}

fn sys_call(args: &mut Args) -> Eval {
    let k = context_at(args)?;
    Ok(k.map_or(Value::Null, |k| Value::Language(Rc::clone(&args.session.contexts[k].call))))
}

fn sys_function(args: &mut Args) -> Eval {
    let k = context_at(args)?;
    Ok(k.map_or(Value::Null, |k| args.session.contexts[k].function.clone()))
}

fn sys_calls(args: &mut Args) -> Eval {
    if args.session.contexts.is_empty() {
        return Ok(Value::Null);
    }
    Ok(Value::list(
        args.session.contexts.iter().map(|c| Value::Language(Rc::clone(&c.call))).collect::<Vec<_>>(),
    ))
}

fn sys_frames(args: &mut Args) -> Eval {
    if args.session.contexts.is_empty() {
        return Ok(Value::Null);
    }
    Ok(Value::list(
        args.session.contexts.iter().map(|c| Value::Environment(c.environment.clone())).collect::<Vec<_>>(),
    ))
}

fn sys_frame(args: &mut Args) -> Eval {
    let k = context_at(args)?;
    let frame =
        k.map_or_else(|| args.session.global.clone(), |k| args.session.contexts[k].environment.clone());
    Ok(Value::Environment(frame))
}

fn sys_parent(args: &mut Args) -> Eval {
    let n = args.count("n")?;
    let frame = parent_frame(args.session, args.env, n);
    Ok(Value::count(args.session.context_index(&frame).map_or(0, |k| k + 1)))
}

fn parent_frame_(args: &mut Args) -> Eval {
    let n = args.count("n")?;
    Ok(Value::Environment(parent_frame(args.session, args.env, n)))
}

fn nargs(args: &mut Args) -> Eval {
    let n = args.session.context_of(args.env).map_or(0, |c| c.arguments.len());
    Ok(Value::count(n))
}

/// The code of an argument as `match.call` shows it.
fn code_of(value: &Value) -> Value {
    match value {
        Value::Promise(p) => p.expression(),
        other => other.clone(),
    }
}

fn match_call(args: &mut Args) -> Eval {
    let expand = args.flag("expand.dots")?;
    let context = args.session.context_of(args.env);
    let definition = match (args.raw("definition"), context) {
        (Some(f @ (Value::Closure(_) | Value::Primitive(_))), _) => f,
        (_, Some(c)) => c.function.clone(),
        _ => return fail("match.call() was called from outside a function"),
    };
    let (function, supplied): (Value, Vec<Argument>) = match args.value("call")? {
        Value::Language(call) => (call.function.clone(), call.arguments.clone()),
        Value::Expression(all) if all.data.len() == 1 => match &all.data[0] {
            Value::Language(call) => (call.function.clone(), call.arguments.clone()),
            _ => return fail("invalid 'call' argument"),
        },
        _ => {
            let Some(context) = args.session.context_of(args.env) else {
                return fail("match.call() was called from outside a function");
            };
            let arguments =
                context.arguments.iter().map(|a| Argument { name: a.name, value: code_of(&a.value) });
            (context.call.function.clone(), arguments.collect())
        }
    };
    let names: Vec<Symbol> = match &definition {
        Value::Closure(c) => c.formals.iter().map(|f| f.name).collect(),
        Value::Primitive(p) => args.session.signature(*p).formals.iter().map(|f| f.0).collect(),
        _ => return fail("invalid 'definition' argument"),
    };
    let dots = names.iter().position(|n| *n == known::DOTS);
    let matched = eval::match_arguments(&names, dots, &supplied)?;
    let mut arguments = Vec::new();
    for (k, name) in names.iter().enumerate() {
        if Some(k) == dots {
            let rest = matched.dots.iter().map(|&i| supplied[i].clone());
            if expand {
                arguments.extend(rest);
            } else if !matched.dots.is_empty() {
                let items: Vec<Argument> = rest.collect();
                let names: Vec<&str> = items.iter().map(|a| a.name.map_or("", Symbol::as_str)).collect();
                let mut list = Value::list(items.iter().map(|a| a.value.clone()).collect::<Vec<_>>());
                if names.iter().any(|n| !n.is_empty()) {
                    list = list.with_names(names);
                }
                arguments.push(Argument::named(known::DOTS, list));
            }
        } else if let Some(i) = matched.formals[k]
            && !matches!(supplied[i].value, Value::Missing)
        {
            arguments.push(Argument { name: Some(*name), value: supplied[i].value.clone() });
        }
    }
    Ok(Value::Language(Call::of(function, arguments).into()))
}

fn match_arg(args: &mut Args) -> Eval {
    let code = args.expression("arg");
    let several = args.flag("several.ok")?;
    let mut identical_default = false;
    let choices = if args.is_missing("choices") {
        let Value::Symbol(name) = code else { return fail("match.arg needs the name of an argument") };
        let default = args.session.context_of(args.env).and_then(|c| match &c.function {
            Value::Closure(f) => f.formals.iter().find(|f| f.name == name).map(|f| f.default.clone()),
            _ => None,
        });
        identical_default = eval::is_missing_argument(name, args.env);
        match default {
            Some(code) => {
                let env = args.env.clone();
                args.session.eval(&code, &env)?
            }
            None => return fail("match.arg needs an argument with a default"),
        }
    } else {
        args.value("choices")?
    };
    let given = args.value("arg")?;
    if matches!(given, Value::Null) || (identical_default && !several) {
        return Ok(choices.gather(&[0]));
    }
    let Value::Character(wanted) = &given else {
        return fail("'arg' must be NULL or a character vector");
    };
    if !several {
        if raglan_engine::value::identical(&given, &choices) {
            return Ok(choices.gather(&[0]));
        }
        if wanted.data.len() != 1 {
            return fail("'arg' must be of length 1");
        }
    }
    let Value::Character(all) = &choices else { return fail("'choices' must be a character vector") };
    let mut found = Vec::new();
    for text in wanted.data.iter().flatten() {
        let exact = all.data.iter().position(|c| c == Some(text));
        let mut partial =
            (0..all.data.len()).filter(|&i| all.data.get(i).is_some_and(|c| c.starts_with(text)));
        match exact.or_else(|| partial.next().filter(|_| partial.next().is_none())) {
            Some(i) => found.push(i),
            None if several => {}
            None => {
                let quoted: Vec<String> =
                    all.data.iter().map(|c| format!("\"{}\"", c.unwrap_or("NA"))).collect();
                return fail(format!("'arg' should be one of {}", quoted.join(", ")));
            }
        }
    }
    if found.is_empty() {
        return fail("'arg' should be one of the choices");
    }
    Ok(choices.gather(&found))
}

fn do_call(args: &mut Args) -> Eval {
    let what = args.value("what")?;
    let list = args.value("args")?;
    let env = match args.value("envir")? {
        Value::Environment(e) => e,
        _ => args.env.clone(),
    };
    let quote = args.flag("quote")?;
    let names = list.names();
    if !matches!(list, Value::List(_) | Value::Null) && !list.is_vector() {
        return fail("second argument must be a list");
    }
    let items = raglan_engine::value::as_list(&list);
    let argument = |i: usize, value: &Value| Argument {
        name: names.as_ref().and_then(|n| n.get(i)).filter(|n| !n.is_empty()).map(Symbol::new),
        value: match value {
            code @ (Value::Symbol(_) | Value::Language(_)) if quote => {
                Value::call(known::QUOTE, [code.clone()])
            }
            value => value.clone(),
        },
    };
    let arguments: Vec<Argument> = items.iter().enumerate().map(|(i, v)| argument(i, v)).collect();
    let function = match &what {
        Value::Character(v) if v.data.len() == 1 => Value::symbol(v.data.get(0).unwrap_or("NA")),
        f if f.is_function() => f.clone(),
        _ => return fail("'what' must be a function or character string"),
    };
    args.session.eval(&Value::Language(Call::of(function, arguments).into()), &env)
}

fn recall(args: &mut Args) -> Eval {
    let Some(context) = args.session.context_of(args.env) else {
        return fail("Recall called from outside a closure");
    };
    let (function, call) = (context.function.clone(), Rc::clone(&context.call));
    let arguments = args.raw_dots().to_vec();
    let env = args.env.clone();
    args.session.call_as(&function, arguments, &env, &call)
}

fn environment(args: &mut Args) -> Eval {
    Ok(match args.value("fun")? {
        Value::Null => Value::Environment(args.env.clone()),
        Value::Closure(f) => Value::Environment(f.environment.clone()),
        Value::Primitive(p) if !is_primitive(p.name.as_str()) => home(args, p),
        other => other.attribute(known::ENVIRONMENT).unwrap_or(Value::Null),
    })
}

/// The namespace a function written in Rust belongs to.
fn home(args: &mut Args, function: Primitive) -> Value {
    let is_it = |e: &Environment| matches!(e.get(function.name), Some(Value::Primitive(p)) if p == function);
    let found = args.session.namespaces.values().find(|e| is_it(e));
    found.map_or(Value::Null, |e| Value::Environment(e.clone()))
}

fn set_environment(args: &mut Args) -> Eval {
    let value = args.value("value")?;
    match (args.value("fun")?, &value) {
        (Value::Closure(mut f), Value::Environment(e)) => {
            Rc::make_mut(&mut f).environment = e.clone();
            Ok(Value::Closure(f))
        }
        (Value::Closure(_), _) => fail("replacement object is not an environment"),
        (other, _) => Ok(other.with_attribute(known::ENVIRONMENT, value)),
    }
}

fn new_env(args: &mut Args) -> Eval {
    let parent = match args.value("parent")? {
        Value::Environment(e) => e,
        _ => args.env.clone(),
    };
    Ok(Value::Environment(Environment::new(&parent)))
}

fn parent_env(args: &mut Args) -> Eval {
    let env = args.environment("env")?;
    match env.parent() {
        Some(parent) => Ok(Value::Environment(parent)),
        None if env.same(&args.session.empty()) => fail("the empty environment has no parent"),
        None => Ok(Value::Environment(args.session.empty())),
    }
}

fn set_parent_env(args: &mut Args) -> Eval {
    let env = args.environment("env")?;
    let parent = args.environment("value")?;
    env.set_parent(Some(parent));
    Ok(Value::Environment(env))
}

/// The environment an argument names: itself, a list's parts, a package on the search path, a frame.
fn environment_of(args: &mut Args, name: &str) -> Eval<Environment> {
    match args.value(name)? {
        Value::Environment(e) => Ok(e),
        value @ (Value::List(_) | Value::Null) => {
            let scope = Environment::root();
            fill(&value, &scope);
            Ok(scope)
        }
        Value::Character(v) => {
            let wanted = v.data.get(0).unwrap_or_default().to_string();
            if wanted == ".GlobalEnv" {
                return Ok(args.session.global.clone());
            }
            let found = args.session.search_path().into_iter().find(|(n, _)| *n == wanted);
            match found {
                Some((_, e)) => Ok(e),
                None => fail(format!("no item called \"{wanted}\" on the search list")),
            }
        }
        number @ (Value::Integer(_) | Value::Double(_)) => {
            let n = raglan_engine::value::as_integer(&number, &mut Vec::new())?[0];
            match n {
                1 => Ok(args.session.global.clone()),
                n if n > 1 => match args.session.search_path().into_iter().nth(n as usize - 2) {
                    Some((_, e)) => Ok(e),
                    None => fail("invalid 'pos' argument"),
                },
                _ => Ok(args.env.clone()),
            }
        }
        other => {
            fail(format!("invalid object for 'as.environment': {}", raglan_engine::value::type_name(&other)))
        }
    }
}

fn fill(list: &Value, scope: &Environment) {
    if let Value::List(items) = list
        && let Some(names) = list.names()
    {
        for (i, item) in items.data.iter().enumerate() {
            if let Some(name) = names.get(i).filter(|n| !n.is_empty()) {
                scope.set(name, item.clone());
            }
        }
    }
}

fn as_environment(args: &mut Args) -> Eval {
    Ok(Value::Environment(environment_of(args, "x")?))
}

fn list2env(args: &mut Args) -> Eval {
    let list = args.value("x")?;
    let scope = match args.value("envir")? {
        Value::Environment(e) => e,
        _ => match args.value("parent")? {
            Value::Environment(e) => Environment::new(&e),
            _ => Environment::new(args.env),
        },
    };
    if !list.is_empty() && list.names().is_none() {
        return fail("names(x) must be a character vector of the same length as x");
    }
    fill(&list, &scope);
    Ok(Value::Environment(scope))
}

fn environment_name(args: &mut Args) -> Eval {
    let Value::Environment(env) = args.value("env")? else { return Ok(Value::string("")) };
    if env.same(&args.session.global) {
        return Ok(Value::string("R_GlobalEnv"));
    }
    if env.same(&args.session.base) {
        return Ok(Value::string("base"));
    }
    if env.same(&args.session.empty()) {
        return Ok(Value::string("R_EmptyEnv"));
    }
    let name = match env.attributes().get(Symbol::new("name")) {
        Some(Value::Character(v)) => v.data.get(0).unwrap_or_default().to_string(),
        _ => String::new(),
    };
    let name = name.strip_prefix("namespace:").unwrap_or(&name);
    Ok(Value::string(name))
}

/// The environment of `envir`, of `pos`, or the caller's.
fn scope(args: &mut Args, position: Option<&str>) -> Eval<Environment> {
    if !args.is_missing("envir") && !matches!(args.value("envir")?, Value::Null) {
        return environment_of(args, "envir");
    }
    match position {
        Some(name) if !args.is_missing(name) && !matches!(args.value(name)?, Value::Null) => {
            environment_of(args, name)
        }
        _ => Ok(args.env.clone()),
    }
}

fn assign(args: &mut Args) -> Eval {
    let name = args.string("x")?;
    let value = args.value("value")?;
    let mut env = scope(args, Some("pos"))?;
    let symbol = Symbol::new(&name);
    if args.flag("inherits")? {
        env = env.find_with_owner(symbol).map_or_else(|| args.session.global.clone(), |(_, e)| e);
    }
    eval::assign(args.session, &Value::Symbol(symbol), value.clone(), &env, false)?;
    args.invisible(value)
}

fn fits(value: &Value, mode: &str) -> bool {
    match mode {
        "any" => true,
        "function" => value.is_function(),
        "numeric" => matches!(value, Value::Integer(_) | Value::Double(_)),
        "list" => matches!(value, Value::List(_)),
        "character" => matches!(value, Value::Character(_)),
        "logical" => matches!(value, Value::Logical(_)),
        "environment" => matches!(value, Value::Environment(_)),
        other => raglan_engine::value::type_name(value) == other,
    }
}

fn find(
    session: &mut Session,
    name: Symbol,
    env: &Environment,
    mode: &str,
    inherits: bool,
) -> Eval<Option<Value>> {
    let mut at = Some(env.clone());
    while let Some(scope) = at {
        if let Some(value) = scope.get(name)
            && !matches!(value, Value::Missing)
        {
            let value = if scope.is_active(name) {
                session.call(&value, Vec::new(), &scope)?
            } else {
                session.force(value)?
            };
            if fits(&value, mode) {
                return Ok(Some(value));
            }
        }
        at = if inherits { scope.parent() } else { None };
    }
    Ok(None)
}

fn get(args: &mut Args, otherwise: Option<Value>) -> Eval {
    let name = args.string("x")?;
    let position = if otherwise.is_none() { Some("pos") } else { None };
    let env = scope(args, position)?;
    let mode = args.string("mode")?;
    let inherits = args.flag("inherits")?;
    match (find(args.session, Symbol::new(&name), &env, &mode, inherits)?, otherwise) {
        (Some(value), _) | (None, Some(value)) => Ok(value),
        (None, None) if mode == "any" => fail(format!("object '{name}' not found")),
        (None, None) => fail(format!("object '{name}' of mode '{mode}' was not found")),
    }
}

fn mget(args: &mut Args) -> Eval {
    let names = args.strings("x")?;
    let env = scope(args, None)?;
    let inherits = args.flag("inherits")?;
    let mode = args.string("mode")?;
    let otherwise = if args.is_missing("ifnotfound") { None } else { Some(args.items("ifnotfound")?) };
    let mut out = Vec::new();
    for (i, name) in names.iter().flatten().enumerate() {
        let value = match (find(args.session, Symbol::new(name), &env, &mode, inherits)?, &otherwise) {
            (Some(value), _) => value,
            (None, Some(values)) if !values.is_empty() => values[i % values.len()].clone(),
            _ => return fail(format!("value for '{name}' not found")),
        };
        out.push((name.to_string(), value));
    }
    Ok(Value::named_list(out))
}

fn exists(args: &mut Args) -> Eval {
    let name = args.string("x")?;
    let env = scope(args, Some("where"))?;
    let mode = args.string("mode")?;
    let inherits = args.flag("inherits")?;
    args.refuse_unless_default(&["frame"])?;
    Ok(Value::logical(find(args.session, Symbol::new(&name), &env, &mode, inherits)?.is_some()))
}

fn remove(args: &mut Args) -> Eval {
    let mut names: Vec<String> = Vec::new();
    for argument in args.raw_dots() {
        match code_of(&argument.value) {
            Value::Symbol(s) => names.push(s.as_str().into()),
            Value::Character(v) => names.extend(v.data.iter().flatten().map(str::to_string)),
            _ => return fail("... must contain names or character strings"),
        }
    }
    names.extend(args.strings("list")?.iter().flatten().map(str::to_string));
    let env = scope(args, None)?;
    let inherits = args.flag("inherits")?;
    for name in names {
        let symbol = Symbol::new(&name);
        let owner = if inherits { env.find_with_owner(symbol).map(|(_, e)| e) } else { Some(env.clone()) };
        if owner.and_then(|e| e.remove(symbol)).is_none() {
            args.warn(&format!("object '{name}' not found"))?;
        }
    }
    args.invisible(Value::Null)
}

fn ls(args: &mut Args) -> Eval {
    let env = if args.is_missing("name") || matches!(args.value("name")?, Value::Null) {
        scope(args, None)?
    } else {
        environment_of(args, "name")?
    };
    let all = args.flag("all.names")?;
    let sorted = args.flag("sorted")?;
    let pattern = args.optional("pattern")?;
    let mut names: Vec<&str> =
        env.names().iter().map(|s| s.as_str()).filter(|n| all || !n.starts_with('.')).collect();
    if sorted {
        names.sort_by(|a, b| raglan_engine::value::collate(a, b));
    }
    let names = Value::strings(names);
    match pattern {
        None => Ok(names),
        Some(pattern) => args.apply_named(
            "grep",
            vec![
                Argument::new(pattern),
                Argument::new(names),
                Argument::named("value", Value::logical(true)),
            ],
        ),
    }
}

fn lock_binding(args: &mut Args, locked: bool) -> Eval {
    let name = args.string("sym")?;
    let env = args.environment("env")?;
    if !env.has(Symbol::new(&name)) {
        return fail(format!("no binding for \"{name}\""));
    }
    env.lock_binding(Symbol::new(&name), locked);
    args.invisible(Value::Null)
}

fn binding_is_locked(args: &mut Args) -> Eval {
    let name = args.string("sym")?;
    Ok(Value::logical(args.environment("env")?.is_binding_locked(Symbol::new(&name))))
}

fn lock_environment(args: &mut Args) -> Eval {
    let env = args.environment("env")?;
    env.lock(true);
    if args.flag("bindings")? {
        for name in env.names() {
            env.lock_binding(name, true);
        }
    }
    args.invisible(Value::Null)
}

fn make_active(args: &mut Args) -> Eval {
    let name = args.string("sym")?;
    let function = args.function("fun")?;
    args.environment("env")?.set_active(Symbol::new(&name), function);
    args.invisible(Value::Null)
}

fn delayed_assign(args: &mut Args) -> Eval {
    let name = args.string("x")?;
    let code = args.expression("value");
    let environment = |args: &mut Args, name: &str| match args.value(name)? {
        Value::Environment(e) => Ok::<_, Box<eval::Signal>>(e),
        _ => Ok(args.env.clone()),
    };
    let from = environment(args, "eval.env")?;
    let to = environment(args, "assign.env")?;
    to.set(name.as_str(), Value::Promise(Promise::new(code, from)));
    args.invisible(Value::Null)
}

fn function_argument(args: &mut Args, name: &str) -> Eval {
    match args.value(name)? {
        Value::Null => Ok(args.session.context_of(args.env).map_or(Value::Null, |c| c.function.clone())),
        Value::Character(_) => args.function(name),
        other => Ok(other),
    }
}

fn formals(args: &mut Args) -> Eval {
    Ok(match function_argument(args, "fun")? {
        Value::Closure(f) if !f.formals.is_empty() => {
            Value::named_list(f.formals.iter().map(|f| (f.name.as_str(), f.default.clone())))
        }
        Value::Primitive(p) => {
            let signature = args.session.signature(p);
            Value::named_list(signature.formals.iter().map(|f| (f.0.as_str(), f.1.clone())))
        }
        _ => Value::Null,
    })
}

fn formal_args(args: &mut Args) -> Eval {
    Ok(match args.function("def")? {
        Value::Closure(f) => Value::strings(f.formals.iter().map(|f| f.name.as_str())),
        Value::Primitive(p) => {
            let signature = args.session.signature(p);
            Value::strings(signature.formals.iter().map(|f| f.0.as_str()))
        }
        _ => Value::Null,
    })
}

fn to_formals(value: &Value) -> Vec<Formal> {
    let names = value.names();
    let name = |i: usize| Symbol::new(names.as_ref().and_then(|n| n.get(i)).unwrap_or(""));
    raglan_engine::value::as_list(value)
        .iter()
        .enumerate()
        .map(|(i, v)| Formal {
            name: name(i),
            default: match v {
                Value::Symbol(s) if s.as_str().is_empty() => Value::Missing,
                other => other.clone(),
            },
        })
        .collect()
}

fn set_formals(args: &mut Args) -> Eval {
    let value = args.value("value")?;
    let Value::Closure(mut f) = args.value("fun")? else { return fail("'fun' must be a function") };
    let function = Rc::make_mut(&mut f);
    function.formals = to_formals(&value).into();
    function.source = None;
    Ok(Value::Closure(f))
}

fn body(args: &mut Args) -> Eval {
    Ok(match function_argument(args, "fun")? {
        Value::Closure(f) => f.body.clone(),
        _ => Value::Null,
    })
}

fn set_body(args: &mut Args) -> Eval {
    let value = args.value("value")?;
    let Value::Closure(mut f) = args.value("fun")? else { return fail("'fun' must be a function") };
    let function = Rc::make_mut(&mut f);
    function.body = match value {
        Value::Expression(all) if !all.data.is_empty() => all.data[0].clone(),
        other => other,
    };
    function.source = None;
    Ok(Value::Closure(f))
}

fn as_function(args: &mut Args) -> Eval {
    let value = args.value("x")?;
    if value.is_function() {
        return Ok(value);
    }
    let mut formals = to_formals(&value);
    let Some(last) = formals.pop() else { return fail("argument must have length at least 1") };
    Ok(Value::Closure(Rc::new(Closure {
        formals: formals.into(),
        body: last.default,
        environment: args.env.clone(),
        source: None,
        attributes: Attributes::default(),
    })))
}

fn dots_of(args: &Args) -> Eval<Rc<Vec<Argument>>> {
    match args.env.find(known::DOTS) {
        Some(Value::Dots(dots)) => Ok(dots),
        Some(_) => Ok(Rc::new(Vec::new())),
        None => fail("incorrect context: the current call has no '...' to look in"),
    }
}

fn dots_length(args: &mut Args) -> Eval {
    Ok(Value::count(dots_of(args)?.len()))
}

fn dots_names(args: &mut Args) -> Eval {
    let dots = dots_of(args)?;
    if dots.iter().all(|d| d.name.is_none()) {
        return Ok(Value::Null);
    }
    Ok(Value::Character(Vector::new(
        dots.iter()
            .map(|d| Some(d.name.map_or("", Symbol::as_str)))
            .collect::<raglan_engine::value::Strings>(),
    )))
}

fn dots_element(args: &mut Args) -> Eval {
    let n = args.count("n")?;
    let dots = dots_of(args)?;
    match n.checked_sub(1).and_then(|n| dots.get(n)) {
        Some(dot) => args.session.force(dot.value.clone()),
        None => fail(format!("the ... list contains fewer than {n} elements")),
    }
}
