//! Ticks of base plots: `axisTicks()`, inside the plot's range instead of around it.

use super::pretty::{Multiples, Pretty, multiples};

/// Tolerance of comparisons with the range, in units.
const ROUNDING: f64 = 1e-10;

/// First and last tick and number of intervals, R's `xaxp`.
fn span(low: f64, high: f64, n: usize) -> (f64, f64, usize) {
    // The biases of R's graphics engine.
    let wish = Pretty { n, least: Some(1), shrink: 0.25, bias: 0.8, bias5: 1.7, correction: 2 };
    let Multiples { unit, mut first, mut last } = multiples(low, high, &wish);
    if last >= first + 1.0 {
        if first * unit < low - ROUNDING * unit {
            first += 1.0;
        }
        if last > first + 1.0 && last * unit > high + ROUNDING * unit {
            last -= 1.0;
        }
    }
    (first * unit, last * unit, (last - first).round() as usize)
}

/// `axisTicks(c(low, high), log = FALSE, nint = n)`.
pub fn axis_ticks(low: f64, high: f64, n: usize) -> Vec<f64> {
    if !low.is_finite() || !high.is_finite() {
        return Vec::new();
    }
    let (from, to, count) = span(low.min(high), low.max(high), n);
    let parts = count.max(1) as f64;
    let mut ticks: Vec<f64> = (0..=count).map(|i| from + i as f64 / parts * (to - from)).collect();
    let small = 1e-10 * (to - from).abs() / parts;
    ticks.iter_mut().filter(|t| t.abs() < small).for_each(|t| *t = 0.0);
    ticks
}

/// `axisTicks(c(low, high), log = TRUE, nint = n)`: the range is in powers of ten, the ticks are not.
///
/// Over more than three powers the ticks are powers, over three 1 and 5 times powers, over fewer 1, 2 and 5
/// times, and where no two powers are inside, those of a linear axis.
pub fn log_axis_ticks(low: f64, high: f64, n: usize) -> Vec<f64> {
    let (from, to) = (10f64.powf(low), 10f64.powf(high));
    if !from.is_finite() || !to.is_finite() || from <= 0.0 {
        return Vec::new();
    }
    let (mut first, mut last) = (from.log10().ceil(), to.log10().floor());
    if last <= first && to / from > 10.0 {
        (first, last) = ((from.log10() - 0.5).ceil(), (to.log10() + 0.5).floor());
    }
    if last <= first {
        return axis_ticks(from, to, n);
    }
    let multiples: &[f64] = match last - first {
        powers if powers <= 2.0 => &[1.0, 2.0, 5.0],
        powers if powers <= 3.0 => &[1.0, 5.0],
        _ => &[1.0],
    };
    let by =
        if multiples.len() == 1 { ((last - first + 0.25) / n.max(1) as f64).floor().max(1.0) } else { 1.0 };
    let (least, most) = (from * (1.0 - ROUNDING), to * (1.0 + ROUNDING));
    let mut tens = 10f64.powf(first);
    // The multiples of the power before the first are the only ones that may lie outside; the first is drawn
    // from wherever it is.
    let below = multiples[1..].iter().map(|m| m / 10.0 * tens).filter(|t| *t >= least);
    let mut ticks: Vec<f64> = below.collect();
    while tens <= most {
        ticks.extend(multiples.iter().map(|m| m * tens).filter(|t| *t <= most));
        tens *= 10f64.powf(by);
    }
    ticks
}
