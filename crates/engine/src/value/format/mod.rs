//! Numbers and strings as text, on slices: what `print()`, `format()`, `formatC()` and `sprintf()` share.
//!
//! - [`RealFormat`], [`ComplexFormat`]: the common width and digits of a vector, and its elements in it.
//! - [`integer_width`], [`logical_width`]: the same for types without digits to choose.
//! - [`display_width`], [`escape`], [`pad`]: strings in columns.
//! - [`Directive`]: one `%` conversion of `sprintf()`; [`FormatC`]: `formatC()`; [`Marks`]: thousands marks.
//! - [`round_digits`], [`round_significant`]: `round()` and `signif()`.
//!
//! NA is the caller's: a text for it is passed in, and [`is_na_real`] tells R's NA from other NaN.

mod cformat;
mod complex;
mod formatc;
mod integer;
mod marks;
mod real;
mod rounding;
mod sprintf;
mod string;

#[cfg(test)]
mod tests;

pub use complex::{ComplexFormat, complex_to_string, format_complex};
pub use formatc::{FormatC, Mode};
pub use integer::{format_integer, format_logical, integer_width, logical_width};
pub use marks::{Marks, PreserveWidth};
pub use real::{RealFormat, format_real, is_na_real, na_real, real_to_string, significant};
pub use rounding::{round_digits, round_significant};
pub use sprintf::{Amount, Directive, Piece, split_format};
pub use string::{Align, display_width, escape, pad};
