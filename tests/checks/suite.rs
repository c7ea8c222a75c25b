//! Runs the Markdown suite: chunks by raglan, the `output` block after each compared to the letter.
//!
//! `SUITE=base/strings cargo test suite` runs only files whose path contains that text and shows every
//! difference; `SUITE_UPDATE=1` rewrites the output blocks of the files it runs with what raglan prints.

use raglan::eval::Event;
use raglan::knit::{Fault, Runner, words};
use std::fs;
use std::path::{Path, PathBuf};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/suite");

#[derive(Default)]
struct Report {
    parts: Vec<Part>,
}

enum Part {
    Prose(String),
    Chunk { fence: String, code: String, expected: String },
}

fn files(folder: &Path, out: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).expect("the suite is there").flatten().map(|e| e.path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files(&path, out);
        } else if path.extension().is_some_and(|e| e == "md") {
            out.push(path);
        }
    }
}

fn read(text: &str) -> Report {
    let mut report = Report::default();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let ticks: String = line.chars().take_while(|c| *c == '`').collect();
        let info = line[ticks.len()..].trim();
        if ticks.len() >= 3 && (info.starts_with("{r") || info == "output") {
            let mut body = Vec::new();
            for line in lines.by_ref() {
                if line.trim_end() == ticks {
                    break;
                }
                body.push(line);
            }
            let body = body.join("\n");
            match (info, report.parts.iter_mut().rev().find(|p| matches!(p, Part::Chunk { .. }))) {
                ("output", Some(Part::Chunk { expected, .. })) => *expected = body,
                ("output", _) => panic!("an output block before the first chunk"),
                _ => report.parts.push(Part::Chunk {
                    fence: line.to_string(),
                    code: body,
                    expected: String::new(),
                }),
            }
        } else {
            report.parts.push(Part::Prose(line.to_string()));
        }
    }
    report
}

/// Ends a run of printed text as knitr does: with one line end, however many were printed.
fn end_text(out: &mut String, text: &mut String) {
    if !text.is_empty() {
        out.push_str(text.trim_end_matches('\n'));
        out.push('\n');
        text.clear();
    }
}

/// What a chunk shows, as the suite writes it.
fn shown(runner: &mut Runner, code: &str) -> String {
    let mut out = String::new();
    for step in runner.run(code, true) {
        let mut printed = String::new();
        for event in &step.events {
            let (mut said, text) = match event {
                Event::Text(text) | Event::Asis(text) => {
                    printed.push_str(text);
                    continue;
                }
                Event::Message(text) => (words::message(text), &mut printed),
                Event::Warning(condition) => (words::warning(condition), &mut printed),
                Event::Printed(_) | Event::Drawing(_) => continue,
            };
            end_text(&mut out, text);
            end_text(&mut out, &mut said);
        }
        end_text(&mut out, &mut printed);
        let mut said = match step.error {
            None => continue,
            Some(Fault::Syntax(diagnostic)) => format!("Error: {}", diagnostic.message),
            Some(Fault::Condition(condition, _)) => words::error(&condition),
        };
        end_text(&mut out, &mut said);
    }
    out.trim_end_matches('\n').to_string()
}

/// Runs one file; gives the number of chunks, of those that differ, and a description of the differences.
fn check(path: &Path, update: bool) -> (usize, usize, String) {
    let text = fs::read_to_string(path).expect("a suite file can be read");
    let mut report = read(&text);
    let mut runner = Runner::new(path.parent().expect("a file has a folder")).expect("a session starts");
    let (mut chunks, mut wrong, mut said) = (0, 0, String::new());
    for part in &mut report.parts {
        let Part::Chunk { code, expected, .. } = part else { continue };
        chunks += 1;
        let actual = shown(&mut runner, code);
        if actual != *expected {
            wrong += 1;
            said.push_str(&format!("--- code\n{code}\n--- expected\n{expected}\n--- printed\n{actual}\n\n"));
            if update {
                *expected = actual;
            }
        }
    }
    if update && wrong > 0 {
        fs::write(path, write(&report)).expect("a suite file can be written");
    }
    (chunks, wrong, said)
}

fn write(report: &Report) -> String {
    let mut out = String::new();
    for part in &report.parts {
        match part {
            Part::Prose(line) => out.push_str(&format!("{line}\n")),
            Part::Chunk { fence, code, expected } => {
                out.push_str(&format!("{fence}\n{code}\n```\n"));
                if !expected.is_empty() {
                    out.push_str(&format!("\n```output\n{expected}\n```\n"));
                }
            }
        }
    }
    out
}

fn on_a_large_stack(work: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(1 << 30).spawn(work).expect("a thread starts");
    if let Err(fault) = thread.join() {
        std::panic::resume_unwind(fault);
    }
}

#[test]
fn suite() {
    on_a_large_stack(|| {
        let only = std::env::var("SUITE").ok();
        let update = std::env::var("SUITE_UPDATE").is_ok();
        let passing = fs::read_to_string(format!("{ROOT}/passing.txt")).unwrap_or_default();
        let passing: Vec<&str> = passing.lines().filter(|l| !l.is_empty()).collect();
        let mut all = Vec::new();
        files(Path::new(ROOT), &mut all);
        let mut failed = Vec::new();
        for path in all {
            let name = path.strip_prefix(ROOT).expect("below the root").with_extension("");
            let name = name.to_string_lossy().replace('\\', "/");
            let chosen = match &only {
                Some(text) => name.contains(text.as_str()),
                None => passing.contains(&name.as_str()),
            };
            if !chosen {
                continue;
            }
            let (chunks, wrong, said) = check(&path, update);
            if only.is_some() || wrong > 0 {
                println!("{name}: {}/{chunks} chunks", chunks - wrong);
            }
            if wrong > 0 {
                println!("{said}");
                failed.push(name);
            }
        }
        assert!(failed.is_empty() || update, "these files differ: {}", failed.join(", "));
    });
}
