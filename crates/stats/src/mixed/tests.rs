//! Fits compared with those of lme4 1.1-31 and lmerTest 3.1-3 under R 4.2.2.

use super::*;
use crate::matrix::Matrix;

/// lme4::sleepstudy: ten days for each of 18 subjects.
const REACTION: [f64; 180] = [
    249.56, 258.7047, 250.8006, 321.4398, 356.8519, 414.6901, 382.2038, 290.1486, 430.5853, 466.3535,
    222.7339, 205.2658, 202.9778, 204.707, 207.7161, 215.9618, 213.6303, 217.7272, 224.2957, 237.3142,
    199.0539, 194.3322, 234.32, 232.8416, 229.3074, 220.4579, 235.4208, 255.7511, 261.0125, 247.5153,
    321.5426, 300.4002, 283.8565, 285.133, 285.7973, 297.5855, 280.2396, 318.2613, 305.3495, 354.0487,
    287.6079, 285.0, 301.8206, 320.1153, 316.2773, 293.3187, 290.075, 334.8177, 293.7469, 371.5811, 234.8606,
    242.8118, 272.9613, 309.7688, 317.4629, 309.9976, 454.1619, 346.8311, 330.3003, 253.8644, 283.8424,
    289.555, 276.7693, 299.8097, 297.171, 338.1665, 332.0265, 348.8399, 333.36, 362.0428, 265.4731, 276.2012,
    243.3647, 254.6723, 279.0244, 284.1912, 305.5248, 331.5229, 335.7469, 377.299, 241.6083, 273.9472,
    254.4907, 270.8021, 251.4519, 254.6362, 245.4523, 235.311, 235.7541, 237.2466, 312.3666, 313.8058,
    291.6112, 346.1222, 365.7324, 391.8385, 404.2601, 416.6923, 455.8643, 458.9167, 236.1032, 230.3167,
    238.9256, 254.922, 250.7103, 269.7744, 281.5648, 308.102, 336.2806, 351.6451, 256.2968, 243.4543,
    256.2046, 255.5271, 268.9165, 329.7247, 379.4445, 362.9184, 394.4872, 389.0527, 250.5265, 300.0576,
    269.8939, 280.5891, 271.8274, 304.6336, 287.7466, 266.5955, 321.5418, 347.5655, 221.6771, 298.1939,
    326.8785, 346.8555, 348.7402, 352.8287, 354.4266, 360.4326, 375.6406, 388.5417, 271.9235, 268.4369,
    257.2424, 277.6566, 314.8222, 317.2135, 298.1353, 348.1229, 340.28, 366.5131, 225.264, 234.5235,
    238.9008, 240.473, 267.5373, 344.1937, 281.1481, 347.5855, 365.163, 372.2288, 269.8804, 272.4428,
    277.8989, 281.7895, 279.1705, 284.512, 259.2658, 304.6306, 350.7807, 369.4692, 269.4117, 273.474,
    297.5968, 310.6316, 287.1726, 329.6076, 334.4818, 343.2199, 369.1417, 364.1236,
];
/// lme4::Dyestuff: five yields for each of six batches.
const YIELD: [f64; 30] = [
    1545.0, 1440.0, 1440.0, 1520.0, 1580.0, 1540.0, 1555.0, 1490.0, 1560.0, 1495.0, 1595.0, 1550.0, 1605.0,
    1510.0, 1560.0, 1445.0, 1440.0, 1595.0, 1465.0, 1545.0, 1595.0, 1630.0, 1515.0, 1635.0, 1625.0, 1520.0,
    1455.0, 1450.0, 1480.0, 1445.0,
];
/// lme4::Pastes: two measurements for each of three casks in each of ten batches.
const STRENGTH: [f64; 60] = [
    62.8, 62.6, 60.1, 62.3, 62.7, 63.1, 60.0, 61.4, 57.5, 56.9, 61.1, 58.9, 58.7, 57.5, 63.9, 63.1, 65.4,
    63.7, 57.1, 56.4, 56.9, 58.6, 64.7, 64.5, 55.1, 55.1, 54.7, 54.2, 58.8, 57.5, 63.4, 64.9, 59.3, 58.1,
    60.5, 60.0, 62.5, 62.6, 61.0, 58.7, 56.9, 57.7, 59.2, 59.4, 65.2, 66.0, 64.8, 64.1, 54.8, 54.8, 64.0,
    64.0, 57.7, 56.8, 58.3, 59.3, 59.2, 59.2, 58.9, 56.6,
];
/// lme4::Penicillin: six samples on each of 24 plates.
const DIAMETER: [f64; 144] = [
    27.0, 23.0, 26.0, 23.0, 23.0, 21.0, 27.0, 23.0, 26.0, 23.0, 23.0, 21.0, 25.0, 21.0, 25.0, 24.0, 24.0,
    20.0, 26.0, 23.0, 25.0, 23.0, 23.0, 20.0, 25.0, 22.0, 26.0, 22.0, 23.0, 20.0, 24.0, 22.0, 25.0, 23.0,
    22.0, 19.0, 24.0, 20.0, 23.0, 21.0, 22.0, 19.0, 26.0, 22.0, 26.0, 24.0, 24.0, 21.0, 24.0, 21.0, 24.0,
    22.0, 22.0, 20.0, 24.0, 21.0, 24.0, 23.0, 22.0, 19.0, 26.0, 23.0, 26.0, 24.0, 24.0, 21.0, 25.0, 22.0,
    26.0, 24.0, 24.0, 20.0, 26.0, 24.0, 26.0, 24.0, 25.0, 22.0, 26.0, 23.0, 26.0, 23.0, 23.0, 20.0, 26.0,
    23.0, 25.0, 24.0, 24.0, 22.0, 25.0, 22.0, 25.0, 23.0, 23.0, 20.0, 25.0, 21.0, 24.0, 23.0, 23.0, 20.0,
    25.0, 22.0, 24.0, 23.0, 23.0, 19.0, 24.0, 21.0, 23.0, 21.0, 21.0, 19.0, 26.0, 23.0, 26.0, 24.0, 24.0,
    21.0, 25.0, 21.0, 24.0, 22.0, 22.0, 18.0, 25.0, 22.0, 25.0, 22.0, 22.0, 20.0, 24.0, 21.0, 24.0, 22.0,
    24.0, 19.0, 24.0, 21.0, 24.0, 22.0, 21.0, 18.0,
];

