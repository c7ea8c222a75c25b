//! The normal integral and its inverse, and the error functions that follow from it.
//!
//! W. J. Cody (1969), "Rational Chebyshev approximations for the error function"; M. J. Wichura (1988),
//! algorithm AS 241.

use super::scaled::Scaled;
use std::f64::consts::SQRT_2;

const A: [f64; 5] = [
    2.2352520354606839287,
    161.02823106855587881,
    1067.6894854603709582,
    18154.981253343561249,
    0.065682337918207449113,
];
const B: [f64; 4] =
    [47.20258190468824187, 976.09855173777669322, 10260.932208618978205, 45507.789335026729956];
const C: [f64; 9] = [
    0.39894151208813466764,
    8.8831497943883759412,
    93.506656132177855979,
    597.27027639480026226,
    2494.5375852903726711,
    6848.1904505362823326,
    11602.651437647350124,
    9842.7148383839780218,
    1.0765576773720192317e-8,
];
const D: [f64; 8] = [
    22.266688044328115691,
    235.38790178262499861,
    1519.377599407554805,
    6485.558298266760755,
    18615.571640885098091,
    34900.952721145977266,
    38912.003286093271411,
    19685.429676859990727,
];
const P: [f64; 6] = [
    0.21589853405795699,
    0.1274011611602473639,
    0.022235277870649807,
    0.001421619193227893466,
    2.9112874951168792e-5,
    0.02307344176494017303,
];
const Q: [f64; 5] = [
    1.28426009614491121,
    0.468238212480865118,
    0.0659881378689285515,
    0.00378239633202758244,
    7.29751555083966205e-5,
];

/// `1 / sqrt(2 pi)`.
pub const INV_SQRT_TAU: f64 = 0.398942280401432677939946059934;

/// `P(0 < Z < x)` for `|x| <= 0.67448975`.
fn center(x: f64) -> f64 {
    let square = if x.abs() > 1.11e-16 { x * x } else { 0.0 };
    let (mut num, mut den) = (A[4] * square, square);
    for i in 0..3 {
        num = (num + A[i]) * square;
        den = (den + B[i]) * square;
    }
    x * (num + A[3]) / (den + B[3])
}

/// `exp(y^2 / 2) P(Z > y)` for `y > 0.67448975`.
fn outer(y: f64) -> f64 {
    if y <= 32f64.sqrt() {
        let (mut num, mut den) = (C[8] * y, y);
        for i in 0..7 {
            num = (num + C[i]) * y;
            den = (den + D[i]) * y;
        }
        return (num + C[7]) / (den + D[7]);
    }
    if y > 1e154 {
        return INV_SQRT_TAU / y;
    }
    let inverse = 1.0 / (y * y);
    let (mut num, mut den) = (P[5] * inverse, inverse);
    for i in 0..4 {
        num = (num + P[i]) * inverse;
        den = (den + Q[i]) * inverse;
    }
    let rational = inverse * (num + P[4]) / (den + Q[4]);
    (INV_SQRT_TAU - rational) / y
}

/// The switch between the two forms, the upper quartile.
const CENTRAL: f64 = 0.67448975;

/// `exp(y^2 / 2) P(Z > y)` for `y >= 0`.
pub fn mills_tail(y: f64) -> f64 {
    if y <= CENTRAL { (0.5 - center(y)) * (0.5 * y * y).exp() } else { outer(y) }
}

/// `exp(-y^2 / 2)` as Cody does it: the square of `y` cut to sixteenths is exact.
fn gauss_parts(y: f64) -> (f64, f64) {
    let cut = (y * 16.0).trunc() / 16.0;
    (-cut * cut * 0.5, -(y - cut) * (y + cut) * 0.5)
}

/// `P(Z > y)` for `y > 0.67448975`.
fn upper_tail(y: f64) -> f64 {
    let (large, small) = gauss_parts(y);
    large.exp() * small.exp() * outer(y)
}

/// The normal probability below or above `x`, or its logarithm.
pub fn cumulative(x: f64, lower: bool, log: bool) -> f64 {
    if x.is_nan() {
        return x;
    }
    let y = if lower { x } else { -x };
    if x.abs() <= CENTRAL {
        let value = 0.5 + center(y);
        return if log { value.ln() } else { value };
    }
    if x.is_infinite() {
        return match (y > 0.0, log) {
            (true, true) => 0.0,
            (true, false) => 1.0,
            (false, true) => f64::NEG_INFINITY,
            (false, false) => 0.0,
        };
    }
    let size = y.abs();
    if y < 0.0 {
        if log {
            let (large, small) = gauss_parts(size);
            return if size > 1e170 { -0.5 * size * size } else { large + small + outer(size).ln() };
        }
        // Cody's limit: what lies beyond would be subnormal, and R returns zero.
        return if size >= 37.5193 { 0.0 } else { upper_tail(size) };
    }
    let rest = upper_tail(size);
    if log { (-rest).ln_1p() } else { 0.5 - rest + 0.5 }
}

