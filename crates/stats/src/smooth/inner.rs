//! Coefficients at given smoothing parameters: penalised least squares or penalised Newton iterations.

use super::penalty::Penalty;
use super::reparametrisation::{Reparametrised, inverse_root};
use super::working::{Working, working};
use crate::glm::weighted_gram;
use crate::glm::{Distribution, Family, Link, ResponseError};
use crate::linear::{LinearError, Qr, invert_upper};
use crate::matrix::{Matrix, dot};

/// Data and model in the basis of [`Reparametrised`].
#[derive(Clone, Debug)]
pub struct InnerProblem<'a> {
    /// Model matrix, n × p.
    pub x: Matrix,
    /// Responses.
    pub y: &'a [f64],
    /// Prior weights.
    pub weights: &'a [f64],
    /// Known part of the linear predictor.
    pub offset: &'a [f64],
    /// Family and link.
    pub family: Family,
    /// Penalties and their basis.
    pub basis: Reparametrised,
    /// R and Qᵀy of the weighted model matrix, for least squares.
    pub reduced: Option<Reduced>,
    /// Means to start from.
    pub start: Vec<f64>,
}

/// A least squares problem reduced to its triangle.
#[derive(Clone, Debug)]
pub struct Reduced {
    /// R, p × p.
    pub r: Matrix,
    /// First p elements of Qᵀy.
    pub qty: Vec<f64>,
    /// Squared length of the others.
    pub rest: f64,
}

/// The penalised fit at given smoothing parameters.
#[derive(Clone, Debug)]
pub struct Inner {
    /// Coefficients.
    pub beta: Vec<f64>,
    /// Linear predictors.
    pub eta: Vec<f64>,
    /// Means.
    pub mu: Vec<f64>,
    /// Scores, weights and derivatives; empty for least squares, where the weights are the prior ones.
    pub working: Vec<Working>,
    /// Deviance.
    pub deviance: f64,
    /// βᵀSβ.
    pub penalty: f64,
    /// P with `P Pᵀ = H⁻¹`, H = XᵀWX + S.
    pub root: Matrix,
    /// H, except for least squares.
    pub h: Option<Matrix>,
    /// log|H|.
    pub log_determinant: f64,
    /// Whether Fisher weights had to replace Newton weights.
    pub fisher: bool,
}

/// Why there is no penalised fit.
#[derive(Clone, Debug, PartialEq)]
pub enum InnerError {
    /// A decomposition failed.
    Linear(LinearError),
    /// Responses outside the family.
    Response(ResponseError),
    /// Means or predictors stay impossible.
    Impossible,
}

impl From<LinearError> for InnerError {
    fn from(error: LinearError) -> Self {
        InnerError::Linear(error)
    }
}

const MOST_ITERATIONS: usize = 200;

