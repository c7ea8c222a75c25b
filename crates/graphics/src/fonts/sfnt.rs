//! The embedded font as an OpenType file, for whoever sets a figure's text: the PDF renderer.
//!
//! The embedded programs are bare CFF without a character map, so their outlines, joined by those of the symbol
//! font, are written anew: a `CFF ` table of unhinted charstrings inside the tables that OpenType requires.

use super::program::{Glyph, glyphs, missing};
use super::{Face, Segment};
use std::collections::BTreeMap;
use std::sync::Arc;

/// An OpenType font of the family "Helvetica" in this face, with every character [`super::Helvetica`] measures.
pub fn opentype(face: Face) -> Vec<u8> {
    let mut order: Vec<Arc<Glyph>> = vec![Arc::new(missing(556.0))];
    let mut ids: BTreeMap<&str, u16> = BTreeMap::new();
    let mut characters: Vec<(u16, u16)> = Vec::new();
    for (character, glyph) in glyphs(face) {
        let id = *ids.entry(glyph.name).or_insert_with(|| {
            order.push(Arc::clone(glyph));
            (order.len() - 1) as u16
        });
        // Every mapped character is in the Basic Multilingual Plane.
        characters.push((u32::from(*character) as u16, id));
    }
    let tables: [(&[u8; 4], Vec<u8>); 9] = [
        (b"CFF ", compact_font(face, &order)),
        (b"OS/2", os2(face, &characters)),
        (b"cmap", character_map(&characters)),
        (b"head", head(face)),
        (b"hhea", horizontal_header(order.len())),
        (b"hmtx", order.iter().flat_map(|g| words(&[g.advance as i64, 0])).collect()),
        (b"maxp", [&[0, 0, 0x50, 0][..], &words(&[order.len() as i64])].concat()),
        (b"name", names(face)),
        (
            b"post",
            [&words(&[3, 0, if face.is_italic() { -12 } else { 0 }, 0, -100, 50])[..], &[0; 20]].concat(),
        ),
    ];
    assemble(&tables)
}

/// Sixteen-bit big-endian numbers; a negative one in two's complement.
fn words(values: &[i64]) -> Vec<u8> {
    values.iter().flat_map(|v| (*v as u16).to_be_bytes()).collect()
}

fn long(value: usize) -> [u8; 4] {
    (value as u32).to_be_bytes()
}

/// The file: directory, then the tables on four-byte boundaries, with their sums.
fn assemble(tables: &[(&[u8; 4], Vec<u8>)]) -> Vec<u8> {
    let power = tables.len().ilog2() as i64;
    let range = 16 << power;
    let mut file = b"OTTO".to_vec();
    file.extend(words(&[tables.len() as i64, range, power, tables.len() as i64 * 16 - range]));
    let mut body: Vec<u8> = Vec::new();
    let start = 12 + 16 * tables.len();
    let mut head_at = None;
    for (tag, data) in tables {
        if *tag == b"head" {
            head_at = Some(start + body.len());
        }
        file.extend_from_slice(*tag);
        file.extend(sum(data).to_be_bytes());
        file.extend(long(start + body.len()));
        file.extend(long(data.len()));
        body.extend_from_slice(data);
        body.resize(body.len().next_multiple_of(4), 0);
    }
    file.extend(body);
    if let Some(at) = head_at {
        let adjustment = 0xB1B0_AFBA_u32.wrapping_sub(sum(&file));
        file[at + 8..at + 12].copy_from_slice(&adjustment.to_be_bytes());
    }
    file
}

fn sum(data: &[u8]) -> u32 {
    data.chunks(4).fold(0u32, |total, chunk| {
        let mut word = [0; 4];
        word[..chunk.len()].copy_from_slice(chunk);
        total.wrapping_add(u32::from_be_bytes(word))
    })
}

const ASCENT: i64 = 905;
const DESCENT: i64 = -212;
const LINE_GAP: i64 = 33;
/// Box around all glyphs of the text faces.
const BOX: [i64; 4] = [-174, -228, 1116, 962];

fn head(face: Face) -> Vec<u8> {
    let style = i64::from(face.is_bold()) | i64::from(face.is_italic()) << 1;
    let mut table = words(&[1, 0, 1, 0, 0, 0]);
    table.extend(0x5F0F_3CF5_u32.to_be_bytes());
    table.extend(words(&[3, 1000]));
    table.extend([0; 16]);
    table.extend(words(&BOX));
    table.extend(words(&[style, 8, 2, 0, 0]));
    table
}

fn horizontal_header(glyphs: usize) -> Vec<u8> {
    let mut table = words(&[1, 0, ASCENT, DESCENT, LINE_GAP, 1000, BOX[0], BOX[0], BOX[2], 1, 0, 0]);
    table.extend([0; 10]);
    table.extend(words(&[glyphs as i64]));
    table
}

