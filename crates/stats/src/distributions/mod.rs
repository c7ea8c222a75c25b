//! Densities, cumulative probabilities and quantiles, one file a family.
//!
//! Every family has the same three functions: `density(x, parameters, log)`,
//! `cumulative(q, parameters, lower, log)` and `quantile(p, parameters, lower, log)`, where `log` takes or
//! gives logarithms and `lower` tells which tail a probability measures. Parameters that make no
//! distribution give `NaN`; whether to warn is the caller's business. Counts are integers up to the fuzz of
//! [`special::elementary::is_integer`](super::special::elementary::is_integer).
//!
//! ```
//! use raglan_stats::distributions::{normal, student_t};
//! assert_eq!(normal::cumulative(0.0, 0.0, 1.0, true, false), 0.5);
//! assert!((student_t::quantile(0.975, 10.0, true, false) - 2.228138851986274).abs() < 1e-14);
//! ```

// Published constants and recorded values keep their digits.
#![allow(clippy::excessive_precision, clippy::approx_constant)]

pub mod beta;
pub mod binomial;
pub mod cauchy;
pub mod chi_squared;
pub mod exponential;
pub mod f;
pub mod gamma;
pub mod geometric;
pub mod hypergeometric;
mod level;
pub mod log_normal;
pub mod logistic;
pub mod multinomial;
pub mod negative_binomial;
pub mod noncentral_beta;
pub mod noncentral_chi_squared;
pub mod noncentral_f;
pub mod noncentral_t;
pub mod normal;
pub mod poisson;
mod search;
pub mod signed_rank;
pub mod student_t;
pub mod studentized_range;
pub mod uniform;
pub mod weibull;
pub mod wilcoxon;

#[cfg(test)]
mod tests;
