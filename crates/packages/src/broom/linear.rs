//! Coefficients and summaries of linear, generalized linear and nonlinear models.

use super::{Columns, column, tibble};
use crate::stats::model::{ask, matrix_parts, names_or_empty, profile_bounds};
use raglan_engine::eval::{Args, Builtin, Eval, fail, method};
use raglan_engine::value::{Argument, NA_REAL, Value, as_double};
use raglan_stats::distributions::f;

pub(super) const FUNCTIONS: &[Builtin] = &[
    method("tidy.lm(x, conf.int = FALSE, conf.level = 0.95, exponentiate = FALSE, ...)", tidy_model),
    method("tidy.glm(x, conf.int = FALSE, conf.level = 0.95, exponentiate = FALSE, ...)", tidy_model),
    method("tidy.nls(x, conf.int = FALSE, conf.level = 0.95, ...)", tidy_model),
    method("tidy.summary.lm(x, ...)", |a| {
        let x = a.value("x")?;
        let table = Coefficients::of_summary(&x, None)?;
        tibble(a, table.columns())
    }),
    method("tidy.mlm(x, conf.int = FALSE, conf.level = 0.95, ...)", tidy_several),
    method("glance.lm(x, ...)", glance_linear),
    method("glance.summary.lm(x, ...)", |a| {
        let x = a.value("x")?;
        let mut columns = fit_quality(&x)?;
        let df = numbers(&x, "df")?;
        columns.push(column("df.residual", Value::integer(df[1] as i32)));
        columns.push(column("nobs", Value::integer((df[0] + df[1]) as i32)));
        tibble(a, columns)
    }),
    method("glance.glm(x, ...)", glance_generalized),
    method("glance.nls(x, ...)", glance_nonlinear),
    method("glance.aov(x, ...)", |a| {
        let x = a.value("x")?;
        let summary = a.apply_named("summary.lm", vec![Argument::new(x.clone())])?;
        let mut columns = Vec::new();
        for name in ["logLik", "AIC", "BIC", "deviance", "nobs"] {
            columns.push(column(name, ask(a, name, &x)?));
        }
        columns.push(column("r.squared", summary.part("r.squared").unwrap_or(Value::Null)));
        tibble(a, columns)
    }),
];

/// A part of a list as numbers.
pub(super) fn numbers(x: &Value, part: &str) -> Eval<Vec<f64>> {
    Ok(as_double(&x.part(part).unwrap_or(Value::Null), &mut Vec::new())?.into_vec())
}

/// A table of coefficients by term.
struct Coefficients {
    terms: Vec<String>,
    values: Vec<Vec<f64>>,
}

impl Coefficients {
    /// The table of a summary; terms the summary leaves out get NA.
    fn of_summary(summary: &Value, all: Option<Vec<String>>) -> Eval<Self> {
        let (values, rows, _) = matrix_parts(&summary.part("coefficients").unwrap_or(Value::Null))?;
        let rows = rows.unwrap_or_default();
        let terms = all.filter(|all| !all.is_empty()).unwrap_or_else(|| rows.clone());
        let place: Vec<Option<usize>> = terms.iter().map(|t| rows.iter().position(|r| r == t)).collect();
        let spread = |c: &Vec<f64>| place.iter().map(|p| p.map_or(NA_REAL, |k| c[k])).collect();
        Ok(Self { values: values.iter().map(spread).collect(), terms })
    }

    fn columns(self) -> Columns {
        let mut out = vec![column("term", Value::strings(self.terms))];
        let names = ["estimate", "std.error", "statistic", "p.value"];
        out.extend(names.iter().zip(self.values).map(|(n, v)| column(n, Value::doubles(v))));
        out
    }
}

/// Bounds of the intervals of the terms.
fn bounds(args: &mut Args, x: &Value, terms: &[String], level: f64) -> Eval<Vec<[f64; 2]>> {
    let low = (1.0 - level) / 2.0;
    if x.has_class("glm") {
        return profile_bounds(args, x, terms, &[low, 1.0 - low]);
    }
    if x.has_class("nls") {
        return fail("argument 'conf.int' of `tidy` of a nonlinear model is not implemented");
    }
    let passed = vec![Argument::new(x.clone()), Argument::named("level", Value::double(level))];
    let (columns, rows, _) = matrix_parts(&args.apply_named("confint", passed)?)?;
    let rows = rows.unwrap_or_default();
    let place = |t: &String| rows.iter().position(|r| r == t);
    Ok(terms.iter().map(|t| place(t).map_or([NA_REAL; 2], |k| [columns[0][k], columns[1][k]])).collect())
}

