//! Coordinate systems: cartesian, of a fixed ratio, with the axes exchanged.

use super::values;
use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail};
use raglan_engine::value::Value;

pub(super) const FUNCTIONS: &[Builtin] = &[
    builtin(
        "coord_cartesian(xlim = NULL, ylim = NULL, expand = TRUE, default = FALSE, clip = \"on\")",
        |a| coord(a, "cartesian", false),
    ),
    builtin("coord_fixed(ratio = 1, xlim = NULL, ylim = NULL, expand = TRUE, clip = \"on\")", |a| {
        coord(a, "fixed", true)
    }),
    builtin("coord_equal(ratio = 1, xlim = NULL, ylim = NULL, expand = TRUE, clip = \"on\")", |a| {
        coord(a, "fixed", true)
    }),
    builtin("coord_flip(xlim = NULL, ylim = NULL, expand = TRUE, clip = \"on\")", |a| {
        coord(a, "flip", false)
    }),
    builtin("coord_trans(...)", |_| fail("`coord_trans()` is not implemented")),
    builtin("coord_polar(...)", |_| fail("`coord_polar()` is not implemented")),
    builtin("coord_radial(...)", |_| fail("`coord_radial()` is not implemented")),
    builtin("coord_sf(...)", |_| fail("`coord_sf()` is not implemented")),
    builtin("coord_map(...)", |_| fail("`coord_map()` is not implemented")),
];

/// `coord_cartesian()`, the one a plot has before any is added.
pub fn cartesian(default: bool) -> Value {
    Value::named_list([
        ("name", Value::string("cartesian")),
        ("xlim", Value::Null),
        ("ylim", Value::Null),
        ("expand", Value::logical(true)),
        ("clip", Value::string("on")),
        ("default", Value::logical(default)),
    ])
    .with_class(&["CoordCartesian", "Coord", "ggproto", "gg"])
}

fn coord(args: &mut Args, name: &str, ratio: bool) -> Eval {
    let mut pairs = vec![("name".to_string(), Value::string(name))];
    for field in ["xlim", "ylim", "expand", "clip"] {
        pairs.push((field.into(), args.value(field)?));
    }
    if ratio {
        pairs.push(("ratio".into(), args.value("ratio")?));
    }
    let default = name == "cartesian" && args.flag("default")?;
    pairs.push(("default".into(), Value::logical(default)));
    let class = match name {
        "fixed" => "CoordFixed",
        "flip" => "CoordFlip",
        _ => "CoordCartesian",
    };
    Ok(Value::named_list(pairs).with_class(&[class, "CoordCartesian", "Coord", "ggproto", "gg"]))
}

/// A coordinate system as the builder reads it.
#[derive(Clone, Debug)]
pub struct Coord {
    /// Limits of x, in the numbers of the data.
    pub xlim: Option<(f64, f64)>,
    /// Limits of y.
    pub ylim: Option<(f64, f64)>,
    /// Whether scales go on beyond their limits.
    pub expand: bool,
    /// Whether marks are cut at the panel.
    pub clip: bool,
    /// Length of a unit of y in units of x.
    pub ratio: Option<f64>,
    /// Whether x goes up.
    pub flip: bool,
}

impl Coord {
    /// Reads a coordinate object.
    pub fn of(object: &Value) -> Eval<Coord> {
        let pair = |name: &str| match values::numbers(object, name).as_slice() {
            [a, b] => Some((*a, *b)),
            _ => None,
        };
        Ok(Coord {
            xlim: pair("xlim"),
            ylim: pair("ylim"),
            expand: values::flag(object, "expand").unwrap_or(true),
            clip: values::text(object, "clip").as_deref() != Some("off"),
            ratio: values::number(object, "ratio"),
            flip: values::text(object, "name").as_deref() == Some("flip"),
        })
    }
}
