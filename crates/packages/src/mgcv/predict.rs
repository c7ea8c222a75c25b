//! `predict()` of an additive model: link, response, terms and the matrix that maps coefficients to them.

use super::fit::Fitted;
use super::report::{fitted_of, labelled};
use crate::stats::model::{ModelFrame, model_matrix, new_data_frame, take_rows};
use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail};
use raglan_engine::value::{NA_REAL, Symbol, Value, as_double, known};
use raglan_stats::matrix::Matrix;
use std::rc::Rc;

pub(super) const FUNCTIONS: &[Builtin] = &[
    builtin(
        "predict.gam(object, newdata, type = \"link\", se.fit = FALSE, terms = NULL, exclude = NULL, \
         block.size = NULL, newdata.guaranteed = FALSE, na.action = na.pass, unconditional = FALSE, \
         iterms.type = NULL, ...)",
        predict,
    ),
    builtin("model.matrix.gam(object, ...)", |args| {
        let fitted = fitted_of(&args.value("object")?)?;
        let rows = fitted.frame.row_labels();
        let offset = fitted.frame.offset()?.map_or(Value::double(0.0), Value::doubles);
        Ok(labelled(&fitted.model.x, &rows, &fitted.names)
            .with_attribute(Symbol::new("model.offset"), offset))
    }),
];

/// Rows to predict for: the model matrix, with NaN in rows that lack a variable.
struct Design {
    x: Matrix,
    offset: Option<Vec<f64>>,
    rows: Vec<String>,
    missing: Vec<bool>,
}

/// What the variables of the model are called in data.
fn needed(fitted: &Fitted) -> Vec<Symbol> {
    let mut out = Vec::new();
    let first = usize::from(fitted.frame.terms.response);
    for variable in &fitted.frame.terms.variables[first..] {
        symbols(variable, &mut out);
    }
    out
}

/// The variables in code; names of functions are none.
pub(super) fn symbols(code: &Value, out: &mut Vec<Symbol>) {
    match code {
        Value::Symbol(s) if !out.contains(s) => out.push(*s),
        Value::Language(call) => call.values().for_each(|v| symbols(v, out)),
        _ => {}
    }
}

fn new_design(args: &mut Args, fitted: &Fitted, data: &Value) -> Eval<Design> {
    if !matches!(data, Value::List(_)) {
        return fail("newdata is a model.frame, data frame or list");
    }
    let lacking = needed(fitted)
        .iter()
        .any(|s| data.part(s.as_str()).is_none() && !matches!(s.as_str(), "T" | "F" | "pi"));
    if lacking {
        args.warn("not all required variables have been supplied in  newdata!\n")?;
    }
    let levels = fitted.frame.levels();
    let action = args.session.find_function(Symbol::new("na.pass"), &args.env.clone())?;
    let frame = new_data_frame(args.session, &fitted.frame.terms, data, &levels, Some(action))?;
    let rows = frame.row_labels();
    let n = rows.len();
    let parts: Vec<Value> = match &frame.frame {
        Value::List(list) => list.data.iter().cloned().collect(),
        _ => Vec::new(),
    };
    let mut missing = vec![false; n];
    for part in &parts {
        for (all, own) in missing.iter_mut().zip(crate::stats::model::missing_rows(part)) {
            *all |= own;
        }
    }
    let kept: Vec<usize> = (0..n).filter(|&i| !missing[i]).collect();
    let whole = complete(&frame, &kept);
    let p = fitted.names.len();
    let mut x = Matrix::from_fn(n, p, |_, _| NA_REAL);
    let mut offset = None;
    if !kept.is_empty() {
        let terms = fitted.terms.without_response();
        let own = ModelFrame { frame: whole.frame.clone(), terms };
        let parametric = model_matrix(args.session, &own, &fitted.parametric.contrasts)?;
        place(&mut x, &parametric.x, 0, &kept);
        for (smooth, &(first, _)) in fitted.smooths.iter().zip(&fitted.model.spans) {
            let columns = smooth.design(args.session, &whole)?;
            place(&mut x, &columns, first, &kept);
        }
        if let Some(known) = whole.offset()? {
            let mut all = vec![NA_REAL; n];
            for (&i, v) in kept.iter().zip(&known) {
                all[i] = *v;
            }
            offset = Some(all);
        }
    }
    Ok(Design { x, offset, rows, missing })
}

fn place(x: &mut Matrix, part: &Matrix, first: usize, rows: &[usize]) {
    for j in 0..part.cols() {
        let target = x.column_mut(first + j);
        for (&i, v) in rows.iter().zip(part.column(j)) {
            target[i] = *v;
        }
    }
}

/// The rows of a frame that lack nothing.
fn complete(frame: &ModelFrame, rows: &[usize]) -> ModelFrame {
    let Value::List(list) = &frame.frame else { return frame.clone() };
    let columns: Vec<Value> = list.data.iter().map(|c| take_rows(c, rows)).collect();
    let names = Value::integers(rows.iter().map(|&i| i as i32 + 1).collect::<Vec<_>>());
    let frame_value = Value::list(columns)
        .with_attributes(frame.frame.attributes().clone())
        .with_attribute(known::ROW_NAMES, names);
    ModelFrame { frame: frame_value, terms: frame.terms.clone() }
}

