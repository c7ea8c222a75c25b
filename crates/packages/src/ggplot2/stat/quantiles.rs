//! Quantiles of samples against those of a distribution, and the line through their quartiles.

use super::super::frame::Frame;
use super::super::values;
use super::{Setting, Stat, by_group};
use raglan_engine::eval::Eval;
use raglan_engine::value::{Argument, Symbol, Value, as_double};
use raglan_stats::distributions::normal;

/// `stat_qq()`
pub const QQ: Stat = Stat {
    name: "qq",
    required: &["sample"],
    defaults: &[("y", "sample"), ("x", "theoretical")],
    params: &["distribution", "dparams", "quantiles"],
    compute: quantiles,
    turns: false,
};

/// `stat_qq_line()`
pub const QQ_LINE: Stat = Stat {
    name: "qq_line",
    required: &["sample"],
    defaults: &[("x", "x"), ("y", "y")],
    params: &["distribution", "dparams", "line.p", "fullrange"],
    compute: line,
    turns: false,
};

/// Quantiles of the distribution: the normal one unless another is given.
fn theoretical(setting: &mut Setting, shares: &[f64]) -> Eval<Vec<f64>> {
    let more = setting.params.get("dparams").cloned().unwrap_or_default();
    let Some(function) = setting.params.get("distribution").cloned() else {
        return Ok(shares.iter().map(|p| normal::quantile(*p, 0.0, 1.0, true, false)).collect());
    };
    let mut arguments = vec![Argument::new(Value::doubles(shares.to_vec()))];
    for (name, value) in values::entries(&more) {
        let name = (!name.is_empty()).then(|| Symbol::new(&name));
        arguments.push(Argument { name, value });
    }
    let env = setting.session.global.clone();
    let found = setting.session.call(&function, arguments, &env)?;
    Ok(as_double(&found, &mut Vec::new())?.to_vec())
}

/// Shares of `n` values that stand for themselves, as `ppoints()` has them.
fn shares(n: usize) -> Vec<f64> {
    let a = if n <= 10 { 0.375 } else { 0.5 };
    (1..=n).map(|i| (i as f64 - a) / (n as f64 + 1.0 - 2.0 * a)).collect()
}

fn sorted(group: &Frame) -> Vec<f64> {
    let mut sample = group.of("sample");
    sample.sort_by(f64::total_cmp);
    sample
}

fn quantiles(setting: &mut Setting, frame: Frame) -> Eval<Frame> {
    by_group(setting, frame, |s, group| {
        let sample = sorted(group);
        let mut out = Frame::new(sample.len());
        out.put("theoretical", theoretical(s, &shares(sample.len()))?);
        out.put("sample", sample);
        Ok(out)
    })
}

fn line(setting: &mut Setting, frame: Frame) -> Eval<Frame> {
    let ends = match setting.params.numbers("line.p").as_slice() {
        [a, b] => [*a, *b],
        _ => [0.25, 0.75],
    };
    by_group(setting, frame, |s, group| {
        let sample = sorted(group);
        let at = theoretical(s, &ends)?;
        let values = super::summary::quantiles(&sample, &ends);
        let slope = (values[1] - values[0]) / (at[1] - at[0]);
        let all = theoretical(s, &shares(sample.len()))?;
        let (low, high) = super::summary::ends(&all);
        let mut out = Frame::new(2);
        out.put("x", vec![low, high]);
        out.put("y", [low, high].iter().map(|x| values[0] + slope * (x - at[0])).collect());
        Ok(out)
    })
}
