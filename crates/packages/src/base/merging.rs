//! `merge`: the rows of two data frames that agree in key columns, side by side.

use super::frame_subscripts::{row_count, row_names, take_rows};
use super::groups::members;
use raglan_engine::eval::{Args, Builtin, Eval, fail, generic, lazy_method, method};
use raglan_engine::value::frame::{NO_ROW, compact_rows, distinct_codes, names_of};
use raglan_engine::value::{Argument, Value, as_integer, as_list, as_logical, combine, known};

pub(super) const FUNCTIONS: &[Builtin] = &[
    generic("merge(x, y, ...)"),
    lazy_method("merge.default(x, y, ...)", merge_default),
    method(
        "merge.data.frame(x, y, by = NULL, by.x = by, by.y = by, all = FALSE, all.x = all, all.y = all, \
         sort = TRUE, suffixes = c(\".x\", \".y\"), no.dups = TRUE, incomparables = NULL, ...)",
        merge,
    ),
];

fn merge_default(args: &mut Args) -> Eval {
    let mut arguments = Vec::new();
    for name in ["x", "y"] {
        let value = args.value(name)?;
        let mut frame = args.apply_named("as.data.frame", vec![Argument::new(value.clone())])?;
        if value.is_atomic() && value.dim().is_none() {
            frame.set_attribute(known::NAMES, Value::strings([name]));
        }
        arguments.push(Argument::new(frame));
    }
    arguments.extend(args.raw_dots().iter().cloned());
    args.apply_named("merge", arguments)
}

/// One of the two frames: its columns, which of them are keys, and the keys themselves.
struct Side {
    columns: Vec<Value>,
    names: Vec<String>,
    keys: Vec<Value>,
    key_names: Vec<String>,
    others: Vec<usize>,
    rows: usize,
}

impl Side {
    /// Takes a frame apart; key 0 is its row names.
    fn of(frame: &Value, keys: &[usize]) -> Self {
        let columns = as_list(frame).into_vec();
        let names = names_of(frame);
        let key = |&k: &usize| match k.checked_sub(1) {
            None => Value::from(row_names(frame)).with_class(&["AsIs"]),
            Some(k) => columns[k].clone(),
        };
        let key_name =
            |&k: &usize| k.checked_sub(1).map_or_else(|| "Row.names".to_string(), |k| names[k].clone());
        let others = (0..columns.len()).filter(|k| !keys.contains(&(k + 1))).collect();
        Self {
            keys: keys.iter().map(key).collect(),
            key_names: keys.iter().map(key_name).collect(),
            others,
            rows: row_count(frame),
            columns,
            names,
        }
    }

    fn other_names(&self) -> Vec<String> {
        self.others.iter().map(|&k| self.names[k].clone()).collect()
    }
}

/// The columns `by` says, counted from one; 0 stands for the row names.
fn key_columns(frame: &Value, by: &Value) -> Eval<Vec<usize>> {
    let names = names_of(frame);
    let mut out = Vec::new();
    match by {
        Value::Null => {}
        Value::Character(wanted) => {
            for name in wanted.data.iter() {
                let name = name.unwrap_or("NA");
                match names.iter().position(|n| n == name) {
                    Some(k) => out.push(k + 1),
                    None if name == "row.names" => out.push(0),
                    None if wanted.data.len() == 1 => {
                        return fail("'by' must specify a uniquely valid column");
                    }
                    None => return fail("'by' must specify uniquely valid columns"),
                }
            }
        }
        Value::Logical(flags) => {
            if flags.data.len() != names.len() {
                return fail("'by' must match number of columns");
            }
            out.extend((1..=names.len()).filter(|&k| flags.data[k - 1] == Some(true)));
        }
        Value::Integer(_) | Value::Double(_) => {
            for &k in as_integer(by, &mut Vec::new())?.iter() {
                match usize::try_from(k) {
                    Ok(k) if k <= names.len() => out.push(k),
                    _ => return fail("'by' must match numbers of columns"),
                }
            }
        }
        _ => return fail("'by' must specify one or more columns as numbers, names or logical"),
    }
    let mut unique: Vec<usize> = Vec::new();
    for k in out {
        if !unique.contains(&k) {
            unique.push(k);
        }
    }
    Ok(unique)
}

