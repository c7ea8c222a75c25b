//! Derivatives by Richardson extrapolation: four central differences with halved steps, combined so that the
//! error terms cancel.

use crate::matrix::Matrix;

/// Differences taken with halved steps.
const ROUNDS: usize = 4;

/// First steps: a share of each variable, with a floor for those close to zero.
fn first_steps(x: &[f64], share: f64) -> Vec<f64> {
    let close_to_zero = (f64::EPSILON / 7e-7).sqrt();
    x.iter().map(|x| (share * x).abs() + if x.abs() < close_to_zero { 1e-4 } else { 0.0 }).collect()
}

/// Combines estimates whose steps were halved each time.
fn extrapolate(mut estimates: [f64; ROUNDS]) -> f64 {
    let mut power = 1.0;
    for round in 1..ROUNDS {
        power *= 4.0;
        for k in 0..ROUNDS - round {
            estimates[k] = (estimates[k + 1] * power - estimates[k]) / (power - 1.0);
        }
    }
    estimates[0]
}

/// The Hessian of `f`, first step a tenth of each variable.
pub fn hessian(f: &mut dyn FnMut(&[f64]) -> f64, x: &[f64]) -> Matrix {
    let n = x.len();
    let first = first_steps(x, 0.1);
    let center = f(x);
    let mut at = x.to_vec();
    let mut hessian = Matrix::zeros(n, n);
    for i in 0..n {
        let mut estimates = [0.0; ROUNDS];
        let mut h = first[i];
        for estimate in &mut estimates {
            at[i] = x[i] + h;
            let above = f(&at);
            at[i] = x[i] - h;
            let below = f(&at);
            *estimate = (above - 2.0 * center + below) / (h * h);
            h /= 2.0;
        }
        at[i] = x[i];
        hessian[(i, i)] = extrapolate(estimates);
    }
    for i in 0..n {
        for j in 0..i {
            let mut estimates = [0.0; ROUNDS];
            let (mut hi, mut hj) = (first[i], first[j]);
            for estimate in &mut estimates {
                at[i] = x[i] + hi;
                at[j] = x[j] + hj;
                let above = f(&at);
                at[i] = x[i] - hi;
                at[j] = x[j] - hj;
                let below = f(&at);
                let own = hessian[(i, i)] * hi * hi + hessian[(j, j)] * hj * hj;
                *estimate = (above - 2.0 * center + below - own) / (2.0 * hi * hj);
                hi /= 2.0;
                hj /= 2.0;
            }
            (at[i], at[j]) = (x[i], x[j]);
            let value = extrapolate(estimates);
            hessian[(i, j)] = value;
            hessian[(j, i)] = value;
        }
    }
    hessian
}

/// The derivatives of a vector of values with respect to each variable: one vector for each variable.
pub fn jacobian(f: &mut dyn FnMut(&[f64]) -> Vec<f64>, x: &[f64]) -> Vec<Vec<f64>> {
    let first = first_steps(x, 1e-4);
    let mut at = x.to_vec();
    let mut result = Vec::with_capacity(x.len());
    for i in 0..x.len() {
        let mut estimates: Vec<[f64; ROUNDS]> = Vec::new();
        let mut h = first[i];
        for round in 0..ROUNDS {
            at[i] = x[i] + h;
            let above = f(&at);
            at[i] = x[i] - h;
            let below = f(&at);
            estimates.resize(above.len(), [0.0; ROUNDS]);
            for (estimate, (a, b)) in estimates.iter_mut().zip(above.iter().zip(&below)) {
                estimate[round] = (a - b) / (2.0 * h);
            }
            h /= 2.0;
        }
        at[i] = x[i];
        result.push(estimates.into_iter().map(extrapolate).collect());
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derivatives_of_a_known_function() {
        let mut f = |x: &[f64]| x[0].exp() * x[1].sin();
        let h = hessian(&mut f, &[0.5, 1.2]);
        let e = 0.5_f64.exp();
        let expected = [e * 1.2_f64.sin(), e * 1.2_f64.cos(), e * 1.2_f64.cos(), -e * 1.2_f64.sin()];
        assert!(h.data().iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-9));
        let j = jacobian(&mut |x| vec![x[0] * x[0] * x[1]], &[0.5, 1.2]);
        assert!((j[0][0] - 1.2).abs() < 1e-9 && (j[1][0] - 0.25).abs() < 1e-9);
    }
}
