//! `pivot_wider()`: rows into columns.

use super::columns::{as_tibble_like, cast, chosen, data_of, function_for, texts};
use crate::rlang::conditions::error;
use crate::rlang::quosure::Quosure;
use crate::tidyselect::select;
use raglan_engine::eval::{Args, Builtin, Eval, lazy};
use raglan_engine::value::frame::{Codes, NO_ROW, Table, concatenate, distinct_codes, ranks, size, take};
use raglan_engine::value::{Argument, Value, as_character, collate, is_syntactic, known};

pub(super) const FUNCTIONS: &[Builtin] = &[lazy(
    "pivot_wider(data, ..., id_cols = NULL, id_expand = FALSE, names_from = name, names_prefix = \"\", \
     names_sep = \"_\", names_glue = NULL, names_sort = FALSE, names_vary = \"fastest\", names_expand = FALSE, \
     names_repair = \"check_unique\", values_from = value, values_fill = NULL, values_fn = NULL, \
     unused_fn = NULL)",
    pivot_wider,
)];

const VERB: &str = "pivot_wider";

/// The columns an argument chooses, or the one column of its default.
fn chosen_or(args: &mut Args, name: &str, default: &str, table: &Table) -> Eval<Vec<usize>> {
    if args.raw(name).is_none() {
        let code = Quosure::new(Value::symbol(default), args.env.clone());
        return match table.position(default) {
            Some(i) => Ok(vec![i]),
            None => {
                Ok(select(args.session, &[code], table, VERB, "select")?.into_iter().map(|c| c.0).collect())
            }
        };
    }
    let at = chosen(args, name, table, VERB)?.unwrap_or_default();
    if at.is_empty() {
        return Err(error(args.session, VERB, &format!("`{name}` must select at least one column.")));
    }
    Ok(at)
}

fn pivot_wider(args: &mut Args) -> Eval {
    args.refuse_dots()?;
    args.refuse_unless_default(&["id_expand", "names_expand", "unused_fn"])?;
    let (data, table) = data_of(args, "data", VERB)?;
    let from = chosen_or(args, "names_from", "name", &table)?;
    let values = chosen_or(args, "values_from", "value", &table)?;
    let id: Vec<usize> = match chosen(args, "id_cols", &table, VERB)? {
        Some(id) => id,
        None => (0..table.names.len()).filter(|i| !from.contains(i) && !values.contains(i)).collect(),
    };
    if let Some(&both) = id.iter().find(|i| from.contains(i) || values.contains(i)) {
        let other = if from.contains(&both) { "names_from" } else { "values_from" };
        let message = format!(
            "`id_cols` can't select a column already selected by `{other}`.\nℹ Column `{}` has already been selected.",
            table.names[both]
        );
        return Err(error(args.session, VERB, &message));
    }
    let names = distinct_codes(&table.select(&from).columns, table.rows);
    let order = name_order(args, &table, &from, &names)?;
    let rows = distinct_codes(&table.select(&id).columns, table.rows);
    let labels = labels(args, &table, &from, &values, &names, &order)?;
    let mut out = table.select(&id).take(&rows.first);
    let mut wide: Vec<Vec<Value>> = Vec::with_capacity(values.len());
    let cells = Cells::new(&rows, &names);
    let needs_list = warn_of_duplicates(args, &table, &id, &from, &values, &cells)?;
    for &column in &values {
        wide.push(widened(args, &table, column, &cells, &order, needs_list)?);
    }
    let slowest = args.string("names_vary")? == "slowest";
    let (outer, inner) = if slowest { (order.len(), values.len()) } else { (values.len(), order.len()) };
    for a in 0..outer {
        for b in 0..inner {
            let (value, name) = if slowest { (b, a) } else { (a, b) };
            out.names.push(labels[value][name].clone());
            out.columns.push(wide[value][name].clone());
        }
    }
    let rule = args.value("names_repair")?;
    out.names = crate::tibble::names::repair(args.session, out.names, &rule, VERB)?;
    as_tibble_like(out, &data)
}

/// The names in the order their columns stand.
fn name_order(args: &mut Args, table: &Table, from: &[usize], names: &Codes) -> Eval<Vec<usize>> {
    let mut order: Vec<usize> = (0..names.first.len()).collect();
    if args.flag("names_sort")? {
        let mut keys = Vec::new();
        for &i in from {
            keys.push(ranks(&take(&table.columns[i], &names.first), collate)?);
        }
        let key = |c: usize| keys.iter().map(|k| (k[c].is_none(), k[c])).collect::<Vec<_>>();
        order.sort_by_key(|&c| key(c));
    }
    Ok(order)
}

