//! Marks on a plot: points, lines, segments, arrows, rectangles, polygons, text.

use super::page::{self, Easel, Plot};
use super::parameters::{Parameters, inline, line_types};
use crate::grdevices::colours_of;
use raglan_engine::eval::{Args, Builtin, Eval, Session, builtin, fail, private};
use raglan_engine::value::{Value, as_character, as_double};
use raglan_graphics::colour::Colour;
use raglan_graphics::dash::Lty;
use raglan_graphics::fonts::{Face, layout};
use raglan_graphics::scene::{Cap, FillRule, Mark, Node, Paint, Point, Rect, Stroke, Text};
use raglan_graphics::shapes::{Symbol, symbol};

pub(super) const FUNCTIONS: &[Builtin] = &[
    private(".marks(x, y, type, col, bg, pch, cex, lty, lwd, ...)", marks),
    private(".lines_across(a, b, h, v, col, lty, lwd, ...)", across),
    builtin("segments(x0, y0, x1 = x0, y1 = y0, col, lty, lwd, ...)", segments),
    builtin(
        "arrows(x0, y0, x1 = x0, y1 = y0, length = 0.25, angle = 30, code = 2, col, lty, lwd, ...)",
        arrows,
    ),
    builtin(
        "rect(xleft, ybottom, xright, ytop, density = NULL, angle = 45, col = NA, border = NULL, lty, lwd, ...)",
        rects,
    ),
    private(".polygon(x, y, border, col, lty, lwd, ...)", polygon),
    private(".text(x, y, labels, adj, pos, offset, cex, col, font, srt, ...)", text),
    private(".rug(x, ticksize, side, lwd, col)", rug),
];

/// A plotting symbol.
#[derive(Clone)]
enum Pch {
    Shape(u8),
    Letter(String),
    None,
}

/// How marks look, element by element.
pub struct Look {
    /// Colours.
    pub col: Vec<Option<Colour>>,
    bg: Vec<Option<Colour>>,
    pch: Vec<Pch>,
    /// Sizes in the unit of the page's text.
    pub cex: Vec<f64>,
    /// Line types.
    pub lty: Vec<Lty>,
    /// Line widths.
    pub lwd: Vec<f64>,
    /// What sizes are multiplied by.
    pub base: f64,
}

fn at<T: Clone>(all: &[T], i: usize) -> T {
    all[i % all.len()].clone()
}

/// Text of a plotting symbol and of labels; `NA` is none.
fn symbols(value: &Value) -> Eval<Vec<Pch>> {
    let mut out = Vec::new();
    match value {
        Value::Character(v) => {
            for text in v.data.iter() {
                out.push(match text.and_then(|t| t.chars().next()) {
                    Some(c) => Pch::Letter(c.to_string()),
                    None => Pch::None,
                });
            }
        }
        other => {
            let plain = other.clone().stripped();
            for number in as_double(&plain, &mut Vec::new())?.iter() {
                out.push(match *number {
                    x if (32.0..=127.0).contains(&x) => Pch::Letter((x as u8 as char).to_string()),
                    x if (0.0..=25.0).contains(&x) => Pch::Shape(x as u8),
                    _ => Pch::None,
                });
            }
        }
    }
    if out.is_empty() {
        out.push(Pch::Shape(1));
    }
    Ok(out)
}

impl Look {
    /// What parameters come to.
    pub fn of(session: &mut Session, all: &Parameters) -> Eval<Look> {
        let mut col = colours_of(session, &all.get("col"))?;
        if col.is_empty() {
            col.push(Some(Colour::BLACK));
        }
        let mut bg = colours_of(session, &all.get("bg"))?;
        if bg.is_empty() {
            bg.push(None);
        }
        let full = |mut v: Vec<f64>| {
            if v.is_empty() {
                v.push(1.0);
            }
            v
        };
        Ok(Look {
            col,
            bg,
            pch: symbols(&all.get("pch"))?,
            cex: full(all.numbers("cex")),
            lty: all.line_types("lty")?,
            lwd: full(all.numbers("lwd")),
            base: all.number(".base"),
        })
    }

    /// The line of an element.
    pub fn stroke(&self, i: usize) -> Option<Stroke> {
        let colour = at(&self.col, i)?;
        Some(pen(colour, at(&self.lwd, i), &at(&self.lty, i)))
    }
}

/// A line with R's round ends.
pub fn pen(colour: Colour, lwd: f64, lty: &Lty) -> Stroke {
    Stroke::from_lwd(colour, lwd).dashed(lty).cap(Cap::Round)
}

