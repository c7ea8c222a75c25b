//! Points, text, rugs.

use super::super::frame::{Column, Frame};
use super::super::guide::Key;
use super::super::layer::Params;
use super::pen::{Pen, line_of, shade};
use super::{Aes, Geom};
use raglan_engine::eval::{Eval, fail};
use raglan_graphics::fonts::{Face, layout};
use raglan_graphics::scene::{FillRule, Join, Mark, Node, Paint, Point, Rect, Stroke, Text};
use raglan_graphics::shapes::{SHAPE_NAMES, Symbol, symbol};
use std::rc::Rc;

/// ggplot2's `.pt`.
pub const PT: f64 = 72.27 / 25.4;
/// ggplot2's `.stroke`.
pub const STROKE: f64 = 96.0 / 25.4;

pub(super) const GEOMS: &[Geom] = &[
    Geom {
        name: "point",
        required: &["x", "y"],
        non_missing: &["size", "shape", "colour"],
        defaults: &[
            ("shape", Aes::N(19.0)),
            ("colour", Aes::T("black")),
            ("size", Aes::N(1.5)),
            ("fill", Aes::Na),
            ("alpha", Aes::Na),
            ("stroke", Aes::N(0.5)),
        ],
        draw: points,
        key: Key::Point,
        keeps_missing: false,
        ..Geom::EMPTY
    },
    Geom {
        name: "text",
        required: &["x", "y", "label"],
        non_missing: &["angle"],
        defaults: TEXT,
        params: &["parse", "check_overlap", "size.unit"],
        setup: justify,
        draw: text,
        key: Key::Text,
        keeps_missing: false,
        ..Geom::EMPTY
    },
    Geom {
        name: "label",
        required: &["x", "y", "label"],
        non_missing: &["angle"],
        defaults: &[
            ("colour", Aes::T("black")),
            ("fill", Aes::T("white")),
            ("size", Aes::N(3.88)),
            ("angle", Aes::N(0.0)),
            ("hjust", Aes::N(0.5)),
            ("vjust", Aes::N(0.5)),
            ("alpha", Aes::Na),
            ("family", Aes::T("")),
            ("fontface", Aes::N(1.0)),
            ("lineheight", Aes::N(1.2)),
        ],
        params: &["parse", "label.size"],
        setup: justify,
        draw: boxed_text,
        key: Key::Text,
        keeps_missing: false,
        ..Geom::EMPTY
    },
    Geom {
        name: "rug",
        defaults: &[
            ("colour", Aes::T("black")),
            ("linewidth", Aes::N(0.5)),
            ("linetype", Aes::N(1.0)),
            ("alpha", Aes::Na),
            ("x", Aes::Na),
            ("y", Aes::Na),
        ],
        params: &["sides", "outside", "length"],
        draw: rug,
        key: Key::Path,
        renames_size: true,
        ..Geom::EMPTY
    },
];

const TEXT: &[(&str, Aes)] = &[
    ("colour", Aes::T("black")),
    ("size", Aes::N(3.88)),
    ("angle", Aes::N(0.0)),
    ("hjust", Aes::N(0.5)),
    ("vjust", Aes::N(0.5)),
    ("alpha", Aes::Na),
    ("family", Aes::T("")),
    ("fontface", Aes::N(1.0)),
    ("lineheight", Aes::N(1.2)),
];

/// The number of a shape given as number, name or character.
pub fn shape_of(frame: &Frame, row: usize) -> Eval<Option<u8>> {
    match frame.get("shape") {
        Some(Column::Text(x)) => {
            let Some(name) = x.get(row).cloned().flatten() else { return Ok(None) };
            if name.as_ref() == "." {
                return fail("the shape \".\" is not implemented");
            }
            match SHAPE_NAMES.iter().find(|(n, _)| *n == name.as_ref()) {
                Some((_, number)) => Ok(Some(*number)),
                None => {
                    let found: Vec<&(&str, u8)> =
                        SHAPE_NAMES.iter().filter(|(n, _)| n.starts_with(name.as_ref())).collect();
                    match found.as_slice() {
                        [(_, number)] => Ok(Some(*number)),
                        _ => fail(format!("Shape aesthetic contains invalid value: \"{name}\".")),
                    }
                }
            }
        }
        Some(column) => {
            let number = column.numbers().get(row).copied().unwrap_or(f64::NAN);
            Ok((number >= 0.0).then_some(number as u8))
        }
        None => Ok(None),
    }
}

