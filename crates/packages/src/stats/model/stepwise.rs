//! `step()`: models chosen by dropping and adding the term that lowers AIC most.

use super::accessors::changed_call;
use super::fit::{ask, ask_number, frame_of, number, numbers};
use super::likelihood::extracted;
use super::names_or_empty;
use super::scope::{candidates_to_add, candidates_to_drop};
use super::terms::Terms;
use super::variables::frame_labels;
use super::variance_table::{anova_value, formula_text};
use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail};
use raglan_engine::value::{Argument, NA_REAL, Symbol, Value};

pub(super) const FUNCTIONS: &[Builtin] = &[builtin(
    "step(object, scope, scale = 0, direction = c(\"both\", \"backward\", \"forward\"), trace = 1, keep = NULL, \
     steps = 1000, k = 2, ...)",
    step,
)];

/// The bounds of the search.
struct Bounds {
    lower: Option<Terms>,
    upper: Option<Terms>,
    backward: bool,
    forward: bool,
}

/// The terms of a formula of the scope, with `.` for the model the search starts from.
fn scope_terms(args: &mut Args, object: &Value, scope: &Value) -> Eval<Option<Terms>> {
    if matches!(scope, Value::Null) {
        return Ok(None);
    }
    let old = ask(args, "formula", object)?;
    let formula =
        args.apply_named("update.formula", vec![Argument::new(old), Argument::new(scope.clone())])?;
    Ok(Some(Terms::new(&formula, &Default::default())?))
}

impl Bounds {
    fn of(args: &mut Args, object: &Value) -> Eval<Self> {
        let missing_scope = args.is_missing("scope");
        let direction = match missing_scope && args.is_missing("direction") {
            true => "backward".to_string(),
            false => args.choice("direction")?,
        };
        let (mut lower, mut upper) = (None, None);
        if !missing_scope {
            let scope = args.value("scope")?;
            let list = matches!(scope, Value::List(_));
            let top = if list { scope.part("upper").unwrap_or(Value::Null) } else { scope.clone() };
            upper = scope_terms(args, object, &top)?;
            if list {
                lower = scope_terms(args, object, &scope.part("lower").unwrap_or(Value::Null))?;
            }
        }
        let forward = direction != "backward";
        Ok(Self { lower, upper, backward: direction != "forward", forward })
    }
}

/// One way to go on: its sign and term, and its row of the table.
struct Move {
    label: String,
    row: Vec<f64>,
    criterion: f64,
}

/// Columns of numbers of a table, by name.
fn rows_of(table: &Value) -> Eval<(Vec<String>, Vec<Vec<f64>>)> {
    let names = names_or_empty(table);
    let columns = names.iter().map(|n| numbers(table, n)).collect::<Eval<Vec<_>>>()?;
    Ok((names, columns))
}

/// The rows of a table of single terms as moves.
fn moves(
    args: &mut Args,
    function: &str,
    labels: &[String],
    passed: &[Argument],
) -> Eval<(Vec<String>, Vec<Move>)> {
    let mut arguments = vec![passed[0].clone(), Argument::new(Value::strings(labels))];
    arguments.extend(passed[1..].iter().cloned());
    let table = args.apply_named(function, arguments)?;
    let (names, columns) = rows_of(&table)?;
    let sign = if function == "drop1" { "- " } else { "+ " };
    let at = names.iter().position(|n| n == "AIC" || n == "Cp");
    let Some(at) = at else { return fail("AIC is not defined for this model, so 'step' cannot proceed") };
    let out = frame_labels(&table).into_iter().enumerate().map(|(k, label)| Move {
        label: if label == "<none>" { label } else { format!("{sign}{label}") },
        row: columns.iter().map(|c| c[k]).collect(),
        criterion: columns[at][k],
    });
    Ok((names, out.collect()))
}

/// The ways on from a model, best first, with the columns of their table.
fn ways(
    args: &mut Args,
    fit: &Value,
    bounds: &Bounds,
    settings: &[Argument],
) -> Eval<Option<(Vec<String>, Vec<Move>)>> {
    let terms = ask(args, "terms", fit)?;
    let terms = Terms::from_value(&terms, &Default::default())?;
    let mut passed = vec![Argument::new(fit.clone())];
    passed.extend(settings.iter().cloned());
    let mut found: Option<(Vec<String>, Vec<Move>)> = None;
    let dropped =
        if bounds.backward { candidates_to_drop(&terms, bounds.lower.as_ref()) } else { Vec::new() };
    if !dropped.is_empty() {
        let (names, mut rows) = moves(args, "drop1", &dropped, &passed)?;
        // A term without degrees of freedom is dropped for nothing.
        let df = names.iter().position(|n| n == "Df");
        rows.retain(|r| df.is_none_or(|k| r.row[k] != 0.0));
        found = Some((names, rows));
    }
    let added = match &bounds.upper {
        Some(upper) if bounds.forward => candidates_to_add(&terms, upper),
        _ => Vec::new(),
    };
    if !added.is_empty() {
        let (names, mut rows) = moves(args, "add1", &added, &passed)?;
        let df = names.iter().position(|n| n == "Df");
        rows.retain(|r| df.is_none_or(|k| r.row[k] != 0.0));
        found = Some(match found {
            None => (names, rows),
            Some((first, mut all)) => {
                rows.retain(|r| r.label != "<none>");
                all.extend(rows);
                (first, all)
            }
        });
    }
    if let Some((_, rows)) = &mut found {
        rows.sort_by(|a, b| a.criterion.total_cmp(&b.criterion));
    }
    Ok(found)
}

