//! For a comment on a pull request.

use super::super::change::{Class, Comparison, Kind};
use super::super::text::{Run, runs};
use super::terminal::title;
use super::{because, whereabouts};
use std::fmt::Write;

/// Above this many changes of a class the rest is folded.
const FEW: usize = 15;

/// The comparison as GitHub-flavoured Markdown.
pub fn markdown(comparison: &Comparison) -> String {
    let mut out = format!("### {}: {}\n", escaped(&comparison.new.path), comparison.tally());
    if !comparison.causes.is_empty() {
        out.push_str("\nChanged underneath:\n\n");
        for cause in &comparison.causes {
            let _ = writeln!(out, "- {}", escaped(&cause.words()));
        }
    }
    for class in Class::CHANGES {
        let of_class: Vec<_> = comparison.changes.iter().filter(|c| c.class == class).collect();
        if of_class.is_empty() {
            continue;
        }
        let folded = matches!(class, Class::Noise | Class::Format) || of_class.len() > FEW;
        if folded {
            let _ =
                write!(out, "\n<details><summary><b>{}</b> ({})</summary>\n\n", title(class), of_class.len());
        } else {
            let _ = write!(out, "\n**{}** ({})\n\n", title(class), of_class.len());
        }
        out.push_str("| where | what | can depend on |\n|---|---|---|\n");
        for change in of_class {
            let mut what = cell(&change.summary);
            if let (Kind::Prose | Kind::Inline, Some(old), Some(new)) =
                (change.kind, &change.old, &change.new)
            {
                let _ = write!(what, "<br>{}", words(old, new));
            }
            let _ = writeln!(
                out,
                "| {} | {what} | {} |",
                cell(&whereabouts(change)),
                cell(&because(comparison, change))
            );
        }
        if folded {
            out.push_str("\n</details>\n");
        }
    }
    out
}

/// Two texts as one, with the words marked that came and went.
fn words(old: &str, new: &str) -> String {
    runs(old, new)
        .into_iter()
        .map(|run| match run {
            Run::Same(t) => cell(&t),
            Run::Old(t) => format!("<del>{}</del>", cell(&t)),
            Run::New(t) => format!("<ins>{}</ins>", cell(&t)),
        })
        .collect()
}

fn cell(text: &str) -> String {
    escaped(text).replace('|', "\\|").replace('\n', " ")
}

/// Text without the signs that Markdown or HTML would take for markup.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '*' | '_' | '\\' | '[' | ']' | '~' => {
                out.push('\\');
                out.push(c);
            }
            _ => out.push(c),
        }
    }
    out
}
