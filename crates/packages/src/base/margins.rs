//! Margins of tables: sums over extents, proportions of them, tables with margins added.

use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail, lazy};
use raglan_engine::value::{
    Argument, NA_INTEGER, Strings, Text, Value, as_double, as_integer, as_list, combine, deparse_line, known,
};

pub(super) const FUNCTIONS: &[Builtin] = &[
    builtin("prop.table(x, margin = NULL)", proportions),
    builtin("proportions(x, margin = NULL)", proportions),
    builtin("margin.table(x, margin = NULL)", margin_sums),
    builtin("marginSums(x, margin = NULL)", margin_sums),
    lazy("addmargins(A, margin = seq_along(dim(A)), FUN = sum, quiet = FALSE)", add_margins),
];

/// The extents `margin` names by number or by name, counted from zero.
pub(crate) fn extents_of(x: &Value, margin: &Value) -> Eval<Vec<usize>> {
    let count = x.dim().map_or(0, |d| d.len());
    if let Value::Character(names) = margin {
        let titles = x.attributes().get(known::DIMNAMES).and_then(Value::names);
        let find = |name: Option<&str>| titles.as_ref().and_then(|t| t.iter().position(|m| m == name));
        let found: Option<Vec<usize>> = names.data.iter().map(find).collect();
        return match found {
            Some(found) => Ok(found),
            None => fail("not all elements of 'margin' are names of dimensions"),
        };
    }
    let numbers = as_integer(margin, &mut Vec::new())?;
    if numbers.iter().any(|&k| k < 1 || k as usize > count) {
        return fail("subscript out of bounds");
    }
    Ok(numbers.iter().map(|&k| k as usize - 1).collect())
}

/// For each cell of an array, its cell in the array of only some of the extents.
pub(crate) fn projection(dim: &[usize], onto: &[usize]) -> Vec<usize> {
    let mut weights = vec![0; dim.len()];
    let mut stride = 1;
    for &k in onto {
        weights[k] = stride;
        stride *= dim[k];
    }
    let place = |cell: usize| {
        let mut rest = cell;
        let mut at = 0;
        for (d, weight) in dim.iter().zip(&weights) {
            at += rest % d * weight;
            rest /= d;
        }
        at
    };
    (0..dim.iter().product()).map(place).collect()
}

/// Sums of a numeric array over all extents but some; whole numbers stay whole while they fit.
pub(crate) fn sum_onto(x: &Value, onto: &[usize]) -> Eval {
    let dim = x.dim().unwrap_or_else(|| vec![x.len()]);
    let to = projection(&dim, onto);
    let mut sums = vec![0.0; onto.iter().map(|&k| dim[k]).product()];
    for (&x, &k) in as_double(x, &mut Vec::new())?.iter().zip(&to) {
        sums[k] += x;
    }
    let whole = matches!(x, Value::Integer(_) | Value::Logical(_));
    let fits = |s: &f64| s.is_nan() || s.abs() < f64::from(i32::MAX);
    let mut out = if whole && sums.iter().all(fits) {
        let integer = |&s: &f64| if s.is_nan() { NA_INTEGER } else { s as i32 };
        Value::integers(sums.iter().map(integer).collect::<Vec<_>>())
    } else {
        Value::doubles(sums)
    };
    out.set_attribute(known::DIM, Value::integers(onto.iter().map(|&k| dim[k] as i32).collect::<Vec<_>>()));
    if let Some(names) = x.attributes().get(known::DIMNAMES) {
        out.set_attribute(known::DIMNAMES, picked(names, onto));
    }
    Ok(out)
}

/// Some of the dimnames, with their titles.
pub(crate) fn picked(dimnames: &Value, at: &[usize]) -> Value {
    let out = dimnames.gather(at);
    match dimnames.names() {
        Some(titles) => {
            let titles: Strings = at.iter().map(|&k| titles.get(k)).collect();
            out.with_attribute(known::NAMES, titles.into())
        }
        None => out,
    }
}

fn margin_sums(args: &mut Args) -> Eval {
    let (x, margin) = (args.value("x")?, args.value("margin")?);
    if x.dim().is_none() {
        return fail("'x' is not an array");
    }
    if margin.is_empty() {
        return args.apply_named("sum", vec![Argument::new(x.stripped())]);
    }
    let onto = extents_of(&x, &margin)?;
    let out = sum_onto(&x, &onto)?;
    let class = x.attribute(known::CLASS).unwrap_or_default();
    Ok(out.with_attribute(known::CLASS, class))
}

fn proportions(args: &mut Args) -> Eval {
    let (x, margin) = (args.value("x")?, args.value("margin")?);
    if x.is_data_frame() {
        let total = args.apply_named("sum", vec![Argument::new(x.clone())])?;
        return args.apply_named("/", vec![Argument::new(x), Argument::new(total)]);
    }
    let values = as_double(&x, &mut Vec::new())?;
    let kept = x.attributes().clone();
    if margin.is_empty() {
        let total: f64 = values.iter().sum();
        return Ok(Value::doubles(values.iter().map(|v| v / total).collect::<Vec<_>>()).with_attributes(kept));
    }
    let Some(dim) = x.dim() else { return fail("'x' is not an array") };
    let onto = extents_of(&x, &margin)?;
    let sums = as_double(&sum_onto(&x, &onto)?, &mut Vec::new())?;
    let to = projection(&dim, &onto);
    let shares = values.iter().zip(&to).map(|(v, &k)| v / sums[k]).collect::<Vec<_>>();
    Ok(Value::doubles(shares).with_attributes(kept))
}

/// A function whose results are added along an extent, and the label they get.
type Margin = (String, Option<Value>);

