//! Elementwise mathematics: the group `Math` and the functions of several numbers.

use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail, math};
use raglan_engine::value::{
    Attributes, Complex, NA_INTEGER, NA_REAL, Symbol, Type, Value, Vector, as_complex, as_double, as_integer,
    is_na, known,
};
use raglan_stats::extended::Extended;
use raglan_stats::special::{self, bessel, elementary};

pub(super) const FUNCTIONS: &[Builtin] = &[
    math("abs(x)", abs),
    math("sqrt(x)", |a| real_or_complex(a, f64::sqrt, Complex::sqrt)),
    math("exp(x)", |a| real_or_complex(a, f64::exp, Complex::exp)),
    math("floor(x)", |a| real(a, f64::floor)),
    math("ceiling(x)", |a| real(a, f64::ceil)),
    math("trunc(x, ...)", |a| real(a, f64::trunc)),
    math("sign(x)", |a| real(a, |x| if x.is_nan() || x == 0.0 { x } else { x.signum() })),
    math("log(x, base = exp(1))", log),
    math("log2(x)", |a| real(a, f64::log2)),
    math("log10(x)", |a| real(a, f64::log10)),
    math("log1p(x)", |a| real(a, f64::ln_1p)),
    math("expm1(x)", |a| real(a, f64::exp_m1)),
    math("sin(x)", |a| real_or_complex(a, f64::sin, sin)),
    math("cos(x)", |a| real_or_complex(a, f64::cos, cos)),
    math("tan(x)", |a| real_or_complex(a, f64::tan, |z| sin(z) / cos(z))),
    math("asin(x)", |a| real(a, f64::asin)),
    math("acos(x)", |a| real(a, f64::acos)),
    math("atan(x)", |a| real(a, f64::atan)),
    math("sinh(x)", |a| real_or_complex(a, f64::sinh, sinh)),
    math("cosh(x)", |a| real_or_complex(a, f64::cosh, cosh)),
    math("tanh(x)", |a| real_or_complex(a, f64::tanh, |z| sinh(z) / cosh(z))),
    math("asinh(x)", |a| real(a, asinh)),
    math("acosh(x)", |a| real(a, f64::acosh)),
    math("atanh(x)", |a| real(a, f64::atanh)),
    math("sinpi(x)", |a| real(a, elementary::sin_pi)),
    math("cospi(x)", |a| real(a, elementary::cos_pi)),
    math("tanpi(x)", |a| real(a, elementary::tan_pi)),
    math("gamma(x)", |a| real(a, special::gamma)),
    math("lgamma(x)", |a| real(a, special::ln_gamma)),
    math("digamma(x)", |a| real(a, special::digamma)),
    math("trigamma(x)", |a| real(a, special::trigamma)),
    math("round(x, digits = 0, ...)", |a| rounded(a, 0, raglan_engine::value::format::round_digits)),
    math("signif(x, digits = 6)", |a| rounded(a, 6, raglan_engine::value::format::round_significant)),
    math("cumsum(x)", cumsum),
    math("cumprod(x)", |a| cumulate(a, |s, x| s.times(x))),
    math("cummax(x)", |a| running(a, true)),
    math("cummin(x)", |a| running(a, false)),
    builtin("factorial(x)", |a| real(a, |x| special::gamma(x + 1.0))),
    builtin("lfactorial(x)", |a| real(a, |x| special::ln_gamma(x + 1.0))),
    builtin("atan2(y, x)", |a| binary(a, "y", "x", f64::atan2)),
    builtin("beta(a, b)", |a| binary(a, "a", "b", special::beta)),
    builtin("lbeta(a, b)", |a| binary(a, "a", "b", special::ln_beta)),
    builtin("choose(n, k)", |a| binary(a, "n", "k", special::choose)),
    builtin("lchoose(n, k)", |a| binary(a, "n", "k", special::ln_choose)),
    builtin("psigamma(x, deriv = 0L)", |a| binary(a, "x", "deriv", special::psigamma)),
    builtin("besselJ(x, nu)", |a| binary(a, "x", "nu", bessel::j)),
    builtin("besselY(x, nu)", |a| binary(a, "x", "nu", bessel::y)),
    builtin("besselI(x, nu, expon.scaled = FALSE)", |a| {
        if a.flag("expon.scaled")? {
            binary(a, "x", "nu", |x, nu| bessel::i(x, nu, true))
        } else {
            binary(a, "x", "nu", |x, nu| bessel::i(x, nu, false))
        }
    }),
    builtin("besselK(x, nu, expon.scaled = FALSE)", |a| {
        if a.flag("expon.scaled")? {
            binary(a, "x", "nu", |x, nu| bessel::k(x, nu, true))
        } else {
            binary(a, "x", "nu", |x, nu| bessel::k(x, nu, false))
        }
    }),
];

