//! Tables of coefficients as `printCoefmat()` prints them, and p-values as `format.pval()` writes them.

use super::linear::matrix_parts;
use crate::base::print::{Grid, Style};
use raglan_engine::eval::{Args, Builtin, Eval, builtin, method};
use raglan_engine::value::format::{RealFormat, format_real, round_digits};
use raglan_engine::value::{Symbol, Value, as_double, is_na, known};

pub(super) const FUNCTIONS: &[Builtin] = &[
    builtin(
        "printCoefmat(x, digits = max(3L, getOption(\"digits\") - 2L), \
         signif.stars = getOption(\"show.signif.stars\"), signif.legend = signif.stars, \
         dig.tst = max(1L, min(5L, digits - 1L)), cs.ind = NULL, tst.ind = NULL, zap.ind = integer(), \
         P.values = NULL, has.Pvalue = NULL, eps.Pvalue = 2.220446049250313e-16, na.print = \"NA\", \
         quote = FALSE, right = TRUE, ...)",
        print_coefmat,
    ),
    builtin(
        "format.pval(pv, digits = max(1L, getOption(\"digits\") - 2L), eps = 2.220446049250313e-16, \
         na.form = \"NA\", ...)",
        format_pval,
    ),
    method(
        "print.anova(x, digits = max(getOption(\"digits\") - 2L, 3L), \
         signif.stars = getOption(\"show.signif.stars\"), ...)",
        print_anova,
    ),
];

/// A table of coefficients and how to print it.
#[derive(Clone, Debug)]
pub struct CoefficientTable {
    /// The columns.
    pub columns: Vec<Vec<f64>>,
    /// Names of the rows.
    pub row_names: Option<Vec<String>>,
    /// Names of the columns.
    pub names: Vec<String>,
    /// Digits of coefficients.
    pub digits: i32,
    /// Digits of tests and p-values.
    pub test_digits: i32,
    /// Columns in the units of the coefficients, formatted together.
    pub coefficients: Vec<usize>,
    /// Columns of test statistics.
    pub tests: Vec<usize>,
    /// Columns whose small entries are set to zero first.
    pub zapped: Vec<usize>,
    /// Whether the last column has p-values.
    pub p_values: bool,
    /// Whether p-values get stars.
    pub stars: bool,
    /// Whether stars get a legend.
    pub legend: bool,
    /// Smaller p-values are written as less than this.
    pub epsilon: f64,
    /// What NA prints as.
    pub na: String,
}

impl CoefficientTable {
    /// A table with the defaults of `printCoefmat()` for columns with these names.
    pub fn new(
        columns: Vec<Vec<f64>>,
        row_names: Vec<String>,
        names: &[&str],
        digits: i32,
        stars: bool,
    ) -> Self {
        let count = columns.len();
        let p_values = count >= 4 && is_p_column(names.last().copied().unwrap_or(""));
        let tests = count.saturating_sub(usize::from(p_values) + 1);
        Self {
            columns,
            row_names: Some(row_names),
            names: names.iter().map(ToString::to_string).collect(),
            digits,
            test_digits: (digits - 1).clamp(1, 5),
            coefficients: (0..tests).collect(),
            tests: vec![tests],
            zapped: Vec::new(),
            p_values,
            stars,
            legend: stars,
            epsilon: f64::EPSILON,
            na: "NA".into(),
        }
    }
}

/// Whether a column is named as p-values are.
fn is_p_column(name: &str) -> bool {
    name.starts_with("Pr(") || name.starts_with("p-v")
}

/// Numbers in one format.
pub(super) fn formatted(values: &[f64], digits: i32) -> Vec<String> {
    let format = RealFormat::of(values, digits, 0, 0, 2);
    values.iter().map(|&v| format_real(v, &format, "NA", ".")).collect()
}

/// Values rounded to the digits that matter for the largest of them.
pub(super) fn zapped(values: &[f64], digits: i32) -> Vec<f64> {
    let largest = values.iter().filter(|v| !v.is_nan()).fold(0.0_f64, |m, v| m.max(v.abs()));
    let wanted = (f64::from(digits) - largest.log10()).max(0.0);
    let decimals = if largest > 0.0 { (wanted + 0.5).floor() as i32 } else { digits };
    values.iter().map(|&v| round_digits(v, decimals)).collect()
}

