//! What single observations do to a fit: leverage, studentized residuals, Cook's distances and their kin.
//!
//! Belsley, Kuh and Welsch (1980), Regression Diagnostics; Williams (1987), Applied Statistics 36, for
//! generalized linear models.

use super::fit::{Fit, deviance_residuals, pearson_residuals};
use super::linear::matrix_value;
use super::missing::action_of;
use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail, generic, method};
use raglan_engine::value::{Argument, Value, as_double, as_logical, known};
use raglan_stats::distributions::f;
use raglan_stats::matrix::Matrix;
use raglan_stats::summary::sum;

pub(super) const FUNCTIONS: &[Builtin] = &[
    generic("hatvalues(model, ...)"),
    method("hatvalues.lm(model, ...)", |a| by_row(a, |c| c.leverage.clone())),
    generic("rstandard(model, ...)"),
    method("rstandard.lm(model, type = c(\"sd.1\", \"predictive\"), ...)", standardized),
    method("rstandard.glm(model, type = c(\"deviance\", \"pearson\"), ...)", standardized_generalized),
    generic("rstudent(model, ...)"),
    method("rstudent.lm(model, ...)", |a| by_row(a, Cases::studentized)),
    method("rstudent.glm(model, ...)", |a| by_row(a, Cases::studentized_generalized)),
    generic("cooks.distance(model, ...)"),
    method("cooks.distance.lm(model, ...)", |a| by_row(a, Cases::distances)),
    method("cooks.distance.glm(model, ...)", |a| by_row(a, Cases::distances)),
    builtin("dffits(model, ...)", |a| by_row(a, Cases::fit_changes)),
    builtin("covratio(model, ...)", |a| by_row(a, Cases::covariance_ratios)),
    generic("dfbeta(model, ...)"),
    method("dfbeta.lm(model, ...)", |a| coefficient_changes(a, false)),
    generic("dfbetas(model, ...)"),
    method("dfbetas.lm(model, ...)", |a| coefficient_changes(a, true)),
    generic("influence(model, ...)"),
    method("influence.lm(model, do.coef = TRUE, ...)", |a| summary_of_cases(a, false)),
    method("influence.glm(model, do.coef = TRUE, ...)", |a| summary_of_cases(a, true)),
    builtin("lm.influence(model, do.coef = TRUE)", |a| summary_of_cases(a, false)),
    builtin("influence.measures(model)", measures),
    method("print.infl(x, digits = max(3L, getOption(\"digits\") - 4L), ...)", print_measures),
    method("summary.infl(object, digits = max(2L, getOption(\"digits\") - 5L), ...)", notable_measures),
];

/// The cases of a fit that took part in it.
struct Cases {
    fit: Fit,
    leverage: Vec<f64>,
    /// Residuals on the scale of the weights; deviance residuals of a generalized linear model.
    residuals: Vec<f64>,
    /// The residual standard deviation with each case left out.
    deleted: Vec<f64>,
}

impl Cases {
    fn of(value: &Value) -> Eval<Self> {
        let fit = Fit::of(value)?;
        let used = fit.used();
        let whole = match (&fit.generalized, &fit.weights) {
            (Some(g), _) => deviance_residuals(g, &fit.fitted, fit.df_residual),
            (None, Some(w)) => fit.residuals.iter().zip(w).map(|(r, w)| r * w.sqrt()).collect(),
            (None, None) => fit.residuals.clone(),
        };
        let residuals: Vec<f64> = used.iter().map(|&i| whole[i]).collect();
        let leverage = match fit.rank {
            0 => vec![0.0; used.len()],
            _ => fit.qr()?.hat_values(),
        };
        if leverage.len() != residuals.len() {
            return fail("the decomposition of the fit has other rows than its residuals");
        }
        // A leverage that rounding keeps from one is one: the case fits itself.
        let exact = |h: f64| if h > 1.0 - 10.0 * f64::EPSILON { 1.0 } else { h };
        let leverage: Vec<f64> = leverage.into_iter().map(exact).collect();
        let total = sum(&residuals.iter().map(|r| r * r).collect::<Vec<_>>());
        let df = residuals.len() as f64 - fit.rank as f64 - 1.0;
        let left_out = |i: usize| match leverage[i] < 1.0 {
            true => ((total - residuals[i] * residuals[i] / (1.0 - leverage[i])) / df).sqrt(),
            false => (total / df).sqrt(),
        };
        let deleted = (0..residuals.len()).map(left_out).collect();
        Ok(Self { fit, leverage, residuals, deleted })
    }

