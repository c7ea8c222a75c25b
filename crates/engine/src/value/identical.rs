//! Exact equality of values.

use super::{Attributes, Value, is_na};
use std::rc::Rc;

fn same_double(a: f64, b: f64) -> bool {
    a == b || (a.is_nan() && b.is_nan() && is_na(a) == is_na(b))
}

/// Whether two values are the same in every way R's `identical` looks at; attributes in any order.
pub fn identical(a: &Value, b: &Value) -> bool {
    let data = match (a, b) {
        (Value::Null, Value::Null) | (Value::Missing, Value::Missing) => true,
        (Value::Logical(x), Value::Logical(y)) => x.data[..] == y.data[..],
        (Value::Integer(x), Value::Integer(y)) => x.data[..] == y.data[..],
        (Value::Double(x), Value::Double(y)) => {
            x.data.len() == y.data.len() && x.data.iter().zip(y.data.iter()).all(|(&p, &q)| same_double(p, q))
        }
        (Value::Complex(x), Value::Complex(y)) => {
            let same =
                |p: &super::Complex, q: &super::Complex| same_double(p.re, q.re) && same_double(p.im, q.im);
            x.data.len() == y.data.len() && x.data.iter().zip(y.data.iter()).all(|(p, q)| same(p, q))
        }
        (Value::Character(x), Value::Character(y)) => {
            x.data.len() == y.data.len() && x.data.iter().eq(y.data.iter())
        }
        (Value::Raw(x), Value::Raw(y)) => x.data[..] == y.data[..],
        (Value::List(x), Value::List(y)) | (Value::Expression(x), Value::Expression(y)) => {
            x.data.len() == y.data.len() && x.data.iter().zip(y.data.iter()).all(|(p, q)| identical(p, q))
        }
        (Value::Symbol(x), Value::Symbol(y)) => x == y,
        (Value::Language(x), Value::Language(y)) => {
            identical(&x.function, &y.function)
                && x.arguments.len() == y.arguments.len()
                && x.arguments
                    .iter()
                    .zip(&y.arguments)
                    .all(|(p, q)| p.name == q.name && identical(&p.value, &q.value))
        }
        (Value::Closure(x), Value::Closure(y)) => {
            Rc::ptr_eq(x, y)
                || (x.environment.same(&y.environment)
                    && identical(&x.body, &y.body)
                    && x.formals.len() == y.formals.len()
                    && x.formals
                        .iter()
                        .zip(y.formals.iter())
                        .all(|(p, q)| p.name == q.name && identical(&p.default, &q.default)))
        }
        (Value::Primitive(x), Value::Primitive(y)) => x == y,
        (Value::Environment(x), Value::Environment(y)) => x.same(y),
        (Value::Promise(x), Value::Promise(y)) => x.same(y),
        (Value::Object(_), Value::Object(_)) => true,
        (Value::External(x), Value::External(y)) => Rc::ptr_eq(x, y),
        _ => false,
    };
    data && same_attributes(a.attributes(), b.attributes())
}

fn same_attributes(a: &Attributes, b: &Attributes) -> bool {
    a.same(b)
        || (a.iter().count() == b.iter().count()
            && a.iter().all(|(name, value)| b.get(name).is_some_and(|other| identical(value, other))))
}
