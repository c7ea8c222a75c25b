//! A fit as R's `gam` object.

use super::fit::{Fitted, Settings, is_additive};
use super::predict::symbols;
use super::specification::Kind;
use crate::stats::model::{
    ModelFrame, Terms, as_formula, codes_of, formula_of, levels_of, matrix_value, named, sum_of, take_rows,
};
use raglan_engine::eval::{Eval, fail};
use raglan_engine::value::{NA_REAL, Symbol, Value, as_double, known};
use raglan_stats::matrix::Matrix;
use raglan_stats::smooth::{Convergence, Ending, Method};
use raglan_stats::summary::quantiles;
use std::rc::Rc;

/// Where the numbers stand on the object: an attribute of its list of smooths.
fn holder() -> Symbol {
    Symbol::new("fit")
}

/// The numbers behind an object.
pub(super) fn fitted_of(object: &Value) -> Eval<Rc<Fitted>> {
    let held = object.part("smooth").and_then(|s| s.attribute(holder()));
    if let Some(Value::External(any)) = held
        && let Ok(fitted) = any.downcast::<Fitted>()
    {
        return Ok(fitted);
    }
    fail("the object is no `gam` fit of this session")
}

/// A matrix without names.
pub(super) fn plain_matrix(x: &Matrix) -> Value {
    Value::doubles(x.data().to_vec())
        .with_attribute(known::DIM, Value::integers(vec![x.rows() as i32, x.cols() as i32]))
}

/// How a search ended, in R's words.
fn ending_text(ending: Ending) -> &'static str {
    match ending {
        Ending::Full => "full convergence",
        Ending::StepFailed => "step failed",
        Ending::IterationLimit => "iteration limit reached",
    }
}

fn smooth_values(fitted: &Fitted) -> Value {
    let mut sp = 1;
    let mut out = Vec::new();
    for (smooth, &(first, end)) in fitted.smooths.iter().zip(&fitted.model.spans) {
        let mut value = smooth.specification.value.clone();
        let term = &smooth.term;
        let count = term.penalties.len();
        let penalties: Vec<Value> = term.penalties.iter().map(|(s, _)| plain_matrix(s)).collect();
        let ranks: Vec<f64> = term.penalties.iter().map(|(_, rank)| *rank as f64).collect();
        let integer = |k: usize| Value::double(k as f64);
        let dimension = match &smooth.specification.kind {
            Kind::Single(m) => {
                let own = term.columns() + usize::from(term.constraint.is_some()) + term.dropped.len();
                integer(m.dimension.unwrap_or(own).max(own))
            }
            Kind::Tensor { .. } => Value::Null,
        };
        for (name, part) in [
            ("label", Value::string(&smooth.label)),
            ("bs.dim", dimension),
            ("S", Value::list(penalties)),
            ("df", integer(term.columns())),
            ("rank", Value::doubles(ranks)),
            ("null.space.dim", integer(term.null_dimension)),
            ("S.scale", Value::doubles(term.penalty_scales.clone())),
            ("by.level", smooth.level.as_ref().map_or(Value::Null, |l| Value::string(l))),
            ("first.para", integer(first + 1)),
            ("last.para", integer(end)),
            ("first.sp", integer(sp)),
            ("last.sp", integer((sp + count).saturating_sub(1))),
        ] {
            if !matches!(part, Value::Null) {
                value = value.with_part(name, part);
            }
        }
        sp += count;
        out.push(value.with_class(&[smooth.class(), "mgcv.smooth"]));
    }
    Value::list(out)
}

