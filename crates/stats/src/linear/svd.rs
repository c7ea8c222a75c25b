//! The singular value decomposition, with the signs LAPACK gives the vectors for up to 25 columns.
//!
//! The matrix is reduced to bidiagonal form by reflections (after a QR or LQ step when it is long) and the
//! bidiagonal matrix is diagonalised by implicit QR iterations, the steps that `dgesdd` takes for small
//! orders.

use super::LinearError;
use super::bidiagonal::diagonalise;
use super::householder::{make_reflection, make_rotation, reflect_columns, reflect_rows};
use crate::matrix::Matrix;

/// `A = U diag(d) Vᵀ` with `min(n, p)` singular values.
#[derive(Clone, Debug)]
pub struct Svd {
    /// Singular values, largest first.
    pub values: Vec<f64>,
    /// Left vectors, n × min(n, p).
    pub u: Matrix,
    /// Right vectors transposed, min(n, p) × p.
    pub vt: Matrix,
}

type Reflections = Vec<(Vec<f64>, f64)>;

impl Svd {
    /// Decomposes a matrix.
    pub fn new(a: &Matrix) -> Result<Svd, LinearError> {
        if !a.is_finite() {
            return Err(LinearError::NotFinite);
        }
        let (n, p) = (a.rows(), a.cols());
        let least = n.min(p);
        let long = (least as f64 * 11.0 / 6.0) as usize;
        if n >= p {
            if n >= long && n > p {
                return tall(a);
            }
            upper(a)
        } else if p >= long {
            wide(a)
        } else {
            lower(a)
        }
    }
}

/// A = QR first, then the decomposition of R.
fn tall(a: &Matrix) -> Result<Svd, LinearError> {
    let (n, p) = (a.rows(), a.cols());
    let mut work = a.clone();
    let reflections = reduce_columns(&mut work);
    let r = Matrix::from_fn(p, p, |i, j| if i <= j { work[(i, j)] } else { 0.0 });
    let inner = upper(&r)?;
    let mut u = Matrix::from_fn(n, p, |i, j| if i < p { inner.u[(i, j)] } else { 0.0 });
    for (i, (v, tau)) in reflections.iter().enumerate().rev() {
        reflect_rows(&mut u, v, *tau, i, 0..p);
    }
    Ok(Svd { u, ..inner })
}

/// A = LQ first, then the decomposition of L.
fn wide(a: &Matrix) -> Result<Svd, LinearError> {
    let (n, p) = (a.rows(), a.cols());
    let mut work = a.transpose();
    let reflections = reduce_columns(&mut work);
    let l = Matrix::from_fn(n, n, |i, j| if i >= j { work[(j, i)] } else { 0.0 });
    let inner = upper(&l)?;
    let mut vt = Matrix::from_fn(n, p, |i, j| if j < n { inner.vt[(i, j)] } else { 0.0 });
    for (i, (v, tau)) in reflections.iter().enumerate().rev() {
        reflect_columns(&mut vt, v, *tau, i, 0..n);
    }
    Ok(Svd { vt, ..inner })
}

fn reduce_columns(work: &mut Matrix) -> Reflections {
    let p = work.cols();
    (0..p.min(work.rows()))
        .map(|i| {
            let (v, tau, beta) = reflection_of(work.column(i)[i..].to_vec());
            work[(i, i)] = beta;
            reflect_rows(work, &v, tau, i, i + 1..p);
            (v, tau)
        })
        .collect()
}

fn reflection_of(mut x: Vec<f64>) -> (Vec<f64>, f64, f64) {
    let tau = make_reflection(&mut x);
    let beta = x[0];
    x[0] = 1.0;
    (x, tau, beta)
}

