//! Residuals, leverages, dispersion and covariance of a fitted generalized linear model.

use super::irls::Glm;
use crate::matrix::Matrix;

impl Glm {
    /// Signed roots of the contributions to the deviance.
    pub fn deviance_residuals(&self) -> Vec<f64> {
        let unit = |i: usize| {
            let part = self.family.unit_deviance(self.y[i], self.fitted[i], self.prior_weights[i]);
            let root = part.max(0.0).sqrt();
            if self.y[i] > self.fitted[i] { root } else { -root }
        };
        (0..self.y.len()).map(unit).collect()
    }

    /// (y − μ) √(w / V(μ)).
    pub fn pearson_residuals(&self) -> Vec<f64> {
        let unit = |i: usize| {
            let variance = self.family.variance(self.fitted[i]);
            (self.y[i] - self.fitted[i]) * self.prior_weights[i].sqrt() / variance.sqrt()
        };
        (0..self.y.len()).map(unit).collect()
    }

    /// y − μ.
    pub fn response_residuals(&self) -> Vec<f64> {
        self.y.iter().zip(&self.fitted).map(|(y, m)| y - m).collect()
    }

    /// The dispersion: 1 where the family says so, otherwise the weighted sum of squared working residuals
    /// over the residual degrees of freedom (NaN when there are none).
    pub fn dispersion(&self) -> f64 {
        if self.family.has_known_scale() {
            return 1.0;
        }
        if self.df_residual == 0 {
            return f64::NAN;
        }
        let terms = self.weights.iter().zip(&self.residuals).filter(|(w, _)| **w > 0.0);
        terms.map(|(w, r)| w * r * r).sum::<f64>() / self.df_residual as f64
    }

    /// (XᵀWX)⁻¹ of the independent columns, in the order of the model matrix.
    pub fn unscaled_covariance(&self) -> Matrix {
        let Some(qr) = &self.qr else {
            return Matrix::zeros(0, 0);
        };
        let pivoted = qr.unscaled_covariance();
        let mut order: Vec<usize> = (0..qr.rank).collect();
        order.sort_by_key(|&k| qr.pivot[k]);
        Matrix::from_fn(qr.rank, qr.rank, |i, j| pivoted[(order[i], order[j])])
    }

    /// Leverages; 0 for rows that carry no information.
    pub fn hat_values(&self) -> Vec<f64> {
        let mut hat = vec![0.0; self.y.len()];
        if let Some(qr) = &self.qr {
            for (&i, h) in self.used.iter().zip(qr.hat_values()) {
                hat[i] = h;
            }
        }
        hat
    }
}
