//! Vectors from values: `c`, `unlist`, `vector`, `list`, `rep`, `append`.

use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail, internal, method};
use raglan_engine::value::{
    Argument, Store, Strings, Text, Type, Value, Vector, as_list, combine as join, known, type_name,
};

pub(super) const FUNCTIONS: &[Builtin] = &[
    internal("c(..., recursive = FALSE, use.names = TRUE)", c),
    method("c.factor(..., recursive = TRUE)", c_factor),
    internal("unlist(x, recursive = TRUE, use.names = TRUE)", unlist),
    builtin("list(...)", list),
    builtin("pairlist(...)", list),
    builtin("vector(mode = \"logical\", length = 0L)", vector),
    builtin("logical(length = 0L)", |a| filled(a, Type::Logical)),
    builtin("integer(length = 0L)", |a| filled(a, Type::Integer)),
    builtin("numeric(length = 0L)", |a| filled(a, Type::Double)),
    builtin("double(length = 0L)", |a| filled(a, Type::Double)),
    builtin("character(length = 0L)", |a| filled(a, Type::Character)),
    builtin("raw(length = 0L)", |a| filled(a, Type::Raw)),
    internal("rep(x, times = 1L, length.out = NA, each = 1L, ...)", rep),
    method("rep.factor(x, times = 1L, length.out = NA, each = 1L, ...)", rep_keeping),
    method("rep.Date(x, times = 1L, length.out = NA, each = 1L, ...)", rep_keeping),
    method("rep.POSIXct(x, times = 1L, length.out = NA, each = 1L, ...)", rep_keeping),
    method("rep.difftime(x, times = 1L, length.out = NA, each = 1L, ...)", rep_keeping),
    builtin("rep_len(x, length.out)", rep_len),
    builtin("rep.int(x, times)", rep_int),
];

fn c(args: &mut Args) -> Eval {
    let dots = args.dots()?;
    let (recursive, use_names) = (args.flag("recursive")?, args.flag("use.names")?);
    Ok(join(&dots, recursive, use_names)?)
}

/// Factors alone make a factor of all their levels; anything else is combined as codes.
fn c_factor(args: &mut Args) -> Eval {
    let dots = args.dots()?;
    combine_factors(&dots, true)
}

fn level_texts(factor: &Value) -> Vec<Text> {
    match factor.attributes().get(known::LEVELS) {
        Some(Value::Character(l)) => (0..l.data.len()).map(|i| l.data.text(i)).collect(),
        _ => Vec::new(),
    }
}

/// Factors combined: levels in the order they are met; ordered when all are with the same levels.
fn combine_factors(parts: &[Argument], use_names: bool) -> Eval {
    if !parts.iter().all(|p| p.value.is_factor()) {
        return Ok(join(parts, false, use_names)?);
    }
    let all: Vec<Vec<Text>> = parts.iter().map(|p| level_texts(&p.value)).collect();
    let mut levels: Vec<Text> = Vec::new();
    let mut recoded = Vec::with_capacity(parts.len());
    for (part, own) in parts.iter().zip(&all) {
        let map: Vec<i32> = own
            .iter()
            .map(|level| match levels.iter().position(|l| l == level) {
                Some(at) => at as i32 + 1,
                None => {
                    levels.push(level.clone());
                    levels.len() as i32
                }
            })
            .collect();
        let Value::Integer(codes) = &part.value else { continue };
        let data: Store<i32> = codes
            .data
            .iter()
            .map(|&k| usize::try_from(k - 1).ok().and_then(|k| map.get(k)).copied().unwrap_or(i32::MIN))
            .collect();
        let attributes = part.value.attributes().only(|n| n == known::NAMES);
        recoded.push(Argument { name: part.name, value: Value::Integer(Vector { data, attributes }) });
    }
    let ordered = parts.iter().all(|p| p.value.has_class("ordered")) && all.windows(2).all(|w| w[0] == w[1]);
    let class: &[&str] = if ordered { &["ordered", "factor"] } else { &["factor"] };
    let out = join(&recoded, false, use_names)?;
    Ok(out.with_attribute(known::LEVELS, Value::Character(Vector::new(levels))).with_class(class))
}

