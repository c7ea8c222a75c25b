//! The profiled deviance and REML criterion as functions of theta (Bates et al. 2015, equations 34 and 41).
//!
//! The penalised residual sum of squares is computed from the residuals themselves, not as a difference of
//! cross products, and the fixed effects are orthonormalised beforehand: near the optimum both errors of the
//! solution and of the cross products enter it in second order only, which makes the criterion accurate to
//! about 1e-14 whatever the scale of the data. With a single grouping factor the rows of a level are condensed
//! by an orthogonal transformation to as many as there are columns, which leaves every sum of squares as it is.

use super::design::{Design, Products};
use super::factor::{Factor, NotPositiveDefinite};
use super::linear::LinearMixedModel;
use super::structure::{Place, RandomTerm, Structure, term_order};
use crate::linear::Qr;
use crate::matrix::Matrix;

/// Why a mixed model cannot be fitted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum MixedError {
    /// The fixed-effects model matrix has this rank, less than its number of columns.
    RankDeficient(usize),
    /// A part of the penalised least squares problem is not positive definite.
    NotPositiveDefinite(NotPositiveDefinite),
    /// No random-effects term.
    NoRandomTerm,
    /// The optimiser refused its arguments.
    Optimizer,
    /// The inner iterations did not converge within this many.
    NotConverged(usize),
    /// Quadrature with more than one point needs a single scalar random-effects term.
    Quadrature,
    /// The inner iterations did not reduce the deviance after this many halvings of the step.
    StepHalvings(usize),
    /// The response lies outside what the family allows, or a weight or mean is not usable.
    InvalidResponse,
}

/// The criterion of a linear mixed model with everything its evaluation needs.
#[derive(Clone, Debug)]
pub struct Criterion {
    design: Design,
    products: Products,
    factor: Factor,
    response: Vec<f64>,
    reml: bool,
    /// Number of observations.
    observations: usize,
    /// Sum of the logarithms of the prior weights.
    log_weights: f64,
    /// The fixed effects' QR, through which coefficients are expressed in the given columns.
    qr: Option<Qr>,
    r_inverse: Matrix,
    /// Coordinates of the response on the orthonormal columns.
    shift: Vec<f64>,
    log_r: f64,
    failure: Option<MixedError>,
}

/// The solution of the penalised least squares problem at one theta.
#[derive(Clone, Debug)]
pub struct Solution {
    /// Fixed effects on the given columns.
    pub beta: Vec<f64>,
    /// Spherical random effects by term in model order, one column of levels for each effect.
    pub u: Vec<Matrix>,
    /// Random effects (conditional modes) in the same layout.
    pub b: Vec<Matrix>,
    /// Weighted residual sum of squares.
    pub wrss: f64,
    /// ‖u‖².
    pub usqr: f64,
    /// log |L|².
    pub log_determinant: f64,
    /// log |R_X|² on the given columns.
    pub log_determinant_fixed: f64,
    /// (XᵀV⁻¹X)⁻¹ with V in units of σ²: the covariance of the fixed effects over σ².
    pub unscaled_covariance: Matrix,
}

impl Solution {
    /// The penalised residual sum of squares.
    pub fn pwrss(&self) -> f64 {
        self.wrss + self.usqr
    }
}

impl Criterion {
    /// Prepares the criterion of a model.
    pub fn new(model: &LinearMixedModel) -> Result<Criterion, MixedError> {
        if model.terms.is_empty() {
            return Err(MixedError::NoRandomTerm);
        }
        let (n, p) = (model.x.rows(), model.x.cols());
        let roots: Option<Vec<f64>> = model.weights.map(|w| w.iter().map(|w| w.sqrt()).collect());
        let scale = |i: usize| roots.as_ref().map_or(1.0, |r| r[i]);
        let mut response: Vec<f64> =
            (0..n).map(|i| scale(i) * (model.y[i] - model.offset.map_or(0.0, |o| o[i]))).collect();
        let (qr, shift, log_r, r_inverse, q) = if p > 0 {
            let qr = Qr::new(Matrix::from_fn(n, p, |i, j| scale(i) * model.x[(i, j)]), 1e-11);
            if qr.rank < p {
                return Err(MixedError::RankDeficient(qr.rank));
            }
            let mut qty = response.clone();
            qr.qty(&mut qty);
            response = qr.residuals(&qty);
            let log_r = (0..p).map(|j| qr.compact[(j, j)].abs().ln()).sum();
            let (inverse, q) = (qr.r_inverse(), qr.q(p));
            (Some(qr), qty[..p].to_vec(), log_r, inverse, q)
        } else {
            (None, Vec::new(), 0.0, Matrix::zeros(0, 0), Matrix::zeros(n, 0))
        };
        let structure = weighted_structure(model.terms, roots.as_deref());
        let mut x = Vec::with_capacity(n * p);
        for i in 0..n {
            x.extend((0..p).map(|j| q[(i, j)]));
        }
        let design = Design::new(structure, &x, p);
        let response: Vec<f64> = design.origin.iter().map(|&i| response[i]).collect();
        let (design, response) = super::condense::condense(design, response);
        let mut products = Products::new(&design);
        products.accumulate(&design, &response, None);
        let factor = Factor::new(&design, &products);
        Ok(Criterion {
            design,
            products,
            factor,
            response,
            reml: model.reml,
            observations: n,
            log_weights: model.weights.map_or(0.0, |w| w.iter().map(|w| w.ln()).sum()),
            qr,
            r_inverse,
            shift,
            log_r,
            failure: None,
        })
    }

