//! Legends and colour bars: which there are, how large, and their marks.
//!
//! Sizes and placement are those of the reference figures: keys of 1.2 lines, half a title's size between parts,
//! five keys to a row at the bottom, a bar of five keys.

use super::aes::{named, standard};
use super::build::Built;
use super::frame::{Column, Frame};
use super::key;
use super::label::{self, Label};
use super::scale::{Kind, Scale};
use super::theme::Theme;
use super::values::{self, entries};
use raglan_engine::eval::{Args, Builtin, Eval, Session, builtin, fail};
use raglan_engine::value::Value;
use raglan_graphics::colour::Colour;
use raglan_graphics::scene::{Cap, Gradient, Mark, Node, Point, Rect, Stroke};
use std::rc::Rc;

pub use super::key::{Key, key_named};

pub(super) const FUNCTIONS: &[Builtin] = &[
    builtin(
        "guide_legend(title = waiver(), ..., theme = NULL, position = NULL, direction = NULL, override.aes = list(), nrow = NULL, ncol = NULL, byrow = FALSE, reverse = FALSE, order = 0, title.position = NULL, keywidth = NULL, keyheight = NULL, label = TRUE)",
        |a| {
            object(
                a,
                "legend",
                &[
                    "title",
                    "direction",
                    "override.aes",
                    "nrow",
                    "ncol",
                    "byrow",
                    "reverse",
                    "order",
                    "title.position",
                    "keywidth",
                    "keyheight",
                    "label",
                ],
            )
        },
    ),
    builtin(
        "guide_colourbar(title = waiver(), ..., theme = NULL, position = NULL, direction = NULL, barwidth = NULL, barheight = NULL, nbin = 300, ticks = TRUE, reverse = FALSE, order = 0, title.position = NULL, label = TRUE)",
        bar_object,
    ),
    builtin(
        "guide_colorbar(title = waiver(), ..., theme = NULL, position = NULL, direction = NULL, barwidth = NULL, barheight = NULL, nbin = 300, ticks = TRUE, reverse = FALSE, order = 0, title.position = NULL, label = TRUE)",
        bar_object,
    ),
    builtin("guide_none(title = waiver())", |_| Ok(Value::string("none"))),
    builtin("guide_axis(...)", |_| fail("`guide_axis()` is not implemented")),
    builtin("guide_coloursteps(...)", |_| fail("`guide_coloursteps()` is not implemented")),
    builtin("guide_bins(...)", |_| fail("`guide_bins()` is not implemented")),
];

fn bar_object(args: &mut Args) -> Eval {
    args.refuse_unless_default(&["reverse"])?;
    object(
        args,
        "colourbar",
        &["title", "direction", "barwidth", "barheight", "ticks", "order", "title.position", "label"],
    )
}

fn object(args: &mut Args, kind: &str, fields: &[&str]) -> Eval {
    args.refuse_unless_default(&["theme", "position"])?;
    if let Some((name, _)) = named(args.dots()?).first() {
        return fail(format!("argument '{name}' of `guide_{kind}()` is not implemented"));
    }
    let mut pairs = vec![("kind".to_string(), Value::string(kind))];
    for field in fields {
        // The default of the title is `waiver()`.
        let value =
            if *field == "title" && args.is_missing(field) { values::waiver() } else { args.value(field)? };
        pairs.push((field.to_string(), value));
    }
    Ok(Value::named_list(pairs).with_class(&["guide", kind]))
}

/// A guide before it is laid out.
struct Guide {
    title: String,
    options: Value,
    labels: Vec<String>,
    /// Mapped values by aesthetic.
    keys: Vec<(String, Column)>,
    /// Of a colour bar: colours from one end to the other, and places of the labels.
    bar: Option<(Vec<(f64, Colour)>, Vec<f64>)>,
}

/// All guides, laid out.
#[derive(Default)]
pub struct Boxed {
    /// `top`, `right`, `bottom`, `left`, `inside` or `none`.
    pub side: String,
    /// Width with margins.
    pub width: f64,
    /// Height with margins.
    pub height: f64,
    nodes: Vec<Node>,
    at: (f64, f64),
}

