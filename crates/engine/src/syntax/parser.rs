//! Tokens to expressions, by precedence climbing.
//!
//! R's grammar has three kinds of expression: with neither `=` nor `?` as an operator, with `?`, and with
//! both. Which one is allowed depends on the place: arguments and conditions take `?`, blocks, parentheses
//! and the bodies of `function`, `if` and the loops take both.

use super::lexer::{Failure, Lexer};
use super::pipe;
use super::token::{Token, TokenKind};
use super::{Argument, Kind, Node, Parameter};
use crate::text::{Diagnostic, Span};

/// Expressions nested deeper than this are refused, so that the stack never overflows.
const DEEPEST_NESTING: usize = 2000;

/// A left-associative chain longer than this is refused; it too is a deep tree.
const LONGEST_CHAIN: usize = 5000;

type Parsed<T> = Result<T, Failure>;

/// Which of `?` and `=` are operators in an expression.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Allowed {
    /// `?` but not `=`: arguments and conditions.
    Help,
    /// Both: blocks and parentheses.
    All,
    /// `=` but not `?`, which ends it: bodies.
    Body,
}

/// How a binary operator groups.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Grouping {
    Left,
    Right,
    /// `a == b == c` is an error.
    None,
}

/// Levels of precedence, loosest first.
mod level {
    pub const ASSIGN: u8 = 1;
    pub const RIGHT_ASSIGN: u8 = 2;
    pub const FORMULA: u8 = 3;
    pub const OR: u8 = 4;
    pub const AND: u8 = 5;
    pub const NOT: u8 = 6;
    pub const COMPARISON: u8 = 7;
    pub const SUM: u8 = 8;
    pub const PRODUCT: u8 = 9;
    pub const SPECIAL: u8 = 10;
    pub const PIPE: u8 = 10;
    pub const PIPE_BIND: u8 = 12;
    pub const RANGE: u8 = 13;
    pub const SIGN: u8 = 14;
    pub const POWER: u8 = 15;
}

/// The parser of one text.
pub(super) struct Parser<'a> {
    lexer: Lexer<'a>,
    token: Option<Token>,
    /// Tokens taken so far.
    taken: usize,
    /// End of the last token taken.
    end: usize,
    depth: usize,
    /// Pipe placeholders that no pipe has filled yet.
    placeholders: Vec<Span>,
    /// The kind of the token that was unexpected.
    pub unexpected: Option<TokenKind>,
}

impl<'a> Parser<'a> {
    /// A parser at the start of `text`.
    pub fn new(text: &'a str) -> Self {
        Self {
            lexer: Lexer::new(text),
            token: None,
            taken: 0,
            end: 0,
            depth: 0,
            placeholders: Vec::new(),
            unexpected: None,
        }
    }

    /// Warnings about the text so far.
    pub fn take_warnings(&mut self) -> Vec<Diagnostic> {
        std::mem::take(&mut self.lexer.warnings)
    }

    /// The next top-level expression, `None` at the end.
    pub fn next_expression(&mut self) -> Parsed<Option<Node>> {
        self.depth = 0;
        loop {
            self.lexer.start_expression();
            match self.peek()? {
                TokenKind::Newline => self.advance()?,
                TokenKind::End => return Ok(None),
                _ => break,
            };
        }
        let node = self.expression(Allowed::All)?;
        match self.peek()? {
            TokenKind::Newline | TokenKind::Char(';') => self.advance().map(|_| ())?,
            TokenKind::End => {}
            _ => return self.unexpected(),
        }
        match self.placeholders.first() {
            Some(&span) => Err(Failure::new(span, "invalid use of pipe placeholder")),
            None => Ok(Some(node)),
        }
    }

    fn peek(&mut self) -> Parsed<TokenKind> {
        match &self.token {
            Some(token) => Ok(token.kind),
            None => {
                let token = self.lexer.next_token()?;
                Ok(self.token.insert(token).kind)
            }
        }
    }

