//! Contingency tables: `table`, `as.table`, `xtabs`, and how tables print a summary of themselves.

use super::groups::{Grouping, NO_GROUP, cells, data_scope, formula_environment, summands};
use raglan_engine::eval::{Args, Builtin, Eval, fail, generic, lazy, method};
use raglan_engine::value::frame::is_missing_at;
use raglan_engine::value::{
    Argument, Call, Strings, Symbol, Text, Value, as_double, as_list, as_logical, deparse_line, known,
};
use std::rc::Rc;

pub(super) const FUNCTIONS: &[Builtin] = &[
    lazy(
        "table(..., exclude = if (useNA == \"no\") c(NA, NaN), useNA = c(\"no\", \"ifany\", \"always\"), \
         dnn = NULL, deparse.level = 1)",
        table,
    ),
    generic("as.table(x, ...)"),
    method("as.table.default(x, ...)", as_table),
    lazy(
        "xtabs(formula = ~., data = NULL, subset, sparse = FALSE, na.action, na.rm = FALSE, addNA = FALSE, \
         exclude = if (!addNA) c(NA, NaN), drop.unused.levels = FALSE)",
        cross_tabulate,
    ),
    method("print.xtabs(x, na.print = \"\", ...)", print_xtabs),
    method("summary.table(object, ...)", summary_table),
    method("print.summary.table(x, digits = max(1L, getOption(\"digits\") - 3L), ...)", print_summary),
    method("aperm.table(a, perm = NULL, resize = TRUE, keep.class = TRUE, ...)", aperm_table),
    generic("as.array(x, ...)"),
    method("as.array.default(x, ...)", as_array),
];

/// Which missing values a table counts.
#[derive(Clone, Copy, PartialEq)]
enum Missing {
    No,
    IfAny,
    Always,
}

/// The classification by one vector. `exclude` is what was asked to be left out, if anything was.
fn classify(args: &mut Args, x: &Value, exclude: Option<&Value>, missing: Missing) -> Eval<Grouping> {
    let mut grouping = if x.is_factor() {
        let grouping = Grouping::of_factor(x)?;
        match exclude {
            Some(left_out) => excluding(args, grouping, left_out)?,
            None => grouping,
        }
    } else {
        let left_out = match (exclude, missing) {
            (Some(given), _) => given.clone(),
            (None, Missing::No) => Value::doubles(vec![raglan_engine::value::NA_REAL, f64::NAN]),
            _ => Value::Null,
        };
        let given = vec![Argument::new(x.clone()), Argument::named("exclude", left_out)];
        Grouping::of_factor(&args.apply_named("factor", given)?)?
    };
    let counts_missing = match exclude {
        Some(left_out) => !(0..left_out.len()).any(|i| is_missing_at(left_out, i)),
        None => missing != Missing::No,
    };
    let has_level = grouping.levels.iter().any(Option::is_none);
    if counts_missing && !has_level {
        let texts = raglan_engine::value::as_character(&if x.is_factor() {
            super::types::factor_texts(x)?
        } else {
            x.clone()
        });
        let absent: Vec<usize> = match texts {
            Ok(texts) => (0..texts.len()).filter(|&i| texts.get(i).is_none()).collect(),
            Err(_) => Vec::new(),
        };
        if missing == Missing::Always || !absent.is_empty() {
            let code = grouping.levels.len();
            grouping.levels.push(None);
            absent.into_iter().for_each(|i| grouping.codes[i] = code);
        }
    }
    Ok(grouping)
}

/// A grouping without some of its levels.
fn excluding(args: &mut Args, grouping: Grouping, left_out: &Value) -> Eval<Grouping> {
    if matches!(left_out, Value::Null) {
        return Ok(grouping);
    }
    let texts = args.apply_named("as.character", vec![Argument::new(left_out.clone())])?;
    let texts = raglan_engine::value::as_character(&texts)?;
    let gone = |level: &Text| texts.iter().any(|t| t == level.as_deref());
    let mut place = Vec::with_capacity(grouping.levels.len());
    let mut levels = Vec::new();
    for level in grouping.levels {
        if gone(&level) {
            place.push(NO_GROUP);
        } else {
            place.push(levels.len());
            levels.push(level);
        }
    }
    let code = |c: usize| if c == NO_GROUP { NO_GROUP } else { place[c] };
    Ok(Grouping { codes: grouping.codes.into_iter().map(code).collect(), levels })
}