impl Boxed {
    /// The marks in an area.
    pub fn draw(&self, area: Rect) -> Vec<Node> {
        let (x, y) = self.at;
        let left = area.x + x * area.width - x * self.width;
        let top = area.y + (1.0 - y) * area.height - (1.0 - y) * self.height;
        let (left, top) = if self.side == "inside" {
            (area.x + x * area.width - 0.5 * self.width, area.y + (1.0 - y) * area.height - 0.5 * self.height)
        } else {
            (left, top)
        };
        self.nodes.iter().cloned().map(|n| key::moved(n, left, top)).collect()
    }
}

fn justification(theme: &Theme, name: &str) -> (f64, f64) {
    let word = |w: &str| match w {
        "left" => (0.0, 0.5),
        "right" => (1.0, 0.5),
        "top" => (0.5, 1.0),
        "bottom" => (0.5, 0.0),
        _ => (0.5, 0.5),
    };
    match theme.get(name) {
        Some(Value::Character(v)) if v.data.len() == 2 => {
            (word(v.data.get(0).unwrap_or("")).0, word(v.data.get(1).unwrap_or("")).1)
        }
        Some(Value::Character(v)) => word(v.data.get(0).unwrap_or("center")),
        Some(Value::Double(v)) if v.data.len() == 2 => (v.data[0], v.data[1]),
        _ => (0.5, 0.5),
    }
}

/// Lays out all guides of a plot.
pub fn boxed(session: &mut Session, built: &Built) -> Eval<Boxed> {
    let theme = &built.theme;
    let (side, inside) = match theme.get("legend.position") {
        Some(Value::Character(v)) => (v.data.get(0).unwrap_or("right").to_string(), None),
        Some(Value::Double(v)) if v.data.len() == 2 => ("inside".to_string(), Some((v.data[0], v.data[1]))),
        _ => ("right".to_string(), None),
    };
    if side == "none" {
        return Ok(Boxed { side, ..Boxed::default() });
    }
    let horizontal = match theme.string("legend.direction") {
        Some(direction) => direction == "horizontal",
        None => side == "top" || side == "bottom",
    };
    let guides = guides(session, built)?;
    let mut pieces = Vec::new();
    for guide in &guides {
        let piece = if guide.bar.is_some() {
            bar(theme, guide, horizontal)?
        } else {
            legend(built, guide, horizontal)?
        };
        pieces.extend(piece);
    }
    if pieces.is_empty() {
        return Ok(Boxed { side: "none".into(), ..Boxed::default() });
    }
    let across = match theme.string("legend.box") {
        Some(way) => way == "horizontal",
        None => side == "top" || side == "bottom",
    };
    let at = match (inside, side.as_str()) {
        (Some(at), _) => at,
        (None, "inside") => match theme.get("legend.position.inside") {
            Some(Value::Double(v)) if v.data.len() == 2 => (v.data[0], v.data[1]),
            _ => justification(theme, "legend.justification"),
        },
        _ => justification(theme, "legend.justification"),
    };
    Ok(stack(theme, pieces, across, side, at))
}

fn stack(theme: &Theme, pieces: Vec<Piece>, across: bool, side: String, at: (f64, f64)) -> Boxed {
    let margin = theme.sides("legend.box.margin");
    let gap = theme.points(if across { "legend.spacing.x" } else { "legend.spacing.y" });
    let widest = pieces.iter().map(|p| p.width).fold(0.0, f64::max);
    let highest = pieces.iter().map(|p| p.height).fold(0.0, f64::max);
    let just = theme.string("legend.box.just");
    let (mut x, mut y) = (margin[3], margin[0]);
    let mut nodes = Vec::new();
    for piece in pieces {
        let (dx, dy) = if across {
            let spare = highest - piece.height;
            (
                x,
                y + match just.as_deref() {
                    Some("bottom") => spare,
                    Some("center" | "centre") => spare / 2.0,
                    _ => 0.0,
                },
            )
        } else {
            let spare = widest - piece.width;
            (
                x + match just.as_deref() {
                    Some("right") => spare,
                    Some("center" | "centre") => spare / 2.0,
                    _ => 0.0,
                },
                y,
            )
        };
        nodes.extend(piece.nodes.into_iter().map(|n| key::moved(n, dx, dy)));
        if across { x += piece.width + gap } else { y += piece.height + gap }
    }
    let (width, height) = if across {
        (x - gap + margin[1], margin[0] + highest + margin[2])
    } else {
        (margin[3] + widest + margin[1], y - gap + margin[2])
    };
    if let Ok(Some(style)) = theme.rect("legend.box.background") {
        let rect = Rect { x: 0.0, y: 0.0, width, height };
        nodes.insert(0, Node::Mark(Mark::Rect { rect, paint: style.0 }));
    }
    Boxed { side, width, height, nodes, at }
}

