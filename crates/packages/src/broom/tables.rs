//! Analyses of variance and multiple comparisons.

use super::{Columns, column, tibble};
use crate::stats::model::{ask, matrix_parts, names_or_empty};
use raglan_engine::eval::{Args, Builtin, Eval, fail, method};
use raglan_engine::value::{Argument, Symbol, Value, as_character, as_double};

pub(super) const FUNCTIONS: &[Builtin] = &[
    method("tidy.anova(x, ...)", |a| {
        let x = a.value("x")?;
        let columns = table_columns(&x)?;
        tibble(a, columns)
    }),
    method("tidy.aov(x, intercept = FALSE, ...)", |a| {
        let (x, intercept) = (a.value("x")?, a.value("intercept")?);
        let passed = vec![Argument::new(x), Argument::named("intercept", intercept)];
        let summary = a.apply_named("summary", passed)?;
        let columns = summary_columns(&summary)?;
        tibble(a, columns)
    }),
    method("tidy.aovlist(x, ...)", tidy_strata),
    method("tidy.TukeyHSD(x, separate.levels = FALSE, ...)", tidy_comparisons),
];

/// broom's names of the columns of tables of variances.
const NAMES: &[(&str, &str)] = &[
    ("Df", "df"),
    ("Sum Sq", "sumsq"),
    ("Mean Sq", "meansq"),
    ("F value", "statistic"),
    ("F", "statistic"),
    ("Chisq", "statistic"),
    ("Pr(>F)", "p.value"),
    ("Pr(>Chi)", "p.value"),
    ("Pr(>Chisq)", "p.value"),
    ("Res.Df", "df.residual"),
    ("Resid. Df", "df.residual"),
    ("Resid. Dev", "residual.deviance"),
    ("RSS", "rss"),
    ("Sum of Sq", "sumsq"),
    ("Deviance", "deviance"),
];

/// The terms of a table: the names of its rows, or the formulas of the models its heading lists.
fn terms(x: &Value) -> Eval<Vec<String>> {
    if let Some(heading) = x.attribute(Symbol::new("heading")) {
        let lines = as_character(&heading)?;
        let lines = lines.iter().flatten().flat_map(|l| l.lines().map(str::to_string).collect::<Vec<_>>());
        let of_model = |l: &String| {
            let (number, formula) = l.strip_prefix("Model ")?.split_once(": ")?;
            number.trim().parse::<usize>().ok().map(|_| formula.to_string())
        };
        let models: Vec<String> = lines.filter_map(|l| of_model(&l)).collect();
        if !models.is_empty() {
            return Ok(models);
        }
    }
    let names = args_row_names(x)?;
    Ok(names.into_iter().map(|n| n.trim().to_string()).collect())
}

fn args_row_names(x: &Value) -> Eval<Vec<String>> {
    let names = x.attribute(raglan_engine::value::known::ROW_NAMES).unwrap_or(Value::Null);
    Ok(as_character(&names)?.iter().map(|n| n.unwrap_or("NA").to_string()).collect())
}

/// A table of variances with broom's names.
fn table_columns(x: &Value) -> Eval<Columns> {
    let Value::List(list) = x else { return fail("the table is no data frame") };
    let mut out = vec![column("term", Value::strings(terms(x)?))];
    for (name, values) in names_or_empty(x).into_iter().zip(list.data.iter()) {
        let known = NAMES.iter().find(|(old, _)| *old == name);
        out.push((known.map_or(name, |(_, new)| (*new).to_string()), values.clone()));
    }
    Ok(out)
}

/// The table of a summary of an analysis, its degrees of freedom as doubles.
fn summary_columns(summary: &Value) -> Eval<Columns> {
    let Value::List(list) = summary else { return fail("the summary is no list") };
    let Some(table) = list.data.first() else { return fail("the summary is empty") };
    let mut out = table_columns(table)?;
    for (name, values) in &mut out {
        if name == "df" {
            *values = Value::doubles(as_double(values, &mut Vec::new())?.into_vec());
        }
    }
    Ok(out)
}

fn tidy_strata(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let summary = ask(args, "summary", &x)?;
    let Value::List(list) = &summary else { return fail("the summary is no list") };
    let mut strata: Vec<String> = Vec::new();
    let mut terms: Vec<String> = Vec::new();
    let names = ["df", "sumsq", "meansq", "statistic", "p.value"];
    let mut values: Vec<Vec<f64>> = vec![Vec::new(); names.len()];
    for (name, part) in names_or_empty(&summary).iter().zip(list.data.iter()) {
        let columns = summary_columns(part)?;
        let rows = as_character(&columns[0].1)?;
        strata.extend(rows.iter().map(|_| name.trim_start_matches("Error: ").to_string()));
        terms.extend(rows.iter().map(|t| t.unwrap_or("NA").to_string()));
        for (into, wanted) in values.iter_mut().zip(names) {
            match columns.iter().find(|(n, _)| n == wanted) {
                Some((_, found)) => into.extend(as_double(found, &mut Vec::new())?.iter()),
                None => into.extend(vec![raglan_engine::value::NA_REAL; rows.len()]),
            }
        }
    }
    let mut out = vec![column("stratum", Value::strings(strata)), column("term", Value::strings(terms))];
    out.extend(names.iter().zip(values).map(|(n, v)| column(n, Value::doubles(v))));
    tibble(args, out)
}

fn tidy_comparisons(args: &mut Args) -> Eval {
    args.refuse_unless_default(&["separate.levels"])?;
    let x = args.value("x")?;
    let Value::List(list) = &x else { return fail("the comparisons are no list") };
    let (mut terms, mut contrasts): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    let mut values: Vec<Vec<f64>> = vec![Vec::new(); 4];
    for (name, table) in names_or_empty(&x).iter().zip(list.data.iter()) {
        let (columns, rows, _) = matrix_parts(table)?;
        let rows = rows.unwrap_or_default();
        terms.extend(rows.iter().map(|_| name.clone()));
        contrasts.extend(rows);
        values.iter_mut().zip(columns).for_each(|(into, c)| into.extend(c));
    }
    let mut out = vec![
        column("null.value", Value::doubles(vec![0.0; terms.len()])),
        column("term", Value::strings(terms)),
        column("contrast", Value::strings(contrasts)),
    ];
    out.rotate_left(1);
    let names = ["estimate", "conf.low", "conf.high", "adj.p.value"];
    out.extend(names.iter().zip(values).map(|(n, v)| column(n, Value::doubles(v))));
    tibble(args, out)
}
