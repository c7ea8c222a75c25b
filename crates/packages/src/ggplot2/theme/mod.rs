//! Themes: `theme()`, elements, how they are added and replaced.

mod resolve;

pub use resolve::{LineStyle, TextStyle, Theme, lengths};

use super::aes::{named, standard};
use super::values::{self, entries, put};
use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail, method};
use raglan_engine::value::{Symbol, Value, known};

pub(super) const FUNCTIONS: &[Builtin] = &[
    builtin("theme(..., complete = FALSE, validate = TRUE)", theme),
    builtin("element_blank()", |_| Ok(Value::list(Vec::new()).with_class(&["element_blank", "element"]))),
    builtin(
        "element_text(family = NULL, face = NULL, colour = NULL, size = NULL, hjust = NULL, vjust = NULL, angle = NULL, lineheight = NULL, color = NULL, margin = NULL, debug = NULL, inherit.blank = FALSE)",
        |a| element(a, "element_text", TEXT),
    ),
    builtin(
        "element_line(colour = NULL, linewidth = NULL, linetype = NULL, lineend = NULL, color = NULL, arrow = NULL, inherit.blank = FALSE, size = NULL)",
        |a| {
            element(
                a,
                "element_line",
                &["colour", "linewidth", "linetype", "lineend", "arrow", "inherit.blank"],
            )
        },
    ),
    builtin(
        "element_rect(fill = NULL, colour = NULL, linewidth = NULL, linetype = NULL, color = NULL, inherit.blank = FALSE, size = NULL)",
        |a| element(a, "element_rect", &["fill", "colour", "linewidth", "linetype", "inherit.blank"]),
    ),
    builtin("rel(x)", |a| Ok(a.value("x")?.with_class(&["rel"]))),
    builtin("margin(t = 0, r = 0, b = 0, l = 0, unit = \"pt\")", margin),
    builtin("`%+replace%`(e1, e2)", replace),
    builtin("theme_get()", current),
    builtin("theme_set(new)", |a| {
        let new = a.value("new")?;
        let old = current(a)?;
        a.session.state::<Current>().0 = Some(new);
        a.invisible(old)
    }),
    builtin("theme_update(...)", |a| {
        let pairs =
            a.dots()?.into_iter().map(|d| (d.name.map_or(String::new(), |n| n.as_str().into()), d.value));
        let change = object(pairs.collect(), false);
        let old = current(a)?;
        let new = add(&old, &change)?;
        a.session.state::<Current>().0 = Some(new);
        a.invisible(old)
    }),
    builtin("is.theme(x)", |a| Ok(Value::logical(a.value("x")?.has_class("theme")))),
    method("print.theme(x, ...)", |_| fail("printing themes is not implemented")),
    method("print.element(x, ...)", |_| fail("printing theme elements is not implemented")),
];

const TEXT: &[&str] = &[
    "family",
    "face",
    "colour",
    "size",
    "hjust",
    "vjust",
    "angle",
    "lineheight",
    "margin",
    "debug",
    "inherit.blank",
];

/// The theme set for the session.
#[derive(Default)]
struct Current(Option<Value>);

fn current(args: &mut Args) -> Eval {
    current_theme(args.session)
}

/// The theme that plots without a complete one start from.
pub fn current_theme(session: &mut raglan_engine::eval::Session) -> Eval {
    if let Some(theme) = session.state::<Current>().0.clone() {
        return Ok(theme);
    }
    default_theme(session)
}

/// `theme_grey()`
pub fn default_theme(session: &mut raglan_engine::eval::Session) -> Eval {
    let function = session.from_namespace("ggplot2", "theme_grey", true)?;
    let env = session.global.clone();
    session.call(&function, Vec::new(), &env)
}

fn object(pairs: Vec<(String, Value)>, complete: bool) -> Value {
    Value::named_list(pairs)
        .with_class(&["theme", "gg"])
        .with_attribute(Symbol::new("complete"), Value::logical(complete))
        .with_attribute(Symbol::new("validate"), Value::logical(true))
}

/// Whether a theme stands alone.
pub fn is_complete(theme: &Value) -> bool {
    matches!(theme.attribute(Symbol::new("complete")), Some(Value::Logical(v)) if v.data.first() == Some(&Some(true)))
}

fn theme(args: &mut Args) -> Eval {
    let complete = args.flag("complete")?;
    let mut pairs = Vec::new();
    for (name, value) in named(args.dots()?) {
        if name.is_empty() && value.has_class("theme") {
            pairs.extend(entries(&value));
            continue;
        }
        if !resolve::is_known(&name) {
            return fail(format!("The `{name}` theme element is not defined in the element hierarchy."));
        }
        if let Some(kind) = resolve::element_class(&name)
            && !matches!(value, Value::Null)
            && !value.has_class(kind)
            && !value.has_class("element_blank")
        {
            return fail(format!("The `{name}` theme element must be a <{kind}> object."));
        }
        put(&mut pairs, &name, value);
    }
    if complete {
        for (_, value) in &mut pairs {
            if value.has_class("element") && !value.has_class("element_blank") {
                *value = values::with(value.clone(), "inherit.blank", Value::logical(true));
            }
        }
    }
    Ok(object(pairs, complete))
}

