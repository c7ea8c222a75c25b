//! Scenes as SVG: coordinates with two decimals, text that stays text, one self-contained element.
//!
//! Marks of one look that follow each other share a group that states it. Every identifier starts with a prefix
//! of the caller's, so that several figures can stand in one HTML page. Text carries the length it was measured
//! with (`textLength`), so that another font of the reader's takes the same room.

use super::Canvas;
use super::reduce::{self, lines, place};
use crate::colour::Colour;
use crate::fonts::{Metrics, layout};
use crate::scene::{Cap, FillRule, Gradient, Join, Paint, Point, Raster, Rect, Scene, Stroke, Text};
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::fmt::Write;

/// Fonts asked for, by preference; all have Helvetica's widths, up to the last resort.
pub const FONT_FAMILY: &str = "Helvetica, Arial, 'Liberation Sans', sans-serif";

/// The scene as an SVG element measured with [`layout`]'s metrics; `prefix` starts its identifiers.
pub fn write(scene: &Scene, prefix: &str) -> String {
    write_with(scene, prefix, layout())
}

/// The scene as an SVG element, its texts as long as these metrics say.
pub fn write_with(scene: &Scene, prefix: &str, metrics: &dyn Metrics) -> String {
    let mut canvas = Svg::new(prefix, metrics);
    let Ok(()) = super::draw(scene, &mut canvas);
    canvas.finish(scene)
}

/// One element without its look: what stands before the look, and what after.
struct Element {
    start: String,
    end: String,
}

struct Svg<'m> {
    prefix: &'m str,
    metrics: &'m dyn Metrics,
    /// What is referred to by identifier, by its text.
    definitions: BTreeMap<String, usize>,
    /// Definitions in the order of their first use.
    defs: String,
    body: String,
    /// Elements of one look that are not written yet.
    run: Vec<Element>,
    look: String,
}

impl<'m> Svg<'m> {
    fn new(prefix: &'m str, metrics: &'m dyn Metrics) -> Svg<'m> {
        Svg {
            prefix,
            metrics,
            definitions: BTreeMap::new(),
            defs: String::new(),
            body: String::new(),
            run: Vec::new(),
            look: String::new(),
        }
    }

    fn element(&mut self, start: String, look: String) {
        self.element_around(start, look, "/>".into());
    }

    fn element_around(&mut self, start: String, look: String, end: String) {
        if look != self.look {
            self.flush();
            self.look = look;
        }
        self.run.push(Element { start, end });
    }

    /// Writes the elements of one look: in a group that states it, if there are several.
    fn flush(&mut self) {
        let look = std::mem::take(&mut self.look);
        let shared = self.run.len() > 1 && !look.is_empty();
        if shared {
            self.body.push_str(&format!("<g{look}>\n"));
        }
        for element in self.run.drain(..) {
            self.body.push_str(&element.start);
            if !shared {
                self.body.push_str(&look);
            }
            self.body.push_str(&element.end);
            self.body.push('\n');
        }
        if shared {
            self.body.push_str("</g>\n");
        }
    }

    /// The identifier of a definition, which is written once: `tag`, its attributes, and what is inside.
    fn define(&mut self, tag: &str, attributes: &str, inside: &str) -> String {
        let key = format!("<{tag}{attributes}>{inside}");
        let next = self.definitions.len() + 1;
        let number = *self.definitions.entry(key).or_insert(next);
        let id = format!("{}-{number}", self.prefix);
        if number == next {
            self.defs.push_str(&format!("<{tag} id=\"{id}\"{attributes}>{inside}</{tag}>\n"));
        }
        id
    }

    fn finish(mut self, scene: &Scene) -> String {
        self.flush();
        let (width, height) = (decimal(scene.width), decimal(scene.height));
        let mut out = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}pt\" height=\"{height}pt\" \
             viewBox=\"0 0 {width} {height}\" role=\"img\""
        );
        let mut labels = String::new();
        let mut ids: Vec<String> = Vec::new();
        for (tag, text) in [("title", &scene.title), ("desc", &scene.description)] {
            if let Some(text) = text {
                let id = format!("{}-{tag}", self.prefix);
                labels.push_str(&format!("<{tag} id=\"{id}\">{}</{tag}>\n", escape(text)));
                ids.push(id);
            }
        }
        if !ids.is_empty() {
            out.push_str(&format!(" aria-labelledby=\"{}\"", ids.join(" ")));
        }
        out.push_str(&format!(" font-family=\"{FONT_FAMILY}\" fill=\"none\" stroke-linejoin=\"round\""));
        out.push_str(" stroke-miterlimit=\"10\">\n");
        out.push_str(&labels);
        if !self.defs.is_empty() {
            out.push_str(&format!("<defs>\n{}</defs>\n", self.defs));
        }
        out.push_str(&self.body);
        out.push_str("</svg>\n");
        out
    }
}

