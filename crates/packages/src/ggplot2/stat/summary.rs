//! Summaries of the values at a place: boxes and functions of them.

use super::super::frame::{Column, Frame};
use super::super::values;
use super::{Setting, Stat, by_group};
use raglan_engine::eval::{Eval, fail};
use raglan_engine::value::{Argument, Symbol, Value, as_double};

/// `stat_boxplot()`
pub const BOXPLOT: Stat = Stat {
    name: "boxplot",
    required: &["y|x"],
    defaults: &[],
    params: &["coef", "width", "orientation"],
    compute: boxplot,
    turns: true,
};

/// `stat_summary()`
pub const SUMMARY: Stat = Stat {
    name: "summary",
    required: &["x", "y"],
    defaults: &[],
    params: &["fun.data", "fun", "fun.max", "fun.min", "fun.args", "orientation"],
    compute: summary,
    turns: true,
};

/// R's quantiles of type 7.
pub fn quantiles(x: &[f64], at: &[f64]) -> Vec<f64> {
    let mut x: Vec<f64> = x.iter().copied().filter(|v| !v.is_nan()).collect();
    x.sort_by(f64::total_cmp);
    let value = |p: &f64| {
        let place = p * (x.len() - 1) as f64;
        let (low, high) = ((place + 4.0 * f64::EPSILON).floor() as usize, place.ceil() as usize);
        let part = place - low as f64;
        if part.abs() < 1e-12 { x[low] } else { (1.0 - part) * x[low] + part * x[high.min(x.len() - 1)] }
    };
    if x.is_empty() { vec![f64::NAN; at.len()] } else { at.iter().map(value).collect() }
}

/// Least and greatest.
pub fn ends(x: &[f64]) -> (f64, f64) {
    x.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), v| (a.min(*v), b.max(*v)))
}

fn boxplot(setting: &mut Setting, mut frame: Frame) -> Eval<Frame> {
    if !frame.has("x") {
        frame.fill("x", 0.0);
    }
    let coef = setting.params.number("coef").unwrap_or(1.5);
    let width = setting.params.number("width").unwrap_or_else(|| frame.resolution("x") * 0.75);
    by_group(setting, frame, |_, group| {
        let y = group.of("y");
        let q = quantiles(&y, &[0.0, 0.25, 0.5, 0.75, 1.0]);
        let spread = q[3] - q[1];
        let outside = |v: f64| coef > 0.0 && (v < q[1] - coef * spread || v > q[3] + coef * spread);
        let inside: Vec<f64> = y.iter().copied().filter(|v| !outside(*v)).collect();
        let (low, high) = ends(&inside);
        let notch = 1.58 * spread / (y.len() as f64).sqrt();
        let (first, last) = ends(&group.of("x"));
        let wide = if first == last { width } else { (last - first) * 0.9 };
        let mut out = Frame::new(1);
        for (name, value) in
            [("ymin", low), ("lower", q[1]), ("middle", q[2]), ("upper", q[3]), ("ymax", high)]
        {
            out.fill(name, value);
        }
        out.set("outliers", Column::Numbers(vec![y.iter().copied().filter(|v| outside(*v)).collect()]));
        out.fill("notchupper", q[2] + notch);
        out.fill("notchlower", q[2] - notch);
        out.fill("x", (first + last) / 2.0);
        out.fill("width", wide);
        out.fill("relvarwidth", (y.len() as f64).sqrt());
        Ok(out)
    })
}

fn summary(setting: &mut Setting, frame: Frame) -> Eval<Frame> {
    let params = &*setting.params;
    let [data, fun, low, high] = ["fun.data", "fun", "fun.min", "fun.max"].map(|n| params.get(n).cloned());
    let more = params.get("fun.args").cloned().unwrap_or_default();
    if data.is_none() && fun.is_none() && low.is_none() && high.is_none() && params.get(".said").is_none() {
        setting.session.message("No summary function supplied, defaulting to `mean_se()`")?;
        setting.params.set(".said", Value::logical(true));
    }
    by_group(setting, frame, |s, group| {
        let mut parts = Vec::new();
        for (x, rows) in group.groups("x") {
            let y: Vec<f64> = rows.iter().map(|i| group.at("y", *i)).collect();
            let mut out = Frame::new(1);
            out.fill("x", x);
            match (&data, &fun, &low, &high) {
                (None, None, None, None) => mean_se(&y, 1.0, &mut out),
                (Some(f), ..) => from_data(s, f, &y, &more, &mut out)?,
                _ => {
                    for (name, f) in [("ymin", &low), ("y", &fun), ("ymax", &high)] {
                        if let Some(f) = f {
                            let value = call(s, f, &y, &more)?;
                            let value = as_double(&value, &mut Vec::new())?;
                            out.fill(name, value.first().copied().unwrap_or(f64::NAN));
                        }
                    }
                }
            }
            let old = group.pick(&rows);
            for (name, column) in &old.columns {
                if !out.has(name) && column.ids().1 == 1 && name != "y" {
                    out.set(name, column.pick(&[0]));
                }
            }
            parts.push(out);
        }
        Ok(Frame::bind(parts))
    })
}

/// The mean and so many standard errors around it.
pub fn mean_se(y: &[f64], times: f64, out: &mut Frame) {
    let y: Vec<f64> = y.iter().copied().filter(|v| !v.is_nan()).collect();
    let n = y.len() as f64;
    let mean = y.iter().sum::<f64>() / n;
    let variance = y.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0);
    let se = times * (variance / n).sqrt();
    out.fill("y", mean);
    out.fill("ymin", mean - se);
    out.fill("ymax", mean + se);
}

fn call(setting: &mut Setting, fun: &Value, y: &[f64], more: &Value) -> Eval {
    let session = &mut *setting.session;
    let value = Value::doubles(y.to_vec());
    if matches!(fun, Value::Language(_)) {
        return values::call(session, fun, value);
    }
    let env = session.global.clone();
    let fun = match fun {
        Value::Character(v) => session.find_function(Symbol::new(v.data.get(0).unwrap_or("NA")), &env)?,
        other => other.clone(),
    };
    let mut arguments = vec![Argument::new(value)];
    for (name, value) in values::entries(more) {
        let name = (!name.is_empty()).then(|| Symbol::new(&name));
        arguments.push(Argument { name, value });
    }
    session.call(&fun, arguments, &env)
}

fn from_data(setting: &mut Setting, fun: &Value, y: &[f64], more: &Value, out: &mut Frame) -> Eval<()> {
    if let Value::Character(v) = fun
        && v.data.get(0) == Some("mean_se")
        && more.is_empty()
    {
        mean_se(y, 1.0, out);
        return Ok(());
    }
    let found = call(setting, fun, y, more)?;
    let pairs = match &found {
        Value::List(_) => values::entries(&found),
        other => {
            let names = other.names();
            let numbers = as_double(other, &mut Vec::new())?;
            let name = |i: usize| names.as_ref().and_then(|n| n.get(i)).unwrap_or("").to_string();
            numbers.iter().enumerate().map(|(i, x)| (name(i), Value::double(*x))).collect()
        }
    };
    if pairs.is_empty() {
        return fail("`fun.data` must return a data frame or a named vector");
    }
    for (name, value) in pairs {
        let numbers = as_double(&value, &mut Vec::new())?;
        out.fill(&name, numbers.first().copied().unwrap_or(f64::NAN));
    }
    Ok(())
}
