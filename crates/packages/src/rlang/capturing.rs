//! Quoting and evaluating: `quo()`, `enquo()`, `expr()`, `sym()`, `eval_tidy()`, `exec()`, `call2()`.

use super::mask;
use super::quosure::{self, Quosure, as_label, capture_all, inject};
use raglan_engine::eval::{Args, Builtin, Eval, Session, builtin, fail, lazy, special};
use raglan_engine::value::{
    Argument, Attributes, Call, Closure, Environment, Formal, Symbol, Value, as_character, known,
};
use std::rc::Rc;

pub(super) const FUNCTIONS: &[Builtin] = &[
    special("quo(expr)", |s, c, e| Ok(quo_of(s, c, e)?.value())),
    special("quos(..., .named = FALSE, .ignore_empty = \"trailing\")", quos),
    special("enquo(arg)", |s, c, e| Ok(argument_of(s, c, e)?.value())),
    special("enquos(..., .named = FALSE, .ignore_empty = \"trailing\")", quos),
    special("expr(expr)", |s, c, e| inject(s, &first(c), e)),
    special("exprs(..., .named = FALSE)", exprs),
    special("enexpr(arg)", |s, c, e| Ok(argument_of(s, c, e)?.expression)),
    special("enexprs(..., .named = FALSE)", exprs),
    special("ensym(arg)", ensym),
    special("ensyms(...)", ensyms),
    special("inject(expr, env)", |s, c, e| {
        let code = inject(s, &first(c), e)?;
        s.eval(&code, e)
    }),
    builtin("sym(x)", |a| Ok(Value::symbol(&a.string("x")?))),
    builtin("syms(x)", |a| {
        let names = a.value("x")?;
        let items = raglan_engine::value::as_list(&names);
        let one = |v: &Value| match v {
            Value::Symbol(_) => Ok(v.clone()),
            v => Ok(Value::symbol(as_character(v)?.get(0).unwrap_or("NA"))),
        };
        let out = items.iter().map(one).collect::<Eval<Vec<Value>>>()?;
        Ok(Value::list(out).with_attribute(known::NAMES, names.attribute(known::NAMES).unwrap_or_default()))
    }),
    builtin("as_label(x)", |a| Ok(Value::string(&as_label(&a.value("x")?)))),
    builtin("as_name(x)", |a| {
        let x = a.value("x")?;
        Ok(Value::string(&name_text(&x)?))
    }),
    builtin("as_string(x)", |a| {
        let x = a.value("x")?;
        Ok(Value::string(&name_text(&x)?))
    }),
    builtin("quo_name(quo)", |a| Ok(Value::string(&as_label(&a.value("quo")?)))),
    builtin("quo_text(quo, width = 60L, nlines = Inf)", |a| {
        Ok(Value::string(&raglan_engine::value::deparse_line(&quosure::squash(&a.value("quo")?))))
    }),
    builtin("expr_text(expr, width = 60L, nlines = Inf)", |a| {
        Ok(Value::string(&raglan_engine::value::deparse_line(&a.value("expr")?)))
    }),
    builtin("quo_get_expr(quo)", |a| Ok(quosure_argument(a)?.expression)),
    builtin("get_expr(x)", |a| {
        let x = a.value("x")?;
        Ok(Quosure::from_value(&x).map_or(x, |q| q.expression))
    }),
    builtin("quo_get_env(quo)", |a| Ok(Value::Environment(quosure_argument(a)?.environment))),
    builtin("quo_squash(quo, warn = FALSE)", |a| Ok(quosure::squash(&a.value("quo")?))),
    builtin("quo_is_symbol(quo)", |a| {
        Ok(Value::logical(matches!(quosure_argument(a)?.expression, Value::Symbol(_))))
    }),
    builtin("quo_is_call(quo)", |a| {
        Ok(Value::logical(matches!(quosure_argument(a)?.expression, Value::Language(_))))
    }),
    builtin("quo_is_missing(quo)", |a| {
        Ok(Value::logical(matches!(quosure_argument(a)?.expression, Value::Missing)))
    }),
    builtin("quo_is_null(quo)", |a| {
        Ok(Value::logical(matches!(quosure_argument(a)?.expression, Value::Null)))
    }),
    builtin("is_quosure(x)", |a| Ok(Value::logical(a.value("x")?.has_class("quosure")))),
    builtin("new_quosure(expr, env = parent.frame())", |a| {
        let expression = a.value("expr")?;
        let environment = environment_argument(a, "env")?;
        Ok(Quosure::new(expression, environment).value())
    }),
    builtin("eval_tidy(expr, data = NULL, env = parent.frame())", eval_tidy),
    builtin("eval_bare(expr, env = parent.frame())", |a| {
        let code = a.value("expr")?;
        let environment = environment_argument(a, "env")?;
        a.session.eval(&code, &environment)
    }),
    lazy("exec(.fn, ..., .env = NULL)", exec),
    lazy("call2(.fn, ..., .ns = NULL)", call2),
    builtin("parse_expr(x)", |a| {
        let text = a.string("x")?;
        super::parse_one(&text)
    }),
    builtin("as_function(x, env = NULL, ...)", |a| {
        let x = a.value("x")?;
        let env = a.env.clone();
        as_function(a.session, &x, &env)
    }),
    builtin("caller_env(n = 1)", |a| {
        let frame = a.env.clone();
        let caller = a.session.context_of(&frame).map(|c| c.caller.clone());
        Ok(Value::Environment(caller.unwrap_or_else(|| a.session.global.clone())))
    }),
    builtin("current_env()", |a| Ok(Value::Environment(a.env.clone()))),
    builtin("global_env()", |a| Ok(Value::Environment(a.session.global.clone()))),
];

