//! Control flow, assignment, quoting and evaluation.

use raglan_engine::eval::{self, Args, Builtin, Eval, Session, Signal, builtin, fail, lazy, special};
use raglan_engine::syntax;
use raglan_engine::value::{Argument, Call, Environment, Symbol, Value, Vector, known, lower};
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
    special("`~`(...)", formula),
    special("quote(expr)", quote),
    special("substitute(expr, env)", substitute),
    special("missing(x)", missing),
    special("on.exit(expr = NULL, add = FALSE, after = TRUE)", on_exit),
    special("switch(EXPR, ...)", switch),
    special("expression(...)", expression),
    special("`::`(pkg, name)", |s, c, _| namespace(s, c, false)),
    special("`:::`(pkg, name)", |s, c, _| namespace(s, c, true)),
    builtin("invisible(x = NULL)", |a| {
        let value = a.value("x")?;
        a.invisible(value)
    }),
    builtin("eval(expr, envir = NULL, enclos = NULL)", eval_),
    special("evalq(expr, envir, enclos)", evalq),
    lazy("local(expr, envir = NULL)", local),
    builtin("eval.parent(expr, n = 1)", eval_parent),
    lazy("bquote(expr, where = NULL, splice = FALSE)", bquote),
    builtin(
        "parse(file = \"\", n = NULL, text = NULL, prompt = \"?\", keep.source = TRUE, srcfile = NULL, encoding = \"unknown\")",
        parse,
    ),
    lazy(
        "deparse(expr, width.cutoff = 60L, backtick = TRUE, control = c(\"keepNA\", \"keepInteger\", \"niceNames\", \"showAttributes\"), nlines = -1L)",
        deparse,
    ),
    lazy("deparse1(expr, collapse = \" \", width.cutoff = 500L, ...)", deparse1),
    builtin("str2lang(s)", str2lang),
    builtin("str2expression(text)", str2expression),
    builtin("as.name(x)", as_name),
    builtin("as.symbol(x)", as_name),
    builtin("as.call(x)", as_call),
    builtin("call(name, ...)", call),
    lazy("force(x)", |a| a.value("x")),
    builtin("identity(x)", |a| a.value("x")),
    lazy("forceAndCall(n, FUN, ...)", force_and_call),
    lazy("withVisible(x)", with_visible),
    builtin("is.call(x)", |a| Ok(Value::logical(matches!(a.value("x")?, Value::Language(_))))),
    builtin("is.name(x)", |a| Ok(Value::logical(matches!(a.value("x")?, Value::Symbol(_))))),
    builtin("is.symbol(x)", |a| Ok(Value::logical(matches!(a.value("x")?, Value::Symbol(_))))),
    builtin("is.expression(x)", |a| Ok(Value::logical(matches!(a.value("x")?, Value::Expression(_))))),
    builtin("is.language(x)", |a| {
        Ok(Value::logical(matches!(
            a.value("x")?,
            Value::Language(_) | Value::Symbol(_) | Value::Expression(_)
        )))
    }),
    builtin("all.names(expr, functions = TRUE, max.names = -1L, unique = FALSE)", all_names),
    builtin("all.vars(expr, functions = FALSE, max.names = -1L, unique = TRUE)", all_names),
];

fn first(call: &Call) -> Value {
    call.arguments.first().map_or(Value::Null, |a| a.value.clone())
}

fn quote(session: &mut Session, call: &Rc<Call>, _: &Environment) -> Eval {
    session.visible = true;
    match call.arguments.as_slice() {
        [argument] => Ok(argument.value.clone()),
        all => fail(format!("{} arguments passed to 'quote' which requires 1", all.len())),
    }
}

/// A formula is its own call, with a class and the environment it was written in.
fn formula(session: &mut Session, call: &Rc<Call>, env: &Environment) -> Eval {
    session.visible = true;
    if call.attributes.get(known::CLASS).is_some() {
        return Ok(Value::Language(Rc::clone(call)));
    }
    let formula = Value::Language(Rc::clone(call)).with_class(&["formula"]);
    Ok(formula.with_attribute(known::ENVIRONMENT, Value::Environment(env.clone())))
}

