//! `formatC()`: C's conversions on vectors, with R's defaults for width and digits.

use super::cformat;
use super::marks::Marks;
use super::real::is_na_real;
use super::sprintf::{Amount, Directive};
use super::string::{Align, display_width, pad};

/// The `format` of `formatC()` for numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// `"d"`
    Integer,
    /// `"f"`
    Fixed,
    /// `"e"`, or `"E"`
    Scientific {
        /// `"E"`
        upper: bool,
    },
    /// `"g"`, or `"G"`
    General {
        /// `"G"`
        upper: bool,
    },
    /// `"fg"`: fixed notation with a number of significant digits.
    FixedSignificant,
}

/// The arguments of `formatC()` that concern a vector of numbers or strings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormatC {
    /// `width`; negative means left-aligned.
    pub width: Option<i32>,
    /// `digits`.
    pub digits: Option<i32>,
    /// `format`.
    pub mode: Mode,
    /// `flag`, of `-+ 0#'`.
    pub flag: String,
    /// Everything `prettyNum()` does.
    pub marks: Marks,
}

/// More digits than this are not given.
const MOST_DIGITS: i32 = 50;

impl FormatC {
    /// The conversion of doubles; numbers for mode `"d"` are whole.
    pub fn real(&self, xs: &[f64]) -> Result<Vec<String>, String> {
        let digits = self.digits.unwrap_or(self.default_digits());
        let directive = self.directive(digits)?;
        let texts = xs.iter().map(|&x| x.is_finite().then(|| self.number(x, &directive))).collect();
        let words = xs.iter().map(|&x| match x {
            // Integers know no other word.
            _ if is_na_real(x) || self.mode == Mode::Integer => "NA",
            f64::INFINITY => "Inf",
            f64::NEG_INFINITY => "-Inf",
            _ => "NaN",
        });
        Ok(self.finish(texts, &words.collect::<Vec<_>>(), &directive))
    }

    /// The conversion of integers, for any mode.
    pub fn integer(&self, xs: &[Option<i32>]) -> Result<Vec<String>, String> {
        let digits = self.digits.unwrap_or(self.default_digits());
        let directive = self.directive(digits)?;
        let texts = xs.iter().map(|x| x.map(|x| self.number(f64::from(x), &directive))).collect();
        Ok(self.finish(texts, &vec!["NA"; xs.len()], &directive))
    }

    /// The conversion of strings: only width and the flag `-` count.
    pub fn string(&self, xs: &[Option<&str>]) -> Vec<String> {
        let width = self.width.unwrap_or(0);
        let align = if width < 0 || self.flag.contains('-') { Align::Left } else { Align::Right };
        let width = width.unsigned_abs() as usize;
        xs.iter().map(|x| pad(x.unwrap_or("NA"), width, align)).collect()
    }

    fn default_digits(&self) -> i32 {
        if self.mode == Mode::Integer { 2 } else { 4 }
    }

    /// The `%` conversion that the arguments amount to.
    fn directive(&self, digits: i32) -> Result<Directive, String> {
        let digits = if digits < 0 { 6 } else { digits.min(MOST_DIGITS) };
        let width = match (self.width, self.digits) {
            (None, None) => 1,
            (None, Some(_)) => digits + 1,
            (Some(0), _) => digits,
            (Some(width), _) => width,
        };
        if width == 0 {
            return Err("width cannot be zero".to_string());
        }
        let conversion = match self.mode {
            Mode::Integer => 'd',
            Mode::Fixed => 'f',
            Mode::Scientific { upper: false } => 'e',
            Mode::Scientific { upper: true } => 'E',
            Mode::General { upper: true } => 'G',
            Mode::General { upper: false } | Mode::FixedSignificant => 'g',
        };
        Ok(Directive {
            text: String::new(),
            position: None,
            left: width < 0 || self.flag.contains('-'),
            plus: self.flag.contains('+'),
            space: self.flag.contains(' '),
            zero: self.flag.contains('0'),
            alternate: self.flag.contains('#'),
            width: Some(Amount::Given(width.unsigned_abs() as usize)),
            precision: Some(Amount::Given(digits as usize)),
            conversion,
        })
    }

    fn number(&self, x: f64, directive: &Directive) -> String {
        match self.mode {
            Mode::Integer => {
                let whole = Directive {
                    conversion: 'f',
                    alternate: false,
                    precision: Some(Amount::Given(0)),
                    ..directive.clone()
                };
                // An integer has no negative zero.
                whole.real(if x == 0.0 { 0.0 } else { x })
            }
            Mode::FixedSignificant => fixed_significant(x, directive),
            _ => directive.real(x),
        }
    }

    /// Words in place of what is no number, all of one width, and the marks.
    fn finish(&self, texts: Vec<Option<String>>, words: &[&str], directive: &Directive) -> Vec<String> {
        let given = if let Some(Amount::Given(width)) = directive.width { width } else { 0 };
        let special = texts.iter().zip(words).filter(|(text, _)| text.is_none());
        let width = special.map(|(_, word)| display_width(word)).max().unwrap_or(0).max(given);
        let left = self.flag == "-" || self.width.is_some_and(|width| width < 0);
        let align = if left { Align::Left } else { Align::Right };
        let texts =
            texts.into_iter().zip(words).map(|(text, word)| text.unwrap_or_else(|| pad(word, width, align)));
        self.marks.apply(texts.collect())
    }
}

/// Fixed notation with significant digits; the width does not count for zero and numbers below `1e-4`.
fn fixed_significant(x: f64, directive: &Directive) -> String {
    let Some(Amount::Given(digits)) = directive.precision else { return directive.real(x) };
    if x == 0.0 {
        return "0".to_string();
    }
    let mut power = (x.abs().log10() + 1e-12).floor() as i32;
    let mut value = x;
    let leading = x.abs() / 10f64.powi(power) + 1e-12;
    // Rounding up to the next power of ten takes one more digit before the mark.
    if power > 0 && super::rounding::round_digits(leading, digits as i32 - 1) >= 10.0 {
        power += 1;
        value = 10f64.powi(power).copysign(x);
    }
    if power == -4 && x.abs() < 1e-4 {
        power = -5;
    }
    if power >= -4 {
        let precision = if power >= digits as i32 { power as usize + 1 } else { digits };
        return Directive { precision: Some(Amount::Given(precision)), ..directive.clone() }.real(value);
    }
    let decimals = (digits as i32 - 1 - power).max(0) as usize;
    let precision = Some(Amount::Given(decimals));
    let text = Directive { width: None, precision, conversion: 'f', ..directive.clone() }.real(value);
    if directive.alternate { text } else { cformat::without_zeros(&text).to_string() }
}
