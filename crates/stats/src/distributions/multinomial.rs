//! The multinomial distribution.

use super::level::{exponential, zero};
use crate::special::ln_gamma;

/// The probability of the counts `x`; `prob` need not sum to one. `NaN` when the lengths differ, a
/// probability is negative or infinite, or all are zero.
pub fn density(x: &[f64], prob: &[f64], log: bool) -> f64 {
    let total: f64 = prob.iter().sum();
    if x.len() != prob.len() || prob.iter().any(|p| !p.is_finite() || *p < 0.0) || total == 0.0 {
        return f64::NAN;
    }
    let counts: Vec<f64> = x.iter().map(|x| (x + 0.5).trunc()).collect();
    if counts.iter().any(|x| *x < 0.0) {
        return f64::NAN;
    }
    let n: f64 = counts.iter().sum();
    let mut exponent = ln_gamma(n + 1.0);
    let mut sum = 0.0;
    for (&count, &p) in counts.iter().zip(prob) {
        let p = p / total;
        if p == 0.0 {
            if count != 0.0 {
                return zero(log);
            }
            continue;
        }
        sum += count * p.ln() - ln_gamma(count + 1.0);
    }
    exponent += sum;
    exponential(exponent, log)
}
