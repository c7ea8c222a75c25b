//! The regularised incomplete beta function, both tails.
//!
//! Didonato and Morris (1992), "Significant digit computation of the incomplete beta function ratios"
//! (TOMS 708): a choice between a power series, a forward recurrence in `a`, a continued fraction and two
//! asymptotic expansions. Equation numbers and names of the parts are theirs; the front factor comes from
//! the saddle-point form of the binomial probability and carries its own exponent.

use super::beta::ln_beta;
use super::elementary::log1pmx;
use super::gamma::ln_gamma_one_plus;
use super::incomplete_gamma;
use super::normal;
use super::saddle_point::{binomial_split, stirling_series};
use super::scaled::{OneTail, Scaled};
use std::f64::consts::PI;

/// The tails of a beta variable at `x`, where `y = 1 - x` is given to keep its digits.
pub fn tails(x: f64, y: f64, a: f64, b: f64) -> OneTail {
    if x <= 0.0 {
        return OneTail::lower(Scaled::ZERO);
    }
    if y <= 0.0 {
        return OneTail::upper(Scaled::ZERO);
    }
    if a.min(b) <= 1.0 {
        return if x > 0.5 { with_small(y, x, b, a).swapped() } else { with_small(x, y, a, b) };
    }
    let distance = if a > b { (a + b) * y - b } else { a - (a + b) * x };
    if distance < 0.0 {
        with_large(y, x, b, a, -distance).swapped()
    } else {
        with_large(x, y, a, b, distance)
    }
}

/// The lower or upper tail at `x`, or its logarithm.
pub fn regularized(x: f64, a: f64, b: f64, lower: bool, log: bool) -> f64 {
    tails(x, 0.5 - x + 0.5, a, b).read(lower, log)
}

/// The smaller of `a` and `b` is at most one; `x <= 1/2`.
fn with_small(x: f64, y: f64, a: f64, b: f64) -> OneTail {
    if a.max(b) <= 1.0 {
        if a >= b.min(0.2) || x.powf(a) <= 0.9 {
            return OneTail::lower(power_series(x, a, b));
        }
        if x >= 0.3 {
            return OneTail::upper(power_series(y, b, a));
        }
        return OneTail::upper(recurrence_and_expansion(x, y, a, b));
    }
    if b <= 1.0 || (x < 0.1 && (x * b).powf(a) <= 0.7) {
        return OneTail::lower(power_series(x, a, b));
    }
    if x >= 0.29 {
        return OneTail::upper(power_series(y, b, a));
    }
    if b > 15.0 {
        return OneTail::upper(gamma_expansion(y, x, b, a, Scaled::ZERO));
    }
    OneTail::upper(recurrence_and_expansion(x, y, a, b))
}

/// The upper tail in twenty steps of the recurrence in `b` and the expansion after them.
fn recurrence_and_expansion(x: f64, y: f64, a: f64, b: f64) -> Scaled {
    let start = recurrence(y, x, b, a, 20);
    gamma_expansion(y, x, b + 20.0, a, start)
}

/// Both parameters exceed one; `x` lies below the mean, `distance = a - (a + b) x >= 0`.
fn with_large(x: f64, y: f64, a: f64, b: f64, distance: f64) -> OneTail {
    if b < 40.0 {
        if b * x <= 0.7 {
            return OneTail::lower(power_series(x, a, b));
        }
        return OneTail::lower(with_reduced(x, y, a, b));
    }
    let small = a.min(b);
    let fraction = small <= 100.0 || distance > small * 0.03;
    let mass = if fraction { fraction_part(x, y, a, b, distance) } else { normal_expansion(a, b, distance) };
    OneTail::lower(mass)
}

