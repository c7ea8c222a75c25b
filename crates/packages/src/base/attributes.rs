//! Attributes: `attr`, `names`, `dim`, `dimnames`, `class`, `levels`, `structure`.

use super::types::texts;
use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail, internal, method};
use raglan_engine::value::{
    Argument, Call, Failure, Items, NA_INTEGER, Result, Strings, Symbol, Text, Type, Value, Vector,
    as_integer, as_type, class_vector, implicit_class, known,
};
use std::rc::Rc;

pub(super) const FUNCTIONS: &[Builtin] = &[
    builtin("attr(x, which, exact = FALSE)", attr),
    builtin("`attr<-`(x, which, value)", set_attr),
    builtin("attributes(x)", attributes),
    builtin("`attributes<-`(x, value)", set_attributes),
    builtin("`mostattributes<-`(x, value)", set_most_attributes),
    builtin("structure(.Data, ...)", structure),
    internal("names(x)", names),
    internal("`names<-`(x, value)", set_names),
    builtin("unname(obj, force = FALSE)", unname),
    internal("dim(x)", |a| Ok(a.value("x")?.attributes().get(known::DIM).cloned().unwrap_or_default())),
    internal("`dim<-`(x, value)", |a| set_one(a, known::DIM)),
    internal("dimnames(x)", |a| {
        Ok(a.value("x")?.attributes().get(known::DIMNAMES).cloned().unwrap_or_default())
    }),
    internal("`dimnames<-`(x, value)", |a| set_one(a, known::DIMNAMES)),
    internal("levels(x)", |a| Ok(a.value("x")?.attributes().get(known::LEVELS).cloned().unwrap_or_default())),
    internal("`levels<-`(x, value)", |a| set_one(a, known::LEVELS)),
    method("levels.default(x)", |a| {
        Ok(a.value("x")?.attributes().get(known::LEVELS).cloned().unwrap_or_default())
    }),
    builtin("class(x)", |a| {
        let x = a.value("x")?;
        // The class of an S4 object also says which package defines it.
        match x.attribute(known::CLASS) {
            Some(class) if matches!(x, Value::Object(_)) => Ok(class),
            _ => Ok(Value::strings(class_vector(&x))),
        }
    }),
    builtin("`class<-`(x, value)", set_class),
    builtin("oldClass(x)", |a| Ok(a.value("x")?.attribute(known::CLASS).unwrap_or_default())),
    builtin("`oldClass<-`(x, value)", |a| set_one(a, known::CLASS)),
    builtin("unclass(x)", unclass),
    builtin("inherits(x, what, which = FALSE)", inherits),
    internal("length(x)", |a| Ok(Value::count(a.value("x")?.len()))),
    internal("`length<-`(x, value)", set_length),
    builtin("lengths(x, use.names = TRUE)", lengths),
    builtin("comment(x)", |a| Ok(a.value("x")?.attribute(known::COMMENT).unwrap_or_default())),
    builtin("`comment<-`(x, value)", |a| set_one(a, known::COMMENT)),
];

/// Sets an attribute with the checks R makes; NULL removes it.
pub(crate) fn set_checked(x: &mut Value, name: Symbol, value: Value) -> Result<()> {
    if matches!(x, Value::Null) {
        if matches!(value, Value::Null) {
            return Ok(());
        }
        *x = Value::list(Vec::new());
    }
    match name {
        known::NAMES => set_names_of(x, value),
        known::DIM => set_dim(x, &value),
        known::DIMNAMES => set_dimnames(x, value),
        known::CLASS => set_class_of(x, value),
        known::LEVELS => {
            if x.is_factor()
                && let Value::Character(levels) = &value
            {
                check_levels(&levels.data)?;
            }
            x.set_attribute(known::LEVELS, value);
            Ok(())
        }
        known::ROW_NAMES => {
            x.set_attribute(known::ROW_NAMES, compact_row_names(value));
            Ok(())
        }
        _ => {
            x.set_attribute(name, value);
            Ok(())
        }
    }
}

fn check_levels(levels: &Strings) -> Result<()> {
    let mut seen = std::collections::BTreeSet::new();
    for (i, level) in levels.iter().enumerate() {
        if !seen.insert(level) {
            return Err(Failure::new(format!("factor level [{}] is duplicated", i + 1)));
        }
    }
    Ok(())
}

