//! The forcats package: the levels of factors reordered, renamed, joined and counted.

mod factor;
mod levels;
mod lump;
mod order;

use raglan_engine::eval::Package;

/// The forcats package.
pub const PACKAGE: Package = Package {
    name: "forcats",
    version: "1.0.0",
    functions: &[order::FUNCTIONS, levels::FUNCTIONS, lump::FUNCTIONS],
    code: &[("make.R", include_str!("make.R"))],
    depends: &[],
    reexports: &[("magrittr", &["%>%"])],
    greeting: None,
    data: |_, _| None,
    data_names: &[],
};
