//! Predictions of linear and generalized linear models: fits, their errors and intervals, contributions of terms.

use super::fit::{Fit, numbers};
use super::frame::{ModelFrame, new_data_frame, scope, variable_class};
use super::linear::{matrix_value, named};
use super::matrix::{ModelMatrix, model_matrix};
use super::missing::{action_of, padded};
use super::terms::{Terms, variable_name};
use super::variables::{contrast_list, level_list};
use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail, generic};
use raglan_engine::value::{Symbol, Value, as_double};
use raglan_stats::distributions::student_t;
use raglan_stats::linear::Qr;
use raglan_stats::matrix::Matrix;

pub(super) const FUNCTIONS: &[Builtin] = &[
    generic("predict(object, ...)"),
    builtin(
        "predict.lm(object, newdata, se.fit = FALSE, scale = NULL, df = Inf, \
         interval = c(\"none\", \"confidence\", \"prediction\"), level = 0.95, \
         type = c(\"response\", \"terms\"), terms = NULL, na.action = na.pass, pred.var = NULL, weights = 1, \
         rankdeficient = c(\"warnif\", \"simple\", \"non-estim\", \"NA\", \"NAwarn\"), ...)",
        predict_linear,
    ),
    builtin(
        "predict.glm(object, newdata = NULL, type = c(\"link\", \"response\", \"terms\"), se.fit = FALSE, \
         dispersion = NULL, terms = NULL, na.action = na.pass, ...)",
        predict_generalized,
    ),
];

/// Rows to predict for.
struct Design {
    matrix: ModelMatrix,
    offset: Option<Vec<f64>>,
    rows: Vec<String>,
    action: Value,
}

fn terms_of_fit(object: &Value) -> Eval<Terms> {
    match object.part("terms") {
        Some(terms) => Terms::from_value(&terms, &Default::default()),
        None => fail("no terms component nor attribute"),
    }
}

fn design(args: &mut Args, object: &Value, newdata: Option<Value>, na_action: Option<Value>) -> Eval<Design> {
    let terms = terms_of_fit(object)?;
    let contrasts = contrast_list(object.part("contrasts"));
    let Some(data) = newdata else {
        let frame = match object.part("model") {
            Some(frame) => ModelFrame { frame, terms },
            None => return fail("the fit keeps no model frame (model = FALSE)"),
        };
        let matrix = model_matrix(args.session, &frame, &contrasts)?;
        let offset = object.part("offset").map(|_| numbers(object, "offset")).transpose()?;
        return Ok(Design { matrix, offset, rows: frame.row_labels(), action: action_of(object) });
    };
    let levels = object.part("xlevels").map(|l| level_list(&l)).transpose()?.unwrap_or_default();
    let frame = new_data_frame(args.session, &terms, &data, &levels, na_action)?;
    check_classes(&terms, &frame)?;
    let matrix = model_matrix(args.session, &frame, &contrasts)?;
    let mut offset = frame.offset()?;
    let call = object.part("call");
    let code = call.as_ref().and_then(Value::as_call).and_then(|c| {
        c.arguments.iter().find(|a| a.name.is_some_and(|n| n.as_str() == "offset")).map(|a| a.value.clone())
    });
    if let Some(code) = code {
        let scope = scope(args.session, &data, &terms.environment)?;
        let value = args.session.eval(&code, &scope)?;
        let more = as_double(&value, &mut Vec::new())?;
        let known = offset.unwrap_or_else(|| vec![0.0; frame.rows()]);
        if more.len() != known.len() && more.len() != 1 {
            return fail("the offset has not the length of the new data");
        }
        offset = Some(known.iter().enumerate().map(|(i, o)| o + more[i % more.len()]).collect());
    }
    let action = frame.na_action().unwrap_or(Value::Null);
    Ok(Design { matrix, offset, rows: frame.row_labels(), action })
}

