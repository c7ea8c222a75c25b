//! Colours between colours: the ramps of scales and of R's `colorRampPalette`.

use super::sequence;
use crate::colour::{Colour, spaces};

/// A continuous scale of colours, mixed in CIELAB as `scales::gradient_n_pal` mixes them.
#[derive(Clone, Debug, PartialEq)]
pub struct Ramp {
    /// Lightness, a, b and opacity of the colours.
    colours: Vec<[f64; 4]>,
    /// Where they are, ascending; equally spaced without.
    values: Option<Vec<f64>>,
}

impl Ramp {
    /// Colours in equal steps from 0 to 1: `seq_gradient_pal`, `div_gradient_pal`.
    pub fn new(colours: &[Colour]) -> Ramp {
        let colours = colours
            .iter()
            .map(|c| {
                let [l, a, b] = spaces::lab(*c);
                [l, a, b, c.opacity()]
            })
            .collect();
        Ramp { colours, values: None }
    }

    /// Colours at given places, as many as colours: `gradient_n_pal(values = )`.
    pub fn with_values(colours: &[Colour], values: &[f64]) -> Ramp {
        Ramp { values: Some(values.to_vec()), ..Ramp::new(colours) }
    }

    /// The colour of a value; none outside the ramp and for NaN.
    pub fn at(&self, value: f64) -> Option<Colour> {
        let place = match &self.values {
            Some(values) => {
                let places = sequence(0.0, 1.0, values.len());
                interpolate(values, value).map(|(i, part)| places[i] + part * step(&places, i))?
            }
            None => value,
        };
        if self.colours.len() == 1 {
            let [l, a, b, alpha] = self.colours[0];
            return (!value.is_nan()).then(|| spaces::lab_colour([l, a, b], alpha));
        }
        let (i, part) = interpolate(&sequence(0.0, 1.0, self.colours.len()), place)?;
        let (from, to) = (self.colours[i], self.colours[(i + 1).min(self.colours.len() - 1)]);
        let [l, a, b, alpha] = [0, 1, 2, 3].map(|k| from[k] + (to[k] - from[k]) * part);
        Some(spaces::lab_colour([l, a, b], alpha))
    }
}

fn step(places: &[f64], i: usize) -> f64 {
    places.get(i + 1).map_or(0.0, |next| next - places[i])
}

/// The interval of ascending `places` that holds a value, and how far into it.
fn interpolate(places: &[f64], value: f64) -> Option<(usize, f64)> {
    let last = places.len().checked_sub(1)?;
    if !(places[0]..=places[last]).contains(&value) {
        return None;
    }
    if value == places[last] {
        return Some((last, 0.0));
    }
    let i = places.partition_point(|p| *p <= value).saturating_sub(1);
    Some((i, (value - places[i]) / (places[i + 1] - places[i])))
}

/// The space a base ramp mixes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Space {
    /// "rgb".
    Rgb,
    /// "Lab".
    Lab,
}

/// How values between colours are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interpolation {
    /// "linear".
    Linear,
    /// "spline".
    Spline,
}

/// `colorRampPalette(colours, space, interpolate)(n)`: opaque colours, their channels cut to whole numbers.
pub fn base_ramp(colours: &[Colour], space: Space, how: Interpolation, n: usize) -> Vec<Colour> {
    if colours.is_empty() {
        return Vec::new();
    }
    let points: Vec<[f64; 3]> = colours
        .iter()
        .map(|c| match space {
            Space::Rgb => c.to_unit(),
            Space::Lab => spaces::base_lab(c.to_unit()),
        })
        .collect();
    let splines = Splines::new(&points, how);
    let colour = |mixed: [f64; 3]| {
        let rgb = match space {
            Space::Rgb => mixed.map(|v| v.clamp(0.0, 1.0)),
            Space::Lab => spaces::base_srgb(mixed),
        };
        let [red, green, blue] = rgb.map(|v| (v * 255.0) as u8);
        Colour::rgb(red, green, blue)
    };
    splines.along(&sequence(0.0, 1.0, n)).into_iter().map(colour).collect()
}

/// Curves through the channels of equally spaced colours, from 0 to 1.
#[derive(Clone, Debug)]
pub(super) struct Splines {
    points: Vec<[f64; 3]>,
    /// First, second and third coefficients of each interval's cubic, by channel.
    coefficients: Vec<[[f64; 3]; 3]>,
}

