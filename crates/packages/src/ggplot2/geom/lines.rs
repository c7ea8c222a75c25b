//! Lines, ribbons and areas, segments, reference lines, polygons, smooth curves.

use super::super::frame::Frame;
use super::super::guide::Key;
use super::super::layer::Params;
use super::super::values;
use super::pen::{Pen, cap, fill_of, join, line_of, paint_of};
use super::{Aes, Geom};
use raglan_engine::eval::Eval;
use raglan_graphics::scene::{FillRule, Join, Mark, Node, Paint, Point, Stroke};

const LINE: &[(&str, Aes)] =
    &[("colour", Aes::T("black")), ("linewidth", Aes::N(0.5)), ("linetype", Aes::N(1.0)), ("alpha", Aes::Na)];
const RIBBON: &[(&str, Aes)] = &[
    ("colour", Aes::Na),
    ("fill", Aes::T("grey20")),
    ("linewidth", Aes::N(0.5)),
    ("linetype", Aes::N(1.0)),
    ("alpha", Aes::Na),
];
const PATH: Geom = Geom {
    name: "path",
    required: &["x", "y"],
    non_missing: &["linewidth", "colour", "linetype"],
    defaults: LINE,
    params: &["lineend", "linejoin", "linemitre", "arrow", "orientation", "direction"],
    draw: path,
    key: Key::Path,
    renames_size: true,
    ..Geom::EMPTY
};

pub(super) const GEOMS: &[Geom] = &[
    PATH,
    Geom { name: "line", setup: by_x, ..PATH },
    Geom { name: "step", draw: step, ..PATH },
    Geom {
        name: "ribbon",
        required: &["x|y", "ymin|xmin", "ymax|xmax"],
        defaults: &[
            ("colour", Aes::Na),
            ("fill", Aes::T("grey20")),
            ("linewidth", Aes::N(0.5)),
            ("linetype", Aes::N(1.0)),
            ("alpha", Aes::Na),
        ],
        params: &["orientation", "outline.type", "lineend", "linejoin", "linemitre"],
        setup: by_x,
        draw: ribbon,
        key: Key::Polygon,
        renames_size: true,
        ..Geom::EMPTY
    },
    Geom {
        name: "area",
        required: &["x", "y"],
        defaults: RIBBON,
        params: &["orientation", "outline.type", "lineend", "linejoin", "linemitre"],
        setup: area,
        draw: ribbon,
        key: Key::Polygon,
        renames_size: true,
        ..Geom::EMPTY
    },
    Geom {
        name: "density",
        required: &["x", "y"],
        defaults: &[
            ("weight", Aes::N(1.0)),
            ("colour", Aes::T("black")),
            ("fill", Aes::Na),
            ("linewidth", Aes::N(0.5)),
            ("linetype", Aes::N(1.0)),
            ("alpha", Aes::Na),
        ],
        params: &["orientation", "outline.type", "lineend", "linejoin", "linemitre"],
        setup: area,
        draw: ribbon,
        key: Key::Polygon,
        renames_size: true,
        ..Geom::EMPTY
    },
    Geom {
        name: "smooth",
        required: &["x", "y"],
        defaults: &[
            ("colour", Aes::T("#3366FF")),
            ("fill", Aes::T("grey60")),
            ("linewidth", Aes::N(1.0)),
            ("linetype", Aes::N(1.0)),
            ("weight", Aes::N(1.0)),
            ("alpha", Aes::N(0.4)),
            ("ymin", Aes::Na),
            ("ymax", Aes::Na),
        ],
        params: &["se", "orientation"],
        setup: by_x,
        draw: smooth,
        key: Key::Smooth,
        renames_size: true,
        ..Geom::EMPTY
    },
    Geom {
        name: "segment",
        required: &["x", "y", "xend|yend"],
        non_missing: &["linetype", "linewidth"],
        defaults: LINE,
        params: &["lineend", "linejoin", "arrow"],
        draw: segment,
        key: Key::Path,
        renames_size: true,
        keeps_missing: false,
        ..Geom::EMPTY
    },
    Geom {
        name: "vline",
        required: &["xintercept"],
        defaults: LINE,
        draw: vline,
        key: Key::Vline,
        renames_size: true,
        keeps_missing: false,
        ..Geom::EMPTY
    },
    Geom {
        name: "hline",
        required: &["yintercept"],
        defaults: LINE,
        draw: hline,
        key: Key::Path,
        renames_size: true,
        keeps_missing: false,
        ..Geom::EMPTY
    },
    Geom {
        name: "abline",
        required: &["slope", "intercept"],
        defaults: LINE,
        draw: abline,
        key: Key::Abline,
        renames_size: true,
        keeps_missing: false,
        ..Geom::EMPTY
    },
    Geom {
        name: "function",
        required: &["x", "y"],
        defaults: LINE,
        params: &["lineend", "linejoin", "linemitre", "arrow", "orientation"],
        draw: path,
        key: Key::Path,
        renames_size: true,
        ..Geom::EMPTY
    },
    Geom {
        name: "density_ridges",
        required: &["x", "y", "ymin", "ymax"],
        defaults: &[
            ("colour", Aes::T("black")),
            ("fill", Aes::T("grey70")),
            ("linewidth", Aes::N(0.5)),
            ("linetype", Aes::N(1.0)),
            ("alpha", Aes::Na),
            ("height", Aes::Na),
        ],
        params: &["closed", "scale", "rel_min_height"],
        setup: by_x,
        draw: ridges,
        key: Key::Polygon,
        renames_size: true,
        ..Geom::EMPTY
    },
    Geom {
        name: "polygon",
        required: &["x", "y"],
        defaults: &[
            ("colour", Aes::Na),
            ("fill", Aes::T("grey20")),
            ("linewidth", Aes::N(0.5)),
            ("linetype", Aes::N(1.0)),
            ("alpha", Aes::Na),
        ],
        params: &["rule"],
        draw: polygon,
        key: Key::Polygon,
        renames_size: true,
        keeps_missing: false,
        ..Geom::EMPTY
    },
];

