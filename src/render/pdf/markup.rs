//! Markdown as typst markup.
//!
//! Text is written as string literals (`#"…";`), so nothing in a report can be taken for typst code. Blocks
//! are calls of the functions the template defines.

use super::math;
use crate::render::division::{Division, Role};
use crate::render::heading::Heading;
use crate::render::markdown::commented;
use crate::render::slots::{Edge, Slot, Slotted};
use crate::render::tex;
use crate::render::{Options, Page, prose};
use crate::results::{Figure, Output};
use pulldown_cmark::{Alignment, BlockQuoteKind, CodeBlockKind, Event, Tag, TagEnd};
use std::collections::{BTreeMap, BTreeSet};

/// The markup, the files it names and what was left out.
pub(super) struct Written {
    pub markup: String,
    pub files: BTreeMap<String, Vec<u8>>,
    pub warnings: Vec<String>,
}

/// Writes the whole document.
pub(super) fn write(
    page: &Page,
    slotted: &Slotted<'_>,
    events: &[Event<'_>],
    options: &Options<'_>,
) -> Written {
    let headings = prose::headings(events, page.number_sections);
    let mut writer = Writer {
        out: String::new(),
        slotted,
        options,
        headings: headings.iter(),
        ids: headings.iter().map(|h| h.id.as_str()).collect(),
        notes: notes(events),
        noted: BTreeSet::new(),
        files: BTreeMap::new(),
        warnings: Vec::new(),
    };
    writer.head(page);
    writer.events(events);
    Written { markup: writer.out, files: writer.files, warnings: writer.warnings }
}

/// What a template defines.
const FUNCTIONS: &str = "report, source, printed, drawings, picture, grid-table, definitions, callout, side-by-side, rule, task, tex";

/// A string literal of typst.
pub(super) fn literal(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => {}
            c if c.is_control() => out.push_str(&format!("\\u{{{:x}}}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// The footnotes' contents by name.
fn notes<'a, 'e>(events: &'a [Event<'e>]) -> BTreeMap<String, &'a [Event<'e>]> {
    let mut found = BTreeMap::new();
    for (i, event) in events.iter().enumerate() {
        let Event::Start(Tag::FootnoteDefinition(name)) = event else { continue };
        let inside = &events[i + 1..];
        let end = inside.iter().position(|e| matches!(e, Event::End(TagEnd::FootnoteDefinition)));
        found.insert(name.to_string(), &inside[..end.unwrap_or(inside.len())]);
    }
    found
}

struct Writer<'a, 'e> {
    out: String,
    slotted: &'a Slotted<'a>,
    options: &'a Options<'a>,
    headings: std::slice::Iter<'a, Heading>,
    ids: BTreeSet<&'a str>,
    notes: BTreeMap<String, &'a [Event<'e>]>,
    /// Footnotes already set; a second reference names the first.
    noted: BTreeSet<String>,
    files: BTreeMap<String, Vec<u8>>,
    warnings: Vec<String>,
}

impl<'a, 'e> Writer<'a, 'e> {
    fn push(&mut self, markup: &str) {
        self.out.push_str(markup);
    }

    fn text(&mut self, text: &str) {
        let text = literal(text);
        self.push(&format!("#{text};"));
    }

    fn warn(&mut self, warning: String) {
        if !self.warnings.contains(&warning) {
            self.warnings.push(warning);
        }
    }

    /// The call of the template, with the title block.
    fn head(&mut self, page: &Page) {
        let author = |a: &crate::render::Author| {
            let affiliations: String = a.affiliations.iter().map(|a| literal(a) + ", ").collect();
            format!(
                "(name: {}, affiliations: ({affiliations}), email: {}),",
                literal(&a.name),
                literal(&a.email)
            )
        };
        let authors: String = page.authors.iter().map(author).collect();
        let keywords: String = page.keywords.iter().map(|k| literal(k) + ", ").collect();
        self.push(&format!("#import \"report.typ\": {FUNCTIONS}\n#show: report.with(\n"));
        let plain = |markdown: &str| literal(&prose::plain(&prose::inline(markdown)));
        self.push(&format!("  plain-title: {},\n", plain(&page.title)));
        for (name, markdown, inline) in [
            ("title", &page.title, true),
            ("subtitle", &page.subtitle, true),
            ("abstract", &page.abstract_text, false),
        ] {
            if markdown.is_empty() {
                continue;
            }
            self.push(&format!("  {name}: ["));
            let events = if inline { prose::inline(markdown) } else { prose::events(markdown) };
            self.inner(&events);
            self.push("],\n");
        }
        let (language, region) = page.lang.split_once('-').unwrap_or((&page.lang, ""));
        let region = if region.len() == 2 { literal(region) } else { "none".into() };
        self.push(&format!(
            "  authors: ({authors}),\n  date: {},\n  keywords: ({keywords}),\n  lang: {},\n  region: {region},\n  toc: {},\n  \
             toc-depth: {},\n  toc-title: {},\n  number-sections: {},\n)\n\n",
            literal(&page.date),
            literal(language),
            page.toc,
            page.toc_depth,
            literal(&page.toc_title),
            page.number_sections,
        ));
    }

    /// Events that are not part of the body: no headings are counted and no notes set.
    fn inner(&mut self, events: &[Event<'_>]) {
        let mut writer = Writer {
            out: std::mem::take(&mut self.out),
            slotted: self.slotted,
            options: self.options,
            headings: [].iter(),
            ids: BTreeSet::new(),
            notes: BTreeMap::new(),
            noted: BTreeSet::new(),
            files: BTreeMap::new(),
            warnings: Vec::new(),
        };
        writer.events(events);
        self.out = writer.out;
        self.files.append(&mut writer.files);
        self.warnings.append(&mut writer.warnings);
    }

    fn events(&mut self, events: &[Event<'_>]) {
        let mut at = 0;
        while let Some(event) = events.get(at) {
            at += 1;
            match event {
                Event::Start(tag) => {
                    let length = closing(&events[at..]);
                    if let Some(division) = self.opening(tag) {
                        let begin = at + length + 1;
                        let inside = &events[begin..begin + self.division_end(&events[begin..])];
                        at = begin + inside.len();
                        self.division(division, inside);
                        continue;
                    }
                    self.element(tag, &events[at..at + length]);
                    at += length + 1;
                }
                Event::End(_) => {}
                Event::Text(text) => self.text(text),
                Event::Code(code) => self.push(&format!("#raw({});", literal(code))),
                Event::InlineMath(tex) => self.math(tex, false),
                Event::DisplayMath(tex) => self.math(tex, true),
                Event::SoftBreak => self.push("\n"),
                Event::HardBreak => self.push("#linebreak();"),
                Event::Rule => self.push("#rule();\n\n"),
                Event::TaskListMarker(done) => self.push(&format!("#task({done});")),
                Event::FootnoteReference(name) => self.note(name),
                Event::Html(html) | Event::InlineHtml(html) => self.html(html),
            }
        }
    }

    fn math(&mut self, tex: &str, display: bool) {
        match tex::parse(tex) {
            Ok(node) => {
                let formula = math::typst(&node);
                // A space inside the dollars is what makes a formula a block.
                let formula =
                    if display { format!("$ {formula} $") } else { format!("${}$", formula.trim()) };
                self.push(&formula);
            }
            Err(fault) => {
                self.warn(format!("the formula `{}` is shown as its source: {fault}", tex.trim()));
                self.push(&format!("#tex({}, display: {display});", literal(tex.trim())));
            }
        }
    }

    fn html(&mut self, html: &str) {
        let tag = html.trim().to_lowercase();
        match tag.as_str() {
            "<br>" | "<br/>" | "<br />" => self.push("#linebreak();"),
            "" => {}
            _ if tag.starts_with("<!--") => {}
            _ => {
                let name: String = tag
                    .chars()
                    .skip_while(|c| "</".contains(*c))
                    .take_while(|c| c.is_alphanumeric())
                    .collect();
                self.warn(format!("raw HTML (<{name}>) cannot be shown in PDF and is left out"));
            }
        }
    }

    fn note(&mut self, name: &str) {
        let label = literal(&format!("note-{name}"));
        if self.noted.contains(name) {
            return self.push(&format!("#footnote(label({label}));"));
        }
        let Some(&content) = self.notes.get(name) else { return };
        self.noted.insert(name.to_string());
        self.push("#footnote[");
        let inside: Vec<Event<'_>> = content.to_vec();
        self.inner(&inside);
        self.push(&format!("]#label({label});"));
    }

    fn wrapped(&mut self, before: &str, inside: &[Event<'_>], after: &str) {
        self.push(before);
        self.events(inside);
        self.push(after);
    }

    fn element(&mut self, tag: &Tag<'_>, inside: &[Event<'_>]) {
        match tag {
            Tag::Paragraph => self.wrapped("", inside, "\n\n"),
            Tag::Heading { .. } => self.heading(inside),
            Tag::BlockQuote(kind) => self.quotation(*kind, inside),
            Tag::CodeBlock(kind) => self.code_block(kind, inside),
            Tag::List(start) => {
                let tight = !inside.iter().any(|e| matches!(e, Event::Start(Tag::Paragraph)));
                let tasks = matches!(inside.get(1), Some(Event::TaskListMarker(_)))
                    || matches!(inside.get(2), Some(Event::TaskListMarker(_)));
                match start {
                    Some(n) => self.wrapped(&format!("#enum(tight: {tight}, start: {n}, "), inside, ");\n\n"),
                    None if tasks => {
                        self.wrapped(&format!("#list(tight: {tight}, marker: none, "), inside, ");\n\n");
                    }
                    None => self.wrapped(&format!("#list(tight: {tight}, "), inside, ");\n\n"),
                }
            }
            Tag::Item => self.wrapped("[", inside, "], "),
            Tag::Table(alignments) => self.table(alignments, inside),
            Tag::TableHead | Tag::TableRow => self.events(inside),
            Tag::TableCell => self.wrapped("[", inside, "], "),
            Tag::Emphasis => self.wrapped("#emph[", inside, "];"),
            Tag::Strong => self.wrapped("#strong[", inside, "];"),
            Tag::Strikethrough => self.wrapped("#strike[", inside, "];"),
            Tag::Superscript => self.wrapped("#super[", inside, "];"),
            Tag::Subscript => self.wrapped("#sub[", inside, "];"),
            Tag::Link { dest_url, .. } => self.link(dest_url, inside),
            Tag::Image { dest_url, .. } => self.image(dest_url, inside),
            Tag::DefinitionList => self.wrapped("#definitions(", inside, ");\n\n"),
            Tag::DefinitionListTitle => self.wrapped("(\"term\", [", inside, "]), "),
            Tag::DefinitionListDefinition => self.wrapped("(\"definition\", [", inside, "]), "),
            Tag::HtmlBlock => {
                let html: String = inside
                    .iter()
                    .filter_map(|e| match e {
                        Event::Html(t) | Event::Text(t) => Some(t.as_ref()),
                        _ => None,
                    })
                    .collect();
                self.html(&html);
            }
            // Set where it is referred to.
            Tag::FootnoteDefinition(_) => {}
            Tag::MetadataBlock(_) => {}
        }
    }

    fn heading(&mut self, inside: &[Event<'_>]) {
        let heading = self.headings.next();
        let level = heading.map_or(1, |h| h.level);
        let numbered = heading.is_some_and(|h| h.number.is_some());
        let numbering = if numbered { "" } else { ", numbering: none" };
        self.wrapped(&format!("#heading(level: {level}{numbering})["), inside, "]");
        if let Some(heading) = heading {
            self.push(&format!("#label({});", literal(&heading.id)));
        }
        self.push("\n\n");
    }

    /// The division a code block stands for the beginning of.
    fn opening(&self, tag: &Tag<'_>) -> Option<&'a Division> {
        let Tag::CodeBlock(CodeBlockKind::Fenced(info)) = tag else { return None };
        match self.slotted.edge(info)? {
            Edge::Open(division) => Some(division),
            Edge::Close => None,
        }
    }

    /// How many events stand in a division that has just begun.
    fn division_end(&self, events: &[Event<'_>]) -> usize {
        let mut depth = 0_usize;
        for (at, event) in events.iter().enumerate() {
            let Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) = event else { continue };
            match self.slotted.edge(info) {
                Some(Edge::Open(_)) => depth += 1,
                Some(Edge::Close) if depth == 0 => return at,
                Some(Edge::Close) => depth -= 1,
                None => {}
            }
        }
        events.len()
    }

    fn division(&mut self, division: &Division, inside: &[Event<'_>]) {
        match division.role() {
            Role::Callout { title, kind } => {
                self.wrapped(&format!("#callout({}, kind: \"{kind}\")[", literal(&title)), inside, "];\n\n");
            }
            Role::Columns => {
                self.push("#side-by-side(");
                let mut at = 0;
                while let Some(event) = inside.get(at) {
                    at += 1;
                    let Event::Start(tag) = event else { continue };
                    let Some(column) = self.opening(tag) else { continue };
                    let begin = at + closing(&inside[at..]) + 1;
                    let content = &inside[begin..begin + self.division_end(&inside[begin..])];
                    at = begin + content.len();
                    let width = match column.role() {
                        Role::Column(Some(width)) => format!("{width}fr"),
                        _ => "1fr".into(),
                    };
                    self.wrapped(&format!("({width}, ["), content, "]), ");
                }
                self.push(");\n\n");
            }
            Role::Column(_) | Role::Tabset | Role::Plain => self.events(inside),
        }
    }

    fn quotation(&mut self, kind: Option<BlockQuoteKind>, inside: &[Event<'_>]) {
        let name = match kind {
            None => return self.wrapped("#quote(block: true)[", inside, "];\n\n"),
            Some(BlockQuoteKind::Note) => "Note",
            Some(BlockQuoteKind::Tip) => "Tip",
            Some(BlockQuoteKind::Important) => "Important",
            Some(BlockQuoteKind::Warning) => "Warning",
            Some(BlockQuoteKind::Caution) => "Caution",
        };
        let kind = name.to_lowercase();
        self.wrapped(&format!("#callout(\"{name}\", kind: \"{kind}\")["), inside, "];\n\n");
    }

    fn link(&mut self, address: &str, inside: &[Event<'_>]) {
        let target = match address.strip_prefix('#') {
            Some(id) if self.ids.contains(id) => format!("label({})", literal(id)),
            // Nothing in the document has this identifier.
            Some(_) => return self.events(inside),
            None => literal(address),
        };
        self.wrapped(&format!("#link({target})["), inside, "];");
    }

    fn image(&mut self, address: &str, inside: &[Event<'_>]) {
        let alt = prose::plain(inside);
        let bytes =
            if address.contains("://") { None } else { self.options.read.and_then(|read| read(address)) };
        let Some(bytes) = bytes else {
            self.warn(format!("the image {address} cannot be shown in PDF"));
            return self.text(&format!("[{}]", if alt.is_empty() { address } else { &alt }));
        };
        let extension = address.rsplit('.').next().unwrap_or_default();
        let name = format!("images/{}.{extension}", self.files.len() + 1);
        self.push(&format!("#picture({}, alt: {});", literal(&name), literal(&alt)));
        self.files.insert(name, bytes);
    }

    fn table(&mut self, alignments: &[Alignment], inside: &[Event<'_>]) {
        let align: String = alignments
            .iter()
            .map(|a| match a {
                Alignment::Center => "center, ",
                Alignment::Right => "right, ",
                Alignment::Left | Alignment::None => "left, ",
            })
            .collect();
        self.push(&format!("#grid-table(({align}), "));
        self.events(inside);
        self.push(");\n\n");
    }

    fn code_block(&mut self, kind: &CodeBlockKind<'_>, inside: &[Event<'_>]) {
        let code = prose::plain(inside);
        let CodeBlockKind::Fenced(info) = kind else { return self.source(&code, "") };
        if self.slotted.edge(info).is_some() {
            return;
        }
        if let Some(slot) = self.slotted.slot(info) {
            return self.slot(slot);
        }
        match info.trim() {
            "{=typst}" => self.push(&format!("{code}\n")),
            raw if raw.starts_with("{=") => {
                self.warn(format!("a raw {raw} block cannot be shown in PDF and is left out"));
            }
            _ => self.source(&code, prose::language(info)),
        }
    }

    fn source(&mut self, code: &str, language: &str) {
        let language = if language.is_empty() { "none".into() } else { literal(&language.to_lowercase()) };
        self.push(&format!("#source({}, {language});\n\n", literal(code.trim_end_matches('\n'))));
    }

    fn slot(&mut self, slot: &Slot<'_>) {
        if let [Output::Figure(_), ..] = slot.outputs.as_slice() {
            return self.figures(slot);
        }
        if slot.outputs.len() > 1 {
            return self.collapsed(slot);
        }
        for output in &slot.outputs {
            let (kind, text) = match output {
                Output::Source(source) => {
                    self.source(&source.code, &source.language);
                    continue;
                }
                Output::Text(text) | Output::Asis(text) => ("output", text),
                Output::Message(text) => ("message", text),
                Output::Warning(text) => ("warning", text),
                Output::Error(text) => ("error", text),
                Output::Figure(_) => continue,
            };
            self.push(&format!("#printed({}, \"{kind}\");\n\n", literal(&commented(text))));
        }
    }

    /// Code and its output in one block, as `collapse = TRUE` asks.
    fn collapsed(&mut self, slot: &Slot<'_>) {
        let mut language = "";
        let lines: Vec<String> = slot
            .outputs
            .iter()
            .map(|output| match output {
                Output::Source(source) => {
                    language = &source.language;
                    source.code.clone()
                }
                Output::Text(t)
                | Output::Message(t)
                | Output::Warning(t)
                | Output::Error(t)
                | Output::Asis(t) => commented(t),
                Output::Figure(_) => String::new(),
            })
            .collect();
        self.source(&lines.join("\n"), language);
    }

    fn figures(&mut self, slot: &Slot<'_>) {
        let drawings: Vec<&Figure> = slot
            .outputs
            .iter()
            .filter_map(|o| match o {
                Output::Figure(figure) => Some(figure),
                _ => None,
            })
            .collect();
        let Some(first) = drawings.first() else { return };
        self.push("#drawings((");
        for figure in &drawings {
            let path = literal(&format!("figures/{}.svg", figure.name));
            let width = page_width(figure);
            self.push(&format!("(path: {path}, width: {width}, alt: {}), ", literal(&figure.alt)));
        }
        let align = match first.align.as_str() {
            "left" => "left",
            "right" => "right",
            _ => "center",
        };
        self.push(&format!("), align: {align}"));
        if let Some(caption) = first.caption.as_deref().filter(|c| !c.is_empty()) {
            self.push(", caption: [");
            self.inner(&prose::inline(caption));
            self.push("]");
        }
        self.push(");\n\n");
    }
}

/// Events before the end of an element that has just begun.
fn closing(events: &[Event<'_>]) -> usize {
    let mut depth = 0_usize;
    for (i, event) in events.iter().enumerate() {
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) if depth == 0 => return i,
            Event::End(_) => depth -= 1,
            _ => {}
        }
    }
    events.len()
}

/// The width of a figure on the page, in typst: a share of the text width, or its own.
fn page_width(figure: &Figure) -> String {
    let own = format!("{}in", figure.width);
    let Some(asked) = figure.out_width.as_deref() else { return own };
    for (unit, scale) in
        [("px", 0.75), ("pt", 1.0), ("in", 72.0), ("cm", 28.346_456_69), ("mm", 2.834_645_669), ("", 0.75)]
    {
        if let Some(Ok(number)) = asked.strip_suffix(unit).map(|n| n.trim().parse::<f64>()) {
            return format!("{}pt", number * scale);
        }
    }
    match asked.strip_suffix('%').map(|n| n.trim().parse::<f64>()) {
        Some(Ok(share)) => format!("{share}%"),
        _ => own,
    }
}
