//! Functions written in Rust: their rows in the tables of `packages`.
//!
//! A row is a usage as R's help prints it and a Rust function. Name, formals and defaults are read from the
//! usage; arguments are matched by them before the function runs.

use super::{Args, Eval, Session};
use crate::syntax;
use crate::value::{Argument, Call, Environment, Symbol, Value, known, lower};
use std::rc::Rc;

/// A row of a function table.
pub struct Builtin {
    /// Name, formals and defaults: `round(x, digits = 0)`.
    pub usage: &'static str,
    /// How its arguments are evaluated and what runs.
    pub kind: Kind,
    /// Whether and how methods are looked for before it runs.
    pub dispatch: Dispatch,
    /// Who sees it.
    pub visibility: Visibility,
}

/// How a function takes its arguments.
#[derive(Clone, Copy)]
pub enum Kind {
    /// Gets the call itself, nothing evaluated.
    Special(fn(&mut Session, &Rc<Call>, &Environment) -> Eval),
    /// Gets matched, evaluated arguments.
    Eager(fn(&mut Args) -> Eval),
    /// Gets matched arguments as promises.
    Lazy(fn(&mut Args) -> Eval),
    /// Gets one or two evaluated operands.
    Operator(fn(&mut Session, &Value, Option<&Value>) -> Eval),
    /// Gets an object and its subscripts, which may be empty; what stands behind `$` or `@` as a string.
    Extract(fn(&mut Session, &Value, &[Argument]) -> Eval),
    /// Calls the method for the class of its first argument.
    Generic,
}

/// How methods are found for a function that is not a plain generic.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Dispatch {
    /// They are not.
    None,
    /// By the class attribute of the first argument.
    First,
    /// As a member of the group `Math`.
    Math,
    /// As a member of the group `Summary`.
    Summary,
    /// As a member of the group `Ops`.
    Ops,
}

/// Who sees a function.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Visibility {
    /// Everybody who attaches the package.
    Exported,
    /// Method look-up, and `package:::name`.
    Method,
    /// Code of the package only.
    Internal,
}

/// A function with matched, evaluated arguments.
pub const fn builtin(usage: &'static str, run: fn(&mut Args) -> Eval) -> Builtin {
    Builtin { usage, kind: Kind::Eager(run), dispatch: Dispatch::None, visibility: Visibility::Exported }
}

/// A function with matched arguments that are evaluated when asked for.
pub const fn lazy(usage: &'static str, run: fn(&mut Args) -> Eval) -> Builtin {
    Builtin { usage, kind: Kind::Lazy(run), dispatch: Dispatch::None, visibility: Visibility::Exported }
}

/// A function of the call itself.
pub const fn special(usage: &'static str, run: fn(&mut Session, &Rc<Call>, &Environment) -> Eval) -> Builtin {
    Builtin { usage, kind: Kind::Special(run), dispatch: Dispatch::None, visibility: Visibility::Exported }
}

/// A generic function: `UseMethod` on its first argument.
pub const fn generic(usage: &'static str) -> Builtin {
    Builtin { usage, kind: Kind::Generic, dispatch: Dispatch::None, visibility: Visibility::Exported }
}

/// A function that looks for methods when its first argument has a class, and else runs.
pub const fn internal(usage: &'static str, run: fn(&mut Args) -> Eval) -> Builtin {
    Builtin { usage, kind: Kind::Eager(run), dispatch: Dispatch::First, visibility: Visibility::Exported }
}

/// Extraction of a part, which looks for methods when the object has a class, and else runs.
pub const fn extract(usage: &'static str, run: fn(&mut Session, &Value, &[Argument]) -> Eval) -> Builtin {
    Builtin { usage, kind: Kind::Extract(run), dispatch: Dispatch::First, visibility: Visibility::Exported }
}

/// A member of the group generic `Math`.
pub const fn math(usage: &'static str, run: fn(&mut Args) -> Eval) -> Builtin {
    Builtin { usage, kind: Kind::Eager(run), dispatch: Dispatch::Math, visibility: Visibility::Exported }
}

/// A member of the group generic `Summary`.
pub const fn summary(usage: &'static str, run: fn(&mut Args) -> Eval) -> Builtin {
    Builtin { usage, kind: Kind::Eager(run), dispatch: Dispatch::Summary, visibility: Visibility::Exported }
}

/// An operator, a member of the group generic `Ops`.
pub const fn operator(usage: &'static str, run: fn(&mut Session, &Value, Option<&Value>) -> Eval) -> Builtin {
    Builtin { usage, kind: Kind::Operator(run), dispatch: Dispatch::Ops, visibility: Visibility::Exported }
}

/// An S3 method, named `generic.class`.
pub const fn method(usage: &'static str, run: fn(&mut Args) -> Eval) -> Builtin {
    Builtin { usage, kind: Kind::Eager(run), dispatch: Dispatch::None, visibility: Visibility::Method }
}

/// An S3 method whose arguments are evaluated when asked for.
pub const fn lazy_method(usage: &'static str, run: fn(&mut Args) -> Eval) -> Builtin {
    Builtin { usage, kind: Kind::Lazy(run), dispatch: Dispatch::None, visibility: Visibility::Method }
}

/// A function only the package's own code calls.
pub const fn private(usage: &'static str, run: fn(&mut Args) -> Eval) -> Builtin {
    Builtin { usage, kind: Kind::Eager(run), dispatch: Dispatch::None, visibility: Visibility::Internal }
}

impl Builtin {
    /// The name, read from the usage.
    pub fn name(&self) -> &'static str {
        if let Some(rest) = self.usage.strip_prefix('`') {
            return rest.split('`').next().unwrap_or(rest);
        }
        self.usage.split('(').next().unwrap_or(self.usage)
    }

    /// The formals, read from the usage.
    pub fn signature(&self) -> Signature {
        let (nodes, _) = syntax::parse(self.usage);
        let formals = nodes.first().map(|n| lower(n, self.usage));
        let mut signature = Signature { formals: Vec::new(), dots: None };
        if let Some(Value::Language(call)) = formals {
            for argument in &call.arguments {
                let (name, default) = match (&argument.name, &argument.value) {
                    (Some(name), value) => (*name, value.clone()),
                    (None, Value::Symbol(name)) => (*name, Value::Missing),
                    _ => continue,
                };
                if name == known::DOTS {
                    signature.dots = Some(signature.formals.len());
                }
                signature.formals.push((name, default));
            }
        }
        signature
    }
}

/// The formals of a function.
pub struct Signature {
    /// Names and defaults; [`Value::Missing`] where there is none.
    pub formals: Vec<(Symbol, Value)>,
    /// Where `...` stands.
    pub dots: Option<usize>,
}
