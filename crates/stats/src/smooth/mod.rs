//! Generalized additive models by penalised regression splines (Wood 2003, 2004, 2011, 2017).
//!
//! A basis ([`ThinPlate`], [`CubicSpline`], [`PSpline`], [`Tensor`], or columns of random effects) is built
//! from covariates and becomes a [`SmoothTerm`] when it is centred and given its `by` variable. Terms and
//! parametric columns make a [`ModelMatrix`]; [`constrain`] first takes out of nested terms what lower ones
//! have already. A [`GamProblem`] adds responses, family and [`Method`]; its fit is a [`Gam`], which has the
//! tests of a summary ([`SmoothTest`], [`CoefficientTest`], [`TermTest`]), predictions ([`Prediction`]) and
//! the check of basis dimensions ([`DimensionCheck`]).
//!
//! ```
//! use raglan_stats::glm::{Distribution, Family};
//! use raglan_stats::matrix::Matrix;
//! use raglan_stats::smooth::*;
//!
//! let x: Vec<f64> = (0..50).map(|i| f64::from(i * i) / 2500.0).collect();
//! let y: Vec<f64> = x.iter().enumerate().map(|(i, x)| (6.0 * x).sin() + 0.1 * (i as f64).cos()).collect();
//! let basis = ThinPlate::build(&[&x], &ThinPlateSpec::default()).unwrap();
//! let terms = [SmoothTerm::new(basis, By::None)];
//! let intercept = Matrix::from_vec(50, 1, vec![1.0; 50]);
//! let model = ModelMatrix::new(&intercept, &terms).unwrap();
//! let family = Family::canonical(Distribution::Gaussian);
//! let fit = GamProblem::new(&model, &y, family, Method::Reml).fit().unwrap();
//! let test = fit.smooth_tests(&model).unwrap()[0];
//! assert!(test.edf > 4.0 && test.p_value < 1e-6);
//! ```
//!
//! Where summaries show how a search ended, the searches take mgcv's steps: its starting values, step limits
//! and stopping rules. Two things follow rounding error in mgcv and cannot be repeated: the split of the null
//! space of `cs`, and the sign that the F statistic of a smooth takes in its last part when the covariate is
//! evenly spaced (its p-value does not depend on it).

mod basis;
mod check;
mod comparison;
mod criterion;
mod cubic;
mod davies;
mod fit_quality;
mod gam;
mod identifiable;
mod inner;
mod lanczos;
mod model;
mod newton;
mod outer_fit;
mod penalty;
mod predict;
mod prediction_error;
mod pspline;
mod radial;
mod random_test;
mod reparametrisation;
mod scale;
mod side_constraints;
mod significance;
mod tensor;
mod term;
mod thin_plate;
mod uncertainty;

mod working;

#[cfg(test)]
mod tests;

pub use basis::{Basis, BasisError, BuiltBasis};
pub use check::{CheckControl, DimensionCheck};
pub use comparison::TermTest;
pub use cubic::{CubicSpec, CubicSpline};
pub use davies::chi_squared_mixture_upper;
pub use fit_quality::CoefficientTest;
pub use gam::{Convergence, Gam, GamError, GamProblem, Method};
pub use model::ModelMatrix;
pub use newton::Ending;
pub use penalty::{Penalty, initial_smoothing};
pub use predict::Prediction;
pub use prediction_error::{PredictionError, PredictionErrorFit, ReducedProblem};
pub use pspline::{PSpline, PSplineSpec};
pub use side_constraints::constrain;
pub use significance::{SmoothTest, fractional_rank_test};
pub use tensor::{MarginSpec, Tensor};
pub use term::{By, SmoothTerm};
pub use thin_plate::{ThinPlate, ThinPlateSpec};
