//! A built plot on a page: panels with grids, axes and strips, titles, legends around them.
//!
//! Text is measured with the embedded font. The order of rows and columns is ggplot2's gtable: axis titles next to
//! the panels, then legends, then titles, then the margin.

use super::build::Built;
use super::geom::Pen;
use super::guide;
use super::label::{self, Label};
use super::scale::{Kind, Scale, Setting};
use super::theme::{LineStyle, Theme};
use super::values;
use raglan_engine::eval::{Eval, Session, fail};
use raglan_graphics::layout::{Table, Track};
use raglan_graphics::scene::{Mark, Node, Paint, Point, Rect, Scene};

/// One axis of a panel: marks from 0 to 1.
#[derive(Clone, Debug, Default)]
pub struct Axis {
    /// Range of the panel in the scale's numbers.
    pub range: (f64, f64),
    /// Breaks.
    pub major: Vec<f64>,
    /// What is written at them.
    pub labels: Vec<String>,
    /// Breaks between.
    pub minor: Vec<f64>,
}

impl Axis {
    fn share(&self, value: f64) -> f64 {
        let (low, high) = self.range;
        if high == low { 0.5 } else { (value - low) / (high - low) }
    }
}

/// The axis a scale gives, with limits of the coordinate system.
pub fn axis(
    session: &mut Session,
    scale: Option<&Scale>,
    limits: Option<(f64, f64)>,
    expand: bool,
) -> Eval<Axis> {
    let Some(scale) = scale else { return Ok(Axis { range: (0.0, 1.0), ..Axis::default() }) };
    if ["top", "right"].contains(&scale.position.as_str()) {
        return fail(format!("`position = \"{}\"` of an axis is not implemented", scale.position));
    }
    let mut range = scale.dimension(session, expand)?;
    if let Some((low, high)) = limits {
        let (low, high) = (scale.transform.apply(low), scale.transform.apply(high));
        let default = if scale.kind == Kind::Discrete {
            raglan_graphics::breaks::range::Expansion::DISCRETE
        } else {
            raglan_graphics::breaks::range::Expansion::CONTINUOUS
        };
        let (a, b) = (low.min(high), low.max(high));
        range = if expand { scale.expand.unwrap_or(default).widen(a, b) } else { (a, b) };
    }
    let mut axis = Axis { range, ..Axis::default() };
    if scale.kind == Kind::Discrete {
        let categories = scale.categories(session)?;
        for (category, label) in scale.category_labels(session)? {
            if let Some(i) = categories.iter().position(|c| *c == category) {
                let at = i as f64 + 1.0;
                if (range.0..=range.1).contains(&at) {
                    axis.major.push(at);
                    axis.labels.push(label);
                }
            }
        }
        if scale.shows_missing() && matches!(scale.breaks, Setting::Auto) {
            axis.major.push(categories.len() as f64 + 1.0);
            axis.labels.push("NA".into());
        }
        return Ok(axis);
    }
    let breaks = scale.breaks_in(session, range)?;
    let labels = scale.labels_of(session, &breaks)?;
    axis.minor = scale.minor_in(session, &breaks, range)?;
    for (at, label) in breaks.into_iter().zip(labels) {
        if !at.is_nan() {
            axis.major.push(at);
            axis.labels.push(label);
        }
    }
    axis.minor.retain(|m| !axis.major.iter().any(|b| b == m));
    Ok(axis)
}

/// What is around the panels, measured.
struct Around {
    title: Label,
    subtitle: Label,
    caption: Label,
    below: Label,
    left: Label,
    legend: guide::Boxed,
}

/// A panel's axes and strips.
struct Cell {
    across: Axis,
    up: Axis,
    strips: Vec<Label>,
    right: Vec<Label>,
    shows_below: bool,
    shows_left: bool,
    grows_below: bool,
}

