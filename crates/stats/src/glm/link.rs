//! Link functions with the derivatives that Fisher scoring and full Newton steps need.

use crate::distributions::{cauchy, normal};
use std::f64::consts::PI;

/// A link g: the linear predictor is η = g(μ).
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Link {
    /// η = μ
    Identity,
    /// η = log μ
    Log,
    /// η = log(μ / (1 − μ))
    Logit,
    /// η = Φ⁻¹(μ)
    Probit,
    /// η = log(−log(1 − μ))
    Cloglog,
    /// η = tan(π(μ − ½))
    Cauchit,
    /// η = 1/μ
    Inverse,
    /// η = 1/μ²
    InverseSquare,
    /// η = √μ
    Sqrt,
    /// η = μ^λ, λ > 0
    Power(f64),
}

/// Smallest probability a binomial link returns: the spacing of doubles at 1.
const EPS: f64 = f64::EPSILON;
/// Beyond this the logit is constant in double precision.
const LOGIT_BOUND: f64 = 30.0;

impl Link {
    /// The link called `name`, or nothing when there is no such link.
    pub fn parse(name: &str) -> Option<Link> {
        Some(match name {
            "identity" => Link::Identity,
            "log" => Link::Log,
            "logit" => Link::Logit,
            "probit" => Link::Probit,
            "cloglog" => Link::Cloglog,
            "cauchit" => Link::Cauchit,
            "inverse" => Link::Inverse,
            "1/mu^2" => Link::InverseSquare,
            "sqrt" => Link::Sqrt,
            _ => return None,
        })
    }

    /// The link that `power(lambda)` makes: the logarithm for λ ≤ 0, the identity for λ = 1.
    pub fn power(lambda: f64) -> Link {
        if lambda <= 0.0 {
            Link::Log
        } else if lambda == 1.0 {
            Link::Identity
        } else {
            Link::Power(lambda)
        }
    }

