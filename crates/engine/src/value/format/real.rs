//! Doubles: the fewest digits that show a vector to a number of significant digits, fixed or scientific.

use crate::syntax::Extended;

/// R's NA among the NaNs.
pub fn is_na_real(x: f64) -> bool {
    x.is_nan() && x.to_bits() as u32 == 1954
}

/// R's NA.
pub fn na_real() -> f64 {
    f64::from_bits(0x7FF0_0000_0000_07A2)
}

/// How the elements of a vector are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RealFormat {
    /// Characters of the widest element.
    pub width: usize,
    /// Digits after the decimal mark.
    pub decimals: usize,
    /// Zero for fixed notation; scientific has exponents of two digits (1) or of three (2).
    pub exponent: usize,
}

/// A number to some significant digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Significant {
    /// The power of ten of the leading digit after rounding.
    pub power: i32,
    /// Digits needed, trailing zeros left out.
    pub digits: i32,
    /// Rounding carried into a new leading digit that fixed notation would not show.
    pub widens: bool,
}

/// The largest power of ten that is exact in the arithmetic R uses here.
const EXACT_POWER: i32 = 27;

/// Powers below this are reached in two steps.
const SMALLEST_POWER: i32 = -308;

/// The digits of a finite `x` rounded to `digits` significant ones (at least one).
pub fn significant(x: f64, digits: i32) -> Significant {
    if x == 0.0 {
        return Significant { power: 0, digits: 1, widens: false };
    }
    let (r, digits) = (x.abs(), digits.max(1));
    if digits > 15 { significant_exactly(r, digits) } else { significant_scaled(r, digits) }
}

/// From the decimal expansion itself, used where 64 bits cannot hold the digits.
fn significant_exactly(r: f64, digits: i32) -> Significant {
    let text = format!("{:.*e}", (digits - 1) as usize, r);
    let (mantissa, power) = text.split_once('e').unwrap_or((&text, "0"));
    let zeros = mantissa.bytes().rev().take_while(|&b| b == b'0').count() as i32;
    Significant { power: power.parse().unwrap_or(0), digits: (digits - zeros).max(1), widens: false }
}

/// By scaling to an integer of that many digits, in extended precision.
fn significant_scaled(r: f64, digits: i32) -> Significant {
    let ten = Extended::from_integer(10);
    let mut shift = r.log10().floor() as i32 - digits + 1;
    let mut scaled = scale(r, shift);
    if !scaled.at_least(Extended::power_of_ten((digits - 1) as u32)) {
        scaled = scaled.times(ten);
        shift -= 1;
    }
    let mut whole = scaled.to_integer();
    let mut kept = digits;
    while kept > 0 && whole.is_multiple_of(10) {
        whole /= 10;
        kept -= 1;
    }
    if kept == 0 {
        kept = 1;
        shift += 1;
    }
    let power = shift + digits - 1;
    // Fixed notation shows `digits - power` decimals; below this bound it does not round up to 10^power.
    let decimals = (digits - power).clamp(0, EXACT_POWER);
    let widens = (1..=EXACT_POWER).contains(&power) && r < 10f64.powi(power) - 0.5 / 10f64.powi(decimals);
    Significant { power, digits: kept, widens }
}

/// `r / 10^shift` with the roundings of R.
fn scale(r: f64, shift: i32) -> Extended {
    let value = Extended::from_double(r);
    match shift {
        0 => value,
        1.. => value.over(Extended::power_of_ten(shift as u32)),
        -9..=-1 => value.times(Extended::power_of_ten(shift.unsigned_abs())),
        _ if shift <= SMALLEST_POWER => {
            value.times(Extended::power_of_ten(303)).over(inverse_power(shift + 303))
        }
        _ => value.over(inverse_power(shift)),
    }
}

/// Ten to a negative power.
fn inverse_power(power: i32) -> Extended {
    Extended::from_integer(1).over(Extended::power_of_ten(power.unsigned_abs()))
}

