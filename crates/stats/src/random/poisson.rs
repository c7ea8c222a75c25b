//! Poisson draws (Ahrens and Dieter 1982, algorithm PD): inversion of a table for means below ten, normal
//! deviates with corrections above. The step letters are theirs.

use super::Generator;
use crate::special::normal::INV_SQRT_TAU;

const A: [f64; 8] = [-0.5, 0.3333333, -0.2500068, 0.2000118, -0.1661269, 0.1421878, -0.1384794, 0.1250060];
const FACTORIALS: [f64; 10] = [1.0, 1.0, 2.0, 6.0, 24.0, 120.0, 720.0, 5040.0, 40320.0, 362880.0];

/// The constants of step N and of the hat function.
struct Setup {
    mean: f64,
    s: f64,
    omega: f64,
    c: [f64; 4],
    hat: f64,
}

impl Setup {
    fn new(mean: f64, s: f64) -> Self {
        let omega = INV_SQRT_TAU / s;
        let b1 = 1.0 / (24.0 * mean);
        let b2 = 0.3 * b1 * b1;
        let c3 = 1.0 / 7.0 * b1 * b2;
        let c2 = b2 - 15.0 * c3;
        let c1 = b1 - 6.0 * b2 + 45.0 * c3;
        let c0 = 1.0 - b1 + 3.0 * b2 - 15.0 * c3;
        Self { mean, s, omega, c: [c0, c1, c2, c3], hat: 0.1069 / mean }
    }

    /// Procedure F: `(px, py, fx, fy)` at the whole number `k`.
    fn densities(&self, k: f64) -> (f64, f64, f64, f64) {
        let difference = self.mean - k;
        let (px, py) = if k < 10.0 {
            (-self.mean, self.mean.powf(k) / FACTORIALS[k as usize])
        } else {
            let del = 0.083333333333333333333 / k;
            let del = del - 4.8 * del * del * del;
            let v = difference / k;
            let px = if v.abs() <= 0.25 {
                k * v * v * A.iter().rev().fold(0.0, |sum, &a| sum * v + a) - del
            } else {
                k * (1.0 + v).ln() - difference - del
            };
            (px, INV_SQRT_TAU / k.sqrt())
        };
        let x = (0.5 - difference) / self.s;
        let square = x * x;
        let [c0, c1, c2, c3] = self.c;
        (px, py, -0.5 * square, self.omega * (((c3 * square + c2) * square + c1) * square + c0))
    }
}

impl Generator {
    /// A Poisson draw.
    pub fn poisson(&mut self, mean: f64) -> f64 {
        if !mean.is_finite() || mean < 0.0 {
            return f64::NAN;
        }
        if mean == 0.0 {
            return 0.0;
        }
        if mean < 10.0 { self.poisson_small(mean) } else { self.poisson_large(mean) }
    }

    /// Inversion; the table ends at 35, beyond which another uniform is taken.
    fn poisson_small(&mut self, mean: f64) -> f64 {
        let first = (-mean).exp();
        loop {
            let u = self.uniform();
            let (mut p, mut sum) = (first, first);
            if u <= sum {
                return 0.0;
            }
            for k in 1..=35 {
                p *= mean / f64::from(k);
                sum += p;
                if u <= sum {
                    return f64::from(k);
                }
            }
        }
    }

    fn poisson_large(&mut self, mean: f64) -> f64 {
        let s = mean.sqrt();
        let d = 6.0 * mean * mean;
        let big = (mean - 1.1484).floor();
        // Step N: a normal deviate, accepted at once above `big`.
        let g = mean + s * self.standard_normal();
        let mut u = 0.0;
        let mut k = -1.0;
        if g >= 0.0 {
            k = g.floor();
            if k >= big {
                return k;
            }
            // Step S: squeeze.
            let difference = mean - k;
            u = self.uniform();
            if d * u >= difference * difference * difference {
                return k;
            }
        }
        let setup = Setup::new(mean, s);
        if g >= 0.0 {
            // Step Q: quotient acceptance.
            let (px, py, fx, fy) = setup.densities(k);
            if fy - u * fy <= py * (px - fx).exp() {
                return k;
            }
        }
        // Steps E and H: double exponential rejection.
        loop {
            let e = self.standard_exponential();
            let u = 2.0 * self.uniform() - 1.0;
            let t = 1.8 + e.copysign(u);
            if t <= -0.6744 {
                continue;
            }
            let k = (mean + s * t).floor();
            let (px, py, fx, fy) = setup.densities(k);
            if setup.hat * u.abs() <= py * (px + e).exp() - fy * (fx + e).exp() {
                return k;
            }
        }
    }
}
