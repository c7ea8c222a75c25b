//! Tests that a smooth is zero: the fractional rank statistic of Wood (2013a) for smooths with an
//! unpenalised part, and the likelihood ratio of Wood (2013b) for those without.

use super::davies::chi_squared_mixture_upper;
use super::gam::Gam;
use super::model::ModelMatrix;
use super::random_test::random_test;
use crate::distributions::{chi_squared, f};
use crate::linear::{LinearError, Qr, symmetric_eigen};
use crate::matrix::{Matrix, dot};

/// The test of one smooth, as the table of a summary reports it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SmoothTest {
    /// Effective degrees of freedom.
    pub edf: f64,
    /// Reference degrees of freedom.
    pub reference_df: f64,
    /// χ² statistic; divided by `reference_df`, the F statistic.
    pub chi_squared: f64,
    /// The F statistic, where the scale is estimated.
    pub f: f64,
    /// p-value. Numerical integration can leave it a little below zero.
    pub p_value: f64,
}

/// Absolute accuracy of the null distribution.
const ACCURACY: f64 = 2e-5;
const MOST_TERMS: usize = 100_000;

impl Gam {
    /// Residual degrees of freedom: observations minus effective degrees of freedom.
    pub fn residual_df(&self) -> f64 {
        self.y.len() as f64 - self.edf.iter().sum::<f64>()
    }

    /// Tests every smooth.
    pub fn smooth_tests(&self, model: &ModelMatrix) -> Result<Vec<SmoothTest>, LinearError> {
        let residual_df = self.scale_estimated.then(|| self.residual_df());
        (0..model.spans.len()).map(|term| self.smooth_test(model, term, residual_df)).collect()
    }

    fn smooth_test(
        &self,
        model: &ModelMatrix,
        term: usize,
        residual_df: Option<f64>,
    ) -> Result<SmoothTest, LinearError> {
        let (first, end) = model.spans[term];
        let columns: Vec<usize> = (first..end).collect();
        let beta = &self.coefficients[first..end];
        let x = self.r.select_columns(&columns);
        let edf: f64 = self.edf[first..end].iter().sum();
        if model.null_dimensions[term] == 0 {
            let test = random_test(self, model, term)?;
            let reference_df = test.weights.len() as f64;
            let p_value = mixture_p_value(test.statistic, &test.weights, residual_df).min(1.0);
            let chi_squared = test.statistic;
            return Ok(SmoothTest { edf, reference_df, chi_squared, f: chi_squared / reference_df, p_value });
        }
        let rank = self.edf1[first..end].iter().sum::<f64>().min(columns.len() as f64);
        let v = self.vp.select_columns(&columns).select_rows(&columns);
        let (chi_squared, p_value, reference_df) = fractional_rank_test(beta, x, &v, rank, residual_df)?;
        Ok(SmoothTest { edf, reference_df, chi_squared, f: chi_squared / reference_df, p_value })
    }
}

/// The statistic βᵀXᵀ(XVXᵀ)⁻Xβ with a pseudo-inverse of rank r that need not be whole, its p-value, and r.
///
/// With k = ⌊r⌋ and ν = r − k, the pseudo-inverse is exact for the first k − 1 eigenvectors and has the
/// block (1 ρ; ρ ν), ρ = ±√(ν(1 − ν)/2), for the next two. The statistic reported has ρ > 0; the p-value is
/// the mean over both signs. Under the null the two directions weigh (ν + 1 ± √(1 − ν²))/2.
pub fn fractional_rank_test(
    beta: &[f64],
    x: Matrix,
    v: &Matrix,
    rank: f64,
    residual_df: Option<f64>,
) -> Result<(f64, f64, f64), LinearError> {
    let r = Qr::new(x, 0.0).r();
    let covariance = r.multiply(v).multiply(&r.transpose());
    let q = covariance.cols();
    let symmetric = Matrix::from_fn(q, q, |i, j| 0.5 * (covariance[(i, j)] + covariance[(j, i)]));
    let eigen = symmetric_eigen(&symmetric)?;
    let floor = eigen.values[0] * f64::EPSILON.powf(0.9);
    let positive = eigen.values.iter().filter(|&&value| value > floor).count();
    let rank = rank.min(positive as f64);
    let fitted = r.multiply_vector(beta);
    // Signs such that the first component of every eigenvector is positive make the reported one unique.
    let z: Vec<f64> = (0..positive)
        .map(|j| {
            let column = eigen.vectors.column(j);
            let sign = if column[0] < 0.0 { -1.0 } else { 1.0 };
            sign * dot(column, &fitted) / eigen.values[j].sqrt()
        })
        .collect();
    let whole = rank.floor() as usize;
    let nu = rank - rank.floor();
    if nu == 0.0 {
        let statistic = dot(&z[..whole], &z[..whole]);
        let p = match residual_df {
            None => chi_squared::cumulative(statistic, rank, false, false),
            Some(df) => f::cumulative(statistic / rank, rank, df.round(), false, false),
        };
        return Ok((statistic, p.min(1.0), rank));
    }
    if whole == 0 {
        let statistic = z[0] * z[0];
        let p = mixture_p_value(statistic, &[1.0], residual_df);
        return Ok((statistic, p.min(1.0), rank));
    }
    let exact = dot(&z[..whole - 1], &z[..whole - 1]);
    let (a, b) = (z[whole - 1], z[whole]);
    let rho = (nu * (1.0 - nu) / 2.0).sqrt();
    let statistics = [1.0, -1.0].map(|sign| exact + a * a + nu * b * b + 2.0 * sign * rho * a * b);
    let larger = (nu + 1.0 + (1.0 - nu * nu).sqrt()) / 2.0;
    let mut weights = vec![1.0; whole + 1];
    weights[whole - 1] = larger;
    weights[whole] = nu + 1.0 - larger;
    let p = statistics.map(|s| mixture_p_value(s, &weights, residual_df));
    Ok((statistics[0], ((p[0] + p[1]) / 2.0).min(1.0), rank))
}

/// P(Σ λ χ²_1 > s), or with an estimated scale P(Σ λ χ²_1 > s χ²_m / m), m the rounded residual degrees of
/// freedom.
fn mixture_p_value(statistic: f64, weights: &[f64], residual_df: Option<f64>) -> f64 {
    let mut weights = weights.to_vec();
    let mut degrees = vec![1_u32; weights.len()];
    let q = match residual_df {
        None => statistic,
        Some(df) => {
            let whole = df.round().max(1.0);
            weights.push(-statistic / whole);
            degrees.push(whole as u32);
            0.0
        }
    };
    chi_squared_mixture_upper(q, &weights, &degrees, ACCURACY, MOST_TERMS).unwrap_or_else(|| {
        let mean: f64 = weights.iter().filter(|&&w| w > 0.0).sum();
        match residual_df {
            None => chi_squared::cumulative(statistic, mean, false, false),
            Some(df) => f::cumulative(statistic / mean, mean, df, false, false),
        }
    })
}
