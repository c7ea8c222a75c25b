//! Extraction: `x[i]`, `x[i, j]`, `x[[i]]`.

use super::{
    Attributes, Complex, Failure, Index, Items, NA_INTEGER, NA_REAL, Result, Store, Strings, Value, Vector,
    known, positions, type_name,
};

impl Value {
    /// The elements at `at` without attributes; positions that are not there give NA or NULL.
    pub fn gather(&self, at: &[usize]) -> Self {
        fn pick<T: Copy>(data: &[T], at: &[usize], na: T) -> Store<T> {
            at.iter().map(|&i| data.get(i).copied().unwrap_or(na)).collect()
        }
        match self {
            Self::Logical(v) => Self::logicals(pick(&v.data, at, None)),
            Self::Integer(v) => Self::integers(pick(&v.data, at, NA_INTEGER)),
            Self::Double(v) => Self::doubles(pick(&v.data, at, NA_REAL)),
            Self::Complex(v) => Self::Complex(Vector::new(pick(&v.data, at, Complex::new(NA_REAL, NA_REAL)))),
            Self::Raw(v) => Self::Raw(Vector::new(pick(&v.data, at, 0))),
            Self::Character(v) => Self::Character(Vector::new(gather_strings(&v.data, at))),
            Self::List(v) => Self::list(gather_items(&v.data, at)),
            Self::Expression(v) => Self::Expression(Vector::new(gather_items(&v.data, at))),
            other => other.clone(),
        }
    }

    /// The elements `from..to` with their names.
    pub fn slice(&self, from: usize, to: usize) -> Self {
        let at: Vec<usize> = (from..to).collect();
        let out = self.gather(&at);
        match self.names() {
            Some(names) => {
                out.with_attribute(known::NAMES, Self::Character(Vector::new(gather_strings(&names, &at))))
            }
            None => out,
        }
    }
}

fn gather_strings(data: &Strings, at: &[usize]) -> Strings {
    match data {
        Strings::Many(v) => at.iter().map(|&i| v.get(i).cloned().flatten()).collect::<Vec<_>>().into(),
        _ => at.iter().map(|&i| data.get(i)).collect(),
    }
}

fn gather_items(data: &Items, at: &[usize]) -> Items {
    at.iter().map(|&i| data.get(i).cloned().unwrap_or(Value::Null)).collect()
}

/// `x[i]` by R's default rules: names follow, factors stay factors, other attributes go.
pub fn subset_vector(x: &Value, subscript: &Value) -> Result<Value> {
    match x {
        Value::Null => return Ok(Value::Null),
        Value::Language(_) => return subset_call(x, subscript),
        _ if !x.is_vector() => {
            return Err(Failure::new(format!("object of type '{}' is not subsettable", type_name(x))));
        }
        _ => {}
    }
    if let Some(value) = scalar(x, subscript) {
        return Ok(value);
    }
    if let Some(index) = matrix_index(x, subscript)? {
        return Ok(x.gather(&index));
    }
    let names = x.names();
    let index = positions(subscript, x.len(), names.as_ref())?;
    let mut out = x.gather(&index.at);
    if let Some(names) = names {
        let picked: Strings = index.at.iter().map(|&i| names.get(i)).collect();
        out.set_attribute(known::NAMES, Value::Character(Vector::new(picked)));
    }
    keep_factor(x, &mut out);
    Ok(out)
}

fn keep_factor(x: &Value, out: &mut Value) {
    if x.is_factor() {
        for name in [known::LEVELS, known::CLASS] {
            if let Some(value) = x.attributes().get(name) {
                out.set_attribute(name, value.clone());
            }
        }
    }
}

/// The common case, one position in a plain vector, without any table.
fn scalar(x: &Value, subscript: &Value) -> Option<Value> {
    let i = match subscript {
        Value::Integer(v) if v.data.len() == 1 => usize::try_from(v.data[0]).ok()?.checked_sub(1)?,
        Value::Double(v) if v.data.len() == 1 && v.data[0] >= 1.0 => v.data[0] as usize - 1,
        _ => return None,
    };
    if !x.attributes().is_empty() || i >= x.len() {
        return None;
    }
    Some(match x {
        Value::Double(v) => Value::double(v.data[i]),
        Value::Integer(v) => Value::integer(v.data[i]),
        Value::Logical(v) => Value::Logical(Vector::new(vec![v.data[i]])),
        Value::Character(v) => Value::text(v.data.text(i)),
        _ => return None,
    })
}

fn subset_call(x: &Value, subscript: &Value) -> Result<Value> {
    let names = x.names();
    let index = positions(subscript, x.len(), names.as_ref())?;
    let Value::Language(call) = x else { return Ok(Value::Null) };
    let all: Vec<super::Argument> = std::iter::once(super::Argument::new(call.function.clone()))
        .chain(call.arguments.iter().cloned())
        .collect();
    let mut picked =
        index.at.iter().map(|&i| all.get(i).cloned().unwrap_or(super::Argument::new(Value::Null)));
    match picked.next() {
        Some(first) => Ok(Value::Language(super::Call::of(first.value, picked.collect()).into())),
        None => Ok(Value::Null),
    }
}

