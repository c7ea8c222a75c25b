//! The purrr package, written in R over the apply family.

use raglan_engine::eval::Package;

/// The purrr package.
pub const PACKAGE: Package = Package {
    name: "purrr",
    version: "1.0.4",
    functions: &[],
    code: &[("purrr.R", include_str!("purrr.R"))],
    depends: &[],
    reexports: &[],
    greeting: None,
    data: |_, _| None,
    data_names: &[],
};
