//! Scenes as PNG: antialiased polygons and strokes by tiny-skia, text as outlines of the embedded font.

use super::Canvas;
use crate::colour::Colour;
use crate::fonts::{Helvetica, Metrics};
use crate::scene::{Cap, FillRule, Join, Paint, Point, Rect, Scene, Stroke};
use std::fmt;
use tiny_skia as skia;

/// Why there is no picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BitmapError {
    /// The size in pixels is zero or more than memory.
    Size,
    /// The picture could not be encoded.
    Encoding(String),
}

impl fmt::Display for BitmapError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BitmapError::Size => f.write_str("the figure is empty or too large for a bitmap"),
            BitmapError::Encoding(why) => write!(f, "the bitmap could not be encoded: {why}"),
        }
    }
}

impl std::error::Error for BitmapError {}

/// The scene as a PNG of `dpi` pixels an inch.
pub fn png(scene: &Scene, dpi: f64) -> Result<Vec<u8>, BitmapError> {
    let scale = dpi / 72.0;
    let pixels = |length: f64| (length * scale).round() as u32;
    let (width, height) = (pixels(scene.width), pixels(scene.height));
    let pixmap = skia::Pixmap::new(width, height).ok_or(BitmapError::Size)?;
    let page = Rect { x: 0.0, y: 0.0, width: scene.width, height: scene.height };
    let mut bitmap = Bitmap { pixmap, scale, clips: vec![page], mask: None };
    super::draw(scene, &mut bitmap)?;
    bitmap.pixmap.encode_png().map_err(|e| BitmapError::Encoding(e.to_string()))
}

struct Bitmap {
    pixmap: skia::Pixmap,
    scale: f64,
    /// The clips that hold, each inside the one before; the page is the first.
    clips: Vec<Rect>,
    /// The innermost clip as coverage; none for the page.
    mask: Option<skia::Mask>,
}

impl Bitmap {
    fn transform(&self) -> skia::Transform {
        let scale = self.scale as f32;
        skia::Transform::from_scale(scale, scale)
    }

    fn clip_to_last(&mut self) -> Result<(), BitmapError> {
        self.mask = None;
        if let [_, .., clip] = self.clips[..] {
            let mut mask =
                skia::Mask::new(self.pixmap.width(), self.pixmap.height()).ok_or(BitmapError::Size)?;
            if let Some(path) = path(&[clip.corners().to_vec()], true) {
                mask.fill_path(&path, skia::FillRule::Winding, true, self.transform());
            }
            self.mask = Some(mask);
        }
        Ok(())
    }

    fn fill(&mut self, rings: &[Vec<Point>], rule: FillRule, colour: Colour, smooth: bool) {
        let rule = match rule {
            FillRule::Winding => skia::FillRule::Winding,
            FillRule::EvenOdd => skia::FillRule::EvenOdd,
        };
        if let Some(path) = path(rings, true) {
            let mut paint = ink(colour);
            paint.anti_alias = smooth;
            self.pixmap.fill_path(&path, &paint, rule, self.transform(), self.mask.as_ref());
        }
    }

    fn line(&mut self, rings: &[Vec<Point>], closed: bool, stroke: &Stroke) {
        let dashes: Vec<f32> = stroke.dash.0.iter().map(|d| *d as f32).collect();
        let even = if dashes.len() % 2 == 1 { [&dashes[..], &dashes[..]].concat() } else { dashes };
        let look = skia::Stroke {
            width: stroke.width as f32,
            miter_limit: stroke.mitre as f32,
            line_cap: match stroke.cap {
                Cap::Butt => skia::LineCap::Butt,
                Cap::Round => skia::LineCap::Round,
                Cap::Square => skia::LineCap::Square,
            },
            line_join: match stroke.join {
                Join::Round => skia::LineJoin::Round,
                Join::Mitre => skia::LineJoin::Miter,
                Join::Bevel => skia::LineJoin::Bevel,
            },
            dash: skia::StrokeDash::new(even, 0.0),
        };
        if let Some(path) = path(rings, closed) {
            let transform = self.transform();
            self.pixmap.stroke_path(&path, &ink(stroke.colour), &look, transform, self.mask.as_ref());
        }
    }
}

fn ink(colour: Colour) -> skia::Paint<'static> {
    let mut paint = skia::Paint::default();
    paint.set_color_rgba8(colour.red, colour.green, colour.blue, colour.alpha);
    paint
}

fn path(rings: &[Vec<Point>], closed: bool) -> Option<skia::Path> {
    let mut builder = skia::PathBuilder::new();
    for ring in rings {
        for (i, point) in ring.iter().enumerate() {
            let (x, y) = (point.x as f32, point.y as f32);
            if i == 0 { builder.move_to(x, y) } else { builder.line_to(x, y) }
        }
        if closed {
            builder.close();
        }
    }
    builder.finish()
}

impl Canvas for Bitmap {
    type Error = BitmapError;

    fn metrics(&self) -> &dyn Metrics {
        &Helvetica
    }

    fn push_clip(&mut self, rect: Rect) -> Result<(), BitmapError> {
        let inside = self.clips.last().map_or(rect, |clip| clip.intersect(&rect));
        self.clips.push(inside);
        self.clip_to_last()
    }

    fn pop_clip(&mut self) -> Result<(), BitmapError> {
        self.clips.pop();
        self.clip_to_last()
    }

    fn polyline(&mut self, points: &[Point], stroke: &Stroke) -> Result<(), BitmapError> {
        self.line(&[points.to_vec()], false, stroke);
        Ok(())
    }

    fn polygon(&mut self, rings: &[Vec<Point>], rule: FillRule, paint: &Paint) -> Result<(), BitmapError> {
        if let Some(colour) = paint.visible_fill() {
            self.fill(rings, rule, colour, true);
        }
        if let Some(stroke) = paint.visible_stroke() {
            self.line(rings, true, stroke);
        }
        Ok(())
    }

    fn raster(&mut self, raster: &crate::scene::Raster) -> Result<(), BitmapError> {
        // Without antialiasing neighbouring cells leave no seam.
        for (rect, colour) in super::reduce::raster(raster) {
            self.fill(&[rect.corners().to_vec()], FillRule::Winding, colour, false);
        }
        Ok(())
    }

    fn gradient(&mut self, gradient: &crate::scene::Gradient) -> Result<(), BitmapError> {
        for (rect, colour) in super::reduce::gradient(gradient) {
            self.fill(&[rect.corners().to_vec()], FillRule::Winding, colour, false);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::{Mark, Node, Text};

    #[test]
    fn a_png_of_the_asked_size_with_ink_inside_the_clip() {
        let mut scene = Scene::new(72.0, 36.0);
        let circle =
            Mark::Circle { centre: Point::new(36.0, 18.0), radius: 15.0, paint: Paint::fill(Colour::BLACK) };
        scene.push(Node::Clip(Rect { x: 0.0, y: 0.0, width: 36.0, height: 36.0 }, vec![circle.into()]));
        scene.push(Text::new(Point::new(50.0, 20.0), "H"));
        let data = png(&scene, 144.0).expect("drawn");
        let picture = skia::Pixmap::decode_png(&data).expect("a PNG");
        assert_eq!((picture.width(), picture.height()), (144, 72));
        let red = |x: u32, y: u32| picture.pixel(x, y).map(|p| p.red());
        assert_eq!((red(60, 36), red(80, 36)), (Some(0), Some(255)));
        assert_eq!(png(&Scene::new(0.0, 1.0), 72.0), Err(BitmapError::Size));
    }
}
