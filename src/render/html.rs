//! One self-contained HTML page: styles and drawings inside, readable without script or network.

use super::heading::{Heading, contents};
use super::markdown::commented;
use super::slots::{Slot, Slotted};
use super::{Error, Options, Page, escape, highlight, prose, svg, tex};
use crate::results::{Figure, Output, Record, Source, Text};
use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, context};
use pulldown_cmark::{BlockQuoteKind, CodeBlockKind, CowStr, Event, Tag, TagEnd};

/// The built-in template.
const TEMPLATE: &str = include_str!("../../templates/report.html");

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
    let mut writer = Writer {
        page: &page,
        slotted: &slotted,
        headings: headings.iter(),
        options,
        names,
        referred: Vec::new(),
        warnings: Vec::new(),
    };
    let mut body = writer.body(body);
    body.push_str(&writer.endnotes(notes));
    let toc = if page.toc { contents(&headings, page.toc_depth) } else { String::new() };
    let styles: Vec<String> = page.css.iter().filter_map(|path| read_text(options, path)).collect();
    let failed = |e: minijinja::Error| Error { messages: vec![format!("the HTML template: {e:#}")] };
    let mut environment = Environment::new();
    let syntax =
        SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build();
    environment.set_syntax(syntax.map_err(failed)?);
    let template = options.template.as_deref().unwrap_or(TEMPLATE);
    environment.add_template("report.html", template).map_err(failed)?;
    let values = context! {
        page => minijinja::value::Serde(&page),
        title => inline_html(&page.title),
        plain_title => prose::plain(&prose::inline(&page.title)),
        subtitle => inline_html(&page.subtitle),
        abstract_html => if page.abstract_text.is_empty() { String::new() } else { block_html(&page.abstract_text) },
        toc => toc,
        body => body,
        styles => styles,
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

struct Writer<'a> {
    page: &'a Page,
    slotted: &'a Slotted<'a>,
    headings: std::slice::Iter<'a, Heading>,
    options: &'a Options<'a>,
    /// Footnotes by their numbers.
    names: Vec<String>,
    /// Numbers of the footnotes already referred to.
    referred: Vec<usize>,
    warnings: Vec<String>,
}

