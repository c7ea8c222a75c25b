//! The page of base plots: the plot region with its margins, user coordinates, and marks on it.

use crate::grdevices::Device;
use raglan_engine::eval::{Eval, Event, Session, fail};
use raglan_engine::results::{Column, Data, Field};
use raglan_graphics::colour::Colour;
use raglan_graphics::drawing::Drawing;
use raglan_graphics::fonts::Face;
use raglan_graphics::scene::{Cap, Mark, Node, Point, Rect, Scene, Stroke, Text};
use std::rc::Rc;

/// A line of margin in points: the font size of 12 by R's line spacing of 1.2.
pub const LINE: f64 = 14.4;

/// The graphical parameters.
#[derive(Clone, Debug)]
pub struct Parameters {
    /// Lines of margin below, left, above, right.
    pub mar: [f64; 4],
    /// Magnification of text and symbols.
    pub cex: f64,
    /// Plotting symbol.
    pub pch: f64,
    /// Line width.
    pub lwd: f64,
    /// Axis labels: 0 along the axis, 1 always upright.
    pub las: f64,
}

impl Default for Parameters {
    fn default() -> Self {
        Self { mar: [5.1, 4.1, 4.1, 2.1], cex: 1.0, pch: 1.0, lwd: 1.0, las: 0.0 }
    }
}

/// The page being drawn on.
#[derive(Default)]
pub struct Page {
    /// Parameters set by `par()`.
    pub parameters: Parameters,
    plot: Option<Plot>,
}

/// A started plot.
#[derive(Clone)]
pub struct Plot {
    scene: Scene,
    /// The plot region.
    pub rect: Rect,
    /// User coordinates of its sides: left, right, bottom, top.
    pub usr: [f64; 4],
    parts: Vec<Field>,
}

impl Plot {
    /// The place of a pair of user coordinates.
    pub fn at(&self, x: f64, y: f64) -> Point {
        let [left, right, low, high] = self.usr;
        Point::new(
            self.rect.x + (x - left) / (right - left) * self.rect.width,
            self.rect.bottom() - (y - low) / (high - low) * self.rect.height,
        )
    }

    /// Draws marks inside the plot region only.
    pub fn inside(&mut self, nodes: Vec<Node>) {
        self.scene.push(Node::Clip(self.rect, nodes));
    }

    /// Draws a mark anywhere.
    pub fn outside(&mut self, node: impl Into<Node>) {
        self.scene.push(node);
    }

    /// Notes what was drawn.
    pub fn note(&mut self, kind: &str, x: &[f64], y: &[f64]) {
        let column = |v: &[f64]| {
            let numbers = v.iter().map(|v| (!v.is_nan()).then_some(*v)).collect();
            Data::Vector(Column { of: "double".into(), numbers, ..Column::default() })
        };
        let fields =
            vec![Field { name: "x".into(), value: column(x) }, Field { name: "y".into(), value: column(y) }];
        self.parts
            .push(Field { name: kind.into(), value: Data::Object { class: vec![kind.into()], fields } });
    }
}

/// Starts a plot whose axes hold these ranges, widened by 4 percent on each side.
pub fn start(session: &mut Session, x: (f64, f64), y: (f64, f64)) -> Eval<()> {
    for (low, high, name) in [(x.0, x.1, "xlim"), (y.0, y.1, "ylim")] {
        if !low.is_finite() || !high.is_finite() {
            return fail(format!("need finite '{name}' values"));
        }
    }
    let device = session.state::<Device>();
    let (width, height) = (device.width * 72.0, device.height * 72.0);
    let page = session.state::<Page>();
    let [below, left, above, right] = page.parameters.mar.map(|m| m * LINE);
    let rect = Rect { x: left, y: above, width: width - left - right, height: height - below - above };
    if rect.width <= 0.0 || rect.height <= 0.0 {
        return fail("figure margins too large");
    }
    let widen = |(low, high): (f64, f64)| {
        let (low, high) = if low == high {
            (low - 0.4 * low.abs().max(1.0), high + 0.4 * high.abs().max(1.0))
        } else {
            (low, high)
        };
        (low - 0.04 * (high - low), high + 0.04 * (high - low))
    };
    let (x, y) = (widen(x), widen(y));
    page.plot =
        Some(Plot { scene: Scene::new(width, height), rect, usr: [x.0, x.1, y.0, y.1], parts: Vec::new() });
    Ok(())
}

/// Draws on the page and shows it; `adds` for what goes onto a plot that was shown.
pub fn draw(
    session: &mut Session,
    adds: bool,
    run: impl FnOnce(&mut Plot, &Parameters) -> Eval<()>,
) -> Eval<()> {
    let page = session.state::<Page>();
    let parameters = page.parameters.clone();
    let Some(mut plot) = page.plot.take() else { return fail("plot.new has not been called yet") };
    let result = run(&mut plot, &parameters);
    page.plot = Some(plot.clone());
    result?;
    let data = Data::Object { class: vec!["plot".into()], fields: plot.parts.clone() };
    let drawing = Drawing { scene: plot.scene, data, alt: String::new(), adds };
    session.output.show(Event::Drawing(Rc::new(drawing)));
    Ok(())
}

/// A line with R's round ends.
pub fn pen(colour: Colour, lwd: f64, lty: &raglan_graphics::dash::Lty) -> Stroke {
    Stroke::from_lwd(colour, lwd).dashed(lty).cap(Cap::Round)
}

/// Text in the margin, centred.
pub fn margin_text(at: Point, label: &str, angle: f64, cex: f64, face: Face) -> Node {
    let text = Text { size: 12.0 * cex, angle, hjust: 0.5, face, ..Text::new(at, label) };
    Node::Mark(Mark::Text(text))
}
