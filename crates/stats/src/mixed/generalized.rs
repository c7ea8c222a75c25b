//! Generalised linear mixed models: the Laplace approximation, or adaptive Gauss-Hermite quadrature for one
//! random intercept, optimised first over theta alone and then over theta and the fixed effects.

use super::convergence::{Derivatives, derivatives};
use super::criterion::MixedError;
use super::penalized_iterations::{Data, Iterations, Modes};
use super::quadrature;
use super::structure::{RandomTerm, Structure, term_order};
use crate::glm::Family;
use crate::linear::Lu;
use crate::matrix::Matrix;
use crate::optimize::bobyqa::{self, Radii};
use crate::optimize::nelder_mead::{self, SimplexControl};
use crate::optimize::{Optimum, Status};

/// A generalised linear mixed model and its data.
#[derive(Clone, Copy, Debug)]
pub struct GeneralizedMixedModel<'a> {
    /// Response; proportions for binomial models with trials.
    pub y: &'a [f64],
    /// Fixed-effects model matrix of full column rank.
    pub x: &'a Matrix,
    /// Random-effects terms in the order of the formula.
    pub terms: &'a [RandomTerm],
    /// Prior weights; numbers of trials where responses are proportions.
    pub weights: &'a [f64],
    /// Numbers of trials where responses are proportions, ones otherwise.
    pub trials: &'a [f64],
    /// Offset.
    pub offset: Option<&'a [f64]>,
    /// Distribution and link.
    pub family: Family,
}

/// An optimiser of generalised models.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Optimizer {
    /// BOBYQA on Powell's path.
    Bobyqa,
    /// The bounded simplex.
    NelderMead,
}

/// How to fit.
#[derive(Clone, Debug)]
pub struct GeneralizedControl {
    /// Points of quadrature; 1 is the Laplace approximation, 0 leaves the fixed effects to the inner iterations.
    pub quadrature_points: usize,
    /// Starting value of theta in model order; ones on the diagonals by default.
    pub start: Option<Vec<f64>>,
    /// Optimisers of the first stage (theta) and of the second (theta and fixed effects).
    pub optimizers: [Optimizer; 2],
    /// Largest number of evaluations of each stage.
    pub evaluations: usize,
    /// Relative tolerance of the inner iterations.
    pub tolerance: f64,
    /// Try the bound itself for parameters closer to it than this; zero switches it off.
    pub boundary_tolerance: f64,
    /// Compute gradient and Hessian by finite differences.
    pub derivatives: bool,
    /// A fit is singular when a bounded parameter is below this.
    pub singular_tolerance: f64,
}

impl Default for GeneralizedControl {
    fn default() -> Self {
        GeneralizedControl {
            quadrature_points: 1,
            start: None,
            optimizers: [Optimizer::Bobyqa, Optimizer::NelderMead],
            evaluations: 10_000,
            tolerance: 1e-7,
            boundary_tolerance: 1e-5,
            derivatives: true,
            singular_tolerance: 1e-4,
        }
    }
}

/// A fitted generalised linear mixed model. "Model order" is that of [`GeneralizedMixedFit::order`].
#[derive(Clone, Debug)]
pub struct GeneralizedMixedFit {
    /// The terms in model order, as indices into those given.
    pub order: Vec<usize>,
    /// Relative covariance parameters, term by term in model order.
    pub theta: Vec<f64>,
    /// Lower bounds of theta.
    pub lower: Vec<f64>,
    /// Fixed effects.
    pub beta: Vec<f64>,
    /// Covariance matrix of the fixed effects from the Hessian, when it could be inverted.
    pub hessian_covariance: Option<Matrix>,
    /// Covariance matrix of the fixed effects from the factorisation, over σ².
    pub factor_covariance: Matrix,
    /// Scale: 1 for families of known scale.
    pub sigma: f64,
    /// Minus twice the log-likelihood (with quadrature: up to that of the saturated model).
    pub criterion: f64,
    /// Deviance of the observations given the random effects.
    pub deviance: f64,
    /// Minus twice the log-likelihood of the observations given the random effects.
    pub conditional: f64,
    /// ‖u‖².
    pub usqr: f64,
    /// Weighted residual sum of squares at the last working response.
    pub wrss: f64,
    /// log |L|².
    pub log_determinant: f64,
    /// log |R_X|².
    pub log_determinant_fixed: f64,
    /// Spherical random effects by term in model order, one column of levels for each effect.
    pub u: Vec<Matrix>,
    /// Conditional modes in the same layout.
    pub b: Vec<Matrix>,
    /// Conditional covariances of each level's effects, in units of σ².
    pub conditional_covariance: Vec<Vec<Matrix>>,
    /// Linear predictor and mean of every observation.
    pub eta: Vec<f64>,
    /// Fitted means.
    pub mu: Vec<f64>,
    /// Working weights of every observation.
    pub working_weights: Vec<f64>,
    /// Evaluations by the last stage's optimiser.
    pub evaluations: usize,
    /// How it ended.
    pub status: Status,
    /// Whether a bounded parameter is (almost) zero.
    pub singular: bool,
    /// Finite-difference derivatives of the criterion at the optimum, theta before the fixed effects.
    pub derivatives: Option<Derivatives>,
}