fn expression(session: &mut Session, call: &Rc<Call>, _: &Environment) -> Eval {
    session.visible = true;
    let mut out = Vector::new(call.values().cloned().collect::<Vec<_>>());
    if call.arguments.iter().any(|a| a.name.is_some()) {
        let names = call.arguments.iter().map(|a| a.name.map_or("", Symbol::as_str));
        out.attributes.set(known::NAMES, Value::strings(names));
    }
    Ok(Value::Expression(out))
}

/// Replaces the variables of `env` in code: promises by their code, values by themselves.
pub(crate) fn substitute_in(code: &Value, env: &Environment) -> Value {
    match code {
        Value::Symbol(name) => match env.get(*name) {
            Some(Value::Promise(p)) => p.expression(),
            Some(Value::Missing | Value::Dots(_)) | None => code.clone(),
            Some(value) => value,
        },
        Value::Language(call) => {
            let mut arguments = Vec::with_capacity(call.arguments.len());
            for argument in &call.arguments {
                if let Value::Symbol(known::DOTS) = argument.value
                    && let Some(Value::Dots(dots)) = env.get(known::DOTS)
                {
                    arguments.extend(dots.iter().map(|dot| Argument {
                        name: dot.name,
                        value: match &dot.value {
                            Value::Promise(p) => p.expression(),
                            value => value.clone(),
                        },
                    }));
                } else {
                    let value = substitute_in(&argument.value, env);
                    arguments.push(Argument { name: argument.name, value });
                }
            }
            let mut new = Call::of(substitute_in(&call.function, env), arguments);
            new.attributes = call.attributes.clone();
            new.span = call.span;
            Value::Language(new.into())
        }
        other => other.clone(),
    }
}

fn substitute(session: &mut Session, call: &Rc<Call>, env: &Environment) -> Eval {
    let scope = match call.arguments.get(1) {
        None => env.clone(),
        Some(argument) => {
            let value = session.eval(&argument.value, env)?;
            scope_of(session, &value, env)?
        }
    };
    session.visible = true;
    let code = first(call);
    if scope.same(&session.global) {
        return Ok(code);
    }
    Ok(substitute_in(&code, &scope))
}

/// The environment a value stands for in `eval`: itself, or the parts of a list around `enclosing`.
fn scope_of(session: &mut Session, value: &Value, enclosing: &Environment) -> Eval<Environment> {
    match value {
        Value::Environment(e) => Ok(e.clone()),
        Value::List(list) => {
            let scope = Environment::new(enclosing);
            if let Some(names) = value.names() {
                for (i, item) in list.data.iter().enumerate() {
                    if let Some(name) = names.get(i).filter(|n| !n.is_empty()) {
                        scope.set(name, item.clone());
                    }
                }
            }
            Ok(scope)
        }
        Value::Null => Ok(Environment::new(enclosing)),
        Value::Integer(_) | Value::Double(_) => {
            let which = raglan_engine::value::as_integer(value, &mut Vec::new())?;
            super::frames::frame_number(session, which.first().copied().unwrap_or(0), enclosing)
        }
        _ => fail(
            "invalid 'envir' argument of type ".to_string()
                + "'"
                + raglan_engine::value::type_name(value)
                + "'",
        ),
    }
}

fn eval_(args: &mut Args) -> Eval {
    let code = args.value("expr")?;
    let env = args.env.clone();
    let enclosing = match args.value("enclos")? {
        Value::Environment(e) => e,
        _ => env.clone(),
    };
    let scope = if args.is_missing("envir") {
        env
    } else {
        let given = args.value("envir")?;
        scope_of(args.session, &given, &enclosing)?
    };
    evaluate(args.session, &code, &scope)
}

fn evaluate(session: &mut Session, code: &Value, scope: &Environment) -> Eval {
    let result = match code {
        Value::Expression(all) => {
            let mut last = Ok(Value::Null);
            for code in all.data.iter() {
                last = session.eval(code, scope);
                if last.is_err() {
                    break;
                }
            }
            last
        }
        Value::Promise(_) => session.force(code.clone()),
        _ => session.eval(code, scope),
    };
    // `return` in evaluated code ends the evaluation when no function owns the frame.
    match result {
        Err(signal) => match *signal {
            Signal::Return(target, value) if target.same(scope) && session.context_of(scope).is_none() => {
                Ok(value)
            }
            other => Err(Box::new(other)),
        },
        ok => ok,
    }
}

