//! The R functions, one folder per R package.
//!
//! A package is a [`Package`](crate::eval::Package): tables of functions written in Rust, each with the usage
//! R's help prints, and R code for what is easier said in R. [`PACKAGES`] lists them, [`ATTACHED`] those on
//! the search path from the start, as in R.

pub mod base;

use crate::eval::Package;

/// All packages, loaded when first asked for.
pub const PACKAGES: &[&Package] = &[&base::PACKAGE];

/// Packages attached from the start, the first searched last.
pub const ATTACHED: &[&str] = &[];
