//! Bessel functions of real order: I, J, K and Y.
//!
//! Power series where they do not cancel, Hankel's asymptotic series for large arguments, and between them
//! the methods of Temme (1975, 1976) and Steed's continued fractions (Barnett, Feng, Steed, Goldfarb 1974).

use super::elementary::{cos_pi, sin_pi};
use super::gamma::{ln_gamma, ln_gamma_one_plus};
use std::f64::consts::PI;

/// Where the asymptotic series in `1/x` reaches full accuracy.
fn is_far(x: f64, order: f64) -> bool {
    x > 30.0 + 0.5 * order * order
}

/// The modified function of the first kind, times `exp(-x)` when `scaled`.
pub fn i(x: f64, order: f64, scaled: bool) -> f64 {
    if x.is_nan() || order.is_nan() || x < 0.0 {
        return f64::NAN;
    }
    if order < 0.0 {
        let reflected = i(x, -order, scaled);
        if order == order.floor() {
            return reflected;
        }
        // I(-v) = I(v) + 2/pi sin(v pi) K(v); the scaled K carries exp(x), so exp(-2x) is left.
        let factor = if scaled { (-2.0 * x).exp() } else { 1.0 };
        return reflected + k(x, -order, scaled) * factor * 2.0 / PI * sin_pi(-order);
    }
    if x == 0.0 {
        return if order == 0.0 { 1.0 } else { 0.0 };
    }
    if is_far(x, order) {
        let sum = hankel_sum(x, order, -1.0).0 / (2.0 * PI * x).sqrt();
        return if scaled { sum } else { (x / 2.0).exp() * sum * (x / 2.0).exp() };
    }
    let quarter = x * x / 4.0;
    let (mut sum, mut term, mut n) = (1.0, 1.0, 0.0);
    while term > sum * 1e-17 {
        n += 1.0;
        term *= quarter / (n * (n + order));
        sum += term;
    }
    let shift = if scaled { x } else { 0.0 };
    (order * (x / 2.0).ln() - ln_gamma(order + 1.0) - shift).exp() * sum
}

/// The modified function of the third kind, times `exp(x)` when `scaled`.
pub fn k(x: f64, order: f64, scaled: bool) -> f64 {
    if x.is_nan() || order.is_nan() || x < 0.0 {
        return f64::NAN;
    }
    if x == 0.0 {
        return f64::INFINITY;
    }
    let order = order.abs();
    let steps = (order + 0.5).floor();
    let mu = order - steps;
    let (mut low, mut high) = if x <= 2.0 {
        let (a, b) = temme_k(x, mu);
        let scale = if scaled { x.exp() } else { 1.0 };
        (a * scale, b * scale)
    } else {
        let (a, b) = steed_k(x, mu);
        let scale = if scaled { 1.0 } else { (-x).exp() };
        (a * scale, b * scale)
    };
    for n in 1..=steps as usize {
        let next = (mu + n as f64) * (2.0 / x) * high + low;
        low = high;
        high = next;
    }
    low
}

/// The function of the first kind.
pub fn j(x: f64, order: f64) -> f64 {
    if x.is_nan() || order.is_nan() || x < 0.0 {
        return f64::NAN;
    }
    if order < 0.0 {
        let (v, whole) = (-order, order == order.floor());
        let first = if order - order.floor() == 0.5 { 0.0 } else { j(x, v) * cos_pi(order) };
        return first + if whole { 0.0 } else { y(x, v) * sin_pi(order) };
    }
    if x == 0.0 {
        return if order == 0.0 { 1.0 } else { 0.0 };
    }
    if x * x / 4.0 <= order + 1.0 {
        return j_series(x, order);
    }
    if is_far(x, order) {
        return hankel_pair(x, order).0;
    }
    j_and_y(x, order).0
}

/// The function of the second kind.
pub fn y(x: f64, order: f64) -> f64 {
    if x.is_nan() || order.is_nan() || x < 0.0 {
        return f64::NAN;
    }
    if x == 0.0 {
        return f64::NEG_INFINITY;
    }
    if order < 0.0 {
        let (v, whole) = (-order, order == order.floor());
        let first = if order - order.floor() == 0.5 { 0.0 } else { y(x, v) * cos_pi(order) };
        return first - if whole { 0.0 } else { j(x, v) * sin_pi(order) };
    }
    if is_far(x, order) {
        return hankel_pair(x, order).1;
    }
    j_and_y(x, order).1
}