/// The positions of `x[m]` where `m` is a matrix with one column per extent of `x`.
pub(super) fn matrix_index(x: &Value, subscript: &Value) -> Result<Option<Vec<usize>>> {
    let (Some(dim), Some(shape)) = (x.dim(), subscript.dim()) else { return Ok(None) };
    if shape.len() != 2 || shape[1] != dim.len() || matches!(subscript, Value::Logical(_)) {
        return Ok(None);
    }
    let rows = shape[0];
    let dimnames = x.dimnames();
    let mut out = vec![0usize; rows];
    let mut step = 1;
    for (k, &extent) in dim.iter().enumerate() {
        for (r, place) in out.iter_mut().enumerate() {
            let cell = subscript.gather(&[r + k * rows]);
            let names = dimnames.as_ref().and_then(|d| d.get(k)).and_then(|d| d.as_ref());
            let at = positions(&cell, extent, names)?;
            match at.at.first() {
                Some(&Index::NA) => *place = Index::NA,
                Some(&i) if i < extent => {
                    if *place != Index::NA {
                        *place += i * step;
                    }
                }
                _ => return Err(Failure::new("subscript out of bounds")),
            }
        }
        step *= extent;
    }
    Ok(Some(out))
}

/// The positions along each extent that `subscripts` select.
pub(super) fn extents(x: &Value, subscripts: &[Value]) -> Result<(Vec<usize>, Vec<Vec<usize>>)> {
    let dim = x.dim().unwrap_or_default();
    if dim.len() != subscripts.len() {
        return Err(Failure::new("incorrect number of dimensions"));
    }
    let dimnames = x.dimnames();
    let mut selected = Vec::with_capacity(dim.len());
    for (k, subscript) in subscripts.iter().enumerate() {
        let names = dimnames.as_ref().and_then(|d| d.get(k)).and_then(|d| d.as_ref());
        if let Value::Logical(v) = subscript
            && v.data.len() > dim[k]
        {
            return Err(Failure::new("(subscript) logical subscript too long"));
        }
        let index = positions(subscript, dim[k], names)?;
        if index.at.iter().any(|&i| i != Index::NA && i >= dim[k]) {
            return Err(Failure::new("subscript out of bounds"));
        }
        selected.push(index.at);
    }
    Ok((dim, selected))
}

/// The places in memory of the cells at the crossings of `selected`, the first extent running fastest.
pub(super) fn cells(dim: &[usize], selected: &[Vec<usize>]) -> Vec<usize> {
    let mut out = vec![0usize];
    let mut step: usize = dim.iter().product();
    for (k, at) in selected.iter().enumerate().rev() {
        step /= dim[k].max(1);
        let mut next = Vec::with_capacity(out.len() * at.len());
        for &base in &out {
            let cell =
                |&i: &usize| if base == Index::NA || i == Index::NA { Index::NA } else { base + i * step };
            next.extend(at.iter().map(cell));
        }
        out = next;
    }
    out
}

/// `x[i, j, ...]` of a matrix or array.
pub fn subset_array(x: &Value, subscripts: &[Value], drop: bool) -> Result<Value> {
    let (dim, selected) = extents(x, subscripts)?;
    let step_order = if dim.contains(&0) { Vec::new() } else { cells(&dim, &selected) };
    let mut out = x.gather(&step_order);
    let shape: Vec<i32> = selected.iter().map(|s| s.len() as i32).collect();
    let names: Option<Vec<Option<Strings>>> = x.dimnames().map(|names| {
        names.iter().zip(&selected).map(|(n, at)| n.as_ref().map(|n| gather_strings(n, at))).collect()
    });
    let header = match x.attributes().get(known::DIMNAMES) {
        Some(d) => d.names(),
        None => None,
    };
    let to_value = |n: Option<Strings>| match n {
        Some(names) if !names.is_empty() => Value::Character(Vector::new(names)),
        _ => Value::Null,
    };
    let kept: Vec<usize> = (0..shape.len()).filter(|&k| !drop || shape[k] != 1).collect();
    if drop && kept.len() <= 1 {
        if let Some(mut names) = names {
            let single = match kept.first() {
                Some(&k) => names.swap_remove(k),
                // All extents are one: R keeps the names only when just one extent has them.
                None => {
                    let mut some: Vec<Strings> = names.into_iter().flatten().collect();
                    if some.len() == 1 { some.pop() } else { None }
                }
            };
            if let Some(single) = single {
                out.set_attribute(known::NAMES, Value::Character(Vector::new(single)));
            }
        }
        keep_factor(x, &mut out);
        return Ok(out);
    }
    out.set_attribute(known::DIM, Value::integers(kept.iter().map(|&k| shape[k]).collect::<Vec<_>>()));
    if let Some(names) = names {
        let mut list = Value::list(kept.iter().map(|&k| to_value(names[k].clone())).collect::<Vec<_>>());
        if let Some(header) = header {
            list.set_attribute(known::NAMES, Value::Character(Vector::new(gather_strings(&header, &kept))));
        }
        if names.iter().enumerate().any(|(k, n)| n.is_some() && kept.contains(&k)) {
            out.set_attribute(known::DIMNAMES, list);
        }
    }
    keep_factor(x, &mut out);
    Ok(out)
}

