//! LU factorisation with partial pivoting: `solve`, `det`, and the condition number that guards them.

use super::LinearError;
use crate::matrix::{Matrix, axpy};

/// A factorisation `P A = L U` of a square matrix.
#[derive(Clone, Debug)]
pub struct Lu {
    /// U in the upper triangle, L without its unit diagonal below.
    pub factors: Matrix,
    /// Row `swaps[j]` was exchanged with row `j` at step `j`.
    pub swaps: Vec<usize>,
    one_norm: f64,
}

impl Lu {
    /// Factorises a square matrix. Singular matrices are factorised too; see [`Lu::zero_pivot`].
    pub fn new(a: &Matrix) -> Lu {
        let n = a.cols();
        let mut factors = a.clone();
        let mut swaps = Vec::with_capacity(n);
        for j in 0..n {
            let mut best = j;
            for i in j + 1..n {
                if factors[(i, j)].abs() > factors[(best, j)].abs() {
                    best = i;
                }
            }
            swaps.push(best);
            if factors[(best, j)] == 0.0 {
                continue;
            }
            if best != j {
                for k in 0..n {
                    let held = factors[(j, k)];
                    factors[(j, k)] = factors[(best, k)];
                    factors[(best, k)] = held;
                }
            }
            let pivot = factors[(j, j)];
            for value in &mut factors.column_mut(j)[j + 1..] {
                *value /= pivot;
            }
            for k in j + 1..n {
                let (multipliers, column) = factors.column_pair_mut(j, k);
                let t = -column[j];
                axpy(t, &multipliers[j + 1..], &mut column[j + 1..]);
            }
        }
        Lu { factors, swaps, one_norm: a.one_norm() }
    }

    /// The number (from 1) of the first pivot that is exactly zero.
    pub fn zero_pivot(&self) -> Option<usize> {
        (0..self.swaps.len()).find(|&j| self.factors[(j, j)] == 0.0).map(|j| j + 1)
    }

    /// Solves `A X = B` as `solve` does: refuses exactly singular matrices and those whose reciprocal
    /// condition number is below `tolerance`.
    pub fn solve(&self, b: &Matrix, tolerance: f64) -> Result<Matrix, LinearError> {
        if let Some(number) = self.zero_pivot() {
            return Err(LinearError::ExactlySingular(number));
        }
        if tolerance > 0.0 {
            let rcond = self.reciprocal_condition();
            if rcond < tolerance || rcond.is_nan() {
                return Err(LinearError::NearlySingular(rcond));
            }
        }
        let mut x = b.clone();
        for j in 0..x.cols() {
            self.solve_in_place(x.column_mut(j));
        }
        Ok(x)
    }

    /// Solves `A x = b` in place, whatever the condition.
    pub fn solve_in_place(&self, b: &mut [f64]) {
        let n = b.len();
        for (j, &other) in self.swaps.iter().enumerate() {
            b.swap(j, other);
        }
        for j in 0..n {
            let t = -b[j];
            axpy(t, &self.factors.column(j)[j + 1..], &mut b[j + 1..]);
        }
        for j in (0..n).rev() {
            b[j] /= self.factors[(j, j)];
            let t = -b[j];
            axpy(t, &self.factors.column(j)[..j], &mut b[..j]);
        }
    }

    fn solve_transposed_in_place(&self, b: &mut [f64]) {
        let n = b.len();
        for j in 0..n {
            let column = self.factors.column(j);
            let sum: f64 = column[..j].iter().zip(&b[..j]).map(|(a, x)| a * x).sum();
            b[j] = (b[j] - sum) / column[j];
        }
        for j in (0..n).rev() {
            let column = self.factors.column(j);
            let sum: f64 = column[j + 1..].iter().zip(&b[j + 1..]).map(|(a, x)| a * x).sum();
            b[j] -= sum;
        }
        for (j, &other) in self.swaps.iter().enumerate().rev() {
            b.swap(j, other);
        }
    }

    /// The reciprocal of the condition number in the one-norm, estimated as in Higham (1988).
    pub fn reciprocal_condition(&self) -> f64 {
        let n = self.swaps.len();
        if n == 0 {
            return f64::INFINITY;
        }
        if self.one_norm == 0.0 || self.zero_pivot().is_some() {
            return 0.0;
        }
        let inverse_norm = self.estimate_inverse_norm(n);
        if inverse_norm == 0.0 { 0.0 } else { (1.0 / inverse_norm) / self.one_norm }
    }