/// Draws a built plot on a page of a size in points.
pub fn page(session: &mut Session, built: &Built, width: f64, height: f64) -> Eval<Scene> {
    let cells = cells(session, built)?;
    let around = around(session, built, &cells)?;
    let mut scene = Scene::new(width, height);
    let text = |name: &str| values::text(&built.labels, name);
    scene.title = text("title");
    scene.description = text("alt");
    if let Some(style) = built.theme.rect("plot.background")? {
        scene.background = style.0.visible_fill().or(scene.background);
        let area = Rect { x: 0.0, y: 0.0, width, height };
        scene.push(Mark::Rect { rect: area, paint: style.0 });
    }
    let frame = Frame::of(built, &cells, &around, Rect { x: 0.0, y: 0.0, width, height })?;
    let mut over = Vec::new();
    for (panel, cell) in built.layout.panels.iter().zip(&cells) {
        let rect = frame.panel(panel.row, panel.column);
        scene.push(draw_panel(session, built, cell, panel, rect)?);
        over.extend(draw_axes(&built.theme, cell, rect)?);
        over.extend(frame.strips(built, cell, panel)?);
    }
    scene.nodes.extend(over);
    scene.nodes.extend(frame.outside(&around));
    Ok(scene)
}

fn cells(session: &mut Session, built: &Built) -> Eval<Vec<Cell>> {
    let coord = &built.coord;
    let layout = &built.layout;
    let mut out = Vec::new();
    for panel in &layout.panels {
        let x = axis(session, built.x.get(panel.x), coord.xlim, coord.expand)?;
        let y = axis(session, built.y.get(panel.y), coord.ylim, coord.expand)?;
        let (across, up) = if coord.flip { (y, x) } else { (x, y) };
        let (above, right) = layout.strips(session, panel)?;
        let (free_x, free_y) =
            if coord.flip { (layout.free_y, layout.free_x) } else { (layout.free_x, layout.free_y) };
        let wrap = layout.kind == "wrap";
        let under = layout.panels.iter().any(|p| p.column == panel.column && p.row == panel.row + 1);
        let last = panel.row + 1 == layout.rows;
        let has_strip_above = wrap || panel.row == 0;
        let has_strip_right = panel.column + 1 == layout.columns;
        out.push(Cell {
            across,
            up,
            strips: if has_strip_above {
                strips(&built.theme, &above, "strip.text.x.top")?
            } else {
                Vec::new()
            },
            right: if has_strip_right {
                strips(&built.theme, &right, "strip.text.y.right")?
            } else {
                Vec::new()
            },
            shows_below: !under || (wrap && free_x),
            shows_left: panel.column == 0 || (wrap && free_y),
            grows_below: last || (wrap && free_x),
        });
    }
    Ok(out)
}

fn strips(theme: &Theme, texts: &[String], element: &str) -> Eval<Vec<Label>> {
    let style = theme.text(element)?;
    Ok(match style {
        Some(style) => texts.iter().map(|t| Label::new(t, &style)).collect(),
        None => Vec::new(),
    })
}

fn label_of(theme: &Theme, text: Option<String>, element: &str) -> Eval<Label> {
    Ok(match (text, theme.text(element)?) {
        (Some(text), Some(style)) => Label::new(&text, &style),
        _ => Label::default(),
    })
}

/// The title of an axis: its scale's, else the plot's label.
pub fn axis_title(session: &mut Session, built: &Built, axis: &str) -> Eval<Option<String>> {
    let scales = if axis == "x" { &built.x } else { &built.y };
    let label = built.labels.part(axis).or_else(|| {
        let names = if axis == "x" { super::scale::X } else { super::scale::Y };
        names.iter().skip(1).find_map(|n| built.labels.part(n))
    });
    match scales.first() {
        Some(scale) => scale.title(session, label),
        None => Ok(None),
    }
}

fn around(session: &mut Session, built: &Built, _: &[Cell]) -> Eval<Around> {
    let theme = &built.theme;
    let text = |name: &str| match built.labels.part(name) {
        Some(v) if !matches!(v, raglan_engine::value::Value::Null) => {
            super::scale::label_texts(&v).map(|t| t.into_iter().next())
        }
        _ => Ok(None),
    };
    let (below, left) = if built.coord.flip { ("y", "x") } else { ("x", "y") };
    let (below, left) = (axis_title(session, built, below)?, axis_title(session, built, left)?);
    if text("tag")?.is_some() {
        return fail("`tag` of `labs()` is not implemented");
    }
    Ok(Around {
        title: label_of(theme, text("title")?, "plot.title")?,
        subtitle: label_of(theme, text("subtitle")?, "plot.subtitle")?,
        caption: label_of(theme, text("caption")?, "plot.caption")?,
        below: label_of(theme, below, "axis.title.x.bottom")?,
        left: label_of(theme, left, "axis.title.y.left")?,
        legend: guide::boxed(session, built)?,
    })
}

