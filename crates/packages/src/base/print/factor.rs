//! Factors: their labels, then their levels as far as a line holds them.

use super::{Printer, Style};
use raglan_engine::eval::{Args, Eval};
use raglan_engine::value::format::{display_width, escape};
use raglan_engine::value::{Strings, Value, known};

/// The labels of a factor's elements, NA where there is none.
pub fn labels(value: &Value) -> Strings {
    let levels = match value.attributes().get(known::LEVELS) {
        Some(Value::Character(levels)) => levels.data.clone(),
        _ => Vec::new().into(),
    };
    match value {
        Value::Integer(codes) => {
            let one =
                |&code: &i32| usize::try_from(code).ok().filter(|c| *c > 0).and_then(|c| levels.get(c - 1));
            codes.data.iter().map(one).collect()
        }
        _ => Vec::new().into(),
    }
}

pub(super) fn print_factor(args: &mut Args) -> Eval {
    let value = args.value("x")?;
    let quote = args.flag("quote")?;
    let width = args.count("width")?;
    let ordered = value.has_class("ordered");
    if value.is_empty() {
        let text = if ordered { "ordered(0)\n" } else { "factor(0)\n" };
        args.session.write(text);
    } else {
        let mut shown = Value::from(labels(&value));
        for (name, attribute) in value.attributes().iter() {
            if !matches!(name, known::LEVELS | known::CLASS) {
                shown.set_attribute(name, attribute.clone());
            }
        }
        let mut style = Style::of(args.session);
        style.quote = quote;
        for argument in args.dots()? {
            match (argument.name.map(|n| n.as_str()), &argument.value) {
                (Some("max"), Value::Null) => {}
                (Some("max"), max) => {
                    style.max = raglan_engine::value::as_double(max, &mut Vec::new())?
                        .first()
                        .map_or(style.max, |m| *m as usize);
                }
                _ => {}
            }
        }
        let env = args.env.clone();
        Printer::new(args.session, &env, style, Vec::new()).print(&shown)?;
    }
    let most = args.optional("max.levels")?;
    let most = match &most {
        Some(Value::Logical(v)) if v.data.first() == Some(&Some(false)) => Some(0),
        Some(Value::Logical(_)) | None => None,
        Some(_) => Some(args.count("max.levels")?),
    };
    if most != Some(0) {
        let line = levels_line(&value, ordered, quote, width, most);
        args.session.write(&line);
    }
    args.invisible(value)
}

/// `Levels: a b c`, shortened in the middle when it is too long.
fn levels_line(value: &Value, ordered: bool, quote: bool, width: usize, most: Option<usize>) -> String {
    let levels: Vec<String> = match value.attributes().get(known::LEVELS) {
        Some(Value::Character(v)) => {
            let one = |l: Option<&str>| l.map_or("<NA>".to_string(), |l| escape(l, quote.then_some('"')));
            v.data.iter().map(one).collect()
        }
        _ => Vec::new(),
    };
    let n = levels.len();
    let separator = if ordered { " < " } else { " " };
    let room = width.saturating_sub("Levels: ".len() + 3 + 1 + 3);
    let most = most.unwrap_or_else(|| {
        let mut used = 0;
        let step = separator.len();
        let fit = levels.iter().take_while(|l| {
            used += step + display_width(l);
            used <= room
        });
        let fit = fit.count();
        if n <= 1 || fit == n { n } else { fit.max(1) }
    });
    if n <= most {
        return format!("Levels: {}\n", levels.join(separator));
    }
    let mut shown: Vec<&str> = levels.iter().take((most.max(2)) - 1).map(String::as_str).collect();
    shown.push("...");
    if most > 1 {
        shown.extend(levels.last().map(String::as_str));
    }
    format!("{n} Levels: {}\n", shown.join(separator))
}
