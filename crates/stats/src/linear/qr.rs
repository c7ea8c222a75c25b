//! Householder QR with limited column pivoting: only columns that are nearly combinations of those before
//! them move, and they move to the end (the scheme of LINPACK's `dqrdc`, with the pivoting that `lm` needs).

use super::triangular::{back_solve_in_place, invert_upper, upper_times_transpose};
use crate::matrix::{Matrix, axpy, dot, norm};

/// The tolerance of `lm`: a column counts as collinear when less than this share of its norm is left.
pub const LM_TOLERANCE: f64 = 1e-7;

/// A QR factorisation `X[, pivot] = Q R`, stored compactly.
#[derive(Clone, Debug)]
pub struct Qr {
    /// R in the upper triangle; below it the Householder vectors without their first component.
    pub compact: Matrix,
    /// First components of the Householder vectors.
    pub aux: Vec<f64>,
    /// Column `pivot[j]` of X stands at place `j`.
    pub pivot: Vec<usize>,
    /// Number of columns found linearly independent.
    pub rank: usize,
}

impl Qr {
    /// Factorises `x`; columns whose norm, after removing the earlier columns, falls below `tolerance`
    /// times their original norm are moved to the end.
    pub fn new(x: Matrix, tolerance: f64) -> Qr {
        let (n, p) = (x.rows(), x.cols());
        let mut factor = Factorising {
            left: (0..p).map(|j| norm(x.column(j))).collect(),
            recomputed: Vec::new(),
            original: Vec::new(),
            pivot: (0..p).collect(),
            x,
        };
        factor.recomputed = factor.left.clone();
        factor.original = factor.left.iter().map(|&v| if v == 0.0 { 1.0 } else { v }).collect();
        let mut independent = p;
        for step in 0..n.min(p) {
            while step < independent && factor.left[step] < factor.original[step] * tolerance {
                factor.move_to_end(step);
                independent -= 1;
            }
            if step + 1 < n {
                factor.reflect(step);
            }
        }
        Qr { compact: factor.x, aux: factor.left, pivot: factor.pivot, rank: independent.min(n) }
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.compact.rows()
    }

    /// Number of columns.
    pub fn cols(&self) -> usize {
        self.compact.cols()
    }

    /// Number of reflections that make up Q at the given rank.
    fn reflections(&self, rank: usize) -> usize {
        rank.min(self.rows().saturating_sub(1))
    }

    fn reflect_vector(&self, j: usize, y: &mut [f64]) {
        let head = self.aux[j];
        if head == 0.0 {
            return;
        }
        let tail = &self.compact.column(j)[j + 1..];
        let mut sum = head * y[j];
        for (a, b) in tail.iter().zip(&y[j + 1..]) {
            sum += a * b;
        }
        let t = -sum / head;
        y[j] += t * head;
        axpy(t, tail, &mut y[j + 1..]);
    }

    /// Overwrites `y` with Qᵀy, Q being made of the reflections of the independent columns.
    pub fn qty(&self, y: &mut [f64]) {
        for j in 0..self.reflections(self.rank) {
            self.reflect_vector(j, y);
        }
    }

    /// Overwrites `y` with Qy, Q being made of the reflections of the independent columns.
    pub fn qy(&self, y: &mut [f64]) {
        for j in (0..self.reflections(self.rank)).rev() {
            self.reflect_vector(j, y);
        }
    }

    /// The coefficients (in pivoted order, `rank` of them) from Qᵀy.
    pub fn coefficients(&self, qty: &[f64]) -> Vec<f64> {
        let mut beta = qty[..self.rank].to_vec();
        back_solve_in_place(&self.compact, &mut beta);
        beta
    }

    /// Residuals from Qᵀy.
    pub fn residuals(&self, qty: &[f64]) -> Vec<f64> {
        let mut rest = qty.to_vec();
        rest[..self.rank].fill(0.0);
        self.qy(&mut rest);
        rest
    }

