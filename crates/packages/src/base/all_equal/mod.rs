//! `all.equal`: whether two objects are nearly the same, and if not, in how far.
//!
//! Every method collects its findings as lines of text; none is TRUE. Parts of objects are compared by the
//! generic again, so that they are compared by their own methods.

mod atomic;
mod structure;

use raglan_engine::eval::{Args, Builtin, Eval, builtin, generic, method};
use raglan_engine::value::{Argument, Strings, Value, class_vector, known, type_name};

pub(super) const FUNCTIONS: &[Builtin] = &[
    generic("all.equal(target, current, ...)"),
    method("all.equal.default(target, current, ..., check.class = TRUE)", default),
    method(
        "all.equal.numeric(target, current, tolerance = sqrt(.Machine$double.eps), scale = NULL, \
         countEQ = FALSE, formatFUN = function(err, what) format(err), ..., check.attributes = TRUE, \
         check.class = TRUE, giveErr = FALSE)",
        atomic::numbers,
    ),
    method("all.equal.character(target, current, ..., check.attributes = TRUE)", |a| {
        atomic::elements(a, "string")
    }),
    method("all.equal.raw(target, current, ..., check.attributes = TRUE)", |a| {
        atomic::elements(a, "element")
    }),
    method("all.equal.factor(target, current, ..., check.attributes = TRUE)", atomic::factors),
    method(
        "all.equal.POSIXt(target, current, ..., tolerance = 1e-3, scale, check.tzone = TRUE)",
        atomic::times,
    ),
    method(
        "all.equal.list(target, current, ..., check.attributes = TRUE, use.names = TRUE)",
        structure::lists,
    ),
    method("all.equal.environment(target, current, all.names = TRUE, ...)", structure::environments),
    method("all.equal.language(target, current, ...)", structure::code),
    method("all.equal.function(target, current, check.environment = TRUE, ...)", structure::functions),
    method("all.equal.formula(target, current, ...)", structure::formulas),
    builtin("attr.all.equal(target, current, ..., check.attributes = TRUE, check.names = TRUE)", attributes),
    builtin("data.class(x)", |a| Ok(Value::string(&data_class(&a.value("x")?)))),
];

/// TRUE, or the differences found.
fn verdict(findings: Vec<String>) -> Value {
    if findings.is_empty() { Value::logical(true) } else { Value::strings(findings) }
}

/// The first class, a matrix being one whatever it holds.
fn data_class(x: &Value) -> String {
    match (x.is_object(), x.dim().map(|d| d.len())) {
        (false, Some(2)) => "matrix".into(),
        (false, Some(_)) => "array".into(),
        (true, _) => class_vector(x).into_iter().next().unwrap_or_default(),
        _ => mode(x).into(),
    }
}

fn mode(x: &Value) -> &'static str {
    match type_name(x) {
        "integer" | "double" => "numeric",
        "closure" | "builtin" | "special" => "function",
        "symbol" => "name",
        "language" => "call",
        other => other,
    }
}

fn target_is(target: &Value, current: &Value) -> String {
    format!("target is {}, current is {}", data_class(target), data_class(current))
}

/// Compares parts by the generic; the findings.
fn compare(args: &mut Args, target: Value, current: Value, options: Vec<Argument>) -> Eval<Vec<String>> {
    let mut arguments = vec![Argument::new(target), Argument::new(current)];
    arguments.extend(options);
    match args.apply_named("all.equal", arguments)? {
        Value::Character(found) => Ok(found.data.iter().map(|s| s.unwrap_or("NA").to_string()).collect()),
        _ => Ok(Vec::new()),
    }
}

/// An argument of the method, if it has it, else one that stands in `...`.
fn option(args: &mut Args, name: &str, default: bool) -> Eval<bool> {
    if args.has(name) {
        return args.flag(name);
    }
    let given = args.dots()?.into_iter().find(|a| a.name.is_some_and(|n| n.as_str() == name));
    match given.map(|a| raglan_engine::value::as_logical(&a.value)) {
        Some(flag) => Ok(flag?.first().copied().flatten().unwrap_or(default)),
        None => Ok(default),
    }
}