/// Brings `b` into (0, 1] first, then sums the series or expands.
fn with_reduced(x: f64, y: f64, a: f64, b: f64) -> Scaled {
    let mut n = b.trunc();
    let mut rest = b - n;
    if rest == 0.0 {
        n -= 1.0;
        rest = 1.0;
    }
    let mut mass = recurrence(y, x, rest, a, n as usize);
    if x <= 0.7 {
        return mass.plus(power_series(x, a, rest));
    }
    let mut a = a;
    if a <= 15.0 {
        mass = mass.plus(recurrence(x, y, a, rest, 20));
        a += 20.0;
    }
    gamma_expansion(x, y, a, rest, mass)
}

/// `x^a y^b / B(a, b)`.
fn front(x: f64, y: f64, a: f64, b: f64) -> Scaled {
    if a.min(b) < 1.0 {
        let ln_x = if y < 0.5 { (-y).ln_1p() } else { x.ln() };
        let ln_y = if x < 0.5 { (-x).ln_1p() } else { y.ln() };
        return Scaled::new(a * ln_x + b * ln_y - ln_beta_small(a, b), 1.0);
    }
    let (small, large) = (a.min(b), a.max(b));
    binomial_split(a, b, x, y).times(small / (1.0 + small / large))
}

/// `ln B(a, b)` with one parameter below one, without the roundings of the general formula.
fn ln_beta_small(a: f64, b: f64) -> f64 {
    let (p, q) = (a.min(b), a.max(b));
    if q < 10.0 {
        // B(p, q) = gamma(1 + p) gamma(1 + q) / gamma(1 + p + q) * (p + q) / (p q).
        return ln_gamma_one_plus(p) + ln_gamma_one_plus(q) - ln_gamma_one_plus(p + q)
            + ((1.0 + p / q) / p).ln();
    }
    if p < 1e-300 { -p.ln() } else { ln_beta(p, q) }
}

/// BPSER: the power series in `x`, for `b <= 1` or `b x <= 0.7`.
fn power_series(x: f64, a: f64, b: f64) -> Scaled {
    let (mut sum, mut c, mut n) = (0.0, 1.0, 0.0);
    loop {
        n += 1.0;
        c *= (0.5 - b / n + 0.5) * x;
        let term = c / (a + n);
        sum += term;
        if (a * term).abs() <= 1e-17 * (1.0 + a * sum) || n > 1e7 {
            break;
        }
    }
    let factor = 1.0 + a * sum;
    let ln_x = x.ln();
    if a.min(b) < 1.0 {
        // x^a / (a B(a, b)), with the pole of B at a = 0 taken out.
        let exponent = a * ln_x - ln_a_beta(a, b);
        return Scaled::new(exponent, factor);
    }
    Scaled::new(a * ln_x - ln_beta(a, b), factor / a)
}

/// `ln(a B(a, b))`, which vanishes with `a`.
fn ln_a_beta(a: f64, b: f64) -> f64 {
    if a + b < 10.0 {
        return ln_gamma_one_plus(a) + ln_gamma_one_plus(b) - ln_gamma_one_plus(a + b) + (a / b).ln_1p();
    }
    if b >= 10.0 && a < 10.0 {
        return ln_gamma_one_plus(a) - ln_gamma_ratio(a, b);
    }
    a.ln() + ln_beta(a, b)
}

/// `ln(gamma(a + b) / gamma(b))` for large `b`.
fn ln_gamma_ratio(a: f64, b: f64) -> f64 {
    let sum = a + b;
    let h = a / b;
    (b - 0.5) * h.ln_1p() + a * sum.ln() - a + stirling_series(sum) - stirling_series(b)
}

/// BUP: `I_x(a, b) - I_x(a + n, b)`.
fn recurrence(x: f64, y: f64, a: f64, b: f64, n: usize) -> Scaled {
    let (sum_ab, next) = (a + b, a + 1.0);
    let (mut d, mut sum) = (1.0, 1.0);
    // The sum is rescaled when it grows large, into the exponent.
    let mut exponent = 0.0;
    for i in 0..n.saturating_sub(1) {
        let l = i as f64;
        let step = (sum_ab + l) / (next + l) * x;
        d *= step;
        sum += d;
        if sum > 1e250 {
            exponent += sum.ln();
            d /= sum;
            sum = 1.0;
        }
        if step < 1.0 && d <= 1e-18 * sum {
            break;
        }
    }
    let front = front(x, y, a, b);
    Scaled::new(front.exponent + exponent, front.factor / a * sum)
}

