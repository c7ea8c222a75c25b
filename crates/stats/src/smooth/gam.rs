//! Fitting an additive model and what is reported of the fit.

use super::inner::InnerError;
use super::model::ModelMatrix;
use super::newton::Ending;
use super::penalty::{Penalty, initial_smoothing};
use super::prediction_error::{PredictionError, PredictionErrorFit, ReducedProblem};
use crate::glm::{Distribution, Family, GlmProblem, Link, ResponseError};
use crate::linear::{LinearError, Qr};
use crate::matrix::{Matrix, dot};

/// How smoothing parameters are chosen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Method {
    /// Generalised cross validation where the scale is unknown, unbiased risk estimation where it is known.
    GcvCp,
    /// Restricted marginal likelihood.
    Reml,
    /// Marginal likelihood.
    Ml,
}

/// An additive model to be fitted.
#[derive(Clone, Copy, Debug)]
pub struct GamProblem<'a> {
    /// Model matrix and penalties.
    pub model: &'a ModelMatrix,
    /// Responses.
    pub y: &'a [f64],
    /// Prior weights.
    pub weights: Option<&'a [f64]>,
    /// Numbers of trials, where binomial responses came as counts of successes and failures.
    pub trials: Option<&'a [f64]>,
    /// A known part of the linear predictor.
    pub offset: Option<&'a [f64]>,
    /// Family and link.
    pub family: Family,
    /// How smoothing parameters are chosen.
    pub method: Method,
    /// Given smoothing parameters; negative ones are estimated.
    pub sp: Option<&'a [f64]>,
    /// The cost of a degree of freedom in the prediction error criteria.
    pub gamma: f64,
    /// Whether the parametric columns contain an intercept.
    pub intercept: bool,
    /// The scale, where it is known although the family does not say so.
    pub scale: Option<f64>,
}

/// Why there is no fit.
#[derive(Clone, Debug, PartialEq)]
pub enum GamError {
    /// A decomposition failed.
    Linear(LinearError),
    /// More coefficients than observations.
    TooManyCoefficients,
    /// The responses do not belong to the family.
    Response(ResponseError),
    /// Coefficients of a smooth are determined by neither data nor penalties.
    Unidentifiable,
    /// Means or linear predictors stay impossible.
    Impossible,
    /// What was asked for is not available.
    Unsupported(&'static str),
}

impl From<InnerError> for GamError {
    fn from(error: InnerError) -> Self {
        match error {
            InnerError::Linear(error) => GamError::Linear(error),
            InnerError::Response(error) => GamError::Response(error),
            InnerError::Impossible => GamError::Impossible,
        }
    }
}

impl From<LinearError> for GamError {
    fn from(error: LinearError) -> Self {
        GamError::Linear(error)
    }
}

/// How the choice of smoothing parameters ended.
#[derive(Clone, Debug)]
pub enum Convergence {
    /// Nothing to choose.
    None,
    /// Newton on a criterion whose every evaluation is a fit.
    Outer {
        /// How it ended.
        ending: Ending,
        /// Iterations.
        iterations: usize,
        /// The gradient at the end; the log scale is last where it is estimated with the others.
        gradient: Vec<f64>,
        /// Eigenvalues of the Hessian at the end, largest first.
        hessian_eigenvalues: Vec<f64>,
        /// The criterion after each iteration.
        history: Vec<f64>,
    },
    /// Newton on a penalised least squares criterion.
    Direct {
        /// Whether it converged.
        converged: bool,
        /// Whether the last Hessian was positive definite.
        hessian_positive: bool,
        /// Evaluations with derivatives.
        iterations: usize,
        /// All evaluations.
        score_calls: usize,
        /// Root mean square of the last gradient.
        rms_gradient: f64,
        /// Whether the rank is full.
        full_rank: bool,
        /// Rank of the model.
        rank: usize,
    },
}

/// A fitted additive model.
#[derive(Clone, Debug)]
pub struct Gam {
    /// Coefficients.
    pub coefficients: Vec<f64>,
    /// Fitted means.
    pub fitted: Vec<f64>,
    /// Linear predictors.
    pub linear_predictors: Vec<f64>,
    /// Smoothing parameters, one a penalty.
    pub sp: Vec<f64>,
    /// Bayesian covariance of the coefficients.
    pub vp: Matrix,
    /// Frequentist covariance of the coefficients.
    pub ve: Matrix,
    /// Effective degrees of freedom of each coefficient.
    pub edf: Vec<f64>,
    /// The same, by the trace of 2A − AA.
    pub edf1: Vec<f64>,
    /// The same, with smoothing parameter uncertainty, where the method gives it.
    pub edf2: Option<Vec<f64>>,
    /// Bayesian covariance with smoothing parameter uncertainty, where the method gives it.
    pub vc: Option<Matrix>,
    /// Rank of the model.
    pub rank: usize,
    /// A square root of the weighted model matrix: `RᵀR = XᵀWX`.
    pub r: Matrix,
    /// Leverages.
    pub hat: Vec<f64>,
    /// The criterion at the chosen smoothing parameters.
    pub score: f64,
    /// Scale: estimated from the residuals, or known.
    pub scale: f64,
    /// Scale estimated with the smoothing parameters by likelihood.
    pub likelihood_scale: Option<f64>,
    /// Whether the scale was estimated.
    pub scale_estimated: bool,
    /// Deviance.
    pub deviance: f64,
    /// Deviance of the null model.
    pub null_deviance: f64,
    /// Working weights.
    pub weights: Vec<f64>,
    /// Prior weights.
    pub prior_weights: Vec<f64>,
    /// Responses.
    pub y: Vec<f64>,
    /// Akaike's criterion, with the effective degrees of freedom.
    pub aic: Option<f64>,
    /// Family and link.
    pub family: Family,
    /// How the choice of smoothing parameters ended.
    pub convergence: Convergence,
}

/// Tolerance of the search over smoothing parameters.
const TOLERANCE: f64 = 1e-7;

impl<'a> GamProblem<'a> {
    /// A model with unit weights, no offset and smoothing parameters to be chosen.
    pub fn new(model: &'a ModelMatrix, y: &'a [f64], family: Family, method: Method) -> Self {
        GamProblem {
            model,
            y,
            weights: None,
            trials: None,
            offset: None,
            family,
            method,
            sp: None,
            gamma: 1.0,
            intercept: true,
            scale: None,
        }
    }

