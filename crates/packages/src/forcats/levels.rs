//! Levels renamed, added, dropped, joined and counted.

use super::factor::Factor;
use super::order::listed;
use crate::rlang::as_function;
use crate::rlang::conditions::error;
use raglan_engine::eval::{Args, Builtin, Eval, builtin, generic, method};
use raglan_engine::value::frame::{Table, concatenate};
use raglan_engine::value::{Argument, NA_INTEGER, Value, as_character, collate, known};

pub(super) const FUNCTIONS: &[Builtin] = &[
    builtin("fct_recode(.f, ...)", recode),
    builtin("fct_collapse(.f, ..., other_level = NULL, group_other = \"DEPRECATED\")", collapse),
    builtin("fct_relabel(.f, .fun, ...)", relabel),
    builtin("fct_drop(f, only)", drop_levels),
    builtin("fct_expand(f, ..., after = Inf)", expand),
    builtin("fct_c(...)", join),
    builtin("fct_unify(fs, levels = forcats::lvls_union(fs))", unify),
    builtin("fct_unique(f)", unique),
    builtin("fct_count(f, sort = FALSE, prop = FALSE)", count),
    builtin("fct_match(f, lvls)", matching),
    builtin("fct_na_value_to_level(f, level = NA)", na_to_level),
    builtin("fct_na_level_to_value(f, extra_levels = NULL)", na_from_level),
    builtin("fct_explicit_na(f, na_level = \"(Missing)\")", explicit_na),
    builtin("fct_cross(..., sep = \":\", keep_empty = FALSE)", cross),
    builtin("lvls_revalue(f, new_levels)", revalue),
    builtin("lvls_expand(f, new_levels)", lvls_expand),
    builtin("lvls_union(fs)", |a| {
        let factors = factors(a, "fs")?;
        Ok(Value::strings(union(&factors)))
    }),
    generic("as_factor(x, ...)"),
    method("as_factor.factor(x, ...)", |a| a.value("x")),
    method("as_factor.character(x, ...)", as_factor_text),
    method("as_factor.logical(x, ...)", as_factor_logical),
    method("as_factor.numeric(x, ...)", as_factor_number),
];

/// Names and texts of `...`.
fn pairs(args: &mut Args) -> Eval<Vec<(String, Vec<Option<String>>)>> {
    let mut out = Vec::new();
    for argument in args.dots()? {
        let name = argument.name.map_or(String::new(), |n| n.as_str().to_string());
        if name.is_empty() && matches!(&argument.value, Value::Character(_) | Value::List(_)) {
            // A vector with names stands for several arguments.
            let names = raglan_engine::value::frame::names_of(&argument.value);
            for (name, value) in names.into_iter().zip(raglan_engine::value::as_list(&argument.value).iter())
            {
                let text = as_character(value)?;
                out.push((name, text.iter().map(|t| t.map(str::to_string)).collect()));
            }
            continue;
        }
        if matches!(argument.value, Value::Null) {
            out.push((name, vec![None]));
            continue;
        }
        let text = as_character(&argument.value)?;
        out.push((name, text.iter().map(|t| t.map(str::to_string)).collect()));
    }
    Ok(out)
}

fn warn_unknown(args: &mut Args, f: &Factor, given: &[String]) -> Eval<()> {
    let unknown: Vec<String> = given.iter().filter(|l| f.position(l).is_none()).cloned().collect();
    if unknown.is_empty() {
        return Ok(());
    }
    args.session.warn(&format!("Unknown levels in `f`: {}", unknown.join(", ")), None)
}

fn recode(args: &mut Args) -> Eval {
    let f = Factor::of(args, ".f")?;
    let pairs = pairs(args)?;
    let mut old = Vec::new();
    let mut names = f.levels.clone();
    for (k, (new, values)) in pairs.iter().enumerate() {
        let [Some(value)] = values.as_slice() else {
            let message =
                format!("Each element of `...` must be a single string.\nℹ Problem at position: {}.", k + 1);
            return Err(error(args.session, "fct_recode", &message));
        };
        if new.is_empty() {
            let message =
                format!("Each element of `...` must be a named string.\nℹ Problem at position: {}.", k + 1);
            return Err(error(args.session, "fct_recode", &message));
        }
        old.push(value.clone());
        if let Some(at) = f.position(value) {
            // The name NULL takes a level away.
            names[at] = if new == "NULL" { None } else { Some(new.clone()) };
        }
    }
    warn_unknown(args, &f, &old)?;
    Ok(f.renamed(&names))
}