    fn map(&self, one: impl Fn(usize) -> f64) -> Vec<f64> {
        let finite = |v: f64| if v.is_infinite() { f64::NAN } else { v };
        (0..self.residuals.len()).map(|i| finite(one(i))).collect()
    }

    fn studentized(&self) -> Vec<f64> {
        self.map(|i| self.residuals[i] / (self.deleted[i] * (1.0 - self.leverage[i]).sqrt()))
    }

    fn pearson(&self) -> Vec<f64> {
        match &self.fit.generalized {
            Some(g) => {
                let all = pearson_residuals(g, &self.fit.fitted);
                self.fit.used().into_iter().map(|i| all[i]).collect()
            }
            None => self.residuals.clone(),
        }
    }

    /// The likelihood residual, between the deviance and the Pearson residual.
    fn studentized_generalized(&self) -> Vec<f64> {
        let pearson = self.pearson();
        let known = self.fit.has_known_scale();
        self.map(|i| {
            let (d, h) = (self.residuals[i], self.leverage[i]);
            let size = (d * d + h * pearson[i] * pearson[i] / (1.0 - h)).sqrt();
            let signed = if d > 0.0 {
                size
            } else if d < 0.0 {
                -size
            } else {
                0.0
            };
            if known { signed } else { signed / self.deleted[i] }
        })
    }

    fn distances(&self) -> Vec<f64> {
        let pearson = self.pearson();
        let scale = self.fit.dispersion() * self.fit.rank as f64;
        self.map(|i| {
            let (r, h) = (pearson[i] / (1.0 - self.leverage[i]), self.leverage[i]);
            r * r * h / scale
        })
    }

    fn fit_changes(&self) -> Vec<f64> {
        self.map(|i| {
            let h = self.leverage[i];
            self.residuals[i] * h.sqrt() / (self.deleted[i] * (1.0 - h))
        })
    }

    fn covariance_ratios(&self) -> Vec<f64> {
        let (n, p) = (self.residuals.len() as f64, self.fit.rank as f64);
        let studentized = self.studentized();
        self.map(|i| {
            let shrink = (n - p - 1.0 + studentized[i] * studentized[i]) / (n - p);
            1.0 / ((1.0 - self.leverage[i]) * shrink.powf(p))
        })
    }

    /// What leaving out each case takes from each estimable coefficient.
    fn coefficient_changes(&self) -> Eval<(Matrix, Vec<String>)> {
        let qr = self.fit.qr()?;
        let kept: Vec<usize> = qr.pivot.iter().take(qr.rank).copied().collect();
        let directions = qr.q(qr.rank).multiply(&qr.r_inverse().transpose());
        let changes = Matrix::from_fn(self.residuals.len(), qr.rank, |i, j| match self.leverage[i] < 1.0 {
            true => directions[(i, j)] * self.residuals[i] / (1.0 - self.leverage[i]),
            false => 0.0,
        });
        Ok((changes, kept.into_iter().map(|j| self.fit.names[j].clone()).collect()))
    }

    /// The changes in units of the standard errors without the case.
    fn scaled_changes(&self) -> Eval<(Matrix, Vec<String>)> {
        let (changes, names) = self.coefficient_changes()?;
        let roots: Vec<f64> =
            self.fit.unscaled_covariance()?.0.diagonal().into_iter().map(f64::sqrt).collect();
        let scaled = |i: usize, j: usize| changes[(i, j)] / (self.deleted[i] * roots[j]);
        Ok((Matrix::from_fn(changes.rows(), changes.cols(), scaled), names))
    }
}

fn by_row(args: &mut Args, values: impl Fn(&Cases) -> Vec<f64>) -> Eval {
    let cases = Cases::of(&args.value("model")?)?;
    cases.fit.by_row(values(&cases), &cases.fit.used_rows())
}