/// Whether a list holds, however deep, something that is no vector.
fn holds_code(items: &[Value]) -> bool {
    items.iter().any(|v| match v {
        Value::List(l) | Value::Expression(l) => holds_code(&l.data),
        other => other.vector_type().is_none(),
    })
}

fn unlist(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let (recursive, use_names) = (args.flag("recursive")?, args.flag("use.names")?);
    let (Value::List(list) | Value::Expression(list)) = &x else { return Ok(x) };
    let names = x.names();
    let parts: Vec<Argument> = list
        .data
        .iter()
        .enumerate()
        .map(|(i, value)| {
            let name = names.as_ref().and_then(|n| n.get(i)).filter(|n| !n.is_empty()).map(Into::into);
            Argument { name, value: value.clone() }
        })
        .collect();
    if matches!(x, Value::List(_)) && !parts.is_empty() && parts.iter().all(|p| p.value.is_factor()) {
        return combine_factors(&parts, use_names);
    }
    if recursive && holds_code(&list.data) {
        let nested = list.data.iter().any(|v| matches!(v, Value::List(_)));
        return if nested { flatten_lists(&x, use_names) } else { Ok(x) };
    }
    if !recursive && !list.data.iter().any(Value::is_vector) {
        return Ok(if list.data.iter().all(|v| matches!(v, Value::Null)) { Value::Null } else { x });
    }
    Ok(join(&parts, recursive, use_names)?)
}

/// A nested list with code in it becomes a flat list.
fn flatten_lists(x: &Value, use_names: bool) -> Eval {
    let (Value::List(list) | Value::Expression(list)) = x else { return Ok(x.clone()) };
    let names = x.names();
    let mut parts = Vec::new();
    for (i, item) in list.data.iter().enumerate() {
        let name = names.as_ref().and_then(|n| n.get(i)).filter(|n| !n.is_empty()).map(Into::into);
        let value = match item {
            Value::List(_) => flatten_lists(item, use_names)?,
            v if v.is_vector() => {
                let own = v.names();
                let items = Value::list(as_list(v));
                own.map_or(items.clone(), |n| items.with_attribute(known::NAMES, n.into()))
            }
            other => Value::list(vec![other.clone()]),
        };
        parts.push(Argument { name, value });
    }
    Ok(join(&parts, false, use_names)?)
}

fn list(args: &mut Args) -> Eval {
    let dots = args.dots()?;
    let named = dots.iter().any(|d| d.name.is_some());
    let names: Vec<&str> = dots.iter().map(|d| d.name.map_or("", |n| n.as_str())).collect();
    let list = Value::list(dots.iter().map(|d| d.value.clone()).collect::<Vec<_>>());
    Ok(if named { list.with_names(names) } else { list })
}

fn vector(args: &mut Args) -> Eval {
    let mode = args.string("mode")?;
    let n = args.count("length")?;
    Ok(match mode.as_str() {
        "logical" => Value::filled(Type::Logical, n),
        "integer" => Value::filled(Type::Integer, n),
        "numeric" | "double" => Value::filled(Type::Double, n),
        "complex" => Value::filled(Type::Complex, n),
        "character" => Value::filled(Type::Character, n),
        "raw" => Value::filled(Type::Raw, n),
        "list" => Value::filled(Type::List, n),
        "expression" => Value::filled(Type::Expression, n),
        _ => return fail(format!("vector: cannot make a vector of mode '{mode}'.")),
    })
}

fn filled(args: &mut Args, of: Type) -> Eval {
    let length = args.value("length")?;
    if length.len() != 1 {
        return fail("invalid 'length' argument");
    }
    let n = args.count("length")?;
    Ok(Value::filled(of, n))
}

