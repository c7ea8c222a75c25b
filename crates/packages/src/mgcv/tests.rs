//! The tests a summary shows: coefficients, parametric terms, smooths.

use super::report::{fitted_of, labelled};
use raglan_engine::eval::{Args, Builtin, Eval, fail, private};
use raglan_engine::value::Value;
use raglan_stats::matrix::Matrix;

pub(super) const FUNCTIONS: &[Builtin] = &[
    private(".gam.tests(object)", tests),
    private(".gam.quality(object)", quality),
    private(".gam.deviance.residuals(object)", |args| {
        let fitted = fitted_of(&args.value("object")?)?;
        Ok(Value::doubles(fitted.gam.deviance_residuals()))
    }),
];

/// The three tables: `p.table`, `pTerms.table`, `s.table`.
fn tests(args: &mut Args) -> Eval {
    let fitted = fitted_of(&args.value("object")?)?;
    let gam = &fitted.gam;
    let found = gam.coefficient_tests(&fitted.model);
    let rows: Vec<String> = fitted.names[..fitted.model.parametric].to_vec();
    let column = |f: &dyn Fn(usize) -> f64| (0..rows.len()).map(f).collect::<Vec<f64>>();
    let columns = [
        column(&|k| found[k].estimate),
        column(&|k| found[k].standard_error),
        column(&|k| found[k].statistic),
        column(&|k| found[k].p_value),
    ];
    let heads: [&str; 4] = match gam.scale_estimated {
        true => ["Estimate", "Std. Error", "t value", "Pr(>|t|)"],
        false => ["Estimate", "Std. Error", "z value", "Pr(>|z|)"],
    };
    let parametric = table(&columns, &rows, &heads);
    let smooth = match gam.smooth_tests(&fitted.model) {
        Ok(found) => found,
        Err(error) => return fail(format!("the smooths cannot be tested: {error:?}")),
    };
    let labels: Vec<String> = fitted.smooths.iter().map(|s| s.label.clone()).collect();
    let column = |f: &dyn Fn(usize) -> f64| (0..labels.len()).map(f).collect::<Vec<f64>>();
    let estimated = gam.scale_estimated;
    let columns = [
        column(&|k| smooth[k].edf),
        column(&|k| smooth[k].reference_df),
        column(&|k| if estimated { smooth[k].f } else { smooth[k].chi_squared }),
        column(&|k| smooth[k].p_value.max(0.0)),
    ];
    let statistic = if estimated { "F" } else { "Chi.sq" };
    let smooths = table(&columns, &labels, &["edf", "Ref.df", statistic, "p-value"]);
    let chi = column(&|k| smooth[k].chi_squared);
    Ok(Value::named_list([
        ("p.table", parametric),
        ("pTerms.table", term_table(&fitted)?),
        ("s.table", smooths),
        ("chi.sq", Value::doubles(chi).with_names(&labels)),
    ]))
}

fn table(columns: &[Vec<f64>], rows: &[String], heads: &[&str]) -> Value {
    let heads: Vec<String> = heads.iter().map(ToString::to_string).collect();
    labelled(&Matrix::from_columns(rows.len(), columns), rows, &heads)
}

fn term_table(fitted: &super::fit::Fitted) -> Eval {
    let gam = &fitted.gam;
    let mut columns = vec![Vec::new(), Vec::new(), Vec::new()];
    let mut rows = Vec::new();
    for (t, label) in fitted.terms.labels.iter().enumerate() {
        let own: Vec<usize> = fitted
            .parametric
            .assign
            .iter()
            .enumerate()
            .filter(|(_, a)| **a == t as i32 + 1)
            .map(|(j, _)| j)
            .collect();
        let (Some(&first), Some(&last)) = (own.first(), own.last()) else { continue };
        match gam.term_test(first, last + 1) {
            Ok(test) => {
                columns[0].push(test.df as f64);
                columns[1].push(if gam.scale_estimated { test.f } else { test.chi_squared });
                columns[2].push(test.p_value);
                rows.push(label.clone());
            }
            Err(error) => return fail(format!("the term {label} cannot be tested: {error:?}")),
        }
    }
    if rows.is_empty() {
        return Ok(Value::Null);
    }
    let statistic = if gam.scale_estimated { "F" } else { "Chi.sq" };
    Ok(table(&columns, &rows, &["df", statistic, "p-value"]))
}

/// What describes the fit as a whole.
fn quality(args: &mut Args) -> Eval {
    let fitted = fitted_of(&args.value("object")?)?;
    let gam = &fitted.gam;
    let likelihood = gam.log_likelihood();
    let pair = likelihood.map_or(Value::Null, |(value, df)| Value::doubles(vec![value, df]));
    Ok(Value::named_list([
        ("r.sq", Value::double(gam.r_squared_adjusted())),
        ("dev.expl", Value::double(gam.deviance_explained())),
        ("residual.df", Value::double(gam.residual_df())),
        ("comparison.df", Value::double(gam.comparison_df())),
        ("logLik", pair),
        ("scale", Value::double(gam.scale)),
    ]))
}
