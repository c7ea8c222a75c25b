//! R's plotting symbols 0 to 25 as marks.
//!
//! Sizes are those of R's graphics engine: a symbol is drawn around its point with a radius of 3/8 of the font
//! size (`cex` times the point size), triangles with the area of that circle, and the solid ones smaller.

use super::colour::Colour;
use super::scene::{FillRule, Mark, Paint, Point, Rect, Stroke};
use std::f64::consts::PI;

/// A symbol's look: symbols 0 to 14 are lines, 15 to 20 are filled with the line's colour, 21 to 25 have a fill
/// of their own.
#[derive(Clone, Debug, PartialEq)]
pub struct Symbol {
    /// R's `pch`.
    pub shape: u8,
    /// Font size in points: ggplot2's `size * .pt + stroke * .stroke / 2`, R's `cex` times 12.
    pub size: f64,
    /// Line; its colour fills the solid symbols.
    pub stroke: Stroke,
    /// Colour inside the symbols 21 to 25.
    pub fill: Option<Colour>,
}

/// The names ggplot2 gives to shapes, and their numbers.
pub const SHAPE_NAMES: [(&str, u8); 26] = [
    ("square open", 0),
    ("circle open", 1),
    ("triangle open", 2),
    ("plus", 3),
    ("cross", 4),
    ("diamond open", 5),
    ("triangle down open", 6),
    ("square cross", 7),
    ("asterisk", 8),
    ("diamond plus", 9),
    ("circle plus", 10),
    ("star", 11),
    ("square plus", 12),
    ("circle cross", 13),
    ("square triangle", 14),
    ("square", 15),
    ("circle small", 16),
    ("triangle", 17),
    ("diamond", 18),
    ("circle", 19),
    ("bullet", 20),
    ("circle filled", 21),
    ("square filled", 22),
    ("diamond filled", 23),
    ("triangle filled", 24),
    ("triangle down filled", 25),
];

/// Symbols after 25 that are a single pixel or unknown have no marks.
pub fn symbol(at: Point, symbol: &Symbol) -> Vec<Mark> {
    let pen = Pen { at, radius: 0.375 * symbol.size, symbol };
    let (square, wide) = (pen.radius * (PI.sqrt() / 2.0), pen.radius * 2f64.sqrt());
    let line = Inside::Empty;
    match symbol.shape {
        0 => vec![pen.square(pen.radius, line)],
        1 => vec![pen.circle(pen.radius, line)],
        2 => vec![pen.triangle(1.0, line)],
        3 => vec![pen.plus(wide)],
        4 => vec![pen.cross(pen.radius)],
        5 => vec![pen.diamond(wide, line)],
        6 => vec![pen.triangle(-1.0, line)],
        7 => vec![pen.square(pen.radius, line), pen.cross(pen.radius)],
        8 => vec![pen.cross(pen.radius), pen.plus(wide)],
        9 => vec![pen.plus(wide), pen.diamond(wide, line)],
        10 => vec![pen.circle(pen.radius, line), pen.plus(pen.radius)],
        11 => pen.star(),
        12 => vec![pen.plus(pen.radius), pen.square(pen.radius, line)],
        13 => vec![pen.circle(pen.radius, line), pen.cross(pen.radius)],
        14 => pen.square_triangle(),
        15 => vec![pen.square(pen.radius, Inside::Solid)],
        16 => vec![pen.circle(pen.radius, Inside::Solid)],
        17 => vec![pen.triangle(1.0, Inside::Solid)],
        18 => vec![pen.diamond(pen.radius, Inside::Solid)],
        19 => vec![pen.circle(pen.radius, Inside::Ringed)],
        20 => vec![pen.circle(pen.radius * 2.0 / 3.0, Inside::Ringed)],
        21 => vec![pen.circle(pen.radius, Inside::Filled)],
        22 => vec![pen.square(square, Inside::Filled)],
        23 => vec![pen.diamond(square * 2f64.sqrt(), Inside::Filled)],
        24 => vec![pen.triangle(1.0, Inside::Filled)],
        25 => vec![pen.triangle(-1.0, Inside::Filled)],
        _ => Vec::new(),
    }
}

/// What a symbol is filled with.
#[derive(Clone, Copy)]
enum Inside {
    /// Nothing.
    Empty,
    /// The line's colour, without a line.
    Solid,
    /// The line's colour, with the line.
    Ringed,
    /// The fill of its own.
    Filled,
}

struct Pen<'a> {
    at: Point,
    radius: f64,
    symbol: &'a Symbol,
}

