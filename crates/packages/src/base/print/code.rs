//! Functions, environments and code as text.

use raglan_engine::eval::Session;
use raglan_engine::value::{Closure, Environment, Symbol, Value, deparse_line, known};

/// Environments that were printed, in order; the position stands for the address.
#[derive(Default)]
struct Addresses(Vec<Environment>);

/// The first address given out, and the distance between two.
const FIRST: usize = 0x5581_c0de_1000;
const STEP: usize = 0x38;

/// What stands for an environment: `<environment>` with its name, or an address that depends only on the
/// order in which environments are shown.
pub fn environment_text(session: &mut Session, environment: &Environment) -> String {
    if environment.same(&session.global) {
        return "<environment: R_GlobalEnv>".into();
    }
    if environment.same(&session.base) {
        return "<environment: base>".into();
    }
    let name = match environment.attributes().get(Symbol::new("name")) {
        Some(Value::Character(v)) => v.data.get(0).map(str::to_string),
        _ => None,
    };
    if let Some(name) = name.filter(|n| n.starts_with("namespace:") || n.starts_with("package:")) {
        return format!("<environment: {name}>");
    }
    if environment.parent().is_none() {
        return "<environment: R_EmptyEnv>".into();
    }
    let known = &mut session.state::<Addresses>().0;
    let place = known.iter().position(|e| e.same(environment)).unwrap_or_else(|| {
        known.push(environment.clone());
        known.len() - 1
    });
    format!("<environment: {:#x}>", FIRST + place * STEP)
}

/// What a function prints as, with a last newline; as it was written when `source` is wanted and known.
pub fn function_text(session: &mut Session, function: &Value, source: bool) -> String {
    match function {
        Value::Closure(closure) => closure_text(session, closure, source),
        Value::Primitive(primitive) => {
            let usage = session.row(*primitive).usage;
            let name = primitive.name.as_str();
            let formals = usage.find('(').map_or("()", |at| &usage[at..]);
            let formals = if usage.starts_with('`') {
                usage.rfind('`').map_or(formals, |at| &usage[at + 1..])
            } else {
                formals
            };
            format!("function {formals}  .Primitive(\"{name}\")\n")
        }
        other => format!("{}\n", deparse_line(other)),
    }
}

fn closure_text(session: &mut Session, closure: &Closure, source: bool) -> String {
    let mut out = match &closure.source {
        Some(text) if source => text.to_string(),
        _ => {
            let mut bare = closure.clone();
            bare.source = None;
            bare.attributes = Default::default();
            deparse_line(&Value::Closure(bare.into()))
        }
    };
    out.push('\n');
    if !closure.environment.same(&session.global) {
        out.push_str(&environment_text(session, &closure.environment));
        out.push('\n');
    }
    out
}

/// A call, symbol or expression as the lines it prints as.
pub fn code_text(value: &Value) -> String {
    let mut bare = value.clone();
    if let Value::Language(_) = bare {
        bare = bare.with_attributes(Default::default());
    }
    format!("{}\n", deparse_line(&bare))
}

/// Whether an attribute of code is not shown behind it.
pub fn is_hidden_attribute(name: Symbol) -> bool {
    name == known::SRCREF || name.as_str() == "srcfile" || name.as_str() == "wholeSrcref"
}
