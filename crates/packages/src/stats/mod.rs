//! The stats package.

mod clusters;
mod curves;
mod families;
mod fourier;
pub mod model;
mod optimise;
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
    model::TABLES[11],
    model::TABLES[12],
    model::TABLES[13],
    model::TABLES[14],
    model::TABLES[15],
    model::TABLES[16],
    model::TABLES[17],
    model::TABLES[18],
    model::TABLES[19],
    model::TABLES[20],
    model::TABLES[21],
    model::TABLES[22],
    model::TABLES[23],
    model::TABLES[24],
    model::TABLES[25],
    model::TABLES[26],
    model::TABLES[27],
    clusters::FUNCTIONS,
    curves::FUNCTIONS,
    families::FUNCTIONS,
    fourier::FUNCTIONS,
    optimise::FUNCTIONS,
    random::FUNCTIONS,
    summary::FUNCTIONS,
    tests::FUNCTIONS,
];

/// The R code of the package.
const CODE: &[(&str, &str)] = &[
    ("curves.R", include_str!("curves.R")),
    ("multivariate.R", include_str!("multivariate.R")),
    ("series.R", include_str!("series.R")),
    ("derivatives.R", include_str!("derivatives.R")),
    ("more_tests.R", include_str!("more_tests.R")),
    ("tests.R", include_str!("tests.R")),
    ("count_tests.R", include_str!("count_tests.R")),
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