impl Writer<'_> {
    /// The body: the events of the Markdown, with code blocks, headings, tables and images as this page
    /// shows them.
    fn body(&mut self, events: Vec<Event<'_>>) -> String {
        let mut out = String::new();
        let mut shown: Vec<Event<'_>> = Vec::with_capacity(events.len());
        let mut open_heading = None;
        let mut events = events.into_iter();
        while let Some(event) = events.next() {
            match event {
                Event::Start(Tag::CodeBlock(kind)) => {
                    let mut code = String::new();
                    for inner in events.by_ref() {
                        match inner {
                            Event::Text(t) => code.push_str(&t),
                            Event::End(TagEnd::CodeBlock) => break,
                            _ => {}
                        }
                    }
                    shown.push(Event::Html(self.code_block(&kind, &code).into()));
                }
                Event::Start(Tag::Heading { classes, .. }) => {
                    open_heading = self.headings.next();
                    shown.push(Event::Html(heading_start(open_heading, &classes).into()));
                }
                Event::End(TagEnd::Heading(_)) => {
                    shown.push(Event::Html(self.heading_end(open_heading.take()).into()));
                }
                Event::Start(Tag::Table(_)) => {
                    shown.push(Event::Html("<div class=\"table\">\n".into()));
                    shown.push(event);
                }
                Event::End(TagEnd::Table) => {
                    shown.push(event);
                    shown.push(Event::Html("</div>\n".into()));
                }
                Event::Start(Tag::BlockQuote(Some(kind))) => shown.push(Event::Html(callout(kind).into())),
                Event::End(TagEnd::BlockQuote(Some(_))) => shown.push(Event::Html("</div>\n".into())),
                Event::FootnoteReference(name) => shown.push(Event::InlineHtml(self.note(&name).into())),
                Event::Start(Tag::Image { link_type, dest_url, title, id }) => {
                    let dest_url = self.embedded(&dest_url).map_or(dest_url, CowStr::from);
                    shown.push(Event::Start(Tag::Image { link_type, dest_url, title, id }));
                }
                Event::InlineMath(tex) => shown.push(Event::InlineHtml(self.math(&tex, false).into())),
                Event::DisplayMath(tex) => shown.push(Event::InlineHtml(self.math(&tex, true).into())),
                other => shown.push(other),
            }
        }
        pulldown_cmark::html::push_html(&mut out, shown.into_iter());
        out
    }

    fn math(&mut self, tex: &str, display: bool) -> String {
        match tex::parse(tex) {
            Ok(node) => tex::mathml(&node, tex, display),
            Err(fault) => {
                self.warnings.push(format!("the formula `{}` is shown as its source: {fault}", tex.trim()));
                let class = if display { "math display" } else { "math" };
                format!("<code class=\"{class}\">{}</code>", escape::text(tex.trim()))
            }
        }
    }

    fn note(&mut self, name: &str) -> String {
        let Some(index) = self.names.iter().position(|n| n == name) else {
            return escape::text(&format!("[^{name}]"));
        };
        let number = index + 1;
        // The way back leads to the first reference.
        let id =
            if self.referred.contains(&number) { String::new() } else { format!(" id=\"fnref{number}\"") };
        self.referred.push(number);
        format!("<sup><a class=\"note\" href=\"#fn{number}\"{id} role=\"doc-noteref\">{number}</a></sup>")
    }

    /// The footnotes as a list at the end of the page.
    fn endnotes(&mut self, notes: Vec<(String, Vec<Event<'_>>)>) -> String {
        if notes.is_empty() {
            return String::new();
        }
        let mut out = "<section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"Footnotes\">\n<ol>\n"
            .to_string();
        for (index, (_, content)) in notes.into_iter().enumerate() {
            let number = index + 1;
            let text = self.body(content);
            let back = format!(
                " <a href=\"#fnref{number}\" role=\"doc-backlink\" aria-label=\"Back to the text\">↩</a>"
            );
            let text = text.trim_end();
            let text = match text.strip_suffix("</p>") {
                Some(start) => format!("{start}{back}</p>"),
                None => format!("{text}{back}"),
            };
            out.push_str(&format!("<li id=\"fn{number}\">{text}</li>\n"));
        }
        out.push_str("</ol>\n</section>\n");
        out
    }

    fn heading_end(&self, heading: Option<&Heading>) -> String {
        let Some(heading) = heading else { return String::new() };
        let anchor = if self.page.anchor_sections {
            format!(
                " <a class=\"anchor\" href=\"#{}\" aria-label=\"Link to this section\">#</a>",
                escape::attribute(&heading.id)
            )
        } else {
            String::new()
        };
        format!("{anchor}</h{}>\n", heading.level)
    }

    fn code_block(&self, kind: &CodeBlockKind<'_>, code: &str) -> String {
        let CodeBlockKind::Fenced(info) = kind else { return self.plain_code("", code) };
        if let Some(slot) = self.slotted.slot(info) {
            return self.slot(slot);
        }
        match info.trim() {
            "{=html}" => code.to_string(),
            // Meant for another format.
            raw if raw.starts_with("{=") => String::new(),
            _ => self.plain_code(prose::language(info), code),
        }
    }

    fn plain_code(&self, language: &str, code: &str) -> String {
        let class = if language.is_empty() { "text" } else { language };
        format!(
            "<pre class=\"code\" tabindex=\"0\"><code class=\"language-{}\">{}</code></pre>\n",
            escape::attribute(class),
            self.highlighted(code.trim_end_matches('\n'), language)
        )
    }

    fn highlighted(&self, code: &str, language: &str) -> String {
        if self.page.highlight { highlight::html(code, language) } else { escape::text(code) }
    }

    fn slot(&self, slot: &Slot<'_>) -> String {
        if let [Output::Figure(_), ..] = slot.outputs.as_slice() {
            return figures(slot);
        }
        if slot.outputs.len() > 1 {
            return self.collapsed(slot);
        }
        slot.outputs.iter().map(|output| self.output(output)).collect()
    }

    fn output(&self, output: &Output) -> String {
        match output {
            Output::Source(source) => self.source(source),
            Output::Text(text) => block("output", text),
            Output::Message(text) => block("output message", text),
            Output::Warning(text) => block("output warning", text),
            Output::Error(text) => block("output error", text),
            Output::Asis(text) => text.text.clone(),
            Output::Figure(_) => String::new(),
        }
    }

    fn source(&self, source: &Source) -> String {
        let code = self.plain_code(&source.language, &source.code);
        match self.page.code_folding.as_str() {
            "none" => code,
            folding => {
                let open = if folding == "show" { " open" } else { "" };
                format!("<details class=\"fold\"{open}><summary>Code</summary>\n{code}</details>\n")
            }
        }
    }

    /// Code and its output in one block, as `collapse = TRUE` asks.
    fn collapsed(&self, slot: &Slot<'_>) -> String {
        let lines: Vec<String> = slot
            .outputs
            .iter()
            .map(|output| match output {
                Output::Source(source) => self.highlighted(&source.code, &source.language),
                Output::Text(t)
                | Output::Message(t)
                | Output::Warning(t)
                | Output::Error(t)
                | Output::Asis(t) => {
                    format!("<span class=\"result\">{}</span>", escape::text(&commented(t)))
                }
                Output::Figure(_) => String::new(),
            })
            .collect();
        format!("<pre class=\"code\" tabindex=\"0\"><code>{}</code></pre>\n", lines.join("\n"))
    }

    /// An image of the report's folder as a data address, so that the page needs no other file.
    fn embedded(&self, address: &str) -> Option<String> {
        if address.contains(':') || address.starts_with('#') {
            return None;
        }
        let bytes = self.options.read?(address)?;
        let kind = match address.rsplit('.').next().unwrap_or_default().to_lowercase().as_str() {
            "png" => "image/png",
            "jpg" | "jpeg" => "image/jpeg",
            "gif" => "image/gif",
            "svg" => "image/svg+xml",
            "webp" => "image/webp",
            _ => return None,
        };
        Some(format!("data:{kind};base64,{}", base64(&bytes)))
    }
}

