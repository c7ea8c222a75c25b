//! Evaluation of R code.
//!
//! A [`Session`] holds all state: environments, options, handlers, the call stack, what was shown. [`Builtin`]
//! rows bring functions written in Rust, which take their arguments from [`Args`]; what R code sees of the
//! outside world goes through the [`Host`].

mod args;
mod assign;
mod builtin;
mod call;
mod conditions;
mod control;
mod dispatch;
mod host;
mod matching;
mod output;
mod search;
mod session;
mod signal;

pub use args::{Args, Slot};
pub use assign::{assign, assign_dollar, assign_operator, dollar_name, super_assign};
pub use builtin::{
    Builtin, Dispatch, Kind, Signature, Visibility, builtin, extract, generic, internal, lazy, lazy_method,
    math, method, operator, private, special, summary,
};
pub use call::is_missing_argument;
pub use conditions::{Action, Handler, condition, condition_call, condition_message};
pub use control::{and, block, break_, for_, function, if_, next, or, parenthesis, repeat, return_, while_};
pub use dispatch::Method;
pub use host::{Entry, Host};
pub use matching::{Matched, match_arguments};
pub use output::{Event, Output};
pub use session::{Context, Limits, Package, Session};
pub use signal::{Eval, Signal, fail};

use crate::value::Value;

/// Code as text for a message about an argument.
pub(crate) fn deparse_argument(value: &Value) -> String {
    match value {
        Value::Promise(p) => deparse_argument(&p.expression()),
        Value::Missing => String::new(),
        other => crate::value::deparse_line(other),
    }
}
