//! Joins: rows of two data frames matched by the values of columns.

use super::grouping::{Grouping, Kind, frame_argument};
use crate::rlang::conditions::{condition, error};
use crate::rlang::quosure::{Quosure, capture_dots};
use crate::tibble::enumerated;
use raglan_engine::eval::{Args, Builtin, Eval, fail, lazy};
use raglan_engine::value::frame::{
    NO_ROW, Table, concatenate, distinct_codes, is_missing_at, names_of, take, type_label,
};
use raglan_engine::value::{Symbol, Value, as_character};

pub(super) const FUNCTIONS: &[Builtin] = &[
    lazy(
        "left_join(x, y, by = NULL, copy = FALSE, suffix = c(\".x\", \".y\"), ..., keep = NULL, na_matches = \
         c(\"na\", \"never\"), multiple = \"all\", unmatched = \"drop\", relationship = NULL)",
        |a| mutating(a, "left_join", true, false),
    ),
    lazy(
        "right_join(x, y, by = NULL, copy = FALSE, suffix = c(\".x\", \".y\"), ..., keep = NULL, na_matches = \
         c(\"na\", \"never\"), multiple = \"all\", unmatched = \"drop\", relationship = NULL)",
        |a| mutating(a, "right_join", false, true),
    ),
    lazy(
        "inner_join(x, y, by = NULL, copy = FALSE, suffix = c(\".x\", \".y\"), ..., keep = NULL, na_matches = \
         c(\"na\", \"never\"), multiple = \"all\", unmatched = \"drop\", relationship = NULL)",
        |a| mutating(a, "inner_join", false, false),
    ),
    lazy(
        "full_join(x, y, by = NULL, copy = FALSE, suffix = c(\".x\", \".y\"), ..., keep = NULL, na_matches = \
         c(\"na\", \"never\"), multiple = \"all\", relationship = NULL)",
        |a| mutating(a, "full_join", true, true),
    ),
    lazy("semi_join(x, y, by = NULL, copy = FALSE, ..., na_matches = c(\"na\", \"never\"))", |a| {
        filtering(a, "semi_join", true)
    }),
    lazy("anti_join(x, y, by = NULL, copy = FALSE, ..., na_matches = c(\"na\", \"never\"))", |a| {
        filtering(a, "anti_join", false)
    }),
    lazy("cross_join(x, y, ..., copy = FALSE, suffix = c(\".x\", \".y\"))", cross),
    lazy("join_by(...)", join_by),
];

/// The columns of both sides that are matched.
struct By {
    x: Vec<String>,
    y: Vec<String>,
}

fn join_by(args: &mut Args) -> Eval {
    let quosures = capture_dots(args)?;
    let side = |v: &Value| match v {
        Value::Symbol(s) => Some(s.as_str().to_string()),
        Value::Character(t) if t.data.len() == 1 => t.data.get(0).map(str::to_string),
        Value::Language(c) if c.name().is_some_and(|n| n.as_str() == "$") => {
            match c.arguments.get(1).map(|a| &a.value) {
                Some(Value::Symbol(s)) => Some(s.as_str().to_string()),
                _ => None,
            }
        }
        _ => None,
    };
    let (mut x, mut y) = (Vec::new(), Vec::new());
    for Quosure { expression, .. } in &quosures {
        if let Some(name) = side(expression) {
            x.push(name.clone());
            y.push(name);
            continue;
        }
        let call = expression.as_call();
        let name = call.and_then(|c| c.name()).map_or("", Symbol::as_str);
        match (name, call.map(|c| c.arguments.as_slice())) {
            ("==", Some([a, b])) => match (side(&a.value), side(&b.value)) {
                (Some(a), Some(b)) => {
                    x.push(a);
                    y.push(b);
                }
                _ => return fail("Expressions in `join_by()` must name columns."),
            },
            (">" | ">=" | "<" | "<=" | "closest" | "between" | "within" | "overlaps", _) => {
                return fail(format!("`{name}` in `join_by()` is not implemented: only equality joins are"));
            }
            _ => {
                return Err(error(
                    args.session,
                    "join_by",
                    "Expressions must use one of: `==`, `>=`, `>`, `<=`, `<`, `closest()`, `between()`, `overlaps()`, or `within()`.",
                ));
            }
        }
    }
    Ok(Value::named_list([("x", Value::strings(x)), ("y", Value::strings(y))]).with_class(&["dplyr_join_by"]))
}

