//! Where scales are marked, and what is written there: breaks, labels, titles.

use super::frame::Column;
use super::scale::{Kind, Scale, Setting};
use super::transform::Transform;
use super::{dates, values};
use raglan_engine::eval::{Eval, Session, fail};
use raglan_engine::value::format::{RealFormat, format_real};
use raglan_engine::value::{Argument, NA_REAL, Symbol, Value, as_character, as_double};
use raglan_graphics::breaks::{Extended, extended, logarithmic, minor, range};
use std::rc::Rc;

impl Scale {
    /// Breaks within limits, transformed; NaN where one falls outside.
    pub fn breaks_in(&self, session: &mut Session, limits: (f64, f64)) -> Eval<Vec<f64>> {
        let (low, high) = (limits.0.min(limits.1), limits.0.max(limits.1));
        let ends = {
            let (a, b) = (self.transform.invert(low), self.transform.invert(high));
            (a.min(b), a.max(b))
        };
        let numbers = match &self.breaks {
            Setting::None => return Ok(Vec::new()),
            Setting::Auto if range::is_zero(low, high) => vec![ends.0],
            Setting::Auto => self.default_breaks(ends),
            Setting::Values(v) => as_double(v, &mut Vec::new())?.to_vec(),
            Setting::Function(f) => {
                let found = values::call(session, f, self.as_given(vec![ends.0, ends.1]))?;
                as_double(&found, &mut Vec::new())?.to_vec()
            }
        };
        let numbers = match &self.dates[0] {
            Some(spec) => dates::every(spec, ends.0, ends.1, self.transform == Transform::Time)?,
            None => numbers,
        };
        let inside = |x: f64| {
            let t = self.transform.apply(x);
            if (low..=high).contains(&t) { t } else { NA_REAL }
        };
        Ok(numbers.into_iter().map(inside).collect())
    }

    /// Numbers as R values of the scale's kind, for its functions.
    fn as_given(&self, numbers: Vec<f64>) -> Value {
        let numbers = Value::doubles(numbers);
        match self.transform {
            Transform::Date => numbers.with_class(&["Date"]),
            Transform::Time => numbers
                .with_class(&["POSIXct", "POSIXt"])
                .with_attribute(Symbol::new("tzone"), Value::string("UTC")),
            _ => numbers,
        }
    }

