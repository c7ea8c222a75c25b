//! Parts of data frames: `[`, `[[`, `$<-`, `[<-`, `[[<-`.

use super::attributes::compact_row_names;
use super::names::unique_names;
use raglan_engine::eval::{Args, Builtin, Eval, fail, method};
use raglan_engine::value::{
    Argument, Attributes, Index, NA_INTEGER, Strings, Text, Value, Vector, as_list, as_logical,
    assign_element, assign_vector, known, positions,
};

pub(super) const FUNCTIONS: &[Builtin] = &[
    method("`[.data.frame`(x, ..., drop)", extract),
    method("`[[.data.frame`(x, ..., exact = TRUE)", extract_one),
    method("`$<-.data.frame`(x, name, value)", replace_column),
    method("`[[<-.data.frame`(x, ..., value)", replace_one),
    method("`[<-.data.frame`(x, ..., value)", replace),
    method("dim.data.frame(x)", |a| {
        let x = a.value("x")?;
        Ok(Value::integers(vec![row_count(&x) as i32, x.len() as i32]))
    }),
    method("dimnames.data.frame(x)", |a| {
        let x = a.value("x")?;
        Ok(Value::list(vec![row_names(&x).into(), x.names().map_or(Value::Null, Value::from)]))
    }),
];

/// The number of rows a data frame says it has.
pub(crate) fn row_count(x: &Value) -> usize {
    match x.attributes().get(known::ROW_NAMES) {
        Some(Value::Integer(v)) if v.data.len() == 2 && v.data[0] == NA_INTEGER => {
            v.data[1].unsigned_abs() as usize
        }
        Some(names) => names.len(),
        None => match x {
            Value::List(l) => l.data.first().map_or(0, rows_of),
            _ => 0,
        },
    }
}

/// Rows of a column: of a matrix or data frame its first extent, else the length.
pub(crate) fn rows_of(column: &Value) -> usize {
    if column.is_data_frame() {
        return row_count(column);
    }
    match column.dim() {
        Some(dim) => dim.first().copied().unwrap_or(0),
        None => column.len(),
    }
}

/// Row names as text.
pub(crate) fn row_names(x: &Value) -> Strings {
    match x.attributes().get(known::ROW_NAMES) {
        Some(Value::Character(v)) => v.data.clone(),
        Some(Value::Integer(v)) if !(v.data.len() == 2 && v.data[0] == NA_INTEGER) => {
            v.data.iter().map(|k| Some(k.to_string())).collect()
        }
        _ => (1..=row_count(x)).map(|k| Some(k.to_string())).collect(),
    }
}

/// Whether the row names are just numbers nobody gave.
pub(crate) fn automatic(x: &Value) -> bool {
    !matches!(x.attributes().get(known::ROW_NAMES), Some(Value::Character(_)))
}

/// The row names somebody gave, or that parts of a frame kept; none when rows are just numbered.
pub(crate) fn kept_row_names(x: &Value) -> Option<Value> {
    match x.attributes().get(known::ROW_NAMES) {
        Some(Value::Integer(v)) if v.data.first().is_none_or(|&k| k == NA_INTEGER) => None,
        Some(names @ (Value::Integer(_) | Value::Character(_))) => Some(names.clone()),
        _ => None,
    }
}

/// A column's elements at some rows, through its class's own `[`.
pub(crate) fn take_rows(args: &mut Args, column: &Value, at: &[usize]) -> Eval {
    let dims = column.attributes().get(known::DIM).map(Value::len);
    if !column.is_object() && dims.is_none() {
        let out = column.gather(at);
        return Ok(match column.names() {
            Some(names) => {
                let picked: Strings = at.iter().map(|&i| names.get(i)).collect();
                out.with_attribute(known::NAMES, picked.into())
            }
            None => out,
        });
    }
    if column.is_factor() && dims.is_none() {
        let kept = column.attributes().only(|n| n != known::NAMES);
        return Ok(column.gather(at).with_attributes(kept));
    }
    let mut arguments = vec![Argument::new(column.clone()), Argument::new(row_subscript(at))];
    if dims.is_some() || column.is_data_frame() {
        arguments.extend((1..dims.unwrap_or(2)).map(|_| Argument::new(Value::Missing)));
        arguments.push(Argument::named(known::DROP, Value::logical(false)));
    }
    args.apply_named("[", arguments)
}