/// How far the axis below or left of a panel reaches.
fn axis_size(theme: &Theme, axis: &Axis, below: bool) -> Eval<f64> {
    let side = if below { "x.bottom" } else { "y.left" };
    let mut size = theme.points(&format!("axis.ticks.length.{side}")).max(0.0);
    if let Some(style) = theme.text(&format!("axis.text.{side}"))?
        && axis.labels.iter().any(|l| !l.is_empty())
    {
        let extents = axis.labels.iter().map(|l| label::extent(&style, l));
        let (wide, high) = extents.fold((0.0f64, 0.0f64), |(w, h), (a, b)| (w.max(a), h.max(b)));
        let [top, right, bottom, left] = style.margin;
        size += if below { high + top + bottom } else { wide + right + left };
    }
    if axis.major.is_empty() {
        return Ok(0.0);
    }
    Ok(size)
}

/// Where everything is.
struct Frame {
    x: Vec<f64>,
    y: Vec<f64>,
    panel_rows: Vec<usize>,
    panel_columns: Vec<usize>,
    strip_heights: Vec<f64>,
    strip_widths: Vec<f64>,
    rows: Named,
    columns: Named,
}

/// The tracks outside the panels, by what is on them.
#[derive(Default)]
struct Named {
    title: Option<usize>,
    subtitle: Option<usize>,
    caption: Option<usize>,
    axis: Option<usize>,
    legend: Option<usize>,
}

fn sum(labels: &[Label], size: impl Fn(&Label) -> f64) -> f64 {
    labels.iter().map(size).sum()
}

impl Frame {
    fn of(built: &Built, cells: &[Cell], around: &Around, area: Rect) -> Eval<Frame> {
        let theme = &built.theme;
        let layout = &built.layout;
        let margin = theme.sides("plot.margin");
        let gap = theme.points("legend.box.spacing");
        let (mut rows, mut columns) = (Vec::new(), Vec::new());
        let (mut named_rows, mut named_columns) = (Named::default(), Named::default());
        let push = |tracks: &mut Vec<Track>, points: f64| {
            tracks.push(Track::fixed(points));
            Some(tracks.len() - 1)
        };
        push(&mut rows, margin[0]);
        named_rows.title = push(&mut rows, around.title.height());
        named_rows.subtitle = push(&mut rows, around.subtitle.height());
        let legend = &around.legend;
        if legend.side == "top" {
            named_rows.legend = push(&mut rows, legend.height);
            push(&mut rows, gap);
        }
        let (mut panel_rows, mut strip_heights) = (Vec::new(), Vec::new());
        let shares = shares(built, cells);
        for row in 0..layout.rows {
            let here = || layout.panels.iter().zip(cells).filter(move |(p, _)| p.row == row);
            let strip = here().map(|(_, c)| sum(&c.strips, Label::height)).fold(0.0, f64::max);
            let mut axis = 0.0f64;
            for (_, cell) in here().filter(|(_, c)| c.grows_below) {
                axis = axis.max(axis_size(theme, &cell.across, true)?);
            }
            if row > 0 {
                push(&mut rows, theme.points("panel.spacing.y"));
            }
            push(&mut rows, strip);
            strip_heights.push(strip);
            rows.push(Track::shares(shares.1[row]));
            panel_rows.push(rows.len() - 1);
            push(&mut rows, axis);
        }
        named_rows.axis = push(&mut rows, around.below.height());
        if legend.side == "bottom" {
            push(&mut rows, gap);
            named_rows.legend = push(&mut rows, legend.height);
        }
        named_rows.caption = push(&mut rows, around.caption.height());
        push(&mut rows, margin[2]);

        push(&mut columns, margin[3]);
        if legend.side == "left" {
            named_columns.legend = push(&mut columns, legend.width);
            push(&mut columns, gap);
        }
        named_columns.axis = push(&mut columns, around.left.width());
        let (mut panel_columns, mut strip_widths) = (Vec::new(), Vec::new());
        for column in 0..layout.columns {
            let here = || layout.panels.iter().zip(cells).filter(move |(p, _)| p.column == column);
            let mut axis = 0.0f64;
            for (_, cell) in here().filter(|(_, c)| c.shows_left) {
                axis = axis.max(axis_size(theme, &cell.up, false)?);
            }
            let strip = here().map(|(_, c)| sum(&c.right, Label::width)).fold(0.0, f64::max);
            if column > 0 {
                push(&mut columns, theme.points("panel.spacing.x"));
            }
            push(&mut columns, axis);
            columns.push(Track::shares(shares.0[column]));
            panel_columns.push(columns.len() - 1);
            push(&mut columns, strip);
            strip_widths.push(strip);
        }
        if legend.side == "right" {
            push(&mut columns, gap);
            named_columns.legend = push(&mut columns, legend.width);
        }
        push(&mut columns, margin[1]);
        let mut table: Table<()> = Table::new(rows, columns);
        table.respect = built.coord.ratio.is_some() || theme.get("aspect.ratio").is_some();
        let (x, y) = table.borders(area);
        Ok(Frame {
            x,
            y,
            panel_rows,
            panel_columns,
            strip_heights,
            strip_widths,
            rows: named_rows,
            columns: named_columns,
        })
    }

