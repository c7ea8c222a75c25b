//! The embedded font: metrics for layout, outlines for bitmaps, an OpenType file for whoever sets the text.
//!
//! Layout must not depend on the machine, so text is measured with one font that is always there: the
//! Helvetica-compatible faces that `hayro-interpret` carries, with Adobe's advance widths. They are not kerned.
//! [`Metrics`] is what layout asks; [`Helvetica`] answers from the embedded faces, and [`TableMetrics`] from a
//! table of another font's widths, so that a layout drawn elsewhere can be repeated.
//!
//! A character that the text faces lack comes from the embedded symbol font (Greek, arrows, mathematics). One
//! that both lack is measured as wide as a digit, or as a full em where East Asian scripts stand, keeps its
//! place in SVG text, where the reader's fonts draw it, and is a box in bitmaps.

mod glyph_names;
mod outline;
mod program;
mod sfnt;
mod table;

pub use outline::{Outline, Segment};
pub use program::{Glyph, glyph};
pub use sfnt::opentype;
pub use table::{TableMetrics, dejavu_sans};

/// Weight and slope, R's `fontface` 1 to 4.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Face {
    /// "plain".
    #[default]
    Regular,
    /// "bold".
    Bold,
    /// "italic".
    Italic,
    /// "bold.italic".
    BoldItalic,
}

impl Face {
    /// All faces, in R's order.
    pub const ALL: [Face; 4] = [Face::Regular, Face::Bold, Face::Italic, Face::BoldItalic];

    /// The face R calls by this name or number.
    pub fn parse(text: &str) -> Option<Face> {
        match text {
            "plain" | "1" => Some(Face::Regular),
            "bold" | "2" => Some(Face::Bold),
            "italic" | "oblique" | "3" => Some(Face::Italic),
            "bold.italic" | "bold.oblique" | "4" => Some(Face::BoldItalic),
            _ => None,
        }
    }

    /// Heavy strokes.
    pub fn is_bold(self) -> bool {
        matches!(self, Face::Bold | Face::BoldItalic)
    }

    /// Slanted.
    pub fn is_italic(self) -> bool {
        matches!(self, Face::Italic | Face::BoldItalic)
    }
}

/// Sizes of text in ems (font sizes), for layout.
pub trait Metrics {
    /// How far one character moves the pen.
    fn advance(&self, face: Face, character: char) -> f64;

    /// What is added between two characters.
    fn kerning(&self, _face: Face, _left: char, _right: char) -> f64 {
        0.0
    }

    /// Height of a capital M: what R's graphics call the height of a line of text.
    fn capital_height(&self, face: Face) -> f64;

    /// How far "gjpqyQ" reaches below the baseline: what ggplot2 takes as the font's descent. Positive.
    fn descent(&self, face: Face) -> f64;

    /// How far this text reaches above the baseline and below it (positive), from its glyphs: R's
    /// `grobAscent` and `grobDescent`.
    fn extent(&self, face: Face, text: &str) -> (f64, f64);

    /// Width of the widest line at a font size, in the unit of the size.
    fn width(&self, face: Face, size: f64, text: &str) -> f64 {
        text.split('\n').map(|line| self.line_width(face, size, line)).fold(0.0, f64::max)
    }

    /// Width of one line at a font size.
    fn line_width(&self, face: Face, size: f64, line: &str) -> f64 {
        let mut width = 0.0;
        let mut previous = None;
        for character in line.chars() {
            width += self.advance(face, character);
            width += previous.map_or(0.0, |left| self.kerning(face, left, character));
            previous = Some(character);
        }
        width * size
    }

    /// Height of text as R's `stringHeight` has it: from the last baseline to the top of the first line's
    /// capitals.
    fn height(&self, face: Face, size: f64, line_height: f64, text: &str) -> f64 {
        let breaks = text.matches('\n').count() as f64;
        size * (self.capital_height(face) + breaks * line_height)
    }
}

