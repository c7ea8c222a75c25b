//! Log-likelihoods and the criteria made of them: AIC, BIC, and the criterion `step()` compares models by.

use super::accessors::residual_count;
use super::fit::{Fit, ask, ask_number, frame_of, number};
use raglan_engine::eval::{Args, Builtin, Eval, fail, generic, method};
use raglan_engine::value::{Argument, Symbol, Value, as_double, deparse_line};
use raglan_stats::summary::sum;

pub(super) const FUNCTIONS: &[Builtin] = &[
    generic("logLik(object, ...)"),
    method("logLik.lm(object, REML = FALSE, ...)", linear),
    method("logLik.glm(object, ...)", generalized),
    method("logLik.logLik(object, ...)", |a| a.value("object")),
    method("print.logLik(x, digits = getOption(\"digits\"), ...)", print),
    generic("AIC(object, ..., k = 2)"),
    method("AIC.default(object, ..., k = 2)", |a| criterion(a, true)),
    generic("BIC(object, ...)"),
    method("BIC.default(object, ...)", |a| criterion(a, false)),
    generic("extractAIC(fit, scale = 0, k = 2, ...)"),
    method("extractAIC.lm(fit, scale = 0, k = 2, ...)", extract_linear),
    method("extractAIC.aov(fit, scale = 0, k = 2, ...)", extract_linear),
    method("extractAIC.glm(fit, scale = 0, k = 2, ...)", extract_generalized),
];

/// A log-likelihood with its degrees of freedom.
pub(super) fn likelihood_value(value: f64, observations: usize, all: Option<usize>, df: usize) -> Value {
    let mut out = Value::double(value);
    if let Some(all) = all {
        out.set_attribute(Symbol::new("nall"), Value::integer(all as i32));
    }
    out.set_attribute(Symbol::new("nobs"), Value::integer(observations as i32));
    out.set_attribute(Symbol::new("df"), Value::double(df as f64));
    out.with_class(&["logLik"])
}

/// The maximised normal log-likelihood, or the restricted one: with σ² = RSS / n at its maximum,
/// −n/2 (log 2π + 1 + log σ²) + ½ Σ log w; the restricted one has n − p for n and −½ log|XᵀWX| besides.
fn linear(args: &mut Args) -> Eval {
    let object = args.value("object")?;
    if object.has_class("mlm") {
        return fail("'logLik.lm' does not support multiple responses");
    }
    let fit = Fit::of(&object)?;
    let used = fit.used();
    let weight = |i: usize| fit.weights.as_ref().map_or(1.0, |w| w[i]);
    let rss = sum(&used.iter().map(|&i| weight(i) * fit.residuals[i].powi(2)).collect::<Vec<_>>());
    let logs = sum(&used.iter().map(|&i| weight(i).ln()).collect::<Vec<_>>());
    let restricted = args.flag("REML")?;
    let n = used.len() as f64 - if restricted { fit.rank as f64 } else { 0.0 };
    let normal = (2.0 * std::f64::consts::PI).ln() + 1.0 - n.ln() + rss.ln();
    let mut value = 0.5 * (logs - n * normal);
    if restricted && fit.rank > 0 {
        let diagonal = fit.qr()?.compact.diagonal();
        value -= sum(&diagonal[..fit.rank].iter().map(|d| d.abs().ln()).collect::<Vec<_>>());
    }
    let observations = if restricted { used.len() - fit.rank } else { used.len() };
    Ok(likelihood_value(value, observations, Some(used.len()), fit.rank + 1))
}

/// The family's AIC counts its parameters, so that the likelihood follows from it.
fn generalized(args: &mut Args) -> Eval {
    let fit = Fit::of(&args.value("object")?)?;
    let p = fit.parameters();
    let value = p as f64 - number(&fit.value, "aic")? / 2.0;
    Ok(likelihood_value(value, fit.observations(), None, p))
}

fn print(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let digits = args.whole("digits")? as i32;
    let values = as_double(&x, &mut Vec::new())?;
    let texts = super::coefmat::formatted(&values, digits);
    let df = as_double(&x.attribute(Symbol::new("df")).unwrap_or(Value::Null), &mut Vec::new())?;
    let style = crate::base::print::Style::of(args.session);
    let df = super::coefmat::formatted(&df, style.digits).join(", ");
    args.session.write(&format!("'log Lik.' {} (df={df})\n", texts.join(", ")));
    args.invisible(x)
}

