//! Dense linear algebra: the factorisations behind least squares, `solve`, `eigen`, `svd` and friends.
//!
//! - [`Qr`]: Householder QR with limited column pivoting, the factorisation of `lm`
//! - [`LeastSquares`]: weighted and multi-response least squares on it
//! - [`Cholesky`], [`Lu`]: triangular factorisations, inverses, determinants, condition numbers
//! - [`symmetric_eigen`], [`general_eigen`], [`Svd`]: spectra, with the signs LAPACK gives their vectors
//!
//! Every sum runs in a fixed order, so results do not depend on threads or vector width.

// Index loops read like the equations they implement.
#![allow(clippy::needless_range_loop)]

mod bidiagonal;
mod cholesky;
mod general_eigen;
mod hessenberg;

mod householder;
mod least_squares;
mod lu;
mod qr;
mod real_schur;
mod svd;
mod symmetric_eigen;
mod triangular;

pub use cholesky::{Cholesky, pivoted_cholesky};

pub use general_eigen::{GeneralEigen, general_eigen};
pub use least_squares::{LeastSquares, LeastSquaresProblem};
pub use lu::Lu;
pub use qr::{LM_TOLERANCE, Qr};
pub use svd::Svd;
pub use symmetric_eigen::{SymmetricEigen, symmetric_eigen};
pub use triangular::{back_solve, forward_solve, invert_upper, upper_times_transpose};

/// Why a factorisation could not be computed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum LinearError {
    /// The leading minor of this order (from 1) is not positive (definite).
    NotPositive(usize),
    /// The pivot of this number (from 1) is exactly zero.
    ExactlySingular(usize),
    /// The reciprocal condition number is below the tolerance.
    NearlySingular(f64),
    /// A missing or infinite value where none is allowed.
    NotFinite,
    /// An iteration did not converge.
    NoConvergence,
}
