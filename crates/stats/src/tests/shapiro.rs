//! Shapiro and Wilk's test of normality (Royston 1995, algorithm AS R94).

use super::Failure;
use crate::distributions::normal;
use crate::summary::median;
use crate::summary::quantile::sorted;

/// The result of the test.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ShapiroTest {
    /// W.
    pub statistic: f64,
    /// The p-value.
    pub p_value: f64,
}

const C1: [f64; 6] = [0.0, 0.221157, -0.147981, -2.07119, 4.434685, -2.706056];
const C2: [f64; 6] = [0.0, 0.042981, -0.293762, -1.752461, 5.682633, -3.582633];
const C3: [f64; 4] = [0.544, -0.39978, 0.025054, -6.714e-4];
const C4: [f64; 4] = [1.3822, -0.77857, 0.062767, -0.0020322];
const C5: [f64; 4] = [-1.5861, -0.31082, -0.083751, 0.0038915];
const C6: [f64; 3] = [-0.4803, -0.082676, 0.0030302];
const G: [f64; 2] = [-2.273, 0.459];

fn polynomial(c: &[f64], x: f64) -> f64 {
    c.iter().rev().fold(0.0, |sum, c| sum * x + c)
}

/// The weights of the smaller half, as positive numbers.
fn weights(n: usize) -> Vec<f64> {
    let half = n / 2;
    if n == 3 {
        return vec![0.5f64.sqrt()];
    }
    let m: Vec<f64> = (1..=half)
        .map(|i| normal::quantile((i as f64 - 0.375) / (n as f64 + 0.25), 0.0, 1.0, true, false))
        .collect();
    let squares = 2.0 * m.iter().map(|m| m * m).sum::<f64>();
    let root = squares.sqrt();
    let r = 1.0 / (n as f64).sqrt();
    let first = polynomial(&C1, r) - m[0] / root;
    let mut a = vec![first];
    let scale = if n > 5 {
        let second = -m[1] / root + polynomial(&C2, r);
        a.push(second);
        ((squares - 2.0 * (m[0] * m[0]) - 2.0 * (m[1] * m[1]))
            / (1.0 - 2.0 * (first * first) - 2.0 * (second * second)))
            .sqrt()
    } else {
        ((squares - 2.0 * (m[0] * m[0])) / (1.0 - 2.0 * (first * first))).sqrt()
    };
    for m in &m[a.len()..] {
        a.push(-m / scale);
    }
    a
}

/// The test that `x`, of 3 to 5000 values, is a normal sample.
pub fn test(x: &[f64]) -> Result<ShapiroTest, Failure> {
    let n = x.len();
    if n < 3 {
        return Err(Failure::NotEnoughX);
    }
    if n > 5000 {
        return Err(Failure::TooMany);
    }
    let x = sorted(x);
    let center = median(&x);
    let range = x[n - 1] - x[0];
    if range == 0.0 {
        return Err(Failure::Constant);
    }
    let small = if range < 1e-10 { range } else { 1.0 };
    let x: Vec<f64> = x.iter().map(|x| (x - center) / small).collect();
    let (w, complement) = statistic(&x);
    Ok(ShapiroTest { statistic: w, p_value: p_value(w, complement, n) })
}

/// W and one minus it, as a squared correlation of the sample with the weights.
fn statistic(x: &[f64]) -> (f64, f64) {
    let n = x.len();
    let a = weights(n);
    let weight = |i: usize| {
        let j = n - 1 - i;
        match i.cmp(&j) {
            std::cmp::Ordering::Less => -a[i],
            std::cmp::Ordering::Greater => a[j],
            std::cmp::Ordering::Equal => 0.0,
        }
    };
    let range = x[n - 1] - x[0];
    let mean_weight = (0..n).map(weight).sum::<f64>() / n as f64;
    let mean_x = x.iter().map(|x| x / range).sum::<f64>() / n as f64;
    let (mut ssa, mut ssx, mut sax) = (0.0, 0.0, 0.0);
    for (i, x) in x.iter().enumerate() {
        let (da, dx) = (weight(i) - mean_weight, x / range - mean_x);
        ssa += da * da;
        ssx += dx * dx;
        sax += da * dx;
    }
    let root = f64::sqrt(ssa * ssx);
    let complement = (root - sax) * (root + sax) / (ssa * ssx);
    (1.0 - complement, complement)
}

fn p_value(w: f64, complement: f64, n: usize) -> f64 {
    if n == 3 {
        // 6/pi and asin(sqrt(3/4)).
        return (1.90985931710274 * (w.sqrt().asin() - 1.04719755119660)).max(0.0);
    }
    let size = n as f64;
    let (mut y, ln_n) = (complement.ln(), size.ln());
    let (mean, sd);
    if n <= 11 {
        let gamma = polynomial(&G, size);
        if y >= gamma {
            return 1e-99;
        }
        y = -(gamma - y).ln();
        mean = polynomial(&C3, size);
        sd = polynomial(&C4, size).exp();
    } else {
        mean = polynomial(&C5, ln_n);
        sd = polynomial(&C6, ln_n).exp();
    }
    normal::cumulative(y, mean, sd, false, false)
}
