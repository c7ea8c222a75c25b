//! Kolmogorov and Smirnov's tests.

use super::{Alternative, Failure};
use crate::special::ln_choose;
use crate::summary::quantile::sorted;
use std::f64::consts::PI;

/// The result of the test.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct KolmogorovTest {
    /// D, D+ or D-.
    pub statistic: f64,
    /// The p-value.
    pub p_value: f64,
    /// Whether it is exact.
    pub is_exact: bool,
    /// Whether there were ties.
    pub has_ties: bool,
}

/// The test that `x` comes from the distribution with the given cumulative probabilities at its values;
/// exact below a hundred values without ties unless asked otherwise.
pub fn one_sample(
    x: &[f64],
    cumulative: impl Fn(f64) -> f64,
    alternative: Alternative,
    exact: Option<bool>,
) -> Result<KolmogorovTest, Failure> {
    if x.is_empty() {
        return Err(Failure::NotEnoughX);
    }
    let x = sorted(x);
    let n = x.len() as f64;
    let has_ties = x.windows(2).any(|w| w[0] == w[1]);
    let gaps: Vec<f64> = (0..).zip(&x).map(|(i, &x)| cumulative(x) - f64::from(i) / n).collect();
    let below = gaps.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let above = gaps.iter().map(|g| 1.0 / n - g).fold(f64::NEG_INFINITY, f64::max);
    let statistic = match alternative {
        Alternative::TwoSided => below.max(above),
        Alternative::Greater => above,
        Alternative::Less => below,
    };
    let is_exact = exact.unwrap_or(n < 100.0 && !has_ties) && !has_ties;
    let p = match (alternative, is_exact) {
        (Alternative::TwoSided, true) => 1.0 - exact_two_sided(statistic, x.len()),
        (Alternative::TwoSided, false) => limit_upper(n.sqrt() * statistic),
        (_, true) => exact_one_sided(statistic, n),
        (_, false) => (-2.0 * n * statistic * statistic).exp(),
    };
    Ok(KolmogorovTest { statistic, p_value: p.clamp(0.0, 1.0), is_exact, has_ties })
}

/// The upper tail of the limiting distribution, both series cut at R's tolerance of 1e-6.
fn limit_upper(x: f64) -> f64 {
    const TOLERANCE: f64 = 1e-6;
    if x <= 0.0 {
        return 1.0;
    }
    if x < 1.0 {
        let last = (2.0 - TOLERANCE.ln()).sqrt().floor();
        let (z, w) = (-(PI * PI / 8.0) / (x * x), x.ln());
        let (mut sum, mut k) = (0.0, 1.0);
        while k < last {
            sum += (k * k * z - w).exp();
            k += 2.0;
        }
        return 1.0 - sum * (2.0 * PI).sqrt();
    }
    let z = -2.0 * x * x;
    let (mut lower, mut before, mut sign, mut k) = (1.0, 0.0, -1.0, 1.0);
    while f64::abs(before - lower) > TOLERANCE {
        before = lower;
        lower += 2.0 * sign * f64::exp(z * k * k);
        sign = -sign;
        k += 1.0;
    }
    1.0 - lower
}

/// Marsaglia, Tsang and Wang (2003): the probability that D is below `d`, as an entry of a matrix power.
fn exact_two_sided(d: f64, n: usize) -> f64 {
    let scaled = n as f64 * d;
    let k = scaled as usize + 1;
    let m = 2 * k - 1;
    let h = k as f64 - scaled;
    let mut matrix = vec![0.0; m * m];
    for i in 0..m {
        for j in 0..m {
            if i + 1 >= j {
                matrix[i * m + j] = 1.0;
            }
        }
    }
    for i in 0..m {
        matrix[i * m] -= h.powi(i as i32 + 1);
        matrix[(m - 1) * m + i] -= h.powi((m - i) as i32);
    }
    if 2.0 * h - 1.0 > 0.0 {
        matrix[(m - 1) * m] += (2.0 * h - 1.0).powi(m as i32);
    }
    for i in 0..m {
        for j in 0..m {
            if i + 1 > j {
                for g in 1..=(i + 1 - j) {
                    matrix[i * m + j] /= g as f64;
                }
            }
        }
    }
    let (power, mut exponent) = matrix_power(&matrix, m, n);
    let mut s = power[(k - 1) * m + k - 1];
    for i in 1..=n {
        s = s * i as f64 / n as f64;
        if s < 1e-140 {
            s *= 1e140;
            exponent -= 140;
        }
    }
    s * 10f64.powi(exponent)
}

fn multiply(a: &[f64], b: &[f64], m: usize) -> Vec<f64> {
    let mut c = vec![0.0; m * m];
    for i in 0..m {
        for j in 0..m {
            c[i * m + j] = (0..m).map(|k| a[i * m + k] * b[k * m + j]).sum();
        }
    }
    c
}

