//! Conditions: signalling, catching, restarts.

use raglan_engine::eval::{
    Action, Args, Builtin, Eval, Handler, Signal, builtin, condition_message, fail, lazy, method,
};
use raglan_engine::value::{Argument, Symbol, Value, as_character, deparse_line, known};

pub(super) const FUNCTIONS: &[Builtin] = &[
    builtin("stop(..., call. = TRUE, domain = NULL)", stop),
    builtin("warning(..., call. = TRUE, immediate. = FALSE, noBreaks. = FALSE, domain = NULL)", warning),
    builtin("message(..., domain = NULL, appendLF = TRUE)", message),
    builtin("packageStartupMessage(..., domain = NULL, appendLF = TRUE)", |a| {
        message_of(a, &["packageStartupMessage", "simpleMessage", "message"])
    }),
    builtin("signalCondition(cond, message, call)", signal_condition),
    lazy("tryCatch(expr, ..., finally)", try_catch),
    lazy("withCallingHandlers(expr, ...)", with_calling_handlers),
    lazy("try(expr, silent = FALSE, outFile = NULL)", try_),
    lazy("suppressWarnings(expr, classes = \"warning\")", |a| suppress(a, "muffleWarning")),
    lazy("suppressMessages(expr, classes = \"message\")", |a| suppress(a, "muffleMessage")),
    lazy("suppressPackageStartupMessages(expr)", suppress_startup),
    lazy("withRestarts(expr, ...)", with_restarts),
    builtin("invokeRestart(r, ...)", invoke_restart),
    builtin("computeRestarts(cond = NULL)", compute_restarts),
    builtin("findRestart(name, cond = NULL)", find_restart),
    builtin("tryInvokeRestart(r, ...)", try_invoke_restart),
    builtin("simpleCondition(message, call = NULL)", |a| simple(a, &["simpleCondition"])),
    builtin("simpleError(message, call = NULL)", |a| simple(a, &["simpleError", "error"])),
    builtin("simpleWarning(message, call = NULL)", |a| simple(a, &["simpleWarning", "warning"])),
    builtin("simpleMessage(message, call = NULL)", |a| simple(a, &["simpleMessage", "message"])),
    builtin("errorCondition(message, ..., class = character(), call = NULL)", |a| classed(a, "error")),
    builtin("warningCondition(message, ..., class = character(), call = NULL)", |a| classed(a, "warning")),
    builtin("conditionMessage(c)", |a| Ok(a.value("c")?.part("message").unwrap_or(Value::Null))),
    builtin("conditionCall(c)", |a| Ok(a.value("c")?.part("call").unwrap_or(Value::Null))),
    builtin("geterrmessage()", |a| {
        let text = a.session.state::<LastError>().0.clone();
        Ok(Value::string(&text))
    }),
    lazy("stopifnot(..., exprs, exprObject, local = TRUE)", stop_if_not),
    builtin("gettext(..., domain = NULL, trim = TRUE)", |a| {
        let parts = a.dots()?;
        Ok(Value::string(&text_of(a, &parts)?))
    }),
    builtin("ngettext(n, msg1, msg2, domain = NULL)", |a| {
        let name = if a.whole("n")? == 1 { "msg1" } else { "msg2" };
        a.value(name)
    }),
    method("as.character.condition(x, ...)", as_character_condition),
];

/// What `geterrmessage` returns.
#[derive(Default)]
struct LastError(String);

/// The texts of arguments pasted together.
fn text_of(args: &mut Args, parts: &[Argument]) -> Eval<String> {
    let mut out = String::new();
    for part in parts {
        let value = if part.value.is_object() {
            args.apply_named("as.character", vec![Argument::new(part.value.clone())])?
        } else {
            part.value.clone()
        };
        match as_character(&value) {
            Ok(texts) => texts.iter().for_each(|s| out.push_str(s.unwrap_or("NA"))),
            Err(_) => out.push_str(&deparse_line(&value)),
        }
    }
    Ok(out)
}

/// The single condition object among arguments, if that is what they are.
fn condition_among(parts: &[Argument]) -> Option<Value> {
    match parts {
        [one] if one.value.has_class("condition") => Some(one.value.clone()),
        _ => None,
    }
}

fn caller(args: &Args) -> Option<Value> {
    args.session.call_of(args.env)
}

fn stop(args: &mut Args) -> Eval {
    let parts = args.dots()?;
    if let Some(condition) = condition_among(&parts) {
        return Err(args.session.raise_condition(condition));
    }
    let text = text_of(args, &parts)?;
    let call = if args.flag("call.")? { caller(args) } else { None };
    let condition = raglan_engine::eval::condition(&text, call, &["simpleError", "error"]);
    Err(args.session.raise_condition(condition))
}

fn warning(args: &mut Args) -> Eval {
    let parts = args.dots()?;
    if let Some(condition) = condition_among(&parts) {
        let text = condition_message(&condition);
        args.session.warn_condition(condition)?;
        return args.invisible(Value::string(&text));
    }
    let text = text_of(args, &parts)?;
    let call = if args.flag("call.")? { caller(args) } else { None };
    args.session.warn(&text, call)?;
    args.invisible(Value::string(&text))
}

