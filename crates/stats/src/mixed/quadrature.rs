//! Adaptive Gauss-Hermite quadrature for one random effect a level.

use super::penalized_iterations::{Iterations, Modes};

/// Nodes and weights for integrals against the standard normal density, in increasing order of the nodes.
pub(super) fn rule(points: usize) -> Vec<(f64, f64)> {
    let mut rule = Vec::with_capacity(points);
    for k in 0..points {
        let mut x = start(points, k);
        for _ in 0..100 {
            let (value, slope, _) = hermite(points, x);
            let step = value / slope;
            x -= step;
            if step.abs() <= 1e-16 * x.abs().max(1.0) {
                break;
            }
        }
        let (_, slope, _) = hermite(points, x);
        rule.push((x, 1.0 / (slope * slope)));
    }
    rule.sort_by(|a, b| a.0.total_cmp(&b.0));
    rule
}

/// The orthonormal Hermite polynomial of the given degree, its derivative, and that of one degree less.
fn hermite(degree: usize, x: f64) -> (f64, f64, f64) {
    let (mut before, mut value) = (0.0, 1.0);
    for k in 1..=degree {
        let next = (x * value - ((k - 1) as f64).sqrt() * before) / (k as f64).sqrt();
        before = value;
        value = next;
    }
    (value, (degree as f64).sqrt() * before, before)
}

/// A place near root `k`: bisection on the number of sign changes of the sequence of polynomials.
fn start(points: usize, k: usize) -> f64 {
    let bound = 2.0 * (points as f64).sqrt() + 1.0;
    let (mut low, mut high) = (-bound, bound);
    for _ in 0..40 {
        let middle = 0.5 * (low + high);
        if roots_below(points, middle) > k { high = middle } else { low = middle }
    }
    0.5 * (low + high)
}

/// Number of roots below `x`, by Sturm's sequence of the Jacobi matrix.
fn roots_below(points: usize, x: f64) -> usize {
    let mut pivot = -x;
    let mut count = usize::from(pivot < 0.0);
    for k in 1..points {
        let safe = if pivot == 0.0 { f64::MIN_POSITIVE } else { pivot };
        pivot = -x - k as f64 / safe;
        count += usize::from(pivot < 0.0);
    }
    count
}

/// The criterion: conditional deviances of the levels integrated around their modes. With deviances instead of
/// log-likelihoods it lacks the saturated model's constant.
pub(super) fn criterion(inner: &Iterations, modes: &Modes, nodes: &[(f64, f64)]) -> f64 {
    let (factor, design) = inner.random_factor();
    let group = &design.structure.groups[0];
    let lambda = factor.lambda[0][0];
    let u = &modes.u[0];
    let scales = factor.first_scales();
    let at = |z: f64| -> Vec<f64> {
        let mut sums: Vec<f64> = (0..group.levels).map(|i| (u[i] + z * scales[i]).powi(2)).collect();
        for row in 0..design.rows() {
            let level = group.codes[row];
            let eta = modes.eta[row] + group.z[row] * lambda * z * scales[level];
            let mu = inner.family.link.inverse(eta);
            sums[level] += inner.family.unit_deviance(inner.y[row], mu, inner.weights[row]);
        }
        sums
    };
    let center = at(0.0);
    let mut integrals = vec![0.0; group.levels];
    for &(z, weight) in nodes {
        let sums = if z == 0.0 { center.clone() } else { at(z) };
        for (integral, (sum, center)) in integrals.iter_mut().zip(sums.iter().zip(&center)) {
            *integral += weight * (0.5 * (z * z + center - sum)).exp();
        }
    }
    let logs: f64 = integrals.iter().map(|v| v.ln()).sum();
    center.iter().sum::<f64>() + factor.log_determinant - 2.0 * logs
}

#[cfg(test)]
mod tests {
    use super::rule;

    #[test]
    fn rules_integrate_polynomials_against_the_normal_density() {
        for points in 1..=25 {
            let rule = rule(points);
            let moment = |k: i32| rule.iter().map(|(x, w)| w * x.powi(k)).sum::<f64>();
            assert!((moment(0) - 1.0).abs() < 1e-13, "{points}");
            if points > 2 {
                assert!((moment(2) - 1.0).abs() < 1e-12 && (moment(4) - 3.0).abs() < 1e-11, "{points}");
            }
        }
    }
}
