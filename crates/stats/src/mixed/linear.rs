//! Linear mixed models: the fit by REML or maximum likelihood, with the steps around the optimiser that decide
//! where it ends.

use super::convergence::{Derivatives, derivatives};
use super::criterion::{Criterion, MixedError, Solution};
use super::generalized::{first_radii, simplex};
use super::structure::{RandomTerm, term_order};
use crate::matrix::Matrix;
use crate::optimize::bobyqa::{self, Tolerances};
use crate::optimize::nelder_mead;
use crate::optimize::{Optimum, Status};

/// A linear mixed model and its data.
#[derive(Clone, Copy, Debug)]
pub struct LinearMixedModel<'a> {
    /// Response.
    pub y: &'a [f64],
    /// Fixed-effects model matrix of full column rank.
    pub x: &'a Matrix,
    /// Random-effects terms in the order of the formula.
    pub terms: &'a [RandomTerm],
    /// Prior weights, positive.
    pub weights: Option<&'a [f64]>,
    /// Offset.
    pub offset: Option<&'a [f64]>,
    /// REML rather than maximum likelihood.
    pub reml: bool,
}

/// An optimiser of linear models.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinearOptimizer {
    /// BOBYQA on NLopt's path.
    Nlopt,
    /// BOBYQA on Powell's path, with this many evaluations at most.
    Powell(usize),
    /// The bounded simplex, with this many evaluations at most.
    NelderMead(usize),
}

/// How to fit.
#[derive(Clone, Debug)]
pub struct Control {
    /// The optimiser.
    pub optimizer: LinearOptimizer,
    /// Starting value of theta, in model order. By default a moment estimate when all terms are random
    /// intercepts, else ones on the diagonals.
    pub start: Option<Vec<f64>>,
    /// The tolerances of NLopt's path.
    pub tolerances: Tolerances,
    /// Restart when a parameter sits on its bound and the criterion decreases off it.
    pub restart_edge: bool,
    /// Try the bound itself for parameters closer to it than this; zero switches it off.
    pub boundary_tolerance: f64,
    /// Compute gradient and Hessian by finite differences.
    pub derivatives: bool,
    /// A fit is singular when a bounded parameter is below this.
    pub singular_tolerance: f64,
}

impl Default for Control {
    fn default() -> Self {
        Control {
            optimizer: LinearOptimizer::Nlopt,
            start: None,
            tolerances: Tolerances {
                x_relative: 1e-4,
                x_absolute: 1e-8,
                f_relative: 0.0,
                f_absolute: 1e-8,
                evaluations: 100_000,
            },
            restart_edge: true,
            boundary_tolerance: 1e-5,
            derivatives: true,
            singular_tolerance: 1e-4,
        }
    }
}

/// A fitted linear mixed model. "Model order" is that of [`LinearMixedFit::order`].
#[derive(Clone, Debug)]
pub struct LinearMixedFit {
    /// The terms in model order, as indices into those given.
    pub order: Vec<usize>,
    /// Relative covariance parameters, term by term in model order.
    pub theta: Vec<f64>,
    /// Their lower bounds.
    pub lower: Vec<f64>,
    /// Fixed effects.
    pub beta: Vec<f64>,
    /// Covariance matrix of the fixed effects.
    pub covariance: Matrix,
    /// Residual standard deviation.
    pub sigma: f64,
    /// The value minimised: REML criterion or deviance.
    pub criterion: f64,
    /// Minus twice the log-likelihood at theta, whichever was minimised.
    pub deviance: f64,
    /// The penalised least squares solution: random effects, sums of squares, determinants.
    pub solution: Solution,
    /// Fitted values, the offset included.
    pub fitted: Vec<f64>,
    /// Response minus fitted values.
    pub residuals: Vec<f64>,
    /// Evaluations by the optimiser.
    pub evaluations: usize,
    /// How the optimiser ended.
    pub status: Status,
    /// Whether the optimiser was restarted from a bound.
    pub restarted: bool,
    /// Whether a bounded parameter is (almost) zero.
    pub singular: bool,
    /// Finite-difference derivatives of the criterion at theta.
    pub derivatives: Option<Derivatives>,
    /// The criterion, for profiles and for denominators' degrees of freedom.
    pub function: Criterion,
}

