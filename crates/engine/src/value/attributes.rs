//! Attributes of values.

use super::{Strings, Symbol, Value, known};
use std::rc::Rc;

/// Named attributes in the order they were set, shared until changed; most values have none.
#[derive(Clone, Default)]
pub struct Attributes(Option<Rc<Vec<(Symbol, Value)>>>);

const NONE: &Attributes = &Attributes(None);

impl Attributes {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.as_ref().is_none_or(|a| a.is_empty())
    }

    /// An attribute.
    pub fn get(&self, name: Symbol) -> Option<&Value> {
        self.0.as_ref()?.iter().find(|(n, _)| *n == name).map(|(_, v)| v)
    }

    /// Sets an attribute; NULL removes it.
    pub fn set(&mut self, name: Symbol, value: Value) {
        if matches!(value, Value::Null) {
            self.remove(name);
            return;
        }
        let list = Rc::make_mut(self.0.get_or_insert_default());
        match list.iter_mut().find(|(n, _)| *n == name) {
            Some((_, slot)) => *slot = value,
            None => list.push((name, value)),
        }
    }

    /// The same with one more attribute.
    pub fn with(mut self, name: Symbol, value: Value) -> Self {
        self.set(name, value);
        self
    }

    /// Removes an attribute and returns it.
    pub fn remove(&mut self, name: Symbol) -> Option<Value> {
        let at = self.0.as_ref()?.iter().position(|(n, _)| *n == name)?;
        let list = Rc::make_mut(self.0.as_mut()?);
        let (_, value) = list.remove(at);
        if list.is_empty() {
            self.0 = None;
        }
        Some(value)
    }

    /// All of them in order.
    pub fn iter(&self) -> impl Iterator<Item = (Symbol, &Value)> {
        self.0.iter().flat_map(|a| a.iter().map(|(n, v)| (*n, v)))
    }

    /// Only those `keep` accepts.
    pub fn only(&self, keep: impl Fn(Symbol) -> bool) -> Self {
        let kept: Vec<_> = self.iter().filter(|(n, _)| keep(*n)).map(|(n, v)| (n, v.clone())).collect();
        Self(if kept.is_empty() { None } else { Some(Rc::new(kept)) })
    }

    /// Whether two are the very same memory.
    pub fn same(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (None, None) => true,
            (Some(a), Some(b)) => Rc::ptr_eq(a, b),
            _ => false,
        }
    }
}

impl FromIterator<(Symbol, Value)> for Attributes {
    fn from_iter<I: IntoIterator<Item = (Symbol, Value)>>(iter: I) -> Self {
        let mut out = Self::default();
        for (name, value) in iter {
            out.set(name, value);
        }
        out
    }
}

impl Value {
    /// The attributes; none for what can have none, and for environments, whose attributes change in place
    /// (see [`Value::attribute`]).
    pub fn attributes(&self) -> &Attributes {
        match self {
            Self::Logical(v) => &v.attributes,
            Self::Integer(v) => &v.attributes,
            Self::Double(v) => &v.attributes,
            Self::Complex(v) => &v.attributes,
            Self::Character(v) => &v.attributes,
            Self::Raw(v) => &v.attributes,
            Self::List(v) | Self::Expression(v) => &v.attributes,
            Self::Language(c) => &c.attributes,
            Self::Closure(f) => &f.attributes,
            Self::Object(o) => o,
            _ => NONE,
        }
    }

    /// The attributes for changing; `None` for what can have none.
    pub fn attributes_mut(&mut self) -> Option<&mut Attributes> {
        Some(match self {
            Self::Logical(v) => &mut v.attributes,
            Self::Integer(v) => &mut v.attributes,
            Self::Double(v) => &mut v.attributes,
            Self::Complex(v) => &mut v.attributes,
            Self::Character(v) => &mut v.attributes,
            Self::Raw(v) => &mut v.attributes,
            Self::List(v) | Self::Expression(v) => &mut v.attributes,
            Self::Language(c) => &mut Rc::make_mut(c).attributes,
            Self::Closure(f) => &mut Rc::make_mut(f).attributes,
            Self::Object(o) => Rc::make_mut(o),
            _ => return None,
        })
    }

