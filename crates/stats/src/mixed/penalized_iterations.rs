//! Penalised iteratively reweighted least squares: the conditional modes of a generalised linear mixed model,
//! and the Laplace approximation of its deviance around them.

use super::criterion::{MixedError, by_term, covariance_by_term};
use super::design::{Design, Products};
use super::factor::Factor;
use super::structure::Structure;
use crate::glm::Family;
use crate::matrix::Matrix;

/// Iterations allowed, and halvings of a step that raised the deviance.
const ITERATIONS: usize = 100;
const HALVINGS: usize = 10;

/// A weighted least squares problem over the random effects, with or without the fixed ones.
#[derive(Clone, Debug)]
struct Part {
    design: Design,
    products: Products,
    factor: Factor,
}

impl Part {
    fn new(design: Design) -> Part {
        let products = Products::new(&design);
        let factor = Factor::new(&design, &products);
        Part { design, products, factor }
    }
}

/// The data of a generalised linear mixed model, in the row order of its design.
#[derive(Clone, Debug)]
pub(super) struct Iterations {
    joint: Part,
    random: Part,
    pub family: Family,
    pub y: Vec<f64>,
    pub weights: Vec<f64>,
    pub trials: Vec<f64>,
    offset: Vec<f64>,
    /// The linear predictor at which every search for the modes starts.
    pub start: Vec<f64>,
    tolerance: f64,
}

/// Where the iterations ended.
#[derive(Clone, Debug)]
pub(super) struct Modes {
    pub beta: Vec<f64>,
    /// Spherical random effects by group, and scaled ones.
    pub u: Vec<Vec<f64>>,
    pub b: Vec<Vec<f64>>,
    /// Linear predictor and mean by row.
    pub eta: Vec<f64>,
    pub mu: Vec<f64>,
    /// Deviance of the observations given the random effects.
    pub deviance: f64,
    /// ‖u‖².
    pub usqr: f64,
    /// Working weights of the last factorisation, which are those of the iteration before.
    pub weights: Vec<f64>,
}

impl Iterations {
    pub fn new(structure: Structure, x: &Matrix, data: Data, family: Family, tolerance: f64) -> Iterations {
        let (n, p) = (x.rows(), x.cols());
        let rows: Vec<f64> = (0..n).flat_map(|i| (0..p).map(move |j| x[(i, j)])).collect();
        let joint = Design::new(structure, &rows, p);
        let random = Design { fixed: 0, x: Vec::new(), ..joint.clone() };
        let pick = |values: &[f64]| -> Vec<f64> { joint.origin.iter().map(|&i| values[i]).collect() };
        Iterations {
            y: pick(data.y),
            weights: pick(data.weights),
            trials: pick(data.trials),
            offset: pick(data.offset),
            start: pick(data.eta),
            joint: Part::new(joint),
            random: Part::new(random),
            family,
            tolerance,
        }
    }

    /// The design of the rows.
    pub fn design(&self) -> &Design {
        &self.joint.design
    }

    /// Finds the modes at theta: jointly with the fixed effects, or given them.
    pub fn modes(&mut self, theta: &[f64], beta: Option<&[f64]>) -> Result<Modes, MixedError> {
        let (part, known) = match beta {
            Some(beta) => {
                let design = &self.joint.design;
                let linear = |row: usize| {
                    let mut sum = self.offset[row];
                    for (x, b) in design.x_row(row).iter().zip(beta) {
                        sum += x * b;
                    }
                    sum
                };
                (&mut self.random, (0..design.rows()).map(linear).collect())
            }
            None => (&mut self.joint, self.offset.clone()),
        };
        let data = Rows { y: &self.y, weights: &self.weights, known, family: &self.family };
        iterate(part, &data, theta, &self.start, self.tolerance).map(|modes| match beta {
            Some(beta) => Modes { beta: beta.to_vec(), ..modes },
            None => modes,
        })
    }

    /// log |L|² of the last iteration with fixed effects given, or without.
    pub fn log_determinant(&self, given: bool) -> f64 {
        if given { self.random.factor.log_determinant } else { self.joint.factor.log_determinant }
    }

    /// log |R_X|² of the last joint iteration.
    pub fn log_determinant_fixed(&self) -> f64 {
        self.joint.factor.log_determinant_fixed
    }

    /// The factor of the random effects of the last iteration with fixed effects given.
    pub fn random_factor(&self) -> (&Factor, &Design) {
        (&self.random.factor, &self.random.design)
    }

    /// Minus twice the log-likelihood of the observations given the random effects.
    pub fn conditional(&self, modes: &Modes) -> f64 {
        let aic = self.family.aic(&self.y, &self.trials, &modes.mu, &self.weights, modes.deviance);
        aic.unwrap_or(f64::NAN)
    }

    /// Working weights at a mean and linear predictor.
    pub fn working_weight(&self, row: usize, eta: f64, mu: f64) -> f64 {
        working_weight(&self.family, self.weights[row], eta, mu)
    }

    /// Factorises the joint problem with the weights that led to the modes and gives the covariance of the fixed
    /// effects over σ².
    pub fn covariance_at(&mut self, theta: &[f64], modes: &Modes) -> Result<Matrix, MixedError> {
        let part = &mut self.joint;
        part.products.accumulate(&part.design, &modes.eta, Some(&modes.weights));
        let done = part.factor.factorise(&part.design, &part.products, theta);
        done.map_err(MixedError::NotPositiveDefinite)?;
        Ok(self.last_covariance())
    }

