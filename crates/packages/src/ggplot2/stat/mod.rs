//! What layers compute: each statistic with the aesthetics it takes and gives.

mod bins;
mod density;
mod quantiles;
mod ridges;
mod smooth;
mod summary;

pub use summary::mean_se;

use super::frame::{Column, Frame};
use super::layer::Params;
use super::position::turn;
use super::scale::Scale;
use raglan_engine::eval::{Eval, Session, fail};

/// What a statistic is given with its data.
pub struct Setting<'a> {
    /// The session.
    pub session: &'a mut Session,
    /// Parameters; computed ones are added.
    pub params: &'a mut Params,
    /// The scale along the axis of positions.
    pub x: Option<&'a Scale>,
    /// The scale of values.
    pub y: Option<&'a Scale>,
}

/// A statistic.
pub struct Stat {
    /// Name after `stat_`.
    pub name: &'static str,
    /// Aesthetics it cannot do without; alternatives between bars.
    pub required: &'static [&'static str],
    /// Aesthetics it computes by default: name and computed variable.
    pub defaults: &'static [(&'static str, &'static str)],
    /// Parameters.
    pub params: &'static [&'static str],
    /// Computes one panel.
    pub compute: fn(&mut Setting, Frame) -> Eval<Frame>,
    /// Whether it has two orientations.
    pub turns: bool,
}

impl Stat {
    const IDENTITY: Stat = Stat {
        name: "identity",
        required: &[],
        defaults: &[],
        params: &[],
        compute: |_, frame| Ok(frame),
        turns: false,
    };
}

const TABLE: &[Stat] = &[
    Stat::IDENTITY,
    Stat { name: "unique", compute: |_, frame| Ok(frame), ..Stat::IDENTITY },
    bins::COUNT,
    bins::BIN,
    bins::SUM,
    bins::ECDF,
    density::DENSITY,
    density::YDENSITY,
    quantiles::QQ,
    quantiles::QQ_LINE,
    ridges::DENSITY_RIDGES,
    smooth::SMOOTH,
    smooth::FUNCTION,
    smooth::ALIGN,
    summary::BOXPLOT,
    summary::SUMMARY,
];

/// The statistic called so.
pub fn find(name: &str) -> Eval<&'static Stat> {
    match TABLE.iter().find(|s| s.name == name) {
        Some(stat) => Ok(stat),
        None => fail(format!("Can't find stat called \"{name}\"")),
    }
}

/// Computes a statistic for every panel and group.
pub fn compute(stat: &'static Stat, setting: &mut Setting, frame: Frame, flipped: bool) -> Eval<Frame> {
    if stat.name == "identity" {
        return Ok(frame);
    }
    if stat.name == "unique" {
        return Ok(unique(frame));
    }
    let frame = if flipped { turn(frame) } else { frame };
    let frame = remove_infinite(stat, setting, frame)?;
    let mut parts = Vec::new();
    for (panel, rows) in frame.groups("PANEL") {
        let mut part = (stat.compute)(setting, frame.pick(&rows))?;
        if part.rows == 0 {
            continue;
        }
        part.fill("PANEL", panel);
        if stat.turns {
            part.set("flipped_aes", Column::Logical(vec![Some(flipped)]));
        }
        parts.push(part);
    }
    let mut out = Frame::bind(parts);
    out.whole = frame.whole;
    Ok(if flipped { turn(out) } else { out })
}

fn unique(frame: Frame) -> Frame {
    let mut seen: Vec<String> = Vec::new();
    let mut keep = Vec::new();
    for i in 0..frame.rows {
        let key = format!("{:?}", frame.pick(&[i]).columns);
        if !seen.contains(&key) {
            seen.push(key);
            keep.push(i);
        }
    }
    frame.pick(&keep)
}

fn remove_infinite(stat: &Stat, setting: &mut Setting, frame: Frame) -> Eval<Frame> {
    let names: Vec<&str> = stat.required.iter().flat_map(|r| r.split('|')).collect();
    let finite = |i: usize| {
        names.iter().all(|n| match frame.get(n) {
            Some(Column::Number(x)) => x[i].is_finite(),
            Some(other) => !other.is_missing(i),
            None => true,
        })
    };
    let kept = frame.filter(finite);
    let removed = frame.rows - kept.rows;
    if removed > 0 && !setting.params.is_true("na.rm") {
        let rows = if removed == 1 { "row" } else { "rows" };
        let text = format!(
            "Removed {removed} {rows} containing non-finite outside the scale range (`stat_{}()`).",
            stat.name
        );
        setting.session.warn(&text, None)?;
    }
    Ok(kept)
}

/// Computes each group of a panel and carries along the columns that are constant in it.
pub fn by_group(
    setting: &mut Setting,
    frame: Frame,
    mut compute: impl FnMut(&mut Setting, &Frame) -> Eval<Frame>,
) -> Eval<Frame> {
    let mut parts = Vec::new();
    for (group, rows) in frame.groups("group") {
        let old = frame.pick(&rows);
        let mut new = compute(setting, &old)?;
        if new.rows == 0 {
            continue;
        }
        new.fill("group", group);
        for (name, column) in &old.columns {
            if new.has(name) {
                continue;
            }
            if column.ids().1 == 1 {
                new.set(name, column.pick(&vec![0; new.rows]));
            }
        }
        parts.push(new);
    }
    Ok(Frame::bind(parts))
}

/// A group's weights, one where there are none.
pub fn weights(frame: &Frame) -> Vec<f64> {
    frame.numbers("weight").unwrap_or_else(|| vec![1.0; frame.rows])
}
