//! Wilcoxon's signed rank test.

use super::{Alternative, Failure, half_step, normal_p_value, tie_cubes};
use crate::distributions::{normal, signed_rank};
use crate::optimize::brent::zero_between;
use crate::summary::quantile::sorted;
use crate::summary::rank::tie_sizes;
use crate::summary::{Ties, median, ranks};

/// The result of a test on ranks.
#[derive(Clone, Debug, PartialEq)]
pub struct RankTest {
    /// The statistic, V or W.
    pub statistic: f64,
    /// The p-value.
    pub p_value: f64,
    /// Whether it comes from the exact distribution.
    pub is_exact: bool,
    /// Whether ties kept it from being exact.
    pub has_ties: bool,
    /// Whether zeroes did.
    pub has_zeroes: bool,
    /// The interval and the estimate of location, and the level reached where the asked one could not be.
    pub location: Option<Location>,
}

/// Hodges and Lehmann's estimate with its interval.
#[derive(Clone, Debug, PartialEq)]
pub struct Location {
    /// The confidence interval.
    pub interval: [f64; 2],
    /// The estimate.
    pub estimate: f64,
    /// The level of the interval.
    pub level: f64,
}

/// How a rank test is done.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RankOptions {
    /// The alternative.
    pub alternative: Alternative,
    /// Whether the exact distribution is asked for; by default for samples below fifty.
    pub exact: Option<bool>,
    /// Whether the normal approximation is corrected for continuity.
    pub correct: bool,
    /// The level of the interval, if one is asked for.
    pub level: Option<f64>,
    /// The tolerance of the searches for the interval.
    pub tolerance: f64,
}

/// The test that `x` is symmetric around `mu`; a paired test is this one of the differences.
pub fn test(x: &[f64], mu: f64, options: &RankOptions) -> Result<RankTest, Failure> {
    if x.is_empty() {
        return Err(Failure::NotEnoughX);
    }
    let shifted: Vec<f64> = x.iter().map(|x| x - mu).collect();
    let has_zeroes = shifted.contains(&0.0);
    let shifted: Vec<f64> = shifted.into_iter().filter(|x| *x != 0.0).collect();
    let n = shifted.len() as f64;
    let sizes: Vec<f64> = shifted.iter().map(|x| x.abs()).collect();
    let r = ranks(&sizes, Ties::Average);
    let statistic = positive_sum(&shifted, &r);
    let groups = tie_sizes(&r);
    let has_ties = groups.len() != r.len();
    let is_exact = options.exact.unwrap_or(n < 50.0) && !has_ties && !has_zeroes;
    let (p_value, location) = if is_exact {
        (exact_p_value(statistic, n, options.alternative), exact_location(&shifted, mu, options))
    } else {
        let z = statistic - n * (n + 1.0) / 4.0;
        let sigma = (n * (n + 1.0) * (2.0 * n + 1.0) / 24.0 - tie_cubes(&groups) / 48.0).sqrt();
        let step = if options.correct { half_step(z, options.alternative) } else { 0.0 };
        let restored: Vec<f64> = shifted.iter().map(|x| x + mu).collect();
        let location = options.level.map(|level| search_location(&restored, level, options)).transpose()?;
        (normal_p_value((z - step) / sigma, options.alternative), location)
    };
    Ok(RankTest { statistic, p_value, is_exact, has_ties, has_zeroes, location })
}

fn positive_sum(x: &[f64], ranks: &[f64]) -> f64 {
    x.iter().zip(ranks).filter(|(x, _)| **x > 0.0).fold(0.0, |sum, (_, r)| sum + r)
}

fn exact_p_value(v: f64, n: f64, alternative: Alternative) -> f64 {
    let above = || signed_rank::cumulative(v - 1.0, n, false, false);
    let below = || signed_rank::cumulative(v, n, true, false);
    match alternative {
        Alternative::Greater => above(),
        Alternative::Less => below(),
        Alternative::TwoSided => {
            let p = if v > n * (n + 1.0) / 4.0 { above() } else { below() };
            (2.0 * p).min(1.0)
        }
    }
}

/// The interval from the ordered Walsh averages.
fn exact_location(shifted: &[f64], mu: f64, options: &RankOptions) -> Option<Location> {
    let level = options.level?;
    let x: Vec<f64> = shifted.iter().map(|x| x + mu).collect();
    let n = x.len() as f64;
    let mut walsh = Vec::with_capacity(x.len() * (x.len() + 1) / 2);
    for (i, a) in x.iter().enumerate() {
        walsh.extend(x[i..].iter().map(|b| a + b));
    }
    let walsh: Vec<f64> = sorted(&walsh).into_iter().map(|w| w / 2.0).collect();
    let total = n * (n + 1.0) / 2.0;
    let quantile = |p: f64| signed_rank::quantile(p, n, true, false).max(1.0);
    let tail = |q: f64| signed_rank::cumulative(q.trunc() - 1.0, n, true, false);
    Some(limits(&walsh, total, options.alternative, level, quantile, tail, two_digits))
}

