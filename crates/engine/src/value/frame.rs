//! Data frames: columns of equal length with names, and how rows are taken, joined and told apart.
//!
//! A data frame stays the R list it is; [`Table`] is that list taken apart. [`take`] selects rows of anything
//! that can be a column (vectors, factors, matrices, data frames), [`concatenate`] puts such things under each
//! other by the rules of the tidyverse, [`distinct_codes`] numbers the different rows.

use super::{
    Attributes, Failure, NA_INTEGER, Result, Store, Strings, Symbol, Type, Value, Vector, as_character,
    is_na, known,
};
use std::cmp::Ordering;
use std::hash::{BuildHasherDefault, Hash, Hasher};

/// The position that selects NA.
pub const NO_ROW: usize = usize::MAX;

/// A data frame taken apart.
#[derive(Clone, Default)]
pub struct Table {
    /// Names of the columns.
    pub names: Vec<String>,
    /// The columns.
    pub columns: Vec<Value>,
    /// Number of rows.
    pub rows: usize,
}

impl Table {
    /// The columns of a data frame, or of a list with names.
    pub fn of(value: &Value) -> Self {
        let columns = match value {
            Value::List(v) => v.data.to_vec(),
            _ => Vec::new(),
        };
        let names = names_of(value);
        let rows = if value.is_data_frame() { row_count(value) } else { columns.first().map_or(0, size) };
        Self { names, columns, rows }
    }

    /// The place of a column.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|n| n == name)
    }

    /// A column.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.position(name).map(|i| &self.columns[i])
    }

    /// Replaces a column or adds one at the end.
    pub fn set(&mut self, name: &str, value: Value) {
        match self.position(name) {
            Some(i) => self.columns[i] = value,
            None => {
                self.names.push(name.to_string());
                self.columns.push(value);
            }
        }
    }

    /// Removes a column.
    pub fn remove(&mut self, name: &str) {
        if let Some(i) = self.position(name) {
            self.names.remove(i);
            self.columns.remove(i);
        }
    }

    /// Some of the columns in a given order.
    pub fn select(&self, at: &[usize]) -> Self {
        Self {
            names: at.iter().map(|&i| self.names[i].clone()).collect(),
            columns: at.iter().map(|&i| self.columns[i].clone()).collect(),
            rows: self.rows,
        }
    }

    /// Some of the rows in a given order.
    pub fn take(&self, at: &[usize]) -> Self {
        Self {
            names: self.names.clone(),
            columns: self.columns.iter().map(|c| take(c, at)).collect(),
            rows: at.len(),
        }
    }

    /// The tibble with these columns.
    pub fn tibble(self) -> Value {
        let rows = self.rows;
        self.list().with_attribute(known::ROW_NAMES, compact_rows(rows)).with_class(&[
            "tbl_df",
            "tbl",
            "data.frame",
        ])
    }

    /// The plain data frame with these columns.
    pub fn data_frame(self) -> Value {
        let rows = self.rows;
        self.list().with_class(&["data.frame"]).with_attribute(known::ROW_NAMES, compact_rows(rows))
    }

    /// A data frame with the class and other attributes of `template`; its row names only when `rows` says so.
    pub fn like(self, template: &Value) -> Value {
        let rows = self.rows;
        let mut attributes = Attributes::default();
        attributes.set(known::NAMES, Value::strings(&self.names));
        let mut seen = false;
        for (name, value) in template.attributes().iter() {
            match name {
                known::NAMES => {}
                known::ROW_NAMES => {
                    attributes.set(name, compact_rows(rows));
                    seen = true;
                }
                _ => attributes.set(name, value.clone()),
            }
        }
        if !seen {
            attributes.set(known::ROW_NAMES, compact_rows(rows));
        }
        if attributes.get(known::CLASS).is_none() {
            attributes.set(known::CLASS, Value::strings(["data.frame"]));
        }
        Value::list(self.columns).with_attributes(attributes)
    }

    fn list(self) -> Value {
        Value::list(self.columns).with_names(self.names)
    }
}

/// Row names that are just 1 to `n`.
pub fn compact_rows(n: usize) -> Value {
    if n == 0 {
        return Value::integers(Vec::new());
    }
    Value::integers(vec![NA_INTEGER, -i32::try_from(n).unwrap_or(i32::MAX)])
}

