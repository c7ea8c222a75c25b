//! Small questions about values, and small tools: `is_*()`, `%||%`, `set_names()`, `list2()`.

use super::capturing::{as_function, list2};
use raglan_engine::eval::{Args, Builtin, Eval, builtin, lazy};
use raglan_engine::value::{Argument, Symbol, Type, Value, as_character, known};

pub(super) const FUNCTIONS: &[Builtin] = &[
    lazy("`%||%`(x, y)", |a| match a.value("x")? {
        Value::Null => a.value("y"),
        x => Ok(x),
    }),
    builtin("is_null(x)", |a| Ok(Value::logical(matches!(a.value("x")?, Value::Null)))),
    builtin("is_list(x, n = NULL)", |a| of_type(a, |v| matches!(v, Value::List(_)))),
    builtin("is_atomic(x, n = NULL)", |a| of_type(a, Value::is_atomic)),
    builtin("is_vector(x, n = NULL)", |a| of_type(a, Value::is_vector)),
    builtin("is_logical(x, n = NULL)", |a| of_type(a, |v| matches!(v, Value::Logical(_)))),
    builtin("is_integer(x, n = NULL)", |a| of_type(a, |v| matches!(v, Value::Integer(_)))),
    builtin("is_double(x, n = NULL)", |a| of_type(a, |v| matches!(v, Value::Double(_)))),
    builtin("is_character(x, n = NULL)", |a| of_type(a, |v| matches!(v, Value::Character(_)))),
    builtin("is_bare_list(x, n = NULL)", |a| of_type(a, |v| matches!(v, Value::List(_)) && !v.is_object())),
    builtin("is_bare_character(x, n = NULL)", |a| {
        of_type(a, |v| matches!(v, Value::Character(_)) && !v.is_object())
    }),
    builtin("is_bare_numeric(x, n = NULL)", |a| {
        of_type(a, |v| matches!(v, Value::Integer(_) | Value::Double(_)) && !v.is_object())
    }),
    builtin("is_integerish(x, n = NULL, finite = NULL)", |a| of_type(a, is_integerish)),
    builtin("is_scalar_character(x)", |a| scalar(a, Type::Character)),
    builtin("is_scalar_integer(x)", |a| scalar(a, Type::Integer)),
    builtin("is_scalar_double(x)", |a| scalar(a, Type::Double)),
    builtin("is_scalar_logical(x)", |a| scalar(a, Type::Logical)),
    builtin("is_scalar_list(x)", |a| scalar(a, Type::List)),
    builtin("is_scalar_vector(x)", |a| {
        let x = a.value("x")?;
        Ok(Value::logical(x.is_vector() && x.len() == 1))
    }),
    builtin("is_scalar_atomic(x)", |a| {
        let x = a.value("x")?;
        Ok(Value::logical(x.is_atomic() && x.len() == 1))
    }),
    builtin("is_string(x, string = NULL)", is_string),
    builtin("is_bool(x)", |a| {
        Ok(Value::logical(
            matches!(a.value("x")?, Value::Logical(v) if v.data.len() == 1 && v.data[0].is_some()),
        ))
    }),
    builtin("is_true(x)", |a| Ok(Value::logical(is_flag(&a.value("x")?, true)))),
    builtin("is_false(x)", |a| Ok(Value::logical(is_flag(&a.value("x")?, false)))),
    builtin("is_na(x)", |a| {
        let x = a.value("x")?;
        Ok(Value::logical(x.is_atomic() && x.len() == 1 && raglan_engine::value::frame::is_missing_at(&x, 0)))
    }),
    builtin("is_function(x)", |a| Ok(Value::logical(a.value("x")?.is_function()))),
    builtin("is_closure(x)", |a| Ok(Value::logical(matches!(a.value("x")?, Value::Closure(_))))),
    builtin("is_environment(x)", |a| Ok(Value::logical(matches!(a.value("x")?, Value::Environment(_))))),
    builtin("is_symbol(x, name = NULL)", |a| {
        let x = a.value("x")?;
        let name = a.optional("name")?;
        Ok(Value::logical(match (x, name) {
            (Value::Symbol(_), None) => true,
            (Value::Symbol(s), Some(name)) => as_character(&name)?.iter().any(|n| n == Some(s.as_str())),
            _ => false,
        }))
    }),
    builtin("is_call(x, name = NULL, n = NULL, ns = NULL)", is_call),
    builtin("is_expression(x)", |a| {
        let x = a.value("x")?;
        Ok(Value::logical(
            matches!(x, Value::Symbol(_) | Value::Language(_) | Value::Null)
                || (x.is_atomic() && x.len() == 1),
        ))
    }),
    builtin("is_formula(x, scoped = NULL, lhs = NULL)", is_formula),
    builtin("is_empty(x)", |a| Ok(Value::logical(a.value("x")?.is_empty()))),
    builtin("is_named(x)", |a| {
        let x = a.value("x")?;
        Ok(Value::logical(
            x.names().is_some_and(|n| !n.is_empty() && n.iter().all(|n| n.is_some_and(|n| !n.is_empty()))),
        ))
    }),
    builtin("is_dictionaryish(x)", |a| {
        let x = a.value("x")?;
        let names = raglan_engine::value::frame::names_of(&x);
        let unique: std::collections::BTreeSet<&String> = names.iter().collect();
        Ok(Value::logical(
            x.is_empty() || (unique.len() == names.len() && !names.iter().any(String::is_empty)),
        ))
    }),
    builtin("is_missing(x)", |a| Ok(Value::logical(a.is_missing("x")))),
    builtin("is_installed(pkg, ..., version = NULL, compare = NULL)", |a| {
        let names = a.strings("pkg")?;
        Ok(Value::logical(names.iter().all(|n| n.is_some_and(|n| a.session.package(n).is_some()))))
    }),
    builtin("has_name(x, name)", |a| {
        let x = a.value("x")?;
        let wanted = a.strings("name")?;
        let names = raglan_engine::value::frame::names_of(&x);
        Ok(Value::logicals(
            wanted.iter().map(|w| Some(names.iter().any(|n| Some(n.as_str()) == w))).collect::<Vec<_>>(),
        ))
    }),
    builtin("set_names(x, nm = x, ...)", set_names),
    builtin("names2(x)", |a| Ok(Value::strings(raglan_engine::value::frame::names_of(&a.value("x")?)))),
    lazy("list2(...)", |a| Ok(argument_list(list2(a)?))),
    lazy("dots_list(...)", |a| Ok(argument_list(list2(a)?))),
    builtin("seq2(from, to)", |a| {
        let (from, to) = (a.whole("from")? as i32, a.whole("to")? as i32);
        Ok(Value::integers((from..=to).collect::<Vec<_>>()))
    }),
];