/// Names of the new columns: for each value column one for each name.
fn labels(
    args: &mut Args,
    table: &Table,
    from: &[usize],
    values: &[usize],
    names: &Codes,
    order: &[usize],
) -> Eval<Vec<Vec<String>>> {
    let sep = args.string("names_sep")?;
    let prefix = args.string("names_prefix")?;
    let mut parts = Vec::new();
    for &i in from {
        parts.push(texts(args, &take(&table.columns[i], &names.first))?);
    }
    let joined = |c: usize| {
        let each: Vec<&str> = parts.iter().map(|p| p.get(c).unwrap_or("NA")).collect();
        format!("{prefix}{}", each.join(&sep))
    };
    let glue = args.optional("names_glue")?;
    let mut out = Vec::with_capacity(values.len());
    for &value in values {
        let own = &table.names[value];
        if let Some(template) = &glue {
            let firsts: Vec<usize> = order.iter().map(|&c| names.first[c]).collect();
            let mut columns: Vec<(String, Value)> =
                from.iter().map(|&i| (table.names[i].clone(), take(&table.columns[i], &firsts))).collect();
            columns.push((".value".into(), Value::string(own)));
            let function = args.session.from_namespace("glue", "glue_data", false)?;
            let given = vec![Argument::new(Value::named_list(columns)), Argument::new(template.clone())];
            let text = as_character(&args.apply(&function, given)?)?;
            out.push(
                (0..order.len())
                    .map(|k| text.get(if text.len() == 1 { 0 } else { k }).unwrap_or("NA").to_string())
                    .collect(),
            );
        } else if values.len() > 1 {
            out.push(order.iter().map(|&c| format!("{own}{sep}{}", joined(c))).collect());
        } else {
            out.push(order.iter().map(|&c| joined(c)).collect());
        }
    }
    Ok(out)
}

/// The rows of the data that belong to each row and name of the result.
struct Cells {
    rows: usize,
    /// By name, then by row.
    members: Vec<Vec<Vec<usize>>>,
}

impl Cells {
    fn new(rows: &Codes, names: &Codes) -> Self {
        let mut members = vec![vec![Vec::new(); rows.first.len()]; names.first.len()];
        for (i, (&row, &name)) in rows.codes.iter().zip(&names.codes).enumerate() {
            members[name as usize][row as usize].push(i);
        }
        Self { rows: rows.first.len(), members }
    }

    fn are_single(&self) -> bool {
        self.members.iter().flatten().all(|m| m.len() <= 1)
    }
}

/// Whether values must become lists, which is said.
fn warn_of_duplicates(
    args: &mut Args,
    table: &Table,
    id: &[usize],
    from: &[usize],
    values: &[usize],
    cells: &Cells,
) -> Eval<bool> {
    if cells.are_single() {
        return Ok(false);
    }
    let given = args.value("values_fn")?;
    let mut without = Vec::new();
    for &i in values {
        if function_for(args, &given, &table.names[i])?.is_none() {
            without.push(format!("`{}`", table.names[i]));
        }
    }
    if without.is_empty() {
        return Ok(false);
    }
    let ticked = |&i: &usize| {
        let name = &table.names[i];
        if is_syntactic(name) { name.clone() } else { format!("`{name}`") }
    };
    let groups: Vec<String> = id.iter().chain(from).map(ticked).collect();
    let message = format!(
        "Values from {} are not uniquely identified; output will contain list-cols.\n\
         • Use `values_fn = list` to suppress this warning.\n\
         • Use `values_fn = {{summary_fun}}` to summarise duplicates.\n\
         • Use the following dplyr code to identify duplicates.\n  {{data}} |>\n  \
         dplyr::summarise(n = dplyr::n(), .by = c({})) |>\n  dplyr::filter(n > 1L)",
        crate::tibble::enumerated(&without, "and"),
        groups.join(", ")
    );
    args.session.warn(&message, None)?;
    Ok(true)
}

/// The columns one value column becomes, in the order of the names.
fn widened(
    args: &mut Args,
    table: &Table,
    column: usize,
    cells: &Cells,
    order: &[usize],
    lists: bool,
) -> Eval<Vec<Value>> {
    let name = &table.names[column];
    let given = args.value("values_fn")?;
    let function = function_for(args, &given, name)?;
    let mut source = table.columns[column].clone();
    source.set_attribute(
        known::NAMES,
        if source.is_data_frame() { source.attribute(known::NAMES).unwrap_or_default() } else { Value::Null },
    );
    // Where the value of each cell stands in `source`.
    let mut place: Vec<Vec<usize>> = cells
        .members
        .iter()
        .map(|c| c.iter().map(|m| m.first().copied().unwrap_or(NO_ROW)).collect())
        .collect();
    if function.is_some() || lists {
        let mut parts = Vec::new();
        for (c, rows) in cells.members.iter().enumerate() {
            for (r, members) in rows.iter().enumerate() {
                if members.is_empty() {
                    continue;
                }
                let mut part = take(&source, members);
                part = match &function {
                    Some(function) => args.apply(function, vec![Argument::new(part)])?,
                    None => Value::list(vec![part]),
                };
                if size(&part) != 1 {
                    let message = format!(
                        "Applying `values_fn` to `{name}` must result in a single summary value per key."
                    );
                    return Err(error(args.session, VERB, &message));
                }
                place[c][r] = parts.len();
                parts.push(part);
            }
        }
        // `list` wraps what it is given once.
        source = concatenate(&parts, &|i| format!("`{name}[[{}]]`", i + 1))
            .map_err(|e| error(args.session, VERB, &e.message))?;
    }
    let fill = match args.value("values_fill")? {
        Value::Null => None,
        given @ Value::List(_) if !given.is_data_frame() => given.part(name),
        other => Some(other),
    };
    let mut absent = NO_ROW;
    if let Some(fill) = fill {
        let fill = cast(args, &fill, &source, ("`values_fill`", &format!("`{name}`")), VERB)?;
        absent = size(&source);
        source = concatenate(&[source, fill], &|_| format!("`{name}`"))
            .map_err(|e| error(args.session, VERB, &e.message))?;
    }
    let one = |&c: &usize| {
        let at: Vec<usize> =
            (0..cells.rows).map(|r| if place[c][r] == NO_ROW { absent } else { place[c][r] }).collect();
        take(&source, &at)
    };
    Ok(order.iter().map(one).collect())
}
