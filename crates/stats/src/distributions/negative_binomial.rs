//! The negative binomial distribution, by probability or by mean.

use super::level::{Level, exponential, left, right, zero};
use super::{poisson, search};
use crate::special::elementary::is_integer;
use crate::special::gamma::ln_gamma_one_plus;
use crate::special::{incomplete_beta, ln_gamma, saddle_point};

/// The probability of `x` failures before `size` successes of probability `prob`.
pub fn density(x: f64, size: f64, prob: f64, log: bool) -> f64 {
    if x.is_nan() || size.is_nan() || prob.is_nan() {
        return x + size + prob;
    }
    if prob <= 0.0 || prob > 1.0 || size < 0.0 {
        return f64::NAN;
    }
    if !is_integer(x) || x < 0.0 || x.is_infinite() {
        return zero(log);
    }
    if x == 0.0 && size == 0.0 {
        return exponential(0.0, log);
    }
    let x = x.round_ties_even();
    let size = size.min(f64::MAX);
    if x == 0.0 {
        return exponential(size * prob.ln(), log);
    }
    if x < 1e-10 * size {
        let exponent = size * prob.ln() + x * (size.ln() + (-prob).ln_1p()) - ln_gamma_one_plus(x)
            + (x * (x - 1.0) / (2.0 * size)).ln_1p();
        return exponential(exponent, log);
    }
    by_successes(x, size, prob, 1.0 - prob, log)
}

/// `size / (size + x)` times the binomial probability of `size` out of `size + x`.
fn by_successes(x: f64, size: f64, prob: f64, other: f64, log: bool) -> f64 {
    if size == 0.0 {
        return zero(log);
    }
    let mass = if other == 0.0 {
        return zero(log);
    } else {
        saddle_point::binomial_split(size, x, prob, other)
    };
    let share = size / (size + x);
    if log { share.ln() + mass.ln() } else { share * mass.value() }
}

/// The probability of `x` when the mean is `mean`.
pub fn density_mean(x: f64, size: f64, mean: f64, log: bool) -> f64 {
    if x.is_nan() || size.is_nan() || mean.is_nan() {
        return x + size + mean;
    }
    if mean < 0.0 || size < 0.0 {
        return f64::NAN;
    }
    if !is_integer(x) || x < 0.0 || x.is_infinite() {
        return zero(log);
    }
    if x == 0.0 && size == 0.0 {
        return exponential(0.0, log);
    }
    if size.is_infinite() {
        return poisson::density(x, mean, log);
    }
    let x = x.round_ties_even();
    if x == 0.0 {
        let ln = if size < mean { (size / (size + mean)).ln() } else { (-mean / (size + mean)).ln_1p() };
        return exponential(size * ln, log);
    }
    if x < 1e-10 * size {
        let ln =
            if size < mean { (size / (1.0 + size / mean)).ln() } else { (mean / (1.0 + mean / size)).ln() };
        let exponent = x * ln - mean - ln_gamma(x + 1.0) + (x * (x - 1.0) / (2.0 * size)).ln_1p();
        return exponential(exponent, log);
    }
    by_successes(x, size, size / (size + mean), mean / (size + mean), log)
}

/// The probability of at most `q`, or of more.
pub fn cumulative(q: f64, size: f64, prob: f64, lower: bool, log: bool) -> f64 {
    if q.is_nan() || size.is_nan() || prob.is_nan() {
        return q + size + prob;
    }
    if size.is_infinite() || size < 0.0 || prob <= 0.0 || prob > 1.0 {
        return f64::NAN;
    }
    tails(q, size, prob, 1.0 - prob, lower, log)
}

fn tails(q: f64, size: f64, prob: f64, other: f64, lower: bool, log: bool) -> f64 {
    if size == 0.0 {
        return if q >= 0.0 { right(lower, log) } else { left(lower, log) };
    }
    if q < 0.0 {
        return left(lower, log);
    }
    if q.is_infinite() || other == 0.0 {
        return right(lower, log);
    }
    incomplete_beta::tails(prob, other, size, (q + 1e-7).floor() + 1.0).read(lower, log)
}

/// The probability of at most `q` when the mean is `mean`.
pub fn cumulative_mean(q: f64, size: f64, mean: f64, lower: bool, log: bool) -> f64 {
    if q.is_nan() || size.is_nan() || mean.is_nan() {
        return q + size + mean;
    }
    if mean.is_infinite() || size < 0.0 || mean < 0.0 {
        return f64::NAN;
    }
    if size.is_infinite() {
        return poisson::cumulative(q, mean, lower, log);
    }
    tails(q, size, size / (size + mean), mean / (size + mean), lower, log)
}

/// The smallest `x` with at least `p` at or below it.
pub fn quantile(p: f64, size: f64, prob: f64, lower: bool, log: bool) -> f64 {
    if p.is_nan() || size.is_nan() || prob.is_nan() {
        return p + size + prob;
    }
    if prob == 0.0 && size == 0.0 {
        return 0.0;
    }
    if prob <= 0.0 || prob > 1.0 || size < 0.0 {
        return f64::NAN;
    }
    if prob == 1.0 || size == 0.0 {
        return 0.0;
    }
    let Some(level) = Level::new(p, lower, log) else { return f64::NAN };
    if let Some(end) = level.end(0.0, f64::INFINITY) {
        return end;
    }
    let odds = 1.0 / prob;
    let ratio = (1.0 - prob) * odds;
    let sd = (size * ratio * odds).sqrt();
    let start = search::cornish_fisher(level, size * ratio, sd, (odds + ratio) / sd);
    search::integer(level, start, 0.0, 1e300, |x, lower, log| cumulative(x, size, prob, lower, log))
}

/// The quantile of `p` when the mean is `mean`.
pub fn quantile_mean(p: f64, size: f64, mean: f64, lower: bool, log: bool) -> f64 {
    if size.is_infinite() {
        return poisson::quantile(p, mean, lower, log);
    }
    if p.is_nan() || size.is_nan() || mean.is_nan() {
        return p + size + mean;
    }
    if mean == 0.0 || size == 0.0 {
        return 0.0;
    }
    if mean < 0.0 || size < 0.0 {
        return f64::NAN;
    }
    let Some(level) = Level::new(p, lower, log) else { return f64::NAN };
    if let Some(end) = level.end(0.0, f64::INFINITY) {
        return end;
    }
    let (odds, ratio) = (1.0 + mean / size, mean / size);
    let sd = (size * ratio * odds).sqrt();
    let start = search::cornish_fisher(level, size * ratio, sd, (odds + ratio) / sd);
    search::integer(level, start, 0.0, 1e300, |x, lower, log| cumulative_mean(x, size, mean, lower, log))
}
