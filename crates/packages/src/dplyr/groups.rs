//! `group_by()`, `ungroup()`, `rowwise()`, and what a grouped data frame is asked about its groups.

use super::evaluation::with_warnings;
use super::grouping::{Grouping, Kind, frame_argument, row_list, ungrouped};
use super::mutate::new_columns;
use crate::rlang::conditions::error;
use crate::rlang::quosure::{Quosure, capture_dots};
use crate::rlang::{argument_list, as_function};
use crate::tibble::{enumerated, shape, with_marks};
use crate::tidyselect;
use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail, lazy, method};
use raglan_engine::value::frame::{Table, take_rows};
use raglan_engine::value::{Argument, Symbol, Value, known};

pub(super) const FUNCTIONS: &[Builtin] = &[
    lazy("group_by(.data, ..., .add = FALSE, .drop = TRUE)", group_by),
    lazy("ungroup(x, ...)", ungroup),
    lazy("rowwise(data, ...)", rowwise),
    builtin("group_vars(x)", |a| {
        let x = a.value("x")?;
        Ok(Value::strings(Grouping::of(&x).vars))
    }),
    builtin("groups(x)", |a| {
        let x = a.value("x")?;
        Ok(Value::list(Grouping::of(&x).vars.iter().map(|v| Value::symbol(v)).collect::<Vec<_>>()))
    }),
    builtin("group_data(.data)", |a| {
        let x = a.value(".data")?;
        if x.has_class("grouped_df") {
            return Ok(x.attribute(known::GROUPS).unwrap_or_default());
        }
        Ok(Grouping::of(&x).data())
    }),
    lazy("group_keys(.tbl, ...)", |a| {
        let x = a.value(".tbl")?;
        let grouping = dots_grouping(a, &x)?;
        Ok(grouping.keys.tibble())
    }),
    builtin("group_rows(.data)", |a| Ok(row_list(&Grouping::of(&a.value(".data")?).rows))),
    lazy("group_indices(.data, ...)", |a| {
        let x = a.value(".data")?;
        let grouping = dots_grouping(a, &x)?;
        let mut out = vec![0i32; raglan_engine::value::frame::row_count(&x)];
        for (g, rows) in grouping.rows.iter().enumerate() {
            for &i in rows.iter() {
                out[i] = g as i32 + 1;
            }
        }
        Ok(Value::integers(out))
    }),
    builtin("group_size(x)", |a| {
        let x = a.value("x")?;
        Ok(Value::integers(Grouping::of(&x).rows.iter().map(|r| r.len() as i32).collect::<Vec<_>>()))
    }),
    builtin("n_groups(x)", |a| Ok(Value::count(Grouping::of(&a.value("x")?).len()))),
    builtin("is_grouped_df(x)", |a| Ok(Value::logical(a.value("x")?.has_class("grouped_df")))),
    builtin("is.grouped_df(x)", |a| Ok(Value::logical(a.value("x")?.has_class("grouped_df")))),
    builtin("group_by_drop_default(.tbl)", |a| Ok(Value::logical(Grouping::of(&a.value(".tbl")?).drop))),
    lazy("group_split(.tbl, ..., .keep = TRUE)", group_split),
    lazy("group_map(.data, .f, ..., .keep = FALSE)", |a| group_map(a, ".data")),
    lazy("group_modify(.data, .f, ..., .keep = FALSE)", group_modify),
    lazy("group_walk(.data, .f, ..., .keep = FALSE)", |a| {
        group_map(a, ".data")?;
        let data = a.value(".data")?;
        a.invisible(data)
    }),
    lazy("nest_by(.data, ..., .key = \"data\", .keep = FALSE)", nest_by),
    method("tbl_sum.grouped_df(x, ...)", |a| {
        let x = a.value("x")?;
        let grouping = Grouping::of(&x);
        let groups = format!("{} [{}]", grouping.vars.join(", "), with_marks(grouping.len()));
        Ok(Value::strings([shape(&x), groups]).with_names(["A tibble", "Groups"]))
    }),
    method("tbl_sum.rowwise_df(x, ...)", |a| {
        let x = a.value("x")?;
        let vars = Grouping::of(&x).vars.join(", ");
        Ok(Value::strings([shape(&x), vars]).with_names(["A tibble", "Rowwise"]))
    }),
    method("`[.grouped_df`(x, i, j, drop = FALSE)", subset),
    method("as.data.frame.grouped_df(x, row.names = NULL, optional = FALSE, ...)", |a| {
        Ok(ungrouped(&a.value("x")?).with_class(&["data.frame"]))
    }),
    method("as_tibble.grouped_df(x, ...)", |a| Ok(ungrouped(&a.value("x")?))),
];

/// The groups of the data, or those that code in `...` asks for.
fn dots_grouping(args: &mut Args, data: &Value) -> Eval<Grouping> {
    let quosures = capture_dots(args)?;
    if quosures.is_empty() {
        return Ok(Grouping::of(data));
    }
    let (table, vars) = grouped_columns(args, data, &quosures)?;
    Grouping::by(&table, &vars, true, true)
}

