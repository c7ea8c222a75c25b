//! The 80-bit floating point of x86, in which R reads and scales decimal numbers.
//!
//! R accumulates the digits of a literal, and divides a number by a power of ten to find the digits it
//! prints, in C's `long double`. The last bit of a literal and the last digit of a printed tie depend on
//! it, so [`Extended`] has its 64-bit significand and rounds to nearest, ties to even, after each operation.

/// A non-negative number `mantissa * 2^exponent`; the top bit of the mantissa is set unless it is zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extended {
    mantissa: u64,
    exponent: i32,
}

/// Exponents beyond this are infinite for every purpose here; doubles end at 1024.
const LARGEST_EXPONENT: i32 = 16_384;

impl Extended {
    /// Zero.
    pub const ZERO: Self = Self { mantissa: 0, exponent: 0 };

    /// An integer, exactly.
    pub const fn from_integer(value: u64) -> Self {
        if value == 0 {
            return Self::ZERO;
        }
        let shift = value.leading_zeros();
        Self { mantissa: value << shift, exponent: -(shift as i32) }
    }

    /// The absolute value of a finite double, exactly.
    pub fn from_double(value: f64) -> Self {
        let bits = value.to_bits();
        let fraction = bits & ((1 << 52) - 1);
        let biased = ((bits >> 52) & 0x7ff) as i32;
        let (fraction, exponent) =
            if biased == 0 { (fraction, -1074) } else { (fraction | (1 << 52), biased - 1075) };
        Self::from_integer(fraction).scaled(exponent)
    }

    /// Ten to a non-negative power, correctly rounded.
    pub fn power_of_ten(power: u32) -> Self {
        // 5^27 still fits 64 bits, so these are exact.
        if power <= 27 {
            return Self::from_integer(5u64.pow(power)).scaled(power as i32);
        }
        let mut limbs: Vec<u64> = vec![1];
        for _ in 0..power {
            let mut carry = 0u128;
            for limb in &mut limbs {
                carry += u128::from(*limb) * 5;
                *limb = carry as u64;
                carry >>= 64;
            }
            if carry > 0 {
                limbs.push(carry as u64);
            }
        }
        let top = limbs.len() - 1;
        let sticky = limbs[..top.saturating_sub(1)].iter().any(|&l| l != 0);
        let below = if top > 0 { limbs[top - 1] } else { 0 };
        let wide = u128::from(limbs[top]) << 64 | u128::from(below) | u128::from(sticky);
        Self::rounded(wide, power as i32 + 64 * (top as i32 - 1))
    }

    /// True for zero.
    pub fn is_zero(self) -> bool {
        self.mantissa == 0
    }

    /// True when it is beyond what the format holds.
    pub fn is_infinite(self) -> bool {
        self.exponent > LARGEST_EXPONENT
    }

    /// `self * 2^power`.
    pub const fn scaled(self, power: i32) -> Self {
        if self.mantissa == 0 { self } else { Self { exponent: self.exponent + power, ..self } }
    }

    /// The product.
    pub fn times(self, other: Self) -> Self {
        if self.is_zero() || other.is_zero() {
            return Self::ZERO;
        }
        let exponent = self.exponent.saturating_add(other.exponent).min(2 * LARGEST_EXPONENT);
        Self::rounded(u128::from(self.mantissa) * u128::from(other.mantissa), exponent)
    }

    /// The quotient; `other` must not be zero.
    pub fn over(self, other: Self) -> Self {
        if self.is_zero() || other.is_zero() {
            return Self::ZERO;
        }
        // One bit more than the significand, then a sticky bit for whatever remains.
        let numerator = u128::from(self.mantissa) << 63;
        let divisor = u128::from(other.mantissa);
        let (quotient, remainder) = (numerator / divisor, numerator % divisor);
        let (next, remainder) = ((remainder << 1) / divisor, (remainder << 1) % divisor);
        let (last, remainder) = ((remainder << 1) / divisor, (remainder << 1) % divisor);
        let wide = (quotient << 3) | (next << 2) | (last << 1) | u128::from(remainder != 0);
        Self::rounded(wide, self.exponent - other.exponent - 66)
    }

