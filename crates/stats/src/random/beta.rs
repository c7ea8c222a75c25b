//! Beta draws (Cheng 1978, algorithms BB and BC).

use super::Generator;
use std::f64::consts::LN_2;

/// `v` and `w = a exp(v)`, the latter kept finite.
fn odds(beta: f64, u: f64, a: f64) -> (f64, f64) {
    let v = beta * (u / (1.0 - u)).ln();
    let w = if v <= 1024.0 * LN_2 { (a * v.exp()).min(f64::MAX) } else { f64::MAX };
    (v, w)
}

impl Generator {
    /// A beta draw.
    pub fn beta(&mut self, shape1: f64, shape2: f64) -> f64 {
        if shape1.is_nan() || shape2.is_nan() || shape1 < 0.0 || shape2 < 0.0 {
            return f64::NAN;
        }
        if shape1.is_infinite() && shape2.is_infinite() {
            return 0.5;
        }
        if shape1 == 0.0 && shape2 == 0.0 {
            return if self.uniform() < 0.5 { 0.0 } else { 1.0 };
        }
        if shape1.is_infinite() || shape2 == 0.0 {
            return 1.0;
        }
        if shape2.is_infinite() || shape1 == 0.0 {
            return 0.0;
        }
        let (a, b) = (shape1.min(shape2), shape1.max(shape2));
        if a <= 1.0 {
            let w = self.beta_bc(a, b);
            // Algorithm BC works on the odds of the larger shape.
            return if shape1 == a { a / (a + w) } else { w / (a + w) };
        }
        let w = self.beta_bb(a, b);
        if shape1 == a { w / (b + w) } else { b / (b + w) }
    }

    /// Algorithm BC: the smaller shape is at most one.
    fn beta_bc(&mut self, a: f64, b: f64) -> f64 {
        let alpha = a + b;
        let beta = 1.0 / a;
        let delta = 1.0 + b - a;
        let k1 = delta * (0.0138889 + 0.0416667 * a) / (b * beta - 0.777778);
        let k2 = 0.25 + (0.5 + 0.25 / delta) * a;
        loop {
            let (u1, u2) = (self.uniform(), self.uniform());
            let z;
            if u1 < 0.5 {
                let y = u1 * u2;
                z = u1 * y;
                if 0.25 * u2 + z - y >= k1 {
                    continue;
                }
            } else {
                z = u1 * u1 * u2;
                if z <= 0.25 {
                    return odds(beta, u1, b).1;
                }
                if z >= k2 {
                    continue;
                }
            }
            let (v, w) = odds(beta, u1, b);
            if alpha * ((alpha / (a + w)).ln() + v) - 1.3862944 >= z.ln() {
                return w;
            }
        }
    }

    /// Algorithm BB: both shapes exceed one.
    fn beta_bb(&mut self, a: f64, b: f64) -> f64 {
        let alpha = a + b;
        let beta = ((alpha - 2.0) / (2.0 * a * b - alpha)).sqrt();
        let gamma = a + 1.0 / beta;
        loop {
            let (u1, u2) = (self.uniform(), self.uniform());
            let (v, w) = odds(beta, u1, a);
            let z = u1 * u1 * u2;
            let r = gamma * v - 1.3862944;
            let s = a + r - w;
            if s + 2.609438 >= 5.0 * z {
                return w;
            }
            let t = z.ln();
            if s > t || r + alpha * (alpha / (b + w)).ln() >= t {
                return w;
            }
        }
    }
}
