//! Summaries against values recorded from R 4.2.2, to the last bit.

use super::*;
use crate::random::Generator;

const X: [f64; 9] = [0.146, 0.557, 1.678, 1.186, 1.479, 1.062, 1.186, 9.33, 0.087];
const Y: [f64; 9] = [1.31, -0.58, -0.63, -0.36, 0.7, 0.47, 0.05, 1.85, -0.62];

#[test]
fn moments_round_as_r_does() {
    let weights: Vec<f64> = (1..=9).map(f64::from).collect();
    assert_eq!(sum(&X), 16.711);
    assert_eq!(mean(&X), 1.8567777777777779);
    assert_eq!(variance(&X), 8.1629476944444441);
    assert_eq!(sd(&X), 2.8570872745585572);
    assert_eq!(weighted_mean(&X, &weights), 2.411777777777778);
    assert_eq!(mean(&[1e16, 1.0, -1e16]), 0.33365885416666669);
    assert_eq!(variance(&[1e8, 1e8 + 1.0, 1e8 + 0.1]), 0.30333333492279058);
    assert!(variance(&[1.0]).is_nan());
}

#[test]
fn nine_types_of_quantile() {
    let want = [
        [0.087, 0.557, 1.186],
        [0.087, 0.557, 1.186],
        [0.087, 0.146, 1.186],
        [0.087, 0.24875, 1.186],
        [0.11059999999999999, 0.45425000000000004, 1.186],
        [0.087, 0.35150000000000003, 1.186],
        [0.13419999999999999, 0.557, 1.186],
        [0.10273333333333332, 0.42, 1.186],
        [0.10469999999999999, 0.42856250000000007, 1.186],
    ];
    for (kind, want) in (1..).zip(want) {
        assert_eq!(quantiles(&X, &[0.1, 0.25, 0.6], kind), Some(want.to_vec()), "type {kind}");
    }
    assert_eq!(quantiles(&X, &[1.1], 7), None);
    assert_eq!(median(&X), 1.186);
    assert_eq!(mad(&X, median(&X), 1.4826), 0.7294392);
    assert_eq!(fivenum(&X), [0.087, 0.557, 1.186, 1.479, 9.33]);
}

#[test]
fn ranks_and_their_ties() {
    assert_eq!(ranks(&X, Ties::Average), [2.0, 3.0, 8.0, 5.5, 7.0, 4.0, 5.5, 9.0, 1.0]);
    assert_eq!(ranks(&X, Ties::First), [2.0, 3.0, 8.0, 5.0, 7.0, 4.0, 6.0, 9.0, 1.0]);
    assert_eq!(ranks(&X, Ties::Last), [2.0, 3.0, 8.0, 6.0, 7.0, 4.0, 5.0, 9.0, 1.0]);
    assert_eq!(ranks(&X, Ties::Min)[6], 5.0);
    assert_eq!(ranks(&X, Ties::Max)[3], 6.0);
    let random = rank::random_ranks(&X, &mut Generator::seeded(8));
    assert_eq!(random, [2.0, 3.0, 8.0, 6.0, 7.0, 4.0, 5.0, 9.0, 1.0]);
}

#[test]
fn three_correlations() {
    assert_eq!(covariance(&X, &Y, Method::Pearson), 1.6397570833333335);
    assert_eq!(covariance(&X, &Y, Method::Kendall), 14.0);
    assert_eq!(correlation(&X, &Y, Method::Pearson), 0.63348645721051089);
    assert_eq!(correlation(&X, &Y, Method::Kendall), 0.19720265943665388);
    assert_eq!(correlation(&X, &Y, Method::Spearman), 0.22594340036404523);
    assert!(correlation(&X, &[1.0; 9], Method::Pearson).is_nan());
}

#[test]
fn running_values() {
    assert_eq!(running::sums(&X)[7..], [16.624, 16.711]);
    assert_eq!(running::products(&[1e200, 1e200, 1e-300]), [1e200, f64::INFINITY, 1e100]);
    assert_eq!(running::maxima(&[1.0, 3.0, 2.0]), [1.0, 3.0, 3.0]);
    assert!(running::minima(&[1.0, f64::NAN, 0.0])[2].is_nan());
    assert_eq!(running::tabulate(&[1, 3, 3, 9, -1], 3), [1, 0, 2]);
}
