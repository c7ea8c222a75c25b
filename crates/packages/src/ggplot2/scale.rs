//! A scale while a plot is built: what it was trained on, how it maps values, its breaks and labels.

use super::frame::{Column, Frame};
use super::palette::Palette;
pub use super::ticks::label_texts;
pub use super::transform::Transform;
use super::values;
use raglan_engine::eval::{Eval, Session, fail};
use raglan_engine::value::{NA_REAL, Value, as_character, as_double, collate};
use raglan_graphics::breaks::range::{self, Expansion};
use std::rc::Rc;

/// What a scale's values are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Numbers.
    Continuous,
    /// Categories.
    Discrete,
    /// Values taken as they are.
    Identity,
}

/// An argument of a scale that is computed unless it is given.
#[derive(Clone)]
pub enum Setting {
    /// `waiver()`: computed.
    Auto,
    /// `NULL`: none.
    None,
    /// Given values.
    Values(Value),
    /// A function of the limits or breaks.
    Function(Value),
}

impl Setting {
    fn of(value: Option<Value>) -> Setting {
        match value {
            None | Some(Value::Null) => Setting::None,
            Some(v) if v.has_class("waiver") => Setting::Auto,
            Some(v) if v.is_function() || v.has_class("formula") => Setting::Function(v),
            Some(v) => Setting::Values(v),
        }
    }
}

/// A scale.
#[derive(Clone)]
pub struct Scale {
    /// The aesthetics it maps; the first names it.
    pub aesthetics: Vec<String>,
    /// What its values are.
    pub kind: Kind,
    /// Title, unless computed.
    pub name: Setting,
    /// Where it is marked.
    pub breaks: Setting,
    /// Where it is marked finely.
    pub minor_breaks: Setting,
    /// Number of breaks wished for.
    pub n_breaks: Option<usize>,
    /// What is written there.
    pub labels: Setting,
    /// Limits, transformed: numbers or categories.
    pub limits: Setting,
    /// How far an axis goes on.
    pub expand: Option<Expansion>,
    /// Change of numbers.
    pub transform: Transform,
    /// `censor`, `squish` or `keep` what is outside.
    pub oob: String,
    /// What stands for missing values.
    pub na_value: Value,
    /// The guide: `legend`, `colourbar`, `none` or an object.
    pub guide: Value,
    /// How far breaks of dates are apart, breaks between, and how they are written.
    pub dates: [Option<String>; 3],
    /// Side of an axis.
    pub position: String,
    /// Colours, sizes…
    pub palette: Palette,
    /// Whether the palette's start stands for zero instead of the lowest value.
    pub from_zero: bool,
    /// How numbers are moved to 0 to 1 for the palette: a middle, if it has one.
    pub midpoint: Option<f64>,
    /// Levels that do not occur are left out.
    pub drop: bool,
    /// Whether missing categories are mapped.
    pub na_translate: bool,
    /// Range of the data, transformed.
    pub range: Option<(f64, f64)>,
    /// Categories of the data.
    pub levels: Vec<Rc<str>>,
    levels_of_factor: bool,
    missing_level: bool,
    trained_levels: bool,
}

/// The aesthetics that lie along an axis.
pub const X: &[&str] = &[
    "x",
    "xmin",
    "xmax",
    "xend",
    "xintercept",
    "xmin_final",
    "xmax_final",
    "xlower",
    "xmiddle",
    "xupper",
    "x0",
];
/// The aesthetics that lie along the other axis.
pub const Y: &[&str] = &[
    "y",
    "ymin",
    "ymax",
    "yend",
    "yintercept",
    "ymin_final",
    "ymax_final",
    "lower",
    "middle",
    "upper",
    "y0",
];

