//! The record of a report as a page, a PDF, Markdown or JSON: [`html`], [`pdf`], [`markdown`], [`json`].
//!
//! All formats begin as one Markdown text, prose and outputs in order ([`markdown()`] writes that text as
//! knitr would). HTML and PDF parse it once, so a list, a quotation or a footnote may span chunks, and put
//! each output in the place kept for it. [`Page`] is what the front matter asks of the page.

mod division;
mod escape;
mod heading;
mod highlight;
mod html;
mod manuscript;
mod markdown;
mod page;
#[cfg(feature = "pdf")]
mod pdf;
mod prose;
mod slots;
mod svg;
mod tex;

pub use html::{Html, html};
pub use markdown::{figure_path, markdown};
pub use page::{Author, Page, keeps_markdown};
#[cfg(feature = "pdf")]
pub use pdf::{Pdf, pdf};

use crate::results::Record;

/// Reads a file by its path as the report writes it.
pub type Read<'a> = dyn Fn(&str) -> Option<Vec<u8>> + 'a;

/// How a page is made, beyond what the report itself says.
#[derive(Default)]
pub struct Options<'a> {
    /// A template to use instead of the one that is built in.
    pub template: Option<String>,
    /// Reads a file the report names, such as an image, given its path as written.
    pub read: Option<&'a Read<'a>>,
    /// More fonts for PDF, as OpenType bytes, for the text of figures.
    pub fonts: Vec<Vec<u8>>,
}

/// Why a format could not be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// One message per fault.
    pub messages: Vec<String>,
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.messages.join("\n"))
    }
}

impl std::error::Error for Error {}

/// The record as JSON, indented, with a last line end.
pub fn json(record: &Record) -> String {
    let mut out = serde_json::to_string_pretty(record).expect("a record holds only strings as keys");
    out.push('\n');
    out
}