    /// The sum.
    pub fn plus(self, other: Self) -> Self {
        let (high, low) = if self.at_least(other) { (self, other) } else { (other, self) };
        if low.is_zero() {
            return high;
        }
        let shift = (high.exponent - low.exponent) as u32;
        let large = u128::from(high.mantissa) << 62;
        let exact = u128::from(low.mantissa) << 62;
        let small = if shift > 126 {
            1
        } else {
            (exact >> shift) | u128::from(exact << (128 - shift.max(1)) != 0 && shift > 0)
        };
        Self::rounded(large + small, high.exponent - 62)
    }

    /// Whether it is at least `other`.
    pub fn at_least(self, other: Self) -> bool {
        if self.is_zero() || other.is_zero() {
            return other.is_zero();
        }
        (self.exponent, self.mantissa) >= (other.exponent, other.mantissa)
    }

    /// The nearest integer, ties to even; `u64::MAX` when it does not fit.
    pub fn to_integer(self) -> u64 {
        match self.exponent {
            _ if self.is_zero() => 0,
            1.. => u64::MAX,
            0 => self.mantissa,
            exponent => {
                let shift = exponent.unsigned_abs();
                if shift > 64 {
                    return 0;
                }
                let wide = u128::from(self.mantissa);
                let (whole, rest, half) = (wide >> shift, wide & ((1 << shift) - 1), 1u128 << (shift - 1));
                (whole + u128::from(rest > half || (rest == half && whole & 1 == 1))) as u64
            }
        }
    }

    /// The nearest double, ties to even, gradually underflowing, infinite when too large.
    pub fn to_double(self) -> f64 {
        if self.is_zero() {
            return 0.0;
        }
        // The value is in [2^leading, 2^(leading + 1)).
        let leading = self.exponent.saturating_add(63);
        if leading > 1023 {
            return f64::INFINITY;
        }
        let kept = if leading >= -1022 { 53 } else { 53 - (-1022 - leading) };
        if kept < 0 {
            return 0.0;
        }
        let drop = (64 - kept) as u32;
        let wide = u128::from(self.mantissa);
        let (whole, rest, half) = (wide >> drop, wide & ((1 << drop) - 1), 1u128 << (drop - 1));
        let whole = (whole + u128::from(rest > half || (rest == half && whole & 1 == 1))) as u64;
        // Adding the significand to the biased exponent lets a carry run into the exponent.
        let biased = if leading >= -1022 { (leading + 1022) as u64 } else { 0 };
        f64::from_bits((biased << 52) + whole)
    }

    /// `wide * 2^exponent` rounded to 64 bits.
    fn rounded(wide: u128, exponent: i32) -> Self {
        let bits = 128 - wide.leading_zeros();
        if bits <= 64 {
            return Self::from_integer(wide as u64).scaled(exponent);
        }
        let drop = bits - 64;
        let (whole, rest, half) = (wide >> drop, wide & ((1 << drop) - 1), 1u128 << (drop - 1));
        let whole = whole + u128::from(rest > half || (rest == half && whole & 1 == 1));
        let exponent = exponent + drop as i32;
        match u64::try_from(whole) {
            Ok(mantissa) => Self { mantissa, exponent },
            Err(_) => Self { mantissa: 1 << 63, exponent: exponent + 1 },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Extended;

    #[test]
    fn doubles_survive_a_round_trip() {
        for x in [1.0, 0.1, 5e-324, 2.2250738585072014e-308, f64::MAX, 1e-310, 123456.789] {
            assert_eq!(Extended::from_double(x).to_double(), x);
        }
    }

    #[test]
    fn arithmetic_rounds_to_nearest() {
        let int = Extended::from_integer;
        assert_eq!(int(1).over(int(10)).to_double(), 0.1);
        assert_eq!(int(10).times(int(7)).plus(int(3)), int(73));
        assert_eq!(int(u64::MAX).plus(int(1)), int(1).scaled(64));
        assert_eq!(int(1).scaled(64).plus(int(1)), int(1).scaled(64));
        assert_eq!(int(5).over(int(2)).to_integer(), 2);
        assert_eq!(int(7).over(int(2)).to_integer(), 4);
        assert_eq!(Extended::power_of_ten(300).to_double(), 1e300);
        assert_eq!(Extended::power_of_ten(28).to_double(), 1e28);
        assert_eq!(int(1).over(Extended::power_of_ten(310)).to_double(), 1e-310);
    }
}
