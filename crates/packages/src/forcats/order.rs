//! The order of levels.

use super::factor::Factor;
use crate::rlang::as_function;
use crate::rlang::conditions::error;
use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail};
use raglan_engine::value::frame::{ranks, take};
use raglan_engine::value::{Argument, Value, as_character, collate};

pub(super) const FUNCTIONS: &[Builtin] = &[
    builtin("fct_inorder(f, ordered = NA)", inorder),
    builtin("fct_infreq(f, w = NULL, ordered = NA)", infreq),
    builtin("fct_inseq(f, ordered = NA)", inseq),
    builtin("fct_rev(f)", |a| {
        let f = Factor::of(a, "f")?;
        let order: Vec<usize> = (0..f.levels.len()).rev().collect();
        Ok(f.reordered(&order))
    }),
    builtin("fct_shift(f, n = 1L)", shift),
    builtin("fct_shuffle(f)", shuffle),
    builtin("fct_relevel(.f, ..., after = 0L)", relevel),
    builtin("fct_reorder(.f, .x, .fun = median, ..., .na_rm = NULL, .default = Inf, .desc = FALSE)", reorder),
    builtin(
        "fct_reorder2(.f, .x, .y, .fun = last2, ..., .na_rm = NULL, .default = -Inf, .desc = TRUE)",
        reorder_two,
    ),
    builtin("last2(.x, .y)", |a| end_of(a, true)),
    builtin("first2(.x, .y)", |a| end_of(a, false)),
    builtin("lvls_reorder(f, idx, ordered = NA)", lvls_reorder),
];

/// The factor with the class `ordered` says.
fn ordered(args: &mut Args, value: Value) -> Eval {
    let wanted = args.logicals("ordered")?.first().copied().flatten();
    Ok(match wanted {
        None => value,
        Some(true) => value.with_class(&["ordered", "factor"]),
        Some(false) => value.with_class(&["factor"]),
    })
}

fn inorder(args: &mut Args) -> Eval {
    let f = Factor::of(args, "f")?;
    let mut order = Vec::new();
    for code in f.codes.iter().flatten() {
        if !order.contains(code) {
            order.push(*code);
        }
    }
    order.extend((0..f.levels.len()).filter(|k| !order.contains(k)).collect::<Vec<_>>());
    ordered(args, f.reordered(&order))
}

fn infreq(args: &mut Args) -> Eval {
    let f = Factor::of(args, "f")?;
    let counts = weighted(args, &f)?;
    let mut order: Vec<usize> = (0..f.levels.len()).collect();
    order.sort_by(|&a, &b| counts[b].total_cmp(&counts[a]));
    ordered(args, f.reordered(&order))
}

/// How often each level occurs, weighted by `w` when it is given.
pub fn weighted(args: &mut Args, f: &Factor) -> Eval<Vec<f64>> {
    if args.optional("w")?.is_none() {
        return Ok(f.counts().into_iter().map(|n| n as f64).collect());
    }
    let w = args.doubles("w")?;
    if w.len() != f.codes.len() {
        let verb = args.name();
        let message =
            format!("`w` must be the same length as `f` ({}), not length {}.", f.codes.len(), w.len());
        return Err(error(args.session, &verb, &message));
    }
    let mut out = vec![0.0; f.levels.len()];
    for (code, w) in f.codes.iter().zip(w.iter()) {
        if let Some(code) = code {
            out[*code] += w;
        }
    }
    Ok(out)
}

fn inseq(args: &mut Args) -> Eval {
    let f = Factor::of(args, "f")?;
    let number = |l: &String| raglan_engine::value::parse_double(l.trim());
    let labels = f.labels();
    let values: Vec<Option<f64>> = labels.iter().map(number).collect();
    if values.iter().all(Option::is_none) {
        return Err(error(
            args.session,
            "fct_inseq",
            "At least one existing level must be coercible to numeric.",
        ));
    }
    let mut order: Vec<usize> = (0..labels.len()).collect();
    order.sort_by(|&a, &b| match (values[a], values[b]) {
        (Some(x), Some(y)) => x.total_cmp(&y),
        (x, y) => y.is_some().cmp(&x.is_some()),
    });
    ordered(args, f.reordered(&order))
}

