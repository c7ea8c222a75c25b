//! Printing of linear models.

use super::coefmat::formatted;
use super::names_or_empty;
use crate::base::print::{Style, print_vector};
use raglan_engine::eval::{Args, Builtin, Eval, method};
use raglan_engine::value::{Value, as_double, deparse};

pub(super) const FUNCTIONS: &[Builtin] =
    &[method("print.lm(x, digits = max(3L, getOption(\"digits\") - 3L), ...)", print_lm)];

/// A call as `deparse()` breaks it into lines.
pub fn call_text(call: &Value) -> String {
    call_lines(call).join("\n")
}

/// The lines of a call.
pub(super) fn call_lines(call: &Value) -> Vec<String> {
    deparse(call, 60)
}

/// Numbers below their names.
pub(super) fn column_text(values: &[f64], names: &[String], digits: i32, style: &Style) -> String {
    let style = Style { digits, ..style.clone() };
    let names = names.iter().map(|n| Some(n.as_str())).collect();
    print_vector(&Value::doubles(values.to_vec()), Some(&names), &style).unwrap_or_default()
}

/// Coefficients as texts below their names, with two blanks between.
pub(super) fn coefficient_text(coefficients: &Value, digits: i32, style: &Style) -> Eval<String> {
    let values = as_double(coefficients, &mut Vec::new())?;
    let texts = Value::strings(formatted(&values, digits));
    let names = names_or_empty(coefficients);
    let names = names.iter().map(|n| Some(n.as_str())).collect();
    let style = Style { gap: 2, quote: false, ..style.clone() };
    Ok(print_vector(&texts, Some(&names), &style).unwrap_or_default())
}

fn print_lm(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let digits = args.whole("digits")? as i32;
    let style = Style::of(args.session);
    let mut out = format!("\nCall:\n{}\n\n", call_text(&x.part("call").unwrap_or(Value::Null)));
    let coefficients = x.part("coefficients").unwrap_or(Value::Null);
    if coefficients.is_empty() {
        out.push_str("No coefficients\n");
    } else {
        out.push_str("Coefficients:\n");
        out.push_str(&coefficient_text(&coefficients, digits, &style)?);
    }
    out.push('\n');
    args.session.write(&out);
    args.invisible(x)
}