/// Positions as a subscript counted from one, with NA.
fn row_subscript(at: &[usize]) -> Value {
    let one = |&i: &usize| if i == Index::NA { NA_INTEGER } else { i as i32 + 1 };
    Value::integers(at.iter().map(one).collect::<Vec<_>>())
}

fn plain(subscript: Value) -> Value {
    if subscript.is_factor() { subscript.stripped() } else { subscript }
}

/// The columns a subscript selects.
fn columns(x: &Value, subscript: &Value) -> Eval<Vec<usize>> {
    let subscript = plain(subscript.clone());
    let index = positions(&subscript, x.len(), x.names().as_ref())?;
    if index.at.iter().any(|&j| j >= x.len()) {
        return fail("undefined columns selected");
    }
    Ok(index.at)
}

/// The rows a subscript selects; names may be abbreviated where that is unambiguous, unknown ones give NA.
fn rows(x: &Value, subscript: &Value) -> Eval<Vec<usize>> {
    let n = row_count(x);
    let subscript = match subscript {
        // A one-column logical matrix is taken as its column.
        Value::Logical(_) => subscript.clone().stripped(),
        other => plain(other.clone()),
    };
    if let Value::Character(wanted) = &subscript {
        let names = row_names(x);
        let find = |w: Option<&str>| {
            let Some(w) = w else { return Index::NA };
            if let Some(at) = names.iter().position(|m| m == Some(w)) {
                return at;
            }
            let mut partial = names.iter().enumerate().filter(|(_, m)| m.is_some_and(|m| m.starts_with(w)));
            match (partial.next(), partial.next()) {
                (Some((i, _)), None) if !w.is_empty() => i,
                _ => Index::NA,
            }
        };
        if wanted.data.len() > 8 {
            let exact = positions(&subscript, n, Some(&names))?;
            let slow = |(k, &i): (usize, &usize)| if i < n { i } else { find(wanted.data.get(k)) };
            return Ok(exact.at.iter().enumerate().map(slow).collect());
        }
        return Ok(wanted.data.iter().map(find).collect());
    }
    let index = positions(&subscript, n, None)?;
    Ok(index.at.into_iter().map(|i| if i >= n { Index::NA } else { i }).collect())
}

/// The row names of selected rows: those of the frame, made unique where rows repeat or are missing.
fn selected_names(x: &Value, at: &[usize]) -> Value {
    let mut seen = std::collections::BTreeSet::new();
    let clash = at.iter().any(|&i| i == Index::NA || !seen.insert(i));
    if !clash {
        return match x.attributes().get(known::ROW_NAMES) {
            Some(Value::Character(v)) => Value::Character(Vector::new(v.data.clone())).gather(at),
            Some(Value::Integer(v)) if v.data.len() != 2 || v.data[0] != NA_INTEGER => {
                compact_row_names(Value::integers(at.iter().map(|&i| v.data[i]).collect::<Vec<_>>()))
            }
            _ => compact_row_names(row_subscript(at)),
        };
    }
    let names = row_names(x);
    let texts: Vec<String> = at.iter().map(|&i| names.get(i).unwrap_or("NA").to_string()).collect();
    Value::strings(unique_names(&texts, "."))
}

fn unique_columns(names: Option<Strings>) -> Value {
    match names {
        None => Value::Null,
        Some(names) => {
            let texts: Vec<String> = names.iter().map(|n| n.unwrap_or("NA").to_string()).collect();
            Value::strings(unique_names(&texts, "."))
        }
    }
}

/// The list of some columns with their names and nothing else.
fn pick(x: &Value, at: &[usize]) -> Value {
    let out = x.gather(at);
    match x.names() {
        Some(names) => {
            let picked: Strings = at.iter().map(|&j| names.get(j)).collect();
            out.with_attribute(known::NAMES, picked.into())
        }
        None => out,
    }
}

