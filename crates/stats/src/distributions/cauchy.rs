//! The Cauchy distribution.

use super::level::{Level, left, right, value};
use crate::special::elementary::tan_pi;
use std::f64::consts::PI;

/// The density at `x`.
pub fn density(x: f64, location: f64, scale: f64, log: bool) -> f64 {
    if x.is_nan() || location.is_nan() || scale.is_nan() {
        return x + location + scale;
    }
    if scale <= 0.0 {
        return f64::NAN;
    }
    let z = (x - location) / scale;
    if log { -(PI * scale * (1.0 + z * z)).ln() } else { 1.0 / (PI * scale * (1.0 + z * z)) }
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
    let z = if lower { z } else { -z };
    if z.abs() > 1.0 {
        let far = (1.0 / z).atan() / PI;
        if z < 0.0 {
            return value(-far, log);
        }
        return if log { (-far).ln_1p() } else { 0.5 - far + 0.5 };
    }
    value(0.5 + z.atan() / PI, log)
}

/// The quantile of `p`.
pub fn quantile(p: f64, location: f64, scale: f64, lower: bool, log: bool) -> f64 {
    if p.is_nan() || location.is_nan() || scale.is_nan() {
        return p + location + scale;
    }
    let Some(level) = Level::new(p, lower, log) else { return f64::NAN };
    if scale < 0.0 || scale.is_infinite() {
        return f64::NAN;
    }
    if scale == 0.0 {
        return location;
    }
    let low = level.is_low();
    let tail = level.tail(low);
    if tail == 0.5 {
        return location;
    }
    let distance = if tail == 0.0 { f64::INFINITY } else { scale / tan_pi(tail) };
    if low { location - distance } else { location + distance }
}