    fn advance(&mut self) -> Parsed<Token> {
        let token = match self.token.take() {
            Some(token) => token,
            None => self.lexer.next_token()?,
        };
        self.taken += 1;
        self.end = token.span.end;
        Ok(token)
    }

    fn expect(&mut self, kind: TokenKind) -> Parsed<Token> {
        if self.peek()? == kind { self.advance() } else { self.unexpected() }
    }

    /// The failure that R reports for the next token.
    fn unexpected<T>(&mut self) -> Parsed<T> {
        let kind = self.peek()?;
        let span = self.token.as_ref().map_or(Span::default(), |token| token.span);
        self.unexpected = Some(kind);
        Err(Failure::new(span, format!("unexpected {}", kind.name())))
    }

    fn descend(&mut self) -> Parsed<()> {
        self.depth += 1;
        if self.depth > DEEPEST_NESTING { self.too_deep() } else { Ok(()) }
    }

    fn too_deep<T>(&mut self) -> Parsed<T> {
        let message = format!("expressions nested too deeply (more than {DEEPEST_NESTING} levels)");
        Err(Failure::new(Span::new(self.end, self.end), message))
    }

    fn since(&self, start: usize) -> Span {
        Span::new(start, self.end)
    }

    /// An expression with the operators `=` and `?` where they are allowed.
    fn expression(&mut self, allowed: Allowed) -> Parsed<Node> {
        self.descend()?;
        let mut left = self.operation(level::ASSIGN)?;
        let mut chain = 0;
        loop {
            match self.peek()? {
                TokenKind::Equals if allowed != Allowed::Help => {
                    let operator = self.operator_token()?;
                    // Grouped to the right: everything up to a `?` is what is assigned.
                    let right = self.expression(Allowed::Body)?;
                    left = binary(operator, left, right);
                }
                TokenKind::Char('?') if allowed != Allowed::Body => {
                    let operator = self.operator_token()?;
                    let right =
                        if allowed == Allowed::All { self.expression(Allowed::Body)? } else { self.one()? };
                    left = binary(operator, left, right);
                }
                _ => break,
            }
            chain += 1;
            if chain > LONGEST_CHAIN {
                return self.too_deep();
            }
        }
        self.depth -= 1;
        Ok(left)
    }

    /// An expression without `=` and `?`.
    fn one(&mut self) -> Parsed<Node> {
        self.operation(level::ASSIGN)
    }

    /// An operation whose operators bind at least as tightly as `loosest`.
    fn operation(&mut self, loosest: u8) -> Parsed<Node> {
        self.descend()?;
        let mut left = self.prefix()?;
        let mut ungrouped = None;
        let mut chain = 0;
        loop {
            let kind = self.peek()?;
            let Some((level, grouping)) = binding(kind) else { break };
            if level < loosest {
                break;
            }
            if grouping == Grouping::None && ungrouped == Some(level) {
                return self.unexpected();
            }
            let operator = self.operator_token()?;
            let right = self.operation(if grouping == Grouping::Right { level } else { level + 1 })?;
            left = self.combine(kind, operator, left, right)?;
            ungrouped = (grouping == Grouping::None).then_some(level);
            chain += 1;
            if chain > LONGEST_CHAIN {
                return self.too_deep();
            }
        }
        self.depth -= 1;
        Ok(left)
    }

    /// A binary operation, rewritten as R's parser does.
    fn combine(&mut self, kind: TokenKind, operator: Node, left: Node, right: Node) -> Parsed<Node> {
        match kind {
            TokenKind::RightAssign => Ok(binary(operator, right, left)),
            TokenKind::Pipe => {
                let span = right.span;
                let node = pipe::pipe(left, right)?;
                self.placeholders.retain(|p| p.start < span.start || p.end > span.end);
                Ok(node)
            }
            TokenKind::PipeBind => {
                let message = "'=>' is disabled; set '_R_USE_PIPEBIND_' envvar to a true value to enable it";
                Err(Failure::new(operator.span, message))
            }
            _ => Ok(binary(operator, left, right)),
        }
    }

