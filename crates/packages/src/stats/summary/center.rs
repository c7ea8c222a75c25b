//! The median and the weighted mean.

use super::{known_values, like, parts};
use raglan_engine::eval::{Args, Eval, fail};
use raglan_engine::value::{Argument, NA_INTEGER, Value, as_double, as_logical, known};

/// The middle element, or the mean of the middle two, by the methods of the object's class.
pub(super) fn median(args: &mut Args) -> Eval {
    let mut x = args.value("x")?;
    if x.is_factor() || x.is_data_frame() {
        return fail("need numeric data");
    }
    x.set_attribute(known::NAMES, Value::Null);
    let gone = args.apply_named("is.na", vec![Argument::new(x.clone())])?;
    let gone = as_logical(&gone)?;
    let present: Vec<usize> = (0..gone.len()).filter(|&i| gone[i] != Some(true)).collect();
    let missing = |args: &mut Args, x: Value| {
        args.apply_named("[", vec![Argument::new(x), Argument::new(Value::integer(NA_INTEGER))])
    };
    if present.len() < gone.len() {
        if !args.flag("na.rm")? {
            return missing(args, x);
        }
        x = parts(args, &x, &present)?;
    }
    let n = present.len();
    if n == 0 {
        return missing(args, x);
    }
    let sorted = args.apply_named("sort", vec![Argument::new(x)])?;
    if n % 2 == 1 {
        return parts(args, &sorted, &[n / 2]);
    }
    let middle = parts(args, &sorted, &[n / 2 - 1, n / 2])?;
    args.apply_named("mean", vec![Argument::new(middle)])
}

pub(super) fn weighted_mean(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let na_rm = args.flag("na.rm")?;
    if args.is_missing("w") {
        let flag = Argument::named("na.rm", Value::logical(na_rm));
        return args.apply_named("mean", vec![Argument::new(x), flag]);
    }
    if !raglan_engine::value::is_numeric_like(&x) || matches!(x, Value::Complex(_)) {
        return fail("non-numeric argument to binary operator");
    }
    let values = as_double(&x, &mut Vec::new())?;
    let weights = args.doubles("w")?;
    if weights.len() != values.len() {
        return fail("'x' and 'w' must have the same length");
    }
    let kept: Vec<usize> = (0..values.len()).filter(|&i| !na_rm || !values[i].is_nan()).collect();
    let pick = |v: &[f64]| kept.iter().map(|&i| v[i]).collect::<Vec<f64>>();
    let (values, weights) = (pick(&values), pick(&weights));
    Ok(like(vec![raglan_stats::summary::weighted_mean(&values, &weights)], &x))
}

/// The median of numbers; NA if one is missing.
pub(super) fn of_numbers(x: &[f64]) -> f64 {
    if known_values(x).len() < x.len() || x.is_empty() {
        return raglan_engine::value::NA_REAL;
    }
    raglan_stats::summary::median(x)
}
