//! Curves: fitted lines, functions, values aligned for stacking.

use super::super::frame::Frame;
use super::{Setting, Stat, by_group, weights};
use raglan_engine::eval::{Eval, fail};
use raglan_engine::value::{Argument, Symbol, Value, as_double};
use raglan_graphics::breaks::equal_steps;
use raglan_stats::distributions;

/// `stat_smooth()`
pub const SMOOTH: Stat = Stat {
    name: "smooth",
    required: &["x", "y"],
    defaults: &[],
    params: &[
        "method",
        "formula",
        "se",
        "n",
        "span",
        "fullrange",
        "level",
        "method.args",
        "orientation",
        "xseq",
    ],
    compute: smooth,
    turns: true,
};

/// `stat_function()`
pub const FUNCTION: Stat = Stat {
    name: "function",
    required: &[],
    defaults: &[("y", "y")],
    params: &["fun", "xlim", "n", "args"],
    compute: function,
    turns: false,
};

/// `stat_align()`
pub const ALIGN: Stat = Stat {
    name: "align",
    required: &["x", "y"],
    defaults: &[],
    params: &["orientation"],
    compute: align,
    turns: true,
};

fn smooth(setting: &mut Setting, frame: Frame) -> Eval<Frame> {
    let params = &*setting.params;
    let largest = frame.groups("group").iter().map(|(_, r)| r.len()).max().unwrap_or(0);
    let named = params.text("method");
    let method = match named.as_deref() {
        None | Some("auto") if params.get("method").is_some_and(Value::is_function) => {
            return fail("`method` of stat_smooth() must be \"lm\": other functions are not implemented");
        }
        None | Some("auto") => if largest < 1000 { "loess" } else { "gam" }.to_string(),
        Some(name) => name.to_string(),
    };
    let automatic = matches!(named.as_deref(), None | Some("auto"));
    let formula = params.get("formula").map(raglan_engine::value::deparse_line);
    let shown = formula
        .clone()
        .unwrap_or_else(|| if method == "gam" { "y ~ s(x, bs = \"cs\")".into() } else { "y ~ x".into() });
    let mut said = Vec::new();
    if automatic {
        said.push(format!("method = '{method}'"));
    }
    if formula.is_none() {
        said.push(format!("formula = '{shown}'"));
    }
    if !said.is_empty() && params.get(".said").is_none() {
        setting.session.message(&format!("`geom_smooth()` using {}", said.join(" and ")))?;
        setting.params.set(".said", Value::logical(true));
    }
    if method != "lm" {
        return fail(format!("`method = \"{method}\"` of stat_smooth() is not implemented"));
    }
    if !["y ~ x", "y~x"].contains(&shown.as_str()) {
        return fail(format!("the `formula` {shown} of stat_smooth() is not implemented"));
    }
    let params = &*setting.params;
    let (n, level) = (params.number("n").unwrap_or(80.0) as usize, params.number("level").unwrap_or(0.95));
    let (se, full) = (!params.is_false("se"), params.is_true("fullrange"));
    let range = setting.x.and_then(|s| s.range);
    let given = params.numbers("xseq");
    by_group(setting, frame, |_, group| {
        let (x, y) = (group.of("x"), group.of("y"));
        let mut distinct = x.clone();
        distinct.sort_by(f64::total_cmp);
        distinct.dedup();
        if distinct.len() < 2 {
            return Ok(Frame::new(0));
        }
        let ends = if full {
            range.unwrap_or((distinct[0], distinct[distinct.len() - 1]))
        } else {
            (distinct[0], distinct[distinct.len() - 1])
        };
        let at = match (given.is_empty(), group.whole.iter().any(|w| w == "x")) {
            (false, _) => given.clone(),
            // Whole numbers are fitted where they are.
            (true, true) if !full => distinct,
            _ => equal_steps(ends.0, ends.1, n),
        };
        Ok(line(&x, &y, &weights(group), at, se.then_some(level)))
    })
}

/// A least squares line with its confidence band, by centred sums.
fn line(x: &[f64], y: &[f64], w: &[f64], at: Vec<f64>, level: Option<f64>) -> Frame {
    let total: f64 = w.iter().sum();
    let mean = |v: &[f64]| v.iter().zip(w).map(|(v, w)| v * w).sum::<f64>() / total;
    let (mx, my) = (mean(x), mean(y));
    let sxx: f64 = x.iter().zip(w).map(|(x, w)| w * (x - mx).powi(2)).sum();
    let sxy: f64 = x.iter().zip(y).zip(w).map(|((x, y), w)| w * (x - mx) * (y - my)).sum();
    let slope = sxy / sxx;
    let fit = |x: f64| my + slope * (x - mx);
    let mut out = Frame::new(at.len());
    let fitted: Vec<f64> = at.iter().map(|x| fit(*x)).collect();
    if let Some(level) = level {
        let df = x.len() as f64 - 2.0;
        let rss: f64 = x.iter().zip(y).zip(w).map(|((x, y), w)| w * (y - fit(*x)).powi(2)).sum();
        let sigma2 = rss / df;
        let quantile = distributions::student_t::quantile(level / 2.0 + 0.5, df, true, false);
        let se: Vec<f64> =
            at.iter().map(|x| (sigma2 * (1.0 / total + (x - mx).powi(2) / sxx)).sqrt()).collect();
        out.put("x", at);
        out.put("y", fitted.clone());
        out.put("ymin", fitted.iter().zip(&se).map(|(f, s)| f - quantile * s).collect());
        out.put("ymax", fitted.iter().zip(&se).map(|(f, s)| f + quantile * s).collect());
        out.put("se", se);
    } else {
        out.put("x", at);
        out.put("y", fitted);
    }
    out
}

