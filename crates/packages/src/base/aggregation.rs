//! A function of each group of a vector or data frame: `tapply`, `ave`, `by`, `rowsum`.

use super::frame_subscripts::{rows_of, take_rows};
use super::functional::apply_each;
use super::groups::{Grouping, NO_GROUP, cells, grouping_variables, members};
use super::splitting::{part, subscript};
use raglan_engine::eval::{Args, Builtin, Eval, fail, generic, lazy, lazy_method, method};
use raglan_engine::value::{
    Argument, Call, Symbol, Value, Vector, as_double, as_integer, as_list, as_logical, combine, deparse_line,
    known,
};
use std::rc::Rc;

pub(super) const FUNCTIONS: &[Builtin] = &[
    lazy("tapply(X, INDEX, FUN = NULL, ..., default = NA, simplify = TRUE)", tapply),
    lazy("ave(x, ..., FUN = mean)", ave),
    generic("by(data, INDICES, FUN, ..., simplify = TRUE)"),
    lazy_method("by.default(data, INDICES, FUN, ..., simplify = TRUE)", by),
    lazy_method("by.data.frame(data, INDICES, FUN, ..., simplify = TRUE)", by),
    method("print.by(x, ..., vsep)", print_by),
    generic("rowsum(x, group, reorder = TRUE, ...)"),
    method("rowsum.default(x, group, reorder = TRUE, na.rm = FALSE, ...)", row_sums),
    method("rowsum.data.frame(x, group, reorder = TRUE, na.rm = FALSE, ...)", row_sums),
];

/// Observations in the cells of a table, and how the table is called along its extents.
struct Layout {
    codes: Vec<usize>,
    extents: Vec<usize>,
    dimnames: Value,
}

impl Layout {
    fn of(args: &mut Args, variables: &[Argument]) -> Eval<Self> {
        let mut groupings = Vec::with_capacity(variables.len());
        for variable in variables {
            groupings.push(Grouping::of(args, &variable.value)?);
        }
        let n = groupings.first().map_or(0, |g| g.codes.len());
        if groupings.iter().any(|g| g.codes.len() != n) {
            return fail("arguments must have same length");
        }
        let extents: Vec<usize> = groupings.iter().map(|g| g.levels.len()).collect();
        let codes = cells(&groupings.iter().map(|g| g.codes.as_slice()).collect::<Vec<_>>(), &extents);
        let mut dimnames = Value::list(groupings.iter().map(Grouping::names).collect::<Vec<_>>());
        if variables.iter().any(|v| v.name.is_some()) {
            let names = variables.iter().map(|v| v.name.map_or("", Symbol::as_str));
            dimnames.set_attribute(known::NAMES, Value::strings(names));
        }
        Ok(Self { codes, extents, dimnames })
    }

    fn size(&self) -> usize {
        self.extents.iter().product()
    }

    /// The results of the cells somebody is in, laid out as an array.
    fn filled(&self, used: &[usize], results: Vec<Value>, simplify: bool, default: Value) -> Eval {
        let scalar = simplify && !results.is_empty() && results.iter().all(|v| v.len() == 1 && v.is_atomic());
        let mut place = vec![None; self.size()];
        for (k, &cell) in used.iter().enumerate() {
            place[cell] = Some(k);
        }
        let out = if scalar {
            let count = results.len();
            let mut parts: Vec<Argument> = results.into_iter().map(|v| Argument::new(v.stripped())).collect();
            if count < place.len() {
                parts.push(Argument::new(if default.is_empty() { missing() } else { default }));
            }
            let all = combine(&parts, false, false)?;
            all.gather(&place.iter().map(|k| k.unwrap_or(count)).collect::<Vec<_>>())
        } else {
            Value::list(
                place.iter().map(|k| k.map_or(Value::Null, |k| results[k].clone())).collect::<Vec<_>>(),
            )
        };
        let dim = self.extents.iter().map(|&d| d as i32).collect::<Vec<_>>();
        Ok(out
            .with_attribute(known::DIM, Value::integers(dim))
            .with_attribute(known::DIMNAMES, self.dimnames.clone()))
    }

    /// The cells somebody is in, with who is.
    fn occupied(&self) -> (Vec<usize>, Vec<Vec<usize>>) {
        let all = members(&self.codes, self.size());
        all.into_iter().enumerate().filter(|(_, at)| !at.is_empty()).unzip()
    }
}

/// NA, for cells nobody is in.
fn missing() -> Value {
    Value::logicals(vec![None])
}