/// Names of the elements, `""` where there are none.
pub fn names_of(value: &Value) -> Vec<String> {
    match value.names() {
        Some(names) => names.iter().map(|n| n.unwrap_or("NA").to_string()).collect(),
        None => vec![String::new(); value.len()],
    }
}

/// The number of rows of a data frame.
pub fn row_count(frame: &Value) -> usize {
    match frame.attributes().get(known::ROW_NAMES) {
        Some(Value::Integer(v)) if v.data.len() == 2 && v.data[0] == NA_INTEGER => {
            v.data[1].unsigned_abs() as usize
        }
        Some(Value::Double(v)) if v.data.len() == 2 && v.data[0].is_nan() => v.data[1].abs() as usize,
        Some(other) => other.len(),
        None => match frame {
            Value::List(v) => v.data.first().map_or(0, size),
            _ => 0,
        },
    }
}

/// The row names of a data frame that are text.
pub fn row_names(frame: &Value) -> Option<Strings> {
    match frame.attributes().get(known::ROW_NAMES) {
        Some(Value::Character(v)) => Some(v.data.clone()),
        _ => None,
    }
}

/// The number of rows of a column: of a data frame or matrix its rows, else its length.
pub fn size(value: &Value) -> usize {
    if value.is_data_frame() {
        return row_count(value);
    }
    match value.dim() {
        Some(d) if !d.is_empty() => d[0],
        _ => value.len(),
    }
}

/// The rows `at` of a column; [`NO_ROW`] gives NA.
pub fn take(value: &Value, at: &[usize]) -> Value {
    if value.is_data_frame() {
        return take_rows(value, at);
    }
    if let Some(d) = value.dim().filter(|d| d.len() > 1) {
        return take_array(value, &d, at);
    }
    let out = value.gather(at);
    let attributes = value.attributes();
    if attributes.is_empty() {
        return out;
    }
    let names = value.names();
    let mut kept = attributes.only(|n| !matches!(n, known::NAMES | known::DIM | known::DIMNAMES));
    if let Some(names) = names {
        let picked: Strings = at.iter().map(|&i| if i == NO_ROW { Some("") } else { names.get(i) }).collect();
        kept.set(known::NAMES, Value::from(picked));
    }
    if kept.is_empty() { out } else { out.with_attributes(kept) }
}

fn take_array(value: &Value, d: &[usize], at: &[usize]) -> Value {
    let others: usize = d[1..].iter().product();
    let rows = d[0];
    let cells: Vec<usize> = (0..others)
        .flat_map(|k| at.iter().map(move |&i| if i == NO_ROW { NO_ROW } else { k * rows + i }))
        .collect();
    let mut attributes = value.attributes().clone();
    let mut extents: Vec<i32> = d.iter().map(|&n| n as i32).collect();
    extents[0] = at.len() as i32;
    attributes.set(known::DIM, Value::integers(extents));
    if let Some(Value::List(names)) = value.attributes().get(known::DIMNAMES) {
        let mut names = Value::List(names.clone());
        if let Value::List(v) = &mut names
            && let Some(first) = v.data.make_mut().first_mut()
        {
            *first = first.gather(at);
        }
        attributes.set(known::DIMNAMES, names);
    }
    value.gather(&cells).with_attributes(attributes)
}

/// The rows `at` of a data frame, its text row names following when they stay unique.
pub fn take_rows(frame: &Value, at: &[usize]) -> Value {
    let table = Table::of(frame).take(at);
    let mut out = table.like(frame);
    if let Some(names) = row_names(frame) {
        let picked: Vec<Option<&str>> = at.iter().map(|&i| names.get(i)).collect();
        out.set_attribute(known::ROW_NAMES, Value::texts(unique_row_names(&picked)));
    }
    out
}

/// Row names made unique as data frames do when rows are repeated.
fn unique_row_names(names: &[Option<&str>]) -> Vec<Option<String>> {
    let mut seen = std::collections::BTreeSet::new();
    let mut out = Vec::with_capacity(names.len());
    for name in names {
        let name = name.unwrap_or("NA");
        let mut candidate = name.to_string();
        let mut k = 0;
        while !seen.insert(candidate.clone()) {
            k += 1;
            candidate = format!("{name}...{}", out.len() + k);
        }
        out.push(Some(candidate));
    }
    out
}

