//! The noncentral chi-squared distribution, a Poisson mixture of central ones.

use super::level::{Level, left, right, zero};
use super::search::{self, Tail};
use super::{chi_squared, poisson};
use crate::special::incomplete_gamma;
use crate::special::scaled::{OneTail, Scaled};

/// The sum of `exp(term(j))` over `j >= 0` for a term that rises to one maximum and falls; it is found by
/// climbing from `start`.
pub(super) fn unimodal_sum(start: f64, term: impl Fn(f64) -> f64) -> Scaled {
    let mut peak = start.floor().max(0.0);
    let mut top = term(peak);
    let mut stride = 1.0;
    for direction in [1.0, -1.0] {
        stride = 1.0f64.max(stride);
        loop {
            let next = peak + direction * stride;
            let value = if next < 0.0 { f64::NEG_INFINITY } else { term(next) };
            if value > top {
                (peak, top) = (next, value);
                stride *= 2.0;
            } else if stride > 1.0 {
                stride = (stride / 2.0).floor();
            } else {
                break;
            }
        }
        stride = 1.0;
    }
    if top == f64::NEG_INFINITY {
        return Scaled::ZERO;
    }
    let mut sum = 1.0;
    for direction in [1.0, -1.0] {
        let mut j = peak;
        loop {
            let next = j + direction;
            if next < 0.0 || next == j {
                break;
            }
            j = next;
            let part = (term(j) - top).exp();
            sum += part;
            if part < 1e-18 * sum {
                break;
            }
        }
    }
    Scaled::new(top, sum)
}

/// The density at `x`.
pub fn density(x: f64, df: f64, ncp: f64, log: bool) -> f64 {
    if x.is_nan() || df.is_nan() || ncp.is_nan() {
        return x + df + ncp;
    }
    if df.is_infinite() || ncp.is_infinite() || ncp < 0.0 || df < 0.0 {
        return f64::NAN;
    }
    if x < 0.0 {
        return zero(log);
    }
    if x == 0.0 && df < 2.0 {
        return f64::INFINITY;
    }
    if ncp == 0.0 {
        return if df > 0.0 { chi_squared::density(x, df, log) } else { zero(log) };
    }
    if x == f64::INFINITY {
        return zero(log);
    }
    let half = 0.5 * ncp;
    let dfmid = df / 2.0 + 1.0;
    // The peak is near the root of 4 j (j + df/2) = ncp x.
    let start = (-dfmid + (dfmid * dfmid + ncp * x).sqrt()) / 2.0;
    unimodal_sum(start, |j| poisson::density(j, half, true) + chi_squared::density(x, df + 2.0 * j, true))
        .read(log)
}

/// Both tails at `q > 0`.
fn tails(q: f64, df: f64, ncp: f64) -> OneTail {
    let half = 0.5 * ncp;
    let is_lower = q < df + ncp;
    let sum = unimodal_sum(half, |j| {
        let shape = df / 2.0 + j;
        let tail = if shape == 0.0 {
            if is_lower { 0.0 } else { f64::NEG_INFINITY }
        } else {
            incomplete_gamma::regularized(q / 2.0, shape, is_lower, true)
        };
        poisson::density(j, half, true) + tail
    });
    OneTail { mass: sum, is_lower }
}

/// The probability below or above `q`.
pub fn cumulative(q: f64, df: f64, ncp: f64, lower: bool, log: bool) -> f64 {
    if q.is_nan() || df.is_nan() || ncp.is_nan() {
        return q + df + ncp;
    }
    if df.is_infinite() || ncp.is_infinite() || df < 0.0 || ncp < 0.0 {
        return f64::NAN;
    }
    if q < 0.0 || (q == 0.0 && df > 0.0) {
        return left(lower, log);
    }
    if q == f64::INFINITY {
        return right(lower, log);
    }
    if q == 0.0 {
        // Without degrees of freedom the Poisson weight of zero sits at zero.
        return OneTail::lower(Scaled::new(-0.5 * ncp, 1.0)).read(lower, log);
    }
    tails(q, df, ncp).read(lower, log)
}

/// The quantile of `p`.
pub fn quantile(p: f64, df: f64, ncp: f64, lower: bool, log: bool) -> f64 {
    if p.is_nan() || df.is_nan() || ncp.is_nan() {
        return p + df + ncp;
    }
    if df.is_infinite() || df < 0.0 || ncp < 0.0 {
        return f64::NAN;
    }
    let Some(level) = Level::new(p, lower, log) else { return f64::NAN };
    if let Some(end) = level.end(0.0, f64::INFINITY) {
        return end;
    }
    if level.ln_tail(true) <= cumulative(0.0, df, ncp, true, true) {
        return 0.0;
    }
    // Pearson's approximation starts the search.
    let b = ncp * ncp / (df + 3.0 * ncp);
    let c = (df + 3.0 * ncp) / (df + 2.0 * ncp);
    let scaled = (df + 2.0 * ncp) / (c * c);
    let start = (b + c * chi_squared::quantile(p, scaled, lower, log)).max(1e-10);
    let low = level.is_low();
    search::positive(start, f64::INFINITY, level.ln_tail(low), low, |x| Tail {
        ln_mass: cumulative(x, df, ncp, low, true),
        ln_density: density(x, df, ncp, true),
    })
}
