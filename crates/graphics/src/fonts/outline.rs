//! The shape of a glyph in font units: lines and cubic curves, y upwards from the baseline.

use ttf_parser::OutlineBuilder;

/// One step of an outline.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Segment {
    /// A contour starts.
    Move([f64; 2]),
    /// A straight line.
    Line([f64; 2]),
    /// A cubic curve with two control points.
    Curve([f64; 2], [f64; 2], [f64; 2]),
    /// The contour joins its start.
    Close,
}

/// Contours in thousandths of an em.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outline(pub Vec<Segment>);

impl Outline {
    /// Lowest and highest point that is drawn, curves included.
    pub fn vertical_bounds(&self) -> Option<(f64, f64)> {
        let bounds = |(low, high): (f64, f64), [_, y]: [f64; 2]| (low.min(y), high.max(y));
        let (low, high) =
            self.contours(16).into_iter().flatten().fold((f64::INFINITY, f64::NEG_INFINITY), bounds);
        (low <= high).then_some((low, high))
    }

    /// Makes the glyph wider or narrower.
    pub(super) fn stretch(&mut self, factor: f64) {
        let wide = |[x, y]: [f64; 2]| [x * factor, y];
        for segment in &mut self.0 {
            *segment = match *segment {
                Segment::Move(to) => Segment::Move(wide(to)),
                Segment::Line(to) => Segment::Line(wide(to)),
                Segment::Curve(a, b, to) => Segment::Curve(wide(a), wide(b), wide(to)),
                Segment::Close => Segment::Close,
            };
        }
    }

    /// The contours as polygons, each curve cut into `steps` lines.
    pub fn contours(&self, steps: usize) -> Vec<Vec<[f64; 2]>> {
        let mut contours: Vec<Vec<[f64; 2]>> = Vec::new();
        for segment in &self.0 {
            match (*segment, contours.last_mut()) {
                (Segment::Move(to), _) => contours.push(vec![to]),
                (Segment::Line(to), Some(contour)) => contour.push(to),
                (Segment::Curve(a, b, to), Some(contour)) => {
                    let from = contour.last().copied().unwrap_or(a);
                    contour.extend((1..=steps).map(|i| cubic(from, a, b, to, i as f64 / steps as f64)));
                }
                (Segment::Close, _) | (_, None) => {}
            }
        }
        contours
    }
}

fn cubic(p: [f64; 2], a: [f64; 2], b: [f64; 2], q: [f64; 2], t: f64) -> [f64; 2] {
    let s = 1.0 - t;
    let at = |i: usize| s * s * s * p[i] + 3.0 * s * s * t * a[i] + 3.0 * s * t * t * b[i] + t * t * t * q[i];
    [at(0), at(1)]
}

fn point(x: f32, y: f32) -> [f64; 2] {
    [f64::from(x), f64::from(y)]
}

impl OutlineBuilder for Outline {
    fn move_to(&mut self, x: f32, y: f32) {
        self.0.push(Segment::Move(point(x, y)));
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.0.push(Segment::Line(point(x, y)));
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let from = match self.0.last() {
            Some(Segment::Move(p) | Segment::Line(p) | Segment::Curve(_, _, p)) => *p,
            Some(Segment::Close) | None => [0.0, 0.0],
        };
        let (via, to) = (point(x1, y1), point(x, y));
        let control = |end: [f64; 2]| [0, 1].map(|i| end[i] + 2.0 / 3.0 * (via[i] - end[i]));
        self.0.push(Segment::Curve(control(from), control(to), to));
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.0.push(Segment::Curve(point(x1, y1), point(x2, y2), point(x, y)));
    }

    fn close(&mut self) {
        self.0.push(Segment::Close);
    }
}
