//! A plot computed: the grammar of graphics as one function of steps, from data to places and colours.

use super::aes;
use super::coord::Coord;
use super::facet::Layout;
use super::frame::{Column, Frame};
use super::layer::{Layer, list};
use super::position;
use super::scale::{self, Scale};
use super::steps::{fill_aesthetics, map_statistics, set_up_geom, statistics};
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
    let (mut frames, mut mappings) = (Vec::new(), Vec::new());
    for (i, layer) in layers.iter().enumerate() {
        let mapping = computed_mapping(layer, &plot_mapping);
        let frame =
            step("computing aesthetics", i, || aesthetics(session, layer, &mapping, &data[i], &layout))?;
        add_default_scales(&mut scales, &frame)?;
        frames.push(frame);
        mappings.push(mapping);
    }
    let [x, y] = compute(session, &mut layers, &mut frames, &mappings, &mut scales, &layout)?;

    // 9. All other scales are trained and map.
    map_others(session, &mut scales, &mut frames)?;

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

/// Steps 4 to 8, from transformed values to adjusted positions; gives the scales of x and y.
fn compute(
    session: &mut Session,
    layers: &mut [Layer],
    frames: &mut [Frame],
    mappings: &[Vec<(String, Value)>],
    scales: &mut Vec<Scale>,
    layout: &Layout,
) -> Eval<[Vec<Scale>; 2]> {
    // 4. Scales transform.
    for (i, frame) in frames.iter_mut().enumerate() {
        for scale in scales.iter() {
            step("transforming scales", i, || scale.transform_frame(session, frame))?;
        }
    }

    // 5. Positions are mapped, so that statistics compute with numbers.
    let (mut x, mut y) =
        (position_scales(scales, "x", layout, true), position_scales(scales, "y", layout, false));
    train_positions(frames, layout, &mut x, &mut y)?;
    map_positions(session, frames, layout, &x, &y)?;

    // 6. Statistics are computed, and their variables mapped.
    for (i, frame) in frames.iter_mut().enumerate() {
        let layer = &mut layers[i];
        let taken = std::mem::take(frame);
        *frame = step("computing stat", i, || statistics(session, layer, taken, &x, &y))?;
        step("mapping stat to aesthetics", i, || {
            map_statistics(session, layer, &mappings[i], frame, scales)
        })?;
        add_default_scales(scales, frame)?;
    }
    (x, y) = (refresh(x, scales, "x", layout, true), refresh(y, scales, "y", layout, false));

    // 7. Geoms set up their data, then positions are adjusted.
    for (i, frame) in frames.iter_mut().enumerate() {
        let layer = &layers[i];
        let taken = std::mem::take(frame);
        let ready = step("setting up geom", i, || set_up_geom(layer, taken, &x, &y))?;
        *frame = step("computing position", i, || position::adjust(session, &layer.position, ready))?;
    }

    // 8. Position scales are trained anew on what the marks cover.
    x.iter_mut().chain(y.iter_mut()).for_each(Scale::reset);
    train_positions(frames, layout, &mut x, &mut y)?;
    map_positions(session, frames, layout, &x, &y)?;
    Ok([x, y])
}

/// Trains the scales that are no axes, and maps what they hold.
fn map_others(session: &mut Session, scales: &mut [Scale], frames: &mut [Frame]) -> Eval<()> {
    for scale in scales.iter_mut().filter(|s| !s.is_position()) {
        for frame in frames.iter() {
            scale.train(frame)?;
        }
    }
    for frame in frames {
        for scale in scales.iter().filter(|s| !s.is_position()) {
            for at in 0..frame.columns.len() {
                if scale.maps(&frame.columns[at].0) {
                    frame.columns[at].1 = scale.map(session, &frame.columns[at].1)?;
                }
            }
        }
    }
    Ok(())
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