/// The marks of one point.
pub fn point_marks(frame: &Frame, row: usize, at: raglan_graphics::scene::Point) -> Eval<Vec<Mark>> {
    let (Some(shape), Some(colour)) = (shape_of(frame, row)?, super::colour_of(frame, row)?) else {
        return Ok(Vec::new());
    };
    let stroke = frame.at("stroke", row);
    let stroke = if stroke.is_nan() { 0.0 } else { stroke };
    let size = frame.at("size", row) * PT + stroke * STROKE / 2.0;
    let line = Stroke::from_lwd(colour, stroke * STROKE / 2.0);
    let fill = super::fill_of(frame, row)?;
    Ok(symbol(at, &Symbol { shape, size, stroke: line, fill }))
}

fn points(pen: &mut Pen, frame: &Frame, _: &Params) -> Eval<Vec<Node>> {
    let (x, y) = (frame.of("x"), frame.of("y"));
    let mut out = Vec::new();
    for i in 0..frame.rows {
        out.extend(point_marks(frame, i, pen.at(x[i], y[i]))?.into_iter().map(Node::Mark));
    }
    Ok(out)
}

fn justify(mut frame: Frame, _: &Params) -> Eval<Frame> {
    for (name, words) in [
        ("hjust", [("left", 0.0), ("center", 0.5), ("middle", 0.5), ("right", 1.0)]),
        ("vjust", [("bottom", 0.0), ("center", 0.5), ("middle", 0.5), ("top", 1.0)]),
    ] {
        if let Some(Column::Text(x)) = frame.get(name) {
            let number =
                |s: &Option<Rc<str>>| words.iter().find(|(w, _)| Some(*w) == s.as_deref()).map(|w| w.1);
            let numbers: Option<Vec<f64>> = x.iter().map(number).collect();
            match numbers {
                Some(numbers) => frame.put(name, numbers),
                None => return fail(format!("this justification of `{name}` is not implemented")),
            }
        }
    }
    Ok(frame)
}

fn text(pen: &mut Pen, frame: &Frame, params: &Params) -> Eval<Vec<Node>> {
    if params.is_true("parse") {
        return fail("`parse = TRUE` of geom_text() is not implemented");
    }
    let sparse = params.is_true("check_overlap");
    let mut taken: Vec<Rect> = Vec::new();
    let mut out = Vec::new();
    for i in 0..frame.rows {
        let (Some(label), Some(colour)) = (frame.string("label", i), shade(frame, "colour", i, true)?) else {
            continue;
        };
        let text = written(pen, frame, i, &label, colour);
        if sparse {
            // A label that would lie on one already drawn is left out.
            let rect = room(&text);
            let meets = |r: &Rect| {
                rect.x < r.right() && r.x < rect.right() && rect.y < r.bottom() && r.y < rect.bottom()
            };
            if taken.iter().any(meets) {
                continue;
            }
            taken.push(rect);
        }
        out.push(Node::Mark(Mark::Text(text)));
    }
    Ok(out)
}

/// The text of a row.
fn written(pen: &Pen, frame: &Frame, i: usize, label: &str, colour: raglan_graphics::colour::Colour) -> Text {
    Text {
        at: pen.at(frame.at("x", i), frame.at("y", i)),
        label: label.to_string(),
        size: frame.at("size", i) * PT,
        face: frame.string("fontface", i).and_then(|f| Face::parse(&f)).unwrap_or_default(),
        colour,
        angle: frame.at("angle", i),
        hjust: number_or(frame, "hjust", i, 0.5),
        vjust: number_or(frame, "vjust", i, 0.5),
        line_height: frame.at("lineheight", i),
    }
}

/// The upright rectangle that unturned text fills, from its last baseline to its capitals.
fn room(text: &Text) -> Rect {
    let width = layout().width(text.face, text.size, &text.label);
    let height = layout().height(text.face, text.size, text.line_height, &text.label);
    let (x, y) = (text.at.x - text.hjust * width, text.at.y - (1.0 - text.vjust) * height);
    Rect { x, y, width, height }
}

