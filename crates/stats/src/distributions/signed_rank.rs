//! The distribution of Wilcoxon's signed rank statistic.

use super::level::{Level, from_lower, left, right, zero};
use std::f64::consts::LN_2;

/// The number of sign patterns of `1..=n` with each sum of positive ranks up to the middle.
fn counts(n: usize) -> Vec<f64> {
    let middle = n * (n + 1) / 4;
    let mut ways = vec![0.0; middle + 1];
    ways[0] = 1.0;
    for rank in 1..=n {
        for sum in (rank..=middle).rev() {
            ways[sum] += ways[sum - rank];
        }
    }
    ways
}

/// The count for one sum, using symmetry.
fn count(ways: &[f64], sum: usize, n: usize) -> f64 {
    let total = n * (n + 1) / 2;
    if sum > total { 0.0 } else { ways[sum.min(total - sum)] }
}

/// The probability of the sum `x` for `n` observations.
pub fn density(x: f64, n: f64, log: bool) -> f64 {
    if x.is_nan() || n.is_nan() {
        return x + n;
    }
    let n = n.round_ties_even();
    if n <= 0.0 {
        return f64::NAN;
    }
    let whole = x.round_ties_even();
    if (x - whole).abs() > 1e-7 || whole < 0.0 || whole > n * (n + 1.0) / 2.0 {
        return zero(log);
    }
    let ways = count(&counts(n as usize), whole as usize, n as usize);
    let exponent = ways.ln() - n * LN_2;
    if log { exponent } else { exponent.exp() }
}

/// The probability of at most `q`, or of more.
pub fn cumulative(q: f64, n: f64, lower: bool, log: bool) -> f64 {
    if q.is_nan() || n.is_nan() {
        return q + n;
    }
    if n.is_infinite() {
        return f64::NAN;
    }
    let n = n.round_ties_even();
    if n <= 0.0 {
        return f64::NAN;
    }
    let x = (q + 1e-7).round_ties_even();
    let total = n * (n + 1.0) / 2.0;
    if x < 0.0 {
        return left(lower, log);
    }
    if x >= total {
        return right(lower, log);
    }
    let ways = counts(n as usize);
    let share = (-n * LN_2).exp();
    let size = n as usize;
    if x <= n * (n + 1.0) / 4.0 {
        let sum: f64 = (0..=x as usize).fold(0.0, |sum, i| sum + count(&ways, i, size) * share);
        return from_lower(sum, lower, log);
    }
    let rest = (total - x) as usize;
    let sum: f64 = (0..rest).fold(0.0, |sum, i| sum + count(&ways, i, size) * share);
    from_lower(sum, !lower, log)
}

/// The smallest `x` with at least `p` at or below it.
pub fn quantile(p: f64, n: f64, lower: bool, log: bool) -> f64 {
    if p.is_nan() || n.is_nan() {
        return p + n;
    }
    if p.is_infinite() || n.is_infinite() {
        return f64::NAN;
    }
    let Some(level) = Level::new(p, lower, log) else { return f64::NAN };
    let n = n.round_ties_even();
    if n <= 0.0 {
        return f64::NAN;
    }
    let total = n * (n + 1.0) / 2.0;
    if let Some(end) = level.end(0.0, total) {
        return end;
    }
    let ways = counts(n as usize);
    let share = (-n * LN_2).exp();
    walk(level.tail(true), total, |sum| count(&ways, sum as usize, n as usize) * share)
}

/// Adds up probabilities from the nearer end of `0..=total` until they reach the level, with R's easing.
pub(super) fn walk(level: f64, total: f64, mass: impl Fn(f64) -> f64) -> f64 {
    let (mut sum, mut q) = (0.0, 0.0);
    let ease = 10.0 * f64::EPSILON;
    if level <= 0.5 {
        let target = level - ease;
        loop {
            sum += mass(q);
            if sum >= target || q >= total {
                return q;
            }
            q += 1.0;
        }
    }
    let target = 1.0 - level + ease;
    loop {
        sum += mass(q);
        if sum > target || q >= total {
            return total - q;
        }
        q += 1.0;
    }
}
