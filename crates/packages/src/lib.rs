//! The R functions, one folder per R package.
//!
//! A package is a [`Package`](raglan_engine::eval::Package): tables of functions written in Rust, each with the usage
//! R's help prints, and R code for what is easier said in R. [`PACKAGES`] lists them, [`ATTACHED`] those on
//! the search path from the start, as in R.

pub mod base;
pub mod broom;
pub mod datasets;
pub mod dplyr;
pub mod forcats;
pub mod ggeffects;
pub mod ggplot2;
pub mod ggrepel;
pub mod ggridges;
pub mod glue;
pub mod graphics;
pub mod grdevices;
pub mod grid;
pub mod knitr;
pub mod lme4;
pub mod lmertest;
pub mod magrittr;
pub mod matrix;
pub mod methods;
pub mod mgcv;
pub mod nlme;
pub mod purrr;
pub mod readr;
pub mod rlang;
pub mod scales;
pub mod stats;
pub mod stringr;
pub mod tibble;
pub mod tidyr;
pub mod tidyselect;
pub mod tidyverse;
pub mod utils;
pub mod viridis;
pub mod viridislite;

use raglan_engine::eval::{Package, Session};
use raglan_engine::value::Value;

/// All packages, loaded when first asked for.
pub const PACKAGES: &[&Package] = &[
    &base::PACKAGE,
    &broom::PACKAGE,
    &methods::PACKAGE,
    &datasets::PACKAGE,
    &utils::PACKAGE,
    &grdevices::PACKAGE,
    &graphics::PACKAGE,
    &stats::PACKAGE,
    &knitr::PACKAGE,
    &glue::PACKAGE,
    &stringr::PACKAGE,
    &purrr::PACKAGE,
    &readr::PACKAGE,
    &readr::VROOM,
    &grid::PACKAGE,
    &ggplot2::PACKAGE,
    &scales::PACKAGE,
    &viridislite::PACKAGE,
    &viridis::PACKAGE,
    &ggridges::PACKAGE,
    &ggrepel::PACKAGE,
    &magrittr::PACKAGE,
    &rlang::PACKAGE,
    &tibble::PACKAGE,
    &tidyselect::PACKAGE,
    &dplyr::PACKAGE,
    &tidyr::PACKAGE,
    &forcats::PACKAGE,
    &nlme::PACKAGE,
    &mgcv::PACKAGE,
    &ggeffects::PACKAGE,
    &tidyverse::PACKAGE,
    &matrix::PACKAGE,
    &lme4::PACKAGE,
    &lmertest::PACKAGE,
];

/// Packages attached from the start, the first searched last.
pub const ATTACHED: &[&str] = &["methods", "datasets", "utils", "grDevices", "graphics", "stats"];

/// Sets R's options to their values in a fresh session of a report.
pub fn set_options(session: &mut Session) {
    let numbers = [
        ("digits", 7),
        ("scipen", 0),
        ("width", 80),
        ("warn", 0),
        ("max.print", 99_999),
        ("expressions", 5000),
    ];
    for (name, value) in numbers {
        session.options.insert(name.into(), Value::integer(value));
    }
    for (name, value) in [("stringsAsFactors", false), ("keep.source", true), ("show.signif.stars", true)] {
        session.options.insert(name.into(), Value::logical(value));
    }
    session.options.insert("ts.eps".into(), Value::double(1e-5));
    session.options.insert("warning.length".into(), Value::integer(1000));
    session.options.insert("OutDec".into(), Value::string("."));
    session.options.insert("encoding".into(), Value::string("native.enc"));
    session.options.insert("na.action".into(), Value::string("na.omit"));
    let contrasts = Value::strings(["contr.treatment", "contr.poly"]).with_names(["unordered", "ordered"]);
    session.options.insert("contrasts".into(), contrasts);
}