fn polyline(points: Vec<Point>, stroke: &Stroke) -> Node {
    Node::Mark(Mark::Polyline { points, stroke: stroke.clone() })
}

fn is_place(p: &Point) -> bool {
    p.x.is_finite() && p.y.is_finite()
}

fn marks(args: &mut Args) -> Eval {
    let (x, y) = (args.doubles("x")?.to_vec(), args.doubles("y")?.to_vec());
    let kind = args.string("type")?;
    let mut all = inline(args, &["col", "bg", "pch", "cex", "lty", "lwd"])?;
    if args.is_missing("bg") {
        all.put("bg", Value::logicals(vec![None]));
    }
    let look = Look::of(args.session, &all)?;
    page::draw(args.session, &all, |easel| {
        let places: Vec<Option<Point>> =
            x.iter().zip(&y).map(|(x, y)| Some(easel.plot.at(*x, *y)).filter(is_place)).collect();
        let nodes = drawn(&easel.plot, &kind, &places, &look)?;
        easel.note(if kind == "p" { "points" } else { "lines" }, &x, &y);
        easel.inside(nodes);
        Ok(())
    })?;
    args.invisible(Value::Null)
}

/// The marks of a type of plot: points, lines, both, steps, needles, nothing.
fn drawn(plot: &Plot, kind: &str, places: &[Option<Point>], look: &Look) -> Eval<Vec<Node>> {
    let mut nodes = Vec::new();
    let line = look.stroke(0);
    let runs = || places.split(Option::is_none).map(|r| r.iter().flatten().copied().collect::<Vec<Point>>());
    match (kind, &line) {
        ("n" | "p", _) => {}
        ("l" | "o", Some(line)) => {
            nodes.extend(runs().filter(|r| r.len() > 1).map(|points| polyline(points, line)));
        }
        ("b" | "c", Some(line)) => {
            // Lines keep clear of the points.
            let gap = 0.5 * page::LINE * look.base * at(&look.cex, 0);
            for run in runs() {
                for pair in run.windows(2) {
                    let (dx, dy) = (pair[1].x - pair[0].x, pair[1].y - pair[0].y);
                    let length = dx.hypot(dy);
                    if length > 2.0 * gap {
                        let (x, y) = (dx * gap / length, dy * gap / length);
                        let ends = [
                            Point::new(pair[0].x + x, pair[0].y + y),
                            Point::new(pair[1].x - x, pair[1].y - y),
                        ];
                        nodes.push(polyline(ends.to_vec(), line));
                    }
                }
            }
        }
        ("s" | "S", Some(line)) => {
            for run in runs().filter(|r| r.len() > 1) {
                let corner = |w: &[Point]| {
                    if kind == "s" { Point::new(w[1].x, w[0].y) } else { Point::new(w[0].x, w[1].y) }
                };
                let corners = run.windows(2).flat_map(|w| [w[0], corner(w)]);
                nodes.push(polyline(corners.chain(run.last().copied()).collect(), line));
            }
        }
        ("h", _) => {
            let low = if plot.log[1] { plot.rect.bottom() } else { plot.at(1.0, 0.0).y };
            let base = low.clamp(plot.rect.y, plot.rect.bottom());
            for (i, at) in places.iter().enumerate() {
                if let (Some(at), Some(line)) = (at, look.stroke(i)) {
                    nodes.push(polyline(vec![Point::new(at.x, base), *at], &line));
                }
            }
        }
        ("l" | "o" | "b" | "c" | "s" | "S", None) => {}
        (other, _) => return fail(format!("the plot type '{other}' is not implemented")),
    }
    if ["p", "o", "b"].contains(&kind) {
        for (i, place) in places.iter().enumerate() {
            nodes.extend(place.iter().flat_map(|p| point(*p, i, look)));
        }
    }
    Ok(nodes)
}

/// The justification that centres text on what its letters reach.
fn middle(style: Face, text: &str) -> f64 {
    let (up, down) = layout().extent(style, text);
    (up - down) / 2.0 / layout().capital_height(style)
}

