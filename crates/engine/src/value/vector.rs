//! Vectors and how to make them.

use super::{Attributes, Complex, Items, Store, Strings, Symbol, Text, Value, known};
use std::rc::Rc;

/// An element of a logical vector; `None` is NA.
pub type Logical = Option<bool>;

/// R's `NA_integer_`.
pub const NA_INTEGER: i32 = i32::MIN;

/// R's `NA_real_`: a NaN whose low word is 1954.
pub const NA_REAL: f64 = f64::from_bits(0x7FF0_0000_0000_07A2);

/// Whether a double is NA and not just NaN.
pub fn is_na(x: f64) -> bool {
    x.is_nan() && x.to_bits() & 0xFFFF_FFFF == 1954
}

/// Elements and attributes.
#[derive(Clone)]
pub struct Vector<S> {
    /// The elements.
    pub data: S,
    /// The attributes.
    pub attributes: Attributes,
}

/// A logical vector.
pub type Logicals = Vector<Store<Logical>>;
/// An integer vector.
pub type Integers = Vector<Store<i32>>;
/// A double vector.
pub type Doubles = Vector<Store<f64>>;
/// A complex vector.
pub type Complexes = Vector<Store<Complex>>;
/// A character vector.
pub type Characters = Vector<Strings>;
/// A raw vector.
pub type Raws = Vector<Store<u8>>;
/// A list or expression vector.
pub type List = Vector<Items>;

impl<S> Vector<S> {
    /// A vector without attributes.
    pub fn new(data: impl Into<S>) -> Self {
        Self { data: data.into(), attributes: Attributes::default() }
    }
}

/// Vector types in the order of coercion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Type {
    /// `NULL`
    Null,
    /// raw
    Raw,
    /// logical
    Logical,
    /// integer
    Integer,
    /// double
    Double,
    /// complex
    Complex,
    /// character
    Character,
    /// list
    List,
    /// expression
    Expression,
}

impl Value {
    /// A logical vector of length one.
    pub fn logical(x: bool) -> Self {
        Self::Logical(Vector { data: Store::One(Some(x)), attributes: Attributes::default() })
    }

    /// An integer vector of length one.
    pub fn integer(x: i32) -> Self {
        Self::Integer(Vector { data: Store::One(x), attributes: Attributes::default() })
    }

    /// A double vector of length one.
    pub fn double(x: f64) -> Self {
        Self::Double(Vector { data: Store::One(x), attributes: Attributes::default() })
    }

    /// A complex vector of length one.
    pub fn complex(x: Complex) -> Self {
        Self::Complex(Vector { data: Store::One(x), attributes: Attributes::default() })
    }

    /// A character vector of length one.
    pub fn string(x: &str) -> Self {
        Self::text(Some(Rc::from(x)))
    }

    /// A character vector of length one, perhaps NA.
    pub fn text(x: Text) -> Self {
        Self::Character(Vector { data: Strings::One(x), attributes: Attributes::default() })
    }

    /// A count or position: an integer when it fits, else a double, as R has it.
    pub fn count(n: usize) -> Self {
        i32::try_from(n).map_or_else(|_| Self::double(n as f64), Self::integer)
    }

    /// A logical vector.
    pub fn logicals(data: impl Into<Store<Logical>>) -> Self {
        Self::Logical(Vector::new(data))
    }

    /// An integer vector.
    pub fn integers(data: impl Into<Store<i32>>) -> Self {
        Self::Integer(Vector::new(data))
    }

    /// A double vector.
    pub fn doubles(data: impl Into<Store<f64>>) -> Self {
        Self::Double(Vector::new(data))
    }

    /// A character vector.
    pub fn strings<S: AsRef<str>>(data: impl IntoIterator<Item = S>) -> Self {
        Self::Character(Vector::new(data.into_iter().map(Some).collect::<Strings>()))
    }

    /// A character vector with NA as `None`.
    pub fn texts<S: AsRef<str>>(data: impl IntoIterator<Item = Option<S>>) -> Self {
        Self::Character(Vector::new(data.into_iter().collect::<Strings>()))
    }

    /// A list.
    pub fn list(items: impl Into<Items>) -> Self {
        Self::List(Vector::new(items))
    }

    /// A list with names.
    pub fn named_list<S: AsRef<str>>(items: impl IntoIterator<Item = (S, Self)>) -> Self {
        let (names, values): (Vec<S>, Vec<Self>) = items.into_iter().unzip();
        let mut list = Vector::new(values);
        list.attributes.set(known::NAMES, Self::strings(names));
        Self::List(list)
    }

    /// A symbol.
    pub fn symbol(name: &str) -> Self {
        Self::Symbol(Symbol::new(name))
    }

    /// The vector type, `None` for what is no vector.
    pub fn vector_type(&self) -> Option<Type> {
        Some(match self {
            Self::Null => Type::Null,
            Self::Raw(_) => Type::Raw,
            Self::Logical(_) => Type::Logical,
            Self::Integer(_) => Type::Integer,
            Self::Double(_) => Type::Double,
            Self::Complex(_) => Type::Complex,
            Self::Character(_) => Type::Character,
            Self::List(_) => Type::List,
            Self::Expression(_) => Type::Expression,
            _ => return None,
        })
    }

    /// Whether it is an atomic vector (NULL is not).
    pub fn is_atomic(&self) -> bool {
        matches!(
            self.vector_type(),
            Some(Type::Raw | Type::Logical | Type::Integer | Type::Double | Type::Complex | Type::Character)
        )
    }

    /// Whether it is a vector, list or expression.
    pub fn is_vector(&self) -> bool {
        !matches!(self.vector_type(), None | Some(Type::Null))
    }

    /// Whether it can be called.
    pub fn is_function(&self) -> bool {
        matches!(self, Self::Closure(_) | Self::Primitive(_))
    }

    /// Number of elements, without dispatch; one for what is no vector.
    pub fn len(&self) -> usize {
        match self {
            Self::Null => 0,
            Self::Logical(v) => v.data.len(),
            Self::Integer(v) => v.data.len(),
            Self::Double(v) => v.data.len(),
            Self::Complex(v) => v.data.len(),
            Self::Character(v) => v.data.len(),
            Self::Raw(v) => v.data.len(),
            Self::List(v) | Self::Expression(v) => v.data.len(),
            Self::Language(c) => c.arguments.len() + 1,
            Self::Environment(e) => e.len(),
            Self::Dots(d) => d.len(),
            _ => 1,
        }
    }

    /// Whether it has no elements.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// An empty vector of a type.
    pub fn empty(of: Type) -> Self {
        Self::filled(of, 0)
    }

    /// A vector of `n` elements that are FALSE, zero, `""` or NULL.
    pub fn filled(of: Type, n: usize) -> Self {
        match of {
            Type::Null => Self::Null,
            Type::Raw => Self::Raw(Vector::new(vec![0; n])),
            Type::Logical => Self::logicals(vec![Some(false); n]),
            Type::Integer => Self::integers(vec![0; n]),
            Type::Double => Self::doubles(vec![0.0; n]),
            Type::Complex => Self::Complex(Vector::new(vec![Complex::new(0.0, 0.0); n])),
            Type::Character => Self::Character(Vector::new(vec![Some(Rc::<str>::from("")); n])),
            Type::List => Self::list(vec![Self::Null; n]),
            Type::Expression => Self::Expression(Vector::new(vec![Self::Null; n])),
        }
    }
}