/// p-values as `format.pval()` writes them.
pub fn format_pvalues(values: &[f64], digits: i32, epsilon: f64, na: &str) -> Vec<String> {
    let present: Vec<f64> = values.iter().copied().filter(|v| !v.is_nan()).collect();
    let shown: Vec<f64> = present.iter().copied().filter(|v| *v >= epsilon).collect();
    let is_fixed = |v: f64| v == 0.0 || (if v > 0.0 { v } else { 1e-50 }).log10().floor() >= -4.0;
    let (fixed, small): (Vec<f64>, Vec<f64>) = shown.iter().copied().partition(|&v| is_fixed(v));
    let mut fixed_texts = formatted(&fixed, digits).into_iter();
    let mut small_texts = formatted(&small, digits).into_iter();
    let texts: Vec<String> = shown
        .iter()
        .map(|&v| if is_fixed(v) { fixed_texts.next() } else { small_texts.next() }.unwrap_or_default())
        .collect();
    let below = below_text(&texts, digits, epsilon);
    let mut texts = texts.into_iter();
    values
        .iter()
        .map(|&v| match v {
            _ if v.is_nan() => na.to_string(),
            _ if v < epsilon => below.clone(),
            _ => texts.next().unwrap_or_default(),
        })
        .collect()
}

/// `< 2.2e-16`, as short as the other p-values ask for.
fn below_text(others: &[String], digits: i32, epsilon: f64) -> String {
    let mut digits = (digits - 2).max(1);
    let mut blank = true;
    if let Some(width) = others.iter().map(String::len).max() {
        let width = width as i32;
        if digits > 1 && digits + 6 > width {
            digits = (width - 7).max(1);
        }
        blank = !(digits == 1 && width <= 6);
    } else if digits == 1 {
        blank = false;
    }
    let text = formatted(&[epsilon], digits).remove(0);
    if blank { format!("< {text}") } else { format!("<{text}") }
}

fn star(p: f64) -> &'static str {
    match p {
        _ if p.is_nan() => "",
        _ if p <= 0.001 => "***",
        _ if p <= 0.01 => "**",
        _ if p <= 0.05 => "*",
        _ if p <= 0.1 => ".",
        _ => " ",
    }
}

/// The text of a table of coefficients.
pub fn coefmat(style: &Style, table: &CoefficientTable) -> String {
    let mut columns = table.columns.clone();
    for &k in &table.zapped {
        columns[k] = zapped(&columns[k], table.digits);
    }
    let mut cells = number_cells(&columns, table);
    let rows = columns.first().map_or(0, Vec::len);
    for (column, cells) in columns.iter().zip(cells.iter_mut()) {
        for (value, cell) in column.iter().zip(cells.iter_mut()) {
            if is_na(*value) {
                *cell = table.na.clone();
            } else if value.is_nan() {
                *cell = "NaN".into();
            }
        }
    }
    let mut names = table.names.clone();
    let mut starred = false;
    if table.p_values
        && let Some(p) = columns.last().filter(|p| p.iter().any(|v| !v.is_nan()))
    {
        let texts = format_pvalues(p, table.test_digits, table.epsilon, &table.na);
        if let Some(last) = cells.last_mut() {
            *last = texts;
        }
        starred = table.stars && p.iter().any(|v| *v < 0.1);
        if starred {
            let width = p.iter().map(|&v| star(v).len()).max().unwrap_or(0);
            cells.push(p.iter().map(|&v| format!("{:<width$}", star(v))).collect());
            names.push(String::new());
        }
    }
    let grid = Grid {
        columns: cells,
        rows,
        row_labels: table.row_names.clone(),
        column_labels: Some(names),
        ..Grid::default()
    };
    let mut out = grid.layout(style);
    if starred && table.legend {
        out.push_str(&legend(style.width));
    }
    out
}