/// What differs in mode, length, names and other attributes.
fn attribute_findings(args: &mut Args, target: &Value, current: &Value) -> Eval<Vec<String>> {
    let mut found = Vec::new();
    if mode(target) != mode(current) {
        found.push(format!("Modes: {}, {}", mode(target), mode(current)));
    }
    if target.len() != current.len() {
        found.push(format!("Lengths: {}, {}", target.len(), current.len()));
    }
    if option(args, "check.names", true)? {
        match (target.names(), current.names()) {
            (Some(a), Some(b)) => {
                let differ = a.iter().zip(b.iter()).filter(|(p, q)| p != q).count();
                if differ > 0 {
                    let noun = if differ == 1 { "mismatch" } else { "mismatches" };
                    found.push(format!("Names: {differ} string {noun}"));
                }
            }
            (Some(_), None) => found.push("names for target but not for current".into()),
            (None, Some(_)) => found.push("names for current but not for target".into()),
            (None, None) => {}
        }
    }
    if option(args, "check.attributes", true)? {
        let (a, b) = (sorted_attributes(args, target)?, sorted_attributes(args, current)?);
        if !matches!((&a, &b), (Value::Null, Value::Null)) {
            let dots = args.dots()?;
            let parts = compare(args, a, b, dots)?;
            found.extend(parts.into_iter().map(|m| format!("Attributes: < {m} >")));
        }
    }
    Ok(found)
}

/// All attributes but names, by name, as a list; NULL when there are none.
fn sorted_attributes(args: &mut Args, x: &Value) -> Eval {
    let all = args.apply_named("attributes", vec![Argument::new(x.clone())])?;
    let names: Strings = all.names().unwrap_or_else(|| Vec::new().into());
    let mut parts: Vec<(String, Value)> = names
        .iter()
        .zip(raglan_engine::value::as_list(&all).iter())
        .map(|(n, v)| (n.unwrap_or("").to_string(), v.clone()))
        .filter(|(n, _)| n != known::NAMES.as_str() && n != known::SRCREF.as_str())
        .collect();
    parts.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(if parts.is_empty() { Value::Null } else { Value::named_list(parts) })
}

fn attributes(args: &mut Args) -> Eval {
    let (target, current) = (args.value("target")?, args.value("current")?);
    let found = attribute_findings(args, &target, &current)?;
    Ok(if found.is_empty() { Value::Null } else { Value::strings(found) })
}

/// Objects without a method of their own, by what they are made of.
fn default(args: &mut Args) -> Eval {
    let target = args.value("target")?;
    match &target {
        Value::Language(_) | Value::Symbol(_) | Value::Expression(_) => structure::code(args),
        Value::Closure(_) | Value::Primitive(_) => structure::functions(args),
        Value::Environment(_) => structure::environments(args),
        Value::List(_) => structure::lists(args),
        Value::Character(_) => atomic::elements(args, "string"),
        Value::Logical(_) | Value::Raw(_) => atomic::elements(args, "element"),
        Value::Integer(_) | Value::Double(_) | Value::Complex(_) => {
            let mut arguments = vec![Argument::new(target), Argument::new(args.value("current")?)];
            arguments.extend(args.dots()?);
            arguments.push(Argument::named("check.class", args.value("check.class")?));
            args.apply_named("all.equal.numeric", arguments)
        }
        Value::Object(_) => {
            let current = args.value("current")?;
            Ok(verdict(attribute_findings(args, &target, &current)?))
        }
        _ => {
            let current = args.value("current")?;
            let differ = args.flag("check.class")? && data_class(&target) != data_class(&current);
            Ok(verdict(if differ { vec![target_is(&target, &current)] } else { Vec::new() }))
        }
    }
}