    fn panel(&self, row: usize, column: usize) -> Rect {
        let (r, c) = (self.panel_rows[row], self.panel_columns[column]);
        Rect {
            x: self.x[c],
            y: self.y[r],
            width: self.x[c + 1] - self.x[c],
            height: self.y[r + 1] - self.y[r],
        }
    }

    /// The area from the first panel to the last.
    fn panels(&self) -> Rect {
        let first = self.panel(0, 0);
        let last = self.panel(self.panel_rows.len() - 1, self.panel_columns.len() - 1);
        Rect { x: first.x, y: first.y, width: last.right() - first.x, height: last.bottom() - first.y }
    }

    fn strips(&self, built: &Built, cell: &Cell, panel: &super::facet::Panel) -> Eval<Vec<Node>> {
        let rect = self.panel(panel.row, panel.column);
        let mut out = Vec::new();
        let mut y = rect.y - self.strip_heights[panel.row];
        for strip in &cell.strips {
            let area = Rect { x: rect.x, y, width: rect.width, height: strip.height() };
            out.push(strip_node(built, strip, area, "strip.background.x")?);
            y += strip.height();
        }
        let mut x = rect.right();
        for strip in &cell.right {
            let area = Rect { x, y: rect.y, width: strip.width(), height: rect.height };
            out.push(strip_node(built, strip, area, "strip.background.y")?);
            x += strip.width();
        }
        let _ = &self.strip_widths;
        Ok(out)
    }

    fn outside(&self, around: &Around) -> Vec<Node> {
        let panels = self.panels();
        let row = |at: Option<usize>| {
            let at = at.unwrap_or(0);
            Rect { x: panels.x, y: self.y[at], width: panels.width, height: self.y[at + 1] - self.y[at] }
        };
        let column = |at: Option<usize>| {
            let at = at.unwrap_or(0);
            Rect { x: self.x[at], y: panels.y, width: self.x[at + 1] - self.x[at], height: panels.height }
        };
        let mut out = Vec::new();
        out.extend(around.below.draw(row(self.rows.axis)));
        out.extend(around.left.draw(column(self.columns.axis)));
        let legend = &around.legend;
        let area = match legend.side.as_str() {
            "top" | "bottom" => Some(row(self.rows.legend)),
            "left" | "right" => Some(column(self.columns.legend)),
            "inside" => Some(panels),
            _ => None,
        };
        if let Some(area) = area {
            out.push(Node::Group("legend".into(), legend.draw(area)));
        }
        out.extend(around.subtitle.draw(row(self.rows.subtitle)));
        out.extend(around.title.draw(row(self.rows.title)));
        out.extend(around.caption.draw(row(self.rows.caption)));
        out
    }
}