/// Degrees of freedom and criterion of one fit; a penalty of `None` is the logarithm of the observations.
fn one_criterion(args: &mut Args, object: &Value, penalty: Option<f64>) -> Eval<(f64, f64, f64)> {
    let likelihood = if object.has_class("logLik") { object.clone() } else { ask(args, "logLik", object)? };
    let attribute = |name: &str| -> Eval<f64> {
        let found = likelihood.attribute(Symbol::new(name)).unwrap_or(Value::Null);
        Ok(as_double(&found, &mut Vec::new())?.first().copied().unwrap_or(f64::NAN))
    };
    let df = attribute("df")?;
    let observations = attribute("nobs")?;
    let value = as_double(&likelihood, &mut Vec::new())?.first().copied().unwrap_or(f64::NAN);
    let penalty = penalty.unwrap_or_else(|| observations.ln());
    Ok((df, penalty * df - 2.0 * value, observations))
}

fn criterion(args: &mut Args, akaike: bool) -> Eval {
    let penalty = if akaike { Some(args.number("k")?) } else { None };
    let object = args.value("object")?;
    let others = args.dots()?;
    if others.is_empty() {
        return Ok(Value::double(one_criterion(args, &object, penalty)?.1));
    }
    let fits: Vec<Value> = std::iter::once(object).chain(others.into_iter().map(|a| a.value)).collect();
    let found = fits.iter().map(|f| one_criterion(args, f, penalty)).collect::<Eval<Vec<_>>>()?;
    if found.iter().any(|f| f.2 != found[0].2) {
        args.warn("models are not all fitted to the same number of observations")?;
    }
    let names: Vec<String> = args
        .call
        .arguments
        .iter()
        .filter(|a| a.name.is_none_or(|n| n.as_str() != "k"))
        .map(|a| deparse_line(&a.value))
        .collect();
    let rows = match names.len() == fits.len() {
        true => names,
        false => (1..=fits.len()).map(|k| k.to_string()).collect(),
    };
    let label = if akaike { "AIC" } else { "BIC" };
    let columns = vec![
        ("df".to_string(), Value::doubles(found.iter().map(|f| f.0).collect::<Vec<_>>())),
        (label.to_string(), Value::doubles(found.iter().map(|f| f.1).collect::<Vec<_>>())),
    ];
    Ok(frame_of(columns, Value::strings(rows), &["data.frame"]))
}

/// Equivalent degrees of freedom and, up to a constant, minus twice the log-likelihood plus the penalty.
fn extract_linear(args: &mut Args) -> Eval {
    let fit = args.value("fit")?;
    let (scale, k) = (args.number("scale")?, args.number("k")?);
    let n = residual_count(&fit)?;
    let edf = n - number(&fit, "df.residual")?;
    let rss = ask_number(args, "deviance", &fit)?;
    let value = linear_criterion(n, rss, scale) + k * edf;
    Ok(Value::doubles(vec![edf, value]))
}

/// n log(RSS / n), or Mallows' statistic where the scale is known.
pub(super) fn linear_criterion(n: f64, rss: f64, scale: f64) -> f64 {
    if scale > 0.0 { rss / scale - n } else { n * (rss / n).ln() }
}

fn extract_generalized(args: &mut Args) -> Eval {
    let fit = args.value("fit")?;
    let k = args.number("k")?;
    let edf = residual_count(&fit)? - number(&fit, "df.residual")?;
    Ok(Value::doubles(vec![edf, number(&fit, "aic")? + (k - 2.0) * edf]))
}

/// The criterion and degrees of freedom `extractAIC()` gives for any model.
pub(super) fn extracted(args: &mut Args, fit: &Value, scale: f64, k: f64) -> Eval<(f64, f64)> {
    let passed = vec![
        Argument::new(fit.clone()),
        Argument::named("scale", Value::double(scale)),
        Argument::named("k", Value::double(k)),
    ];
    let found = args.apply_named("extractAIC", passed)?;
    match as_double(&found, &mut Vec::new())?.as_ref() {
        [df, value] => Ok((*df, *value)),
        _ => fail("`extractAIC` gave no pair of numbers"),
    }
}
