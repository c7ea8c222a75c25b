//! The tidyr package: longer and wider tables, nested ones, split columns, missing values.

mod columns;
mod examples;
mod expand;
mod missing;
mod nest;
mod pivot_longer;
mod pivot_wider;
mod separate;
mod spread;
mod unnest;

use raglan_engine::eval::Package;

/// The tidyr package.
pub const PACKAGE: Package = Package {
    name: "tidyr",
    version: "1.3.1",
    functions: &[
        pivot_longer::FUNCTIONS,
        pivot_wider::FUNCTIONS,
        separate::FUNCTIONS,
        missing::FUNCTIONS,
        nest::FUNCTIONS,
        unnest::FUNCTIONS,
        expand::FUNCTIONS,
        spread::FUNCTIONS,
    ],
    code: &[("wider.R", include_str!("wider.R"))],
    depends: &[],
    reexports: &[
        ("magrittr", &["%>%"]),
        ("tibble", &["tibble", "as_tibble", "tribble"]),
        (
            "tidyselect",
            &[
                "all_of",
                "any_of",
                "contains",
                "ends_with",
                "everything",
                "last_col",
                "matches",
                "num_range",
                "one_of",
                "starts_with",
            ],
        ),
    ],
    greeting: None,
    data: examples::data,
    data_names: examples::NAMES,
};
