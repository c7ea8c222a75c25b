//! Zeros and minima of functions of one variable (Brent 1973), on the path of R's `uniroot` and `optimize`.

/// Where a search for a zero ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Zero {
    /// The last and best point.
    pub root: f64,
    /// The function there.
    pub value: f64,
    /// How many steps were taken.
    pub iterations: usize,
    /// Half of the last bracket's width, an estimate of the error.
    pub precision: f64,
    /// Whether the tolerance was met.
    pub converged: bool,
}

/// R's default tolerance of a zero, the fourth root of the machine precision.
pub const TOLERANCE: f64 = 0.0001220703125;

/// A zero of `f` between `lower` and `upper`, where it has opposite signs; `at_lower` and `at_upper` are its
/// values there.
pub fn zero_between(
    (lower, at_lower): (f64, f64),
    (upper, at_upper): (f64, f64),
    tolerance: f64,
    limit: usize,
    mut f: impl FnMut(f64) -> f64,
) -> Zero {
    let end = |root| Zero { root, value: 0.0, iterations: 0, precision: 0.0, converged: true };
    if at_lower == 0.0 {
        return end(lower);
    }
    if at_upper == 0.0 {
        return end(upper);
    }
    let (mut a, mut fa) = (lower, at_lower);
    let (mut b, mut fb) = (upper, at_upper);
    let (mut c, mut fc) = (a, fa);
    for iterations in 0..=limit {
        let previous = b - a;
        if fc.abs() < fb.abs() {
            // The best point is kept in b.
            (a, fa, b, fb) = (b, fb, c, fc);
            (c, fc) = (a, fa);
        }
        let tight = 2.0 * f64::EPSILON * b.abs() + tolerance / 2.0;
        let mut step = (c - b) / 2.0;
        if step.abs() <= tight || fb == 0.0 {
            return Zero { root: b, value: fb, iterations, precision: (c - b).abs(), converged: true };
        }
        if previous.abs() >= tight && fa.abs() > fb.abs() {
            step = interpolated((a, fa), (b, fb), (c, fc), previous, tight).unwrap_or(step);
        }
        if step.abs() < tight {
            step = if step > 0.0 { tight } else { -tight };
        }
        (a, fa) = (b, fb);
        b += step;
        fb = f(b);
        if (fb > 0.0 && fc > 0.0) || (fb < 0.0 && fc < 0.0) {
            (c, fc) = (a, fa);
        }
    }
    Zero { root: b, value: fb, iterations: limit, precision: (c - b).abs(), converged: false }
}

/// The step of linear or inverse quadratic interpolation, where it stays well inside the bracket.
fn interpolated(
    (a, fa): (f64, f64),
    (b, fb): (f64, f64),
    (c, fc): (f64, f64),
    previous: f64,
    tight: f64,
) -> Option<f64> {
    let width = c - b;
    let (mut p, mut q);
    if a == c {
        let t1 = fb / fa;
        p = width * t1;
        q = 1.0 - t1;
    } else {
        q = fa / fc;
        let t1 = fb / fc;
        let t2 = fb / fa;
        p = t2 * (width * q * (q - t1) - (b - a) * (t1 - 1.0));
        q = (q - 1.0) * (t1 - 1.0) * (t2 - 1.0);
    }
    if p > 0.0 {
        q = -q;
    } else {
        p = -p;
    }
    let inside = p < 0.75 * width * q - (tight * q).abs() / 2.0 && p < (previous * q / 2.0).abs();
    inside.then_some(p / q)
}

/// Which way an interval may be stretched until it holds a zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extend {
    /// Not at all.
    No,
    /// Both ways, for any function.
    Both,
    /// For a function that increases through its zero.
    Increasing,
    /// For a function that decreases through its zero.
    Decreasing,
}

/// A zero of `f` in an interval that is first stretched as allowed; `None` when the ends keep one sign or
/// the function is `NaN` at one.
pub fn zero(
    lower: f64,
    upper: f64,
    extend: Extend,
    tolerance: f64,
    limit: usize,
    mut f: impl FnMut(f64) -> f64,
) -> Option<Zero> {
    let mut low = (lower, f(lower));
    let mut high = (upper, f(upper));
    stretch(&mut low, &mut high, extend, limit, &mut f)?;
    if low.1.is_nan() || high.1.is_nan() || low.1 * high.1 > 0.0 {
        return None;
    }
    Some(zero_between(low, high, tolerance, limit, f))
}

