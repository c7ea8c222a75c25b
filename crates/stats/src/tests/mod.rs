//! Classical tests: numbers in, a plain struct of statistic, parameter, p-value, interval and estimate out.
//!
//! Missing values are left out by the caller. What R stops with is a [`Failure`] here.

// Published constants and recorded values keep their digits.
#![allow(clippy::excessive_precision, clippy::approx_constant)]

pub mod adjust;
pub mod association;
pub mod binomial;
pub mod correlation;
pub mod fisher;
pub mod kolmogorov;
mod permutations;
pub mod poisson;
pub mod power;
pub mod proportions;
pub mod rank_sum;
pub mod rank_variance;
pub mod shapiro;
pub mod signed_rank;
pub mod student;
pub mod tables;
pub mod variances;

use crate::distributions::normal;

/// What the alternative hypothesis says of the parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alternative {
    /// It differs from the null value.
    TwoSided,
    /// It is smaller.
    Less,
    /// It is larger.
    Greater,
}

/// Why there is no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The first sample is too small.
    NotEnoughX,
    /// The second sample is too small.
    NotEnoughY,
    /// The samples together, or the number of groups, are too small.
    NotEnough,
    /// A sample has no spread.
    Constant,
    /// A sample is larger than the method allows.
    TooMany,
    /// A search for a limit found no change of sign.
    NoZero,
    /// The exact p-value has too many tables to visit.
    TooLarge,
}

/// Probabilities below and above a normal deviate, turned into a p-value.
fn normal_p_value(z: f64, alternative: Alternative) -> f64 {
    let below = normal::cumulative(z, 0.0, 1.0, true, false);
    let above = normal::cumulative(z, 0.0, 1.0, false, false);
    match alternative {
        Alternative::Less => below,
        Alternative::Greater => above,
        Alternative::TwoSided => 2.0 * below.min(above),
    }
}

/// The continuity correction of a rank statistic at `z`.
fn half_step(z: f64, alternative: Alternative) -> f64 {
    match alternative {
        Alternative::Greater => 0.5,
        Alternative::Less => -0.5,
        Alternative::TwoSided if z > 0.0 => 0.5,
        Alternative::TwoSided if z < 0.0 => -0.5,
        Alternative::TwoSided => 0.0,
    }
}

/// The sum of `t^3 - t` over the sizes of ties.
fn tie_cubes(sizes: &[f64]) -> f64 {
    sizes.iter().map(|t| t * t * t - t).sum()
}

/// The normal quantile that a confidence level asks for.
fn deviate_of(level: f64, alternative: Alternative) -> f64 {
    let p = if alternative == Alternative::TwoSided { (1.0 + level) / 2.0 } else { level };
    normal::quantile(p, 0.0, 1.0, true, false)
}

#[cfg(test)]
mod reference;