fn evalq(session: &mut Session, call: &Rc<Call>, env: &Environment) -> Eval {
    let scope = match call.arguments.get(1) {
        None => env.clone(),
        Some(argument) => {
            let value = session.eval(&argument.value, env)?;
            scope_of(session, &value, env)?
        }
    };
    evaluate(session, &first(call), &scope)
}

fn local(args: &mut Args) -> Eval {
    let scope = match args.value("envir")? {
        Value::Null => Environment::new(args.env),
        value => scope_of(args.session, &value, args.env)?,
    };
    let code = args.expression("expr");
    evaluate(args.session, &code, &scope)
}

fn eval_parent(args: &mut Args) -> Eval {
    let code = args.value("expr")?;
    let n = args.whole("n")?;
    let env = super::frames::parent_frame(args.session, args.env, usize::try_from(n).unwrap_or(1));
    evaluate(args.session, &code, &env)
}

fn bquote(args: &mut Args) -> Eval {
    let scope = match args.value("where")? {
        Value::Null => args.env.clone(),
        value => scope_of(args.session, &value, args.env)?,
    };
    let code = args.expression("expr");
    unquote(args.session, &code, &scope)
}

fn unquote(session: &mut Session, code: &Value, env: &Environment) -> Eval {
    let Value::Language(call) = code else { return Ok(code.clone()) };
    if call.calls(known::DOT) && call.arguments.len() == 1 {
        return session.eval(&call.arguments[0].value, env);
    }
    let mut arguments = Vec::new();
    for argument in &call.arguments {
        if let Value::Language(inner) = &argument.value
            && inner.name().is_some_and(|n| n.as_str() == "..")
            && inner.arguments.len() == 1
        {
            let spliced = session.eval(&inner.arguments[0].value, env)?;
            let names = spliced.names();
            for (i, item) in raglan_engine::value::as_list(&spliced).iter().enumerate() {
                let name = names.as_ref().and_then(|n| n.get(i)).filter(|n| !n.is_empty()).map(Symbol::new);
                arguments.push(Argument { name, value: item.clone() });
            }
            continue;
        }
        arguments.push(Argument { name: argument.name, value: unquote(session, &argument.value, env)? });
    }
    let function = unquote(session, &call.function, env)?;
    let mut new = Call::of(function, arguments);
    new.attributes = call.attributes.clone();
    Ok(Value::Language(new.into()))
}

/// The expressions of a text, or R's error about it.
pub(crate) fn parse_text(text: &str) -> Eval<Vec<Value>> {
    let (nodes, diagnostics) = syntax::parse(text);
    if let Some(fault) = diagnostics.first() {
        return fail(located(text, fault.span.start, fault.span.end, &fault.message));
    }
    Ok(nodes.iter().map(|n| lower(n, text)).collect())
}

/// A syntax error as R's `parse()` words it: place and message, the line before and the line up to what was not
/// expected, and a mark below it.
fn located(text: &str, start: usize, end: usize, message: &str) -> String {
    // What the lexer refuses itself, R says without a place.
    if !message.starts_with("unexpected") && !message.starts_with("invalid") {
        return message.to_string();
    }
    let lines: Vec<&str> = text.trim_end_matches('\n').split('\n').collect();
    let at_end = message.starts_with("unexpected end of");
    let before = &text[..start.min(text.len())];
    let line = if at_end { lines.len() } else { (before.matches('\n').count() + 1).min(lines.len()) };
    let column = before.rsplit('\n').next().map_or(0, |l| l.chars().count()) + 1;
    let (row, column) = if at_end { (line + 1, 0) } else { (line, column) };
    let mut out = format!("<text>:{row}:{column}: {message}\n");
    if line > 1 {
        out.push_str(&format!("{}: {}\n", line - 1, lines[line - 2]));
    }
    let current = lines[line - 1];
    let begin = text.rmatch_indices('\n').map(|(i, _)| i + 1).find(|i| *i <= start).unwrap_or(0);
    let upto = if at_end { current } else { current.get(..end.saturating_sub(begin)).unwrap_or(current) };
    out.push_str(&format!("{line}: {upto}\n"));
    // R's mark stands one column further right under a first line.
    let margin = line.to_string().len() + 1 + column + usize::from(line == 1);
    out.push_str(&" ".repeat(margin));
    out.push('^');
    out
}

