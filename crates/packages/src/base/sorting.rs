//! Order: `order`, `sort`, `rank`, `is.unsorted`.

use super::types::texts;
use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail, generic, internal, method};
use raglan_engine::value::{
    Argument, Complex, NA_INTEGER, Strings, Symbol, Value, as_double, as_logical, collate, known,
};
use std::cmp::Ordering;

pub(super) const FUNCTIONS: &[Builtin] = &[
    builtin(
        "order(..., na.last = TRUE, decreasing = FALSE, method = c(\"auto\", \"shell\", \"radix\"))",
        order,
    ),
    generic("sort(x, decreasing = FALSE, ...)"),
    method("sort.default(x, decreasing = FALSE, na.last = NA, partial = NULL, ...)", sort),
    builtin(
        "sort.int(x, partial = NULL, na.last = NA, decreasing = FALSE, method = c(\"auto\", \"shell\", \"quick\", \"radix\"), index.return = FALSE)",
        sort_int,
    ),
    builtin(
        "sort.list(x, partial = NULL, na.last = TRUE, decreasing = FALSE, method = c(\"default\", \"radix\"))",
        sort_list,
    ),
    builtin(
        "rank(x, na.last = TRUE, ties.method = c(\"average\", \"first\", \"last\", \"random\", \"max\", \"min\"))",
        rank,
    ),
    internal("xtfrm(x)", xtfrm),
    builtin("is.unsorted(x, na.rm = FALSE, strictly = FALSE)", is_unsorted),
];

/// One thing to sort by.
pub(crate) enum SortKey {
    /// Numbers, missing ones as NaN.
    Numbers(Vec<f64>),
    /// Text in the order of the locale, as ranks among the different texts.
    Ranks(Vec<Option<u32>>),
}

/// Ranks of strings; equal strings share one. With `bytes` the order is that of the C locale.
fn text_ranks(all: &Strings, bytes: bool) -> Vec<Option<u32>> {
    let mut different: Vec<&str> = all.iter().flatten().collect();
    different.sort_unstable();
    different.dedup();
    let mut order: Vec<usize> = (0..different.len()).collect();
    if !bytes {
        order.sort_by(|&i, &j| collate(different[i], different[j]));
    }
    let mut ranks = vec![0u32; different.len()];
    for (rank, &i) in order.iter().enumerate() {
        ranks[i] = rank as u32;
    }
    let find = |s: &str| different.binary_search(&s).map(|i| ranks[i]).unwrap_or(0);
    all.iter().map(|s| s.map(find)).collect()
}

/// Ranks of complex numbers: by real part, then by imaginary part.
fn complex_ranks(all: &[Complex]) -> Vec<Option<u32>> {
    let order = |a: &Complex, b: &Complex| a.re.total_cmp(&b.re).then(a.im.total_cmp(&b.im));
    let mut sorted: Vec<Complex> = all.iter().copied().filter(|z| !z.is_nan()).collect();
    sorted.sort_by(order);
    sorted.dedup();
    let rank = |z: &Complex| sorted.binary_search_by(|s| order(s, z)).map_or(0, |i| i as u32);
    all.iter().map(|z| if z.is_nan() { None } else { Some(rank(z)) }).collect()
}

impl SortKey {
    /// The key of a vector without a class.
    pub(crate) fn of(x: &Value, bytes: bool) -> Eval<Self> {
        Ok(match x {
            Value::Character(v) => Self::Ranks(text_ranks(&v.data, bytes)),
            Value::Complex(v) => Self::Ranks(complex_ranks(&v.data)),
            Value::List(_) | Value::Expression(_) => {
                return fail("unimplemented type 'list' in 'orderVector1'");
            }
            _ => Self::Numbers(as_double(x, &mut Vec::new())?.to_vec()),
        })
    }

    fn len(&self) -> usize {
        match self {
            Self::Numbers(v) => v.len(),
            Self::Ranks(v) => v.len(),
        }
    }

    pub(crate) fn is_missing(&self, i: usize) -> bool {
        match self {
            Self::Numbers(v) => v[i].is_nan(),
            Self::Ranks(v) => v[i].is_none(),
        }
    }

    /// Compares two elements; missing ones are equal to each other and come last or first.
    pub(crate) fn compare(&self, i: usize, j: usize, decreasing: bool, na_last: bool) -> Ordering {
        let missing = |a: bool, b: bool| {
            let order = a.cmp(&b);
            if na_last { order } else { order.reverse() }
        };
        let order = match self {
            Self::Numbers(v) => match v[i].partial_cmp(&v[j]) {
                Some(order) => order,
                None => return missing(v[i].is_nan(), v[j].is_nan()),
            },
            Self::Ranks(v) => match (v[i], v[j]) {
                (Some(a), Some(b)) => a.cmp(&b),
                (a, b) => return missing(a.is_none(), b.is_none()),
            },
        };
        if decreasing { order.reverse() } else { order }
    }
}

