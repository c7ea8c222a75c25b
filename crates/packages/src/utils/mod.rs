//! The utils package.

mod capture;
mod structure;

use raglan_engine::eval::Package;

/// The utils package.
pub const PACKAGE: Package = Package {
    name: "utils",
    version: "4.4.3",
    functions: &[capture::FUNCTIONS, structure::FUNCTIONS],
    code: &[],
    depends: &[],
    reexports: &[("base", &["head", "tail", "stack", "unstack", "modifyList", "combn", "relist"])],
    greeting: None,
    data: |_, _| None,
    data_names: &[],
};
