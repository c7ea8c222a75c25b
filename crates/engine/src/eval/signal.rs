//! How evaluation ends before its time.

use crate::value::{Environment, Failure, Value};

/// Why evaluation did not give a value.
pub enum Signal {
    /// An error that no handler has seen yet and that has no call.
    Failure(Failure),
    /// An error condition that no exiting handler took; it unwinds to the top.
    Error(Value),
    /// Unwinding to a `tryCatch`, `withRestarts` or the like that has this number, with what it gets.
    Unwind(u64, Vec<Value>),
    /// `return`, to the function whose frame this is.
    Return(Environment, Value),
    /// `break`
    Break,
    /// `next`
    Next,
}

/// The result of evaluating something.
pub type Eval<T = Value> = Result<T, Box<Signal>>;

impl From<Failure> for Box<Signal> {
    fn from(failure: Failure) -> Self {
        Self::new(Signal::Failure(failure))
    }
}

/// An error with a message, to be returned.
pub fn fail<T>(message: impl Into<String>) -> Eval<T> {
    Err(Failure::new(message).into())
}
