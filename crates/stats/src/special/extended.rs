//! Sums as an x87 processor rounds them: a significand of 64 bits.
//!
//! R accumulates in `long double`, which on x86 has eleven bits more than a double. The number is kept as an
//! unevaluated sum of two doubles, and every addition is rounded to 64 bits, ties to even.

/// A number with a significand of 64 bits.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Extended {
    high: f64,
    low: f64,
}

/// The sum and its rounding error.
fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    let part = sum - a;
    (sum, (a - (sum - part)) + (b - part))
}

/// Half of the distance from `x` to the next double.
fn half_unit(x: f64) -> f64 {
    let exponent = (x.to_bits() >> 52) & 0x7ff;
    if exponent <= 64 { 0.0 } else { f64::from_bits((exponent - 53) << 52) }
}

impl Extended {
    /// A double.
    pub fn new(x: f64) -> Self {
        Self { high: x, low: 0.0 }
    }

    /// The nearest double.
    pub fn value(self) -> f64 {
        self.high + self.low
    }

    /// The sum with a double.
    pub fn plus(self, x: f64) -> Self {
        let (sum, error) = two_sum(self.high, x);
        if self.low == 0.0 && error == 0.0 || !sum.is_finite() {
            return Self { high: sum, low: 0.0 };
        }
        let (middle, tiny) = two_sum(error, self.low);
        Self::rounded(sum, middle, tiny)
    }

    /// The sum with another such number.
    pub fn plus_extended(self, other: Self) -> Self {
        let (sum, error) = two_sum(self.high, other.high);
        if !sum.is_finite() {
            return Self { high: sum, low: 0.0 };
        }
        let (low, rest) = two_sum(self.low, other.low);
        let (middle, tiny) = two_sum(error, low);
        Self::rounded(sum, middle, tiny + rest)
    }

    /// The exact sum of three parts of falling size, rounded.
    fn rounded(sum: f64, middle: f64, tiny: f64) -> Self {
        let (high, rest) = two_sum(sum, middle);
        let (rest, tiny) = two_sum(rest, tiny);
        let (high, rest) = two_sum(high, rest);
        let half = half_unit(high);
        if half == 0.0 {
            return Self { high, low: rest };
        }
        // The unit of the last of 64 bits; one binade lower when the number is just below a power of two.
        let is_power = high.to_bits() & 0x000f_ffff_ffff_ffff == 0;
        let below = is_power && (rest < 0.0) == (high > 0.0) && rest != 0.0;
        let unit = half / if below { 2048.0 } else { 1024.0 };
        let magic = 6755399441055744.0 * unit;
        let mut low = (rest + magic) - magic;
        let gap = rest - low;
        // A tie is broken by what lies below it.
        if tiny != 0.0 && gap.abs() == 0.5 * unit && (gap > 0.0) == (tiny > 0.0) {
            low += unit.copysign(gap);
        }
        let (high, low) = two_sum(high, low);
        Self { high, low }
    }

    /// The number with its sign changed.
    pub fn negative(self) -> Self {
        Self { high: -self.high, low: -self.low }
    }

    /// The product with a double, rounded.
    pub fn times(self, x: f64) -> Self {
        let high = self.high * x;
        if !high.is_finite() || high == 0.0 {
            return Self::new(high);
        }
        let error = self.high.mul_add(x, -high);
        let low = self.low * x;
        let (middle, tiny) = two_sum(error, low);
        Self::rounded(high, middle, tiny + self.low.mul_add(x, -low))
    }

    /// The product with another such number, rounded.
    pub fn multiply(self, other: Self) -> Self {
        let high = self.high * other.high;
        if !high.is_finite() || high == 0.0 {
            return Self::new(high);
        }
        let error = self.high.mul_add(other.high, -high);
        let cross = self.high * other.low + self.low * other.high;
        let (middle, tiny) = two_sum(error, cross);
        Self::rounded(high, middle, tiny)
    }

    /// The square root, as a double.
    pub fn sqrt(self) -> f64 {
        let root = self.high.sqrt();
        if root == 0.0 || !root.is_finite() {
            return root;
        }
        root + ((-root).mul_add(root, self.high) + self.low) / (2.0 * root)
    }

    /// The quotient by a double, rounded.
    pub fn over(self, x: f64) -> Self {
        let high = self.high / x;
        if !high.is_finite() || high == 0.0 {
            return Self::new(high);
        }
        let rest = (-high).mul_add(x, self.high) + self.low;
        let middle = rest / x;
        Self::rounded(high, middle, (-middle).mul_add(x, rest) / x)
    }

    /// The double nearest to `x` over this number.
    pub fn under(self, x: f64) -> f64 {
        let quotient = x / self.high;
        if !quotient.is_finite() {
            return quotient;
        }
        quotient + ((-quotient).mul_add(self.high, x) - quotient * self.low) / self.high
    }
}

impl FromIterator<f64> for Extended {
    fn from_iter<I: IntoIterator<Item = f64>>(values: I) -> Self {
        values.into_iter().fold(Self::default(), Self::plus)
    }
}
