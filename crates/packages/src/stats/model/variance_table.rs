//! `anova()` of linear and generalized linear models: the terms of one model, or several models in a row.

use super::fit::{Fit, ask_number, frame_of, numbers};
use super::print_linear::call_text;
use super::several::anova_several;
use super::submodel::{Nest, columns_of_terms};
use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail, generic, method};
use raglan_engine::value::{Argument, NA_REAL, Symbol, Value, as_double};
use raglan_stats::distributions::{chi_squared, f};

pub(super) const FUNCTIONS: &[Builtin] = &[
    generic("anova(object, ...)"),
    builtin("anova.lm(object, ...)", linear),
    method("anova.aov(object, ...)", linear),
    method("anova.glm(object, ..., dispersion = NULL, test)", generalized),
];

/// A table that prints as an analysis of variance.
pub(super) fn anova_value(columns: Vec<(&str, Value)>, rows: Vec<String>, heading: &[String]) -> Value {
    let columns = columns.into_iter().map(|(n, v)| (n.to_string(), v)).collect();
    let out = frame_of(columns, Value::strings(rows), &["anova", "data.frame"]);
    if heading.is_empty() {
        return out;
    }
    out.with_attribute(Symbol::new("heading"), Value::strings(heading))
}

/// The formula of a model as text.
pub(super) fn formula_text(args: &mut Args, model: &Value) -> Eval<String> {
    let formula = super::fit::ask(args, "formula", model)?;
    Ok(call_text(&formula.stripped()))
}

/// The response of a model as text.
pub(super) fn response_text(args: &mut Args, model: &Value) -> Eval<String> {
    let formula = super::fit::ask(args, "formula", model)?;
    Ok(match super::terms::sides(&formula) {
        Some((Some(left), _)) => call_text(&left),
        _ => String::new(),
    })
}

/// Upper tail of F; NA stays NA.
pub(super) fn f_tail(value: f64, df1: f64, df2: f64) -> f64 {
    match value.is_nan() || df1.is_nan() || df2.is_nan() {
        true => NA_REAL,
        false => f::cumulative(value, df1, df2, false, false),
    }
}

fn chi_squared_tail(value: f64, df: f64) -> f64 {
    if value.is_nan() || df.is_nan() { NA_REAL } else { chi_squared::cumulative(value, df, false, false) }
}

/// Degrees of freedom and sums of squares of the terms that have any, and of the residuals.
pub(super) struct TermSums {
    /// The terms, counted from one; 0 for the intercept.
    pub terms: Vec<usize>,
    pub labels: Vec<String>,
    pub df: Vec<f64>,
    pub squares: Vec<f64>,
    pub residual_df: f64,
    pub residual_squares: f64,
}

/// The sums of squares of a linear model: the squared effects of each term's columns.
pub(super) fn term_sums(fit: &Fit, with_intercept: bool) -> Eval<TermSums> {
    let (rdf, rss) = (fit.df_residual, fit.deviance());
    let all = fit.terms()?.labels;
    let mut out = TermSums {
        terms: Vec::new(),
        labels: Vec::new(),
        df: Vec::new(),
        squares: Vec::new(),
        residual_df: rdf,
        residual_squares: rss,
    };
    if fit.rank == 0 {
        return Ok(out);
    }
    let (assign, effects) = (numbers(&fit.value, "assign")?, numbers(&fit.value, "effects")?);
    let of_column: Vec<usize> = fit
        .qr()?
        .pivot
        .iter()
        .take(fit.rank)
        .map(|&j| assign.get(j).copied().unwrap_or(0.0) as usize)
        .collect();
    for term in usize::from(!with_intercept)..=all.len() {
        let columns: Vec<usize> = (0..fit.rank).filter(|&k| of_column[k] == term).collect();
        if columns.is_empty() {
            continue;
        }
        out.terms.push(term);
        out.labels.push(if term == 0 { "(Intercept)".into() } else { all[term - 1].clone() });
        out.df.push(columns.len() as f64);
        out.squares.push(columns.iter().map(|&k| effects[k] * effects[k]).sum());
    }
    Ok(out)
}

fn whole(values: &[f64]) -> Value {
    Value::integers(values.iter().map(|&v| v as i32).collect::<Vec<_>>())
}