impl Scale {
    /// Reads a scale object.
    pub fn of(object: &Value) -> Eval<Scale> {
        let text = |name: &str, default: &str| values::text(object, name).unwrap_or_else(|| default.into());
        let kind = match text("kind", "").as_str() {
            "continuous" => Kind::Continuous,
            "discrete" => Kind::Discrete,
            _ => Kind::Identity,
        };
        let expand = match object.part("expand") {
            Some(v) if !v.has_class("waiver") && !v.is_empty() => {
                let x = as_double(&v, &mut Vec::new())?;
                match x.len() {
                    2 => Some(Expansion { low: [x[0], x[1]], high: [x[0], x[1]] }),
                    4 => Some(Expansion { low: [x[0], x[1]], high: [x[2], x[3]] }),
                    _ => return fail("`expand` must be a numeric vector with 2 or 4 elements."),
                }
            }
            _ => None,
        };
        let trans = text("trans", "identity");
        let Some(transform) = Transform::parse(&trans) else {
            return fail(format!("the transformation \"{trans}\" is not implemented"));
        };
        Ok(Scale {
            aesthetics: values::texts(object, "aesthetics"),
            kind,
            name: Setting::of(object.part("name")),
            breaks: Setting::of(object.part("breaks")),
            minor_breaks: Setting::of(object.part("minor_breaks")),
            n_breaks: values::number(object, "n.breaks").map(|n| n as usize),
            labels: Setting::of(object.part("labels")),
            limits: match Setting::of(object.part("limits")) {
                Setting::None => Setting::Auto,
                other => other,
            },
            expand,
            transform,
            oob: text("oob", "censor"),
            na_value: object.part("na.value").unwrap_or_default(),
            guide: object.part("guide").unwrap_or_default(),
            dates: ["date_breaks", "date_minor_breaks", "date_labels"].map(|n| values::text(object, n)),
            position: text("position", ""),
            palette: Palette::of(&object.part("palette").unwrap_or_default())?,
            from_zero: values::flag(object, "from_zero") == Some(true),
            midpoint: values::number(object, "midpoint"),
            drop: values::flag(object, "drop").unwrap_or(true),
            na_translate: values::flag(object, "na.translate").unwrap_or(true),
            range: None,
            levels: Vec::new(),
            levels_of_factor: false,
            missing_level: false,
            trained_levels: false,
        })
    }

    /// Whether it is an axis.
    pub fn is_position(&self) -> bool {
        self.aesthetics.first().is_some_and(|a| X.contains(&a.as_str()) || Y.contains(&a.as_str()))
    }

    /// Whether it maps this aesthetic.
    pub fn maps(&self, aesthetic: &str) -> bool {
        self.aesthetics.iter().any(|a| a == aesthetic)
    }

    /// Forgets the data; a discrete axis keeps its categories.
    pub fn reset(&mut self) {
        self.range = None;
        if !self.is_position() {
            self.levels.clear();
            self.trained_levels = false;
        }
    }

    /// Changes numbers of its aesthetics.
    pub fn transform_frame(&self, session: &mut Session, frame: &mut Frame) -> Eval<()> {
        if self.kind != Kind::Continuous {
            return Ok(());
        }
        let mut new_gaps = false;
        for (name, column) in &mut frame.columns {
            if !self.maps(name) {
                continue;
            }
            if column.is_discrete() && column.len() > 0 {
                return fail("Discrete value supplied to continuous scale");
            }
            if self.transform == Transform::Identity {
                continue;
            }
            let old = column.numbers();
            let new: Vec<f64> = old.iter().map(|x| self.transform.apply(*x)).collect();
            new_gaps |= old.iter().zip(&new).any(|(a, b)| a.is_finite() && !b.is_finite());
            *column = Column::Number(new);
        }
        if new_gaps {
            let text = format!("{} transformation introduced infinite values.", self.transform.name());
            session.warn(&text, None)?;
        }
        Ok(())
    }

    /// Learns the range of its aesthetics in a layer.
    pub fn train(&mut self, frame: &Frame) -> Eval<()> {
        for (name, column) in &frame.columns {
            if self.maps(name) {
                self.train_column(column)?;
            }
        }
        Ok(())
    }

    /// Learns the range of a column.
    pub fn train_column(&mut self, column: &Column) -> Eval<()> {
        if column.len() == 0 {
            return Ok(());
        }
        match self.kind {
            Kind::Continuous => {
                if column.is_discrete() {
                    return fail("Discrete value supplied to continuous scale");
                }
                self.train_numbers(&column.numbers());
            }
            Kind::Discrete => {
                if !column.is_discrete() {
                    if !self.is_position() {
                        return fail("Continuous value supplied to discrete scale");
                    }
                    self.train_numbers(&column.numbers());
                    return Ok(());
                }
                self.train_levels(column);
            }
            Kind::Identity if column.is_discrete() => self.train_levels(column),
            Kind::Identity => self.train_numbers(&column.numbers()),
        }
        Ok(())
    }

