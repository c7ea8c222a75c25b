//! `regmatches()`: the parts of strings that matched, and their replacement.

use raglan_engine::eval::{Args, Eval, fail};
use raglan_engine::value::{NA_INTEGER, Strings, Symbol, Value, as_character, known};

/// Starts and lengths of matches; none for -1.
fn places(value: &Value) -> Eval<Vec<(i32, i32)>> {
    let (Value::Integer(starts), Some(Value::Integer(lengths))) =
        (value, value.attribute(Symbol::new("match.length")))
    else {
        return fail("'m' must be match data");
    };
    Ok(starts.data.iter().copied().zip(lengths.data.iter().copied()).collect())
}

fn cut(text: &str, start: i32, length: i32) -> String {
    text.chars().skip((start.max(1) - 1) as usize).take(length.max(0) as usize).collect()
}

/// The parts of a text outside of its matches: one more than there are matches.
fn outside(text: &str, places: &[(i32, i32)]) -> Vec<String> {
    let mut out = Vec::new();
    let mut from = 1;
    for &(start, length) in places {
        out.push(cut(text, from, start - from));
        from = start + length;
    }
    out.push(text.chars().skip((from - 1) as usize).collect());
    out
}

fn hits(places: Vec<(i32, i32)>) -> Vec<(i32, i32)> {
    places.into_iter().filter(|p| p.0 != -1 && p.0 != NA_INTEGER).collect()
}

pub(super) fn regmatches(args: &mut Args) -> Eval {
    let value = args.value("x")?;
    let x = args.strings("x")?;
    let data = args.value("m")?;
    let invert = args.logicals("invert")?.first().copied().flatten();
    let names = value.names();
    let Value::List(list) = &data else {
        let places = places(&data)?;
        if places.len() != x.len() {
            return fail("'x' and 'm' must have the same length");
        }
        if invert == Some(false) {
            let found: Vec<usize> =
                (0..places.len()).filter(|&i| places[i].0 != -1 && places[i].0 != NA_INTEGER).collect();
            let out: Strings =
                found.iter().map(|&i| x.get(i).map(|t| cut(t, places[i].0, places[i].1))).collect();
            return Ok(match names {
                Some(names) => {
                    let kept: Strings = found.iter().map(|&i| names.get(i)).collect();
                    Value::from(out).with_attribute(known::NAMES, kept.into())
                }
                None => out.into(),
            });
        }
        let out = (0..x.len())
            .map(|i| match x.get(i) {
                Some(t) => Value::strings(parts(t, &hits(vec![places[i]]), invert)),
                None => Value::texts([None::<&str>]),
            })
            .collect::<Vec<_>>();
        return Ok(named(Value::list(out), names));
    };
    if list.data.len() != x.len() {
        return fail("'x' and 'm' must have the same length");
    }
    let mut out = Vec::with_capacity(x.len());
    for (i, item) in list.data.iter().enumerate() {
        let places = places(item)?;
        let Some(text) = x.get(i) else {
            out.push(Value::strings(Vec::<String>::new()));
            continue;
        };
        if invert != Some(false) {
            out.push(Value::strings(parts(text, &hits(places), invert)));
            continue;
        }
        let found = hits(places);
        let parts = Value::strings(found.iter().map(|&(s, l)| cut(text, s, l)));
        out.push(match item.attribute(known::DIM) {
            Some(dim) => parts.with_attribute(known::DIM, dim),
            None => parts,
        });
    }
    Ok(named(Value::list(out), names))
}

/// What did not match, or with `invert` NA both in turn.
fn parts(text: &str, places: &[(i32, i32)], invert: Option<bool>) -> Vec<String> {
    let gaps = outside(text, places);
    if invert == Some(true) {
        return gaps;
    }
    let mut out = Vec::new();
    for (i, gap) in gaps.into_iter().enumerate() {
        out.push(gap);
        if let Some(&(start, length)) = places.get(i) {
            out.push(cut(text, start, length));
        }
    }
    out
}

fn named(out: Value, names: Option<Strings>) -> Value {
    match names {
        Some(names) => out.with_attribute(known::NAMES, names.into()),
        None => out,
    }
}

pub(super) fn assign_regmatches(args: &mut Args) -> Eval {
    let value = args.value("x")?;
    let x = args.strings("x")?;
    args.refuse_unless_default(&["invert"])?;
    let data = args.value("m")?;
    let new = args.value("value")?;
    let mut out: Vec<Option<String>> = x.iter().map(|s| s.map(str::to_string)).collect();
    match &data {
        Value::List(list) => {
            let values = raglan_engine::value::as_list(&new);
            if values.is_empty() {
                return Ok(value);
            }
            for (i, item) in list.data.iter().enumerate() {
                let places = hits(places(item)?);
                let Some(text) = x.get(i).filter(|_| !places.is_empty()) else { continue };
                let new = as_character(&values[i % values.len()])?;
                if new.is_empty() {
                    return fail("must have replacement values for matches");
                }
                let mut whole = String::new();
                for (k, gap) in outside(text, &places).into_iter().enumerate() {
                    whole.push_str(&gap);
                    if k < places.len() {
                        whole.push_str(new.get(k % new.len()).unwrap_or("NA"));
                    }
                }
                out[i] = Some(whole);
            }
        }
        _ => {
            let new = as_character(&new)?;
            let mut next = 0;
            for (i, place) in places(&data)?.into_iter().enumerate() {
                let Some(text) = x.get(i).filter(|_| place.0 != -1 && place.0 != NA_INTEGER) else {
                    continue;
                };
                if new.is_empty() {
                    return fail("must have replacement values for matches");
                }
                let gaps = outside(text, &[place]);
                out[i] = Some(format!("{}{}{}", gaps[0], new.get(next % new.len()).unwrap_or("NA"), gaps[1]));
                next += 1;
            }
        }
    }
    Ok(Value::texts(out).with_attributes(value.attributes().clone()))
}