fn collapse(args: &mut Args) -> Eval {
    args.refuse_unless_default(&["group_other"])?;
    let f = Factor::of(args, ".f")?;
    let pairs = pairs(args)?;
    let mut names = f.levels.clone();
    let mut touched = vec![false; names.len()];
    let mut old = Vec::new();
    for (new, values) in &pairs {
        for value in values.iter().flatten() {
            old.push(value.clone());
            if let Some(at) = f.position(value) {
                names[at] = Some(new.clone());
                touched[at] = true;
            }
        }
    }
    warn_unknown(args, &f, &old)?;
    let other = match args.optional("other_level")? {
        Some(_) => Some(args.string("other_level")?),
        None => None,
    };
    if let Some(other) = other {
        for (name, touched) in names.iter_mut().zip(&touched) {
            if !touched {
                *name = Some(other.clone());
            }
        }
        let merged = Factor::from_value(args, f.renamed(&names), ".f")?;
        let mut order: Vec<usize> = (0..merged.levels.len()).collect();
        if let Some(at) = merged.position(&other) {
            order.retain(|&k| k != at);
            order.push(at);
        }
        return Ok(merged.reordered(&order));
    }
    Ok(f.renamed(&names))
}

fn relabel(args: &mut Args) -> Eval {
    let f = Factor::of(args, ".f")?;
    let env = args.env.clone();
    let function = args.value(".fun")?;
    let function = as_function(args.session, &function, &env)?;
    let mut given = vec![Argument::new(Value::texts(f.levels.clone()))];
    given.extend(args.dots()?);
    let new = as_character(&args.apply(&function, given)?)?;
    if new.len() != f.levels.len() {
        let message = format!("`.fun` must return a vector of length {}, not {}.", f.levels.len(), new.len());
        return Err(error(args.session, "fct_relabel", &message));
    }
    Ok(f.renamed(&new.iter().map(|t| t.map(str::to_string)).collect::<Vec<_>>()))
}

fn drop_levels(args: &mut Args) -> Eval {
    let f = Factor::of(args, "f")?;
    let counts = f.counts();
    let only = if args.is_missing("only") { None } else { Some(args.strings("only")?) };
    let may = |k: usize| only.as_ref().is_none_or(|o| o.iter().any(|l| l == f.levels[k].as_deref()));
    let order: Vec<usize> = (0..counts.len()).filter(|&k| counts[k] > 0 || !may(k)).collect();
    Ok(f.reordered(&order))
}

fn expand(args: &mut Args) -> Eval {
    let f = Factor::of(args, "f")?;
    let mut new: Vec<String> = Vec::new();
    for argument in args.dots()? {
        let text = crate::base::strings::texts_of(args, &argument.value)?;
        for level in text.iter().flatten() {
            if f.position(level).is_none() && !new.iter().any(|n| n == level) {
                new.push(level.to_string());
            }
        }
    }
    let after = args.number("after")?;
    let at = after.clamp(0.0, f.levels.len() as f64) as usize;
    let mut levels = f.levels.clone();
    levels.splice(at..at, new.iter().cloned().map(Some));
    let codes = f.codes.iter().map(|c| c.map(|c| if c >= at { c + new.len() } else { c })).collect();
    Ok(f.with(codes, levels))
}

fn factors(args: &mut Args, name: &str) -> Eval<Vec<Factor>> {
    let items = args.items(name)?;
    let mut out = Vec::with_capacity(items.len());
    for item in items.iter() {
        out.push(Factor::from_value(args, item.clone(), name)?);
    }
    Ok(out)
}

fn union(factors: &[Factor]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for level in factors.iter().flat_map(|f| f.levels.iter().flatten()) {
        if !out.contains(level) {
            out.push(level.clone());
        }
    }
    out
}

fn join(args: &mut Args) -> Eval {
    let mut parts = Vec::new();
    for argument in args.dots()? {
        let value = argument.value;
        if value.is_data_frame() || !matches!(value, Value::List(_)) {
            parts.push(value);
        } else {
            parts.extend(raglan_engine::value::as_list(&value).iter().cloned());
        }
    }
    if !parts.iter().all(Value::is_factor) {
        return Err(error(args.session, "fct_c", "All elements of `...` must be factors."));
    }
    Ok(concatenate(&parts, &|k| format!("`..{}`", k + 1))?)
}

