//! Random streams that repeat draw by draw those of R.
//!
//! A [`Generator`] holds Mersenne's twister as R seeds it, turns uniforms into normals by inversion and
//! draws indices by rejection (or by rounding, as R did before 3.6). Each family is a method; a draw with
//! impossible parameters is `NaN` and takes nothing from the stream, as in R.
//!
//! ```
//! use raglan_stats::random::Generator;
//! let mut generator = Generator::seeded(1);
//! assert_eq!(generator.normal(0.0, 1.0), -0.6264538107423324);
//! ```

// Published constants and recorded values keep their digits.
#![allow(clippy::excessive_precision, clippy::approx_constant)]

mod beta;
mod binomial;
mod contingency;
mod exponential;
mod gamma;
mod generator;
mod hypergeometric;
mod mersenne_twister;
mod normal;
mod poisson;
mod ranks;
mod sample;
mod transforms;

pub use generator::{Generator, SampleKind, StateError};
pub use sample::normalized;

#[cfg(test)]
mod tests;
