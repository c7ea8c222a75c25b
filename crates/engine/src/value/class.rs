//! Types and classes of values.

use super::{Symbol, Type, Value, known};

/// The functions R itself has as primitives; any other function is a closure to R code, however it is made.
#[rustfmt::skip]
const PRIMITIVES: &[&str] = &[
    "!", "!=", "$", "$<-", "%%", "%*%", "%/%", "&", "&&", "(", "*", "+", "-", ".subset", ".subset2", "/",
    ":", "::", ":::", "<", "<-", "<<-", "<=", "=", "==", ">", ">=", "@", "@<-", "Arg", "Conj", "Im",
    "Mod", "Re", "UseMethod", "[", "[<-", "[[", "[[<-", "^", "abs", "acos", "acosh", "all", "any",
    "anyNA", "as.call", "as.character", "as.complex", "as.double", "as.environment", "as.integer",
    "as.logical", "as.numeric", "as.raw", "asin", "asinh", "atan", "atanh", "attr", "attr<-",
    "attributes", "attributes<-", "baseenv", "break", "c", "call", "ceiling", "class", "class<-", "cos",
    "cosh", "cospi", "cummax", "cummin", "cumprod", "cumsum", "digamma", "dim", "dim<-", "dimnames",
    "dimnames<-", "emptyenv", "enc2native", "enc2utf8", "environment<-", "exp", "expm1", "expression",
    "floor", "for", "forceAndCall", "function", "gamma", "globalenv", "if", "interactive", "invisible",
    "is.array", "is.atomic", "is.call", "is.character", "is.complex", "is.double", "is.environment",
    "is.expression", "is.finite", "is.function", "is.infinite", "is.integer", "is.language", "is.list",
    "is.logical", "is.matrix", "is.na", "is.name", "is.nan", "is.null", "is.numeric", "is.object",
    "is.pairlist", "is.raw", "is.recursive", "is.single", "is.symbol", "isS4", "length", "length<-",
    "levels<-", "lgamma", "list", "log", "log10", "log1p", "log2", "max", "min", "missing", "names",
    "names<-", "nargs", "next", "nzchar", "oldClass", "oldClass<-", "on.exit", "proc.time", "prod",
    "quote", "range", "rep", "repeat", "return", "round", "seq.int", "seq_along", "seq_len", "sign",
    "signif", "sin", "sinh", "sinpi", "sqrt", "standardGeneric", "storage.mode<-", "substitute", "sum",
    "switch", "tan", "tanh", "tanpi", "trigamma", "trunc", "unclass", "while", "xtfrm", "{", "|", "||",
    "~",
];

/// The primitives that get their arguments unevaluated.
#[rustfmt::skip]
const SPECIALS: &[&str] = &[
    "::", ":::", "[", "[[", "[[<-", "[<-", "{", "@", "@<-", "&&", "<-", "<<-", "=", "||", "~", "$", "$<-", "break", "call", "expression",
    "for", "forceAndCall", "function", "if", "log", "missing", "next", "on.exit", "quote", "rep", "repeat", "return", "round", "signif", "substitute", "switch", "UseMethod", "while",
];

/// Whether R has a function as a primitive.
pub fn is_primitive(name: &str) -> bool {
    PRIMITIVES.contains(&name)
}

/// What `typeof` says.
pub fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "NULL",
        Value::Logical(_) => "logical",
        Value::Integer(_) => "integer",
        Value::Double(_) => "double",
        Value::Complex(_) => "complex",
        Value::Character(_) => "character",
        Value::Raw(_) => "raw",
        Value::List(_) => "list",
        Value::Expression(_) => "expression",
        Value::Symbol(_) | Value::Missing => "symbol",
        Value::Language(_) => "language",
        Value::Closure(_) => "closure",
        Value::Primitive(p) if SPECIALS.contains(&p.name.as_str()) => "special",
        Value::Primitive(p) if is_primitive(p.name.as_str()) => "builtin",
        Value::Primitive(_) => "closure",
        Value::Environment(_) => "environment",
        Value::Promise(_) => "promise",
        Value::Dots(_) => "...",
        Value::Object(_) => "S4",
        Value::External(_) => "externalptr",
    }
}

/// What `class` says.
pub fn class_vector(value: &Value) -> Vec<String> {
    if let Some(class) = value.class_attribute() {
        return class.iter().map(|c| c.unwrap_or("NA").to_string()).collect();
    }
    let array = match value.attributes().get(known::DIM).map(Value::len) {
        Some(2) => return vec!["matrix".into(), "array".into()],
        Some(_) => true,
        None => false,
    };
    if array {
        return vec!["array".into()];
    }
    let name = match value {
        Value::Double(_) => "numeric",
        Value::Closure(_) | Value::Primitive(_) => "function",
        Value::Symbol(_) => "name",
        Value::Language(call) => match call.name() {
            Some(known::IF) => "if",
            Some(known::WHILE) => "while",
            Some(known::FOR) => "for",
            Some(known::ASSIGN) => "<-",
            Some(known::EQ_ASSIGN) => "=",
            Some(known::PAREN) => "(",
            Some(known::BRACE) => "{",
            _ => "call",
        },
        _ => type_name(value),
    };
    vec![name.into()]
}

/// The attribute of an S4 object that names the classes its own extends.
pub const EXTENDS: &str = ".extends";

/// The classes methods are looked up by, before `default`.
pub fn implicit_class(value: &Value) -> Vec<String> {
    if let Some(class) = value.class_attribute() {
        let mut classes: Vec<String> = class.iter().map(|c| c.unwrap_or("NA").to_string()).collect();
        if let Value::Object(slots) = value
            && let Some(Value::Character(more)) = slots.get(Symbol::new(EXTENDS))
        {
            classes.extend(more.data.iter().flatten().map(str::to_string));
        }
        return classes;
    }
    let mut out: Vec<String> = match value.attributes().get(known::DIM).map(Value::len) {
        Some(2) => vec!["matrix".into(), "array".into()],
        Some(_) => vec!["array".into()],
        None => Vec::new(),
    };
    match value {
        Value::Integer(_) => out.extend(["integer".into(), "numeric".into()]),
        Value::Double(_) => out.extend(["double".into(), "numeric".into()]),
        Value::Closure(_) | Value::Primitive(_) => out.push("function".into()),
        Value::Language(_) => {
            out.extend(class_vector(value));
            if out.last().is_some_and(|c| c != "call") {
                out.push("call".into());
            }
        }
        Value::Symbol(_) => out.push("name".into()),
        _ => out.push(type_name(value).into()),
    }
    out
}

/// Whether a value inherits from a class, implicit classes included.
pub fn inherits(value: &Value, class: &str) -> bool {
    if let Value::Object(_) = value {
        return implicit_class(value).iter().any(|c| c == class);
    }
    value.has_class(class) || (!value.is_object() && class_vector(value).iter().any(|c| c == class))
}

/// Whether arithmetic takes the value's elements as numbers.
pub fn is_numeric_like(value: &Value) -> bool {
    matches!(value.vector_type(), Some(Type::Logical | Type::Integer | Type::Double | Type::Complex))
}
