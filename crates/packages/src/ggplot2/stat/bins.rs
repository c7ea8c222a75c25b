//! Counting: categories, bins, overlapping points, the empirical distribution.

use super::super::frame::{Column, Frame};
use super::{Setting, Stat, by_group, weights};
use raglan_engine::eval::{Eval, fail};
use raglan_engine::value::Value;
use raglan_graphics::breaks::range;

/// `stat_count()`
pub const COUNT: Stat = Stat {
    name: "count",
    required: &["x"],
    defaults: &[("y", "count")],
    params: &["width", "orientation"],
    compute: count,
    turns: true,
};

/// `stat_bin()`
pub const BIN: Stat = Stat {
    name: "bin",
    required: &["x"],
    defaults: &[("y", "count")],
    params: &["binwidth", "bins", "center", "boundary", "closed", "pad", "breaks", "orientation"],
    compute: bin,
    turns: true,
};

/// `stat_sum()`
pub const SUM: Stat = Stat {
    name: "sum",
    required: &["x", "y"],
    defaults: &[("size", "n")],
    params: &[],
    compute: sum,
    turns: false,
};

/// `stat_ecdf()`
pub const ECDF: Stat = Stat {
    name: "ecdf",
    required: &["x"],
    defaults: &[("y", "ecdf")],
    params: &["n", "pad"],
    compute: ecdf,
    turns: true,
};

fn count(setting: &mut Setting, frame: Frame) -> Eval<Frame> {
    let width = setting.params.number("width").unwrap_or_else(|| frame.resolution("x") * 0.9);
    by_group(setting, frame, |_, group| {
        let weight = weights(group);
        let places = group.groups("x");
        let counts: Vec<f64> = places.iter().map(|(_, rows)| rows.iter().map(|i| weight[*i]).sum()).collect();
        let total: f64 = counts.iter().map(|c| c.abs()).sum();
        let mut out = Frame::new(places.len());
        out.put("count", counts.clone());
        out.put("prop", counts.iter().map(|c| c / total).collect());
        out.put("x", places.iter().map(|(x, _)| *x).collect());
        out.fill("width", width);
        Ok(out)
    })
}

/// Borders of bins of a width around a range, aligned to a boundary.
fn borders(low: f64, high: f64, width: f64, boundary: Option<f64>, centre: Option<f64>) -> Vec<f64> {
    let boundary = match (boundary, centre) {
        (Some(b), _) => b,
        (None, Some(c)) => c - width / 2.0,
        (None, None) => width / 2.0,
    };
    let shift = ((low - boundary) / width).floor();
    let origin = boundary + shift * width;
    let most = high + (1.0 - 1e-8) * width;
    let mut out = vec![origin];
    let mut k = 1.0;
    while origin + k * width <= most + 1e-12 * width.abs() {
        out.push(origin + k * width);
        k += 1.0;
    }
    if out.len() == 1 {
        out.push(origin + width);
    }
    out
}

fn bin(setting: &mut Setting, frame: Frame) -> Eval<Frame> {
    let params = &*setting.params;
    let scale_range = setting.x.and_then(|s| s.range).unwrap_or((0.0, 1.0));
    let (low, high) = scale_range;
    let mut bins = params.number("bins");
    if params.get("binwidth").is_none() && params.get("breaks").is_none() && bins.is_none() {
        bins = Some(30.0);
        if setting.params.get(".said").is_none() {
            setting.session.message("`stat_bin()` using `bins = 30`. Pick better value with `binwidth`.")?;
            setting.params.set(".said", Value::logical(true));
        }
    }
    let params = &*setting.params;
    let (boundary, centre) = (params.number("boundary"), params.number("center"));
    let breaks = if params.get("breaks").is_some() {
        let mut breaks = params.numbers("breaks");
        if let Some(scale) = setting.x {
            breaks.iter_mut().for_each(|b| *b = scale.transform.apply(*b));
        }
        breaks.sort_by(f64::total_cmp);
        breaks
    } else if let Some(width) = params.number("binwidth") {
        if !(width > 0.0) {
            return fail("`binwidth` must be positive.");
        }
        borders(low, high, width, boundary, centre)
    } else {
        let bins = bins.unwrap_or(30.0);
        if bins < 1.0 {
            return fail("`bins` must be at least 1.");
        }
        if range::is_zero(low, high) {
            borders(low, high, 0.1, boundary, centre)
        } else if bins == 1.0 {
            borders(low, high, high - low, Some(low), None)
        } else {
            let width = (high - low) / (bins - 1.0);
            // Without a wish bins are centred on the ends of the data.
            let centre = if boundary.is_none() && centre.is_none() { Some(low) } else { centre };
            borders(low, high, width, boundary, centre)
        }
    };
    let right = params.text("closed").as_deref() != Some("left");
    let pad = params.is_true("pad");
    by_group(setting, frame, |_, group| Ok(counted(group, &breaks, right, pad)))
}