/// `x[[i]]` by R's default rules; `exact` is false for partial matching of names.
pub fn element(x: &Value, subscript: &Value, exact: bool) -> Result<Value> {
    match x {
        Value::Null => return Ok(Value::Null),
        Value::Environment(e) => {
            return match subscript {
                Value::Character(v) if v.data.len() == 1 => {
                    Ok(e.get(v.data.get(0).unwrap_or("NA").into()).unwrap_or(Value::Null))
                }
                _ => Err(Failure::new("wrong arguments for subsetting an environment")),
            };
        }
        Value::Language(_) => {
            let index = positions(subscript, x.len(), x.names().as_ref())?;
            return match index.at.as_slice() {
                [i] => {
                    super::as_list(x).get(*i).cloned().ok_or_else(|| Failure::new("subscript out of bounds"))
                }
                _ => Err(Failure::new("attempt to select more than one element")),
            };
        }
        _ if !x.is_vector() => {
            return Err(Failure::new(format!("object of type '{}' is not subsettable", type_name(x))));
        }
        _ => {}
    }
    let list = matches!(x, Value::List(_) | Value::Expression(_));
    match subscript.len() {
        0 => return Err(Failure::new("subscript of length 0")),
        1 => {}
        _ if list && subscript.is_atomic() => {
            let mut at = x.clone();
            for k in 0..subscript.len() {
                at = element(&at, &subscript.gather(&[k]), exact)?;
            }
            return Ok(at);
        }
        _ => return Err(Failure::new("attempt to select more than one element in vectorIndex")),
    }
    let place = place(x, subscript, exact)?;
    let missing = || {
        if list && matches!(subscript, Value::Character(_)) {
            Ok(Value::Null)
        } else {
            Err(Failure::new("subscript out of bounds").class("subscriptOutOfBoundsError"))
        }
    };
    match place {
        None => missing(),
        Some(i) if i >= x.len() => missing(),
        Some(i) => Ok(match x {
            Value::List(v) | Value::Expression(v) => v.data[i].clone(),
            _ => x.gather(&[i]),
        }),
    }
}

/// The position one subscript of `[[` selects; `None` when it selects nothing.
pub(super) fn place(x: &Value, subscript: &Value, exact: bool) -> Result<Option<usize>> {
    if let Value::Character(v) = subscript {
        let Some(name) = v.data.get(0) else { return Ok(None) };
        let Some(names) = x.names() else { return Ok(None) };
        let found = names.iter().position(|n| n == Some(name));
        if found.is_some() || exact {
            return Ok(found);
        }
        let mut partial = names.iter().enumerate().filter(|(_, n)| n.is_some_and(|n| n.starts_with(name)));
        return Ok(match (partial.next(), partial.next()) {
            (Some((i, _)), None) => Some(i),
            _ => None,
        });
    }
    let negative = match subscript {
        Value::Double(v) => v.data[0] < 0.0,
        Value::Integer(v) => v.data[0] < 0 && v.data[0] != NA_INTEGER,
        _ => false,
    };
    if negative {
        let index = positions(subscript, x.len(), None)?;
        return match index.at.as_slice() {
            [i] => Ok(Some(*i)),
            _ => Err(Failure::new("invalid negative subscript in get1index <real>")),
        };
    }
    let index = positions(subscript, x.len(), None)?;
    match index.at.first() {
        Some(&Index::NA) => Ok(None),
        Some(&i) => Ok(Some(i)),
        None => Err(Failure::new("attempt to select less than one element in get1index")),
    }
}

impl Value {
    /// The elements of one column of a data frame or one part of a list by exact name.
    pub fn part(&self, name: &str) -> Option<Self> {
        let Self::List(list) = self else { return None };
        let names = self.names()?;
        let at = names.iter().position(|n| n == Some(name))?;
        list.data.get(at).cloned()
    }

    /// The same list with a part set or added by name.
    pub fn with_part(self, name: &str, value: Self) -> Self {
        let Self::List(mut list) = self else { return self };
        let mut names: Vec<_> = match list.attributes.get(known::NAMES) {
            Some(Self::Character(n)) => (0..n.data.len()).map(|i| n.data.text(i)).collect(),
            _ => vec![Some("".into()); list.data.len()],
        };
        match names.iter().position(|n| n.as_deref() == Some(name)) {
            Some(at) => list.data.make_mut()[at] = value,
            None => {
                list.data.make_mut().push(value);
                names.push(Some(name.into()));
                list.attributes.set(known::NAMES, Self::Character(Vector::new(names)));
            }
        }
        Self::List(list)
    }

    /// All attributes but names, extents and their names.
    pub fn other_attributes(&self) -> Attributes {
        self.attributes().only(|n| !matches!(n, known::NAMES | known::DIM | known::DIMNAMES))
    }
}