/// A model on the way.
struct Station {
    change: String,
    deviance: f64,
    rdf: f64,
    criterion: f64,
}

fn station(args: &mut Args, change: &str, fit: &Value, criterion: f64) -> Eval<Station> {
    let deviance = match fit.has_class("lm") {
        true => ask_number(args, "deviance", fit)?,
        false => NA_REAL,
    };
    Ok(Station { change: change.to_string(), deviance, rdf: number(fit, "df.residual")?, criterion })
}

fn announce(args: &mut Args, title: &str, fit: &Value, criterion: f64) -> Eval<()> {
    let rounded = raglan_engine::value::format::round_digits(criterion, 2);
    let text = super::coefmat::formatted(&[rounded], 7).remove(0);
    let formula = formula_text(args, fit)?;
    args.session.write(&format!("{title}:  AIC={text}\n{formula}\n\n"));
    Ok(())
}

fn step(args: &mut Args) -> Eval {
    args.refuse_unless_default(&["keep"])?;
    let object = args.value("object")?;
    let (scale, k) = (args.number("scale")?, args.number("k")?);
    let trace = args.number("trace")? > 0.0;
    let bounds = Bounds::of(args, &object)?;
    let mut settings =
        vec![Argument::named("scale", Value::double(scale)), Argument::named("k", Value::double(k))];
    settings.extend(args.dots()?);
    let mut fit = object.clone();
    let mut criterion = extracted(args, &fit, scale, k)?.1;
    if criterion.is_nan() {
        return fail("AIC is not defined for this model, so 'step' cannot proceed");
    }
    if criterion == f64::NEG_INFINITY {
        return fail("AIC is -infinity for this model, so 'step' cannot proceed");
    }
    if trace {
        announce(args, "Start", &fit, criterion)?;
    }
    let mut path = vec![station(args, "", &fit, criterion)?];
    for _ in 0..args.count("steps")? {
        let Some((names, rows)) = ways(args, &fit, &bounds, &settings)? else { break };
        if trace {
            let columns = names.iter().enumerate();
            let columns = columns.map(|(j, n)| {
                (n.as_str(), Value::doubles(rows.iter().map(|r| r.row[j]).collect::<Vec<_>>()))
            });
            let labels = rows.iter().map(|r| r.label.clone()).collect();
            let table = anova_value(columns.collect(), labels, &[]);
            args.session.print(&table)?;
        }
        let Some(best) = rows.first().filter(|r| r.label != "<none>") else { break };
        let Some(Value::Language(call)) = fit.part("call") else {
            return fail("need an object with call component");
        };
        let old = ask(args, "formula", &fit)?;
        let change = Value::string(&format!("~ . {}", best.label));
        let change = args.apply_named("as.formula", vec![Argument::new(change)])?;
        let formula = args.apply_named("update.formula", vec![Argument::new(old), Argument::new(change)])?;
        let call = changed_call(&call, Some(formula), Vec::new());
        let env = args.env.clone();
        let label = best.label.clone();
        let next = args.session.eval(&call, &env)?;
        let reached = extracted(args, &next, scale, k)?.1;
        if trace {
            args.session.write("\n");
            announce(args, "Step", &next, reached)?;
        }
        if reached >= criterion + 1e-7 {
            break;
        }
        fit = next;
        criterion = reached;
        path.push(station(args, &label, &fit, criterion)?);
    }
    let table = path_table(args, &path, &object, &fit)?;
    Ok(fit.with_part("anova", table))
}

/// The models on the way as a data frame.
fn path_table(args: &mut Args, path: &[Station], first: &Value, last: &Value) -> Eval<Value> {
    let change = |f: &dyn Fn(&Station) -> f64| -> Vec<f64> {
        std::iter::once(NA_REAL).chain(path.windows(2).map(|w| f(&w[1]) - f(&w[0]))).collect()
    };
    let column = |f: &dyn Fn(&Station) -> f64| Value::doubles(path.iter().map(f).collect::<Vec<_>>());
    let deviances: Vec<f64> = change(&|s| s.deviance).into_iter().map(f64::abs).collect();
    let deviances: Vec<f64> = deviances.into_iter().map(|d| if d.is_nan() { NA_REAL } else { d }).collect();
    let columns = vec![
        ("Step".to_string(), Value::strings(path.iter().map(|s| s.change.clone()).collect::<Vec<_>>())),
        ("Df".to_string(), Value::doubles(change(&|s| s.rdf))),
        ("Deviance".to_string(), Value::doubles(deviances)),
        ("Resid. Df".to_string(), column(&|s| s.rdf)),
        ("Resid. Dev".to_string(), column(&|s| s.deviance)),
        ("AIC".to_string(), column(&|s| s.criterion)),
    ];
    let heading = [
        "Stepwise Model Path \nAnalysis of Deviance Table\n".to_string(),
        "\nInitial Model:".to_string(),
        formula_text(args, first)?,
        "\nFinal Model:".to_string(),
        formula_text(args, last)?,
        "\n".to_string(),
    ];
    let rows = Value::integers((1..=path.len() as i32).collect::<Vec<_>>());
    Ok(frame_of(columns, rows, &["data.frame"])
        .with_attribute(Symbol::new("heading"), Value::strings(heading)))
}