/// The criterion as a function of theta and the fixed effects.
struct Laplace {
    inner: Iterations,
    points: usize,
    nodes: Vec<(f64, f64)>,
    thetas: usize,
    failure: Option<MixedError>,
}

impl Laplace {
    fn value(&mut self, theta: &[f64], beta: Option<&[f64]>) -> f64 {
        if self.failure.is_some() {
            return 0.0;
        }
        match self.inner.modes(theta, beta) {
            Ok(modes) => self.at(&modes, beta.is_some()),
            Err(error) => {
                self.failure = Some(error);
                0.0
            }
        }
    }

    fn at(&self, modes: &Modes, given: bool) -> f64 {
        if given && self.points > 1 {
            return quadrature::criterion(&self.inner, modes, &self.nodes);
        }
        self.inner.conditional(modes) + modes.usqr + self.inner.log_determinant(given)
    }

    fn both(&mut self, parameters: &[f64]) -> f64 {
        let (theta, beta) = parameters.split_at(self.thetas);
        self.value(theta, Some(beta))
    }
}

/// Fits a generalised linear mixed model.
pub fn fit_generalized(
    model: &GeneralizedMixedModel,
    control: &GeneralizedControl,
) -> Result<GeneralizedMixedFit, MixedError> {
    let order = term_order(model.terms);
    let structure = Structure::new(&order.iter().map(|&t| &model.terms[t]).collect::<Vec<_>>());
    let lower = structure.lower();
    let start = control.start.clone().unwrap_or_else(|| structure.start());
    let mut criterion = prepare(model, structure, control)?;
    // The first search for the modes starts from the data, all later ones from where it ended.
    criterion.inner.start = criterion.inner.modes(&start, None)?.eta;
    let upper = vec![f64::INFINITY; start.len()];
    let radii = first_radii(&start, control.evaluations);
    let mut first = |theta: &[f64]| criterion.value(theta, None);
    let mut optimum = match control.optimizers[0] {
        Optimizer::Bobyqa => bobyqa::powell(&mut first, &start, &lower, &upper, &radii),
        Optimizer::NelderMead => {
            let steps = vec![0.02; start.len()];
            nelder_mead::bounded(&mut first, &start, &lower, &upper, &simplex(steps, control.evaluations))
        }
    };
    if let Some(failure) = criterion.failure {
        return Err(failure);
    }
    let mut modes = criterion.inner.modes(&optimum.x, None)?;
    let mut bounds = lower.clone();
    let given = control.quadrature_points > 0;
    if given {
        criterion.inner.start = modes.eta.clone();
        bounds.resize(lower.len() + modes.beta.len(), f64::NEG_INFINITY);
        optimum = second_stage(&mut criterion, &optimum.x, &modes, &bounds, control)?;
    }
    let count = lower.len();
    let mut value = |p: &[f64]| match given {
        true => criterion.both(p),
        false => criterion.value(p, None),
    };
    settle_on_bounds(&mut value, &mut optimum, &bounds, control.boundary_tolerance);
    let derivatives = control.derivatives.then(|| derivatives(&mut value, &optimum.x, optimum.value));
    if let Some(failure) = criterion.failure {
        return Err(failure);
    }
    let (theta, beta) = optimum.x.split_at(count);
    modes = criterion.inner.modes(theta, given.then_some(beta))?;
    optimum.value = criterion.at(&modes, given);
    assemble(model, control, criterion, optimum, modes, derivatives, (order, lower))
}

fn prepare(
    model: &GeneralizedMixedModel,
    structure: Structure,
    control: &GeneralizedControl,
) -> Result<Laplace, MixedError> {
    let single = structure.groups.len() == 1 && structure.groups[0].width == 1;
    if control.quadrature_points > 1 && !single {
        return Err(MixedError::Quadrature);
    }
    let n = model.y.len();
    let start = model.family.start(model.y, model.weights).map_err(|_| MixedError::InvalidResponse)?;
    let eta: Vec<f64> = start.iter().map(|&mu| model.family.link.link(mu)).collect();
    let zeros = vec![0.0; n];
    let data = Data {
        y: model.y,
        weights: model.weights,
        trials: model.trials,
        offset: model.offset.unwrap_or(&zeros),
        eta: &eta,
    };
    let thetas = structure.parameters;
    Ok(Laplace {
        inner: Iterations::new(structure, model.x, data, model.family, control.tolerance),
        points: control.quadrature_points,
        nodes: quadrature::rule(control.quadrature_points),
        thetas,
        failure: None,
    })
}

/// The radii that minqa's `bobyqa` chooses from the start.
pub(super) fn first_radii(start: &[f64], evaluations: usize) -> Radii {
    let largest = start.iter().fold(0.0_f64, |m, x| m.max(x.abs()));
    let first = (0.2 * largest).min(0.95);
    Radii { points: start.len() + 2, first, last: 1e-6 * first, evaluations }
}

