//! The example data of the package, written as R lists and read when they are asked for.

use raglan_engine::eval::Session;
use raglan_engine::value::{Value, frame};

/// The names of the data sets.
pub(super) const NAMES: &[&str] = &["band_instruments", "band_instruments2", "band_members"];

/// A data set by name, as a tibble.
pub(super) fn data(session: &mut Session, name: &str) -> Option<Value> {
    let text = match name {
        "band_instruments" => include_str!("data/band_instruments.R"),
        "band_instruments2" => include_str!("data/band_instruments2.R"),
        "band_members" => include_str!("data/band_members.R"),
        _ => return None,
    };
    let code = crate::base::parse_text(text).ok()?.into_iter().next()?;
    let base = session.base.clone();
    let columns = session.eval(&code, &base).ok()?;
    Some(frame::Table::of(&columns).tibble())
}
