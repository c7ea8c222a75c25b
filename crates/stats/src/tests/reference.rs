//! Classical tests against values recorded from R 4.2.2.

use super::adjust::{Adjustment, adjust};
use super::power::{Design, ProportionPower, TPower};
use super::signed_rank::RankOptions;
use super::tables::Table;
use super::{Alternative::*, *};
use crate::optimize::brent::TOLERANCE;
use crate::random::Generator;

/// R's own quantiles, noncentral sums and searches carry an error near 1e-12.
#[track_caller]
fn check(got: &[f64], want: &[f64]) {
    assert_eq!(got.len(), want.len(), "got {got:?}, want {want:?}");
    for (g, w) in got.iter().zip(want) {
        let close = g == w || (g.is_nan() && w.is_nan()) || (g - w).abs() <= 2e-11 * w.abs().max(1e-3);
        assert!(close, "got {got:?}, want {want:?}");
    }
}

fn t_numbers(t: &Result<student::TTest, Failure>) -> Vec<f64> {
    let t = t.as_ref().unwrap();
    let head = [t.statistic, t.df, t.p_value, t.interval[0], t.interval[1], t.standard_error];
    head.into_iter().chain(t.estimate.iter().copied()).collect()
}

fn options(alternative: Alternative, exact: Option<bool>, level: f64) -> RankOptions {
    RankOptions { alternative, exact, correct: true, level: Some(level), tolerance: 1e-4 }
}

fn rank_numbers(t: Result<signed_rank::RankTest, Failure>) -> [f64; 5] {
    let t = t.unwrap();
    let l = t.location.unwrap();
    [t.statistic, t.p_value, l.interval[0], l.interval[1], l.estimate]
}

fn chi_numbers(t: &tables::ChiSquaredTest) -> Vec<f64> {
    let head = vec![t.statistic, t.df, t.p_value];
    [head, t.expected.clone(), t.residuals.clone(), t.standardized.clone()].concat()
}

fn fisher_numbers(t: &Result<fisher::FisherTest, Failure>) -> [f64; 4] {
    let t = t.as_ref().unwrap();
    [t.p_value, t.interval[0], t.interval[1], t.estimate]
}

fn binomial_numbers(t: &binomial::BinomialTest) -> [f64; 4] {
    [t.p_value, t.interval[0], t.interval[1], t.estimate]
}

fn poisson_numbers(t: &poisson::PoissonTest) -> [f64; 4] {
    [t.p_value, t.interval[0], t.interval[1], t.estimate]
}

fn proportion_numbers(t: &proportions::ProportionTest) -> Vec<f64> {
    let head = [t.statistic, t.df, t.p_value];
    head.into_iter().chain(t.interval.into_iter().flatten()).chain(t.estimate.iter().copied()).collect()
}

fn shapiro_numbers(x: &[f64]) -> [f64; 2] {
    let t = shapiro::test(x).unwrap();
    [t.statistic, t.p_value]
}

fn variance_numbers(t: &Result<variances::VarianceTest, Failure>) -> [f64; 5] {
    let t = t.as_ref().unwrap();
    [t.statistic, t.p_value, t.interval[0], t.interval[1], t.estimate]
}

fn square_numbers(t: &variances::ChiSquaredResult) -> [f64; 3] {
    [t.statistic, t.df, t.p_value]
}

fn mantel_numbers(t: &association::MantelHaenszelTest) -> [f64; 5] {
    [t.statistic, t.p_value, t.interval[0], t.interval[1], t.estimate]
}

fn correlation_numbers(t: &Result<correlation::CorrelationTest, Failure>) -> [f64; 3] {
    let t = t.as_ref().unwrap();
    [t.statistic, t.p_value, t.estimate]
}

fn ks_numbers(t: &Result<kolmogorov::KolmogorovTest, Failure>) -> [f64; 2] {
    let t = t.as_ref().unwrap();
    [t.statistic, t.p_value]
}

fn t_power([n, delta, sd, level, power]: [f64; 5], design: Design, two_sided: bool, strict: bool) -> TPower {
    TPower { n, delta, sd, level, power, design, two_sided, strict }.solved(TOLERANCE).unwrap()
}

fn proportion_power([n, p1, p2, level, power]: [f64; 5], two_sided: bool, strict: bool) -> ProportionPower {
    ProportionPower { n, p1, p2, level, power, two_sided, strict }.solved(TOLERANCE).unwrap()
}

const X: [f64; 12] = [
    1.8300000000000001,
    0.5,
    1.6200000000000001,
    2.48,
    1.6799999999999999,
    1.8799999999999999,
    1.55,
    3.0600000000000001,
    1.3,
    2.0099999999999998,
    0.77000000000000002,
    1.95,
];
const Y: [f64; 9] = [
    0.878,
    0.64700000000000002,
    0.59799999999999998,
    2.0499999999999998,
    1.0600000000000001,
    1.29,
    1.0600000000000001,
    3.1400000000000001,
    1.29,
];
const Z: [f64; 15] = [
    1.1000000000000001,
    2.2000000000000002,
    2.2000000000000002,
    3.5,
    -1.0,
    0.0,
    4.2000000000000002,
    0.69999999999999996,
    3.5,
    1.8999999999999999,
    2.7999999999999998,
    5.0999999999999996,
    2.2000000000000002,
    -0.40000000000000002,
    1.3,
];
const U: [f64; 15] = [1.0, 2.0, 3.0, 4.0, 7.0, 5.0, 6.0, 9.0, 8.0, 11.0, 10.0, 12.0, 15.0, 13.0, 14.0];

