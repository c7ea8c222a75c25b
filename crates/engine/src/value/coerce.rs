//! Coercion between vector types.

use super::{
    Attributes, Complex, Failure, Items, Logical, NA_INTEGER, NA_REAL, Result, Store, Strings, Text, Type,
    Value, Vector, type_name,
};
use std::rc::Rc;

const INTRODUCED: &str = "NAs introduced by coercion";
const RANGE: &str = "NAs introduced by coercion to integer range";

fn warn(warnings: &mut Vec<String>, message: &str) {
    if !warnings.iter().any(|w| w == message) {
        warnings.push(message.into());
    }
}

fn refuse<T>(value: &Value, to: &str) -> Result<T> {
    match value {
        Value::List(_) | Value::Expression(_) => {
            Err(Failure::new(format!("'list' object cannot be coerced to type '{to}'")))
        }
        _ => Err(Failure::new(format!("cannot coerce type '{}' to vector of type '{to}'", type_name(value)))),
    }
}

/// The elements of a list as single values, or the refusal R words.
fn singles<T>(items: &Items, to: &str, mut one: impl FnMut(&Value) -> Result<T>) -> Result<Vec<T>> {
    items
        .iter()
        .map(|item| {
            if item.len() == 1 && item.is_vector() {
                one(item)
            } else {
                Err(Failure::new(format!("'list' object cannot be coerced to type '{to}'")))
            }
        })
        .collect()
}

fn double_to_logical(x: f64) -> Logical {
    if x.is_nan() { None } else { Some(x != 0.0) }
}

fn string_to_logical(s: &str) -> Logical {
    match s {
        "T" | "True" | "TRUE" | "true" => Some(true),
        "F" | "False" | "FALSE" | "false" => Some(false),
        _ => None,
    }
}

/// The elements as logicals.
pub fn as_logical(value: &Value) -> Result<Store<Logical>> {
    Ok(match value {
        Value::Null => Vec::new().into(),
        Value::Logical(v) => v.data.clone(),
        Value::Integer(v) => v.data.iter().map(|&x| (x != NA_INTEGER).then_some(x != 0)).collect(),
        Value::Double(v) => v.data.iter().map(|&x| double_to_logical(x)).collect(),
        Value::Complex(v) => {
            v.data.iter().map(|x| (!x.is_nan()).then_some(x.re != 0.0 || x.im != 0.0)).collect()
        }
        Value::Raw(v) => v.data.iter().map(|&x| Some(x != 0)).collect(),
        Value::Character(v) => v.data.iter().map(|s| s.and_then(string_to_logical)).collect(),
        Value::List(v) | Value::Expression(v) => {
            singles(&v.data, "logical", |x| Ok(as_logical(x)?[0]))?.into()
        }
        _ => return refuse(value, "logical"),
    })
}

fn double_to_integer(x: f64, warnings: &mut Vec<String>) -> i32 {
    if x.is_nan() {
        NA_INTEGER
    } else if x >= 2_147_483_648.0 || x <= -2_147_483_649.0 {
        warn(warnings, RANGE);
        NA_INTEGER
    } else {
        x as i32
    }
}

/// The elements as integers, cut towards zero.
pub fn as_integer(value: &Value, warnings: &mut Vec<String>) -> Result<Store<i32>> {
    Ok(match value {
        Value::Null => Vec::new().into(),
        Value::Logical(v) => v.data.iter().map(|x| x.map_or(NA_INTEGER, i32::from)).collect(),
        Value::Integer(v) => v.data.clone(),
        Value::Double(v) => v.data.iter().map(|&x| double_to_integer(x, warnings)).collect(),
        Value::Complex(v) => v.data.iter().map(|x| double_to_integer(x.re, warnings)).collect(),
        Value::Raw(v) => v.data.iter().map(|&x| i32::from(x)).collect(),
        Value::Character(v) => {
            let one = |s: Option<&str>| match s.map(|s| (s, parse_double(s))) {
                None => NA_INTEGER,
                Some((_, Some(x))) => double_to_integer(x, warnings),
                Some((s, None)) => {
                    if s.trim() != "NA" {
                        warn(warnings, INTRODUCED);
                    }
                    NA_INTEGER
                }
            };
            v.data.iter().map(one).collect()
        }
        Value::List(v) | Value::Expression(v) => {
            singles(&v.data, "integer", |x| Ok(as_integer(x, warnings)?[0]))?.into()
        }
        _ => return refuse(value, "integer"),
    })
}

