//! The beta distribution.

use super::level::{Level, left, right, value, zero};
use super::search::{self, Tail};
use crate::special::{incomplete_beta, ln_beta, saddle_point};

/// The point all mass sits in when a parameter is zero or infinite; `None` for mass halves on 0 and 1.
fn degenerate(a: f64, b: f64) -> Option<Option<f64>> {
    if a != 0.0 && b != 0.0 && a.is_finite() && b.is_finite() {
        return None;
    }
    Some(if a == 0.0 && b == 0.0 {
        None
    } else if a == 0.0 || a / b == 0.0 {
        Some(0.0)
    } else if b == 0.0 || b / a == 0.0 {
        Some(1.0)
    } else {
        Some(0.5)
    })
}

/// The density at `x`.
pub fn density(x: f64, a: f64, b: f64, log: bool) -> f64 {
    if x.is_nan() || a.is_nan() || b.is_nan() {
        return x + a + b;
    }
    if a < 0.0 || b < 0.0 {
        return f64::NAN;
    }
    if !(0.0..=1.0).contains(&x) {
        return zero(log);
    }
    if let Some(points) = degenerate(a, b) {
        let has_mass = points.map_or(x == 0.0 || x == 1.0, |point| x == point);
        return if has_mass { f64::INFINITY } else { zero(log) };
    }
    if x == 0.0 || x == 1.0 {
        let (here, other) = if x == 0.0 { (a, b) } else { (b, a) };
        return match here {
            h if h > 1.0 => zero(log),
            h if h < 1.0 => f64::INFINITY,
            _ => value(other, log),
        };
    }
    if a <= 2.0 || b <= 2.0 {
        let exponent = (a - 1.0) * x.ln() + (b - 1.0) * (-x).ln_1p() - ln_beta(a, b);
        return if log { exponent } else { exponent.exp() };
    }
    let mass = saddle_point::binomial_split(a - 1.0, b - 1.0, x, 1.0 - x);
    if log { (a + b - 1.0).ln() + mass.ln() } else { (a + b - 1.0) * mass.value() }
}

/// The probability below or above `q`.
pub fn cumulative(q: f64, a: f64, b: f64, lower: bool, log: bool) -> f64 {
    if q.is_nan() || a.is_nan() || b.is_nan() {
        return q + a + b;
    }
    if a < 0.0 || b < 0.0 {
        return f64::NAN;
    }
    if q <= 0.0 {
        return left(lower, log);
    }
    if q >= 1.0 {
        return right(lower, log);
    }
    if let Some(points) = degenerate(a, b) {
        return match points {
            None => value(0.5, log),
            Some(point) if q < point => left(lower, log),
            Some(_) => right(lower, log),
        };
    }
    incomplete_beta::regularized(q, a, b, lower, log)
}

/// The quantile of `p`.
pub fn quantile(p: f64, a: f64, b: f64, lower: bool, log: bool) -> f64 {
    quantile_pair(p, a, b, lower, log).0
}

/// The quantile of `p` and one minus it, each to full precision.
pub fn quantile_pair(p: f64, a: f64, b: f64, lower: bool, log: bool) -> (f64, f64) {
    let nothing = (f64::NAN, f64::NAN);
    if a.is_nan() || b.is_nan() || a < 0.0 || b < 0.0 {
        return nothing;
    }
    let Some(level) = Level::new(p, lower, log) else { return nothing };
    if let Some(points) = degenerate(a, b) {
        let half = level.tail(true);
        let point = points.unwrap_or(match half {
            h if h < 0.5 => 0.0,
            h if h > 0.5 => 1.0,
            _ => 0.5,
        });
        return (point, 1.0 - point);
    }
    if let Some(end) = level.end(0.0, 1.0) {
        return (end, 1.0 - end);
    }
    // The half of (0, 1) the quantile lies in is solved for its distance from the nearer end.
    let below_half = incomplete_beta::tails(0.5, 0.5, a, b).read(true, true) >= level.ln_tail(true);
    if below_half {
        let x = solve(level, true, a, b);
        (x, 0.5 - x + 0.5)
    } else {
        let y = solve(level, false, b, a);
        (0.5 - y + 0.5, y)
    }
}

/// The distance `z <= 1/2` from an end of the interval; `a` is the parameter of that end, `from_left` says
/// whether it is the left one.
fn solve(level: Level, from_left: bool, a: f64, b: f64) -> f64 {
    let near = level.ln_tail(from_left);
    let ln_a_beta = a.ln() + ln_beta(a, b);
    let small = (near + ln_a_beta) / a;
    if small < -700.0 {
        return small.exp();
    }
    let start = starting_point(level, from_left, a, b, small);
    let is_near = near <= -std::f64::consts::LN_2;
    let target = level.ln_tail(from_left == is_near);
    search::positive(start, 0.5 + f64::EPSILON, target, is_near, |z| Tail {
        ln_mass: incomplete_beta::tails(z, 1.0 - z, a, b).read(is_near, true),
        ln_density: density(z, a, b, true),
    })
    .min(0.5)
}

fn starting_point(level: Level, from_left: bool, a: f64, b: f64, small: f64) -> f64 {
    if a > 1.0 && b > 1.0 {
        // Carter's approximation through the normal quantile (Abramowitz and Stegun 26.5.22).
        let z = if from_left { -level.deviate() } else { level.deviate() };
        let r = (z * z - 3.0) / 6.0;
        let (s, t) = (1.0 / (a + a - 1.0), 1.0 / (b + b - 1.0));
        let h = 2.0 / (s + t);
        let w = z * (h + r).max(0.0).sqrt() / h - (t - s) * (r + 5.0 / 6.0 - 2.0 / (3.0 * h));
        let guess = a / (a + b * (2.0 * w).exp());
        if guess > 1e-300 && guess < 0.9 {
            return guess.min(0.5);
        }
    }
    small.exp().clamp(1e-300, 0.4)
}
