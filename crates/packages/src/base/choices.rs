//! Element by element: `ifelse`, `pmax`, `zapsmall`; combinations of elements; names and numbers in base 8 and 16.

use super::functional::{apply_each, simplify};
use super::summaries::extremes;
use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail, generic, lazy, method};
use raglan_engine::value::{
    Argument, NA_INTEGER, Strings, Value, as_double, as_integer, as_list, as_logical, combine, known,
};

pub(super) const FUNCTIONS: &[Builtin] = &[
    lazy("ifelse(test, yes, no)", choose),
    builtin("pmax(..., na.rm = FALSE)", |a| parallel(a, true)),
    builtin("pmin(..., na.rm = FALSE)", |a| parallel(a, false)),
    builtin("zapsmall(x, digits = getOption(\"digits\"), mFUN = NULL, min.d = 0L)", zap_small),
    lazy("combn(x, m, FUN = NULL, simplify = TRUE, ...)", combinations),
    builtin("setNames(object = nm, nm)", |a| {
        let (object, names) = (a.value("object")?, a.value("nm")?);
        a.apply_named("names<-", vec![Argument::new(object), Argument::named(known::VALUE, names)])
    }),
    generic("`units<-`(x, value)"),
    builtin("as.hexmode(x)", |a| digits_of(a, 16)),
    builtin("as.octmode(x)", |a| digits_of(a, 8)),
    method("as.character.hexmode(x, keepStr = FALSE, ...)", |a| plain_digits(a, 16)),
    method("as.character.octmode(x, keepStr = FALSE, ...)", |a| plain_digits(a, 8)),
    method("`[.hexmode`(x, i)", part_of_digits),
    method("`[.octmode`(x, i)", part_of_digits),
    method("`&.hexmode`(e1, e2)", |a| bitwise(a, 16, |x, y| x & y)),
    method("`&.octmode`(e1, e2)", |a| bitwise(a, 8, |x, y| x & y)),
    method("`|.hexmode`(e1, e2)", |a| bitwise(a, 16, |x, y| x | y)),
    method("`|.octmode`(e1, e2)", |a| bitwise(a, 8, |x, y| x | y)),
    method("`!.hexmode`(x)", flipped),
    method("`!.octmode`(x)", flipped),
];

/// Only the branches that some element takes are evaluated.
fn choose(args: &mut Args) -> Eval {
    let test = args.value("test")?;
    let flags = if test.is_object() {
        let plain = args.apply_named("as.logical", vec![Argument::new(test.clone())])?;
        as_logical(&plain)?
    } else {
        as_logical(&test)?
    };
    let mut parts = vec![Argument::new(Value::logicals(vec![None]))];
    let mut start = [0, 0];
    let mut length = [1, 1];
    let mut total = 1;
    for (k, (name, wanted)) in [("yes", true), ("no", false)].into_iter().enumerate() {
        if !flags.contains(&Some(wanted)) {
            continue;
        }
        let branch = args.value(name)?;
        if branch.is_empty() || branch.vector_type().is_none() {
            return fail("replacement has length zero");
        }
        (start[k], length[k]) = (total, branch.len());
        total += branch.len();
        parts.push(Argument::new(branch.stripped()));
    }
    let all = combine(&parts, false, false)?;
    let place = |(i, flag): (usize, &Option<bool>)| match flag {
        None => 0,
        Some(true) => start[0] + i % length[0],
        Some(false) => start[1] + i % length[1],
    };
    let out = all.gather(&flags.iter().enumerate().map(place).collect::<Vec<_>>());
    let shape = test.attributes().only(|n| matches!(n, known::NAMES | known::DIM | known::DIMNAMES));
    Ok(if shape.is_empty() { out } else { out.with_attributes(shape) })
}

