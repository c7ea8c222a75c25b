//! The page of base plots: figures in rows and columns, the plot region of each, and user coordinates.

use super::parameters::Parameters;
use crate::grdevices::Device;
use raglan_engine::eval::{Eval, Event, Session, fail};
use raglan_engine::results::{Column, Data, Field};
use raglan_graphics::drawing::Drawing;
use raglan_graphics::scene::{Node, Point, Rect, Scene};
use std::rc::Rc;

/// A line of margin in points: the font size of 12 by R's line spacing of 1.2.
pub const LINE: f64 = 14.4;
/// Width that R's graphics take for a character of a font of 12 points.
pub const CHARACTER: f64 = 10.8;

/// How a page is divided: sizes of columns and rows, and the cells of each figure (first and last row, first and
/// last column).
#[derive(Clone)]
struct Grid {
    widths: Vec<f64>,
    heights: Vec<f64>,
    figures: Vec<[usize; 4]>,
}

impl Grid {
    fn of(rows: usize, columns: usize, down: bool) -> Grid {
        let cell = |i: usize| {
            let (r, c) = if down { (i % rows, i / rows) } else { (i / columns, i % columns) };
            [r, r, c, c]
        };
        Grid {
            widths: vec![1.0; columns],
            heights: vec![1.0; rows],
            figures: (0..rows * columns).map(cell).collect(),
        }
    }

    /// Text is smaller on pages of many figures.
    fn scale(&self) -> f64 {
        match (self.heights.len(), self.widths.len()) {
            (2, 2) => 0.83,
            (r, c) if r > 2 || c > 2 => 0.66,
            _ => 1.0,
        }
    }
}

/// The page being drawn on.
pub struct Page {
    /// Parameters set by `par()`.
    pub parameters: Parameters,
    grid: Grid,
    /// The figure drawn last.
    at: usize,
    sheet: Option<Sheet>,
}

impl Default for Page {
    fn default() -> Self {
        Page { parameters: Parameters::default(), grid: Grid::of(1, 1, false), at: 0, sheet: None }
    }
}

/// What is on the page.
#[derive(Clone)]
struct Sheet {
    scene: Scene,
    plot: Plot,
    parts: Vec<Field>,
    /// Nothing of this page was shown yet.
    fresh: bool,
}

/// A started plot.
#[derive(Clone, Debug)]
pub struct Plot {
    /// The figure: the plot region with its margins.
    pub figure: Rect,
    /// The plot region.
    pub rect: Rect,
    /// User coordinates of its sides: left, right, bottom, top; powers of ten where logarithmic.
    pub usr: [f64; 4],
    /// Whether x and y are logarithmic.
    pub log: [bool; 2],
    /// What text and margins are multiplied by on pages of many figures.
    pub scale: f64,
    /// The page inside its outer margins.
    pub page: Rect,
}

impl Plot {
    /// The place of a pair of user coordinates.
    pub fn at(&self, x: f64, y: f64) -> Point {
        let [left, right, low, high] = self.usr;
        let x = if self.log[0] { x.log10() } else { x };
        let y = if self.log[1] { y.log10() } else { y };
        Point::new(
            self.rect.x + (x - left) / (right - left) * self.rect.width,
            self.rect.bottom() - (y - low) / (high - low) * self.rect.height,
        )
    }

    /// Height of a line of margin.
    pub fn line(&self) -> f64 {
        LINE * self.scale
    }

    /// Width and height of a character in user coordinates.
    pub fn character(&self) -> [f64; 2] {
        let [left, right, low, high] = self.usr;
        [
            CHARACTER * self.scale / self.rect.width * (right - left),
            LINE * self.scale / self.rect.height * (high - low),
        ]
    }
}

/// Where a call draws.
pub struct Easel {
    /// The plot.
    pub plot: Plot,
    nodes: Vec<Node>,
    parts: Vec<Field>,
    clip: Option<Rect>,
}

impl Easel {
    /// Draws marks inside the plot region only, unless `xpd` says otherwise.
    pub fn inside(&mut self, nodes: Vec<Node>) {
        match self.clip {
            Some(rect) => self.nodes.push(Node::Clip(rect, nodes)),
            None => self.nodes.extend(nodes),
        }
    }