fn intercepts(codes: Vec<usize>) -> RandomTerm {
    let levels = codes.iter().max().unwrap() + 1;
    RandomTerm { columns: Matrix::from_vec(codes.len(), 1, vec![1.0; codes.len()]), codes, levels }
}

fn ones(n: usize) -> Matrix {
    Matrix::from_vec(n, 1, vec![1.0; n])
}

fn subjects() -> Vec<usize> {
    (0..180).map(|i| i / 10).collect()
}

fn with_days() -> Matrix {
    Matrix::from_fn(180, 2, |i, j| if j == 0 { 1.0 } else { (i % 10) as f64 })
}

fn fit(y: &[f64], x: &Matrix, terms: &[RandomTerm], reml: bool) -> LinearMixedFit {
    let model = LinearMixedModel { y, x, terms, weights: None, offset: None, reml };
    fit_linear(&model, &Control::default()).unwrap()
}

#[track_caller]
fn close(values: &[f64], expected: &[f64], tolerance: f64) {
    assert_eq!(values.len(), expected.len());
    for (value, expected) in values.iter().zip(expected) {
        assert!((value - expected).abs() <= tolerance * expected.abs(), "{value} is not {expected}");
    }
}

fn dfs(fit: &LinearMixedFit) -> Vec<f64> {
    satterthwaite(fit).unwrap().coefficients().iter().map(|test| test.df).collect()
}

// lmer(Reaction ~ Days + (Days | Subject), sleepstudy)
#[test]
fn random_slopes_stop_where_lme4_stops() {
    let term = RandomTerm { columns: with_days(), codes: subjects(), levels: 18 };
    let fit = fit(&REACTION, &with_days(), &[term], true);
    assert_eq!(fit.evaluations, 43);
    close(&fit.theta, &[0.96674177396741234, 0.015169058896036137, 0.23090995320779453], 1e-8);
    close(&fit.beta, &[251.40510484848497, 10.467285959595987], 1e-12);
    close(&[fit.sigma, fit.criterion], &[25.59179572167535, 1743.6282719599519], 1e-10);
    close(&[fit.deviance], &[1751.9858664319975], 1e-10);
    let tests = satterthwaite(&fit).unwrap();
    let errors: Vec<f64> = tests.coefficients().iter().map(|test| test.standard_error).collect();
    close(&errors, &[6.8245966949549057, 1.5457896439059811], 1e-9);
    close(&dfs(&fit), &[16.99972628849272, 16.999983725591733], 1e-7);
    let b = &fit.solution.b[0];
    close(
        &[b[(0, 0)], b[(1, 0)], b[(0, 1)]],
        &[2.2585509499011551, -40.398738078805088, 9.1989757655658995],
        1e-7,
    );
    let variances = fit.function.clone().conditional_covariance();
    let scaled: Vec<f64> = variances[0][0].data().iter().map(|v| v * fit.sigma * fit.sigma).collect();
    let expected = [145.70558751978004, -21.444503597941445, -21.444503597941438, 5.3122829122645845];
    close(&scaled, &expected, 1e-7);
    let hessian = fit.derivatives.as_ref().unwrap().hessian.diagonal();
    close(&hessian, &[37.24053955078125, 415.68572998046875, 790.03695678710938], 1e-4);
    assert!(fit.derivatives.unwrap().check().largest < 0.002 && !fit.singular);
    let days = tests.joint(&Matrix::from_vec(1, 2, vec![0.0, 1.0])).unwrap();
    close(&[days.sum_of_squares, days.f], &[30030.9390201377, 45.85296], 1e-6);
}

