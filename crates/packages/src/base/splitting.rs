//! Vectors and data frames in groups and back: `split`, `unsplit`, `split<-`.

use super::frame_subscripts::{row_names, take_rows};
use super::groups::{Grouping, NO_GROUP, members, single_grouping};
use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail, generic, method};
use raglan_engine::value::{Argument, NA_INTEGER, Text, Value, Vector, as_list, known};

pub(super) const FUNCTIONS: &[Builtin] = &[
    generic("split(x, f, drop = FALSE, ...)"),
    method("split.default(x, f, drop = FALSE, sep = \".\", lex.order = FALSE, ...)", split_vector),
    method("split.data.frame(x, f, drop = FALSE, ...)", split_frame),
    builtin("unsplit(value, f, drop = FALSE)", unsplit),
    generic("`split<-`(x, f, drop = FALSE, ..., value)"),
    method("`split<-.default`(x, f, drop = FALSE, ..., value)", |a| assign_parts(a, false)),
    method("`split<-.data.frame`(x, f, drop = FALSE, ..., value)", |a| assign_parts(a, true)),
];

/// Positions counted from zero as a subscript.
pub(crate) fn subscript(at: &[usize]) -> Value {
    Value::integers(at.iter().map(|&i| i as i32 + 1).collect::<Vec<_>>())
}

/// The rows `at` of a data frame, or the elements of a vector, through their class's own `[`.
pub(crate) fn part(args: &mut Args, x: &Value, at: &[usize]) -> Eval {
    if x.dim().is_some() && !x.is_object() {
        return Ok(x.gather(at));
    }
    if x.is_object() && !x.is_data_frame() && !x.is_factor() {
        return args.apply_named("[", vec![Argument::new(x.clone()), Argument::new(subscript(at))]);
    }
    take_rows(args, x, at)
}

/// The codes laid out over `n` observations.
fn recycled(args: &mut Args, grouping: &mut Grouping, n: usize) -> Eval<()> {
    let given = grouping.codes.len();
    if given == 0 && n > 0 {
        return fail("group length is 0 but data length > 0");
    }
    if given > 0 && !n.is_multiple_of(given) {
        args.warn("data length is not a multiple of split variable")?;
    }
    if given != n {
        grouping.codes = (0..n).map(|i| grouping.codes[i % given]).collect();
    }
    Ok(())
}

fn split_vector(args: &mut Args) -> Eval {
    let (x, f) = (args.value("x")?, args.value("f")?);
    let (drop, separator) = (args.flag("drop")?, args.string("sep")?);
    let lexical = args.flag("lex.order")?;
    let mut grouping = single_grouping(args, &f, &Value::Null, drop, &separator, lexical)?;
    recycled(args, &mut grouping, x.len())?;
    let mut out = Vec::with_capacity(grouping.levels.len());
    for at in grouping.members() {
        out.push(part(args, &x, &at)?);
    }
    Ok(Value::list(out).with_attribute(known::NAMES, grouping.names()))
}

fn split_frame(args: &mut Args) -> Eval {
    let (x, f) = (args.value("x")?, args.value("f")?);
    let drop = args.flag("drop")?;
    let mut separator = ".".to_string();
    let mut lexical = false;
    for dot in args.dots()? {
        match dot.name.map(|n| n.as_str()) {
            Some("sep") => {
                separator = raglan_engine::value::as_character(&dot.value)?.get(0).unwrap_or(".").into()
            }
            Some("lex.order") => {
                lexical = raglan_engine::value::as_logical(&dot.value)?.first() == Some(&Some(true));
            }
            _ => return args.refuse_dots().and(Ok(Value::Null)),
        }
    }
    let mut grouping = single_grouping(args, &f, &x, drop, &separator, lexical)?;
    recycled(args, &mut grouping, super::frame_subscripts::row_count(&x))?;
    let mut out = Vec::with_capacity(grouping.levels.len());
    for at in grouping.members() {
        out.push(take_rows(args, &x, &at)?);
    }
    Ok(Value::list(out).with_attribute(known::NAMES, grouping.names()))
}

