//! Densities that stand in rows above each other: the statistic of ggridges.

use super::super::frame::Frame;
use super::density::{bandwidth, estimate};
use super::{Setting, Stat, by_group};
use raglan_engine::eval::Eval;
use raglan_engine::value::Value;
use raglan_engine::value::format::real_to_string;
use raglan_graphics::breaks::equal_steps;

/// `stat_density_ridges()`
pub const DENSITY_RIDGES: Stat = Stat {
    name: "density_ridges",
    required: &["x"],
    defaults: &[("height", "density")],
    params: &["bandwidth", "from", "to", "n", "scale", "rel_min_height", "panel_scaling"],
    compute: ridges,
    turns: false,
};

fn ridges(setting: &mut Setting, frame: Frame) -> Eval<Frame> {
    let groups: Vec<Vec<f64>> = frame
        .groups("group")
        .into_iter()
        .map(|(_, rows)| rows.iter().map(|i| frame.at("x", *i)).collect())
        .collect();
    let enough: Vec<&Vec<f64>> = groups.iter().filter(|g| g.len() > 2).collect();
    let bw = match setting.params.number("bandwidth") {
        Some(bw) => bw,
        None => {
            let joint = enough.iter().map(|g| bandwidth(g)).sum::<f64>() / enough.len().max(1) as f64;
            setting
                .session
                .message(&format!("Picking joint bandwidth of {}", real_to_string(joint, 3, 0)))?;
            joint
        }
    };
    let all: Vec<f64> = enough.iter().flat_map(|g| g.iter().copied()).collect();
    let (low, high) = super::summary::ends(&all);
    let from = setting.params.number("from").unwrap_or(low - 3.0 * bw);
    let to = setting.params.number("to").unwrap_or(high + 3.0 * bw);
    let n = setting.params.number("n").unwrap_or(512.0) as usize;
    let mut out = by_group(setting, frame, |_, group| {
        let x = group.of("x");
        if x.len() < 3 {
            return Ok(Frame::new(0));
        }
        let weight = vec![1.0 / x.len() as f64; x.len()];
        let density = estimate(&x, &weight, bw, n, from, to);
        let most = density.iter().copied().fold(0.0, f64::max);
        let mut out = Frame::new(n);
        out.put("x", equal_steps(from, to, n));
        out.put("ndensity", density.iter().map(|d| d / most).collect());
        out.put("density", density);
        Ok(out)
    })?;
    // Heights are shares of the highest ridge, times the scale.
    let scale = setting.params.number("scale").unwrap_or(1.8);
    let density = out.of("density");
    let most = density.iter().copied().fold(0.0, f64::max);
    let y = out.of("y");
    out.put("ymin", y.clone());
    out.put("ymax", y.iter().zip(&density).map(|(y, d)| y + scale * d / most).collect());
    setting.params.set("scale", Value::double(scale));
    Ok(out)
}