    fn estimate_inverse_norm(&self, n: usize) -> f64 {
        let size = |x: &[f64]| x.iter().map(|v| v.abs()).sum::<f64>();
        let signs = |x: &[f64]| -> Vec<f64> { x.iter().map(|v| if *v > 0.0 { 1.0 } else { -1.0 }).collect() };
        let mut x = vec![1.0 / n as f64; n];
        self.solve_in_place(&mut x);
        if n == 1 {
            return x[0].abs();
        }
        let mut estimate = size(&x);
        let mut sign = signs(&x);
        x.clone_from(&sign);
        self.solve_transposed_in_place(&mut x);
        let mut place = largest_place(&x);
        for _ in 2..=5 {
            x.fill(0.0);
            x[place] = 1.0;
            self.solve_in_place(&mut x);
            let before = estimate;
            estimate = size(&x);
            let new_sign = signs(&x);
            if new_sign == sign || estimate <= before {
                break;
            }
            sign = new_sign;
            x.clone_from(&sign);
            self.solve_transposed_in_place(&mut x);
            let last = place;
            place = largest_place(&x);
            if x[last] == x[place].abs() {
                break;
            }
        }
        let span = (n - 1) as f64;
        let mut alternating: Vec<f64> =
            (0..n).map(|i| (if i % 2 == 0 { 1.0 } else { -1.0 }) * (1.0 + i as f64 / span)).collect();
        self.solve_in_place(&mut alternating);
        estimate.max(2.0 * (size(&alternating) / (3 * n) as f64))
    }

    /// The inverse, refused as by [`Lu::solve`].
    pub fn inverse(&self, tolerance: f64) -> Result<Matrix, LinearError> {
        self.solve(&Matrix::identity(self.swaps.len()), tolerance)
    }

    /// The determinant as log of its modulus and sign (1 or -1; the log is -Inf for 0).
    pub fn log_determinant(&self) -> (f64, f64) {
        let mut sign = 1.0;
        let mut modulus = 0.0;
        for (j, &other) in self.swaps.iter().enumerate() {
            let pivot = self.factors[(j, j)];
            if (other != j) != (pivot < 0.0) {
                sign = -sign;
            }
            modulus += pivot.abs().ln();
        }
        if self.zero_pivot().is_some() { (f64::NEG_INFINITY, 1.0) } else { (modulus, sign) }
    }
}

fn largest_place(x: &[f64]) -> usize {
    let mut best = 0;
    for (i, value) in x.iter().enumerate() {
        if value.abs() > x[best].abs() {
            best = i;
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn solves_and_refuses() {
        let a = Matrix::from_vec(2, 2, vec![2.0, 1.0, 1.0, 3.0]);
        let lu = Lu::new(&a);
        let x = lu.solve(&Matrix::from_vec(2, 1, vec![3.0, 5.0]), f64::EPSILON).unwrap();
        assert!((x[(0, 0)] - 0.8).abs() < 1e-15 && (x[(1, 0)] - 1.4).abs() < 1e-15);
        let (modulus, sign) = lu.log_determinant();
        assert!((modulus - 5.0_f64.ln()).abs() < 1e-15 && sign == 1.0);
        let singular = Lu::new(&Matrix::from_vec(2, 2, vec![1.0, 2.0, 2.0, 4.0]));
        assert_eq!(singular.inverse(0.0).unwrap_err(), LinearError::ExactlySingular(2));
        // solve(1 / outer(1:12, 1:12, function(i, j) i + j - 1)) names this number in R 4.2.2; an ill-conditioned
        // one keeps few digits.
        let hilbert = Lu::new(&Matrix::from_fn(12, 12, |i, j| 1.0 / (i + j + 1) as f64));
        match hilbert.inverse(f64::EPSILON) {
            Err(LinearError::NearlySingular(rcond)) => assert!((rcond / 2.63277e-17 - 1.0).abs() < 0.02),
            other => panic!("{other:?}"),
        }
    }
}
