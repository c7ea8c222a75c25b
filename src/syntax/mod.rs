//! R source to a syntax tree: [`parse`] and [`Node`].
//!
//! As in R, everything that is not a constant or a name is a call: `a + b` calls `` `+` ``, `if` calls
//! `` `if` ``, `{` and `(` are calls too, and only `function` has a node of its own.

mod node;

pub use node::{Argument, Kind, Missing, Node, Parameter};
