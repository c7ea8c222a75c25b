//! Bases other than thin plate splines, `by` variables, tensor products and nested smooths.

use super::*;

const TOLERANCE: f64 = 1e-6;

fn level(data: &Data, size: usize, level: usize) -> Vec<f64> {
    (0..data.y.len()).map(|i| f64::from(u8::from(i % size == level))).collect()
}

fn cubic(x: &[f64], k: usize, cyclic: bool) -> BuiltBasis {
    let spec = CubicSpec { dimension: Some(k), cyclic, ..CubicSpec::default() };
    CubicSpline::build(x, &spec).unwrap()
}

fn pspline(x: &[f64], k: usize) -> BuiltBasis {
    PSpline::build(x, &PSplineSpec { dimension: Some(k), ..PSplineSpec::default() }).unwrap()
}

fn plain(built: BuiltBasis) -> SmoothTerm {
    SmoothTerm::new(built, By::None)
}

fn margin(built: BuiltBasis, x: &[f64], centred: bool) -> MarginSpec {
    let low = x.iter().fold(f64::INFINITY, |a, &b| a.min(b));
    let high = x.iter().fold(f64::NEG_INFINITY, |a, &b| a.max(b));
    MarginSpec { built, range: Some((low, high)), covariates: 1, centred }
}

/// Indicator columns of a factor whose level of row `i` is `code(i)`.
fn random(n: usize, levels: usize, code: impl Fn(usize) -> usize) -> SmoothTerm {
    let indicator = |i: usize, j: usize| f64::from(u8::from(code(i) == j));
    plain(BuiltBasis::random(Matrix::from_fn(n, levels, indicator)))
}

/// The response with two random effects added.
fn with_effects(data: &Data) -> Vec<f64> {
    let first = [-1.2, 0.4, 0.9, -0.3, 1.1, 0.2, -0.8, 0.1];
    let second = [0.5, -0.7, 0.3, -0.2, 0.1];
    (0..120).map(|i| data.y[i] + first[i % 8] + second[i / 24]).collect()
}

fn fitted(terms: &[SmoothTerm], linear: &[&[f64]], y: &[f64], method: Method, recorded: &Recorded) -> usize {
    let model = ModelMatrix::new(&parametric(120, linear), terms).unwrap();
    let fit = gaussian(&model, y, method).fit().unwrap();
    check(&fit, &model, recorded, TOLERANCE);
    match fit.convergence {
        Convergence::Direct { iterations, .. } | Convergence::Outer { iterations, .. } => iterations,
        Convergence::None => 0,
    }
}

#[test]
fn natural_and_periodic_cubic_splines() {
    let data = Data::generate(120, 7);
    let terms = [plain(cubic(&data.x[0], 7, false)), plain(cubic(&data.x[2], 8, true))];
    let recorded = Recorded {
        sp: &[158.811419194, 36.0998720423],
        edf: &[2.6964392622, 3.14635472029],
        reference_df: &[3.31497607812, 6.0],
        statistic: &[10.9334749185, 25.7765313902],
        p: &[1.70164896607e-06, 0.0],
        parametric: &[5.10243411592, 0.131908138819, 38.6817232175, 4.51943666086e-67],
        whole: [2.21423372726, 2.08797085039, 236.268947676, 0.636715970485, 0.654552892684, 437.528318596],
    };
    assert_eq!(fitted(&terms, &[], &data.y, Method::GcvCp, &recorded), 7);
}

#[test]
fn p_splines() {
    let data = Data::generate(120, 7);
    let terms = [plain(pspline(&data.x[0], 7)), plain(pspline(&data.x[2], 10))];
    let recorded = Recorded {
        sp: &[11.6868909543, 10.4521554061],
        edf: &[2.90199556827, 4.48164152575],
        reference_df: &[3.39581535573, 5.28331928747],
        statistic: &[10.9018563787, 31.1205207607],
        p: &[1.63174397688e-06, 0.0],
        parametric: &[5.10243411592, 0.131415099806, 38.8268480824, 1.16940695105e-66],
        whole: [220.080549872, 2.07239141485, 231.312792244, 0.639426621412, 0.661799251439, 438.066017851],
    };
    assert_eq!(fitted(&terms, &[], &data.y, Method::Reml, &recorded), 5);
}