/// Puts the pieces end to end, then every observation where its group says.
fn unsplit(args: &mut Args) -> Eval {
    let value = args.value("value")?;
    let f = args.value("f")?;
    let drop = args.flag("drop")?;
    let grouping = single_grouping(args, &f, &Value::Null, drop, ".", false)?;
    let pieces = as_list(&value);
    let frames = pieces.first().is_some_and(Value::is_data_frame);
    let size = |v: &Value| super::frame_subscripts::rows_of(v);
    let starts: Vec<usize> = pieces
        .iter()
        .scan(0, |at, p| {
            let start = *at;
            *at += size(p);
            Some(start)
        })
        .collect();
    let mut taken = vec![0; pieces.len()];
    let mut at = Vec::with_capacity(grouping.codes.len());
    for &code in &grouping.codes {
        if code == NO_GROUP || code >= pieces.len() || size(&pieces[code]) == 0 {
            at.push(NA_INTEGER);
            continue;
        }
        at.push((starts[code] + taken[code] % size(&pieces[code])) as i32 + 1);
        taken[code] += 1;
    }
    let arguments = || pieces.iter().cloned().map(Argument::new).collect::<Vec<_>>();
    if !frames {
        let all = args.apply_named("c", arguments())?;
        return args.apply_named("[", vec![Argument::new(all), Argument::new(Value::integers(at))]);
    }
    let labels: Vec<Text> = pieces
        .iter()
        .flat_map(|p| {
            let names = row_names(p);
            (0..names.len()).map(|i| names.text(i)).collect::<Vec<_>>()
        })
        .collect();
    let mut all = args.apply_named("rbind", arguments())?;
    all.set_attribute(known::ROW_NAMES, Value::Character(Vector::new(labels)));
    let all = Argument::new(all);
    let rows = vec![all, Argument::new(Value::integers(at)), Argument::new(Value::Missing)];
    let out = args.apply_named("[", rows)?;
    Ok(numbered_rows(out))
}

/// Row names that are whole numbers written out, as numbers.
fn numbered_rows(mut frame: Value) -> Value {
    if let Some(Value::Character(v)) = frame.attributes().get(known::ROW_NAMES) {
        let number = |s: Option<&str>| s.and_then(|s| s.parse::<i32>().ok().filter(|k| k.to_string() == s));
        let numbers: Option<Vec<i32>> = v.data.iter().map(number).collect();
        if let Some(numbers) = numbers {
            let rows = super::attributes::compact_row_names(Value::integers(numbers));
            frame.set_attribute(known::ROW_NAMES, rows);
        }
    }
    frame
}

fn assign_parts(args: &mut Args, frame: bool) -> Eval {
    let mut x = args.value("x")?;
    let (f, value) = (args.value("f")?, args.value("value")?);
    let drop = args.flag("drop")?;
    let data = if frame { x.clone() } else { Value::Null };
    let grouping = single_grouping(args, &f, &data, drop, ".", false)?;
    let n = super::frame_subscripts::rows_of(&x);
    let codes: Vec<usize> = match grouping.codes.len() {
        0 => Vec::new(),
        given => (0..n).map(|i| grouping.codes[i % given]).collect(),
    };
    let pieces = as_list(&value);
    if pieces.is_empty() {
        return Ok(x);
    }
    for (k, at) in members(&codes, grouping.levels.len()).into_iter().enumerate() {
        if at.is_empty() {
            continue;
        }
        let mut arguments = vec![Argument::new(x), Argument::new(subscript(&at))];
        if frame {
            arguments.push(Argument::new(Value::Missing));
        }
        arguments.push(Argument::named(known::VALUE, pieces[k % pieces.len()].clone()));
        x = args.apply_named("[<-", arguments)?;
    }
    Ok(x)
}
