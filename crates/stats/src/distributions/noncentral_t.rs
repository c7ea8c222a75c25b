//! The noncentral t distribution.
//!
//! Lenth (1989), algorithm AS 243, with R's error bound of 1e-12 and its normal approximation where the
//! first weight of the sum underflows.

use super::level::{Level, from_lower, left, right, zero};
use super::{normal, search, student_t};
use crate::special::normal::cumulative as standard_normal;
use crate::special::{incomplete_beta, ln_gamma};
use std::f64::consts::{LN_2, PI};

/// The density at `x`.
pub fn density(x: f64, df: f64, ncp: f64, log: bool) -> f64 {
    if x.is_nan() || df.is_nan() {
        return x + df;
    }
    if df <= 0.0 {
        return f64::NAN;
    }
    if ncp == 0.0 {
        return student_t::density(x, df, log);
    }
    if x.is_infinite() {
        return zero(log);
    }
    if df.is_infinite() || df > 1e8 {
        return normal::density(x, ncp, 1.0, log);
    }
    let exponent = if x.abs() > (df * f64::EPSILON).sqrt() {
        let next = cumulative(x * ((df + 2.0) / df).sqrt(), df + 2.0, ncp, true, false);
        df.ln() - x.abs().ln() + (next - cumulative(x, df, ncp, true, false)).abs().ln()
    } else {
        ln_gamma((df + 1.0) / 2.0) - ln_gamma(df / 2.0) - 0.5 * (PI.ln() + df.ln() + ncp * ncp)
    };
    if log { exponent } else { exponent.exp() }
}

/// The probability below or above `q`.
pub fn cumulative(q: f64, df: f64, ncp: f64, lower: bool, log: bool) -> f64 {
    if q.is_nan() || df.is_nan() || ncp.is_nan() || df <= 0.0 {
        return f64::NAN;
    }
    if ncp == 0.0 {
        return student_t::cumulative(q, df, lower, log);
    }
    if q.is_infinite() {
        return if q < 0.0 { left(lower, log) } else { right(lower, log) };
    }
    if q < 0.0 && ncp > 40.0 && (!log || !lower) {
        return left(lower, log);
    }
    let is_mirrored = q < 0.0;
    let (t, delta) = if is_mirrored { (-q, -ncp) } else { (q, ncp) };
    let lower = lower != is_mirrored;
    if df > 4e5 || delta * delta > 2.0 * LN_2 * 1021.0 {
        let s = 1.0 / (4.0 * df);
        return normal::cumulative(t * (1.0 - s), delta, (1.0 + t * t * 2.0 * s).sqrt(), lower, log);
    }
    let sum = series(t, df, delta) + standard_normal(-delta, true, false);
    from_lower(sum.min(1.0), lower, log)
}

/// The probability of `(0, t)` for `t >= 0`.
fn series(t: f64, df: f64, delta: f64) -> f64 {
    let total = t * t + df;
    let (x, y) = (t * t / total, df / total);
    if x <= 0.0 {
        return 0.0;
    }
    let lambda = delta * delta;
    let mut p = 0.5 * (-0.5 * lambda).exp();
    if p == 0.0 {
        return 0.0;
    }
    let mut q = (2.0 / PI).sqrt() * p * delta;
    let mut s = 0.5 - p;
    if s < 1e-7 {
        s = -0.5 * (-0.5 * lambda).exp_m1();
    }
    let (mut a, b) = (0.5, 0.5 * df);
    let power = y.powf(b);
    let ln_beta = 0.5 * PI.ln() + ln_gamma(b) - ln_gamma(0.5 + b);
    let mut odd = incomplete_beta::tails(x, y, a, b).read(true, false);
    let mut odd_step = 2.0 * power * (a * x.ln() - ln_beta).exp();
    let bx = b * x;
    let mut even = if bx < f64::EPSILON { bx } else { 1.0 - power };
    let mut even_step = bx * power;
    let mut sum = p * odd + q * even;
    for n in 1..=1000 {
        let n = f64::from(n);
        a += 1.0;
        odd -= odd_step;
        even -= even_step;
        odd_step *= x * (a + b - 1.0) / a;
        even_step *= x * (a + b - 0.5) / (a + 0.5);
        p *= lambda / (2.0 * n);
        q *= lambda / (2.0 * n + 1.0);
        sum += p * odd + q * even;
        s -= p;
        if s < -1e-10 || (s <= 0.0 && n > 1.0) {
            break;
        }
        if (2.0 * s * (odd - odd_step)).abs() < 1e-12 {
            break;
        }
    }
    sum
}

/// The quantile of `p`.
pub fn quantile(p: f64, df: f64, ncp: f64, lower: bool, log: bool) -> f64 {
    if p.is_nan() || df.is_nan() || ncp.is_nan() {
        return p + df + ncp;
    }
    if df <= 0.0 {
        return f64::NAN;
    }
    if ncp == 0.0 && df >= 1.0 {
        return student_t::quantile(p, df, lower, log);
    }
    let Some(level) = Level::new(p, lower, log) else { return f64::NAN };
    if let Some(end) = level.end(f64::NEG_INFINITY, f64::INFINITY) {
        return end;
    }
    if df.is_infinite() {
        return normal::quantile(p, ncp, 1.0, lower, log);
    }
    let target = level.tail(true);
    if target > 1.0 - f64::EPSILON {
        return f64::INFINITY;
    }
    let excess = |t: f64| cumulative(t, df, ncp, true, false) - target;
    let ease = target * 1e-11;
    let (mut high, mut low) = (ncp.max(1.0), (-ncp).min(-1.0));
    while high < f64::MAX && excess(high) < ease {
        high *= 2.0;
    }
    while low > f64::MIN && excess(low) > -ease {
        low *= 2.0;
    }
    search::bisect(low, high, 1e-13, excess)
}
