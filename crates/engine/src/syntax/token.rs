//! Tokens and what R calls them in its messages.

use super::Kind;
use crate::text::Span;

/// A token: what it is, where, and the constant or name it carries.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub kind: TokenKind,
    pub span: Span,
    /// The value of a constant, string or name; also of the words that are constants.
    pub value: Option<Kind>,
}

/// The kinds of token. Operators with one spelling of one character are [`TokenKind::Char`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    End,
    Newline,
    /// What no token starts with.
    Invalid,
    /// A string or quoted name without its closing quote.
    OpenString,
    String,
    Number,
    Null,
    Symbol,
    Placeholder,
    Function,
    If,
    Else,
    For,
    In,
    While,
    Repeat,
    Next,
    Break,
    /// `<-`, `<<-`, `:=`
    LeftAssign,
    /// `->`, `->>`
    RightAssign,
    Equals,
    /// `[[`
    DoubleBracket,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Equal,
    NotEqual,
    And2,
    Or2,
    /// `|>`
    Pipe,
    /// `=>`
    PipeBind,
    /// `::`
    Namespace,
    /// `:::`
    NamespaceInternal,
    /// `%any%`
    Special,
    /// Punctuation and one-character operators, `**` as `^`.
    Char(char),
}

impl TokenKind {
    /// The words that are not names.
    pub fn of_word(word: &str) -> Option<Self> {
        Some(match word {
            "NULL" => Self::Null,
            "NA" | "TRUE" | "FALSE" | "Inf" | "NaN" | "NA_integer_" | "NA_real_" | "NA_character_"
            | "NA_complex_" => Self::Number,
            "function" => Self::Function,
            "if" => Self::If,
            "else" => Self::Else,
            "for" => Self::For,
            "in" => Self::In,
            "while" => Self::While,
            "repeat" => Self::Repeat,
            "next" => Self::Next,
            "break" => Self::Break,
            _ => return None,
        })
    }

    /// Whether a newline after it is skipped because the expression must go on.
    pub fn continues(self) -> bool {
        match self {
            Self::Function
            | Self::If
            | Self::Else
            | Self::For
            | Self::In
            | Self::While
            | Self::Repeat
            | Self::LeftAssign
            | Self::RightAssign
            | Self::Equals
            | Self::Less
            | Self::LessEqual
            | Self::Greater
            | Self::GreaterEqual
            | Self::Equal
            | Self::NotEqual
            | Self::And2
            | Self::Or2
            | Self::Pipe
            | Self::PipeBind
            | Self::Special => true,
            Self::Char(c) => "+-*/^:~?!$@&|{".contains(c),
            _ => false,
        }
    }

    /// How R names it after "unexpected".
    pub fn name(self) -> String {
        let plain = match self {
            Self::End => "end of input",
            Self::Newline => "end of line",
            Self::Invalid | Self::Placeholder => "input",
            Self::OpenString => "INCOMPLETE_STRING",
            Self::String => "string constant",
            Self::Number => "numeric constant",
            Self::Symbol => "symbol",
            Self::LeftAssign => "assignment",
            Self::Special => "SPECIAL",
            Self::Char('\\') => "'\\\\'",
            Self::Char(c) => return format!("'{c}'"),
            Self::Null => "'NULL'",
            Self::Function => "'function'",
            Self::If => "'if'",
            Self::Else => "'else'",
            Self::For => "'for'",
            Self::In => "'in'",
            Self::While => "'while'",
            Self::Repeat => "'repeat'",
            Self::Next => "'next'",
            Self::Break => "'break'",
            Self::RightAssign => "'->'",
            Self::Equals => "'='",
            Self::DoubleBracket => "'[['",
            Self::Less => "'<'",
            Self::LessEqual => "'<='",
            Self::Greater => "'>'",
            Self::GreaterEqual => "'>='",
            Self::Equal => "'=='",
            Self::NotEqual => "'!='",
            Self::And2 => "'&&'",
            Self::Or2 => "'||'",
            Self::Pipe => "'|>'",
            Self::PipeBind => "'=>'",
            Self::Namespace => "'::'",
            Self::NamespaceInternal => "':::'",
        };
        plain.to_string()
    }
}
