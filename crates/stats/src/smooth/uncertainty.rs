//! The covariance of the coefficients with the uncertainty of the smoothing parameters in it (Wood, Pya and
//! Säfken 2016).

use super::model::ModelMatrix;
use crate::glm::weighted_gram;
use crate::linear::{Cholesky, LinearError, invert_upper, symmetric_eigen};
use crate::matrix::{Matrix, dot};

/// What the correction is made from.
pub(super) struct Uncertainty<'a> {
    pub(super) model: &'a ModelMatrix,
    /// Working weights, taken as fixed.
    pub(super) weights: &'a [f64],
    /// All log smoothing parameters, and which of them are free.
    pub(super) rho: &'a [f64],
    pub(super) free: Vec<usize>,
    /// Hessian of the criterion in the free parameters.
    pub(super) hessian: &'a Matrix,
    /// Derivatives of the coefficients in the free log smoothing parameters.
    pub(super) beta1: Vec<Vec<f64>>,
    pub(super) scale: f64,
}

/// A variance of a log smoothing parameter of at most ten in the second part of the correction.
const PRIOR_PRECISION: f64 = 0.1;

impl Uncertainty<'_> {
    /// V_β + J V_ρ Jᵀ + φ Σ_kl V_ρ,kl (∂P/∂ρ_k)(∂P/∂ρ_l)ᵀ, with J = ∂β/∂ρ and `P Pᵀ = (XᵀWX + S)⁻¹`, P the
    /// inverse of the Cholesky factor.
    pub(super) fn covariance(&self, vp: &Matrix) -> Result<Matrix, LinearError> {
        let p = vp.rows();
        let m = self.free.len();
        let mut h = weighted_gram(&self.model.x, self.weights);
        for (penalty, r) in self.model.penalties.iter().zip(self.rho) {
            penalty.add_to(&mut h, r.exp());
        }
        let root = invert_upper(&Cholesky::new(&h)?.r);
        let moved: Vec<Matrix> = self
            .free
            .iter()
            .map(|&k| {
                let mut change = Matrix::zeros(p, p);
                self.model.penalties[k].add_to(&mut change, self.rho[k].exp());
                // With Φ the upper triangle whose diagonal is halved, dP = −P Φ(Pᵀ dH P).
                let inner = root.cross(&change.multiply(&root));
                let upper = Matrix::from_fn(p, p, |a, b| match a.cmp(&b) {
                    std::cmp::Ordering::Less => inner[(a, b)],
                    std::cmp::Ordering::Equal => inner[(a, b)] / 2.0,
                    std::cmp::Ordering::Greater => 0.0,
                });
                root.multiply(&upper)
            })
            .collect();
        let first = self.variance(0.0)?;
        let second = self.variance(PRIOR_PRECISION)?;
        let mut total = vp.clone();
        for k in 0..m {
            for l in 0..m {
                let (a, b) = (&moved[k], &moved[l].transpose());
                let part = a.multiply(b);
                for i in 0..p {
                    for j in 0..p {
                        total[(i, j)] += first[(k, l)] * self.beta1[k][i] * self.beta1[l][j]
                            + self.scale * second[(k, l)] * part[(i, j)];
                    }
                }
            }
        }
        Ok(total)
    }

    /// The inverse of the Hessian plus `extra` on its eigenvalues; directions of no curvature count nothing.
    fn variance(&self, extra: f64) -> Result<Matrix, LinearError> {
        let eigen = symmetric_eigen(self.hessian)?;
        let n = self.hessian.cols();
        let weights: Vec<f64> = eigen
            .values
            .iter()
            .map(|&d| {
                let d = d.max(0.0) + extra;
                if d > 0.0 { 1.0 / d } else { 0.0 }
            })
            .collect();
        Ok(Matrix::from_fn(n, n, |i, j| {
            (0..n).map(|l| eigen.vectors[(i, l)] * weights[l] * eigen.vectors[(j, l)]).sum()
        }))
    }
}

/// Effective degrees of freedom from a corrected covariance; at most those of `edf1` in total.
pub(super) fn corrected_edf(vc: &Matrix, r: &Matrix, scale: f64, edf1: &[f64]) -> Vec<f64> {
    let gram = r.gram();
    let edf2: Vec<f64> = (0..vc.cols()).map(|j| dot(vc.column(j), gram.column(j)) / scale).collect();
    if edf2.iter().sum::<f64>() > edf1.iter().sum::<f64>() { edf1.to_vec() } else { edf2 }
}