/// The places `rep` takes of `n` elements.
fn repeated(args: &mut Args, n: usize) -> Eval<Vec<usize>> {
    let each = match args.integers("each")?.first() {
        Some(&k) if k >= 0 => k as usize,
        Some(&k) if k != i32::MIN => return fail("invalid 'each' argument"),
        _ => 1,
    };
    let mut at: Vec<usize> = (0..n).flat_map(|i| std::iter::repeat_n(i, each)).collect();
    let length = args.doubles("length.out")?;
    if let Some(&wanted) = length.first()
        && !wanted.is_nan()
    {
        if length.len() != 1 || wanted < 0.0 {
            return fail("invalid 'length.out' argument");
        }
        args.session.check_length(wanted, 8.0)?;
        return Ok(if at.is_empty() {
            vec![usize::MAX; wanted as usize]
        } else {
            (0..wanted as usize).map(|i| at[i % at.len()]).collect()
        });
    }
    let times = args.doubles("times")?;
    if times.iter().any(|t| t.is_nan() || *t < 0.0) {
        return fail("invalid 'times' argument");
    }
    if let [times] = times[..] {
        args.session.check_length(times * at.len() as f64, 8.0)?;
        let once = at.clone();
        at = Vec::with_capacity(once.len() * times as usize);
        for _ in 0..times as usize {
            at.extend_from_slice(&once);
        }
        return Ok(at);
    }
    if times.len() != at.len() {
        return fail("invalid 'times' argument");
    }
    args.session.check_length(times.iter().sum(), 8.0)?;
    Ok(at.iter().zip(times.iter()).flat_map(|(&i, &t)| std::iter::repeat_n(i, t as usize)).collect())
}

fn with_names(x: &Value, at: &[usize], out: Value) -> Value {
    match x.names() {
        Some(names) => {
            let texts: Strings = (0..at.len()).map(|k| names.get(at[k])).collect();
            out.with_attribute(known::NAMES, texts.into())
        }
        None => out,
    }
}

fn rep(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    if !x.is_vector() && !matches!(x, Value::Null) {
        return fail(format!("attempt to replicate an object of type '{}'", type_name(&x)));
    }
    let at = repeated(args, x.len())?;
    if matches!(x, Value::Null) {
        return Ok(x);
    }
    Ok(with_names(&x, &at, x.gather(&at)))
}

/// `rep` for classes whose attributes all describe the elements.
fn rep_keeping(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let at = repeated(args, x.len())?;
    let kept = x.attributes().only(|n| n != known::NAMES);
    Ok(with_names(&x, &at, x.gather(&at).with_attributes(kept)))
}

/// The attributes the fast forms keep: those of a factor.
fn factor_attributes(x: &Value) -> raglan_engine::value::Attributes {
    if x.is_factor() {
        x.attributes().only(|n| matches!(n, known::LEVELS | known::CLASS))
    } else {
        Default::default()
    }
}

fn rep_len(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let n = args.count("length.out")?;
    let at: Vec<usize> =
        if x.is_empty() { vec![usize::MAX; n] } else { (0..n).map(|i| i % x.len()).collect() };
    Ok(x.gather(&at).with_attributes(factor_attributes(&x)))
}

fn rep_int(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let times = args.doubles("times")?;
    if times.iter().any(|t| t.is_nan() || *t < 0.0) {
        return fail("invalid 'times' value");
    }
    let at: Vec<usize> = match times[..] {
        [times] => (0..times as usize).flat_map(|_| 0..x.len()).collect(),
        _ if times.len() == x.len() => {
            (0..x.len()).flat_map(|i| std::iter::repeat_n(i, times[i] as usize)).collect()
        }
        _ => return fail("invalid 'times' value"),
    };
    Ok(x.gather(&at).with_attributes(factor_attributes(&x)))
}
