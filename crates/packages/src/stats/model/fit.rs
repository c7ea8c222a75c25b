//! A fitted linear or generalized linear model read into Rust: its parts, and what follows from them alone.

use super::generalized::family_of;
use super::linear::qr_from_value;
use super::missing::{action_of, padded};
use super::names_or_empty;
use super::terms::Terms;
use raglan_engine::eval::{Args, Eval, fail};
use raglan_engine::value::{Argument, NA_REAL, Value, as_double};
use raglan_stats::glm::{Distribution, Family};
use raglan_stats::linear::Qr;
use raglan_stats::matrix::Matrix;
use raglan_stats::summary::sum;

/// A part of a fit as numbers; empty when the fit has no such part.
pub(super) fn numbers(fit: &Value, part: &str) -> Eval<Vec<f64>> {
    match fit.part(part) {
        Some(value) => Ok(as_double(&value, &mut Vec::new())?.into_vec()),
        None => Ok(Vec::new()),
    }
}

/// A part of a fit that is one number.
pub(super) fn number(fit: &Value, part: &str) -> Eval<f64> {
    Ok(numbers(fit, part)?.first().copied().unwrap_or(NA_REAL))
}

/// What a generic function says about an object.
pub fn ask(args: &mut Args, generic: &str, object: &Value) -> Eval {
    args.apply_named(generic, vec![Argument::new(object.clone())])
}

/// The same, where the answer is one number.
pub fn ask_number(args: &mut Args, generic: &str, object: &Value) -> Eval<f64> {
    let answer = ask(args, generic, object)?;
    Ok(as_double(&answer, &mut Vec::new())?.first().copied().unwrap_or(NA_REAL))
}

/// A list with the class of data frames and given names of rows.
pub fn frame_of(columns: Vec<(String, Value)>, rows: Value, class: &[&str]) -> Value {
    use raglan_engine::value::known;
    Value::named_list(columns)
        .with_attribute(known::ROW_NAMES, rows)
        .with_attribute(known::CLASS, Value::strings(class))
}

/// What only generalized linear models have.
pub(super) struct Generalized {
    pub family: Family,
    pub y: Vec<f64>,
    pub prior: Vec<f64>,
    pub eta: Vec<f64>,
    pub deviance: f64,
}

/// The parts of a fit.
pub(super) struct Fit {
    pub value: Value,
    pub coefficients: Vec<f64>,
    pub names: Vec<String>,
    pub residuals: Vec<f64>,
    pub rows: Vec<String>,
    pub fitted: Vec<f64>,
    /// Prior weights of a linear model, working weights of a generalized one.
    pub weights: Option<Vec<f64>>,
    pub rank: usize,
    pub df_residual: f64,
    pub generalized: Option<Generalized>,
}

impl Fit {
    /// Reads a fit with one response.
    pub fn of(value: &Value) -> Eval<Self> {
        if value.has_class("mlm") {
            return fail("this function is not implemented for linear models with several responses");
        }
        let generalized = match value.part("family") {
            Some(family) if value.has_class("glm") => Some(Self::read_generalized(value, &family)?),
            _ => None,
        };
        Ok(Self {
            coefficients: numbers(value, "coefficients")?,
            names: names_or_empty(&value.part("coefficients").unwrap_or(Value::Null)),
            residuals: numbers(value, "residuals")?,
            rows: names_or_empty(&value.part("residuals").unwrap_or(Value::Null)),
            fitted: numbers(value, "fitted.values")?,
            weights: value.part("weights").map(|_| numbers(value, "weights")).transpose()?,
            rank: number(value, "rank")?.max(0.0) as usize,
            df_residual: number(value, "df.residual")?,
            generalized,
            value: value.clone(),
        })
    }

    fn read_generalized(value: &Value, family: &Value) -> Eval<Generalized> {
        let family = family_of(family)?;
        let (eta, fitted) = (numbers(value, "linear.predictors")?, numbers(value, "fitted.values")?);
        let mut y = numbers(value, "y")?;
        if y.is_empty() {
            // The response follows from the working residuals when the fit does not keep it.
            let working = numbers(value, "residuals")?;
            y = (0..fitted.len()).map(|i| fitted[i] + working[i] * family.link.mu_eta(eta[i])).collect();
        }
        let prior = numbers(value, "prior.weights")?;
        Ok(Generalized { family, y, prior, eta, deviance: number(value, "deviance")? })
    }

    /// The weights rows entered the fit with; rows of weight zero took no part.
    fn entering(&self) -> Option<&[f64]> {
        match &self.generalized {
            Some(g) => Some(&g.prior),
            None => self.weights.as_deref(),
        }
    }

