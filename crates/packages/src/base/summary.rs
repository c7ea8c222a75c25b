//! `summary` of vectors, factors, dates, lists and data frames, and how it is written.

use raglan_engine::eval::{Args, Builtin, Eval, fail, generic, method};
use raglan_engine::value::format::{Align, display_width, pad};
use raglan_engine::value::{
    Argument, NA_REAL, Strings, Symbol, Text, Value, as_character, as_double, as_list, class_vector, known,
};
use raglan_stats::summary::quantiles;

pub(super) const FUNCTIONS: &[Builtin] = &[
    generic("summary(object, ...)"),
    method("summary.default(object, ..., digits)", default),
    method("summary.factor(object, maxsum = 100L, ...)", factor),
    method("summary.Date(object, digits = 12L, ...)", |a| moments(a, "Date")),
    method("summary.POSIXct(object, digits = 15L, ...)", |a| moments(a, "POSIXct")),
    method("summary.POSIXlt(object, digits = 15L, ...)", |a| moments(a, "POSIXct")),
    method("summary.data.frame(object, maxsum = 7L, digits, ...)", data_frame),
    method("summary.matrix(object, ...)", |a| {
        let object = a.value("object")?;
        let frame = a.apply_named("as.data.frame", vec![Argument::new(object)])?;
        let mut arguments = vec![Argument::new(frame)];
        arguments.extend(a.dots()?);
        a.apply_named("summary", arguments)
    }),
    method("format.summaryDefault(x, digits = max(3L, getOption(\"digits\") - 3L), ...)", format),
    method(
        "print.summaryDefault(x, digits = max(3L, getOption(\"digits\") - 3L), quote = FALSE, ...)",
        print,
    ),
    method("`[.summaryDefault`(x, ...)", |a| {
        let x = a.value("x")?;
        let mut bare = x.clone();
        bare.set_attribute(known::CLASS, Value::Null);
        let given = a.raw_dots().to_vec();
        let picked = super::subscripts::bracket(a.session, &bare, &given)?;
        Ok(picked.with_attribute(known::CLASS, x.attribute(known::CLASS).unwrap_or_default()))
    }),
];

const SIX: [&str; 6] = ["Min.", "1st Qu.", "Median", "Mean", "3rd Qu.", "Max."];
const MISSING: &str = "NA's";

/// The quartiles with the mean among them, of what is known, and how many are missing.
fn six(args: &mut Args, x: &Value) -> Eval<(Vec<f64>, usize)> {
    let all = as_double(&x.clone().stripped(), &mut Vec::new())?;
    let at: Vec<usize> = (0..all.len()).filter(|&i| !all[i].is_nan()).collect();
    let known: Vec<f64> = at.iter().map(|&i| all[i]).collect();
    let quartiles = quantiles(&known, &[0.0, 0.25, 0.5, 0.75, 1.0], 7).unwrap_or_else(|| vec![NA_REAL; 5]);
    // The mean is that of the type: whole numbers are summed in one pass.
    let mean = args.apply_named("mean", vec![Argument::new(x.clone().stripped().gather(&at))])?;
    let mean = as_double(&mean, &mut Vec::new())?.first().copied().unwrap_or(NA_REAL);
    let q = |k: usize| if known.is_empty() { NA_REAL } else { quartiles[k] };
    Ok((vec![q(0), q(1), q(2), mean, q(3), q(4)], all.len() - known.len()))
}

fn default_class(x: Value) -> Value {
    x.with_class(&["summaryDefault", "table"])
}

fn rounded(args: &mut Args, numbers: Vec<f64>) -> Eval<Vec<f64>> {
    if args.is_missing("digits") {
        return Ok(numbers);
    }
    let digits = args.value("digits")?;
    let out =
        args.apply_named("signif", vec![Argument::new(Value::doubles(numbers)), Argument::new(digits)])?;
    Ok(as_double(&out, &mut Vec::new())?.to_vec())
}

