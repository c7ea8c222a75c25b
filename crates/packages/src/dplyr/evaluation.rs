//! Evaluating the code of verbs group by group, with errors and warnings that say where.
//!
//! An [`Evaluator`] holds the data, its groups and a mask per group. While code runs, a [`Frame`] on the
//! session's stack tells `n()`, `cur_group()`, `across()` and their like which group it is.

use super::grouping::{Grouping, Kind};
use crate::rlang::conditions::{caused_by, condition};
use crate::rlang::mask;
use crate::rlang::quosure::{Quosure, as_label};
use raglan_engine::eval::{Action, Eval, Handler, Session, Signal, condition_message};
use raglan_engine::value::frame::{Table, size, take};
use raglan_engine::value::{Call, Environment, Promise, Symbol, Value, deparse_line, known};
use std::rc::Rc;

/// A column of which a group's rows are taken when they are needed.
pub struct Slice {
    /// The whole column.
    pub column: Value,
    /// The rows.
    pub rows: Rc<[usize]>,
    /// Whether an element of a list is taken out of it.
    pub element: bool,
}

/// What code in a verb may ask about.
#[derive(Clone)]
pub struct Frame {
    /// The groups.
    pub grouping: Rc<Grouping>,
    /// The group code runs in.
    pub group: usize,
    /// The columns as they stand, those just made included.
    pub names: Vec<String>,
    /// The mask of the group.
    pub mask: Environment,
    /// How messages name the code.
    pub label: String,
    /// The column `across()` is at.
    pub column: Option<String>,
}

/// The verbs being carried out, the innermost last.
#[derive(Default)]
pub struct Frames(pub Vec<Frame>);

/// Warnings kept back until the verb ends.
#[derive(Default)]
pub struct Kept(pub Vec<Vec<Value>>);

/// Evaluates code in the groups of a data frame.
pub struct Evaluator {
    /// The verb.
    pub verb: String,
    /// The groups.
    pub grouping: Rc<Grouping>,
    /// The columns code sees.
    pub table: Table,
    masks: Vec<Option<Environment>>,
    slicer: Value,
}

impl Evaluator {
    /// For a verb on data.
    pub fn new(session: &mut Session, verb: &str, table: Table, grouping: Grouping) -> Eval<Self> {
        let slicer = session.from_namespace("dplyr", ".slice_column", true)?;
        let masks = vec![None; grouping.len()];
        Ok(Self { verb: verb.to_string(), grouping: Rc::new(grouping), table, masks, slicer })
    }

    fn bind(&self, mask: &Environment, name: &str, column: &Value, group: usize) {
        let value = if self.grouping.kind == Kind::None {
            column.clone()
        } else {
            let slice = Slice {
                column: column.clone(),
                rows: Rc::clone(&self.grouping.rows[group]),
                element: self.grouping.kind == Kind::Rowwise,
            };
            let holder = Value::External(Rc::new(slice));
            let call = Call::of(self.slicer.clone(), vec![raglan_engine::value::Argument::new(holder)]);
            Value::Promise(Promise::new(Value::Language(Rc::new(call)), mask.clone()))
        };
        mask.set(name, value);
    }

    /// The mask of a group.
    pub fn mask(&mut self, session: &Session, group: usize) -> Environment {
        if let Some(mask) = &self.masks[group] {
            return mask.clone();
        }
        let mask = mask::new_mask(session);
        for (name, column) in self.table.names.iter().zip(&self.table.columns) {
            self.bind(&mask, name, column, group);
        }
        self.masks[group] = Some(mask.clone());
        mask
    }

    /// Puts a new column in sight of the code that follows.
    pub fn add_column(&mut self, name: &str, column: &Value) {
        self.table.set(name, column.clone());
        for group in 0..self.masks.len() {
            if let Some(mask) = self.masks[group].clone() {
                self.bind(&mask, name, column, group);
            }
        }
    }

    /// Takes a column out of sight.
    pub fn remove_column(&mut self, name: &str) {
        self.table.remove(name);
        for mask in self.masks.iter().flatten() {
            mask.remove(Symbol::new(name));
        }
    }

