//! Code points, bytes and encodings; all strings are UTF-8.

use raglan_engine::eval::{Args, Eval, fail};
use raglan_engine::value::{NA_INTEGER, Strings, Value, Vector};

pub(super) fn utf8_to_int(args: &mut Args) -> Eval {
    let Value::Character(x) = args.value("x")? else { return fail("argument must be a character vector") };
    if x.data.len() != 1 {
        return fail(
            "argument should be a character vector of length 1\nall but the first element will be ignored",
        );
    }
    Ok(Value::integers(match x.data.get(0) {
        None => vec![NA_INTEGER],
        Some(text) => text.chars().map(|c| c as i32).collect::<Vec<_>>(),
    }))
}

pub(super) fn int_to_utf8(args: &mut Args) -> Eval {
    let x = args.integers("x")?;
    let multiple = args.flag("multiple")?;
    args.refuse_unless_default(&["allow_surrogate_pairs"])?;
    let mut chars: Vec<Option<String>> = Vec::new();
    for &code in x.iter() {
        chars.push(match u32::try_from(code).ok() {
            None => None,
            Some(0) => Some(String::new()),
            Some(code) => match char::from_u32(code) {
                Some(c) => Some(c.to_string()),
                None if (0xD800..0xE000).contains(&code) => None,
                None => return fail(format!("invalid input {code} in an integer vector of code points")),
            },
        });
    }
    if multiple {
        return Ok(Value::texts(chars));
    }
    let whole: Option<String> = chars.into_iter().collect();
    Ok(Value::texts([whole]))
}

pub(super) fn char_to_raw(args: &mut Args) -> Eval {
    let Value::Character(x) = args.value("x")? else {
        return fail("argument must be a character vector of length 1");
    };
    if x.data.is_empty() {
        return fail("argument must be a character vector of length 1");
    }
    if x.data.len() > 1 {
        args.warn(
            "argument should be a character vector of length 1\nall but the first element will be ignored",
        )?;
    }
    Ok(Value::Raw(Vector::new(x.data.get(0).unwrap_or("NA").as_bytes().to_vec())))
}

pub(super) fn raw_to_char(args: &mut Args) -> Eval {
    let Value::Raw(x) = args.value("x")? else { return fail("argument 'x' must be a raw vector") };
    if args.flag("multiple")? {
        let one = |b: &u8| if *b == 0 { Some(String::new()) } else { Some(char::from(*b).to_string()) };
        return Ok(Value::texts(x.data.iter().map(one)));
    }
    let end = x.data.iter().rposition(|b| *b != 0).map_or(0, |i| i + 1);
    if let Some(at) = x.data[..end].iter().position(|b| *b == 0) {
        let _ = at;
        return fail("embedded nul in string");
    }
    match std::str::from_utf8(&x.data[..end]) {
        Ok(text) => Ok(Value::string(text)),
        Err(_) => fail("bytes that are not UTF-8 are not implemented"),
    }
}

pub(super) fn same(args: &mut Args) -> Eval {
    let value = args.value("x")?;
    if matches!(value, Value::Character(_)) { Ok(value) } else { fail("argument is not a character vector") }
}