/// Refuses variables of another kind than those of the fit.
fn check_classes(terms: &Terms, frame: &ModelFrame) -> Eval<()> {
    for (k, variable) in frame.terms.variables.iter().enumerate() {
        let name = variable_name(variable);
        let Some((_, old)) = terms.data_classes.iter().find(|(n, _)| *n == name) else { continue };
        let new = variable_class(&frame.variable(k));
        let factors = ["factor", "character", "ordered"];
        let alike = old == &new || (factors.contains(&old.as_str()) && factors.contains(&new.as_str()));
        if !alike {
            return fail(format!(
                "variable '{name}' was fitted with type \"{old}\" but type \"{new}\" was supplied"
            ));
        }
    }
    Ok(())
}

/// The design of a fit's own data.
pub(super) fn model_design(args: &mut Args, object: &Value) -> Eval<ModelMatrix> {
    Ok(design(args, object, None, None)?.matrix)
}

/// The columns of that design.
pub(super) fn design_of(args: &mut Args, object: &Value) -> Eval<Matrix> {
    Ok(model_design(args, object)?.x)
}

/// That design as a matrix of R.
pub(super) fn design_of_fit(args: &mut Args, object: &Value) -> Eval {
    let design = design(args, object, None, None)?;
    Ok(design.matrix.to_value(&design.rows))
}

/// What is predicted for the rows of a design.
struct Prediction {
    design: Design,
    fit: Vec<f64>,
    /// Variances of the fits over the residual variance.
    variance: Vec<f64>,
    /// Rows, from one, that the fit says nothing about.
    doubtful: Vec<i32>,
    fresh: bool,
}

fn prediction(args: &mut Args, fit: &Fit, newdata: Option<Value>) -> Eval<Prediction> {
    let fresh = newdata.is_some();
    let action = match (fresh, args.is_missing("na.action")) {
        (false, _) => None,
        (true, true) => Some(args.session.from_namespace("stats", "na.pass", true)?),
        (true, false) => Some(args.value("na.action")?),
    };
    let design = design(args, &fit.value, newdata, action)?;
    let x = &design.matrix.x;
    if x.cols() != fit.coefficients.len() {
        return fail("the design of the new data has other columns than that of the fit");
    }
    let mut values = vec![0.0; x.rows()];
    let (mut variance, mut doubtful) = (vec![0.0; x.rows()], Vec::new());
    if fit.rank > 0 {
        let qr = fit.qr()?;
        let estimable: Vec<usize> = qr.pivot[..qr.rank].to_vec();
        let chosen = x.select_columns(&estimable);
        let beta: Vec<f64> = estimable.iter().map(|&j| fit.coefficients[j]).collect();
        values = chosen.multiply_vector(&beta);
        let root = chosen.multiply(&qr.r_inverse());
        let square = |i: usize| (0..qr.rank).map(|j| root[(i, j)] * root[(i, j)]).sum();
        variance = (0..x.rows()).map(square).collect();
        if fresh {
            doubtful = doubtful_rows(x, &qr);
        }
    }
    if let Some(offset) = &design.offset {
        values.iter_mut().zip(offset).for_each(|(f, o)| *f += o);
    }
    Ok(Prediction { design, fit: values, variance, doubtful, fresh })
}

/// What each term adds to the predictor, centred at the data of the fit, and the variances of that.
struct Contributions {
    values: Matrix,
    variances: Matrix,
    constant: f64,
    labels: Vec<String>,
}

