//! Strings: pasting, cutting, changing case, comparing beginnings, encodings, file names.

mod abbreviate;
mod bytes;
mod case;
mod cut;
mod paste;
mod paths;
mod pieces;
mod quote;
mod wrap;

pub use abbreviate::abbreviate;

use raglan_engine::eval::{Args, Builtin, Eval, builtin};
use raglan_engine::value::{Argument, Attributes, Strings, Text, Value, as_character, deparse_line, known};
use std::rc::Rc;

pub(super) const FUNCTIONS: &[Builtin] = &[
    builtin("paste(..., sep = \" \", collapse = NULL, recycle0 = FALSE)", paste::paste),
    builtin("paste0(..., collapse = NULL, recycle0 = FALSE)", paste::paste0),
    builtin("file.path(..., fsep = \"/\")", paste::file_path),
    builtin("strrep(x, times)", paste::strrep),
    builtin("nchar(x, type = \"chars\", allowNA = FALSE, keepNA = NA)", cut::nchar),
    builtin("nzchar(x, keepNA = FALSE)", cut::nzchar),
    builtin("substr(x, start, stop)", cut::substr),
    builtin("substring(text, first, last = 1000000L)", cut::substring),
    builtin("`substr<-`(x, start, stop, value)", cut::assign_substr),
    builtin("`substring<-`(text, first, last = 1000000L, value)", cut::assign_substring),
    builtin("strtrim(x, width)", cut::strtrim),
    builtin("toupper(x)", case::toupper),
    builtin("tolower(x)", case::tolower),
    builtin("casefold(x, upper = FALSE)", case::casefold),
    builtin("chartr(old, new, x)", case::chartr),
    builtin("startsWith(x, prefix)", pieces::starts_with),
    builtin("endsWith(x, suffix)", pieces::ends_with),
    builtin("strtoi(x, base = 10L)", pieces::strtoi),
    builtin("toString(x, ...)", paste::to_string_generic),
    builtin(
        "trimws(x, which = c(\"both\", \"left\", \"right\"), whitespace = \"[ \\t\\r\\n]\")",
        pieces::trimws,
    ),
    builtin("utf8ToInt(x)", bytes::utf8_to_int),
    builtin("intToUtf8(x, multiple = FALSE, allow_surrogate_pairs = FALSE)", bytes::int_to_utf8),
    builtin("charToRaw(x)", bytes::char_to_raw),
    builtin("rawToChar(x, multiple = FALSE)", bytes::raw_to_char),
    builtin("iconv(x, from = \"\", to = \"\", sub = NA, mark = TRUE, toRaw = FALSE)", bytes::iconv),
    builtin("enc2utf8(x)", bytes::same),
    builtin("enc2native(x)", bytes::same),
    builtin("Encoding(x)", bytes::encoding),
    builtin("`Encoding<-`(x, value)", bytes::assign_encoding),
    builtin("validUTF8(x)", bytes::valid),
    builtin("validEnc(x)", bytes::valid),
    builtin("basename(path)", paths::basename),
    builtin("dirname(path)", paths::dirname),
    builtin("normalizePath(path, winslash = \"\\\\\", mustWork = NA)", paths::normalize_path),
    builtin("path.expand(path)", paths::path_expand),
    builtin("sQuote(x, q = getOption(\"useFancyQuotes\"))", quote::single),
    builtin("dQuote(x, q = getOption(\"useFancyQuotes\"))", quote::double),
    builtin("shQuote(string, type = c(\"sh\", \"csh\", \"cmd\", \"cmd2\"))", quote::shell),
    builtin("noquote(obj, right = FALSE)", quote::noquote),
    builtin(
        "encodeString(x, width = 0L, quote = \"\", na.encode = TRUE, \
         justify = c(\"left\", \"right\", \"centre\", \"none\"))",
        quote::encode_string,
    ),
    builtin(
        "strwrap(x, width = 0.9 * getOption(\"width\"), indent = 0, exdent = 0, prefix = \"\", \
         simplify = TRUE, initial = prefix)",
        wrap::strwrap,
    ),
    builtin(
        "formatDL(x, y, width = 0.9 * getOption(\"width\"), indent = NULL, \
         style = c(\"table\", \"list\"))",
        wrap::format_dl,
    ),
    builtin(
        "abbreviate(names.arg, minlength = 4, use.classes = TRUE, dot = FALSE, strict = FALSE, \
         method = c(\"left.kept\", \"both.sides\"), named = TRUE)",
        abbreviate::abbreviate_function,
    ),
];

/// The texts of any value as `as.character()` gives them: by method when it has a class, lists element by
/// element.
pub(crate) fn texts_of(args: &mut Args, value: &Value) -> Eval<Strings> {
    if value.is_object() {
        let text = args.apply_named("as.character", vec![Argument::new(value.clone())])?;
        return Ok(as_character(&text)?);
    }
    match value {
        Value::List(v) | Value::Expression(v) => Ok(v.data.iter().map(|x| Some(element_text(x))).collect()),
        Value::Language(_) => {
            Ok(raglan_engine::value::as_list(value).iter().map(|x| Some(element_text(x))).collect())
        }
        _ => Ok(as_character(value)?),
    }
}

/// An element of a list as one string: itself, or its code.
pub(crate) fn element_text(x: &Value) -> String {
    match x {
        Value::Character(v) if v.data.len() == 1 => v.data.get(0).unwrap_or("NA").to_string(),
        Value::Symbol(s) => s.as_str().to_string(),
        x if x.is_atomic() && x.len() == 1 => match as_character(x) {
            Ok(text) => text.get(0).unwrap_or("NA").to_string(),
            Err(_) => deparse_line(x),
        },
        x => deparse_line(&x.clone().stripped()),
    }
}

/// The attributes a function of strings keeps.
fn kept(value: &Value) -> Attributes {
    if matches!(value, Value::Character(_)) { value.attributes().clone() } else { Attributes::default() }
}

/// Names and dimensions only.
fn shape(value: &Value) -> Attributes {
    value.attributes().only(|n| n == known::NAMES || n == known::DIM || n == known::DIMNAMES)
}

/// A function of every string that is not NA.
fn map_texts(args: &mut Args, name: &str, f: impl Fn(&str) -> String) -> Eval {
    let value = args.value(name)?;
    let strings = args.strings(name)?;
    let out: Strings = strings.iter().map(|s| s.map(&f)).collect();
    Ok(Value::from(out).with_attributes(kept(&value)))
}

/// A text of one's own.
fn rc(text: &str) -> Text {
    Some(Rc::from(text))
}
