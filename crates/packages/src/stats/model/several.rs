//! Linear models with several responses: the fit, one summary by response, and multivariate tests.

use super::aov::summary_of;
use super::coefmat::formatted;
use super::fit::{Fit, ask, number, numbers};
use super::linear::{matrix_parts, matrix_value};
use super::names_or_empty;
use super::print_linear::call_text;
use super::variance_table::anova_value;
use crate::base::print::Style;
use raglan_engine::eval::{Args, Builtin, Eval, fail, lazy, method};
use raglan_engine::value::{Argument, Call, NA_REAL, Value, as_double, known};
use raglan_stats::distributions::f;
use raglan_stats::linear::symmetric_eigen;
use raglan_stats::matrix::Matrix;

pub(super) const FUNCTIONS: &[Builtin] = &[
    method("print.mlm(x, digits = max(3L, getOption(\"digits\") - 3L), ...)", print),
    method("print.listof(x, ...)", print_list),
    method("summary.mlm(object, ...)", summary),
    lazy("manova(...)", manova),
    method(
        "summary.manova(object, test = c(\"Pillai\", \"Wilks\", \"Hotelling-Lawley\", \"Roy\"), intercept = FALSE, \
         tol = 1e-7, ...)",
        summary_manova,
    ),
    method("print.summary.manova(x, digits = getOption(\"digits\") - 2L, ...)", print_manova),
    method("vcov.mlm(object, complete = TRUE, ...)", covariance),
    method("deviance.mlm(object, ...)", |a| {
        let object = a.value("object")?;
        let (columns, _, names) = matrix_parts(&object.part("residuals").unwrap_or(Value::Null))?;
        let squares: Vec<f64> = columns.iter().map(|c| c.iter().map(|r| r * r).sum()).collect();
        Ok(Value::doubles(squares).with_names(names))
    }),
];

fn print(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let digits = args.whole("digits")? as i32;
    let call = call_text(&x.part("call").unwrap_or(Value::Null));
    let coefficients = x.part("coefficients").unwrap_or(Value::Null);
    let values = as_double(&coefficients, &mut Vec::new())?;
    let (_, rows, names) = matrix_parts(&coefficients)?;
    let text = coefficient_columns(&values, &rows.unwrap_or_default(), &names, digits, args);
    args.session.write(&format!("\nCall:\n{call}\n\nCoefficients:\n{text}\n"));
    args.invisible(x)
}

/// Coefficients in one format, two blanks between the columns, broken into blocks at the width.
fn coefficient_columns(
    values: &[f64],
    rows: &[String],
    names: &[String],
    digits: i32,
    args: &Args,
) -> String {
    let texts = formatted(values, digits);
    let width = texts.iter().map(String::len).max().unwrap_or(0);
    let label = rows.iter().map(|r| r.chars().count()).max().unwrap_or(0);
    let wide = |k: usize| width.max(names[k].chars().count());
    let room = Style::of(args.session).width;
    let (mut out, mut from) = (String::new(), 0);
    while from < names.len() {
        let (mut to, mut used) = (from, label);
        while to < names.len() && (to == from || used + 2 + wide(to) <= room) {
            used += 2 + wide(to);
            to += 1;
        }
        let heads = (from..to).map(|k| format!("  {:<1$}", names[k], wide(k)));
        out.push_str(&format!("{}{}\n", " ".repeat(label), heads.collect::<String>()));
        for (i, row) in rows.iter().enumerate() {
            let cell = |k: usize| format!("{:>width$}", texts[k * rows.len() + i]);
            let cells = (from..to).map(|k| format!("  {:<1$}", cell(k), wide(k)));
            out.push_str(&format!("{row:<label$}{}\n", cells.collect::<String>()));
        }
        from = to;
    }
    out
}

/// A list whose parts are printed under their names.
fn print_list(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let dots = args.dots()?;
    let Value::List(list) = &x else { return Ok(x) };
    for (name, part) in names_or_empty(&x).iter().zip(list.data.iter()) {
        args.session.write(&format!("{name} :\n"));
        let mut passed = vec![Argument::new(part.clone())];
        passed.extend(dots.iter().cloned());
        args.apply_named("print", passed)?;
        args.session.write("\n");
    }
    args.invisible(x)
}

