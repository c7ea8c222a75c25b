//! Rows of data frames and matrices: which repeat, the first and the last, binding columns to them.

use super::frame_subscripts::{row_count, take_rows};
use super::margins::extents_of;
use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail, generic, lazy_method, method};
use raglan_engine::value::frame::distinct_codes;
use raglan_engine::value::{Argument, NA_INTEGER, Strings, Value, as_integer, as_list, as_logical, known};

pub(super) const FUNCTIONS: &[Builtin] = &[
    lazy_method("cbind.data.frame(..., deparse.level = 1)", bind_columns),
    method("duplicated.data.frame(x, incomparables = FALSE, fromLast = FALSE, ...)", duplicated),
    method("unique.data.frame(x, incomparables = FALSE, fromLast = FALSE, ...)", unique),
    method("anyDuplicated.data.frame(x, incomparables = FALSE, fromLast = FALSE, ...)", any_duplicated),
    method("duplicated.matrix(x, incomparables = FALSE, MARGIN = 1L, fromLast = FALSE, ...)", duplicated),
    method("unique.matrix(x, incomparables = FALSE, MARGIN = 1, fromLast = FALSE, ...)", unique),
    method(
        "anyDuplicated.matrix(x, incomparables = FALSE, MARGIN = 1, fromLast = FALSE, ...)",
        any_duplicated,
    ),
    method("duplicated.array(x, incomparables = FALSE, MARGIN = 1L, fromLast = FALSE, ...)", duplicated),
    method("unique.array(x, incomparables = FALSE, MARGIN = 1, fromLast = FALSE, ...)", unique),
    method(
        "anyDuplicated.array(x, incomparables = FALSE, MARGIN = 1, fromLast = FALSE, ...)",
        any_duplicated,
    ),
    generic("head(x, ...)"),
    method("head.default(x, n = 6L, ...)", |a| ends(a, false)),
    method("head.data.frame(x, n = 6L, ...)", |a| ends(a, false)),
    method("head.matrix(x, n = 6L, ...)", |a| ends(a, false)),
    method("head.array(x, n = 6L, ...)", |a| ends(a, false)),
    method("head.function(x, n = 6L, ...)", |a| function_lines(a, "head")),
    generic("tail(x, ...)"),
    method("tail.default(x, n = 6L, keepnums = FALSE, addrownums, ...)", |a| ends(a, true)),
    method("tail.data.frame(x, n = 6L, keepnums = FALSE, addrownums, ...)", |a| ends(a, true)),
    method("tail.matrix(x, n = 6L, keepnums = TRUE, addrownums, ...)", |a| ends(a, true)),
    method("tail.array(x, n = 6L, keepnums = TRUE, addrownums, ...)", |a| ends(a, true)),
    method("tail.function(x, n = 6L, keepnums = TRUE, addrownums, ...)", |a| function_lines(a, "tail")),
    builtin("arrayInd(ind, .dim, .dimnames = NULL, useNames = FALSE)", array_places),
];

/// A frame with more columns beside it.
fn bind_columns(args: &mut Args) -> Eval {
    let mut arguments = args.raw_dots().to_vec();
    arguments.push(Argument::named("check.names", Value::logical(false)));
    args.apply_named("data.frame", arguments)
}

/// A number for each row (or slice along `MARGIN`): equal ones have equal numbers.
fn row_codes(args: &mut Args) -> Eval<Vec<u32>> {
    if !matches!(args.value("incomparables")?, Value::Logical(ref v) if v.data.first() == Some(&Some(false)))
    {
        return fail(format!("argument 'incomparables' of `{}` is not implemented for rows", args.name()));
    }
    let x = args.value("x")?;
    if x.is_data_frame() {
        let columns = as_list(&x);
        return Ok(distinct_codes(&columns, row_count(&x)).codes);
    }
    let dim = x.dim().unwrap_or_else(|| vec![x.len()]);
    let margin = args.value("MARGIN")?;
    if as_integer(&margin, &mut Vec::new())?.first() == Some(&0) {
        return Ok(distinct_codes(&[x.clone().stripped()], x.len()).codes);
    }
    let [k] = extents_of(&x, &margin)?[..] else {
        return fail(format!("more than one margin of `{}` is not implemented", args.name()));
    };
    let to = super::margins::projection(&dim, &[k]);
    let mut slices: Vec<Vec<usize>> = vec![Vec::new(); dim[k]];
    to.iter().enumerate().for_each(|(cell, &slice)| slices[slice].push(cell));
    let plain = x.stripped();
    let depth = slices.first().map_or(0, Vec::len);
    let columns: Vec<Value> =
        (0..depth).map(|c| plain.gather(&slices.iter().map(|s| s[c]).collect::<Vec<_>>())).collect();
    Ok(distinct_codes(&columns, dim[k]).codes)
}

