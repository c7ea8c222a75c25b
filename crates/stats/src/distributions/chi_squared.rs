//! The chi-squared distribution.

use super::gamma;

/// The density at `x`.
pub fn density(x: f64, df: f64, log: bool) -> f64 {
    gamma::density(x, df / 2.0, 2.0, log)
}

/// The probability below or above `q`.
pub fn cumulative(q: f64, df: f64, lower: bool, log: bool) -> f64 {
    gamma::cumulative(q, df / 2.0, 2.0, lower, log)
}

/// The quantile of `p`.
pub fn quantile(p: f64, df: f64, lower: bool, log: bool) -> f64 {
    gamma::quantile(p, 0.5 * df, 2.0, lower, log)
}
