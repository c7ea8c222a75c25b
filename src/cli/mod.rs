//! The command line: [`run`]. One file per command.

mod diff;
mod output;
mod progress;
mod render;
mod script;
mod side;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Knits R Markdown without R.
#[derive(Parser)]
#[command(name = "raglan", version, about, disable_help_subcommand = true)]
struct Command {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Run reports and write them as HTML, PDF, Markdown or JSON
    Render(render::Arguments),
    /// Say what changed between two versions of a report, by meaning
    Diff(diff::Arguments),
    /// Run an R script and print what it prints
    Run(script::Arguments),
}

/// How a command ended, worst last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Outcome {
    /// All was done.
    Done,
    /// A chunk failed.
    Failed,
    /// The arguments or the input cannot be used.
    Unusable,
}

/// Reads the arguments and does what they say. The exit code is 0 when all was done, 1 when a chunk failed or
/// more changed than is allowed, 2 when the arguments or an input cannot be used.
pub fn run() -> ExitCode {
    let outcome = match Command::parse().action {
        Action::Render(arguments) => render::render(&arguments),
        Action::Diff(arguments) => diff::diff(&arguments),
        Action::Run(arguments) => script::run(&arguments),
    };
    match outcome {
        Outcome::Done => ExitCode::SUCCESS,
        Outcome::Failed => ExitCode::from(1),
        Outcome::Unusable => ExitCode::from(2),
    }
}
