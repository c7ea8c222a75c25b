//! Functions of functions: the apply family, `Reduce`, `Filter`, `Map` and kin.

use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail, lazy};
use raglan_engine::value::{Argument, Call, Symbol, Type, Value, Vector, combine, known, type_name};
use std::rc::Rc;

pub(super) const FUNCTIONS: &[Builtin] = &[
    lazy("lapply(X, FUN, ...)", lapply),
    lazy("sapply(X, FUN, ..., simplify = TRUE, USE.NAMES = TRUE)", sapply),
    lazy("vapply(X, FUN, FUN.VALUE, ..., USE.NAMES = TRUE)", vapply),
    lazy("mapply(FUN, ..., MoreArgs = NULL, SIMPLIFY = TRUE, USE.NAMES = TRUE)", mapply),
    lazy("Map(f, ...)", map),
    builtin("Filter(f, x)", filter),
    builtin("Reduce(f, x, init, right = FALSE, accumulate = FALSE, simplify = TRUE)", reduce),
    builtin("Find(f, x, right = FALSE, nomatch = NULL)", |a| find(a, false)),
    builtin("Position(f, x, right = FALSE, nomatch = NA_integer_)", |a| find(a, true)),
    builtin("simplify2array(x, higher = TRUE)", |a| {
        let value = a.value("x")?;
        if a.flag("higher")? { simplify_higher(value) } else { simplify(value) }
    }),
    lazy("replicate(n, expr, simplify = \"array\")", replicate),
    lazy("eapply(env, FUN, ..., all.names = FALSE, USE.NAMES = TRUE)", eapply),
];

/// The elements of a vector or list that a function is applied to, through `as.list` for objects.
pub(crate) fn elements(args: &mut Args, value: Value) -> Eval<(Vec<Value>, Option<Value>)> {
    let value = if let Value::Environment(_) = value {
        args.apply_named("as.list", vec![Argument::new(value)])?
    } else if value.is_object() && !value.is_data_frame() {
        args.apply_named("as.list", vec![Argument::new(value)])?
    } else {
        value
    };
    // A table of one extent has the labels along it for names.
    let names = value.names().map(Value::from);
    Ok((raglan_engine::value::as_list(&value).into_vec(), names))
}

/// Calls `FUN(X[[i]], ...)` under the call R shows for it.
pub(crate) fn apply_each(args: &mut Args, items: Vec<Value>, function: &Value) -> Eval<Vec<Value>> {
    let dots = args.raw_dots().to_vec();
    let env = args.env.clone();
    let element = Value::call(known::BRACKET2, [Value::symbol("X"), Value::symbol("i")]);
    let call =
        Rc::new(Call::new("FUN", vec![Argument::new(element), Argument::new(Value::Symbol(known::DOTS))]));
    let mut out = Vec::with_capacity(items.len());
    for item in items {
        let mut arguments = Vec::with_capacity(dots.len() + 1);
        arguments.push(Argument::new(item));
        arguments.extend(dots.iter().cloned());
        out.push(args.session.call_as(function, arguments, &env, &call)?);
    }
    args.session.visible = true;
    Ok(out)
}

fn named(values: Vec<Value>, names: Option<Value>) -> Value {
    let list = Value::list(values);
    match names {
        Some(names) => list.with_attribute(known::NAMES, names),
        None => list,
    }
}

fn lapply(args: &mut Args) -> Eval {
    let x = args.value("X")?;
    let function = args.function("FUN")?;
    let (items, names) = elements(args, x)?;
    let out = apply_each(args, items, &function)?;
    Ok(named(out, names))
}

fn sapply(args: &mut Args) -> Eval {
    let x = args.value("X")?;
    let function = args.function("FUN")?;
    let use_names = args.flag("USE.NAMES")?;
    let own_names = if let Value::Character(_) = &x { Some(x.clone().stripped()) } else { None };
    let (items, mut names) = elements(args, x)?;
    if use_names && names.is_none() {
        names = own_names;
    }
    let out = apply_each(args, items, &function)?;
    let list = named(out, if use_names { names } else { None });
    if is_higher(args, "simplify")? {
        return simplify_higher(list);
    }
    if simplifies(args, "simplify")? { simplify(list) } else { Ok(list) }
}

