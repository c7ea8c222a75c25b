//! Adjustments of p-values for multiple comparisons.

/// The method of adjustment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Adjustment {
    /// Holm (1979).
    Holm,
    /// Hochberg (1988).
    Hochberg,
    /// Hommel (1988).
    Hommel,
    /// Bonferroni.
    Bonferroni,
    /// Benjamini and Hochberg (1995).
    BenjaminiHochberg,
    /// Benjamini and Yekutieli (2001).
    BenjaminiYekutieli,
    /// None.
    None,
}

/// The p-values adjusted for `n >= p.len()` comparisons, none of them missing.
pub fn adjust(p: &[f64], n: usize, method: Adjustment) -> Vec<f64> {
    let length = p.len();
    if n <= 1 || length == 0 {
        return p.to_vec();
    }
    let size = n as f64;
    let method = if n == 2 && method == Adjustment::Hommel { Adjustment::Hochberg } else { method };
    match method {
        Adjustment::None => p.to_vec(),
        Adjustment::Bonferroni => p.iter().map(|p| (size * p).min(1.0)).collect(),
        Adjustment::Holm => stepped(p, false, f64::max, |i| size - i as f64, f64::NEG_INFINITY),
        Adjustment::Hochberg => stepped(p, true, f64::min, |i| size - (length - 1 - i) as f64, f64::INFINITY),
        Adjustment::BenjaminiHochberg => {
            stepped(p, true, f64::min, |i| size / (length - i) as f64, f64::INFINITY)
        }
        Adjustment::BenjaminiYekutieli => {
            let q: f64 = (1..=n).map(|i| 1.0 / i as f64).sum();
            stepped(p, true, f64::min, |i| q * size / (length - i) as f64, f64::INFINITY)
        }
        Adjustment::Hommel => hommel(p, n),
    }
}

fn order(p: &[f64], decreasing: bool) -> Vec<usize> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|&i, &j| if decreasing { p[j].total_cmp(&p[i]) } else { p[i].total_cmp(&p[j]) });
    order
}

/// The running extreme of factors times the ordered p-values.
fn stepped(
    p: &[f64],
    decreasing: bool,
    extreme: fn(f64, f64) -> f64,
    factor: impl Fn(usize) -> f64,
    start: f64,
) -> Vec<f64> {
    let mut adjusted = vec![0.0; p.len()];
    let mut running = start;
    for (place, index) in order(p, decreasing).into_iter().enumerate() {
        running = extreme(running, factor(place) * p[index]);
        adjusted[index] = running.min(1.0);
    }
    adjusted
}

fn hommel(p: &[f64], n: usize) -> Vec<f64> {
    let length = p.len();
    let padded: Vec<f64> = p.iter().copied().chain(std::iter::repeat_n(1.0, n - length)).collect();
    let order = order(&padded, false);
    let p: Vec<f64> = order.iter().map(|&i| padded[i]).collect();
    let smallest = (0..n).map(|i| n as f64 * p[i] / (i + 1) as f64).fold(f64::INFINITY, f64::min);
    let mut q = vec![smallest; n];
    let mut adjusted = q.clone();
    for m in (2..n).rev() {
        let first = n - m + 1;
        let size = m as f64;
        let bound = (first..n).map(|i| size * p[i] / (i - first + 2) as f64).fold(f64::INFINITY, f64::min);
        for i in 0..first {
            q[i] = (size * p[i]).min(bound);
        }
        let last = q[first - 1];
        q[first..].fill(last);
        for (a, q) in adjusted.iter_mut().zip(&q) {
            *a = a.max(*q);
        }
    }
    let mut result = vec![0.0; n];
    for (place, index) in order.into_iter().enumerate() {
        result[index] = adjusted[place].max(p[place]);
    }
    result.truncate(length);
    result
}