pub(super) fn iconv(args: &mut Args) -> Eval {
    let value = args.value("x")?;
    let (from, to) = (args.string("from")?.to_lowercase(), args.string("to")?.to_lowercase());
    args.refuse_unless_default(&["toRaw"])?;
    let Value::Character(x) = &value else {
        return fail("'x' must be a character vector or a list of NULL or raw vectors");
    };
    let unicode = |name: &str| matches!(name, "" | "utf-8" | "utf8" | "utf-8-mac");
    let plain = |name: &str| matches!(name, "ascii" | "us-ascii");
    let latin = |name: &str| matches!(name, "latin1" | "latin-1" | "iso-8859-1" | "iso8859-1" | "iso_8859-1");
    let target = to.split("//").next().unwrap_or("").to_string();
    if !(unicode(&from) || plain(&from) || latin(&from))
        || !(unicode(&target) || plain(&target) || latin(&target))
    {
        return fail(format!("unsupported conversion from '{from}' to '{to}'"));
    }
    if latin(&from) && x.data.iter().flatten().any(|s| !s.is_ascii()) {
        return fail("iconv() from latin1 is not implemented for strings that are not ASCII");
    }
    if unicode(&target) {
        return Ok(value);
    }
    if to.contains("translit") {
        let out: Strings = x.data.iter().map(|s| s.map(transliterated)).collect();
        return Ok(Value::from(out).with_attributes(value.attributes().clone()));
    }
    let sub = args.value("sub")?;
    let sub = match &sub {
        Value::Character(v) => v.data.get(0).map(str::to_string),
        _ => None,
    };
    let fits = |c: char| if latin(&target) { (c as u32) < 256 } else { c.is_ascii() };
    if latin(&target) && x.data.iter().flatten().any(|s| !s.is_ascii()) {
        return fail("iconv() to latin1 is not implemented for strings that are not ASCII");
    }
    let one = |s: &str| -> Option<String> {
        if s.chars().all(fits) {
            return Some(s.to_string());
        }
        let sub = sub.as_deref()?;
        Some(s.chars().map(|c| if fits(c) { c.to_string() } else { substitute(c, sub) }).collect())
    };
    let out: Strings = x.data.iter().map(|s| s.and_then(one)).collect();
    Ok(Value::from(out).with_attributes(value.attributes().clone()))
}

/// What stands for a character that cannot be converted.
fn substitute(c: char, sub: &str) -> String {
    match sub {
        "byte" => c.to_string().bytes().map(|b| format!("<{b:02x}>")).collect(),
        "Unicode" => format!("<U+{:04X}>", c as u32),
        "c99" => format!("\\u{:04x}", c as u32),
        _ => sub.repeat(c.len_utf8()),
    }
}

/// The nearest ASCII text, as glibc transliterates.
fn transliterated(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            c if c.is_ascii() => c.to_string(),
            '\u{2018}' | '\u{2019}' => "'".into(),
            '\u{201C}' | '\u{201D}' => "\"".into(),
            '\u{2013}' | '\u{2014}' | '\u{2212}' => "-".into(),
            '\u{2026}' => "...".into(),
            '\u{A0}' => " ".into(),
            'ß' => "ss".into(),
            'æ' => "ae".into(),
            'Æ' => "AE".into(),
            'À'..='Å' => "A".into(),
            'Ç' => "C".into(),
            'È'..='Ë' => "E".into(),
            'Ì'..='Ï' => "I".into(),
            'Ñ' => "N".into(),
            'Ò'..='Ö' | 'Ø' => "O".into(),
            'Ù'..='Ü' => "U".into(),
            'Ý' => "Y".into(),
            'à'..='å' => "a".into(),
            'ç' => "c".into(),
            'è'..='ë' => "e".into(),
            'ì'..='ï' => "i".into(),
            'ñ' => "n".into(),
            'ò'..='ö' | 'ø' => "o".into(),
            'ù'..='ü' => "u".into(),
            'ý' | 'ÿ' => "y".into(),
            _ => "?".into(),
        })
        .collect()
}

pub(super) fn encoding(args: &mut Args) -> Eval {
    let Value::Character(x) = args.value("x")? else { return fail("character vector argument expected") };
    let one = |s: Option<&str>| if s.is_some_and(|s| !s.is_ascii()) { "UTF-8" } else { "unknown" };
    Ok(Value::strings(x.data.iter().map(one)))
}

pub(super) fn assign_encoding(args: &mut Args) -> Eval {
    let value = args.value("x")?;
    let Value::Character(x) = &value else { return fail("character vector argument expected") };
    let to = args.string("value")?;
    if !matches!(to.as_str(), "UTF-8" | "unknown") && x.data.iter().flatten().any(|s| !s.is_ascii()) {
        return fail(format!("marking strings as '{to}' is not implemented"));
    }
    Ok(value)
}

pub(super) fn valid(args: &mut Args) -> Eval {
    let Value::Character(x) = args.value("x")? else { return fail("invalid 'x' argument") };
    Ok(Value::logicals(vec![Some(true); x.data.len()]))
}
