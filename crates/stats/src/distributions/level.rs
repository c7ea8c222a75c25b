//! A probability as it is given and asked for: from below or above, plain or as a logarithm.

use crate::special::elementary::log1mexp;

/// Zero, or its logarithm.
pub(super) fn zero(log: bool) -> f64 {
    if log { f64::NEG_INFINITY } else { 0.0 }
}

/// One, or its logarithm.
pub(super) fn one(log: bool) -> f64 {
    if log { 0.0 } else { 1.0 }
}

/// The cumulative probability left of all mass.
pub(super) fn left(lower: bool, log: bool) -> f64 {
    if lower { zero(log) } else { one(log) }
}

/// The cumulative probability right of all mass.
pub(super) fn right(lower: bool, log: bool) -> f64 {
    left(!lower, log)
}

/// A plain number, or its logarithm.
pub(super) fn value(x: f64, log: bool) -> f64 {
    if log { x.ln() } else { x }
}

/// A number given by its logarithm.
pub(super) fn exponential(x: f64, log: bool) -> f64 {
    if log { x } else { x.exp() }
}

/// The probability `p` of the lower tail, read as asked.
pub(super) fn from_lower(p: f64, lower: bool, log: bool) -> f64 {
    match (lower, log) {
        (true, _) => value(p, log),
        (false, false) => 0.5 - p + 0.5,
        (false, true) => (-p).ln_1p(),
    }
}

/// The upper tail `exp(x)`, `x <= 0`, read as asked.
pub(super) fn from_ln_upper(x: f64, lower: bool, log: bool) -> f64 {
    match (lower, log) {
        (false, _) => exponential(x, log),
        (true, false) => -x.exp_m1(),
        (true, true) => log1mexp(-x),
    }
}

/// A probability whose quantile is asked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Level {
    p: f64,
    lower: bool,
    log: bool,
}

impl Level {
    /// The level, unless `p` is no probability.
    pub fn new(p: f64, lower: bool, log: bool) -> Option<Self> {
        let valid = if log { p <= 0.0 } else { (0.0..=1.0).contains(&p) };
        valid.then_some(Self { p, lower, log })
    }

    /// Whether all mass lies above.
    pub fn is_left_end(self) -> bool {
        self.p == left(self.lower, self.log)
    }

    /// Whether all mass lies below.
    pub fn is_right_end(self) -> bool {
        self.p == right(self.lower, self.log)
    }

    /// The end of the support the level points at, if it does.
    pub fn end(self, left: f64, right: f64) -> Option<f64> {
        if self.is_left_end() {
            Some(left)
        } else if self.is_right_end() {
            Some(right)
        } else {
            None
        }
    }

    /// The mass below or above.
    pub fn tail(self, lower: bool) -> f64 {
        match (self.lower == lower, self.log) {
            (true, true) => self.p.exp(),
            (true, false) => self.p,
            (false, true) => -self.p.exp_m1(),
            (false, false) => 0.5 - self.p + 0.5,
        }
    }

    /// The logarithm of the mass below or above.
    pub fn ln_tail(self, lower: bool) -> f64 {
        match (self.lower == lower, self.log) {
            (true, true) => self.p,
            (true, false) => self.p.ln(),
            (false, true) => log1mexp(-self.p),
            (false, false) => (-self.p).ln_1p(),
        }
    }

    /// Whether the tail below is the smaller one.
    pub fn is_low(self) -> bool {
        self.tail(true) <= 0.5
    }

    /// The normal quantile of the level.
    pub fn deviate(self) -> f64 {
        crate::special::normal::quantile(self.p, self.lower, self.log)
    }

    /// The level as it was given: the probability, whether of the lower tail, whether a logarithm.
    pub fn parts(self) -> (f64, bool, bool) {
        (self.p, self.lower, self.log)
    }
}
