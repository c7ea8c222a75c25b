//! The Matrix package: what mixed models show of it.

use raglan_engine::eval::Package;

/// The Matrix package.
pub const PACKAGE: Package = Package {
    name: "Matrix",
    version: "1.7-3",
    functions: &[],
    code: &[("matrix.R", include_str!("matrix.R"))],
    depends: &[],
    reexports: &[],
    greeting: None,
    data: |_, _| None,
    data_names: &[],
};
