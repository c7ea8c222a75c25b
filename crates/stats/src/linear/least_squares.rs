//! Weighted and multi-response least squares, with the quantities `lm` reports.

use super::qr::{LM_TOLERANCE, Qr};
use crate::matrix::Matrix;

/// A least squares problem: responses, model matrix, and what may modify them.
#[derive(Clone, Copy, Debug)]
pub struct LeastSquaresProblem<'a> {
    /// Model matrix, n × p.
    pub x: &'a Matrix,
    /// Responses, n × m.
    pub y: &'a Matrix,
    /// Prior weights, non-negative; rows of weight 0 get fitted values but take no part in the fit.
    pub weights: Option<&'a [f64]>,
    /// A known part of the responses, n × m.
    pub offset: Option<&'a Matrix>,
    /// Collinearity tolerance, [`LM_TOLERANCE`] in `lm`.
    pub tolerance: f64,
}

/// A fitted least squares problem.
#[derive(Clone, Debug)]
pub struct LeastSquares {
    /// p × m; NaN for aliased columns (see [`LeastSquares::aliased`]), in the order of the model matrix.
    pub coefficients: Matrix,
    /// n × m, on the scale of the responses.
    pub residuals: Matrix,
    /// n × m, the offset included.
    pub fitted: Matrix,
    /// Qᵀy by row of positive weight; its first `rank` rows belong to the coefficients in pivoted order.
    pub effects: Matrix,
    /// The factorisation of the (weighted) model matrix.
    pub qr: Qr,
    /// Which columns of the model matrix were found collinear.
    pub aliased: Vec<bool>,
    /// Rows of positive weight minus rank.
    pub df_residual: usize,
    /// Sum of squared (weighted) residuals of each response.
    pub rss: Vec<f64>,
    /// Rows that took part in the fit.
    pub used: Vec<usize>,
}

impl<'a> LeastSquaresProblem<'a> {
    /// Unweighted least squares of `y` on `x`, with the tolerance of `lm`.
    pub fn new(x: &'a Matrix, y: &'a Matrix) -> Self {
        LeastSquaresProblem { x, y, weights: None, offset: None, tolerance: LM_TOLERANCE }
    }

    /// Computes the fit.
    pub fn fit(&self) -> LeastSquares {
        let (n, p, m) = (self.x.rows(), self.x.cols(), self.y.cols());
        let used: Vec<usize> = match self.weights {
            Some(weights) => (0..n).filter(|&i| weights[i] != 0.0).collect(),
            None => (0..n).collect(),
        };
        let roots: Option<Vec<f64>> = self.weights.map(|w| used.iter().map(|&i| w[i].sqrt()).collect());
        let qr = Qr::new(scaled_rows(self.x, &used, roots.as_deref()), self.tolerance);
        let rank = qr.rank;
        let mut aliased = vec![true; p];
        for &column in &qr.pivot[..rank] {
            aliased[column] = false;
        }
        let mut fit = LeastSquares {
            coefficients: Matrix::from_vec(p, m, vec![f64::NAN; p * m]),
            residuals: Matrix::zeros(n, m),
            fitted: Matrix::zeros(n, m),
            effects: Matrix::zeros(used.len(), m),
            aliased,
            df_residual: used.len() - rank,
            rss: vec![0.0; m],
            qr,
            used,
        };
        for response in 0..m {
            self.fit_response(&mut fit, response, roots.as_deref());
        }
        fit
    }

    fn fit_response(&self, fit: &mut LeastSquares, response: usize, roots: Option<&[f64]>) {
        let mut target = self.y.column(response).to_vec();
        if let Some(offset) = self.offset {
            for (value, known) in target.iter_mut().zip(offset.column(response)) {
                *value -= known;
            }
        }
        let mut qty: Vec<f64> = fit.used.iter().map(|&i| target[i]).collect();
        if let Some(roots) = roots {
            for (value, root) in qty.iter_mut().zip(roots) {
                *value *= root;
            }
        }
        fit.qr.qty(&mut qty);
        let beta = fit.qr.coefficients(&qty);
        for (&column, &value) in fit.qr.pivot.iter().zip(&beta) {
            fit.coefficients[(column, response)] = value;
        }
        let rest = fit.qr.residuals(&qty);
        fit.rss[response] = rest.iter().map(|r| r * r).sum();
        fit.effects.column_mut(response).copy_from_slice(&qty);
        let mut unused = vec![true; target.len()];
        for (k, &i) in fit.used.iter().enumerate() {
            unused[i] = false;
            let residual = roots.map_or(rest[k], |roots| rest[k] / roots[k]);
            fit.residuals[(i, response)] = residual;
            fit.fitted[(i, response)] = target[i] - residual;
        }
        for i in (0..target.len()).filter(|&i| unused[i]) {
            let known = fit.qr.pivot.iter().zip(&beta).map(|(&j, b)| self.x[(i, j)] * b).sum::<f64>();
            fit.fitted[(i, response)] = known;
            fit.residuals[(i, response)] = target[i] - known;
        }
        if let Some(offset) = self.offset {
            for (value, known) in fit.fitted.column_mut(response).iter_mut().zip(offset.column(response)) {
                *value += known;
            }
        }
    }
}

