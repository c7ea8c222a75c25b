//! Wilcoxon's rank sum test (Mann and Whitney).

use super::signed_rank::{Location, RankOptions, RankTest, deviate, limits};
use super::{Alternative, Failure, half_step, normal_p_value, tie_cubes};
use crate::distributions::wilcoxon;
use crate::optimize::brent::zero_between;
use crate::summary::quantile::sorted;
use crate::summary::rank::tie_sizes;
use crate::summary::{Ties, ranks};

/// The test that `x - mu` and `y` have one distribution.
pub fn test(x: &[f64], y: &[f64], mu: f64, options: &RankOptions) -> Result<RankTest, Failure> {
    if x.is_empty() {
        return Err(Failure::NotEnoughX);
    }
    if y.is_empty() {
        return Err(Failure::NotEnoughY);
    }
    let (nx, ny) = (x.len() as f64, y.len() as f64);
    let r = joint_ranks(x, y, mu);
    let statistic = r[..x.len()].iter().sum::<f64>() - nx * (nx + 1.0) / 2.0;
    let groups = tie_sizes(&r);
    let has_ties = groups.len() != r.len();
    let is_exact = options.exact.unwrap_or(nx < 50.0 && ny < 50.0) && !has_ties;
    let (p_value, location) = if is_exact {
        (exact_p_value(statistic, nx, ny, options.alternative), exact_location(x, y, options))
    } else {
        let z = statistic - nx * ny / 2.0;
        let step = if options.correct { half_step(z, options.alternative) } else { 0.0 };
        let location = options.level.map(|level| search_location(x, y, level, options)).transpose()?;
        (normal_p_value((z - step) / spread(&groups, nx, ny), options.alternative), location)
    };
    Ok(RankTest { statistic, p_value, is_exact, has_ties, has_zeroes: false, location })
}

fn joint_ranks(x: &[f64], y: &[f64], shift: f64) -> Vec<f64> {
    let joint: Vec<f64> = x.iter().map(|x| x - shift).chain(y.iter().copied()).collect();
    ranks(&joint, Ties::Average)
}

fn spread(ties: &[f64], nx: f64, ny: f64) -> f64 {
    let n = nx + ny;
    ((nx * ny / 12.0) * ((n + 1.0) - tie_cubes(ties) / (n * (n - 1.0)))).sqrt()
}

fn exact_p_value(w: f64, nx: f64, ny: f64, alternative: Alternative) -> f64 {
    let above = || wilcoxon::cumulative(w - 1.0, nx, ny, false, false);
    let below = || wilcoxon::cumulative(w, nx, ny, true, false);
    match alternative {
        Alternative::Greater => above(),
        Alternative::Less => below(),
        Alternative::TwoSided => {
            let p = if w > nx * ny / 2.0 { above() } else { below() };
            (2.0 * p).min(1.0)
        }
    }
}

fn exact_location(x: &[f64], y: &[f64], options: &RankOptions) -> Option<Location> {
    let level = options.level?;
    let (nx, ny) = (x.len() as f64, y.len() as f64);
    let differences: Vec<f64> = x.iter().flat_map(|x| y.iter().map(move |y| x - y)).collect();
    let differences = sorted(&differences);
    let quantile = |p: f64| wilcoxon::quantile(p, nx, ny, true, false).max(1.0);
    let tail = |q: f64| wilcoxon::cumulative(q.trunc() - 1.0, nx, ny, true, false);
    Some(limits(&differences, nx * ny, options.alternative, level, quantile, tail, |p| p))
}

fn search_location(x: &[f64], y: &[f64], level: f64, options: &RankOptions) -> Result<Location, Failure> {
    let smallest = |x: &[f64]| x.iter().copied().fold(f64::INFINITY, f64::min);
    let largest = |x: &[f64]| x.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let (nx, ny) = (x.len() as f64, y.len() as f64);
    let (low, high) = (smallest(x) - largest(y), largest(x) - smallest(y));
    let z = |d: f64, correct: bool| {
        let r = joint_ranks(x, y, d);
        let z = r[..x.len()].iter().sum::<f64>() - nx * (nx + 1.0) / 2.0 - nx * ny / 2.0;
        let step = if correct { half_step(z, options.alternative) } else { 0.0 };
        (z - step) / spread(&tie_sizes(&r), nx, ny)
    };
    // A quantile beyond the statistic's range is met at the end of it.
    let root = |quantile: f64, correct: bool| {
        let (at_low, at_high) = (z(low, correct) - quantile, z(high, correct) - quantile);
        if at_low.is_nan() || at_high.is_nan() {
            return Err(Failure::Constant);
        }
        if at_low <= 0.0 {
            return Ok(low);
        }
        if at_high >= 0.0 {
            return Ok(high);
        }
        let ends = ((low, at_low), (high, at_high));
        Ok(zero_between(ends.0, ends.1, options.tolerance, 1000, |d| z(d, correct) - quantile).root)
    };
    let (alpha, correct) = (1.0 - level, options.correct);
    let interval = match options.alternative {
        Alternative::TwoSided => {
            [root(deviate(alpha / 2.0, true), correct)?, root(deviate(alpha / 2.0, false), correct)?]
        }
        Alternative::Greater => [root(deviate(alpha, true), correct)?, f64::INFINITY],
        Alternative::Less => [f64::NEG_INFINITY, root(deviate(alpha, false), correct)?],
    };
    Ok(Location { interval, estimate: root(0.0, false)?, level })
}
