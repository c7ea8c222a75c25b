//! Summaries of whole vectors: the group `Summary`, `mean`, `which`, parallel extremes.

use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail, generic, method, summary};
use raglan_engine::value::{
    Argument, Attributes, Complex, NA_INTEGER, NA_REAL, Strings, Symbol, Type, Value, Vector, as_complex,
    as_double, as_integer, as_logical, as_type, collate, is_na, known, type_name,
};
use raglan_stats::extended::{self, Extended};

pub(super) const FUNCTIONS: &[Builtin] = &[
    summary("sum(..., na.rm = FALSE)", sum),
    summary("prod(..., na.rm = FALSE)", product),
    summary("max(..., na.rm = FALSE)", |a| extreme(a, true)),
    summary("min(..., na.rm = FALSE)", |a| extreme(a, false)),
    summary("range(..., na.rm = FALSE, finite = FALSE)", range),
    method("range.default(..., na.rm = FALSE, finite = FALSE)", range),
    summary("all(..., na.rm = FALSE)", |a| quantified(a, false)),
    summary("any(..., na.rm = FALSE)", |a| quantified(a, true)),
    generic("mean(x, ...)"),
    method("mean.default(x, trim = 0, na.rm = FALSE, ...)", mean),
    builtin("which(x, arr.ind = FALSE, useNames = TRUE)", which),
    builtin("which.max(x)", |a| which_extreme(a, true)),
    builtin("which.min(x)", |a| which_extreme(a, false)),
    builtin("pmax.int(..., na.rm = FALSE)", |a| parallel(a, true)),
    builtin("pmin.int(..., na.rm = FALSE)", |a| parallel(a, false)),
    builtin("xor(x, y)", xor),
];

/// What a summary is asked of: the values and the type they have together.
fn parts(args: &mut Args, texts: bool) -> Eval<(Vec<Value>, Type)> {
    let values: Vec<Value> = args.dots()?.into_iter().map(|d| d.value).collect();
    let mut of = Type::Null;
    for value in &values {
        let refused = match value.vector_type() {
            None | Some(Type::List | Type::Expression | Type::Raw) => true,
            Some(Type::Character) => !texts,
            Some(_) => value.is_factor(),
        };
        if refused {
            return fail(format!("invalid 'type' ({}) of argument", type_name(value)));
        }
        of = of.max(value.vector_type().unwrap_or(Type::Null));
    }
    Ok((values, of))
}

fn doubles(values: &[Value], drop: bool) -> Eval<Vec<f64>> {
    let mut out = Vec::new();
    for value in values {
        let data = as_double(value, &mut Vec::new())?;
        out.extend(data.iter().copied().filter(|x| !(drop && x.is_nan())));
    }
    Ok(out)
}

fn complexes(values: &[Value], drop: bool) -> Eval<Vec<Complex>> {
    let mut out = Vec::new();
    for value in values {
        let data = as_complex(value, &mut Vec::new())?;
        out.extend(data.iter().copied().filter(|z| !(drop && z.is_nan())));
    }
    Ok(out)
}

fn sum(args: &mut Args) -> Eval {
    let (values, of) = parts(args, false)?;
    let drop = args.flag("na.rm")?;
    match of {
        Type::Null | Type::Logical | Type::Integer => {
            let mut total = 0i64;
            for value in &values {
                for &k in as_integer(value, &mut Vec::new())?.iter() {
                    if k != NA_INTEGER {
                        total += i64::from(k);
                    } else if !drop {
                        return Ok(Value::integer(NA_INTEGER));
                    }
                }
            }
            match i32::try_from(total) {
                Ok(total) if total != NA_INTEGER => Ok(Value::integer(total)),
                _ => {
                    args.warn("integer overflow - use sum(as.numeric(.))")?;
                    Ok(Value::integer(NA_INTEGER))
                }
            }
        }
        Type::Complex => {
            let all = complexes(&values, drop)?;
            let re = extended::sum(all.iter().map(|z| z.re));
            Ok(Value::complex(Complex::new(re, extended::sum(all.iter().map(|z| z.im)))))
        }
        _ => {
            // Each argument has a sum of its own, as R adds them up.
            let mut total = Extended::default();
            let mut missing = false;
            for value in &values {
                let data = as_double(value, &mut Vec::new())?;
                missing |= !drop && data.iter().any(|&x| is_na(x));
                total = total.plus(extended::sum(data.iter().copied().filter(|x| !(drop && x.is_nan()))));
            }
            Ok(Value::double(if missing { NA_REAL } else { total.value() }))
        }
    }
}

