//! `summary()` of a linear model, its printed form, and what else needs the decomposition.

use super::coefmat::{CoefficientTable, coefmat, format_pvalues, formatted, zapped};
use super::fit::numbers;
use super::linear::{matrix_parts, matrix_value, named, qr_from_value};
use super::missing::{action_of, note};
use super::names_or_empty;
use super::print_linear::{call_text, column_text};
use super::terms::Terms;
use crate::base::print::{Style, print_vector};
use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail, method};
use raglan_engine::value::format::{FormatC, Marks, Mode, real_to_string, round_significant};
use raglan_engine::value::{NA_REAL, Symbol, Value, as_double, known};
use raglan_stats::distributions::{f, student_t};
use raglan_stats::matrix::Matrix;
use raglan_stats::summary::{mean, quantiles, sum, variance};

pub(super) const FUNCTIONS: &[Builtin] = &[
    builtin("summary.lm(object, correlation = FALSE, symbolic.cor = FALSE, ...)", summary_lm),
    method(
        "print.summary.lm(x, digits = max(3L, getOption(\"digits\") - 3L), symbolic.cor = NULL, \
         signif.stars = getOption(\"show.signif.stars\"), ...)",
        print_summary_lm,
    ),
];

/// (XᵀWX)⁻¹ and the names of the estimable coefficients, in the order of the decomposition.
pub(super) fn unscaled_covariance(fit: &Value) -> Eval<(Matrix, Vec<String>)> {
    let qr = qr_from_value(&fit.part("qr").unwrap_or(Value::Null))?;
    let names = names_or_empty(&fit.part("coefficients").unwrap_or(Value::Null));
    let kept = qr.pivot.iter().take(qr.rank).map(|&j| names[j].clone()).collect();
    Ok((qr.unscaled_covariance(), kept))
}

