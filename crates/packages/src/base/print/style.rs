//! How values print: the options `print.default()` takes, from the session or as given.

use raglan_engine::eval::Session;
use raglan_engine::value::Value;

/// What printing depends on besides the value.
#[derive(Clone, Debug)]
pub struct Style {
    /// Significant digits.
    pub digits: i32,
    /// Penalty for scientific notation.
    pub scipen: i32,
    /// Columns of a line.
    pub width: usize,
    /// Blanks between columns.
    pub gap: usize,
    /// Whether strings stand in quotes.
    pub quote: bool,
    /// Whether strings stand at the right of their columns.
    pub right: bool,
    /// What NA prints as, if not as usual.
    pub na: Option<String>,
    /// What zero prints as in tables, if not as usual.
    pub zero: Option<String>,
    /// Elements to print at most.
    pub max: usize,
    /// The decimal mark.
    pub decimal: String,
    /// Whether functions print as they were written.
    pub source: bool,
}

impl Style {
    /// The style the session's options ask for.
    pub fn of(session: &Session) -> Self {
        let decimal = match session.option("OutDec") {
            Value::Character(v) => v.data.get(0).unwrap_or(".").to_string(),
            _ => ".".into(),
        };
        Self {
            digits: i32::try_from(session.option_number("digits", 7)).unwrap_or(7).clamp(0, 22),
            scipen: i32::try_from(session.option_number("scipen", 0)).unwrap_or(0).clamp(-9999, 9999),
            width: usize::try_from(session.option_number("width", 80)).unwrap_or(80).clamp(10, 10_000),
            gap: 1,
            quote: true,
            right: false,
            na: None,
            zero: None,
            max: usize::try_from(session.option_number("max.print", 99_999)).unwrap_or(99_999),
            decimal,
            source: true,
        }
    }

    /// The same without quotes.
    pub fn unquoted(mut self) -> Self {
        self.quote = false;
        self
    }

    /// The same with strings at the right.
    pub fn right(mut self) -> Self {
        self.right = true;
        self
    }

    /// The text for NA among strings.
    pub fn na_string(&self) -> &str {
        match &self.na {
            Some(na) => na,
            None if self.quote => "NA",
            None => "<NA>",
        }
    }

    /// The text for NA among numbers.
    pub fn na_number(&self) -> &str {
        self.na.as_deref().unwrap_or("NA")
    }
}
