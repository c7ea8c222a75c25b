//! Names of rows and columns, and how many there are.

use super::frame_subscripts::{kept_row_names, row_count, row_names, rows_of};
use super::names::unique_names;
use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail, generic, method};
use raglan_engine::value::frame::compact_rows;
use raglan_engine::value::{Argument, NA_INTEGER, Value, as_list, known};

pub(super) const FUNCTIONS: &[Builtin] = &[
    generic("row.names(x)"),
    method("row.names.default(x)", |a| row_labels(&a.value("x")?)),
    method("row.names.data.frame(x)", |a| Ok(row_names(&a.value("x")?).into())),
    generic("`row.names<-`(x, value)"),
    method("`row.names<-.default`(x, value)", |a| set_along(a, 0)),
    method("`row.names<-.data.frame`(x, value)", set_frame_rows),
    builtin("rownames(x, do.NULL = TRUE, prefix = \"row\")", |a| labels_along(a, 0)),
    builtin("colnames(x, do.NULL = TRUE, prefix = \"col\")", |a| labels_along(a, 1)),
    builtin("`rownames<-`(x, value)", |a| set_along(a, 0)),
    builtin("`colnames<-`(x, value)", |a| set_along(a, 1)),
    method("`dimnames<-.data.frame`(x, value)", set_both),
    builtin("provideDimnames(x, sep = \"\", base = list(LETTERS), unique = TRUE)", provide),
    builtin("nrow(x)", |a| extent(a, 0)),
    builtin("ncol(x)", |a| extent(a, 1)),
    builtin("NROW(x)", |a| {
        let length = a.value("x")?.len();
        Ok(Value::count(extents(a)?.first().copied().unwrap_or(length)))
    }),
    builtin("NCOL(x)", |a| Ok(Value::count(extents(a)?.get(1).copied().unwrap_or(1)))),
    builtin(".set_row_names(n)", |a| Ok(compact_rows(a.whole("n")?.max(0) as usize))),
    builtin(".row_names_info(x, type = 1L)", |a| {
        let x = a.value("x")?;
        let rows = row_count(&x) as i32;
        match a.whole("type")? {
            0 => Ok(x.attribute(known::ROW_NAMES).unwrap_or_default()),
            1 => Ok(Value::integer(if kept_row_names(&x).is_none() { -rows } else { rows })),
            _ => Ok(Value::integer(rows)),
        }
    }),
];

/// The extents of an object, asked of its class.
fn extents(args: &mut Args) -> Eval<Vec<usize>> {
    let x = args.value("x")?;
    if x.is_data_frame() && x.class_attribute().is_some_and(|c| c.len() == 1) {
        return Ok(vec![row_count(&x), x.len()]);
    }
    if !x.is_object() {
        return Ok(x.dim().unwrap_or_default());
    }
    let dim = args.apply_named("dim", vec![Argument::new(x)])?;
    let dim = raglan_engine::value::as_integer(&dim, &mut Vec::new())?;
    Ok(dim.iter().map(|&d| d.max(0) as usize).collect())
}

fn extent(args: &mut Args, k: usize) -> Eval {
    let dim = extents(args)?;
    if dim.is_empty() {
        return Ok(Value::Null);
    }
    Ok(dim.get(k).map_or(Value::integer(NA_INTEGER), |&d| Value::count(d)))
}

fn row_labels(x: &Value) -> Eval {
    Ok(x.dimnames().and_then(|d| d.first().cloned().flatten()).map_or(Value::Null, Value::from))
}

fn labels_along(args: &mut Args, k: usize) -> Eval {
    let x = args.value("x")?;
    if x.is_data_frame() && args.flag("do.NULL")? {
        let labels = if k == 0 {
            args.apply_named("row.names", vec![Argument::new(x)])?
        } else {
            args.apply_named("names", vec![Argument::new(x)])?
        };
        return Ok(labels);
    }
    let own = if x.is_object() {
        let names = args.apply_named("dimnames", vec![Argument::new(x.clone())])?;
        as_list(&names).get(k).cloned().unwrap_or_default()
    } else {
        x.attributes().get(known::DIMNAMES).and_then(|d| as_list(d).get(k).cloned()).unwrap_or_default()
    };
    if !matches!(own, Value::Null) || args.flag("do.NULL")? {
        return Ok(own);
    }
    let n = if k == 0 { rows_of(&x) } else { x.dim().and_then(|d| d.get(1).copied()).unwrap_or(1) };
    let prefix = args.string("prefix")?;
    Ok(Value::strings((1..=n).map(|i| format!("{prefix}{i}"))))
}

