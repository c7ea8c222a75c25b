//! Text with margins in a rectangle, justified and turned as ggplot2 does.

use super::theme::TextStyle;
use raglan_graphics::fonts::layout;
use raglan_graphics::scene::{Mark, Node, Point, Rect, Text};

/// Text in a look; nothing by default.
#[derive(Clone, Debug, Default)]
pub struct Label {
    text: String,
    style: Option<TextStyle>,
}

/// Width and height of turned text with the space below its baseline.
pub fn extent(style: &TextStyle, text: &str) -> (f64, f64) {
    let font = layout();
    let width = font.width(style.face, style.size, text);
    let height = font.height(style.face, style.size, style.line_height, text);
    let descent = font.descent(style.face) * style.size;
    let turn = style.angle.to_radians();
    let (sin, cos) = (turn.sin().abs(), turn.cos().abs());
    (width * cos + height * sin + sin * descent, width * sin + height * cos + cos * descent)
}

/// Where in a cell turned text is anchored: its justifications as seen on the page.
fn turned(style: &TextStyle) -> (f64, f64) {
    let (h, v) = (style.hjust, style.vjust);
    match style.angle.rem_euclid(360.0) {
        a if a < 90.0 => (h, v),
        a if a < 180.0 => (1.0 - v, h),
        a if a < 270.0 => (1.0 - h, 1.0 - v),
        _ => (v, 1.0 - h),
    }
}

/// Text in a cell; a place along one side may be given.
pub fn at(style: &TextStyle, text: &str, x: Option<f64>, y: Option<f64>, cell: Rect) -> Option<Node> {
    if text.is_empty() {
        return None;
    }
    let (h, v) = turned(style);
    let place =
        Point::new(x.unwrap_or(cell.x + h * cell.width), y.unwrap_or(cell.bottom() - v * cell.height));
    Some(Node::Mark(Mark::Text(Text {
        at: place,
        label: text.into(),
        size: style.size,
        face: style.face,
        colour: style.colour,
        angle: style.angle,
        hjust: style.hjust,
        vjust: style.vjust,
        line_height: style.line_height,
    })))
}

impl Label {
    /// Text in a look.
    pub fn new(text: &str, style: &TextStyle) -> Label {
        Label { text: text.into(), style: Some(style.clone()) }
    }

    /// Height with margins.
    pub fn height(&self) -> f64 {
        self.style.as_ref().map_or(0.0, |s| extent(s, &self.text).1 + s.margin[0] + s.margin[2])
    }

    /// Width with margins.
    pub fn width(&self) -> f64 {
        self.style.as_ref().map_or(0.0, |s| extent(s, &self.text).0 + s.margin[1] + s.margin[3])
    }

    /// The text in its area.
    pub fn draw(&self, area: Rect) -> Option<Node> {
        let style = self.style.as_ref()?;
        let [top, right, bottom, left] = style.margin;
        let cell = Rect {
            x: area.x + left,
            y: area.y + top,
            width: area.width - left - right,
            height: area.height - top - bottom,
        };
        at(style, &self.text, None, None, cell)
    }
}