const NOT_NUMERIC: &str = "non-numeric argument to mathematical function";
const NANS: &str = "NaNs produced";

fn numeric(x: &Value) -> bool {
    matches!(x.vector_type(), Some(Type::Logical | Type::Integer | Type::Double)) && !x.is_factor()
}

/// A function of one real number on every element.
fn real(args: &mut Args, f: fn(f64) -> f64) -> Eval {
    let x = args.take("x")?;
    if !numeric(&x) {
        return fail(NOT_NUMERIC);
    }
    map_real(args, x, f)
}

fn map_real(args: &mut Args, x: Value, f: impl Fn(f64) -> f64) -> Eval {
    let attributes = x.attributes().clone();
    let data = as_double(&x, &mut Vec::new())?;
    let mut produced = false;
    let out: Vec<f64> = data
        .iter()
        .map(|&x| {
            if x.is_nan() {
                return x;
            }
            let y = f(x);
            produced |= y.is_nan();
            y
        })
        .collect();
    if produced {
        args.warn(NANS)?;
    }
    Ok(Value::Double(Vector { data: out.into(), attributes }))
}

fn real_or_complex(args: &mut Args, f: fn(f64) -> f64, g: fn(Complex) -> Complex) -> Eval {
    let x = args.value("x")?;
    if let Value::Complex(v) = &x {
        let data = v.data.iter().map(|&z| g(z)).collect();
        return Ok(Value::Complex(Vector { data, attributes: v.attributes.clone() }));
    }
    real(args, f)
}

fn sin(z: Complex) -> Complex {
    Complex::new(z.re.sin() * z.im.cosh(), z.re.cos() * z.im.sinh())
}

fn cos(z: Complex) -> Complex {
    Complex::new(z.re.cos() * z.im.cosh(), -z.re.sin() * z.im.sinh())
}

fn sinh(z: Complex) -> Complex {
    Complex::new(z.re.sinh() * z.im.cos(), z.re.cosh() * z.im.sin())
}

fn cosh(z: Complex) -> Complex {
    Complex::new(z.re.cosh() * z.im.cos(), z.re.sinh() * z.im.sin())
}

/// The inverse hyperbolic sine, accurate near zero.
fn asinh(x: f64) -> f64 {
    let a = x.abs();
    let y = if a > 1e8 {
        a.ln() + std::f64::consts::LN_2
    } else {
        (a + a * a / (1.0 + (a * a + 1.0).sqrt())).ln_1p()
    };
    y.copysign(x)
}

fn abs(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let attributes = x.attributes().clone();
    Ok(match &x {
        Value::Integer(v) => {
            let data = v.data.iter().map(|&x| if x == NA_INTEGER { x } else { x.abs() }).collect();
            Value::Integer(Vector { data, attributes })
        }
        Value::Logical(v) => {
            let data = v.data.iter().map(|x| x.map_or(NA_INTEGER, i32::from)).collect();
            Value::Integer(Vector { data, attributes })
        }
        Value::Complex(v) => {
            Value::Double(Vector { data: v.data.iter().map(|z| z.modulus()).collect(), attributes })
        }
        _ => return real(args, f64::abs),
    })
}

