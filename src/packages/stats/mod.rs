//! The stats package.

use crate::eval::Package;

/// The stats package.
pub const PACKAGE: Package = Package {
    name: "stats",
    version: "4.4.3",
    functions: &[],
    code: &[],
    depends: &[],
    reexports: &[],
    greeting: None,
    data: |_, _| None,
    data_names: &[],
};
