//! Spread and association of two vectors.

use raglan_engine::eval::{Args, Builtin, Eval, private};
use raglan_engine::value::Value;
use raglan_stats::extended::{Extended, mean};

pub(super) const FUNCTIONS: &[Builtin] =
    &[private(".pair_moment(x, y, cor)", pair_moment), private(".kendall(x, y, cor)", kendall)];

/// The covariance or correlation of two vectors without missing values.
fn pair_moment(args: &mut Args) -> Eval {
    let (x, y) = (args.doubles("x")?, args.doubles("y")?);
    let cor = args.flag("cor")?;
    let n = x.len();
    if n < 2 {
        return Ok(Value::double(raglan_engine::value::NA_REAL));
    }
    let (mx, my) = (mean(&x), mean(&y));
    let product = |f: &dyn Fn(usize) -> f64| (0..n).fold(Extended::default(), |s, i| s.plus(f(i)));
    let cross = product(&|i| (x[i] - mx) * (y[i] - my));
    if !cor {
        return Ok(Value::double(cross.over((n - 1) as f64).value()));
    }
    let scale = |v: &[f64], m: f64| {
        v.iter()
            .fold(Extended::default(), |s, &a| s.plus((a - m) * (a - m)))
            .over((n - 1) as f64)
            .value()
            .sqrt()
    };
    let (sx, sy) = (scale(&x, mx), scale(&y, my));
    if sx == 0.0 || sy == 0.0 {
        return Ok(Value::double(f64::NAN));
    }
    let r = cross.over((n - 1) as f64).value() / (sx * sy);
    Ok(Value::double(r.clamp(-1.0, 1.0)))
}

/// Kendall's sum of concordances, or his tau b.
fn kendall(args: &mut Args) -> Eval {
    let (x, y) = (args.doubles("x")?, args.doubles("y")?);
    let cor = args.flag("cor")?;
    let sign = |a: f64, b: f64| {
        if a > b {
            1.0
        } else if a < b {
            -1.0
        } else {
            0.0
        }
    };
    let (mut sum, mut sx, mut sy) = (0.0, 0.0, 0.0);
    for i in 0..x.len() {
        for j in 0..x.len() {
            let (p, q) = (sign(x[i], x[j]), sign(y[i], y[j]));
            sum += p * q;
            sx += p * p;
            sy += q * q;
        }
    }
    Ok(Value::double(if !cor {
        sum
    } else if sx == 0.0 || sy == 0.0 {
        f64::NAN
    } else {
        sum / (sx.sqrt() * sy.sqrt())
    }))
}
