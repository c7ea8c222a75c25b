//! What happens to one layer's data while a plot is built: statistics, the setup of its marks, defaults.

use super::aes;
use super::frame::{Column, Frame};
use super::layer::{Layer, list};
use super::scale::{self, Kind, Scale};
use super::stat::{self, Setting};
use raglan_engine::eval::{Eval, Session, fail};
use raglan_engine::value::Value;

/// Whether a layer's marks stand on the y axis.
fn is_flipped(layer: &Layer, frame: &Frame, x: &[Scale], y: &[Scale]) -> bool {
    match layer.stat_params.text("orientation").or_else(|| layer.geom_params.text("orientation")).as_deref() {
        Some("y") => return true,
        Some("x") => return false,
        _ => {}
    }
    let counting = ["count", "bin", "density", "ecdf"].contains(&layer.stat.name);
    if counting {
        return !frame.has("x") && frame.has("y");
    }
    let discrete = |s: &[Scale]| s.first().is_some_and(|s| s.kind == Kind::Discrete);
    let (dx, dy) = (discrete(x), discrete(y));
    match (dx, dy) {
        (false, true) => frame.has("y"),
        (true, false) => false,
        _ => layer.stat.name == "boxplot" && frame.has("x") && !frame.has("y"),
    }
}

fn check_required(names: &[&str], has: impl Fn(&str) -> bool, who: &str) -> Eval<()> {
    let missing: Vec<String> = names
        .iter()
        .filter(|r| !r.split('|').any(&has))
        .map(|r| r.split('|').map(|n| format!("`{n}`")).collect::<Vec<_>>().join(" or "))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let names: Vec<String> = missing.iter().map(|m| m.trim_matches('`').to_string()).collect();
    fail(format!("`{who}()` requires the following missing aesthetics: {}.", list(&names)))
}

/// Computes a layer's statistic.
pub fn statistics(
    session: &mut Session,
    layer: &mut Layer,
    frame: Frame,
    x: &[Scale],
    y: &[Scale],
) -> Eval<Frame> {
    if frame.rows == 0 {
        return Ok(frame);
    }
    let flipped = layer.stat.turns && is_flipped(layer, &frame, x, y);
    let has = |n: &str| {
        let n = if flipped {
            match n {
                "x" => "y",
                "y" => "x",
                other => other,
            }
        } else {
            n
        };
        frame.has(n) || layer.set.get(n).is_some()
    };
    check_required(layer.stat.required, has, &format!("stat_{}", layer.stat.name))?;
    let mut frame = frame;
    if layer.stat.name != "identity" {
        for name in ["x", "y", "weight"] {
            if let Some(x) = layer.set.number(name).filter(|_| !frame.has(name)) {
                frame.fill(name, x);
            }
        }
    }
    if layer.stat.name == "boxplot" && !flipped && frame.has("x") && !frame.has("y") {
        return fail("stat_boxplot() requires the following missing aesthetics: x or y.");
    }
    let (along, across) = if flipped { (y, x) } else { (x, y) };
    let mut setting =
        Setting { session, params: &mut layer.stat_params, x: along.first(), y: across.first() };
    stat::compute(layer.stat, &mut setting, frame, flipped)
}

/// Maps what a statistic computed to aesthetics.
pub fn map_statistics(
    session: &mut Session,
    layer: &Layer,
    mapping: &[(String, Value)],
    frame: &mut Frame,
    scales: &[Scale],
) -> Eval<()> {
    if frame.rows == 0 {
        return Ok(());
    }
    let flipped = frame.at("flipped_aes", 0) == 1.0;
    let data = frame.value();
    let mut new: Vec<(String, Column)> = Vec::new();
    for (name, value) in mapping.iter().filter(|(_, v)| aes::is_after_stat(v)) {
        let found = aes::evaluate(session, value, &data, true)?;
        let column = aes::column(&found)?;
        if column.len() != 1 && column.len() != frame.rows {
            return fail(format!("Aesthetics must return a vector of the same length as the data: `{name}`"));
        }
        new.push((name.clone(), column));
    }
    for (name, variable) in layer.stat.defaults {
        let name = match (flipped, *name) {
            (true, "y") => "x",
            (true, "x") => "y",
            (_, other) => other,
        };
        let mapped = mapping.iter().any(|(n, _)| n == name) || new.iter().any(|(n, _)| n == name);
        if !mapped && layer.set.get(name).is_none() {
            let variable = if flipped && *variable == "y" { "x" } else { variable };
            if let Some(column) = frame.get(variable).cloned() {
                new.push((name.into(), column));
            }
        }
    }
    let mut stat_frame = Frame::new(frame.rows);
    for (name, column) in new {
        stat_frame.set(&name, column);
    }
    for scale in scales {
        scale.transform_frame(session, &mut stat_frame)?;
    }
    // Computed aesthetics come first, as in ggplot2.
    let rest: Vec<(String, Column)> = frame.columns.drain(..).filter(|(n, _)| !stat_frame.has(n)).collect();
    let mut columns = stat_frame.columns;
    columns.extend(rest);
    frame.columns = columns;
    Ok(())
}

/// Lets a geom set up its data.
pub fn set_up_geom(layer: &Layer, mut frame: Frame, x: &[Scale], y: &[Scale]) -> Eval<Frame> {
    if frame.rows == 0 {
        return Ok(frame);
    }
    let oriented =
        ["bar", "boxplot", "violin", "area", "density", "ribbon", "line"].contains(&layer.geom.name);
    if oriented && !frame.has("flipped_aes") {
        let turns = layer.geom.name == "bar" && is_flipped(layer, &frame, x, y);
        let asked = layer.geom_params.text("orientation").as_deref() == Some("y");
        if turns || asked {
            frame.set("flipped_aes", Column::Logical(vec![Some(true)]));
        } else if layer.geom.name != "line" {
            frame.set("flipped_aes", Column::Logical(vec![Some(false)]));
        }
    }
    let has = |n: &str| frame.has(n) || layer.set.get(n).is_some();
    check_required(layer.geom.required, has, &format!("geom_{}", layer.geom.name))?;
    // Positions that are set count while marks are set up.
    for name in ["width", "height", "x", "y", "xmin", "xmax", "ymin", "ymax", "hjust", "vjust"] {
        if let Some(value) = layer.set.number(name).filter(|_| !frame.has(name)) {
            if ["hjust", "vjust"].contains(&name) {
                continue;
            }
            frame.fill(name, value);
        }
    }
    (layer.geom.setup)(frame, &layer.geom_params)
}

/// Fills in aesthetics that are set, and defaults.
pub fn fill_aesthetics(layer: &Layer, frame: &mut Frame) -> Eval<()> {
    if layer.geom.renames_size
        && frame.has("size")
        && !frame.has("linewidth")
        && let Some(size) = frame.get("size").cloned()
    {
        frame.set("linewidth", size);
    }
    for (name, default) in layer.geom.defaults {
        let is_place = scale::X.contains(name)
            || scale::Y.contains(name)
            || ["width", "height", "weight"].contains(name);
        if !frame.has(name) && layer.set.get(name).is_none() && !is_place {
            frame.set(name, default.column());
        }
    }
    for (name, value) in &layer.set.0 {
        if matches!(value, Value::Null) {
            continue;
        }
        let column = aes::column(value)?;
        if column.len() != 1 && column.len() != frame.rows {
            return fail(format!(
                "Aesthetics must be either length 1 or the same as the data ({}).\n\u{2716} Fix the following mappings: `{name}`.",
                frame.rows
            ));
        }
        frame.set(name, column);
    }
    Ok(())
}
