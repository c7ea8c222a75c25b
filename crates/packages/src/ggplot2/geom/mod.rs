//! What layers draw: each geom with its aesthetics, its setup and its marks.

mod boxes;
mod lines;
mod pen;
mod points;
mod rects;

pub use pen::{Pen, colour_of, fill_of, line_of};
pub use points::point_marks;

use super::frame::{Column, Frame};
use super::guide::Key;
use super::layer::Params;
use raglan_engine::eval::{Eval, fail};
use raglan_graphics::scene::Node;
use std::rc::Rc;

/// A default of an aesthetic.
#[derive(Clone, Copy, Debug)]
pub enum Aes {
    /// A number.
    N(f64),
    /// A string.
    T(&'static str),
    /// Missing.
    Na,
}

impl Aes {
    /// As a column of one row.
    pub fn column(self) -> Column {
        match self {
            Aes::N(x) => Column::Number(vec![x]),
            Aes::T(s) => Column::Text(vec![Some(Rc::from(s))]),
            Aes::Na => Column::Logical(vec![None]),
        }
    }
}

/// A kind of marks.
pub struct Geom {
    /// Name after `geom_`.
    pub name: &'static str,
    /// Aesthetics it cannot do without; alternatives between bars.
    pub required: &'static [&'static str],
    /// Further aesthetics whose missing values remove a row.
    pub non_missing: &'static [&'static str],
    /// Its other aesthetics and their defaults.
    pub defaults: &'static [(&'static str, Aes)],
    /// Parameters.
    pub params: &'static [&'static str],
    /// Changes the data before positions are adjusted.
    pub setup: fn(Frame, &Params) -> Eval<Frame>,
    /// Its marks in one panel.
    pub draw: fn(&mut Pen, &Frame, &Params) -> Eval<Vec<Node>>,
    /// Its key in legends.
    pub key: Key,
    /// Whether `size` means `linewidth`.
    pub renames_size: bool,
    /// Whether it treats missing values itself.
    pub keeps_missing: bool,
}

impl Geom {
    /// A geom that draws nothing, to start a row of the table from.
    pub const EMPTY: Geom = Geom {
        name: "blank",
        required: &[],
        non_missing: &[],
        defaults: &[],
        params: &[],
        setup: |frame, _| Ok(frame),
        draw: |_, _, _| Ok(Vec::new()),
        key: Key::Blank,
        renames_size: false,
        keeps_missing: true,
    };

    /// All its aesthetics.
    pub fn aesthetics(&self) -> impl Iterator<Item = &'static str> {
        let required = self.required.iter().flat_map(|r| r.split('|'));
        required.chain(self.defaults.iter().map(|(n, _)| *n)).chain(["group"])
    }
}

/// The geom called so.
pub fn find(name: &str) -> Eval<&'static Geom> {
    let name = match name {
        "col" => "bar",
        "histogram" => "bar",
        "jitter" | "count" => "point",
        "freqpoly" => "path",
        other => other,
    };
    let tables = [points::GEOMS, lines::GEOMS, rects::GEOMS, boxes::GEOMS];
    match tables.into_iter().flatten().find(|g| g.name == name) {
        Some(geom) => Ok(geom),
        None if name == "blank" => Ok(&Geom::EMPTY),
        None => fail(format!("Can't find geom called \"{name}\"")),
    }
}