    /// The covariance of the fixed effects over σ² at the last joint iteration.
    pub fn last_covariance(&self) -> Matrix {
        let part = &self.joint;
        let p = part.design.fixed;
        let columns = p + 1;
        // Forward substitution on the identity gives L⁻¹; the covariance is its cross product.
        let mut inverse = Matrix::identity(p);
        for j in 0..p {
            for i in j..p {
                let mut sum = inverse[(i, j)];
                for h in j..i {
                    sum -= part.factor.fixed[h * columns + i] * inverse[(h, j)];
                }
                inverse[(i, j)] = sum / part.factor.fixed[i * columns + i];
            }
        }
        inverse.gram()
    }

    /// Conditional covariances of every level's effects, in units of σ², at the last iteration.
    pub fn conditional_covariance(&self, given: bool) -> Vec<Vec<Matrix>> {
        let part = if given { &self.random } else { &self.joint };
        covariance_by_term(&part.design.structure, &part.factor.conditional_covariance(&part.design))
    }

    /// Effects by group as one matrix for each term.
    pub fn by_term(&self, effects: &[Vec<f64>]) -> Vec<Matrix> {
        by_term(&self.joint.design.structure, effects)
    }
}

/// Columns of data in their original order.
pub(super) struct Data<'a> {
    pub y: &'a [f64],
    pub weights: &'a [f64],
    pub trials: &'a [f64],
    pub offset: &'a [f64],
    pub eta: &'a [f64],
}

struct Rows<'a> {
    y: &'a [f64],
    weights: &'a [f64],
    known: Vec<f64>,
    family: &'a Family,
}

fn working_weight(family: &Family, weight: f64, eta: f64, mu: f64) -> f64 {
    let slope = family.link.mu_eta(eta);
    weight * slope * slope / family.variance(mu)
}

fn iterate(
    part: &mut Part,
    data: &Rows,
    theta: &[f64],
    start: &[f64],
    tolerance: f64,
) -> Result<Modes, MixedError> {
    let n = data.y.len();
    let mut eta = start.to_vec();
    let mut mu: Vec<f64> = eta.iter().map(|&e| data.family.link.inverse(e)).collect();
    let (mut weights, mut working) = (vec![0.0; n], vec![0.0; n]);
    let mut last: Option<(Modes, f64)> = None;
    for _ in 0..ITERATIONS {
        for i in 0..n {
            weights[i] = working_weight(data.family, data.weights[i], eta[i], mu[i]);
            working[i] = eta[i] - data.known[i] + (data.y[i] - mu[i]) / data.family.link.mu_eta(eta[i]);
        }
        part.products.accumulate(&part.design, &working, Some(&weights));
        let done = part.factor.factorise(&part.design, &part.products, theta);
        done.map_err(MixedError::NotPositiveDefinite)?;
        let beta = part.factor.fixed_effects(part.design.fixed);
        let u = part.factor.random_effects(&part.design, &beta);
        let mut modes = modes_at(part, data, beta, u);
        let mut penalised = modes.deviance + modes.usqr;
        if let Some((before, value)) = &last {
            if ((value - penalised) / penalised).abs() < tolerance {
                modes.weights = weights;
                return Ok(modes);
            }
            for _ in 0..HALVINGS {
                if penalised <= *value {
                    break;
                }
                modes = halfway(part, data, before, &modes);
                penalised = modes.deviance + modes.usqr;
            }
            if penalised > *value || penalised.is_nan() {
                return Err(MixedError::StepHalvings(HALVINGS));
            }
        }
        eta.copy_from_slice(&modes.eta);
        mu.copy_from_slice(&modes.mu);
        last = Some((modes, penalised));
    }
    Err(MixedError::NotConverged(ITERATIONS))
}

/// The modes halfway between two.
fn halfway(part: &Part, data: &Rows, before: &Modes, after: &Modes) -> Modes {
    let mix = |a: &f64, b: &f64| 0.5 * (a + b);
    let beta = before.beta.iter().zip(&after.beta).map(|(a, b)| mix(a, b)).collect();
    let u = before.u.iter().zip(&after.u).map(|(a, b)| a.iter().zip(b).map(|(a, b)| mix(a, b)).collect());
    let u = u.collect();
    modes_at(part, data, beta, u)
}

fn modes_at(part: &Part, data: &Rows, beta: Vec<f64>, u: Vec<Vec<f64>>) -> Modes {
    let b = part.factor.scaled_effects(&part.design, &u);
    let groups = &part.design.structure.groups;
    let mut eta = data.known.clone();
    for (row, value) in eta.iter_mut().enumerate() {
        for (x, c) in part.design.x_row(row).iter().zip(&beta) {
            *value += x * c;
        }
        for (group, b) in groups.iter().zip(&b) {
            let k = group.width;
            let effects = &b[group.codes[row] * k..(group.codes[row] + 1) * k];
            for (z, effect) in group.z[row * k..(row + 1) * k].iter().zip(effects) {
                *value += z * effect;
            }
        }
    }
    let mu: Vec<f64> = eta.iter().map(|&e| data.family.link.inverse(e)).collect();
    let deviance = data.family.deviance(data.y, &mu, data.weights);
    let mut usqr = 0.0;
    for value in u.iter().flatten() {
        usqr += value * value;
    }
    Modes { beta, u, b, eta, mu, deviance, usqr, weights: Vec::new() }
}
