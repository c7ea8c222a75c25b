//! `format.default()` and the methods that need no package but base.

use super::super::print::{Style, cells};
use super::super::strings::texts_of;
use raglan_engine::eval::{Args, Eval, fail};
use raglan_engine::value::format::{
    Align, ComplexFormat, Marks, PreserveWidth, RealFormat, display_width, format_complex, format_real, pad,
};
use raglan_engine::value::{Argument, NA_INTEGER, Strings, Value, known};

/// What `format()` was asked for.
pub(super) struct Request {
    pub trim: bool,
    pub digits: i32,
    pub nsmall: usize,
    pub width: usize,
    pub justify: Align,
    pub na_encode: bool,
    pub scipen: i32,
    pub marks: Marks,
}

fn request(args: &mut Args) -> Eval<Request> {
    let style = Style::of(args.session);
    let trim = args.flag("trim")?;
    let digits = match args.optional("digits")? {
        None => style.digits,
        Some(_) => match args.whole("digits")? {
            d @ 0..=22 => d as i32,
            _ => return fail("invalid value 0 for 'digits' argument"),
        },
    };
    let scipen = match args.value("scientific")? {
        Value::Logical(v) => match v.data.first() {
            Some(Some(true)) => -100,
            Some(Some(false)) => 100,
            _ => style.scipen,
        },
        Value::Integer(_) | Value::Double(_) => args.whole("scientific")? as i32,
        _ => return fail("invalid 'scientific' argument"),
    };
    let zero = args.optional("zero.print")?;
    let zero = match &zero {
        Some(Value::Character(v)) => v.data.get(0).map(str::to_string),
        Some(Value::Logical(v)) if v.data.first() == Some(&Some(false)) => Some(" ".to_string()),
        _ => None,
    };
    let justify = match args.choice("justify")?.as_str() {
        "left" => Align::Left,
        "right" => Align::Right,
        "centre" => Align::Centre,
        _ => Align::None,
    };
    Ok(Request {
        trim,
        digits,
        nsmall: args.count("nsmall")?,
        width: if args.optional("width")?.is_some() { args.count("width")? } else { 0 },
        justify,
        na_encode: args.flag("na.encode")?,
        scipen,
        marks: Marks {
            big: args.string("big.mark")?,
            big_interval: args.count("big.interval")?,
            small: args.string("small.mark")?,
            small_interval: args.count("small.interval")?,
            decimal: args.string("decimal.mark")?,
            zero,
            replace_zero: false,
            drop_trailing_zeros: args.flag("drop0trailing")?,
            preserve: if trim { PreserveWidth::Individual } else { PreserveWidth::Common },
        },
    })
}

pub(super) fn format_default(args: &mut Args) -> Eval {
    let value = args.value("x")?;
    let request = request(args)?;
    format_value(args, &value, &request)
}

pub(super) fn format_value(args: &mut Args, value: &Value, request: &Request) -> Eval {
    let shape = value.attributes().only(|n| n == known::NAMES || n == known::DIM || n == known::DIMNAMES);
    let texts: Strings = match value {
        Value::List(v) => {
            let mut parts = Vec::with_capacity(v.data.len());
            for item in v.data.iter() {
                parts.push(Some(list_element(args, item, request)?));
            }
            let plain: Strings = parts.into_iter().collect();
            justified(&plain, request)
        }
        Value::Null => return Ok(Value::string("NULL")),
        Value::Character(v) => justified(&v.data, request),
        Value::Symbol(s) => return Ok(Value::string(s.as_str())),
        Value::Language(_) | Value::Closure(_) | Value::Primitive(_) | Value::Expression(_) => {
            let text = raglan_engine::value::deparse_line(&value.clone().stripped());
            return Ok(Value::strings(text.lines()));
        }
        Value::Environment(_) => return Ok(Value::string("<environment>")),
        _ => match numbers(value, request) {
            Some(texts) => texts.into_iter().map(Some).collect(),
            None => return fail("cannot format this value"),
        },
    };
    Ok(Value::from(texts).with_attributes(shape))
}

