//! `pivot_longer()`: columns into rows.

use super::columns::{as_tibble_like, chosen, data_of, expression, function_for};
use super::separate::{Rules, extracted, separated};
use crate::base::regex::Dialect;
use crate::rlang::conditions::error;
use raglan_engine::eval::{Args, Builtin, Eval, lazy};
use raglan_engine::value::frame::{
    NO_ROW, Table, column_codes, concatenate, distinct_codes, is_missing_at, take,
};
use raglan_engine::value::{Argument, Value, as_character};

pub(super) const FUNCTIONS: &[Builtin] = &[lazy(
    "pivot_longer(data, cols, ..., cols_vary = \"fastest\", names_to = \"name\", names_prefix = NULL, \
     names_sep = NULL, names_pattern = NULL, names_ptypes = NULL, names_transform = NULL, \
     names_repair = \"check_unique\", values_to = \"value\", values_drop_na = FALSE, values_ptypes = NULL, \
     values_transform = NULL)",
    pivot_longer,
)];

const VERB: &str = "pivot_longer";

/// Which column goes where: for each chosen column the value column it belongs to and its keys.
struct Plan {
    /// The value column of each chosen column.
    values: Vec<String>,
    /// Key columns, with an element for each chosen column.
    keys: Vec<(String, Value)>,
}

fn pivot_longer(args: &mut Args) -> Eval {
    args.refuse_dots()?;
    args.refuse_unless_default(&["names_ptypes", "values_ptypes"])?;
    let (data, table) = data_of(args, "data", VERB)?;
    let Some(at) = chosen(args, "cols", &table, VERB)? else {
        return Err(error(args.session, VERB, "`cols` is absent but must be supplied."));
    };
    if at.is_empty() {
        return Err(error(args.session, VERB, "`cols` must select at least one column."));
    }
    let names: Vec<String> = at.iter().map(|&i| table.names[i].clone()).collect();
    let plan = plan(args, &names)?;
    lengthen(args, &data, &table, &at, &plan)
}

fn plan(args: &mut Args, columns: &[String]) -> Eval<Plan> {
    let names_to: Vec<Option<String>> =
        as_character(&args.value("names_to")?)?.iter().map(|n| n.map(str::to_string)).collect();
    let mut names = columns.to_vec();
    if args.optional("names_prefix")?.is_some() {
        let prefix = expression(&format!("^{}", args.string("names_prefix")?), Dialect::Extended)?;
        for name in &mut names {
            if let Some((_, end)) = prefix.find(name, 0)?.and_then(|f| f[0]) {
                *name = name[end..].to_string();
            }
        }
    }
    let (sep, pattern) = (args.optional("names_sep")?, args.optional("names_pattern")?);
    let texts = Value::strings(&names);
    let mut parts: Vec<(String, Value)> = match (names_to.as_slice(), sep, pattern) {
        ([], None, None) => Vec::new(),
        ([Some(name)], None, None) => vec![(name.clone(), texts)],
        ([_], Some(_), _) => {
            let message = "`names_sep` can't be used with a length 1 `names_to`.";
            return Err(error(args.session, VERB, message));
        }
        (_, Some(_), Some(_)) | (_, None, None) => {
            let message = "If you supply multiple names in `names_to` you must also supply one of `names_sep` or \
                           `names_pattern`.";
            return Err(error(args.session, VERB, &super::separate::wrapped(message)));
        }
        (into, Some(sep), None) => separated(args, &texts, into, &sep, Rules::warning(VERB))?,
        (into, None, Some(_)) => {
            let pattern = args.string("names_pattern")?;
            extracted(args, &texts, into, &pattern, VERB)?
        }
    };
    let values = match parts.iter().position(|p| p.0 == ".value") {
        Some(k) => {
            let own = as_character(&parts.remove(k).1)?;
            own.iter().map(|v| v.unwrap_or("NA").to_string()).collect()
        }
        None => vec![args.string("values_to")?; columns.len()],
    };
    let transform = args.value("names_transform")?;
    for (name, key) in &mut parts {
        if let Some(function) = function_for(args, &transform, name)? {
            *key = args.apply(&function, vec![Argument::new(key.clone())])?;
        }
    }
    Ok(Plan { values, keys: parts })
}

fn lengthen(args: &mut Args, data: &Value, table: &Table, at: &[usize], plan: &Plan) -> Eval {
    let n = table.rows;
    // Columns for the same value and keys are told apart by how often these came before.
    let value_codes = column_codes(&Value::strings(&plan.values));
    let mut tell: Vec<Value> = plan.keys.iter().map(|k| k.1.clone()).collect();
    let alone = distinct_codes(&tell, at.len());
    let mut seen = std::collections::BTreeMap::new();
    let mut nth = Vec::with_capacity(at.len());
    for pair in value_codes.codes.iter().zip(&alone.codes) {
        let count = seen.entry(pair).or_insert(0);
        nth.push(*count);
        *count += 1;
    }
    tell.push(Value::integers(nth));
    let keys = distinct_codes(&tell, at.len());
    let groups = keys.first.len();
    let slowest = args.string("cols_vary")? == "slowest";
    let place = |row: usize, key: usize| if slowest { (key, row) } else { (row, key) };
    let (outer, inner) = place(n, groups);
    // The rows of the result as pairs of a row of the data and a key.
    let pairs: Vec<(usize, usize)> =
        (0..outer).flat_map(|a| (0..inner).map(move |b| (a, b))).map(|(a, b)| place(a, b)).collect();
    let transform = args.value("values_transform")?;
    let mut values: Vec<(String, Value)> = Vec::new();
    for &first in &value_codes.first {
        let name = plan.values[first].clone();
        let function = function_for(args, &transform, &name)?;
        let mut parts = Vec::new();
        let mut owners = Vec::new();
        let mut offset = vec![NO_ROW; groups];
        for (k, &column) in at.iter().enumerate() {
            if plan.values[k] != name {
                continue;
            }
            let mut part = table.columns[column].clone();
            if let Some(function) = &function {
                part = args.apply(function, vec![Argument::new(part)])?;
            }
            offset[keys.codes[k] as usize] = parts.len() * n;
            parts.push(part);
            owners.push(table.names[column].clone());
        }
        let all = concatenate(&parts, &|i| format!("`{}`", owners[i]))
            .map_err(|e| error(args.session, VERB, &e.message))?;
        let rows: Vec<usize> = pairs
            .iter()
            .map(|&(row, key)| if offset[key] == NO_ROW { NO_ROW } else { offset[key] + row })
            .collect();
        values.push((name, take(&all, &rows)));
    }
    let mut kept: Vec<usize> = (0..pairs.len()).collect();
    if args.flag("values_drop_na")? {
        kept.retain(|&i| values.iter().any(|v| !is_missing_at(&v.1, i)));
    }
    let others: Vec<usize> = (0..table.names.len()).filter(|i| !at.contains(i)).collect();
    let rows: Vec<usize> = kept.iter().map(|&i| pairs[i].0).collect();
    let mut out = table.select(&others).take(&rows);
    for (name, key) in &plan.keys {
        let firsts: Vec<usize> = kept.iter().map(|&i| keys.first[pairs[i].1]).collect();
        out.names.push(name.clone());
        out.columns.push(take(key, &firsts));
    }
    for (name, value) in values {
        out.names.push(name);
        out.columns.push(if kept.len() == pairs.len() { value } else { take(&value, &kept) });
    }
    let rule = args.value("names_repair")?;
    out.names = crate::tibble::names::repair(args.session, out.names, &rule, VERB)?;
    as_tibble_like(out, data)
}
