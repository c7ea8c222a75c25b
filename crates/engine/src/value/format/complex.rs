//! Complex numbers, real and imaginary parts each with digits of their own, as R does from 4.4 on.

use super::real::{RealFormat, format_real, is_na_real};

/// How the elements of a complex vector are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ComplexFormat {
    /// Characters of the widest element.
    pub width: usize,
    /// The real parts.
    pub real: RealFormat,
    /// The absolute imaginary parts.
    pub imaginary: RealFormat,
}

impl ComplexFormat {
    /// The common format; arguments as for [`RealFormat::of`].
    pub fn of(xs: &[(f64, f64)], digits: i32, scipen: i32, nsmall: usize, na_width: usize) -> Self {
        let known: Vec<_> = xs.iter().filter(|z| !is_na(**z)).collect();
        let reals: Vec<f64> = known.iter().map(|z| z.0).collect();
        let imaginaries: Vec<f64> = known.iter().map(|z| z.1.abs()).collect();
        let real = RealFormat::of(&reals, digits, scipen, nsmall, na_width);
        let imaginary = RealFormat::of(&imaginaries, digits, scipen, nsmall, na_width);
        let mut width = if known.is_empty() { 0 } else { real.width + imaginary.width + 2 };
        if known.len() < xs.len() {
            width = width.max(na_width);
        }
        Self { width, real, imaginary }
    }
}

/// A complex number is NA when one of its parts is.
fn is_na(z: (f64, f64)) -> bool {
    is_na_real(z.0) || is_na_real(z.1)
}

/// One element, right-aligned.
pub fn format_complex(z: (f64, f64), format: &ComplexFormat, na: &str, decimal_mark: &str) -> String {
    let width = format.width;
    if is_na(z) {
        return format!("{na:>width$}");
    }
    let sign = if z.1 < 0.0 { '-' } else { '+' };
    let real = format_real(z.0, &format.real, na, decimal_mark);
    let imaginary = format_real(z.1.abs(), &format.imaginary, na, decimal_mark);
    let text = format!("{real}{sign}{imaginary}i");
    format!("{text:>width$}")
}

/// One number by itself, as `as.character()` does with 15 digits.
pub fn complex_to_string(z: (f64, f64), digits: i32, scipen: i32) -> String {
    let format = ComplexFormat::of(&[z], digits, scipen, 0, 2);
    format_complex(z, &format, "NA", ".")
}
