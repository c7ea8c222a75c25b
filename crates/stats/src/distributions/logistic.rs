//! The logistic distribution.

use super::level::{Level, left, right};
use crate::special::elementary::{log1mexp, log1pexp};

/// The density at `x`.
pub fn density(x: f64, location: f64, scale: f64, log: bool) -> f64 {
    if x.is_nan() || location.is_nan() || scale.is_nan() {
        return x + location + scale;
    }
    if scale <= 0.0 {
        return f64::NAN;
    }
    let z = ((x - location) / scale).abs();
    let e = (-z).exp();
    let f = 1.0 + e;
    if log { -(z + (scale * f * f).ln()) } else { e / (scale * f * f) }
}

/// The probability below or above `q`.
pub fn cumulative(q: f64, location: f64, scale: f64, lower: bool, log: bool) -> f64 {
    if q.is_nan() || location.is_nan() || scale.is_nan() {
        return q + location + scale;
    }
    if scale <= 0.0 {
        return f64::NAN;
    }
    let z = (q - location) / scale;
    if z.is_nan() {
        return f64::NAN;
    }
    if z.is_infinite() {
        return if z < 0.0 { left(lower, log) } else { right(lower, log) };
    }
    let away = if lower { -z } else { z };
    if log { -log1pexp(away) } else { 1.0 / (1.0 + away.exp()) }
}

/// The quantile of `p`.
pub fn quantile(p: f64, location: f64, scale: f64, lower: bool, log: bool) -> f64 {
    if p.is_nan() || location.is_nan() || scale.is_nan() {
        return p + location + scale;
    }
    let Some(level) = Level::new(p, lower, log) else { return f64::NAN };
    if let Some(end) = level.end(f64::NEG_INFINITY, f64::INFINITY) {
        return end;
    }
    if scale < 0.0 {
        return f64::NAN;
    }
    if scale == 0.0 {
        return location;
    }
    let logit = match (log, lower) {
        (true, true) => p - log1mexp(-p),
        (true, false) => log1mexp(-p) - p,
        (false, true) => (p / (1.0 - p)).ln(),
        (false, false) => ((1.0 - p) / p).ln(),
    };
    location + scale * logit
}
