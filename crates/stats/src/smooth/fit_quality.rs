//! What a summary says of the whole fit and of its parametric part.

use super::gam::Gam;
use super::model::ModelMatrix;
use crate::distributions::{normal, student_t};

/// The test of one parametric coefficient.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CoefficientTest {
    /// Estimate.
    pub estimate: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// Their ratio.
    pub statistic: f64,
    /// Two-sided p-value, by t where the scale is estimated and by the normal where it is known.
    pub p_value: f64,
}

impl Gam {
    /// Adjusted R².
    pub fn r_squared_adjusted(&self) -> f64 {
        let n = self.y.len() as f64;
        let total: f64 = self.prior_weights.iter().sum();
        let mean = self.prior_weights.iter().zip(&self.y).map(|(w, y)| w * y).sum::<f64>() / total;
        let roots: Vec<f64> = self.prior_weights.iter().map(|w| w.sqrt()).collect();
        let left: Vec<f64> = (0..self.y.len()).map(|i| roots[i] * (self.y[i] - self.fitted[i])).collect();
        let whole: Vec<f64> = (0..self.y.len()).map(|i| roots[i] * (self.y[i] - mean)).collect();
        1.0 - variance(&left) * (n - 1.0) / (variance(&whole) * self.residual_df())
    }

    /// The share of the null deviance that the model explains.
    pub fn deviance_explained(&self) -> f64 {
        (self.null_deviance - self.deviance) / self.null_deviance
    }

    /// The log likelihood and its degrees of freedom: effective ones, with smoothing parameter uncertainty
    /// where it is known, and one for an estimated scale. Nothing for quasi-likelihoods.
    pub fn log_likelihood(&self) -> Option<(f64, f64)> {
        let scale = f64::from(u8::from(self.scale_estimated));
        let value = self.edf.iter().sum::<f64>() + scale - self.aic? / 2.0;
        let edf = self.edf2.as_ref().unwrap_or(&self.edf).iter().sum::<f64>();
        let most = self.coefficients.len() as f64 + scale;
        Some((value, (edf + scale).min(most)))
    }

    /// Tests every parametric coefficient.
    pub fn coefficient_tests(&self, model: &ModelMatrix) -> Vec<CoefficientTest> {
        let df = self.residual_df();
        (0..model.parametric)
            .map(|j| {
                let estimate = self.coefficients[j];
                let standard_error = self.vp[(j, j)].sqrt();
                let statistic = estimate / standard_error;
                let p_value = if self.scale_estimated {
                    2.0 * student_t::cumulative(-statistic.abs(), df, true, false)
                } else {
                    2.0 * normal::cumulative(-statistic.abs(), 0.0, 1.0, true, false)
                };
                CoefficientTest { estimate, standard_error, statistic, p_value }
            })
            .collect()
    }
}

fn variance(values: &[f64]) -> f64 {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / (n - 1.0)
}
