//! The purrr package: loops over lists in Rust, what is said with them in R.

mod map;

use raglan_engine::eval::Package;

/// The purrr package.
pub const PACKAGE: Package = Package {
    name: "purrr",
    version: "1.0.4",
    functions: &[map::FUNCTIONS],
    code: &[("purrr.R", include_str!("purrr.R"))],
    depends: &[],
    reexports: &[
        ("magrittr", &["%>%"]),
        (
            "rlang",
            &[
                "%||%",
                "set_names",
                "exec",
                "zap",
                "is_empty",
                "is_formula",
                "is_function",
                "is_list",
                "is_null",
                "is_vector",
                "is_atomic",
                "is_character",
                "is_double",
                "is_integer",
                "is_logical",
                "is_bare_list",
                "is_bare_character",
                "is_bare_numeric",
                "is_scalar_character",
                "is_scalar_double",
                "is_scalar_integer",
                "is_scalar_list",
                "is_scalar_logical",
                "is_scalar_vector",
                "is_scalar_atomic",
            ],
        ),
    ],
    greeting: None,
    data: |_, _| None,
    data_names: &[],
};
