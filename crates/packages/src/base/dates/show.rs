//! Dates and times as text.

use super::calendar::{DAY, Moment};
use super::parts::{joined, texts_like, unit_of, zone_argument, zone_name, zone_shown};
use super::specification::write;
use super::zone::{Local, Zone};
use raglan_engine::eval::{Args, Eval, fail};
use raglan_engine::value::{Argument, Strings, Text, Value, as_double, as_integer, known};

/// Times in a zone by specifications; infinite ones as R writes numbers.
fn written(seconds: &[f64], formats: &Strings, zone: &Zone, label: bool) -> Vec<Text> {
    let n = if seconds.is_empty() { 0 } else { seconds.len().max(formats.len()) };
    let one = |i: usize| -> Text {
        let s = seconds[i % seconds.len()];
        let format = formats.get(i % formats.len())?;
        match zone.moment(s) {
            Some((moment, local)) => {
                let text = write(&moment, format, &local);
                Some(if label { format!("{text} {}", local.name) } else { text }.into())
            }
            None if s.is_infinite() => Some(if s > 0.0 { "Inf" } else { "-Inf" }.into()),
            None => None,
        }
    };
    (0..n).map(one).collect()
}

fn strings(text: &str) -> Strings {
    vec![Some(text.into())].into()
}

/// How many decimals show all seconds, `most` at the most.
fn decimals(moments: &[Moment], most: usize) -> usize {
    let shows = |d: usize| {
        let scale = 10f64.powi(d as i32);
        moments.iter().all(|m| (m.second - (m.second * scale).trunc() / scale).abs() < 1e-6)
    };
    (0..most.min(6)).find(|&d| shows(d)).unwrap_or(most.min(6))
}

/// Dates alone when all are midnight, else with the clock.
fn usual(seconds: &[f64], zone: &Zone, digits: usize) -> Strings {
    let moments: Vec<Moment> = seconds.iter().filter_map(|s| zone.moment(*s)).map(|(m, _)| m).collect();
    if moments.iter().all(|m| m.hour == 0 && m.minute == 0 && m.second == 0.0) {
        return strings("%Y-%m-%d");
    }
    match decimals(&moments, digits) {
        0 => strings("%Y-%m-%d %H:%M:%S"),
        n => strings(&format!("%Y-%m-%d %H:%M:%OS{n}")),
    }
}

pub(super) fn format_date(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let seconds: Vec<f64> =
        as_double(&x.clone().stripped(), &mut Vec::new())?.iter().map(|d| d.floor() * DAY).collect();
    let formats = match args.optional("format")? {
        None => strings("%Y-%m-%d"),
        Some(_) => args.strings("format")?,
    };
    let formats = if formats.iter().all(|f| f == Some("")) { strings("%Y-%m-%d") } else { formats };
    Ok(texts_like(written(&seconds, &formats, &Zone::universal("UTC", "UTC"), false), &x))
}

pub(super) fn date_text(args: &mut Args) -> Eval {
    let text = format_date(args)?;
    Ok(text.stripped())
}

/// The decimals asked for, by the argument `digits` or by the option.
fn digits(args: &mut Args) -> Eval<usize> {
    let given = args.dots()?.into_iter().find(|a| a.name.is_some_and(|n| n.as_str() == "digits"));
    let value = match given {
        Some(argument) => argument.value,
        None if args.has("digits") => args.value("digits")?,
        None => args.session.option("digits.secs"),
    };
    Ok(as_integer(&value, &mut Vec::new())?.first().map_or(0, |d| (*d).max(0) as usize))
}

fn format_in(args: &mut Args, seconds: &[f64], name: &str, like: &Value) -> Eval {
    let zone = zone_shown(args, name);
    let digits = digits(args)?;
    let formats = match args.optional("format")? {
        None => usual(seconds, &zone, digits),
        Some(_) => args.strings("format")?,
    };
    let formats = if formats.iter().all(|f| f == Some("")) { usual(seconds, &zone, digits) } else { formats };
    if formats.is_empty() {
        return fail("invalid 'format' argument");
    }
    let label = args.flag("usetz")?;
    Ok(texts_like(written(seconds, &formats, &zone, label), like))
}