#[test]
fn t_tests() {
    check(
        &t_numbers(&student::one_sample(&X, 1.2, TwoSided, 0.95)),
        &[
            2.6269408731906494,
            11.0,
            0.023535356195936653,
            1.2841823316139735,
            2.1541510017193599,
            0.19763165283430739,
            1.7191666666666667,
        ],
    );
    check(
        &t_numbers(&student::two_samples(&X, &Y, 0.1, false, TwoSided, 0.9)),
        &[
            0.8551944378512929,
            15.714631135895729,
            0.40529387203438172,
            -0.19683975144370833,
            0.96561752922148614,
            0.33254295900640601,
            1.7191666666666667,
            1.3347777777777778,
        ],
    );
    check(
        &t_numbers(&student::two_samples(&X, &Y, 0.0, true, TwoSided, 0.95)),
        &[
            1.1836223236420458,
            19.0,
            0.25116045831372535,
            -0.29533400465720899,
            1.0641117824349868,
            0.32475636967213606,
            1.7191666666666667,
            1.3347777777777778,
        ],
    );
    check(
        &t_numbers(&student::one_sample(&X, 1.2, Less, 0.95)),
        &[
            2.6269408731906494,
            11.0,
            0.9882323219020317,
            f64::NEG_INFINITY,
            2.0740903516871874,
            0.19763165283430739,
            1.7191666666666667,
        ],
    );
    check(
        &t_numbers(&student::two_samples(&X, &Y, 0.1, false, Less, 0.9)),
        &[
            0.8551944378512929,
            15.714631135895729,
            0.79735306398280914,
            f64::NEG_INFINITY,
            0.82926595979446072,
            0.33254295900640601,
            1.7191666666666667,
            1.3347777777777778,
        ],
    );
    check(
        &t_numbers(&student::two_samples(&X, &Y, 0.0, true, Less, 0.95)),
        &[
            1.1836223236420458,
            19.0,
            0.87441977084313738,
            f64::NEG_INFINITY,
            0.94593578343954243,
            0.32475636967213606,
            1.7191666666666667,
            1.3347777777777778,
        ],
    );
    check(
        &t_numbers(&student::one_sample(&X, 1.2, Greater, 0.95)),
        &[
            2.6269408731906494,
            11.0,
            0.011767678097968326,
            1.3642429816461461,
            f64::INFINITY,
            0.19763165283430739,
            1.7191666666666667,
        ],
    );
    check(
        &t_numbers(&student::two_samples(&X, &Y, 0.1, false, Greater, 0.9)),
        &[
            0.8551944378512929,
            15.714631135895729,
            0.20264693601719086,
            -0.060488182016682934,
            f64::INFINITY,
            0.33254295900640601,
            1.7191666666666667,
            1.3347777777777778,
        ],
    );
    check(
        &t_numbers(&student::two_samples(&X, &Y, 0.0, true, Greater, 0.95)),
        &[
            1.1836223236420458,
            19.0,
            0.12558022915686268,
            -0.17715800566176476,
            f64::INFINITY,
            0.32475636967213606,
            1.7191666666666667,
            1.3347777777777778,
        ],
    );
    check(
        &student::pairwise_pooled(&[&X, &Y, &Z], TwoSided).concat(),
        &[0.49120764162348141, 0.63239121064429038, 0.24975601416943613],
    );
}

#[test]
fn wilcoxon_tests() {
    check(
        &rank_numbers(signed_rank::test(&X, 1.2, &options(TwoSided, None, 0.95))),
        &[66.0, 0.034179687500000021, 1.2250000000000001, 2.1799999999999997, 1.75],
    );
    check(
        &rank_numbers(signed_rank::test(&Z, 1.1, &options(TwoSided, None, 0.95))),
        &[79.5, 0.095295400266916824, 0.90000011500195287, 3.1500283164166616, 2.0500599829191808],
    );
    check(
        &rank_numbers(signed_rank::test(&X, 1.2, &options(TwoSided, Some(false), 0.95))),
        &[66.0, 0.03763288352014077, 1.2250600892444492, 2.1799426967842961, 1.7499573591780717],
    );
    check(
        &rank_numbers(rank_sum::test(&X, &U, 0.0, &options(TwoSided, None, 0.95))),
        &[14.0, 5.8099869649203345e-05, -9.5199999999999996, -2.9900000000000002, -6.2750000000000004],
    );
    check(
        &rank_numbers(rank_sum::test(&X, &Z, 0.3, &options(TwoSided, None, 0.95))),
        &[68.0, 0.29376681112345893, -1.4300285701839164, 0.86005435219157667, -0.31999549561799273],
    );
    check(
        &rank_numbers(rank_sum::test(&X, &Y, 0.0, &options(TwoSided, Some(false), 0.95))),
        &[74.0, 0.16553161120356347, -0.28998379969495014, 1.0329950319474324, 0.56424543364122715],
    );
    check(
        &rank_numbers(signed_rank::test(&X, 1.2, &options(Less, None, 0.95))),
        &[66.0, 0.986572265625, f64::NEG_INFINITY, 2.0150000000000001, 1.75],
    );
    check(
        &rank_numbers(signed_rank::test(&Z, 1.1, &options(Less, None, 0.95))),
        &[79.5, 0.95827854646592392, f64::NEG_INFINITY, 2.8500408543186415, 2.0500599829191808],
    );
    check(
        &rank_numbers(signed_rank::test(&X, 1.2, &options(Less, Some(false), 0.95))),
        &[66.0, 0.98450797495077169, f64::NEG_INFINITY, 2.0149717281463078, 1.7499573591780717],
    );
    check(
        &rank_numbers(rank_sum::test(&X, &U, 0.0, &options(Less, None, 0.95))),
        &[14.0, 2.9049934824601673e-05, f64::NEG_INFINITY, -3.3799999999999999, -6.2750000000000004],
    );
    check(
        &rank_numbers(rank_sum::test(&X, &Z, 0.3, &options(Less, None, 0.95))),
        &[68.0, 0.14688340556172946, f64::NEG_INFINITY, 0.72999754317621024, -0.31999549561799273],
    );
    check(
        &rank_numbers(rank_sum::test(&X, &Y, 0.0, &options(Less, Some(false), 0.95))),
        &[74.0, 0.92755471184447646, f64::NEG_INFINITY, 0.95203116219419126, 0.56424543364122715],
    );
    check(
        &rank_numbers(signed_rank::test(&X, 1.2, &options(Greater, None, 0.95))),
        &[66.0, 0.01708984375000001, 1.325, f64::INFINITY, 1.75],
    );
    check(
        &rank_numbers(signed_rank::test(&Z, 1.1, &options(Greater, None, 0.95))),
        &[79.5, 0.047647700133458412, 1.1000229054473283, f64::INFINITY, 2.0500599829191808],
    );
    check(
        &rank_numbers(signed_rank::test(&X, 1.2, &options(Greater, Some(false), 0.95))),
        &[66.0, 0.018816441760070385, 1.3250450470092252, f64::INFINITY, 1.7499573591780717],
    );
    check(
        &rank_numbers(rank_sum::test(&X, &U, 0.0, &options(Greater, None, 0.95))),
        &[14.0, 0.9999786008400896, -9.1699999999999999, f64::INFINITY, -6.2750000000000004],
    );
    check(
        &rank_numbers(rank_sum::test(&X, &Z, 0.3, &options(Greater, None, 0.95))),
        &[68.0, 0.86405628131056611, -1.1399365473761887, f64::INFINITY, -0.31999549561799273],
    );
    check(
        &rank_numbers(rank_sum::test(&X, &Y, 0.0, &options(Greater, Some(false), 0.95))),
        &[74.0, 0.082765805601781733, -0.10000423392519207, f64::INFINITY, 0.56424543364122715],
    );
}