/// The fit of one response as a linear model of its own.
fn single(object: &Value, at: usize, name: &str) -> Eval<Value> {
    let mut out = object.clone();
    for part in ["coefficients", "residuals", "fitted.values", "effects"] {
        let Some(value) = object.part(part) else { continue };
        let (columns, rows, _) = matrix_parts(&value)?;
        let column = Value::doubles(columns.get(at).cloned().unwrap_or_default());
        let column = match rows {
            Some(rows) => column.with_names(rows),
            None => column,
        };
        out = out.with_part(part, column);
    }
    if let Some(Value::Language(call)) = object.part("call") {
        // The call shows the response by itself.
        let arguments =
            call.arguments.iter().map(|a| match (a.name.map(|n| n.as_str()), a.value.as_call()) {
                (Some("formula"), Some(formula)) if formula.arguments.len() == 2 => {
                    let right = formula.arguments[1].value.clone();
                    let code = Value::call(known::TILDE, [Value::symbol(name), right]);
                    Argument::named("formula", code)
                }
                _ => a.clone(),
            });
        let call = Call::of(call.function.clone(), arguments.collect());
        out = out.with_part("call", Value::Language(call.into()));
    }
    Ok(out.with_class(&["lm"]))
}

/// Names of the responses.
fn responses(object: &Value) -> Eval<Vec<String>> {
    let (columns, _, names) = matrix_parts(&object.part("coefficients").unwrap_or(Value::Null))?;
    let unnamed = names.iter().all(|n| n.starts_with("[,"));
    Ok(match unnamed {
        true => (1..=columns.len()).map(|k| format!("Y{k}")).collect(),
        false => names,
    })
}

fn summary(args: &mut Args) -> Eval {
    let object = args.value("object")?;
    let mut out = Vec::new();
    for (k, name) in responses(&object)?.into_iter().enumerate() {
        let fit = single(&object, k, &name)?;
        out.push((format!("Response {name}"), ask(args, "summary", &fit)?));
    }
    Ok(Value::named_list(out).with_class(&["summary.mlm", "listof"]))
}

/// The tables of variances of each response.
pub(super) fn summary_by_response(args: &mut Args, object: &Value) -> Eval {
    let intercept = args.flag("intercept")?;
    let mut out = Vec::new();
    for (k, name) in responses(object)?.into_iter().enumerate() {
        let fit = Fit::of(&single(object, k, &name)?)?;
        let Value::List(list) = summary_of(&fit, intercept)? else { continue };
        out.push((format!(" Response {name}"), list.data.iter().next().cloned().unwrap_or(Value::Null)));
    }
    Ok(Value::named_list(out).with_class(&["summary.aov", "listof"]))
}

fn covariance(args: &mut Args) -> Eval {
    args.refuse_unless_default(&["complete"])?;
    let object = args.value("object")?;
    let names = responses(&object)?;
    let (residuals, _, _) = matrix_parts(&object.part("residuals").unwrap_or(Value::Null))?;
    let df = number(&object, "df.residual")?;
    let first = Fit::of(&single(&object, 0, &names[0])?)?;
    let (unscaled, terms) = first.unscaled_covariance()?;
    let p = terms.len();
    let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(x, y)| x * y).sum::<f64>() / df;
    let entry = |i: usize, j: usize| product(&residuals[i / p], &residuals[j / p]) * unscaled[(i % p, j % p)];
    let labels: Vec<String> =
        names.iter().flat_map(|n| terms.iter().map(move |t| format!("{n}:{t}"))).collect();
    Ok(matrix_value(&Matrix::from_fn(p * names.len(), p * names.len(), entry), &labels, &labels))
}

/// `predict()` of a model with several responses.
pub(super) fn predict_several(args: &mut Args, object: &Value) -> Eval {
    if args.flag("se.fit")? || args.choice("interval")? != "none" || args.choice("type")? != "response" {
        return fail("standard errors, intervals and terms of several responses are not implemented");
    }
    if args.is_missing("newdata") {
        return Ok(object.part("fitted.values").unwrap_or(Value::Null));
    }
    let newdata = args.value("newdata")?;
    let names = responses(object)?;
    let (mut columns, mut rows) = (Vec::new(), Vec::new());
    for (k, name) in names.iter().enumerate() {
        let fit = single(object, k, name)?;
        let found = args.apply_named("predict", vec![Argument::new(fit), Argument::new(newdata.clone())])?;
        rows = names_or_empty(&found);
        columns.push(as_double(&found, &mut Vec::new())?.into_vec());
    }
    Ok(matrix_value(&Matrix::from_columns(rows.len(), &columns), &rows, &names))
}

