//! Ranks, with R's ways to break ties, and the orders behind them.

use crate::random::Generator;

/// What equal values receive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ties {
    /// The mean of their ranks.
    Average,
    /// Increasing ranks in the order given.
    First,
    /// Decreasing ranks in the order given.
    Last,
    /// The smallest of their ranks.
    Min,
    /// The largest of their ranks.
    Max,
}

/// The indices in increasing order of value; equal values keep their order and `NaN`s come last.
pub fn order(x: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..x.len()).collect();
    order.sort_by(|&i, &j| x[i].partial_cmp(&x[j]).unwrap_or_else(|| x[i].is_nan().cmp(&x[j].is_nan())));
    order
}

/// The rank of each value, from one.
pub fn ranks(x: &[f64], ties: Ties) -> Vec<f64> {
    let order = order(x);
    let mut ranks = vec![0.0; x.len()];
    let mut start = 0;
    while start < order.len() {
        let mut end = start + 1;
        while end < order.len() && x[order[end]] == x[order[start]] {
            end += 1;
        }
        for place in start..end {
            let rank = match ties {
                Ties::Average => (start + 1 + end) as f64 / 2.0,
                Ties::First => place as f64 + 1.0,
                Ties::Last => (start + end - place) as f64,
                Ties::Min => start as f64 + 1.0,
                Ties::Max => end as f64,
            };
            ranks[order[place]] = rank;
        }
        start = end;
    }
    ranks
}

/// Ranks with ties broken at random, by one uniform for each value.
pub fn random_ranks(x: &[f64], generator: &mut Generator) -> Vec<f64> {
    let keys: Vec<f64> = x.iter().map(|_| generator.uniform()).collect();
    let mut order: Vec<usize> = (0..x.len()).collect();
    order.sort_by(|&i, &j| {
        let by_value = x[i].partial_cmp(&x[j]).unwrap_or_else(|| x[i].is_nan().cmp(&x[j].is_nan()));
        by_value.then(keys[i].total_cmp(&keys[j]))
    });
    let mut ranks = vec![0.0; x.len()];
    for (place, i) in order.into_iter().enumerate() {
        ranks[i] = place as f64 + 1.0;
    }
    ranks
}

/// The sizes of the groups of equal values, in increasing order of value.
pub fn tie_sizes(x: &[f64]) -> Vec<f64> {
    let sorted = super::quantile::sorted(x);
    sorted.chunk_by(|a, b| a == b).map(|group| group.len() as f64).collect()
}