impl Splines {
    pub(super) fn new(points: &[[f64; 3]], how: Interpolation) -> Splines {
        let x = sequence(0.0, 1.0, points.len());
        let mut coefficients = vec![[[0.0; 3]; 3]; points.len()];
        for channel in 0..3 {
            let y: Vec<f64> = points.iter().map(|p| p[channel]).collect();
            let curves = match how {
                Interpolation::Spline => forsythe_malcolm_moler(&x, &y),
                Interpolation::Linear => straight(&x, &y),
            };
            for (all, curve) in coefficients.iter_mut().zip(curves) {
                all[channel] = curve;
            }
        }
        Splines { points: points.to_vec(), coefficients }
    }

    /// The curves at ascending places. As in R, a place on the border of two intervals belongs to the one that
    /// the place before lay in: rounding noise there decides the last digit of some ramps.
    pub(super) fn along(&self, values: &[f64]) -> Vec<[f64; 3]> {
        let places = sequence(0.0, 1.0, self.points.len());
        let mut i = 0;
        let mut colour = |value: f64| {
            if value < places[i] || places.get(i + 1).is_some_and(|end| *end < value) {
                i = places.partition_point(|p| *p <= value).saturating_sub(1);
            }
            let dx = value - places[i];
            [0, 1, 2].map(|channel| {
                let [b, c, d] = self.coefficients[i][channel];
                self.points[i][channel] + dx * (b + dx * (c + dx * d))
            })
        };
        values.iter().map(|value| colour(*value)).collect()
    }
}

fn straight(x: &[f64], y: &[f64]) -> Vec<[f64; 3]> {
    let slope = |i: usize| if i + 1 < x.len() { (y[i + 1] - y[i]) / (x[i + 1] - x[i]) } else { 0.0 };
    (0..x.len()).map(|i| [slope(i), 0.0, 0.0]).collect()
}

/// The cubic spline of Forsythe, Malcolm and Moler (1977), section 4.4: at each end its third derivative is that
/// of the cubic through the last four points.
fn forsythe_malcolm_moler(x: &[f64], y: &[f64]) -> Vec<[f64; 3]> {
    let n = x.len();
    if n < 3 {
        return straight(x, y);
    }
    let h: Vec<f64> = x.windows(2).map(|w| w[1] - w[0]).collect();
    let slope: Vec<f64> = (0..n - 1).map(|i| (y[i + 1] - y[i]) / h[i]).collect();
    // The tridiagonal system for sigma, a sixth of the second derivative.
    let mut diagonal = vec![0.0; n];
    let mut sigma = vec![0.0; n];
    for i in 1..n - 1 {
        diagonal[i] = 2.0 * (h[i - 1] + h[i]);
        sigma[i] = slope[i] - slope[i - 1];
    }
    (diagonal[0], diagonal[n - 1]) = (-h[0], -h[n - 2]);
    if n > 3 {
        let second = |i: usize| sigma[i] / (x[i + 1] - x[i - 1]);
        let first = (second(2) - second(1)) / (x[3] - x[0]);
        let last = (second(n - 2) - second(n - 3)) / (x[n - 1] - x[n - 4]);
        (sigma[0], sigma[n - 1]) = (first * h[0] * h[0], -last * h[n - 2] * h[n - 2]);
    }
    for i in 1..n {
        let factor = h[i - 1] / diagonal[i - 1];
        diagonal[i] -= factor * h[i - 1];
        sigma[i] -= factor * sigma[i - 1];
    }
    sigma[n - 1] /= diagonal[n - 1];
    for i in (0..n - 1).rev() {
        sigma[i] = (sigma[i] - h[i] * sigma[i + 1]) / diagonal[i];
    }
    let mut out: Vec<[f64; 3]> = (0..n - 1)
        .map(|i| {
            let b = slope[i] - h[i] * (sigma[i + 1] + 2.0 * sigma[i]);
            [b, 3.0 * sigma[i], (sigma[i + 1] - sigma[i]) / h[i]]
        })
        .collect();
    let b = slope[n - 2] + h[n - 2] * (sigma[n - 2] + 2.0 * sigma[n - 1]);
    out.push([b, 3.0 * sigma[n - 1], 0.0]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_place_the_colours() {
        // scales::gradient_n_pal(c("red", "white", "blue"), c(0, .25, 1))(c(.1, .25, .5, 1))
        let colours = [Colour::rgb(255, 0, 0), Colour::WHITE, Colour::rgb(0, 0, 255)];
        let ramp = Ramp::with_values(&colours, &[0.0, 0.25, 1.0]);
        let shown: Vec<String> =
            [0.1, 0.25, 0.5, 1.0].iter().filter_map(|x| ramp.at(*x)).map(Colour::hex).collect();
        assert_eq!(shown, ["#FF8969", "#FFFFFF", "#CFB1FF", "#0000FF"]);
        assert_eq!(ramp.at(1.5), None);
        assert_eq!(ramp.at(f64::NAN), None);
    }
}