fn unify(args: &mut Args) -> Eval {
    let all = factors(args, "fs")?;
    let levels = args.strings("levels")?;
    let levels: Vec<String> = levels.iter().map(|l| l.unwrap_or("NA").to_string()).collect();
    let names = args.value("fs")?.names();
    let one = |f: &Factor| {
        let place: Vec<Option<usize>> =
            f.labels().iter().map(|l| levels.iter().position(|n| n == l)).collect();
        let codes = f.codes.iter().map(|c| c.and_then(|c| place[c])).collect();
        f.with(codes, levels.iter().cloned().map(Some).collect())
    };
    let out = Value::list(all.iter().map(one).collect::<Vec<_>>());
    Ok(match names {
        Some(names) => out.with_attribute(known::NAMES, names.into()),
        None => out,
    })
}

fn unique(args: &mut Args) -> Eval {
    let f = Factor::of(args, "f")?;
    let mut codes: Vec<Option<usize>> = (0..f.levels.len()).map(Some).collect();
    if f.codes.iter().any(Option::is_none) {
        codes.push(None);
    }
    Ok(f.with(codes, f.levels.clone()))
}

fn count(args: &mut Args) -> Eval {
    // Tibbles print as such once their package is loaded.
    args.session.namespace("tibble")?;
    let f = Factor::of(args, "f")?;
    let mut codes: Vec<Option<usize>> = (0..f.levels.len()).map(Some).collect();
    let mut counts: Vec<i32> = f.counts().into_iter().map(|n| n as i32).collect();
    let missing = f.codes.iter().filter(|c| c.is_none()).count() as i32;
    if missing > 0 {
        codes.push(None);
        counts.push(missing);
    }
    let mut order: Vec<usize> = (0..codes.len()).collect();
    if args.flag("sort")? {
        order.sort_by_key(|&k| std::cmp::Reverse(counts[k]));
    }
    let codes = order.iter().map(|&k| codes[k]).collect();
    let counts: Vec<i32> = order.iter().map(|&k| counts[k]).collect();
    let total = f64::from(counts.iter().sum::<i32>());
    let mut table = Table { rows: counts.len(), ..Table::default() };
    table.set("f", f.with(codes, f.levels.clone()));
    table.set("n", Value::integers(counts.clone()));
    if args.flag("prop")? {
        table.set("p", Value::doubles(counts.iter().map(|&n| f64::from(n) / total).collect::<Vec<_>>()));
    }
    Ok(table.tibble())
}

fn matching(args: &mut Args) -> Eval {
    let f = Factor::of(args, "f")?;
    let wanted = args.strings("lvls")?;
    let unknown: Vec<String> =
        wanted.iter().flatten().filter(|l| f.position(l).is_none()).map(str::to_string).collect();
    if !unknown.is_empty() {
        let message = format!("All `lvls` must be present in `f`.\nℹ Missing levels: {}", listed(&unknown));
        return Err(error(args.session, "fct_match", &message));
    }
    let is_wanted = |c: &Option<usize>| {
        let level = c.and_then(|c| f.levels[c].as_deref());
        Some(wanted.iter().any(|w| w == level))
    };
    Ok(Value::logicals(f.codes.iter().map(is_wanted).collect::<Vec<_>>()))
}

/// NA as a level of its own at the end.
fn with_level(f: &Factor, level: Option<String>) -> Value {
    if f.codes.iter().all(Option::is_some) && !f.levels.contains(&None) {
        return f.with(f.codes.clone(), f.levels.clone());
    }
    let mut levels: Vec<Option<String>> = f.levels.iter().filter(|l| l.is_some()).cloned().collect();
    let at = levels.iter().position(|l| *l == level).unwrap_or_else(|| {
        levels.push(level.clone());
        levels.len() - 1
    });
    let place: Vec<usize> =
        f.levels.iter().map(|l| levels.iter().position(|n| n == l && l.is_some()).unwrap_or(at)).collect();
    let codes = f.codes.iter().map(|c| Some(c.map_or(at, |c| place[c]))).collect();
    f.with(codes, levels)
}

fn na_to_level(args: &mut Args) -> Eval {
    let f = Factor::of(args, "f")?;
    let level = as_character(&args.value("level")?)?.get(0).map(str::to_string);
    Ok(with_level(&f, level))
}

fn explicit_na(args: &mut Args) -> Eval {
    let message = "`fct_explicit_na()` was deprecated in forcats 1.0.0.\nℹ Please use `fct_na_value_to_level()` instead.";
    crate::rlang::conditions::deprecated(args.session, "forcats fct_explicit_na", message)?;
    let f = Factor::of(args, "f")?;
    let level = args.string("na_level")?;
    Ok(with_level(&f, Some(level)))
}

