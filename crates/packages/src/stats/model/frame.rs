//! Model frames: the variables of a formula evaluated in the data, rows chosen and missing ones dealt with.

use super::rows::{
    has_missing, row_count, row_labels, row_names_of, take_row_names, take_rows, with_levels, without_unused,
};
use super::terms::{Terms, TermsOptions, list_of, names_or_empty, variable_name};
use raglan_engine::eval::{Eval, Session, fail};
use raglan_engine::value::{
    Argument, Call, Environment, Items, Symbol, Value, Vector, as_character, as_double, as_logical, known,
    positions,
};

/// A model frame: one column per variable, then the extra ones, as `(weights)`.
#[derive(Clone)]
pub struct ModelFrame {
    /// The data frame, with the terms as an attribute.
    pub frame: Value,
    /// The terms.
    pub terms: Terms,
}

/// What a model frame is made from.
#[derive(Clone, Default)]
pub struct FrameRequest {
    /// A formula or terms object.
    pub formula: Value,
    /// A data frame, list or environment; NULL for none.
    pub data: Value,
    /// Code for the rows to keep.
    pub subset: Option<Value>,
    /// Further variables, by name without parentheses (`weights`, `offset`), as code.
    pub extras: Vec<(String, Value)>,
    /// What to do about rows with missing values; `None` for the option `na.action`.
    pub na_action: Option<Value>,
    /// Whether factors lose levels that no row has.
    pub drop_unused_levels: bool,
    /// Levels that factors must have, by variable.
    pub levels: Vec<(String, Vec<String>)>,
    /// Options of the terms.
    pub options: TermsOptions,
}

/// The names of data as `.` in a formula sees them.
pub fn columns_of(data: &Value) -> Option<Vec<String>> {
    data.is_data_frame().then(|| names_or_empty(data))
}

/// Makes a model frame.
pub fn model_frame(session: &mut Session, request: &FrameRequest) -> Eval<ModelFrame> {
    let mut options = request.options.clone();
    options.columns = options.columns.or_else(|| columns_of(&request.data));
    let mut terms = Terms::from_value(&request.formula, &options)?;
    let scope = scope(session, &request.data, &terms.environment)?;
    let code = terms.predict_variables.clone().unwrap_or_else(|| terms.variables.clone());
    let mut names = terms.names();
    let mut columns = Vec::with_capacity(code.len());
    for variable in &code {
        columns.push(evaluated(session, variable, &scope)?);
    }
    if terms.predict_variables.is_none() {
        let pairs = terms.variables.iter().zip(&columns);
        terms.predict_variables = Some(pairs.map(|(code, value)| safe_code(code, value)).collect());
    }
    for (name, code) in &request.extras {
        let value = session.eval(code, &scope)?;
        if !matches!(value, Value::Null) {
            names.push(format!("({name})"));
            columns.push(value);
        }
    }
    let rows = check_columns(&names, &columns, &request.data)?;
    let mut row_names = match row_names_of(&request.data) {
        Some(names) if row_count(&request.data) == rows => names,
        _ => Value::integers(vec![raglan_engine::value::NA_INTEGER, -(rows as i32)]),
    };
    if let Some(code) = &request.subset {
        let subset = session.eval(code, &scope)?;
        if !matches!(subset, Value::Null) {
            let kept = subset_rows(&subset, &row_names, rows)?;
            columns = columns.iter().map(|c| take_rows(c, &kept)).collect();
            row_names = take_row_names(&row_names, &kept);
        }
    }
    let frame = list_of(names, columns)
        .with_attribute(Symbol::new("terms"), terms.to_value())
        .with_attribute(known::ROW_NAMES, row_names)
        .with_attribute(known::CLASS, Value::strings(["data.frame"]));
    let frame = settle_missing(session, frame, request, &scope)?;
    let frame = settle_levels(session, frame, request)?;
    finish(frame, terms)
}

/// A variable's value, evaluated by the call that R's errors show.
fn evaluated(session: &mut Session, variable: &Value, scope: &Environment) -> Eval {
    let place = Environment::new(&session.base);
    place.set("predvars", variable.clone());
    place.set("data", Value::Environment(scope.clone()));
    place.set("env", Value::Null);
    session.eval(&Value::call("eval", ["predvars", "data", "env"].map(Value::symbol)), &place)
}

/// The terms get the classes of the variables, the frame the terms.
fn finish(frame: Value, mut terms: Terms) -> Eval<ModelFrame> {
    let names = names_or_empty(&frame);
    if terms.data_classes.is_empty()
        && let Value::List(list) = &frame
    {
        terms.data_classes = names.into_iter().zip(list.data.iter().map(variable_class)).collect();
    }
    let frame = frame.with_attribute(Symbol::new("terms"), terms.to_value());
    Ok(ModelFrame { frame, terms })
}

