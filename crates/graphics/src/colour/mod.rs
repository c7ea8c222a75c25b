//! Colours as R names, writes and mixes them.
//!
//! [`Colour`] is eight bits a channel, as R's devices have it. [`Colour::parse`] reads what R's `col` arguments
//! take as text; [`Palette`] is the numbered palette behind `col = 2`. [`spaces`] converts to and from the
//! perceptual spaces that scales interpolate in.

mod names;
pub mod spaces;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::OnceLock;

/// A colour with alpha, eight bits a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Colour {
    /// Red.
    pub red: u8,
    /// Green.
    pub green: u8,
    /// Blue.
    pub blue: u8,
    /// Opacity: 255 is opaque.
    pub alpha: u8,
}

/// Why a text is no colour, in R's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ColourError {
    /// A name R does not know.
    Name(String),
    /// A `#` that is not followed by 3, 4, 6 or 8 hexadecimal digits.
    Hex,
    /// A palette number below zero.
    Index(i64),
}

impl fmt::Display for ColourError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ColourError::Name(name) => write!(f, "invalid color name '{name}'"),
            ColourError::Hex => write!(f, "invalid RGB specification"),
            ColourError::Index(i) => write!(f, "numerical color values must be >= 0, found {i}"),
        }
    }
}

impl std::error::Error for ColourError {}

impl Colour {
    /// Opaque black.
    pub const BLACK: Colour = Colour::rgb(0, 0, 0);
    /// Opaque white.
    pub const WHITE: Colour = Colour::rgb(255, 255, 255);
    /// R's "transparent": white without opacity.
    pub const TRANSPARENT: Colour = Colour { red: 255, green: 255, blue: 255, alpha: 0 };

    /// An opaque colour.
    pub const fn rgb(red: u8, green: u8, blue: u8) -> Colour {
        Colour { red, green, blue, alpha: 255 }
    }

    /// A colour from 0xRRGGBB.
    pub const fn from_u32(rgb: u32) -> Colour {
        Colour::rgb((rgb >> 16) as u8, (rgb >> 8) as u8, rgb as u8)
    }

    /// A colour from channels between 0 and 1, rounded as R's `rgb()` rounds them; what lies outside is clamped.
    pub fn from_unit(rgb: [f64; 3], alpha: f64) -> Colour {
        let byte = |v: f64| (255.0 * v.clamp(0.0, 1.0) + 0.5) as u8;
        Colour { red: byte(rgb[0]), green: byte(rgb[1]), blue: byte(rgb[2]), alpha: byte(alpha) }
    }

    /// The channels between 0 and 1, without alpha.
    pub fn to_unit(self) -> [f64; 3] {
        [self.red, self.green, self.blue].map(|v| f64::from(v) / 255.0)
    }

    /// The same colour with its opacity set to `alpha` between 0 and 1, as `scales::alpha()` and `rgb(alpha=)`.
    pub fn with_alpha(self, alpha: f64) -> Colour {
        Colour { alpha: (255.0 * alpha.clamp(0.0, 1.0) + 0.5) as u8, ..self }
    }

    /// Nothing of it is seen.
    pub fn is_transparent(self) -> bool {
        self.alpha == 0
    }

    /// Opacity between 0 and 1.
    pub fn opacity(self) -> f64 {
        f64::from(self.alpha) / 255.0
    }

    /// Reads a colour name (any case, blanks ignored), `#RGB`, `#RGBA`, `#RRGGBB`, `#RRGGBBAA`, "transparent",
    /// "NA", or a palette number as text, looked up in `palette`.
    pub fn parse_with(text: &str, palette: &Palette) -> Result<Colour, ColourError> {
        if let Some(digits) = text.strip_prefix('#') {
            return parse_hex(digits).ok_or(ColourError::Hex);
        }
        if text == "NA" || text == "transparent" {
            return Ok(Colour::TRANSPARENT);
        }
        if text.starts_with(|c: char| c.is_ascii_digit()) {
            let index: i64 = text.parse().map_err(|_| ColourError::Name(text.to_owned()))?;
            return palette.get(index);
        }
        let key: String = text.chars().filter(|c| *c != ' ').collect::<String>().to_lowercase();
        match by_name().get(key.as_str()) {
            Some(&rgb) => Ok(Colour::from_u32(rgb)),
            None if key == "transparent" => Ok(Colour::TRANSPARENT),
            None => Err(ColourError::Name(text.to_owned())),
        }
    }