    /// Rows that took part in the fit.
    pub fn used(&self) -> Vec<usize> {
        match self.entering() {
            Some(w) => (0..self.residuals.len()).filter(|&i| w[i] != 0.0).collect(),
            None => (0..self.residuals.len()).collect(),
        }
    }

    /// Names of the rows that took part.
    pub fn used_rows(&self) -> Vec<String> {
        self.used().into_iter().map(|i| self.rows.get(i).cloned().unwrap_or_default()).collect()
    }

    /// Number of rows that took part.
    pub fn observations(&self) -> usize {
        self.used().len()
    }

    /// The weighted sum of squared residuals of a linear model, the deviance of a generalized one.
    pub fn deviance(&self) -> f64 {
        match (&self.generalized, &self.weights) {
            (Some(g), _) => g.deviance,
            (None, Some(w)) => {
                sum(&self.residuals.iter().zip(w).map(|(r, w)| w * (r * r)).collect::<Vec<_>>())
            }
            (None, None) => sum(&self.residuals.iter().map(|r| r * r).collect::<Vec<_>>()),
        }
    }

    /// Whether the family fixes the dispersion at 1.
    pub fn has_known_scale(&self) -> bool {
        self.generalized.as_ref().is_some_and(|g| g.family.has_known_scale())
    }

    /// The residual variance, or the dispersion of a generalized linear model by Pearson's statistic.
    pub fn dispersion(&self) -> f64 {
        let Some(g) = &self.generalized else { return self.deviance() / self.df_residual };
        if g.family.has_known_scale() {
            return 1.0;
        }
        if self.df_residual <= 0.0 {
            return f64::NAN;
        }
        let w = self.weights.as_deref().unwrap_or(&[]);
        let parts = w.iter().zip(&self.residuals).filter(|(w, _)| **w > 0.0).map(|(w, r)| w * (r * r));
        sum(&parts.collect::<Vec<_>>()) / self.df_residual
    }

    /// The decomposition of the weighted design.
    pub fn qr(&self) -> Eval<Qr> {
        qr_from_value(&self.value.part("qr").unwrap_or(Value::Null))
    }

    /// (XᵀWX)⁻¹ of the estimable coefficients, with their names.
    pub fn unscaled_covariance(&self) -> Eval<(Matrix, Vec<String>)> {
        if self.rank == 0 {
            return Ok((Matrix::zeros(0, 0), Vec::new()));
        }
        let qr = self.qr()?;
        let kept = qr.pivot.iter().take(qr.rank).map(|&j| self.names[j].clone()).collect();
        Ok((qr.unscaled_covariance(), kept))
    }

    /// The terms of the formula.
    pub fn terms(&self) -> Eval<Terms> {
        match self.value.part("terms") {
            Some(terms) => Terms::from_value(&terms, &Default::default()),
            None => fail("no terms component nor attribute"),
        }
    }

    /// Number of parameters the likelihood has: coefficients, and the scale where it is estimated.
    pub fn parameters(&self) -> usize {
        let scale = match &self.generalized {
            None => true,
            Some(g) => {
                use Distribution::{Gamma, Gaussian, InverseGaussian};
                matches!(g.family.distribution, Gaussian | Gamma | InverseGaussian)
            }
        };
        self.rank + usize::from(scale)
    }

    /// Numbers by row, named, with NA where `na.exclude()` left rows out.
    pub fn by_row(&self, values: Vec<f64>, rows: &[String]) -> Eval<Value> {
        padded(&action_of(&self.value), &super::linear::named(values, rows))
    }
}

/// The signed square roots of the contributions to the deviance.
pub(super) fn deviance_residuals(g: &Generalized, fitted: &[f64], df_residual: f64) -> Vec<f64> {
    let one = |i: usize| {
        let (y, mu) = (g.y[i], fitted[i]);
        let size = g.family.unit_deviance(y, mu, g.prior[i]).max(0.0).sqrt();
        if y > mu { size } else { -size }
    };
    match df_residual > 0.0 {
        true => (0..fitted.len()).map(one).collect(),
        false => vec![0.0; fitted.len()],
    }
}

/// Residuals over the square root of the variance function.
pub(super) fn pearson_residuals(g: &Generalized, fitted: &[f64]) -> Vec<f64> {
    let one = |i: usize| (g.y[i] - fitted[i]) * g.prior[i].sqrt() / g.family.variance(fitted[i]).sqrt();
    (0..fitted.len()).map(one).collect()
}