/// The `n`th power with a decimal exponent taken out.
fn matrix_power(a: &[f64], m: usize, n: usize) -> (Vec<f64>, i32) {
    if n == 1 {
        return (a.to_vec(), 0);
    }
    let (half, e) = matrix_power(a, m, n / 2);
    let mut result = multiply(&half, &half, m);
    let mut exponent = 2 * e;
    if n % 2 == 1 {
        result = multiply(a, &result, m);
    }
    if result[(m / 2) * m + m / 2] > 1e140 {
        for x in &mut result {
            *x *= 1e-140;
        }
        exponent += 140;
    }
    (result, exponent)
}

/// Birnbaum and Tingey (1951): the probability that D+ reaches `d`.
fn exact_one_sided(d: f64, n: f64) -> f64 {
    if d <= 0.0 {
        return 1.0;
    }
    if d >= 1.0 {
        return 0.0;
    }
    let terms: Vec<f64> = (0..=(n * (1.0 - d)).floor() as usize)
        .map(|j| {
            let j = j as f64;
            let share = d + j / n;
            (ln_choose(n, j) + (n - j) * (1.0 - share).max(0.0).ln() + (j - 1.0) * share.ln()).exp()
        })
        .collect();
    d * crate::summary::sum(&terms)
}

/// The test that `x` and `y` have one distribution; exact when the product of sizes is below 10000 unless
/// asked otherwise, ties included.
pub fn two_samples(
    x: &[f64],
    y: &[f64],
    alternative: Alternative,
    exact: Option<bool>,
) -> Result<KolmogorovTest, Failure> {
    if x.is_empty() {
        return Err(Failure::NotEnoughX);
    }
    if y.is_empty() {
        return Err(Failure::NotEnoughY);
    }
    let (m, n) = (x.len(), y.len());
    let mut joint: Vec<(f64, bool)> =
        x.iter().map(|x| (*x, true)).chain(y.iter().map(|y| (*y, false))).collect();
    joint.sort_by(|a, b| a.0.total_cmp(&b.0));
    // Only the last of equal values is a place to look.
    let distinct: Vec<bool> =
        (0..joint.len()).map(|i| i + 1 == joint.len() || joint[i].0 != joint[i + 1].0).collect();
    let has_ties = distinct.contains(&false);
    let (mut z, mut largest, mut smallest) = (0.0, f64::NEG_INFINITY, f64::INFINITY);
    for (&(_, from_x), &last) in joint.iter().zip(&distinct) {
        z += if from_x { 1.0 / m as f64 } else { -1.0 / n as f64 };
        if last {
            largest = f64::max(largest, z);
            smallest = f64::min(smallest, z);
        }
    }
    let statistic = match alternative {
        Alternative::TwoSided => largest.abs().max(smallest.abs()),
        Alternative::Greater => largest,
        Alternative::Less => -smallest,
    };
    let is_exact = exact.unwrap_or((m as f64) * (n as f64) < 10000.0);
    let p = if is_exact {
        exact_paths(statistic, m, n, &distinct, alternative)
    } else {
        let size = m as f64 * n as f64 / (m as f64 + n as f64);
        match alternative {
            Alternative::TwoSided => limit_upper(size.sqrt() * statistic),
            _ => (-2.0 * size * statistic * statistic).exp(),
        }
    };
    Ok(KolmogorovTest { statistic, p_value: p.clamp(0.0, 1.0), is_exact, has_ties })
}

/// The share of paths through the grid of both samples that reach the distance somewhere they may be seen.
fn exact_paths(d: f64, m: usize, n: usize, distinct: &[bool], alternative: Alternative) -> f64 {
    let (md, nd) = (m as f64, n as f64);
    let q = (0.5 + (d * md * nd - 1e-7).floor()) / (md * nd);
    let reaches = |i: usize, j: usize| {
        let z = i as f64 / md - j as f64 / nd;
        // Both one-sided p-values are those of the larger side, as in R; they differ only with ties.
        let far = if alternative == Alternative::TwoSided { z.abs() } else { z };
        i + j > 0 && far >= q && distinct[i + j - 1]
    };
    // u[j] is the share of paths to (i, j) that have reached the distance.
    let mut u = vec![0.0; n + 1];
    for i in 0..=m {
        for j in 0..=n {
            u[j] = if reaches(i, j) {
                1.0
            } else if i == 0 && j == 0 {
                0.0
            } else if i == 0 {
                u[j - 1]
            } else if j == 0 {
                u[j]
            } else {
                let v = i as f64 / (i + j) as f64;
                v * u[j] + (1.0 - v) * u[j - 1]
            };
        }
    }
    u[n]
}