/// The value repeated to `n` rows when it has one.
pub fn recycle_to(value: &Value, n: usize) -> Value {
    if size(value) == n { value.clone() } else { take(value, &vec![0; n]) }
}

/// A hash that is the same in every run.
#[derive(Default)]
struct StableHasher(u64);

impl Hasher for StableHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0u8; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.write_u64(u64::from_le_bytes(word) ^ ((chunk.len() as u64) << 56));
        }
    }

    fn write_u64(&mut self, word: u64) {
        let mixed = (self.0.rotate_left(5) ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.0 = mixed ^ (mixed >> 29);
    }
}

// Looked up only, never iterated, and the hash is fixed.
#[allow(clippy::disallowed_types)]
type Seen<K> = std::collections::HashMap<K, u32, BuildHasherDefault<StableHasher>>;

/// Rows numbered by what they hold, and where each number was first seen.
#[derive(Clone, Debug, Default)]
pub struct Codes {
    /// The number of each row.
    pub codes: Vec<u32>,
    /// The first row of each number.
    pub first: Vec<usize>,
}

fn number<K: Hash + Eq>(keys: impl Iterator<Item = K>) -> Codes {
    let mut seen: Seen<K> = Seen::default();
    let mut out = Codes::default();
    for (i, key) in keys.enumerate() {
        let next = out.first.len() as u32;
        let code = *seen.entry(key).or_insert(next);
        if code == next {
            out.first.push(i);
        }
        out.codes.push(code);
    }
    out
}

/// A double as a key: one zero, one NaN, one NA.
fn double_key(x: f64) -> u64 {
    if x == 0.0 {
        0
    } else if x.is_nan() {
        if is_na(x) { 1 } else { 2 }
    } else {
        x.to_bits()
    }
}

/// Numbers the different elements of a column in the order they appear.
pub fn column_codes(column: &Value) -> Codes {
    let n = size(column);
    if column.is_data_frame() {
        let Value::List(list) = column else { return Codes::default() };
        return distinct_codes(&list.data, n);
    }
    if let Some(d) = column.dim().filter(|d| d.len() > 1) {
        let cells: usize = d[1..].iter().product();
        let columns: Vec<Value> =
            (0..cells).map(|k| column.gather(&(k * n..(k + 1) * n).collect::<Vec<_>>())).collect();
        return distinct_codes(&columns, n);
    }
    match column {
        Value::Logical(v) => number(v.data.iter()),
        Value::Integer(v) => number(v.data.iter()),
        Value::Double(v) => number(v.data.iter().map(|&x| double_key(x))),
        Value::Character(v) => number(v.data.iter()),
        Value::Complex(v) => number(v.data.iter().map(|z| (double_key(z.re), double_key(z.im)))),
        Value::Raw(v) => number(v.data.iter()),
        Value::List(v) => list_codes(&v.data),
        _ => Codes { codes: vec![0; n], first: if n > 0 { vec![0] } else { Vec::new() } },
    }
}

/// Elements of lists are compared one with another.
fn list_codes(items: &[Value]) -> Codes {
    let mut out = Codes::default();
    for (i, item) in items.iter().enumerate() {
        match out.first.iter().position(|&f| super::identical(&items[f], item)) {
            Some(code) => out.codes.push(code as u32),
            None => {
                out.codes.push(out.first.len() as u32);
                out.first.push(i);
            }
        }
    }
    out
}

/// Numbers the different rows of `n` rows of columns in the order they appear.
pub fn distinct_codes(columns: &[Value], n: usize) -> Codes {
    let mut all = Codes { codes: vec![0; n], first: if n > 0 { vec![0] } else { Vec::new() } };
    for (k, column) in columns.iter().enumerate() {
        let one = column_codes(column);
        all = if k == 0 { one } else { number(all.codes.iter().zip(&one.codes)) };
    }
    all
}