/// The vectors to be crossed and what each extent is called.
fn table_variables(args: &mut Args) -> Eval<(Vec<Value>, Vec<String>)> {
    let raw = args.raw_dots().to_vec();
    let values = args.dots()?;
    if let [only] = values.as_slice()
        && let Value::List(list) = &only.value
    {
        let count = list.data.len();
        let names = match only.value.names() {
            Some(names) => names.iter().map(|n| n.unwrap_or("").to_string()).collect(),
            // A list without names numbers its tables after the argument's own name.
            None => {
                let own = only.name.map_or("", Symbol::as_str);
                (1..=count).map(|k| format!("{own}.{k}")).collect()
            }
        };
        return Ok((list.data.to_vec(), names));
    }
    let level = args.whole("deparse.level")?;
    let name = |(argument, code): (&Argument, &Argument)| {
        if let Some(name) = argument.name {
            return name.as_str().to_string();
        }
        let code = match &code.value {
            Value::Promise(p) => p.expression(),
            other => other.clone(),
        };
        match (level, &code) {
            (1.., Value::Symbol(s)) => s.as_str().to_string(),
            (2.., code) => deparse_line(code),
            _ => String::new(),
        }
    };
    let names = values.iter().zip(&raw).map(name).collect();
    Ok((values.into_iter().map(|v| v.value).collect(), names))
}

fn table(args: &mut Args) -> Eval {
    let (variables, mut names) = table_variables(args)?;
    if variables.is_empty() {
        return fail("nothing to tabulate");
    }
    if let Some(given) = args.optional("dnn")? {
        let given = raglan_engine::value::as_character(&given)?;
        names = (0..variables.len()).map(|k| given.get(k).unwrap_or("").to_string()).collect();
    }
    let missing = match args.choice("useNA")?.as_str() {
        "ifany" => Missing::IfAny,
        "always" => Missing::Always,
        _ => Missing::No,
    };
    let exclude = if args.raw("exclude").is_some() { Some(args.value("exclude")?) } else { None };
    let mut groupings = Vec::with_capacity(variables.len());
    for variable in &variables {
        groupings.push(classify(args, variable, exclude.as_ref(), missing)?);
    }
    let n = groupings[0].codes.len();
    if groupings.iter().any(|g| g.codes.len() != n) {
        return fail("all arguments must have the same length");
    }
    let (codes, extents) = layout(args, &groupings)?;
    let mut counts = vec![0i32; extents.iter().product()];
    codes.iter().filter(|&&c| c != NO_GROUP).for_each(|&c| counts[c] += 1);
    Ok(as_array_of(Value::integers(counts), &extents, &groupings, &names).with_class(&["table"]))
}

fn layout(args: &mut Args, groupings: &[Grouping]) -> Eval<(Vec<usize>, Vec<usize>)> {
    let extents: Vec<usize> = groupings.iter().map(|g| g.levels.len()).collect();
    args.session.check_length(extents.iter().map(|&d| d as f64).product(), 4.0)?;
    let codes = cells(&groupings.iter().map(|g| g.codes.as_slice()).collect::<Vec<_>>(), &extents);
    Ok((codes, extents))
}

/// Counts or sums as an array with the levels along its extents.
fn as_array_of(data: Value, extents: &[usize], groupings: &[Grouping], names: &[String]) -> Value {
    let labels = Value::list(groupings.iter().map(Grouping::names).collect::<Vec<_>>());
    data.with_attribute(known::DIM, Value::integers(extents.iter().map(|&d| d as i32).collect::<Vec<_>>()))
        .with_attribute(known::DIMNAMES, labels.with_names(names))
}

/// Letters as labels along extents that have none.
pub(crate) fn letters(n: usize) -> Strings {
    let letter = |i: usize| {
        let base = char::from(b'A' + (i % 26) as u8);
        if i < 26 { base.to_string() } else { format!("{base}{}", i / 26) }
    };
    (0..n).map(|i| Some(letter(i))).collect()
}

