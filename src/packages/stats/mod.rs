//! The stats package.

pub mod model;

use crate::eval::{Builtin, Package};

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
];

/// The stats package.
pub const PACKAGE: Package = Package {
    name: "stats",
    version: "4.4.3",
    functions: FUNCTIONS,
    code: model::CODE,
    depends: &[],
    reexports: &[],
    greeting: None,
    data: |_, _| None,
    data_names: &[],
};
