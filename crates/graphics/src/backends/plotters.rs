//! Scenes on any plotters backend.
//!
//! plotters' layer has whole pixels, so a scene is scaled first (a scale of 4 draws four pixels a point) and
//! rounded. Dashes are cut in advance, text and circles are polygons, clips are applied to the shapes
//! themselves, and holes are joined to the ring around them by a seam. Line caps and joins are the backend's own:
//! the layer has no way to ask for them.

use super::Canvas;
use crate::dash::split;
use crate::fonts::{Helvetica, Metrics};
use crate::scene::{FillRule, Paint, Point, Rect, Scene, Stroke};
use plotters_backend::{BackendColor, BackendCoord, BackendStyle, DrawingBackend, DrawingErrorKind};

/// Draws a scene on a plotters backend, `scale` pixels a point, and presents it.
pub fn draw<B: DrawingBackend>(
    scene: &Scene,
    backend: &mut B,
    scale: f64,
) -> Result<(), DrawingErrorKind<B::ErrorType>> {
    backend.ensure_prepared()?;
    let page = Rect { x: 0.0, y: 0.0, width: scene.width, height: scene.height };
    let mut target = Target { backend, scale, clips: vec![page] };
    super::draw(scene, &mut target)?;
    target.backend.present()
}

struct Target<'b, B: DrawingBackend> {
    backend: &'b mut B,
    scale: f64,
    /// The clips that hold, each inside the one before; the page is the first.
    clips: Vec<Rect>,
}

/// A colour and a width in pixels.
struct Style(BackendColor, u32);

impl BackendStyle for Style {
    fn color(&self) -> BackendColor {
        self.0
    }

    fn stroke_width(&self) -> u32 {
        self.1
    }
}

impl<B: DrawingBackend> Target<'_, B> {
    fn clip(&self) -> Rect {
        self.clips.last().copied().unwrap_or_default()
    }

    fn pixel(&self, point: Point) -> BackendCoord {
        ((point.x * self.scale).round() as i32, (point.y * self.scale).round() as i32)
    }

    fn style(&self, colour: crate::colour::Colour, width: f64) -> Style {
        let rgb = (colour.red, colour.green, colour.blue);
        let pixels = (width * self.scale).round().max(1.0) as u32;
        Style(BackendColor { alpha: colour.opacity(), rgb }, pixels)
    }
}

impl<B: DrawingBackend> Canvas for Target<'_, B> {
    type Error = DrawingErrorKind<B::ErrorType>;

    fn metrics(&self) -> &dyn Metrics {
        &Helvetica
    }

    fn push_clip(&mut self, rect: Rect) -> Result<(), Self::Error> {
        self.clips.push(self.clip().intersect(&rect));
        Ok(())
    }

    fn pop_clip(&mut self) -> Result<(), Self::Error> {
        self.clips.pop();
        Ok(())
    }

    fn polyline(&mut self, points: &[Point], stroke: &Stroke) -> Result<(), Self::Error> {
        let style = self.style(stroke.colour, stroke.width);
        for part in split(points, &stroke.dash) {
            for piece in clip_line(&part, self.clip()) {
                let pixels: Vec<BackendCoord> = piece.iter().map(|p| self.pixel(*p)).collect();
                self.backend.draw_path(pixels, &style)?;
            }
        }
        Ok(())
    }

    fn polygon(&mut self, rings: &[Vec<Point>], _: FillRule, paint: &Paint) -> Result<(), Self::Error> {
        if let Some(fill) = paint.visible_fill() {
            let style = self.style(fill, 1.0);
            for shape in join_holes(rings) {
                let clipped = clip_polygon(&shape, self.clip());
                let pixels: Vec<BackendCoord> = clipped.iter().map(|p| self.pixel(*p)).collect();
                if pixels.len() > 2 {
                    self.backend.fill_polygon(pixels, &style)?;
                }
            }
        }
        if let Some(stroke) = paint.visible_stroke() {
            for ring in rings.iter().filter(|ring| !ring.is_empty()) {
                let closed: Vec<Point> = ring.iter().copied().chain([ring[0]]).collect();
                self.polyline(&closed, stroke)?;
            }
        }
        Ok(())
    }

    fn rect(&mut self, rect: Rect, paint: &Paint) -> Result<(), Self::Error> {
        if let Some(fill) = paint.visible_fill() {
            let seen = rect.intersect(&self.clip());
            let (from, to) =
                (self.pixel(Point::new(seen.x, seen.y)), self.pixel(Point::new(seen.right(), seen.bottom())));
            if to.0 > from.0 && to.1 > from.1 {
                // plotters' rectangles include both corners.
                self.backend.draw_rect(from, (to.0 - 1, to.1 - 1), &self.style(fill, 1.0), true)?;
            }
        }
        match paint.visible_stroke() {
            Some(stroke) => {
                self.polygon(&[rect.corners().to_vec()], FillRule::Winding, &Paint::stroke(stroke.clone()))
            }
            None => Ok(()),
        }
    }
}

