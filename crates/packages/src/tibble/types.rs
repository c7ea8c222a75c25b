//! What tibbles call the types of columns and of what lists hold.

use raglan_engine::value::frame::size;
use raglan_engine::value::{Value, class_vector};

/// The short name of a type, without brackets: `dbl`, `chr`, `list`.
pub fn type_sum(value: &Value) -> String {
    let class = |c: &str| value.has_class(c);
    let name = if value.is_factor() {
        if class("ordered") { "ord".into() } else { "fct".into() }
    } else if class("Date") {
        "date".into()
    } else if class("POSIXct") || class("POSIXlt") {
        "dttm".into()
    } else if class("hms") {
        "time".into()
    } else if class("difftime") {
        "drtn".into()
    } else if class("tbl_df") {
        "tibble".into()
    } else if value.is_data_frame() {
        "df".into()
    } else if class("vctrs_list_of") {
        let inner = value.attribute(raglan_engine::value::Symbol::new("ptype")).map_or_else(
            || "any".into(),
            |p| if p.is_data_frame() { format!("{}[,{}]", type_sum(&p), p.len()) } else { type_sum(&p) },
        );
        format!("list<{inner}>")
    } else if class("AsIs") {
        format!("I<{}>", plain(value))
    } else if let Some(class) = value.class_attribute() {
        match value {
            Value::Language(_) if class.iter().any(|c| c == Some("formula")) => "formula".into(),
            Value::Closure(_) | Value::Primitive(_) => "fn".into(),
            _ => class.get(0).unwrap_or("").to_string(),
        }
    } else {
        plain(value)
    };
    match value.dim() {
        Some(d) if d.len() > 1 && !value.is_data_frame() => {
            let others: Vec<String> = d[1..].iter().map(usize::to_string).collect();
            format!("{name}[,{}]", others.join(","))
        }
        Some(d) if d.len() == 1 => format!("{name}[1d]"),
        _ => name,
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => "NULL",
        Value::Logical(_) => "lgl",
        Value::Integer(_) => "int",
        Value::Double(_) => "dbl",
        Value::Complex(_) => "cpl",
        Value::Character(_) => "chr",
        Value::Raw(_) => "raw",
        Value::List(_) => "list",
        Value::Expression(_) => "expression",
        Value::Symbol(_) => "sym",
        Value::Language(_) => "language",
        Value::Closure(_) | Value::Primitive(_) => "fn",
        Value::Environment(_) => "env",
        other => return class_vector(other).remove(0),
    }
    .to_string()
}

/// An element of a list as its column shows it: `dbl [11]`, `tibble [3 × 2]`, and a shorter form.
pub fn object_sum(value: &Value) -> (String, Option<String>) {
    let vector = value.is_vector()
        && (!value.is_object()
            || value.is_factor()
            || value.is_data_frame()
            || !matches!(value, Value::List(_))
            || value.has_class("vctrs_list_of"));
    if !vector {
        return (type_sum(value), None);
    }
    let mut name = type_sum(value);
    if let Some(d) = value.dim().filter(|d| d.len() > 1 && !value.is_data_frame()) {
        name.truncate(name.find("[,").unwrap_or(name.len()));
        let extents: Vec<String> = d.iter().map(|&n| with_marks(n)).collect();
        return (format!("{name} [{}]", extents.join(" × ")), Some(format!("{name}[…]")));
    }
    if value.is_data_frame() {
        return (format!("{name} [{} × {}]", with_marks(size(value)), with_marks(value.len())), Some(name));
    }
    if matches!(value, Value::List(_)) && value.names().is_some() && !value.is_object() {
        name = format!("named {name}");
    }
    (format!("{name} [{}]", with_marks(value.len())), Some(name))
}

/// An element of a list of one type, as its column shows it: only its extent.
pub fn extent(value: &Value) -> String {
    let sizes: Vec<usize> = match value.dim() {
        _ if value.is_data_frame() => vec![size(value), value.len()],
        Some(d) if d.len() > 1 => d,
        _ => vec![value.len()],
    };
    match value {
        Value::Null => String::new(),
        _ => format!("[{}]", sizes.iter().map(|&n| with_marks(n)).collect::<Vec<_>>().join(" × ")),
    }
}

/// A count with commas between the thousands.
pub fn with_marks(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}