/// `x[i]`, `x[i, j]`
fn extract(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let subscripts: Vec<Value> = args.dots()?.into_iter().map(|a| a.value).collect();
    let drop = if args.is_missing("drop") { None } else { Some(args.flag("drop")?) };
    match subscripts.as_slice() {
        [] | [Value::Missing] => Ok(x),
        [one] => {
            if drop.is_some() {
                args.warn("'drop' argument will be ignored")?;
            }
            extract_columns(args, x, one)
        }
        [i, j] => extract_cells(args, x, i, j, drop),
        _ => fail("incorrect number of dimensions"),
    }
}

fn extract_columns(args: &mut Args, x: Value, subscript: &Value) -> Eval {
    let matrix = subscript.dim().is_some_and(|d| d.len() == 2);
    if matrix || subscript.is_data_frame() {
        let all = args.apply_named("as.matrix", vec![Argument::new(x)])?;
        let by = if subscript.is_data_frame() {
            args.apply_named("as.matrix", vec![Argument::new(subscript.clone())])?
        } else {
            subscript.clone()
        };
        return args.apply_named("[", vec![Argument::new(all), Argument::new(by)]);
    }
    let at = columns(&x, subscript)?;
    let mut out = pick(&x, &at);
    if let Some(names) = out.names() {
        out.set_attribute(known::NAMES, unique_columns(Some(names)));
    }
    for name in [known::ROW_NAMES, known::CLASS] {
        out.set_attribute(name, x.attribute(name).unwrap_or_default());
    }
    Ok(out)
}

fn extract_cells(args: &mut Args, x: Value, i: &Value, j: &Value, drop: Option<bool>) -> Eval {
    let all_columns = matches!(j, Value::Missing);
    let at: Vec<usize> = if all_columns { (0..x.len()).collect() } else { columns(&x, j)? };
    if matches!(i, Value::Missing) {
        if drop.unwrap_or(true) && at.len() == 1 {
            return Ok(as_list(&x)[at[0]].clone());
        }
        if all_columns {
            return Ok(x);
        }
        let mut out = pick(&x, &at);
        out.set_attribute(known::NAMES, unique_columns(out.names()));
        for name in [known::ROW_NAMES, known::CLASS] {
            out.set_attribute(name, x.attribute(name).unwrap_or_default());
        }
        return Ok(out);
    }
    let i =
        if i.is_data_frame() || (i.is_object() && !i.is_factor()) { i.clone().stripped() } else { i.clone() };
    let selected = rows(&x, &i)?;
    let source = as_list(&x);
    let mut items = Vec::with_capacity(at.len());
    for &j in &at {
        items.push(take_rows(args, &source[j], &selected)?);
    }
    if drop.unwrap_or(at.len() == 1) && at.len() == 1 {
        return Ok(items.swap_remove(0));
    }
    let names = pick(&x, &at).names();
    let mut out = Value::list(items);
    if all_columns {
        let kept: Attributes = x.attributes().only(|n| !matches!(n, known::ROW_NAMES | known::CLASS));
        out = out.with_attributes(kept);
    } else {
        out.set_attribute(known::NAMES, unique_columns(names));
    }
    if drop == Some(true) && selected.len() == 1 && at.len() > 1 {
        return Ok(out);
    }
    out.set_attribute(known::ROW_NAMES, selected_names(&x, &selected));
    out.set_attribute(known::CLASS, x.attribute(known::CLASS).unwrap_or_default());
    Ok(out)
}

/// `x[[j]]`, `x[[i, j]]`
fn extract_one(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let subscripts: Vec<Value> = args.dots()?.into_iter().map(|a| plain(a.value)).collect();
    let exact = as_logical(&args.value("exact")?)?.first().copied().flatten().unwrap_or(false);
    match subscripts.as_slice() {
        [j] => Ok(raglan_engine::value::element(&x, j, exact)?),
        [i, j] => {
            let column = raglan_engine::value::element(&x, j, exact)?;
            let at = rows(&x, i)?;
            let [row] = at[..] else { return fail("subscript out of bounds") };
            if row == Index::NA {
                return fail("subscript out of bounds");
            }
            args.apply_named("[[", vec![Argument::new(column), Argument::new(row_subscript(&[row]))])
        }
        _ => fail("incorrect number of subscripts"),
    }
}

