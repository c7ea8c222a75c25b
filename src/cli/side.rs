//! A version of a report, named on the command line: a record, a folder, a source, or a git revision of one.

use super::render::{read_record, run_with};
use crate::knit;
use crate::results::Record;
use crate::text::Source;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What runs a source.
pub(super) struct How<'a> {
    /// Parameters of the report.
    pub parameters: &'a [(String, String)],
}

/// The record of a version: read when there is one, else by running the source.
pub(super) fn load(name: &str, how: &How) -> Result<Record, String> {
    let path = Path::new(name);
    if path.is_dir() {
        return folder(path);
    }
    if path.exists() {
        return file(path, how);
    }
    match name.split_once(':') {
        Some((revision, inside)) if !revision.is_empty() && !inside.is_empty() => {
            at_revision(revision, inside, how)
        }
        _ => Err(format!("{name}: no such file or folder, and no REVISION:PATH")),
    }
}

/// Whether git knows this revision in the repository around a path.
pub(super) fn is_revision(name: &str, path: &Path) -> bool {
    !Path::new(name).exists()
        && git(path.parent().unwrap_or(Path::new("")), &["rev-parse", "--verify", "--quiet", &commit(name)])
            .is_ok()
}

fn commit(revision: &str) -> String {
    format!("{revision}^{{commit}}")
}

fn file(path: &Path, how: &How) -> Result<Record, String> {
    let text = fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default().to_lowercase();
    match extension.as_str() {
        "json" => read_record(&text).map_err(|e| format!("{}: {e}", path.display())),
        "rmd" | "md" | "qmd" | "rmarkdown" | "markdown" => {
            let source = Source::new(path.display().to_string(), text);
            match run_with(&source, path, how.parameters, true, true) {
                Ok((mut record, _)) => {
                    knit::describe_files(&mut record, path.parent().unwrap_or(Path::new("")));
                    Ok(record)
                }
                Err(_) => Err(format!("{}: the report cannot be run", path.display())),
            }
        }
        _ => Err(format!("{}: neither a record (.json) nor a report (.Rmd, .md, .qmd)", path.display())),
    }
}

/// The one record of an output folder.
fn folder(path: &Path) -> Result<Record, String> {
    let entries = fs::read_dir(path).map_err(|e| format!("{}: {e}", path.display()))?;
    let mut records: Vec<PathBuf> = entries
        .flatten()
        .map(|e| e.path())
        .filter(|p| p.extension().is_some_and(|e| e == "json"))
        .filter(|p| fs::read_to_string(p).is_ok_and(|text| text.contains("\"blocks\"")))
        .collect();
    records.sort();
    match records.as_slice() {
        [one] => file(one, &How { parameters: &[] }),
        [] => Err(format!("{}: the folder holds no record; make one with `--to json`", path.display())),
        more => {
            let names: Vec<String> = more.iter().map(|p| p.display().to_string()).collect();
            Err(format!(
                "{}: the folder holds several records, name one: {}",
                path.display(),
                names.join(", ")
            ))
        }
    }
}

/// The report of a git revision: its committed record, or its source run on that revision's files.
fn at_revision(revision: &str, inside: &str, how: &How) -> Result<Record, String> {
    let here = Path::new("");
    let top =
        git(here, &["rev-parse", "--show-toplevel"]).map_err(|_| "this is no git repository".to_string())?;
    git(here, &["rev-parse", "--verify", "--quiet", &commit(revision)])
        .map_err(|_| format!("git knows no revision '{revision}'"))?;
    let prefix = git(here, &["rev-parse", "--show-prefix"])?;
    // As git does, a path begins at the root of the repository unless it begins with a dot.
    let below = |path: &str| {
        let path = path
            .strip_prefix("./")
            .map_or_else(|| path.to_string(), |rest| format!("{}{rest}", prefix.trim()));
        path.trim_start_matches('/').to_string()
    };
    let inside = below(inside);
    git(here, &["cat-file", "-e", &format!("{revision}:{inside}")])
        .map_err(|_| format!("revision '{revision}' has no file {inside}"))?;
    let record = Path::new(&inside).with_extension("json");
    if let Ok(text) = git(here, &["show", &format!("{revision}:{}", record.display())])
        && let Ok(record) = read_record(&text)
        && record.params.is_empty() | how.parameters.is_empty()
    {
        return Ok(record);
    }
    let temporary = tempfile::tempdir().map_err(|e| e.to_string())?;
    let tree = temporary.path().join("tree");
    let tree_name = tree.to_string_lossy().into_owned();
    let top = PathBuf::from(top.trim());
    git(&top, &["worktree", "add", "--detach", "--force", &tree_name, revision])
        .map_err(|e| format!("the files of revision '{revision}' cannot be taken out: {e}"))?;
    let found = file(&tree.join(&inside), how);
    git(&top, &["worktree", "remove", "--force", &tree_name]).map_err(|e| format!("{tree_name}: {e}"))?;
    found
}

/// What git says; its complaint as the error.
fn git(folder: &Path, arguments: &[&str]) -> Result<String, String> {
    let mut command = Command::new("git");
    if !folder.as_os_str().is_empty() {
        command.current_dir(folder);
    }
    let run = command.args(arguments).output().map_err(|e| format!("git cannot be run: {e}"))?;
    if run.status.success() {
        Ok(String::from_utf8_lossy(&run.stdout).into_owned())
    } else {
        Err(String::from_utf8_lossy(&run.stderr).trim().to_string())
    }
}