/// The functions for each extent: one for all, or a list with one entry, or one list, for each.
fn functions(args: &mut Args, count: usize) -> Eval<Vec<Vec<Margin>>> {
    if args.raw("FUN").is_none() {
        return Ok(vec![vec![("Sum".to_string(), None)]; count]);
    }
    let code = args.expression("FUN");
    let given = args.value("FUN")?;
    let Value::List(list) = &given else {
        let function = args.function("FUN")?;
        return Ok(vec![vec![(deparse_line(&code), Some(function))]; count]);
    };
    if list.data.len() != count && list.data.len() != 1 {
        return fail("length of FUN, must match length of 'margin'");
    }
    let each = entries(&given, &code);
    let one = |(label, value, code): &(String, Value, Value)| match value {
        Value::List(_) => entries(value, code).into_iter().map(|(label, f, _)| (label, Some(f))).collect(),
        f => vec![(label.clone(), Some(f.clone()))],
    };
    let all: Vec<Vec<Margin>> = each.iter().map(one).collect();
    Ok((0..count).map(|k| all[k % all.len()].clone()).collect())
}

/// The entries of a list of functions with their names, or the code they were written as.
fn entries(list: &Value, code: &Value) -> Vec<(String, Value, Value)> {
    let names = list.names();
    let codes: Vec<Value> = match code {
        Value::Language(call) if call.arguments.len() == list.len() => call.values().cloned().collect(),
        _ => vec![Value::Null; list.len()],
    };
    let label = |i: usize| match names.as_ref().and_then(|n| n.get(i)).filter(|n| !n.is_empty()) {
        Some(name) => name.to_string(),
        None => deparse_line(&codes[i]),
    };
    as_list(list).iter().enumerate().map(|(i, f)| (label(i), f.clone(), codes[i].clone())).collect()
}

fn add_margins(args: &mut Args) -> Eval {
    let a = args.value("A")?;
    if a.dim().is_none() {
        return fail("'A' must be an array or table");
    }
    let margin = args.value("margin")?;
    let onto = extents_of(&a, &margin)?;
    let functions = functions(args, onto.len())?;
    let titles = a.attributes().get(known::DIMNAMES).and_then(Value::names);
    if onto.len() > 1 && args.raw("FUN").is_some() && !args.flag("quiet")? {
        let mut text = "Margins computed over dimensions\nin the following order:\n".to_string();
        for (i, &k) in onto.iter().enumerate() {
            let title = titles.as_ref().and_then(|t| t.get(k)).unwrap_or_default();
            text.push_str(&format!("{}: {title}\n", i + 1));
        }
        args.session.write(&text);
    }
    let class = a.attribute(known::CLASS).unwrap_or_else(|| Value::strings(["table"]));
    let mut out = a;
    for (k, functions) in onto.into_iter().zip(functions) {
        out = extended(args, &out, k, &functions)?;
    }
    Ok(out.with_attribute(known::CLASS, class))
}

/// The array with one more level along extent `k` for each function of what stands along it.
fn extended(args: &mut Args, x: &Value, k: usize, functions: &[Margin]) -> Eval {
    let dim = x.dim().unwrap_or_default();
    let others: Vec<usize> = (0..dim.len()).filter(|&d| d != k).collect();
    let to = projection(&dim, &others);
    let count: usize = others.iter().map(|&d| dim[d]).product();
    let mut lines: Vec<Vec<usize>> = vec![Vec::with_capacity(dim[k]); count];
    to.iter().enumerate().for_each(|(cell, &line)| lines[line].push(cell));
    let mut parts = vec![Argument::new(x.clone().stripped())];
    for (_, function) in functions {
        match function {
            None => parts.push(Argument::new(
                sum_onto(&x.clone().with_attribute(known::CLASS, Value::Null), &others)?.stripped(),
            )),
            Some(function) => {
                for line in &lines {
                    let value = args.apply(function, vec![Argument::new(x.gather(line))])?;
                    if value.len() != 1 {
                        return fail("the functions of margins must give one value each");
                    }
                    parts.push(Argument::new(value.stripped()));
                }
            }
        }
    }
    let all = combine(&parts, false, false)?;
    let stride: usize = dim[..k].iter().product();
    let block = stride * dim[k];
    let mut at = Vec::with_capacity(all.len());
    for outer in 0..x.len() / block.max(1) {
        at.extend(outer * block..(outer + 1) * block);
        for f in 0..functions.len() {
            at.extend((0..stride).map(|i| x.len() + f * count + outer * stride + i));
        }
    }
    let mut shape: Vec<i32> = dim.iter().map(|&d| d as i32).collect();
    shape[k] += functions.len() as i32;
    let mut out = all.gather(&at).with_attribute(known::DIM, Value::integers(shape));
    let old = x.attributes().get(known::DIMNAMES).cloned();
    let mut labels = old.as_ref().map_or_else(|| vec![Value::Null; dim.len()], |d| as_list(d).into_vec());
    let own = x.dimnames().and_then(|d| d.get(k).cloned().flatten());
    let mut along: Vec<Text> = match own {
        Some(own) => (0..own.len()).map(|i| own.text(i)).collect(),
        None => vec![Some("".into()); dim[k]],
    };
    along.extend(functions.iter().map(|(label, _)| Some(label.as_str().into())));
    labels[k] = Strings::from(along).into();
    let mut labels = Value::list(labels);
    if let Some(titles) = old.as_ref().and_then(Value::names) {
        labels.set_attribute(known::NAMES, titles.into());
    }
    out.set_attribute(known::DIMNAMES, labels);
    Ok(out)
}
