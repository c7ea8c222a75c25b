//! Order statistics: quantiles of nine types, the median, the MAD and the five numbers.

use super::moments::mean;

/// The values in increasing order; `NaN`s last.
pub fn sorted(x: &[f64]) -> Vec<f64> {
    let mut x = x.to_vec();
    x.sort_by(|a, b| a.partial_cmp(b).unwrap_or_else(|| a.is_nan().cmp(&b.is_nan())));
    x
}

/// Sample quantiles of one of the nine types of Hyndman and Fan (1996); `None` when `x` is `NaN` somewhere,
/// when a probability is outside [0, 1] by more than rounding, or when there is no such type.
pub fn quantiles(x: &[f64], probabilities: &[f64], kind: u8) -> Option<Vec<f64>> {
    let fuzz = 100.0 * f64::EPSILON;
    let outside = |p: &f64| *p < -fuzz || *p > 1.0 + fuzz;
    if x.iter().any(|x| x.is_nan()) || probabilities.iter().any(outside) || !(1..=9).contains(&kind) {
        return None;
    }
    let x = sorted(x);
    let one = |p: &f64| {
        if p.is_nan() || x.is_empty() {
            return f64::NAN;
        }
        let p = p.clamp(0.0, 1.0);
        if kind == 7 { default_type(&x, p) } else { other_type(&x, p, kind) }
    };
    Some(probabilities.iter().map(one).collect())
}

/// Type 7, R's default.
fn default_type(x: &[f64], p: f64) -> f64 {
    // Counted from one: the rounding of the sum shows in the weight.
    let index = 1.0 + (x.len() - 1) as f64 * p;
    let (low, high) = (index.floor(), index.ceil());
    let (below, above) = (x[low as usize - 1], x[high as usize - 1]);
    if index > low && above != below {
        let h = index - low;
        return (1.0 - h) * below + h * above;
    }
    below
}

fn other_type(x: &[f64], p: f64, kind: u8) -> f64 {
    let n = x.len() as f64;
    let fuzz = 4.0 * f64::EPSILON;
    let (j, h) = if kind <= 3 {
        let position = if kind == 3 { n * p - 0.5 } else { n * p };
        let j = (position + fuzz).floor();
        let beyond = position > j;
        let h = match kind {
            1 => f64::from(u8::from(beyond)),
            2 => (f64::from(u8::from(beyond)) + 1.0) / 2.0,
            _ => f64::from(u8::from(position != j || j.rem_euclid(2.0) == 1.0)),
        };
        (j, h)
    } else {
        let (a, b) = match kind {
            4 => (0.0, 1.0),
            5 => (0.5, 0.5),
            6 => (0.0, 0.0),
            8 => (1.0 / 3.0, 1.0 / 3.0),
            _ => (0.375, 0.375),
        };
        let position = a + p * (n + 1.0 - a - b);
        let j = (position + fuzz).floor();
        let h = position - j;
        (j, if h.abs() < fuzz { 0.0 } else { h })
    };
    // Positions outside the sample take its ends.
    let at = |i: f64| x[(i.max(1.0).min(n) - 1.0) as usize];
    let (below, above) = (at(j), at(j + 1.0));
    if h == 1.0 {
        above
    } else if h > 0.0 && h < 1.0 && below != above {
        (1.0 - h) * below + h * above
    } else {
        below
    }
}

/// The median; `NaN` when there is nothing or a `NaN`.
pub fn median(x: &[f64]) -> f64 {
    if x.is_empty() || x.iter().any(|x| x.is_nan()) {
        return f64::NAN;
    }
    let x = sorted(x);
    let half = x.len().div_ceil(2);
    if x.len() % 2 == 1 { x[half - 1] } else { mean(&x[half - 1..=half]) }
}

/// The median absolute deviation from `center`, times `constant` (1.4826 makes it consistent for the normal
/// standard deviation).
pub fn mad(x: &[f64], center: f64, constant: f64) -> f64 {
    let deviations: Vec<f64> = x.iter().map(|x| (x - center).abs()).collect();
    constant * median(&deviations)
}

/// Tukey's five numbers: minimum, lower hinge, median, upper hinge, maximum.
pub fn fivenum(x: &[f64]) -> [f64; 5] {
    let x: Vec<f64> = sorted(x).into_iter().filter(|x| !x.is_nan()).collect();
    if x.is_empty() {
        return [f64::NAN; 5];
    }
    let n = x.len() as f64;
    let quarter = ((n + 3.0) / 2.0).floor() / 2.0;
    [1.0, quarter, (n + 1.0) / 2.0, n + 1.0 - quarter, n]
        .map(|d: f64| 0.5 * (x[d.floor() as usize - 1] + x[d.ceil() as usize - 1]))
}
