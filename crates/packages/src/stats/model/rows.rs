//! Rows of the columns of data frames: counting, choosing, naming, missing values, levels.

use raglan_engine::eval::{Eval, Session, fail};
use raglan_engine::value::{NA_INTEGER, Symbol, Value, as_character, collate, known};

/// Number of rows of a column, or of a data frame.
pub fn row_count(value: &Value) -> usize {
    if value.is_data_frame() {
        return match row_names_of(value) {
            Some(Value::Integer(v)) if v.data.len() == 2 && v.data[0] == NA_INTEGER => {
                v.data[1].unsigned_abs() as usize
            }
            Some(names) => names.len(),
            None => 0,
        };
    }
    match value.dim() {
        Some(dim) => dim.first().copied().unwrap_or(0),
        None => value.len(),
    }
}

/// The attribute `row.names` as it is kept.
pub fn row_names_of(frame: &Value) -> Option<Value> {
    frame.attribute(known::ROW_NAMES)
}

fn compact(names: &Value) -> Option<usize> {
    match names {
        Value::Integer(v) if v.data.len() == 2 && v.data[0] == NA_INTEGER => {
            Some(v.data[1].unsigned_abs() as usize)
        }
        _ => None,
    }
}

/// Row names as strings.
pub fn row_labels(names: &Value, rows: usize) -> Value {
    match names {
        _ if compact(names).is_some() => Value::strings((1..=rows).map(|i| i.to_string())),
        Value::Integer(v) => Value::strings(v.data.iter().map(ToString::to_string)),
        Value::Character(_) => names.clone().stripped(),
        _ => Value::strings((1..=rows).map(|i| i.to_string())),
    }
}

/// The row names of chosen rows.
pub fn take_row_names(names: &Value, rows: &[usize]) -> Value {
    let taken = match compact(names) {
        Some(_) => Value::integers(rows.iter().map(|&i| i as i32 + 1).collect::<Vec<_>>()),
        None => names.gather(rows),
    };
    unique_names(taken, rows)
}

/// Rows taken twice get names of their own.
fn unique_names(names: Value, rows: &[usize]) -> Value {
    let mut sorted = rows.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    if sorted.len() == rows.len() {
        return names;
    }
    let Ok(texts) = as_character(&names) else { return names };
    let mut out: Vec<String> = Vec::with_capacity(texts.len());
    for text in texts.iter() {
        let base = text.unwrap_or("NA").to_string();
        let mut name = base.clone();
        let mut k = 0;
        while out.contains(&name) {
            k += 1;
            name = format!("{base}.{k}");
        }
        out.push(name);
    }
    Value::strings(out)
}

/// The chosen rows of a column; of its attributes those stay that describe elements.
pub fn take_rows(value: &Value, rows: &[usize]) -> Value {
    if value.is_data_frame() {
        let Value::List(list) = value else { return value.clone() };
        let columns: Vec<Value> = list.data.iter().map(|c| take_rows(c, rows)).collect();
        let names = row_names_of(value).unwrap_or(Value::Null);
        return Value::list(columns)
            .with_attributes(value.attributes().clone())
            .with_attribute(known::ROW_NAMES, take_row_names(&names, rows));
    }
    match value.dim() {
        Some(dim) if dim.len() == 2 => take_matrix_rows(value, rows, &dim),
        _ => {
            let mut out = value.gather(rows);
            if value.is_object() {
                out = out.with_attributes(value.other_attributes());
            }
            if let Some(names) = value.attributes().get(known::NAMES) {
                out.set_attribute(known::NAMES, names.gather(rows));
            }
            out
        }
    }
}

fn take_matrix_rows(value: &Value, rows: &[usize], dim: &[usize]) -> Value {
    let places: Vec<usize> = (0..dim[1]).flat_map(|j| rows.iter().map(move |&i| j * dim[0] + i)).collect();
    let mut out = value.gather(&places);
    out.set_attribute(known::DIM, Value::integers(vec![rows.len() as i32, dim[1] as i32]));
    if let Some(Value::List(names)) = value.attributes().get(known::DIMNAMES) {
        let mut names = names.clone();
        if let Some(first) = names.data.make_mut().first_mut()
            && !matches!(first, Value::Null)
        {
            *first = first.gather(rows);
        }
        out.set_attribute(known::DIMNAMES, Value::List(names));
    }
    out
}

/// Which elements of an atomic vector are missing.
pub fn missing_elements(value: &Value) -> Vec<bool> {
    match value {
        Value::Logical(v) => v.data.iter().map(Option::is_none).collect(),
        Value::Integer(v) => v.data.iter().map(|&x| x == NA_INTEGER).collect(),
        Value::Double(v) => v.data.iter().map(|x| x.is_nan()).collect(),
        Value::Complex(v) => v.data.iter().map(|x| x.is_nan()).collect(),
        Value::Character(v) => v.data.iter().map(|x| x.is_none()).collect(),
        other => vec![false; other.len()],
    }
}

