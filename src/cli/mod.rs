//! The command line: [`run`]. One file per command.

mod output;
mod progress;
mod render;
mod script;

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

/// Reads the arguments and does what they say. The exit code is 0 when all was done, 1 when a chunk failed,
/// 2 when the arguments or an input cannot be used.
pub fn run() -> ExitCode {
    let outcome = match Command::parse().action {
        Action::Render(arguments) => render::render(&arguments),
        Action::Run(arguments) => script::run(&arguments),
    };
    match outcome {
        Outcome::Done => ExitCode::SUCCESS,
        Outcome::Failed => ExitCode::from(1),
        Outcome::Unusable => ExitCode::from(2),
    }
}
