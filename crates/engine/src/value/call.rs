//! Calls: R code as data.

use super::{Attributes, Symbol, Value};
use crate::text::Span;

/// A call of a function with arguments, not yet evaluated.
#[derive(Clone)]
pub struct Call {
    /// What is called, usually a symbol.
    pub function: Value,
    /// The arguments in order.
    pub arguments: Vec<Argument>,
    /// Attributes, as a formula has.
    pub attributes: Attributes,
    /// Where the call stands in the text it was parsed from.
    pub span: Option<Span>,
}

/// An argument; its value is [`Value::Missing`] when it is empty, as in `x[1, ]`.
#[derive(Clone)]
pub struct Argument {
    /// The name, if any.
    pub name: Option<Symbol>,
    /// The value or the code for it.
    pub value: Value,
}

impl Argument {
    /// An argument without a name.
    pub fn new(value: Value) -> Self {
        Self { name: None, value }
    }

    /// An argument with a name.
    pub fn named(name: impl Into<Symbol>, value: Value) -> Self {
        Self { name: Some(name.into()), value }
    }
}

impl Call {
    /// A call of the function called `name`.
    pub fn new(name: impl Into<Symbol>, arguments: Vec<Argument>) -> Self {
        Self::of(Value::Symbol(name.into()), arguments)
    }

    /// A call of any function.
    pub fn of(function: Value, arguments: Vec<Argument>) -> Self {
        Self { function, arguments, attributes: Attributes::default(), span: None }
    }

    /// The name of the called function, when it is called by name.
    pub fn name(&self) -> Option<Symbol> {
        match self.function {
            Value::Symbol(s) => Some(s),
            _ => None,
        }
    }

    /// Whether it calls the function called `name`.
    pub fn calls(&self, name: Symbol) -> bool {
        self.name() == Some(name)
    }

    /// The values of the arguments.
    pub fn values(&self) -> impl Iterator<Item = &Value> {
        self.arguments.iter().map(|a| &a.value)
    }
}

impl Value {
    /// A call of the function called `name` with unnamed arguments.
    pub fn call(name: impl Into<Symbol>, arguments: impl IntoIterator<Item = Self>) -> Self {
        Self::Language(Call::new(name, arguments.into_iter().map(Argument::new).collect()).into())
    }

    /// The call, if it is one.
    pub fn as_call(&self) -> Option<&Call> {
        match self {
            Self::Language(call) => Some(call),
            _ => None,
        }
    }
}