/// A column's value recycled to the rows of the frame, or R's refusal.
fn fitted(args: &mut Args, value: Value, rows: usize) -> Eval {
    let n = rows_of(&value);
    if n == rows {
        return Ok(value);
    }
    if n < rows && n > 0 && rows.is_multiple_of(n) && value.dim().is_none() {
        let length = Argument::named("length.out", Value::count(rows));
        return args.apply_named("rep", vec![Argument::new(value), length]);
    }
    let plural = if n == 1 { "row" } else { "rows" };
    fail(format!("replacement has {n} {plural}, data has {rows}"))
}

/// Sets or removes one column.
fn set_column(args: &mut Args, mut x: Value, name: &Value, value: Value) -> Eval {
    let class = x.attribute(known::CLASS).unwrap_or_default();
    let rows = row_count(&x);
    let value = if matches!(value, Value::Null) { value } else { fitted(args, value, rows)? };
    x.set_attribute(known::CLASS, Value::Null);
    let before = x.len();
    let added = match name {
        Value::Character(_) => None,
        Value::Integer(v) => v.data.first().map(|&k| k as usize),
        Value::Double(v) => v.data.first().map(|&k| k as usize),
        _ => None,
    };
    assign_element(&mut x, name, value, &mut Vec::new())?;
    if let Some(k) = added.filter(|&k| k > before) {
        if k > before + 1 {
            return fail("new columns would leave holes after existing columns");
        }
        let mut names: Vec<Text> = match x.names() {
            Some(names) => (0..names.len()).map(|i| names.text(i)).collect(),
            None => vec![Some("".into()); before],
        };
        names.resize(k, Some("".into()));
        names[k - 1] = Some(format!("V{k}").into());
        x.set_attribute(known::NAMES, Value::Character(Vector::new(names)));
    }
    x.set_attribute(known::CLASS, class);
    Ok(x)
}

/// `x$name <- value`
fn replace_column(args: &mut Args) -> Eval {
    let x = args.take("x")?;
    let name = match args.value("name")? {
        Value::Symbol(s) => Value::string(s.as_str()),
        name => name,
    };
    let value = args.value("value")?;
    set_column(args, x, &name, value)
}

/// The subscripts and value of a replacement.
fn replacement(args: &mut Args) -> Eval<(Vec<Value>, Value)> {
    let mut dots: Vec<Value> = args.dots()?.into_iter().map(|a| plain(a.value)).collect();
    let value = if args.is_missing("value") { dots.pop().unwrap_or_default() } else { args.value("value")? };
    Ok((dots, value))
}

/// `x[[j]] <- value`, `x[[i, j]] <- value`
fn replace_one(args: &mut Args) -> Eval {
    let (subscripts, value) = replacement(args)?;
    let x = args.take("x")?;
    match subscripts.as_slice() {
        [j] => set_column(args, x, j, value),
        [i, j] => replace_cells(args, x, i, j, value),
        _ => fail("[[ ]] with missing subscript"),
    }
}

/// `x[...] <- value`
fn replace(args: &mut Args) -> Eval {
    let (subscripts, value) = replacement(args)?;
    let x = args.take("x")?;
    match subscripts.as_slice() {
        [] => replace_cells(args, x, &Value::Missing, &Value::Missing, value),
        [one] if one.is_data_frame() || one.dim().is_some_and(|d| d.len() == 2) => {
            replace_by_matrix(args, x, one, value)
        }
        [one] => replace_cells(args, x, &Value::Missing, one, value),
        [i, j] => replace_cells(args, x, i, j, value),
        _ => fail("need 0, 1, or 2 subscripts"),
    }
}