/// The guides of all scales, merged where they say the same.
fn guides(session: &mut Session, built: &Built) -> Eval<Vec<Guide>> {
    let mut out: Vec<Guide> = Vec::new();
    for scale in built.scales.iter().filter(|s| !s.is_position()) {
        let Some(first) = scale.aesthetics.first() else { continue };
        let given = entries(&built.guides).into_iter().find(|(n, _)| scale.maps(n)).map(|(_, v)| v);
        let options = given.unwrap_or_else(|| scale.guide.clone());
        let kind = match &options {
            Value::Character(v) => v.data.get(0).unwrap_or("none").to_string(),
            Value::List(_) => values::text(&options, "kind").unwrap_or_else(|| "none".into()),
            _ => "none".to_string(),
        };
        let kind = if kind == "colorbar" { "colourbar".to_string() } else { kind };
        if kind == "none" || scale.range.is_none() && scale.levels.is_empty() {
            continue;
        }
        let own = options.part("title").filter(|t| !values::is_waiver(t));
        let title = match own {
            Some(Value::Null) => String::new(),
            Some(v) => super::scale::label_texts(&v)?.into_iter().next().unwrap_or_default(),
            None => {
                let label = built
                    .labels
                    .part(first)
                    .or_else(|| scale.aesthetics.iter().find_map(|a| built.labels.part(a)));
                scale.title(session, label)?.unwrap_or_default()
            }
        };
        let guide = match kind.as_str() {
            "colourbar" if scale.kind == Kind::Continuous => bar_guide(session, scale, title, options)?,
            "legend" | "colourbar" => legend_guide(session, scale, title, options)?,
            other => return fail(format!("the guide \"{other}\" is not implemented")),
        };
        let Some(guide) = guide else { continue };
        match out.iter_mut().find(|g| {
            g.title == guide.title && g.labels == guide.labels && g.bar.is_some() == guide.bar.is_some()
        }) {
            Some(same) => {
                same.keys.extend(guide.keys);
                same.options = merged(&same.options, &guide.options);
            }
            None => out.push(guide),
        }
    }
    let order = |g: &Guide| match values::number(&g.options, "order") {
        Some(n) if n > 0.0 => n as usize,
        _ => 99,
    };
    out.sort_by_key(order);
    Ok(out)
}

/// Options of two guides that became one; overridden aesthetics of both count.
fn merged(a: &Value, b: &Value) -> Value {
    match (a, b) {
        (Value::List(_), Value::List(_)) => {
            let mut all = entries(&a.part("override.aes").unwrap_or_default());
            for (name, value) in entries(&b.part("override.aes").unwrap_or_default()) {
                values::put(&mut all, &name, value);
            }
            values::with(a.clone(), "override.aes", Value::named_list(all))
        }
        (Value::List(_), _) => a.clone(),
        _ => b.clone(),
    }
}

