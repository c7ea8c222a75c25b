//! Exponential families and quasi-likelihoods: variances, deviances, likelihoods and starting means.

use super::link::Link;
use crate::distributions::{binomial, gamma, poisson};
use crate::special::{gamma::ln_gamma, polygamma};
use std::f64::consts::PI;

/// The distribution, or the variance function of a quasi-likelihood.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Distribution {
    /// Normal.
    Gaussian,
    /// Binomial proportions; the prior weight is the number of trials.
    Binomial,
    /// Poisson counts.
    Poisson,
    /// Gamma.
    Gamma,
    /// Inverse Gaussian.
    InverseGaussian,
    /// Only the variance is given, up to the dispersion.
    Quasi(Variance),
    /// Binomial variance with a dispersion.
    QuasiBinomial,
    /// Poisson variance with a dispersion.
    QuasiPoisson,
}

/// How the variance depends on the mean.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Variance {
    /// 1
    Constant,
    /// μ
    Mu,
    /// μ(1 − μ)
    MuOneMinusMu,
    /// μ²
    MuSquared,
    /// μ³
    MuCubed,
}

impl Variance {
    /// The variance function as `quasi(variance = )` names it.
    pub fn parse(name: &str) -> Option<Variance> {
        Some(match name {
            "constant" => Variance::Constant,
            "mu" => Variance::Mu,
            "mu(1-mu)" => Variance::MuOneMinusMu,
            "mu^2" => Variance::MuSquared,
            "mu^3" => Variance::MuCubed,
            _ => return None,
        })
    }

    /// The name `quasi(variance = )` takes.
    pub fn name(self) -> &'static str {
        match self {
            Variance::Constant => "constant",
            Variance::Mu => "mu",
            Variance::MuOneMinusMu => "mu(1-mu)",
            Variance::MuSquared => "mu^2",
            Variance::MuCubed => "mu^3",
        }
    }

    /// V(μ) and its first three derivatives.
    pub fn derivatives(self, mu: f64) -> [f64; 4] {
        match self {
            Variance::Constant => [1.0, 0.0, 0.0, 0.0],
            Variance::Mu => [mu, 1.0, 0.0, 0.0],
            Variance::MuOneMinusMu => [mu * (1.0 - mu), 1.0 - 2.0 * mu, -2.0, 0.0],
            Variance::MuSquared => [mu * mu, 2.0 * mu, 2.0, 0.0],
            Variance::MuCubed => [mu * mu * mu, 3.0 * mu * mu, 6.0 * mu, 6.0],
        }
    }
}

/// A family: a distribution with its link.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Family {
    /// Distribution or quasi-likelihood.
    pub distribution: Distribution,
    /// Link function.
    pub link: Link,
}

/// Why responses cannot belong to a family.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ResponseError {
    /// Binomial proportions must lie in [0, 1].
    OutsideUnitInterval,
    /// Poisson counts must not be negative.
    Negative,
    /// Gamma and inverse Gaussian responses must be positive.
    NotPositive,
    /// The link of a Gaussian family has no value at the responses, so there is no place to start.
    NoStart,
}

impl Family {
    /// A family from its parts.
    pub fn new(distribution: Distribution, link: Link) -> Family {
        Family { distribution, link }
    }

    /// The distribution with its usual link.
    pub fn canonical(distribution: Distribution) -> Family {
        let link = match distribution {
            Distribution::Gaussian | Distribution::Quasi(_) => Link::Identity,
            Distribution::Binomial | Distribution::QuasiBinomial => Link::Logit,
            Distribution::Poisson | Distribution::QuasiPoisson => Link::Log,
            Distribution::Gamma => Link::Inverse,
            Distribution::InverseGaussian => Link::InverseSquare,
        };
        Family { distribution, link }
    }

    /// Whether the link makes observed and expected information agree.
    pub fn is_canonical(&self) -> bool {
        let variance_link = match self.variance_function() {
            Variance::Constant => Link::Identity,
            Variance::MuOneMinusMu => Link::Logit,
            Variance::Mu => Link::Log,
            Variance::MuSquared => Link::Inverse,
            Variance::MuCubed => Link::InverseSquare,
        };
        self.link == variance_link
    }

