//! The noncentral beta distribution.
//!
//! The cumulative sum is algorithm AS 226 (Lenth 1987) with the start of AS R84 (Frick 1990), stopped at
//! R's error bound of 1e-9.

use super::beta;
use super::level::{Level, left, right, zero};
use super::noncentral_chi_squared::unimodal_sum;
use super::{poisson, search};
use crate::special::{incomplete_beta, ln_gamma};

/// The density at `x`.
pub fn density(x: f64, a: f64, b: f64, ncp: f64, log: bool) -> f64 {
    if x.is_nan() || a.is_nan() || b.is_nan() || ncp.is_nan() {
        return x + a + b + ncp;
    }
    if ncp < 0.0 || a <= 0.0 || b <= 0.0 || a.is_infinite() || b.is_infinite() || ncp.is_infinite() {
        return f64::NAN;
    }
    if !(0.0..=1.0).contains(&x) {
        return zero(log);
    }
    if ncp == 0.0 {
        return beta::density(x, a, b, log);
    }
    let half = 0.5 * ncp;
    if x == 0.0 || x == 1.0 {
        // Only the first component can be positive at zero; at one all share the factor of b.
        if x == 0.0 {
            let first = beta::density(0.0, a, b, true) - half;
            return if log { first } else { first.exp() };
        }
        if b != 1.0 {
            return beta::density(1.0, a, b, log);
        }
    }
    let dx2 = half * x;
    let d = (dx2 - a - 1.0) / 2.0;
    let root = d * d + dx2 * (a + b) - a;
    let start = if root <= 0.0 { 0.0 } else { d + root.sqrt() };
    unimodal_sum(start, |j| poisson::density(j, half, true) + beta::density(x, a + j, b, true)).read(log)
}

/// The lower tail at `x`, where `y = 1 - x`.
pub(super) fn lower_tail(x: f64, y: f64, a: f64, b: f64, ncp: f64) -> f64 {
    if x <= 0.0 || y >= 1.0 || a == f64::INFINITY {
        return 0.0;
    }
    if x >= 1.0 || y <= 0.0 {
        return 1.0;
    }
    let c = ncp / 2.0;
    let first = (c - 7.0 * c.sqrt()).max(0.0).floor();
    let a0 = a + first;
    let ln_beta = ln_gamma(a0) + ln_gamma(b) - ln_gamma(a0 + b);
    let mut tail = incomplete_beta::tails(x, y, a0, b).read(true, false);
    let ln_y = if x < 0.5 { (-x).ln_1p() } else { y.ln() };
    let mut step = (a0 * x.ln() + b * ln_y - ln_beta - a0.ln()).exp();
    let mut weight = if a0 > a { (-c + first * c.ln() - ln_gamma(first + 1.0)).exp() } else { (-c).exp() };
    let mut rest = 1.0 - weight;
    let mut sum = weight * tail;
    let mut j = first;
    loop {
        j += 1.0;
        tail -= step;
        step *= x * (a + b + j - 1.0) / (a + j);
        weight *= c / j;
        rest -= weight;
        sum += tail * weight;
        let bound = (tail - step) * rest;
        if bound <= 1e-9 || j >= 10000.0 + first {
            return sum;
        }
    }
}

/// The lower tail read as asked; an upper tail is one minus it.
pub(super) fn read(sum: f64, lower: bool, log: bool) -> f64 {
    if lower {
        return if log { sum.ln() } else { sum };
    }
    let sum = sum.min(1.0);
    if log { (-sum).ln_1p() } else { 1.0 - sum }
}

/// The probability below or above `q`.
pub fn cumulative(q: f64, a: f64, b: f64, ncp: f64, lower: bool, log: bool) -> f64 {
    if q.is_nan() || a.is_nan() || b.is_nan() || ncp.is_nan() {
        return q + a + b + ncp;
    }
    if q <= 0.0 {
        return left(lower, log);
    }
    if q >= 1.0 {
        return right(lower, log);
    }
    if ncp < 0.0 || ncp.is_infinite() || a <= 0.0 || b <= 0.0 {
        return f64::NAN;
    }
    read(lower_tail(q, 1.0 - q, a, b, ncp), lower, log)
}

/// The quantile of `p`.
pub fn quantile(p: f64, a: f64, b: f64, ncp: f64, lower: bool, log: bool) -> f64 {
    if p.is_nan() || a.is_nan() || b.is_nan() || ncp.is_nan() {
        return p + a + b + ncp;
    }
    if a.is_infinite() || ncp < 0.0 || a <= 0.0 || b <= 0.0 {
        return f64::NAN;
    }
    let Some(level) = Level::new(p, lower, log) else { return f64::NAN };
    if let Some(end) = level.end(0.0, 1.0) {
        return end;
    }
    let target = level.tail(true);
    let excess = |x: f64| cumulative(x, a, b, ncp, true, false) - target;
    let ease = target * 1e-14;
    let (mut high, mut low) = (0.5, 0.5);
    while high < 1.0 - f64::EPSILON && excess(high) < ease {
        high = 0.5 * (1.0 + high);
    }
    while low > f64::MIN_POSITIVE && excess(low) > -ease {
        low *= 0.5;
    }
    search::bisect(low, high, 1e-15, excess)
}
