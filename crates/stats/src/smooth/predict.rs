//! Predictions with standard errors, whole and by term.

use super::gam::Gam;
use crate::matrix::Matrix;

/// Predicted values with their standard errors.
#[derive(Clone, Debug, PartialEq)]
pub struct Prediction {
    /// Predicted values.
    pub fit: Vec<f64>,
    /// Their standard errors.
    pub standard_error: Vec<f64>,
}

impl Gam {
    /// The linear predictor of new rows of the whole model matrix, the offset included.
    pub fn predict_link(&self, design: &Matrix, offset: Option<&[f64]>) -> Prediction {
        let mut prediction = self.predict_term(design, 0);
        if let Some(offset) = offset {
            prediction.fit.iter_mut().zip(offset).for_each(|(f, o)| *f += o);
        }
        prediction
    }

    /// The mean of new rows of the whole model matrix; standard errors by the slope of the inverse link.
    pub fn predict_response(&self, design: &Matrix, offset: Option<&[f64]>) -> Prediction {
        let link = self.predict_link(design, offset);
        let slope = |eta: &f64| self.family.link.mu_eta(*eta).abs();
        Prediction {
            standard_error: link.fit.iter().zip(&link.standard_error).map(|(e, s)| slope(e) * s).collect(),
            fit: link.fit.iter().map(|&e| self.family.link.inverse(e)).collect(),
        }
    }

    /// The contribution of the coefficients from `first` on, as many as `design` has columns.
    pub fn predict_term(&self, design: &Matrix, first: usize) -> Prediction {
        let columns: Vec<usize> = (first..first + design.cols()).collect();
        let fit = design.multiply_vector(&self.coefficients[first..first + design.cols()]);
        let covariance = self.vp.select_columns(&columns).select_rows(&columns);
        let spread = design.multiply(&covariance);
        let mut variance = vec![0.0; design.rows()];
        for j in 0..design.cols() {
            for ((v, a), b) in variance.iter_mut().zip(spread.column(j)).zip(design.column(j)) {
                *v += a * b;
            }
        }
        Prediction { fit, standard_error: variance.into_iter().map(|v| v.max(0.0).sqrt()).collect() }
    }
}