fn product(args: &mut Args) -> Eval {
    let (values, of) = parts(args, false)?;
    let drop = args.flag("na.rm")?;
    if of == Type::Complex {
        let all = complexes(&values, drop)?;
        return Ok(Value::complex(all.into_iter().fold(Complex::new(1.0, 0.0), |p, z| p * z)));
    }
    let all = doubles(&values, drop)?;
    if all.iter().any(|&x| is_na(x)) {
        return Ok(Value::double(NA_REAL));
    }
    Ok(Value::double(all.into_iter().fold(Extended::new(1.0), Extended::times).value()))
}

fn extreme(args: &mut Args, largest: bool) -> Eval {
    let (values, of) = parts(args, true)?;
    let drop = args.flag("na.rm")?;
    let name = if largest { "max" } else { "min" };
    extreme_of(args, &values, of, drop, largest, name)
}

fn extreme_of(args: &mut Args, values: &[Value], of: Type, drop: bool, largest: bool, name: &str) -> Eval {
    let none = |args: &mut Args| {
        let bound = if largest { "-Inf" } else { "Inf" };
        args.warn(&format!("no non-missing arguments to {name}; returning {bound}"))?;
        Ok(Value::double(if largest { f64::NEG_INFINITY } else { f64::INFINITY }))
    };
    match of {
        Type::Character => {
            let mut best: Option<String> = None;
            for value in values {
                for text in super::types::texts(value)?.iter() {
                    let Some(text) = text else {
                        if drop {
                            continue;
                        }
                        return Ok(Value::text(None));
                    };
                    let better = best.as_ref().is_none_or(|b| {
                        let order = collate(text, b);
                        if largest { order.is_gt() } else { order.is_lt() }
                    });
                    if better {
                        best = Some(text.to_string());
                    }
                }
            }
            match best {
                Some(text) => Ok(Value::string(&text)),
                None => none(args),
            }
        }
        Type::Logical | Type::Integer => {
            let mut best: Option<i32> = None;
            for value in values {
                for &k in as_integer(value, &mut Vec::new())?.iter() {
                    if k == NA_INTEGER {
                        if drop {
                            continue;
                        }
                        return Ok(Value::integer(NA_INTEGER));
                    }
                    best = Some(best.map_or(k, |b| if largest { b.max(k) } else { b.min(k) }));
                }
            }
            match best {
                Some(k) => Ok(Value::integer(k)),
                None => none(args),
            }
        }
        Type::Complex => fail("invalid 'type' (complex) of argument"),
        _ => {
            let all = doubles(values, drop)?;
            if all.is_empty() {
                return none(args);
            }
            if let Some(&x) = all.iter().find(|&&x| is_na(x)).or_else(|| all.iter().find(|x| x.is_nan())) {
                return Ok(Value::double(x));
            }
            let best = all.into_iter().reduce(|a, b| if largest { a.max(b) } else { a.min(b) });
            Ok(Value::double(best.unwrap_or(NA_REAL)))
        }
    }
}

fn range(args: &mut Args) -> Eval {
    let dots = args.dots()?;
    // Classed values among the arguments, or lists, go the way of `c`.
    let values: Vec<Value> = if dots.iter().any(|d| d.value.is_object() || matches!(d.value, Value::List(_)))
    {
        let joined = match dots.as_slice() {
            [one] if !matches!(one.value, Value::List(_)) => one.value.clone(),
            _ => args.apply_named(
                "c",
                dots.into_iter().chain([Argument::named("recursive", Value::logical(true))]).collect(),
            )?,
        };
        if joined.is_object() {
            return range_by_methods(args, joined);
        }
        vec![joined]
    } else {
        dots.into_iter().map(|d| d.value).collect()
    };
    let mut of = Type::Null;
    for value in &values {
        match value.vector_type() {
            None | Some(Type::List | Type::Expression | Type::Raw | Type::Complex) => {
                return fail(format!("invalid 'type' ({}) of argument", type_name(value)));
            }
            Some(t) => of = of.max(t),
        }
    }
    let finite = args.flag("finite")?;
    let drop = finite || args.flag("na.rm")?;
    let values = if finite && of != Type::Character {
        vec![Value::doubles(
            doubles(&values, true)?.into_iter().filter(|x| x.is_finite()).collect::<Vec<_>>(),
        )]
        .into_iter()
        .map(|v| if of < Type::Double { as_type(&v, Type::Integer, &mut Vec::new()) } else { Ok(v) })
        .collect::<Result<Vec<_>, _>>()?
    } else {
        values
    };
    let low = extreme_of(args, &values, of, drop, false, "min")?;
    let high = extreme_of(args, &values, of, drop, true, "max")?;
    Ok(raglan_engine::value::combine(&[Argument::new(low), Argument::new(high)], false, false)?)
}

