//! Rectangles: tiles, rasters, bars.

use super::super::frame::Frame;
use super::super::guide::Key;
use super::super::layer::Params;
use super::pen::{Pen, fill_of, join, paint_of};
use super::{Aes, Geom};
use raglan_engine::eval::{Eval, fail};
use raglan_graphics::colour::Colour;
use raglan_graphics::scene::{Mark, Node, Raster, Rect};

const RECT: &[(&str, Aes)] = &[
    ("colour", Aes::Na),
    ("fill", Aes::T("grey35")),
    ("linewidth", Aes::N(0.5)),
    ("linetype", Aes::N(1.0)),
    ("alpha", Aes::Na),
];

pub(super) const GEOMS: &[Geom] = &[
    Geom {
        name: "rect",
        required: &["xmin", "xmax", "ymin", "ymax"],
        defaults: RECT,
        params: &["linejoin"],
        draw: rects,
        key: Key::Polygon,
        renames_size: true,
        keeps_missing: false,
        ..Geom::EMPTY
    },
    Geom {
        name: "tile",
        required: &["x", "y"],
        non_missing: &["xmin", "xmax", "ymin", "ymax"],
        defaults: &[
            ("fill", Aes::T("grey20")),
            ("colour", Aes::Na),
            ("linewidth", Aes::N(0.1)),
            ("linetype", Aes::N(1.0)),
            ("alpha", Aes::Na),
            ("width", Aes::Na),
            ("height", Aes::Na),
        ],
        params: &["linejoin", "width", "height"],
        setup: tile,
        draw: rects,
        key: Key::Polygon,
        renames_size: true,
        keeps_missing: false,
    },
    Geom {
        name: "raster",
        required: &["x", "y"],
        non_missing: &["fill", "xmin", "xmax", "ymin", "ymax"],
        defaults: &[("fill", Aes::T("grey20")), ("alpha", Aes::Na)],
        params: &["hjust", "vjust", "interpolate"],
        setup: raster_setup,
        draw: raster,
        key: Key::Polygon,
        keeps_missing: false,
        ..Geom::EMPTY
    },
    Geom {
        name: "bar",
        required: &["x", "y"],
        non_missing: &["xmin", "xmax", "ymin", "ymax"],
        defaults: RECT,
        params: &["just", "width", "orientation"],
        setup: bar,
        draw: rects,
        key: Key::Polygon,
        renames_size: true,
        keeps_missing: false,
    },
];

fn rects(pen: &mut Pen, frame: &Frame, params: &Params) -> Eval<Vec<Node>> {
    let [left, right, low, high] = ["xmin", "xmax", "ymin", "ymax"].map(|n| frame.of(n));
    let corner = join(params.text("linejoin").as_deref().or(Some("mitre")));
    let mut out = Vec::new();
    for i in 0..frame.rows {
        let rect = Rect::between(pen.at(left[i], low[i]), pen.at(right[i], high[i]));
        out.push(Node::Mark(Mark::Rect { rect, paint: paint_of(frame, i, corner)? }));
    }
    Ok(out)
}

fn sides(frame: &Frame, params: &Params, name: &str, along: &str) -> Vec<f64> {
    match (frame.get(name), params.number(name)) {
        (Some(column), _) => column.numbers(),
        (None, Some(given)) => vec![given; frame.rows],
        (None, None) => vec![frame.resolution(along); frame.rows],
    }
}

fn tile(mut frame: Frame, params: &Params) -> Eval<Frame> {
    let (wide, high) = (sides(&frame, params, "width", "x"), sides(&frame, params, "height", "y"));
    let (x, y) = (frame.of("x"), frame.of("y"));
    let ends =
        |at: &[f64], size: &[f64], side: f64| at.iter().zip(size).map(|(a, s)| a + side * s / 2.0).collect();
    frame.put("xmin", ends(&x, &wide, -1.0));
    frame.put("xmax", ends(&x, &wide, 1.0));
    frame.put("ymin", ends(&y, &high, -1.0));
    frame.put("ymax", ends(&y, &high, 1.0));
    frame.remove("width");
    frame.remove("height");
    Ok(frame)
}

fn raster_setup(mut frame: Frame, params: &Params) -> Eval<Frame> {
    for (axis, just) in [("x", params.number("hjust")), ("y", params.number("vjust"))] {
        let just = just.unwrap_or(0.5);
        let size = frame.resolution(axis);
        let at = frame.of(axis);
        frame.put(&format!("{axis}min"), at.iter().map(|v| v - size * (1.0 - just)).collect());
        frame.put(&format!("{axis}max"), at.iter().map(|v| v + size * just).collect());
    }
    Ok(frame)
}

fn raster(pen: &mut Pen, frame: &Frame, params: &Params) -> Eval<Vec<Node>> {
    if frame.rows == 0 {
        return Ok(Vec::new());
    }
    if pen.flip {
        return fail("geom_raster() only works with `coord_cartesian()`");
    }
    let ends = |name: &str, f: fn(f64, f64) -> f64, start: f64| frame.of(name).into_iter().fold(start, f);
    let (left, right) = (ends("xmin", f64::min, f64::INFINITY), ends("xmax", f64::max, f64::NEG_INFINITY));
    let (low, high) = (ends("ymin", f64::min, f64::INFINITY), ends("ymax", f64::max, f64::NEG_INFINITY));
    let (wide, tall) = (frame.resolution("x"), frame.resolution("y"));
    let columns = ((right - left) / wide).round().max(1.0) as usize;
    let rows = ((high - low) / tall).round().max(1.0) as usize;
    let mut cells = vec![Colour::TRANSPARENT; rows * columns];
    for i in 0..frame.rows {
        let column = ((frame.at("xmin", i) - left) / wide).round() as usize;
        let row = ((high - frame.at("ymax", i)) / tall).round() as usize;
        if let (Some(slot), Some(fill)) = (cells.get_mut(row * columns + column), fill_of(frame, i)?) {
            *slot = fill;
        }
    }
    let rect = Rect::between(pen.at(left, low), pen.at(right, high));
    let interpolate = params.is_true("interpolate");
    Ok(vec![Node::Mark(Mark::Raster(Raster { rect, columns, cells, interpolate }))])
}

fn bar(mut frame: Frame, params: &Params) -> Eval<Frame> {
    let flipped = frame.at("flipped_aes", 0) == 1.0;
    let (along, across) = if flipped { ("y", "x") } else { ("x", "y") };
    let width = match (frame.get("width"), params.number("width")) {
        (Some(column), _) => column.numbers(),
        (None, Some(given)) => vec![given; frame.rows],
        (None, None) => vec![frame.resolution(along) * 0.9; frame.rows],
    };
    let just = params.number("just").unwrap_or(0.5);
    let (at, height) = (frame.of(along), frame.of(across));
    frame.put(&format!("{across}min"), height.iter().map(|h| h.min(0.0)).collect());
    frame.put(&format!("{across}max"), height.iter().map(|h| h.max(0.0)).collect());
    frame.put(&format!("{along}min"), at.iter().zip(&width).map(|(a, w)| a - w * just).collect());
    frame.put(&format!("{along}max"), at.iter().zip(&width).map(|(a, w)| a + w * (1.0 - just)).collect());
    frame.remove("width");
    frame.remove("just");
    Ok(frame)
}
