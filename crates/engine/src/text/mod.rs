//! Places in a source text and what is said about them: [`Span`], [`Source`] and [`Diagnostic`].
//!
//! A [`Span`] is a byte range; a [`Source`] turns it into line and column; a [`Diagnostic`] is a message
//! about a span with hints. Whoever finds a fault says what it is, whoever knows the place adds where.

mod diagnostic;
mod excerpt;
mod nearest;
mod source;

pub use diagnostic::{Diagnostic, Severity};
pub use excerpt::Excerpt;
pub use nearest::nearest;
pub use source::{Place, Source, Span};
