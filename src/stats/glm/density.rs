//! The densities and probabilities that links and likelihoods need.

use std::f64::consts::PI;

/// Standard normal density.
pub fn dnorm(x: f64) -> f64 {
    (-0.5 * x * x).exp() / (2.0 * PI).sqrt()
}

/// erfc by its Taylor series below 2.5 and its continued fraction above.
fn erfc(x: f64) -> f64 {
    let z = x.abs();
    let tail = if z < 2.5 {
        let (mut term, mut sum, mut k) = (z, z, 0.0);
        while term.abs() > 1e-18 * sum {
            k += 1.0;
            term *= 2.0 * z * z / (2.0 * k + 1.0);
            sum += term;
        }
        1.0 - 2.0 / PI.sqrt() * (-z * z).exp() * sum
    } else {
        let mut f = 0.0;
        for k in (1..120).rev() {
            f = k as f64 / 2.0 / (z + f);
        }
        (-z * z).exp() / PI.sqrt() / (z + f)
    };
    if x >= 0.0 { tail } else { 2.0 - tail }
}

/// Standard normal probability of values up to `x`.
pub fn pnorm(x: f64) -> f64 {
    0.5 * erfc(-x / 2.0_f64.sqrt())
}

/// Standard normal quantile, by Newton steps from a logistic start.
pub fn qnorm(p: f64) -> f64 {
    if p.is_nan() || !(0.0..=1.0).contains(&p) {
        return f64::NAN;
    }
    if p == 0.0 || p == 1.0 {
        return if p == 0.0 { f64::NEG_INFINITY } else { f64::INFINITY };
    }
    if p > 0.5 {
        return -qnorm(1.0 - p);
    }
    let t = (-2.0 * p.ln()).sqrt();
    let mut x = -(t
        - (2.515517 + 0.802853 * t + 0.010328 * t * t)
            / (1.0 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t * t * t));
    for _ in 0..4 {
        let e = (pnorm(x) - p) / dnorm(x);
        x -= e / (1.0 + x * e / 2.0);
    }
    x
}

/// log Γ(x), x > 0.
pub fn lgamma(x: f64) -> f64 {
    let (mut x, mut shift) = (x, 0.0);
    if x < 15.0 {
        let mut product = 1.0;
        while x < 15.0 {
            product *= x;
            x += 1.0;
        }
        shift = product.ln();
    }
    (x - 0.5) * x.ln() - x + 0.5 * (2.0 * PI).ln() + stirling_tail(x) - shift
}

fn stirling_tail(n: f64) -> f64 {
    let nn = n * n;
    (1.0 / 12.0
        - (1.0 / 360.0
            - (1.0 / 1260.0 - (1.0 / 1680.0 - (1.0 / 1188.0 - 691.0 / 360360.0 / nn) / nn) / nn) / nn)
            / nn)
        / n
}

/// ψ(x), x > 0.
pub fn digamma(x: f64) -> f64 {
    let (mut x, mut shift) = (x, 0.0);
    while x < 15.0 {
        shift -= 1.0 / x;
        x += 1.0;
    }
    let y = 1.0 / (x * x);
    shift + x.ln()
        - 0.5 / x
        - y * (1.0 / 12.0 - y * (1.0 / 120.0 - y * (1.0 / 252.0 - y * (1.0 / 240.0 - y / 132.0))))
}

/// ψ′(x), x > 0.
pub fn trigamma(x: f64) -> f64 {
    let (mut x, mut shift) = (x, 0.0);
    while x < 15.0 {
        shift += 1.0 / (x * x);
        x += 1.0;
    }
    let y = 1.0 / (x * x);
    shift
        + 1.0 / x
        + y / 2.0
        + y / x * (1.0 / 6.0 - y * (1.0 / 30.0 - y * (1.0 / 42.0 - y * (1.0 / 30.0 - y * 5.0 / 66.0))))
}

/// log n! minus Stirling's approximation to it.
fn stirling_error(n: f64) -> f64 {
    if n == 0.0 {
        0.0
    } else if n < 15.0 {
        lgamma(n + 1.0) - (n + 0.5) * n.ln() + n - 0.5 * (2.0 * PI).ln()
    } else {
        stirling_tail(n)
    }
}

/// x log(x/m) + m − x without cancellation for x near m.
fn deviance_part(x: f64, m: f64) -> f64 {
    if (x - m).abs() < 0.1 * (x + m) {
        let v = (x - m) / (x + m);
        let mut sum = (x - m) * v;
        let mut term = 2.0 * x * v;
        for j in 1..1000 {
            term *= v * v;
            let next = sum + term / f64::from(2 * j + 1);
            if next == sum {
                break;
            }
            sum = next;
        }
        return sum;
    }
    x * (x / m).ln() + m - x
}