fn shift(args: &mut Args) -> Eval {
    let f = Factor::of(args, "f")?;
    let n = args.whole("n")?;
    let count = f.levels.len() as i64;
    let order: Vec<usize> = (0..count).map(|k| (k + n).rem_euclid(count.max(1)) as usize).collect();
    Ok(f.reordered(&order))
}

fn shuffle(args: &mut Args) -> Eval {
    let f = Factor::of(args, "f")?;
    let n = Value::integer(f.levels.len() as i32);
    let drawn = args.apply_named("sample.int", vec![Argument::new(n)])?;
    let drawn = raglan_engine::value::as_integer(&drawn, &mut Vec::new())?;
    let order: Vec<usize> = drawn.iter().map(|&k| k as usize - 1).collect();
    Ok(f.reordered(&order))
}

fn relevel(args: &mut Args) -> Eval {
    let f = Factor::of(args, ".f")?;
    let dots = args.dots()?;
    let function = match dots.as_slice() {
        [one] if one.value.is_function() || one.value.has_class("formula") => Some(one.value.clone()),
        _ => None,
    };
    let first: Vec<String> = match function {
        Some(function) => {
            let env = args.env.clone();
            let function = as_function(args.session, &function, &env)?;
            let levels = Value::texts(f.levels.clone());
            let out = args.apply(&function, vec![Argument::new(levels)])?;
            as_character(&out)?.iter().map(|s| s.unwrap_or("NA").to_string()).collect()
        }
        None => {
            let mut all = Vec::new();
            for argument in dots {
                let text = crate::base::strings::texts_of(args, &argument.value)?;
                all.extend(text.iter().map(|s| s.unwrap_or("NA").to_string()));
            }
            all
        }
    };
    let (known, unknown): (Vec<String>, Vec<String>) =
        first.into_iter().partition(|l| f.position(l).is_some());
    if !unknown.is_empty() {
        let s = if unknown.len() == 1 { "" } else { "s" };
        let message = format!("{} unknown level{s} in `f`: {}", unknown.len(), listed(&unknown));
        args.session.warn(&message, None)?;
    }
    let mut moved: Vec<usize> = known.iter().filter_map(|l| f.position(l)).collect();
    let mut seen = Vec::new();
    moved.retain(|k| {
        !seen.contains(k) && {
            seen.push(*k);
            true
        }
    });
    let rest: Vec<usize> = (0..f.levels.len()).filter(|k| !moved.contains(k)).collect();
    let after = args.number("after")?;
    let at = if after < 0.0 { 0 } else { (after.min(rest.len() as f64)) as usize };
    let order: Vec<usize> = rest[..at].iter().chain(&moved).chain(&rest[at..]).copied().collect();
    Ok(f.reordered(&order))
}

/// Things in a sentence.
pub fn listed(items: &[String]) -> String {
    crate::tibble::enumerated(items, "and")
}

/// One number for each level of what a function makes of the values of its elements.
fn summaries(args: &mut Args, f: &Factor, columns: &[Value]) -> Eval<Vec<Option<f64>>> {
    // The defaults are functions of packages that need not be attached.
    let function = match (args.is_missing(".fun"), columns.len()) {
        (true, 1) => args.session.from_namespace("stats", "median", false)?,
        (true, _) => args.session.from_namespace("forcats", "last2", false)?,
        (false, _) => args.value(".fun")?,
    };
    let env = args.env.clone();
    let function = as_function(args.session, &function, &env)?;
    let extra = args.dots()?;
    let mut out = Vec::with_capacity(f.levels.len());
    for k in 0..f.levels.len() {
        let rows: Vec<usize> = (0..f.codes.len()).filter(|&i| f.codes[i] == Some(k)).collect();
        if rows.is_empty() {
            out.push(None);
            continue;
        }
        let mut given: Vec<Argument> = columns.iter().map(|c| Argument::new(take(c, &rows))).collect();
        given.extend(extra.iter().cloned());
        let value = args.apply(&function, given)?;
        if value.len() != 1 || matches!(value, Value::List(_)) {
            let verb = args.name();
            let message =
                format!("`.fun` must return a single value per group\nℹ It returned {} values.", value.len());
            return Err(error(args.session, &verb, &message));
        }
        out.push(Some(raglan_engine::value::as_double(&value, &mut Vec::new())?[0]));
    }
    Ok(out)
}

