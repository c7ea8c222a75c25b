//! The base package.

mod arithmetic;
mod language;

use crate::eval::Package;

/// The base package.
pub const PACKAGE: Package = Package {
    name: "base",
    version: "4.4.3",
    functions: &[language::FUNCTIONS, arithmetic::FUNCTIONS],
    code: &[],
    depends: &[],
    reexports: &[],
    greeting: None,
    data: |_, _| None,
    data_names: &[],
};
