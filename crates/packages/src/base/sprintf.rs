//! `sprintf()` on vectors.

use super::strings::texts_of;
use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail};
use raglan_engine::value::format::{Align, Amount, Directive, Piece, display_width, pad, split_format};
use raglan_engine::value::{NA_INTEGER, NA_REAL, Strings, Value, as_double, as_integer};

pub(super) const FUNCTIONS: &[Builtin] = &[
    builtin("sprintf(fmt, ...)", sprintf),
    builtin("gettextf(fmt, ..., domain = NULL, trim = TRUE)", sprintf),
    builtin("gettext(..., domain = NULL, trim = TRUE)", gettext),
    builtin("ngettext(n, msg1, msg2, domain = NULL)", ngettext),
];

/// An argument with its texts, made when a `%s` asks for them.
struct Given {
    value: Value,
    texts: Option<Strings>,
}

fn sprintf(args: &mut Args) -> Eval {
    let Value::Character(formats) = args.value("fmt")? else {
        return fail("'fmt' is not a character vector");
    };
    let mut given: Vec<Given> = Vec::new();
    for argument in args.dots()? {
        let value = argument.value;
        if !(value.is_vector() || matches!(value, Value::Null | Value::Symbol(_))) {
            return fail("unsupported type");
        }
        given.push(Given { value, texts: None });
    }
    if formats.data.is_empty() || given.iter().any(|g| g.value.is_empty()) {
        return Ok(Value::strings(Vec::<String>::new()));
    }
    let n = given.iter().map(|g| g.value.len()).chain([formats.data.len()]).max().unwrap_or(0);
    let mut parsed = Vec::with_capacity(formats.data.len());
    for format in formats.data.iter() {
        parsed.push(match format {
            None => None,
            Some(text) => Some(split_format(text).map_err(raglan_engine::value::Failure::new)?),
        });
    }
    let mut used = vec![false; given.len()];
    let mut out = Vec::with_capacity(n);
    for i in 0..n {
        out.push(match &parsed[i % parsed.len()] {
            None => None,
            Some(pieces) => Some(line(args, pieces, &mut given, &mut used, i)?),
        });
    }
    if let Some(k) = used.iter().position(|u| !u) {
        let left = used.iter().skip(k).filter(|u| !**u).count();
        let format = formats.data.get(0).unwrap_or("NA").to_string();
        let words = if left == 1 { "one argument" } else { "arguments" };
        args.warn(&format!("{words} not used by format '{format}'"))?;
    }
    Ok(Value::texts(out))
}

fn line(args: &mut Args, pieces: &[Piece], given: &mut [Given], used: &mut [bool], i: usize) -> Eval<String> {
    let mut out = String::new();
    let mut next = 0;
    for piece in pieces {
        let directive = match piece {
            Piece::Text(text) => {
                out.push_str(text);
                continue;
            }
            Piece::Directive(directive) => directive,
        };
        let mut amount = |amount: Option<Amount>, next: &mut usize| -> Eval<Option<i32>> {
            let Some(Amount::Argument(position)) = amount else { return Ok(None) };
            let k = position.map_or_else(
                || {
                    *next += 1;
                    *next - 1
                },
                |p| p - 1,
            );
            let Some(value) = given.get(k) else { return fail("too few arguments") };
            used[k] = true;
            let numbers = as_integer(&value.value, &mut Vec::new())?;
            Ok(Some(numbers[i % numbers.len()]))
        };
        let width = amount(directive.width, &mut next)?;
        let precision = amount(directive.precision, &mut next)?;
        let directive = directive.clone().with_amounts(width, precision);
        let k = match directive.position {
            Some(p) => p - 1,
            None => {
                next += 1;
                next - 1
            }
        };
        let Some(one) = given.get_mut(k) else {
            return fail(if directive.position.is_some() {
                format!("reference to non-existent argument {}", k + 1)
            } else {
                "too few arguments".to_string()
            });
        };
        used[k] = true;
        out.push_str(&convert(args, &directive, one, i)?);
    }
    Ok(out)
}

/// One conversion of one element.
fn convert(args: &mut Args, directive: &Directive, given: &mut Given, i: usize) -> Eval<String> {
    let kind = directive.conversion;
    if kind == 's' {
        if given.texts.is_none() {
            given.texts = Some(texts_of(args, &given.value)?);
        }
        let texts = given.texts.as_ref().map_or("NA", |t| t.get(i % t.len().max(1)).unwrap_or("NA"));
        return Ok(string(directive, texts));
    }
    let at = i % given.value.len();
    let refuse = |words: &str| fail(format!("invalid format '{}'; use format {words}", directive.text));
    match (&given.value, kind) {
        (Value::Logical(v), 'd' | 'i') => Ok(directive.integer(v.data[at].map(i32::from))),
        (Value::Logical(v), 'a' | 'A' | 'e' | 'E' | 'f' | 'g' | 'G')
            if v.data.iter().all(Option::is_none) =>
        {
            Ok(directive.real(NA_REAL))
        }
        (Value::Logical(_), _) => refuse("%d or %i for logical objects"),
        (Value::Integer(v), 'd' | 'i' | 'o' | 'x' | 'X') => {
            Ok(directive.integer((v.data[at] != NA_INTEGER).then_some(v.data[at])))
        }
        (Value::Integer(_), _) => {
            let xs = as_double(&given.value, &mut Vec::new())?;
            Ok(directive.real(xs[at]))
        }
        (Value::Double(v), 'd' | 'i' | 'o' | 'x' | 'X') => {
            // Doubles that are all whole are integers here.
            let whole = v.data.iter().all(|x| x.is_nan() || (x.fract() == 0.0 && x.abs() < 2_147_483_648.0));
            if !whole {
                return refuse("%f, %e, %g or %a for numeric objects");
            }
            let x = v.data[at];
            Ok(directive.integer((!x.is_nan()).then_some(x as i32)))
        }
        (Value::Double(v), _) => Ok(directive.real(v.data[at])),
        (Value::Character(_), _) => refuse("%s for character objects"),
        _ => fail("unsupported type"),
    }
}

/// `%s`: width and precision count characters.
fn string(directive: &Directive, text: &str) -> String {
    let cut: String = match directive.precision {
        Some(Amount::Given(p)) => text.chars().take(p).collect(),
        _ => text.to_string(),
    };
    let width = match directive.width {
        Some(Amount::Given(w)) => w,
        _ => 0,
    };
    let missing = width.saturating_sub(cut.chars().count());
    let width = display_width(&cut) + missing;
    pad(&cut, width, if directive.left { Align::Left } else { Align::Right })
}

fn gettext(args: &mut Args) -> Eval {
    let mut out = Vec::new();
    for argument in args.dots()? {
        let texts = texts_of(args, &argument.value)?;
        out.extend(texts.iter().map(|t| t.map(str::to_string)));
    }
    Ok(Value::texts(out))
}

fn ngettext(args: &mut Args) -> Eval {
    let n = args.whole("n")?;
    args.value(if n == 1 { "msg1" } else { "msg2" })
}
