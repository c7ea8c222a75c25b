//! Colours that stand for values: the palettes of viridisLite, ColorBrewer, scales and R's grDevices.
//!
//! A palette gives `n` colours ([`viridis`], [`hue`], [`brewer`], [`base`], [`hcl_colors`]); a [`Ramp`] gives a
//! colour for any value from 0 to 1. Colours come out as R prints them, to the last hexadecimal digit.

pub mod base;
pub mod brewer;
mod brewer_tables;
mod hcl_colors;
mod hcl_tables;
mod ramp;
mod viridis;
mod viridis_tables;

pub use hcl_colors::{hcl_colors, hcl_palettes, palette_colors, palette_names};
pub use ramp::{Interpolation, Ramp, Space, base_ramp};
pub use viridis::{Viridis, viridis};

use super::colour::{Colour, spaces};

/// Values from `from` to `to` in equal steps, as R's `seq(length.out = n)`: one value is `from`.
fn sequence(from: f64, to: f64, n: usize) -> Vec<f64> {
    let step = if n > 1 { (to - from) / (n - 1) as f64 } else { 0.0 };
    (0..n).map(|i| if n > 1 && i == n - 1 { to } else { from + i as f64 * step }).collect()
}

/// Colours from hexadecimal digits without separators.
fn colours_of(digits: &str) -> Vec<Colour> {
    let chunks = digits.as_bytes().chunks(6).filter_map(|chunk| std::str::from_utf8(chunk).ok());
    chunks.filter_map(|rgb| u32::from_str_radix(rgb, 16).ok()).map(Colour::from_u32).collect()
}

/// The wheel of hues behind `scale_colour_hue()`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hue {
    /// First and last hue in degrees; the last is left out where the wheel closes.
    pub range: [f64; 2],
    /// Chroma.
    pub chroma: f64,
    /// Luminance.
    pub luminance: f64,
    /// Added to every hue.
    pub start: f64,
    /// The other way round.
    pub reverse: bool,
}

impl Default for Hue {
    /// `hue_pal()`.
    fn default() -> Hue {
        Hue { range: [15.0, 375.0], chroma: 100.0, luminance: 65.0, start: 0.0, reverse: false }
    }
}

