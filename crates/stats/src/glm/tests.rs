//! Fits recorded from R 4.2.2's `glm`.

use super::*;
use crate::matrix::Matrix;

const X1: [f64; 12] = [0.2, 1.5, -0.7, 0.9, 2.2, -1.1, 0.4, 1.8, -0.3, 0.6, 1.2, -1.9];
const X2: [f64; 12] = [1.0, 0.0, 1.0, 1.0, 0.0, 0.0, 1.0, 0.0, 1.0, 0.0, 0.0, 1.0];
const BINARY: [f64; 12] = [1.0, 1.0, 0.0, 1.0, 1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 1.0, 0.0];
const TRIALS: [f64; 12] = [3.0, 5.0, 2.0, 8.0, 4.0, 6.0, 3.0, 7.0, 5.0, 2.0, 9.0, 4.0];
const SUCCESSES: [f64; 12] = [2.0, 4.0, 0.0, 6.0, 4.0, 1.0, 1.0, 6.0, 1.0, 1.0, 6.0, 0.0];
const COUNTS: [f64; 12] = [2.0, 7.0, 1.0, 4.0, 9.0, 0.0, 3.0, 6.0, 1.0, 2.0, 5.0, 0.0];
const POSITIVE: [f64; 12] = [1.2, 3.4, 0.8, 2.2, 5.1, 0.5, 1.6, 3.9, 1.1, 1.5, 2.8, 0.4];
const WEIGHTS: [f64; 12] = [1.0, 2.0, 1.0, 1.0, 3.0, 1.0, 1.0, 0.0, 2.0, 1.0, 1.0, 1.0];
const OFFSET: [f64; 12] = [0.1, 0.2, 0.3, 0.0, -0.1, 0.2, 0.0, 0.1, 0.1, -0.2, 0.3, 0.0];

/// What R reports: coefficients, standard errors, deviance, null deviance, AIC, iterations, dispersion.
struct Recorded<'a> {
    coefficients: &'a [f64],
    errors: &'a [f64],
    deviances: [f64; 2],
    aic: Option<f64>,
    iterations: usize,
    dispersion: f64,
}

fn design(columns: &[&[f64]]) -> Matrix {
    let mut all = vec![vec![1.0; 12]];
    all.extend(columns.iter().map(|c| c.to_vec()));
    Matrix::from_columns(12, &all)
}

fn close(what: &str, value: f64, expected: f64) {
    let same = (value - expected).abs() <= 1e-9 * expected.abs().max(1e-3);
    assert!(same || (value.is_nan() && expected.is_nan()), "{what}: {value} is not {expected}");
}

fn check(problem: GlmProblem, recorded: &Recorded) -> Glm {
    let fit = problem.fit().expect("the recorded models can be fitted");
    for (value, expected) in fit.coefficients.iter().zip(recorded.coefficients) {
        close("coefficient", *value, *expected);
    }
    close("deviance", fit.deviance, recorded.deviances[0]);
    close("null deviance", fit.null_deviance, recorded.deviances[1]);
    assert_eq!(fit.aic.is_some(), recorded.aic.is_some());
    close("aic", fit.aic.unwrap_or(0.0), recorded.aic.unwrap_or(0.0));
    assert_eq!(fit.iterations, recorded.iterations);
    close("dispersion", fit.dispersion(), recorded.dispersion);
    let covariance = fit.unscaled_covariance();
    assert_eq!(covariance.rows(), recorded.errors.len());
    for (j, expected) in recorded.errors.iter().enumerate() {
        close("standard error", (covariance[(j, j)] * fit.dispersion()).sqrt(), *expected);
    }
    fit
}

fn family(distribution: Distribution, link: Link) -> Family {
    Family::new(distribution, link)
}

