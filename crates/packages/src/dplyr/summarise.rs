//! `summarise()` and `reframe()`: rows that stand for groups.

use super::evaluation::{Evaluator, with_warnings};
use super::grouping::{Grouping, Kind, frame_argument};
use super::mutate::grouping_for;
use crate::rlang::conditions::{condition, deprecated, error};
use crate::rlang::friendly_type;
use crate::rlang::quosure::{Quosure, capture_dots};
use raglan_engine::eval::{Args, Builtin, Eval, Session, lazy};
use raglan_engine::value::frame::{Table, concatenate, recycle_to, size, take};
use raglan_engine::value::{Value, as_character};

pub(super) const FUNCTIONS: &[Builtin] = &[
    lazy("summarise(.data, ..., .by = NULL, .groups = NULL)", summarise),
    lazy("summarize(.data, ..., .by = NULL, .groups = NULL)", summarise),
    lazy("reframe(.data, ..., .by = NULL)", reframe),
];

/// The new columns and how many rows each group has in them.
struct Summary {
    table: Table,
    sizes: Vec<usize>,
}

fn pieces_of(
    session: &mut Session,
    evaluator: &mut Evaluator,
    quosure: &Quosure,
    pieces: &mut Vec<Value>,
) -> Eval<()> {
    for group in 0..evaluator.grouping.len() {
        let value = evaluator.evaluate(session, quosure, group)?;
        if !matches!(value, Value::Null) && !value.is_vector() {
            let cause = format!(
                "Caused by error:\n! `{}` must be a vector, not {}.",
                quosure.label(),
                friendly_type(&value)
            );
            return Err(evaluator.failure(session, quosure, group, &cause));
        }
        let value_for_rest = value.clone();
        if quosure.name.is_none() && value.is_data_frame() {
            let inner = Table::of(&value);
            for (name, column) in inner.names.iter().zip(inner.columns) {
                evaluator.add_value(session, group, name, column);
            }
        } else {
            evaluator.add_value(session, group, &quosure.label(), value_for_rest);
        }
        pieces.push(value);
    }
    Ok(())
}

/// The value as one column entry per group: row-wise lists stay lists.
fn summary_columns(
    session: &mut Session,
    verb: &str,
    data: &Value,
    grouping: &Grouping,
    quosures: &[Quosure],
) -> Eval<Summary> {
    let mut evaluator = Evaluator::new(session, verb, Table::of(data), grouping.clone())?;
    let groups = grouping.len();
    let mut sizes = vec![1usize; groups];
    let mut all: Vec<(&Quosure, Vec<Value>)> = Vec::new();
    for quosure in quosures {
        let mut pieces = Vec::with_capacity(groups);
        pieces_of(session, &mut evaluator, quosure, &mut pieces)?;
        if !pieces.is_empty() && pieces.iter().all(|p| matches!(p, Value::Null)) {
            continue;
        }
        for (group, piece) in pieces.iter().enumerate() {
            let n = size(piece);
            if n == 1 || n == sizes[group] {
                continue;
            }
            if sizes[group] == 1 {
                sizes[group] = n;
                continue;
            }
            let name = quosure.label();
            let cause = format!(
                "Caused by error:\n! `{name}` must be size {} or 1, not {n}.\nℹ An earlier column had size {}.",
                sizes[group], sizes[group]
            );
            return Err(evaluator.failure(session, quosure, group, &cause));
        }
        all.push((quosure, pieces));
    }
    let mut table = Table { rows: sizes.iter().sum(), ..Table::default() };
    for (quosure, pieces) in all {
        let column = if pieces.is_empty() {
            let mut whole = Evaluator::new(session, verb, Table::of(data), Grouping::none(0))?;
            let value = whole.evaluate(session, quosure, 0)?;
            take(&value, &[])
        } else {
            let full: Vec<Value> = pieces.iter().zip(&sizes).map(|(p, &n)| recycle_to(p, n)).collect();
            match full.as_slice() {
                [one] => one.clone(),
                _ => concatenate(&full, &|i| format!("`..{}`", i + 1))?,
            }
        };
        if quosure.name.is_none() && column.is_data_frame() {
            let inner = Table::of(&column);
            for (name, part) in inner.names.iter().zip(inner.columns) {
                table.set(name, part);
            }
        } else {
            table.set(&quosure.label(), column);
        }
    }
    Ok(Summary { table, sizes })
}

/// Keys repeated for the rows of their groups, then the new columns.
fn with_keys(grouping: &Grouping, summary: &Summary) -> Table {
    let at: Vec<usize> =
        summary.sizes.iter().enumerate().flat_map(|(g, &n)| std::iter::repeat_n(g, n)).collect();
    let mut table = grouping.keys.take(&at);
    table.rows = summary.table.rows;
    for (name, column) in summary.table.names.iter().zip(&summary.table.columns) {
        table.set(name, column.clone());
    }
    table
}

