//! Logarithms and trigonometric functions where the plain formula cancels.

use std::f64::consts::{LN_2, PI};

/// `ln(1 + x) - x`, accurate near zero.
pub fn log1pmx(x: f64) -> f64 {
    if !(-0.4..=0.7).contains(&x) {
        return x.ln_1p() - x;
    }
    // ln(1 + x) = 2 atanh(r) with r = x / (2 + x), and 2 r - x = -r x.
    let r = x / (2.0 + x);
    let square = r * r;
    let (mut sum, mut power, mut k) = (1.0 / 3.0, 1.0, 3.0);
    loop {
        power *= square;
        k += 2.0;
        let next = sum + power / k;
        if next == sum {
            break;
        }
        sum = next;
    }
    r * (2.0 * square * sum - x)
}

/// `ln(1 - exp(-x))` for `x >= 0`.
pub fn log1mexp(x: f64) -> f64 {
    if x <= LN_2 { (-(-x).exp_m1()).ln() } else { (-(-x).exp()).ln_1p() }
}

/// `ln(1 + exp(x))`.
pub fn log1pexp(x: f64) -> f64 {
    if x <= 18.0 {
        x.exp().ln_1p()
    } else if x > 33.3 {
        x
    } else {
        x + (-x).exp()
    }
}

/// `ln(exp(a) + exp(b))`.
pub fn log_add(a: f64, b: f64) -> f64 {
    let (large, small) = if a >= b { (a, b) } else { (b, a) };
    if small == f64::NEG_INFINITY { large } else { large + (small - large).exp().ln_1p() }
}

/// `ln(exp(a) - exp(b))` for `a >= b`.
pub fn log_subtract(a: f64, b: f64) -> f64 {
    if b == f64::NEG_INFINITY { a } else { a + log1mexp(a - b) }
}

/// `sin(pi x)`, exact at multiples of one half.
pub fn sin_pi(x: f64) -> f64 {
    if !x.is_finite() {
        return f64::NAN;
    }
    let mut r = x % 2.0;
    if r <= -1.0 {
        r += 2.0;
    } else if r > 1.0 {
        r -= 2.0;
    }
    match r {
        0.0 | 1.0 => 0.0,
        0.5 => 1.0,
        -0.5 => -1.0,
        _ => (PI * r).sin(),
    }
}

/// `cos(pi x)`, exact at multiples of one half.
pub fn cos_pi(x: f64) -> f64 {
    if !x.is_finite() {
        return f64::NAN;
    }
    match x.abs() % 2.0 {
        r if r % 1.0 == 0.5 => 0.0,
        1.0 => -1.0,
        0.0 => 1.0,
        r => (PI * r).cos(),
    }
}

/// `tan(pi x)`, `NaN` at the poles and exact at multiples of one quarter.
pub fn tan_pi(x: f64) -> f64 {
    if !x.is_finite() {
        return f64::NAN;
    }
    let mut r = x % 1.0;
    if r <= -0.5 {
        r += 1.0;
    } else if r > 0.5 {
        r -= 1.0;
    }
    match r {
        0.0 => 0.0,
        0.5 => f64::NAN,
        0.25 => 1.0,
        -0.25 => -1.0,
        _ => (PI * r).tan(),
    }
}

/// Whether `x` is an integer up to the relative fuzz of 1e-7 that R allows counts to have (1e-9 from R 4.3
/// on changes no rounding, only which values warn).
pub fn is_integer(x: f64) -> bool {
    (x - x.round_ties_even()).abs() <= 1e-7 * x.abs().max(1.0)
}
