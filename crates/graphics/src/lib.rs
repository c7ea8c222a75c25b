//! What is drawn and where: scenes of marks in points, fonts, colours, breaks and layout. No data frames, no R.
//!
//! A caller (a plotting package) asks [`breaks`] where an axis is marked, [`palette`] and [`colour`] what
//! colours stand for values, [`fonts`] how large text is and [`layout`] where the parts of a figure go, builds a
//! [`scene::Scene`], and hands it to one of the [`backends`].

pub mod backends;
pub mod breaks;
pub mod colour;
pub mod dash;
pub mod drawing;
pub mod fonts;
pub mod layout;
pub mod palette;
pub mod scene;
pub mod shapes;
