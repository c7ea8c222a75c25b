//! Numbers with an exponent of their own, and one tail of a distribution from which both are read.

use super::elementary::log1mexp;

/// The number `factor * exp(exponent)`, which may be far outside the range of a double.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scaled {
    /// Natural logarithm of the scale.
    pub exponent: f64,
    /// What multiplies the scale; never negative.
    pub factor: f64,
}

impl Scaled {
    /// Zero.
    pub const ZERO: Self = Self { exponent: 0.0, factor: 0.0 };

    /// `factor * exp(exponent)`.
    pub fn new(exponent: f64, factor: f64) -> Self {
        Self { exponent, factor }
    }

    /// The same number times `by`.
    pub fn times(self, by: f64) -> Self {
        Self { exponent: self.exponent, factor: self.factor * by }
    }

    /// The sum of two numbers, on the larger of the two scales.
    pub fn plus(self, other: Self) -> Self {
        if self.factor == 0.0 {
            return other;
        }
        if other.factor == 0.0 {
            return self;
        }
        let (large, small) = if self.exponent >= other.exponent { (self, other) } else { (other, self) };
        let factor = large.factor + small.factor * (small.exponent - large.exponent).exp();
        Self { exponent: large.exponent, factor }
    }

    /// The number as a double.
    pub fn value(self) -> f64 {
        if self.factor == 0.0 { 0.0 } else { self.factor * self.exponent.exp() }
    }

    /// Its natural logarithm.
    pub fn ln(self) -> f64 {
        if self.factor == 0.0 { f64::NEG_INFINITY } else { self.exponent + self.factor.ln() }
    }

    /// Value or logarithm.
    pub fn read(self, log: bool) -> f64 {
        if log { self.ln() } else { self.value() }
    }
}

/// A probability known through one of its tails.
#[derive(Clone, Copy, Debug)]
pub struct OneTail {
    /// The mass of the tail.
    pub mass: Scaled,
    /// Whether that is the lower tail.
    pub is_lower: bool,
}

impl OneTail {
    /// The lower tail is `mass`.
    pub fn lower(mass: Scaled) -> Self {
        Self { mass, is_lower: true }
    }

    /// The upper tail is `mass`.
    pub fn upper(mass: Scaled) -> Self {
        Self { mass, is_lower: false }
    }

    /// The same mass seen from the other end.
    pub fn swapped(self) -> Self {
        Self { mass: self.mass, is_lower: !self.is_lower }
    }

    /// The tail asked for, as it is or as its logarithm.
    pub fn read(self, lower: bool, log: bool) -> f64 {
        if lower == self.is_lower {
            let value = self.mass.read(log);
            return if log { value.min(0.0) } else { value.min(1.0) };
        }
        if log { log1mexp(-self.mass.ln().min(0.0)) } else { (0.5 - self.mass.value() + 0.5).max(0.0) }
    }
}
