//! What is done about missing values: `na.omit()` and its kin, and putting left-out rows back.

use super::rows::{missing_rows, row_count, take_rows};
use super::variables::{frame_labels, frame_rows};
use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail, generic, method};
use raglan_engine::value::{NA_REAL, Symbol, Value, as_double, known};

pub(super) const FUNCTIONS: &[Builtin] = &[
    builtin("na.omit(object, ...)", |a| leave_out(a, "omit")),
    builtin("na.exclude(object, ...)", |a| leave_out(a, "exclude")),
    builtin("na.fail(object, ...)", na_fail),
    builtin("na.pass(object, ...)", |a| a.value("object")),
    generic("na.action(object, ...)"),
    method("na.action.default(object, ...)", |a| {
        let object = a.value("object")?;
        Ok(object.part("na.action").or_else(|| object.attribute(known::NA_ACTION)).unwrap_or(Value::Null))
    }),
    builtin("naprint(x, ...)", |a| Ok(Value::string(&note(&a.value("x")?)))),
    builtin("naresid(omit, x, ...)", |a| {
        let (omit, x) = (a.value("omit")?, a.value("x")?);
        padded(&omit, &x)
    }),
    builtin("napredict(omit, x, ...)", |a| {
        let (omit, x) = (a.value("omit")?, a.value("x")?);
        padded(&omit, &x)
    }),
    builtin("complete.cases(...)", complete_cases),
];

fn leave_out(args: &mut Args, class: &str) -> Eval {
    let object = args.value("object")?;
    if !object.is_data_frame() && !object.is_atomic() {
        return Ok(object);
    }
    let missing = missing_rows(&object);
    let gone: Vec<usize> = (0..missing.len()).filter(|&i| missing[i]).collect();
    if gone.is_empty() {
        return Ok(object);
    }
    let kept: Vec<usize> = (0..missing.len()).filter(|&i| !missing[i]).collect();
    let mut record = Value::integers(gone.iter().map(|&i| i as i32 + 1).collect::<Vec<_>>());
    if object.is_data_frame() {
        let labels = frame_labels(&object);
        record = record.with_names(gone.iter().map(|&i| labels[i].clone()));
    } else if let Some(names) = object.attributes().get(known::NAMES) {
        record.set_attribute(known::NAMES, names.gather(&gone));
    }
    let record = record.with_class(&[class]);
    let out = if object.is_data_frame() { frame_rows(&object, &kept) } else { take_rows(&object, &kept) };
    Ok(out.with_attribute(known::NA_ACTION, record))
}

fn na_fail(args: &mut Args) -> Eval {
    let object = args.value("object")?;
    match missing_rows(&object).contains(&true) {
        true => fail("missing values in object"),
        false => Ok(object),
    }
}

/// What a summary says about rows left out; empty when none were.
pub(super) fn note(action: &Value) -> String {
    match (action, action.len()) {
        (Value::Null, _) | (_, 0) => String::new(),
        (_, 1) => "1 observation deleted due to missingness".into(),
        (_, n) => format!("{n} observations deleted due to missingness"),
    }
}

/// Residuals or predictions with NA for the rows `na.exclude()` left out.
pub(super) fn padded(omit: &Value, x: &Value) -> Eval<Value> {
    if !omit.has_class("exclude") || x.dim().is_some() {
        return Ok(x.clone());
    }
    let gone: Vec<usize> =
        as_double(omit, &mut Vec::new())?.iter().map(|&k| (k.max(1.0) as usize) - 1).collect();
    let values = as_double(x, &mut Vec::new())?;
    let own = super::names_or_empty(x);
    let left = super::names_or_empty(&omit.clone().with_attribute(known::CLASS, Value::Null));
    let n = values.len() + gone.len();
    let (mut out, mut names) = (vec![NA_REAL; n], vec![String::new(); n]);
    let mut next = 0;
    for i in 0..n {
        if let Some(k) = gone.iter().position(|&g| g == i) {
            names[i] = left.get(k).cloned().unwrap_or_default();
        } else {
            out[i] = values[next];
            names[i] = own[next].clone();
            next += 1;
        }
    }
    let out = Value::doubles(out);
    Ok(if x.attributes().get(known::NAMES).is_some() { out.with_names(names) } else { out })
}

fn complete_cases(args: &mut Args) -> Eval {
    let mut out: Option<Vec<bool>> = None;
    for argument in args.dots()? {
        let missing = missing_rows(&argument.value);
        match &mut out {
            None => out = Some(missing),
            Some(all) if all.len() == row_count(&argument.value) => {
                all.iter_mut().zip(missing).for_each(|(a, m)| *a |= m);
            }
            Some(_) => return fail("not all arguments have the same length"),
        }
    }
    match out {
        Some(missing) => Ok(Value::logicals(missing.into_iter().map(|m| Some(!m)).collect::<Vec<_>>())),
        None => fail("no input has determined the number of cases"),
    }
}

/// The attribute that records rows left out, as an optional part of a fit.
pub(super) fn action_of(fit: &Value) -> Value {
    fit.part("na.action").or_else(|| fit.attribute(Symbol::new("na.action"))).unwrap_or(Value::Null)
}
