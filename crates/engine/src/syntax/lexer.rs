//! Text to tokens, with R's rules on which newlines count.
//!
//! A newline ends an expression unless the expression must go on: after an operator, within `(` and `[`,
//! and, inside `{`, before the `else` of an `if`. The lexer therefore keeps a stack of open brackets and
//! `if`s, and is told by the parser when a condition has been closed.

use super::number::read_number;
use super::quoted::{Quoted, read_quoted, read_raw};
use super::token::{Token, TokenKind};
use super::{Kind, Missing};
use crate::text::{Diagnostic, Span};

/// A fault of the text, before it becomes a [`Diagnostic`].
#[derive(Debug)]
pub(super) struct Failure {
    pub span: Span,
    pub message: String,
}

impl Failure {
    /// A fault at `span`.
    pub fn new(span: Span, message: impl Into<String>) -> Self {
        Self { span, message: message.into() }
    }
}

/// What a newline stands in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Context {
    /// `{`
    Block,
    /// `(` or `[`; `[[` is two of them
    Bracket,
    /// an `if` that may still find its `else`
    If,
}

/// R refuses more open brackets than this.
const DEEPEST_CONTEXT: usize = 50;

/// The lexer.
pub(super) struct Lexer<'a> {
    text: &'a str,
    at: usize,
    /// Newlines are skipped until the next token.
    skip_newlines: bool,
    contexts: Vec<Context>,
    /// A token read while looking for `else`.
    pending: Option<Token>,
    /// The last line has been ended though no newline ends it.
    ended: bool,
    /// Remarks on odd but valid numbers.
    pub warnings: Vec<Diagnostic>,
}

impl<'a> Lexer<'a> {
    /// A lexer at the start of `text`.
    pub fn new(text: &'a str) -> Self {
        let ended = text.is_empty() || text.ends_with('\n');
        Self {
            text,
            at: 0,
            skip_newlines: false,
            contexts: Vec::new(),
            pending: None,
            ended,
            warnings: Vec::new(),
        }
    }

    /// Forgets open brackets before the next top-level expression.
    pub fn start_expression(&mut self) {
        self.contexts.clear();
        self.skip_newlines = false;
    }

    /// Skips newlines before the next token: a condition or a list of formals has been closed.
    pub fn skip_newlines(&mut self) {
        self.skip_newlines = true;
    }