fn simplifies(args: &mut Args, name: &str) -> Eval<bool> {
    match args.value(name)? {
        Value::Character(_) => Ok(true),
        _ => args.flag(name),
    }
}

/// Whether equal arrays are to be put on top of each other.
fn is_higher(args: &mut Args, name: &str) -> Eval<bool> {
    Ok(matches!(args.value(name)?, Value::Character(v) if v.data.get(0) == Some("array")))
}

/// A list of arrays of the same extents as an array with one extent more; others as `simplify` has them.
pub(crate) fn simplify_higher(list: Value) -> Eval {
    let items = raglan_engine::value::as_list(&list);
    let Some(dim) = items.first().and_then(Value::dim) else { return simplify(list) };
    let same = |v: &Value| v.is_atomic() && v.dim().as_ref() == Some(&dim);
    if items[0].len() < 2 || !items.iter().all(same) {
        return simplify(list);
    }
    let plain: Vec<Argument> = items.iter().map(|v| Argument::new(v.clone().stripped())).collect();
    let extents = dim.iter().copied().chain([items.len()]);
    let extents: Vec<i32> = extents.map(|d| i32::try_from(d).unwrap_or(i32::MAX)).collect();
    let out = combine(&plain, false, false)?.with_attribute(known::DIM, Value::integers(extents));
    let inner = items[0].attribute(known::DIMNAMES);
    let names = list.attribute(known::NAMES);
    if inner.is_none() && names.is_none() {
        return Ok(out);
    }
    let mut all =
        inner.map_or_else(|| vec![Value::Null; dim.len()], |n| raglan_engine::value::as_list(&n).into_vec());
    all.push(names.unwrap_or_default());
    Ok(out.with_attribute(known::DIMNAMES, Value::list(all)))
}

/// A list of equally long vectors as a vector or matrix; others stay lists.
pub(crate) fn simplify(list: Value) -> Eval {
    let Value::List(items) = &list else { return Ok(list) };
    let Some(first) = items.data.first() else { return Ok(list) };
    let n = first.len();
    let vectors = |v: &Value| v.vector_type().is_some_and(|t| t != Type::Null);
    if n == 0 || !items.data.iter().all(|v| v.len() == n && vectors(v)) {
        return Ok(list);
    }
    let names = list.attributes().get(known::NAMES).cloned();
    let plain: Vec<Argument> = items.data.iter().map(|v| Argument::new(v.clone().stripped())).collect();
    let nested = items.data.iter().any(|v| matches!(v, Value::List(_)));
    let mut out = combine(&plain, false, false)?;
    if n == 1 {
        if nested && items.data.iter().any(|v| !raglan_engine::value::as_list(v)[0].is_atomic()) {
            return Ok(match names {
                Some(names) => out.with_attribute(known::NAMES, names),
                None => out,
            });
        }
        let inner = items.data.iter().all(|v| v.names().is_some());
        if let Some(names) = names {
            out.set_attribute(known::NAMES, names);
        } else if inner {
            let own = items
                .data
                .iter()
                .map(|v| v.names().and_then(|n| n.get(0).map(str::to_string)).unwrap_or_default());
            out.set_attribute(known::NAMES, Value::strings(own));
        }
        if items.data.iter().all(Value::is_factor) {
            return Ok(out);
        }
        return Ok(out);
    }
    let columns = items.data.len();
    let dim = Value::integers(vec![
        i32::try_from(n).unwrap_or(i32::MAX),
        i32::try_from(columns).unwrap_or(i32::MAX),
    ]);
    out.set_attribute(known::DIM, dim);
    let rows = first.names();
    if rows.is_some() || names.is_some() {
        let rows = rows.map_or(Value::Null, |r| Value::Character(Vector::new(r)));
        out.set_attribute(known::DIMNAMES, Value::list(vec![rows, names.unwrap_or(Value::Null)]));
    }
    Ok(out)
}

