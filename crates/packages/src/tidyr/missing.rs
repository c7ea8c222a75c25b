//! Missing values dropped, replaced, or filled from their neighbours.

use super::columns::{cast, chosen, chosen_dots, data_of, group_names, rebuilt};
use crate::rlang::conditions::error;
use raglan_engine::eval::{Args, Builtin, Eval, builtin, lazy};
use raglan_engine::value::Value;
use raglan_engine::value::frame::{
    NO_ROW, Table, concatenate, distinct_codes, is_missing_at, size, take, take_rows,
};

pub(super) const FUNCTIONS: &[Builtin] = &[
    lazy("drop_na(data, ...)", drop_na),
    builtin("replace_na(data, replace, ...)", replace_na),
    lazy("fill(data, ..., .by = NULL, .direction = c(\"down\", \"up\", \"downup\", \"updown\"))", fill),
];

fn drop_na(args: &mut Args) -> Eval {
    let (data, table) = data_of(args, "data", "drop_na")?;
    let at = chosen_dots(args, &table, "drop_na")?.unwrap_or_else(|| (0..table.names.len()).collect());
    let whole = |i: &usize| at.iter().all(|&c| !is_missing_at(&table.columns[c], *i));
    let kept: Vec<usize> = (0..table.rows).filter(whole).collect();
    if group_names(&data).is_empty() {
        return Ok(take_rows(&data, &kept));
    }
    rebuilt(table.take(&kept), &data)
}

/// A column with its missing elements taken from a value of one element.
fn replaced(args: &mut Args, column: &Value, new: &Value, names: (&str, &str)) -> Eval {
    if size(new) != 1 {
        let message = format!("Replacement for {} must be length 1, not length {}.", names.1, size(new));
        return Err(error(args.session, "replace_na", &message));
    }
    let n = size(column);
    let gaps: Vec<bool> = (0..n).map(|i| is_missing_at(column, i)).collect();
    if !gaps.contains(&true) {
        return Ok(column.clone());
    }
    let unspecified = matches!(column, Value::Logical(_)) && gaps.iter().all(|g| *g);
    let new = if unspecified { new.clone() } else { cast(args, new, column, names, "replace_na")? };
    let new = if matches!(column, Value::List(_)) && !matches!(new, Value::List(_)) {
        Value::list(vec![new])
    } else {
        new
    };
    let both = concatenate(&[column.clone(), new], &|_| String::new())?;
    let at: Vec<usize> = (0..n).map(|i| if gaps[i] { n } else { i }).collect();
    Ok(take(&both, &at))
}

fn replace_na(args: &mut Args) -> Eval {
    args.refuse_dots()?;
    let data = args.value("data")?;
    if args.is_missing("replace") {
        return Ok(data);
    }
    let replace = args.value("replace")?;
    if !data.is_data_frame() {
        return replaced(args, &data, &replace, ("`replace`", "`data`"));
    }
    let Value::List(new) = &replace else {
        let what = crate::rlang::friendly_type(&replace);
        return Err(error(args.session, "replace_na", &format!("`replace` must be a list, not {what}.")));
    };
    let Value::List(columns) = &data else { return Ok(data) };
    let table = Table::of(&data);
    let mut out = columns.data.to_vec();
    for (name, value) in raglan_engine::value::frame::names_of(&replace).iter().zip(new.data.iter()) {
        if let Some(at) = table.position(name) {
            let names = (format!("`replace${name}`"), format!("`data${name}`"));
            out[at] = replaced(args, &table.columns[at], value, (&names.0, &names.1))?;
        }
    }
    Ok(Value::list(out).with_attributes(data.attributes().clone()))
}

/// For each row the row its value comes from.
fn sources(column: &Value, rows: &[usize], up: bool, out: &mut [usize]) {
    let mut last = NO_ROW;
    let ordered: Vec<usize> = if up { rows.iter().rev().copied().collect() } else { rows.to_vec() };
    for i in ordered {
        if out[i] != NO_ROW && !is_missing_at(column, out[i]) {
            last = out[i];
        } else if last != NO_ROW {
            out[i] = last;
        }
    }
}

fn fill(args: &mut Args) -> Eval {
    let (data, table) = data_of(args, "data", "fill")?;
    let at = chosen_dots(args, &table, "fill")?.unwrap_or_default();
    let by = chosen(args, ".by", &table, "fill")?.unwrap_or_default();
    let direction = args.choice(".direction")?;
    let mut keys: Vec<Value> = by.iter().map(|&i| table.columns[i].clone()).collect();
    keys.extend(group_names(&data).iter().filter_map(|n| table.get(n).cloned()));
    let codes = distinct_codes(&keys, table.rows);
    let mut members = vec![Vec::new(); codes.first.len()];
    for (i, &code) in codes.codes.iter().enumerate() {
        members[code as usize].push(i);
    }
    let ways: &[bool] = match direction.as_str() {
        "down" => &[false],
        "up" => &[true],
        "downup" => &[false, true],
        _ => &[true, false],
    };
    let Value::List(columns) = &data else { return Ok(data) };
    let mut out = columns.data.to_vec();
    for column in at {
        let mut from: Vec<usize> = (0..table.rows).collect();
        for &up in ways {
            for rows in &members {
                sources(&table.columns[column], rows, up, &mut from);
            }
        }
        out[column] = take(&table.columns[column], &from);
    }
    Ok(Value::list(out).with_attributes(data.attributes().clone()))
}
