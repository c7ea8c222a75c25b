//! The formula of an additive model: its parametric part, its smooths, and the variables of both.

use super::specification::{SMOOTHS, Specification};
use crate::stats::model::{Terms, TermsOptions, as_formula, columns_of, formula_of, sides, sum_of};
use raglan_engine::eval::{Args, Builtin, Eval, Session, builtin, fail};
use raglan_engine::syntax;
use raglan_engine::value::{Argument, Call, Environment, Value, deparse_line, known, lower};

pub(super) const FUNCTIONS: &[Builtin] = &[builtin("interpret.gam(gf, extra.special = NULL)", interpret_gam)];

/// A formula taken apart.
pub(super) struct Interpretation {
    /// The formula of the parametric part.
    pub(super) parametric: Value,
    /// The smooths in the order of the formula.
    pub(super) smooths: Vec<Specification>,
    /// A formula of all variables, smooths' ones added to the parametric part.
    pub(super) all: Value,
    /// The response as text.
    pub(super) response: Option<String>,
}

/// Code of a text that R itself wrote.
pub(super) fn code_of_text(text: &str) -> Eval<Value> {
    let (nodes, diagnostics) = syntax::parse(text);
    match nodes.as_slice() {
        [node] if diagnostics.is_empty() => Ok(lower(node, text)),
        _ => fail(format!("invalid variable \"{text}\" in a smooth")),
    }
}

/// The name of the smooth function a term calls, with or without `mgcv::`.
fn smooth_call(code: &Value) -> Option<(String, &Call)> {
    let call = code.as_call()?;
    if let Some(name) = call.name() {
        return SMOOTHS.contains(&name.as_str()).then(|| (name.as_str().to_string(), call));
    }
    let function = call.function.as_call()?;
    let parts: Vec<String> = function.values().map(deparse_line).collect();
    let ours = function.name().is_some_and(|n| n.as_str() == "::") && parts.first()? == "mgcv";
    let name = parts.get(1)?;
    (ours && SMOOTHS.contains(&name.as_str())).then(|| (name.clone(), call))
}

/// Whether code calls a smooth function anywhere.
fn mentions_smooth(code: &Value) -> bool {
    match code {
        Value::Language(call) => smooth_call(code).is_some() || call.values().any(mentions_smooth),
        _ => false,
    }
}

/// Takes a formula apart; smooths are evaluated where the formula was written.
pub(super) fn interpret(session: &mut Session, formula: &Value, data: &Value) -> Eval<Interpretation> {
    let options = TermsOptions { columns: columns_of(data), ..TermsOptions::default() };
    let terms = Terms::new(formula, &options)?;
    let scope = match &terms.environment {
        Value::Environment(e) => e.clone(),
        _ => session.global.clone(),
    };
    let is_smooth: Vec<bool> = terms.variables.iter().map(|v| smooth_call(v).is_some()).collect();
    let first = usize::from(terms.response);
    let mut parts: Vec<Value> = Vec::new();
    let mut smooths = Vec::new();
    for factor in &terms.factors {
        let inside: Vec<usize> = (0..factor.len()).filter(|&k| factor[k] > 0).collect();
        match inside.as_slice() {
            [k] if is_smooth[*k] && *k >= first => {
                smooths.push(specification(session, &terms.variables[*k], &scope)?);
            }
            several => {
                if several.iter().any(|&k| mentions_smooth(&terms.variables[k])) {
                    return fail("smooths in interactions or inside other calls are not implemented");
                }
                let product = several.iter().map(|&k| terms.variables[k].clone());
                parts.extend(product.reduce(|a, b| Value::call(known::COLON, [a, b])));
            }
        }
    }
    parts.extend(terms.offsets.iter().map(|&k| terms.variables[k].clone()));
    let left = sides(&terms.formula).and_then(|(left, _)| left);
    let one = || Value::double(1.0);
    let right = match (sum_of(&parts), terms.intercept) {
        (Some(sum), true) => sum,
        (Some(sum), false) => Value::call(known::MINUS, [sum, one()]),
        (None, true) => one(),
        (None, false) => Value::call(known::MINUS, [one()]),
    };
    let mut everything = vec![right.clone()];
    for smooth in &smooths {
        for text in smooth.terms.iter().chain(&smooth.by) {
            everything.push(code_of_text(text)?);
        }
    }
    let response = left.as_ref().map(deparse_line);
    let all = sum_of(&everything).unwrap_or(right.clone());
    Ok(Interpretation {
        parametric: as_formula(formula_of(left.clone(), right), terms.environment.clone()),
        smooths,
        all: as_formula(formula_of(left, all), terms.environment.clone()),
        response,
    })
}

/// Evaluates `s(…)` with mgcv's own `s`, whatever is attached.
fn specification(session: &mut Session, code: &Value, scope: &Environment) -> Eval<Specification> {
    let Some((name, call)) = smooth_call(code) else { return fail("a smooth was expected") };
    let own = session.from_namespace("mgcv", &name, true)?;
    let holder = Environment::new(scope);
    holder.set(name.as_str(), own);
    let call = Call::of(Value::symbol(&name), call.arguments.clone());
    let value = session.eval(&Value::Language(call.into()), &holder)?;
    Specification::from_value(&value)
}

fn interpret_gam(args: &mut Args) -> Eval {
    args.refuse_unless_default(&["extra.special"])?;
    let formula = args.value("gf")?;
    if sides(&formula).is_none() {
        return fail("lists of formulas are not implemented");
    }
    let found = interpret(args.session, &formula, &Value::Null)?;
    let smooths: Vec<Value> = found.smooths.iter().map(|s| s.value.clone()).collect();
    let mut parts =
        vec![("pf", found.parametric), ("smooth.spec", Value::list(smooths)), ("fake.formula", found.all)];
    if let Some(response) = found.response {
        parts.push(("response", Value::string(&response)));
    }
    Ok(Value::named_list(parts).with_class(&["split.gam.formula"]))
}

/// Arguments for a call of R.
pub(super) fn unnamed(values: Vec<Value>) -> Vec<Argument> {
    values.into_iter().map(Argument::new).collect()
}
