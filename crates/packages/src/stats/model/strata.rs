//! Analyses of variance with several error strata: `aov(y ~ a + Error(block))`.
//!
//! The columns of the error terms, orthogonalised, cut the space of the rows into strata; in each stratum the
//! projected response is regressed on the projected design (Chambers, Freeny and Heiberger 1992).

use super::aov::{closing_text, squares_text, summary_of};
use super::coefmat::formatted;
use super::fit::{Fit, numbers};
use super::frame::ModelFrame;
use super::linear::{named, qr_from_value, qr_value, response_numbers};
use super::matrix::model_matrix;
use super::print_linear::call_lines;
use super::terms::{Terms, as_formula, formula_of, sides, sum_of};
use super::variables::contrast_list;
use super::variance_table::term_sums;
use crate::base::print::Style;
use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail, method};
use raglan_engine::value::{Argument, Call, NA_REAL, Symbol, Value, known};
use raglan_stats::linear::{LM_TOLERANCE, Qr};
use raglan_stats::matrix::Matrix;

pub(super) const FUNCTIONS: &[Builtin] = &[
    builtin("summary.aovlist(object, ...)", summary),
    method("print.summary.aovlist(x, ...)", print_summary),
    method("print.aovlist(x, ...)", print),
    method("coef.listof(object, ...)", coefficients),
    builtin("eff.aovlist(aovlist)", efficiencies),
];

/// What stands inside `Error()` in a formula.
pub(super) fn error_part(formula: &Value) -> Option<Value> {
    fn find(code: &Value) -> Option<Value> {
        let call = code.as_call()?;
        if call.name().is_some_and(|n| n.as_str() == "Error") {
            return call.arguments.first().map(|a| a.value.clone());
        }
        call.arguments.iter().find_map(|a| find(&a.value))
    }
    sides(formula).and_then(|(_, right)| find(&right))
}

/// The formulas of the fixed terms, of the error terms, and of all of them.
fn formulas(formula: &Value, error: &Value, columns: Option<Vec<String>>) -> Eval<[Value; 3]> {
    let environment = formula.attribute(known::ENVIRONMENT).unwrap_or(Value::Null);
    let options = super::terms::TermsOptions { columns, ..Default::default() };
    let all = Terms::new(formula, &options)?;
    let kept: Vec<Value> = all
        .labels
        .iter()
        .filter(|l| !l.contains("Error("))
        .map(|l| super::formula::parse_one(l))
        .collect::<Eval<_>>()?;
    let left = sides(&all.formula).and_then(|(left, _)| left);
    let fixed = sum_of(&kept).unwrap_or_else(|| Value::double(1.0));
    let both = Value::call(known::PLUS, [fixed.clone(), error.clone()]);
    let make = |right: Value| as_formula(formula_of(left.clone(), right), environment.clone());
    Ok([make(fixed), make(error.clone()), make(both)])
}

/// The rows of the orthogonalised response that belong to one stratum.
struct Stratum {
    name: String,
    rows: Vec<usize>,
}

/// Fits every stratum.
pub(super) fn fit_strata(args: &mut Args, formula: &Value, passed: &[Argument]) -> Eval<Value> {
    let Some(error) = error_part(formula) else { return fail("the formula has no Error() term") };
    if passed.iter().any(|a| a.name.is_some_and(|n| n.as_str() == "weights")) {
        return fail("weights are not supported in a multistratum aov() fit");
    }
    let data = args.value("data")?;
    let [fixed, errors, both] = formulas(formula, &error, super::columns_of(&data))?;
    let mut arguments = vec![Argument::named("formula", both)];
    let kept = ["data", "subset", "na.action"];
    arguments.extend(passed.iter().filter(|a| a.name.is_some_and(|n| kept.contains(&n.as_str()))).cloned());
    arguments.push(Argument::named("drop.unused.levels", Value::logical(true)));
    let env = args.env.clone();
    let call = Value::Language(Call::of(Value::symbol("model.frame"), arguments).into());
    let frame = ModelFrame::from_value(&args.session.eval(&call, &env)?)?;
    let contrasts = contrast_list(args.optional("contrasts")?);
    let part = |formula: &Value| -> Eval<ModelFrame> {
        Ok(ModelFrame { frame: frame.frame.clone(), terms: Terms::new(formula, &Default::default())? })
    };
    let (fixed, errors) = (part(&fixed)?, part(&errors)?);
    let x = model_matrix(args.session, &fixed, &contrasts)?;
    let e = model_matrix(args.session, &errors, &[])?;
    let mut y = response_numbers(&frame, "aov")?;
    let qr = Qr::new(e.x.clone(), LM_TOLERANCE);
    qr.qty(&mut y);
    let mut turned = x.x.clone();
    (0..turned.cols()).for_each(|j| qr.qty(turned.column_mut(j)));
    let mut out = Vec::new();
    for stratum in strata(&qr, &e.assign, &errors.terms.labels, y.len()) {
        let response: Vec<f64> = stratum.rows.iter().map(|&i| y[i]).collect();
        let design = turned.select_rows(&stratum.rows);
        let fit = fit_stratum(&response, &design, &x.names, &x.assign, &fixed.terms);
        out.push((stratum.name, fit));
    }
    let out = Value::named_list(out).with_class(&["aovlist", "listof"]);
    let rows = frame.row_labels();
    Ok(out
        .with_attribute(Symbol::new("error.qr"), qr_value(&qr, &rows, &e.names, &e.assign))
        .with_attribute(Symbol::new("terms"), fixed.terms.to_value()))
}

