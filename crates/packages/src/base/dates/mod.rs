//! Dates and times: the calendar, specifications like `%Y-%m-%d`, and what the R code beside is made of.
//!
//! Times are seconds since 1970-01-01 UTC. UTC is the only time zone; others are refused by name.

mod calendar;
mod specification;

pub use calendar::{Moment, days};
pub use specification::{read, write};

use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail, private};
use raglan_engine::value::{NA_INTEGER, NA_REAL, Strings, Symbol, Value, known};

/// The R code of this family.
pub(super) const CODE: &str = include_str!("dates.R");

pub(super) const FUNCTIONS: &[Builtin] = &[
    builtin("Sys.time()", now),
    builtin("Sys.Date()", today),
    builtin("date()", date),
    builtin("Sys.timezone(location = TRUE)", time_zone),
    builtin("OlsonNames(tzdir = NULL)", zone_names),
    private(".time_text(x, format, tz)", time_text),
    private(".time_read(x, format, tz)", time_read),
    private(".time_parts(x, tz)", time_parts),
    private(".time_joined(x)", time_joined),
    private(".time_digits(x, digits)", time_digits),
];

fn now(args: &mut Args) -> Eval {
    let seconds = args.session.host.now();
    Ok(Value::double(seconds).with_class(&["POSIXct", "POSIXt"]))
}

fn today(args: &mut Args) -> Eval {
    let seconds = args.session.host.now();
    Ok(Value::double((seconds / calendar::DAY).floor()).with_class(&["Date"]))
}

fn date(args: &mut Args) -> Eval {
    let seconds = args.session.host.now();
    let text = Moment::at(seconds).map_or("NA".into(), |t| write(&t, "%a %b %e %H:%M:%S %Y", "UTC"));
    Ok(Value::string(&text))
}

fn time_zone(args: &mut Args) -> Eval {
    let name = args.session.host.variable("TZ").filter(|z| !z.is_empty()).unwrap_or_else(|| "UTC".into());
    Ok(Value::string(&name))
}

fn zone_names(_: &mut Args) -> Eval {
    Ok(Value::strings(["GMT", "UTC"]))
}

/// The zone as `%Z` writes it; all but UTC is refused.
fn zone(args: &mut Args) -> Eval<&'static str> {
    let name = match args.value("tz")? {
        Value::Null => String::new(),
        Value::Character(v) => v.data.get(0).unwrap_or("").to_string(),
        _ => return fail("invalid 'tz' value"),
    };
    let name = if name.is_empty() { args.session.host.variable("TZ").unwrap_or_default() } else { name };
    match name.as_str() {
        "" | "UTC" | "Etc/UTC" | "Etc/UCT" | "UCT" | "Etc/Zulu" | "Zulu" => Ok("UTC"),
        "GMT" | "Etc/GMT" | "GMT0" | "Etc/Greenwich" => Ok("GMT"),
        other => fail(format!("time zone '{other}' is not implemented")),
    }
}

fn time_text(args: &mut Args) -> Eval {
    let zone = zone(args)?;
    let x = args.doubles("x")?;
    let formats = args.strings("format")?;
    if formats.is_empty() {
        return fail("invalid 'format' argument");
    }
    let n = if x.is_empty() { 0 } else { x.len().max(formats.len()) };
    let one = |i: usize| {
        let seconds = x[i % x.len()];
        let time = Moment::at(seconds);
        match (time, formats.get(i % formats.len())) {
            (Some(time), Some(format)) => Some(write(&time, format, zone)),
            (None, _) if seconds.is_infinite() => {
                Some(if seconds > 0.0 { "Inf" } else { "-Inf" }.to_string())
            }
            _ => None,
        }
    };
    let out: Vec<Option<String>> = (0..n).map(one).collect();
    Ok(Value::texts(out))
}

