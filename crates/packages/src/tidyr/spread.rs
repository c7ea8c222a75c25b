//! The older verbs `gather()` and `spread()`.

use super::columns::{cast, chosen_dots, code_of, column_of, converted, data_of, rebuilt, texts};
use crate::rlang::conditions::error;
use raglan_engine::eval::{Args, Builtin, Eval, lazy};
use raglan_engine::value::frame::{NO_ROW, Table, concatenate, distinct_codes, is_missing_at, ranks, take};
use raglan_engine::value::{Value, collate, known};

pub(super) const FUNCTIONS: &[Builtin] = &[
    lazy(
        "gather(data, key = \"key\", value = \"value\", ..., na.rm = FALSE, convert = FALSE, \
         factor_key = FALSE)",
        gather,
    ),
    lazy("spread(data, key, value, fill = NA, convert = FALSE, drop = TRUE, sep = NULL)", spread),
];

/// A new name, written as a name or as text.
fn label(args: &mut Args, name: &str) -> Eval<String> {
    match code_of(args, name)?.map(|q| q.squashed()) {
        None => Ok(name.to_string()),
        Some(Value::Symbol(s)) => Ok(s.as_str().to_string()),
        Some(Value::Character(v)) => Ok(v.data.get(0).unwrap_or("NA").to_string()),
        Some(_) => Err(error(args.session, "gather", &format!("`{name}` must be a name or a string."))),
    }
}

fn gather(args: &mut Args) -> Eval {
    let (data, table) = data_of(args, "data", "gather")?;
    let (key, value) = (label(args, "key")?, label(args, "value")?);
    let at = chosen_dots(args, &table, "gather")?.unwrap_or_else(|| (0..table.names.len()).collect());
    if at.is_empty() {
        return Ok(data);
    }
    let others: Vec<usize> = (0..table.names.len()).filter(|i| !at.contains(i)).collect();
    let n = table.rows;
    // Factors lose their levels, as text they fit any other column.
    let mut parts = Vec::new();
    for &i in &at {
        let column = &table.columns[i];
        let part = if column.is_factor() { Value::from(texts(args, column)?) } else { column.clone() };
        parts.push(part);
    }
    if parts.iter().any(|p| matches!(p, Value::Character(_))) {
        for part in &mut parts {
            *part = Value::from(texts(args, part)?);
        }
    }
    let values = concatenate(&parts, &|k| format!("`{}`", table.names[at[k]]))
        .map_err(|e| error(args.session, "gather", &e.message))?;
    let rows: Vec<usize> = (0..at.len()).flat_map(|_| 0..n).collect();
    let mut out = table.select(&others).take(&rows);
    let names: Vec<&str> = at.iter().map(|&i| table.names[i].as_str()).collect();
    let keys = if args.flag("factor_key")? {
        let codes: Vec<i32> = (0..at.len()).flat_map(|k| vec![k as i32 + 1; n]).collect();
        Value::integers(codes).with_attribute(known::LEVELS, Value::strings(names)).with_class(&["factor"])
    } else {
        let texts = Value::strings((0..at.len()).flat_map(|k| vec![names[k]; n]));
        if args.flag("convert")? { converted(&texts)? } else { texts }
    };
    out.set(&key, keys);
    out.set(&value, values.clone());
    out.rows = rows.len();
    if args.flag("na.rm")? {
        let kept: Vec<usize> = (0..out.rows).filter(|&i| !is_missing_at(&values, i)).collect();
        out = out.take(&kept);
    }
    rebuilt(out, &data)
}

fn spread(args: &mut Args) -> Eval {
    const VERB: &str = "spread";
    args.refuse_unless_default(&["drop"])?;
    let (data, table) = data_of(args, "data", VERB)?;
    let key = column_of(args, "key", &table, VERB)?;
    let value = column_of(args, "value", &table, VERB)?;
    let id: Vec<usize> = (0..table.names.len()).filter(|&i| i != key && i != value).collect();
    let keys = &table.columns[key];
    let names = distinct_codes(std::slice::from_ref(keys), table.rows);
    let rank = ranks(&take(keys, &names.first), collate)?;
    let mut order: Vec<usize> = (0..names.first.len()).collect();
    order.sort_by_key(|&c| (rank[c].is_none(), rank[c]));
    let ids = table.select(&id);
    let codes = distinct_codes(&ids.columns, table.rows);
    let mut sorted: Vec<usize> = (0..codes.first.len()).collect();
    let mut by = Vec::new();
    for column in &ids.columns {
        by.push(ranks(&take(column, &codes.first), collate)?);
    }
    sorted.sort_by_key(|&c| by.iter().map(|k| (k[c].is_none(), k[c])).collect::<Vec<_>>());
    let mut place = vec![vec![NO_ROW; codes.first.len()]; names.first.len()];
    for i in 0..table.rows {
        let cell = &mut place[names.codes[i] as usize][codes.codes[i] as usize];
        if *cell != NO_ROW {
            let message = "Each row of output must be identified by a unique combination of keys.";
            return Err(error(args.session, VERB, message));
        }
        *cell = i;
    }
    let firsts: Vec<usize> = sorted.iter().map(|&c| codes.first[c]).collect();
    let mut out = ids.take(&firsts);
    let labels = texts(args, &take(keys, &names.first))?;
    let sep = match args.optional("sep")? {
        Some(_) => Some(args.string("sep")?),
        None => None,
    };
    let fill = args.value("fill")?;
    let source = &table.columns[value];
    let filled = !matches!(&fill, Value::Logical(l) if l.data.first() == Some(&None));
    let convert = args.flag("convert")?;
    for c in order {
        let at: Vec<usize> = sorted.iter().map(|&r| place[c][r]).collect();
        let mut column = take(source, &at);
        if filled {
            let new = cast(args, &fill, source, ("`fill`", "`value`"), VERB)?;
            let both = concatenate(&[column.clone(), new], &|_| String::new())?;
            let n = at.len();
            let with: Vec<usize> = (0..n).map(|i| if is_missing_at(&column, i) { n } else { i }).collect();
            column = take(&both, &with);
        }
        if convert {
            let text = Value::from(texts(args, &column)?);
            column = converted(&text)?;
        }
        let name = labels.get(c).unwrap_or("<NA>");
        out.names.push(match &sep {
            Some(sep) => format!("{}{sep}{name}", table.names[key]),
            None => name.to_string(),
        });
        out.columns.push(column);
    }
    out.rows = sorted.len();
    rebuilt(Table { ..out }, &data)
}
