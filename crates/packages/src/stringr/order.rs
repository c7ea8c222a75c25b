//! The order of strings, and which are the same.

use super::{at, common, texts};
use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail};
use raglan_engine::value::{NA_INTEGER, Strings, Value, as_logical, collate};
use std::cmp::Ordering;

pub(super) const FUNCTIONS: &[Builtin] = &[
    builtin("str_order(x, decreasing = FALSE, na_last = TRUE, locale = \"en\", numeric = FALSE, ...)", |a| {
        let (places, _) = ordered(a)?;
        Ok(Value::integers(places.iter().map(|&i| i as i32 + 1).collect::<Vec<_>>()))
    }),
    builtin("str_sort(x, decreasing = FALSE, na_last = TRUE, locale = \"en\", numeric = FALSE, ...)", |a| {
        let (places, x) = ordered(a)?;
        Ok(places.iter().map(|&i| x.get(i)).collect::<Strings>().into())
    }),
    builtin("str_rank(x, locale = \"en\", numeric = FALSE, ...)", rank),
    builtin("str_unique(string, locale = \"en\", ignore_case = FALSE, ...)", unique),
    builtin("str_equal(x, y, locale = \"en\", ignore_case = FALSE, ...)", equal),
    builtin("str_conv(string, encoding)", |a| {
        let encoding = a.string("encoding")?;
        if !encoding.eq_ignore_ascii_case("utf-8") {
            return fail(format!("conversion from the encoding \"{encoding}\" is not implemented"));
        }
        Ok(texts(a, "string")?.into())
    }),
];

/// The order of a language; that of English stands for all that sort by Unicode's own rules.
fn order_of(args: &mut Args) -> Eval<fn(&str, &str) -> Ordering> {
    args.refuse_dots()?;
    args.refuse_unless_default(&["locale"])?;
    Ok(if args.flag("numeric")? { by_numbers } else { collate })
}

/// Digits in a row compare as numbers.
fn by_numbers(a: &str, b: &str) -> Ordering {
    fn runs(text: &str) -> Vec<&str> {
        let mut out = Vec::new();
        let mut from = 0;
        let bytes = text.as_bytes();
        for i in 1..=bytes.len() {
            if i == bytes.len() || bytes[i].is_ascii_digit() != bytes[i - 1].is_ascii_digit() {
                out.push(&text[from..i]);
                from = i;
            }
        }
        out
    }
    let (one, two) = (runs(a), runs(b));
    for (x, y) in one.iter().zip(&two) {
        let both = x.starts_with(|c: char| c.is_ascii_digit()) && y.starts_with(|c: char| c.is_ascii_digit());
        let order = if both {
            let (x, y) = (x.trim_start_matches('0'), y.trim_start_matches('0'));
            x.len().cmp(&y.len()).then_with(|| x.cmp(y))
        } else {
            collate(x, y)
        };
        if order.is_ne() {
            return order;
        }
    }
    one.len().cmp(&two.len())
}

fn ordered(args: &mut Args) -> Eval<(Vec<usize>, Strings)> {
    let order = order_of(args)?;
    let decreasing = args.flag("decreasing")?;
    let last = as_logical(&args.value("na_last")?)?.first().copied().flatten();
    let x = texts(args, "x")?;
    let (mut places, missing): (Vec<usize>, Vec<usize>) = (0..x.len()).partition(|&i| x.get(i).is_some());
    places.sort_by(|&i, &k| {
        let compared = order(x.get(i).unwrap_or(""), x.get(k).unwrap_or(""));
        if decreasing { compared.reverse() } else { compared }
    });
    let out = match last {
        Some(true) => places.into_iter().chain(missing).collect(),
        Some(false) => missing.into_iter().chain(places).collect(),
        None => places,
    };
    Ok((out, x))
}

fn rank(args: &mut Args) -> Eval {
    let order = order_of(args)?;
    let x = texts(args, "x")?;
    let below = |text: &str| x.iter().flatten().filter(|o| order(o, text).is_lt()).count() as i32 + 1;
    Ok(Value::integers(x.iter().map(|s| s.map_or(NA_INTEGER, below)).collect::<Vec<_>>()))
}

fn unique(args: &mut Args) -> Eval {
    args.refuse_dots()?;
    args.refuse_unless_default(&["locale"])?;
    let ignore = args.flag("ignore_case")?;
    let string = texts(args, "string")?;
    let mut seen = std::collections::BTreeSet::new();
    let key = |s: Option<&str>| s.map(|s| if ignore { s.to_lowercase() } else { s.to_string() });
    let kept: Strings = string.iter().filter(|s| seen.insert(key(*s))).collect();
    Ok(kept.into())
}

fn equal(args: &mut Args) -> Eval {
    args.refuse_dots()?;
    args.refuse_unless_default(&["locale"])?;
    let ignore = args.flag("ignore_case")?;
    let (x, y) = (texts(args, "x")?, texts(args, "y")?);
    let n = common(args, &[("x", x.len()), ("y", y.len())])?;
    let one = |i: usize| {
        let (a, b) = (x.get(at(i, x.len()))?, y.get(at(i, y.len()))?);
        Some(if ignore { a.to_lowercase() == b.to_lowercase() } else { a == b })
    };
    Ok(Value::logicals((0..n).map(one).collect::<Vec<_>>()))
}
