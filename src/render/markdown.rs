//! Markdown as knitr writes it and R Markdown's `keep_md` keeps it.

use super::manuscript::{self, Piece};
use crate::results::{Chunk, Figure, Output, Record, Source, Text};

/// The report as Markdown. Figures are named by path; their files are the record's drawings.
pub fn markdown(record: &Record) -> String {
    let body = manuscript::assemble(record, |chunk| pieces(record, chunk));
    let mut out = record.front.clone();
    if !out.is_empty() && !body.is_empty() {
        out.push('\n');
    }
    out.push_str(&body);
    if !out.ends_with('\n') {
        out.push('\n');
    }
    out
}

/// Path of a figure's file, beside the Markdown.
pub fn figure_path(record: &Record, figure: &Figure) -> String {
    format!("{}_files/figure-html/{}.svg", record.stem(), figure.name)
}

fn pieces(record: &Record, chunk: &Chunk) -> Vec<Piece> {
    let collapse = option_is(chunk, "collapse");
    let hold = chunk.options.get("fig.show").and_then(|v| v.as_str()) == Some("hold");
    let mut pieces = Vec::new();
    let mut open: Option<(String, Vec<String>)> = None;
    let mut at = 0;
    while let Some(output) = chunk.outputs.get(at) {
        at += 1;
        let fenced = match output {
            Output::Source(source) => (info(source), source.code.clone()),
            Output::Text(text) => (class(chunk, "output"), commented(text)),
            Output::Message(text) => (class(chunk, "message"), commented(text)),
            Output::Warning(text) => (class(chunk, "warning"), commented(text)),
            Output::Error(text) => (class(chunk, "error"), commented(text)),
            Output::Asis(text) => {
                pieces.extend(open.take().map(block));
                pieces.push(Piece::Text(text.text.clone()));
                continue;
            }
            Output::Figure(figure) => {
                pieces.extend(open.take().map(block));
                let mut group = vec![figure];
                while let Some(Output::Figure(next)) = chunk.outputs.get(at).filter(|_| hold) {
                    group.push(next);
                    at += 1;
                }
                pieces.push(Piece::Text(figures(record, chunk, &group)));
                continue;
            }
        };
        match &mut open {
            Some((_, lines)) if collapse => lines.push(fenced.1),
            _ => {
                pieces.extend(open.take().map(block));
                open = Some((fenced.0, vec![fenced.1]));
            }
        }
    }
    pieces.extend(open.take().map(block));
    pieces
}

fn option_is(chunk: &Chunk, name: &str) -> bool {
    chunk.options.get(name).and_then(|v| v.as_bool()) == Some(true)
}

fn block((info, lines): (String, Vec<String>)) -> Piece {
    let text = lines.join("\n");
    let fence = manuscript::fence(&text);
    Piece::Block(format!("{fence}{info}\n{text}\n{fence}"))
}

fn info(source: &Source) -> String {
    match &source.attributes {
        Some(attributes) => format!(" {{.{} {attributes}}}", source.language),
        None => format!(" {}", source.language),
    }
}

/// The fence's attributes for a kind of output, from `class.output`, `attr.output` and the like.
fn class(chunk: &Chunk, kind: &str) -> String {
    let words = |name: String| match chunk.options.get(&name) {
        Some(serde_json::Value::String(s)) => vec![s.clone()],
        Some(serde_json::Value::Array(items)) => {
            items.iter().filter_map(|i| i.as_str().map(str::to_string)).collect()
        }
        _ => Vec::new(),
    };
    let classes = words(format!("class.{kind}"));
    let mut parts: Vec<String> = classes
        .iter()
        .flat_map(|c| c.split_whitespace())
        .map(|c| format!(".{}", c.trim_start_matches('.')))
        .collect();
    parts.extend(words(format!("attr.{kind}")));
    if parts.is_empty() { String::new() } else { format!(" {{{}}}", parts.join(" ")) }
}

/// The text with the comment prefix on every line.
pub(super) fn commented(text: &Text) -> String {
    match text.comment.as_deref().filter(|c| !c.is_empty()) {
        None => text.text.clone(),
        Some(comment) => {
            text.text.split('\n').map(|l| format!("{comment} {l}")).collect::<Vec<_>>().join("\n")
        }
    }
}

/// Figures shown together. Plain Markdown where it can say everything, HTML where it cannot, as knitr
/// chooses.
fn figures(record: &Record, chunk: &Chunk, group: &[&Figure]) -> String {
    let Some(first) = group.first() else { return String::new() };
    let caption = first.caption.as_deref().unwrap_or_default();
    let alt = chunk.options.contains_key("fig.alt");
    let sized = first.out_width.is_some() || first.out_height.is_some() || first.align != "default";
    let held = group.len() > 1;
    let plain = !sized && (!alt || first.alt == caption);
    if plain {
        let end = if caption.is_empty() && !held { "<!-- -->" } else { "" };
        let image = |f: &&Figure| format!("![{caption}]({}){end}", figure_path(record, f));
        return group.iter().map(image).collect();
    }
    let images: String = group.iter().map(|f| image_tag(record, f, caption, alt)).collect();
    if caption.is_empty() {
        return images;
    }
    let style = match first.align.as_str() {
        "default" => String::new(),
        align => format!(" style=\"text-align: {align}\""),
    };
    format!("<div class=\"figure\"{style}>\n{images}\n<p class=\"caption\">{caption}</p>\n</div>")
}

fn image_tag(record: &Record, figure: &Figure, caption: &str, alt_given: bool) -> String {
    let mut attributes = Vec::new();
    let alt = if alt_given { figure.alt.as_str() } else { caption };
    if !alt.is_empty() {
        attributes.push(format!("alt=\"{}\"", super::escape::attribute(alt)));
    }
    let mut size = Vec::new();
    size.extend(figure.out_width.as_ref().map(|w| format!("width=\"{w}\"")));
    size.extend(figure.out_height.as_ref().map(|h| format!("height=\"{h}\"")));
    let style = match figure.align.as_str() {
        _ if !caption.is_empty() => "",
        "left" => "style=\"display: block; margin: auto auto auto 0;\"",
        "right" => "style=\"display: block; margin: auto 0 auto auto;\"",
        "center" => "style=\"display: block; margin: auto;\"",
        _ => "",
    };
    if !style.is_empty() {
        size.push(style.to_string());
    }
    // knitr leaves the gap of the missing size.
    attributes.push(size.join(" "));
    format!("<img src=\"{}\" {} />", figure_path(record, figure), attributes.join(" "))
}
