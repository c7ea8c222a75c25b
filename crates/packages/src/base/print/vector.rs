//! Vectors without dimensions: with an index before every line, or with names above the elements.

use super::Style;
use super::cells::{cells, label};
use raglan_engine::value::format::{Align, display_width, pad};
use raglan_engine::value::{Strings, Value};

/// What an atomic vector prints as, names above the elements when it has some; with a last newline.
///
/// `None` for what is not atomic.
pub fn print_vector(value: &Value, names: Option<&Strings>, style: &Style) -> Option<String> {
    let n = value.len();
    if n == 0 {
        return empty(value, names.is_some());
    }
    // One left out would not be worth a line that says so.
    let shown = if n <= style.max.saturating_add(1) { n } else { style.max };
    let texts = cells(value, 0..shown, style)?;
    let strings = matches!(value, Value::Character(_));
    let mut out = match names {
        Some(names) => named(&texts, names, style),
        None => indexed(&texts, strings && !style.right, style),
    };
    if shown < n {
        out.push_str(&format!(" [ reached getOption(\"max.print\") -- omitted {} entries ]\n", n - shown));
    }
    Some(out)
}

/// What a vector without elements prints as.
fn empty(value: &Value, named: bool) -> Option<String> {
    let text = match value {
        Value::Logical(_) => "logical(0)",
        Value::Integer(_) => "integer(0)",
        Value::Double(_) => "numeric(0)",
        Value::Complex(_) => "complex(0)",
        Value::Character(_) => "character(0)",
        Value::Raw(_) => "raw(0)",
        _ => return None,
    };
    Some(if named { format!("named {text}\n") } else { format!("{text}\n") })
}

/// Texts in lines that begin with the index of their first element.
pub fn indexed(texts: &[String], left: bool, style: &Style) -> String {
    let label_width = texts.len().to_string().len() + 2;
    let width = texts.iter().map(|t| display_width(t)).max().unwrap_or(0);
    let align = if left { Align::Left } else { Align::Right };
    let gap = " ".repeat(style.gap);
    let mut out = String::new();
    let mut used = 0;
    for (i, text) in texts.iter().enumerate() {
        if i == 0 || used + width + style.gap > style.width {
            if i > 0 {
                out.push('\n');
            }
            out.push_str(&format!("{:>label_width$}", format!("[{}]", i + 1)));
            used = label_width;
        }
        out.push_str(&gap);
        out.push_str(&pad(text, width, align));
        used += width + style.gap;
    }
    out.push('\n');
    out
}

/// Texts under their names.
fn named(texts: &[String], names: &Strings, style: &Style) -> String {
    let labels: Vec<String> = (0..texts.len()).map(|i| label(names.get(i))).collect();
    let widest = |all: &[String]| all.iter().map(|t| display_width(t)).max().unwrap_or(0);
    let width = widest(texts).max(widest(&labels));
    let per_line = (style.width / (width + style.gap)).max(1);
    let gap = " ".repeat(style.gap);
    let mut out = String::new();
    for (texts, labels) in texts.chunks(per_line).zip(labels.chunks(per_line)) {
        for row in [labels, texts] {
            for text in row {
                out.push_str(&pad(text, width, Align::Right));
                out.push_str(&gap);
            }
            out.push('\n');
        }
    }
    out
}
