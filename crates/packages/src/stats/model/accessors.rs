//! What is taken out of fits, whatever the model: coefficients, residuals, weights, formula, frame, and refits.

use super::fit::{Fit, ask, ask_number, deviance_residuals, number, numbers, pearson_residuals};
use super::linear::{matrix_value, named};
use super::missing::{action_of, padded};
use super::names_or_empty;
use super::predict_linear::{design_of_fit, term_contributions_of_fit};
use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail, generic, lazy_method, method};
use raglan_engine::value::{Argument, Call, Symbol, Value, as_double};
use raglan_stats::matrix::Matrix;
use std::rc::Rc;

pub(super) const FUNCTIONS: &[Builtin] = &[
    generic("coef(object, ...)"),
    builtin("coefficients(object, ...)", |a| forward(a, "coef")),
    method("coef.default(object, complete = TRUE, ...)", coefficients),
    method("coef.aov(object, complete = FALSE, ...)", coefficients),
    generic("residuals(object, ...)"),
    builtin("resid(object, ...)", |a| forward(a, "residuals")),
    method("residuals.default(object, ...)", |a| row_part(a, &["residuals"])),
    method(
        "residuals.lm(object, type = c(\"working\", \"response\", \"deviance\", \"pearson\", \"partial\"), ...)",
        residuals_linear,
    ),
    method(
        "residuals.glm(object, type = c(\"deviance\", \"pearson\", \"working\", \"response\", \"partial\"), ...)",
        residuals_generalized,
    ),
    generic("fitted(object, ...)"),
    builtin("fitted.values(object, ...)", |a| forward(a, "fitted")),
    method("fitted.default(object, ...)", |a| row_part(a, &["fitted.values", "fitted"])),
    generic("weights(object, ...)"),
    method("weights.default(object, ...)", |a| row_part(a, &["weights"])),
    method("weights.glm(object, type = c(\"prior\", \"working\"), ...)", |a| {
        match a.choice("type")?.as_str() {
            "prior" => row_part(a, &["prior.weights"]),
            _ => row_part(a, &["weights"]),
        }
    }),
    builtin("weighted.residuals(obj, drop0 = TRUE)", weighted_residuals),
    generic("df.residual(object, ...)"),
    method("df.residual.default(object, ...)", |a| part(a, "df.residual")),
    generic("deviance(object, ...)"),
    generic("simulate(object, nsim = 1, seed = NULL, ...)"),
    method("deviance.default(object, ...)", |a| part(a, "deviance")),
    method("deviance.lm(object, ...)", |a| Ok(Value::double(Fit::of(&a.value("object")?)?.deviance()))),
    method("deviance.glm(object, ...)", |a| part(a, "deviance")),
    generic("nobs(object, ...)"),
    method("nobs.default(object, use.fallback = FALSE, ...)", |a| match a.flag("use.fallback")? {
        false => fail("no 'nobs' method is available"),
        true => {
            let residuals = part(a, "residuals")?;
            Ok(Value::integer(residuals.len() as i32))
        }
    }),
    method("nobs.lm(object, ...)", observations),
    method("nobs.glm(object, ...)", observations),
    method("nobs.logLik(object, ...)", |a| {
        Ok(a.value("object")?.attribute(Symbol::new("nobs")).unwrap_or(Value::Null))
    }),
    generic("sigma(object, ...)"),
    method("sigma.default(object, use.fallback = TRUE, ...)", sigma),
    generic("effects(object, ...)"),
    method("effects.lm(object, set.sign = FALSE, ...)", effects),
    method("formula.lm(x, ...)", |a| {
        let fit = a.value("x")?;
        match fit.part("formula") {
            Some(formula) => Ok(formula),
            None => ask(a, "formula", &fit.part("terms").unwrap_or(Value::Null)),
        }
    }),
    method("terms.lm(x, ...)", |a| Ok(a.value("x")?.part("terms").unwrap_or(Value::Null))),
    method("labels.lm(object, ...)", labels),
    generic("case.names(object, ...)"),
    method("case.names.lm(object, full = FALSE, ...)", |a| {
        let fit = Fit::of(&a.value("object")?)?;
        Ok(Value::strings(if a.flag("full")? { fit.rows.clone() } else { fit.used_rows() }))
    }),
    generic("variable.names(object, ...)"),
    method("variable.names.lm(object, full = FALSE, ...)", |a| {
        let (fit, full) = (Fit::of(&a.value("object")?)?, a.flag("full")?);
        let kept = fit.names.iter().zip(&fit.coefficients).filter(|(_, b)| full || !b.is_nan());
        Ok(Value::strings(kept.map(|(n, _)| n.clone()).collect::<Vec<_>>()))
    }),
    lazy_method("model.frame.lm(formula, ...)", frame),
    lazy_method("model.frame.glm(formula, ...)", frame),
    method("model.matrix.lm(object, ...)", |a| {
        a.refuse_dots()?;
        let fit = a.value("object")?;
        match fit.part("x") {
            Some(x) => Ok(x),
            None => design_of_fit(a, &fit),
        }
    }),
    lazy_method("update.default(object, formula., ..., evaluate = TRUE)", update),
];