/// Keys of both frames one below the other, comparable with each other.
fn joined_key(x: &Value, y: &Value) -> Eval {
    let comparable = |v: &Value| -> Eval {
        if v.is_factor() { super::types::factor_texts(v) } else { Ok(v.clone().stripped()) }
    };
    let parts = vec![Argument::new(comparable(x)?), Argument::new(comparable(y)?)];
    Ok(combine(&parts, false, false)?)
}

/// Pairs of rows that belong together and rows without a partner.
struct Pairs {
    x: Vec<usize>,
    y: Vec<usize>,
    lonely_x: Vec<usize>,
    lonely_y: Vec<usize>,
}

/// Groups the rows of both frames by key, the keys in the order in which the first frame shows them.
fn pairs(x: &Side, y: &Side, barred: &[bool]) -> Eval<Pairs> {
    let mut keys = Vec::with_capacity(x.keys.len());
    for (a, b) in x.keys.iter().zip(&y.keys) {
        keys.push(joined_key(a, b)?);
    }
    let found = distinct_codes(&keys, x.rows + y.rows);
    let codes: Vec<usize> = found.codes.iter().map(|&c| c as usize).collect();
    let (first, second) = codes.split_at(x.rows);
    let count = found.first.len();
    let (of_x, of_y) = (members(first, count), members(second, count));
    let mut out = Pairs { x: Vec::new(), y: Vec::new(), lonely_x: Vec::new(), lonely_y: Vec::new() };
    let mut partner = vec![false; x.rows + y.rows];
    for (xs, ys) in of_x.iter().zip(&of_y) {
        for &i in xs.iter().filter(|&&i| !barred.get(i).copied().unwrap_or(false)) {
            for &j in ys {
                out.x.push(i);
                out.y.push(j);
                partner[i] = true;
                partner[x.rows + j] = true;
            }
        }
    }
    out.lonely_x = (0..x.rows).filter(|&i| !partner[i]).collect();
    out.lonely_y = (0..y.rows).filter(|&j| !partner[x.rows + j]).collect();
    Ok(out)
}

/// Names of the columns that are not keys: those both frames have get a suffix.
fn suffixed(x: &Side, y: &Side, suffixes: &[String; 2], no_duplicates: bool) -> (Vec<String>, Vec<String>) {
    let (mut left, mut right) = (x.other_names(), y.other_names());
    let common: Vec<String> = left.iter().filter(|n| right.contains(n)).cloned().collect();
    for (names, suffix) in [(&mut left, &suffixes[0]), (&mut right, &suffixes[1])] {
        for name in names.iter_mut() {
            if common.contains(name) || (no_duplicates && x.key_names.contains(name)) {
                name.push_str(suffix);
            }
        }
    }
    (left, right)
}