fn function(setting: &mut Setting, frame: Frame) -> Eval<Frame> {
    let Some(fun) = setting.params.get("fun").cloned() else { return fail("stat_function() needs `fun`") };
    let n = setting.params.number("n").unwrap_or(101.0) as usize;
    let range = match setting.params.numbers("xlim").as_slice() {
        [a, b] => (*a, *b),
        _ => match setting.x {
            Some(scale) => scale.limits(setting.session)?,
            None => (0.0, 1.0),
        },
    };
    let x = equal_steps(range.0, range.1, n);
    let transform = setting.x.map_or(super::super::scale::Transform::Identity, |s| s.transform);
    let original: Vec<f64> = x.iter().map(|x| transform.invert(*x)).collect();
    let env = setting.session.global.clone();
    let value = if matches!(fun, Value::Language(_)) {
        super::super::values::call(setting.session, &fun, Value::doubles(original))?
    } else {
        let mut arguments = vec![Argument::new(Value::doubles(original))];
        let more = setting.params.get("args").cloned().unwrap_or_default();
        for (name, value) in super::super::values::entries(&more) {
            let name = (!name.is_empty()).then(|| Symbol::new(&name));
            arguments.push(Argument { name, value });
        }
        let fun = match &fun {
            Value::Character(v) => {
                setting.session.find_function(Symbol::new(v.data.get(0).unwrap_or("NA")), &env)?
            }
            other => other.clone(),
        };
        setting.session.call(&fun, arguments, &env)?
    };
    let mut y = as_double(&value, &mut Vec::new())?.to_vec();
    if let Some(scale) = setting.y {
        y.iter_mut().for_each(|v| *v = scale.transform.apply(*v));
    }
    by_group(setting, frame, |_, _| {
        let mut out = Frame::new(n);
        out.put("x", x.clone());
        out.put("y", y.clone());
        Ok(out)
    })
}

/// Values of all groups at the places of every group, straight between a group's own, so that they can be
/// stacked; a group begins and ends at zero just outside its places.
fn align(setting: &mut Setting, frame: Frame) -> Eval<Frame> {
    let groups = frame.groups("group");
    let mut places: Vec<f64> = frame.of("x");
    for (_, rows) in &groups {
        let x: Vec<f64> = rows.iter().map(|i| frame.at("x", *i)).collect();
        let y: Vec<f64> = rows.iter().map(|i| frame.at("y", *i)).collect();
        // Where a group changes sign, so that stacks split there.
        let mut order: Vec<usize> = (0..x.len()).collect();
        order.sort_by(|a, b| x[*a].total_cmp(&x[*b]));
        for pair in order.windows(2) {
            let (a, b) = (pair[0], pair[1]);
            if y[a] * y[b] < 0.0 {
                places.push(x[a] - y[a] * (x[b] - x[a]) / (y[b] - y[a]));
            }
        }
    }
    places.sort_by(f64::total_cmp);
    places.dedup();
    let (low, high) = (places[0], places[places.len() - 1]);
    let least = places.windows(2).map(|w| w[1] - w[0]).fold(f64::INFINITY, f64::min);
    let adjust = ((high - low) * 0.001).min(least / 3.0);
    let mut all: Vec<f64> = places.iter().flat_map(|x| [x - adjust, *x, x + adjust]).collect();
    all.sort_by(f64::total_cmp);
    all.dedup();
    by_group(setting, frame, |_, group| {
        let mut pairs: Vec<(f64, f64)> = group.of("x").into_iter().zip(group.of("y")).collect();
        pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (first, last) = (pairs[0].0, pairs[pairs.len() - 1].0);
        let value = |x: f64| {
            let k = pairs.partition_point(|p| p.0 <= x);
            if k == 0 {
                return pairs[0].1;
            }
            let (a, b) = (pairs[k - 1], pairs.get(k).copied().unwrap_or(pairs[k - 1]));
            if a.0 == x || b.0 == a.0 { a.1 } else { a.1 + (x - a.0) / (b.0 - a.0) * (b.1 - a.1) }
        };
        let (mut x, mut y, mut padding) = (Vec::new(), Vec::new(), Vec::new());
        for at in &all {
            if (first..=last).contains(at) {
                x.push(*at);
                y.push(value(*at));
                padding.push(Some(false));
            }
        }
        x.insert(0, first - adjust);
        y.insert(0, 0.0);
        padding.insert(0, Some(true));
        x.push(last + adjust);
        y.push(0.0);
        padding.push(Some(true));
        let mut out = Frame::new(x.len());
        out.put("x", x);
        out.put("y", y);
        out.set("align_padding", super::super::frame::Column::Logical(padding));
        Ok(out)
    })
}
