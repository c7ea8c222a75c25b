//! Text taken out of a source line by line.

use super::Span;

/// A text put together from ranges of a source, that still knows where each of its bytes came from: the
/// code of a chunk without its indentation, or the options in its comments.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Excerpt {
    text: String,
    /// Where a range begins in the text and where it begins in the source, in the order of the text.
    pieces: Vec<(usize, usize)>,
    end: usize,
}

impl Excerpt {
    /// An empty excerpt of the place `at`.
    pub fn new(at: usize) -> Self {
        Self { end: at, ..Self::default() }
    }

    /// Appends `text`, which stands at `at` in the source.
    pub fn push(&mut self, text: &str, at: usize) {
        if self.pieces.last().is_none_or(|&(begin, source)| source + (self.text.len() - begin) != at) {
            self.pieces.push((self.text.len(), at));
        }
        self.text.push_str(text);
        self.end = at + text.len();
    }

    /// Appends a line that stands at `at`, after a line end when it is not the first.
    pub fn push_line(&mut self, line: &str, at: usize) {
        if !self.pieces.is_empty() {
            self.push("\n", self.end);
        }
        self.push(line, at);
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where a range of the text stands in the source.
    pub fn span(&self, span: Span) -> Span {
        let start = self.source(span.start);
        let end = if span.end > span.start { self.source(span.end - 1) + 1 } else { start };
        Span::new(start, end.max(start))
    }

    fn source(&self, offset: usize) -> usize {
        if offset >= self.text.len() {
            return self.end;
        }
        let piece = self.pieces.partition_point(|&(begin, _)| begin <= offset);
        piece.checked_sub(1).map_or(self.end, |p| self.pieces[p].1 + (offset - self.pieces[p].0))
    }
}

#[cfg(test)]
mod tests {
    use super::{Excerpt, Span};

    #[test]
    fn places_are_found_again() {
        let source = "> a\n> bc\n";
        let mut excerpt = Excerpt::new(2);
        excerpt.push_line("a", 2);
        excerpt.push_line("bc", 6);
        assert_eq!(excerpt.text(), "a\nbc");
        let span = excerpt.span(Span::new(2, 4));
        assert_eq!(&source[span.start..span.end], "bc");
        assert_eq!(excerpt.span(Span::new(4, 4)), Span::new(8, 8));
        assert_eq!(excerpt.span(Span::new(0, 1)), Span::new(2, 3));
    }
}