fn manova(args: &mut Args) -> Eval {
    let call = Value::Language(args.call.clone());
    let passed = args.call.arguments.clone();
    let code = Value::Language(Call::of(Value::symbol("aov"), passed).into());
    let env = args.env.clone();
    let fit = args.session.eval(&code, &env)?;
    if !fit.has_class("maov") {
        return fail("need multiple responses");
    }
    Ok(fit.with_part("call", call).with_class(&["manova", "maov", "aov", "mlm", "lm"]))
}

/// One term of a multivariate analysis: its degrees of freedom and the roots of its test.
struct TermRoots {
    label: String,
    df: f64,
    roots: Vec<f64>,
}

/// The eigenvalues of H E⁻¹ for each term, H the term's and E the residuals' sums of squares and products.
fn term_roots(object: &Value, with_intercept: bool) -> Eval<(Vec<TermRoots>, f64)> {
    let names = responses(object)?;
    let q = names.len();
    let first = Fit::of(&single(object, 0, &names[0])?)?;
    let labels = first.terms()?.labels;
    let assign = numbers(object, "assign")?;
    let (effects, _, _) = matrix_parts(&object.part("effects").unwrap_or(Value::Null))?;
    let (residuals, _, _) = matrix_parts(&object.part("residuals").unwrap_or(Value::Null))?;
    let of_column: Vec<usize> =
        first.qr()?.pivot.iter().take(first.rank).map(|&j| assign[j] as usize).collect();
    let error =
        Matrix::from_fn(q, q, |i, j| residuals[i].iter().zip(&residuals[j]).map(|(a, b)| a * b).sum());
    let (values, vectors) = match symmetric_eigen(&error) {
        Ok(found) => (found.values, found.vectors),
        Err(_) => return fail("the residuals have no decomposition"),
    };
    if values.iter().any(|v| *v <= 1e-12 * values[0].abs()) {
        return fail("residuals have rank less than the number of responses");
    }
    // E^(-1/2), so that the roots are those of a symmetric matrix.
    let half = Matrix::from_fn(q, q, |i, j| {
        (0..q).map(|k| vectors[(i, k)] * vectors[(j, k)] / values[k].sqrt()).sum()
    });
    let mut out = Vec::new();
    for term in usize::from(!with_intercept)..=labels.len() {
        let columns: Vec<usize> = (0..first.rank).filter(|&k| of_column[k] == term).collect();
        if columns.is_empty() {
            continue;
        }
        let squares =
            Matrix::from_fn(q, q, |i, j| columns.iter().map(|&k| effects[i][k] * effects[j][k]).sum());
        let inner = half.multiply(&squares).multiply(&half);
        let roots = match symmetric_eigen(&inner) {
            Ok(found) => found.values,
            Err(_) => return fail("the test has no roots"),
        };
        let label = if term == 0 { "(Intercept)".to_string() } else { labels[term - 1].clone() };
        out.push(TermRoots { label, df: columns.len() as f64, roots });
    }
    Ok((out, first.df_residual))
}