fn merge(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let y = args.value("y")?;
    let y = if y.is_data_frame() { y } else { args.apply_named("as.data.frame", vec![Argument::new(y)])? };
    let given = |args: &Args, name: &str| args.raw(name).is_some();
    let common = || {
        let theirs = names_of(&y);
        Value::strings(names_of(&x).into_iter().filter(|n| theirs.contains(n)))
    };
    let by_of = |args: &mut Args, name: &str| -> Eval {
        if given(args, name) || given(args, "by") { args.value(name) } else { Ok(common()) }
    };
    let (by_x, by_y) = (by_of(args, "by.x")?, by_of(args, "by.y")?);
    let (key_x, key_y) = (key_columns(&x, &by_x)?, key_columns(&y, &by_y)?);
    if key_x.len() != key_y.len() {
        return fail("'by.x' and 'by.y' specify different numbers of columns");
    }
    let suffixes = args.strings("suffixes")?;
    let suffix = |k: usize| suffixes.get(k).unwrap_or("").to_string();
    let suffixes = [suffix(0), suffix(1)];
    let no_duplicates = args.flag("no.dups")?;
    let (all_x, all_y, sort) = (args.flag("all.x")?, args.flag("all.y")?, args.flag("sort")?);
    let (x, y) = (Side::of(&x, &key_x), Side::of(&y, &key_y));
    let (left, right) = suffixed(&x, &y, &suffixes, no_duplicates && !key_x.is_empty());
    if key_x.is_empty() {
        let (at_x, at_y) = (0..x.rows * y.rows).map(|k| (k % x.rows, k / x.rows)).unzip();
        return joined(args, &x, &y, &at_x, &at_y, (Vec::new(), left, right));
    }
    let barred = incomparable(args, &x)?;
    let mut pairs = pairs(&x, &y, &barred)?;
    if all_x {
        pairs.y.extend(pairs.lonely_x.iter().map(|_| NO_ROW));
        pairs.x.append(&mut pairs.lonely_x);
    }
    let lonely = if all_y { std::mem::take(&mut pairs.lonely_y) } else { Vec::new() };
    let mut keys = Vec::with_capacity(x.keys.len());
    for (a, b) in x.keys.iter().zip(&y.keys) {
        keys.push(key_values(args, a, &pairs.x, b, &lonely)?);
    }
    pairs.x.extend(lonely.iter().map(|_| NO_ROW));
    pairs.y.extend(lonely);
    if sort && !pairs.x.is_empty() {
        let plain =
            |k: &Value| Argument::new(if k.has_class("AsIs") { k.clone().stripped() } else { k.clone() });
        let order = args.apply_named("order", keys.iter().map(plain).collect())?;
        let order: Vec<usize> =
            as_integer(&order, &mut Vec::new())?.iter().map(|&k| k as usize - 1).collect();
        pairs.x = order.iter().map(|&k| pairs.x[k]).collect();
        pairs.y = order.iter().map(|&k| pairs.y[k]).collect();
        for key in &mut keys {
            *key = take_rows(args, key, &order)?;
        }
    }
    let mut out = joined(args, &x, &y, &pairs.x, &pairs.y, (keys, left, right))?;
    let names = x.key_names.iter().cloned().chain(names_of(&out).into_iter().skip(x.key_names.len()));
    let names = Value::strings(names.collect::<Vec<_>>());
    out.set_attribute(known::NAMES, names);
    Ok(out)
}

/// Which rows of the first frame have a key that must not match.
fn incomparable(args: &mut Args, x: &Side) -> Eval<Vec<bool>> {
    let values = args.value("incomparables")?;
    if values.is_empty() {
        return Ok(Vec::new());
    }
    let [key] = x.keys.as_slice() else {
        return fail("'incomparables' is supported only for merging on a single column");
    };
    let found = args.apply_named("%in%", vec![Argument::new(key.clone()), Argument::new(values)])?;
    Ok(as_logical(&found)?.iter().map(|f| *f == Some(true)).collect())
}

/// The values of a key: of the first frame where it has a row, else of the second.
fn key_values(args: &mut Args, x: &Value, at: &[usize], y: &Value, lonely: &[usize]) -> Eval {
    let first = take_rows(args, x, at)?;
    if lonely.is_empty() {
        return Ok(first);
    }
    let second = take_rows(args, y, lonely)?;
    let class = first.attribute(known::CLASS).unwrap_or_default();
    if first.is_factor() && !second.is_factor() {
        let second = args.apply_named("factor", vec![Argument::new(second)])?;
        return args.apply_named("c", vec![Argument::new(first), Argument::new(second)]);
    }
    let second =
        if second.is_factor() && !first.is_factor() { super::types::factor_texts(&second)? } else { second };
    let out = args.apply_named("c", vec![Argument::new(first), Argument::new(second)])?;
    Ok(if out.is_object() || matches!(class, Value::Null) {
        out
    } else {
        out.with_attribute(known::CLASS, class)
    })
}

/// The frame of keys, columns of the first and columns of the second frame.
fn joined(
    args: &mut Args,
    x: &Side,
    y: &Side,
    at_x: &Vec<usize>,
    at_y: &Vec<usize>,
    (keys, left, right): (Vec<Value>, Vec<String>, Vec<String>),
) -> Eval {
    let mut names = vec![String::new(); keys.len()];
    names.extend(left);
    names.extend(right);
    let mut columns = keys;
    for (side, at) in [(x, at_x), (y, at_y)] {
        for &k in &side.others {
            columns.push(take_rows(args, &side.columns[k], at)?);
        }
    }
    let rows = compact_rows(at_x.len());
    let out = Value::list(columns).with_names(names).with_class(&["data.frame"]);
    Ok(out.with_attribute(known::ROW_NAMES, rows))
}
