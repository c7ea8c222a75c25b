//! Intervals and distributions: error bars, ranges, crossbars, boxes and whiskers, violins.

use super::super::frame::{Column, Frame};
use super::super::guide::Key;
use super::super::layer::Params;
use super::pen::{Pen, line_of, paint_of};
use super::points::point_marks;
use super::{Aes, Geom};
use raglan_engine::eval::{Eval, fail};
use raglan_engine::value::{Value, as_character};
use raglan_graphics::scene::{FillRule, Join, Mark, Node, Point};

const RANGE: &[(&str, Aes)] =
    &[("colour", Aes::T("black")), ("linewidth", Aes::N(0.5)), ("linetype", Aes::N(1.0)), ("alpha", Aes::Na)];

pub(super) const GEOMS: &[Geom] = &[
    Geom {
        name: "errorbar",
        required: &["x|y", "ymin|xmin", "ymax|xmax"],
        defaults: &[
            ("colour", Aes::T("black")),
            ("linewidth", Aes::N(0.5)),
            ("linetype", Aes::N(1.0)),
            ("width", Aes::N(0.5)),
            ("alpha", Aes::Na),
        ],
        params: &["width", "orientation"],
        setup: errorbar_setup,
        draw: errorbar,
        key: Key::Path,
        renames_size: true,
        ..Geom::EMPTY
    },
    Geom {
        name: "linerange",
        required: &["x|y", "ymin|xmin", "ymax|xmax"],
        defaults: RANGE,
        params: &["orientation"],
        draw: linerange,
        key: Key::Vpath,
        renames_size: true,
        ..Geom::EMPTY
    },
    Geom {
        name: "pointrange",
        required: &["x", "y", "ymin|xmin", "ymax|xmax"],
        defaults: &[
            ("colour", Aes::T("black")),
            ("size", Aes::N(0.5)),
            ("linewidth", Aes::N(0.5)),
            ("linetype", Aes::N(1.0)),
            ("shape", Aes::N(19.0)),
            ("fill", Aes::Na),
            ("alpha", Aes::Na),
            ("stroke", Aes::N(1.0)),
        ],
        params: &["fatten", "orientation"],
        draw: pointrange,
        key: Key::Pointrange,
        ..Geom::EMPTY
    },
    Geom {
        name: "crossbar",
        required: &["x", "y", "ymin|xmin", "ymax|xmax"],
        defaults: &[
            ("colour", Aes::T("black")),
            ("fill", Aes::Na),
            ("alpha", Aes::Na),
            ("linewidth", Aes::N(0.5)),
            ("linetype", Aes::N(1.0)),
        ],
        params: &["fatten", "width", "orientation"],
        setup: errorbar_setup,
        draw: crossbar,
        key: Key::Crossbar,
        renames_size: true,
        ..Geom::EMPTY
    },
    Geom {
        name: "boxplot",
        required: &["x|y", "lower|xlower", "upper|xupper", "middle|xmiddle", "ymin|xmin", "ymax|xmax"],
        defaults: &[
            ("weight", Aes::N(1.0)),
            ("colour", Aes::T("grey20")),
            ("fill", Aes::T("white")),
            ("alpha", Aes::Na),
            ("shape", Aes::N(19.0)),
            ("linetype", Aes::T("solid")),
            ("linewidth", Aes::N(0.5)),
            ("size", Aes::N(1.5)),
        ],
        params: &[
            "outliers",
            "outlier.colour",
            "outlier.color",
            "outlier.fill",
            "outlier.shape",
            "outlier.size",
            "outlier.stroke",
            "outlier.alpha",
            "notch",
            "notchwidth",
            "varwidth",
            "width",
            "orientation",
            "staplewidth",
        ],
        setup: box_setup,
        draw: boxplot,
        key: Key::Boxplot,
        ..Geom::EMPTY
    },
    Geom {
        name: "violin",
        required: &["x", "y"],
        defaults: &[
            ("weight", Aes::N(1.0)),
            ("colour", Aes::T("grey20")),
            ("fill", Aes::T("white")),
            ("linewidth", Aes::N(0.5)),
            ("alpha", Aes::Na),
            ("linetype", Aes::T("solid")),
        ],
        params: &["width", "draw_quantiles", "trim", "orientation"],
        setup: violin_setup,
        draw: violin,
        key: Key::Polygon,
        renames_size: true,
        ..Geom::EMPTY
    },
];

