//! The utils package.

use crate::eval::Package;

/// The utils package.
pub const PACKAGE: Package = Package {
    name: "utils",
    version: "4.4.3",
    functions: &[],
    code: &[],
    depends: &[],
    reexports: &[],
    greeting: None,
    data: |_, _| None,
    data_names: &[],
};