fn convergence(fitted: &Fitted, settings: &Settings) -> Vec<(&'static str, Value)> {
    match &fitted.gam.convergence {
        Convergence::None => vec![("mgcv.conv", Value::Null)],
        Convergence::Direct {
            converged,
            hessian_positive,
            iterations,
            score_calls,
            rms_gradient,
            full_rank,
            rank,
        } => {
            let count = |k: usize| Value::integer(k as i32);
            let whole = fitted.gam.coefficients.len();
            let parts = [
                ("full.rank", count(if *full_rank { whole } else { *rank })),
                ("rank", count(*rank)),
                ("fully.converged", Value::logical(*converged)),
                ("hess.pos.def", Value::logical(*hessian_positive)),
                ("iter", count(*iterations)),
                ("score.calls", count(*score_calls)),
                ("rms.grad", Value::double(*rms_gradient)),
            ];
            vec![("mgcv.conv", Value::named_list(parts))]
        }
        Convergence::Outer { ending, iterations, gradient, hessian_eigenvalues, history } => {
            let column = Matrix::from_vec(gradient.len(), 1, gradient.clone());
            let parts = [
                ("conv", Value::string(ending_text(*ending))),
                ("iter", Value::integer(*iterations as i32)),
                ("grad", plain_matrix(&column)),
                ("hess.eigenvalues", Value::doubles(hessian_eigenvalues.clone())),
                ("score.hist", Value::doubles(history.clone())),
            ];
            let mut out = vec![("outer.info", Value::named_list(parts))];
            if settings.method == Method::Reml {
                out.extend(fitted.gam.likelihood_scale.map(|s| ("reml.scale", Value::double(s))));
            }
            out
        }
    }
}

/// The object of R.
pub(super) fn object(fitted: Fitted, settings: &Settings, formula: Value, call: Value) -> Eval {
    let gam = &fitted.gam;
    let n = gam.y.len();
    let numbers = |values: &[f64]| Value::doubles(values.to_vec());
    let names = &fitted.names;
    let link = gam.family.link;
    let working: Vec<f64> =
        (0..n).map(|i| (gam.y[i] - gam.fitted[i]) / link.mu_eta(gam.linear_predictors[i])).collect();
    let free = |given: bool| {
        let picked = fitted.sp.iter().zip(&gam.sp).filter(move |((_, g), _)| *g == given);
        let (n, v): (Vec<&String>, Vec<f64>) = picked.map(|((n, _), v)| (n, *v)).unzip();
        Value::doubles(v).with_names(n)
    };
    let label = match settings.method {
        Method::GcvCp => "GCV.Cp",
        Method::Reml => "REML",
        Method::Ml => "ML",
    };
    let additive = is_additive(&gam.family) && settings.method == Method::GcvCp;
    let optimizer: &[&str] = if additive { &["magic"] } else { &["outer", "newton"] };
    let offset = settings.offset.clone().unwrap_or_else(|| vec![0.0; n]);
    let columns = &fitted.model.x;
    let means: Vec<f64> =
        (0..columns.cols()).map(|j| columns.column(j).iter().sum::<f64>() / n as f64).collect();
    let count = |k: usize| Value::integer(k as i32);
    let mut parts = vec![
        ("coefficients", named(gam.coefficients.clone(), names)),
        ("residuals", Value::doubles(working)),
        ("fitted.values", numbers(&gam.fitted)),
        ("family", settings.family_value.clone()),
        ("linear.predictors", numbers(&gam.linear_predictors)),
        ("deviance", Value::double(gam.deviance)),
        ("null.deviance", Value::double(gam.null_deviance)),
        ("weights", numbers(&gam.weights)),
        ("prior.weights", numbers(&gam.prior_weights)),
        ("df.null", count(n - usize::from(fitted.terms.intercept))),
        ("y", numbers(&gam.y)),
        ("converged", Value::logical(true)),
        ("sig2", Value::double(gam.scale)),
        ("edf", named(gam.edf.clone(), names)),
        ("edf1", named(gam.edf1.clone(), names)),
        ("hat", numbers(&gam.hat)),
        ("R", plain_matrix(&gam.r)),
        ("boundary", Value::logical(false)),
        ("sp", free(false)),
        ("nsdf", count(fitted.model.parametric)),
        ("Ve", plain_matrix(&gam.ve)),
        ("Vp", plain_matrix(&gam.vp)),
        ("gcv.ubre", named(vec![gam.score], &[label.to_string()])),
        ("aic", Value::double(gam.aic.unwrap_or(NA_REAL))),
        ("rank", count(gam.rank)),
        ("scale.estimated", Value::logical(gam.scale_estimated)),
        ("method", Value::string(settings.name)),
    ];
    parts.extend(gam.edf2.as_ref().map(|e| ("edf2", named(e.clone(), names))));
    parts.extend(gam.vc.as_ref().map(|v| ("Vc", plain_matrix(v))));
    if !additive {
        parts.push(("scale", Value::double(gam.scale)));
    }
    if fitted.sp.iter().any(|(_, given)| *given) {
        let all: Vec<&String> = fitted.sp.iter().map(|(n, _)| n).collect();
        parts.push(("full.sp", Value::doubles(gam.sp.clone()).with_names(all)));
    }
    parts.extend(convergence(&fitted, settings));
    let frame = &fitted.frame;
    let least: usize = fitted.model.null_dimensions.iter().sum::<usize>() + fitted.model.parametric;
    let edf: f64 = gam.edf.iter().sum();
    parts.extend([
        ("smooth", Value::Null),
        ("formula", formula),
        ("var.summary", variable_summaries(frame)),
        ("cmX", Value::doubles(means).with_names(names)),
        ("model", frame.frame.clone()),
        ("terms", frame.terms.to_value()),
        ("pred.formula", prediction_formula(&frame.terms)),
        ("pterms", fitted.terms.to_value()),
        ("assign", Value::integers(fitted.parametric.assign.clone())),
        ("contrasts", fitted.parametric.contrast_list()),
        ("xlevels", level_list(&frame.levels())),
        ("offset", Value::doubles(offset)),
        ("df.residual", Value::double(n as f64 - edf)),
        ("min.edf", Value::double(least as f64)),
        ("optimizer", Value::strings(optimizer)),
        ("call", call),
    ]);
    if let Some(action) = frame.na_action() {
        parts.push(("na.action", action));
    }
    parts.retain(|(name, v)| !matches!(v, Value::Null) || *name == "smooth");
    let smooths = smooth_values(&fitted);
    let object = Value::named_list(parts).with_class(&["gam", "glm", "lm"]);
    let smooths = smooths.with_attribute(holder(), Value::External(Rc::new(fitted)));
    Ok(object.with_part("smooth", smooths))
}

