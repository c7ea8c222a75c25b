//! Conversion between text, numbers, dates and times.

use super::calendar::{DAY, Moment, month_length};
use super::parts::{
    dates, in_parts, joined, seconds_of, shown_seconds, times, zone, zone_argument, zone_name,
};
use super::specification::read;
use super::zone::Zone;
use raglan_engine::eval::{Args, Eval, fail};
use raglan_engine::value::{
    Argument, Failure, NA_REAL, Strings, Value, as_double, as_logical, deparse_line, known,
};

const AMBIGUOUS: &str = "character string is not in a standard unambiguous format";

fn names_of(x: &Value) -> Option<Value> {
    x.attributes().get(known::NAMES).cloned()
}

fn all_missing(x: &Value) -> bool {
    matches!(x, Value::Logical(v) if v.data.iter().all(Option::is_none))
}

/// Refuses to convert what is no time.
fn refuse(args: &Args, class: &str) -> Eval {
    let text = deparse_line(&args.expression("x"));
    fail(format!("do not know how to convert '{text}' to class “{class}”"))
}

/// An error under the call it is known by.
fn refuse_as(args: &mut Args, call: &str) -> Eval {
    let call = crate::base::parse_text(call)?.into_iter().next();
    Err(args.session.raise(Failure::new(AMBIGUOUS), call))
}

fn today(args: &Args, zone: &Zone) -> i64 {
    let now = args.session.host.now();
    ((now + zone.at(now).offset as f64) / DAY).floor() as i64
}

/// Seconds of texts read by specifications, one for all or one for each in turn.
fn read_all(args: &Args, texts: &Strings, formats: &Strings, zone: &Zone) -> Vec<f64> {
    let today = today(args, zone);
    let one = |i: usize| -> Option<f64> {
        let (seconds, fixed) = read(texts.get(i)?, formats.get(i % formats.len())?, today)?;
        Some(if fixed { seconds } else { zone.universal_time(seconds) })
    };
    (0..texts.len()).map(|i| one(i).unwrap_or(NA_REAL)).collect()
}

/// The first format that reads the first text, or all of them.
fn fitting(args: &mut Args, texts: &Strings, zone: &Zone, all: bool) -> Eval<Option<Strings>> {
    let formats = args.strings("tryFormats")?;
    let today = today(args, zone);
    let known: Vec<&str> = texts.iter().flatten().filter(|t| !t.is_empty()).collect();
    let tested = if all { &known[..] } else { &known[..known.len().min(1)] };
    let fits = |format: &str| tested.iter().all(|t| read(t, format, today).is_some());
    let found = formats.iter().flatten().find(|f| fits(f));
    Ok(found.map(|f| Strings::from(vec![Some(f.into())])))
}

pub(super) fn date_default(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    match &x {
        _ if x.has_class("Date") => Ok(x),
        Value::Null => Ok(dates(Vec::new(), None)),
        _ if all_missing(&x) => Ok(dates(vec![NA_REAL; x.len()], names_of(&x))),
        _ => refuse(args, "Date"),
    }
}

pub(super) fn date_of_number(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    if args.is_missing("origin") {
        return Ok(x.with_class(&["Date"]));
    }
    let mut arguments = vec![Argument::new(args.value("origin")?)];
    arguments.extend(args.dots()?);
    let origin = args.apply_named("as.Date", arguments)?;
    let start = as_double(&origin.stripped(), &mut Vec::new())?;
    let numbers = as_double(&x, &mut Vec::new())?;
    let add = |(i, v): (usize, &f64)| v + start.get(i % start.len().max(1)).copied().unwrap_or(NA_REAL);
    Ok(dates(numbers.iter().enumerate().map(add).collect(), names_of(&x)))
}

pub(super) fn date_of_factor(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let mut arguments = vec![Argument::new(crate::base::types::factor_texts(&x)?)];
    arguments.extend(args.dots()?);
    args.apply_named("as.Date", arguments)
}

pub(super) fn date_of_text(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let texts = args.strings("x")?;
    let utc = Zone::universal("UTC", "UTC");
    let formats = if args.is_missing("format") {
        match fitting(args, &texts, &utc, false)? {
            Some(format) => format,
            None if args.flag("optional")? => return Ok(dates(vec![NA_REAL; texts.len()], None)),
            None => return refuse_as(args, "charToDate(x)"),
        }
    } else {
        args.strings("format")?
    };
    if formats.is_empty() {
        return fail("invalid 'format' argument");
    }
    let seconds = read_all(args, &texts, &formats, &utc);
    Ok(dates(seconds.into_iter().map(|s| (s / DAY).floor()).collect(), names_of(&x)))
}

