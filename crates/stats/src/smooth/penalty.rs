//! Quadratic penalties: where they act, their roots, and their weighted sums.

use crate::linear::{LinearError, symmetric_eigen};
use crate::matrix::Matrix;

/// A penalty `βᵀ S β` on consecutive coefficients.
#[derive(Clone, Debug)]
pub struct Penalty {
    /// Index of the first coefficient.
    pub first: usize,
    /// S, symmetric and positive semi-definite.
    pub matrix: Matrix,
    /// Rank of S.
    pub rank: usize,
    /// A root B with `S = B Bᵀ`, order × rank.
    pub root: Matrix,
}

impl Penalty {
    /// A penalty of known rank on the coefficients from `first` on.
    pub fn new(first: usize, matrix: Matrix, rank: usize) -> Result<Penalty, LinearError> {
        let root = penalty_root(&matrix, rank)?;
        Ok(Penalty { first, matrix, rank, root })
    }

    /// Number of coefficients it acts on.
    pub fn order(&self) -> usize {
        self.matrix.cols()
    }

    /// `S β` on the coefficients it acts on.
    pub fn times(&self, beta: &[f64]) -> Vec<f64> {
        self.matrix.multiply_vector(&beta[self.first..self.first + self.order()])
    }

    /// Adds `weight · S` to a square matrix over all coefficients.
    pub fn add_to(&self, target: &mut Matrix, weight: f64) {
        for j in 0..self.order() {
            for i in 0..self.order() {
                target[(self.first + i, self.first + j)] += weight * self.matrix[(i, j)];
            }
        }
    }

    /// `Bᵀ P` for a matrix P with one row a coefficient.
    pub fn root_times(&self, p: &Matrix) -> Matrix {
        Matrix::from_fn(self.rank, p.cols(), |i, j| {
            let column = &p.column(j)[self.first..self.first + self.order()];
            self.root.column(i).iter().zip(column).map(|(a, b)| a * b).sum()
        })
    }
}

/// B with `S = B Bᵀ` from the `rank` largest eigenvalues.
fn penalty_root(s: &Matrix, rank: usize) -> Result<Matrix, LinearError> {
    let eigen = symmetric_eigen(s)?;
    let mut root = Matrix::zeros(s.rows(), rank);
    for j in 0..rank {
        let scale = eigen.values[j].max(0.0).sqrt();
        for (target, v) in root.column_mut(j).iter_mut().zip(eigen.vectors.column(j)) {
            *target = scale * v;
        }
    }
    Ok(root)
}

/// Initial smoothing parameters: each penalty balances the squared columns of X that it acts on, and the
/// effective degrees of freedom of every penalised coefficient stay well away from 0 and 1.
pub fn initial_smoothing(x: &Matrix, penalties: &[Penalty]) -> Vec<f64> {
    let squares: Vec<f64> = (0..x.cols()).map(|j| x.column(j).iter().map(|v| v * v).sum()).collect();
    let mut weighted = vec![0.0; x.cols()];
    let mut penalised = vec![false; x.cols()];
    let mut start = Vec::with_capacity(penalties.len());
    for penalty in penalties {
        let active = active_rows(&penalty.matrix);
        let count = active.len() as f64;
        let data = active.iter().map(|&i| squares[penalty.first + i]).sum::<f64>() / count;
        let size = active.iter().map(|&i| penalty.matrix[(i, i)]).sum::<f64>() / count;
        let value = data / size;
        start.push(value);
        for i in 0..penalty.order() {
            weighted[penalty.first + i] += value * penalty.matrix[(i, i)];
        }
        for &i in &active {
            penalised[penalty.first + i] = true;
        }
    }
    let chosen: Vec<usize> = (0..x.cols()).filter(|&j| penalised[j] && weighted[j] > 0.0).collect();
    if chosen.is_empty() {
        return start;
    }
    let share = |factor: f64| {
        let terms = chosen.iter().map(|&j| squares[j] / (squares[j] + factor * weighted[j]));
        terms.sum::<f64>() / chosen.len() as f64
    };
    let mut factor = 1.0;
    while share(factor) > 0.4 && factor < 1e200 {
        factor *= 10.0;
    }
    while share(factor) < 0.4 && factor > 1e-200 {
        factor /= 10.0;
    }
    start.iter().map(|value| value * factor).collect()
}

/// Rows of a penalty that are not negligible beside its largest entry.
fn active_rows(s: &Matrix) -> Vec<usize> {
    let largest = s.data().iter().fold(0.0_f64, |m, v| m.max(v.abs()));
    let threshold = f64::EPSILON.powf(0.8) * largest;
    let n = s.cols();
    let mean = |j: usize| s.column(j).iter().map(|v| v.abs()).sum::<f64>() / n as f64;
    (0..n).filter(|&j| mean(j) > threshold && s[(j, j)].abs() > threshold).collect()
}
