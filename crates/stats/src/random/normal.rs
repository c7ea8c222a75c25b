//! Normal draws by inversion.

use super::Generator;
use crate::special::normal::quantile;

impl Generator {
    /// A standard normal draw: the quantile of a uniform number of 54 bits made from two.
    pub fn standard_normal(&mut self) -> f64 {
        const BIG: f64 = 134217728.0;
        let coarse = (BIG * self.uniform()).trunc();
        let u = coarse + self.uniform();
        quantile(u / BIG, true, false)
    }

    /// A normal draw.
    pub fn normal(&mut self, mean: f64, sd: f64) -> f64 {
        if mean.is_nan() || !sd.is_finite() || sd < 0.0 {
            return f64::NAN;
        }
        if sd == 0.0 || mean.is_infinite() {
            return mean;
        }
        mean + sd * self.standard_normal()
    }
}
