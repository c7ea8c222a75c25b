//! A figure as marks, text and clips in points: what is drawn, not how.
//!
//! A point is 1/72 inch, the origin is the top left corner and y grows downwards, as in SVG. Everything that a
//! geom or a base plot draws is one of the [`Mark`]s; [`Node::Clip`] nests rectangles and [`Node::Group`] names
//! a part (a panel, a legend). A scene is drawn by [`crate::backends`].

use super::colour::Colour;
use super::dash::Dash;
use super::fonts::Face;

/// A place in points.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// Rightwards from the left edge.
    pub x: f64,
    /// Downwards from the top edge.
    pub y: f64,
}

impl Point {
    /// A place.
    pub const fn new(x: f64, y: f64) -> Point {
        Point { x, y }
    }
}

impl From<(f64, f64)> for Point {
    fn from((x, y): (f64, f64)) -> Point {
        Point { x, y }
    }
}

/// An upright rectangle in points; width and height are not negative.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// Left edge.
    pub x: f64,
    /// Top edge.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

impl Rect {
    /// The rectangle between two opposite corners, in any order.
    pub fn between(a: Point, b: Point) -> Rect {
        Rect { x: a.x.min(b.x), y: a.y.min(b.y), width: (a.x - b.x).abs(), height: (a.y - b.y).abs() }
    }

    /// Right edge.
    pub fn right(&self) -> f64 {
        self.x + self.width
    }

    /// Bottom edge.
    pub fn bottom(&self) -> f64 {
        self.y + self.height
    }

    /// What two rectangles share; without area where they are apart.
    pub fn intersect(&self, other: &Rect) -> Rect {
        let (x, y) = (self.x.max(other.x), self.y.max(other.y));
        let width = (self.right().min(other.right()) - x).max(0.0);
        let height = (self.bottom().min(other.bottom()) - y).max(0.0);
        Rect { x, y, width, height }
    }

    /// The corners, clockwise from the top left.
    pub fn corners(&self) -> [Point; 4] {
        let (right, bottom) = (self.right(), self.bottom());
        [
            Point::new(self.x, self.y),
            Point::new(right, self.y),
            Point::new(right, bottom),
            Point::new(self.x, bottom),
        ]
    }
}

/// How a line ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cap {
    /// At its last point.
    #[default]
    Butt,
    /// In a half circle around its last point; R's default, not ggplot2's.
    Round,
    /// Half a width past its last point.
    Square,
}

/// How a line turns a corner.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Join {
    /// In an arc.
    #[default]
    Round,
    /// In a point, cut where it would get longer than the mitre limit.
    Mitre,
    /// Cut off.
    Bevel,
}

/// A line's look.
#[derive(Clone, Debug, PartialEq)]
pub struct Stroke {
    /// Colour with opacity.
    pub colour: Colour,
    /// Width in points.
    pub width: f64,
    /// Dashes in points.
    pub dash: Dash,
    /// How it ends.
    pub cap: Cap,
    /// How it turns.
    pub join: Join,
    /// Longest mitre in widths.
    pub mitre: f64,
}

impl Stroke {
    /// A solid line with butt ends, round joins and R's mitre limit.
    pub fn new(colour: Colour, width: f64) -> Stroke {
        Stroke { colour, width, dash: Dash::SOLID, cap: Cap::Butt, join: Join::Round, mitre: 10.0 }
    }

    /// A solid line of R's `lwd`, which counts in 1/96 inch.
    pub fn from_lwd(colour: Colour, lwd: f64) -> Stroke {
        Stroke::new(colour, lwd * 0.75)
    }

    /// A solid line of ggplot2's `linewidth` in millimetres (through its `.pt` of 72.27 points an inch).
    pub fn from_millimetres(colour: Colour, linewidth: f64) -> Stroke {
        Stroke::from_lwd(colour, linewidth * 72.27 / 25.4)
    }

    /// R's line width of this stroke.
    pub fn lwd(&self) -> f64 {
        self.width / 0.75
    }

    /// The same with a dash pattern, scaled by the width as R scales it.
    pub fn dashed(self, lty: &super::dash::Lty) -> Stroke {
        Stroke { dash: lty.scaled(self.lwd()), ..self }
    }

    /// The same with another ending.
    pub fn cap(self, cap: Cap) -> Stroke {
        Stroke { cap, ..self }
    }

    /// The same with another turning.
    pub fn join(self, join: Join) -> Stroke {
        Stroke { join, ..self }
    }

    /// It leaves a trace.
    pub fn is_visible(&self) -> bool {
        self.width > 0.0 && !self.colour.is_transparent() && !self.dash.is_blank()
    }
}

/// How a closed mark is painted; first filled, then stroked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Paint {
    /// Colour inside.
    pub fill: Option<Colour>,
    /// Line around.
    pub stroke: Option<Stroke>,
}

impl Paint {
    /// Filled without a line.
    pub fn fill(colour: Colour) -> Paint {
        Paint { fill: Some(colour), stroke: None }
    }

    /// A line around nothing.
    pub fn stroke(stroke: Stroke) -> Paint {
        Paint { fill: None, stroke: Some(stroke) }
    }