fn legend_guide(session: &mut Session, scale: &Scale, title: String, options: Value) -> Eval<Option<Guide>> {
    let (mut labels, mut column) = if scale.kind == Kind::Continuous {
        let limits = scale.limits(session)?;
        let breaks = scale.breaks_in(session, limits)?;
        let labels = scale.labels_of(session, &breaks)?;
        let kept: Vec<usize> = (0..breaks.len()).filter(|i| !breaks[*i].is_nan()).collect();
        let column = Column::Number(kept.iter().map(|i| breaks[*i]).collect());
        (kept.iter().map(|i| labels[*i].clone()).collect::<Vec<_>>(), column)
    } else {
        let pairs = scale.category_labels(session)?;
        let mut values: Vec<Option<Rc<str>>> = pairs.iter().map(|(b, _)| Some(b.clone())).collect();
        let mut labels: Vec<String> = pairs.into_iter().map(|(_, l)| l).collect();
        if scale.shows_missing() {
            values.push(None);
            labels.push("NA".into());
        }
        (labels, Column::Text(values))
    };
    if labels.is_empty() {
        return Ok(None);
    }
    if values::flag(&options, "reverse") == Some(true) {
        labels.reverse();
        column = column.pick(&(0..column.len()).rev().collect::<Vec<_>>());
    }
    let mapped = scale.map(session, &column)?;
    let keys = scale.aesthetics.iter().map(|a| (a.clone(), mapped.clone())).collect();
    Ok(Some(Guide { title, options, labels, keys, bar: None }))
}

/// Bins of a colour bar.
const BINS: usize = 300;

fn bar_guide(session: &mut Session, scale: &Scale, title: String, options: Value) -> Eval<Option<Guide>> {
    let (low, high) = scale.limits(session)?;
    let breaks = scale.breaks_in(session, (low, high))?;
    let labels = scale.labels_of(session, &breaks)?;
    let kept: Vec<usize> = (0..breaks.len()).filter(|i| !breaks[*i].is_nan()).collect();
    let values = raglan_graphics::breaks::equal_steps(low, high, BINS);
    let colours = scale.map(session, &Column::Number(values))?.strings();
    let mut stops = Vec::new();
    for (i, colour) in colours.iter().enumerate() {
        let colour = colour.as_deref().and_then(|c| Colour::parse(c).ok()).unwrap_or(Colour::TRANSPARENT);
        stops.push(((i as f64 + 0.5) / BINS as f64, colour));
    }
    // Bins are centred on their values, so the limits lie half a bin inside the bar.
    let place = |b: f64| (0.5 + (b - low) / (high - low) * (BINS as f64 - 1.0)) / BINS as f64;
    let places = kept.iter().map(|i| if high == low { 0.5 } else { place(breaks[*i]) }).collect();
    let labels = kept.iter().map(|i| labels[*i].clone()).collect();
    let keys = scale.aesthetics.iter().map(|a| (a.clone(), Column::Text(Vec::new()))).collect();
    Ok(Some(Guide { title, options, labels, keys, bar: Some((stops, places)) }))
}

/// Marks with a size, from their top left corner.
struct Piece {
    width: f64,
    height: f64,
    nodes: Vec<Node>,
}

/// What legends and bars share: title, gaps, keys' size, the side of the title.
struct Common {
    title: Label,
    title_size: (f64, f64),
    title_just: (f64, f64),
    gap: (f64, f64),
    key: (f64, f64),
    title_left: bool,
    padding: [f64; 4],
}

fn common(theme: &Theme, guide: &Guide, horizontal: bool) -> Eval<Common> {
    let style = theme.text("legend.title")?;
    let (title, size, just, font) = match &style {
        Some(style) => {
            let label = Label::new(&guide.title, style);
            // A title without text takes no room; ggplot2 keeps the gap after it.
            let size = if guide.title.is_empty() { (0.0, 0.0) } else { (label.width(), label.height()) };
            (label, size, (style.hjust, style.vjust), style.size)
        }
        None => (Label::default(), (0.0, 0.0), (0.0, 0.5), theme.text("text")?.map_or(11.0, |s| s.size)),
    };
    let half = 0.5 * font * 72.0 / 72.27;
    let gap = |name: &str| if theme.get(name).is_some() { theme.points(name) } else { half };
    let key = |name: &str, own: &str| match guide.options.part(own) {
        Some(v) if v.has_class("unit") => super::theme::lengths(&v).first().copied().unwrap_or(0.0),
        // Plain numbers count in lines.
        Some(v @ (Value::Double(_) | Value::Integer(_))) => {
            raglan_engine::value::as_double(&v, &mut Vec::new())
                .ok()
                .and_then(|x| x.first().copied())
                .unwrap_or(1.2)
                * 14.4
        }
        _ => theme.points(if theme.get(name).is_some() { name } else { "legend.key.size" }),
    };
    let side = values::text(&guide.options, "title.position");
    if matches!(side.as_deref(), Some("bottom" | "right")) {
        return fail(
            "`title.position` of guides must be \"top\" or \"left\": the others are not implemented",
        );
    }
    Ok(Common {
        title,
        title_size: size,
        title_just: just,
        gap: (gap("legend.spacing.x"), gap("legend.spacing.y")),
        key: (key("legend.key.width", "keywidth"), key("legend.key.height", "keyheight")),
        title_left: side.map_or(horizontal, |s| s == "left"),
        padding: theme.sides("legend.margin"),
    })
}

