//! `paste()` and its kin.

use super::texts_of;
use raglan_engine::eval::{Args, Eval, fail};
use raglan_engine::value::{Argument, Strings, Value};

pub(super) fn paste(args: &mut Args) -> Eval {
    let value = args.value("sep")?;
    let sep = match &value {
        Value::Character(v) if v.data.len() == 1 && v.data.get(0).is_some() => {
            v.data.get(0).unwrap_or("").to_string()
        }
        _ => return fail("invalid separator"),
    };
    join(args, &sep)
}

pub(super) fn paste0(args: &mut Args) -> Eval {
    join(args, "")
}

fn vectors(args: &mut Args) -> Eval<Vec<Strings>> {
    let mut out = Vec::new();
    for argument in args.dots()? {
        out.push(texts_of(args, &argument.value)?);
    }
    Ok(out)
}

/// Elements of the vectors side by side, recycled to the longest.
pub(crate) fn paste_vectors(vectors: &[Strings], sep: &str, recycle_zero: bool) -> Vec<String> {
    if recycle_zero && vectors.iter().any(Strings::is_empty) {
        return Vec::new();
    }
    let used: Vec<&Strings> = vectors.iter().filter(|v| !v.is_empty()).collect();
    let n = used.iter().map(|v| v.len()).max().unwrap_or(0);
    (0..n)
        .map(|i| {
            let mut out = String::new();
            for (k, v) in used.iter().enumerate() {
                if k > 0 {
                    out.push_str(sep);
                }
                out.push_str(v.get(i % v.len()).unwrap_or("NA"));
            }
            out
        })
        .collect()
}

fn join(args: &mut Args, sep: &str) -> Eval {
    let recycle = args.flag("recycle0")?;
    let vectors = vectors(args)?;
    let n = vectors.iter().map(Strings::len).max().unwrap_or(0);
    args.session.check_length(n as f64, 8.0)?;
    let out = paste_vectors(&vectors, sep, recycle);
    match args.optional("collapse")? {
        None => Ok(Value::strings(out)),
        Some(Value::Character(v)) if v.data.len() == 1 && v.data.get(0).is_some() => {
            Ok(Value::string(&out.join(v.data.get(0).unwrap_or(""))))
        }
        Some(_) => fail("invalid 'collapse' argument"),
    }
}

pub(super) fn file_path(args: &mut Args) -> Eval {
    let sep = args.string("fsep")?;
    let vectors = vectors(args)?;
    Ok(Value::strings(paste_vectors(&vectors, &sep, true)))
}

pub(super) fn strrep(args: &mut Args) -> Eval {
    let value = args.value("x")?;
    let x = args.strings("x")?;
    let times = args.integers("times")?;
    if x.is_empty() || times.is_empty() {
        return Ok(Value::strings(Vec::<String>::new()));
    }
    let n = x.len().max(times.len());
    let mut out = Vec::with_capacity(n);
    for i in 0..n {
        let count = times[i % times.len()];
        out.push(match x.get(i % x.len()) {
            Some(_) if count == raglan_engine::value::NA_INTEGER => None,
            Some(_) if count < 0 => return fail("invalid 'times' value"),
            Some(text) => {
                args.session.check_length(text.len() as f64 * f64::from(count), 1.0)?;
                Some(text.repeat(count as usize))
            }
            None => None,
        });
    }
    let names = value.names().filter(|_| n == x.len());
    let out = Value::texts(out);
    Ok(match names {
        Some(names) => out.with_attribute(raglan_engine::value::known::NAMES, names.into()),
        None => out,
    })
}

pub(super) fn to_string_generic(args: &mut Args) -> Eval {
    let value = args.value("x")?;
    let mut sep = ", ".to_string();
    let mut collapse = None;
    let mut width = None;
    for Argument { name, value } in args.dots()? {
        match name.map(|n| n.as_str()) {
            Some("sep") => {
                sep = raglan_engine::value::as_character(&value)?.get(0).unwrap_or(", ").to_string()
            }
            Some("collapse") => {
                collapse = raglan_engine::value::as_character(&value)?.get(0).map(str::to_string)
            }
            Some("width") => {
                width = raglan_engine::value::as_double(&value, &mut Vec::new())?.first().copied()
            }
            _ => return fail("unused argument of toString()"),
        }
    }
    if value.is_data_frame() {
        return fail("toString() of a data frame is not implemented");
    }
    let texts = texts_of(args, &value)?;
    let parts: Vec<&str> = texts.iter().map(|t| t.unwrap_or("NA")).collect();
    let mut text = parts.join(collapse.as_deref().unwrap_or(&sep));
    if let Some(width) = width.filter(|w| !w.is_nan()) {
        // Six columns are the least that "....," needs.
        let width = width.max(6.0) as usize;
        if text.chars().count() > width {
            text = format!("{}....", text.chars().take(width - 4).collect::<String>());
        }
    }
    Ok(Value::string(&text))
}
