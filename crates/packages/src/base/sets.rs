//! Equal elements: `match`, `unique`, `duplicated`, `tabulate`.

use super::types::texts;
use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail, generic, method};
use raglan_engine::value::{
    Argument, NA_INTEGER, Strings, Value, as_integer, as_list, identical, is_na, known,
};
use std::collections::BTreeMap;

pub(super) const FUNCTIONS: &[Builtin] = &[
    builtin("match(x, table, nomatch = NA_integer_, incomparables = NULL)", match_),
    builtin("`%in%`(x, table)", is_in),
    builtin("is.element(el, table)", |a| {
        let (x, table) = (a.value("el")?, a.value("table")?);
        within(a, x, table)
    }),
    generic("unique(x, incomparables = FALSE, ...)"),
    method("unique.default(x, incomparables = FALSE, fromLast = FALSE, nmax = NA, ...)", unique),
    generic("duplicated(x, incomparables = FALSE, ...)"),
    method("duplicated.default(x, incomparables = FALSE, fromLast = FALSE, nmax = NA, ...)", duplicated),
    generic("anyDuplicated(x, incomparables = FALSE, ...)"),
    method("anyDuplicated.default(x, incomparables = FALSE, fromLast = FALSE, ...)", any_duplicated),
    builtin("tabulate(bin, nbins = max(1L, bin, na.rm = TRUE))", tabulate),
    builtin(
        "findInterval(x, vec, rightmost.closed = FALSE, all.inside = FALSE, left.open = FALSE)",
        find_interval,
    ),
    builtin(".bincode(x, breaks, right = TRUE, include.lowest = FALSE)", bin_code),
    builtin("pmatch(x, table, nomatch = NA_integer_, duplicates.ok = FALSE)", pmatch),
    builtin("charmatch(x, table, nomatch = NA_integer_)", charmatch),
];

/// Each element as a key that is equal where R holds elements equal.
#[derive(PartialEq, Eq, PartialOrd, Ord, Clone)]
enum Key {
    Missing,
    NotANumber,
    Number(u64),
    Pair(u64, u64),
    Text(std::rc::Rc<str>),
    /// The first place of an element of a list that is identical.
    Item(usize),
}

fn number(x: f64) -> Key {
    if is_na(x) {
        Key::Missing
    } else if x.is_nan() {
        Key::NotANumber
    } else {
        // Zero and minus zero are the same.
        Key::Number((x + 0.0).to_bits())
    }
}

/// Keys of the elements of a vector, as numbers or as text.
fn keys(x: &Value, as_text: bool) -> Eval<Vec<Key>> {
    let text = |s: Option<&str>| s.map_or(Key::Missing, |s| Key::Text(s.into()));
    if as_text || matches!(x, Value::Character(_)) {
        let all: Strings = texts(x)?;
        return Ok((0..all.len()).map(|i| text(all.get(i))).collect());
    }
    Ok(match x {
        Value::Null => Vec::new(),
        Value::Logical(v) => {
            v.data.iter().map(|x| x.map_or(Key::Missing, |b| number(f64::from(u8::from(b))))).collect()
        }
        Value::Integer(v) => v
            .data
            .iter()
            .map(|&k| if k == NA_INTEGER { Key::Missing } else { number(f64::from(k)) })
            .collect(),
        Value::Double(v) => v.data.iter().map(|&x| number(x)).collect(),
        Value::Raw(v) => v.data.iter().map(|&x| number(f64::from(x))).collect(),
        Value::Complex(v) => v
            .data
            .iter()
            .map(|z| match (number(z.re), number(z.im)) {
                (Key::Number(a), Key::Number(b)) => Key::Pair(a, b),
                (Key::Missing, _) | (_, Key::Missing) => Key::Missing,
                _ => Key::NotANumber,
            })
            .collect(),
        _ => return fail("unique() applies only to vectors"),
    })
}

/// Keys of a list: the place of the first identical element.
fn item_keys(items: &[Value], before: &mut Vec<Value>) -> Vec<Key> {
    items
        .iter()
        .map(|item| {
            let at = before.iter().position(|b| identical(b, item)).unwrap_or_else(|| {
                before.push(item.clone());
                before.len() - 1
            });
            Key::Item(at)
        })
        .collect()
}

/// Objects other than factors compare by what `as.character` says of dates and times, factors by label.
fn comparable(args: &mut Args, x: Value) -> Eval {
    if x.is_factor() {
        return super::types::factor_texts(&x);
    }
    if x.has_class("POSIXlt") {
        return args.apply_named("as.POSIXct", vec![Argument::new(x)]);
    }
    Ok(x)
}

