//! The exponential distribution, by its scale (one over R's `rate`).

use super::level::{Level, exponential, from_ln_upper, left, zero};

/// The density at `x`.
pub fn density(x: f64, scale: f64, log: bool) -> f64 {
    if x.is_nan() || scale.is_nan() {
        return x + scale;
    }
    if scale <= 0.0 {
        return f64::NAN;
    }
    if x < 0.0 {
        return zero(log);
    }
    if log { -x / scale - scale.ln() } else { (-x / scale).exp() / scale }
}

/// The probability below or above `q`.
pub fn cumulative(q: f64, scale: f64, lower: bool, log: bool) -> f64 {
    if q.is_nan() || scale.is_nan() {
        return q + scale;
    }
    if scale < 0.0 {
        return f64::NAN;
    }
    if q <= 0.0 {
        return left(lower, log);
    }
    let x = -(q / scale);
    if lower { from_ln_upper(x, lower, log) } else { exponential(x, log) }
}

/// The quantile of `p`.
pub fn quantile(p: f64, scale: f64, lower: bool, log: bool) -> f64 {
    if p.is_nan() || scale.is_nan() {
        return p + scale;
    }
    let Some(level) = Level::new(p, lower, log) else { return f64::NAN };
    if scale < 0.0 {
        return f64::NAN;
    }
    if level.is_left_end() {
        return 0.0;
    }
    -scale * level.ln_tail(false)
}
