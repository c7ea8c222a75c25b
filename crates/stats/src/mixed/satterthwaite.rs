//! Denominator degrees of freedom by Satterthwaite's method (Kuznetsova, Brockhoff and Christensen 2017; Fai
//! and Cornelius 1996 for several contrasts at once).

use super::criterion::{Criterion, MixedError};
use super::linear::LinearMixedFit;
use crate::linear::symmetric_eigen;
use crate::matrix::{Matrix, dot};
use crate::optimize::richardson;

/// What the degrees of freedom of a fit are computed from.
#[derive(Clone, Debug)]
pub struct Satterthwaite {
    /// Covariance matrix of the variance parameters (theta, σ).
    pub parameter_covariance: Matrix,
    /// Derivatives of the fixed effects' covariance matrix with respect to each variance parameter.
    pub derivatives: Vec<Matrix>,
    /// Number of eigenvalues of the Hessian that are negative, and close to zero.
    pub negative_eigenvalues: Vec<f64>,
    /// Eigenvalues close to zero.
    pub zero_eigenvalues: Vec<f64>,
    beta: Vec<f64>,
    covariance: Matrix,
    sigma: f64,
}

/// The t test of one contrast.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ContrastTest {
    /// Estimate of the contrast.
    pub estimate: f64,
    /// Standard error.
    pub standard_error: f64,
    /// Degrees of freedom.
    pub df: f64,
    /// Their ratio.
    pub t: f64,
}

/// The F test of several contrasts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct JointTest {
    /// Sum of squares.
    pub sum_of_squares: f64,
    /// Mean square.
    pub mean_square: f64,
    /// Numerator degrees of freedom.
    pub numerator_df: usize,
    /// Denominator degrees of freedom.
    pub denominator_df: f64,
    /// F value.
    pub f: f64,
}

/// Prepares degrees of freedom for a fit.
pub fn satterthwaite(fit: &LinearMixedFit) -> Result<Satterthwaite, MixedError> {
    let mut function = fit.function.clone();
    let mut at = fit.theta.clone();
    at.push(fit.sigma);
    let mut failure = None;
    let hessian = {
        let mut deviance = |x: &[f64]| {
            let (theta, sigma) = x.split_at(x.len() - 1);
            function.at(theta, sigma[0]).unwrap_or_else(|error| {
                failure = Some(error);
                f64::NAN
            })
        };
        richardson::hessian(&mut deviance, &at)
    };
    let p = fit.beta.len();
    let rows = {
        let mut covariance = |x: &[f64]| covariance_at(&mut function, x, p, &mut failure);
        richardson::jacobian(&mut covariance, &at)
    };
    if let Some(error) = failure {
        return Err(error);
    }
    let (parameter_covariance, negative, zero) = twice_pseudo_inverse(&hessian);
    Ok(Satterthwaite {
        parameter_covariance,
        derivatives: rows.into_iter().map(|values| Matrix::from_vec(p, p, values)).collect(),
        negative_eigenvalues: negative,
        zero_eigenvalues: zero,
        beta: fit.beta.clone(),
        covariance: fit.covariance.clone(),
        sigma: fit.sigma,
    })
}

fn covariance_at(
    function: &mut Criterion,
    x: &[f64],
    p: usize,
    failure: &mut Option<MixedError>,
) -> Vec<f64> {
    let (theta, sigma) = x.split_at(x.len() - 1);
    match function.unscaled_covariance_at(theta) {
        Ok(unscaled) => unscaled.map(|v| sigma[0] * sigma[0] * v).into_vec(),
        Err(error) => {
            *failure = Some(error);
            vec![f64::NAN; p * p]
        }
    }
}

