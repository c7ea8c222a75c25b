//! The source of a report: [`parse`] and [`Document`].
//!
//! A report is front matter in YAML, prose in Markdown with inline code, and chunks of code. The rules are
//! knitr's: a line of backticks and `{r …}` opens a chunk wherever it stands, also in a list or a quotation,
//! and a line of as many backticks closes it. Every part knows its bytes in the source. Options stay as
//! they are written, R expressions in a header and YAML in `#|` lines; whoever runs the chunk evaluates them.

mod chunk;
mod front;
mod header;
mod inline;
mod keys;
pub mod yaml;

pub use yaml::Yaml;

use crate::text::{Diagnostic, Excerpt, Source, Span};

/// A report as written.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// The front matter, when there is any.
    pub front: Option<Front>,
    /// Prose and chunks in order.
    pub parts: Vec<Part>,
}

/// The front matter.
#[derive(Clone, Debug)]
pub struct Front {
    /// Its bytes, the `---` lines included.
    pub span: Span,
    /// Its text, the `---` lines included, without a last line end.
    pub text: Excerpt,
    /// Inline code in it, in order.
    pub inline: Vec<Inline>,
    /// Its keys and values, inline code as written.
    pub value: Yaml,
}

/// A part of the report's body.
#[derive(Clone, Debug)]
pub enum Part {
    /// Markdown.
    Prose(Prose),
    /// Code.
    Chunk(Chunk),
}

/// The lines between two chunks.
#[derive(Clone, Debug)]
pub struct Prose {
    /// Its bytes.
    pub span: Span,
    /// The lines, without a last line end: prose and the text of chunks are joined by line ends.
    pub text: Excerpt,
    /// Inline code in it, in order.
    pub inline: Vec<Inline>,
}

/// Inline code: `` `r code` `` or `` `{r} code` ``.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inline {
    /// Its bytes in the source, backticks included.
    pub span: Span,
    /// Its bytes in the text of the prose, backticks included.
    pub at: Span,
    /// The code.
    pub code: String,
    /// The code's bytes in the source.
    pub code_span: Span,
}

/// A chunk of code.
#[derive(Clone, Debug)]
pub struct Chunk {
    /// Its bytes, fences included.
    pub span: Span,
    /// The bytes of its first line.
    pub header: Span,
    /// What stands before its fence on every line: spaces of a list, `> ` of a quotation.
    pub prefix: String,
    /// The language, in lower case: `r`.
    pub engine: String,
    /// Where the language stands.
    pub engine_span: Span,
    /// The label; `unnamed-chunk-N` when the source gives none.
    pub label: String,
    /// Where the label stands, when the source gives one.
    pub label_span: Option<Span>,
    /// Options in the order they are written, header first.
    pub options: Vec<ChunkOption>,
    /// The code without fences, prefix and option lines.
    pub code: Excerpt,
}

/// An option of a chunk, as written.
#[derive(Clone, Debug, PartialEq)]
pub struct ChunkOption {
    /// Its name, as written (`fig.width` or `fig-width`).
    pub name: String,
    /// Where the name stands.
    pub span: Span,
    /// Its value.
    pub value: OptionValue,
}

/// The value of a chunk option.
#[derive(Clone, Debug, PartialEq)]
pub enum OptionValue {
    /// R code and where it stands, from a header.
    Code(String, Span),
    /// YAML, from a `#|` line.
    Yaml(Yaml),
}

/// Reads a report. Faults are in the second part; the document is then what could be read.
pub fn parse(source: &Source) -> (Document, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let lines = Lines::new(source.text());
    let mut at = 0;
    let front = front::read(&lines, &mut at, &mut diagnostics);
    if let Some(front) = &front {
        keys::check(front, &mut diagnostics);
    }
    let mut reader = chunk::Reader::new(&lines, &mut diagnostics);
    let parts = reader.parts(at);
    (Document { front, parts }, diagnostics)
}

/// The lines of a source without their ends, and where each begins.
struct Lines<'a> {
    lines: Vec<(&'a str, usize)>,
}

impl<'a> Lines<'a> {
    fn new(text: &'a str) -> Self {
        let mut at = 0;
        let mut lines = Vec::new();
        for line in text.split_inclusive('\n') {
            let bare = line.strip_suffix('\n').unwrap_or(line);
            let mark = if at == 0 && bare.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
            lines.push((bare.strip_suffix('\r').unwrap_or(bare).split_at(mark).1, at + mark));
            at += line.len();
        }
        Self { lines }
    }

