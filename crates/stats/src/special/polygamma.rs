//! Derivatives of the logarithm of the gamma function.

use super::elementary::tan_pi;
use super::gamma::factorial;
use std::f64::consts::PI;

/// The Bernoulli numbers `B(2k)` for k = 1, 2, ...
const BERNOULLI: [f64; 15] = [
    1.0 / 6.0,
    -1.0 / 30.0,
    1.0 / 42.0,
    -1.0 / 30.0,
    5.0 / 66.0,
    -691.0 / 2730.0,
    7.0 / 6.0,
    -3617.0 / 510.0,
    43867.0 / 798.0,
    -174611.0 / 330.0,
    854513.0 / 138.0,
    -236364091.0 / 2730.0,
    8553103.0 / 6.0,
    -23749461029.0 / 870.0,
    8615841276005.0 / 14322.0,
];

/// The first derivative of `ln gamma`; `NaN` at the poles.
pub fn digamma(x: f64) -> f64 {
    if x.is_nan() || (x <= 0.0 && x == x.trunc()) {
        return f64::NAN;
    }
    if x < 0.0 {
        return digamma(1.0 - x) - PI * cotangent(x);
    }
    if x == f64::INFINITY {
        return x;
    }
    let (mut shift, mut y) = (0.0, x);
    while y < 12.0 {
        shift += 1.0 / y;
        y += 1.0;
    }
    let square = 1.0 / (y * y);
    let mut sum = 0.0;
    for (i, &b) in BERNOULLI.iter().enumerate().rev() {
        sum = square * (sum + b / (2 * (i + 1)) as f64);
    }
    y.ln() - 0.5 / y - sum - shift
}

/// `cot(pi x)`, zero at the half integers.
fn cotangent(x: f64) -> f64 {
    let tangent = tan_pi(x);
    if tangent.is_nan() { 0.0 } else { 1.0 / tangent }
}

/// The second derivative of `ln gamma`.
pub fn trigamma(x: f64) -> f64 {
    psigamma(x, 1.0)
}

/// The derivative of order `order` of [`digamma`]; `NaN` beyond order 100 and, for negative `x`, beyond 5.
pub fn psigamma(x: f64, order: f64) -> f64 {
    if x.is_nan() || order.is_nan() {
        return f64::NAN;
    }
    let order = order.round_ties_even();
    if !(0.0..=100.0).contains(&order) {
        return f64::NAN;
    }
    let n = order as usize;
    if n == 0 {
        return digamma(x);
    }
    let sign = if n.is_multiple_of(2) { -1.0 } else { 1.0 };
    if x <= 0.0 {
        if x == x.trunc() {
            return if n % 2 == 1 { f64::INFINITY } else { f64::NAN };
        }
        if n > 5 {
            return f64::NAN;
        }
        return -sign * psigamma(1.0 - x, order) - PI.powi(n as i32 + 1) * cotangent_derivative(x, n);
    }
    sign * factorial(order) * hurwitz_zeta(order + 1.0, x)
}

/// The derivative of order `n` of `cot` at `pi x`, a polynomial in the cotangent.
fn cotangent_derivative(x: f64, n: usize) -> f64 {
    let cotangent = cotangent(x);
    let mut polynomial = vec![0.0, 1.0];
    for _ in 0..n {
        // d/dz p(cot z) = -(1 + cot^2 z) p'(cot z).
        let mut next = vec![0.0; polynomial.len() + 1];
        for (k, &c) in polynomial.iter().enumerate().skip(1) {
            next[k - 1] -= c * k as f64;
            next[k + 1] -= c * k as f64;
        }
        polynomial = next;
    }
    polynomial.iter().rev().fold(0.0, |sum, &c| sum * cotangent + c)
}

/// `sum over k >= 0 of (x + k)^-s` by Euler and Maclaurin's formula.
fn hurwitz_zeta(s: f64, x: f64) -> f64 {
    if x == f64::INFINITY {
        return 0.0;
    }
    let (mut sum, mut y) = (0.0, x);
    while y < 10.0 + s {
        let term = y.powf(-s);
        sum += term;
        y += 1.0;
        if term < sum * 1e-20 {
            return sum;
        }
    }
    let power = y.powf(-s);
    let mut rest = power * y / (s - 1.0) + 0.5 * power;
    let mut factor = s * power / y;
    for (i, &b) in BERNOULLI.iter().enumerate() {
        let k = 2.0 * (i as f64 + 1.0);
        // factor holds s (s + 1) ... (s + k - 2) / k! y^(-s - k + 1), with k! taken step by step.
        if i == 0 {
            factor /= 2.0;
        }
        let term = b * factor;
        rest += term;
        if term.abs() < 1e-18 * rest {
            break;
        }
        factor *= (s + k - 1.0) * (s + k) / ((k + 1.0) * (k + 2.0) * y * y);
    }
    sum + rest
}