/// What layouts are measured with: the embedded faces, or [`NimbusSans`] where the environment variable
/// `RAGLAN_METRICS` is "nimbus", so that figures can be laid beside R's drawn with that font.
pub fn layout() -> &'static dyn Metrics {
    static NIMBUS: std::sync::OnceLock<bool> = std::sync::OnceLock::new();
    let asked = || std::env::var("RAGLAN_METRICS").is_ok_and(|name| name == "nimbus");
    if *NIMBUS.get_or_init(asked) { &NimbusSans } else { &Helvetica }
}

/// URW's Nimbus Sans, what Linux has for Helvetica: the same widths, slightly taller capitals.
#[derive(Clone, Copy, Debug, Default)]
pub struct NimbusSans;

impl Metrics for NimbusSans {
    fn advance(&self, face: Face, character: char) -> f64 {
        Helvetica.advance(face, character)
    }

    fn capital_height(&self, _face: Face) -> f64 {
        0.729
    }

    fn descent(&self, _face: Face) -> f64 {
        0.2184
    }

    fn extent(&self, face: Face, text: &str) -> (f64, f64) {
        Helvetica.extent(face, text)
    }
}

/// The embedded Helvetica-compatible faces.
#[derive(Clone, Copy, Debug, Default)]
pub struct Helvetica;

impl Metrics for Helvetica {
    fn advance(&self, face: Face, character: char) -> f64 {
        program::advance(face, character)
    }

    fn capital_height(&self, _face: Face) -> f64 {
        0.718
    }

    fn descent(&self, face: Face) -> f64 {
        if face.is_bold() { 0.217 } else { 0.220 }
    }

    fn extent(&self, face: Face, text: &str) -> (f64, f64) {
        let mut extent = (0.0f64, 0.0f64);
        for glyph in text.chars().map(|c| glyph(face, c)) {
            if let Some((bottom, top)) = glyph.outline.vertical_bounds() {
                extent = (extent.0.max(top / 1000.0), extent.1.max(-bottom / 1000.0));
            }
        }
        extent
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_helveticas() {
        // Advance widths of Adobe's Helvetica, Helvetica-Bold and -Oblique metrics files.
        for (face, text, expected) in [
            (Face::Regular, "Layer", 556.0 + 556.0 + 500.0 + 556.0 + 333.0),
            (Face::Bold, "Layer", 611.0 + 556.0 + 556.0 + 556.0 + 389.0),
            (Face::Italic, "W10−", 944.0 + 556.0 * 2.0 + 584.0),
            (Face::BoldItalic, "@", 975.0),
            (Face::Regular, "µαΩ≤", 556.0 + 631.0 + 768.0 + 549.0),
            (Face::Regular, "ℹ漢", 556.0 + 1000.0),
        ] {
            let width = Helvetica.width(face, 1000.0, text);
            assert!((width - expected).abs() < 1e-9, "{text}: {width} {expected}");
        }
        assert_eq!(Helvetica.width(Face::Regular, 10.0, "a\nbb"), Helvetica.width(Face::Regular, 10.0, "bb"));
    }

    #[test]
    fn heights_are_those_of_the_outlines() {
        for face in Face::ALL {
            let (top, _) = Helvetica.extent(face, "M");
            assert!((top - Helvetica.capital_height(face)).abs() < 1e-3, "{face:?} {top}");
            let (_, bottom) = Helvetica.extent(face, "gjpqyQ");
            assert!((bottom - Helvetica.descent(face)).abs() < 1e-3, "{face:?} {bottom}");
        }
        assert!((Helvetica.height(Face::Regular, 10.0, 1.2, "a\nb") - 19.18).abs() < 1e-9);
    }

    #[test]
    fn faces_by_name() {
        assert_eq!(Face::parse("bold.italic"), Some(Face::BoldItalic));
        assert_eq!(Face::parse("2"), Some(Face::Bold));
        assert_eq!(Face::parse("heavy"), None);
    }
}