#[test]
fn binomial_proportions_with_logit() {
    let x = design(&[&X1, &X2]);
    let y: Vec<f64> = SUCCESSES.iter().zip(&TRIALS).map(|(s, m)| s / m).collect();
    let problem = GlmProblem {
        weights: Some(&TRIALS),
        ..GlmProblem::new(&x, &y, Family::canonical(Distribution::Binomial))
    };
    let fit = check(
        problem,
        &Recorded {
            coefficients: &[-0.799596497865376, 1.511009398965086, 0.207051180614875],
            errors: &[0.693627745145777, 0.451644312208135, 0.765093217945623],
            deviances: [3.60392715847473, 27.76148394890284],
            aic: Some(26.40583765652447),
            iterations: 5,
            dispersion: 1.0,
        },
    );
    for (value, expected) in fit.hat_values().iter().zip([0.161916181812, 0.190471884506, 0.112732751050]) {
        assert!((value - expected).abs() < 1e-11);
    }
    let deviance = [0.8325533981281, -0.0715288273514, -0.8381738695947];
    for (value, expected) in fit.deviance_residuals().iter().zip(deviance) {
        assert!((value - expected).abs() < 1e-11);
    }
    for (value, expected) in fit.effects.iter().zip([-1.108685199728, -3.700341786984, 0.270622161795]) {
        assert!((value - expected).abs() < 1e-10);
    }
}

#[test]
fn other_binomial_links() {
    let sum: Vec<f64> = X1.iter().zip(&X2).map(|(a, b)| a + b).collect();
    let collinear = design(&[&X1, &X2, &sum]);
    let fit = check(
        GlmProblem::new(&collinear, &BINARY, family(Distribution::Binomial, Link::Probit)),
        &Recorded {
            coefficients: &[-3.29025005155339, 3.70829419618787, 2.17750035411713, f64::NAN],
            errors: &[2.47730408960269, 2.36047718156999, 2.04886401000476],
            deviances: [4.78708778500063, 16.63553233343869],
            aic: Some(10.78708778500063),
            iterations: 9,
            dispersion: 1.0,
        },
    );
    assert_eq!(fit.warnings, [GlmWarning::ProbabilityZeroOrOne]);
    assert_eq!((fit.rank, fit.df_residual), (3, 9));
    let x = design(&[&X1]);
    check(
        GlmProblem::new(&x, &BINARY, family(Distribution::Binomial, Link::Cloglog)),
        &Recorded {
            coefficients: &[-1.89238112972263, 2.72706184376112],
            errors: &[1.32257242049681, 1.72728558637067],
            deviances: [6.00623848337866, 16.63553233343869],
            aic: Some(10.00623848337866),
            iterations: 10,
            dispersion: 1.0,
        },
    );
    check(
        GlmProblem::new(&x, &BINARY, family(Distribution::Binomial, Link::Cauchit)),
        &Recorded {
            coefficients: &[-4.27211149462144, 6.27619459368458],
            errors: &[4.74920942190166, 7.04580088015724],
            deviances: [6.9993136679610, 16.6355323334387],
            aic: Some(10.9993136679610),
            iterations: 15,
            dispersion: 1.0,
        },
    );
    check(
        GlmProblem::new(&x, &BINARY, Family::canonical(Distribution::QuasiBinomial)),
        &Recorded {
            coefficients: &[-1.80110348085256, 3.56657759247540],
            errors: &[1.17283505510657, 1.69349158204116],
            deviances: [6.38031547256179, 16.63553233343869],
            aic: None,
            iterations: 7,
            dispersion: 0.550164061619029,
        },
    );
}

