//! Coefficients in a basis where each penalty's null space is explicit, so that smoothing parameters of any
//! size leave the rest of the problem well scaled (Wood 2011, appendix B).

use super::model::ModelMatrix;
use super::penalty::Penalty;
use crate::linear::{Cholesky, LinearError, symmetric_eigen};
use crate::matrix::{Matrix, dot};

/// The penalties of one term, in the new basis.
#[derive(Clone, Debug)]
pub struct PenaltyBlock {
    /// First coefficient of the term.
    pub first: usize,
    /// Number of coefficients that some penalty touches; they come first.
    pub rank: usize,
    /// Which penalties (and smoothing parameters) are the term's.
    pub members: Vec<usize>,
    rotation: Matrix,
}

/// A model in the new basis.
#[derive(Clone, Debug)]
pub struct Reparametrised {
    /// The blocks.
    pub blocks: Vec<PenaltyBlock>,
    /// The penalties, in the order of their smoothing parameters.
    pub penalties: Vec<Penalty>,
    /// Whether a coefficient is touched by a penalty.
    pub penalised: Vec<bool>,
}

impl Reparametrised {
    /// Finds the basis for a model.
    pub fn new(model: &ModelMatrix) -> Result<Reparametrised, LinearError> {
        let p = model.x.cols();
        let mut result = Reparametrised {
            blocks: Vec::new(),
            penalties: model.penalties.clone(),
            penalised: vec![false; p],
        };
        for &(first, end) in &model.spans {
            let members: Vec<usize> =
                (0..model.penalties.len()).filter(|&k| model.penalties[k].first == first).collect();
            if members.is_empty() || first == end {
                continue;
            }
            let order = end - first;
            let mut sum = Matrix::zeros(order, order);
            for &k in &members {
                let s = &model.penalties[k].matrix;
                let size = dot(s.data(), s.data()).sqrt();
                for (target, value) in sum.data_mut().iter_mut().zip(s.data()) {
                    *target += value / size;
                }
            }
            let eigen = symmetric_eigen(&sum)?;
            let rank = if members.len() == 1 {
                model.penalties[members[0]].rank
            } else {
                let floor = eigen.values[0] * f64::EPSILON.powf(0.66);
                eigen.values.iter().filter(|&&v| v > floor).count()
            };
            for &k in &members {
                let s = &model.penalties[k];
                let turned = if members.len() == 1 {
                    let size = dot(s.matrix.data(), s.matrix.data()).sqrt();
                    Matrix::from_fn(rank, rank, |i, j| if i == j { eigen.values[i] * size } else { 0.0 })
                } else {
                    rotate(&s.matrix, &eigen.vectors, rank)
                };
                result.penalties[k] = Penalty::new(first, turned, s.rank.min(rank))?;
            }
            result.penalised[first..first + rank].fill(true);
            result.blocks.push(PenaltyBlock { first, rank, members, rotation: eigen.vectors });
        }
        Ok(result)
    }

    /// The model matrix in the new basis.
    pub fn turn(&self, x: &Matrix) -> Matrix {
        let mut turned = x.clone();
        for block in &self.blocks {
            let columns: Vec<usize> = (block.first..block.first + block.rotation.rows()).collect();
            let product = x.select_columns(&columns).multiply(&block.rotation);
            for (i, &j) in columns.iter().enumerate() {
                turned.column_mut(j).copy_from_slice(product.column(i));
            }
        }
        turned
    }

    /// Rows of coefficients (one a row) back in the model's basis.
    pub fn turn_back(&self, rows: &Matrix) -> Matrix {
        let mut turned = rows.clone();
        for block in &self.blocks {
            let k = block.rotation.rows();
            for j in 0..rows.cols() {
                let part = block.rotation.multiply_vector(&rows.column(j)[block.first..block.first + k]);
                turned.column_mut(j)[block.first..block.first + k].copy_from_slice(&part);
            }
        }
        turned
    }

    /// Number of coefficients no penalty touches.
    pub fn unpenalised(&self) -> usize {
        self.penalised.iter().filter(|&&p| !p).count()
    }

    /// log|S|₊ with its gradient and Hessian in the log smoothing parameters.
    pub fn log_determinant(&self, rho: &[f64]) -> Result<(f64, Vec<f64>, Matrix), LinearError> {
        let m = rho.len();
        let (mut value, mut gradient, mut hessian) = (0.0, vec![0.0; m], Matrix::zeros(m, m));
        for block in &self.blocks {
            if let [k] = block.members[..] {
                let logs = self.penalties[k].matrix.diagonal().iter().map(|d| d.ln()).sum::<f64>();
                value += logs + block.rank as f64 * rho[k];
                gradient[k] += block.rank as f64;
                continue;
            }
            let mut total = Matrix::zeros(block.rank, block.rank);
            for &k in &block.members {
                for (target, s) in total.data_mut().iter_mut().zip(self.penalties[k].matrix.data()) {
                    *target += rho[k].exp() * s;
                }
            }
            let (root, log_determinant) = inverse_root(&total)?;
            value += log_determinant;
            let parts: Vec<Matrix> = block
                .members
                .iter()
                .map(|&k| {
                    let product = root.cross(&self.penalties[k].matrix.multiply(&root));
                    product.map(|v| v * rho[k].exp())
                })
                .collect();
            for (a, &k) in block.members.iter().enumerate() {
                let trace: f64 = parts[a].diagonal().iter().sum();
                gradient[k] += trace;
                hessian[(k, k)] += trace;
                for (b, &l) in block.members.iter().enumerate() {
                    hessian[(k, l)] -= dot(parts[a].data(), parts[b].data());
                }
            }
        }
        Ok((value, gradient, hessian))
    }
}

/// The leading part of `Uᵀ S U`, exactly symmetric.
fn rotate(s: &Matrix, u: &Matrix, rank: usize) -> Matrix {
    let product = u.cross(&s.multiply(u));
    Matrix::from_fn(rank, rank, |i, j| 0.5 * (product[(i, j)] + product[(j, i)]))
}

/// P with `P Pᵀ = H⁻¹`, and log|H|, of a positive definite matrix scaled to unit diagonal first.
pub fn inverse_root(h: &Matrix) -> Result<(Matrix, f64), LinearError> {
    let n = h.cols();
    if let Some(bad) = (0..n).find(|&i| h[(i, i)] <= 0.0 || !h[(i, i)].is_finite()) {
        return Err(LinearError::NotPositive(bad + 1));
    }
    let scale: Vec<f64> = (0..n).map(|i| 1.0 / h[(i, i)].sqrt()).collect();
    let scaled = Matrix::from_fn(n, n, |i, j| h[(i, j)] * scale[i] * scale[j]);
    let factor = Cholesky::new(&scaled)?;
    let inverse = crate::linear::invert_upper(&factor.r);
    let root = Matrix::from_fn(n, n, |i, j| scale[i] * inverse[(i, j)]);
    let logs: f64 = scale.iter().map(|s| s.ln()).sum();
    Ok((root, factor.log_determinant() - 2.0 * logs))
}
