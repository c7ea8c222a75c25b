//! The regularised incomplete gamma function, both tails.
//!
//! The power series below the mean, Legendre's continued fraction above it, and for large shapes near the
//! mean the uniform expansion of Temme (1979; DLMF 8.12), all with the Poisson probability of
//! [`super::saddle_point`] in front.

use super::elementary::log1pmx;
use super::gamma::ln_gamma_one_plus;
use super::normal;
use super::saddle_point::poisson;
use super::scaled::{OneTail, Scaled};
use std::f64::consts::TAU;

/// The coefficients of Temme's functions `c_k(eta)` in powers of `eta`, one row for each `k`.
const TEMME: [&[f64]; 12] = [
    &[
        -0.3333333333333333,
        0.08333333333333333,
        -0.014814814814814815,
        0.0011574074074074073,
        0.0003527336860670194,
        -0.0001787551440329218,
        3.919263178522438e-05,
        -2.185448510679992e-06,
        -1.85406221071516e-06,
        8.296711340953087e-07,
        -1.7665952736826078e-07,
        6.707853543401498e-09,
        1.0261809784240309e-08,
        -4.382036018453353e-09,
        9.14769958223679e-10,
        -2.5514193994946248e-11,
        -5.830772132550426e-11,
        2.4361948020667415e-11,
        -5.0276692801141755e-12,
    ],
    &[
        -0.001851851851851852,
        -0.003472222222222222,
        0.0026455026455026454,
        -0.0009902263374485596,
        0.00020576131687242798,
        -4.018775720164609e-07,
        -1.8098550334489977e-05,
        7.64916091608111e-06,
        -1.6120900894563446e-06,
        4.647127802807434e-09,
        1.378633446915721e-07,
        -5.752545603517705e-08,
        1.1951628599778148e-08,
        -1.7543241719747647e-11,
        -1.0091543710600413e-09,
        4.162792991842583e-10,
        -8.56390702649298e-11,
    ],
    &[
        0.004133597883597883,
        -0.0026813271604938273,
        0.0007716049382716049,
        2.0093878600823047e-06,
        -0.0001073665322636516,
        5.2923448829120125e-05,
        -1.2760635188618728e-05,
        3.423578734096138e-08,
        1.3721957309062934e-06,
        -6.298992138380055e-07,
        1.4280614206064242e-07,
        -2.0477098421990866e-10,
        -1.409252991086752e-08,
        6.228974084922022e-09,
        -1.3670488396617114e-09,
    ],
    &[
        0.0006494341563786008,
        0.00022947209362139917,
        -0.0004691894943952557,
        0.00026772063206283885,
        -7.561801671883977e-05,
        -2.396505113867297e-07,
        1.1082654115347302e-05,
        -5.6749528269915965e-06,
        1.4230900732435883e-06,
        -2.7861080291528143e-11,
        -1.6958404091930278e-07,
        8.099464905388083e-08,
        -1.9111168485973655e-08,
    ],
    &[
        -0.0008618882909167117,
        0.0007840392217200666,
        -0.0002990724803031902,
        -1.4638452578843418e-06,
        6.641498215465122e-05,
        -3.968365047179435e-05,
        1.1375726970678419e-05,
        2.507497226237533e-10,
        -1.6954149536558305e-06,
        8.907507532205309e-07,
        -2.292934834000805e-07,
    ],
    &[
        -0.00033679855336635813,
        -6.972813758365857e-05,
        0.0002772753244959392,
        -0.00019932570516188847,
        6.797780477937208e-05,
        1.419062920643967e-07,
        -1.3594048189768693e-05,
        8.018470256334202e-06,
        -2.291481176508095e-06,
    ],
    &[
        0.0005313079364639922,
        -0.0005921664373536939,
        0.0002708782096718045,
        7.902353232660328e-07,
        -8.153969367561969e-05,
        5.61168275310625e-05,
        -1.8329116582843375e-05,
    ],
    &[
        0.00034436760689237765,
        5.171790908260592e-05,
        -0.00033493161081142234,
        0.0002812695154763237,
        -0.00010976582244684731,
    ],
    &[-0.0006526239185953094, 0.0008394987206720873, -0.000438297098541721],
    &[-0.0005967612901927463],
    &[0.0013324454494800656],
    &[0.001579727660730835],
];

