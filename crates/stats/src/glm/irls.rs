//! Fisher scoring by weighted least squares, with step halving where means or deviances become impossible.

use super::family::{Distribution, Family, ResponseError};
use super::weighted_gram::weighted_gram;
use crate::linear::{Cholesky, Qr};
use crate::matrix::Matrix;

/// When to stop.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GlmControl {
    /// Relative change of the deviance that counts as convergence.
    pub epsilon: f64,
    /// Most iterations.
    pub max_iterations: usize,
}

impl Default for GlmControl {
    fn default() -> Self {
        GlmControl { epsilon: 1e-8, max_iterations: 25 }
    }
}

/// Where the iterations start, when not at the family's own means.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Start<'a> {
    /// The means the family derives from the responses.
    Family,
    /// Given coefficients.
    Coefficients(&'a [f64]),
    /// Given linear predictors.
    Eta(&'a [f64]),
    /// Given means.
    Mu(&'a [f64]),
}

/// A generalized linear model to be fitted.
#[derive(Clone, Copy, Debug)]
pub struct GlmProblem<'a> {
    /// Model matrix, n × p.
    pub x: &'a Matrix,
    /// Responses; proportions for binomial families.
    pub y: &'a [f64],
    /// Prior weights, non-negative.
    pub weights: Option<&'a [f64]>,
    /// Numbers of trials, where binomial responses came as counts of successes and failures.
    pub trials: Option<&'a [f64]>,
    /// A known part of the linear predictor.
    pub offset: Option<&'a [f64]>,
    /// Family and link.
    pub family: Family,
    /// Whether the model has an intercept, which decides the null model.
    pub intercept: bool,
    /// Where to start.
    pub start: Start<'a>,
    /// When to stop.
    pub control: GlmControl,
}

/// Why there is no fit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum GlmError {
    /// The responses do not belong to the family.
    Response(ResponseError),
    /// Starting means or predictors are impossible.
    InvalidStart,
    /// V(μ) is missing for some observation.
    VarianceMissing,
    /// V(μ) is zero for some observation.
    VarianceZero,
    /// dμ/dη is missing for some observation.
    SlopeMissing,
    /// Fewer observations than the rank (rank, observations).
    TooFewObservations(usize, usize),
    /// The first step already leads to an impossible deviance or mean.
    NoValidCoefficients,
    /// Step halving did not help: 1 for an infinite deviance, 2 for impossible means.
    CannotCorrectStep(u8),
}

/// What the caller should be told about a fit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum GlmWarning {
    /// No observation carries information at this iteration.
    NoInformation(usize),
    /// Coefficients are not finite at this iteration.
    NonFiniteCoefficients(usize),
    /// A step was halved because the deviance was infinite.
    StepTruncatedDivergence,
    /// A step was halved because means were impossible.
    StepTruncatedBounds,
    /// Most iterations used without convergence.
    NotConverged,
    /// The last step was halved.
    Boundary,
    /// Fitted probabilities of 0 or 1.
    ProbabilityZeroOrOne,
    /// Fitted rates of 0.
    RateZero,
    /// The intercept-only model with the offset, which gives the null deviance, did not converge.
    NullNotConverged,
}

/// A fitted generalized linear model.
#[derive(Clone, Debug)]
pub struct Glm {
    /// Coefficients; NaN for aliased columns.
    pub coefficients: Vec<f64>,
    /// Which columns of the model matrix were found collinear.
    pub aliased: Vec<bool>,
    /// Working residuals (y − μ) dη/dμ.
    pub residuals: Vec<f64>,
    /// Fitted means.
    pub fitted: Vec<f64>,
    /// Linear predictors.
    pub linear_predictors: Vec<f64>,
    /// Qᵀz of the last weighted least squares problem, informative rows only.
    pub effects: Vec<f64>,
    /// The factorisation of the last weighted model matrix, informative rows only; nothing for empty models.
    pub qr: Option<Qr>,
    /// Rows that took part in the last step.
    pub used: Vec<usize>,
    /// Rank of the model matrix.
    pub rank: usize,
    /// Working weights.
    pub weights: Vec<f64>,
    /// Prior weights.
    pub prior_weights: Vec<f64>,
    /// Responses.
    pub y: Vec<f64>,
    /// Residual deviance.
    pub deviance: f64,
    /// Deviance of the null model.
    pub null_deviance: f64,
    /// Akaike's criterion; nothing for quasi-likelihoods.
    pub aic: Option<f64>,
    /// Residual degrees of freedom.
    pub df_residual: usize,
    /// Degrees of freedom of the null model.
    pub df_null: usize,
    /// Iterations used.
    pub iterations: usize,
    /// Whether the deviance settled.
    pub converged: bool,
    /// Whether the last step was halved.
    pub boundary: bool,
    /// Family and link.
    pub family: Family,
    /// What happened on the way.
    pub warnings: Vec<GlmWarning>,
}

