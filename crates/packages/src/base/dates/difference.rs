//! Differences of times: making them and changing their unit.

use super::calendar::DAY;
use super::convert::is_true;
use super::parts::{amounts, days_of, difference, seconds_of, unit_of, unit_size, zone_argument};
use super::specification::read;
use raglan_engine::eval::{Args, Eval, fail};
use raglan_engine::value::{Argument, NA_REAL, Value, as_double, known};

/// Seconds as a difference in a unit; `"auto"` is the largest in which no difference is below one.
pub(super) fn of_seconds(seconds: Vec<f64>, unit: &str) -> Eval {
    let least = seconds.iter().filter(|s| !s.is_nan()).map(|s| s.abs()).fold(f64::INFINITY, f64::min);
    let unit = match unit {
        "auto" if !least.is_finite() || least < 60.0 => "secs",
        "auto" if least < 3600.0 => "mins",
        "auto" if least < DAY => "hours",
        "auto" => "days",
        given => given,
    };
    let Some(size) = unit_size(unit) else { return fail("invalid units specified") };
    Ok(difference(seconds.into_iter().map(|s| s / size).collect(), unit))
}

pub(super) fn difftime(args: &mut Args) -> Eval {
    let unit = args.choice("units")?;
    let zone = if args.is_missing("tz") { None } else { Some(zone_argument(args)?) };
    let (a, b) = (args.value("time1")?, args.value("time2")?);
    let (x, y) = (seconds_of(args, &a, zone.as_deref())?, seconds_of(args, &b, zone.as_deref())?);
    let n = if x.is_empty() || y.is_empty() { 0 } else { x.len().max(y.len()) };
    of_seconds((0..n).map(|i| x[i % x.len()] - y[i % y.len()]).collect(), &unit)
}

pub(super) fn as_difftime(args: &mut Args) -> Eval {
    let tim = args.value("tim")?;
    let unit = args.string("units")?;
    if let Value::Character(texts) = &tim {
        let format = match args.string("format")?.as_str() {
            "%X" => "%H:%M:%S".to_string(),
            other => other.to_string(),
        };
        // The day is left out, so that only the clock counts.
        let one = |t: Option<&str>| t.and_then(|t| read(t, &format, 0)).map_or(NA_REAL, |(s, _)| s);
        return of_seconds(texts.data.iter().map(one).collect(), &unit);
    }
    if !matches!(tim, Value::Integer(_) | Value::Double(_)) {
        return fail("'tim' is not character or numeric");
    }
    if unit == "auto" {
        return fail("need explicit units for numeric conversion");
    }
    if unit_size(&unit).is_none() {
        return fail("invalid units specified");
    }
    Ok(tim.with_class(&["difftime"]).with_attribute(known::UNITS, Value::string(&unit)))
}

/// `.difftime`: class and unit put on numbers as they are.
pub(super) fn classed(args: &mut Args) -> Eval {
    let (x, class, unit) = (args.value("xx")?, args.value("cl")?, args.value("units")?);
    Ok(x.with_attribute(known::CLASS, class).with_attribute(known::UNITS, unit))
}

pub(super) fn unit(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    Ok(Value::string(&unit_of(&x)))
}

pub(super) fn set_unit(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let unit = args.string("value")?;
    if unit == unit_of(&x) {
        return Ok(x);
    }
    let Some(size) = unit_size(&unit) else { return fail("invalid units specified") };
    let numbers = Value::doubles(amounts(&x, size)?).with_attributes(x.attributes().clone());
    Ok(numbers.with_attribute(known::UNITS, Value::string(&unit)))
}

pub(super) fn as_number(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let unit = match args.string("units")?.as_str() {
        "auto" => unit_of(&x),
        other => other.to_string(),
    };
    let Some(size) = unit_size(&unit) else { return fail("invalid units specified") };
    Ok(Value::doubles(amounts(&x, size)?))
}

/// Days or time since an origin, which the result remembers.
pub(super) fn julian(args: &mut Args) -> Eval {
    let (x, origin) = (args.value("x")?, args.value("origin")?);
    if origin.len() != 1 {
        return fail("'origin' must be of length one");
    }
    let name = "origin";
    if x.has_class("Date") {
        let start = days_of(args, &origin)?[0];
        let days = as_double(&x.stripped(), &mut Vec::new())?.iter().map(|d| d - start).collect::<Vec<_>>();
        return Ok(Value::doubles(days).with_attribute(raglan_engine::value::Symbol::new(name), origin));
    }
    let start = seconds_of(args, &origin, None)?[0];
    let seconds = seconds_of(args, &x, None)?;
    let out = of_seconds(seconds.into_iter().map(|s| s - start).collect(), "days")?;
    Ok(out.with_attribute(raglan_engine::value::Symbol::new(name), origin))
}

/// Differences of successive dates or times.
pub(super) fn successive(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let dated = x.has_class("Date");
    let numbers = if dated { days_of(args, &x)? } else { seconds_of(args, &x, None)? };
    let arguments = vec![
        Argument::new(Value::doubles(numbers)),
        Argument::named("lag", args.value("lag")?),
        Argument::named("differences", args.value("differences")?),
    ];
    let out = args.apply_named("diff", arguments)?;
    let numbers = as_double(&out, &mut Vec::new())?.to_vec();
    if dated { Ok(difference(numbers, "days")) } else { of_seconds(numbers, "auto") }
}

/// Means keep the unit.
pub(super) fn mean(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let unit = unit_of(&x);
    let mut arguments = vec![Argument::new(x.stripped())];
    for argument in args.dots()? {
        let keeps = argument.name.is_some_and(|n| n.as_str() == "na.rm") && !is_true(&argument.value)?;
        if !keeps {
            arguments.push(argument);
        }
    }
    let out = args.apply_named("mean", arguments)?;
    Ok(difference(as_double(&out, &mut Vec::new())?.to_vec(), &unit))
}
