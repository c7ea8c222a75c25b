//! Changing the levels of factors: replacing, dropping, ordering them.

use super::{as_text, code_values, codes_of, levels_of, make, texts_of};
use raglan_engine::eval::{Args, Eval, fail};
use raglan_engine::value::{
    Argument, NA_INTEGER, Strings, Symbol, Text, Value, as_integer, as_list, as_logical, known,
};

pub(super) fn count(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let levels = args.apply_named("levels", vec![Argument::new(x)])?;
    Ok(Value::count(levels.len()))
}

/// A factor with other codes and levels, all else the same.
fn recoded(x: &Value, codes: Vec<Option<usize>>, levels: Vec<Text>) -> Value {
    let mut out = code_values(codes).with_attributes(x.attributes().clone());
    out.set_attribute(known::LEVELS, Strings::from(levels).into());
    out
}

/// The new name of each level: by place, or by the lists of old names under each new one.
fn renamed(args: &mut Args, old: &Strings, value: Value) -> Eval<(Vec<Text>, Vec<Text>)> {
    let Value::List(lists) = &value else {
        let new = texts_of(&as_text(args, value)?);
        if old.len() > new.len() {
            return fail("number of levels differs");
        }
        return Ok((new.clone(), new));
    };
    let names = value.names().unwrap_or_else(|| vec![Some("".into()); lists.data.len()].into());
    let mut to: Vec<Text> = vec![None; old.len()];
    for (k, group) in lists.data.iter().enumerate() {
        let group = as_text(args, group.clone())?;
        for (i, level) in to.iter_mut().enumerate() {
            if group.iter().any(|g| g == old.get(i)) {
                *level = names.text(k);
            }
        }
    }
    Ok((to, texts_of(&names)))
}

/// `levels(x) <- value`; equal new names put levels together.
pub(super) fn replace(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let value = args.value("value")?;
    let (to, all) = renamed(args, &levels_of(&x), value)?;
    let mut unique: Vec<Text> = Vec::new();
    for level in all.into_iter().filter(Option::is_some) {
        if !unique.contains(&level) {
            unique.push(level);
        }
    }
    let place: Vec<Option<usize>> = to.iter().map(|t| unique.iter().position(|u| u == t)).collect();
    let codes = codes_of(&x).into_iter().map(|c| c.and_then(|c| place.get(c).copied().flatten())).collect();
    Ok(recoded(&x, codes, unique))
}

/// Keeps the levels that occur.
pub(super) fn drop_unused(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let levels = texts_of(&levels_of(&x));
    let exclude = args.value("exclude")?;
    let exclude = texts_of(&as_text(args, exclude)?);
    let codes = codes_of(&x);
    let used = |k: &usize| codes.contains(&Some(*k)) && !exclude.contains(&levels[*k]);
    let kept: Vec<usize> = (0..levels.len()).filter(used).collect();
    let codes = codes.iter().map(|c| c.and_then(|c| kept.iter().position(|&k| k == c))).collect();
    Ok(recoded(&x, codes, kept.iter().map(|&k| levels[k].clone()).collect()))
}

/// The same for the factors of a data frame, but for those that are excepted.
pub(super) fn drop_in_frame(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let columns = as_list(&x);
    let except = args.value("except")?;
    let index = raglan_engine::value::positions(&except, columns.len(), x.names().as_ref())?;
    let spared = if matches!(except, Value::Null) { Vec::new() } else { index.at };
    let more = if args.is_missing("exclude") {
        Vec::new()
    } else {
        vec![Argument::named("exclude", args.value("exclude")?)]
    };
    let mut out = Vec::with_capacity(columns.len());
    for (k, column) in columns.iter().enumerate() {
        if !column.is_factor() || spared.contains(&k) {
            out.push(column.clone());
            continue;
        }
        let mut arguments = vec![Argument::new(column.clone())];
        arguments.extend(more.iter().cloned());
        out.push(args.apply_named("droplevels", arguments)?);
    }
    Ok(Value::list(out).with_attributes(x.attributes().clone()))
}

pub(super) fn refuse_reference(what: &str) -> Eval {
    fail(format!("'relevel' only for {what}"))
}

/// Puts one level first.
pub(super) fn set_reference(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let levels = texts_of(&levels_of(&x));
    let reference = args.value("ref")?;
    if reference.len() != 1 {
        return fail("'ref' must be of length one");
    }
    let first = if let Value::Character(name) = &reference {
        match levels.iter().position(|l| l.as_deref() == name.data.get(0)) {
            Some(place) => place,
            None => return fail("'ref' must be an existing level"),
        }
    } else {
        let number = args.whole("ref")?;
        match usize::try_from(number).ok().filter(|k| (1..=levels.len()).contains(k)) {
            Some(k) => k - 1,
            None => return fail(format!("ref = {number} must be in 1L:{}", levels.len())),
        }
    };
    let mut order: Vec<usize> = (0..levels.len()).filter(|&k| k != first).collect();
    order.insert(0, first);
    let codes = codes_of(&x).iter().map(|c| c.and_then(|c| order.iter().position(|&k| k == c))).collect();
    let names = x.attributes().get(known::NAMES).cloned();
    Ok(make(codes, order.iter().map(|&k| levels[k].clone()).collect(), false, names))
}

/// Levels in the order of a summary of another variable within each.
pub(super) fn reorder(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let function = args.function("FUN")?;
    let mut arguments = vec![
        Argument::named("X", args.value("X")?),
        Argument::named("INDEX", x.clone()),
        Argument::named("FUN", function),
    ];
    arguments.extend(args.dots()?);
    let scores = args.apply_named("tapply", arguments)?;
    let decreasing = Argument::named("decreasing", args.value("decreasing")?);
    let order = args.apply_named("order", vec![Argument::new(scores.clone().stripped()), decreasing])?;
    let order = as_integer(&order, &mut Vec::new())?;
    let names = scores.names().unwrap_or_else(|| Vec::new().into());
    let place = |&k: &i32| usize::try_from(k).ok().filter(|_| k != NA_INTEGER).and_then(|k| k.checked_sub(1));
    let levels: Strings = order.iter().filter_map(place).map(|k| names.get(k)).collect();
    let is_ordered = as_logical(&args.value("order")?)?.first().copied().flatten().unwrap_or(false);
    let arguments = vec![
        Argument::new(x),
        Argument::named("levels", levels.into()),
        Argument::named("ordered", Value::logical(is_ordered)),
    ];
    let out = args.apply_named("factor", arguments)?;
    Ok(out.with_attribute(Symbol::new("scores"), scores))
}
