//! The numbers behind `approx`, `spline` and `density`.

use raglan_engine::eval::{Args, Builtin, Eval, private};
use raglan_engine::value::{NA_REAL, Value};

pub(super) const FUNCTIONS: &[Builtin] = &[
    private(".interpolate(x, y, at, constant, below, above, f)", interpolate),
    private(".spline_slopes(x, y, method)", spline_slopes),
    private(".spline_at(x, y, b, c, d, at, deriv, natural)", spline_at),
    private(".binned(x, weights, low, high, n)", binned),
];

/// Linear or constant interpolation between increasing `x`.
fn interpolate(args: &mut Args) -> Eval {
    let (x, y, at) = (args.doubles("x")?, args.doubles("y")?, args.doubles("at")?);
    let constant = args.flag("constant")?;
    let (below, above, f) = (args.number("below")?, args.number("above")?, args.number("f")?);
    let last = x.len() - 1;
    let one = |v: f64| {
        if v.is_nan() {
            return v;
        }
        if v < x[0] {
            return below;
        }
        if v > x[last] {
            return above;
        }
        let after = x.partition_point(|k| *k < v);
        if x[after] == v {
            return y[after];
        }
        let (i, j) = (after - 1, after);
        if constant {
            let left = if f == 1.0 { 0.0 } else { y[i] * (1.0 - f) };
            return left + if f == 0.0 { 0.0 } else { y[j] * f };
        }
        y[i] + (y[j] - y[i]) * ((v - x[i]) / (x[j] - x[i]))
    };
    Ok(Value::doubles(at.iter().map(|v| one(*v)).collect::<Vec<_>>()))
}

/// Solves a tridiagonal system by elimination.
fn tridiagonal(low: &[f64], diagonal: &[f64], high: &[f64], right: &[f64]) -> Vec<f64> {
    let n = diagonal.len();
    let (mut d, mut r) = (diagonal.to_vec(), right.to_vec());
    for i in 1..n {
        let factor = low[i] / d[i - 1];
        d[i] -= factor * high[i - 1];
        r[i] -= factor * r[i - 1];
    }
    for i in (0..n).rev() {
        let next = if i + 1 < n { high[i] * r[i + 1] } else { 0.0 };
        r[i] = (r[i] - next) / d[i];
    }
    r
}

/// Half the second derivatives of the cubic spline at its knots.
fn curvatures(h: &[f64], slope: &[f64], x: &[f64], method: &str) -> Vec<f64> {
    let n = x.len();
    let (mut low, mut diagonal, mut high, mut right) =
        (vec![0.0; n], vec![1.0; n], vec![0.0; n], vec![0.0; n]);
    for i in 1..n - 1 {
        low[i] = h[i - 1];
        diagonal[i] = 2.0 * (h[i - 1] + h[i]);
        high[i] = h[i];
        right[i] = 3.0 * (slope[i] - slope[i - 1]);
    }
    match method {
        "natural" => tridiagonal(&low, &diagonal, &high, &right),
        "periodic" => {
            // Unknowns 0..n-1 with the first repeated at the end: Sherman and Morrison's correction.
            let m = n - 1;
            let (mut lo, mut di, mut hi, mut ri) = (vec![0.0; m], vec![0.0; m], vec![0.0; m], vec![0.0; m]);
            for i in 0..m {
                let before = (i + m - 1) % m;
                lo[i] = h[before];
                hi[i] = h[i];
                di[i] = 2.0 * (h[before] + h[i]);
                ri[i] = 3.0 * (slope[i] - slope[before]);
            }
            let mut c = if m == 1 {
                vec![0.0]
            } else if m == 2 {
                let off = h[0] + h[1];
                let det = di[0] * di[1] - off * off;
                vec![(ri[0] * di[1] - off * ri[1]) / det, (di[0] * ri[1] - off * ri[0]) / det]
            } else {
                let (alpha, beta) = (h[m - 1], h[m - 1]);
                let gamma = -di[0];
                di[0] -= gamma;
                di[m - 1] -= alpha * beta / gamma;
                let plain = tridiagonal(&lo, &di, &hi, &ri);
                let mut u = vec![0.0; m];
                u[0] = gamma;
                u[m - 1] = alpha;
                let z = tridiagonal(&lo, &di, &hi, &u);
                let factor =
                    (plain[0] + beta * plain[m - 1] / gamma) / (1.0 + z[0] + beta * z[m - 1] / gamma);
                (0..m).map(|i| plain[i] - factor * z[i]).collect()
            };
            c.push(c[0]);
            c
        }
        // Forsythe, Malcolm and Moler: the ends fit a cubic through the four points nearest to them.
        _ => {
            let third = |i: usize| {
                let divided = |j: usize| (slope[j + 1] - slope[j]) / (x[j + 2] - x[j]);
                (divided(i + 1) - divided(i)) / (x[i + 3] - x[i])
            };
            let (first, last) = if n > 3 { (third(0), third(n - 4)) } else { (0.0, 0.0) };
            diagonal[0] = -h[0];
            high[0] = h[0];
            right[0] = 3.0 * first * h[0] * h[0];
            diagonal[n - 1] = -h[n - 2];
            low[n - 1] = h[n - 2];
            right[n - 1] = -3.0 * last * h[n - 2] * h[n - 2];
            tridiagonal(&low, &diagonal, &high, &right)
        }
    }
}