// lmer(Reaction ~ Days + (Days || Subject), sleepstudy, REML = FALSE)
#[test]
fn uncorrelated_terms_share_their_factor() {
    let days: Vec<f64> = (0..180).map(|i| (i % 10) as f64).collect();
    let slope = RandomTerm { columns: Matrix::from_vec(180, 1, days), codes: subjects(), levels: 18 };
    let fit = fit(&REACTION, &with_days(), &[intercepts(subjects()), slope], false);
    assert_eq!(fit.evaluations, 29);
    close(&fit.theta, &[0.94582374325826013, 0.22692668171054448], 1e-8);
    close(&[fit.criterion, fit.deviance], &[1752.0032551446006, 1752.0032551446006], 1e-12);
    close(&dfs(&fit), &[19.348415440865647, 19.349207657948369], 1e-7);
}

// lmer(Yield ~ 1 + (1 | Batch), Dyestuff)
#[test]
fn random_intercepts_start_from_moments() {
    let fit = fit(&YIELD, &ones(30), &[intercepts((0..30).map(|i| i / 5).collect())], true);
    assert_eq!(fit.evaluations, 17);
    close(&fit.theta, &[0.84832378321882296], 1e-9);
    close(&[fit.beta[0], fit.sigma, fit.criterion], &[1527.5, 49.510099965634744, 319.65427684225739], 1e-9);
    close(&dfs(&fit), &[4.9999999810923388], 1e-8);
}

// lmer(strength ~ 1 + (1 | batch / cask), Pastes); R's own theta moves by 1e-6 when rows are permuted.
#[test]
fn nested_factors() {
    let terms = [intercepts((0..60).map(|i| i / 2).collect()), intercepts((0..60).map(|i| i / 6).collect())];
    let fit = fit(&STRENGTH, &ones(60), &terms, true);
    assert_eq!(fit.evaluations, 36);
    close(&fit.theta, &[3.5269017877317386, 1.5634614020968556], 3e-6);
    close(&[fit.sigma, fit.criterion], &[0.82340752344677781, 246.99074585348703], 1e-6);
    close(&dfs(&fit), &[8.9999975446325884], 1e-6);
    let variances = fit.function.clone().conditional_covariance();
    let scaled = [variances[0][0][(0, 0)], variances[1][0][(0, 0)]].map(|v| v * fit.sigma * fit.sigma);
    close(&scaled, &[1.3035269420779538, 1.0577998900646908], 1e-5);
}

// lmer(diameter ~ 1 + (1 | plate) + (1 | sample), Penicillin)
#[test]
fn crossed_factors() {
    let terms =
        [intercepts((0..144).map(|i| i / 6).collect()), intercepts((0..144).map(|i| i % 6).collect())];
    let fit = fit(&DIAMETER, &ones(144), &terms, true);
    assert_eq!(fit.evaluations, 41);
    close(&fit.theta, &[1.5396755541521649, 3.5125188600064563], 1e-7);
    close(&[fit.criterion], &[330.8605889996058], 1e-12);
    close(&dfs(&fit), &[5.4865924247737192], 1e-6);
    let variances = fit.function.clone().conditional_covariance();
    let scaled = [variances[0][0][(0, 0)], variances[1][0][(0, 0)]].map(|v| v * fit.sigma * fit.sigma);
    close(&scaled, &[0.073635871101407013, 0.040872985912025046], 1e-6);
}

// anova(lmer(Reaction ~ f + (1 | Subject), sleepstudy)) with f = factor(Days %% 3)
#[test]
fn joint_test_of_a_factor() {
    let x = Matrix::from_fn(180, 3, |i, j| if j == 0 || i % 10 % 3 == j { 1.0 } else { 0.0 });
    let fit = fit(&REACTION, &x, &[intercepts(subjects())], true);
    assert_eq!(fit.evaluations, 16);
    close(&dfs(&fit), &[24.321071262639403, 160.00000050197053, 160.00000049919552], 1e-7);
    let l = Matrix::from_vec(2, 3, vec![0.0, 0.0, 1.0, 0.0, 0.0, 1.0]);
    let test = satterthwaite(&fit).unwrap().joint(&l).unwrap();
    assert_eq!(test.numerator_df, 2);
    close(&[test.sum_of_squares, test.mean_square], &[5033.24209881901, 2516.62104940951], 1e-8);
    close(&[test.denominator_df, test.f], &[160.000000501241, 1.28932], 3e-6);
}

// A term whose variance is estimated as zero: the fit is singular and the criterion is that of lm.
#[test]
fn zero_variance_is_singular() {
    let y: Vec<f64> =
        (0..20).map(|i| [1.0, -1.0, 2.0, -2.0][i % 4] + if i < 4 { 0.1 } else { 0.0 }).collect();
    let fit = fit(&y, &ones(20), &[intercepts((0..20).map(|i| i / 4).collect())], true);
    assert!(fit.singular);
    assert_eq!(fit.theta, [0.0]);
}