fn os2(face: Face, characters: &[(u16, u16)]) -> Vec<u8> {
    let weight = if face.is_bold() { 700 } else { 400 };
    let selection = match (face.is_bold(), face.is_italic()) {
        (false, false) => 0x40,
        (bold, italic) => i64::from(bold) << 5 | i64::from(italic),
    };
    let mut table = words(&[4, 513, weight, 5, 0, 650, 700, 0, 140, 650, 700, 0, 480, 50, 259, 0]);
    let panose_weight = if face.is_bold() { 7 } else { 6 };
    table.extend([2, 11, panose_weight, 4, 2, 2, 2, 2, 2, 4]);
    // Basic Latin, Latin-1, and the bits of Greek, arrows and mathematical operators.
    table.extend(words(&[0, 0b1000_0011, 0, 0b0000_0000_0110_0000, 0, 0, 0, 0]));
    table.extend(b"RGLN");
    let ends = characters.first().zip(characters.last());
    let (first, last) = ends.map_or((0, 0), |(a, b)| (i64::from(a.0), i64::from(b.0)));
    table.extend(words(&[selection, first, last, ASCENT, DESCENT, LINE_GAP, ASCENT, -DESCENT]));
    table.extend([0, 0, 0, 1, 0, 0, 0, 0]);
    table.extend(words(&[523, 718, 0, 32, 1]));
    table
}

/// A format 4 map; one segment for each run of characters and glyphs that count up together.
fn character_map(characters: &[(u16, u16)]) -> Vec<u8> {
    let mut runs: Vec<[u16; 3]> = Vec::new();
    for &(character, id) in characters {
        match runs.last_mut() {
            Some([start, end, first]) if character == *end + 1 && id == *first + (character - *start) => {
                *end = character;
            }
            _ => runs.push([character, character, id]),
        }
    }
    runs.push([0xFFFF, 0xFFFF, 0]);
    let n = runs.len() as i64;
    let power = n.ilog2() as i64;
    let range = 2 << power;
    let mut map = words(&[4, 16 + 8 * n, 0, 2 * n, range, power, 2 * n - range]);
    map.extend(runs.iter().flat_map(|r| r[1].to_be_bytes()));
    map.extend([0, 0]);
    map.extend(runs.iter().flat_map(|r| r[0].to_be_bytes()));
    map.extend(runs.iter().flat_map(|r| r[2].wrapping_sub(r[0]).to_be_bytes()));
    map.extend(runs.iter().flat_map(|_| [0, 0]));
    let mut table = words(&[0, 2]);
    for platform in [[0i64, 3], [3, 1]] {
        table.extend(words(&platform));
        table.extend(long(20));
    }
    table.extend(map);
    table
}

fn style_name(face: Face) -> &'static str {
    match face {
        Face::Regular => "Regular",
        Face::Bold => "Bold",
        Face::Italic => "Italic",
        Face::BoldItalic => "Bold Italic",
    }
}

fn postscript_name(face: Face) -> &'static str {
    match face {
        Face::Regular => "Helvetica",
        Face::Bold => "Helvetica-Bold",
        Face::Italic => "Helvetica-Oblique",
        Face::BoldItalic => "Helvetica-BoldOblique",
    }
}

fn names(face: Face) -> Vec<u8> {
    let full = format!("Helvetica {}", style_name(face));
    let entries = [
        (1, "Helvetica"),
        (2, style_name(face)),
        (3, &full),
        (4, &full),
        (5, "Version 1.000"),
        (6, postscript_name(face)),
    ];
    let mut records = words(&[0, entries.len() as i64, 6 + 12 * entries.len() as i64]);
    let mut strings: Vec<u8> = Vec::new();
    for (id, text) in entries {
        let encoded: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        records.extend(words(&[3, 1, 0x409, id, encoded.len() as i64, strings.len() as i64]));
        strings.extend(encoded);
    }
    records.extend(strings);
    records
}

/// The number of strings every CFF reader knows; a font's own are counted from there.
const STANDARD_STRINGS: usize = 391;

