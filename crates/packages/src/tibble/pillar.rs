//! One column of a printed tibble: title, type and body, each at a width chosen later.

use super::number::Numbers;
use super::types::{extent, object_sum, type_sum};
use raglan_engine::eval::{Eval, Session};
use raglan_engine::value::format::display_width;
use raglan_engine::value::frame::{Table, texts};
use raglan_engine::value::{Argument, NA_INTEGER, Value, as_character, as_double, is_syntactic};

/// A column ready to be laid out.
pub struct Pillar {
    /// The title as it stands.
    pub title: String,
    /// The type in brackets.
    pub kind: String,
    body: Body,
    right: bool,
}

enum Body {
    /// Texts that lose their end when there is no room; the second ones stand in when given.
    Texts { full: Vec<String>, short: Option<Vec<String>>, least: usize },
    /// Numbers in fixed notation, unless that is too wide, and in scientific.
    Numbers { fixed: Option<(usize, Vec<String>)>, scientific: (usize, Vec<String>) },
}

/// The widest a column in fixed notation may be.
const WIDEST_FIXED: usize = 13;
/// Titles longer than this may be cut.
const LEAST_TITLE: usize = 15;
/// Texts are not cut below this.
const LEAST_TEXT: usize = 3;

/// A name as the head of a column shows it.
pub fn ticked(name: &str) -> String {
    if is_syntactic(name) || name.is_empty() { name.to_string() } else { format!("`{name}`") }
}

/// The pillars of a column: several for data frames and matrices.
pub fn pillars(session: &mut Session, name: &str, column: &Value) -> Eval<Vec<Pillar>> {
    let mut out = Vec::new();
    collect(session, ticked(name), column, true, &mut out)?;
    Ok(out)
}

fn collect(
    session: &mut Session,
    title: String,
    column: &Value,
    top: bool,
    out: &mut Vec<Pillar>,
) -> Eval<()> {
    if column.is_data_frame() {
        let table = Table::of(column);
        for (k, (name, inner)) in table.names.iter().zip(&table.columns).enumerate() {
            let head = if k == 0 { title.clone() } else { String::new() };
            collect(session, format!("{head}${}", ticked(name)), inner, false, out)?;
        }
        return Ok(());
    }
    let _ = top;
    if let Some(d) = column.dim().filter(|d| d.len() == 2) {
        let names = column.dimnames().and_then(|n| n.into_iter().nth(1)).flatten();
        for k in 0..d[1] {
            let head = if k == 0 { title.clone() } else { String::new() };
            let label = match names.as_ref().and_then(|n| n.get(k)) {
                Some(name) => format!("{head}[,\"{name}\"]"),
                None if d[1] == 1 => format!("{head}[,1]"),
                None => format!("{head}[,{}]", k + 1),
            };
            let cells: Vec<usize> = (k * d[0]..(k + 1) * d[0]).collect();
            out.push(pillar(session, label, &column.gather(&cells))?);
        }
        return Ok(());
    }
    out.push(pillar(session, title, column)?);
    Ok(())
}

fn pillar(session: &mut Session, title: String, column: &Value) -> Eval<Pillar> {
    let kind = format!("<{}>", type_sum(column));
    let significant = session.option_number("pillar.sigfig", 3).max(1) as usize;
    let (body, right) = match column {
        Value::List(v) if column.has_class("vctrs_list_of") => {
            (plain_body(v.data.iter().map(extent).collect()), true)
        }
        Value::List(v) if !column.has_class("POSIXlt") => (list_body(&v.data), false),
        _ if column.is_factor() || matches!(column, Value::Character(_)) => (text_body(column)?, false),
        Value::Double(_) | Value::Integer(_) | Value::Logical(_) if !column.is_object() => match column {
            Value::Logical(v) => {
                let text = |x: &Option<bool>| match x {
                    Some(true) => "TRUE".to_string(),
                    Some(false) => "FALSE".to_string(),
                    None => "NA".to_string(),
                };
                (plain_body(v.data.iter().map(text).collect()), false)
            }
            Value::Integer(v) => {
                let text = |&x: &i32| if x == NA_INTEGER { "NA".to_string() } else { x.to_string() };
                (plain_body(v.data.iter().map(text).collect()), true)
            }
            _ => (number_body(&as_double(column, &mut Vec::new())?, significant), true),
        },
        _ => (plain_body(formatted(session, column)?), false),
    };
    Ok(Pillar { title, kind, body, right })
}

/// The texts of a column of any other class, by its `format` method.
fn formatted(session: &mut Session, column: &Value) -> Eval<Vec<String>> {
    let global = session.global.clone();
    if column.is_empty() {
        return Ok(Vec::new());
    }
    let out = session.call_named("format", vec![Argument::new(column.clone())], &global)?;
    let out = as_character(&out.stripped())?;
    let n = out.len();
    Ok((0..n)
        .map(|i| match out.get(i) {
            Some(text) if !raglan_engine::value::frame::is_missing_at(column, i) => text.to_string(),
            _ => "NA".to_string(),
        })
        .collect())
}

