//! One self-contained HTML page: styles and drawings inside, readable without script or network.

mod tabs;
mod writer;

use super::heading::contents;
use super::slots::Slotted;
use super::{Error, Options, Page, prose};
use crate::results::Record;
use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, Value, context};
use writer::Writer;

/// The built-in template.
const TEMPLATE: &str = include_str!("../../../templates/report.html");

/// A page and what could not be shown in it.
pub struct Html {
    /// The page.
    pub text: String,
    /// One sentence per thing that is shown otherwise than asked.
    pub warnings: Vec<String>,
}

/// The report as an HTML page.
pub fn html(record: &Record, options: &Options<'_>) -> Result<Html, Error> {
    let page = Page::new(record, "html");
    let slotted = Slotted::new(record);
    let events = prose::events(&slotted.markdown);
    let headings = prose::headings(&events, page.number_sections);
    let prose::Notes { body, notes } = prose::notes(events);
    let names = notes.iter().map(|(name, _)| name.clone()).collect();
    let mut writer = Writer::new(&page, &slotted, &headings, options, names);
    let mut body = writer.body(body);
    body.push_str(&writer.endnotes(notes));
    // A tab has its own place to be chosen from.
    let listed: Vec<_> = headings.iter().filter(|h| !writer.tabs.contains(&h.id)).cloned().collect();
    let toc = if page.toc { contents(&listed, page.toc_depth) } else { String::new() };
    let styles: Vec<String> = page.css.iter().filter_map(|path| read_text(options, path)).collect();
    let failed = |e: minijinja::Error| Error { messages: vec![format!("the HTML template: {e:#}")] };
    let mut environment = Environment::new();
    let syntax =
        SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build();
    environment.set_syntax(syntax.map_err(failed)?);
    let template = options.template.as_deref().unwrap_or(TEMPLATE);
    environment.add_template("report.html", template).map_err(failed)?;
    let safe = Value::from_safe_string;
    let values = context! {
        page => minijinja::value::Serde(&page),
        title => safe(inline_html(&page.title)),
        plain_title => prose::plain(&prose::inline(&page.title)),
        subtitle => safe(inline_html(&page.subtitle)),
        abstract_html => safe(block_html(&page.abstract_text)),
        toc => safe(toc),
        body => safe(body),
        styles => styles.into_iter().map(Value::from_safe_string).collect::<Vec<_>>(),
        generator => &record.engine,
    };
    let text = environment.get_template("report.html").and_then(|t| t.render(values)).map_err(failed)?;
    Ok(Html { text, warnings: writer.warnings })
}

fn read_text(options: &Options<'_>, path: &str) -> Option<String> {
    String::from_utf8(options.read?(path)?).ok()
}

fn inline_html(markdown: &str) -> String {
    let mut out = String::new();
    pulldown_cmark::html::push_html(&mut out, prose::inline(markdown).into_iter());
    out
}

fn block_html(markdown: &str) -> String {
    let mut out = String::new();
    pulldown_cmark::html::push_html(&mut out, prose::events(markdown).into_iter());
    out
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let bits = group.iter().fold(0_u32, |bits, &b| (bits << 8) | u32::from(b)) << (8 * (3 - group.len()));
        for i in 0..4 {
            if i <= group.len() {
                out.push(char::from(LETTERS[(bits >> (18 - 6 * i)) as usize & 63]));
            } else {
                out.push('=');
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::base64;

    #[test]
    fn base64_pads() {
        assert_eq!(base64(b""), "");
        assert_eq!(base64(b"f"), "Zg==");
        assert_eq!(base64(b"fo"), "Zm8=");
        assert_eq!(base64(b"foobar"), "Zm9vYmFy");
    }
}
