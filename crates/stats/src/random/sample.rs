//! Samples of `0..n`, with and without replacement, equally likely or weighted.

use super::{Generator, SampleKind};
use std::collections::BTreeSet;

/// Weights scaled to sum to one, by a plain sum as R takes it here.
pub fn normalized(weights: &[f64]) -> Vec<f64> {
    let total = weights.iter().fold(0.0, |sum, w| sum + w);
    weights.iter().map(|w| w / total).collect()
}

impl Generator {
    /// `size` indices of `0..n` with replacement.
    pub fn sample_replace(&mut self, n: f64, size: usize) -> Vec<f64> {
        (0..size).map(|_| self.index(n)).collect()
    }

    /// `size <= n` different indices of `0..n`.
    pub fn sample_without(&mut self, n: usize, size: usize) -> Vec<usize> {
        if size < 2 {
            return (0..size).map(|_| self.index(n as f64) as usize).collect();
        }
        let mut left: Vec<usize> = (0..n).collect();
        (0..size)
            .map(|_| {
                let j = self.index(left.len() as f64) as usize;
                left.swap_remove(j)
            })
            .collect()
    }

    /// `size` different indices of a large range, of which at most half is taken: repeated ones are drawn
    /// again (R's method for more than ten million).
    pub fn sample_distinct(&mut self, n: f64, size: usize) -> Vec<f64> {
        let mut seen = BTreeSet::new();
        let mut sample = Vec::with_capacity(size);
        while sample.len() < size {
            let value = self.index(n);
            if seen.insert(value as u64) {
                sample.push(value);
            }
        }
        sample
    }

    /// `size` indices with replacement, weighted by `prob` ([`normalized`]): Walker's aliases when more
    /// than 200 indices are likely, a search of the sorted probabilities otherwise.
    pub fn sample_weighted_replace(&mut self, prob: &[f64], size: usize) -> Vec<usize> {
        let n = prob.len() as f64;
        if prob.iter().filter(|&&p| n * p > 0.1).count() > 200 {
            return self.sample_alias(prob, size);
        }
        let (order, mut cumulative) = decreasing(prob);
        for i in 1..cumulative.len() {
            cumulative[i] += cumulative[i - 1];
        }
        (0..size)
            .map(|_| {
                let u = self.uniform();
                let head = &cumulative[..cumulative.len().saturating_sub(1)];
                let j = head.iter().position(|&sum| u <= sum).unwrap_or(head.len());
                order[j]
            })
            .collect()
    }

    /// `size` different indices, weighted by `prob` ([`normalized`]).
    pub fn sample_weighted_without(&mut self, prob: &[f64], size: usize) -> Vec<usize> {
        let (mut order, mut p) = decreasing(prob);
        let mut total = 1.0;
        (0..size)
            .map(|_| {
                let target = total * self.uniform();
                let mut mass = 0.0;
                let mut j = 0;
                while j + 1 < p.len() {
                    mass += p[j];
                    if target <= mass {
                        break;
                    }
                    j += 1;
                }
                total -= p[j];
                p.remove(j);
                order.remove(j)
            })
            .collect()
    }

    /// A cell of `0..n` and a place in it; both come from one uniform when indices are rounded.
    fn cell(&mut self, n: usize) -> (usize, f64) {
        if self.sample_kind() == SampleKind::Rounding {
            let u = self.uniform() * n as f64;
            return (u as usize, u - u.trunc());
        }
        let k = self.index(n as f64) as usize;
        (k, self.uniform())
    }

    /// Walker's alias method (1977).
    fn sample_alias(&mut self, prob: &[f64], size: usize) -> Vec<usize> {
        let n = prob.len();
        let mut share: Vec<f64> = prob.iter().map(|p| p * n as f64).collect();
        let mut alias = vec![0; n];
        // Poor cells fill one list from the left, rich cells from the right.
        let mut cells = vec![0; n];
        let (mut poor, mut rich) = (0, n);
        for (i, &q) in share.iter().enumerate() {
            if q < 1.0 {
                cells[poor] = i;
                poor += 1;
            } else {
                rich -= 1;
                cells[rich] = i;
            }
        }
        if poor > 0 && rich < n {
            for k in 0..n - 1 {
                let (i, j) = (cells[k], cells[rich]);
                alias[i] = j;
                share[j] += share[i] - 1.0;
                if share[j] < 1.0 {
                    rich += 1;
                }
                if rich >= n {
                    break;
                }
            }
        }
        (0..size)
            .map(|_| {
                let (k, u) = self.cell(n);
                if u < share[k] { k } else { alias[k] }
            })
            .collect()
    }
}

/// The indices and their values in decreasing order, by heapsort; the order of equal values is part of the
/// stream, so the heap is built and emptied as in Knuth's algorithm 5.2.3H.
fn decreasing(values: &[f64]) -> (Vec<usize>, Vec<f64>) {
    let mut heap: Vec<(f64, usize)> = values.iter().copied().zip(0..).collect();
    let n = heap.len();
    for start in (0..n / 2).rev() {
        sift(&mut heap, start, n);
    }
    for end in (1..n).rev() {
        heap.swap(0, end);
        sift(&mut heap, 0, end);
    }
    heap.into_iter().map(|(value, index)| (index, value)).unzip()
}

/// Moves the element at `start` down a heap whose root is the smallest.
fn sift(heap: &mut [(f64, usize)], start: usize, end: usize) {
    let item = heap[start];
    let mut hole = start;
    loop {
        let mut child = 2 * hole + 1;
        if child >= end {
            break;
        }
        if child + 1 < end && heap[child].0 > heap[child + 1].0 {
            child += 1;
        }
        if item.0 <= heap[child].0 {
            break;
        }
        heap[hole] = heap[child];
        hole = child;
    }
    heap[hole] = item;
}
