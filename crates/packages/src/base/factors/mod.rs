//! Factors: making them, changing their levels, taking parts of them, and what operators make of them.

mod construct;
mod cut;
mod levels;
mod operators;
mod subscripts;

use raglan_engine::eval::{Args, Builtin, Eval, builtin, generic, method};
use raglan_engine::value::{NA_INTEGER, Strings, Text, Value, known};

#[rustfmt::skip]
pub(super) const FUNCTIONS: &[Builtin] = &[
    builtin(
        "factor(x = character(), levels, labels = levels, exclude = NA, ordered = is.ordered(x), nmax = NA)",
        construct::factor,
    ),
    builtin("ordered(x = character(), ...)", construct::ordered),
    builtin("as.factor(x)", construct::as_factor),
    builtin("as.ordered(x)", construct::as_ordered),
    builtin("addNA(x, ifany = FALSE)", construct::add_na),
    builtin("gl(n, k, length = n * k, labels = seq_len(n), ordered = FALSE)", construct::pattern),
    builtin("interaction(..., drop = FALSE, sep = \".\", lex.order = FALSE)", construct::interaction),
    builtin("nlevels(x)", levels::count),
    method("`levels<-.factor`(x, value)", levels::replace),
    generic("droplevels(x, ...)"),
    method("droplevels.factor(x, exclude = if (anyNA(levels(x))) NULL else NA, ...)", levels::drop_unused),
    method("droplevels.data.frame(x, except = NULL, exclude, ...)", levels::drop_in_frame),
    generic("relevel(x, ref, ...)"),
    method("relevel.default(x, ref, ...)", |_| levels::refuse_reference("(unordered) factors")),
    method("relevel.ordered(x, ref, ...)", |_| levels::refuse_reference("unordered factors")),
    method("relevel.factor(x, ref, ...)", levels::set_reference),
    generic("reorder(x, ...)"),
    method(
        "reorder.default(x, X, FUN = mean, ..., order = is.ordered(x), decreasing = FALSE)",
        levels::reorder,
    ),
    method("`[.factor`(x, ..., drop = FALSE)", |a| subscripts::take(a, false)),
    method("`[[.factor`(x, ...)", |a| subscripts::take(a, true)),
    method("`[<-.factor`(x, ..., value)", |a| subscripts::replace(a, false)),
    method("`[[<-.factor`(x, ..., value)", |a| subscripts::replace(a, true)),
    method("`length<-.factor`(x, value)", subscripts::set_length),
    method("`is.na<-.factor`(x, value)", subscripts::set_missing),
    method("Ops.factor(e1, e2)", operators::of_factors),
    method("Ops.ordered(e1, e2)", operators::of_ordered),
    method("Math.factor(x, ...)", operators::refuse_math),
    method("Summary.factor(..., na.rm)", operators::refuse_summary),
    method("Summary.ordered(..., na.rm = FALSE)", operators::extremes),
    generic("cut(x, ...)"),
    method(
        "cut.default(x, breaks, labels = NULL, include.lowest = FALSE, right = TRUE, dig.lab = 3L, \
         ordered_result = FALSE, ...)",
        cut::cut,
    ),
];

/// The levels of a factor.
fn levels_of(x: &Value) -> Strings {
    match x.attributes().get(known::LEVELS) {
        Some(Value::Character(levels)) => levels.data.clone(),
        _ => Vec::new().into(),
    }
}

/// The codes of a factor, counted from zero; `None` is NA.
fn codes_of(x: &Value) -> Vec<Option<usize>> {
    let Value::Integer(codes) = x else { return Vec::new() };
    codes.data.iter().map(|&c| usize::try_from(c).ok().and_then(|c| c.checked_sub(1))).collect()
}

/// Codes counted from zero as R counts them.
fn code_values(codes: impl IntoIterator<Item = Option<usize>>) -> Value {
    let one = |c: Option<usize>| c.and_then(|c| i32::try_from(c + 1).ok()).unwrap_or(NA_INTEGER);
    Value::integers(codes.into_iter().map(one).collect::<Vec<_>>())
}

/// A factor from codes, levels and names.
pub(crate) fn make(
    codes: Vec<Option<usize>>,
    levels: Vec<Text>,
    ordered: bool,
    names: Option<Value>,
) -> Value {
    let class: &[&str] = if ordered { &["ordered", "factor"] } else { &["factor"] };
    let codes = code_values(codes).with_attribute(known::NAMES, names.unwrap_or_default());
    codes.with_attribute(known::LEVELS, Strings::from(levels).into()).with_class(class)
}

fn texts_of(strings: &Strings) -> Vec<Text> {
    (0..strings.len()).map(|i| strings.text(i)).collect()
}

/// An argument as the strings `as.character` makes of it.
fn as_text(args: &mut Args, value: Value) -> Eval<Strings> {
    use raglan_engine::value::Argument;
    let text = match value {
        Value::Character(v) => return Ok(v.data),
        Value::Null => return Ok(Vec::new().into()),
        x if x.is_factor() => super::types::factor_texts(&x)?,
        x if x.is_object() => args.apply_named("as.character", vec![Argument::new(x)])?,
        x => return Ok(super::types::texts(&x)?),
    };
    Ok(raglan_engine::value::as_character(&text)?)
}
