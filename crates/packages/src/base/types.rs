//! Types: what a value is (`is.*`, `typeof`, `mode`) and what it is turned into (`as.*`).

use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail, generic, internal, method};
use raglan_engine::value::{
    Argument, Attributes, Failure, NA_INTEGER, Result, Strings, Symbol, Text, Type, Value, Vector,
    as_character, as_list, as_type, deparse_line, is_na, known, type_name,
};
use std::rc::Rc;

pub(super) const FUNCTIONS: &[Builtin] = &[
    builtin("typeof(x)", |a| Ok(Value::string(type_name(&a.value("x")?)))),
    builtin("mode(x)", |a| Ok(Value::string(&mode_name(&a.value("x")?)))),
    builtin("storage.mode(x)", |a| {
        let x = a.value("x")?;
        Ok(Value::string(if x.is_function() { "function" } else { type_name(&x) }))
    }),
    builtin("`storage.mode<-`(x, value)", set_mode),
    builtin("`mode<-`(x, value)", set_mode),
    builtin("is.null(x)", |a| is(a, |x| matches!(x, Value::Null))),
    builtin("is.logical(x)", |a| is(a, |x| matches!(x, Value::Logical(_)))),
    builtin("is.integer(x)", |a| is(a, |x| matches!(x, Value::Integer(_)))),
    builtin("is.double(x)", |a| is(a, |x| matches!(x, Value::Double(_)))),
    builtin("is.complex(x)", |a| is(a, |x| matches!(x, Value::Complex(_)))),
    builtin("is.character(x)", |a| is(a, |x| matches!(x, Value::Character(_)))),
    builtin("is.raw(x)", |a| is(a, |x| matches!(x, Value::Raw(_)))),
    builtin("is.list(x)", |a| is(a, |x| matches!(x, Value::List(_)))),
    builtin("is.pairlist(x)", |a| is(a, |x| matches!(x, Value::Null))),
    builtin("is.atomic(x)", |a| is(a, Value::is_atomic)),
    builtin("is.recursive(x)", |a| {
        is(a, |x| !x.is_atomic() && !matches!(x, Value::Null | Value::Symbol(_) | Value::External(_)))
    }),
    builtin("is.object(x)", |a| is(a, Value::is_object)),
    builtin("isS4(object)", |a| {
        let x = a.value("object")?;
        Ok(Value::logical(matches!(x, Value::Object(_))))
    }),
    internal("is.array(x)", |a| is(a, |x| x.attributes().get(known::DIM).is_some())),
    internal("is.matrix(x)", |a| is(a, |x| x.attributes().get(known::DIM).is_some_and(|d| d.len() == 2))),
    builtin("is.factor(x)", |a| is(a, |x| x.has_class("factor"))),
    builtin("is.ordered(x)", |a| is(a, |x| x.has_class("ordered"))),
    builtin("is.data.frame(x)", |a| is(a, |x| x.has_class("data.frame"))),
    builtin("is.table(x)", |a| is(a, |x| x.has_class("table"))),
    builtin("is.vector(x, mode = \"any\")", is_vector),
    internal("is.numeric(x)", |a| {
        is(a, |x| matches!(x, Value::Integer(_) | Value::Double(_)) && !x.is_factor())
    }),
    method("is.numeric.Date(x)", |_| Ok(Value::logical(false))),
    method("is.numeric.POSIXt(x)", |_| Ok(Value::logical(false))),
    method("is.numeric.difftime(x)", |_| Ok(Value::logical(false))),
    builtin("isTRUE(x)", |a| {
        is(a, |x| matches!(x, Value::Logical(v) if v.data.len() == 1 && v.data[0] == Some(true)))
    }),
    builtin("isFALSE(x)", |a| {
        is(a, |x| matches!(x, Value::Logical(v) if v.data.len() == 1 && v.data[0] == Some(false)))
    }),
    internal("is.na(x)", |a| test_elements(a, missing_element, true)),
    internal("is.nan(x)", |a| test_elements(a, nan_element, false)),
    internal("is.finite(x)", |a| test_elements(a, finite_element, false)),
    internal("is.infinite(x)", |a| test_elements(a, infinite_element, false)),
    internal("anyNA(x, recursive = FALSE)", any_na),
    internal("as.logical(x, ...)", |a| convert(a, Type::Logical)),
    method("as.logical.factor(x, ...)", as_logical_factor),
    internal("as.integer(x, ...)", |a| convert(a, Type::Integer)),
    internal("as.double(x, ...)", |a| convert(a, Type::Double)),
    internal("as.numeric(x, ...)", as_numeric),
    internal("as.complex(x, ...)", |a| convert(a, Type::Complex)),
    internal("as.character(x, ...)", |a| convert(a, Type::Character)),
    method("as.character.default(x, ...)", |a| convert(a, Type::Character)),
    method("as.character.factor(x, ...)", |a| factor_texts(&a.value("x")?)),
    internal("as.raw(x)", |a| convert(a, Type::Raw)),
    internal("as.vector(x, mode = \"any\")", as_vector),
    method("as.vector.factor(x, mode = \"any\")", as_vector_factor),
    method("as.vector.data.frame(x, mode = \"any\")", as_vector_frame),
    generic("as.list(x, ...)"),
    method("as.list.default(x, ...)", as_list_default),
    method("as.list.data.frame(x, ...)", as_list_frame),
    method("as.list.factor(x, ...)", as_list_each),
    method("as.list.Date(x, ...)", as_list_each),
    method("as.list.POSIXct(x, ...)", as_list_each),
    method("as.list.difftime(x, ...)", as_list_each),
    method("as.list.environment(x, all.names = FALSE, sorted = FALSE, ...)", as_list_environment),
    builtin(
        "identical(x, y, num.eq = TRUE, single.NA = TRUE, attrib.as.set = TRUE, ignore.bytecode = TRUE, ignore.environment = FALSE, ignore.srcref = TRUE, extptr.as.ref = FALSE)",
        identical,
    ),
];