#[test]
fn chi_squared_tests() {
    const M: [f64; 9] = [12.0, 5.0, 7.0, 9.0, 14.0, 3.0, 8.0, 6.0, 11.0];
    const M2: [f64; 4] = [12.0, 5.0, 7.0, 16.0];
    check(
        &chi_numbers(&tables::independence(Table { counts: &M, rows: 3 }, true, None)),
        &[
            11.068989516230896,
            4.0,
            0.025799511347666993,
            9.2799999999999994,
            8.0,
            6.7199999999999998,
            10.053333333333333,
            8.6666666666666661,
            7.2800000000000002,
            9.6666666666666661,
            8.3333333333333339,
            7.0,
            0.89288374344611365,
            -1.0606601717798212,
            0.10801234497346444,
            -0.33220853548963208,
            1.8116432546313535,
            -1.5862735376547565,
            -0.53605626741889723,
            -0.80829037686547622,
            1.5118578920369088,
            1.3825860652726316,
            -1.5753150945315111,
            0.15436636950728105,
            -0.52480153204226698,
            2.7450540652300655,
            -2.3128337855557808,
            -0.83831593876855448,
            -1.2124355652982144,
            2.1821789023599236,
        ],
    );
    check(
        &chi_numbers(&tables::independence(Table { counts: &M2, rows: 2 }, true, None)),
        &[
            4.8122864706523361,
            1.0,
            0.028257528526361309,
            8.0749999999999993,
            8.9250000000000007,
            10.925000000000001,
            12.074999999999999,
            1.3812376107901569,
            -1.3138190317464853,
            -1.1874872033515014,
            1.1295256337728228,
            2.5139394983002359,
            -2.5139394983002359,
            -2.5139394983002359,
            2.5139394983002359,
        ],
    );
    check(
        &chi_numbers(&tables::independence(Table { counts: &M2, rows: 2 }, false, None)),
        &[
            6.319891801114041,
            1.0,
            0.011939091377912265,
            8.0749999999999993,
            8.9250000000000007,
            10.925000000000001,
            12.074999999999999,
            1.3812376107901569,
            -1.3138190317464853,
            -1.1874872033515014,
            1.1295256337728228,
            2.5139394983002359,
            -2.5139394983002359,
            -2.5139394983002359,
            2.5139394983002359,
        ],
    );
    check(
        &chi_numbers(&tables::independence(
            Table { counts: &M, rows: 3 },
            true,
            Some((&mut Generator::seeded(11), 500)),
        )),
        &[
            11.068989516230896,
            f64::NAN,
            0.025948103792415168,
            9.2799999999999994,
            8.0,
            6.7199999999999998,
            10.053333333333333,
            8.6666666666666661,
            7.2800000000000002,
            9.6666666666666661,
            8.3333333333333339,
            7.0,
            0.89288374344611365,
            -1.0606601717798212,
            0.10801234497346444,
            -0.33220853548963208,
            1.8116432546313535,
            -1.5862735376547565,
            -0.53605626741889723,
            -0.80829037686547622,
            1.5118578920369088,
            1.3825860652726316,
            -1.5753150945315111,
            0.15436636950728105,
            -0.52480153204226698,
            2.7450540652300655,
            -2.3128337855557808,
            -0.83831593876855448,
            -1.2124355652982144,
            2.1821789023599236,
        ],
    );
    check(
        &chi_numbers(&tables::goodness_of_fit(&[20.0, 15.0, 30.0], &[0.3, 0.3, 0.4], None)),
        &[
            1.6666666666666667,
            2.0,
            0.43459820850707809,
            19.5,
            19.5,
            26.0,
            0.11322770341445956,
            -1.019049330730136,
            0.78446454055273618,
            0.13533299049019171,
            -1.2179969144117253,
            1.0127393670836666,
        ],
    );
    check(
        &chi_numbers(&tables::goodness_of_fit(
            &[20.0, 15.0, 30.0],
            &[0.3, 0.3, 0.4],
            Some((&mut Generator::seeded(11), 500)),
        )),
        &[
            1.6666666666666667,
            f64::NAN,
            0.44710578842315368,
            19.5,
            19.5,
            26.0,
            0.11322770341445956,
            -1.019049330730136,
            0.78446454055273618,
            0.13533299049019171,
            -1.2179969144117253,
            1.0127393670836666,
        ],
    );
}

