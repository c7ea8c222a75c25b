//! Convergence checks by finite differences.

use crate::linear::{Cholesky, symmetric_eigen};
use crate::matrix::Matrix;

/// Gradient and Hessian at the optimum.
#[derive(Clone, Debug)]
pub struct Derivatives {
    /// Gradient.
    pub gradient: Vec<f64>,
    /// Hessian.
    pub hessian: Matrix,
}

/// What the derivatives say about convergence; the wording is the caller's.
#[derive(Clone, Debug)]
pub struct ConvergenceCheck {
    /// The gradient scaled by the Hessian's factor; nothing when the Hessian is not positive definite.
    pub scaled_gradient: Option<Vec<f64>>,
    /// Largest of the smaller moduli of scaled and plain gradient.
    pub largest: f64,
    /// Where it occurs, from 0.
    pub component: usize,
    /// Eigenvalues of the Hessian, largest first.
    pub eigenvalues: Vec<f64>,
}

/// Central differences with a step of 1e-4.
pub fn derivatives(f: &mut dyn FnMut(&[f64]) -> f64, x: &[f64], value: f64) -> Derivatives {
    let (n, step) = (x.len(), 1e-4);
    let mut gradient = vec![0.0; n];
    let mut hessian = Matrix::zeros(n, n);
    let mut at = x.to_vec();
    for j in 0..n {
        at[j] = x[j] + step;
        let above = f(&at);
        at[j] = x[j] - step;
        let below = f(&at);
        hessian[(j, j)] = above / (step * step) - 2.0 * value / (step * step) + below / (step * step);
        gradient[j] = (above - below) / (2.0 * step);
        for k in 0..j {
            let mut corner = |a: f64, b: f64| {
                at[j] = x[j] + a;
                at[k] = x[k] + b;
                f(&at)
            };
            let scale = 4.0 * step * step;
            let mixed =
                corner(step, step) / scale - corner(step, -step) / scale - corner(-step, step) / scale
                    + corner(-step, -step) / scale;
            hessian[(j, k)] = mixed;
            hessian[(k, j)] = mixed;
            at[k] = x[k];
        }
        at[j] = x[j];
    }
    Derivatives { gradient, hessian }
}

impl Derivatives {
    /// The quantities of the convergence check.
    pub fn check(&self) -> ConvergenceCheck {
        let scaled_gradient = Cholesky::new(&self.hessian).ok().map(|factor| {
            let mut scaled = self.gradient.clone();
            crate::linear::back_solve(&factor.r, &Matrix::from_vec(scaled.len(), 1, scaled.clone()), false)
                .map(|solved| scaled = solved.into_vec())
                .unwrap_or(());
            scaled
        });
        let smaller = |i: usize| match &scaled_gradient {
            Some(scaled) => scaled[i].abs().min(self.gradient[i].abs()),
            None => self.gradient[i].abs(),
        };
        let mut component = 0;
        for i in 1..self.gradient.len() {
            if smaller(i) > smaller(component) {
                component = i;
            }
        }
        let largest = if self.gradient.is_empty() { 0.0 } else { smaller(component) };
        let eigenvalues = symmetric_eigen(&self.hessian).map(|e| e.values).unwrap_or_default();
        ConvergenceCheck { scaled_gradient, largest, component, eigenvalues }
    }
}