/// Row names `1:n` in the short form data frames keep them in.
pub(crate) fn compact_row_names(value: Value) -> Value {
    let Value::Integer(v) = &value else { return value };
    let n = v.data.len();
    if n > 0 && v.data[0] != NA_INTEGER && v.data.iter().enumerate().all(|(i, &k)| k == i as i32 + 1) {
        return Value::integers(vec![NA_INTEGER, -(n as i32)]);
    }
    value
}

fn set_names_of(x: &mut Value, value: Value) -> Result<()> {
    if let Value::Language(call) = x {
        return set_call_names(call, &value);
    }
    if !x.is_vector() {
        return match (&x, &value) {
            (_, Value::Null) => Ok(()),
            _ => Err(Failure::new("names() applied to a non-vector")),
        };
    }
    let single = x.attributes().get(known::DIM).is_some_and(|d| d.len() == 1);
    if matches!(value, Value::Null) {
        x.set_attribute(known::NAMES, Value::Null);
        if single {
            x.set_attribute(known::DIMNAMES, Value::Null);
        }
        return Ok(());
    }
    let names = texts(&value)?;
    let n = x.len();
    if names.len() > n {
        return Err(Failure::new(format!(
            "'names' attribute [{}] must be the same length as the vector [{n}]",
            names.len()
        )));
    }
    let names =
        if names.len() < n { (0..n).map(|i| names.text(i)).collect::<Vec<_>>().into() } else { names };
    if single {
        x.set_attribute(known::DIMNAMES, Value::list(vec![names.into()]));
    } else {
        x.set_attribute(known::NAMES, names.into());
    }
    Ok(())
}

fn set_call_names(call: &mut Rc<Call>, value: &Value) -> Result<()> {
    let names = if matches!(value, Value::Null) { Strings::from(Vec::new()) } else { texts(value)? };
    for (i, argument) in Rc::make_mut(call).arguments.iter_mut().enumerate() {
        argument.name = names.get(i + 1).filter(|n| !n.is_empty()).map(Symbol::new);
    }
    Ok(())
}

fn set_dim(x: &mut Value, value: &Value) -> Result<()> {
    if matches!(value, Value::Null) {
        x.set_attribute(known::DIMNAMES, Value::Null);
        x.set_attribute(known::DIM, Value::Null);
        return Ok(());
    }
    if !x.is_vector() {
        return Err(Failure::new("invalid first argument, must be vector (list or atomic)"));
    }
    let dim = as_integer(value, &mut Vec::new())?;
    if dim.is_empty() {
        return Err(Failure::new("length-0 dimension vector is invalid"));
    }
    if dim.contains(&NA_INTEGER) {
        return Err(Failure::new("the dims contain missing values"));
    }
    if dim.iter().any(|&d| d < 0) {
        return Err(Failure::new("the dims contain negative values"));
    }
    let product: f64 = dim.iter().map(|&d| f64::from(d)).product();
    if product != x.len() as f64 {
        return Err(Failure::new(format!(
            "dims [product {product}] do not match the length of object [{}]",
            x.len()
        )));
    }
    x.set_attribute(known::NAMES, Value::Null);
    x.set_attribute(known::DIMNAMES, Value::Null);
    x.set_attribute(known::DIM, Value::integers(dim));
    Ok(())
}

/// A list of names along the extents, each as text or NULL.
pub(crate) fn checked_dimnames(dim: &[usize], value: Value) -> Result<Value> {
    let Value::List(list) = &value else {
        return match value {
            Value::Null => Ok(Value::Null),
            _ => Err(Failure::new("'dimnames' must be a list")),
        };
    };
    if list.data.len() > dim.len() {
        return Err(Failure::new(format!(
            "length of 'dimnames' [{}] must match that of 'dims' [{}]",
            list.data.len(),
            dim.len()
        )));
    }
    let mut all = Vec::with_capacity(dim.len());
    for (k, &extent) in dim.iter().enumerate() {
        let names = list.data.get(k).cloned().unwrap_or_default();
        if names.is_empty() {
            all.push(Value::Null);
            continue;
        }
        let names = texts(&names)?;
        if names.len() != extent {
            return Err(Failure::new(format!("length of 'dimnames' [{}] not equal to array extent", k + 1)));
        }
        all.push(names.into());
    }
    let header = value.names();
    if header.is_none() && all.iter().all(|v| matches!(v, Value::Null)) {
        return Ok(Value::Null);
    }
    let out = Value::list(all);
    Ok(match header {
        Some(h) => out.with_attribute(known::NAMES, h.into()),
        None => out,
    })
}