/// The interval between two order statistics of `sorted` differences, `total` of them.
pub(super) fn limits(
    sorted: &[f64],
    total: f64,
    alternative: Alternative,
    level: f64,
    quantile: impl Fn(f64) -> f64,
    tail: impl Fn(f64) -> f64,
    rounding: fn(f64) -> f64,
) -> Location {
    let alpha = 1.0 - level;
    let share = if alternative == Alternative::TwoSided { alpha / 2.0 } else { alpha };
    let q = quantile(share);
    let low = sorted[q as usize - 1];
    let high = sorted[((total - q) as usize).min(sorted.len() - 1)];
    let interval = open(alternative, low, high);
    let achieved = if alternative == Alternative::TwoSided { 2.0 * tail(q) } else { tail(q) };
    // A level that the distribution cannot give is reported as the one reached.
    let level = if achieved - alpha > alpha / 2.0 { 1.0 - rounding(achieved) } else { level };
    Location { interval, estimate: median(sorted), level }
}

/// A probability at two significant digits, as R reports the error of this test's interval.
fn two_digits(p: f64) -> f64 {
    format!("{p:.1e}").parse().unwrap_or(p)
}

/// The standardised statistic of `x - d`.
fn standardised(x: &[f64], d: f64, correct: bool, alternative: Alternative) -> f64 {
    let moved: Vec<f64> = x.iter().map(|x| x - d).filter(|x| *x != 0.0).collect();
    let n = moved.len() as f64;
    let sizes: Vec<f64> = moved.iter().map(|x| x.abs()).collect();
    let r = ranks(&sizes, Ties::Average);
    let z = positive_sum(&moved, &r) - n * (n + 1.0) / 4.0;
    let sigma = (n * (n + 1.0) * (2.0 * n + 1.0) / 24.0 - tie_cubes(&tie_sizes(&r)) / 48.0).sqrt();
    (z - if correct { half_step(z, alternative) } else { 0.0 }) / sigma
}

/// An interval whose side away from the alternative is open.
pub(super) fn open(alternative: Alternative, low: f64, high: f64) -> [f64; 2] {
    match alternative {
        Alternative::TwoSided => [low, high],
        Alternative::Greater => [low, f64::INFINITY],
        Alternative::Less => [f64::NEG_INFINITY, high],
    }
}

/// The standard normal quantile with `alpha` above or below it.
pub(super) fn deviate(alpha: f64, above: bool) -> f64 {
    normal::quantile(alpha, 0.0, 1.0, !above, false)
}

/// The interval and estimate by searches for the shift at which the standardised statistic is a quantile. A
/// level beyond the statistic's range is halved in confidence until it fits.
fn search_location(x: &[f64], level: f64, options: &RankOptions) -> Result<Location, Failure> {
    let low = x.iter().copied().fold(f64::INFINITY, f64::min);
    let high = x.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let z = |d: f64, correct: bool| standardised(x, d, correct, options.alternative);
    let (first, last) = (z(low, options.correct), z(high, options.correct));
    if !first.is_finite() || !last.is_finite() {
        let interval = open(options.alternative, f64::NAN, f64::NAN);
        return Ok(Location { interval, estimate: (low + high) / 2.0, level: 0.0 });
    }
    let asked = 1.0 - level;
    let mut alpha = asked;
    loop {
        // For the alternative `less` R tries half of the level that it uses in the end.
        let fits = match options.alternative {
            Alternative::TwoSided => {
                first >= deviate(alpha / 2.0, true) && last <= deviate(alpha / 2.0, false)
            }
            Alternative::Greater => first >= deviate(alpha, true),
            Alternative::Less => last <= deviate(alpha / 2.0, false),
        };
        if fits || alpha >= 1.0 {
            break;
        }
        alpha *= 2.0;
    }
    let root = |quantile: f64, correct: bool| {
        let (at_low, at_high) = (z(low, correct) - quantile, z(high, correct) - quantile);
        if at_low.is_nan() || at_high.is_nan() || at_low * at_high > 0.0 {
            return Err(Failure::NoZero);
        }
        let ends = ((low, at_low), (high, at_high));
        let found = zero_between(ends.0, ends.1, options.tolerance, 1000, |d| z(d, correct) - quantile);
        Ok(found.root)
    };
    let estimate = root(0.0, false)?;
    let level = if alpha >= 1.0 || asked < alpha * 0.75 { 1.0 - alpha.min(1.0) } else { level };
    let correct = options.correct;
    let interval = match options.alternative {
        _ if alpha >= 1.0 => open(options.alternative, median(x), median(x)),
        Alternative::TwoSided => {
            [root(deviate(alpha / 2.0, true), correct)?, root(deviate(alpha / 2.0, false), correct)?]
        }
        Alternative::Greater => [root(deviate(alpha, true), correct)?, f64::INFINITY],
        Alternative::Less => [f64::NEG_INFINITY, root(deviate(alpha, false), correct)?],
    };
    Ok(Location { interval, estimate, level })
}
