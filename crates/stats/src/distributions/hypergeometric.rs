//! The hypergeometric distribution: white balls among `k` drawn from `white` and `black` ones.

use super::level::{Level, from_lower, left, one, right, value, zero};
use super::search;
use crate::special::elementary::is_integer;
use crate::special::saddle_point::binomial;
use crate::special::scaled::Scaled;

fn is_count(x: f64) -> bool {
    x >= 0.0 && is_integer(x)
}

/// The probability as a scaled number; all arguments are whole and in range.
fn mass(x: f64, white: f64, black: f64, k: f64) -> Scaled {
    let total = white + black;
    let (p, q) = (k / total, (total - k) / total);
    let (a, b, c) = (binomial(x, white, p, q), binomial(k - x, black, p, q), binomial(k, total, p, q));
    Scaled::new(a.exponent + b.exponent - c.exponent, a.factor * b.factor / c.factor)
}

/// The probability of `x`.
pub fn density(x: f64, white: f64, black: f64, k: f64, log: bool) -> f64 {
    if x.is_nan() || white.is_nan() || black.is_nan() || k.is_nan() {
        return x + white + black + k;
    }
    if !is_count(white) || !is_count(black) || !is_count(k) || k > white + black {
        return f64::NAN;
    }
    if x < 0.0 || !is_integer(x) {
        return zero(log);
    }
    let (x, white, black, k) =
        (x.round_ties_even(), white.round_ties_even(), black.round_ties_even(), k.round_ties_even());
    if k < x || white < x || k - x > black {
        return zero(log);
    }
    if k == 0.0 {
        return if x == 0.0 { one(log) } else { zero(log) };
    }
    mass(x, white, black, k).read(log)
}

/// The probability of at most `q`, or of more.
pub fn cumulative(q: f64, white: f64, black: f64, k: f64, lower: bool, log: bool) -> f64 {
    if q.is_nan() || white.is_nan() || black.is_nan() || k.is_nan() {
        return q + white + black + k;
    }
    let (mut x, mut white, mut black, k) =
        ((q + 1e-7).floor(), white.round_ties_even(), black.round_ties_even(), k.round_ties_even());
    if white < 0.0 || black < 0.0 || !(white + black).is_finite() || k < 0.0 || k > white + black {
        return f64::NAN;
    }
    let mut lower = lower;
    if x * (white + black) > k * white {
        // The other colour's tail is the shorter sum.
        std::mem::swap(&mut white, &mut black);
        x = k - x - 1.0;
        lower = !lower;
    }
    if x < 0.0 || x < k - black {
        return left(lower, log);
    }
    if x >= white || x >= k {
        return right(lower, log);
    }
    let at = if k == 0.0 { Scaled::new(0.0, 1.0) } else { mass(x, white, black, k) };
    let tail = at.times(ratio_sum(x, white, black, k));
    if !log {
        return from_lower(tail.value(), lower, false);
    }
    if lower {
        tail.ln()
    } else {
        value(1.0, true) + crate::special::elementary::log1mexp(-tail.ln().min(0.0))
    }
}

/// The sum of the probabilities up to `x` over that of `x`.
fn ratio_sum(x: f64, white: f64, black: f64, k: f64) -> f64 {
    let (mut sum, mut term, mut x) = (0.0, 1.0, x);
    while x > 0.0 && term >= f64::EPSILON * sum {
        term *= x * (black - k + x) / (k + 1.0 - x) / (white + 1.0 - x);
        sum += term;
        x -= 1.0;
    }
    1.0 + sum
}

/// The smallest `x` with at least `p` at or below it.
pub fn quantile(p: f64, white: f64, black: f64, k: f64, lower: bool, log: bool) -> f64 {
    if p.is_nan() || white.is_nan() || black.is_nan() || k.is_nan() {
        return p + white + black + k;
    }
    if p.is_infinite() || white.is_infinite() || black.is_infinite() || k.is_infinite() {
        return f64::NAN;
    }
    let (white, black, k) = (white.round_ties_even(), black.round_ties_even(), k.round_ties_even());
    let total = white + black;
    if white < 0.0 || black < 0.0 || k < 0.0 || k > total {
        return f64::NAN;
    }
    let (first, last) = ((k - black).max(0.0), k.min(white));
    let Some(level) = Level::new(p, lower, log) else { return f64::NAN };
    if let Some(end) = level.end(first, last) {
        return end;
    }
    let mean = k * white / total;
    let sd = (mean * black / total * (total - k) / (total - 1.0).max(1.0)).sqrt();
    // R compares the mass below with the level eased by a thousand units in the last place.
    let target = level.tail(true) * (1.0 - 1000.0 * f64::EPSILON);
    let Some(eased) = Level::new(target, true, false) else { return f64::NAN };
    let start = mean + sd * level.deviate();
    search::integer(eased, start, first, last, |x, lower, log| cumulative(x, white, black, k, lower, log))
}