fn by_argument(args: &mut Args, verb: &str, x: &Table, y: &Table) -> Eval<By> {
    let Some(by) = args.optional("by")? else {
        let common: Vec<String> = x.names.iter().filter(|n| y.position(n).is_some()).cloned().collect();
        if common.is_empty() {
            let message = "`by` must be supplied when `x` and `y` have no common variables.\nℹ Use `cross_join()` to perform a \
                           cross-join.";
            return Err(error(args.session, verb, message));
        }
        let list: Vec<String> = common
            .iter()
            .map(|n| if raglan_engine::value::is_syntactic(n) { n.clone() } else { format!("`{n}`") })
            .collect();
        let text = format!("Joining with `by = join_by({})`\n", list.join(", "));
        args.session.message_condition(condition(&text, None, &["rlang_message", "message"]))?;
        return Ok(By { x: common.clone(), y: common });
    };
    let (left, right): (Vec<String>, Vec<String>) = if by.has_class("dplyr_join_by") {
        let names = |part: &str| -> Eval<Vec<String>> {
            let value = by.part(part).unwrap_or_default();
            Ok(as_character(&value)?.iter().flatten().map(str::to_string).collect())
        };
        (names("x")?, names("y")?)
    } else {
        let Value::Character(v) = &by else {
            return Err(error(
                args.session,
                verb,
                "`by` must be a (named) character vector, list, `join_by()` result, or NULL.",
            ));
        };
        let right: Vec<String> = v.data.iter().map(|n| n.unwrap_or("NA").to_string()).collect();
        let left = names_of(&by)
            .iter()
            .zip(&right)
            .map(|(n, r)| if n.is_empty() { r.clone() } else { n.clone() })
            .collect();
        (left, right)
    };
    for (names, table, side) in [(&left, x, "x"), (&right, y, "y")] {
        let missing: Vec<String> =
            names.iter().filter(|n| table.position(n).is_none()).map(|n| format!("`{n}`")).collect();
        if !missing.is_empty() {
            let plural = if missing.len() == 1 { "" } else { "s" };
            let message = format!(
                "Join columns in `{side}` must be present in the data.\n✖ Problem with {}{plural}.",
                enumerated(&missing, "and")
            );
            return Err(error(args.session, verb, &message));
        }
    }
    Ok(By { x: left, y: right })
}

/// For each row of `x` the rows of `y` with the same keys.
fn matches(args: &mut Args, verb: &str, x: &Table, y: &Table, by: &By) -> Eval<Vec<Vec<usize>>> {
    let never = args.choice("na_matches")? == "never";
    let mut joint = Vec::with_capacity(by.x.len());
    for (a, b) in by.x.iter().zip(&by.y) {
        let (Some(p), Some(q)) = (x.get(a), y.get(b)) else { return fail("a join column is missing") };
        let label = |i: usize| if i == 0 { format!("`x${a}`") } else { format!("`y${b}`") };
        match concatenate(&[p.clone(), q.clone()], &label) {
            Ok(column) => joint.push(column),
            Err(_) => {
                let message = format!(
                    "Can't join `x${a}` with `y${b}` due to incompatible types.\nℹ `x${a}` is a <{}>.\nℹ `y${b}` is a <{}>.",
                    type_label(p),
                    type_label(q)
                );
                return Err(error(args.session, verb, &message));
            }
        }
    }
    let total = x.rows + y.rows;
    let codes = distinct_codes(&joint, total);
    let mut of_code: Vec<Vec<usize>> = vec![Vec::new(); codes.first.len()];
    let missing = |i: usize| never && joint.iter().any(|c| is_missing_at(c, i));
    for j in 0..y.rows {
        if !missing(x.rows + j) {
            of_code[codes.codes[x.rows + j] as usize].push(j);
        }
    }
    Ok((0..x.rows)
        .map(|i| if missing(i) { Vec::new() } else { of_code[codes.codes[i] as usize].clone() })
        .collect())
}

