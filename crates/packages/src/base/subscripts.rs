//! Parts of objects: `[`, `[[`, `$`, `@` and their replacements, by R's default rules.

use raglan_engine::eval::{Args, Builtin, Eval, Session, assign_dollar, extract, fail, internal};
use raglan_engine::value::{
    Argument, Failure, Symbol, Value, as_logical, assign_element, assign_vector, element, known,
    subset_array, subset_vector, type_name,
};

pub(super) const FUNCTIONS: &[Builtin] = &[
    extract("`[`(x, ..., drop = TRUE)", bracket),
    extract("`[[`(x, ..., exact = TRUE)", double_bracket),
    extract("`$`(x, name)", dollar),
    extract("`@`(object, name)", slot),
    internal("`[<-`(x, ..., value)", replace_bracket),
    internal("`[[<-`(x, ..., value)", replace_double_bracket),
    internal("`$<-`(x, name, value)", replace_dollar),
    internal("`@<-`(object, name, value)", replace_slot),
];

/// The subscripts, and the value of the argument `flag` among them.
fn split(arguments: &[Argument], flag: Symbol, default: bool) -> Eval<(Vec<Value>, bool)> {
    let mut set = default;
    let mut subscripts = Vec::with_capacity(arguments.len());
    for argument in arguments {
        if argument.name == Some(flag) {
            // NA stands for `exact = NA`: partial matching with a warning, which R gives for it alone.
            set = match &argument.value {
                Value::Missing => default,
                value => as_logical(value)?.first().copied().flatten().unwrap_or(false),
            };
        } else {
            subscripts.push(argument.value.clone());
        }
    }
    Ok((subscripts, set))
}

/// A factor stands for its codes when it is a subscript.
fn plain(subscript: &Value) -> Value {
    if subscript.is_object() && subscript.is_factor() {
        let mut codes = subscript.clone();
        codes.set_attribute(known::CLASS, Value::Null);
        codes.set_attribute(known::LEVELS, Value::Null);
        return codes;
    }
    subscript.clone()
}

/// `x[...]`
pub(super) fn bracket(_: &mut Session, x: &Value, arguments: &[Argument]) -> Eval {
    let (mut subscripts, drop) = split(arguments, known::DROP, true)?;
    for subscript in &mut subscripts {
        *subscript = plain(subscript);
    }
    match subscripts.as_slice() {
        _ if matches!(x, Value::Null) => Ok(Value::Null),
        [] => Ok(x.clone()),
        [Value::Missing] if x.is_vector() => Ok(x.clone()),
        [one] => one_subscript(x, one, drop),
        many => {
            if !x.is_vector() {
                return fail(format!("object of type '{}' is not subsettable", type_name(x)));
            }
            let out = subset_array(x, many, drop)?;
            Ok(keep_table(x, out))
        }
    }
}

/// A one-dimensional array stays one when more than one of its elements are taken.
fn one_subscript(x: &Value, subscript: &Value, drop: bool) -> Eval {
    let single = x.attributes().get(known::DIM).is_some_and(|d| d.len() == 1);
    if !single || subscript.dim().is_some() {
        return Ok(subset_vector(x, subscript)?);
    }
    let mut out = subset_vector(x, subscript)?;
    if drop && out.len() == 1 {
        return Ok(out);
    }
    let names = out.attributes().get(known::NAMES).cloned();
    out.set_attribute(known::NAMES, Value::Null);
    out.set_attribute(known::DIM, Value::count(out.len()));
    if let Some(names) = names {
        let mut list = Value::list(vec![names]);
        if let Some(header) = x.attributes().get(known::DIMNAMES).and_then(Value::names) {
            list.set_attribute(known::NAMES, header.into());
        }
        out.set_attribute(known::DIMNAMES, list);
    }
    Ok(keep_table(x, out))
}

/// Tables stay tables while they have extents.
fn keep_table(x: &Value, mut out: Value) -> Value {
    if x.has_class("table")
        && out.attributes().get(known::DIM).is_some()
        && let Some(class) = x.attributes().get(known::CLASS)
    {
        out.set_attribute(known::CLASS, class.clone());
    }
    out
}

/// `x[[...]]`
pub(super) fn double_bracket(_: &mut Session, x: &Value, arguments: &[Argument]) -> Eval {
    let (mut subscripts, exact) = split(arguments, known::EXACT, true)?;
    subscripts.retain(|s| !matches!(s, Value::Missing) || arguments.len() > 1);
    for subscript in &mut subscripts {
        *subscript = plain(subscript);
    }
    match subscripts.as_slice() {
        _ if matches!(x, Value::Null) => Ok(Value::Null),
        [] => fail("invalid subscript type 'symbol'"),
        [one] => Ok(element(x, one, exact)?),
        many => {
            let picked = subset_array(x, many, true).map_err(|f| out_of_bounds(x, many, f))?;
            if picked.len() != 1 {
                return fail("subscript out of bounds");
            }
            Ok(match picked {
                Value::List(v) => v.data[0].clone(),
                other => other.stripped(),
            })
        }
    }
}

