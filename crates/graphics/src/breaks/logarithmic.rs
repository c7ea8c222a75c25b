//! Breaks of logarithmic scales, as `scales::breaks_log` places them.

use super::{Extended, extended};

/// R's `log(x, base)`.
pub(super) fn log(x: f64, base: f64) -> f64 {
    if base == 10.0 {
        x.log10()
    } else if base == 2.0 {
        x.log2()
    } else {
        x.ln() / base.ln()
    }
}

/// About `n` breaks for positive data from `low` to `high`: whole powers of the base with equal steps; where
/// less than `n - 2` of them lie inside, multiples of powers; and where these are too few too, plain breaks.
pub fn logarithmic(low: f64, high: f64, n: usize, base: f64) -> Vec<f64> {
    let (from, to) = (log(low, base), log(high, base));
    if !from.is_finite() || !to.is_finite() {
        return Vec::new();
    }
    let (least, most) = (from.floor(), to.ceil());
    if least == most {
        return vec![base.powf(least)];
    }
    let inside = Inside { from: base.powf(from), to: base.powf(to), wanted: n.saturating_sub(2) };
    let mut by = ((most - least) / n as f64).floor() + 1.0;
    while by >= 1.0 {
        let powers = powers(least, most, by, base);
        if inside.enough(&powers) {
            return powers;
        }
        by -= 1.0;
    }
    between_powers(least, most, n, base, &inside)
}

struct Inside {
    from: f64,
    to: f64,
    wanted: usize,
}

impl Inside {
    fn enough(&self, breaks: &[f64]) -> bool {
        breaks.iter().filter(|b| self.from <= **b && **b <= self.to).count() >= self.wanted
    }
}

fn powers(least: f64, most: f64, by: f64, base: f64) -> Vec<f64> {
    super::steps(least, most, by).into_iter().map(|e| base.powf(e)).collect()
}

/// Multiples of powers, added one at a time: the one that leaves the least gap widest.
fn between_powers(least: f64, most: f64, n: usize, base: f64, inside: &Inside) -> Vec<f64> {
    let powers = powers(least, most, 1.0, base);
    if base <= 2.0 {
        return powers;
    }
    let mut multiples = vec![1.0];
    let mut candidates: Vec<f64> = (2..).map(f64::from).take_while(|c| *c < base).collect();
    while !candidates.is_empty() {
        let mut best = (0, f64::NEG_INFINITY);
        for (i, candidate) in candidates.iter().enumerate() {
            let gap = least_gap(*candidate, &multiples, base);
            if gap > best.1 {
                best = (i, gap);
            }
        }
        multiples.push(candidates.remove(best.0));
        let mut breaks: Vec<f64> = multiples.iter().flat_map(|m| powers.iter().map(move |p| p * m)).collect();
        if inside.enough(&breaks) {
            breaks.sort_by(f64::total_cmp);
            let first = breaks.iter().position(|b| inside.from <= *b).unwrap_or(0);
            let last = breaks.iter().rposition(|b| *b <= inside.to).unwrap_or(0);
            return breaks[first.saturating_sub(1)..(last + 2).min(breaks.len())].to_vec();
        }
    }
    extended(inside.from, inside.to, &Extended { n, ..Extended::default() })
}

fn least_gap(candidate: f64, multiples: &[f64], base: f64) -> f64 {
    let mut all: Vec<f64> = multiples.iter().copied().chain([candidate, base]).collect();
    all.sort_by(f64::total_cmp);
    all.windows(2).map(|pair| log(pair[1], base) - log(pair[0], base)).fold(f64::INFINITY, f64::min)
}
