//! What is drawn and where: scenes of marks in points, fonts, colours, breaks and layout. No data frames, no R.
//!
//! A caller (a plotting package) asks [`palette`] and [`colour`] what
//! colours stand for values, [`fonts`] how large text is, builds a
//! [`scene::Scene`], and hands it to one of the [`backends`].

pub mod backends;
pub mod colour;
pub mod dash;
pub mod fonts;
pub mod palette;
pub mod scene;
pub mod shapes;
