//! Marks reduced to filled polygons and rectangles, for drawing layers that have no more.

use crate::colour::Colour;
use crate::fonts::{Metrics, glyph};
use crate::scene::{Gradient, Point, Raster, Rect, Text};

/// Lines that a curve of a glyph is cut into.
const CURVE_STEPS: usize = 6;

/// A circle as a polygon that is within a hundredth of a point of it up to a radius of 30 points.
pub fn circle(centre: Point, radius: f64) -> Vec<Point> {
    let corners = (12.0 + 6.0 * radius.abs().sqrt()).ceil().min(180.0) as usize;
    (0..corners)
        .map(|i| {
            let angle = std::f64::consts::TAU * i as f64 / corners as f64;
            Point::new(centre.x + radius * angle.cos(), centre.y + radius * angle.sin())
        })
        .collect()
}

/// One line of a text: what it says and where its baseline starts, in the text's own frame (rightwards along
/// the baseline, downwards across it), which is turned around the anchor.
#[derive(Clone, Debug, PartialEq)]
pub struct Line<'a> {
    /// What is written.
    pub label: &'a str,
    /// Where it starts.
    pub start: Point,
    /// How long it is.
    pub width: f64,
}

/// The lines of a text, laid out as R's graphics lay them out.
pub fn lines<'a>(text: &'a Text, metrics: &dyn Metrics) -> Vec<Line<'a>> {
    let step = text.size * text.line_height;
    let height = metrics.height(text.face, text.size, text.line_height, &text.label);
    let last = text.label.matches('\n').count() as f64;
    text.label
        .split('\n')
        .enumerate()
        .map(|(i, label)| {
            let width = metrics.line_width(text.face, text.size, label);
            let y = text.vjust * height - (last - i as f64) * step;
            Line { label, start: Point::new(-text.hjust * width, y), width }
        })
        .collect()
}

/// A place in a text's own frame, turned by its angle and moved to its anchor.
pub fn place(text: &Text, at: Point) -> Point {
    let (sin, cos) = quarter_exact(text.angle);
    Point::new(text.at.x + at.x * cos + at.y * sin, text.at.y - at.x * sin + at.y * cos)
}

/// Sine and cosine of degrees, without rounding noise at right angles.
pub fn quarter_exact(degrees: f64) -> (f64, f64) {
    match degrees.rem_euclid(360.0) {
        0.0 => (0.0, 1.0),
        90.0 => (1.0, 0.0),
        180.0 => (0.0, -1.0),
        270.0 => (-1.0, 0.0),
        other => other.to_radians().sin_cos(),
    }
}

/// The outlines of a text, to be filled by winding.
pub fn text(text: &Text, metrics: &dyn Metrics) -> Vec<Vec<Point>> {
    let mut rings = Vec::new();
    let em = text.size / 1000.0;
    for line in lines(text, metrics) {
        let mut pen = line.start;
        let mut previous = None;
        for character in line.label.chars() {
            pen.x += previous.map_or(0.0, |left| metrics.kerning(text.face, left, character)) * text.size;
            for contour in glyph(text.face, character).outline.contours(CURVE_STEPS) {
                let corner = |[x, y]: [f64; 2]| place(text, Point::new(pen.x + x * em, pen.y - y * em));
                rings.push(contour.into_iter().map(corner).collect());
            }
            pen.x += metrics.advance(text.face, character) * text.size;
            previous = Some(character);
        }
    }
    rings
}

/// The cells of a raster, neighbours of one colour in a row joined. With interpolation each cell is cut into
/// smaller ones whose colours run from middle to middle.
pub fn raster(raster: &Raster) -> Vec<(Rect, Colour)> {
    if raster.columns == 0 || raster.cells.is_empty() {
        return Vec::new();
    }
    if raster.interpolate {
        let parts = (20_000.0 / raster.cells.len() as f64).sqrt() as usize;
        return cells(&smooth(raster, parts.clamp(1, 8)));
    }
    cells(raster)
}

fn cells(raster: &Raster) -> Vec<(Rect, Colour)> {
    let rows = raster.cells.len() / raster.columns;
    let (width, height) = (raster.rect.width / raster.columns as f64, raster.rect.height / rows as f64);
    let mut out: Vec<(Rect, Colour)> = Vec::new();
    for (row, colours) in raster.cells.chunks(raster.columns).enumerate() {
        let mut start = 0;
        for run in colours.chunk_by(|a, b| a == b) {
            let rect = Rect {
                x: raster.rect.x + width * start as f64,
                y: raster.rect.y + height * row as f64,
                width: width * run.len() as f64,
                height,
            };
            start += run.len();
            if !run[0].is_transparent() {
                out.push((rect, run[0]));
            }
        }
    }
    out
}

