//! Facets: which panels there are, what data goes to which, and what their strips say.

use super::aes;
use super::frame::Column;
use super::values::{self, entries};
use raglan_engine::eval::{Args, Builtin, Eval, Session, builtin, fail};
use raglan_engine::value::{Argument, Call, Environment, Symbol, Value, known};
use std::rc::Rc;

pub(super) const FUNCTIONS: &[Builtin] = &[
    builtin("facet_null(shrink = TRUE)", |_| Ok(null())),
    builtin(
        "facet_wrap(facets, nrow = NULL, ncol = NULL, scales = \"fixed\", shrink = TRUE, labeller = \"label_value\", as.table = TRUE, switch = NULL, drop = TRUE, dir = \"h\", strip.position = \"top\", axes = \"margins\", axis.labels = \"all\")",
        wrap,
    ),
    builtin(
        "facet_grid(rows = NULL, cols = NULL, scales = \"fixed\", space = \"fixed\", shrink = TRUE, labeller = \"label_value\", as.table = TRUE, switch = NULL, drop = TRUE, margins = FALSE, axes = \"margins\", axis.labels = \"all\")",
        grid,
    ),
    builtin("label_value(labels, multi_line = TRUE)", label_value),
    builtin("label_both(labels, multi_line = TRUE, sep = \": \")", label_both),
    builtin("as_labeller(x, default = label_value, multi_line = TRUE)", |a| {
        Ok(Value::named_list([("x", a.value("x")?)]).with_class(&["labeller"]))
    }),
    builtin("labeller(..., .rows = NULL, .cols = NULL)", |a| {
        a.refuse_unless_default(&[".rows", ".cols"])?;
        let pairs = aes::named(a.dots()?);
        Ok(Value::named_list([("by", Value::named_list(pairs))]).with_class(&["labeller"]))
    }),
];

/// `facet_null()`
pub fn null() -> Value {
    Value::named_list([("name", Value::string("null"))]).with_class(&["FacetNull", "Facet", "ggproto", "gg"])
}

/// Facet variables from a formula, `vars()`, names or a quosure: quosures with names.
fn variables(session: &mut Session, value: &Value, env: &Environment) -> Eval<Vec<(String, Value)>> {
    if matches!(value, Value::Null) {
        return Ok(Vec::new());
    }
    if value.has_class("quosures") {
        let named = entries(value).into_iter().filter(|(_, q)| !matches!(q, Value::Null));
        return Ok(named.map(|(n, q)| (if n.is_empty() { aes::label("", &q) } else { n }, q)).collect());
    }
    if let Value::Character(names) = value {
        let quote = |n: Option<&str>| {
            let name = n.unwrap_or("NA").to_string();
            // A name may be code, as in facet_wrap("reorder(x, y)").
            let (nodes, _) = raglan_engine::syntax::parse(&name);
            let code = nodes
                .first()
                .map_or_else(|| Value::symbol(&name), |node| raglan_engine::value::lower(node, &name));
            (name, values::quosure(code, env))
        };
        return Ok(names.data.iter().map(quote).collect());
    }
    if let Value::Language(call) = value
        && call.calls(known::TILDE)
    {
        let place = match call.attributes.get(known::ENVIRONMENT) {
            Some(Value::Environment(e)) => e.clone(),
            _ => env.clone(),
        };
        let mut out = Vec::new();
        for side in call.values() {
            terms(side, &mut out);
        }
        return Ok(out
            .into_iter()
            .map(|code| (raglan_engine::value::deparse_line(&code), values::quosure(code, &place)))
            .collect());
    }
    let _ = session;
    fail("facet variables must be given as a formula, `vars()` or names")
}

/// The terms of one side of a formula; a dot stands for none.
fn terms(code: &Value, out: &mut Vec<Value>) {
    if let Value::Language(call) = code
        && (call.calls(known::PLUS) || call.calls(Symbol::new("*")))
        && call.arguments.len() == 2
    {
        call.values().for_each(|v| terms(v, out));
        return;
    }
    if !matches!(code, Value::Symbol(known::DOT)) {
        out.push(code.clone());
    }
}

