//! `raglan run`: run an R script.

use super::Outcome;
use crate::eval::Event;
use crate::knit::{Fault, Runner, words};
use crate::text::{Diagnostic, Source};
use clap::Args;
use std::fs;
use std::path::{Path, PathBuf};

/// Arguments of `raglan run`.
#[derive(Args)]
pub(super) struct Arguments {
    /// An R script
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Go on after an error
    #[arg(long)]
    keep_going: bool,
}

/// Runs a script; what it prints goes to the output, messages, warnings and errors to the error output.
pub(super) fn run(arguments: &Arguments) -> Outcome {
    let text = match fs::read_to_string(&arguments.file) {
        Ok(text) => text,
        Err(fault) => {
            eprintln!("error: {}: {fault}", arguments.file.display());
            return Outcome::Unusable;
        }
    };
    let mut runner = match Runner::new(Path::new(".")) {
        Ok(runner) => runner,
        Err(message) => {
            eprintln!("error: {message}");
            return Outcome::Unusable;
        }
    };
    let source = Source::new(arguments.file.display().to_string(), text);
    let mut outcome = Outcome::Done;
    for step in runner.run(source.text(), arguments.keep_going) {
        for event in &step.events {
            match event {
                Event::Text(text) | Event::Asis(text) => print!("{text}"),
                Event::Message(text) => eprint!("{text}"),
                Event::Warning(condition) => eprintln!("{}", words::warning(condition)),
                Event::Printed(_) | Event::Drawing(_) => {}
            }
        }
        match step.error {
            None => {}
            Some(Fault::Syntax(diagnostic)) => {
                eprint!("{}", diagnostic.render(&source));
                outcome = Outcome::Failed;
            }
            Some(Fault::Condition(condition, span)) => {
                eprint!("{}", Diagnostic::error(span, words::error(&condition)).render(&source));
                outcome = Outcome::Failed;
            }
        }
    }
    outcome
}
