//! Models nested in a fit: the same rows, response, weights and offset with some columns of the design.

use super::fit::{Fit, numbers};
use super::generalized::error_text;
use super::matrix::ModelMatrix;
use super::predict_linear::model_design;
use raglan_engine::eval::{Args, Eval, fail};
use raglan_stats::glm::{Family, Glm, GlmProblem};
use raglan_stats::linear::{LM_TOLERANCE, LeastSquaresProblem};
use raglan_stats::matrix::Matrix;

/// A response that models of several designs are fitted to.
pub(super) struct Nest {
    pub y: Vec<f64>,
    pub weights: Option<Vec<f64>>,
    pub offset: Vec<f64>,
    pub family: Option<Family>,
    pub intercept: bool,
}

/// One of these models.
pub(super) struct Part {
    pub deviance: f64,
    pub df_residual: f64,
    pub rank: usize,
    /// Akaike's criterion of a generalized linear model; NA for quasi-likelihoods.
    pub aic: f64,
    pub glm: Option<Glm>,
}

impl Nest {
    /// The response of a fit, and the design of the whole model.
    pub fn of(args: &mut Args, fit: &Fit) -> Eval<(Self, ModelMatrix)> {
        let design = model_design(args, &fit.value)?;
        let offset = numbers(&fit.value, "offset")?;
        let n = fit.residuals.len();
        let offset = if offset.is_empty() { vec![0.0; n] } else { offset };
        let (y, weights, family) = match &fit.generalized {
            Some(g) => (g.y.clone(), Some(g.prior.clone()), Some(g.family)),
            None => {
                let y = fit.fitted.iter().zip(&fit.residuals).map(|(m, r)| m + r).collect();
                (y, fit.weights.clone(), None)
            }
        };
        Ok((Self { y, weights, offset, family, intercept: fit.terms()?.intercept }, design))
    }

    /// Fits the model with these columns.
    pub fn fit(&self, x: &Matrix) -> Eval<Part> {
        match self.family {
            Some(family) => self.fit_generalized(x, family),
            None => self.fit_linear(x),
        }
    }

    fn fit_linear(&self, x: &Matrix) -> Eval<Part> {
        let n = self.y.len();
        let problem = LeastSquaresProblem {
            x,
            y: &Matrix::from_vec(n, 1, self.y.clone()),
            weights: self.weights.as_deref(),
            offset: Some(&Matrix::from_vec(n, 1, self.offset.clone())),
            tolerance: LM_TOLERANCE,
        };
        let fit = problem.fit();
        Ok(Part {
            deviance: fit.rss[0],
            df_residual: fit.df_residual as f64,
            rank: fit.qr.rank,
            aic: f64::NAN,
            glm: None,
        })
    }

    fn fit_generalized(&self, x: &Matrix, family: Family) -> Eval<Part> {
        let problem = GlmProblem {
            weights: self.weights.as_deref(),
            offset: Some(&self.offset),
            intercept: self.intercept,
            ..GlmProblem::new(x, &self.y, family)
        };
        let fit = problem.fit().or_else(|error| fail(error_text(error, &family)))?;
        Ok(Part {
            deviance: fit.deviance,
            df_residual: fit.df_residual as f64,
            rank: fit.rank,
            aic: fit.aic.unwrap_or(raglan_engine::value::NA_REAL),
            glm: Some(fit),
        })
    }

    /// Rao's statistic for more columns: how much of the smaller model's working residuals they explain.
    pub fn score(&self, smaller: &Part, larger: &Matrix) -> Eval<f64> {
        let Some(glm) = &smaller.glm else { return fail("score tests are for generalized linear models") };
        let n = self.y.len();
        let problem = LeastSquaresProblem {
            x: larger,
            y: &Matrix::from_vec(n, 1, glm.residuals.clone()),
            weights: Some(&glm.weights),
            offset: None,
            tolerance: LM_TOLERANCE,
        };
        let total: f64 = glm.residuals.iter().zip(&glm.weights).map(|(r, w)| w * r * r).sum();
        Ok(total - problem.fit().rss[0])
    }
}

/// The columns of the chosen terms; the intercept's always.
pub(super) fn columns_of_terms(design: &ModelMatrix, keep: impl Fn(i32) -> bool) -> Matrix {
    let chosen: Vec<usize> =
        (0..design.assign.len()).filter(|&j| design.assign[j] == 0 || keep(design.assign[j])).collect();
    design.x.select_columns(&chosen)
}