fn free(args: &mut Args) -> Eval<(bool, bool)> {
    Ok(match args.string("scales")?.as_str() {
        "fixed" => (false, false),
        "free_x" => (true, false),
        "free_y" => (false, true),
        "free" => (true, true),
        other => {
            return fail(format!(
                "`scales` must be one of \"fixed\", \"free_x\", \"free_y\", or \"free\", not \"{other}\"."
            ));
        }
    })
}

fn wrap(args: &mut Args) -> Eval {
    args.refuse_unless_default(&["switch", "strip.position", "axes", "axis.labels", "as.table"])?;
    let facets = args.value("facets")?;
    let env = args.env.clone();
    let vars = variables(args.session, &facets, &env)?;
    let (x, y) = free(args)?;
    Ok(Value::named_list([
        ("name", Value::string("wrap")),
        ("facets", Value::named_list(vars)),
        ("nrow", args.value("nrow")?),
        ("ncol", args.value("ncol")?),
        ("free_x", Value::logical(x)),
        ("free_y", Value::logical(y)),
        ("labeller", args.value("labeller")?),
        ("drop", args.value("drop")?),
        ("dir", args.value("dir")?),
    ])
    .with_class(&["FacetWrap", "Facet", "ggproto", "gg"]))
}

fn grid(args: &mut Args) -> Eval {
    args.refuse_unless_default(&["switch", "margins", "axes", "axis.labels", "as.table"])?;
    let rows = args.value("rows")?;
    let cols = args.value("cols")?;
    let env = args.env.clone();
    let (mut first, mut second) = (rows.clone(), cols);
    if let Value::Language(call) = &rows
        && call.calls(known::TILDE)
        && !rows.has_class("quosure")
    {
        let half = |code: Option<&Argument>| {
            let code = code.map_or(Value::Symbol(known::DOT), |a| a.value.clone());
            let mut half = Call::new(known::TILDE, vec![Argument::new(code)]);
            half.attributes = call.attributes.clone();
            Value::Language(Rc::new(half))
        };
        if call.arguments.len() == 2 {
            (first, second) = (half(call.arguments.first()), half(call.arguments.get(1)));
        } else {
            (first, second) = (Value::Null, half(call.arguments.first()));
        }
    }
    let rows = variables(args.session, &first, &env)?;
    let columns = variables(args.session, &second, &env)?;
    let (x, y) = free(args)?;
    Ok(Value::named_list([
        ("name", Value::string("grid")),
        ("rows", Value::named_list(rows)),
        ("cols", Value::named_list(columns)),
        ("free_x", Value::logical(x)),
        ("free_y", Value::logical(y)),
        ("space", args.value("space")?),
        ("labeller", args.value("labeller")?),
        ("drop", args.value("drop")?),
    ])
    .with_class(&["FacetGrid", "Facet", "ggproto", "gg"]))
}

fn label_value(args: &mut Args) -> Eval {
    args.value("labels")
}

fn label_both(args: &mut Args) -> Eval {
    let sep = args.string("sep")?;
    let labels = args.value("labels")?;
    let mut out = Vec::new();
    for (name, value) in entries(&labels) {
        let texts = Column::of(&value)?.strings();
        let texts = texts.iter().map(|t| format!("{name}{sep}{}", t.as_deref().unwrap_or("NA")));
        out.push((name.clone(), Value::strings(texts)));
    }
    Ok(Value::named_list(out))
}

/// A panel and its place.
#[derive(Clone, Debug)]
pub struct Panel {
    /// Row from zero.
    pub row: usize,
    /// Column from zero.
    pub column: usize,
    /// Which scale of x it has.
    pub x: usize,
    /// Which scale of y.
    pub y: usize,
    /// Values of the facet variables, as text, in order.
    pub keys: Vec<(String, Option<Rc<str>>)>,
}

/// The panels of a plot.
#[derive(Clone)]
pub struct Layout {
    /// `null`, `wrap` or `grid`.
    pub kind: String,
    /// Panels in order.
    pub panels: Vec<Panel>,
    /// Number of rows.
    pub rows: usize,
    /// Number of columns.
    pub columns: usize,
    /// Whether scales of x differ.
    pub free_x: bool,
    /// Whether scales of y differ.
    pub free_y: bool,
    /// Whether panels are as large as their scales are long: along x and y.
    pub space: (bool, bool),
    row_variables: Vec<(String, Value)>,
    column_variables: Vec<(String, Value)>,
    labeller: Value,
}

