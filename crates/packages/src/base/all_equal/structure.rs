//! Lists, environments, functions and code.

use super::{attribute_findings, compare, mode, option, verdict};
use raglan_engine::eval::{Args, Eval};
use raglan_engine::value::{
    Argument, Call, Environment, Symbol, Value, as_list, deparse_line, identical, known,
};

/// Whether a value can be taken apart by position.
fn is_list_like(x: &Value) -> bool {
    x.is_vector() && (!x.is_object() || matches!(x, Value::List(_)))
}

pub(super) fn lists(args: &mut Args) -> Eval {
    let (target, current) = (args.value("target")?, args.value("current")?);
    let check = option(args, "check.attributes", true)?;
    let found = if check { attribute_findings(args, &target, &current)? } else { Vec::new() };
    for (x, name) in [(&target, "target"), (&current, "current")] {
        if !is_list_like(x) {
            return Ok(verdict([found, vec![format!("{name} is not list-like")]].concat()));
        }
    }
    let use_names = option(args, "use.names", true)?;
    let options = args.dots()?;
    parts(args, found, &target, &current, check, use_names, options)
}

/// Compares component by component, naming those whose names agree.
fn parts(
    args: &mut Args,
    mut found: Vec<String>,
    target: &Value,
    current: &Value,
    check: bool,
    use_names: bool,
    options: Vec<Argument>,
) -> Eval {
    let (a, b) = (as_list(target), as_list(current));
    let both = a.len().min(b.len());
    if a.len() != b.len() {
        found.retain(|m| !m.starts_with("Lengths: "));
        found.push(format!("Length mismatch: comparison on first {both} components"));
    }
    let names = (target.names(), current.names());
    for i in 0..both {
        let mut options: Vec<Argument> = options
            .iter()
            .filter(|o| !o.name.is_some_and(|n| matches!(n.as_str(), "check.attributes" | "use.names")))
            .cloned()
            .collect();
        if !check {
            options.push(Argument::named("check.attributes", Value::logical(false)));
        }
        if !use_names {
            options.push(Argument::named("use.names", Value::logical(false)));
        }
        let label = match &names {
            (Some(p), Some(q)) if use_names && p.get(i) == q.get(i) => {
                format!("“{}”", p.get(i).unwrap_or("NA"))
            }
            _ => (i + 1).to_string(),
        };
        let differences = compare(args, a[i].clone(), b[i].clone(), options)?;
        found.extend(differences.into_iter().map(|m| format!("Component {label}: {m}")));
    }
    Ok(verdict(found))
}

/// The variables of an environment by name.
fn variables(args: &mut Args, env: &Environment, all: bool) -> Eval {
    let mut names: Vec<&str> = env.names().iter().map(|s| s.as_str()).collect();
    names.retain(|n| all || !n.starts_with('.'));
    names.sort_unstable();
    let mut values = Vec::new();
    for name in names {
        let value = env.get(Symbol::new(name)).unwrap_or_default();
        values.push((name, args.session.force(value)?));
    }
    let empty = values.is_empty();
    Ok(if empty { Value::list(Vec::new()) } else { Value::named_list(values) })
}

pub(super) fn environments(args: &mut Args) -> Eval {
    let (target, current) = (args.value("target")?, args.value("current")?);
    let all = option(args, "all.names", true)?;
    let options = args.dots()?;
    Ok(verdict(environment_findings(args, &target, &current, all, options)?))
}

fn environment_findings(
    args: &mut Args,
    target: &Value,
    current: &Value,
    all: bool,
    options: Vec<Argument>,
) -> Eval<Vec<String>> {
    let Value::Environment(a) = target else { return Ok(vec!["'target' is not an environment".into()]) };
    let Value::Environment(b) = current else { return Ok(vec!["'current' is not an environment".into()]) };
    if identical(target, current) {
        return Ok(Vec::new());
    }
    // Environments may hold each other: those being compared already count as equal.
    let pair = (a.clone(), b.clone());
    let open = &mut args.session.state::<Comparing>().0;
    if open.iter().any(|(p, q)| p.same(&pair.0) && q.same(&pair.1)) {
        return Ok(Vec::new());
    }
    open.push(pair);
    let found = variables_findings(args, a, b, all, options);
    args.session.state::<Comparing>().0.pop();
    Ok(found?.into_iter().filter(|m| !m.starts_with("Lengths: ")).collect())
}

/// The pairs of environments that are being compared.
#[derive(Default)]
struct Comparing(Vec<(Environment, Environment)>);

fn variables_findings(
    args: &mut Args,
    a: &Environment,
    b: &Environment,
    all: bool,
    options: Vec<Argument>,
) -> Eval<Vec<String>> {
    let (a, b) = (variables(args, a, all)?, variables(args, b, all)?);
    compare(args, a, b, options)
}

/// What differs between two pieces of code, as written.
fn code_findings(target: &Value, current: &Value) -> Vec<String> {
    let mut found = Vec::new();
    if mode(target) != mode(current) {
        found.push(format!("Modes of target, current: {}, {}", mode(target), mode(current)));
    }
    let (a, b) = (deparse_line(target), deparse_line(current));
    if a != b {
        found.push(
            if b.starts_with(&a) {
                "target is a subset of current"
            } else if a.starts_with(&b) {
                "current is a subset of target"
            } else {
                "target, current do not match when deparsed"
            }
            .into(),
        );
    }
    found
}

pub(super) fn code(args: &mut Args) -> Eval {
    let (target, current) = (args.value("target")?, args.value("current")?);
    if let (Value::Expression(_), Value::Expression(_)) = (&target, &current) {
        let options = args.dots()?;
        return parts(args, Vec::new(), &target, &current, true, true, options);
    }
    Ok(verdict(code_findings(&target, &current)))
}

/// A function's code without where it came from.
fn bare(function: &Value) -> Value {
    match function {
        Value::Closure(f) => {
            let formal = |p: &raglan_engine::value::Formal| (p.name.as_str(), p.default.clone());
            let formals = Value::named_list(f.formals.iter().map(formal));
            Value::Language(
                Call::new(known::FUNCTION, vec![Argument::new(formals), Argument::new(f.body.clone())])
                    .into(),
            )
        }
        other => other.clone(),
    }
}

/// Functions by their code, then by the variables of their environments.
pub(super) fn functions(args: &mut Args) -> Eval {
    let (target, current) = (args.value("target")?, args.value("current")?);
    let mut found = if mode(&target) == "function" && mode(&current) == "function" {
        code_findings(&bare(&target), &bare(&current))
    } else {
        code_findings(&target, &current)
    };
    if option(args, "check.environment", true)?
        && let (Value::Closure(f), Value::Closure(g)) = (&target, &current)
        && !f.environment.same(&g.environment)
    {
        let options = args.dots()?;
        let (a, b) = (Value::Environment(f.environment.clone()), Value::Environment(g.environment.clone()));
        found.extend(environment_findings(args, &a, &b, true, options)?);
    }
    Ok(verdict(found))
}

pub(super) fn formulas(args: &mut Args) -> Eval {
    let (target, current) = (args.value("target")?, args.value("current")?);
    let response = |x: &Value| x.len() == 3;
    if response(&target) != response(&current) || target.len() != current.len() {
        let flag = |x: &Value| if response(x) { "TRUE" } else { "FALSE" };
        return Ok(verdict(vec![format!(
            "target, current differ in having response: {}, {}",
            flag(&target),
            flag(&current)
        )]));
    }
    let same = deparse_line(&target) == deparse_line(&current);
    Ok(verdict(if same { Vec::new() } else { vec!["formulas differ in contents".into()] }))
}
