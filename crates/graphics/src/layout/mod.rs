//! Where the parts of a figure go: lengths in R's units, and tables whose rows and columns share a page.
//!
//! A [`Table`] is what gtable is to ggplot2: [`Track`]s (rows and columns) of fixed length and of shares of what
//! is left, and cells that span some of them. [`Table::place`] solves it for a rectangle.

mod table;
mod unit;

pub use table::{Cell, Placed, Side, Span, Table, Track, Tracks};
pub use unit::{Length, Unit, UnitContext};
