//! `prettyNum()`: marks between groups of digits, other decimal marks and zeros, on formatted numbers.

use super::string::{Align, display_width, pad};

/// What happens to widths when marks make texts longer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PreserveWidth {
    /// Leading blanks make room as far as they go: `formatC()`.
    #[default]
    Individual,
    /// All texts get the width of the widest: `format()` and `prettyNum()`.
    Common,
    /// Nothing.
    None,
}

/// Marks and replacements, as `prettyNum()` takes them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marks {
    /// Between groups of digits before the decimal mark.
    pub big: String,
    /// Size of those groups.
    pub big_interval: usize,
    /// Between groups of digits after the decimal mark.
    pub small: String,
    /// Size of those groups.
    pub small_interval: usize,
    /// The decimal mark to write; the texts come with a point.
    pub decimal: String,
    /// What zeros become.
    pub zero: Option<String>,
    /// Zeros are replaced whole; otherwise their width is kept.
    pub replace_zero: bool,
    /// Zeros that end a fraction are dropped.
    pub drop_trailing_zeros: bool,
    /// What happens to widths.
    pub preserve: PreserveWidth,
}

impl Default for Marks {
    fn default() -> Self {
        Self {
            big: String::new(),
            big_interval: 3,
            small: String::new(),
            small_interval: 5,
            decimal: ".".to_string(),
            zero: None,
            replace_zero: false,
            drop_trailing_zeros: false,
            preserve: PreserveWidth::default(),
        }
    }
}

impl Marks {
    /// The texts with the marks in them.
    pub fn apply(&self, texts: Vec<String>) -> Vec<String> {
        let texts: Vec<String> = texts.into_iter().map(|t| self.zeroed(t)).collect();
        if self.big.is_empty() && self.small.is_empty() && self.decimal == "." && !self.drop_trailing_zeros {
            return texts;
        }
        let marked: Vec<String> = texts.iter().map(|t| self.marked(t)).collect();
        let grown = |old: &String, new: &String| display_width(new).saturating_sub(display_width(old));
        if !texts.iter().zip(&marked).any(|(old, new)| grown(old, new) > 0) {
            return marked;
        }
        match self.preserve {
            PreserveWidth::None => marked,
            PreserveWidth::Common => {
                let width = marked.iter().map(|t| display_width(t)).max().unwrap_or(0);
                marked.iter().map(|t| pad(t, width, Align::Right)).collect()
            }
            PreserveWidth::Individual => {
                texts.iter().zip(marked).map(|(old, new)| without_blanks(grown(old, &new), new)).collect()
            }
        }
    }

    /// A zero replaced by its text.
    fn zeroed(&self, text: String) -> String {
        let Some(zero) = self.zero.as_ref().filter(|_| text.trim().parse() == Ok(0.0)) else { return text };
        let (width, length) = (display_width(&text), display_width(zero));
        if self.replace_zero || length >= width {
            return zero.clone();
        }
        let blanks = text.len() - text.trim_start().len();
        pad(&format!("{}{zero}", " ".repeat(blanks.min(width - length))), width, Align::Left)
    }

    fn marked(&self, text: &str) -> String {
        let (before, after) = text.split_once('.').map_or((text, None), |(b, a)| (b, Some(a)));
        let mut out = if self.big.is_empty() { before.to_string() } else { self.grouped_left(before) };
        let Some(after) = after else { return out };
        let after = if self.drop_trailing_zeros { without_trailing(after) } else { after };
        if after.is_empty() {
            return out;
        }
        out.push_str(&self.decimal);
        out.push_str(&if self.small.is_empty() { after.to_string() } else { self.grouped_right(after) });
        out
    }

    /// Marks in every run of digits, counted from its end.
    fn grouped_left(&self, text: &str) -> String {
        let mut out = String::new();
        let chars: Vec<char> = text.chars().collect();
        for (i, &c) in chars.iter().enumerate() {
            out.push(c);
            let left = chars[i + 1..].iter().take_while(|c| c.is_ascii_digit()).count();
            if c.is_ascii_digit() && left > 0 && left.is_multiple_of(self.big_interval.max(1)) {
                out.push_str(&self.big);
            }
        }
        out
    }

    /// Marks in the digits after the decimal mark, counted from there.
    fn grouped_right(&self, text: &str) -> String {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let mut out = String::new();
        for (i, c) in text.chars().enumerate() {
            if i > 0 && i < digits && i.is_multiple_of(self.small_interval.max(1)) {
                out.push_str(&self.small);
            }
            out.push(c);
        }
        out
    }
}

/// A fraction without the zeros it ends with, or without an exponent of zero.
fn without_trailing(after: &str) -> &str {
    if let Some((digits, exponent)) = after.split_once(['e', 'E']) {
        let nothing = exponent.strip_prefix(['+', '-']).is_some_and(|e| e.bytes().all(|b| b == b'0'));
        return if nothing { digits } else { after };
    }
    after.trim_end_matches('0')
}

/// The text without up to `count` of its leading blanks.
fn without_blanks(count: usize, text: String) -> String {
    let blanks = text.bytes().take_while(|&b| b == b' ').count().min(count);
    text[blanks..].to_string()
}
