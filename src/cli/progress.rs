//! A progress bar by chunk, on a terminal only.

use crate::knit::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;

/// The bar of one report.
pub(super) struct Bar {
    bar: ProgressBar,
}

impl Bar {
    /// A bar for the report `name`; it draws nothing when `quiet` or when standard error is not a terminal.
    pub(super) fn new(name: &str, quiet: bool) -> Self {
        let bar = ProgressBar::new(0);
        if quiet || !std::io::stderr().is_terminal() {
            bar.set_draw_target(ProgressDrawTarget::hidden());
        }
        let style = ProgressStyle::with_template("{prefix} {bar:24.cyan/dim} {pos}/{len} {msg}");
        bar.set_style(style.expect("the template is well formed"));
        bar.set_prefix(name.to_string());
        Self { bar }
    }

    /// Shows how far the run is.
    pub(super) fn show(&self, progress: &Progress) {
        self.bar.set_length(progress.of as u64);
        self.bar.set_position(progress.at as u64);
        self.bar.set_message(progress.label.clone());
    }

    /// Takes the bar away.
    pub(super) fn clear(&self) {
        self.bar.finish_and_clear();
    }
}