/// `x[m] <- value` with a logical matrix or frame `m`: column by column, the values used up in order.
fn replace_by_matrix(args: &mut Args, x: Value, by: &Value, value: Value) -> Eval {
    let by = if by.is_data_frame() {
        args.apply_named("as.matrix", vec![Argument::new(by.clone())])?
    } else {
        by.clone()
    };
    let Value::Logical(flags) = &by else {
        return fail("unsupported matrix index in replacement");
    };
    let rows = row_count(&x);
    if by.dim() != Some(vec![rows, x.len()]) {
        return fail("unsupported matrix index in replacement");
    }
    let values = if let Value::List(_) = value {
        args.apply_named("unlist", vec![Argument::new(value)])?
    } else {
        value
    };
    let class = x.attribute(known::CLASS).unwrap_or_default();
    let mut x = x;
    x.set_attribute(known::CLASS, Value::Null);
    let mut used = 0;
    for j in 0..x.len() {
        let at: Vec<usize> = (0..rows).filter(|&i| flags.data[j * rows + i] == Some(true)).collect();
        if at.is_empty() {
            continue;
        }
        if values.is_empty() {
            return fail("replacement has length zero");
        }
        let part: Vec<usize> = (0..at.len()).map(|k| (used + k) % values.len()).collect();
        let new = if values.len() == 1 { values.clone() } else { values.gather(&part) };
        used += at.len();
        let column = set_rows(args, as_list(&x)[j].clone(), &at, new)?;
        assign_element(&mut x, &Value::integer(j as i32 + 1), column, &mut Vec::new())?;
    }
    x.set_attribute(known::CLASS, class);
    Ok(x)
}

/// A column with new elements at some rows, through its class's own `[<-`.
fn set_rows(args: &mut Args, mut column: Value, at: &[usize], value: Value) -> Eval {
    let dims = column.attributes().get(known::DIM).map(Value::len);
    let value =
        if value.is_factor() && !column.is_factor() { super::types::factor_texts(&value)? } else { value };
    if !column.is_object() && dims.is_none() {
        let mut warnings = Vec::new();
        assign_vector(&mut column, &[row_subscript(at)], &value, &mut warnings)?;
        args.warn_all(warnings)?;
        return Ok(column);
    }
    let mut arguments = vec![Argument::new(column), Argument::new(row_subscript(at))];
    arguments.extend((1..dims.unwrap_or(1)).map(|_| Argument::new(Value::Missing)));
    arguments.push(Argument::named(known::VALUE, value));
    args.apply_named("[<-", arguments)
}

/// What goes into each of `columns` columns of `rows` rows.
fn column_values(value: &Value, columns: usize, rows: usize) -> Eval<Vec<Value>> {
    if let Value::List(list) = value {
        if list.data.is_empty() {
            return fail("replacement has length zero");
        }
        return Ok((0..columns).map(|k| list.data[k % list.data.len()].clone()).collect());
    }
    if value.dim().is_some_and(|d| d.len() == 2 && d[1] > 1) || value.len() > rows && columns > 1 {
        let n = value.len();
        let per = value.dim().map_or(rows, |d| d[0]);
        if per * columns > n && !n.is_multiple_of(rows.max(1)) {
            return fail(format!("replacement has {n} items, need {}", rows * columns));
        }
        let part = |k: usize| (0..per).map(|i| (k * per + i) % n).collect::<Vec<_>>();
        return Ok((0..columns).map(|k| value.gather(&part(k))).collect());
    }
    let n = value.len();
    if n == 0 {
        return fail(format!("replacement has 0 items, need {}", rows * columns));
    }
    if rows > 0 && !(rows * columns).is_multiple_of(n) || n > rows * columns && rows > 0 {
        let plural = if n == 1 { "item" } else { "items" };
        return fail(format!("replacement has {n} {plural}, need {}", rows * columns));
    }
    Ok(vec![value.clone(); columns])
}

