//! `k.check()`: whether the dimensions of the bases suffice, by residuals of neighbours.

use super::report::{fitted_of, labelled};
use super::specification::Kind;
use crate::base::random::drawing;
use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail, private};
use raglan_engine::value::{Value, as_double};
use raglan_stats::glm::Distribution;
use raglan_stats::matrix::Matrix;
use raglan_stats::smooth::{CheckControl, SmoothTerm};

pub(super) const FUNCTIONS: &[Builtin] = &[
    builtin("k.check(b, subsample = 5000, n.rep = 400)", k_check),
    private(".gam.quantile.draws(object)", quantile_draws),
];

fn k_check(args: &mut Args) -> Eval {
    let fitted = fitted_of(&args.value("b")?)?;
    if fitted.smooths.is_empty() {
        return Ok(Value::Null);
    }
    let control = CheckControl { subsample: args.count("subsample")?, repeats: args.count("n.rep")? };
    let mut columns: Vec<Vec<Vec<f64>>> = Vec::new();
    for smooth in &fitted.smooths {
        let random = matches!(&smooth.specification.kind, Kind::Single(m) if m.class == "re");
        let mut own = Vec::new();
        for term in smooth.specification.terms.iter().filter(|_| !random) {
            let value = fitted.frame.frame.part(term).unwrap_or(Value::Null);
            own.push(as_double(&value, &mut Vec::new())?.into_vec());
        }
        columns.push(own);
    }
    let covariates: Vec<Vec<&[f64]>> =
        columns.iter().map(|own| own.iter().map(Vec::as_slice).collect()).collect();
    let terms: Vec<SmoothTerm> = fitted.smooths.iter().map(|s| s.term.clone()).collect();
    let found = drawing(args.session, |generator| {
        fitted.gam.dimension_checks(&fitted.model, &terms, &covariates, control, generator)
    })?;
    let column = |f: &dyn Fn(usize) -> f64| {
        let finish = |v: f64| if v.is_nan() { raglan_engine::value::NA_REAL } else { v };
        (0..found.len()).map(|k| finish(f(k))).collect::<Vec<f64>>()
    };
    let table = [
        column(&|k| found[k].dimension as f64),
        column(&|k| found[k].edf),
        column(&|k| found[k].index),
        column(&|k| found[k].p_value),
    ];
    let labels: Vec<String> = fitted.smooths.iter().map(|s| s.label.clone()).collect();
    let heads = ["k'", "edf", "k-index", "p-value"].map(String::from);
    Ok(labelled(&Matrix::from_columns(labels.len(), &table), &labels, &heads))
}

/// How often R permutes the quantiles of residuals for the plot that comes with `gam.check()`.
const PERMUTATIONS: usize = 10;

/// Takes from the random stream what R's quantile plot of the residuals takes.
fn quantile_draws(args: &mut Args) -> Eval {
    let fitted = fitted_of(&args.value("object")?)?;
    let n = fitted.gam.y.len();
    match fitted.gam.family.distribution {
        Distribution::Gaussian | Distribution::Poisson | Distribution::Gamma | Distribution::Binomial => {
            drawing(args.session, |generator| {
                for _ in 0..PERMUTATIONS {
                    generator.sample_without(n, n);
                }
            })?;
        }
        Distribution::InverseGaussian => {
            return fail("`gam.check` of an inverse Gaussian model is not implemented");
        }
        _ => {}
    }
    Ok(Value::Null)
}
