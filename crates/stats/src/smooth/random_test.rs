//! The test that a fully penalised smooth is zero, conditional on the smoothing parameters (Wood 2013b).

use super::gam::Gam;
use super::model::ModelMatrix;
use super::reparametrisation::inverse_root;
use crate::linear::{Cholesky, LinearError, symmetric_eigen};
use crate::matrix::{Matrix, dot};

/// The statistic of a term, with the weights of the χ²₁ variables that make its null distribution.
pub(super) struct RandomTest {
    pub(super) statistic: f64,
    pub(super) weights: Vec<f64>,
}

/// The statistic is bᵀ P b / φ, where P is what is left of XᵀWX + S for the term when all other coefficients
/// are profiled out. Under the null hypothesis b has its frequentist covariance, with other random effects
/// as part of the error.
pub(super) fn random_test(fit: &Gam, model: &ModelMatrix, term: usize) -> Result<RandomTest, LinearError> {
    let (first, end) = model.spans[term];
    let own: Vec<usize> = (first..end).collect();
    let b = &fit.coefficients[first..end];
    let others: Vec<usize> = (0..model.spans.len()).filter(|&t| t != term && model.random[t]).collect();
    let (precision, covariance) = if others.is_empty() {
        let block = fit.vp.select_columns(&own).select_rows(&own);
        let (root, _) = inverse_root(&block.map(|v| v / fit.scale))?;
        (root.transpose().gram(), fit.ve.select_columns(&own).select_rows(&own))
    } else {
        with_random_error(fit, model, &own, &others)?
    };
    let statistic = dot(b, &precision.multiply_vector(b)) / fit.scale;
    let half = Cholesky::new(&precision)?.r;
    let spread = half.multiply(&covariance).multiply(&half.transpose());
    let q = spread.cols();
    let spread = Matrix::from_fn(q, q, |i, j| 0.5 * (spread[(i, j)] + spread[(j, i)]) / fit.scale);
    let values = symmetric_eigen(&spread)?.values;
    let floor = values[0] * f64::EPSILON.powf(0.8);
    Ok(RandomTest { statistic, weights: values.into_iter().filter(|&v| v > floor).collect() })
}

/// P and the covariance when other random effects join the error. With R the pivoted triangle of the model
/// matrix, the error of Qᵀy has covariance V = I + R₂S₂⁻¹R₂ᵀ. The programme whose output is reproduced here
/// profiles with C R₁, CᵀC = V, where C⁻ᵀR₁ would be expected; so does this, and P depends on R's pivoting.
fn with_random_error(
    fit: &Gam,
    model: &ModelMatrix,
    own: &[usize],
    others: &[usize],
) -> Result<(Matrix, Matrix), LinearError> {
    let p = fit.coefficients.len();
    let r = pivoted_triangle(&fit.r.gram());
    let mut random = vec![false; p];
    for &t in others {
        random[model.spans[t].0..model.spans[t].1].fill(true);
    }
    let mut penalty = Matrix::zeros(p, p);
    for (s, &sp) in model.penalties.iter().zip(&fit.sp) {
        s.add_to(&mut penalty, sp);
    }
    let joined: Vec<usize> = (0..p).filter(|&j| random[j]).collect();
    let kept: Vec<usize> = (0..p).filter(|&j| !random[j]).collect();
    let r2 = r.select_columns(&joined);
    let (root, _) = inverse_root(&penalty.select_columns(&joined).select_rows(&joined))?;
    let mut v = r2.multiply(&root).transpose().gram();
    for j in 0..p {
        v[(j, j)] += 1.0;
    }
    let c = Cholesky::new(&v)?.r;
    let mut h = c.multiply(&r.select_columns(&kept)).gram();
    let inner = penalty.select_columns(&kept).select_rows(&kept);
    for (value, s) in h.data_mut().iter_mut().zip(inner.data()) {
        *value += s;
    }
    let (root, _) = inverse_root(&h)?;
    let places: Vec<usize> = own.iter().filter_map(|j| kept.iter().position(|k| k == j)).collect();
    let part = root.select_rows(&places).transpose().gram();
    let (root, _) = inverse_root(&part)?;
    let precision = root.transpose().gram();
    // The coefficients are H⁻¹Rᵀ times Qᵀy.
    let map = fit.vp.map(|v| v / fit.scale).multiply(&r.transpose());
    let covariance = map.multiply(&v).multiply(&map.transpose()).map(|v| v * fit.scale);
    Ok((precision, covariance.select_columns(own).select_rows(own)))
}

/// R with `RᵀR` the given matrix, its rows in the order in which columns of largest remaining length come,
/// its columns in their own order.
fn pivoted_triangle(gram: &Matrix) -> Matrix {
    let p = gram.cols();
    let mut left = gram.clone();
    let mut r = Matrix::zeros(p, p);
    let mut done = vec![false; p];
    for step in 0..p {
        let mut best: Option<usize> = None;
        for j in (0..p).filter(|&j| !done[j]) {
            // Columns of the same length up to rounding keep their order.
            if best.is_none_or(|b| left[(j, j)] > left[(b, b)] * (1.0 + 1e-12)) {
                best = Some(j);
            }
        }
        let Some(pivot) = best.filter(|&b| left[(b, b)] > 0.0) else {
            break;
        };
        done[pivot] = true;
        let length = left[(pivot, pivot)].sqrt();
        for j in (0..p).filter(|&j| !done[j] || j == pivot) {
            r[(step, j)] = left[(pivot, j)] / length;
        }
        for i in (0..p).filter(|&i| !done[i]) {
            for j in (0..p).filter(|&j| !done[j]) {
                left[(i, j)] -= r[(step, i)] * r[(step, j)];
            }
        }
    }
    r
}