fn tapply(args: &mut Args) -> Eval {
    let x = args.value("X")?;
    let index = args.value("INDEX")?;
    let variables = grouping_variables(args, &index, &x)?;
    if variables.is_empty() {
        return fail("'INDEX' is of length zero");
    }
    let layout = Layout::of(args, &variables)?;
    if layout.codes.len() != rows_of(&x) {
        return fail("arguments must have same length");
    }
    if matches!(args.value("FUN")?, Value::Null) {
        let code = |&c: &usize| if c == NO_GROUP { raglan_engine::value::NA_INTEGER } else { c as i32 + 1 };
        return Ok(Value::integers(layout.codes.iter().map(code).collect::<Vec<_>>()));
    }
    let function = args.function("FUN")?;
    let (simplify, default) = (args.flag("simplify")?, args.value("default")?);
    let (used, groups) = layout.occupied();
    let mut pieces = Vec::with_capacity(groups.len());
    for at in &groups {
        pieces.push(part(args, &x, at)?);
    }
    let results = apply_each(args, pieces, &function)?;
    layout.filled(&used, results, simplify, default)
}

/// Every observation with what the function says of its group.
fn ave(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let function = args.function("FUN")?;
    let variables = args.dots()?;
    let groups = if variables.is_empty() {
        vec![(0..x.len()).collect::<Vec<_>>()]
    } else {
        let layout = Layout::of(args, &variables)?;
        let n = layout.codes.len();
        if n == 0 || x.len() % n != 0 && n % x.len().max(1) != 0 {
            return fail("group length is 0 but data length > 0");
        }
        let codes: Vec<usize> = (0..x.len()).map(|i| layout.codes[i % n]).collect();
        members(&codes, layout.size())
    };
    let mut out = x.clone();
    for at in groups.iter().filter(|at| !at.is_empty()) {
        let piece = part(args, &x, at)?;
        let result = args.apply(&function, vec![Argument::new(piece)])?;
        let replacement =
            vec![Argument::new(out), Argument::new(subscript(at)), Argument::named(known::VALUE, result)];
        out = args.apply_named("[<-", replacement)?;
    }
    Ok(out)
}

fn by(args: &mut Args) -> Eval {
    let data = args.value("data")?;
    let function = args.function("FUN")?;
    let indices = args.value("INDICES")?;
    let label = deparse_line(&args.expression("INDICES"));
    let mut variables = grouping_variables(args, &indices, &data)?;
    if !matches!(indices, Value::List(_)) && !indices.has_class("formula") {
        variables[0].name = Some(Symbol::new(&label));
    } else if variables.iter().all(|v| v.name.is_none()) {
        variables.iter_mut().for_each(|v| v.name = Some(known::EMPTY));
    }
    let layout = Layout::of(args, &variables)?;
    let vector = data.dim().is_none() && !data.is_data_frame();
    let frame = if vector || data.is_data_frame() {
        data
    } else {
        args.apply_named("as.data.frame", vec![Argument::new(data)])?
    };
    if layout.codes.len() != rows_of(&frame) {
        return fail("arguments must have same length");
    }
    let simplify = args.flag("simplify")?;
    let (used, groups) = layout.occupied();
    let mut pieces = Vec::with_capacity(groups.len());
    for at in &groups {
        pieces.push(if vector { part(args, &frame, at)? } else { take_rows(args, &frame, at)? });
    }
    let results = apply_each(args, pieces, &function)?;
    let out = layout.filled(&used, results, simplify, missing())?;
    let call = matched_call(args, if vector { "by.default" } else { "by.data.frame" });
    Ok(out.with_class(&["by"]).with_attribute(known::CALL, call))
}

/// The call with its arguments named.
fn matched_call(args: &Args, name: &str) -> Value {
    let order = ["data", "INDICES", "FUN"];
    let mut arguments: Vec<Argument> =
        order.iter().map(|&n| Argument::named(n, args.expression(n))).collect();
    for dot in args.raw_dots() {
        let value = match &dot.value {
            Value::Promise(p) => p.expression(),
            other => other.clone(),
        };
        arguments.push(Argument { name: dot.name, value });
    }
    if args.raw("simplify").is_some() {
        arguments.push(Argument::named("simplify", args.expression("simplify")));
    }
    Value::Language(Rc::new(Call::new(name, arguments)))
}

fn print_by(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let separator = match args.optional("vsep")? {
        Some(text) => raglan_engine::value::as_character(&text)?.get(0).unwrap_or_default().to_string(),
        None => {
            let width = args.session.option_number("width", 80).max(0) as usize;
            format!("{} \n", "-".repeat(width * 3 / 4))
        }
    };
    let dots = args.raw_dots().to_vec();
    let dim = x.dim().unwrap_or_else(|| vec![x.len()]);
    let labels = x.dimnames().unwrap_or_default();
    let titles = x.attributes().get(known::DIMNAMES).and_then(Value::names);
    let items = as_list(&x.clone().stripped());
    for (k, item) in items.iter().enumerate() {
        if k > 0 {
            args.session.write(&separator);
        }
        let mut rest = k;
        for (d, extent) in dim.iter().enumerate() {
            let level =
                labels.get(d).and_then(Option::as_ref).and_then(|l| l.get(rest % extent)).unwrap_or("NA");
            let title = titles.as_ref().and_then(|t| t.get(d)).unwrap_or_default();
            args.session.write(&format!("{title}: {level}\n"));
            rest /= extent;
        }
        let mut arguments = vec![Argument::new(item.clone())];
        arguments.extend(dots.iter().cloned());
        args.apply_named("print", arguments)?;
    }
    args.invisible(x)
}

