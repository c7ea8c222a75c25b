//! Printing of what has a class of its own in base R.

use super::code::code_text;
use super::{Printer, Style, function_text, print_vector};
use raglan_engine::eval::{Args, Eval, condition_call, condition_message, fail};
use raglan_engine::value::format::RealFormat;
use raglan_engine::value::{Argument, Value, as_character, as_double, deparse_line, known};

pub(super) fn print_function(args: &mut Args) -> Eval {
    let value = args.value("x")?;
    let source = args.flag("useSource")?;
    let text = function_text(args.session, &value, source);
    args.session.write(&text);
    args.invisible(value)
}

/// Prints a value as `print.default` would with this style.
fn print_plain(args: &mut Args, value: &Value, style: Style) -> Eval<()> {
    let env = args.env.clone();
    Printer::new(args.session, &env, style, Vec::new()).print(value)
}

/// The class without one of its names.
fn without_class(value: &Value, class: &str) -> Value {
    let rest: Vec<String> = value
        .class_attribute()
        .map(|c| c.iter().flatten().filter(|c| *c != class).map(str::to_string).collect())
        .unwrap_or_default();
    let class = if rest.is_empty() { Value::Null } else { Value::strings(rest) };
    value.clone().with_attribute(known::CLASS, class)
}

/// Style arguments that came in `...`, by name.
fn apply_dots(args: &mut Args, style: &mut Style) -> Eval<()> {
    for argument in args.dots()? {
        let number = |v: &Value| as_double(v, &mut Vec::new()).ok().and_then(|d| d.first().copied());
        match (argument.name.map(|n| n.as_str()), &argument.value) {
            (_, Value::Null) | (None, _) => {}
            (Some("max"), v) => style.max = number(v).map_or(style.max, |m| m as usize),
            (Some("digits"), v) => style.digits = number(v).map_or(style.digits, |m| m as i32),
            (Some("width"), v) => style.width = number(v).map_or(style.width, |m| m as usize),
            (Some("print.gap"), v) => style.gap = number(v).map_or(style.gap, |m| m as usize),
            (Some("quote"), v) => style.quote = number(v) == Some(1.0),
            (Some("right"), v) => style.right = number(v) == Some(1.0),
            (Some("na.print"), v) => style.na = as_character(v)?.get(0).map(str::to_string),
            (Some("useSource"), v) => style.source = number(v) == Some(1.0),
            (Some(name), _) => {
                let function = args.name();
                return fail(format!("argument '{name}' of `{function}` is not implemented"));
            }
        }
    }
    Ok(())
}

pub(super) fn print_table(args: &mut Args) -> Eval {
    let value = args.value("x")?;
    let dim = value.dim().unwrap_or_else(|| vec![value.len()]);
    if dim.contains(&0) {
        let size: Vec<String> = dim.iter().map(ToString::to_string).collect();
        args.session.write(&format!("< table of extent {} >\n", size.join(" x ")));
        return args.invisible(value);
    }
    let mut style = Style::of(args.session);
    apply_dots(args, &mut style)?;
    style.digits = i32::try_from(args.whole("digits")?).unwrap_or(7);
    style.quote = args.flag("quote")?;
    if args.optional("print.gap")?.is_some() {
        style.gap = args.count("print.gap")?;
    }
    let numeric =
        matches!(value, Value::Integer(_) | Value::Double(_) | Value::Complex(_) | Value::Logical(_));
    style.right = match args.optional("right")? {
        Some(_) => args.flag("right")?,
        None => numeric && !matches!(value, Value::Logical(_)),
    };
    let na = args.string("na.print")?;
    let zero = args.string("zero.print")?;
    let text = table_text(&value, &style, &na, (zero != "0").then_some(zero.as_str()));
    print_plain(args, &text, style)?;
    args.invisible(value)
}