/// The cells of all columns but the p-values.
fn number_cells(columns: &[Vec<f64>], table: &CoefficientTable) -> Vec<Vec<String>> {
    let rows = columns.first().map_or(0, Vec::len);
    let mut cells = vec![vec![String::new(); rows]; columns.len()];
    let numbers = columns.len() - usize::from(table.p_values);
    let together: Vec<f64> = table.coefficients.iter().flat_map(|&k| columns[k].iter().copied()).collect();
    let sizes = together.iter().map(|v| v.abs()).filter(|v| *v != 0.0 && v.is_finite());
    let mut magnitudes = sizes.map(|v| 1 + v.log10().floor() as i32);
    if let Some(first) = magnitudes.next() {
        let smallest = magnitudes.fold(first, i32::min);
        let decimals = (table.digits - smallest).max(1);
        let rounded: Vec<f64> = together.iter().map(|&v| round_digits(v, decimals)).collect();
        let texts = formatted(&rounded, table.digits);
        for (texts, &k) in texts.chunks(rows.max(1)).zip(&table.coefficients) {
            cells[k] = texts.to_vec();
        }
    } else {
        let texts = formatted(&together, table.digits);
        for (texts, &k) in texts.chunks(rows.max(1)).zip(&table.coefficients) {
            cells[k] = texts.to_vec();
        }
    }
    let tests: Vec<f64> = table
        .tests
        .iter()
        .filter(|&&k| k < columns.len())
        .flat_map(|&k| columns[k].iter().map(|&v| round_digits(v, table.test_digits)))
        .collect();
    let texts = formatted(&tests, table.digits);
    for (texts, &k) in texts.chunks(rows.max(1)).zip(&table.tests) {
        cells[k] = texts.to_vec();
    }
    for k in (0..numbers).filter(|k| !table.coefficients.contains(k) && !table.tests.contains(k)) {
        cells[k] = formatted(&columns[k], table.digits);
    }
    // A number that rounding turned into zero is shown by itself.
    let lost: Vec<(usize, usize)> = (0..numbers)
        .filter(|k| !table.tests.contains(k))
        .flat_map(|k| (0..rows).map(move |i| (k, i)))
        .filter(|&(k, i)| {
            let shown = cells[k][i].trim().parse::<f64>().unwrap_or(f64::NAN);
            !columns[k][i].is_nan() && (columns[k][i] == 0.0) != (shown == 0.0)
        })
        .collect();
    let values: Vec<f64> = lost.iter().map(|&(k, i)| columns[k][i]).collect();
    for (&(k, i), text) in lost.iter().zip(formatted(&values, (table.digits - 1).max(1))) {
        cells[k][i] = text;
    }
    cells
}

