//! What counts as noise, what is ignored, and which class of change fails: `raglan.toml`.

use super::{Class, Place};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Statistics that come from numerical derivatives (Satterthwaite's degrees of freedom) and are noisier.
const DERIVATIVES: &[&str] = &["df", "ddf", "DenDF"];

/// Rules of a comparison. Every key may be left out.
///
/// ```toml
/// tolerance = 1e-8          # relative, for every number
/// absolute = 1e-14          # numbers this near zero are zero
/// thresholds = [0.05]       # p-values that cross one of these matter
/// allow = "noise"           # the weightiest class that passes
/// ignore = ["setup", "size-model/residuals"]
///
/// [tolerances]              # by statistic, column or chunk, the most specific last
/// df = 1e-4
/// "size-model" = 1e-6
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Policy {
    /// Relative tolerance of every number that has none of its own.
    pub tolerance: f64,
    /// Numbers whose absolute values are both below are equal.
    pub absolute: f64,
    /// Levels a p-value can cross.
    pub thresholds: Vec<f64>,
    /// The weightiest class of change that passes.
    pub allow: Class,
    /// Places without interest: a chunk's label, or label/part.
    pub ignore: Vec<String>,
    /// Relative tolerances of statistics, columns and chunks by name.
    pub tolerances: BTreeMap<String, f64>,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            tolerance: 1e-8,
            absolute: 1e-14,
            thresholds: vec![0.05],
            allow: Class::Noise,
            ignore: Vec::new(),
            tolerances: BTreeMap::new(),
        }
    }
}

impl Policy {
    /// Reads `raglan.toml`; the error names the key and the line.
    pub fn read(text: &str) -> Result<Self, String> {
        let policy = toml::from_str::<Self>(text).map_err(|e| e.to_string())?;
        let wrong = |t: &f64| t.is_nan() || *t < 0.0;
        if policy.tolerances.values().any(wrong) || wrong(&policy.tolerance) || wrong(&policy.absolute) {
            return Err("a tolerance is a number from 0 on".to_string());
        }
        Ok(policy)
    }

    /// Whether nobody wants to hear of this place.
    pub fn ignores(&self, place: &Place) -> bool {
        self.ignore.iter().any(|rule| {
            let mut parts = rule.split('/');
            parts.next() == Some(place.chunk.as_str())
                && parts.all(|part| place.path.iter().any(|step| step == part))
        })
    }

    /// The relative tolerance at a place: that of the last step that has one, else of the chunk.
    pub fn tolerance_at(&self, place: &Place) -> f64 {
        let named = place.path.iter().rev().chain([&place.chunk]).find_map(|step| self.tolerances.get(step));
        named.copied().unwrap_or_else(|| {
            let listed = place.path.iter().any(|step| DERIVATIVES.contains(&step.as_str()));
            if listed { self.tolerance.max(1e-4) } else { self.tolerance }
        })
    }
}