/// For each element its place among the different values in order; equal ones share it, NA is `None`.
pub fn ranks(column: &Value, collate: fn(&str, &str) -> Ordering) -> Result<Vec<Option<u32>>> {
    let Codes { codes, first } = column_codes(column);
    let mut order: Vec<u32> = (0..first.len() as u32).collect();
    let at = |c: u32| first[c as usize];
    let missing: Vec<bool> = first.iter().map(|&i| is_missing_at(column, i)).collect();
    let incomparable =
        |v: &Value| Failure::new(format!("cannot order elements of type '{}'", super::type_name(v)));
    match column {
        Value::Logical(v) => order.sort_by_key(|&c| v.data[at(c)]),
        Value::Integer(v) => order.sort_by_key(|&c| v.data[at(c)]),
        Value::Raw(v) => order.sort_by_key(|&c| v.data[at(c)]),
        Value::Double(v) => order.sort_by(|&a, &b| v.data[at(a)].total_cmp(&v.data[at(b)])),
        Value::Character(v) => order.sort_by(|&a, &b| match (v.data.get(at(a)), v.data.get(at(b))) {
            (Some(p), Some(q)) => collate(p, q),
            (p, q) => p.is_some().cmp(&q.is_some()),
        }),
        Value::Complex(v) => order.sort_by(|&a, &b| {
            let (p, q) = (v.data[at(a)], v.data[at(b)]);
            p.re.total_cmp(&q.re).then(p.im.total_cmp(&q.im))
        }),
        other if other.is_empty() => {}
        other => return Err(incomparable(other)),
    }
    let mut place = vec![0; first.len()];
    for (k, &c) in order.iter().enumerate() {
        place[c as usize] = k as u32;
    }
    Ok(codes.iter().map(|&c| (!missing[c as usize]).then_some(place[c as usize])).collect())
}

/// Whether the element at `i` is NA (or NaN, or NULL in a list).
pub fn is_missing_at(column: &Value, i: usize) -> bool {
    match column {
        Value::Logical(v) => v.data.get(i).is_none_or(Option::is_none),
        Value::Integer(v) => v.data.get(i).is_none_or(|&x| x == NA_INTEGER),
        Value::Double(v) => v.data.get(i).is_none_or(|x| x.is_nan()),
        Value::Complex(v) => v.data.get(i).is_none_or(|z| z.is_nan()),
        Value::Character(v) => v.data.get(i).is_none(),
        Value::List(v) => v.data.get(i).is_none_or(|x| matches!(x, Value::Null)),
        _ => false,
    }
}

/// The order of bytes, as the C locale sorts.
pub fn byte_order(a: &str, b: &str) -> Ordering {
    a.as_bytes().cmp(b.as_bytes())
}

/// What the tidyverse calls the type of a column in its messages.
pub fn type_label(value: &Value) -> String {
    let class = |c| value.has_class(c);
    if value.is_factor() {
        let name = if class("ordered") { "ordered" } else { "factor" };
        let levels: Vec<String> = match value.attributes().get(known::LEVELS) {
            Some(Value::Character(l)) => l.data.iter().map(|s| s.unwrap_or("NA").to_string()).collect(),
            _ => Vec::new(),
        };
        return format!("{name}<{}>", short_hash(&levels));
    }
    if class("Date") {
        return "date".into();
    }
    if class("POSIXct") {
        let zone = match value.attribute(known::TZONE) {
            Some(Value::Character(z)) => {
                z.data.get(0).filter(|z| !z.is_empty()).unwrap_or("local").to_string()
            }
            _ => "local".into(),
        };
        return format!("datetime<{zone}>");
    }
    if class("difftime") {
        let unit = match value.attribute(known::UNITS) {
            Some(Value::Character(u)) => u.data.get(0).unwrap_or("").to_string(),
            _ => String::new(),
        };
        return format!("duration<{unit}>");
    }
    if class("tbl_df") {
        return "tbl_df".into();
    }
    if value.is_data_frame() {
        return "data.frame".into();
    }
    if let Some(class) = value.class_attribute() {
        return class.get(0).unwrap_or("").to_string();
    }
    let name = super::type_name(value).to_string();
    match value.dim() {
        Some(d) if d.len() > 1 => {
            let others: Vec<String> = d[1..].iter().map(usize::to_string).collect();
            format!("{name}[,{}]", others.join(","))
        }
        _ => name,
    }
}

/// Five hexadecimal digits that tell sets of levels apart.
fn short_hash(levels: &[String]) -> String {
    let mut hasher = StableHasher::default();
    levels.hash(&mut hasher);
    format!("{:05x}", hasher.finish() & 0xf_ffff)
}

/// Whether a column is all NA and of no type of its own.
fn is_unspecified(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Logical(v) => v.attributes.is_empty() && v.data.iter().all(Option::is_none),
        _ => false,
    }
}