/// Log density of a binomial count (Loader 2000).
pub fn dbinom_log(x: f64, n: f64, p: f64) -> f64 {
    if x < 0.0 || x > n {
        return f64::NEG_INFINITY;
    }
    if p == 0.0 || p == 1.0 {
        let sure = if p == 0.0 { 0.0 } else { n };
        return if x == sure { 0.0 } else { f64::NEG_INFINITY };
    }
    let q = 1.0 - p;
    if n == 0.0 {
        return 0.0;
    }
    if x == 0.0 {
        return if p < 0.1 { -deviance_part(n, n * q) - n * p } else { n * q.ln() };
    }
    if x == n {
        return if q < 0.1 { -deviance_part(n, n * p) - n * q } else { n * p.ln() };
    }
    let lc = stirling_error(n)
        - stirling_error(x)
        - stirling_error(n - x)
        - deviance_part(x, n * p)
        - deviance_part(n - x, n * q);
    lc - 0.5 * ((2.0 * PI).ln() + x.ln() + (-x / n).ln_1p())
}

/// Log density of a Poisson count.
pub fn dpois_log(x: f64, lambda: f64) -> f64 {
    if x < 0.0 || !lambda.is_finite() {
        return f64::NEG_INFINITY;
    }
    if lambda == 0.0 {
        return if x == 0.0 { 0.0 } else { f64::NEG_INFINITY };
    }
    if x == 0.0 {
        return -lambda;
    }
    -stirling_error(x) - deviance_part(x, lambda) - 0.5 * (2.0 * PI * x).ln()
}

/// Log density of the gamma distribution.
pub fn dgamma_log(x: f64, shape: f64, scale: f64) -> f64 {
    (shape - 1.0) * (x / scale).ln() - x / scale - lgamma(shape) - scale.ln()
}

/// P(χ²_df > x).
pub fn chi_squared_upper(x: f64, df: f64) -> f64 {
    let (a, z) = (df / 2.0, x / 2.0);
    if z <= 0.0 {
        return 1.0;
    }
    let front = (a * z.ln() - z - lgamma(a)).exp();
    if z < a + 1.0 {
        let (mut term, mut sum, mut k) = (1.0 / a, 1.0 / a, a);
        while term > 1e-17 * sum {
            k += 1.0;
            term *= z / k;
            sum += term;
        }
        return 1.0 - front * sum;
    }
    let mut b = z + 1.0 - a;
    let mut c = 1e300;
    let mut d = 1.0 / b;
    let mut h = d;
    for i in 1..100_000 {
        let an = -f64::from(i) * (f64::from(i) - a);
        b += 2.0;
        d = 1.0 / (an * d + b);
        c = b + an / c;
        h *= d * c;
        if (d * c - 1.0).abs() < 1e-16 {
            break;
        }
    }
    front * h
}

/// P(F_{df1,df2} > x).
pub fn f_upper(x: f64, df1: f64, df2: f64) -> f64 {
    if x <= 0.0 {
        return 1.0;
    }
    incomplete_beta(df2 / (df2 + df1 * x), df1 * x / (df2 + df1 * x), df2 / 2.0, df1 / 2.0)
}

fn incomplete_beta(x: f64, y: f64, a: f64, b: f64) -> f64 {
    let front = (lgamma(a + b) - lgamma(a) - lgamma(b) + a * x.ln() + b * y.ln()).exp();
    if x < (a + 1.0) / (a + b + 2.0) {
        front * beta_fraction(x, a, b) / a
    } else {
        1.0 - front * beta_fraction(y, b, a) / b
    }
}

fn beta_fraction(x: f64, a: f64, b: f64) -> f64 {
    let mut c = 1.0;
    let mut d = 1.0 / (1.0 - (a + b) * x / (a + 1.0));
    let mut h = d;
    for m in 1..10_000 {
        let m = f64::from(m);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / (1.0 + even * d);
        c = 1.0 + even / c;
        h *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / (1.0 + odd * d);
        c = 1.0 + odd / c;
        h *= d * c;
        if (d * c - 1.0).abs() < 1e-16 {
            break;
        }
    }
    h
}

/// P(|t_df| > |x|).
pub fn t_two_sided(x: f64, df: f64) -> f64 {
    f_upper(x * x, 1.0, df)
}

/// P(|N(0, 1)| > |x|).
pub fn normal_two_sided(x: f64) -> f64 {
    2.0 * pnorm(-x.abs())
}
