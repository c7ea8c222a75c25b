//! The exact test of a Poisson rate.

use super::Alternative;
use crate::distributions::{gamma, poisson};

/// The result of an exact Poisson test of one rate; two rates are compared by the binomial test.
#[derive(Clone, Debug, PartialEq)]
pub struct PoissonTest {
    /// The p-value.
    pub p_value: f64,
    /// The interval of the rate.
    pub interval: [f64; 2],
    /// The observed rate.
    pub estimate: f64,
    /// The expected count.
    pub expected: f64,
}

/// The test that `x` events in `time` have the rate `rate`.
pub fn test(x: f64, time: f64, rate: f64, alternative: Alternative, level: f64) -> PoissonTest {
    let mean = rate * time;
    let p_value = match alternative {
        Alternative::Less => poisson::cumulative(x, mean, true, false),
        Alternative::Greater => poisson::cumulative(x - 1.0, mean, false, false),
        Alternative::TwoSided => two_sided(x, mean),
    };
    let lower = |alpha: f64| if x == 0.0 { 0.0 } else { gamma::quantile(alpha, x, 1.0, true, false) };
    let upper = |alpha: f64| gamma::quantile(1.0 - alpha, x + 1.0, 1.0, true, false);
    let alpha = 1.0 - level;
    let interval = match alternative {
        Alternative::Less => [0.0, upper(alpha)],
        Alternative::Greater => [lower(alpha), f64::INFINITY],
        Alternative::TwoSided => [lower(alpha / 2.0), upper(alpha / 2.0)],
    };
    let interval = interval.map(|limit| limit / time);
    PoissonTest { p_value: p_value.min(1.0), interval, estimate: x / time, expected: mean }
}

fn two_sided(x: f64, mean: f64) -> f64 {
    if mean == 0.0 {
        return f64::from(u8::from(x == 0.0));
    }
    if x == mean {
        return 1.0;
    }
    let density = |i: f64| poisson::density(i, mean, false);
    let limit = density(x) * (1.0 + 1e-7);
    let unlikely = |first: f64, last: f64| {
        let mut count = 0.0;
        let mut i = first;
        while i <= last {
            if density(i) <= limit {
                count += 1.0;
            }
            i += 1.0;
        }
        count
    };
    if x < mean {
        let mut far = (2.0 * mean - x).ceil();
        while density(far) > limit {
            far *= 2.0;
        }
        let y = unlikely(mean.ceil(), far);
        poisson::cumulative(x, mean, true, false) + poisson::cumulative(far - y, mean, false, false)
    } else {
        let y = unlikely(0.0, mean.floor());
        poisson::cumulative(y - 1.0, mean, true, false) + poisson::cumulative(x - 1.0, mean, false, false)
    }
}
