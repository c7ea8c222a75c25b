//! Elements of vectors: [`Store`] for plain types, [`Strings`] for text, [`Items`] for lists.
//!
//! A store of one element is held in place, so that scalar arithmetic allocates nothing; a longer one is a
//! shared buffer of Polars, so that a column and a vector are the same memory.

use super::Value;
use polars_arrow::array::{MutablePlString, Utf8ViewArray};
use polars_buffer::Buffer;
use std::ops::Deref;
use std::rc::Rc;

/// Plain elements, shared until changed.
#[derive(Clone)]
pub enum Store<T: Copy + 'static> {
    /// A single element in place.
    One(T),
    /// Any number of elements in shared memory.
    Many(Buffer<T>),
}

impl<T: Copy + 'static> Deref for Store<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        match self {
            Self::One(x) => std::slice::from_ref(x),
            Self::Many(buffer) => buffer.as_slice(),
        }
    }
}

impl<T: Copy + 'static> From<Vec<T>> for Store<T> {
    fn from(values: Vec<T>) -> Self {
        match values.as_slice() {
            [x] => Self::One(*x),
            _ => Self::Many(Buffer::from_vec(values)),
        }
    }
}

impl<T: Copy + 'static> FromIterator<T> for Store<T> {
    fn from_iter<I: IntoIterator<Item = T>>(iter: I) -> Self {
        Vec::from_iter(iter).into()
    }
}

impl<T: Copy + 'static> Store<T> {
    /// The elements for changing; copies them when they are shared.
    pub fn make_mut(&mut self) -> &mut [T] {
        if let Self::Many(buffer) = self
            && buffer.get_mut_slice().is_none()
        {
            *buffer = Buffer::from_vec(buffer.as_slice().to_vec());
        }
        match self {
            Self::One(x) => std::slice::from_mut(x),
            Self::Many(buffer) => buffer.get_mut_slice().expect("a buffer of our own is exclusive"),
        }
    }

    /// The elements as a vector of one's own, without a copy when nobody else holds them.
    pub fn into_vec(self) -> Vec<T> {
        match self {
            Self::One(x) => vec![x],
            Self::Many(buffer) => buffer.to_vec(),
        }
    }

    /// The elements as a Polars buffer, without a copy unless there is just one.
    pub fn into_buffer(self) -> Buffer<T> {
        match self {
            Self::One(x) => Buffer::from_vec(vec![x]),
            Self::Many(buffer) => buffer,
        }
    }
}

/// An element of a character vector; `None` is NA.
pub type Text = Option<Rc<str>>;

/// Strings, shared until changed.
#[derive(Clone)]
pub enum Strings {
    /// A single string in place.
    One(Text),
    /// Strings one by one, for vectors that are being changed.
    Many(Rc<Vec<Text>>),
    /// A Polars column.
    View(Rc<Utf8ViewArray>),
}

impl Strings {
    /// How many.
    pub fn len(&self) -> usize {
        match self {
            Self::One(_) => 1,
            Self::Many(v) => v.len(),
            Self::View(a) => a.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The `i`-th string, `None` for NA or past the end.
    pub fn get(&self, i: usize) -> Option<&str> {
        match self {
            Self::One(s) => s.as_deref().filter(|_| i == 0),
            Self::Many(v) => v.get(i).and_then(|s| s.as_deref()),
            Self::View(a) if i < a.len() => a.get(i),
            Self::View(_) => None,
        }
    }

    /// The `i`-th string as an element of its own.
    pub fn text(&self, i: usize) -> Text {
        match self {
            Self::One(s) if i == 0 => s.clone(),
            Self::Many(v) => v.get(i).cloned().flatten(),
            _ => self.get(i).map(Rc::from),
        }
    }

    /// All of them in order, `None` for NA.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Option<&str>> + DoubleEndedIterator + Clone {
        (0..self.len()).map(move |i| self.get(i))
    }

    /// Sets the `i`-th string.
    pub fn set(&mut self, i: usize, value: Text) {
        if let Some(slot) = self.make_mut().get_mut(i) {
            *slot = value;
        }
    }

    /// The strings for changing; copies them when they are shared.
    pub fn make_mut(&mut self) -> &mut Vec<Text> {
        if !matches!(self, Self::Many(_)) {
            *self = Self::Many(Rc::new((0..self.len()).map(|i| self.text(i)).collect()));
        }
        match self {
            Self::Many(v) => Rc::make_mut(v),
            _ => unreachable!("just made one by one"),
        }
    }

    /// The strings as a Polars array, without a copy when they came from one.
    pub fn to_array(&self) -> Utf8ViewArray {
        match self {
            Self::View(a) => a.as_ref().clone(),
            _ => build(self.iter()),
        }
    }
}

fn build<S: AsRef<str>>(values: impl Iterator<Item = Option<S>>) -> Utf8ViewArray {
    let mut out = MutablePlString::with_capacity(values.size_hint().0);
    for value in values {
        out.push(value);
    }
    out.freeze()
}

impl<S: AsRef<str>> FromIterator<Option<S>> for Strings {
    fn from_iter<I: IntoIterator<Item = Option<S>>>(iter: I) -> Self {
        let mut iter = iter.into_iter().peekable();
        let Some(first) = iter.next() else { return Self::Many(Rc::new(Vec::new())) };
        if iter.peek().is_none() {
            return Self::One(first.map(|s| Rc::from(s.as_ref())));
        }
        Self::View(Rc::new(build(std::iter::once(first).chain(iter))))
    }
}

impl From<Utf8ViewArray> for Strings {
    fn from(array: Utf8ViewArray) -> Self {
        Self::View(Rc::new(array))
    }
}

impl From<Vec<Text>> for Strings {
    fn from(mut values: Vec<Text>) -> Self {
        match values.len() {
            1 => Self::One(values.pop().flatten()),
            _ => Self::Many(Rc::new(values)),
        }
    }
}

/// Elements of a list, shared until changed.
#[derive(Clone, Default)]
pub struct Items(Rc<Vec<Value>>);

impl Deref for Items {
    type Target = [Value];

    fn deref(&self) -> &[Value] {
        &self.0
    }
}

impl Items {
    /// The elements for changing; copies the list (not what is in it) when it is shared.
    pub fn make_mut(&mut self) -> &mut Vec<Value> {
        Rc::make_mut(&mut self.0)
    }

    /// The elements as a vector of one's own.
    pub fn into_vec(self) -> Vec<Value> {
        Rc::unwrap_or_clone(self.0)
    }
}

impl From<Vec<Value>> for Items {
    fn from(values: Vec<Value>) -> Self {
        Self(Rc::new(values))
    }
}

impl FromIterator<Value> for Items {
    fn from_iter<I: IntoIterator<Item = Value>>(iter: I) -> Self {
        Vec::from_iter(iter).into()
    }
}
