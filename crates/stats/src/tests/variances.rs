//! Tests of variances: F and Bartlett's.

use super::{Alternative, Failure};
use crate::distributions::{chi_squared, f};
use crate::summary::variance;

/// The result of an F test of two variances.
#[derive(Clone, Debug, PartialEq)]
pub struct VarianceTest {
    /// F.
    pub statistic: f64,
    /// Degrees of freedom of the numerator and the denominator.
    pub df: [f64; 2],
    /// The p-value.
    pub p_value: f64,
    /// The interval of the ratio.
    pub interval: [f64; 2],
    /// The ratio.
    pub estimate: f64,
}

/// The test that the variances of `x` and `y` have the given ratio.
pub fn ratio(
    x: &[f64],
    y: &[f64],
    ratio: f64,
    alternative: Alternative,
    level: f64,
) -> Result<VarianceTest, Failure> {
    if x.len() < 2 {
        return Err(Failure::NotEnoughX);
    }
    if y.len() < 2 {
        return Err(Failure::NotEnoughY);
    }
    let df = [x.len() as f64 - 1.0, y.len() as f64 - 1.0];
    Ok(ratio_of(variance(x) / variance(y), df, ratio, alternative, level))
}

/// The same from an estimated ratio and its degrees of freedom.
pub fn ratio_of(
    estimate: f64,
    df: [f64; 2],
    ratio: f64,
    alternative: Alternative,
    level: f64,
) -> VarianceTest {
    let statistic = estimate / ratio;
    let below = f::cumulative(statistic, df[0], df[1], true, false);
    let above = f::cumulative(statistic, df[0], df[1], false, false);
    let limit = |p: f64| estimate / f::quantile(p, df[0], df[1], true, false);
    let (p_value, interval) = match alternative {
        Alternative::TwoSided => {
            let beta = (1.0 - level) / 2.0;
            (2.0 * below.min(1.0 - below), [limit(1.0 - beta), limit(beta)])
        }
        Alternative::Greater => (above, [limit(level), f64::INFINITY]),
        Alternative::Less => (below, [0.0, limit(1.0 - level)]),
    };
    VarianceTest { statistic, df, p_value, interval, estimate }
}

/// The result of a test with a chi-squared statistic.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ChiSquaredResult {
    /// The statistic.
    pub statistic: f64,
    /// Its degrees of freedom.
    pub df: f64,
    /// The p-value.
    pub p_value: f64,
}

impl ChiSquaredResult {
    /// The result for a statistic on `df` degrees of freedom.
    pub(super) fn new(statistic: f64, df: f64) -> Self {
        Self { statistic, df, p_value: chi_squared::cumulative(statistic, df, false, false) }
    }
}

/// Bartlett's test that several groups have one variance.
pub fn bartlett(groups: &[&[f64]]) -> Result<ChiSquaredResult, Failure> {
    let k = groups.len() as f64;
    if k < 2.0 || groups.iter().any(|g| g.len() < 2) {
        return Err(Failure::NotEnough);
    }
    let n: Vec<f64> = groups.iter().map(|g| g.len() as f64 - 1.0).collect();
    let v: Vec<f64> = groups.iter().map(|g| variance(g)).collect();
    let total: f64 = n.iter().sum();
    let pooled = n.iter().zip(&v).map(|(n, v)| n * v).sum::<f64>() / total;
    let logs: f64 = n.iter().zip(&v).map(|(n, v)| n * v.ln()).sum();
    let inverse: f64 = n.iter().map(|n| 1.0 / n).sum();
    let statistic = (total * pooled.ln() - logs) / (1.0 + (inverse - 1.0 / total) / (3.0 * (k - 1.0)));
    Ok(ChiSquaredResult::new(statistic, k - 1.0))
}