/// A facet variable evaluated in a layer's data; none where the data lack it.
fn evaluated(session: &mut Session, quosure: &Value, data: &Value) -> Eval<Option<Column>> {
    let code = values::expression(quosure);
    let names: Vec<String> = entries(data).into_iter().map(|(n, _)| n).collect();
    if let Value::Symbol(name) = &code
        && !names.iter().any(|n| n == name.as_str())
    {
        return Ok(None);
    }
    if let Value::Language(_) = code {
        let mut used = Vec::new();
        symbols(&code, &mut used);
        if !used.iter().any(|s| names.iter().any(|n| n == s.as_str())) {
            return Ok(None);
        }
    }
    let missing = ["not found".to_string()];
    let value = match aes::evaluate(session, quosure, data, false) {
        Ok(value) => value,
        Err(signal) => {
            // Data without one of the variables are shown in every panel.
            let text = message(&signal);
            if missing.iter().any(|m| text.contains(m.as_str())) {
                return Ok(None);
            }
            return Err(signal);
        }
    };
    let column = aes::column(&value)?;
    let rows = entries(data).first().map_or(0, |(_, v)| v.len());
    Ok(Some(column.recycle(rows)))
}

fn message(signal: &raglan_engine::eval::Signal) -> String {
    match signal {
        raglan_engine::eval::Signal::Failure(f) => f.message.clone(),
        raglan_engine::eval::Signal::Error(c) => raglan_engine::eval::condition_message(c),
        _ => String::new(),
    }
}

fn symbols(code: &Value, out: &mut Vec<Symbol>) {
    match code {
        Value::Symbol(s) => out.push(*s),
        Value::Language(call) => call.values().for_each(|v| symbols(v, out)),
        _ => {}
    }
}

/// `wrap_dims(n)`: rows and columns for so many panels.
pub fn wrap_dims(n: usize, rows: Option<usize>, columns: Option<usize>) -> Eval<(usize, usize)> {
    Ok(match (rows, columns) {
        (None, None) => {
            // grDevices::n2mfrow, turned.
            let (a, b) = match n {
                0..=3 => (n, 1),
                4..=6 => (n.div_ceil(2), 2),
                7..=12 => (n.div_ceil(3), 3),
                _ => {
                    let rows = (n as f64).sqrt().ceil() as usize;
                    (rows, n.div_ceil(rows))
                }
            };
            (b, a)
        }
        (None, Some(c)) => (n.div_ceil(c), c),
        (Some(r), None) => (r, n.div_ceil(r)),
        (Some(r), Some(c)) if r * c >= n => (r, c),
        _ => {
            return fail(format!(
                "Need {n} panels, but together `nrow` and `ncol` only provide fewer. Please increase `ncol` and/or `nrow`."
            ));
        }
    })
}

/// Distinct combinations of variables over all layers' data, in the order of the first variable, then the next.
fn combinations(
    session: &mut Session,
    variables: &[(String, Value)],
    data: &[Value],
) -> Eval<Vec<Vec<Option<Rc<str>>>>> {
    let mut all: Vec<Column> = Vec::new();
    let mut order: Vec<Vec<Option<Rc<str>>>> = vec![Vec::new(); variables.len()];
    let mut rows: Vec<Vec<Option<Rc<str>>>> = Vec::new();
    let mut found = false;
    for set in data {
        let mut columns = Vec::new();
        for (_, quosure) in variables {
            if let Some(column) = evaluated(session, quosure, set)? {
                columns.push(column);
            }
        }
        if columns.len() != variables.len() {
            continue;
        }
        found = true;
        for (k, column) in columns.iter().enumerate() {
            for value in column.distinct() {
                if !order[k].contains(&value) {
                    order[k].push(value);
                }
            }
        }
        let texts: Vec<Vec<Option<Rc<str>>>> = columns.iter().map(Column::strings).collect();
        let (ids, n) = combined(&columns);
        let mut seen = vec![false; n];
        for (i, id) in ids.into_iter().enumerate() {
            if !std::mem::replace(&mut seen[id], true) {
                let row: Vec<_> = texts.iter().map(|t| t[i].clone()).collect();
                if !rows.contains(&row) {
                    rows.push(row);
                }
            }
        }
        all.extend(columns);
    }
    if !found && !variables.is_empty() {
        let names: Vec<String> = variables.iter().map(|(n, _)| format!("`{n}`")).collect();
        return fail(format!(
            "At least one layer must contain all faceting variables: {}",
            super::layer::list(&names)
        ));
    }
    let place = |k: usize, v: &Option<Rc<str>>| order[k].iter().position(|o| o == v).unwrap_or(usize::MAX);
    rows.sort_by_key(|row| row.iter().enumerate().map(|(k, v)| place(k, v)).collect::<Vec<_>>());
    Ok(rows)
}