fn tidy_model(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let summary = ask(args, "summary", &x)?;
    let terms = names_or_empty(&ask(args, "coef", &x)?);
    let mut table = Coefficients::of_summary(&summary, Some(terms))?;
    let (with_bounds, level) = (args.flag("conf.int")?, args.number("conf.level")?);
    let exponentiate = args.has("exponentiate") && args.flag("exponentiate")?;
    let found = if with_bounds { bounds(args, &x, &table.terms, level)? } else { Vec::new() };
    let shown = |v: f64| if exponentiate { v.exp() } else { v };
    if let Some(estimates) = table.values.first_mut() {
        estimates.iter_mut().for_each(|v| *v = shown(*v));
    }
    let mut columns = table.columns();
    if with_bounds {
        for (k, name) in ["conf.low", "conf.high"].iter().enumerate() {
            columns.push(column(name, Value::doubles(found.iter().map(|b| shown(b[k])).collect::<Vec<_>>())));
        }
    }
    tibble(args, columns)
}

fn tidy_several(args: &mut Args) -> Eval {
    args.refuse_unless_default(&["conf.int"])?;
    let x = args.value("x")?;
    let summaries = ask(args, "summary", &x)?;
    let Value::List(list) = &summaries else { return fail("the summary is no list") };
    let (mut responses, mut all): (Vec<String>, Option<Coefficients>) = (Vec::new(), None);
    for (name, summary) in names_or_empty(&summaries).iter().zip(list.data.iter()) {
        let table = Coefficients::of_summary(summary, None)?;
        let response = name.strip_prefix("Response ").unwrap_or(name);
        responses.extend(table.terms.iter().map(|_| response.to_string()));
        all = Some(match all {
            None => table,
            Some(mut all) => {
                all.terms.extend(table.terms);
                all.values.iter_mut().zip(table.values).for_each(|(a, v)| a.extend(v));
                all
            }
        });
    }
    let mut columns = vec![column("response", Value::strings(responses))];
    columns.extend(all.map(Coefficients::columns).unwrap_or_default());
    tibble(args, columns)
}

/// How well a summary of a linear model says that it fits.
fn fit_quality(summary: &Value) -> Eval<Columns> {
    let test = numbers(summary, "fstatistic")?;
    let (statistic, df, p) = match test.as_slice() {
        [value, df1, df2] => (*value, *df1, f::cumulative(*value, *df1, *df2, false, false)),
        _ => (NA_REAL, NA_REAL, NA_REAL),
    };
    let one = |name: &str| summary.part(name).unwrap_or(Value::Null);
    Ok(vec![
        column("r.squared", one("r.squared")),
        column("adj.r.squared", one("adj.r.squared")),
        column("sigma", one("sigma")),
        column("statistic", Value::double(statistic)),
        column("p.value", Value::double(p)),
        column("df", Value::double(df)),
    ])
}

/// What generic functions say about a fit, one column each.
fn asked(args: &mut Args, x: &Value, generics: &[&str], columns: &mut Columns) -> Eval<()> {
    for name in generics {
        columns.push(column(name, ask(args, name, x)?));
    }
    Ok(())
}

fn glance_linear(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    if x.has_class("mlm") {
        return fail("`glance` of linear models with several responses is not implemented");
    }
    let summary = ask(args, "summary", &x)?;
    let mut columns = fit_quality(&summary)?;
    asked(args, &x, &["logLik", "AIC", "BIC", "deviance", "df.residual", "nobs"], &mut columns)?;
    tibble(args, columns)
}

fn glance_generalized(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let part = |name: &str| column(name, x.part(name).unwrap_or(Value::Null));
    let mut columns = vec![part("null.deviance"), part("df.null")];
    asked(args, &x, &["logLik", "AIC", "BIC", "deviance", "df.residual", "nobs"], &mut columns)?;
    tibble(args, columns)
}

fn glance_nonlinear(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let mut columns = Vec::new();
    asked(args, &x, &["sigma"], &mut columns)?;
    let information = x.part("convInfo").unwrap_or(Value::Null);
    for name in ["isConv", "finTol"] {
        columns.push(column(name, information.part(name).unwrap_or(Value::Null)));
    }
    asked(args, &x, &["logLik", "AIC", "BIC", "deviance", "df.residual", "nobs"], &mut columns)?;
    tibble(args, columns)
}