/// Warns or fails as `relationship` says.
fn check_relationship(args: &mut Args, verb: &str, found: &[Vec<usize>], y_rows: usize) -> Eval<()> {
    let mut times = vec![0usize; y_rows];
    for rows in found {
        for &j in rows {
            times[j] += 1;
        }
    }
    let many_y = found.iter().position(|rows| rows.len() > 1);
    let many_x = times.iter().position(|&n| n > 1);
    let wanted = match args.optional("relationship")? {
        Some(value) => Some(as_character(&value)?.get(0).unwrap_or("NA").to_string()),
        None => None,
    };
    match wanted.as_deref() {
        None => {
            let (Some(i), Some(j)) = (many_y, many_x) else { return Ok(()) };
            let text = format!(
                "Detected an unexpected many-to-many relationship between `x` and `y`.\nℹ Row {} of `x` matches multiple rows in \
                 `y`.\nℹ Row {} of `y` matches multiple rows in `x`.\nℹ If a many-to-many relationship is expected, set \
                 `relationship =\n  \"many-to-many\"` to silence this warning.",
                i + 1,
                j + 1
            );
            let call = Value::Language(args.call.clone());
            let class = ["dplyr_warning_join_relationship_many_to_many", "rlang_warning", "warning"];
            args.session.warn_condition(condition(&text, Some(call), &class))
        }
        Some("many-to-many") => Ok(()),
        Some(kind @ ("one-to-one" | "one-to-many" | "many-to-one")) => {
            if kind.ends_with("-to-one")
                && let Some(i) = many_y
            {
                let message = format!(
                    "Each row in `x` must match at most 1 row in `y`.\nℹ Row {} of `x` matches multiple rows in `y`.",
                    i + 1
                );
                return Err(error(args.session, verb, &message));
            }
            if kind.starts_with("one-to")
                && let Some(j) = many_x
            {
                let message = format!(
                    "Each row in `y` must match at most 1 row in `x`.\nℹ Row {} of `y` matches multiple rows in `x`.",
                    j + 1
                );
                return Err(error(args.session, verb, &message));
            }
            Ok(())
        }
        Some(other) => Err(error(args.session, verb, &format!("`relationship` can't be \"{other}\"."))),
    }
}

fn suffixes(args: &mut Args) -> Eval<(String, String)> {
    let texts = args.strings("suffix")?;
    if texts.len() != 2 {
        return fail("`suffix` must be a character vector of length 2.");
    }
    Ok((texts.get(0).unwrap_or("").to_string(), texts.get(1).unwrap_or("").to_string()))
}

/// The rows chosen on both sides become columns of one data frame.
fn joined(args: &mut Args, data: &Value, x: &Table, y: &Table, by: &By, at: &[(usize, usize)]) -> Eval {
    let (sx, sy) = suffixes(args)?;
    let keep = match args.optional("keep")? {
        Some(_) => args.flag("keep")?,
        None => false,
    };
    let rows_x: Vec<usize> = at.iter().map(|p| p.0).collect();
    let rows_y: Vec<usize> = at.iter().map(|p| p.1).collect();
    let shown_y: Vec<usize> = (0..y.names.len()).filter(|&j| keep || !by.y.contains(&y.names[j])).collect();
    let mut out = Table { rows: at.len(), ..Table::default() };
    let only_y: Vec<usize> = (0..at.len()).filter(|&k| rows_x[k] == NO_ROW).collect();
    for (i, name) in x.names.iter().enumerate() {
        let key = by.x.iter().position(|n| n == name).filter(|_| !keep);
        let clash = key.is_none() && shown_y.iter().any(|&j| y.names[j] == *name);
        let mut column = take(&x.columns[i], &rows_x);
        if let Some(k) = key
            && let Some(other) = y.get(&by.y[k])
        {
            // Keys of rows only `y` has come from there, and both sides share a type.
            let both = concatenate(&[x.columns[i].clone(), other.clone()], &|_| format!("`{name}`"))?;
            let places: Vec<usize> = (0..at.len())
                .map(|r| if rows_x[r] == NO_ROW { x.rows + rows_y[r] } else { rows_x[r] })
                .collect();
            if !only_y.is_empty() || both.vector_type() != column.vector_type() {
                column = take(&both, &places);
            }
        }
        out.names.push(if clash { format!("{name}{sx}") } else { name.clone() });
        out.columns.push(column);
    }
    for j in shown_y {
        let name = &y.names[j];
        let clash =
            x.position(name).is_some_and(|_| keep || !by.x.contains(name)) || out.names.contains(name);
        out.names.push(if clash { format!("{name}{sy}") } else { name.clone() });
        out.columns.push(take(&y.columns[j], &rows_y));
    }
    let grouping = Grouping::of(data);
    Ok(match grouping.kind {
        Kind::None => out.like(&super::plain(data)),
        Kind::Rowwise => Grouping::rowwise(&out, grouping.vars).apply(out, data),
        Kind::Grouped => Grouping::by(&out, &grouping.vars, grouping.drop, true)?.apply(out, data),
    })
}