fn linear(args: &mut Args) -> Eval {
    let object = args.value("object")?;
    let others = args.dots()?;
    if object.has_class("mlm") {
        return anova_several(args, &object, &others);
    }
    if !others.is_empty() {
        return models(args, object, others);
    }
    let fit = Fit::of(&object)?;
    let sums = term_sums(&fit, false)?;
    let (rdf, rss) = (sums.residual_df, sums.residual_squares);
    if rss < 1e-10 * (sums.squares.iter().sum::<f64>() + rss) {
        args.warn("ANOVA F-tests on an essentially perfect fit are unreliable")?;
    }
    let (mut df, mut squares, mut rows) = (sums.df, sums.squares, sums.labels);
    df.push(rdf);
    squares.push(rss);
    rows.push("Residuals".into());
    let means: Vec<f64> = squares.iter().zip(&df).map(|(s, d)| s / d).collect();
    let last = means.len() - 1;
    let ratio = |k: usize| if k == last { NA_REAL } else { means[k] / means[last] };
    let ratios: Vec<f64> = (0..=last).map(ratio).collect();
    let tails: Vec<f64> = ratios.iter().zip(&df).map(|(v, d)| f_tail(*v, *d, rdf)).collect();
    let heading =
        ["Analysis of Variance Table\n".to_string(), format!("Response: {}", response_text(args, &object)?)];
    let columns = vec![
        ("Df", whole(&df)),
        ("Sum Sq", Value::doubles(squares)),
        ("Mean Sq", Value::doubles(means)),
        ("F value", Value::doubles(ratios)),
        ("Pr(>F)", Value::doubles(tails)),
    ];
    Ok(anova_value(columns, rows, &heading))
}

/// Differences between neighbours, NA first.
fn drops(values: &[f64]) -> Vec<f64> {
    std::iter::once(NA_REAL).chain(values.windows(2).map(|w| w[0] - w[1])).collect()
}

/// Models in a row with the same response, their headings, degrees of freedom and deviances.
struct Row {
    models: Vec<Value>,
    heading: Vec<String>,
    df: Vec<f64>,
    deviance: Vec<f64>,
    sizes: Vec<f64>,
}

fn row_of_models(args: &mut Args, models: Vec<Value>, title: &str) -> Eval<Row> {
    let responses = models.iter().map(|m| response_text(args, m)).collect::<Eval<Vec<_>>>()?;
    let others: Vec<&String> = responses.iter().filter(|r| **r != responses[0]).collect();
    if !others.is_empty() {
        let names: Vec<String> = others.iter().map(|r| format!("\u{2018}\"{r}\"\u{2019}")).collect();
        let message = format!(
            "models with response {} removed because response differs from model 1",
            names.join(", ")
        );
        args.warn(&message)?;
    }
    let models: Vec<Value> =
        models.into_iter().zip(&responses).filter(|(_, r)| **r == responses[0]).map(|(m, _)| m).collect();
    let sizes = models.iter().map(super::accessors::residual_count).collect::<Eval<Vec<_>>>()?;
    if sizes.iter().any(|n| *n != sizes[0]) {
        return fail("models were not all fitted to the same size of dataset");
    }
    let width = models.len().to_string().len();
    let mut lines = Vec::new();
    for (k, model) in models.iter().enumerate() {
        lines.push(format!("Model {:>width$}: {}", k + 1, formula_text(args, model)?));
    }
    let df = models.iter().map(|m| ask_number(args, "df.residual", m)).collect::<Eval<Vec<_>>>()?;
    let deviance = models.iter().map(|m| ask_number(args, "deviance", m)).collect::<Eval<Vec<_>>>()?;
    Ok(Row { models, heading: vec![format!("{title}\n"), lines.join("\n")], df, deviance, sizes })
}

/// The place of the model with the fewest residual degrees of freedom.
fn largest(df: &[f64]) -> usize {
    (0..df.len()).min_by(|&a, &b| df[a].total_cmp(&df[b])).unwrap_or(0)
}