/// Elements with a missing value left out, as `.na_rm` says; with NULL that is warned of.
fn without_missing(args: &mut Args, f: &Factor, columns: &[Value]) -> Eval<(Factor, Vec<Value>)> {
    let missing = |i: usize| columns.iter().any(|c| raglan_engine::value::frame::is_missing_at(c, i));
    let gaps = (0..f.codes.len()).filter(|&i| missing(i)).count();
    let remove = match args.optional(".na_rm")? {
        Some(_) => args.flag(".na_rm")?,
        None => {
            if gaps > 0 {
                let verb = args.name();
                let s = if gaps == 1 { "" } else { "s" };
                let message = format!(
                    "`{verb}()` removing {gaps} missing value{s}.\nℹ Use `.na_rm = TRUE` to silence this message.\nℹ Use `.na_rm \
                     = FALSE` to preserve NAs."
                );
                args.session.warn(&message, None)?;
            }
            true
        }
    };
    if !remove || gaps == 0 {
        return Ok((f.clone(), columns.to_vec()));
    }
    let kept: Vec<usize> = (0..f.codes.len()).filter(|&i| !missing(i)).collect();
    let mut out = f.clone();
    out.codes = kept.iter().map(|&i| f.codes[i]).collect();
    Ok((out, columns.iter().map(|c| take(c, &kept)).collect()))
}

fn sorted(args: &mut Args, f: &Factor, columns: &[Value]) -> Eval {
    for column in columns {
        if column.len() != f.codes.len() {
            let verb = args.name();
            let message = format!(
                "`.x` must be the same length as `.f` ({}), not length {}.",
                f.codes.len(),
                column.len()
            );
            return Err(error(args.session, &verb, &message));
        }
    }
    let (own, columns) = without_missing(args, f, columns)?;
    let found = summaries(args, &own, &columns)?;
    let default = args.number(".default")?;
    let desc = args.flag(".desc")?;
    let values: Vec<f64> = found.into_iter().map(|v| v.unwrap_or(default)).collect();
    let mut order: Vec<usize> = (0..values.len()).collect();
    // NA stands last in both directions.
    order.sort_by(|&a, &b| match (values[a].is_nan(), values[b].is_nan()) {
        (false, false) if desc => values[b].total_cmp(&values[a]),
        (false, false) => values[a].total_cmp(&values[b]),
        (x, y) => x.cmp(&y),
    });
    Ok(f.reordered(&order))
}

fn reorder(args: &mut Args) -> Eval {
    let f = Factor::of(args, ".f")?;
    let x = args.value(".x")?;
    sorted(args, &f, &[x])
}

fn reorder_two(args: &mut Args) -> Eval {
    let f = Factor::of(args, ".f")?;
    let columns = [args.value(".x")?, args.value(".y")?];
    sorted(args, &f, &columns)
}

/// `.y` where `.x` is greatest, or least.
fn end_of(args: &mut Args, last: bool) -> Eval {
    let (x, y) = (args.value(".x")?, args.value(".y")?);
    if x.len() != y.len() || x.is_empty() {
        return fail("`.x` and `.y` must have the same length");
    }
    let rank = ranks(&x, collate)?;
    let mut order: Vec<usize> = (0..rank.len()).collect();
    order.sort_by_key(|&i| (rank[i].is_none(), rank[i]));
    let at = if last { order[order.len() - 1] } else { order[0] };
    Ok(take(&y, &[at]))
}

fn lvls_reorder(args: &mut Args) -> Eval {
    let f = Factor::of(args, "f")?;
    let order = args.positions("idx")?;
    let mut check = order.clone();
    check.sort_unstable();
    if check != (0..f.levels.len()).collect::<Vec<_>>() {
        return Err(error(
            args.session,
            "lvls_reorder",
            "`idx` must contain one integer for each level of `f`",
        ));
    }
    ordered(args, f.reordered(&order))
}
