//! R's `pretty()`: about `n` intervals of a round size that cover the data.
//!
//! The interval is 1, 2, 5 or 10 times a power of ten. `?pretty` gives the rule: starting from the power of ten
//! below the wished size, the next larger of these units is taken as long as the wished size is nearer to it,
//! where nearer is measured with a bias `h` towards large units (`h5` towards five).

use super::equal_steps;

/// What is wished for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pretty {
    /// Number of intervals.
    pub n: usize,
    /// Least number of intervals: R's `min.n`, a third of `n` by default.
    pub least: Option<usize>,
    /// Factor by which a tiny range is widened: `shrink.sml`.
    pub shrink: f64,
    /// Bias towards large units: `high.u.bias`.
    pub bias: f64,
    /// Bias towards five: `u5.bias`.
    pub bias5: f64,
    /// `eps.correct`: 0 never moves the ends of the data by a rounding error, 1 for a tiny range, 2 always.
    pub correction: u8,
}

impl Default for Pretty {
    fn default() -> Pretty {
        Pretty { n: 5, least: None, shrink: 0.75, bias: 1.5, bias5: 0.5 + 1.5 * 1.5, correction: 0 }
    }
}

/// A unit and the multiples of it that surround the data.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Multiples {
    pub(super) unit: f64,
    pub(super) first: f64,
    pub(super) last: f64,
}

const ROUNDING: f64 = 1e-10;

/// `pretty(c(low, high), n)`. None for data that are not finite.
pub fn pretty(low: f64, high: f64, wish: &Pretty) -> Vec<f64> {
    if !low.is_finite() || !high.is_finite() {
        return Vec::new();
    }
    let Multiples { unit, first, last } = multiples(low.min(high), low.max(high), wish);
    let count = (last - first).round();
    // An end of the data that is a multiple up to rounding stays as it is.
    let (from, to) = ((first * unit).min(low.min(high)), (last * unit).max(low.max(high)));
    let mut breaks = equal_steps(from, to, count as usize + 1);
    if wish.correction == 0 && count > 0.0 {
        // Rounding noise around zero is zero.
        let small = 1e-14 * (to - from) / count;
        breaks.iter_mut().filter(|b| b.abs() < small).for_each(|b| *b = 0.0);
    }
    breaks
}

pub(super) fn multiples(low: f64, high: f64, wish: &Pretty) -> Multiples {
    let (n, least) = (wish.n as f64, wish.least.unwrap_or(wish.n / 3) as f64);
    let range = high - low;
    let magnitude = low.abs().max(high.abs());
    let tiny = (range == 0.0 && high == 0.0) || {
        let wide = wish.bias5 >= 1.5 * wish.bias + 0.5;
        let u = 1.0 + if wide { 1.0 / (1.0 + wish.bias) } else { 1.5 / (1.0 + wish.bias5) };
        range < magnitude * u * n.max(1.0) * f64::EPSILON * 3.0
    };
    let size = if tiny {
        let size = if range == 0.0 && high == 0.0 { 1.0 } else { magnitude };
        let size = if size > 10.0 { 9.0 + size / 10.0 } else { size } * wish.shrink;
        if least > 1.0 { size / least } else { size }
    } else if n > 1.0 {
        range / n
    } else {
        range
    };
    let unit = unit(size.clamp(20.0 * f64::MIN_POSITIVE, 0.1 * f64::MAX), wish);
    let mut first = (low / unit + ROUNDING).floor();
    let mut last = (high / unit - ROUNDING).ceil();
    let (mut low, mut high) = (low, high);
    if wish.correction > 1 || (wish.correction == 1 && tiny) {
        low = if low == 0.0 { -f64::MIN_POSITIVE } else { low - f64::EPSILON * low.abs() };
        high = if high == 0.0 { f64::MIN_POSITIVE } else { high + f64::EPSILON * high.abs() };
    }
    while first * unit > low + ROUNDING * unit {
        first -= 1.0;
    }
    while last * unit < high - ROUNDING * unit {
        last += 1.0;
    }
    let missing = (0.5 + least - (last - first)).floor();
    if missing > 0.0 {
        (first, last) = widen(low, high, first, last, missing);
    }
    Multiples { unit, first, last }
}

fn unit(size: f64, wish: &Pretty) -> f64 {
    let base = 10f64.powf(size.log10().floor());
    let mut unit = base;
    for (factor, bias) in [(2.0, wish.bias), (5.0, wish.bias5), (10.0, wish.bias)] {
        if factor * base - size >= bias * (size - unit) {
            break;
        }
        unit = factor * base;
    }
    unit
}

/// More intervals, away from zero where the data start or end there, else on both sides.
fn widen(low: f64, high: f64, first: f64, last: f64, missing: f64) -> (f64, f64) {
    let half = (missing / 2.0).floor();
    if low == 0.0 && first == 0.0 && high != 0.0 {
        (first, last + missing)
    } else if high == 0.0 && last == 0.0 && low != 0.0 {
        (first - missing, last)
    } else if first >= 0.0 {
        (first - (missing - half), last + half)
    } else {
        (first - half, last + (missing - half))
    }
}
