//! Words of texts and code: how alike two are, and which words of one stand in the other.

use super::align::{Pair, sequence};
use std::collections::BTreeMap;

/// How often each word of a text occurs.
pub(super) fn words(text: &str) -> BTreeMap<&str, usize> {
    let mut bag = BTreeMap::new();
    for word in tokens(text).into_iter().filter(|w| !w.trim().is_empty()) {
        *bag.entry(word).or_insert(0) += 1;
    }
    bag
}

/// Share of words in common (Dice's coefficient).
pub(super) fn similarity(a: &BTreeMap<&str, usize>, b: &BTreeMap<&str, usize>) -> f64 {
    let total: usize = a.values().sum::<usize>() + b.values().sum::<usize>();
    if total == 0 {
        return 1.0;
    }
    let shared: usize = a.iter().map(|(word, n)| b.get(word).map_or(0, |m| *n.min(m))).sum();
    2.0 * shared as f64 / total as f64
}

/// Whether two pieces of code differ in nothing but space and comments.
pub(super) fn same_code(a: &str, b: &str) -> bool {
    let bare = |code: &str| -> Vec<String> {
        code.lines()
            .map(|line| match line.find('#') {
                // A `#` within quotes is none: such lines are compared whole.
                Some(at) if !line[..at].contains(['"', '\'']) => line[..at].trim().to_string(),
                _ => line.trim().to_string(),
            })
            .filter(|line| !line.is_empty())
            .collect()
    };
    bare(a) == bare(b)
}

/// A text cut into words, numbers, spaces and single signs.
pub(super) fn tokens(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let len = number_length(rest).unwrap_or_else(|| {
            let run = |same: fn(char) -> bool| rest.find(|c| !same(c)).unwrap_or(rest.len());
            if first.is_whitespace() {
                run(char::is_whitespace)
            } else if first.is_alphanumeric() {
                run(|c| c.is_alphanumeric() || c == '_')
            } else {
                first.len_utf8()
            }
        });
        found.push(&rest[..len]);
        rest = &rest[len..];
    }
    found
}

/// Bytes of the number a text begins with.
fn number_length(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let digits = |from: usize| bytes[from..].iter().take_while(|b| b.is_ascii_digit()).count();
    let sign = usize::from(matches!(bytes.first(), Some(b'-' | b'+')));
    let whole = digits(sign);
    let mut end = sign + whole;
    if bytes.get(end) == Some(&b'.') {
        let part = digits(end + 1);
        if part > 0 {
            end += 1 + part;
        }
    }
    if end == sign {
        return None;
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'-' | b'+')));
        let exponent = digits(end + 1 + sign);
        if exponent > 0 {
            end += 1 + sign + exponent;
        }
    }
    // `3rd` and `x1` are words.
    let word = bytes.get(end).is_some_and(|b| b.is_ascii_alphabetic() || *b == b'_');
    (!word).then_some(end)
}

/// A run of words that stands in both versions, or in one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Run {
    Same(String),
    Old(String),
    New(String),
}

/// Two texts word by word.
pub(super) fn runs(old: &str, new: &str) -> Vec<Run> {
    let (a, b) = (tokens(old), tokens(new));
    let mut runs: Vec<Run> = Vec::new();
    for Pair { old, new } in sequence(&a, &b) {
        let run = match (old, new) {
            (Some(i), Some(_)) => Run::Same(a[i].to_string()),
            (Some(i), None) => Run::Old(a[i].to_string()),
            (None, Some(j)) => Run::New(b[j].to_string()),
            (None, None) => continue,
        };
        match (runs.last_mut(), run) {
            (Some(Run::Same(t)), Run::Same(more))
            | (Some(Run::Old(t)), Run::Old(more))
            | (Some(Run::New(t)), Run::New(more)) => t.push_str(&more),
            (_, run) => runs.push(run),
        }
    }
    joined(runs)
}

/// Runs with the single spaces between two changed words drawn into the change.
fn joined(runs: Vec<Run>) -> Vec<Run> {
    let mut out: Vec<Run> = Vec::new();
    let (mut old, mut new) = (String::new(), String::new());
    let mut runs = runs.into_iter().peekable();
    while let Some(run) = runs.next() {
        match run {
            Run::Old(text) => old.push_str(&text),
            Run::New(text) => new.push_str(&text),
            Run::Same(text) => {
                let changing = !(old.is_empty() && new.is_empty());
                if changing && text.trim().is_empty() && runs.peek().is_some() {
                    old.push_str(&text);
                    new.push_str(&text);
                    continue;
                }
                flush(&mut out, &mut old, &mut new);
                out.push(Run::Same(text));
            }
        }
    }
    flush(&mut out, &mut old, &mut new);
    out
}

fn flush(out: &mut Vec<Run>, old: &mut String, new: &mut String) {
    let shared = old.len() - old.trim_end().len();
    let tail = if shared > 0 && new.ends_with(&old[old.len() - shared..]) { shared } else { 0 };
    let space = old.split_off(old.len() - tail);
    new.truncate(new.len() - tail);
    if !old.is_empty() {
        out.push(Run::Old(std::mem::take(old)));
    }
    if !new.is_empty() {
        out.push(Run::New(std::mem::take(new)));
    }
    old.clear();
    new.clear();
    if !space.is_empty() {
        out.push(Run::Same(space));
    }
}

/// Text in one line, cut to a length.
pub(super) fn short(text: &str, width: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= width {
        line
    } else {
        line.chars().take(width.saturating_sub(1)).chain(['…']).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Run, runs, tokens};

    #[test]
    fn numbers_are_one_token() {
        assert_eq!(tokens("p = -1.5e-3, x1"), ["p", " ", "=", " ", "-1.5e-3", ",", " ", "x1"]);
    }

    #[test]
    fn changed_words_stand_together() {
        let found = runs("the old grey cat", "the new red cat");
        let expected = [
            Run::Same("the ".into()),
            Run::Old("old grey".into()),
            Run::New("new red".into()),
            Run::Same(" cat".into()),
        ];
        assert_eq!(found, expected);
    }
}
