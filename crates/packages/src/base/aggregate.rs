//! `aggregate`: summaries of the columns of a data frame by group, as a data frame.

use super::frame_subscripts::{rows_of, take_rows};
use super::functional::apply_each;
use super::groups::{
    Grouping, NO_GROUP, cells, data_scope, formula_environment, grouping_variables, members, summands,
};
use super::splitting::part;
use raglan_engine::eval::{Args, Builtin, Eval, fail, generic, lazy_method};
use raglan_engine::value::frame::{Table, compact_rows};
use raglan_engine::value::{Argument, Symbol, Value, as_list, as_logical, combine, deparse_line, known};

pub(super) const FUNCTIONS: &[Builtin] = &[
    generic("aggregate(x, ...)"),
    lazy_method("aggregate.default(x, by, FUN, ..., simplify = TRUE, drop = TRUE)", aggregate_vector),
    lazy_method("aggregate.data.frame(x, by, FUN, ..., simplify = TRUE, drop = TRUE)", aggregate_frame),
    lazy_method(
        "aggregate.formula(x, data, FUN, ..., subset, na.action = na.omit, simplify = TRUE, drop = TRUE)",
        aggregate_formula,
    ),
];

fn aggregate_vector(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let table = match &x {
        Value::List(_) => Table::of(&args.apply_named("as.data.frame", vec![Argument::new(x)])?),
        other if other.dim().is_some_and(|d| d.len() > 1) => {
            Table::of(&args.apply_named("as.data.frame", vec![Argument::new(x)])?)
        }
        _ => Table { names: vec!["x".into()], rows: x.len(), columns: vec![x] },
    };
    aggregate_table(args, table)
}

fn aggregate_frame(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let table = Table::of(&x);
    aggregate_table(args, table)
}

fn aggregate_table(args: &mut Args, table: Table) -> Eval {
    let by = args.value("by")?;
    if by.has_class("formula") {
        let data = table.data_frame();
        let variables = grouping_variables(args, &by, &data)?;
        let used: Vec<&str> = variables.iter().filter_map(|v| v.name.map(Symbol::as_str)).collect();
        let all = Table::of(&data);
        let kept: Vec<usize> =
            (0..all.names.len()).filter(|&k| !used.contains(&all.names[k].as_str())).collect();
        return summarise(args, &all.select(&kept), &variables);
    }
    if !matches!(by, Value::List(_)) {
        return fail("'by' must be a list");
    }
    let variables = grouping_variables(args, &by, &Value::Null)?;
    summarise(args, &table, &variables)
}

/// What stands on one side of the formula, with the names the columns get.
fn variables_of(
    args: &mut Args,
    terms: &[Value],
    data: &Value,
    others: &[Value],
    scope: &raglan_engine::value::Environment,
) -> Eval<Vec<Argument>> {
    let mut out = Vec::new();
    for term in terms {
        if matches!(term, Value::Symbol(known::DOT)) {
            let taken: Vec<Symbol> = others.iter().flat_map(symbols_of).collect();
            for (name, column) in raglan_engine::value::frame::names_of(data).iter().zip(as_list(data).iter())
            {
                if !taken.iter().any(|t| t.as_str() == name) {
                    out.push(Argument::named(name.as_str(), column.clone()));
                }
            }
            continue;
        }
        let value = args.session.eval(term, scope)?;
        out.push(Argument::named(deparse_line(term).as_str(), value));
    }
    Ok(out)
}

/// The variables code speaks of.
fn symbols_of(code: &Value) -> Vec<Symbol> {
    match code {
        Value::Symbol(s) => vec![*s],
        Value::Language(call) => call.arguments.iter().flat_map(|a| symbols_of(&a.value)).collect(),
        _ => Vec::new(),
    }
}

