//! Groups of rows: how they are made, stored in a data frame, and read back.

use raglan_engine::eval::{Eval, Session};
use raglan_engine::value::frame::{Table, byte_order, distinct_codes, ranks, row_count, take};
use raglan_engine::value::{Items, NA_INTEGER, Symbol, Value, known};
use std::rc::Rc;

/// How a data frame is grouped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Not at all: one group of all rows.
    None,
    /// By the values of columns.
    Grouped,
    /// Every row by itself.
    Rowwise,
}

/// The groups of a data frame.
#[derive(Clone)]
pub struct Grouping {
    /// How it is grouped.
    pub kind: Kind,
    /// The grouping columns.
    pub vars: Vec<String>,
    /// Their values, one row per group.
    pub keys: Table,
    /// The rows of each group.
    pub rows: Vec<Rc<[usize]>>,
    /// Whether groups of unused factor levels are left out.
    pub drop: bool,
    /// Whether it comes from `.by` and ends with the verb.
    pub temporary: bool,
}

impl Grouping {
    /// One group of `n` rows.
    pub fn none(n: usize) -> Self {
        Self {
            kind: Kind::None,
            vars: Vec::new(),
            keys: Table { rows: 1, ..Table::default() },
            rows: vec![(0..n).collect()],
            drop: true,
            temporary: false,
        }
    }

    /// Every row a group.
    pub fn rowwise(table: &Table, vars: Vec<String>) -> Self {
        Self {
            kind: Kind::Rowwise,
            keys: keys_of(table, &vars),
            rows: (0..table.rows).map(|i| Rc::from([i])).collect(),
            vars,
            drop: true,
            temporary: false,
        }
    }

    /// The groups of a data frame as it stands.
    pub fn of(data: &Value) -> Self {
        let n = row_count(data);
        if data.has_class("rowwise_df") {
            let table = Table::of(data);
            let vars = stored_vars(data);
            return Self::rowwise(&table, vars);
        }
        let Some(groups) = data.attribute(known::GROUPS).filter(|_| data.has_class("grouped_df")) else {
            return Self::none(n);
        };
        let mut keys = Table::of(&groups);
        let rows = match keys.get(".rows") {
            Some(Value::List(list)) => list.data.iter().map(positions).collect(),
            _ => Vec::new(),
        };
        keys.remove(".rows");
        let drop = !matches!(groups.attribute(Symbol::new(".drop")), Some(Value::Logical(v)) if v.data.first() == Some(&Some(false)));
        Self { kind: Kind::Grouped, vars: keys.names.clone(), keys, rows, drop, temporary: false }
    }

    /// Groups by the values of columns: sorted in the C locale, or in the order they appear.
    pub fn by(table: &Table, vars: &[String], drop: bool, sorted: bool) -> Eval<Self> {
        if vars.is_empty() {
            return Ok(Self::none(table.rows));
        }
        let columns: Vec<Value> = vars.iter().filter_map(|v| table.get(v).cloned()).collect();
        let codes = distinct_codes(&columns, table.rows);
        let count = codes.first.len();
        let mut order: Vec<usize> = (0..count).collect();
        if sorted {
            let mut places = Vec::with_capacity(columns.len());
            for column in &columns {
                let firsts = take(column, &codes.first);
                places.push(group_ranks(&firsts)?);
            }
            order.sort_by(|&a, &b| {
                places.iter().map(|p| p[a].cmp(&p[b])).find(|o| o.is_ne()).unwrap_or(a.cmp(&b))
            });
        }
        let mut place = vec![0; count];
        for (k, &g) in order.iter().enumerate() {
            place[g] = k;
        }
        let mut rows: Vec<Vec<usize>> = vec![Vec::new(); count];
        for (i, &code) in codes.codes.iter().enumerate() {
            rows[place[code as usize]].push(i);
        }
        let firsts: Vec<usize> = order.iter().map(|&g| codes.first[g]).collect();
        let key_columns: Vec<Value> = columns.iter().map(|c| bare(take(c, &firsts))).collect();
        let keys = Table { names: vars.to_vec(), columns: key_columns, rows: count };
        let rows = rows.into_iter().map(Rc::from).collect();
        let mut out = Self { kind: Kind::Grouped, vars: vars.to_vec(), keys, rows, drop, temporary: false };
        if !drop {
            out.expand_levels(table)?;
        }
        Ok(out)
    }

