//! Newton weights of a generalized linear model and their derivatives in the linear predictor.

use crate::glm::Family;

/// One observation's contribution: score, weights and derivatives, without the dispersion.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Working {
    /// Derivative of the log likelihood in η.
    pub score: f64,
    /// Minus its derivative: the Newton weight.
    pub weight: f64,
    /// First derivative of the Newton weight.
    pub weight1: f64,
    /// Second derivative of the Newton weight.
    pub weight2: f64,
    /// The Fisher weight, the expectation of the Newton weight.
    pub fisher: f64,
    /// Derivative of the Fisher weight.
    pub fisher1: f64,
    /// Second derivative of the Fisher weight.
    pub fisher2: f64,
}

/// Computes the contribution of one observation of prior weight `weight`.
///
/// With a = dμ/dη, b = 1/V and κ = ab, the score is ω(y − μ)κ. Writing A = κ − (y − μ)κ′ (derivatives in μ),
/// the weight is ωaA, and a derivative in η is a times one in μ.
pub fn working(family: &Family, y: f64, mu: f64, eta: f64, weight: f64) -> Working {
    let g1 = 1.0 / family.link.mu_eta(eta);
    let [g2, g3, g4] = family.link.higher_derivatives(mu);
    let [v, v1, v2, v3] = family.variance_function().derivatives(mu);
    let a = 1.0 / g1;
    let a1 = -g2 * a * a;
    let a2 = (2.0 * g2 * g2 * a - g3) * a * a;
    let a3 = (6.0 * g2 * g3 * a - 6.0 * g2.powi(3) * a * a - g4) * a * a;
    let b = 1.0 / v;
    let b1 = -v1 * b * b;
    let b2 = (2.0 * v1 * v1 * b - v2) * b * b;
    let b3 = (6.0 * v1 * v2 * b - 6.0 * v1.powi(3) * b * b - v3) * b * b;
    let kappa = a * b;
    let kappa1 = a1 * b + a * b1;
    let kappa2 = a2 * b + 2.0 * a1 * b1 + a * b2;
    let kappa3 = a3 * b + 3.0 * a2 * b1 + 3.0 * a1 * b2 + a * b3;
    let residual = y - mu;
    let in_eta = |f: f64, f1: f64, f2: f64| {
        let first = a * (a1 * f + a * f1);
        let second = a * ((a1 * a1 + a * a2) * f + 3.0 * a * a1 * f1 + a * a * f2);
        [weight * a * f, weight * first, weight * second]
    };
    let [newton, newton1, newton2] =
        in_eta(kappa - residual * kappa1, 2.0 * kappa1 - residual * kappa2, 3.0 * kappa2 - residual * kappa3);
    let [fisher, fisher1, fisher2] = in_eta(kappa, kappa1, kappa2);
    Working {
        score: weight * residual * kappa,
        weight: newton,
        weight1: newton1,
        weight2: newton2,
        fisher,
        fisher1,
        fisher2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::glm::{Distribution, Link};

    /// The weights are the derivatives of the score, and their derivatives follow.
    #[test]
    fn derivatives_agree_with_differences() {
        let families = [
            (Distribution::Binomial, Link::Probit, 0.4, 0.3),
            (Distribution::Binomial, Link::Cloglog, 0.4, 0.6),
            (Distribution::Poisson, Link::Sqrt, 1.7, 4.0),
            (Distribution::Gamma, Link::Log, 0.7, 3.0),
            (Distribution::InverseGaussian, Link::InverseSquare, 0.8, 1.4),
            (Distribution::Gaussian, Link::Log, 0.8, 1.4),
        ];
        for (distribution, link, eta, y) in families {
            let family = Family::new(distribution, link);
            let at = |e: f64| working(&family, y, link.inverse(e), e, 1.3);
            let h = 1e-5;
            let (low, here, high) = (at(eta - h), at(eta), at(eta + h));
            let slope = |f: fn(&Working) -> f64| (f(&high) - f(&low)) / (2.0 * h);
            let pairs = [
                (here.weight, -slope(|w| w.score)),
                (here.weight1, slope(|w| w.weight)),
                (here.weight2, slope(|w| w.weight1)),
                (here.fisher1, slope(|w| w.fisher)),
                (here.fisher2, slope(|w| w.fisher1)),
            ];
            for (value, difference) in pairs {
                let size = value.abs().max(1.0);
                assert!((value - difference).abs() < 1e-6 * size, "{family:?} {value} {difference}");
            }
        }
    }
}