fn aggregate_formula(args: &mut Args) -> Eval {
    let formula = args.value("x")?;
    let data = match args.raw("data") {
        None => Value::Null,
        Some(_) => args.value("data")?,
    };
    let data = if data.dim().is_some() && !data.is_data_frame() {
        args.apply_named("as.data.frame", vec![Argument::new(data)])?
    } else {
        data
    };
    let Value::Language(call) = &formula else { return fail("'x' must be a formula") };
    let [left, right] = call.arguments.as_slice() else {
        return fail("formula 'x' must have both left and right hand sides");
    };
    let scope = data_scope(args, &data, formula_environment(&formula).as_ref());
    let (left, right) = (left.value.clone(), summands(&right.value));
    let responses = variables_of(args, std::slice::from_ref(&left), &data, &right, &scope)?;
    let whole = matches!(right.as_slice(), [Value::Double(_) | Value::Integer(_)]);
    let groups = if whole {
        Vec::new()
    } else {
        variables_of(args, &right, &data, std::slice::from_ref(&left), &scope)?
    };
    let kept = kept_rows(args, &responses, &groups, &scope)?;
    let mut columns = Table::default();
    for response in responses {
        let value = take_rows(args, &response.value, &kept)?;
        let name = response.name.map_or("x", Symbol::as_str);
        match value.dim().filter(|d| d.len() == 2) {
            None => columns.set(name, value),
            Some(dim) => {
                let names = value.dimnames().and_then(|d| d[1].clone());
                for j in 0..dim[1] {
                    let given = names.as_ref().and_then(|n| n.get(j)).filter(|n| !n.is_empty());
                    let name = given.map_or_else(|| format!("V{}", j + 1), str::to_string);
                    let cells: Vec<usize> = (j * dim[0]..(j + 1) * dim[0]).collect();
                    columns.names.push(name);
                    columns.columns.push(value.clone().stripped().gather(&cells));
                }
            }
        }
    }
    columns.rows = kept.len();
    let mut variables = Vec::with_capacity(groups.len());
    for group in groups {
        let value = take_rows(args, &group.value, &kept)?;
        variables.push(Argument { name: group.name, value });
    }
    summarise(args, &columns, &variables)
}

/// The rows that `subset` and `na.action` leave.
fn kept_rows(
    args: &mut Args,
    responses: &[Argument],
    groups: &[Argument],
    scope: &raglan_engine::value::Environment,
) -> Eval<Vec<usize>> {
    let n = responses.first().map_or(0, |r| rows_of(&r.value));
    if responses.iter().chain(groups).any(|v| rows_of(&v.value) != n) {
        return fail("variable lengths differ");
    }
    let mut rows: Vec<usize> = (0..n).collect();
    if args.raw("subset").is_some() {
        let value = args.session.eval(&args.expression("subset"), scope)?;
        let flags = as_logical(&value)?;
        rows.retain(|&i| !flags.is_empty() && flags[i % flags.len()] == Some(true));
    }
    let action = if args.raw("na.action").is_none() {
        args.session.from_namespace("stats", "na.omit", false)?
    } else if matches!(args.value("na.action")?, Value::Null) {
        return Ok(rows);
    } else {
        args.function("na.action")?
    };
    // The rows are told by a column of their numbers, which is never missing.
    let mut table = Table { rows: n, ..Table::default() };
    for (k, v) in responses.iter().chain(groups).enumerate() {
        table.set(&format!("{k}"), v.value.clone());
    }
    let number = Value::integers((0..n as i32).collect::<Vec<_>>());
    table.set("row", number);
    let frame = table.data_frame();
    let chosen = take_rows(args, &frame, &rows)?;
    let left = args.apply(&action, vec![Argument::new(chosen)])?;
    let at = left.part("row").unwrap_or_default();
    Ok(raglan_engine::value::as_integer(&at, &mut Vec::new())?.iter().map(|&i| i as usize).collect())
}

