//! Kernel density estimates: curves and violins.

use super::super::frame::{Column, Frame};
use super::{Setting, Stat, by_group, weights};
use raglan_engine::eval::{Eval, fail};
use raglan_graphics::breaks::equal_steps;

/// `stat_density()`
pub const DENSITY: Stat = Stat {
    name: "density",
    required: &["x"],
    defaults: &[("y", "density")],
    params: &["bw", "adjust", "kernel", "n", "trim", "bounds", "orientation"],
    compute: density,
    turns: true,
};

/// `stat_ydensity()`
pub const YDENSITY: Stat = Stat {
    name: "ydensity",
    required: &["x", "y"],
    defaults: &[],
    params: &["bw", "adjust", "kernel", "trim", "scale", "width", "orientation", "bounds", "drop"],
    compute: ydensity,
    turns: true,
};

/// `bw.nrd0`: Silverman's rule of thumb.
pub fn bandwidth(x: &[f64]) -> f64 {
    let n = x.len() as f64;
    let mean = x.iter().sum::<f64>() / n;
    let sd = (x.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt();
    let quartiles = super::summary::quantiles(x, &[0.25, 0.75]);
    let spread = (quartiles[1] - quartiles[0]) / 1.34;
    let mut low = sd.min(spread);
    if !(low > 0.0) {
        low = [sd, x[0].abs(), 1.0].into_iter().find(|v| *v > 0.0).unwrap_or(1.0);
    }
    0.9 * low * n.powf(-0.2)
}

/// `density(x, bw, weights, n, from, to)$y` with a Gaussian kernel: linear binning on a fine grid, a discrete
/// convolution, linear interpolation.
pub fn estimate(x: &[f64], weight: &[f64], bw: f64, n: usize, from: f64, to: f64) -> Vec<f64> {
    let grid = n.max(512).next_power_of_two();
    let (low, high) = (from - 4.0 * bw, to + 4.0 * bw);
    let step = (high - low) / (grid - 1) as f64;
    let mut mass = vec![0.0; 2 * grid];
    for (x, w) in x.iter().zip(weight) {
        let place = (x - low) / step;
        let k = place.floor();
        let part = place - k;
        if k >= 0.0 && (k as usize) + 1 < grid {
            mass[k as usize] += w * (1.0 - part);
            mass[k as usize + 1] += w * part;
        } else if k == -1.0 {
            mass[0] += w * part;
        } else if k as usize + 1 == grid {
            mass[grid - 1] += w * (1.0 - part);
        }
    }
    let kernel: Vec<f64> = (0..grid)
        .map(|k| (-0.5 * (k as f64 * step / bw).powi(2)).exp() / (bw * (2.0 * std::f64::consts::PI).sqrt()))
        .collect();
    let filled: Vec<(usize, f64)> =
        mass.iter().copied().enumerate().take(grid).filter(|(_, m)| *m != 0.0).collect();
    let smooth: Vec<f64> =
        (0..grid).map(|i| filled.iter().map(|(k, m)| m * kernel[i.abs_diff(*k)]).sum::<f64>()).collect();
    let value = |x: f64| {
        let place = ((x - low) / step).clamp(0.0, (grid - 1) as f64);
        let k = (place.floor() as usize).min(grid - 2);
        smooth[k] + (place - k as f64) * (smooth[k + 1] - smooth[k])
    };
    equal_steps(from, to, n).into_iter().map(value).collect()
}

fn refuse(setting: &Setting) -> Eval<()> {
    if setting.params.text("kernel").is_some_and(|k| k != "gaussian") {
        return fail("only the gaussian `kernel` is implemented");
    }
    if setting.params.numbers("bounds").iter().any(|b| b.is_finite()) {
        return fail("`bounds` of density estimates are not implemented");
    }
    if setting.params.text("bw").is_some_and(|b| b != "nrd0") {
        return fail("only the `bw` \"nrd0\" or a number is implemented");
    }
    Ok(())
}

fn density(setting: &mut Setting, frame: Frame) -> Eval<Frame> {
    refuse(setting)?;
    let range = setting.x.and_then(|s| s.range).unwrap_or((0.0, 1.0));
    let trim = setting.params.is_true("trim");
    let (bw, adjust) = (setting.params.number("bw"), setting.params.number("adjust").unwrap_or(1.0));
    let n = setting.params.number("n").unwrap_or(512.0) as usize;
    by_group(setting, frame, |s, group| {
        let x = group.of("x");
        if x.len() < 2 {
            s.session.warn("Groups with fewer than two data points have been dropped.", None)?;
            return Ok(Frame::new(0));
        }
        let (low, high) = if trim { super::summary::ends(&x) } else { range };
        let raw = weights(group);
        let total: f64 = raw.iter().sum();
        let weight: Vec<f64> = raw.iter().map(|w| w / total).collect();
        let y = estimate(&x, &weight, bw.unwrap_or_else(|| bandwidth(&x)) * adjust, n, low, high);
        let most = y.iter().copied().fold(0.0, f64::max);
        let mut out = Frame::new(n);
        out.put("x", equal_steps(low, high, n));
        out.put("scaled", y.iter().map(|v| v / most).collect());
        out.put("ndensity", y.iter().map(|v| v / most).collect());
        out.put("count", y.iter().map(|v| v * x.len() as f64).collect());
        out.put("wdensity", y.iter().map(|v| v * total).collect());
        out.fill("n", x.len() as f64);
        out.put("density", y);
        Ok(out)
    })
}

fn ydensity(setting: &mut Setting, frame: Frame) -> Eval<Frame> {
    refuse(setting)?;
    let trim = !setting.params.is_false("trim");
    let (bw, adjust) = (setting.params.number("bw"), setting.params.number("adjust").unwrap_or(1.0));
    let width = setting.params.number("width").unwrap_or_else(|| frame.resolution("x") * 0.9);
    let scale = setting.params.text("scale").unwrap_or_else(|| "area".into());
    let mut out = by_group(setting, frame, |s, group| {
        let y = group.of("y");
        if y.len() < 2 {
            s.session.warn("Groups with fewer than two datapoints have been dropped.\n\u{2139} Set `drop = FALSE` to consider such groups for position adjustment purposes.", None)?;
            return Ok(Frame::new(0));
        }
        let (mut low, mut high) = super::summary::ends(&y);
        let bw = bw.unwrap_or_else(|| bandwidth(&y)) * adjust;
        if !trim {
            (low, high) = (low - 3.0 * bw, high + 3.0 * bw);
        }
        let weight = vec![1.0 / y.len() as f64; y.len()];
        let found = estimate(&y, &weight, bw, 512, low, high);
        let most = found.iter().copied().fold(0.0, f64::max);
        let x = super::summary::ends(&group.of("x"));
        let mut out = Frame::new(512);
        out.fill("x", (x.0 + x.1) / 2.0);
        out.put("y", equal_steps(low, high, 512));
        out.put("scaled", found.iter().map(|v| v / most).collect());
        out.put("count", found.iter().map(|v| v * y.len() as f64).collect());
        out.fill("n", y.len() as f64);
        out.fill("width", width);
        out.put("density", found);
        Ok(out)
    })?;
    let (density, scaled, n) = (out.of("density"), out.of("scaled"), out.of("n"));
    let most = |v: &[f64]| v.iter().copied().fold(0.0, f64::max);
    let violin: Vec<f64> = match scale.as_str() {
        "width" => scaled,
        "count" => density.iter().zip(&n).map(|(d, n)| d / most(&density) * n / most(&out.of("n"))).collect(),
        _ => density.iter().map(|d| d / most(&density)).collect(),
    };
    out.set("violinwidth", Column::Number(violin));
    Ok(out)
}
