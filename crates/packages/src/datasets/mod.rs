//! The datasets package.

use raglan_engine::eval::Package;

/// The datasets package.
pub const PACKAGE: Package = Package {
    name: "datasets",
    version: "4.4.3",
    functions: &[],
    code: &[],
    depends: &[],
    reexports: &[],
    greeting: None,
    data: |_, _| None,
    data_names: &[],
};
