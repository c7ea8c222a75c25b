//! Keys of legends: what stands for a layer beside a label.

use super::frame::{Column, Frame};
use super::geom::{colour_of, fill_of, line_of, point_marks};
use raglan_engine::eval::Eval;
use raglan_graphics::scene::{Join, Mark, Node, Paint, Point, Rect, Stroke, Text};

/// What a key shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// Nothing.
    Blank,
    /// A point.
    Point,
    /// A line across.
    Path,
    /// A filled rectangle with its line inside.
    Polygon,
    /// A filled rectangle.
    Rect,
    /// A line on a band.
    Smooth,
    /// A letter.
    Text,
    /// A line from top to bottom.
    Vline,
    /// A line up.
    Vpath,
    /// A diagonal.
    Abline,
    /// A point on a line.
    Pointrange,
    /// A box with a line across.
    Crossbar,
    /// A box with whiskers.
    Boxplot,
}

/// The key `draw_key_…` is called after.
pub fn key_named(name: &str) -> Option<Key> {
    Some(match name {
        "blank" => Key::Blank,
        "point" => Key::Point,
        "path" => Key::Path,
        "polygon" => Key::Polygon,
        "rect" => Key::Rect,
        "smooth" => Key::Smooth,
        "text" => Key::Text,
        "vline" => Key::Vline,
        "vpath" => Key::Vpath,
        "abline" => Key::Abline,
        "pointrange" => Key::Pointrange,
        "crossbar" => Key::Crossbar,
        "boxplot" => Key::Boxplot,
        _ => return None,
    })
}

fn polyline(cell: Rect, ends: [(f64, f64); 2], stroke: &Stroke) -> Node {
    let place = |(x, y): (f64, f64)| Point::new(cell.x + x * cell.width, cell.bottom() - y * cell.height);
    Node::Mark(Mark::Polyline { points: ends.map(place).to_vec(), stroke: stroke.clone() })
}

fn part(cell: Rect, x: f64, y: f64, width: f64, height: f64) -> Rect {
    Rect {
        x: cell.x + x * cell.width,
        y: cell.y + y * cell.height,
        width: width * cell.width,
        height: height * cell.height,
    }
}

/// The marks of a key in its cell.
pub fn draw(key: Key, frame: &Frame, row: usize, cell: Rect) -> Eval<Vec<Node>> {
    let line = line_of(frame, row, true, Join::Round)?;
    let lines = |all: &[[(f64, f64); 2]]| -> Vec<Node> {
        line.iter().flat_map(|s| all.iter().map(|ends| polyline(cell, *ends, s))).collect()
    };
    let centre = Point::new(cell.x + cell.width / 2.0, cell.y + cell.height / 2.0);
    Ok(match key {
        Key::Blank => Vec::new(),
        Key::Point => point_marks(frame, row, centre)?.into_iter().map(Node::Mark).collect(),
        Key::Path => lines(&[[(0.1, 0.5), (0.9, 0.5)]]),
        Key::Vline => lines(&[[(0.5, 0.0), (0.5, 1.0)]]),
        Key::Vpath => lines(&[[(0.5, 0.1), (0.5, 0.9)]]),
        Key::Abline => lines(&[[(0.0, 0.0), (1.0, 1.0)]]),
        Key::Rect => vec![Node::Mark(Mark::Rect {
            rect: cell,
            paint: Paint { fill: fill_of(frame, row)?, stroke: None },
        })],
        Key::Polygon => vec![polygon(frame, row, cell)?],
        Key::Smooth => {
            let mut out = vec![Node::Mark(Mark::Rect {
                rect: cell,
                paint: Paint { fill: fill_of(frame, row)?, stroke: None },
            })];
            let mut solid = frame.pick(&[row]);
            solid.set("alpha", Column::Number(vec![1.0]));
            out.extend(
                line_of(&solid, 0, true, Join::Round)?.map(|s| polyline(cell, [(0.1, 0.5), (0.9, 0.5)], &s)),
            );
            out
        }
        Key::Text => {
            let Some(colour) = colour_of(frame, row)? else { return Ok(Vec::new()) };
            let number = |name: &str, default: f64| {
                let x = frame.at(name, row);
                if x.is_nan() { default } else { x }
            };
            vec![Node::Mark(Mark::Text(Text {
                size: number("size", 3.88) * 72.27 / 25.4,
                colour,
                angle: number("angle", 0.0),
                hjust: 0.5,
                vjust: 0.5,
                ..Text::new(centre, "a")
            }))]
        }
        Key::Pointrange => {
            let mut out = lines(&[[(0.5, 0.1), (0.5, 0.9)]]);
            let mut point = frame.pick(&[row]);
            point.put("size", vec![frame.at("size", row) * 4.0]);
            out.extend(point_marks(&point, 0, centre)?.into_iter().map(Node::Mark));
            out
        }
        Key::Crossbar | Key::Boxplot => {
            let paint = Paint { fill: fill_of(frame, row)?, stroke: line.clone() };
            let mut out = if key == Key::Boxplot {
                lines(&[[(0.5, 0.1), (0.5, 0.25)], [(0.5, 0.75), (0.5, 0.9)]])
            } else {
                Vec::new()
            };
            out.push(Node::Mark(Mark::Rect { rect: part(cell, 0.125, 0.25, 0.75, 0.5), paint }));
            out.extend(lines(&[[(0.125, 0.5), (0.875, 0.5)]]));
            out
        }
    })
}