/// Arguments as a list.
pub fn argument_list(arguments: Vec<Argument>) -> Value {
    let named = arguments.iter().any(|a| a.name.is_some());
    let names: Vec<&str> = arguments.iter().map(|a| a.name.map_or("", |n| n.as_str())).collect();
    let list = Value::list(arguments.iter().map(|a| a.value.clone()).collect::<Vec<_>>());
    if named { list.with_names(names) } else { list }
}

/// The elements of a list as arguments.
pub fn argument_items(list: &Value) -> Vec<Argument> {
    let names = raglan_engine::value::frame::names_of(list);
    let items = raglan_engine::value::as_list(list);
    let name = |i: usize| names.get(i).filter(|n| !n.is_empty()).map(|n| Symbol::new(n));
    items.iter().enumerate().map(|(i, v)| Argument { name: name(i), value: v.clone() }).collect()
}

fn of_type(args: &mut Args, test: fn(&Value) -> bool) -> Eval {
    let x = args.value("x")?;
    let n = match args.optional("n")? {
        Some(_) => Some(args.count("n")?),
        None => None,
    };
    Ok(Value::logical(test(&x) && n.is_none_or(|n| x.len() == n)))
}

fn scalar(args: &mut Args, of: Type) -> Eval {
    let x = args.value("x")?;
    Ok(Value::logical(x.vector_type() == Some(of) && x.len() == 1))
}

fn is_integerish(value: &Value) -> bool {
    match value {
        Value::Integer(_) => true,
        Value::Double(v) => {
            v.data.iter().all(|x| x.is_nan() || x.fract() == 0.0 && x.abs() < f64::from(i32::MAX) * 4e6)
        }
        _ => false,
    }
}

fn is_string(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let wanted = args.optional("string")?;
    let text = match &x {
        Value::Character(v) if v.data.len() == 1 => v.data.get(0).map(str::to_string),
        _ => None,
    };
    Ok(Value::logical(match (text, wanted) {
        (None, _) => false,
        (Some(_), None) => true,
        (Some(text), Some(wanted)) => as_character(&wanted)?.iter().any(|w| w == Some(&text)),
    }))
}

fn is_flag(value: &Value, wanted: bool) -> bool {
    matches!(value, Value::Logical(v) if v.data.len() == 1 && v.data[0] == Some(wanted))
}

fn is_call(args: &mut Args) -> Eval {
    args.refuse_unless_default(&["ns"])?;
    let Value::Language(call) = args.value("x")? else { return Ok(Value::logical(false)) };
    let names = match args.optional("name")? {
        Some(names) => as_character(&names)?.iter().any(|n| n == call.name().map(|s| s.as_str())),
        None => true,
    };
    let count = match args.optional("n")? {
        Some(_) => args.count("n")? == call.arguments.len(),
        None => true,
    };
    Ok(Value::logical(names && count))
}

fn is_formula(args: &mut Args) -> Eval {
    args.refuse_unless_default(&["scoped"])?;
    let Value::Language(call) = args.value("x")? else { return Ok(Value::logical(false)) };
    let sides = match args.optional("lhs")? {
        Some(lhs) => is_flag(&lhs, true) == (call.arguments.len() == 2),
        None => true,
    };
    Ok(Value::logical(call.calls(known::TILDE) && sides))
}

fn set_names(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let more = args.dots()?;
    let names = if args.is_missing("nm") { x.clone() } else { args.value("nm")? };
    let names = match names {
        Value::Null => return Ok(x.with_attribute(known::NAMES, Value::Null)),
        function if function.is_function() || function.has_class("formula") => {
            let env = args.env.clone();
            let function = as_function(args.session, &function, &env)?;
            let old = x.names().map_or_else(|| as_character(&x).map(Value::from), |n| Ok(Value::from(n)))?;
            let mut arguments = vec![Argument::new(old)];
            arguments.extend(more);
            args.apply(&function, arguments)?
        }
        names if more.is_empty() => names,
        names => {
            let mut parts = vec![Argument::new(names)];
            parts.extend(more);
            raglan_engine::value::combine(&parts, false, false)?
        }
    };
    let texts = as_character(&raglan_engine::value::frame::factor_text(&names)?)?;
    if texts.len() != x.len() && texts.len() != 1 {
        return raglan_engine::eval::fail(format!(
            "The size of `nm` ({}) must be compatible with the size of `x` ({}).",
            texts.len(),
            x.len()
        ));
    }
    let n = texts.len();
    let all: Vec<Option<String>> = (0..x.len()).map(|i| texts.get(i % n).map(str::to_string)).collect();
    Ok(x.with_attribute(known::NAMES, Value::texts(all)))
}
