//! Generalized linear models in print, and their summary.

use super::coefmat::{CoefficientTable, coefmat, formatted};
use super::fit::{Fit, numbers};
use super::linear::{matrix_parts, matrix_value};
use super::missing::{action_of, note};
use super::names_or_empty;
use super::print_linear::{call_text, coefficient_text};
use super::summary_linear::{correlation_of, correlation_text};
use super::variance_table::text_part;
use crate::base::print::Style;
use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail, method};
use raglan_engine::value::format::round_significant;
use raglan_engine::value::{Argument, NA_REAL, Value, as_logical};
use raglan_stats::distributions::{normal, student_t};
use raglan_stats::matrix::Matrix;

pub(super) const FUNCTIONS: &[Builtin] = &[
    method("print.glm(x, digits = max(3L, getOption(\"digits\") - 3L), ...)", print),
    builtin(
        "summary.glm(object, dispersion = NULL, correlation = FALSE, symbolic.cor = FALSE, ...)",
        summary,
    ),
    method(
        "print.summary.glm(x, digits = max(3L, getOption(\"digits\") - 3L), symbolic.cor = FALSE, \
         signif.stars = getOption(\"show.signif.stars\"), show.residuals = FALSE, ...)",
        print_summary,
    ),
];

/// A number to so many significant digits, as `format(signif())` has it.
fn significant(x: f64, digits: i32) -> String {
    formatted(&[round_significant(x, digits)], 7).remove(0)
}

fn one(x: &Value, part: &str) -> Eval<f64> {
    Ok(numbers(x, part)?.first().copied().unwrap_or(NA_REAL))
}

fn print(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let digits = args.whole("digits")? as i32;
    let style = Style::of(args.session);
    let mut out = format!("\nCall:  {}\n\n", call_text(&x.part("call").unwrap_or(Value::Null)));
    let coefficients = x.part("coefficients").unwrap_or(Value::Null);
    if coefficients.is_empty() {
        out.push_str("No coefficients\n\n");
    } else {
        out.push_str("Coefficients");
        if let Some(used @ Value::Character(_)) = x.part("contrasts") {
            let Value::Character(texts) = &used else { return Ok(x) };
            let pairs = names_or_empty(&used).into_iter().zip(texts.data.iter());
            let pairs: Vec<String> = pairs.map(|(n, c)| format!("{n}={}", c.unwrap_or("NA"))).collect();
            out.push_str(&format!("  [contrasts: {}]", pairs.join("  ")));
        }
        out.push_str(":\n");
        out.push_str(&coefficient_text(&coefficients, digits, &style)?);
    }
    let (null, residual) = (one(&x, "df.null")?, one(&x, "df.residual")?);
    out.push_str(&format!("\nDegrees of Freedom: {null} Total (i.e. Null);  {residual} Residual\n"));
    let left_out = note(&action_of(&x));
    if !left_out.is_empty() {
        out.push_str(&format!("  ({left_out})\n"));
    }
    out.push_str(&format!(
        "Null Deviance:\t    {} \nResidual Deviance: {} \tAIC: {}\n",
        significant(one(&x, "null.deviance")?, digits),
        significant(one(&x, "deviance")?, digits),
        significant(one(&x, "aic")?, digits)
    ));
    args.session.write(&out);
    args.invisible(x)
}

/// What a summary repeats of its fit.
const REPEATED: &[&str] = &[
    "call",
    "terms",
    "family",
    "deviance",
    "aic",
    "contrasts",
    "df.residual",
    "null.deviance",
    "df.null",
    "iter",
    "na.action",
];