/// A raster with each cell cut into `parts` by `parts`, colours mixed between the middles of cells.
fn smooth(raster: &Raster, parts: usize) -> Raster {
    let rows = raster.cells.len() / raster.columns;
    let cut = |count: usize| if count > 1 { count * parts } else { 1 };
    let (wide, high) = (cut(raster.columns), cut(rows));
    let near = |at: usize, fine: usize, count: usize| {
        let place = ((at as f64 + 0.5) * count as f64 / fine as f64 - 0.5).clamp(0.0, count as f64 - 1.0);
        (place as usize, (place as usize + 1).min(count - 1), place.fract())
    };
    let mut cells = Vec::with_capacity(wide * high);
    for y in 0..high {
        let (top, bottom, down) = near(y, high, rows);
        for x in 0..wide {
            let (left, right, across) = near(x, wide, raster.columns);
            let cell = |row: usize, column: usize| raster.cells[row * raster.columns + column];
            let upper = mix(cell(top, left), cell(top, right), across);
            cells.push(mix(upper, mix(cell(bottom, left), cell(bottom, right), across), down));
        }
    }
    Raster { rect: raster.rect, columns: wide, cells, interpolate: false }
}

/// Strips of a gradient, no wider than half a point and no more than 256.
pub fn gradient(gradient: &Gradient) -> Vec<(Rect, Colour)> {
    let length = if gradient.upwards { gradient.rect.height } else { gradient.rect.width };
    let strips = (length.ceil() * 2.0).clamp(1.0, 256.0) as usize;
    let colours = (0..strips).map(|i| colour_at(gradient, (i as f64 + 0.5) / strips as f64));
    let cells: Vec<Colour> = if gradient.upwards { colours.rev().collect() } else { colours.collect() };
    let columns = if gradient.upwards { 1 } else { strips };
    self::cells(&Raster { rect: gradient.rect, columns, cells, interpolate: false })
}

/// A gradient's colour at a place from 0 to 1.
pub fn colour_at(gradient: &Gradient, place: f64) -> Colour {
    let after = gradient.stops.iter().position(|(at, _)| *at >= place);
    match after {
        Some(0) => gradient.stops[0].1,
        Some(i) => {
            let ((a, from), (b, to)) = (gradient.stops[i - 1], gradient.stops[i]);
            mix(from, to, if b > a { (place - a) / (b - a) } else { 1.0 })
        }
        None => gradient.stops.last().map_or(Colour::TRANSPARENT, |(_, colour)| *colour),
    }
}

fn mix(from: Colour, to: Colour, part: f64) -> Colour {
    let channel = |a: u8, b: u8| (f64::from(a) + (f64::from(b) - f64::from(a)) * part).round() as u8;
    Colour {
        red: channel(from.red, to.red),
        green: channel(from.green, to.green),
        blue: channel(from.blue, to.blue),
        alpha: channel(from.alpha, to.alpha),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fonts::Helvetica;

    #[test]
    fn text_hangs_on_its_anchor() {
        let mut label = Text::new(Point::new(100.0, 50.0), "Hi\nthere");
        (label.size, label.hjust, label.vjust, label.line_height) = (10.0, 1.0, 1.0, 1.0);
        let lines = lines(&label, &Helvetica);
        assert_eq!(lines.len(), 2);
        assert!((lines[0].start.y - 7.18).abs() < 1e-9 && (lines[1].start.y - 17.18).abs() < 1e-9);
        assert!((lines[1].start.x + lines[1].width).abs() < 1e-9);
        label.angle = 90.0;
        assert_eq!(place(&label, Point::new(3.0, 0.0)), Point::new(100.0, 47.0));
    }

    #[test]
    fn gradient_and_raster_become_cells() {
        let rect = Rect { x: 0.0, y: 0.0, width: 2.0, height: 10.0 };
        let stops = vec![(0.0, Colour::BLACK), (1.0, Colour::WHITE)];
        let strips = gradient(&Gradient { rect, upwards: true, stops });
        assert_eq!(strips.len(), 20);
        assert!(strips[0].1.red > 245 && strips[19].1.red < 10 && strips[0].0.y == 0.0);
        let cells = vec![Colour::BLACK, Colour::BLACK, Colour::WHITE, Colour::TRANSPARENT];
        let two = raster(&Raster { rect, columns: 2, cells, interpolate: false });
        assert_eq!(two.len(), 2);
        assert_eq!(two[0].0, Rect { x: 0.0, y: 0.0, width: 2.0, height: 5.0 });
    }
}