/// The largest or smallest of each position; classes of the first argument are kept.
fn parallel(args: &mut Args, largest: bool) -> Eval {
    let values: Vec<Value> = args.dots()?.into_iter().map(|d| d.value).collect();
    let drop = args.flag("na.rm")?;
    let Some(first) = values.first().cloned() else { return fail("no arguments") };
    if first.is_data_frame() {
        let mut columns = Vec::with_capacity(first.len());
        for j in 0..first.len() {
            let column = |v: &Value| if v.is_data_frame() { as_list(v)[j].clone() } else { v.clone() };
            columns.push(extremes(args, values.iter().map(column).collect(), largest, drop)?);
        }
        return Ok(Value::list(columns).with_attributes(first.attributes().clone()));
    }
    if !values.iter().any(Value::is_object) {
        return extremes(args, values, largest, drop);
    }
    if first.is_factor() && !first.has_class("ordered") {
        return fail(format!("'{}' not meaningful for factors", if largest { "pmax" } else { "pmin" }));
    }
    let mut plain = Vec::with_capacity(values.len());
    for value in values {
        plain.push(if first.is_factor() && !value.is_factor() {
            let levels = first.attributes().get(known::LEVELS).cloned().unwrap_or_default();
            args.apply_named("match", vec![Argument::new(value), Argument::new(levels)])?
        } else {
            value.stripped()
        });
    }
    let out = extremes(args, plain, largest, drop)?;
    let kept = first.attributes().only(|n| n != known::NAMES || out.len() == first.len());
    Ok(out.with_attributes(kept))
}

fn zap_small(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let digits = args.number("digits")?;
    let least = args.number("min.d")?;
    let missing = args.apply_named("is.na", vec![Argument::new(x.clone())])?;
    let missing = as_logical(&missing)?;
    let function = args.value("mFUN")?;
    let largest = if matches!(function, Value::Null) {
        let size = args.apply_named("abs", vec![Argument::new(x.clone())])?;
        let size = as_double(&size, &mut Vec::new())?;
        size.iter()
            .zip(missing.iter())
            .filter(|(_, m)| **m != Some(true))
            .fold(0.0, |a: f64, (s, _)| a.max(*s))
    } else {
        let arguments = vec![Argument::new(x.clone()), Argument::new(Value::logicals(missing.to_vec()))];
        let value = args.apply(&function, arguments)?;
        as_double(&value, &mut Vec::new())?.first().copied().unwrap_or(0.0)
    };
    let places = if largest > 0.0 { (digits - largest.log10().ceil()).max(least) } else { digits };
    args.apply_named("round", vec![Argument::new(x), Argument::named("digits", Value::double(places))])
}

/// All choices of `m` of `n` positions in the order of the alphabet.
fn subsets(n: usize, m: usize) -> Vec<Vec<usize>> {
    let mut out = Vec::new();
    let mut current: Vec<usize> = (0..m).collect();
    loop {
        out.push(current.clone());
        let Some(k) = (0..m).rev().find(|&k| current[k] < n - m + k) else { return out };
        current[k] += 1;
        for later in k + 1..m {
            current[later] = current[later - 1] + 1;
        }
    }
}

fn combinations(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let m = args.whole("m")?;
    let Ok(m) = usize::try_from(m) else { return fail("m < 0") };
    let single = match &x {
        Value::Integer(v) if v.data.len() == 1 && !x.is_object() => Some(f64::from(v.data[0])),
        Value::Double(v) if v.data.len() == 1 && !x.is_object() => Some(v.data[0]),
        _ => None,
    };
    let x = match single.filter(|k| *k > 0.0 && k.fract() == 0.0) {
        Some(k) => Value::integers((1..=k as i32).collect::<Vec<_>>()),
        None => x,
    };
    let n = x.len();
    if n < m {
        return fail("n < m");
    }
    let all = subsets(n, m);
    let count = all.len();
    let wants = args.flag("simplify")?;
    let function = match args.value("FUN")? {
        Value::Null => None,
        _ => Some(args.function("FUN")?),
    };
    if function.is_none() && wants {
        let at: Vec<usize> = all.concat();
        let kept = x.attributes().only(|n| matches!(n, known::LEVELS | known::CLASS));
        let out = x.gather(&at).with_attributes(kept);
        return Ok(out.with_attribute(known::DIM, Value::integers(vec![m as i32, count as i32])));
    }
    let mut pieces = Vec::with_capacity(count);
    for at in &all {
        pieces.push(super::frame_subscripts::take_rows(args, &x, at)?);
    }
    let results = match &function {
        Some(function) => apply_each(args, pieces, function)?,
        None => pieces,
    };
    if !wants {
        return Ok(Value::list(results));
    }
    let dim = results.first().and_then(Value::dim).filter(|d| d.len() > 1);
    let out = simplify(Value::list(results))?;
    Ok(match dim {
        Some(mut dim) if out.dim().is_some() || out.is_atomic() => {
            dim.push(count);
            out.stripped().with_attribute(
                known::DIM,
                Value::integers(dim.iter().map(|&d| d as i32).collect::<Vec<_>>()),
            )
        }
        _ => out,
    })
}

