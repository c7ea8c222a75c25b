//! A layer's data: columns of aesthetics with as many rows as marks.

use raglan_engine::eval::{Eval, fail};
use raglan_engine::results::{self, Data, Field};
use raglan_engine::value::{
    NA_REAL, Value, as_character, as_double, as_logical, collate, double_to_string, known,
};
use std::cmp::Ordering;
use std::rc::Rc;

/// One column.
#[derive(Clone, Debug)]
pub enum Column {
    /// Numbers; NaN is missing.
    Number(Vec<f64>),
    /// Logical values.
    Logical(Vec<Option<bool>>),
    /// Strings, colours among them.
    Text(Vec<Option<Rc<str>>>),
    /// A factor: codes from zero.
    Factor(Vec<Option<usize>>, Rc<Vec<String>>, bool),
    /// Several numbers in each row: outliers.
    Numbers(Vec<Vec<f64>>),
}

impl Column {
    /// Reads a vector.
    pub fn of(value: &Value) -> Eval<Column> {
        if value.is_factor() {
            let levels = value.attribute(known::LEVELS).unwrap_or_default();
            let levels: Vec<String> =
                as_character(&levels)?.iter().map(|s| s.unwrap_or("NA").to_string()).collect();
            let codes = as_double(&value.clone().stripped(), &mut Vec::new())?;
            let codes = codes.iter().map(|c| (*c >= 1.0).then(|| *c as usize - 1)).collect();
            return Ok(Column::Factor(codes, Rc::new(levels), value.has_class("ordered")));
        }
        match value {
            Value::Logical(_) => Ok(Column::Logical(as_logical(value)?.to_vec())),
            Value::Integer(_) | Value::Double(_) => {
                if ["difftime", "hms", "POSIXlt"].iter().any(|c| value.has_class(c)) {
                    let class = raglan_engine::value::class_vector(value).remove(0);
                    return fail(format!("scales of <{class}> are not implemented"));
                }
                Ok(Column::Number(as_double(value, &mut Vec::new())?.to_vec()))
            }
            Value::Character(v) => Ok(Column::Text((0..v.data.len()).map(|i| v.data.text(i)).collect())),
            other => fail(format!(
                "Aesthetics are not valid data columns: an object of class <{}>",
                raglan_engine::value::class_vector(other).join("/")
            )),
        }
    }

    /// The same thing everywhere.
    pub fn text(value: &str, n: usize) -> Column {
        Column::Text(vec![Some(Rc::from(value)); n])
    }

    /// As an R vector.
    pub fn value(&self) -> Value {
        match self {
            Column::Number(x) => Value::doubles(x.clone()),
            Column::Logical(x) => Value::logicals(x.clone()),
            Column::Text(x) => Value::texts(x.iter().map(|s| s.as_deref())),
            Column::Factor(codes, levels, ordered) => {
                let codes: Vec<i32> = codes
                    .iter()
                    .map(|c| c.map_or(raglan_engine::value::NA_INTEGER, |c| c as i32 + 1))
                    .collect();
                let class: &[&str] = if *ordered { &["ordered", "factor"] } else { &["factor"] };
                Value::integers(codes)
                    .with_attribute(known::LEVELS, Value::strings(levels.iter()))
                    .with_class(class)
            }
            Column::Numbers(rows) => {
                Value::list(rows.iter().map(|r| Value::doubles(r.clone())).collect::<Vec<_>>())
            }
        }
    }

    /// For the record of results.
    pub fn data(&self) -> Data {
        let mut column = results::Column::default();
        match self {
            Column::Number(x) => {
                column.of = "double".into();
                column.numbers = x.iter().map(|x| (!raglan_engine::value::is_na(*x)).then_some(*x)).collect();
            }
            Column::Logical(x) => {
                column.of = "logical".into();
                column.numbers = x.iter().map(|x| x.map(|b| f64::from(u8::from(b)))).collect();
            }
            Column::Text(x) => {
                column.of = "character".into();
                column.strings = x.iter().map(|s| s.as_deref().map(str::to_string)).collect();
            }
            Column::Factor(codes, levels, ordered) => {
                column.of = if *ordered { "ordered" } else { "factor" }.into();
                column.numbers = codes.iter().map(|c| c.map(|c| c as f64 + 1.0)).collect();
                column.levels = levels.to_vec();
            }
            Column::Numbers(rows) => {
                let field =
                    |r: &Vec<f64>| Field { name: String::new(), value: Column::Number(r.clone()).data() };
                return Data::Object { class: vec!["list".into()], fields: rows.iter().map(field).collect() };
            }
        }
        Data::Vector(column)
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        match self {
            Column::Number(x) => x.len(),
            Column::Logical(x) => x.len(),
            Column::Text(x) => x.len(),
            Column::Factor(x, _, _) => x.len(),
            Column::Numbers(x) => x.len(),
        }
    }