/// Whether intervals lie along x: values given as `xmin`, or said by the statistic.
fn is_flipped(frame: &Frame) -> bool {
    frame.at("flipped_aes", 0) == 1.0 || (frame.has("xmin") && frame.has("y") && !frame.has("ymin"))
}

fn width_of(frame: &Frame, params: &Params, along: &str) -> Vec<f64> {
    match (frame.get("width"), params.number("width")) {
        (Some(column), _) => column.numbers(),
        (None, Some(given)) => vec![given; frame.rows],
        (None, None) => vec![frame.resolution(along) * 0.9; frame.rows],
    }
}

fn errorbar_setup(mut frame: Frame, params: &Params) -> Eval<Frame> {
    let flipped = is_flipped(&frame);
    if flipped {
        frame.fill("flipped_aes", 1.0);
    }
    let along = if flipped { "y" } else { "x" };
    let width = width_of(&frame, params, along);
    let at = frame.of(along);
    frame.put(&format!("{along}min"), at.iter().zip(&width).map(|(a, w)| a - w / 2.0).collect());
    frame.put(&format!("{along}max"), at.iter().zip(&width).map(|(a, w)| a + w / 2.0).collect());
    frame.remove("width");
    Ok(frame)
}

/// A place by its coordinate along the categories and its value.
fn place(pen: &Pen, flipped: bool, along: f64, value: f64) -> Point {
    if flipped { pen.at(value, along) } else { pen.at(along, value) }
}

fn names(flipped: bool) -> [&'static str; 6] {
    if flipped {
        ["y", "ymin", "ymax", "x", "xmin", "xmax"]
    } else {
        ["x", "xmin", "xmax", "y", "ymin", "ymax"]
    }
}

fn errorbar(pen: &mut Pen, frame: &Frame, _: &Params) -> Eval<Vec<Node>> {
    let flipped = is_flipped(frame);
    let [along, from, to, _, low, high] = names(flipped);
    let mut out = Vec::new();
    for i in 0..frame.rows {
        let Some(stroke) = line_of(frame, i, true, Join::Round)? else { continue };
        let [x, a, b, l, h] = [along, from, to, low, high].map(|n| frame.at(n, i));
        if l.is_nan() || h.is_nan() || x.is_nan() {
            pen.removed += 1;
            continue;
        }
        for [p, q] in [[(a, h), (b, h)], [(x, h), (x, l)], [(a, l), (b, l)]] {
            let points = vec![place(pen, flipped, p.0, p.1), place(pen, flipped, q.0, q.1)];
            out.push(Node::Mark(Mark::Polyline { points, stroke: stroke.clone() }));
        }
    }
    Ok(out)
}

fn linerange(pen: &mut Pen, frame: &Frame, _: &Params) -> Eval<Vec<Node>> {
    let flipped = is_flipped(frame);
    let [along, _, _, _, low, high] = names(flipped);
    let mut out = Vec::new();
    for i in 0..frame.rows {
        let Some(stroke) = line_of(frame, i, true, Join::Round)? else { continue };
        let [x, l, h] = [along, low, high].map(|n| frame.at(n, i));
        if l.is_nan() || h.is_nan() || x.is_nan() {
            pen.removed += 1;
            continue;
        }
        let points = vec![place(pen, flipped, x, l), place(pen, flipped, x, h)];
        out.push(Node::Mark(Mark::Polyline { points, stroke }));
    }
    Ok(out)
}

fn pointrange(pen: &mut Pen, frame: &Frame, params: &Params) -> Eval<Vec<Node>> {
    let mut out = linerange(pen, frame, params)?;
    let mut points = frame.clone();
    let fatten = params.number("fatten").unwrap_or(4.0);
    points.put("size", frame.of("size").iter().map(|s| s * fatten).collect());
    for i in 0..frame.rows {
        let (x, y) = (frame.at("x", i), frame.at("y", i));
        if !(x.is_nan() || y.is_nan()) {
            out.extend(point_marks(&points, i, pen.at(x, y))?.into_iter().map(Node::Mark));
        }
    }
    Ok(out)
}