    /// The text of a span.
    pub fn slice(&self, span: Span) -> &'a str {
        &self.text[span.start..span.end]
    }

    /// The next token that counts.
    pub fn next_token(&mut self) -> Result<Token, Failure> {
        loop {
            let token = self.any_token()?;
            if token.kind != TokenKind::Newline {
                self.enter(&token)?;
                return Ok(token);
            }
            if self.skip_newlines || self.contexts.last() == Some(&Context::Bracket) {
                continue;
            }
            return if self.contexts.last() == Some(&Context::If) { self.after_if(token) } else { Ok(token) };
        }
    }

    /// A newline after an `if` within brackets: is there an `else`, or a bracket that closes?
    fn after_if(&mut self, newline: Token) -> Result<Token, Failure> {
        let mut next = self.any_token()?;
        while next.kind == TokenKind::Newline {
            next = self.any_token()?;
        }
        match next.kind {
            TokenKind::Else | TokenKind::Char('}' | ')' | ']' | ',') => {
                self.enter(&next)?;
                Ok(next)
            }
            _ => {
                self.leave_if();
                self.pending = Some(next);
                Ok(newline)
            }
        }
    }

    /// Updates the contexts for a token that is handed out.
    fn enter(&mut self, token: &Token) -> Result<(), Failure> {
        // The backslash of a function and `::` leave the rule that was in force.
        if !matches!(token.kind, TokenKind::Char('\\') | TokenKind::Namespace | TokenKind::NamespaceInternal)
        {
            self.skip_newlines = token.kind.continues();
        }
        match token.kind {
            TokenKind::If if !self.contexts.is_empty() => self.open(Context::If, token.span)?,
            TokenKind::Else | TokenKind::Char(',' | ';') => self.leave_if(),
            TokenKind::DoubleBracket => {
                self.open(Context::Bracket, token.span)?;
                self.open(Context::Bracket, token.span)?;
            }
            TokenKind::Char('(' | '[') => self.open(Context::Bracket, token.span)?,
            TokenKind::Char('{') => self.open(Context::Block, token.span)?,
            TokenKind::Char(')' | ']' | '}') => {
                while self.contexts.last() == Some(&Context::If) {
                    self.contexts.pop();
                }
                self.contexts.pop();
            }
            _ => {}
        }
        Ok(())
    }

    fn open(&mut self, context: Context, span: Span) -> Result<(), Failure> {
        if self.contexts.len() >= DEEPEST_CONTEXT {
            return Err(Failure::new(span, "contextstack overflow"));
        }
        self.contexts.push(context);
        Ok(())
    }

    fn leave_if(&mut self) {
        if self.contexts.last() == Some(&Context::If) {
            self.contexts.pop();
        }
    }

    /// The next token, newlines included.
    fn any_token(&mut self) -> Result<Token, Failure> {
        if let Some(token) = self.pending.take() {
            return Ok(token);
        }
        self.skip_blanks();
        let start = self.at;
        let Some(c) = self.peek() else {
            let kind = if self.ended { TokenKind::End } else { TokenKind::Newline };
            self.ended = true;
            return Ok(self.token(kind, start));
        };
        let next = self.text[self.at + c.len_utf8()..].chars().next();
        match c {
            '0'..='9' => Ok(self.number(start)),
            '.' if next.is_some_and(|n| n.is_ascii_digit()) => Ok(self.number(start)),
            'r' | 'R' if matches!(next, Some('"' | '\'')) => {
                let quoted = read_raw(self.text, start + 1)?;
                Ok(self.quoted(quoted, start, '"'))
            }
            '"' | '\'' => {
                let quoted = read_quoted(self.text, start)?;
                Ok(self.quoted(quoted, start, c))
            }
            '`' => self.quoted_name(start),
            '%' => Ok(self.special(start)),
            c if starts_name(c) => Ok(self.word(start)),
            c => Ok(self.operator(start, c)),
        }
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn token(&self, kind: TokenKind, start: usize) -> Token {
        Token { kind, span: Span::new(start, self.at), value: None }
    }

    fn skip_blanks(&mut self) {
        while let Some(c) = self.peek() {
            match c {
                '#' => self.at = self.text[self.at..].find('\n').map_or(self.text.len(), |n| self.at + n),
                '\r' if self.text[self.at + 1..].starts_with('\n') => self.at += 1,
                c if is_blank(c) => self.at += c.len_utf8(),
                _ => break,
            }
        }
    }

    /// A number with its suffix `L` or `i`.
    fn number(&mut self, start: usize) -> Token {
        let rest = &self.text[start..];
        let Some((value, length)) = read_number(rest) else {
            self.at = start + unreadable_number(rest);
            return self.token(TokenKind::Invalid, start);
        };
        self.at = start + length;
        let digits = &rest[..length];
        let value = match self.peek() {
            Some('L') => {
                self.at += 1;
                self.integer(start, digits, value)
            }
            Some('i') => {
                self.at += 1;
                Kind::Complex(value)
            }
            _ => Kind::Double(value),
        };
        Token { value: Some(value), ..self.token(TokenKind::Number, start) }
    }

    /// A number marked as integer, which it need not be.
    fn integer(&mut self, start: usize, digits: &str, value: f64) -> Kind {
        let whole = value.fract() == 0.0 && value <= f64::from(i32::MAX);
        // R forgets about the point once it has seen an exponent.
        let point = digits.contains('.') && !digits.contains(['e', 'E', 'p', 'P']);
        let remark = match (whole, point) {
            (true, false) => None,
            (true, true) => Some(format!("integer literal {digits}L contains unnecessary decimal point")),
            (false, true) => Some(format!("integer literal {digits}L contains decimal; using numeric value")),
            (false, false) => {
                Some(format!("non-integer value {digits}L qualified with L; using numeric value"))
            }
        };
        if let Some(remark) = remark {
            self.warnings.push(Diagnostic::warning(Span::new(start, self.at), remark));
        }
        if whole { Kind::Integer(value as i32) } else { Kind::Double(value) }
    }

    fn quoted(&mut self, quoted: Quoted, start: usize, quote: char) -> Token {
        match quoted {
            Quoted::Open => {
                self.at = self.text.len();
                self.ended = true;
                self.token(TokenKind::OpenString, start)
            }
            Quoted::Closed(value, end) => {
                self.at = end;
                let (kind, value) = if quote == '`' {
                    (TokenKind::Symbol, Kind::Symbol(value))
                } else {
                    (TokenKind::String, Kind::String(value))
                };
                Token { value: Some(value), ..self.token(kind, start) }
            }
        }
    }

    fn quoted_name(&mut self, start: usize) -> Result<Token, Failure> {
        let quoted = read_quoted(self.text, start)?;
        if let Quoted::Closed(name, end) = &quoted
            && name.is_empty()
        {
            return Err(Failure::new(Span::new(start, *end), "attempt to use zero-length variable name"));
        }
        Ok(self.quoted(quoted, start, '`'))
    }

    /// `%any%`, on one line.
    fn special(&mut self, start: usize) -> Token {
        let rest = &self.text[start + 1..];
        match rest.find(['%', '\n']) {
            Some(end) if rest[end..].starts_with('%') => {
                self.at = start + 1 + end + 1;
                self.token(TokenKind::Special, start)
            }
            end => {
                self.at = end.map_or(self.text.len(), |end| start + 1 + end);
                self.token(TokenKind::Invalid, start)
            }
        }
    }

    /// A name or a reserved word.
    fn word(&mut self, start: usize) -> Token {
        let rest = &self.text[start..];
        let length = rest.find(|c| !continues_name(c)).unwrap_or(rest.len());
        self.at = start + length;
        let word = &rest[..length];
        let (kind, value) = match TokenKind::of_word(word) {
            Some(kind) => (kind, constant(word)),
            None => (TokenKind::Symbol, Some(Kind::Symbol(word.to_string()))),
        };
        Token { value, ..self.token(kind, start) }
    }

    /// Operators, longest first, and punctuation.
    fn operator(&mut self, start: usize, c: char) -> Token {
        use TokenKind as T;
        const LONG: &[(&str, TokenKind)] = &[
            ("<<-", T::LeftAssign),
            ("<<", T::Invalid),
            ("<-", T::LeftAssign),
            ("<=", T::LessEqual),
            ("<", T::Less),
            (">=", T::GreaterEqual),
            (">", T::Greater),
            ("->>", T::RightAssign),
            ("->", T::RightAssign),
            ("==", T::Equal),
            ("=>", T::PipeBind),
            ("=", T::Equals),
            ("!=", T::NotEqual),
            ("&&", T::And2),
            ("||", T::Or2),
            ("|>", T::Pipe),
            (":::", T::NamespaceInternal),
            ("::", T::Namespace),
            (":=", T::LeftAssign),
            ("**", T::Char('^')),
            ("[[", T::DoubleBracket),
            ("\n", T::Newline),
            ("_", T::Placeholder),
        ];
        let rest = &self.text[start..];
        let (length, kind) = match LONG.iter().find(|(spelling, _)| rest.starts_with(spelling)) {
            Some((spelling, kind)) => (spelling.len(), *kind),
            None if "+-*/^:~?!$@&|{}()[],;\\".contains(c) => (1, T::Char(c)),
            None => (c.len_utf8(), T::Invalid),
        };
        self.at = start + length;
        self.token(kind, start)
    }
}

