//! The ggrepel package: labels that keep clear of each other. Its functions are refused by name.

use raglan_engine::eval::{Builtin, Package, builtin, fail};

macro_rules! refused {
    ($($name:literal),*) => { &[ $( builtin(concat!($name, "(...)"), |_| fail(concat!("`", $name, "()` is not implemented"))), )* ] };
}

const REFUSED: &[Builtin] = refused!("geom_text_repel", "geom_label_repel");

/// The ggrepel package.
pub const PACKAGE: Package = Package {
    name: "ggrepel",
    version: "0.9.6",
    functions: &[REFUSED],
    code: &[],
    depends: &[],
    reexports: &[],
    greeting: None,
    data: |_, _| None,
    data_names: &[],
};
