//! The binomial distribution.

use super::level::{Level, left, right, zero};
use super::search;
use crate::special::elementary::is_integer;
use crate::special::{incomplete_beta, saddle_point};

fn is_valid(size: f64, prob: f64) -> bool {
    size >= 0.0 && size.is_finite() && is_integer(size) && (0.0..=1.0).contains(&prob)
}

/// The probability of `x`.
pub fn density(x: f64, size: f64, prob: f64, log: bool) -> f64 {
    if x.is_nan() || size.is_nan() || prob.is_nan() {
        return x + size + prob;
    }
    if !(0.0..=1.0).contains(&prob) || size < 0.0 || !is_integer(size) {
        return f64::NAN;
    }
    if !is_integer(x) || x < 0.0 || x.is_infinite() {
        return zero(log);
    }
    saddle_point::binomial(x.round_ties_even(), size.round_ties_even(), prob, 1.0 - prob).read(log)
}

/// The probability of at most `q`, or of more.
pub fn cumulative(q: f64, size: f64, prob: f64, lower: bool, log: bool) -> f64 {
    if q.is_nan() || size.is_nan() || prob.is_nan() {
        return q + size + prob;
    }
    if !is_valid(size, prob) {
        return f64::NAN;
    }
    let size = size.round_ties_even();
    if q < 0.0 {
        return left(lower, log);
    }
    let x = (q + 1e-7).floor();
    if size <= x {
        return right(lower, log);
    }
    if prob == 0.0 {
        return right(lower, log);
    }
    if prob == 1.0 {
        return left(lower, log);
    }
    incomplete_beta::regularized(prob, x + 1.0, size - x, !lower, log)
}

/// The smallest `x` with at least `p` at or below it.
pub fn quantile(p: f64, size: f64, prob: f64, lower: bool, log: bool) -> f64 {
    if p.is_nan() || size.is_nan() || prob.is_nan() {
        return p + size + prob;
    }
    if !is_valid(size, prob) {
        return f64::NAN;
    }
    let size = size.round_ties_even();
    let Some(level) = Level::new(p, lower, log) else { return f64::NAN };
    if let Some(end) = level.end(0.0, size) {
        return end;
    }
    if prob == 0.0 || size == 0.0 {
        return 0.0;
    }
    if prob == 1.0 {
        return size;
    }
    let other = 1.0 - prob;
    let sd = (size * prob * other).sqrt();
    let start = search::cornish_fisher(level, size * prob, sd, (other - prob) / sd);
    search::integer(level, start, 0.0, size, |x, lower, log| cumulative(x, size, prob, lower, log))
}
