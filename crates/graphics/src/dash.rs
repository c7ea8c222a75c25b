//! Line types as R names them, and dashes along a line.

use super::scene::Point;
use std::fmt;

/// Lengths in points, drawn and left out in turn. Empty is solid; one zero is nothing at all.
#[derive(Clone, Debug, PartialEq)]
pub struct Dash(pub Vec<f64>);

impl Dash {
    /// Without gaps.
    pub const SOLID: Dash = Dash(Vec::new());
    /// Nothing is drawn: what [`Lty::Blank`] becomes.
    pub fn is_blank(&self) -> bool {
        self.0 == [0.0]
    }

    /// It has gaps.
    pub fn is_dashed(&self) -> bool {
        !self.0.is_empty()
    }
}

/// R's line type, before it is scaled by the line's width.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lty {
    /// Nothing is drawn.
    Blank,
    /// No gaps.
    Solid,
    /// Lengths from 1 to 15 in line widths, drawn and left out in turn; 2, 4, 6 or 8 of them.
    Pattern(Vec<u8>),
}

/// A line type R does not take, in its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LtyError(String);

impl fmt::Display for LtyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for LtyError {}

const NAMES: [(&str, &str); 7] = [
    ("blank", ""),
    ("solid", ""),
    ("dashed", "44"),
    ("dotted", "13"),
    ("dotdash", "1343"),
    ("longdash", "73"),
    ("twodash", "2262"),
];

impl Lty {
    /// Reads a name, a number as text, or 2, 4, 6 or 8 hexadecimal digits without zeros.
    pub fn parse(text: &str) -> Result<Lty, LtyError> {
        if let Some(at) = NAMES.iter().position(|(name, _)| *name == text) {
            return Ok(Lty::from_index(at));
        }
        if let Ok(number) = text.parse::<i64>()
            && text.len() == 1
        {
            return Lty::from_number(number);
        }
        let digits: Option<Vec<u8>> =
            text.chars().map(|c| c.to_digit(16).filter(|d| *d > 0).map(|d| d as u8)).collect();
        match (digits, text.len()) {
            (Some(digits), 2 | 4 | 6 | 8) => Ok(Lty::Pattern(digits)),
            (None, _) if text.contains('0') && text.chars().all(|c| c.is_ascii_hexdigit()) => {
                Err(LtyError("invalid line type: zeroes are not allowed".into()))
            }
            (None, _) => Err(LtyError("invalid hex digit in 'color' or 'lty'".into())),
            _ => Err(LtyError("invalid line type: must be length 2, 4, 6 or 8".into())),
        }
    }

    /// The line type with a number: 0 is blank, 1 solid, and past 6 they start again at solid.
    pub fn from_number(number: i64) -> Result<Lty, LtyError> {
        match number {
            n if n < 0 => Err(LtyError("invalid line type".into())),
            0 => Ok(Lty::Blank),
            n => Ok(Lty::from_index((n as usize - 1) % 6 + 1)),
        }
    }

    fn from_index(at: usize) -> Lty {
        match at {
            0 => Lty::Blank,
            1 => Lty::Solid,
            _ => Lty::Pattern(NAMES[at].1.chars().filter_map(|c| c.to_digit(16)).map(|d| d as u8).collect()),
        }
    }

    /// The dashes of a line of R's width `lwd`. A unit is `lwd` points, and at least one: the rule of the SVG
    /// device that the reference figures are drawn with, which does not scale dashes to 1/96 inch.
    pub fn scaled(&self, lwd: f64) -> Dash {
        match self {
            Lty::Blank => Dash(vec![0.0]),
            Lty::Solid => Dash::SOLID,
            Lty::Pattern(units) => Dash(units.iter().map(|u| f64::from(*u) * lwd.max(1.0)).collect()),
        }
    }
}

/// The drawn parts of a line, for backends without dashes.
pub fn split(points: &[Point], dash: &Dash) -> Vec<Vec<Point>> {
    let total: f64 = dash.0.iter().sum();
    if !dash.is_dashed() {
        return vec![points.to_vec()];
    }
    if total <= 0.0 || points.len() < 2 {
        return Vec::new();
    }
    let mut parts = Vec::new();
    let mut part = vec![points[0]];
    let (mut at, mut left) = (0usize, dash.0[0]);
    for pair in points.windows(2) {
        let (mut from, to) = (pair[0], pair[1]);
        loop {
            let length = (to.x - from.x).hypot(to.y - from.y);
            if length <= left {
                left -= length;
                part.push(to);
                break;
            }
            let t = left / length;
            from = Point::new(from.x + (to.x - from.x) * t, from.y + (to.y - from.y) * t);
            part.push(from);
            if at.is_multiple_of(2) {
                parts.push(std::mem::take(&mut part));
            }
            part = vec![from];
            at = (at + 1) % (dash.0.len() * (1 + dash.0.len() % 2));
            left = dash.0[at % dash.0.len()];
        }
    }
    if at.is_multiple_of(2) && part.len() > 1 {
        parts.push(part);
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_numbers_and_digits() {
        assert_eq!(Lty::parse("dashed"), Ok(Lty::Pattern(vec![4, 4])));
        assert_eq!(Lty::parse("2"), Lty::parse("dashed"));
        assert_eq!(Lty::from_number(8), Lty::parse("dashed"));
        assert_eq!(Lty::parse("F1"), Ok(Lty::Pattern(vec![15, 1])));
        assert_eq!(Lty::parse("0"), Ok(Lty::Blank));
        assert!(Lty::parse("123").is_err() && Lty::parse("10").is_err() && Lty::parse("dash").is_err());
    }

    #[test]
    fn dashes_grow_with_the_line() {
        // The dotted lines of the reference figures: linewidth 1.2 mm, 3.41,10.24.
        let lwd = 1.2 * 72.27 / 25.4;
        let dash = Lty::parse("dotted").map(|l| l.scaled(lwd)).unwrap();
        assert_eq!(dash.0.iter().map(|d| format!("{d:.2}")).collect::<Vec<_>>(), ["3.41", "10.24"]);
        assert_eq!(Lty::parse("44").map(|l| l.scaled(0.5)), Ok(Dash(vec![4.0, 4.0])));
    }

    #[test]
    fn splits_a_line_around_a_corner() {
        let line = [Point::new(0.0, 0.0), Point::new(3.0, 0.0), Point::new(3.0, 5.0)];
        let parts = split(&line, &Dash(vec![4.0, 2.0]));
        assert_eq!(parts.len(), 2);
        assert_eq!(parts[0], [Point::new(0.0, 0.0), Point::new(3.0, 0.0), Point::new(3.0, 1.0)]);
        assert_eq!(parts[1], [Point::new(3.0, 3.0), Point::new(3.0, 5.0)]);
    }
}