/// A part of the object.
fn part(args: &mut Args, name: &str) -> Eval {
    Ok(args.value("object")?.part(name).unwrap_or(Value::Null))
}

/// The first of the parts the object has, with NA for the rows `na.exclude()` left out.
fn row_part(args: &mut Args, names: &[&str]) -> Eval {
    let object = args.value("object")?;
    match names.iter().find_map(|n| object.part(n)) {
        Some(values) => padded(&action_of(&object), &values),
        None => Ok(Value::Null),
    }
}

/// Another name of a generic function.
fn forward(args: &mut Args, generic: &str) -> Eval {
    let mut passed = vec![Argument::new(args.value("object")?)];
    passed.extend(args.dots()?);
    args.apply_named(generic, passed)
}

fn coefficients(args: &mut Args) -> Eval {
    let object = args.value("object")?;
    let Some(values) = object.part("coefficients") else { return Ok(Value::Null) };
    if args.flag("complete")? || values.dim().is_some() {
        return Ok(values);
    }
    let (numbers, names) = (as_double(&values, &mut Vec::new())?, names_or_empty(&values));
    let kept: Vec<usize> = (0..numbers.len()).filter(|&k| !numbers[k].is_nan()).collect();
    let names: Vec<String> = kept.iter().map(|&k| names[k].clone()).collect();
    Ok(named(kept.iter().map(|&k| numbers[k]).collect(), &names))
}

fn residuals_linear(args: &mut Args) -> Eval {
    let kind = args.choice("type")?;
    let object = args.value("object")?;
    if object.has_class("mlm") {
        return row_part(args, &["residuals"]);
    }
    let fit = Fit::of(&object)?;
    let values = match (kind.as_str(), &fit.weights) {
        ("partial", _) => return partial_residuals(args, &object, &fit.residuals),
        ("deviance" | "pearson", Some(w)) => fit.residuals.iter().zip(w).map(|(r, w)| r * w.sqrt()).collect(),
        _ => fit.residuals.clone(),
    };
    fit.by_row(values, &fit.rows)
}

fn residuals_generalized(args: &mut Args) -> Eval {
    let kind = args.choice("type")?;
    let object = args.value("object")?;
    let fit = Fit::of(&object)?;
    let Some(g) = &fit.generalized else { return fail("the fit has no family") };
    let values = match kind.as_str() {
        "partial" => return partial_residuals(args, &object, &fit.residuals),
        "deviance" => deviance_residuals(g, &fit.fitted, fit.df_residual),
        "pearson" => pearson_residuals(g, &fit.fitted),
        "response" => g.y.iter().zip(&fit.fitted).map(|(y, m)| y - m).collect(),
        _ => fit.residuals.clone(),
    };
    fit.by_row(values, &fit.rows)
}

/// Working residuals with the contribution of each term put back.
fn partial_residuals(args: &mut Args, object: &Value, working: &[f64]) -> Eval {
    let (terms, rows, labels, constant) = term_contributions_of_fit(args, object)?;
    let sums = Matrix::from_fn(terms.rows(), terms.cols(), |i, j| terms[(i, j)] + working[i]);
    Ok(matrix_value(&sums, &rows, &labels).with_attribute(Symbol::new("constant"), Value::double(constant)))
}

fn weighted_residuals(args: &mut Args) -> Eval {
    let object = args.value("obj")?;
    let residuals = args.apply_named(
        "residuals",
        vec![Argument::new(object.clone()), Argument::named("type", Value::string("deviance"))],
    )?;
    let weights = ask(args, "weights", &object)?;
    if matches!(weights, Value::Null) || !args.flag("drop0")? {
        return Ok(residuals);
    }
    let w = as_double(&weights, &mut Vec::new())?;
    let kept: Vec<usize> = (0..w.len()).filter(|&i| w[i] != 0.0).collect();
    let names = names_or_empty(&residuals);
    let values = as_double(&residuals, &mut Vec::new())?;
    let names: Vec<String> = kept.iter().map(|&i| names[i].clone()).collect();
    Ok(named(kept.iter().map(|&i| values[i]).collect(), &names))
}

fn observations(args: &mut Args) -> Eval {
    let object = args.value("object")?;
    let rows = match object.part("residuals").and_then(|r| r.dim()) {
        Some(dim) => dim[0],
        None => numbers(&object, "residuals")?.len(),
    };
    let weights = if object.has_class("glm") { "prior.weights" } else { "weights" };
    let weights = numbers(&object, weights)?;
    let count = if weights.is_empty() { rows } else { weights.iter().filter(|w| **w != 0.0).count() };
    Ok(Value::integer(count as i32))
}