/// What a classed vector is sorted by.
fn plain(args: &mut Args, x: Value) -> Eval {
    if x.is_object() && !x.is_factor() {
        return args.apply_named("xtfrm", vec![Argument::new(x)]);
    }
    Ok(if x.is_factor() { x.stripped() } else { x })
}

/// The stable order by several keys; `None` for `na.last = NA`, which leaves missing ones out.
fn ordered(keys: &[SortKey], decreasing: &[bool], na_last: Option<bool>) -> Vec<usize> {
    let n = keys.first().map_or(0, SortKey::len);
    let mut at: Vec<usize> = (0..n).collect();
    if na_last.is_none() {
        at.retain(|&i| !keys.iter().any(|k| k.is_missing(i)));
    }
    let last = na_last.unwrap_or(true);
    at.sort_by(|&i, &j| {
        keys.iter()
            .enumerate()
            .map(|(k, key)| key.compare(i, j, decreasing[k % decreasing.len()], last))
            .find(|o| o.is_ne())
            .unwrap_or(Ordering::Equal)
    });
    at
}

fn na_last(args: &mut Args) -> Eval<Option<bool>> {
    let value = args.value("na.last")?;
    Ok(as_logical(&value)?.first().copied().flatten())
}

fn flags(args: &mut Args) -> Eval<Vec<bool>> {
    let value = args.value("decreasing")?;
    let all = as_logical(&value)?;
    if all.is_empty() || all.iter().any(Option::is_none) {
        return fail("'decreasing' elements must be TRUE or FALSE");
    }
    Ok(all.iter().map(|x| x.unwrap_or(false)).collect())
}

fn order(args: &mut Args) -> Eval {
    let method = args.choice("method")?;
    let last = na_last(args)?;
    let decreasing = flags(args)?;
    let mut keys = Vec::new();
    for dot in args.dots()? {
        let x = plain(args, dot.value)?;
        keys.push(SortKey::of(&x, method == "radix")?);
    }
    if keys.windows(2).any(|w| w[0].len() != w[1].len()) {
        return fail("argument lengths differ");
    }
    let at = ordered(&keys, &decreasing, last);
    Ok(Value::integers(at.into_iter().map(|i| i as i32 + 1).collect::<Vec<_>>()))
}

fn sort(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    if x.is_object() {
        // A classed vector is put in order by its own `[`.
        let option = |name: &str, value: Value| Argument::named(name, value);
        let (decreasing, last) = (args.value("decreasing")?, args.value("na.last")?);
        let at = args.apply_named(
            "order",
            vec![Argument::new(x.clone()), option("na.last", last), option("decreasing", decreasing)],
        )?;
        return args.apply_named("[", vec![Argument::new(x), Argument::new(at)]);
    }
    if let Value::List(_) = x {
        return fail("'x' must be atomic");
    }
    if let Some(places) = args.optional("partial")? {
        return partial(args, &x, &places);
    }
    sorted(args, x, false)
}

/// Numbers rearranged so that those at some places are where a full sort would put them: Hoare's FIND,
/// for each place in turn.
fn partial(args: &mut Args, x: &Value, places: &Value) -> Eval {
    if args.flag("decreasing")? {
        return fail("unsupported options for partial sorting");
    }
    let mut data = as_double(x, &mut Vec::new())?.to_vec();
    data.retain(|v| !v.is_nan());
    let places = raglan_engine::value::as_integer(places, &mut Vec::new())?;
    for &place in places.iter() {
        let Some(k) = usize::try_from(place).ok().and_then(|k| k.checked_sub(1)).filter(|&k| k < data.len())
        else {
            return fail(format!("index {place} outside bounds"));
        };
        let (mut low, mut high) = (0isize, data.len() as isize - 1);
        while low < high {
            let pivot = data[k];
            let (mut i, mut j) = (low, high);
            while i <= j {
                while data[i as usize] < pivot {
                    i += 1;
                }
                while pivot < data[j as usize] {
                    j -= 1;
                }
                if i <= j {
                    data.swap(i as usize, j as usize);
                    i += 1;
                    j -= 1;
                }
            }
            if j < k as isize {
                low = i;
            }
            if (k as isize) < i {
                high = j;
            }
        }
    }
    let out = Value::doubles(data);
    let of = x.vector_type().unwrap_or(raglan_engine::value::Type::Double);
    Ok(raglan_engine::value::as_type(&out, of, &mut Vec::new())?)
}

fn sorted(args: &mut Args, x: Value, bytes: bool) -> Eval {
    if !x.is_atomic() {
        return match x {
            Value::Null => Ok(x),
            _ => fail("'x' must be atomic"),
        };
    }
    let decreasing = args.flag("decreasing")?;
    let last = na_last(args)?;
    let at = ordered(&[SortKey::of(&x, bytes)?], &[decreasing], last);
    let out = x.gather(&at);
    Ok(match x.names() {
        Some(names) => {
            out.with_attribute(known::NAMES, at.iter().map(|&i| names.get(i)).collect::<Strings>().into())
        }
        None => out,
    })
}