/// The table of the values the groups have, and the function of every column of every group.
fn summarise(args: &mut Args, table: &Table, variables: &[Argument]) -> Eval {
    let function = args.function("FUN")?;
    let (simplify, drop) = (args.flag("simplify")?, args.flag("drop")?);
    let mut groupings = Vec::with_capacity(variables.len());
    for variable in variables {
        if rows_of(&variable.value) != table.rows {
            return fail("arguments must have same length");
        }
        groupings.push(Grouping::of(args, &variable.value)?);
    }
    let extents: Vec<usize> = groupings.iter().map(|g| g.levels.len()).collect();
    let size: usize = extents.iter().product();
    let codes = match groupings.is_empty() {
        true => vec![0; table.rows],
        false => cells(&groupings.iter().map(|g| g.codes.as_slice()).collect::<Vec<_>>(), &extents),
    };
    let all = members(&codes, size);
    let shown: Vec<usize> = (0..size).filter(|&k| !drop || !all[k].is_empty()).collect();
    let mut out = Table { rows: shown.len(), ..Table::default() };
    let mut stride = 1;
    for (k, (variable, grouping)) in variables.iter().zip(&groupings).enumerate() {
        let levels: Vec<usize> = shown.iter().map(|cell| cell / stride % extents[k]).collect();
        stride *= extents[k];
        let name = variable.name.map_or_else(|| format!("Group.{}", k + 1), |n| n.as_str().to_string());
        out.names.push(name);
        out.columns.push(level_values(args, &variable.value, grouping, &levels)?);
    }
    for (name, column) in table.names.iter().zip(&table.columns) {
        let mut pieces = Vec::new();
        for &cell in shown.iter().filter(|&&cell| !all[cell].is_empty()) {
            pieces.push(part(args, column, &all[cell])?);
        }
        let results = apply_each(args, pieces, &function)?;
        let empty: Vec<bool> = shown.iter().map(|&cell| all[cell].is_empty()).collect();
        out.names.push(name.clone());
        out.columns.push(column_of(args, results, &empty, simplify)?);
    }
    let rows = out.rows;
    let frame = Value::list(out.columns).with_names(out.names).with_class(&["data.frame"]);
    Ok(frame.with_attribute(known::ROW_NAMES, compact_rows(rows)))
}

/// The values of a grouping variable for some of its levels.
fn level_values(args: &mut Args, variable: &Value, grouping: &Grouping, levels: &[usize]) -> Eval {
    if variable.is_factor() {
        let codes = Value::integers(levels.iter().map(|&k| k as i32 + 1).collect::<Vec<_>>());
        let kept = variable.attributes().only(|n| matches!(n, known::LEVELS | known::CLASS));
        return Ok(codes.with_attributes(kept));
    }
    let mut first = vec![NO_GROUP; grouping.levels.len()];
    for (i, &code) in grouping.codes.iter().enumerate() {
        if code != NO_GROUP && first[code] == NO_GROUP {
            first[code] = i;
        }
    }
    let mut plain = variable.clone();
    plain.set_attribute(known::NAMES, Value::Null);
    part(args, &plain, &levels.iter().map(|&k| first[k]).collect::<Vec<_>>())
}

/// Results as a column: a vector, a matrix with a row for each group, or a list.
fn column_of(args: &mut Args, mut results: Vec<Value>, empty: &[bool], simplify: bool) -> Eval {
    let length = results.first().map_or(0, Value::len);
    let alike = simplify && length > 0 && results.iter().all(|r| r.len() == length && r.is_vector());
    let mut place = Vec::with_capacity(empty.len());
    let mut next = 0;
    for &gap in empty {
        place.push(if gap { usize::MAX } else { next });
        next += usize::from(!gap);
    }
    if !alike {
        let item = |&k: &usize| results.get(k).cloned().unwrap_or_default();
        return Ok(Value::list(place.iter().map(item).collect::<Vec<_>>()));
    }
    let names = results[0].names();
    let objects = results[0].is_object();
    for result in &mut results {
        result.set_attribute(known::NAMES, Value::Null);
    }
    let parts: Vec<Argument> = results.into_iter().map(Argument::new).collect();
    let all =
        if objects && length == 1 { args.apply_named("c", parts)? } else { combine(&parts, false, false)? };
    if length == 1 {
        let kept = all.attributes().only(|n| n != known::NAMES);
        return Ok(all.gather(&place).with_attributes(kept));
    }
    let at: Vec<usize> = (0..length)
        .flat_map(|j| place.iter().map(move |&k| if k == usize::MAX { k } else { k * length + j }))
        .collect();
    let mut out = all.gather(&at);
    out.set_attribute(known::DIM, Value::integers(vec![place.len() as i32, length as i32]));
    if let Some(names) = names {
        out.set_attribute(known::DIMNAMES, Value::list(vec![Value::Null, names.into()]));
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::symbols_of;
    use raglan_engine::value::Value;

    #[test]
    fn variables_of_code_leave_functions_out() {
        let code = Value::call("cbind", [Value::symbol("a"), Value::call("log", [Value::symbol("b")])]);
        let names: Vec<&str> = symbols_of(&code).iter().map(|s| s.as_str()).collect();
        assert_eq!(names, ["a", "b"]);
    }
}