/// Twice the inverse over the eigenvalues above 1e-8; the negative ones and those close to zero are returned.
fn twice_pseudo_inverse(hessian: &Matrix) -> (Matrix, Vec<f64>, Vec<f64>) {
    let n = hessian.cols();
    let tolerance = 1e-8;
    let Ok(eigen) = symmetric_eigen(hessian) else {
        return (Matrix::from_vec(n, n, vec![f64::NAN; n * n]), Vec::new(), Vec::new());
    };
    let mut inverse = Matrix::zeros(n, n);
    for (j, value) in eigen.values.iter().enumerate().filter(|(_, value)| **value > tolerance) {
        let vector = eigen.vectors.column(j);
        for b in 0..n {
            for a in 0..n {
                inverse[(a, b)] += 2.0 * vector[a] / value * vector[b];
            }
        }
    }
    let negative = eigen.values.iter().copied().filter(|v| *v < -tolerance).collect();
    let zero = eigen.values.iter().copied().filter(|v| v.abs() <= tolerance).collect();
    (inverse, negative, zero)
}

impl Satterthwaite {
    /// The t test of the contrast `l`.
    pub fn contrast(&self, l: &[f64]) -> ContrastTest {
        let variance = quadratic(&self.covariance, l);
        let estimate = dot(l, &self.beta);
        let standard_error = variance.sqrt();
        ContrastTest { estimate, standard_error, df: self.df(l, variance), t: estimate / standard_error }
    }

    /// The t tests of all coefficients.
    pub fn coefficients(&self) -> Vec<ContrastTest> {
        let p = self.beta.len();
        (0..p)
            .map(|j| {
                let mut l = vec![0.0; p];
                l[j] = 1.0;
                self.contrast(&l)
            })
            .collect()
    }

    /// `2 v² / (gᵀ A g)`, v the variance of the contrast, g its gradient, A the parameters' covariance.
    fn df(&self, l: &[f64], variance: f64) -> f64 {
        let gradient: Vec<f64> = self.derivatives.iter().map(|d| quadratic(d, l)).collect();
        2.0 * variance * variance / quadratic(&self.parameter_covariance, &gradient)
    }

    /// The F test of the contrasts in the rows of `l`; nothing when they are all zero.
    pub fn joint(&self, l: &Matrix) -> Option<JointTest> {
        let k = l.rows();
        if k == 1 {
            let test = self.contrast(&l.row(0));
            let f = test.t * test.t;
            let square = f * self.sigma * self.sigma;
            return Some(JointTest {
                sum_of_squares: square,
                mean_square: square,
                numerator_df: 1,
                denominator_df: test.df,
                f,
            });
        }
        let middle = l.multiply(&self.covariance).multiply(&l.transpose());
        let eigen = symmetric_eigen(&middle).ok()?;
        let largest = eigen.values.first().copied().unwrap_or(0.0);
        let tolerance = (k as f64 * f64::EPSILON * largest).max(0.0);
        let q = eigen.values.iter().filter(|v| **v > tolerance).count();
        if q == 0 {
            return None;
        }
        let mut sum = 0.0;
        let mut dfs = Vec::with_capacity(q);
        for j in 0..q {
            let direction = l.transpose_multiply_vector(eigen.vectors.column(j));
            let value = eigen.values[j];
            sum += dot(&direction, &self.beta).powi(2) / value;
            dfs.push(self.df(&direction, value));
        }
        let f = sum / q as f64;
        let mean_square = f * self.sigma * self.sigma;
        Some(JointTest {
            sum_of_squares: mean_square * q as f64,
            mean_square,
            numerator_df: q,
            denominator_df: joint_df(&dfs),
            f,
        })
    }
}

/// The denominator degrees of freedom whose F has the expectation of the sum of squared t's.
fn joint_df(dfs: &[f64]) -> f64 {
    if let [only] = dfs {
        return *only;
    }
    if dfs.windows(2).all(|pair| (pair[1] - pair[0]).abs() < 1e-8) {
        return dfs.iter().sum::<f64>() / dfs.len() as f64;
    }
    if !dfs.iter().all(|df| *df > 2.0) {
        return 2.0;
    }
    let expectation: f64 = dfs.iter().map(|df| df / (df - 2.0)).sum();
    2.0 * expectation / (expectation - dfs.len() as f64)
}

fn quadratic(a: &Matrix, x: &[f64]) -> f64 {
    let mut sum = 0.0;
    for (j, xj) in x.iter().enumerate() {
        sum += xj * dot(a.column(j), x);
    }
    sum
}
