//! Vectors: numbers by their mean difference, others by how many elements differ.

use super::{attribute_findings, compare, data_class, mode, option, target_is, verdict};
use raglan_engine::eval::{Args, Eval, fail};
use raglan_engine::value::{Argument, Complex, Value, as_complex, as_double, known};

/// The size of a number or of a difference.
fn size(z: Complex) -> f64 {
    if z.im == 0.0 { z.re.abs() } else { z.re.hypot(z.im) }
}

fn is_number(x: &Value) -> bool {
    matches!(x, Value::Integer(_) | Value::Double(_) | Value::Complex(_))
}

/// The numbers of a vector, as complex ones; NA and NaN have a real part that is NaN.
fn values(x: &Value) -> Eval<Vec<Complex>> {
    if let Value::Complex(_) = x {
        return Ok(as_complex(x, &mut Vec::new())?.to_vec());
    }
    Ok(as_double(x, &mut Vec::new())?.iter().map(|&v| Complex::new(v, 0.0)).collect())
}

fn is_missing(z: &Complex) -> bool {
    z.re.is_nan() || z.im.is_nan()
}

pub(super) fn numbers(args: &mut Args) -> Eval {
    let tolerance = match args.value("tolerance")? {
        v if !raglan_engine::value::is_numeric_like(&v) || matches!(v, Value::Logical(_)) => {
            return fail("'tolerance' should be numeric");
        }
        v if v.len() != 1 => return fail("length(tolerance) == 1L is not TRUE"),
        _ => args.number("tolerance")?,
    };
    let (target, current) = (args.value("target")?, args.value("current")?);
    let mut found = if args.flag("check.attributes")? {
        attribute_findings(args, &target, &current)?
    } else {
        Vec::new()
    };
    if args.flag("check.class")? && data_class(&target) != data_class(&current)
        || !is_number(&current)
        || mode(&target) != mode(&current)
    {
        found.push(target_is(&target, &current));
        return Ok(verdict(found));
    }
    let (a, b) = (values(&target)?, values(&current)?);
    let complex = matches!(target, Value::Complex(_));
    if a.len() != b.len() {
        found.retain(|m| !m.starts_with("Lengths: "));
        let what = if complex { "Complex" } else { "Numeric" };
        found.push(format!("{what}: lengths ({}, {}) differ", a.len(), b.len()));
        return Ok(verdict(found));
    }
    let (gone, missing) =
        (b.iter().filter(|z| is_missing(z)).count(), a.iter().filter(|z| is_missing(z)).count());
    if a.iter().zip(&b).any(|(p, q)| is_missing(p) != is_missing(q)) {
        found.push(format!("'is.NA' value mismatch: {gone} in current {missing} in target"));
        return Ok(verdict(found));
    }
    if let Some((error, what)) = difference(args, &a, &b, tolerance)?
        && (error.is_nan() || error > tolerance)
    {
        let what = if complex { format!("{what} Mod") } else { what };
        let format = args.value("formatFUN")?;
        let given = vec![Argument::new(Value::double(error)), Argument::new(Value::string(&what))];
        let text = args.apply(&format, given)?;
        let text = raglan_engine::value::as_character(&text)?;
        found.push(format!("Mean {what} difference: {}", text.get(0).unwrap_or("NA")));
    }
    Ok(verdict(found))
}

/// The mean difference of the elements that differ, over the mean size of the target where that is possible,
/// or over a scale that was asked for; and what it is called. `None` when nothing differs.
fn difference(args: &mut Args, a: &[Complex], b: &[Complex], tolerance: f64) -> Eval<Option<(f64, String)>> {
    let whole = args.flag("countEQ")?;
    let scale = args.optional("scale")?;
    let (mut sized, mut equal, mut count) = (0.0, Vec::new(), 0usize);
    let mut differing = Vec::new();
    for (i, (p, q)) in a.iter().zip(b).enumerate() {
        if is_missing(p) {
            continue;
        }
        if p.re == q.re && p.im == q.im {
            equal.push(size(*p));
            continue;
        }
        count += 1;
        differing.push((i, size(Complex::new(p.re - q.re, p.im - q.im))));
        sized += size(*p);
    }
    if count == 0 {
        return Ok(None);
    }
    let n = if whole { a.len() } else { count } as f64;
    let apart: f64 = differing.iter().map(|(_, d)| d / n).sum();
    if scale.is_some() {
        let scale = args.doubles("scale")?;
        let mean = differing.iter().map(|(i, d)| d / (n * scale[i % scale.len()])).sum();
        let plain = scale.iter().all(|s| (s - 1.0).abs() < 1e-7);
        return Ok(Some((mean, if plain { "absolute" } else { "scaled" }.into())));
    }
    // Equal elements count by their mean, once for each that differs.
    let even = if whole && !equal.is_empty() {
        equal.iter().sum::<f64>() / equal.len() as f64 * count as f64
    } else {
        0.0
    };
    let size = (sized + even) / n;
    if size.is_finite() && size > tolerance {
        return Ok(Some((apart / size, "relative".into())));
    }
    Ok(Some((apart, "absolute".into())))
}

