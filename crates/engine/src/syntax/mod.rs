//! R source to a syntax tree: [`parse`] and [`Node`].
//!
//! As in R, everything that is not a constant or a name is a call: `a + b` calls `` `+` ``, `if` calls
//! `` `if` ``, `{` and `(` are calls too, and only `function` has a node of its own. As R's parser does,
//! `a -> b` becomes `b <- a`, `**` becomes `^`, and `x |> f(y)` becomes `f(x, y)`.
//!
//! The program refuses what R refuses, with R's words: [`parse`] reports the message and its place,
//! [`parse_message`] writes it as `parse(text = )` does, [`completeness`] tells a text that could go on from
//! one that is wrong.

mod extended;
mod lexer;
mod message;
mod node;
mod number;
mod parser;
mod pipe;
mod quoted;
mod token;

#[cfg(test)]
mod tests;

pub use extended::Extended;
pub use lexer::is_syntactic_name;
pub use message::parse_message;
pub use node::{Argument, Kind, Missing, Node, Parameter};
pub use number::read_number;

use crate::text::Diagnostic;
use parser::Parser;
use token::TokenKind;

/// The top-level expressions of `text`, with byte spans.
///
/// After an error there is nothing but the expressions before it. The diagnostics are that error, if any,
/// and warnings about numbers such as `1.5L`.
pub fn parse(text: &str) -> (Vec<Node>, Vec<Diagnostic>) {
    let (nodes, diagnostics, _) = run(text);
    (nodes, diagnostics)
}

/// Whether a text is a whole program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Completeness {
    /// It parses.
    Complete,
    /// It would parse if more followed: a bracket, a string or an operation is open at its end.
    Incomplete,
    /// No continuation makes it parse.
    Invalid,
}

/// Whether `text` parses, or would parse if it went on.
pub fn completeness(text: &str) -> Completeness {
    run(text).2
}

fn run(text: &str) -> (Vec<Node>, Vec<Diagnostic>, Completeness) {
    let mut parser = Parser::new(text);
    let mut nodes = Vec::new();
    loop {
        match parser.next_expression() {
            Ok(Some(node)) => nodes.push(node),
            Ok(None) => return (nodes, parser.take_warnings(), Completeness::Complete),
            Err(failure) => {
                let mut diagnostics = parser.take_warnings();
                diagnostics.push(Diagnostic::error(failure.span, failure.message));
                let completeness = match parser.unexpected {
                    Some(TokenKind::End | TokenKind::OpenString) => Completeness::Incomplete,
                    _ => Completeness::Invalid,
                };
                return (nodes, diagnostics, completeness);
            }
        }
    }
}