#[test]
fn shrinkage() {
    let data = Data::generate(120, 7);
    let shrunk = |x: &[f64]| {
        let spec = ThinPlateSpec { shrink: true, ..ThinPlateSpec::default() };
        plain(ThinPlate::build(&[x], &spec).unwrap())
    };
    let terms = [shrunk(&data.x[2]), shrunk(&data.x[3])];
    let recorded = Recorded {
        sp: &[0.12143891352, 2105.51676124],
        edf: &[4.45526327077, 0.453193830979],
        reference_df: &[9.0, 9.0],
        statistic: &[14.5756077264, 0.0911795880141],
        p: &[0.0, 0.17753593064],
        parametric: &[5.10243411592, 0.15034197273, 33.9388530247, 1.86472303186e-61],
        whole: [240.106703911, 2.71232505172, 309.453349992, 0.528085186651, 0.547550511164, 468.04003549],
    };
    assert_eq!(fitted(&terms, &[], &data.y, Method::Reml, &recorded), 8);
}

#[test]
fn a_random_effect() {
    let data = Data::generate(120, 7);
    let terms = [thin_plate(&[&data.x[2]], None), random(120, 8, |i| i % 8)];
    let y = with_effects(&data);
    let recorded = Recorded {
        sp: &[0.110197258848, 14.9772349327],
        edf: &[4.53639748305, 3.42921762069],
        reference_df: &[5.5577221246, 7.0],
        statistic: &[21.1596598936, 0.972142131486],
        p: &[0.0, 0.0611180636105],
        parametric: &[5.15243411592, 0.226520876843, 22.7459569631, 1.33960058676e-43],
        whole: [245.310316619, 3.07636445563, 341.582235048, 0.524155090602, 0.556007169572, 486.008083695],
    };
    assert_eq!(fitted(&terms, &[], &y, Method::Reml, &recorded), 6);
}

#[test]
fn two_random_effects() {
    let data = Data::generate(120, 7);
    let terms = [random(120, 8, |i| i % 8), random(120, 5, |i| i / 24)];
    let y = with_effects(&data);
    let recorded = Recorded {
        sp: &[14.2454507304, 61.025908858],
        edf: &[3.59030199151, 1.1290676135],
        reference_df: &[7.0, 4.0],
        statistic: &[1.05292877873, 0.393275282556],
        p: &[0.0543628419826, 0.240743136926],
        parametric: &[5.15243411592, 0.350114261846, 14.7164359679, 3.82338670218e-28],
        whole: [281.168016739, 6.01313836516, 687.185243022, 0.06990172269, 0.106788088569, 563.39744561],
    };
    assert_eq!(fitted(&terms, &[], &y, Method::Reml, &recorded), 5);
}

#[test]
fn smooths_by_a_factor_and_by_a_number() {
    let data = Data::generate(120, 7);
    let levels: Vec<Vec<f64>> = (0..3).map(|l| level(&data, 3, l)).collect();
    let basis = |x: &[f64], k| {
        ThinPlate::build(&[x], &ThinPlateSpec { dimension: Some(k), ..ThinPlateSpec::default() }).unwrap()
    };
    let mut terms: Vec<SmoothTerm> =
        levels.iter().map(|l| SmoothTerm::new(basis(&data.x[2], 6), By::Level(l))).collect();
    terms.push(SmoothTerm::new(basis(&data.x[0], 5), By::Numeric(&data.x[1])));
    let recorded = Recorded {
        sp: &[0.0361042164601, 0.0377537736415, 0.0249256780557, 0.0766637910377],
        edf: &[3.63750687372, 3.57689491588, 3.61364023725, 3.53739712007],
        reference_df: &[4.25679292386, 4.19431723197, 4.22143434605, 4.04470250504],
        statistic: &[15.4564116515, 22.5990736087, 19.4178171813, 21.0538690468],
        p: &[0.0, 0.0, 0.0, 0.0],
        parametric: &[
            3.74004767999,
            0.27774402994,
            13.4658076388,
            2.04055627753e-24,
            0.15767896307,
            0.277011076153,
            0.569215373118,
            0.570453618941,
            0.0633495329591,
            0.27916849741,
            0.226922212022,
            0.820935599808,
        ],
        whole: [1.72463673614, 1.47506111704, 151.392249978, 0.743355542403, 0.77865049411, 405.162015207],
    };
    assert_eq!(fitted(&terms, &[&levels[1], &levels[2]], &data.y, Method::GcvCp, &recorded), 8);
}

