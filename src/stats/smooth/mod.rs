//! Generalized additive models by penalised regression splines (Wood 2003, 2004, 2011, 2017).

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
