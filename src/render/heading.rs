//! Headings: their identifiers, numbers and table of contents.

use super::escape;
use serde::Serialize;
use std::collections::BTreeSet;

/// A heading of the report.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Heading {
    /// 1 to 6.
    pub level: usize,
    /// Identifier, unique in the page.
    pub id: String,
    /// Plain text.
    pub text: String,
    /// Number such as `2.1`, when sections are numbered.
    pub number: Option<String>,
}

/// Gives headings their identifiers and numbers, in the order they stand.
#[derive(Default)]
pub(super) struct Numbering {
    used: BTreeSet<String>,
    counters: [usize; 6],
    /// The highest level seen: numbers begin there.
    pub top: usize,
}

impl Numbering {
    /// The identifier pandoc gives, or the one that is `given`.
    pub(super) fn id(&mut self, text: &str, given: Option<&str>) -> String {
        let base = given.map_or_else(|| identifier(text), str::to_string);
        let mut id = base.clone();
        let mut n = 0;
        while !self.used.insert(id.clone()) {
            n += 1;
            id = format!("{base}-{n}");
        }
        id
    }

    /// The number of the next heading of a level.
    pub(super) fn number(&mut self, level: usize) -> String {
        self.counters[level - 1] += 1;
        self.counters[level..].fill(0);
        let top = self.top.clamp(1, level);
        self.counters[top - 1..level].iter().map(usize::to_string).collect::<Vec<_>>().join(".")
    }
}

/// pandoc's identifier of a heading: letters, digits, `_`, `-` and `.` are kept, spaces become hyphens,
/// letters small, and what stands before the first letter goes.
pub(super) fn identifier(text: &str) -> String {
    let kept: String = text
        .chars()
        .filter(|c| c.is_alphanumeric() || c.is_whitespace() || matches!(c, '_' | '-' | '.'))
        .collect();
    let joined = kept.split_whitespace().collect::<Vec<_>>().join("-").to_lowercase();
    let id = joined.trim_start_matches(|c: char| !c.is_alphabetic());
    if id.is_empty() { "section".into() } else { id.into() }
}

/// The table of contents as nested lists, down to level `depth`.
pub(super) fn contents(headings: &[Heading], depth: usize) -> String {
    let shown: Vec<&Heading> = headings.iter().filter(|h| h.level <= depth).collect();
    let mut out = String::new();
    let mut open: Vec<usize> = Vec::new();
    for heading in shown {
        while open.len() > 1 && open[open.len() - 2] >= heading.level {
            open.pop();
            out.push_str("</li></ul>\n");
        }
        match open.last_mut() {
            // A level that was skipped over counts as the one that is open.
            Some(level) if *level >= heading.level => {
                *level = heading.level;
                out.push_str("</li>\n");
            }
            _ => {
                open.push(heading.level);
                out.push_str("<ul>\n");
            }
        }
        let number = heading
            .number
            .as_ref()
            .map(|n| format!("<span class=\"number\">{n}</span> "))
            .unwrap_or_default();
        out.push_str(&format!(
            "<li><a href=\"#{}\">{number}{}</a>",
            escape::attribute(&heading.id),
            escape::text(&heading.text)
        ));
    }
    out.push_str(&"</li></ul>".repeat(open.len()));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_pandocs() {
        for (text, id) in [
            ("Heading identifiers in HTML", "heading-identifiers-in-html"),
            ("Maître d’hôtel", "maître-dhôtel"),
            ("Dogs?--in my house?", "dogs--in-my-house"),
            ("[HTML], [S5], or [RTF]?", "html-s5-or-rtf"),
            ("3. Applications", "applications"),
            ("33", "section"),
        ] {
            assert_eq!(identifier(text), id);
        }
        let mut numbering = Numbering::default();
        assert_eq!(numbering.id("A b", None), "a-b");
        assert_eq!(numbering.id("A b", None), "a-b-1");
    }

    #[test]
    fn contents_nest_and_close() {
        let heading =
            |level, text: &str| Heading { level, id: identifier(text), text: text.into(), number: None };
        for levels in [vec![1, 2, 2, 1], vec![2, 1, 3], vec![3, 2, 1, 2], vec![1, 3, 2, 3, 1], vec![]] {
            let headings: Vec<_> = levels.iter().map(|&l| heading(l, "x")).collect();
            let html = contents(&headings, 6);
            for (open, close) in [("<ul>", "</ul>"), ("<li>", "</li>")] {
                assert_eq!(html.matches(open).count(), html.matches(close).count(), "{levels:?}: {html}");
            }
            assert_eq!(html.matches("<a ").count(), levels.len());
        }
    }
}