    /// Puts a value of one group in sight, as `summarise()` does with what it has just made.
    pub fn add_value(&mut self, session: &Session, group: usize, name: &str, value: Value) {
        let mask = self.mask(session, group);
        mask.set(name, value);
    }

    /// Evaluates code in a group.
    pub fn evaluate(&mut self, session: &mut Session, quosure: &Quosure, group: usize) -> Eval {
        let mask = self.mask(session, group);
        let mut names = self.table.names.clone();
        for name in mask.names() {
            if name != known::DOT_DATA && !names.iter().any(|n| n == name.as_str()) {
                names.push(name.as_str().to_string());
            }
        }
        let frame = Frame {
            grouping: Rc::clone(&self.grouping),
            group,
            names,
            mask: mask.clone(),
            label: label(quosure),
            column: None,
        };
        session.state::<Frames>().0.push(frame);
        let depth = session.state::<Frames>().0.len();
        let outcome = session.catching(&["error".to_string()], |s| mask::evaluate(s, quosure, &mask));
        session.state::<Frames>().0.truncate(depth - 1);
        match outcome? {
            Ok(value) => Ok(value),
            Err((_, cause)) => Err(self.failure(session, quosure, group, &caused_by("error", &cause))),
        }
    }

    /// An error in the code of an argument: the verb, the code, the group, the cause.
    pub fn failure(
        &self,
        session: &mut Session,
        quosure: &Quosure,
        group: usize,
        cause: &str,
    ) -> Box<Signal> {
        let mut message = format!("ℹ In argument: `{}`.", label(quosure));
        if let Some(place) = group_label(&self.grouping, group) {
            message.push_str(&format!("\nℹ {place}."));
        }
        message.push('\n');
        message.push_str(cause);
        let class = [&format!("dplyr:::{}_error", self.verb), "rlang_error", "error"];
        let condition = condition(&message, Some(Value::call(self.verb.as_str(), [])), &class);
        session.raise_condition(condition)
    }

    /// The error of a result of the wrong size.
    pub fn wrong_size(
        &self,
        session: &mut Session,
        quosure: &Quosure,
        group: usize,
        n: usize,
    ) -> Box<Signal> {
        let wanted = self.grouping.rows[group].len();
        let wanted = if wanted == 1 { "1".to_string() } else { format!("{wanted} or 1") };
        let name = quosure.label();
        self.failure(
            session,
            quosure,
            group,
            &format!("Caused by error:\n! `{name}` must be size {wanted}, not {n}."),
        )
    }
}

/// `name = code`, or the code alone.
pub fn label(quosure: &Quosure) -> String {
    match &quosure.name {
        Some(name) => format!("{} = {}", tick(name), as_label(&quosure.expression)),
        None => as_label(&quosure.expression),
    }
}

fn tick(name: &str) -> String {
    if raglan_engine::value::is_syntactic(name) || name.starts_with("..") {
        name.to_string()
    } else {
        format!("`{name}`")
    }
}

/// `In group 2: `g = "b"``, for grouped data.
pub fn group_label(grouping: &Grouping, group: usize) -> Option<String> {
    match grouping.kind {
        Kind::None => None,
        Kind::Rowwise => Some(format!("In row {}", group + 1)),
        Kind::Grouped => {
            let keys: Vec<String> = grouping
                .vars
                .iter()
                .zip(&grouping.keys.columns)
                .map(|(name, column)| {
                    let key = take(column, &[group]);
                    let text = if key.is_factor() {
                        raglan_engine::value::frame::texts(&key)
                            .ok()
                            .and_then(|t| t.get(0).map(str::to_string))
                            .unwrap_or("NA".into())
                    } else if let Value::Double(v) = &key {
                        raglan_engine::value::format::real_to_string(v.data[0], 7, 0)
                    } else {
                        deparse_line(&key.stripped()).trim_end_matches('L').to_string()
                    };
                    format!("`{} = {text}`", tick(name))
                })
                .collect();
            Some(format!("In group {}: {}", group + 1, keys.join(", ")))
        }
    }
}