fn is(args: &mut Args, test: fn(&Value) -> bool) -> Eval {
    Ok(Value::logical(test(&args.value("x")?)))
}

fn mode_name(x: &Value) -> String {
    match x {
        Value::Integer(_) | Value::Double(_) => "numeric".into(),
        Value::Closure(_) | Value::Primitive(_) => "function".into(),
        Value::Symbol(_) | Value::Missing => "name".into(),
        Value::Language(c) if c.calls(known::PAREN) => "(".into(),
        Value::Language(_) => "call".into(),
        other => type_name(other).into(),
    }
}

fn named_type(mode: &str) -> Option<Type> {
    Some(match mode {
        "logical" => Type::Logical,
        "integer" => Type::Integer,
        "numeric" | "double" => Type::Double,
        "complex" => Type::Complex,
        "character" => Type::Character,
        "raw" => Type::Raw,
        "list" => Type::List,
        "expression" => Type::Expression,
        _ => return None,
    })
}

fn set_mode(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let mode = args.string("value")?;
    if x.is_factor() {
        return fail("invalid to change the storage mode of a factor");
    }
    if mode == "numeric" && matches!(x, Value::Integer(_) | Value::Double(_)) {
        return Ok(x);
    }
    if matches!(mode.as_str(), "name" | "symbol") {
        return Ok(Value::symbol(texts(&x)?.get(0).unwrap_or("NA")));
    }
    let Some(of) = named_type(&mode) else { return fail("invalid value") };
    let mut warnings = Vec::new();
    let out = if of == Type::Character && matches!(x, Value::List(_)) {
        Value::from(texts(&x)?).with_attributes(x.attributes().clone())
    } else {
        as_type(&x, of, &mut warnings)?
    };
    args.warn_all(warnings)?;
    Ok(out)
}

fn is_vector(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let mode = args.string("mode")?;
    let plain = x.attributes().iter().all(|(n, _)| n == known::NAMES);
    let fits = match mode.as_str() {
        "any" => x.is_vector(),
        "numeric" => matches!(x, Value::Integer(_) | Value::Double(_)) && !x.is_factor(),
        "name" | "symbol" => matches!(x, Value::Symbol(_)),
        "function" => x.is_function(),
        other => type_name(&x) == other,
    };
    Ok(Value::logical(fits && plain))
}

