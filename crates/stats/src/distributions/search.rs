//! Quantiles by search: safeguarded Newton steps on the logarithm of a tail, and bisection over integers.

use super::level::Level;

/// A tail that a positive variable is solved for: its logarithm and its logarithmic density at `x`.
pub(super) struct Tail {
    /// Logarithm of the tail's mass.
    pub ln_mass: f64,
    /// Logarithm of the density.
    pub ln_density: f64,
}

/// The positive `x` whose tail has the logarithm `target`. `rising` says that the tail grows with `x` (a
/// lower tail), `limit` that it lies below. Works on `ln x`, where the logarithms of tails are nearly
/// straight; every eighth step halves the bracket whatever Newton's step says.
pub(super) fn positive(start: f64, limit: f64, target: f64, rising: bool, tail: impl Fn(f64) -> Tail) -> f64 {
    let (mut low, mut high) = (0.0, limit);
    let mut x = start.clamp(f64::MIN_POSITIVE, f64::MAX.min(limit));
    for round in 1..400 {
        let at = tail(x);
        let excess = at.ln_mass - target;
        if excess == 0.0 {
            return x;
        }
        if (excess > 0.0) == rising {
            high = x;
        } else {
            low = x;
        }
        let slope = (at.ln_density - at.ln_mass).exp() * x;
        let step = if rising { -excess / slope } else { excess / slope };
        let mut next = if step.is_finite() { x * step.clamp(-20.0, 20.0).exp() } else { f64::NAN };
        if step.abs() < 1e-15 || next == x {
            return next;
        }
        if !(next > low && next < high) || round % 8 == 0 {
            next = between(low, high, x);
            if next <= low || next >= high {
                return x;
            }
        }
        x = next;
    }
    x
}

/// A point inside a bracket of positive numbers, one end of which may be open.
fn between(low: f64, high: f64, x: f64) -> f64 {
    if high == f64::INFINITY {
        return (x * 64.0).min(0.5 * (x + f64::MAX));
    }
    if low == 0.0 {
        return if high > 1e-290 { high / 1024.0 } else { high / 2.0 };
    }
    if high / low > 4.0 { low.sqrt() * high.sqrt() } else { 0.5 * (low + high) }
}

/// Halves a bracket of an increasing function until it is narrower than `accuracy` times its ends.
pub(super) fn bisect(low: f64, high: f64, accuracy: f64, excess: impl Fn(f64) -> f64) -> f64 {
    let (mut low, mut high) = (low, high);
    loop {
        let middle = 0.5 * (low + high);
        if excess(middle) > 0.0 {
            high = middle;
        } else {
            low = middle;
        }
        let is_wide = high - low > low.abs().max(high.abs()) * accuracy;
        if !is_wide || middle == 0.5 * (low + high) {
            return 0.5 * (low + high);
        }
    }
}

/// The smallest integer in `first..=last` at which the cumulative probability reaches the level, up to a
/// few units in the last place of the level as R allows. `start` is a guess.
pub(super) fn integer(
    level: Level,
    start: f64,
    first: f64,
    last: f64,
    cumulative: impl Fn(f64, bool, bool) -> f64,
) -> f64 {
    let (p, lower, log) = level.parts();
    let target = relaxed(p, lower, log);
    let reached = |x: f64| {
        let value = cumulative(x, lower, log);
        if lower { value >= target } else { value <= target }
    };
    let start = if start.is_finite() { start.round().clamp(first, last) } else { first };
    let mut step = (start.abs() * 0.001).floor().max(1.0);
    let (mut low, mut high);
    if reached(start) {
        high = start;
        low = start;
        loop {
            if low <= first {
                low = first - 1.0;
                break;
            }
            low = (low - step).max(first);
            if !reached(low) {
                break;
            }
            high = low;
            step *= 2.0;
        }
    } else {
        low = start;
        high = start;
        loop {
            if high >= last {
                return last;
            }
            high = (high + step).min(last);
            if reached(high) {
                break;
            }
            low = high;
            step *= 2.0;
        }
    }
    while high - low > 1.0 {
        let middle = ((low + high) / 2.0).floor();
        if middle <= low || middle >= high {
            break;
        }
        if reached(middle) {
            high = middle;
        } else {
            low = middle;
        }
    }
    high
}

/// The level eased by the rounding that cumulative sums carry.
fn relaxed(p: f64, lower: bool, log: bool) -> f64 {
    let fuzz = if log { 2.0 } else { 8.0 } * f64::EPSILON;
    match (lower, log) {
        (true, false) => p * (1.0 - fuzz),
        (true, true) => p * (1.0 + fuzz),
        (false, false) => p * (1.0 + fuzz),
        (false, true) => p * (1.0 - fuzz),
    }
}

/// The Cornish-Fisher approximation to a quantile.
pub(super) fn cornish_fisher(level: Level, mean: f64, sd: f64, skewness: f64) -> f64 {
    let z = level.deviate();
    mean + sd * (z + skewness * (z * z - 1.0) / 6.0)
}