fn parse(args: &mut Args) -> Eval {
    let text = match args.value("text")? {
        Value::Null => {
            let file = args.string("file")?;
            let bytes = args.session.host.read(&file)?;
            String::from_utf8_lossy(&bytes).into_owned()
        }
        text => {
            let lines = raglan_engine::value::as_character(&text)?;
            lines.iter().map(|s| s.unwrap_or("NA")).collect::<Vec<_>>().join("\n")
        }
    };
    args.refuse_unless_default(&["n", "encoding"])?;
    Ok(Value::Expression(Vector::new(parse_text(&text)?)))
}

fn deparse(args: &mut Args) -> Eval {
    let value = args.value("expr")?;
    let cutoff = args.count("width.cutoff")?;
    let lines = args.whole("nlines")?;
    let mut out = raglan_engine::value::deparse(&value, cutoff);
    if let Ok(n) = usize::try_from(lines)
        && n > 0
    {
        out.truncate(n);
    }
    Ok(Value::strings(out))
}

fn deparse1(args: &mut Args) -> Eval {
    let value = args.value("expr")?;
    let cutoff = args.count("width.cutoff")?;
    let collapse = args.string("collapse")?;
    Ok(Value::string(&raglan_engine::value::deparse(&value, cutoff).join(&collapse)))
}

fn str2lang(args: &mut Args) -> Eval {
    let text = args.string("s")?;
    match parse_text(&text)?.as_slice() {
        [one] => Ok(one.clone()),
        all => fail(format!("parsing result not of length one, but {}", all.len())),
    }
}

fn str2expression(args: &mut Args) -> Eval {
    let lines = args.strings("text")?;
    let text = lines.iter().map(|s| s.unwrap_or("NA")).collect::<Vec<_>>().join("\n");
    Ok(Value::Expression(Vector::new(parse_text(&text)?)))
}

fn as_name(args: &mut Args) -> Eval {
    match args.value("x")? {
        symbol @ Value::Symbol(_) => Ok(symbol),
        Value::Language(call) if call.name().is_some() => Ok(call.function.clone()),
        value => match raglan_engine::value::as_character(&value)?.get(0) {
            Some("") => fail("attempt to use zero-length variable name"),
            Some(name) => Ok(Value::symbol(name)),
            None if value.is_empty() => fail("invalid type/length (symbol/0) in vector allocation"),
            None => Ok(Value::symbol("NA")),
        },
    }
}

fn as_call(args: &mut Args) -> Eval {
    match args.value("x")? {
        call @ Value::Language(_) => Ok(call),
        value @ (Value::List(_) | Value::Expression(_)) => {
            let names = value.names();
            let items = raglan_engine::value::as_list(&value);
            let Some(function) = items.first() else { return fail("invalid argument list") };
            let argument = |i: usize| Argument {
                name: names.as_ref().and_then(|n| n.get(i)).filter(|n| !n.is_empty()).map(Symbol::new),
                value: items[i].clone(),
            };
            Ok(Value::Language(Call::of(function.clone(), (1..items.len()).map(argument).collect()).into()))
        }
        _ => fail("invalid argument list"),
    }
}

fn call(args: &mut Args) -> Eval {
    let name = args.string("name")?;
    let arguments = args.dots()?;
    Ok(Value::Language(Call::new(name.as_str(), arguments).into()))
}

fn force_and_call(args: &mut Args) -> Eval {
    let function = args.function("FUN")?;
    let arguments = args.dots()?;
    args.apply(&function, arguments)
}

