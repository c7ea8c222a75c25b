//! Breaks by the extension of Wilkinson's algorithm: Talbot, Lin and Hanrahan (2010), "An Extension of
//! Wilkinson's Algorithm for Positioning Tick Labels on Axes".
//!
//! Sequences of `k` numbers with a step `j·q·10^z` are scored by how simple the numbers are, how well they cover
//! the data and how close their number is to the one wished for; upper bounds of the scores end the search.

use super::{equal_steps, steps};

/// What is wished for.
#[derive(Clone, Debug, PartialEq)]
pub struct Extended {
    /// Number of breaks.
    pub n: usize,
    /// Round steps, the best first.
    pub q: Vec<f64>,
    /// Breaks must reach to the ends of the data or beyond.
    pub only_loose: bool,
    /// Weights of simplicity, coverage, density and legibility.
    pub weights: [f64; 4],
}

impl Default for Extended {
    fn default() -> Extended {
        Extended {
            n: 5,
            q: vec![1.0, 5.0, 2.0, 2.5, 4.0, 3.0],
            only_loose: false,
            weights: [0.25, 0.2, 0.5, 0.05],
        }
    }
}

const EPSILON: f64 = f64::EPSILON * 100.0;

/// `labeling::extended`: breaks for data from `low` to `high`. None for data that are not finite.
pub fn extended(low: f64, high: f64, wish: &Extended) -> Vec<f64> {
    let (low, high) = if low > high { (high, low) } else { (low, high) };
    let range = high - low;
    if range.is_nan() || low.is_infinite() || high.is_infinite() {
        return Vec::new();
    }
    if range < EPSILON || range > f64::MAX.sqrt() {
        return equal_steps(low, high, wish.n);
    }
    let mut search = Search { low, high, wish, best: (-2.0, None) };
    search.run();
    search.best.1.map_or_else(Vec::new, |[from, to, by]| steps(from, to, by))
}

struct Search<'a> {
    low: f64,
    high: f64,
    wish: &'a Extended,
    /// The best score and its first and last break and step.
    best: (f64, Option<[f64; 3]>),
}

impl Search<'_> {
    fn score(&self, simplicity: f64, coverage: f64, density: f64) -> f64 {
        let w = &self.wish.weights;
        // Legibility is 1: labels are not measured.
        w[0] * simplicity + w[1] * coverage + w[2] * density + w[3]
    }

    fn run(&mut self) {
        let mut skip = 1.0;
        loop {
            for at in 0..self.wish.q.len() {
                let simplicity = self.simplicity(at, skip, 1.0);
                if self.score(simplicity, 1.0, 1.0) < self.best.0 {
                    return;
                }
                self.numbers(at, skip, simplicity);
            }
            if self.wish.q.is_empty() {
                return;
            }
            skip += 1.0;
        }
    }

    /// Tries all numbers of breaks for a step.
    fn numbers(&mut self, at: usize, skip: f64, simplicity: f64) {
        let mut count = 2.0;
        loop {
            let density = self.most_density(count);
            if self.score(simplicity, 1.0, density) < self.best.0 || density == f64::NEG_INFINITY {
                return;
            }
            self.powers(at, skip, count, simplicity, density);
            count += 1.0;
        }
    }

    /// Tries all powers of ten for a step and a number of breaks.
    fn powers(&mut self, at: usize, skip: f64, count: f64, simplicity: f64, density: f64) {
        let q = self.wish.q[at];
        let delta = (self.high - self.low) / (count + 1.0) / skip / q;
        let mut power = delta.log10().ceil();
        loop {
            let step = skip * q * 10f64.powf(power);
            let coverage = self.most_coverage(step * (count - 1.0));
            if self.score(simplicity, coverage, density) < self.best.0 || !step.is_finite() {
                return;
            }
            let first = (self.high / step).floor() * skip - (count - 1.0) * skip;
            let last = (self.low / step).ceil() * skip;
            let mut start = first;
            while start <= last {
                self.candidate(at, skip, count, step, start);
                start += 1.0;
            }
            power += 1.0;
        }
    }

    fn candidate(&mut self, at: usize, skip: f64, count: f64, step: f64, start: f64) {
        let from = start * (step / skip);
        let to = from + step * (count - 1.0);
        let off = modulo(from, step);
        let zero = (off < EPSILON || step - off < EPSILON) && from <= 0.0 && to >= 0.0;
        let simplicity = self.simplicity(at, skip, f64::from(u8::from(zero)));
        let score = self.score(simplicity, self.coverage(from, to), self.density(count, from, to));
        let loose = from <= self.low && to >= self.high;
        if score > self.best.0 && (!self.wish.only_loose || loose) {
            self.best = (score, Some([from, to, step]));
        }
    }

    fn simplicity(&self, at: usize, skip: f64, zero: f64) -> f64 {
        1.0 - at as f64 / (self.wish.q.len() as f64 - 1.0) - skip + zero
    }

    fn coverage(&self, from: f64, to: f64) -> f64 {
        let range = self.high - self.low;
        let (above, below) = (self.high - to, self.low - from);
        1.0 - 0.5 * (above * above + below * below) / square(0.1 * range)
    }

    fn most_coverage(&self, span: f64) -> f64 {
        let range = self.high - self.low;
        if span <= range {
            return 1.0;
        }
        let half = (span - range) / 2.0;
        1.0 - 0.5 * (square(half) + square(half)) / square(0.1 * range)
    }

    fn density(&self, count: f64, from: f64, to: f64) -> f64 {
        let ours = (count - 1.0) / (to - from);
        let wished = (self.wish.n as f64 - 1.0) / (to.max(self.high) - self.low.min(from));
        2.0 - (ours / wished).max(wished / ours)
    }

    fn most_density(&self, count: f64) -> f64 {
        let n = self.wish.n as f64;
        if count >= n { 2.0 - (count - 1.0) / (n - 1.0) } else { 1.0 }
    }
}

fn square(x: f64) -> f64 {
    x * x
}

/// R's `%%`.
fn modulo(x: f64, y: f64) -> f64 {
    let rest = x - (x / y).floor() * y;
    rest - (rest / y).floor() * y
}