fn combined(columns: &[Column]) -> (Vec<usize>, usize) {
    let mut ids = vec![0; columns.first().map_or(0, Column::len)];
    let mut n = 1;
    for column in columns {
        let (own, count) = column.ids();
        for (id, other) in ids.iter_mut().zip(own) {
            *id = *id * count + other;
        }
        n *= count.max(1);
    }
    (ids, n)
}

impl Layout {
    /// The panels for the data of the plot and its layers.
    pub fn of(session: &mut Session, facet: &Value, data: &[Value]) -> Eval<Layout> {
        let kind = values::text(facet, "name").unwrap_or_default();
        let variables = |name: &str| entries(&facet.part(name).unwrap_or_default());
        let mut layout = Layout {
            kind: kind.clone(),
            panels: Vec::new(),
            rows: 1,
            columns: 1,
            free_x: values::flag(facet, "free_x") == Some(true),
            free_y: values::flag(facet, "free_y") == Some(true),
            space: match values::text(facet, "space").as_deref() {
                Some("free") => (true, true),
                Some("free_x") => (true, false),
                Some("free_y") => (false, true),
                _ => (false, false),
            },
            row_variables: variables("rows"),
            column_variables: if kind == "wrap" { variables("facets") } else { variables("cols") },
            labeller: facet.part("labeller").unwrap_or_default(),
        };
        match kind.as_str() {
            "wrap" if !layout.column_variables.is_empty() => layout.wrap(session, facet, data)?,
            "grid" => layout.grid(session, data)?,
            _ => layout.panels.push(Panel { row: 0, column: 0, x: 0, y: 0, keys: Vec::new() }),
        }
        Ok(layout)
    }

    fn wrap(&mut self, session: &mut Session, facet: &Value, data: &[Value]) -> Eval<()> {
        let keys = combinations(session, &self.column_variables.clone(), data)?;
        let count = |name: &str| values::number(facet, name).map(|n| n as usize);
        (self.rows, self.columns) = wrap_dims(keys.len(), count("nrow"), count("ncol"))?;
        let vertical = values::text(facet, "dir").as_deref() == Some("v");
        for (k, key) in keys.into_iter().enumerate() {
            let (row, column) =
                if vertical { (k % self.rows, k / self.rows) } else { (k / self.columns, k % self.columns) };
            let named = self.column_variables.iter().map(|(n, _)| n.clone()).zip(key).collect();
            let (x, y) = (if self.free_x { k } else { 0 }, if self.free_y { k } else { 0 });
            self.panels.push(Panel { row, column, x, y, keys: named });
        }
        Ok(())
    }

    fn grid(&mut self, session: &mut Session, data: &[Value]) -> Eval<()> {
        let (rows, columns) = (self.row_variables.clone(), self.column_variables.clone());
        let row_keys = combinations(session, &rows, data)?;
        let column_keys = combinations(session, &columns, data)?;
        let (row_keys, column_keys) = (some(row_keys), some(column_keys));
        (self.rows, self.columns) = (row_keys.len(), column_keys.len());
        for (row, a) in row_keys.iter().enumerate() {
            for (column, b) in column_keys.iter().enumerate() {
                let names = rows.iter().chain(&columns).map(|(n, _)| n.clone());
                let keys = names.zip(a.iter().chain(b).cloned()).collect();
                let (x, y) = (if self.free_x { column } else { 0 }, if self.free_y { row } else { 0 });
                self.panels.push(Panel { row, column, x, y, keys });
            }
        }
        Ok(())
    }