/// Sums of the rows of each group, the groups sorted or in the order they come.
fn row_sums(args: &mut Args) -> Eval {
    let (x, group) = (args.value("x")?, args.value("group")?);
    let (reorder, skip) = (args.flag("reorder")?, args.flag("na.rm")?);
    let rows = rows_of(&x);
    if rows_of(&group) != rows {
        return fail("incorrect length for 'group'");
    }
    if raglan_engine::value::frame::size(&group) > 0
        && (0..rows).any(|i| raglan_engine::value::frame::is_missing_at(&group, i))
    {
        args.warn("missing values for 'group'")?;
    }
    let mut different = args.apply_named("unique", vec![Argument::new(group.clone())])?;
    if reorder {
        let last = Argument::named("na.last", Value::logical(true));
        different = args.apply_named("sort", vec![Argument::new(different), last])?;
    }
    let at = args.apply_named("match", vec![Argument::new(group), Argument::new(different.clone())])?;
    let codes: Vec<usize> = as_integer(&at, &mut Vec::new())?.iter().map(|&k| k as usize - 1).collect();
    let labels = args.apply_named("as.character", vec![Argument::new(different)])?;
    let groups = labels.len();
    if x.is_data_frame() {
        let mut columns = Vec::with_capacity(x.len());
        for column in as_list(&x).iter() {
            columns.push(sums(column, &codes, groups, skip)?);
        }
        let out = Value::list(columns).with_attributes(x.attributes().clone());
        return Ok(out.with_attribute(known::ROW_NAMES, labels));
    }
    let columns = x.dim().map_or(1, |d| d.iter().skip(1).product());
    let mut parts = Vec::with_capacity(columns);
    for j in 0..columns {
        let column = x.gather(&(j * rows..(j + 1) * rows).collect::<Vec<_>>());
        parts.push(Argument::new(sums(&column, &codes, groups, skip)?));
    }
    let names = x.dimnames().and_then(|d| d.get(1).cloned().flatten());
    let dim = Value::integers(vec![groups as i32, columns as i32]);
    let dimnames = Value::list(vec![labels, names.map_or(Value::Null, |n| Value::Character(Vector::new(n)))]);
    let out = combine(&parts, false, false)?;
    Ok(out.with_attribute(known::DIM, dim).with_attribute(known::DIMNAMES, dimnames))
}

/// The sum of each group of a numeric column, whole numbers as whole numbers.
fn sums(column: &Value, codes: &[usize], groups: usize, skip: bool) -> Eval {
    match column {
        Value::Integer(v) => {
            let mut out: Vec<Option<i64>> = vec![Some(0); groups];
            for (&k, &g) in v.data.iter().zip(codes) {
                if k == raglan_engine::value::NA_INTEGER {
                    out[g] = if skip { out[g] } else { None };
                } else {
                    out[g] = out[g].map(|s| s + i64::from(k));
                }
            }
            let fit = |s: Option<i64>| {
                s.and_then(|s| i32::try_from(s).ok()).unwrap_or(raglan_engine::value::NA_INTEGER)
            };
            Ok(Value::integers(out.into_iter().map(fit).collect::<Vec<_>>()))
        }
        Value::Double(v) => {
            let mut out = vec![0.0; groups];
            for (&x, &g) in v.data.iter().zip(codes) {
                if !(skip && x.is_nan()) {
                    out[g] += x;
                }
            }
            Ok(Value::doubles(out))
        }
        Value::Logical(_) => {
            let numbers = as_logical(column)?;
            let as_number = |b: &Option<bool>| b.map_or(raglan_engine::value::NA_INTEGER, i32::from);
            let integers = Value::integers(numbers.iter().map(as_number).collect::<Vec<_>>());
            sums(&integers, codes, groups, skip)
        }
        other if other.is_atomic() && !matches!(other, Value::Character(_)) => {
            sums(&Value::doubles(as_double(other, &mut Vec::new())?.to_vec()), codes, groups, skip)
        }
        _ => fail("'x' must be numeric"),
    }
}

#[cfg(test)]
mod tests {
    use super::sums;
    use raglan_engine::value::{NA_INTEGER, Value};

    #[test]
    fn sums_of_groups_keep_whole_numbers() {
        let out = sums(&Value::integers(vec![1, 2, NA_INTEGER]), &[0, 1, 1], 2, true);
        assert!(out.is_ok_and(|v| raglan_engine::value::identical(&v, &Value::integers(vec![1, 2]))));
    }
}
