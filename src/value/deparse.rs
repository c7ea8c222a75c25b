//! Code as text: [`deparse_line`], and [`is_syntactic`] for names.

use super::{Argument, Call, NA_INTEGER, Symbol, Value, double_to_string, is_na, known};

/// Whether a name can stand in code without backticks.
pub fn is_syntactic(name: &str) -> bool {
    const RESERVED: &[&str] = &[
        "if",
        "else",
        "repeat",
        "while",
        "function",
        "for",
        "next",
        "break",
        "TRUE",
        "FALSE",
        "NULL",
        "Inf",
        "NaN",
        "NA",
        "NA_integer_",
        "NA_real_",
        "NA_character_",
        "NA_complex_",
        "in",
    ];
    let mut chars = name.chars();
    let starts = match chars.next() {
        Some('.') => !chars.clone().next().is_some_and(|c| c.is_ascii_digit()),
        Some(c) => c.is_alphabetic(),
        None => false,
    };
    starts && chars.all(|c| c.is_alphanumeric() || c == '.' || c == '_') && !RESERVED.contains(&name)
}

/// A value as one line of R code.
pub fn deparse_line(value: &Value) -> String {
    match value {
        Value::Null => "NULL".into(),
        Value::Missing => String::new(),
        Value::Symbol(s) => symbol(*s),
        Value::Language(call) => deparse_call(call),
        Value::Promise(p) => deparse_line(&p.expression()),
        Value::Closure(f) => match &f.source {
            Some(source) => source.to_string(),
            None => {
                let formals: Vec<String> = f
                    .formals
                    .iter()
                    .map(|f| match &f.default {
                        Value::Missing => f.name.to_string(),
                        code => format!("{} = {}", f.name, deparse_line(code)),
                    })
                    .collect();
                format!("function ({}) {}", formals.join(", "), deparse_line(&f.body))
            }
        },
        Value::Primitive(p) => format!(".Primitive(\"{}\")", p.name),
        Value::Environment(_) => "<environment>".into(),
        Value::Dots(_) => "...".into(),
        Value::Object(_) => "<S4 object>".into(),
        Value::External(_) => "<pointer>".into(),
        vector => deparse_vector(vector),
    }
}

fn symbol(s: Symbol) -> String {
    let name = s.as_str();
    if is_syntactic(name) || name == "..." || name.is_empty() { name.into() } else { format!("`{name}`") }
}

