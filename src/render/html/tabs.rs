//! Divisions and headings: columns, callouts, sets of tabs.
//!
//! Tabs are `details` elements of one name, of which the browser keeps one open; without the styles, or in
//! print, they are sections one below the other.

use super::writer::Writer;
use crate::render::division::{Division, Role};
use crate::render::escape;
use crate::render::heading::Heading;
use crate::render::slots::Edge;
use pulldown_cmark::{BlockQuoteKind, CowStr};

/// Something that is open and will be closed.
#[derive(Clone, Debug)]
pub(super) enum Opened {
    /// A division that ends with its colons.
    Division,
    /// A set of tabs.
    Tabset(Tabset),
}

/// A set of tabs.
#[derive(Clone, Debug)]
pub(super) struct Tabset {
    /// Level of the headings that are tabs: that of the first one in a division.
    level: Option<usize>,
    /// A heading of this level or higher ends the set; a set in a division ends with it.
    until: Option<usize>,
    /// Depth of lists and quotations it stands at.
    depth: usize,
    /// Its number in the page.
    number: usize,
    /// Number of tabs so far.
    tabs: usize,
}

/// What a heading that has begun is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Started {
    /// A heading, and whether tabs follow.
    Heading { level: usize, id: String, tabs: bool },
    /// The name of a tab.
    Tab,
}

impl Writer<'_> {
    /// The first or last line of a division.
    pub(super) fn edge(&mut self, edge: &Edge<'_>) -> String {
        match edge {
            Edge::Open(division) => self.open_division(division),
            Edge::Close => self.close_division(),
        }
    }

    fn open_division(&mut self, division: &Division) -> String {
        let id =
            division.id.as_ref().map(|i| format!(" id=\"{}\"", escape::attribute(i))).unwrap_or_default();
        match division.role() {
            Role::Tabset => {
                self.open_tabset(None, None);
                format!("<div class=\"tabset\"{id}>\n")
            }
            Role::Callout { kind, title } => {
                self.open.push(Opened::Division);
                callout(kind, &title, &id)
            }
            Role::Column(Some(width)) => {
                self.open.push(Opened::Division);
                format!("<div class=\"column\"{id} style=\"flex-basis: {width}%; flex-grow: 0\">\n")
            }
            Role::Columns | Role::Column(None) | Role::Plain => {
                self.open.push(Opened::Division);
                let style = division
                    .attribute("style")
                    .map(|s| format!(" style=\"{}\"", escape::attribute(s)))
                    .unwrap_or_default();
                format!("<div class=\"{}\"{id}{style}>\n", escape::attribute(&division.classes.join(" ")))
            }
        }
    }

    fn close_division(&mut self) -> String {
        let mut out = String::new();
        while let Some(opened) = self.open.pop() {
            match opened {
                Opened::Division => {
                    out.push_str("</div>\n");
                    break;
                }
                Opened::Tabset(set) => {
                    out.push_str(end(&set));
                    if set.until.is_none() {
                        break;
                    }
                }
            }
        }
        out
    }

    fn open_tabset(&mut self, level: Option<usize>, until: Option<usize>) {
        self.tabsets += 1;
        self.open.push(Opened::Tabset(Tabset {
            level,
            until,
            depth: self.depth,
            number: self.tabsets,
            tabs: 0,
        }));
    }

    /// Ends the sets of tabs that run to the end of the text.
    pub(super) fn close_tabs(&mut self) -> String {
        let mut out = String::new();
        while let Some(Opened::Tabset(set)) = self.open.last().cloned() {
            if set.until.is_none() {
                break;
            }
            out.push_str(end(&set));
            self.open.pop();
        }
        out
    }

    /// The beginning of a heading, or of a tab where one stands.
    pub(super) fn heading_start(&mut self, heading: &Heading, classes: &[CowStr<'_>]) -> String {
        let mut out = String::new();
        while let Some(Opened::Tabset(set)) = self.open.last() {
            if set.until.is_none_or(|level| heading.level > level) {
                break;
            }
            out.push_str(end(set));
            self.open.pop();
        }
        let depth = self.depth;
        if let Some(Opened::Tabset(set)) = self.open.last_mut() {
            let level = *set.level.get_or_insert(heading.level);
            if level == heading.level && set.depth == depth {
                if set.tabs > 0 {
                    out.push_str("</div>\n</details>\n");
                }
                set.tabs += 1;
                let open = if set.tabs == 1 { " open" } else { "" };
                out.push_str(&format!(
                    "<details class=\"tab\" name=\"tabset-{}\"{open}>\n<summary id=\"{}\">",
                    set.number,
                    escape::attribute(&heading.id)
                ));
                self.tabs.insert(heading.id.clone());
                self.started = Some(Started::Tab);
                return out;
            }
        }
        let shown: Vec<&str> = classes.iter().map(AsRef::as_ref).filter(|c| *c != "tabset").collect();
        let tabs = classes.iter().any(|c| c.as_ref() == "tabset") && depth == 0;
        let class = if shown.is_empty() {
            String::new()
        } else {
            format!(" class=\"{}\"", escape::attribute(&shown.join(" ")))
        };
        let number = heading
            .number
            .as_ref()
            .map(|n| format!("<span class=\"number\">{n}</span> "))
            .unwrap_or_default();
        let id = escape::attribute(&heading.id);
        self.started = Some(Started::Heading { level: heading.level, id: id.clone(), tabs });
        out.push_str(&format!("<h{} id=\"{id}\"{class}>{number}", heading.level));
        out
    }

    /// The end of the heading that began last.
    pub(super) fn heading_end(&mut self) -> String {
        match self.started.take() {
            None => String::new(),
            Some(Started::Tab) => "</summary>\n<div class=\"tab-body\">\n".into(),
            Some(Started::Heading { level, id, tabs }) => {
                let anchor = if self.page.anchor_sections {
                    format!(" <a class=\"anchor\" href=\"#{id}\" aria-label=\"Link to this section\">#</a>")
                } else {
                    String::new()
                };
                let set = if tabs {
                    self.open_tabset(Some(level + 1), Some(level));
                    "<div class=\"tabset\">\n"
                } else {
                    ""
                };
                format!("{anchor}</h{level}>\n{set}")
            }
        }
    }
}

fn end(set: &Tabset) -> &'static str {
    if set.tabs > 0 { "</div>\n</details>\n</div>\n" } else { "</div>\n" }
}

fn callout(kind: &str, title: &str, id: &str) -> String {
    let title = escape::text(title);
    format!(
        "<div class=\"callout callout-{kind}\"{id} role=\"note\">\n<p class=\"callout-title\">{title}</p>\n"
    )
}

/// The beginning of a GitHub alert.
pub(super) fn alert(kind: BlockQuoteKind) -> String {
    match kind {
        BlockQuoteKind::Note => callout("note", "Note", ""),
        BlockQuoteKind::Tip => callout("tip", "Tip", ""),
        BlockQuoteKind::Important => callout("important", "Important", ""),
        BlockQuoteKind::Warning => callout("warning", "Warning", ""),
        BlockQuoteKind::Caution => callout("caution", "Caution", ""),
    }
}