/// A statistic of the roots with its F approximation and degrees of freedom (Seber 1984, chapter 2).
fn multivariate_test(test: &str, roots: &[f64], df: f64, rdf: f64) -> [f64; 4] {
    let p = roots.len() as f64;
    let s = p.min(df);
    let m = ((p - df).abs() - 1.0) / 2.0;
    let n = (rdf - p - 1.0) / 2.0;
    match test {
        "Pillai" => {
            let v: f64 = roots.iter().map(|r| r / (1.0 + r)).sum();
            let (df1, df2) = (s * (2.0 * m + s + 1.0), s * (2.0 * n + s + 1.0));
            [v, df2 / df1 * v / (s - v), df1, df2]
        }
        "Wilks" => {
            let lambda: f64 = roots.iter().map(|r| 1.0 / (1.0 + r)).product();
            let product = p * df;
            let squares = p * p + df * df;
            let t = if squares > 5.0 { ((product * product - 4.0) / (squares - 5.0)).sqrt() } else { 1.0 };
            let df2 = (rdf - (p - df + 1.0) / 2.0) * t - (product - 2.0) / 2.0;
            let root = lambda.powf(1.0 / t);
            [lambda, (1.0 - root) / root * df2 / product, product, df2]
        }
        "Hotelling-Lawley" => {
            let sum: f64 = roots.iter().sum();
            let (df1, df2) = (s * (2.0 * m + s + 1.0), 2.0 * (s * n + 1.0));
            [sum, df2 * sum / (s * df1), df1, df2]
        }
        _ => {
            let largest = roots.iter().copied().fold(0.0, f64::max);
            let df1 = p.max(df);
            let df2 = rdf - df1 + df;
            [largest, df2 * largest / df1, df1, df2]
        }
    }
}

/// The table of a multivariate analysis.
fn table(object: &Value, test: &str, with_intercept: bool) -> Eval<(Vec<(String, Vec<f64>)>, Vec<String>)> {
    let (terms, rdf) = term_roots(object, with_intercept)?;
    let mut columns: Vec<Vec<f64>> = vec![Vec::new(); 6];
    let mut rows = Vec::new();
    for term in terms {
        let [statistic, ratio, df1, df2] = multivariate_test(test, &term.roots, term.df, rdf);
        let tail = f::cumulative(ratio, df1, df2, false, false);
        let row = [term.df, statistic, ratio, df1, df2, tail];
        columns.iter_mut().zip(row).for_each(|(c, v)| c.push(v));
        rows.push(term.label);
    }
    columns.iter_mut().enumerate().for_each(|(k, c)| c.push(if k == 0 { rdf } else { NA_REAL }));
    rows.push("Residuals".into());
    let names = ["Df", test, "approx F", "num Df", "den Df", "Pr(>F)"].map(String::from);
    Ok((names.into_iter().zip(columns).collect(), rows))
}

fn summary_manova(args: &mut Args) -> Eval {
    let object = args.value("object")?;
    let (test, intercept) = (args.choice("test")?, args.flag("intercept")?);
    let (columns, rows) = table(&object, &test, intercept)?;
    let (names, values): (Vec<String>, Vec<Vec<f64>>) = columns.into_iter().unzip();
    let stats = matrix_value(&Matrix::from_columns(rows.len(), &values), &rows, &names);
    Ok(Value::named_list([("row.names", Value::strings(rows)), ("stats", stats)])
        .with_class(&["summary.manova"]))
}

fn print_manova(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let digits = args.value("digits")?;
    let (columns, rows, names) = matrix_parts(&x.part("stats").unwrap_or(Value::Null))?;
    let columns = names.iter().map(String::as_str).zip(columns.into_iter().map(Value::doubles)).collect();
    let rows = rows.unwrap_or_default();
    let width = rows.iter().map(|r| r.chars().count()).max().unwrap_or(0);
    let rows = rows.into_iter().map(|r| format!("{r:<width$}")).collect();
    let table = anova_value(columns, rows, &[]);
    args.apply_named("print", vec![Argument::new(table), Argument::named("digits", digits)])?;
    args.invisible(x)
}

/// `anova()` of a model with several responses.
pub(super) fn anova_several(_args: &mut Args, object: &Value, others: &[Argument]) -> Eval {
    let mut test = "Pillai".to_string();
    for other in others {
        match (other.name.map_or("", |n| n.as_str()), &other.value) {
            ("test", Value::Character(v)) => test = v.data.get(0).unwrap_or("Pillai").to_string(),
            ("test", _) => {}
            _ => return fail("`anova` of several models with several responses is not implemented"),
        }
    }
    let (columns, rows) = table(object, &test, true)?;
    let columns = columns.iter().map(|(n, v)| (n.as_str(), Value::doubles(v.clone()))).collect();
    Ok(anova_value(columns, rows, &["Analysis of Variance Table\n".to_string()]))
}