impl Canvas for Svg<'_> {
    type Error = Infallible;

    fn metrics(&self) -> &dyn Metrics {
        self.metrics
    }

    fn push_clip(&mut self, rect: Rect) -> Result<(), Infallible> {
        self.flush();
        let id = self.define("clipPath", "", &format!("<rect{}/>", box_of(rect)));
        self.body.push_str(&format!("<g clip-path=\"url(#{id})\">\n"));
        Ok(())
    }

    fn pop_clip(&mut self) -> Result<(), Infallible> {
        self.end_group()
    }

    fn begin_group(&mut self, name: &str) -> Result<(), Infallible> {
        self.flush();
        self.body.push_str(&format!("<g class=\"{}\">\n", escape(name)));
        Ok(())
    }

    fn end_group(&mut self) -> Result<(), Infallible> {
        self.flush();
        self.body.push_str("</g>\n");
        Ok(())
    }

    fn polyline(&mut self, points: &[Point], stroke: &Stroke) -> Result<(), Infallible> {
        let start = match points {
            [a, b] => line(*a, *b),
            _ => format!("<polyline points=\"{}\"", coordinates(points)),
        };
        self.element(start, stroke_look(stroke));
        Ok(())
    }

    fn polygon(&mut self, rings: &[Vec<Point>], rule: FillRule, paint: &Paint) -> Result<(), Infallible> {
        let mut look = paint_look(paint);
        let start = match rings {
            [] => return Ok(()),
            [ring] => format!("<polygon points=\"{}\"", coordinates(ring)),
            _ => {
                let paths: Vec<String> = rings.iter().map(|r| format!("M{}Z", coordinates(r))).collect();
                format!("<path d=\"{}\"", paths.concat())
            }
        };
        if rule == FillRule::EvenOdd && paint.visible_fill().is_some() {
            look.push_str(" fill-rule=\"evenodd\"");
        }
        self.element(start, look);
        Ok(())
    }

    fn segments(&mut self, ends: &[[Point; 2]], stroke: &Stroke) -> Result<(), Infallible> {
        let paths: Vec<String> = ends.iter().map(|pair| format!("M{}", coordinates(pair))).collect();
        self.element(format!("<path d=\"{}\"", paths.concat()), stroke_look(stroke));
        Ok(())
    }

    fn rect(&mut self, rect: Rect, paint: &Paint) -> Result<(), Infallible> {
        self.element(format!("<rect{}", box_of(rect)), paint_look(paint));
        Ok(())
    }

    fn circle(&mut self, centre: Point, radius: f64, paint: &Paint) -> Result<(), Infallible> {
        let [x, y, r] = [centre.x, centre.y, radius].map(decimal);
        self.element(format!("<circle cx=\"{x}\" cy=\"{y}\" r=\"{r}\""), paint_look(paint));
        Ok(())
    }

    fn text(&mut self, text: &Text) -> Result<(), Infallible> {
        let mut look = format!(" font-size=\"{}\"", decimal(text.size));
        look.push_str(&colour_look("fill", text.colour));
        let anchor = match text.hjust {
            0.5 => Some("middle"),
            1.0 => Some("end"),
            _ => None,
        };
        if let Some(anchor) = anchor {
            look.push_str(&format!(" text-anchor=\"{anchor}\""));
        }
        if text.face.is_bold() {
            look.push_str(" font-weight=\"bold\"");
        }
        if text.face.is_italic() {
            look.push_str(" font-style=\"italic\"");
        }
        for line in lines(text, self.metrics).into_iter().filter(|line| !line.label.is_empty()) {
            let shift = if anchor.is_some() { text.hjust * line.width } else { 0.0 };
            let at = place(text, Point::new(line.start.x + shift, line.start.y));
            let mut start = "<text".to_owned();
            let [x, y] = [at.x, at.y].map(decimal);
            match text.angle.rem_euclid(360.0) {
                0.0 => start.push_str(&format!(" x=\"{x}\" y=\"{y}\"")),
                _ => {
                    let angle = decimal(-text.angle);
                    start.push_str(&format!(" transform=\"translate({x},{y}) rotate({angle})\""));
                }
            }
            let length = decimal(line.width);
            start.push_str(&format!(" textLength=\"{length}\" lengthAdjust=\"spacingAndGlyphs\""));
            if line.label.contains("  ") || line.label.trim() != line.label {
                start.push_str(" style=\"white-space:pre\" xml:space=\"preserve\"");
            }
            self.element_around(start, look.clone(), format!(">{}</text>", escape(line.label)));
        }
        Ok(())
    }

    fn raster(&mut self, raster: &Raster) -> Result<(), Infallible> {
        let rows = raster.cells.len().checked_div(raster.columns).unwrap_or(0);
        if raster.interpolate && (rows == 1 || raster.columns == 1) {
            return self.gradient(&as_gradient(raster));
        }
        for (rect, colour) in reduce::raster(raster) {
            let look = format!("{} shape-rendering=\"crispEdges\"", colour_look("fill", colour));
            self.element(format!("<rect{}", box_of(rect)), look);
        }
        Ok(())
    }

    fn gradient(&mut self, gradient: &Gradient) -> Result<(), Infallible> {
        let stops: Vec<String> = gradient
            .stops
            .iter()
            .map(|(at, colour)| {
                format!("<stop offset=\"{}\"{}/>", fraction(*at), colour_look("stop-color", *colour))
            })
            .collect();
        let direction =
            if gradient.upwards { " x1=\"0\" y1=\"1\" x2=\"0\" y2=\"0\"" } else { " x1=\"0\" x2=\"1\"" };
        let id = self.define("linearGradient", direction, &stops.concat());
        self.element(format!("<rect{}", box_of(gradient.rect)), format!(" fill=\"url(#{id})\""));
        Ok(())
    }
}

