//! The base package.

mod aggregate;
mod aggregation;
mod arithmetic;
mod cat;
mod choices;
mod conditions;
mod connections;
pub mod dates;
mod files;
mod flat_tables;
pub mod format;
mod frame_arithmetic;
mod frame_construction;
mod frames;
mod functional;
mod grids;
mod groups;
mod language;
mod library;
mod margins;
mod masks;
mod merging;
mod nested_lists;
mod reshaping;
mod row_names;
mod rows;
mod s3;
mod set_operations;
mod splitting;
mod tables;

pub(crate) use language::parse_text;
mod all_equal;
mod arrays;
mod attributes;
mod bind;
mod bits;
mod combine;
mod complex;
mod factors;
mod frame_subscripts;
mod linear;
mod math;
mod matrices;
mod names;
pub mod print;
pub mod random;
pub mod regex;
mod sequences;
mod sets;
mod sorting;
mod sprintf;
pub mod strings;
mod subscripts;
mod summaries;
mod summary;
mod types;

use raglan_engine::eval::Package;

/// The base package.
pub const PACKAGE: Package = Package {
    name: "base",
    version: "4.4.3",
    functions: &[
        language::FUNCTIONS,
        frames::FUNCTIONS,
        frame_construction::FUNCTIONS,
        frame_arithmetic::FUNCTIONS,
        row_names::FUNCTIONS,
        rows::FUNCTIONS,
        masks::FUNCTIONS,
        choices::FUNCTIONS,
        nested_lists::FUNCTIONS,
        set_operations::FUNCTIONS,
        grids::FUNCTIONS,
        conditions::FUNCTIONS,
        conditions::PRIVATE,
        functional::FUNCTIONS,
        s3::FUNCTIONS,
        library::FUNCTIONS,
        arithmetic::FUNCTIONS,
        aggregate::FUNCTIONS,
        aggregation::FUNCTIONS,
        splitting::FUNCTIONS,
        tables::FUNCTIONS,
        margins::FUNCTIONS,
        merging::FUNCTIONS,
        reshaping::FUNCTIONS,
        flat_tables::FUNCTIONS,
        print::FUNCTIONS,
        strings::FUNCTIONS,
        regex::FUNCTIONS,
        format::FUNCTIONS,
        cat::FUNCTIONS,
        dates::FUNCTIONS,
        connections::FUNCTIONS,
        files::FUNCTIONS,
        sprintf::FUNCTIONS,
        all_equal::FUNCTIONS,
        arrays::FUNCTIONS,
        attributes::FUNCTIONS,
        bind::FUNCTIONS,
        bits::FUNCTIONS,
        combine::FUNCTIONS,
        complex::FUNCTIONS,
        factors::FUNCTIONS,
        frame_subscripts::FUNCTIONS,
        linear::FUNCTIONS,
        math::FUNCTIONS,
        matrices::FUNCTIONS,
        names::FUNCTIONS,
        random::FUNCTIONS,
        sequences::FUNCTIONS,
        sets::FUNCTIONS,
        sorting::FUNCTIONS,
        subscripts::FUNCTIONS,
        summaries::FUNCTIONS,
        summary::FUNCTIONS,
        types::FUNCTIONS,
    ],
    code: &[
        ("files.R", files::CODE),
        ("machine.R", include_str!("r/machine.R")),
        ("jitter.R", include_str!("r/jitter.R")),
    ],
    depends: &[],
    reexports: &[],
    greeting: None,
    data: |_, _| None,
    data_names: &[],
};