fn missing_element(x: &Value, i: usize) -> bool {
    match x {
        Value::Logical(v) => v.data[i].is_none(),
        Value::Integer(v) => v.data[i] == NA_INTEGER,
        Value::Double(v) => v.data[i].is_nan(),
        Value::Complex(v) => v.data[i].is_nan(),
        Value::Character(v) => v.data.get(i).is_none(),
        Value::List(v) | Value::Expression(v) => {
            let item = &v.data[i];
            item.is_atomic() && item.len() == 1 && missing_element(item, 0)
        }
        _ => false,
    }
}

fn nan_element(x: &Value, i: usize) -> bool {
    match x {
        Value::Double(v) => v.data[i].is_nan() && !is_na(v.data[i]),
        Value::Complex(v) => v.data[i].is_nan() && !is_na(v.data[i].re) && !is_na(v.data[i].im),
        _ => false,
    }
}

fn finite_element(x: &Value, i: usize) -> bool {
    match x {
        Value::Logical(v) => v.data[i].is_some(),
        Value::Integer(v) => v.data[i] != NA_INTEGER,
        Value::Double(v) => v.data[i].is_finite(),
        Value::Complex(v) => v.data[i].re.is_finite() && v.data[i].im.is_finite(),
        Value::Raw(_) => true,
        _ => false,
    }
}

fn infinite_element(x: &Value, i: usize) -> bool {
    match x {
        Value::Double(v) => v.data[i].is_infinite(),
        Value::Complex(v) => v.data[i].re.is_infinite() || v.data[i].im.is_infinite(),
        _ => false,
    }
}

/// A logical for each element, with names and extents.
fn test_elements(args: &mut Args, test: fn(&Value, usize) -> bool, lists: bool) -> Eval {
    let x = args.value("x")?;
    if matches!(x, Value::Null) {
        return Ok(Value::empty(Type::Logical));
    }
    if !x.is_vector() {
        if lists {
            args.warn(&format!("is.na() applied to non-(list or vector) of type '{}'", type_name(&x)))?;
            return Ok(Value::logical(false));
        }
        return fail(format!("default method not implemented for type '{}'", type_name(&x)));
    }
    if !lists && matches!(x, Value::List(_)) {
        return fail("default method not implemented for type 'list'");
    }
    let data: Vec<Option<bool>> = (0..x.len()).map(|i| Some(test(&x, i))).collect();
    let keep = |n: Symbol| matches!(n, known::NAMES | known::DIM | known::DIMNAMES);
    Ok(Value::logicals(data).with_attributes(x.attributes().only(keep)))
}

fn any_na(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let recursive = args.flag("recursive")?;
    fn any(x: &Value, recursive: bool) -> bool {
        match x {
            Value::List(v) | Value::Expression(v) if recursive => v.data.iter().any(|item| any(item, true)),
            _ if x.is_vector() => (0..x.len()).any(|i| missing_element(x, i)),
            _ => false,
        }
    }
    let frame = x.is_data_frame();
    Ok(Value::logical(any(&x, recursive || frame)))
}

/// The elements as strings, of a list or call too: what is no single string is written as code.
pub(crate) fn texts(x: &Value) -> Result<Strings> {
    match x {
        Value::List(_) | Value::Expression(_) | Value::Language(_) => {
            Ok(as_list(x).iter().map(item_text).collect::<Vec<Text>>().into())
        }
        _ if x.is_factor() => match factor_texts(x) {
            Ok(Value::Character(v)) => Ok(v.data),
            _ => Err(Failure::new("malformed factor")),
        },
        _ => as_character(x),
    }
}

fn item_text(item: &Value) -> Text {
    match item {
        Value::Character(v) if v.data.len() == 1 => v.data.text(0),
        Value::Symbol(s) => Some(Rc::from(s.as_str())),
        _ if item.is_atomic() && item.len() == 1 => match as_character(item) {
            // NA in a list is the word.
            Ok(s) => Some(s.text(0).unwrap_or_else(|| "NA".into())),
            Err(_) => None,
        },
        _ if item.is_atomic() => Some(deparse_line(&item.clone().stripped()).into()),
        other => Some(deparse_line(other).into()),
    }
}

