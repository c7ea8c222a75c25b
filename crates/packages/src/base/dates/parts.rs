//! Dates, times and differences as values: what the files of this family share.

use super::calendar::{DAY, Moment};
use super::zone::{Local, Zone};
use raglan_engine::eval::{Args, Eval, fail};
use raglan_engine::value::{
    Argument, NA_INTEGER, NA_REAL, Strings, Symbol, Text, Value, as_double, as_integer, known,
};

/// Days as dates.
pub fn dates(days: Vec<f64>, names: Option<Value>) -> Value {
    let out = Value::doubles(days).with_attribute(known::NAMES, names.unwrap_or_default());
    out.with_class(&["Date"])
}

/// Seconds as times shown in a zone; `None` is the zone of the session, not named.
pub fn times(seconds: Vec<f64>, zone: Option<Value>) -> Value {
    let out = Value::doubles(seconds).with_class(&["POSIXct", "POSIXt"]);
    out.with_attribute(known::TZONE, zone.unwrap_or_default())
}

/// The zone a value is shown in: the first of its attribute `tzone`.
pub fn zone_name(x: &Value) -> Option<String> {
    match x.attribute(known::TZONE) {
        Some(Value::Character(z)) => Some(z.data.get(0).unwrap_or("").to_string()),
        _ => None,
    }
}

/// The zone of a name; `""` is that of the session. An unknown one counts as UTC, with a warning.
pub fn zone(args: &mut Args, name: &str) -> Eval<Zone> {
    let found = zone_shown(args, name);
    if Zone::named(&found.name).is_none() {
        args.warn(&format!("unknown timezone '{}'", found.name))?;
    }
    Ok(found)
}

/// The same without the warning, for times that were made already.
pub fn zone_shown(args: &Args, name: &str) -> Zone {
    let wanted = if name.is_empty() {
        args.session.host.variable("TZ").filter(|z| !z.is_empty()).unwrap_or_else(|| "UTC".into())
    } else {
        name.to_string()
    };
    Zone::named(&wanted).unwrap_or_else(|| Zone::universal(&wanted, &wanted))
}

/// The argument `tz` as text, `""` when it was not given.
pub fn zone_argument(args: &mut Args) -> Eval<String> {
    match args.value("tz")? {
        Value::Null => Ok(String::new()),
        Value::Character(v) => Ok(v.data.get(0).unwrap_or("").to_string()),
        _ => fail("invalid 'tz' value"),
    }
}

/// Seconds in each unit of a difference.
pub fn unit_size(unit: &str) -> Option<f64> {
    Some(match unit {
        "secs" => 1.0,
        "mins" => 60.0,
        "hours" => 3600.0,
        "days" => DAY,
        "weeks" => 7.0 * DAY,
        _ => return None,
    })
}

/// The unit of a difference.
pub fn unit_of(x: &Value) -> String {
    match x.attribute(known::UNITS) {
        Some(Value::Character(u)) => u.data.get(0).unwrap_or("days").to_string(),
        _ => "days".into(),
    }
}

/// Numbers as a difference.
pub fn difference(numbers: Vec<f64>, unit: &str) -> Value {
    Value::doubles(numbers).with_class(&["difftime"]).with_attribute(known::UNITS, Value::string(unit))
}

/// Numbers of a plain vector or of a difference, in seconds over `unit`.
pub fn amounts(x: &Value, unit: f64) -> Eval<Vec<f64>> {
    let numbers = as_double(&x.clone().stripped(), &mut Vec::new())?;
    if !x.has_class("difftime") {
        return Ok(numbers.to_vec());
    }
    let size = unit_size(&unit_of(x)).unwrap_or(1.0) / unit;
    Ok(numbers.iter().map(|v| v * size).collect())
}

/// Seconds of anything that stands for times, by `as.POSIXct` if need be.
pub fn seconds_of(args: &mut Args, x: &Value, zone: Option<&str>) -> Eval<Vec<f64>> {
    let x = if x.has_class("POSIXct") {
        x.clone()
    } else {
        let mut arguments = vec![Argument::new(x.clone())];
        arguments.extend(zone.map(|z| Argument::named("tz", Value::string(z))));
        args.apply_named("as.POSIXct", arguments)?
    };
    Ok(as_double(&x.stripped(), &mut Vec::new())?.to_vec())
}

/// Days of anything that stands for dates, by `as.Date` if need be.
pub fn days_of(args: &mut Args, x: &Value) -> Eval<Vec<f64>> {
    let x = if x.has_class("Date") {
        x.clone()
    } else {
        args.apply_named("as.Date", vec![Argument::new(x.clone())])?
    };
    Ok(as_double(&x.stripped(), &mut Vec::new())?.to_vec())
}