/// The parts of a line inside a rectangle.
pub fn clip_line(points: &[Point], clip: Rect) -> Vec<Vec<Point>> {
    let mut parts: Vec<Vec<Point>> = Vec::new();
    for pair in points.windows(2) {
        let Some((from, to)) = clip_segment(pair[0], pair[1], clip) else { continue };
        match parts.last_mut() {
            Some(part) if part.last() == Some(&from) => part.push(to),
            _ => parts.push(vec![from, to]),
        }
    }
    parts
}

/// Liang and Barsky's parametric clipping.
fn clip_segment(from: Point, to: Point, clip: Rect) -> Option<(Point, Point)> {
    let (dx, dy) = (to.x - from.x, to.y - from.y);
    let (mut enter, mut leave) = (0.0f64, 1.0f64);
    let borders = [
        (-dx, from.x - clip.x),
        (dx, clip.right() - from.x),
        (-dy, from.y - clip.y),
        (dy, clip.bottom() - from.y),
    ];
    for (speed, distance) in borders {
        if speed == 0.0 {
            if distance < 0.0 {
                return None;
            }
        } else if speed < 0.0 {
            enter = enter.max(distance / speed);
        } else {
            leave = leave.min(distance / speed);
        }
    }
    let at = |t: f64| match t {
        0.0 => from,
        1.0 => to,
        _ => Point::new(from.x + t * dx, from.y + t * dy),
    };
    (enter <= leave).then(|| (at(enter), at(leave)))
}

/// Sutherland and Hodgman's clipping of a polygon by each side of a rectangle in turn.
pub fn clip_polygon(ring: &[Point], clip: Rect) -> Vec<Point> {
    (0..4).fold(ring.to_vec(), |ring, side| {
        let depth = |p: Point| match side {
            0 => p.x - clip.x,
            1 => clip.right() - p.x,
            2 => p.y - clip.y,
            _ => clip.bottom() - p.y,
        };
        let mut out = Vec::with_capacity(ring.len() + 2);
        for (i, &to) in ring.iter().enumerate() {
            let from = ring[(i + ring.len() - 1) % ring.len()];
            let (a, b) = (depth(from), depth(to));
            if (a < 0.0) != (b < 0.0) {
                let t = a / (a - b);
                out.push(Point::new(from.x + t * (to.x - from.x), from.y + t * (to.y - from.y)));
            }
            if b >= 0.0 {
                out.push(to);
            }
        }
        out
    })
}

/// Rings as single polygons: one that turns the other way and lies inside another is joined to it by a seam.
fn join_holes(rings: &[Vec<Point>]) -> Vec<Vec<Point>> {
    let area = |ring: &[Point]| -> f64 {
        ring.iter().zip(ring.iter().cycle().skip(1)).map(|(a, b)| a.x * b.y - b.x * a.y).sum()
    };
    let mut order: Vec<(f64, &Vec<Point>)> =
        rings.iter().filter(|r| r.len() > 2).map(|r| (area(r), r)).collect();
    order.sort_by(|a, b| b.0.abs().total_cmp(&a.0.abs()));
    let mut shapes: Vec<(f64, Vec<Point>)> = Vec::new();
    for (own, ring) in order {
        let around = shapes
            .iter_mut()
            .find(|(outer, shape)| outer.signum() != own.signum() && contains(shape, ring[0]));
        match around {
            Some((_, shape)) => {
                let seam = shape[0];
                shape.push(seam);
                shape.extend(ring.iter().copied());
                shape.push(ring[0]);
                shape.push(seam);
            }
            None => shapes.push((own, ring.clone())),
        }
    }
    shapes.into_iter().map(|(_, shape)| shape).collect()
}