fn stretch(
    low: &mut (f64, f64),
    high: &mut (f64, f64),
    extend: Extend,
    limit: usize,
    f: &mut impl FnMut(f64) -> f64,
) -> Option<()> {
    let first = |u: f64| 0.01 * u.abs().max(1e-4);
    let mut tries = 0;
    let mut count = || {
        tries += 1;
        (tries <= limit).then_some(())
    };
    let sign = match extend {
        Extend::No => return Some(()),
        Extend::Both => {
            let (mut down, mut up) = (first(low.0), first(high.0));
            while low.1 * high.1 > 0.0 {
                count()?;
                *low = (low.0 - down, f(low.0 - down));
                *high = (high.0 + up, f(high.0 + up));
                down *= 2.0;
                up *= 2.0;
            }
            return Some(());
        }
        Extend::Increasing => 1.0,
        Extend::Decreasing => -1.0,
    };
    let mut delta = first(low.0);
    while sign * low.1 > 0.0 {
        count()?;
        *low = (low.0 - delta, f(low.0 - delta));
        delta *= 2.0;
    }
    let mut delta = first(high.0);
    while sign * high.1 < 0.0 {
        count()?;
        *high = (high.0 + delta, f(high.0 + delta));
        delta *= 2.0;
    }
    Some(())
}

/// The place of a local minimum of `f` between `lower` and `upper`, to `tolerance`: golden sections and
/// parabolas.
pub fn minimum(lower: f64, upper: f64, tolerance: f64, mut f: impl FnMut(f64) -> f64) -> f64 {
    let golden = (3.0 - 5f64.sqrt()) * 0.5;
    let precision = f64::EPSILON.sqrt();
    let (mut a, mut b) = (lower, upper);
    let mut x = a + golden * (b - a);
    let (mut v, mut w) = (x, x);
    let (mut d, mut e) = (0.0, 0.0);
    let mut fx = f(x);
    let (mut fv, mut fw) = (fx, fx);
    loop {
        let middle = (a + b) * 0.5;
        let tight = precision * x.abs() + tolerance / 3.0;
        let twice = tight * 2.0;
        if (x - middle).abs() <= twice - (b - a) * 0.5 {
            return x;
        }
        let (mut p, mut q, mut r) = (0.0, 0.0, 0.0);
        if f64::abs(e) > tight {
            // A parabola through the three best points.
            r = (x - w) * (fx - fv);
            q = (x - v) * (fx - fw);
            p = (x - v) * q - (x - w) * r;
            q = (q - r) * 2.0;
            if q > 0.0 {
                p = -p;
            } else {
                q = -q;
            }
            r = e;
            e = d;
        }
        let mut u;
        if p.abs() >= (q * 0.5 * r).abs() || p <= q * (a - x) || p >= q * (b - x) {
            e = if x < middle { b - x } else { a - x };
            d = golden * e;
        } else {
            d = p / q;
            u = x + d;
            if u - a < twice || b - u < twice {
                d = if x >= middle { -tight } else { tight };
            }
        }
        u = if d.abs() >= tight {
            x + d
        } else if d > 0.0 {
            x + tight
        } else {
            x - tight
        };
        let fu = f(u);
        if fu <= fx {
            if u < x {
                b = x;
            } else {
                a = x;
            }
            (v, w, x) = (w, x, u);
            (fv, fw, fx) = (fw, fx, fu);
        } else {
            if u < x {
                a = u;
            } else {
                b = u;
            }
            if fu <= fw || w == x {
                (v, fv) = (w, fw);
                (w, fw) = (u, fu);
            } else if fu <= fv || v == x || v == w {
                (v, fv) = (u, fu);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zeros_stop_where_r_stops() {
        // uniroot(function(x) exp(x) - 5, c(0, 3)) in R 4.2.2.
        let found = zero(0.0, 3.0, Extend::No, TOLERANCE, 1000, |x| x.exp() - 5.0).unwrap();
        assert_eq!((found.root, found.iterations), (1.6094374430867704, 6));
        assert!(zero(2.0, 3.0, Extend::No, TOLERANCE, 1000, f64::exp).is_none());
        let found = zero(2.0, 3.0, Extend::Increasing, TOLERANCE, 1000, |x| x - 40.0).unwrap();
        assert_eq!(found.root, 40.0);
    }

    #[test]
    fn minima_stop_where_r_stops() {
        // optimize(function(x) (x - 1/3)^2, c(0, 1)) and optimize(function(x) cos(x), c(0, 6)).
        assert_eq!(minimum(0.0, 1.0, TOLERANCE, |x| (x - 1.0 / 3.0) * (x - 1.0 / 3.0)), 0.3333333333333333);
        assert_eq!(minimum(0.0, 6.0, TOLERANCE, f64::cos), 3.1415926891518526);
    }
}
