//! The noncentral F distribution.

use super::level::{Level, left, right, zero};
use super::{gamma, noncentral_beta, noncentral_chi_squared};

/// The density at `x`.
pub fn density(x: f64, df1: f64, df2: f64, ncp: f64, log: bool) -> f64 {
    if x.is_nan() || df1.is_nan() || df2.is_nan() || ncp.is_nan() {
        return x + df1 + df2 + ncp;
    }
    if df1 <= 0.0 || df2 <= 0.0 || ncp < 0.0 || ncp.is_infinite() {
        return f64::NAN;
    }
    if x < 0.0 {
        return zero(log);
    }
    if df1.is_infinite() && df2.is_infinite() {
        return if x == 1.0 { f64::INFINITY } else { zero(log) };
    }
    if df2.is_infinite() {
        let inner = noncentral_chi_squared::density(x * df1, df1, ncp, log);
        return if log { df1.ln() + inner } else { df1 * inner };
    }
    if df1 > 1e14 && ncp < 1e7 {
        let f = 1.0 + ncp / df1;
        let inner = gamma::density(1.0 / x / f, df2 / 2.0, 2.0 / df2, log);
        return if log { inner - 2.0 * x.ln() - f.ln() } else { inner / (x * x) / f };
    }
    let y = (df1 / df2) * x;
    let inner = noncentral_beta::density(y / (1.0 + y), df1 / 2.0, df2 / 2.0, ncp, log);
    if log {
        inner + df1.ln() - df2.ln() - 2.0 * y.ln_1p()
    } else {
        inner * (df1 / df2) / (1.0 + y) / (1.0 + y)
    }
}

/// The probability below or above `q`.
pub fn cumulative(q: f64, df1: f64, df2: f64, ncp: f64, lower: bool, log: bool) -> f64 {
    if q.is_nan() || df1.is_nan() || df2.is_nan() || ncp.is_nan() {
        return q + df1 + df2 + ncp;
    }
    if df1 <= 0.0 || df2 <= 0.0 || ncp < 0.0 || ncp.is_infinite() || (df1.is_infinite() && df2.is_infinite())
    {
        return f64::NAN;
    }
    if q <= 0.0 {
        return left(lower, log);
    }
    if q == f64::INFINITY {
        return right(lower, log);
    }
    if df2 > 1e8 {
        return noncentral_chi_squared::cumulative(q * df1, df1, ncp, lower, log);
    }
    let y = (df1 / df2) * q;
    let sum = noncentral_beta::lower_tail(y / (1.0 + y), 1.0 / (1.0 + y), df1 / 2.0, df2 / 2.0, ncp);
    noncentral_beta::read(sum, lower, log)
}

/// The quantile of `p`.
pub fn quantile(p: f64, df1: f64, df2: f64, ncp: f64, lower: bool, log: bool) -> f64 {
    if p.is_nan() || df1.is_nan() || df2.is_nan() || ncp.is_nan() {
        return p + df1 + df2 + ncp;
    }
    if df1 <= 0.0 || df2 <= 0.0 || ncp < 0.0 || ncp.is_infinite() || (df1.is_infinite() && df2.is_infinite())
    {
        return f64::NAN;
    }
    let Some(level) = Level::new(p, lower, log) else { return f64::NAN };
    if let Some(end) = level.end(0.0, f64::INFINITY) {
        return end;
    }
    if df2 > 1e8 {
        return noncentral_chi_squared::quantile(p, df1, ncp, lower, log) / df1;
    }
    let y = noncentral_beta::quantile(p, df1 / 2.0, df2 / 2.0, ncp, lower, log);
    y / (1.0 - y) * (df2 / df1)
}
