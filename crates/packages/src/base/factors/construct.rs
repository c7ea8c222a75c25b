//! `factor` and its relatives.

use super::{as_text, codes_of, levels_of, make, texts_of};
use raglan_engine::eval::{Args, Eval, fail};
use raglan_engine::value::{Argument, Failure, Strings, Text, Value, as_list, as_type, deparse_line, known};
use std::collections::BTreeMap;

/// The places of strings, the first of equal ones.
fn places(levels: &[Text]) -> BTreeMap<Text, usize> {
    let mut out = BTreeMap::new();
    for (i, level) in levels.iter().enumerate() {
        out.entry(level.clone()).or_insert(i);
    }
    out
}

/// The values a vector takes, in its own order, as strings.
fn taken(args: &mut Args, x: &Value) -> Eval<Vec<Text>> {
    let flat = if x.is_object() { x.clone() } else { x.clone().stripped() };
    let unique = args.apply_named("unique", vec![Argument::new(flat)])?;
    let order = args.apply_named("order", vec![Argument::new(unique.clone())])?;
    let sorted = args.apply_named("[", vec![Argument::new(unique), Argument::new(order)])?;
    let mut out: Vec<Text> = texts_of(&as_text(args, sorted)?);
    // Different numbers may be written alike.
    let first = places(&out);
    let mut at = 0;
    out.retain(|level| {
        at += 1;
        first.get(level) == Some(&(at - 1))
    });
    Ok(out)
}

/// Leaves out the levels that are to be excluded.
fn exclude(args: &mut Args, levels: Vec<Text>, kind: Option<&Value>) -> Eval<Vec<Text>> {
    let value = args.value("exclude")?;
    if value.is_empty() {
        return Ok(levels);
    }
    // What is excluded is read as the type of the levels, so that 1L excludes 1.
    let of = kind.and_then(Value::vector_type);
    let value = match of {
        Some(of) if !value.is_factor() && !kind.is_some_and(Value::is_object) => {
            as_type(&value.stripped(), of, &mut Vec::new())?
        }
        _ => value,
    };
    let out = places(&texts_of(&as_text(args, value)?));
    Ok(levels.into_iter().filter(|level| !out.contains_key(level)).collect())
}

/// The error of a level that stands twice, as from the replacement of levels.
fn refuse_duplicates(args: &mut Args, levels: &[Text]) -> Eval<()> {
    let first = places(levels);
    for (i, level) in levels.iter().enumerate() {
        if first.get(level) != Some(&i) {
            let code = "`levels<-`(`*tmp*`, value = as.character(levels))";
            let call = crate::base::parse_text(code)?.into_iter().next();
            let failure = Failure::new(format!("factor level [{}] is duplicated", i + 1));
            return Err(args.session.raise(failure, call));
        }
    }
    Ok(())
}

pub(super) fn factor(args: &mut Args) -> Eval {
    let x = match args.value("x")? {
        Value::Null => Value::strings::<&str>([]),
        x => x,
    };
    let given = if args.is_missing("levels") { None } else { Some(args.value("levels")?) };
    let levels = match &given {
        None => taken(args, &x)?,
        Some(levels) => texts_of(&as_text(args, levels.clone())?),
    };
    let levels = exclude(args, levels, given.as_ref())?;
    refuse_duplicates(args, &levels)?;
    let labels = if args.is_missing("labels") { None } else { Some(labels(args, levels.len())?) };
    let is_ordered = if args.is_missing("ordered") { x.has_class("ordered") } else { args.flag("ordered")? };
    let at = places(&levels);
    let text = as_text(args, x.clone())?;
    let mut codes: Vec<Option<usize>> = (0..text.len()).map(|i| at.get(&text.text(i)).copied()).collect();
    let names = x.names().map(Value::from);
    let Some(labels) = labels else { return Ok(make(codes, levels, is_ordered, names)) };
    // Equal labels put their levels together.
    let (mut merged, mut to) = (Vec::new(), Vec::new());
    for label in labels {
        let place = merged.iter().position(|m| *m == label).unwrap_or_else(|| {
            merged.push(label);
            merged.len() - 1
        });
        to.push(place);
    }
    for code in &mut codes {
        *code = code.map(|c| to[c]);
    }
    Ok(make(codes, merged, is_ordered, names))
}

fn labels(args: &mut Args, levels: usize) -> Eval<Vec<Text>> {
    let value = args.value("labels")?;
    let text = as_text(args, value)?;
    match text.len() {
        n if n == levels => Ok(texts_of(&text)),
        1 => {
            let stem = text.get(0).unwrap_or("NA");
            Ok((1..=levels).map(|k| Some(format!("{stem}{k}").into())).collect())
        }
        n => fail(format!("invalid 'labels'; length {n} should be 1 or {levels}")),
    }
}

/// Calls `factor` with more arguments.
fn through_factor(args: &mut Args, x: Value, more: Vec<Argument>) -> Eval {
    let mut arguments = vec![Argument::new(x)];
    arguments.extend(more);
    args.apply_named("factor", arguments)
}

