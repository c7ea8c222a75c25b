//! Triangular systems and inverses.

use super::LinearError;
use crate::matrix::{Matrix, axpy};

/// Solves `R x = b` in place with the leading upper triangle of `r`; the order is that of `b`.
pub(crate) fn back_solve_in_place(r: &Matrix, b: &mut [f64]) {
    for j in (0..b.len()).rev() {
        b[j] /= r[(j, j)];
        let t = -b[j];
        axpy(t, &r.column(j)[..j], &mut b[..j]);
    }
}

/// Solves `L x = b` in place with the leading lower triangle of `l`; the order is that of `b`.
pub(crate) fn forward_solve_in_place(l: &Matrix, b: &mut [f64]) {
    let n = b.len();
    for j in 0..n {
        b[j] /= l[(j, j)];
        let t = -b[j];
        axpy(t, &l.column(j)[j + 1..n], &mut b[j + 1..]);
    }
}

/// Solves with an upper triangle, or with its transpose. A zero on the diagonal is an error.
pub fn back_solve(r: &Matrix, b: &Matrix, transposed: bool) -> Result<Matrix, LinearError> {
    check_diagonal(r, b.rows())?;
    let lower = if transposed { Some(r.transpose()) } else { None };
    let mut x = b.clone();
    for j in 0..x.cols() {
        match &lower {
            Some(lower) => forward_solve_in_place(lower, x.column_mut(j)),
            None => back_solve_in_place(r, x.column_mut(j)),
        }
    }
    Ok(x)
}

/// Solves with a lower triangle, or with its transpose. A zero on the diagonal is an error.
pub fn forward_solve(l: &Matrix, b: &Matrix, transposed: bool) -> Result<Matrix, LinearError> {
    check_diagonal(l, b.rows())?;
    let upper = if transposed { Some(l.transpose()) } else { None };
    let mut x = b.clone();
    for j in 0..x.cols() {
        match &upper {
            Some(upper) => back_solve_in_place(upper, x.column_mut(j)),
            None => forward_solve_in_place(l, x.column_mut(j)),
        }
    }
    Ok(x)
}

fn check_diagonal(triangle: &Matrix, n: usize) -> Result<(), LinearError> {
    match (0..n).find(|&i| triangle[(i, i)] == 0.0) {
        Some(i) => Err(LinearError::ExactlySingular(i + 1)),
        None => Ok(()),
    }
}

/// The inverse of an upper triangular matrix.
pub fn invert_upper(r: &Matrix) -> Matrix {
    let n = r.cols();
    let mut inverse = Matrix::zeros(n, n);
    for j in 0..n {
        let diagonal = 1.0 / r[(j, j)];
        let mut column = r.column(j)[..j].to_vec();
        // The leading part is inverted already: its product with the column of R, negated and scaled.
        for k in 0..j {
            let value = column[k];
            let done = inverse.column(k);
            for i in 0..k {
                column[i] += value * done[i];
            }
            column[k] = value * done[k];
        }
        for (i, value) in column.iter().enumerate() {
            inverse[(i, j)] = -diagonal * value;
        }
        inverse[(j, j)] = diagonal;
    }
    inverse
}

/// `U Uᵀ` of an upper triangular matrix, exactly symmetric.
pub fn upper_times_transpose(u: &Matrix) -> Matrix {
    let n = u.cols();
    let mut product = Matrix::zeros(n, n);
    for i in 0..n {
        for j in i..n {
            let mut sum = 0.0;
            for k in j..n {
                sum += u[(i, k)] * u[(j, k)];
            }
            product[(i, j)] = sum;
            product[(j, i)] = sum;
        }
    }
    product
}
