//! The F distribution.

use super::level::{Level, left, right, value, zero};
use super::{beta, chi_squared, gamma};
use crate::special::{incomplete_beta, saddle_point};

/// The density at `x`.
pub fn density(x: f64, df1: f64, df2: f64, log: bool) -> f64 {
    if x.is_nan() || df1.is_nan() || df2.is_nan() {
        return x + df1 + df2;
    }
    if df1 <= 0.0 || df2 <= 0.0 {
        return f64::NAN;
    }
    if x < 0.0 || x.is_infinite() {
        return zero(log);
    }
    if x == 0.0 {
        return match df1 {
            d if d > 2.0 => zero(log),
            2.0 => value(1.0, log),
            _ => f64::INFINITY,
        };
    }
    if df1.is_infinite() && df2.is_infinite() {
        return if x == 1.0 { f64::INFINITY } else { zero(log) };
    }
    if df2.is_infinite() {
        return gamma::density(x, df1 / 2.0, 2.0 / df1, log);
    }
    if df1 > 1e14 {
        let inverse = gamma::density(1.0 / x, df2 / 2.0, 2.0 / df2, log);
        return if log { inverse - 2.0 * x.ln() } else { inverse / (x * x) };
    }
    let f = 1.0 / (df2 + x * df1);
    let (p, q) = (x * df1 * f, df2 * f);
    let (factor, mass) = if df1 > 2.0 {
        (df1 * q / 2.0, saddle_point::binomial_split((df1 - 2.0) / 2.0, df2 / 2.0, p, q))
    } else if df1 == 2.0 {
        (df1 * q / 2.0, saddle_point::binomial(0.0, df2 / 2.0, p, q))
    } else {
        (df1 * df1 * q / (2.0 * p * (df1 + df2)), saddle_point::binomial_split(df1 / 2.0, df2 / 2.0, p, q))
    };
    if log { factor.ln() + mass.ln() } else { factor * mass.value() }
}

/// The probability below or above `q`.
pub fn cumulative(q: f64, df1: f64, df2: f64, lower: bool, log: bool) -> f64 {
    if q.is_nan() || df1.is_nan() || df2.is_nan() {
        return q + df2 + df1;
    }
    if df1 <= 0.0 || df2 <= 0.0 {
        return f64::NAN;
    }
    if q <= 0.0 {
        return left(lower, log);
    }
    if q == f64::INFINITY {
        return right(lower, log);
    }
    if df2.is_infinite() {
        if df1.is_infinite() {
            return match q {
                x if x < 1.0 => left(lower, log),
                1.0 => value(0.5, log),
                _ => right(lower, log),
            };
        }
        return chi_squared::cumulative(q * df1, df1, lower, log);
    }
    if df1.is_infinite() {
        return chi_squared::cumulative(df2 / q, df2, !lower, log);
    }
    let scaled = df1 * q;
    let (x, y) = if scaled.is_finite() {
        (scaled / (df2 + scaled), df2 / (df2 + scaled))
    } else {
        (1.0, df2 / df1 / q)
    };
    incomplete_beta::tails(x, y, df1 / 2.0, df2 / 2.0).read(lower, log)
}

/// The quantile of `p`.
pub fn quantile(p: f64, df1: f64, df2: f64, lower: bool, log: bool) -> f64 {
    if p.is_nan() || df1.is_nan() || df2.is_nan() {
        return p + df1 + df2;
    }
    if df1 <= 0.0 || df2 <= 0.0 {
        return f64::NAN;
    }
    let Some(level) = Level::new(p, lower, log) else { return f64::NAN };
    if let Some(end) = level.end(0.0, f64::INFINITY) {
        return end;
    }
    if df1 <= df2 && df2 > 4e5 {
        if df1.is_infinite() {
            return 1.0;
        }
        return chi_squared::quantile(p, df1, lower, log) / df1;
    }
    if df1 > 4e5 {
        return df2 / chi_squared::quantile(p, df2, !lower, log);
    }
    let (x, y) = beta::quantile_pair(p, df1 / 2.0, df2 / 2.0, lower, log);
    x / y * (df2 / df1)
}