/// The tails of a gamma variable of the given shape at `x`; `shape > 0` and `x >= 0`.
pub fn tails(x: f64, shape: f64) -> OneTail {
    if x <= 0.0 {
        return OneTail::lower(Scaled::ZERO);
    }
    if x == f64::INFINITY {
        return OneTail::upper(Scaled::ZERO);
    }
    if x < 1.0 {
        return small(x, shape);
    }
    let ratio = (x - shape) / shape;
    if shape > 60.0 && ratio.abs() < 0.35 && ratio.abs() < 6.0 / shape.sqrt().min(17.0) {
        return near_mean(x, shape, ratio);
    }
    if x < shape { OneTail::lower(series(x, shape)) } else { OneTail::upper(fraction(x, shape)) }
}

/// The lower or upper tail, or its logarithm.
pub fn regularized(x: f64, shape: f64, lower: bool, log: bool) -> f64 {
    tails(x, shape).read(lower, log)
}

/// `x < 1`: the alternating series, with the upper tail put together from three small parts.
fn small(x: f64, shape: f64) -> OneTail {
    let (mut sum, mut term, mut n) = (0.0, shape, 0.0);
    loop {
        n += 1.0;
        term *= -x / n;
        let part = term / (shape + n);
        sum += part;
        if part.abs() <= 1e-17 * f64::abs(sum) || part == 0.0 {
            break;
        }
    }
    let exponent = shape * x.ln() - ln_gamma_one_plus(shape);
    let rest = exponent.exp_m1();
    let upper = -(sum + rest + sum * rest);
    if upper < 0.3 {
        OneTail::upper(Scaled::new(0.0, upper.max(0.0)))
    } else {
        OneTail::lower(Scaled::new(exponent, 1.0 + sum))
    }
}

/// The lower tail by its power series of positive terms.
fn series(x: f64, shape: f64) -> Scaled {
    let (mut sum, mut term, mut n) = (1.0, 1.0, 0.0);
    while term > sum * 1e-17 {
        n += 1.0;
        term *= x / (shape + n);
        sum += term;
    }
    poisson(shape, x).times(sum)
}

/// The upper tail by Legendre's continued fraction in its even form (modified Lentz).
fn fraction(x: f64, shape: f64) -> Scaled {
    let tiny = 1e-300;
    let mut b = x + 1.0 - shape;
    let mut c = 1.0 / tiny;
    let mut d = 1.0 / b;
    let mut h = d;
    let mut i = 0.0;
    loop {
        i += 1.0;
        let a = -i * (i - shape);
        b += 2.0;
        d = a * d + b;
        if d.abs() < tiny {
            d = tiny;
        }
        c = b + a / c;
        if c.abs() < tiny {
            c = tiny;
        }
        d = 1.0 / d;
        let step = d * c;
        h *= step;
        if (step - 1.0).abs() < 3e-16 || i > 1e6 {
            break;
        }
    }
    poisson(shape, x).times(shape * h)
}

/// Temme's expansion around `x = shape`, uniform in both tails.
fn near_mean(x: f64, shape: f64, ratio: f64) -> OneTail {
    let half_square = -log1pmx(ratio);
    let eta = (2.0 * half_square).sqrt().copysign(ratio);
    let mut sum = 0.0;
    for row in TEMME.iter().rev() {
        let c = row.iter().rev().fold(0.0, |value, &k| value * eta + k);
        sum = sum / shape + c;
    }
    let exponent = -shape * half_square;
    let correction = sum / (TAU * shape).sqrt();
    let deviate = eta.abs() * shape.sqrt();
    // exp(deviate^2 / 2) times the normal tail, so that both parts share one exponent.
    let tail = normal::mills_tail(deviate);
    if x >= shape {
        OneTail::upper(Scaled::new(exponent, tail + correction))
    } else {
        OneTail::lower(Scaled::new(exponent, tail - correction))
    }
}