fn sigma(args: &mut Args) -> Eval {
    let object = args.value("object")?;
    let estimates = ask(args, "coef", &object)?;
    let estimated = as_double(&estimates, &mut Vec::new())?.iter().filter(|b| !b.is_nan()).count();
    let deviance = ask_number(args, "deviance", &object)?;
    let fallback = Argument::named("use.fallback", Value::logical(args.flag("use.fallback")?));
    let n = args.apply_named("nobs", vec![Argument::new(object), fallback])?;
    let n = as_double(&n, &mut Vec::new())?.first().copied().unwrap_or(f64::NAN);
    Ok(Value::double((deviance / (n - estimated as f64)).sqrt()))
}

fn effects(args: &mut Args) -> Eval {
    args.refuse_unless_default(&["set.sign"])?;
    let effects = part(args, "effects")?;
    match effects {
        Value::Null => fail("invalid 'object', no 'effects' component"),
        effects => {
            let attributes = effects.attributes().clone();
            Ok(effects.with_attributes(attributes).with_class(&["coef"]))
        }
    }
}

fn labels(args: &mut Args) -> Eval {
    let fit = Fit::of(&args.value("object")?)?;
    let labels = fit.terms()?.labels;
    let assign = numbers(&fit.value, "assign")?;
    let mut seen: Vec<usize> = Vec::new();
    for &j in fit.qr()?.pivot.iter().take(fit.rank) {
        let term = assign.get(j).copied().unwrap_or(0.0) as usize;
        if term > 0 && !seen.contains(&term) {
            seen.push(term);
        }
    }
    Ok(Value::strings(seen.into_iter().map(|t| labels[t - 1].clone()).collect::<Vec<_>>()))
}

fn frame(args: &mut Args) -> Eval {
    let fit = args.value("formula")?;
    let changes: Vec<Argument> = args.raw_dots().to_vec();
    if changes.is_empty()
        && let Some(frame) = fit.part("model")
    {
        return Ok(frame);
    }
    let Some(Value::Language(call)) = fit.part("call") else {
        return fail("need an object with call component");
    };
    let wanted = ["data", "subset", "weights", "na.action", "offset"];
    let mut arguments = vec![Argument::named("formula", fit.part("terms").unwrap_or(Value::Null))];
    let kept = call.arguments.iter().filter(|a| a.name.is_some_and(|n| wanted.contains(&n.as_str())));
    arguments.extend(kept.cloned());
    arguments.push(Argument::named("drop.unused.levels", Value::logical(true)));
    for change in changes {
        let Some(name) = change.name else { return fail("arguments in '...' of model.frame need names") };
        arguments.retain(|a| a.name != Some(name));
        arguments.push(Argument::named(name.as_str(), code_of(&change.value)));
    }
    let call = Value::Language(Call::of(Value::symbol("model.frame"), arguments).into());
    let env = match fit.part("terms").and_then(|t| t.attribute(Symbol::new(".Environment"))) {
        Some(Value::Environment(env)) => env,
        _ => args.env.clone(),
    };
    args.session.eval(&call, &env)
}

fn code_of(value: &Value) -> Value {
    match value {
        Value::Promise(p) => p.expression(),
        other => other.clone(),
    }
}

/// The call of a fit with arguments changed; unnamed changes are refused.
pub(super) fn changed_call(call: &Rc<Call>, formula: Option<Value>, changes: Vec<(Symbol, Value)>) -> Value {
    let mut arguments = call.arguments.clone();
    let mut set = |name: &str, value: Value| {
        let place = arguments.iter().position(|a| a.name.is_some_and(|n| n.as_str() == name));
        match (place, value) {
            (Some(k), Value::Null) => drop(arguments.remove(k)),
            (Some(k), value) => arguments[k].value = value,
            (None, Value::Null) => {}
            (None, value) => arguments.push(Argument::named(name, value)),
        }
    };
    if let Some(formula) = formula {
        set("formula", formula);
    }
    for (name, value) in changes {
        set(name.as_str(), value);
    }
    Value::Language(Call::of(call.function.clone(), arguments).into())
}

fn update(args: &mut Args) -> Eval {
    let object = args.value("object")?;
    let Some(Value::Language(call)) = object.part("call") else {
        return fail("need an object with call component");
    };
    let formula = if args.is_missing("formula.") {
        None
    } else {
        let old = ask(args, "formula", &object)?;
        let new = args.value("formula.")?;
        Some(args.apply_named("update.formula", vec![Argument::new(old), Argument::new(new)])?)
    };
    let mut changes = Vec::new();
    for change in args.raw_dots().to_vec() {
        match change.name {
            Some(name) => changes.push((name, code_of(&change.value))),
            None => return fail("arguments of `update` need names"),
        }
    }
    let call = changed_call(&call, formula, changes);
    if !args.flag("evaluate")? {
        return Ok(call);
    }
    let env = args.env.clone();
    args.session.eval(&call, &env)
}

/// The number of rows residuals have.
pub(super) fn residual_count(object: &Value) -> Eval<f64> {
    Ok(match object.part("residuals") {
        Some(r) => r.dim().map_or(r.len(), |d| d[0]) as f64,
        None => number(object, "nobs")?,
    })
}
