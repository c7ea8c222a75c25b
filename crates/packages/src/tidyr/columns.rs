//! What the verbs share: chosen columns, results like their data, values cast and compared.

use crate::base::regex::{Dialect, Matcher, translate};
use crate::dplyr::Grouping;
use crate::rlang::conditions::error;
use crate::rlang::quosure::{Quosure, capture, capture_dots};
use crate::tidyselect::select;
use raglan_engine::eval::{Args, Eval, Signal};
use raglan_engine::value::frame::{Table, names_of};
use raglan_engine::value::{Strings, Symbol, Type, Value, as_type, known};

/// The data frame a verb works on.
pub fn data_of(args: &mut Args, name: &str, verb: &str) -> Eval<(Value, Table)> {
    let data = args.value(name)?;
    if !data.is_data_frame() {
        let what = crate::rlang::friendly_type(&data);
        return Err(error(args.session, verb, &format!("`{name}` must be a data frame, not {what}.")));
    }
    let table = Table::of(&data);
    Ok((data, table))
}

/// An argument as code with its environment; `None` when it was not given or is NULL.
pub fn code_of(args: &mut Args, name: &str) -> Eval<Option<Quosure>> {
    let Some(promise) = args.raw(name) else { return Ok(None) };
    if matches!(promise, Value::Null) {
        return Ok(None);
    }
    let caller = args.env.clone();
    let quosure = capture(args.session, &promise, &caller)?;
    Ok(Some(quosure).filter(|q| !matches!(q.expression, Value::Null)))
}

/// The columns an argument chooses.
pub fn chosen(args: &mut Args, name: &str, table: &Table, verb: &str) -> Eval<Option<Vec<usize>>> {
    let Some(quosure) = code_of(args, name)? else { return Ok(None) };
    let choices = select(args.session, &[quosure], table, verb, "select")?;
    Ok(Some(choices.into_iter().map(|c| c.0).collect()))
}

/// The columns `...` chooses; `None` when it is empty.
pub fn chosen_dots(args: &mut Args, table: &Table, verb: &str) -> Eval<Option<Vec<usize>>> {
    let quosures = capture_dots(args)?;
    if quosures.is_empty() {
        return Ok(None);
    }
    let choices = select(args.session, &quosures, table, verb, "select")?;
    Ok(Some(choices.into_iter().map(|c| c.0).collect()))
}

/// The single column an argument chooses.
pub fn column_of(args: &mut Args, name: &str, table: &Table, verb: &str) -> Eval<usize> {
    match chosen(args, name, table, verb)?.as_deref() {
        Some([one]) => Ok(*one),
        Some(_) => Err(error(args.session, verb, &format!("`{name}` must select exactly one column."))),
        None => {
            let message = format!("`{name}` is absent but must be supplied.");
            Err(error(args.session, verb, &message))
        }
    }
}

/// The grouping columns of a grouped data frame.
pub fn group_names(data: &Value) -> Vec<String> {
    if !data.has_class("grouped_df") {
        return Vec::new();
    }
    let groups = data.attribute(Symbol::new("groups")).unwrap_or_default();
    names_of(&groups).into_iter().filter(|n| n != ".rows").collect()
}

/// A result grouped as the data were, as far as the columns are still there; else what `plain` makes.
pub fn regrouped(table: Table, data: &Value, plain: fn(Table) -> Value) -> Eval {
    let groups: Vec<String> = group_names(data).into_iter().filter(|n| table.position(n).is_some()).collect();
    if groups.is_empty() {
        return Ok(plain(table));
    }
    let drop = match data.attribute(known::GROUPS).and_then(|g| g.attribute(Symbol::new(".drop"))) {
        Some(Value::Logical(l)) => l.data.first().copied().flatten() != Some(false),
        _ => true,
    };
    let grouping = Grouping::by(&table, &groups, drop, true)?;
    Ok(grouping.apply(table, &Table::default().tibble()))
}

/// A result that is a tibble, grouped as the data were.
pub fn as_tibble_like(table: Table, data: &Value) -> Eval {
    regrouped(table, data, Table::tibble)
}

/// A result of the kind the data are: tibble, grouped tibble or plain data frame.
pub fn rebuilt(table: Table, data: &Value) -> Eval {
    let tibble = data.has_class("tbl_df");
    regrouped(table, data, if tibble { Table::tibble } else { Table::data_frame })
}

/// A column as text, as `as.character()` has it; NA stays NA.
pub fn texts(args: &mut Args, column: &Value) -> Eval<Strings> {
    crate::base::strings::texts_of(args, column)
}

/// An expression of Perl's kind.
pub fn perl(pattern: &str) -> Eval<Matcher> {
    expression(pattern, Dialect::Perl)
}

/// A regular expression.
pub fn expression(pattern: &str, dialect: Dialect) -> Eval<Matcher> {
    let invalid = || raglan_engine::value::Failure::new(format!("invalid regular expression '{pattern}'"));
    let text = translate(pattern, dialect, false).map_err(|_| invalid())?;
    Ok(Matcher::Pattern(fancy_regex::Regex::new(&text).map_err(|_| invalid())?))
}