#[test]
fn fisher_tests() {
    check(
        &fisher_numbers(&fisher::two_by_two(&[3.0, 1.0, 1.0, 3.0], 1.0, TwoSided, 0.95)),
        &[0.48571428571428582, 0.21173291530550292, 621.9337505454173, 6.4083088670057879],
    );
    check(
        &fisher_numbers(&fisher::two_by_two(&[12.0, 5.0, 7.0, 16.0], 1.0, TwoSided, 0.95)),
        &[0.023836895850243997, 1.1693547334254266, 27.303697747777012, 5.2296552304964239],
    );
    check(
        &fisher_numbers(&fisher::two_by_two(&[0.0, 4.0, 6.0, 3.0], 1.0, TwoSided, 0.95)),
        &[0.069930069930069935, 0.0, 1.4057084675317308, 0.0],
    );
    check(
        &fisher_numbers(&fisher::two_by_two(&[2.0, 10.0, 15.0, 3.0], 1.0, TwoSided, 0.95)),
        &[0.00053672411914343636, 0.0033257640338593087, 0.36318227147489657, 0.046936608827698907],
    );
    check(
        &fisher_numbers(&fisher::two_by_two(&[3.0, 1.0, 1.0, 3.0], 1.0, Less, 0.95)),
        &[0.98571428571428577, 0.0, 306.24686252085496, 6.4083088670057879],
    );
    check(
        &fisher_numbers(&fisher::two_by_two(&[12.0, 5.0, 7.0, 16.0], 1.0, Less, 0.95)),
        &[0.99798625098958804, 0.0, 21.416708255472706, 5.2296552304964239],
    );
    check(
        &fisher_numbers(&fisher::two_by_two(&[0.0, 4.0, 6.0, 3.0], 1.0, Less, 0.95)),
        &[0.048951048951048938, 0.0, 0.98855131074798508, 0.0],
    );
    check(
        &fisher_numbers(&fisher::two_by_two(&[2.0, 10.0, 15.0, 3.0], 1.0, Less, 0.95)),
        &[0.0004651809433629053, 0.0, 0.28496013793556951, 0.046936608827698907],
    );
    check(
        &fisher_numbers(&fisher::two_by_two(&[3.0, 1.0, 1.0, 3.0], 1.0, Greater, 0.95)),
        &[0.24285714285714288, 0.31356926411021802, f64::INFINITY, 6.4083088670057879],
    );
    check(
        &fisher_numbers(&fisher::two_by_two(&[12.0, 5.0, 7.0, 16.0], 1.0, Greater, 0.95)),
        &[0.01356923107757366, 1.4256276045643796, f64::INFINITY, 5.2296552304964239],
    );
    check(
        &fisher_numbers(&fisher::two_by_two(&[0.0, 4.0, 6.0, 3.0], 1.0, Greater, 0.95)),
        &[1.0, 0.0, f64::INFINITY, 0.0],
    );
    check(
        &fisher_numbers(&fisher::two_by_two(&[2.0, 10.0, 15.0, 3.0], 1.0, Greater, 0.95)),
        &[0.99998451901868612, 0.0050103197024677004, f64::INFINITY, 0.046936608827698907],
    );
    check(
        &fisher_numbers(&fisher::two_by_two(&[12.0, 5.0, 7.0, 16.0], 2.5, TwoSided, 0.95)),
        &[0.33878352925750316, 1.1693547334254266, 27.303697747777012, 5.2296552304964239],
    );
    const JOB: [f64; 16] =
        [1.0, 2.0, 1.0, 0.0, 3.0, 3.0, 6.0, 1.0, 10.0, 10.0, 14.0, 9.0, 6.0, 7.0, 12.0, 11.0];
    const M: [f64; 9] = [12.0, 5.0, 7.0, 9.0, 14.0, 3.0, 8.0, 6.0, 11.0];
    check(
        &[
            fisher::exact_p_value(Table { counts: &JOB, rows: 4 }).unwrap(),
            fisher::exact_p_value(Table { counts: &M, rows: 3 }).unwrap(),
        ],
        &[0.78268493896563884, 0.029963281988566778],
    );
    check(
        &[fisher::simulated_p_value(Table { counts: &JOB, rows: 4 }, &mut Generator::seeded(4), 400)],
        &[0.77306733167082298],
    );
}