fn range_by_methods(args: &mut Args, x: Value) -> Eval {
    let drop = args.flag("finite")? || args.flag("na.rm")?;
    let option = Argument::named("na.rm", Value::logical(drop));
    let low = args.apply_named("min", vec![Argument::new(x.clone()), option.clone()])?;
    let high = args.apply_named("max", vec![Argument::new(x), option])?;
    args.apply_named("c", vec![Argument::new(low), Argument::new(high)])
}

fn quantified(args: &mut Args, any: bool) -> Eval {
    let values: Vec<Value> = args.dots()?.into_iter().map(|d| d.value).collect();
    let drop = args.flag("na.rm")?;
    let mut unknown = false;
    for value in &values {
        match value.vector_type() {
            Some(Type::Null | Type::Logical) => {}
            Some(Type::Integer) => {}
            Some(Type::Double | Type::Complex) => {
                args.warn(&format!("coercing argument of type '{}' to logical", type_name(value)))?;
            }
            Some(Type::Character) if value.is_empty() => {}
            _ => return fail(format!("invalid 'type' ({}) of argument", type_name(value))),
        }
        for flag in as_logical(value)?.iter() {
            match flag {
                Some(x) if *x == any => return Ok(Value::logical(any)),
                None if !drop => unknown = true,
                _ => {}
            }
        }
    }
    Ok(if unknown { Value::Logical(Vector::new(vec![None])) } else { Value::logical(!any) })
}

fn mean(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let numeric =
        matches!(x.vector_type(), Some(Type::Logical | Type::Integer | Type::Double | Type::Complex));
    if !numeric || x.is_factor() {
        args.warn("argument is not numeric or logical: returning NA")?;
        return Ok(Value::double(NA_REAL));
    }
    let drop = args.flag("na.rm")?;
    if let Value::Complex(_) = &x {
        let all = complexes(std::slice::from_ref(&x), drop)?;
        let part = |f: fn(&Complex) -> f64| extended::mean(&all.iter().map(f).collect::<Vec<_>>());
        return Ok(Value::complex(Complex::new(part(|z| z.re), part(|z| z.im))));
    }
    let trim = args.value("trim")?;
    let trim = match as_double(&trim, &mut Vec::new())?[..] {
        [t] => t,
        _ => return fail("'trim' must be numeric of length one"),
    };
    let mut all = doubles(&[x.stripped()], drop)?;
    if trim > 0.0 && !all.is_empty() {
        if all.iter().any(|x| x.is_nan()) {
            return Ok(Value::double(NA_REAL));
        }
        all.sort_by(f64::total_cmp);
        if trim >= 0.5 {
            let n = all.len();
            let middle = if n % 2 == 1 { all[n / 2] } else { (all[n / 2 - 1] + all[n / 2]) / 2.0 };
            return Ok(Value::double(middle));
        }
        let low = (all.len() as f64 * trim).floor() as usize;
        all = all[low..all.len() - low].to_vec();
    }
    if let Some(&x) = all.iter().find(|&&x| is_na(x)) {
        return Ok(Value::double(x));
    }
    Ok(Value::double(extended::mean(&all)))
}

fn which(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let Value::Logical(v) = &x else { return fail("argument to 'which' is not logical") };
    let at: Vec<usize> = (0..v.data.len()).filter(|&i| v.data[i] == Some(true)).collect();
    let out = Value::integers(at.iter().map(|&i| i as i32 + 1).collect::<Vec<_>>());
    let named = args.flag("useNames")?;
    if args.flag("arr.ind")?
        && let Some(dim) = x.dim()
    {
        let names = x.attributes().get(known::DIMNAMES).cloned().unwrap_or_default();
        return args.apply_named(
            "arrayInd",
            vec![
                Argument::new(out),
                Argument::new(Value::integers(dim.iter().map(|&d| d as i32).collect::<Vec<_>>())),
                Argument::new(names),
                Argument::named("useNames", Value::logical(named)),
            ],
        );
    }
    if !named || x.attributes().get(known::NAMES).is_none() && x.dim().is_none_or(|d| d.len() != 1) {
        return Ok(out);
    }
    Ok(match x.names() {
        Some(names) => {
            out.with_attribute(known::NAMES, at.iter().map(|&i| names.get(i)).collect::<Strings>().into())
        }
        None => out,
    })
}