/// The legend of the stars, wrapped to the width.
fn legend(width: usize) -> String {
    let codes = "0 '***' 0.001 '**' 0.01 '*' 0.05 '.' 0.1 ' ' 1";
    if width >= codes.chars().count() {
        let line = format!("---\nSignif. codes:  {codes}");
        return format!("{line}\n");
    }
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in codes.split(' ').filter(|w| !w.is_empty()) {
        let fits = line.chars().count() + 1 + word.chars().count() < width.saturating_sub(3);
        if !line.is_empty() && !fits {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(line);
    format!("---\nSignif. codes:    {}\n", lines.join("\n  "))
}

/// Positions given as an argument; `None` when it was not given, no positions for NULL.
fn index_argument(args: &mut Args, name: &str) -> Eval<Option<Vec<usize>>> {
    match (args.is_missing(name), args.optional(name)?) {
        (true, _) => Ok(None),
        (false, None) => Ok(Some(Vec::new())),
        (false, Some(_)) => Ok(Some(args.positions(name)?)),
    }
}

fn print_coefmat(args: &mut Args) -> Eval {
    args.refuse_unless_default(&["quote", "right"])?;
    let value = args.value("x")?;
    let (columns, row_names, names) = if value.is_data_frame() {
        let Value::List(list) = &value else { return Ok(value) };
        let columns: Vec<Vec<f64>> =
            list.data.iter().map(|c| Ok(as_double(c, &mut Vec::new())?.into_vec())).collect::<Eval<_>>()?;
        (columns, Some(super::variables::frame_labels(&value)), super::names_or_empty(&value))
    } else {
        matrix_parts(&value)?
    };
    let digits = args.whole("digits")? as i32;
    let has_p = match args.optional("has.Pvalue")? {
        Some(_) => args.flag("has.Pvalue")?,
        None => columns.len() >= 4 && is_p_column(names.last().map_or("", String::as_str)),
    };
    let p_values = match args.optional("P.values")? {
        Some(_) => args.flag("P.values")?,
        None => has_p && args.session.option("show.coef.Pvalues").len() < 2,
    };
    let given = index_argument(args, "tst.ind")?;
    let k = columns.len().saturating_sub(usize::from(has_p) + given.as_ref().map_or(1, Vec::len));
    let coefficients = index_argument(args, "cs.ind")?.unwrap_or_else(|| (0..k).collect());
    let tests = given.unwrap_or_else(|| vec![k]);
    let stars = p_values && args.flag("signif.stars")?;
    let legend = stars && args.flag("signif.legend")?;
    let table = CoefficientTable {
        columns,
        row_names,
        names,
        digits,
        test_digits: args.whole("dig.tst")? as i32,
        coefficients,
        tests,
        zapped: index_argument(args, "zap.ind")?.unwrap_or_default(),
        p_values: has_p && p_values,
        stars,
        legend,
        epsilon: args.number("eps.Pvalue")?,
        na: args.string("na.print")?,
    };
    let style = Style::of(args.session);
    let text = coefmat(&style, &table);
    args.session.write(&text);
    args.invisible(value)
}

fn format_pval(args: &mut Args) -> Eval {
    let values = args.doubles("pv")?;
    let digits = args.whole("digits")? as i32;
    let (epsilon, na) = (args.number("eps")?, args.string("na.form")?);
    let out = Value::strings(format_pvalues(&values, digits, epsilon, &na));
    let mut kept = args.value("pv")?.attributes().clone();
    kept.remove(known::CLASS);
    kept.remove(Symbol::new("tsp"));
    Ok(out.with_attributes(kept))
}

/// A table of variances as R prints it: its heading, then the columns by what their names say they are.
fn print_anova(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let digits = args.whole("digits")? as i32;
    let stars = args.flag("signif.stars")?;
    if let Some(Value::Character(heading)) = x.attribute(Symbol::new("heading")) {
        let lines: Vec<String> = heading.data.iter().map(|l| format!("{}\n", l.unwrap_or("NA"))).collect();
        args.session.write(&lines.concat());
    }
    let Value::List(list) = &x else { return Ok(x) };
    let columns: Vec<Vec<f64>> =
        list.data.iter().map(|c| Ok(as_double(c, &mut Vec::new())?.into_vec())).collect::<Eval<_>>()?;
    let names = super::names_or_empty(&x);
    let last = names.last().map_or("", String::as_str);
    let p_values = last.starts_with("P(") || last.starts_with("Pr(");
    let is_test = |n: &String| n.get(1..7) == Some(" value") || matches!(n.as_str(), "F" | "Cp" | "Chisq");
    let places = |keep: &dyn Fn(&String) -> bool| -> Vec<usize> {
        (0..names.len()).filter(|&k| keep(&names[k])).collect()
    };
    let tests = places(&is_test);
    let mut zapped = places(&|n| !is_test(n) && !n.ends_with("Df"));
    if p_values {
        zapped.retain(|&k| k + 1 < names.len());
    }
    let table = CoefficientTable {
        columns,
        row_names: Some(super::variables::frame_labels(&x)),
        names,
        digits,
        test_digits: (digits - 1).clamp(1, 5),
        coefficients: Vec::new(),
        tests,
        zapped,
        p_values,
        stars: stars && p_values,
        legend: stars && p_values,
        epsilon: f64::EPSILON,
        na: String::new(),
    };
    let text = coefmat(&Style::of(args.session), &table);
    args.session.write(&text);
    args.invisible(x)
}
