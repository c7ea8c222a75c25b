//! Tables of the effects and means of an analysis of variance: `model.tables()` and `replications()`.

use super::aov::projections_of;
use super::coefmat::formatted;
use super::fit::Fit;
use super::frame::ModelFrame;
use super::rows::{codes_of, levels_of};
use super::strata::rows_of_strata;
use super::terms::Terms;
use crate::base::print::{Style, print_array, print_matrix, print_vector};
use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail, generic, method};
use raglan_engine::value::format::round_digits;
use raglan_engine::value::{Argument, Call, Symbol, Value, as_double, known};
use raglan_stats::summary::mean;

pub(super) const FUNCTIONS: &[Builtin] = &[
    generic("model.tables(x, ...)"),
    method("model.tables.aov(x, type = \"effects\", se = FALSE, cterms, ...)", tables),
    method("model.tables.aovlist(x, type = \"effects\", se = FALSE, ...)", tables),
    method("print.tables_aov(x, digits = 4, ...)", print),
    builtin("replications(formula, data = NULL, na.action)", replications),
];

/// The cells of a term: levels by factor, and for each row the cell it is in.
pub(super) struct Cells {
    pub factors: Vec<String>,
    pub levels: Vec<Vec<String>>,
    pub cell: Vec<Option<usize>>,
}

impl Cells {
    /// The cells of factors in a model frame; nothing when one of the variables is no factor.
    pub fn of(frame: &Value, factors: &[String]) -> Option<Self> {
        let mut out = Self { factors: factors.to_vec(), levels: Vec::new(), cell: Vec::new() };
        let mut stride = 1;
        for name in factors {
            let column = frame.part(name)?;
            let levels = levels_of(&column)?;
            let codes = codes_of(&column, &levels);
            if out.levels.is_empty() {
                out.cell = vec![Some(0); codes.len()];
            }
            for (cell, code) in out.cell.iter_mut().zip(codes) {
                *cell = cell.zip(code).map(|(c, k)| c + k * stride);
            }
            stride *= levels.len();
            out.levels.push(levels);
        }
        Some(out)
    }

    pub fn count(&self) -> usize {
        self.levels.iter().map(Vec::len).product()
    }

    /// Number of rows in each cell.
    pub fn sizes(&self) -> Vec<f64> {
        let mut out = vec![0.0; self.count()];
        self.cell.iter().flatten().for_each(|&k| out[k] += 1.0);
        out
    }

    /// The mean of values by row in each cell.
    pub fn means(&self, values: &[f64]) -> Vec<f64> {
        let by_cell = |k: usize| {
            let inside = self.cell.iter().zip(values).filter(|(c, _)| **c == Some(k));
            mean(&inside.map(|(_, v)| *v).collect::<Vec<_>>())
        };
        (0..self.count()).map(by_cell).collect()
    }

    /// Names of the cells, as `a:b`.
    pub fn names(&self) -> Vec<String> {
        let mut out = vec![String::new()];
        for (k, levels) in self.levels.iter().enumerate() {
            let join = |head: &String, level: &String| match k {
                0 => level.clone(),
                _ => format!("{head}:{level}"),
            };
            out = levels.iter().flat_map(|l| out.iter().map(|h| join(h, l)).collect::<Vec<_>>()).collect();
        }
        out
    }

    fn array(&self, values: Vec<f64>) -> Value {
        let dim = Value::integers(self.levels.iter().map(|l| l.len() as i32).collect::<Vec<_>>());
        let names = self.factors.iter().zip(&self.levels).map(|(f, l)| (f, Value::strings(l)));
        Value::doubles(values)
            .with_attribute(known::DIM, dim)
            .with_attribute(known::DIMNAMES, Value::named_list(names))
    }
}

/// One term with factors only: its cells, and what the analysis says about its rows.
pub(super) struct TermTable {
    pub label: String,
    pub cells: Cells,
    pub effects: Vec<f64>,
}

/// The mean, the terms of factors, the largest model and its residual variance where it has one stratum.
pub(super) struct Analysis {
    pub mean: f64,
    pub tables: Vec<TermTable>,
    pub variance: Option<f64>,
}

/// Variables of a term by name.
fn term_factors(terms: &Terms, term: usize) -> Vec<String> {
    let names = terms.names();
    let row = &terms.factors[term];
    (0..names.len()).filter(|&v| row.get(v).is_some_and(|c| *c > 0)).map(|v| names[v].clone()).collect()
}

