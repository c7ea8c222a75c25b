//! The body of the page: Markdown's events and the report's outputs as HTML.

use super::tabs::{Opened, Started, alert};
use super::{base64, inline_html};
use crate::render::heading::Heading;
use crate::render::markdown::commented;
use crate::render::slots::{Slot, Slotted};
use crate::render::{Options, Page, escape, highlight, prose, svg, tex};
use crate::results::{Figure, Output, Source, Text};
use pulldown_cmark::{CodeBlockKind, CowStr, Event, Tag, TagEnd};
use std::collections::BTreeSet;

/// Writes the body.
pub(super) struct Writer<'a> {
    pub(super) page: &'a Page,
    pub(super) slotted: &'a Slotted<'a>,
    pub(super) headings: std::slice::Iter<'a, Heading>,
    pub(super) options: &'a Options<'a>,
    /// Footnotes by their numbers.
    pub(super) names: Vec<String>,
    /// Numbers of the footnotes already referred to.
    pub(super) referred: Vec<usize>,
    /// What is shown otherwise than asked.
    pub warnings: Vec<String>,
    /// Identifiers of the headings that became tabs.
    pub tabs: BTreeSet<String>,
    /// Divisions and sets of tabs that are open.
    pub(super) open: Vec<Opened>,
    /// Lists and quotations that are open.
    pub(super) depth: usize,
    pub(super) tabsets: usize,
    /// The heading that is open.
    pub(super) started: Option<Started>,
}

impl<'a> Writer<'a> {
    /// A writer for a page whose footnotes are called `names`.
    pub(super) fn new(
        page: &'a Page,
        slotted: &'a Slotted<'a>,
        headings: &'a [Heading],
        options: &'a Options<'a>,
        names: Vec<String>,
    ) -> Self {
        Self {
            page,
            slotted,
            headings: headings.iter(),
            options,
            names,
            referred: Vec::new(),
            warnings: Vec::new(),
            tabs: BTreeSet::new(),
            open: Vec::new(),
            depth: 0,
            tabsets: 0,
            started: None,
        }
    }

    /// The body: the events of the Markdown, with code blocks, headings, tables and images as this page
    /// shows them.
    pub(super) fn body(&mut self, events: Vec<Event<'_>>) -> String {
        let mut out = String::new();
        let mut shown: Vec<Event<'_>> = Vec::with_capacity(events.len());
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
                    let start = match self.headings.next() {
                        Some(heading) => self.heading_start(heading, &classes),
                        None => String::new(),
                    };
                    shown.push(Event::Html(start.into()));
                }
                Event::End(TagEnd::Heading(_)) => shown.push(Event::Html(self.heading_end().into())),
                Event::Start(Tag::List(_) | Tag::BlockQuote(None)) => {
                    self.depth += 1;
                    shown.push(event);
                }
                Event::End(TagEnd::List(_) | TagEnd::BlockQuote(None)) => {
                    self.depth -= 1;
                    shown.push(event);
                }
                Event::Start(Tag::Table(_)) => {
                    shown.push(Event::Html("<div class=\"table\">\n".into()));
                    shown.push(event);
                }
                Event::End(TagEnd::Table) => {
                    shown.push(event);
                    shown.push(Event::Html("</div>\n".into()));
                }
                Event::Start(Tag::BlockQuote(Some(kind))) => shown.push(Event::Html(alert(kind).into())),
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
        shown.push(Event::Html(self.close_tabs().into()));
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
    pub(super) fn endnotes(&mut self, notes: Vec<(String, Vec<Event<'_>>)>) -> String {
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

    fn code_block(&mut self, kind: &CodeBlockKind<'_>, code: &str) -> String {
        let CodeBlockKind::Fenced(info) = kind else { return self.plain_code("", code) };
        if let Some(edge) = self.slotted.edge(info) {
            return self.edge(&edge);
        }
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
