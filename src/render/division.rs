//! pandoc's fenced divisions: lines of colons around blocks, with a class or attributes.
//!
//! ```text
//! ::: {.callout-note title="Why"}
//! Text.
//! :::
//! ```
//!
//! The Markdown parser does not know them, so their lines become empty code blocks whose language names the
//! division, as outputs do (`slots`). A line of colons without a partner stays text.

use std::collections::BTreeMap;

/// What stands at the first line of a division.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Division {
    /// Identifier.
    pub id: Option<String>,
    /// Classes in order.
    pub classes: Vec<String>,
    /// Other attributes in order.
    pub attributes: Vec<(String, String)>,
}

/// What a division is shown as.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Role<'a> {
    /// A note set apart: its kind and title.
    Callout { kind: &'a str, title: String },
    /// Columns side by side.
    Columns,
    /// One of them, with its width in percent when it has one.
    Column(Option<f64>),
    /// Tabs, one per heading.
    Tabset,
    /// Nothing but a division.
    Plain,
}

impl Division {
    /// The value of an attribute.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// What it is shown as, by its classes.
    pub(super) fn role(&self) -> Role<'_> {
        for class in &self.classes {
            match class.as_str() {
                "columns" => return Role::Columns,
                "column" => {
                    let width =
                        self.attribute("width").and_then(|w| w.trim().strip_suffix('%')?.parse().ok());
                    return Role::Column(width.filter(|w: &f64| (0.0..=100.0).contains(w)));
                }
                "panel-tabset" | "tabset" => return Role::Tabset,
                _ => {}
            }
            let kind = class.strip_prefix("callout-");
            if let Some((kind, name)) = CALLOUTS.iter().find(|(k, _)| kind == Some(k)) {
                let title = self.attribute("title").unwrap_or(name).to_string();
                return Role::Callout { kind, title };
            }
        }
        Role::Plain
    }
}

/// Kinds of callout and their titles.
const CALLOUTS: &[(&str, &str)] = &[
    ("note", "Note"),
    ("tip", "Tip"),
    ("important", "Important"),
    ("warning", "Warning"),
    ("caution", "Caution"),
];

/// The Markdown with the lines of divisions replaced by code blocks in the language `mark`, then `open-N` or
/// `close`, and the divisions by their numbers.
pub(super) fn mark(markdown: &str, mark: &str) -> (String, Vec<Division>) {
    let lines: Vec<&str> = markdown.split('\n').collect();
    let mut names: BTreeMap<usize, String> = BTreeMap::new();
    let mut divisions = Vec::new();
    for (open, close, division) in pairs(&lines) {
        names.insert(open, format!("open-{}", divisions.len()));
        names.insert(close, "close".into());
        divisions.push(division);
    }
    if divisions.is_empty() {
        return (markdown.to_string(), divisions);
    }
    let mut out = Vec::with_capacity(lines.len());
    for (at, line) in lines.iter().enumerate() {
        let Some(name) = names.get(&at) else {
            out.push((*line).to_string());
            continue;
        };
        let prefix = &line[..line.len() - line.trim_start_matches([' ', '>']).len()];
        let blank = prefix.trim_end().to_string();
        out.extend([blank.clone(), format!("{prefix}``` {mark}{name}"), format!("{prefix}```"), blank]);
    }
    (out.join("\n"), divisions)
}

/// The divisions in the order they close, with their first and last lines.
fn pairs(lines: &[&str]) -> Vec<(usize, usize, Division)> {
    let mut open: Vec<(usize, &str, Division)> = Vec::new();
    let mut found = Vec::new();
    let mut fence: Option<(char, usize)> = None;
    for (at, line) in lines.iter().enumerate() {
        let bare = line.trim_start_matches([' ', '>']);
        if in_code(bare, &mut fence) {
            continue;
        }
        let prefix = &line[..line.len() - bare.len()];
        let Some(rest) = bare.strip_prefix(":::").map(|r| r.trim_matches([':', ' ', '\t'])) else { continue };
        if !rest.is_empty() {
            if let Some(division) = attributes(rest) {
                open.push((at, prefix, division));
            }
        } else if let Some(partner) = open.iter().rposition(|(_, p, _)| *p == prefix) {
            // What was opened in between has no end of its own.
            open.truncate(partner + 1);
            if let Some((start, _, division)) = open.pop() {
                found.push((start, at, division));
            }
        }
    }
    found
}

/// Whether a line belongs to a fenced code block, whose fence is kept between calls.
fn in_code(line: &str, fence: &mut Option<(char, usize)>) -> bool {
    let first = line.chars().next().filter(|c| matches!(c, '`' | '~'));
    let length = first.map_or(0, |c| line.len() - line.trim_start_matches(c).len());
    match (*fence, first) {
        (Some((c, n)), Some(mark)) if c == mark && length >= n && line[length..].trim().is_empty() => {
            *fence = None;
            true
        }
        (Some(_), _) => true,
        (None, Some(mark)) if length >= 3 => {
            *fence = Some((mark, length));
            true
        }
        (None, _) => false,
    }
}

/// Reads `{#id .class name="value"}` or a single class.
fn attributes(text: &str) -> Option<Division> {
    let Some(inside) = text.strip_prefix('{').and_then(|t| t.strip_suffix('}')) else {
        let class = (!text.contains(char::is_whitespace)).then(|| text.to_string())?;
        return Some(Division { classes: vec![class], ..Division::default() });
    };
    let mut division = Division::default();
    let mut rest = inside.trim();
    while !rest.is_empty() {
        let end = rest.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        rest = after;
        if let Some(value) = after.strip_prefix('=') {
            let (value, left) = match value.strip_prefix('"') {
                Some(quoted) => quoted.split_once('"')?,
                None => value.split_at(value.find(char::is_whitespace).unwrap_or(value.len())),
            };
            division.attributes.push((word.to_string(), value.to_string()));
            rest = left;
        } else if let Some(id) = word.strip_prefix('#') {
            division.id = Some(id.to_string());
        } else {
            division.classes.push(word.trim_start_matches('.').to_string());
        }
        rest = rest.trim_start();
    }
    Some(division)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn divisions_are_marked() {
        let text = "a\n::: {.callout-note title=\"Why so\" #w}\nb\n\n:::: columns\nc\n::::\n:::\n> ::: x\n> d\n> :::\n";
        let (marked, divisions) = mark(text, "m-");
        assert_eq!(
            marked,
            "a\n\n``` m-open-1\n```\n\nb\n\n\n``` m-open-0\n```\n\nc\n\n``` m-close\n```\n\n\n``` m-close\n```\n\n>\n> ``` m-open-2\n> ```\n>\n> d\n>\n> ``` m-close\n> ```\n>\n"
        );
        assert_eq!(divisions[0].role(), Role::Columns);
        assert_eq!(divisions[1].id.as_deref(), Some("w"));
        assert_eq!(divisions[1].role(), Role::Callout { kind: "note", title: "Why so".into() });
    }

    #[test]
    fn what_is_no_division_stays() {
        for text in [
            "```\n::: x\n:::\n```",
            "::: x\nnever closed",
            ":::\n",
            "::: two words\n",
            "a ::: b",
            "::: {.a b=\"}\n:::",
        ] {
            assert_eq!(mark(text, "m-"), (text.to_string(), Vec::new()), "{text}");
        }
    }
}