fn with_visible(args: &mut Args) -> Eval {
    let value = args.value("x")?;
    let visible = args.session.visible;
    args.session.visible = true;
    Ok(Value::named_list([("value", value), ("visible", Value::logical(visible))]))
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

fn on_exit(session: &mut Session, call: &Rc<Call>, env: &Environment) -> Eval {
    let names = [Symbol::new("expr"), Symbol::new("add"), Symbol::new("after")];
    let matched = eval::match_arguments(&names, None, &call.arguments)?;
    let mut flag = |k: usize, default: bool| -> Eval<bool> {
        match matched.formals[k] {
            None => Ok(default),
            Some(i) => {
                let value = session.eval(&call.arguments[i].value, env)?;
                Ok(raglan_engine::value::as_logical(&value)?.first().copied().flatten().unwrap_or(default))
            }
        }
    };
    let (add, after) = (flag(1, false)?, flag(2, true)?);
    let code = matched.formals[0].map(|i| call.arguments[i].value.clone());
    let Some(k) = session.context_index(env) else { return Ok(Value::Null) };
    let exits = &mut session.contexts[k].on_exit;
    if !add {
        exits.clear();
    }
    if let Some(code) = code {
        if after {
            exits.push(code);
        } else {
            exits.insert(0, code);
        }
    }
    session.visible = false;
    Ok(Value::Null)
}

fn switch(session: &mut Session, call: &Rc<Call>, env: &Environment) -> Eval {
    let Some((chooser, _)) = call.arguments.split_first() else { return fail("'EXPR' is missing") };
    let value = session.eval(&chooser.value, env)?;
    if value.len() != 1 || !value.is_atomic() {
        return fail("EXPR must be a length 1 vector").map_err(|s| session.attach_call(s, call));
    }
    let mut choices: Vec<Argument> = Vec::new();
    for argument in &call.arguments[1..] {
        if let Value::Symbol(known::DOTS) = argument.value {
            if let Some(Value::Dots(dots)) = env.find(known::DOTS) {
                choices.extend(dots.iter().cloned());
            }
        } else {
            choices.push(argument.clone());
        }
    }
    if let Value::Character(text) = &value {
        let wanted = text.data.get(0);
        let found = wanted.and_then(|w| choices.iter().position(|c| c.name.is_some_and(|n| n.as_str() == w)));
        let at = found
            .or_else(|| choices.iter().position(|c| c.name.is_none() && !matches!(c.value, Value::Missing)));
        // An empty choice falls through to the next one.
        let chosen = at.and_then(|k| choices[k..].iter().find(|c| !matches!(c.value, Value::Missing)));
        return match chosen {
            Some(choice) => session.eval(&choice.value, env),
            None => {
                session.visible = false;
                Ok(Value::Null)
            }
        };
    }
    if value.is_factor() {
        session.warn(
            "EXPR is a \"factor\", treated as integer.\n Consider using 'switch(as.character( * ), ...)' instead.",
            Some(Value::Language(Rc::clone(call))),
        )?;
    }
    let number = raglan_engine::value::as_integer(&value, &mut Vec::new())?[0];
    match usize::try_from(number).ok().and_then(|n| n.checked_sub(1)).and_then(|n| choices.get(n)) {
        Some(choice) if matches!(choice.value, Value::Missing) => fail("empty alternative in numeric switch"),
        Some(choice) => session.eval(&choice.value, env),
        None => {
            session.visible = false;
            Ok(Value::Null)
        }
    }
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

fn all_names(args: &mut Args) -> Eval {
    let code = args.value("expr")?;
    let functions = args.flag("functions")?;
    let unique = args.flag("unique")?;
    args.refuse_unless_default(&["max.names"])?;
    let mut out: Vec<&'static str> = Vec::new();
    collect_names(&code, functions, &mut out);
    if unique {
        let mut seen = Vec::new();
        out.retain(|n| {
            let new = !seen.contains(n);
            if new {
                seen.push(n);
            }
            new
        });
    }
    Ok(Value::strings(out))
}

fn collect_names(code: &Value, functions: bool, out: &mut Vec<&'static str>) {
    match code {
        Value::Symbol(s) if !s.as_str().is_empty() => out.push(s.as_str()),
        Value::Language(call) => {
            match &call.function {
                Value::Symbol(s) => {
                    if functions {
                        out.push(s.as_str());
                    }
                }
                other => collect_names(other, functions, out),
            }
            for value in call.values() {
                collect_names(value, functions, out);
            }
        }
        Value::Expression(all) | Value::List(all) => {
            all.data.iter().for_each(|v| collect_names(v, functions, out))
        }
        _ => {}
    }
}