/// `hue_pal()(n)`: equally spaced hues.
pub fn hue(n: usize, wheel: Hue) -> Vec<Colour> {
    let [first, mut last] = wheel.range;
    if (last - first).rem_euclid(360.0) < 1.0 {
        last -= 360.0 / n.max(1) as f64;
    }
    let hues = sequence(first, last, n).into_iter().map(|h| (h + wheel.start).rem_euclid(360.0));
    let mut colours: Vec<Colour> =
        hues.map(|h| spaces::polar_luv_colour(h, wheel.chroma, wheel.luminance)).collect();
    if wheel.reverse {
        colours.reverse();
    }
    colours
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::palette::base;

    /// The colours of a recorded line, computed here.
    fn ours(fields: &[&str]) -> Vec<String> {
        let number = |i: usize| fields[i].parse::<f64>().expect("a number");
        let count = |i: usize| fields[i].parse::<usize>().expect("a count");
        let named = |i: usize| -> Vec<Colour> {
            fields[i].split(' ').map(|c| Colour::parse(c).expect("a colour")).collect()
        };
        let hex = |colours: Vec<Colour>| colours.into_iter().map(Colour::hex).collect::<Vec<_>>();
        match fields[0] {
            "viridis" => {
                let (alpha, begin, end) = (number(3), number(4), number(5));
                let look = Viridis { begin, end, alpha, reverse: fields[6] == "-1" };
                let map = viridis(count(2), fields[1], look).expect("a map");
                map.into_iter().map(Colour::hex_rgba).collect()
            }
            "hue" => hex(hue(count(1), Hue::default())),
            "hue2" => {
                let range = [0.0, 270.0];
                hex(hue(5, Hue { range, chroma: 45.0, luminance: 65.0, start: 30.0, reverse: true }))
            }
            "grey" => hex(base::grey_colours(count(1), number(2), number(3), 2.2)),
            "gradient" => {
                let ramp = Ramp::new(&named(1));
                let n = fields[2].split(' ').count();
                hex(sequence(0.0, 1.0, n).into_iter().filter_map(|x| ramp.at(x)).collect())
            }
            "rainbow" => hex(base::rainbow(count(1))),
            "heat" => hex(base::heat_colours(count(1))),
            "terrain" => hex(base::terrain_colours(count(1))),
            "topo" => hex(base::topo_colours(count(1))),
            "cm" => hex(base::cm_colours(count(1))),
            "graycolors" => hex(base::grey_colours(count(1), 0.3, 0.9, 2.2)),
            "ramp" => {
                let space = if fields[1] == "Lab" { Space::Lab } else { Space::Rgb };
                let spline = fields[2] == "spline";
                let how = if spline { Interpolation::Spline } else { Interpolation::Linear };
                let colours: Vec<Colour> = named(3);
                hex(base_ramp(&colours, space, how, 13))
            }
            "hclcolors" => hex(hcl_colors(count(2), fields[1], false).expect("a palette")),
            "palette" => hex(palette_colors(fields[1]).expect("a palette")),
            _ => Vec::new(),
        }
    }

    /// Every line of `recorded.txt`, which R 4.2.2, scales 1.2.1 and viridisLite 0.4.1 printed.
    #[test]
    fn palettes_are_those_of_r() {
        let mut wrong = Vec::new();
        let mut compared = 0;
        for line in include_str!("recorded.txt").lines() {
            let fields: Vec<&str> = line.split('\t').collect();
            let ours = ours(&fields).join(" ");
            if !ours.is_empty() {
                compared += 1;
                if Some(&ours.as_str()) != fields.last() {
                    wrong.push(format!("{line}\n  ours {ours}"));
                }
            }
        }
        assert!(wrong.is_empty(), "{} of {compared}\n{}", wrong.len(), wrong.join("\n"));
        assert!(compared > 340, "{compared}");
    }

    #[test]
    fn functions_of_a_single_colour() {
        for line in include_str!("recorded.txt").lines() {
            let fields: Vec<&str> = line.split('\t').collect();
            let expected: Vec<&str> = fields[fields.len() - 1].split(' ').collect();
            match fields[0] {
                "hsv" => {
                    let h = [0.0, 0.1, 0.37, 0.5, 0.72, 0.99];
                    let s = [1.0, 0.5, 0.3, 0.8, 0.2, 1.0];
                    let v = [1.0, 0.9, 0.4, 0.7, 0.5, 0.1];
                    for i in 0..6 {
                        assert_eq!(spaces::hsv(h[i], s[i], v[i]).hex(), expected[i]);
                    }
                }
                "adjust" => {
                    let red = spaces::adjust(Colour::rgb(255, 0, 0), 0.3, [1.0; 3]);
                    let blue = spaces::adjust(Colour::from_u32(0x336699), 0.5, [0.5, 1.2, 1.0]);
                    assert_eq!([red.hex(), blue.hex()], expected[..]);
                }
                _ => {}
            }
        }
    }

    /// `hcl(seq(0, 360, 15), c, l)` for three pairs of chroma and luminance.
    #[test]
    fn hcl_fixes_up_as_r_does() {
        let lines = include_str!("recorded.txt").lines().filter_map(|l| l.strip_prefix("hcl\t"));
        for (line, (c, l)) in lines.zip([(35.0, 85.0), (100.0, 65.0), (150.0, 30.0)]) {
            let ours: Vec<String> =
                (0..=24).map(|i| spaces::hcl(f64::from(i) * 15.0, c, l).0.hex()).collect();
            assert_eq!(ours.join(" "), line);
        }
    }
}