fn strip_node(built: &Built, strip: &Label, area: Rect, element: &str) -> Eval<Node> {
    let mut inside = Vec::new();
    if let Some(style) = built.theme.rect(element)? {
        inside.push(Node::Mark(Mark::Rect { rect: area, paint: style.0 }));
    }
    inside.extend(strip.draw(area));
    Ok(Node::Clip(area, inside))
}

/// Shares of width and height of the columns and rows of panels.
fn shares(built: &Built, cells: &[Cell]) -> (Vec<f64>, Vec<f64>) {
    let layout = &built.layout;
    let (mut wide, mut high) = (vec![1.0; layout.columns], vec![1.0; layout.rows]);
    let aspect = match (built.coord.ratio, built.theme.get("aspect.ratio")) {
        (Some(ratio), _) => cells
            .first()
            .map(|c| ratio * (c.up.range.1 - c.up.range.0) / (c.across.range.1 - c.across.range.0)),
        (None, Some(v)) => {
            raglan_engine::value::as_double(v, &mut Vec::new()).ok().and_then(|x| x.first().copied())
        }
        _ => None,
    };
    if let Some(aspect) = aspect {
        high = vec![aspect.abs(); layout.rows];
    }
    for (panel, cell) in layout.panels.iter().zip(cells) {
        if layout.space.0 {
            wide[panel.column] = cell.across.range.1 - cell.across.range.0;
        }
        if layout.space.1 {
            high[panel.row] = cell.up.range.1 - cell.up.range.0;
        }
    }
    (wide, high)
}

fn line(points: Vec<Point>, style: &Option<LineStyle>) -> Option<Node> {
    style.as_ref().map(|s| Node::Mark(Mark::Polyline { points, stroke: s.0.clone() }))
}

fn grid(theme: &Theme, cell: &Cell, rect: Rect) -> Eval<Vec<Node>> {
    let mut out = Vec::new();
    for kind in ["minor", "major"] {
        let y = theme.line(&format!("panel.grid.{kind}.y"))?;
        let x = theme.line(&format!("panel.grid.{kind}.x"))?;
        let (ups, acrosses) = if kind == "minor" {
            (&cell.up.minor, &cell.across.minor)
        } else {
            (&cell.up.major, &cell.across.major)
        };
        for at in ups {
            let v = rect.bottom() - cell.up.share(*at) * rect.height;
            out.extend(line(vec![Point::new(rect.x, v), Point::new(rect.right(), v)], &y));
        }
        for at in acrosses {
            let v = rect.x + cell.across.share(*at) * rect.width;
            out.extend(line(vec![Point::new(v, rect.bottom()), Point::new(v, rect.y)], &x));
        }
    }
    Ok(out)
}

fn draw_panel(
    session: &mut Session,
    built: &Built,
    cell: &Cell,
    panel: &super::facet::Panel,
    rect: Rect,
) -> Eval<Node> {
    let theme = &built.theme;
    let mut inside = Vec::new();
    if let Some(style) = theme.rect("panel.background")? {
        inside.push(Node::Mark(Mark::Rect { rect, paint: style.0 }));
    }
    inside.extend(grid(theme, cell, rect)?);
    let at =
        built.layout.panels.iter().position(|p| p.row == panel.row && p.column == panel.column).unwrap_or(0);
    let (x, y) = if built.coord.flip {
        (cell.up.range, cell.across.range)
    } else {
        (cell.across.range, cell.up.range)
    };
    let mut pen = Pen { rect, x, y, flip: built.coord.flip, removed: 0 };
    for (i, layer) in built.layers.iter().enumerate() {
        if layer.frame.rows == 0 {
            continue;
        }
        let numbers = layer.frame.of("PANEL");
        let frame = layer.frame.filter(|i| numbers[i] == at as f64 + 1.0);
        let frame = complete(session, layer, frame, at)?;
        pen.removed = 0;
        let marks = (layer.layer.geom.draw)(&mut pen, &frame, &layer.layer.geom_params)?;
        warn_removed(session, layer, pen.removed)?;
        inside.push(Node::Group(format!("layer-{}", i + 1), marks));
    }
    if let Some(style) = theme.rect("panel.border")? {
        let paint = Paint { fill: style.0.fill, stroke: style.0.stroke };
        inside.push(Node::Mark(Mark::Rect { rect, paint }));
    }
    let name = format!("panel-{}-{}", panel.row + 1, panel.column + 1);
    Ok(if built.coord.clip {
        Node::Group(name, vec![Node::Clip(rect, inside)])
    } else {
        Node::Group(name, inside)
    })
}