fn standardized(args: &mut Args) -> Eval {
    let predictive = args.choice("type")? == "predictive";
    by_row(args, |c| {
        let scale = c.fit.dispersion().sqrt();
        c.map(|i| match predictive {
            true => c.residuals[i] / (1.0 - c.leverage[i]),
            false => c.residuals[i] / (scale * (1.0 - c.leverage[i]).sqrt()),
        })
    })
}

fn standardized_generalized(args: &mut Args) -> Eval {
    let pearson = args.choice("type")? == "pearson";
    by_row(args, |c| {
        let residuals = if pearson { c.pearson() } else { c.residuals.clone() };
        let scale = c.fit.dispersion();
        c.map(|i| residuals[i] / (scale * (1.0 - c.leverage[i])).sqrt())
    })
}

fn coefficient_changes(args: &mut Args, scaled: bool) -> Eval {
    let cases = Cases::of(&args.value("model")?)?;
    let (changes, names) = if scaled { cases.scaled_changes()? } else { cases.coefficient_changes()? };
    Ok(matrix_value(&changes, &cases.fit.used_rows(), &names))
}

fn summary_of_cases(args: &mut Args, generalized: bool) -> Eval {
    let coefficients = args.flag("do.coef")?;
    let cases = Cases::of(&args.value("model")?)?;
    let rows = cases.fit.used_rows();
    let padded = |values: Vec<f64>| cases.fit.by_row(values, &rows);
    let mut parts = vec![("hat", padded(cases.leverage.clone())?)];
    if coefficients {
        let (changes, names) = cases.coefficient_changes()?;
        parts.push(("coefficients", matrix_value(&changes, &rows, &names)));
    }
    parts.push(("sigma", padded(cases.deleted.clone())?));
    parts.push((if generalized { "dev.res" } else { "wt.res" }, padded(cases.residuals.clone())?));
    if generalized {
        parts.push(("pear.res", padded(cases.pearson())?));
    }
    Ok(Value::named_list(parts))
}

/// All measures by case, and which of them are large.
fn measures(args: &mut Args) -> Eval {
    let model = args.value("model")?;
    if !matches!(action_of(&model), Value::Null) && action_of(&model).has_class("exclude") {
        return fail("`influence.measures` after `na.exclude()` is not implemented");
    }
    let cases = Cases::of(&model)?;
    let (n, p) = (cases.residuals.len() as f64, cases.fit.rank as f64);
    let (changes, names) = cases.scaled_changes()?;
    let short: Vec<&str> = names.iter().map(|n| if n == "(Intercept)" { "1_" } else { n.as_str() }).collect();
    let short = args.apply_named("abbreviate", vec![Argument::new(Value::strings(short))])?;
    let mut labels: Vec<String> = match &short {
        Value::Character(v) => v.data.iter().map(|s| format!("dfb.{}", s.unwrap_or("NA"))).collect(),
        _ => Vec::new(),
    };
    let mut columns: Vec<Vec<f64>> = (0..changes.cols()).map(|j| changes.column(j).to_vec()).collect();
    let fits = cases.fit_changes();
    let ratios = cases.covariance_ratios();
    let distances = cases.distances();
    let limit = 3.0 * (p / (n - p)).sqrt();
    let mut large: Vec<Vec<bool>> =
        columns.iter().map(|c| c.iter().map(|v| v.abs() > 1.0).collect()).collect();
    large.push(fits.iter().map(|v| v.abs() > limit).collect());
    large.push(ratios.iter().map(|v| (1.0 - v).abs() > 3.0 * p / (n - p)).collect());
    large.push(distances.iter().map(|v| f::cumulative(*v, p, n - p, true, false) > 0.5).collect());
    large.push(cases.leverage.iter().map(|v| *v > 3.0 * p / n).collect());
    columns.extend([fits, ratios, distances, cases.leverage.clone()]);
    labels.extend(["dffit", "cov.r", "cook.d", "hat"].map(String::from));
    let rows = cases.fit.used_rows();
    let table = matrix_value(&Matrix::from_columns(rows.len(), &columns), &rows, &labels);
    let flags: Vec<Option<bool>> = large.into_iter().flatten().map(Some).collect();
    let flags = Value::logicals(flags)
        .with_attribute(known::DIM, table.attribute(known::DIM).unwrap_or(Value::Null))
        .with_attribute(known::DIMNAMES, table.attribute(known::DIMNAMES).unwrap_or(Value::Null));
    let call = model.part("call").unwrap_or(Value::Null);
    Ok(Value::named_list([("infmat", table), ("is.inf", flags), ("call", call)]).with_class(&["infl"]))
}

