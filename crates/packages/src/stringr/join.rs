//! Strings put together.

use super::{at, refuse, texts};
use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail, lazy};
use raglan_engine::value::{Strings, Value};

pub(super) const FUNCTIONS: &[Builtin] = &[
    builtin("str_c(..., sep = \"\", collapse = NULL)", join),
    builtin("str_flatten(string, collapse = \"\", last = NULL, na.rm = FALSE)", flatten),
    builtin("str_flatten_comma(string, last = NULL, na.rm = FALSE)", flatten_comma),
    builtin("str_dup(string, times)", duplicate),
    lazy("str_glue(..., .sep = \"\", .envir = parent.frame(), .trim = TRUE)", crate::glue::str_glue),
    lazy(
        "str_glue_data(.x, ..., .sep = \"\", .envir = parent.frame(), .na = \"NA\")",
        crate::glue::str_glue_data,
    ),
];

fn join(args: &mut Args) -> Eval {
    let sep = args.value("sep")?;
    if !matches!(&sep, Value::Character(v) if v.data.len() == 1 && v.data.get(0).is_some()) {
        let what = super::pattern::described(&sep);
        return Err(refuse(args, &format!("`sep` must be a single string, not {what}.")));
    }
    let sep = args.string("sep")?;
    let mut parts: Vec<Strings> = Vec::new();
    for argument in args.dots()? {
        if matches!(argument.value, Value::Null) {
            continue;
        }
        parts.push(crate::base::strings::texts_of(args, &argument.value)?);
    }
    let sizes: Vec<(String, usize)> =
        parts.iter().enumerate().map(|(k, p)| (format!("..{}", k + 1), p.len())).collect();
    let sizes: Vec<(&str, usize)> = sizes.iter().map(|(n, s)| (n.as_str(), *s)).collect();
    let n = if parts.is_empty() { 0 } else { super::common(args, &sizes)? };
    let mut out: Vec<Option<String>> = Vec::with_capacity(n);
    for i in 0..n {
        let each: Option<Vec<&str>> = parts.iter().map(|p| p.get(at(i, p.len()))).collect();
        out.push(each.map(|each| each.join(&sep)));
    }
    if args.optional("collapse")?.is_some() {
        let collapse = args.string("collapse")?;
        let all: Option<Vec<String>> = out.into_iter().collect();
        return Ok(Value::texts([all.map(|all| all.join(&collapse))]));
    }
    Ok(Value::texts(out))
}

fn flattened(args: &mut Args, collapse: &str, comma: bool) -> Eval {
    let string = texts(args, "string")?;
    let last = match args.optional("last")? {
        Some(_) => Some(args.string("last")?),
        None => None,
    };
    let drop = args.flag("na.rm")?;
    let mut parts = Vec::with_capacity(string.len());
    for text in string.iter() {
        match text {
            Some(text) => parts.push(text),
            None if drop => {}
            None => return Ok(Value::texts([None::<&str>])),
        }
    }
    let Some(mut last) = last else { return Ok(Value::string(&parts.join(collapse))) };
    // Of two things only the last separator stands between, without an Oxford comma.
    if comma && parts.len() == 2 {
        last = last.strip_prefix(',').map_or(last.clone(), str::to_string);
    }
    Ok(Value::string(&match parts.split_last() {
        Some((end, rest)) if !rest.is_empty() => format!("{}{last}{end}", rest.join(collapse)),
        _ => parts.concat(),
    }))
}

fn flatten(args: &mut Args) -> Eval {
    let collapse = args.string("collapse")?;
    flattened(args, &collapse, false)
}

fn flatten_comma(args: &mut Args) -> Eval {
    flattened(args, ", ", true)
}

fn duplicate(args: &mut Args) -> Eval {
    let string = texts(args, "string")?;
    let times = args.integers("times")?;
    let n = super::common(args, &[("string", string.len()), ("times", times.len())])?;
    let mut out = Vec::with_capacity(n);
    for i in 0..n {
        let (text, times) = (string.get(at(i, string.len())), times[at(i, times.len())]);
        if times < 0 && times != raglan_engine::value::NA_INTEGER {
            return fail("`times` must not be negative");
        }
        out.push(text.filter(|_| times >= 0).map(|t| t.repeat(times as usize)));
    }
    Ok(Value::texts(out))
}
