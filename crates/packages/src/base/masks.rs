//! Code evaluated among the columns of a data frame: `with`, `within`, `subset`, `transform`.

use super::frame_subscripts::row_count;
use super::groups::data_scope;
use raglan_engine::eval::{Args, Builtin, Eval, fail, generic, lazy_method};
use raglan_engine::value::frame::names_of;
use raglan_engine::value::{Argument, Environment, Value, as_logical, known};

pub(super) const FUNCTIONS: &[Builtin] = &[
    generic("with(data, expr, ...)"),
    lazy_method("with.default(data, expr, ...)", with),
    generic("within(data, expr, ...)"),
    lazy_method("within.data.frame(data, expr, ...)", within),
    lazy_method("within.list(data, expr, keepAttrs = TRUE, ...)", within),
    generic("subset(x, ...)"),
    lazy_method("subset.default(x, subset, ...)", subset_vector),
    lazy_method("subset.data.frame(x, subset, select, drop = FALSE, ...)", subset_frame),
    lazy_method("subset.matrix(x, subset, select, drop = FALSE, ...)", subset_matrix),
    generic("transform(`_data`, ...)"),
    lazy_method("transform.data.frame(`_data`, ...)", transform),
    lazy_method("transform.default(`_data`, ...)", transform),
];

/// The code of an argument and where it was written.
fn code_of(args: &Args, name: &str) -> (Value, Environment) {
    match args.raw(name) {
        Some(Value::Promise(p)) => (p.expression(), p.environment().unwrap_or_else(|| args.env.clone())),
        Some(value) => (value, args.env.clone()),
        None => (Value::Null, args.env.clone()),
    }
}

fn with(args: &mut Args) -> Eval {
    let data = args.value("data")?;
    let (code, around) = code_of(args, "expr");
    if let Value::Integer(_) | Value::Double(_) = data {
        let env = args.apply_named("as.environment", vec![Argument::new(data)])?;
        let Value::Environment(env) = env else { return fail("invalid 'data'") };
        return args.session.eval(&code, &env);
    }
    let scope = data_scope(args, &data, Some(&around));
    args.session.eval(&code, &scope)
}

/// Columns that the code changed, made or removed; new ones come last, the newest first.
fn within(args: &mut Args) -> Eval {
    let mut data = args.value("data")?;
    let frame = data.is_data_frame();
    let (code, around) = code_of(args, "expr");
    let scope = data_scope(args, &data, Some(&around));
    args.session.eval(&code, &scope)?;
    args.session.visible = true;
    let old = names_of(&data);
    let made: Vec<&str> =
        scope.names().iter().map(|s| s.as_str()).filter(|n| !old.iter().any(|o| o == n)).collect();
    let mut gone = Vec::new();
    let order = old.iter().map(String::as_str).chain(made.into_iter().rev());
    for name in order.collect::<Vec<_>>() {
        let value = match scope.get(name.into()) {
            Some(value) => args.session.force(value)?,
            None => Value::Null,
        };
        let present = scope.has(name.into());
        if !present || frame && matches!(value, Value::Null) {
            gone.push(name.to_string());
            continue;
        }
        data = if matches!(value, Value::Null) {
            // NULL stays an element of a list.
            let item = Argument::named(known::VALUE, Value::list(vec![Value::Null]));
            args.apply_named("[<-", vec![Argument::new(data), Argument::new(Value::string(name)), item])?
        } else {
            let item = Argument::named(known::VALUE, value);
            args.apply_named("[[<-", vec![Argument::new(data), Argument::new(Value::string(name)), item])?
        };
    }
    for name in gone.into_iter().filter(|n| old.contains(n)) {
        let nothing = Argument::named(known::VALUE, Value::Null);
        data = args
            .apply_named("[[<-", vec![Argument::new(data), Argument::new(Value::string(&name)), nothing])?;
    }
    Ok(data)
}

/// A condition as a subscript that leaves missing ones out.
fn condition(value: &Value) -> Eval {
    if !matches!(value, Value::Logical(_)) {
        return fail("'subset' must be logical");
    }
    let flags = as_logical(value)?;
    Ok(Value::logicals(flags.iter().map(|f| Some(*f == Some(true))).collect::<Vec<_>>()))
}

fn subset_vector(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let chosen = condition(&args.value("subset")?)?;
    args.apply_named("[", vec![Argument::new(x), Argument::new(chosen)])
}

/// The columns `select` says, where names of columns stand for their numbers.
fn selection(args: &mut Args, names: &[String]) -> Eval {
    if args.raw("select").is_none() {
        return Ok(Value::Missing);
    }
    let (code, around) = code_of(args, "select");
    let numbers = names.iter().enumerate().map(|(k, n)| (n.as_str(), Value::count(k + 1)));
    let scope = data_scope(args, &Value::named_list(numbers), Some(&around));
    args.session.eval(&code, &scope)
}

fn subset_frame(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let rows = if args.raw("subset").is_none() {
        Value::logicals(vec![Some(true); row_count(&x)])
    } else {
        let (code, around) = code_of(args, "subset");
        let scope = data_scope(args, &x, Some(&around));
        condition(&args.session.eval(&code, &scope)?)?
    };
    let columns = selection(args, &names_of(&x))?;
    cells(args, x, rows, columns)
}

fn subset_matrix(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let rows =
        if args.raw("subset").is_none() { Value::logical(true) } else { condition(&args.value("subset")?)? };
    let names = x.dimnames().and_then(|d| d.get(1).cloned().flatten());
    let names: Vec<String> =
        names.map(|n| n.iter().map(|s| s.unwrap_or("NA").to_string()).collect()).unwrap_or_default();
    let columns = selection(args, &names)?;
    cells(args, x, rows, columns)
}

fn cells(args: &mut Args, x: Value, rows: Value, columns: Value) -> Eval {
    let drop = Argument::named(known::DROP, args.value("drop")?);
    args.apply_named("[", vec![Argument::new(x), Argument::new(rows), Argument::new(columns), drop])
}

fn transform(args: &mut Args) -> Eval {
    let data = args.value("_data")?;
    let mut data = if data.is_data_frame() {
        data
    } else {
        args.apply_named("data.frame", vec![Argument::named("_data", data)])?
    };
    let mut new = Vec::new();
    // All values are made from the columns as they were.
    let old = names_of(&data);
    for dot in args.raw_dots().to_vec() {
        let (code, around) = match &dot.value {
            Value::Promise(p) => (p.expression(), p.environment().unwrap_or_else(|| args.env.clone())),
            other => (other.clone(), args.env.clone()),
        };
        let Some(name) = dot.name else { return fail("all arguments of transform() must be named") };
        let scope = data_scope(args, &data, Some(&around));
        new.push((name.as_str(), args.session.eval(&code, &scope)?));
    }
    let mut added = Vec::new();
    for (name, value) in new {
        if old.iter().any(|o| o == name) {
            let item = Argument::named(known::VALUE, value);
            data = args
                .apply_named("[[<-", vec![Argument::new(data), Argument::new(Value::string(name)), item])?;
        } else {
            added.push(Argument::named(name, value));
        }
    }
    if added.is_empty() {
        return Ok(data);
    }
    let mut arguments = vec![Argument::new(data)];
    arguments.extend(added);
    args.apply_named("data.frame", arguments)
}