/// The moving part of the iterations.
struct State {
    eta: Vec<f64>,
    mu: Vec<f64>,
    deviance: f64,
    beta: Vec<f64>,
    previous: Option<Vec<f64>>,
    qr: Option<Qr>,
    effects: Vec<f64>,
    used: Vec<usize>,
    /// Square roots of the working weights, and the working responses.
    roots: Vec<f64>,
    target: Vec<f64>,
    iterations: usize,
    converged: bool,
    boundary: bool,
    warnings: Vec<GlmWarning>,
}

/// Observations times squared columns from which on normal equations are worth while.
const LARGE: usize = 20_000_000;
/// Smallest diagonal of the Cholesky factor of a scaled problem that counts as well conditioned.
const WELL_CONDITIONED: f64 = 1e-3;

impl<'a> GlmProblem<'a> {
    /// A model with unit weights, no offset and the usual control.
    pub fn new(x: &'a Matrix, y: &'a [f64], family: Family) -> Self {
        GlmProblem {
            x,
            y,
            weights: None,
            trials: None,
            offset: None,
            family,
            intercept: true,
            start: Start::Family,
            control: GlmControl::default(),
        }
    }

    /// Fits the model.
    pub fn fit(&self) -> Result<Glm, GlmError> {
        let n = self.y.len();
        let weights = self.weights.map_or_else(|| vec![1.0; n], <[f64]>::to_vec);
        let offset = self.offset.map_or_else(|| vec![0.0; n], <[f64]>::to_vec);
        let means = self.family.start(self.y, &weights);
        if self.x.cols() == 0 {
            means.map_err(GlmError::Response)?;
            return self.empty(weights, &offset);
        }
        let mut state = self.first(&weights, &offset, means)?;
        for iteration in 1..=self.control.max_iterations {
            state.iterations = iteration;
            if self.step(&mut state, &weights, &offset)? {
                break;
            }
        }
        if state.qr.is_none() && !state.used.is_empty() {
            // The last step once more, with the factors that are reported.
            let beta = self.by_orthogonal_factors(&mut state);
            if !state.boundary {
                state.beta = beta;
                self.evaluate(&mut state, &weights, &offset);
            }
        }
        self.finish(state, weights, &offset)
    }

    fn first(
        &self,
        weights: &[f64],
        offset: &[f64],
        means: Result<Vec<f64>, ResponseError>,
    ) -> Result<State, GlmError> {
        // A start given by the caller replaces the family's, but not its check of the responses.
        let means = match (means, self.start) {
            (Ok(means), _) => means,
            (Err(ResponseError::NoStart), Start::Coefficients(_) | Start::Eta(_) | Start::Mu(_)) => {
                self.y.to_vec()
            }
            (Err(error), _) => return Err(GlmError::Response(error)),
        };
        let (eta, previous): (Vec<f64>, _) = match self.start {
            Start::Eta(eta) => (eta.to_vec(), None),
            Start::Coefficients(beta) => (self.predictor(beta, offset), Some(beta.to_vec())),
            Start::Mu(mu) => (mu.iter().map(|&m| self.family.link.link(m)).collect(), None),
            Start::Family => (means.iter().map(|&m| self.family.link.link(m)).collect(), None),
        };
        let mu: Vec<f64> = eta.iter().map(|&e| self.family.link.inverse(e)).collect();
        if !(self.family.valid_mu(&mu) && self.family.link.valid_eta(&eta)) {
            return Err(GlmError::InvalidStart);
        }
        let deviance = self.family.deviance(self.y, &mu, weights);
        Ok(State {
            eta,
            mu,
            deviance,
            beta: previous.clone().unwrap_or_default(),
            previous,
            qr: None,
            effects: Vec::new(),
            used: Vec::new(),
            roots: Vec::new(),
            target: Vec::new(),
            iterations: 0,
            converged: false,
            boundary: false,
            warnings: Vec::new(),
        })
    }