/// The rows of the orthogonalised response each stratum holds, with the decomposition that turned it.
pub(super) fn rows_of_strata(x: &Value) -> Eval<(Qr, Vec<(Vec<usize>, Value)>)> {
    let Some(kept) = x.attribute(Symbol::new("error.qr")) else {
        return fail("the strata have no 'error.qr'");
    };
    let qr = qr_from_value(&kept)?;
    let assign = kept.part("qr").and_then(|q| q.attribute(Symbol::new("assign"))).unwrap_or(Value::Null);
    let assign: Vec<i32> =
        raglan_engine::value::as_double(&assign, &mut Vec::new())?.iter().map(|v| *v as i32).collect();
    let labels = vec![String::new(); assign.iter().copied().max().unwrap_or(0).max(0) as usize];
    let n = qr.rows();
    let found = strata(&qr, &assign, &labels, n).into_iter().map(|s| s.rows);
    let out = found.zip(parts(x)).map(|(rows, (_, stratum))| (rows, stratum)).collect();
    Ok((qr, out))
}

fn strata(qr: &Qr, assign: &[i32], labels: &[String], n: usize) -> Vec<Stratum> {
    let mut out = Vec::new();
    for term in 0..=labels.len() {
        let rows: Vec<usize> = (0..qr.rank).filter(|&k| assign[qr.pivot[k]] as usize == term).collect();
        if !rows.is_empty() {
            let name = if term == 0 { "(Intercept)".to_string() } else { labels[term - 1].clone() };
            out.push(Stratum { name, rows });
        }
    }
    if qr.rank < n {
        out.push(Stratum { name: "Within".into(), rows: (qr.rank..n).collect() });
    }
    out
}

/// One stratum as an analysis of variance of its own; columns without a trace in it are left out.
fn fit_stratum(y: &[f64], x: &Matrix, names: &[String], assign: &[i32], terms: &Terms) -> Value {
    let seen = |j: &usize| x.column(*j).iter().map(|v| v * v).sum::<f64>() > 1e-5;
    let columns: Vec<usize> = (0..x.cols()).filter(seen).collect();
    let names: Vec<String> = columns.iter().map(|&j| names[j].clone()).collect();
    let assign: Vec<i32> = columns.iter().map(|&j| assign[j]).collect();
    let rows: Vec<String> = (1..=y.len()).map(|i| i.to_string()).collect();
    let qr = Qr::new(x.select_columns(&columns), LM_TOLERANCE);
    let mut effects = y.to_vec();
    qr.qty(&mut effects);
    let mut coefficients = vec![NA_REAL; columns.len()];
    qr.coefficients(&effects).into_iter().zip(&qr.pivot).for_each(|(b, &j)| coefficients[j] = b);
    let residuals = qr.residuals(&effects);
    let fitted: Vec<f64> = y.iter().zip(&residuals).map(|(y, r)| y - r).collect();
    let label = |k: usize| if k < qr.rank { names[qr.pivot[k]].as_str() } else { "" };
    let effects = Value::doubles(effects).with_names((0..y.len()).map(label));
    Value::named_list([
        ("coefficients", named(coefficients, &names)),
        ("residuals", named(residuals, &rows)),
        ("effects", effects),
        ("rank", Value::integer(qr.rank as i32)),
        ("fitted.values", named(fitted, &rows)),
        ("assign", Value::integers(assign.clone())),
        ("qr", qr_value(&qr, &rows, &names, &assign)),
        ("df.residual", Value::integer((y.len() - qr.rank) as i32)),
        ("terms", terms.to_value()),
    ])
    .with_class(&["aov", "lm"])
}