fn compact_font(face: Face, order: &[Arc<Glyph>]) -> Vec<u8> {
    let mut strings: Vec<&[u8]> = order[1..].iter().map(|g| g.name.as_bytes()).collect();
    let (family, weight) = (strings.len(), strings.len() + 1);
    strings.push(b"Helvetica");
    strings.push(if face.is_bold() { b"Bold" } else { b"Regular" });
    let name = index(&[postscript_name(face).as_bytes()]);
    let string = index(&strings);
    let charstrings: Vec<Vec<u8>> = order.iter().map(|g| charstring(g)).collect();
    let charstrings = index(&charstrings.iter().map(Vec::as_slice).collect::<Vec<_>>());
    let charset: Vec<u8> =
        std::iter::once(0).chain((0..order.len() - 1).flat_map(|i| sid(i).to_be_bytes())).collect();
    // Widths are written whole: default and nominal width 0.
    let private = [number(0), vec![20], number(0), vec![21]].concat();

    let top = |charset_at: usize, charstrings_at: usize, private_at: usize| {
        let mut dict = Vec::new();
        for (values, operator) in [
            (vec![i64::from(sid(family))], 2),
            (vec![i64::from(sid(family))], 3),
            (vec![i64::from(sid(weight))], 4),
            (BOX.to_vec(), 5),
            (vec![charset_at as i64], 15),
            (vec![charstrings_at as i64], 17),
            (vec![private.len() as i64, private_at as i64], 18),
        ] {
            dict.extend(values.into_iter().flat_map(wide_number));
            dict.push(operator);
        }
        index(&[&dict])
    };
    let front = 4 + name.len() + top(0, 0, 0).len() + string.len() + index(&[]).len();
    let charset_at = front;
    let charstrings_at = charset_at + charset.len();
    let private_at = charstrings_at + charstrings.len();
    [
        vec![1, 0, 4, 4],
        name,
        top(charset_at, charstrings_at, private_at),
        string,
        index(&[]),
        charset,
        charstrings,
        private,
    ]
    .concat()
}

fn sid(own: usize) -> u16 {
    (STANDARD_STRINGS + own) as u16
}

/// A CFF INDEX: count, offset size, offsets from one, data.
fn index(items: &[&[u8]]) -> Vec<u8> {
    let mut out = (items.len() as u16).to_be_bytes().to_vec();
    if items.is_empty() {
        return out;
    }
    out.push(4);
    let mut offset = 1;
    out.extend(long(offset));
    for item in items {
        offset += item.len();
        out.extend(long(offset));
    }
    items.iter().for_each(|item| out.extend_from_slice(item));
    out
}

/// An integer of a DICT in five bytes, whatever its size, so that offsets do not move what they point at.
fn wide_number(value: i64) -> Vec<u8> {
    [&[29][..], &(value as i32).to_be_bytes()].concat()
}

/// An integer of a charstring or DICT in its shortest form.
fn number(value: i64) -> Vec<u8> {
    match value {
        -107..=107 => vec![(value + 139) as u8],
        108..=1131 => vec![((value - 108) / 256 + 247) as u8, ((value - 108) % 256) as u8],
        -1131..=-108 => vec![((-value - 108) / 256 + 251) as u8, ((-value - 108) % 256) as u8],
        _ => [&[28][..], &(value as i16).to_be_bytes()].concat(),
    }
}

/// The glyph's width and outline in Type 2 operators, each step relative to the one before.
fn charstring(glyph: &Glyph) -> Vec<u8> {
    let mut out = number(glyph.advance.round() as i64);
    let mut pen = [0i64; 2];
    let mut steps = |points: &[[f64; 2]], operator: u8, out: &mut Vec<u8>| {
        for point in points {
            let to = point.map(|v| v.round() as i64);
            out.extend(number(to[0] - pen[0]));
            out.extend(number(to[1] - pen[1]));
            pen = to;
        }
        out.push(operator);
    };
    for segment in &glyph.outline.0 {
        match *segment {
            Segment::Move(to) => steps(&[to], 21, &mut out),
            Segment::Line(to) => steps(&[to], 5, &mut out),
            Segment::Curve(a, b, to) => steps(&[a, b, to], 8, &mut out),
            Segment::Close => {}
        }
    }
    out.push(14);
    out
}

#[cfg(test)]
mod tests {
    use super::super::{Helvetica, Metrics, Outline};
    use super::*;
    use ttf_parser::{Face as Reader, name_id};

    #[test]
    fn the_file_reads_back_as_it_was_measured() {
        for face in Face::ALL {
            let data = opentype(face);
            let font = Reader::parse(&data, 0).expect("a valid font");
            assert_eq!(font.units_per_em(), 1000);
            assert_eq!((font.is_bold(), font.is_italic()), (face.is_bold(), face.is_italic()));
            let family = font.names().into_iter().find(|n| n.name_id == name_id::FAMILY);
            assert_eq!(family.and_then(|n| n.to_string()).as_deref(), Some("Helvetica"));
            for character in "Aj0 é−µαΩ≤→".chars() {
                let id = font.glyph_index(character).expect("mapped");
                let advance = f64::from(font.glyph_hor_advance(id).expect("measured")) / 1000.0;
                assert_eq!(advance, Helvetica.advance(face, character), "{character}");
                let mut outline = Outline::default();
                let _ = font.outline_glyph(id, &mut outline);
                let expected = super::super::glyph(face, character).outline.vertical_bounds();
                assert_eq!(outline.vertical_bounds(), expected);
            }
            assert_eq!(font.glyph_index('漢'), None);
        }
    }
}