/// Decomposes a matrix with no more columns than rows through an upper bidiagonal matrix.
fn upper(a: &Matrix) -> Result<Svd, LinearError> {
    let (n, p) = (a.rows(), a.cols());
    let mut work = a.clone();
    let (mut d, mut e) = (Vec::new(), Vec::new());
    let (mut left, mut right): (Reflections, Reflections) = Default::default();
    for i in 0..p {
        let (v, tau, beta) = reflection_of(work.column(i)[i..].to_vec());
        reflect_rows(&mut work, &v, tau, i, i + 1..p);
        d.push(beta);
        left.push((v, tau));
        if i + 1 < p {
            let (v, tau, beta) = reflection_of((i + 1..p).map(|j| work[(i, j)]).collect());
            reflect_columns(&mut work, &v, tau, i + 1, i + 1..n);
            e.push(beta);
            right.push((v, tau));
        }
    }
    let (mut inner_u, mut vt) = (Matrix::identity(p), Matrix::identity(p));
    diagonalise(&mut d, &mut e, &mut vt, &mut inner_u)?;
    let mut u = Matrix::from_fn(n, p, |i, j| if i < p { inner_u[(i, j)] } else { 0.0 });
    for (i, (v, tau)) in left.iter().enumerate().rev() {
        reflect_rows(&mut u, v, *tau, i, 0..p);
    }
    for (i, (v, tau)) in right.iter().enumerate().rev() {
        reflect_columns(&mut vt, v, *tau, i + 1, 0..p);
    }
    Ok(Svd { values: d, u, vt })
}

/// Decomposes a matrix with more columns than rows through a lower bidiagonal matrix.
fn lower(a: &Matrix) -> Result<Svd, LinearError> {
    let (n, p) = (a.rows(), a.cols());
    let mut work = a.clone();
    let (mut d, mut e) = (Vec::new(), Vec::new());
    let (mut left, mut right): (Reflections, Reflections) = Default::default();
    for i in 0..n {
        let (v, tau, beta) = reflection_of((i..p).map(|j| work[(i, j)]).collect());
        reflect_columns(&mut work, &v, tau, i, i + 1..n);
        d.push(beta);
        right.push((v, tau));
        if i + 1 < n {
            let (v, tau, beta) = reflection_of(work.column(i)[i + 1..].to_vec());
            reflect_rows(&mut work, &v, tau, i + 1, i + 1..p);
            e.push(beta);
            left.push((v, tau));
        }
    }
    let rotations = raise(&mut d, &mut e);
    let (mut u, mut inner_vt) = (Matrix::identity(n), Matrix::identity(n));
    diagonalise(&mut d, &mut e, &mut inner_vt, &mut u)?;
    for (i, (c, s)) in rotations.iter().enumerate().rev() {
        for j in 0..n {
            let below = u[(i + 1, j)];
            u[(i + 1, j)] = c * below + s * u[(i, j)];
            u[(i, j)] = c * u[(i, j)] - s * below;
        }
    }
    for (i, (v, tau)) in left.iter().enumerate().rev() {
        reflect_rows(&mut u, v, *tau, i + 1, 0..n);
    }
    let mut vt = Matrix::from_fn(n, p, |i, j| if j < n { inner_vt[(i, j)] } else { 0.0 });
    for (i, (v, tau)) in right.iter().enumerate().rev() {
        reflect_columns(&mut vt, v, *tau, i, 0..n);
    }
    Ok(Svd { values: d, u, vt })
}

/// Rotates a lower bidiagonal matrix to upper form and returns the rotations.
fn raise(d: &mut [f64], e: &mut [f64]) -> Vec<(f64, f64)> {
    (0..e.len())
        .map(|i| {
            let (c, s, r) = make_rotation(d[i], e[i]);
            d[i] = r;
            e[i] = s * d[i + 1];
            d[i + 1] *= c;
            (c, s)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    // svd(matrix(c(1, 2, 3, 4, 5, 7, 2, 1, 0, 1, 3, -2), 4)), R 4.2.2.
    #[test]
    fn values_and_signs_of_a_small_matrix() {
        let a = Matrix::from_vec(4, 3, vec![1.0, 2.0, 3.0, 4.0, 5.0, 7.0, 2.0, 1.0, 0.0, 1.0, 3.0, -2.0]);
        let svd = Svd::new(&a).unwrap();
        let values = [9.697588587774993, 4.156131541194879, 3.418091016128923];
        let first_left = [-0.5065219574127466, -0.7490868248574232, -0.3566206208813119, -0.2347896255076284];
        let first_right = [-0.4138880439681494, -0.8996307019390298, -0.1391448424804438];
        let computed = svd.values.iter().chain(svd.u.column(0)).copied().chain(svd.vt.row(0));
        for (value, expected) in computed.zip(values.into_iter().chain(first_left).chain(first_right)) {
            assert!((value - expected).abs() < 1e-13, "{value} is not {expected}");
        }
        // The transpose has the same values and exchanged vectors.
        let other = Svd::new(&a.transpose()).unwrap();
        assert!((other.values[2] - values[2]).abs() < 1e-13);
    }
}
