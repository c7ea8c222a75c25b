//! Inline code in prose.

use super::Inline;
use crate::text::{Excerpt, Span};

/// Finds inline code: a backtick, `r` and a space or `#`, or `{r}` and a space, up to the next backtick.
/// The opening backtick may follow other backticks, but not two that begin a line (a code fence does).
pub(super) fn find(text: &Excerpt) -> Vec<Inline> {
    let whole = text.text();
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(open) = whole[from..].find('`').map(|i| from + i) {
        from = open + 1;
        let Some(skip) = opening(&whole[open + 1..]).filter(|_| !fence(&whole[..open])) else { continue };
        let begin = open + 1 + skip;
        let Some(length) = whole[begin..].find('`').filter(|&l| l > 0) else { continue };
        let close = begin + length;
        let code = whole[begin..close].trim();
        let leading = whole[begin..close].len() - whole[begin..close].trim_start().len();
        let code_span = text.span(Span::new(begin + leading, begin + leading + code.len()));
        let at = Span::new(open, close + 1);
        found.push(Inline { span: text.span(at), at, code: code.to_string(), code_span });
        from = close + 1;
    }
    found
}

/// Length of what stands between the backtick and the code.
fn opening(rest: &str) -> Option<usize> {
    if rest.starts_with("{r} ") {
        return Some(4);
    }
    // `#` after the letter belongs to the code: it makes a comment of the line.
    if rest.starts_with("r ") {
        Some(2)
    } else if rest.starts_with("r#") {
        Some(1)
    } else {
        None
    }
}

/// Whether two backticks at the start of a line end `before`.
fn fence(before: &str) -> bool {
    before.strip_suffix("``").is_some_and(|b| b.is_empty() || b.ends_with('\n'))
}

#[cfg(test)]
mod tests {
    use super::{Excerpt, find};

    fn codes(text: &str) -> Vec<String> {
        let mut excerpt = Excerpt::new(0);
        excerpt.push(text, 0);
        find(&excerpt).into_iter().map(|i| i.code).collect()
    }

    /// Each row knitted by knitr 1.42.
    #[test]
    fn inline_code_is_where_knitr_sees_it() {
        assert_eq!(codes("a `r 1+1`, `rr`, `r x`."), ["1+1", "x"]);
        assert_eq!(codes("``r 1`` `` `r 2` ``"), ["1", "2"]);
        assert_eq!(codes("`r 1 +\n1`"), ["1 +\n1"]);
        assert_eq!(codes("```r\nx\n```"), [""; 0]);
        assert_eq!(codes("é `{r} nrow(d)`"), ["nrow(d)"]);
        assert_eq!(codes("`r `, `r"), [""; 0]);
    }
}