impl Common {
    /// Puts a body of marks and the title together, on the legend's background.
    fn finish(&self, theme: &Theme, width: f64, height: f64, body: Vec<Node>) -> Eval<Piece> {
        let [top, right, bottom, left] = self.padding;
        let (tw, th) = self.title_size;
        let (inner, place, area) = if self.title_left {
            let high = height.max(th);
            let area = Rect { x: left, y: top, width: tw, height: high };
            ((tw + self.gap.0 + width, high), (left + tw + self.gap.0, top), area)
        } else {
            let wide = width.max(tw);
            let area = Rect { x: left, y: top, width: wide, height: th };
            ((wide, th + self.gap.1 + height), (left, top + th + self.gap.1), area)
        };
        let size = (inner.0 + left + right, inner.1 + top + bottom);
        let mut nodes = Vec::new();
        if let Some(style) = theme.rect("legend.background")? {
            let rect = Rect { x: 0.0, y: 0.0, width: size.0, height: size.1 };
            nodes.push(Node::Mark(Mark::Rect { rect, paint: style.0 }));
        }
        // The title keeps its own size and is justified in its area.
        let own = Rect {
            x: area.x + self.title_just.0 * (area.width - tw),
            y: area.y + (1.0 - self.title_just.1) * (area.height - th),
            width: tw,
            height: th,
        };
        nodes.extend(self.title.draw(own));
        nodes.extend(body.into_iter().map(|n| key::moved(n, place.0, place.1)));
        Ok(Piece { width: size.0, height: size.1, nodes })
    }
}

fn is_horizontal(guide: &Guide, default: bool) -> bool {
    values::text(&guide.options, "direction").map_or(default, |d| d == "horizontal")
}

/// The layers that a legend shows, with the data of their keys.
fn key_layers(built: &Built, guide: &Guide) -> Eval<Vec<(Key, Frame, f64)>> {
    let n = guide.labels.len();
    let mut out = Vec::new();
    for layer in &built.layers {
        let geom = layer.layer.geom;
        let mut mapped: Vec<&str> = layer.mapping.iter().map(|(n, _)| n.as_str()).collect();
        mapped.extend(layer.layer.stat.defaults.iter().map(|(n, _)| *n));
        let takes = |a: &str| geom.aesthetics().any(|g| g == a) || (geom.renames_size && a == "size");
        let matched: Vec<&(String, Column)> = guide
            .keys
            .iter()
            .filter(|(a, _)| mapped.contains(&a.as_str()) && takes(a) && layer.layer.set.get(a).is_none())
            .collect();
        let shown = match &layer.layer.show_legend {
            Value::Logical(v) if v.attributes.is_empty() => v.data.first().copied().flatten(),
            Value::Logical(v) => {
                let names = layer.layer.show_legend.names();
                let at = names.and_then(|names| {
                    names.iter().position(|n| {
                        matched.iter().any(|(a, _)| Some(standard(n.unwrap_or("")).as_str()) == Some(a))
                    })
                });
                at.and_then(|i| v.data[i])
            }
            _ => None,
        };
        if shown == Some(false) || (matched.is_empty() && shown != Some(true)) {
            continue;
        }
        let mut frame = Frame::new(n);
        for (name, column) in &matched {
            frame.set(name, column.clone());
        }
        if geom.renames_size && frame.has("size") {
            let size = frame.remove("size").unwrap_or(Column::Number(vec![0.5; n]));
            frame.set("linewidth", size);
        }
        for (name, default) in geom.defaults {
            if !frame.has(name) {
                frame.set(name, default.column());
            }
        }
        for (name, value) in &layer.layer.set.0 {
            if value.len() == 1 {
                frame.set(name, super::aes::column(value)?);
            }
        }
        for (name, value) in entries(&guide.options.part("override.aes").unwrap_or_default()) {
            let name = standard(&name);
            let name = if geom.renames_size && name == "size" { "linewidth".to_string() } else { name };
            let column = super::aes::column(&value)?;
            if column.len() == 1 || column.len() == n {
                frame.set(&name, column);
            }
        }
        let size = (0..n).map(|i| frame.at("size", i)).filter(|s| !s.is_nan()).fold(0.0, f64::max);
        let key = layer.layer.key_glyph.as_deref().and_then(key_named).unwrap_or(geom.key);
        let bare = key == Key::Smooth && layer.layer.geom_params.is_false("se");
        let key = if bare { Key::Path } else { key };
        if bare {
            frame.set("alpha", Column::Number(vec![raglan_engine::value::NA_REAL]));
        }
        out.push((key, frame, size));
    }
    Ok(out)
}