/// The elements as doubles.
pub fn as_double(value: &Value, warnings: &mut Vec<String>) -> Result<Store<f64>> {
    Ok(match value {
        Value::Null => Vec::new().into(),
        Value::Logical(v) => v.data.iter().map(|x| x.map_or(NA_REAL, f64::from)).collect(),
        Value::Integer(v) => {
            v.data.iter().map(|&x| if x == NA_INTEGER { NA_REAL } else { f64::from(x) }).collect()
        }
        Value::Double(v) => v.data.clone(),
        Value::Complex(v) => {
            if v.data.iter().any(|x| x.im != 0.0 && !x.im.is_nan()) {
                warn(warnings, "imaginary parts discarded in coercion");
            }
            v.data.iter().map(|x| x.re).collect()
        }
        Value::Raw(v) => v.data.iter().map(|&x| f64::from(x)).collect(),
        Value::Character(v) => {
            let one = |s: Option<&str>| match s.map(|s| (s, parse_double(s))) {
                None => NA_REAL,
                Some((_, Some(x))) => x,
                Some((s, None)) => {
                    if s.trim() != "NA" {
                        warn(warnings, INTRODUCED);
                    }
                    NA_REAL
                }
            };
            v.data.iter().map(one).collect()
        }
        Value::List(v) | Value::Expression(v) => {
            singles(&v.data, "double", |x| Ok(as_double(x, warnings)?[0]))?.into()
        }
        _ => return refuse(value, "double"),
    })
}

/// The elements as complex numbers.
pub fn as_complex(value: &Value, warnings: &mut Vec<String>) -> Result<Store<Complex>> {
    Ok(match value {
        Value::Complex(v) => v.data.clone(),
        Value::Character(v) => {
            let one = |s: Option<&str>| match s.map(|s| (s, parse_complex(s))) {
                None => Complex::new(NA_REAL, NA_REAL),
                Some((_, Some(z))) => z,
                Some((s, None)) => {
                    if s.trim() != "NA" {
                        warn(warnings, INTRODUCED);
                    }
                    Complex::new(NA_REAL, NA_REAL)
                }
            };
            v.data.iter().map(one).collect()
        }
        _ => as_double(value, warnings)?
            .iter()
            .map(|&x| if super::is_na(x) { Complex::new(NA_REAL, NA_REAL) } else { Complex::new(x, 0.0) })
            .collect(),
    })
}

/// The elements as strings, as `as.character` gives them.
pub fn as_character(value: &Value) -> Result<Strings> {
    Ok(match value {
        Value::Null => Vec::<Text>::new().into(),
        Value::Character(v) => v.data.clone(),
        Value::Logical(v) => v.data.iter().map(|x| x.map(|b| if b { "TRUE" } else { "FALSE" })).collect(),
        Value::Integer(v) => v.data.iter().map(|&x| (x != NA_INTEGER).then(|| x.to_string())).collect(),
        Value::Double(v) => v.data.iter().map(|&x| (!super::is_na(x)).then(|| double_to_string(x))).collect(),
        Value::Complex(v) => {
            v.data.iter().map(|x| (!super::is_na(x.re)).then(|| complex_to_string(*x))).collect()
        }
        Value::Raw(v) => v.data.iter().map(|x| Some(format!("{x:02x}"))).collect(),
        Value::Symbol(s) => Strings::One(Some(Rc::from(s.as_str()))),
        _ => return refuse(value, "character"),
    })
}

/// The elements as a list; names are the caller's business.
pub fn as_list(value: &Value) -> Items {
    match value {
        Value::Null => Items::default(),
        Value::List(v) | Value::Expression(v) => v.data.clone(),
        Value::Logical(v) => v.data.iter().map(|&x| Value::Logical(Vector::new(vec![x]))).collect(),
        Value::Integer(v) => v.data.iter().map(|&x| Value::integer(x)).collect(),
        Value::Double(v) => v.data.iter().map(|&x| Value::double(x)).collect(),
        Value::Complex(v) => v.data.iter().map(|&x| Value::complex(x)).collect(),
        Value::Raw(v) => v.data.iter().map(|&x| Value::Raw(Vector::new(vec![x]))).collect(),
        Value::Character(v) => (0..v.data.len()).map(|i| Value::text(v.data.text(i))).collect(),
        Value::Language(c) => {
            std::iter::once(c.function.clone()).chain(c.arguments.iter().map(|a| a.value.clone())).collect()
        }
        _ => vec![value.clone()].into(),
    }
}

/// The value as a vector of another type, attributes kept.
pub fn as_type(value: &Value, to: Type, warnings: &mut Vec<String>) -> Result<Value> {
    if value.vector_type() == Some(to) {
        return Ok(value.clone());
    }
    let attributes = value.attributes().clone();
    Ok(match to {
        Type::Null => Value::Null,
        Type::Logical => Value::Logical(Vector { data: as_logical(value)?, attributes }),
        Type::Integer => Value::Integer(Vector { data: as_integer(value, warnings)?, attributes }),
        Type::Double => Value::Double(Vector { data: as_double(value, warnings)?, attributes }),
        Type::Complex => Value::Complex(Vector { data: as_complex(value, warnings)?, attributes }),
        Type::Character => Value::Character(Vector { data: as_character(value)?, attributes }),
        Type::List => Value::List(Vector { data: as_list(value), attributes }),
        Type::Expression => {
            Value::Expression(Vector { data: as_list(value), attributes: Attributes::default() })
        }
        Type::Raw => {
            let codes = as_integer(value, warnings)?;
            if codes.iter().any(|c| !(0..256).contains(c)) {
                warn(warnings, "out-of-range values treated as 0 in coercion to raw");
            }
            let data = codes.iter().map(|&c| u8::try_from(c).unwrap_or(0)).collect();
            Value::Raw(Vector { data, attributes: Attributes::default() })
        }
    })
}