/// Sets the names along one extent of a matrix or frame.
fn set_along(args: &mut Args, k: usize) -> Eval {
    let (x, value) = (args.value("x")?, args.value("value")?);
    if x.is_data_frame() {
        let setter = if k == 0 { "row.names<-" } else { "names<-" };
        return args.apply_named(setter, vec![Argument::new(x), Argument::named(known::VALUE, value)]);
    }
    let count = x.dim().map_or(0, |d| d.len());
    if count <= k {
        let what = if k == 0 { "'rownames'" } else { "'colnames'" };
        let least =
            if k == 0 { "an object with no dimensions" } else { "an object with less than two dimensions" };
        return fail(format!("attempt to set {what} on {least}"));
    }
    let value = if value.is_object() || matches!(value, Value::Null | Value::Character(_)) {
        match value {
            Value::Null => value,
            other => args.apply_named("as.character", vec![Argument::new(other)])?,
        }
    } else {
        value
    };
    let old = x.attributes().get(known::DIMNAMES).cloned();
    let mut items = old.as_ref().map_or_else(|| vec![Value::Null; count], |d| as_list(d).into_vec());
    items[k] = value;
    let mut dimnames = Value::list(items.clone());
    if let Some(titles) = old.as_ref().and_then(Value::names) {
        dimnames.set_attribute(known::NAMES, titles.into());
    }
    let empty = items.iter().all(|i| matches!(i, Value::Null)) && dimnames.names().is_none();
    let dimnames = if empty { Value::Null } else { dimnames };
    args.apply_named("dimnames<-", vec![Argument::new(x), Argument::named(known::VALUE, dimnames)])
}

fn set_frame_rows(args: &mut Args) -> Eval {
    let (mut x, value) = (args.value("x")?, args.value("value")?);
    let rows = row_count(&x);
    if matches!(value, Value::Null) {
        x.set_attribute(known::ROW_NAMES, compact_rows(rows));
        return Ok(x);
    }
    let labels = match value {
        Value::Integer(_) if !value.is_object() => value.stripped(),
        other => args.apply_named("as.character", vec![Argument::new(other)])?.stripped(),
    };
    if labels.len() != rows && !(rows == 0 && x.is_empty()) {
        return fail("invalid 'row.names' length");
    }
    let texts = raglan_engine::value::as_character(&labels)?;
    if texts.iter().any(|t| t.is_none()) {
        return fail("missing values in 'row.names' are not allowed");
    }
    let mut seen = std::collections::BTreeSet::new();
    let mut twice: Vec<&str> = texts.iter().flatten().filter(|t| !seen.insert(*t)).collect();
    if !twice.is_empty() {
        twice.sort_by(|a, b| raglan_engine::value::collate(a, b));
        twice.dedup();
        let quoted = args.apply_named("sQuote", vec![Argument::new(Value::strings(&twice))])?;
        let quoted = raglan_engine::value::as_character(&quoted)?;
        let plural = if twice.len() == 1 { "value" } else { "values" };
        let list = quoted.iter().flatten().collect::<Vec<_>>().join(", ");
        let text = format!("non-unique {plural} when setting 'row.names': {list}");
        args.session.warn(&text, None)?;
        return fail("duplicate 'row.names' are not allowed");
    }
    x.set_attribute(known::ROW_NAMES, super::attributes::compact_row_names(labels));
    Ok(x)
}

fn set_both(args: &mut Args) -> Eval {
    let (x, value) = (args.value("x")?, args.value("value")?);
    let items = as_list(&value);
    let (Some(rows), Some(columns)) = (items.first().cloned(), items.get(1).cloned()) else {
        return fail("invalid 'dimnames' given for data frame");
    };
    if columns.len() != x.len() || rows.len() != row_count(&x) {
        return fail("invalid 'dimnames' given for data frame");
    }
    let named =
        x.with_attribute(known::NAMES, args.apply_named("as.character", vec![Argument::new(columns)])?);
    args.apply_named("row.names<-", vec![Argument::new(named), Argument::named(known::VALUE, rows)])
}

/// Labels where there are none, made unique.
fn provide(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let (separator, unique) = (args.string("sep")?, args.flag("unique")?);
    let base = args.items("base")?;
    let Some(dim) = x.dim() else { return Ok(x) };
    let old = x.attributes().get(known::DIMNAMES).cloned();
    let own = x.dimnames().unwrap_or_default();
    let mut labels: Vec<Value> = Vec::new();
    let mut next = 0;
    for (k, &extent) in dim.iter().enumerate() {
        match own.get(k).cloned().flatten() {
            Some(own) => labels.push(own.into()),
            None if base.is_empty() => return fail("'base' must have at least one element"),
            None => {
                let source = raglan_engine::value::as_character(&base[next % base.len()])?;
                next += 1;
                let all: Vec<String> = (0..extent)
                    .map(|i| source.get(i % source.len().max(1)).unwrap_or("NA").to_string())
                    .collect();
                let all = if unique { unique_names(&all, &separator) } else { all };
                labels.push(Value::strings(all));
            }
        }
    }
    let mut dimnames = Value::list(labels);
    if let Some(titles) = old.as_ref().and_then(Value::names) {
        dimnames.set_attribute(known::NAMES, titles.into());
    }
    Ok(x.with_attribute(known::DIMNAMES, dimnames))
}