fn default(args: &mut Args) -> Eval {
    let x = args.value("object")?;
    if x.is_factor() {
        return args.apply_named("summary.factor", vec![Argument::new(x)]);
    }
    let numeric = args.apply_named("is.numeric", vec![Argument::new(x.clone())])?;
    if matches!(&numeric, Value::Logical(v) if v.data.first() == Some(&Some(true))) {
        let (numbers, gone) = six(args, &x)?;
        let mut numbers = rounded(args, numbers)?;
        let mut names: Vec<&str> = SIX.to_vec();
        if gone > 0 {
            numbers.push(gone as f64);
            names.push(MISSING);
        }
        return Ok(default_class(Value::doubles(numbers).with_names(names)));
    }
    if let Value::Logical(flags) = &x {
        let count = |wanted: Option<bool>| flags.data.iter().filter(|f| **f == wanted).count();
        let mut parts = vec![("Mode", "logical".to_string())];
        for (name, wanted) in [("FALSE", Some(false)), ("TRUE", Some(true)), (MISSING, None)] {
            if count(wanted) > 0 {
                parts.push((name, count(wanted).to_string()));
            }
        }
        return Ok(texts(parts));
    }
    if let Value::List(items) = &x
        && !items.data.is_empty()
    {
        return contents(args, &x);
    }
    let (length, class, mode) = description(args, &x)?;
    let class = class.unwrap_or_else(|| class_vector(&x).into_iter().next().unwrap_or_default());
    Ok(texts(vec![("Length", length), ("Class", class), ("Mode", mode)]))
}

fn texts(parts: Vec<(&str, String)>) -> Value {
    let (names, values): (Vec<&str>, Vec<String>) = parts.into_iter().unzip();
    default_class(Value::strings(values).with_names(names))
}

/// Length, class if it has one, and mode.
fn description(args: &mut Args, x: &Value) -> Eval<(String, Option<String>, String)> {
    let text =
        |v: &Value| as_character(v).ok().and_then(|s| s.get(0).map(str::to_string)).unwrap_or_default();
    let length = args.apply_named("length", vec![Argument::new(x.clone())])?;
    let mode = args.apply_named("mode", vec![Argument::new(x.clone())])?;
    let class = x.is_object().then(|| class_vector(x).into_iter().next().unwrap_or_default());
    Ok((text(&length), class, text(&mode)))
}

/// A list by its elements, one row for each.
fn contents(args: &mut Args, x: &Value) -> Eval {
    let mut columns: [Vec<String>; 3] = Default::default();
    for item in as_list(x).iter() {
        let (length, class, mode) = description(args, item)?;
        columns[0].push(length);
        columns[1].push(class.unwrap_or_else(|| "-none-".into()));
        columns[2].push(mode);
    }
    let n = columns[0].len() as i32;
    let rows = x.names().map_or(Value::Null, Value::from);
    let header = Value::strings(["Length", "Class", "Mode"]);
    Ok(Value::strings(columns.into_iter().flatten())
        .with_attribute(known::DIM, Value::integers(vec![n, 3]))
        .with_attribute(known::DIMNAMES, Value::list(vec![rows, header]))
        .with_class(&["table"]))
}

/// How often each level occurs; the rarest are put together when there are more than `maxsum`.
fn factor(args: &mut Args) -> Eval {
    let x = args.value("object")?;
    let most = args.count("maxsum")?;
    let levels = match x.attribute(known::LEVELS) {
        Some(Value::Character(l)) => l.data,
        _ => Vec::new().into(),
    };
    let Value::Integer(codes) = &x else { return fail("malformed factor") };
    let mut counts: Vec<(Text, i32)> = (0..levels.len()).map(|k| (levels.text(k), 0)).collect();
    let mut gone = 0;
    for code in codes.data.iter() {
        match usize::try_from(*code).ok().and_then(|c| c.checked_sub(1)).and_then(|c| counts.get_mut(c)) {
            Some((_, count)) => *count += 1,
            None => gone += 1,
        }
    }
    let room = most.saturating_sub(usize::from(gone > 0)).max(1);
    if counts.len() > room {
        counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let rest: i32 = counts.split_off(room - 1).iter().map(|(_, count)| count).sum();
        counts.push((Some("(Other)".into()), rest));
    }
    if gone > 0 {
        counts.push((Some(MISSING.into()), gone));
    }
    let (names, counts): (Vec<Text>, Vec<i32>) = counts.into_iter().unzip();
    Ok(Value::integers(counts).with_attribute(known::NAMES, Strings::from(names).into()))
}

