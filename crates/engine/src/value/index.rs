//! Subscripts: from what stands in brackets to positions.

use super::{Failure, Logical, NA_INTEGER, Result, Strings, Value, type_name};
use std::collections::BTreeMap;

/// Resolved positions, counted from zero.
#[derive(Debug, Default)]
pub struct Index {
    /// Positions; [`Index::NA`] selects NA, those past the end select nothing that is there.
    pub at: Vec<usize>,
    /// Names of the positions past the end, in order, when they were asked for by name.
    pub added: Vec<String>,
    /// Whether the subscript was text.
    pub by_name: bool,
}

impl Index {
    /// The position of an NA subscript.
    pub const NA: usize = usize::MAX;

    /// The length a vector must have to hold all positions.
    pub fn reach(&self) -> usize {
        self.at.iter().filter(|&&i| i != Self::NA).map(|i| i + 1).max().unwrap_or(0)
    }
}

/// The positions `subscript` selects from a vector of `length` elements called `names`. Text that is no name
/// selects new positions past the end.
pub fn positions(subscript: &Value, length: usize, names: Option<&Strings>) -> Result<Index> {
    let at = match subscript {
        Value::Missing => (0..length).collect(),
        Value::Null => Vec::new(),
        Value::Logical(v) => logical(&v.data, length),
        Value::Integer(v) => {
            numeric(v.data.iter().map(|&i| if i == NA_INTEGER { None } else { Some(i64::from(i)) }), length)?
        }
        Value::Double(v) => {
            numeric(v.data.iter().map(|&x| if x.is_nan() { None } else { Some(x as i64) }), length)?
        }
        Value::Character(v) => return Ok(named(&v.data, length, names)),
        other => return Err(Failure::new(format!("invalid subscript type '{}'", type_name(other)))),
    };
    Ok(Index { at, ..Index::default() })
}

fn logical(flags: &[Logical], length: usize) -> Vec<usize> {
    if flags.is_empty() {
        return Vec::new();
    }
    let n = length.max(flags.len());
    (0..n)
        .filter_map(|i| match flags[i % flags.len()] {
            Some(true) => Some(i),
            Some(false) => None,
            None => Some(Index::NA),
        })
        .collect()
}

fn numeric(values: impl Iterator<Item = Option<i64>> + Clone, length: usize) -> Result<Vec<usize>> {
    let (mut negative, mut positive, mut missing) = (false, false, false);
    for value in values.clone() {
        match value {
            None => missing = true,
            Some(i) if i < 0 => negative = true,
            Some(i) if i > 0 => positive = true,
            _ => {}
        }
    }
    if negative && missing {
        return Err(Failure::new("can't mix NAs with negative subscripts"));
    }
    if negative && positive {
        return Err(Failure::new("can't mix positive and negative subscripts"));
    }
    if negative {
        let mut keep = vec![true; length];
        for i in values.flatten() {
            if let Some(slot) =
                usize::try_from(-i).ok().and_then(|i| i.checked_sub(1)).and_then(|i| keep.get_mut(i))
            {
                *slot = false;
            }
        }
        return Ok((0..length).filter(|&i| keep[i]).collect());
    }
    Ok(values
        .filter_map(|value| match value {
            None => Some(Index::NA),
            Some(0) => None,
            Some(i) => usize::try_from(i - 1).ok(),
        })
        .collect())
}

fn named(wanted: &Strings, length: usize, names: Option<&Strings>) -> Index {
    let mut index = Index { by_name: true, ..Index::default() };
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    // One look-up needs no table of all the names.
    if wanted.len() > 4
        && let Some(names) = names
    {
        for (i, name) in names.iter().enumerate() {
            if let Some(name) = name.filter(|n| !n.is_empty()) {
                places.entry(name).or_insert(i);
            }
        }
    }
    let mut fresh: BTreeMap<String, usize> = BTreeMap::new();
    for name in wanted.iter() {
        let found = name.filter(|n| !n.is_empty()).and_then(|n| {
            if wanted.len() > 4 {
                places.get(n).copied()
            } else {
                names.and_then(|names| names.iter().position(|m| m == Some(n)))
            }
        });
        let place = found.or_else(|| name.and_then(|n| fresh.get(n).copied())).unwrap_or_else(|| {
            let place = length + index.added.len();
            let text = name.unwrap_or("NA").to_string();
            index.added.push(text.clone());
            if !text.is_empty() {
                fresh.insert(text, place);
            }
            place
        });
        index.at.push(place);
    }
    index
}