/// A plotting symbol.
fn point(place: Point, i: usize, look: &Look) -> Vec<Node> {
    let Some(colour) = at(&look.col, i) else { return Vec::new() };
    let size = 12.0 * look.base * at(&look.cex, i);
    match at(&look.pch, i) {
        Pch::None => Vec::new(),
        // A full stop is a square of a hundredth of an inch, a point at least.
        Pch::Letter(letter) if letter == "." => {
            let side = (0.72 * at(&look.cex, i)).max(1.0);
            let rect = Rect { x: place.x - side / 2.0, y: place.y - side / 2.0, width: side, height: side };
            vec![Node::Mark(Mark::Rect { rect, paint: Paint { fill: Some(colour), stroke: None } })]
        }
        Pch::Letter(letter) => {
            vec![Node::Mark(Mark::Text(Text {
                size,
                colour,
                hjust: 0.5,
                vjust: middle(Face::Regular, &letter),
                ..Text::new(place, letter)
            }))]
        }
        Pch::Shape(shape) => {
            let stroke = pen(colour, at(&look.lwd, i), &Lty::Solid);
            // Symbols are measured by three fifths of the font.
            let look = Symbol { shape, size: 0.6 * size, stroke, fill: at(&look.bg, i) };
            symbol(place, &look).into_iter().map(Node::Mark).collect()
        }
    }
}

fn optional_doubles(args: &mut Args, name: &str) -> Eval<Vec<f64>> {
    Ok(match args.optional(name)? {
        Some(_) => args.doubles(name)?.to_vec(),
        None => Vec::new(),
    })
}

fn across(args: &mut Args) -> Eval {
    let mut numbers = Vec::new();
    for name in ["a", "b", "h", "v"] {
        numbers.push(optional_doubles(args, name)?);
    }
    let all = inline(args, &["col", "lty", "lwd"])?;
    let look = Look::of(args.session, &all)?;
    page::draw(args.session, &all, |easel| {
        let plot = &easel.plot;
        let [left, right, low, high] = plot.usr;
        let unlog = |v: f64, axis: usize| if plot.log[axis] { 10f64.powf(v) } else { v };
        let (left, right, low, high) = (unlog(left, 0), unlog(right, 0), unlog(low, 1), unlog(high, 1));
        let mut ends: Vec<[(f64, f64); 2]> = Vec::new();
        let pair = match (numbers[0].as_slice(), numbers[1].as_slice()) {
            ([a, b], []) | ([a], [b]) => Some((*a, *b)),
            _ => None,
        };
        ends.extend(pair.map(|(a, b)| [(left, a + b * left), (right, a + b * right)]));
        ends.extend(numbers[2].iter().map(|h| [(left, *h), (right, *h)]));
        ends.extend(numbers[3].iter().map(|v| [(*v, low), (*v, high)]));
        let line = |(i, pair): (usize, &[(f64, f64); 2])| {
            let points = pair.iter().map(|(x, y)| plot.at(*x, *y)).collect();
            look.stroke(i).map(|s| polyline(points, &s))
        };
        let nodes = ends.iter().enumerate().filter_map(line).collect();
        easel.inside(nodes);
        Ok(())
    })?;
    args.invisible(Value::Null)
}

/// The four corners of recycled marks, and how many there are.
fn corners(args: &mut Args, names: [&str; 4]) -> Eval<(Vec<Vec<f64>>, usize)> {
    let mut all = Vec::new();
    for name in names {
        all.push(args.doubles(name)?.to_vec());
    }
    let n = if all.iter().any(Vec::is_empty) { 0 } else { all.iter().map(Vec::len).max().unwrap_or(0) };
    Ok((all, n))
}

fn segments(args: &mut Args) -> Eval {
    let (c, n) = corners(args, ["x0", "y0", "x1", "y1"])?;
    let all = inline(args, &["col", "lty", "lwd"])?;
    let look = Look::of(args.session, &all)?;
    page::draw(args.session, &all, |easel| {
        let one = |i: usize| {
            let ends = [easel.plot.at(at(&c[0], i), at(&c[1], i)), easel.plot.at(at(&c[2], i), at(&c[3], i))];
            look.stroke(i).filter(|_| ends.iter().all(is_place)).map(|s| polyline(ends.to_vec(), &s))
        };
        let nodes = (0..n).filter_map(one).collect();
        easel.inside(nodes);
        Ok(())
    })?;
    args.invisible(Value::Null)
}

