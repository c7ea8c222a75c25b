//! The `raglan` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    raglan::cli::run()
}