/// Rows by panel, group and position along the axis.
fn by_x(frame: Frame, params: &Params) -> Eval<Frame> {
    let flipped = frame.at("flipped_aes", 0) == 1.0 || params.text("orientation").as_deref() == Some("y");
    let axis = if flipped { "y" } else { "x" };
    let (panel, group, x) = (frame.of("PANEL"), frame.of("group"), frame.of(axis));
    let mut order: Vec<usize> = (0..frame.rows).collect();
    order.sort_by(|a, b| {
        let key =
            |v: &[f64]| v[*a].partial_cmp(&v[*b]).unwrap_or_else(|| v[*a].is_nan().cmp(&v[*b].is_nan()));
        key(&panel).then(key(&group)).then(key(&x))
    });
    Ok(frame.pick(&order))
}

fn area(frame: Frame, params: &Params) -> Eval<Frame> {
    let mut frame = by_x(frame, params)?;
    let y = frame.of("y");
    frame.put("ymin", vec![0.0; frame.rows]);
    frame.put("ymax", y);
    Ok(frame)
}

/// The heads of an arrow at the ends of a line, if it is to have any.
fn heads(points: &[Point], stroke: &Stroke, params: &Params) -> Vec<Node> {
    let Some(arrow) = params.get("arrow").filter(|v| v.has_class("arrow")) else { return Vec::new() };
    let angle = values::number(arrow, "angle").unwrap_or(30.0).to_radians();
    let length =
        arrow.part("length").and_then(|l| super::super::theme::lengths(&l).first().copied()).unwrap_or(18.0);
    let ends = values::text(arrow, "ends").unwrap_or_else(|| "last".into());
    let closed = values::text(arrow, "type").as_deref() == Some("closed");
    let head = |tip: Point, before: Point| {
        let way = (before.y - tip.y).atan2(before.x - tip.x);
        let wing =
            |turn: f64| Point::new(tip.x + length * (way + turn).cos(), tip.y + length * (way + turn).sin());
        let corners = vec![wing(angle), tip, wing(-angle)];
        Node::Mark(if closed {
            let paint = Paint { fill: Some(stroke.colour), stroke: Some(stroke.clone()) };
            Mark::Polygon { rings: vec![corners], rule: FillRule::Winding, paint }
        } else {
            Mark::Polyline { points: corners, stroke: stroke.clone() }
        })
    };
    let n = points.len();
    let mut out = Vec::new();
    if n > 1 && ends != "last" {
        out.push(head(points[0], points[1]));
    }
    if n > 1 && ends != "first" {
        out.push(head(points[n - 1], points[n - 2]));
    }
    out
}

