//! raglan knits R Markdown without R.
//!
//! # Flow
//!
//! ```text
//! source .md/.Rmd/.qmd
//!   → document   front matter, prose, chunks, inline code, each with its span in the source
//!   → knit       runs chunks in order in one session; captures what knitr captures
//!   → results    plain serialisable data: source, text, message, warning, error, figure, asis
//!   → render     results → HTML, PDF, Markdown, JSON
//!   → diff       results × results → changes
//! ```
//!
//! # Layers
//!
//! A module may name only what stands to its left or below; a test reads the `use` lines.
//!
//! ```text
//! text
//!  ├── document ─────────────────────────────┐
//!  ├── syntax ── value ── eval ── packages ── knit ── cli
//!  ├── stats ──────────────────────┘          │        │
//!  ├── graphics ───────────────────┘          │        │
//!  └── results ───────────────────────────────┴─ render, diff
//! ```
//!
//! The layers stand in five crates, so that a change compiles what it touches: `crates/engine` (text, document,
//! syntax, value, eval, results), `crates/stats`, `crates/graphics`, `crates/packages`, and this one (knit,
//! render, diff, cli).
//!
//! # Invariants
//!
//! - Never silently different from R: what is not implemented fails by name at its place.
//! - Parsing never fails: it returns a tree and a list of [`text::Diagnostic`].
//! - No panic on user input.
//! - The interpreter does no I/O of its own; files, clock, environment and seed come from one host trait.
//! - Same input, same bytes.

pub mod cli;
pub mod diff;
pub mod knit;
pub mod render;

pub use raglan_engine::{document, eval, results, syntax, text, value};
pub use raglan_graphics as graphics;
pub use raglan_packages as packages;
