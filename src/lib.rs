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
//! # Invariants
//!
//! - Never silently different from R: what is not implemented fails by name at its place.
//! - Parsing never fails: it returns a tree and a list of [`text::Diagnostic`].
//! - No panic on user input.
//! - The interpreter does no I/O of its own; files, clock, environment and seed come from one host trait.
//! - Same input, same bytes.

pub mod cli;
pub mod document;
pub mod eval;
pub mod graphics;
pub mod knit;
pub mod packages;
pub mod render;
pub mod results;
pub mod stats;
pub mod syntax;
pub mod text;
pub mod value;