fn as_table(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    if x.has_class("table") {
        return Ok(x);
    }
    let numeric = matches!(x, Value::Integer(_) | Value::Double(_) | Value::Logical(_) | Value::Complex(_));
    if x.is_data_frame() {
        let matrix = args.apply_named("as.matrix", vec![Argument::new(x)])?;
        return args.apply_named("as.table", vec![Argument::new(matrix)]);
    }
    if !numeric || x.is_empty() {
        return fail("cannot coerce to a table");
    }
    let dim = x.dim().unwrap_or_else(|| vec![x.len()]);
    let old = x.attributes().get(known::DIMNAMES).cloned();
    let given = match (&old, x.names()) {
        (None, Some(names)) => vec![Some(names)],
        _ => x.dimnames().unwrap_or_default(),
    };
    let labels: Vec<Value> = (0..dim.len())
        .map(|k| given.get(k).cloned().flatten().unwrap_or_else(|| letters(dim[k])).into())
        .collect();
    let mut dimnames = Value::list(labels);
    if let Some(names) = old.as_ref().and_then(Value::names) {
        dimnames.set_attribute(known::NAMES, names.into());
    }
    let kept =
        x.attributes().only(|n| !matches!(n, known::NAMES | known::DIM | known::DIMNAMES | known::CLASS));
    let dim = Value::integers(dim.iter().map(|&d| d as i32).collect::<Vec<_>>());
    Ok(x.with_attributes(kept)
        .with_attribute(known::DIM, dim)
        .with_attribute(known::DIMNAMES, dimnames)
        .with_class(&["table"]))
}

fn as_array(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    if x.dim().is_some() {
        return Ok(x);
    }
    let names = x.names();
    let n = x.len() as i32;
    let out = x.stripped().with_attribute(known::DIM, Value::integer(n));
    Ok(match names {
        Some(names) => out.with_attribute(known::DIMNAMES, Value::list(vec![names.into()])),
        None => out,
    })
}

fn aperm_table(args: &mut Args) -> Eval {
    let (a, perm) = (args.value("a")?, args.value("perm")?);
    let class = a.attribute(known::CLASS).unwrap_or_default();
    let resize = Argument::named("resize", args.value("resize")?);
    let plain = a.with_attribute(known::CLASS, Value::Null).with_attribute(known::CALL, Value::Null);
    let out = args.apply_named("aperm", vec![Argument::new(plain), Argument::named("perm", perm), resize])?;
    Ok(if args.flag("keep.class")? { out.with_attribute(known::CLASS, class) } else { out })
}

/// One side of an `xtabs` formula: the variables with the names their extents get.
fn sides(args: &mut Args, formula: &Value, data: &Value) -> Eval<(Option<Value>, Vec<(String, Value)>)> {
    let Value::Language(call) = formula else { return fail("'formula' missing or incorrect") };
    let (left, right) = match call.arguments.as_slice() {
        [right] => (None, &right.value),
        [left, right] => (Some(&left.value), &right.value),
        _ => return fail("'formula' missing or incorrect"),
    };
    let scope = data_scope(args, data, formula_environment(formula).as_ref());
    let counts = match left {
        Some(code) => Some(args.session.eval(code, &scope)?),
        None => None,
    };
    let mut variables = Vec::new();
    for term in summands(right) {
        match &term {
            Value::Symbol(known::DOT) => {
                let response = left.map(deparse_line).unwrap_or_default();
                let names = raglan_engine::value::frame::names_of(data);
                for (name, column) in names.into_iter().zip(as_list(data).iter()) {
                    if name != response {
                        variables.push((name, column.clone()));
                    }
                }
            }
            Value::Double(_) | Value::Integer(_) => {}
            _ => variables.push((deparse_line(&term), args.session.eval(&term, &scope)?)),
        }
    }
    Ok((counts, variables))
}

fn cross_tabulate(args: &mut Args) -> Eval {
    args.refuse_unless_default(&["sparse"])?;
    let formula = args.value("formula")?;
    let data = args.value("data")?;
    let data = if data.dim().is_some() && !data.is_data_frame() {
        args.apply_named("as.data.frame", vec![Argument::new(data)])?
    } else {
        data
    };
    let (counts, variables) = sides(args, &formula, &data)?;
    if variables.is_empty() {
        return fail("nothing to tabulate");
    }
    let add = args.flag("addNA")?;
    let exclude = if args.raw("exclude").is_some() { Some(args.value("exclude")?) } else { None };
    let missing = if add { Missing::IfAny } else { Missing::No };
    let mut groupings = Vec::with_capacity(variables.len());
    for (_, variable) in &variables {
        groupings.push(classify(args, variable, exclude.as_ref(), missing)?);
    }
    let keep = kept(args, &formula, &data, counts.as_ref(), &variables, add)?;
    for grouping in &mut groupings {
        if grouping.codes.len() != keep.len() {
            return fail("variable lengths differ");
        }
        for (code, keep) in grouping.codes.iter_mut().zip(&keep) {
            *code = if *keep { *code } else { NO_GROUP };
        }
    }
    if args.flag("drop.unused.levels")? {
        groupings = groupings.into_iter().map(Grouping::without_empty).collect();
    }
    let names: Vec<String> = variables.into_iter().map(|(name, _)| name).collect();
    let skip = args.flag("na.rm")?;
    let out = totals(args, counts, groupings, names, skip)?;
    let call = Value::Language(Rc::new(matched(args)));
    Ok(out.with_class(&["xtabs", "table"]).with_attribute(known::CALL, call))
}

