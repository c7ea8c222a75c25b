//! Student's t distribution.

use super::level::{Level, left, right, zero};
use super::normal;
use super::search::{self, Tail};
use crate::special::normal::INV_SQRT_TAU;
use crate::special::saddle_point::{HALF_LN_TAU, deviance_term, stirling_error};
use crate::special::scaled::{OneTail, Scaled};
use crate::special::{incomplete_beta, ln_beta};
use std::f64::consts::{LN_2, PI};

/// The density at `x`.
pub fn density(x: f64, df: f64, log: bool) -> f64 {
    if x.is_nan() || df.is_nan() {
        return x + df;
    }
    if df <= 0.0 {
        return f64::NAN;
    }
    if x.is_infinite() {
        return zero(log);
    }
    if df.is_infinite() {
        return normal::density(x, 0.0, 1.0, log);
    }
    let half = df / 2.0;
    let t = -deviance_term(half, (df + 1.0) / 2.0) + stirling_error((df + 1.0) / 2.0) - stirling_error(half);
    let ratio = x * x / df;
    let (half_ln, u) = if ratio > 1.0 / f64::EPSILON {
        let l = x.abs().ln() - df.ln() / 2.0;
        (l, df * l)
    } else if ratio > 0.2 {
        let l = (1.0 + ratio).ln() / 2.0;
        (l, df * l)
    } else {
        (ratio.ln_1p() / 2.0, -deviance_term(half, (df + x * x) / 2.0) + x * x / 2.0)
    };
    if log { t - u - (HALF_LN_TAU + half_ln) } else { (t - u).exp() * INV_SQRT_TAU * (-half_ln).exp() }
}

/// `P(|T| > |x|)`, with both tails readable.
fn two_sided(x: f64, df: f64) -> OneTail {
    let square = (x / df) * x;
    if square > 1e100 {
        let exponent = -0.5 * df * (2.0 * x.abs().ln() - df.ln()) - ln_beta(0.5 * df, 0.5);
        return OneTail::upper(Scaled::new(exponent, 2.0 / df));
    }
    let total = df + x * x;
    if df > x * x {
        incomplete_beta::tails(x * x / total, df / total, 0.5, df / 2.0)
    } else {
        incomplete_beta::tails(1.0 / (1.0 + square), square / (1.0 + square), df / 2.0, 0.5).swapped()
    }
}

/// The probability below or above `q`.
pub fn cumulative(q: f64, df: f64, lower: bool, log: bool) -> f64 {
    if q.is_nan() || df.is_nan() {
        return q + df;
    }
    if df <= 0.0 {
        return f64::NAN;
    }
    if q.is_infinite() {
        return if q < 0.0 { left(lower, log) } else { right(lower, log) };
    }
    if df.is_infinite() {
        return normal::cumulative(q, 0.0, 1.0, lower, log);
    }
    let outside = two_sided(q, df).read(false, log);
    let is_outer = lower == (q <= 0.0);
    match (is_outer, log) {
        (true, true) => outside - LN_2,
        (true, false) => outside / 2.0,
        (false, true) => (-0.5 * outside.exp()).ln_1p(),
        (false, false) => 0.5 - outside / 2.0 + 0.5,
    }
}

/// The quantile of `p`.
pub fn quantile(p: f64, df: f64, lower: bool, log: bool) -> f64 {
    if p.is_nan() || df.is_nan() {
        return p + df;
    }
    let Some(level) = Level::new(p, lower, log) else { return f64::NAN };
    if let Some(end) = level.end(f64::NEG_INFINITY, f64::INFINITY) {
        return end;
    }
    if df <= 0.0 {
        return f64::NAN;
    }
    if df > 1e20 {
        return level.deviate();
    }
    let low = level.is_low();
    let tail = level.tail(low);
    if tail == 0.5 {
        return 0.0;
    }
    let distance = distance(level.ln_tail(low), tail, df);
    if low { -distance } else { distance }
}

/// The positive quantile with `tail` (and its logarithm) above it.
fn distance(ln_tail: f64, tail: f64, df: f64) -> f64 {
    let both = 2.0 * tail;
    if (df - 1.0).abs() < 1e-12 {
        return if tail < 1e-300 { (-ln_tail).exp() / PI } else { 1.0 / (PI * tail).tan() };
    }
    if (df - 2.0).abs() < 1e-12 {
        if tail < 1e-300 {
            return (-ln_tail / 2.0).exp() / 2f64.sqrt();
        }
        return (2.0 / (both * (2.0 - both)) - 2.0).sqrt();
    }
    let z = crate::special::normal::quantile(ln_tail, false, true);
    // Far out the tail is a power of t; the start is the larger of that and the corrected normal one.
    let power = (0.5 * df.ln() - (ln_tail + LN_2 + df.ln() - LN_2 + ln_beta(df / 2.0, 0.5)) / df).min(700.0);
    let start = if df > 5.0 && z < df.sqrt() { z + z * (z * z + 1.0) / (4.0 * df) } else { power.exp() };
    let start = start.max(1e-300);
    if both < 0.5 {
        return search::positive(start, f64::INFINITY, ln_tail + LN_2, false, |t| Tail {
            ln_mass: two_sided(t, df).read(false, true),
            ln_density: density(t, df, true) + LN_2,
        });
    }
    let inside = (1.0 - both).ln();
    search::positive(start, f64::INFINITY, inside, true, |t| Tail {
        ln_mass: two_sided(t, df).read(true, true),
        ln_density: density(t, df, true) + LN_2,
    })
}
