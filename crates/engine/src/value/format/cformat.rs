//! The number conversions of C's `printf`: `%e`, `%f`, `%g` and `%a` without width and flags for signs.

/// `%.{decimals}e`; with `point` a mark is kept even without decimals.
pub(super) fn scientific(x: f64, decimals: usize, point: bool) -> String {
    let text = format!("{x:.decimals$e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let (sign, exponent) = exponent.strip_prefix('-').map_or(('+', exponent), |e| ('-', e));
    let point = if point && decimals == 0 { "." } else { "" };
    format!("{mantissa}{point}e{sign}{exponent:0>2}")
}

/// `%.{decimals}f`.
pub(super) fn fixed(x: f64, decimals: usize, point: bool) -> String {
    let point = if point && decimals == 0 { "." } else { "" };
    format!("{x:.decimals$}{point}")
}

/// `%.{precision}g`; with `zeros` trailing zeros and the mark are kept.
pub(super) fn general(x: f64, precision: usize, zeros: bool) -> String {
    let precision = precision.max(1);
    let text = format!("{:.*e}", precision - 1, x);
    let power: i32 = text.split_once('e').and_then(|(_, e)| e.parse().ok()).unwrap_or(0);
    if power < -4 || power >= precision as i32 {
        let text = scientific(x, precision - 1, zeros);
        if zeros {
            return text;
        }
        let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, ""));
        format!("{}e{exponent}", without_zeros(mantissa))
    } else {
        let text = fixed(x, (precision as i32 - 1 - power) as usize, zeros);
        if zeros { text } else { without_zeros(&text).to_string() }
    }
}

/// Drops the zeros a decimal fraction ends with, and the mark if nothing is left after it.
pub(super) fn without_zeros(text: &str) -> &str {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text }
}

/// `%a` of a finite number, with as many digits as it needs or `precision` of them.
pub(super) fn hexadecimal(x: f64, precision: Option<usize>, point: bool) -> String {
    let bits = x.to_bits();
    let (biased, fraction) = ((bits >> 52 & 0x7ff) as i64, bits & ((1 << 52) - 1));
    let (mut significand, exponent) = match (biased, fraction) {
        (0, 0) => (0, 0),
        (0, f) => (f, -1022),
        (b, f) => (f | 1 << 52, b - 1023),
    };
    if let Some(p) = precision.filter(|&p| p < 13) {
        let drop = 4 * (13 - p as u32);
        let (rest, half) = (significand & ((1 << drop) - 1), 1u64 << (drop - 1));
        significand >>= drop;
        significand += u64::from(rest > half || (rest == half && significand & 1 == 1));
        significand <<= drop;
    }
    let digits = format!("{:013x}", significand & ((1 << 52) - 1));
    let digits = match precision {
        Some(p) if p < 13 => digits[..p].to_string(),
        Some(p) => format!("{digits:0<p$}"),
        None => digits.trim_end_matches('0').to_string(),
    };
    let sign = if x.is_sign_negative() { "-" } else { "" };
    let mark = if digits.is_empty() && !point { "" } else { "." };
    format!("{sign}0x{}{mark}{digits}p{exponent:+}", significand >> 52)
}