/// The coefficients of the cubics that begin at the knots.
fn spline_slopes(args: &mut Args) -> Eval {
    let (x, y) = (args.doubles("x")?, args.doubles("y")?);
    let method = args.string("method")?;
    let n = x.len();
    let (mut b, mut c, mut d) = (vec![0.0; n], vec![0.0; n], vec![0.0; n]);
    if n == 2 && method != "periodic" {
        b = vec![(y[1] - y[0]) / (x[1] - x[0]); 2];
    } else if n > 1 {
        let h: Vec<f64> = x.windows(2).map(|w| w[1] - w[0]).collect();
        let slope: Vec<f64> = (0..n - 1).map(|i| (y[i + 1] - y[i]) / h[i]).collect();
        c = curvatures(&h, &slope, &x, &method);
        for i in 0..n - 1 {
            b[i] = slope[i] - h[i] * (c[i + 1] + 2.0 * c[i]) / 3.0;
            d[i] = (c[i + 1] - c[i]) / (3.0 * h[i]);
        }
        b[n - 1] = slope[n - 2] + h[n - 2] * (c[n - 2] + 2.0 * c[n - 1]) / 3.0;
        d[n - 1] = if method == "natural" { 0.0 } else { d[n - 2] };
    }
    Ok(Value::named_list([("b", Value::doubles(b)), ("c", Value::doubles(c)), ("d", Value::doubles(d))]))
}

/// A spline or one of its derivatives.
fn spline_at(args: &mut Args) -> Eval {
    let (x, y, at) = (args.doubles("x")?, args.doubles("y")?, args.doubles("at")?);
    let (b, c, d) = (args.doubles("b")?, args.doubles("c")?, args.doubles("d")?);
    let (order, natural) = (args.count("deriv")?, args.flag("natural")?);
    let one = |v: f64| {
        if v.is_nan() {
            return NA_REAL;
        }
        let i = x.partition_point(|k| *k <= v).saturating_sub(1);
        let dx = v - x[i];
        // A natural spline goes on as a line.
        let cubic = if natural && v < x[0] { 0.0 } else { d[i] };
        match order {
            0 => y[i] + dx * (b[i] + dx * (c[i] + dx * cubic)),
            1 => b[i] + dx * (2.0 * c[i] + dx * 3.0 * cubic),
            2 => 2.0 * c[i] + dx * 6.0 * cubic,
            3 => 6.0 * cubic,
            _ => 0.0,
        }
    };
    Ok(Value::doubles(at.iter().map(|v| one(*v)).collect::<Vec<_>>()))
}

/// Mass shared between the two nearest points of a grid of `n` points, in the first half of `2 n` places.
fn binned(args: &mut Args) -> Eval {
    let (x, w) = (args.doubles("x")?, args.doubles("weights")?);
    let (low, high, n) = (args.number("low")?, args.number("high")?, args.count("n")?);
    let mut out = vec![0.0; 2 * n];
    let step = (high - low) / (n - 1) as f64;
    for (x, w) in x.iter().zip(w.iter()).filter(|(x, _)| x.is_finite()) {
        let place = (x - low) / step;
        let k = place.floor();
        let part = place - k;
        if k >= 0.0 && k <= (n - 2) as f64 {
            out[k as usize] += w * (1.0 - part);
            out[k as usize + 1] += w * part;
        } else if k == -1.0 {
            out[0] += w * part;
        } else if k == (n - 1) as f64 {
            out[n - 1] += w * (1.0 - part);
        }
    }
    Ok(Value::doubles(out))
}