/// A string in quotes, with escapes.
pub fn quote_string(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            '\0' => out.push_str("\\0"),
            c if (c as u32) < 0x20 || c as u32 == 0x7f => out.push_str(&format!("\\{:03o}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

fn elements(value: &Value) -> Vec<String> {
    match value {
        Value::Logical(v) => {
            v.data.iter().map(|x| x.map_or("NA", |b| if b { "TRUE" } else { "FALSE" }).to_string()).collect()
        }
        Value::Integer(v) => {
            v.data.iter().map(|&x| if x == NA_INTEGER { "NA".into() } else { format!("{x}L") }).collect()
        }
        Value::Double(v) => {
            v.data.iter().map(|&x| if is_na(x) { "NA".into() } else { double_to_string(x) }).collect()
        }
        Value::Complex(v) => v
            .data
            .iter()
            .map(|x| {
                format!(
                    "{}{}{}i",
                    double_to_string(x.re),
                    if x.im < 0.0 { "" } else { "+" },
                    double_to_string(x.im)
                )
            })
            .collect(),
        Value::Character(v) => v.data.iter().map(|s| s.map_or("NA".into(), quote_string)).collect(),
        Value::Raw(v) => v.data.iter().map(|x| format!("0x{x:02x}")).collect(),
        Value::List(v) | Value::Expression(v) => v.data.iter().map(deparse_line).collect(),
        _ => Vec::new(),
    }
}

fn deparse_vector(value: &Value) -> String {
    let names = value.names();
    let body = match value {
        Value::Integer(v)
            if v.data.len() > 1
                && names.is_none()
                && v.data.windows(2).all(|w| w[1] == w[0].wrapping_add(1)) =>
        {
            format!("{}:{}", v.data[0], v.data[v.data.len() - 1])
        }
        Value::List(_) => format!("list({})", with_names(elements(value), names.as_ref())),
        Value::Expression(_) => format!("expression({})", with_names(elements(value), names.as_ref())),
        _ if value.is_empty() => match value {
            Value::Logical(_) => "logical(0)".into(),
            Value::Integer(_) => "integer(0)".into(),
            Value::Double(_) => "numeric(0)".into(),
            Value::Complex(_) => "complex(0)".into(),
            Value::Raw(_) => "raw(0)".into(),
            _ => "character(0)".into(),
        },
        Value::Raw(_) => format!("as.raw(c({}))", elements(value).join(", ")),
        _ if value.len() == 1 && names.is_none() => single(value),
        _ => {
            let mut parts = elements(value);
            let untyped = parts.iter().all(|p| p == "NA");
            if untyped && !matches!(value, Value::Logical(_)) {
                let typed = typed_na(value);
                parts.iter_mut().for_each(|p| typed.clone_into(p));
            }
            format!("c({})", with_names(parts, names.as_ref()))
        }
    };
    let others: Vec<String> = value
        .attributes()
        .iter()
        .filter(|(n, _)| *n != known::NAMES)
        .map(|(n, v)| {
            let name = match n {
                known::DIM => "dim".into(),
                known::DIMNAMES => "dimnames".into(),
                known::LEVELS => "levels".into(),
                n => symbol(n),
            };
            format!("{name} = {}", deparse_line(v))
        })
        .collect();
    if others.is_empty() { body } else { format!("structure({body}, {})", others.join(", ")) }
}

fn typed_na(value: &Value) -> &'static str {
    match value {
        Value::Integer(_) => "NA_integer_",
        Value::Double(_) => "NA_real_",
        Value::Complex(_) => "NA_complex_",
        Value::Character(_) => "NA_character_",
        _ => "NA",
    }
}

fn single(value: &Value) -> String {
    let text = elements(value).pop().unwrap_or_default();
    if text == "NA" { typed_na(value).into() } else { text }
}

fn with_names(parts: Vec<String>, names: Option<&super::Strings>) -> String {
    let Some(names) = names else { return parts.join(", ") };
    let named = parts.into_iter().enumerate().map(|(i, part)| match names.get(i).unwrap_or("") {
        "" => part,
        name if is_syntactic(name) => format!("{name} = {part}"),
        name => format!("`{name}` = {part}"),
    });
    named.collect::<Vec<_>>().join(", ")
}

fn arguments(all: &[Argument]) -> String {
    let one = |a: &Argument| match a.name {
        Some(name) if matches!(a.value, Value::Missing) => format!("{} = ", symbol(name)),
        Some(name) => format!("{} = {}", symbol(name), deparse_line(&a.value)),
        None => deparse_line(&a.value),
    };
    all.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// How tightly a binary operator binds; unary minus is 13.
fn precedence(name: &str) -> Option<(u8, bool)> {
    Some(match name {
        "?" => (1, false),
        "<-" | "<<-" | ":=" => (4, true),
        "=" => (3, true),
        "~" => (5, false),
        "||" | "|" => (6, false),
        "&&" | "&" => (7, false),
        "!" => (8, false),
        "==" | "!=" | "<" | ">" | "<=" | ">=" => (9, false),
        "+" | "-" => (10, false),
        "*" | "/" => (11, false),
        "|>" => (12, false),
        ":" => (13, false),
        "^" => (15, true),
        "$" | "@" => (17, false),
        "::" | ":::" => (18, false),
        n if n.starts_with('%') && n.ends_with('%') && n.len() > 1 => (12, false),
        _ => return None,
    })
}

fn operand(value: &Value, level: u8, left: bool) -> String {
    let text = deparse_line(value);
    let Value::Language(call) = value else { return text };
    let Some((inner, _)) = call.name().and_then(|n| precedence(n.as_str())) else { return text };
    let binary = call.arguments.len() == 2;
    let inner = if binary {
        inner
    } else if call.calls(known::NOT) {
        8
    } else if call.calls(known::TILDE) {
        5
    } else {
        14
    };
    let loose = inner < level || (inner == level && !left && binary && level != 15 && level != 4);
    if loose { format!("({text})") } else { text }
}

fn deparse_call(call: &Call) -> String {
    let args = &call.arguments;
    let value = |i: usize| args.get(i).map_or(String::new(), |a| deparse_line(&a.value));
    let Some(name) = call.name() else {
        let function = deparse_line(&call.function);
        let wrapped = matches!(&call.function, Value::Language(c) if c.calls(known::FUNCTION))
            || matches!(call.function, Value::Closure(_));
        return if wrapped {
            format!("({function})({})", arguments(args))
        } else {
            format!("{function}({})", arguments(args))
        };
    };
    let unnamed = args.iter().all(|a| a.name.is_none());
    match name.as_str() {
        "(" if args.len() == 1 => format!("({})", value(0)),
        "{" => {
            let lines: Vec<String> = args
                .iter()
                .map(|a| format!("    {}", deparse_line(&a.value).replace('\n', "\n    ")))
                .collect();
            if lines.is_empty() { "{\n}".into() } else { format!("{{\n{}\n}}", lines.join("\n")) }
        }
        "[" if !args.is_empty() => {
            format!("{}[{}]", operand(&args[0].value, 17, true), arguments(&args[1..]))
        }
        "[[" if !args.is_empty() => {
            format!("{}[[{}]]", operand(&args[0].value, 17, true), arguments(&args[1..]))
        }
        "if" if args.len() == 2 => format!("if ({}) {}", value(0), value(1)),
        "if" if args.len() == 3 => format!("if ({}) {} else {}", value(0), value(1), value(2)),
        "for" if args.len() == 3 => format!("for ({} in {}) {}", value(0), value(1), value(2)),
        "while" if args.len() == 2 => format!("while ({}) {}", value(0), value(1)),
        "repeat" if args.len() == 1 => format!("repeat {}", value(0)),
        "break" | "next" if args.is_empty() => name.to_string(),
        "function" if args.len() >= 2 => {
            let names = args[0].value.names();
            let formals = match &args[0].value {
                Value::List(items) => items
                    .data
                    .iter()
                    .enumerate()
                    .map(|(i, d)| {
                        let n = names.as_ref().and_then(|n| n.get(i)).unwrap_or("");
                        match d {
                            Value::Missing => n.to_string(),
                            code => format!("{n} = {}", deparse_line(code)),
                        }
                    })
                    .collect::<Vec<_>>()
                    .join(", "),
                _ => String::new(),
            };
            format!("function({formals}) {}", value(1))
        }
        operator if args.len() == 2 && unnamed && precedence(operator).is_some() => {
            let (level, right) = precedence(operator).unwrap_or((0, false));
            let a = operand(&args[0].value, if right { level + 1 } else { level }, true);
            let b = operand(&args[1].value, level, right);
            match operator {
                "$" | "@" | "::" | ":::" | ":" | "^" => format!("{a}{operator}{b}"),
                _ => format!("{a} {operator} {b}"),
            }
        }
        "-" | "+" if args.len() == 1 && unnamed => format!("{name}{}", operand(&args[0].value, 14, true)),
        "!" if args.len() == 1 && unnamed => format!("!{}", operand(&args[0].value, 8, true)),
        "~" if args.len() == 1 && unnamed => format!("~{}", operand(&args[0].value, 5, true)),
        "?" if args.len() == 1 && unnamed => format!("?{}", value(0)),
        _ => format!("{}({})", symbol(name), arguments(args)),
    }
}
