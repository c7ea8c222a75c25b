//! R's data model.
//!
//! [`Value`] is any R object. Vectors are a [`Vector`] of elements ([`store`]) and [`Attributes`]; calls are
//! [`Call`]s, functions [`Closure`]s or [`Primitive`]s, variables live in [`Environment`]s. The files beside
//! hold what R does with values without evaluating anything: coercion, recycling arithmetic, indexing,
//! combination, comparison, formatting.

mod arithmetic;
mod attributes;
mod call;
mod class;
mod coerce;
mod collate;
mod combine;
mod compare;
mod complex;
mod deparse;
mod environment;
mod failure;
pub mod format;
pub mod frame;
mod function;
mod identical;
mod index;
mod lower;
mod store;
mod subassign;
mod subset;
mod symbol;
mod vector;

pub use arithmetic::{Arithmetic, arithmetic, negate};
pub use attributes::Attributes;
pub use call::{Argument, Call};
pub use class::{EXTENDS, class_vector, implicit_class, inherits, is_numeric_like, is_primitive, type_name};
pub use coerce::{
    as_character, as_complex, as_double, as_integer, as_list, as_logical, as_type, double_to_string,
    parse_double,
};
pub use collate::collate;
pub use combine::{combine, combine_names};
pub use compare::{Comparison, Logic, compare, logic, not};
pub use complex::Complex;
pub use deparse::{deparse, deparse_line, is_syntactic, quote_string};
pub use environment::{Environment, Frame};
pub use failure::{Failure, Result};
pub use function::{Closure, Formal, Primitive, Promise, PromiseState};
pub use identical::identical;
pub use index::{Index, positions};
pub use lower::lower;
pub use store::{Items, Store, Strings, Text};
pub use subassign::{assign_element, assign_vector};
pub use subset::{element, subset_array, subset_vector};
pub use symbol::{Symbol, known};
pub use vector::{
    Characters, Complexes, Doubles, Integers, List, Logical, Logicals, NA_INTEGER, NA_REAL, Raws, Type,
    Vector, is_na,
};

use std::any::Any;
use std::rc::Rc;

/// An R object.
#[derive(Clone, Default)]
pub enum Value {
    /// `NULL`
    #[default]
    Null,
    /// A logical vector.
    Logical(Logicals),
    /// An integer vector; NA is [`NA_INTEGER`].
    Integer(Integers),
    /// A double vector; NA is [`NA_REAL`], told from NaN by [`is_na`].
    Double(Doubles),
    /// A complex vector.
    Complex(Complexes),
    /// A character vector.
    Character(Characters),
    /// A raw vector.
    Raw(Raws),
    /// A list; data frames are lists.
    List(List),
    /// An expression vector.
    Expression(List),
    /// A name.
    Symbol(Symbol),
    /// A call.
    Language(Rc<Call>),
    /// A function written in R.
    Closure(Rc<Closure>),
    /// A function written in Rust.
    Primitive(Primitive),
    /// An environment.
    Environment(Environment),
    /// An argument not yet evaluated.
    Promise(Promise),
    /// The value of `...`.
    Dots(Rc<Vec<Argument>>),
    /// The value of an argument that was not given.
    Missing,
    /// An S4 object: its slots are the attributes.
    Object(Rc<Attributes>),
    /// Something of a package's own, opaque to R code.
    External(Rc<dyn Any>),
}