/// The tail above `y >= 0` with its exponent apart.
pub fn upper_scaled(y: f64) -> Scaled {
    Scaled::new(-0.5 * y * y, mills_tail(y))
}

/// `erf(x)`.
pub fn erf(x: f64) -> f64 {
    let y = x * SQRT_2;
    if y.abs() <= CENTRAL { 2.0 * center(y) } else { (1.0 - 2.0 * upper_tail(y.abs())).copysign(x) }
}

/// `erfc(x) = 1 - erf(x)`.
pub fn erfc(x: f64) -> f64 {
    2.0 * cumulative(x * SQRT_2, false, false)
}

/// Wichura's PPND16 coefficients: numerator and denominator for the centre, the tail and the far tail.
const WICHURA: [[[f64; 8]; 2]; 3] = [
    [
        [
            3.3871328727963666080,
            133.14166789178437745,
            1971.5909503065514427,
            13731.693765509461125,
            45921.953931549871457,
            67265.770927008700853,
            33430.575583588128105,
            2509.0809287301226727,
        ],
        [
            1.0,
            42.313330701600911252,
            687.18700749205790830,
            5394.1960214247511077,
            21213.794301586595867,
            39307.895800092710610,
            28729.085735721942674,
            5226.4952788528545610,
        ],
    ],
    [
        [
            1.42343711074968357734,
            4.63033784615654529590,
            5.76949722146069140550,
            3.64784832476320460504,
            1.27045825245236838258,
            0.241780725177450611770,
            0.0227238449892691845833,
            7.74545014278341407640e-4,
        ],
        [
            1.0,
            2.05319162663775882187,
            1.67638483018380384940,
            0.689767334985100004550,
            0.148103976427480074590,
            0.0151986665636164571966,
            5.47593808499534494600e-4,
            1.05075007164441684324e-9,
        ],
    ],
    [
        [
            6.65790464350110377720,
            5.46378491116411436990,
            1.78482653991729133580,
            0.296560571828504891230,
            0.0265321895265761230930,
            0.00124266094738807843860,
            2.71155556874348757815e-5,
            2.01033439929228813265e-7,
        ],
        [
            1.0,
            0.599832206555887937690,
            0.136929880922735805310,
            0.0148753612908506148525,
            7.86869131145613259100e-4,
            1.84631831751005468180e-5,
            1.42151175831644588870e-7,
            2.04426310338993978564e-15,
        ],
    ],
];

/// `factor` times the rational function, multiplied before the division as the stream of normals needs it.
fn rational(part: usize, factor: f64, r: f64) -> f64 {
    let [num, den] = &WICHURA[part];
    let value = |c: &[f64; 8]| c.iter().rev().fold(0.0, |sum, &k| sum * r + k);
    factor * value(num) / value(den)
}

/// The normal quantile of a probability, or of its logarithm, from below or above.
pub fn quantile(p: f64, lower: bool, log: bool) -> f64 {
    if p.is_nan() {
        return p;
    }
    if (log && p > 0.0) || (!log && !(0.0..=1.0).contains(&p)) {
        return f64::NAN;
    }
    let (zero, one) = if log { (f64::NEG_INFINITY, 0.0) } else { (0.0, 1.0) };
    let end = if lower { f64::INFINITY } else { f64::NEG_INFINITY };
    if p == zero {
        return -end;
    }
    if p == one {
        return end;
    }
    let below = match (log, lower) {
        (false, true) => p,
        (false, false) => 0.5 - p + 0.5,
        (true, true) => p.exp(),
        (true, false) => -p.exp_m1(),
    };
    let q = below - 0.5;
    if q.abs() <= 0.425 {
        return rational(0, q, 0.180625 - q * q);
    }
    let ln_tail = ln_smaller_tail(p, q < 0.0, lower, log);
    let r = (-ln_tail).sqrt();
    let value = if r <= 5.0 {
        rational(1, 1.0, r - 1.6)
    } else if r <= 27.0 {
        rational(2, 1.0, r - 5.0)
    } else {
        far_quantile(-ln_tail)
    };
    if q < 0.0 { -value } else { value }
}

/// The logarithm of the smaller of the two tails; `is_lower` says which that is.
fn ln_smaller_tail(p: f64, is_lower: bool, lower: bool, log: bool) -> f64 {
    match (log, lower == is_lower) {
        (true, true) => p,
        (true, false) => super::elementary::log1mexp(-p),
        (false, true) => p.ln(),
        (false, false) => (0.5 - p + 0.5).ln(),
    }
}

/// The deviate whose upper tail is `exp(-m)` for `m` beyond the reach of the rational form: Newton's steps
/// on the logarithm of the tail from its leading asymptotic form.
fn far_quantile(m: f64) -> f64 {
    if m > 1e300 {
        return (2.0 * m).sqrt();
    }
    let mut y = (2.0 * m - ((2.0 * m).ln() + 2.0 * super::saddle_point::HALF_LN_TAU)).sqrt();
    for _ in 0..4 {
        let tail = outer(y);
        let excess = 0.5 * y * y - tail.ln() - m;
        y -= excess * tail / INV_SQRT_TAU;
    }
    y
}
