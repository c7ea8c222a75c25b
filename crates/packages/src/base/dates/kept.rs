//! Parts and combinations of dates, times and differences, which keep their class, zone and unit.

use super::parts::{
    amounts, dates, days_of, difference, in_parts, joined, seconds_of, times, unit_of, unit_size, zone_name,
    zone_shown,
};
use crate::base::subscripts;
use raglan_engine::eval::{Args, Eval};
use raglan_engine::value::{Argument, Symbol, Value, as_double, as_list, assign_vector, combine, known};

/// What makes numbers a date, a time or a difference.
fn is_kind(name: Symbol) -> bool {
    matches!(name, known::CLASS | known::TZONE | known::UNITS)
}

/// The numbers with names and extents only.
fn bare(x: &Value) -> Value {
    x.clone().with_attributes(x.attributes().only(|n| !is_kind(n)))
}

/// Gives numbers the kind of another vector.
fn as_kind(mut value: Value, x: &Value) -> Value {
    for (name, attribute) in x.attributes().iter().filter(|(n, _)| is_kind(*n)) {
        value.set_attribute(name, attribute.clone());
    }
    value
}

/// The arguments after the first, evaluated where they are given.
fn rest(args: &mut Args) -> Eval<Vec<Argument>> {
    let mut out = args.raw_dots().to_vec();
    for argument in &mut out {
        if !matches!(argument.value, Value::Missing) {
            argument.value = args.session.force(std::mem::take(&mut argument.value))?;
        }
    }
    Ok(out)
}

pub(super) fn take(args: &mut Args, single: bool) -> Eval {
    let x = args.value("x")?;
    let mut given = rest(args)?;
    if !single && !args.is_missing("drop") {
        given.push(Argument::named(known::DROP, args.value("drop")?));
    }
    let numbers = bare(&x);
    let picked = if single {
        subscripts::double_bracket(args.session, &numbers, &given)?
    } else {
        subscripts::bracket(args.session, &numbers, &given)?
    };
    Ok(as_kind(picked, &x))
}

/// The numbers of a value, read as what `x` is.
fn read_as(args: &mut Args, value: &Value, x: &Value) -> Eval<Vec<f64>> {
    if x.has_class("Date") {
        days_of(args, value)
    } else if x.has_class("POSIXct") {
        let zone = zone_name(x);
        seconds_of(args, value, zone.as_deref())
    } else {
        let size = unit_size(&unit_of(x)).unwrap_or(1.0);
        amounts(value, size)
    }
}

pub(super) fn replace(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let mut given: Vec<Value> = rest(args)?.into_iter().map(|a| a.value).collect();
    let value = if args.is_missing("value") { given.pop().unwrap_or_default() } else { args.value("value")? };
    if value.is_empty() {
        return Ok(x);
    }
    let value = Value::doubles(read_as(args, &value, &x)?);
    let mut numbers = bare(&x);
    let mut warnings = Vec::new();
    assign_vector(&mut numbers, &given, &value, &mut warnings)?;
    args.warn_all(warnings)?;
    Ok(as_kind(numbers, &x))
}

/// Runs a function of base R on the numbers and gives the result the kind of `x`.
pub(super) fn through(args: &mut Args, function: &str) -> Eval {
    let x = args.value("x")?;
    let mut arguments = vec![Argument::new(bare(&x))];
    arguments.extend(rest(args)?);
    if args.has("value") {
        arguments.push(Argument::named(known::VALUE, args.value("value")?));
    }
    let out = args.apply_named(function, arguments)?;
    Ok(as_kind(out, &x))
}

pub(super) fn as_items(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let items = as_list(&bare(&x).stripped());
    let out = Value::list(items.iter().map(|v| as_kind(v.clone(), &x)).collect::<Vec<_>>());
    Ok(out.with_attribute(known::NAMES, x.attributes().get(known::NAMES).cloned().unwrap_or_default()))
}

pub(super) fn numbers(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    Ok(Value::doubles(as_double(&x.stripped(), &mut Vec::new())?))
}

/// `c` of values all read as the first is.
pub(super) fn combined(args: &mut Args) -> Eval {
    let given = args.dots()?;
    let Some(first) = given.first().map(|a| a.value.clone()) else { return Ok(Value::Null) };
    let mut parts = Vec::new();
    for argument in &given {
        let names = argument.value.attributes().get(known::NAMES).cloned().unwrap_or_default();
        let read =
            Value::doubles(read_as(args, &argument.value, &first)?).with_attribute(known::NAMES, names);
        parts.push(Argument { name: argument.name, value: read });
    }
    let out = combine(&parts, false, true)?;
    let names = out.attributes().get(known::NAMES).cloned();
    let all = as_double(&out, &mut Vec::new())?.to_vec();
    if first.has_class("Date") {
        return Ok(dates(all, names));
    }
    // The zone stays when all are shown in the same one.
    let zone = zone_name(&first).filter(|z| given.iter().all(|a| zone_name(&a.value).as_ref() == Some(z)));
    let out = times(all, zone.map(|z| Value::string(&z)));
    Ok(out.with_attribute(known::NAMES, names.unwrap_or_default()))
}

/// `c` of differences: in the unit asked for, in that of all, or in seconds.
pub(super) fn combined_differences(args: &mut Args) -> Eval {
    let given = args.dots()?;
    let units: Vec<String> =
        given.iter().filter(|a| a.value.has_class("difftime")).map(|a| unit_of(&a.value)).collect();
    let unit = match args.optional("units")? {
        Some(_) => args.string("units")?,
        None => common_unit(&units),
    };
    let size = unit_size(&unit).unwrap_or(1.0);
    let mut all = Vec::new();
    for argument in &given {
        all.extend(amounts(&argument.value, size)?);
    }
    Ok(difference(all, &unit))
}

/// The unit of all, or seconds.
pub(super) fn common_unit(units: &[String]) -> String {
    match units {
        [first, others @ ..] if others.iter().all(|u| u == first) => first.clone(),
        [] => "days".into(),
        _ => "secs".into(),
    }
}

/// Times in parts as seconds, something done with them, and back.
pub(super) fn parts_through(args: &mut Args, function: &str) -> Eval {
    let x = args.value("x")?;
    let name = zone_name(&x).unwrap_or_default();
    let seconds = joined(args, &x)?;
    let names = x.part("year").and_then(|y| y.attributes().get(known::NAMES).cloned());
    let numbers = Value::doubles(seconds).with_attribute(known::NAMES, names.unwrap_or_default());
    let mut arguments = vec![Argument::new(numbers)];
    arguments.extend(rest(args)?);
    let out = args.apply_named(function, arguments)?;
    let names = out.attributes().get(known::NAMES).cloned();
    let seconds = as_double(&out, &mut Vec::new())?;
    Ok(in_parts(&seconds, &zone_shown(args, &name), true, names))
}

pub(super) fn combined_parts(args: &mut Args) -> Eval {
    let given = args.dots()?;
    let name = given.first().and_then(|a| zone_name(&a.value)).unwrap_or_default();
    let same = given.iter().all(|a| zone_name(&a.value).as_deref() == Some(name.as_str()));
    let mut all = Vec::new();
    for argument in &given {
        all.extend(seconds_of(args, &argument.value, None)?);
    }
    let zone = zone_shown(args, if same { &name } else { "" });
    Ok(in_parts(&all, &zone, true, None))
}

pub(super) fn parts_numbers(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    Ok(Value::doubles(joined(args, &x)?))
}

pub(super) fn parts_length(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    Ok(Value::count(super::parts::shown_seconds(&x)?.len()))
}