#[test]
fn counts_and_proportions() {
    check(
        &binomial_numbers(&binomial::test(7.0, 20.0, 0.5, TwoSided, 0.95)),
        &[0.26317596435546875, 0.15390920478454115, 0.59218853453282816, 0.34999999999999998],
    );
    check(
        &binomial_numbers(&binomial::test(0.0, 12.0, 0.20000000000000001, TwoSided, 0.95)),
        &[0.14127497625599997, 0.0, 0.26464846939705111, 0.0],
    );
    check(
        &binomial_numbers(&binomial::test(12.0, 12.0, 0.69999999999999996, TwoSided, 0.95)),
        &[0.023330658331000009, 0.73535153060294889, 1.0, 1.0],
    );
    check(
        &binomial_numbers(&binomial::test(682.0, 925.0, 0.75, TwoSided, 0.95)),
        &[0.38249155957485192, 0.70766826407903904, 0.76540655824152526, 0.73729729729729732],
    );
    check(
        &poisson_numbers(&poisson::test(10.0, 2.0, 3.0, TwoSided, 0.95)),
        &[0.10127528223154036, 2.3976943480662172, 9.1951780210088891, 5.0],
    );
    check(
        &poisson_numbers(&poisson::test(0.0, 2.0, 3.0, TwoSided, 0.95)),
        &[0.0061072449153891286, 0.0, 1.8444397270569677, 0.0],
    );
    check(
        &poisson_numbers(&poisson::test(4.0, 1.0, 9.5, TwoSided, 0.95)),
        &[0.073735686410258808, 1.0898653736263253, 10.241588675403698, 4.0],
    );
    check(
        &proportion_numbers(&proportions::test(&[15.0, 25.0], &[50.0, 50.0], None, TwoSided, 0.95, true)),
        &[
            3.375,
            1.0,
            0.06619257972219339,
            -0.40799314123229585,
            0.0079931412322958306,
            0.29999999999999999,
            0.5,
        ],
    );
    check(
        &proportion_numbers(&proportions::test(&[15.0], &[50.0], None, TwoSided, 0.95, true)),
        &[
            7.2199999999999998,
            1.0,
            0.0072095707647425369,
            0.18285617310800062,
            0.44783402973425357,
            0.29999999999999999,
        ],
    );
    check(
        &proportion_numbers(&proportions::test(&[15.0], &[50.0], Some(&[0.4]), TwoSided, 0.9, false)),
        &[
            2.0833333333333335,
            1.0,
            0.14891467317876608,
            0.20593364691142896,
            0.41459962740307899,
            0.29999999999999999,
        ],
    );
    check(
        &binomial_numbers(&binomial::test(7.0, 20.0, 0.5, Less, 0.95)),
        &[0.13158798217773438, 0.0, 0.55803451131548865, 0.34999999999999998],
    );
    check(
        &binomial_numbers(&binomial::test(0.0, 12.0, 0.20000000000000001, Less, 0.95)),
        &[0.068719476735999985, 0.0, 0.22092219194555585, 0.0],
    );
    check(
        &binomial_numbers(&binomial::test(12.0, 12.0, 0.69999999999999996, Less, 0.95)),
        &[1.0, 0.0, 1.0, 1.0],
    );
    check(
        &binomial_numbers(&binomial::test(682.0, 925.0, 0.75, Less, 0.95)),
        &[0.19600926705388305, 0.0, 0.76105527468954515, 0.73729729729729732],
    );
    check(
        &poisson_numbers(&poisson::test(10.0, 2.0, 3.0, Less, 0.95)),
        &[0.95737907641746189, 0.0, 8.4811096178609482, 5.0],
    );
    check(
        &poisson_numbers(&poisson::test(0.0, 2.0, 3.0, Less, 0.95)),
        &[0.0024787521766663585, 0.0, 1.497866136776995, 0.0],
    );
    check(
        &poisson_numbers(&poisson::test(4.0, 1.0, 9.5, Less, 0.95)),
        &[0.040262682340609958, 0.0, 9.1535190266375732, 4.0],
    );
    check(
        &proportion_numbers(&proportions::test(&[15.0, 25.0], &[50.0, 50.0], None, Less, 0.95, true)),
        &[3.375, 1.0, 0.033096289861096716, -1.0, -0.022231182492617491, 0.29999999999999999, 0.5],
    );
    check(
        &proportion_numbers(&proportions::test(&[15.0], &[50.0], None, Less, 0.95, true)),
        &[7.2199999999999998, 1.0, 0.0036047853823712654, 0.0, 0.42499253469578274, 0.29999999999999999],
    );
    check(
        &proportion_numbers(&proportions::test(&[15.0], &[50.0], Some(&[0.4]), Less, 0.9, false)),
        &[2.0833333333333335, 1.0, 0.074457336589382833, 0.0, 0.38833040627208137, 0.29999999999999999],
    );
    check(
        &binomial_numbers(&binomial::test(7.0, 20.0, 0.5, Greater, 0.95)),
        &[0.94234085083007812, 0.17731091757444911, 1.0, 0.34999999999999998],
    );
    check(
        &binomial_numbers(&binomial::test(0.0, 12.0, 0.20000000000000001, Greater, 0.95)),
        &[1.0, 0.0, 1.0, 0.0],
    );
    check(
        &binomial_numbers(&binomial::test(12.0, 12.0, 0.69999999999999996, Greater, 0.95)),
        &[0.013841287200999988, 0.77907780805444415, 1.0, 1.0],
    );
    check(
        &binomial_numbers(&binomial::test(682.0, 925.0, 0.75, Greater, 0.95)),
        &[0.82408912235242271, 0.71241292443654824, 1.0, 0.73729729729729732],
    );
    check(
        &poisson_numbers(&poisson::test(10.0, 2.0, 3.0, Greater, 0.95)),
        &[0.083924016994875852, 2.7127028485456472, f64::INFINITY, 5.0],
    );
    check(&poisson_numbers(&poisson::test(0.0, 2.0, 3.0, Greater, 0.95)), &[1.0, 0.0, f64::INFINITY, 0.0]);
    check(
        &poisson_numbers(&poisson::test(4.0, 1.0, 9.5, Greater, 0.95)),
        &[0.98514035235416875, 1.3663183967498311, f64::INFINITY, 4.0],
    );
    check(
        &proportion_numbers(&proportions::test(&[15.0, 25.0], &[50.0, 50.0], None, Greater, 0.95, true)),
        &[3.375, 1.0, 0.96690371013890331, -0.37776881750738256, 1.0, 0.29999999999999999, 0.5],
    );
    check(
        &proportion_numbers(&proportions::test(&[15.0], &[50.0], None, Greater, 0.95, true)),
        &[7.2199999999999998, 1.0, 0.9963952146176287, 0.19740825777185686, 1.0, 0.29999999999999999],
    );
    check(
        &proportion_numbers(&proportions::test(&[15.0], &[50.0], Some(&[0.4]), Greater, 0.9, false)),
        &[2.0833333333333335, 1.0, 0.92554266341061719, 0.22439073162097417, 1.0, 0.29999999999999999],
    );
    check(
        &proportion_numbers(&proportions::test(
            &[83.0, 90.0, 129.0, 70.0],
            &[86.0, 93.0, 136.0, 82.0],
            None,
            TwoSided,
            0.95,
            true,
        )),
        &[
            12.600411297127639,
            3.0,
            0.0055854766616270247,
            0.96511627906976749,
            0.967741935483871,
            0.94852941176470584,
            0.85365853658536583,
        ],
    );
    check(
        &proportion_numbers(&proportions::test(
            &[15.0, 25.0],
            &[50.0, 50.0],
            Some(&[0.4, 0.45]),
            TwoSided,
            0.95,
            true,
        )),
        &[2.0107323232323235, 2.0, 0.36591062784454781, 0.29999999999999999, 0.5],
    );
}