fn set_dimnames(x: &mut Value, value: Value) -> Result<()> {
    let Some(dim) = x.dim() else {
        if matches!(value, Value::Null) {
            return Ok(());
        }
        return Err(Failure::new("'dimnames' applied to non-array"));
    };
    x.set_attribute(known::DIMNAMES, checked_dimnames(&dim, value)?);
    Ok(())
}

fn set_class_of(x: &mut Value, value: Value) -> Result<()> {
    match &value {
        Value::Character(c) if c.data.is_empty() => x.set_attribute(known::CLASS, Value::Null),
        Value::Character(c) => {
            if c.data.iter().any(|s| s == Some("factor")) && !matches!(x, Value::Integer(_)) {
                return Err(Failure::new("adding class \"factor\" to an invalid object"));
            }
            x.set_attribute(known::CLASS, value);
        }
        Value::Null => x.set_attribute(known::CLASS, Value::Null),
        _ => return Err(Failure::new("attempt to set invalid 'class' attribute")),
    }
    Ok(())
}

/// An attribute as R code sees it: row names written out.
fn shown(x: &Value, name: Symbol, value: &Value) -> Value {
    if name == known::ROW_NAMES
        && let Value::Integer(v) = value
        && v.data.len() == 2
        && v.data[0] == NA_INTEGER
    {
        return Value::integers((1..=v.data[1].abs()).collect::<Vec<_>>());
    }
    let _ = x;
    value.clone()
}

fn attr(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let which = args.value("which")?;
    let Value::Character(which) = &which else { return fail("'which' must be of mode character") };
    if which.data.len() != 1 {
        return fail("exactly one attribute 'which' must be given");
    }
    let Some(name) = which.data.get(0) else { return Ok(Value::Null) };
    let symbol = Symbol::new(name);
    if symbol == known::NAMES {
        return Ok(x.names().map_or(Value::Null, Value::from));
    }
    if let Some(value) = x.attribute(symbol) {
        return Ok(shown(&x, symbol, &value));
    }
    if args.flag("exact")? {
        return Ok(Value::Null);
    }
    let partial: Vec<(Symbol, Value)> = x
        .attributes()
        .iter()
        .filter(|(n, _)| n.as_str().starts_with(name))
        .map(|(n, v)| (n, v.clone()))
        .collect();
    Ok(match partial.as_slice() {
        [(n, value)] => shown(&x, *n, value),
        _ => Value::Null,
    })
}

fn set_attr(args: &mut Args) -> Eval {
    let mut x = args.take("x")?;
    let which = args.string("which")?;
    let value = args.value("value")?;
    set_checked(&mut x, Symbol::new(&which), value)?;
    Ok(x)
}

fn set_one(args: &mut Args, name: Symbol) -> Eval {
    let mut x = args.take("x")?;
    let value = args.value("value")?;
    set_checked(&mut x, name, value)?;
    Ok(x)
}

fn attributes(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let mut all: Vec<(&str, Value)> = Vec::new();
    if let Some(names) = x.attributes().get(known::NAMES) {
        all.push(("names", names.clone()));
    }
    if let Value::Language(_) = x
        && let Some(names) = x.names()
    {
        all.push(("names", names.into()));
    }
    if let Value::Environment(e) = &x {
        let attributes = e.attributes();
        all.extend(attributes.iter().map(|(n, v)| (n.as_str(), v.clone())));
    }
    for (name, value) in x.attributes().iter().filter(|(n, _)| *n != known::NAMES) {
        all.push((name.as_str(), shown(&x, name, value)));
    }
    Ok(if all.is_empty() { Value::Null } else { Value::named_list(all) })
}

