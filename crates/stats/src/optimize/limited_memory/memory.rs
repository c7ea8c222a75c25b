//! The limited memory matrix in compact form, `θ I − W M Wᵀ` with `W = [Y θS]` (Byrd, Nocedal and Schnabel
//! 1994).

use crate::linear::Lu;
use crate::matrix::{Matrix, dot};

/// Remembered steps and gradient changes, oldest first.
pub(super) struct Memory {
    limit: usize,
    steps: Vec<Vec<f64>>,
    changes: Vec<Vec<f64>>,
    /// The scale of the matrix without its memory.
    pub theta: f64,
    /// The inverse of M, factorised.
    middle: Option<Lu>,
}

impl Memory {
    pub fn new(limit: usize) -> Memory {
        Memory { limit, steps: Vec::new(), changes: Vec::new(), theta: 1.0, middle: None }
    }

    pub fn len(&self) -> usize {
        self.steps.len()
    }

    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    pub fn forget(&mut self) {
        *self = Memory::new(self.limit);
    }

    /// Remembers a step and the change of the gradient along it, whose product is `curvature`.
    pub fn remember(&mut self, step: Vec<f64>, change: Vec<f64>, curvature: f64) {
        if self.steps.len() == self.limit {
            self.steps.remove(0);
            self.changes.remove(0);
        }
        self.theta = dot(&change, &change) / curvature;
        self.steps.push(step);
        self.changes.push(change);
        let k = self.steps.len();
        let inner = |i: usize, j: usize| dot(&self.steps[i], &self.changes[j]);
        let inverse = Matrix::from_fn(2 * k, 2 * k, |i, j| match (i < k, j < k) {
            (true, true) => {
                if i == j {
                    -inner(i, i)
                } else {
                    0.0
                }
            }
            (false, true) => {
                if i - k > j {
                    inner(i - k, j)
                } else {
                    0.0
                }
            }
            (true, false) => {
                if j - k > i {
                    inner(j - k, i)
                } else {
                    0.0
                }
            }
            (false, false) => self.theta * dot(&self.steps[i - k], &self.steps[j - k]),
        });
        self.middle = Some(Lu::new(&inverse));
    }

    /// Row `i` of W.
    pub fn row(&self, i: usize) -> Vec<f64> {
        let changes = self.changes.iter().map(|y| y[i]);
        changes.chain(self.steps.iter().map(|s| self.theta * s[i])).collect()
    }

    /// `Wᵀ d`.
    pub fn shadow(&self, d: &[f64]) -> Vec<f64> {
        let changes = self.changes.iter().map(|y| dot(y, d));
        changes.chain(self.steps.iter().map(|s| self.theta * dot(s, d))).collect()
    }

    /// `M v`; nothing when M has degenerated.
    fn middle_times(&self, v: &[f64]) -> Option<Vec<f64>> {
        let mut product = v.to_vec();
        if let Some(lu) = &self.middle {
            if lu.zero_pivot().is_some() {
                return None;
            }
            lu.solve_in_place(&mut product);
        }
        product.iter().all(|p| p.is_finite()).then_some(product)
    }

    /// `aᵀ M b`.
    pub fn quadratic(&self, a: &[f64], b: &[f64]) -> Option<f64> {
        if self.is_empty() { Some(0.0) } else { self.middle_times(b).map(|product| dot(a, &product)) }
    }

    /// `W M c`.
    pub fn expand(&self, c: &[f64]) -> Option<Vec<f64>> {
        let product = self.middle_times(c)?;
        let n = self.steps.first().map_or(0, Vec::len);
        Some((0..n).map(|i| dot(&self.row(i), &product)).collect())
    }

    /// Solves the model's equations over the free variables: the step whose image under the free part of the
    /// matrix is `right`.
    pub fn newton(&self, right: &[f64], free: &[usize]) -> Option<Vec<f64>> {
        let rows: Vec<Vec<f64>> = free.iter().map(|&i| self.row(i)).collect();
        let k = 2 * self.len();
        let mut shadow = vec![0.0; k];
        let mut gram = Matrix::zeros(k, k);
        for (row, r) in rows.iter().zip(right) {
            for a in 0..k {
                shadow[a] += row[a] * r;
                for b in 0..k {
                    gram[(a, b)] += row[a] * row[b];
                }
            }
        }
        // v = (I − M WᵀW / θ)⁻¹ M Wᵀ r
        let mut v = self.middle_times(&shadow)?;
        let mut system = Matrix::identity(k);
        for b in 0..k {
            let column = self.middle_times(gram.column(b))?;
            for a in 0..k {
                system[(a, b)] -= column[a] / self.theta;
            }
        }
        let lu = Lu::new(&system);
        if lu.zero_pivot().is_some() {
            return None;
        }
        lu.solve_in_place(&mut v);
        let square = self.theta * self.theta;
        let step: Vec<f64> =
            rows.iter().zip(right).map(|(row, r)| r / self.theta + dot(row, &v) / square).collect();
        step.iter().all(|d| d.is_finite()).then_some(step)
    }
}