fn scaled_rows(x: &Matrix, used: &[usize], roots: Option<&[f64]>) -> Matrix {
    match roots {
        Some(roots) => Matrix::from_fn(used.len(), x.cols(), |i, j| x[(used[i], j)] * roots[i]),
        None => x.clone(),
    }
}

impl LeastSquares {
    /// (XᵀWX)⁻¹ of the independent columns, rows and columns in the order of the model matrix with the
    /// aliased columns left out.
    pub fn unscaled_covariance(&self) -> Matrix {
        let rank = self.qr.rank;
        let pivoted = self.qr.unscaled_covariance();
        let mut order: Vec<usize> = (0..rank).collect();
        order.sort_by_key(|&k| self.qr.pivot[k]);
        Matrix::from_fn(rank, rank, |i, j| pivoted[(order[i], order[j])])
    }

    /// Leverages of all rows; rows of weight 0 have 0.
    pub fn hat_values(&self) -> Vec<f64> {
        let mut hat = vec![0.0; self.residuals.rows()];
        for (&i, h) in self.used.iter().zip(self.qr.hat_values()) {
            hat[i] = h;
        }
        hat
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // lm(dist ~ speed + I(2 * speed) + I(speed^2), cars[1:10, ]), R 4.2.2.
    #[test]
    fn collinear_columns_move_to_the_end() {
        let speed = [4.0, 4.0, 7.0, 7.0, 8.0, 9.0, 10.0, 10.0, 10.0, 11.0];
        let dist = [2.0, 10.0, 4.0, 22.0, 16.0, 10.0, 18.0, 26.0, 34.0, 17.0];
        let columns = [
            vec![1.0; 10],
            speed.to_vec(),
            speed.iter().map(|s| 2.0 * s).collect::<Vec<_>>(),
            speed.iter().map(|s| s * s).collect(),
        ];
        let x = Matrix::from_columns(10, &columns);
        let y = Matrix::from_columns(10, &[dist]);
        let fit = LeastSquaresProblem::new(&x, &y).fit();
        assert_eq!(fit.qr.pivot, [0, 1, 3, 2]);
        assert_eq!(fit.aliased, [false, false, true, false]);
        assert_eq!(fit.df_residual, 7);
        close(
            fit.coefficients.data(),
            &[-4.149552277266052, 2.436416929717212, f64::NAN, 0.008020356889775225],
        );
        let effects =
            [-50.28021479667722815, 19.10917879673834818, 0.11943524442599873, 12.31377746686526997];
        close(&fit.effects.data()[..4], &effects);
        let hat = [0.49085228370804723, 0.49085228370804534, 0.27981060362043431, 0.27981060362043431];
        close(&fit.hat_values()[..4], &hat);
        let variance = fit.unscaled_covariance()[(2, 2)] * fit.rss[0] / 7.0;
        close(&[variance], &[0.32965600781851007]);
    }

    // lm(dist ~ speed, cars[1:10, ], weights = c(1, 2, 0, 3:9)), R 4.2.2.
    #[test]
    fn rows_of_weight_zero_are_predicted_only() {
        let speed = [4.0, 4.0, 7.0, 7.0, 8.0, 9.0, 10.0, 10.0, 10.0, 11.0];
        let dist = [2.0, 10.0, 4.0, 22.0, 16.0, 10.0, 18.0, 26.0, 34.0, 17.0];
        let weights = [1.0, 2.0, 0.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0];
        let x = Matrix::from_columns(10, &[[1.0; 10], speed]);
        let y = Matrix::from_columns(10, &[dist]);
        let fit = LeastSquaresProblem { weights: Some(&weights), ..LeastSquaresProblem::new(&x, &y) }.fit();
        let residuals =
            [-8.14665841584160155, -0.14665841584157963, -11.92574257425742168, 6.07425742574257832];
        close(&fit.residuals.data()[..4], &residuals);
        close(&fit.effects.data()[..3], &[-136.6982890244871385, 23.0877803082053781, 12.1562340439601559]);
    }

    fn close(values: &[f64], expected: &[f64]) {
        assert_eq!(values.len(), expected.len());
        for (value, expected) in values.iter().zip(expected) {
            let near = (value - expected).abs() < 1e-11 * expected.abs().max(1.0);
            assert!(near || (value.is_nan() && expected.is_nan()), "{value} is not {expected}");
        }
    }
}
