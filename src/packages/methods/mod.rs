//! The methods package.

use crate::eval::Package;

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