#[test]
fn shapes_and_variances() {
    check(&shapiro_numbers(&X), &[0.96349851863537317, 0.8323586811119833]);
    check(&shapiro_numbers(&Y), &[0.81992028685582152, 0.034386699176041119]);
    check(&shapiro_numbers(&Z), &[0.98344371302825173, 0.98768859822684252]);
    check(&shapiro_numbers(&U), &[0.96359349036540787, 0.75453330543910457]);
    check(&shapiro_numbers(&[1.0, 4.0, 2.0]), &[0.96428571428571419, 0.6368868450289632]);
    check(&shapiro_numbers(&X[..5]), &[0.91483021052306057, 0.49715361091429067]);
    check(
        &variance_numbers(&variances::ratio(&X, &Y, 1.5, TwoSided, 0.95)),
        &[
            0.48539266470172038,
            0.26478889313332921,
            0.17158099730956244,
            2.6675863260568087,
            0.72808899705258057,
        ],
    );
    check(
        &variance_numbers(&variances::ratio(&X, &Y, 1.5, Less, 0.95)),
        &[0.48539266470172038, 0.1323944465666646, 0.0, 2.1463993144183204, 0.72808899705258057],
    );
    check(
        &variance_numbers(&variances::ratio(&X, &Y, 1.5, Greater, 0.95)),
        &[0.48539266470172038, 0.86760555343333534, 0.2197705527364068, f64::INFINITY, 0.72808899705258057],
    );
    check(
        &square_numbers(&variances::bartlett(&[&X, &Y, &Z]).unwrap()),
        &[11.03759267821291, 2.0, 0.0040106725276037678],
    );
    check(
        &square_numbers(&rank_variance::kruskal(&[&X, &Y, &Z])),
        &[2.4630339402788435, 2.0, 0.2918495147101558],
    );
    check(
        &square_numbers(&rank_variance::friedman(&[
            &[5.4, 5.5, 5.55],
            &[5.85, 5.7, 5.75],
            &[5.2, 5.6, 5.5],
            &[5.55, 5.5, 5.4],
        ])),
        &[0.0, 2.0, 1.0],
    );
    check(
        &square_numbers(
            &association::mcnemar(Table { counts: &[794.0, 86.0, 150.0, 570.0], rows: 2 }, true).0,
        ),
        &[16.817796610169491, 1.0, 4.1145622813459436e-05],
    );
    check(
        &square_numbers(
            &association::mcnemar(
                Table { counts: &[12.0, 5.0, 7.0, 9.0, 14.0, 3.0, 8.0, 6.0, 11.0], rows: 3 },
                true,
            )
            .0,
        ),
        &[2.2095238095238097, 3.0, 0.53007491475190283],
    );
    check(
        &mantel_numbers(&association::mantel_haenszel(
            &[[2.0, 5.0, 3.0, 6.0], [4.0, 6.0, 2.0, 8.0], [10.0, 3.0, 6.0, 9.0]],
            TwoSided,
            true,
            0.95,
        )),
        &[
            2.2024236184282397,
            0.13779393900984357,
            0.8888123392515952,
            7.3274606504318784,
            2.5520065520065525,
        ],
    );
    check(
        &mantel_numbers(&association::mantel_haenszel(
            &[[2.0, 5.0, 3.0, 6.0], [4.0, 6.0, 2.0, 8.0], [10.0, 3.0, 6.0, 9.0]],
            TwoSided,
            false,
            0.95,
        )),
        &[
            3.0323144185667537,
            0.081621512656091105,
            0.8888123392515952,
            7.3274606504318784,
            2.5520065520065525,
        ],
    );
    check(
        &mantel_numbers(&association::mantel_haenszel(
            &[[2.0, 5.0, 3.0, 6.0], [4.0, 6.0, 2.0, 8.0], [10.0, 3.0, 6.0, 9.0]],
            Less,
            true,
            0.95,
        )),
        &[2.2024236184282397, 0.93110303049507814, 0.0, 6.184543980636092, 2.5520065520065525],
    );
    check(
        &mantel_numbers(&association::mantel_haenszel(
            &[[2.0, 5.0, 3.0, 6.0], [4.0, 6.0, 2.0, 8.0], [10.0, 3.0, 6.0, 9.0]],
            Less,
            false,
            0.95,
        )),
        &[3.0323144185667537, 0.95918924367195457, 0.0, 6.184543980636092, 2.5520065520065525],
    );
    check(
        &mantel_numbers(&association::mantel_haenszel(
            &[[2.0, 5.0, 3.0, 6.0], [4.0, 6.0, 2.0, 8.0], [10.0, 3.0, 6.0, 9.0]],
            Greater,
            true,
            0.95,
        )),
        &[2.2024236184282397, 0.068896969504921871, 1.0530667195311181, f64::INFINITY, 2.5520065520065525],
    );
    check(
        &mantel_numbers(&association::mantel_haenszel(
            &[[2.0, 5.0, 3.0, 6.0], [4.0, 6.0, 2.0, 8.0], [10.0, 3.0, 6.0, 9.0]],
            Greater,
            false,
            0.95,
        )),
        &[3.0323144185667537, 0.040810756328045379, 1.0530667195311181, f64::INFINITY, 2.5520065520065525],
    );
}

#[test]
fn correlation_tests() {
    let long: Vec<f64> = X.into_iter().chain([2.2, 0.1, 3.3]).collect();
    check(
        &correlation_numbers(&correlation::pearson(&long, &U, TwoSided, 0.95)),
        &[0.66834889753259241, 0.51560301780475093, 0.18226174988777599],
    );
    check(
        &correlation::pearson(&long, &U, TwoSided, 0.95).unwrap().interval.unwrap(),
        &[-0.36398487788439848, 0.63521697505862262],
    );
    check(
        &correlation_numbers(&correlation::kendall(&long, &U, TwoSided, None, false)),
        &[61.0, 0.43511891093211363, 0.16190476190476194],
    );
    check(
        &correlation_numbers(&correlation::kendall(&Z, &U, TwoSided, None, false)),
        &[0.049772396914680876, 0.96030376348207502, 0.0097105686651243195],
    );
    check(
        &correlation_numbers(&correlation::kendall(&Z, &U, TwoSided, None, true)),
        &[0.0, 1.0, 0.0097105686651243195],
    );
    check(
        &correlation_numbers(&correlation::spearman(&long, &U, TwoSided, None, false)),
        &[404.00000000000006, 0.31381163278684399, 0.27857142857142853],
    );
    check(
        &correlation_numbers(&correlation::spearman(&X[..8], &U[..8], TwoSided, None, false)),
        &[52.0, 0.35987103174603174, 0.38095238095238099],
    );
    check(
        &correlation_numbers(&correlation::spearman(&Z, &U, TwoSided, None, false)),
        &[572.05393285601406, 0.93930680278447265, -0.021524880100025255],
    );
    check(
        &correlation_numbers(&correlation::spearman(&Z, &U, TwoSided, None, true)),
        &[572.05393285601406, 0.94443350696297701, -0.021524880100025255],
    );
    check(
        &correlation_numbers(&correlation::pearson(&long, &U, Less, 0.95)),
        &[0.66834889753259241, 0.74219849109762448, 0.18226174988777599],
    );
    check(
        &correlation::pearson(&long, &U, Less, 0.95).unwrap().interval.unwrap(),
        &[-1.0, 0.57779713267873167],
    );
    check(
        &correlation_numbers(&correlation::kendall(&long, &U, Less, None, false)),
        &[61.0, 0.81027480201860158, 0.16190476190476194],
    );
    check(
        &correlation_numbers(&correlation::kendall(&Z, &U, Less, None, false)),
        &[0.049772396914680876, 0.51984811825896249, 0.0097105686651243195],
    );
    check(
        &correlation_numbers(&correlation::kendall(&Z, &U, Less, None, true)),
        &[0.0, 0.5, 0.0097105686651243195],
    );
    check(
        &correlation_numbers(&correlation::spearman(&long, &U, Less, None, false)),
        &[404.00000000000006, 0.84628753146631619, 0.27857142857142853],
    );
    check(
        &correlation_numbers(&correlation::spearman(&X[..8], &U[..8], Less, None, false)),
        &[52.0, 0.83658234126984132, 0.38095238095238099],
    );
    check(
        &correlation_numbers(&correlation::spearman(&Z, &U, Less, None, false)),
        &[572.05393285601406, 0.46965340139223632, -0.021524880100025255],
    );
    check(
        &correlation_numbers(&correlation::spearman(&Z, &U, Less, None, true)),
        &[572.05393285601406, 0.4722167534814885, -0.021524880100025255],
    );
    check(
        &correlation_numbers(&correlation::pearson(&long, &U, Greater, 0.95)),
        &[0.66834889753259241, 0.25780150890237546, 0.18226174988777599],
    );
    check(
        &correlation::pearson(&long, &U, Greater, 0.95).unwrap().interval.unwrap(),
        &[-0.28260155520756852, 1.0],
    );
    check(
        &correlation_numbers(&correlation::kendall(&long, &U, Greater, None, false)),
        &[61.0, 0.21755945546605682, 0.16190476190476194],
    );
    check(
        &correlation_numbers(&correlation::kendall(&Z, &U, Greater, None, false)),
        &[0.049772396914680876, 0.48015188174103751, 0.0097105686651243195],
    );
    check(
        &correlation_numbers(&correlation::kendall(&Z, &U, Greater, None, true)),
        &[0.0, 0.5, 0.0097105686651243195],
    );
    check(
        &correlation_numbers(&correlation::spearman(&long, &U, Greater, None, false)),
        &[404.00000000000006, 0.15690581639342199, 0.27857142857142853],
    );
    check(
        &correlation_numbers(&correlation::spearman(&X[..8], &U[..8], Greater, None, false)),
        &[52.0, 0.17993551587301587, 0.38095238095238099],
    );
    check(
        &correlation_numbers(&correlation::spearman(&Z, &U, Greater, None, false)),
        &[572.05393285601406, 0.53034659860776368, -0.021524880100025255],
    );
    check(
        &correlation_numbers(&correlation::spearman(&Z, &U, Greater, None, true)),
        &[572.05393285601406, 0.5277832465185115, -0.021524880100025255],
    );
}