/// BFRAC: the continued fraction for parameters above one.
fn fraction_part(x: f64, y: f64, a: f64, b: f64, distance: f64) -> Scaled {
    let front = front(x, y, a, b);
    if front.factor == 0.0 {
        return Scaled::ZERO;
    }
    let c = 1.0 + distance;
    let (c0, c1, yp1) = (b / a, 1.0 + 1.0 / a, y + 1.0);
    let (mut n, mut p, mut s) = (0.0, 1.0, a + 1.0);
    let (mut an, mut bn, mut anp1, mut bnp1) = (0.0, 1.0, 1.0, c / c1);
    let mut r = c1 / c;
    loop {
        n += 1.0;
        let mut t = n / a;
        let w = n * (b - n) * x;
        let e = a / s;
        let alpha = p * (p + c0) * e * e * (w * x);
        let e = (1.0 + t) / (c1 + t + t);
        let beta = n + w / s + e * (c + n * yp1);
        p = 1.0 + t;
        s += 2.0;
        t = alpha * an + beta * anp1;
        an = anp1;
        anp1 = t;
        t = alpha * bn + beta * bnp1;
        bn = bnp1;
        bnp1 = t;
        let before = r;
        r = anp1 / bnp1;
        if (r - before).abs() <= 4e-16 * r || n >= 20000.0 {
            break;
        }
        an /= bnp1;
        bn /= bnp1;
        anp1 = r;
        bnp1 = 1.0;
    }
    front.times(r)
}

/// BGRAT: the expansion in incomplete gamma functions for `a` much larger than `b`, added to `start`.
fn gamma_expansion(x: f64, y: f64, a: f64, b: f64, start: Scaled) -> Scaled {
    let bm1 = b - 1.0;
    let nu = a + bm1 * 0.5;
    let ln_x = if y > 0.375 { x.ln() } else { (-y).ln_1p() };
    let z = -nu * ln_x;
    if z == 0.0 {
        return start;
    }
    // u = exp(-z) z^b / gamma(b) * gamma(a + b) / (gamma(a) nu^b); b / gamma(b + 1) is 1 / gamma(b).
    let exponent = b * z.ln() - z - ln_gamma_one_plus(b) + ln_gamma_ratio(b, a) - b * nu.ln();
    let scale = Scaled::new(exponent, b);
    // Q(b, z) over exp(-z) z^b / gamma(b).
    let inner = Scaled::new(b * z.ln() - z - ln_gamma_one_plus(b), b);
    let upper = match incomplete_gamma::tails(z, b) {
        tail if tail.is_lower => Scaled::new(0.0, 1.0 - tail.mass.value()),
        tail => tail.mass,
    };
    let mut j = upper.factor / inner.factor * (upper.exponent - inner.exponent).exp();
    let v = 0.25 / (nu * nu);
    let t2 = ln_x * 0.25 * ln_x;
    let already = start.factor / scale.factor * (start.exponent - scale.exponent).exp();
    let (mut sum, mut t, mut cn, mut n2) = (j, 1.0, 1.0, 0.0);
    let (mut c, mut d) = ([0.0; 30], [0.0; 30]);
    for n in 0..30 {
        let bp2n = b + n2;
        j = (bp2n * (bp2n + 1.0) * j + (z + bp2n + 1.0) * t) * v;
        n2 += 2.0;
        t *= t2;
        cn /= n2 * (n2 + 1.0);
        c[n] = cn;
        let mut s = 0.0;
        let mut coefficient = b - (n + 1) as f64;
        for i in 0..n {
            s += coefficient * c[i] * d[n - i - 1];
            coefficient += b;
        }
        d[n] = bm1 * cn + s / (n + 1) as f64;
        let term = d[n] * j;
        sum += term;
        if sum <= 0.0 {
            return start;
        }
        if term.abs() <= 1e-17 * (sum + already) {
            break;
        }
    }
    start.plus(scale.times(sum))
}

