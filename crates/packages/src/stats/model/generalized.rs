//! `glm()`: generalized linear models, and what their families compute.

use super::frame::ModelFrame;
use super::linear::{check_finite, frame_of_arguments, matrix_value, named, qr_value};
use super::matched::matched_call;
use super::matrix::{ModelMatrix, model_matrix};
use super::rows::levels_of;
use super::variables::{contrast_list, levels_value, named_response};
use raglan_engine::eval::{Args, Builtin, Eval, fail, lazy};
use raglan_engine::value::{Argument, NA_REAL, Symbol, Value, Vector, as_double};
use raglan_stats::glm::{
    Distribution, Family, Glm, GlmControl, GlmError, GlmProblem, GlmWarning, Link, ResponseError, Start,
    Variance,
};

pub(super) const FUNCTIONS: &[Builtin] = &[lazy(
    "glm(formula, family = gaussian, data, weights, subset, na.action, start = NULL, etastart, mustart, \
         offset, control = list(...), model = TRUE, method = \"glm.fit\", x = FALSE, y = TRUE, \
         singular.ok = TRUE, contrasts = NULL, ...)",
    glm,
)];

const FORMALS: &[&str] = &[
    "formula",
    "family",
    "data",
    "weights",
    "subset",
    "na.action",
    "start",
    "etastart",
    "mustart",
    "offset",
    "control",
    "model",
    "method",
    "x",
    "y",
    "singular.ok",
    "contrasts",
    "...",
];

/// The family of a family object, or of a list with `family`, `link` and perhaps `varfun`.
pub fn family_of(value: &Value) -> Eval<Family> {
    let text = |part: &str| match value.part(part) {
        Some(Value::Character(v)) => v.data.get(0).unwrap_or("NA").to_string(),
        _ => String::new(),
    };
    let (name, link_name) = (text("family"), text("link"));
    let distribution = match name.as_str() {
        "gaussian" => Distribution::Gaussian,
        "binomial" => Distribution::Binomial,
        "poisson" => Distribution::Poisson,
        "Gamma" => Distribution::Gamma,
        "inverse.gaussian" => Distribution::InverseGaussian,
        "quasibinomial" => Distribution::QuasiBinomial,
        "quasipoisson" => Distribution::QuasiPoisson,
        "quasi" => match Variance::parse(&text("varfun")) {
            Some(variance) => Distribution::Quasi(variance),
            None => return fail("this variance of `quasi` is not implemented"),
        },
        "" => return fail("'family' not recognized"),
        other => return fail(format!("the family '{other}' is not implemented")),
    };
    let power = link_name.strip_prefix("mu^").and_then(|p| p.parse::<f64>().ok());
    match Link::parse(&link_name).or(power.map(Link::power)) {
        Some(link) => Ok(Family::new(distribution, link)),
        None => fail(format!("the link '{link_name}' is not implemented")),
    }
}

/// The family argument: an object, a function that makes one, or the name of one.
pub fn family_argument(args: &mut Args, name: &str) -> Eval<Value> {
    let mut value = args.value(name)?;
    if let Value::Character(v) = &value {
        let env = args.env.clone();
        value = args.session.find_function(Symbol::new(v.data.get(0).unwrap_or("NA")), &env)?;
    }
    if value.is_function() {
        value = args.apply(&value, Vec::<Argument>::new())?;
    }
    if value.part("family").is_none() {
        return fail("'family' not recognized");
    }
    Ok(value)
}

/// A response of a generalized linear model, taken apart.
struct Response {
    y: Vec<f64>,
    weights: Vec<f64>,
    trials: Option<Vec<f64>>,
    /// What the fit keeps as `y`.
    kept: Value,
}

