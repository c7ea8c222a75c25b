//! What the elements of a theme come to when all they inherit is put in.

use super::super::values::entries;
use raglan_engine::eval::{Eval, Session, fail};
use raglan_engine::value::{Symbol, Value, as_double};
use raglan_graphics::colour::Colour;
use raglan_graphics::dash::Lty;
use raglan_graphics::fonts::Face;
use raglan_graphics::layout::{Length, Unit, UnitContext};
use raglan_graphics::scene::{Cap, Join, Paint, Stroke};
use std::collections::BTreeMap;

/// How text looks.
#[derive(Clone, Debug)]
pub struct TextStyle {
    /// Weight and slope.
    pub face: Face,
    /// Colour.
    pub colour: Colour,
    /// Font size in points.
    pub size: f64,
    /// Horizontal justification.
    pub hjust: f64,
    /// Vertical justification.
    pub vjust: f64,
    /// Degrees counterclockwise.
    pub angle: f64,
    /// Distance of baselines in font sizes.
    pub line_height: f64,
    /// Margins above, right, below, left in points.
    pub margin: [f64; 4],
}

/// How a line looks.
#[derive(Clone, Debug)]
pub struct LineStyle(pub Stroke);

/// How a rectangle looks.
#[derive(Clone, Debug)]
pub struct RectStyle(pub Paint);

/// A theme to be asked.
#[derive(Clone)]
pub struct Theme {
    elements: BTreeMap<String, Value>,
    root: BTreeMap<String, Value>,
}

/// Elements that are not called after what they inherit from.
const PARENTS: &[(&str, &str)] = &[
    ("title", "text"),
    ("axis.title", "title"),
    ("axis.text", "text"),
    ("axis.ticks", "line"),
    ("axis.line", "line"),
    ("panel.grid", "line"),
    ("legend.text", "text"),
    ("legend.title", "title"),
    ("legend.background", "rect"),
    ("legend.key", "rect"),
    ("legend.box.background", "rect"),
    ("panel.background", "rect"),
    ("panel.border", "rect"),
    ("plot.background", "rect"),
    ("plot.title", "title"),
    ("plot.subtitle", "title"),
    ("plot.caption", "title"),
    ("plot.tag", "title"),
    ("strip.background", "rect"),
    ("strip.text", "text"),
];

/// Settings that are no elements.
const SETTINGS: &[&str] = &[
    "aspect.ratio",
    "axis.ticks.length",
    "axis.ticks.length.x",
    "axis.ticks.length.x.top",
    "axis.ticks.length.x.bottom",
    "axis.ticks.length.y",
    "axis.ticks.length.y.left",
    "axis.ticks.length.y.right",
    "legend.margin",
    "legend.spacing",
    "legend.spacing.x",
    "legend.spacing.y",
    "legend.key.size",
    "legend.key.height",
    "legend.key.width",
    "legend.text.align",
    "legend.title.align",
    "legend.position",
    "legend.position.inside",
    "legend.direction",
    "legend.justification",
    "legend.box",
    "legend.box.just",
    "legend.box.margin",
    "legend.box.spacing",
    "legend.byrow",
    "panel.spacing",
    "panel.spacing.x",
    "panel.spacing.y",
    "panel.ontop",
    "plot.title.position",
    "plot.caption.position",
    "plot.tag.position",
    "plot.margin",
    "strip.clip",
    "strip.placement",
    "strip.switch.pad.grid",
    "strip.switch.pad.wrap",
];

/// What an element inherits from.
fn parent(name: &str) -> Option<&str> {
    if let Some((_, parent)) = PARENTS.iter().find(|(n, _)| *n == name) {
        return Some(parent);
    }
    if ["line", "rect", "text"].contains(&name) {
        return None;
    }
    name.rsplit_once('.').map(|(head, _)| head)
}

/// The class an element must have.
pub fn element_class(name: &str) -> Option<&'static str> {
    if SETTINGS.contains(&name) {
        return None;
    }
    let mut name = name;
    loop {
        match name {
            "line" => return Some("element_line"),
            "rect" => return Some("element_rect"),
            "text" => return Some("element_text"),
            _ => name = parent(name)?,
        }
    }
}