/// The value of a word that is a constant.
fn constant(word: &str) -> Option<Kind> {
    Some(match word {
        "NULL" => Kind::Null,
        "TRUE" => Kind::Logical(true),
        "FALSE" => Kind::Logical(false),
        "Inf" => Kind::Double(f64::INFINITY),
        "NaN" => Kind::Double(f64::NAN),
        "NA" => Kind::Missing(Missing::Logical),
        "NA_integer_" => Kind::Missing(Missing::Integer),
        "NA_real_" => Kind::Missing(Missing::Double),
        "NA_complex_" => Kind::Missing(Missing::Complex),
        "NA_character_" => Kind::Missing(Missing::Character),
        _ => return None,
    })
}

/// How much of `rest` is a number that breaks off, such as `1e+` or `0x`.
fn unreadable_number(rest: &str) -> usize {
    let hexadecimal = rest.starts_with("0x") || rest.starts_with("0X");
    let digits = if hexadecimal { 2 } else { 0 };
    let body = |c: char| c == '.' || c.is_ascii_digit() || (hexadecimal && c.is_ascii_hexdigit());
    let mut end = rest[digits..].find(|c| !body(c)).map_or(rest.len(), |n| n + digits);
    if rest[end..].starts_with(['e', 'E', 'p', 'P']) {
        end += 1;
        if rest[end..].starts_with(['+', '-']) {
            end += 1;
        }
    }
    // R reads one character more before it gives up.
    end + rest[end..].chars().next().filter(|&c| c != '\n').map_or(0, char::len_utf8)
}

/// Blanks between tokens, beyond ASCII as in the C library.
fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\x0c' | '\u{1680}' | '\u{2000}'..='\u{2006}' | '\u{2008}'..='\u{200A}' | '\u{205F}'
        | '\u{3000}')
}

/// Whether `text` can be written as a name without backticks.
pub fn is_syntactic_name(text: &str) -> bool {
    let mut chars = text.chars();
    let started = match chars.next() {
        Some('.') => !text[1..].starts_with(|c: char| c.is_ascii_digit()),
        Some(c) => starts_name(c),
        None => false,
    };
    started && chars.all(continues_name) && TokenKind::of_word(text).is_none()
}

fn starts_name(c: char) -> bool {
    c == '.' || c.is_alphabetic() || is_foreign_digit(c)
}

fn continues_name(c: char) -> bool {
    starts_name(c) || c == '_' || c.is_ascii_digit()
}

/// Decimal digits of other scripts, which the C library counts as letters.
fn is_foreign_digit(c: char) -> bool {
    const ZEROS: &[u32] = &[
        0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xDE6, 0xE50,
        0xED0, 0xF20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0xFF10,
    ];
    ZEROS.iter().any(|&zero| (zero..zero + 10).contains(&(c as u32)))
}
