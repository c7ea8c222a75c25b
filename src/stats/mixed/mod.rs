//! Mixed models: linear ones by REML or maximum likelihood, their degrees of freedom, and generalised ones.
//!
//! The criterion is a function of theta, the relative covariance parameters: [`Criterion`] evaluates it by a
//! Cholesky factorisation that goes grouping factor by grouping factor, [`fit_linear`] minimises it.
//! References: Bates, Mächler, Bolker and Walker (2015); Kuznetsova, Brockhoff and Christensen (2017).

// Index loops read like the equations they implement.
#![allow(clippy::needless_range_loop)]

mod condense;
mod convergence;
mod criterion;
mod dense;
mod design;
mod factor;
mod linear;
mod satterthwaite;
mod schur;
mod small;
mod sparse;
mod structure;

pub use convergence::{ConvergenceCheck, Derivatives, derivatives};
pub use criterion::{Criterion, MixedError, Solution};
pub use factor::NotPositiveDefinite;
pub use linear::{Control, LinearMixedFit, LinearMixedModel, fit_linear};
pub use satterthwaite::{ContrastTest, JointTest, Satterthwaite, satterthwaite};
pub use structure::{RandomTerm, lambda_of_term, term_order};

#[cfg(test)]
mod tests;