    /// Fits the model.
    pub fn fit(&self) -> Result<Gam, GamError> {
        let additive =
            self.family.distribution == Distribution::Gaussian && self.family.link == Link::Identity;
        match (self.method, additive) {
            (Method::GcvCp, true) => self.fit_additive(),
            _ => self.fit_outer(),
        }
    }

    /// Penalised least squares, for Gaussian responses with the identity link.
    fn fit_additive(&self) -> Result<Gam, GamError> {
        let n = self.y.len();
        let p = self.model.x.cols();
        if p > n {
            return Err(GamError::TooManyCoefficients);
        }
        let weights = self.weights.map_or_else(|| vec![1.0; n], <[f64]>::to_vec);
        let offset = self.offset.map_or_else(|| vec![0.0; n], <[f64]>::to_vec);
        let roots: Vec<f64> = weights.iter().map(|w| w.sqrt()).collect();
        let x = Matrix::from_fn(n, p, |i, j| self.model.x[(i, j)] * roots[i]);
        let mut qty: Vec<f64> = (0..n).map(|i| (self.y[i] - offset[i]) * roots[i]).collect();
        let all: Vec<f64> = initial_smoothing(&self.model.x, &self.model.penalties);
        let qr = Qr::new(x, 0.0);
        qr.qty(&mut qty);
        let r = qr.r();
        let rest = dot(&qty[p..], &qty[p..]);
        let (free, given) = self.split();
        let penalties: Vec<Penalty> = free.iter().map(|&k| self.model.penalties[k].clone()).collect();
        let fixed = self.given_penalty(&given);
        let problem = ReducedProblem {
            r: &r,
            qty: &qty[..p],
            rest,
            n: n as f64,
            penalties: &penalties,
            fixed: fixed.as_ref(),
            gamma: self.gamma,
            criterion: self.scale.map_or(PredictionError::Gcv, PredictionError::Ubre),
        };
        let start: Vec<f64> = free.iter().map(|&k| all[k]).collect();
        let fit = problem.minimise(&start, TOLERANCE)?;
        let mut sp = vec![0.0; self.model.penalties.len()];
        for (&k, value) in free.iter().zip(&fit.sp) {
            sp[k] = *value;
        }
        for &(k, value) in &given {
            sp[k] = value;
        }
        Ok(self.report(fit, sp, r, weights, &offset))
    }

    /// The deviance of a constant mean, of a constant beside the offset, or of the offset alone.
    pub(super) fn null_deviance(&self, weights: &[f64], offset: &[f64], constant: bool) -> f64 {
        let n = self.y.len();
        if constant && offset.iter().any(|&o| o != 0.0) {
            let ones = Matrix::from_vec(n, 1, vec![1.0; n]);
            let problem = GlmProblem {
                weights: Some(weights),
                offset: Some(offset),
                ..GlmProblem::new(&ones, self.y, self.family)
            };
            return problem.fit().map_or(f64::NAN, |fit| fit.deviance);
        }
        let means: Vec<f64> = if constant {
            let total: f64 = weights.iter().sum();
            vec![weights.iter().zip(self.y).map(|(w, y)| w * y).sum::<f64>() / total; n]
        } else {
            offset.iter().map(|&o| self.family.link.inverse(o)).collect()
        };
        self.family.deviance(self.y, &means, weights)
    }

