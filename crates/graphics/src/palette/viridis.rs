//! The viridis family: perceptually uniform maps, interpolated as viridisLite interpolates them.

use super::viridis_tables::MAPS;
use super::{Interpolation, colours_of, ramp::Splines, sequence};
use crate::colour::{Colour, spaces};
use std::sync::OnceLock;

/// The part of a map that is used, and its opacity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Viridis {
    /// Where the first colour is taken, from 0 to 1.
    pub begin: f64,
    /// Where the last colour is taken.
    pub end: f64,
    /// Opacity.
    pub alpha: f64,
    /// From the end to the beginning.
    pub reverse: bool,
}

impl Default for Viridis {
    fn default() -> Viridis {
        Viridis { begin: 0.0, end: 1.0, alpha: 1.0, reverse: false }
    }
}

/// `viridis(n, option = map)`: `n` colours of a map by name ("viridis", "magma", "inferno", "plasma", "cividis",
/// "rocket", "mako", "turbo") or letter ("A" to "H"); nothing for another map.
///
/// viridisLite interpolates the map's 256 colours by splines in Lab, which moves some by one in a channel.
pub fn viridis(n: usize, map: &str, look: Viridis) -> Option<Vec<Colour>> {
    let at = MAPS.iter().position(|(name, letter, _)| *name == map || map == letter.to_string())?;
    static SPLINES: [OnceLock<Splines>; 8] = [const { OnceLock::new() }; 8];
    let splines = SPLINES[at].get_or_init(|| {
        let lab: Vec<[f64; 3]> =
            colours_of(MAPS[at].2).into_iter().map(|c| spaces::base_lab(c.to_unit())).collect();
        Splines::new(&lab, Interpolation::Spline)
    });
    let (first, last) = if look.reverse { (look.end, look.begin) } else { (look.begin, look.end) };
    let colour = |lab: [f64; 3]| Colour::from_unit(spaces::base_srgb(lab), look.alpha);
    Some(splines.along(&sequence(first, last, n)).into_iter().map(colour).collect())
}
