//! The command: what it writes, what it says, how it ends.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

fn raglan(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_raglan"))
        .current_dir(folder)
        .args(arguments)
        .output()
        .expect("the command starts")
}

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder for the test");
    for (name, text) in files {
        fs::write(folder.path().join(name), text).expect("the folder can be written");
    }
    folder
}

/// Names of everything in a folder, in order; none when there is no folder.
fn names(folder: PathBuf) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries.map(|e| e.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn fixture() -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/record.json");
    fs::read_to_string(path).expect("the fixture is there")
}

#[test]
fn formats_are_written_beside_the_report() {
    let folder = folder(&[(
        "prose.Rmd",
        "---\ntitle: T\noutput:\n  html_document:\n    keep_md: yes\n---\n\nHi *there*.\n",
    )]);
    let run = raglan(folder.path(), &["render", "prose.Rmd"]);
    assert_eq!(run.status.code(), Some(0), "{}", String::from_utf8_lossy(&run.stderr));
    let mut expected = vec!["prose.html", "prose.md"];
    if cfg!(feature = "pdf") {
        expected.push("prose.pdf");
    }
    assert_eq!(names(folder.path().join("_output")), expected);
    let again =
        raglan(folder.path(), &["render", "prose.Rmd", "--to", "md,json", "--output-dir", "out", "--quiet"]);
    assert_eq!(again.stdout, b"");
    assert_eq!(names(folder.path().join("out")), ["prose.json", "prose.md"]);
}

#[test]
fn a_record_is_rendered_with_its_figures_twice_the_same() {
    let folder = folder(&[("record.json", &fixture())]);
    let formats = if cfg!(feature = "pdf") { "html,pdf,md,json" } else { "html,md,json" };
    for out in ["a", "b"] {
        let run = raglan(folder.path(), &["render", "record.json", "--to", formats, "--output-dir", out]);
        assert_eq!(run.status.code(), Some(0), "{}", String::from_utf8_lossy(&run.stderr));
    }
    let (a, b) = (folder.path().join("a"), folder.path().join("b"));
    assert_eq!(names(a.clone()), names(b.clone()));
    for name in names(a.clone()).iter().filter(|n| a.join(n).is_file()) {
        assert!(fs::read(a.join(name)).ok() == fs::read(b.join(name)).ok(), "{name} differs");
    }
    assert_eq!(
        names(a.join("fixture_files/figure-html")),
        ["captioned-1.svg", "held-1.svg", "held-2.svg", "plot-1.svg", "plot-2.svg"]
    );
}

/// The arguments, the exit code and what is said.
#[test]
fn what_cannot_be_done_is_said_at_its_place() {
    let folder = folder(&[
        ("yaml.Rmd", "---\ntitle: [a\n---\n"),
        ("open.Rmd", "Text.\n\n```{r}\n1\n"),
        ("twice.Rmd", "```{r a}\n```\n```{r a}\n```\n"),
        ("key.Rmd", "---\ntitel: T\n---\n"),
        ("notes.txt", ""),
        ("other.json", "{}"),
    ]);
    for (arguments, code, said) in [
        (&["render", "missing.Rmd"][..], 2, "missing.Rmd"),
        (&["render"], 2, "INPUT"),
        (&["render", "key.Rmd", "--to", "docx"], 2, "possible values: html, pdf, md, json"),
        (&["render", "key.Rmd", "-P", "data"], 2, "NAME=VALUE"),
        (&["render", "yaml.Rmd"], 2, "yaml.Rmd:2:"),
        (&["render", "open.Rmd"], 2, "open.Rmd:3:1: error: this chunk is never closed"),
        (&["render", "twice.Rmd"], 2, "twice.Rmd:3:7: error: duplicate chunk label 'a'"),
        (&["render", "key.Rmd", "--to", "md"], 0, "key.Rmd:2:1: warning: unknown front matter key `titel`"),
        (&["render", "key.Rmd", "--to", "md"], 0, "hint: did you mean `title`?"),
        (&["render", "notes.txt"], 2, "a report ends in"),
        (&["render", "other.json"], 2, "not a record"),
        (&["render", "key.Rmd", "--template", "notes.txt"], 2, "a template ends in"),
    ] {
        let run = raglan(folder.path(), arguments);
        let errors = String::from_utf8_lossy(&run.stderr);
        assert_eq!(run.status.code(), Some(code), "{arguments:?}: {errors}");
        assert!(errors.contains(said), "{arguments:?}: {errors}");
    }
    assert_eq!(names(folder.path().join("_output")), ["key.md"]);
}

