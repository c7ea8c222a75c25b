//! The families against values recorded from R.

use super::*;

/// One row of the table: the family's letter and name, its numbers, the two flags and R's value.
fn evaluate(function: &str, v: &[f64], lower: bool, log: bool) -> f64 {
    macro_rules! family {
        ($module:ident, $($parameter:expr),+) => {
            match function.as_bytes()[0] {
                b'd' => $module::density(v[0], $($parameter),+, log),
                b'p' => $module::cumulative(v[0], $($parameter),+, lower, log),
                _ => $module::quantile(v[0], $($parameter),+, lower, log),
            }
        };
    }
    match &function[1..] {
        "norm" => family!(normal, v[1], v[2]),
        "unif" => family!(uniform, v[1], v[2]),
        "logis" => family!(logistic, v[1], v[2]),
        "cauchy" => family!(cauchy, v[1], v[2]),
        "lnorm" => family!(log_normal, v[1], v[2]),
        "weibull" => family!(weibull, v[1], v[2]),
        "exp" => family!(exponential, 1.0 / v[1]),
        "gamma" => family!(gamma, v[1], 1.0 / v[2]),
        "chisq" => family!(chi_squared, v[1]),
        "beta" => family!(beta, v[1], v[2]),
        "t" => family!(student_t, v[1]),
        "f" => family!(f, v[1], v[2]),
        "binom" => family!(binomial, v[1], v[2]),
        "pois" => family!(poisson, v[1]),
        "geom" => family!(geometric, v[1]),
        "nbinom" => family!(negative_binomial, v[1], v[2]),
        "hyper" => family!(hypergeometric, v[1], v[2], v[3]),
        "signrank" => family!(signed_rank, v[1]),
        "wilcox" => family!(wilcoxon, v[1], v[2]),
        "nchisq" => family!(noncentral_chi_squared, v[1], v[2]),
        "nt" => family!(noncentral_t, v[1], v[2]),
        "nbeta" => family!(noncentral_beta, v[1], v[2], v[3]),
        "nf" => family!(noncentral_f, v[1], v[2], v[3]),
        "tukey" if function.starts_with('p') => {
            studentized_range::cumulative(v[0], 1.0, v[1], v[2], lower, log)
        }
        "tukey" => studentized_range::quantile(v[0], 1.0, v[1], v[2], lower, log),
        other => panic!("the table names an unknown family, {other}"),
    }
}

/// R's own noncentral sums stop at fixed bounds and Tukey's integral is a fixed rule, so their last digits
/// are rounding; everything else agrees to 2e-13, the size of R's rounding of large shapes.
fn tolerance(function: &str) -> f64 {
    match &function[1..] {
        "nt" | "nbeta" | "nf" | "nchisq" => 1e-9,
        "tukey" => 1e-10,
        // R takes 1/q - 1 of a beta quantile, which cancels for small quantiles.
        "f" if function.starts_with('q') => 1e-10,
        _ => 2e-13,
    }
}

#[test]
fn families_agree_with_r() {
    for line in include_str!("reference.csv").lines().filter(|line| !line.starts_with('#')) {
        let fields: Vec<&str> = line.split(',').collect();
        let numbers: Vec<f64> = fields[1..]
            .iter()
            .map(|field| match *field {
                "Inf" => f64::INFINITY,
                "-Inf" => f64::NEG_INFINITY,
                text => text.parse().unwrap(),
            })
            .collect();
        let (arguments, tail) = numbers.split_at(numbers.len() - 3);
        let got = evaluate(fields[0], arguments, tail[0] == 1.0, tail[1] == 1.0);
        let want = tail[2];
        let close = got == want || (got - want).abs() <= tolerance(fields[0]) * want.abs();
        assert!(close, "{line}: got {got:e}");
    }
}

#[test]
fn far_tails_keep_their_digits() {
    // Where R's own value is 6e-12 off (mpmath, 40 digits).
    let mass = poisson::density(81888.0, 83913.974414878423, false);
    assert!((mass / 2.7303672577063945e-14 - 1.0).abs() < 1e-14);
    let deviate = normal::quantile(-1e5, 0.0, 1.0, true, true);
    assert!((deviate / 447.197893678525051 + 1.0).abs() < 1e-15);
}

#[test]
fn impossible_parameters_give_nan() {
    assert!(normal::density(0.0, 0.0, -1.0, false).is_nan());
    assert!(binomial::quantile(0.5, 3.5, 0.2, true, false).is_nan());
    assert!(gamma::cumulative(1.0, -1.0, 1.0, true, false).is_nan());
    assert!(beta::quantile(1.5, 1.0, 1.0, true, false).is_nan());
}
