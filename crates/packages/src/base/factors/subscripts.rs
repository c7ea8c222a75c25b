//! Parts of factors, taken and replaced: those of the codes, with the levels kept.

use super::{codes_of, levels_of, make, texts_of};
use crate::base::subscripts;
use raglan_engine::eval::{Args, Eval};
use raglan_engine::value::{
    Argument, NA_INTEGER, Strings, Symbol, Value, as_logical, assign_element, assign_vector, known,
};

/// The codes without the class, names and extents kept.
fn bare(x: &Value) -> Value {
    let keep = |n: Symbol| matches!(n, known::NAMES | known::DIM | known::DIMNAMES);
    x.clone().with_attributes(x.attributes().only(keep))
}

pub(super) fn take(args: &mut Args, single: bool) -> Eval {
    let x = args.value("x")?;
    let mut given: Vec<Argument> = args.raw_dots().to_vec();
    let drop = !single && as_logical(&args.value("drop")?)?.first() == Some(&Some(true));
    for argument in &mut given {
        if !matches!(argument.value, Value::Missing) {
            argument.value = args.session.force(std::mem::take(&mut argument.value))?;
        }
    }
    let codes = bare(&x);
    let picked = if single {
        subscripts::double_bracket(args.session, &codes, &given)?
    } else {
        subscripts::bracket(args.session, &codes, &given)?
    };
    let mut out = picked;
    for name in [Symbol::new("contrasts"), known::LEVELS, known::CLASS] {
        if let Some(value) = x.attributes().get(name) {
            out.set_attribute(name, value.clone());
        }
    }
    if !drop {
        return Ok(out);
    }
    let levels = texts_of(&levels_of(&out));
    let codes = codes_of(&out);
    let kept: Vec<usize> = (0..levels.len()).filter(|&k| codes.contains(&Some(k))).collect();
    let codes = codes.iter().map(|c| c.and_then(|c| kept.binary_search(&c).ok())).collect();
    let names = out.attributes().get(known::NAMES).cloned();
    let kept = kept.into_iter().map(|k| levels[k].clone()).collect();
    Ok(make(codes, kept, x.has_class("ordered"), names))
}

/// What is assigned, as codes of the factor's own levels.
fn as_codes(args: &mut Args, levels: &Strings, value: Value) -> Eval {
    let text = super::as_text(args, value)?;
    let mut strange = false;
    let mut code = |i: usize| {
        let wanted = text.get(i);
        let found = levels.iter().position(|l| l == wanted);
        strange |= found.is_none() && wanted.is_some();
        found.and_then(|k| i32::try_from(k + 1).ok()).unwrap_or(NA_INTEGER)
    };
    let codes: Vec<i32> = (0..text.len()).map(&mut code).collect();
    if strange {
        args.warn("invalid factor level, NA generated")?;
    }
    Ok(Value::integers(codes))
}

pub(super) fn replace(args: &mut Args, single: bool) -> Eval {
    let x = args.value("x")?;
    let mut given: Vec<Value> = args.raw_dots().iter().map(|a| a.value.clone()).collect();
    let value = if args.is_missing("value") { given.pop().unwrap_or_default() } else { args.value("value")? };
    let value = as_codes(args, &levels_of(&x), value)?;
    for subscript in &mut given {
        if !matches!(subscript, Value::Missing) {
            *subscript = args.session.force(std::mem::take(subscript))?;
        }
        if subscript.is_factor() {
            *subscript = subscript.clone().stripped();
        }
    }
    let mut codes = x.clone();
    codes.set_attribute(known::CLASS, Value::Null);
    codes.set_attribute(known::LEVELS, Value::Null);
    let mut warnings = Vec::new();
    match given.as_slice() {
        [one] if single => assign_element(&mut codes, one, value, &mut warnings)?,
        many => assign_vector(&mut codes, many, &value, &mut warnings)?,
    }
    args.warn_all(warnings)?;
    for name in [known::LEVELS, known::CLASS] {
        codes.set_attribute(name, x.attribute(name).unwrap_or_default());
    }
    Ok(codes)
}

pub(super) fn set_length(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let n = args.count("value")?;
    let at: Vec<usize> = (0..n).map(|i| if i < x.len() { i } else { usize::MAX }).collect();
    let mut out = x.clone().stripped().gather(&at);
    if let Some(names) = x.names() {
        let padded: Strings = (0..n).map(|i| Some(names.get(i).unwrap_or(""))).collect();
        out.set_attribute(known::NAMES, padded.into());
    }
    for name in [known::LEVELS, known::CLASS] {
        out.set_attribute(name, x.attribute(name).unwrap_or_default());
    }
    Ok(out)
}

/// `is.na(x) <- value`: no level at all, even when NA is one.
pub(super) fn set_missing(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let at = args.value("value")?;
    let mut codes = x.clone();
    codes.set_attribute(known::CLASS, Value::Null);
    assign_vector(&mut codes, &[at], &Value::integer(NA_INTEGER), &mut Vec::new())?;
    codes.set_attribute(known::CLASS, x.attribute(known::CLASS).unwrap_or_default());
    Ok(codes)
}