fn design(args: &mut Args, fitted: &Fitted) -> Eval<Design> {
    match args.optional("newdata")? {
        Some(data) => new_design(args, fitted, &data),
        None => {
            let rows = fitted.frame.row_labels();
            let missing = vec![false; rows.len()];
            // The offset argument counts in fitting only.
            let mut formula = fitted.frame.clone();
            if fitted.frame.extra("offset").is_some() {
                formula.frame = formula.frame.with_part("(offset)", Value::Null);
            }
            Ok(Design { x: fitted.model.x.clone(), offset: formula.offset()?, rows, missing })
        }
    }
}

/// A vector as R's array of one dimension with names.
fn array(values: Vec<f64>, names: &[String]) -> Value {
    Value::doubles(values)
        .with_attribute(known::DIM, Value::integer(names.len() as i32))
        .with_attribute(known::DIMNAMES, Value::list(vec![Value::strings(names)]))
}

/// Standard errors of `X_k β_k` for the columns from `first` on.
fn errors(x: &Matrix, first: usize, covariance: &Matrix) -> Vec<f64> {
    let columns: Vec<usize> = (first..first + x.cols()).collect();
    let spread = x.multiply(&covariance.select_columns(&columns).select_rows(&columns));
    let mut out = vec![0.0; x.rows()];
    for j in 0..x.cols() {
        for ((v, a), b) in out.iter_mut().zip(spread.column(j)).zip(x.column(j)) {
            *v += a * b;
        }
    }
    out.into_iter().map(|v: f64| if v.is_nan() { NA_REAL } else { v.max(0.0).sqrt() }).collect()
}

/// A term of the model: its label, its columns.
struct Part {
    label: String,
    columns: Vec<usize>,
}

fn parts(fitted: &Fitted) -> Vec<Part> {
    let mut out: Vec<Part> = Vec::new();
    for (t, label) in fitted.terms.labels.iter().enumerate() {
        let own = fitted.parametric.assign.iter().enumerate();
        let columns = own.filter(|(_, a)| **a == t as i32 + 1).map(|(j, _)| j).collect();
        out.push(Part { label: label.clone(), columns });
    }
    for (smooth, &(first, end)) in fitted.smooths.iter().zip(&fitted.model.spans) {
        out.push(Part { label: smooth.label.clone(), columns: (first..end).collect() });
    }
    out
}

fn chosen(args: &mut Args, labels: &[String]) -> Eval<Vec<bool>> {
    let mut kept = vec![true; labels.len()];
    if args.optional("terms")?.is_some() {
        let wanted = args.strings("terms")?;
        for (keep, label) in kept.iter_mut().zip(labels) {
            *keep = wanted.iter().any(|w| w == Some(label.as_str()));
        }
        if wanted.iter().flatten().any(|w| w != "(Intercept)" && !labels.iter().any(|l| l == w)) {
            args.warn("non-existent terms requested - ignoring")?;
        }
    }
    if args.optional("exclude")?.is_some() {
        let unwanted = args.strings("exclude")?;
        for (keep, label) in kept.iter_mut().zip(labels) {
            *keep &= !unwanted.iter().any(|w| w == Some(label.as_str()));
        }
        if unwanted.iter().flatten().any(|w| w != "(Intercept)" && !labels.iter().any(|l| l == w)) {
            args.warn("non-existent exclude terms requested - ignoring")?;
        }
    }
    Ok(kept)
}

fn predict(args: &mut Args) -> Eval {
    args.refuse_dots()?;
    args.refuse_unless_default(&["newdata.guaranteed", "iterms.type"])?;
    if !args.is_missing("na.action") {
        return fail("argument 'na.action' of `predict.gam` is not implemented");
    }
    let object = args.value("object")?;
    let fitted = fitted_of(&object)?;
    let kind = args.string("type")?;
    if !matches!(kind.as_str(), "link" | "response" | "terms" | "lpmatrix") {
        return fail(format!("type = \"{kind}\" of `predict.gam` is not implemented"));
    }
    let design = design(args, &fitted)?;
    let beta = numbers(&object, "coefficients")?;
    if beta.len() != fitted.names.len() {
        return fail("the coefficients of the fit have been changed to another number");
    }
    let covariance = match args.flag("unconditional")? {
        true => matrix_part(&object, "Vc")?,
        false => matrix_part(&object, "Vp")?,
    };
    let standard = args.flag("se.fit")?;
    if kind == "terms" {
        return terms(args, &fitted, &design, &beta, &covariance, standard);
    }
    let parts = parts(&fitted);
    let labels: Vec<String> = parts.iter().map(|p| p.label.clone()).collect();
    let kept = chosen(args, &labels)?;
    let mut x = design.x.clone();
    let left_out = parts.iter().zip(&kept).filter(|(_, k)| !**k).flat_map(|(p, _)| p.columns.clone());
    for j in left_out {
        x.column_mut(j).iter_mut().for_each(|v| *v = 0.0);
    }
    if kind == "lpmatrix" {
        let offset = design.offset.map_or(Value::double(0.0), Value::doubles);
        return Ok(
            labelled(&x, &design.rows, &fitted.names).with_attribute(Symbol::new("model.offset"), offset)
        );
    }
    let eta = linear(&x, &beta, design.offset.as_deref(), &design.missing);
    let link = fitted.gam.family.link;
    let response = kind == "response";
    let finish = |v: f64| if v.is_nan() { NA_REAL } else { v };
    let fit: Vec<f64> = eta.iter().map(|&e| finish(if response { link.inverse(e) } else { e })).collect();
    let action = padding(args, &object)?;
    let fit = pad(fit, &design.rows, &action);
    if !standard {
        return Ok(fit);
    }
    let mut errors = errors(&x, 0, &covariance);
    if response {
        errors.iter_mut().zip(&eta).for_each(|(s, e)| *s = finish(*s * link.mu_eta(*e).abs()));
    }
    Ok(Value::named_list([("fit", fit), ("se.fit", pad(errors, &design.rows, &action))]))
}

