//! Linear models with several responses.

use raglan_engine::eval::{Args, Eval, fail};
use raglan_engine::value::{Argument, Value};

/// `anova()` of a model with several responses.
pub(super) fn anova_several(_args: &mut Args, _object: &Value, _others: &[Argument]) -> Eval {
    fail("`anova` of linear models with several responses is not implemented")
}

/// `predict()` of a model with several responses.
pub(super) fn predict_several(_args: &mut Args, _object: &Value) -> Eval {
    fail("`predict` of linear models with several responses is not implemented")
}

/// The tables of variances of each response.
pub(super) fn summary_by_response(_args: &mut Args, _object: &Value) -> Eval {
    fail("`summary` of an `aov` with several responses is not implemented")
}