fn time_read(args: &mut Args) -> Eval {
    zone(args)?;
    let x = args.strings("x")?;
    let formats = args.strings("format")?;
    let today = (args.session.host.now() / calendar::DAY).floor() as i64;
    if formats.is_empty() {
        return fail("invalid 'format' argument");
    }
    let one = |i: usize| match (x.get(i), formats.get(i % formats.len())) {
        (Some(text), Some(format)) => read(text, format, today).unwrap_or(NA_REAL),
        _ => NA_REAL,
    };
    let out: Vec<f64> = (0..x.len()).map(one).collect();
    Ok(Value::doubles(out))
}

/// The parts of times as a list, as `POSIXlt` has them.
fn time_parts(args: &mut Args) -> Eval {
    let zone = zone(args)?;
    let x = args.doubles("x")?;
    let times: Vec<Option<Moment>> = x.iter().map(|&s| Moment::at(s)).collect();
    let whole = |pick: fn(&Moment) -> i64| {
        let one = |t: &Option<Moment>| t.as_ref().map_or(NA_INTEGER, |t| pick(t) as i32);
        Value::integers(times.iter().map(one).collect::<Vec<_>>())
    };
    let seconds: Vec<f64> =
        times.iter().zip(x.iter()).map(|(t, &s)| t.as_ref().map_or(s, |t| t.second)).collect();
    let zones: Strings = times.iter().map(|t| Some(if t.is_some() { zone } else { "" })).collect();
    let known_offset = times.iter().map(|t| if t.is_some() { 0 } else { NA_INTEGER });
    let daylight = times.iter().map(|t| if t.is_some() { 0 } else { -1 });
    let out = Value::named_list([
        ("sec", Value::doubles(seconds)),
        ("min", whole(|t| t.minute)),
        ("hour", whole(|t| t.hour)),
        ("mday", whole(|t| t.day)),
        ("mon", whole(|t| t.month)),
        ("year", whole(|t| t.year - 1900)),
        ("wday", whole(|t| t.weekday)),
        ("yday", whole(|t| t.yearday)),
        ("isdst", Value::integers(daylight.collect::<Vec<_>>())),
        ("zone", Value::from(zones)),
        ("gmtoff", Value::integers(known_offset.collect::<Vec<_>>())),
    ]);
    Ok(out
        .with_class(&["POSIXlt", "POSIXt"])
        .with_attribute(known::TZONE, Value::string(zone))
        .with_attribute(Symbol::new("balanced"), Value::logical(true)))
}

/// The seconds of times in parts.
fn time_joined(args: &mut Args) -> Eval {
    let value = args.value("x")?;
    let mut columns: Vec<Vec<f64>> = Vec::new();
    for name in ["sec", "min", "hour", "mday", "mon", "year"] {
        let part = value.part(name).unwrap_or(Value::Null);
        columns.push(raglan_engine::value::as_double(&part, &mut Vec::new())?.to_vec());
    }
    let n =
        if columns.iter().any(Vec::is_empty) { 0 } else { columns.iter().map(Vec::len).max().unwrap_or(0) };
    let one = |i: usize| {
        let at = |k: usize| columns[k][i % columns[k].len()];
        if (0..6).any(|k| at(k).is_nan()) {
            return NA_REAL;
        }
        let time = Moment {
            second: at(0),
            minute: at(1) as i64,
            hour: at(2) as i64,
            day: at(3) as i64,
            month: at(4) as i64,
            year: at(5) as i64 + 1900,
            weekday: 0,
            yearday: 0,
        };
        time.seconds()
    };
    Ok(Value::doubles((0..n).map(one).collect::<Vec<_>>()))
}

/// How many decimals of seconds show all times, up to `digits`.
fn time_digits(args: &mut Args) -> Eval {
    let x = args.doubles("x")?;
    let digits = args.count("digits")?.min(6);
    let shows = |d: usize| {
        let scale = 10f64.powi(d as i32);
        x.iter().filter(|s| s.is_finite()).all(|s| {
            let second = s - (s / 60.0).floor() * 60.0;
            (second - (second * scale).trunc() / scale).abs() < 1e-6
        })
    };
    let needed = (0..digits).find(|&d| shows(d)).unwrap_or(digits);
    Ok(Value::integer(needed as i32))
}
