//! Fits recorded from R 4.2.2 with mgcv 1.8-41, on data made by a linear congruence in both programs.

mod after_fit;
mod bases;
mod likelihood;
mod prediction_error;
mod selection;

use super::*;
use crate::glm::{Distribution, Family};
use crate::matrix::Matrix;
use std::f64::consts::PI;

/// Covariates x0 … x3 and a response, as the recorded R code makes them from uniform numbers.
pub(super) struct Data {
    pub(super) x: [Vec<f64>; 4],
    /// Expected response.
    pub(super) f: Vec<f64>,
    /// Its uniform error.
    pub(super) e: Vec<f64>,
    pub(super) y: Vec<f64>,
}

impl Data {
    pub(super) fn generate(n: usize, seed: u32) -> Data {
        let mut state = seed;
        let mut uniform = || {
            state = (state * 106 + 1283) % 6075;
            f64::from(state) / 6075.0
        };
        let mut data = Data { x: Default::default(), f: Vec::new(), e: Vec::new(), y: Vec::new() };
        for _ in 0..n {
            for column in &mut data.x {
                column.push(uniform());
            }
            let error = (uniform() - 0.5) * 4.0;
            let at = |j: usize| data.x[j][data.x[j].len() - 1];
            let bump = 8.0 * (at(2) * (1.0 - at(2))).powi(2) * 20.0 * at(2);
            let expected = 2.0 * (PI * at(0)).sin() + (2.0 * at(1)).exp() / 2.0 + bump;
            data.f.push(expected);
            data.e.push(error);
            data.y.push(expected + error);
        }
        data
    }
}

/// The intercept and any linear columns.
pub(super) fn parametric(n: usize, linear: &[&[f64]]) -> Matrix {
    let ones = vec![1.0; n];
    let mut columns = vec![ones.as_slice()];
    columns.extend_from_slice(linear);
    Matrix::from_columns(n, &columns)
}

pub(super) fn thin_plate(x: &[&[f64]], k: Option<usize>) -> SmoothTerm {
    let spec = ThinPlateSpec { dimension: k, ..ThinPlateSpec::default() };
    SmoothTerm::new(ThinPlate::build(x, &spec).expect("the basis can be built"), By::None)
}

pub(super) fn gaussian<'a>(model: &'a ModelMatrix, y: &'a [f64], method: Method) -> GamProblem<'a> {
    GamProblem::new(model, y, Family::canonical(Distribution::Gaussian), method)
}

pub(super) fn close(what: &str, value: f64, expected: f64, tolerance: f64) {
    let size = expected.abs().max(1e-4);
    assert!((value - expected).abs() <= tolerance * size, "{what}: {value:e} is not {expected:e}");
}

/// What R's summary holds.
pub(super) struct Recorded<'a> {
    pub(super) sp: &'a [f64],
    pub(super) edf: &'a [f64],
    pub(super) reference_df: &'a [f64],
    pub(super) statistic: &'a [f64],
    pub(super) p: &'a [f64],
    /// Estimate, standard error, statistic and p-value of each parametric coefficient.
    pub(super) parametric: &'a [f64],
    /// Criterion, scale, deviance, adjusted R², deviance explained, AIC.
    pub(super) whole: [f64; 6],
}

pub(super) fn check(fit: &Gam, model: &ModelMatrix, recorded: &Recorded, tolerance: f64) {
    for (value, expected) in fit.sp.iter().zip(recorded.sp) {
        // A parameter that belongs at infinity is wherever the search gave up.
        close("sp", value.ln(), expected.ln(), tolerance * 100.0);
    }
    let tests = fit.smooth_tests(model).expect("the tests can be computed");
    assert_eq!(tests.len(), recorded.edf.len());
    for (i, test) in tests.iter().enumerate() {
        close("edf", test.edf, recorded.edf[i], tolerance);
        close("Ref.df", test.reference_df, recorded.reference_df[i], tolerance);
        let statistic = if fit.scale_estimated { test.f } else { test.chi_squared };
        close("statistic", statistic, recorded.statistic[i], tolerance);
        close("p", test.p_value, recorded.p[i], tolerance);
    }
    let coefficients = fit.coefficient_tests(model);
    assert_eq!(coefficients.len() * 4, recorded.parametric.len());
    for (test, row) in coefficients.iter().zip(recorded.parametric.chunks(4)) {
        close("estimate", test.estimate, row[0], tolerance);
        close("standard error", test.standard_error, row[1], tolerance);
        close("t", test.statistic, row[2], tolerance);
        close("p", test.p_value, row[3], tolerance);
    }
    close("score", fit.score, recorded.whole[0], tolerance);
    close("scale", fit.scale, recorded.whole[1], tolerance);
    close("deviance", fit.deviance, recorded.whole[2], tolerance);
    close("R²", fit.r_squared_adjusted(), recorded.whole[3], tolerance);
    close("deviance explained", fit.deviance_explained(), recorded.whole[4], tolerance);
    close("AIC", fit.aic.unwrap_or(f64::NAN), recorded.whole[5], tolerance);
}
