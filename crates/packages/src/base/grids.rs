//! Data frames of combinations and of lists: `expand.grid`, `list2DF`, `array2DF`.

use super::frame_construction::{Component, cells_frame, frame_of};
use super::frame_subscripts::take_rows;
use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail};
use raglan_engine::value::frame::compact_rows;
use raglan_engine::value::{Argument, Strings, Symbol, Text, Value, known};

pub(super) const FUNCTIONS: &[Builtin] = &[
    builtin("expand.grid(..., KEEP.OUT.ATTRS = TRUE, stringsAsFactors = TRUE)", expand_grid),
    builtin("list2DF(x = list(), nrow = 0L)", plain_list_frame),
    builtin(
        "array2DF(x, responseName = \"Value\", sep = \"\", base = list(LETTERS), simplify = TRUE, allowLong = TRUE)",
        array_to_frame,
    ),
];

fn array_to_frame(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    args.refuse_unless_default(&["sep", "base", "simplify", "allowLong"])?;
    let mut out = cells_frame(&x, false);
    let values = match &x {
        Value::List(_) => args.apply_named("unlist", vec![Argument::new(x.clone().stripped())])?.stripped(),
        _ => x.clone().stripped(),
    };
    if values.len() != out.rows {
        return fail("array2DF() of results of different lengths is not implemented");
    }
    out.names.get_or_insert_default().push(args.string("responseName")?);
    out.columns.push(values);
    let rows = out.rows;
    Ok(frame_of(out, compact_rows(rows)))
}

fn expand_grid(args: &mut Args) -> Eval {
    let (keep, factors) = (args.flag("KEEP.OUT.ATTRS")?, args.flag("stringsAsFactors")?);
    let mut variables = args.dots()?;
    if let [only] = variables.as_slice()
        && let Value::List(list) = &only.value
    {
        let names = only.value.names();
        let name =
            |i: usize| names.as_ref().and_then(|n| n.get(i)).filter(|n| !n.is_empty()).map(Symbol::new);
        variables =
            list.data.iter().enumerate().map(|(i, v)| Argument { name: name(i), value: v.clone() }).collect();
    }
    if variables.is_empty() {
        return Ok(frame_of(Component::default(), compact_rows(0)));
    }
    let given: Vec<&str> = variables.iter().map(|v| v.name.map_or("", Symbol::as_str)).collect();
    let name = |(k, n): (usize, &&str)| if n.is_empty() { format!("Var{}", k + 1) } else { n.to_string() };
    let names: Vec<String> = given.iter().enumerate().map(name).collect();
    let sizes: Vec<usize> = variables.iter().map(|v| v.value.len()).collect();
    args.session.check_length(sizes.iter().map(|&n| n as f64).product(), 8.0)?;
    let rows: usize = sizes.iter().product();
    let mut labels = Vec::new();
    let mut columns = Vec::new();
    let mut stride = 1;
    for (k, variable) in variables.iter().enumerate() {
        let mut x = variable.value.clone();
        if keep {
            labels.push((names[k].clone(), outer_labels(args, &names[k], &x)?));
        }
        if !x.is_factor() {
            x.set_attribute(known::NAMES, Value::Null);
        }
        if factors && matches!(x, Value::Character(_)) {
            let levels = args.apply_named("unique", vec![Argument::new(x.clone())])?;
            x = args.apply_named("factor", vec![Argument::new(x), Argument::named("levels", levels)])?;
        }
        let at: Vec<usize> = (0..rows).map(|i| i / stride % sizes[k]).collect();
        columns.push(take_rows(args, &x, &at)?);
        stride *= sizes[k];
    }
    let out = Component { columns, names: Some(names), rows, labels: None };
    let mut frame = Value::list(out.columns).with_names(out.names.unwrap_or_default());
    if keep {
        let mut dim = Value::integers(sizes.iter().map(|&n| n as i32).collect::<Vec<_>>());
        if given.iter().any(|n| !n.is_empty()) {
            dim = dim.with_names(&given);
        }
        let record = Value::named_list([("dim", dim), ("dimnames", Value::named_list(labels))]);
        frame.set_attribute(Symbol::new("out.attrs"), record);
    }
    Ok(frame.with_class(&["data.frame"]).with_attribute(known::ROW_NAMES, compact_rows(rows)))
}

/// `name=value` for each value of a variable.
fn outer_labels(args: &mut Args, name: &str, x: &Value) -> Eval {
    let numeric = matches!(x, Value::Integer(_) | Value::Double(_)) && !x.is_factor();
    let by = if numeric { "format" } else { "as.character" };
    let text = args.apply_named(by, vec![Argument::new(x.clone())])?;
    let text = raglan_engine::value::as_character(&text)?;
    Ok(Value::strings(text.iter().map(|t| format!("{name}={}", t.unwrap_or("NA")))))
}

fn plain_list_frame(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let Value::List(list) = &x else { return fail("is.list(x) is not TRUE") };
    let rows = match list.data.first() {
        None => args.count("nrow")?,
        Some(first) => first.len(),
    };
    if list.data.iter().any(|v| v.len() != rows) {
        return fail("all variables should have the same length");
    }
    let names: Vec<Text> = match x.names() {
        Some(names) => (0..names.len()).map(|i| names.text(i)).collect(),
        None => vec![Some("".into()); list.data.len()],
    };
    Ok(Value::list(list.data.clone())
        .with_attribute(known::NAMES, Strings::from(names).into())
        .with_class(&["data.frame"])
        .with_attribute(known::ROW_NAMES, compact_rows(rows)))
}