/// The places of the elements of `x` in `table`, counted from zero.
fn places(args: &mut Args, x: Value, table: Value) -> Eval<Vec<Option<usize>>> {
    let (x, table) = (comparable(args, x)?, comparable(args, table)?);
    let list = |v: &Value| matches!(v, Value::List(_) | Value::Expression(_));
    if !x.is_vector() && !matches!(x, Value::Null) || !table.is_vector() && !matches!(table, Value::Null) {
        return fail("'match' requires vector arguments");
    }
    let (wanted, known) = if list(&x) || list(&table) {
        let mut seen = Vec::new();
        let known = item_keys(&as_list(&table.stripped()), &mut seen);
        (item_keys(&as_list(&x.stripped()), &mut seen), known)
    } else {
        let text = matches!(x, Value::Character(_)) || matches!(table, Value::Character(_));
        (keys(&x, text)?, keys(&table, text)?)
    };
    if let [one] = wanted.as_slice() {
        return Ok(vec![known.iter().position(|k| k == one)]);
    }
    let mut first: BTreeMap<&Key, usize> = BTreeMap::new();
    for (i, key) in known.iter().enumerate() {
        first.entry(key).or_insert(i);
    }
    Ok(wanted.iter().map(|k| first.get(k).copied()).collect())
}

fn match_(args: &mut Args) -> Eval {
    let (x, table) = (args.value("x")?, args.value("table")?);
    let nomatch = args.integers("nomatch")?.first().copied().unwrap_or(NA_INTEGER);
    let incomparables = args.value("incomparables")?;
    let mut out = places(args, x.clone(), table)?;
    if !matches!(incomparables, Value::Null | Value::Logical(_)) {
        let skipped = places(args, x, incomparables)?;
        for (place, skip) in out.iter_mut().zip(skipped) {
            if skip.is_some() {
                *place = None;
            }
        }
    }
    Ok(Value::integers(out.into_iter().map(|p| p.map_or(nomatch, |i| i as i32 + 1)).collect::<Vec<_>>()))
}

fn is_in(args: &mut Args) -> Eval {
    let (x, table) = (args.value("x")?, args.value("table")?);
    within(args, x, table)
}

fn within(args: &mut Args, x: Value, table: Value) -> Eval {
    let out = places(args, x, table)?;
    Ok(Value::logicals(out.into_iter().map(|p| Some(p.is_some())).collect::<Vec<_>>()))
}

/// Whether each element was there before, or comes again.
fn repeated(x: &Value, from_last: bool) -> Eval<Vec<bool>> {
    let all = match x {
        Value::List(v) | Value::Expression(v) => item_keys(&v.data, &mut Vec::new()),
        _ => keys(x, false)?,
    };
    let mut seen = std::collections::BTreeSet::new();
    let mut out = vec![false; all.len()];
    let order: Box<dyn Iterator<Item = usize>> =
        if from_last { Box::new((0..all.len()).rev()) } else { Box::new(0..all.len()) };
    for i in order {
        out[i] = !seen.insert(&all[i]);
    }
    Ok(out)
}

fn flags(args: &mut Args) -> Eval<(Value, Vec<bool>)> {
    let x = args.value("x")?;
    let from_last = args.flag("fromLast")?;
    let incomparables = args.value("incomparables")?;
    let mut out = repeated(&x, from_last)?;
    if !matches!(incomparables, Value::Logical(_) | Value::Null) {
        let skipped = places(args, x.clone(), incomparables)?;
        for (flag, skip) in out.iter_mut().zip(skipped) {
            *flag &= skip.is_none();
        }
    }
    Ok((x, out))
}

fn unique(args: &mut Args) -> Eval {
    let (x, repeated) = flags(args)?;
    if matches!(x, Value::Null) {
        return Ok(x);
    }
    let at: Vec<usize> = (0..repeated.len()).filter(|&i| !repeated[i]).collect();
    let out = x.gather(&at);
    // Factors, dates and times stay what they are.
    if x.is_object() {
        let keep = |n| !matches!(n, known::NAMES | known::DIM | known::DIMNAMES);
        let known_class = ["factor", "Date", "POSIXct", "difftime"].iter().any(|c| x.has_class(c));
        if known_class {
            return Ok(out.with_attributes(x.attributes().only(keep)));
        }
    }
    Ok(out)
}

fn duplicated(args: &mut Args) -> Eval {
    let (_, repeated) = flags(args)?;
    Ok(Value::logicals(repeated.into_iter().map(Some).collect::<Vec<_>>()))
}

fn any_duplicated(args: &mut Args) -> Eval {
    let from_last = args.flag("fromLast")?;
    let (_, repeated) = flags(args)?;
    let at = if from_last { repeated.iter().rposition(|&r| r) } else { repeated.iter().position(|&r| r) };
    Ok(Value::integer(at.map_or(0, |i| i as i32 + 1)))
}