/// The rows that `subset` and `na.action` leave.
fn kept(
    args: &mut Args,
    formula: &Value,
    data: &Value,
    counts: Option<&Value>,
    variables: &[(String, Value)],
    add: bool,
) -> Eval<Vec<bool>> {
    let n = variables.first().map_or(0, |(_, v)| v.len());
    let mut keep = vec![true; n];
    if args.raw("subset").is_some() {
        let scope = data_scope(args, data, formula_environment(formula).as_ref());
        let value = args.session.eval(&args.expression("subset"), &scope)?;
        let flags = as_logical(&value)?;
        for (i, keep) in keep.iter_mut().enumerate() {
            *keep = !flags.is_empty() && flags[i % flags.len()] == Some(true);
        }
    }
    let omit = match args.raw("na.action") {
        None => !add,
        Some(_) => {
            let action = args.value("na.action")?;
            let code = deparse_line(&args.expression("na.action")).replace("stats::", "");
            match (matches!(action, Value::Null), code.trim_matches('"')) {
                (true, _) | (_, "na.pass") => false,
                (_, "na.omit" | "na.exclude") => true,
                _ => {
                    return fail(
                        "argument 'na.action' of `xtabs` other than na.omit and na.pass is not implemented",
                    );
                }
            }
        }
    };
    if let Some(counts) = counts.filter(|_| omit) {
        for k in (0..counts.len()).filter(|&k| is_missing_at(counts, k)) {
            if n > 0 {
                keep[k % n] = false;
            }
        }
    }
    Ok(keep)
}

/// Counts of the cells, or sums of one or several columns.
fn totals(
    args: &mut Args,
    counts: Option<Value>,
    mut groupings: Vec<Grouping>,
    mut names: Vec<String>,
    skip: bool,
) -> Eval {
    let (codes, mut extents) = layout(args, &groupings)?;
    let size: usize = extents.iter().product();
    let Some(counts) = counts else {
        let mut out = vec![0i32; size];
        codes.iter().filter(|&&c| c != NO_GROUP).for_each(|&c| out[c] += 1);
        return Ok(as_array_of(Value::integers(out), &extents, &groupings, &names));
    };
    let n = codes.len();
    let values = as_double(&counts, &mut Vec::new())?;
    let columns = counts.dim().map_or(1, |d| d.get(1).copied().unwrap_or(1));
    if values.len() != n * columns {
        return fail("variable lengths differ");
    }
    let mut sums = vec![0.0; size * columns];
    for (k, &x) in values.iter().enumerate() {
        if codes[k % n] != NO_GROUP && !(skip && x.is_nan()) {
            sums[codes[k % n] + k / n * size] += x;
        }
    }
    if counts.dim().is_some_and(|d| d.len() > 1) {
        extents.push(columns);
        let labels = counts.dimnames().and_then(|d| d.get(1).cloned().flatten());
        let labels = labels.unwrap_or_else(|| (1..=columns).map(|k| Some(k.to_string())).collect());
        groupings
            .push(Grouping { codes: Vec::new(), levels: (0..columns).map(|k| labels.text(k)).collect() });
        names.push(String::new());
    }
    let whole = matches!(counts, Value::Integer(_) | Value::Logical(_));
    let out = if whole && sums.iter().all(|s| s.abs() < f64::from(i32::MAX)) {
        Value::integers(sums.iter().map(|&s| s as i32).collect::<Vec<_>>())
    } else {
        Value::doubles(sums)
    };
    Ok(as_array_of(out, &extents, &groupings, &names))
}

/// The call with every argument named.
fn matched(args: &Args) -> Call {
    let formals = [
        "formula",
        "data",
        "subset",
        "sparse",
        "na.action",
        "na.rm",
        "addNA",
        "exclude",
        "drop.unused.levels",
    ];
    let given = formals.iter().filter(|name| args.raw(name).is_some());
    Call::new("xtabs", given.map(|&name| Argument::named(name, args.expression(name))).collect())
}