/// Text on a box with rounded corners.
fn boxed_text(pen: &mut Pen, frame: &Frame, params: &Params) -> Eval<Vec<Node>> {
    if params.is_true("parse") {
        return fail("`parse = TRUE` of geom_label() is not implemented");
    }
    // A quarter of a line between text and border, and corners of 0.15 lines.
    let (pad, radius) = (0.25 * 14.4, 0.15 * 14.4);
    let wide = params.number("label.size").unwrap_or(0.25);
    let mut out = Vec::new();
    for i in 0..frame.rows {
        let (Some(label), Some(colour)) = (frame.string("label", i), shade(frame, "colour", i, false)?)
        else {
            continue;
        };
        let mut text = written(pen, frame, i, &label, colour);
        if text.angle != 0.0 {
            return fail("turned labels of geom_label() are not implemented");
        }
        let inner = room(&text);
        let rect = Rect {
            x: text.at.x - text.hjust * (inner.width + 2.0 * pad),
            y: text.at.y - (1.0 - text.vjust) * (inner.height + 2.0 * pad),
            width: inner.width + 2.0 * pad,
            height: inner.height + 2.0 * pad,
        };
        let corners = [
            (rect.right(), rect.y, -90.0),
            (rect.right(), rect.bottom(), 0.0),
            (rect.x, rect.bottom(), 90.0),
            (rect.x, rect.y, 180.0),
        ];
        let mut ring = Vec::new();
        for (x, y, start) in corners {
            let centre = Point::new(
                x.clamp(rect.x + radius, rect.right() - radius),
                y.clamp(rect.y + radius, rect.bottom() - radius),
            );
            for step in 0..=6 {
                let turn = (start + 15.0 * f64::from(step)).to_radians();
                ring.push(Point::new(centre.x + radius * turn.cos(), centre.y + radius * turn.sin()));
            }
        }
        let stroke = (wide > 0.0).then(|| Stroke::from_millimetres(colour, wide));
        let paint = Paint { fill: super::fill_of(frame, i)?, stroke };
        out.push(Node::Mark(Mark::Polygon { rings: vec![ring], rule: FillRule::Winding, paint }));
        text.at = Point::new(
            rect.x + pad + text.hjust * inner.width,
            rect.y + pad + (1.0 - text.vjust) * inner.height,
        );
        out.push(Node::Mark(Mark::Text(text)));
    }
    Ok(out)
}

fn number_or(frame: &Frame, name: &str, row: usize, default: f64) -> f64 {
    let words =
        [("left", 0.0), ("bottom", 0.0), ("center", 0.5), ("middle", 0.5), ("right", 1.0), ("top", 1.0)];
    if let Some(text) = frame.get(name).filter(|c| c.is_discrete()).and_then(|c| c.string(row)) {
        return words.iter().find(|(w, _)| *w == text.as_ref()).map_or(default, |w| w.1);
    }
    let x = frame.at(name, row);
    if x.is_nan() { default } else { x }
}

fn rug(pen: &mut Pen, frame: &Frame, params: &Params) -> Eval<Vec<Node>> {
    if params.is_true("outside") {
        return fail("`outside = TRUE` of geom_rug() is not implemented");
    }
    let sides = params.text("sides").unwrap_or_else(|| "bl".into());
    let (wide, high) = (0.03 * pen.rect.width, 0.03 * pen.rect.height);
    let rect = pen.rect;
    let mut out = Vec::new();
    for side in sides.chars() {
        let (aes, vertical) = if "bt".contains(side) { ("x", true) } else { ("y", false) };
        if !frame.has(aes) {
            continue;
        }
        for i in 0..frame.rows {
            let value = frame.at(aes, i);
            let Some(stroke) = line_of(frame, i, true, Join::Round)? else { continue };
            if value.is_nan() {
                continue;
            }
            let place = if vertical { pen.at(value, pen.y.0) } else { pen.at(pen.x.0, value) };
            let (mut from, mut to) = (place, place);
            match side {
                'b' => (from.y, to.y) = (rect.bottom(), rect.bottom() - high),
                't' => (from.y, to.y) = (rect.y, rect.y + high),
                'l' => (from.x, to.x) = (rect.x, rect.x + wide),
                _ => (from.x, to.x) = (rect.right(), rect.right() - wide),
            }
            out.push(Node::Mark(Mark::Polyline { points: vec![from, to], stroke }));
        }
    }
    Ok(out)
}
