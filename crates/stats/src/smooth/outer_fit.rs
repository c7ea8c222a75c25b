//! Additive models whose smoothing parameters minimise a likelihood or, beyond Gaussian responses, a
//! prediction error.

use super::criterion::{Evaluation, Outer, OuterCriterion};
use super::gam::{Convergence, Covariances, Gam, GamError, GamProblem, Method, leverages};
use super::identifiable::{restored, undetermined, without};
use super::inner::InnerProblem;
use super::newton::{NewtonFit, minimise};
use super::penalty::initial_smoothing;
use super::reparametrisation::Reparametrised;
use super::scale::fletcher;
use super::uncertainty::{Uncertainty, corrected_edf};
use crate::glm::Distribution;
use crate::glm::weighted_gram;
use crate::linear::{pivoted_cholesky, symmetric_eigen};
use crate::matrix::Matrix;

impl GamProblem<'_> {
    /// Fits by Newton's method over the log smoothing parameters.
    pub(super) fn fit_outer(&self) -> Result<Gam, GamError> {
        let undetermined = undetermined(self.model);
        if undetermined.iter().any(|&j| j >= self.model.parametric) {
            return Err(GamError::Unidentifiable);
        }
        if !undetermined.is_empty() {
            let model = without(self.model, &undetermined);
            let fit = GamProblem { model: &model, ..*self }.fit_determined(undetermined.len())?;
            return Ok(restored(fit, &undetermined));
        }
        self.fit_determined(0)
    }

    /// Fits a model all of whose coefficients are determined; `left_out` others count as unpenalised still.
    fn fit_determined(&self, left_out: usize) -> Result<Gam, GamError> {
        let n = self.y.len();
        if self.model.x.cols() > n {
            return Err(GamError::TooManyCoefficients);
        }
        if self.gamma != 1.0 && self.method != Method::GcvCp {
            return Err(GamError::Unsupported("gamma with a likelihood criterion"));
        }
        let weights = self.weights.map_or_else(|| vec![1.0; n], <[f64]>::to_vec);
        let offset = self.offset.map_or_else(|| vec![0.0; n], <[f64]>::to_vec);
        let known = self.scale.or_else(|| self.family.has_known_scale().then_some(1.0));
        let criterion = match (self.method, known) {
            (Method::Reml, _) => OuterCriterion::Reml,
            (Method::Ml, _) => OuterCriterion::Ml,
            (Method::GcvCp, Some(_)) => OuterCriterion::Ubre,
            (Method::GcvCp, None) => OuterCriterion::Gcv,
        };
        let basis = Reparametrised::new(self.model)?;
        let problem = InnerProblem::new(&self.model.x, self.y, &weights, &offset, self.family, basis)?;
        let (free, given) = self.split();
        let mut fixed = vec![None; self.model.penalties.len()];
        for &(k, value) in &given {
            fixed[k] = Some(value.max(1e-300).ln());
        }
        let outer = Outer {
            problem,
            criterion,
            trials: self.trials.map_or_else(|| vec![1.0; n], <[f64]>::to_vec),
            gamma: self.gamma,
            scale: known,
            given: fixed,
            left_out,
        };
        let start = self.start(&outer, &free, &weights);
        let fit = minimise(&outer, &start)?;
        self.report_outer(&outer, fit)
    }

    /// Smoothing parameters balanced against the weighted model matrix at the starting means, and a tenth of
    /// the null deviance per observation for the scale.
    fn start(&self, outer: &Outer, free: &[usize], weights: &[f64]) -> Vec<f64> {
        let n = self.y.len();
        let family = &self.family;
        let roots: Vec<f64> = (0..n)
            .map(|i| {
                let mu = outer.problem.start[i];
                let slope = family.link.mu_eta(family.link.link(mu));
                (weights[i] * slope * slope / family.variance(mu)).sqrt()
            })
            .collect();
        let scaled = Matrix::from_fn(n, self.model.x.cols(), |i, j| self.model.x[(i, j)] * roots[i]);
        let all = initial_smoothing(&scaled, &self.model.penalties);
        let mut theta: Vec<f64> = free.iter().map(|&k| all[k].ln()).collect();
        if outer.scale_is_free() {
            let mean = self.y.iter().sum::<f64>() / n as f64;
            let null = family.deviance(self.y, &vec![mean; n], weights);
            theta.push((null / n as f64 / 10.0).ln());
        }
        theta
    }

    fn report_outer(&self, outer: &Outer, fit: NewtonFit) -> Result<Gam, GamError> {
        let (weights, offset) = (outer.problem.weights.to_vec(), outer.problem.offset);
        let NewtonFit { theta, evaluation, iterations, ending, history } = fit;
        let rho = outer.all_rho(&theta);
        let Evaluation { inner, gradient, hessian, score, beta1, .. } = evaluation;
        let basis = &outer.problem.basis;
        let as_column = Matrix::from_vec(inner.beta.len(), 1, inner.beta.clone());
        let coefficients = basis.turn_back(&as_column).into_vec();
        let eta: Vec<f64> =
            self.model.x.multiply_vector(&coefficients).iter().zip(offset).map(|(e, o)| e + o).collect();
        let mu: Vec<f64> = eta.iter().map(|&e| self.family.link.inverse(e)).collect();
        let fisher: Vec<f64> = match &outer.problem.reduced {
            Some(_) => weights.clone(),
            None => inner.working.iter().map(|w| w.fisher).collect(),
        };
        let root = basis.turn_back(&outer.problem.fisher_root(&inner, &rho)?);
        let r = match &outer.problem.reduced {
            Some(reduced) => basis.turn_back(&reduced.r.transpose()).transpose(),
            None => square_root(&weighted_gram(&self.model.x, &fisher)),
        };
        let scale = match outer.scale {
            Some(scale) => scale,
            None => self.residual_scale(outer, &root, &r, &mu, &weights),
        };
        let Covariances { vp, ve, edf, edf1 } = Covariances::new(&root, &r, scale);
        let vc = match outer.criterion {
            OuterCriterion::Reml | OuterCriterion::Ml if !beta1.is_empty() => {
                let beta1 = basis.turn_back(&Matrix::from_columns(inner.beta.len(), &beta1));
                Some(self.uncertainty(outer, &rho, &fisher, &hessian, &beta1, scale).covariance(&vp)?)
            }
            _ => None,
        };
        let edf2 = vc.as_ref().map(|vc| corrected_edf(vc, &r, scale, &edf1));
        let roots: Vec<f64> = fisher.iter().map(|w| w.sqrt()).collect();
        let hat = leverages(&self.model.x, &roots, &root);
        let deviance = self.family.deviance(self.y, &mu, &weights);
        // Without an offset the mean is the null model here, whether there is an intercept or not.
        let constant = self.intercept || offset.iter().all(|&o| o == 0.0);
        let null_deviance = self.null_deviance(&weights, offset, constant);
        let likelihood_scale = outer.scale_is_free().then(|| theta[theta.len() - 1].exp());
        // An estimated scale takes the place of the mean deviance, except for Gaussian responses.
        let as_deviance = if outer.scale.is_none() && self.family.distribution != Distribution::Gaussian {
            likelihood_scale.unwrap_or(scale) * weights.iter().sum::<f64>()
        } else {
            deviance
        };
        let aic = self.family.aic(self.y, &outer.trials, &mu, &weights, as_deviance);
        let total_edf: f64 = edf.iter().sum();
        let convergence = if theta.is_empty() {
            Convergence::None
        } else {
            let hessian_eigenvalues = symmetric_eigen(&hessian)?.values;
            Convergence::Outer { ending, iterations, gradient, hessian_eigenvalues, history }
        };
        Ok(Gam {
            coefficients,
            fitted: mu,
            linear_predictors: eta,
            sp: rho.iter().map(|r| r.exp()).collect(),
            vp,
            ve,
            edf,
            edf1,
            edf2,
            vc,
            rank: self.model.x.cols(),
            r,
            hat,
            score,
            scale,
            likelihood_scale,
            scale_estimated: outer.scale.is_none(),
            deviance,
            null_deviance,
            weights: fisher,
            prior_weights: weights,
            y: self.y.to_vec(),
            aic: aic.map(|a| a + 2.0 * total_edf),
            family: self.family,
            convergence,
        })
    }
}

