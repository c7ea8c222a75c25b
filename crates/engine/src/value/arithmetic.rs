//! Arithmetic with recycling, attributes and NA.

use super::{
    Attributes, Complex, Failure, NA_INTEGER, NA_REAL, Result, Store, Value, Vector, as_complex, as_double,
    is_numeric_like, known,
};

/// The arithmetic operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arithmetic {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `^`
    Power,
    /// `%%`
    Modulo,
    /// `%/%`
    IntegerDivide,
}

pub(super) const NOT_MULTIPLE: &str = "longer object length is not a multiple of shorter object length";

/// `a op b`, element by element, the shorter one recycled.
pub fn arithmetic(op: Arithmetic, a: &Value, b: &Value, warnings: &mut Vec<String>) -> Result<Value> {
    if let (Value::Double(x), Value::Double(y)) = (a, b)
        && let (Store::One(p), Store::One(q)) = (&x.data, &y.data)
        && x.attributes.is_empty()
        && y.attributes.is_empty()
    {
        return Ok(Value::double(double_op(op, *p, *q)));
    }
    let numeric = |v: &Value| is_numeric_like(v) || matches!(v, Value::Null);
    if !numeric(a) || !numeric(b) {
        return Err(Failure::new("non-numeric argument to binary operator"));
    }
    let n = recycled_length(a, b, warnings)?;
    let attributes = shared_attributes(a, b, n)?;
    if matches!(a, Value::Complex(_)) || matches!(b, Value::Complex(_)) {
        let (x, y) = (as_complex(a, warnings)?, as_complex(b, warnings)?);
        let data = zip(&x, &y, n, |p, q| complex_op(op, p, q));
        if data.is_none() {
            return Err(Failure::new("invalid operation on complex numbers"));
        }
        return Ok(Value::Complex(Vector { data: data.unwrap_or_default().into(), attributes }));
    }
    let double = |v: &Value| matches!(v, Value::Double(_));
    if !double(a) && !double(b) && !matches!(op, Arithmetic::Divide | Arithmetic::Power) {
        let (x, y) = (super::as_integer(a, warnings)?, super::as_integer(b, warnings)?);
        let mut overflow = false;
        let data: Vec<i32> = recycle(&x, &y, n, |p, q| integer_op(op, p, q, &mut overflow));
        if overflow {
            warnings.push("NAs produced by integer overflow".into());
        }
        return Ok(Value::Integer(Vector { data: data.into(), attributes }));
    }
    let (x, y) = (as_double(a, warnings)?, as_double(b, warnings)?);
    let data = match op {
        Arithmetic::Add => recycle(&x, &y, n, |p, q| p + q),
        Arithmetic::Subtract => recycle(&x, &y, n, |p, q| p - q),
        Arithmetic::Multiply => recycle(&x, &y, n, |p, q| p * q),
        Arithmetic::Divide => recycle(&x, &y, n, |p, q| p / q),
        _ => recycle(&x, &y, n, |p, q| double_op(op, p, q)),
    };
    Ok(Value::Double(Vector { data: data.into(), attributes }))
}

/// `-a`
pub fn negate(a: &Value) -> Result<Value> {
    let attributes = a.attributes().clone();
    Ok(match a {
        Value::Double(v) => Value::Double(Vector { data: v.data.iter().map(|x| -x).collect(), attributes }),
        Value::Integer(v) => {
            let data = v.data.iter().map(|&x| if x == NA_INTEGER { x } else { -x }).collect();
            Value::Integer(Vector { data, attributes })
        }
        Value::Logical(v) => {
            let data = v.data.iter().map(|x| x.map_or(NA_INTEGER, |b| -i32::from(b))).collect();
            Value::Integer(Vector { data, attributes })
        }
        Value::Complex(v) => Value::Complex(Vector {
            data: v.data.iter().map(|x| Complex::new(-x.re, -x.im)).collect(),
            attributes,
        }),
        _ => return Err(Failure::new("invalid argument to unary operator")),
    })
}

/// The length of an element-wise result; zero when either is empty.
pub(super) fn recycled_length(a: &Value, b: &Value, warnings: &mut Vec<String>) -> Result<usize> {
    let (m, n) = (a.len(), b.len());
    if m == 0 || n == 0 {
        return Ok(0);
    }
    let longest = m.max(n);
    if !longest.is_multiple_of(m) || !longest.is_multiple_of(n) {
        if a.attributes().get(known::DIM).is_some() && b.attributes().get(known::DIM).is_some() {
            return Err(Failure::new("non-conformable arrays"));
        }
        warnings.push(NOT_MULTIPLE.into());
    }
    Ok(longest)
}