fn plain_body(full: Vec<String>) -> Body {
    let least = full.iter().map(|s| display_width(s)).max().unwrap_or(0);
    Body::Texts { full, short: None, least }
}

fn number_body(xs: &[f64], significant: usize) -> Body {
    let fixed = Numbers::fixed(xs, significant);
    let scientific = Numbers::scientific(xs, significant);
    let fixed = (fixed.width() <= WIDEST_FIXED).then(|| (fixed.width(), fixed.texts()));
    Body::Numbers { fixed, scientific: (scientific.width(), scientific.texts()) }
}

fn text_body(column: &Value) -> Eval<Body> {
    let texts = texts(column)?;
    let ambiguous = |s: &str| {
        s.is_empty() || s.starts_with(' ') || s.ends_with(' ') || s.contains('\\') || s.contains('"')
    };
    let escaped: Vec<Option<String>> =
        texts.iter().map(|t| t.map(|t| raglan_engine::value::format::escape(t, None))).collect();
    let quote = escaped
        .iter()
        .zip(texts.iter())
        .any(|(e, t)| e.as_deref().is_some_and(ambiguous) || t.is_some_and(ambiguous));
    let full = texts
        .iter()
        .zip(escaped)
        .map(|(text, escaped)| match (text, escaped) {
            (Some(text), _) if quote => raglan_engine::value::format::escape(text, Some('"')),
            (_, Some(escaped)) => escaped,
            _ => "<NA>".to_string(),
        })
        .collect();
    Ok(Body::Texts { full, short: None, least: LEAST_TEXT })
}

fn list_body(items: &[Value]) -> Body {
    let (mut full, mut short) = (Vec::new(), Vec::new());
    for item in items {
        let (long, brief) = object_sum(item);
        short.push(format!("<{}>", brief.as_deref().unwrap_or(&long)));
        full.push(format!("<{long}>"));
    }
    let least = short.iter().map(|s| display_width(s)).max().unwrap_or(0);
    Body::Texts { full, short: Some(short), least }
}

/// A text cut to a width, its last column an ellipsis.
pub fn cut(text: &str, width: usize) -> String {
    if display_width(text) <= width {
        return text.to_string();
    }
    let mut out = String::new();
    let mut used = 0;
    for c in text.chars() {
        let w = display_width(c.encode_utf8(&mut [0; 4]));
        if used + w > width.saturating_sub(1) {
            break;
        }
        out.push(c);
        used += w;
    }
    out + "…"
}

fn widest(texts: &[String]) -> usize {
    texts.iter().map(|s| display_width(s)).max().unwrap_or(0)
}

impl Pillar {
    /// The width at which nothing is cut.
    pub fn width(&self) -> usize {
        let body = match &self.body {
            Body::Texts { full, .. } => widest(full),
            Body::Numbers { fixed: Some((w, _)), .. } => *w,
            Body::Numbers { scientific: (w, _), .. } => *w,
        };
        body.max(display_width(&self.title)).max(display_width(&self.kind))
    }

    /// The least width.
    pub fn least_width(&self, titles: usize) -> usize {
        let title = display_width(&self.title);
        let title = if title <= titles { title } else { title.min(titles + 2) };
        let body = match &self.body {
            Body::Texts { full, least, .. } => widest(full).min(*least),
            Body::Numbers { fixed: Some((w, _)), scientific: (s, _) } => *w.min(s),
            Body::Numbers { scientific: (w, _), .. } => *w,
        };
        body.max(title).max(display_width(&self.kind))
    }

    /// Whether the title does not fit.
    pub fn is_abbreviated(&self, width: usize) -> bool {
        display_width(&self.title) > width
    }

    /// Title, type and body at a width; `note` is the mark of a cut title.
    pub fn lines(&self, width: usize, note: &str) -> Vec<String> {
        let title = if self.is_abbreviated(width) {
            cut(&self.title, width.saturating_sub(display_width(note))) + note
        } else {
            self.title.clone()
        };
        let mut body = match &self.body {
            Body::Numbers { fixed: Some((w, texts)), .. } if *w <= width => texts.clone(),
            Body::Numbers { scientific: (_, texts), .. } => texts.clone(),
            Body::Texts { full, short, .. } => full
                .iter()
                .enumerate()
                .map(|(i, text)| match short {
                    Some(short) if display_width(text) > width => cut(&short[i], width),
                    _ => cut(text, width),
                })
                .collect(),
        };
        body.insert(0, self.kind.clone());
        body.insert(0, title);
        for line in &mut body {
            let gap = " ".repeat(width.saturating_sub(display_width(line)));
            *line = if self.right { gap + line } else { std::mem::take(line) + &gap };
        }
        body
    }
}

/// Default for `pillar.min_title_chars`.
pub fn least_title(session: &Session) -> usize {
    match session.options.get("pillar.min_title_chars") {
        Some(Value::Double(v)) if v.data.first().is_some_and(|x| x.is_infinite()) => usize::MAX / 2,
        _ => session.option_number("pillar.min_title_chars", LEAST_TITLE as i64).max(0) as usize,
    }
}
