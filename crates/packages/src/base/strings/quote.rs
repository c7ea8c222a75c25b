//! Quotes around strings, and escapes in them.

use super::kept;
use raglan_engine::eval::{Args, Eval, fail};
use raglan_engine::value::format::{Align, display_width, escape, pad};
use raglan_engine::value::{Strings, Value, known};

/// The marks before and after, from the argument `q`.
fn marks(args: &mut Args, plain: &str, fancy: (&str, &str)) -> Eval<(String, String)> {
    Ok(match args.value("q")? {
        Value::Logical(v) if v.data.first() == Some(&Some(false)) => (plain.into(), plain.into()),
        Value::Null | Value::Logical(_) => (fancy.0.into(), fancy.1.into()),
        Value::Character(v) if v.data.len() == 1 => match v.data.get(0) {
            Some("TeX") => {
                if plain == "'" {
                    ("`".into(), "'".into())
                } else {
                    ("``".into(), "''".into())
                }
            }
            Some("UTF-8") => (fancy.0.into(), fancy.1.into()),
            _ => return fail("invalid 'q' argument"),
        },
        _ => return fail("invalid 'q' argument"),
    })
}

fn quoted(args: &mut Args, (before, after): (String, String)) -> Eval {
    let value = args.value("x")?;
    let texts = super::texts_of(args, &value)?;
    let one = |s: Option<&str>| format!("{before}{}{after}", s.unwrap_or("NA"));
    Ok(Value::strings(texts.iter().map(one)))
}

pub(super) fn single(args: &mut Args) -> Eval {
    let marks = marks(args, "'", ("\u{2018}", "\u{2019}"))?;
    quoted(args, marks)
}

pub(super) fn double(args: &mut Args) -> Eval {
    let marks = marks(args, "\"", ("\u{201C}", "\u{201D}"))?;
    quoted(args, marks)
}

pub(super) fn shell(args: &mut Args) -> Eval {
    let kind = args.choice("type")?;
    let texts = args.strings("string")?;
    let one = |s: Option<&str>| {
        let s = s.unwrap_or("NA");
        match kind.as_str() {
            "cmd" | "cmd2" => format!("\"{}\"", s.replace('"', "\\\"")),
            _ => format!("'{}'", s.replace('\'', "'\\''")),
        }
    };
    Ok(Value::strings(texts.iter().map(one)))
}

pub(super) fn noquote(args: &mut Args) -> Eval {
    let value = args.value("obj")?;
    let right = args.flag("right")?;
    let mut class: Vec<String> = value
        .class_attribute()
        .map(|c| c.iter().map(|c| c.unwrap_or("NA").to_string()).collect())
        .unwrap_or_default();
    if class.first().is_some_and(|c| c == "noquote") {
        return Ok(value);
    }
    class.insert(0, "noquote".into());
    let class = Value::strings(class);
    let class = if right { class.with_names(["right"]) } else { class };
    Ok(value.with_attribute(known::CLASS, class))
}

pub(super) fn encode_string(args: &mut Args) -> Eval {
    let value = args.value("x")?;
    let texts = super::texts_of(args, &value)?;
    let quote = args.string("quote")?;
    let mark = quote.chars().next();
    let encode_na = args.flag("na.encode")?;
    let justify = match args.choice("justify")?.as_str() {
        "left" => Align::Left,
        "right" => Align::Right,
        "centre" => Align::Centre,
        _ => Align::None,
    };
    let one = |s: Option<&str>| match s {
        None if !encode_na => None,
        None => Some(if mark.is_some() { "NA".to_string() } else { "<NA>".to_string() }),
        Some(s) => Some(escape(s, mark)),
    };
    let out: Vec<Option<String>> = texts.iter().map(one).collect();
    let width = args.value("width")?;
    let width = match &width {
        Value::Null => 0,
        Value::Logical(_) | Value::Integer(_) | Value::Double(_) => {
            let number = args.doubles("width")?.first().copied().unwrap_or(0.0);
            if number.is_nan() {
                out.iter().flatten().map(|s| display_width(s)).max().unwrap_or(0)
            } else {
                number as usize
            }
        }
        _ => return fail("invalid 'width' value"),
    };
    let out: Strings = out.into_iter().map(|s| s.map(|s| pad(&s, width, justify))).collect();
    Ok(Value::from(out).with_attributes(kept(&value)))
}