    fn train_numbers(&mut self, numbers: &[f64]) {
        for x in numbers.iter().filter(|x| x.is_finite()) {
            self.range = Some(self.range.map_or((*x, *x), |(a, b)| (a.min(*x), b.max(*x))));
        }
    }

    fn train_levels(&mut self, column: &Column) {
        let factor = matches!(column, Column::Factor(..));
        let new: Vec<Rc<str>> = match column {
            Column::Factor(_, levels, _) if !self.drop => {
                levels.iter().map(|l| Rc::from(l.as_str())).collect()
            }
            _ => column.distinct().into_iter().flatten().collect(),
        };
        self.missing_level |= (0..column.len()).any(|i| column.is_missing(i));
        if !self.trained_levels {
            self.levels = new;
            self.levels_of_factor = factor;
            self.trained_levels = true;
            return;
        }
        // As `scales::train_discrete`: the levels of factors keep their order, mixed ones are sorted.
        let mut all = self.levels.clone();
        for level in new {
            if !all.contains(&level) {
                all.push(level);
            }
        }
        if !(factor && self.levels_of_factor) && all.len() != self.levels.len() {
            all.sort_by(|a, b| collate(a, b));
        }
        self.levels_of_factor &= factor;
        self.levels = all;
    }

    /// The limits of a continuous scale, transformed and ascending unless given otherwise.
    pub fn limits(&self, session: &mut Session) -> Eval<(f64, f64)> {
        let range = self.range.unwrap_or((0.0, 1.0));
        let given = match &self.limits {
            Setting::Values(v) => as_double(v, &mut Vec::new())?.to_vec(),
            Setting::Function(f) => {
                let ends = [self.transform.invert(range.0), self.transform.invert(range.1)];
                let value = values::call(session, f, Value::doubles(ends.to_vec()))?;
                as_double(&value, &mut Vec::new())?.iter().map(|x| self.transform.apply(*x)).collect()
            }
            _ => return Ok(range),
        };
        let [low, high] = given[..] else { return fail("`limits` must be a vector of length 2") };
        let low = if low.is_nan() { range.0 } else { low };
        let high = if high.is_nan() { range.1 } else { high };
        Ok(if matches!(self.transform, Transform::Reverse) {
            (low.min(high), low.max(high))
        } else {
            (low, high)
        })
    }

    /// The categories of a discrete scale.
    pub fn categories(&self, session: &mut Session) -> Eval<Vec<Rc<str>>> {
        let own = self.levels.clone();
        let given = match &self.limits {
            Setting::Values(v) => v.clone(),
            Setting::Function(f) => values::call(session, f, Value::strings(own.iter()))?,
            _ => return Ok(own),
        };
        Ok(as_character(&given)?.iter().flatten().map(Rc::from).collect())
    }

    /// Whether missing values are a key of their own.
    pub fn shows_missing(&self) -> bool {
        self.kind == Kind::Discrete
            && self.missing_level
            && self.na_translate
            && matches!(self.limits, Setting::Auto | Setting::None)
    }

    /// Maps a column of positions.
    pub fn map_position(&self, session: &mut Session, column: &Column) -> Eval<Column> {
        match self.kind {
            Kind::Continuous => {
                let (low, high) = self.limits(session)?;
                let (low, high) = (low.min(high), low.max(high));
                let numbers = column.numbers().into_iter();
                Ok(Column::Number(match self.oob.as_str() {
                    "squish" => numbers.map(|x| range::squish(x, low, high)).collect(),
                    "keep" => numbers.collect(),
                    _ => numbers.map(|x| range::censor(x, low, high).unwrap_or(NA_REAL)).collect(),
                }))
            }
            _ if !column.is_discrete() => Ok(column.clone()),
            _ => {
                let levels = self.categories(session)?;
                let n = levels.len() as f64;
                let place = |s: Option<Rc<str>>| match s {
                    Some(s) => levels.iter().position(|l| *l == s).map_or(NA_REAL, |i| i as f64 + 1.0),
                    None if self.na_translate => n + 1.0,
                    None => NA_REAL,
                };
                Ok(Column::Number(column.strings().into_iter().map(place).collect()))
            }
        }
    }

