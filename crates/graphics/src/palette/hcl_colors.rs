//! The palettes of `hcl.colors()` and `palette.colors()`.
//!
//! A palette is a path through hue, chroma and luminance (Zeileis, Fisher, Hornik, Ihaka, McWhite, Murrell,
//! Stauffer and Wilke 2020, "colorspace: A Toolbox for Manipulating and Assessing Colors and Palettes"): hue and
//! luminance straight, chroma straight or up to a maximum and down again, chroma and luminance bent by a power.

use super::hcl_tables::{HCL, Kind, NUMBERED};
use super::{colours_of, sequence};
use crate::colour::{Colour, spaces};

/// `hcl.colors(n, palette, rev)`; the name in any case, blanks and signs ignored. Nothing for an unknown name.
pub fn hcl_colors(n: usize, name: &str, reverse: bool) -> Option<Vec<Colour>> {
    let (_, kind, parameters) = HCL.iter().find(|(palette, _, _)| same_name(palette, name))?;
    let mut colours = match kind {
        Kind::Qualitative => qualitative(n, parameters),
        Kind::Sequential => {
            let arm = Arm::first(parameters);
            sequence(1.0, 0.0, n).into_iter().map(|i| arm.colour(i)).collect()
        }
        Kind::Diverging => {
            let [left, right] = alike(parameters);
            diverging(n, &left, &right)
        }
        Kind::Flexible => diverging(n, &Arm::first(parameters), &Arm::last(parameters)),
    };
    if reverse {
        colours.reverse();
    }
    Some(colours)
}

/// Names of the palettes of `hcl.colors()`: `hcl.pals()`.
pub fn hcl_palettes() -> impl Iterator<Item = &'static str> {
    HCL.iter().map(|(name, _, _)| *name)
}

/// All colours of a palette of `palette.colors()`. Nothing for an unknown name.
pub fn palette_colors(name: &str) -> Option<Vec<Colour>> {
    NUMBERED.iter().find(|(palette, _)| same_name(palette, name)).map(|(_, digits)| colours_of(digits))
}

/// Names of the palettes of `palette.colors()`: `palette.pals()`.
pub fn palette_names() -> impl Iterator<Item = &'static str> {
    NUMBERED.iter().map(|(name, _)| *name)
}

fn same_name(a: &str, b: &str) -> bool {
    let plain = |text: &str| -> String {
        let kept = text.chars().filter(|c| !matches!(c, ' ' | '-' | '_' | ',' | '(' | ')' | '+'));
        kept.flat_map(char::to_lowercase).collect()
    };
    plain(a) == plain(b)
}

fn or(value: f64, otherwise: f64) -> f64 {
    if value.is_nan() { otherwise } else { value }
}

fn qualitative(n: usize, p: &[f64; 15]) -> Vec<Colour> {
    let last = or(p[1], p[0] + 360.0 * (n.max(1) - 1) as f64 / n.max(1) as f64);
    sequence(p[0], last, n).into_iter().map(|h| spaces::hcl(h, p[3], p[6]).0).collect()
}

/// A path from its vivid end (1) to its pale end (0).
struct Arm {
    hue: [f64; 2],
    chroma: [f64; 2],
    luminance: [f64; 2],
    power: [f64; 2],
    /// Chroma on the way, NaN without.
    most: f64,
}

impl Arm {
    fn first(p: &[f64; 15]) -> Arm {
        Arm {
            hue: [p[0], or(p[1], p[0])],
            chroma: [p[3], or(p[4], 0.0)],
            luminance: [p[6], p[7]],
            power: [p[9], or(p[10], p[9])],
            most: p[13],
        }
    }

    fn last(p: &[f64; 15]) -> Arm {
        Arm {
            hue: [p[2], or(p[1], p[2])],
            chroma: [or(p[5], p[3]), or(p[4], 0.0)],
            luminance: [or(p[8], p[6]), p[7]],
            power: [or(p[11], p[9]), or(p[12], or(p[10], p[9]))],
            most: p[14],
        }
    }

    fn colour(&self, i: f64) -> Colour {
        let straight = |[from, to]: [f64; 2], i: f64| to - (to - from) * i;
        let chroma = self.chroma_at(i.powf(self.power[0]));
        let luminance = straight(self.luminance, i.powf(self.power[1]));
        spaces::hcl(straight(self.hue, i), chroma, luminance).0
    }

    fn chroma_at(&self, i: f64) -> f64 {
        let ([from, to], most) = (self.chroma, self.most);
        let turn = 1.0 / (1.0 + (most - from).abs() / (most - to).abs());
        if turn.is_nan() || turn <= 0.0 || turn >= 1.0 {
            to - (to - from) * i
        } else if i <= turn {
            to - (to - most) * i / turn
        } else {
            most - (most - from) * ((i - turn) / (1.0 - turn)).abs()
        }
    }
}

/// Two arms that differ in hue only and meet in a grey.
fn alike(p: &[f64; 15]) -> [Arm; 2] {
    [p[0], p[1]].map(|hue| Arm { hue: [hue, hue], chroma: [p[3], 0.0], ..Arm::first(p) })
}

fn diverging(n: usize, left: &Arm, right: &Arm) -> Vec<Colour> {
    let half = n.div_ceil(2);
    let step = if n > 1 { 2.0 / (n - 1) as f64 } else { 0.0 };
    let places: Vec<f64> = (0..half).map(|i| (1.0 - i as f64 * step).max(0.0)).collect();
    // The middle one of an odd number is the right arm's.
    let first = places.iter().take(n / 2).map(|i| left.colour(*i));
    let second = places.iter().rev().map(|i| right.colour(*i));
    first.chain(second).collect()
}
