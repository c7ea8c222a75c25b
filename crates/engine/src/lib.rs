//! The R language of raglan, with nothing of any R package in it.
//!
//! [`document`] reads the report's source, [`syntax`] the code of its chunks; [`value`] is R's data model,
//! [`eval`] runs code on it; [`results`] is the record a rendered report leaves, [`text`] the places in the
//! source that every one of them speaks of.

pub mod document;
pub mod eval;
pub mod results;
pub mod syntax;
pub mod text;
pub mod value;
