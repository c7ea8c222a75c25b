//! Combination: `c` and `unlist`.

use super::{
    Argument, Items, Result, Text, Type, Value, Vector, as_character, as_complex, as_double, as_integer,
    as_list, as_logical, known,
};

/// `c(...)` of values with optional names; `recursive` flattens lists, `use_names` keeps names.
pub fn combine(parts: &[Argument], recursive: bool, use_names: bool) -> Result<Value> {
    let mut leaves: Vec<(String, Value)> = Vec::new();
    let mut named = false;
    for part in parts {
        let prefix = part.name.map_or("", |n| n.as_str());
        named |= part.name.is_some();
        flatten(&part.value, prefix, recursive, &mut leaves, &mut named);
    }
    let mut of =
        leaves.iter().map(|(_, v)| v.vector_type().unwrap_or(Type::List)).max().unwrap_or(Type::Null);
    if of == Type::Null {
        return Ok(Value::Null);
    }
    if of == Type::Raw && leaves.iter().any(|(_, v)| !matches!(v, Value::Raw(_) | Value::Null)) {
        of = Type::List;
    }
    let out = join(leaves.iter().map(|(_, v)| v), of)?;
    if !(use_names && named) {
        return Ok(out);
    }
    let mut names: Vec<Text> = Vec::with_capacity(out.len());
    for (prefix, value) in &leaves {
        let length = if value.vector_type().is_some() { value.len() } else { 1 };
        names.extend(combine_names(prefix, value, length).into_iter().map(|n| Some(n.into())));
    }
    Ok(out.with_attribute(known::NAMES, Value::Character(Vector::new(names))))
}

/// The names of an argument's elements: `prefix`, `prefix1`, `prefix.name` as `c` makes them.
pub fn combine_names(prefix: &str, value: &Value, length: usize) -> Vec<String> {
    let inner = if value.vector_type().is_some() { value.names() } else { None };
    (0..length)
        .map(|i| {
            let own = inner.as_ref().and_then(|n| n.get(i)).unwrap_or("");
            match (prefix.is_empty(), own.is_empty()) {
                (true, _) => own.to_string(),
                (false, false) => format!("{prefix}.{own}"),
                (false, true) if length == 1 => prefix.to_string(),
                (false, true) => format!("{prefix}{}", i + 1),
            }
        })
        .collect()
}

fn flatten(value: &Value, prefix: &str, recursive: bool, out: &mut Vec<(String, Value)>, named: &mut bool) {
    if let (true, Value::List(list) | Value::Expression(list)) = (recursive, value) {
        let names = combine_names_deep(prefix, value);
        *named |= value.names().is_some();
        for (item, name) in list.data.iter().zip(names) {
            flatten(item, &name, true, out, named);
        }
        return;
    }
    *named |= value.vector_type().is_some() && value.names().is_some();
    out.push((prefix.to_string(), value.clone()));
}

/// Names of a list's elements when it is flattened: numbers only where an element has several leaves.
fn combine_names_deep(prefix: &str, value: &Value) -> Vec<String> {
    let names = value.names();
    let n = value.len();
    (0..n)
        .map(|i| {
            let own = names.as_ref().and_then(|n| n.get(i)).unwrap_or("");
            match (prefix.is_empty(), own.is_empty()) {
                (true, _) => own.to_string(),
                (false, false) => format!("{prefix}.{own}"),
                (false, true) if n == 1 => prefix.to_string(),
                (false, true) => format!("{prefix}{}", i + 1),
            }
        })
        .collect()
}

fn join<'a>(parts: impl Iterator<Item = &'a Value> + Clone, of: Type) -> Result<Value> {
    let mut ignored = Vec::new();
    macro_rules! gather {
        ($coerce:expr) => {{
            let mut all = Vec::with_capacity(parts.clone().map(Value::len).sum());
            for part in parts {
                all.extend_from_slice(&$coerce(part)?);
            }
            all
        }};
    }
    Ok(match of {
        Type::Null => Value::Null,
        Type::Logical => Value::logicals(gather!(as_logical)),
        Type::Integer => Value::integers(gather!(|p| as_integer(p, &mut ignored))),
        Type::Double => Value::doubles(gather!(|p| as_double(p, &mut ignored))),
        Type::Complex => Value::Complex(Vector::new(gather!(|p| as_complex(p, &mut ignored)))),
        Type::Raw => {
            let bytes = parts.flat_map(|p| if let Value::Raw(v) = p { v.data.to_vec() } else { Vec::new() });
            Value::Raw(Vector::new(bytes.collect::<Vec<_>>()))
        }
        Type::Character => {
            let mut all: Vec<Text> = Vec::with_capacity(parts.clone().map(Value::len).sum());
            for part in parts {
                let texts = as_character(part)?;
                all.extend((0..texts.len()).map(|i| texts.text(i)));
            }
            Value::Character(Vector::new(all))
        }
        Type::List | Type::Expression => {
            let mut all = Vec::new();
            for part in parts {
                match part {
                    Value::Language(_) | Value::Symbol(_) => all.push(part.clone()),
                    _ => all.extend(as_list(part).iter().cloned()),
                }
            }
            let items: Items = all.into();
            if of == Type::List { Value::list(items) } else { Value::Expression(Vector::new(items)) }
        }
    })
}