fn path(pen: &mut Pen, frame: &Frame, params: &Params) -> Eval<Vec<Node>> {
    let (x, y) = (frame.of("x"), frame.of("y"));
    let names = ["x", "y", "linewidth", "colour", "linetype"];
    let complete = |i: usize| names.iter().all(|n| frame.get(n).is_none_or(|c| !c.is_missing(i)));
    let mut out = Vec::new();
    for (_, rows) in frame.groups("group") {
        // Missing values at the ends are removed, those between break the line.
        let first = rows.iter().position(|i| complete(*i));
        let last = rows.iter().rposition(|i| complete(*i));
        let (Some(first), Some(last)) = (first, last) else {
            pen.removed += rows.len();
            continue;
        };
        pen.removed += rows.len() - (last + 1 - first);
        let rows = &rows[first..=last];
        if rows.len() < 2 {
            continue;
        }
        let ends = cap(params.text("lineend").as_deref());
        let turns = join(params.text("linejoin").as_deref());
        if !is_constant(frame, rows) {
            for pair in rows.windows(2) {
                if let (true, true, Some(stroke)) =
                    (complete(pair[0]), complete(pair[1]), line_of(frame, pair[0], true, turns)?)
                {
                    let points = pair.iter().map(|i| pen.at(x[*i], y[*i])).collect();
                    out.push(Node::Mark(Mark::Polyline { points, stroke: stroke.cap(ends) }));
                }
            }
            continue;
        }
        let Some(stroke) = line_of(frame, rows[0], true, turns)? else { continue };
        let stroke = stroke.cap(ends);
        for run in rows.split(|i| !complete(*i)).filter(|r| r.len() > 1) {
            let points: Vec<Point> = run.iter().map(|i| pen.at(x[*i], y[*i])).collect();
            let tips = heads(&points, &stroke, params);
            out.push(Node::Mark(Mark::Polyline { points, stroke: stroke.clone() }));
            out.extend(tips);
        }
    }
    Ok(out)
}

fn is_constant(frame: &Frame, rows: &[usize]) -> bool {
    ["alpha", "colour", "linewidth", "linetype"].iter().all(|name| {
        frame.get(name).is_none_or(|c| {
            let values = c.pick(rows).strings();
            values.iter().all(|v| *v == values[0])
        })
    })
}

fn step(pen: &mut Pen, frame: &Frame, params: &Params) -> Eval<Vec<Node>> {
    let direction = params.text("direction").unwrap_or_else(|| "hv".into());
    let mut parts = Vec::new();
    for (_, rows) in frame.groups("group") {
        let mut rows = rows;
        let x = frame.of("x");
        rows.sort_by(|a, b| x[*a].partial_cmp(&x[*b]).unwrap_or(std::cmp::Ordering::Equal));
        let n = rows.len();
        if n < 2 {
            continue;
        }
        if direction == "mid" {
            parts.push(middle_steps(frame, &rows));
            continue;
        }
        let (mut xs, mut ys) = (Vec::new(), Vec::new());
        for k in 0..n {
            if k > 0 {
                match direction.as_str() {
                    "vh" => {
                        xs.push(rows[k - 1]);
                        ys.push(rows[k]);
                    }
                    "hv" => {
                        xs.push(rows[k]);
                        ys.push(rows[k - 1]);
                    }
                    _ => {
                        return raglan_engine::eval::fail(
                            "`direction` of geom_step() must be \"hv\", \"vh\" or \"mid\"",
                        );
                    }
                }
            }
            xs.push(rows[k]);
            ys.push(rows[k]);
        }
        let mut part = frame.pick(&xs);
        part.put("y", frame.pick(&ys).of("y"));
        parts.push(part);
    }
    path(pen, &Frame::bind(parts), params)
}