fn arrows(args: &mut Args) -> Eval {
    let (c, n) = corners(args, ["x0", "y0", "x1", "y1"])?;
    let (length, angle, code) =
        (args.number("length")? * 72.0, args.number("angle")?.to_radians(), args.whole("code")?);
    let all = inline(args, &["col", "lty", "lwd"])?;
    let look = Look::of(args.session, &all)?;
    page::draw(args.session, &all, |easel| {
        let mut nodes = Vec::new();
        for i in 0..n {
            let from = easel.plot.at(at(&c[0], i), at(&c[1], i));
            let to = easel.plot.at(at(&c[2], i), at(&c[3], i));
            let Some(stroke) = look.stroke(i).filter(|_| is_place(&from) && is_place(&to)) else { continue };
            nodes.push(polyline(vec![from, to], &stroke));
            let head = |tip: Point, tail: Point| {
                let way = (tail.y - tip.y).atan2(tail.x - tip.x);
                let wing = |turn: f64| {
                    Point::new(tip.x + length * (way + turn).cos(), tip.y + length * (way + turn).sin())
                };
                polyline(vec![wing(-angle), tip, wing(angle)], &stroke)
            };
            if code & 1 == 1 {
                nodes.push(head(from, to));
            }
            if code & 2 == 2 {
                nodes.push(head(to, from));
            }
        }
        easel.inside(nodes);
        Ok(())
    })?;
    args.invisible(Value::Null)
}

/// Colours of fills and borders; a border that is not given is the page's foreground.
fn fills(args: &mut Args) -> Eval<(Vec<Option<Colour>>, Vec<Option<Colour>>)> {
    let (fill, border) = (args.value("col")?, args.value("border")?);
    let mut fill = colours_of(args.session, &fill)?;
    let mut border = match border {
        Value::Null => vec![Some(Colour::BLACK)],
        Value::Logical(ref v) if v.data.first() == Some(&Some(true)) => vec![Some(Colour::BLACK)],
        other => colours_of(args.session, &other)?,
    };
    for all in [&mut fill, &mut border] {
        if all.is_empty() {
            all.push(None);
        }
    }
    Ok((fill, border))
}

fn rects(args: &mut Args) -> Eval {
    args.refuse_unless_default(&["density", "angle"])?;
    let (c, n) = corners(args, ["xleft", "ybottom", "xright", "ytop"])?;
    let (fill, border) = fills(args)?;
    let all = inline(args, &["lty", "lwd"])?;
    let look = Look::of(args.session, &all)?;
    page::draw(args.session, &all, |easel| {
        let one = |i: usize| {
            let ends = [easel.plot.at(at(&c[0], i), at(&c[1], i)), easel.plot.at(at(&c[2], i), at(&c[3], i))];
            let stroke = at(&border, i).map(|b| pen(b, at(&look.lwd, i), &at(&look.lty, i)));
            let paint = Paint { fill: at(&fill, i), stroke };
            ends.iter()
                .all(is_place)
                .then(|| Node::Mark(Mark::Rect { rect: Rect::between(ends[0], ends[1]), paint }))
        };
        let nodes = (0..n).filter_map(one).collect();
        easel.note("rectangles", &c[0], &c[3]);
        easel.inside(nodes);
        Ok(())
    })?;
    args.invisible(Value::Null)
}

fn polygon(args: &mut Args) -> Eval {
    let (x, y) = (args.doubles("x")?.to_vec(), args.doubles("y")?.to_vec());
    let (fill, border) = fills(args)?;
    let all = inline(args, &["lty", "lwd"])?;
    let look = Look::of(args.session, &all)?;
    page::draw(args.session, &all, |easel| {
        let places: Vec<Option<Point>> =
            x.iter().zip(&y).map(|(x, y)| Some(easel.plot.at(*x, *y)).filter(is_place)).collect();
        let mut nodes = Vec::new();
        for (i, run) in places.split(Option::is_none).filter(|r| r.len() > 1).enumerate() {
            let stroke = at(&border, i).map(|b| pen(b, at(&look.lwd, i), &at(&look.lty, i)));
            let paint = Paint { fill: at(&fill, i), stroke };
            let rings = vec![run.iter().flatten().copied().collect()];
            nodes.push(Node::Mark(Mark::Polygon { rings, rule: FillRule::EvenOdd, paint }));
        }
        easel.note("polygon", &x, &y);
        easel.inside(nodes);
        Ok(())
    })?;
    args.invisible(Value::Null)
}

/// The face of a number from 1 to 4.
pub fn face(number: f64) -> Face {
    Face::parse(&format!("{number}")).unwrap_or_default()
}

/// Labels as text; mathematical annotation is refused.
pub fn labels(value: &Value) -> Eval<Vec<String>> {
    match value {
        Value::Expression(_) | Value::Language(_) => {
            fail("labels of mathematical expressions are not implemented")
        }
        other if other.is_factor() => {
            let levels = other.attribute(raglan_engine::value::known::LEVELS).unwrap_or_default();
            let levels = as_character(&levels)?;
            let codes = as_double(&other.clone().stripped(), &mut Vec::new())?;
            let name = |c: &f64| levels.get((*c - 1.0).max(0.0) as usize).unwrap_or("NA").to_string();
            Ok(codes.iter().map(name).collect())
        }
        other => Ok(as_character(other)?.iter().map(|t| t.unwrap_or("NA").to_string()).collect()),
    }
}

