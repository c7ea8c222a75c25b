//! The gamma function and its logarithm.

use super::elementary::sin_pi;
use super::saddle_point::{HALF_LN_TAU, stirling_series};
use std::f64::consts::PI;

/// `zeta(k) - 1` for k = 2, 3, ...
const ZETA_MINUS_ONE: [f64; 44] = [
    0.6449340668482264,
    0.2020569031595943,
    0.08232323371113819,
    0.03692775514336993,
    0.01734306198444914,
    0.008349277381922827,
    0.00407735619794434,
    0.0020083928260822143,
    0.0009945751278180853,
    0.0004941886041194645,
    0.0002460865533080483,
    0.00012271334757848915,
    6.124813505870483e-05,
    3.058823630702049e-05,
    1.528225940865187e-05,
    7.637197637899763e-06,
    3.81729326499984e-06,
    1.908212716553939e-06,
    9.539620338727962e-07,
    4.769329867878064e-07,
    2.38450502727733e-07,
    1.1921992596531106e-07,
    5.960818905125948e-08,
    2.980350351465228e-08,
    1.4901554828365043e-08,
    7.45071178983543e-09,
    3.725334024788457e-09,
    1.862659723513049e-09,
    9.313274324196682e-10,
    4.656629065033784e-10,
    2.3283118336765053e-10,
    1.164155017270052e-10,
    5.820772087902701e-11,
    2.9103850444971e-11,
    1.4551921891041985e-11,
    7.275959835057482e-12,
    3.637979547378651e-12,
    1.818989650307066e-12,
    9.094947840263888e-13,
    4.547473783042154e-13,
    2.2737368458246524e-13,
    1.136868407680228e-13,
    5.684341987627585e-14,
    2.842170976889302e-14,
];

/// One minus Euler's constant.
const ONE_MINUS_EULER: f64 = 0.42278433509846713;

/// `ln gamma(2 + a)` for `|a| <= 1/2`: the zeta series of `ln gamma(1 + a)` with `ln(1 + a)` split off,
/// relatively accurate at its zero.
fn ln_gamma_near_two(a: f64) -> f64 {
    let mut sum = 0.0;
    for (i, &z) in ZETA_MINUS_ONE.iter().enumerate().rev() {
        sum = -a * (z / (i as f64 + 2.0) + sum);
    }
    // sum = -a z2/2 + a^2 z3/3 - ... is the series divided by -a.
    a * (ONE_MINUS_EULER - sum)
}

/// `ln gamma(1 + a)`, relatively accurate near zero, for `a > -1`.
pub fn ln_gamma_one_plus(a: f64) -> f64 {
    if a.abs() <= 0.5 { ln_gamma_near_two(a) - a.ln_1p() } else { ln_gamma(1.0 + a) }
}

/// The logarithm for `x > 0`.
fn ln_gamma_positive(x: f64) -> f64 {
    if x < 0.5 {
        return ln_gamma_one_plus(x) - x.ln();
    }
    if x <= 1.5 {
        return ln_gamma_one_plus(x - 1.0);
    }
    if x < 10.0 {
        let (mut y, mut product) = (x, 1.0);
        while y > 2.5 {
            y -= 1.0;
            product *= y;
        }
        return f64::ln(product) + ln_gamma_near_two(y - 2.0);
    }
    HALF_LN_TAU + (x - 0.5) * x.ln() - x + stirling_series(x)
}

/// `ln |gamma(x)|`; infinite at zero and the negative integers.
pub fn ln_gamma(x: f64) -> f64 {
    ln_gamma_signed(x).0
}

/// `ln |gamma(x)|` and the sign of `gamma(x)`.
pub fn ln_gamma_signed(x: f64) -> (f64, f64) {
    if x.is_nan() {
        return (x, 1.0);
    }
    if x > 0.0 {
        let value = if x == f64::INFINITY { x } else { ln_gamma_positive(x) };
        return (value, 1.0);
    }
    let sign = if (-x).floor() % 2.0 == 0.0 && x < 0.0 { -1.0 } else { 1.0 };
    if x == x.trunc() {
        return (f64::INFINITY, 1.0);
    }
    if x > -170.0 {
        return (gamma_reflected(x).abs().ln(), sign);
    }
    // gamma(x) gamma(-x) = -pi / (x sin(pi x)).
    let value = (PI / (x * sin_pi(x)).abs()).ln() - ln_gamma_positive(-x);
    (value, sign)
}

/// The gamma function for `x` in `0.5..=50`.
fn gamma_middle(x: f64) -> f64 {
    let (mut y, mut product) = (x, 1.0);
    while y > 2.5 {
        y -= 1.0;
        product *= y;
    }
    if y < 1.5 {
        // Only reached from below: gamma(y) = gamma(y + 1) / y.
        return ln_gamma_near_two(y - 1.0).exp() / y;
    }
    product * ln_gamma_near_two(y - 2.0).exp()
}

fn gamma_reflected(x: f64) -> f64 {
    if x > -0.5 {
        return ln_gamma_one_plus(x).exp() / x;
    }
    -PI / (x * sin_pi(x) * gamma(-x))
}

/// The gamma function; `NaN` at zero and the negative integers, exactly `(x - 1)!` for integers up to 51.
pub fn gamma(x: f64) -> f64 {
    if x.is_nan() || x == 0.0 || (x < 0.0 && x == x.trunc()) {
        return f64::NAN;
    }
    if x < 0.0 {
        return if x < -179.0 { 0.0 } else { gamma_reflected(x) };
    }
    if x > 171.61447887182297 {
        return f64::INFINITY;
    }
    if x == x.trunc() && x <= 51.0 {
        return (2..x as u32).fold(1.0, |product, i| product * f64::from(i));
    }
    if x < 0.5 {
        return ln_gamma_one_plus(x).exp() / x;
    }
    if x <= 50.0 {
        return gamma_middle(x);
    }
    // The power is taken in two halves, which keeps it in range and accurate.
    let half = x.powf(0.5 * x - 0.25);
    half * (-x).exp() * half * (HALF_LN_TAU + stirling_series(x)).exp()
}

/// `x!`, that is `gamma(x + 1)`.
pub fn factorial(x: f64) -> f64 {
    gamma(x + 1.0)
}

/// `1 / gamma(x)`, zero at the poles.
pub fn reciprocal_gamma(x: f64) -> f64 {
    if x == 0.0 || (x < 0.0 && x == x.trunc()) { 0.0 } else { 1.0 / gamma(x) }
}