/// Where variables are looked up: the columns of the data, then where the formula was written.
pub fn scope(session: &mut Session, data: &Value, environment: &Value) -> Eval<Environment> {
    let around = match environment {
        Value::Environment(e) => e.clone(),
        _ => session.global.clone(),
    };
    match data {
        Value::Null | Value::Missing => Ok(around),
        Value::Environment(e) => Ok(e.clone()),
        Value::List(list) => {
            let scope = Environment::new(&around);
            for (name, value) in names_or_empty(data).iter().zip(list.data.iter()) {
                if !name.is_empty() {
                    scope.set(name.as_str(), value.clone());
                }
            }
            Ok(scope)
        }
        Value::Double(_) | Value::Integer(_) | Value::Character(_) | Value::Logical(_) => {
            fail("'data' must be a data.frame, not a matrix or an array")
        }
        _ => fail("'data' must be a data.frame, environment, or list"),
    }
}

fn check_columns(names: &[String], columns: &[Value], data: &Value) -> Eval<usize> {
    let rows = match columns.first() {
        Some(first) => row_count(first),
        None => row_count(data),
    };
    for (name, column) in names.iter().zip(columns) {
        let numeric = column.is_atomic() || column.is_data_frame();
        if !numeric {
            let kind = raglan_engine::value::type_name(column);
            return fail(format!("invalid type ({kind}) for variable '{name}'"));
        }
        if row_count(column) != rows {
            return fail(format!("variable lengths differ (found for '{name}')"));
        }
    }
    Ok(rows)
}

fn subset_rows(subset: &Value, row_names: &Value, rows: usize) -> Eval<Vec<usize>> {
    if let Value::Logical(_) = subset {
        let flags = as_logical(subset)?;
        if flags.len() != rows && (flags.is_empty() || !rows.is_multiple_of(flags.len())) {
            return fail("invalid subset: its length is not that of the variables");
        }
        return Ok((0..rows).filter(|&i| flags[i % flags.len()] == Some(true)).collect());
    }
    let labels = as_character(&row_labels(row_names, rows))?;
    let index = positions(subset, rows, Some(&labels))?;
    Ok(index.at.into_iter().filter(|&i| i < rows).collect())
}

fn settle_missing(
    session: &mut Session,
    frame: Value,
    request: &FrameRequest,
    scope: &Environment,
) -> Eval<Value> {
    let action = match &request.na_action {
        Some(action) => action.clone(),
        None => match request.data.attribute(known::NA_ACTION) {
            Some(Value::Character(v)) => Value::Character(v),
            _ => session.option("na.action"),
        },
    };
    let function = match &action {
        Value::Null => return Ok(frame),
        Value::Character(v) => {
            let name = Symbol::new(v.data.get(0).unwrap_or("NA"));
            session.find_function(name, scope)?
        }
        function if function.is_function() => function.clone(),
        _ => return fail("invalid 'na.action' argument"),
    };
    if let (Value::Primitive(p), Value::List(list)) = (&function, &frame)
        && matches!(p.name.as_str(), "na.omit" | "na.exclude" | "na.fail" | "na.pass")
        && !list.data.iter().any(has_missing)
    {
        return Ok(frame);
    }
    let out = session.call(&function, vec![Argument::new(frame)], scope)?;
    if !out.is_data_frame() {
        return fail("invalid result from na.action");
    }
    Ok(out)
}

fn settle_levels(session: &mut Session, frame: Value, request: &FrameRequest) -> Eval<Value> {
    let names = names_or_empty(&frame);
    let attributes = frame.attributes().clone();
    let Value::List(list) = frame else { return Ok(frame) };
    let mut columns: Vec<Value> = list.data.into_vec();
    for (name, column) in names.iter().zip(columns.iter_mut()) {
        if let Some((_, levels)) = request.levels.iter().find(|(n, _)| n == name) {
            *column = with_levels(session, name, column, levels)?;
        } else if request.drop_unused_levels && column.is_factor() {
            *column = without_unused(column);
        }
    }
    Ok(Value::List(Vector { data: Items::from(columns), attributes }))
}

/// The code of a variable made to work for new data: bases get the knots or coefficients of this one.
fn safe_code(code: &Value, value: &Value) -> Value {
    let Some(call) = code.as_call() else { return code.clone() };
    let given = |name: &str| call.arguments.iter().any(|a| a.name.is_some_and(|n| n.as_str() == name));
    let mut call = Call { span: None, ..call.clone() };
    let set = |call: &mut Call, name: &str, value: Value| {
        call.arguments.retain(|a| a.name.is_none_or(|n| n.as_str() != name));
        call.arguments.push(Argument::named(name, value));
    };
    match call.name().map_or("", Symbol::as_str) {
        "poly" if !given("coefs") => {
            if let Some(coefs) = value.attribute(Symbol::new("coefs")) {
                set(&mut call, "coefs", coefs);
            }
        }
        "scale" => {
            for (argument, attribute) in [("center", "scaled:center"), ("scale", "scaled:scale")] {
                if let Some(amount) = value.attribute(Symbol::new(attribute)) {
                    set(&mut call, argument, amount);
                }
            }
        }
        _ => return code.clone(),
    }
    Value::Language(call.into())
}

