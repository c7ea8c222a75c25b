//! Sums with 64 bits of precision, as R accumulates them on machines with 80-bit registers.

/// A number as the unevaluated sum of two doubles, rounded to 64 significant bits after every operation.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Extended {
    high: f64,
    low: f64,
}

fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let s = a + b;
    let t = s - a;
    (s, (a - (s - t)) + (b - t))
}

fn two_product(a: f64, b: f64) -> (f64, f64) {
    let p = a * b;
    (p, a.mul_add(b, -p))
}

impl Extended {
    /// A double as it is.
    pub fn new(x: f64) -> Self {
        Self { high: x, low: 0.0 }
    }

    /// The sum of two doubles with what lies beyond 64 bits rounded away.
    fn rounded(high: f64, low: f64) -> Self {
        let (h, l) = two_sum(high, low);
        if !h.is_finite() || l.is_nan() {
            return Self::new(high + low);
        }
        let magnitude = h.abs();
        if l == 0.0 || !(1e-280..=1e290).contains(&magnitude) {
            return Self { high: h, low: l };
        }
        // The last of the 64 bits; one lower just below a power of two.
        let power = f64::from_bits(magnitude.to_bits() & 0x7FF0_0000_0000_0000);
        let below = power == magnitude && (l < 0.0) == (h > 0.0);
        let unit = power * 2f64.powi(if below { -64 } else { -63 });
        let shift = 1.5 * 4_503_599_627_370_496.0 * unit;
        Self { high: h, low: (l + shift) - shift }
    }

    /// The sum with a double.
    pub fn plus(self, x: f64) -> Self {
        let (s, e) = two_sum(self.high, x);
        if !s.is_finite() {
            return Self::new(self.high + x);
        }
        Self::rounded(s, self.low + e)
    }

    /// The sum of two.
    pub fn sum(self, other: Self) -> Self {
        let (s, e) = two_sum(self.high, other.high);
        if !s.is_finite() {
            return Self::new(self.high + other.high);
        }
        Self::rounded(s, e + (self.low + other.low))
    }

    /// The difference `x - self`.
    pub fn below(self, x: f64) -> Self {
        Self { high: -self.high, low: -self.low }.plus(x)
    }

    /// The product with a double.
    pub fn times(self, x: f64) -> Self {
        let (p, e) = two_product(self.high, x);
        if !p.is_finite() {
            return Self::new(p);
        }
        Self::rounded(p, self.low.mul_add(x, e))
    }

    /// The product of two.
    pub fn multiply(self, other: Self) -> Self {
        let (p, e) = two_product(self.high, other.high);
        if !p.is_finite() {
            return Self::new(p);
        }
        Self::rounded(p, e + (self.high * other.low + self.low * other.high))
    }

    /// The quotient by a double.
    pub fn over(self, n: f64) -> Self {
        let q = self.high / n;
        if !q.is_finite() {
            return Self::new(q);
        }
        let rest = (-q).mul_add(n, self.high) + self.low;
        Self::rounded(q, rest / n)
    }

    /// The nearest double.
    pub fn value(self) -> f64 {
        self.high + self.low
    }
}

/// The sum of some numbers.
pub fn sum(values: impl IntoIterator<Item = f64>) -> f64 {
    values.into_iter().fold(Extended::default(), Extended::plus).value()
}

/// The mean in two passes: the second adds the mean of what the first left over.
pub fn mean(values: &[f64]) -> f64 {
    let n = values.len() as f64;
    let first = values.iter().fold(Extended::default(), |s, &x| s.plus(x)).over(n);
    if !first.value().is_finite() {
        return first.value();
    }
    let rest = values.iter().fold(Extended::default(), |s, &x| s.sum(first.below(x)));
    first.sum(rest.over(n)).value()
}

#[cfg(test)]
mod tests {
    use super::{mean, sum};

    #[test]
    fn sums_keep_64_bits() {
        assert_eq!(sum([0.1; 10]), 1.0);
        // What R 4.2 gives on a machine with 80-bit numbers.
        assert_eq!(sum([1.0, 1e-17, 1e-17, 1e-17, -1.0]), 2.9923979960599922e-17);
        assert_eq!(sum([1e16, 1.0, -1e16]), 1.0);
        assert_eq!(mean(&[1.0, 2.0, 4.0]), 7.0 / 3.0);
    }
}