    /// The format of labels of dates, unless labels are given.
    fn date_format(&self, breaks: &[f64]) -> Eval<Option<String>> {
        if !matches!(self.transform, Transform::Date | Transform::Time) {
            return Ok(None);
        }
        if let Some(format) = &self.dates[2] {
            return Ok(Some(format.clone()));
        }
        if !matches!(self.labels, Setting::Auto) {
            return Ok(None);
        }
        let times = self.transform == Transform::Time;
        if self.dates[0].is_some() || !matches!(self.breaks, Setting::Auto) {
            return Ok(Some(if times { "%Y-%m-%d %H:%M:%S" } else { "%Y-%m-%d" }.into()));
        }
        let seen = breaks.iter().filter(|b| !b.is_nan());
        let (low, high) = seen.fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), x| (a.min(*x), b.max(*x)));
        let range = self.range.unwrap_or((low, high));
        Ok(Some(dates::breaks(range.0, range.1, self.n_breaks.unwrap_or(5), times).1.to_string()))
    }

    fn default_breaks(&self, (low, high): (f64, f64)) -> Vec<f64> {
        let n = self.n_breaks.unwrap_or(5);
        match self.transform {
            Transform::Log(base) => logarithmic(low, high, n, base),
            Transform::Date | Transform::Time => {
                dates::breaks(low, high, n, self.transform == Transform::Time).0
            }
            _ => extended(low, high, &Extended { n, ..Extended::default() }),
        }
    }

    /// Minor breaks for breaks in limits, all transformed.
    pub fn minor_in(&self, session: &mut Session, breaks: &[f64], limits: (f64, f64)) -> Eval<Vec<f64>> {
        let (low, high) = (limits.0.min(limits.1), limits.0.max(limits.1));
        if let Some(spec) = &self.dates[1] {
            return dates::every(spec, low, high, self.transform == Transform::Time)
                .map(|all| all.into_iter().filter(|x| (low..=high).contains(x)).collect());
        }
        let given = match &self.minor_breaks {
            Setting::None => return Ok(Vec::new()),
            Setting::Auto if self.kind == Kind::Discrete => return Ok(Vec::new()),
            Setting::Auto => {
                let reverse = self.transform == Transform::Reverse;
                return Ok(minor(breaks, limits, 2, reverse)
                    .into_iter()
                    .filter(|x| (low..=high).contains(x))
                    .collect());
            }
            Setting::Values(v) => v.clone(),
            Setting::Function(f) => {
                let ends = vec![self.transform.invert(low), self.transform.invert(high)];
                values::call(session, f, Value::doubles(ends))?
            }
        };
        let numbers = as_double(&given, &mut Vec::new())?;
        Ok(numbers.iter().map(|x| self.transform.apply(*x)).filter(|x| (low..=high).contains(x)).collect())
    }

    /// What is written at continuous breaks.
    pub fn labels_of(&self, session: &mut Session, breaks: &[f64]) -> Eval<Vec<String>> {
        let original: Vec<f64> = breaks.iter().map(|x| self.transform.invert(*x)).collect();
        if let Some(format) = self.date_format(&original)? {
            let env = session.global.clone();
            let arguments =
                vec![Argument::new(self.as_given(original)), Argument::new(Value::string(&format))];
            return label_texts(&session.call_named("format", arguments, &env)?);
        }
        let given = match &self.labels {
            Setting::None => return Ok(vec![String::new(); breaks.len()]),
            Setting::Auto => {
                if let Setting::Values(v) = &self.breaks
                    && let Some(names) = v.names()
                {
                    return Ok(names.iter().map(|s| s.unwrap_or("NA").to_string()).collect());
                }
                return Ok(format_numbers(&original));
            }
            Setting::Values(v) => v.clone(),
            Setting::Function(f) => values::call(session, f, self.as_given(original))?,
        };
        let labels = label_texts(&given)?;
        if labels.len() != breaks.len() {
            return fail("`breaks` and `labels` must have the same length");
        }
        Ok(labels)
    }

    /// Breaks of a discrete scale that are among its categories, and their labels.
    pub fn category_labels(&self, session: &mut Session) -> Eval<Vec<(Rc<str>, String)>> {
        let categories = self.categories(session)?;
        let breaks: Vec<Rc<str>> = match &self.breaks {
            Setting::None => return Ok(Vec::new()),
            Setting::Auto => categories.clone(),
            Setting::Values(v) => as_character(v)?.iter().flatten().map(Rc::from).collect(),
            Setting::Function(f) => {
                let found = values::call(session, f, Value::strings(categories.iter()))?;
                as_character(&found)?.iter().flatten().map(Rc::from).collect()
            }
        };
        let labels: Vec<String> = match &self.labels {
            Setting::None => vec![String::new(); breaks.len()],
            Setting::Auto => breaks.iter().map(|b| b.to_string()).collect(),
            Setting::Function(f) => label_texts(&values::call(session, f, Value::strings(breaks.iter()))?)?,
            Setting::Values(v) => match v.names() {
                Some(names) => {
                    let texts = label_texts(v)?;
                    let find =
                        |b: &Rc<str>| names.iter().position(|n| n == Some(b)).map(|i| texts[i].clone());
                    breaks.iter().map(|b| find(b).unwrap_or_else(|| b.to_string())).collect()
                }
                None => label_texts(v)?,
            },
        };
        if labels.len() != breaks.len() {
            return fail("`breaks` and `labels` must have the same length");
        }
        Ok(breaks.into_iter().zip(labels).filter(|(b, _)| categories.contains(b)).collect())
    }

    /// Title: the scale's own, else that of the plot's labels; `None` where there is to be none.
    pub fn title(&self, session: &mut Session, label: Option<Value>) -> Eval<Option<String>> {
        let value = match &self.name {
            Setting::None => return Ok(None),
            Setting::Values(v) => Some(v.clone()),
            Setting::Function(f) => Some(values::call(session, f, label.unwrap_or_default())?),
            Setting::Auto => label,
        };
        match value {
            None | Some(Value::Null) => Ok(None),
            Some(v) => Ok(label_texts(&v)?.into_iter().next()),
        }
    }
}

/// Labels as text; mathematical annotation is refused.
pub fn label_texts(value: &Value) -> Eval<Vec<String>> {
    match value {
        Value::Expression(_) | Value::Language(_) => {
            fail("labels of mathematical expressions are not implemented")
        }
        Value::List(items) => {
            let mut out = Vec::new();
            for item in items.data.iter() {
                out.extend(label_texts(item)?);
            }
            Ok(out)
        }
        other if other.is_factor() => Ok(Column::of(other)?
            .strings()
            .iter()
            .map(|s| s.as_deref().unwrap_or("NA").to_string())
            .collect()),
        other => Ok(as_character(other)?.iter().map(|s| s.unwrap_or("NA").to_string()).collect()),
    }
}

/// `format(x, justify = "left", trim = TRUE)` with 7 digits.
pub fn format_numbers(x: &[f64]) -> Vec<String> {
    let finite: Vec<f64> = x.iter().copied().filter(|v| !v.is_nan()).collect();
    let format = RealFormat::of(&finite, 7, 0, 0, 2);
    x.iter().map(|v| format_real(*v, &format, "NA", ".").trim_start().to_string()).collect()
}
