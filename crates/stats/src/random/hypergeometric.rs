//! Hypergeometric draws (Kachitvichyanukul and Schmeiser 1985): inversion (HIN) when the mode is near the
//! lower end, and H2PE, a rectangle with two exponential tails, otherwise.

use super::Generator;
use crate::distributions::hypergeometric;
use crate::special::elementary::is_integer;
use crate::special::saddle_point::HALF_LN_TAU;

/// `ln i!`: a table up to 7, Stirling's formula with two terms beyond.
fn ln_factorial(i: f64) -> f64 {
    const TABLE: [f64; 8] = [
        0.0,
        0.0,
        0.693147180559945309,
        1.791759469228055,
        3.17805383034794562,
        4.78749174278204599,
        6.579251212010101,
        8.5251613610654143,
    ];
    if i < 0.0 {
        return -1.0;
    }
    if i <= 7.0 {
        return TABLE[i as usize];
    }
    (i + 0.5) * i.ln() - i + HALF_LN_TAU + (0.0833333333333333 - 0.00277777777777778 / (i * i)) / i
}

/// The problem turned so that `n1 <= n2` and at most half of all is drawn.
struct Setup {
    n1: f64,
    n2: f64,
    k: f64,
    m: f64,
    least: f64,
    most: f64,
}

impl Setup {
    fn new(white: f64, black: f64, drawn: f64) -> Self {
        let (n1, n2) = (white.min(black), white.max(black));
        let total = white + black;
        let k = if drawn + drawn >= total { total - drawn } else { drawn };
        let m = ((k + 1.0) * (n1 + 1.0) / (total + 2.0)).trunc();
        Self { n1, n2, k, m, least: (k - n2).max(0.0), most: n1.min(k) }
    }

    /// The logarithm of the factorials that make up the density at `x`.
    fn ln_factorials(&self, x: f64) -> f64 {
        ln_factorial(x)
            + ln_factorial(self.n1 - x)
            + ln_factorial(self.k - x)
            + ln_factorial(self.n2 - self.k + x)
    }

    /// The same with each argument cut to a whole number by itself.
    fn ln_factorials_cut(&self, x: f64) -> f64 {
        ln_factorial(x.trunc())
            + ln_factorial((self.n1 - x).trunc())
            + ln_factorial((self.k - x).trunc())
            + ln_factorial((self.n2 - self.k + x).trunc())
    }

    /// `f(x) / f(m)` by recursion.
    fn ratio(&self, x: f64) -> f64 {
        let Self { n1, n2, k, m, .. } = *self;
        let mut f = 1.0;
        if m < x {
            let mut i = m + 1.0;
            while i <= x {
                f = f * (n1 - i + 1.0) * (k - i + 1.0) / (n2 - k + i) / i;
                i += 1.0;
            }
        } else {
            let mut i = x + 1.0;
            while i <= m {
                f = f * i * (n2 - k + i) / (n1 - i + 1.0) / (k - i + 1.0);
                i += 1.0;
            }
        }
        f
    }

    /// Whether `x` is accepted at height `v`; `a` is the sum of factorials at the mode.
    fn accepts(&self, x: f64, v: f64, a: f64) -> bool {
        const DELTA_LOW: f64 = 0.0078;
        const DELTA_HIGH: f64 = 0.0034;
        let Self { n1, n2, k, m, .. } = *self;
        if m < 100.0 || x <= 50.0 {
            return v <= self.ratio(x);
        }
        let (y, y1, ym) = (x, x + 1.0, x - m);
        let (yn, yk, nk) = (n1 - y + 1.0, k - y + 1.0, n2 - k + y1);
        let (r, s, t, e) = (-ym / y1, ym / yn, ym / yk, -ym / nk);
        let g = yn * yk / (y1 * nk) - 1.0;
        let dg = if g < 0.0 { 1.0 + g } else { 1.0 };
        let gu = g * (1.0 + g * (-0.5 + g / 3.0));
        let gl = gu - 0.25 * (g * g * g * g) / dg;
        let (xm, xn, xk) = (m + 0.5, n1 - m + 0.5, k - m + 0.5);
        let nm = n2 - k + xm;
        let cubic = |x: f64| x * (1.0 + x * (-0.5 + x / 3.0));
        let upper =
            xm * cubic(r) + xn * cubic(s) + xk * cubic(t) + nm * cubic(e) + y * gu - m * gl + DELTA_HIGH;
        let alv = v.ln();
        if alv > upper {
            return false;
        }
        let quartic = |weight: f64, x: f64| {
            let value = weight * (x * x * x * x);
            if x < 0.0 { value / (1.0 + x) } else { value }
        };
        let slack = quartic(xm, r) + quartic(xn, s) + quartic(xk, t) + quartic(nm, e);
        if alv < upper - 0.25 * slack + (y + m) * (gl - gu) - DELTA_LOW {
            return true;
        }
        alv <= a - ln_factorial(x) - ln_factorial(n1 - x) - ln_factorial(k - x) - ln_factorial(n2 - k + x)
    }
}

