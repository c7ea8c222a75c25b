//! The record of a rendered report: everything a page, a PDF or a comparison needs, as plain data.
//!
//! [`Record`] holds the report's blocks in order; a [`Chunk`] holds what its code printed and drew as
//! [`Output`]s, and behind each output the full-precision [`Data`]. It serialises to the JSON that
//! `raglan render --to json` writes.

mod data;

pub use data::{Column, Data, Field};

use crate::text::Span;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

/// The version of the record format.
pub const VERSION: u32 = 1;

/// A rendered report.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Record {
    /// Format version, [`VERSION`] when written by this program.
    pub version: u32,
    /// The program that made it, such as `raglan 0.1.0`.
    pub engine: String,
    /// The report's source.
    pub source: File,
    /// The front matter as written, `---` lines included, inline code replaced by its value; empty when
    /// there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub front: String,
    /// The front matter's keys and values, inline code already replaced by its value.
    pub meta: Map<String, Json>,
    /// The parameters the report ran with.
    pub params: Map<String, Json>,
    /// Every file the chunks read, in the order of first reading.
    pub inputs: Vec<File>,
    /// The seed given to a report that draws random numbers before it sets a seed of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<i32>,
    /// Prose and chunks in order.
    pub blocks: Vec<Block>,
}

impl Record {
    /// The name the report's outputs carry: its file name without the extension.
    pub fn stem(&self) -> &str {
        let file = self.source.path.rsplit(['/', '\\']).next().unwrap_or_default();
        file.rsplit_once('.').map_or(file, |(stem, _)| if stem.is_empty() { file } else { stem })
    }
}

/// A file with the hash of its content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// Path as the report names it.
    pub path: String,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
    /// Size in bytes.
    pub bytes: u64,
    /// Rows and columns, when it is a table of values separated by commas or tabs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<Shape>,
}

/// Rows and columns of a data file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shape {
    /// Number of rows below the header.
    pub rows: usize,
    /// Columns in order.
    pub columns: Vec<FileColumn>,
}

/// A column of a data file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileColumn {
    /// Its name.
    pub name: String,
    /// The first half of the SHA-256 of its cells, each ended by a line end.
    pub sha256: String,
}

/// A piece of the report.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[expect(
    clippy::large_enum_variant,
    reason = "a record holds few blocks and is read far more than it is moved"
)]
pub enum Block {
    /// Markdown between chunks.
    Prose(Prose),
    /// A chunk and what came of it.
    Chunk(Chunk),
}

/// Markdown text in which inline code stands replaced by its value.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Prose {
    /// Where it stands in the source.
    pub span: Span,
    /// The Markdown, ready to be rendered, without a last line end: parts of a report are joined by line
    /// ends.
    pub markdown: String,
    /// The inline values in it, in order.
    pub inline: Vec<Inline>,
}

/// The value of an inline expression.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Inline {
    /// Where the code stands in the source.
    pub span: Span,
    /// Bytes of the value in [`Prose::markdown`].
    pub at: Span,
    /// The code.
    pub code: String,
    /// The value as shown.
    pub text: String,
    /// The value itself.
    pub value: Data,
}

/// A chunk of code and its outputs.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Chunk {
    /// Label, as knitr gives it (`unnamed-chunk-3`).
    pub label: String,
    /// Where it stands in the source.
    pub span: Span,
    /// `r`, or another engine's name for a chunk that is only shown.
    pub engine: String,
    /// The options it ran with that differ from knitr's defaults.
    pub options: Map<String, Json>,
    /// The code as written.
    pub code: String,
    /// What stands before its fence on every line: spaces of a list, `> ` of a quotation.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub prefix: String,
    /// Variables it reads at the top level before it assigns them.
    pub reads: Vec<String>,
    /// Variables it assigns at the top level.
    pub writes: Vec<String>,
    /// Paths of the files it was first to read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<String>,
    /// Whether anything of it is shown (`include`).
    pub include: bool,
    /// What the chunk shows, in order.
    pub outputs: Vec<Output>,
}

/// One thing a chunk shows. Text carries no comment prefix; the format adds it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[expect(
    clippy::large_enum_variant,
    reason = "a record holds few outputs and is read far more than it is moved"
)]
pub enum Output {
    /// Echoed code.
    Source(Source),
    /// What was printed, without a last newline.
    Text(Text),
    /// A message.
    Message(Text),
    /// A warning, in knitr's words (`Warning: …`).
    Warning(Text),
    /// An error, in knitr's words (`Error in f(): …`).
    Error(Text),
    /// Markdown or HTML to be taken exactly as it was written, last line end included.
    Asis(Text),
    /// A drawing.
    Figure(Figure),
}

/// Echoed code.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Source {
    /// The code, without a last newline.
    pub code: String,
    /// Language for highlighting.
    pub language: String,
    /// Class or attribute string of the fence, when the chunk sets one.
    pub attributes: Option<String>,
}

/// Printed text and the values behind it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Text {
    /// The text, lines separated by `\n`, no last newline.
    pub text: String,
    /// Prefix of every line in Markdown output (`##`), none for as-is output.
    pub comment: Option<String>,
    /// The printed values at full precision, in order; empty for text that holds none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<Data>,
}

/// A drawing.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Figure {
    /// File stem, `LABEL-N`.
    pub name: String,
    /// Width in inches.
    pub width: f64,
    /// Height in inches.
    pub height: f64,
    /// Width on the page as asked by `out.width`.
    pub out_width: Option<String>,
    /// Height on the page as asked by `out.height`.
    pub out_height: Option<String>,
    /// `left`, `center`, `right` or `default`.
    pub align: String,
    /// Caption, Markdown.
    pub caption: Option<String>,
    /// Alternative text.
    pub alt: String,
    /// The drawing as SVG.
    pub svg: String,
    /// What is drawn: layers with their data, scales, labels.
    pub data: Data,
}