/// Dates or times: the six as what they are, the number of missing ones beside.
fn moments(args: &mut Args, class: &str) -> Eval {
    let mut x = args.value("object")?;
    if x.has_class("POSIXlt") {
        x = args.apply_named("as.POSIXct", vec![Argument::new(x)])?;
    }
    let (numbers, gone) = six(args, &x)?;
    let numbers = rounded(args, numbers)?;
    let mut classes = vec!["summaryDefault", "table", class];
    if class == "POSIXct" {
        classes.push("POSIXt");
    }
    let out = Value::doubles(numbers).with_names(SIX).with_class(&classes);
    let out = out.with_attribute(known::TZONE, x.attribute(known::TZONE).unwrap_or_default());
    let gone = if gone > 0 { Value::count(gone) } else { Value::Null };
    Ok(out.with_attribute(Symbol::new("NAs"), gone))
}

/// Whether a summary is one of dates or times.
fn is_moment(x: &Value) -> bool {
    x.has_class("Date") || x.has_class("POSIXct")
}

/// The summary as text with names; NA where there was nothing to summarise.
fn written(args: &mut Args, x: &Value) -> Eval<(Vec<String>, Vec<Text>)> {
    let names = x.names().unwrap_or_else(|| vec![Some("".into()); x.len()].into());
    let mut labels: Vec<String> = names.iter().map(|n| n.unwrap_or("NA").to_string()).collect();
    if let Value::Character(v) = x {
        return Ok((labels, (0..v.data.len()).map(|i| v.data.text(i)).collect()));
    }
    let digits = Argument::named("digits", args.value("digits")?);
    if is_moment(x) {
        let class = if x.has_class("Date") { vec!["Date"] } else { vec!["POSIXct", "POSIXt"] };
        let bare = x.clone().with_class(&class);
        let text = args.apply_named("format", vec![Argument::new(bare), digits])?;
        let text = as_character(&text)?;
        let mut out: Vec<Text> = (0..text.len()).map(|i| text.text(i)).collect();
        if let Some(gone) = x.attribute(Symbol::new("NAs")) {
            labels.push(MISSING.into());
            out.push(as_character(&gone)?.text(0));
        }
        return Ok((labels, out));
    }
    let numbers = as_double(&x.clone().stripped(), &mut Vec::new())?.to_vec();
    let gone = labels.iter().position(|l| l == MISSING);
    let shown: Vec<usize> = (0..numbers.len()).filter(|&i| Some(i) != gone).collect();
    let finite: Vec<usize> = shown.iter().copied().filter(|&i| numbers[i].is_finite()).collect();
    let mut values = numbers.clone();
    let zapped = Value::doubles(finite.iter().map(|&i| numbers[i]).collect::<Vec<_>>());
    if !finite.is_empty() {
        // What is noise beside the largest is zero.
        let zapped = args.apply_named("zapsmall", vec![Argument::new(zapped)])?;
        for (i, v) in finite.iter().zip(as_double(&zapped, &mut Vec::new())?.iter()) {
            values[*i] = *v;
        }
    }
    let plain = Value::doubles(shown.iter().map(|&i| values[i]).collect::<Vec<_>>());
    let mut arguments = vec![Argument::new(plain), digits];
    arguments.extend(args.dots()?);
    let text = args.apply_named("format", arguments)?;
    let text = as_character(&text)?;
    let mut out: Vec<Text> = vec![None; numbers.len()];
    for (k, &i) in shown.iter().enumerate() {
        out[i] = text.text(k).filter(|_| !numbers[i].is_nan());
    }
    if let Some(gone) = gone {
        out[gone] = Some(format!("{}", numbers[gone]).into());
    }
    Ok((labels, out))
}