    /// Filled with a line around.
    pub fn both(colour: Colour, stroke: Stroke) -> Paint {
        Paint { fill: Some(colour), stroke: Some(stroke) }
    }

    /// The fill, if it is seen.
    pub fn visible_fill(&self) -> Option<Colour> {
        self.fill.filter(|c| !c.is_transparent())
    }

    /// The stroke, if it is seen.
    pub fn visible_stroke(&self) -> Option<&Stroke> {
        self.stroke.as_ref().filter(|s| s.is_visible())
    }
}

/// What is inside a polygon whose rings overlap.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FillRule {
    /// What the rings wind around.
    #[default]
    Winding,
    /// What an odd number of rings surrounds: inner rings are holes.
    EvenOdd,
}

/// Text at a place.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// The anchor.
    pub at: Point,
    /// What is written; a newline starts a line.
    pub label: String,
    /// Font size in points.
    pub size: f64,
    /// Weight and slope.
    pub face: Face,
    /// Colour.
    pub colour: Colour,
    /// Degrees counterclockwise around the anchor.
    pub angle: f64,
    /// Part of the width that is left of the anchor: 0 starts there, 1 ends there.
    pub hjust: f64,
    /// Part of the height that is below the anchor, the height being from the last baseline to the top of the
    /// first line's capitals: 0 puts the baseline on the anchor, as R does.
    pub vjust: f64,
    /// Distance of baselines in font sizes.
    pub line_height: f64,
}

impl Text {
    /// Black upright text of 12 points that starts on the anchor's baseline.
    pub fn new(at: Point, label: impl Into<String>) -> Text {
        Text {
            at,
            label: label.into(),
            size: 12.0,
            face: Face::Regular,
            colour: Colour::BLACK,
            angle: 0.0,
            hjust: 0.0,
            vjust: 0.0,
            line_height: 1.2,
        }
    }
}

/// A rectangle of cells, row by row from the top left.
#[derive(Clone, Debug, PartialEq)]
pub struct Raster {
    /// Where it lies.
    pub rect: Rect,
    /// Number of columns; the cells are a multiple of it.
    pub columns: usize,
    /// Colours of the cells.
    pub cells: Vec<Colour>,
    /// Colours run into each other, instead of cells with sharp edges.
    pub interpolate: bool,
}

/// A rectangle whose colour changes along one direction.
#[derive(Clone, Debug, PartialEq)]
pub struct Gradient {
    /// Where it lies.
    pub rect: Rect,
    /// From bottom to top, instead of left to right.
    pub upwards: bool,
    /// Places from 0 to 1, ascending, and their colours; mixed in sRGB between.
    pub stops: Vec<(f64, Colour)>,
}

/// The smallest thing drawn.
#[derive(Clone, Debug, PartialEq)]
pub enum Mark {
    /// Connected lines.
    Polyline {
        /// Corners.
        points: Vec<Point>,
        /// Look.
        stroke: Stroke,
    },
    /// Separate lines of one look.
    Segments {
        /// Ends.
        ends: Vec<[Point; 2]>,
        /// Look.
        stroke: Stroke,
    },
    /// Closed rings, holes among them.
    Polygon {
        /// Corners of each ring; the last joins the first.
        rings: Vec<Vec<Point>>,
        /// What is inside.
        rule: FillRule,
        /// Look.
        paint: Paint,
    },
    /// An upright rectangle.
    Rect {
        /// Place and size.
        rect: Rect,
        /// Look.
        paint: Paint,
    },
    /// A circle.
    Circle {
        /// Middle.
        centre: Point,
        /// Radius in points.
        radius: f64,
        /// Look.
        paint: Paint,
    },
    /// Text.
    Text(Text),
    /// Cells of colour.
    Raster(Raster),
    /// A colour that changes.
    Gradient(Gradient),
}

/// A mark, or marks that belong together.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// One mark.
    Mark(Mark),
    /// Marks seen only inside a rectangle (and inside the clips around it).
    Clip(Rect, Vec<Node>),
    /// A named part.
    Group(String, Vec<Node>),
}

impl From<Mark> for Node {
    fn from(mark: Mark) -> Node {
        Node::Mark(mark)
    }
}

impl From<Text> for Node {
    fn from(text: Text) -> Node {
        Node::Mark(Mark::Text(text))
    }
}

/// A figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Scene {
    /// Width in points.
    pub width: f64,
    /// Height in points.
    pub height: f64,
    /// Colour behind everything.
    pub background: Option<Colour>,
    /// What the figure is, for those who do not see it.
    pub title: Option<String>,
    /// What it shows, at length.
    pub description: Option<String>,
    /// What is drawn, from back to front.
    pub nodes: Vec<Node>,
}

impl Scene {
    /// An empty white figure.
    pub fn new(width: f64, height: f64) -> Scene {
        Scene {
            width,
            height,
            background: Some(Colour::WHITE),
            title: None,
            description: None,
            nodes: Vec::new(),
        }
    }

    /// Draws a mark or group over what is there.
    pub fn push(&mut self, node: impl Into<Node>) {
        self.nodes.push(node.into());
    }
}