    /// Values that are not numbers stand for categories.
    pub fn is_discrete(&self) -> bool {
        !matches!(self, Column::Number(_) | Column::Numbers(_))
    }

    /// The rows at these positions.
    pub fn pick(&self, at: &[usize]) -> Column {
        match self {
            Column::Number(x) => Column::Number(at.iter().map(|i| x[*i]).collect()),
            Column::Logical(x) => Column::Logical(at.iter().map(|i| x[*i]).collect()),
            Column::Text(x) => Column::Text(at.iter().map(|i| x[*i].clone()).collect()),
            Column::Factor(x, levels, ordered) => {
                Column::Factor(at.iter().map(|i| x[*i]).collect(), levels.clone(), *ordered)
            }
            Column::Numbers(x) => Column::Numbers(at.iter().map(|i| x[*i].clone()).collect()),
        }
    }

    /// The numbers of it; texts have none.
    pub fn numbers(&self) -> Vec<f64> {
        match self {
            Column::Number(x) => x.clone(),
            Column::Logical(x) => x.iter().map(|b| b.map_or(NA_REAL, |b| f64::from(u8::from(b)))).collect(),
            Column::Factor(x, _, _) => x.iter().map(|c| c.map_or(NA_REAL, |c| c as f64 + 1.0)).collect(),
            other => vec![NA_REAL; other.len()],
        }
    }

    /// The values as strings, `as.character`.
    pub fn strings(&self) -> Vec<Option<Rc<str>>> {
        let number = |x: &f64| (!x.is_nan()).then(|| Rc::from(double_to_string(*x).as_str()));
        match self {
            Column::Number(x) => x.iter().map(number).collect(),
            Column::Logical(x) => {
                x.iter().map(|b| b.map(|b| Rc::from(if b { "TRUE" } else { "FALSE" }))).collect()
            }
            Column::Text(x) => x.clone(),
            Column::Factor(x, levels, _) => {
                x.iter().map(|c| c.map(|c| Rc::from(levels[c].as_str()))).collect()
            }
            Column::Numbers(x) => vec![None; x.len()],
        }
    }

    /// The one string of a row, if it has one.
    pub fn string(&self, i: usize) -> Option<Rc<str>> {
        self.strings_at(i)
    }

    fn strings_at(&self, i: usize) -> Option<Rc<str>> {
        match self {
            Column::Text(x) => x.get(i).cloned().flatten(),
            other if i < other.len() => other.pick(&[i]).strings().remove(0),
            _ => None,
        }
    }

    /// Whether a row is missing.
    pub fn is_missing(&self, i: usize) -> bool {
        match self {
            Column::Number(x) => x[i].is_nan(),
            Column::Logical(x) => x[i].is_none(),
            Column::Text(x) => x[i].is_none(),
            Column::Factor(x, _, _) => x[i].is_none(),
            Column::Numbers(_) => false,
        }
    }

    /// The values that occur, in the order of a scale: levels of a factor, else sorted; missing last.
    pub fn distinct(&self) -> Vec<Option<Rc<str>>> {
        let (ids, n) = self.ids();
        let mut out = vec![None; n];
        let strings = self.strings();
        for (id, text) in ids.into_iter().zip(strings) {
            out[id] = text;
        }
        out
    }

    /// A number from zero for each row, equal for equal values, in the order of [`Column::distinct`], and how
    /// many there are.
    pub fn ids(&self) -> (Vec<usize>, usize) {
        let n = self.len();
        let mut order: Vec<usize> = (0..n).collect();
        let compare = |a: &usize, b: &usize| self.compare(*a, *b);
        order.sort_by(compare);
        let mut ids = vec![0; n];
        let mut next = 0;
        for (k, i) in order.iter().enumerate() {
            if k > 0 && self.compare(order[k - 1], *i) != Ordering::Equal {
                next += 1;
            }
            ids[*i] = next;
        }
        (ids, if n == 0 { 0 } else { next + 1 })
    }

