//! `lhs |> rhs`, which is rewritten to a call while parsing.

use super::lexer::Failure;
use super::{Argument, Kind, Node};

/// The symbol that stands for `_` until a pipe fills it; no name in a text can hold its first character.
pub(super) const PLACEHOLDER: &str = "\0_";

/// Functions with a syntax of their own, which a pipe cannot call.
const REFUSED: &[&str] = &[
    "if", "while", "repeat", "for", "break", "next", "return", "function", "(", "{", "+", "-", "*", "/", "^",
    "%%", "%/%", "%*%", ":", "::", ":::", "?", "~", "@", "$", "[", "[[", "==", "!=", "<", "<=", ">", ">=",
    "&", "&&", "|", "||", "!", "<-", "<<-", "=", "|>", "=>", "$<-", "[<-", "[[<-",
];

/// The call that `left |> right` stands for.
pub(super) fn pipe(left: Node, mut right: Node) -> Result<Node, Failure> {
    let span = left.span.to(right.span);
    let fail = |node: &Node, message: &str| Err(Failure::new(node.span, message));
    if matches!(right.kind, Kind::Function { .. }) {
        return fail(&right, "function 'function' not supported in RHS call of a pipe");
    }
    if has_head_placeholder(&right) {
        if placeholders(&right) > 1 {
            return fail(&right, "pipe placeholder may only appear once");
        }
        fill_head(&mut right, left);
        right.span = span;
        return Ok(right);
    }
    let whole = right.span;
    let Kind::Call { function, arguments } = &mut right.kind else {
        return fail(&right, "The pipe operator requires a function call as RHS");
    };
    if placeholders(function) > 0 {
        return Err(Failure::new(whole, "pipe placeholder cannot be used in the RHS function"));
    }
    if let Some(first) = arguments.iter().position(|a| a.value.as_ref().is_some_and(is_placeholder)) {
        if arguments[first].name.is_none() {
            let message = "pipe placeholder can only be used as a named argument";
            return Err(Failure::new(whole, message));
        }
        if arguments[first + 1..].iter().filter_map(|a| a.value.as_ref()).any(|v| placeholders(v) > 0) {
            return Err(Failure::new(whole, "pipe placeholder may only appear once"));
        }
        arguments[first].value = Some(left);
        right.span = span;
        return Ok(right);
    }
    if arguments.iter().filter_map(|a| a.value.as_ref()).any(|v| placeholders(v) > 0) {
        return Err(Failure::new(whole, "invalid use of pipe placeholder"));
    }
    if let Kind::Symbol(name) = &function.kind
        && REFUSED.contains(&name.as_str())
    {
        let message = format!("function '{name}' not supported in RHS call of a pipe");
        return Err(Failure::new(whole, message));
    }
    arguments.insert(0, Argument { name: None, value: Some(left) });
    right.span = span;
    Ok(right)
}

fn is_placeholder(node: &Node) -> bool {
    matches!(&node.kind, Kind::Symbol(name) if name == PLACEHOLDER)
}

/// What an extraction (`$`, `[[`, `[`, `@`) extracts from.
fn extracted(node: &Node) -> Option<&Node> {
    let Kind::Call { function, arguments } = &node.kind else { return None };
    match &function.kind {
        Kind::Symbol(name) if matches!(name.as_str(), "$" | "[[" | "[" | "@") => {
            arguments.first()?.value.as_ref()
        }
        _ => None,
    }
}

/// Whether the node is a chain of extractions that starts at the placeholder, as in `_$coef[[2]]`.
fn has_head_placeholder(node: &Node) -> bool {
    let mut inner = extracted(node);
    while let Some(node) = inner {
        if is_placeholder(node) {
            return true;
        }
        inner = extracted(node);
    }
    false
}

/// Puts `value` at the head of a chain of extractions.
fn fill_head(node: &mut Node, value: Node) {
    let mut head = node;
    while !is_placeholder(head) {
        let Kind::Call { arguments, .. } = &mut head.kind else { return };
        let Some(inner) = arguments.first_mut().and_then(|a| a.value.as_mut()) else { return };
        head = inner;
    }
    *head = value;
}

/// How many placeholders a tree holds.
fn placeholders(node: &Node) -> usize {
    let mut count = 0;
    let mut open = vec![node];
    while let Some(node) = open.pop() {
        match &node.kind {
            Kind::Symbol(name) => count += usize::from(name == PLACEHOLDER),
            Kind::Call { function, arguments } => {
                open.push(function);
                open.extend(arguments.iter().filter_map(|a| a.value.as_ref()));
            }
            Kind::Function { parameters, body } => {
                open.push(body);
                open.extend(parameters.iter().filter_map(|p| p.default.as_ref()));
            }
            _ => {}
        }
    }
    count
}