    /// Takes an operator as the symbol it calls.
    fn operator_token(&mut self) -> Parsed<Node> {
        let token = self.advance()?;
        let name = match (token.kind, self.lexer.slice(token.span)) {
            (TokenKind::RightAssign, "->") => "<-",
            (TokenKind::RightAssign, _) => "<<-",
            (_, "**") => "^",
            (_, text) => text,
        };
        Ok(symbol(name, token.span))
    }

    /// A unary operation, a construct that starts with a keyword, or a primary with what follows it.
    fn prefix(&mut self) -> Parsed<Node> {
        match self.peek()? {
            TokenKind::Char('-' | '+') => self.unary(level::SIGN),
            TokenKind::Char('!') => self.unary(level::NOT),
            TokenKind::Char('~') => self.unary(level::FORMULA),
            TokenKind::Char('?') => {
                let operator = self.operator_token()?;
                let operand = self.expression(Allowed::Body)?;
                Ok(unary_call(operator, operand))
            }
            TokenKind::Function | TokenKind::Char('\\') => self.function(),
            TokenKind::If => self.if_else(),
            TokenKind::For => self.for_loop(),
            TokenKind::While => self.while_loop(),
            TokenKind::Repeat => {
                let keyword = self.operator_token()?;
                let body = self.expression(Allowed::Body)?;
                Ok(unary_call(keyword, body))
            }
            _ => {
                let primary = self.primary()?;
                self.suffixes(primary)
            }
        }
    }

    fn unary(&mut self, level: u8) -> Parsed<Node> {
        let operator = self.operator_token()?;
        let operand = self.operation(level + 1)?;
        Ok(unary_call(operator, operand))
    }

    /// `function(formals) body`; newlines before the body do not count.
    fn function(&mut self) -> Parsed<Node> {
        let start = self.advance()?.span.start;
        self.expect(TokenKind::Char('('))?;
        let mut parameters: Vec<Parameter> = Vec::new();
        while parameters.is_empty() && self.peek()? != TokenKind::Char(')') || !parameters.is_empty() {
            let token = self.expect(TokenKind::Symbol)?;
            let Some(Kind::Symbol(name)) = token.value else { return self.unexpected() };
            if parameters.iter().any(|p| p.name == name) {
                return Err(Failure::new(token.span, format!("repeated formal argument '{name}'")));
            }
            let default = if self.peek()? == TokenKind::Equals {
                self.advance()?;
                Some(self.expression(Allowed::Help)?)
            } else {
                None
            };
            parameters.push(Parameter { name, default });
            if self.peek()? != TokenKind::Char(',') {
                break;
            }
            self.advance()?;
        }
        self.expect(TokenKind::Char(')'))?;
        self.lexer.skip_newlines();
        let body = Box::new(self.expression(Allowed::Body)?);
        Ok(Node { kind: Kind::Function { parameters, body }, span: self.since(start) })
    }

    /// `(condition)`, after which newlines do not count.
    fn condition(&mut self) -> Parsed<Node> {
        self.expect(TokenKind::Char('('))?;
        let node = self.expression(Allowed::Help)?;
        self.expect(TokenKind::Char(')'))?;
        self.lexer.skip_newlines();
        Ok(node)
    }

    fn if_else(&mut self) -> Parsed<Node> {
        let keyword = self.operator_token()?;
        let mut arguments = vec![self.condition()?, self.expression(Allowed::Body)?];
        if self.peek()? == TokenKind::Else {
            self.advance()?;
            arguments.push(self.expression(Allowed::Body)?);
        }
        let span = self.since(keyword.span.start);
        Ok(call(keyword, arguments, span))
    }

    fn for_loop(&mut self) -> Parsed<Node> {
        let keyword = self.operator_token()?;
        self.expect(TokenKind::Char('('))?;
        let token = self.expect(TokenKind::Symbol)?;
        let variable = leaf(token);
        self.expect(TokenKind::In)?;
        let sequence = self.expression(Allowed::Help)?;
        self.expect(TokenKind::Char(')'))?;
        self.lexer.skip_newlines();
        let body = self.expression(Allowed::Body)?;
        let span = self.since(keyword.span.start);
        Ok(call(keyword, vec![variable, sequence, body], span))
    }