/// Whether a theme may have an element of this name.
pub fn is_known(name: &str) -> bool {
    if SETTINGS.contains(&name) {
        return true;
    }
    let ends = ["", "x", "y", "x.top", "x.bottom", "y.left", "y.right", "top", "bottom", "left", "right"];
    let sided = ["axis.title", "axis.text", "axis.ticks", "axis.line", "strip.text", "strip.background"];
    let grid = ["panel.grid.major", "panel.grid.minor"];
    let base = ["line", "rect", "text", "title", "panel.grid"];
    base.contains(&name)
        || PARENTS.iter().any(|(n, _)| *n == name)
        || grid.iter().any(|g| ["", ".x", ".y"].iter().any(|e| name == format!("{g}{e}")))
        || sided.iter().any(|s| ends.iter().any(|e| !e.is_empty() && name == format!("{s}.{e}")))
}

impl Theme {
    /// The theme of a plot: its own, over the session's unless it is complete.
    pub fn of(session: &mut Session, own: &Value) -> Eval<Theme> {
        let default = super::default_theme(session)?;
        let whole = if super::is_complete(own) {
            own.clone()
        } else {
            let current = super::current_theme(session)?;
            super::add(&current, own)?
        };
        let map = |v: &Value| entries(v).into_iter().collect::<BTreeMap<_, _>>();
        let root = map(&default);
        let mut elements = map(&whole);
        for (name, value) in &root {
            elements.entry(name.clone()).or_insert_with(|| value.clone());
        }
        Ok(Theme { elements, root })
    }

    /// A setting.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.elements.get(name).filter(|v| !matches!(v, Value::Null))
    }

    /// A setting that is a string.
    pub fn string(&self, name: &str) -> Option<String> {
        match self.get(name) {
            Some(Value::Character(v)) => v.data.get(0).map(str::to_string),
            _ => None,
        }
    }

    /// A length in points; relative ones are of what they are called after.
    pub fn points(&self, name: &str) -> f64 {
        match self.get(name) {
            Some(v) if v.has_class("rel") => {
                let share =
                    as_double(v, &mut Vec::new()).ok().and_then(|x| x.first().copied()).unwrap_or(1.0);
                share * parent(name).map_or(0.0, |p| self.points(p))
            }
            Some(v) => lengths(v).first().copied().unwrap_or(0.0),
            None => name
                .rsplit_once('.')
                .filter(|(head, _)| self.has_length(head))
                .map_or(0.0, |(head, _)| self.points(head)),
        }
    }

    fn has_length(&self, name: &str) -> bool {
        self.get(name).is_some() || name.rsplit_once('.').is_some_and(|(head, _)| self.has_length(head))
    }

    /// Four lengths in points, above, right, below, left.
    pub fn sides(&self, name: &str) -> [f64; 4] {
        self.get(name).map_or([0.0; 4], four)
    }

    /// An element with what it inherits; none where it is blank.
    fn calc(&self, name: &str) -> Eval<Option<BTreeMap<String, Value>>> {
        let own = self.get(name);
        if own.is_some_and(|v| v.has_class("element_blank")) {
            return Ok(None);
        }
        let mut fields: BTreeMap<String, Value> =
            own.map(|v| entries(v).into_iter().collect()).unwrap_or_default();
        let Some(parent) = parent(name) else {
            if let Some(root) = self.root.get(name) {
                for (key, value) in entries(root) {
                    let slot = fields.entry(key).or_default();
                    if matches!(slot, Value::Null) {
                        *slot = value;
                    }
                }
            }
            return Ok(Some(fields));
        };
        let inherits_blank = own.is_none()
            || matches!(fields.get("inherit.blank"), Some(Value::Logical(v)) if v.data.first() == Some(&Some(true)));
        let above = match self.calc(parent)? {
            Some(above) => above,
            None if inherits_blank => return Ok(None),
            None => {
                // A blank parent gives nothing; what is above it still does.
                let mut next = parent;
                loop {
                    match self::parent(next) {
                        Some(up) => match self.calc(up)? {
                            Some(found) => break found,
                            None => next = up,
                        },
                        None => {
                            break self
                                .root
                                .get(next)
                                .map(|v| entries(v).into_iter().collect())
                                .unwrap_or_default();
                        }
                    }
                }
            }
        };
        for (key, value) in above {
            let slot = fields.entry(key).or_default();
            match slot {
                Value::Null => *slot = value,
                _ if slot.has_class("rel") => {
                    let share = number(slot).unwrap_or(1.0);
                    *slot = Value::double(share * number(&value).unwrap_or(1.0));
                }
                _ if slot.has_class("margin") => *slot = super::fill_margin(slot, &value),
                _ => {}
            }
        }
        Ok(Some(fields))
    }

    /// How text of this element looks.
    pub fn text(&self, name: &str) -> Eval<Option<TextStyle>> {
        let Some(fields) = self.calc(name)? else { return Ok(None) };
        let get = |key: &str| fields.get(key).and_then(number);
        let face = match fields.get("face") {
            Some(Value::Character(v)) => Face::parse(v.data.get(0).unwrap_or("plain")).unwrap_or_default(),
            Some(other) => number(other).and_then(|n| Face::parse(&format!("{n}"))).unwrap_or_default(),
            None => Face::Regular,
        };
        Ok(Some(TextStyle {
            face,
            colour: colour(fields.get("colour"))?.unwrap_or(Colour::TRANSPARENT),
            size: get("size").unwrap_or(11.0),
            hjust: get("hjust").unwrap_or(0.5),
            vjust: get("vjust").unwrap_or(0.5),
            angle: get("angle").unwrap_or(0.0),
            line_height: get("lineheight").unwrap_or(0.9),
            margin: fields.get("margin").map_or([0.0; 4], four),
        }))
    }

    /// A number that an element itself sets, without what it inherits.
    pub fn own_number(&self, name: &str, field: &str) -> Option<f64> {
        self.get(name).and_then(|v| v.part(field)).as_ref().and_then(number)
    }

    /// How lines of this element look.
    pub fn line(&self, name: &str) -> Eval<Option<LineStyle>> {
        let Some(fields) = self.calc(name)? else { return Ok(None) };
        let Some(colour) = colour(fields.get("colour"))? else { return Ok(None) };
        let width = fields.get("linewidth").and_then(number).unwrap_or(0.5);
        if fields.get("arrow").is_some_and(|v| !matches!(v, Value::Null | Value::Logical(_))) {
            return fail("`arrow` of element_line() is not implemented");
        }
        let cap = match fields.get("lineend") {
            Some(Value::Character(v)) if v.data.get(0) == Some("round") => Cap::Round,
            Some(Value::Character(v)) if v.data.get(0) == Some("square") => Cap::Square,
            _ => Cap::Butt,
        };
        let stroke = Stroke::from_millimetres(colour, width).cap(cap);
        Ok(Some(LineStyle(stroke.dashed(&line_type(fields.get("linetype"))?))))
    }

    /// How rectangles of this element look.
    pub fn rect(&self, name: &str) -> Eval<Option<RectStyle>> {
        let Some(fields) = self.calc(name)? else { return Ok(None) };
        let width = fields.get("linewidth").and_then(number).unwrap_or(0.5);
        let line =
            colour(fields.get("colour"))?.map(|c| Stroke::from_millimetres(c, width).join(Join::Round));
        let lty = line_type(fields.get("linetype"))?;
        let stroke = line.map(|l| l.dashed(&lty));
        Ok(Some(RectStyle(Paint { fill: colour(fields.get("fill"))?, stroke })))
    }
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Integer(_) | Value::Double(_) => {
            as_double(value, &mut Vec::new()).ok()?.first().copied().filter(|x| !x.is_nan())
        }
        _ => None,
    }
}