    /// The starting value of theta.
    pub fn start(&self) -> Vec<f64> {
        self.design.structure.start()
    }

    /// Lower bounds of theta.
    pub fn lower(&self) -> Vec<f64> {
        self.design.structure.lower()
    }

    /// Whether the criterion is REML's.
    pub fn is_reml(&self) -> bool {
        self.reml
    }

    /// The criterion at theta. Once an evaluation has failed it stays at zero and [`Criterion::failure`] tells
    /// why.
    pub fn evaluate(&mut self, theta: &[f64]) -> f64 {
        if self.failure.is_some() {
            return 0.0;
        }
        if let Err(part) = self.factor.factorise(&self.design, &self.products, theta) {
            self.failure = Some(MixedError::NotPositiveDefinite(part));
            return 0.0;
        }
        let beta = self.factor.fixed_effects(self.design.fixed);
        let u = self.factor.random_effects(&self.design, &beta);
        let b = self.factor.scaled_effects(&self.design, &u);
        let pwrss = self.residual_square(&beta, &b) + sum_of_squares(&u);
        self.profiled(self.factor.log_determinant, self.log_fixed(), pwrss, self.reml)
    }

    /// Why an evaluation failed.
    pub fn failure(&self) -> Option<MixedError> {
        self.failure
    }

    fn log_fixed(&self) -> f64 {
        self.factor.log_determinant_fixed + 2.0 * self.log_r
    }

    /// The criterion with σ profiled out.
    pub fn profiled(&self, log_determinant: f64, log_fixed: f64, pwrss: f64, reml: bool) -> f64 {
        let n = self.observations as f64;
        let log_two_pi = (2.0 * std::f64::consts::PI).ln();
        if reml {
            let df = n - self.design.fixed as f64;
            log_determinant - self.log_weights + log_fixed + df * (1.0 + log_two_pi + (pwrss / df).ln())
        } else {
            log_determinant - self.log_weights + n * (1.0 + log_two_pi + (pwrss / n).ln())
        }
    }

    /// Minus twice the log-likelihood (restricted or not) at theta and a given σ.
    pub fn at(&mut self, theta: &[f64], sigma: f64) -> Result<f64, MixedError> {
        let factorised = self.factor.factorise(&self.design, &self.products, theta);
        factorised.map_err(MixedError::NotPositiveDefinite)?;
        let beta = self.factor.fixed_effects(self.design.fixed);
        let u = self.factor.random_effects(&self.design, &beta);
        let b = self.factor.scaled_effects(&self.design, &u);
        let pwrss = self.residual_square(&beta, &b) + sum_of_squares(&u);
        let log_scale = (2.0 * std::f64::consts::PI * sigma * sigma).ln();
        let n = self.observations as f64;
        let ml = self.factor.log_determinant - self.log_weights + pwrss / (sigma * sigma) + n * log_scale;
        Ok(if self.reml { ml + self.log_fixed() - self.design.fixed as f64 * log_scale } else { ml })
    }

    /// The covariance of the fixed effects over σ² at theta.
    pub fn unscaled_covariance_at(&mut self, theta: &[f64]) -> Result<Matrix, MixedError> {
        let factorised = self.factor.factorise(&self.design, &self.products, theta);
        factorised.map_err(MixedError::NotPositiveDefinite)?;
        Ok(self.unscaled_covariance())
    }

