//! `raglan diff`: what changed between two versions of a report.

use super::Outcome;
use super::render::{parameter, unusable};
use super::side::{How, is_revision, load};
use crate::diff::{self, Comparison, Policy, report};
use crate::render;
use crate::results::Record;
use clap::{Args, ValueEnum};
use std::fs;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

/// Arguments of `raglan diff`.
#[derive(Args)]
pub(super) struct Arguments {
    /// The older version: a record (.json), an output folder, a report, a git REVISION:PATH, or a REVISION alone
    old: String,
    /// The newer version
    #[arg(required_unless_present = "textconv")]
    new: Option<String>,
    /// How to say it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
    /// Tolerances, thresholds and what may change; by default `raglan.toml` beside the newer version or in the
    /// working folder
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// File to write to instead of the standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Value of a parameter for reports that are run
    #[arg(short = 'P', value_name = "NAME=VALUE", value_parser = parameter)]
    parameters: Vec<(String, String)>,
    /// Make the newer version the record that OLD names
    #[arg(long)]
    accept: bool,
    /// Print the record OLD as Markdown, for git's `textconv`
    #[arg(long, conflicts_with_all = ["new", "accept"])]
    textconv: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For the terminal
    Text,
    /// For a comment on a pull request
    Markdown,
    /// A page
    Html,
    /// For programs
    Json,
}

/// Compares two versions. The exit code is 0 when nothing changed beyond what the policy allows, 1 when something
/// did, 2 when there is trouble.
pub(super) fn diff(arguments: &Arguments) -> Outcome {
    match compare(arguments) {
        Ok(outcome) => outcome,
        Err(message) => unusable(&message),
    }
}

fn compare(arguments: &Arguments) -> Result<Outcome, String> {
    let how = How { parameters: &arguments.parameters };
    let Some(new_name) = &arguments.new else {
        say(&render::markdown(&load(&arguments.old, &how)?), None)?;
        return Ok(Outcome::Done);
    };
    // A revision alone is that revision of the report.
    let old_name = if !new_name.contains(':') && is_revision(&arguments.old, Path::new(new_name)) {
        let path = if Path::new(new_name).is_relative() { format!("./{new_name}") } else { new_name.clone() };
        format!("{}:{path}", arguments.old)
    } else {
        arguments.old.clone()
    };
    let policy = policy(arguments.config.as_deref(), Path::new(new_name))?;
    let (old, new) = (load(&old_name, &how)?, load(new_name, &how)?);
    if !diff::are_related(&old, &new) {
        return Err(format!(
            "{old_name} and {new_name} share no chunk and no paragraph: not versions of one report"
        ));
    }
    let comparison = diff::diff(&old, &new, &policy);
    let colour = arguments.output.is_none()
        && std::io::stdout().is_terminal()
        && std::env::var_os("NO_COLOR").is_none();
    let text = match arguments.format {
        Format::Text => report::terminal(&comparison, colour),
        Format::Markdown => report::markdown(&comparison),
        Format::Html => report::html(&comparison, &old, &new)?,
        Format::Json => serde_json::to_string_pretty(&comparison).map_err(|e| e.to_string())? + "\n",
    };
    say(&text, arguments.output.as_deref())?;
    if arguments.accept {
        accept(&old_name, &new)?;
        return Ok(Outcome::Done);
    }
    Ok(verdict(&comparison, &policy))
}

fn verdict(comparison: &Comparison, policy: &Policy) -> Outcome {
    if comparison.worst() > policy.allow { Outcome::Failed } else { Outcome::Done }
}

/// Writes the newer record over the older one.
fn accept(old: &str, new: &Record) -> Result<(), String> {
    let path = Path::new(old);
    if !path.is_file() || path.extension().is_none_or(|e| e != "json") {
        return Err(format!("{old} is no record file, so there is nothing that --accept could replace"));
    }
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(|e| e.to_string())?;
    file.write_all(render::json(new).as_bytes()).map_err(|e| e.to_string())?;
    file.persist(path).map_err(|e| e.to_string())?;
    eprintln!("{old} is now the newer version");
    Ok(())
}

/// Compares a record just made with the one beside its report.
pub(super) fn check(record: &Record, input: &Path) -> Outcome {
    let baseline = input.with_extension("json");
    let checked = || -> Result<Outcome, String> {
        if !baseline.is_file() {
            return Err(format!(
                "{} is not there to compare with; make it with `raglan render {} --to json --output-dir {}`",
                baseline.display(),
                input.display(),
                input.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new(".")).display()
            ));
        }
        let old = load(&baseline.to_string_lossy(), &How { parameters: &[] })?;
        let policy = policy(None, input)?;
        let comparison = diff::diff(&old, record, &policy);
        print!("{}", report::terminal(&comparison, std::io::stdout().is_terminal()));
        Ok(verdict(&comparison, &policy))
    };
    checked().unwrap_or_else(|message| unusable(&message))
}

/// The policy: of the file given, else of `raglan.toml` beside the newer version or in the working folder.
fn policy(config: Option<&Path>, new: &Path) -> Result<Policy, String> {
    let beside = if new.is_dir() { new.join("raglan.toml") } else { new.with_file_name("raglan.toml") };
    let found = match config {
        Some(path) => Some(path.to_path_buf()),
        None => [beside, PathBuf::from("raglan.toml")].into_iter().find(|p| p.is_file()),
    };
    let Some(path) = found else { return Ok(Policy::default()) };
    let text = fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    Policy::read(&text).map_err(|e| format!("{}: {e}", path.display()))
}

fn say(text: &str, output: Option<&Path>) -> Result<(), String> {
    match output {
        Some(path) => fs::write(path, text).map_err(|e| format!("{}: {e}", path.display())),
        None => match std::io::stdout().write_all(text.as_bytes()) {
            // A closed pipe is the reader's wish.
            Err(fault) if fault.kind() != std::io::ErrorKind::BrokenPipe => Err(fault.to_string()),
            _ => Ok(()),
        },
    }
}