fn first(call: &Call) -> Value {
    call.arguments.first().map_or(Value::Missing, |a| a.value.clone())
}

fn environment_argument(args: &mut Args, name: &str) -> Eval<Environment> {
    if args.is_missing(name) {
        return Ok(args.env.clone());
    }
    args.environment(name)
}

fn quosure_argument(args: &mut Args) -> Eval<Quosure> {
    let value = args.value("quo")?;
    match Quosure::from_value(&value) {
        Some(quosure) => Ok(quosure),
        None => fail("`quo` must be a quosure"),
    }
}

fn quo_of(session: &mut Session, call: &Call, env: &Environment) -> Eval<Quosure> {
    session.visible = true;
    let expression = inject(session, &first(call), env)?;
    Ok(Quosure::from_value(&expression).unwrap_or_else(|| Quosure::new(expression, env.clone())))
}

fn argument_of(session: &mut Session, call: &Call, env: &Environment) -> Eval<Quosure> {
    session.visible = true;
    match first(call) {
        Value::Symbol(name) => quosure::enquo(session, name, env),
        _ => fail("`arg` must be a symbol"),
    }
}

/// Arguments of a quoting function: `...` taken from the frame, named formals captured.
fn quoted_arguments(session: &mut Session, call: &Call, env: &Environment) -> Eval<(Vec<Quosure>, bool)> {
    session.visible = true;
    let mut named = false;
    let mut dots = Vec::new();
    for argument in &call.arguments {
        match argument.name.map(Symbol::as_str) {
            Some(".named") => {
                let value = session.eval(&argument.value, env)?;
                named = matches!(&value, Value::Logical(v) if v.data.first() == Some(&Some(true)));
            }
            Some(".ignore_empty") => {}
            _ => match (&argument.value, call.name().map_or("", Symbol::as_str).starts_with("en")) {
                (Value::Symbol(known::DOTS), _) => match env.find(known::DOTS) {
                    Some(Value::Dots(all)) => dots.extend(all.iter().cloned()),
                    _ => return fail("'...' used in an incorrect context"),
                },
                (Value::Symbol(name), true) => {
                    let value = env.get(*name).unwrap_or(Value::Missing);
                    dots.push(Argument { name: argument.name, value });
                }
                (code @ (Value::Symbol(_) | Value::Language(_)), false) => {
                    let promise = raglan_engine::value::Promise::new(code.clone(), env.clone());
                    dots.push(Argument { name: argument.name, value: Value::Promise(promise) });
                }
                (value, _) => dots.push(Argument { name: argument.name, value: value.clone() }),
            },
        }
    }
    Ok((capture_all(session, &dots, env)?, named))
}