pub(super) fn date_of_time(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let zone = {
        let name = zone_argument(args)?;
        zone(args, &name)?
    };
    let seconds = as_double(&x.clone().stripped(), &mut Vec::new())?;
    let day = |s: &f64| if s.is_finite() { ((s + zone.at(*s).offset as f64) / DAY).floor() } else { *s };
    Ok(dates(seconds.iter().map(day).collect(), names_of(&x)))
}

pub(super) fn date_of_parts(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let shown = shown_seconds(&x)?;
    Ok(dates(
        shown.into_iter().map(|s| (s / DAY).floor()).collect(),
        x.part("year").and_then(|y| names_of(&y)),
    ))
}

/// Texts as seconds in a zone; an error under `call` when no format fits.
fn seconds_of_texts(args: &mut Args, texts: &Strings, zone: &Zone, call: Option<&str>) -> Eval<Vec<f64>> {
    let formats = if args.is_missing("format") {
        match fitting(args, texts, zone, true)? {
            Some(format) => format,
            None if args.flag("optional")? => return Ok(vec![NA_REAL; texts.len()]),
            None => {
                return match call {
                    Some(call) => refuse_as(args, call).map(|_| Vec::new()),
                    None => fail(AMBIGUOUS),
                };
            }
        }
    } else {
        args.strings("format")?
    };
    if formats.is_empty() {
        return fail("invalid 'format' argument");
    }
    Ok(read_all(args, texts, &formats, zone))
}

pub(super) fn time_default(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let name = zone_argument(args)?;
    let shown = Some(Value::string(&name));
    if x.has_class("POSIXct") {
        return Ok(if args.is_missing("tz") {
            x
        } else {
            x.with_attribute(known::TZONE, Value::string(&name))
        });
    }
    if let Value::Null = x {
        return Ok(times(Vec::new(), shown));
    }
    if all_missing(&x) {
        return Ok(times(vec![NA_REAL; x.len()], shown));
    }
    if !x.is_factor() && !matches!(x, Value::Character(_)) {
        return refuse(args, "POSIXct");
    }
    let zone = zone(args, &name)?;
    let texts = args.strings("x")?;
    let seconds = seconds_of_texts(args, &texts, &zone, Some("as.POSIXlt.character(x, tz, ...)"))?;
    Ok(times(seconds, shown).with_attribute(known::NAMES, names_of(&x).unwrap_or_default()))
}

pub(super) fn time_of_number(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let name = zone_argument(args)?;
    let mut start = 0.0;
    if !args.is_missing("origin") {
        let origin = args.value("origin")?;
        start = seconds_of(args, &origin, Some("GMT"))?.first().copied().unwrap_or(NA_REAL);
    }
    let numbers = as_double(&x, &mut Vec::new())?.iter().map(|v| v + start).collect();
    Ok(times(numbers, Some(Value::string(&name)))
        .with_attribute(known::NAMES, names_of(&x).unwrap_or_default()))
}

pub(super) fn time_of_date(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let name = zone_argument(args)?;
    let days = as_double(&x.clone().stripped(), &mut Vec::new())?;
    let out = times(days.iter().map(|d| d * DAY).collect(), Some(Value::string(&name)));
    Ok(out.with_attribute(known::NAMES, names_of(&x).unwrap_or_default()))
}

pub(super) fn time_of_parts(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let own = zone_name(&x).unwrap_or_default();
    let name = if args.is_missing("tz") { own } else { zone_argument(args)? };
    let x = x.with_attribute(known::TZONE, Value::string(&name));
    let seconds = joined(args, &x)?;
    let names = x.part("year").and_then(|y| names_of(&y));
    Ok(times(seconds, Some(Value::string(&name))).with_attribute(known::NAMES, names.unwrap_or_default()))
}