fn summary(args: &mut Args) -> Eval {
    args.refuse_unless_default(&["symbolic.cor"])?;
    let object = args.value("object")?;
    let fit = Fit::of(&object)?;
    let given = match args.optional("dispersion")? {
        Some(_) => Some(args.number("dispersion")?),
        None => None,
    };
    let estimated = given.is_none() && !fit.has_known_scale();
    if estimated && fit.weights.as_ref().is_some_and(|w| w.contains(&0.0)) && fit.df_residual > 0.0 {
        args.warn("observations with zero weight not used for calculating dispersion")?;
    }
    let dispersion = given.unwrap_or_else(|| fit.dispersion());
    let (unscaled, kept) = fit.unscaled_covariance()?;
    let scaled = unscaled.map(|v| v * dispersion);
    let rows: Vec<[f64; 4]> = kept
        .iter()
        .enumerate()
        .map(|(k, name)| {
            let estimate = fit.names.iter().position(|n| n == name).map_or(NA_REAL, |j| fit.coefficients[j]);
            let error = scaled[(k, k)].sqrt();
            let test = estimate / error;
            let tail = match estimated {
                false => normal::cumulative(test.abs(), 0.0, 1.0, false, false),
                true if fit.df_residual > 0.0 => {
                    student_t::cumulative(test.abs(), fit.df_residual, false, false)
                }
                true => f64::NAN,
            };
            [estimate, error, if tail.is_nan() { f64::NAN } else { test }, 2.0 * tail]
        })
        .collect();
    let labels = match estimated {
        true => ["Estimate", "Std. Error", "t value", "Pr(>|t|)"],
        false => ["Estimate", "Std. Error", "z value", "Pr(>|z|)"],
    };
    let table = Matrix::from_fn(kept.len(), 4, |i, j| rows[i][j]);
    let aliased: Vec<Option<bool>> = fit.coefficients.iter().map(|b| Some(b.is_nan())).collect();
    let mut parts: Vec<(&str, Value)> =
        REPEATED.iter().filter_map(|n| object.part(n).map(|v| (*n, v))).collect();
    let residuals = args.apply_named(
        "residuals",
        vec![Argument::new(object.clone()), Argument::named("type", Value::string("deviance"))],
    )?;
    let df = [fit.rank as i32, fit.df_residual as i32, fit.coefficients.len() as i32];
    parts.extend([
        ("deviance.resid", residuals),
        ("coefficients", matrix_value(&table, &kept, &labels.map(String::from))),
        ("aliased", Value::logicals(aliased).with_names(&fit.names)),
        ("dispersion", Value::double(dispersion)),
        ("df", Value::integers(df.to_vec())),
        ("cov.unscaled", matrix_value(&unscaled, &kept, &kept)),
        ("cov.scaled", matrix_value(&scaled, &kept, &kept)),
    ]);
    if args.flag("correlation")? && fit.rank > 0 {
        parts.push(("correlation", correlation_of(&scaled, &kept)));
    }
    Ok(Value::named_list(parts).with_class(&["summary.glm"]))
}

/// The table of coefficients with NA for those that are not estimable.
pub(super) fn spread_rows(x: &Value) -> Eval<(Vec<Vec<f64>>, Vec<String>)> {
    let (columns, rows, _) = matrix_parts(&x.part("coefficients").unwrap_or(Value::Null))?;
    let rows = rows.unwrap_or_default();
    let names = names_or_empty(&x.part("aliased").unwrap_or(Value::Null));
    let place = |name: &String| rows.iter().position(|r| r == name);
    let spread = |c: &Vec<f64>| names.iter().map(|n| place(n).map_or(NA_REAL, |k| c[k])).collect();
    Ok((columns.iter().map(spread).collect(), names))
}

fn print_summary(args: &mut Args) -> Eval {
    args.refuse_unless_default(&["symbolic.cor"])?;
    let x = args.value("x")?;
    let digits = args.whole("digits")? as i32;
    let stars = args.flag("signif.stars")?;
    if args.flag("show.residuals")? {
        return fail("argument 'show.residuals' of `print.summary.glm` is not implemented");
    }
    let style = Style::of(args.session);
    let mut out = format!("\nCall:\n{}\n\n", call_text(&x.part("call").unwrap_or(Value::Null)));
    let aliased = as_logical(&x.part("aliased").unwrap_or(Value::Null))?;
    if aliased.is_empty() {
        out.push_str("\nNo Coefficients\n");
    } else {
        let lost = aliased.iter().filter(|a| **a == Some(true)).count();
        out.push_str(&match lost {
            0 => "Coefficients:\n".to_string(),
            lost => format!("Coefficients: ({lost} not defined because of singularities)\n"),
        });
        let (columns, names) = spread_rows(&x)?;
        let headers = names_of_columns(&x)?;
        let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
        out.push_str(&coefmat(&style, &CoefficientTable::new(columns, names, &headers, digits, stars)));
    }
    let family = text_part(&x.part("family").unwrap_or(Value::Null), "family");
    let dispersion = formatted(&[one(&x, "dispersion")?], style.digits).remove(0);
    out.push_str(&format!("\n(Dispersion parameter for {family} family taken to be {dispersion})\n\n"));
    let deviances = [one(&x, "null.deviance")?, one(&x, "deviance")?];
    let texts = formatted(&deviances, (digits + 1).max(5));
    let df = formatted(&[one(&x, "df.null")?, one(&x, "df.residual")?], style.digits);
    for (k, label) in ["    Null", "Residual"].iter().enumerate() {
        out.push_str(&format!("{label} deviance: {}  on {}  degrees of freedom\n", texts[k], df[k]));
    }
    let left_out = note(&action_of(&x));
    if !left_out.is_empty() {
        out.push_str(&format!("  ({left_out})\n"));
    }
    let aic = formatted(&[one(&x, "aic")?], (digits + 1).max(4)).remove(0);
    let iterations = one(&x, "iter")?;
    out.push_str(&format!("AIC: {aic}\n\nNumber of Fisher Scoring iterations: {iterations}\n"));
    if let Some(correlation) = x.part("correlation") {
        out.push_str(&correlation_text(&correlation, &style)?);
    }
    out.push('\n');
    args.session.write(&out);
    args.invisible(x)
}

fn names_of_columns(x: &Value) -> Eval<Vec<String>> {
    Ok(matrix_parts(&x.part("coefficients").unwrap_or(Value::Null))?.2)
}