    /// [`Colour::parse_with`] R's default palette.
    pub fn parse(text: &str) -> Result<Colour, ColourError> {
        Colour::parse_with(text, &Palette::default())
    }

    /// `#RRGGBB`, with the alpha appended unless the colour is opaque: what R's palettes print.
    pub fn hex(self) -> String {
        if self.alpha == 255 { self.hex_rgb() } else { self.hex_rgba() }
    }

    /// `#RRGGBB`, the alpha left out.
    pub fn hex_rgb(self) -> String {
        format!("#{:02X}{:02X}{:02X}", self.red, self.green, self.blue)
    }

    /// `#RRGGBBAA`, also for an opaque colour: what `rgb(alpha = 1)` and viridisLite print.
    pub fn hex_rgba(self) -> String {
        format!("#{:02X}{:02X}{:02X}{:02X}", self.red, self.green, self.blue, self.alpha)
    }
}

fn parse_hex(digits: &str) -> Option<Colour> {
    if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let value = u32::from_str_radix(digits, 16).ok()?;
    let nibble = |shift: u32| ((value >> shift & 15) * 17) as u8;
    match digits.len() {
        3 => Some(Colour::rgb(nibble(8), nibble(4), nibble(0))),
        4 => Some(Colour { red: nibble(12), green: nibble(8), blue: nibble(4), alpha: nibble(0) }),
        6 => Some(Colour::from_u32(value)),
        8 => Some(Colour { alpha: value as u8, ..Colour::from_u32(value >> 8) }),
        _ => None,
    }
}

/// Names and values of the colours R knows, in the order of `colors()`.
pub fn colour_names() -> impl Iterator<Item = (&'static str, Colour)> {
    names::NAMES.iter().map(|&(name, rgb)| (name, Colour::from_u32(rgb)))
}

fn by_name() -> &'static BTreeMap<&'static str, u32> {
    static TABLE: OnceLock<BTreeMap<&'static str, u32>> = OnceLock::new();
    TABLE.get_or_init(|| names::NAMES.iter().copied().collect())
}

/// The numbered colours behind `col = 1`: 0 is the background, 1 the first colour, and they recycle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Palette {
    /// Colour 0.
    pub background: Colour,
    /// Colours from 1.
    pub colours: Vec<Colour>,
}

impl Palette {
    /// The colour with a number.
    pub fn get(&self, index: i64) -> Result<Colour, ColourError> {
        match index {
            i if i < 0 => Err(ColourError::Index(i)),
            0 => Ok(self.background),
            i if self.colours.is_empty() => Err(ColourError::Index(i)),
            i => Ok(self.colours[(i as usize - 1) % self.colours.len()]),
        }
    }
}

impl Default for Palette {
    /// R 4's default, called "R4", on a transparent background.
    fn default() -> Palette {
        const R4: [u32; 8] = [0x000000, 0xDF536B, 0x61D04F, 0x2297E6, 0x28E2E5, 0xCD0BBC, 0xF5C710, 0x9E9E9E];
        Palette { background: Colour::TRANSPARENT, colours: R4.map(Colour::from_u32).to_vec() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_r_reads() {
        for (text, hex) in [
            ("red", "#FF0000"),
            ("Dark Green", "#006400"),
            ("grey30", "#4D4D4D"),
            ("#abc", "#AABBCC"),
            ("#112233", "#112233"),
            ("#11223344", "#11223344"),
            ("transparent", "#FFFFFF00"),
            ("NA", "#FFFFFF00"),
            ("2", "#DF536B"),
            ("8", "#9E9E9E"),
            ("10", "#DF536B"),
            ("0", "#FFFFFF00"),
        ] {
            assert_eq!(Colour::parse(text).map(Colour::hex), Ok(hex.to_owned()), "{text}");
        }
    }

    #[test]
    fn refuses_in_words_of_r() {
        assert_eq!(
            Colour::parse("blurple").map_err(|e| e.to_string()),
            Err("invalid color name 'blurple'".into())
        );
        assert_eq!(
            Colour::parse("#12345").map_err(|e| e.to_string()),
            Err("invalid RGB specification".into())
        );
        assert_eq!(colour_names().count(), 657);
    }
}