#[test]
fn kolmogorov_tests() {
    check(
        &ks_numbers(&kolmogorov::one_sample(
            &X,
            |x| normal::cumulative(x, 1.5, 1.0, true, false),
            TwoSided,
            None,
        )),
        &[0.26993880583837249, 0.29066689497796228],
    );
    check(
        &ks_numbers(&kolmogorov::one_sample(
            &X,
            |x| normal::cumulative(x, 1.5, 1.0, true, false),
            TwoSided,
            Some(false),
        )),
        &[0.26993880583837249, 0.34613875277093931],
    );
    check(
        &ks_numbers(&kolmogorov::two_samples(&X, &Y, TwoSided, None)),
        &[0.61111111111111105, 0.024339128363890739],
    );
    check(
        &ks_numbers(&kolmogorov::two_samples(&X, &Y, TwoSided, Some(false))),
        &[0.61111111111111105, 0.042932225730801021],
    );
    check(
        &ks_numbers(&kolmogorov::two_samples(&X, &Z, TwoSided, None)),
        &[0.36666666666666664, 0.23317870714558442],
    );
    check(
        &ks_numbers(&kolmogorov::two_samples(&X, &Z, TwoSided, Some(false))),
        &[0.36666666666666664, 0.33152889895319859],
    );
    check(
        &ks_numbers(&kolmogorov::two_samples(&X, &U, TwoSided, None)),
        &[0.79999999999999993, 8.0649522015918684e-05],
    );
    check(
        &ks_numbers(&kolmogorov::two_samples(&X, &U, TwoSided, Some(false))),
        &[0.79999999999999993, 0.00039359576488884329],
    );
    check(
        &ks_numbers(&kolmogorov::one_sample(
            &X,
            |x| normal::cumulative(x, 1.5, 1.0, true, false),
            Less,
            None,
        )),
        &[0.26993880583837249, 0.14563661617229007],
    );
    check(
        &ks_numbers(&kolmogorov::one_sample(
            &X,
            |x| normal::cumulative(x, 1.5, 1.0, true, false),
            Less,
            Some(false),
        )),
        &[0.26993880583837249, 0.17398137712048325],
    );
    check(
        &ks_numbers(&kolmogorov::two_samples(&X, &Y, Less, None)),
        &[0.61111111111111105, 0.012026673017379585],
    );
    check(
        &ks_numbers(&kolmogorov::two_samples(&X, &Y, Less, Some(false))),
        &[0.61111111111111105, 0.021466325204913872],
    );
    check(
        &ks_numbers(&kolmogorov::two_samples(&X, &Z, Less, None)),
        &[0.20000000000000001, 0.47257714914868676],
    );
    check(
        &ks_numbers(&kolmogorov::two_samples(&X, &Z, Less, Some(false))),
        &[0.20000000000000001, 0.58664621951003171],
    );
    check(&ks_numbers(&kolmogorov::two_samples(&X, &U, Less, None)), &[4.163336342344337e-17, 1.0]);
    check(&ks_numbers(&kolmogorov::two_samples(&X, &U, Less, Some(false))), &[4.163336342344337e-17, 1.0]);
    check(
        &ks_numbers(&kolmogorov::one_sample(
            &X,
            |x| normal::cumulative(x, 1.5, 1.0, true, false),
            Greater,
            None,
        )),
        &[0.13835906423085281, 0.58054823852262138],
    );
    check(
        &ks_numbers(&kolmogorov::one_sample(
            &X,
            |x| normal::cumulative(x, 1.5, 1.0, true, false),
            Greater,
            Some(false),
        )),
        &[0.13835906423085281, 0.6316388198876256],
    );
    check(
        &ks_numbers(&kolmogorov::two_samples(&X, &Y, Greater, None)),
        &[0.1111111111111111, 0.81860647092845129],
    );
    check(
        &ks_numbers(&kolmogorov::two_samples(&X, &Y, Greater, Some(false))),
        &[0.1111111111111111, 0.88074765260767418],
    );
    check(
        &ks_numbers(&kolmogorov::two_samples(&X, &Z, Greater, None)),
        &[0.36666666666666664, 0.11664187355396416],
    );
    check(
        &ks_numbers(&kolmogorov::two_samples(&X, &Z, Greater, Some(false))),
        &[0.36666666666666664, 0.16652787059772922],
    );
    check(
        &ks_numbers(&kolmogorov::two_samples(&X, &U, Greater, None)),
        &[0.79999999999999993, 4.0324761001908627e-05],
    );
    check(
        &ks_numbers(&kolmogorov::two_samples(&X, &U, Greater, Some(false))),
        &[0.79999999999999993, 0.00019679788244586494],
    );
}

