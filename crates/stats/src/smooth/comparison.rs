//! Tests of parametric terms, and the degrees of freedom by which models are compared.

use super::gam::Gam;
use crate::distributions::{chi_squared, f};
use crate::linear::{LinearError, symmetric_eigen};
use crate::matrix::dot;

/// The Wald test of a parametric term.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TermTest {
    /// Number of coefficients.
    pub df: usize,
    /// χ² statistic.
    pub chi_squared: f64,
    /// The F statistic, where the scale is estimated.
    pub f: f64,
    /// p-value.
    pub p_value: f64,
}

impl Gam {
    /// Tests the coefficients from `first` to before `end` together.
    pub fn term_test(&self, first: usize, end: usize) -> Result<TermTest, LinearError> {
        let columns: Vec<usize> = (first..end).collect();
        let b = &self.coefficients[first..end];
        let eigen = symmetric_eigen(&self.vp.select_columns(&columns).select_rows(&columns))?;
        let floor = eigen.values[0] * f64::EPSILON.powf(0.9);
        let (mut statistic, mut df) = (0.0, 0);
        for (j, &value) in eigen.values.iter().enumerate() {
            if value > floor {
                let along = dot(eigen.vectors.column(j), b);
                statistic += along * along / value;
                df += 1;
            }
        }
        let count = df as f64;
        let p_value = if self.scale_estimated {
            f::cumulative(statistic / count, count, self.residual_df(), false, false)
        } else {
            chi_squared::cumulative(statistic, count, false, false)
        };
        Ok(TermTest { df, chi_squared: statistic, f: statistic / count, p_value })
    }

    /// Residual degrees of freedom for comparing models: the effective ones count with smoothing parameter
    /// uncertainty where it is known, and with the correction of the trace of 2A − AA.
    pub fn comparison_df(&self) -> f64 {
        let sum = |v: &[f64]| v.iter().sum::<f64>();
        let edf = sum(&self.edf);
        let uncertain = self.edf2.as_ref().map_or(edf, |e| sum(e));
        self.y.len() as f64 - uncertain - (sum(&self.edf1) - edf)
    }
}