fn message(args: &mut Args) -> Eval {
    message_of(args, &["simpleMessage", "message"])
}

fn message_of(args: &mut Args, class: &[&str]) -> Eval {
    let parts = args.dots()?;
    let condition = match condition_among(&parts) {
        Some(condition) => condition,
        None => {
            let end = if args.flag("appendLF")? { "\n" } else { "" };
            let text = text_of(args, &parts)? + end;
            let call = Value::Language(args.call.clone());
            raglan_engine::eval::condition(&text, Some(call), class)
        }
    };
    args.session.message_condition(condition)?;
    args.invisible(Value::Null)
}

fn signal_condition(args: &mut Args) -> Eval {
    let condition = args.value("cond")?;
    let condition = if condition.has_class("condition") {
        condition
    } else {
        let text = as_character(&condition)?.get(0).unwrap_or("NA").to_string();
        raglan_engine::eval::condition(&text, None, &["simpleCondition"])
    };
    args.session.signal(&condition)?;
    Ok(Value::Null)
}

/// The handlers in `...`, by class.
fn handlers(args: &mut Args) -> Eval<Vec<(String, Value)>> {
    let mut out = Vec::new();
    for argument in args.dots()? {
        match argument.name {
            Some(name) => out.push((name.as_str().to_string(), argument.value)),
            None => return fail("condition handlers must be specified with a condition class"),
        }
    }
    Ok(out)
}

fn try_catch(args: &mut Args) -> Eval {
    let handlers = handlers(args)?;
    let classes: Vec<String> = handlers.iter().map(|(c, _)| c.clone()).collect();
    let code = args.raw("expr").unwrap_or(Value::Null);
    let outcome = args.session.catching(&classes, |session| session.force(code));
    let result = match outcome {
        Ok(Ok(value)) => Ok(value),
        Ok(Err((place, condition))) => {
            let env = args.env.clone();
            let call = std::rc::Rc::new(raglan_engine::value::Call::of(
                Value::call(known::BRACKET2, [Value::symbol("value"), Value::integer(3)]),
                vec![Argument::new(Value::symbol("cond"))],
            ));
            args.session.call_as(&handlers[place].1, vec![Argument::new(condition)], &env, &call)
        }
        Err(signal) => Err(signal),
    };
    if !args.is_missing("finally") {
        let visible = args.session.visible;
        args.value("finally")?;
        args.session.visible = visible;
    }
    result
}

fn with_calling_handlers(args: &mut Args) -> Eval {
    let handlers = handlers(args)?;
    let block = args.session.fresh();
    let saved = args.session.handlers.len();
    for (class, function) in handlers.into_iter().rev() {
        args.session.handlers.push(Handler { class, action: Action::Call(function, block) });
    }
    let mut result = args.value("expr");
    if let Err(signal) = result {
        // Errors from code outside any function call have not met the handlers yet.
        result = Err(match *signal {
            Signal::Failure(failure) => args.session.raise(failure, None),
            other => Box::new(other),
        });
    }
    args.session.handlers.truncate(saved);
    result
}

fn try_(args: &mut Args) -> Eval {
    let silent = args.flag("silent")?;
    let code = args.raw("expr").unwrap_or(Value::Null);
    match args.session.catching(&["error".into()], |session| session.force(code))? {
        Ok(value) => Ok(value),
        Err((_, condition)) => {
            let call = raglan_engine::eval::condition_call(&condition);
            let head = call.map_or("Error : ".into(), |c| format!("Error in {} : ", deparse_line(&c)));
            let text = condition_message(&condition);
            let long = head.chars().count() + text.lines().next().map_or(0, |l| l.chars().count()) + 1 > 77;
            let gap = if long && head != "Error : " { "\n  " } else { "" };
            let text = format!("{head}{gap}{text}\n");
            args.session.state::<LastError>().0.clone_from(&text);
            if !silent {
                args.session.output.show(raglan_engine::eval::Event::Message(text.clone()));
            }
            let value = Value::string(&text).with_class(&["try-error"]);
            args.invisible(value.with_attribute(Symbol::new("condition"), condition))
        }
    }
}

/// A calling handler written in Rust: a primitive that invokes a restart.
fn suppress(args: &mut Args, restart: &str) -> Eval {
    let function = args.session.from_namespace("base", &format!(".{restart}"), true)?;
    let classes = args.strings("classes")?;
    let block = args.session.fresh();
    let saved = args.session.handlers.len();
    for class in classes.iter().flatten() {
        let action = Action::Call(function.clone(), block);
        args.session.handlers.push(Handler { class: class.into(), action });
    }
    let result = args.value("expr");
    args.session.handlers.truncate(saved);
    result
}

fn suppress_startup(args: &mut Args) -> Eval {
    let function = args.session.from_namespace("base", ".muffleMessage", true)?;
    let block = args.session.fresh();
    let saved = args.session.handlers.len();
    let action = Action::Call(function, block);
    args.session.handlers.push(Handler { class: "packageStartupMessage".into(), action });
    let result = args.value("expr");
    args.session.handlers.truncate(saved);
    args.session.visible = false;
    result
}