/// Puts columns under each other in their common type. `what` names the parts in the message when they have
/// none.
pub fn concatenate(parts: &[Value], what: &dyn Fn(usize) -> String) -> Result<Value> {
    let typed: Vec<usize> = (0..parts.len()).filter(|&i| !is_unspecified(&parts[i])).collect();
    let Some(&lead) = typed.first() else {
        let n = parts.iter().map(size).sum::<usize>();
        return Ok(if parts.iter().all(|p| matches!(p, Value::Null)) {
            Value::Null
        } else {
            Value::logicals(vec![None; n])
        });
    };
    let first = &parts[lead];
    if first.is_data_frame() {
        return bind_tables(parts, what);
    }
    let refuse = |other: usize| {
        Failure::new(format!(
            "Can't combine {} <{}> and {} <{}>.",
            what(lead),
            type_label(first),
            what(other),
            type_label(&parts[other])
        ))
        .class("vctrs_error_incompatible_type")
    };
    if typed.iter().any(|&i| parts[i].is_factor()) {
        if let Some(&bad) =
            typed.iter().find(|&&i| !parts[i].is_factor() && !matches!(parts[i], Value::Character(_)))
        {
            return Err(if bad == lead {
                let other = typed.iter().copied().find(|&i| parts[i].is_factor()).unwrap_or(lead);
                refuse(other)
            } else {
                refuse(bad)
            });
        }
        return concatenate_factors(parts, &typed);
    }
    let class = first.class_attribute();
    for &i in &typed[1..] {
        let other = &parts[i];
        let same_class = match (&class, other.class_attribute()) {
            (None, None) => true,
            (Some(a), Some(b)) => a.iter().eq(b.iter()),
            _ => false,
        };
        if !same_class || !compatible(first.vector_type(), other.vector_type()) {
            return Err(refuse(i));
        }
    }
    if let Some(d) = first.dim().filter(|d| d.len() == 2) {
        return concatenate_matrices(parts, &typed, d[1]);
    }
    join_plain(parts, first.attributes().only(|n| !matches!(n, known::NAMES | known::DIM | known::DIMNAMES)))
}

fn compatible(a: Option<Type>, b: Option<Type>) -> bool {
    let numeric = |t| matches!(t, Some(Type::Logical | Type::Integer | Type::Double | Type::Complex));
    a == b || (numeric(a) && numeric(b))
}

fn join_plain(parts: &[Value], attributes: Attributes) -> Result<Value> {
    let typed = parts
        .iter()
        .map(|p| if is_unspecified(p) { Type::Logical } else { p.vector_type().unwrap_or(Type::List) });
    let widest = typed.max().unwrap_or(Type::Null);
    let mut warnings = Vec::new();
    let named = parts.iter().any(|p| p.names().is_some());
    let mut arguments = Vec::with_capacity(parts.len());
    for part in parts {
        let value = if is_unspecified(part) && widest == Type::List {
            Value::list(vec![Value::Null; part.len()])
        } else if part.vector_type() == Some(widest) || matches!(part, Value::Null) {
            part.clone()
        } else {
            super::as_type(&part.clone().stripped(), widest, &mut warnings)?
        };
        let names = if named { part.names() } else { None };
        let value = value.stripped();
        let value = match names {
            Some(names) => value.with_attribute(known::NAMES, Value::from(names)),
            None => value,
        };
        arguments.push(super::Argument::new(value));
    }
    let out = super::combine(&arguments, false, named)?;
    let mut all = attributes;
    if let Some(names) = out.attributes().get(known::NAMES) {
        all.set(known::NAMES, names.clone());
    }
    Ok(out.with_attributes(all))
}

fn concatenate_matrices(parts: &[Value], typed: &[usize], columns: usize) -> Result<Value> {
    let mut pieces = Vec::new();
    let total: usize = typed.iter().map(|&i| size(&parts[i])).sum();
    for k in 0..columns {
        for &i in typed {
            let n = size(&parts[i]);
            pieces.push(parts[i].gather(&(k * n..(k + 1) * n).collect::<Vec<_>>()));
        }
    }
    let out = join_plain(&pieces, Attributes::default())?;
    let mut attributes = Attributes::default();
    attributes.set(known::DIM, Value::integers(vec![total as i32, columns as i32]));
    if let Some(Some(names)) = parts[typed[0]].dimnames().and_then(|d| d.into_iter().nth(1)) {
        attributes.set(known::DIMNAMES, Value::list(vec![Value::Null, Value::from(names)]));
    }
    Ok(out.with_attributes(attributes))
}

