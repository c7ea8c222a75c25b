//! The lmerTest package: mixed models with degrees of freedom by Satterthwaite's method.
//!
//! Reference: Kuznetsova, Brockhoff and Christensen (2017).

use crate::lme4::data_frame;
use raglan_engine::eval::{Package, Session};
use raglan_engine::value::Value;

fn data(_: &mut Session, name: &str) -> Option<Value> {
    Some(match name {
        "ham" => data_frame(include_str!("data/ham.csv"), "ffiffi"),
        "carrots" => data_frame(include_str!("data/carrots.csv"), "fssssssiiiiddf"),
        "TVbo" => data_frame(include_str!("data/TVbo.csv"), "fsffddddddddddddddd"),
        _ => return None,
    })
}

/// The lmerTest package.
pub const PACKAGE: Package = Package {
    name: "lmerTest",
    version: "3.1-3",
    functions: &[],
    code: &[
        ("fit.R", include_str!("fit.R")),
        ("tests.R", include_str!("tests.R")),
        ("anova.R", include_str!("anova.R")),
        ("means.R", include_str!("means.R")),
    ],
    depends: &["lme4"],
    reexports: &[],
    greeting: None,
    data,
    data_names: &["TVbo", "carrots", "ham"],
};
