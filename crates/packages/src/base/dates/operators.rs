//! Arithmetic, comparison and extremes of dates, times and differences.

use super::calendar::DAY;
use super::difference::of_seconds;
use super::kept::common_unit;
use super::parts::{amounts, dates, days_of, difference, seconds_of, times, unit_of, unit_size, zone_name};
use raglan_engine::eval::{Args, Eval, fail};
use raglan_engine::value::{
    Argument, Arithmetic, Call, Comparison, Failure, Symbol, Value, arithmetic, as_double, as_logical,
    collate, compare, known,
};

fn generic(args: &Args) -> String {
    args.method.as_ref().map_or_else(|| args.name(), |m| m.generic.clone())
}

fn comparison(name: &str) -> Option<Comparison> {
    Some(match name {
        "==" => Comparison::Equal,
        "!=" => Comparison::NotEqual,
        "<" => Comparison::Less,
        ">" => Comparison::Greater,
        "<=" => Comparison::LessEqual,
        ">=" => Comparison::GreaterEqual,
        _ => return None,
    })
}

fn second(args: &mut Args) -> Eval<Option<Value>> {
    if args.is_missing("e2") { Ok(None) } else { Ok(Some(args.value("e2")?)) }
}

/// Numbers with names and extents.
fn shaped(numbers: Vec<f64>, x: &Value) -> Value {
    let keep = |n: Symbol| matches!(n, known::NAMES | known::DIM | known::DIMNAMES);
    Value::doubles(numbers).with_attributes(x.attributes().only(keep))
}

fn with_kind(value: Value, kind: Value) -> Value {
    kind.attributes().iter().fold(value, |v, (n, a)| v.with_attribute(n, a.clone()))
}

fn calculate(args: &mut Args, op: Arithmetic, a: &Value, b: &Value) -> Eval {
    let mut warnings = Vec::new();
    let out = arithmetic(op, a, b, &mut warnings)?;
    args.warn_all(warnings)?;
    Ok(out)
}

/// Days to be added: numbers as they are, differences to the nearest day.
fn whole_days(x: &Value) -> Eval<Value> {
    let days = amounts(x, DAY)?;
    let difference = x.has_class("difftime") && unit_of(x) != "days";
    let days = if difference { days.iter().map(|d| d.round_ties_even()).collect() } else { days };
    Ok(shaped(days, x))
}

pub(super) fn add_date(args: &mut Args) -> Eval {
    let a = args.value("e1")?;
    let Some(b) = second(args)? else { return Ok(a) };
    if a.has_class("Date") && b.has_class("Date") {
        return fail("binary + is not defined for \"Date\" objects");
    }
    let (x, y) = (whole_days(&a)?, whole_days(&b)?);
    Ok(with_kind(calculate(args, Arithmetic::Add, &x, &y)?, dates(Vec::new(), None)))
}

pub(super) fn subtract_date(args: &mut Args) -> Eval {
    let a = args.value("e1")?;
    if !a.has_class("Date") {
        return fail("can only subtract from \"Date\" objects");
    }
    let Some(b) = second(args)? else { return fail("unary - is not defined for \"Date\" objects") };
    let x = shaped(amounts(&a, DAY)?, &a);
    if b.has_class("Date") || b.has_class("POSIXt") {
        let y = shaped(days_of(args, &b)?, &b);
        return Ok(with_kind(calculate(args, Arithmetic::Subtract, &x, &y)?, difference(Vec::new(), "days")));
    }
    let y = whole_days(&b)?;
    Ok(with_kind(calculate(args, Arithmetic::Subtract, &x, &y)?, dates(Vec::new(), None)))
}

/// The zone of the first of two times that has one.
fn either_zone(a: &Value, b: &Value) -> Option<Value> {
    a.attribute(known::TZONE).or_else(|| b.attribute(known::TZONE)).map(|z| first_of(&z))
}

fn first_of(zone: &Value) -> Value {
    if zone.len() > 1 { zone.gather(&[0]) } else { zone.clone() }
}

fn operand(args: &mut Args, x: &Value) -> Eval {
    let numbers = if x.has_class("POSIXt") { seconds_of(args, x, None)? } else { amounts(x, 1.0)? };
    Ok(shaped(numbers, x).with_attribute(
        known::NAMES,
        x.attribute(known::NAMES).filter(|_| !x.has_class("POSIXlt")).unwrap_or_default(),
    ))
}

pub(super) fn add_time(args: &mut Args) -> Eval {
    let a = args.value("e1")?;
    let Some(b) = second(args)? else { return Ok(a) };
    if a.has_class("POSIXt") && b.has_class("POSIXt") {
        return fail("binary '+' is not defined for \"POSIXt\" objects");
    }
    let zone = either_zone(&a, &b);
    let (x, y) = (operand(args, &a)?, operand(args, &b)?);
    Ok(with_kind(calculate(args, Arithmetic::Add, &x, &y)?, times(Vec::new(), zone)))
}

