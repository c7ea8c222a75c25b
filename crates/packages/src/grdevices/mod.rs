//! The grDevices package: the device figures are made for, and colours.

mod colours;

pub use colours::colours_of;

use raglan_engine::eval::{Builtin, Package, builtin, fail};

macro_rules! refused {
    ($($name:literal),*) => { &[ $( builtin(concat!($name, "(...)"), |_| fail(concat!("`", $name, "()` is not implemented"))), )* ] };
}

const REFUSED: &[Builtin] = refused!(
    "png",
    "jpeg",
    "tiff",
    "bmp",
    "pdf",
    "svg",
    "cairo_pdf",
    "postscript",
    "x11",
    "X11",
    "quartz",
    "windows",
    "dev.new",
    "dev.off",
    "graphics.off",
    "dev.cur",
    "dev.copy",
    "recordPlot",
    "replayPlot",
    "contourLines",
    "convertColor",
    "as.raster",
    "densCols",
    "trans3d",
    "axisTicks",
    "chull"
);

/// The size of the figures to come, in inches.
pub struct Device {
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

impl Default for Device {
    fn default() -> Self {
        Self { width: 7.0, height: 5.0 }
    }
}

/// The grDevices package.
pub const PACKAGE: Package = Package {
    name: "grDevices",
    version: "4.4.3",
    functions: &[colours::FUNCTIONS, REFUSED],
    code: &[("grdevices.R", include_str!("grdevices.R"))],
    depends: &[],
    reexports: &[],
    greeting: None,
    data: |_, _| None,
    data_names: &[],
};
