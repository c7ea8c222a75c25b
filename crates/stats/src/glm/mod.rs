//! Generalized linear models by iteratively reweighted least squares.
//!
//! - [`Family`]: a [`Distribution`] (or the [`Variance`] of a quasi-likelihood) with its [`Link`]
//! - [`GlmProblem`]: responses, model matrix, weights, offset and control; [`GlmProblem::fit`] gives a [`Glm`]
//! - [`Glm`]: coefficients, deviances, working quantities, and the residuals of each kind

mod family;
mod irls;
mod link;
mod residuals;
#[cfg(test)]
mod tests;
mod weighted_gram;

pub use family::{Distribution, Family, ResponseError, Variance};
pub use irls::{Glm, GlmControl, GlmError, GlmProblem, GlmWarning, Start};
pub use link::Link;
pub(crate) use weighted_gram::weighted_gram;