/// The table with texts for its elements, all numbers in one format.
fn table_text(value: &Value, style: &Style, na: &str, zero: Option<&str>) -> Value {
    let mut plain = style.clone();
    plain.na = None;
    let mut attributes = value.attributes().clone();
    attributes.remove(known::CLASS);
    let cells: Vec<Option<String>> = match value {
        Value::Character(v) => v.data.iter().map(|s| Some(s.unwrap_or(na).to_string())).collect(),
        other => {
            let bare = other.clone().stripped();
            let cells = super::cells(&bare, 0..bare.len(), &plain).unwrap_or_default();
            let missing = |i: usize| match &bare {
                Value::Integer(v) => v.data[i] == raglan_engine::value::NA_INTEGER,
                Value::Double(v) => v.data[i].is_nan(),
                Value::Logical(v) => v.data[i].is_none(),
                _ => false,
            };
            let is_zero = |i: usize| match &bare {
                Value::Integer(v) => v.data[i] == 0,
                Value::Double(v) => v.data[i] == 0.0,
                _ => false,
            };
            cells
                .into_iter()
                .enumerate()
                .map(|(i, cell)| match zero {
                    _ if missing(i) => Some(na.to_string()),
                    Some(zero) if is_zero(i) => Some(zero.to_string()),
                    _ => Some(cell),
                })
                .collect()
        }
    };
    Value::texts(cells).with_attributes(attributes)
}

pub(super) fn print_noquote(args: &mut Args) -> Eval {
    let value = args.value("x")?;
    let mut style = Style::of(args.session);
    apply_dots(args, &mut style)?;
    style.quote = args.flag("quote")?;
    style.right = args.flag("right")?;
    let bare = without_class(&value, "noquote");
    if bare.is_object() {
        let quote = Argument::named("quote", Value::logical(style.quote));
        args.apply_named("print", vec![Argument::new(bare), quote])?;
    } else {
        print_plain(args, &bare, style)?;
    }
    args.invisible(value)
}

pub(super) fn print_as_is(args: &mut Args) -> Eval {
    let value = args.value("x")?;
    let bare = without_class(&value, "AsIs");
    let mut arguments = vec![Argument::new(bare)];
    arguments.extend(args.dots()?);
    args.apply_named("print", arguments)?;
    args.invisible(value)
}

pub(super) fn print_condition(args: &mut Args) -> Eval {
    let value = args.value("x")?;
    let class = value.class_attribute().and_then(|c| c.get(0).map(str::to_string)).unwrap_or_default();
    let message = condition_message(&value);
    let text = match condition_call(&value) {
        Some(Value::Null) | None => format!("<{class}: {message}>\n"),
        Some(call) => {
            let call = deparse_line(&call);
            format!("<{class} in {}: {message}>\n", call.lines().next().unwrap_or_default())
        }
    };
    args.session.write(&text);
    args.invisible(value)
}

pub(super) fn print_formula(args: &mut Args) -> Eval {
    let value = args.value("x")?;
    let show = args.flag("showEnv")?;
    let text = code_text(&value);
    args.session.write(&text);
    if let Some(Value::Environment(e)) = value.attributes().get(known::ENVIRONMENT)
        && show
        && !e.same(&args.session.global)
    {
        let text = format!("{}\n", super::environment_text(args.session, e));
        args.session.write(&text);
    }
    args.invisible(value)
}

pub(super) fn print_simple_list(args: &mut Args) -> Eval {
    let value = args.value("x")?;
    let flat = args.apply_named(
        "unlist",
        vec![Argument::new(value.clone().with_attribute(known::CLASS, Value::Null))],
    )?;
    let n = flat.len() as i32;
    let names = flat.names().map_or(Value::Null, Value::from);
    let mut matrix = flat.stripped();
    matrix.set_attribute(known::DIM, Value::integers(vec![n, 1]));
    matrix.set_attribute(known::DIMNAMES, Value::list(vec![names, Value::string("_")]));
    let style = Style::of(args.session).unquoted();
    print_plain(args, &matrix, style)?;
    args.invisible(value)
}

/// Prints what `format()` makes of it.
pub(super) fn print_formatted(args: &mut Args) -> Eval {
    let value = args.value("x")?;
    let text = args.apply_named("format", vec![Argument::new(value.clone())])?;
    let mut style = Style::of(args.session);
    apply_dots(args, &mut style)?;
    print_plain(args, &text, style)?;
    args.invisible(value)
}

