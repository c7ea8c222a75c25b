//! Generalised fits compared with those of lme4 1.1-31 under R 4.2.2.

use super::*;
use crate::glm::{Distribution, Family};
use crate::matrix::Matrix;

// lme4::cbpp: cases of pleuropneumonia in 15 herds over four periods.
const INCIDENCE: [f64; 56] = [
    2.0, 3.0, 4.0, 0.0, 3.0, 1.0, 1.0, 8.0, 2.0, 0.0, 2.0, 2.0, 0.0, 2.0, 0.0, 5.0, 0.0, 0.0, 1.0, 3.0, 0.0,
    0.0, 1.0, 8.0, 1.0, 3.0, 0.0, 12.0, 2.0, 0.0, 0.0, 0.0, 1.0, 1.0, 0.0, 2.0, 0.0, 5.0, 3.0, 1.0, 2.0, 1.0,
    0.0, 0.0, 1.0, 2.0, 0.0, 0.0, 11.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 0.0,
];
const SIZE: [f64; 56] = [
    14.0, 12.0, 9.0, 5.0, 22.0, 18.0, 21.0, 22.0, 16.0, 16.0, 20.0, 10.0, 10.0, 9.0, 6.0, 18.0, 25.0, 24.0,
    4.0, 17.0, 17.0, 18.0, 20.0, 16.0, 10.0, 9.0, 5.0, 34.0, 9.0, 6.0, 8.0, 6.0, 22.0, 22.0, 18.0, 22.0,
    25.0, 27.0, 22.0, 22.0, 10.0, 8.0, 6.0, 5.0, 21.0, 24.0, 19.0, 23.0, 19.0, 2.0, 3.0, 2.0, 19.0, 15.0,
    15.0, 15.0,
];
const PERIOD: [usize; 56] = [
    1, 2, 3, 4, 1, 2, 3, 1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4, 1, 1, 2, 3, 4, 1, 2, 3,
    4, 1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4,
];
const HERD: [usize; 56] = [
    1, 1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 6, 6, 6, 6, 7, 7, 7, 7, 8, 9, 9, 9, 9, 10, 10,
    10, 10, 11, 11, 11, 11, 12, 12, 12, 12, 13, 13, 13, 13, 14, 14, 14, 14, 15, 15, 15, 15,
];

#[track_caller]
fn close(values: &[f64], expected: &[f64], tolerance: f64) {
    assert_eq!(values.len(), expected.len());
    for (value, expected) in values.iter().zip(expected) {
        assert!((value - expected).abs() <= tolerance * expected.abs(), "{value} is not {expected}");
    }
}

// glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), cbpp, binomial, nAGQ = points)
fn herds(points: usize) -> GeneralizedMixedFit {
    let y: Vec<f64> = INCIDENCE.iter().zip(SIZE).map(|(i, s)| i / s).collect();
    let x = Matrix::from_fn(56, 4, |i, j| if j == 0 || PERIOD[i] == j + 1 { 1.0 } else { 0.0 });
    let codes = HERD.iter().map(|h| h - 1).collect();
    let terms = [RandomTerm { columns: Matrix::from_vec(56, 1, vec![1.0; 56]), codes, levels: 15 }];
    let model = GeneralizedMixedModel {
        y: &y,
        x: &x,
        terms: &terms,
        weights: &SIZE,
        trials: &SIZE,
        offset: None,
        family: Family::canonical(Distribution::Binomial),
    };
    let control = GeneralizedControl { quadrature_points: points, ..Default::default() };
    fit_generalized(&model, &control).unwrap()
}

#[test]
fn laplace_stops_where_lme4_stops() {
    let fit = herds(1);
    assert_eq!(fit.evaluations, 285);
    close(&fit.theta, &[0.64206992772917926], 1e-8);
    let beta = [-1.3983428644711453, -0.99192497497573884, -1.1282162159433398, -1.579745413649192];
    close(&fit.beta, &beta, 1e-8);
    close(&[fit.criterion, fit.deviance], &[184.05313277906055, 73.474283574257186], 1e-9);
    let errors: Vec<f64> = fit.hessian_covariance.unwrap().diagonal().iter().map(|v| v.sqrt()).collect();
    // Second differences with a step of 1e-4 keep about six digits.
    let expected = [0.23121404809946314, 0.30315064454127666, 0.32283015322583969, 0.42204915942631677];
    close(&errors, &expected, 1e-5);
    close(&fit.b[0].data()[..3], &[0.58962943649211275, -0.29909332615070694, 0.40586580923113591], 1e-7);
    close(fit.conditional_covariance[0][0].data(), &[0.121259906201707], 1e-7);
}

#[test]
fn fixed_effects_may_be_left_to_the_inner_iterations() {
    let fit = herds(0);
    assert_eq!(fit.evaluations, 18);
    close(&fit.theta, &[0.64183855534890899], 1e-8);
    let errors: Vec<f64> = fit.factor_covariance.diagonal().iter().map(|v| v.sqrt()).collect();
    let expected = [0.22757902289992291, 0.30328617499113525, 0.32351036895147839, 0.42445190952163536];
    close(&errors, &expected, 1e-8);
    close(&[fit.criterion], &[184.10869300245309], 1e-12);
}

#[test]
fn quadrature_integrates_around_the_modes() {
    let fit = herds(9);
    assert_eq!(fit.evaluations, 184);
    close(&fit.theta, &[0.64751786108327536], 1e-8);
    close(&[fit.criterion], &[100.01003606681189], 1e-10);
    close(&fit.beta[..2], &[-1.3992194438630041, -0.99140865743287587], 1e-8);
}