fn summarise(args: &mut Args) -> Eval {
    let data = args.value(".data")?;
    frame_argument(args.session, &data, "summarise")?;
    let grouping = grouping_for(args, &data, "summarise", ".by")?;
    let wanted = match args.optional(".groups")? {
        Some(value) => Some(as_character(&value)?.get(0).unwrap_or("NA").to_string()),
        None => None,
    };
    if wanted.is_some() && grouping.temporary {
        return Err(error(args.session, "summarise", "Can't supply both `.by` and `.groups`."));
    }
    let quosures = capture_dots(args)?;
    let summary = with_warnings(args.session, "summarise", |session| {
        summary_columns(session, "summarise", &data, &grouping, &quosures)
    })?;
    let single = summary.sizes.iter().all(|&n| n == 1);
    if !single {
        deprecated(
            args.session,
            "dplyr summarise many rows",
            "Returning more (or less) than 1 row per `summarise()` group was deprecated in dplyr\n1.1.0.\nℹ Please use \
             `reframe()` instead.\nℹ When switching from `summarise()` to `reframe()`, remember that `reframe()`\n  always \
             returns an ungrouped data frame and adjust accordingly.",
        )?;
    }
    let table = with_keys(&grouping, &summary);
    regroup(args, &data, grouping, table, wanted, single)
}

/// The groups of the result, and the message that names them when nobody chose.
fn regroup(
    args: &mut Args,
    data: &Value,
    grouping: Grouping,
    table: Table,
    wanted: Option<String>,
    single: bool,
) -> Eval {
    let vars = grouping.vars.clone();
    let verbose = wanted.is_none() && speaks(args);
    let choice = match (&wanted, grouping.kind) {
        (Some(wanted), _) => wanted.clone(),
        (None, Kind::Rowwise) => "keep".into(),
        (None, _) => {
            if single {
                "drop_last".into()
            } else {
                "keep".into()
            }
        }
    };
    let template = super::grouping::ungrouped(data);
    let template = plain_template(&template);
    if grouping.temporary || grouping.kind == Kind::None && choice != "rowwise" {
        return Ok(table.like(&template));
    }
    let kept: Vec<String> = match choice.as_str() {
        "drop" => Vec::new(),
        "drop_last" => vars[..vars.len().saturating_sub(1)].to_vec(),
        "keep" | "rowwise" => vars.clone(),
        other => {
            let message = format!(
                "`.groups` can't be \"{other}\".\nℹ Possible values are NULL (default), \"drop_last\", \"drop\", \"keep\", and \
                 \"rowwise\"."
            );
            return Err(error(args.session, "summarise", &message));
        }
    };
    if verbose {
        let text = match (grouping.kind, single) {
            (Kind::Rowwise, _) if !vars.is_empty() => Some(listed(&kept)),
            (Kind::Grouped, true) if vars.len() > 1 => Some(listed(&kept)),
            (Kind::Grouped, false) => Some(listed(&kept)),
            _ => None,
        };
        if let Some(list) = text {
            tell(args.session, &list)?;
        }
    }
    if choice == "rowwise" {
        return Ok(Grouping::rowwise(&table, kept).apply(table, &template));
    }
    if kept.is_empty() {
        return Ok(table.like(&template));
    }
    let again = Grouping::by(&table, &kept, grouping.drop, true)?;
    Ok(again.apply(table, &template))
}

/// The class of the data without what belongs to its rows.
fn plain_template(data: &Value) -> Value {
    let kept = data.attributes().only(|n| n == raglan_engine::value::known::CLASS);
    Value::list(Vec::new()).with_attributes(kept)
}

fn listed(vars: &[String]) -> String {
    vars.iter().map(|v| format!("'{v}'")).collect::<Vec<_>>().join(", ")
}

/// Whether the groups of the result are announced: not from inside a package or a function of the user's.
fn speaks(args: &Args) -> bool {
    match args.session.options.get("dplyr.summarise.inform") {
        Some(Value::Logical(v)) => v.data.first() == Some(&Some(true)),
        _ => true,
    }
}

fn tell(session: &mut Session, list: &str) -> Eval<()> {
    let text = format!(
        "`summarise()` has grouped output by {list}. You can override using the `.groups` argument.\n"
    );
    let condition = condition(&text, None, &["rlang_message", "message"]);
    session.message_condition(condition)
}

fn reframe(args: &mut Args) -> Eval {
    let data = args.value(".data")?;
    frame_argument(args.session, &data, "reframe")?;
    let grouping = grouping_for(args, &data, "reframe", ".by")?;
    let quosures = capture_dots(args)?;
    let summary = with_warnings(args.session, "reframe", |session| {
        summary_columns(session, "reframe", &data, &grouping, &quosures)
    })?;
    let table = with_keys(&grouping, &summary);
    let template = plain_template(&super::grouping::ungrouped(&data));
    Ok(table.like(&template))
}