fn heading_start(heading: Option<&Heading>, classes: &[CowStr<'_>]) -> String {
    let Some(heading) = heading else { return String::new() };
    let class = if classes.is_empty() {
        String::new()
    } else {
        format!(" class=\"{}\"", escape::attribute(&classes.join(" ")))
    };
    let number =
        heading.number.as_ref().map(|n| format!("<span class=\"number\">{n}</span> ")).unwrap_or_default();
    format!("<h{} id=\"{}\"{class}>{number}", heading.level, escape::attribute(&heading.id))
}

/// The beginning of a GitHub alert.
fn callout(kind: BlockQuoteKind) -> String {
    let (class, name) = match kind {
        BlockQuoteKind::Note => ("note", "Note"),
        BlockQuoteKind::Tip => ("tip", "Tip"),
        BlockQuoteKind::Important => ("important", "Important"),
        BlockQuoteKind::Warning => ("warning", "Warning"),
        BlockQuoteKind::Caution => ("caution", "Caution"),
    };
    format!("<div class=\"callout callout-{class}\" role=\"note\">\n<p class=\"callout-title\">{name}</p>\n")
}

fn block(class: &str, text: &Text) -> String {
    let shown = escape::text(&commented(text));
    format!("<pre class=\"{class}\" tabindex=\"0\"><code>{shown}</code></pre>\n")
}

/// Figures of a slot with the caption they share.
fn figures(slot: &Slot<'_>) -> String {
    let drawings: Vec<&Figure> = slot
        .outputs
        .iter()
        .filter_map(|o| match o {
            Output::Figure(figure) => Some(figure),
            _ => None,
        })
        .collect();
    let Some(first) = drawings.first() else { return String::new() };
    let images: String = drawings
        .iter()
        .map(|f| {
            let style = size(f);
            format!("<div class=\"drawing\"{style}>{}</div>\n", svg::inline(f, &f.name))
        })
        .collect();
    let caption = match first.caption.as_deref().filter(|c| !c.is_empty()) {
        Some(caption) => format!("<figcaption>{}</figcaption>\n", inline_html(caption)),
        None => String::new(),
    };
    let images =
        if drawings.len() > 1 { format!("<div class=\"drawings\">\n{images}</div>\n") } else { images };
    format!("<figure class=\"align-{}\">\n{images}{caption}</figure>\n", escape::attribute(&first.align))
}

/// The style that gives a figure the size its chunk asks for.
fn size(figure: &Figure) -> String {
    let mut style = String::new();
    for (name, value) in [("width", &figure.out_width), ("height", &figure.out_height)] {
        let Some(value) = value else { continue };
        let unit = if value.bytes().all(|b| b.is_ascii_digit() || b == b'.') { "px" } else { "" };
        style.push_str(&format!("{name}:{}{unit};", escape::attribute(value)));
    }
    if style.is_empty() { style } else { format!(" style=\"{style}\"") }
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