/// The projections of an analysis by term, in the rows of the data.
pub(super) fn analysis(args: &mut Args, x: &Value) -> Eval<Analysis> {
    let (terms, frame, parts, variance) = if x.has_class("aovlist") {
        let Some(terms) = x.attribute(Symbol::new("terms")) else { return fail("the strata have no terms") };
        let frame = frame_of_strata(args, x, &terms)?;
        (Terms::from_value(&terms, &Default::default())?, frame, stratum_projections(x)?, None)
    } else {
        let fit = Fit::of(x)?;
        if fit.weights.is_some() {
            return fail("tables of effects of a weighted fit are not implemented");
        }
        let found = projections_of(&fit)?;
        let parts = found.labels.into_iter().zip(found.values).collect();
        let Some(frame) = x.part("model") else { return fail("the fit keeps no model frame") };
        (fit.terms()?, frame, parts, Some(fit.deviance() / fit.df_residual))
    };
    let by_label = |label: &str| parts.iter().find(|(l, _)| l == label).map(|(_, v): &(String, Vec<f64>)| v);
    let mut tables = Vec::new();
    for (k, label) in terms.labels.iter().enumerate() {
        let (Some(cells), Some(values)) = (Cells::of(&frame, &term_factors(&terms, k)), by_label(label))
        else {
            continue;
        };
        tables.push(TermTable { label: label.clone(), cells, effects: values.clone() });
    }
    let mean = by_label("(Intercept)").map_or(0.0, |v| mean(v));
    Ok(Analysis { mean, tables, variance })
}

/// The model frame of an analysis with strata, made again from its call.
fn frame_of_strata(args: &mut Args, x: &Value, terms: &Value) -> Eval<Value> {
    let call = x.attribute(Symbol::new("call")).unwrap_or(Value::Null);
    let mut arguments = vec![Argument::named("formula", terms.clone())];
    if let Some(call) = call.as_call() {
        let wanted = ["data", "subset", "na.action"];
        let kept = call.arguments.iter().filter(|a| a.name.is_some_and(|n| wanted.contains(&n.as_str())));
        arguments.extend(kept.cloned());
    }
    let env = args.env.clone();
    let call = Value::Language(Call::of(Value::symbol("model.frame"), arguments).into());
    Ok(ModelFrame::from_value(&args.session.eval(&call, &env)?)?.frame)
}

/// Each term's projection in the stratum that knows most of it, turned back to the rows.
fn stratum_projections(x: &Value) -> Eval<Vec<(String, Vec<f64>)>> {
    let (qr, strata) = rows_of_strata(x)?;
    let mut out: Vec<(String, Vec<f64>)> = Vec::new();
    for (rows, stratum) in strata {
        let fit = Fit::of(&stratum)?;
        if fit.rank == 0 {
            continue;
        }
        let found = projections_of(&fit)?;
        for (label, values) in found.labels.into_iter().zip(found.values) {
            if label == "Residuals" {
                continue;
            }
            if out.iter().any(|(l, _)| *l == label) {
                return fail(format!(
                    "tables of the term '{label}', estimated in several strata, are not implemented"
                ));
            }
            let mut whole = vec![0.0; qr.rows()];
            rows.iter().zip(&values).for_each(|(&i, v)| whole[i] = *v);
            qr.qy(&mut whole);
            out.push((label, whole));
        }
    }
    Ok(out)
}

impl Analysis {
    /// The means of a term's cells: the grand mean with the effects of the term and of all its parts.
    pub fn means(&self, table: &TermTable) -> Vec<f64> {
        let is_part = |other: &TermTable| other.cells.factors.iter().all(|f| table.cells.factors.contains(f));
        let mut rows = vec![self.mean; table.effects.len()];
        for other in self.tables.iter().filter(|o| is_part(o)) {
            rows.iter_mut().zip(&other.effects).for_each(|(r, e)| *r += e);
        }
        table.cells.means(&rows)
    }

    /// Whether every term has as many rows in each of its cells.
    fn is_balanced(&self) -> bool {
        self.tables.iter().all(|t| {
            let sizes = t.cells.sizes();
            sizes.iter().all(|s| *s == sizes[0])
        })
    }
}

