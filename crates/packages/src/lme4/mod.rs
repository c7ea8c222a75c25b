//! The lme4 package: linear and generalised linear mixed models.
//!
//! `formula.R` takes random-effects terms out of formulas, `lmer.R` and `glmer.R` prepare the matrices and make
//! the fitted objects, `fit.rs` hands them to the numerical part. `extract.R`, `effects.R`, `predict.R`,
//! `anova.R` and `print.R` are what is done with a fit.
//! Reference: Bates, Mächler, Bolker and Walker (2015).

mod data;
mod fit;

pub(crate) use data::frame as data_frame;

use raglan_engine::eval::Package;

/// The lme4 package.
pub const PACKAGE: Package = Package {
    name: "lme4",
    version: "1.1-37",
    functions: &[fit::FUNCTIONS],
    code: &[
        ("formula.R", include_str!("formula.R")),
        ("control.R", include_str!("control.R")),
        ("lmer.R", include_str!("lmer.R")),
        ("glmer.R", include_str!("glmer.R")),
        ("effects.R", include_str!("effects.R")),
        ("extract.R", include_str!("extract.R")),
        ("print.R", include_str!("print.R")),
        ("anova.R", include_str!("anova.R")),
        ("predict.R", include_str!("predict.R")),
    ],
    depends: &["Matrix"],
    reexports: &[("nlme", &["fixef", "fixed.effects", "ranef", "random.effects", "VarCorr", "getData"])],
    greeting: None,
    data: data::data,
    data_names: data::NAMES,
};
