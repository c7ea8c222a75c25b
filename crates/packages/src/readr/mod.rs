//! The readr package: delimited text read into tibbles, and written.
//!
//! [`table`] splits text into fields, [`guess`] says what type a column has and reads it, [`read`] and
//! [`write`] are the functions R code calls.

mod guess;
mod read;
mod table;
mod write;

use raglan_engine::eval::Package;

/// The readr package.
pub const PACKAGE: Package = Package {
    name: "readr",
    version: "2.1.5",
    functions: &[read::FUNCTIONS, guess::FUNCTIONS, write::FUNCTIONS],
    code: &[("readr.R", include_str!("readr.R"))],
    depends: &[],
    reexports: &[],
    greeting: None,
    data: |_, _| None,
    data_names: &[],
};

/// The vroom package: the same readers under its own names.
pub const VROOM: Package = Package {
    name: "vroom",
    version: "1.6.5",
    functions: &[],
    code: &[],
    depends: &[],
    reexports: &[(
        "readr",
        &[
            "cols",
            "col_character",
            "col_date",
            "col_datetime",
            "col_double",
            "col_guess",
            "col_integer",
            "col_logical",
            "col_skip",
            "col_time",
            "problems",
            "spec",
        ],
    )],
    greeting: None,
    data: |_, _| None,
    data_names: &[],
};
