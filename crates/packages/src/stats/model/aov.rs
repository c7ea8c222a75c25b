//! `aov()`: linear models read as analyses of variance, their tables and their printed form.

use super::coefmat::{formatted, zapped};
use super::fit::Fit;
use super::linear::matrix_value;
use super::matched::matched_call;
use super::missing::{action_of, note};
use super::names_or_empty;
use super::print_linear::call_lines;
use super::strata::fit_strata;
use super::variance_table::{TermSums, anova_value, f_tail, term_sums};
use crate::base::print::{Grid, Style};
use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail, lazy, method};
use raglan_engine::value::{Argument, Call, NA_REAL, Symbol, Value};
use raglan_stats::matrix::Matrix;

pub(super) const FUNCTIONS: &[Builtin] = &[
    lazy("aov(formula, data = NULL, projections = FALSE, qr = TRUE, contrasts = NULL, ...)", aov),
    builtin(
        "summary.aov(object, intercept = FALSE, split, expand.split = TRUE, keep.zero.df = TRUE, ...)",
        summary,
    ),
    method(
        "print.summary.aov(x, digits = max(3L, getOption(\"digits\") - 3L), symbolic.cor = FALSE, \
         signif.stars = getOption(\"show.signif.stars\"), ...)",
        print_summary,
    ),
    method("print.aov(x, intercept = FALSE, tol = sqrt(2.220446049250313e-16), ...)", print),
    method("residuals.aov(object, ...)", |a| {
        let object = a.value("object")?;
        let residuals = object.part("residuals").unwrap_or(Value::Null);
        super::missing::padded(&action_of(&object), &residuals)
    }),
    builtin("proj(object, onedf = FALSE, unweighted.scale = FALSE, ...)", projections),
];

const FORMALS: &[&str] = &["formula", "data", "projections", "qr", "contrasts", "..."];

fn aov(args: &mut Args) -> Eval {
    if args.flag("projections")? {
        return fail("argument 'projections' of `aov` is not implemented");
    }
    args.refuse_unless_default(&["qr"])?;
    let call = matched_call(args, FORMALS)?;
    let Some(matched) = call.as_call() else { return fail("`aov` was not called by name") };
    let here = Value::Environment(args.env.clone());
    let given = args.value("formula")?;
    let formula =
        if given.has_class("terms") { given } else { super::formula::to_formula(args, &given, &here)? };
    let mut passed: Vec<Argument> = matched.arguments.clone();
    passed.retain(|a| a.name.is_none_or(|n| n.as_str() != "projections"));
    let env = args.env.clone();
    if super::strata::error_part(&formula).is_some() {
        let strata = fit_strata(args, &formula, &passed)?;
        return Ok(strata.with_attribute(Symbol::new("call"), call));
    }
    let fit = Value::Language(Call::of(Value::symbol("lm"), passed).into());
    let fit = args.session.eval(&fit, &env)?.with_part("call", call);
    let several = fit.has_class("mlm");
    Ok(fit.with_class(if several { &["maov", "aov", "mlm", "lm"] } else { &["aov", "lm"] }))
}

/// The sums of squares as a table with tests against the residuals.
fn table(sums: &TermSums, padded: &[String], p_values: bool) -> Value {
    let with_residuals = sums.residual_df > 0.0;
    let mut df = sums.df.clone();
    let mut squares = sums.squares.clone();
    if with_residuals {
        df.push(sums.residual_df);
        squares.push(sums.residual_squares);
    }
    let means: Vec<f64> =
        squares.iter().zip(&df).map(|(s, d)| if *d > 0.0 { s / d } else { NA_REAL }).collect();
    let mut columns = vec![
        ("Df", Value::doubles(df.clone())),
        ("Sum Sq", Value::doubles(squares)),
        ("Mean Sq", Value::doubles(means.clone())),
    ];
    if with_residuals && p_values {
        let last = means.len() - 1;
        let ratio = |k: usize| if k == last { NA_REAL } else { means[k] / means[last] };
        let ratios: Vec<f64> = (0..=last).map(ratio).collect();
        let tails = ratios.iter().zip(&df).map(|(v, d)| f_tail(*v, *d, sums.residual_df)).collect::<Vec<_>>();
        columns.extend([("F value", Value::doubles(ratios)), ("Pr(>F)", Value::doubles(tails))]);
    }
    anova_value(columns, padded.to_vec(), &[])
}

