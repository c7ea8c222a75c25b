//! Numbers as R reads them: the digits of literals, of `as.numeric()` and of data files.

use super::extended::Extended;

/// Exponents larger than this are all the same: zero or infinite.
const LARGEST_EXPONENT: i64 = 9999;

/// Reads the decimal or hexadecimal number at the start of `text`: its value and the bytes it takes.
///
/// There is no sign and no `L` or `i`; `None` when no number starts there or its exponent has no digits.
/// The arithmetic is R's, so the value can differ in the last bit from the nearest double.
pub fn read_number(text: &str) -> Option<(f64, usize)> {
    let bytes = text.as_bytes();
    if bytes.len() >= 2 && bytes[0] == b'0' && bytes[1] | 0x20 == b'x' {
        read_hexadecimal(bytes)
    } else {
        read_decimal(bytes)
    }
}

/// Digits with an optional point and exponent.
fn read_decimal(bytes: &[u8]) -> Option<(f64, usize)> {
    let ten = Extended::from_integer(10);
    let (mut value, mut at, mut digits, mut decimals) = (Extended::ZERO, 0, 0i64, 0i64);
    let mut point = false;
    while let Some(&b) = bytes.get(at) {
        match b {
            b'0'..=b'9' => {
                value = value.times(ten).plus(Extended::from_integer(u64::from(b - b'0')));
                digits += 1;
                decimals += i64::from(point);
            }
            b'.' if !point => point = true,
            _ => break,
        }
        at += 1;
    }
    if digits == 0 {
        return None;
    }
    let mut exponent = -decimals;
    if matches!(bytes.get(at), Some(b'e' | b'E')) {
        let (given, end) = read_exponent(bytes, at + 1)?;
        exponent += given;
        at = end;
    }
    Some((scale(value, exponent, digits), at))
}

/// A hexadecimal integer, or a fraction with the binary exponent it then must have.
fn read_hexadecimal(bytes: &[u8]) -> Option<(f64, usize)> {
    let sixteen = Extended::from_integer(16);
    let (mut value, mut at, mut digits, mut decimals) = (Extended::ZERO, 2, 0, 0);
    let mut point = false;
    while let Some(&b) = bytes.get(at) {
        match (b as char).to_digit(16) {
            Some(digit) => {
                value = value.times(sixteen).plus(Extended::from_integer(u64::from(digit)));
                digits += 1;
                decimals += i64::from(point);
            }
            None if b == b'.' && !point => point = true,
            None => break,
        }
        at += 1;
    }
    let mut exponent = -4 * decimals;
    if matches!(bytes.get(at), Some(b'p' | b'P')) {
        let (given, end) = read_exponent(bytes, at + 1)?;
        exponent += given;
        at = end;
    } else if point {
        return None;
    }
    (digits > 0).then(|| (value.scaled(exponent as i32).to_double(), at))
}

/// A sign and digits.
fn read_exponent(bytes: &[u8], start: usize) -> Option<(i64, usize)> {
    let mut at = start;
    let negative = bytes.get(at) == Some(&b'-');
    if matches!(bytes.get(at), Some(b'+' | b'-')) {
        at += 1;
    }
    let first = at;
    let mut value = 0i64;
    while let Some(b @ b'0'..=b'9') = bytes.get(at) {
        value = (value * 10 + i64::from(b - b'0')).min(LARGEST_EXPONENT);
        at += 1;
    }
    (at > first).then_some((if negative { -value } else { value }, at))
}

/// `value * 10^exponent`, the power by repeated squaring.
fn scale(value: Extended, mut exponent: i64, digits: i64) -> f64 {
    if value.is_zero() {
        return 0.0;
    }
    let ten = Extended::from_integer(10);
    let mut value = value;
    if exponent + digits < -300 {
        // The digits are scaled down one at a time so that the remaining power stays representable.
        for _ in 0..digits {
            value = value.over(ten);
        }
        exponent += digits;
    }
    let (mut factor, mut square, mut n) = (Extended::from_integer(1), ten, exponent.unsigned_abs());
    while n > 0 {
        if n & 1 == 1 {
            factor = factor.times(square);
        }
        n >>= 1;
        if n > 0 {
            square = square.times(square);
        }
    }
    match (exponent < 0, factor.is_infinite()) {
        (true, true) => 0.0,
        (false, true) => f64::INFINITY,
        (true, false) => value.over(factor).to_double(),
        (false, false) => value.times(factor).to_double(),
    }
}

#[cfg(test)]
mod tests {
    use super::read_number;

    #[test]
    fn reads_what_r_reads() {
        let table: &[(&str, f64, usize)] = &[
            ("1", 1.0, 1),
            ("00012", 12.0, 5),
            ("5.", 5.0, 2),
            (".5", 0.5, 2),
            ("1.e3", 1000.0, 4),
            ("1e05L", 1e5, 4),
            ("1E-2", 0.01, 4),
            ("0.1+", 0.1, 3),
            ("1..2", 1.0, 2),
            ("0x10L", 16.0, 4),
            ("0x1.8p3", 12.0, 7),
            ("0x.8p1", 1.0, 6),
            ("0X1P-2", 0.25, 6),
            ("0xFFFFFFFFFFFFFFFFFF", 4.722366482869645e21, 20),
            ("1e400", f64::INFINITY, 5),
            ("1e-400", 0.0, 6),
            ("1e99999", f64::INFINITY, 7),
            ("0e99999", 0.0, 7),
            ("4.9e-324", 5e-324, 8),
        ];
        for &(text, value, length) in table {
            assert_eq!(read_number(text), Some((value, length)), "{text}");
        }
        for text in ["", ".", "e5", "1e", "1e+", "0x", "0xg", "0x1.8", "0x1p"] {
            assert_eq!(read_number(text), None, "{text}");
        }
    }
}
