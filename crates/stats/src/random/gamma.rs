//! Gamma draws: Ahrens and Dieter (1974), algorithm GS, for shapes below one and Ahrens and Dieter (1982),
//! algorithm GD, above. The step numbers are theirs.

use super::Generator;

/// Coefficients of `q0` in powers of `1 / shape`.
const Q: [f64; 7] = [0.04166669, 0.02083148, 0.00801191, 0.00144121, -7.388e-5, 2.4511e-4, 2.424e-4];
/// Coefficients of the series for `ln(1 + v)`.
const A: [f64; 7] = [0.3333333, -0.250003, 0.2000062, -0.1662921, 0.1423657, -0.1367177, 0.1233795];

/// `c[0] x + c[1] x^2 + ...`.
fn series(c: &[f64], x: f64) -> f64 {
    c.iter().rev().fold(0.0, |sum, &c| (sum + c) * x)
}

/// The constants that algorithm GD derives from the shape.
struct Setup {
    s: f64,
    s2: f64,
    d: f64,
    q0: f64,
    b: f64,
    si: f64,
    c: f64,
}

impl Setup {
    fn new(shape: f64) -> Self {
        let s2 = shape - 0.5;
        let s = s2.sqrt();
        let d = 5.656854 - s * 12.0;
        let q0 = series(&Q, 1.0 / shape);
        let (b, si, c) = if shape <= 3.686 {
            (0.463 + s + 0.178 * s2, 1.235, 0.195 / s - 0.079 + 0.16 * s)
        } else if shape <= 13.022 {
            (1.654 + 0.0076 * s2, 1.68 / s + 0.275, 0.062 / s + 0.024)
        } else {
            (1.77, 0.75, 0.1515 / s)
        };
        Self { s, s2, d, q0, b, si, c }
    }

    /// The quotient function `q(t)` of steps 6 and 10.
    fn quotient(&self, t: f64) -> f64 {
        let v = t / (self.s + self.s);
        if v.abs() <= 0.25 {
            self.q0 + 0.5 * t * t * series(&A, v)
        } else {
            self.q0 - self.s * t + 0.25 * t * t + (self.s2 + self.s2) * (1.0 + v).ln()
        }
    }
}

impl Generator {
    /// A gamma draw.
    pub fn gamma(&mut self, shape: f64, scale: f64) -> f64 {
        if shape.is_nan() || scale.is_nan() {
            return f64::NAN;
        }
        if shape <= 0.0 || scale <= 0.0 {
            return if scale == 0.0 || shape == 0.0 { 0.0 } else { f64::NAN };
        }
        if shape.is_infinite() || scale.is_infinite() {
            return f64::INFINITY;
        }
        if shape < 1.0 { scale * self.gamma_small(shape) } else { self.gamma_large(shape, scale) }
    }

    /// Algorithm GS.
    fn gamma_small(&mut self, shape: f64) -> f64 {
        const INVERSE_E: f64 = 0.36787944117144233;
        let e = 1.0 + INVERSE_E * shape;
        loop {
            let p = e * self.uniform();
            if p >= 1.0 {
                let x = -((e - p) / shape).ln();
                if self.standard_exponential() >= (1.0 - shape) * x.ln() {
                    return x;
                }
            } else {
                let x = (p.ln() / shape).exp();
                if self.standard_exponential() >= x {
                    return x;
                }
            }
        }
    }

    /// Algorithm GD.
    fn gamma_large(&mut self, shape: f64, scale: f64) -> f64 {
        let setup = Setup::new(shape);
        // Steps 2 and 3: a normal deviate, accepted at once on one side.
        let t = self.standard_normal();
        let x = setup.s + 0.5 * t;
        if t >= 0.0 {
            return scale * (x * x);
        }
        let u = self.uniform();
        if setup.d * u <= t * t * t {
            return scale * (x * x);
        }
        // Steps 5 to 7: the quotient test.
        if x > 0.0 && (1.0 - u).ln() <= setup.quotient(t) {
            return scale * (x * x);
        }
        // Steps 8 to 12: double exponential rejection.
        loop {
            let e = self.standard_exponential();
            let u = self.uniform();
            let u = u + u - 1.0;
            let t = if u < 0.0 { setup.b - setup.si * e } else { setup.b + setup.si * e };
            if t < -0.71874483771719 {
                continue;
            }
            let q = setup.quotient(t);
            if q > 0.0 && setup.c * u.abs() <= q.exp_m1() * (e - 0.5 * t * t).exp() {
                let x = setup.s + 0.5 * t;
                return scale * x * x;
            }
        }
    }
}
