//! Summaries of numbers: moments, quantiles, ranks, correlations, counts and running values.
//!
//! Sums are rounded as R's are, in 64 bits ([`Extended`](super::special::extended::Extended)), so that means
//! and variances agree to the last bit. Missing values are the caller's: a `NaN` in is a `NaN` out, except
//! where sorting needs numbers.

// Published constants and recorded values keep their digits.
#![allow(clippy::excessive_precision, clippy::approx_constant)]

pub mod correlation;
pub mod moments;
pub mod quantile;
pub mod rank;
pub mod running;

pub use correlation::{Method, correlation, covariance};
pub use moments::{mean, sd, sum, variance, weighted_mean};
pub use quantile::{fivenum, mad, median, quantiles};
pub use rank::{Ties, ranks};

#[cfg(test)]
mod tests;