/// The attributes of an element-wise result: of both, the first's winning, from those as long as the result.
pub(super) fn shared_attributes(a: &Value, b: &Value, n: usize) -> Result<Attributes> {
    let (x, y) = (a.attributes(), b.attributes());
    if x.is_empty() && y.is_empty() {
        return Ok(Attributes::default());
    }
    if let (Some(p), Some(q)) = (a.dim(), b.dim())
        && p != q
    {
        return Err(Failure::new("non-conformable arrays"));
    }
    let array = x.get(known::DIM).or_else(|| y.get(known::DIM)).is_some();
    let mut out = Attributes::default();
    if b.len() == n || y.get(known::DIM).is_some() {
        out = if a.len() == n { y.clone() } else { y.only(|_| true) };
    }
    if a.len() == n || x.get(known::DIM).is_some() {
        if out.is_empty() {
            out = x.clone();
        } else {
            for (name, value) in x.iter() {
                out.set(name, value.clone());
            }
        }
    }
    if array {
        out.remove(known::NAMES);
    }
    Ok(out)
}

/// `f` over both, the shorter recycled to `n`.
pub(super) fn recycle<T: Copy, U: Copy, R>(
    a: &[T],
    b: &[U],
    n: usize,
    mut f: impl FnMut(T, U) -> R,
) -> Vec<R> {
    if n == 0 {
        return Vec::new();
    }
    match (a.len(), b.len()) {
        (1, _) => b.iter().map(|&q| f(a[0], q)).collect(),
        (_, 1) => a.iter().map(|&p| f(p, b[0])).collect(),
        (p, q) if p == q => a.iter().zip(b).map(|(&p, &q)| f(p, q)).collect(),
        (p, q) => (0..n).map(|i| f(a[i % p], b[i % q])).collect(),
    }
}

fn zip(
    a: &[Complex],
    b: &[Complex],
    n: usize,
    f: impl Fn(Complex, Complex) -> Option<Complex>,
) -> Option<Vec<Complex>> {
    recycle(a, b, n, f).into_iter().collect()
}

fn integer_op(op: Arithmetic, a: i32, b: i32, overflow: &mut bool) -> i32 {
    if a == NA_INTEGER || b == NA_INTEGER {
        return NA_INTEGER;
    }
    let exact = match op {
        Arithmetic::Add => i64::from(a) + i64::from(b),
        Arithmetic::Subtract => i64::from(a) - i64::from(b),
        Arithmetic::Multiply => i64::from(a) * i64::from(b),
        Arithmetic::Modulo | Arithmetic::IntegerDivide if b == 0 => return NA_INTEGER,
        Arithmetic::Modulo => (i64::from(a) % i64::from(b) + i64::from(b)) % i64::from(b),
        _ => (f64::from(a) / f64::from(b)).floor() as i64,
    };
    i32::try_from(exact).ok().filter(|&x| x != NA_INTEGER).unwrap_or_else(|| {
        *overflow = true;
        NA_INTEGER
    })
}

fn double_op(op: Arithmetic, a: f64, b: f64) -> f64 {
    match op {
        Arithmetic::Add => a + b,
        Arithmetic::Subtract => a - b,
        Arithmetic::Multiply => a * b,
        Arithmetic::Divide => a / b,
        Arithmetic::Power => power(a, b),
        Arithmetic::Modulo => modulo(a, b),
        Arithmetic::IntegerDivide => {
            let q = a / b;
            if b == 0.0 || !q.is_finite() || q.abs() > 4_503_599_627_370_496.0 {
                return q.floor();
            }
            let whole = q.floor();
            whole + ((a - whole * b) / b).floor()
        }
    }
}

fn power(a: f64, b: f64) -> f64 {
    if a == 1.0 || b == 0.0 {
        return 1.0;
    }
    if b == 2.0 {
        return a * a;
    }
    if a.is_nan() || b.is_nan() {
        return if super::is_na(a) || super::is_na(b) { NA_REAL } else { a + b };
    }
    a.powf(b)
}

fn modulo(a: f64, b: f64) -> f64 {
    if b == 0.0 {
        return f64::NAN;
    }
    if b.is_infinite() && a.is_finite() {
        return if a == 0.0 || (a > 0.0) == (b > 0.0) { a } else { b };
    }
    let q = a / b;
    let rest = a - q.floor() * b;
    if !q.is_finite() || q.abs() > 4_503_599_627_370_496.0 {
        return rest;
    }
    rest - (rest / b).floor() * b
}

fn complex_op(op: Arithmetic, a: Complex, b: Complex) -> Option<Complex> {
    Some(match op {
        Arithmetic::Add => a + b,
        Arithmetic::Subtract => a - b,
        Arithmetic::Multiply => a * b,
        Arithmetic::Divide => a / b,
        Arithmetic::Power => a.pow(b),
        Arithmetic::Modulo | Arithmetic::IntegerDivide => return None,
    })
}
