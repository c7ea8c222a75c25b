//! The model matrix of an additive model: parametric columns, then smooth terms, with their penalties.

use super::basis::Basis;
use super::penalty::Penalty;
use super::term::SmoothTerm;
use crate::linear::LinearError;
use crate::matrix::Matrix;

/// Model matrix and penalties, with the columns of each term.
#[derive(Clone, Debug)]
pub struct ModelMatrix {
    /// n × p.
    pub x: Matrix,
    /// All penalties, term after term.
    pub penalties: Vec<Penalty>,
    /// Number of parametric columns.
    pub parametric: usize,
    /// First column and one past the last column of each term.
    pub spans: Vec<(usize, usize)>,
    /// Whether each term is a set of independent random effects.
    pub random: Vec<bool>,
    /// Dimension of the unpenalised space of each term.
    pub null_dimensions: Vec<usize>,
}

impl ModelMatrix {
    /// Puts parametric columns and terms together.
    pub fn new(parametric: &Matrix, terms: &[SmoothTerm]) -> Result<ModelMatrix, LinearError> {
        let n = parametric.rows();
        let mut data = parametric.data().to_vec();
        let mut columns = parametric.cols();
        let (mut penalties, mut spans, mut null_dimensions) = (Vec::new(), Vec::new(), Vec::new());
        for term in terms {
            data.extend_from_slice(term.design.data());
            for (matrix, rank) in &term.penalties {
                penalties.push(Penalty::new(columns, matrix.clone(), *rank)?);
            }
            spans.push((columns, columns + term.columns()));
            null_dimensions.push(term.null_dimension);
            columns += term.columns();
        }
        Ok(ModelMatrix {
            x: Matrix::from_vec(n, columns, data),
            penalties,
            parametric: parametric.cols(),
            spans,
            random: terms.iter().map(|t| matches!(t.basis, Basis::Random(_))).collect(),
            null_dimensions,
        })
    }
}