/// Carries out a verb with its warnings kept back, then shows them as one.
pub fn with_warnings<T>(
    session: &mut Session,
    verb: &str,
    run: impl FnOnce(&mut Session) -> Eval<T>,
) -> Eval<T> {
    let collector = session.from_namespace("dplyr", ".keep_warning", true)?;
    let block = session.fresh();
    let saved = session.handlers.len();
    session.handlers.push(Handler { class: "warning".into(), action: Action::Call(collector, block) });
    session.state::<Kept>().0.push(Vec::new());
    let level = session.state::<Kept>().0.len();
    let result = run(session);
    session.handlers.truncate(saved);
    let kept = session.state::<Kept>().0.get_mut(level - 1).map(std::mem::take).unwrap_or_default();
    session.state::<Kept>().0.truncate(level - 1);
    let value = result?;
    if let Some(first) = kept.first() {
        let count = kept.len();
        let text = condition_message(first);
        let message = if count == 1 {
            format!("There was 1 warning in `{verb}()`.\n{text}")
        } else {
            format!(
                "There were {count} warnings in `{verb}()`.\nThe first warning was:\n{text}\nℹ Run \
                 `dplyr::last_dplyr_warnings()` to see the {} remaining warning{}.",
                count - 1,
                if count == 2 { "" } else { "s" }
            )
        };
        session.warn_condition(condition(&message, None, &["rlang_warning", "warning"]))?;
    }
    Ok(value)
}

/// Keeps a warning with the code and group it came from.
pub fn keep_warning(session: &mut Session, warning: &Value) -> Eval {
    let frame = session.state::<Frames>().0.last().cloned();
    let mut message = String::new();
    if let Some(frame) = frame {
        message = format!("ℹ In argument: `{}`.\n", frame.label);
        if let Some(place) = group_label(&frame.grouping, frame.group) {
            message.push_str(&format!("ℹ {place}.\n"));
        }
    }
    let mut cause = warning.clone();
    if cause.has_class("lifecycle_warning_deprecated") {
        let text = condition_message(&cause);
        let kept = text.split("\nThis warning is displayed").next().unwrap_or("").to_string();
        cause = cause.with_part("message", Value::string(&kept));
    }
    message.push_str(&caused_by("warning", &cause));
    let kept = condition(&message, None, &["warning"]);
    if let Some(list) = session.state::<Kept>().0.last_mut() {
        list.push(kept);
    }
    Err(session.invoke_restart("muffleWarning", Vec::new()))
}

/// A group's rows of a column.
pub fn slice_column(slice: &Slice) -> Value {
    if slice.element
        && let Value::List(list) = &slice.column
        && !slice.column.is_data_frame()
    {
        return slice.rows.first().and_then(|&i| list.data.get(i)).cloned().unwrap_or_default();
    }
    take(&slice.column, &slice.rows)
}

/// The pieces of all groups put back into the order of the rows.
pub fn assemble(grouping: &Grouping, pieces: &[Value], rows: usize) -> Eval {
    if grouping.kind == Kind::None
        && let [piece] = pieces
    {
        return Ok(raglan_engine::value::frame::recycle_to(piece, rows));
    }
    let mut full = Vec::with_capacity(pieces.len());
    let mut place = vec![0usize; rows];
    let mut at = 0;
    for (piece, group) in pieces.iter().zip(&grouping.rows) {
        for &row in group.iter() {
            place[row] = at;
            at += 1;
        }
        let piece = if size(piece) == group.len() {
            piece.clone()
        } else {
            raglan_engine::value::frame::recycle_to(piece, group.len())
        };
        full.push(piece);
    }
    let all = raglan_engine::value::frame::concatenate(&full, &|i| format!("`..{}`", i + 1))?;
    if matches!(all, Value::Null) {
        return Ok(all);
    }
    Ok(take(&all, &place))
}