fn response(args: &mut Args, frame: &ModelFrame, family: &Family) -> Eval<Response> {
    let binomial = matches!(family.distribution, Distribution::Binomial | Distribution::QuasiBinomial);
    let Some(value) = frame.response() else { return fail("the formula has no response") };
    let rows = frame.row_labels();
    let n = rows.len();
    let mut weights = frame.weights()?.unwrap_or_else(|| vec![1.0; n]);
    if weights.iter().any(|w| *w < 0.0) {
        return fail("negative weights not allowed");
    }
    if binomial && let Some([_, 2]) = value.dim().as_deref().and_then(|d| <[usize; 2]>::try_from(d).ok()) {
        let counts = as_double(&value, &mut Vec::new())?;
        if counts.iter().any(|c| (c - c.round()).abs() > 1e-3) {
            args.warn("non-integer counts in a binomial glm!")?;
        }
        let trials: Vec<f64> = (0..n).map(|i| counts[i] + counts[n + i]).collect();
        let y: Vec<f64> =
            (0..n).map(|i| if trials[i] == 0.0 { 0.0 } else { counts[i] / trials[i] }).collect();
        weights.iter_mut().zip(&trials).for_each(|(w, t)| *w *= t);
        let kept = named(y.clone(), &rows);
        return Ok(Response { y, weights, trials: Some(trials), kept });
    }
    if value.dim().is_some_and(|d| d.len() == 2 && d[1] > 1) {
        return fail("`glm` with several responses is not implemented");
    }
    let y: Vec<f64> = if value.is_factor() && binomial {
        let levels = levels_of(&value).unwrap_or_default();
        let codes = super::rows::codes_of(&value, &levels);
        codes.iter().map(|c| c.map_or(NA_REAL, |k| f64::from(u8::from(k > 0)))).collect()
    } else {
        match &value {
            Value::Double(_) | Value::Integer(_) | Value::Logical(_) => {
                as_double(&value, &mut Vec::new())?.into_vec()
            }
            _ => return fail("the response is no number"),
        }
    };
    if matches!(family.distribution, Distribution::Binomial) {
        let successes = y.iter().zip(&weights).map(|(y, w)| y * w);
        if successes.into_iter().any(|s| (s - s.round()).abs() > 1e-3) {
            args.warn("non-integer #successes in a binomial glm!")?;
        }
    }
    let kept = match named_response(frame) {
        Some(kept) if !kept.is_factor() => kept,
        _ => named(y.clone(), &rows),
    };
    Ok(Response { y, weights, trials: None, kept })
}

fn control(args: &mut Args) -> Eval<(GlmControl, Value)> {
    let mut control = GlmControl::default();
    let mut trace = false;
    // Settings may also stand among the arguments of `glm()` itself.
    let given = match args.is_missing("control") {
        false => args.value("control")?,
        true => {
            let dots = args.dots()?;
            let name = |a: &Argument| a.name.map_or("...".to_string(), |n| n.as_str().to_string());
            Value::named_list(dots.iter().map(|a| (name(a), a.value.clone())))
        }
    };
    let names = super::names_or_empty(&given);
    if let Value::List(items) = &given {
        for (name, value) in names.iter().zip(items.data.iter()) {
            let number = as_double(value, &mut Vec::new())?.first().copied().unwrap_or(f64::NAN);
            match name.as_str() {
                "epsilon" if number > 0.0 => control.epsilon = number,
                "maxit" if number > 0.0 => control.max_iterations = number as usize,
                "trace" => trace = number != 0.0,
                other => return fail(format!("argument '{other}' of `glm` is not implemented")),
            }
        }
    }
    if trace {
        return fail("argument 'trace' of `glm.control` is not implemented");
    }
    let list = Value::named_list([
        ("epsilon", Value::double(control.epsilon)),
        ("maxit", Value::double(control.max_iterations as f64)),
        ("trace", Value::logical(false)),
    ]);
    Ok((control, list))
}

