//! The tibble package, and of pillar what prints tibbles.

mod edit;
mod make;
pub mod names;
mod number;
mod pillar;
mod print;
mod subset;
mod types;

pub use make::evaluate_columns;
pub use print::{is_tibble, shape};
pub use types::{object_sum, type_sum, with_marks};

use raglan_engine::eval::Package;

/// The tibble package.
pub const PACKAGE: Package = Package {
    name: "tibble",
    version: "3.2.1",
    functions: &[make::FUNCTIONS, edit::FUNCTIONS, print::FUNCTIONS, subset::FUNCTIONS],
    code: &[("glimpse.R", include_str!("glimpse.R"))],
    depends: &[],
    reexports: &[("magrittr", &["%>%"]), ("rlang", &["has_name"])],
    greeting: None,
    data: |_, _| None,
    data_names: &[],
};

/// Things in a sentence: `a`, `a and b`, `a, b, and c`.
pub fn enumerated(items: &[String], word: &str) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [a, b] => format!("{a} {word} {b}"),
        [all @ .., last] => format!("{}, {word} {last}", all.join(", ")),
    }
}
