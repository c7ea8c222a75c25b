//! Drawing a scene: one trait, and what implements it.
//!
//! [`Canvas`] is a drawing layer with what figures need. plotters' own layer (`plotters_backend::DrawingBackend`)
//! has whole pixels for coordinates and neither text at any angle, clips, dashes, line caps nor gradients, so:
//!
//! - [`svg`] writes SVG itself, with two decimals and text that stays text;
//! - [`plotters`] draws on any plotters backend (bitmaps, canvases, windows) at a chosen scale: what the layer
//!   lacks is reduced to what it has, lines and filled polygons, by the default methods of this trait;
//! - [`pdf`] writes a page of paths;
//! - `bitmap` (feature `png`) fills the same polygons with antialiasing and encodes PNG.

#[cfg(feature = "png")]
pub mod bitmap;
pub mod pdf;
pub mod plotters;
pub mod reduce;
pub mod svg;

use super::fonts::Metrics;
use super::scene::{FillRule, Gradient, Mark, Node, Paint, Point, Raster, Rect, Scene, Stroke, Text};

/// Somewhere to draw, in points from the top left.
pub trait Canvas {
    /// What can go wrong.
    type Error;

    /// Until the matching [`Canvas::pop_clip`], only what is inside the rectangle is drawn; clips nest.
    fn push_clip(&mut self, rect: Rect) -> Result<(), Self::Error>;

    /// Ends the innermost clip.
    fn pop_clip(&mut self) -> Result<(), Self::Error>;

    /// A connected line; dashes, caps and joins as the stroke says.
    fn polyline(&mut self, points: &[Point], stroke: &Stroke) -> Result<(), Self::Error>;

    /// Closed rings.
    fn polygon(&mut self, rings: &[Vec<Point>], rule: FillRule, paint: &Paint) -> Result<(), Self::Error>;

    /// What layout measured text with.
    fn metrics(&self) -> &dyn Metrics;

    /// A named part starts.
    fn begin_group(&mut self, _name: &str) -> Result<(), Self::Error> {
        Ok(())
    }

    /// The innermost part ends.
    fn end_group(&mut self) -> Result<(), Self::Error> {
        Ok(())
    }

    /// Separate lines.
    fn segments(&mut self, ends: &[[Point; 2]], stroke: &Stroke) -> Result<(), Self::Error> {
        ends.iter().try_for_each(|pair| self.polyline(pair, stroke))
    }

    /// An upright rectangle.
    fn rect(&mut self, rect: Rect, paint: &Paint) -> Result<(), Self::Error> {
        self.polygon(&[rect.corners().to_vec()], FillRule::Winding, paint)
    }

    /// A circle.
    fn circle(&mut self, centre: Point, radius: f64, paint: &Paint) -> Result<(), Self::Error> {
        self.polygon(&[reduce::circle(centre, radius)], FillRule::Winding, paint)
    }

    /// Text, as the outlines of the embedded font.
    fn text(&mut self, text: &Text) -> Result<(), Self::Error> {
        let rings = reduce::text(text, self.metrics());
        self.polygon(&rings, FillRule::Winding, &Paint::fill(text.colour))
    }

    /// Cells of colour.
    fn raster(&mut self, raster: &Raster) -> Result<(), Self::Error> {
        reduce::raster(raster)
            .into_iter()
            .try_for_each(|(rect, colour)| self.rect(rect, &Paint::fill(colour)))
    }

    /// A colour that changes.
    fn gradient(&mut self, gradient: &Gradient) -> Result<(), Self::Error> {
        reduce::gradient(gradient)
            .into_iter()
            .try_for_each(|(rect, colour)| self.rect(rect, &Paint::fill(colour)))
    }
}

/// Draws a scene from back to front.
pub fn draw<C: Canvas>(scene: &Scene, canvas: &mut C) -> Result<(), C::Error> {
    if let Some(colour) = scene.background {
        let page = Rect { x: 0.0, y: 0.0, width: scene.width, height: scene.height };
        canvas.rect(page, &Paint::fill(colour))?;
    }
    draw_nodes(&scene.nodes, canvas)
}

fn draw_nodes<C: Canvas>(nodes: &[Node], canvas: &mut C) -> Result<(), C::Error> {
    for node in nodes {
        match node {
            Node::Mark(mark) => draw_mark(mark, canvas)?,
            Node::Clip(rect, inside) => {
                canvas.push_clip(*rect)?;
                draw_nodes(inside, canvas)?;
                canvas.pop_clip()?;
            }
            Node::Group(name, inside) => {
                canvas.begin_group(name)?;
                draw_nodes(inside, canvas)?;
                canvas.end_group()?;
            }
        }
    }
    Ok(())
}

/// Draws a mark unless nothing of it would be seen.
fn draw_mark<C: Canvas>(mark: &Mark, canvas: &mut C) -> Result<(), C::Error> {
    let seen = |paint: &Paint| paint.visible_fill().is_some() || paint.visible_stroke().is_some();
    match mark {
        Mark::Polyline { points, stroke } if stroke.is_visible() && points.len() > 1 => {
            canvas.polyline(points, stroke)
        }
        Mark::Segments { ends, stroke } if stroke.is_visible() => canvas.segments(ends, stroke),
        Mark::Polygon { rings, rule, paint } if seen(paint) => canvas.polygon(rings, *rule, paint),
        Mark::Rect { rect, paint } if seen(paint) => canvas.rect(*rect, paint),
        Mark::Circle { centre, radius, paint } if seen(paint) => canvas.circle(*centre, *radius, paint),
        Mark::Text(text) if !text.colour.is_transparent() && !text.label.is_empty() => canvas.text(text),
        Mark::Raster(raster) => canvas.raster(raster),
        Mark::Gradient(gradient) => canvas.gradient(gradient),
        _ => Ok(()),
    }
}
