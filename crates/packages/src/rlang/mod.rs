//! The rlang package: quosures, injection, data masks, conditions with bullets, questions about values.

mod capturing;
pub mod conditions;
pub mod mask;
mod predicates;
pub mod quosure;

pub use capturing::{as_function, friendly_type, list2};
pub use predicates::{argument_items, argument_list};

use raglan_engine::eval::{Eval, Package, fail};

/// The rlang package.
pub const PACKAGE: Package = Package {
    name: "rlang",
    version: "1.1.6",
    functions: &[capturing::FUNCTIONS, conditions::FUNCTIONS, mask::FUNCTIONS, predicates::FUNCTIONS],
    code: &[("rlang.R", include_str!("rlang.R"))],
    depends: &[],
    reexports: &[],
    greeting: None,
    data: |_, _| None,
    data_names: &[],
};

/// One expression read from text.
pub(crate) fn parse_one(text: &str) -> Eval {
    let mut all = crate::base::parse_text(text)?;
    match all.len() {
        1 => Ok(all.remove(0)),
        n => fail(format!("`x` must contain exactly 1 expression, not {n}.")),
    }
}