impl RealFormat {
    /// The format in which every element shows at least `digits` significant digits unless fewer suffice.
    ///
    /// Fixed notation is taken when it is at most `scipen` characters wider than scientific, and then has at
    /// least `nsmall` decimals. `na_width` is the width of NA.
    pub fn of(xs: &[f64], digits: i32, scipen: i32, nsmall: usize, na_width: usize) -> Self {
        let mut extent = Extent::default();
        let mut width = 0;
        for &x in xs {
            if x.is_finite() {
                extent.add(x, digits);
            } else {
                width = width.max(match x {
                    _ if is_na_real(x) => na_width,
                    f64::NEG_INFINITY => 4,
                    _ => 3,
                });
            }
        }
        let finite = if extent.any { extent.format(scipen, nsmall) } else { Self::default() };
        Self { width: finite.width.max(width), ..finite }
    }
}

/// What the finite elements need.
#[derive(Default)]
struct Extent {
    any: bool,
    negative: bool,
    left: i32,
    right: i32,
    largest_power: i32,
    smallest_power: i32,
    digits: i32,
}

impl Extent {
    fn add(&mut self, x: f64, digits: i32) {
        let s = significant(x, digits);
        let negative = x < 0.0;
        let left = (s.power + 1 - i32::from(s.widens)).max(1) + i32::from(negative);
        let right = (s.digits - s.power - 1).max(0);
        if !self.any {
            *self = Self {
                any: true,
                negative,
                left,
                right,
                largest_power: s.power,
                smallest_power: s.power,
                digits: s.digits,
            };
            return;
        }
        self.negative |= negative;
        self.left = self.left.max(left);
        self.right = self.right.max(right);
        self.largest_power = self.largest_power.max(s.power);
        self.smallest_power = self.smallest_power.min(s.power);
        self.digits = self.digits.max(s.digits);
    }

    fn format(&self, scipen: i32, nsmall: usize) -> RealFormat {
        let fixed_width = |right: i32| self.left + right + i32::from(right > 0);
        let exponent = if self.largest_power >= 100 || self.smallest_power <= -100 { 2 } else { 1 };
        let decimals = self.digits - 1;
        let scientific = i32::from(self.negative) + i32::from(decimals > 0) + decimals + 4 + exponent;
        if fixed_width(self.right) <= scientific.saturating_add(scipen) {
            let right = self.right.max(i32::try_from(nsmall).unwrap_or(i32::MAX / 2));
            RealFormat { width: fixed_width(right) as usize, decimals: right as usize, exponent: 0 }
        } else {
            RealFormat {
                width: scientific as usize,
                decimals: decimals as usize,
                exponent: exponent as usize,
            }
        }
    }
}

/// One element, right-aligned to the width of the format.
pub fn format_real(x: f64, format: &RealFormat, na: &str, decimal_mark: &str) -> String {
    let text = match x {
        _ if is_na_real(x) => na.to_string(),
        _ if x.is_nan() => "NaN".to_string(),
        f64::INFINITY => "Inf".to_string(),
        f64::NEG_INFINITY => "-Inf".to_string(),
        _ => {
            // Zero has no sign in print.
            let x = if x == 0.0 { 0.0 } else { x };
            let text = if format.exponent > 0 {
                super::cformat::scientific(x, format.decimals, false)
            } else {
                format!("{:.*}", format.decimals, x)
            };
            if decimal_mark == "." { text } else { text.replace('.', decimal_mark) }
        }
    };
    format!("{text:>width$}", width = format.width)
}

/// One number by itself: `as.character()` with 15 digits, `cat()` and `paste()` of values with 7.
pub fn real_to_string(x: f64, digits: i32, scipen: i32) -> String {
    let format = RealFormat::of(&[x], digits, scipen, 0, 2);
    format_real(x, &RealFormat { width: 0, ..format }, "NA", ".")
}
