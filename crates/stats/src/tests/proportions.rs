//! Tests of proportions by chi-squared statistics.

use super::{Alternative, deviate_of};
use crate::distributions::{chi_squared, normal};
use crate::summary::sum;

/// The result of a test of proportions.
#[derive(Clone, Debug, PartialEq)]
pub struct ProportionTest {
    /// X-squared.
    pub statistic: f64,
    /// Its degrees of freedom.
    pub df: f64,
    /// The p-value.
    pub p_value: f64,
    /// The proportions.
    pub estimate: Vec<f64>,
    /// The interval of one proportion or of the difference of two.
    pub interval: Option<[f64; 2]>,
    /// The continuity correction made, in counts.
    pub correction: f64,
}

/// The test that `x` successes out of `n` trials in each group have the probabilities `null`, or, without
/// them, one probability in common. One-sided alternatives are for one group, or two without `null`.
pub fn test(
    x: &[f64],
    n: &[f64],
    null: Option<&[f64]>,
    alternative: Alternative,
    level: f64,
    correct: bool,
) -> ProportionTest {
    let k = x.len();
    let estimate: Vec<f64> = x.iter().zip(n).map(|(x, n)| x / n).collect();
    let mut yates = if correct && k <= 2 { 0.5 } else { 0.0 };
    let mut interval = None;
    let single = null.map_or(0.5, |p| p[0]);
    if k == 1 {
        let width = deviate_of(level, alternative);
        yates = f64::min(yates, (x[0] - n[0] * single).abs());
        interval = Some(wilson(estimate[0], n[0], width, yates, alternative));
    } else if k == 2 && null.is_none() {
        let delta = estimate[0] - estimate[1];
        let inverse = 1.0 / n[0] + 1.0 / n[1];
        yates = f64::min(yates, delta.abs() / inverse);
        let variance: f64 = estimate.iter().zip(n).map(|(p, n)| p * (1.0 - p) / n).sum();
        let width = deviate_of(level, alternative) * variance.sqrt() + yates * inverse;
        let (low, high) = ((delta - width).max(-1.0), (delta + width).min(1.0));
        interval = Some(match alternative {
            Alternative::TwoSided => [low, high],
            Alternative::Less => [-1.0, high],
            Alternative::Greater => [low, 1.0],
        });
    }
    let pooled = sum(x) / sum(n);
    let (expected, df): (Vec<f64>, f64) = match null {
        Some(p) => (p.to_vec(), k as f64),
        None if k == 1 => (vec![single], 1.0),
        None => (vec![pooled; k], k as f64 - 1.0),
    };
    let mut parts = Vec::with_capacity(2 * k);
    for success in [true, false] {
        for i in 0..k {
            let p = if success { expected[i] } else { 1.0 - expected[i] };
            let observed = if success { x[i] } else { n[i] - x[i] };
            let e = n[i] * p;
            parts.push(((observed - e).abs() - yates).powi(2) / e);
        }
    }
    let statistic = sum(&parts);
    let p_value = if alternative == Alternative::TwoSided {
        chi_squared::cumulative(statistic, df, false, false)
    } else {
        let difference = if k == 1 { estimate[0] - single } else { estimate[0] - estimate[1] };
        let sign = if difference == 0.0 { 0.0 } else { difference.signum() };
        normal::cumulative(sign * statistic.sqrt(), 0.0, 1.0, alternative == Alternative::Less, false)
    };
    ProportionTest { statistic, df, p_value, estimate, interval, correction: yates }
}

/// Wilson's interval of one proportion, moved outwards by the correction.
fn wilson(p: f64, n: f64, z: f64, yates: f64, alternative: Alternative) -> [f64; 2] {
    let half = z * z / (2.0 * n);
    let limit = |p: f64, sign: f64| {
        (p + half + sign * z * (p * (1.0 - p) / n + half / (2.0 * n)).sqrt()) / (1.0 + 2.0 * half)
    };
    let (up, down) = (p + yates / n, p - yates / n);
    let high = if up >= 1.0 { 1.0 } else { limit(up, 1.0) };
    let low = if down <= 0.0 { 0.0 } else { limit(down, -1.0) };
    match alternative {
        Alternative::TwoSided => [low.max(0.0), high.min(1.0)],
        Alternative::Less => [0.0, high.min(1.0)],
        Alternative::Greater => [low.max(0.0), 1.0],
    }
}
