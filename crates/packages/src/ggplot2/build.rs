//! A plot computed: the grammar of graphics as one function of steps, from data to places and colours.

use super::aes;
use super::coord::Coord;
use super::facet::Layout;
use super::frame::{Column, Frame};
use super::layer::{Layer, list};
use super::position;
use super::scale::{self, Kind, Scale};
use super::stat::{self, Setting};
use super::theme::Theme;
use super::values::{self, entries};
use raglan_engine::eval::{Eval, Session, Signal, condition_message, fail};
use raglan_engine::value::{Failure, Value};

/// A layer with its computed data.
pub struct BuiltLayer {
    /// The layer.
    pub layer: Layer,
    /// Its mapping with what it inherits.
    pub mapping: Vec<(String, Value)>,
    /// Its data.
    pub frame: Frame,
}

/// A plot with everything computed but places on the page.
pub struct Built {
    /// Layers from back to front.
    pub layers: Vec<BuiltLayer>,
    /// Panels.
    pub layout: Layout,
    /// Scales of x, one or one for each panel, row or column.
    pub x: Vec<Scale>,
    /// Scales of y.
    pub y: Vec<Scale>,
    /// All other scales.
    pub scales: Vec<Scale>,
    /// The coordinate system.
    pub coord: Coord,
    /// Labels.
    pub labels: Value,
    /// Guides by aesthetic.
    pub guides: Value,
    /// The theme.
    pub theme: Theme,
}

/// Runs a step for a layer; an error says which.
fn step<T>(what: &str, index: usize, run: impl FnOnce() -> Eval<T>) -> Eval<T> {
    run().map_err(|signal| {
        let cause = match &*signal {
            Signal::Failure(failure) => failure.message.clone(),
            Signal::Error(condition) => condition_message(condition),
            _ => return signal,
        };
        let call = match &*signal {
            Signal::Error(condition) => raglan_engine::eval::condition_call(condition)
                .map(|c| format!(" in `{}`", head(&c)))
                .unwrap_or_default(),
            _ => String::new(),
        };
        let text = format!(
            "Problem while {what}.\n\u{2139} Error occurred in the {} layer.\nCaused by error{call}:\n! {cause}",
            ordinal(index + 1)
        );
        Failure::new(text).class("rlang_error").bare().into()
    })
}

/// The function of a call, as rlang names where an error came from.
fn head(call: &Value) -> String {
    match call {
        Value::Language(c) => format!("{}()", raglan_engine::value::deparse_line(&c.function)),
        other => raglan_engine::value::deparse_line(other),
    }
}

