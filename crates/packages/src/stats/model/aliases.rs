//! What a fit cannot tell apart, and coefficients spread over all levels: `alias()` and `dummy.coef()`.

use super::coefmat::formatted;
use super::effects_tables::Cells;
use super::fit::Fit;
use super::linear::matrix_value;
use super::print_linear::call_text;
use crate::base::print::{Style, print_matrix};
use raglan_engine::eval::{Args, Builtin, Eval, fail, generic, method};
use raglan_engine::value::{Symbol, Value, known};
use raglan_stats::matrix::Matrix;

pub(super) const FUNCTIONS: &[Builtin] = &[
    generic("alias(object, ...)"),
    method("alias.lm(object, complete = TRUE, partial = FALSE, partial.pattern = FALSE, ...)", alias),
    method("print.mtable_alias(x, ...)", print_alias),
    generic("dummy.coef(object, ...)"),
    method("dummy.coef.lm(object, use.na = FALSE, ...)", dummy_coefficients),
    method("print.dummy_coef(x, ..., title)", print_dummy),
];

/// Aliased columns as combinations of the others.
fn alias(args: &mut Args) -> Eval {
    args.refuse_unless_default(&["partial", "partial.pattern", "complete"])?;
    let object = args.value("object")?;
    let fit = Fit::of(&object)?;
    let model = super::fit::ask(args, "formula", &object)?;
    let mut parts = vec![("Model", model)];
    let qr = fit.qr()?;
    if qr.rank < fit.names.len() {
        let (r, inverse) = (qr.r(), qr.r_inverse());
        let name = |k: usize| fit.names[qr.pivot[k]].clone();
        let entry = |i: usize, j: usize| {
            let value: f64 = (j..qr.rank).map(|l| inverse[(j, l)] * r[(l, qr.rank + i)]).sum();
            if value.abs() < 1e-10 { 0.0 } else { value }
        };
        let table = Matrix::from_fn(fit.names.len() - qr.rank, qr.rank, entry);
        let rows: Vec<String> = (qr.rank..fit.names.len()).map(name).collect();
        let columns: Vec<String> = (0..qr.rank).map(name).collect();
        parts.push(("Complete", matrix_value(&table, &rows, &columns)));
    }
    Ok(Value::named_list(parts).with_class(&["mtable_alias"]))
}

fn print_alias(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let style = Style { quote: false, ..Style::of(args.session) };
    let mut out = String::new();
    if let Some(model) = x.part("Model") {
        out.push_str(&format!("Model :\n{}\n", call_text(&model.stripped())));
    }
    if let Some(complete) = x.part("Complete") {
        let values = raglan_engine::value::as_double(&complete, &mut Vec::new())?;
        let texts: Vec<String> = values.iter().map(|v| fraction(*v)).collect();
        let width = texts.iter().map(String::len).max().unwrap_or(0);
        let texts: Vec<String> = texts.into_iter().map(|t| format!("{t:<width$}")).collect();
        let shown = Value::strings(texts)
            .with_attribute(known::DIM, complete.attribute(known::DIM).unwrap_or(Value::Null))
            .with_attribute(known::DIMNAMES, complete.attribute(known::DIMNAMES).unwrap_or(Value::Null));
        let text = print_matrix(&shown, &style).unwrap_or_default();
        out.push_str(&format!("\nComplete :\n{text}\n"));
    }
    args.session.write(&out);
    args.invisible(x)
}

/// A number as a fraction with a small denominator, when it is one.
fn fraction(value: f64) -> String {
    for denominator in 1..=200 {
        let numerator = value * f64::from(denominator);
        if (numerator - numerator.round()).abs() < 1e-7 * f64::from(denominator) {
            let whole = numerator.round();
            return if denominator == 1 { format!("{whole}") } else { format!("{whole}/{denominator}") };
        }
    }
    formatted(&[value], 7).remove(0)
}

/// For each term of factors the value of the predictor's part in each cell.
fn dummy_coefficients(args: &mut Args) -> Eval {
    let object = args.value("object")?;
    let fit = Fit::of(&object)?;
    let terms = fit.terms()?;
    let Some(frame) = object.part("model") else { return fail("the fit keeps no model frame") };
    let design = super::predict_linear::model_design(args, &object)?;
    let use_na = args.flag("use.na")?;
    let value = |j: usize| match fit.coefficients[j] {
        b if b.is_nan() && !use_na => 0.0,
        b => b,
    };
    let mut out: Vec<(String, Value)> = Vec::new();
    if terms.intercept {
        out.push(("(Intercept)".into(), Value::doubles(vec![value(0)]).with_names(["(Intercept)"])));
    }
    for (k, label) in terms.labels.iter().enumerate() {
        let columns: Vec<usize> =
            (0..design.assign.len()).filter(|&j| design.assign[j] == k as i32 + 1).collect();
        let names = terms.names();
        let factors: Vec<String> =
            (0..names.len()).filter(|&v| terms.factors[k][v] > 0).map(|v| names[v].clone()).collect();
        let Some(cells) = Cells::of(&frame, &factors) else {
            let values: Vec<f64> = columns.iter().map(|&j| value(j)).collect();
            let names: Vec<String> = columns.iter().map(|&j| design.names[j].clone()).collect();
            out.push((label.clone(), super::linear::named(values, &names)));
            continue;
        };
        let in_cell = |c: usize| {
            let row = cells.cell.iter().position(|x| *x == Some(c));
            row.map_or(f64::NAN, |i| columns.iter().map(|&j| design.x[(i, j)] * value(j)).sum())
        };
        let values = (0..cells.count()).map(in_cell).collect();
        out.push((label.clone(), super::linear::named(values, &cells.names())));
    }
    Ok(Value::named_list(out)
        .with_class(&["dummy_coef"])
        .with_attribute(Symbol::new("matrix"), Value::logical(false)))
}

fn print_dummy(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let Value::List(list) = &x else { return Ok(x) };
    let style = Style::of(args.session);
    let labels = super::names_or_empty(&x);
    let count = list.data.iter().map(Value::len).max().unwrap_or(0);
    let (mut names, mut cells) = (Vec::new(), vec![Vec::new(); count]);
    for (label, part) in labels.iter().zip(list.data.iter()) {
        let values = raglan_engine::value::as_double(part, &mut Vec::new())?;
        let texts = formatted(&values, style.digits);
        let heads = super::names_or_empty(part);
        names.push(format!("{label}:   "));
        names.push(String::new());
        for (k, column) in cells.iter_mut().enumerate() {
            let head = heads.get(k).cloned().unwrap_or_default();
            column.push(if label == "(Intercept)" {
                texts.get(k).cloned().unwrap_or_default()
            } else {
                head
            });
            let below = texts.get(k).cloned().unwrap_or_default();
            column.push(if label == "(Intercept)" { String::new() } else { below });
        }
    }
    // The intercept takes one line.
    if labels.first().is_some_and(|l| l == "(Intercept)") {
        names.remove(1);
        cells.iter_mut().for_each(|c| drop(c.remove(1)));
    }
    let dim = Value::integers(vec![names.len() as i32, count as i32]);
    let blank = Value::strings(vec![""; count]);
    let shown = Value::strings(cells.into_iter().flatten().collect::<Vec<_>>())
        .with_attribute(known::DIM, dim)
        .with_attribute(known::DIMNAMES, Value::list(vec![Value::strings(names), blank]));
    let style = Style { quote: false, right: true, ..style };
    let text = print_matrix(&shown, &style).unwrap_or_default();
    args.session.write(&format!("Full coefficients are \n{text}"));
    args.invisible(x)
}
