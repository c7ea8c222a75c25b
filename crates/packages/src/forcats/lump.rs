//! Rare levels put together.

use super::factor::Factor;
use super::order::weighted;
use crate::rlang::conditions::error;
use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail};
use raglan_engine::value::{Value, as_character};

pub(super) const FUNCTIONS: &[Builtin] = &[
    builtin(
        "fct_lump(f, n, prop, w = NULL, other_level = \"Other\", ties.method = c(\"min\", \"average\", \
         \"first\", \"last\", \"random\", \"max\"))",
        lump,
    ),
    builtin(
        "fct_lump_n(f, n, w = NULL, other_level = \"Other\", ties.method = c(\"min\", \"average\", \"first\", \
         \"last\", \"random\", \"max\"))",
        |a| {
            let f = Factor::of(a, "f")?;
            let n = a.whole("n")?;
            lump_n(a, &f, n)
        },
    ),
    builtin("fct_lump_prop(f, prop, w = NULL, other_level = \"Other\")", |a| {
        let f = Factor::of(a, "f")?;
        let prop = a.number("prop")?;
        lump_prop(a, &f, prop)
    }),
    builtin("fct_lump_min(f, min, w = NULL, other_level = \"Other\")", |a| {
        let f = Factor::of(a, "f")?;
        let least = a.number("min")?;
        let counts = weighted(a, &f)?;
        let other = a.string("other_level")?;
        Ok(others(&f, |k| counts[k] >= least, &other))
    }),
    builtin("fct_lump_lowfreq(f, w = NULL, other_level = \"Other\")", |a| {
        let f = Factor::of(a, "f")?;
        low(a, &f)
    }),
    builtin("fct_other(f, keep, drop, other_level = \"Other\")", other),
];

/// The levels that are not kept under one name at the end; as they were when none goes.
fn others(f: &Factor, keep: impl Fn(usize) -> bool, other: &str) -> Value {
    let kept: Vec<bool> = (0..f.levels.len()).map(keep).collect();
    if kept.iter().all(|k| *k) {
        return f.reordered(&(0..f.levels.len()).collect::<Vec<_>>());
    }
    let mut levels: Vec<Option<String>> = Vec::new();
    let mut place = vec![0; kept.len()];
    for (k, &kept) in kept.iter().enumerate() {
        if kept && f.levels[k].as_deref() != Some(other) {
            place[k] = levels.len();
            levels.push(f.levels[k].clone());
        } else {
            place[k] = usize::MAX;
        }
    }
    let last = levels.len();
    levels.push(Some(other.to_string()));
    let codes = f.codes.iter().map(|c| c.map(|c| if place[c] == usize::MAX { last } else { place[c] }));
    f.with(codes.collect(), levels)
}

fn lump(args: &mut Args) -> Eval {
    let f = Factor::of(args, "f")?;
    match (args.is_missing("n"), args.is_missing("prop")) {
        (true, true) => low(args, &f),
        (false, true) => {
            let n = args.whole("n")?;
            lump_n(args, &f, n)
        }
        (true, false) => {
            let prop = args.number("prop")?;
            lump_prop(args, &f, prop)
        }
        (false, false) => Err(error(args.session, "fct_lump", "Must supply only one of `n` and `prop`")),
    }
}

fn lump_n(args: &mut Args, f: &Factor, n: i64) -> Eval {
    let ties = args.choice("ties.method")?;
    if !matches!(ties.as_str(), "min" | "max" | "first") {
        return fail(format!("argument 'ties.method = \"{ties}\"' of `fct_lump_n` is not implemented"));
    }
    let counts = weighted(args, f)?;
    let other = args.string("other_level")?;
    // A negative `n` keeps the rarest.
    let before = |k: usize, j: usize| {
        let (a, b) = if n < 0 { (counts[j], counts[k]) } else { (counts[k], counts[j]) };
        match ties.as_str() {
            "max" => a <= b,
            "first" => a < b || (a == b && j <= k),
            _ => a < b,
        }
    };
    let rank = |k: usize| {
        let ahead = (0..counts.len()).filter(|&j| before(k, j)).count() as i64;
        if ties == "min" { ahead + 1 } else { ahead }
    };
    Ok(others(f, |k| rank(k) <= n.abs(), &other))
}

fn lump_prop(args: &mut Args, f: &Factor, prop: f64) -> Eval {
    let counts = weighted(args, f)?;
    let other = args.string("other_level")?;
    let missing = f.codes.iter().filter(|c| c.is_none()).count() as f64;
    let weights = if args.optional("w")?.is_some() {
        args.doubles("w")?.iter().sum()
    } else {
        counts.iter().sum::<f64>() + missing
    };
    let share = |k: usize| counts[k] / weights;
    let keep = |k: usize| if prop < 0.0 { share(k) <= -prop } else { share(k) > prop };
    Ok(others(f, keep, &other))
}

/// The rarest levels, as many as stay together fewer than the next.
fn low(args: &mut Args, f: &Factor) -> Eval {
    let counts = weighted(args, f)?;
    let other = args.string("other_level")?;
    let mut order: Vec<usize> = (0..counts.len()).collect();
    order.sort_by(|&a, &b| counts[b].total_cmp(&counts[a]));
    let mut left: f64 = counts.iter().sum();
    let mut kept = vec![true; counts.len()];
    for (place, &k) in order.iter().enumerate() {
        left -= counts[k];
        if counts[k] > left {
            for &rare in &order[place + 1..] {
                kept[rare] = false;
            }
            break;
        }
    }
    // One level alone keeps its name.
    if kept.iter().filter(|k| !**k).count() <= 1 {
        kept.fill(true);
    }
    Ok(others(f, |k| kept[k], &other))
}

fn other(args: &mut Args) -> Eval {
    let f = Factor::of(args, "f")?;
    let name = args.string("other_level")?;
    let (keep, drop) = (args.is_missing("keep"), args.is_missing("drop"));
    if keep == drop {
        return Err(error(args.session, "fct_other", "Must supply exactly one of `keep` and `drop`"));
    }
    let which = if keep { "drop" } else { "keep" };
    let chosen = as_character(&args.value(which)?)?;
    let is_chosen = |k: usize| chosen.iter().any(|c| c == f.levels[k].as_deref());
    Ok(others(&f, |k| is_chosen(k) != keep, &name))
}