pub(super) fn subtract_time(args: &mut Args) -> Eval {
    let a = args.value("e1")?;
    if !a.has_class("POSIXt") {
        return fail("can only subtract from \"POSIXt\" objects");
    }
    let Some(b) = second(args)? else { return fail("unary '-' is not defined for \"POSIXt\" objects") };
    let x = operand(args, &a)?;
    if b.has_class("POSIXt") || b.has_class("Date") {
        let y = seconds_of(args, &b, None)?;
        let seconds = calculate(args, Arithmetic::Subtract, &x, &Value::doubles(y))?;
        return of_seconds(as_double(&seconds, &mut Vec::new())?.to_vec(), "auto");
    }
    let y = operand(args, &b)?;
    let zone = a.attribute(known::TZONE).map(|z| first_of(&z));
    Ok(with_kind(calculate(args, Arithmetic::Subtract, &x, &y)?, times(Vec::new(), zone)))
}

pub(super) fn compare_dates(args: &mut Args) -> Eval {
    let name = generic(args);
    let a = args.value("e1")?;
    let Some(b) = second(args)? else {
        return fail(format!("unary {name} not defined for \"Date\" objects"));
    };
    let Some(op) = comparison(&name) else { return fail(format!("{name} not defined for \"Date\" objects")) };
    let mut read = |x: &Value| -> Eval {
        let dated = x.has_class("Date") || x.has_class("POSIXt") || matches!(x, Value::Character(_));
        let numbers = if dated { days_of(args, x)? } else { amounts(x, DAY)? };
        Ok(shaped(numbers, x))
    };
    let (x, y) = (read(&a)?, read(&b)?);
    Ok(compare(op, &x, &y, collate, &mut Vec::new())?)
}

pub(super) fn compare_times(args: &mut Args) -> Eval {
    let name = generic(args);
    let a = args.value("e1")?;
    let Some(b) = second(args)? else {
        return fail(format!("unary '{name}' not defined for \"POSIXt\" objects"));
    };
    let Some(op) = comparison(&name) else {
        return fail(format!("'{name}' not defined for \"POSIXt\" objects"));
    };
    let zones = (zone_name(&a).filter(|z| !z.is_empty()), zone_name(&b).filter(|z| !z.is_empty()));
    if let (Some(p), Some(q)) = &zones
        && p != q
    {
        let call = Value::call("check_tzones", [Value::symbol("e1"), Value::symbol("e2")]);
        args.session.warn("'tzone' attributes are inconsistent", Some(call))?;
    }
    let zone = zones.0.or(zones.1);
    let mut read = |x: &Value| -> Eval {
        let timed = x.has_class("Date") || x.has_class("POSIXt");
        let numbers = match x {
            Value::Character(_) => seconds_of(args, x, zone.as_deref())?,
            _ if timed => seconds_of(args, x, None)?,
            _ => amounts(x, 1.0)?,
        };
        Ok(if x.has_class("POSIXlt") { Value::doubles(numbers) } else { shaped(numbers, x) })
    };
    let (x, y) = (read(&a)?, read(&b)?);
    Ok(compare(op, &x, &y, collate, &mut Vec::new())?)
}

pub(super) fn refuse_math(args: &mut Args, kind: &str) -> Eval {
    let name = generic(args);
    let quoted = if kind == "Date" { name } else { format!("'{name}'") };
    fail(format!("{quoted} not defined for \"{kind}\" objects"))
}

/// An error that shows the values the summary was called with.
fn refuse_summary(args: &mut Args, method: &str, message: String) -> Eval {
    let mut shown = args.dots()?;
    shown.push(Argument::named("na.rm", Value::logical(na_rm(args)?)));
    let call = Value::Language(Call::new(method, shown).into());
    Err(args.session.raise(Failure::new(message), Some(call)))
}

fn na_rm(args: &mut Args) -> Eval<bool> {
    if args.is_missing("na.rm") {
        return Ok(false);
    }
    Ok(as_logical(&args.value("na.rm")?)?.first() == Some(&Some(true)))
}

/// Runs a summary on plain numbers.
fn summarised(args: &mut Args, name: &str, numbers: Vec<f64>) -> Eval<Vec<f64>> {
    let flag = Argument::named("na.rm", Value::logical(na_rm(args)?));
    let out = args.apply_named(name, vec![Argument::new(Value::doubles(numbers)), flag])?;
    Ok(as_double(&out, &mut Vec::new())?.to_vec())
}

pub(super) fn date_extremes(args: &mut Args) -> Eval {
    let name = generic(args);
    if !matches!(name.as_str(), "max" | "min" | "range") {
        return refuse_summary(args, "Summary.Date", format!("{name} not defined for \"Date\" objects"));
    }
    let mut all = Vec::new();
    for argument in args.dots()? {
        all.extend(days_of(args, &argument.value)?);
    }
    Ok(dates(summarised(args, &name, all)?, None))
}

