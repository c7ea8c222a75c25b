//! The answer: changes, how much each matters, and what can have caused it.

use super::Policy;
use crate::results::Record;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Version of the answer's JSON.
pub const VERSION: u32 = 1;

/// How much a difference matters, least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// No difference.
    Identical,
    /// The same values under another name, in another place, wording or format.
    Format,
    /// Numbers within tolerance.
    Noise,
    /// Numbers or results differ.
    Material,
    /// A reader would conclude something else.
    Qualitative,
}

impl Class {
    /// All classes that are changes, most important first.
    pub const CHANGES: [Self; 4] = [Self::Qualitative, Self::Material, Self::Noise, Self::Format];

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Identical => "identical",
            Self::Format => "format",
            Self::Noise => "noise",
            Self::Material => "material",
            Self::Qualitative => "qualitative",
        }
    }
}

/// What kind of thing changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A number, or many of one statistic.
    Value,
    /// An estimate changes its sign.
    Sign,
    /// A p-value crosses a threshold.
    Significance,
    /// A confidence interval starts or stops covering zero.
    Interval,
    /// A term, row, column or element appears or drops out.
    Term,
    /// The number of observations or groups changes.
    Count,
    /// A fit becomes singular, stops converging, or the reverse.
    Fit,
    /// A warning, message or error appears, changes or goes.
    Condition,
    /// Rows of a table stand in another order.
    Order,
    /// A category is gained or lost.
    Category,
    /// Another model is best.
    Best,
    /// Printed text.
    Text,
    /// A figure.
    Figure,
    /// Prose.
    Prose,
    /// A value within a sentence.
    Inline,
    /// Code of a chunk.
    Code,
    /// A thing has another name.
    Renamed,
    /// A thing stands elsewhere.
    Moved,
    /// A thing is new.
    Added,
    /// A thing is gone.
    Removed,
}

/// Where in the report a change is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Headings above it, joined by ` › `.
    pub section: String,
    /// Label of the chunk; empty in prose.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub chunk: String,
    /// Steps into the result: output, part, row, column.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub path: Vec<String>,
}

impl Place {
    /// The place of a chunk.
    pub fn chunk(section: &str, label: &str) -> Self {
        Self { section: section.to_string(), chunk: label.to_string(), path: Vec::new() }
    }

    /// A place within this one.
    pub fn within(&self, step: impl Into<String>) -> Self {
        let mut inner = self.clone();
        let step = step.into();
        if !step.is_empty() {
            inner.path.push(step);
        }
        inner
    }

    /// The steps in words.
    pub fn steps(&self) -> String {
        self.path.join(" › ")
    }
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// How much it matters.
    pub class: Class,
    /// What kind of thing changed.
    pub kind: Kind,
    /// Where.
    pub place: Place,
    /// In a sentence without its place.
    pub summary: String,
    /// What stood there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old: Option<String>,
    /// What stands there now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new: Option<String>,
    /// Largest relative difference of the numbers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relative: Option<f64>,
    /// Which of the causes it can depend on, as positions in [`Comparison::causes`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub causes: Vec<usize>,
}

impl Change {
    /// A change of which only the words are known.
    pub fn new(class: Class, kind: Kind, place: &Place, summary: impl Into<String>) -> Self {
        let place = place.clone();
        Self {
            class,
            kind,
            place,
            summary: summary.into(),
            old: None,
            new: None,
            relative: None,
            causes: vec![],
        }
    }

    /// With what stood there.
    pub fn before(mut self, old: &str) -> Self {
        self.old = Some(old.to_string());
        self
    }

    /// With what stands there now.
    pub fn now(mut self, new: &str) -> Self {
        self.new = Some(new.to_string());
        self
    }

    /// With both.
    pub fn between(self, old: &str, new: &str) -> Self {
        self.before(old).now(new)
    }

    /// With the size of the difference.
    pub fn by(mut self, relative: f64) -> Self {
        self.relative = relative.is_finite().then_some(relative);
        self
    }
}

/// Changes as they are found.
pub(super) struct Changes<'p> {
    pub policy: &'p Policy,
    found: Vec<Change>,
}

impl<'p> Changes<'p> {
    pub fn new(policy: &'p Policy) -> Self {
        Self { policy, found: Vec::new() }
    }

    /// Keeps a change unless the policy ignores its place.
    pub fn push(&mut self, change: Change) {
        if change.class > Class::Identical && !self.policy.ignores(&change.place) {
            self.found.push(change);
        }
    }

    /// How many were found so far.
    pub fn len(&self) -> usize {
        self.found.len()
    }

    pub fn finish(self) -> Vec<Change> {
        self.found
    }
}

/// Something that changed and that results can depend on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Cause {
    /// Code of a chunk was edited, added or removed.
    Code {
        /// Label of the chunk.
        chunk: String,
        /// `edited`, `added` or `removed`.
        how: String,
    },
    /// A data file changed.
    Data {
        /// Its path as the report names it.
        path: String,
        /// What is different in it, in words.
        how: String,
    },
    /// A parameter changed.
    Parameter {
        /// Its name.
        name: String,
        /// Its value before.
        old: String,
        /// Its value now.
        new: String,
    },
    /// Another version of the engine ran.
    Engine {
        /// The version before.
        old: String,
        /// The version now.
        new: String,
    },
}

impl Cause {
    /// The cause in words.
    pub fn words(&self) -> String {
        match self {
            Self::Code { chunk, how } => format!("code of chunk '{chunk}' {how}"),
            Self::Data { path, how } => format!("data file {path} {how}"),
            Self::Parameter { name, old, new } => format!("parameter '{name}' changed from {old} to {new}"),
            Self::Engine { old, new } => format!("engine {old} became {new}"),
        }
    }
}

/// A version of the report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Side {
    /// Path of the source as the record names it.
    pub path: String,
    /// SHA-256 of the source.
    pub sha256: String,
    /// Program that made the record.
    pub engine: String,
}

/// Everything that is different between two versions of a report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// Version of this format.
    pub version: u32,
    /// The older version.
    pub old: Side,
    /// The newer version.
    pub new: Side,
    /// What changed that results can depend on.
    pub causes: Vec<Cause>,
    /// The differences, most important first, in the order of the report within a class.
    pub changes: Vec<Change>,
}

impl Comparison {
    pub(super) fn new(old: &Record, new: &Record, causes: Vec<Cause>, mut changes: Vec<Change>) -> Self {
        changes.sort_by_key(|change| std::cmp::Reverse(change.class));
        let side = |record: &Record| Side {
            path: record.source.path.clone(),
            sha256: record.source.sha256.clone(),
            engine: record.engine.clone(),
        };
        Self { version: VERSION, old: side(old), new: side(new), causes, changes }
    }

    /// The weightiest class of change, [`Class::Identical`] when there is none.
    pub fn worst(&self) -> Class {
        self.changes.iter().map(|c| c.class).max().unwrap_or(Class::Identical)
    }

    /// How many changes there are of each class.
    pub fn counts(&self) -> BTreeMap<Class, usize> {
        let mut counts = BTreeMap::new();
        for change in &self.changes {
            *counts.entry(change.class).or_insert(0) += 1;
        }
        counts
    }

    /// The counts in words, such as `1 qualitative, 3 material`.
    pub fn tally(&self) -> String {
        let counts = self.counts();
        let said: Vec<String> = Class::CHANGES
            .iter()
            .filter_map(|class| counts.get(class).map(|n| format!("{n} {}", class.word())))
            .collect();
        if said.is_empty() { "no differences".to_string() } else { said.join(", ") }
    }
}