fn colour(value: Option<&Value>) -> Eval<Option<Colour>> {
    match value {
        Some(Value::Character(v)) => match v.data.get(0) {
            Some(text) => match Colour::parse(text) {
                Ok(colour) => Ok(Some(colour)),
                Err(fault) => fail(fault.to_string()),
            },
            None => Ok(None),
        },
        _ => Ok(None),
    }
}

fn line_type(value: Option<&Value>) -> Eval<Lty> {
    let lty = match value {
        Some(Value::Character(v)) => Lty::parse(v.data.get(0).unwrap_or("solid")),
        Some(other) => Lty::from_number(number(other).unwrap_or(1.0) as i64),
        None => return Ok(Lty::Solid),
    };
    lty.or_else(|fault| fail(fault.to_string()))
}

/// Lengths of a unit object in points.
pub fn lengths(value: &Value) -> Vec<f64> {
    let unit = match value.attribute(Symbol::new("unit")) {
        Some(Value::Character(v)) => v.data.get(0).and_then(Unit::parse),
        _ => None,
    };
    // Lines and characters count in the page's own font: 12 points, 1.2 apart.
    let context = UnitContext { font_size: 12.0, line_height: 1.2, extent: 0.0 };
    let length = |x: &f64| unit.map_or(*x, |u| Length::new(*x, u).points(&context));
    as_double(&value.clone().stripped(), &mut Vec::new())
        .map(|x| x.iter().map(length).collect())
        .unwrap_or_default()
}

fn four(value: &Value) -> [f64; 4] {
    let sides = lengths(value);
    [0, 1, 2, 3].map(|i| sides.get(i).copied().unwrap_or(0.0))
}
