//! Sums, means and variances.

use crate::special::extended::Extended;

/// The sum, rounded to 64 bits at each step and to a double at the end.
pub fn sum(x: &[f64]) -> f64 {
    x.iter().copied().collect::<Extended>().value()
}

/// The product, rounded to 64 bits at each step, with the exponents of the processor's long format.
pub fn product(x: &[f64]) -> f64 {
    super::running::products(x).last().copied().unwrap_or(1.0)
}

/// The mean in two passes: the second adds the mean of what the first leaves.
pub fn mean(x: &[f64]) -> f64 {
    extended_mean(x).value()
}

pub(super) fn extended_mean(x: &[f64]) -> Extended {
    let n = x.len() as f64;
    let first = x.iter().copied().collect::<Extended>().over(n);
    if !first.value().is_finite() {
        return first;
    }
    let rest = x.iter().fold(Extended::default(), |sum, &x| sum.plus_extended(first.negative().plus(x)));
    first.plus_extended(rest.over(n))
}

/// The mean in one pass, as column and row means and means of integers are taken.
pub fn one_pass_mean(x: &[f64]) -> f64 {
    x.iter().copied().collect::<Extended>().over(x.len() as f64).value()
}

/// The mean with weights; observations of weight zero do not count, whatever they are.
pub fn weighted_mean(x: &[f64], weights: &[f64]) -> f64 {
    let weighted = x.iter().zip(weights).filter(|(_, w)| **w != 0.0).map(|(x, w)| x * w);
    weighted.collect::<Extended>().value() / sum(weights)
}

/// The sum of products of deviations from two centres.
pub(super) fn products(x: &[f64], center_x: f64, y: &[f64], center_y: f64) -> Extended {
    let deviation = |x: f64, center: f64| Extended::new(x).plus(-center);
    x.iter().zip(y).fold(Extended::default(), |sum, (&x, &y)| {
        sum.plus_extended(deviation(x, center_x).multiply(deviation(y, center_y)))
    })
}

/// The sum of squares around the mean, not yet divided.
pub(super) fn squares(x: &[f64], center: f64) -> Extended {
    products(x, center, x, center)
}

/// The sample variance; `NaN` for fewer than two observations.
pub fn variance(x: &[f64]) -> f64 {
    if x.len() < 2 {
        return f64::NAN;
    }
    squares(x, mean(x)).over(x.len() as f64 - 1.0).value()
}

/// The sample standard deviation.
pub fn sd(x: &[f64]) -> f64 {
    variance(x).sqrt()
}
