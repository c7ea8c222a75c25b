//! Analyses of variance by ranks: Kruskal and Wallis, Friedman.

use super::tie_cubes;
use super::variances::ChiSquaredResult;
use crate::summary::rank::tie_sizes;
use crate::summary::{Ties, ranks};

/// Kruskal and Wallis' test that several groups have one location.
pub fn kruskal(groups: &[&[f64]]) -> ChiSquaredResult {
    let joint: Vec<f64> = groups.iter().flat_map(|g| g.iter().copied()).collect();
    let n = joint.len() as f64;
    let r = ranks(&joint, Ties::Average);
    let mut start = 0;
    let mut sum = 0.0;
    for group in groups {
        let total: f64 = r[start..start + group.len()].iter().sum();
        sum += total * total / group.len() as f64;
        start += group.len();
    }
    let statistic = (12.0 * sum / (n * (n + 1.0)) - 3.0 * (n + 1.0))
        / (1.0 - tie_cubes(&tie_sizes(&joint)) / (n * n * n - n));
    ChiSquaredResult::new(statistic, groups.len() as f64 - 1.0)
}

/// Friedman's test that the columns of complete blocks have one location; a block is a row.
pub fn friedman(blocks: &[&[f64]]) -> ChiSquaredResult {
    let n = blocks.len() as f64;
    let k = blocks.first().map_or(0, |b| b.len());
    let mut sums = vec![0.0; k];
    let mut ties = 0.0;
    for block in blocks {
        for (sum, rank) in sums.iter_mut().zip(ranks(block, Ties::Average)) {
            *sum += rank;
        }
        ties += tie_cubes(&tie_sizes(block));
    }
    let k = k as f64;
    let spread: f64 = sums.iter().map(|s| (s - n * (k + 1.0) / 2.0).powi(2)).sum();
    ChiSquaredResult::new(12.0 * spread / (n * k * (k + 1.0) - ties / (k - 1.0)), k - 1.0)
}
