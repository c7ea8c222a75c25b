//! Model frames and matrices as functions of R, and what is taken out of them.

use super::formula::{terms_of, to_formula};
use super::frame::{FrameRequest, ModelFrame, columns_of, model_frame, scope, variable_class};
use super::matrix::model_matrix;
use super::rows::{row_count, row_labels, row_names_of, take_row_names, take_rows};
use super::terms::{Terms, TermsOptions, list_of, names_or_empty};
use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail, generic, lazy, lazy_method, method};
use raglan_engine::value::{Symbol, Value, as_character, known};

pub(super) const FUNCTIONS: &[Builtin] = &[
    generic("model.frame(formula, ...)"),
    lazy_method(
        "model.frame.default(formula, data = NULL, subset = NULL, na.action, drop.unused.levels = FALSE, \
         xlev = NULL, ...)",
        model_frame_default,
    ),
    generic("model.matrix(object, ...)"),
    method(
        "model.matrix.default(object, data = NULL, contrasts.arg = NULL, xlev = NULL, ...)",
        model_matrix_default,
    ),
    builtin("model.response(data, type = \"any\")", model_response),
    builtin("model.weights(x)", |a| Ok(a.value("x")?.part("(weights)").unwrap_or(Value::Null))),
    builtin("model.offset(x)", |a| {
        let frame = ModelFrame::from_value(&a.value("x")?)?;
        Ok(frame.offset()?.map_or(Value::Null, Value::doubles))
    }),
    lazy("model.extract(frame, component)", model_extract),
    lazy("get_all_vars(formula, data = NULL, ...)", get_all_vars),
    builtin(".getXlevels(Terms, m)", get_levels),
    builtin(".MFclass(x)", |a| Ok(Value::string(&variable_class(&a.value("x")?)))),
];

fn model_frame_default(args: &mut Args) -> Eval {
    let given = args.value("formula")?;
    let here = Value::Environment(args.env.clone());
    if given.is_data_frame() && given.attribute(Symbol::new("terms")).is_some() {
        return Ok(given);
    }
    let formula = if given.has_class("terms") {
        given
    } else if let Some(terms) = given.part("terms") {
        terms
    } else {
        to_formula(args, &given, &here)?
    };
    let mut extras = Vec::new();
    for argument in args.raw_dots() {
        let Some(name) = argument.name else { return fail("arguments in '...' of model.frame need names") };
        let code = match &argument.value {
            Value::Promise(p) => p.expression(),
            other => other.clone(),
        };
        extras.push((name.as_str().to_string(), code));
    }
    let levels = match args.optional("xlev")? {
        Some(list) => level_list(&list)?,
        None => Vec::new(),
    };
    let na_action = if args.is_missing("na.action") { None } else { Some(args.value("na.action")?) };
    let subset = if args.is_missing("subset") { None } else { Some(args.expression("subset")) };
    let request = FrameRequest {
        formula,
        data: args.value("data")?,
        subset,
        extras,
        na_action,
        drop_unused_levels: args.flag("drop.unused.levels")?,
        levels,
        options: TermsOptions::default(),
    };
    Ok(model_frame(args.session, &request)?.frame)
}

/// A named list of levels.
pub(super) fn level_list(list: &Value) -> Eval<Vec<(String, Vec<String>)>> {
    let Value::List(items) = list else { return Ok(Vec::new()) };
    let mut out = Vec::new();
    for (name, levels) in names_or_empty(list).into_iter().zip(items.data.iter()) {
        out.push((name, as_character(levels)?.iter().flatten().map(str::to_string).collect()));
    }
    Ok(out)
}

/// Contrasts by variable from a named list.
pub(super) fn contrast_list(list: Option<Value>) -> Vec<(String, Value)> {
    match &list {
        Some(value @ Value::List(items)) => {
            names_or_empty(value).into_iter().zip(items.data.iter().cloned()).collect()
        }
        _ => Vec::new(),
    }
}

fn model_matrix_default(args: &mut Args) -> Eval {
    let object = args.value("object")?;
    let data = args.value("data")?;
    let contrasts = contrast_list(args.optional("contrasts.arg")?);
    let levels = match args.optional("xlev")? {
        Some(list) => level_list(&list)?,
        None => Vec::new(),
    };
    let object = match object.part("terms") {
        Some(terms) => terms,
        None => object,
    };
    let here = Value::Environment(args.env.clone());
    let formula = if object.has_class("terms") { object } else { to_formula(args, &object, &here)? };
    let frame = match data.attribute(Symbol::new("terms")) {
        Some(_) => {
            let terms = Terms::from_value(
                &formula,
                &TermsOptions { columns: columns_of(&data), ..TermsOptions::default() },
            )?;
            ModelFrame { frame: data, terms }
        }
        None => {
            let options = TermsOptions { columns: columns_of(&data), ..TermsOptions::default() };
            let terms = Terms::from_value(&formula, &options)?;
            let request = FrameRequest { formula: terms.to_value(), data, levels, ..FrameRequest::default() };
            model_frame(args.session, &request)?
        }
    };
    let matrix = model_matrix(args.session, &frame, &contrasts)?;
    Ok(matrix.to_value(&frame.row_labels()))
}