/// Whether a column has a missing value.
pub fn has_missing(value: &Value) -> bool {
    match value {
        Value::List(list) => list.data.iter().any(has_missing),
        other => missing_elements(other).contains(&true),
    }
}

/// For each row whether a column has a missing value in it.
pub fn missing_rows(value: &Value) -> Vec<bool> {
    let n = row_count(value);
    let mut out = vec![false; n];
    if n == 0 {
        return out;
    }
    if let Value::List(list) = value {
        for column in list.data.iter() {
            missing_rows(column).iter().zip(out.iter_mut()).for_each(|(m, o)| *o |= m);
        }
        return out;
    }
    for (k, missing) in missing_elements(value).into_iter().enumerate() {
        out[k % n] |= missing;
    }
    out
}

/// The levels of a factor, or those a string or logical vector has as one.
pub fn levels_of(value: &Value) -> Option<Vec<String>> {
    match value {
        _ if value.is_factor() => match value.attribute(known::LEVELS) {
            Some(Value::Character(v)) => Some(v.data.iter().map(|s| s.unwrap_or("NA").to_string()).collect()),
            _ => Some(Vec::new()),
        },
        Value::Character(v) if value.dim().is_none() => {
            let mut out: Vec<String> = v.data.iter().flatten().map(str::to_string).collect();
            out.sort_by(|a, b| collate(a, b));
            out.dedup();
            Some(out)
        }
        Value::Logical(v) if value.dim().is_none() => {
            let has = |x: bool| v.data.contains(&Some(x));
            let both = [(false, "FALSE"), (true, "TRUE")];
            Some(both.iter().filter(|(x, _)| has(*x)).map(|(_, s)| s.to_string()).collect())
        }
        _ => None,
    }
}

/// For each element the place of its level; `None` for missing ones.
pub fn codes_of(value: &Value, levels: &[String]) -> Vec<Option<usize>> {
    let find = |text: &str| levels.iter().position(|l| l == text);
    match value {
        Value::Integer(v) if value.is_factor() => {
            v.data.iter().map(|&k| usize::try_from(k).ok().filter(|&k| k > 0).map(|k| k - 1)).collect()
        }
        Value::Character(v) => v.data.iter().map(|s| s.and_then(find)).collect(),
        Value::Logical(v) => {
            v.data.iter().map(|x| x.and_then(|x| find(if x { "TRUE" } else { "FALSE" }))).collect()
        }
        other => vec![None; other.len()],
    }
}

/// A factor without the levels none of its elements has.
pub fn without_unused(value: &Value) -> Value {
    let levels = levels_of(value).unwrap_or_default();
    let codes = codes_of(value, &levels);
    let mut used = vec![false; levels.len()];
    codes.iter().flatten().for_each(|&k| used[k] = true);
    if !used.contains(&false) {
        return value.clone();
    }
    let mut place = vec![0; levels.len()];
    let mut kept = Vec::new();
    for (k, level) in levels.iter().enumerate().filter(|(k, _)| used[*k]) {
        place[k] = kept.len() as i32 + 1;
        kept.push(level.clone());
    }
    let codes: Vec<i32> = codes.iter().map(|c| c.map_or(NA_INTEGER, |k| place[k])).collect();
    let mut attributes = value.attributes().clone();
    attributes.set(known::LEVELS, Value::strings(kept));
    attributes.remove(Symbol::new("contrasts"));
    Value::integers(codes).with_attributes(attributes)
}

/// A factor with given levels; values that have none of them are refused.
pub fn with_levels(session: &mut Session, name: &str, value: &Value, levels: &[String]) -> Eval<Value> {
    let Some(own) = levels_of(value) else {
        let message = format!("variable '{name}' is not a factor");
        session.warn(&message, None)?;
        return Ok(value.clone());
    };
    let codes = codes_of(value, &own);
    let new: Vec<String> = own
        .iter()
        .enumerate()
        .filter(|(k, l)| codes.contains(&Some(*k)) && !levels.contains(l))
        .map(|(_, l)| l.clone())
        .collect();
    if !new.is_empty() {
        let s = if new.len() == 1 { "" } else { "s" };
        return fail(format!("factor {name} has new level{s} {}", new.join(", ")));
    }
    let places: Vec<Option<usize>> = own.iter().map(|o| levels.iter().position(|l| l == o)).collect();
    let codes: Vec<i32> =
        codes.iter().map(|c| c.and_then(|k| places[k]).map_or(NA_INTEGER, |k| k as i32 + 1)).collect();
    let class = if value.has_class("ordered") { vec!["ordered", "factor"] } else { vec!["factor"] };
    let mut out =
        Value::integers(codes).with_attribute(known::LEVELS, Value::strings(levels)).with_class(&class);
    if let Some(contrasts) = value.attribute(Symbol::new("contrasts")) {
        out.set_attribute(Symbol::new("contrasts"), contrasts);
    }
    Ok(out)
}
