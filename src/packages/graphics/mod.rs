//! The graphics package.

use crate::eval::Package;

/// The graphics package.
pub const PACKAGE: Package = Package {
    name: "graphics",
    version: "4.4.3",
    functions: &[],
    code: &[],
    depends: &[],
    reexports: &[],
    greeting: None,
    data: |_, _| None,
    data_names: &[],
};