    fn compare(&self, a: usize, b: usize) -> Ordering {
        fn last<T>(a: Option<T>, b: Option<T>, compare: impl Fn(T, T) -> Ordering) -> Ordering {
            match (a, b) {
                (Some(a), Some(b)) => compare(a, b),
                (a, b) => a.is_none().cmp(&b.is_none()),
            }
        }
        match self {
            Column::Number(x) => {
                let number = |x: f64| (!x.is_nan()).then_some(x);
                last(number(x[a]), number(x[b]), |a, b| a.partial_cmp(&b).unwrap_or(Ordering::Equal))
            }
            Column::Logical(x) => last(x[a], x[b], |a, b| a.cmp(&b)),
            Column::Text(x) => last(x[a].as_deref(), x[b].as_deref(), collate),
            Column::Factor(x, _, _) => last(x[a], x[b], |a, b| a.cmp(&b)),
            Column::Numbers(_) => Ordering::Equal,
        }
    }

    /// Repeats a single row.
    pub fn recycle(self, n: usize) -> Column {
        if self.len() == 1 && n != 1 { self.pick(&vec![0; n]) } else { self }
    }
}

/// Columns by name.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    /// Number of rows.
    pub rows: usize,
    /// Names and values in order.
    pub columns: Vec<(String, Column)>,
    /// Columns of integers or of places of categories: their resolution is one.
    pub whole: Vec<String>,
    /// Columns of dates or times: the transformation their scales have by default.
    pub times: Vec<(String, &'static str)>,
}

impl Frame {
    /// No columns.
    pub fn new(rows: usize) -> Frame {
        Frame { rows, columns: Vec::new(), whole: Vec::new(), times: Vec::new() }
    }

    /// A column.
    pub fn get(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|(n, _)| n == name).map(|(_, c)| c)
    }

    /// Whether there is a column.
    pub fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// A column's numbers.
    pub fn numbers(&self, name: &str) -> Option<Vec<f64>> {
        self.get(name).map(Column::numbers)
    }

    /// A column's numbers where it is certain to be there.
    pub fn of(&self, name: &str) -> Vec<f64> {
        self.numbers(name).unwrap_or_else(|| vec![NA_REAL; self.rows])
    }

    /// One number.
    pub fn at(&self, name: &str, row: usize) -> f64 {
        match self.get(name) {
            Some(Column::Number(x)) => x.get(row).copied().unwrap_or(NA_REAL),
            Some(other) => other.numbers().get(row).copied().unwrap_or(NA_REAL),
            None => NA_REAL,
        }
    }

    /// One string.
    pub fn string(&self, name: &str, row: usize) -> Option<Rc<str>> {
        self.get(name)?.string(row)
    }

    /// Sets a column, a single row repeated.
    pub fn set(&mut self, name: &str, column: Column) {
        let column = column.recycle(self.rows);
        match self.columns.iter_mut().find(|(n, _)| n == name) {
            Some((_, slot)) => *slot = column,
            None => self.columns.push((name.into(), column)),
        }
    }

    /// Sets a column of numbers.
    pub fn put(&mut self, name: &str, numbers: Vec<f64>) {
        self.set(name, Column::Number(numbers));
    }

    /// Sets a number everywhere.
    pub fn fill(&mut self, name: &str, number: f64) {
        self.put(name, vec![number; self.rows]);
    }

    /// Drops a column.
    pub fn remove(&mut self, name: &str) -> Option<Column> {
        let at = self.columns.iter().position(|(n, _)| n == name)?;
        Some(self.columns.remove(at).1)
    }

    /// The rows at these positions.
    pub fn pick(&self, at: &[usize]) -> Frame {
        let columns = self.columns.iter().map(|(n, c)| (n.clone(), c.pick(at))).collect();
        Frame { rows: at.len(), columns, whole: self.whole.clone(), times: self.times.clone() }
    }

    /// The rows a test keeps.
    pub fn filter(&self, keep: impl Fn(usize) -> bool) -> Frame {
        let at: Vec<usize> = (0..self.rows).filter(|i| keep(*i)).collect();
        if at.len() == self.rows { self.clone() } else { self.pick(&at) }
    }

    /// Positions of rows by the value of a column of numbers, ascending, missing last.
    pub fn groups(&self, name: &str) -> Vec<(f64, Vec<usize>)> {
        let Some(column) = self.get(name) else { return vec![(1.0, (0..self.rows).collect())] };
        let numbers = column.numbers();
        let (ids, n) = column.ids();
        let mut out = vec![(NA_REAL, Vec::new()); n];
        for (i, id) in ids.into_iter().enumerate() {
            out[id].0 = numbers[i];
            out[id].1.push(i);
        }
        out
    }

    /// Rows under rows; columns that one lacks are missing there.
    pub fn bind(parts: Vec<Frame>) -> Frame {
        let mut names: Vec<String> = Vec::new();
        for part in &parts {
            for (name, _) in &part.columns {
                if !names.contains(name) {
                    names.push(name.clone());
                }
            }
        }
        let mut parts: Vec<Frame> = parts.into_iter().filter(|p| p.rows > 0).collect();
        if parts.len() == 1 {
            return parts.remove(0);
        }
        let rows = parts.iter().map(|p| p.rows).sum();
        let mut out = Frame::new(rows);
        out.whole = parts.first().map(|p| p.whole.clone()).unwrap_or_default();
        for name in names {
            out.columns.push((name.clone(), bind_column(&parts, &name)));
        }
        out
    }

    /// The least distance of different values of a column.
    pub fn resolution(&self, name: &str) -> f64 {
        let mut x: Vec<f64> = self.of(name).into_iter().filter(|v| v.is_finite()).collect();
        x.sort_by(f64::total_cmp);
        x.dedup();
        let zero = match (x.first(), x.last()) {
            (Some(a), Some(b)) => raglan_graphics::breaks::range::is_zero(*a, *b),
            _ => true,
        };
        if self.whole.iter().any(|w| w == name) || zero {
            return 1.0;
        }
        x.windows(2).map(|w| w[1] - w[0]).fold(f64::INFINITY, f64::min)
    }

    /// As an R data frame.
    pub fn value(&self) -> Value {
        let names: Vec<&str> = self.columns.iter().map(|(n, _)| n.as_str()).collect();
        Value::list(self.columns.iter().map(|(_, c)| c.value()).collect::<Vec<_>>())
            .with_names(names)
            .with_class(&["data.frame"])
            .with_attribute(
                known::ROW_NAMES,
                Value::integers(vec![raglan_engine::value::NA_INTEGER, -(self.rows as i32)]),
            )
    }

    /// For the record of results.
    pub fn data(&self) -> Data {
        let columns = self.columns.iter().map(|(n, c)| Field { name: n.clone(), value: c.data() }).collect();
        Data::Table { class: vec!["data.frame".into()], rows: self.rows, columns, groups: Vec::new() }
    }
}

