//! Functions that choose columns by their names: `starts_with()`, `matches()`, `all_of()`.

use super::select::Choices;
use crate::rlang::quosure::capture_dots;
use crate::tibble::enumerated;
use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail, lazy};
use raglan_engine::value::frame::{Table, names_of};
use raglan_engine::value::{Failure, Value, as_character};

pub(super) const FUNCTIONS: &[Builtin] = &[
    builtin("everything(vars = NULL)", |a| {
        let n = choices(a)?.len();
        Ok(positions((0..n).collect()))
    }),
    builtin("last_col(offset = 0L, vars = NULL)", |a| {
        let n = choices(a)?.len();
        let offset = a.count("offset")?;
        match n.checked_sub(offset + 1) {
            Some(i) => Ok(positions(vec![i])),
            None => fail(format!("`offset` ({offset}) must be smaller than the number of columns ({n}).")),
        }
    }),
    builtin("starts_with(match, ignore.case = TRUE, vars = NULL)", |a| by_text(a, |n, m| n.starts_with(m))),
    builtin("ends_with(match, ignore.case = TRUE, vars = NULL)", |a| by_text(a, |n, m| n.ends_with(m))),
    builtin("contains(match, ignore.case = TRUE, vars = NULL)", |a| by_text(a, |n, m| n.contains(m))),
    builtin("matches(match, ignore.case = TRUE, perl = FALSE, vars = NULL)", matches),
    builtin("num_range(prefix, range, suffix = \"\", width = NULL, vars = NULL, cross = FALSE)", num_range),
    builtin("one_of(..., .vars = NULL)", |a| {
        let names = choices(a)?;
        let mut out = Vec::new();
        for argument in a.dots()? {
            for name in as_character(&argument.value)?.iter().flatten() {
                if let Some(i) = names.iter().position(|n| n == name) {
                    out.push(i);
                }
            }
        }
        Ok(positions(out))
    }),
    builtin("all_of(x)", all_of),
    builtin("any_of(x, ..., vars = NULL)", any_of),
    lazy("where(fn)", |_| fail("`where()` must be used within a *selecting* function.")),
    lazy("eval_select(expr, data, ..., env = NULL, strict = TRUE)", |a| {
        let expression = a.value("expr")?;
        let data = a.value("data")?;
        let env = a.env.clone();
        let quosure = crate::rlang::quosure::Quosure::from_value(&expression)
            .unwrap_or_else(|| crate::rlang::quosure::Quosure::new(expression, env));
        let table = Table::of(&data);
        let chosen = super::select(a.session, &[quosure], &table, "eval_select", "select")?;
        let names: Vec<String> =
            chosen.iter().map(|(i, n)| n.clone().unwrap_or_else(|| table.names[*i].clone())).collect();
        Ok(Value::integers(chosen.iter().map(|(i, _)| *i as i32 + 1).collect::<Vec<_>>()).with_names(names))
    }),
    lazy("vars_select(.vars, ...)", |a| {
        let names = names_of_argument(a)?;
        let quosures = capture_dots(a)?;
        let table = Table { columns: vec![Value::Null; names.len()], names, rows: 0 };
        let chosen = super::select(a.session, &quosures, &table, "vars_select", "select")?;
        let old: Vec<&String> = chosen.iter().map(|(i, _)| &table.names[*i]).collect();
        let new: Vec<String> =
            chosen.iter().map(|(i, n)| n.clone().unwrap_or_else(|| table.names[*i].clone())).collect();
        Ok(Value::strings(old).with_names(new))
    }),
];

fn names_of_argument(args: &mut Args) -> Eval<Vec<String>> {
    Ok(args.strings(".vars")?.iter().map(|n| n.unwrap_or("NA").to_string()).collect())
}

fn positions(at: Vec<usize>) -> Value {
    Value::integers(at.into_iter().map(|i| i as i32 + 1).collect::<Vec<_>>())
}

fn choices(args: &mut Args) -> Eval<Vec<String>> {
    match args.session.state::<Choices>().0.last() {
        Some(names) => Ok(names.clone()),
        None => {
            let name = args.name();
            fail(format!("`{name}()` must be used within a *selecting* function."))
        }
    }
}

fn by_text(args: &mut Args, fits: fn(&str, &str) -> bool) -> Eval {
    let names = choices(args)?;
    let wanted = args.strings("match")?;
    let fold = args.flag("ignore.case")?;
    let change = |s: &str| if fold { s.to_lowercase() } else { s.to_string() };
    let mut out = Vec::new();
    for text in wanted.iter().flatten() {
        let text = change(text);
        let found = (0..names.len()).filter(|&i| fits(&change(&names[i]), &text));
        for i in found {
            if !out.contains(&i) {
                out.push(i);
            }
        }
    }
    Ok(positions(out))
}

fn matches(args: &mut Args) -> Eval {
    let names = choices(args)?;
    let wanted = args.strings("match")?;
    let fold = args.flag("ignore.case")?;
    let mut out = Vec::new();
    for text in wanted.iter().flatten() {
        let pattern = if fold { format!("(?i){text}") } else { text.to_string() };
        let regex = fancy_regex::Regex::new(&pattern)
            .map_err(|e| Failure::new(format!("invalid regular expression '{text}': {e}")))?;
        for (i, name) in names.iter().enumerate() {
            if regex.is_match(name).unwrap_or(false) && !out.contains(&i) {
                out.push(i);
            }
        }
    }
    Ok(positions(out))
}

fn num_range(args: &mut Args) -> Eval {
    args.refuse_unless_default(&["cross"])?;
    let names = choices(args)?;
    let prefix = args.string("prefix")?;
    let suffix = args.string("suffix")?;
    let width = match args.optional("width")? {
        Some(_) => args.count("width")?,
        None => 0,
    };
    let range = args.integers("range")?;
    let wanted = range.iter().map(|i| format!("{prefix}{i:0width$}{suffix}"));
    Ok(positions(wanted.filter_map(|w| names.iter().position(|n| *n == w)).collect()))
}

fn all_of(args: &mut Args) -> Eval {
    let names = choices(args)?;
    let x = args.value("x")?;
    if let Value::Character(v) = &x {
        let missing: Vec<String> = v
            .data
            .iter()
            .map(|n| n.unwrap_or("NA").to_string())
            .filter(|n| !names.contains(n))
            .map(|n| format!("`{n}`"))
            .collect();
        if !missing.is_empty() {
            let what = if missing.len() == 1 {
                format!("Element {} doesn't exist.", missing[0])
            } else {
                format!("Elements {} don't exist.", enumerated(&missing, "and"))
            };
            return fail(format!("Can't subset elements that don't exist.\n✖ {what}"));
        }
    }
    Ok(x)
}

fn any_of(args: &mut Args) -> Eval {
    let names = choices(args)?;
    args.refuse_dots()?;
    let x = args.value("x")?;
    let Value::Character(v) = &x else { return Ok(x) };
    let own = names_of(&x);
    let kept: Vec<usize> =
        (0..v.data.len()).filter(|&i| v.data.get(i).is_some_and(|n| names.iter().any(|m| m == n))).collect();
    let out = Value::strings(kept.iter().filter_map(|&i| v.data.get(i)));
    if own.iter().all(String::is_empty) {
        return Ok(out);
    }
    Ok(out.with_names(kept.iter().map(|&i| own[i].clone())))
}
