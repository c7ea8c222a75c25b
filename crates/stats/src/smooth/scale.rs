//! Estimates of the scale.

use crate::glm::Family;

/// Pearson's statistic over the residual degrees of freedom, divided by one plus the mean of
/// V′(μ)(y − μ) / V(μ), which removes most of the bias that skewed responses cause (Fletcher 2012).
pub fn fletcher(family: &Family, y: &[f64], mu: &[f64], weights: &[f64], edf: f64) -> f64 {
    let n = y.len() as f64;
    let (mut pearson, mut skew) = (0.0, 0.0);
    for i in 0..y.len() {
        let [v, v1, ..] = family.variance_function().derivatives(mu[i]);
        let residual = y[i] - mu[i];
        pearson += weights[i] * residual * residual / v;
        skew += v1 * residual / v;
    }
    let correction = (skew / n).max(-0.9);
    pearson / (n - edf) / (1.0 + correction)
}