/// The formula of the variables that predictions need.
fn prediction_formula(terms: &Terms) -> Value {
    let first = usize::from(terms.response);
    let sum = |variables: &[Value]| {
        let mut names = Vec::new();
        variables.iter().for_each(|v| symbols(v, &mut names));
        let names: Vec<Value> = names.into_iter().map(Value::Symbol).collect();
        as_formula(formula_of(None, sum_of(&names).unwrap_or(Value::double(1.0))), terms.environment.clone())
    };
    sum(&terms.variables[first..]).with_attribute(Symbol::new("full"), sum(&terms.variables))
}

/// For each predictor its least, middle and largest value, or the level most rows have.
fn variable_summaries(frame: &ModelFrame) -> Value {
    let first = usize::from(frame.terms.response);
    let mut out = Vec::new();
    for (k, name) in frame.terms.names().into_iter().enumerate().skip(first) {
        let value = frame.variable(k);
        if frame.terms.offsets.contains(&k) {
            continue;
        }
        if value.is_factor() {
            let levels = levels_of(&value).unwrap_or_default();
            let codes = codes_of(&value, &levels);
            let count = |l: usize| codes.iter().filter(|c| **c == Some(l)).count();
            let most = (0..levels.len()).max_by_key(|&l| (count(l), std::cmp::Reverse(l)));
            let row = codes.iter().position(|c| *c == most);
            out.extend(row.map(|row| (name, take_rows(&value, &[row]))));
        } else if let Ok(numbers) = as_double(&value, &mut Vec::new()) {
            let sorted: Vec<f64> = numbers.iter().copied().filter(|v| !v.is_nan()).collect();
            out.extend(quantiles(&sorted, &[0.0, 0.5, 1.0], 3).map(|q| (name, Value::doubles(q))));
        }
    }
    Value::named_list(out)
}

fn level_list(levels: &[(String, Vec<String>)]) -> Value {
    match levels {
        [] => Value::Null,
        some => Value::named_list(some.iter().map(|(n, l)| (n, Value::strings(l)))),
    }
}

/// A matrix with names of rows and columns.
pub(super) fn labelled(x: &Matrix, rows: &[String], columns: &[String]) -> Value {
    matrix_value(x, rows, columns)
}