fn bind_column(parts: &[Frame], name: &str) -> Column {
    let columns: Vec<Option<&Column>> = parts.iter().map(|p| p.get(name)).collect();
    let present: Vec<&Column> = columns.iter().flatten().copied().collect();
    let lengths = parts.iter().map(|p| p.rows);
    if let Some(Column::Factor(_, levels, ordered)) = present.first() {
        let same = |c: &&Column| matches!(c, Column::Factor(_, l, _) if l == levels);
        if present.iter().all(same) {
            let codes = columns.iter().zip(lengths).flat_map(|(c, n)| match c {
                Some(Column::Factor(x, _, _)) => x.clone(),
                _ => vec![None; n],
            });
            return Column::Factor(codes.collect(), levels.clone(), *ordered);
        }
    }
    if present.iter().all(|c| matches!(c, Column::Number(_))) {
        let numbers = columns.iter().zip(lengths);
        return Column::Number(
            numbers.flat_map(|(c, n)| c.map_or(vec![NA_REAL; n], Column::numbers)).collect(),
        );
    }
    if present.iter().all(|c| matches!(c, Column::Logical(_))) {
        let all = columns.iter().zip(lengths).flat_map(|(c, n)| match c {
            Some(Column::Logical(x)) => x.clone(),
            _ => vec![None; n],
        });
        return Column::Logical(all.collect());
    }
    if present.iter().any(|c| matches!(c, Column::Numbers(_))) {
        let all = columns.iter().zip(lengths).flat_map(|(c, n)| match c {
            Some(Column::Numbers(x)) => x.clone(),
            _ => vec![Vec::new(); n],
        });
        return Column::Numbers(all.collect());
    }
    let all = columns.iter().zip(lengths).flat_map(|(c, n)| c.map_or(vec![None; n], Column::strings));
    Column::Text(all.collect())
}