    /// Adds an empty group for every level of a factor that has none.
    fn expand_levels(&mut self, table: &Table) -> Eval<()> {
        let Some(column) = self.vars.iter().position(|v| table.get(v).is_some_and(Value::is_factor)) else {
            return Ok(());
        };
        // All combinations: of a factor its levels, of other columns the values that occur with them.
        let mut rows: Vec<(Vec<u32>, Option<usize>)> = Vec::new();
        self.combine(0, &(0..self.keys.rows).collect::<Vec<_>>(), &mut Vec::new(), &mut rows);
        let _ = column;
        let mut keys = Table { names: self.vars.clone(), columns: Vec::new(), rows: rows.len() };
        for k in 0..self.vars.len() {
            let source = &self.keys.columns[k];
            keys.columns.push(if source.is_factor() {
                let codes: Vec<i32> = rows
                    .iter()
                    .map(|(r, _)| if r[k] == u32::MAX { NA_INTEGER } else { r[k] as i32 + 1 })
                    .collect();
                let attributes = source.attributes().clone();
                Value::integers(codes).with_attributes(attributes)
            } else {
                let at: Vec<usize> =
                    rows.iter()
                        .map(|(r, _)| {
                            if r[k] == u32::MAX { raglan_engine::value::frame::NO_ROW } else { r[k] as usize }
                        })
                        .collect();
                take(source, &at)
            });
        }
        self.rows = rows
            .iter()
            .map(|(_, group)| group.map_or_else(|| Rc::from(Vec::new()), |g| Rc::clone(&self.rows[g])))
            .collect();
        self.keys = keys;
        Ok(())
    }

    fn combine(
        &self,
        k: usize,
        groups: &[usize],
        before: &mut Vec<u32>,
        out: &mut Vec<(Vec<u32>, Option<usize>)>,
    ) {
        if k == self.vars.len() {
            out.push((before.clone(), groups.first().copied()));
            return;
        }
        let column = &self.keys.columns[k];
        if let Value::Integer(codes) = column
            && column.is_factor()
        {
            let levels = column.attributes().get(known::LEVELS).map_or(0, Value::len);
            for level in 0..levels {
                let here: Vec<usize> =
                    groups.iter().copied().filter(|&g| codes.data[g] == level as i32 + 1).collect();
                before.push(level as u32);
                self.combine(k + 1, &here, before, out);
                before.pop();
            }
            let missing: Vec<usize> =
                groups.iter().copied().filter(|&g| codes.data[g] == NA_INTEGER).collect();
            if !missing.is_empty() {
                before.push(u32::MAX);
                self.combine(k + 1, &missing, before, out);
                before.pop();
            }
            return;
        }
        if groups.is_empty() {
            before.push(u32::MAX);
            self.combine(k + 1, &[], before, out);
            before.pop();
            return;
        }
        let one = distinct_codes(&[take(column, groups)], groups.len());
        for (code, &first) in one.first.iter().enumerate() {
            let here: Vec<usize> = groups
                .iter()
                .enumerate()
                .filter(|(i, _)| one.codes[*i] as usize == code)
                .map(|(_, &g)| g)
                .collect();
            before.push(groups[first] as u32);
            self.combine(k + 1, &here, before, out);
            before.pop();
        }
    }

    /// Whether there are no groups.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The number of groups.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// The tibble of keys and rows that `group_data()` shows.
    pub fn data(&self) -> Value {
        let mut table = self.keys.clone();
        table.names.push(".rows".into());
        table.columns.push(row_list(&self.rows));
        table.rows = self.rows.len();
        table.tibble()
    }