/// A choice of test given by name, with R's partial matching.
fn test_named(test: &str, choices: &[&'static str]) -> Eval<&'static str> {
    match choices.iter().find(|c| c.starts_with(test)) {
        Some(found) => Ok(found),
        None => fail(format!("the test \"{test}\" is not one of {}", choices.join(", "))),
    }
}

fn models(args: &mut Args, object: Value, others: Vec<Argument>) -> Eval {
    let (mut test, mut scale) = (Some("F".to_string()), 0.0);
    let mut fits = vec![object.clone()];
    for other in others {
        match other.name.map_or("", |n| n.as_str()) {
            "test" => {
                test = match &other.value {
                    Value::Character(v) => v.data.get(0).map(str::to_string),
                    _ => None,
                }
            }
            "scale" => scale = as_double(&other.value, &mut Vec::new())?.first().copied().unwrap_or(0.0),
            _ => fits.push(other.value),
        }
    }
    if fits.len() == 1 {
        return fail("the arguments 'test' and 'scale' of `anova` of one linear model are not implemented");
    }
    let row = row_of_models(args, fits, "Analysis of Variance Table")?;
    if row.models.len() == 1 {
        return args.apply_named("anova", vec![Argument::new(object)]);
    }
    let (steps, gains) = (drops(&row.df), drops(&row.deviance));
    let big = largest(&row.df);
    let scale = if scale > 0.0 { scale } else { row.deviance[big] / row.df[big] };
    let mut columns = vec![
        ("Res.Df", Value::doubles(row.df.clone())),
        ("RSS", Value::doubles(row.deviance.clone())),
        ("Df", Value::doubles(steps.clone())),
        ("Sum of Sq", Value::doubles(gains.clone())),
    ];
    let choices = ["F", "Chisq", "Cp"];
    match test.as_deref().map(|t| test_named(t, &choices)).transpose()? {
        None => {}
        Some("F") => {
            let (ratios, tails) = f_columns(&steps, &gains, scale, row.df[big]);
            columns.extend([("F", ratios), ("Pr(>F)", tails)]);
        }
        Some("Cp") => {
            let cp = (0..row.df.len()).map(|k| row.deviance[k] + 2.0 * scale * (row.sizes[k] - row.df[k]));
            columns.push(("Cp", Value::doubles(cp.collect::<Vec<_>>())));
        }
        Some(_) => columns.push(("Pr(>Chi)", chi_squared_column(&steps, &gains, scale))),
    }
    let rows = (1..=row.models.len()).map(|k| k.to_string()).collect();
    Ok(anova_value(columns, rows, &row.heading))
}

/// F statistics of steps between models, and their tails; a step without degrees of freedom has none.
fn f_columns(steps: &[f64], gains: &[f64], scale: f64, df: f64) -> (Value, Value) {
    let ratio = |k: usize| {
        let value = gains[k] / steps[k] / scale;
        if steps[k] == 0.0 || value.is_nan() || value < 0.0 { NA_REAL } else { value }
    };
    let ratios: Vec<f64> = (0..steps.len()).map(ratio).collect();
    let tails: Vec<f64> = ratios.iter().zip(steps).map(|(v, s)| f_tail(*v, s.abs(), df)).collect();
    (Value::doubles(ratios), Value::doubles(tails))
}

fn chi_squared_column(steps: &[f64], gains: &[f64], scale: f64) -> Value {
    let tail = |k: usize| match steps[k] == 0.0 {
        true => NA_REAL,
        false => chi_squared_tail(gains[k] / scale * steps[k].signum(), steps[k].abs()),
    };
    Value::doubles((0..steps.len()).map(tail).collect::<Vec<_>>())
}

/// The tests of a table of deviances.
const DEVIANCE_TESTS: &[&str] = &["Rao", "LRT", "Chisq", "F", "Cp"];

/// The test asked for; by default F where the dispersion is estimated, else chi-squared (R 4.4).
fn wanted_test(args: &mut Args, fit: &Fit) -> Eval<Option<&'static str>> {
    let usual = if fit.has_known_scale() { "Chisq" } else { "F" };
    if args.is_missing("test") {
        return Ok(Some(usual));
    }
    match args.value("test")? {
        Value::Character(v) => test_named(v.data.get(0).unwrap_or("NA"), DEVIANCE_TESTS).map(Some),
        Value::Logical(v) if v.data.first() == Some(&Some(true)) => Ok(Some(usual)),
        _ => Ok(None),
    }
}

/// A table of deviances before its test.
struct Deviances {
    df: Vec<f64>,
    deviance: Vec<f64>,
    /// Rao's statistics of the steps, when wanted.
    scores: Option<Vec<f64>>,
    sizes: Vec<f64>,
}

fn generalized(args: &mut Args) -> Eval {
    let object = args.value("object")?;
    let fit = Fit::of(&object)?;
    let test = wanted_test(args, &fit)?;
    let others = args.dots()?;
    if !others.is_empty() {
        let fits = std::iter::once(object).chain(others.into_iter().map(|a| a.value)).collect();
        return generalized_models(args, fits, test);
    }
    let (nest, design) = Nest::of(args, &fit)?;
    let labels = fit.terms()?.labels;
    let mut terms: Vec<i32> = design.assign.iter().copied().filter(|t| *t > 0).collect();
    terms.dedup();
    let mut table =
        Deviances { df: Vec::new(), deviance: Vec::new(), scores: Some(vec![NA_REAL]), sizes: Vec::new() };
    let mut previous = nest.fit(&columns_of_terms(&design, |_| false))?;
    let null = (super::fit::number(&object, "df.null")?, super::fit::number(&object, "null.deviance")?);
    table.df.push(null.0);
    table.deviance.push(null.1);
    for (k, &term) in terms.iter().enumerate() {
        let x = columns_of_terms(&design, |t| t <= term);
        if test == Some("Rao")
            && let Some(scores) = &mut table.scores
        {
            scores.push(nest.score(&previous, &x)?);
        }
        let last = k + 1 == terms.len();
        if !last {
            previous = nest.fit(&x)?;
        }
        table.df.push(if last { fit.df_residual } else { previous.df_residual });
        table.deviance.push(if last { fit.deviance() } else { previous.deviance });
    }
    table.sizes = vec![fit.residuals.len() as f64; table.df.len()];
    let g = object.part("family").unwrap_or(Value::Null);
    let heading = format!(
        "Analysis of Deviance Table\n\nModel: {}, link: {}\n\nResponse: {}\n\nTerms added sequentially \
         (first to last)\n\n",
        text_part(&g, "family"),
        text_part(&g, "link"),
        response_text(args, &object)?
    );
    let rows = std::iter::once("NULL".to_string())
        .chain(terms.iter().map(|&t| labels[t as usize - 1].clone()))
        .collect();
    let columns = vec![
        ("Df", whole_or_na(&drops(&table.df))),
        ("Deviance", Value::doubles(drops(&table.deviance))),
        ("Resid. Df", whole(&table.df)),
        ("Resid. Dev", Value::doubles(table.deviance.clone())),
    ];
    let columns = with_test(args, columns, &table, test, &fit)?;
    Ok(anova_value(columns, rows, &[heading]))
}

fn whole_or_na(values: &[f64]) -> Value {
    let one = |v: &f64| if v.is_nan() { raglan_engine::value::NA_INTEGER } else { *v as i32 };
    Value::integers(values.iter().map(one).collect::<Vec<_>>())
}

/// A part of a list that is text.
pub(super) fn text_part(value: &Value, part: &str) -> String {
    match value.part(part) {
        Some(Value::Character(v)) => v.data.get(0).unwrap_or("NA").to_string(),
        _ => String::new(),
    }
}

/// Adds the columns of a test to a table of deviances; `fit` is the largest model.
fn with_test(
    args: &mut Args,
    mut columns: Vec<(&'static str, Value)>,
    table: &Deviances,
    test: Option<&'static str>,
    fit: &Fit,
) -> Eval<Vec<(&'static str, Value)>> {
    let Some(test) = test else { return Ok(columns) };
    let given = match args.optional("dispersion")? {
        Some(_) => Some(args.number("dispersion")?),
        None => None,
    };
    let dispersion = given.unwrap_or_else(|| fit.dispersion());
    let (steps, gains) = (drops(&table.df), drops(&table.deviance));
    match test {
        "F" => {
            let known = given.is_some() || fit.has_known_scale();
            if known {
                let name = fit.generalized.as_ref().map_or("", |g| g.family.name());
                let inappropriate = match name {
                    "binomial" | "poisson" => {
                        format!("using F test with a '{name}' family is inappropriate")
                    }
                    _ => "using F test with a fixed dispersion is inappropriate".to_string(),
                };
                args.warn(&inappropriate)?;
            }
            let df = if known { f64::INFINITY } else { fit.df_residual };
            let (ratios, tails) = f_columns(&steps, &gains, dispersion, df);
            columns.extend([("F", ratios), ("Pr(>F)", tails)]);
        }
        "Cp" => {
            let cp = |k: usize| table.deviance[k] + 2.0 * dispersion * (table.sizes[k] - table.df[k]);
            columns.push(("Cp", Value::doubles((0..table.df.len()).map(cp).collect::<Vec<_>>())));
        }
        "Rao" => {
            let Some(scores) = &table.scores else {
                return fail("test = \"Rao\" of `anova` of several models is not implemented");
            };
            let scores: Vec<f64> = scores.iter().map(|s| s / dispersion).collect();
            let tails = scores.iter().zip(&steps).map(|(s, d)| chi_squared_tail(*s, *d)).collect::<Vec<_>>();
            columns.extend([("Rao", Value::doubles(scores)), ("Pr(>Chi)", Value::doubles(tails))]);
        }
        _ => columns.push(("Pr(>Chi)", chi_squared_column(&steps, &gains, dispersion))),
    }
    Ok(columns)
}

fn generalized_models(args: &mut Args, fits: Vec<Value>, test: Option<&'static str>) -> Eval {
    let row = row_of_models(args, fits, "Analysis of Deviance Table")?;
    let table = Deviances { df: row.df, deviance: row.deviance, scores: None, sizes: row.sizes };
    let columns = vec![
        ("Resid. Df", Value::doubles(table.df.clone())),
        ("Resid. Dev", Value::doubles(table.deviance.clone())),
        ("Df", Value::doubles(drops(&table.df))),
        ("Deviance", Value::doubles(drops(&table.deviance))),
    ];
    let big = Fit::of(&row.models[largest(&table.df)])?;
    let columns = with_test(args, columns, &table, test, &big)?;
    let rows = (1..=row.models.len()).map(|k| k.to_string()).collect();
    Ok(anova_value(columns, rows, &row.heading))
}
