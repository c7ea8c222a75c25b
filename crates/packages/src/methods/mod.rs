//! The methods package.

use raglan_engine::eval::Package;

/// The methods package.
pub const PACKAGE: Package = Package {
    name: "methods",
    version: "4.4.3",
    functions: &[],
    code: &[],
    depends: &[],
    reexports: &[],
    greeting: None,
    data: |_, _| None,
    data_names: &[],
};
