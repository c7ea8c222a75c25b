//! Tails and quantiles by the name of their distribution, for the R code of other packages' models.

use super::uncertainty::percent;
use raglan_engine::eval::{Args, Builtin, Eval, fail, private};
use raglan_engine::value::{NA_REAL, Value};
use raglan_stats::distributions::{chi_squared, f, normal, student_t};

pub(super) const FUNCTIONS: &[Builtin] = &[
    private(".upper.tail(which, x, df1, df2)", upper_tail),
    private(".quantile.of(which, p, df)", quantile),
    private(".percent(probabilities, digits = 3)", |a| {
        let (values, digits) = (a.doubles("probabilities")?, a.whole("digits")? as i32);
        Ok(Value::strings(percent(&values, digits)))
    }),
];

/// Upper tail probabilities; degrees of freedom are recycled.
fn upper_tail(args: &mut Args) -> Eval {
    let which = args.string("which")?;
    let (x, df1, df2) = (args.doubles("x")?, args.doubles("df1")?, args.doubles("df2")?);
    if df1.is_empty() || df2.is_empty() {
        return Ok(Value::doubles(Vec::new()));
    }
    if !["F", "chi-squared", "t", "normal"].contains(&which.as_str()) {
        return fail(format!("the distribution '{which}' is not implemented here"));
    }
    let one = |i: usize| {
        let (value, a, b) = (x[i], df1[i % df1.len()], df2[i % df2.len()]);
        match which.as_str() {
            _ if value.is_nan() || a.is_nan() || b.is_nan() => NA_REAL,
            "F" => f::cumulative(value, a, b, false, false),
            "chi-squared" => chi_squared::cumulative(value, a, false, false),
            "t" => student_t::cumulative(value, a, false, false),
            _ => normal::cumulative(value, 0.0, 1.0, false, false),
        }
    };
    Ok(Value::doubles((0..x.len()).map(one).collect::<Vec<_>>()))
}

/// Quantiles of Student's t, or of the normal distribution.
fn quantile(args: &mut Args) -> Eval {
    let (which, p, df) = (args.string("which")?, args.doubles("p")?, args.number("df")?);
    let one = |p: &f64| match which.as_str() {
        "t" => student_t::quantile(*p, df, true, false),
        _ => normal::quantile(*p, 0.0, 1.0, true, false),
    };
    Ok(Value::doubles(p.iter().map(one).collect::<Vec<_>>()))
}
