//! Covariances of coefficients and confidence intervals: Wald's and those of the profile likelihood.

use super::coefmat::formatted;
use super::fit::{Fit, ask, number};
use super::linear::{matrix_parts, matrix_value};
use super::names_or_empty;
use super::profile::{ProfileRequest, profile_limits};
use super::terms::names_or_empty as names_of;
use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail, generic, method};
use raglan_engine::value::{NA_REAL, Value, as_double};
use raglan_stats::distributions::{normal, student_t};
use raglan_stats::matrix::Matrix;

pub(super) const FUNCTIONS: &[Builtin] = &[
    generic("vcov(object, ...)"),
    method("vcov.lm(object, complete = TRUE, ...)", |a| {
        let fit = Fit::of(&a.value("object")?)?;
        let variance = fit.deviance() / fit.df_residual;
        covariance(a, &fit, variance)
    }),
    method("vcov.glm(object, complete = TRUE, dispersion = NULL, ...)", |a| {
        let fit = Fit::of(&a.value("object")?)?;
        let dispersion = match a.optional("dispersion")? {
            Some(_) => a.number("dispersion")?,
            None => fit.dispersion(),
        };
        covariance(a, &fit, dispersion)
    }),
    method("vcov.summary.lm(object, complete = TRUE, ...)", |a| of_summary(a, "cov.unscaled")),
    method("vcov.summary.glm(object, complete = TRUE, ...)", |a| of_summary(a, "cov.scaled")),
    generic("confint(object, parm, level = 0.95, ...)"),
    builtin("confint.default(object, parm, level = 0.95, ...)", |a| {
        wald(a, &|p| normal::quantile(p, 0.0, 1.0, true, false))
    }),
    builtin("confint.lm(object, parm, level = 0.95, ...)", |a| {
        let df = number(&a.value("object")?, "df.residual")?;
        wald(a, &|p| student_t::quantile(p, df, true, false))
    }),
    method(
        "confint.glm(object, parm, level = 0.95, trace = FALSE, test = c(\"LRT\", \"Rao\"), ...)",
        profiled,
    ),
];

/// The covariance of all coefficients, NA for those that are not estimable.
fn spread(covariance: &Matrix, kept: &[String], all: &[String]) -> Value {
    let place: Vec<Option<usize>> = all.iter().map(|n| kept.iter().position(|k| k == n)).collect();
    let entry = |i: usize, j: usize| match (place[i], place[j]) {
        (Some(i), Some(j)) => covariance[(i, j)],
        _ => NA_REAL,
    };
    matrix_value(&Matrix::from_fn(all.len(), all.len(), entry), all, all)
}

fn covariance(args: &mut Args, fit: &Fit, variance: f64) -> Eval {
    let (unscaled, kept) = fit.unscaled_covariance()?;
    let scaled = unscaled.map(|v| v * variance);
    let complete = args.flag("complete")?;
    Ok(if complete { spread(&scaled, &kept, &fit.names) } else { matrix_value(&scaled, &kept, &kept) })
}

fn of_summary(args: &mut Args, part: &str) -> Eval {
    let object = args.value("object")?;
    let (columns, rows, _) = matrix_parts(&object.part(part).unwrap_or(Value::Null))?;
    let kept = rows.unwrap_or_default();
    let factor = if part == "cov.scaled" { 1.0 } else { number(&object, "sigma")?.powi(2) };
    let scaled = Matrix::from_columns(kept.len(), &columns).map(|v| v * factor);
    let all = names_of(&object.part("aliased").unwrap_or(Value::Null));
    Ok(if args.flag("complete")? {
        spread(&scaled, &kept, &all)
    } else {
        matrix_value(&scaled, &kept, &kept)
    })
}

/// `2.5 %` and the like.
pub(super) fn percent(probabilities: &[f64], digits: i32) -> Vec<String> {
    let scaled: Vec<f64> = probabilities.iter().map(|p| 100.0 * p).collect();
    formatted(&scaled, digits).iter().map(|t| format!("{} %", t.trim())).collect()
}