#[test]
fn tensor_product() {
    let data = Data::generate(120, 7);
    let [x0, x1, x2, _] = &data.x;
    let margins = vec![margin(cubic(x1, 4, false), x1, false), margin(cubic(x2, 5, false), x2, false)];
    let terms = [plain(Tensor::build(margins).unwrap()), thin_plate(&[x0], Some(6))];
    let recorded = Recorded {
        sp: &[61422.6137222, 0.150072200414, 0.244005666527],
        edf: &[8.44502007832, 3.09108593371],
        reference_df: &[8.90123683554, 3.72297103055],
        statistic: &[34.4756792282, 9.20730960513],
        p: &[0.0, 6.02148770901e-06],
        parametric: &[5.10243411592, 0.107540510211, 47.4466236577, 6.59464585646e-74],
        whole: [200.272643595, 1.38779536036, 149.137893483, 0.758538827034, 0.781946572321, 393.70301137],
    };
    assert_eq!(fitted(&terms, &[], &data.y, Method::Reml, &recorded), 7);
}

#[test]
fn interaction_beside_main_effects() {
    let data = Data::generate(120, 7);
    let [_, x1, x2, _] = &data.x;
    let margins = vec![margin(pspline(x1, 5), x1, true), margin(pspline(x2, 5), x2, true)];
    let interaction = plain(Tensor::build(margins).unwrap());
    let terms = [thin_plate(&[x1], Some(6)), thin_plate(&[x2], Some(6)), interaction];
    let recorded = Recorded {
        sp: &[1.58243902837, 0.0660844392826, 0.0284792829595, 0.162698520685],
        edf: &[1.9914722317, 3.82979904663, 11.3612604132],
        reference_df: &[2.45864449804, 4.41600436962, 12.9472923646],
        statistic: &[22.9794493204, 46.7594164511, 1.03517734767],
        p: &[0.0, 0.0, 0.457428556409],
        parametric: &[5.09039484644, 0.126489571154, 40.243593207, 2.46288300732e-64],
        whole: [2.06955816228, 1.75597643833, 178.789075361, 0.694479357252, 0.738593795289, 426.75611355],
    };
    assert_eq!(fitted(&terms, &[], &data.y, Method::GcvCp, &recorded), 8);
}

#[test]
fn a_smooth_nested_in_another() {
    let data = Data::generate(120, 7);
    let [_, x1, x2, _] = &data.x;
    let mut terms = [thin_plate(&[x1], Some(6)), thin_plate(&[x1, x2], Some(15))];
    let names = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect::<Vec<String>>();
    assert!(!constrain(&mut terms, &[names(&["x1"]), names(&["x1", "x2"])], true));
    assert_eq!(terms[1].dropped.len(), 1);
    let recorded = Recorded {
        sp: &[1610.81405963, 0.11635567779],
        edf: &[1.00017759691, 11.1757427855],
        reference_df: &[1.00024235546, 12.5778100774],
        statistic: &[3.9097138022, 17.1491435092],
        p: &[0.0505560318034, 0.0],
        parametric: &[5.10243411592, 0.126061846648, 40.4756415329, 1.26807853033e-66],
        whole: [224.541696998, 1.90699070165, 203.712526543, 0.668204531585, 0.702153398868, 432.403257568],
    };
    assert_eq!(fitted(&terms, &[], &data.y, Method::Reml, &recorded), 5);
}
