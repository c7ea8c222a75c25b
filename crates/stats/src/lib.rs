//! Numbers only: distributions, random streams, special functions, summaries, tests and models.
//!
//! Slices and plain numbers go in, plain structs and numbers come out. Nothing here knows R's values,
//! missing-value attributes or printing; `NaN` stands for a result that does not exist.

pub mod distributions;
pub mod extended;
pub mod fourier;
pub mod glm;
pub mod linear;
pub mod matrix;
pub mod mixed;
pub mod optimize;
pub mod random;
pub mod smooth;
pub mod special;
pub mod summary;
pub mod tests;