fn out_of_bounds(x: &Value, subscripts: &[Value], failure: Failure) -> Failure {
    if x.dim().is_some_and(|d| d.len() != subscripts.len()) || x.dim().is_none() {
        return Failure::new("incorrect number of subscripts");
    }
    failure
}

/// `x$name`
pub(super) fn dollar(session: &mut Session, x: &Value, arguments: &[Argument]) -> Eval {
    let name = match arguments.first().map(|a| &a.value) {
        Some(Value::Character(v)) if v.data.len() == 1 => v.data.get(0).unwrap_or("NA").to_string(),
        Some(Value::Symbol(s)) => s.as_str().to_string(),
        _ => return fail("invalid subscript type 'language'"),
    };
    match x {
        Value::Null => Ok(Value::Null),
        Value::Environment(e) => {
            let symbol = Symbol::new(&name);
            match e.get(symbol) {
                Some(_) if e.is_active(symbol) => session.variable(symbol, e),
                Some(value @ Value::Promise(_)) => session.force(value),
                Some(value) => Ok(value),
                None => Ok(Value::Null),
            }
        }
        Value::List(_) | Value::Expression(_) => Ok(element(x, &Value::string(&name), false)?),
        Value::Language(_) => Ok(element(x, &Value::string(&name), true).unwrap_or(Value::Null)),
        _ if x.is_atomic() => fail("$ operator is invalid for atomic vectors"),
        Value::Object(_) => fail("$ operator not defined for this S4 class"),
        _ => fail(format!("object of type '{}' is not subsettable", type_name(x))),
    }
}

/// `object@name`
fn slot(_: &mut Session, x: &Value, arguments: &[Argument]) -> Eval {
    let name = match arguments.first().map(|a| &a.value) {
        Some(Value::Character(v)) if v.data.len() == 1 => v.data.get(0).unwrap_or("NA").to_string(),
        Some(Value::Symbol(s)) => s.as_str().to_string(),
        _ => return fail("invalid type or length for slot name"),
    };
    if name == ".Data" {
        return Ok(x.clone().stripped());
    }
    match x.attribute(Symbol::new(&name)) {
        Some(value) => Ok(value),
        None if matches!(x, Value::Object(_)) => fail(format!(
            "no slot of name \"{name}\" for this object of class \"{}\"",
            raglan_engine::value::class_vector(x).first().cloned().unwrap_or_default()
        )),
        None => fail(format!(
            "no applicable method for `@` applied to an object of class \"{}\"",
            raglan_engine::value::class_vector(x).first().cloned().unwrap_or_default()
        )),
    }
}

/// The subscripts and the value of a replacement; called by position, the last argument is the value.
fn replacement(args: &mut Args) -> Eval<(Value, Vec<Value>, Value)> {
    let x = args.take("x")?;
    let mut dots = args.raw_dots().to_vec();
    let value = if args.is_missing("value") {
        match dots.pop() {
            Some(last) => last.value,
            None => return fail("no value to be assigned"),
        }
    } else {
        args.value("value")?
    };
    let subscripts = dots
        .into_iter()
        .filter(|a| a.name != Some(known::EXACT))
        .map(|a| plain(&a.value))
        .collect::<Vec<_>>();
    Ok((x, subscripts, value))
}

/// `x[...] <- value`
pub(super) fn replace_bracket(args: &mut Args) -> Eval {
    let (mut x, subscripts, value) = replacement(args)?;
    let mut warnings = Vec::new();
    assign_vector(&mut x, &subscripts, &value, &mut warnings)?;
    args.warn_all(warnings)?;
    Ok(x)
}

/// `x[[...]] <- value`
pub(super) fn replace_double_bracket(args: &mut Args) -> Eval {
    let (mut x, subscripts, value) = replacement(args)?;
    let mut warnings = Vec::new();
    match subscripts.as_slice() {
        [one] => assign_element(&mut x, one, value, &mut warnings)?,
        many => {
            let list = matches!(x, Value::List(_));
            if value.len() != 1 && !list {
                return fail("more elements supplied than there are to replace");
            }
            let value = if list { Value::list(vec![value]) } else { value };
            assign_vector(&mut x, many, &value, &mut warnings)?;
        }
    }
    args.warn_all(warnings)?;
    Ok(x)
}

/// `x$name <- value`
pub(super) fn replace_dollar(args: &mut Args) -> Eval {
    let mut x = args.take("x")?;
    let name = match args.value("name")? {
        Value::Symbol(s) => Value::string(s.as_str()),
        name => name,
    };
    let value = args.value("value")?;
    let mut warnings = Vec::new();
    assign_dollar(&mut x, &name, value, &mut warnings)?;
    args.warn_all(warnings)?;
    Ok(x)
}

/// `object@name <- value`
fn replace_slot(args: &mut Args) -> Eval {
    let mut x = args.take("object")?;
    let name = args.string("name")?;
    let value = args.value("value")?;
    if name == ".Data" {
        return Ok(value.with_attributes(x.attributes().clone()));
    }
    x.set_attribute(Symbol::new(&name), value);
    Ok(x)
}
