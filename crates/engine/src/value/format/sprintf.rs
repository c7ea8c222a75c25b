//! `sprintf()`: a format cut into text and `%` directives, and one directive applied to one value.

use super::cformat;
use super::real::is_na_real;

/// Part of a format string.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Text that stays, `%%` as one percent sign.
    Text(String),
    /// A conversion.
    Directive(Directive),
}

/// A width or precision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amount {
    /// Written in the format.
    Given(usize),
    /// `*`: the next argument, or with `*n$` the argument with that number, from one.
    Argument(Option<usize>),
}

/// One `%` conversion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directive {
    /// The directive as written, for messages.
    pub text: String,
    /// `n` of `%n$`, from one.
    pub position: Option<usize>,
    /// `-`: left-aligned.
    pub left: bool,
    /// `+`: a sign on every number.
    pub plus: bool,
    /// A blank where a sign would be.
    pub space: bool,
    /// `0`: zeros as padding.
    pub zero: bool,
    /// `#`: the alternate form.
    pub alternate: bool,
    /// The least width.
    pub width: Option<Amount>,
    /// Digits, or bytes of a string.
    pub precision: Option<Amount>,
    /// The conversion: one of `aAdifeEgGosxX`.
    pub conversion: char,
}

/// Cuts a format into its pieces; the error is R's message.
pub fn split_format(format: &str) -> Result<Vec<Piece>, String> {
    let mut pieces = Vec::new();
    let mut text = String::new();
    let mut rest = format;
    while let Some(at) = rest.find('%') {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(after) = rest.strip_prefix("%%") {
            text.push('%');
            rest = after;
            continue;
        }
        let end = rest
            .find(|c: char| "aAdifeEgGosxX%".contains(c) && c != '%')
            .filter(|&end| !rest[1..end].contains('%'));
        let directive = end.and_then(|end| Directive::parse(&rest[..=end]));
        let Some(directive) = directive else {
            let stop =
                rest[1..].find(|c: char| c.is_ascii_alphabetic() || c == '%').map_or(rest.len(), |n| n + 2);
            return Err(format!("unrecognised format specification '{}'", &rest[..stop]));
        };
        rest = &rest[directive.text.len()..];
        if !text.is_empty() {
            pieces.push(Piece::Text(std::mem::take(&mut text)));
        }
        pieces.push(Piece::Directive(directive));
    }
    text.push_str(rest);
    if !text.is_empty() {
        pieces.push(Piece::Text(text));
    }
    Ok(pieces)
}

impl Directive {
    /// A directive from `%` to its conversion letter.
    pub fn parse(text: &str) -> Option<Self> {
        let conversion = text.chars().last().filter(|&c| "aAdifeEgGosxX".contains(c))?;
        let mut rest = text.strip_prefix('%')?.strip_suffix(conversion)?;
        let mut directive = Self {
            text: text.to_string(),
            position: None,
            left: false,
            plus: false,
            space: false,
            zero: false,
            alternate: false,
            width: None,
            precision: None,
            conversion,
        };
        if let Some((number, after)) = rest.split_once('$')
            && !number.is_empty()
            && number.bytes().all(|b| b.is_ascii_digit())
        {
            directive.position = Some(number.parse().ok()?);
            rest = after;
        }
        while let Some(c @ ('-' | '+' | ' ' | '0' | '#')) = rest.chars().next() {
            match c {
                '-' => directive.left = true,
                '+' => directive.plus = true,
                ' ' => directive.space = true,
                '0' => directive.zero = true,
                _ => directive.alternate = true,
            }
            rest = &rest[1..];
        }
        (directive.width, rest) = amount(rest)?;
        if let Some(after) = rest.strip_prefix('.') {
            (directive.precision, rest) = amount(after)?;
            directive.precision = directive.precision.or(Some(Amount::Given(0)));
        }
        rest.is_empty().then_some(directive)
    }

    /// Puts the values of `*` in place; a negative width means left-aligned, a negative precision none.
    pub fn with_amounts(mut self, width: Option<i32>, precision: Option<i32>) -> Self {
        if let Some(width) = width {
            self.left |= width < 0;
            self.width = Some(Amount::Given(width.unsigned_abs() as usize));
        }
        if let Some(precision) = precision {
            self.precision = usize::try_from(precision).ok().map(Amount::Given);
        }
        self
    }

