//! `cut`: numbers into intervals.

use super::{as_text, code_values, make, texts_of};
use raglan_engine::eval::{Args, Eval, fail};
use raglan_engine::value::format::Directive;
use raglan_engine::value::{Text, Value, as_double};

/// Where the intervals begin and end: as given, or equally wide over the range, a thousandth of which is added
/// at both ends.
fn limits(given: &[f64], x: &[f64]) -> Eval<Vec<f64>> {
    let &[number] = given else {
        let mut sorted: Vec<f64> = given.iter().copied().filter(|b| !b.is_nan()).collect();
        sorted.sort_by(f64::total_cmp);
        return Ok(sorted);
    };
    if number.is_nan() || number < 2.0 {
        return fail("invalid number of intervals");
    }
    let known = || x.iter().copied().filter(|v| !v.is_nan());
    let (low, high) = (known().fold(f64::INFINITY, f64::min), known().fold(f64::NEG_INFINITY, f64::max));
    let steps = number as usize;
    let spaced = |a: f64, b: f64| -> Vec<f64> {
        (0..=steps).map(|k| if k == steps { b } else { a + k as f64 * ((b - a) / steps as f64) }).collect()
    };
    if high == low {
        let room = if low == 0.0 { 1.0 } else { low.abs() } / 1000.0;
        return Ok(spaced(low - room, high + room));
    }
    let room = (high - low) / 1000.0;
    let mut out = spaced(low, high);
    out[0] = low - room;
    out[steps] = high + room;
    Ok(out)
}

/// The breaks written with as few digits as tell them apart, at least `digits`; `None` when twelve do not.
fn written(breaks: &[f64], digits: usize) -> Option<Vec<String>> {
    (digits..=digits.max(12)).find_map(|d| {
        let directive = Directive::parse(&format!("%.{d}g"))?;
        let text: Vec<String> = breaks.iter().map(|b| directive.real(b + 0.0)).collect();
        text.windows(2).all(|w| w[0] != w[1]).then_some(text)
    })
}

/// Which side of the intervals belongs to them.
struct Closed {
    right: bool,
    lowest: bool,
}

impl Closed {
    fn labels(&self, breaks: &[f64], digits: usize) -> Vec<Text> {
        let n = breaks.len().saturating_sub(1);
        let Some(text) = written(breaks, digits) else {
            return (1..=n).map(|k| Some(k.to_string().into())).collect();
        };
        let label = |k: usize| {
            let open = if !self.right || self.lowest && k == 0 { '[' } else { '(' };
            let close = if self.right || self.lowest && k + 1 == n { ']' } else { ')' };
            Some(format!("{open}{},{}{close}", text[k], text[k + 1]).into())
        };
        (0..n).map(label).collect()
    }

    /// The interval a number is in.
    fn place(&self, x: f64, breaks: &[f64]) -> Option<usize> {
        let n = breaks.len() - 1;
        if x.is_nan() || x < breaks[0] || x > breaks[n] {
            return None;
        }
        if self.lowest && (x == breaks[0] || x == breaks[n]) {
            return Some(if x == breaks[0] { 0 } else { n - 1 });
        }
        let below = breaks.partition_point(|&b| if self.right { b < x } else { b <= x });
        below.checked_sub(1).filter(|&k| k < n)
    }
}

pub(super) fn cut(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    if !matches!(x, Value::Integer(_) | Value::Double(_)) || x.is_object() && x.is_factor() {
        return fail("'x' must be numeric");
    }
    let x = as_double(&x, &mut Vec::new())?;
    let given = args.doubles("breaks")?;
    let breaks = limits(&given, &x)?;
    if breaks.windows(2).any(|w| w[0] == w[1]) {
        return fail("'breaks' are not unique");
    }
    if breaks.len() < 2 {
        return fail("invalid number of intervals");
    }
    let closed = Closed { right: args.flag("right")?, lowest: args.flag("include.lowest")? };
    let codes: Vec<Option<usize>> = x.iter().map(|&v| closed.place(v, &breaks)).collect();
    let labels = match args.value("labels")? {
        Value::Null => closed.labels(&breaks, args.count("dig.lab")?),
        Value::Logical(v) if v.data.len() == 1 && v.data[0] == Some(false) => return Ok(code_values(codes)),
        labels => {
            if labels.len() != breaks.len() - 1 {
                return fail("number of intervals and length of 'labels' differ");
            }
            texts_of(&as_text(args, labels)?)
        }
    };
    // Equal labels put intervals together.
    let mut unique: Vec<Text> = Vec::new();
    for label in &labels {
        if !unique.contains(label) {
            unique.push(label.clone());
        }
    }
    let codes =
        codes.into_iter().map(|c| c.and_then(|c| unique.iter().position(|u| *u == labels[c]))).collect();
    Ok(make(codes, unique, args.flag("ordered_result")?, None))
}