/// The tolerances of lme4's simplex.
pub(super) fn simplex(steps: Vec<f64>, evaluations: usize) -> SimplexControl {
    SimplexControl {
        x_absolute: steps.iter().map(|s| s * 5e-4).collect(),
        steps,
        x_relative: 1e-7,
        f_absolute: 0.0,
        f_relative: 1e-15,
        evaluations,
    }
}

fn second_stage(
    criterion: &mut Laplace,
    theta: &[f64],
    modes: &Modes,
    bounds: &[f64],
    control: &GeneralizedControl,
) -> Result<Optimum, MixedError> {
    let start: Vec<f64> = theta.iter().chain(&modes.beta).copied().collect();
    let upper = vec![f64::INFINITY; start.len()];
    let optimum = match control.optimizers[1] {
        Optimizer::NelderMead => {
            let scale = criterion.inner.last_covariance().diagonal();
            let steps =
                theta.iter().map(|_| 0.1).chain(scale.iter().map(|v| v.sqrt())).map(|s| 0.2 * s).collect();
            let settings = simplex(steps, control.evaluations);
            nelder_mead::bounded(|p| criterion.both(p), &start, bounds, &upper, &settings)
        }
        Optimizer::Bobyqa => {
            // The first stage has come close.
            let (points, evaluations) = (start.len() + 2, control.evaluations);
            let radii = Radii { points, first: 2e-4, last: 2e-7, evaluations };
            bobyqa::powell(|p| criterion.both(p), &start, bounds, &upper, &radii)
        }
    };
    match criterion.failure {
        Some(failure) => Err(failure),
        None if optimum.status == Status::InvalidArguments => Err(MixedError::Optimizer),
        None => Ok(optimum),
    }
}

fn settle_on_bounds(f: &mut dyn FnMut(&[f64]) -> f64, optimum: &mut Optimum, lower: &[f64], tolerance: f64) {
    let found = optimum.x.clone();
    for i in 0..found.len() {
        let distance = found[i] - lower[i];
        if distance > 0.0 && distance < tolerance {
            let mut moved = optimum.x.clone();
            moved[i] = lower[i];
            let value = f(&moved);
            if value < optimum.value {
                optimum.x = moved;
                optimum.value = value;
            }
        }
    }
}

fn assemble(
    model: &GeneralizedMixedModel,
    control: &GeneralizedControl,
    mut criterion: Laplace,
    optimum: Optimum,
    modes: Modes,
    derivatives: Option<Derivatives>,
    (order, lower): (Vec<usize>, Vec<f64>),
) -> Result<GeneralizedMixedFit, MixedError> {
    let theta = optimum.x[..lower.len()].to_vec();
    let given = control.quadrature_points > 0;
    let inner = &mut criterion.inner;
    let log_determinant = inner.log_determinant(given);
    let conditional_covariance = inner.conditional_covariance(given);
    let factor_covariance = inner.covariance_at(&theta, &modes)?;
    let n = model.y.len();
    let (mut eta, mut mu, mut working_weights) = (vec![0.0; n], vec![0.0; n], vec![0.0; n]);
    let mut wrss = 0.0;
    for (row, &i) in inner.design().origin.iter().enumerate() {
        (eta[i], mu[i]) = (modes.eta[row], modes.mu[row]);
        working_weights[i] = inner.working_weight(row, modes.eta[row], modes.mu[row]);
        let residual = inner.y[row] - modes.mu[row];
        wrss += inner.weights[row] * residual * residual / model.family.variance(modes.mu[row]);
    }
    let known = model.family.has_known_scale();
    let sigma = if known { 1.0 } else { ((wrss + modes.usqr) / n as f64).sqrt() };
    let hessian_covariance =
        derivatives.as_ref().filter(|_| given).and_then(|d| fixed_covariance(&d.hessian, theta.len()));
    Ok(GeneralizedMixedFit {
        singular: theta.iter().zip(&lower).any(|(t, l)| *l == 0.0 && *t < control.singular_tolerance),
        beta: modes.beta.clone(),
        criterion: optimum.value,
        deviance: modes.deviance,
        conditional: inner.conditional(&modes),
        usqr: modes.usqr,
        log_determinant_fixed: inner.log_determinant_fixed(),
        u: inner.by_term(&modes.u),
        b: inner.by_term(&modes.b),
        evaluations: optimum.evaluations,
        status: optimum.status,
        order,
        theta,
        lower,
        hessian_covariance,
        factor_covariance,
        sigma,
        wrss,
        log_determinant,
        conditional_covariance,
        eta,
        mu,
        working_weights,
        derivatives,
    })
}

/// The fixed effects' block of twice the inverse Hessian, made symmetric; nothing when the Hessian is singular
/// or a variance would be negative.
fn fixed_covariance(hessian: &Matrix, thetas: usize) -> Option<Matrix> {
    let inverse = Lu::new(hessian).inverse(f64::EPSILON).ok()?;
    let p = hessian.cols() - thetas;
    let covariance =
        Matrix::from_fn(p, p, |i, j| inverse[(thetas + i, thetas + j)] + inverse[(thetas + j, thetas + i)]);
    covariance.diagonal().iter().all(|v| *v > 0.0).then_some(covariance)
}
