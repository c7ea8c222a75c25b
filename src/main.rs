//! The `raglan` command.

use std::process::ExitCode;

/// Deeply nested R calls need room; memory is only taken when it is used.
const STACK: usize = 1 << 30;

fn main() -> ExitCode {
    let worker = std::thread::Builder::new().name("raglan".into()).stack_size(STACK).spawn(raglan::cli::run);
    match worker.map(std::thread::JoinHandle::join) {
        Ok(Ok(code)) => code,
        Ok(Err(_)) => ExitCode::from(101),
        Err(fault) => {
            eprintln!("error: no thread can be started: {fault}");
            ExitCode::from(2)
        }
    }
}
