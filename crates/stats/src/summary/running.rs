//! Running sums, products and extremes, and counts of codes.

use crate::special::extended::Extended;

/// Running sums, kept in 64 bits.
pub fn sums(x: &[f64]) -> Vec<f64> {
    let mut sum = Extended::default();
    x.iter()
        .map(|&x| {
            sum = sum.plus(x);
            sum.value()
        })
        .collect()
}

/// Running products, kept in 64 bits with a longer exponent, so that a product may leave the range of
/// doubles and come back.
pub fn products(x: &[f64]) -> Vec<f64> {
    const LARGEST: i32 = 16384;
    let (mut product, mut exponent) = (Extended::new(1.0), 0);
    x.iter()
        .map(|&x| {
            let (factor, power) = parts(x);
            product = product.times(factor);
            exponent += power;
            let (_, shift) = parts(product.value());
            product = product.times(2f64.powi(-shift));
            exponent += shift;
            if exponent > LARGEST {
                product = product.times(f64::INFINITY);
            } else if exponent < -LARGEST {
                product = product.times(0.0);
            }
            scaled(product.value(), exponent)
        })
        .collect()
}

/// A number of size one to two and the power of two that is split off it; zero and infinity whole.
fn parts(x: f64) -> (f64, i32) {
    if x == 0.0 || !x.is_finite() {
        return (x, 0);
    }
    if x.abs() < f64::MIN_POSITIVE {
        let (factor, power) = parts(x * 2f64.powi(64));
        return (factor, power - 64);
    }
    let power = ((x.to_bits() >> 52) & 0x7ff) as i32 - 1023;
    (f64::from_bits((x.to_bits() & !(0x7ff << 52)) | (1023 << 52)), power)
}

/// `x` times a power of two, without a power that is no double.
fn scaled(x: f64, power: i32) -> f64 {
    let half = power.clamp(-2200, 2200) / 3;
    x * 2f64.powi(half) * 2f64.powi(half) * 2f64.powi(power.clamp(-2200, 2200) - 2 * half)
}

/// Running maxima; a `NaN` stays.
pub fn maxima(x: &[f64]) -> Vec<f64> {
    extremes(x, |x, so_far| x > so_far)
}

/// Running minima; a `NaN` stays.
pub fn minima(x: &[f64]) -> Vec<f64> {
    extremes(x, |x, so_far| x < so_far)
}

fn extremes(x: &[f64], beats: impl Fn(f64, f64) -> bool) -> Vec<f64> {
    let mut so_far = None;
    x.iter()
        .map(|&x| {
            let value = match so_far {
                None => x,
                Some(old) if f64::is_nan(old) => old,
                Some(old) if x.is_nan() || beats(x, old) => x,
                Some(old) => old,
            };
            so_far = Some(value);
            value
        })
        .collect()
}

/// How often each of the codes `1..=bins` occurs; other codes are not counted.
pub fn tabulate(codes: &[i32], bins: usize) -> Vec<usize> {
    let mut counts = vec![0; bins];
    for &code in codes {
        if let Some(count) =
            usize::try_from(code).ok().filter(|c| *c >= 1).and_then(|c| counts.get_mut(c - 1))
        {
            *count += 1;
        }
    }
    counts
}