fn class_of(base: u32) -> &'static str {
    if base == 16 { "hexmode" } else { "octmode" }
}

/// Whole numbers that are shown in base 8 or 16.
fn digits_of(args: &mut Args, base: u32) -> Eval {
    let x = args.value("x")?;
    let class = class_of(base);
    if x.has_class(class) {
        return Ok(x);
    }
    let refused = || fail(format!("'x' cannot be coerced to class \"{class}\""));
    let numbers: Vec<i32> = match &x {
        Value::Integer(v) => v.data.to_vec(),
        Value::Double(v) => {
            if v.data.iter().any(|d| !d.is_nan() && (d.fract() != 0.0 || d.abs() > f64::from(i32::MAX))) {
                return refused();
            }
            v.data.iter().map(|d| if d.is_nan() { NA_INTEGER } else { *d as i32 }).collect()
        }
        Value::Character(v) => {
            let mut out = Vec::with_capacity(v.data.len());
            for text in v.data.iter() {
                let digits = text.map(|t| {
                    if base == 16 { t.trim_start_matches("0x").trim_start_matches("0X") } else { t }
                });
                match digits.map(|t| u32::from_str_radix(t, base)) {
                    None => out.push(NA_INTEGER),
                    Some(Ok(k)) => out.push(k as i32),
                    Some(Err(_)) => return refused(),
                }
            }
            out
        }
        _ => return refused(),
    };
    let kept = x.attributes().only(|n| matches!(n, known::NAMES | known::DIM | known::DIMNAMES));
    Ok(Value::integers(numbers).with_attributes(kept).with_class(&[class]))
}

fn digit_texts(x: &Value, base: u32, upper: bool) -> Eval<Vec<Option<String>>> {
    let text = |&k: &i32| match (k, base, upper) {
        (NA_INTEGER, ..) => None,
        (k, 16, true) => Some(format!("{k:X}")),
        (k, 16, false) => Some(format!("{k:x}")),
        (k, ..) => Some(format!("{k:o}")),
    };
    Ok(as_integer(&x.clone().stripped(), &mut Vec::new())?.iter().map(text).collect())
}

fn plain_digits(args: &mut Args, base: u32) -> Eval {
    let x = args.value("x")?;
    args.refuse_unless_default(&["keepStr"])?;
    Ok(Value::from(digit_texts(&x, base, false)?.into_iter().collect::<Strings>()))
}

fn part_of_digits(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let i = args.raw("i").unwrap_or(Value::Missing);
    let class = x.attribute(known::CLASS).unwrap_or_default();
    let plain = x.with_attribute(known::CLASS, Value::Null);
    let out = args.apply_named("[", vec![Argument::new(plain), Argument::new(i)])?;
    Ok(out.with_attribute(known::CLASS, class))
}

fn bitwise(args: &mut Args, base: u32, operation: fn(i32, i32) -> i32) -> Eval {
    let mut sides = Vec::with_capacity(2);
    for name in ["e1", "e2"] {
        let value = args.value(name)?;
        let converter = if base == 16 { "as.hexmode" } else { "as.octmode" };
        let value = args.apply_named(converter, vec![Argument::new(value)])?;
        sides.push(as_integer(&value.stripped(), &mut Vec::new())?);
    }
    let (a, b) = (&sides[0], &sides[1]);
    let n = if a.is_empty() || b.is_empty() { 0 } else { a.len().max(b.len()) };
    let one = |i: usize| match (a[i % a.len()], b[i % b.len()]) {
        (NA_INTEGER, _) | (_, NA_INTEGER) => NA_INTEGER,
        (x, y) => operation(x, y),
    };
    Ok(Value::integers((0..n).map(one).collect::<Vec<_>>()).with_class(&[class_of(base)]))
}

fn flipped(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let kept = x.attributes().clone();
    let numbers = as_integer(&x.stripped(), &mut Vec::new())?;
    let flip = |&k: &i32| if k == NA_INTEGER { k } else { !k };
    Ok(Value::integers(numbers.iter().map(flip).collect::<Vec<_>>()).with_attributes(kept))
}
