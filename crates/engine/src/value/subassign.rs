//! Replacement: `x[i] <- v`, `x[i, j] <- v`, `x[[i]] <- v`.

use super::subset::{cells, extents, matrix_index, place};
use super::{
    Failure, Index, Result, Store, Symbol, Text, Type, Value, Vector, as_character, as_complex, as_double,
    as_integer, as_list, as_logical, as_type, known, positions, type_name,
};

const ZERO: &str = "replacement has length zero";
const MULTIPLE: &str = "number of items to replace is not a multiple of replacement length";

/// `x[subscripts] <- value` by R's default rules. `x` is changed in place when nobody else holds it, and left
/// as it was when this fails.
pub fn assign_vector(
    x: &mut Value,
    subscripts: &[Value],
    value: &Value,
    warnings: &mut Vec<String>,
) -> Result<()> {
    if !x.is_vector() && !matches!(x, Value::Null) {
        return match x {
            Value::Language(_) => assign_call(x, subscripts, value),
            _ => Err(Failure::new(format!("object of type '{}' is not subsettable", type_name(x)))),
        };
    }
    if subscripts.len() > 1 {
        return assign_array(x, subscripts, value, warnings);
    }
    let whole = Value::Missing;
    let subscript = subscripts.first().unwrap_or(&whole);
    if matches!(x, Value::Null) {
        if value.is_empty() {
            return Ok(());
        }
        *x = Value::empty(value.vector_type().unwrap_or(Type::List));
    }
    if let Some(at) = matrix_index(x, subscript)? {
        return place_all(x, &at, value, warnings);
    }
    // Names are only needed for text.
    let names = if matches!(subscript, Value::Character(_)) { x.names() } else { None };
    let index = positions(subscript, x.len(), names.as_ref())?;
    drop(names);
    if index.at.is_empty() {
        // Even then the type may change, as in R.
        return match (x.vector_type(), value.vector_type()) {
            (Some(a), Some(b)) if b > a && b != Type::Null && !value.is_empty() => {
                *x = as_type(x, b, warnings)?;
                Ok(())
            }
            _ => Ok(()),
        };
    }
    if matches!(value, Value::Null) && matches!(x, Value::List(_)) {
        *x = delete(x, &index);
        return Ok(());
    }
    if value.is_empty() {
        return Err(Failure::new(ZERO));
    }
    if index.at.contains(&Index::NA) && value.len() > 1 {
        return Err(Failure::new("NAs are not allowed in subscripted assignments"));
    }
    check_types(x, value)?;
    extend(x, &index);
    place_all(x, &index.at, value, warnings)
}

fn check_types(x: &Value, value: &Value) -> Result<()> {
    let (Some(mine), theirs) = (x.vector_type(), value.vector_type().unwrap_or(Type::List)) else {
        return Err(Failure::new(format!("object of type '{}' is not subsettable", type_name(x))));
    };
    if (mine == Type::Raw) != (theirs == Type::Raw) && mine < Type::List && theirs < Type::List {
        return Err(Failure::new(format!(
            "incompatible types (from {} to {}) in subassignment type fix",
            type_name(value),
            type_name(x)
        )));
    }
    Ok(())
}

/// Makes room for positions past the end.
fn extend(x: &mut Value, index: &Index) {
    let (old, reach) = (x.len(), index.reach());
    if reach <= old {
        return;
    }
    let names = x.names();
    let at: Vec<usize> = (0..reach).collect();
    let kept = x.attributes().only(|n| !matches!(n, known::NAMES | known::DIM | known::DIMNAMES));
    let mut out = x.gather(&at).with_attributes(kept);
    if names.is_some() || !index.added.is_empty() {
        let mut all: Vec<Text> = match &names {
            Some(names) => (0..old).map(|i| names.text(i)).collect(),
            None => vec![Some("".into()); old],
        };
        all.extend(index.added.iter().map(|s| Some(s.as_str().into())));
        all.resize(reach, Some("".into()));
        out.set_attribute(known::NAMES, Value::Character(Vector::new(all)));
    }
    *x = out;
}

