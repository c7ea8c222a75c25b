//! The exact test of a proportion (Clopper and Pearson 1934).

use super::Alternative;
use crate::distributions::{beta, binomial};

/// The result of an exact binomial test.
#[derive(Clone, Debug, PartialEq)]
pub struct BinomialTest {
    /// The p-value.
    pub p_value: f64,
    /// Clopper and Pearson's interval.
    pub interval: [f64; 2],
    /// The observed proportion.
    pub estimate: f64,
}

/// The test that `x` successes out of `n` have probability `p`.
pub fn test(x: f64, n: f64, p: f64, alternative: Alternative, level: f64) -> BinomialTest {
    let p_value = match alternative {
        Alternative::Less => binomial::cumulative(x, n, p, true, false),
        Alternative::Greater => binomial::cumulative(x - 1.0, n, p, false, false),
        Alternative::TwoSided => two_sided(x, n, p),
    };
    let lower = |alpha: f64| {
        if x == 0.0 { 0.0 } else { beta::quantile(alpha, x, n - x + 1.0, true, false) }
    };
    let upper = |alpha: f64| {
        if x == n { 1.0 } else { beta::quantile(1.0 - alpha, x + 1.0, n - x, true, false) }
    };
    let alpha = 1.0 - level;
    let interval = match alternative {
        Alternative::Less => [0.0, upper(alpha)],
        Alternative::Greater => [lower(alpha), 1.0],
        Alternative::TwoSided => [lower(alpha / 2.0), upper(alpha / 2.0)],
    };
    BinomialTest { p_value: p_value.min(1.0), interval, estimate: x / n }
}

/// The mass of all outcomes no more likely than `x`.
fn two_sided(x: f64, n: f64, p: f64) -> f64 {
    if p == 0.0 {
        return f64::from(u8::from(x == 0.0));
    }
    if p == 1.0 {
        return f64::from(u8::from(x == n));
    }
    let limit = binomial::density(x, n, p, false) * (1.0 + 1e-7);
    let mean = n * p;
    if x == mean {
        return 1.0;
    }
    let unlikely = |first: f64, last: f64| {
        let mut count = 0.0;
        let mut i = first;
        while i <= last {
            if binomial::density(i, n, p, false) <= limit {
                count += 1.0;
            }
            i += 1.0;
        }
        count
    };
    if x < mean {
        let y = unlikely(mean.ceil(), n);
        binomial::cumulative(x, n, p, true, false) + binomial::cumulative(n - y, n, p, false, false)
    } else {
        let y = unlikely(0.0, mean.floor());
        binomial::cumulative(y - 1.0, n, p, true, false) + binomial::cumulative(x - 1.0, n, p, false, false)
    }
}
