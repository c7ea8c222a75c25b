//! The ggridges package: density ridges in plots. What else it has is refused by name.

use raglan_engine::eval::{Builtin, Package, builtin, fail};

macro_rules! refused {
    ($($name:literal),*) => { &[ $( builtin(concat!($name, "(...)"), |_| fail(concat!("`", $name, "()` is not implemented"))), )* ] };
}

const REFUSED: &[Builtin] = refused!(
    "geom_density_ridges_gradient",
    "geom_ridgeline",
    "geom_ridgeline_gradient",
    "geom_vridgeline",
    "stat_density_ridges",
    "stat_binline",
    "scale_fill_cyclical"
);

/// The ggridges package.
pub const PACKAGE: Package = Package {
    name: "ggridges",
    version: "0.5.6",
    functions: &[REFUSED],
    code: &[("ridges.R", include_str!("ridges.R"))],
    depends: &[],
    reexports: &[],
    greeting: None,
    data: |_, _| None,
    data_names: &[],
};
