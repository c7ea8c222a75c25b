//! Operations on small blocks stored by column; the innermost loops of the mixed models.

/// `C = A L` for A of `rows` × k and lower triangular L of k × k.
pub(super) fn times_lower(a: &[f64], l: &[f64], rows: usize, k: usize, c: &mut [f64]) {
    for j in 0..k {
        for i in 0..rows {
            let mut sum = 0.0;
            for h in j..k {
                sum += a[h * rows + i] * l[j * k + h];
            }
            c[j * rows + i] = sum;
        }
    }
}

/// `X ← Lᵀ X` for X of k × `cols` and lower triangular L.
pub(super) fn lower_transpose_times(l: &[f64], x: &mut [f64], k: usize, cols: usize) {
    for c in 0..cols {
        let x = &mut x[c * k..(c + 1) * k];
        for i in 0..k {
            let mut sum = 0.0;
            for h in i..k {
                sum += l[i * k + h] * x[h];
            }
            x[i] = sum;
        }
    }
}

/// `y = L x` for lower triangular L.
pub(super) fn lower_times(l: &[f64], x: &[f64], y: &mut [f64], k: usize) {
    for i in 0..k {
        let mut sum = 0.0;
        for h in 0..=i {
            sum += l[h * k + i] * x[h];
        }
        y[i] = sum;
    }
}

/// Cholesky factor of the lower triangle of a k × k block, in place. False when it is not positive definite.
pub(super) fn cholesky(a: &mut [f64], k: usize) -> bool {
    for j in 0..k {
        let mut rest = a[j * k + j];
        for h in 0..j {
            rest -= a[h * k + j] * a[h * k + j];
        }
        if rest <= 0.0 || rest.is_nan() {
            return false;
        }
        let root = rest.sqrt();
        a[j * k + j] = root;
        for i in j + 1..k {
            let mut sum = a[j * k + i];
            for h in 0..j {
                sum -= a[h * k + i] * a[h * k + j];
            }
            a[j * k + i] = sum / root;
        }
    }
    true
}

/// Solves `L x = b` in place for `cols` right-hand sides of length k.
pub(super) fn forward_solve(l: &[f64], b: &mut [f64], k: usize, cols: usize) {
    for c in 0..cols {
        let b = &mut b[c * k..(c + 1) * k];
        for i in 0..k {
            let mut sum = b[i];
            for h in 0..i {
                sum -= l[h * k + i] * b[h];
            }
            b[i] = sum / l[i * k + i];
        }
    }
}

/// Solves `Lᵀ x = b` in place.
pub(super) fn back_solve(l: &[f64], b: &mut [f64], k: usize) {
    for i in (0..k).rev() {
        let mut sum = b[i];
        for h in i + 1..k {
            sum -= l[i * k + h] * b[h];
        }
        b[i] = sum / l[i * k + i];
    }
}

/// Solves `X Lᵀ = B` in place for B of `rows` × k.
pub(super) fn solve_right(l: &[f64], b: &mut [f64], rows: usize, k: usize) {
    for c in 0..k {
        for i in 0..rows {
            let mut sum = b[c * rows + i];
            for d in 0..c {
                sum -= b[d * rows + i] * l[d * k + c];
            }
            b[c * rows + i] = sum / l[c * k + c];
        }
    }
}
