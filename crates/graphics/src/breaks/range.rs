//! Ranges: widened for an axis, and values moved into them.

/// R's tolerance of `scales::zero_range`.
const TOLERANCE: f64 = 1000.0 * f64::EPSILON;

/// The ends are the same number, up to rounding.
pub fn is_zero(low: f64, high: f64) -> bool {
    if low == high {
        return true;
    }
    let least = low.abs().min(high.abs());
    !(low.is_infinite() && high.is_infinite()) && least != 0.0 && ((low - high) / least).abs() < TOLERANCE
}

/// How far an axis goes on beyond its data: on each side a part of the range and a constant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Expansion {
    /// Part of the range below and constant below.
    pub low: [f64; 2],
    /// Part of the range above and constant above.
    pub high: [f64; 2],
}

impl Expansion {
    /// 5 percent on each side: continuous scales.
    pub const CONTINUOUS: Expansion = Expansion { low: [0.05, 0.0], high: [0.05, 0.0] };
    /// 0.6 on each side: discrete scales.
    pub const DISCRETE: Expansion = Expansion { low: [0.0, 0.6], high: [0.0, 0.6] };
    /// Nothing.
    pub const NONE: Expansion = Expansion { low: [0.0, 0.0], high: [0.0, 0.0] };

    /// The range widened; a range without width counts as one wide.
    pub fn widen(&self, low: f64, high: f64) -> (f64, f64) {
        if low.is_infinite() && high.is_infinite() {
            return (f64::NEG_INFINITY, f64::INFINITY);
        }
        let width = if is_zero(low, high) { 1.0 } else { high - low };
        let grow = |[part, constant]: [f64; 2]| width * part + constant;
        (low - grow(self.low), high + grow(self.high))
    }
}

/// `scales::rescale`: linear from one range to another; the middle of the target where the range has no width.
pub fn rescale(x: f64, from: (f64, f64), to: (f64, f64)) -> f64 {
    if is_zero(from.0, from.1) || is_zero(to.0, to.1) {
        return if x.is_nan() { x } else { (to.0 + to.1) / 2.0 };
    }
    (x - from.0) / (from.1 - from.0) * (to.1 - to.0) + to.0
}

/// `scales::rescale_mid`: to a range whose middle is the image of `mid`, the longer side filling its half.
pub fn rescale_mid(x: f64, from: (f64, f64), mid: f64, to: (f64, f64)) -> f64 {
    if is_zero(from.0, from.1) || is_zero(to.0, to.1) {
        return if x.is_nan() { x } else { (to.0 + to.1) / 2.0 };
    }
    let extent = 2.0 * (from.0 - mid).abs().max((from.1 - mid).abs());
    (x - mid) / extent * (to.1 - to.0) + (to.0 + to.1) / 2.0
}

/// `scales::squish`: finite values outside are moved to the nearer end.
pub fn squish(x: f64, low: f64, high: f64) -> f64 {
    if !x.is_finite() {
        x
    } else if x < low {
        low
    } else if x > high {
        high
    } else {
        x
    }
}

/// `scales::censor`: finite values outside are none.
pub fn censor(x: f64, low: f64, high: f64) -> Option<f64> {
    (!x.is_finite() || (low..=high).contains(&x)).then_some(x)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expansion_is_that_of_ggplot2() {
        let lines = include_str!("recorded.txt").lines().filter_map(|l| l.strip_prefix("expand\t"));
        let pair = |text: &str| -> (f64, f64) {
            let numbers: Vec<f64> = text.split(' ').map(|f| f.parse().expect("a number")).collect();
            (numbers[0], numbers[1])
        };
        let uneven = Expansion { low: [0.0, 0.0], high: [0.1, 1.0] };
        for line in lines {
            let fields: Vec<&str> = line.split('\t').collect();
            let (low, high) = pair(fields[0]);
            let widths = [Expansion::CONTINUOUS, Expansion::DISCRETE, uneven];
            for (expansion, expected) in widths.iter().zip(&fields[1..]) {
                assert_eq!(expansion.widen(low, high), pair(expected), "{line}");
            }
        }
    }

    #[test]
    fn values_are_moved_as_scales_moves_them() {
        assert_eq!(rescale(3.0, (1.0, 5.0), (0.0, 1.0)), 0.5);
        assert_eq!(rescale(3.0, (2.0, 2.0), (0.0, 1.0)), 0.5);
        // scales::rescale_mid(c(-1, 0, 3), mid = 0): 0.333, 0.5, 1
        let mid: Vec<f64> =
            [-1.0, 0.0, 3.0].iter().map(|x| rescale_mid(*x, (-1.0, 3.0), 0.0, (0.0, 1.0))).collect();
        assert!((mid[0] - 1.0 / 3.0).abs() < 1e-12 && mid[1] == 0.5 && mid[2] == 1.0);
        assert_eq!((squish(2.0, 0.0, 1.0), squish(f64::INFINITY, 0.0, 1.0)), (1.0, f64::INFINITY));
        assert_eq!((censor(2.0, 0.0, 1.0), censor(1.0, 0.0, 1.0)), (None, Some(1.0)));
    }
}
