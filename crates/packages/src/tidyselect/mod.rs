//! The tidyselect package: choosing columns by name, position, type and set operations.

mod helpers;
mod select;

pub use select::{Choice, select};

use raglan_engine::eval::Package;

/// The tidyselect package.
pub const PACKAGE: Package = Package {
    name: "tidyselect",
    version: "1.2.1",
    functions: &[helpers::FUNCTIONS],
    code: &[],
    depends: &[],
    reexports: &[],
    greeting: None,
    data: |_, _| None,
    data_names: &[],
};
