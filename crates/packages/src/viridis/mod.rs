//! The viridis package: the maps of viridisLite, and scales of them for plots.

use raglan_engine::eval::{Builtin, Package, builtin, fail};

const REFUSED: &[Builtin] = &[builtin("unemp(...)", |_| fail("`unemp` is not implemented"))];

/// The viridis package.
pub const PACKAGE: Package = Package {
    name: "viridis",
    version: "0.6.5",
    functions: &[REFUSED],
    code: &[("viridis.R", include_str!("viridis.R"))],
    depends: &["viridisLite"],
    reexports: &[(
        "viridisLite",
        &["viridis", "magma", "inferno", "plasma", "cividis", "rocket", "mako", "turbo"],
    )],
    greeting: Some("Loading required package: viridisLite\n"),
    data: |_, _| None,
    data_names: &[],
};