pub(super) fn format_time(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let mut name = zone_argument(args)?;
    if name.is_empty() {
        name = zone_name(&x).unwrap_or_default();
    }
    let seconds = as_double(&x.clone().stripped(), &mut Vec::new())?;
    format_in(args, &seconds, &name, &x)
}

pub(super) fn format_parts(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let name = zone_name(&x).unwrap_or_default();
    let seconds = joined(args, &x)?;
    let year = x.part("year").unwrap_or_default();
    format_in(args, &seconds, &name, &year)
}

/// Each time in as few words as tell it.
pub(super) fn time_text(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    if !args.raw_dots().is_empty() {
        let mut arguments = vec![Argument::new(x)];
        arguments.extend(args.dots()?);
        return Ok(args.apply_named("format", arguments)?.stripped());
    }
    let name = zone_name(&x).unwrap_or_default();
    let zone = zone_shown(args, &name);
    let seconds = if x.has_class("POSIXlt") {
        joined(args, &x)?
    } else {
        as_double(&x.clone().stripped(), &mut Vec::new())?.to_vec()
    };
    let one = |s: &f64| -> Text {
        let Some((moment, local)) = zone.moment(*s) else {
            return s.is_infinite().then(|| if *s > 0.0 { "Inf" } else { "-Inf" }.into());
        };
        let plain = |format: &str| write(&moment, format, &local);
        if moment.hour == 0 && moment.minute == 0 && moment.second == 0.0 {
            return Some(plain("%Y-%m-%d").into());
        }
        let fraction = moment.second.fract();
        if fraction == 0.0 {
            return Some(plain("%Y-%m-%d %H:%M:%S").into());
        }
        let text = raglan_engine::value::format::real_to_string(moment.second, 14, 0);
        let pad = if moment.second < 10.0 { "0" } else { "" };
        Some(format!("{}{pad}{text}", plain("%Y-%m-%d %H:%M:")).into())
    };
    Ok(Value::from(Strings::from(seconds.iter().map(one).collect::<Vec<Text>>())))
}

pub(super) fn strftime(args: &mut Args) -> Eval {
    let mut arguments = vec![Argument::new(args.value("x")?)];
    if !args.is_missing("tz") {
        arguments.push(Argument::named("tz", args.value("tz")?));
    }
    let parts = args.apply_named("as.POSIXlt", arguments)?;
    let mut arguments = vec![Argument::new(parts)];
    for name in ["format", "usetz"] {
        arguments.push(Argument::named(name, args.value(name)?));
    }
    arguments.extend(args.dots()?);
    args.apply_named("format", arguments)
}

/// Names of days or months.
pub(super) fn named(args: &mut Args, whole: &str, short: &str) -> Eval {
    let x = args.value("x")?;
    let format = if args.flag("abbreviate")? { short } else { whole };
    Ok(args.apply_named("format", vec![Argument::new(x), Argument::new(Value::string(format))])?.stripped())
}

pub(super) fn quarters(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let months = args.apply_named("format", vec![Argument::new(x), Argument::new(Value::string("%m"))])?;
    let months = raglan_engine::value::as_character(&months)?;
    let one = |m: Option<&str>| match m.and_then(|m| m.parse::<u32>().ok()) {
        Some(month) => format!("Q{}", month.div_ceil(3)),
        None => "QNA".into(),
    };
    Ok(Value::strings(months.iter().map(one)))
}

pub(super) fn format_difference(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let unit = unit_of(&x);
    let mut bare = x.clone();
    bare.set_attribute(known::CLASS, Value::Null);
    bare.set_attribute(known::UNITS, Value::Null);
    let mut arguments = vec![Argument::new(bare)];
    arguments.extend(args.dots()?);
    let text = args.apply_named("format", arguments)?;
    let text = raglan_engine::value::as_character(&text)?;
    let out = text.iter().map(|t| Some(format!("{} {unit}", t.unwrap_or("NA")).into())).collect();
    Ok(texts_like(out, &x))
}

/// The date and time now, as `date()` writes it.
pub(super) fn now_text(seconds: f64, zone: &Zone) -> String {
    zone.moment(seconds).map_or("NA".into(), |(m, l): (Moment, Local)| write(&m, "%a %b %e %H:%M:%S %Y", &l))
}