    /// The panels of each row of a layer's data: a row and its panel; rows of data without a variable are in
    /// all panels that fit.
    pub fn map(&self, session: &mut Session, data: &Value, rows: usize) -> Eval<Vec<(usize, usize)>> {
        let all: Vec<(String, Value)> =
            self.row_variables.iter().chain(&self.column_variables).cloned().collect();
        if all.is_empty() || self.panels.iter().all(|p| p.keys.is_empty()) {
            return Ok((0..rows).map(|i| (i, 0)).collect());
        }
        let mut texts: Vec<(usize, Vec<Option<Rc<str>>>)> = Vec::new();
        for (k, (_, quosure)) in all.iter().enumerate() {
            if let Some(column) = evaluated(session, quosure, data)? {
                texts.push((k, column.recycle(rows).strings()));
            }
        }
        let mut out = Vec::new();
        if texts.len() == all.len() {
            for i in 0..rows {
                let fits = |p: &Panel| texts.iter().all(|(k, t)| p.keys[*k].1 == t[i]);
                if let Some(panel) = self.panels.iter().position(fits) {
                    out.push((i, panel));
                }
            }
            return Ok(out);
        }
        for (at, panel) in self.panels.iter().enumerate() {
            for i in 0..rows {
                if texts.iter().all(|(k, t)| panel.keys[*k].1 == t[i]) {
                    out.push((i, at));
                }
            }
        }
        Ok(out)
    }

    /// The lines of the strips of a panel: those above and those at the right.
    pub fn strips(&self, session: &mut Session, panel: &Panel) -> Eval<(Vec<String>, Vec<String>)> {
        let split = self.row_variables.len();
        let texts = self.labels(session, &panel.keys)?;
        Ok((texts[split.min(texts.len())..].to_vec(), texts[..split.min(texts.len())].to_vec()))
    }

    fn labels(&self, session: &mut Session, keys: &[(String, Option<Rc<str>>)]) -> Eval<Vec<String>> {
        let plain = |v: &Option<Rc<str>>| v.as_deref().unwrap_or("NA").to_string();
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        if self.labeller.has_class("labeller") {
            let by = self.labeller.part("by").map(|b| entries(&b));
            let one = self.labeller.part("x");
            let mut out = Vec::new();
            for (name, value) in keys {
                let how = match &by {
                    Some(by) => by.iter().find(|(n, _)| n == name).map(|(_, v)| v.clone()),
                    None => one.clone(),
                };
                out.push(match how {
                    Some(how) => relabel(session, &how, name, &plain(value))?,
                    None => plain(value),
                });
            }
            return Ok(out);
        }
        match &self.labeller {
            Value::Character(v) => match v.data.get(0) {
                Some("label_value") | None => Ok(keys.iter().map(|(_, v)| plain(v)).collect()),
                Some("label_both") => Ok(keys.iter().map(|(n, v)| format!("{n}: {}", plain(v))).collect()),
                Some(other) => fail(format!("the labeller `{other}` is not implemented")),
            },
            f if f.is_function() => {
                let pairs = keys.iter().map(|(n, v)| (n.clone(), Value::string(&plain(v))));
                let labels = Value::named_list(pairs).with_class(&["data.frame"]);
                let env = session.global.clone();
                let found = session.call(f, vec![Argument::new(labels)], &env)?;
                super::scale::label_texts(&found)
            }
            _ => fail("this labeller is not implemented"),
        }
    }
}

/// A value relabelled by a named vector, a function or the name of a labeller.
fn relabel(session: &mut Session, how: &Value, name: &str, value: &str) -> Eval<String> {
    if let Some(names) = how.names()
        && let Some(i) = names.iter().position(|n| n == Some(value))
    {
        return Ok(super::scale::label_texts(how)?[i].clone());
    }
    if how.names().is_some() {
        return Ok(value.into());
    }
    match how {
        Value::Character(v) if v.data.get(0) == Some("label_both") => Ok(format!("{name}: {value}")),
        Value::Character(_) => Ok(value.into()),
        f => {
            let found = values::call(session, f, Value::string(value))?;
            Ok(super::scale::label_texts(&found)?.into_iter().next().unwrap_or_default())
        }
    }
}

/// One empty combination where there is no variable.
fn some(keys: Vec<Vec<Option<Rc<str>>>>) -> Vec<Vec<Option<Rc<str>>>> {
    if keys.is_empty() { vec![Vec::new()] } else { keys }
}