fn sort_int(args: &mut Args) -> Eval {
    let method = args.choice("method")?;
    let x = args.value("x")?;
    if let Some(places) = args.optional("partial")? {
        return partial(args, &x, &places);
    }
    let factor = x.attributes().only(|n| matches!(n, known::LEVELS | known::CLASS));
    let is_factor = x.is_factor();
    if args.flag("index.return")? {
        let decreasing = args.flag("decreasing")?;
        let at = ordered(&[SortKey::of(&x, method == "radix")?], &[decreasing], None);
        let places = Value::integers(at.iter().map(|&i| i as i32 + 1).collect::<Vec<_>>());
        return Ok(Value::named_list([("x", x.gather(&at)), ("ix", places)]));
    }
    let out = sorted(args, x, method == "radix")?;
    Ok(if is_factor { out.with_attributes(factor) } else { out })
}

fn sort_list(args: &mut Args) -> Eval {
    args.refuse_unless_default(&["partial"])?;
    let x = args.value("x")?;
    if let Value::List(_) = x {
        return fail("'x' must be atomic");
    }
    let x = plain(args, x)?;
    let decreasing = flags(args)?;
    let last = na_last(args)?;
    let at = ordered(&[SortKey::of(&x, false)?], &decreasing, last);
    Ok(Value::integers(at.into_iter().map(|i| i as i32 + 1).collect::<Vec<_>>()))
}

fn rank(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let ties = args.choice("ties.method")?;
    if ties == "random" {
        return fail("ties.method = \"random\" of `rank` is not implemented");
    }
    let given = args.value("na.last")?;
    let keep = matches!(&given, Value::Character(_));
    let last = if keep { Some(true) } else { as_logical(&given)?.first().copied().flatten() };
    let names = x.names();
    let plain = plain(args, x.clone())?;
    let key = SortKey::of(&plain, false)?;
    let n = key.len();
    let at = ordered(std::slice::from_ref(&key), &[false], if keep { None } else { last });
    let mut ranks = vec![f64::NAN; n];
    let mut start = 0;
    while start < at.len() {
        let mut end = start + 1;
        // Missing values rank one by one, each different from the others.
        while end < at.len()
            && !key.is_missing(at[start])
            && key.compare(at[start], at[end], false, true).is_eq()
        {
            end += 1;
        }
        for (k, &i) in at[start..end].iter().enumerate() {
            ranks[i] = match ties.as_str() {
                "first" => (start + k + 1) as f64,
                "last" => (end - k) as f64,
                "max" => end as f64,
                "min" => (start + 1) as f64,
                _ => (start + 1 + end) as f64 / 2.0,
            };
        }
        start = end;
    }
    let dropped = last.is_none() && !keep;
    let kept: Vec<usize> = (0..n).filter(|&i| !(dropped && ranks[i].is_nan())).collect();
    let out = if ties == "average" {
        let na = |x: f64| if x.is_nan() { raglan_engine::value::NA_REAL } else { x };
        Value::doubles(kept.iter().map(|&i| na(ranks[i])).collect::<Vec<_>>())
    } else {
        let whole = |x: f64| if x.is_nan() { NA_INTEGER } else { x as i32 };
        Value::integers(kept.iter().map(|&i| whole(ranks[i])).collect::<Vec<_>>())
    };
    Ok(match names {
        Some(names) => {
            out.with_attribute(known::NAMES, kept.iter().map(|&i| names.get(i)).collect::<Strings>().into())
        }
        None => out,
    })
}

fn xtfrm(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    match &x {
        Value::Integer(_) | Value::Double(_) | Value::Logical(_) => {
            let keep = |n: Symbol| n == known::NAMES;
            let attributes = x.attributes().only(keep);
            let numbers = x.is_object();
            Ok(if numbers { x.stripped().with_attributes(attributes) } else { x })
        }
        Value::List(_) if !x.is_object() => fail("cannot xtfrm 'x'"),
        Value::List(_) => fail("cannot xtfrm data frames"),
        _ => {
            let key = SortKey::of(&Value::from(texts(&x)?), false)?;
            let SortKey::Ranks(ranks) = key else { return fail("cannot xtfrm 'x'") };
            Ok(Value::integers(
                ranks.into_iter().map(|r| r.map_or(NA_INTEGER, |r| r as i32 + 1)).collect::<Vec<_>>(),
            ))
        }
    }
}

fn is_unsorted(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let (drop, strictly) = (args.flag("na.rm")?, args.flag("strictly")?);
    if !x.is_atomic() && !x.is_object() {
        return Ok(if x.len() < 2 { Value::logical(false) } else { Value::logicals(vec![None]) });
    }
    let x = plain(args, x)?;
    let key = SortKey::of(&x, false)?;
    let n = key.len();
    let at: Vec<usize> = (0..n).filter(|&i| !(drop && key.is_missing(i))).collect();
    if at.iter().any(|&i| key.is_missing(i)) {
        return Ok(Value::logicals(vec![None]));
    }
    let bad = at.windows(2).any(|w| {
        let order = key.compare(w[0], w[1], false, true);
        order.is_gt() || strictly && order.is_eq()
    });
    Ok(Value::logical(bad))
}
