//! Operators and summaries of factors: equality for all, order for ordered ones.

use super::{as_text, codes_of, levels_of, make, texts_of};
use raglan_engine::eval::{Args, Eval, fail};
use raglan_engine::value::{
    Argument, Call, Comparison, Failure, NA_INTEGER, Strings, Symbol, Text, Value, as_integer, as_logical,
    collate, compare, known,
};

/// What stands for a level that is NA, so that it equals itself.
const MISSING_LEVEL: &str = "\u{1}NA";

fn comparison(generic: &str) -> Option<Comparison> {
    Some(match generic {
        "==" => Comparison::Equal,
        "!=" => Comparison::NotEqual,
        "<" => Comparison::Less,
        ">" => Comparison::Greater,
        "<=" => Comparison::LessEqual,
        ">=" => Comparison::GreaterEqual,
        _ => return None,
    })
}

/// The operator or function the method was called for.
fn generic(args: &Args) -> String {
    args.method.as_ref().map_or_else(|| args.name(), |m| m.generic.clone())
}

fn operands(args: &mut Args) -> Eval<(Value, Option<Value>)> {
    let first = args.value("e1")?;
    let second = if args.is_missing("e2") { None } else { Some(args.value("e2")?) };
    Ok((first, second))
}

/// NA for every element, which is what a senseless operation gives.
fn nothing(a: &Value, b: Option<&Value>) -> Value {
    Value::logicals(vec![None; a.len().max(b.map_or(0, Value::len))])
}

/// Labels with the shape of the factor.
fn labels(x: &Value) -> Value {
    if !x.is_factor() {
        return x.clone();
    }
    let levels = levels_of(x);
    let label =
        |c: Option<usize>| -> Text { c.map(|c| levels.text(c).unwrap_or_else(|| MISSING_LEVEL.into())) };
    let text: Strings = codes_of(x).into_iter().map(label).collect::<Vec<Text>>().into();
    let keep = |n: Symbol| matches!(n, known::NAMES | known::DIM | known::DIMNAMES);
    Value::from(text).with_attributes(x.attributes().only(keep))
}

fn sorted(levels: &Strings) -> Vec<Text> {
    let mut out = texts_of(levels);
    out.sort();
    out
}

pub(super) fn of_factors(args: &mut Args) -> Eval {
    let name = generic(args);
    let (a, b) = operands(args)?;
    match (name.as_str(), &b) {
        ("==" | "!=", Some(b)) => {
            // One value may be compared with a factor of any levels.
            if a.is_factor()
                && b.is_factor()
                && a.len() != 1
                && sorted(&levels_of(&a)) != sorted(&levels_of(b))
            {
                return fail("level sets of factors are different");
            }
            let op = if name == "==" { Comparison::Equal } else { Comparison::NotEqual };
            Ok(compare(op, &labels(&a), &labels(b), collate, &mut Vec::new())?)
        }
        _ => {
            args.warn(&format!("'{name}' not meaningful for factors"))?;
            Ok(nothing(&a, b.as_ref()))
        }
    }
}

/// The place of each element among the levels.
fn ranks(args: &mut Args, x: &Value, levels: &Strings) -> Eval {
    if x.is_factor() {
        return Ok(x.clone().stripped());
    }
    let text = as_text(args, x.clone())?;
    let place = |i: usize| text.get(i).and_then(|t| levels.iter().position(|l| l == Some(t)));
    let one = |i: usize| place(i).and_then(|k| i32::try_from(k + 1).ok()).unwrap_or(NA_INTEGER);
    Ok(Value::integers((0..text.len()).map(one).collect::<Vec<_>>()))
}

pub(super) fn of_ordered(args: &mut Args) -> Eval {
    let name = generic(args);
    let (a, b) = operands(args)?;
    let (Some(op), Some(b)) = (comparison(&name), b.clone()) else {
        args.warn(&format!("'{name}' is not meaningful for ordered factors"))?;
        return Ok(nothing(&a, b.as_ref()));
    };
    if matches!(op, Comparison::Equal | Comparison::NotEqual) {
        return of_factors(args);
    }
    let (first, second) = (a.has_class("ordered"), b.has_class("ordered"));
    let (la, lb) = (levels_of(&a), levels_of(&b));
    if first && second && !la.iter().eq(lb.iter()) {
        return fail("level sets of factors are different");
    }
    let levels = if first { la } else { lb };
    let (a, b) = (ranks(args, &a, &levels)?, ranks(args, &b, &levels)?);
    Ok(compare(op, &a, &b, collate, &mut Vec::new())?)
}

pub(super) fn refuse_math(args: &mut Args) -> Eval {
    fail(format!("'{}' not meaningful for factors", generic(args)))
}

/// An error that shows the values the summary was called with.
fn refuse(args: &mut Args, method: &str, message: String) -> Eval {
    let mut shown = args.dots()?;
    let na_rm = if args.is_missing("na.rm") { Value::logical(false) } else { args.value("na.rm")? };
    shown.push(Argument::named("na.rm", na_rm));
    let call = Value::Language(Call::new(method, shown).into());
    Err(args.session.raise(Failure::new(message), Some(call)))
}

pub(super) fn refuse_summary(args: &mut Args) -> Eval {
    let message = format!("'{}' not meaningful for factors", generic(args));
    refuse(args, "Summary.factor", message)
}

/// The least or greatest level that occurs, or both.
pub(super) fn extremes(args: &mut Args) -> Eval {
    let name = generic(args);
    let given: Vec<Value> = args.dots()?.into_iter().map(|a| a.value).collect();
    if !matches!(name.as_str(), "max" | "min" | "range") {
        return refuse(args, "Summary.ordered", format!("'{name}' not defined for ordered factors"));
    }
    let levels = given.first().map(levels_of).unwrap_or_else(|| Vec::new().into());
    let alike = |x: &Value| x.has_class("ordered") && levels_of(x).iter().eq(levels.iter());
    if !given.iter().all(alike) {
        let text = format!(
            "'{name}' is only meaningful for ordered factors if all arguments have the same level sets"
        );
        return refuse(args, "Summary.ordered", text);
    }
    let mut codes = Vec::new();
    for x in &given {
        codes.extend(as_integer(&x.clone().stripped(), &mut Vec::new())?.iter().copied());
    }
    let na_rm = as_logical(&args.value("na.rm")?)?.first() == Some(&Some(true));
    let arguments =
        vec![Argument::new(Value::integers(codes)), Argument::named("na.rm", Value::logical(na_rm))];
    let found = args.apply_named(&name, arguments)?;
    let found = as_integer(&found, &mut Vec::new())?;
    let codes = found.iter().map(|&c| usize::try_from(c).ok().and_then(|c| c.checked_sub(1))).collect();
    Ok(make(codes, texts_of(&levels), true, None))
}