fn vapply(args: &mut Args) -> Eval {
    let x = args.value("X")?;
    let function = args.function("FUN")?;
    let template = args.value("FUN.VALUE")?;
    let use_names = args.flag("USE.NAMES")?;
    let own_names = if let Value::Character(_) = &x { Some(x.clone().stripped()) } else { None };
    let (items, mut names) = elements(args, x)?;
    if use_names && names.is_none() {
        names = own_names;
    }
    if !use_names {
        names = None;
    }
    let mut out = apply_each(args, items, &function)?;
    let of = template.vector_type().unwrap_or(Type::List);
    for (i, value) in out.iter_mut().enumerate() {
        if value.len() != template.len() {
            return fail(format!(
                "values must be length {},\n but FUN(X[[{}]]) result is length {}",
                template.len(),
                i + 1,
                value.len()
            ));
        }
        let have = value.vector_type();
        let widens = matches!(
            (have, of),
            (Some(Type::Logical), Type::Integer | Type::Double) | (Some(Type::Integer), Type::Double)
        );
        if have != Some(of) && !widens {
            return fail(format!(
                "values must be type '{}',\n but FUN(X[[{}]]) result is type '{}'",
                type_name(&template),
                i + 1,
                type_name(value)
            ));
        }
        if have != Some(of) {
            *value = raglan_engine::value::as_type(value, of, &mut Vec::new())?;
        }
    }
    if out.is_empty() {
        let empty = Value::empty(of);
        if template.len() != 1 {
            let dim = Value::integers(vec![i32::try_from(template.len()).unwrap_or(i32::MAX), 0]);
            return Ok(empty.with_attribute(known::DIM, dim));
        }
        return Ok(if use_names && names.is_some() { empty.with_names::<&str>([]) } else { empty });
    }
    if template.is_empty() {
        return Ok(Value::empty(of));
    }
    let mut result = simplify(named(out, names.clone()))?;
    if template.len() == 1 && names.is_none() {
        result.set_attribute(known::NAMES, Value::Null);
    }
    if let (Some(inner), Some(_)) = (template.names(), result.dim())
        && result
            .attributes()
            .get(known::DIMNAMES)
            .is_none_or(|d| matches!(raglan_engine::value::as_list(d).first(), Some(Value::Null)))
    {
        let columns = names.unwrap_or(Value::Null);
        result
            .set_attribute(known::DIMNAMES, Value::list(vec![Value::Character(Vector::new(inner)), columns]));
    }
    Ok(result)
}

/// Calls a function on the elements of several vectors in parallel, the shorter recycled.
fn parallel(
    args: &mut Args,
    function: &Value,
    inputs: Vec<Argument>,
    more: Vec<Argument>,
) -> Eval<(Vec<Value>, Option<Value>)> {
    let mut lists: Vec<(Option<Symbol>, Vec<Value>)> = Vec::new();
    let mut names = None;
    for (k, input) in inputs.into_iter().enumerate() {
        let texts =
            if let Value::Character(_) = &input.value { Some(input.value.clone().stripped()) } else { None };
        let (items, own) = elements(args, input.value)?;
        if k == 0 {
            names = own.or(texts);
        }
        lists.push((input.name, items));
    }
    let n = if lists.iter().any(|(_, l)| l.is_empty()) {
        0
    } else {
        lists.iter().map(|(_, l)| l.len()).max().unwrap_or(0)
    };
    if lists.iter().any(|(_, l)| !l.is_empty() && !n.is_multiple_of(l.len())) {
        args.warn("longer argument not a multiple of length of shorter")?;
    }
    let env = args.env.clone();
    let mut out = Vec::with_capacity(n);
    for i in 0..n {
        let mut arguments: Vec<Argument> =
            lists.iter().map(|(name, l)| Argument { name: *name, value: l[i % l.len()].clone() }).collect();
        arguments.extend(more.iter().cloned());
        out.push(args.session.call(function, arguments, &env)?);
    }
    args.session.visible = true;
    Ok((out, names))
}

fn mapply(args: &mut Args) -> Eval {
    let function = args.function("FUN")?;
    let inputs = args.dots()?;
    let more = args.value("MoreArgs")?;
    let names = more.names();
    let more = raglan_engine::value::as_list(&more)
        .iter()
        .enumerate()
        .map(|(i, v)| Argument {
            name: names.as_ref().and_then(|n| n.get(i)).filter(|n| !n.is_empty()).map(Symbol::new),
            value: v.clone(),
        })
        .collect();
    let use_names = args.flag("USE.NAMES")?;
    let (out, names) = parallel(args, &function, inputs, more)?;
    let list = named(out, if use_names { names } else { None });
    if simplifies(args, "SIMPLIFY")? { simplify(list) } else { Ok(list) }
}