fn summary_lm(args: &mut Args) -> Eval {
    args.refuse_unless_default(&["symbolic.cor"])?;
    let fit = args.value("object")?;
    let Some(terms) = fit.part("terms") else { return fail("invalid 'lm' object:  no 'terms' component") };
    let intercept = Terms::from_value(&terms, &Default::default())?.intercept;
    let weights = fit.part("weights").map(|_| numbers(&fit, "weights")).transpose()?;
    let keep = |values: Vec<f64>| match &weights {
        Some(w) => values.into_iter().zip(w).filter(|(_, w)| **w != 0.0).map(|(v, _)| v).collect(),
        None => values,
    };
    let positive: Option<Vec<f64>> =
        weights.as_ref().map(|w| w.iter().copied().filter(|w| *w != 0.0).collect());
    let residuals = keep(numbers(&fit, "residuals")?);
    let fitted = match numbers(&fit, "offset")? {
        offset if offset.is_empty() => keep(numbers(&fit, "fitted.values")?),
        offset => keep(numbers(&fit, "fitted.values")?.iter().zip(&offset).map(|(f, o)| f - o).collect()),
    };
    let rank = numbers(&fit, "rank")?.first().copied().unwrap_or(0.0);
    let rdf = numbers(&fit, "df.residual")?.first().copied().unwrap_or(0.0);
    let (explained, rss, residuals) = sums_of_squares(&fitted, residuals, positive.as_deref(), intercept);
    let scale = rss / rdf;
    let sigma = Value::double(scale.sqrt());
    let mut parts = vec![("call", fit.part("call").unwrap_or(Value::Null)), ("terms", terms)];
    if let Some(w) = fit.part("weights") {
        parts.push(("weights", w));
    }
    let mut labels = names_or_empty(&fit.part("residuals").unwrap_or(Value::Null));
    if let Some(w) = &weights {
        labels = labels.into_iter().zip(w).filter(|(_, w)| **w != 0.0).map(|(l, _)| l).collect();
    }
    parts.push(("residuals", named(residuals, &labels)));
    let coefficients = numbers(&fit, "coefficients")?;
    let names = names_or_empty(&fit.part("coefficients").unwrap_or(Value::Null));
    let df = [rank, rdf, coefficients.len() as f64];
    let df = Value::integers(df.iter().map(|&v| v as i32).collect::<Vec<_>>());
    if rank == 0.0 {
        parts.push(("coefficients", matrix_value(&Matrix::zeros(0, 4), &[], &column_names())));
        parts.push(("aliased", Value::logicals(Vec::new())));
        parts.extend([("sigma", sigma), ("df", df), ("r.squared", Value::double(0.0))]);
        parts.push(("adj.r.squared", Value::double(0.0)));
    } else {
        if scale.is_finite() && scale < (mean(&fitted).powi(2) + variance(&fitted)) * 1e-30 {
            args.warn("essentially perfect fit: summary may be unreliable")?;
        }
        let (unscaled, kept) = unscaled_covariance(&fit)?;
        parts.push(("coefficients", estimates(&kept, &names, &coefficients, &unscaled, scale, rdf)));
        let aliased: Vec<Option<bool>> = coefficients.iter().map(|b| Some(b.is_nan())).collect();
        parts.push(("aliased", Value::logicals(aliased).with_names(&names)));
        parts.extend([("sigma", sigma), ("df", df)]);
        let terms_df = rank - f64::from(u8::from(intercept));
        if terms_df > 0.0 {
            let squared = explained / (explained + rss);
            let n = numbers(&fit, "residuals")?.len() as f64
                - weights.as_ref().map_or(0, |w| w.iter().filter(|w| **w == 0.0).count()) as f64;
            let adjusted = 1.0 - (1.0 - squared) * ((n - f64::from(u8::from(intercept))) / rdf);
            parts.extend([("r.squared", Value::double(squared)), ("adj.r.squared", Value::double(adjusted))]);
            let statistic = vec![explained / terms_df / scale, terms_df, rdf];
            let statistic = Value::doubles(statistic).with_names(["value", "numdf", "dendf"]);
            parts.push(("fstatistic", statistic));
        } else {
            parts.extend([("r.squared", Value::double(0.0)), ("adj.r.squared", Value::double(0.0))]);
        }
        if args.flag("correlation")? {
            parts.push(("correlation", correlation_of(&unscaled, &kept)));
        }
        parts.push(("cov.unscaled", matrix_value(&unscaled, &kept, &kept)));
    }
    let action = action_of(&fit);
    if !matches!(action, Value::Null) {
        parts.push(("na.action", action));
    }
    Ok(Value::named_list(parts).with_class(&["summary.lm"]))
}

fn column_names() -> Vec<String> {
    ["Estimate", "Std. Error", "t value", "Pr(>|t|)"].map(String::from).to_vec()
}

/// Explained and residual sums of squares, and the residuals on the scale of the weights.
fn sums_of_squares(
    fitted: &[f64],
    residuals: Vec<f64>,
    weights: Option<&[f64]>,
    intercept: bool,
) -> (f64, f64, Vec<f64>) {
    let Some(w) = weights else {
        let centre = if intercept { mean(fitted) } else { 0.0 };
        let explained = sum(&fitted.iter().map(|f| (f - centre).powi(2)).collect::<Vec<_>>());
        let rss = sum(&residuals.iter().map(|r| r * r).collect::<Vec<_>>());
        return (explained, rss, residuals);
    };
    let products: Vec<f64> = w.iter().zip(fitted).map(|(w, f)| w * f).collect();
    let total = sum(w);
    let shares: Vec<f64> = products.iter().map(|p| p / total).collect();
    let centre = if intercept { sum(&shares) } else { 0.0 };
    let explained = sum(&w.iter().zip(fitted).map(|(w, f)| w * (f - centre).powi(2)).collect::<Vec<_>>());
    let rss = sum(&w.iter().zip(&residuals).map(|(w, r)| w * (r * r)).collect::<Vec<_>>());
    (explained, rss, w.iter().zip(residuals).map(|(w, r)| w.sqrt() * r).collect())
}