/// Whether each row was there before, or comes again.
fn repeats(args: &mut Args) -> Eval<Vec<bool>> {
    let codes = row_codes(args)?;
    let last = args.flag("fromLast")?;
    let mut seen = vec![false; codes.iter().max().map_or(0, |&c| c as usize + 1)];
    let mut out = vec![false; codes.len()];
    for i in 0..codes.len() {
        let i = if last { codes.len() - 1 - i } else { i };
        out[i] = std::mem::replace(&mut seen[codes[i] as usize], true);
    }
    Ok(out)
}

fn duplicated(args: &mut Args) -> Eval {
    Ok(Value::logicals(repeats(args)?.into_iter().map(Some).collect::<Vec<_>>()))
}

fn any_duplicated(args: &mut Args) -> Eval {
    let repeats = repeats(args)?;
    let last = args.flag("fromLast")?;
    let at = if last { repeats.iter().rposition(|&r| r) } else { repeats.iter().position(|&r| r) };
    Ok(Value::integer(at.map_or(0, |i| i as i32 + 1)))
}

fn unique(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let repeats = repeats(args)?;
    let kept: Vec<usize> = (0..repeats.len()).filter(|&i| !repeats[i]).collect();
    if x.is_data_frame() {
        return take_rows(args, &x, &kept);
    }
    let count = x.dim().map_or(1, |d| d.len());
    let margin = args.value("MARGIN")?;
    let k = extents_of(&x, &margin)?.first().copied().unwrap_or(0);
    let mut subscripts = vec![None; count];
    subscripts[k] = Some(kept);
    slice(args, x, &subscripts)
}

/// `x[i, j, ..., drop = FALSE]` with all of an extent where there is no subscript.
fn slice(args: &mut Args, x: Value, subscripts: &[Option<Vec<usize>>]) -> Eval {
    let mut arguments = vec![Argument::new(x)];
    arguments.extend(
        subscripts
            .iter()
            .map(|s| Argument::new(s.as_ref().map_or(Value::Missing, |at| super::splitting::subscript(at)))),
    );
    arguments.push(Argument::named(known::DROP, Value::logical(false)));
    args.apply_named("[", arguments)
}

/// The positions `n` takes of `extent` from the front or the back; a negative number leaves that many out.
fn span(n: i32, extent: usize, back: bool) -> Vec<usize> {
    let count = match usize::try_from(n) {
        Ok(n) => n.min(extent),
        Err(_) => extent.saturating_sub(n.unsigned_abs() as usize),
    };
    if back { (extent - count..extent).collect() } else { (0..count).collect() }
}

fn ends(args: &mut Args, back: bool) -> Eval {
    let x = args.value("x")?;
    let wanted = args.value("n")?;
    if !matches!(wanted, Value::Integer(_) | Value::Double(_) | Value::Logical(_)) || wanted.is_empty() {
        return fail("invalid 'n' - must be numeric, possibly NA.");
    }
    let wanted = as_integer(&wanted, &mut Vec::new())?;
    let dim = if x.is_data_frame() { vec![row_count(&x), x.len()] } else { x.dim().unwrap_or_default() };
    if dim.is_empty() || dim.len() == 1 {
        let length = match x.is_object() {
            true => {
                as_integer(&args.apply_named("length", vec![Argument::new(x.clone())])?, &mut Vec::new())?
                    .first()
                    .map_or(0, |&n| n as usize)
            }
            false => x.len(),
        };
        let at = super::splitting::subscript(&span(wanted[0], length, back));
        return args.apply_named("[", vec![Argument::new(x), Argument::new(at)]);
    }
    if wanted.len() > dim.len() {
        return fail(format!(
            "invalid 'n' - length(n) must be <= length(dim(x)), got {} > {}",
            wanted.len(),
            dim.len()
        ));
    }
    let one = |(k, &extent): (usize, &usize)| match wanted.get(k) {
        Some(&n) if n != NA_INTEGER => Some(span(n, extent, back)),
        _ => None,
    };
    let subscripts: Vec<Option<Vec<usize>>> = dim.iter().enumerate().map(one).collect();
    let frame = x.is_data_frame();
    let mut out = slice(args, x.clone(), &subscripts)?;
    if back && !frame && keeps_numbers(args)? {
        number_slices(&x, &mut out, &subscripts);
    }
    Ok(out)
}