fn which_extreme(args: &mut Args, largest: bool) -> Eval {
    let x = args.value("x")?;
    let data = as_double(&x, &mut Vec::new())?;
    let mut best: Option<usize> = None;
    for (i, x) in data.iter().enumerate().filter(|(_, x)| !x.is_nan()) {
        if best.is_none_or(|b| if largest { *x > data[b] } else { *x < data[b] }) {
            best = Some(i);
        }
    }
    let Some(i) = best else { return Ok(Value::empty(Type::Integer)) };
    let out = Value::integer(i as i32 + 1);
    Ok(match x.names() {
        Some(names) => out.with_attribute(known::NAMES, Value::text(names.text(i))),
        None => out,
    })
}

fn parallel(args: &mut Args, largest: bool) -> Eval {
    let values: Vec<Value> = args.dots()?.into_iter().map(|d| d.value).collect();
    let drop = args.flag("na.rm")?;
    extremes(args, values, largest, drop)
}

/// The largest or smallest of the elements at each position of vectors without class.
pub(super) fn extremes(args: &mut Args, values: Vec<Value>, largest: bool, drop: bool) -> Eval {
    let Some(first) = values.first() else { return fail("no arguments") };
    let of = values.iter().map(|v| v.vector_type().unwrap_or(Type::List)).max().unwrap_or(Type::Null);
    if of > Type::Character || of == Type::Complex {
        return fail("invalid input type");
    }
    let n =
        if values.iter().any(Value::is_empty) { 0 } else { values.iter().map(Value::len).max().unwrap_or(0) };
    let fractional = values.iter().any(|v| !v.is_empty() && n % v.len() != 0);
    if fractional {
        args.warn("an argument will be fractionally recycled")?;
    }
    let attributes: Attributes = if first.len() == n {
        let keep = |name: Symbol| matches!(name, known::NAMES | known::DIM | known::DIMNAMES);
        first.attributes().only(keep)
    } else {
        Attributes::default()
    };
    let out = if of == Type::Character {
        let all = values.iter().map(super::types::texts).collect::<Result<Vec<_>, _>>()?;
        let one = |i: usize| {
            let row = all.iter().map(|s| s.text(i % s.len()));
            let kept: Vec<_> = row.filter(|t| !(drop && t.is_none())).collect();
            if kept.iter().any(Option::is_none) {
                return None;
            }
            kept.into_iter().flatten().reduce(|a, b| {
                let keep = if largest { collate(&a, &b).is_ge() } else { collate(&a, &b).is_le() };
                if keep { a } else { b }
            })
        };
        Value::Character(Vector::new((0..n).map(one).collect::<Vec<_>>()))
    } else {
        let all = values.iter().map(|v| as_double(v, &mut Vec::new())).collect::<Result<Vec<_>, _>>()?;
        let one = |i: usize| {
            let row = all.iter().map(|d| d[i % d.len()]);
            row.reduce(|a, b| match (a.is_nan(), b.is_nan()) {
                (true, true) => {
                    if is_na(b) {
                        b
                    } else {
                        a
                    }
                }
                (true, false) => {
                    if drop {
                        b
                    } else {
                        a
                    }
                }
                (false, true) => {
                    if drop {
                        a
                    } else {
                        b
                    }
                }
                _ if largest => a.max(b),
                _ => a.min(b),
            })
            .unwrap_or(NA_REAL)
        };
        let out = Value::doubles((0..n).map(one).collect::<Vec<_>>());
        if of < Type::Double { as_type(&out, Type::Integer, &mut Vec::new())? } else { out }
    };
    Ok(out.with_attributes(attributes))
}

fn xor(args: &mut Args) -> Eval {
    let (x, y) = (args.value("x")?, args.value("y")?);
    if let (Value::Raw(a), Value::Raw(b)) = (&x, &y)
        && !a.data.is_empty()
        && !b.data.is_empty()
    {
        let n = a.data.len().max(b.data.len());
        let bytes = (0..n).map(|i| a.data[i % a.data.len()] ^ b.data[i % b.data.len()]);
        return Ok(Value::Raw(Vector::new(bytes.collect::<Vec<_>>())));
    }
    let (p, q) = (as_logical(&x)?, as_logical(&y)?);
    if p.is_empty() || q.is_empty() {
        return Ok(Value::empty(Type::Logical));
    }
    let n = p.len().max(q.len());
    let data: Vec<Option<bool>> = (0..n).map(|i| Some(p[i % p.len()]? != q[i % q.len()]?)).collect();
    let keep = |name: Symbol| matches!(name, known::NAMES | known::DIM | known::DIMNAMES);
    let source = if x.len() == n { &x } else { &y };
    Ok(Value::logicals(data).with_attributes(source.attributes().only(keep)))
}