fn map(args: &mut Args) -> Eval {
    let function = args.function("f")?;
    let inputs = args.dots()?;
    let (out, names) = parallel(args, &function, inputs, Vec::new())?;
    Ok(named(out, names))
}

fn keeps(args: &mut Args, function: &Value, item: Value) -> Eval<bool> {
    let value = args.apply(function, vec![Argument::new(item)])?;
    Ok(raglan_engine::value::as_logical(&value)?.first().copied().flatten() == Some(true))
}

fn filter(args: &mut Args) -> Eval {
    let function = args.function("f")?;
    let x = args.value("x")?;
    let (items, _) = elements(args, x.clone())?;
    let mut keep = Vec::new();
    for (i, item) in items.into_iter().enumerate() {
        if keeps(args, &function, item)? {
            keep.push(i32::try_from(i + 1).unwrap_or(i32::MAX));
        }
    }
    args.apply_named("[", vec![Argument::new(x), Argument::new(Value::integers(keep))])
}

fn find(args: &mut Args, position: bool) -> Eval {
    let function = args.function("f")?;
    let x = args.value("x")?;
    let right = args.flag("right")?;
    let (items, _) = elements(args, x)?;
    let order: Vec<usize> = if right { (0..items.len()).rev().collect() } else { (0..items.len()).collect() };
    for i in order {
        if keeps(args, &function, items[i].clone())? {
            return Ok(if position { Value::count(i + 1) } else { items[i].clone() });
        }
    }
    args.value("nomatch")
}

fn reduce(args: &mut Args) -> Eval {
    let function = args.function("f")?;
    let x = args.value("x")?;
    let right = args.flag("right")?;
    let accumulate = args.flag("accumulate")?;
    let (mut items, _) = elements(args, x)?;
    if right {
        items.reverse();
    }
    let mut items = items.into_iter();
    let start = if args.is_missing("init") { items.next() } else { Some(args.value("init")?) };
    let Some(mut state) = start else { return Ok(Value::Null) };
    let mut states = vec![state.clone()];
    for item in items {
        let pair = if right {
            vec![Argument::new(item), Argument::new(state)]
        } else {
            vec![Argument::new(state), Argument::new(item)]
        };
        state = args.apply(&function, pair)?;
        if accumulate {
            states.push(state.clone());
        }
    }
    if !accumulate {
        return Ok(state);
    }
    if right {
        states.reverse();
    }
    let single = states.iter().all(|s| s.len() == 1 && s.is_vector());
    let list = Value::list(states);
    if args.flag("simplify")? && single { simplify(list) } else { Ok(list) }
}

fn replicate(args: &mut Args) -> Eval {
    let n = match args.value("n")? {
        v if v.len() > 1 => v.len(),
        _ => args.count("n")?,
    };
    let code = args.expression("expr");
    let env = args.env.clone();
    let mut out = Vec::with_capacity(n);
    for _ in 0..n {
        let scope = raglan_engine::value::Environment::new(&env);
        out.push(args.session.eval(&code, &scope)?);
    }
    args.session.visible = true;
    let list = Value::list(out);
    if is_higher(args, "simplify")? {
        return simplify_higher(list);
    }
    if simplifies(args, "simplify")? { simplify(list) } else { Ok(list) }
}

fn eapply(args: &mut Args) -> Eval {
    let env = args.environment("env")?;
    let all = args.flag("all.names")?;
    let function = args.function("FUN")?;
    let mut names: Vec<&str> = env.names().iter().map(|s| s.as_str()).collect();
    names.retain(|n| all || !n.starts_with('.'));
    let mut items = Vec::new();
    for name in &names {
        let value = env.get(Symbol::new(name)).unwrap_or_default();
        items.push(args.session.force(value)?);
    }
    let out = apply_each(args, items, &function)?;
    Ok(Value::list(out).with_names(names))
}
