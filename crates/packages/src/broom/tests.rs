//! Tests and other small results.

use super::linear::numbers;
use super::{Columns, column, tibble};
use crate::stats::model::{matrix_parts, names_or_empty};
use raglan_engine::eval::{Args, Builtin, Eval, fail, method};
use raglan_engine::value::{Value, as_double};

pub(super) const FUNCTIONS: &[Builtin] = &[
    method("tidy.htest(x, ...)", tidy_test),
    method("glance.htest(x, ...)", tidy_test),
    method("tidy.pairwise.htest(x, ...)", tidy_pairs),
    method("tidy.power.htest(x, ...)", tidy_power),
    method("tidy.density(x, ...)", |a| {
        let x = a.value("x")?;
        let part = |name: &str| column(name, x.part(name).unwrap_or(Value::Null));
        tibble(a, vec![part("x"), part("y")])
    }),
    method("tidy.list(x, ...)", tidy_list),
];

/// A value without names.
fn bare(value: &Value) -> Value {
    value.clone().stripped()
}

/// Several numbers as columns of their own.
fn spread(value: &Value, names: Vec<String>) -> Eval<Columns> {
    let numbers = as_double(value, &mut Vec::new())?;
    Ok(names.into_iter().zip(numbers.iter()).map(|(n, v)| (n, Value::double(*v))).collect())
}

fn tidy_test(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let text = |name: &str| match x.part(name) {
        Some(Value::Character(v)) => v.data.get(0).map(str::to_string),
        _ => None,
    };
    let method = text("method").unwrap_or_default();
    let mut out: Columns = Vec::new();
    if let Some(estimate) = x.part("estimate") {
        if estimate.len() == 1 {
            out.push(column("estimate", bare(&estimate)));
        } else {
            let values = as_double(&estimate, &mut Vec::new())?;
            if values.len() == 2 && method.contains("t-test") {
                out.push(column("estimate", Value::double(values[0] - values[1])));
            }
            out.extend(spread(&estimate, (1..=values.len()).map(|k| format!("estimate{k}")).collect())?);
        }
    }
    let parameter = x.part("parameter").filter(|p| !p.is_empty());
    if let Some(several) = parameter.as_ref().filter(|p| p.len() > 1) {
        let names: Vec<String> =
            names_or_empty(several).iter().map(|n| n.replace("denom", "den").replace(' ', ".")).collect();
        args.session.message(&format!("Multiple parameters; naming those columns {}", names.join(", ")))?;
        out.extend(spread(several, names)?);
    }
    for name in ["statistic", "p.value"] {
        out.extend(x.part(name).filter(|v| !v.is_empty()).map(|v| column(name, bare(&v))));
    }
    if let Some(one) = parameter.filter(|p| p.len() == 1) {
        out.push(column("parameter", bare(&one)));
    }
    if let [low, high] = numbers(&x, "conf.int")?.as_slice() {
        out.push(column("conf.low", Value::double(*low)));
        out.push(column("conf.high", Value::double(*high)));
    }
    for name in ["method", "alternative"] {
        out.extend(text(name).map(|t| column(name, Value::string(&t))));
    }
    tibble(args, out)
}

/// The pairs of groups that were compared.
fn tidy_pairs(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let (columns, rows, names) = matrix_parts(&x.part("p.value").unwrap_or(Value::Null))?;
    let rows = rows.unwrap_or_default();
    let (mut first, mut second, mut p) = (Vec::new(), Vec::new(), Vec::new());
    for (i, row) in rows.iter().enumerate() {
        for (name, values) in names.iter().zip(&columns).filter(|(_, v)| !v[i].is_nan()) {
            first.push(row.clone());
            second.push(name.clone());
            p.push(values[i]);
        }
    }
    let out = vec![
        column("group1", Value::strings(first)),
        column("group2", Value::strings(second)),
        column("p.value", Value::doubles(p)),
    ];
    tibble(args, out)
}

fn tidy_power(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let Value::List(list) = &x else { return fail("the result is no list") };
    let is_number = |v: &Value| matches!(v, Value::Double(_) | Value::Integer(_)) && v.len() == 1;
    let parts = names_or_empty(&x).into_iter().zip(list.data.iter());
    let out = parts.filter(|(_, v)| is_number(v)).map(|(n, v)| (n, bare(v))).collect();
    tibble(args, out)
}

/// What `optim()` gives.
fn tidy_list(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let Some(parameters) = x.part("par").filter(|_| x.part("convergence").is_some()) else {
        return fail("No tidy method recognized for this list.");
    };
    let values = as_double(&parameters, &mut Vec::new())?.into_vec();
    let names = match names_or_empty(&parameters) {
        names if names.is_empty() => (1..=values.len()).map(|k| format!("parameter{k}")).collect(),
        names => names,
    };
    tibble(args, vec![column("parameter", Value::strings(names)), column("value", Value::doubles(values))])
}
