//! Numbers of a tibble's column: three significant digits, aligned at the decimal mark.
//!
//! A [`Numbers`] is a column split into sign, whole part, decimals and exponent, in fixed notation or in
//! scientific. Decimals are as many as the significant digits ask for, less when the number has no more.

/// A column's numbers in one notation.
pub struct Numbers {
    digits_left: Vec<String>,
    decimals: Vec<Option<(f64, usize)>>,
    exponents: Option<Vec<Option<i32>>>,
    significant: usize,
}

/// The largest relative error that still counts as equal.
const TOLERANCE: f64 = 2.0 * f64::EPSILON;

fn within_tolerance(x: f64, y: f64) -> bool {
    let (p, q) = (x.log2().round(), y.log2().round());
    if x == y {
        return true;
    }
    p == q && ((x - y) * (-p).exp2()).abs() <= TOLERANCE
}

/// The power of ten of the leading digit after rounding to `digits`.
fn leading_power(x: f64, digits: usize) -> Option<i32> {
    if x == 0.0 || !x.is_finite() {
        return None;
    }
    let offset = (-5.0 * 10f64.powi(-(digits as i32) - 1)).ln_1p() / std::f64::consts::LN_10;
    Some((x.log10() - offset).floor() as i32)
}

fn round_to(x: f64, digits: usize) -> f64 {
    let whole = if x != 0.0 && x.is_finite() { (x.log10().floor() as i32 + 1).max(0) as usize } else { 0 };
    raglan_engine::value::format::round_significant(x, digits.max(whole) as i32)
}

/// Decimals shown of a number that has significant digits behind the mark.
fn decimals_of(x: f64, digits: usize) -> usize {
    let Some(power) = leading_power(x, digits) else { return 0 };
    if power > digits as i32 {
        return 0;
    }
    let mut decimals = digits as i32 - 1 - power;
    while decimals > 0 {
        let scaled = x * 10f64.powi(decimals - 1);
        if !within_tolerance(scaled, scaled.round_ties_even()) {
            break;
        }
        decimals -= 1;
    }
    decimals.max(0) as usize
}

impl Numbers {
    /// The column in fixed notation.
    pub fn fixed(xs: &[f64], significant: usize) -> Self {
        let magnitudes: Vec<f64> = xs.iter().map(|x| x.abs()).collect();
        Self::split(xs, &magnitudes, None, significant)
    }

    /// The column in scientific notation.
    pub fn scientific(xs: &[f64], significant: usize) -> Self {
        let powers: Vec<Option<i32>> = xs
            .iter()
            .map(
                |x| if x.is_finite() { Some(leading_power(x.abs(), significant).unwrap_or(0)) } else { None },
            )
            .collect();
        let scaled: Vec<f64> = xs
            .iter()
            .zip(&powers)
            .map(|(x, p)| match p {
                Some(p) if *x != 0.0 => x.abs() / 10f64.powi(*p),
                _ => x.abs(),
            })
            .collect();
        Self::split(xs, &scaled, Some(powers), significant)
    }

    fn split(xs: &[f64], mantissas: &[f64], exponents: Option<Vec<Option<i32>>>, significant: usize) -> Self {
        let whole = mantissas.iter().all(|m| m.is_nan() || *m == m.trunc());
        let mut digits_left = Vec::with_capacity(xs.len());
        let mut decimals = Vec::with_capacity(xs.len());
        for (&x, &m) in xs.iter().zip(mantissas) {
            if !x.is_finite() {
                digits_left.push(non_finite(x));
                decimals.push(None);
                continue;
            }
            let rounded = round_to(m, significant);
            let shown = if whole { 0 } else { decimals_of(m, significant) };
            let left = rounded.trunc();
            let right = rounded - left;
            let sign = if x < 0.0 { "-" } else { "" };
            digits_left.push(format!("{sign}{left:.0}"));
            let bare = m == 0.0 || (right == 0.0 && within_tolerance(left, m));
            decimals.push((!bare).then_some((right, shown)));
        }
        Self { digits_left, decimals, exponents, significant }
    }

    /// Columns it takes.
    pub fn width(&self) -> usize {
        let left = self.digits_left.iter().map(|s| s.chars().count()).max().unwrap_or(0);
        let mark = usize::from(self.decimals.iter().any(Option::is_some));
        left + mark + self.right_width() + self.exponent_width()
    }

    fn right_width(&self) -> usize {
        self.decimals.iter().flatten().map(|(_, n)| *n).max().unwrap_or(0)
    }

    fn exponent_width(&self) -> usize {
        let Some(exponents) = &self.exponents else { return 0 };
        let digits = exponents.iter().flatten().map(|e| e.abs().to_string().len()).max();
        let sign = usize::from(exponents.iter().flatten().any(|e| *e < 0));
        digits.map_or(0, |d| d + 1 + sign)
    }

    /// The texts, all of the same width.
    pub fn texts(&self) -> Vec<String> {
        debug_assert!(self.significant > 0);
        let left = self.digits_left.iter().map(|s| s.chars().count()).max().unwrap_or(0);
        let right = self.right_width();
        let mark = self.decimals.iter().any(Option::is_some);
        (0..self.digits_left.len())
            .map(|i| {
                let mut text = format!("{:>left$}", self.digits_left[i]);
                match self.decimals[i] {
                    Some((fraction, n)) => {
                        let digits = (fraction * 10f64.powi(n as i32)).round_ties_even().abs();
                        let digits = if n == 0 { String::new() } else { format!("{digits:0n$.0}") };
                        text.push_str(&format!(".{digits:<right$}"));
                    }
                    None if mark => text.push_str(&" ".repeat(right + 1)),
                    None => {}
                }
                text + &self.exponent(i)
            })
            .collect()
    }

    fn exponent(&self, i: usize) -> String {
        let Some(exponents) = &self.exponents else { return String::new() };
        let width = self.exponent_width();
        if width == 0 {
            return String::new();
        }
        let negative = exponents.iter().flatten().any(|e| *e < 0);
        match exponents[i] {
            None => " ".repeat(width),
            Some(e) => {
                let sign = if !negative {
                    ""
                } else if e < 0 {
                    "-"
                } else {
                    "+"
                };
                let digits = width - 1 - usize::from(negative);
                format!("e{sign}{:>digits$}", e.abs())
            }
        }
    }
}

fn non_finite(x: f64) -> String {
    match x {
        _ if raglan_engine::value::is_na(x) => "NA".into(),
        _ if x.is_nan() => "NaN".into(),
        f64::INFINITY => "Inf".into(),
        _ => "-Inf".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::Numbers;

    #[test]
    fn three_digits_aligned() {
        let texts = |xs: &[f64]| Numbers::fixed(xs, 3).texts();
        assert_eq!(texts(&[1.5, 22.25, 333.125]), ["  1.5", " 22.2", "333. "].map(|s| s.to_string()));
        assert_eq!(texts(&[123.456, 0.001]), ["123.   ", "  0.001"].map(|s| s.to_string()));
        assert_eq!(texts(&[14_067_712.0, 405_334_016.0]), [" 14067712", "405334016"].map(|s| s.to_string()));
    }

    #[test]
    fn scientific_columns() {
        let texts = Numbers::scientific(&[0.0312, 2.2e-16, 0.5], 3).texts();
        assert_eq!(texts, ["3.12e- 2", "2.2 e-16", "5   e- 1"].map(|s| s.to_string()));
    }
}