fn element(args: &mut Args, class: &str, fields: &[&str]) -> Eval {
    let mut pairs = Vec::new();
    for field in fields {
        let mut value = args.value(field)?;
        if *field == "colour" && !args.is_missing("color") {
            value = args.value("color")?;
        }
        if *field == "linewidth" && !args.is_missing("size") && matches!(value, Value::Null) {
            value = args.value("size")?;
            deprecate(args, class)?;
        }
        pairs.push((standard_field(field), value));
    }
    Ok(Value::named_list(pairs).with_class(&[class, "element"]))
}

fn standard_field(field: &str) -> String {
    standard(field)
}

#[derive(Default)]
struct Said(Vec<String>);

fn deprecate(args: &mut Args, class: &str) -> Eval<()> {
    let said = &mut args.session.state::<Said>().0;
    if said.iter().any(|s| s == class) {
        return Ok(());
    }
    said.push(class.into());
    let text = format!(
        "The `size` argument of `{class}()` is deprecated as of ggplot2 3.4.0.\n\u{2139} Please use the `linewidth` argument instead.\nThis warning is displayed once every 8 hours.\nCall `lifecycle::last_lifecycle_warnings()` to see where this warning was\ngenerated."
    );
    args.session.warn_condition(raglan_engine::eval::condition(
        &text,
        None,
        &["lifecycle_warning_deprecated", "warning"],
    ))
}

fn margin(args: &mut Args) -> Eval {
    let mut sides = Vec::new();
    for side in ["t", "r", "b", "l"] {
        sides.push(args.number(side)?);
    }
    let unit = args.value("unit")?;
    Ok(Value::doubles(sides)
        .with_class(&["margin", "simpleUnit", "unit", "unit_v2"])
        .with_attribute(Symbol::new("unit"), unit))
}

/// `theme1 + theme2`: elements are merged, unless the second is complete.
pub fn add(old: &Value, new: &Value) -> Eval {
    if is_complete(new) {
        return Ok(new.clone());
    }
    let mut pairs = entries(old);
    for (name, value) in entries(new) {
        let before = pairs.iter().find(|(n, _)| *n == name).map(|(_, v)| v.clone());
        let merged = match before {
            Some(before) => merge(&value, &before)?,
            None => value,
        };
        put(&mut pairs, &name, merged);
    }
    Ok(object(pairs, is_complete(old)))
}

/// An element with what it lacks taken from another.
pub fn merge(new: &Value, old: &Value) -> Eval {
    let plain = |v: &Value| !v.has_class("element") || v.has_class("element_blank");
    if plain(new) || plain(old) {
        if new.has_class("margin") && old.has_class("margin") {
            return Ok(fill_margin(new, old));
        }
        return Ok(new.clone());
    }
    let mut pairs = entries(new);
    for (name, value) in entries(old) {
        match pairs.iter_mut().find(|(n, _)| *n == name) {
            Some((_, slot)) if matches!(slot, Value::Null) => *slot = value,
            Some((_, slot)) if slot.has_class("margin") && value.has_class("margin") => {
                *slot = fill_margin(slot, &value)
            }
            Some(_) => {}
            None => pairs.push((name, value)),
        }
    }
    let class = new.attribute(known::CLASS).unwrap_or_default();
    Ok(Value::named_list(pairs).with_attribute(known::CLASS, class))
}

/// A margin whose missing sides are those of another.
fn fill_margin(new: &Value, old: &Value) -> Value {
    match (new, old) {
        (Value::Double(a), Value::Double(b)) if a.data.iter().any(|v| v.is_nan()) => {
            let sides: Vec<f64> =
                a.data.iter().zip(b.data.iter()).map(|(x, y)| if x.is_nan() { *y } else { *x }).collect();
            Value::doubles(sides).with_attributes(a.attributes.clone())
        }
        _ => new.clone(),
    }
}

fn replace(args: &mut Args) -> Eval {
    let (old, new) = (args.value("e1")?, args.value("e2")?);
    if !old.has_class("theme") || !new.has_class("theme") {
        return fail("`%+replace%` requires two theme objects");
    }
    let mut pairs = entries(&old);
    for (name, value) in entries(&new) {
        put(&mut pairs, &name, value);
    }
    Ok(object(pairs, is_complete(&old) || is_complete(&new)))
}