fn glm(args: &mut Args) -> Eval {
    let family_value = match args.is_missing("family") {
        true => args.apply_named("gaussian", Vec::new())?,
        false => family_argument(args, "family")?,
    };
    let family = family_of(&family_value)?;
    let frame = frame_of_arguments(args, &["weights", "offset", "etastart", "mustart"])?;
    match args.value("method")? {
        Value::Character(v) if v.data.get(0) == Some("model.frame") => return Ok(frame.frame),
        Value::Character(v) if v.data.get(0) == Some("glm.fit") => {}
        _ => return fail("argument 'method' of `glm` is not implemented"),
    }
    let response = response(args, &frame, &family)?;
    let contrasts = contrast_list(args.optional("contrasts")?);
    let matrix = model_matrix(args.session, &frame, &contrasts)?;
    check_finite(&matrix.x, &response.y)?;
    let offset = frame.offset()?;
    let (settings, control_value) = control(args)?;
    let given: Option<Vec<f64>> = match args.optional("start")? {
        Some(start) => Some(as_double(&start, &mut Vec::new())?.into_vec()),
        None => None,
    };
    let extra = |name: &str| frame.extra(name).map(|v| as_double(&v, &mut Vec::new())).transpose();
    let (eta, mu) = (extra("etastart")?, extra("mustart")?);
    let start = match (&given, &eta, &mu) {
        (Some(start), _, _) if start.len() == matrix.x.cols() => Start::Coefficients(start),
        (Some(_), _, _) => return fail("length of 'start' should equal the number of coefficients"),
        (_, Some(eta), _) => Start::Eta(eta),
        (_, _, Some(mu)) => Start::Mu(mu),
        _ => Start::Family,
    };
    let problem = GlmProblem {
        x: &matrix.x,
        y: &response.y,
        weights: Some(&response.weights),
        trials: response.trials.as_deref(),
        offset: offset.as_deref(),
        family,
        intercept: frame.terms.intercept,
        start,
        control: settings,
    };
    let fit = problem.fit().or_else(|error| fail(error_text(error, &family)))?;
    for warning in &fit.warnings {
        warn(args, *warning)?;
    }
    if !args.flag("singular.ok")? && fit.rank < matrix.x.cols() {
        return fail("singular fit encountered");
    }
    let mut parts = fit_parts(&frame, &matrix, &fit, &family_value, response.kept);
    if args.flag("model")? {
        parts.push(("model", frame.frame.clone()));
    }
    if let Some(action) = frame.na_action() {
        parts.push(("na.action", action));
    }
    if args.flag("x")? {
        parts.push(("x", matrix.to_value(&frame.row_labels())));
    }
    if !args.flag("y")? {
        parts.retain(|(name, _)| *name != "y");
    }
    parts.push(("call", matched_call(args, FORMALS)?));
    parts.push(("formula", super::formula::formula_object(&frame.terms)));
    parts.push(("terms", frame.terms.to_value()));
    let data = args.optional("data")?.unwrap_or_else(|| frame.terms.environment.clone());
    parts.push(("data", data));
    parts.push(("offset", offset.map_or(Value::Null, Value::doubles)));
    parts.push(("control", control_value));
    parts.push(("method", Value::string("glm.fit")));
    parts.push(("contrasts", matrix.contrast_list()));
    parts.push(("xlevels", levels_value(&frame.levels())));
    parts.retain(|(name, v)| !matches!(v, Value::Null) || matches!(*name, "offset" | "contrasts"));
    Ok(Value::named_list(parts).with_class(&["glm", "lm"]))
}

