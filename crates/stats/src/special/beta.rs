//! The beta function, its logarithm and binomial coefficients of any real upper index.

use super::elementary::is_integer;
use super::gamma::{gamma, ln_gamma, ln_gamma_signed};
use super::saddle_point::{HALF_LN_TAU, stirling_series};

/// `ln beta(a, b)`; infinite when the smaller argument is zero, `NaN` when it is negative.
pub fn ln_beta(a: f64, b: f64) -> f64 {
    if a.is_nan() || b.is_nan() {
        return f64::NAN;
    }
    let (p, q) = (a.min(b), a.max(b));
    if p < 0.0 {
        return f64::NAN;
    }
    if p == 0.0 {
        return f64::INFINITY;
    }
    if q == f64::INFINITY {
        return f64::NEG_INFINITY;
    }
    let h = p / (p + q);
    if p >= 10.0 {
        let correction = stirling_series(p) + stirling_series(q) - stirling_series(p + q);
        return -0.5 * q.ln() + HALF_LN_TAU + correction + (p - 0.5) * h.ln() + q * (-h).ln_1p();
    }
    if q >= 10.0 {
        let correction = stirling_series(q) - stirling_series(p + q);
        return ln_gamma(p) + correction + p - p * (p + q).ln() + (q - 0.5) * (-h).ln_1p();
    }
    if p < 1e-306 {
        return ln_gamma(p) + (ln_gamma(q) - ln_gamma(p + q));
    }
    (gamma(p) * (gamma(q) / gamma(p + q))).ln()
}

/// `beta(a, b)`.
pub fn beta(a: f64, b: f64) -> f64 {
    if a.is_nan() || b.is_nan() || a < 0.0 || b < 0.0 {
        return f64::NAN;
    }
    if a == 0.0 || b == 0.0 {
        return f64::INFINITY;
    }
    if a.is_infinite() || b.is_infinite() {
        return 0.0;
    }
    if a + b < 171.61447887182297 {
        return (1.0 / gamma(a + b)) * gamma(a) * gamma(b);
    }
    ln_beta(a, b).exp()
}

/// `ln choose(n, k)` for `0 <= k <= n`.
fn ln_choose_positive(n: f64, k: f64) -> f64 {
    -(n + 1.0).ln() - ln_beta(n - k + 1.0, k + 1.0)
}

/// `ln |choose(n, k)|` and its sign where `n < k - 1` is not an integer.
fn ln_choose_signed(n: f64, k: f64) -> (f64, f64) {
    let (rest, sign) = ln_gamma_signed(n - k + 1.0);
    (ln_gamma(n + 1.0) - ln_gamma(k + 1.0) - rest, sign)
}

/// Below this `k` the coefficient is a plain product.
const SHORT: f64 = 30.0;

/// `choose(n, k)` for real `n` and `k` rounded to an integer.
pub fn choose(n: f64, k: f64) -> f64 {
    if n.is_nan() || k.is_nan() {
        return n + k;
    }
    let whole = is_integer(n);
    let mut k = k.round_ties_even();
    if k < SHORT {
        if whole && n - k < k && n >= 0.0 {
            k = (n - k).round_ties_even();
        }
        return short_product(n, k, whole);
    }
    if n < 0.0 {
        let value = choose(k - n - 1.0, k);
        return if k % 2.0 == 0.0 { value } else { -value };
    }
    if whole {
        let n = n.round_ties_even();
        if n < k {
            return 0.0;
        }
        if n - k < SHORT {
            return choose(n, n - k);
        }
        return ln_choose_positive(n, k).exp().round_ties_even();
    }
    if n < k - 1.0 {
        let (value, sign) = ln_choose_signed(n, k);
        return sign * value.exp();
    }
    ln_choose_positive(n, k).exp()
}

fn short_product(n: f64, k: f64, whole: bool) -> f64 {
    if k < 0.0 {
        return 0.0;
    }
    if k == 0.0 {
        return 1.0;
    }
    let (mut value, mut n) = (n, n);
    for j in 2..=k as u32 {
        n -= 1.0;
        value *= n / f64::from(j);
    }
    if whole { value.round_ties_even() } else { value }
}

/// `ln |choose(n, k)|`.
pub fn ln_choose(n: f64, k: f64) -> f64 {
    if n.is_nan() || k.is_nan() {
        return n + k;
    }
    let k = k.round_ties_even();
    if k < 2.0 {
        return match k {
            k if k < 0.0 => f64::NEG_INFINITY,
            0.0 => 0.0,
            _ => n.abs().ln(),
        };
    }
    if n < 0.0 {
        return ln_choose(k - n - 1.0, k);
    }
    if is_integer(n) {
        let n = n.round_ties_even();
        if n < k {
            return f64::NEG_INFINITY;
        }
        return if n - k < 2.0 { ln_choose(n, n - k) } else { ln_choose_positive(n, k) };
    }
    if n < k - 1.0 { ln_choose_signed(n, k).0 } else { ln_choose_positive(n, k) }
}
