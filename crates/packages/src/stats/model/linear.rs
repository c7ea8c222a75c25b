//! `lm()`: linear models by least squares, and the QR decomposition a fit keeps.

use super::frame::{FrameRequest, ModelFrame, model_frame};
use super::matched::matched_call;
use super::matrix::{ModelMatrix, model_matrix};
use super::terms::TermsOptions;
use super::variables::{contrast_list, levels_value};
use raglan_engine::eval::{Args, Builtin, Eval, fail, lazy};
use raglan_engine::value::{NA_REAL, Symbol, Value, as_double, known};
use raglan_stats::linear::{LM_TOLERANCE, LeastSquares, LeastSquaresProblem, Qr};
use raglan_stats::matrix::Matrix;

pub(super) const FUNCTIONS: &[Builtin] = &[lazy(
    "lm(formula, data, subset, weights, na.action, method = \"qr\", model = TRUE, x = FALSE, y = FALSE, \
     qr = TRUE, singular.ok = TRUE, contrasts = NULL, offset, ...)",
    lm,
)];

const FORMALS: &[&str] = &[
    "formula",
    "data",
    "subset",
    "weights",
    "na.action",
    "method",
    "model",
    "x",
    "y",
    "qr",
    "singular.ok",
    "contrasts",
    "offset",
    "...",
];

/// The model frame a fit's arguments ask for: formula, data, subset, weights, na.action, offset and `extras`.
pub fn frame_of_arguments(args: &mut Args, extras: &[&str]) -> Eval<ModelFrame> {
    let here = Value::Environment(args.env.clone());
    let given = args.value("formula")?;
    let formula =
        if given.has_class("terms") { given } else { super::formula::to_formula(args, &given, &here)? };
    let code = |args: &Args, name: &str| (!args.is_missing(name)).then(|| args.expression(name));
    let mut more = Vec::new();
    for name in extras {
        more.extend(code(args, name).map(|c| (name.to_string(), c)));
    }
    let request = FrameRequest {
        formula,
        data: args.optional("data")?.unwrap_or_default(),
        subset: code(args, "subset"),
        extras: more,
        na_action: if args.is_missing("na.action") { None } else { Some(args.value("na.action")?) },
        drop_unused_levels: true,
        levels: Vec::new(),
        options: TermsOptions::default(),
    };
    model_frame(args.session, &request)
}

/// The code of an argument that was given.
pub(super) fn frame_code(args: &Args, name: &str) -> Option<Value> {
    (!args.is_missing(name)).then(|| args.expression(name))
}

fn lm(args: &mut Args) -> Eval {
    let method = args.string("method")?;
    let frame = frame_of_arguments(args, &["weights", "offset"])?;
    if method == "model.frame" {
        return Ok(frame.frame);
    }
    if method != "qr" {
        args.warn(&format!("method = '{method}' is not supported. Using 'qr'"))?;
    }
    if let Some(argument) = args.raw_dots().first() {
        let name = argument.name.map_or("...".to_string(), |n| n.as_str().to_string());
        return fail(format!("argument '{name}' of `lm` is not implemented"));
    }
    let (y, responses) = responses(&frame)?;
    let several = responses.len() > 1;
    let contrasts = contrast_list(args.optional("contrasts")?);
    let matrix = model_matrix(args.session, &frame, &contrasts)?;
    let (weights, offset) = (frame.weights()?, frame.offset()?);
    check_finite(&matrix.x, &y)?;
    check_weights(weights.as_deref())?;
    let rows = y.len() / responses.len();
    let target = Matrix::from_vec(rows, responses.len(), y.clone());
    if several && offset.is_some() {
        return fail("an offset for several responses is not implemented");
    }
    let known = offset.as_ref().map(|o| Matrix::from_vec(o.len(), 1, o.clone()));
    let problem = LeastSquaresProblem {
        x: &matrix.x,
        y: &target,
        weights: weights.as_deref(),
        offset: known.as_ref(),
        tolerance: LM_TOLERANCE,
    };
    let fit = problem.fit();
    if !args.flag("singular.ok")? && fit.qr.rank < matrix.x.cols() {
        return fail("singular fit encountered");
    }
    let mut parts = fit_parts(&frame, &matrix, &fit, weights.as_deref(), &responses);
    if let Some(action) = frame.na_action() {
        parts.push(("na.action", action));
    }
    parts.push(("offset", offset.map_or(Value::Null, Value::doubles)));
    if let contrasts @ Value::List(_) = matrix.contrast_list() {
        parts.push(("contrasts", contrasts));
    }
    let levels = match levels_value(&frame.levels()) {
        Value::Null => Value::named_list(Vec::<(&str, Value)>::new()),
        levels => levels,
    };
    parts.push(("xlevels", levels));
    parts.push(("call", matched_call(args, FORMALS)?));
    parts.push(("terms", frame.terms.to_value()));
    if args.flag("model")? {
        parts.push(("model", frame.frame.clone()));
    }
    if args.flag("x")? {
        parts.push(("x", matrix.to_value(&frame.row_labels())));
    }
    if args.flag("y")? {
        parts.push(("y", shaped(&target, &frame.row_labels(), &responses)));
    }
    if !args.flag("qr")? {
        parts.retain(|(name, _)| *name != "qr");
    }
    parts.retain(|(_, value)| !matches!(value, Value::Null));
    let class: &[&str] = if several { &["mlm", "lm"] } else { &["lm"] };
    Ok(Value::named_list(parts).with_class(class))
}