/// The labels of a factor's elements.
pub(crate) fn factor_texts(x: &Value) -> Eval {
    let Value::Integer(codes) = x else { return fail("malformed factor") };
    let levels = match x.attributes().get(known::LEVELS) {
        Some(Value::Character(l)) => l.data.clone(),
        _ => Strings::from(Vec::new()),
    };
    let label = |&k: &i32| usize::try_from(k).ok().and_then(|k| k.checked_sub(1)).and_then(|k| levels.get(k));
    Ok(codes.data.iter().map(label).collect::<Strings>().into())
}

fn convert(args: &mut Args, to: Type) -> Eval {
    let x = if args.is_missing("x") { Value::Null } else { args.value("x")? };
    to_type(args, x, to)
}

fn to_type(args: &mut Args, x: Value, to: Type) -> Eval {
    if x.vector_type() == Some(to) {
        return Ok(x.stripped());
    }
    if let Value::Environment(_) | Value::Closure(_) | Value::Primitive(_) = x {
        let name = if to == Type::Double { "double" } else { to_name(to) };
        return fail(format!("cannot coerce type '{}' to vector of type '{name}'", type_name(&x)));
    }
    if to == Type::Character {
        return Ok(texts(&x)?.into());
    }
    if matches!(x, Value::Null) {
        return Ok(Value::empty(to));
    }
    let mut warnings = Vec::new();
    let out = as_type(&x.clone().stripped(), to, &mut warnings)?.stripped();
    args.warn_all(warnings)?;
    Ok(out)
}

fn to_name(to: Type) -> &'static str {
    match to {
        Type::Null => "NULL",
        Type::Raw => "raw",
        Type::Logical => "logical",
        Type::Integer => "integer",
        Type::Double => "double",
        Type::Complex => "complex",
        Type::Character => "character",
        Type::List => "list",
        Type::Expression => "expression",
    }
}

/// `as.numeric` is `as.double` by another name, and so are their methods.
fn as_numeric(args: &mut Args) -> Eval {
    let x = if args.is_missing("x") { Value::Null } else { args.value("x")? };
    if x.is_object() {
        for class in raglan_engine::value::implicit_class(&x) {
            let env = args.env.clone();
            if let Some(method) = args.session.find_method("as.double", &class, &env) {
                let mut all = vec![Argument::new(x)];
                all.extend(args.dots()?);
                return args.apply(&method, all);
            }
        }
    }
    to_type(args, x, Type::Double)
}

fn as_logical_factor(args: &mut Args) -> Eval {
    let labels = factor_texts(&args.value("x")?)?;
    to_type(args, labels, Type::Logical)
}

fn as_vector(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let mode = args.string("mode")?;
    vector_of_mode(args, x, &mode)
}

fn vector_of_mode(args: &mut Args, x: Value, mode: &str) -> Eval {
    match mode {
        "any" => match x {
            Value::List(_) | Value::Expression(_) => {
                // Lists keep their attributes.
                Ok(x)
            }
            Value::Symbol(_) | Value::Language(_) => Ok(x),
            _ if x.is_atomic() || matches!(x, Value::Null) => Ok(x.stripped()),
            _ => fail(format!("cannot coerce type '{}' to vector of type 'any'", type_name(&x))),
        },
        "list" => {
            let keep = |n: Symbol| !matches!(n, known::CLASS | known::LEVELS);
            let names = x.names();
            match x {
                Value::List(_) => Ok(x),
                Value::Null => Ok(Value::list(Vec::new())),
                Value::Language(_) => {
                    let out = Value::list(as_list(&x));
                    Ok(names.map_or(out.clone(), |n| out.with_attribute(known::NAMES, n.into())))
                }
                Value::Symbol(_) => Ok(Value::list(vec![x])),
                _ if x.is_vector() => Ok(Value::list(as_list(&x)).with_attributes(x.attributes().only(keep))),
                _ => fail(format!("cannot coerce type '{}' to vector of type 'list'", type_name(&x))),
            }
        }
        "symbol" | "name" => Ok(Value::symbol(texts(&x)?.get(0).unwrap_or("NA"))),
        "expression" => match x {
            Value::Expression(_) => Ok(x),
            Value::Symbol(_) | Value::Language(_) => Ok(Value::Expression(Vector::new(vec![x]))),
            _ => Ok(Value::Expression(Vector::new(as_list(&x)))),
        },
        "numeric" if matches!(x, Value::Integer(_) | Value::Double(_)) => Ok(x.stripped()),
        other => match named_type(other) {
            Some(of) => to_type(args, x, of),
            None => fail(format!("vector: cannot make a vector of mode '{other}'.")),
        },
    }
}

