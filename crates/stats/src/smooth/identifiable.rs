//! Coefficients that neither data nor penalties determine.

use super::gam::Gam;
use super::model::ModelMatrix;
use crate::glm::weighted_gram;
use crate::linear::pivoted_cholesky;
use crate::matrix::{Matrix, dot};

/// Relative size of what is left of a column below which its coefficient is not determined.
const TOLERANCE: f64 = 1e-10;

/// The columns that are combinations of others, penalties included; usually none.
pub(super) fn undetermined(model: &ModelMatrix) -> Vec<usize> {
    let p = model.x.cols();
    let mut gram = weighted_gram(&model.x, &vec![1.0; model.x.rows()]);
    let size = dot(gram.data(), gram.data()).sqrt();
    for penalty in &model.penalties {
        let own = dot(penalty.matrix.data(), penalty.matrix.data()).sqrt();
        penalty.add_to(&mut gram, size / own);
    }
    let lengths: Vec<f64> = gram.diagonal().iter().map(|v| if *v > 0.0 { v.sqrt() } else { 1.0 }).collect();
    let scaled = Matrix::from_fn(p, p, |i, j| gram[(i, j)] / (lengths[i] * lengths[j]));
    let (_, pivot, rank) = pivoted_cholesky(&scaled, TOLERANCE);
    if rank == p {
        return Vec::new();
    }
    // Among columns that depend on one another the longest stays.
    let (_, pivot, _) = match pivot[rank..].iter().all(|&j| j < model.parametric) {
        true => pivoted_cholesky(&gram, TOLERANCE * size),
        false => (gram, pivot, rank),
    };
    let mut columns = pivot[rank..].to_vec();
    columns.sort_unstable();
    columns
}

/// The model without the given parametric columns.
pub(super) fn without(model: &ModelMatrix, columns: &[usize]) -> ModelMatrix {
    let kept: Vec<usize> = (0..model.x.cols()).filter(|j| !columns.contains(j)).collect();
    let mut reduced = model.clone();
    reduced.x = model.x.select_columns(&kept);
    reduced.parametric -= columns.len();
    for span in &mut reduced.spans {
        *span = (span.0 - columns.len(), span.1 - columns.len());
    }
    for penalty in &mut reduced.penalties {
        penalty.first -= columns.len();
    }
    reduced
}

/// The fit of the reduced model with zeros for the coefficients left out.
pub(super) fn restored(mut fit: Gam, columns: &[usize]) -> Gam {
    let p = fit.coefficients.len() + columns.len();
    let kept: Vec<usize> = (0..p).filter(|j| !columns.contains(j)).collect();
    let spread = |values: &[f64]| {
        let mut wide = vec![0.0; p];
        for (&j, value) in kept.iter().zip(values) {
            wide[j] = *value;
        }
        wide
    };
    let square = |m: &Matrix| {
        let mut wide = Matrix::zeros(p, p);
        for (a, &i) in kept.iter().enumerate() {
            for (b, &j) in kept.iter().enumerate() {
                wide[(i, j)] = m[(a, b)];
            }
        }
        wide
    };
    fit.coefficients = spread(&fit.coefficients);
    fit.edf = spread(&fit.edf);
    fit.edf1 = spread(&fit.edf1);
    fit.edf2 = fit.edf2.as_deref().map(spread);
    fit.vp = square(&fit.vp);
    fit.ve = square(&fit.ve);
    fit.vc = fit.vc.as_ref().map(square);
    let mut r = Matrix::zeros(fit.r.rows(), p);
    for (a, &j) in kept.iter().enumerate() {
        r.column_mut(j).copy_from_slice(fit.r.column(a));
    }
    fit.r = r;
    fit
}