fn tabulate(args: &mut Args) -> Eval {
    let bins = args.value("bin")?;
    if !matches!(bins, Value::Integer(_) | Value::Double(_) | Value::Logical(_)) {
        return fail("'bin' must be numeric or a factor");
    }
    let data = as_integer(&bins, &mut Vec::new())?;
    let n = if args.is_missing("nbins") {
        let levels = bins.attributes().get(known::LEVELS).map(Value::len).filter(|_| bins.is_factor());
        levels.unwrap_or_else(|| data.iter().copied().max().unwrap_or(1).max(1) as usize)
    } else {
        args.count("nbins")?
    };
    let mut out = vec![0i32; n];
    for &k in data.iter() {
        if let Some(slot) =
            usize::try_from(k).ok().and_then(|k| k.checked_sub(1)).and_then(|k| out.get_mut(k))
        {
            *slot += 1;
        }
    }
    Ok(Value::integers(out))
}

fn find_interval(args: &mut Args) -> Eval {
    let (x, breaks) = (args.doubles("x")?, args.doubles("vec")?);
    let (closed, inside, left) =
        (args.flag("rightmost.closed")?, args.flag("all.inside")?, args.flag("left.open")?);
    if breaks.iter().any(|b| b.is_nan()) || breaks.windows(2).any(|w| w[0] > w[1]) {
        return fail("'vec' must be sorted non-decreasingly and not contain NAs");
    }
    let n = breaks.len();
    let one = |&x: &f64| {
        if x.is_nan() {
            return NA_INTEGER;
        }
        let mut k =
            if left { breaks.partition_point(|&b| b < x) } else { breaks.partition_point(|&b| b <= x) };
        if closed && n > 1 {
            if !left && k == n && x == breaks[n - 1] {
                k = n - 1;
            }
            if left && k == 0 && x == breaks[0] {
                k = 1;
            }
        }
        if inside {
            k = k.clamp(1, n.saturating_sub(1).max(1));
        }
        k as i32
    };
    Ok(Value::integers(x.iter().map(one).collect::<Vec<_>>()))
}

fn bin_code(args: &mut Args) -> Eval {
    let (x, breaks) = (args.doubles("x")?, args.doubles("breaks")?);
    let (right, lowest) = (args.flag("right")?, args.flag("include.lowest")?);
    let n = breaks.len();
    let one = |&x: &f64| {
        if x.is_nan() || n < 2 {
            return NA_INTEGER;
        }
        let k = if right { breaks.partition_point(|&b| b < x) } else { breaks.partition_point(|&b| b <= x) };
        if k > 0 && k < n {
            return k as i32;
        }
        if lowest && right && x == breaks[0] {
            return 1;
        }
        if lowest && !right && x == breaks[n - 1] {
            return n as i32 - 1;
        }
        NA_INTEGER
    };
    Ok(Value::integers(x.iter().map(one).collect::<Vec<_>>()))
}

fn pmatch(args: &mut Args) -> Eval {
    let (x, table) = (args.strings("x")?, args.strings("table")?);
    let nomatch = args.integers("nomatch")?.first().copied().unwrap_or(NA_INTEGER);
    let again = args.flag("duplicates.ok")?;
    let mut used = vec![false; table.len()];
    let mut out = vec![nomatch; x.len()];
    let mut done = vec![false; x.len()];
    for (i, w) in x.iter().enumerate() {
        let w = w.unwrap_or("NA");
        if w.is_empty() {
            continue;
        }
        let exact = table.iter().enumerate().find(|(k, t)| (again || !used[*k]) && t.unwrap_or("NA") == w);
        if let Some((k, _)) = exact {
            used[k] = true;
            out[i] = k as i32 + 1;
            done[i] = true;
        }
    }
    for (i, w) in x.iter().enumerate() {
        let Some(w) = w.filter(|w| !done[i] && !w.is_empty()) else { continue };
        let fits: Vec<usize> = table
            .iter()
            .enumerate()
            .filter(|(k, t)| (again || !used[*k]) && t.is_some_and(|t| t.starts_with(w)))
            .map(|(k, _)| k)
            .collect();
        if let [k] = fits[..] {
            used[k] = true;
            out[i] = k as i32 + 1;
        }
    }
    Ok(Value::integers(out))
}

fn charmatch(args: &mut Args) -> Eval {
    let (x, table) = (args.strings("x")?, args.strings("table")?);
    let nomatch = args.integers("nomatch")?.first().copied().unwrap_or(NA_INTEGER);
    let one = |w: Option<&str>| {
        let w = w.unwrap_or("NA");
        let exact: Vec<usize> =
            table.iter().enumerate().filter(|(_, t)| t.unwrap_or("NA") == w).map(|(k, _)| k).collect();
        let fits: Vec<usize> = if exact.is_empty() {
            table
                .iter()
                .enumerate()
                .filter(|(_, t)| t.unwrap_or("NA").starts_with(w))
                .map(|(k, _)| k)
                .collect()
        } else {
            exact
        };
        match fits[..] {
            [] => nomatch,
            [k] => k as i32 + 1,
            _ => 0,
        }
    };
    Ok(Value::integers(x.iter().map(one).collect::<Vec<_>>()))
}
