//! The scales package: palettes, breaks, labels, ranges.

mod labels;
mod palettes;
mod ranges;

use raglan_engine::eval::Package;

/// The scales package.
pub const PACKAGE: Package = Package {
    name: "scales",
    version: "1.3.0",
    functions: &[labels::FUNCTIONS, palettes::FUNCTIONS, ranges::FUNCTIONS],
    code: &[("scales.R", include_str!("scales.R"))],
    depends: &[],
    reexports: &[],
    greeting: None,
    data: |_, _| None,
    data_names: &[],
};