fn crossbar(pen: &mut Pen, frame: &Frame, params: &Params) -> Eval<Vec<Node>> {
    let flipped = is_flipped(frame);
    let [_, from, to, middle, low, high] = names(flipped);
    let fatten = params.number("fatten").unwrap_or(2.5);
    let mut out = Vec::new();
    for i in 0..frame.rows {
        let [a, b, m, l, h] = [from, to, middle, low, high].map(|n| frame.at(n, i));
        let ring = [(a, h), (a, l), (b, l), (b, h)].map(|(x, y)| place(pen, flipped, x, y)).to_vec();
        let paint = paint_of(frame, i, Join::Mitre)?;
        out.push(Node::Mark(Mark::Polygon { rings: vec![ring], rule: FillRule::Winding, paint }));
        if let Some(stroke) = line_of(frame, i, false, Join::Mitre)? {
            let points = vec![place(pen, flipped, a, m), place(pen, flipped, b, m)];
            let stroke = raglan_graphics::scene::Stroke { width: stroke.width * fatten, ..stroke };
            out.push(Node::Mark(Mark::Polyline { points, stroke }));
        }
    }
    Ok(out)
}

fn box_setup(mut frame: Frame, params: &Params) -> Eval<Frame> {
    if params.is_true("varwidth") {
        return fail("`varwidth = TRUE` of geom_boxplot() is not implemented");
    }
    let flipped = frame.at("flipped_aes", 0) == 1.0;
    let [along, from, to, _, low, high] = names(flipped);
    let width = width_of(&frame, params, along);
    if let Some(Column::Numbers(outliers)) = frame.get("outliers").cloned() {
        let end = |start: Vec<f64>, f: fn(f64, f64) -> f64| -> Vec<f64> {
            start.iter().zip(&outliers).map(|(s, o)| o.iter().copied().fold(*s, f)).collect()
        };
        let (least, most) = (end(frame.of(low), f64::min), end(frame.of(high), f64::max));
        frame.put(&format!("{low}_final"), least);
        frame.put(&format!("{high}_final"), most);
    }
    let at = frame.of(along);
    frame.put(from, at.iter().zip(&width).map(|(a, w)| a - w / 2.0).collect());
    frame.put(to, at.iter().zip(&width).map(|(a, w)| a + w / 2.0).collect());
    frame.remove("width");
    Ok(frame)
}

fn boxplot(pen: &mut Pen, frame: &Frame, params: &Params) -> Eval<Vec<Node>> {
    let notched = params.is_true("notch");
    let flipped = frame.at("flipped_aes", 0) == 1.0;
    let [along, from, to, _, low, high] = names(flipped);
    let hinge = |name: &str| if flipped { format!("x{name}") } else { name.to_string() };
    let mut out = Vec::new();
    for i in 0..frame.rows {
        let [a, b, x] = [from, to, along].map(|n| frame.at(n, i));
        let [l, h] = [low, high].map(|n| frame.at(n, i));
        let [q1, q2, q3] = ["lower", "middle", "upper"].map(|n| frame.at(&hinge(n), i));
        outliers(pen, frame, params, i, flipped, &mut out)?;
        let stroke = line_of(frame, i, true, Join::Mitre)?;
        if let Some(stroke) = &stroke {
            let x = if x.is_nan() { (a + b) / 2.0 } else { x };
            for (p, q) in [(q3, h), (q1, l)] {
                let points = vec![place(pen, flipped, x, p), place(pen, flipped, x, q)];
                out.push(Node::Mark(Mark::Polyline { points, stroke: stroke.clone() }));
            }
        }
        // At the median a notched box is half as wide.
        let dent = if notched { (b - a) * 0.25 } else { 0.0 };
        let mut corners = vec![(a, q3), (a, q1), (b, q1), (b, q3)];
        if notched {
            let (up, down) = (frame.at("notchupper", i), frame.at("notchlower", i));
            corners = vec![
                (a, q3),
                (a, up),
                (a + dent, q2),
                (a, down),
                (a, q1),
                (b, q1),
                (b, down),
                (b - dent, q2),
                (b, up),
                (b, q3),
            ];
        }
        let ring = corners.into_iter().map(|(x, y)| place(pen, flipped, x, y)).collect();
        let paint = paint_of(frame, i, Join::Mitre)?;
        out.push(Node::Mark(Mark::Polygon { rings: vec![ring], rule: FillRule::Winding, paint }));
        if let Some(stroke) = line_of(frame, i, false, Join::Mitre)? {
            let points = vec![place(pen, flipped, a + dent, q2), place(pen, flipped, b - dent, q2)];
            let stroke = raglan_graphics::scene::Stroke { width: stroke.width * 2.0, ..stroke };
            out.push(Node::Mark(Mark::Polyline { points, stroke }));
        }
    }
    Ok(out)
}