    /// Indices of the smoothing parameters to choose, and those given with their values.
    pub(super) fn split(&self) -> (Vec<usize>, Vec<(usize, f64)>) {
        let count = self.model.penalties.len();
        let given: Vec<(usize, f64)> = match self.sp {
            Some(sp) => (0..count).filter(|&k| sp[k] >= 0.0).map(|k| (k, sp[k])).collect(),
            None => Vec::new(),
        };
        let free = (0..count).filter(|k| !given.iter().any(|(g, _)| g == k)).collect();
        (free, given)
    }

    /// The weighted sum of the penalties with given parameters.
    fn given_penalty(&self, given: &[(usize, f64)]) -> Option<Matrix> {
        let p = self.model.x.cols();
        let mut total = Matrix::zeros(p, p);
        for &(k, value) in given {
            self.model.penalties[k].add_to(&mut total, value);
        }
        (!given.is_empty()).then_some(total)
    }

    fn report(
        &self,
        fit: PredictionErrorFit,
        sp: Vec<f64>,
        r: Matrix,
        weights: Vec<f64>,
        offset: &[f64],
    ) -> Gam {
        let n = self.y.len();
        let eta: Vec<f64> =
            self.model.x.multiply_vector(&fit.coefficients).iter().zip(offset).map(|(e, o)| e + o).collect();
        let scale = self.scale.unwrap_or(fit.rss / (n as f64 - fit.edf));
        let Covariances { vp, ve, edf, edf1 } = Covariances::new(&fit.root, &r, scale);
        let roots: Vec<f64> = weights.iter().map(|w| w.sqrt()).collect();
        let hat = leverages(&self.model.x, &roots, &fit.root);
        let deviance = self.family.deviance(self.y, &eta, &weights);
        let null_deviance = self.null_deviance(&weights, offset, self.intercept);
        let ones = vec![1.0; n];
        let aic = self.family.aic(self.y, &ones, &eta, &weights, deviance);
        let total_edf: f64 = edf.iter().sum();
        let convergence = if self.model.penalties.is_empty() {
            Convergence::None
        } else {
            Convergence::Direct {
                converged: fit.converged,
                hessian_positive: fit.hessian_positive,
                iterations: fit.iterations,
                score_calls: fit.score_calls,
                rms_gradient: fit.rms_gradient,
                full_rank: fit.full_rank,
                rank: fit.rank,
            }
        };
        Gam {
            coefficients: fit.coefficients,
            fitted: eta.clone(),
            linear_predictors: eta,
            sp,
            vp,
            ve,
            edf,
            edf1,
            edf2: None,
            vc: None,
            rank: fit.rank,
            r,
            hat,
            score: fit.score,
            scale,
            likelihood_scale: None,
            scale_estimated: self.scale.is_none(),
            deviance,
            null_deviance,
            weights: weights.clone(),
            prior_weights: weights,
            y: self.y.to_vec(),
            aic: aic.map(|a| a + 2.0 * total_edf),
            family: self.family,
            convergence,
        }
    }
}

/// Covariances and degrees of freedom from a root of the unscaled covariance and the triangle R.
pub(super) struct Covariances {
    pub(super) vp: Matrix,
    pub(super) ve: Matrix,
    pub(super) edf: Vec<f64>,
    pub(super) edf1: Vec<f64>,
}

impl Covariances {
    /// `V = PPᵀφ`, `F = PPᵀRᵀR`, `V_e = F V`.
    pub(super) fn new(root: &Matrix, r: &Matrix, scale: f64) -> Covariances {
        let p = root.rows();
        let transposed = root.transpose();
        let unscaled = transposed.gram();
        let rp = r.multiply(root);
        let f = root.multiply(&rp.cross(r));
        let frequentist = root.multiply(&rp.transpose()).transpose().gram();
        let edf = f.diagonal();
        let edf1 =
            (0..p).map(|i| 2.0 * edf[i] - (0..p).map(|j| f[(i, j)] * f[(j, i)]).sum::<f64>()).collect();
        Covariances { vp: unscaled.map(|v| v * scale), ve: frequentist.map(|v| v * scale), edf, edf1 }
    }
}

/// Squared lengths of the rows of `√W X P`.
pub(super) fn leverages(x: &Matrix, roots: &[f64], p: &Matrix) -> Vec<f64> {
    let mut hat = vec![0.0; x.rows()];
    for j in 0..p.cols() {
        let column = x.multiply_vector(p.column(j));
        for ((h, v), root) in hat.iter_mut().zip(column).zip(roots) {
            *h += (v * root) * (v * root);
        }
    }
    hat
}