fn print_xtabs(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let shown = x.clone().with_class(&["table"]).with_attribute(known::CALL, Value::Null);
    let mut arguments = vec![Argument::new(shown), Argument::named("na.print", args.value("na.print")?)];
    arguments.extend(args.dots()?);
    args.apply_named("print", arguments)?;
    args.invisible(x)
}

/// The chi-squared test of independence of all classifications.
fn summary_table(args: &mut Args) -> Eval {
    let x = args.value("object")?;
    let call = x.attribute(known::CALL).unwrap_or_default();
    let counts = as_double(&x, &mut Vec::new())?;
    let dim = x.dim().unwrap_or_else(|| vec![x.len()]);
    let total: f64 = counts.iter().sum();
    let whole = matches!(x, Value::Integer(_));
    let cases = if whole { Value::integer(total as i32) } else { Value::double(total) };
    let mut parts = vec![("n.vars", Value::count(dim.len())), ("n.cases", cases)];
    if dim.len() > 1 {
        let margins: Vec<Vec<f64>> = (0..dim.len()).map(|k| margin(&counts, &dim, k)).collect();
        let expected = |cell: usize| {
            let mut rest = cell;
            let mut product = total;
            for (d, sums) in dim.iter().zip(&margins) {
                product *= sums[rest % d] / total;
                rest /= d;
            }
            product
        };
        let mut statistic = 0.0;
        let mut large = true;
        for (cell, count) in counts.iter().enumerate() {
            let e = expected(cell);
            large &= e >= 5.0;
            statistic += (count - e) * (count - e) / e;
        }
        let all: usize = dim.iter().product();
        let df = all as f64 - 1.0 - dim.iter().map(|&d| d as f64 - 1.0).sum::<f64>();
        let p =
            Value::double(raglan_stats::distributions::chi_squared::cumulative(statistic, df, false, false));
        parts.push(("statistic", Value::double(statistic)));
        parts.push(("parameter", Value::double(df)));
        parts.push(("approx.ok", Value::logical(large)));
        parts.push(("p.value", p));
    }
    parts.push(("call", call));
    Ok(Value::named_list(parts).with_class(&["summary.table"]))
}

/// Sums along one extent.
fn margin(counts: &[f64], dim: &[usize], k: usize) -> Vec<f64> {
    let stride: usize = dim[..k].iter().product();
    let mut out = vec![0.0; dim[k]];
    for (cell, count) in counts.iter().enumerate() {
        out[cell / stride % dim[k]] += count;
    }
    out
}

fn print_summary(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let digits = args.value("digits")?;
    let number = |args: &mut Args, name: &str, digits: Value| {
        let value = x.part(name).unwrap_or_default();
        let text =
            args.apply_named("format", vec![Argument::new(value), Argument::named("digits", digits)])?;
        Ok::<_, Box<raglan_engine::eval::Signal>>(
            raglan_engine::value::as_character(&text)?.get(0).unwrap_or("").to_string(),
        )
    };
    let mut text = String::new();
    if let Some(call) = x.part("call").filter(|c| !matches!(c, Value::Null)) {
        text.push_str(&format!("Call: {}\n", deparse_line(&call)));
    }
    let seven = args.session.option("digits");
    text.push_str(&format!("Number of cases in table: {} \n", number(args, "n.cases", seven.clone())?));
    text.push_str(&format!("Number of factors: {} \n", number(args, "n.vars", seven.clone())?));
    if x.part("statistic").is_some() {
        let statistic = x.part("statistic").unwrap_or_default();
        // As many significant digits as asked for, and one more.
        let wanted = as_double(&digits, &mut Vec::new())?.first().copied().unwrap_or(4.0);
        let size = as_double(&statistic, &mut Vec::new())?.first().copied().unwrap_or(1.0);
        let places = (wanted - size.log10()).max(0.0).round();
        let rounded = vec![Argument::new(statistic), Argument::new(Value::double(places))];
        let rounded = args.apply_named("round", rounded)?;
        let shown = args.apply_named("format", vec![Argument::new(rounded)])?;
        let shown = raglan_engine::value::as_character(&shown)?.get(0).unwrap_or("").to_string();
        let df = number(args, "parameter", seven)?;
        let p = number(args, "p.value", digits)?;
        text.push_str("Test for independence of all factors:\n");
        text.push_str(&format!("\tChisq = {shown}, df = {df}, p-value = {p}\n"));
        if x.part("approx.ok").is_some_and(|ok| raglan_engine::value::identical(&ok, &Value::logical(false)))
        {
            text.push_str("\tChi-squared approximation may be incorrect\n");
        }
    }
    args.session.write(&text);
    args.invisible(x)
}
