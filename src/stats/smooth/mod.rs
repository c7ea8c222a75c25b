//! Generalized additive models by penalised regression splines (Wood 2003, 2004, 2011, 2017).

mod basis;
mod gam;
mod lanczos;
mod model;
mod penalty;
mod prediction_error;
mod radial;
mod term;
mod thin_plate;

pub use basis::{Basis, BasisError, BuiltBasis};
pub use gam::{Convergence, Gam, GamError, GamProblem, Method};
pub use model::ModelMatrix;
pub use penalty::{Penalty, initial_smoothing};
pub use prediction_error::{PredictionError, PredictionErrorFit, ReducedProblem};
pub use term::{By, SmoothTerm};
pub use thin_plate::{ThinPlate, ThinPlateSpec};
