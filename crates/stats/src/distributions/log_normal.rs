//! The log-normal distribution.

use super::level::{Level, left, zero};
use super::normal;
use crate::special::normal::INV_SQRT_TAU;
use crate::special::saddle_point::HALF_LN_TAU;

/// The density at `x`.
pub fn density(x: f64, mean_log: f64, sd_log: f64, log: bool) -> f64 {
    if x.is_nan() || mean_log.is_nan() || sd_log.is_nan() {
        return x + mean_log + sd_log;
    }
    if sd_log < 0.0 || (x.is_infinite() && x.ln() == mean_log) {
        return f64::NAN;
    }
    if sd_log == 0.0 {
        return if x.ln() == mean_log { f64::INFINITY } else { zero(log) };
    }
    if x <= 0.0 {
        return zero(log);
    }
    let z = (x.ln() - mean_log) / sd_log;
    if log {
        -(HALF_LN_TAU + 0.5 * z * z + (x * sd_log).ln())
    } else {
        INV_SQRT_TAU * (-0.5 * z * z).exp() / (x * sd_log)
    }
}

/// The probability below or above `q`.
pub fn cumulative(q: f64, mean_log: f64, sd_log: f64, lower: bool, log: bool) -> f64 {
    if q.is_nan() || mean_log.is_nan() || sd_log.is_nan() {
        return q + mean_log + sd_log;
    }
    if sd_log < 0.0 {
        return f64::NAN;
    }
    if q > 0.0 { normal::cumulative(q.ln(), mean_log, sd_log, lower, log) } else { left(lower, log) }
}

/// The quantile of `p`.
pub fn quantile(p: f64, mean_log: f64, sd_log: f64, lower: bool, log: bool) -> f64 {
    if p.is_nan() || mean_log.is_nan() || sd_log.is_nan() {
        return p + mean_log + sd_log;
    }
    let Some(level) = Level::new(p, lower, log) else { return f64::NAN };
    level.end(0.0, f64::INFINITY).unwrap_or_else(|| normal::quantile(p, mean_log, sd_log, lower, log).exp())
}