/// Labels padded to one width, as the tables of `summary.aov()` keep them.
fn padded(labels: &[String], room: usize) -> Vec<String> {
    let width = labels.iter().map(|l| l.chars().count()).chain([room]).max().unwrap_or(0);
    labels.iter().map(|l| format!("{l}{}", " ".repeat(width - l.chars().count()))).collect()
}

fn summary(args: &mut Args) -> Eval {
    if !args.is_missing("split") {
        return fail("argument 'split' of `summary.aov` is not implemented");
    }
    args.refuse_unless_default(&["expand.split", "keep.zero.df"])?;
    let object = args.value("object")?;
    let intercept = args.flag("intercept")?;
    if object.has_class("mlm") {
        return super::several::summary_by_response(args, &object);
    }
    let fit = Fit::of(&object)?;
    summary_of(&fit, intercept)
}

/// The summary of one analysis.
pub(super) fn summary_of(fit: &Fit, intercept: bool) -> Eval {
    let sums = term_sums(fit, intercept)?;
    let has_intercept = super::fit::numbers(&fit.value, "assign")?.contains(&0.0);
    let mut labels = sums.labels.clone();
    if sums.residual_df > 0.0 {
        labels.push("Residuals".into());
    }
    let room = if has_intercept { "(Intercept)".len() } else { 0 };
    let table = table(&sums, &padded(&labels, room), true);
    let mut out = Value::list(vec![table]).with_class(&["summary.aov", "listof"]);
    if let action @ Value::Integer(_) = action_of(&fit.value) {
        out.set_attribute(Symbol::new("na.action"), action);
    }
    Ok(out)
}

fn print_summary(args: &mut Args) -> Eval {
    args.refuse_unless_default(&["symbolic.cor"])?;
    let x = args.value("x")?;
    let settings = [
        Argument::named("digits", args.value("digits")?),
        Argument::named("signif.stars", args.value("signif.stars")?),
    ];
    let Value::List(list) = &x else { return Ok(x) };
    let names = names_or_empty(&x);
    for (k, table) in list.data.iter().enumerate() {
        // Tables by response stand under its name, in the format of tables of variances.
        if let Some(name) = names.get(k).filter(|n| !n.is_empty()) {
            args.session.write(&format!("{name} :\n"));
            args.apply_named("print", vec![Argument::new(table.clone())])?;
            args.session.write("\n");
            continue;
        }
        let mut passed = vec![Argument::new(table.clone())];
        passed.extend(settings.iter().cloned());
        args.apply_named("print", passed)?;
    }
    let left_out = note(&action_of(&x));
    if !left_out.is_empty() {
        args.session.write(&format!("{left_out}\n"));
    }
    args.invisible(x)
}

/// Sums of squares and degrees of freedom side by side.
pub(super) fn squares_text(sums: &TermSums, style: &Style) -> String {
    let (mut labels, mut squares, mut df) = (sums.labels.clone(), sums.squares.clone(), sums.df.clone());
    if sums.residual_df > 0.0 {
        labels.push("Residuals".into());
        squares.push(sums.residual_squares);
        df.push(sums.residual_df);
    }
    let squares = formatted(&zapped(&squares, style.digits), style.digits);
    let df = formatted(&df, style.digits);
    let grid = Grid {
        columns: squares.into_iter().zip(df).map(|(s, d)| vec![s, d]).collect(),
        rows: 2,
        row_labels: Some(["Sum of Squares", "Deg. of Freedom"].map(String::from).to_vec()),
        column_labels: Some(labels),
        ..Grid::default()
    };
    format!("\nTerms:\n{}", grid.layout(style))
}

