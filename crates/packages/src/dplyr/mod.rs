//! The dplyr package: verbs on data frames, one file per family.

mod columns;
mod evaluation;
mod examples;
mod filter;
mod grouping;
mod groups;
mod inside;
mod joins;
mod mutate;
mod slice;
mod summarise;
mod vectors;

pub use grouping::Grouping;

use crate::rlang::mask::mentions;
use raglan_engine::eval::Package;
use raglan_engine::value::{Symbol, Value};

/// The dplyr package.
pub const PACKAGE: Package = Package {
    name: "dplyr",
    version: "1.1.4",
    functions: &[
        columns::FUNCTIONS,
        filter::FUNCTIONS,
        groups::FUNCTIONS,
        inside::FUNCTIONS,
        joins::FUNCTIONS,
        mutate::FUNCTIONS,
        slice::FUNCTIONS,
        summarise::FUNCTIONS,
        vectors::FUNCTIONS,
    ],
    code: &[
        ("count.R", include_str!("count.R")),
        ("scoped.R", include_str!("scoped.R")),
        ("rows.R", include_str!("rows.R")),
        ("older.R", include_str!("older.R")),
    ],
    depends: &[],
    reexports: &[
        ("magrittr", &["%>%"]),
        (
            "rlang",
            &[
                "sym", "syms", "enquo", "enquos", "quo", "quos", "expr", "ensym", "ensyms", "as_label",
                "enexpr", "enexprs", "quo_name", "ensym",
            ],
        ),
        (
            "tidyselect",
            &[
                "everything",
                "starts_with",
                "ends_with",
                "contains",
                "matches",
                "num_range",
                "one_of",
                "all_of",
                "any_of",
                "where",
                "last_col",
            ],
        ),
        (
            "tibble",
            &[
                "tibble",
                "as_tibble",
                "tribble",
                "data_frame",
                "lst",
                "add_row",
                "is_tibble",
                "tbl_sum",
                "type_sum",
                "glimpse",
                "as_data_frame",
            ],
        ),
    ],
    greeting: None,
    data: examples::data,
    data_names: examples::NAMES,
};

/// Whether code names a column.
fn mentions_column(code: &Value, name: &str) -> bool {
    mentions(code, Symbol::new(name))
}

/// A plain data frame as a tibble; tibbles as they are.
fn as_tibble_template(data: &Value) -> Value {
    if data.has_class("tbl_df") {
        return data.clone();
    }
    let rows = raglan_engine::value::frame::row_count(data);
    data.clone()
        .with_attribute(
            raglan_engine::value::known::ROW_NAMES,
            raglan_engine::value::frame::compact_rows(rows),
        )
        .with_class(&["tbl_df", "tbl", "data.frame"])
}

/// A data frame's class without what belongs to its rows.
fn plain(data: &Value) -> Value {
    let kept = data.attributes().only(|n| n == raglan_engine::value::known::CLASS);
    Value::list(Vec::new()).with_attributes(kept)
}
