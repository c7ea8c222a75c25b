//! Student's t tests of one mean and of two.

use super::{Alternative, Failure};
use crate::distributions::student_t;
use crate::summary::{mean, variance};

/// The result of a t test.
#[derive(Clone, Debug, PartialEq)]
pub struct TTest {
    /// The t statistic.
    pub statistic: f64,
    /// Its degrees of freedom.
    pub df: f64,
    /// The p-value.
    pub p_value: f64,
    /// The confidence interval of the mean or of the difference in means.
    pub interval: [f64; 2],
    /// The mean of the first sample and, for two samples, of the second.
    pub estimate: Vec<f64>,
    /// The standard error.
    pub standard_error: f64,
}

/// The test of one mean; a paired test is this one of the differences.
pub fn one_sample(x: &[f64], mu: f64, alternative: Alternative, level: f64) -> Result<TTest, Failure> {
    let n = x.len() as f64;
    if n < 2.0 {
        return Err(Failure::NotEnoughX);
    }
    let center = mean(x);
    let error = (variance(x) / n).sqrt();
    if error < 10.0 * f64::EPSILON * center.abs() {
        return Err(Failure::Constant);
    }
    Ok(finish((center - mu) / error, n - 1.0, error, mu, vec![center], alternative, level))
}

/// The test of a difference in means, with a pooled variance or by Welch's degrees of freedom.
pub fn two_samples(
    x: &[f64],
    y: &[f64],
    mu: f64,
    pooled: bool,
    alternative: Alternative,
    level: f64,
) -> Result<TTest, Failure> {
    let (nx, ny) = (x.len() as f64, y.len() as f64);
    if nx < 1.0 || (!pooled && nx < 2.0) {
        return Err(Failure::NotEnoughX);
    }
    if ny < 1.0 || (!pooled && ny < 2.0) {
        return Err(Failure::NotEnoughY);
    }
    if pooled && nx + ny < 3.0 {
        return Err(Failure::NotEnough);
    }
    let (mx, my) = (mean(x), mean(y));
    let (vx, vy) = (variance(x), variance(y));
    let (error, df) = if pooled {
        let df = nx + ny - 2.0;
        let mut v = 0.0;
        if nx > 1.0 {
            v += (nx - 1.0) * vx;
        }
        if ny > 1.0 {
            v += (ny - 1.0) * vy;
        }
        ((v / df * (1.0 / nx + 1.0 / ny)).sqrt(), df)
    } else {
        let (ex, ey) = ((vx / nx).sqrt(), (vy / ny).sqrt());
        let error = (ex * ex + ey * ey).sqrt();
        (error, error.powi(4) / (ex.powi(4) / (nx - 1.0) + ey.powi(4) / (ny - 1.0)))
    };
    if error < 10.0 * f64::EPSILON * mx.abs().max(my.abs()) {
        return Err(Failure::Constant);
    }
    Ok(finish((mx - my - mu) / error, df, error, mu, vec![mx, my], alternative, level))
}

fn finish(
    t: f64,
    df: f64,
    error: f64,
    mu: f64,
    estimate: Vec<f64>,
    alternative: Alternative,
    level: f64,
) -> TTest {
    let (p_value, limits) = match alternative {
        Alternative::Less => (
            student_t::cumulative(t, df, true, false),
            [f64::NEG_INFINITY, t + student_t::quantile(level, df, true, false)],
        ),
        Alternative::Greater => (
            student_t::cumulative(t, df, false, false),
            [t - student_t::quantile(level, df, true, false), f64::INFINITY],
        ),
        Alternative::TwoSided => {
            let q = student_t::quantile(1.0 - (1.0 - level) / 2.0, df, true, false);
            (2.0 * student_t::cumulative(-t.abs(), df, true, false), [t - q, t + q])
        }
    };
    let interval = limits.map(|limit| mu + limit * error);
    TTest { statistic: t, df, p_value, interval, estimate, standard_error: error }
}

/// The p-values of all pairs of groups with a pooled standard deviation, as a lower triangle: entry `[i][j]`
/// compares group `i + 1` with group `j <= i`.
pub fn pairwise_pooled(groups: &[&[f64]], alternative: Alternative) -> Vec<Vec<f64>> {
    let df: f64 = groups.iter().map(|g| g.len() as f64 - 1.0).sum();
    let squares: f64 = groups.iter().map(|g| variance(g) * (g.len() as f64 - 1.0)).sum();
    let sd = (squares / df).sqrt();
    let compare = |i: usize, j: usize| {
        let (a, b) = (groups[i], groups[j]);
        let error = sd * (1.0 / a.len() as f64 + 1.0 / b.len() as f64).sqrt();
        let t = (mean(a) - mean(b)) / error;
        match alternative {
            Alternative::TwoSided => 2.0 * student_t::cumulative(-t.abs(), df, true, false),
            Alternative::Less => student_t::cumulative(t, df, true, false),
            Alternative::Greater => student_t::cumulative(t, df, false, false),
        }
    };
    (1..groups.len()).map(|i| (0..i).map(|j| compare(i, j)).collect()).collect()
}
