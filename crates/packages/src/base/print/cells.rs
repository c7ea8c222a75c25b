//! Elements of vectors as texts of one width.

use super::Style;
use raglan_engine::value::format::{
    ComplexFormat, RealFormat, display_width, escape, format_complex, format_integer, format_logical,
    format_real, integer_width, logical_width,
};
use raglan_engine::value::{Complex, NA_INTEGER, Value};
use std::ops::Range;

/// The elements of `range` as texts; numbers and logicals are aligned to one width, strings are not.
///
/// `None` for what is not atomic.
pub fn cells(value: &Value, range: Range<usize>, style: &Style) -> Option<Vec<String>> {
    let na = style.na_number();
    let na_width = display_width(na);
    let mut out = match value {
        Value::Logical(v) => {
            let xs = &v.data[range];
            let width = logical_width(xs.iter().copied(), na_width);
            xs.iter().map(|x| format_logical(*x, width, na)).collect()
        }
        Value::Integer(v) => {
            let xs: Vec<Option<i64>> = v.data[range].iter().map(|&x| whole(x)).collect();
            let width = integer_width(xs.iter().copied(), na_width);
            xs.iter().map(|x| format_integer(*x, width, na)).collect()
        }
        Value::Double(v) => reals(&v.data[range], style),
        Value::Complex(v) => complexes(&v.data[range], style),
        Value::Character(v) => range.map(|i| text(v.data.get(i), style)).collect(),
        Value::Raw(v) => v.data[range].iter().map(|x| format!("{x:02x}")).collect::<Vec<_>>(),
        _ => return None,
    };
    if let Some(zero) = &style.zero {
        blank_zeros(value, &mut out, zero);
    }
    Some(out)
}

/// Zeros of numbers replaced by a text.
fn blank_zeros(value: &Value, cells: &mut [String], zero: &str) {
    if !matches!(value, Value::Integer(_) | Value::Double(_)) {
        return;
    }
    for cell in cells {
        if cell.trim() == "0" {
            *cell = raglan_engine::value::format::pad(
                zero,
                cell.len(),
                raglan_engine::value::format::Align::Right,
            );
        }
    }
}

fn whole(x: i32) -> Option<i64> {
    (x != NA_INTEGER).then_some(i64::from(x))
}

/// Doubles in one width.
pub fn reals(xs: &[f64], style: &Style) -> Vec<String> {
    let na = style.na_number();
    let format = RealFormat::of(xs, style.digits, style.scipen, 0, display_width(na));
    xs.iter().map(|&x| format_real(x, &format, na, &style.decimal)).collect()
}

fn complexes(xs: &[Complex], style: &Style) -> Vec<String> {
    let na = style.na_number();
    let xs: Vec<(f64, f64)> = xs.iter().map(|z| (z.re, z.im)).collect();
    let format = ComplexFormat::of(&xs, style.digits, style.scipen, 0, display_width(na));
    xs.iter().map(|&z| format_complex(z, &format, na, &style.decimal)).collect()
}

/// One string, quoted if the style says so.
pub fn text(x: Option<&str>, style: &Style) -> String {
    match x {
        None => style.na_string().to_string(),
        Some(s) => escape(s, style.quote.then_some('"')),
    }
}

/// A name above or before elements.
pub fn label(x: Option<&str>) -> String {
    x.map_or_else(|| "<NA>".into(), |s| escape(s, None))
}