    /// A line's text, empty past the end.
    fn text(&self, line: usize) -> &'a str {
        self.lines.get(line).map_or("", |l| l.0)
    }

    /// Bytes of the lines `from..to`, without the last line's end.
    fn span(&self, from: usize, to: usize) -> Span {
        let start = self.lines.get(from).or(self.lines.last()).map_or(0, |l| l.1);
        let end = to.checked_sub(1).and_then(|l| self.lines.get(l)).map_or(start, |l| l.1 + l.0.len());
        Span::new(start, end.max(start))
    }

    /// The lines `from..to` as one text.
    fn excerpt(&self, from: usize, to: usize) -> Excerpt {
        let mut excerpt = Excerpt::new(self.span(from, from).start);
        for &(line, at) in &self.lines[from..to] {
            excerpt.push_line(line, at);
        }
        excerpt
    }

    fn len(&self) -> usize {
        self.lines.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Document, Vec<Diagnostic>) {
        parse(&Source::new("test.Rmd", text))
    }

    /// The document in a line per part: prose as its text, chunks as prefix, engine, label and code.
    fn shown(text: &str) -> Vec<String> {
        read(text)
            .0
            .parts
            .iter()
            .map(|part| match part {
                Part::Prose(prose) => format!("prose {:?}", prose.text.text()),
                Part::Chunk(c) => format!("{}|{} {}: {:?}", c.prefix, c.engine, c.label, c.code.text()),
            })
            .collect()
    }

    #[test]
    fn a_report_is_front_matter_prose_and_chunks() {
        let text = "---\ntitle: T\n---\n\nText.\n\n```{r}\nx\n\ny\n```\n```{R lab, echo=FALSE}\n```\nEnd\n";
        let (document, diagnostics) = read(text);
        assert_eq!(diagnostics, []);
        let front = document.front.expect("there is front matter");
        assert_eq!(front.text.text(), "---\ntitle: T\n---");
        assert_eq!(front.value.get("title").and_then(Yaml::as_str), Some("T"));
        assert_eq!(
            shown(text),
            ["prose \"\\nText.\\n\"", "|r unnamed-chunk-1: \"x\\n\\ny\"", "|r lab: \"\"", "prose \"End\""]
        );
    }

    #[test]
    fn chunks_stand_in_lists_and_quotations() {
        let text = "- a\n\n  ```{r}\n  x\n\n    y\n  ```\n\n> ```{r}\n> z\n>\n> w\n> ```\n";
        assert_eq!(
            shown(text),
            [
                "prose \"- a\\n\"",
                "  |r unnamed-chunk-1: \"x\\n\\n  y\"",
                "prose \"\"",
                "> |r unnamed-chunk-2: \"z\\n\\nw\""
            ]
        );
    }

    #[test]
    fn only_braces_make_a_chunk() {
        for prose in
            ["```r\nx\n```", "``` {.r}\nx\n```", "```{ r}\nx\n```", "``{r}\nx\n``", "```{r-x y}\nx\n```"]
        {
            assert_eq!(shown(prose), [format!("prose {prose:?}")]);
        }
        assert_eq!(shown("````{r}\n\"a\n```\nb\"\n````"), ["|r unnamed-chunk-1: \"\\\"a\\n```\\nb\\\"\""]);
        assert_eq!(shown("~~~\n```{python x}\n1\n```  \n~~~")[1], "|python x: \"1\"");
    }

    #[test]
    fn options_stand_in_the_header_and_below_it() {
        let text = "```{r one, fig.width = c(7, 2)[1]}\n#| echo: false\n#| fig-cap: \"A: b\"\n#| label: two\nx\n#| y\n```\n";
        let (document, diagnostics) = read(text);
        assert_eq!(diagnostics, []);
        let Some(Part::Chunk(chunk)) = document.parts.first() else { panic!("a chunk is first") };
        assert_eq!(chunk.label, "two");
        assert_eq!(chunk.code.text(), "x\n#| y");
        let names: Vec<_> =
            chunk.options.iter().map(|o| (o.name.as_str(), &text[o.span.start..o.span.end])).collect();
        assert_eq!(names, [("fig.width", "fig.width"), ("echo", "echo"), ("fig-cap", "fig-cap")]);
        let OptionValue::Yaml(caption) = &chunk.options[2].value else { panic!("YAML") };
        assert_eq!(caption.as_str(), Some("A: b"));
        assert_eq!(&text[caption.span.start..caption.span.end], "\"A: b\"");
        let x = chunk.code.span(Span::new(0, 1));
        assert_eq!(&text[x.start..x.end], "x");
    }

    #[test]
    fn older_options_in_comments_are_a_header() {
        let (document, _) = read("```{r}\n#| fig.cap=\"old\", echo=FALSE\nx\n```\n");
        let Some(Part::Chunk(chunk)) = document.parts.first() else { panic!("a chunk is first") };
        assert_eq!(chunk.options.len(), 2);
    }

    #[test]
    fn faults_stand_at_their_place() {
        for (text, at, message) in [
            ("```{r a}\n```\n```{r a}\n```\n", 19, "duplicate chunk label 'a'"),
            ("a\n```{r}\nx\n", 2, "this chunk is never closed with ```"),
            ("---\ntitel: x\n---\n", 4, "unknown front matter key `titel`"),
            (
                "---\noutput:\n  html_document:\n    tok: true\n---\n",
                33,
                "unknown option `tok` of html_document",
            ),
        ] {
            let (_, diagnostics) = read(text);
            assert_eq!(diagnostics.len(), 1, "{text}");
            assert_eq!((diagnostics[0].span.start, diagnostics[0].message.as_str()), (at, message));
        }
    }

    #[test]
    fn line_ends_and_marks_of_other_systems() {
        let text = "\u{feff}---\r\ntitle: T\r\n---\r\na `r 1`\r\n```{r}\r\nx\r\ny\r\n```\r\n";
        let (document, diagnostics) = read(text);
        assert_eq!(diagnostics, []);
        assert!(document.front.is_some());
        let Some(Part::Prose(prose)) = document.parts.first() else { panic!("prose is first") };
        assert_eq!(&text[prose.inline[0].span.start..prose.inline[0].span.end], "`r 1`");
        assert_eq!(shown(text)[1], "|r unnamed-chunk-1: \"x\\ny\"");
    }

    #[test]
    fn anything_can_be_read() {
        for text in [
            "",
            "\n",
            "---",
            "---\n",
            "---\n---\n",
            "```{r",
            "```{}",
            "```{r}",
            "`r `",
            "---\n- a\n---",
            "---\na: *x\n---",
        ] {
            read(text);
        }
    }
}
