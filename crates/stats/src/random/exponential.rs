//! Exponential draws (Ahrens and Dieter 1972, algorithm SA).

use super::Generator;
use std::f64::consts::LN_2;

/// The partial sums of `(ln 2)^k / k!`, up to where they are one.
const SUMS: [f64; 16] = [
    0.6931471805599453,
    0.9333736875190459,
    0.9888777961838676,
    0.998495925291496,
    0.9998292811061389,
    0.9999833164100727,
    0.9999985691438768,
    0.9999998906925558,
    0.9999999924734160,
    0.9999999995283275,
    0.9999999999728814,
    0.9999999999985598,
    0.9999999999999289,
    0.9999999999999968,
    0.9999999999999999,
    1.0,
];

impl Generator {
    /// An exponential draw of mean one.
    pub fn standard_exponential(&mut self) -> f64 {
        let mut shift = 0.0;
        let mut u = self.uniform();
        while u <= 0.0 || u >= 1.0 {
            u = self.uniform();
        }
        loop {
            u += u;
            if u > 1.0 {
                break;
            }
            shift += LN_2;
        }
        u -= 1.0;
        if u <= LN_2 {
            return shift + u;
        }
        let mut smallest = self.uniform();
        let mut i = 0;
        loop {
            smallest = smallest.min(self.uniform());
            i += 1;
            if u <= SUMS[i] {
                return shift + smallest * LN_2;
            }
        }
    }

    /// An exponential draw of mean `scale`.
    pub fn exponential(&mut self, scale: f64) -> f64 {
        if !scale.is_finite() || scale <= 0.0 {
            return if scale == 0.0 { 0.0 } else { f64::NAN };
        }
        scale * self.standard_exponential()
    }
}
