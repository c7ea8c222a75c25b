//! The grDevices package: the device figures are made for.

use raglan_engine::eval::Package;

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
    functions: &[],
    code: &[],
    depends: &[],
    reexports: &[],
    greeting: None,
    data: |_, _| None,
    data_names: &[],
};
