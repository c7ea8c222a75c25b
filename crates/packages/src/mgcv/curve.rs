//! A smooth of one variable along a grid, for plots.

use super::predict::numbers;
use super::report::fitted_of;
use raglan_engine::eval::{Args, Builtin, Eval, fail, private};
use raglan_engine::value::{Value, as_double};
use raglan_stats::matrix::Matrix;
use raglan_stats::smooth::By;

pub(super) const FUNCTIONS: &[Builtin] =
    &[private(".gam.curve(object, k, x, whole)", curve), private(".gam.covariate(object, k)", covariate)];

/// The smooth and its standard errors; a numeric `by` variable counts as 1, a factor as inside its level.
fn curve(args: &mut Args) -> Eval {
    let object = args.value("object")?;
    let fitted = fitted_of(&object)?;
    let k = args.count("k")?;
    let Some(smooth) = fitted.smooths.get(k.wrapping_sub(1)) else { return fail("there is no such smooth") };
    let x = args.doubles("x")?;
    let design = smooth.term.predict(&[&x], By::None);
    let (first, end) = fitted.model.spans[k - 1];
    let beta = numbers(&object, "coefficients")?;
    let fit = design.multiply_vector(&beta[first..end]);
    let found = if args.flag("whole")? {
        // The other columns at their means: the uncertainty of the whole model is in the errors.
        let x = &fitted.model.x;
        let n = x.rows() as f64;
        let means: Vec<f64> = (0..x.cols()).map(|j| x.column(j).iter().sum::<f64>() / n).collect();
        let whole = Matrix::from_fn(design.rows(), x.cols(), |i, j| {
            if (first..end).contains(&j) { design[(i, j - first)] } else { means[j] }
        });
        fitted.gam.predict_term(&whole, 0)
    } else {
        fitted.gam.predict_term(&design, first)
    };
    Ok(Value::named_list([("fit", Value::doubles(fit)), ("se.fit", Value::doubles(found.standard_error))]))
}

/// The covariate of a smooth of one variable, in the rows its `by` level has.
fn covariate(args: &mut Args) -> Eval {
    let fitted = fitted_of(&args.value("object")?)?;
    let k = args.count("k")?;
    let Some(smooth) = fitted.smooths.get(k.wrapping_sub(1)) else { return fail("there is no such smooth") };
    let value = match fitted.frame.frame.part(&smooth.specification.terms[0]) {
        Some(value) => value,
        None => return fail("the covariate is not in the model frame"),
    };
    Ok(Value::doubles(as_double(&value, &mut Vec::new())?.into_vec()))
}