    /// R: `min(n, p)` rows, all columns in pivoted order.
    pub fn r(&self) -> Matrix {
        let rows = self.rows().min(self.cols());
        Matrix::from_fn(rows, self.cols(), |i, j| if i <= j { self.compact[(i, j)] } else { 0.0 })
    }

    /// The first `columns` columns of Q, made of all reflections there are, as `qr.Q` gives it.
    pub fn q(&self, columns: usize) -> Matrix {
        let mut q = Matrix::zeros(self.rows(), columns);
        let all = self.reflections(self.cols());
        for j in 0..columns {
            let column = q.column_mut(j);
            column[j] = 1.0;
            for k in (0..all).rev() {
                self.reflect_vector(k, column);
            }
        }
        q
    }

    /// The inverse of the leading `rank` by `rank` part of R.
    pub fn r_inverse(&self) -> Matrix {
        let part =
            Matrix::from_fn(self.rank, self.rank, |i, j| if i <= j { self.compact[(i, j)] } else { 0.0 });
        invert_upper(&part)
    }

    /// (XᵀX)⁻¹ of the independent columns, in pivoted order: the unscaled covariance of the coefficients.
    pub fn unscaled_covariance(&self) -> Matrix {
        upper_times_transpose(&self.r_inverse())
    }

    /// The diagonal of the projection on the independent columns; values within rounding of 1 are 1.
    pub fn hat_values(&self) -> Vec<f64> {
        let mut hat = vec![0.0; self.rows()];
        let mut column = vec![0.0; self.rows()];
        for j in 0..self.rank {
            column.fill(0.0);
            column[j] = 1.0;
            self.qy(&mut column);
            for (h, q) in hat.iter_mut().zip(&column) {
                *h += q * q;
            }
        }
        for h in &mut hat {
            if *h >= 1.0 - 10.0 * f64::EPSILON {
                *h = 1.0;
            }
        }
        hat
    }
}

/// The state while columns are reduced one after another.
struct Factorising {
    x: Matrix,
    /// Norm left in each column; of finished columns, the head of their Householder vector.
    left: Vec<f64>,
    /// That norm when it was last computed rather than updated.
    recomputed: Vec<f64>,
    /// Norm of each column at the start.
    original: Vec<f64>,
    pivot: Vec<usize>,
}

impl Factorising {
    fn move_to_end(&mut self, j: usize) {
        let n = self.x.rows();
        self.x.data_mut()[j * n..].rotate_left(n);
        for norms in [&mut self.left, &mut self.recomputed, &mut self.original] {
            norms[j..].rotate_left(1);
        }
        self.pivot[j..].rotate_left(1);
    }

    fn reflect(&mut self, step: usize) {
        let length = norm(&self.x.column(step)[step..]);
        if length == 0.0 {
            self.left[step] = self.x[(step, step)];
            return;
        }
        let length = if self.x[(step, step)] < 0.0 { -length } else { length };
        for value in &mut self.x.column_mut(step)[step..] {
            *value *= 1.0 / length;
        }
        self.x[(step, step)] += 1.0;
        let head = self.x[(step, step)];
        for j in step + 1..self.x.cols() {
            let (vector, column) = self.x.column_pair_mut(step, j);
            let t = -dot(&vector[step..], &column[step..]) / head;
            axpy(t, &vector[step..], &mut column[step..]);
            self.update_norm(step, j);
        }
        self.left[step] = head;
        self.x[(step, step)] = -length;
    }

    /// The norm left in column `j` once row `step` is split off; recomputed when updating loses digits.
    fn update_norm(&mut self, step: usize, j: usize) {
        if self.left[j] == 0.0 {
            return;
        }
        let share = (1.0 - (self.x[(step, j)].abs() / self.left[j]).powi(2)).max(0.0);
        if share.abs() < 1e-6 {
            self.left[j] = norm(&self.x.column(j)[step + 1..]);
            self.recomputed[j] = self.left[j];
        } else {
            self.left[j] *= share.sqrt();
        }
    }
}