/// The sums of Hankel's series over even and odd terms; `sign` is the sign of each step. For the modified
/// functions the two are one sum.
fn hankel_sum(x: f64, order: f64, sign: f64) -> (f64, f64) {
    let mu = 4.0 * order * order;
    let (mut even, mut odd, mut term, mut n) = (1.0, 0.0, 1.0f64, 0.0);
    loop {
        n += 1.0;
        let odd_number = 2.0 * n - 1.0;
        let next = term * (mu - odd_number * odd_number) / (n * 8.0 * x);
        if next == 0.0 || next.abs() < 1e-18 || (next.abs() > term.abs() && odd_number * odd_number > mu) {
            break;
        }
        term = next;
        if sign < 0.0 {
            even += if n % 2.0 == 1.0 { -term } else { term };
            continue;
        }
        match n as u64 % 4 {
            0 => even += term,
            1 => odd += term,
            2 => even -= term,
            _ => odd -= term,
        }
    }
    (even, odd)
}

/// J and Y for large `x`.
fn hankel_pair(x: f64, order: f64) -> (f64, f64) {
    let (p, q) = hankel_sum(x, order, 1.0);
    // The phase x - (order/2 + 1/4) pi, its second part reduced exactly.
    let (s, c) = x.sin_cos();
    let turn = order / 2.0 + 0.25;
    let (st, ct) = (sin_pi(turn), cos_pi(turn));
    let (sin, cos) = (s * ct - c * st, c * ct + s * st);
    let scale = (2.0 / (PI * x)).sqrt();
    (scale * (p * cos - q * sin), scale * (p * sin + q * cos))
}

fn j_series(x: f64, order: f64) -> f64 {
    let quarter = x * x / 4.0;
    let (mut sum, mut term, mut n) = (1.0, 1.0f64, 0.0);
    while term.abs() > 1e-17 * f64::abs(sum) {
        n += 1.0;
        term *= -quarter / (n * (n + order));
        sum += term;
    }
    (order * (x / 2.0).ln() - ln_gamma(order + 1.0)).exp() * sum
}

/// Temme's starting values `(f, p, q)` without the factor `1/pi` or `1/2` of either family.
fn temme_start(x: f64, mu: f64) -> (f64, f64, f64) {
    let (plus, minus) = (ln_gamma_one_plus(mu), ln_gamma_one_plus(-mu));
    let mean = (-(plus + minus) / 2.0).exp();
    let half = (plus - minus) / 2.0;
    let gamma1 = if mu == 0.0 { -0.5772156649015329 } else { mean * half.sinh() / mu };
    let gamma2 = mean * half.cosh();
    let log = (2.0 / x).ln();
    let sigma = mu * log;
    let ratio = if sigma.abs() < 1e-10 { 1.0 } else { sigma.sinh() / sigma };
    let angle = if mu == 0.0 { 1.0 } else { PI * mu / sin_pi(mu) };
    let f = angle * (sigma.cosh() * gamma1 + ratio * log * gamma2);
    (f, (sigma + plus).exp(), (minus - sigma).exp())
}

/// `K(mu)` and `K(mu + 1)` for `x <= 2`, `|mu| <= 1/2`.
fn temme_k(x: f64, mu: f64) -> (f64, f64) {
    let (mut f, p, q) = temme_start(x, mu);
    let (mut p, mut q) = (0.5 * p, 0.5 * q);
    let quarter = x * x / 4.0;
    let (mut c, mut sum, mut sum1, mut n) = (1.0, f, p, 0.0);
    loop {
        n += 1.0;
        f = (n * f + p + q) / (n * n - mu * mu);
        p /= n - mu;
        q /= n + mu;
        c *= quarter / n;
        let step = c * f;
        sum += step;
        sum1 += c * (p - n * f);
        if step.abs() < 1e-17 * f64::abs(sum) {
            break;
        }
    }
    (sum, sum1 * 2.0 / x)
}

/// `exp(x)` times `K(mu)` and `K(mu + 1)` for `x > 2`, by Steed's algorithm for the second fraction.
fn steed_k(x: f64, mu: f64) -> (f64, f64) {
    let a1 = 0.25 - mu * mu;
    let mut b = 2.0 * (1.0 + x);
    let mut d = 1.0 / b;
    let (mut h, mut step) = (d, d);
    let (mut q1, mut q2) = (0.0, 1.0);
    let (mut q, mut c, mut a) = (a1, a1, -a1);
    let mut s = 1.0 + q * step;
    let mut i = 1.0;
    loop {
        if a1 == 0.0 {
            // At half an odd integer the fraction ends at once.
            break;
        }
        i += 1.0;
        a -= 2.0 * (i - 1.0);
        c = -a * c / i;
        let next = (q1 - b * q2) / a;
        q1 = q2;
        q2 = next;
        q += c * next;
        b += 2.0;
        d = 1.0 / (b + a * d);
        step *= b * d - 1.0;
        h += step;
        let change = q * step;
        s += change;
        if (change / s).abs() < 1e-17 || i > 1e5 {
            break;
        }
    }
    let low = (PI / (2.0 * x)).sqrt() / s;
    (low, low * (mu + x + 0.5 - a1 * h) / x)
}