/// The class of a variable as `dataClasses` names it.
pub fn variable_class(value: &Value) -> String {
    match value {
        _ if value.has_class("ordered") => "ordered".into(),
        _ if value.is_factor() => "factor".into(),
        Value::Logical(_) => "logical".into(),
        Value::Integer(_) | Value::Double(_) => match value.dim() {
            Some(d) if d.len() == 2 => format!("nmatrix.{}", d[1]),
            _ if value.has_class("Date") || value.has_class("POSIXct") => "other".into(),
            _ => "numeric".into(),
        },
        Value::Character(_) => "character".into(),
        _ => "other".into(),
    }
}

impl ModelFrame {
    /// A model frame made earlier.
    pub fn from_value(frame: &Value) -> Eval<Self> {
        match frame.attribute(Symbol::new("terms")) {
            Some(terms) => {
                let terms = Terms::from_value(&terms, &TermsOptions::default())?;
                Ok(Self { frame: frame.clone(), terms })
            }
            None => fail("the data frame is no model frame: it has no terms"),
        }
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        row_count(&self.frame)
    }

    /// Labels of the rows.
    pub fn row_labels(&self) -> Vec<String> {
        let names = row_names_of(&self.frame).unwrap_or(Value::Null);
        match row_labels(&names, self.rows()) {
            Value::Character(v) => v.data.iter().map(|s| s.unwrap_or("NA").to_string()).collect(),
            _ => Vec::new(),
        }
    }

    /// The column of a variable.
    pub fn variable(&self, at: usize) -> Value {
        match &self.frame {
            Value::List(list) => list.data.get(at).cloned().unwrap_or(Value::Null),
            _ => Value::Null,
        }
    }

    /// The response as it stands in the frame.
    pub fn response(&self) -> Option<Value> {
        self.terms.response.then(|| self.variable(0))
    }

    /// An extra variable, by name without parentheses.
    pub fn extra(&self, name: &str) -> Option<Value> {
        self.frame.part(&format!("({name})"))
    }

    /// Prior weights.
    pub fn weights(&self) -> Eval<Option<Vec<f64>>> {
        match self.extra("weights") {
            None => Ok(None),
            Some(w @ (Value::Double(_) | Value::Integer(_) | Value::Logical(_))) => {
                Ok(Some(as_double(&w, &mut Vec::new())?.into_vec()))
            }
            Some(_) => fail("'weights' must be a numeric vector"),
        }
    }

    /// The sum of the offsets of the formula and the argument.
    pub fn offset(&self) -> Eval<Option<Vec<f64>>> {
        let mut parts: Vec<Value> = self.terms.offsets.iter().map(|&k| self.variable(k)).collect();
        parts.extend(self.extra("offset"));
        let mut sum: Option<Vec<f64>> = None;
        for part in parts {
            if !matches!(part, Value::Double(_) | Value::Integer(_) | Value::Logical(_)) {
                return fail("invalid type of offset: numbers are needed");
            }
            let values = as_double(&part, &mut Vec::new())?;
            match &mut sum {
                None => sum = Some(values.into_vec()),
                Some(sum) => sum.iter_mut().zip(values.iter()).for_each(|(s, v)| *s += v),
            }
        }
        Ok(sum)
    }

    /// The rows left out for missing values.
    pub fn na_action(&self) -> Option<Value> {
        self.frame.attribute(known::NA_ACTION)
    }

    /// The levels of the factors and strings among the predictors.
    pub fn levels(&self) -> Vec<(String, Vec<String>)> {
        let mut out = Vec::new();
        let first = usize::from(self.terms.response);
        for k in first..self.terms.variables.len() {
            let value = self.frame.part(&variable_name(&self.terms.variables[k])).unwrap_or(Value::Null);
            if let Some(levels) =
                super::rows::levels_of(&value).filter(|_| !matches!(value, Value::Logical(_)))
            {
                out.push((variable_name(&self.terms.variables[k]), levels));
            }
        }
        out
    }
}

/// The frame of predictors in new data, with the levels of the fit.
pub fn new_data_frame(
    session: &mut Session,
    terms: &Terms,
    data: &Value,
    levels: &[(String, Vec<String>)],
    na_action: Option<Value>,
) -> Eval<ModelFrame> {
    let terms = terms.without_response();
    let request = FrameRequest {
        formula: terms.to_value(),
        data: data.clone(),
        na_action,
        levels: levels.to_vec(),
        ..FrameRequest::default()
    };
    model_frame(session, &request)
}
