//! mgcv: generalized additive models with smoothing parameters chosen by prediction error or likelihood.
//!
//! The formula is taken apart in `formula`, its `s()`, `te()` and `ti()` are read in `specification` and
//! become columns in `construction`; `fit` puts them together and `report` makes R's object of the fit. The
//! numbers of a fit travel with the object, so that predictions and tests start from them.

mod check;
mod construction;
mod curve;
mod fit;
mod formula;
mod predict;
mod refused;
mod report;
mod response;
mod specification;
mod tests;

use raglan_engine::eval::{Builtin, Package};

const FUNCTIONS: &[&[Builtin]] = &[
    specification::FUNCTIONS,
    formula::FUNCTIONS,
    fit::FUNCTIONS,
    predict::FUNCTIONS,
    tests::FUNCTIONS,
    curve::FUNCTIONS,
    check::FUNCTIONS,
    refused::FUNCTIONS,
];

/// The mgcv package.
pub const PACKAGE: Package = Package {
    name: "mgcv",
    version: "1.9-1",
    functions: FUNCTIONS,
    code: &[
        ("methods.R", include_str!("methods.R")),
        ("plot.R", include_str!("plot.R")),
        ("check.R", include_str!("check.R")),
    ],
    depends: &["nlme"],
    reexports: &[],
    greeting: Some("This is mgcv 1.9-1. For overview type 'help(\"mgcv-package\")'.\n"),
    data: |_, _| None,
    data_names: &[],
};
