//! Scenes as PDF: one page of vector paths, text as outlines of the embedded font.

use super::Canvas;
use crate::colour::Colour;
use crate::fonts::{Metrics, layout};
use crate::scene::{Cap, FillRule, Join, Paint, Point, Rect, Scene, Stroke};
use std::convert::Infallible;
use std::fmt::Write;

/// The scene as a PDF file.
pub fn write(scene: &Scene) -> Vec<u8> {
    let mut canvas = Pdf { height: scene.height, body: String::new(), opacities: Vec::new() };
    let Ok(()) = super::draw(scene, &mut canvas);
    canvas.finish(scene)
}

struct Pdf {
    height: f64,
    body: String,
    /// Opacities that are used, in 255ths.
    opacities: Vec<u8>,
}

impl Pdf {
    fn point(&self, p: Point) -> String {
        format!("{:.3} {:.3}", p.x, self.height - p.y)
    }

    fn path(&mut self, points: &[Point]) {
        for (i, p) in points.iter().enumerate() {
            let place = self.point(*p);
            let _ = writeln!(self.body, "{place} {}", if i == 0 { "m" } else { "l" });
        }
    }

    fn opacity(&mut self, colour: Colour) {
        if !self.opacities.contains(&colour.alpha) {
            self.opacities.push(colour.alpha);
        }
        let _ = writeln!(self.body, "/A{} gs", colour.alpha);
    }

    fn fill(&mut self, colour: Colour) {
        self.opacity(colour);
        let [r, g, b] = colour.to_unit();
        let _ = writeln!(self.body, "{r:.4} {g:.4} {b:.4} rg");
    }

    fn stroke(&mut self, stroke: &Stroke) {
        self.opacity(stroke.colour);
        let [r, g, b] = stroke.colour.to_unit();
        let cap = match stroke.cap {
            Cap::Butt => 0,
            Cap::Round => 1,
            Cap::Square => 2,
        };
        let join = match stroke.join {
            Join::Mitre => 0,
            Join::Round => 1,
            Join::Bevel => 2,
        };
        let dash: Vec<String> = stroke.dash.0.iter().map(|d| format!("{d:.3}")).collect();
        let _ = writeln!(
            self.body,
            "{r:.4} {g:.4} {b:.4} RG {:.3} w {cap} J {join} j {:.2} M [{}] 0 d",
            stroke.width,
            stroke.mitre.max(1.0),
            dash.join(" ")
        );
    }

    fn finish(self, scene: &Scene) -> Vec<u8> {
        let states: Vec<String> = self
            .opacities
            .iter()
            .map(|a| format!("/A{a} << /ca {o:.4} /CA {o:.4} >>", o = f64::from(*a) / 255.0))
            .collect();
        let objects = [
            "<< /Type /Catalog /Pages 2 0 R >>".to_string(),
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_string(),
            format!(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {:.2} {:.2}] /Contents 4 0 R \
                 /Resources << /ExtGState << {} >> >> >>",
                scene.width,
                scene.height,
                states.join(" ")
            ),
            format!("<< /Length {} >>\nstream\n{}endstream", self.body.len(), self.body),
        ];
        let mut out = String::from("%PDF-1.4\n");
        let mut places = Vec::new();
        for (i, object) in objects.iter().enumerate() {
            places.push(out.len());
            let _ = write!(out, "{} 0 obj\n{object}\nendobj\n", i + 1);
        }
        let start = out.len();
        let _ = write!(out, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
        for place in places {
            let _ = writeln!(out, "{place:010} 00000 n ");
        }
        let _ = write!(
            out,
            "trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n",
            objects.len() + 1
        );
        out.into_bytes()
    }
}

impl Canvas for Pdf {
    type Error = Infallible;

    fn metrics(&self) -> &dyn Metrics {
        layout()
    }

    fn push_clip(&mut self, rect: Rect) -> Result<(), Infallible> {
        let bottom = self.height - rect.bottom();
        let _ =
            writeln!(self.body, "q {:.3} {bottom:.3} {:.3} {:.3} re W n", rect.x, rect.width, rect.height);
        Ok(())
    }

    fn pop_clip(&mut self) -> Result<(), Infallible> {
        self.body.push_str("Q\n");
        Ok(())
    }

    fn polyline(&mut self, points: &[Point], stroke: &Stroke) -> Result<(), Infallible> {
        self.stroke(stroke);
        self.path(points);
        self.body.push_str("S\n");
        Ok(())
    }

    fn polygon(&mut self, rings: &[Vec<Point>], rule: FillRule, paint: &Paint) -> Result<(), Infallible> {
        // Filled and stroked one after the other: the opacities may differ.
        if let Some(colour) = paint.visible_fill() {
            self.fill(colour);
            rings.iter().for_each(|ring| {
                self.path(ring);
                self.body.push_str("h\n");
            });
            self.body.push_str(if rule == FillRule::EvenOdd { "f*\n" } else { "f\n" });
        }
        if let Some(stroke) = paint.visible_stroke() {
            self.stroke(stroke);
            rings.iter().for_each(|ring| {
                self.path(ring);
                self.body.push_str("h\n");
            });
            self.body.push_str("S\n");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::{Mark, Text};

    #[test]
    fn a_page_of_paths() {
        let mut scene = Scene::new(72.0, 36.0);
        let line = Stroke::from_lwd(Colour::BLACK.with_alpha(0.5), 1.0);
        scene.push(Mark::Polyline {
            points: vec![Point::new(0.0, 0.0), Point::new(72.0, 36.0)],
            stroke: line,
        });
        scene.push(Text::new(Point::new(10.0, 20.0), "A"));
        let file = String::from_utf8(write(&scene)).expect("all that is written is ASCII");
        assert!(file.starts_with("%PDF-1.4"));
        for part in
            ["/MediaBox [0 0 72.00 36.00]", "/A128 << /ca 0.5020", "0.000 36.000 m\n72.000 0.000 l\nS", "f\n"]
        {
            assert!(file.contains(part), "{part}");
        }
    }
}
