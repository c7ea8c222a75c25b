//! The discrete Fourier transform of any length, factor by factor.

/// The transform of complex numbers (real, imaginary), unscaled; `inverse` takes the conjugate kernel.
pub fn transform(values: &[(f64, f64)], inverse: bool) -> Vec<(f64, f64)> {
    let n = values.len();
    let sign = if inverse { 1.0 } else { -1.0 };
    let roots: Vec<(f64, f64)> = (0..n)
        .map(|k| {
            let angle = sign * 2.0 * std::f64::consts::PI * k as f64 / n as f64;
            (angle.cos(), angle.sin())
        })
        .collect();
    pass(values, 0, 1, n, &roots)
}

/// The transform of every `stride`-th value from `start`: the smallest factor of the length splits it into
/// shorter ones, whose results are turned and added (Cooley and Tukey 1965).
fn pass(
    values: &[(f64, f64)],
    start: usize,
    stride: usize,
    n: usize,
    roots: &[(f64, f64)],
) -> Vec<(f64, f64)> {
    if n <= 1 {
        return values.get(start).map_or_else(Vec::new, |&v| vec![v]);
    }
    let factor = (2..).take_while(|f| f * f <= n).find(|f| n.is_multiple_of(*f)).unwrap_or(n);
    let m = n / factor;
    let parts: Vec<Vec<(f64, f64)>> = (0..factor)
        .map(|r| {
            if m == 1 {
                vec![values[start + r * stride]]
            } else {
                pass(values, start + r * stride, stride * factor, m, roots)
            }
        })
        .collect();
    (0..n)
        .map(|k| {
            parts.iter().enumerate().fold((0.0, 0.0), |(re, im), (r, part)| {
                let (a, b) = part[k % m];
                let (c, s) = roots[(r * k * stride) % roots.len()];
                (re + a * c - b * s, im + a * s + b * c)
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::transform;

    #[test]
    fn a_transform_and_back() {
        let values: Vec<(f64, f64)> = (0..12).map(|k| (f64::from(k * k % 7), f64::from(k % 3))).collect();
        let back = transform(&transform(&values, false), true);
        for (a, b) in values.iter().zip(back) {
            assert!((a.0 - b.0 / 12.0).abs() < 1e-12 && (a.1 - b.1 / 12.0).abs() < 1e-12);
        }
    }
}