/// The parts of times as `POSIXlt` has them. Offsets are known unless the times were read from text.
pub fn in_parts(seconds: &[f64], zone: &Zone, offsets: bool, names: Option<Value>) -> Value {
    let all: Vec<Option<(Moment, Local)>> = seconds.iter().map(|&s| zone.moment(s)).collect();
    let whole = |pick: fn(&Moment) -> i64| {
        let one = |t: &Option<(Moment, Local)>| t.as_ref().map_or(NA_INTEGER, |(m, _)| pick(m) as i32);
        Value::integers(all.iter().map(one).collect::<Vec<_>>())
    };
    let second = all.iter().zip(seconds).map(|(t, &s)| t.as_ref().map_or(s, |(m, _)| m.second));
    let labels: Strings = all.iter().map(|t| Some(t.as_ref().map_or("", |(_, l)| l.name.as_str()))).collect();
    let daylight = all.iter().map(|t| t.as_ref().map_or(-1, |(_, l)| i32::from(l.daylight)));
    let known_offset = offsets || zone.is_universal();
    let offset = all.iter().map(|t| match t {
        Some((_, local)) if known_offset => local.offset as i32,
        _ => NA_INTEGER,
    });
    let year = whole(|t| t.year - 1900).with_attribute(known::NAMES, names.unwrap_or_default());
    Value::named_list([
        ("sec", Value::doubles(second.collect::<Vec<_>>())),
        ("min", whole(|t| t.minute)),
        ("hour", whole(|t| t.hour)),
        ("mday", whole(|t| t.day)),
        ("mon", whole(|t| t.month)),
        ("year", year),
        ("wday", whole(|t| t.weekday)),
        ("yday", whole(|t| t.yearday)),
        ("isdst", Value::integers(daylight.collect::<Vec<_>>())),
        ("zone", Value::from(labels)),
        ("gmtoff", Value::integers(offset.collect::<Vec<_>>())),
    ])
    .with_class(&["POSIXlt", "POSIXt"])
    .with_attribute(known::TZONE, Value::strings(zone.labels()))
    .with_attribute(Symbol::new("balanced"), Value::logical(true))
}

/// The times parts show, as if they were UTC; parts out of range carry over.
pub fn shown_seconds(x: &Value) -> Eval<Vec<f64>> {
    let mut columns: Vec<Vec<f64>> = Vec::new();
    for name in ["sec", "min", "hour", "mday", "mon", "year"] {
        let part = x.part(name).unwrap_or(Value::Null);
        columns.push(as_double(&part, &mut Vec::new())?.to_vec());
    }
    let n =
        if columns.iter().any(Vec::is_empty) { 0 } else { columns.iter().map(Vec::len).max().unwrap_or(0) };
    let one = |i: usize| {
        let at = |k: usize| columns[k][i % columns[k].len()];
        if (1..6).any(|k| at(k).is_nan()) {
            let second = at(0);
            return if second.is_finite() { NA_REAL } else { second };
        }
        let time = Moment {
            second: at(0),
            minute: at(1) as i64,
            hour: at(2) as i64,
            day: at(3) as i64,
            month: at(4) as i64,
            year: at(5) as i64 + 1900,
            ..Moment::default()
        };
        time.seconds()
    };
    Ok((0..n).map(one).collect())
}

/// Seconds since 1970-01-01 UTC of times in parts.
pub fn joined(args: &mut Args, x: &Value) -> Eval<Vec<f64>> {
    let zone = zone(args, &zone_name(x).unwrap_or_default())?;
    let shown = shown_seconds(x)?;
    let offsets = as_integer(&x.part("gmtoff").unwrap_or_default(), &mut Vec::new())?;
    let daylight = as_integer(&x.part("isdst").unwrap_or_default(), &mut Vec::new())?;
    let one = |(i, &s): (usize, &f64)| {
        let first = zone.universal_time(s);
        // Where the clocks show a time twice, what the parts say decides.
        let offset = offsets.get(i).copied().filter(|o| *o != NA_INTEGER);
        let later = s - offset.map_or(f64::NAN, f64::from);
        let agrees = |u: f64| u.is_finite() && zone.at(u).offset as f64 == s - u;
        let wanted = daylight.get(i).is_some_and(|d| *d >= 0 && (*d == 1) == zone.at(later).daylight);
        if agrees(later) && wanted { later } else { first }
    };
    Ok(shown.iter().enumerate().map(one).collect())
}

/// Texts with the names and extents of what they describe.
pub fn texts_like(texts: Vec<Text>, x: &Value) -> Value {
    let keep = |n: Symbol| matches!(n, known::NAMES | known::DIM | known::DIMNAMES);
    Value::from(Strings::from(texts)).with_attributes(x.attributes().only(keep))
}
