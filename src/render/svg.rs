//! A drawing put into the page: its identifiers made its own, its root fitted to the text.

use super::escape;
use crate::results::Figure;

/// The drawing as an element of an HTML page. Identifiers get the prefix `id-`, so that figures of one page
/// do not take each other's clip paths and gradients.
pub(super) fn inline(figure: &Figure, id: &str) -> String {
    let svg = prefixed(&figure.svg, id);
    let Some(start) = svg.find("<svg") else { return String::new() };
    let Some(length) = tag_length(&svg[start..]) else { return String::new() };
    let root = &svg[start..start + length];
    let rest = &svg[start + length..];
    let closed = root.ends_with("/>");
    let mut kept = String::new();
    let mut view = None;
    let mut class = "plot".to_string();
    for (name, value) in attributes(root) {
        match name {
            "viewBox" => view = Some(value.to_string()),
            // Styles inside the drawing may name its class.
            "class" => class = format!("plot {value}"),
            "width" | "height" | "role" | "style" | "version" | "baseProfile" => {}
            _ if name.starts_with("aria-") || name.starts_with("xmlns") => {}
            _ => kept.push_str(&format!(" {name}=\"{value}\"")),
        }
    }
    let (width, height) = (figure.width * 96.0, figure.height * 96.0);
    let view = view.unwrap_or_else(|| format!("0 0 {} {}", figure.width * 72.0, figure.height * 72.0));
    let label =
        if figure.alt.is_empty() { figure.caption.clone().unwrap_or_default() } else { figure.alt.clone() };
    // A drawing nobody described is better named than silent.
    let label = if label.is_empty() { format!("Figure {}", figure.name) } else { label };
    format!(
        "<svg class=\"{class}\" role=\"img\" aria-label=\"{}\" width=\"{width:.0}\" height=\"{height:.0}\" viewBox=\"{view}\"{kept}{}{}",
        escape::attribute(&label),
        if closed { "/>" } else { ">" },
        rest.trim_end()
    )
}

/// Length of the tag that begins `text`, quoted `>` left alone.
fn tag_length(text: &str) -> Option<usize> {
    let mut quote = None;
    for (i, c) in text.char_indices() {
        match (quote, c) {
            (Some(q), _) if q == c => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '>') => return Some(i + 1),
            _ => {}
        }
    }
    None
}

/// Names and values of a tag's attributes, values as written.
fn attributes(tag: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    let mut rest = tag.split_once(char::is_whitespace).map_or("", |(_, rest)| rest);
    while let Some((name, after)) = rest.split_once('=') {
        let after = after.trim_start();
        let Some(quote) = after.chars().next().filter(|q| matches!(q, '"' | '\'')) else { break };
        let Some((value, next)) = after[1..].split_once(quote) else { break };
        found.push((name.trim(), value));
        rest = next;
    }
    found
}

/// The SVG with `id-` before every identifier and every reference to one.
fn prefixed(svg: &str, id: &str) -> String {
    let id = super::heading::identifier(id);
    let mut out = String::with_capacity(svg.len() + svg.len() / 16);
    let mut rest = svg;
    let marks = [" id=\"", " id='", "url(#", "url('#", "url(\"#", "href=\"#", "href='#"];
    while let Some((at, mark)) = marks.iter().filter_map(|m| rest.find(m).map(|i| (i, m))).min() {
        let end = at + mark.len();
        out.push_str(&rest[..end]);
        out.push_str(&id);
        out.push('-');
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_prefixed_and_the_root_is_ours() {
        let svg = "<?xml version='1.0'?>\n<svg xmlns='http://www.w3.org/2000/svg' width='72pt' viewBox='0 0 72 72'>\
                   <clipPath id='a'/><g clip-path='url(#a)'><use href=\"#b\"/></g></svg>\n";
        let figure =
            Figure { svg: svg.into(), alt: "a <b>".into(), width: 1.0, height: 1.0, ..Figure::default() };
        assert_eq!(
            inline(&figure, "p-1"),
            "<svg class=\"plot\" role=\"img\" aria-label=\"a &lt;b&gt;\" width=\"96\" height=\"96\" \
             viewBox=\"0 0 72 72\"><clipPath id='p-1-a'/><g clip-path='url(#p-1-a)'><use href=\"#p-1-b\"/></g></svg>"
        );
    }
}
