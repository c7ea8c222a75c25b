//! Tests of correlation: Pearson, Kendall and Spearman.

use super::permutations::{kendall_cumulative, spearman_tail};
use super::{Alternative, Failure, normal_p_value};
use crate::distributions::{normal, student_t};
use crate::summary::rank::tie_sizes;
use crate::summary::{Method, correlation};

/// The result of a test of correlation.
#[derive(Clone, Debug, PartialEq)]
pub struct CorrelationTest {
    /// t, T, z or S.
    pub statistic: f64,
    /// Degrees of freedom of Pearson's t.
    pub df: Option<f64>,
    /// The p-value.
    pub p_value: f64,
    /// The correlation.
    pub estimate: f64,
    /// Fisher's interval of Pearson's correlation, from four observations on.
    pub interval: Option<[f64; 2]>,
    /// Whether the p-value is exact (for Spearman, or from the Edgeworth series).
    pub is_exact: bool,
    /// Whether ties kept it from being exact.
    pub has_ties: bool,
}

/// Pearson's correlation and its t test.
pub fn pearson(
    x: &[f64],
    y: &[f64],
    alternative: Alternative,
    level: f64,
) -> Result<CorrelationTest, Failure> {
    let n = x.len() as f64;
    if n < 3.0 {
        return Err(Failure::NotEnough);
    }
    let r = correlation(x, y, Method::Pearson);
    let df = n - 2.0;
    let t = df.sqrt() * r / (1.0 - r * r).sqrt();
    let below = student_t::cumulative(t, df, true, false);
    let above = student_t::cumulative(t, df, false, false);
    let p_value = match alternative {
        Alternative::Less => below,
        Alternative::Greater => above,
        Alternative::TwoSided => 2.0 * below.min(above),
    };
    let interval = (n > 3.0).then(|| {
        let (z, sigma) = (r.atanh(), 1.0 / (n - 3.0).sqrt());
        let width = |p: f64| sigma * normal::quantile(p, 0.0, 1.0, true, false);
        match alternative {
            Alternative::TwoSided => {
                let width = width((1.0 + level) / 2.0);
                [(z - width).tanh(), (z + width).tanh()]
            }
            Alternative::Less => [-1.0, (z + width(level)).tanh()],
            Alternative::Greater => [(z - width(level)).tanh(), 1.0],
        }
    });
    Ok(CorrelationTest {
        statistic: t,
        df: Some(df),
        p_value,
        estimate: r,
        interval,
        is_exact: false,
        has_ties: false,
    })
}

fn has_ties(x: &[f64], y: &[f64]) -> bool {
    tie_sizes(x).len() < x.len() || tie_sizes(y).len() < y.len()
}

/// Kendall's tau; exact below fifty observations without ties unless asked otherwise.
pub fn kendall(
    x: &[f64],
    y: &[f64],
    alternative: Alternative,
    exact: Option<bool>,
    continuity: bool,
) -> Result<CorrelationTest, Failure> {
    let n = x.len() as f64;
    if n < 2.0 {
        return Err(Failure::NotEnough);
    }
    let r = correlation(x, y, Method::Kendall);
    let ties = has_ties(x, y);
    let is_exact = exact.unwrap_or(n < 50.0) && !ties;
    let (statistic, p_value) = if is_exact {
        let q = ((r + 1.0) * n * (n - 1.0) / 4.0).round();
        let below = kendall_cumulative(q, x.len());
        let above = 1.0 - kendall_cumulative(q - 1.0, x.len());
        let p = match alternative {
            Alternative::TwoSided => (2.0 * below.min(above)).min(1.0),
            Alternative::Greater => above,
            Alternative::Less => below,
        };
        (q, p)
    } else {
        let z = kendall_deviate(x, y, r, continuity);
        (z, normal_p_value(z, alternative))
    };
    Ok(CorrelationTest {
        statistic,
        df: None,
        p_value,
        estimate: r,
        interval: None,
        is_exact,
        has_ties: ties,
    })
}

/// The normal deviate of Kendall's statistic, with the variance that ties leave.
fn kendall_deviate(x: &[f64], y: &[f64], r: f64, continuity: bool) -> f64 {
    let n = x.len() as f64;
    let (tx, ty) = (tie_sizes(x), tie_sizes(y));
    let total = |t: &[f64], f: fn(f64) -> f64| t.iter().map(|t| f(*t)).sum::<f64>();
    let pairs = |t: f64| t * (t - 1.0);
    let t0 = n * (n - 1.0) / 2.0;
    let (t1, t2) = (total(&tx, pairs) / 2.0, total(&ty, pairs) / 2.0);
    let mut s = r * ((t0 - t1) * (t0 - t2)).sqrt();
    let fives = |t: f64| t * (t - 1.0) * (2.0 * t + 5.0);
    let triples = |t: f64| t * (t - 1.0) * (t - 2.0);
    let v0 = n * (n - 1.0) * (2.0 * n + 5.0);
    let v1 = total(&tx, pairs) * total(&ty, pairs);
    let v2 = total(&tx, triples) * total(&ty, triples);
    let variance = (v0 - total(&tx, fives) - total(&ty, fives)) / 18.0
        + v1 / (2.0 * n * (n - 1.0))
        + v2 / (9.0 * n * (n - 1.0) * (n - 2.0));
    if continuity && s != 0.0 {
        s = s.signum() * (s.abs() - 1.0);
    }
    s / variance.sqrt()
}

/// Spearman's rho; exact or by the Edgeworth series below 1290 observations without ties.
pub fn spearman(
    x: &[f64],
    y: &[f64],
    alternative: Alternative,
    exact: Option<bool>,
    continuity: bool,
) -> Result<CorrelationTest, Failure> {
    let n = x.len() as f64;
    if n < 2.0 {
        return Err(Failure::NotEnough);
    }
    let r = correlation(x, y, Method::Spearman);
    let ties = has_ties(x, y);
    let is_exact = exact.unwrap_or(n < 1290.0) && !ties;
    let q = (n * n * n - n) * (1.0 - r) / 6.0;
    let use_series = is_exact && n <= 1290.0;
    let tail = |q: f64, lower: bool| {
        if use_series {
            return spearman_tail(q.round() + if lower { 2.0 } else { 0.0 }, x.len(), lower);
        }
        let mut scale = n * (n * n - 1.0) / 6.0;
        if continuity {
            scale += 1.0;
        }
        let r = 1.0 - q / scale;
        student_t::cumulative(r / ((1.0 - r * r) / (n - 2.0)).sqrt(), n - 2.0, !lower, false)
    };
    let p_value = match alternative {
        Alternative::TwoSided => {
            let p = if q > (n * n * n - n) / 6.0 { tail(q, false) } else { tail(q, true) };
            (2.0 * p).min(1.0)
        }
        Alternative::Greater => tail(q, true),
        Alternative::Less => tail(q, false),
    };
    Ok(CorrelationTest {
        statistic: q,
        df: None,
        p_value,
        estimate: r,
        interval: None,
        is_exact,
        has_ties: ties,
    })
}