/// The response with the names of the rows.
pub(super) fn named_response(frame: &ModelFrame) -> Option<Value> {
    let mut value = frame.response()?;
    if value.dim().is_none() && !value.is_factor() {
        value = value.with_names(frame.row_labels());
    }
    Some(value)
}

fn model_response(args: &mut Args) -> Eval {
    let frame = ModelFrame::from_value(&args.value("data")?)?;
    let kind = args.string("type")?;
    let Some(value) = named_response(&frame) else { return Ok(Value::Null) };
    if matches!(kind.as_str(), "numeric" | "double") && value.is_factor() {
        args.warn("using type = \"numeric\" with a factor response will be ignored")?;
    }
    Ok(value)
}

fn model_extract(args: &mut Args) -> Eval {
    let component = match args.expression("component") {
        Value::Symbol(s) => s.as_str().to_string(),
        Value::Character(v) => v.data.get(0).unwrap_or("NA").to_string(),
        _ => return fail("invalid 'component' argument"),
    };
    let frame = ModelFrame::from_value(&args.value("frame")?)?;
    let value = match component.as_str() {
        "response" => return Ok(named_response(&frame).unwrap_or(Value::Null)),
        "offset" => frame.offset()?.map(Value::doubles),
        other => frame.extra(other),
    };
    let Some(value) = value else { return Ok(Value::Null) };
    Ok(if value.dim().is_none() && !value.is_factor() { value.with_names(frame.row_labels()) } else { value })
}

fn get_all_vars(args: &mut Args) -> Eval {
    if !args.raw_dots().is_empty() {
        return fail("further variables in `get_all_vars` are not implemented");
    }
    let given = args.value("formula")?;
    let data = args.value("data")?;
    let here = Value::Environment(args.env.clone());
    let formula = if given.has_class("terms") { given } else { to_formula(args, &given, &here)? };
    let options = TermsOptions { columns: columns_of(&data), ..TermsOptions::default() };
    let terms = Terms::from_value(&formula, &options)?;
    let mut symbols = Vec::new();
    for variable in &terms.variables {
        super::terms::symbols(variable, &mut symbols);
    }
    let scope = scope(args.session, &data, &terms.environment)?;
    let mut names = Vec::new();
    let mut columns = Vec::new();
    for symbol in symbols {
        let value = args.session.eval(&Value::Symbol(symbol), &scope)?;
        names.push(symbol.as_str().to_string());
        columns.push(value);
    }
    let rows = columns.first().map_or(0, row_count);
    let row_names = match row_names_of(&data) {
        Some(names) if row_count(&data) == rows => names,
        _ => Value::integers(vec![raglan_engine::value::NA_INTEGER, -(rows as i32)]),
    };
    Ok(list_of(names, columns)
        .with_attribute(known::CLASS, Value::strings(["data.frame"]))
        .with_attribute(known::ROW_NAMES, row_names))
}

fn get_levels(args: &mut Args) -> Eval {
    let terms = terms_of(args, "Terms")?;
    let frame = ModelFrame { frame: args.value("m")?, terms };
    let levels = frame.levels();
    Ok(levels_value(&levels))
}

/// Levels by variable as a named list, NULL when there are none.
pub(super) fn levels_value(levels: &[(String, Vec<String>)]) -> Value {
    match levels {
        [] => Value::Null,
        some => Value::named_list(some.iter().map(|(n, l)| (n, Value::strings(l)))),
    }
}

/// Some rows of a frame.
pub(super) fn frame_rows(frame: &Value, rows: &[usize]) -> Value {
    let Value::List(list) = frame else { return frame.clone() };
    let columns: Vec<Value> = list.data.iter().map(|c| take_rows(c, rows)).collect();
    let names = row_names_of(frame).unwrap_or(Value::Null);
    Value::list(columns)
        .with_attributes(frame.attributes().clone())
        .with_attribute(known::ROW_NAMES, take_row_names(&names, rows))
}

/// Labels of the rows of a data frame.
pub(super) fn frame_labels(frame: &Value) -> Vec<String> {
    match row_labels(&row_names_of(frame).unwrap_or(Value::Null), row_count(frame)) {
        Value::Character(v) => v.data.iter().map(|s| s.unwrap_or("NA").to_string()).collect(),
        _ => Vec::new(),
    }
}
