//! The distribution of Wilcoxon's rank sum statistic (Mann and Whitney's U).

use super::level::{Level, from_lower, left, right, zero};
use super::signed_rank::walk;
use crate::special::{choose, ln_choose};

/// The numbers of arrangements with each value of the statistic up to the middle: the coefficients of the
/// Gaussian binomial `(m + n choose m)` in q.
pub(crate) fn counts(m: usize, n: usize) -> Vec<f64> {
    let middle = m * n / 2;
    let (small, large) = (m.min(n), m.max(n));
    let mut ways = vec![0.0; middle + 1];
    ways[0] = 1.0;
    for i in 1..=small {
        let shift = large + i;
        for k in (shift..=middle).rev() {
            ways[k] -= ways[k - shift];
        }
        for k in i..=middle {
            ways[k] += ways[k - i];
        }
    }
    ways
}

fn count(ways: &[f64], x: usize, m: usize, n: usize) -> f64 {
    ways[x.min(m * n - x)]
}

/// The probability of `x` for samples of sizes `m` and `n`.
pub fn density(x: f64, m: f64, n: f64, log: bool) -> f64 {
    if x.is_nan() || m.is_nan() || n.is_nan() {
        return x + m + n;
    }
    let (m, n) = (m.round_ties_even(), n.round_ties_even());
    if m <= 0.0 || n <= 0.0 {
        return f64::NAN;
    }
    let whole = x.round_ties_even();
    if (x - whole).abs() > 1e-7 || whole < 0.0 || whole > m * n {
        return zero(log);
    }
    let ways = count(&counts(m as usize, n as usize), whole as usize, m as usize, n as usize);
    if log { ways.ln() - ln_choose(m + n, n) } else { ways / choose(m + n, n) }
}

/// The probability of at most `q`, or of more.
pub fn cumulative(q: f64, m: f64, n: f64, lower: bool, log: bool) -> f64 {
    if q.is_nan() || m.is_nan() || n.is_nan() {
        return q + m + n;
    }
    if m.is_infinite() || n.is_infinite() {
        return f64::NAN;
    }
    let (m, n) = (m.round_ties_even(), n.round_ties_even());
    if m <= 0.0 || n <= 0.0 {
        return f64::NAN;
    }
    let x = (q + 1e-7).floor();
    if x < 0.0 {
        return left(lower, log);
    }
    if x >= m * n {
        return right(lower, log);
    }
    let (rows, columns) = (m as usize, n as usize);
    let ways = counts(rows, columns);
    let total = choose(m + n, n);
    if x <= m * n / 2.0 {
        let sum = (0..=x as usize).fold(0.0, |sum, i| sum + count(&ways, i, rows, columns) / total);
        return from_lower(sum, lower, log);
    }
    let rest = (m * n - x) as usize;
    let sum = (0..rest).fold(0.0, |sum, i| sum + count(&ways, i, rows, columns) / total);
    from_lower(sum, !lower, log)
}

/// The smallest `x` with at least `p` at or below it.
pub fn quantile(p: f64, m: f64, n: f64, lower: bool, log: bool) -> f64 {
    if p.is_nan() || m.is_nan() || n.is_nan() {
        return p + m + n;
    }
    if p.is_infinite() || m.is_infinite() || n.is_infinite() {
        return f64::NAN;
    }
    let Some(level) = Level::new(p, lower, log) else { return f64::NAN };
    let (m, n) = (m.round_ties_even(), n.round_ties_even());
    if m <= 0.0 || n <= 0.0 {
        return f64::NAN;
    }
    if let Some(end) = level.end(0.0, m * n) {
        return end;
    }
    let (rows, columns) = (m as usize, n as usize);
    let ways = counts(rows, columns);
    let total = choose(m + n, n);
    walk(level.tail(true), m * n, |x| count(&ways, x as usize, rows, columns) / total)
}
