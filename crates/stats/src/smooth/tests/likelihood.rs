//! REML, ML and UBRE, for Gaussian and other responses.

use super::*;
use crate::glm::Link;

/// The search stops where the criterion is flat, so that its place is known less well than the criterion.
const TOLERANCE: f64 = 1e-6;

/// Responses of other families: the expected curve scaled to about ±1, and the uniform error.
fn other_responses(data: &Data) -> [Vec<f64>; 3] {
    let range = data.f.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), &v| (a.min(v), b.max(v)));
    let middle = (range.0 + range.1) / 2.0;
    let mut responses = [Vec::new(), Vec::new(), Vec::new()];
    for i in 0..data.y.len() {
        let e = (data.f[i] - middle) / 4.0;
        let u = data.e[i] / 4.0 + 0.5;
        responses[0].push(f64::from(u8::from(u < 1.0 / (1.0 + (-2.0 * e).exp()))));
        responses[1].push(((e + 0.5).exp() * (0.3 + 1.4 * u)).floor());
        responses[2].push(e.exp() * (0.4 + u));
    }
    responses
}

fn history(fit: &Gam) -> usize {
    match &fit.convergence {
        Convergence::Outer { iterations, ending, .. } => {
            assert_eq!(*ending, Ending::Full);
            *iterations
        }
        _ => 0,
    }
}

#[test]
fn gaussian_restricted_likelihood() {
    let data = Data::generate(120, 7);
    let terms: Vec<SmoothTerm> = data.x.iter().map(|x| thin_plate(&[x], None)).collect();
    let model = ModelMatrix::new(&parametric(120, &[]), &terms).unwrap();
    let fit = gaussian(&model, &data.y, Method::Reml).fit().unwrap();
    let recorded = Recorded {
        sp: &[0.276270325641, 6.42346618459, 0.0519926931078, 27111.7210599],
        edf: &[3.24311833121, 1.48064183192, 5.32673779871, 1.00026249507],
        reference_df: &[4.01047946201, 1.81246534268, 6.45432675162, 1.00052099175],
        statistic: &[8.14246975341, 25.3110574185, 40.1386237226, 0.0686098210282],
        p: &[8.93593866502e-06, 0.0, 0.0, 0.794346081644],
        parametric: &[5.10243411592, 0.110346272616, 46.240203633, 5.55782529632e-73],
        whole: [205.375105014, 1.46115598564, 157.730677504, 0.74577488277, 0.769383125398, 399.454440448],
    };
    check(&fit, &model, &recorded, TOLERANCE);
    assert_eq!(history(&fit), 9);
    close("reml.scale", fit.likelihood_scale.unwrap(), 1.46115534143, TOLERANCE);
}

#[test]
fn gaussian_likelihood_and_its_degrees_of_freedom() {
    let data = Data::generate(120, 7);
    let terms = [thin_plate(&[&data.x[0]], None), thin_plate(&[&data.x[2]], None)];
    let model = ModelMatrix::new(&parametric(120, &[&data.x[1]]), &terms).unwrap();
    let fit = gaussian(&model, &data.y, Method::Ml).fit().unwrap();
    let recorded = Recorded {
        sp: &[0.334056935267, 0.0553715766912],
        edf: &[3.10724580982, 5.27225450246],
        reference_df: &[3.84581817653, 6.39387156244],
        statistic: &[9.14628637828, 41.2422671142],
        p: &[4.45432212554e-06, 0.0],
        parametric: &[
            3.73460092104,
            0.224037524478,
            16.6695330603,
            7.85649405719e-32,
            2.831928656,
            0.403915411549,
            7.01119238095,
            2.03484180551e-10,
        ],
        whole: [203.399362769, 1.45579313144, 159.58477051, 0.746707960588, 0.766672269519, 397.514270371],
    };
    check(&fit, &model, &recorded, TOLERANCE);
    assert_eq!(history(&fit), 6);
    let edf2: f64 = fit.edf2.as_ref().unwrap().iter().sum();
    close("edf2", edf2, 10.8025540347, TOLERANCE);
    let fit = gaussian(&model, &data.y, Method::Reml).fit().unwrap();
    let (likelihood, df) = fit.log_likelihood().unwrap();
    close("logLik", likelihood, -187.2551133578, TOLERANCE);
    close("df", df, 12.0695504724, TOLERANCE);
}

