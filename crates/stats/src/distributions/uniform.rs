//! The uniform distribution.

use super::level::{Level, left, right, value, zero};

/// The density at `x`.
pub fn density(x: f64, min: f64, max: f64, log: bool) -> f64 {
    if x.is_nan() || min.is_nan() || max.is_nan() {
        return x + min + max;
    }
    if max <= min {
        return f64::NAN;
    }
    if (min..=max).contains(&x) {
        return if log { -(max - min).ln() } else { 1.0 / (max - min) };
    }
    zero(log)
}

/// The probability below or above `q`.
pub fn cumulative(q: f64, min: f64, max: f64, lower: bool, log: bool) -> f64 {
    if q.is_nan() || min.is_nan() || max.is_nan() {
        return q + min + max;
    }
    if max < min || min.is_infinite() || max.is_infinite() {
        return f64::NAN;
    }
    if q >= max {
        return right(lower, log);
    }
    if q <= min {
        return left(lower, log);
    }
    let part = if lower { q - min } else { max - q };
    value(part / (max - min), log)
}

/// The quantile of `p`.
pub fn quantile(p: f64, min: f64, max: f64, lower: bool, log: bool) -> f64 {
    if p.is_nan() || min.is_nan() || max.is_nan() {
        return p + min + max;
    }
    let Some(level) = Level::new(p, lower, log) else { return f64::NAN };
    if max < min {
        return f64::NAN;
    }
    if max == min {
        return min;
    }
    min + level.tail(true) * (max - min)
}