impl GamProblem<'_> {
    fn uncertainty<'b>(
        &'b self,
        outer: &Outer,
        rho: &'b [f64],
        weights: &'b [f64],
        hessian: &'b Matrix,
        beta1: &Matrix,
        scale: f64,
    ) -> Uncertainty<'b> {
        Uncertainty {
            model: self.model,
            weights,
            rho,
            free: outer.free(),
            hessian,
            beta1: (0..beta1.cols()).map(|j| beta1.column(j).to_vec()).collect(),
            scale,
        }
    }

    /// The scale estimated from the residuals of the final fit.
    fn residual_scale(&self, outer: &Outer, root: &Matrix, r: &Matrix, mu: &[f64], weights: &[f64]) -> f64 {
        let half = r.multiply(root);
        let edf = half.data().iter().map(|v| v * v).sum::<f64>();
        if outer.problem.reduced.is_some() {
            let rss = self.family.deviance(self.y, mu, weights);
            return rss / (self.y.len() as f64 - edf);
        }
        fletcher(&self.family, self.y, mu, weights, edf)
    }
}

/// R with `RᵀR` the given matrix, which need not have full rank.
fn square_root(gram: &Matrix) -> Matrix {
    let (factor, pivot, rank) = pivoted_cholesky(gram, -1.0);
    let mut r = Matrix::zeros(gram.cols(), gram.cols());
    for (j, &column) in pivot.iter().enumerate() {
        let rows = (j + 1).min(rank);
        r.column_mut(column)[..rows].copy_from_slice(&factor.column(j)[..rows]);
    }
    r
}
