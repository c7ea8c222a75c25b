//! For the terminal: most important first, a summary line at the end.

use super::super::change::{Class, Comparison, Kind};
use super::super::text::{Run, runs};
use super::{because, has_texts, whereabouts};
use std::fmt::Write;

/// The comparison as lines of text, coloured by ANSI sequences when `colour`.
pub fn terminal(comparison: &Comparison, colour: bool) -> String {
    let paint = |code: &str, text: &str| {
        if colour { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_string() }
    };
    let mut out = String::new();
    if !comparison.causes.is_empty() {
        out.push_str("What changed underneath\n");
        for cause in &comparison.causes {
            let _ = writeln!(out, "  {}", cause.words());
        }
        out.push('\n');
    }
    for class in Class::CHANGES {
        let of_class: Vec<_> = comparison.changes.iter().filter(|c| c.class == class).collect();
        if of_class.is_empty() {
            continue;
        }
        let code = match class {
            Class::Qualitative => "1;31",
            Class::Material => "1;33",
            Class::Noise => "36",
            _ => "2",
        };
        let _ = writeln!(out, "{} ({})", paint(code, title(class)), of_class.len());
        let mut said = String::new();
        for change in of_class {
            let _ = writeln!(out, "  {}: {}", paint("1", &whereabouts(change)), change.summary);
            if let (Kind::Inline, Some(new)) = (change.kind, &change.new) {
                let _ = writeln!(out, "      “{new}”");
            } else if change.kind == Kind::Prose
                && has_texts(change)
                && let (Some(old), Some(new)) = (&change.old, &change.new)
            {
                let marked: String = runs(old, new)
                    .into_iter()
                    .map(|run| match run {
                        Run::Same(t) => t,
                        Run::Old(t) => paint("31", &format!("[-{t}-]")),
                        Run::New(t) => paint("32", &format!("{{+{t}+}}")),
                    })
                    .collect();
                for line in marked.lines() {
                    let _ = writeln!(out, "      {line}");
                }
            }
            let because = because(comparison, change);
            if !because.is_empty() && because != said {
                let _ = writeln!(out, "      {}", paint("2", &format!("can depend on: {because}")));
            }
            said = because;
        }
        out.push('\n');
    }
    let _ = writeln!(out, "{} → {}: {}", comparison.old.path, comparison.new.path, comparison.tally());
    out
}

/// The heading of a class.
pub(super) fn title(class: Class) -> &'static str {
    match class {
        Class::Qualitative => "Qualitative: a reader would conclude something else",
        Class::Material => "Material: results differ",
        Class::Noise => "Noise: numbers within tolerance",
        Class::Format => "Format and wording: the same values",
        Class::Identical => "Identical",
    }
}