    /// The name R prints.
    pub fn name(&self) -> &'static str {
        match self.distribution {
            Distribution::Gaussian => "gaussian",
            Distribution::Binomial => "binomial",
            Distribution::Poisson => "poisson",
            Distribution::Gamma => "Gamma",
            Distribution::InverseGaussian => "inverse.gaussian",
            Distribution::Quasi(_) => "quasi",
            Distribution::QuasiBinomial => "quasibinomial",
            Distribution::QuasiPoisson => "quasipoisson",
        }
    }

    /// The links the family accepts by name; `quasi` and the inverse Gaussian take more or fewer.
    pub fn accepted_links(distribution: Distribution) -> &'static [&'static str] {
        match distribution {
            Distribution::Gaussian => &["inverse", "log", "identity"],
            Distribution::Binomial | Distribution::QuasiBinomial => {
                &["logit", "probit", "cloglog", "cauchit", "log"]
            }
            Distribution::Poisson | Distribution::QuasiPoisson => &["log", "identity", "sqrt"],
            Distribution::Gamma => &["inverse", "log", "identity"],
            Distribution::InverseGaussian => &["inverse", "log", "identity", "1/mu^2"],
            Distribution::Quasi(_) => {
                &["logit", "probit", "cloglog", "identity", "inverse", "log", "1/mu^2", "sqrt"]
            }
        }
    }

    /// Whether the dispersion is 1 by assumption.
    pub fn has_known_scale(&self) -> bool {
        matches!(self.distribution, Distribution::Binomial | Distribution::Poisson)
    }

    /// The variance function.
    pub fn variance_function(&self) -> Variance {
        match self.distribution {
            Distribution::Gaussian => Variance::Constant,
            Distribution::Binomial | Distribution::QuasiBinomial => Variance::MuOneMinusMu,
            Distribution::Poisson | Distribution::QuasiPoisson => Variance::Mu,
            Distribution::Gamma => Variance::MuSquared,
            Distribution::InverseGaussian => Variance::MuCubed,
            Distribution::Quasi(variance) => variance,
        }
    }

    /// V(μ).
    pub fn variance(&self, mu: f64) -> f64 {
        self.variance_function().derivatives(mu)[0]
    }

    /// Whether every mean is possible.
    pub fn valid_mu(&self, mu: &[f64]) -> bool {
        match self.distribution {
            Distribution::Gaussian | Distribution::InverseGaussian => true,
            Distribution::Quasi(Variance::Constant) => true,
            _ => match self.variance_function() {
                Variance::MuOneMinusMu => mu.iter().all(|m| m.is_finite() && *m > 0.0 && *m < 1.0),
                _ => mu.iter().all(|m| m.is_finite() && *m > 0.0),
            },
        }
    }

    /// The contribution of one observation to the deviance.
    pub fn unit_deviance(&self, y: f64, mu: f64, weight: f64) -> f64 {
        match self.variance_function() {
            Variance::Constant => weight * (y - mu) * (y - mu),
            Variance::MuOneMinusMu => 2.0 * weight * (y_log_y(y, mu) + y_log_y(1.0 - y, 1.0 - mu)),
            Variance::Mu => {
                let part = if y > 0.0 { y * (y / mu).ln() - (y - mu) } else { mu };
                2.0 * weight * part
            }
            Variance::MuSquared => {
                // A zero response counts as 1 in the quasi-likelihood, as its own mean in the gamma family.
                let quasi = matches!(self.distribution, Distribution::Quasi(_));
                let ratio = match (y == 0.0, quasi) {
                    (false, _) => y / mu,
                    (true, false) => 1.0,
                    (true, true) => 1.0 / mu,
                };
                let part = -2.0 * weight * (ratio.ln() - (y - mu) / mu);
                if quasi { part.max(0.0) } else { part }
            }
            Variance::MuCubed => weight * (y - mu) * (y - mu) / (y * mu * mu),
        }
    }

    /// The deviance.
    pub fn deviance(&self, y: &[f64], mu: &[f64], weights: &[f64]) -> f64 {
        let terms = y.iter().zip(mu).zip(weights);
        terms.map(|((&y, &mu), &w)| self.unit_deviance(y, mu, w)).sum()
    }

    /// Starting means, after checking that the responses belong to the family.
    pub fn start(&self, y: &[f64], weights: &[f64]) -> Result<Vec<f64>, ResponseError> {
        let any = |bad: &dyn Fn(f64) -> bool| y.iter().any(|&v| bad(v));
        match self.distribution {
            Distribution::Gaussian => {
                let no_inverse = self.link == Link::Inverse && any(&|v| v == 0.0);
                let no_log = self.link == Link::Log && any(&|v| v <= 0.0);
                if no_inverse || no_log {
                    return Err(ResponseError::NoStart);
                }
                Ok(y.to_vec())
            }
            Distribution::Binomial | Distribution::QuasiBinomial => {
                if any(&|v| !(0.0..=1.0).contains(&v)) {
                    return Err(ResponseError::OutsideUnitInterval);
                }
                Ok(halfway(y, weights))
            }
            Distribution::Poisson | Distribution::QuasiPoisson => {
                if any(&|v| v < 0.0) {
                    return Err(ResponseError::Negative);
                }
                Ok(y.iter().map(|v| v + 0.1).collect())
            }
            Distribution::Gamma | Distribution::InverseGaussian => {
                if any(&|v| v <= 0.0) {
                    return Err(ResponseError::NotPositive);
                }
                Ok(y.to_vec())
            }
            Distribution::Quasi(Variance::Constant) => Ok(y.to_vec()),
            Distribution::Quasi(Variance::MuOneMinusMu) => Ok(halfway(y, weights)),
            Distribution::Quasi(_) => Ok(y.iter().map(|&v| if v == 0.0 { v + 0.1 } else { v }).collect()),
        }
    }

    /// Minus twice the log likelihood, plus 2 where a dispersion is estimated with it; nothing for
    /// quasi-likelihoods. `trials` are the numbers of trials where responses are proportions, 1 otherwise.
    pub fn aic(&self, y: &[f64], trials: &[f64], mu: &[f64], weights: &[f64], deviance: f64) -> Option<f64> {
        let n = y.len() as f64;
        let total: f64 = weights.iter().sum();
        let indices = 0..y.len();
        Some(match self.distribution {
            Distribution::Gaussian => {
                let logs: f64 = weights.iter().map(|w| w.ln()).sum();
                n * ((2.0 * PI * deviance / n).ln() + 1.0) + 2.0 - logs
            }
            Distribution::Binomial => {
                let counts = if trials.iter().any(|&t| t > 1.0) { trials } else { weights };
                let term = |i: usize| {
                    let m = counts[i];
                    if m > 0.0 {
                        weights[i] / m
                            * binomial::density(
                                (m * y[i]).round_ties_even(),
                                m.round_ties_even(),
                                mu[i],
                                true,
                            )
                    } else {
                        0.0
                    }
                };
                -2.0 * indices.map(term).sum::<f64>()
            }
            Distribution::Poisson => {
                -2.0 * indices.map(|i| poisson::density(y[i], mu[i], true) * weights[i]).sum::<f64>()
            }
            Distribution::Gamma => {
                let dispersion = deviance / total;
                let term =
                    |i: usize| gamma::density(y[i], 1.0 / dispersion, mu[i] * dispersion, true) * weights[i];
                -2.0 * indices.map(term).sum::<f64>() + 2.0
            }
            Distribution::InverseGaussian => {
                let logs: f64 = indices.map(|i| y[i].ln() * weights[i]).sum();
                total * ((deviance / total * 2.0 * PI).ln() + 1.0) + 3.0 * logs + 2.0
            }
            _ => return None,
        })
    }

    /// The log likelihood of the saturated model at dispersion `scale`, with its first two derivatives in
    /// the dispersion. Quasi-likelihoods use the extended form, −½ Σ log(φ V(y)) up to a constant.
    pub fn saturated(&self, y: &[f64], trials: &[f64], weights: &[f64], scale: f64) -> [f64; 3] {
        match self.distribution {
            Distribution::Gaussian => {
                let used = weights.iter().filter(|&&w| w > 0.0);
                let (count, logs) = used.fold((0.0, 0.0), |(n, s), w| (n + 1.0, s + w.ln()));
                let value = -count * (2.0 * PI * scale).ln() / 2.0 + logs / 2.0;
                [value, -count / (2.0 * scale), count / (2.0 * scale * scale)]
            }
            Distribution::Binomial => {
                let value = self.aic(y, trials, y, weights, 0.0).unwrap_or(f64::NAN);
                [-value / 2.0, 0.0, 0.0]
            }
            Distribution::Poisson => {
                let value: f64 = y.iter().zip(weights).map(|(&y, w)| poisson::density(y, y, true) * w).sum();
                [value, 0.0, 0.0]
            }
            Distribution::Gamma => saturated_gamma(y, weights, scale),
            Distribution::InverseGaussian => {
                let used = y.iter().zip(weights).filter(|(_, w)| **w > 0.0);
                let (count, logs) = used.fold((0.0, 0.0), |(n, s), (y, w)| {
                    (n + 1.0, s - (2.0 * PI * scale / w * y.powi(3)).ln() / 2.0)
                });
                [logs, -count / (2.0 * scale), count / (2.0 * scale * scale)]
            }
            Distribution::Quasi(_) | Distribution::QuasiBinomial | Distribution::QuasiPoisson => {
                let used = weights.iter().filter(|&&w| w > 0.0);
                let (count, logs) = used.fold((0.0, 0.0), |(n, s), w| (n + 1.0, s + w.ln()));
                let value = -count * scale.ln() / 2.0 + logs / 2.0;
                [value, -count / (2.0 * scale), count / (2.0 * scale * scale)]
            }
        }
    }
}

/// Σ of the gamma log density at its own mean with shape w/φ.
fn saturated_gamma(y: &[f64], weights: &[f64], scale: f64) -> [f64; 3] {
    let mut sums = [0.0; 3];
    for (&y, &w) in y.iter().zip(weights).filter(|(_, w)| **w > 0.0) {
        let shape = w / scale;
        let part = shape.ln();
        let psi = polygamma::digamma(shape);
        sums[0] += shape * part - shape - ln_gamma(shape) - y.ln();
        sums[1] -= shape / scale * (part - psi);
        sums[2] += shape / (scale * scale) * (2.0 * (part - psi) + 1.0 - shape * polygamma::trigamma(shape));
    }
    sums
}

fn y_log_y(y: f64, mu: f64) -> f64 {
    if y != 0.0 { y * (y / mu).ln() } else { 0.0 }
}

fn halfway(y: &[f64], weights: &[f64]) -> Vec<f64> {
    y.iter().zip(weights).map(|(y, w)| (w * y + 0.5) / (w + 1.0)).collect()
}