/// One row or column of interpolated cells: stops in the middles of the cells.
fn as_gradient(raster: &Raster) -> Gradient {
    let upwards = raster.columns == 1;
    let count = raster.cells.len() as f64;
    let mut stops: Vec<(f64, Colour)> =
        raster.cells.iter().enumerate().map(|(i, c)| ((i as f64 + 0.5) / count, *c)).collect();
    if upwards {
        stops.reverse();
        stops.iter_mut().for_each(|stop| stop.0 = 1.0 - stop.0);
    }
    Gradient { rect: raster.rect, upwards, stops }
}

fn line(a: Point, b: Point) -> String {
    let [x1, y1, x2, y2] = [a.x, a.y, b.x, b.y].map(decimal);
    format!("<line x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\"")
}

fn box_of(rect: Rect) -> String {
    let [x, y, width, height] = [rect.x, rect.y, rect.width, rect.height].map(decimal);
    format!(" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"")
}

fn coordinates(points: &[Point]) -> String {
    let mut out = String::with_capacity(points.len() * 14);
    for point in points {
        if !out.is_empty() {
            out.push(' ');
        }
        let _ = write!(out, "{},{}", decimal(point.x), decimal(point.y));
    }
    out
}

/// A number with at most two decimals.
pub fn decimal(value: f64) -> String {
    shorten(format!("{value:.2}"))
}

/// A number from 0 to 1 with at most four decimals.
fn fraction(value: f64) -> String {
    shorten(format!("{value:.4}"))
}

fn shorten(number: String) -> String {
    let short = number.trim_end_matches('0').trim_end_matches('.');
    if short == "-0" || short.is_empty() { "0".into() } else { short.into() }
}

/// An attribute for a colour, and one for its opacity where it is not opaque.
fn colour_look(attribute: &str, colour: Colour) -> String {
    let mut look = format!(" {attribute}=\"{}\"", colour.hex_rgb());
    if colour.alpha < 255 {
        let opacity = attribute.trim_end_matches("-color");
        look.push_str(&format!(" {opacity}-opacity=\"{}\"", decimal(colour.opacity())));
    }
    look
}

fn paint_look(paint: &Paint) -> String {
    let fill = paint.visible_fill().map(|c| colour_look("fill", c)).unwrap_or_default();
    let stroke = paint.visible_stroke().map(stroke_look).unwrap_or_default();
    fill + &stroke
}

/// What differs from the root element's look: butt ends, round joins, a mitre limit of 10.
fn stroke_look(stroke: &Stroke) -> String {
    let mut look = colour_look("stroke", stroke.colour);
    look.push_str(&format!(" stroke-width=\"{}\"", decimal(stroke.width)));
    if stroke.dash.is_dashed() {
        let dashes: Vec<String> = stroke.dash.0.iter().copied().map(decimal).collect();
        look.push_str(&format!(" stroke-dasharray=\"{}\"", dashes.join(",")));
    }
    look.push_str(match stroke.cap {
        Cap::Butt => "",
        Cap::Round => " stroke-linecap=\"round\"",
        Cap::Square => " stroke-linecap=\"square\"",
    });
    look.push_str(match stroke.join {
        Join::Round => "",
        Join::Mitre => " stroke-linejoin=\"miter\"",
        Join::Bevel => " stroke-linejoin=\"bevel\"",
    });
    if stroke.join == Join::Mitre && stroke.mitre != 10.0 {
        look.push_str(&format!(" stroke-miterlimit=\"{}\"", decimal(stroke.mitre)));
    }
    look
}

/// Text for XML; control characters, which XML does not allow, are left out.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' => out.push(' '),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dash::Lty;
    use crate::fonts::Face;
    use crate::scene::{Mark, Node};

    fn rect(x: f64, y: f64, width: f64, height: f64) -> Rect {
        Rect { x, y, width, height }
    }

    #[test]
    fn a_scene_of_every_mark() {
        let mut scene = Scene::new(100.0, 80.5);
        scene.title = Some("Tiles & lines".into());
        let thin = Stroke::from_lwd(Colour::from_u32(0xEBEBEB), 1.0);
        let tile =
            |x: f64, fill: Colour| Mark::Rect { rect: rect(x, 0.0, 10.0, 10.0), paint: Paint::fill(fill) };
        let red = Colour::rgb(255, 0, 0);
        let inside: Vec<Node> = vec![
            tile(0.0, red).into(),
            tile(10.0, red).into(),
            tile(20.0, Colour::BLACK.with_alpha(0.2)).into(),
            Mark::Polyline {
                points: vec![Point::new(0.0, 0.0), Point::new(9.999, 1.0 / 3.0)],
                stroke: thin.dashed(&Lty::Pattern(vec![4, 4])).cap(Cap::Round),
            }
            .into(),
        ];
        scene.push(Node::Clip(rect(5.0, 5.0, 90.0, 70.0), inside));
        let mut text = Text::new(Point::new(18.41, 40.0), "y < 1");
        (text.angle, text.hjust, text.face) = (90.0, 0.5, Face::Bold);
        scene.push(text);
        let stops = vec![(0.0, Colour::BLACK), (1.0, red)];
        scene.push(Mark::Gradient(Gradient { rect: rect(0.0, 0.0, 5.0, 5.0), upwards: true, stops }));
        let expected = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"100pt\" height=\"80.5pt\" \
viewBox=\"0 0 100 80.5\" role=\"img\" aria-labelledby=\"f1-title\" \
font-family=\"Helvetica, Arial, 'Liberation Sans', sans-serif\" fill=\"none\" stroke-linejoin=\"round\" \
stroke-miterlimit=\"10\">
<title id=\"f1-title\">Tiles &amp; lines</title>
<defs>
<clipPath id=\"f1-1\"><rect x=\"5\" y=\"5\" width=\"90\" height=\"70\"/></clipPath>
<linearGradient id=\"f1-2\" x1=\"0\" y1=\"1\" x2=\"0\" y2=\"0\"><stop offset=\"0\" stop-color=\"#000000\"/>\
<stop offset=\"1\" stop-color=\"#FF0000\"/></linearGradient>
</defs>
<rect x=\"0\" y=\"0\" width=\"100\" height=\"80.5\" fill=\"#FFFFFF\"/>
<g clip-path=\"url(#f1-1)\">
<g fill=\"#FF0000\">
<rect x=\"0\" y=\"0\" width=\"10\" height=\"10\"/>
<rect x=\"10\" y=\"0\" width=\"10\" height=\"10\"/>
</g>
<rect x=\"20\" y=\"0\" width=\"10\" height=\"10\" fill=\"#000000\" fill-opacity=\"0.2\"/>
<line x1=\"0\" y1=\"0\" x2=\"10\" y2=\"0.33\" stroke=\"#EBEBEB\" stroke-width=\"0.75\" \
stroke-dasharray=\"4,4\" stroke-linecap=\"round\"/>
</g>
<text transform=\"translate(18.41,40) rotate(-90)\" textLength=\"27.02\" \
lengthAdjust=\"spacingAndGlyphs\" font-size=\"12\" fill=\"#000000\" text-anchor=\"middle\" \
font-weight=\"bold\">y &lt; 1</text>
<rect x=\"0\" y=\"0\" width=\"5\" height=\"5\" fill=\"url(#f1-2)\"/>
</svg>
";
        assert_eq!(write(&scene, "f1"), expected);
    }

    #[test]
    fn numbers_are_short() {
        let shown: Vec<String> = [0.0, -0.001, 12.0, 0.5, 123.456, -7.1].map(decimal).to_vec();
        assert_eq!(shown, ["0", "0", "12", "0.5", "123.46", "-7.1"]);
    }
}