/// What follows the terms: the residual error, what is not estimable, and whether effects are orthogonal.
pub(super) fn closing_text(fit: &Fit, tolerance: f64, style: &Style) -> Eval<String> {
    let mut out = String::new();
    if fit.df_residual > 0.0 {
        let error = formatted(&[(fit.deviance() / fit.df_residual).sqrt()], style.digits).remove(0);
        out.push_str(&format!("\nResidual standard error: {error}\n"));
    }
    let lost = fit.coefficients.len().saturating_sub(fit.rank);
    if lost > 0 {
        out.push_str(&format!("{lost} out of {} effects not estimable\n", fit.coefficients.len()));
    }
    if fit.rank > 0 {
        let r = fit.qr()?.r();
        let (mut along, mut across) = (0.0, 0.0);
        for j in 0..fit.rank {
            for i in 0..=j {
                *if i == j { &mut along } else { &mut across } += r[(i, j)].abs();
            }
        }
        let word = if across > tolerance * along { "may be unbalanced" } else { "are balanced" };
        out.push_str(&format!("Estimated effects {word}\n"));
    }
    Ok(out)
}

fn print(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    if x.has_class("mlm") {
        return fail("`print` of an `aov` with several responses is not implemented; see summary()");
    }
    let intercept = args.flag("intercept")?;
    let tolerance = args.number("tol")?;
    let fit = Fit::of(&x)?;
    let style = Style::of(args.session);
    let mut out = String::new();
    if let Some(call) = x.part("call") {
        out.push_str(&format!("Call:\n   {}\n", call_lines(&call).join("\n   ")));
    }
    out.push_str(&squares_text(&term_sums(&fit, intercept)?, &style));
    out.push_str(&closing_text(&fit, tolerance, &style)?);
    let left_out = note(&action_of(&x));
    if !left_out.is_empty() {
        out.push_str(&format!("{left_out}\n"));
    }
    args.session.write(&out);
    args.invisible(x)
}

/// What each term of an analysis says about each row, the grand mean first and the residuals last.
pub(super) struct Projections {
    pub labels: Vec<String>,
    pub values: Vec<Vec<f64>>,
    pub df: Vec<f64>,
}

/// The effects of each term turned back into the space of the rows.
pub(super) fn projections_of(fit: &Fit) -> Eval<Projections> {
    let qr = fit.qr()?;
    let all = fit.terms()?.labels;
    let assign = super::fit::numbers(&fit.value, "assign")?;
    let effects = super::fit::numbers(&fit.value, "effects")?;
    let mut out = Projections { labels: Vec::new(), values: Vec::new(), df: Vec::new() };
    for term in 0..=all.len() {
        let columns: Vec<usize> =
            (0..qr.rank).filter(|&k| assign.get(qr.pivot[k]).is_some_and(|t| *t as usize == term)).collect();
        if columns.is_empty() {
            continue;
        }
        let mut part = vec![0.0; qr.rows()];
        columns.iter().for_each(|&k| part[k] = effects[k]);
        qr.qy(&mut part);
        out.values.push(part);
        out.labels.push(if term == 0 { "(Intercept)".into() } else { all[term - 1].clone() });
        out.df.push(columns.len() as f64);
    }
    if fit.df_residual > 0.0 {
        out.values.push(fit.residuals.clone());
        out.labels.push("Residuals".into());
        out.df.push(fit.df_residual);
    }
    Ok(out)
}

fn projections(args: &mut Args) -> Eval {
    args.refuse_unless_default(&["onedf", "unweighted.scale"])?;
    let object = args.value("object")?;
    if matches!(object, Value::List(_)) && object.has_class("aovlist") {
        return fail("`proj` of analyses with Error() is not implemented");
    }
    let fit = Fit::of(&object)?;
    if fit.weights.is_some() {
        return fail("`proj` of a weighted fit is not implemented");
    }
    let found = projections_of(&fit)?;
    let table = Matrix::from_columns(fit.rows.len(), &found.values);
    let out = matrix_value(&table, &fit.rows, &found.labels);
    Ok(out.with_attribute(Symbol::new("df"), Value::doubles(found.df).with_names(&found.labels)))
}