/// `Y(mu)` and `Y(mu + 1)` for `x <= 2`.
fn temme_y(x: f64, mu: f64) -> (f64, f64) {
    let (f, p, q) = temme_start(x, mu);
    let (mut f, mut p, mut q) = (f * 2.0 / PI, p / PI, q / PI);
    let half = sin_pi(mu / 2.0);
    let r = if mu == 0.0 { 0.0 } else { 2.0 / mu * half * half };
    let quarter = -x * x / 4.0;
    let (mut c, mut sum, mut sum1, mut n) = (1.0, f + r * q, p, 0.0);
    loop {
        n += 1.0;
        f = (n * f + p + q) / (n * n - mu * mu);
        p /= n - mu;
        q /= n + mu;
        c *= quarter / n;
        let g = f + r * q;
        let step = c * g;
        sum += step;
        sum1 += c * (p - n * g);
        if step.abs() < 1e-17 * f64::abs(sum) {
            break;
        }
    }
    (-sum, -sum1 * 2.0 / x)
}

/// `J(v)` and `Y(v)` between the ranges of the series.
fn j_and_y(x: f64, order: f64) -> (f64, f64) {
    let steps = if x < 2.0 { (order + 0.5).floor() } else { (order - x + 1.5).floor().max(0.0) };
    let mu = order - steps;
    let wronskian = 2.0 / (PI * x);
    let (ratio, sign) = first_fraction(x, order);
    // Downwards from an arbitrary start at the order to mu.
    let (start, mut value) = (sign * 1e-280, sign * 1e-280);
    let mut slope = ratio * value;
    let mut scale = 1.0;
    for n in 0..steps as usize {
        let v = order - n as f64;
        let lower = v / x * value + slope;
        slope = (v - 1.0) / x * lower - value;
        value = lower;
        if value.abs() > 1e250 {
            value *= 1e-250;
            slope *= 1e-250;
            scale *= 1e-250;
        }
    }
    let f = slope / value;
    let (j_mu, mut y_low, mut y_high);
    if x < 2.0 {
        (y_low, y_high) = temme_y(x, mu);
        let y_slope = mu / x * y_low - y_high;
        j_mu = wronskian / (y_slope - f * y_low);
    } else {
        let (p, q) = second_fraction(x, mu);
        let gamma = (p - f) / q;
        j_mu = (wronskian / ((p - f) * gamma + q)).sqrt().copysign(value);
        y_low = j_mu * gamma;
        let y_slope = j_mu * (p * gamma + q);
        y_high = mu / x * y_low - y_slope;
    }
    for n in 1..=steps as usize {
        let next = (mu + n as f64) * (2.0 / x) * y_high - y_low;
        y_low = y_high;
        y_high = next;
    }
    (j_mu / value * start * scale, y_low)
}

/// `J'(v) / J(v)` and the sign of `J(v)`.
fn first_fraction(x: f64, order: f64) -> (f64, f64) {
    let tiny = 1e-300;
    let mut h = (order / x).max(tiny);
    let mut b = 2.0 * order / x;
    let (mut c, mut d, mut sign) = (h, 0.0, 1.0);
    for _ in 0..200_000 {
        b += 2.0 / x;
        d = b - d;
        if f64::abs(d) < tiny {
            d = tiny;
        }
        c = b - 1.0 / c;
        if f64::abs(c) < tiny {
            c = tiny;
        }
        d = 1.0 / d;
        let step = c * d;
        h *= step;
        if d < 0.0 {
            sign = -sign;
        }
        if (step - 1.0).abs() < 2e-16 {
            break;
        }
    }
    (h, sign)
}

/// The logarithmic derivative `p + i q` of the outgoing solution, by Lentz's method on complex numbers.
fn second_fraction(x: f64, mu: f64) -> (f64, f64) {
    let multiply = |(a, b): (f64, f64), (c, d): (f64, f64)| (a * c - b * d, a * d + b * c);
    let invert = |(a, b): (f64, f64)| {
        let size = a * a + b * b;
        (a / size, -b / size)
    };
    let a1 = 0.25 - mu * mu;
    let mut b = (2.0 * x, 2.0);
    let mut d = invert(b);
    let mut c = (1e300, 0.0);
    let mut h = d;
    let mut n = 0.5;
    for _ in 0..100_000 {
        n += 1.0;
        let a = n * n - mu * mu;
        b.1 += 2.0;
        d = invert((b.0 + a * d.0, b.1 + a * d.1));
        let inverse = invert(c);
        c = if c.0 >= 1e300 { b } else { (b.0 + a * inverse.0, b.1 + a * inverse.1) };
        let step = multiply(c, d);
        h = multiply(h, step);
        if (step.0 - 1.0).abs() + step.1.abs() < 2e-16 {
            break;
        }
    }
    // -1/(2x) + i + (i/x) a1 h.
    let fraction = multiply((0.0, a1 / x), h);
    (-0.5 / x + fraction.0, 1.0 + fraction.1)
}