pub(super) fn ordered(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let mut more = args.dots()?;
    more.push(Argument::named("ordered", Value::logical(true)));
    through_factor(args, x, more)
}

pub(super) fn as_factor(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    if x.is_factor() { Ok(x) } else { through_factor(args, x, Vec::new()) }
}

pub(super) fn as_ordered(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    if x.has_class("ordered") {
        return Ok(x);
    }
    if x.is_factor() {
        let class = x.class_attribute().unwrap_or_else(|| Vec::new().into());
        let class: Strings = std::iter::once(Some("ordered")).chain(class.iter()).collect();
        return Ok(x.with_attribute(known::CLASS, class.into()));
    }
    through_factor(args, x, vec![Argument::named("ordered", Value::logical(true))])
}

/// NA as a level of its own.
pub(super) fn add_na(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let x = if x.is_factor() { x } else { through_factor(args, x, Vec::new())? };
    let mut levels = texts_of(&levels_of(&x));
    let mut codes = codes_of(&x);
    let gone = codes.iter().any(|c| c.is_none_or(|c| levels[c].is_none()));
    if args.flag("ifany")? && !gone {
        return Ok(x);
    }
    if !levels.contains(&None) {
        levels.push(None);
    }
    let at = levels.iter().position(Option::is_none);
    for code in &mut codes {
        *code = code.or(at);
    }
    let names = x.attributes().get(known::NAMES).cloned();
    Ok(make(codes, levels, x.has_class("ordered"), names))
}

/// `gl`: each level `k` times, over and over.
pub(super) fn pattern(args: &mut Args) -> Eval {
    let (n, k) = (args.count("n")?, args.count("k")?);
    let length = args.count("length")?;
    if n * k == 0 && length > 0 {
        return fail("attempt to replicate an object of type 'integer' that has no elements");
    }
    let labels = args.value("labels")?;
    let text = as_text(args, labels)?;
    if text.len() != n {
        return fail(format!("invalid 'labels'; length {} should be 1 or {n}", text.len()));
    }
    let codes = (0..length).map(|i| Some(i / k % n)).collect();
    Ok(make(codes, texts_of(&text), args.flag("ordered")?, None))
}

/// The factors `interaction` is of: its arguments, or those in the list it was given.
fn crossed(args: &mut Args) -> Eval<Vec<Value>> {
    let given = args.dots()?;
    let parts: Vec<Value> = match given.as_slice() {
        [one] if matches!(one.value, Value::List(_)) => as_list(&one.value).to_vec(),
        _ => given.into_iter().map(|a| a.value).collect(),
    };
    if parts.is_empty() {
        return fail("No factors specified");
    }
    parts
        .into_iter()
        .map(|p| if p.is_factor() { Ok(p) } else { through_factor(args, p, Vec::new()) })
        .collect()
}

/// A level for each combination of levels.
pub(super) fn interaction(args: &mut Args) -> Eval {
    let factors = crossed(args)?;
    let (sep, drop) = (args.string("sep")?, args.flag("drop")?);
    let last_fastest = args.flag("lex.order")?;
    let n = factors.iter().map(Value::len).max().unwrap_or(0);
    if let Some(odd) = factors.iter().find(|f| f.len() != n && (f.is_empty() || n % f.len() != 0)) {
        return fail(format!("all arguments must have the same length: {}", deparse_line(odd)));
    }
    let levels: Vec<Strings> = factors.iter().map(levels_of).collect();
    // How far a level of each factor moves the number of the combination.
    let mut steps = vec![1; factors.len()];
    let order: Vec<usize> =
        if last_fastest { (0..factors.len()).rev().collect() } else { (0..factors.len()).collect() };
    let mut cells = 1;
    for &k in &order {
        steps[k] = cells;
        cells *= levels[k].len();
    }
    args.session.check_length(cells as f64, 8.0)?;
    let codes: Vec<Vec<Option<usize>>> = factors.iter().map(codes_of).collect();
    let cell = |i: usize| -> Option<usize> {
        let part = |(k, c): (usize, &Vec<Option<usize>>)| Some(c[i % c.len()]? * steps[k]);
        codes.iter().enumerate().map(part).sum()
    };
    let mut out: Vec<Option<usize>> = (0..n).map(cell).collect();
    let name = |c: usize| -> Text {
        let part = |(k, l): (usize, &Strings)| l.get(c / steps[k] % l.len()).unwrap_or("NA").to_string();
        Some(levels.iter().enumerate().map(part).collect::<Vec<_>>().join(&sep).into())
    };
    let mut kept: Vec<usize> = (0..cells).collect();
    if drop {
        kept = out.iter().flatten().copied().collect();
        kept.sort_unstable();
        kept.dedup();
        out = out.into_iter().map(|c| c.and_then(|c| kept.binary_search(&c).ok())).collect();
    }
    let all: Vec<Text> = kept.into_iter().map(name).collect();
    Ok(make(out, all, false, None))
}
