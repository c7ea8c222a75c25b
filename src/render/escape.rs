//! Text made safe for HTML.

/// Text between tags.
pub(super) fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            _ => out.push(c),
        }
    }
    out
}

/// Text in a quoted attribute.
pub(super) fn attribute(value: &str) -> String {
    text(value).replace('"', "&quot;")
}
