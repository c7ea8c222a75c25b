//! Mixed models: linear ones by REML or maximum likelihood, their degrees of freedom, and generalised ones.
//!
//! The criterion is a function of theta, the relative covariance parameters: [`Criterion`] evaluates it by a
//! Cholesky factorisation that goes grouping factor by grouping factor, [`fit_linear`] minimises it, and
//! [`satterthwaite`] derives degrees of freedom from it. [`fit_generalized`] fits the other families through
//! penalised iteratively reweighted least squares.
//! References: Bates, Mächler, Bolker and Walker (2015); Kuznetsova, Brockhoff and Christensen (2017).

// Index loops read like the equations they implement.
#![allow(clippy::needless_range_loop)]

mod condense;
mod convergence;
mod criterion;
mod dense;
mod design;
mod factor;
mod generalized;
mod linear;
mod penalized_iterations;
mod quadrature;
mod satterthwaite;
mod schur;
mod small;
mod sparse;
mod structure;

pub use convergence::{ConvergenceCheck, Derivatives, derivatives};
pub use criterion::{Criterion, MixedError, Solution};
pub use factor::NotPositiveDefinite;
pub use generalized::{
    GeneralizedControl, GeneralizedMixedFit, GeneralizedMixedModel, Optimizer, fit_generalized,
};
pub use linear::{Control, LinearMixedFit, LinearMixedModel, LinearOptimizer, fit_linear};
pub use satterthwaite::{ContrastTest, JointTest, Satterthwaite, satterthwaite};
pub use structure::{RandomTerm, lambda_of_term, term_order};

#[cfg(test)]
mod generalized_tests;
#[cfg(test)]
mod tests;