#[test]
fn binary_responses() {
    let data = Data::generate(120, 7);
    let [binary, ..] = other_responses(&data);
    let terms = [thin_plate(&[&data.x[0]], None), thin_plate(&[&data.x[2]], None)];
    let model = ModelMatrix::new(&parametric(120, &[]), &terms).unwrap();
    let problem = GamProblem::new(&model, &binary, Family::canonical(Distribution::Binomial), Method::Reml);
    let fit = problem.fit().unwrap();
    let recorded = Recorded {
        sp: &[9818.5308841, 0.135036482936],
        edf: &[1.00011699017, 3.00567439276],
        reference_df: &[1.00023349417, 3.73244031732],
        statistic: &[0.712776486681, 14.2041482073],
        p: &[0.398644090792, 0.00467683397055],
        parametric: &[-0.340735610764, 0.197998313818, -1.72090157837, 0.0852686851388],
        whole: [77.5749867304, 1.0, 145.205484594, 0.122480437223, 0.112680555756, 155.21706736],
    };
    check(&fit, &model, &recorded, TOLERANCE);
    assert_eq!(history(&fit), 10);
    close("edf2", fit.edf2.as_ref().unwrap().iter().sum(), 5.50335650842, TOLERANCE);
    let probit = Family::new(Distribution::Binomial, Link::Probit);
    let fit = GamProblem::new(&model, &binary, probit, Method::GcvCp).fit().unwrap();
    let recorded = Recorded {
        sp: &[51332.1140446, 0.557595017578],
        edf: &[1.00006129474, 2.72631184938],
        reference_df: &[1.00012238367, 3.3872113609],
        statistic: &[0.678238391425, 14.0408140255],
        p: &[0.410257930188, 0.0038194401617],
        parametric: &[-0.205465157386, 0.119402276412, -1.72078090602, 0.0852905885065],
        whole: [0.294221028837, 1.0, 145.853777172, 0.119269402996, 0.108718979429, 155.30652346],
    };
    check(&fit, &model, &recorded, TOLERANCE);
    assert_eq!(history(&fit), 8);
}

#[test]
fn counts_with_offset_and_weights() {
    let data = Data::generate(120, 7);
    let [_, counts, _] = other_responses(&data);
    let weights: Vec<f64> = (0..120).map(|i| f64::from(1 + i % 2)).collect();
    let terms = [thin_plate(&[&data.x[0]], None), thin_plate(&[&data.x[2]], None)];
    let model = ModelMatrix::new(&parametric(120, &[]), &terms).unwrap();
    let problem = GamProblem {
        weights: Some(&weights),
        offset: Some(&data.x[1]),
        ..GamProblem::new(&model, &counts, Family::canonical(Distribution::Poisson), Method::Reml)
    };
    let fit = problem.fit().unwrap();
    let recorded = Recorded {
        sp: &[2.14142922157, 0.158091330458],
        edf: &[2.16086209584, 4.40905839659],
        reference_df: &[2.68454307251, 5.39982357273],
        statistic: &[4.18663895839, 76.3209167116],
        p: &[0.194760809991, 0.0],
        parametric: &[-0.761687298447, 0.0998526728481, -7.62811126354, 2.38217928646e-14],
        whole: [200.209094842, 1.0, 117.873054063, 0.516907263426, 0.465974552744, 391.94613188],
    };
    check(&fit, &model, &recorded, TOLERANCE);
    assert_eq!(history(&fit), 4);
    close("edf2", fit.edf2.as_ref().unwrap().iter().sum(), 8.61362762773, TOLERANCE);
}

#[test]
fn gamma_responses_with_log_link() {
    let data = Data::generate(120, 7);
    let [.., positive] = other_responses(&data);
    let terms = [thin_plate(&[&data.x[1]], None), thin_plate(&[&data.x[2]], None)];
    let model = ModelMatrix::new(&parametric(120, &[]), &terms).unwrap();
    let family = Family::new(Distribution::Gamma, Link::Log);
    let fit = GamProblem::new(&model, &positive, family, Method::GcvCp).fit().unwrap();
    let recorded = Recorded {
        sp: &[4.03642289752, 0.197130791035],
        edf: &[1.66737514976, 3.9769761089],
        reference_df: &[2.06916267188, 4.90576796149],
        statistic: &[20.8068856829, 33.5097943304],
        p: &[0.0, 0.0],
        parametric: &[-0.283416840859, 0.0344274244697, -8.2322986754, 3.5076781818e-13],
        whole: [0.15862877655, 0.142229706674, 16.9858413024, 0.601204632957, 0.640092286857, 39.0587410972],
    };
    check(&fit, &model, &recorded, TOLERANCE);
    assert_eq!(history(&fit), 6);
    let fit = GamProblem::new(&model, &positive, family, Method::Ml).fit().unwrap();
    let recorded = Recorded {
        sp: &[431477.221268, 0.0879913453496],
        edf: &[1.00001097913, 4.79046291971],
        reference_df: &[1.00002190512, 5.86199432044],
        statistic: &[41.0240672009, 28.8638697231],
        p: &[0.0, 0.0],
        parametric: &[-0.282613177355, 0.0347270680395, -8.13812375502, 5.77345625845e-13],
        whole: [22.0021740503, 0.144716310555, 17.1787205434, 0.593720520933, 0.636005428554, 40.7681809701],
    };
    check(&fit, &model, &recorded, TOLERANCE);
    assert_eq!(history(&fit), 11);
    close("edf2", fit.edf2.as_ref().unwrap().iter().sum(), 7.01050961894, TOLERANCE);
}
