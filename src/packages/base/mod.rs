//! The base package.

mod arithmetic;
mod cat;
mod conditions;
mod connections;
pub mod dates;
mod files;
pub mod format;
mod frames;
mod functional;
mod language;
mod library;
mod s3;

pub(crate) use language::parse_text;
mod attributes;
mod bind;
mod combine;
mod frame_subscripts;
mod math;
mod matrices;
mod names;
pub mod print;
pub mod regex;
mod sequences;
mod sets;
mod sorting;
mod sprintf;
pub mod strings;
mod subscripts;
mod summaries;
mod types;

use crate::eval::Package;

/// The base package.
pub const PACKAGE: Package = Package {
    name: "base",
    version: "4.4.3",
    functions: &[
        language::FUNCTIONS,
        frames::FUNCTIONS,
        conditions::FUNCTIONS,
        conditions::PRIVATE,
        functional::FUNCTIONS,
        s3::FUNCTIONS,
        library::FUNCTIONS,
        arithmetic::FUNCTIONS,
        print::FUNCTIONS,
        strings::FUNCTIONS,
        regex::FUNCTIONS,
        format::FUNCTIONS,
        cat::FUNCTIONS,
        dates::FUNCTIONS,
        connections::FUNCTIONS,
        files::FUNCTIONS,
        sprintf::FUNCTIONS,
        attributes::FUNCTIONS,
        bind::FUNCTIONS,
        combine::FUNCTIONS,
        frame_subscripts::FUNCTIONS,
        math::FUNCTIONS,
        matrices::FUNCTIONS,
        names::FUNCTIONS,
        sequences::FUNCTIONS,
        sets::FUNCTIONS,
        sorting::FUNCTIONS,
        subscripts::FUNCTIONS,
        summaries::FUNCTIONS,
        types::FUNCTIONS,
    ],
    code: &[("dates.R", dates::CODE), ("files.R", files::CODE), ("summary.R", include_str!("summary.R"))],
    depends: &[],
    reexports: &[],
    greeting: None,
    data: |_, _| None,
    data_names: &[],
};