impl Pen<'_> {
    fn paint(&self, inside: Inside) -> Paint {
        let stroke = self.symbol.stroke.clone();
        match inside {
            Inside::Empty => Paint::stroke(stroke),
            Inside::Solid => Paint::fill(stroke.colour),
            Inside::Ringed => Paint::both(stroke.colour, stroke),
            Inside::Filled => Paint { fill: self.symbol.fill, stroke: Some(stroke) },
        }
    }

    fn offset(&self, dx: f64, dy: f64) -> Point {
        Point::new(self.at.x + dx, self.at.y - dy)
    }

    fn polygon(&self, corners: &[(f64, f64)], inside: Inside) -> Mark {
        let ring = corners.iter().map(|(x, y)| self.offset(*x, *y)).collect();
        Mark::Polygon { rings: vec![ring], rule: FillRule::Winding, paint: self.paint(inside) }
    }

    fn lines(&self, ends: &[[(f64, f64); 2]]) -> Mark {
        let ends = ends.iter().map(|pair| pair.map(|(x, y)| self.offset(x, y))).collect();
        Mark::Segments { ends, stroke: self.symbol.stroke.clone() }
    }

    fn square(&self, half: f64, inside: Inside) -> Mark {
        let rect = Rect::between(self.offset(-half, half), self.offset(half, -half));
        Mark::Rect { rect, paint: self.paint(inside) }
    }

    fn circle(&self, radius: f64, inside: Inside) -> Mark {
        Mark::Circle { centre: self.at, radius, paint: self.paint(inside) }
    }

    fn triangle(&self, up: f64, inside: Inside) -> Mark {
        let (height, half) = self.triangle_size();
        self.triangle_on(up * height, half, -up * height / 2.0, inside)
    }

    fn triangle_on(&self, apex: f64, half: f64, base: f64, inside: Inside) -> Mark {
        self.polygon(&[(0.0, apex), (half, base), (-half, base)], inside)
    }

    /// Distance of the middle from a corner, and half a side, of the equilateral triangle whose area is the
    /// circle's.
    fn triangle_size(&self) -> (f64, f64) {
        let height = self.radius * (4.0 * PI / (3.0 * 3f64.sqrt())).sqrt();
        (height, height * 3f64.sqrt() / 2.0)
    }

    fn diamond(&self, reach: f64, inside: Inside) -> Mark {
        self.polygon(&[(-reach, 0.0), (0.0, reach), (reach, 0.0), (0.0, -reach)], inside)
    }

    fn plus(&self, reach: f64) -> Mark {
        self.lines(&[[(-reach, 0.0), (reach, 0.0)], [(0.0, -reach), (0.0, reach)]])
    }

    fn cross(&self, reach: f64) -> Mark {
        self.lines(&[[(-reach, -reach), (reach, reach)], [(-reach, reach), (reach, -reach)]])
    }

    /// Two triangles whose bases are moved outwards, to three quarters of the distance of the apex.
    fn star(&self) -> Vec<Mark> {
        let (height, half) = self.triangle_size();
        let triangle = |up: f64| self.triangle_on(up * height, half, -up * 0.75 * height, Inside::Empty);
        vec![triangle(-1.0), triangle(1.0)]
    }

    fn square_triangle(&self) -> Vec<Mark> {
        let r = self.radius;
        vec![self.polygon(&[(0.0, r), (r, -r), (-r, -r)], Inside::Empty), self.square(r, Inside::Empty)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backends::svg;
    use crate::colour::Colour;
    use crate::scene::Scene;

    /// What svglite draws for a symbol of 40 points in the middle of a page of 100.
    #[test]
    fn sizes_are_those_of_r() {
        for (shape, expected) in [
            (0, "<rect x=\"35\" y=\"35\" width=\"30\" height=\"30\""),
            (2, "<polygon points=\"50,26.67 70.2,61.66 29.8,61.66\""),
            (3, "M28.79,50 71.21,50M50,71.21 50,28.79\""),
            (6, "<polygon points=\"50,73.33 70.2,38.34 29.8,38.34\""),
            (9, "<polygon points=\"28.79,50 50,28.79 71.21,50 50,71.21\""),
            (11, "<polygon points=\"50,26.67 70.2,67.5 29.8,67.5\""),
            (13, "M35,65 65,35M35,35 65,65\""),
            (14, "<polygon points=\"50,35 65,65 35,65\""),
            (18, "<polygon points=\"35,50 50,35 65,50 50,65\""),
            (20, "r=\"10\""),
            (22, "<rect x=\"36.71\" y=\"36.71\" width=\"26.59\" height=\"26.59\""),
            (23, "<polygon points=\"31.2,50 50,31.2 68.8,50 50,68.8\""),
            (25, "<polygon points=\"50,73.33 70.2,38.34 29.8,38.34\""),
        ] {
            let mut scene = Scene::new(100.0, 100.0);
            let stroke = Stroke::from_lwd(Colour::BLACK, 1.0);
            let look = Symbol { shape, size: 40.0, stroke, fill: None };
            symbol(Point::new(50.0, 50.0), &look).into_iter().for_each(|mark| scene.push(mark));
            let text = svg::write(&scene, "s");
            assert!(text.contains(expected), "{shape}: {text}");
        }
        assert_eq!(SHAPE_NAMES[19], ("circle", 19));
    }
}