/// The handlers of the `suppress` functions.
pub(super) const PRIVATE: &[Builtin] = &[
    raglan_engine::eval::private(".muffleWarning(c)", |a| {
        Err(a.session.invoke_restart("muffleWarning", Vec::new()))
    }),
    raglan_engine::eval::private(".muffleMessage(c)", |a| {
        Err(a.session.invoke_restart("muffleMessage", Vec::new()))
    }),
];

fn with_restarts(args: &mut Args) -> Eval {
    let restarts = handlers(args)?;
    let target = args.session.fresh();
    let saved = args.session.handlers.len();
    for (place, (name, _)) in restarts.iter().enumerate().rev() {
        args.session.handlers.push(Handler { class: name.clone(), action: Action::Restart(target, place) });
    }
    let (contexts, depth) = (args.session.contexts.len(), args.session.depth());
    let result = args.value("expr");
    args.session.handlers.truncate(saved);
    match result {
        Err(signal) => match *signal {
            Signal::Unwind(id, mut values) if id == target => {
                args.session.contexts.truncate(contexts);
                args.session.set_depth(depth);
                let place = match values.first() {
                    Some(Value::Integer(v)) => usize::try_from(v.data[0]).unwrap_or(0),
                    _ => 0,
                };
                let given = values.split_off(1).into_iter().map(Argument::new).collect();
                let function = restarts[place].1.clone();
                args.apply(&function, given)
            }
            other => Err(Box::new(other)),
        },
        ok => ok,
    }
}

fn restart_name(value: &Value) -> String {
    let text = match value {
        Value::List(_) => value.part("name").unwrap_or(Value::Null),
        other => other.clone(),
    };
    as_character(&text).ok().and_then(|s| s.get(0).map(str::to_string)).unwrap_or_default()
}

fn invoke_restart(args: &mut Args) -> Eval {
    let name = restart_name(&args.value("r")?);
    let values = args.dots()?.into_iter().map(|a| a.value).collect();
    Err(args.session.invoke_restart(&name, values))
}

fn try_invoke_restart(args: &mut Args) -> Eval {
    let name = restart_name(&args.value("r")?);
    if !args.session.restarts().contains(&name) {
        return Ok(Value::Null);
    }
    invoke_restart(args)
}

fn restart(name: &str) -> Value {
    Value::named_list([("name", Value::string(name)), ("exit", Value::Null)]).with_class(&["restart"])
}

fn compute_restarts(args: &mut Args) -> Eval {
    Ok(Value::list(args.session.restarts().iter().map(|n| restart(n)).collect::<Vec<_>>()))
}

fn find_restart(args: &mut Args) -> Eval {
    let name = args.string("name")?;
    Ok(if args.session.restarts().contains(&name) { restart(&name) } else { Value::Null })
}

fn simple(args: &mut Args, class: &[&str]) -> Eval {
    let message = args.value("message")?;
    let call = args.value("call")?;
    let mut all = class.to_vec();
    all.push("condition");
    Ok(Value::named_list([("message", message), ("call", call)]).with_class(&all))
}

fn classed(args: &mut Args, kind: &str) -> Eval {
    let message = args.value("message")?;
    let call = args.value("call")?;
    let class = args.strings("class")?;
    let mut fields = vec![("message".to_string(), message), ("call".to_string(), call)];
    for argument in args.dots()? {
        fields.push((argument.name.map_or(String::new(), |n| n.as_str().into()), argument.value));
    }
    let mut all: Vec<&str> = class.iter().flatten().collect();
    all.extend([kind, "condition"]);
    Ok(Value::named_list(fields).with_class(&all))
}

fn stop_if_not(args: &mut Args) -> Eval {
    for argument in args.raw_dots().to_vec() {
        let code = match &argument.value {
            Value::Promise(p) => p.expression(),
            other => other.clone(),
        };
        let value = args.session.force(argument.value)?;
        let holds = matches!(&value, Value::Logical(v) if v.data.iter().all(|x| *x == Some(true)));
        if holds {
            continue;
        }
        let text = match argument.name {
            Some(name) => name.as_str().to_string(),
            None => {
                let code = deparse_line(&code);
                match &value {
                    Value::Logical(v) if v.data.len() > 1 && v.data.iter().any(Option::is_none) => {
                        format!("{code} contains NA")
                    }
                    Value::Logical(v) if v.data.len() > 1 => format!("{code} are not all TRUE"),
                    _ => format!("{code} is not TRUE"),
                }
            }
        };
        let call = caller(args);
        let condition = raglan_engine::eval::condition(&text, call, &["simpleError", "error"]);
        return Err(args.session.raise_condition(condition));
    }
    args.invisible(Value::Null)
}

fn as_character_condition(args: &mut Args) -> Eval {
    let condition = args.value("x")?;
    let message = condition_message(&condition);
    let kind = if condition.has_class("error") { "Error" } else { "Warning" };
    Ok(Value::string(&match raglan_engine::eval::condition_call(&condition) {
        Some(call) => format!("{kind} in {}: {message}\n", deparse_line(&call)),
        None => format!("{kind}: {message}\n"),
    }))
}