/// A number as `as.numeric` reads it: decimal or hexadecimal, `NA`, `NaN`, `Inf`, blanks around it.
pub fn parse_double(text: &str) -> Option<f64> {
    let text = text.trim();
    let (sign, digits) = match text.as_bytes().first()? {
        b'-' => (-1.0, &text[1..]),
        b'+' => (1.0, &text[1..]),
        _ => (1.0, text),
    };
    match digits {
        "NaN" => return Some(f64::NAN),
        "NA" => return None,
        _ => {}
    }
    if digits.eq_ignore_ascii_case("inf") || digits.eq_ignore_ascii_case("infinity") {
        return Some(sign * f64::INFINITY);
    }
    if let Some(hex) = digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X")) {
        return parse_hex(hex).map(|x| sign * x);
    }
    if !digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    digits.replace(['d', 'D'], "e").parse::<f64>().ok().map(|x| sign * x)
}

/// A complex number as `as.complex` reads it: a real number, or `a+bi`, or `bi`.
fn parse_complex(text: &str) -> Option<Complex> {
    let text = text.trim();
    if let Some(re) = parse_double(text) {
        return Some(Complex::new(re, 0.0));
    }
    let body = text.strip_suffix('i')?;
    let bytes = body.as_bytes();
    // The sign between the parts is the last that does not stand behind an exponent's letter.
    let cut = (1..bytes.len())
        .rev()
        .find(|&k| matches!(bytes[k], b'+' | b'-') && !matches!(bytes[k - 1], b'e' | b'E'));
    match cut {
        Some(k) => Some(Complex::new(parse_double(&body[..k])?, parse_double(&body[k..])?)),
        None => Some(Complex::new(0.0, parse_double(body)?)),
    }
}

fn parse_hex(text: &str) -> Option<f64> {
    let (mantissa, exponent) = match text.find(['p', 'P']) {
        Some(at) => (&text[..at], text[at + 1..].parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if whole.is_empty() && part.is_empty() {
        return None;
    }
    let mut x = 0.0;
    for c in whole.chars().chain(part.chars()) {
        x = x * 16.0 + f64::from(c.to_digit(16)?);
    }
    Some(x * 2f64.powi(exponent - 4 * i32::try_from(part.len()).ok()?))
}

/// A double as `as.character` writes it: up to 15 significant digits.
pub fn double_to_string(x: f64) -> String {
    if super::is_na(x) {
        return "NA".into();
    }
    if x.is_nan() {
        return "NaN".into();
    }
    if x.is_infinite() {
        return if x > 0.0 { "Inf".into() } else { "-Inf".into() };
    }
    if x == 0.0 {
        return "0".into();
    }
    let scientific = format!("{x:.14e}");
    let (mantissa, exponent) = scientific.split_once('e').expect("scientific notation has an exponent");
    let exponent: i32 = exponent.parse().expect("an exponent is a number");
    let mantissa = mantissa.trim_end_matches('0').trim_end_matches('.');
    let digits = mantissa.chars().filter(char::is_ascii_digit).count() as i32;
    let sign = i32::from(x < 0.0);
    let places = (digits - 1 - exponent).max(0);
    let fixed_width = sign + (exponent + 1).max(1) + if places > 0 { places + 1 } else { 0 };
    let exponent_width = if exponent.abs() >= 100 { 5 } else { 4 };
    let scientific_width = sign + digits + i32::from(digits > 1) + exponent_width;
    if fixed_width <= scientific_width {
        format!("{x:.*}", places as usize)
    } else {
        format!("{mantissa}e{}{:02}", if exponent < 0 { '-' } else { '+' }, exponent.abs())
    }
}

fn complex_to_string(x: Complex) -> String {
    let im = double_to_string(x.im.abs());
    let sign = if x.im.is_sign_negative() && !x.im.is_nan() { '-' } else { '+' };
    format!("{}{sign}{im}i", double_to_string(x.re))
}

#[cfg(test)]
mod tests {
    use super::{double_to_string, parse_double};

    #[test]
    fn doubles_as_strings() {
        let cases = [
            (1.0, "1"),
            (100000.0, "1e+05"),
            (123456.0, "123456"),
            (0.1, "0.1"),
            (1e-5, "1e-05"),
            (0.0001, "1e-04"),
            (1234.5678, "1234.5678"),
            (1.0 / 3.0, "0.333333333333333"),
            (1e15, "1e+15"),
            (-1.5, "-1.5"),
            (143001.0, "143001"),
            (1e300, "1e+300"),
            (0.30000000000000004, "0.3"),
        ];
        for (x, text) in cases {
            assert_eq!(double_to_string(x), text);
        }
    }

    #[test]
    fn strings_as_doubles() {
        assert_eq!(parse_double(" 1e3 "), Some(1000.0));
        assert_eq!(parse_double("0x1Fp1"), Some(62.0));
        assert_eq!(parse_double("-Inf"), Some(f64::NEG_INFINITY));
        assert_eq!(parse_double("1L"), None);
        assert_eq!(parse_double(""), None);
    }
}