fn contributions(args: &mut Args, fit: &Fit, design: &ModelMatrix) -> Eval<Contributions> {
    let terms = fit.terms()?;
    let own = model_design(args, &fit.value)?;
    let means: Vec<f64> = (0..fit.coefficients.len())
        .map(|j| if terms.intercept { raglan_stats::summary::mean(own.x.column(j)) } else { 0.0 })
        .collect();
    let (unscaled, kept) = fit.unscaled_covariance()?;
    let place: Vec<Option<usize>> = fit.names.iter().map(|n| kept.iter().position(|k| k == n)).collect();
    let value = |j: usize| if fit.coefficients[j].is_nan() { 0.0 } else { fit.coefficients[j] };
    let rows = design.x.rows();
    let mut out = Contributions {
        values: Matrix::zeros(rows, terms.labels.len()),
        variances: Matrix::zeros(rows, terms.labels.len()),
        constant: (0..fit.coefficients.len()).map(|j| means[j] * value(j)).sum(),
        labels: terms.labels.clone(),
    };
    if !terms.intercept {
        out.constant = 0.0;
    }
    for term in 1..=terms.labels.len() {
        let columns: Vec<usize> =
            (0..design.assign.len()).filter(|&j| design.assign[j] == term as i32).collect();
        for i in 0..rows {
            let centred = |j: usize| design.x[(i, j)] - means[j];
            for &j in &columns {
                out.values[(i, term - 1)] += centred(j) * value(j);
                for &k in &columns {
                    if let (Some(a), Some(b)) = (place[j], place[k]) {
                        out.variances[(i, term - 1)] += centred(j) * centred(k) * unscaled[(a, b)];
                    }
                }
            }
        }
    }
    Ok(out)
}

/// Contributions at the data of a fit, with the names of rows and terms, and the constant.
pub(super) fn term_contributions_of_fit(
    args: &mut Args,
    object: &Value,
) -> Eval<(Matrix, Vec<String>, Vec<String>, f64)> {
    let fit = Fit::of(object)?;
    let design = design(args, object, None, None)?;
    let found = contributions(args, &fit, &design.matrix)?;
    Ok((found.values, design.rows, found.labels, found.constant))
}

/// The columns of the terms asked for.
fn chosen_terms(args: &mut Args, labels: &[String]) -> Eval<Vec<usize>> {
    match args.optional("terms")? {
        None => Ok((0..labels.len()).collect()),
        Some(Value::Character(v)) => {
            let place = |name: &str| labels.iter().position(|l| l == name);
            match v.data.iter().map(|n| place(n.unwrap_or("NA"))).collect::<Option<Vec<_>>>() {
                Some(places) => Ok(places),
                None => fail("'terms' names a term that the model has not"),
            }
        }
        Some(_) => args.positions("terms"),
    }
}

/// `type = "terms"`: a matrix, or a list of it with errors and bounds.
fn predicted_terms(args: &mut Args, fit: &Fit, found: &Prediction, scale: f64, df: Option<f64>) -> Eval {
    let parts = contributions(args, fit, &found.design.matrix)?;
    let chosen = chosen_terms(args, &parts.labels)?;
    let labels: Vec<String> = chosen.iter().map(|&k| parts.labels[k].clone()).collect();
    let rows = &found.design.rows;
    let values = parts.values.select_columns(&chosen);
    let errors = parts.variances.select_columns(&chosen).map(|v| v.sqrt() * scale);
    let with_constant = |m: &Matrix| {
        matrix_value(m, rows, &labels).with_attribute(Symbol::new("constant"), Value::double(parts.constant))
    };
    let (se, interval) = match df {
        Some(_) => (args.flag("se.fit")?, args.choice("interval")?),
        None => (args.flag("se.fit")?, "none".to_string()),
    };
    if !se && interval == "none" {
        return Ok(with_constant(&values));
    }
    let mut out = vec![("fit", with_constant(&values))];
    if se {
        out.push(("se.fit", matrix_value(&errors, rows, &labels)));
    }
    if let Some(df) = df.filter(|_| interval != "none") {
        let extra = if interval == "prediction" { scale * scale } else { 0.0 };
        let quantile = student_t::quantile((1.0 - args.number("level")?) / 2.0, df, true, false);
        let bound = |sign: f64| {
            Matrix::from_fn(values.rows(), values.cols(), |i, j| {
                values[(i, j)] + sign * quantile * (errors[(i, j)].powi(2) + extra).sqrt()
            })
        };
        out.extend([("lwr", with_constant(&bound(1.0))), ("upr", with_constant(&bound(-1.0)))]);
    }
    if let Some(df) = df.filter(|_| se) {
        out.push(("df", degrees(df)));
    }
    if se {
        out.push(("residual.scale", Value::double(scale)));
    }
    Ok(Value::named_list(out))
}