    /// Draws a mark anywhere.
    pub fn outside(&mut self, node: impl Into<Node>) {
        self.nodes.push(node.into());
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

impl Page {
    /// The plot on the page, if there is one.
    pub fn plot(&self) -> Option<&Plot> {
        self.sheet.as_ref().map(|s| &s.plot)
    }

    /// Divides pages into equal figures; the next plot starts a page.
    pub fn divide(&mut self, rows: usize, columns: usize, down: bool) {
        self.grid = Grid::of(rows, columns, down);
        self.at = usize::MAX;
        let both = raglan_engine::value::Value::doubles(vec![rows as f64, columns as f64]);
        self.parameters.put("mfrow", both.clone());
        self.parameters.put("mfcol", both);
        self.parameters.put("cex", raglan_engine::value::Value::double(self.grid.scale()));
    }

    /// Divides pages as `layout()` says.
    pub fn lay_out(&mut self, numbers: &[usize], rows: usize, widths: Vec<f64>, heights: Vec<f64>) -> usize {
        let most = numbers.iter().copied().max().unwrap_or(0);
        let mut figures = vec![[usize::MAX, 0, usize::MAX, 0]; most];
        for (i, number) in numbers.iter().enumerate().filter(|(_, n)| **n > 0) {
            let (r, c) = (i % rows, i / rows);
            let [top, bottom, left, right] = &mut figures[number - 1];
            (*top, *bottom) = ((*top).min(r), (*bottom).max(r));
            (*left, *right) = ((*left).min(c), (*right).max(c));
        }
        self.grid = Grid { widths, heights, figures };
        self.at = usize::MAX;
        self.parameters.put("cex", raglan_engine::value::Value::double(self.grid.scale()));
        most
    }

    /// Sets the user coordinates.
    pub fn set_usr(&mut self, usr: [f64; 4]) -> Eval<()> {
        match &mut self.sheet {
            Some(sheet) => {
                sheet.plot.usr = usr;
                Ok(())
            }
            None => fail("plot.new has not been called yet"),
        }
    }
}

/// Forgets the plot and parameters that were set: a new device.
pub fn new_device(session: &mut Session) {
    *session.state::<Page>() = Page::default();
}

/// Starts the next figure.
pub fn new_plot(session: &mut Session) -> Eval<()> {
    let device = session.state::<Device>();
    let (width, height) = (device.width * 72.0, device.height * 72.0);
    let page = session.state::<Page>();
    let over = page.parameters.number("new") == 1.0 && page.sheet.is_some();
    page.parameters.put("new", raglan_engine::value::Value::logical(false));
    let count = page.grid.figures.len();
    let next = if over { page.at.min(count - 1) } else { page.at.wrapping_add(1) };
    let turns = !over && (next >= count || next == 0 || page.sheet.is_none());
    page.at = if next >= count { 0 } else { next };
    // `cex` of `par()` already holds the scale of the grid: margins are measured without it.
    let scale = page.grid.scale();
    let line = LINE * scale * page.parameters.number("mex");
    let outer = page.parameters.four("oma").map(|m| m * line);
    let whole = Rect {
        x: outer[1],
        y: outer[2],
        width: width - outer[1] - outer[3],
        height: height - outer[0] - outer[2],
    };
    let [top, bottom, left, right] = page.grid.figures[page.at];
    let share = |sizes: &[f64], first: usize, last: usize| {
        let sum: f64 = sizes.iter().sum();
        let start: f64 = sizes[..first].iter().sum();
        let own: f64 = sizes[first..=last].iter().sum();
        (start / sum, own / sum)
    };
    let (x, w) = share(&page.grid.widths, left, right);
    let (y, h) = share(&page.grid.heights, top, bottom);
    let figure = Rect {
        x: whole.x + x * whole.width,
        y: whole.y + y * whole.height,
        width: w * whole.width,
        height: h * whole.height,
    };
    let [below, before, above, after] = page.parameters.four("mar").map(|m| m * line);
    let mut rect = Rect {
        x: figure.x + before,
        y: figure.y + above,
        width: figure.width - before - after,
        height: figure.height - below - above,
    };
    if rect.width <= 0.0 || rect.height <= 0.0 {
        return fail("figure margins too large");
    }
    if page.parameters.text("pty") == "s" {
        let side = rect.width.min(rect.height);
        rect = Rect {
            x: rect.x + (rect.width - side) / 2.0,
            y: rect.y + (rect.height - side) / 2.0,
            width: side,
            height: side,
        };
    }
    let plot = Plot { figure, rect, usr: [0.0, 1.0, 0.0, 1.0], log: [false; 2], scale, page: whole };
    match &mut page.sheet {
        Some(sheet) if !turns => sheet.plot = plot,
        _ => {
            let scene = Scene::new(width, height);
            page.sheet = Some(Sheet { scene, plot, parts: Vec::new(), fresh: true });
        }
    }
    Ok(())
}

/// Sets the ranges of the axes, widened by 4 percent on each side unless they are to be exact.
pub fn window(
    session: &mut Session,
    limits: [(f64, f64); 2],
    log: [bool; 2],
    asp: f64,
    exact: [bool; 2],
) -> Eval<()> {
    let page = session.state::<Page>();
    let Some(sheet) = &mut page.sheet else { return fail("plot.new has not been called yet") };
    let mut ranges = [(0.0, 1.0); 2];
    for axis in 0..2 {
        let (low, high) = limits[axis];
        let name = ["xlim", "ylim"][axis];
        if !low.is_finite() || !high.is_finite() {
            return fail(format!("need finite '{name}' values"));
        }
        if log[axis] && (low <= 0.0 || high <= 0.0) {
            return fail("Logarithmic axis must have positive limits");
        }
        ranges[axis] = if log[axis] { (low.log10(), high.log10()) } else { (low, high) };
        let (low, high) = ranges[axis];
        if low == high {
            let by = 0.4 * if low == 0.0 { 1.0 } else { low.abs() };
            ranges[axis] = (low - by, high + by);
        }
    }
    if asp.is_finite() && asp > 0.0 {
        let rect = sheet.plot.rect;
        let spread = |(low, high): (f64, f64)| high - low;
        let margin = |axis: usize| if exact[axis] { 1.0 } else { 1.08 };
        let x = rect.width / (margin(0) * spread(ranges[0]).abs());
        let y = rect.height / (margin(1) * spread(ranges[1]).abs() * asp) * 1.0;
        let unit = x.min(y);
        let widen = |(low, high): (f64, f64), size: f64| {
            let more = (size - (high - low)) / 2.0;
            (low - more, high + more)
        };
        ranges[0] = widen(ranges[0], rect.width / unit / margin(0));
        ranges[1] = widen(ranges[1], rect.height / unit / asp / margin(1));
    }
    for axis in 0..2 {
        let (low, high) = ranges[axis];
        let by = if exact[axis] { 0.0 } else { 0.04 * (high - low) };
        sheet.plot.usr[2 * axis] = low - by;
        sheet.plot.usr[2 * axis + 1] = high + by;
    }
    sheet.plot.log = log;
    Ok(())
}

/// Draws on the page and shows it.
pub fn draw(
    session: &mut Session,
    parameters: &Parameters,
    run: impl FnOnce(&mut Easel) -> Eval<()>,
) -> Eval<()> {
    let page = session.state::<Page>();
    let Some(sheet) = &mut page.sheet else { return fail("plot.new has not been called yet") };
    let xpd = parameters.get("xpd");
    let clip = match &xpd {
        raglan_engine::value::Value::Logical(v) => match v.data.first() {
            Some(Some(true)) => Some(sheet.plot.figure),
            Some(None) => None,
            _ => Some(sheet.plot.rect),
        },
        _ => Some(sheet.plot.rect),
    };
    let mut easel = Easel { plot: sheet.plot.clone(), nodes: Vec::new(), parts: Vec::new(), clip };
    run(&mut easel)?;
    for node in easel.nodes {
        sheet.scene.push(node);
    }
    sheet.parts.extend(easel.parts);
    let adds = !std::mem::replace(&mut sheet.fresh, false);
    let data = Data::Object { class: vec!["plot".into()], fields: sheet.parts.clone() };
    let drawing = Drawing { scene: sheet.scene.clone(), data, alt: String::new(), adds };
    session.output.show(Event::Drawing(Rc::new(drawing)));
    Ok(())
}
