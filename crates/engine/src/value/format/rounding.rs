//! `round()` and `signif()` as R does from 4.0 on: the nearest of the candidates a double can hold.

/// The largest power of ten of a double.
const LARGEST_POWER: i32 = 308;

/// `signif()` leaves numbers alone when asked for more digits than this.
const MOST_DIGITS: i32 = 22;

/// Digits that every double holds.
const SURE_DIGITS: i32 = 15;

/// `x` rounded to `digits` decimals, or to a power of ten when `digits` is negative.
pub fn round_digits(x: f64, digits: i32) -> f64 {
    if !x.is_finite() || x == 0.0 || digits > LARGEST_POWER + SURE_DIGITS {
        return x;
    }
    if digits < -LARGEST_POWER {
        return 0.0;
    }
    if digits == 0 {
        return x.round_ties_even();
    }
    // With this many decimals the number has no more than its sure digits.
    if f64::from(digits) + (logb(x) + 0.5) * std::f64::consts::LOG10_2 > f64::from(SURE_DIGITS) {
        return x;
    }
    nearest_candidate(x.abs(), digits).copysign(x)
}

/// The binary exponent of a number that is not zero.
fn logb(x: f64) -> f64 {
    match (x.to_bits() >> 52 & 0x7ff) as i32 {
        0 => f64::from(-1011 - (x.to_bits() & ((1 << 52) - 1)).leading_zeros() as i32),
        biased => f64::from(biased - 1023),
    }
}

/// Of the multiples of `10^-digits` around `x` the closer one; of two equally close the even one.
fn nearest_candidate(x: f64, digits: i32) -> f64 {
    // A power of ten beyond the range is applied in two steps.
    let (digits, extra) =
        if digits > LARGEST_POWER { (LARGEST_POWER, digits - LARGEST_POWER) } else { (digits, 0) };
    // A negative power is inexact, and R lets that show: round(137434, -5) is just below 1e5.
    let (power, extra) = (power_of_ten(digits), power_of_ten(extra));
    let scaled = power * x * extra;
    let whole = scaled.floor();
    let (below, above) = (whole / power / extra, scaled.ceil() / power / extra);
    let (down, up) = (x - below, above - x);
    if down < up || (down == up && whole % 2.0 == 0.0) { below } else { above }
}

/// Ten to a power by repeated squaring, that of a negative one as a reciprocal.
///
/// Spelled out because the rounding errors for large powers belong to the result.
fn power_of_ten(power: i32) -> f64 {
    let (mut result, mut square, mut n) = (1.0, 10.0, power.unsigned_abs());
    while n > 0 {
        if n & 1 == 1 {
            result *= square;
        }
        n >>= 1;
        square *= square;
    }
    if power < 0 { 1.0 / result } else { result }
}

/// `x` to `digits` significant digits.
pub fn round_significant(x: f64, digits: i32) -> f64 {
    if !x.is_finite() || x == 0.0 || digits > MOST_DIGITS {
        return x;
    }
    let digits = digits.max(1);
    let r = x.abs();
    let log = r.log10();
    let decimals = digits - 1 - log.floor() as i32;
    let rounded = if log.abs() < f64::from(LARGEST_POWER - 2) {
        if decimals > LARGEST_POWER {
            let extra = power_of_ten(decimals - LARGEST_POWER);
            let power = power_of_ten(LARGEST_POWER);
            (r * power * extra).round_ties_even() / power / extra
        } else if decimals > 0 {
            let power = power_of_ten(decimals);
            (r * power).round_ties_even() / power
        } else {
            let power = power_of_ten(-decimals);
            (r / power).round_ties_even() * power
        }
    } else {
        round_extreme(r, log, digits, decimals)
    };
    rounded.copysign(x)
}

/// Numbers at the ends of the range are first brought towards one.
fn round_extreme(r: f64, log: f64, digits: i32, decimals: i32) -> f64 {
    let round = f64::from(LARGEST_POWER) - log >= power_of_ten(-digits);
    let first = digits + if log > 0.0 { -MOST_DIGITS } else { MOST_DIGITS };
    let (p, q) = (power_of_ten(first), power_of_ten(decimals - first));
    let scaled = r * p * q + if round { 0.5 } else { 0.0 };
    scaled.floor() / p / q
}