fn degrees(df: f64) -> Value {
    if df.is_finite() && df.fract() == 0.0 { Value::integer(df as i32) } else { Value::double(df) }
}

fn predict_linear(args: &mut Args) -> Eval {
    args.refuse_unless_default(&["rankdeficient"])?;
    let object = args.value("object")?;
    if object.has_class("mlm") {
        return super::several::predict_several(args, &object);
    }
    let fit = Fit::of(&object)?;
    let (interval, kind) = (args.choice("interval")?, args.choice("type")?);
    let newdata = if args.is_missing("newdata") { None } else { args.optional("newdata")? };
    let found = prediction(args, &fit, newdata)?;
    let (variance, df) = match args.optional("scale")? {
        Some(_) => (args.number("scale")?.powi(2), args.number("df")?),
        None => (fit.deviance() / fit.df_residual, fit.df_residual),
    };
    if kind == "terms" {
        return predicted_terms(args, &fit, &found, variance.sqrt(), Some(df));
    }
    if !found.doubtful.is_empty() {
        args.warn("prediction from rank-deficient fit; attr(*, \"non-estim\") has doubtful cases")?;
    }
    let action = if found.fresh { found.design.action.clone() } else { action_of(&object) };
    let rows = &found.design.rows;
    let errors: Vec<f64> = found.variance.iter().map(|v| (v * variance).sqrt()).collect();
    let mut out = match interval.as_str() {
        "none" => padded(&action, &named(found.fit.clone(), rows))?,
        _ => {
            let more = match interval.as_str() {
                "prediction" => future_variance(args, &fit, &found, variance)?,
                _ => vec![0.0],
            };
            let quantile = student_t::quantile((1.0 - args.number("level")?) / 2.0, df, true, false);
            let width = |i: usize| quantile * (errors[i] * errors[i] + more[i % more.len()]).sqrt();
            let sides = [0.0, 1.0, -1.0];
            let table = Matrix::from_fn(rows.len(), 3, |i, j| found.fit[i] + sides[j] * width(i));
            padded_rows(&action, &table, rows, &["fit", "lwr", "upr"].map(String::from))?
        }
    };
    if !found.doubtful.is_empty() {
        out.set_attribute(Symbol::new("non-estim"), Value::integers(found.doubtful.clone()));
    }
    if !args.flag("se.fit")? {
        return Ok(out);
    }
    let errors = match errors.len() {
        1 => Value::doubles(errors),
        _ => named(errors, rows),
    };
    Ok(Value::named_list([
        ("fit", out),
        ("se.fit", padded(&action, &errors)?),
        ("df", degrees(df)),
        ("residual.scale", Value::double(variance.sqrt())),
    ]))
}

/// A matrix with rows of NA where `na.exclude()` left rows out.
fn padded_rows(action: &Value, table: &Matrix, rows: &[String], names: &[String]) -> Eval<Value> {
    if !action.has_class("exclude") {
        return Ok(matrix_value(table, rows, names));
    }
    let mut columns = Vec::new();
    let mut labels = rows.to_vec();
    for j in 0..table.cols() {
        let column = padded(action, &named(table.column(j).to_vec(), rows))?;
        labels = super::names_or_empty(&column);
        columns.push(as_double(&column, &mut Vec::new())?.into_vec());
    }
    Ok(matrix_value(&Matrix::from_columns(labels.len(), &columns), &labels, names))
}