fn tables(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let kind = args.string("type")?;
    let means = match kind.as_str() {
        "means" => true,
        "effects" => false,
        other => return fail(format!("type = \"{other}\" of `model.tables` is not implemented")),
    };
    if args.has("cterms") && !args.is_missing("cterms") {
        return fail("argument 'cterms' of `model.tables` is not implemented");
    }
    let analysis = analysis(args, &x)?;
    let balanced = analysis.is_balanced();
    let mut out: Vec<(String, Value)> = Vec::new();
    if means {
        out.push(("Grand mean".into(), Value::double(analysis.mean)));
    }
    for table in &analysis.tables {
        let values = if means { analysis.means(table) } else { table.cells.means(&table.effects) };
        out.push((table.label.clone(), table.cells.array(values).with_class(&["mtable"])));
    }
    let labels: Vec<String> = analysis.tables.iter().map(|t| t.label.clone()).collect();
    let n = match balanced {
        true => Value::doubles(analysis.tables.iter().map(|t| t.cells.sizes()[0]).collect::<Vec<_>>())
            .with_names(&labels),
        false => {
            Value::named_list(analysis.tables.iter().map(|t| (&t.label, t.cells.array(t.cells.sizes()))))
        }
    };
    let mut parts = vec![("tables", Value::named_list(out)), ("n", n)];
    if args.flag("se")? {
        match (balanced, analysis.variance) {
            (false, _) => args.session.message("Design is unbalanced - use se.contrast() for se's")?,
            (true, None) => return fail("standard errors of tables with several strata are not implemented"),
            (true, Some(variance)) => {
                let factor = if means { 2.0 } else { 1.0 };
                let one = |t: &TermTable| (factor * variance / t.cells.sizes()[0]).sqrt();
                let errors = analysis.tables.iter().map(one).collect::<Vec<_>>();
                parts.push(("se", Value::doubles(errors).with_names(&labels)));
            }
        }
    }
    Ok(Value::named_list(parts)
        .with_attribute(Symbol::new("type"), Value::string(&kind))
        .with_class(&["tables_aov", "list.of"]))
}

/// Numbers rounded to so many digits of the largest of them.
fn zapped(values: &[f64], digits: i32) -> Vec<f64> {
    let largest = values.iter().fold(0.0_f64, |m, v| m.max(v.abs()));
    if largest == 0.0 {
        return values.to_vec();
    }
    let decimals = (f64::from(digits) - largest.log10() + 0.5).floor().max(0.0) as i32;
    values.iter().map(|v| round_digits(*v, decimals)).collect()
}

fn print(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let digits = args.whole("digits")? as i32;
    let style = Style::of(args.session);
    let tables = x.part("tables").unwrap_or(Value::Null);
    let n = x.part("n").unwrap_or(Value::Null);
    let means = matches!(x.attribute(Symbol::new("type")), Some(Value::Character(v)) if v.data.get(0) == Some("means"));
    let mut out = String::from(if means { "Tables of means\n" } else { "Tables of effects\n" });
    let Value::List(list) = &tables else { return Ok(x) };
    for (name, table) in super::names_or_empty(&tables).into_iter().zip(list.data.iter()) {
        if name == "Grand mean" {
            let text = formatted(&as_double(table, &mut Vec::new())?, style.digits).remove(0);
            out.push_str(&format!("Grand mean\n{}\n{text} \n", " ".repeat(text.len() + 1)));
            continue;
        }
        out.push_str(&format!("\n {name} \n"));
        let sizes = match &n {
            Value::List(_) => n.part(&name).map(|v| as_double(&v, &mut Vec::new())).transpose()?,
            _ => None,
        };
        match sizes {
            None => out.push_str(&balanced_text(table, digits, &style)?),
            Some(sizes) => out.push_str(&unbalanced_text(table, &sizes, digits, &style)?),
        }
    }
    if let Some(errors) = x.part("se") {
        let title = if means { "differences of means" } else { "effects" };
        out.push_str(&format!("\nStandard errors for {title}\n"));
        if !means {
            out = out.replace("Standard errors for effects", "Standard errors of effects");
        }
        out.push_str(&errors_text(&errors, &n, digits, &style)?);
    }
    args.session.write(&out);
    args.invisible(x)
}

/// A matrix of texts with names, right-aligned or left-aligned.
fn text_matrix(
    cells: Vec<String>,
    rows: Vec<String>,
    columns: &[String],
    right: bool,
    style: &Style,
) -> String {
    let dim = Value::integers(vec![rows.len() as i32, columns.len() as i32]);
    let names = Value::list(vec![Value::strings(rows), Value::strings(columns)]);
    let value = Value::strings(cells).with_attribute(known::DIM, dim).with_attribute(known::DIMNAMES, names);
    let style = Style { quote: false, right, ..style.clone() };
    print_matrix(&value, &style).unwrap_or_default()
}

fn errors_text(errors: &Value, n: &Value, digits: i32, style: &Style) -> Eval<String> {
    let values = as_double(errors, &mut Vec::new())?;
    let sizes = as_double(n, &mut Vec::new())?;
    let (values, sizes) = (formatted(&values, digits), formatted(&sizes, digits));
    let cells = values.into_iter().zip(sizes).flat_map(|(a, b)| [a, b]).collect();
    let rows = vec![String::new(), "replic.".to_string()];
    Ok(text_matrix(cells, rows, &super::names_or_empty(errors), true, style))
}