/// The coefficients asked for, by name.
fn asked_names(args: &mut Args, names: &[String]) -> Eval<Vec<String>> {
    if args.is_missing("parm") {
        return Ok(names.to_vec());
    }
    match args.value("parm")? {
        Value::Character(v) => Ok(v.data.iter().map(|s| s.unwrap_or("NA").to_string()).collect()),
        Value::Null => Ok(Vec::new()),
        _ => Ok(args.positions("parm")?.into_iter().filter_map(|k| names.get(k).cloned()).collect()),
    }
}

fn tails(args: &mut Args) -> Eval<[f64; 2]> {
    let level = args.number("level")?;
    let low = (1.0 - level) / 2.0;
    Ok([low, 1.0 - low])
}

/// Estimate plus quantile times standard error.
fn wald(args: &mut Args, quantile: &dyn Fn(f64) -> f64) -> Eval {
    let object = args.value("object")?;
    let estimates = ask(args, "coef", &object)?;
    let (names, values) = (names_or_empty(&estimates), as_double(&estimates, &mut Vec::new())?);
    let covariance = ask(args, "vcov", &object)?;
    let (columns, rows, _) = matrix_parts(&covariance)?;
    let rows = rows.unwrap_or_else(|| names.clone());
    let wanted = asked_names(args, &names)?;
    let tails = tails(args)?;
    let bounds = |name: &String| {
        let estimate = names.iter().position(|n| n == name).map_or(NA_REAL, |k| values[k]);
        let error = rows.iter().position(|n| n == name).map_or(NA_REAL, |k| columns[k][k].sqrt());
        tails.map(|p| {
            let bound = estimate + error * quantile(p);
            if bound.is_nan() { NA_REAL } else { bound }
        })
    };
    let bounds: Vec<[f64; 2]> = wanted.iter().map(bounds).collect();
    let table = Matrix::from_fn(wanted.len(), 2, |i, j| bounds[i][j]);
    Ok(matrix_value(&table, &wanted, &percent(&tails, 3)))
}

/// Where the profile of the deviance crosses the quantiles of its distribution.
fn profiled(args: &mut Args) -> Eval {
    args.refuse_unless_default(&["trace"])?;
    if args.choice("test")? != "LRT" {
        return fail("test = \"Rao\" of `confint.glm` is not implemented");
    }
    let object = args.value("object")?;
    let names = names_or_empty(&object.part("coefficients").unwrap_or(Value::Null));
    let wanted = asked_names(args, &names)?;
    let tails = tails(args)?;
    args.session.message("Waiting for profiling to be done...")?;
    let rows = profile_bounds(args, &object, &wanted, &tails)?;
    let labels = percent(&tails, 3);
    if let [row] = rows.as_slice() {
        return Ok(Value::doubles(row.to_vec()).with_names(&labels));
    }
    let table = Matrix::from_fn(rows.len(), 2, |i, j| rows[i][j]);
    Ok(matrix_value(&table, &wanted, &labels))
}

/// Bounds by the profile likelihood of a generalized linear model for the named coefficients.
pub fn profile_bounds(
    args: &mut Args,
    object: &Value,
    names: &[String],
    tails: &[f64; 2],
) -> Eval<Vec<[f64; 2]>> {
    let fit = Fit::of(object)?;
    let request = ProfileRequest::of(args, &fit)?;
    let mut rows = Vec::new();
    for name in names {
        let Some(at) = fit.names.iter().position(|n| n == name) else {
            return fail(format!("there is no coefficient '{name}'"));
        };
        rows.push(match fit.coefficients[at].is_nan() {
            true => [NA_REAL; 2],
            false => profile_limits(&request, at, tails)?,
        });
    }
    Ok(rows)
}
