//! Comparison and logic, element by element.

use super::arithmetic::{recycle, recycled_length, shared_attributes};
use super::{
    Failure, Logical, Result, Symbol, Type, Value, Vector, as_character, as_complex, as_double, as_integer,
    as_logical, known,
};
use std::cmp::Ordering;

/// The comparison operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `>`
    Greater,
    /// `<=`
    LessEqual,
    /// `>=`
    GreaterEqual,
}

/// The element-wise logical operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Logic {
    /// `&`
    And,
    /// `|`
    Or,
}

impl Comparison {
    fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::NotEqual => order.is_ne(),
            Self::Less => order.is_lt(),
            Self::Greater => order.is_gt(),
            Self::LessEqual => order.is_le(),
            Self::GreaterEqual => order.is_ge(),
        }
    }

    fn symbol(self) -> &'static str {
        match self {
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::Greater => ">",
            Self::LessEqual => "<=",
            Self::GreaterEqual => ">=",
        }
    }
}

/// `a op b`, element by element; strings in the order of `collate`.
pub fn compare(
    op: Comparison,
    a: &Value,
    b: &Value,
    collate: impl Fn(&str, &str) -> Ordering,
    warnings: &mut Vec<String>,
) -> Result<Value> {
    if let (Value::Double(x), Value::Double(y)) = (a, b)
        && let ([p], [q]) = (&x.data[..], &y.data[..])
        && x.attributes.is_empty()
        && y.attributes.is_empty()
    {
        return Ok(Value::Logical(Vector::new(vec![p.partial_cmp(q).map(|o| op.holds(o))])));
    }
    let (a, b) = (&comparable(a)?, &comparable(b)?);
    let of = match (a.vector_type(), b.vector_type()) {
        (Some(p), Some(q)) => p.max(q),
        _ => return Err(refusal(op)),
    };
    let n = recycled_length(a, b, warnings)?;
    let keep = |name: Symbol| matches!(name, known::NAMES | known::DIM | known::DIMNAMES | known::TSP);
    let attributes = shared_attributes(a, b, n)?.only(keep);
    let data: Vec<Logical> = match of {
        Type::Null => Vec::new(),
        Type::Raw | Type::Logical | Type::Integer => {
            let (x, y) = (as_integer(a, warnings)?, as_integer(b, warnings)?);
            let na = super::NA_INTEGER;
            recycle(&x, &y, n, |p, q| if p == na || q == na { None } else { Some(op.holds(p.cmp(&q))) })
        }
        Type::Double => {
            let (x, y) = (as_double(a, warnings)?, as_double(b, warnings)?);
            recycle(&x, &y, n, |p, q| p.partial_cmp(&q).map(|o| op.holds(o)))
        }
        Type::Complex => {
            if !matches!(op, Comparison::Equal | Comparison::NotEqual) {
                return Err(Failure::new("invalid comparison with complex values"));
            }
            let (x, y) = (as_complex(a, warnings)?, as_complex(b, warnings)?);
            let equal = op == Comparison::Equal;
            recycle(&x, &y, n, |p, q| if p.is_nan() || q.is_nan() { None } else { Some((p == q) == equal) })
        }
        Type::Character => {
            let (x, y) = (as_character(a)?, as_character(b)?);
            let (m, k) = (x.len(), y.len());
            let one = |i: usize| {
                let (p, q) = (x.get(i % m)?, y.get(i % k)?);
                Some(match op {
                    Comparison::Equal => p == q,
                    Comparison::NotEqual => p != q,
                    _ => op.holds(collate(p, q)),
                })
            };
            (0..n).map(one).collect()
        }
        Type::List | Type::Expression => return compare_lists(op, a, b, n, collate, warnings),
    };
    Ok(Value::Logical(Vector { data: data.into(), attributes }))
}

/// Symbols and calls compare as their text.
fn comparable(value: &Value) -> Result<Value> {
    Ok(match value {
        Value::Symbol(s) => Value::string(s.as_str()),
        Value::Language(call) => match &call.function {
            Value::Symbol(s) if call.arguments.is_empty() => Value::string(&format!("{s}()")),
            _ => return Err(Failure::new("comparison of these types is not implemented")),
        },
        other => other.clone(),
    })
}

fn refusal(op: Comparison) -> Failure {
    Failure::new(format!("comparison ({}) is possible only for atomic and list types", op.symbol()))
}

/// Lists compare where every element is a single value.
fn compare_lists(
    op: Comparison,
    a: &Value,
    b: &Value,
    n: usize,
    collate: impl Fn(&str, &str) -> Ordering,
    warnings: &mut Vec<String>,
) -> Result<Value> {
    let (x, y) = (super::as_list(a), super::as_list(b));
    let mut out = Vec::with_capacity(n);
    for i in 0..n {
        let (p, q) = (&x[i % x.len()], &y[i % y.len()]);
        if p.len() != 1 || q.len() != 1 || !p.is_atomic() || !q.is_atomic() {
            return Err(Failure::new("comparison of these types is not implemented"));
        }
        match compare(op, p, q, &collate as &dyn Fn(&str, &str) -> Ordering, warnings)? {
            Value::Logical(v) => out.push(v.data[0]),
            _ => unreachable!("comparison gives logicals"),
        }
    }
    Ok(Value::logicals(out))
}

/// `a & b`, `a | b`
pub fn logic(op: Logic, a: &Value, b: &Value, warnings: &mut Vec<String>) -> Result<Value> {
    let fits = |v: &Value| super::is_numeric_like(v) || matches!(v, Value::Null | Value::Raw(_));
    if !fits(a) || !fits(b) {
        return Err(Failure::new("operations are possible only for numeric, logical or complex types"));
    }
    let n = recycled_length(a, b, warnings)?;
    let keep = |name: Symbol| matches!(name, known::NAMES | known::DIM | known::DIMNAMES | known::TSP);
    let attributes = shared_attributes(a, b, n)?.only(keep);
    if let (Value::Raw(x), Value::Raw(y)) = (a, b) {
        let data = recycle(&x.data, &y.data, n, |p, q| if op == Logic::And { p & q } else { p | q });
        return Ok(Value::Raw(Vector { data: data.into(), attributes }));
    }
    let (x, y) = (as_logical(a)?, as_logical(b)?);
    let data = recycle(&x, &y, n, |p: Logical, q: Logical| match (op, p, q) {
        (Logic::And, Some(false), _) | (Logic::And, _, Some(false)) => Some(false),
        (Logic::Or, Some(true), _) | (Logic::Or, _, Some(true)) => Some(true),
        (_, None, _) | (_, _, None) => None,
        (Logic::And, ..) => Some(true),
        (Logic::Or, ..) => Some(false),
    });
    Ok(Value::Logical(Vector { data: data.into(), attributes }))
}

/// `!a`
pub fn not(a: &Value) -> Result<Value> {
    let keep = |name: Symbol| matches!(name, known::NAMES | known::DIM | known::DIMNAMES);
    match a {
        Value::Raw(v) => Ok(Value::Raw(Vector::new(v.data.iter().map(|x| !x).collect::<Vec<_>>()))),
        _ if super::is_numeric_like(a) || a.is_empty() => {
            let attributes = if matches!(a, Value::Logical(_)) {
                a.attributes().clone()
            } else {
                a.attributes().only(keep)
            };
            let data = as_logical(a)?.iter().map(|x| x.map(|b| !b)).collect();
            Ok(Value::Logical(Vector { data, attributes }))
        }
        _ => Err(Failure::new("invalid argument type")),
    }
}
