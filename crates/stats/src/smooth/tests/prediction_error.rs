//! GCV for Gaussian responses: `gam(y ~ s(x0) + …)`.

use super::*;

const TOLERANCE: f64 = 1e-7;

fn iterations(fit: &Gam) -> usize {
    match fit.convergence {
        Convergence::Direct { iterations, .. } => iterations,
        _ => 0,
    }
}

#[test]
fn one_smooth() {
    let data = Data::generate(60, 1);
    let model = ModelMatrix::new(&parametric(60, &[]), &[thin_plate(&[&data.x[0]], None)]).unwrap();
    let fit = gaussian(&model, &data.y, Method::GcvCp).fit().unwrap();
    let recorded = Recorded {
        sp: &[1.09840062062],
        edf: &[2.10573316045],
        reference_df: &[2.62930727865],
        statistic: &[3.23204674723],
        p: &[0.0293155646016],
        parametric: &[5.38777042827, 0.287890719096, 18.7146374332, 5.51032829202e-26],
        whole: [5.24432169856, 4.97286396851, 282.927449581, 0.126156835638, 0.157344641201, 271.534846744],
    };
    check(&fit, &model, &recorded, TOLERANCE);
    assert_eq!(iterations(&fit), 4);
}

#[test]
fn three_smooths_one_of_them_linear() {
    let data = Data::generate(60, 1);
    let terms = [
        thin_plate(&[&data.x[0]], None),
        thin_plate(&[&data.x[1]], Some(8)),
        thin_plate(&[&data.x[2]], None),
    ];
    let model = ModelMatrix::new(&parametric(60, &[]), &terms).unwrap();
    let fit = gaussian(&model, &data.y, Method::GcvCp).fit().unwrap();
    let recorded = Recorded {
        sp: &[0.725637085687, 2.95562337159e10, 0.0642025410629],
        edf: &[2.30179363330, 1.00000000007, 4.13288899056],
        reference_df: &[2.85704676459, 1.00000000013, 5.04738801766],
        statistic: &[5.14842993689, 38.70394164657, 19.02537822092],
        p: &[0.00465024162672, 0.0, 0.0],
        parametric: &[5.38777042820, 0.162193757930, 33.2181120715, 1.74077627514e-36],
        whole: [1.83659364902, 1.57840890671, 81.3911562229, 0.722638334285, 0.757589113211, 207.437312771],
    };
    check(&fit, &model, &recorded, TOLERANCE);
    assert_eq!(iterations(&fit), 12);
}

#[test]
fn four_smooths() {
    let data = Data::generate(120, 7);
    let terms: Vec<SmoothTerm> = data.x.iter().map(|x| thin_plate(&[x], None)).collect();
    let model = ModelMatrix::new(&parametric(120, &[]), &terms).unwrap();
    let fit = gaussian(&model, &data.y, Method::GcvCp).fit().unwrap();
    let recorded = Recorded {
        sp: &[0.655594354499, 7.90105103216, 0.136360656396, 2.19806137592e10],
        edf: &[2.63652910576, 1.41725876331, 4.30030124554, 1.00000000033],
        reference_df: &[3.27350396988, 1.71932061698, 5.28555179065, 1.00000000065],
        statistic: &[9.218952922907, 26.725286980628, 47.984454090427, 0.160576311392],
        p: &[1.17316536536e-05, 0.0, 0.0, 0.689403596591],
        parametric: &[5.10243411591, 0.110445033121, 46.1988554099, 1.04059324592e-73],
        whole: [1.60199970519, 1.46377264094, 160.496684545, 0.745319613444, 0.765338966652, 398.147211303],
    };
    check(&fit, &model, &recorded, TOLERANCE);
    assert_eq!(iterations(&fit), 13);
}

#[test]
fn weights_a_linear_term_and_a_given_parameter() {
    let data = Data::generate(60, 1);
    let terms = [thin_plate(&[&data.x[0]], None)];
    let model = ModelMatrix::new(&parametric(60, &[&data.x[1]]), &terms).unwrap();
    let weights: Vec<f64> = data.x[3].iter().map(|v| 1.0 + v).collect();
    let problem = GamProblem { weights: Some(&weights), ..gaussian(&model, &data.y, Method::GcvCp) };
    let recorded = Recorded {
        sp: &[2.10947618053],
        edf: &[1.99320348484],
        reference_df: &[2.49006324719],
        statistic: &[3.06350356759],
        p: &[0.047678750991],
        parametric: &[
            4.08936435456,
            0.507982625501,
            8.05020516308,
            6.38763938713e-11,
            2.70816202032,
            0.869525988294,
            3.11452683046,
            0.00290257549319,
        ],
        whole: [6.969061379, 6.50524670926, 364.338028726, 0.238109972199, 0.276822672222, 263.552646932],
    };
    check(&problem.fit().unwrap(), &model, &recorded, TOLERANCE);
    let problem = GamProblem { sp: Some(&[0.1]), ..gaussian(&model, &data.y, Method::GcvCp) };
    let recorded = Recorded {
        sp: &[0.1],
        edf: &[3.74816028517],
        reference_df: &[4.61438026219],
        statistic: &[2.13158164496],
        p: &[0.0799722968639],
        parametric: &[
            4.04850221159,
            0.508834172882,
            7.95642751087,
            1.12455892573e-10,
            2.74333791330,
            0.885229257747,
            3.09901405685,
            0.00307493268828,
        ],
        whole: [4.78769984525, 4.32902541012, 234.857592672, 0.239293637039, 0.300513225874, 265.647031331],
    };
    check(&problem.fit().unwrap(), &model, &recorded, TOLERANCE);
}

#[test]
fn two_covariates_and_dearer_degrees_of_freedom() {
    let data = Data::generate(120, 7);
    let terms = [thin_plate(&[&data.x[0], &data.x[1]], Some(20))];
    let model = ModelMatrix::new(&parametric(120, &[]), &terms).unwrap();
    let recorded = Recorded {
        sp: &[1.2540196242],
        edf: &[8.29123787865],
        reference_df: &[11.2070228905],
        statistic: &[2.91991999381],
        p: &[0.00189938899753],
        parametric: &[5.10243411592, 0.193728956699, 26.3380044102, 1.71495474808e-49],
        whole: [4.88168302492, 4.50370903965, 498.600052734, 0.216404018582, 0.271000494907, 532.045227815],
    };
    check(&gaussian(&model, &data.y, Method::GcvCp).fit().unwrap(), &model, &recorded, TOLERANCE);
    let terms = [thin_plate(&[&data.x[0]], None), thin_plate(&[&data.x[1]], None)];
    let model = ModelMatrix::new(&parametric(120, &[]), &terms).unwrap();
    let problem = GamProblem { gamma: 1.4, ..gaussian(&model, &data.y, Method::GcvCp) };
    let recorded = Recorded {
        sp: &[1.42687357787, 8.56217577337],
        edf: &[2.19940764715, 1.40921211946],
        reference_df: &[2.73289484709, 1.70776252452],
        statistic: &[5.03246013269, 3.61482040116],
        p: &[0.00480466995582, 0.02223914067153],
        parametric: &[5.10243411592, 0.198625056671, 25.6887736191, 1.48825919549e-49],
        whole: [5.08446740977, 4.73422957653, 546.289285177, 0.176295973248, 0.20127441554, 533.641317781],
    };
    check(&problem.fit().unwrap(), &model, &recorded, TOLERANCE);
}