    /// An attribute, also of an environment.
    pub fn attribute(&self, name: Symbol) -> Option<Self> {
        match self {
            Self::Environment(e) => e.attributes().get(name).cloned(),
            _ => self.attributes().get(name).cloned(),
        }
    }

    /// Sets an attribute as it stands, without R's checks; NULL removes it.
    pub fn set_attribute(&mut self, name: Symbol, value: Self) {
        if let Self::Environment(e) = self {
            e.set_attribute(name, value);
        } else if let Some(attributes) = self.attributes_mut() {
            attributes.set(name, value);
        }
    }

    /// The same value with an attribute.
    pub fn with_attribute(mut self, name: Symbol, value: Self) -> Self {
        self.set_attribute(name, value);
        self
    }

    /// The same value with all attributes replaced.
    pub fn with_attributes(mut self, attributes: Attributes) -> Self {
        if let Some(slot) = self.attributes_mut() {
            *slot = attributes;
        }
        self
    }

    /// The same value without attributes.
    pub fn stripped(self) -> Self {
        self.with_attributes(Attributes::default())
    }

    /// The same value with names.
    pub fn with_names<S: AsRef<str>>(self, names: impl IntoIterator<Item = S>) -> Self {
        self.with_attribute(known::NAMES, Self::strings(names))
    }

    /// The same value with a class.
    pub fn with_class(self, class: &[&str]) -> Self {
        self.with_attribute(known::CLASS, Self::strings(class))
    }

    /// The `names` attribute of a vector, or the names of a one-dimensional array.
    pub fn names(&self) -> Option<Strings> {
        match self {
            Self::Language(call) => {
                let named = call.arguments.iter().any(|a| a.name.is_some());
                let name = |a: &super::Argument| Some(a.name.map_or("", Symbol::as_str));
                named.then(|| std::iter::once(Some("")).chain(call.arguments.iter().map(name)).collect())
            }
            _ => match self.attributes().get(known::NAMES) {
                Some(Self::Character(names)) => Some(names.data.clone()),
                _ => self.dimnames().filter(|d| d.len() == 1).and_then(|mut d| d.remove(0)),
            },
        }
    }

    /// The extents of an array.
    pub fn dim(&self) -> Option<Vec<usize>> {
        match self.attributes().get(known::DIM)? {
            Self::Integer(d) => Some(d.data.iter().map(|&n| n.max(0) as usize).collect()),
            Self::Double(d) => Some(d.data.iter().map(|&n| n.max(0.0) as usize).collect()),
            _ => None,
        }
    }

    /// The names along each extent of an array.
    pub fn dimnames(&self) -> Option<Vec<Option<Strings>>> {
        match self.attributes().get(known::DIMNAMES)? {
            Self::List(l) => Some(
                l.data
                    .iter()
                    .map(|v| match v {
                        Self::Character(names) => Some(names.data.clone()),
                        _ => None,
                    })
                    .collect(),
            ),
            _ => None,
        }
    }

    /// The class attribute.
    pub fn class_attribute(&self) -> Option<Strings> {
        match self.attribute(known::CLASS)? {
            Self::Character(c) => Some(c.data),
            _ => None,
        }
    }

    /// Whether it has a class attribute, so that methods may exist for it.
    pub fn is_object(&self) -> bool {
        match self {
            Self::Environment(e) => e.attributes().get(known::CLASS).is_some(),
            Self::Object(_) => true,
            _ => self.attributes().get(known::CLASS).is_some(),
        }
    }

    /// Whether the class attribute names `class`.
    pub fn has_class(&self, class: &str) -> bool {
        self.class_attribute().is_some_and(|c| c.iter().any(|s| s == Some(class)))
    }

    /// Whether it is a data frame.
    pub fn is_data_frame(&self) -> bool {
        matches!(self, Self::List(_)) && self.has_class("data.frame")
    }

    /// Whether it is a factor.
    pub fn is_factor(&self) -> bool {
        matches!(self, Self::Integer(_)) && self.has_class("factor")
    }
}
