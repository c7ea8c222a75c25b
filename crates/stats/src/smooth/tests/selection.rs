//! Penalised null spaces, unpenalised smooths, sampled knots and parametric columns that repeat others.

use super::*;

const TOLERANCE: f64 = 1e-6;

#[test]
fn smooths_that_can_vanish() {
    let data = Data::generate(120, 7);
    let mut terms = [0, 2, 3].map(|j| thin_plate(&[&data.x[j]], None));
    for term in &mut terms {
        term.penalise_null_space().unwrap();
    }
    let model = ModelMatrix::new(&parametric(120, &[]), &terms).unwrap();
    let fit = gaussian(&model, &data.y, Method::Reml).fit().unwrap();
    let recorded = Recorded {
        sp: &[0.305388060478, 406330.822765, 0.0833869618317, 0.21878787636, 241246.338068, 38383007.3667],
        edf: &[2.83681020639, 4.76123847515, 0.000133736737245],
        reference_df: &[9.0, 9.0, 9.0],
        statistic: &[4.09017589124, 18.1013828996, 4.51263645287e-06],
        p: &[0.0, 0.0, 0.701392539986],
        parametric: &[5.10243411592, 0.131419477426, 38.8255547492, 1.4161859388e-66],
        whole: [226.745173525, 2.07252948564, 230.883551692, 0.639402598609, 0.662426840923, 438.272221054],
    };
    check(&fit, &model, &recorded, TOLERANCE);
}

#[test]
fn a_smooth_of_fixed_dimension() {
    let data = Data::generate(120, 7);
    let terms = [thin_plate(&[&data.x[0]], Some(5)).unpenalised(), thin_plate(&[&data.x[2]], Some(6))];
    let model = ModelMatrix::new(&parametric(120, &[]), &terms).unwrap();
    let fit = gaussian(&model, &data.y, Method::GcvCp).fit().unwrap();
    let recorded = Recorded {
        sp: &[0.0516687358275],
        edf: &[4.0, 4.03407041612],
        reference_df: &[4.0, 4.59785725967],
        statistic: &[9.89458277215, 34.774227142],

        p: &[0.0, 0.0],
        parametric: &[5.10243411592, 0.131882802831, 38.6891543581, 2.98737481463e-66],
        whole: [2.25709154125, 2.08716884192, 231.604630743, 0.636855511163, 0.661372556496, 439.518188476],
    };
    // Whether the rank counts as whole turns on rounding; R printed 1.01e-6 where the F distribution gives less.
    let tests = fit.smooth_tests(&model).unwrap();
    assert!(tests[0].p_value > 1e-7 && tests[0].p_value < 2e-6);
    check(&fit, &model, &Recorded { p: &[tests[0].p_value, 0.0], ..recorded }, TOLERANCE);
}

#[test]
fn knots_are_a_sample_where_there_are_too_many() {
    let data = Data::generate(120, 7);
    let spec = ThinPlateSpec { max_knots: 50, ..ThinPlateSpec::default() };
    let terms = [SmoothTerm::new(ThinPlate::build(&[&data.x[0]], &spec).unwrap(), By::None)];
    let model = ModelMatrix::new(&parametric(120, &[]), &terms).unwrap();
    let fit = gaussian(&model, &data.y, Method::GcvCp).fit().unwrap();
    let recorded = Recorded {
        sp: &[0.851137678442],
        edf: &[2.42283809471],
        reference_df: &[3.00756027871],
        statistic: &[5.81044497881],
        p: &[0.000968194993881],
        parametric: &[5.10243411592, 0.203822134551, 25.0337586109, 1.02118283415e-48],
        whole: [5.13158710247, 4.98521550397, 581.162274939, 0.132627174397, 0.150286871239, 538.695517506],
    };
    check(&fit, &model, &recorded, TOLERANCE);
}

#[test]
fn a_repeated_column_gets_no_coefficient() {
    let data = Data::generate(120, 7);
    let double: Vec<f64> = data.x[1].iter().map(|v| 2.0 * v).collect();
    let terms = [thin_plate(&[&data.x[2]], Some(7))];
    let model = ModelMatrix::new(&parametric(120, &[&data.x[1], &double]), &terms).unwrap();
    let fit = gaussian(&model, &data.y, Method::Reml).fit().unwrap();
    close("intercept", fit.coefficients[0], 3.54484354567, TOLERANCE);
    assert_eq!(fit.coefficients[1], 0.0);
    close("slope", fit.coefficients[2], 1.61239886075, TOLERANCE);
    close("score", fit.score, 214.33292193171, TOLERANCE);
    assert_eq!(fit.rank, 8);
}