    /// The exponent of a power link, and the fixed name of any other.
    pub fn name(&self) -> Result<&'static str, f64> {
        Ok(match self {
            Link::Identity => "identity",
            Link::Log => "log",
            Link::Logit => "logit",
            Link::Probit => "probit",
            Link::Cloglog => "cloglog",
            Link::Cauchit => "cauchit",
            Link::Inverse => "inverse",
            Link::InverseSquare => "1/mu^2",
            Link::Sqrt => "sqrt",
            Link::Power(lambda) => return Err(*lambda),
        })
    }

    /// g(μ).
    pub fn link(&self, mu: f64) -> f64 {
        match self {
            Link::Identity => mu,
            Link::Log => mu.ln(),
            Link::Logit => (mu / (1.0 - mu)).ln(),
            Link::Probit => normal_quantile(mu),
            Link::Cloglog => (-(1.0 - mu).ln()).ln(),
            Link::Cauchit => cauchy_quantile(mu),
            Link::Inverse => 1.0 / mu,
            Link::InverseSquare => 1.0 / (mu * mu),
            Link::Sqrt => mu.sqrt(),
            Link::Power(lambda) => mu.powf(*lambda),
        }
    }

    /// g⁻¹(η), kept inside the range of the mean.
    pub fn inverse(&self, eta: f64) -> f64 {
        match self {
            Link::Identity => eta,
            Link::Log => at_least(eta.exp(), EPS),
            Link::Logit => {
                let odds = if eta < -LOGIT_BOUND {
                    EPS
                } else if eta > LOGIT_BOUND {
                    1.0 / EPS
                } else {
                    eta.exp()
                };
                odds / (1.0 + odds)
            }
            Link::Probit => {
                let bound = -normal_quantile(EPS);
                normal::cumulative(clamp(eta, bound), 0.0, 1.0, true, false)
            }
            Link::Cloglog => at_least(at_most(-(-eta.exp()).exp_m1(), 1.0 - EPS), EPS),
            Link::Cauchit => {
                let bound = -cauchy_quantile(EPS);
                cauchy::cumulative(clamp(eta, bound), 0.0, 1.0, true, false)
            }
            Link::Inverse => 1.0 / eta,
            Link::InverseSquare => 1.0 / eta.sqrt(),
            Link::Sqrt => eta * eta,
            Link::Power(lambda) => at_least(eta.powf(1.0 / lambda), EPS),
        }
    }

    /// dμ/dη at η.
    pub fn mu_eta(&self, eta: f64) -> f64 {
        match self {
            Link::Identity => 1.0,
            Link::Log => at_least(eta.exp(), EPS),
            Link::Logit => {
                let one_plus = 1.0 + eta.exp();
                if eta.abs() > LOGIT_BOUND { EPS } else { eta.exp() / (one_plus * one_plus) }
            }
            Link::Probit => at_least(normal::density(eta, 0.0, 1.0, false), EPS),
            Link::Cloglog => {
                let eta = at_most(eta, 700.0);
                at_least(eta.exp() * (-eta.exp()).exp(), EPS)
            }
            Link::Cauchit => at_least(1.0 / (PI * (1.0 + eta * eta)), EPS),
            Link::Inverse => -1.0 / (eta * eta),
            Link::InverseSquare => -1.0 / (2.0 * eta.powf(1.5)),
            Link::Sqrt => 2.0 * eta,
            Link::Power(lambda) => at_least((1.0 / lambda) * eta.powf(1.0 / lambda - 1.0), EPS),
        }
    }

    /// Whether every linear predictor has a mean.
    pub fn valid_eta(&self, eta: &[f64]) -> bool {
        match self {
            Link::Inverse => eta.iter().all(|e| e.is_finite() && *e != 0.0),
            Link::InverseSquare | Link::Sqrt => eta.iter().all(|e| e.is_finite() && *e > 0.0),
            Link::Power(_) => eta.iter().all(|e| e.is_finite() && *e > 0.0),
            _ => true,
        }
    }

    /// g″(μ), g‴(μ), g⁗(μ), for the derivatives of weights in Newton's method.
    pub fn higher_derivatives(&self, mu: f64) -> [f64; 3] {
        match self {
            Link::Identity => [0.0; 3],
            Link::Log => [-mu.powi(-2), 2.0 * mu.powi(-3), -6.0 * mu.powi(-4)],
            Link::Logit => {
                let nu = 1.0 - mu;
                [
                    nu.powi(-2) - mu.powi(-2),
                    2.0 * (nu.powi(-3) + mu.powi(-3)),
                    6.0 * (nu.powi(-4) - mu.powi(-4)),
                ]
            }
            Link::Probit => {
                let eta = self.link(mu);
                let density = at_least(normal::density(eta, 0.0, 1.0, false), EPS);
                let (d2, d3) = (density * density, density.powi(3));
                [eta / d2, (1.0 + 2.0 * eta * eta) / d3, (7.0 * eta + 6.0 * eta.powi(3)) / (d3 * density)]
            }
            Link::Cloglog => cloglog_derivatives(mu),
            Link::Cauchit => {
                let eta = self.link(mu);
                let t = 1.0 + eta * eta;
                [
                    2.0 * PI * PI * eta * t,
                    2.0 * PI.powi(3) * (1.0 + 3.0 * eta * eta) * t,
                    2.0 * PI.powi(4) * (8.0 * eta + 12.0 * eta.powi(3)) * t,
                ]
            }
            Link::Inverse => [2.0 * mu.powi(-3), -6.0 * mu.powi(-4), 24.0 * mu.powi(-5)],
            Link::InverseSquare => [6.0 * mu.powi(-4), -24.0 * mu.powi(-5), 120.0 * mu.powi(-6)],
            Link::Sqrt => [-0.25 * mu.powf(-1.5), 0.375 * mu.powf(-2.5), -0.9375 * mu.powf(-3.5)],
            Link::Power(l) => {
                let second = l * (l - 1.0);
                let third = second * (l - 2.0);
                [second * mu.powf(l - 2.0), third * mu.powf(l - 3.0), third * (l - 3.0) * mu.powf(l - 4.0)]
            }
        }
    }
}

/// With L = log(1 − μ) and ν = 1 − μ, g = log(−L), so g′ = −1/(νL), and each further derivative uses
/// L′ = −1/ν.
fn cloglog_derivatives(mu: f64) -> [f64; 3] {
    let nu = 1.0 - mu;
    let l = nu.ln();
    let second = -1.0 / (nu * nu) * (1.0 / l + 1.0 / (l * l));
    let third = -1.0 / nu.powi(3) * (2.0 / l + 3.0 / (l * l) + 2.0 / l.powi(3));
    let fourth = -1.0 / nu.powi(4) * (6.0 / l + 11.0 / (l * l) + 12.0 / l.powi(3) + 6.0 / l.powi(4));
    [second, third, fourth]
}

fn at_least(value: f64, bound: f64) -> f64 {
    if value < bound { bound } else { value }
}

fn at_most(value: f64, bound: f64) -> f64 {
    if value > bound { bound } else { value }
}

fn clamp(eta: f64, bound: f64) -> f64 {
    at_most(at_least(eta, -bound), bound)
}

fn cauchy_quantile(p: f64) -> f64 {
    cauchy::quantile(p, 0.0, 1.0, true, false)
}

fn normal_quantile(p: f64) -> f64 {
    normal::quantile(p, 0.0, 1.0, true, false)
}
