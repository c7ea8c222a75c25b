//! Predictions, checks of dimensions, term tests and comparisons.

use super::*;
use crate::random::Generator;

const TOLERANCE: f64 = 1e-7;

fn all_close(what: &str, values: &[f64], expected: &[f64]) {
    assert_eq!(values.len(), expected.len());
    for (value, expected) in values.iter().zip(expected) {
        close(what, *value, *expected, TOLERANCE);
    }
}

fn p_spline_and_period(data: &Data) -> ([SmoothTerm; 2], Vec<f64>) {
    let range = data.f.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), &v| (a.min(v), b.max(v)));
    let counts = (0..data.y.len())
        .map(|i| {
            let e = (data.f[i] - (range.0 + range.1) / 2.0) / 4.0;
            ((e + 0.5).exp() * (0.3 + 1.4 * (data.e[i] / 4.0 + 0.5))).floor()
        })
        .collect();
    let spec = PSplineSpec { dimension: Some(8), ..PSplineSpec::default() };
    let cyclic = CubicSpec { dimension: Some(8), cyclic: true, ..CubicSpec::default() };
    let first = PSpline::build(&data.x[0], &spec).unwrap();
    let second = CubicSpline::build(&data.x[2], &cyclic).unwrap();
    ([SmoothTerm::new(first, By::None), SmoothTerm::new(second, By::None)], counts)
}

#[test]
fn counts_at_new_covariates_some_beyond_the_data() {
    let data = Data::generate(120, 7);
    let (terms, counts) = p_spline_and_period(&data);
    let model = ModelMatrix::new(&parametric(120, &[]), &terms).unwrap();
    let fit = GamProblem::new(&model, &counts, Family::canonical(Distribution::Poisson), Method::GcvCp)
        .fit()
        .unwrap();
    let (x0, x2) = ([0.2, 1.2, -0.1], [0.3, 1.05, 0.9]);
    let parts = [terms[0].predict(&[&x0], By::None), terms[1].predict(&[&x2], By::None)];
    let first = fit.predict_term(&parts[0], model.spans[0].0);
    let second = fit.predict_term(&parts[1], model.spans[1].0);
    all_close("s(x0)", &first.fit, &[-0.0366415420226, -0.7518150323143, -0.5745138111120]);
    all_close("s(x2)", &second.fit, &[-0.104931770769, -0.912818878700, -0.190968587863]);
    let ones = vec![vec![1.0; 3]];
    let columns: Vec<Vec<f64>> = ones
        .into_iter()
        .chain(parts.iter().flat_map(|p| (0..p.cols()).map(|j| p.column(j).to_vec())))
        .collect();
    let response = fit.predict_response(&Matrix::from_columns(3, &columns), None);
    all_close("mean", &response.fit, &[0.743169980638, 0.162043399325, 0.398224417112]);
    let errors = [0.1808063452902, 0.0951961173473, 0.1824345748808];
    all_close("standard error", &response.standard_error, &errors);
    let covariates = [vec![data.x[0].as_slice()], vec![data.x[2].as_slice()]];
    let control = CheckControl::default();
    let checks = fit.dimension_checks(&model, &terms, &covariates, control, &mut Generator::seeded(1));
    all_close("k-index", &[checks[0].index, checks[1].index], &[0.995487574084626, 0.850628203353420]);
    assert_eq!([checks[0].p_value, checks[1].p_value], [0.6850, 0.0825]);
    assert_eq!([checks[0].dimension, checks[1].dimension], [7, 6]);
}

fn checked(terms: &[SmoothTerm], covariates: &[Vec<&[f64]>], y: &[f64]) -> Vec<DimensionCheck> {
    let model = ModelMatrix::new(&parametric(120, &[]), terms).unwrap();
    let fit = gaussian(&model, y, Method::GcvCp).fit().unwrap();
    let control = CheckControl::default();
    fit.dimension_checks(&model, terms, covariates, control, &mut Generator::seeded(42))
}

#[test]
fn dimensions_of_smooths_of_two_covariates() {
    let data = Data::generate(120, 7);
    let [x0, x1, x2, _] = &data.x;
    let cubic = |x: &[f64]| {
        let built = CubicSpline::build(x, &CubicSpec { dimension: Some(4), ..CubicSpec::default() }).unwrap();
        MarginSpec { built, range: None, covariates: 1, centred: false }
    };
    let product = SmoothTerm::new(Tensor::build(vec![cubic(x1), cubic(x2)]).unwrap(), By::None);
    let terms = [thin_plate(&[x0], Some(6)), product];
    let checks = checked(&terms, &[vec![x0.as_slice()], vec![x1.as_slice(), x2.as_slice()]], &data.y);
    assert_eq!([checks[0].dimension, checks[1].dimension], [5, 15]);
    all_close("edf", &[checks[0].edf, checks[1].edf], &[2.50974947781889, 7.25350356087929]);
    all_close("k-index", &[checks[0].index, checks[1].index], &[1.211812461204583, 0.924735756941347]);
    assert_eq!([checks[0].p_value, checks[1].p_value], [0.9900, 0.1225]);
    let terms = [thin_plate(&[x0, x1], Some(15)), thin_plate(&[x2], None)];
    let checks = checked(&terms, &[vec![x0.as_slice(), x1.as_slice()], vec![x2.as_slice()]], &data.y);
    all_close("k-index", &[checks[0].index, checks[1].index], &[1.151091841700450, 0.970953946468278]);
    assert_eq!([checks[0].p_value, checks[1].p_value], [0.9825, 0.2975]);
}

#[test]
fn terms_and_models_compared() {
    let data = Data::generate(120, 7);
    let level = |l: usize| (0..120).map(|i| f64::from(u8::from(i % 3 == l))).collect::<Vec<f64>>();
    let (b, c) = (level(1), level(2));
    let terms = [thin_plate(&[&data.x[2]], None)];
    let model = ModelMatrix::new(&parametric(120, &[&b, &c, &data.x[1]]), &terms).unwrap();
    let fit = gaussian(&model, &data.y, Method::GcvCp).fit().unwrap();
    let factor = fit.term_test(1, 3).unwrap();
    assert_eq!(factor.df, 2);
    close("F", factor.f, 0.289698832524, TOLERANCE);
    close("p", factor.p_value, 0.749049271940, TOLERANCE);
    let linear = fit.term_test(3, 4).unwrap();
    close("F", linear.f, 49.508722724490, TOLERANCE);
    close("p", linear.p_value, 1.67991407908e-10, TOLERANCE);
    close("Resid. Df", fit.comparison_df(), 110.789761588, TOLERANCE);
    let (_, counts) = p_spline_and_period(&data);
    let model = ModelMatrix::new(&parametric(120, &[&b, &c]), &terms).unwrap();
    let poisson = Family::canonical(Distribution::Poisson);
    let fit = GamProblem::new(&model, &counts, poisson, Method::Reml).fit().unwrap();
    let factor = fit.term_test(1, 3).unwrap();
    close("χ²", factor.chi_squared, 0.0541013157651, TOLERANCE);
    close("p", factor.p_value, 0.973311934354, TOLERANCE);
    close("Resid. Df", fit.comparison_df(), 111.947987151, TOLERANCE);
}