    fn predictor(&self, beta: &[f64], offset: &[f64]) -> Vec<f64> {
        self.x.multiply_vector(beta).iter().zip(offset).map(|(e, o)| e + o).collect()
    }

    /// One weighted least squares step; true when the iterations end.
    fn step(&self, state: &mut State, weights: &[f64], offset: &[f64]) -> Result<bool, GlmError> {
        let slopes: Vec<f64> = state.eta.iter().map(|&e| self.family.link.mu_eta(e)).collect();
        let variances: Vec<f64> = state.mu.iter().map(|&m| self.family.variance(m)).collect();
        for i in (0..self.y.len()).filter(|&i| weights[i] > 0.0) {
            if variances[i].is_nan() {
                return Err(GlmError::VarianceMissing);
            }
            if variances[i] == 0.0 {
                return Err(GlmError::VarianceZero);
            }
            if slopes[i].is_nan() {
                return Err(GlmError::SlopeMissing);
            }
        }
        let used: Vec<usize> = (0..self.y.len()).filter(|&i| weights[i] > 0.0 && slopes[i] != 0.0).collect();
        if used.is_empty() {
            state.warnings.push(GlmWarning::NoInformation(state.iterations));
            return Ok(true);
        }
        let root = |i: usize| (weights[i] * slopes[i] * slopes[i] / variances[i]).sqrt();
        state.roots = used.iter().map(|&i| root(i)).collect();
        let working = |i: usize| (state.eta[i] - offset[i]) + (self.y[i] - state.mu[i]) / slopes[i];
        state.target = used.iter().map(|&i| working(i)).collect();
        state.used = used;
        let beta = match self.by_normal_equations(state) {
            Some(beta) => beta,
            None => self.by_orthogonal_factors(state),
        };
        if beta.iter().any(|b| !b.is_finite()) {
            state.warnings.push(GlmWarning::NonFiniteCoefficients(state.iterations));
            state.beta = beta;
            return Ok(true);
        }
        let rank = state.qr.as_ref().map_or(self.x.cols(), |qr| qr.rank);
        if self.y.len() < rank {
            return Err(GlmError::TooFewObservations(rank, self.y.len()));
        }
        self.accept(state, beta, weights, offset)
    }

    /// The weighted least squares step of the working responses, by the factorisation that `glm` reports.
    fn by_orthogonal_factors(&self, state: &mut State) -> Vec<f64> {
        let mut scaled = Matrix::zeros(state.used.len(), self.x.cols());
        for j in 0..self.x.cols() {
            let (source, target) = (self.x.column(j), scaled.column_mut(j));
            for ((t, &i), r) in target.iter_mut().zip(&state.used).zip(&state.roots) {
                *t = source[i] * r;
            }
        }
        state.effects = state.target.iter().zip(&state.roots).map(|(z, r)| z * r).collect();
        let qr = Qr::new(scaled, (self.control.epsilon / 1000.0).min(1e-7));
        qr.qty(&mut state.effects);
        let solved = qr.coefficients(&state.effects);
        let mut beta = vec![0.0; self.x.cols()];
        for (&column, &value) in qr.pivot.iter().zip(&solved) {
            beta[column] = value;
        }
        state.qr = Some(qr);
        beta
    }

    /// The same step of a large, well conditioned problem at a third of the cost: the iterations before the
    /// last need no more digits than this gives. Nothing for any other problem.
    fn by_normal_equations(&self, state: &mut State) -> Option<Vec<f64>> {
        let p = self.x.cols();
        if state.used.len() < self.y.len() || self.y.len() * p * p < LARGE {
            return None;
        }
        state.qr = None;
        let squares: Vec<f64> = state.roots.iter().map(|r| r * r).collect();
        let gram = weighted_gram(self.x, &squares);
        let lengths: Vec<f64> = gram.diagonal().iter().map(|v| v.sqrt()).collect();
        if lengths.iter().any(|&l| l == 0.0 || !l.is_finite()) {
            return None;
        }
        let scaled = Matrix::from_fn(p, p, |i, j| gram[(i, j)] / (lengths[i] * lengths[j]));
        let factor = Cholesky::new(&scaled).ok()?;
        let smallest = factor.r.diagonal().iter().fold(f64::INFINITY, |m, &v| m.min(v));
        if smallest < WELL_CONDITIONED {
            return None;
        }
        let product: Vec<f64> = squares.iter().zip(&state.target).map(|(w, z)| w * z).collect();
        let mut right = self.x.transpose_multiply_vector(&product);
        right.iter_mut().zip(&lengths).for_each(|(v, l)| *v /= l);
        factor.solve_in_place(&mut right);
        right.iter_mut().zip(&lengths).for_each(|(v, l)| *v /= l);
        Some(right)
    }

