//! Nonlinear least squares by Gauss–Newton steps, halved until the sum of squares does not grow.
//!
//! The iterations stop by the relative offset of Bates and Watts (1981): the length of the residuals' part in
//! the tangent plane over that of the part orthogonal to it.

use crate::linear::{LM_TOLERANCE, Qr};
use crate::matrix::Matrix;

/// What a model says at given parameters: its values and, where it knows them, their derivatives.
#[derive(Clone, Debug)]
pub struct ModelValues {
    /// One value per response.
    pub values: Vec<f64>,
    /// One column per parameter; nothing where differences have to do.
    pub gradient: Option<Matrix>,
}

/// When to stop.
#[derive(Clone, Copy, Debug)]
pub struct GaussNewtonControl {
    /// Iterations allowed.
    pub max_iterations: usize,
    /// Relative offset that counts as convergence.
    pub tolerance: f64,
    /// Smallest factor of a step.
    pub min_factor: f64,
}

/// A least squares fit.
#[derive(Clone, Debug)]
pub struct GaussNewton {
    /// Parameters.
    pub parameters: Vec<f64>,
    /// Values of the model.
    pub fitted: Vec<f64>,
    /// Residuals times the roots of the weights.
    pub residuals: Vec<f64>,
    /// Their sum of squares.
    pub deviance: f64,
    /// The factorisation of the weighted gradient.
    pub qr: Qr,
    /// Iterations used.
    pub iterations: usize,
    /// The relative offset reached.
    pub offset: f64,
}

/// Why there is no fit; `E` is what the model itself may fail with.
#[derive(Clone, Debug)]
pub enum GaussNewtonError<E> {
    /// The model failed.
    Model(E),
    /// The gradient is singular at the start.
    SingularStart,
    /// The gradient became singular.
    Singular,
    /// A step was shortened below the smallest factor.
    StepTooShort(f64),
    /// The iterations did not suffice.
    TooManyIterations,
    /// The model gave missing or infinite values.
    NotFinite,
}

impl<E> From<E> for GaussNewtonError<E> {
    fn from(error: E) -> Self {
        GaussNewtonError::Model(error)
    }
}

struct State {
    fitted: Vec<f64>,
    residuals: Vec<f64>,
    deviance: f64,
    qr: Qr,
}

/// A problem: responses, roots of weights, and the model.
struct Problem<'a, F> {
    y: &'a [f64],
    roots: &'a [f64],
    model: F,
}

impl<E, F: FnMut(&[f64]) -> Result<ModelValues, E>> Problem<'_, F> {
    fn weighted(&self, fitted: &[f64]) -> Vec<f64> {
        (0..self.y.len()).map(|i| (self.y[i] - fitted[i]) * self.roots[i]).collect()
    }

    /// Derivatives by forward differences, in steps of the root of the precision.
    fn differences(&mut self, parameters: &[f64], values: &[f64]) -> Result<Matrix, E> {
        let mut gradient = Matrix::zeros(values.len(), parameters.len());
        for j in 0..parameters.len() {
            let size = parameters[j].abs();
            let step = f64::EPSILON.sqrt() * if size == 0.0 { 1.0 } else { size };
            let mut moved = parameters.to_vec();
            moved[j] += step;
            let there = (self.model)(&moved)?.values;
            for (i, g) in gradient.column_mut(j).iter_mut().enumerate() {
                *g = (there[i] - values[i]) / step;
            }
        }
        Ok(gradient)
    }

    /// The state at given parameters; nothing when the gradient is singular there.
    fn at(&mut self, parameters: &[f64]) -> Result<Option<State>, GaussNewtonError<E>> {
        let found = (self.model)(parameters)?;
        if found.values.iter().any(|v| !v.is_finite()) {
            return Err(GaussNewtonError::NotFinite);
        }
        let mut gradient = match found.gradient {
            Some(gradient) => gradient,
            None => self.differences(parameters, &found.values)?,
        };
        if !gradient.is_finite() {
            return Err(GaussNewtonError::NotFinite);
        }
        for j in 0..gradient.cols() {
            gradient.column_mut(j).iter_mut().zip(self.roots).for_each(|(g, w)| *g *= w);
        }
        let residuals = self.weighted(&found.values);
        let deviance = residuals.iter().map(|r| r * r).sum();
        let qr = Qr::new(gradient, LM_TOLERANCE);
        let regular = qr.rank == parameters.len();
        Ok(regular.then_some(State { fitted: found.values, residuals, deviance, qr }))
    }
}