fn balanced_text(table: &Value, digits: i32, style: &Style) -> Eval<String> {
    let values = zapped(&as_double(table, &mut Vec::new())?, digits);
    let dim = table.dim().unwrap_or_default();
    if dim.len() == 1 {
        let names = table.attribute(known::DIMNAMES).unwrap_or(Value::Null);
        let title = super::names_or_empty(&names).first().cloned().unwrap_or_default();
        let levels = match &names {
            Value::List(list) => super::rows::levels_of(&list.data[0]).map(|_| list.data[0].clone()),
            _ => None,
        };
        let Some(Value::Character(levels)) = levels else { return fail("the table has no names") };
        let text = print_vector(&Value::doubles(values), Some(&levels.data), style).unwrap_or_default();
        return Ok(format!("{title}\n{text}"));
    }
    let texts = Value::strings(formatted(&values, style.digits))
        .with_attribute(known::DIM, table.attribute(known::DIM).unwrap_or(Value::Null))
        .with_attribute(known::DIMNAMES, table.attribute(known::DIMNAMES).unwrap_or(Value::Null));
    let style = Style { quote: false, ..style.clone() };
    Ok(match dim.len() {
        2 => print_matrix(&texts, &style).unwrap_or_default(),
        _ => print_array(&texts, &style).unwrap_or_default(),
    })
}

/// Values with the numbers of rows below them.
fn unbalanced_text(table: &Value, sizes: &[f64], digits: i32, style: &Style) -> Eval<String> {
    let values = zapped(&as_double(table, &mut Vec::new())?, digits);
    let dim = table.dim().unwrap_or_default();
    let names = table.attribute(known::DIMNAMES).unwrap_or(Value::Null);
    let levels = |k: usize| -> Vec<String> {
        match &names {
            Value::List(list) => match &list.data[k] {
                Value::Character(v) => v.data.iter().map(|s| s.unwrap_or("NA").to_string()).collect(),
                _ => Vec::new(),
            },
            _ => Vec::new(),
        }
    };
    let labels = super::names_or_empty(&names);
    match dim.as_slice() {
        [n] => {
            let cells = (0..*n).flat_map(|k| formatted(&[values[k], sizes[k]], digits)).collect();
            Ok(text_matrix(cells, vec![String::new(), "rep".into()], &levels(0), true, style))
        }
        [n, m] => {
            let mut cells = Vec::new();
            for j in 0..*m {
                let column: Vec<f64> = (0..*n).flat_map(|i| [values[j * n + i], sizes[j * n + i]]).collect();
                cells.extend(formatted(&column, digits));
            }
            let rows: Vec<String> = levels(0).into_iter().flat_map(|l| [l, "rep".to_string()]).collect();
            let dim = Value::integers(vec![2 * *n as i32, *m as i32]);
            let names =
                [(labels[0].clone(), Value::strings(rows)), (labels[1].clone(), Value::strings(levels(1)))];
            let value = Value::strings(cells)
                .with_attribute(known::DIM, dim)
                .with_attribute(known::DIMNAMES, Value::named_list(names));
            let style = Style { quote: false, ..style.clone() };
            Ok(print_matrix(&value, &style).unwrap_or_default())
        }
        _ => fail("tables of unbalanced interactions of three factors are not implemented"),
    }
}

/// How often each term of a formula is replicated: one number by term when its cells are alike.
fn replications(args: &mut Args) -> Eval {
    let given = args.value("formula")?;
    let data = args.value("data")?;
    let (given, data) = match (&given, &data) {
        (frame, Value::Null) if frame.is_data_frame() => (data.clone(), frame.clone()),
        (formula, data) if formula.is_data_frame() => (data.clone(), formula.clone()),
        _ => (given, data),
    };
    if !data.is_data_frame() {
        return fail("`replications` needs a data frame");
    }
    let here = Value::Environment(args.env.clone());
    let names = super::names_or_empty(&data);
    let formula = match &given {
        Value::Null => {
            let text = Value::string(&format!("~ {}", names.join(" + ")));
            args.apply_named("as.formula", vec![Argument::new(text)])?
        }
        given => super::formula::to_formula(args, given, &here)?,
    };
    let options = super::terms::TermsOptions { columns: Some(names), ..Default::default() };
    let terms = Terms::new(&formula, &options)?.without_response();
    let (mut counts, mut alike) = (Vec::new(), true);
    for (k, label) in terms.labels.iter().enumerate() {
        let Some(cells) = Cells::of(&data, &term_factors(&terms, k)) else { continue };
        let sizes = cells.sizes();
        alike &= sizes.iter().all(|s| *s == sizes[0]);
        counts.push((label.clone(), cells, sizes));
    }
    if alike {
        let values: Vec<f64> = counts.iter().map(|c| c.2[0]).collect();
        return Ok(Value::doubles(values).with_names(counts.iter().map(|c| c.0.clone())));
    }
    let one = |(label, cells, sizes): (String, Cells, Vec<f64>)| {
        let same = sizes.iter().all(|s| *s == sizes[0]);
        let value = if same { Value::double(sizes[0]) } else { cells.array(sizes) };
        (label, value)
    };
    Ok(Value::named_list(counts.into_iter().map(one).collect::<Vec<_>>()))
}