/// A value cast to the type of a column it replaces parts of.
pub fn cast(args: &mut Args, value: &Value, column: &Value, names: (&str, &str), verb: &str) -> Eval {
    let refuse = |args: &mut Args| -> Box<Signal> {
        let (from, to) = names;
        let message = format!(
            "Can't convert {from} <{}> to match type of {to} <{}>.",
            raglan_engine::value::frame::type_label(value),
            raglan_engine::value::frame::type_label(column)
        );
        error(args.session, verb, &message)
    };
    let missing = matches!(value, Value::Logical(l) if l.data.iter().all(Option::is_none));
    let (from, to) = (value.vector_type(), column.vector_type());
    if column.is_factor() {
        if value.is_factor() {
            return Ok(value.clone());
        }
        let levels = match column.attribute(raglan_engine::value::known::LEVELS) {
            Some(Value::Character(l)) => l.data,
            _ => Strings::from(Vec::new()),
        };
        let texts = raglan_engine::value::as_character(value)?;
        let mut codes = Vec::new();
        for text in texts.iter() {
            match text.map(|t| levels.iter().position(|l| l == Some(t))) {
                None => codes.push(raglan_engine::value::NA_INTEGER),
                Some(Some(k)) => codes.push(k as i32 + 1),
                Some(None) => return Err(refuse(args)),
            }
        }
        return Ok(Value::integers(codes).with_attributes(column.attributes().clone()));
    }
    if missing {
        return Ok(raglan_engine::value::frame::take(
            column,
            &vec![raglan_engine::value::frame::NO_ROW; value.len()],
        ));
    }
    let number = |t| matches!(t, Some(Type::Logical | Type::Integer | Type::Double));
    let same_class =
        value.class_attribute().map(|c| c.iter().map(|s| s.map(str::to_string)).collect::<Vec<_>>())
            == column.class_attribute().map(|c| c.iter().map(|s| s.map(str::to_string)).collect::<Vec<_>>());
    match (from, to) {
        (Some(a), Some(b)) if a == b && same_class => Ok(value.clone()),
        (Some(_), Some(Type::Double)) if number(from) && same_class => {
            Ok(as_type(value, Type::Double, &mut Vec::new())?)
        }
        (Some(_), Some(Type::Integer)) if number(from) && same_class => {
            let exact = raglan_engine::value::as_double(value, &mut Vec::new())?;
            if let Some(bad) = exact.iter().position(|x| x.fract() != 0.0 && !x.is_nan()) {
                let message = format!(
                    "Can't convert from {} <double> to {} <integer> due to loss of precision.\n• Locations: {}",
                    names.0,
                    names.1,
                    bad + 1
                );
                return Err(error(args.session, verb, &message));
            }
            Ok(as_type(value, Type::Integer, &mut Vec::new())?)
        }
        (_, Some(Type::List)) => Ok(value.clone()),
        _ => Err(refuse(args)),
    }
}

/// The function for a column: one function for all, or of a list by name.
pub fn function_for(args: &mut Args, given: &Value, column: &str) -> Eval<Option<Value>> {
    let one = match given {
        Value::Null => return Ok(None),
        Value::List(_) => match given.part(column) {
            Some(one) => one,
            None => return Ok(None),
        },
        other => other.clone(),
    };
    let env = args.env.clone();
    Ok(Some(crate::rlang::as_function(args.session, &one, &env)?))
}

/// Text as the narrowest of logical, integer and double that all of it can be (`convert = TRUE`).
pub fn converted(column: &Value) -> Eval {
    let texts = raglan_engine::value::as_character(column)?;
    let given: Vec<Option<&str>> =
        texts.iter().map(|t| t.map(str::trim).filter(|t| !t.is_empty() && *t != "NA")).collect();
    let truth = |t: &str| match t {
        "T" | "TRUE" | "true" | "True" => Some(true),
        "F" | "FALSE" | "false" | "False" => Some(false),
        _ => None,
    };
    if given.iter().flatten().all(|t| truth(t).is_some()) {
        return Ok(Value::logicals(given.iter().map(|t| t.and_then(truth)).collect::<Vec<_>>()));
    }
    if given.iter().flatten().all(|t| t.parse::<i32>().is_ok()) {
        let one =
            |t: &Option<&str>| t.and_then(|t| t.parse().ok()).unwrap_or(raglan_engine::value::NA_INTEGER);
        return Ok(Value::integers(given.iter().map(one).collect::<Vec<i32>>()));
    }
    if given.iter().flatten().all(|t| raglan_engine::value::parse_double(t).is_some()) {
        let one = |t: &Option<&str>| {
            t.and_then(raglan_engine::value::parse_double).unwrap_or(raglan_engine::value::NA_REAL)
        };
        return Ok(Value::doubles(given.iter().map(one).collect::<Vec<_>>()));
    }
    Ok(Value::texts(texts.iter().map(|t| t.filter(|t| *t != "NA"))))
}
