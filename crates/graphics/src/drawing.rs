//! A finished figure: its scene and the values behind it.

use super::scene::Scene;
use raglan_engine::results::Data;

/// What a plotting function leaves to be shown.
#[derive(Clone, Debug)]
pub struct Drawing {
    /// The marks, for the size of the device they were made on.
    pub scene: Scene,
    /// Layers with their computed data, scales, labels.
    pub data: Data,
    /// What the figure is, for those who do not see it.
    pub alt: String,
    /// Whether it adds to the page before it instead of starting one: low-level base graphics.
    pub adds: bool,
}
