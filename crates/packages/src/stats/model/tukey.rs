//! `TukeyHSD()`: all pairs of means of a factor with the studentized range; standard errors of contrasts.

use super::effects_tables::{Analysis, TermTable, analysis};
use super::fit::Fit;
use super::linear::{matrix_parts, matrix_value};
use crate::base::print::{Style, print_matrix};
use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail, generic, method};
use raglan_engine::value::format::round_digits;
use raglan_engine::value::{Symbol, Value, as_double, as_logical, deparse};
use raglan_stats::distributions::studentized_range;
use raglan_stats::matrix::Matrix;
use raglan_stats::summary::mean;

pub(super) const FUNCTIONS: &[Builtin] = &[
    generic("TukeyHSD(x, which, ordered = FALSE, conf.level = 0.95, ...)"),
    method("TukeyHSD.aov(x, which, ordered = FALSE, conf.level = 0.95, ...)", tukey),
    method("print.TukeyHSD(x, digits = getOption(\"digits\"), ...)", print),
    builtin("se.contrast(object, contrast.obj, coef = NULL, data = NULL, ...)", contrast_error),
];

fn tukey(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    if x.has_class("mlm") {
        return fail("`TukeyHSD` of an `aov` with several responses is not implemented");
    }
    let fit = Fit::of(&x)?;
    let analysis = analysis(args, &x)?;
    let wanted: Vec<String> = match args.is_missing("which") {
        true => analysis.tables.iter().map(|t| t.label.clone()).collect(),
        false => args.strings("which")?.iter().flatten().map(str::to_string).collect(),
    };
    let (ordered, level) = (args.flag("ordered")?, args.number("conf.level")?);
    let mut out = Vec::new();
    for label in wanted {
        let Some(table) = analysis.tables.iter().find(|t| t.label == label) else {
            return fail(format!("'which' names '{label}', which is no factor of the model"));
        };
        out.push((label, pairs(&fit, &analysis, table, ordered, level)));
    }
    if out.is_empty() {
        return fail("no factors in the fitted model");
    }
    Ok(Value::named_list(out)
        .with_class(&["TukeyHSD", "multicomp"])
        .with_attribute(Symbol::new("orig.call"), x.part("call").unwrap_or(Value::Null))
        .with_attribute(Symbol::new("conf.level"), Value::double(level))
        .with_attribute(Symbol::new("ordered"), Value::logical(ordered)))
}

/// Differences of all pairs of means, later minus earlier, with bounds and adjusted p-values.
fn pairs(fit: &Fit, analysis: &Analysis, table: &TermTable, ordered: bool, level: f64) -> Value {
    let (means, sizes, names) = (analysis.means(table), table.cells.sizes(), table.cells.names());
    let mut order: Vec<usize> = (0..means.len()).filter(|&k| sizes[k] > 0.0).collect();
    if ordered {
        order.sort_by(|&a, &b| means[a].total_cmp(&means[b]));
    }
    let variance = fit.deviance() / fit.df_residual;
    let count = order.len() as f64;
    let critical = studentized_range::quantile(level, 1.0, count, fit.df_residual, true, false);
    let (mut rows, mut values) = (Vec::new(), Vec::new());
    for (at, &a) in order.iter().enumerate() {
        for &b in &order[at + 1..] {
            let difference = means[b] - means[a];
            let error = (variance / 2.0 * (1.0 / sizes[a] + 1.0 / sizes[b])).sqrt();
            let p = studentized_range::cumulative(
                (difference / error).abs(),
                1.0,
                count,
                fit.df_residual,
                false,
                false,
            );
            let width = critical * error;
            rows.push(format!("{}-{}", names[b], names[a]));
            values.push([difference, difference - width, difference + width, p]);
        }
    }
    let matrix = Matrix::from_fn(rows.len(), 4, |i, j| values[i][j]);
    matrix_value(&matrix, &rows, &["diff", "lwr", "upr", "p adj"].map(String::from))
}

fn print(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let digits = args.whole("digits")? as i32;
    let style = Style { digits, ..Style::of(args.session) };
    let level = x.attribute(Symbol::new("conf.level")).unwrap_or(Value::Null);
    let level = as_double(&level, &mut Vec::new())?.first().copied().unwrap_or(0.95);
    let level = super::coefmat::formatted(&[100.0 * level], 2).remove(0);
    let mut out = String::from("  Tukey multiple comparisons of means\n");
    out.push_str(&format!("    {level}% family-wise confidence level\n"));
    let ordered = x.attribute(Symbol::new("ordered")).unwrap_or(Value::Null);
    if as_logical(&ordered)?.first() == Some(&Some(true)) {
        out.push_str("    factor levels have been ordered\n");
    }
    let call = deparse(&x.attribute(Symbol::new("orig.call")).unwrap_or(Value::Null), 500).join("\n");
    out.push_str(&format!("\nFit: {call}\n\n"));
    let Value::List(list) = &x else { return Ok(x) };
    for (name, table) in super::names_or_empty(&x).iter().zip(list.data.iter()) {
        let (mut columns, rows, names) = matrix_parts(table)?;
        if let Some(p) = columns.last_mut() {
            p.iter_mut().for_each(|p| *p = round_digits(*p, digits));
        }
        let rows = rows.unwrap_or_default();
        let shown = matrix_value(&Matrix::from_columns(rows.len(), &columns), &rows, &names);
        let plain = name.chars().all(|c| c.is_alphanumeric() || c == '.' || c == '_');
        let title = if plain { name.clone() } else { format!("`{name}`") };
        out.push_str(&format!("${title}\n{}\n", print_matrix(&shown, &style).unwrap_or_default()));
    }
    args.session.write(&out);
    args.invisible(x)
}

/// The standard error of the difference of the means of two sets of rows.
fn contrast_error(args: &mut Args) -> Eval {
    args.refuse_unless_default(&["coef", "data"])?;
    let fit = Fit::of(&args.value("object")?)?;
    let contrast = args.value("contrast.obj")?;
    let sets: Vec<Vec<f64>> = match &contrast {
        Value::List(list) if list.data.len() == 2 => {
            list.data.iter().map(|v| Ok(as_double(v, &mut Vec::new())?.into_vec())).collect::<Eval<_>>()?
        }
        _ => {
            return fail(
                "'contrast.obj' of `se.contrast` is implemented as a list of two logical vectors only",
            );
        }
    };
    let n = fit.residuals.len();
    if sets.iter().any(|s| s.len() != n) {
        return fail("the contrast has not one element for each row of the fit");
    }
    // The rows' weights: means over either set, one with the sign turned.
    let share = |s: &[f64], i: usize| s[i] / (mean(s) * n as f64);
    let weights: Vec<f64> = (0..n).map(|i| share(&sets[0], i) - share(&sets[1], i)).collect();
    let qr = fit.qr()?;
    let mut turned = weights;
    qr.qty(&mut turned);
    let explained: f64 = turned[..fit.rank].iter().map(|v| v * v).sum();
    Ok(Value::double((explained * fit.deviance() / fit.df_residual).sqrt()))
}