fn estimates(
    kept: &[String],
    names: &[String],
    coefficients: &[f64],
    unscaled: &Matrix,
    scale: f64,
    rdf: f64,
) -> Value {
    let value = |name: &String| names.iter().position(|n| n == name).map_or(NA_REAL, |k| coefficients[k]);
    let estimate: Vec<f64> = kept.iter().map(value).collect();
    let errors: Vec<f64> = unscaled.diagonal().iter().map(|d| (d * scale).sqrt()).collect();
    let t: Vec<f64> = estimate.iter().zip(&errors).map(|(b, s)| b / s).collect();
    let p: Vec<f64> = t.iter().map(|t| 2.0 * student_t::cumulative(t.abs(), rdf, false, false)).collect();
    let table = Matrix::from_columns(kept.len(), &[estimate, errors, t, p]);
    matrix_value(&table, kept, &column_names())
}

fn print_summary_lm(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let digits = args.whole("digits")? as i32;
    let stars = args.flag("signif.stars")?;
    let style = Style::of(args.session);
    let mut out = format!("\nCall:\n{}\n\n", call_text(&x.part("call").unwrap_or(Value::Null)));
    let df = numbers(&x, "df")?;
    let (rank, rdf, all) = (df[0], df[1], df[2]);
    let weights = numbers(&x, "weights")?;
    let weighted = weights.iter().any(|w| *w != weights[0]);
    out.push_str(if weighted { "Weighted Residuals:\n" } else { "Residuals:\n" });
    out.push_str(&residual_text(&x, rank, rdf, digits, &style)?);
    let aliased = x.part("aliased").unwrap_or(Value::Null);
    if aliased.is_empty() {
        out.push_str("\nNo Coefficients\n");
    } else {
        let singular = all - rank;
        out.push_str(&match singular > 0.0 {
            true => format!("\nCoefficients: ({singular} not defined because of singularities)\n"),
            false => "\nCoefficients:\n".to_string(),
        });
        let (columns, rows, _) = matrix_parts(&x.part("coefficients").unwrap_or(Value::Null))?;
        let rows = rows.unwrap_or_default();
        let names = names_or_empty(&aliased);
        let place = |name: &String| rows.iter().position(|r| r == name);
        let columns = columns
            .iter()
            .map(|c| names.iter().map(|n| place(n).map_or(NA_REAL, |k| c[k])).collect())
            .collect();
        let headers = ["Estimate", "Std. Error", "t value", "Pr(>|t|)"];
        out.push_str(&coefmat(&style, &CoefficientTable::new(columns, names, &headers, digits, stars)));
    }
    let sigma = numbers(&x, "sigma")?.first().copied().unwrap_or(NA_REAL);
    let sigma = formatted(&[round_significant(sigma, digits)], style.digits).remove(0);
    out.push_str(&format!(
        "\nResidual standard error: {sigma} on {} degrees of freedom\n",
        real_to_string(rdf, 7, 0)
    ));
    let note = note(&action_of(&x));
    if !note.is_empty() {
        out.push_str(&format!("  ({note})\n"));
    }
    let fstat = numbers(&x, "fstatistic")?;
    if let [value, df1, df2] = fstat.as_slice() {
        let general = |v: f64| general(v, digits);
        let squared = numbers(&x, "r.squared")?[0];
        let adjusted = numbers(&x, "adj.r.squared")?[0];
        let p = f::cumulative(*value, *df1, *df2, false, false);
        out.push_str(&format!(
            "Multiple R-squared:  {},\tAdjusted R-squared:  {} \n",
            general(squared),
            general(adjusted)
        ));
        out.push_str(&format!(
            "F-statistic: {} on {} and {} DF,  p-value: {}\n",
            general(*value),
            real_to_string(*df1, 7, 0),
            real_to_string(*df2, 7, 0),
            format_pvalues(&[p], digits, f64::EPSILON, "NA").remove(0)
        ));
    }
    if let Some(correlation) = x.part("correlation") {
        out.push_str(&correlation_text(&correlation, &style)?);
    }
    out.push('\n');
    args.session.write(&out);
    args.invisible(x)
}