fn counted(group: &Frame, breaks: &[f64], right: bool, pad: bool) -> Frame {
    let n = breaks.len() - 1;
    let x = group.of("x");
    let weight = weights(group);
    let mut widths: Vec<f64> = breaks.windows(2).map(|w| w[1] - w[0]).collect();
    widths.sort_by(f64::total_cmp);
    let fuzz = 1e-8 * widths[widths.len() / 2];
    let fuzzy: Vec<f64> = (0..=n)
        .map(|k| {
            let first = k == 0;
            let up = if right { !first } else { k == n };
            if up { breaks[k] + fuzz } else { breaks[k] - fuzz }
        })
        .collect();
    let mut counts = vec![0.0; n];
    for (x, w) in x.iter().zip(&weight) {
        let inside = |k: &usize| {
            let (a, b) = (fuzzy[*k], fuzzy[*k + 1]);
            if right {
                (a < *x || (*k == 0 && a <= *x)) && *x <= b
            } else {
                a <= *x && (*x < b || (*k == n - 1 && *x <= b))
            }
        };
        if let Some(k) = (0..n).find(inside) {
            counts[k] += w;
        }
    }
    let (mut from, mut to) = (breaks[..n].to_vec(), breaks[1..].to_vec());
    if pad {
        counts.insert(0, 0.0);
        counts.push(0.0);
        let (first, last) = (to[0] - from[0], to[n - 1] - from[n - 1]);
        from.insert(0, from[0] - first);
        to.insert(0, to[0] - first);
        from.push(to[to.len() - 1]);
        to.push(to[to.len() - 1] + last);
    }
    let wide: Vec<f64> = from.iter().zip(&to).map(|(a, b)| b - a).collect();
    let total: f64 = counts.iter().map(|c: &f64| c.abs()).sum();
    let density: Vec<f64> =
        counts.iter().zip(&wide).map(|(c, w)| if total > 0.0 { c / w / total } else { 0.0 }).collect();
    let most = |v: &[f64]| v.iter().fold(0.0f64, |a, b| a.max(b.abs()));
    let share = |v: &[f64]| v.iter().map(|x| x / most(v)).collect::<Vec<_>>();
    let mut out = Frame::new(counts.len());
    out.put("x", from.iter().zip(&to).map(|(a, b)| (a + b) / 2.0).collect());
    out.put("xmin", from);
    out.put("xmax", to);
    out.put("density", density.clone());
    out.put("ncount", share(&counts));
    out.put("ndensity", share(&density));
    out.put("width", wide);
    out.put("count", counts);
    out
}

fn sum(setting: &mut Setting, frame: Frame) -> Eval<Frame> {
    let _ = setting;
    let mut key = vec![String::new(); frame.rows];
    for (name, column) in &frame.columns {
        if name == "weight" {
            continue;
        }
        for (i, id) in column.ids().0.into_iter().enumerate() {
            key[i].push_str(&format!("{id:09} "));
        }
    }
    let texts: Vec<_> = key.iter().map(|k| Some(std::rc::Rc::from(k.as_str()))).collect();
    let (ids, n) = Column::Text(texts).ids();
    let weight = weights(&frame);
    let mut first = vec![usize::MAX; n];
    let mut counts = vec![0.0; n];
    for (i, id) in ids.iter().enumerate() {
        first[*id] = first[*id].min(i);
        counts[*id] += weight[i];
    }
    let mut out = frame.pick(&first);
    let group = out.of("group");
    let total = |g: f64| (0..n).filter(|k| group[*k] == g).map(|k| counts[k]).sum::<f64>();
    out.put("prop", (0..n).map(|k| counts[k] / total(group[k])).collect());
    out.put("n", counts);
    Ok(out)
}

fn ecdf(setting: &mut Setting, frame: Frame) -> Eval<Frame> {
    let n = setting.params.number("n");
    let pad = !setting.params.is_false("pad");
    by_group(setting, frame, |_, group| {
        let mut data = group.of("x");
        data.sort_by(f64::total_cmp);
        let mut x: Vec<f64> = match n {
            None => group.groups("x").into_iter().map(|(x, _)| x).collect(),
            Some(n) => raglan_graphics::breaks::equal_steps(data[0], data[data.len() - 1], n as usize),
        };
        if n.is_none() {
            // The order in which values first occur.
            let mut seen = Vec::new();
            group.of("x").into_iter().for_each(|v| {
                if !seen.contains(&v) {
                    seen.push(v)
                }
            });
            x = seen;
        }
        if pad {
            x.insert(0, f64::NEG_INFINITY);
            x.push(f64::INFINITY);
        }
        let below = |v: f64| data.iter().filter(|d| **d <= v).count() as f64 / data.len() as f64;
        let mut out = Frame::new(x.len());
        out.put("ecdf", x.iter().map(|v| below(*v)).collect());
        out.put("x", x);
        Ok(out)
    })
}