fn named_items(all: Vec<Quosure>, named: bool, value: impl Fn(&Quosure) -> Value) -> Value {
    let names: Vec<String> =
        all.iter().map(|q| if named { q.label() } else { q.name.clone().unwrap_or_default() }).collect();
    Value::list(all.iter().map(value).collect::<Vec<_>>()).with_names(names)
}

fn quos(session: &mut Session, call: &Rc<Call>, env: &Environment) -> Eval {
    let (all, named) = quoted_arguments(session, call, env)?;
    Ok(named_items(all, named, Quosure::value).with_class(&["quosures", "list"]))
}

fn exprs(session: &mut Session, call: &Rc<Call>, env: &Environment) -> Eval {
    let (all, named) = quoted_arguments(session, call, env)?;
    Ok(named_items(all, named, |q| q.expression.clone()))
}

fn as_symbol(expression: &Value) -> Eval {
    match expression {
        Value::Symbol(_) => Ok(expression.clone()),
        Value::Character(v) if v.data.len() == 1 => Ok(Value::symbol(v.data.get(0).unwrap_or("NA"))),
        _ => fail("Can't convert a call to a symbol."),
    }
}

fn ensym(session: &mut Session, call: &Rc<Call>, env: &Environment) -> Eval {
    as_symbol(&argument_of(session, call, env)?.expression)
}

fn ensyms(session: &mut Session, call: &Rc<Call>, env: &Environment) -> Eval {
    let (all, _) = quoted_arguments(session, call, env)?;
    let symbols = all.iter().map(|q| as_symbol(&q.expression)).collect::<Eval<Vec<Value>>>()?;
    Ok(Value::list(symbols).with_names(all.iter().map(|q| q.name.clone().unwrap_or_default())))
}

fn name_text(x: &Value) -> Eval<String> {
    let x = Quosure::from_value(x).map_or_else(|| x.clone(), |q| q.expression);
    match as_symbol(&x)? {
        Value::Symbol(s) => Ok(s.as_str().into()),
        _ => fail("Can't convert a call to a string."),
    }
}

fn eval_tidy(args: &mut Args) -> Eval {
    let code = args.value("expr")?;
    let data = args.value("data")?;
    let environment = environment_argument(args, "env")?;
    let mask = mask::mask_of(args.session, &data)?;
    let quosure = Quosure::from_value(&code).unwrap_or_else(|| Quosure::new(code, environment));
    mask::evaluate(args.session, &quosure, &mask)
}

/// The arguments in `...` with `!!!` spread, evaluated.
fn dynamic_dots(args: &mut Args) -> Eval<Vec<Argument>> {
    list2(args)
}

/// `list2(...)`: evaluated dots with splicing and `:=` names.
pub fn list2(args: &mut Args) -> Eval<Vec<Argument>> {
    let mut out = Vec::new();
    for quosure in quosure::capture_dots(args)? {
        let value = args.session.eval(&quosure.expression, &quosure.environment)?;
        out.push(Argument { name: quosure.name.as_deref().map(Symbol::new), value });
    }
    Ok(out)
}

fn exec(args: &mut Args) -> Eval {
    let function = args.function(".fn")?;
    let arguments = dynamic_dots(args)?;
    args.apply(&function, arguments)
}