/// The rows whose places and looks are all known.
fn complete(
    session: &mut Session,
    layer: &super::build::BuiltLayer,
    frame: super::frame::Frame,
    _: usize,
) -> Eval<super::frame::Frame> {
    let geom = layer.layer.geom;
    if geom.keeps_missing {
        return Ok(frame);
    }
    let names: Vec<&str> =
        geom.required.iter().flat_map(|r| r.split('|')).chain(geom.non_missing.iter().copied()).collect();
    let kept = frame.filter(|i| names.iter().all(|n| frame.get(n).is_none_or(|c| !c.is_missing(i))));
    warn_removed(session, layer, frame.rows - kept.rows)?;
    Ok(kept)
}

fn warn_removed(session: &mut Session, layer: &super::build::BuiltLayer, removed: usize) -> Eval<()> {
    if removed == 0 || layer.layer.geom_params.is_true("na.rm") {
        return Ok(());
    }
    let rows = if removed == 1 { "row" } else { "rows" };
    let name = layer.layer.geom.name;
    session.warn(
        &format!("Removed {removed} {rows} containing missing values or values outside the scale range (`geom_{name}()`)."),
        None,
    )
}

fn draw_axes(theme: &Theme, cell: &Cell, rect: Rect) -> Eval<Vec<Node>> {
    let mut out = Vec::new();
    if cell.shows_below {
        out.extend(line(
            vec![Point::new(rect.x, rect.bottom()), Point::new(rect.right(), rect.bottom())],
            &theme.line("axis.line.x.bottom")?,
        ));
        let tick = theme.points("axis.ticks.length.x.bottom");
        let style = theme.line("axis.ticks.x.bottom")?;
        let text = theme.text("axis.text.x.bottom")?;
        let size = axis_size(theme, &cell.across, true)?;
        for (at, label) in cell.across.major.iter().zip(&cell.across.labels) {
            let x = rect.x + cell.across.share(*at) * rect.width;
            out.extend(line(vec![Point::new(x, rect.bottom() + tick), Point::new(x, rect.bottom())], &style));
            if let Some(text) = &text {
                let [top, _, bottom, _] = text.margin;
                let y = rect.bottom() + tick.max(0.0) + top;
                let height = size - tick.max(0.0) - top - bottom;
                out.extend(label::at(text, label, Some(x), None, Rect { x, y, width: 0.0, height }));
            }
        }
    }
    if cell.shows_left {
        out.extend(line(
            vec![Point::new(rect.x, rect.bottom()), Point::new(rect.x, rect.y)],
            &theme.line("axis.line.y.left")?,
        ));
        let tick = theme.points("axis.ticks.length.y.left");
        let style = theme.line("axis.ticks.y.left")?;
        let text = theme.text("axis.text.y.left")?;
        let size = axis_size(theme, &cell.up, false)?;
        for (at, label) in cell.up.major.iter().zip(&cell.up.labels) {
            let y = rect.bottom() - cell.up.share(*at) * rect.height;
            out.extend(line(vec![Point::new(rect.x - tick, y), Point::new(rect.x, y)], &style));
            if let Some(text) = &text {
                let [_, right, _, left] = text.margin;
                let width = size - tick.max(0.0) - right - left;
                let x = rect.x - tick.max(0.0) - right - width;
                out.extend(label::at(text, label, None, Some(y), Rect { x, y, width, height: 0.0 }));
            }
        }
    }
    Ok(out)
}
