//! `formatC()` and `prettyNum()` on R's vectors.

use super::super::strings::texts_of;
use raglan_engine::eval::{Args, Eval, fail};
use raglan_engine::value::format::{FormatC, Marks, Mode, PreserveWidth};
use raglan_engine::value::{Argument, Attributes, NA_INTEGER, Strings, Value, as_double, known};

fn shape(value: &Value) -> Attributes {
    value.attributes().only(|n| n == known::NAMES || n == known::DIM || n == known::DIMNAMES)
}

fn marks(args: &mut Args, preserve: PreserveWidth) -> Eval<Marks> {
    let zero = args.optional("zero.print")?;
    let zero = match &zero {
        Some(Value::Character(v)) => v.data.get(0).map(str::to_string),
        _ => None,
    };
    Ok(Marks {
        big: args.string("big.mark")?,
        big_interval: args.count("big.interval")?,
        small: args.string("small.mark")?,
        small_interval: args.count("small.interval")?,
        decimal: args.string("decimal.mark")?,
        zero,
        replace_zero: args.flag("replace.zero")?,
        drop_trailing_zeros: args.flag("drop0trailing")?,
        preserve,
    })
}

fn preserve(text: &str) -> Eval<PreserveWidth> {
    Ok(match text {
        "individual" => PreserveWidth::Individual,
        "common" => PreserveWidth::Common,
        "none" => PreserveWidth::None,
        _ => return fail("invalid 'preserve.width' argument"),
    })
}

pub(super) fn format_c(args: &mut Args) -> Eval {
    let value = args.value("x")?;
    let mode = if args.optional("mode")?.is_some() { Some(args.string("mode")?) } else { None };
    let format = if args.optional("format")?.is_some() { Some(args.string("format")?) } else { None };
    let flag = args.string("flag")?;
    let width = if args.is_missing("width") { None } else { Some(args.whole("width")? as i32) };
    let digits = if args.optional("digits")?.is_some() { Some(args.whole("digits")? as i32) } else { None };
    let keep = preserve(&args.string("preserve.width")?)?;
    let marks = marks(args, keep)?;
    if value.is_empty() {
        return Ok(Value::strings(Vec::<String>::new()));
    }
    let bare = if value.is_factor() {
        Value::from(super::super::print::factor_labels(&value))
    } else {
        value.clone().stripped()
    };
    let text = matches!(bare, Value::Character(_)) || mode.as_deref() == Some("character");
    if matches!(bare, Value::Logical(_)) && mode.is_none() {
        return fail("unsupported type ");
    }
    let conversion = match format.as_deref() {
        None if matches!(bare, Value::Integer(_)) && mode.as_deref() != Some("double") => Mode::Integer,
        None => Mode::General { upper: false },
        Some("d") => Mode::Integer,
        Some("f") => Mode::Fixed,
        Some("e") => Mode::Scientific { upper: false },
        Some("E") => Mode::Scientific { upper: true },
        Some("g") => Mode::General { upper: false },
        Some("G") => Mode::General { upper: true },
        Some("fg") => Mode::FixedSignificant,
        Some("s") if text => Mode::General { upper: false },
        Some(_) => return fail("'format' must be one of {\"f\",\"e\",\"E\",\"g\",\"G\", \"fg\", \"s\"}"),
    };
    let form = FormatC { width, digits, mode: conversion, flag, marks };
    let texts = if text {
        let strings = texts_of(args, &bare)?;
        form.string(&strings.iter().collect::<Vec<_>>())
    } else {
        match &bare {
            Value::Integer(v) => {
                form.integer(&v.data.iter().map(|&x| (x != NA_INTEGER).then_some(x)).collect::<Vec<_>>())
            }
            Value::Double(_) | Value::Logical(_) => {
                let xs = as_double(&bare, &mut Vec::new())?;
                let whole = conversion == Mode::Integer;
                let xs: Vec<f64> = xs.iter().map(|&x| if whole { x.round_ties_even() } else { x }).collect();
                form.real(&xs)
            }
            _ => return fail("unsupported type "),
        }
        .map_err(raglan_engine::value::Failure::new)?
    };
    Ok(Value::strings(texts).with_attributes(shape(&value)))
}

pub(super) fn pretty_num(args: &mut Args) -> Eval {
    let value = args.value("x")?;
    args.refuse_unless_default(&["is.cmplx"])?;
    let keep = preserve(&args.choice("preserve.width")?)?;
    let mut marks = marks(args, keep)?;
    let input = args.string("input.d.mark")?;
    if input != marks.decimal && input != "." {
        return fail("argument 'input.d.mark' of `prettyNum` is not implemented");
    }
    let texts: Vec<String> = match &value {
        Value::Character(v) => v.data.iter().map(|t| t.unwrap_or("NA").to_string()).collect(),
        other => {
            // Every number is formatted by itself.
            let mut out = Vec::new();
            for i in 0..other.len() {
                let one = other.gather(&[i]);
                let text = args.apply_named("format", vec![Argument::new(one)])?;
                out.push(texts_of(args, &text)?.get(0).unwrap_or("NA").to_string());
            }
            marks.preserve = PreserveWidth::None;
            out
        }
    };
    let out: Strings = marks.apply(texts).into_iter().map(Some).collect();
    // Numbers lose their extents, texts keep them.
    let kept = if let Value::Character(_) = value {
        shape(&value)
    } else {
        shape(&value).only(|n| n == known::NAMES)
    };
    Ok(Value::from(out).with_attributes(kept))
}