/// Steps half way between values.
fn middle_steps(frame: &Frame, rows: &[usize]) -> Frame {
    let (x, y) = (frame.of("x"), frame.of("y"));
    let n = rows.len();
    let (mut at, mut places, mut heights) = (vec![rows[0]], vec![x[rows[0]]], vec![y[rows[0]]]);
    for pair in rows.windows(2) {
        let middle = (x[pair[0]] + x[pair[1]]) / 2.0;
        for row in pair {
            at.push(*row);
            places.push(middle);
            heights.push(y[*row]);
        }
    }
    at.push(rows[n - 1]);
    places.push(x[rows[n - 1]]);
    heights.push(y[rows[n - 1]]);
    let mut part = frame.pick(&at);
    part.put("x", places);
    part.put("y", heights);
    part
}

fn ribbon(pen: &mut Pen, frame: &Frame, params: &Params) -> Eval<Vec<Node>> {
    let flipped = frame.at("flipped_aes", 0) == 1.0 || (!frame.has("ymin") && frame.has("xmin"));
    let (along, low, high) = if flipped { ("y", "xmin", "xmax") } else { ("x", "ymin", "ymax") };
    let place = |pen: &Pen, a: f64, v: f64| if flipped { pen.at(v, a) } else { pen.at(a, v) };
    let outline = params.text("outline.type").unwrap_or_else(|| "both".into());
    let mut out = Vec::new();
    for (_, rows) in frame.groups("group") {
        let (x, a, b) = (frame.of(along), frame.of(low), frame.of(high));
        let complete = |i: &usize| !(x[*i].is_nan() || a[*i].is_nan() || b[*i].is_nan());
        for run in rows.split(|i| !complete(i)).filter(|r| !r.is_empty()) {
            let upper: Vec<Point> = run.iter().map(|i| place(pen, x[*i], b[*i])).collect();
            let lower: Vec<Point> = run.iter().rev().map(|i| place(pen, x[*i], a[*i])).collect();
            let ring: Vec<Point> = upper.iter().chain(&lower).copied().collect();
            let stroke = line_of(frame, run[0], false, Join::Round)?;
            let full = outline == "full";
            let paint = Paint { fill: fill_of(frame, run[0])?, stroke: stroke.clone().filter(|_| full) };
            out.push(Node::Mark(Mark::Polygon { rings: vec![ring], rule: FillRule::Winding, paint }));
            let Some(stroke) = stroke.filter(|_| !full) else { continue };
            if outline != "lower" {
                out.push(Node::Mark(Mark::Polyline { points: upper, stroke: stroke.clone() }));
            }
            if outline != "upper" {
                out.push(Node::Mark(Mark::Polyline { points: lower, stroke }));
            }
        }
    }
    Ok(out)
}

fn smooth(pen: &mut Pen, frame: &Frame, params: &Params) -> Eval<Vec<Node>> {
    let mut out = Vec::new();
    for (_, rows) in frame.groups("group") {
        let part = frame.pick(&rows);
        let has_ribbon = part.has("ymin") && part.of("ymin").iter().any(|v| !v.is_nan());
        if has_ribbon && !params.is_false("se") {
            let mut band = part.clone();
            band.set("colour", super::super::frame::Column::Logical(vec![None]));
            out.extend(ribbon(pen, &band, &Params::default())?);
        }
        let mut line = part;
        line.set("alpha", super::super::frame::Column::Logical(vec![None]));
        out.extend(path(pen, &line, &Params::default())?);
    }
    Ok(out)
}

fn segment(pen: &mut Pen, frame: &Frame, params: &Params) -> Eval<Vec<Node>> {
    let (x, y) = (frame.of("x"), frame.of("y"));
    let xend = frame.numbers("xend").unwrap_or_else(|| x.clone());
    let yend = frame.numbers("yend").unwrap_or_else(|| y.clone());
    let ends = cap(params.text("lineend").as_deref());
    let mut out = Vec::new();
    for i in 0..frame.rows {
        if let Some(stroke) = line_of(frame, i, true, join(params.text("linejoin").as_deref()))? {
            let points = vec![pen.at(x[i], y[i]), pen.at(xend[i], yend[i])];
            let stroke = stroke.cap(ends);
            let tips = heads(&points, &stroke, params);
            out.push(Node::Mark(Mark::Polyline { points, stroke }));
            out.extend(tips);
        }
    }
    Ok(out)
}