/// Correlations of coefficients from their covariance.
pub(super) fn correlation_of(covariance: &Matrix, names: &[String]) -> Value {
    let scale: Vec<f64> = covariance.diagonal().into_iter().map(f64::sqrt).collect();
    let entry = |i: usize, j: usize| covariance[(i, j)] / (scale[i] * scale[j]);
    matrix_value(&Matrix::from_fn(names.len(), names.len(), entry), names, names)
}

/// The correlations below the diagonal as they stand under a summary.
pub(super) fn correlation_text(correlation: &Value, style: &Style) -> Eval<String> {
    let (columns, rows, names) = matrix_parts(correlation)?;
    let (rows, p) = (rows.unwrap_or_default(), columns.len());
    if p < 2 {
        return Ok(String::new());
    }
    let rounded: Vec<f64> =
        columns.iter().flatten().map(|v| raglan_engine::value::format::round_digits(*v, 2)).collect();
    let width = rounded.iter().map(|v| format!("{v:.2}").len()).max().unwrap_or(0);
    let cell = |i: usize, j: usize| match i > j {
        true => format!("{:>width$}", format!("{:.2}", rounded[j * p + i])),
        false => String::new(),
    };
    let texts: Vec<String> =
        (0..p - 1).flat_map(|j| (1..p).map(move |i| (i, j))).map(|(i, j)| cell(i, j)).collect();
    let labels = Value::list(vec![Value::strings(&rows[1..]), Value::strings(&names[..p - 1])]);
    let table = Value::strings(texts)
        .with_attribute(known::DIM, Value::integers(vec![p as i32 - 1; 2]))
        .with_attribute(known::DIMNAMES, labels);
    let style = Style { quote: false, ..style.clone() };
    let text = crate::base::print::print_matrix(&table, &style).unwrap_or_default();
    Ok(format!("\nCorrelation of Coefficients:\n{text}"))
}

/// `formatC(x, digits = digits)`.
pub(super) fn general(x: f64, digits: i32) -> String {
    if x.is_nan() {
        return if raglan_engine::value::is_na(x) { "NA".into() } else { "NaN".into() };
    }
    let form = FormatC {
        width: None,
        digits: Some(digits),
        mode: Mode::General { upper: false },
        flag: String::new(),
        marks: Marks::default(),
    };
    match form.real(&[x]) {
        Ok(mut texts) if !texts.is_empty() => texts.remove(0),
        _ => real_to_string(x, digits, 0),
    }
}

fn residual_text(x: &Value, rank: f64, rdf: f64, digits: i32, style: &Style) -> Eval<String> {
    let residuals = x.part("residuals").unwrap_or(Value::Null);
    let values = as_double(&residuals, &mut Vec::new())?;
    if rdf > 5.0 {
        let present: Vec<f64> = values.iter().copied().collect();
        let Some(five) = quantiles(&present, &[0.0, 0.25, 0.5, 0.75, 1.0], 7) else {
            return Ok(String::new());
        };
        let five = zapped(&five, digits + 1);
        return Ok(column_text(
            &five,
            &["Min", "1Q", "Median", "3Q", "Max"].map(String::from),
            digits,
            style,
        ));
    }
    if rdf > 0.0 {
        let style = Style { digits, ..style.clone() };
        let names = residuals.names();
        return Ok(print_vector(
            &residuals.with_attribute(Symbol::new("names"), Value::Null),
            names.as_ref(),
            &style,
        )
        .unwrap_or_default());
    }
    Ok(format!("ALL {rank} residuals are 0: no residual degrees of freedom!\n"))
}
