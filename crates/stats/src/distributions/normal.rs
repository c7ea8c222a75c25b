//! The normal distribution.

use super::level::{Level, left, right, zero};
use crate::special::normal as standard;
use crate::special::saddle_point::HALF_LN_TAU;

/// The density at `x`.
pub fn density(x: f64, mean: f64, sd: f64, log: bool) -> f64 {
    if x.is_nan() || mean.is_nan() || sd.is_nan() {
        return x + mean + sd;
    }
    if sd < 0.0 || (x.is_infinite() && mean == x) {
        return f64::NAN;
    }
    if sd.is_infinite() {
        return zero(log);
    }
    if sd == 0.0 {
        return if x == mean { f64::INFINITY } else { zero(log) };
    }
    let z = ((x - mean) / sd).abs();
    if z >= 2.0 * f64::MAX.sqrt() {
        return zero(log);
    }
    if log {
        return -(HALF_LN_TAU + 0.5 * z * z + sd.ln());
    }
    if z < 5.0 {
        return standard::INV_SQRT_TAU * (-0.5 * z * z).exp() / sd;
    }
    if z > 38.7 {
        return 0.0;
    }
    // The square of the part cut to 16 bits is exact.
    let cut = (z * 65536.0).round_ties_even() / 65536.0;
    let rest = z - cut;
    standard::INV_SQRT_TAU / sd * ((-0.5 * cut * cut).exp() * ((-0.5 * rest - cut) * rest).exp())
}

/// The probability below or above `q`.
pub fn cumulative(q: f64, mean: f64, sd: f64, lower: bool, log: bool) -> f64 {
    if q.is_nan() || mean.is_nan() || sd.is_nan() {
        return q + mean + sd;
    }
    if (q.is_infinite() && mean == q) || sd < 0.0 {
        return f64::NAN;
    }
    let z = (q - mean) / sd;
    if sd == 0.0 || z.is_infinite() {
        return if q < mean { left(lower, log) } else { right(lower, log) };
    }
    standard::cumulative(z, lower, log)
}

/// The quantile of `p`.
pub fn quantile(p: f64, mean: f64, sd: f64, lower: bool, log: bool) -> f64 {
    if p.is_nan() || mean.is_nan() || sd.is_nan() {
        return p + mean + sd;
    }
    let Some(level) = Level::new(p, lower, log) else { return f64::NAN };
    if let Some(end) = level.end(f64::NEG_INFINITY, f64::INFINITY) {
        return end;
    }
    if sd < 0.0 {
        return f64::NAN;
    }
    if sd == 0.0 {
        return mean;
    }
    mean + sd * standard::quantile(p, lower, log)
}
