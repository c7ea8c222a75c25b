//! broom: fits and tests as tibbles: one row per coefficient (tidy), per fit (glance), per observation (augment).

mod linear;
mod rows;
mod tables;
mod tests;

use raglan_engine::eval::{Args, Builtin, Eval, Package, fail, generic, method, private};
use raglan_engine::value::{Value, known};

/// The generic functions.
const GENERICS: &[Builtin] = &[
    generic("tidy(x, ...)"),
    generic("glance(x, ...)"),
    generic("augment(x, ...)"),
    method("tidy.default(x, ...)", |a| no_method(a, "tidy")),
    method("glance.default(x, ...)", |a| no_method(a, "glance")),
    method("augment.default(x, ...)", |a| no_method(a, "augment")),
    method("tidy.NULL(x, ...)", |a| tibble(a, Vec::new())),
    method("glance.NULL(x, ...)", |a| tibble(a, Vec::new())),
    method("augment.NULL(x, ...)", |a| tibble(a, Vec::new())),
    private(".tibble(columns)", |a| {
        let list = a.value("columns")?;
        let items = a.items("columns")?;
        tibble(a, crate::stats::model::names_or_empty(&list).into_iter().zip(items.iter().cloned()).collect())
    }),
    private(".augment.base(data)", |a| {
        let data = a.value("data")?;
        Ok(Value::named_list(rows::data_columns(&data)?))
    }),
];

fn no_method(args: &mut Args, generic: &str) -> Eval {
    let x = args.value("x")?;
    let class = raglan_engine::value::implicit_class(&x);
    let class = class.first().map_or(String::new(), ToString::to_string);
    fail(format!("No {generic} method for objects of class {class}"))
}

/// Columns by name.
type Columns = Vec<(String, Value)>;

/// A column.
fn column(name: &str, value: Value) -> (String, Value) {
    (name.to_string(), value)
}

/// Columns as a tibble; the namespace of tibble is loaded so that it prints as one.
fn tibble(args: &mut Args, columns: Columns) -> Eval {
    args.session.namespace("tibble")?;
    let rows = columns.first().map_or(0, |(_, v)| crate::stats::model::row_count(v));
    let plain = |value: Value| match value.dim() {
        None if !value.is_object() => value.stripped(),
        _ => value,
    };
    let columns: Columns = columns.into_iter().map(|(name, value)| (name, plain(value))).collect();
    Ok(Value::named_list(columns)
        .with_attribute(known::CLASS, Value::strings(["tbl_df", "tbl", "data.frame"]))
        .with_attribute(known::ROW_NAMES, Value::integers((1..=rows as i32).collect::<Vec<_>>())))
}

/// The broom package.
pub const PACKAGE: Package = Package {
    name: "broom",
    version: "1.0.7",
    functions: &[GENERICS, linear::FUNCTIONS, rows::FUNCTIONS, tables::FUNCTIONS, tests::FUNCTIONS],
    code: &[("gam.R", include_str!("gam.R"))],
    depends: &[],
    reexports: &[],
    greeting: None,
    data: |_, _| None,
    data_names: &[],
};