    fn while_loop(&mut self) -> Parsed<Node> {
        let keyword = self.operator_token()?;
        let arguments = vec![self.condition()?, self.expression(Allowed::Body)?];
        let span = self.since(keyword.span.start);
        Ok(call(keyword, arguments, span))
    }

    /// Constants, names, blocks and parentheses.
    fn primary(&mut self) -> Parsed<Node> {
        match self.peek()? {
            TokenKind::Number | TokenKind::Null => Ok(leaf(self.advance()?)),
            TokenKind::Symbol | TokenKind::String => {
                let node = leaf(self.advance()?);
                match self.peek()? {
                    TokenKind::Namespace | TokenKind::NamespaceInternal => {
                        let operator = self.operator_token()?;
                        let member = self.member()?;
                        Ok(binary(operator, node, member))
                    }
                    _ => Ok(node),
                }
            }
            TokenKind::Placeholder => {
                let span = self.advance()?.span;
                self.placeholders.push(span);
                Ok(symbol(pipe::PLACEHOLDER, span))
            }
            TokenKind::Next | TokenKind::Break => {
                let keyword = self.operator_token()?;
                let span = keyword.span;
                Ok(call(keyword, Vec::new(), span))
            }
            TokenKind::Char('(') => {
                let open = self.operator_token()?;
                let inner = self.expression(Allowed::All)?;
                self.expect(TokenKind::Char(')'))?;
                let span = self.since(open.span.start);
                Ok(call(open, vec![inner], span))
            }
            TokenKind::Char('{') => self.block(),
            _ => self.unexpected(),
        }
    }

    /// A name or string after `$`, `@` or `::`.
    fn member(&mut self) -> Parsed<Node> {
        match self.peek()? {
            TokenKind::Symbol | TokenKind::String => Ok(leaf(self.advance()?)),
            _ => self.unexpected(),
        }
    }

    fn block(&mut self) -> Parsed<Node> {
        let open = self.operator_token()?;
        let mut expressions = Vec::new();
        loop {
            match self.peek()? {
                TokenKind::Char('}') => break,
                TokenKind::Newline | TokenKind::Char(';') => {
                    self.advance()?;
                }
                _ => {
                    expressions.push(self.expression(Allowed::All)?);
                    if !matches!(self.peek()?, TokenKind::Char('}' | ';') | TokenKind::Newline) {
                        return self.unexpected();
                    }
                }
            }
        }
        self.advance()?;
        let span = self.since(open.span.start);
        Ok(call(open, expressions, span))
    }

    /// Calls, subsets and members that follow a primary.
    fn suffixes(&mut self, mut node: Node) -> Parsed<Node> {
        let start = node.span.start;
        for _ in 0..LONGEST_CHAIN {
            let kind = self.peek()?;
            match kind {
                TokenKind::Char('(') => {
                    self.advance()?;
                    let mut arguments = self.arguments(')')?;
                    if matches!(&arguments[..], [Argument { name: None, value: None }]) {
                        arguments.clear();
                    }
                    node.kind = match node.kind {
                        Kind::String(name) if name.is_empty() => {
                            return Err(Failure::new(node.span, "attempt to use zero-length variable name"));
                        }
                        Kind::String(name) => Kind::Symbol(name),
                        kind => kind,
                    };
                    let function = Box::new(node);
                    node = Node { kind: Kind::Call { function, arguments }, span: self.since(start) };
                }
                TokenKind::Char('[') | TokenKind::DoubleBracket => {
                    let function = Box::new(self.operator_token()?);
                    let mut arguments = vec![Argument { name: None, value: Some(node) }];
                    arguments.append(&mut self.arguments(']')?);
                    if kind == TokenKind::DoubleBracket {
                        self.expect(TokenKind::Char(']'))?;
                    }
                    node = Node { kind: Kind::Call { function, arguments }, span: self.since(start) };
                }
                TokenKind::Char('$' | '@') => {
                    let operator = self.operator_token()?;
                    let member = self.member()?;
                    node = binary(operator, node, member);
                }
                _ => return Ok(node),
            }
        }
        self.too_deep()
    }