/// The variance of future observations.
fn future_variance(args: &mut Args, fit: &Fit, found: &Prediction, variance: f64) -> Eval<Vec<f64>> {
    if !found.fresh {
        args.warn("predictions on current data refer to _future_ responses\n")?;
    }
    if args.optional("pred.var")?.is_some() {
        return Ok(args.doubles("pred.var")?.into_vec());
    }
    if args.is_missing("weights") && fit.weights.is_some() {
        let message = match found.fresh {
            true => "Assuming constant prediction variance even though model fit is weighted\n",
            false => "assuming prediction variance inversely proportional to weights used for fitting\n",
        };
        args.warn(message)?;
        if !found.fresh {
            let weights = fit.weights.as_deref().unwrap_or(&[]);
            return Ok(weights.iter().map(|w| variance / w).collect());
        }
    }
    match args.value("weights")? {
        Value::Double(_) | Value::Integer(_) => {
            Ok(args.doubles("weights")?.iter().map(|w| variance / w).collect())
        }
        _ => fail("argument 'weights' of `predict.lm` is implemented for numbers only"),
    }
}

fn predict_generalized(args: &mut Args) -> Eval {
    let object = args.value("object")?;
    let fit = Fit::of(&object)?;
    let Some(g) = &fit.generalized else { return fail("the fit has no family") };
    let kind = args.choice("type")?;
    let newdata = args.optional("newdata")?;
    let se = args.flag("se.fit")?;
    let action_then = action_of(&object);
    if newdata.is_none() && !se && kind != "terms" {
        let values = if kind == "response" { fit.fitted.clone() } else { g.eta.clone() };
        return padded(&action_then, &named(values, &fit.rows));
    }
    let found = prediction(args, &fit, newdata)?;
    let dispersion = match args.optional("dispersion")? {
        Some(_) if args.number("dispersion")? != 0.0 => args.number("dispersion")?,
        _ => fit.dispersion(),
    };
    if kind == "terms" {
        return predicted_terms(args, &fit, &found, dispersion.sqrt(), None);
    }
    let action = if found.fresh { found.design.action.clone() } else { action_then };
    let rows = &found.design.rows;
    let eta = if found.fresh { &found.fit } else { &g.eta };
    let link = g.family.link;
    let response = kind == "response";
    let values = eta.iter().map(|e| if response { link.inverse(*e) } else { *e }).collect();
    let values = padded(&action, &named(values, rows))?;
    if !found.doubtful.is_empty() {
        args.warn("prediction from rank-deficient fit; attr(*, \"non-estim\") has doubtful cases")?;
    }
    if !se {
        return Ok(values);
    }
    let slope = |e: f64| if response { link.mu_eta(e).abs() } else { 1.0 };
    let errors: Vec<f64> =
        found.variance.iter().zip(eta).map(|(v, e)| v.sqrt() * dispersion.sqrt() * slope(*e)).collect();
    let errors = match errors.len() {
        1 if !response => Value::doubles(errors),
        _ => named(errors, rows),
    };
    Ok(Value::named_list([
        ("fit", values),
        ("se.fit", padded(&action, &errors)?),
        ("residual.scale", Value::double(dispersion.sqrt())),
    ]))
}

/// Rows outside the space the fit spans, counted from one: those not orthogonal to its null space.
fn doubtful_rows(x: &Matrix, qr: &Qr) -> Vec<i32> {
    let (p, rank) = (x.cols(), qr.rank);
    if rank == p {
        return Vec::new();
    }
    let r = qr.r();
    let inverse = qr.r_inverse();
    let mut out = Vec::new();
    for i in 0..x.rows() {
        let outside = (rank..p).any(|j| {
            let mut rest = x[(i, qr.pivot[j])];
            let mut size = rest.abs();
            for k in 0..rank {
                let weight: f64 = (k..rank).map(|l| inverse[(k, l)] * r[(l, j)]).sum();
                rest -= weight * x[(i, qr.pivot[k])];
                size = size.max((weight * x[(i, qr.pivot[k])]).abs());
            }
            rest.abs() > 1e-6 * size.max(1e-300)
        });
        if outside {
            out.push(i as i32 + 1);
        }
    }
    out
}
