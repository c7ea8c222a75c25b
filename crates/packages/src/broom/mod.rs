//! broom: fits and tests as tibbles.

use raglan_engine::eval::Package;

/// The broom package.
pub const PACKAGE: Package = Package {
    name: "broom",
    version: "1.0.7",
    functions: &[],
    code: &[
        ("generics.R", include_str!("generics.R")),
        ("tests.R", include_str!("tests.R")),
        ("gam.R", include_str!("gam.R")),
    ],
    depends: &[],
    reexports: &[],
    greeting: None,
    data: |_, _| None,
    data_names: &[],
};