    /// Moves to `beta`, halving the step while the model is impossible there; true when settled.
    fn accept(
        &self,
        state: &mut State,
        beta: Vec<f64>,
        weights: &[f64],
        offset: &[f64],
    ) -> Result<bool, GlmError> {
        let before = state.deviance;
        state.beta = beta;
        state.boundary = false;
        self.evaluate(state, weights, offset);
        if !state.deviance.is_finite() {
            let previous = state.previous.clone().ok_or(GlmError::NoValidCoefficients)?;
            state.warnings.push(GlmWarning::StepTruncatedDivergence);
            self.halve(state, &previous, weights, offset, 1)?;
        }
        if !self.possible(state) {
            let previous = state.previous.clone().ok_or(GlmError::NoValidCoefficients)?;
            state.warnings.push(GlmWarning::StepTruncatedBounds);
            self.halve(state, &previous, weights, offset, 2)?;
        }
        state.converged =
            (state.deviance - before).abs() / (state.deviance.abs() + 0.1) < self.control.epsilon;
        state.previous = Some(state.beta.clone());
        Ok(state.converged)
    }

    fn evaluate(&self, state: &mut State, weights: &[f64], offset: &[f64]) {
        state.eta = self.predictor(&state.beta, offset);
        state.mu = state.eta.iter().map(|&e| self.family.link.inverse(e)).collect();
        state.deviance = self.family.deviance(self.y, &state.mu, weights);
    }

    fn possible(&self, state: &State) -> bool {
        self.family.link.valid_eta(&state.eta) && self.family.valid_mu(&state.mu)
    }

    fn halve(
        &self,
        state: &mut State,
        previous: &[f64],
        weights: &[f64],
        offset: &[f64],
        loop_number: u8,
    ) -> Result<(), GlmError> {
        let mut halvings = 1;
        while if loop_number == 1 { !state.deviance.is_finite() } else { !self.possible(state) } {
            if halvings > self.control.max_iterations {
                return Err(GlmError::CannotCorrectStep(loop_number));
            }
            halvings += 1;
            for (value, old) in state.beta.iter_mut().zip(previous) {
                *value = (*value + old) / 2.0;
            }
            self.evaluate(state, weights, offset);
        }
        state.boundary = true;
        Ok(())
    }

    fn finish(&self, mut state: State, weights: Vec<f64>, offset: &[f64]) -> Result<Glm, GlmError> {
        if !state.converged {
            state.warnings.push(GlmWarning::NotConverged);
        }
        if state.boundary {
            state.warnings.push(GlmWarning::Boundary);
        }
        self.check_extremes(&state.mu, &mut state.warnings);
        let p = self.x.cols();
        let rank = state.qr.as_ref().map_or(0, |qr| qr.rank);
        let mut aliased = vec![false; p];
        if let Some(qr) = &state.qr {
            for &column in &qr.pivot[rank..] {
                aliased[column] = true;
                state.beta[column] = f64::NAN;
            }
        }
        state.beta.resize(p, f64::NAN);
        let link = self.family.link;
        let residuals = (0..self.y.len()).map(|i| (self.y[i] - state.mu[i]) / link.mu_eta(state.eta[i]));
        let mut working = vec![0.0; self.y.len()];
        for (&i, root) in state.used.iter().zip(&state.roots) {
            working[i] = root * root;
        }
        let null_deviance = self.null_deviance(&state.mu, &weights, offset, &mut state.warnings)?;
        let counted = weights.iter().filter(|&&w| w != 0.0).count();
        let aic = self.criterion(&state.mu, &weights, state.deviance).map(|a| a + 2.0 * rank as f64);
        Ok(Glm {
            coefficients: state.beta,
            aliased,
            residuals: residuals.collect(),
            fitted: state.mu,
            linear_predictors: state.eta,
            effects: state.effects,
            qr: state.qr,
            used: state.used,
            rank,
            weights: working,
            prior_weights: weights,
            y: self.y.to_vec(),
            deviance: state.deviance,
            null_deviance,
            aic,
            df_residual: counted.saturating_sub(rank),
            df_null: counted.saturating_sub(usize::from(self.intercept)),
            iterations: state.iterations,
            converged: state.converged,
            boundary: state.boundary,
            family: self.family,
            warnings: state.warnings,
        })
    }