#[test]
fn nothing_is_written_when_a_template_is_wrong() {
    let folder = folder(&[
        ("a.md", "Hi.\n"),
        ("bad.html", "{% if %}"),
        ("own.html", "<title>{{ plain_title }}</title>{{ body }}\n"),
    ]);
    let run = raglan(folder.path(), &["render", "a.md", "--to", "md,html", "--template", "bad.html"]);
    assert_eq!(run.status.code(), Some(2));
    assert_eq!(names(folder.path().join("_output")), [""; 0]);
    let run = raglan(folder.path(), &["render", "a.md", "--to", "html", "--template", "own.html"]);
    assert_eq!(run.status.code(), Some(0));
    let page = fs::read_to_string(folder.path().join("_output/a.html")).expect("it was written");
    assert_eq!(page, "<title></title><p>Hi.</p>\n\n");
}

fn git(folder: &Path, arguments: &[&str]) -> bool {
    let names = ["-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"];
    let run = Command::new("git").current_dir(folder).args(names).args(arguments).output();
    run.is_ok_and(|run| run.status.success())
}

const MEAN: &str = "# A\n\n```{r m}\nc(mean = 2)\n```\n";

#[test]
fn versions_are_compared_and_accepted() {
    let other = MEAN.replace("= 2", "= 3");
    let folder = folder(&[("a.Rmd", MEAN), ("b.Rmd", &other)]);
    let make = raglan(folder.path(), &["render", "a.Rmd", "--to", "json", "--output-dir", "."]);
    assert_eq!(make.status.code(), Some(0));
    let same = raglan(folder.path(), &["diff", "a.json", "a.Rmd"]);
    assert_eq!(
        (same.status.code(), same.stdout.as_slice()),
        (Some(0), b"a.Rmd \xe2\x86\x92 a.Rmd: no differences\n".as_slice())
    );
    let differ = raglan(folder.path(), &["diff", "a.json", "b.Rmd", "--format", "markdown"]);
    assert_eq!(differ.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&differ.stdout).contains("| m › mean | 2 → 3 |"));
    let check = raglan(folder.path(), &["render", "a.Rmd", "--to", "md", "--check", "--quiet"]);
    assert_eq!(check.status.code(), Some(0), "{}", String::from_utf8_lossy(&check.stderr));
    let refused = raglan(folder.path(), &["diff", "a.Rmd", "b.Rmd", "--accept"]);
    assert_eq!(refused.status.code(), Some(2));
    let accepted = raglan(folder.path(), &["diff", "a.json", "b.Rmd", "--accept"]);
    assert_eq!(accepted.status.code(), Some(0));
    assert_eq!(raglan(folder.path(), &["diff", "a.json", "b.Rmd"]).status.code(), Some(0));
    assert_eq!(raglan(folder.path(), &["render", "a.Rmd", "--check"]).status.code(), Some(1));
}

#[test]
fn what_cannot_be_compared_is_refused() {
    let newer = fixture().replacen("\"version\": 1", "\"version\": 999", 1);
    let broken: String = fixture().chars().take(2000).collect();
    let folder =
        folder(&[("newer.json", &newer), ("broken.json", &broken), ("a.Rmd", MEAN), ("b.Rmd", "Other.\n")]);
    for (old, words) in [
        ("newer.json", "a record of version 999, from a newer raglan"),
        ("broken.json", "the record ends too early"),
        ("b.Rmd", "share no chunk and no paragraph"),
        ("nothing.json", "no such file or folder"),
        (".", "several records"),
    ] {
        let run = raglan(folder.path(), &["diff", old, "a.Rmd"]);
        let said = String::from_utf8_lossy(&run.stderr).into_owned();
        assert!(run.status.code() == Some(2) && said.contains(words), "{old}: {said}");
    }
}

#[test]
fn a_revision_is_compared_with_the_working_tree() {
    let folder = folder(&[("a.Rmd", MEAN)]);
    // Without git there is nothing to compare with.
    if !git(folder.path(), &["init", "-q"]) {
        return;
    }
    assert!(git(folder.path(), &["add", "."]) && git(folder.path(), &["commit", "-q", "-m", "one"]));
    fs::write(folder.path().join("a.Rmd"), MEAN.replace("= 2", "= 4")).expect("the folder can be written");
    let run = raglan(folder.path(), &["diff", "HEAD", "a.Rmd"]);
    let said = String::from_utf8_lossy(&run.stdout).into_owned();
    assert!(run.status.code() == Some(1) && said.contains("m › mean: 2 → 4"), "{said}");
    let run = raglan(folder.path(), &["diff", "nowhere:a.Rmd", "a.Rmd"]);
    assert!(String::from_utf8_lossy(&run.stderr).contains("git knows no revision 'nowhere'"));
}
