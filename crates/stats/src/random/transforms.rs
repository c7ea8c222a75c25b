//! Draws made from those of other families.

use super::Generator;
use std::f64::consts::PI;

impl Generator {
    /// A uniform draw between `min` and `max`.
    pub fn uniform_between(&mut self, min: f64, max: f64) -> f64 {
        if !min.is_finite() || !max.is_finite() || max < min {
            return f64::NAN;
        }
        if min == max { min } else { min + (max - min) * self.uniform() }
    }

    /// A chi-squared draw.
    pub fn chi_squared(&mut self, df: f64) -> f64 {
        if !df.is_finite() || df < 0.0 { f64::NAN } else { self.gamma(df / 2.0, 2.0) }
    }

    /// A noncentral chi-squared draw.
    pub fn noncentral_chi_squared(&mut self, df: f64, ncp: f64) -> f64 {
        if df.is_nan() || !ncp.is_finite() || df < 0.0 || ncp < 0.0 {
            return f64::NAN;
        }
        if ncp == 0.0 {
            return if df == 0.0 { 0.0 } else { self.gamma(df / 2.0, 2.0) };
        }
        let mut value = self.poisson(ncp / 2.0);
        if value > 0.0 {
            value = self.chi_squared(2.0 * value);
        }
        if df > 0.0 {
            value += self.gamma(df / 2.0, 2.0);
        }
        value
    }

    /// A draw from Student's t.
    pub fn student_t(&mut self, df: f64) -> f64 {
        if df.is_nan() || df <= 0.0 {
            return f64::NAN;
        }
        let z = self.standard_normal();
        if df.is_infinite() { z } else { z / (self.chi_squared(df) / df).sqrt() }
    }

    /// A draw from F.
    pub fn f(&mut self, df1: f64, df2: f64) -> f64 {
        if df1.is_nan() || df2.is_nan() || df1 <= 0.0 || df2 <= 0.0 {
            return f64::NAN;
        }
        let num = if df1.is_finite() { self.chi_squared(df1) / df1 } else { 1.0 };
        let den = if df2.is_finite() { self.chi_squared(df2) / df2 } else { 1.0 };
        num / den
    }

    /// A geometric draw: failures before the first success.
    pub fn geometric(&mut self, prob: f64) -> f64 {
        if !prob.is_finite() || prob <= 0.0 || prob > 1.0 {
            return f64::NAN;
        }
        let mean = self.standard_exponential() * ((1.0 - prob) / prob);
        self.poisson(mean)
    }

    /// A negative binomial draw.
    pub fn negative_binomial(&mut self, size: f64, prob: f64) -> f64 {
        if !prob.is_finite() || size.is_nan() || size <= 0.0 || prob <= 0.0 || prob > 1.0 {
            return f64::NAN;
        }
        if prob == 1.0 {
            return 0.0;
        }
        let mean = self.gamma(size.min(f64::MAX / 2.0), (1.0 - prob) / prob);
        self.poisson(mean)
    }

    /// A negative binomial draw of the given mean.
    pub fn negative_binomial_mean(&mut self, size: f64, mean: f64) -> f64 {
        if !mean.is_finite() || size.is_nan() || size <= 0.0 || mean < 0.0 {
            return f64::NAN;
        }
        if mean == 0.0 {
            return 0.0;
        }
        let size = size.min(f64::MAX / 2.0);
        let mean = self.gamma(size, mean / size);
        self.poisson(mean)
    }

    /// A Weibull draw.
    pub fn weibull(&mut self, shape: f64, scale: f64) -> f64 {
        if !shape.is_finite() || !scale.is_finite() || shape <= 0.0 || scale <= 0.0 {
            return if scale == 0.0 { 0.0 } else { f64::NAN };
        }
        scale * (-self.uniform().ln()).powf(1.0 / shape)
    }

    /// A logistic draw.
    pub fn logistic(&mut self, location: f64, scale: f64) -> f64 {
        if location.is_nan() || !scale.is_finite() {
            return f64::NAN;
        }
        if scale == 0.0 || location.is_infinite() {
            return location;
        }
        let u = self.uniform();
        location + scale * (u / (1.0 - u)).ln()
    }

    /// A Cauchy draw.
    pub fn cauchy(&mut self, location: f64, scale: f64) -> f64 {
        if location.is_nan() || !scale.is_finite() || scale < 0.0 {
            return f64::NAN;
        }
        if scale == 0.0 || location.is_infinite() {
            return location;
        }
        location + scale * (PI * self.uniform()).tan()
    }

    /// A log-normal draw.
    pub fn log_normal(&mut self, mean_log: f64, sd_log: f64) -> f64 {
        if mean_log.is_nan() || !sd_log.is_finite() || sd_log < 0.0 {
            return f64::NAN;
        }
        self.normal(mean_log, sd_log).exp()
    }
}
