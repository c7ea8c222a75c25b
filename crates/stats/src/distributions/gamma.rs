//! The gamma distribution, by shape and scale.

use super::level::{Level, left, right, zero};
use super::search::{self, Tail};
use crate::special::gamma::ln_gamma_one_plus;
use crate::special::{incomplete_gamma, saddle_point};

/// The density at `x`.
pub fn density(x: f64, shape: f64, scale: f64, log: bool) -> f64 {
    if x.is_nan() || shape.is_nan() || scale.is_nan() {
        return x + shape + scale;
    }
    if shape < 0.0 || scale <= 0.0 {
        return f64::NAN;
    }
    if x < 0.0 {
        return zero(log);
    }
    if shape == 0.0 {
        return if x == 0.0 { f64::INFINITY } else { zero(log) };
    }
    if x == 0.0 {
        return match shape {
            s if s < 1.0 => f64::INFINITY,
            s if s > 1.0 => zero(log),
            _ if log => -scale.ln(),
            _ => 1.0 / scale,
        };
    }
    if shape < 1.0 {
        let mass = saddle_point::poisson(shape, x / scale);
        if !log {
            return mass.value() * shape / x;
        }
        let ratio = shape / x;
        return mass.ln() + if ratio.is_finite() { ratio.ln() } else { shape.ln() - x.ln() };
    }
    let mass = saddle_point::poisson(shape - 1.0, x / scale);
    if log { mass.ln() - scale.ln() } else { mass.value() / scale }
}

/// The probability below or above `q`.
pub fn cumulative(q: f64, shape: f64, scale: f64, lower: bool, log: bool) -> f64 {
    if q.is_nan() || shape.is_nan() || scale.is_nan() {
        return q + shape + scale;
    }
    if shape < 0.0 || scale <= 0.0 {
        return f64::NAN;
    }
    let x = q / scale;
    if x.is_nan() {
        return x;
    }
    if shape == 0.0 {
        return if x <= 0.0 { left(lower, log) } else { right(lower, log) };
    }
    if x <= 0.0 {
        return left(lower, log);
    }
    if x == f64::INFINITY {
        return right(lower, log);
    }
    incomplete_gamma::regularized(x, shape, lower, log)
}

/// The quantile of `p`.
pub fn quantile(p: f64, shape: f64, scale: f64, lower: bool, log: bool) -> f64 {
    if p.is_nan() || shape.is_nan() || scale.is_nan() {
        return p + shape + scale;
    }
    let Some(level) = Level::new(p, lower, log) else { return f64::NAN };
    if let Some(end) = level.end(0.0, f64::INFINITY) {
        return end;
    }
    if shape < 0.0 || scale < 0.0 {
        return f64::NAN;
    }
    if shape == 0.0 || scale == 0.0 {
        return 0.0;
    }
    scale * standard_quantile(level, shape)
}

/// The quantile at scale one.
fn standard_quantile(level: Level, shape: f64) -> f64 {
    // For small x the lower tail is x^shape / gamma(shape + 1).
    let small = (level.ln_tail(true) + ln_gamma_one_plus(shape)) / shape;
    if small < -700.0 {
        return small.exp();
    }
    let ninth = 1.0 / (9.0 * shape);
    let cube = 1.0 - ninth + level.deviate() * ninth.sqrt();
    let hilferty = shape * cube.powi(3);
    let start = if shape < 0.5 || cube < 0.2 || small < -2.0 - shape.ln_1p() {
        small.exp().min(shape + 10.0 + 2.0 * -level.ln_tail(false))
    } else {
        hilferty
    };
    let low = level.is_low();
    search::positive(start, f64::INFINITY, level.ln_tail(low), low, |x| Tail {
        ln_mass: incomplete_gamma::regularized(x, shape, low, true),
        ln_density: density(x, shape, 1.0, true),
    })
}