/// `x[i] <- NULL` on a list.
fn delete(x: &Value, index: &Index) -> Value {
    let keep: Vec<usize> = (0..x.len()).filter(|i| !index.at.contains(i)).collect();
    let attributes = x.attributes().only(|n| !matches!(n, known::NAMES | known::DIM | known::DIMNAMES));
    let names = x.names();
    let mut out = x.gather(&keep).with_attributes(attributes);
    if let Some(names) = names {
        out.set_attribute(known::NAMES, Value::Character(Vector::new(names)).gather(&keep));
    }
    out
}

/// Sets the elements at `at`, the value recycled; the type becomes the wider of both.
fn place_all(x: &mut Value, at: &[usize], value: &Value, warnings: &mut Vec<String>) -> Result<()> {
    if value.is_empty() {
        return Err(Failure::new(ZERO));
    }
    check_types(x, value)?;
    if !at.len().is_multiple_of(value.len()) {
        warnings.push(MULTIPLE.into());
    }
    let theirs = value.vector_type().unwrap_or(Type::List);
    if x.vector_type().is_some_and(|mine| theirs > mine) {
        *x = as_type(x, theirs, warnings)?;
    }
    match x {
        Value::Logical(v) => fill(&mut v.data, at, &as_logical(value)?),
        Value::Integer(v) => fill(&mut v.data, at, &as_integer(value, warnings)?),
        Value::Double(v) => fill(&mut v.data, at, &as_double(value, warnings)?),
        Value::Complex(v) => fill(&mut v.data, at, &as_complex(value, warnings)?),
        Value::Raw(v) => {
            if let Value::Raw(w) = value {
                fill(&mut v.data, at, &w.data);
            }
        }
        Value::Character(v) => {
            let new = as_character(value)?;
            let slots = v.data.make_mut();
            for (k, &i) in at.iter().enumerate() {
                if let Some(slot) = slots.get_mut(i) {
                    *slot = new.text(k % new.len());
                }
            }
        }
        Value::List(v) | Value::Expression(v) => {
            let new = as_list(value);
            let slots = v.data.make_mut();
            for (k, &i) in at.iter().enumerate() {
                if let Some(slot) = slots.get_mut(i) {
                    *slot = new[k % new.len()].clone();
                }
            }
        }
        _ => {}
    }
    Ok(())
}

fn fill<T: Copy>(data: &mut Store<T>, at: &[usize], new: &[T]) {
    let slots = data.make_mut();
    if let ([i], [x]) = (at, new) {
        if let Some(slot) = slots.get_mut(*i) {
            *slot = *x;
        }
        return;
    }
    for (k, &i) in at.iter().enumerate() {
        if let Some(slot) = slots.get_mut(i) {
            *slot = new[k % new.len()];
        }
    }
}

fn assign_array(
    x: &mut Value,
    subscripts: &[Value],
    value: &Value,
    warnings: &mut Vec<String>,
) -> Result<()> {
    if x.dim().is_none_or(|d| d.len() != subscripts.len()) {
        return Err(Failure::new("incorrect number of subscripts"));
    }
    let (dim, selected) = extents(x, subscripts)?;
    let at = cells(&dim, &selected);
    if at.is_empty() {
        return Ok(());
    }
    if value.is_empty() {
        return Err(Failure::new(ZERO));
    }
    if !at.len().is_multiple_of(value.len()) {
        return Err(Failure::new(MULTIPLE));
    }
    place_all(x, &at, value, warnings)
}

