//! A smooth term of a model: a basis, its centring constraint, its `by` variable and its scaled penalties.

use super::basis::{Basis, BuiltBasis};
use crate::linear::{LinearError, Qr, symmetric_eigen};
use crate::matrix::{Matrix, axpy, dot};

/// What multiplies a smooth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum By<'a> {
    /// Nothing.
    None,
    /// A numeric variable.
    Numeric(&'a [f64]),
    /// Membership of one level of a factor: 1 inside, 0 outside.
    Level(&'a [f64]),
}

/// A smooth ready to enter a model matrix.
#[derive(Clone, Debug)]
pub struct SmoothTerm {
    /// The basis.
    pub basis: Basis,
    /// The Householder vector whose reflection removes the constrained direction, if there is one.
    pub constraint: Option<Vec<f64>>,
    /// Columns taken out because terms of fewer variables make them already.
    pub dropped: Vec<usize>,
    /// The columns of the model matrix.
    pub design: Matrix,
    /// Penalties on those columns with their ranks.
    pub penalties: Vec<(Matrix, usize)>,
    /// What each penalty was divided by.
    pub penalty_scales: Vec<f64>,
    /// Dimension of the space no penalty touches, after the constraint.
    pub null_dimension: usize,
}

impl SmoothTerm {
    /// Makes the term: penalties are scaled to the design, the smooth is centred over the data unless a
    /// numeric `by` variable that varies makes it identifiable anyway, and the `by` variable is applied.
    pub fn new(built: BuiltBasis, by: By) -> SmoothTerm {
        let BuiltBasis { basis, mut design, penalties, null_dimension, centred, rescaled, .. } = built;
        let size = infinity_norm(&design).powi(2);
        let mut scales = Vec::with_capacity(penalties.len());
        let mut scaled: Vec<(Matrix, usize)> = Vec::with_capacity(penalties.len());
        for (matrix, rank) in penalties {
            let scale = if rescaled { matrix.one_norm() / size } else { 1.0 };
            scales.push(scale);
            scaled.push((matrix.map(|v| v / scale), rank));
        }
        let varies = matches!(by, By::Numeric(values) if values.iter().any(|&v| v != values[0]));
        let mut term = SmoothTerm {
            basis,
            constraint: None,
            dropped: Vec::new(),
            design: Matrix::zeros(0, 0),
            penalties: scaled,
            penalty_scales: scales,
            null_dimension,
        };
        if centred && !varies {
            term.centre(&mut design);
        }
        multiply_rows(&mut design, by);
        term.design = design;
        term
    }

    /// Removes the direction of the column means from design and penalties.
    fn centre(&mut self, design: &mut Matrix) {
        let n = design.rows() as f64;
        let mut vector: Vec<f64> =
            (0..design.cols()).map(|j| design.column(j).iter().sum::<f64>() / n).collect();
        let length = dot(&vector, &vector).sqrt();
        if length == 0.0 {
            return;
        }
        vector[0] += if vector[0] < 0.0 { -length } else { length };
        *design = reflect_and_drop(design, &vector);
        for (matrix, rank) in &mut self.penalties {
            let left = reflect_and_drop(matrix, &vector);
            *matrix = reflect_and_drop(&left.transpose(), &vector);
            let k = matrix.cols();
            *matrix = Matrix::from_fn(k, k, |i, j| 0.5 * (matrix[(i, j)] + matrix[(j, i)]));
            *rank = (*rank).min(k);
        }
        self.null_dimension = self.null_dimension.saturating_sub(1);
        self.constraint = Some(vector);
    }

    /// Adds a penalty on the space that no other penalty touches, so that the whole smooth can vanish
    /// (`select = TRUE`). Without such a space nothing changes.
    pub fn penalise_null_space(&mut self) -> Result<(), LinearError> {
        if self.null_dimension == 0 || self.penalties.is_empty() {
            return Ok(());
        }
        let k = self.columns();
        let mut total = Matrix::zeros(k, k);
        for (matrix, _) in &self.penalties {
            axpy(1.0, matrix.data(), total.data_mut());
        }
        let eigen = symmetric_eigen(&total)?;
        let floor = eigen.values[0] * f64::EPSILON.powf(0.66);
        let null: Vec<usize> = (0..k).filter(|&j| eigen.values[j] < floor).collect();
        if !null.is_empty() {
            let projection = eigen.vectors.select_columns(&null).transpose().gram();
            self.penalties.push((projection, null.len()));
            self.penalty_scales.push(1.0);
            self.null_dimension = 0;
        }
        Ok(())
    }

    /// Takes the penalties away (`fx = TRUE`).
    pub fn unpenalised(mut self) -> SmoothTerm {
        self.penalties.clear();
        self.penalty_scales.clear();
        self
    }

    /// Takes columns out of design and penalties.
    pub fn drop_columns(&mut self, dropped: Vec<usize>) {
        let kept: Vec<usize> = (0..self.columns()).filter(|j| !dropped.contains(j)).collect();
        self.design = self.design.select_columns(&kept);
        for (matrix, rank) in &mut self.penalties {
            *matrix = matrix.select_columns(&kept).select_rows(&kept);
            *rank = numerical_rank(matrix);
        }
        self.null_dimension = self.null_dimension.saturating_sub(dropped.len());
        self.dropped = dropped;
    }

    /// Number of coefficients.
    pub fn columns(&self) -> usize {
        self.design.cols()
    }

    /// The columns of the model matrix at new covariates.
    pub fn predict(&self, covariates: &[&[f64]], by: By) -> Matrix {
        let mut design = self.basis.design(covariates);
        if let Some(vector) = &self.constraint {
            design = reflect_and_drop(&design, vector);
        }
        if !self.dropped.is_empty() {
            let kept: Vec<usize> = (0..design.cols()).filter(|j| !self.dropped.contains(j)).collect();
            design = design.select_columns(&kept);
        }
        multiply_rows(&mut design, by);
        design
    }
}

/// The number of columns of a penalty that are linearly independent.
fn numerical_rank(s: &Matrix) -> usize {
    Qr::new(s.clone(), f64::EPSILON.sqrt()).rank
}

/// `A H` without its first column, H being the reflection along `vector`.
pub(super) fn reflect_and_drop(a: &Matrix, vector: &[f64]) -> Matrix {
    let along = a.multiply_vector(vector);
    let factor = -2.0 / dot(vector, vector);
    let mut result = Matrix::zeros(a.rows(), a.cols() - 1);
    for (j, v) in vector.iter().enumerate().skip(1) {
        let column = result.column_mut(j - 1);
        column.copy_from_slice(a.column(j));
        axpy(factor * v, &along, column);
    }
    result
}

fn multiply_rows(design: &mut Matrix, by: By) {
    let (By::Numeric(values) | By::Level(values)) = by else {
        return;
    };
    for j in 0..design.cols() {
        for (entry, value) in design.column_mut(j).iter_mut().zip(values) {
            *entry *= value;
        }
    }
}

/// The largest sum of absolute values of a row.
fn infinity_norm(a: &Matrix) -> f64 {
    let mut sums = vec![0.0; a.rows()];
    for j in 0..a.cols() {
        for (sum, value) in sums.iter_mut().zip(a.column(j)) {
            *sum += value.abs();
        }
    }
    sums.into_iter().fold(0.0, f64::max)
}