#[test]
fn counts_with_weights_and_offset() {
    let x = design(&[&X1, &X2]);
    let poisson = Family::canonical(Distribution::Poisson);
    let problem = GlmProblem {
        weights: Some(&WEIGHTS),
        offset: Some(&OFFSET),
        ..GlmProblem::new(&x, &COUNTS, poisson)
    };
    check(
        problem,
        &Recorded {
            coefficients: &[0.00542913277479839, 1.07223793872436035, 0.41262765190078937],
            errors: &[0.467778495436192, 0.241749541774149, 0.499652524110780],
            deviances: [1.88309417435655, 51.63109954827200],
            aic: Some(48.62470676656994),
            iterations: 4,
            dispersion: 1.0,
        },
    );
    let x = design(&[&X1]);
    check(
        GlmProblem::new(&x, &COUNTS, Family::canonical(Distribution::QuasiPoisson)),
        &Recorded {
            coefficients: &[0.421712328497698, 0.863409270391499],
            errors: &[0.1422938530256156, 0.0910427384867568],
            deviances: [3.22052362973837, 31.29765895327646],
            aic: None,
            iterations: 4,
            dispersion: 0.238757197749335,
        },
    );
    let alone = Matrix::from_columns(12, &[X1]);
    check(
        GlmProblem { intercept: false, ..GlmProblem::new(&alone, &COUNTS, poisson) },
        &Recorded {
            coefficients: &[1.09053954891051],
            errors: &[0.101261935750783],
            deviances: [5.04197386954495, 71.61548329935134],
            aic: Some(37.52616948346346),
            iterations: 4,
            dispersion: 1.0,
        },
    );
    let root = family(Distribution::Poisson, Link::Sqrt);
    let problem =
        GlmProblem { start: Start::Coefficients(&[1.0, 0.3]), ..GlmProblem::new(&x, &COUNTS, root) };
    assert_eq!(problem.fit().err(), Some(GlmError::CannotCorrectStep(2)));
}

#[test]
fn positive_responses() {
    let both = design(&[&X1, &X2]);
    let one = design(&[&X1]);
    check(
        GlmProblem::new(&both, &POSITIVE, Family::canonical(Distribution::Gamma)),
        &Recorded {
            coefficients: &[0.926506028254466, -0.356068838354551, -0.087245524193584],
            errors: &[0.1233007156855040, 0.0610371092670418, 0.1385712816200970],
            deviances: [0.745760923449813, 6.425218601829754],
            aic: Some(19.544896630061444),
            iterations: 4,
            dispersion: 0.0766053859261475,
        },
    );
    let log = family(Distribution::Gamma, Link::Log);
    check(
        GlmProblem { weights: Some(&WEIGHTS), ..GlmProblem::new(&both, &POSITIVE, log) },
        &Recorded {
            coefficients: &[0.1505096096793809, 0.6695892095578673, 0.0866113836804864],
            errors: &[0.0560694288392583, 0.0305729491052252, 0.0748702926106870],
            deviances: [0.106425166017105, 8.536625985133842],
            aic: Some(-6.501200732376635),
            iterations: 4,
            dispersion: 0.0127548872440674,
        },
    );
    check(
        GlmProblem::new(&one, &POSITIVE, family(Distribution::InverseGaussian, Link::Log)),
        &Recorded {
            coefficients: &[0.190612021634201, 0.621547122185619],
            errors: &[0.0361863496143006, 0.0286258124004651],
            deviances: [0.126292283275521, 4.464834535212686],
            aic: Some(1.463533737787635),
            iterations: 5,
            dispersion: 0.0113475169044801,
        },
    );
}