fn replace_cells(args: &mut Args, x: Value, i: &Value, j: &Value, value: Value) -> Eval {
    let class = x.attribute(known::CLASS).unwrap_or_default();
    let count = row_count(&x);
    let mut x = x;
    x.set_attribute(known::CLASS, Value::Null);
    let index = positions(j, x.len(), x.names().as_ref())?;
    let whole = matches!(i, Value::Missing);
    if matches!(value, Value::Null) && whole {
        let keep: Vec<usize> = (0..x.len()).filter(|k| !index.at.contains(k)).collect();
        let mut out = pick(&x, &keep);
        out.set_attribute(known::ROW_NAMES, x.attribute(known::ROW_NAMES).unwrap_or_default());
        out.set_attribute(known::CLASS, class);
        return Ok(out);
    }
    let (at, total) =
        if whole { ((0..count).collect(), count) } else { rows_for_assignment(&mut x, i, count)? };
    let values = column_values(&value, index.at.len(), at.len())?;
    if total > count {
        grow(args, &mut x, count, total)?;
    }
    let before = x.len();
    let mut removed = Vec::new();
    for (&place, new) in index.at.iter().zip(values) {
        let subscript = match place.checked_sub(before) {
            None => Value::count(place + 1),
            Some(k) => match index.added.get(k) {
                Some(name) => Value::string(name),
                None if place <= x.len() => Value::string(&format!("V{}", place + 1)),
                None => return fail("new columns would leave holes after existing columns"),
            },
        };
        if whole && matches!(new, Value::Null) {
            removed.push(place);
            continue;
        }
        let column = if place >= x.len() {
            if whole {
                let n = rows_of(&new);
                if n != total && (n == 0 || total % n != 0) {
                    let plural = if n == 1 { "item" } else { "items" };
                    return fail(format!("replacement has {n} {plural}, need {total}"));
                }
                fitted(args, new, total)?
            } else {
                let empty = new.gather(&vec![usize::MAX; total]);
                let empty = empty.with_attributes(new.other_attributes());
                set_rows(args, empty, &at, new)?
            }
        } else if whole {
            // A whole column is replaced, type and all.
            fitted(args, new, total)?
        } else {
            set_rows(args, as_list(&x)[place].clone(), &at, new)?
        };
        assign_element(&mut x, &subscript, column, &mut Vec::new())?;
    }
    if !removed.is_empty() {
        let keep: Vec<usize> = (0..x.len()).filter(|k| !removed.contains(k)).collect();
        let rest = x.attributes().only(|n| n != known::NAMES);
        let picked = pick(&x, &keep);
        let names = picked.attribute(known::NAMES).unwrap_or_default();
        x = picked.with_attributes(rest).with_attribute(known::NAMES, names);
    }
    x.set_attribute(known::CLASS, class);
    Ok(x)
}

/// The rows assigned to and the number of rows after; new ones are named.
fn rows_for_assignment(x: &mut Value, i: &Value, count: usize) -> Eval<(Vec<usize>, usize)> {
    let i = if let Value::Logical(_) = i { i.clone().stripped() } else { plain(i.clone()) };
    let names = row_names(x);
    let index = positions(&i, count, Some(&names))?;
    if let Value::Logical(v) = &i
        && v.data.iter().any(Option::is_none)
    {
        return fail("missing values are not allowed in subscripted assignments of data frames");
    }
    if index.at.contains(&Index::NA) {
        return fail("missing values are not allowed in subscripted assignments of data frames");
    }
    let total = index.reach().max(count);
    if total > count {
        if automatic(x) && index.added.is_empty() {
            let old = match x.attributes().get(known::ROW_NAMES) {
                Some(Value::Integer(v)) if v.data.len() != 2 || v.data[0] != NA_INTEGER => v.data.to_vec(),
                _ => (1..=count as i32).collect(),
            };
            let all: Vec<i32> = old.into_iter().chain(count as i32 + 1..=total as i32).collect();
            x.set_attribute(known::ROW_NAMES, compact_row_names(Value::integers(all)));
        } else {
            let mut all: Vec<String> = names.iter().map(|n| n.unwrap_or("NA").to_string()).collect();
            all.extend(index.added.iter().cloned());
            for k in all.len()..total {
                all.push((k + 1).to_string());
            }
            x.set_attribute(known::ROW_NAMES, Value::strings(all));
        }
    }
    Ok((index.at, total))
}

/// Makes every column longer, with NA in the new rows.
fn grow(args: &mut Args, x: &mut Value, from: usize, to: usize) -> Eval<()> {
    let at: Vec<usize> = (0..to).map(|i| if i < from { i } else { Index::NA }).collect();
    let source = as_list(x);
    let mut items = Vec::with_capacity(source.len());
    for column in source.iter() {
        items.push(take_rows(args, column, &at)?);
    }
    *x = Value::list(items).with_attributes(x.attributes().clone());
    Ok(())
}