fn as_vector_factor(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let mode = args.string("mode")?;
    match mode.as_str() {
        "any" | "character" => factor_texts(&x),
        "list" => as_list_each(args),
        "logical" => as_logical_factor(args),
        other => vector_of_mode(args, x.stripped(), other),
    }
}

fn as_vector_frame(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let mode = args.string("mode")?;
    let plain = x.clone().with_attributes(x.attributes().only(|n| n == known::NAMES));
    match mode.as_str() {
        "any" | "list" => Ok(plain),
        other => vector_of_mode(args, plain, other),
    }
}

fn as_list_default(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    match &x {
        Value::List(_) => Ok(x),
        Value::Closure(f) => {
            let mut names: Vec<&str> = f.formals.iter().map(|f| f.name.as_str()).collect();
            names.push("");
            let mut all: Vec<Value> = f.formals.iter().map(|f| f.default.clone()).collect();
            all.push(f.body.clone());
            Ok(Value::list(all).with_names(names))
        }
        _ => vector_of_mode(args, x, "list"),
    }
}

fn as_list_frame(args: &mut Args) -> Eval {
    let mut x = args.value("x")?;
    x.set_attribute(known::CLASS, Value::Null);
    x.set_attribute(known::ROW_NAMES, Value::Null);
    Ok(x)
}

/// A list of single elements that keep what the attributes say.
fn as_list_each(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let kept: Attributes = x.attributes().only(|n| !matches!(n, known::NAMES | known::DIM | known::DIMNAMES));
    let items: Vec<Value> = (0..x.len()).map(|i| x.gather(&[i]).with_attributes(kept.clone())).collect();
    let out = Value::list(items);
    Ok(match x.names() {
        Some(names) => out.with_attribute(known::NAMES, names.into()),
        None => out,
    })
}

fn as_list_environment(args: &mut Args) -> Eval {
    let env = args.environment("x")?;
    let all = args.flag("all.names")?;
    let mut names: Vec<Symbol> =
        env.names().into_iter().filter(|n| all || !n.as_str().starts_with('.')).collect();
    if args.flag("sorted")? {
        names.sort_by(|a, b| raglan_engine::value::collate(a.as_str(), b.as_str()));
    }
    let mut values = Vec::with_capacity(names.len());
    for name in &names {
        values.push((name.as_str(), args.session.variable(*name, &env)?));
    }
    Ok(if values.is_empty() { Value::list(Vec::new()) } else { Value::named_list(values) })
}

fn identical(args: &mut Args) -> Eval {
    args.refuse_unless_default(&["num.eq", "single.NA", "attrib.as.set", "extptr.as.ref"])?;
    let (x, y) = (args.value("x")?, args.value("y")?);
    if args.flag("ignore.environment")?
        && let (Value::Closure(f), Value::Closure(g)) = (&x, &y)
    {
        let same = raglan_engine::value::identical(&f.body, &g.body)
            && f.formals.len() == g.formals.len()
            && f.formals
                .iter()
                .zip(g.formals.iter())
                .all(|(a, b)| a.name == b.name && raglan_engine::value::identical(&a.default, &b.default));
        return Ok(Value::logical(same));
    }
    Ok(Value::logical(raglan_engine::value::identical(&x, &y)))
}