fn outliers(
    pen: &Pen,
    frame: &Frame,
    params: &Params,
    row: usize,
    flipped: bool,
    out: &mut Vec<Node>,
) -> Eval<()> {
    if params.is_false("outliers") {
        return Ok(());
    }
    let Some(Column::Numbers(all)) = frame.get("outliers") else { return Ok(()) };
    let mut point = frame.pick(&[row]);
    point.fill("stroke", params.number("outlier.stroke").unwrap_or(0.5));
    for name in ["colour", "fill", "shape", "size", "alpha"] {
        let given = params.get(&format!("outlier.{name}"));
        let given = given.or_else(|| if name == "colour" { params.get("outlier.color") } else { None });
        match given {
            Some(Value::Logical(_)) => point.set(name, Column::Number(vec![f64::NAN])),
            Some(v @ Value::Character(_)) => {
                let text = as_character(v)?;
                point.set(name, Column::text(text.get(0).unwrap_or("NA"), 1));
            }
            Some(_) => point.fill(name, params.number(&format!("outlier.{name}")).unwrap_or(f64::NAN)),
            None if name == "size" => point.fill("size", 1.5),
            None if name == "shape" => point.fill("shape", 19.0),
            None => {}
        }
    }
    let x = frame.at(if flipped { "y" } else { "x" }, row);
    for value in &all[row] {
        out.extend(point_marks(&point, 0, place(pen, flipped, x, *value))?.into_iter().map(Node::Mark));
    }
    Ok(())
}

fn violin_setup(mut frame: Frame, params: &Params) -> Eval<Frame> {
    let flipped = frame.at("flipped_aes", 0) == 1.0;
    let [along, from, to, ..] = names(flipped);
    let width = width_of(&frame, params, along);
    let at = frame.of(along);
    frame.put(from, at.iter().zip(&width).map(|(a, w)| a - w / 2.0).collect());
    frame.put(to, at.iter().zip(&width).map(|(a, w)| a + w / 2.0).collect());
    frame.put("width", width);
    Ok(frame)
}

fn violin(pen: &mut Pen, frame: &Frame, params: &Params) -> Eval<Vec<Node>> {
    let quantiles = params.numbers("draw_quantiles");
    let flipped = frame.at("flipped_aes", 0) == 1.0;
    let [along, from, to, value, ..] = names(flipped);
    let mut out = Vec::new();
    for (_, rows) in frame.groups("group") {
        let mut rows = rows;
        let y = frame.of(value);
        rows.sort_by(|a, b| y[*a].total_cmp(&y[*b]));
        let edge = |i: &usize, end: &str| {
            let x = frame.at(along, *i);
            x + frame.at("violinwidth", *i) * (frame.at(end, *i) - x)
        };
        let mut ring: Vec<Point> = rows.iter().map(|i| place(pen, flipped, edge(i, from), y[*i])).collect();
        ring.extend(rows.iter().rev().map(|i| place(pen, flipped, edge(i, to), y[*i])));
        if rows.is_empty() {
            continue;
        }
        let paint = paint_of(frame, rows[0], Join::Round)?;
        out.push(Node::Mark(Mark::Polygon { rings: vec![ring], rule: FillRule::Winding, paint }));
        let Some(stroke) = line_of(frame, rows[0], false, Join::Round)? else { continue };
        // A quantile is where so much of the density is below.
        let density = frame.of("density");
        let total: f64 = rows.iter().map(|i| density[*i]).sum();
        let below: Vec<f64> = rows
            .iter()
            .scan(0.0, |sum, i| {
                *sum += density[*i] / total;
                Some(*sum)
            })
            .collect();
        for share in &quantiles {
            let k = below.partition_point(|b| b < share).clamp(1, rows.len() - 1);
            let part = (share - below[k - 1]) / (below[k] - below[k - 1]);
            let mix = |v: &dyn Fn(&usize) -> f64| v(&rows[k - 1]) + part * (v(&rows[k]) - v(&rows[k - 1]));
            let at = mix(&|i| y[*i]);
            let points = vec![
                place(pen, flipped, mix(&|i| edge(i, from)), at),
                place(pen, flipped, mix(&|i| edge(i, to)), at),
            ];
            out.push(Node::Mark(Mark::Polyline { points, stroke: stroke.clone() }));
        }
    }
    Ok(out)
}
