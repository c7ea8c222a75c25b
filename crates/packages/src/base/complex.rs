//! Complex numbers: their parts, making them, roots of polynomials.

use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail, internal};
use raglan_engine::value::{Complex, NA_REAL, Type, Value, Vector, as_complex};

pub(super) const FUNCTIONS: &[Builtin] = &[
    internal("Re(z)", |a| part(a, |z| z.re)),
    internal("Im(z)", |a| part(a, |z| z.im)),
    internal("Mod(z)", |a| part(a, Complex::modulus)),
    internal("Arg(z)", |a| part(a, Complex::argument)),
    internal("Conj(z)", conjugate),
    builtin(
        "complex(length.out = 0L, real = numeric(), imaginary = numeric(), modulus = 1, argument = 0)",
        complex,
    ),
    builtin("polyroot(z)", polyroot),
];

fn part(args: &mut Args, f: fn(Complex) -> f64) -> Eval {
    let z = args.value("z")?;
    if !raglan_engine::value::is_numeric_like(&z) {
        return fail("non-numeric argument to function");
    }
    let data = as_complex(&z, &mut Vec::new())?;
    let out: Vec<f64> =
        data.iter().map(|&z| if z.is_nan() && z.re.is_nan() { NA_REAL } else { f(z) }).collect();
    Ok(Value::Double(Vector { data: out.into(), attributes: z.attributes().clone() }))
}

fn conjugate(args: &mut Args) -> Eval {
    let z = args.value("z")?;
    match &z {
        Value::Complex(v) => {
            let data = v.data.iter().map(|z| z.conjugate()).collect();
            Ok(Value::Complex(Vector { data, attributes: v.attributes.clone() }))
        }
        _ if raglan_engine::value::is_numeric_like(&z) => Ok(z),
        _ => fail("non-numeric argument to function"),
    }
}

fn complex(args: &mut Args) -> Eval {
    let polar = !args.is_missing("modulus") || !args.is_missing("argument");
    let (a, b) = if polar {
        (args.doubles("modulus")?, args.doubles("argument")?)
    } else {
        (args.doubles("real")?, args.doubles("imaginary")?)
    };
    let n = args.count("length.out")?.max(a.len()).max(b.len());
    let at = |v: &[f64], i: usize| if v.is_empty() { 0.0 } else { v[i % v.len()] };
    let make = |i: usize| {
        let (p, q) = (at(&a, i), at(&b, i));
        if polar { Complex::polar(p, q) } else { Complex::new(p, q) }
    };
    if n == 0 {
        return Ok(Value::empty(Type::Complex));
    }
    Ok(Value::Complex(Vector::new((0..n).map(make).collect::<Vec<_>>())))
}

/// The value of a polynomial and its first two derivatives (the second halved), by Horner's rule.
fn horner(coefficients: &[Complex], z: Complex) -> (Complex, Complex, Complex) {
    let zero = Complex::new(0.0, 0.0);
    coefficients.iter().rev().fold((zero, zero, zero), |(p, d, s), &c| (p * z + c, d * z + p, s * z + d))
}

/// One root near `start` by Laguerre's method.
fn laguerre(coefficients: &[Complex], start: Complex) -> Complex {
    let n = (coefficients.len() - 1) as f64;
    let mut z = start;
    for step in 0..200 {
        let (p, d, s) = horner(coefficients, z);
        if p.modulus() == 0.0 {
            break;
        }
        let g = d / p;
        let h = g * g - (s + s) / p;
        let scaled = |k: f64, z: Complex| Complex::new(k * z.re, k * z.im);
        let root = scaled(n - 1.0, scaled(n, h) - g * g).sqrt();
        let (a, b) = (g + root, g - root);
        let denominator = if a.modulus() > b.modulus() { a } else { b };
        let change = if denominator.modulus() == 0.0 {
            Complex::polar(1.0 + z.modulus(), f64::from(step))
        } else {
            Complex::new(n, 0.0) / denominator
        };
        let next = z - change;
        if change.modulus() <= 1e-17 * z.modulus() || next == z {
            break;
        }
        z = next;
    }
    z
}

/// The roots found one after the other from zero outwards, each polished on the whole polynomial.
fn polyroot(args: &mut Args) -> Eval {
    let z = args.value("z")?;
    if !raglan_engine::value::is_numeric_like(&z) {
        return fail("invalid argument type");
    }
    let mut all: Vec<Complex> = as_complex(&z, &mut Vec::new())?.to_vec();
    while all.last().is_some_and(|c| c.modulus() == 0.0) {
        all.pop();
    }
    if all.iter().any(|c| !c.re.is_finite() || !c.im.is_finite()) {
        return fail("invalid polynomial coefficient");
    }
    let mut roots = Vec::new();
    let mut rest = all.clone();
    while rest.len() > 1 {
        let rough = laguerre(&rest, Complex::new(0.0, 0.0));
        let root = laguerre(&all, rough);
        roots.push(root);
        // Division by (z - root).
        let mut next = vec![Complex::new(0.0, 0.0); rest.len() - 1];
        let mut carry = Complex::new(0.0, 0.0);
        for k in (0..next.len()).rev() {
            carry = rest[k + 1] + carry * root;
            next[k] = carry;
        }
        rest = next;
    }
    Ok(Value::Complex(Vector::new(roots)))
}
