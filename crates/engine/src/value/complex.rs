//! Complex numbers.

/// A complex number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Complex {
    /// Real part.
    pub re: f64,
    /// Imaginary part.
    pub im: f64,
}

impl Complex {
    /// `re + im i`.
    pub fn new(re: f64, im: f64) -> Self {
        Self { re, im }
    }

    /// Modulus.
    pub fn modulus(self) -> f64 {
        self.re.hypot(self.im)
    }

    /// Argument.
    pub fn argument(self) -> f64 {
        self.im.atan2(self.re)
    }

    /// Conjugate.
    pub fn conjugate(self) -> Self {
        Self::new(self.re, -self.im)
    }

    /// Whether a part is NA or NaN.
    pub fn is_nan(self) -> bool {
        self.re.is_nan() || self.im.is_nan()
    }

    /// From modulus and argument.
    pub fn polar(modulus: f64, argument: f64) -> Self {
        Self::new(modulus * argument.cos(), modulus * argument.sin())
    }

    /// Exponential.
    pub fn exp(self) -> Self {
        Self::polar(self.re.exp(), self.im)
    }

    /// Principal logarithm.
    pub fn ln(self) -> Self {
        Self::new(self.modulus().ln(), self.argument())
    }

    /// Principal square root.
    pub fn sqrt(self) -> Self {
        let m = self.modulus();
        if m == 0.0 {
            return Self::new(0.0, 0.0);
        }
        let re = ((m + self.re.abs()) / 2.0).sqrt();
        let im = self.im.abs() / (2.0 * re);
        let (re, im) = if self.re >= 0.0 { (re, im) } else { (im, re) };
        Self::new(re, if self.im < 0.0 { -im } else { im })
    }

    /// Power; whole exponents up to 65536 by repeated multiplication.
    pub fn pow(self, exponent: Self) -> Self {
        if exponent.im == 0.0 && exponent.re.fract() == 0.0 && exponent.re.abs() <= 65536.0 {
            let (mut n, mut base, mut out) = (exponent.re.abs() as u32, self, Self::new(1.0, 0.0));
            while n > 0 {
                if n & 1 == 1 {
                    out = out * base;
                }
                base = base * base;
                n >>= 1;
            }
            return if exponent.re < 0.0 { Self::new(1.0, 0.0) / out } else { out };
        }
        if self.re == 0.0 && self.im == 0.0 {
            return Self::new(0.0, 0.0);
        }
        (exponent * self.ln()).exp()
    }
}

impl std::ops::Add for Complex {
    type Output = Self;

    fn add(self, o: Self) -> Self {
        Self::new(self.re + o.re, self.im + o.im)
    }
}

impl std::ops::Sub for Complex {
    type Output = Self;

    fn sub(self, o: Self) -> Self {
        Self::new(self.re - o.re, self.im - o.im)
    }
}

impl std::ops::Mul for Complex {
    type Output = Self;

    fn mul(self, o: Self) -> Self {
        Self::new(self.re * o.re - self.im * o.im, self.re * o.im + self.im * o.re)
    }
}

impl std::ops::Div for Complex {
    type Output = Self;

    /// Smith's algorithm, which does not overflow where the quotient does not.
    fn div(self, o: Self) -> Self {
        if o.re.abs() >= o.im.abs() {
            let ratio = o.im / o.re;
            let denominator = o.re + o.im * ratio;
            Self::new((self.re + self.im * ratio) / denominator, (self.im - self.re * ratio) / denominator)
        } else {
            let ratio = o.re / o.im;
            let denominator = o.re * ratio + o.im;
            Self::new((self.re * ratio + self.im) / denominator, (self.im * ratio - self.re) / denominator)
        }
    }
}