/// `x[[subscript]] <- value` by R's default rules; `x` is left as it was when this fails.
pub fn assign_element(
    x: &mut Value,
    subscript: &Value,
    value: Value,
    warnings: &mut Vec<String>,
) -> Result<()> {
    match x {
        Value::Environment(e) => {
            return match subscript {
                Value::Character(v) if v.data.len() == 1 => {
                    e.set(Symbol::new(v.data.get(0).unwrap_or("NA")), value);
                    Ok(())
                }
                _ => Err(Failure::new("wrong args for environment subassignment")),
            };
        }
        Value::Null => {
            if matches!(value, Value::Null) {
                return Ok(());
            }
            let single = value.len() == 1 && value.is_atomic();
            let of = if single { value.vector_type() } else { None };
            let mut start = Value::empty(of.unwrap_or(Type::List));
            assign_element(&mut start, subscript, value, warnings)?;
            *x = start;
            return Ok(());
        }
        Value::Language(_) => return assign_call(x, std::slice::from_ref(subscript), &value),
        _ if !x.is_vector() => {
            return Err(Failure::new(format!("object of type '{}' is not subsettable", type_name(x))));
        }
        _ => {}
    }
    let list = matches!(x, Value::List(_) | Value::Expression(_));
    match subscript.len() {
        0 => return Err(Failure::new("[[ ]] with missing subscript")),
        1 => {}
        n if list => {
            let first = subscript.gather(&[0]);
            let rest = subscript.gather(&(1..n).collect::<Vec<_>>());
            let mut inner = super::element(x, &first, true)?;
            assign_element(&mut inner, &rest, value, warnings)?;
            return assign_element(x, &first, inner, warnings);
        }
        _ => return Err(Failure::new("[[ ]] subscript out of bounds")),
    }
    if list {
        return set_item(x, subscript, value);
    }
    if value.is_empty() {
        return Err(Failure::new(ZERO));
    }
    if !value.is_atomic() {
        let mut wide = as_type(x, Type::List, warnings)?;
        assign_element(&mut wide, subscript, value, warnings)?;
        *x = wide;
        return Ok(());
    }
    if value.len() > 1 {
        return Err(Failure::new("more elements supplied than there are to replace"));
    }
    assign_vector(x, std::slice::from_ref(subscript), &value, warnings)
}

fn set_item(x: &mut Value, subscript: &Value, value: Value) -> Result<()> {
    let at = place(x, subscript, true)?;
    if matches!(value, Value::Null) {
        if let Some(i) = at
            && i < x.len()
        {
            *x = delete(x, &Index { at: vec![i], ..Index::default() });
        }
        return Ok(());
    }
    let index = match (at, subscript) {
        (Some(i), _) => Index { at: vec![i], ..Index::default() },
        (None, Value::Character(v)) => {
            Index { at: vec![x.len()], added: vec![v.data.get(0).unwrap_or("NA").into()], by_name: true }
        }
        _ => return Err(Failure::new("subscript out of bounds")),
    };
    extend(x, &index);
    if let Value::List(v) | Value::Expression(v) = x {
        v.data.make_mut()[index.at[0]] = value;
    }
    Ok(())
}

/// Replacement in a call, seen as a list of its function and arguments.
fn assign_call(x: &mut Value, subscripts: &[Value], value: &Value) -> Result<()> {
    let [subscript] = subscripts else { return Err(Failure::new("incorrect number of subscripts")) };
    let index = positions(subscript, x.len(), x.names().as_ref())?;
    let [i] = index.at.as_slice() else {
        return Err(Failure::new("more than one element replaced in a call"));
    };
    let Value::Language(call) = x else { return Err(Failure::new("not a call")) };
    let parts = std::rc::Rc::make_mut(call);
    let name = index.added.first().map(|s| Symbol::new(s));
    match i.checked_sub(1) {
        None => parts.function = value.clone(),
        Some(k) if k < parts.arguments.len() => {
            if matches!(value, Value::Null) {
                parts.arguments.remove(k);
            } else {
                parts.arguments[k].value = value.clone();
            }
        }
        Some(_) if matches!(value, Value::Null) => {}
        Some(_) => parts.arguments.push(super::Argument { name, value: value.clone() }),
    }
    Ok(())
}
