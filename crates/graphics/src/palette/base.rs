//! The palettes of R's grDevices that run along the colour wheel or the greys.

use super::sequence;
use crate::colour::{Colour, spaces};

fn along(h: &[f64], s: &[f64], v: &[f64]) -> Vec<Colour> {
    h.iter().zip(s).zip(v).map(|((h, s), v)| spaces::hsv(*h, *s, *v)).collect()
}

/// `rainbow(n)`.
pub fn rainbow(n: usize) -> Vec<Colour> {
    rainbow_between(n, 1.0, 1.0, 0.0, (n.max(2) - 1) as f64 / n.max(1) as f64)
}

/// `rainbow(n, s, v, start, end)`: hues in equal steps; past the end of the wheel they go on at its start.
pub fn rainbow_between(n: usize, saturation: f64, value: f64, start: f64, end: f64) -> Vec<Colour> {
    let round = if start > end { 1.0 } else { 0.0 };
    let hues = sequence(start, end + round, n);
    hues.into_iter().map(|h| spaces::hsv(if h > 1.0 { h % 1.0 } else { h }, saturation, value)).collect()
}

/// `heat.colors(n)`: red to yellow, the last quarter paling to white.
pub fn heat_colours(n: usize) -> Vec<Colour> {
    let pale = n / 4;
    let mut colours = rainbow_between(n - pale, 1.0, 1.0, 0.0, 1.0 / 6.0);
    let half = 1.0 / (2.0 * pale.max(1) as f64);
    let fading = sequence(1.0 - half, half, pale);
    colours.extend(fading.into_iter().map(|s| spaces::hsv(1.0 / 6.0, s, 1.0)));
    colours
}

/// `terrain.colors(n)`: green over yellow to near white.
pub fn terrain_colours(n: usize) -> Vec<Colour> {
    let low = n / 2;
    let high = n - low + 1;
    let mut colours =
        along(&sequence(4.0 / 12.0, 2.0 / 12.0, low), &sequence(1.0, 1.0, low), &sequence(0.65, 0.9, low));
    let upper =
        along(&sequence(2.0 / 12.0, 0.0, high), &sequence(1.0, 0.0, high), &sequence(0.9, 0.95, high));
    colours.extend(upper.into_iter().skip(1));
    colours
}

/// `topo.colors(n)`: blue, green, and yellow that pales.
pub fn topo_colours(n: usize) -> Vec<Colour> {
    let third = n / 3;
    let first = n - 2 * third;
    let hues = |from: f64, to: f64, n: usize| sequence(from / 60.0, to / 60.0, n);
    let mut colours = along(&hues(43.0, 31.0, first), &vec![1.0; first], &vec![1.0; first]);
    colours.extend(along(&hues(23.0, 11.0, third), &vec![1.0; third], &vec![1.0; third]));
    colours.extend(along(&hues(10.0, 6.0, third), &sequence(1.0, 0.3, third), &vec![1.0; third]));
    colours
}

/// `cm.colors(n)`: cyan over white to magenta.
pub fn cm_colours(n: usize) -> Vec<Colour> {
    let (half, even) = (n / 2, n.is_multiple_of(2));
    let (left, right) = if even { (half, n - half + 1) } else { (half + 1, n - half) };
    let palest = if even && half > 0 { 0.5 / half as f64 } else { 0.0 };
    let mut colours: Vec<Colour> =
        sequence(0.5, palest, left).into_iter().map(|s| spaces::hsv(0.5, s, 1.0)).collect();
    colours.extend(sequence(0.0, 0.5, right).into_iter().skip(1).map(|s| spaces::hsv(10.0 / 12.0, s, 1.0)));
    colours.truncate(n);
    colours
}

/// `gray.colors(n, start, end, gamma)`, `grey_pal(start, end)(n)` with a gamma of 2.2.
pub fn grey_colours(n: usize, start: f64, end: f64, gamma: f64) -> Vec<Colour> {
    let levels = sequence(start.powf(gamma), end.powf(gamma), n);
    levels.into_iter().map(|v| Colour::from_unit([v.powf(1.0 / gamma); 3], 1.0)).collect()
}