    /// The range an axis shows: continuous limits, or positions of categories and of marks between.
    pub fn dimension(&self, session: &mut Session, expand: bool) -> Eval<(f64, f64)> {
        match self.kind {
            Kind::Discrete => {
                let mut n = self.categories(session)?.len();
                if self.shows_missing() {
                    n += 1;
                }
                let expansion = match (expand, self.expand) {
                    (false, _) => Expansion::NONE,
                    (true, Some(given)) => given,
                    (true, None) => Expansion::DISCRETE,
                };
                let discrete = (n > 0).then(|| expansion.widen(1.0, n as f64));
                let continuous = self.range;
                Ok(match (discrete, continuous) {
                    (None, None) => (0.0, 1.0),
                    (None, Some((a, b))) => expansion.widen(a, b),
                    (Some(d), None) => d,
                    (Some(d), Some((a, b))) => {
                        // Marks reach beyond the categories: ggplot2 widens the limits that hold both.
                        let (low, high) = ((1f64).min(a), (n as f64).max(b));
                        let wide = expansion.widen(1.0, n as f64);
                        let _ = d;
                        (wide.0.min(low), wide.1.max(high))
                    }
                })
            }
            _ => {
                let limits = self.limits(session)?;
                let expansion = match (expand, self.expand) {
                    (false, _) => Expansion::NONE,
                    (true, Some(given)) => given,
                    (true, None) => Expansion::CONTINUOUS,
                };
                Ok(expansion.widen(limits.0, limits.1))
            }
        }
    }

    /// Maps a column of a scale that is no axis.
    pub fn map(&self, session: &mut Session, column: &Column) -> Eval<Column> {
        match self.kind {
            Kind::Identity => Ok(column.clone()),
            Kind::Discrete => self.map_categories(session, column),
            Kind::Continuous => {
                let limits = self.limits(session)?;
                let (low, high) = (limits.0.min(limits.1), limits.0.max(limits.1));
                let shares: Vec<f64> = column
                    .numbers()
                    .into_iter()
                    .map(|x| {
                        if self.oob == "squish" {
                            range::squish(x, low, high)
                        } else {
                            range::censor(x, low, high).unwrap_or(NA_REAL)
                        }
                    })
                    .map(|x| match self.midpoint {
                        Some(mid) => range::rescale_mid(x, limits, self.transform.apply(mid), (0.0, 1.0)),
                        None if self.from_zero => x / limits.1,
                        None => range::rescale(x, limits, (0.0, 1.0)),
                    })
                    .collect();
                let missing = self.missing_value()?;
                self.palette.continuous(session, &shares, &missing)
            }
        }
    }

    fn missing_value(&self) -> Eval<Column> {
        match &self.na_value {
            Value::Null => Ok(Column::Number(vec![NA_REAL])),
            Value::Logical(_) => Ok(Column::Number(vec![NA_REAL])),
            other => Column::of(other),
        }
    }

    fn map_categories(&self, session: &mut Session, column: &Column) -> Eval<Column> {
        let categories = self.categories(session)?;
        let palette = self.palette.discrete(session, &categories, &self.aesthetics)?;
        let missing = if self.na_translate { self.missing_value()? } else { Column::Number(vec![NA_REAL]) };
        let last = palette.len();
        let both = match (&palette, missing) {
            (Column::Number(_), Column::Number(m)) => Column::Number([palette.numbers(), m].concat()),
            (_, m) => {
                let mut all = palette.strings();
                all.extend(m.strings());
                Column::Text(all)
            }
        };
        let place = |s: Option<Rc<str>>| {
            let at = s.and_then(|s| categories.iter().position(|l| *l == s));
            at.filter(|i| *i < last).unwrap_or(last)
        };
        let at: Vec<usize> = column.strings().into_iter().map(place).collect();
        Ok(both.pick(&at))
    }
}
