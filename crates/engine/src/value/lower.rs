//! From syntax trees to calls.

use super::{Argument, Call, Complex, NA_INTEGER, NA_REAL, Store, Symbol, Value, Vector, known};
use crate::syntax::{Kind, Missing, Node};

/// The value that stands for a parsed expression; `text` is what it was parsed from, kept for functions.
pub fn lower(node: &Node, text: &str) -> Value {
    match &node.kind {
        Kind::Null => Value::Null,
        Kind::Logical(x) => Value::logical(*x),
        Kind::Integer(x) => Value::integer(*x),
        Kind::Double(x) => Value::double(*x),
        Kind::Complex(x) => Value::complex(Complex::new(0.0, *x)),
        Kind::String(s) => Value::string(s),
        Kind::Missing(of) => missing(*of),
        Kind::Symbol(name) => Value::symbol(name),
        Kind::Call { function, arguments } => {
            let arguments = arguments.iter().map(|a| Argument {
                name: a.name.as_deref().map(Symbol::new),
                value: a.value.as_ref().map_or(Value::Missing, |v| lower(v, text)),
            });
            let mut call = Call::of(lower(function, text), arguments.collect());
            call.span = Some(node.span);
            Value::Language(call.into())
        }
        Kind::Function { parameters, body } => {
            let default = |d: &Option<Node>| d.as_ref().map_or(Value::Missing, |v| lower(v, text));
            let formals = if parameters.is_empty() {
                Value::Null
            } else {
                Value::named_list(parameters.iter().map(|p| (p.name.as_str(), default(&p.default))))
            };
            let source = Value::string(text.get(node.span.start..node.span.end).unwrap_or_default());
            let mut call = Call::new(
                known::FUNCTION,
                vec![Argument::new(formals), Argument::new(lower(body, text)), Argument::new(source)],
            );
            call.span = Some(node.span);
            Value::Language(call.into())
        }
    }
}

fn missing(of: Missing) -> Value {
    match of {
        Missing::Logical => Value::Logical(Vector { data: Store::One(None), attributes: Default::default() }),
        Missing::Integer => Value::integer(NA_INTEGER),
        Missing::Double => Value::double(NA_REAL),
        Missing::Complex => Value::complex(Complex::new(NA_REAL, NA_REAL)),
        Missing::Character => Value::text(None),
    }
}