/// BASYM: the expansion around the mean for `a` and `b` of at least 15 (eqs. 15 to 18).
fn normal_expansion(a: f64, b: f64, distance: f64) -> Scaled {
    const ORDER: usize = 20;
    let e0 = 2.0 / PI.sqrt();
    let e1 = 0.5 / 2f64.sqrt();
    // The deviance a f(-d/a) + b f(d/b), with f(x) = x - ln(1 + x).
    let f = -a * log1pmx(-distance / a) - b * log1pmx(distance / b);
    let z0 = f.sqrt();
    let z = z0 / e1 * 0.5;
    let z2 = f + f;
    let (h, r1, w0) = if a < b {
        (a / b, (b - a) / b, 1.0 / (a * (1.0 + a / b)).sqrt())
    } else {
        (b / a, (b - a) / a, 1.0 / (b * (1.0 + b / a)).sqrt())
    };
    let r0 = 1.0 / (h + 1.0);
    let (mut a0, mut b0, mut c, mut d) =
        ([0.0; ORDER + 2], [0.0; ORDER + 2], [0.0; ORDER + 2], [0.0; ORDER + 2]);
    a0[0] = r1 * 2.0 / 3.0;
    c[0] = a0[0] * -0.5;
    d[0] = -c[0];
    // exp(z0^2) erfc(z0) = 2 exp(t^2 / 2) P(Z > t) at t = z0 sqrt(2).
    let mut j0 = 0.5 / e0 * 2.0 * normal::mills_tail(z0 * 2f64.sqrt());
    let mut j1 = e1;
    let mut sum = j0 + d[0] * w0 * j1;
    let (mut s, mut hn, mut w, mut znm1, mut zn) = (1.0, 1.0, w0, z, z2);
    let h2 = h * h;
    let mut n = 2;
    while n <= ORDER {
        hn *= h2;
        a0[n - 1] = r0 * 2.0 * (h * hn + 1.0) / (n as f64 + 2.0);
        s += hn;
        a0[n] = r1 * 2.0 * s / (n as f64 + 3.0);
        for i in n..=n + 1 {
            expansion_coefficients(i, &a0, &mut b0, &mut c, &mut d);
        }
        j0 = e1 * znm1 + (n as f64 - 1.0) * j0;
        j1 = e1 * zn + n as f64 * j1;
        znm1 *= z2;
        zn *= z2;
        w *= w0;
        let t0 = d[n - 1] * w * j0;
        w *= w0;
        let t1 = d[n] * w * j1;
        sum += t0 + t1;
        if t0.abs() + t1.abs() <= 1e-17 * sum {
            break;
        }
        n += 2;
    }
    let correction = stirling_series(a) + stirling_series(b) - stirling_series(a + b);
    Scaled::new(-f - correction, e0 * sum)
}

/// The coefficients `c_i` and `d_i` of the expansion from the powers of its inner series.
fn expansion_coefficients(i: usize, a0: &[f64], b0: &mut [f64], c: &mut [f64], d: &mut [f64]) {
    let r = (i as f64 + 1.0) * -0.5;
    b0[0] = r * a0[0];
    for m in 2..=i {
        let mut sum = 0.0;
        for j in 1..m {
            let rest = m - j;
            sum += (j as f64 * r - rest as f64) * a0[j - 1] * b0[rest - 1];
        }
        b0[m - 1] = r * a0[m - 1] + sum / m as f64;
    }
    c[i - 1] = b0[i - 1] / (i as f64 + 1.0);
    let mut sum = 0.0;
    for j in 1..i {
        sum += d[i - j - 1] * c[j - 1];
    }
    d[i - 1] = -(sum + c[i - 1]);
}