    /// Solves the penalised least squares problem at theta.
    pub fn solve(&mut self, theta: &[f64]) -> Result<Solution, MixedError> {
        let factorised = self.factor.factorise(&self.design, &self.products, theta);
        factorised.map_err(MixedError::NotPositiveDefinite)?;
        let p = self.design.fixed;
        let gamma = self.factor.fixed_effects(p);
        let u = self.factor.random_effects(&self.design, &gamma);
        let b = self.factor.scaled_effects(&self.design, &u);
        let total: Vec<f64> = gamma.iter().zip(&self.shift).map(|(g, s)| g + s).collect();
        let beta = if self.qr.is_some() { self.r_inverse.multiply_vector(&total) } else { Vec::new() };
        Ok(Solution {
            beta,
            wrss: self.residual_square(&gamma, &b),
            usqr: sum_of_squares(&u),
            u: by_term(&self.design.structure, &u),
            b: by_term(&self.design.structure, &b),
            log_determinant: self.factor.log_determinant,
            log_determinant_fixed: self.log_fixed(),
            unscaled_covariance: self.unscaled_covariance(),
        })
    }

    /// The conditional covariances of the random effects at the theta last evaluated, in units of σ²: for each
    /// term in model order the k × k blocks of its levels.
    pub fn conditional_covariance(&self) -> Vec<Vec<Matrix>> {
        covariance_by_term(&self.design.structure, &self.factor.conditional_covariance(&self.design))
    }

    fn unscaled_covariance(&self) -> Matrix {
        let p = self.design.fixed;
        let columns = p + 1;
        // R⁻¹ L⁻ᵀ, whose product with its transpose is the covariance.
        let mut inverse = Matrix::zeros(p, p);
        for j in 0..p {
            let mut x = vec![0.0; p];
            x[j] = 1.0;
            for i in (0..p).rev() {
                for h in i + 1..p {
                    x[i] -= self.factor.fixed[i * columns + h] * x[h];
                }
                x[i] /= self.factor.fixed[i * columns + i];
            }
            inverse.column_mut(j).copy_from_slice(&x);
        }
        let root = self.r_inverse.multiply(&inverse).transpose();
        root.gram()
    }

    /// The sum of squared residuals of the (condensed) rows.
    fn residual_square(&self, beta: &[f64], b: &[Vec<f64>]) -> f64 {
        let (design, groups) = (&self.design, &self.design.structure.groups);
        let mut total = 0.0;
        for row in 0..design.rows() {
            let mut rest = self.response[row];
            for (x, c) in design.x_row(row).iter().zip(beta) {
                rest -= x * c;
            }
            for (group, b) in groups.iter().zip(b) {
                let k = group.width;
                let effects = &b[group.codes[row] * k..(group.codes[row] + 1) * k];
                for (z, effect) in group.z[row * k..(row + 1) * k].iter().zip(effects) {
                    rest -= z * effect;
                }
            }
            total += rest * rest;
        }
        total
    }
}

fn sum_of_squares(values: &[Vec<f64>]) -> f64 {
    let mut sum = 0.0;
    for value in values.iter().flatten() {
        sum += value * value;
    }
    sum
}

/// The structure of terms in model order, their rows multiplied by the roots of the weights.
pub(super) fn weighted_structure(terms: &[RandomTerm], roots: Option<&[f64]>) -> Structure {
    let order = term_order(terms);
    let scaled: Vec<RandomTerm> = match roots {
        Some(roots) => terms
            .iter()
            .map(|term| RandomTerm {
                columns: Matrix::from_fn(term.columns.rows(), term.columns.cols(), |i, j| {
                    roots[i] * term.columns[(i, j)]
                }),
                ..term.clone()
            })
            .collect(),
        None => Vec::new(),
    };
    let source = if roots.is_some() { &scaled } else { terms };
    Structure::new(&order.iter().map(|&t| &source[t]).collect::<Vec<_>>())
}

/// Effects by group as one matrix of levels × k for each term.
pub(super) fn by_term(structure: &Structure, effects: &[Vec<f64>]) -> Vec<Matrix> {
    structure
        .places
        .iter()
        .map(|place| {
            let group = &structure.groups[place.group];
            Matrix::from_fn(group.levels, place.width, |level, j| {
                effects[place.group][level * group.width + place.column + j]
            })
        })
        .collect()
}

/// Blocks by group as one block a level for each term.
pub(super) fn covariance_by_term(structure: &Structure, blocks: &[Vec<f64>]) -> Vec<Vec<Matrix>> {
    let block_of = |place: &Place, level: usize| {
        let k = structure.groups[place.group].width;
        let block = &blocks[place.group][level * k * k..(level + 1) * k * k];
        Matrix::from_fn(place.width, place.width, |i, j| block[(place.column + j) * k + place.column + i])
    };
    let levels = |place: &Place| 0..structure.groups[place.group].levels;
    structure.places.iter().map(|place| levels(place).map(|level| block_of(place, level)).collect()).collect()
}
