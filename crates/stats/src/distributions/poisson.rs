//! The Poisson distribution.

use super::level::{Level, left, right, zero};
use super::search;
use crate::special::elementary::is_integer;
use crate::special::{incomplete_gamma, saddle_point};

/// The probability of `x`.
pub fn density(x: f64, mean: f64, log: bool) -> f64 {
    if x.is_nan() || mean.is_nan() {
        return x + mean;
    }
    if mean < 0.0 {
        return f64::NAN;
    }
    if !is_integer(x) || x < 0.0 || x.is_infinite() {
        return zero(log);
    }
    saddle_point::poisson(x.round_ties_even(), mean).read(log)
}

/// The probability of at most `q`, or of more.
pub fn cumulative(q: f64, mean: f64, lower: bool, log: bool) -> f64 {
    if q.is_nan() || mean.is_nan() {
        return q + mean;
    }
    if mean < 0.0 {
        return f64::NAN;
    }
    if q < 0.0 {
        return left(lower, log);
    }
    if mean == 0.0 || q.is_infinite() {
        return right(lower, log);
    }
    incomplete_gamma::regularized(mean, (q + 1e-7).floor() + 1.0, !lower, log)
}

/// The smallest `x` with at least `p` at or below it.
pub fn quantile(p: f64, mean: f64, lower: bool, log: bool) -> f64 {
    if p.is_nan() || mean.is_nan() {
        return p + mean;
    }
    if mean.is_infinite() || mean < 0.0 {
        return f64::NAN;
    }
    let Some(level) = Level::new(p, lower, log) else { return f64::NAN };
    if let Some(end) = level.end(0.0, f64::INFINITY) {
        return end;
    }
    if mean == 0.0 {
        return 0.0;
    }
    let sd = mean.sqrt();
    let start = search::cornish_fisher(level, mean, sd, 1.0 / sd);
    search::integer(level, start, 0.0, 1e300, |x, lower, log| cumulative(x, mean, lower, log))
}