/// The response, column after column, and the names of its columns.
fn responses(frame: &ModelFrame) -> Eval<(Vec<f64>, Vec<String>)> {
    match frame.response() {
        Some(y) if y.dim().is_some_and(|d| d.len() == 2 && d[1] > 1) => {
            let (columns, _, names) = matrix_parts(&y)?;
            Ok((columns.concat(), names))
        }
        _ => Ok((response_numbers(frame, "lm")?, vec![String::new()])),
    }
}

/// Numbers by row: a vector for one response, a matrix for several.
fn shaped(values: &Matrix, rows: &[String], responses: &[String]) -> Value {
    match responses {
        [_] => named(values.column(0).to_vec(), rows),
        names => matrix_value(values, rows, names),
    }
}

/// The response as numbers.
pub fn response_numbers(frame: &ModelFrame, function: &str) -> Eval<Vec<f64>> {
    match frame.response() {
        None => fail("the formula has no response"),
        Some(y) if y.dim().is_some_and(|d| d.len() == 2 && d[1] != 1) => {
            fail(format!("`{function}` with several responses is not implemented"))
        }
        Some(y) if y.is_factor() => fail("the response is a factor: numbers are needed"),
        Some(y @ (Value::Double(_) | Value::Integer(_) | Value::Logical(_))) => {
            Ok(as_double(&y, &mut Vec::new())?.into_vec())
        }
        Some(_) => fail("NA/NaN/Inf in 'y'"),
    }
}

/// Refuses what least squares cannot take, in R's words.
pub fn check_finite(x: &Matrix, y: &[f64]) -> Eval<()> {
    if y.is_empty() {
        return fail("0 (non-NA) cases");
    }
    if !x.is_finite() {
        return fail("NA/NaN/Inf in 'x'");
    }
    if y.iter().any(|v| !v.is_finite()) {
        return fail("NA/NaN/Inf in 'y'");
    }
    Ok(())
}

fn check_weights(weights: Option<&[f64]>) -> Eval<()> {
    match weights {
        Some(w) if w.iter().any(|v| *v < 0.0 || v.is_nan()) => {
            fail("missing or negative weights not allowed")
        }
        _ => Ok(()),
    }
}

fn fit_parts(
    frame: &ModelFrame,
    matrix: &ModelMatrix,
    fit: &LeastSquares,
    weights: Option<&[f64]>,
    responses: &[String],
) -> Vec<(&'static str, Value)> {
    let rows = frame.row_labels();
    let coefficients = fit.coefficients.map(|b| if b.is_nan() { NA_REAL } else { b });
    let pivoted: Vec<&String> = fit.qr.pivot.iter().map(|&j| &matrix.names[j]).collect();
    let label = |k: usize| if k < fit.qr.rank { pivoted[k].clone() } else { String::new() };
    let labels: Vec<String> = (0..fit.used.len()).map(label).collect();
    let effects = shaped(&fit.effects, &labels, responses);
    let residuals = shaped(&fit.residuals, &rows, responses);
    let fitted = shaped(&fit.fitted, &rows, responses);
    let used_rows: Vec<String> = fit.used.iter().map(|&i| rows[i].clone()).collect();
    let rank = Value::integer(fit.qr.rank as i32);
    let assign = Value::integers(matrix.assign.clone());
    let empty = matrix.x.cols() == 0;
    let mut parts =
        vec![("coefficients", shaped(&coefficients, &matrix.names, responses)), ("residuals", residuals)];
    match weights {
        Some(w) => {
            parts.push(("fitted.values", fitted));
            parts.push(("effects", if empty { Value::Null } else { effects }));
            parts.push(("weights", Value::doubles(w.to_vec())));
            parts.push(("rank", rank));
        }
        None => {
            parts.push(("effects", if empty { Value::Null } else { effects }));
            parts.push(("rank", rank));
            parts.push(("fitted.values", fitted));
        }
    }
    if !empty {
        parts.push(("assign", assign));
        parts.push(("qr", qr_value(&fit.qr, &used_rows, &matrix.names, &matrix.assign)));
    }
    parts.push(("df.residual", Value::integer(fit.df_residual as i32)));
    parts
}