/// Strings padded to the widest.
fn justified(texts: &Strings, request: &Request) -> Strings {
    if request.justify == Align::None {
        return texts.iter().map(|t| t.or(if request.na_encode { Some("NA") } else { None })).collect();
    }
    let width = texts
        .iter()
        .filter(|t| t.is_some() || request.na_encode)
        .map(|t| display_width(t.unwrap_or("NA")))
        .max()
        .unwrap_or(0)
        .max(request.width);
    let one = |t: Option<&str>| match t {
        None if !request.na_encode => None,
        t => Some(pad(t.unwrap_or("NA"), width, request.justify)),
    };
    texts.iter().map(one).collect()
}

/// Numbers and logicals in one width, with marks.
pub(super) fn numbers(value: &Value, request: &Request) -> Option<Vec<String>> {
    let texts = match value {
        Value::Double(v) => {
            let format = RealFormat::of(&v.data, request.digits, request.scipen, request.nsmall, 2);
            let format = RealFormat { width: width_of(format.width, request), ..format };
            v.data.iter().map(|&x| format_real(x, &format, "NA", ".")).collect()
        }
        Value::Complex(v) => {
            let xs: Vec<(f64, f64)> = v.data.iter().map(|z| (z.re, z.im)).collect();
            let format = ComplexFormat::of(&xs, request.digits, request.scipen, request.nsmall, 2);
            let format = ComplexFormat { width: width_of(format.width, request), ..format };
            xs.iter().map(|&z| format_complex(z, &format, "NA", ".")).collect()
        }
        Value::Logical(_) | Value::Integer(_) | Value::Raw(_) => {
            let style = Style {
                digits: 7,
                scipen: 0,
                width: 80,
                gap: 1,
                quote: false,
                right: true,
                na: None,
                zero: None,
                max: usize::MAX,
                decimal: ".".into(),
                source: true,
            };
            let texts = cells(&value.clone().stripped(), 0..value.len(), &style)?;
            texts
                .into_iter()
                .map(|t| {
                    let t = if request.trim { t.trim_start().to_string() } else { t };
                    pad(&t, request.width, Align::Right)
                })
                .collect::<Vec<_>>()
        }
        _ => return None,
    };
    if matches!(value, Value::Logical(_) | Value::Raw(_)) {
        return Some(texts);
    }
    let mut texts = request.marks.apply(texts);
    if request.marks.drop_trailing_zeros && !request.trim && request.width > 0 {
        texts = texts.into_iter().map(|t| pad(&t, request.width, Align::Right)).collect();
    }
    Some(texts)
}

fn width_of(natural: usize, request: &Request) -> usize {
    if request.trim { 0 } else { natural.max(request.width) }
}

/// An element of a list: its elements with commas between.
fn list_element(args: &mut Args, item: &Value, request: &Request) -> Eval<String> {
    match item {
        Value::Null => return Ok("NULL".into()),
        Value::Symbol(s) => return Ok(s.as_str().into()),
        Value::Environment(_) => return Ok("<environment>".into()),
        Value::Primitive(p) => return Ok(format!(".Primitive(\"{}\")", p.name.as_str())),
        Value::Closure(_) | Value::Language(_) | Value::Expression(_) => {
            return Ok(raglan_engine::value::deparse_line(item).lines().collect::<Vec<_>>().join(", "));
        }
        _ => {}
    }
    let flat = if let Value::List(_) = item {
        args.apply_named("unlist", vec![Argument::new(item.clone())])?
    } else {
        item.clone()
    };
    if flat.is_factor() || (flat.is_object() && flat.is_atomic()) {
        let text = args.apply_named(
            "format",
            vec![Argument::new(flat), Argument::named("trim", Value::logical(true))],
        )?;
        let texts = texts_of(args, &text)?;
        return Ok(texts.iter().map(|t| t.unwrap_or("NA")).collect::<Vec<_>>().join(", "));
    }
    let inner = Request {
        trim: true,
        width: 0,
        justify: Align::None,
        marks: request.marks.clone(),
        na_encode: true,
        ..*request
    };
    let texts = match &flat {
        Value::Character(v) => v.data.iter().map(|t| t.unwrap_or("NA").to_string()).collect(),
        Value::List(v) => {
            let mut out = Vec::new();
            for x in v.data.iter() {
                out.push(list_element(args, x, request)?);
            }
            out
        }
        other => numbers(other, &inner).unwrap_or_default(),
    };
    Ok(texts.join(", "))
}

