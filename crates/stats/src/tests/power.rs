//! Power of t tests and of tests of two proportions, solved for any one quantity.

use crate::distributions::{noncentral_t, normal, student_t};
use crate::optimize::brent::{Extend, zero};

/// What a t test compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Design {
    /// Two samples of one size.
    TwoSample,
    /// One sample.
    OneSample,
    /// Pairs.
    Paired,
}

/// A planned t test; the quantity that is `NaN` is solved for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TPower {
    /// Observations per group, or pairs.
    pub n: f64,
    /// The true difference.
    pub delta: f64,
    /// The standard deviation.
    pub sd: f64,
    /// The significance level.
    pub level: f64,
    /// The power.
    pub power: f64,
    /// What is compared.
    pub design: Design,
    /// Whether the test is two-sided.
    pub two_sided: bool,
    /// Whether rejection on the wrong side counts.
    pub strict: bool,
}

impl TPower {
    /// The power the other quantities give.
    fn computed(&self) -> f64 {
        let samples = if self.design == Design::TwoSample { 2.0 } else { 1.0 };
        let sides = if self.two_sided { 2.0 } else { 1.0 };
        let delta = if self.two_sided { self.delta.abs() } else { self.delta };
        let df = ((self.n - 1.0) * samples).max(1e-7);
        let critical = student_t::quantile(self.level / sides, df, false, false);
        let ncp = (self.n / samples).sqrt() * delta / self.sd;
        let above = noncentral_t::cumulative(critical, df, ncp, false, false);
        if self.strict && self.two_sided {
            above + noncentral_t::cumulative(-critical, df, ncp, true, false)
        } else {
            above
        }
    }

    /// The plan with its missing quantity filled in; `None` when the search finds no value or when not
    /// exactly one is missing.
    pub fn solved(mut self, tolerance: f64) -> Option<Self> {
        let missing = [self.n, self.delta, self.sd, self.level, self.power].map(f64::is_nan);
        if missing.iter().filter(|m| **m).count() != 1 {
            return None;
        }
        if self.two_sided && !missing[1] {
            self.delta = self.delta.abs();
        }
        let target = self.power;
        let search = |low: f64, high: f64, extend: Extend, set: fn(Self, f64) -> Self| {
            zero(low, high, extend, tolerance, 1000, |v| set(self, v).computed() - target).map(|z| z.root)
        };
        let mut result = self;
        match missing {
            [true, ..] => result.n = search(2.0, 1e7, Extend::Increasing, |s, n| Self { n, ..s })?,
            [_, true, ..] => {
                let set = |s: Self, delta: f64| Self { delta, ..s };
                result.delta = search(self.sd * 1e-7, self.sd * 1e7, Extend::Increasing, set)?;
            }
            [_, _, true, ..] => {
                let set = |s: Self, sd: f64| Self { sd, ..s };
                result.sd = search(self.delta * 1e-7, self.delta * 1e7, Extend::Decreasing, set)?;
            }
            [_, _, _, true, _] => {
                result.level =
                    search(1e-10, 1.0 - 1e-10, Extend::Increasing, |s, level| Self { level, ..s })?;
            }
            _ => result.power = self.computed(),
        }
        Some(result)
    }
}

/// A planned test of two proportions; the quantity that is `NaN` is solved for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ProportionPower {
    /// Observations per group.
    pub n: f64,
    /// The probability in the first group.
    pub p1: f64,
    /// The probability in the second group.
    pub p2: f64,
    /// The significance level.
    pub level: f64,
    /// The power.
    pub power: f64,
    /// Whether the test is two-sided.
    pub two_sided: bool,
    /// Whether rejection on the wrong side counts.
    pub strict: bool,
}

impl ProportionPower {
    fn computed(&self) -> f64 {
        let sides = if self.two_sided { 2.0 } else { 1.0 };
        let q = normal::quantile(self.level / sides, 0.0, 1.0, false, false);
        let (p1, p2) = (self.p1, self.p2);
        let below = |z: f64, lower: bool| normal::cumulative(z, 0.0, 1.0, lower, false);
        if self.strict && self.two_sided {
            let d = (p1 - p2).abs();
            let (v1, v2) = (p1 * (1.0 - p1), p2 * (1.0 - p2));
            let mean = (p1 + p2) / 2.0;
            let null = q * (2.0 * mean * (1.0 - mean)).sqrt();
            let error = (v1 + v2).sqrt();
            let shift = self.n.sqrt() * d;
            return below((shift - null) / error, true) + below((shift + null) / error, false);
        }
        let null = q * ((p1 + p2) * (1.0 - (p1 + p2) / 2.0)).sqrt();
        let error = (p1 * (1.0 - p1) + p2 * (1.0 - p2)).sqrt();
        below((self.n.sqrt() * (p1 - p2).abs() - null) / error, true)
    }

    /// The plan with its missing quantity filled in; `None` as in [`TPower::solved`].
    pub fn solved(self, tolerance: f64) -> Option<Self> {
        let missing = [self.n, self.p1, self.p2, self.level, self.power].map(f64::is_nan);
        if missing.iter().filter(|m| **m).count() != 1 {
            return None;
        }
        let target = self.power;
        let search = |low: f64, high: f64, extend: Extend, set: fn(Self, f64) -> Self| {
            zero(low, high, extend, tolerance, 1000, |v| set(self, v).computed() - target).map(|z| z.root)
        };
        let mut result = self;
        match missing {
            [true, ..] => result.n = search(1.0, 1e7, Extend::Increasing, |s, n| Self { n, ..s })?,
            [_, true, ..] => result.p1 = search(0.0, self.p2, Extend::Both, |s, p1| Self { p1, ..s })?,
            [_, _, true, ..] => result.p2 = search(self.p1, 1.0, Extend::Both, |s, p2| Self { p2, ..s })?,
            [_, _, _, true, _] => {
                result.level =
                    search(1e-10, 1.0 - 1e-10, Extend::Increasing, |s, level| Self { level, ..s })?;
            }
            _ => result.power = self.computed(),
        }
        Some(result)
    }
}