#[test]
fn adjusted_p_values() {
    let p = [
        0.01,
        0.02,
        0.0050000000000000001,
        0.40000000000000002,
        0.029999999999999999,
        0.029999999999999999,
        0.90000000000000002,
    ];
    check(
        &adjust(&p, 7, Adjustment::Holm),
        &[
            0.059999999999999998,
            0.10000000000000001,
            0.035000000000000003,
            0.80000000000000004,
            0.12,
            0.12,
            0.90000000000000002,
        ],
    );
    check(
        &adjust(&p, 10, Adjustment::Holm),
        &[
            0.089999999999999997,
            0.16,
            0.050000000000000003,
            1.0,
            0.20999999999999999,
            0.20999999999999999,
            1.0,
        ],
    );
    check(
        &adjust(&p, 7, Adjustment::Hochberg),
        &[
            0.059999999999999998,
            0.089999999999999997,
            0.035000000000000003,
            0.80000000000000004,
            0.089999999999999997,
            0.089999999999999997,
            0.90000000000000002,
        ],
    );
    check(
        &adjust(&p, 10, Adjustment::Hochberg),
        &[
            0.089999999999999997,
            0.16,
            0.050000000000000003,
            1.0,
            0.17999999999999999,
            0.17999999999999999,
            1.0,
        ],
    );
    check(
        &adjust(&p, 7, Adjustment::Hommel),
        &[
            0.049999999999999996,
            0.059999999999999998,
            0.035000000000000003,
            0.80000000000000004,
            0.089999999999999997,
            0.089999999999999997,
            0.90000000000000002,
        ],
    );
    check(
        &adjust(&p, 10, Adjustment::Hommel),
        &[
            0.080000000000000002,
            0.12,
            0.050000000000000003,
            1.0,
            0.17999999999999999,
            0.17999999999999999,
            1.0,
        ],
    );
    check(
        &adjust(&p, 7, Adjustment::Bonferroni),
        &[
            0.070000000000000007,
            0.14000000000000001,
            0.035000000000000003,
            1.0,
            0.20999999999999999,
            0.20999999999999999,
            1.0,
        ],
    );
    check(
        &adjust(&p, 10, Adjustment::Bonferroni),
        &[
            0.10000000000000001,
            0.20000000000000001,
            0.050000000000000003,
            1.0,
            0.29999999999999999,
            0.29999999999999999,
            1.0,
        ],
    );
    check(
        &adjust(&p, 7, Adjustment::BenjaminiHochberg),
        &[
            0.035000000000000003,
            0.041999999999999996,
            0.035000000000000003,
            0.46666666666666673,
            0.041999999999999996,
            0.041999999999999996,
            0.90000000000000002,
        ],
    );
    check(
        &adjust(&p, 10, Adjustment::BenjaminiHochberg),
        &[
            0.050000000000000003,
            0.059999999999999998,
            0.050000000000000003,
            0.66666666666666674,
            0.059999999999999998,
            0.059999999999999998,
            1.0,
        ],
    );
    check(
        &adjust(&p, 7, Adjustment::BenjaminiYekutieli),
        &[
            0.090750000000000011,
            0.10890000000000001,
            0.090750000000000011,
            1.0,
            0.10890000000000001,
            0.10890000000000001,
            1.0,
        ],
    );
    check(
        &adjust(&p, 10, Adjustment::BenjaminiYekutieli),
        &[
            0.14644841269841269,
            0.17573809523809522,
            0.14644841269841269,
            1.0,
            0.17573809523809522,
            0.17573809523809522,
            1.0,
        ],
    );
}

#[test]
fn powers() {
    check(
        &[t_power([20.0, 1.0, 1.0, 0.050000000000000003, f64::NAN], Design::TwoSample, true, false).power],
        &[0.86895280169249778],
    );
    check(
        &[t_power([20.0, 1.0, 1.0, 0.050000000000000003, f64::NAN], Design::TwoSample, true, true).power],
        &[0.8689530277245856],
    );
    check(
        &[t_power(
            [f64::NAN, 1.0, 1.0, 0.050000000000000003, 0.90000000000000002],
            Design::TwoSample,
            true,
            false,
        )
        .n],
        &[22.021097703851229],
    );
    check(
        &[t_power(
            [f64::NAN, 1.0, 1.0, 0.050000000000000003, 0.90000000000000002],
            Design::Paired,
            false,
            false,
        )
        .n],
        &[10.081070405031809],
    );
    check(
        &[t_power(
            [20.0, f64::NAN, 1.0, 0.050000000000000003, 0.90000000000000002],
            Design::TwoSample,
            true,
            false,
        )
        .delta],
        &[1.0519701688391834],
    );
    check(
        &[t_power(
            [20.0, 1.0, f64::NAN, 0.050000000000000003, 0.90000000000000002],
            Design::OneSample,
            true,
            false,
        )
        .sd],
        &[1.3081104699539052],
    );
    check(
        &[t_power([20.0, 1.0, 1.0, f64::NAN, 0.90000000000000002], Design::TwoSample, true, false).level],
        &[0.070045836202721257],
    );
    check(
        &[proportion_power([50.0, 0.5, 0.75, 0.050000000000000003, f64::NAN], true, false).power],
        &[0.74016590133138793],
    );
    check(
        &[proportion_power([50.0, 0.5, 0.75, 0.050000000000000003, f64::NAN], true, true).power],
        &[0.74016719345361115],
    );
    check(
        &[proportion_power([f64::NAN, 0.5, 0.75, 0.050000000000000003, 0.90000000000000002], true, false).n],
        &[76.706930114107664],
    );
    check(
        &[proportion_power([50.0, 0.5, f64::NAN, 0.050000000000000003, 0.90000000000000002], false, false)
            .p2],
        &[0.77606844067662362],
    );
    check(
        &[proportion_power([50.0, 0.5, 0.75, f64::NAN, 0.90000000000000002], true, false).level],
        &[0.17899706171933355],
    );
}
