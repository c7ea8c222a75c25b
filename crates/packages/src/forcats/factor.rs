//! A factor taken apart, and what is asked of its levels.

use crate::rlang::conditions::error;
use raglan_engine::eval::{Args, Eval};
use raglan_engine::value::{NA_INTEGER, Strings, Value, known};
use std::collections::BTreeMap;

/// Codes and levels.
#[derive(Clone)]
pub struct Factor {
    /// For each element the place of its level; `None` for NA.
    pub codes: Vec<Option<usize>>,
    /// The levels; one may be NA.
    pub levels: Vec<Option<String>>,
    /// The factor it was, for its other attributes.
    origin: Value,
}

impl Factor {
    /// The factor of an argument; text becomes one with its values as levels in order.
    pub fn of(args: &mut Args, name: &str) -> Eval<Self> {
        let value = args.value(name)?;
        Self::from_value(args, value, name)
    }

    /// The factor a value is or makes.
    pub fn from_value(args: &mut Args, value: Value, name: &str) -> Eval<Self> {
        if value.is_factor() {
            let levels = match value.attribute(known::LEVELS) {
                Some(Value::Character(l)) => l.data.iter().map(|s| s.map(str::to_string)).collect(),
                _ => Vec::new(),
            };
            let Value::Integer(codes) = &value else { unreachable!("factors are integers") };
            let codes = codes.data.iter().map(|&c| (c != NA_INTEGER).then(|| c as usize - 1)).collect();
            return Ok(Self { codes, levels, origin: value });
        }
        let missing = matches!(&value, Value::Logical(l) if l.data.iter().all(Option::is_none));
        let Value::Character(text) = &value else {
            if missing {
                return Ok(Self { codes: vec![None; value.len()], levels: Vec::new(), origin: plain() });
            }
            let what = crate::rlang::friendly_type(&value);
            let verb = args.name();
            let message = format!("`{name}` must be a factor or character vector, not {what}.");
            return Err(error(args.session, &verb, &message));
        };
        let mut levels: Vec<String> = text.data.iter().flatten().map(str::to_string).collect();
        levels.sort_by(|a, b| raglan_engine::value::collate(a, b));
        levels.dedup();
        Ok(Self::coded(&text.data, levels))
    }

    /// Text with given levels.
    pub fn coded(text: &Strings, levels: Vec<String>) -> Self {
        let place: BTreeMap<&str, usize> = levels.iter().enumerate().map(|(k, l)| (l.as_str(), k)).collect();
        let codes = text.iter().map(|t| t.and_then(|t| place.get(t).copied())).collect();
        Self { codes, levels: levels.iter().map(|l| Some(l.clone())).collect(), origin: plain() }
    }

    /// How often each level occurs.
    pub fn counts(&self) -> Vec<usize> {
        let mut out = vec![0; self.levels.len()];
        for code in self.codes.iter().flatten() {
            out[*code] += 1;
        }
        out
    }

    /// The place of a level.
    pub fn position(&self, level: &str) -> Option<usize> {
        self.levels.iter().position(|l| l.as_deref() == Some(level))
    }

    /// The same values with the levels in another order; levels left out become NA.
    pub fn reordered(&self, order: &[usize]) -> Value {
        let mut place = vec![None; self.levels.len()];
        for (new, &old) in order.iter().enumerate() {
            place[old] = Some(new);
        }
        let codes = self.codes.iter().map(|c| c.and_then(|c| place[c])).collect();
        self.with(codes, order.iter().map(|&k| self.levels[k].clone()).collect())
    }

    /// The same values with other names for the levels; levels of one name become one.
    pub fn renamed(&self, names: &[Option<String>]) -> Value {
        let mut levels: Vec<Option<String>> = Vec::new();
        let mut place = Vec::with_capacity(names.len());
        for name in names {
            let Some(name) = name else {
                place.push(None);
                continue;
            };
            let at = levels.iter().position(|l| l.as_ref() == Some(name)).unwrap_or_else(|| {
                levels.push(Some(name.clone()));
                levels.len() - 1
            });
            place.push(Some(at));
        }
        let codes = self.codes.iter().map(|c| c.and_then(|c| place[c])).collect();
        self.with(codes, levels)
    }

    /// A factor of these codes and levels with the other attributes this one had.
    pub fn with(&self, codes: Vec<Option<usize>>, levels: Vec<Option<String>>) -> Value {
        let data: Vec<i32> = codes.iter().map(|c| c.map_or(NA_INTEGER, |c| c as i32 + 1)).collect();
        let mut attributes = self.origin.attributes().clone();
        attributes.set(known::LEVELS, Value::texts(levels));
        Value::integers(data).with_attributes(attributes)
    }

    /// The levels as text; NA as "NA".
    pub fn labels(&self) -> Vec<String> {
        self.levels.iter().map(|l| l.clone().unwrap_or_else(|| "NA".into())).collect()
    }
}

fn plain() -> Value {
    Value::integers(Vec::new())
        .with_attribute(known::LEVELS, Value::strings(Vec::<String>::new()))
        .with_class(&["factor"])
}
