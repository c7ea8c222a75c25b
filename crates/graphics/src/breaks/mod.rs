//! Where an axis is marked: breaks in round numbers, minor breaks between them, and ranges that are widened.
//!
//! [`extended`] is what continuous scales use, [`pretty()`] R's own, [`logarithmic`] for logarithmic scales,
//! [`axis_ticks`] for base plots. Numbers come out as R computes them, to the last bit, since labels show it.

mod extended;
mod logarithmic;
mod pretty;
pub mod range;
mod ticks;

pub use extended::{Extended, extended};
pub use logarithmic::logarithmic;
pub use pretty::{Pretty, pretty};
pub use ticks::{axis_ticks, log_axis_ticks};

/// `seq(from, to, by)` of R: a last value that overshoots by rounding noise is `to`.
pub fn steps(from: f64, to: f64, by: f64) -> Vec<f64> {
    let distance = to - from;
    if distance == 0.0 {
        return vec![from];
    }
    let count = distance / by;
    if !count.is_finite() || count < 0.0 {
        return Vec::new();
    }
    if distance.abs() / to.abs().max(from.abs()) < 100.0 * f64::EPSILON {
        return vec![from];
    }
    let count = (count + 1e-10) as usize;
    let value = |i: usize| from + i as f64 * by;
    (0..=count).map(|i| if by > 0.0 { value(i).min(to) } else { value(i).max(to) }).collect()
}

/// `seq(from, to, length.out = n)` of R.
pub fn equal_steps(from: f64, to: f64, n: usize) -> Vec<f64> {
    match n {
        0 => Vec::new(),
        1 => vec![from],
        2 => vec![from, to],
        _ => {
            let by = (to - from) / (n - 1) as f64;
            let inside = (1..n - 1).map(|i| from + i as f64 * by);
            std::iter::once(from).chain(inside).chain([to]).collect()
        }
    }
}

/// `breaks_width(width)`: multiples of a width around a range.
pub fn width(low: f64, high: f64, width: f64) -> Vec<f64> {
    steps((low / width).floor() * width, (high / width).ceil() * width, width)
}

/// `regular_minor_breaks()`: `n - 1` between each two breaks, one interval further on each side where the
/// limits go on; the breaks themselves are among them.
pub fn minor(breaks: &[f64], limits: (f64, f64), n: usize, reverse: bool) -> Vec<f64> {
    let mut breaks: Vec<f64> = breaks.iter().copied().filter(|b| !b.is_nan()).collect();
    if breaks.len() < 2 || n == 0 {
        return Vec::new();
    }
    let step = breaks[1] - breaks[0];
    let (low, high) = (limits.0.min(limits.1), limits.0.max(limits.1));
    let least = breaks.iter().copied().fold(f64::INFINITY, f64::min);
    let most = breaks.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let (before, after) = if reverse { (high > most, low < least) } else { (low < least, high > most) };
    if before {
        breaks.insert(0, breaks[0] - step);
    }
    if after {
        breaks.push(breaks[breaks.len() - 1] + step);
    }
    let mut minor: Vec<f64> = Vec::new();
    for pair in breaks.windows(2) {
        let mut between = equal_steps(pair[0], pair[1], n + 1);
        between.pop();
        minor.extend(between);
    }
    minor.extend(breaks.last());
    minor
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(field: &str) -> Vec<f64> {
        field.split(' ').filter(|f| !f.is_empty()).map(|f| f.parse().expect("a number")).collect()
    }

    /// Breaks of a recorded line, computed here.
    fn ours(fields: &[&str]) -> Vec<f64> {
        let range = numbers(fields[1]);
        let (low, high) = (range[0], range[range.len() - 1]);
        let n = || fields[2].parse::<usize>().expect("a count");
        match fields[0] {
            "extended" => extended(low, high, &Extended { n: n(), ..Extended::default() }),
            "loose" => extended(low, high, &Extended { only_loose: true, ..Extended::default() }),
            "pretty" => pretty(low, high, &Pretty { n: n(), ..Pretty::default() }),
            "axis" => axis_ticks(low, high, n()),
            "log" => logarithmic(low, high, n(), fields[3].parse().expect("a base")),
            "axislog" => log_axis_ticks(low, high, n()),
            "minor" => {
                let limits = numbers(fields[2]);
                minor(&range, (limits[0], limits[1]), 2, false)
            }
            _ => Vec::new(),
        }
    }

    /// Every line of `recorded.txt`, which R 4.2.2, scales 1.2.1 and labeling 0.4.2 printed, to the last bit.
    #[test]
    fn breaks_are_those_of_r() {
        let (mut wrong, mut compared) = (Vec::new(), 0);
        for line in include_str!("recorded.txt").lines() {
            let fields: Vec<&str> = line.split('\t').collect();
            if fields[0] == "expand" {
                continue;
            }
            compared += 1;
            let expected = numbers(fields[fields.len() - 1]);
            let ours = ours(&fields);
            if ours != expected {
                wrong.push(format!("{line}\n  ours {ours:?}"));
            }
        }
        assert!(wrong.is_empty(), "{} of {compared}\n{}", wrong.len(), wrong.join("\n"));
        assert!(compared > 1200, "{compared}");
    }

    #[test]
    fn multiples_of_a_width() {
        assert_eq!(width(0.3, 2.2, 0.5), [0.0, 0.5, 1.0, 1.5, 2.0, 2.5]);
        assert_eq!(
            minor(&[3.0, 2.0, 1.0], (0.5, 3.5), 2, true),
            [4.0, 3.5, 3.0, 2.5, 2.0, 1.5, 1.0, 0.5, 0.0]
        );
        assert!(minor(&[1.0], (0.0, 2.0), 2, false).is_empty());
    }
}
