//! Drawing in a panel: places, colours and lines of rows.

use super::super::frame::{Column, Frame};
use raglan_engine::eval::{Eval, fail};
use raglan_graphics::colour::Colour;
use raglan_graphics::dash::Lty;
use raglan_graphics::scene::{Cap, Join, Paint, Point, Rect, Stroke};

/// Where a panel's marks go.
pub struct Pen {
    /// The panel.
    pub rect: Rect,
    /// Range of x.
    pub x: (f64, f64),
    /// Range of y.
    pub y: (f64, f64),
    /// Whether x goes up.
    pub flip: bool,
    /// Rows that were removed, to be warned of.
    pub removed: usize,
}

impl Pen {
    /// The place of a pair of values; infinite ones are on the border.
    pub fn at(&self, x: f64, y: f64) -> Point {
        let share = |v: f64, (low, high): (f64, f64)| {
            if v.is_infinite() {
                return if (v > 0.0) == (high >= low) { 1.0 } else { 0.0 };
            }
            if high == low { 0.5 } else { (v - low) / (high - low) }
        };
        let (across, up) = (share(x, self.x), share(y, self.y));
        let (across, up) = if self.flip { (up, across) } else { (across, up) };
        Point::new(self.rect.x + across * self.rect.width, self.rect.bottom() - up * self.rect.height)
    }
}

/// A colour with the row's opacity; none where it is missing.
pub fn shade(frame: &Frame, aes: &str, row: usize, with_alpha: bool) -> Eval<Option<Colour>> {
    let colour = match frame.get(aes) {
        Some(Column::Text(x)) => match x.get(row).cloned().flatten() {
            Some(text) => match Colour::parse(&text) {
                Ok(colour) => colour,
                Err(fault) => return fail(fault.to_string()),
            },
            None => return Ok(None),
        },
        Some(column @ (Column::Number(_) | Column::Factor(..))) => {
            let number = column.numbers().get(row).copied().unwrap_or(f64::NAN);
            if number.is_nan() {
                return Ok(None);
            }
            match Colour::parse(&format!("{}", number as i64)) {
                Ok(colour) => colour,
                Err(fault) => return fail(fault.to_string()),
            }
        }
        _ => return Ok(None),
    };
    let alpha = frame.at("alpha", row);
    if with_alpha && !alpha.is_nan() {
        return Ok(Some(colour.with_alpha(alpha)));
    }
    Ok(Some(colour))
}

/// The colour of a row, with its opacity.
pub fn colour_of(frame: &Frame, row: usize) -> Eval<Option<Colour>> {
    shade(frame, "colour", row, true)
}

/// The fill of a row, with its opacity.
pub fn fill_of(frame: &Frame, row: usize) -> Eval<Option<Colour>> {
    shade(frame, "fill", row, true)
}

/// The line type of a row.
pub fn lty_of(frame: &Frame, row: usize) -> Eval<Lty> {
    let lty = match frame.get("linetype") {
        Some(Column::Number(x)) => match x.get(row).copied() {
            Some(x) if !x.is_nan() => Lty::from_number(x as i64),
            _ => return Ok(Lty::Blank),
        },
        Some(other) => match other.string(row) {
            Some(text) => Lty::parse(&text),
            None => return Ok(Lty::Blank),
        },
        None => return Ok(Lty::Solid),
    };
    lty.or_else(|fault| fail(fault.to_string()))
}

/// The line of a row: its colour (opacity only where asked for), width, type, with butt ends.
pub fn line_of(frame: &Frame, row: usize, with_alpha: bool, join: Join) -> Eval<Option<Stroke>> {
    let Some(colour) = shade(frame, "colour", row, with_alpha)? else { return Ok(None) };
    let width = frame.at("linewidth", row);
    if width.is_nan() {
        return Ok(None);
    }
    Ok(Some(Stroke::from_millimetres(colour, width).dashed(&lty_of(frame, row)?).cap(Cap::Butt).join(join)))
}

/// A filled area with a line around.
pub fn paint_of(frame: &Frame, row: usize, join: Join) -> Eval<Paint> {
    Ok(Paint { fill: fill_of(frame, row)?, stroke: line_of(frame, row, false, join)? })
}

/// Line ends by name.
pub fn cap(name: Option<&str>) -> Cap {
    match name {
        Some("round") => Cap::Round,
        Some("square") => Cap::Square,
        _ => Cap::Butt,
    }
}

/// Line joins by name.
pub fn join(name: Option<&str>) -> Join {
    match name {
        Some("mitre") => Join::Mitre,
        Some("bevel") => Join::Bevel,
        _ => Join::Round,
    }
}
