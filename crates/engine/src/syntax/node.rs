//! The syntax tree.

use crate::text::Span;

/// An expression and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// What it is.
    pub kind: Kind,
    /// Bytes of the parsed text it covers.
    pub span: Span,
}

/// The kinds of expression.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// `NULL`
    Null,
    /// `TRUE`, `FALSE`
    Logical(bool),
    /// `1L`, `0xFFL`
    Integer(i32),
    /// `1`, `1e5`, `0x1p3`, `Inf`, `NaN`
    Double(f64),
    /// `2i`: the imaginary part.
    Complex(f64),
    /// A string literal, escapes resolved.
    String(String),
    /// `NA`, `NA_integer_`, `NA_real_`, `NA_character_`, `NA_complex_`
    Missing(Missing),
    /// A name, backticks removed; also `...` and `..1`.
    Symbol(String),
    /// Anything that is evaluated by calling: operators, control flow, blocks, parentheses, calls.
    Call {
        /// What is called; a [`Kind::Symbol`] for operators and keywords.
        function: Box<Node>,
        /// Its arguments in order.
        arguments: Vec<Argument>,
    },
    /// `function(x, y = 1) body` and `\(x) body`.
    Function {
        /// Formals in order.
        parameters: Vec<Parameter>,
        /// The body.
        body: Box<Node>,
    },
}

/// Types of NA.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// `NA`
    Logical,
    /// `NA_integer_`
    Integer,
    /// `NA_real_`
    Double,
    /// `NA_complex_`
    Complex,
    /// `NA_character_`
    Character,
}

/// An argument of a call; `value` is `None` for an empty one, as in `x[1, ]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Argument {
    /// The name before `=`, if any.
    pub name: Option<String>,
    /// The value, if any.
    pub value: Option<Node>,
}

/// A formal of a function.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Its default, if any.
    pub default: Option<Node>,
}