pub(super) fn format_factor(args: &mut Args) -> Eval {
    let value = args.value("x")?;
    let mut text = Value::from(super::super::print::factor_labels(&value));
    for name in [known::NAMES, known::DIM, known::DIMNAMES] {
        if let Some(attribute) = value.attribute(name) {
            text.set_attribute(name, attribute);
        }
    }
    let mut arguments = vec![Argument::new(text)];
    arguments.extend(args.dots()?);
    args.apply_named("format.default", arguments)
}

pub(super) fn format_as_is(args: &mut Args) -> Eval {
    let value = args.value("x")?;
    let width = args.count("width")?;
    let mut dots = args.dots()?;
    dots.retain(|a| a.name.is_none_or(|n| n.as_str() != "digits" || !matches!(a.value, Value::Null)));
    let Value::List(list) = &value else {
        let mut arguments = vec![Argument::new(value.clone().with_attribute(known::CLASS, Value::Null))];
        arguments.extend(dots);
        return args.apply_named("format", arguments);
    };
    let mut out = Vec::new();
    for item in list.data.iter() {
        let texts = texts_of(args, item)?;
        let text = texts.iter().map(|t| t.unwrap_or("NA")).collect::<Vec<_>>().join(", ");
        // Elements are shortened as `toString(width = )` does.
        let text = if matches!(item, Value::Null) { "NULL".to_string() } else { text };
        let short = if text.chars().count() > width.max(6) {
            format!("{}....", text.chars().take(width.max(6) - 4).collect::<String>())
        } else {
            text
        };
        out.push(Some(short));
    }
    let plain: Strings = out.into_iter().collect();
    let width = plain.iter().flatten().map(display_width).max().unwrap_or(0);
    let padded: Strings = plain.iter().map(|t| t.map(|t| pad(t, width, Align::Left))).collect();
    let shape = value.attributes().only(|n| n == known::NAMES || n == known::DIM || n == known::DIMNAMES);
    Ok(Value::from(padded).with_attributes(shape))
}

pub(super) fn format_unclassed(args: &mut Args) -> Eval {
    let value = args.value("x")?.with_attribute(known::CLASS, Value::Null);
    let mut arguments = vec![Argument::new(value)];
    arguments.extend(args.dots()?);
    args.apply_named("format", arguments)
}

/// Whole numbers in another base, all as wide as the widest.
fn in_base(args: &mut Args, write: impl Fn(i32) -> String) -> Eval {
    let value = args.value("x")?;
    let codes = args.integers("x")?;
    let least = if args.optional("width")?.is_some() { args.count("width")? } else { 0 };
    let texts: Vec<Option<String>> = codes.iter().map(|&c| (c != NA_INTEGER).then(|| write(c))).collect();
    let width = texts.iter().flatten().map(String::len).max().unwrap_or(0).max(least);
    let out: Strings = texts
        .into_iter()
        .map(|t| Some(t.map_or_else(|| pad("NA", width, Align::Right), |t| format!("{t:0>width$}"))))
        .collect();
    let shape = value.attributes().only(|n| n == known::NAMES || n == known::DIM || n == known::DIMNAMES);
    Ok(Value::from(out).with_attributes(shape))
}

pub(super) fn format_hexmode(args: &mut Args) -> Eval {
    let upper = args.flag("upper.case")?;
    in_base(args, |c| if upper { format!("{c:X}") } else { format!("{c:x}") })
}

pub(super) fn format_octmode(args: &mut Args) -> Eval {
    in_base(args, |c| format!("{c:o}"))
}