    /// A data frame of these groups: `template` gives the other attributes.
    pub fn apply(&self, table: Table, template: &Value) -> Value {
        let mut template = ungrouped(template);
        match self.kind {
            _ if self.temporary => return table.like(&template),
            Kind::None => return table.like(&template),
            Kind::Grouped => {
                let groups = self.data().with_attribute(Symbol::new(".drop"), Value::logical(self.drop));
                template = template
                    .with_class(&["grouped_df", "tbl_df", "tbl", "data.frame"])
                    .with_attribute(known::GROUPS, groups);
            }
            Kind::Rowwise => {
                template = template
                    .with_class(&["rowwise_df", "tbl_df", "tbl", "data.frame"])
                    .with_attribute(known::GROUPS, self.data());
            }
        }
        table.like(&template)
    }
}

/// Places for sorting keys, NA last.
fn group_ranks(column: &Value) -> Eval<Vec<u32>> {
    let places = match ranks(column, byte_order) {
        Ok(places) => places,
        // Keys that have no order stay in the order they appear.
        Err(_) => (0..raglan_engine::value::frame::size(column) as u32).map(Some).collect(),
    };
    Ok(places.into_iter().map(|p| p.unwrap_or(u32::MAX)).collect())
}

fn bare(mut column: Value) -> Value {
    column.set_attribute(known::NAMES, Value::Null);
    column
}

fn keys_of(table: &Table, vars: &[String]) -> Table {
    let at: Vec<usize> = vars.iter().filter_map(|v| table.position(v)).collect();
    table.select(&at)
}

fn stored_vars(data: &Value) -> Vec<String> {
    match data.attribute(known::GROUPS) {
        Some(groups) => {
            raglan_engine::value::frame::names_of(&groups).into_iter().filter(|n| n != ".rows").collect()
        }
        None => Vec::new(),
    }
}

fn positions(rows: &Value) -> Rc<[usize]> {
    match rows {
        Value::Integer(v) => v.data.iter().map(|&i| (i - 1).max(0) as usize).collect(),
        Value::Double(v) => v.data.iter().map(|&i| (i as usize).saturating_sub(1)).collect(),
        _ => Rc::from(Vec::new()),
    }
}

/// Row numbers of groups as a `list_of` integers.
pub fn row_list(rows: &[Rc<[usize]>]) -> Value {
    let items: Items =
        rows.iter().map(|r| Value::integers(r.iter().map(|&i| i as i32 + 1).collect::<Vec<_>>())).collect();
    Value::list(items).with_attribute(Symbol::new("ptype"), Value::integers(Vec::new())).with_class(&[
        "vctrs_list_of",
        "vctrs_vctr",
        "list",
    ])
}

/// A data frame without its groups.
pub fn ungrouped(data: &Value) -> Value {
    if !data.has_class("grouped_df") && !data.has_class("rowwise_df") {
        return data.clone();
    }
    data.clone().with_attribute(known::GROUPS, Value::Null).with_class(&["tbl_df", "tbl", "data.frame"])
}

/// A data frame or the refusal the verb words.
pub fn frame_argument(session: &mut Session, value: &Value, verb: &str) -> Eval<()> {
    if value.is_data_frame() {
        return Ok(());
    }
    let class = raglan_engine::value::class_vector(value);
    let shown = if class.len() == 1 {
        format!("\"{}\"", class[0])
    } else {
        format!("\"c({})\"", class.iter().map(|c| format!("'{c}'")).collect::<Vec<_>>().join(", "))
    };
    let message = format!("no applicable method for '{verb}' applied to an object of class {shown}");
    let call = Value::call("UseMethod", [Value::string(verb)]);
    let condition = raglan_engine::eval::condition(&message, Some(call), &["simpleError", "error"]);
    Err(session.raise_condition(condition))
}