fn legend(built: &Built, guide: &Guide, horizontal: bool) -> Eval<Option<Piece>> {
    let theme = &built.theme;
    let layers = key_layers(built, guide)?;
    if layers.is_empty() {
        return Ok(None);
    }
    let across = is_horizontal(guide, horizontal);
    let common = common(theme, guide, across)?;
    let n = guide.labels.len();
    let count = |name: &str| values::number(&guide.options, name).map(|n| n as usize);
    let (rows, columns) = match (count("nrow"), count("ncol")) {
        (Some(r), Some(c)) if r * c < n => {
            return fail(format!("`nrow` * `ncol` needs to be larger than the number of breaks ({n})."));
        }
        (Some(r), Some(c)) => (r, c),
        (Some(r), None) => (r, n.div_ceil(r)),
        (None, Some(c)) => (n.div_ceil(c), c),
        (None, None) if across => (n.div_ceil(5), n.div_ceil(n.div_ceil(5))),
        (None, None) => (n.div_ceil(n.div_ceil(20)), n.div_ceil(20)),
    };
    let by_row = values::flag(&guide.options, "byrow") == Some(true);
    let place = |i: usize| if by_row { (i / columns, i % columns) } else { (i % rows, i / rows) };
    let mut style = theme.text("legend.text")?;
    if let Some(style) = &mut style {
        // Labels start at the left unless the theme's own element says otherwise.
        style.hjust = theme.own_number("legend.text", "hjust").unwrap_or(0.0);
        style.vjust = theme.own_number("legend.text", "vjust").unwrap_or(0.5);
    }
    let labelled = values::flag(&guide.options, "label") != Some(false);
    let labels: Vec<Label> = match &style {
        Some(style) if labelled => guide.labels.iter().map(|l| Label::new(l, style)).collect(),
        _ => vec![Label::default(); n],
    };
    let (mut key_widths, mut label_widths) = (vec![common.key.0; columns], vec![0.0f64; columns]);
    let mut heights = vec![common.key.1; rows];
    for i in 0..n {
        let (row, column) = place(i);
        // Large points need larger keys: their size in millimetres.
        let size = layers.iter().map(|(_, f, _)| f.at("size", i)).filter(|s| !s.is_nan()).fold(0.0, f64::max);
        let size = size * 72.0 / 25.4;
        key_widths[column] = key_widths[column].max(size);
        heights[row] = heights[row].max(size).max(labels[i].height());
        label_widths[column] = label_widths[column].max(labels[i].width());
    }
    let row_gap = if by_row { common.gap.1 } else { 0.0 };
    let background = theme.rect("legend.key")?;
    let mut nodes = Vec::new();
    for i in 0..n {
        let (row, column) = place(i);
        let before: f64 = (0..column).map(|c| key_widths[c] + label_widths[c] + 2.0 * common.gap.0).sum();
        let y: f64 = heights[..row].iter().sum::<f64>() + row as f64 * row_gap;
        let cell = Rect { x: before, y, width: key_widths[column], height: heights[row] };
        if let Some(style) = &background {
            nodes.push(Node::Mark(Mark::Rect { rect: cell, paint: style.0.clone() }));
        }
        for (kind, frame, _) in &layers {
            nodes.extend(key::draw(*kind, frame, i, cell)?);
        }
        let label = &labels[i];
        let own = Rect {
            x: before + key_widths[column] + common.gap.0,
            y: y + (heights[row] - label.height()) / 2.0,
            width: label_widths[column],
            height: label.height(),
        };
        nodes.extend(label.draw(own));
    }
    let width = key_widths.iter().sum::<f64>()
        + label_widths.iter().sum::<f64>()
        + (2 * columns - 1) as f64 * common.gap.0;
    let height = heights.iter().sum::<f64>() + (rows - 1) as f64 * row_gap;
    common.finish(theme, width, height, nodes).map(Some)
}

