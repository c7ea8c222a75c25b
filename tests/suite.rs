//! The integration tests, in one binary.

#[path = "checks/architecture.rs"]
mod architecture;
#[path = "checks/command.rs"]
mod command;
#[path = "checks/diff.rs"]
mod diff;
#[path = "checks/reference.rs"]
mod reference;
#[path = "checks/rendering.rs"]
mod rendering;
#[path = "checks/report.rs"]
mod report;
#[path = "checks/suite.rs"]
mod suite;