fn call2(args: &mut Args) -> Eval {
    let function = match args.value(".fn")? {
        Value::Character(v) => Value::symbol(v.data.get(0).unwrap_or("NA")),
        other => other,
    };
    let function = match args.optional(".ns")? {
        Some(namespace) => {
            let package = Value::symbol(as_character(&namespace)?.get(0).unwrap_or(""));
            Value::call(known::COLON2, [package, function])
        }
        None => function,
    };
    let arguments = dynamic_dots(args)?;
    Ok(Value::Language(Rc::new(Call::of(function, arguments))))
}

/// A function from a function, its name, or a formula of `.x`, `.y`, `..1`.
pub fn as_function(session: &mut Session, x: &Value, env: &Environment) -> Eval {
    match x {
        _ if x.is_function() => Ok(x.clone()),
        Value::Character(v) if v.data.len() == 1 => {
            session.find_function(Symbol::new(v.data.get(0).unwrap_or("NA")), env)
        }
        Value::Language(call) if call.calls(known::TILDE) => {
            let body = match Quosure::from_value(x) {
                Some(quosure) => quosure.expression,
                None if call.arguments.len() == 1 => call.arguments[0].value.clone(),
                None => return fail("Can't convert a two-sided formula to a function."),
            };
            let environment = match x.attribute(known::ENVIRONMENT) {
                Some(Value::Environment(e)) => e,
                _ => env.clone(),
            };
            Ok(lambda(body, environment))
        }
        other => fail(format!("Can't convert `x`, {}, to a function.", friendly_type(other))),
    }
}

fn lambda(body: Value, environment: Environment) -> Value {
    let formal = |name: &str, default: Value| Formal { name: Symbol::new(name), default };
    let formals = vec![
        formal("...", Value::Missing),
        formal(".x", Value::symbol("..1")),
        formal(".y", Value::symbol("..2")),
        formal(".", Value::symbol("..1")),
    ];
    let closure = Closure {
        formals: formals.into(),
        body,
        environment,
        source: None,
        attributes: Attributes::default()
            .with(known::CLASS, Value::strings(["rlang_lambda_function", "function"])),
    };
    Value::Closure(Rc::new(closure))
}

/// A value as messages name its type: `a double vector`, `the string "a"`.
pub fn friendly_type(value: &Value) -> String {
    if value.has_class("tbl_df") {
        return "a tibble".into();
    }
    if value.is_data_frame() {
        return "a data frame".into();
    }
    if let Some(class) = value.class_attribute() {
        return format!("a <{}> object", class.iter().map(|c| c.unwrap_or("")).collect::<Vec<_>>().join("/"));
    }
    let single = value.len() == 1;
    match value {
        Value::Null => "`NULL`".into(),
        Value::Logical(v) if single => match v.data[0] {
            Some(true) => "`TRUE`".into(),
            Some(false) => "`FALSE`".into(),
            None => "`NA`".into(),
        },
        Value::Logical(_) => "a logical vector".into(),
        Value::Integer(_) if single => {
            "the number ".to_string() + &raglan_engine::value::deparse_line(value).replace('L', "")
        }
        Value::Integer(_) => "an integer vector".into(),
        Value::Double(v) if single => {
            format!("the number {}", raglan_engine::value::double_to_string(v.data[0]))
        }
        Value::Double(_) => "a double vector".into(),
        Value::Complex(_) => "a complex vector".into(),
        Value::Character(_) if single => format!("the string {}", raglan_engine::value::deparse_line(value)),
        Value::Character(_) => "a character vector".into(),
        Value::Raw(_) => "a raw vector".into(),
        Value::List(v) if v.data.is_empty() => "an empty list".into(),
        Value::List(_) => "a list".into(),
        Value::Symbol(_) => "a symbol".into(),
        Value::Language(_) => "a call".into(),
        Value::Closure(_) => "a function".into(),
        Value::Primitive(_) => "a primitive function".into(),
        Value::Environment(_) => "an environment".into(),
        _ => format!("a {}", raglan_engine::value::type_name(value)),
    }
}