fn fit_parts(
    frame: &ModelFrame,
    matrix: &ModelMatrix,
    fit: &Glm,
    family: &Value,
    y: Value,
) -> Vec<(&'static str, Value)> {
    let rows = frame.row_labels();
    let coefficients: Vec<f64> =
        fit.coefficients.iter().map(|&b| if b.is_nan() { NA_REAL } else { b }).collect();
    let used: Vec<String> = fit.used.iter().map(|&i| rows[i].clone()).collect();
    let column = |values: &[f64]| named(values.to_vec(), &rows);
    let mut parts = vec![
        ("coefficients", named(coefficients, &matrix.names)),
        ("residuals", column(&fit.residuals)),
        ("fitted.values", column(&fit.fitted)),
    ];
    if let Some(qr) = &fit.qr {
        let label = |k: usize| if k < qr.rank { matrix.names[qr.pivot[k]].as_str() } else { "" };
        let effects = Value::doubles(fit.effects.clone()).with_names((0..fit.effects.len()).map(label));
        let pivoted: Vec<String> = qr.pivot.iter().map(|&j| matrix.names[j].clone()).collect();
        let r = qr.r();
        let size = r.rows().min(pivoted.len());
        parts.push(("effects", effects));
        parts.push(("R", matrix_value(&r, &pivoted[..size], &pivoted)));
        parts.push(("rank", Value::integer(fit.rank as i32)));
        let factor = qr_value(qr, &used, &matrix.names, &[]);
        let Value::List(Vector { data, .. }) = &factor else { return parts };
        let mut compact = data[0].clone();
        compact.set_attribute(Symbol::new("assign"), Value::Null);
        parts.push(("qr", factor.clone().with_part("qr", compact)));
    } else {
        parts.push(("rank", Value::integer(0)));
    }
    let count = |k: usize| Value::integer(k as i32);
    parts.extend([
        ("family", family.clone()),
        ("linear.predictors", column(&fit.linear_predictors)),
        ("deviance", Value::double(fit.deviance)),
        ("aic", Value::double(fit.aic.unwrap_or(NA_REAL))),
        ("null.deviance", Value::double(fit.null_deviance)),
        ("iter", count(fit.iterations)),
        ("weights", column(&fit.weights)),
        ("prior.weights", column(&fit.prior_weights)),
        ("df.residual", count(fit.df_residual)),
        ("df.null", count(fit.df_null)),
        ("y", y),
        ("converged", Value::logical(fit.converged)),
        ("boundary", Value::logical(fit.boundary)),
    ]);
    parts
}

/// What R says when there is no fit.
pub fn error_text(error: GlmError, family: &Family) -> String {
    match error {
        GlmError::Response(ResponseError::OutsideUnitInterval) => "y values must be 0 <= y <= 1".into(),
        GlmError::Response(ResponseError::Negative) => match family.distribution {
            Distribution::QuasiPoisson => "negative values not allowed for the 'quasiPoisson' family".into(),
            _ => "negative values not allowed for the 'Poisson' family".into(),
        },
        GlmError::Response(ResponseError::NotPositive) => match family.distribution {
            Distribution::InverseGaussian => {
                "positive values only are allowed for the 'inverse.gaussian' family".into()
            }
            _ => "non-positive values not allowed for the 'Gamma' family".into(),
        },
        GlmError::Response(ResponseError::NoStart) => {
            "cannot find valid starting values: please specify some".into()
        }
        GlmError::InvalidStart => "cannot find valid starting values: please specify some".into(),
        GlmError::VarianceMissing => "NAs in V(mu)".into(),
        GlmError::VarianceZero => "0s in V(mu)".into(),
        GlmError::SlopeMissing => "NAs in d(mu)/d(eta)".into(),
        GlmError::TooFewObservations(rank, n) => {
            format!("X matrix has rank {rank}, but only {n} observations")
        }
        GlmError::NoValidCoefficients => {
            "no valid set of coefficients has been found: please supply starting values".into()
        }
        GlmError::CannotCorrectStep(k) => format!("inner loop {k}; cannot correct step size"),
    }
}

fn warn(args: &mut Args, warning: GlmWarning) -> Eval<()> {
    let text = match warning {
        GlmWarning::NoInformation(k) => format!("no observations informative at iteration {k}"),
        GlmWarning::NonFiniteCoefficients(k) => format!("non-finite coefficients at iteration {k}"),
        GlmWarning::StepTruncatedDivergence => "step size truncated due to divergence".into(),
        GlmWarning::StepTruncatedBounds => "step size truncated: out of bounds".into(),
        GlmWarning::NotConverged => "glm.fit: algorithm did not converge".into(),
        GlmWarning::Boundary => "glm.fit: algorithm stopped at boundary value".into(),
        GlmWarning::ProbabilityZeroOrOne => {
            "glm.fit: fitted probabilities numerically 0 or 1 occurred".into()
        }
        GlmWarning::RateZero => "glm.fit: fitted rates numerically 0 occurred".into(),
        GlmWarning::NullNotConverged => {
            "fitting to calculate the null deviance did not converge -- increase 'maxit'?".into()
        }
    };
    args.session.warn(&text, None)
}