fn contains(ring: &[Point], point: Point) -> bool {
    ring.iter().zip(ring.iter().cycle().skip(1)).fold(false, |inside, (a, b)| {
        let crosses =
            (a.y > point.y) != (b.y > point.y) && point.x < (b.x - a.x) * (point.y - a.y) / (b.y - a.y) + a.x;
        inside != crosses
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::colour::Colour;
    use crate::scene::{Mark, Node, Text};
    use std::convert::Infallible;

    /// A backend of pixels, which is all plotters requires.
    struct Pixels {
        size: (u32, u32),
        ink: Vec<u8>,
    }

    impl DrawingBackend for Pixels {
        type ErrorType = Infallible;

        fn get_size(&self) -> (u32, u32) {
            self.size
        }

        fn ensure_prepared(&mut self) -> Result<(), DrawingErrorKind<Infallible>> {
            Ok(())
        }

        fn present(&mut self) -> Result<(), DrawingErrorKind<Infallible>> {
            Ok(())
        }

        fn draw_pixel(
            &mut self,
            (x, y): BackendCoord,
            c: BackendColor,
        ) -> Result<(), DrawingErrorKind<Infallible>> {
            if (0..self.size.0 as i32).contains(&x) && (0..self.size.1 as i32).contains(&y) {
                self.ink[y as usize * self.size.0 as usize + x as usize] = 255 - c.rgb.0;
            }
            Ok(())
        }
    }

    fn inked(scene: &Scene) -> Vec<u8> {
        let (width, height) = (scene.width as u32, scene.height as u32);
        let mut pixels = Pixels { size: (width, height), ink: vec![0; (width * height) as usize] };
        draw(scene, &mut pixels, 1.0).expect("pixels do not fail");
        pixels.ink
    }

    #[test]
    fn clips_and_holes_hold() {
        let mut scene = Scene::new(40.0, 40.0);
        let ring = |a: f64, b: f64, turn: bool| {
            let mut ring = Rect { x: a, y: a, width: b - a, height: b - a }.corners().to_vec();
            if turn {
                ring.reverse();
            }
            ring
        };
        let rings = vec![ring(0.0, 40.0, false), ring(10.0, 20.0, true)];
        let polygon = Mark::Polygon { rings, rule: FillRule::Winding, paint: Paint::fill(Colour::BLACK) };
        scene.push(Node::Clip(Rect { x: 0.0, y: 0.0, width: 30.0, height: 40.0 }, vec![polygon.into()]));
        let ink = inked(&scene);
        assert_eq!(ink[5 * 40 + 5], 255);
        assert_eq!(ink[15 * 40 + 15], 0, "a hole");
        assert_eq!(ink[15 * 40 + 35], 0, "outside the clip");
    }

    #[test]
    fn text_is_drawn_at_any_angle() {
        let mut scene = Scene::new(60.0, 60.0);
        let mut text = Text::new(Point::new(30.0, 30.0), "HHHH");
        (text.angle, text.size) = (90.0, 12.0);
        scene.push(text);
        let ink = inked(&scene);
        let columns: Vec<usize> = (0..60).filter(|x| (0..60).any(|y| ink[y * 60 + x] > 0)).collect();
        assert!(columns.first() >= Some(&20) && columns.last() <= Some(&31), "{columns:?}");
        assert!((0..30).any(|y| ink[y * 60 + 25] > 0) && (32..60).all(|y| ink[y * 60 + 25] == 0));
    }

    #[test]
    fn plotters_own_svg_shows_the_scene_at_a_scale() {
        let mut scene = Scene::new(20.0, 10.0);
        let stroke = Stroke::new(Colour::rgb(255, 0, 0), 1.0);
        scene.push(Mark::Polyline { points: vec![Point::new(1.0, 1.0), Point::new(9.0, 4.5)], stroke });
        let mut text = String::new();
        let mut backend = plotters_svg::SVGBackend::with_string(&mut text, (80, 40));
        draw(&scene, &mut backend, 4.0).expect("text does not fail");
        drop(backend);
        assert!(text.contains("stroke=\"#FF0000\" stroke-width=\"4\" points=\"4,4 36,18 \""), "{text}");
    }

    #[test]
    fn a_line_through_a_corner() {
        let clip = Rect { x: 0.0, y: 0.0, width: 10.0, height: 10.0 };
        let line = [Point::new(-5.0, 5.0), Point::new(5.0, 5.0), Point::new(5.0, 20.0)];
        let parts = clip_line(&line, clip);
        assert_eq!(parts, [vec![Point::new(0.0, 5.0), Point::new(5.0, 5.0), Point::new(5.0, 10.0)]]);
    }
}