fn named(labels: Vec<String>, texts: Vec<Text>) -> Value {
    Value::from(Strings::from(texts)).with_names(labels)
}

fn format(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let (labels, texts) = written(args, &x)?;
    Ok(named(labels, texts.into_iter().map(|t| Some(t.unwrap_or_else(|| "NA".into()))).collect()))
}

fn print(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let (labels, texts) = written(args, &x)?;
    let dated = is_moment(&x);
    let quote = dated || args.flag("quote")?;
    let mut arguments = vec![Argument::new(named(labels, texts))];
    arguments.push(Argument::named("quote", Value::logical(quote)));
    if !dated {
        arguments.push(Argument::named("right", Value::logical(true)));
    }
    args.apply_named(if dated { "print.default" } else { "print.table" }, arguments)?;
    args.invisible(x)
}

/// The cells of one column: labels and values, each padded to one width.
fn cells(args: &mut Args, column: &Value) -> Eval<(usize, Vec<String>)> {
    let limit = Argument::named("maxsum", args.value("maxsum")?);
    let mut arguments = vec![Argument::new(column.clone())];
    if column.is_factor() {
        arguments.push(limit);
    }
    let part = args.apply_named("summary", arguments)?;
    if part.dim().is_some() {
        return fail("`summary` of a data frame with columns of several columns is not implemented");
    }
    let mut arguments = vec![Argument::new(part.clone())];
    if !args.is_missing("digits") {
        arguments.push(Argument::named("digits", args.value("digits")?));
    }
    let text = args.apply_named("format", arguments)?;
    let labels = text.names().or_else(|| part.names()).unwrap_or_else(|| Vec::new().into());
    let values = as_character(&text)?;
    let width = |s: &Strings| s.iter().map(|t| display_width(t.unwrap_or("NA"))).max().unwrap_or(0);
    let (wide, broad) = (width(&labels), width(&values));
    let one = |i: usize| {
        let label = pad(labels.get(i).unwrap_or("NA"), wide, Align::Left);
        format!("{label}:{}  ", pad(values.get(i).unwrap_or("NA"), broad, Align::Left))
    };
    Ok((wide, (0..values.len()).map(one).collect()))
}

/// A table of texts, one column for each of the frame.
fn data_frame(args: &mut Args) -> Eval {
    let x = args.value("object")?;
    let names = x.names().unwrap_or_else(|| Vec::new().into());
    let mut columns = Vec::new();
    let mut heads = Vec::new();
    for (k, column) in as_list(&x).iter().enumerate() {
        let (wide, texts) = cells(args, column)?;
        let name = names.get(k).unwrap_or("NA");
        // The name stands over the colon.
        let room = (wide as f64 - display_width(name) as f64 / 2.0).floor().max(0.0) as usize;
        heads.push(format!("{}{name}", " ".repeat(room)));
        columns.push(texts);
    }
    let rows = columns.iter().map(Vec::len).max().unwrap_or(0);
    let all: Vec<Text> =
        columns.iter().flat_map(|c| (0..rows).map(|i| c.get(i).map(|t| t.as_str().into()))).collect();
    let dim = Value::integers(vec![rows as i32, columns.len() as i32]);
    let dimnames = Value::list(vec![Value::strings(vec![""; rows]), Value::strings(heads)]);
    let out = Value::from(Strings::from(all)).with_attribute(known::DIM, dim).with_class(&["table"]);
    Ok(if columns.is_empty() { out } else { out.with_attribute(known::DIMNAMES, dimnames) })
}
