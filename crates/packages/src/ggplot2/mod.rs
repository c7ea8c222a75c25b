//! The ggplot2 package: plots by the grammar of graphics.
//!
//! Plots, layers, scales, themes are R lists, so that R code can keep, look into and change them
//! ([`plot`], [`layers`], [`scales`], [`facet`], [`coord`], [`theme`]). Showing a plot computes it in the steps of
//! [`build`] and puts it on a [`page`]; what was computed goes into the record of results ([`record`]). A file of
//! [`geom`] or [`stat`] holds a family with its defaults and its drawing. Legends are laid out as in the reference
//! figures ([`guide`]).

mod aes;
mod build;
mod coord;
mod dates;
mod facet;
mod frame;
mod geom;
mod guide;
mod key;
mod label;
mod layer;
mod layers;
mod page;
mod palette;
mod plot;
mod position;
mod record;
mod scale;
mod scales;
mod stat;
mod steps;
mod theme;
mod ticks;
mod transform;
mod values;

use raglan_engine::eval::Package;

/// The ggplot2 package.
pub const PACKAGE: Package = Package {
    name: "ggplot2",
    version: "3.5.1",
    functions: &[
        aes::FUNCTIONS,
        plot::FUNCTIONS,
        layers::GEOMS,
        layers::STATS,
        layers::REFUSED,
        position::FUNCTIONS,
        scales::COLOURS,
        scales::AXES,
        scales::OTHERS,
        facet::FUNCTIONS,
        coord::FUNCTIONS,
        theme::FUNCTIONS,
        guide::FUNCTIONS,
    ],
    code: &[
        ("themes.R", include_str!("theme/themes.R")),
        ("position.R", include_str!("position.R")),
        ("plain.R", include_str!("plain.R")),
    ],
    depends: &[],
    reexports: &[("grid", &["unit", "arrow"])],
    greeting: None,
    data: |_, _| None,
    data_names: &[],
};
