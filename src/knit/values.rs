//! R values as the record's plain data, and inline values as text.

use crate::results::{Column, Data, Field};
use crate::value::{
    NA_INTEGER, Strings, Value, class_vector, deparse_line, double_to_string, is_na, known, type_name,
};
use serde_json::Value as Json;

/// Nested lists are followed to this depth.
const DEPTH: usize = 8;

/// A value as plain data at full precision.
pub fn data(value: &Value) -> Data {
    convert(value, 0)
}

fn convert(value: &Value, depth: usize) -> Data {
    match value {
        Value::Null | Value::Missing | Value::Environment(_) | Value::External(_) => Data::Null,
        Value::Promise(p) => p.value().map_or(Data::Null, |v| convert(&v, depth)),
        Value::List(_) if depth >= DEPTH => Data::Null,
        Value::List(list) if value.is_data_frame() => {
            let columns: Vec<Field> = fields(value, depth);
            let groups = match value.attribute(known::GROUPS) {
                Some(groups) => groups
                    .names()
                    .map(|n| n.iter().flatten().filter(|n| *n != ".rows").map(str::to_string).collect())
                    .unwrap_or_default(),
                None => Vec::new(),
            };
            let rows = list.data.first().map_or(0, |c| c.dim().map_or(c.len(), |d| d[0]));
            Data::Table { class: class_vector(value), rows, columns, groups }
        }
        Value::List(_) | Value::Expression(_) => {
            Data::Object { class: class_vector(value), fields: fields(value, depth) }
        }
        vector if vector.is_atomic() => Data::Vector(column(vector)),
        code => Data::Code { text: deparse_line(code) },
    }
}

fn fields(value: &Value, depth: usize) -> Vec<Field> {
    let names = value.names();
    let name = |i: usize| names.as_ref().and_then(|n| n.get(i)).unwrap_or_default().to_string();
    let items = crate::value::as_list(value);
    items.iter().enumerate().map(|(i, v)| Field { name: name(i), value: convert(v, depth + 1) }).collect()
}

fn texts(strings: &Strings) -> Vec<String> {
    strings.iter().map(|s| s.unwrap_or("NA").to_string()).collect()
}

fn column(value: &Value) -> Column {
    let class = value.class_attribute();
    let known_class = |c: &str| matches!(c, "factor" | "ordered" | "Date" | "POSIXct" | "difftime");
    let of = class.as_ref().and_then(|c| c.iter().flatten().find(|c| known_class(c)).map(str::to_string));
    let mut column = Column { of: of.unwrap_or_else(|| type_name(value).into()), ..Column::default() };
    match value {
        Value::Logical(v) => column.numbers = v.data.iter().map(|x| x.map(f64::from)).collect(),
        Value::Integer(v) => {
            column.numbers = v.data.iter().map(|&x| (x != NA_INTEGER).then(|| f64::from(x))).collect();
        }
        Value::Double(v) => column.numbers = v.data.iter().map(|&x| (!is_na(x)).then_some(x)).collect(),
        Value::Raw(v) => column.numbers = v.data.iter().map(|&x| Some(f64::from(x))).collect(),
        Value::Complex(v) => {
            let text =
                |x: &crate::value::Complex| format!("{}+{}i", double_to_string(x.re), double_to_string(x.im));
            column.strings = v.data.iter().map(|x| Some(text(x))).collect();
        }
        Value::Character(v) => column.strings = v.data.iter().map(|s| s.map(str::to_string)).collect(),
        _ => {}
    }
    if let Some(Value::Character(levels)) = value.attributes().get(known::LEVELS) {
        column.levels = texts(&levels.data);
    }
    if let Some(Value::Character(names)) = value.attributes().get(known::NAMES) {
        column.names = texts(&names.data);
    }
    column.dim = value.dim().unwrap_or_default();
    if let Some(names) = value.dimnames() {
        column.dimnames = names.iter().map(|n| n.as_ref().map(texts).unwrap_or_default()).collect();
    }
    column
}

/// An option's or parameter's value as JSON.
pub fn json(value: &Value) -> Json {
    let one = |value: &Value| match value {
        Value::Logical(v) => v.data[0].map_or(Json::Null, Json::Bool),
        Value::Integer(v) if v.data[0] != NA_INTEGER => Json::from(v.data[0]),
        Value::Double(v) if v.data[0].is_finite() && v.data[0].fract() == 0.0 && v.data[0].abs() < 1e15 => {
            Json::from(v.data[0] as i64)
        }
        Value::Double(v) => serde_json::Number::from_f64(v.data[0]).map_or(Json::Null, Json::Number),
        Value::Character(v) => v.data.get(0).map_or(Json::Null, |s| Json::String(s.to_string())),
        _ => Json::Null,
    };
    match value {
        Value::Null => Json::Null,
        list @ Value::List(items) => match list.names() {
            Some(names) => Json::Object(
                items
                    .data
                    .iter()
                    .enumerate()
                    .map(|(i, v)| (names.get(i).unwrap_or_default().to_string(), json(v)))
                    .collect(),
            ),
            None => Json::Array(items.data.iter().map(json).collect()),
        },
        vector if vector.is_atomic() && vector.len() == 1 => one(vector),
        vector if vector.is_atomic() => {
            Json::Array((0..vector.len()).map(|i| one(&vector.gather(&[i]))).collect())
        }
        code => Json::String(deparse_line(code)),
    }
}

/// JSON, from YAML, as an R value: whole numbers are integers, lists of one kind vectors.
pub fn from_json(json: &Json) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Bool(x) => Value::logical(*x),
        Json::Number(n) => match n.as_i64().and_then(|i| i32::try_from(i).ok()) {
            Some(i) => Value::integer(i),
            None => Value::double(n.as_f64().unwrap_or(f64::NAN)),
        },
        Json::String(s) => Value::string(s),
        Json::Array(items) => {
            let values: Vec<Value> = items.iter().map(from_json).collect();
            let kinds: Vec<_> = values.iter().map(Value::vector_type).collect();
            let single = values.iter().all(|v| v.is_atomic() && v.len() == 1);
            let arguments: Vec<_> = values.iter().cloned().map(crate::value::Argument::new).collect();
            if single && kinds.windows(2).all(|k| k[0] == k[1]) && !values.is_empty() {
                return crate::value::combine(&arguments, false, false)
                    .unwrap_or_else(|_| Value::list(values));
            }
            Value::list(values)
        }
        Json::Object(map) => Value::named_list(map.iter().map(|(k, v)| (k.as_str(), from_json(v)))),
    }
}

/// A number in prose as knitr writes it: rounded to `digits`, as a power of ten from 1e4 on.
pub fn inline_number(x: f64, digits: i32) -> String {
    if !x.is_finite() || x == 0.0 {
        return double_to_string(x);
    }
    let exponent = x.abs().log10().floor();
    if exponent.abs() < 4.0 {
        return double_to_string(crate::value::format::round_digits(x, digits));
    }
    let mantissa = crate::value::format::round_digits(x / 10f64.powf(exponent), digits);
    let power = format!("10^{{{exponent}}}");
    match mantissa {
        1.0 => format!("${power}$"),
        -1.0 => format!("$-{power}$"),
        m => format!("${}\\times {power}$", double_to_string(m)),
    }
}
