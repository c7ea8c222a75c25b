//! The Weibull distribution.

use super::level::{Level, from_ln_upper, left, zero};

/// The density at `x`.
pub fn density(x: f64, shape: f64, scale: f64, log: bool) -> f64 {
    if x.is_nan() || shape.is_nan() || scale.is_nan() {
        return x + shape + scale;
    }
    if shape <= 0.0 || scale <= 0.0 {
        return f64::NAN;
    }
    if x < 0.0 || x.is_infinite() {
        return zero(log);
    }
    if x == 0.0 && shape < 1.0 {
        return f64::INFINITY;
    }
    let power = (x / scale).powf(shape - 1.0);
    let exponent = power * (x / scale);
    if log { -exponent + (shape * power / scale).ln() } else { shape * power * (-exponent).exp() / scale }
}

/// The probability below or above `q`.
pub fn cumulative(q: f64, shape: f64, scale: f64, lower: bool, log: bool) -> f64 {
    if q.is_nan() || shape.is_nan() || scale.is_nan() {
        return q + shape + scale;
    }
    if shape <= 0.0 || scale <= 0.0 {
        return f64::NAN;
    }
    if q <= 0.0 {
        return left(lower, log);
    }
    from_ln_upper(-(q / scale).powf(shape), lower, log)
}

/// The quantile of `p`.
pub fn quantile(p: f64, shape: f64, scale: f64, lower: bool, log: bool) -> f64 {
    if p.is_nan() || shape.is_nan() || scale.is_nan() {
        return p + shape + scale;
    }
    if shape <= 0.0 || scale <= 0.0 {
        return f64::NAN;
    }
    let Some(level) = Level::new(p, lower, log) else { return f64::NAN };
    level.end(0.0, f64::INFINITY).unwrap_or_else(|| scale * (-level.ln_tail(false)).powf(1.0 / shape))
}