impl Generator {
    /// The white balls among `drawn` from `white` and `black` ones.
    pub fn hypergeometric(&mut self, white: f64, black: f64, drawn: f64) -> f64 {
        if !white.is_finite() || !black.is_finite() || !drawn.is_finite() {
            return f64::NAN;
        }
        let (white, black, drawn) =
            (white.round_ties_even(), black.round_ties_even(), drawn.round_ties_even());
        if white < 0.0 || black < 0.0 || drawn < 0.0 || drawn > white + black || !is_integer(drawn) {
            return f64::NAN;
        }
        let limit = f64::from(i32::MAX);
        if white >= limit || black >= limit || drawn >= limit {
            if drawn == 1.0 {
                return self.binomial(drawn, white / (white + black));
            }
            let u = self.uniform();
            return hypergeometric::quantile(u, white, black, drawn, true, false);
        }
        let setup = Setup::new(white, black, drawn);
        let x = if setup.least == setup.most {
            setup.most
        } else if setup.m - setup.least < 10.0 {
            self.hypergeometric_inversion(&setup)
        } else {
            self.hypergeometric_h2pe(&setup)
        };
        match (drawn + drawn >= white + black, white > black) {
            (true, true) => drawn - black + x,
            (true, false) => white - x,
            (false, true) => drawn - x,
            (false, false) => x,
        }
    }

    /// HIN; the density is scaled by 1e25 to keep it in range.
    fn hypergeometric_inversion(&mut self, setup: &Setup) -> f64 {
        const LN_SCALE: f64 = 57.5646273248511421;
        let Setup { n1, n2, k, least, most, .. } = *setup;
        let total = n1 + n2;
        let ln_weight = if k < n2 {
            ln_factorial(n2) + ln_factorial(total - k) - ln_factorial(n2 - k) - ln_factorial(total)
        } else {
            ln_factorial(n1) + ln_factorial(k) - ln_factorial(k - n2) - ln_factorial(total)
        };
        let weight = (ln_weight + LN_SCALE).exp();
        'restart: loop {
            let mut x = least;
            let mut u = self.uniform() * 1e25;
            let mut p = weight;
            while u > p {
                u -= p;
                p *= (n1 - x) * (k - x);
                x += 1.0;
                p = p / x / (n2 - k + x);
                if x > most {
                    continue 'restart;
                }
            }
            return x;
        }
    }

    fn hypergeometric_h2pe(&mut self, setup: &Setup) -> f64 {
        let Setup { n1, n2, k, m, least, most } = *setup;
        let total = n1 + n2;
        let s = ((total - k) * k * n1 * n2 / (total - 1.0) / total / total).sqrt();
        let d = (1.5 * s).trunc() + 0.5;
        let (xl, xr) = (m - d + 0.5, m + d + 0.5);
        let a = setup.ln_factorials(m);
        let kl = (a - setup.ln_factorials_cut(xl)).exp();
        let kr = (a - setup.ln_factorials_cut(xr - 1.0)).exp();
        let left = -(xl * (n2 - k + xl) / (n1 - xl + 1.0) / (k - xl + 1.0)).ln();
        let right = -((n1 - xr + 1.0) * (k - xr + 1.0) / xr / (n2 - k + xr)).ln();
        let p1 = d + d;
        let p2 = p1 + kl / left;
        let p3 = p2 + kr / right;
        loop {
            let u = self.uniform() * p3;
            let mut v = self.uniform();
            let x;
            if u < p1 {
                x = (xl + u).trunc();
            } else if u <= p2 {
                x = (xl + v.ln() / left).trunc();
                if x < least {
                    continue;
                }
                v = v * (u - p1) * left;
            } else {
                x = (xr - v.ln() / right).trunc();
                if x > most {
                    continue;
                }
                v = v * (u - p2) * right;
            }
            if setup.accepts(x, v, a) {
                return x;
            }
        }
    }
}
