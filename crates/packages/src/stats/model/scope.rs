//! Which terms may leave or enter a model: those that are no part of others, and those whose parts are in it.

use super::terms::Terms;

/// The variables of a term, by which `a:b` and `b:a` are the same.
fn variables_of(label: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut depth, mut start) = (0, 0);
    for (at, c) in label.char_indices() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            ':' if depth == 0 => {
                parts.push(&label[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&label[start..]);
    parts.sort_unstable();
    parts
}

/// Whether two labels are of the same term.
pub(super) fn same_term(a: &str, b: &str) -> bool {
    a == b || variables_of(a) == variables_of(b)
}

/// Whether a term is a part of another one.
fn is_part(part: &str, whole: &str) -> bool {
    let (part, whole) = (variables_of(part), variables_of(whole));
    part.len() < whole.len() && part.iter().all(|v| whole.contains(v))
}

/// The terms that may be dropped: no part of another term, and not among those to keep.
pub(super) fn candidates_to_drop(terms: &Terms, keep: Option<&Terms>) -> Vec<String> {
    let is_kept = |label: &String| keep.is_some_and(|k| k.labels.iter().any(|l| same_term(l, label)));
    let mut out: Vec<String> = Vec::new();
    for label in &terms.labels {
        if !terms.labels.iter().any(|other| is_part(label, other)) && !is_kept(label) {
            out.push(label.clone());
        }
    }
    out
}

/// The terms of a larger model that may be added: new ones without new parts.
pub(super) fn candidates_to_add(terms: &Terms, larger: &Terms) -> Vec<String> {
    let is_new = |label: &&String| !terms.labels.iter().any(|l| same_term(l, label));
    let new: Vec<&String> = larger.labels.iter().filter(is_new).collect();
    let free = new.iter().filter(|label| !new.iter().any(|other| is_part(other, label)));
    free.map(|label| (*label).clone()).collect()
}