fn assign_all(x: &mut Value, value: &Value, skip: &[Symbol]) -> Result<()> {
    let names = value.names();
    let items: Items = match value {
        Value::Null => Items::default(),
        Value::List(l) => l.data.clone(),
        _ => return Err(Failure::new("attributes must be a list or NULL")),
    };
    let name = |i: usize| names.as_ref().and_then(|n| n.get(i)).unwrap_or("");
    if (0..items.len()).any(|i| name(i).is_empty()) {
        return Err(Failure::new("attributes must be named"));
    }
    // The extents come first: names along them are checked against them.
    let dims = (0..items.len()).filter(|&i| name(i) == "dim");
    let rest = (0..items.len()).filter(|&i| name(i) != "dim");
    for i in dims.chain(rest) {
        let symbol = Symbol::new(name(i));
        if !skip.contains(&symbol) {
            set_checked(x, symbol, items[i].clone())?;
        }
    }
    Ok(())
}

fn set_attributes(args: &mut Args) -> Eval {
    let mut x = args.take("x")?;
    let value = args.value("value")?;
    if matches!(x, Value::Null) && !value.is_empty() {
        x = Value::list(Vec::new());
    }
    let mut x = x.stripped();
    assign_all(&mut x, &value, &[])?;
    Ok(x)
}

fn set_most_attributes(args: &mut Args) -> Eval {
    let mut x = args.take("x")?;
    let value = args.value("value")?;
    let mut skip = Vec::new();
    let part = |name: &str| value.part(name);
    let fits = |v: &Value| match as_integer(v, &mut Vec::new()) {
        Ok(d) => d.iter().map(|&d| f64::from(d)).product::<f64>() == x.len() as f64,
        Err(_) => false,
    };
    if part("names").is_some_and(|n| n.len() != x.len()) {
        skip.push(known::NAMES);
    }
    if part("dim").is_some_and(|d| !fits(&d)) {
        skip.extend([known::DIM, known::DIMNAMES]);
    }
    assign_all(&mut x, &value, &skip)?;
    Ok(x)
}

fn structure(args: &mut Args) -> Eval {
    let mut x = args.value(".Data")?;
    let dots = args.dots()?;
    if matches!(x, Value::Null) && !dots.is_empty() {
        args.warn(
            "Calling 'structure(NULL, *)' is deprecated, as NULL cannot have attributes.\n  Consider 'structure(list(), *)' instead.",
        )?;
        x = Value::list(Vec::new());
    }
    let mut all = Vec::with_capacity(dots.len());
    for dot in dots {
        let Some(name) = dot.name else { return fail("attributes must be named") };
        let name = match name.as_str() {
            ".Names" => "names",
            ".Dim" => "dim",
            ".Dimnames" => "dimnames",
            ".Tsp" => "tsp",
            ".Label" => "levels",
            other => other,
        };
        all.push((name, dot.value));
    }
    let factor = all.iter().any(|(n, v)| {
        *n == "class" && matches!(v, Value::Character(c) if c.data.iter().any(|s| s == Some("factor")))
    });
    if factor && matches!(x, Value::Double(_)) {
        x = as_type(&x, Type::Integer, &mut Vec::new())?;
    }
    // Setting the extents drops names, so they come before them; the class comes as it stands.
    all.sort_by_key(|(n, _)| *n != "dim");
    for (name, value) in all {
        set_checked(&mut x, Symbol::new(name), value)?;
    }
    Ok(x)
}

fn names(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    if let Value::Environment(e) = &x {
        let mut names: Vec<&str> = e.names().iter().map(|s| s.as_str()).collect();
        names.sort_by(|a, b| raglan_engine::value::collate(a, b));
        return Ok(Value::strings(names));
    }
    Ok(x.names().map_or(Value::Null, Value::from))
}

fn set_names(args: &mut Args) -> Eval {
    let mut x = args.take("x")?;
    let mut value = args.value("value")?;
    if value.is_object() {
        value = args.apply_named("as.character", vec![Argument::new(value)])?;
    }
    if matches!(x, Value::Null) && !value.is_empty() {
        return fail("attempt to set an attribute on NULL");
    }
    set_checked(&mut x, known::NAMES, value)?;
    Ok(x)
}

fn unname(args: &mut Args) -> Eval {
    let mut x = args.value("obj")?;
    let force = args.flag("force")?;
    x.set_attribute(known::NAMES, Value::Null);
    if force || !x.is_data_frame() {
        x.set_attribute(known::DIMNAMES, Value::Null);
    }
    Ok(x)
}

