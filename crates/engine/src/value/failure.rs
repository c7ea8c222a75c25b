//! Errors as values, without a place.

use std::fmt;

/// What went wrong, in R's words; whoever calls adds the call and the place.
#[derive(Clone, Debug, Default)]
pub struct Failure {
    /// The message.
    pub message: String,
    /// Condition classes before `error` and `condition`.
    pub class: Vec<String>,
    /// Whether the message is shown without the call it came from.
    pub bare: bool,
}

/// The result of an operation on values.
pub type Result<T> = std::result::Result<T, Failure>;

impl Failure {
    /// A plain error.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), class: Vec::new(), bare: false }
    }

    /// The same with a condition class.
    pub fn class(mut self, class: &str) -> Self {
        self.class.push(class.into());
        self
    }

    /// The same, shown without the call (`stop(call. = FALSE)`).
    pub fn bare(mut self) -> Self {
        self.bare = true;
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl From<String> for Failure {
    fn from(message: String) -> Self {
        Self::new(message)
    }
}

impl From<&str> for Failure {
    fn from(message: &str) -> Self {
        Self::new(message)
    }
}