    /// The conversion of a double: `aAeEfgG`, also `s` of a text made by the caller.
    pub fn real(&self, x: f64) -> String {
        if !x.is_finite() {
            return self.pad(&self.not_finite(x), false);
        }
        let magnitude = x.abs();
        let precision = self.given(self.precision);
        let p = precision.unwrap_or(6);
        let text = match self.conversion {
            'a' | 'A' => cformat::hexadecimal(magnitude, precision, self.alternate),
            'e' | 'E' => cformat::scientific(magnitude, p, self.alternate),
            'g' | 'G' => cformat::general(magnitude, p, self.alternate),
            _ => cformat::fixed(magnitude, p, self.alternate),
        };
        let text = if self.conversion.is_ascii_uppercase() { text.to_uppercase() } else { text };
        self.pad(&format!("{}{text}", self.sign(x.is_sign_negative())), true)
    }

    /// NA, NaN and infinities are words; only the sign flags and the width apply to them.
    fn not_finite(&self, x: f64) -> String {
        match x {
            _ if x.is_nan() => {
                format!("{}{}", if self.space { " " } else { "" }, if is_na_real(x) { "NA" } else { "NaN" })
            }
            f64::NEG_INFINITY => "-Inf".to_string(),
            f64::INFINITY if self.plus => "+Inf".to_string(),
            f64::INFINITY if self.space => " Inf".to_string(),
            _ => "Inf".to_string(),
        }
    }

    /// The conversion of an integer or logical, `None` being NA: `dioxX`.
    pub fn integer(&self, x: Option<i32>) -> String {
        // R formats NA as a string here, which a precision cuts.
        let Some(x) = x else { return self.string("NA") };
        let (sign, digits) = match self.conversion {
            'x' => ("", format!("{x:x}")),
            'X' => ("", format!("{x:X}")),
            'o' => ("", format!("{x:o}")),
            _ => (self.sign(x < 0), x.unsigned_abs().to_string()),
        };
        let least = self.given(self.precision);
        let digits = if least == Some(0) && x == 0 { String::new() } else { digits };
        let digits = format!("{digits:0>width$}", width = least.unwrap_or(1));
        let prefix = match self.conversion {
            'x' if self.alternate && x != 0 => "0x",
            'X' if self.alternate && x != 0 => "0X",
            'o' if self.alternate && !digits.starts_with('0') => "0",
            _ => "",
        };
        self.pad(&format!("{sign}{prefix}{digits}"), least.is_none())
    }

    /// The conversion of a string: `s`. Width and precision count bytes, as in C; a character that would be
    /// cut is left out.
    pub fn string(&self, text: &str) -> String {
        let mut end = self.given(self.precision).map_or(text.len(), |p| p.min(text.len()));
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        self.pad(&text[..end], false)
    }

    fn given(&self, amount: Option<Amount>) -> Option<usize> {
        match amount {
            Some(Amount::Given(n)) => Some(n),
            _ => None,
        }
    }

    fn sign(&self, negative: bool) -> &'static str {
        match (negative, self.plus, self.space) {
            (true, _, _) => "-",
            (_, true, _) => "+",
            (_, _, true) => " ",
            _ => "",
        }
    }

    /// Pads to the width; with `zeros` allowed they go between the sign or prefix and the digits.
    fn pad(&self, text: &str, zeros: bool) -> String {
        let missing = self.given(self.width).unwrap_or(0).saturating_sub(text.len());
        if self.left {
            return format!("{text}{}", " ".repeat(missing));
        }
        if self.zero && zeros {
            let signed = text.starts_with(['-', '+', ' ']) as usize;
            let prefixed = text[signed..].starts_with("0x") || text[signed..].starts_with("0X");
            let (head, digits) = text.split_at(signed + if prefixed { 2 } else { 0 });
            return format!("{head}{}{digits}", "0".repeat(missing));
        }
        format!("{}{text}", " ".repeat(missing))
    }
}

/// Digits, or `*` with an optional `n$`, at the start of `rest`.
fn amount(rest: &str) -> Option<(Option<Amount>, &str)> {
    if let Some(after) = rest.strip_prefix('*') {
        let digits = after.bytes().take_while(u8::is_ascii_digit).count();
        if let Some(beyond) = after[digits..].strip_prefix('$') {
            return Some((Some(Amount::Argument(Some(after[..digits].parse().ok()?))), beyond));
        }
        return Some((Some(Amount::Argument(None)), after));
    }
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 {
        return Some((None, rest));
    }
    Some((Some(Amount::Given(rest[..digits].parse().ok()?)), &rest[digits..]))
}