/// Factors keep the union of their levels; with text among them they become text.
fn concatenate_factors(parts: &[Value], typed: &[usize]) -> Result<Value> {
    if typed.iter().any(|&i| !parts[i].is_factor()) {
        let texts: Result<Vec<Value>> = parts.iter().map(factor_text).collect();
        return join_plain(&texts?, Attributes::default());
    }
    let mut levels: Vec<String> = Vec::new();
    let mut maps: Vec<Vec<i32>> = vec![Vec::new(); parts.len()];
    for &i in typed {
        if let Some(Value::Character(own)) = parts[i].attributes().get(known::LEVELS) {
            for level in own.data.iter().map(|l| l.unwrap_or("NA")) {
                let at = levels.iter().position(|l| l == level).unwrap_or_else(|| {
                    levels.push(level.to_string());
                    levels.len() - 1
                });
                maps[i].push(at as i32 + 1);
            }
        }
    }
    let mut codes = Vec::new();
    for (i, part) in parts.iter().enumerate() {
        match part {
            Value::Integer(v) => codes.extend(v.data.iter().map(|&c| {
                if c == NA_INTEGER {
                    NA_INTEGER
                } else {
                    maps[i].get(c as usize - 1).copied().unwrap_or(NA_INTEGER)
                }
            })),
            other => codes.extend(vec![NA_INTEGER; other.len()]),
        }
    }
    let class = if typed.iter().all(|&i| parts[i].has_class("ordered")) {
        vec!["ordered", "factor"]
    } else {
        vec!["factor"]
    };
    Ok(Value::integers(codes).with_attribute(known::LEVELS, Value::strings(levels)).with_class(&class))
}

/// The labels of a factor; other values as they are.
pub fn factor_text(value: &Value) -> Result<Value> {
    if !value.is_factor() {
        return Ok(value.clone());
    }
    let (Value::Integer(codes), Some(Value::Character(levels))) =
        (value, value.attributes().get(known::LEVELS))
    else {
        return Ok(Value::from(as_character(value)?));
    };
    let label = |&c: &i32| if c == NA_INTEGER { None } else { levels.data.get(c as usize - 1) };
    Ok(Value::from(codes.data.iter().map(label).collect::<Strings>()))
}

/// Data frames under each other: the union of their columns, NA where one has none.
pub fn bind_tables(parts: &[Value], what: &dyn Fn(usize) -> String) -> Result<Value> {
    let tables: Vec<Table> = parts.iter().map(Table::of).collect();
    let mut names: Vec<String> = Vec::new();
    for table in &tables {
        for name in &table.names {
            if !names.contains(name) {
                names.push(name.clone());
            }
        }
    }
    let rows = tables.iter().map(|t| t.rows).sum();
    let mut columns = Vec::with_capacity(names.len());
    for name in &names {
        let pieces: Vec<Value> = tables
            .iter()
            .map(|t| t.get(name).cloned().unwrap_or_else(|| Value::logicals(vec![None; t.rows])))
            .collect();
        let label = |i: usize| format!("`{}${name}`", what(i).trim_matches('`'));
        columns.push(concatenate(&pieces, &label)?);
    }
    let out = Table { names, columns, rows };
    Ok(match parts.iter().find(|p| p.is_data_frame()) {
        Some(template) => {
            let class = template.attributes().only(|n| n == known::CLASS);
            let template = Value::list(Vec::new()).with_attributes(class);
            out.like(&template)
        }
        None => out.tibble(),
    })
}

/// `n` times NA of the type of a column.
pub fn missing_like(value: &Value, n: usize) -> Value {
    take(value, &vec![NO_ROW; n])
}

/// The text of a character vector's or factor's elements.
pub fn texts(value: &Value) -> Result<Strings> {
    as_character(&factor_text(value)?)
}

/// A whole column of one logical value.
pub fn flags(values: Vec<bool>) -> Value {
    Value::Logical(Vector::new(values.into_iter().map(Some).collect::<Store<_>>()))
}

/// The symbols of the names of a data frame's columns.
pub fn symbols(names: &[String]) -> Vec<Symbol> {
    names.iter().map(|n| Symbol::new(n)).collect()
}
