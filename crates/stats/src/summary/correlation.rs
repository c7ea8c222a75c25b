//! Covariances and correlations: Pearson, Kendall and Spearman.

use super::moments::{mean, products, squares};
use super::rank::{Ties, ranks};

/// Which correlation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Of the values.
    Pearson,
    /// Of the signs of all differences.
    Kendall,
    /// Of the ranks.
    Spearman,
}

/// The covariance of two vectors of one length; `NaN` for fewer than two observations.
pub fn covariance(x: &[f64], y: &[f64], method: Method) -> f64 {
    match method {
        Method::Pearson => cross(x, y),
        Method::Kendall => concordance(x, y),
        Method::Spearman => cross(&ranks(x, Ties::Average), &ranks(y, Ties::Average)),
    }
}

/// The correlation of two vectors of one length; `NaN` when one has no spread.
pub fn correlation(x: &[f64], y: &[f64], method: Method) -> f64 {
    match method {
        Method::Pearson => pearson(x, y),
        Method::Kendall => kendall(x, y),
        Method::Spearman => pearson(&ranks(x, Ties::Average), &ranks(y, Ties::Average)),
    }
}

fn cross(x: &[f64], y: &[f64]) -> f64 {
    if x.len() < 2 {
        return f64::NAN;
    }
    products(x, mean(x), y, mean(y)).over(x.len() as f64 - 1.0).value()
}

fn pearson(x: &[f64], y: &[f64]) -> f64 {
    if x.len() < 2 {
        return f64::NAN;
    }
    let n1 = x.len() as f64 - 1.0;
    let spread = |x: &[f64]| squares(x, mean(x)).over(n1).sqrt();
    let (sx, sy) = (spread(x), spread(y));
    if sx == 0.0 || sy == 0.0 {
        return f64::NAN;
    }
    (cross(x, y) / (sx * sy)).clamp(-1.0, 1.0)
}

/// The sign of a difference.
fn sign(x: f64) -> f64 {
    if x > 0.0 {
        1.0
    } else if x < 0.0 {
        -1.0
    } else {
        0.0
    }
}

/// The sum over all ordered pairs of the product of signs.
pub(crate) fn concordance(x: &[f64], y: &[f64]) -> f64 {
    if x.iter().chain(y).any(|v| v.is_nan()) {
        return f64::NAN;
    }
    let mut sum = 0.0;
    for i in 0..x.len() {
        for j in 0..i {
            sum += sign(x[i] - x[j]) * sign(y[i] - y[j]);
        }
    }
    2.0 * sum
}

fn kendall(x: &[f64], y: &[f64]) -> f64 {
    if x.len() < 2 {
        return f64::NAN;
    }
    let (sx, sy) = (concordance(x, x).sqrt(), concordance(y, y).sqrt());
    if sx == 0.0 || sy == 0.0 {
        return f64::NAN;
    }
    (concordance(x, y) / (sx * sy)).clamp(-1.0, 1.0)
}

/// The covariance matrix of columns of one length, by columns.
pub fn covariance_matrix(columns: &[&[f64]], method: Method) -> Vec<f64> {
    symmetric(columns.len(), |i, j| covariance(columns[i], columns[j], method))
}

/// The correlation matrix of columns of one length, by columns: the covariances over the roots of their
/// diagonal, with ones on it.
pub fn correlation_matrix(columns: &[&[f64]], method: Method) -> Vec<f64> {
    let n = columns.len();
    let covariances = covariance_matrix(columns, method);
    let spread: Vec<f64> = (0..n).map(|i| covariances[i * n + i].sqrt()).collect();
    symmetric(n, |i, j| {
        if i == j {
            return if spread[i].is_nan() { f64::NAN } else { 1.0 };
        }
        if spread[i] == 0.0 || spread[j] == 0.0 {
            return f64::NAN;
        }
        (covariances[j * n + i] / (spread[i] * spread[j])).clamp(-1.0, 1.0)
    })
}

fn symmetric(n: usize, entry: impl Fn(usize, usize) -> f64) -> Vec<f64> {
    let mut matrix = vec![0.0; n * n];
    for i in 0..n {
        for j in 0..=i {
            let value = entry(i, j);
            matrix[j * n + i] = value;
            matrix[i * n + j] = value;
        }
    }
    matrix
}
