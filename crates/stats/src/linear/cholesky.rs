//! The Cholesky factorisation `A = RᵀR`, plain and with pivoting.

use super::LinearError;
use super::triangular::{back_solve_in_place, forward_solve_in_place, invert_upper, upper_times_transpose};
use crate::matrix::{Matrix, dot};

/// The upper triangular factor R of a positive definite matrix `A = RᵀR`.
#[derive(Clone, Debug)]
pub struct Cholesky {
    /// R; zeros below the diagonal.
    pub r: Matrix,
}

impl Cholesky {
    /// Factorises a symmetric matrix, of which only the upper triangle is read.
    pub fn new(a: &Matrix) -> Result<Cholesky, LinearError> {
        let n = a.cols();
        let mut r = Matrix::zeros(n, n);
        for j in 0..n {
            for i in 0..j {
                let sum = dot(&r.column(i)[..i], &r.column(j)[..i]);
                r[(i, j)] = (a[(i, j)] - sum) / r[(i, i)];
            }
            let rest = a[(j, j)] - dot(&r.column(j)[..j], &r.column(j)[..j]);
            if rest <= 0.0 || rest.is_nan() {
                return Err(LinearError::NotPositive(j + 1));
            }
            r[(j, j)] = rest.sqrt();
        }
        Ok(Cholesky { r })
    }

    /// Solves `A x = b` in place.
    pub fn solve_in_place(&self, b: &mut [f64]) {
        forward_solve_in_place(&self.r.transpose(), b);
        back_solve_in_place(&self.r, b);
    }

    /// A⁻¹ from the factor, as `chol2inv` gives it.
    pub fn inverse(&self) -> Matrix {
        upper_times_transpose(&invert_upper(&self.r))
    }

    /// log det A.
    pub fn log_determinant(&self) -> f64 {
        2.0 * self.r.diagonal().iter().map(|v| v.ln()).sum::<f64>()
    }
}

/// The pivoted factor of a positive semi-definite matrix: R, the pivot and the rank. A negative `tolerance`
/// stands for `n · eps · max(diag A)`.
pub fn pivoted_cholesky(a: &Matrix, tolerance: f64) -> (Matrix, Vec<usize>, usize) {
    let n = a.cols();
    let work = a;
    let mut pivot: Vec<usize> = (0..n).collect();
    let largest = a.diagonal().into_iter().fold(0.0, f64::max);
    let stop = if tolerance < 0.0 { n as f64 * f64::EPSILON / 2.0 * largest } else { tolerance };
    let mut rank = n;
    let mut r = Matrix::zeros(n, n);
    for j in 0..n {
        let rest =
            |i: usize, r: &Matrix| work[(pivot[i], pivot[i])] - dot(&r.column(i)[..j], &r.column(i)[..j]);
        let mut best = j;
        for i in j + 1..n {
            if rest(i, &r) > rest(best, &r) {
                best = i;
            }
        }
        let value = rest(best, &r);
        if value <= stop || value.is_nan() {
            rank = j;
            break;
        }
        r.swap_columns(j, best);
        pivot.swap(j, best);
        r[(j, j)] = value.sqrt();
        for i in j + 1..n {
            let sum = dot(&r.column(j)[..j], &r.column(i)[..j]);
            r[(j, i)] = (work[(pivot[j].min(pivot[i]), pivot[j].max(pivot[i]))] - sum) / r[(j, j)];
        }
    }
    if rank < n {
        for j in rank..n {
            for i in rank..=j {
                r[(i, j)] = work[(pivot[i].min(pivot[j]), pivot[i].max(pivot[j]))]
                    - dot(&r.column(i)[..rank], &r.column(j)[..rank]);
            }
        }
    }
    (r, pivot, rank)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn factor_inverse_and_failure() {
        let a = Matrix::from_vec(2, 2, vec![4.0, 2.0, 2.0, 3.0]);
        let factor = Cholesky::new(&a).unwrap();
        assert_eq!(factor.r.data(), [2.0, 0.0, 1.0, 2.0_f64.sqrt()]);
        let inverse = factor.inverse();
        assert!((inverse[(0, 0)] - 0.375).abs() < 1e-15 && (inverse[(0, 1)] + 0.25).abs() < 1e-15);
        let bad = Matrix::from_vec(2, 2, vec![1.0, 2.0, 2.0, 1.0]);
        assert_eq!(Cholesky::new(&bad).unwrap_err(), LinearError::NotPositive(2));
    }
}
