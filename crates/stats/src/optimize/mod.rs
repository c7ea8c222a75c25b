//! Optimisers: each follows a published algorithm closely enough to stop where the reference programs stop.
//!
//! - [`bobyqa`]: Powell's BOBYQA on NLopt's and on Powell's path, for variance parameters
//! - [`brent`]: zeros and minima of functions of one variable
//! - [`gauss_newton`]: nonlinear least squares
//! - [`general`]: the simplex, variable metric and conjugate gradient methods of `optim`
//! - [`limited_memory`]: quasi-Newton search within bounds (L-BFGS-B)
//! - [`nelder_mead`]: the bounded simplex method
//! - [`richardson`]: derivatives by extrapolated differences

// Index loops read like the equations they implement.
#![allow(clippy::needless_range_loop)]

pub mod bobyqa;
pub mod brent;
pub mod gauss_newton;
pub mod general;
pub mod limited_memory;
pub mod nelder_mead;
pub mod richardson;

/// Where a search ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Optimum {
    /// The variables.
    pub x: Vec<f64>,
    /// The function there.
    pub value: f64,
    /// Number of evaluations of the function.
    pub evaluations: usize,
    /// Why it ended.
    pub status: Status,
}

/// Why a search ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// All tests passed.
    Converged,
    /// The variables have converged.
    XConverged,
    /// The function has converged.
    FConverged,
    /// The limit on evaluations was reached.
    EvaluationsExhausted,
    /// Rounding errors prevent progress.
    RoundoffLimited,
    /// The arguments are not valid, such as bounds too close to each other.
    InvalidArguments,
}