/// Numbers with names.
pub fn named(values: Vec<f64>, names: &[String]) -> Value {
    Value::doubles(values).with_names(names)
}

/// A matrix of R with names of rows and columns.
pub fn matrix_value(x: &Matrix, rows: &[String], columns: &[String]) -> Value {
    Value::doubles(x.data().to_vec())
        .with_attribute(known::DIM, Value::integers(vec![x.rows() as i32, x.cols() as i32]))
        .with_attribute(known::DIMNAMES, Value::list(vec![Value::strings(rows), Value::strings(columns)]))
}

/// Columns, row names and column names.
pub type MatrixParts = (Vec<Vec<f64>>, Option<Vec<String>>, Vec<String>);

/// A matrix of R taken apart.
pub fn matrix_parts(value: &Value) -> Eval<MatrixParts> {
    let data = as_double(value, &mut Vec::new())?;
    let Some([rows, columns]) = value.dim().as_deref().and_then(|d| <[usize; 2]>::try_from(d).ok()) else {
        return fail("'x' must be coefficient matrix/data frame");
    };
    let names = value.dimnames().unwrap_or_default();
    let strings = |k: usize| {
        let names: Option<&raglan_engine::value::Strings> = names.get(k).and_then(Option::as_ref);
        names.map(|n| n.iter().map(|s| s.unwrap_or("NA").to_string()).collect::<Vec<String>>())
    };
    let parts = (0..columns).map(|j| data[j * rows..(j + 1) * rows].to_vec()).collect();
    Ok((parts, strings(0), strings(1).unwrap_or_else(|| (1..=columns).map(|j| format!("[,{j}]")).collect())))
}

/// A decomposition as R's `qr` object.
pub fn qr_value(qr: &Qr, rows: &[String], names: &[String], assign: &[i32]) -> Value {
    let pivoted: Vec<String> = qr.pivot.iter().map(|&j| names[j].clone()).collect();
    let compact = matrix_value(&qr.compact, rows, &pivoted)
        .with_attribute(Symbol::new("assign"), Value::integers(assign.to_vec()));
    let pivot: Vec<i32> = qr.pivot.iter().map(|&j| j as i32 + 1).collect();
    Value::named_list([
        ("qr", compact),
        ("qraux", Value::doubles(qr.aux.clone())),
        ("pivot", Value::integers(pivot)),
        ("tol", Value::double(LM_TOLERANCE)),
        ("rank", Value::integer(qr.rank as i32)),
    ])
    .with_class(&["qr"])
}

/// The decomposition a fit keeps.
pub fn qr_from_value(value: &Value) -> Eval<Qr> {
    let part = |name: &str| value.part(name).unwrap_or(Value::Null);
    let compact = part("qr");
    let Some([rows, columns]) = compact.dim().as_deref().and_then(|d| <[usize; 2]>::try_from(d).ok()) else {
        return fail("the fit has no 'qr' part");
    };
    let numbers = |value: &Value| -> Eval<Vec<f64>> { Ok(as_double(value, &mut Vec::new())?.into_vec()) };
    Ok(Qr {
        compact: Matrix::from_vec(rows, columns, numbers(&compact)?),
        aux: numbers(&part("qraux"))?,
        pivot: numbers(&part("pivot"))?.iter().map(|&k| k as usize - 1).collect(),
        rank: numbers(&part("rank"))?.first().copied().unwrap_or(0.0) as usize,
    })
}
