//! Rows put into tables within a table: `nest()`, `chop()`, `pack()`, `unpack()`.

use super::columns::{as_tibble_like, chosen, data_of, group_names, rebuilt};
use crate::rlang::conditions::{deprecated, error};
use crate::rlang::quosure::capture_dots;
use crate::tidyselect::select;
use raglan_engine::eval::{Args, Builtin, Eval, lazy};
use raglan_engine::value::frame::{Codes, Table, distinct_codes, take};
use raglan_engine::value::{Symbol, Value};

pub(super) const FUNCTIONS: &[Builtin] = &[
    lazy("nest(.data, ..., .by = NULL, .key = NULL, .names_sep = NULL)", nest),
    lazy("chop(data, cols, ...)", chop),
    lazy("pack(.data, ..., .names_sep = NULL, .error_call = NULL)", pack),
    lazy("unpack(data, cols, ..., names_sep = NULL, names_repair = \"check_unique\")", unpack),
];

/// A new column and the columns that go into it.
type Bundle = (String, Vec<usize>);

fn nest(args: &mut Args) -> Eval {
    const VERB: &str = "nest";
    let (data, table) = data_of(args, ".data", VERB)?;
    let sep = match args.optional(".names_sep")? {
        Some(_) => Some(args.string(".names_sep")?),
        None => None,
    };
    let key = match args.optional(".key")? {
        Some(_) => args.string(".key")?,
        None => "data".into(),
    };
    let groups = group_names(&data);
    let mut outer: Option<Vec<usize>> = chosen(args, ".by", &table, VERB)?;
    let quosures = capture_dots(args)?;
    let mut bundles: Vec<Bundle> = Vec::new();
    if quosures.is_empty() {
        if outer.is_none() {
            outer = Some(groups.iter().filter_map(|g| table.position(g)).collect());
        }
        let kept = outer.clone().unwrap_or_default();
        bundles.push((key, (0..table.names.len()).filter(|i| !kept.contains(i)).collect()));
    } else if quosures.iter().all(|q| q.name.is_none()) {
        let at: Vec<usize> =
            select(args.session, &quosures, &table, VERB, "select")?.into_iter().map(|c| c.0).collect();
        let names: Vec<&str> = at.iter().map(|&i| table.names[i].as_str()).collect();
        let message = format!(
            "Supplying `...` without names was deprecated in tidyr 1.0.0.\nℹ Please specify a name for each \
             selection.\nℹ Did you want `{key} = {}`?",
            if names.len() == 1 { names[0].to_string() } else { format!("c({})", names.join(", ")) }
        );
        deprecated(args.session, "tidyr nest without names", &message)?;
        bundles.push((key, at));
    } else {
        for quosure in quosures {
            let name = quosure.label();
            let plain = crate::rlang::quosure::Quosure::new(quosure.expression, quosure.environment);
            let at = select(args.session, &[plain], &table, VERB, "select")?;
            bundles.push((name, at.into_iter().map(|c| c.0).collect()));
        }
    }
    let outer = outer.unwrap_or_else(|| {
        (0..table.names.len()).filter(|i| !bundles.iter().any(|b| b.1.contains(i))).collect()
    });
    let codes = distinct_codes(&table.select(&outer).columns, table.rows);
    let members = members(&codes);
    let mut out = table.select(&outer).take(&codes.first);
    for (name, at) in bundles {
        let inner = inner_table(&table, &at, &name, sep.as_deref());
        let tables: Vec<Value> = members.iter().map(|rows| inner.take(rows).tibble()).collect();
        out.set(&name, Value::list(tables));
    }
    as_tibble_like(out, &data)
}

/// The rows of each code.
fn members(codes: &Codes) -> Vec<Vec<usize>> {
    let mut out = vec![Vec::new(); codes.first.len()];
    for (i, &code) in codes.codes.iter().enumerate() {
        out[code as usize].push(i);
    }
    out
}