/// Which cases have a large measure.
fn large_cases(x: &Value) -> Eval<(Vec<bool>, usize)> {
    let flags = x.part("is.inf").unwrap_or(Value::Null);
    let rows = flags.dim().and_then(|d| d.first().copied()).unwrap_or(0);
    let flags = as_logical(&flags)?;
    let large = (0..rows).map(|i| flags.iter().skip(i).step_by(rows.max(1)).any(|f| *f == Some(true)));
    Ok((large.collect(), rows))
}

fn print_measures(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let digits = args.value("digits")?;
    let call = super::print_linear::call_text(&x.part("call").unwrap_or(Value::Null));
    args.session.write(&format!("Influence measures of\n\t {call} :\n\n"));
    let (large, rows) = large_cases(&x)?;
    let table = x.part("infmat").unwrap_or(Value::Null);
    let values = as_double(&table, &mut Vec::new())?;
    let names = table.dimnames().unwrap_or_default();
    let labels = |k: usize| -> Vec<String> {
        match names.get(k).and_then(Option::as_ref) {
            Some(names) => names.iter().map(|n| n.unwrap_or("NA").to_string()).collect(),
            None => Vec::new(),
        }
    };
    let mut columns: Vec<(String, Value)> = labels(1)
        .into_iter()
        .zip(values.chunks(rows.max(1)))
        .map(|(name, values)| (name, Value::doubles(values.to_vec())))
        .collect();
    let marks = large.iter().map(|l| if *l { "*" } else { "" });
    columns.push(("inf".into(), Value::strings(marks.collect::<Vec<_>>())));
    let frame = super::fit::frame_of(columns, Value::strings(labels(0)), &["data.frame"]);
    args.apply_named("print", vec![Argument::new(frame), Argument::named("digits", digits)])?;
    args.invisible(x)
}

/// The rows with a large measure, printed with a mark beside what is large.
fn notable_measures(args: &mut Args) -> Eval {
    let x = args.value("object")?;
    let digits = args.whole("digits")? as i32;
    let (large, rows) = large_cases(&x)?;
    let chosen: Vec<usize> = (0..rows).filter(|&i| large[i]).collect();
    let call = super::print_linear::call_text(&x.part("call").unwrap_or(Value::Null));
    if chosen.is_empty() {
        args.session.write(&format!("No influential observations in\n\t {call}\n"));
        return args.invisible(Value::Null);
    }
    args.session.write(&format!("Potentially influential observations of\n\t {call} :\n\n"));
    let table = x.part("infmat").unwrap_or(Value::Null);
    let values = as_double(&table, &mut Vec::new())?;
    let flags = as_logical(&x.part("is.inf").unwrap_or(Value::Null))?;
    let taken = super::rows::take_rows(&table, &chosen);
    let columns = values.len() / rows.max(1);
    let mut texts = Vec::new();
    let places: Vec<usize> = (0..columns).flat_map(|j| chosen.iter().map(move |&i| j * rows + i)).collect();
    let round = |&k: &usize| raglan_engine::value::format::round_digits(values[k], digits);
    let shown = super::coefmat::formatted(&places.iter().map(round).collect::<Vec<_>>(), 7);
    let width = shown.iter().map(String::len).max().unwrap_or(0);
    for (k, text) in places.into_iter().zip(shown) {
        let mark = if flags[k] == Some(true) { "_*" } else { "" };
        texts.push(format!("{text:>width$}{mark}"));
    }
    let shown = Value::strings(texts)
        .with_attribute(known::DIM, taken.attribute(known::DIM).unwrap_or(Value::Null))
        .with_attribute(known::DIMNAMES, taken.attribute(known::DIMNAMES).unwrap_or(Value::Null));
    let passed = vec![Argument::new(shown), Argument::named("quote", Value::logical(false))];
    args.apply_named("print.default", passed)?;
    args.invisible(taken)
}