fn set_class(args: &mut Args) -> Eval {
    let mut x = args.take("x")?;
    let value = args.value("value")?;
    if let Value::Character(c) = &value
        && c.data.len() == 1
    {
        let mut warnings = Vec::new();
        let of = match c.data.get(0).unwrap_or("NA") {
            "numeric" if matches!(x, Value::Integer(_) | Value::Double(_)) => x.vector_type(),
            "numeric" => Some(Type::Double),
            "integer" => Some(Type::Integer),
            "logical" => Some(Type::Logical),
            "character" => Some(Type::Character),
            "complex" => Some(Type::Complex),
            "raw" => Some(Type::Raw),
            "list" => Some(Type::List),
            "matrix" | "array" => {
                let fits = x.dim().is_some_and(|d| d.len() == 2 || c.data.get(0) == Some("array"));
                if !fits {
                    return fail(format!(
                        "invalid to set the class to matrix unless the dimension attribute is of length 2 (was {})",
                        x.dim().map_or(0, |d| d.len())
                    ));
                }
                x.set_attribute(known::CLASS, Value::Null);
                return Ok(x);
            }
            "function" if x.is_function() => {
                x.set_attribute(known::CLASS, Value::Null);
                return Ok(x);
            }
            _ => None,
        };
        if let Some(of) = of {
            x.set_attribute(known::CLASS, Value::Null);
            let x = as_type(&x, of, &mut warnings)?;
            args.warn_all(warnings)?;
            return Ok(x);
        }
    }
    set_checked(&mut x, known::CLASS, value)?;
    Ok(x)
}

fn unclass(args: &mut Args) -> Eval {
    let mut x = args.take("x")?;
    if let Value::Environment(_) = x {
        return fail("cannot unclass an environment");
    }
    x.set_attribute(known::CLASS, Value::Null);
    Ok(x)
}

fn inherits(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let what = args.value("what")?;
    let Value::Character(what) = what else {
        return fail("'what' must be a character vector or an object with a nameOfClass() method");
    };
    let which = args.flag("which")?;
    let classes = if let Value::Object(_) = x { implicit_class(&x) } else { class_vector(&x) };
    let at = |w: Option<&str>| classes.iter().position(|c| Some(c.as_str()) == w);
    if which {
        let places = what.data.iter().map(|w| at(w).map_or(0, |i| i as i32 + 1));
        return Ok(Value::integers(places.collect::<Vec<_>>()));
    }
    Ok(Value::logical(what.data.iter().any(|w| at(w).is_some())))
}

fn set_length(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let n = args.count("value")?;
    if matches!(x, Value::Null) {
        return Ok(if n == 0 { Value::Null } else { Value::filled(Type::List, n) });
    }
    if !x.is_vector() {
        return fail("invalid argument");
    }
    if n == x.len() {
        return Ok(x);
    }
    let at: Vec<usize> = (0..n).collect();
    let mut out = x.gather(&at);
    if let Some(names) = x.names() {
        let texts: Vec<Text> =
            (0..n).map(|i| if i < names.len() { names.text(i) } else { Some("".into()) }).collect();
        out.set_attribute(known::NAMES, Value::Character(Vector::new(texts)));
    }
    if x.is_factor() {
        for name in [known::LEVELS, known::CLASS] {
            out.set_attribute(name, x.attribute(name).unwrap_or_default());
        }
    }
    Ok(out)
}

fn lengths(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let items = match &x {
        Value::List(l) | Value::Expression(l) => l.data.clone(),
        Value::Null => Items::default(),
        _ if x.is_atomic() => vec![Value::Null; x.len()].into(),
        _ => return fail("'x' must be a list or atomic vector"),
    };
    let mut out = Vec::with_capacity(items.len());
    for item in items.iter() {
        out.push(if x.is_atomic() {
            1
        } else if item.is_object() {
            let n = args.apply_named("length", vec![Argument::new(item.clone())])?;
            as_integer(&n, &mut Vec::new())?.first().copied().unwrap_or(0)
        } else {
            item.len() as i32
        });
    }
    let mut out = Value::integers(out);
    if args.flag("use.names")? {
        for name in [known::NAMES, known::DIM, known::DIMNAMES] {
            if let Some(value) = x.attributes().get(name) {
                out.set_attribute(name, value.clone());
            }
        }
    }
    Ok(out)
}