/// Columns under their names without the prefix the new column stands for.
fn inner_table(table: &Table, at: &[usize], name: &str, sep: Option<&str>) -> Table {
    let mut inner = table.select(at);
    if let Some(sep) = sep {
        let prefix = format!("{name}{sep}");
        for own in &mut inner.names {
            if let Some(rest) = own.strip_prefix(&prefix) {
                *own = rest.to_string();
            }
        }
    }
    inner
}

/// A list whose elements all have the type of `example`.
fn list_of(items: Vec<Value>, example: &Value) -> Value {
    Value::list(items).with_attribute(Symbol::new("ptype"), take(example, &[])).with_class(&[
        "vctrs_list_of",
        "vctrs_vctr",
        "list",
    ])
}

fn chop(args: &mut Args) -> Eval {
    args.refuse_dots()?;
    let (data, table) = data_of(args, "data", "chop")?;
    let at = chosen(args, "cols", &table, "chop")?.unwrap_or_default();
    let outer: Vec<usize> = (0..table.names.len()).filter(|i| !at.contains(i)).collect();
    let codes = distinct_codes(&table.select(&outer).columns, table.rows);
    let members = members(&codes);
    let mut out = table.select(&outer).take(&codes.first);
    for i in at {
        let column = &table.columns[i];
        let parts: Vec<Value> = members.iter().map(|rows| take(column, rows)).collect();
        out.names.push(table.names[i].clone());
        out.columns.push(list_of(parts, column));
    }
    rebuilt(out, &data)
}

fn pack(args: &mut Args) -> Eval {
    args.refuse_unless_default(&[".error_call"])?;
    let (data, table) = data_of(args, ".data", "pack")?;
    let sep = match args.optional(".names_sep")? {
        Some(_) => Some(args.string(".names_sep")?),
        None => None,
    };
    let mut bundles: Vec<Bundle> = Vec::new();
    for quosure in capture_dots(args)? {
        let Some(name) = quosure.name.clone() else {
            return Err(error(args.session, "pack", "All elements of `...` must be named."));
        };
        let plain = crate::rlang::quosure::Quosure::new(quosure.expression, quosure.environment);
        let at = select(args.session, &[plain], &table, "pack", "select")?;
        bundles.push((name, at.into_iter().map(|c| c.0).collect()));
    }
    let outer: Vec<usize> =
        (0..table.names.len()).filter(|i| !bundles.iter().any(|b| b.1.contains(i))).collect();
    let mut out = table.select(&outer);
    for (name, at) in bundles {
        out.set(&name, inner_table(&table, &at, &name, sep.as_deref()).tibble());
    }
    rebuilt(out, &data)
}

fn unpack(args: &mut Args) -> Eval {
    args.refuse_dots()?;
    let (data, table) = data_of(args, "data", "unpack")?;
    let at = chosen(args, "cols", &table, "unpack")?.unwrap_or_default();
    let sep = match args.optional("names_sep")? {
        Some(_) => Some(args.string("names_sep")?),
        None => None,
    };
    let out = spread_out(table, &at, sep.as_deref());
    let rule = args.value("names_repair")?;
    let names = crate::tibble::names::repair(args.session, out.names.clone(), &rule, "unpack")?;
    rebuilt(Table { names, ..out }, &data)
}

/// A table with the data frames among its columns replaced by their columns.
pub fn spread_out(table: Table, at: &[usize], sep: Option<&str>) -> Table {
    let mut out = Table { rows: table.rows, ..Table::default() };
    for (i, (name, column)) in table.names.into_iter().zip(table.columns).enumerate() {
        if !at.contains(&i) || !column.is_data_frame() {
            out.names.push(name);
            out.columns.push(column);
            continue;
        }
        let inner = Table::of(&column);
        for (own, column) in inner.names.into_iter().zip(inner.columns) {
            out.names.push(sep.map_or(own.clone(), |sep| format!("{name}{sep}{own}")));
            out.columns.push(column);
        }
    }
    out
}
