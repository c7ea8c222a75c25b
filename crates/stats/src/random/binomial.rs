//! Binomial draws: inversion below a mean of thirty, and Kachitvichyanukul and Schmeiser's BTPE (1988), a
//! triangle, a parallelogram and two exponential tails, above.

use super::Generator;
use crate::distributions::binomial;
use crate::special::extended::Extended;

/// The constants of BTPE, by the names of the paper.
struct Setup {
    n: f64,
    p: f64,
    q: f64,
    npq: f64,
    r: f64,
    g: f64,
    fm: f64,
    m: f64,
    p1: f64,
    p2: f64,
    p3: f64,
    p4: f64,
    xm: f64,
    xl: f64,
    xr: f64,
    c: f64,
    xll: f64,
    xlr: f64,
}

impl Setup {
    fn new(n: f64, p: f64) -> Self {
        let q = 1.0 - p;
        let np = n * p;
        let r = p / q;
        let fm = np + p;
        let m = fm.trunc();
        let npq = np * q;
        let p1 = (2.195 * npq.sqrt() - 4.6 * q).trunc() + 0.5;
        let xm = m + 0.5;
        let (xl, xr) = (xm - p1, xm + p1);
        let c = 0.134 + 20.5 / (15.3 + m);
        let al = (fm - xl) / (fm - xl * p);
        let xll = al * (1.0 + 0.5 * al);
        let al = (xr - fm) / (xr * q);
        let xlr = al * (1.0 + 0.5 * al);
        let p2 = p1 * (1.0 + c + c);
        let p3 = p2 + c / xll;
        let p4 = p3 + c / xlr;
        Self { n, p, q, npq, r, g: r * (n + 1.0), fm, m, p1, p2, p3, p4, xm, xl, xr, c, xll, xlr }
    }

    /// Whether the candidate `x` is accepted at height `v`.
    fn accepts(&self, x: f64, v: f64) -> bool {
        let k = (x - self.m).abs();
        if k <= 20.0 || k >= self.npq / 2.0 - 1.0 {
            return v <= self.ratio(x);
        }
        // Squeeze with bounds on ln f(x), then Stirling's formula.
        let npq = self.npq;
        let amaxp = (k / npq) * ((k * (k / 3.0 + 0.625) + 0.1666666666666) / npq + 0.5);
        let ynorm = -(k * k) / (2.0 * npq);
        let alv = v.ln();
        if alv < ynorm - amaxp {
            return true;
        }
        if alv > ynorm + amaxp {
            return false;
        }
        let (x1, f1) = (x + 1.0, self.fm + 1.0);
        let (z, w) = (self.n + 1.0 - self.fm, self.n - x + 1.0);
        let stirling = |y: f64| {
            let y2 = y * y;
            (13860.0 - (462.0 - (132.0 - (99.0 - 140.0 / y2) / y2) / y2) / y2) / y / 166320.0
        };
        let bound = self.xm * (f1 / x1).ln()
            + (self.n - self.m + 0.5) * (z / w).ln()
            + (x - self.m) * (w * self.p / (x1 * self.q)).ln()
            + stirling(f1)
            + stirling(z)
            + stirling(x1)
            + stirling(w);
        alv <= bound
    }

    /// `f(x) / f(m)` by recursion.
    fn ratio(&self, x: f64) -> f64 {
        let mut f = 1.0;
        let (mut i, last) = if self.m < x { (self.m + 1.0, x) } else { (x + 1.0, self.m) };
        while i <= last {
            let step = self.g / i - self.r;
            if self.m < x {
                f *= step;
            } else {
                f /= step;
            }
            i += 1.0;
        }
        f
    }
}

/// `x^n` by squaring, in the order of roundings that R's has.
fn power(x: f64, n: u32) -> f64 {
    let (mut result, mut base, mut n) = (1.0, x, n);
    loop {
        if n & 1 == 1 {
            result *= base;
        }
        n >>= 1;
        if n == 0 {
            return result;
        }
        base *= base;
    }
}

impl Generator {
    /// A binomial draw.
    pub fn binomial(&mut self, size: f64, prob: f64) -> f64 {
        if !size.is_finite() {
            return f64::NAN;
        }
        let n = size.round_ties_even();
        if n != size || !prob.is_finite() || n < 0.0 || !(0.0..=1.0).contains(&prob) {
            return f64::NAN;
        }
        if n == 0.0 || prob == 0.0 {
            return 0.0;
        }
        if prob == 1.0 {
            return n;
        }
        if n >= f64::from(i32::MAX) {
            let u = self.uniform();
            return binomial::quantile(u, n, prob, false, false);
        }
        let p = prob.min(1.0 - prob);
        let x = if n * p < 30.0 { self.binomial_small(n, p) } else { self.binomial_btpe(n, p) };
        if prob > 0.5 { n - x } else { x }
    }

    /// Inversion, started anew when a uniform leads beyond 110.
    fn binomial_small(&mut self, n: f64, p: f64) -> f64 {
        let q = 1.0 - p;
        let r = p / q;
        let g = r * (n + 1.0);
        let first = power(q, n as u32);
        loop {
            let (mut x, mut f) = (0.0, first);
            let mut u = self.uniform();
            loop {
                if u < f {
                    return x;
                }
                if x > 110.0 {
                    break;
                }
                u -= f;
                x += 1.0;
                f *= g / x - r;
            }
        }
    }

    fn binomial_btpe(&mut self, n: f64, p: f64) -> f64 {
        let s = Setup::new(n, p);
        loop {
            let u = self.uniform() * s.p4;
            let mut v = self.uniform();
            if u <= s.p1 {
                // The triangle is accepted whole.
                return (s.xm - s.p1 * v + u).trunc();
            }
            let x;
            if u <= s.p2 {
                let at = s.xl + (u - s.p1) / s.c;
                v = v * s.c + 1.0 - (s.xm - at).abs() / s.p1;
                if v > 1.0 || v <= 0.0 {
                    continue;
                }
                x = at.trunc();
            } else if u > s.p3 {
                x = (s.xr - v.ln() / s.xlr).trunc();
                if x > n {
                    continue;
                }
                v *= (u - s.p3) * s.xlr;
            } else {
                x = (s.xl + v.ln() / s.xll).trunc();
                if x < 0.0 {
                    continue;
                }
                v *= (u - s.p2) * s.xll;
            }
            if s.accepts(x, v) {
                return x;
            }
        }
    }

    /// Counts of `n` trials in classes of the given [normalized](super::normalized) probabilities.
    pub fn multinomial(&mut self, n: f64, prob: &[f64]) -> Vec<f64> {
        let mut counts = vec![0.0; prob.len()];
        let mut left = n;
        let mut rest = Extended::new(1.0);
        let Some((last, head)) = counts.split_last_mut() else { return counts };
        for (count, &p) in head.iter_mut().zip(prob) {
            if p != 0.0 {
                let share = rest.under(p);
                *count = if share < 1.0 { self.binomial(left, share) } else { left };
                left -= *count;
            }
            if left <= 0.0 {
                return counts;
            }
            rest = rest.plus(-p);
        }
        *last = left;
        counts
    }
}