pub(super) fn print_rle(args: &mut Args) -> Eval {
    let value = args.value("x")?;
    let prefix = args.string("prefix")?;
    let digits = args.value("digits")?;
    args.session.write("Run Length Encoding\n");
    for (title, part) in [("lengths:", "lengths"), ("values :", "values")] {
        args.session.write(&format!("{prefix}  {title}"));
        let part = value.part(part).unwrap_or(Value::Null);
        let arguments = vec![
            Argument::new(part),
            Argument::named("digits.d", digits.clone()),
            Argument::named("give.head", Value::logical(true)),
        ];
        args.apply_named("str", arguments)?;
    }
    args.invisible(value)
}

pub(super) fn print_date(args: &mut Args) -> Eval {
    let value = args.value("x")?;
    if value.is_empty() {
        args.session.write("Date of length 0\n");
        return args.invisible(value);
    }
    print_moments(args, value, Vec::new())
}

pub(super) fn print_time(args: &mut Args) -> Eval {
    let value = args.value("x")?;
    let length = args.apply_named("length", vec![Argument::new(value.clone())])?;
    if as_double(&length, &mut Vec::new())?.first() == Some(&0.0) {
        let class = value.class_attribute().and_then(|c| c.get(0).map(str::to_string)).unwrap_or_default();
        args.session.write(&format!("{class} of length 0\n"));
        return args.invisible(value);
    }
    let mut extra = vec![Argument::named("usetz", args.value("usetz")?)];
    if !args.is_missing("tz") {
        extra.push(Argument::named("tz", args.value("tz")?));
    }
    print_moments(args, value, extra)
}

/// Dates or times as `format()` writes them, as many as are printed.
fn print_moments(args: &mut Args, value: Value, extra: Vec<Argument>) -> Eval {
    let mut style = Style::of(args.session);
    apply_dots(args, &mut style)?;
    if args.optional("max")?.is_some() {
        style.max = args.count("max")?;
    }
    let mut arguments = vec![Argument::new(value.clone())];
    arguments.extend(extra);
    let text = args.apply_named("format", arguments)?;
    let n = text.len();
    if style.max < n {
        let positions: Vec<usize> = (0..style.max).collect();
        let mut head = text.gather(&positions);
        if let Some(names) = text.names() {
            head.set_attribute(
                known::NAMES,
                (0..style.max).map(|i| names.get(i)).collect::<raglan_engine::value::Strings>().into(),
            );
        }
        let max = style.max;
        print_plain(args, &head, style)?;
        let left = n - max;
        let line = format!(" [ reached 'max' / getOption(\"max.print\") -- omitted {left} entries ]\n");
        args.session.write(&line);
    } else {
        print_plain(args, &text, style)?;
    }
    args.invisible(value)
}

pub(super) fn print_difftime(args: &mut Args) -> Eval {
    let value = args.value("x")?;
    let units = match value.attributes().get(known::UNITS) {
        Some(Value::Character(v)) => v.data.get(0).unwrap_or("days").to_string(),
        _ => "days".into(),
    };
    let digits = i32::try_from(args.whole("digits")?).unwrap_or(7);
    let mut bare = value.clone();
    bare.set_attribute(known::CLASS, Value::Null);
    bare.set_attribute(known::UNITS, Value::Null);
    let mut style = Style::of(args.session);
    style.digits = digits;
    if value.len() > 1 || value.dim().is_some() {
        args.session.write(&format!("Time differences in {units}\n"));
        print_plain(args, &bare, style)?;
    } else {
        let numbers = as_double(&bare, &mut Vec::new())?;
        let format = RealFormat::of(&numbers, digits, style.scipen, 0, 2);
        let text = numbers.first().map_or(String::new(), |&x| {
            raglan_engine::value::format::format_real(x, &format, "NA", &style.decimal)
        });
        args.session.write(&format!("Time difference of {text} {units}\n"));
    }
    args.invisible(value)
}

pub(super) fn print_proc_time(args: &mut Args) -> Eval {
    let value = args.value("x")?;
    let numbers = as_double(&value, &mut Vec::new())?;
    let at = |i: usize| numbers.get(i).copied().filter(|x| !x.is_nan()).unwrap_or(0.0);
    let shown =
        Value::doubles(vec![at(0) + at(3), at(1) + at(4), at(2)]).with_names(["user", "system", "elapsed"]);
    let style = Style::of(args.session);
    let text = print_vector(&shown, shown.names().as_ref(), &style).unwrap_or_default();
    args.session.write(&text);
    args.invisible(value)
}