fn straight(
    pen: &mut Pen,
    frame: &Frame,
    ends: impl Fn(&Pen, &Frame, usize) -> [(f64, f64); 2],
) -> Eval<Vec<Node>> {
    let mut out = Vec::new();
    let mut seen: Vec<(String, String)> = Vec::new();
    for i in 0..frame.rows {
        let points = ends(pen, frame, i);
        let Some(stroke) = line_of(frame, i, true, Join::Round)? else { continue };
        // Lines repeated by every row of the data are drawn once.
        let key = (format!("{points:?}"), format!("{stroke:?}"));
        if seen.contains(&key) {
            continue;
        }
        seen.push(key);
        let points = points.iter().map(|(x, y)| pen.at(*x, *y)).collect();
        out.push(Node::Mark(Mark::Polyline { points, stroke }));
    }
    Ok(out)
}

fn vline(pen: &mut Pen, frame: &Frame, _: &Params) -> Eval<Vec<Node>> {
    let y = pen.y;
    straight(pen, frame, |_, f, i| [(f.at("xintercept", i), y.0), (f.at("xintercept", i), y.1)])
}

fn hline(pen: &mut Pen, frame: &Frame, _: &Params) -> Eval<Vec<Node>> {
    let x = pen.x;
    straight(pen, frame, |_, f, i| [(x.0, f.at("yintercept", i)), (x.1, f.at("yintercept", i))])
}

fn abline(pen: &mut Pen, frame: &Frame, _: &Params) -> Eval<Vec<Node>> {
    let x = pen.x;
    straight(pen, frame, |_, f, i| {
        let y = |x: f64| f.at("intercept", i) + f.at("slope", i) * x;
        [(x.0, y(x.0)), (x.1, y(x.1))]
    })
}

/// Ridges from the highest row to the lowest, so that lower ones stand before them.
fn ridges(pen: &mut Pen, frame: &Frame, params: &Params) -> Eval<Vec<Node>> {
    let (x, low, high) = (frame.of("x"), frame.of("ymin"), frame.of("ymax"));
    let mut groups = frame.groups("group");
    groups.sort_by(|a, b| low[b.1[0]].total_cmp(&low[a.1[0]]));
    let mut out = Vec::new();
    for (_, rows) in groups {
        let upper: Vec<Point> = rows.iter().map(|i| pen.at(x[*i], high[*i])).collect();
        let lower = rows.iter().rev().map(|i| pen.at(x[*i], low[*i]));
        let ring: Vec<Point> = upper.iter().copied().chain(lower).collect();
        let stroke = line_of(frame, rows[0], false, Join::Round)?;
        let closed = params.is_true("closed");
        let paint = Paint { fill: fill_of(frame, rows[0])?, stroke: stroke.clone().filter(|_| closed) };
        out.push(Node::Mark(Mark::Polygon { rings: vec![ring], rule: FillRule::Winding, paint }));
        if let Some(stroke) = stroke.filter(|_| !closed) {
            out.push(Node::Mark(Mark::Polyline { points: upper, stroke }));
        }
    }
    Ok(out)
}

fn polygon(pen: &mut Pen, frame: &Frame, _: &Params) -> Eval<Vec<Node>> {
    let (x, y) = (frame.of("x"), frame.of("y"));
    let mut out = Vec::new();
    for (_, rows) in frame.groups("group") {
        if rows.len() < 2 {
            continue;
        }
        let ring: Vec<Point> = rows.iter().map(|i| pen.at(x[*i], y[*i])).collect();
        let paint = paint_of(frame, rows[0], Join::Round)?;
        out.push(Node::Mark(Mark::Polygon { rings: vec![ring], rule: FillRule::EvenOdd, paint }));
    }
    Ok(out)
}