pub(super) fn time_extremes(args: &mut Args) -> Eval {
    let name = generic(args);
    if !matches!(name.as_str(), "max" | "min" | "range") {
        return refuse_summary(
            args,
            "Summary.POSIXct",
            format!("'{name}' not defined for \"POSIXt\" objects"),
        );
    }
    let given = args.dots()?;
    let mut all = Vec::new();
    for argument in &given {
        all.extend(seconds_of(args, &argument.value, None)?);
    }
    let zone = given.first().and_then(|a| a.value.attribute(known::TZONE)).map(|z| first_of(&z));
    let out = times(summarised(args, &name, all)?, zone);
    if given.first().is_some_and(|a| a.value.has_class("POSIXlt")) {
        return args.apply_named("as.POSIXlt", vec![Argument::new(out)]);
    }
    Ok(out)
}

pub(super) fn difference_summary(args: &mut Args) -> Eval {
    let name = generic(args);
    if !matches!(name.as_str(), "max" | "min" | "sum" | "range") {
        return refuse_summary(
            args,
            "Summary.difftime",
            format!("'{name}' not defined for \"difftime\" objects"),
        );
    }
    let given = args.dots()?;
    let units: Vec<String> =
        given.iter().filter(|a| a.value.has_class("difftime")).map(|a| unit_of(&a.value)).collect();
    let unit = common_unit(&units);
    let mut all = Vec::new();
    for argument in &given {
        all.extend(amounts(&argument.value, unit_size(&unit).unwrap_or(1.0))?);
    }
    Ok(difference(summarised(args, &name, all)?, &unit))
}

/// Sums, differences and comparisons of differences, in the unit of both or in seconds.
pub(super) fn differences(args: &mut Args) -> Eval {
    let name = generic(args);
    let a = args.value("e1")?;
    let op = match name.as_str() {
        "+" => Some(Arithmetic::Add),
        "-" => Some(Arithmetic::Subtract),
        _ => None,
    };
    let Some(b) = second(args)? else {
        let unit = unit_of(&a);
        let sign = if op == Some(Arithmetic::Subtract) { -1.0 } else { 1.0 };
        if op.is_none() {
            return fail(format!("unary '{name}' not defined for \"difftime\" objects"));
        }
        let numbers = amounts(&a, unit_size(&unit).unwrap_or(1.0))?.iter().map(|v| sign * v).collect();
        return Ok(with_kind(shaped(numbers, &a), difference(Vec::new(), &unit)));
    };
    let units: Vec<String> = [&a, &b].into_iter().filter(|x| x.has_class("difftime")).map(unit_of).collect();
    let unit = common_unit(&units);
    let size = unit_size(&unit).unwrap_or(1.0);
    let (x, y) = (shaped(amounts(&a, size)?, &a), shaped(amounts(&b, size)?, &b));
    match (op, comparison(&name)) {
        (Some(op), _) => Ok(with_kind(calculate(args, op, &x, &y)?, difference(Vec::new(), &unit))),
        (_, Some(op)) => Ok(compare(op, &x, &y, collate, &mut Vec::new())?),
        _ => fail(format!("'{name}' not defined for \"difftime\" objects")),
    }
}

pub(super) fn multiply_difference(args: &mut Args) -> Eval {
    let (a, b) = (args.value("e1")?, args.value("e2")?);
    if a.has_class("difftime") && b.has_class("difftime") {
        return fail("both arguments of * cannot be \"difftime\" objects");
    }
    let unit = unit_of(if a.has_class("difftime") { &a } else { &b });
    let size = unit_size(&unit).unwrap_or(1.0);
    let (x, y) = (shaped(amounts(&a, size)?, &a), shaped(amounts(&b, size)?, &b));
    Ok(with_kind(calculate(args, Arithmetic::Multiply, &x, &y)?, difference(Vec::new(), &unit)))
}

pub(super) fn divide_difference(args: &mut Args) -> Eval {
    let (a, b) = (args.value("e1")?, args.value("e2")?);
    if !a.has_class("difftime") {
        return fail("second argument of / cannot be a \"difftime\" object");
    }
    if b.has_class("difftime") {
        let (x, y) = (shaped(amounts(&a, 1.0)?, &a), shaped(amounts(&b, 1.0)?, &b));
        return calculate(args, Arithmetic::Divide, &x, &y);
    }
    let unit = unit_of(&a);
    let (x, y) = (shaped(amounts(&a, unit_size(&unit).unwrap_or(1.0))?, &a), shaped(amounts(&b, 1.0)?, &b));
    Ok(with_kind(calculate(args, Arithmetic::Divide, &x, &y)?, difference(Vec::new(), &unit)))
}

/// Rounding and size of differences.
pub(super) fn difference_math(args: &mut Args) -> Eval {
    let name = generic(args);
    if !matches!(name.as_str(), "abs" | "sign" | "floor" | "ceiling" | "trunc" | "round" | "signif") {
        return fail(format!("'{name}' not defined for \"difftime\" objects"));
    }
    let x = args.value("x")?;
    let unit = unit_of(&x);
    let numbers = shaped(amounts(&x, unit_size(&unit).unwrap_or(1.0))?, &x);
    let mut arguments = vec![Argument::new(numbers)];
    arguments.extend(args.dots()?);
    let out = args.apply_named(&name, arguments)?;
    Ok(with_kind(out, difference(Vec::new(), &unit)))
}