fn log(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    if let Value::Complex(v) = &x {
        let base = if args.is_missing("base") { None } else { Some(args.number("base")?.ln()) };
        let scale = |z: Complex| base.map_or(z, |b| z / Complex::new(b, 0.0));
        let data = v.data.iter().map(|z| scale(z.ln())).collect();
        return Ok(Value::Complex(Vector { data, attributes: v.attributes.clone() }));
    }
    if args.is_missing("base") {
        return real(args, f64::ln);
    }
    let base = args.value("base")?;
    if !numeric(&x) || !numeric(&base) {
        return fail(NOT_NUMERIC);
    }
    binary(args, "x", "base", |x, base| {
        if base == 10.0 {
            x.log10()
        } else if base == 2.0 {
            x.log2()
        } else {
            x.ln() / base.ln()
        }
    })
}

/// Attributes of an element-wise result of two vectors, those of the first winning.
fn both_attributes(x: &Value, y: &Value) -> Attributes {
    let n = x.len().max(y.len());
    let mut out = if y.len() == n { y.attributes().clone() } else { Attributes::default() };
    if x.len() == n {
        for (name, value) in x.attributes().iter() {
            out.set(name, value.clone());
        }
    }
    out
}

/// A function of two real numbers with recycling.
fn binary(args: &mut Args, first: &str, second: &str, f: impl Fn(f64, f64) -> f64) -> Eval {
    let (x, y) = (args.value(first)?, args.value(second)?);
    if !numeric(&x) || !numeric(&y) {
        return fail(NOT_NUMERIC);
    }
    let attributes = both_attributes(&x, &y);
    let (p, q) = (as_double(&x, &mut Vec::new())?, as_double(&y, &mut Vec::new())?);
    if p.is_empty() || q.is_empty() {
        return Ok(Value::empty(Type::Double));
    }
    let mut produced = false;
    let out: Vec<f64> = (0..p.len().max(q.len()))
        .map(|i| {
            let (a, b) = (p[i % p.len()], q[i % q.len()]);
            if a.is_nan() || b.is_nan() {
                return if is_na(a) || is_na(b) { NA_REAL } else { f64::NAN };
            }
            let z = f(a, b);
            produced |= z.is_nan();
            z
        })
        .collect();
    if produced {
        args.warn(NANS)?;
    }
    Ok(Value::Double(Vector { data: out.into(), attributes }))
}

fn rounded(args: &mut Args, default: i32, f: fn(f64, i32) -> f64) -> Eval {
    let x = args.value("x")?;
    let digits = if args.is_missing("digits") { Value::integer(default) } else { args.value("digits")? };
    if let Value::Complex(v) = &x {
        let d = as_integer(&digits, &mut Vec::new())?.first().copied().unwrap_or(default);
        let data = v.data.iter().map(|z| Complex::new(f(z.re, d), f(z.im, d))).collect();
        return Ok(Value::Complex(Vector { data, attributes: v.attributes.clone() }));
    }
    if !numeric(&x) || !numeric(&digits) {
        return fail(NOT_NUMERIC);
    }
    let attributes = both_attributes(&x, &digits);
    let data = as_double(&x, &mut Vec::new())?;
    let places = as_double(&digits, &mut Vec::new())?;
    if data.is_empty() || places.is_empty() {
        return Ok(Value::Double(Vector { data: Vec::new().into(), attributes }));
    }
    let one = |x: f64, d: f64| {
        if x.is_nan() || d.is_nan() {
            return if is_na(x) || is_na(d) { NA_REAL } else { x + d };
        }
        // Digits beyond what doubles hold change nothing, far below zero everything.
        f(x, (d + 0.5).floor().clamp(-400.0, 400.0) as i32)
    };
    let n = data.len().max(places.len());
    let out: Vec<f64> = (0..n).map(|i| one(data[i % data.len()], places[i % places.len()])).collect();
    Ok(Value::Double(Vector { data: out.into(), attributes }))
}