/// Fits a linear mixed model.
pub fn fit_linear(model: &LinearMixedModel, control: &Control) -> Result<LinearMixedFit, MixedError> {
    let mut function = Criterion::new(model)?;
    let lower = function.lower();
    let start = control.start.clone().or_else(|| moment_start(model)).unwrap_or_else(|| function.start());
    let (optimum, restarted) = optimise(&mut function, start, &lower, control);
    if let Some(failure) = function.failure() {
        return Err(failure);
    }
    if optimum.status == Status::InvalidArguments {
        return Err(MixedError::Optimizer);
    }
    let theta = settle_on_bounds(&mut function, &optimum, &lower, control.boundary_tolerance);
    let criterion = function.evaluate(&theta);
    let derivatives =
        control.derivatives.then(|| derivatives(&mut |t| function.evaluate(t), &theta, criterion));
    let singular = theta.iter().zip(&lower).any(|(t, l)| *l == 0.0 && *t < control.singular_tolerance);
    let solution = function.solve(&theta)?;
    let (n, p) = (model.x.rows(), model.x.cols());
    let df = if model.reml { n - p } else { n };
    let sigma = (solution.pwrss() / df as f64).sqrt();
    let deviance =
        function.profiled(solution.log_determinant, solution.log_determinant_fixed, solution.pwrss(), false);
    let order = term_order(model.terms);
    let fitted = fitted_values(model, &order, &solution);
    let residuals = model.y.iter().zip(&fitted).map(|(y, f)| y - f).collect();
    Ok(LinearMixedFit {
        order,
        lower,
        beta: solution.beta.clone(),
        covariance: solution.unscaled_covariance.map(|v| sigma * sigma * v),
        sigma,
        criterion,
        deviance,
        solution,
        fitted,
        residuals,
        evaluations: optimum.evaluations,
        status: optimum.status,
        restarted,
        singular,
        derivatives,
        function,
        theta,
    })
}

/// For random intercepts only: the variance of the group means relative to what they leave of the variance of
/// the response, when something is left.
fn moment_start(model: &LinearMixedModel) -> Option<Vec<f64>> {
    let intercept =
        |term: &RandomTerm| term.columns.cols() == 1 && term.columns.data().iter().all(|z| *z == 1.0);
    if !model.terms.iter().all(intercept) {
        return None;
    }
    let between: Vec<f64> = term_order(model.terms)
        .iter()
        .map(|&t| {
            let term = &model.terms[t];
            let (mut sums, mut counts) = (vec![0.0; term.levels], vec![0.0; term.levels]);
            for (&code, y) in term.codes.iter().zip(model.y) {
                sums[code] += y;
                counts[code] += 1.0;
            }
            variance(&term.codes.iter().map(|&c| sums[c] / counts[c]).collect::<Vec<_>>())
        })
        .collect();
    let within = variance(model.y) - between.iter().sum::<f64>();
    (within > 0.0).then(|| between.iter().map(|v| (v / within).sqrt()).collect())
}

fn variance(values: &[f64]) -> f64 {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / (n - 1.0)
}

fn optimise(function: &mut Criterion, start: Vec<f64>, lower: &[f64], control: &Control) -> (Optimum, bool) {
    let optimum = search(function, &start, lower, control);
    if !control.restart_edge || !optimum.x.iter().zip(lower).any(|(x, l)| x == l) {
        return (optimum, false);
    }
    let here = function.evaluate(&optimum.x);
    let step = 1e-5;
    let falls = (0..optimum.x.len()).filter(|&i| optimum.x[i] == lower[i]).any(|i| {
        let mut moved = optimum.x.clone();
        moved[i] = lower[i] + step;
        (function.evaluate(&moved) - here) / step < 0.0
    });
    if !falls {
        return (optimum, false);
    }
    (search(function, &optimum.x, lower, control), true)
}

fn search(function: &mut Criterion, from: &[f64], lower: &[f64], control: &Control) -> Optimum {
    let upper = vec![f64::INFINITY; from.len()];
    let f = |theta: &[f64]| function.evaluate(theta);
    match control.optimizer {
        LinearOptimizer::Nlopt => bobyqa::nlopt(f, from, lower, &upper, &control.tolerances),
        LinearOptimizer::Powell(evaluations) => {
            bobyqa::powell(f, from, lower, &upper, &first_radii(from, evaluations))
        }
        LinearOptimizer::NelderMead(evaluations) => {
            nelder_mead::bounded(f, from, lower, &upper, &simplex(vec![0.02; from.len()], evaluations))
        }
    }
}

/// Puts parameters that are almost on their bound onto it when that does not raise the criterion.
fn settle_on_bounds(function: &mut Criterion, optimum: &Optimum, lower: &[f64], tolerance: f64) -> Vec<f64> {
    let mut theta = optimum.x.clone();
    let mut best = optimum.value;
    for i in 0..theta.len() {
        let distance = optimum.x[i] - lower[i];
        if distance > 0.0 && distance < tolerance {
            let mut moved = theta.clone();
            moved[i] = lower[i];
            let value = function.evaluate(&moved);
            if value < best {
                theta = moved;
                best = value;
            }
        }
    }
    theta
}

fn fitted_values(model: &LinearMixedModel, order: &[usize], solution: &Solution) -> Vec<f64> {
    let mut fitted = model.x.multiply_vector(&solution.beta);
    for (&index, b) in order.iter().zip(&solution.b) {
        add_random(&model.terms[index], b, &mut fitted);
    }
    if let Some(offset) = model.offset {
        for (value, known) in fitted.iter_mut().zip(offset) {
            *value += known;
        }
    }
    fitted
}

/// Adds a term's effects to the linear predictor.
pub(super) fn add_random(term: &RandomTerm, b: &Matrix, predictor: &mut [f64]) {
    for j in 0..term.columns.cols() {
        let (z, effects) = (term.columns.column(j), b.column(j));
        for ((value, &code), z) in predictor.iter_mut().zip(&term.codes).zip(z) {
            *value += z * effects[code];
        }
    }
}
