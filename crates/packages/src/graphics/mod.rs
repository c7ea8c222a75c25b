//! The graphics package: base plots on a page of their own.

mod axes;
mod page;
mod plot;

use raglan_engine::eval::Package;

/// The graphics package.
pub const PACKAGE: Package = Package {
    name: "graphics",
    version: "4.4.3",
    functions: &[plot::FUNCTIONS],
    code: &[],
    depends: &[],
    reexports: &[],
    greeting: None,
    data: |_, _| None,
    data_names: &[],
};