    fn check_extremes(&self, mu: &[f64], warnings: &mut Vec<GlmWarning>) {
        let eps = 10.0 * f64::EPSILON;
        match self.family.distribution {
            Distribution::Binomial if mu.iter().any(|&m| m > 1.0 - eps || m < eps) => {
                warnings.push(GlmWarning::ProbabilityZeroOrOne);
            }
            Distribution::Poisson if mu.iter().any(|&m| m < eps) => warnings.push(GlmWarning::RateZero),
            _ => {}
        }
    }

    fn criterion(&self, mu: &[f64], weights: &[f64], deviance: f64) -> Option<f64> {
        let ones = vec![1.0; self.y.len()];
        self.family.aic(self.y, self.trials.unwrap_or(&ones), mu, weights, deviance)
    }

    /// The deviance of the weighted mean, of the offset alone, or of an intercept beside the offset.
    fn null_deviance(
        &self,
        mu: &[f64],
        weights: &[f64],
        offset: &[f64],
        warnings: &mut Vec<GlmWarning>,
    ) -> Result<f64, GlmError> {
        if self.intercept && self.offset.is_some() && self.x.cols() > 1 {
            let ones = Matrix::from_vec(self.y.len(), 1, vec![1.0; self.y.len()]);
            let null = GlmProblem { x: &ones, start: Start::Mu(mu), intercept: false, ..*self }.fit()?;
            if !null.converged {
                warnings.push(GlmWarning::NullNotConverged);
            }
            return Ok(null.deviance);
        }
        let means: Vec<f64> = if self.intercept {
            let total: f64 = weights.iter().sum();
            let mean = weights.iter().zip(self.y).map(|(w, y)| w * y).sum::<f64>() / total;
            vec![mean; self.y.len()]
        } else {
            offset.iter().map(|&o| self.family.link.inverse(o)).collect()
        };
        Ok(self.family.deviance(self.y, &means, weights))
    }

    /// A model without columns: the offset is the linear predictor.
    fn empty(&self, weights: Vec<f64>, offset: &[f64]) -> Result<Glm, GlmError> {
        let family = self.family;
        let mu: Vec<f64> = offset.iter().map(|&o| family.link.inverse(o)).collect();
        if !(family.link.valid_eta(offset) && family.valid_mu(&mu)) {
            return Err(GlmError::InvalidStart);
        }
        let deviance = family.deviance(self.y, &mu, &weights);
        let slopes: Vec<f64> = offset.iter().map(|&o| family.link.mu_eta(o)).collect();
        let n = self.y.len();
        let working = (0..n).map(|i| weights[i] * slopes[i] * slopes[i] / family.variance(mu[i])).collect();
        let counted = weights.iter().filter(|&&w| w != 0.0).count();
        Ok(Glm {
            coefficients: Vec::new(),
            aliased: Vec::new(),
            residuals: (0..n).map(|i| (self.y[i] - mu[i]) / slopes[i]).collect(),
            linear_predictors: offset.to_vec(),
            effects: Vec::new(),
            qr: None,
            used: (0..n).collect(),
            rank: 0,
            weights: working,
            y: self.y.to_vec(),
            deviance,
            null_deviance: self.null_deviance(&mu, &weights, offset, &mut Vec::new())?,
            aic: self.criterion(&mu, &weights, deviance),
            fitted: mu,
            prior_weights: weights,
            df_residual: counted,
            df_null: counted.saturating_sub(usize::from(self.intercept)),
            iterations: 0,
            converged: true,
            boundary: false,
            family,
            warnings: Vec::new(),
        })
    }
}