fn ordinal(n: usize) -> String {
    let end = match (n % 10, n % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{n}{end}")
}

/// Computes a plot.
pub fn build(session: &mut Session, plot: &Value) -> Eval<Built> {
    let mut layers = layers_of(plot)?;
    let plot_data = plot.part("data").unwrap_or_default();
    let plot_mapping = entries(&plot.part("mapping").unwrap_or_default());
    let coord = Coord::of(&plot.part("coordinates").unwrap_or_default())?;
    let mut scales = Vec::new();
    for object in values_of(plot.part("scales")) {
        scales.push(Scale::of(&object)?);
    }

    // 1. Each layer gets its data: its own, or the plot's.
    let mut data = Vec::new();
    for (i, layer) in layers.iter().enumerate() {
        data.push(step("computing layer data", i, || layer_data(session, layer, &plot_data))?);
    }

    // 2. The facets say which panels there are.
    let mut sets: Vec<Value> =
        if values::is_waiver(&plot_data) { Vec::new() } else { vec![plot_data.clone()] };
    sets.extend(data.iter().cloned());
    let layout = Layout::of(session, &plot.part("facet").unwrap_or_default(), &sets)?;

    // 3. Aesthetics are evaluated among the columns of the data; rows go to panels and groups.
    let mut frames = Vec::new();
    let mut mappings = Vec::new();
    for (i, layer) in layers.iter().enumerate() {
        let mapping = computed_mapping(layer, &plot_mapping);
        let frame =
            step("computing aesthetics", i, || aesthetics(session, layer, &mapping, &data[i], &layout))?;
        add_default_scales(&mut scales, &frame)?;
        frames.push(frame);
        mappings.push(mapping);
    }

    // 4. Scales transform.
    for (i, frame) in frames.iter_mut().enumerate() {
        for scale in &scales {
            step("transforming scales", i, || scale.transform_frame(session, frame))?;
        }
    }

    // 5. Positions are mapped, so that statistics compute with numbers.
    let (mut x, mut y) =
        (position_scales(&scales, "x", &layout, true), position_scales(&scales, "y", &layout, false));
    train_positions(&frames, &layout, &mut x, &mut y)?;
    map_positions(session, &mut frames, &layout, &x, &y)?;

    // 6. Statistics are computed, and their variables mapped.
    for (i, frame) in frames.iter_mut().enumerate() {
        let layer = &mut layers[i];
        let taken = std::mem::take(frame);
        *frame = step("computing stat", i, || statistics(session, layer, taken, &x, &y))?;
        step("mapping stat to aesthetics", i, || {
            map_statistics(session, layer, &mappings[i], frame, &scales)
        })?;
        add_default_scales(&mut scales, frame)?;
    }
    (x, y) = (refresh(x, &scales, "x", &layout, true), refresh(y, &scales, "y", &layout, false));

    // 7. Geoms set up their data, then positions are adjusted.
    for (i, frame) in frames.iter_mut().enumerate() {
        let layer = &layers[i];
        let taken = std::mem::take(frame);
        let ready = step("setting up geom", i, || set_up_geom(layer, taken, &x, &y))?;
        *frame = step("computing position", i, || position::adjust(session, &layer.position, ready))?;
    }

    // 8. Position scales are trained anew on what the marks cover.
    x.iter_mut().chain(y.iter_mut()).for_each(Scale::reset);
    train_positions(&frames, &layout, &mut x, &mut y)?;
    map_positions(session, &mut frames, &layout, &x, &y)?;

    // 9. All other scales are trained and map.
    for scale in scales.iter_mut().filter(|s| !s.is_position()) {
        for frame in &frames {
            scale.train(frame)?;
        }
    }
    for frame in &mut frames {
        for scale in scales.iter().filter(|s| !s.is_position()) {
            for at in 0..frame.columns.len() {
                if scale.maps(&frame.columns[at].0) {
                    frame.columns[at].1 = scale.map(session, &frame.columns[at].1)?;
                }
            }
        }
    }

    // 10. Aesthetics that are set, and defaults, fill the rest; rows that cannot be drawn go.
    for (i, frame) in frames.iter_mut().enumerate() {
        step("setting up geom aesthetics", i, || fill_aesthetics(&layers[i], frame))?;
    }
    let labels = plot.part("labels").unwrap_or_default();
    let theme = Theme::of(session, &plot.part("theme").unwrap_or_default())?;
    let guides = plot.part("guides").unwrap_or_default();
    let parts = layers.into_iter().zip(mappings).zip(frames);
    let layers = parts.map(|((layer, mapping), frame)| BuiltLayer { layer, mapping, frame }).collect();
    Ok(Built { layers, layout, x, y, scales, coord, labels, guides, theme })
}

fn values_of(list: Option<Value>) -> Vec<Value> {
    match list {
        Some(Value::List(l)) => l.data.iter().cloned().collect(),
        _ => Vec::new(),
    }
}

fn layers_of(plot: &Value) -> Eval<Vec<Layer>> {
    values_of(plot.part("layers")).iter().map(Layer::of).collect()
}

fn layer_data(session: &mut Session, layer: &Layer, plot_data: &Value) -> Eval {
    if values::is_waiver(&layer.data) {
        return Ok(plot_data.clone());
    }
    if layer.data.is_function() || layer.data.has_class("formula") {
        let found = values::call(session, &layer.data, plot_data.clone())?;
        if !found.is_data_frame() {
            return fail("`layer_data()` must return a <data.frame>");
        }
        return Ok(found);
    }
    Ok(layer.data.clone())
}

fn computed_mapping(layer: &Layer, plot: &[(String, Value)]) -> Vec<(String, Value)> {
    let mut mapping = layer.mapping.clone();
    if layer.inherits {
        for (name, value) in plot {
            if !mapping.iter().any(|(n, _)| n == name) {
                mapping.push((name.clone(), value.clone()));
            }
        }
    }
    mapping.retain(|(_, v)| !matches!(v, Value::Null));
    mapping
}

fn aesthetics(
    session: &mut Session,
    layer: &Layer,
    mapping: &[(String, Value)],
    data: &Value,
    layout: &Layout,
) -> Eval<Frame> {
    let rows = if data.is_data_frame() { entries(data).first().map_or(0, |(_, v)| rows_of(v)) } else { 0 };
    let mut evaluated: Vec<(String, Column, bool)> = Vec::new();
    let mut times = Vec::new();
    for (name, value) in mapping {
        aes::refuse_stages(value)?;
        if aes::is_after_stat(value) || layer.set.get(name).is_some() {
            continue;
        }
        let found = aes::evaluate(session, value, data, false)?;
        if matches!(found, Value::Null) {
            continue;
        }
        for (class, transform) in [("Date", "date"), ("POSIXct", "time")] {
            if found.has_class(class) {
                times.push((name.clone(), transform));
            }
        }
        let whole = matches!(found, Value::Integer(_)) && !found.is_factor();
        evaluated.push((name.clone(), aes::column(&found)?, whole));
    }
    let n = if rows > 0 || data.is_data_frame() && !values::is_waiver(data) {
        if rows == 0
            && evaluated.iter().all(|(_, c, _)| c.len() > 0)
            && !evaluated.is_empty()
            && entries(data).is_empty()
        {
            evaluated.iter().map(|(_, c, _)| c.len()).max().unwrap_or(0)
        } else {
            rows
        }
    } else {
        evaluated.iter().map(|(_, c, _)| c.len()).max().unwrap_or(0)
    };
    let wrong: Vec<String> = evaluated
        .iter()
        .filter(|(_, c, _)| c.len() != 1 && c.len() != n)
        .map(|(n, _, _)| format!("`{n}`"))
        .collect();
    if !wrong.is_empty() {
        return fail(format!(
            "Aesthetics must be either length 1 or the same as the data ({n}).\n\u{2716} Fix the following mappings: {}.",
            list(&wrong)
        ));
    }
    // Statistics that need no data, such as functions, have one row to compute from.
    let n = if n == 0 && evaluated.is_empty() && layer.stat.name == "function" { 1 } else { n };
    let mut frame = Frame::new(n);
    frame.times = times;
    for (name, column, whole) in evaluated {
        if whole {
            frame.whole.push(name.clone());
        }
        frame.set(&name, column);
    }
    let set_group = frame.get("group").cloned();
    let places = layout.map(session, data, n)?;
    let at: Vec<usize> = places.iter().map(|(i, _)| *i).collect();
    let mut frame = frame.pick(&at);
    add_group(&mut frame, set_group.is_some());
    frame.put("PANEL", places.iter().map(|(_, p)| *p as f64 + 1.0).collect());
    let group = frame.remove("group");
    if let Some(group) = group {
        frame.set("group", group);
    }
    Ok(frame)
}

fn rows_of(column: &Value) -> usize {
    column.dim().and_then(|d| d.first().copied()).unwrap_or_else(|| column.len())
}

/// Groups: as mapped, else by the combinations of all categories.
fn add_group(frame: &mut Frame, mapped: bool) {
    if mapped {
        let column = frame.get("group").map(Column::ids).unwrap_or_default();
        frame.put("group", column.0.iter().map(|i| *i as f64 + 1.0).collect());
        return;
    }
    let discrete: Vec<&Column> =
        frame.columns.iter().filter(|(n, c)| n != "label" && c.is_discrete()).map(|(_, c)| c).collect();
    if discrete.is_empty() {
        frame.fill("group", -1.0);
        return;
    }
    let mut ids = vec![0usize; frame.rows];
    for column in discrete {
        let (own, count) = column.ids();
        for (id, other) in ids.iter_mut().zip(own) {
            *id = *id * count + other;
        }
    }
    let numbers = Column::Number(ids.iter().map(|i| *i as f64).collect());
    frame.put("group", numbers.ids().0.iter().map(|i| *i as f64 + 1.0).collect());
}

/// The scale for aesthetics that have none yet.
fn add_default_scales(scales: &mut Vec<Scale>, frame: &Frame) -> Eval<()> {
    for (name, column) in &frame.columns {
        if scales.iter().any(|s| s.maps(name)) || column.len() == 0 {
            continue;
        }
        let ordered = matches!(column, Column::Factor(_, _, true));
        if let Some(object) = super::scales::default_scale(name, column.is_discrete(), ordered)? {
            let object = match frame.times.iter().find(|(n, _)| n == name) {
                Some((_, transform)) => values::with(object, "trans", Value::string(transform)),
                None => object,
            };
            scales.push(Scale::of(&object)?);
        }
    }
    Ok(())
}

fn position_scales(scales: &[Scale], axis: &str, layout: &Layout, x: bool) -> Vec<Scale> {
    let n = layout.panels.iter().map(|p| if x { p.x } else { p.y }).max().unwrap_or(0) + 1;
    scales.iter().find(|s| s.maps(axis)).map(|s| vec![s.clone(); n]).unwrap_or_default()
}

/// Scales added after statistics were computed; trained ones stay.
fn refresh(old: Vec<Scale>, scales: &[Scale], axis: &str, layout: &Layout, x: bool) -> Vec<Scale> {
    if old.is_empty() { position_scales(scales, axis, layout, x) } else { old }
}

fn rows_by_panel(frame: &Frame) -> Vec<(usize, Vec<usize>)> {
    frame.groups("PANEL").into_iter().map(|(p, rows)| (p as usize - 1, rows)).collect()
}

fn train_positions(frames: &[Frame], layout: &Layout, x: &mut [Scale], y: &mut [Scale]) -> Eval<()> {
    for frame in frames.iter().filter(|f| f.rows > 0) {
        for (panel, rows) in rows_by_panel(frame) {
            let part = frame.pick(&rows);
            let place = &layout.panels[panel];
            if let Some(scale) = x.get_mut(place.x) {
                scale.train(&part)?;
            }
            if let Some(scale) = y.get_mut(place.y) {
                scale.train(&part)?;
            }
        }
    }
    Ok(())
}

fn map_positions(
    session: &mut Session,
    frames: &mut [Frame],
    layout: &Layout,
    x: &[Scale],
    y: &[Scale],
) -> Eval<()> {
    for frame in frames.iter_mut().filter(|f| f.rows > 0) {
        let panels = rows_by_panel(frame);
        for at in 0..frame.columns.len() {
            let name = frame.columns[at].0.clone();
            let axis = if scale::X.contains(&name.as_str()) {
                x
            } else if scale::Y.contains(&name.as_str()) {
                y
            } else {
                continue;
            };
            if axis.is_empty() {
                continue;
            }
            let discrete = frame.columns[at].1.is_discrete();
            let mut numbers = vec![f64::NAN; frame.rows];
            for (panel, rows) in &panels {
                let place = &layout.panels[*panel];
                let scale = &axis[if std::ptr::eq(axis, x) { place.x } else { place.y }.min(axis.len() - 1)];
                let mapped = scale.map_position(session, &frame.columns[at].1.pick(rows))?.numbers();
                for (i, value) in rows.iter().zip(mapped) {
                    numbers[*i] = value;
                }
            }
            if discrete {
                frame.whole.push(name);
            }
            frame.columns[at].1 = Column::Number(numbers);
        }
    }
    Ok(())
}

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

fn statistics(
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

fn map_statistics(
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

fn set_up_geom(layer: &Layer, mut frame: Frame, x: &[Scale], y: &[Scale]) -> Eval<Frame> {
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

fn fill_aesthetics(layer: &Layer, frame: &mut Frame) -> Eval<()> {
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