pub(super) fn parts_default(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    if x.has_class("POSIXlt") {
        if args.is_missing("tz") {
            return Ok(x);
        }
        let seconds = joined(args, &x)?;
        let name = zone_argument(args)?;
        return Ok(in_parts(&seconds, &zone(args, &name)?, true, None));
    }
    if !matches!(x, Value::Null) && !all_missing(&x) {
        return refuse(args, "POSIXlt");
    }
    let name = zone_argument(args)?;
    Ok(in_parts(&vec![NA_REAL; x.len()], &zone(args, &name)?, true, None))
}

pub(super) fn parts_of_time(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let own = zone_name(&x).unwrap_or_default();
    let name = if args.is_missing("tz") { own } else { zone_argument(args)? };
    let zone = zone(args, &name)?;
    let seconds = as_double(&x.clone().stripped(), &mut Vec::new())?;
    Ok(in_parts(&seconds, &zone, true, names_of(&x)))
}

pub(super) fn parts_of_date(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let days = as_double(&x.clone().stripped(), &mut Vec::new())?;
    let seconds: Vec<f64> = days.iter().map(|d| d * DAY).collect();
    Ok(in_parts(&seconds, &Zone::universal("UTC", "UTC"), true, names_of(&x)))
}

pub(super) fn parts_of_number(args: &mut Args) -> Eval {
    let time = time_of_number(args)?;
    args.apply_named("as.POSIXlt", vec![Argument::new(time)])
}

pub(super) fn parts_of_text(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let name = zone_argument(args)?;
    let zone = zone(args, &name)?;
    let texts = args.strings("x")?;
    let seconds = seconds_of_texts(args, &texts, &zone, None)?;
    Ok(in_parts(&seconds, &zone, false, names_of(&x)))
}

pub(super) fn strptime(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let name = zone_argument(args)?;
    let zone = zone(args, &name)?;
    let texts = if x.is_object() {
        let text = args.apply_named("as.character", vec![Argument::new(x.clone())])?;
        raglan_engine::value::as_character(&text)?
    } else {
        args.strings("x")?
    };
    let formats = args.strings("format")?;
    if formats.is_empty() {
        return fail("invalid 'format' argument");
    }
    let seconds = read_all(args, &texts, &formats, &zone);
    Ok(in_parts(&seconds, &zone, false, names_of(&x)))
}

/// A time from its parts as numbers; NA where one of them is none of its kind.
pub(super) fn from_numbers(args: &mut Args) -> Eval {
    let mut columns = Vec::new();
    for name in ["year", "month", "day", "hour", "min", "sec"] {
        columns.push(args.doubles(name)?.to_vec());
    }
    let name = zone_argument(args)?;
    let zone = zone(args, &name)?;
    let n =
        if columns.iter().any(Vec::is_empty) { 0 } else { columns.iter().map(Vec::len).max().unwrap_or(0) };
    let one = |i: usize| {
        let at = |k: usize| columns[k][i % columns[k].len()];
        let whole = |k: usize, least: i64, most: i64| {
            let v = at(k);
            (v.is_finite() && v.fract() == 0.0 && (least..=most).contains(&(v as i64))).then_some(v as i64)
        };
        let year = whole(0, 0, 9999)?;
        let month = whole(1, 1, 12)? - 1;
        let day = whole(2, 1, month_length(year, month))?;
        let (hour, minute) = (whole(3, 0, 24)?, whole(4, 0, 59)?);
        let second = Some(at(5)).filter(|s| (0.0..=61.0).contains(s))?;
        let shown = Moment { second, minute, hour, day, month, year, ..Moment::default() };
        Some(zone.universal_time(shown.seconds()))
    };
    Ok(times((0..n).map(|i| one(i).unwrap_or(NA_REAL)).collect(), Some(Value::string(&name))))
}

/// `.POSIXct` and `.Date`: a class put on numbers as they are.
pub(super) fn classed(args: &mut Args) -> Eval {
    let mut x = args.value("xx")?;
    let class = args.value("cl")?;
    x.set_attribute(known::CLASS, class);
    if args.has("tz") {
        let zone = args.value("tz")?;
        x.set_attribute(known::TZONE, zone);
    }
    Ok(x)
}

pub(super) fn is_missing(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let seconds = joined(args, &x)?;
    Ok(Value::logicals(seconds.iter().map(|s| Some(s.is_nan())).collect::<Vec<_>>()))
}

/// Whether a logical argument is TRUE.
pub(super) fn is_true(value: &Value) -> Eval<bool> {
    Ok(as_logical(value)?.first() == Some(&Some(true)))
}
