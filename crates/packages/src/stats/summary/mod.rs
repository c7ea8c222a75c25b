//! Centre, spread, quantiles and association of numbers.

mod association;
mod center;
mod quantile;
mod spread;

use raglan_engine::eval::{Args, Builtin, Eval, builtin, generic, method};
use raglan_engine::value::{Argument, Symbol, Value, known};

pub(super) const FUNCTIONS: &[Builtin] = &[
    generic("median(x, na.rm = FALSE, ...)"),
    method("median.default(x, na.rm = FALSE, ...)", center::median),
    generic("weighted.mean(x, w, ...)"),
    method("weighted.mean.default(x, w, ..., na.rm = FALSE)", center::weighted_mean),
    generic("quantile(x, ...)"),
    method(
        "quantile.default(x, probs = seq(0, 1, 0.25), na.rm = FALSE, names = TRUE, type = 7, digits = 7, ...)",
        quantile::quantile,
    ),
    builtin("fivenum(x, na.rm = TRUE)", quantile::fivenum),
    builtin("IQR(x, na.rm = FALSE, type = 7)", quantile::interquartile_range),
    builtin(
        "mad(x, center = median(x), constant = 1.4826, na.rm = FALSE, low = FALSE, high = FALSE)",
        spread::mad,
    ),
    builtin("sd(x, na.rm = FALSE)", spread::sd),
    builtin("var(x, y = NULL, na.rm = FALSE, use)", association::var),
    builtin(
        "cov(x, y = NULL, use = \"everything\", method = c(\"pearson\", \"kendall\", \"spearman\"))",
        |a| association::association(a, false),
    ),
    builtin(
        "cor(x, y = NULL, use = \"everything\", method = c(\"pearson\", \"kendall\", \"spearman\"))",
        |a| association::association(a, true),
    ),
    builtin("cov2cor(V)", association::cov_to_cor),
];

/// Doubles without what is NA or NaN.
fn known_values(x: &[f64]) -> Vec<f64> {
    x.iter().copied().filter(|v| !v.is_nan()).collect()
}

/// Numbers with the class of the vector they summarise when it is one of time, so that dates stay dates.
fn like(numbers: Vec<f64>, x: &Value) -> Value {
    if !["Date", "POSIXct", "difftime"].iter().any(|class| x.has_class(class)) {
        return Value::doubles(numbers);
    }
    let keep = |n: Symbol| matches!(n, known::CLASS | known::TZONE | known::UNITS);
    Value::doubles(numbers).with_attributes(x.attributes().only(keep))
}

/// Parts of a vector by its own method; positions count from zero.
fn parts(args: &mut Args, x: &Value, at: &[usize]) -> Eval {
    let at: Vec<i32> = at.iter().map(|&k| i32::try_from(k + 1).unwrap_or(i32::MAX)).collect();
    args.apply_named("[", vec![Argument::new(x.clone()), Argument::new(Value::integers(at))])
}
