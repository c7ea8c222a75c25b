//! Smooths of several variables beside smooths of some of them: columns that the lower smooths can make
//! already are taken out of the higher ones.

use super::term::SmoothTerm;
use crate::matrix::{Matrix, axpy, dot, norm};

/// A share of the largest column of the lower smooths below which a column counts as dependent.
const TOLERANCE: f64 = 1.490_116_119_384_765_6e-8;

/// Drops dependent columns. `variables` names those of each term, with the name of its `by` variable added
/// to each; `intercept` tells whether the parametric columns contain a constant. Returns whether several
/// terms of one variable repeat it, which no constraint can mend.
pub fn constrain(terms: &mut [SmoothTerm], variables: &[Vec<String>], intercept: bool) -> bool {
    let highest = variables.iter().map(Vec::len).max().unwrap_or(0);
    let mut names: Vec<&String> = variables.iter().flatten().collect();
    names.sort();
    if names.windows(2).all(|w| w[0] != w[1]) {
        return false;
    }
    // Terms in the order of their dimension, so that each finds the lower ones before it.
    let mut order: Vec<usize> = (0..terms.len()).collect();
    order.sort_by_key(|&t| variables[t].len());
    for (position, &t) in order.iter().enumerate() {
        let mut lower: Vec<usize> = Vec::new();
        for name in &variables[t] {
            for &other in &order[..position] {
                if variables[other].contains(name) && !lower.contains(&other) {
                    lower.push(other);
                }
            }
        }
        if lower.is_empty() {
            continue;
        }
        let n = terms[t].design.rows();
        let mut data = if intercept { vec![1.0; n] } else { Vec::new() };
        let mut columns = usize::from(intercept);
        for &other in &lower {
            data.extend_from_slice(terms[other].design.data());
            columns += terms[other].columns();
        }
        let dependent = dependent_columns(Matrix::from_vec(n, columns, data), &terms[t].design);
        if !dependent.is_empty() {
            terms[t].drop_columns(dependent);
        }
    }
    highest == 1
}

/// Columns of `x` that depend on the columns of `base`.
fn dependent_columns(base: Matrix, x: &Matrix) -> Vec<usize> {
    let n = base.rows();
    let rank = base.cols();
    let mut both = base;
    let first = PivotedQr::new(&mut both, rank);
    let mut left = x.clone();
    for j in 0..left.cols() {
        first.apply(&both, left.column_mut(j));
    }
    let rows: Vec<usize> = (rank..n).collect();
    let mut rest = left.select_rows(&rows);
    let steps = rest.cols().min(rest.rows());
    let second = PivotedQr::new(&mut rest, steps);
    let mut keep = steps;
    while keep > 0 {
        let at = keep - 1;
        let size = (steps - at) * (steps - at);
        let total: f64 =
            (at..steps).map(|j| (at..=j).map(|i| second.r(&rest, i, j).abs()).sum::<f64>()).sum();
        if total / size as f64 >= first.diagonal[0].abs() * TOLERANCE {
            break;
        }
        keep -= 1;
    }
    let mut dependent = second.pivot[keep..steps].to_vec();
    dependent.sort_unstable();
    dependent
}

/// A QR factorisation by reflections of the column of largest remaining length; the reflections stand in the
/// matrix, R above them.
struct PivotedQr {
    pivot: Vec<usize>,
    diagonal: Vec<f64>,
}

impl PivotedQr {
    fn new(a: &mut Matrix, steps: usize) -> PivotedQr {
        let mut pivot: Vec<usize> = (0..a.cols()).collect();
        let mut diagonal = Vec::with_capacity(steps);
        for step in 0..steps {
            let mut best = (step, norm(&a.column(step)[step..]));
            for j in step + 1..a.cols() {
                let length = norm(&a.column(j)[step..]);
                if length > best.1 * (1.0 + 1e-12) {
                    best = (j, length);
                }
            }
            a.swap_columns(step, best.0);
            pivot.swap(step, best.0);
            let length = if a[(step, step)] < 0.0 { -best.1 } else { best.1 };
            diagonal.push(-length);
            a[(step, step)] += length;
            let size = dot(&a.column(step)[step..], &a.column(step)[step..]);
            if size == 0.0 {
                continue;
            }
            for j in step + 1..a.cols() {
                let (vector, column) = a.column_pair_mut(step, j);
                let t = -2.0 * dot(&vector[step..], &column[step..]) / size;
                axpy(t, &vector[step..], &mut column[step..]);
            }
        }
        PivotedQr { pivot, diagonal }
    }

    fn r(&self, a: &Matrix, i: usize, j: usize) -> f64 {
        if i == j { self.diagonal[i] } else { a[(i, j)] }
    }

    /// Overwrites `y` with Qᵀy.
    fn apply(&self, a: &Matrix, y: &mut [f64]) {
        for step in 0..self.diagonal.len() {
            let vector = &a.column(step)[step..];
            let size = dot(vector, vector);
            if size > 0.0 {
                let t = -2.0 * dot(vector, &y[step..]) / size;
                axpy(t, vector, &mut y[step..]);
            }
        }
    }
}