fn keeps_numbers(args: &mut Args) -> Eval<bool> {
    if args.raw("addrownums").is_some() { args.flag("addrownums") } else { args.flag("keepnums") }
}

/// Labels slices without names by their old numbers, as they are printed.
fn number_slices(x: &Value, out: &mut Value, subscripts: &[Option<Vec<usize>>]) {
    let count = subscripts.len();
    let own = x.dimnames().unwrap_or_default();
    let old = out.attributes().get(known::DIMNAMES).cloned();
    let mut items = old.as_ref().map_or_else(|| vec![Value::Null; count], |d| as_list(d).into_vec());
    let mut changed = false;
    for (k, at) in subscripts.iter().enumerate() {
        let Some(at) = at.as_ref().filter(|at| !at.is_empty() && own.get(k).cloned().flatten().is_none())
        else {
            continue;
        };
        let before = ",".repeat(k);
        let after = if k == 0 { "," } else { "" };
        let texts: Vec<String> = at.iter().map(|i| format!("[{before}{}{after}]", i + 1)).collect();
        let width = texts.iter().map(String::len).max().unwrap_or(0);
        items[k] = Value::strings(texts.iter().map(|t| format!("{t:>width$}")));
        changed = true;
    }
    if changed {
        let mut dimnames = Value::list(items);
        if let Some(titles) = old.as_ref().and_then(Value::names) {
            dimnames.set_attribute(known::NAMES, titles.into());
        }
        out.set_attribute(known::DIMNAMES, dimnames);
    }
}

/// The first or last lines of a function's text.
fn function_lines(args: &mut Args, which: &str) -> Eval {
    let (x, n) = (args.value("x")?, args.value("n")?);
    let lines = args.apply_named("deparse", vec![Argument::new(x)])?;
    let count = lines.len();
    let dim = Value::integers(vec![count as i32, 1]);
    let mut matrix = lines.with_attribute(known::DIM, dim);
    matrix.set_attribute(
        known::DIMNAMES,
        Value::list(vec![Value::strings((1..=count).map(|i| i.to_string())), Value::strings([""])]),
    );
    let out = args.apply_named(which, vec![Argument::new(matrix), Argument::named("n", n)])?;
    Ok(out.with_class(&["noquote"]))
}

/// The subscripts of cells given by their number.
fn array_places(args: &mut Args) -> Eval {
    let (ind, dim) = (args.integers("ind")?, args.integers(".dim")?);
    let names = args.value(".dimnames")?;
    let rank = dim.len();
    let mut out = Vec::with_capacity(ind.len() * rank);
    let mut stride = 1i64;
    for (k, &extent) in dim.iter().enumerate() {
        // What lies beyond the last extent stays visible in it.
        let last = k + 1 == rank;
        out.extend(ind.iter().map(|&i| match i {
            NA_INTEGER => NA_INTEGER,
            i => {
                let at = (i64::from(i) - 1).div_euclid(stride);
                (if last { at } else { at.rem_euclid(i64::from(extent.max(1))) }) as i32 + 1
            }
        }));
        stride *= i64::from(extent.max(1));
    }
    let mut places = Value::integers(out);
    places.set_attribute(known::DIM, Value::integers(vec![ind.len() as i32, rank as i32]));
    if as_logical(&args.value("useNames")?)?.first() == Some(&Some(true)) {
        let titles: Vec<String> = match rank {
            2 => vec!["row".into(), "col".into()],
            _ => (1..=rank).map(|k| format!("dim{k}")).collect(),
        };
        let rows = as_list(&names).first().cloned().unwrap_or_default();
        let labels = match rows {
            Value::Null => Value::Null,
            rows => {
                let texts = raglan_engine::value::as_character(&rows)?;
                let extent = dim.first().copied().unwrap_or(1).max(1);
                Value::from(ind.iter().map(|&i| texts.get(((i - 1) % extent) as usize)).collect::<Strings>())
            }
        };
        places.set_attribute(known::DIMNAMES, Value::list(vec![labels, Value::strings(titles)]));
    }
    Ok(places)
}
