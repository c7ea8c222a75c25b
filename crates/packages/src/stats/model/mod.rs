//! Formulas, model frames and matrices, linear models: what every model function is built from.
//!
//! For other packages' models:
//!
//! - [`Terms`]: a formula worked out ([`Terms::new`], [`Terms::from_value`], [`Terms::to_value`]).
//! - [`FrameRequest`] and [`model_frame`] give a [`ModelFrame`]: the variables evaluated in the data, then in
//!   the formula's environment; rows chosen, missing ones dealt with. Its [`ModelFrame::response`],
//!   [`ModelFrame::weights`], [`ModelFrame::offset`], [`ModelFrame::variable`] and
//!   [`ModelFrame::row_labels`] are what a fit starts from. Weights and the like are passed as code in
//!   `extras` by name (`weights`), and become columns (`(weights)`).
//! - [`model_matrix`] gives a [`ModelMatrix`]: the columns, their names, terms (`assign`) and contrasts. For
//!   the fixed part of a larger model, replace `frame.terms` by the terms of that part: variables are found
//!   in the frame by name.
//! - [`new_data_frame`]: the frame of predictors for `predict(newdata = )` from the terms and levels of a fit.
//! - [`matched_call`]: the call with full argument names, as `match.call()` has it for `fit$call`.
//! - [`coefmat`]: the table of coefficients as `printCoefmat()` prints it, [`format_pvalues`].
//!
//! A fit written in Rust reads its arguments like this:
//!
//! ```text
//! let request = FrameRequest { formula, data, extras: vec![("weights".into(), args.expression("weights"))], .. };
//! let frame = model_frame(args.session, &request)?;
//! let matrix = model_matrix(args.session, &frame, &[])?;
//! ```

mod accessors;
mod aliases;
mod aov;
mod coefmat;
mod contrasts;
mod effects_tables;
mod family_object;
mod fit;
mod formula;
mod frame;
mod generalized;
mod influence;
mod likelihood;
mod linear;
mod matched;
mod matrix;
mod missing;
mod nonlinear;
mod poly;
mod predict_linear;
mod print_linear;
mod profile;
mod rows;
mod scope;
mod selection;
mod several;
mod stepwise;
mod strata;
mod submodel;
mod summary_generalized;
mod summary_linear;
mod table;
mod tails;
mod terms;
mod tukey;
mod uncertainty;
mod variables;
mod variance_table;

pub use coefmat::{CoefficientTable, coefmat, format_pvalues};
pub use contrasts::{Contrasts, contrasts_of};
pub use fit::{ask, frame_of};
pub use frame::{FrameRequest, ModelFrame, columns_of, model_frame, new_data_frame, scope, variable_class};
pub use generalized::{error_text, family_argument, family_of};
pub use linear::matrix_parts;
pub use linear::{matrix_value, named, qr_from_value, qr_value};
pub use matched::matched_call;
pub use matrix::{ModelMatrix, model_matrix};
pub use rows::{
    codes_of, has_missing, levels_of, missing_rows, row_count, row_labels, take_row_names, take_rows,
};
pub use terms::{
    Terms, TermsOptions, as_formula, formula_of, list_of, names_or_empty, sides, sum_of, symbols,
    variable_name,
};
pub use uncertainty::profile_bounds;

use raglan_engine::eval::Builtin;

/// The tables of this folder.
pub(super) const TABLES: &[&[Builtin]] = &[
    formula::FUNCTIONS,
    variables::FUNCTIONS,
    table::FUNCTIONS,
    missing::FUNCTIONS,
    poly::FUNCTIONS,
    coefmat::FUNCTIONS,
    linear::FUNCTIONS,
    summary_linear::FUNCTIONS,
    print_linear::FUNCTIONS,
    predict_linear::FUNCTIONS,
    generalized::FUNCTIONS,
    accessors::FUNCTIONS,
    likelihood::FUNCTIONS,
    uncertainty::FUNCTIONS,
    influence::FUNCTIONS,
    variance_table::FUNCTIONS,
    selection::FUNCTIONS,
    stepwise::FUNCTIONS,
    family_object::FUNCTIONS,
    summary_generalized::FUNCTIONS,
    aov::FUNCTIONS,
    strata::FUNCTIONS,
    effects_tables::FUNCTIONS,
    tukey::FUNCTIONS,
    aliases::FUNCTIONS,
    tails::FUNCTIONS,
    nonlinear::FUNCTIONS,
    several::FUNCTIONS,
];