/// The data with the columns groups are made from.
fn grouped_columns(args: &mut Args, data: &Value, quosures: &[Quosure]) -> Eval<(Table, Vec<String>)> {
    let mut table = Table::of(data);
    let missing: Vec<String> = quosures
        .iter()
        .filter(|q| q.name.is_none())
        .filter_map(|q| match &q.expression {
            Value::Symbol(s) if table.position(s.as_str()).is_none() => Some(format!("`{s}`")),
            _ => None,
        })
        .collect();
    if !missing.is_empty() {
        let what = if missing.len() == 1 {
            format!("Column {} is not found.", missing[0])
        } else {
            format!("Columns {} are not found.", enumerated(&missing, "and"))
        };
        let message = format!("Must group by variables found in `.data`.\n✖ {what}");
        return Err(error(args.session, "group_by", &message));
    }
    let bare = ungrouped(data);
    let simple = quosures.iter().all(|q| q.name.is_none() && matches!(q.expression, Value::Symbol(_)));
    let mut vars = Vec::new();
    if simple {
        for quosure in quosures {
            let name = quosure.label();
            if !vars.contains(&name) {
                vars.push(name);
            }
        }
        return Ok((table, vars));
    }
    let none = Grouping::none(table.rows);
    let made = with_warnings(args.session, "group_by", |session| {
        new_columns(session, "group_by", &bare, &none, quosures)
    })?;
    for (name, column) in made.columns {
        if let Some(column) = column {
            table.set(&name, column);
            if !vars.contains(&name) {
                vars.push(name);
            }
        }
    }
    Ok((table, vars))
}

fn group_by(args: &mut Args) -> Eval {
    let data = args.value(".data")?;
    frame_argument(args.session, &data, "group_by")?;
    let add = args.flag(".add")?;
    let before = Grouping::of(&data);
    let drop = if args.is_missing(".drop") && before.kind == Kind::Grouped {
        before.drop
    } else {
        args.flag(".drop")?
    };
    let quosures = capture_dots(args)?;
    let (table, new) = grouped_columns(args, &data, &quosures)?;
    let mut vars = if add { before.vars.clone() } else { Vec::new() };
    for var in new {
        if !vars.contains(&var) {
            vars.push(var);
        }
    }
    if vars.is_empty() {
        let bare = ungrouped(&data);
        return Ok(table.like(&super::as_tibble_template(&bare)));
    }
    let grouping = Grouping::by(&table, &vars, drop, true)?;
    Ok(grouping.apply(table, &super::as_tibble_template(&data)))
}

fn ungroup(args: &mut Args) -> Eval {
    let data = args.value("x")?;
    let quosures = capture_dots(args)?;
    if quosures.is_empty() {
        return Ok(ungrouped(&data));
    }
    let table = Table::of(&data);
    let chosen = tidyselect::select(args.session, &quosures, &table, "ungroup", "select")?;
    let grouping = Grouping::of(&data);
    let vars: Vec<String> = grouping
        .vars
        .iter()
        .filter(|v| !chosen.iter().any(|(i, _)| table.names[*i] == **v))
        .cloned()
        .collect();
    if vars.is_empty() {
        return Ok(ungrouped(&data));
    }
    Ok(Grouping::by(&table, &vars, grouping.drop, true)?.apply(table, &data))
}

fn rowwise(args: &mut Args) -> Eval {
    let data = args.value("data")?;
    frame_argument(args.session, &data, "rowwise")?;
    let quosures = capture_dots(args)?;
    let table = Table::of(&data);
    let before = Grouping::of(&data);
    if before.kind == Kind::Grouped && !quosures.is_empty() {
        return Err(error(
            args.session,
            "rowwise",
            "Can't re-group when creating rowwise data.\nℹ Either first `ungroup()` or call `rowwise()` without arguments.",
        ));
    }
    let vars = if before.kind == Kind::Grouped {
        before.vars
    } else {
        let chosen = tidyselect::select(args.session, &quosures, &table, "rowwise", "select")?;
        chosen.iter().map(|(i, _)| table.names[*i].clone()).collect()
    };
    let grouping = Grouping::rowwise(&table, vars);
    Ok(grouping.apply(table, &super::as_tibble_template(&data)))
}

fn subset(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let grouping = Grouping::of(&x);
    let bare = ungrouped(&x);
    let mut arguments = vec![Argument::new(bare)];
    let count = args
        .call
        .arguments
        .iter()
        .filter(|a| a.name.is_none_or(|n| n.as_str() != "drop"))
        .count()
        .saturating_sub(1);
    for name in ["i", "j"].iter().take(count) {
        arguments.push(Argument::new(if args.is_missing(name) { Value::Missing } else { args.value(name)? }));
    }
    let method = args.session.from_namespace("tibble", "[.tbl_df", true)?;
    let env = args.env.clone();
    let call = std::rc::Rc::new(raglan_engine::value::Call::new("[", arguments.clone()));
    let out = args.session.call_as(&method, arguments, &env, &call)?;
    let table = Table::of(&out);
    if grouping.vars.iter().all(|v| table.position(v).is_some()) {
        return Ok(Grouping::by(&table, &grouping.vars, grouping.drop, true)?.apply(table, &x));
    }
    Ok(out)
}