fn linear(x: &Matrix, beta: &[f64], offset: Option<&[f64]>, missing: &[bool]) -> Vec<f64> {
    let mut eta = x.multiply_vector(beta);
    if let Some(offset) = offset {
        eta.iter_mut().zip(offset).for_each(|(e, o)| *e += o);
    }
    eta.iter_mut().zip(missing).filter(|(_, m)| **m).for_each(|(e, _)| *e = NA_REAL);
    eta
}

/// The rows `na.exclude` left out of the fit, where its own rows are predicted.
fn padding(args: &mut Args, object: &Value) -> Eval<Option<(Vec<usize>, Vec<String>)>> {
    let Some(action) = object.part("na.action").filter(|a| a.has_class("exclude")) else { return Ok(None) };
    if args.optional("newdata")?.is_some() {
        return Ok(None);
    }
    let gone = as_double(&action, &mut Vec::new())?.iter().map(|&k| k as usize - 1).collect();
    Ok(Some((gone, crate::stats::model::names_or_empty(&action))))
}

fn pad(values: Vec<f64>, rows: &[String], action: &Option<(Vec<usize>, Vec<String>)>) -> Value {
    let Some((gone, names)) = action else { return array(values, rows) };
    let n = values.len() + gone.len();
    let (mut all, mut labels) = (Vec::with_capacity(n), Vec::with_capacity(n));
    let mut rest = values.into_iter().zip(rows);
    for i in 0..n {
        match gone.iter().position(|&g| g == i) {
            Some(k) => {
                all.push(NA_REAL);
                labels.push(names.get(k).cloned().unwrap_or_default());
            }
            None => {
                let (value, label) = rest.next().expect("as many rows as places that are not gaps");
                all.push(value);
                labels.push(label.clone());
            }
        }
    }
    array(all, &labels)
}

fn terms(
    args: &mut Args,
    fitted: &Rc<Fitted>,
    design: &Design,
    beta: &[f64],
    covariance: &Matrix,
    standard: bool,
) -> Eval {
    let parts = parts(fitted);
    let labels: Vec<String> = parts.iter().map(|p| p.label.clone()).collect();
    let kept = chosen(args, &labels)?;
    let (mut fits, mut spreads, mut names) = (Vec::new(), Vec::new(), Vec::new());
    for (part, _) in parts.iter().zip(&kept).filter(|(_, k)| **k) {
        let x = design.x.select_columns(&part.columns);
        let own: Vec<f64> = part.columns.iter().map(|&j| beta[j]).collect();
        fits.push(linear(&x, &own, None, &design.missing));
        if standard {
            let v = covariance.select_columns(&part.columns).select_rows(&part.columns);
            spreads.push(errors(&x, 0, &v));
        }
        names.push(part.label.clone());
    }
    let n = design.rows.len();
    let table = |columns: &[Vec<f64>]| labelled(&Matrix::from_columns(n, columns), &design.rows, &names);
    let fit = table(&fits);
    let out = match standard {
        true => Value::named_list([("fit", fit), ("se.fit", table(&spreads))]),
        false => fit,
    };
    if !fitted.terms.intercept {
        return Ok(out);
    }
    let constant = Value::double(beta[0]).with_names([fitted.names[0].as_str()]);
    Ok(out.with_attribute(Symbol::new("constant"), constant))
}

/// A part of an object as numbers.
pub(super) fn numbers(object: &Value, part: &str) -> Eval<Vec<f64>> {
    match object.part(part) {
        Some(value) => Ok(as_double(&value, &mut Vec::new())?.into_vec()),
        None => fail(format!("the fit has no part '{part}'")),
    }
}

fn matrix_part(object: &Value, part: &str) -> Eval<Matrix> {
    let values = numbers(object, part)?;
    let n = (values.len() as f64).sqrt() as usize;
    Ok(Matrix::from_vec(n, n, values))
}