fn mutating(args: &mut Args, verb: &str, all_x: bool, all_y: bool) -> Eval {
    let (data, other) = (args.value("x")?, args.value("y")?);
    frame_argument(args.session, &data, verb)?;
    if !other.is_data_frame() {
        return fail("`y` must be a data frame.");
    }
    args.refuse_unless_default(&["copy"])?;
    let (x, y) = (Table::of(&data), Table::of(&other));
    let by = by_argument(args, verb, &x, &y)?;
    let mut found = matches(args, verb, &x, &y, &by)?;
    match args.string("multiple")?.as_str() {
        "all" => check_relationship(args, verb, &found, y.rows)?,
        "first" | "any" => found.iter_mut().for_each(|rows| rows.truncate(1)),
        "last" => found.iter_mut().for_each(|rows| *rows = rows.last().copied().into_iter().collect()),
        other => return fail(format!("`multiple` can't be \"{other}\"")),
    }
    if verb != "full_join" && args.string("unmatched")? == "error" {
        if !all_x && let Some(i) = found.iter().position(Vec::is_empty) {
            let message = format!(
                "Each row of `x` must have a match in `y`.\nℹ Row {} of `x` does not have a match.",
                i + 1
            );
            return Err(error(args.session, verb, &message));
        }
        if !all_y && let Some(j) = (0..y.rows).find(|j| !found.iter().any(|r| r.contains(j))) {
            let message =
                format!("Each row of `y` must be matched by `x`.\nℹ Row {} of `y` was not matched.", j + 1);
            return Err(error(args.session, verb, &message));
        }
    }
    let mut at = Vec::new();
    let mut used = vec![false; y.rows];
    for (i, rows) in found.iter().enumerate() {
        for &j in rows {
            at.push((i, j));
            used[j] = true;
        }
        if rows.is_empty() && all_x {
            at.push((i, NO_ROW));
        }
    }
    if all_y {
        at.extend((0..y.rows).filter(|&j| !used[j]).map(|j| (NO_ROW, j)));
    }
    joined(args, &data, &x, &y, &by, &at)
}

fn filtering(args: &mut Args, verb: &str, wanted: bool) -> Eval {
    let (data, other) = (args.value("x")?, args.value("y")?);
    frame_argument(args.session, &data, verb)?;
    args.refuse_unless_default(&["copy"])?;
    let (x, y) = (Table::of(&data), Table::of(&other));
    let by = by_argument(args, verb, &x, &y)?;
    let found = matches(args, verb, &x, &y, &by)?;
    let at: Vec<usize> = (0..x.rows).filter(|&i| found[i].is_empty() != wanted).collect();
    super::filter::rows_of(&data, &Grouping::of(&data), &at)
}

fn cross(args: &mut Args) -> Eval {
    let (data, other) = (args.value("x")?, args.value("y")?);
    args.refuse_unless_default(&["copy"])?;
    let (x, y) = (Table::of(&data), Table::of(&other));
    let (sx, sy) = suffixes(args)?;
    let rows_x: Vec<usize> = (0..x.rows * y.rows).map(|k| k / y.rows).collect();
    let rows_y: Vec<usize> = (0..x.rows * y.rows).map(|k| k % y.rows).collect();
    let mut out = x.take(&rows_x);
    for (i, name) in x.names.iter().enumerate() {
        if y.position(name).is_some() {
            out.names[i] = format!("{name}{sx}");
        }
    }
    for (name, column) in y.names.iter().zip(&y.columns) {
        let clash = x.position(name).is_some();
        out.names.push(if clash { format!("{name}{sy}") } else { name.clone() });
        out.columns.push(take(column, &rows_y));
    }
    Ok(out.like(&super::plain(&data)))
}
