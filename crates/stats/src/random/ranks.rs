//! Draws of Wilcoxon's two statistics.

use super::Generator;

impl Generator {
    /// A sum of the positive ranks of `n` observations.
    pub fn signed_rank(&mut self, n: f64) -> f64 {
        if n.is_nan() {
            return n;
        }
        let n = n.round_ties_even();
        if n < 0.0 {
            return f64::NAN;
        }
        let mut sum = 0.0;
        let mut rank = 0.0;
        while rank < n {
            rank += 1.0;
            sum += rank * (self.uniform() + 0.5).floor();
        }
        sum
    }

    /// A rank sum statistic for samples of sizes `m` and `n`.
    pub fn rank_sum(&mut self, m: f64, n: f64) -> f64 {
        if m.is_nan() || n.is_nan() {
            return f64::NAN;
        }
        let (m, n) = (m.round_ties_even(), n.round_ties_even());
        if m < 0.0 || n < 0.0 {
            return f64::NAN;
        }
        if m == 0.0 || n == 0.0 {
            return 0.0;
        }
        let mut ranks: Vec<f64> = (0..(m + n) as usize).map(|i| i as f64).collect();
        let mut sum = 0.0;
        for _ in 0..n as usize {
            let j = self.index(ranks.len() as f64) as usize;
            sum += ranks.swap_remove(j);
        }
        sum - n * (n - 1.0) / 2.0
    }
}
