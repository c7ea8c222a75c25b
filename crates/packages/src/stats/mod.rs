//! The stats package.

mod families;
mod fourier;
pub mod model;
mod random;
mod summary;
mod tests;

use raglan_engine::eval::{Builtin, Package};

/// The tables of the package.
const FUNCTIONS: &[&[Builtin]] = &[
    model::TABLES[0],
    model::TABLES[1],
    model::TABLES[2],
    model::TABLES[3],
    model::TABLES[4],
    model::TABLES[5],
    model::TABLES[6],
    model::TABLES[7],
    model::TABLES[8],
    model::TABLES[9],
    model::TABLES[10],
    families::FUNCTIONS,
    fourier::FUNCTIONS,
    random::FUNCTIONS,
    summary::FUNCTIONS,
    tests::FUNCTIONS,
];

/// The R code of the package.
const CODE: &[(&str, &str)] = &[
    ("tests.R", include_str!("tests.R")),
    ("count_tests.R", include_str!("count_tests.R")),
    model::CODE[0],
    model::CODE[1],
    model::CODE[2],
    model::CODE[3],
];

/// The stats package.
pub const PACKAGE: Package = Package {
    name: "stats",
    version: "4.4.3",
    functions: FUNCTIONS,
    code: CODE,
    depends: &[],
    // Data functions live in base with the rest of their families.
    reexports: &[(
        "base",
        &[
            "addmargins",
            "aggregate",
            "ave",
            "ftable",
            "write.ftable",
            "mahalanobis",
            "relevel",
            "reorder",
            "reshape",
            "setNames",
            "xtabs",
            "embed",
        ],
    )],
    greeting: None,
    data: |_, _| None,
    data_names: &[],
};