fn bar(theme: &Theme, guide: &Guide, horizontal: bool) -> Eval<Option<Piece>> {
    let Some((stops, places)) = &guide.bar else { return Ok(None) };
    let across = is_horizontal(guide, horizontal);
    let common = common(theme, guide, across)?;
    let length = |name: &str| {
        guide.options.part(name).filter(|v| !matches!(v, Value::Null)).map(|v| {
            let points = super::theme::lengths(&v).first().copied().unwrap_or(0.0);
            if v.has_class("unit") { points } else { points * 14.4 }
        })
    };
    let (wide, high) = if across {
        (length("barwidth").unwrap_or(common.key.0 * 5.0), length("barheight").unwrap_or(common.key.1))
    } else {
        (length("barwidth").unwrap_or(common.key.0), length("barheight").unwrap_or(common.key.1 * 5.0))
    };
    let rect = Rect { x: 0.0, y: 0.0, width: wide, height: high };
    let mut nodes =
        vec![Node::Mark(Mark::Gradient(Gradient { rect, upwards: !across, stops: stops.clone() }))];
    let mut style = theme.text("legend.text")?;
    if let Some(style) = &mut style {
        let defaults = if across { (0.5, 1.0) } else { (0.0, 0.5) };
        style.hjust = theme.own_number("legend.text", "hjust").unwrap_or(defaults.0);
        style.vjust = theme.own_number("legend.text", "vjust").unwrap_or(defaults.1);
    }
    let labelled = values::flag(&guide.options, "label") != Some(false);
    let (mut width, mut height) = (wide, high);
    if let Some(style) = style.filter(|_| labelled) {
        let extents = guide.labels.iter().map(|l| label::extent(&style, l));
        let (w, h) = extents.fold((0.0f64, 0.0f64), |(w, h), (a, b)| (w.max(a), h.max(b)));
        for (text, at) in guide.labels.iter().zip(places) {
            let node = if across {
                let cell = Rect { x: 0.0, y: high + common.gap.1, width: wide, height: h };
                label::at(&style, text, Some(at * wide), None, cell)
            } else {
                let cell = Rect { x: wide + common.gap.0, y: 0.0, width: w, height: high };
                label::at(&style, text, None, Some(high - at * high), cell)
            };
            nodes.extend(node);
        }
        if across { height += common.gap.1 + h } else { width += common.gap.0 + w }
    }
    if values::flag(&guide.options, "ticks") != Some(false) {
        let stroke = Stroke::new(Colour::WHITE, 0.375).cap(Cap::Butt);
        for at in places {
            let ends = if across {
                let x = at * wide;
                [[(x, high), (x, high * 0.8)], [(x, high * 0.2), (x, 0.0)]]
            } else {
                let y = high - at * high;
                [[(0.0, y), (wide * 0.2, y)], [(wide * 0.8, y), (wide, y)]]
            };
            for pair in ends {
                let points = pair.into_iter().map(Point::from).collect();
                nodes.push(Node::Mark(Mark::Polyline { points, stroke: stroke.clone() }));
            }
        }
    }
    common.finish(theme, width, height, nodes).map(Some)
}