/// Strings, logicals and raw bytes, called `noun`.
pub(super) fn elements(args: &mut Args, noun: &str) -> Eval {
    let (target, current) = (args.value("target")?, args.value("current")?);
    if noun == "string" && !matches!(target, Value::Character(_)) {
        return Ok(verdict(vec!["'target' is not a character vector".into()]));
    }
    let mut found = if option(args, "check.attributes", true)? {
        attribute_findings(args, &target, &current)?
    } else {
        Vec::new()
    };
    if mode(&target) != mode(&current) || data_class(&target) != data_class(&current) {
        found.push(target_is(&target, &current));
        return Ok(verdict(found));
    }
    let (a, b) =
        (raglan_engine::value::as_character(&target)?, raglan_engine::value::as_character(&current)?);
    let both = a.len().min(b.len());
    if a.len() != b.len() {
        found.retain(|m| !m.starts_with("Lengths: "));
        let what = if noun == "string" {
            format!("string compare on first {both}")
        } else {
            format!("comparison on first {both} components")
        };
        found.push(format!("Lengths ({}, {}) differ ({what})", a.len(), b.len()));
    }
    let missing = |s: &raglan_engine::value::Strings| (0..both).filter(|&i| s.get(i).is_none()).count();
    if (0..both).any(|i| a.get(i).is_none() != b.get(i).is_none()) {
        found.push(format!("'is.NA' value mismatch: {} in current {} in target", missing(&b), missing(&a)));
        return Ok(verdict(found));
    }
    found.extend(mismatches((0..both).filter(|&i| a.get(i) != b.get(i)).count(), noun));
    Ok(verdict(found))
}

fn mismatches(count: usize, noun: &str) -> Option<String> {
    match count {
        0 => None,
        1 => Some(format!("1 {noun} mismatch")),
        n => Some(format!("{n} {noun} mismatches")),
    }
}

pub(super) fn factors(args: &mut Args) -> Eval {
    let (target, current) = (args.value("target")?, args.value("current")?);
    for (x, name) in [(&target, "target"), (&current, "current")] {
        if !x.has_class("factor") {
            return Ok(verdict(vec![format!("'{name}' is not a factor")]));
        }
    }
    let mut found = if args.flag("check.attributes")? {
        attribute_findings(args, &target, &current)?
    } else {
        Vec::new()
    };
    let (a, b) = (crate::base::types::factor_texts(&target)?, crate::base::types::factor_texts(&current)?);
    let (p, q) = (raglan_engine::value::as_character(&a)?, raglan_engine::value::as_character(&b)?);
    let gone = p.iter().zip(q.iter()).filter(|(x, y)| x.is_none() != y.is_none()).count();
    if gone > 0 {
        found.push(format!("{gone}, NA mismatch"));
        return Ok(verdict(found));
    }
    let plain = vec![Argument::named("check.attributes", Value::logical(false))];
    found.extend(compare(args, a, b, plain)?);
    Ok(verdict(found))
}

/// Times, by seconds; and whether they are shown in the same zone.
pub(super) fn times(args: &mut Args) -> Eval {
    let (target, current) = (args.value("target")?, args.value("current")?);
    for (x, name) in [(&target, "target"), (&current, "current")] {
        if !x.has_class("POSIXt") {
            return Ok(verdict(vec![format!("'{name}' is not a POSIXt")]));
        }
    }
    let mut found = Vec::new();
    if args.flag("check.tzone")? {
        let zone = |x: &Value| match x.attribute(known::TZONE) {
            Some(Value::Character(z)) => z.data.get(0).unwrap_or("").to_string(),
            _ => String::new(),
        };
        let (a, b) = (zone(&target), zone(&current));
        if a != b {
            found.push(format!("'tzone' attributes are inconsistent ('{a}' and '{b}')"));
        }
    }
    let scale = if args.is_missing("scale") { Value::double(1.0) } else { args.value("scale")? };
    let mut options = args.dots()?;
    options.push(Argument::named("tolerance", args.value("tolerance")?));
    options.push(Argument::named("scale", scale));
    let mut seconds =
        |x: Value| -> Eval { Ok(args.apply_named("as.POSIXct", vec![Argument::new(x)])?.stripped()) };
    let (a, b) = (seconds(target)?, seconds(current)?);
    found.extend(compare(args, a, b, options)?);
    Ok(verdict(found))
}