    /// Arguments up to and including the bracket that closes them.
    fn arguments(&mut self, close: char) -> Parsed<Vec<Argument>> {
        let mut arguments = Vec::new();
        loop {
            arguments.push(self.argument()?);
            match self.peek()? {
                TokenKind::Char(',') => self.advance()?,
                TokenKind::Char(c) if c == close => {
                    self.advance()?;
                    return Ok(arguments);
                }
                _ => return self.unexpected(),
            };
        }
    }

    /// One argument: nothing, a value, or a name with or without a value.
    fn argument(&mut self) -> Parsed<Argument> {
        let kind = self.peek()?;
        if matches!(kind, TokenKind::Char(',' | ')' | ']')) {
            return Ok(Argument { name: None, value: None });
        }
        let before = self.taken;
        let node = self.expression(Allowed::Help)?;
        if self.peek()? != TokenKind::Equals || self.taken != before + 1 {
            return Ok(Argument { name: None, value: Some(node) });
        }
        let name = match node.kind {
            Kind::Symbol(name) if kind == TokenKind::Symbol => name,
            Kind::String(name) if name.is_empty() => {
                return Err(Failure::new(node.span, "attempt to use zero-length variable name"));
            }
            Kind::String(name) => name,
            Kind::Null => "NULL".to_string(),
            _ => return self.unexpected(),
        };
        self.advance()?;
        let value = match self.peek()? {
            TokenKind::Char(',' | ')' | ']') => None,
            _ => Some(self.expression(Allowed::Help)?),
        };
        Ok(Argument { name: Some(name), value })
    }
}

/// The level and grouping of a binary operator.
fn binding(kind: TokenKind) -> Option<(u8, Grouping)> {
    use Grouping::{Left, None as Ungrouped, Right};
    Some(match kind {
        TokenKind::LeftAssign => (level::ASSIGN, Right),
        TokenKind::RightAssign => (level::RIGHT_ASSIGN, Left),
        TokenKind::Char('~') => (level::FORMULA, Left),
        TokenKind::Or2 | TokenKind::Char('|') => (level::OR, Left),
        TokenKind::And2 | TokenKind::Char('&') => (level::AND, Left),
        TokenKind::Less
        | TokenKind::LessEqual
        | TokenKind::Greater
        | TokenKind::GreaterEqual
        | TokenKind::Equal
        | TokenKind::NotEqual => (level::COMPARISON, Ungrouped),
        TokenKind::Char('+' | '-') => (level::SUM, Left),
        TokenKind::Char('*' | '/') => (level::PRODUCT, Left),
        TokenKind::Special => (level::SPECIAL, Left),
        TokenKind::Pipe => (level::PIPE, Left),
        TokenKind::PipeBind => (level::PIPE_BIND, Left),
        TokenKind::Char(':') => (level::RANGE, Left),
        TokenKind::Char('^') => (level::POWER, Right),
        _ => return None,
    })
}

fn symbol(name: &str, span: Span) -> Node {
    Node { kind: Kind::Symbol(name.to_string()), span }
}

/// The node of a token that carries a value.
fn leaf(token: Token) -> Node {
    Node { kind: token.value.unwrap_or(Kind::Null), span: token.span }
}

fn call(function: Node, arguments: Vec<Node>, span: Span) -> Node {
    let arguments = arguments.into_iter().map(|value| Argument { name: None, value: Some(value) }).collect();
    Node { kind: Kind::Call { function: Box::new(function), arguments }, span }
}

fn unary_call(operator: Node, operand: Node) -> Node {
    let span = operator.span.to(operand.span);
    call(operator, vec![operand], span)
}

fn binary(operator: Node, left: Node, right: Node) -> Node {
    let span = left.span.to(right.span);
    call(operator, vec![left, right], span)
}
