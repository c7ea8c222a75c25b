//! The example data of the package, written as R lists and read when they are asked for.

use raglan_engine::eval::Session;
use raglan_engine::value::{Value, frame};

/// The names of the data sets.
pub(super) const NAMES: &[&str] = &[
    "construction",
    "fish_encounters",
    "relig_income",
    "smiths",
    "table1",
    "table2",
    "table3",
    "table4a",
    "table4b",
    "table5",
    "us_rent_income",
];

/// A data set by name, as a tibble.
pub(super) fn data(session: &mut Session, name: &str) -> Option<Value> {
    let text = match name {
        "construction" => include_str!("data/construction.R"),
        "fish_encounters" => include_str!("data/fish_encounters.R"),
        "relig_income" => include_str!("data/relig_income.R"),
        "smiths" => include_str!("data/smiths.R"),
        "table1" => include_str!("data/table1.R"),
        "table2" => include_str!("data/table2.R"),
        "table3" => include_str!("data/table3.R"),
        "table4a" => include_str!("data/table4a.R"),
        "table4b" => include_str!("data/table4b.R"),
        "table5" => include_str!("data/table5.R"),
        "us_rent_income" => include_str!("data/us_rent_income.R"),
        _ => return None,
    };
    let code = crate::base::parse_text(text).ok()?.into_iter().next()?;
    let base = session.base.clone();
    let columns = session.eval(&code, &base).ok()?;
    Some(frame::Table::of(&columns).tibble())
}
