//! Quantiles and the five numbers.

use super::{known_values, like};
use raglan_engine::eval::{Args, Eval, fail};
use raglan_engine::value::{Argument, NA_REAL, Strings, Text, Value, as_double, known};
use raglan_stats::summary::quantiles;

const MISSING: &str = "missing values and NaN's not allowed if 'na.rm' is FALSE";

pub(super) fn quantile(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let kind = args.whole("type")?;
    if x.is_factor() {
        if !x.has_class("ordered") {
            return fail("(unordered) factors are not allowed");
        }
        if kind != 1 && kind != 3 {
            return fail("'type' must be 1 or 3 for ordered factors");
        }
    } else if x.has_class("Date") && kind != 1 && kind != 3 {
        return fail("* not defined for \"Date\" objects");
    } else if let Value::Character(_) = x {
        return fail("non-numeric argument to binary operator");
    }
    let mut values = args.doubles("x")?.to_vec();
    if args.flag("na.rm")? {
        values = known_values(&values);
    } else if values.iter().any(|v| v.is_nan()) {
        return fail(MISSING);
    }
    let probabilities = args.doubles("probs")?.to_vec();
    let slack = 100.0 * f64::EPSILON;
    if probabilities.iter().any(|p| *p < -slack || *p > 1.0 + slack) {
        return fail("'probs' outside [0,1]");
    }
    let Some(kind) = u8::try_from(kind).ok().filter(|k| (1..=9).contains(k)) else {
        return fail(format!("`quantile` has no type {kind}"));
    };
    let clamped: Vec<f64> = probabilities.iter().map(|p| p.clamp(0.0, 1.0)).collect();
    let Some(found) = quantiles(&values, &clamped, kind) else { return fail(MISSING) };
    let found: Vec<f64> = found.into_iter().map(|q| if q.is_nan() { NA_REAL } else { q }).collect();
    let mut out = if x.is_factor() { levels_at(&x, &found) } else { like(found, &x) };
    if args.flag("names")? && !probabilities.is_empty() {
        out.set_attribute(known::NAMES, percents(args, &probabilities)?.into());
    }
    Ok(out)
}

/// Codes as an ordered factor with the levels of `x`.
fn levels_at(x: &Value, codes: &[f64]) -> Value {
    let codes: Vec<i32> =
        codes.iter().map(|c| if c.is_nan() { raglan_engine::value::NA_INTEGER } else { *c as i32 }).collect();
    let levels = x.attribute(known::LEVELS).unwrap_or_default();
    Value::integers(codes).with_attribute(known::LEVELS, levels).with_class(&["ordered", "factor"])
}

/// Probabilities as names: `2.5%`.
fn percents(args: &mut Args, probabilities: &[f64]) -> Eval<Strings> {
    let known: Vec<f64> = known_values(probabilities).iter().map(|p| 100.0 * p).collect();
    let digits = args.value("digits")?;
    let options = vec![
        Argument::new(Value::doubles(known)),
        Argument::named("format", Value::string("fg")),
        Argument::named("width", Value::integer(1)),
        Argument::named("digits", digits),
    ];
    let text = args.apply_named("formatC", options)?;
    let text = raglan_engine::value::as_character(&text)?;
    let mut next = 0;
    let name = |p: &f64| -> Text {
        if p.is_nan() {
            return Some("".into());
        }
        next += 1;
        Some(format!("{}%", text.get(next - 1).unwrap_or("NA")).into())
    };
    Ok(probabilities.iter().map(name).collect::<Vec<Text>>().into())
}

pub(super) fn interquartile_range(args: &mut Args) -> Eval {
    let mut values = args.doubles("x")?.to_vec();
    if args.flag("na.rm")? {
        values = known_values(&values);
    }
    let Some(kind) = u8::try_from(args.whole("type")?).ok().filter(|k| (1..=9).contains(k)) else {
        return fail("invalid 'type' argument");
    };
    match quantiles(&values, &[0.25, 0.75], kind).as_deref() {
        Some([low, high]) => Ok(Value::double(if values.is_empty() { NA_REAL } else { high - low })),
        _ => fail(MISSING),
    }
}

pub(super) fn fivenum(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let values = as_double(&x, &mut Vec::new())?;
    let known = known_values(&values);
    if known.is_empty() || known.len() < values.len() && !args.flag("na.rm")? {
        return Ok(Value::doubles(vec![NA_REAL; 5]));
    }
    Ok(Value::doubles(raglan_stats::summary::fivenum(&known).to_vec()))
}