impl<'a> InnerProblem<'a> {
    /// Prepares the problem.
    pub fn new(
        x: &Matrix,
        y: &'a [f64],
        weights: &'a [f64],
        offset: &'a [f64],
        family: Family,
        basis: Reparametrised,
    ) -> Result<InnerProblem<'a>, InnerError> {
        let start = family.start(y, weights).map_err(InnerError::Response)?;
        let x = basis.turn(x);
        let least_squares = family.distribution == Distribution::Gaussian && family.link == Link::Identity;
        let reduced = least_squares.then(|| {
            let scaled = Matrix::from_fn(x.rows(), x.cols(), |i, j| x[(i, j)] * weights[i].sqrt());
            let mut qty: Vec<f64> = (0..y.len()).map(|i| (y[i] - offset[i]) * weights[i].sqrt()).collect();
            let qr = Qr::new(scaled, 0.0);
            qr.qty(&mut qty);
            let p = x.cols();
            Reduced { r: qr.r(), rest: dot(&qty[p..], &qty[p..]), qty: qty[..p].to_vec() }
        });
        Ok(InnerProblem { x, y, weights, offset, family, basis, reduced, start })
    }

    /// Fits at the given log smoothing parameters, from the coefficients of an earlier fit where there is
    /// one.
    pub fn fit(&self, rho: &[f64], from: Option<&[f64]>) -> Result<Inner, InnerError> {
        match &self.reduced {
            Some(reduced) => self.least_squares(reduced, rho),
            None => self.newton(rho, from),
        }
    }

    fn least_squares(&self, reduced: &Reduced, rho: &[f64]) -> Result<Inner, InnerError> {
        let p = self.x.cols();
        let penalties = &self.basis.penalties;
        let rows: usize = penalties.iter().map(|s| s.rank).sum();
        let mut augmented = Matrix::zeros(p + rows, p);
        for j in 0..p {
            augmented.column_mut(j)[..=j].copy_from_slice(&reduced.r.column(j)[..=j]);
        }
        let mut row = p;
        for (penalty, r) in penalties.iter().zip(rho) {
            let scale = (r / 2.0).exp();
            for i in 0..penalty.rank {
                for j in 0..penalty.order() {
                    augmented[(row, penalty.first + j)] = scale * penalty.root[(j, i)];
                }
                row += 1;
            }
        }
        let mut target = vec![0.0; p + rows];
        target[..p].copy_from_slice(&reduced.qty);
        let qr = Qr::new(augmented, 0.0);
        qr.qty(&mut target);
        let r = qr.r();
        if (0..p).any(|j| r[(j, j)] == 0.0) {
            return Err(InnerError::Linear(LinearError::NotPositive(p)));
        }
        let beta = qr.coefficients(&target);
        let log_determinant = 2.0 * (0..p).map(|j| r[(j, j)].abs().ln()).sum::<f64>();
        let fitted = reduced.r.multiply_vector(&beta);
        let misfit: f64 = fitted.iter().zip(&reduced.qty).map(|(f, y)| (y - f) * (y - f)).sum();
        let penalty = total_penalty(penalties, rho, &beta);
        Ok(Inner {
            beta,
            eta: Vec::new(),
            mu: Vec::new(),
            working: Vec::new(),
            deviance: reduced.rest + misfit,
            penalty,
            root: invert_upper(&r),
            h: None,
            log_determinant,
            fisher: false,
        })
    }

    fn newton(&self, rho: &[f64], from: Option<&[f64]>) -> Result<Inner, InnerError> {
        let mut s = Matrix::zeros(self.x.cols(), self.x.cols());
        for (penalty, r) in self.basis.penalties.iter().zip(rho) {
            penalty.add_to(&mut s, r.exp());
        }
        let mut state = match from {
            Some(beta) => self.at(beta.to_vec(), rho),
            None => {
                let eta: Vec<f64> = self.start.iter().map(|&m| self.family.link.link(m)).collect();
                self.with_predictor(Vec::new(), eta, 0.0)
            }
        };
        if !self.possible(&state) {
            return Err(InnerError::Impossible);
        }
        let mut settled = 0;
        for _ in 0..MOST_ITERATIONS {
            let before = state.deviance + state.penalty;
            let (beta, _) = self.step(&state, &s)?;
            let first = state.beta.is_empty();
            let mut next = self.at(beta, rho);
            let mut halvings = 0;
            let origin = if first { self.null_coefficients()? } else { state.beta.clone() };
            while !self.possible(&next)
                || !first && next.deviance + next.penalty > before + 1e-9 * (0.1 + before.abs())
            {
                halvings += 1;
                if halvings > 60 {
                    return Err(InnerError::Impossible);
                }
                let middle = next.beta.iter().zip(&origin).map(|(a, b)| (a + b) / 2.0).collect();
                next = self.at(middle, rho);
            }
            let change = (next.deviance + next.penalty - before).abs();
            state = next;
            if change <= 1e-11 * (0.1 + (state.deviance + state.penalty).abs()) {
                settled += 1;
                // Quadratic convergence: one step beyond a tiny change reaches rounding error.
                if settled == 2 {
                    break;
                }
            } else {
                settled = 0;
            }
        }
        let (h, fisher) = self.hessian(&state, &s);
        match inverse_root(&h) {
            Ok((root, log_determinant)) => {
                (state.root, state.log_determinant, state.fisher, state.h) =
                    (root, log_determinant, fisher, Some(h));
            }
            Err(_) => {
                let weights: Vec<f64> = state.working.iter().map(|w| w.fisher).collect();
                let mut h = weighted_gram(&self.x, &weights);
                add(&mut h, &s);
                let (root, log_determinant) = inverse_root(&h)?;
                (state.root, state.log_determinant, state.fisher, state.h) =
                    (root, log_determinant, true, Some(h));
            }
        }
        Ok(state)
    }

    /// P with `P Pᵀ = (XᵀWX + S)⁻¹` for the Fisher weights, which covariances and effective degrees of freedom
    /// are computed with.
    pub fn fisher_root(&self, fit: &Inner, rho: &[f64]) -> Result<Matrix, LinearError> {
        if fit.working.is_empty() || fit.working.iter().all(|w| w.fisher == w.weight) {
            return Ok(fit.root.clone());
        }
        let weights: Vec<f64> = fit.working.iter().map(|w| w.fisher).collect();
        let mut h = weighted_gram(&self.x, &weights);
        for (penalty, r) in self.basis.penalties.iter().zip(rho) {
            penalty.add_to(&mut h, r.exp());
        }
        Ok(inverse_root(&h)?.0)
    }

    fn hessian(&self, state: &Inner, s: &Matrix) -> (Matrix, bool) {
        let weights: Vec<f64> = state.working.iter().map(|w| w.weight).collect();
        let mut h = weighted_gram(&self.x, &weights);
        add(&mut h, s);
        (h, false)
    }

    /// The next coefficients: H β = Xᵀ(W(η − offset) + score).
    fn step(&self, state: &Inner, s: &Matrix) -> Result<(Vec<f64>, bool), InnerError> {
        let solve = |h: &Matrix, weight: fn(&Working) -> f64| -> Result<Vec<f64>, LinearError> {
            let (root, _) = inverse_root(h)?;
            let target: Vec<f64> = (0..self.y.len())
                .map(|i| weight(&state.working[i]) * (state.eta[i] - self.offset[i]) + state.working[i].score)
                .collect();
            let right = self.x.transpose_multiply_vector(&target);
            Ok(root.multiply_vector(&root.transpose_multiply_vector(&right)))
        };
        let (h, _) = self.hessian(state, s);
        if let Ok(beta) = solve(&h, |w| w.weight) {
            return Ok((beta, false));
        }
        let weights: Vec<f64> = state.working.iter().map(|w| w.fisher).collect();
        let mut h = weighted_gram(&self.x, &weights);
        add(&mut h, s);
        Ok((solve(&h, |w| w.fisher)?, true))
    }

    /// Coefficients whose linear predictor is as near as possible to that of a constant mean.
    fn null_coefficients(&self) -> Result<Vec<f64>, InnerError> {
        let total: f64 = self.weights.iter().sum();
        let mean = self.weights.iter().zip(&self.start).map(|(w, m)| w * m).sum::<f64>() / total;
        let eta = self.family.link.link(mean);
        let gram = weighted_gram(&self.x, &vec![1.0; self.y.len()]);
        let right = self.x.transpose_multiply_vector(&vec![eta; self.y.len()]);
        let mut ridge = gram.clone();
        for j in 0..ridge.cols() {
            ridge[(j, j)] *= 1.0 + 1e-10;
        }
        let (root, _) = inverse_root(&ridge)?;
        Ok(root.multiply_vector(&root.transpose_multiply_vector(&right)))
    }

    fn at(&self, beta: Vec<f64>, rho: &[f64]) -> Inner {
        let eta = self.x.multiply_vector(&beta).iter().zip(self.offset).map(|(e, o)| e + o).collect();
        let penalty = total_penalty(&self.basis.penalties, rho, &beta);
        self.with_predictor(beta, eta, penalty)
    }

    fn with_predictor(&self, beta: Vec<f64>, eta: Vec<f64>, penalty: f64) -> Inner {
        let mu: Vec<f64> = eta.iter().map(|&e| self.family.link.inverse(e)).collect();
        let working = (0..self.y.len())
            .map(|i| {
                if self.weights[i] == 0.0 {
                    Working::default()
                } else {
                    working(&self.family, self.y[i], mu[i], eta[i], self.weights[i])
                }
            })
            .collect();
        let deviance = self.family.deviance(self.y, &mu, self.weights);
        Inner {
            beta,
            eta,
            mu,
            working,
            deviance,
            penalty,
            root: Matrix::zeros(0, 0),
            h: None,
            log_determinant: f64::NAN,
            fisher: false,
        }
    }

    fn possible(&self, state: &Inner) -> bool {
        state.deviance.is_finite()
            && self.family.link.valid_eta(&state.eta)
            && self.family.valid_mu(&state.mu)
    }
}

fn add(target: &mut Matrix, other: &Matrix) {
    for (t, o) in target.data_mut().iter_mut().zip(other.data()) {
        *t += o;
    }
}

fn total_penalty(penalties: &[Penalty], rho: &[f64], beta: &[f64]) -> f64 {
    let each = penalties.iter().zip(rho);
    each.map(|(s, r)| r.exp() * dot(&beta[s.first..s.first + s.order()], &s.times(beta))).sum()
}
