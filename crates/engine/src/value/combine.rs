//! Combination: `c` and `unlist`.

use super::{
    Argument, Items, Result, Text, Type, Value, Vector, as_character, as_complex, as_double, as_integer,
    as_list, as_logical, known,
};

/// `c(...)` of values with optional names; `recursive` flattens lists, `use_names` keeps names.
pub fn combine(parts: &[Argument], recursive: bool, use_names: bool) -> Result<Value> {
    let mut leaves: Vec<Value> = Vec::new();
    for part in parts {
        flatten(&part.value, recursive, &mut leaves);
    }
    let of = leaves.iter().map(|v| v.vector_type().unwrap_or(Type::List)).max().unwrap_or(Type::Null);
    if of == Type::Null {
        // Lists that hold nothing flatten to nothing.
        return Ok(if recursive || parts.iter().all(|p| matches!(p.value, Value::Null)) {
            Value::Null
        } else {
            Value::list(Vec::new())
        });
    }
    let out = join(leaves.iter(), of)?;
    if !use_names {
        return Ok(out);
    }
    let mut names = Naming { recursive, out: Vec::with_capacity(out.len()), any: false };
    for part in parts {
        names.argument(part.name.map_or("", |n| n.as_str()), &part.value);
    }
    if !names.any {
        return Ok(out);
    }
    let texts: Vec<Text> = names.out.into_iter().map(|n| Some(n.into())).collect();
    Ok(out.with_attribute(known::NAMES, Value::Character(Vector::new(texts))))
}

/// The names of an argument's elements: `prefix`, `prefix1`, `prefix.name` as `c` makes them.
pub fn combine_names(prefix: &str, value: &Value) -> Vec<String> {
    let mut names = Naming { recursive: false, out: Vec::new(), any: false };
    names.argument(prefix, value);
    names.out
}

fn is_nested(value: &Value, recursive: bool) -> bool {
    recursive && matches!(value, Value::List(_) | Value::Expression(_))
}

fn flatten(value: &Value, recursive: bool, out: &mut Vec<Value>) {
    match value {
        Value::List(list) | Value::Expression(list) if recursive => {
            for item in list.data.iter() {
                flatten(item, true, out);
            }
        }
        _ => out.push(value.clone()),
    }
}

/// The names of the elements, made argument by argument.
struct Naming {
    recursive: bool,
    out: Vec<String>,
    any: bool,
}

impl Naming {
    fn argument(&mut self, tag: &str, value: &Value) {
        self.any |= !tag.is_empty() && !value.is_empty();
        let count = self.unnamed(value);
        self.walk(value, tag, count, &mut 0);
    }

    /// How many elements would be called by the prefix alone; with one there is no number behind it.
    fn unnamed(&self, value: &Value) -> usize {
        if !is_nested(value, self.recursive) {
            return elements(value);
        }
        let names = value.names();
        let (Value::List(list) | Value::Expression(list)) = value else { return 1 };
        let own = |i: usize| names.as_ref().and_then(|n| n.get(i)).unwrap_or("");
        list.data.iter().enumerate().filter(|(i, _)| own(*i).is_empty()).map(|(_, v)| self.unnamed(v)).sum()
    }

    /// Names the elements of `value`; `number` counts those under the same prefix, named ones included.
    fn walk(&mut self, value: &Value, prefix: &str, count: usize, number: &mut usize) {
        let names = if value.vector_type().is_some() { value.names() } else { None };
        let own = |i: usize| names.as_ref().and_then(|n| n.get(i)).unwrap_or("");
        if let (true, Value::List(list) | Value::Expression(list)) = (self.recursive, value) {
            self.any |= names.is_some() && !list.data.is_empty();
            for (i, item) in list.data.iter().enumerate() {
                if own(i).is_empty() {
                    self.walk(item, prefix, count, number);
                } else {
                    let before = self.out.len();
                    let count = self.unnamed(item);
                    self.walk(item, &join_names(prefix, own(i)), count, &mut 0);
                    *number += self.out.len() - before;
                }
            }
            return;
        }
        self.any |= names.is_some();
        for i in 0..elements(value) {
            *number += 1;
            self.out.push(match (prefix.is_empty(), own(i).is_empty()) {
                (_, false) => join_names(prefix, own(i)),
                (true, true) => String::new(),
                (false, true) if count == 1 => prefix.to_string(),
                (false, true) => format!("{prefix}{number}"),
            });
        }
    }
}

fn elements(value: &Value) -> usize {
    if value.vector_type().is_some() { value.len() } else { 1 }
}

fn join_names(prefix: &str, own: &str) -> String {
    if prefix.is_empty() { own.to_string() } else { format!("{prefix}.{own}") }
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