/// A rectangle whose line stays inside the key.
fn polygon(frame: &Frame, row: usize, cell: Rect) -> Eval<Node> {
    let line = line_of(frame, row, false, Join::Mitre)?;
    let width = frame.at("linewidth", row);
    let width = if width.is_nan() { 0.0 } else { width.min(cell.width.min(cell.height) * 25.4 / 72.0 / 4.0) };
    let inset = width * 72.0 / 25.4;
    let rect = Rect {
        x: cell.x + inset / 2.0,
        y: cell.y + inset / 2.0,
        width: (cell.width - inset).max(0.0),
        height: (cell.height - inset).max(0.0),
    };
    Ok(Node::Mark(Mark::Rect { rect, paint: Paint { fill: fill_of(frame, row)?, stroke: line } }))
}

/// The same marks elsewhere.
pub fn moved(node: Node, dx: f64, dy: f64) -> Node {
    let point = |p: Point| Point::new(p.x + dx, p.y + dy);
    let rect = |r: Rect| Rect { x: r.x + dx, y: r.y + dy, ..r };
    let all = |ps: Vec<Point>| ps.into_iter().map(point).collect::<Vec<_>>();
    match node {
        Node::Clip(r, inside) => Node::Clip(rect(r), inside.into_iter().map(|n| moved(n, dx, dy)).collect()),
        Node::Group(name, inside) => {
            Node::Group(name, inside.into_iter().map(|n| moved(n, dx, dy)).collect())
        }
        Node::Mark(mark) => Node::Mark(match mark {
            Mark::Polyline { points, stroke } => Mark::Polyline { points: all(points), stroke },
            Mark::Segments { ends, stroke } => {
                Mark::Segments { ends: ends.into_iter().map(|e| e.map(point)).collect(), stroke }
            }
            Mark::Polygon { rings, rule, paint } => {
                Mark::Polygon { rings: rings.into_iter().map(all).collect(), rule, paint }
            }
            Mark::Rect { rect: r, paint } => Mark::Rect { rect: rect(r), paint },
            Mark::Circle { centre, radius, paint } => Mark::Circle { centre: point(centre), radius, paint },
            Mark::Text(text) => Mark::Text(Text { at: point(text.at), ..text }),
            Mark::Raster(mut raster) => {
                raster.rect = rect(raster.rect);
                Mark::Raster(raster)
            }
            Mark::Gradient(mut gradient) => {
                gradient.rect = rect(gradient.rect);
                Mark::Gradient(gradient)
            }
        }),
    }
}