/// The strata by name.
fn parts(x: &Value) -> Vec<(String, Value)> {
    match x {
        Value::List(list) => super::names_or_empty(x).into_iter().zip(list.data.iter().cloned()).collect(),
        _ => Vec::new(),
    }
}

fn summary(args: &mut Args) -> Eval {
    let mut out = Vec::new();
    for (name, stratum) in parts(&args.value("object")?) {
        let fit = Fit::of(&stratum)?;
        // The stratum of the mean holds nothing but the intercept.
        if name == "(Intercept)" && term_sums(&fit, false)?.terms.is_empty() {
            continue;
        }
        out.push((format!("Error: {name}"), summary_of(&fit, false)?));
    }
    Ok(Value::named_list(out).with_class(&["summary.aovlist"]))
}

fn print_summary(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let dots = args.dots()?;
    for (name, table) in parts(&x) {
        args.session.write(&format!("\n{name}\n"));
        let mut passed = vec![Argument::new(table)];
        passed.extend(dots.iter().cloned());
        args.apply_named("print", passed)?;
    }
    args.invisible(x)
}

fn print(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let style = Style::of(args.session);
    let mut out = String::new();
    if let Some(call) = x.attribute(Symbol::new("call")) {
        out.push_str(&format!("\nCall:\n{}\n", call_lines(&call).join("\n")));
    }
    let mut count = 0;
    for (name, stratum) in parts(&x) {
        let fit = Fit::of(&stratum)?;
        if name == "(Intercept)" {
            let mean = fit.coefficients.first().copied().unwrap_or(NA_REAL);
            out.push_str(&format!("\nGrand Mean: {}\n", formatted(&[mean], style.digits).remove(0)));
            continue;
        }
        count += 1;
        out.push_str(&format!("\nStratum {count}: {name}\n"));
        out.push_str(&squares_text(&term_sums(&fit, false)?, &style));
        let tolerance = f64::EPSILON.sqrt();
        let closing = closing_text(&fit, tolerance, &style)?;
        match fit.rank {
            0 => out.push_str(closing.split("Estimated").next().unwrap_or("")),
            _ => out.push_str(&closing),
        }
    }
    args.session.write(&out);
    args.invisible(x)
}

/// The coefficients of each stratum.
fn coefficients(args: &mut Args) -> Eval {
    let mut out = Vec::new();
    for (name, stratum) in parts(&args.value("object")?) {
        out.push((name, super::fit::ask(args, "coef", &stratum)?));
    }
    Ok(Value::named_list(out).with_class(&["listof"]))
}

/// How much of each term each stratum sees: its part of the squared length of the term's columns.
fn efficiencies(args: &mut Args) -> Eval {
    let x = args.value("aovlist")?;
    let mut rows: Vec<(String, Vec<f64>)> = Vec::new();
    let mut labels: Vec<String> = Vec::new();
    for (name, stratum) in parts(&x) {
        let fit = Fit::of(&stratum)?;
        labels = fit.terms()?.labels;
        if name == "(Intercept)" {
            continue;
        }
        let assign = numbers(&stratum, "assign")?;
        let mut lengths = vec![0.0; labels.len()];
        if fit.rank > 0 {
            let qr = fit.qr()?;
            for k in 0..qr.rank {
                let term = assign[qr.pivot[k]] as usize;
                if term > 0 {
                    lengths[term - 1] += qr.compact[(k, k)] * qr.compact[(k, k)];
                }
            }
        }
        rows.push((name, lengths));
    }
    let total: Vec<f64> = (0..labels.len()).map(|j| rows.iter().map(|r| r.1[j]).sum()).collect();
    rows.retain(|(_, lengths)| lengths.iter().any(|l| *l > 0.0));
    let share = |i: usize, j: usize| {
        let share = rows[i].1[j] / total[j];
        if share < 1e-10 {
            0.0
        } else if (share - 1.0).abs() < 1e-10 {
            1.0
        } else {
            share
        }
    };
    let table = Matrix::from_fn(rows.len(), labels.len(), share);
    let names: Vec<String> = rows.iter().map(|r| r.0.clone()).collect();
    Ok(super::linear::matrix_value(&table, &names, &labels))
}