fn text(args: &mut Args) -> Eval {
    let (x, y) = (args.doubles("x")?.to_vec(), args.doubles("y")?.to_vec());
    let words = args.value("labels")?;
    let words = labels(&words)?;
    let adj = match args.optional("adj")? {
        Some(_) => args.doubles("adj")?.to_vec(),
        None => vec![0.5],
    };
    let pos = optional_doubles(args, "pos")?;
    let offset = args.number("offset")?;
    let all = inline(args, &["cex", "col", "font", "srt"])?;
    let look = Look::of(args.session, &all)?;
    let (fonts, angle) = (all.numbers("font"), all.number("srt"));
    if words.is_empty() || x.is_empty() || y.is_empty() {
        return args.invisible(Value::Null);
    }
    let n = x.len().max(y.len()).max(words.len());
    page::draw(args.session, &all, |easel| {
        let mut nodes = Vec::new();
        for i in 0..n {
            let mut place = easel.plot.at(at(&x, i), at(&y, i));
            let Some(colour) = at(&look.col, i).filter(|_| is_place(&place)) else { continue };
            let style = face(at(&fonts, i));
            // Without a wish for it, text is centred on what its letters reach.
            let exact = middle(style, &at(&words, i));
            let (mut hjust, mut vjust) =
                (adj[0], adj.get(1).copied().filter(|v| !v.is_nan()).unwrap_or(exact));
            let away = offset * page::CHARACTER * look.base * at(&look.cex, i);
            if !pos.is_empty() {
                // Beside a place the text is as high as a third of a line.
                (hjust, vjust) = match at(&pos, i) as i64 {
                    1 => (0.5, 1.0 - (0.5 - 1.0 / 3.0)),
                    2 => (1.0, 1.0 / 3.0),
                    3 => (0.5, 0.0),
                    _ => (0.0, 1.0 / 3.0),
                };
                match at(&pos, i) as i64 {
                    1 => place.y += away,
                    2 => place.x -= away,
                    3 => place.y -= away,
                    _ => place.x += away,
                }
            }
            nodes.push(Node::Mark(Mark::Text(Text {
                size: 12.0 * look.base * at(&look.cex, i),
                face: style,
                colour,
                angle,
                hjust,
                vjust,
                ..Text::new(place, at(&words, i))
            })));
        }
        easel.note("text", &x, &y);
        easel.inside(nodes);
        Ok(())
    })?;
    args.invisible(Value::Null)
}

fn rug(args: &mut Args) -> Eval {
    let x = args.doubles("x")?.to_vec();
    let (size, side, lwd) = (args.number("ticksize")?, args.whole("side")?, args.number("lwd")?);
    let colour = args.value("col")?;
    let colour = colours_of(args.session, &colour)?.first().copied().flatten();
    let all = args.session.state::<page::Page>().parameters.clone();
    page::draw(args.session, &all, |easel: &mut Easel| {
        let Some(colour) = colour else { return Ok(()) };
        let stroke = pen(colour, lwd, &Lty::Solid);
        let rect = easel.plot.rect;
        // The length is a share of the plot region, as for R's ticks.
        let along = side % 2 == 1;
        let length = size * if along { rect.height } else { rect.width }.min(rect.width.min(rect.height));
        let mut nodes = Vec::new();
        for value in x.iter().filter(|v| v.is_finite()) {
            let at = easel.plot.at(*value, *value);
            let ends = match side {
                1 => [Point::new(at.x, rect.bottom()), Point::new(at.x, rect.bottom() - length)],
                3 => [Point::new(at.x, rect.y), Point::new(at.x, rect.y + length)],
                2 => [Point::new(rect.x, at.y), Point::new(rect.x + length, at.y)],
                _ => [Point::new(rect.right(), at.y), Point::new(rect.right() - length, at.y)],
            };
            nodes.push(polyline(ends.to_vec(), &stroke));
        }
        easel.note("rug", &x, &[]);
        easel.inside(nodes);
        Ok(())
    })?;
    let value = args.value("x")?;
    args.invisible(value)
}

/// The line types of an argument, or of the page.
pub fn lty_of(args: &mut Args, name: &str) -> Eval<Vec<Lty>> {
    let value = args.value(name)?;
    line_types(&value)
}
