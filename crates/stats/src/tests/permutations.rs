//! The null distributions of Kendall's and Spearman's statistics.

use crate::distributions::normal;

/// The probability of at most `q` concordant pairs among `n` observations.
pub(super) fn kendall_cumulative(q: f64, n: usize) -> f64 {
    let q = (q + 1e-7).floor();
    let pairs = n * n.saturating_sub(1) / 2;
    if q < 0.0 {
        return 0.0;
    }
    if q > pairs as f64 {
        return 1.0;
    }
    // The numbers of permutations by inversions, each observation adding up to its place.
    let mut ways = vec![0.0; pairs + 1];
    ways[0] = 1.0;
    for i in 1..n {
        let before = ways.clone();
        let mut window = 0.0;
        for k in 0..=pairs {
            window += before[k];
            if k > i {
                window -= before[k - i - 1];
            }
            ways[k] = window;
        }
    }
    let total = crate::special::gamma(n as f64 + 1.0);
    ways[..=q as usize].iter().sum::<f64>() / total
}

/// The probability that the sum of squared rank differences is at least `s`, or below it when `lower`: by
/// all permutations up to nine observations, and by an Edgeworth series beyond (Best and Roberts 1975,
/// algorithm AS 89).
pub(super) fn spearman_tail(s: f64, n: usize, lower: bool) -> f64 {
    let size = n as f64;
    let certain = |upper: f64| if lower { 1.0 - upper } else { upper };
    if n <= 1 || s <= 0.0 {
        return certain(1.0);
    }
    if s > size * (size * size - 1.0) / 3.0 {
        return certain(0.0);
    }
    if n <= 9 {
        let mut places: Vec<usize> = (0..n).collect();
        let (mut reached, mut all) = (0.0, 0.0);
        permute(&mut places, 0, &mut |p| {
            let sum: f64 = p.iter().enumerate().map(|(i, &j)| (i as f64 - j as f64).powi(2)).sum();
            all += 1.0;
            if sum >= s {
                reached += 1.0;
            }
        });
        return if lower { all - reached } else { reached } / all;
    }
    let b = 1.0 / size;
    let x = (6.0 * (s - 1.0) * b / (1.0 / (b * b) - 1.0) - 1.0) * (1.0 / b - 1.0).sqrt();
    let mut y = x * x;
    let u = x
        * b
        * (0.2274
            + b * (0.2531 + 0.1745 * b)
            + y * (-0.0758 + b * (0.1033 + 0.3932 * b)
                - y * b * (0.0879 + 0.0151 * b - y * (0.0072 - 0.0831 * b + y * b * (0.0131 - 4.6e-4 * y)))));
    y = u / (y / 2.0).exp();
    let p = if lower { -y } else { y } + normal::cumulative(x, 0.0, 1.0, lower, false);
    p.clamp(0.0, 1.0)
}

fn permute(places: &mut Vec<usize>, from: usize, visit: &mut impl FnMut(&[usize])) {
    if from + 1 >= places.len() {
        visit(places);
        return;
    }
    for i in from..places.len() {
        places.swap(from, i);
        permute(places, from + 1, visit);
        places.swap(from, i);
    }
}