#[test]
fn gaussian_and_quasi() {
    let both = design(&[&X1, &X2]);
    let one = design(&[&X1]);
    check(
        GlmProblem::new(&both, &POSITIVE, Family::canonical(Distribution::Gaussian)),
        &Recorded {
            coefficients: &[1.799783549783550, 1.032467532467532, -0.342207792207792],
            errors: &[0.302155097131440, 0.173424652153240, 0.408193151900638],
            deviances: [3.19588744588744, 23.94916666666666],
            aic: Some(26.17802272068300),
            iterations: 2,
            dispersion: 0.355098605098605,
        },
    );
    check(
        GlmProblem::new(&one, &POSITIVE, family(Distribution::Gaussian, Link::Log)),
        &Recorded {
            coefficients: &[0.177199910435980, 0.664720405390035],
            errors: &[0.0404678458496414, 0.0234705452865379],
            deviances: [0.188597890403852, 23.949166666666663],
            aic: Some(-9.782012133378171),
            iterations: 4,
            dispersion: 0.0188597894056997,
        },
    );
    let fit = check(
        GlmProblem::new(&one, &COUNTS, family(Distribution::Quasi(Variance::MuSquared), Link::Log)),
        &Recorded {
            coefficients: &[0.0285285384081287, 1.3458930031696148],
            errors: &[0.231210569828432, 0.186013062144241],
            deviances: [2.73543537968541, 6.06428106589931],
            aic: None,
            iterations: 25,
            dispersion: 0.575066281371167,
        },
    );
    assert!(fit.converged);
}

#[test]
fn responses_outside_the_family() {
    let x = design(&[&X1]);
    let error = |distribution, y: &[f64]| GlmProblem::new(&x, y, Family::canonical(distribution)).fit().err();
    let refused = |e| Some(GlmError::Response(e));
    let (counts, positive) = (&COUNTS[..], &X1[..]);
    assert_eq!(error(Distribution::Binomial, counts), refused(ResponseError::OutsideUnitInterval));
    assert_eq!(error(Distribution::Poisson, positive), refused(ResponseError::Negative));
    assert_eq!(error(Distribution::Gamma, counts), refused(ResponseError::NotPositive));
}

/// Derivatives of the links agree with differences of the derivative one order below.
#[test]
fn link_derivatives() {
    let links = [
        (Link::Log, 0.7),
        (Link::Logit, 0.3),
        (Link::Probit, 0.2),
        (Link::Cloglog, 0.4),
        (Link::Cauchit, 0.3),
        (Link::Inverse, 1.3),
        (Link::InverseSquare, 1.3),
        (Link::Sqrt, 1.3),
        (Link::Power(0.4), 1.3),
    ];
    for (link, mu) in links {
        let h = 1e-5;
        let first = |m: f64| 1.0 / link.mu_eta(link.link(m));
        let higher = |m: f64, k: usize| link.higher_derivatives(m)[k];
        let slopes = [
            (first(mu + h) - first(mu - h)) / (2.0 * h),
            (higher(mu + h, 0) - higher(mu - h, 0)) / (2.0 * h),
            (higher(mu + h, 1) - higher(mu - h, 1)) / (2.0 * h),
        ];
        for (k, slope) in slopes.iter().enumerate() {
            let value = higher(mu, k);
            assert!((value - slope).abs() < 1e-6 * value.abs().max(1.0), "{link:?} {k}: {value} {slope}");
        }
    }
}

/// Large problems take their steps by normal equations and end on the same numbers.
#[test]
fn large_problems() {
    let n = 50_000;
    let wave = |i: usize, period: f64| (i as f64 * std::f64::consts::TAU / period).sin();
    let mut all = vec![vec![1.0; n]];
    all.extend((1..20).map(|j| (0..n).map(|i| wave(i, 3.7 * f64::from(j * j))).collect::<Vec<f64>>()));
    let x = Matrix::from_columns(n, &all);
    let y: Vec<f64> = (0..n).map(|i| f64::from(u8::from(i % 7 < 3) ^ u8::from(i % 5 == 0))).collect();
    let fit = GlmProblem::new(&x, &y, Family::canonical(Distribution::Binomial)).fit().unwrap();
    assert!(fit.converged && fit.qr.is_some());
    // At the maximum the residuals are orthogonal to every column.
    let residuals = fit.response_residuals();
    for j in 0..20 {
        let score: f64 = x.column(j).iter().zip(&residuals).map(|(a, r)| a * r).sum();
        assert!(score.abs() < 1e-4, "{score}");
    }
}
