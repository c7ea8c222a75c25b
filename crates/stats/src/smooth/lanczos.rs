//! The eigenvalues of largest magnitude of a symmetric operator, by Lanczos iterations with full
//! reorthogonalisation.

use crate::linear::{LinearError, symmetric_eigen};
use crate::matrix::{Matrix, axpy, dot, norm};

/// Eigenvalues and eigenvectors, largest value first (largest with its sign, not by magnitude).
#[derive(Clone, Debug)]
pub struct LargestPairs {
    /// The chosen eigenvalues, descending.
    pub values: Vec<f64>,
    /// Their unit eigenvectors, one a column.
    pub vectors: Matrix,
}

/// Orders below this are decomposed in full.
const SMALL: usize = 60;

/// The `k` eigenpairs of largest magnitude of a symmetric operator of order `n`.
pub fn largest_pairs(
    n: usize,
    k: usize,
    mut apply: impl FnMut(&[f64]) -> Vec<f64>,
) -> Result<LargestPairs, LinearError> {
    if n <= SMALL {
        let mut full = Matrix::zeros(n, n);
        for j in 0..n {
            let mut unit = vec![0.0; n];
            unit[j] = 1.0;
            full.column_mut(j).copy_from_slice(&apply(&unit));
        }
        let eigen = symmetric_eigen(&full)?;
        return Ok(keep_largest(&eigen.values, &eigen.vectors, k));
    }
    let mut basis: Vec<Vec<f64>> = vec![start(n)];
    let (mut alpha, mut beta): (Vec<f64>, Vec<f64>) = (Vec::new(), Vec::new());
    loop {
        let current = &basis[basis.len() - 1];
        let mut next = apply(current);
        alpha.push(dot(current, &next));
        // Twice is enough (Parlett): one sweep against all earlier directions leaves rounding error.
        for _ in 0..2 {
            for direction in &basis {
                let along = dot(direction, &next);
                axpy(-along, direction, &mut next);
            }
        }
        let length = norm(&next);
        let steps = alpha.len();
        if steps >= k + 5 && steps.is_multiple_of(5) || steps == n || length == 0.0 {
            let eigen = symmetric_eigen(&tridiagonal(&alpha, &beta))?;
            if steps == n || length == 0.0 || settled(&eigen.values, &eigen.vectors, k, length) {
                let ritz = keep_largest(&eigen.values, &eigen.vectors, k);
                return Ok(LargestPairs { values: ritz.values, vectors: expand(&basis, &ritz.vectors) });
            }
        }
        beta.push(length);
        basis.push(next.iter().map(|v| v / length).collect());
    }
}

/// A start without symmetry, from a short linear congruence.
fn start(n: usize) -> Vec<f64> {
    let mut state = 1_u32;
    let mut q: Vec<f64> = (0..n)
        .map(|_| {
            state = (state * 106 + 1283) % 6075;
            f64::from(state) / 6075.0 - 0.5
        })
        .collect();
    let length = norm(&q);
    q.iter_mut().for_each(|v| *v /= length);
    q
}

fn tridiagonal(alpha: &[f64], beta: &[f64]) -> Matrix {
    let mut t = Matrix::zeros(alpha.len(), alpha.len());
    for (i, &a) in alpha.iter().enumerate() {
        t[(i, i)] = a;
    }
    for (i, &b) in beta.iter().enumerate() {
        t[(i, i + 1)] = b;
        t[(i + 1, i)] = b;
    }
    t
}

/// Whether the residuals of the `k` largest pairs are rounding error beside the largest eigenvalue.
fn settled(values: &[f64], vectors: &Matrix, k: usize, length: f64) -> bool {
    let largest = values.iter().fold(0.0_f64, |m, v| m.max(v.abs()));
    let last = vectors.rows() - 1;
    by_magnitude(values)
        .into_iter()
        .take(k)
        .all(|j| (length * vectors[(last, j)]).abs() <= 4.0 * f64::EPSILON * largest)
}

fn by_magnitude(values: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&i, &j| values[j].abs().total_cmp(&values[i].abs()));
    order
}

fn keep_largest(values: &[f64], vectors: &Matrix, k: usize) -> LargestPairs {
    let mut chosen: Vec<usize> = by_magnitude(values).into_iter().take(k).collect();
    chosen.sort_by(|&i, &j| values[j].total_cmp(&values[i]));
    LargestPairs {
        values: chosen.iter().map(|&i| values[i]).collect(),
        vectors: vectors.select_columns(&chosen),
    }
}

fn expand(basis: &[Vec<f64>], ritz: &Matrix) -> Matrix {
    let n = basis[0].len();
    let mut vectors = Matrix::zeros(n, ritz.cols());
    for j in 0..ritz.cols() {
        let column = vectors.column_mut(j);
        for (direction, &weight) in basis.iter().zip(ritz.column(j)) {
            axpy(weight, direction, column);
        }
        let length = norm(column);
        column.iter_mut().for_each(|v| *v /= length);
    }
    vectors
}
