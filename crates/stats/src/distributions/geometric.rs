//! The geometric distribution: failures before the first success.

use super::level::{Level, from_ln_upper, left, right, zero};
use crate::special::elementary::is_integer;
use crate::special::saddle_point;

/// The probability of `x`.
pub fn density(x: f64, prob: f64, log: bool) -> f64 {
    if x.is_nan() || prob.is_nan() {
        return x + prob;
    }
    if prob <= 0.0 || prob > 1.0 {
        return f64::NAN;
    }
    if !is_integer(x) || x < 0.0 || x.is_infinite() || prob == 0.0 {
        return zero(log);
    }
    let rest = saddle_point::binomial(0.0, x.round_ties_even(), prob, 1.0 - prob);
    if log { prob.ln() + rest.ln() } else { prob * rest.value() }
}

/// The probability of at most `q`, or of more.
pub fn cumulative(q: f64, prob: f64, lower: bool, log: bool) -> f64 {
    if q.is_nan() || prob.is_nan() {
        return q + prob;
    }
    if prob <= 0.0 || prob > 1.0 {
        return f64::NAN;
    }
    if q < 0.0 {
        return left(lower, log);
    }
    if q.is_infinite() || prob == 1.0 {
        return right(lower, log);
    }
    from_ln_upper((-prob).ln_1p() * ((q + 1e-7).floor() + 1.0), lower, log)
}

/// The smallest `x` with at least `p` at or below it.
pub fn quantile(p: f64, prob: f64, lower: bool, log: bool) -> f64 {
    if p.is_nan() || prob.is_nan() {
        return p + prob;
    }
    if prob <= 0.0 || prob > 1.0 {
        return f64::NAN;
    }
    let Some(level) = Level::new(p, lower, log) else { return f64::NAN };
    if let Some(end) = level.end(0.0, f64::INFINITY) {
        return end;
    }
    if prob == 1.0 {
        return 0.0;
    }
    // The fuzz keeps a level that is exactly a cumulative probability at its own integer.
    (level.ln_tail(false) / (-prob).ln_1p() - 1.0 - 1e-12).ceil().max(0.0)
}