impl State {
    /// The residuals in the coordinates of the tangent plane and its complement, and the relative offset.
    fn turned(&self) -> (Vec<f64>, f64) {
        let mut turned = self.residuals.clone();
        self.qr.qty(&mut turned);
        let p = self.qr.rank;
        let length = |v: &[f64]| v.iter().map(|x| x * x).sum::<f64>();
        let offset = (length(&turned[..p]) / length(&turned[p..])).sqrt();
        (turned, offset)
    }
}

/// Fits a model to responses. `trace` is told the sum of squares, the offset and the parameters of each step.
pub fn gauss_newton<E>(
    y: &[f64],
    roots: &[f64],
    start: &[f64],
    control: GaussNewtonControl,
    model: impl FnMut(&[f64]) -> Result<ModelValues, E>,
    mut trace: impl FnMut(f64, f64, &[f64]),
) -> Result<GaussNewton, GaussNewtonError<E>> {
    let mut problem = Problem { y, roots, model };
    let mut parameters = start.to_vec();
    let mut state = problem.at(&parameters)?.ok_or(GaussNewtonError::SingularStart)?;
    let mut factor = 1.0_f64;
    for iterations in 0..=control.max_iterations {
        let (turned, offset) = state.turned();
        trace(state.deviance, offset, &parameters);
        if offset <= control.tolerance {
            return Ok(GaussNewton {
                parameters,
                fitted: state.fitted,
                residuals: state.residuals,
                deviance: state.deviance,
                qr: state.qr,
                iterations,
                offset,
            });
        }
        if iterations == control.max_iterations {
            break;
        }
        let solved = state.qr.coefficients(&turned);
        let mut increment = vec![0.0; parameters.len()];
        solved.into_iter().zip(&state.qr.pivot).for_each(|(b, &j)| increment[j] = b);
        loop {
            if factor < control.min_factor {
                return Err(GaussNewtonError::StepTooShort(factor));
            }
            let next: Vec<f64> = parameters.iter().zip(&increment).map(|(p, d)| p + factor * d).collect();
            let there = problem.at(&next)?.ok_or(GaussNewtonError::Singular)?;
            if there.deviance <= state.deviance {
                factor = (2.0 * factor).min(1.0);
                (parameters, state) = (next, there);
                break;
            }
            factor /= 2.0;
        }
    }
    Err(GaussNewtonError::TooManyIterations)
}

#[cfg(test)]
mod tests {
    //! A curve through exact points is found again.

    use super::*;

    #[test]
    fn finds_a_decay() {
        let x: Vec<f64> = (0..8).map(f64::from).collect();
        let noise = [0.01, -0.01, 0.02, 0.0, -0.02, 0.01, 0.0, -0.01];
        let y: Vec<f64> = x.iter().zip(noise).map(|(x, e)| 3.0 * (-0.4 * x).exp() + e).collect();
        let control = GaussNewtonControl { max_iterations: 50, tolerance: 1e-5, min_factor: 1.0 / 1024.0 };
        let model = |p: &[f64]| -> Result<ModelValues, ()> {
            let values = x.iter().map(|x| p[0] * (-p[1] * x).exp()).collect();
            Ok(ModelValues { values, gradient: None })
        };
        let fit = gauss_newton(&y, &[1.0; 8], &[1.0, 0.1], control, model, |_, _, _| {});
        let fit = fit.expect("the problem is regular");
        assert!((fit.parameters[0] - 3.0).abs() < 0.03 && (fit.parameters[1] - 0.4).abs() < 0.01);
    }
}