/// The groups' data frames, with or without the grouping columns.
fn chunks(data: &Value, grouping: &Grouping, keep: bool) -> Vec<Value> {
    let bare = ungrouped(data);
    let table = Table::of(&bare);
    let shown = if keep {
        bare
    } else {
        let at: Vec<usize> =
            (0..table.names.len()).filter(|&i| !grouping.vars.contains(&table.names[i])).collect();
        table.select(&at).like(&bare)
    };
    grouping.rows.iter().map(|rows| take_rows(&shown, rows)).collect()
}

fn group_split(args: &mut Args) -> Eval {
    let data = args.value(".tbl")?;
    let keep = args.flag(".keep")?;
    let quosures = capture_dots(args)?;
    let (data, grouping) = if quosures.is_empty() {
        let grouping = Grouping::of(&data);
        (data, grouping)
    } else {
        let (table, vars) = grouped_columns(args, &data, &quosures)?;
        let grouping = Grouping::by(&table, &vars, true, true)?;
        (table.like(&ungrouped(&data)), grouping)
    };
    let parts = chunks(&super::as_tibble_template(&data), &grouping, keep);
    let ptype = parts.first().map_or_else(|| take_rows(&ungrouped(&data), &[]), |p| take_rows(p, &[]));
    Ok(Value::list(parts).with_attribute(Symbol::new("ptype"), ptype).with_class(&[
        "vctrs_list_of",
        "vctrs_vctr",
        "list",
    ]))
}

/// Calls a function on every group's rows and key.
fn mapped(args: &mut Args, data: &Value, grouping: &Grouping) -> Eval<Vec<Value>> {
    let env = args.env.clone();
    let function = args.value(".f")?;
    let function = as_function(args.session, &function, &env)?;
    let keep = args.flag(".keep")?;
    let more = args.dots()?;
    let mut out = Vec::with_capacity(grouping.len());
    for (g, part) in chunks(&super::as_tibble_template(data), grouping, keep).into_iter().enumerate() {
        let key = grouping.keys.take(&[g]).tibble();
        let mut arguments = vec![Argument::new(part), Argument::new(key)];
        arguments.extend(more.iter().cloned());
        out.push(args.apply(&function, arguments)?);
    }
    Ok(out)
}

fn group_map(args: &mut Args, argument: &str) -> Eval {
    let data = args.value(argument)?;
    let grouping = Grouping::of(&data);
    let out = mapped(args, &data, &grouping)?;
    args.session.visible = true;
    Ok(argument_list(out.into_iter().map(Argument::new).collect()))
}

fn group_modify(args: &mut Args) -> Eval {
    let data = args.value(".data")?;
    let grouping = Grouping::of(&data);
    let parts = mapped(args, &data, &grouping)?;
    let mut bound = Vec::with_capacity(parts.len());
    for (g, part) in parts.iter().enumerate() {
        if !part.is_data_frame() {
            return fail("The result of `.f` must be a data frame.");
        }
        let inner = Table::of(part);
        if let Some(bad) = grouping.vars.iter().find(|v| inner.position(v).is_some()) {
            let message =
                format!("The returned data frame cannot contain the original grouping variables: {bad}.");
            return Err(error(args.session, "group_modify", &message));
        }
        let mut table = grouping.keys.take(&vec![g; inner.rows]);
        for (name, column) in inner.names.iter().zip(inner.columns) {
            table.set(name, column);
        }
        table.rows = inner.rows;
        bound.push(table.tibble());
    }
    let out = if bound.is_empty() {
        ungrouped(&data)
    } else {
        raglan_engine::value::frame::bind_tables(&bound, &|i| format!("..{}", i + 1))?
    };
    let table = Table::of(&out);
    if grouping.kind == Kind::None {
        return Ok(table.like(&data));
    }
    let again = Grouping::by(&table, &grouping.vars, grouping.drop, true)?;
    Ok(again.apply(table, &data))
}

fn nest_by(args: &mut Args) -> Eval {
    let data = args.value(".data")?;
    let keep = args.flag(".keep")?;
    let key = args.string(".key")?;
    let quosures = capture_dots(args)?;
    let (table, vars) = if quosures.is_empty() {
        (Table::of(&data), Grouping::of(&data).vars)
    } else {
        grouped_columns(args, &data, &quosures)?
    };
    let grouping = Grouping::by(&table, &vars, true, true)?;
    let whole = table.like(&super::as_tibble_template(&ungrouped(&data)));
    let parts = chunks(&whole, &grouping, keep);
    let ptype = parts.first().map_or(Value::Null, |p| take_rows(p, &[]));
    let mut out = grouping.keys.clone();
    let list = Value::list(parts).with_attribute(Symbol::new("ptype"), ptype).with_class(&[
        "vctrs_list_of",
        "vctrs_vctr",
        "list",
    ]);
    out.names.push(key);
    out.columns.push(list);
    let template = Table::default().tibble();
    Ok(Grouping::rowwise(&out, vars).apply(out, &template))
}
