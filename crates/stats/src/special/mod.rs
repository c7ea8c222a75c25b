//! Special functions: gamma, beta, error and Bessel functions and the incomplete integrals.
//!
//! Every tail is computed on the side where it is small and kept with a separate exponent
//! ([`scaled::Scaled`]), so that logarithms of probabilities stay accurate far below the smallest double.

// Published constants and recorded values keep their digits.
#![allow(clippy::excessive_precision, clippy::approx_constant)]

pub mod bessel;
pub mod beta;
pub mod elementary;
pub mod extended;
pub mod gamma;
pub mod incomplete_beta;
pub mod incomplete_gamma;
pub mod normal;
pub mod polygamma;
pub mod saddle_point;
pub mod scaled;

pub use beta::{beta, choose, ln_beta, ln_choose};
pub use gamma::{factorial, gamma, ln_gamma, ln_gamma_signed};
pub use polygamma::{digamma, psigamma, trigamma};

#[cfg(test)]
mod tests;
