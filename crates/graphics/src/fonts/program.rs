//! The embedded font programs: glyphs by face and character.

use super::glyph_names::{SYMBOL_GLYPHS, TEXT_GLYPHS};
use super::{Face, Outline, Segment};
use hayro_interpret::font::StandardFont;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};
use ttf_parser::cff;

/// A glyph in thousandths of an em.
#[derive(Clone, Debug, PartialEq)]
pub struct Glyph {
    /// Its name in the font program.
    pub name: &'static str,
    /// How far it moves the pen.
    pub advance: f64,
    /// Its shape.
    pub outline: Outline,
}

/// The few glyphs whose width is not Helvetica's in the embedded programs, and the width Adobe's metrics give.
const EXCEPTIONS: [(StandardFont, &str, f64); 13] = [
    (StandardFont::Helvetica, "Euro", 556.0),
    (StandardFont::Helvetica, "guillemotleft", 556.0),
    (StandardFont::Helvetica, "guillemotright", 556.0),
    (StandardFont::Helvetica, "guilsinglright", 333.0),
    (StandardFont::HelveticaBold, "at", 975.0),
    (StandardFont::HelveticaBold, "Euro", 556.0),
    (StandardFont::HelveticaOblique, "at", 1015.0),
    (StandardFont::HelveticaOblique, "Euro", 556.0),
    (StandardFont::HelveticaOblique, "guilsinglleft", 333.0),
    (StandardFont::HelveticaBoldOblique, "at", 975.0),
    (StandardFont::HelveticaBoldOblique, "Euro", 556.0),
    (StandardFont::HelveticaBoldOblique, "five", 556.0),
    (StandardFont::HelveticaBoldOblique, "oslash", 611.0),
];

/// Every glyph of a face by character: the text face's own, then what the symbol font adds.
pub(super) fn glyphs(face: Face) -> &'static BTreeMap<char, Arc<Glyph>> {
    static FACES: [OnceLock<BTreeMap<char, Arc<Glyph>>>; 4] = [const { OnceLock::new() }; 4];
    FACES[face as usize].get_or_init(|| {
        let text = match face {
            Face::Regular => StandardFont::Helvetica,
            Face::Bold => StandardFont::HelveticaBold,
            Face::Italic => StandardFont::HelveticaOblique,
            Face::BoldItalic => StandardFont::HelveticaBoldOblique,
        };
        let mut glyphs = BTreeMap::new();
        read(StandardFont::Symbol, SYMBOL_GLYPHS, &mut glyphs);
        read(text, TEXT_GLYPHS, &mut glyphs);
        glyphs
    })
}

fn read(font: StandardFont, table: &[(char, &'static str)], glyphs: &mut BTreeMap<char, Arc<Glyph>>) {
    let (data, _) = font.get_font_data();
    let Some(program) = cff::Table::parse((*data).as_ref()) else { return };
    let mut by_name: BTreeMap<&str, Arc<Glyph>> = BTreeMap::new();
    for &(character, name) in table {
        if let Some(glyph) = by_name.get(name) {
            glyphs.insert(character, Arc::clone(glyph));
            continue;
        }
        let Some(id) = program.glyph_index_by_name(name) else { continue };
        let mut outline = Outline::default();
        // A blank glyph has no outline, which the parser reports as an error.
        let _ = program.outline(id, &mut outline);
        let own = f64::from(program.glyph_width(id).unwrap_or(0));
        let exception = EXCEPTIONS.iter().find(|(f, n, _)| *f as usize == font as usize && *n == name);
        let advance = exception.map_or(own, |(_, _, width)| *width);
        if advance != own {
            outline.stretch(advance / own);
        }
        let glyph = Arc::new(Glyph { name, advance, outline });
        by_name.insert(name, Arc::clone(&glyph));
        glyphs.insert(character, glyph);
    }
}

/// The glyph of a character; a box where the embedded fonts have none.
pub fn glyph(face: Face, character: char) -> Arc<Glyph> {
    match glyphs(face).get(&character) {
        Some(glyph) => Arc::clone(glyph),
        None => Arc::new(missing(advance(face, character) * 1000.0)),
    }
}

/// What stands for a character without a glyph: an upright box.
pub(super) fn missing(advance: f64) -> Glyph {
    let (left, right) = (50.0, (advance - 50.0).max(60.0));
    let ring = |x0: f64, y0: f64, x1: f64, y1: f64| {
        let line = Segment::Line;
        [Segment::Move([x0, y0]), line([x1, y0]), line([x1, y1]), line([x0, y1]), Segment::Close]
    };
    let mut outline = ring(left, 0.0, right, 718.0).to_vec();
    // The inner ring winds the other way, which makes it a hole.
    outline.extend(ring(right - 50.0, 50.0, left + 50.0, 668.0));
    let visible = advance > 0.0;
    Glyph { name: ".notdef", advance, outline: Outline(if visible { outline } else { Vec::new() }) }
}

/// Width of a character in ems.
pub(super) fn advance(face: Face, character: char) -> f64 {
    match glyphs(face).get(&character) {
        Some(glyph) => glyph.advance / 1000.0,
        None => fallback_advance(character),
    }
}

/// Width of a character that no embedded font has: nothing for marks that combine with the one before, an em
/// for East Asian scripts and pictographs, a digit for the rest.
fn fallback_advance(character: char) -> f64 {
    match u32::from(character) {
        0x0300..=0x036F | 0x200B..=0x200F | 0x20D0..=0x20FF | 0xFE00..=0xFE0F => 0.0,
        0x1100..=0x115F | 0x2E80..=0xA4CF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF => 1.0,
        0xFE30..=0xFE6F | 0xFF00..=0xFF60 | 0xFFE0..=0xFFE6 | 0x1F300..=0x1FAFF | 0x20000..=0x3FFFD => 1.0,
        control if control < 32 => 0.0,
        _ => 0.556,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_named_glyph_is_there() {
        for face in Face::ALL {
            assert_eq!(glyphs(face).len(), TEXT_GLYPHS.len() + SYMBOL_GLYPHS.len());
            for (character, glyph) in glyphs(face) {
                assert!(glyph.advance > 0.0, "{character:?}");
                assert!(character.is_whitespace() || !glyph.outline.0.is_empty(), "{character:?}");
            }
        }
        assert_eq!(glyph(Face::Regular, '漢').name, ".notdef");
    }
}
