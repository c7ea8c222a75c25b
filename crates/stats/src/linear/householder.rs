//! Elementary reflections and rotations, with LAPACK's signs.

use crate::matrix::{Matrix, norm};

/// Makes a reflection `H = I − tau v vᵀ` that maps `x` to `(beta, 0, …)`. On return `x[0]` is beta and the
/// rest of `x` holds v without its first component, which is 1. Beta takes the sign opposite to `x[0]`.
pub(super) fn make_reflection(x: &mut [f64]) -> f64 {
    let rest = norm(&x[1..]);
    if rest == 0.0 {
        return 0.0;
    }
    let alpha = x[0];
    let beta = -alpha.hypot(rest).copysign(alpha);
    let scale = 1.0 / (alpha - beta);
    for value in &mut x[1..] {
        *value *= scale;
    }
    x[0] = beta;
    (beta - alpha) / beta
}

/// Applies `I − tau v vᵀ` from the left to rows `row..` of columns `columns` of `a`.
pub(super) fn reflect_rows(a: &mut Matrix, v: &[f64], tau: f64, row: usize, columns: std::ops::Range<usize>) {
    if tau == 0.0 {
        return;
    }
    for j in columns {
        let column = &mut a.column_mut(j)[row..row + v.len()];
        let sum: f64 = column.iter().zip(v).map(|(a, b)| a * b).sum();
        for (value, head) in column.iter_mut().zip(v) {
            *value -= tau * sum * head;
        }
    }
}

/// Applies `I − tau v vᵀ` from the right to columns `col..` of rows `rows` of `a`.
pub(super) fn reflect_columns(a: &mut Matrix, v: &[f64], tau: f64, col: usize, rows: std::ops::Range<usize>) {
    if tau == 0.0 {
        return;
    }
    for i in rows {
        let sum: f64 = v.iter().enumerate().map(|(k, b)| a[(i, col + k)] * b).sum();
        for (k, head) in v.iter().enumerate() {
            a[(i, col + k)] -= tau * sum * head;
        }
    }
}

/// The rotation `(c, s)` with `c f + s g = r` and `c g − s f = 0`; r has the sign of f.
pub(super) fn make_rotation(f: f64, g: f64) -> (f64, f64, f64) {
    if g == 0.0 {
        (1.0, 0.0, f)
    } else if f == 0.0 {
        (0.0, 1.0_f64.copysign(g), g.abs())
    } else {
        let length = f.hypot(g);
        let r = length.copysign(f);
        (f.abs() / length, g / r, r)
    }
}
