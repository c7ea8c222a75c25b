//! Loader's saddle-point form of binomial and Poisson probabilities.
//!
//! Catherine Loader (2000), "Fast and accurate computation of binomial probabilities": the probability is
//! its value at the mode's Stirling approximation times `exp` of deviances that are computed without
//! cancellation.

use super::elementary::log1pmx;
use super::gamma::{ln_gamma, ln_gamma_one_plus};
use super::scaled::Scaled;
use std::f64::consts::TAU;

/// `ln(2 pi) / 2`.
pub const HALF_LN_TAU: f64 = 0.9189385332046727418;

/// The coefficients `B(2k) / (2k (2k - 1))` of Stirling's series.
const STIRLING: [f64; 15] = [
    0.08333333333333333,
    -0.002777777777777778,
    0.0007936507936507937,
    -0.0005952380952380953,
    0.0008417508417508417,
    -0.0019175269175269176,
    0.00641025641025641,
    -0.029550653594771242,
    0.17964437236883057,
    -1.3924322169059011,
    13.402864044168393,
    -156.84828462600203,
    2193.1033333333335,
    -36108.77125372499,
    691472.268851313,
];

/// Stirling's series `ln gamma(x) - [(x - 1/2) ln x - x + ln(2 pi)/2]` for `x >= 10`.
pub fn stirling_series(x: f64) -> f64 {
    let square = 1.0 / (x * x);
    let terms = if x > 1000.0 { 3 } else { STIRLING.len() };
    let mut sum = 0.0;
    for &c in STIRLING[..terms].iter().rev() {
        sum = sum * square + c;
    }
    sum / x
}

/// The error of Stirling's formula, `ln n! - [(n + 1/2) ln n - n + ln(2 pi)/2]`.
pub fn stirling_error(n: f64) -> f64 {
    if n < 1.0 {
        return ln_gamma_one_plus(n) - (n + 0.5) * n.ln() + n - HALF_LN_TAU;
    }
    // error(n) - error(n + 1) = atanh(z)/z - 1 with z = 1/(2n + 1), a sum of positive terms.
    let (mut sum, mut n) = (0.0, n);
    while n < 12.0 {
        let z = 1.0 / (2.0 * n + 1.0);
        let square = z * z;
        let (mut power, mut k, mut step) = (square, 3.0, 0.0);
        while power / k > 1e-18 {
            step += power / k;
            power *= square;
            k += 2.0;
        }
        sum += step;
        n += 1.0;
    }
    sum + stirling_series(n)
}

/// The deviance term `x ln(x / m) + m - x`.
pub fn deviance_term(x: f64, m: f64) -> f64 {
    if x == 0.0 {
        return m;
    }
    let excess = (m - x) / x;
    if !excess.is_finite() || excess > 1e6 {
        return x * (x / m).ln() + m - x;
    }
    if excess < -0.5 { x * (excess - (m / x).ln()) } else { -x * log1pmx(excess) }
}

/// The Poisson probability of `x` (any real `x >= 0`) at mean `mean`.
pub fn poisson(x: f64, mean: f64) -> Scaled {
    if mean == 0.0 {
        return if x == 0.0 { Scaled::new(0.0, 1.0) } else { Scaled::ZERO };
    }
    if !mean.is_finite() || x < 0.0 {
        return Scaled::ZERO;
    }
    if x <= mean * f64::MIN_POSITIVE {
        return Scaled::new(-mean, 1.0);
    }
    if mean < x * f64::MIN_POSITIVE {
        if !x.is_finite() {
            return Scaled::ZERO;
        }
        return Scaled::new(-mean + x * mean.ln() - ln_gamma(x + 1.0), 1.0);
    }
    if x < 1.0 {
        return Scaled::new(x * mean.ln() - mean - ln_gamma_one_plus(x), 1.0);
    }
    Scaled::new(-stirling_error(x) - deviance_term(x, mean), 1.0 / (TAU * x).sqrt())
}

/// The binomial probability of `x` out of `n` (any reals) with `p + q = 1`.
pub fn binomial(x: f64, n: f64, p: f64, q: f64) -> Scaled {
    let one = Scaled::new(0.0, 1.0);
    if p == 0.0 {
        return if x == 0.0 { one } else { Scaled::ZERO };
    }
    if q == 0.0 {
        return if x == n { one } else { Scaled::ZERO };
    }
    if x == 0.0 {
        return Scaled::new(power_exponent(n, p, q), 1.0);
    }
    if x == n {
        return Scaled::new(power_exponent(n, q, p), 1.0);
    }
    if x < 0.0 || x > n {
        return Scaled::ZERO;
    }
    binomial_split(x, n - x, p, q)
}

/// The binomial probability of `x` successes and `rest` failures, both positive; `rest` is taken as given
/// because the digits lost in `n - x` would show in the deviance.
pub fn binomial_split(x: f64, rest: f64, p: f64, q: f64) -> Scaled {
    let n = x + rest;
    let exponent = stirling_error(n)
        - stirling_error(x)
        - stirling_error(rest)
        - deviance_term(x, n * p)
        - deviance_term(rest, n * q);
    // x rest / n, in a form that neither overflows nor cancels.
    let (small, large) = (x.min(rest), x.max(rest));
    let spread = small / (1.0 + small / large);
    Scaled::new(exponent, 1.0 / (TAU * spread).sqrt())
}

/// `n ln q` where `p + q = 1`.
fn power_exponent(n: f64, p: f64, q: f64) -> f64 {
    if p < 0.1 { n * (-p).ln_1p() } else { n * q.ln() }
}
