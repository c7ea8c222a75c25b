//! Interned names.
//!
//! The table of names is the one thing shared by all sessions of a process: it only grows and holds no state
//! of any of them.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{LazyLock, RwLock};

/// A name; comparing two is comparing two numbers.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Symbol(u32);

#[derive(Default)]
struct Table {
    ids: BTreeMap<&'static str, u32>,
    names: Vec<&'static str>,
}

static TABLE: LazyLock<RwLock<Table>> = LazyLock::new(|| {
    let mut table = Table::default();
    for name in known::TEXTS {
        let id = u32::try_from(table.names.len()).expect("the list of known names is short");
        table.ids.insert(name, id);
        table.names.push(name);
    }
    RwLock::new(table)
});

impl Symbol {
    /// The symbol called `name`.
    pub fn new(name: &str) -> Self {
        if let Some(&id) = TABLE.read().unwrap_or_else(|e| e.into_inner()).ids.get(name) {
            return Self(id);
        }
        let mut table = TABLE.write().unwrap_or_else(|e| e.into_inner());
        if let Some(&id) = table.ids.get(name) {
            return Self(id);
        }
        let name: &'static str = Box::leak(name.into());
        let id = u32::try_from(table.names.len()).expect("fewer than 2^32 names");
        table.ids.insert(name, id);
        table.names.push(name);
        Self(id)
    }

    /// Its name.
    pub fn as_str(self) -> &'static str {
        TABLE.read().unwrap_or_else(|e| e.into_inner()).names[self.0 as usize]
    }

    /// A small number that stands for the symbol.
    pub fn id(self) -> u32 {
        self.0
    }
}

impl fmt::Debug for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.as_str())
    }
}

impl fmt::Display for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl From<&str> for Symbol {
    fn from(name: &str) -> Self {
        Self::new(name)
    }
}

macro_rules! known {
    ($($constant:ident = $name:literal),* $(,)?) => {
        /// Names the engine itself uses, as constants.
        pub mod known {
            use super::Symbol;
            pub(super) const TEXTS: &[&str] = &[$($name),*];
            #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
            enum Position { $($constant),* }
            $(#[doc = concat!("`", $name, "`")] pub const $constant: Symbol = Symbol(Position::$constant as u32);)*
        }
    };
}

known! {
    EMPTY = "", NAMES = "names", CLASS = "class", DIM = "dim", DIMNAMES = "dimnames", LEVELS = "levels",
    ROW_NAMES = "row.names", TSP = "tsp", COMMENT = "comment", SRCREF = "srcref", DOTS = "...",
    ENVIRONMENT = ".Environment", FUNCTION = "function", BRACE = "{", PAREN = "(", IF = "if", FOR = "for",
    WHILE = "while", REPEAT = "repeat", BREAK = "break", NEXT = "next", RETURN = "return", ASSIGN = "<-",
    SUPER_ASSIGN = "<<-", EQ_ASSIGN = "=", TILDE = "~", DOLLAR = "$", AT = "@", BRACKET = "[", BRACKET2 = "[[",
    COLON = ":", COLON2 = "::", COLON3 = ":::", PLUS = "+", MINUS = "-", TIMES = "*", DIVIDE = "/", POWER = "^",
    MODULO = "%%", INTEGER_DIVIDE = "%/%", MATRIX_TIMES = "%*%", IN = "%in%", LESS = "<", GREATER = ">",
    LESS_EQ = "<=", GREATER_EQ = ">=", EQUAL = "==", NOT_EQUAL = "!=", NOT = "!", AND = "&", AND2 = "&&",
    OR = "|", OR2 = "||", QUESTION = "?", WALRUS = ":=", PIPE = "%>%", QUOTE = "quote", VALUE = "value",
    TMP = "*tmp*", X = "x", DROP = "drop", EXACT = "exact", USE_NAMES = "use.names", FACTOR = "factor",
    DATA_FRAME = "data.frame", MESSAGE = "message", CALL = "call", TZONE = "tzone", UNITS = "units",
    DOT_DATA = ".data", DOT_ENV = ".env", DOT = ".", GENERIC = ".Generic", DOT_CLASS = ".Class",
    FORMALS = "formals", BODY = "body", PACKAGE = "package", NA_ACTION = "na.action", GROUPS = "groups",
}

#[cfg(test)]
mod tests {
    use super::{Symbol, known};

    #[test]
    fn known_names_are_their_own_symbols() {
        assert_eq!(Symbol::new("[["), known::BRACKET2);
        assert_eq!(known::DATA_FRAME.as_str(), "data.frame");
        assert_eq!(Symbol::new("never seen before").as_str(), "never seen before");
    }
}