fn names_only(x: &Value) -> Attributes {
    x.attributes().only(|n: Symbol| n == known::NAMES)
}

fn cumsum(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    if let Value::Integer(_) | Value::Logical(_) = &x {
        let data = as_integer(&x, &mut Vec::new())?;
        let (mut sum, mut over, mut missing) = (0i64, false, false);
        let mut out = Vec::with_capacity(data.len());
        for &k in data.iter() {
            missing |= k == NA_INTEGER || over;
            if !missing {
                sum += i64::from(k);
                over = i32::try_from(sum).is_err();
            }
            out.push(if missing || over { NA_INTEGER } else { sum as i32 });
        }
        if over {
            args.warn("integer overflow in 'cumsum'; use 'cumsum(as.numeric(.))'")?;
        }
        return Ok(Value::Integer(Vector { data: out.into(), attributes: names_only(&x) }));
    }
    if let Value::Complex(v) = &x {
        let mut sum = Complex::new(0.0, 0.0);
        let data = v.data.iter().map(|&z| {
            sum = sum + z;
            sum
        });
        return Ok(Value::Complex(Vector { data: data.collect(), attributes: names_only(&x) }));
    }
    cumulate(args, Extended::plus)
}

fn cumulate(args: &mut Args, step: fn(Extended, f64) -> Extended) -> Eval {
    let x = args.value("x")?;
    if let Value::Complex(_) = &x {
        let mut product = Complex::new(1.0, 0.0);
        let data = as_complex(&x, &mut Vec::new())?;
        let out = data.iter().map(|&z| {
            product = product * z;
            product
        });
        return Ok(Value::Complex(Vector { data: out.collect(), attributes: names_only(&x) }));
    }
    let mut warnings = Vec::new();
    let data = as_double(&x, &mut warnings)?;
    args.warn_all(warnings)?;
    // A product starts from one; what a step makes of zero and one tells which it is.
    let start = if step(Extended::new(1.0), 0.0).value() == 0.0 { 1.0 } else { 0.0 };
    let mut total = Extended::new(start);
    let mut missing: Option<f64> = None;
    let out = data.iter().map(|&x| {
        if missing.is_none() && is_na(x) {
            missing = Some(NA_REAL);
        }
        total = step(total, x);
        missing.unwrap_or_else(|| total.value())
    });
    Ok(Value::Double(Vector { data: out.collect(), attributes: names_only(&x) }))
}

fn running(args: &mut Args, largest: bool) -> Eval {
    let x = args.value("x")?;
    if let Value::Integer(_) | Value::Logical(_) = &x {
        let data = as_integer(&x, &mut Vec::new())?;
        let mut best: Option<i32> = None;
        let out = data.iter().map(|&k| {
            best = Some(match best {
                Some(NA_INTEGER) => NA_INTEGER,
                _ if k == NA_INTEGER => k,
                Some(b) if largest => b.max(k),
                Some(b) => b.min(k),
                None => k,
            });
            best.unwrap_or(k)
        });
        return Ok(Value::Integer(Vector { data: out.collect(), attributes: names_only(&x) }));
    }
    let mut warnings = Vec::new();
    let data = as_double(&x, &mut warnings)?;
    args.warn_all(warnings)?;
    let mut best: Option<f64> = None;
    let out = data.iter().map(|&x| {
        let next = match best {
            Some(b) if b.is_nan() => b,
            _ if x.is_nan() => x,
            Some(b) if largest => b.max(x),
            Some(b) => b.min(x),
            None => x,
        };
        best = Some(next);
        next
    });
    Ok(Value::Double(Vector { data: out.collect(), attributes: names_only(&x) }))
}
