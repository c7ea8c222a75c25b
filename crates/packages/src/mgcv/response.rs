//! The response of an additive model as numbers, with prior weights.

use crate::stats::model::{ModelFrame, codes_of, levels_of};
use raglan_engine::eval::{Args, Eval, fail};
use raglan_engine::value::{NA_REAL, Value, as_double};
use raglan_stats::glm::{Distribution, Family};

/// A response taken apart.
pub(super) struct Response {
    /// Numbers; proportions where counts of successes and failures were given.
    pub(super) y: Vec<f64>,
    /// Prior weights, numbers of trials multiplied in.
    pub(super) weights: Vec<f64>,
    /// Numbers of trials.
    pub(super) trials: Option<Vec<f64>>,
}

/// The response of a frame.
pub(super) fn response(args: &mut Args, frame: &ModelFrame, family: &Family) -> Eval<Response> {
    let binomial = matches!(family.distribution, Distribution::Binomial | Distribution::QuasiBinomial);
    let Some(value) = frame.response() else { return fail("the formula has no response") };
    let n = frame.rows();
    let mut weights = frame.weights()?.unwrap_or_else(|| vec![1.0; n]);
    if weights.iter().any(|w| *w < 0.0) {
        return fail("negative weights not allowed");
    }
    let columns = value.dim().filter(|d| d.len() == 2).map_or(1, |d| d[1]);
    if binomial && columns == 2 {
        let counts = as_double(&value, &mut Vec::new())?;
        if counts.iter().any(|c| (c - c.round()).abs() > 1e-3) {
            args.session.warn("non-integer counts in a binomial glm!", None)?;
        }
        let trials: Vec<f64> = (0..n).map(|i| counts[i] + counts[n + i]).collect();
        let share = |i: usize| if trials[i] == 0.0 { 0.0 } else { counts[i] / trials[i] };
        let y = (0..n).map(share).collect();
        weights.iter_mut().zip(&trials).for_each(|(w, t)| *w *= t);
        return Ok(Response { y, weights, trials: Some(trials) });
    }
    if columns > 1 {
        return fail("`gam` with several responses is not implemented");
    }
    let y: Vec<f64> = if value.is_factor() && binomial {
        let levels = levels_of(&value).unwrap_or_default();
        let codes = codes_of(&value, &levels);
        codes.iter().map(|c| c.map_or(NA_REAL, |k| f64::from(u8::from(k > 0)))).collect()
    } else {
        match &value {
            v if v.is_factor() => return fail("the response is a factor: numbers are needed"),
            Value::Double(_) | Value::Integer(_) | Value::Logical(_) => {
                as_double(&value, &mut Vec::new())?.into_vec()
            }
            _ => return fail("the response is no number"),
        }
    };
    if y.iter().any(|v| !v.is_finite()) {
        return fail("NA/NaN/Inf in 'y'");
    }
    if family.distribution == Distribution::Binomial {
        let mut successes = y.iter().zip(&weights).map(|(y, w)| y * w);
        if successes.any(|s| (s - s.round()).abs() > 1e-3) {
            args.session.warn("non-integer #successes in a binomial glm!", None)?;
        }
    }
    Ok(Response { y, weights, trials: None })
}