fn na_from_level(args: &mut Args) -> Eval {
    let f = Factor::of(args, "f")?;
    let extra = match args.optional("extra_levels")? {
        Some(v) => as_character(&v)?.iter().map(|l| l.map(str::to_string)).collect(),
        None => Vec::new(),
    };
    let order: Vec<usize> =
        (0..f.levels.len()).filter(|&k| f.levels[k].is_some() && !extra.contains(&f.levels[k])).collect();
    Ok(f.reordered(&order))
}

fn cross(args: &mut Args) -> Eval {
    let sep = args.string("sep")?;
    let keep = args.flag("keep_empty")?;
    let mut parts = Vec::new();
    for argument in args.dots()? {
        parts.push(Factor::from_value(args, argument.value, "...")?);
    }
    let Some(first) = parts.first() else {
        return Err(error(args.session, "fct_cross", "`...` must hold at least one factor."));
    };
    let n = first.codes.len();
    if parts.iter().any(|p| p.codes.len() != n) {
        return Err(error(args.session, "fct_cross", "All factors must have the same length."));
    }
    // The first factor's levels vary fastest.
    let sizes: Vec<usize> = parts.iter().map(|p| p.levels.len()).collect();
    let total: usize = sizes.iter().product();
    let label = |mut k: usize| {
        let mut each = Vec::new();
        for (part, size) in parts.iter().zip(&sizes) {
            each.push(part.labels()[k % size].clone());
            k /= size;
        }
        Some(each.join(&sep))
    };
    let code = |i: usize| {
        let mut at = 0;
        for (part, size) in parts.iter().zip(&sizes).rev() {
            at = at * size + part.codes[i]?;
        }
        Some(at)
    };
    let out = first.with((0..n).map(code).collect(), (0..total).map(label).collect()).with_class(&["factor"]);
    if keep {
        return Ok(out);
    }
    let f = Factor::from_value(args, out, "...")?;
    let counts = f.counts();
    Ok(f.reordered(&(0..counts.len()).filter(|&k| counts[k] > 0).collect::<Vec<_>>()))
}

fn revalue(args: &mut Args) -> Eval {
    let f = Factor::of(args, "f")?;
    let new = args.strings("new_levels")?;
    if new.len() != f.levels.len() {
        let message = format!(
            "`new_levels` must be the same length as `levels(f)`: expected {} new levels, got {}.",
            f.levels.len(),
            new.len()
        );
        return Err(error(args.session, "lvls_revalue", &message));
    }
    Ok(f.renamed(&new.iter().map(|t| t.map(str::to_string)).collect::<Vec<_>>()))
}

fn lvls_expand(args: &mut Args) -> Eval {
    let f = Factor::of(args, "f")?;
    let new = args.strings("new_levels")?;
    let levels: Vec<Option<String>> = new.iter().map(|t| t.map(str::to_string)).collect();
    let missing: Vec<String> = f.levels.iter().filter(|l| !levels.contains(l)).flatten().cloned().collect();
    if !missing.is_empty() {
        let message =
            format!("`new_levels` must include all existing levels.\nℹ Missing levels: {}", listed(&missing));
        return Err(error(args.session, "lvls_expand", &message));
    }
    let place: Vec<Option<usize>> = f.levels.iter().map(|l| levels.iter().position(|n| n == l)).collect();
    let codes = f.codes.iter().map(|c| c.and_then(|c| place[c])).collect();
    Ok(f.with(codes, levels))
}

fn as_factor_text(args: &mut Args) -> Eval {
    let text = args.strings("x")?;
    let mut levels: Vec<String> = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for level in text.iter().flatten() {
        if seen.insert(level.to_string()) {
            levels.push(level.to_string());
        }
    }
    let f = Factor::coded(&text, levels);
    Ok(f.with(f.codes.clone(), f.levels.clone()))
}

fn as_factor_logical(args: &mut Args) -> Eval {
    let x = args.logicals("x")?;
    let codes: Vec<i32> = x.iter().map(|v| v.map_or(NA_INTEGER, |v| i32::from(v) + 1)).collect();
    Ok(Value::integers(codes)
        .with_attribute(known::LEVELS, Value::strings(["FALSE", "TRUE"]))
        .with_class(&["factor"]))
}

fn as_factor_number(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let text = crate::base::strings::texts_of(args, &x)?;
    let rank = raglan_engine::value::frame::ranks(&x, collate)?;
    let mut order: Vec<usize> = (0..rank.len()).filter(|&i| rank[i].is_some()).collect();
    order.sort_by_key(|&i| rank[i]);
    let mut levels: Vec<String> = order.iter().map(|&i| text.get(i).unwrap_or("NA").to_string()).collect();
    levels.dedup();
    let f = Factor::coded(&text, levels);
    Ok(f.with(f.codes.clone(), f.levels.clone()))
}
